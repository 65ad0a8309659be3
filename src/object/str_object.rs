//! Strings: code points at one, two or four bytes each (PEP 393), with the hash cached.
use super::header::Header;
use super::reference::{Ref, Res};
use super::value::Value;
use super::vm::Vm;
use std::hash::Hasher;

/// Bits of `Str::flags`.
pub mod str_flags {
    /// Code points are all below 128; implies width 1.
    pub const ASCII: u8 = 1;
    /// The one string of its contents that names are compared by.
    pub const INTERNED: u8 = 2;
    /// Data lies in a buffer of its own, not behind the object.
    pub const EXTERNAL: u8 = 4;
}

/// A str. Immutable once another reference can exist. `hash` is 0 until it has been computed (and then never 0 but for the
/// empty string).
#[repr(C)]
pub struct Str {
    pub header: Header,
    pub hash: i64,
    /// Length in code points.
    pub len: u32,
    /// Bytes a code point: 1, 2 or 4.
    pub width: u8,
    pub flags: u8,
    /// log2 of an external buffer's capacity in bytes.
    pub capacity_log2: u8,
    pub data: *mut u8,
}

const _: () = assert!(size_of::<Str>() == 40);
/// Longest data kept behind the object.
const INLINE_LIMIT: usize = 1000;
/// Longest string in code points.
pub const MAX_LEN: usize = u32::MAX as usize - 1;

/// A str's code points.
#[derive(Clone, Copy)]
pub enum Points<'a> {
    /// Code points below 256.
    One(&'a [u8]),
    Two(&'a [u16]),
    Four(&'a [u32]),
}

impl Str {
    #[inline(always)]
    pub fn len(&self) -> usize {
        self.len as usize
    }
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }
    #[inline(always)]
    pub fn is_ascii(&self) -> bool {
        self.flags & str_flags::ASCII != 0
    }
    #[inline(always)]
    pub fn is_interned(&self) -> bool {
        self.flags & str_flags::INTERNED != 0
    }
    /// The data as bytes, `len * width` of them.
    #[inline(always)]
    pub fn bytes(&self) -> &[u8] {
        // SAFETY: `data` holds `len` code points of `width` bytes.
        unsafe { std::slice::from_raw_parts(self.data, self.len as usize * self.width as usize) }
    }
    #[inline(always)]
    pub fn points(&self) -> Points<'_> {
        let n = self.len as usize;
        // SAFETY: `data` holds `len` code points of `width` bytes, aligned to 8.
        unsafe {
            match self.width {
                1 => Points::One(std::slice::from_raw_parts(self.data, n)),
                2 => Points::Two(std::slice::from_raw_parts(self.data as *const u16, n)),
                _ => Points::Four(std::slice::from_raw_parts(self.data as *const u32, n)),
            }
        }
    }
    /// The text of an ASCII string.
    #[inline(always)]
    pub fn as_ascii(&self) -> Option<&str> {
        // SAFETY: ASCII is UTF-8.
        if self.is_ascii() { Some(unsafe { std::str::from_utf8_unchecked(self.bytes()) }) } else { None }
    }
    /// The code point at `i`, which must be below `len`.
    #[inline(always)]
    pub fn point(&self, i: usize) -> u32 {
        debug_assert!(i < self.len());
        // SAFETY: `i` is below `len`.
        unsafe {
            match self.width {
                1 => *self.data.add(i) as u32,
                2 => *(self.data as *const u16).add(i) as u32,
                _ => *(self.data as *const u32).add(i),
            }
        }
    }
    pub fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        (0..self.len()).map(|i| self.point(i))
    }
    /// UTF-8 text; lone surrogates become U+FFFD (for messages; encoding proper is `str.encode`).
    pub fn to_text(&self) -> String {
        match self.as_ascii() {
            Some(s) => s.to_owned(),
            None => self.iter().map(|c| char::from_u32(c).unwrap_or('\u{FFFD}')).collect(),
        }
    }
    /// Equality of two strings. Strings are always kept in their narrowest width, so widths must agree.
    #[inline(always)]
    pub fn equals(&self, other: &Str) -> bool {
        self.len == other.len && self.width == other.width && self.bytes() == other.bytes()
    }
    /// Bytes of data this object can hold without moving.
    pub fn capacity(&self) -> usize {
        if self.flags & str_flags::EXTERNAL != 0 { 1 << self.capacity_log2 } else { self.bytes().len() }
    }
    /// The hash, computed once: SipHash-1-3 over the data, as CPython's.
    #[inline(always)]
    pub fn hash(&mut self, vm: &Vm) -> i64 {
        if self.hash != 0 { self.hash } else { self.compute_hash(vm) }
    }
    #[cold]
    #[inline(never)]
    fn compute_hash(&mut self, vm: &Vm) -> i64 {
        self.hash = hash_bytes(vm, self.bytes());
        self.hash
    }
}

/// Hash of str and bytes data.
pub fn hash_bytes(vm: &Vm, data: &[u8]) -> i64 {
    if data.is_empty() {
        return 0;
    }
    let (k0, k1) = vm.hash_key;
    let mut h = siphasher::sip::SipHasher13::new_with_keys(k0, k1);
    h.write(data);
    match h.finish() as i64 {
        -1 => -2,
        x => x,
    }
}

fn layout(capacity: usize) -> std::alloc::Layout {
    // SAFETY: the alignment is a power of two; capacities stay far below isize::MAX.
    unsafe { std::alloc::Layout::from_size_align_unchecked(capacity, 8) }
}

impl Vm {
    /// A new string of `len` code points of `width` bytes, its data undefined. MemoryError when too large.
    /// The caller fills all of `data` and must choose the narrowest width that fits.
    pub fn alloc_str(&self, len: usize, width: u8, ascii: bool) -> Res<*mut Str> {
        if len > MAX_LEN {
            return Err(self.memory_error());
        }
        let bytes = len * width as usize;
        let inline = bytes <= INLINE_LIMIT;
        let size = size_of::<Str>() + if inline { bytes } else { 0 };
        let p = self.alloc_raw(size, false, self.types.str)? as *mut Str;
        // SAFETY: the cell is fresh and large enough.
        unsafe {
            (*p).hash = 0;
            (*p).len = len as u32;
            (*p).width = width;
            (*p).flags = if ascii { str_flags::ASCII } else { 0 };
            (*p).capacity_log2 = 0;
            if inline {
                (*p).data = (p as *mut u8).add(size_of::<Str>());
            } else {
                let log2 = bytes.next_power_of_two().trailing_zeros();
                let data = super::buffer::alloc(layout(1 << log2));
                if data.is_null() {
                    self.heap.free(p as *mut Header);
                    return Err(self.memory_error());
                }
                (*p).data = data;
                (*p).flags |= str_flags::EXTERNAL;
                (*p).capacity_log2 = log2 as u8;
            }
        }
        Ok(p)
    }
    /// A new str from UTF-8.
    pub fn new_str(&self, s: &str) -> Res {
        if s.is_ascii() {
            return self.new_latin1(s.as_bytes(), true);
        }
        let mut max = 0u32;
        let mut n = 0;
        for c in s.chars() {
            max |= c as u32;
            n += 1;
        }
        self.str_from_points(s.chars().map(|c| c as u32), n, max)
    }
    /// A new str from bytes below 256 each; `ascii` tells whether all are below 128.
    pub fn new_latin1(&self, s: &[u8], ascii: bool) -> Res {
        if s.is_empty() {
            return Ok(Ref::new(self.names.empty));
        }
        if s.len() == 1 {
            return Ok(Ref::new(self.latin1_char(s[0])));
        }
        let p = self.alloc_str(s.len(), 1, ascii)?;
        // SAFETY: `alloc_str` made room for `s.len()` bytes.
        unsafe { std::ptr::copy_nonoverlapping(s.as_ptr(), (*p).data, s.len()) };
        Ok(Ref::own(Value::from_ptr(p)))
    }
    /// A new str of `n` code points; `max` is at least the largest (a bitwise or of all will do, lone surrogates allowed).
    pub fn str_from_points(&self, points: impl Iterator<Item = u32>, n: usize, max: u32) -> Res {
        if n == 0 {
            return Ok(Ref::new(self.names.empty));
        }
        let width = if max < 0x100 {
            1
        } else if max < 0x10000 {
            2
        } else {
            4
        };
        let p = self.alloc_str(n, width, max < 0x80)?;
        // SAFETY: `alloc_str` made room for `n` code points of this width; the iterator is cut at `n`.
        unsafe {
            match width {
                1 => points.take(n).enumerate().for_each(|(i, c)| *(*p).data.add(i) = c as u8),
                2 => points.take(n).enumerate().for_each(|(i, c)| *((*p).data as *mut u16).add(i) = c as u16),
                _ => points.take(n).enumerate().for_each(|(i, c)| *((*p).data as *mut u32).add(i) = c),
            }
        }
        Ok(Ref::own(Value::from_ptr(p)))
    }
    /// A new str from WTF-8: UTF-8 in which lone surrogates may occur as three bytes.
    pub fn str_from_wtf8(&self, b: &[u8]) -> Res {
        if let Ok(s) = std::str::from_utf8(b) {
            return self.new_str(s);
        }
        let mut points = Vec::with_capacity(b.len());
        let mut i = 0;
        while i < b.len() {
            let c = b[i] as u32;
            let (n, p) = match c {
                0..0x80 => (1, c),
                0x80..0xE0 => (2, c & 0x1F),
                0xE0..0xF0 => (3, c & 0x0F),
                _ => (4, c & 0x07),
            };
            points.push(b[i + 1..(i + n).min(b.len())].iter().fold(p, |p, &x| p << 6 | (x & 0x3F) as u32));
            i += n;
        }
        let max = points.iter().fold(0, |m, &p| m | p);
        self.str_from_points(points.iter().copied(), points.len(), max)
    }
    /// The one-character string of a code point below 256, shared.
    #[inline(always)]
    pub fn latin1_char(&self, c: u8) -> Value {
        self.latin1[c as usize].get()
    }
    /// A str of one code point.
    pub fn char_str(&self, c: u32) -> Res {
        if c < 256 { Ok(Ref::new(self.latin1_char(c as u8))) } else { self.str_from_points(std::iter::once(c), 1, c) }
    }
    /// The interned str of this text. Interned strings live until no one else refers to them.
    pub fn intern(&self, s: &str) -> Ref {
        if s.len() > 1 && s.is_ascii() {
            let hash = hash_bytes(self, s.as_bytes());
            // SAFETY: the table holds live strs only.
            let found = self.interned.borrow().find(hash as u64, |v| unsafe {
                let x = v.get::<Str>();
                x.hash == hash && x.is_ascii() && x.bytes() == s.as_bytes()
            });
            if let Some(v) = found {
                return Ref::new(v);
            }
            if let Ok(r) = self.new_latin1(s.as_bytes(), true) {
                // SAFETY: a fresh str, which the table does not have; it takes itself out when it dies.
                unsafe {
                    let p = r.ptr::<Str>();
                    (*p).hash = hash;
                    (*p).flags |= str_flags::INTERNED;
                    self.interned.borrow_mut().insert(hash as u64, r.value());
                }
                return r;
            }
        } else if let Ok(r) = self.new_str(s) {
            return self.intern_value(r);
        }
        // Names cannot fail; what died with the exception may have made room.
        drop(self.take_raised());
        match self.new_str(s) {
            Ok(r) => self.intern_value(r),
            Err(_) => {
                eprintln!("Fatal Python error: out of memory while interning a name");
                std::process::abort()
            }
        }
    }
    /// The interned string equal to `s`, which becomes it where there was none.
    pub fn intern_value(&self, s: Ref) -> Ref {
        // SAFETY: the caller passes a str; the table holds live strs only (dealloc removes them).
        unsafe {
            let p = s.ptr::<Str>();
            if (*p).is_interned() {
                return s;
            }
            let hash = (*p).hash(self);
            let mut table = self.interned.borrow_mut();
            let found = table.find(hash as u64, |v| v.get::<Str>().equals(&*p));
            if let Some(v) = found {
                return Ref::new(v);
            }
            (*p).flags |= str_flags::INTERNED;
            table.insert(hash as u64, s.value());
            s
        }
    }
    /// The str payload. The value must be a str or an instance of a subclass.
    #[inline(always)]
    pub fn str<'a>(&self, v: Value) -> &'a Str {
        // SAFETY: the caller vouches for the type; the object outlives the borrow as the value's holder does.
        unsafe { v.get::<Str>() }
    }
    /// The str's text as UTF-8 (for messages and lookups of names).
    pub fn str_text(&self, v: Value) -> String {
        self.str(v).to_text()
    }
    /// `a + b` for exact strs; extends `a` in place when `unique` (the caller owns the only reference to it and drops it).
    pub fn str_concat(&self, a: Value, b: Value) -> Res {
        let (x, y) = (self.str(a), self.str(b));
        if x.is_empty() {
            return Ok(Ref::new(b));
        }
        if y.is_empty() {
            return Ok(Ref::new(a));
        }
        let width = x.width.max(y.width);
        let p = self.alloc_str(x.len() + y.len(), width, x.is_ascii() && y.is_ascii())?;
        // SAFETY: `alloc_str` made room for both; the sources are other objects.
        unsafe {
            copy_points(x, (*p).data, width);
            copy_points(y, (*p).data.add(x.len() * width as usize), width);
        }
        Ok(Ref::own(Value::from_ptr(p)))
    }
    /// Appends `b` to the str `a` in place where `a` is exact, unshared, not interned, as wide, and large. `false`: do it by
    /// copying. Only the owner of the one reference to `a` may call this.
    pub fn str_append_in_place(&self, a: Value, b: Value) -> bool {
        // SAFETY: both are live strs; `a` has one reference, the caller's, so nobody sees it change.
        unsafe {
            let x = a.ptr::<Str>();
            let y = &*b.ptr::<Str>();
            let (xl, yl, w) = ((*x).len(), y.len(), (*x).width as usize);
            if (*x).header.refcount != 1
                || (*x).flags & str_flags::INTERNED != 0
                || y.width > (*x).width
                || xl + yl > MAX_LEN
                || x as u64 == b.0
            {
                return false;
            }
            let need = (xl + yl) * w;
            if (*x).flags & str_flags::EXTERNAL == 0 {
                if need < 128 {
                    return false;
                }
                let log2 = need.next_power_of_two().trailing_zeros();
                let data = super::buffer::alloc(layout(1 << log2));
                if data.is_null() {
                    return false;
                }
                std::ptr::copy_nonoverlapping((*x).data, data, xl * w);
                (*x).data = data;
                (*x).capacity_log2 = log2 as u8;
                (*x).flags |= str_flags::EXTERNAL;
            } else if need > 1 << (*x).capacity_log2 {
                let log2 = need.next_power_of_two().trailing_zeros();
                let data = super::buffer::realloc((*x).data, layout(1 << (*x).capacity_log2), 1 << log2);
                if data.is_null() {
                    return false;
                }
                (*x).data = data;
                (*x).capacity_log2 = log2 as u8;
            }
            copy_points(y, (*x).data.add(xl * w), w as u8);
            (*x).len = (xl + yl) as u32;
            (*x).hash = 0;
            if !y.is_ascii() {
                (*x).flags &= !str_flags::ASCII;
            }
            true
        }
    }
}

impl Vm {
    /// An instance of a subclass of str with the contents of the str `from`.
    pub fn new_str_instance(&self, ty: *mut super::type_object::Type, from: Value) -> Res {
        let s = self.str(from);
        let bytes = s.bytes();
        let p = self.alloc_instance(ty)? as *mut Str;
        // SAFETY: the instance is fresh and laid out as a str; the buffer has room for the data.
        unsafe {
            (*p).hash = s.hash;
            (*p).len = 0;
            (*p).width = s.width;
            (*p).flags = s.flags & str_flags::ASCII;
            (*p).capacity_log2 = 0;
            (*p).data = std::ptr::dangling_mut::<u64>() as *mut u8;
            let result = Ref::own(Value::from_ptr(p));
            if !bytes.is_empty() {
                let log2 = bytes.len().next_power_of_two().trailing_zeros();
                let data = super::buffer::alloc(layout(1 << log2));
                if data.is_null() {
                    return Err(self.memory_error());
                }
                std::ptr::copy_nonoverlapping(bytes.as_ptr(), data, bytes.len());
                (*p).data = data;
                (*p).flags |= str_flags::EXTERNAL;
                (*p).capacity_log2 = log2 as u8;
                (*p).len = s.len;
            }
            Ok(result)
        }
    }
}

/// Copies a string's code points to `to`, widened to `width`.
///
/// # Safety
/// `to` has room for `from.len() * width` bytes and `width` is at least `from.width`.
pub unsafe fn copy_points(from: &Str, to: *mut u8, width: u8) {
    let n = from.len();
    if from.width == width {
        std::ptr::copy_nonoverlapping(from.data, to, n * width as usize);
        return;
    }
    match (from.points(), width) {
        (Points::One(s), 2) => s.iter().enumerate().for_each(|(i, &c)| *(to as *mut u16).add(i) = c as u16),
        (Points::One(s), _) => s.iter().enumerate().for_each(|(i, &c)| *(to as *mut u32).add(i) = c as u32),
        (Points::Two(s), _) => s.iter().enumerate().for_each(|(i, &c)| *(to as *mut u32).add(i) = c as u32),
        (Points::Four(s), _) => std::ptr::copy_nonoverlapping(s.as_ptr(), to as *mut u32, n),
    }
}

/// Drop slot of str.
///
/// # Safety
/// `h` is a str whose count is zero.
pub unsafe fn drop_str(vm: &Vm, h: *mut Header) {
    let s = h as *mut Str;
    if (*s).flags & str_flags::INTERNED != 0 {
        vm.interned.borrow_mut().remove((*s).hash as u64, Value::from_ptr(s));
    }
    if (*s).flags & str_flags::EXTERNAL != 0 {
        std::alloc::dealloc((*s).data, layout(1 << (*s).capacity_log2));
    }
}

/// Open-addressing table of the interned strings; it holds no counted references.
#[derive(Default)]
pub struct InternTable {
    /// Hash and string; NULL: free, TOMBSTONE: removed.
    slots: Vec<(u64, Value)>,
    /// Slots that are not free.
    used: usize,
}

const TOMBSTONE: Value = Value(1);

impl InternTable {
    /// How many strings are interned.
    pub fn count(&self) -> usize {
        self.slots.iter().filter(|(_, v)| *v != Value::NULL && *v != TOMBSTONE).count()
    }
}

/// The slots a hash is looked for in, as in dicts.
fn probes(hash: u64, mask: usize) -> impl Iterator<Item = usize> {
    let mut perturb = hash;
    let mut i = hash as usize & mask;
    std::iter::from_fn(move || {
        let now = i;
        perturb >>= 5;
        i = i.wrapping_mul(5).wrapping_add(perturb as usize).wrapping_add(1) & mask;
        Some(now)
    })
}

impl InternTable {
    /// `same` is asked about strings of that hash only.
    fn find(&self, hash: u64, same: impl Fn(Value) -> bool) -> Option<Value> {
        if self.slots.is_empty() {
            return None;
        }
        for i in probes(hash, self.slots.len() - 1) {
            match self.slots[i] {
                (_, Value::NULL) => return None,
                (h, v) if h == hash && v != TOMBSTONE && same(v) => return Some(v),
                _ => {}
            }
        }
        None
    }
    fn insert(&mut self, hash: u64, v: Value) {
        if self.used * 2 >= self.slots.len() {
            let live: Vec<(u64, Value)> = self.slots.iter().copied().filter(|(_, v)| v.0 > 1).collect();
            let size = ((live.len() + 1) * 4).next_power_of_two().max(4096);
            self.slots = vec![(0, Value::NULL); size];
            self.used = live.len();
            for (h, v) in live {
                self.place(h, v);
            }
        }
        let i = self.place(hash, v);
        self.used += usize::from(i == Value::NULL);
    }
    /// Puts a string that is not there into the first slot that holds none; what that held.
    fn place(&mut self, hash: u64, v: Value) -> Value {
        let free = probes(hash, self.slots.len() - 1).find(|i| self.slots[*i].1.0 <= TOMBSTONE.0);
        let slot = &mut self.slots[free.expect("half of the slots are free")];
        std::mem::replace(slot, (hash, v)).1
    }
    fn remove(&mut self, hash: u64, v: Value) {
        if self.slots.is_empty() {
            return;
        }
        for i in probes(hash, self.slots.len() - 1) {
            if self.slots[i].1 == Value::NULL {
                return;
            }
            if self.slots[i].1 == v {
                self.slots[i].1 = TOMBSTONE;
                return;
            }
        }
    }
}
