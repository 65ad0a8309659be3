//! Dicts: compact and ordered. An index table of one, two or four bytes a slot points into an array of entries in insertion order,
//! both in one buffer (index table first; `entries` points at its end). Probing is CPython's: `i = 5 i + perturb + 1`.
//!
//! Invariants: `room` insertions are left before the buffer must be rebuilt, so that a third of the index slots is always empty;
//! `fill` entries have been written, `used` of them live; a deleted entry has an UNBOUND key and its index slot DUMMY;
//! `keys_version` is 0 or a number no other state of any dict's keys has, and is cleared by each insertion and deletion of a key, so
//! that an inline cache may keep (version, entry index).
use super::header::Header;
use super::reference::{Ref, Res};
use super::type_object::CompareOp;
use super::value::Value;
use super::vm::Vm;
use std::alloc::Layout;

#[derive(Clone, Copy)]
#[repr(C)]
pub struct Entry {
    pub hash: i64,
    pub key: Value,
    pub value: Value,
}

#[repr(C)]
pub struct Dict {
    pub header: Header,
    pub used: u32,
    pub keys_version: u32,
    pub entries: *mut Entry,
    pub fill: u32,
    room: u32,
    /// log2 of the number of index slots; 0 where there is no buffer.
    log2: u8,
    index_width: u8,
}

const EMPTY: u32 = u32::MAX;
const DUMMY: u32 = u32::MAX - 1;
const _: () = assert!(size_of::<Dict>() == 48);
const MIN_LOG2: u8 = 3;

const fn usable(log2: u8) -> usize {
    (2usize << log2) / 3
}

/// Of the smallest buffers.
pub(super) const SMALL_LAYOUT: Layout = buffer_layout(MIN_LOG2, 1);

const fn buffer_layout(log2: u8, width: u8) -> Layout {
    // SAFETY: sizes stay far below isize::MAX (`log2` is at most 31).
    unsafe {
        Layout::from_size_align_unchecked(usable(log2) * size_of::<Entry>() + ((1usize << log2) * width as usize), 8)
    }
}

unsafe fn free_buffer(vm: &Vm, entries: *mut Entry, log2: u8, width: u8) {
    if log2 == MIN_LOG2 {
        return vm.heap.free_small_buffer((entries as *mut u8).sub(1 << MIN_LOG2), buffer_layout(MIN_LOG2, 1));
    }
    std::alloc::dealloc((entries as *mut u8).sub((width as usize) << log2), buffer_layout(log2, width));
}

/// Where a lookup ended.
pub enum Found {
    /// Entry index.
    At(usize),
    /// The empty index slot that ended the search; `usize::MAX` where there is no buffer.
    Missing(usize),
}

impl Dict {
    #[inline(always)]
    pub fn len(&self) -> usize {
        self.used as usize
    }
    pub fn is_empty(&self) -> bool {
        self.used == 0
    }
    #[inline(always)]
    pub fn entry(&self, i: usize) -> &Entry {
        debug_assert!(i < self.fill as usize);
        // SAFETY: `fill` entries have been written.
        unsafe { &*self.entries.add(i) }
    }
    /// All entries written, deleted ones (UNBOUND key) among them.
    pub fn raw_entries(&self) -> &[Entry] {
        // SAFETY: `fill` entries have been written; the pointer is dangling but aligned where there are none.
        unsafe {
            std::slice::from_raw_parts(if self.fill == 0 { 8 as *const Entry } else { self.entries }, self.fill as usize)
        }
    }
    /// Live `(key, value)` pairs in order. Do not run Python code while iterating.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (Value, Value)> + Clone + '_ {
        self.raw_entries().iter().filter(|e| !e.key.is_unbound()).map(|e| (e.key, e.value))
    }
    #[inline(always)]
    fn indices(&self) -> *mut u8 {
        // SAFETY: where there is a buffer the index table lies before the entries.
        unsafe { (self.entries as *mut u8).sub((self.index_width as usize) << self.log2) }
    }
    #[inline(always)]
    unsafe fn index(&self, slot: usize) -> u32 {
        let indices = self.indices();
        match self.index_width {
            1 => match *indices.add(slot) {
                0xFF => EMPTY,
                0xFE => DUMMY,
                x => x as u32,
            },
            2 => match *(indices as *const u16).add(slot) {
                0xFFFF => EMPTY,
                0xFFFE => DUMMY,
                x => x as u32,
            },
            _ => *(indices as *const u32).add(slot),
        }
    }
    #[inline(always)]
    unsafe fn set_index(&mut self, slot: usize, i: u32) {
        let indices = self.indices();
        match self.index_width {
            1 => *indices.add(slot) = i as u8,
            2 => *(indices as *mut u16).add(slot) = i as u16,
            _ => *(indices as *mut u32).add(slot) = i,
        }
    }

    /// Looks a key up without running Python code: by identity and, for strs, by contents. None where that does not decide.
    #[inline(always)]
    fn probe(&self, hash: i64, mut same: impl FnMut(&Entry) -> Option<bool>) -> Option<Found> {
        if self.log2 == 0 {
            return Some(Found::Missing(usize::MAX));
        }
        let mask = (1usize << self.log2) - 1;
        let mut perturb = hash as u64;
        let mut slot = hash as usize & mask;
        loop {
            // SAFETY: `slot` is masked to the table.
            let i = unsafe { self.index(slot) };
            if i == EMPTY {
                return Some(Found::Missing(slot));
            }
            if i != DUMMY {
                let e = self.entry(i as usize);
                if e.hash == hash {
                    match same(e) {
                        Some(true) => return Some(Found::At(i as usize)),
                        Some(false) => {}
                        None => return None,
                    }
                }
            }
            perturb >>= 5;
            slot = (slot.wrapping_mul(5).wrapping_add(perturb as usize).wrapping_add(1)) & mask;
        }
    }
    /// Entry index of an exact str key among keys of any kind; None where another key of the same hash would have to be compared.
    #[inline(always)]
    fn probe_str(&self, vm: &Vm, key: Value, hash: i64) -> Option<Found> {
        let str_type = vm.types.str;
        self.probe(hash, |e| {
            if e.key == key {
                return Some(true);
            }
            if e.key.is_exact(str_type) {
                let (a, b) = (vm.str(e.key), vm.str(key));
                return Some(!(a.is_interned() && b.is_interned()) && a.equals(b));
            }
            if e.key.is_heap() { None } else { Some(false) }
        })
    }
    /// Entry index of an immediate int key.
    #[inline(always)]
    fn probe_int(&self, vm: &Vm, key: Value, hash: i64) -> Option<Found> {
        let str_type = vm.types.str;
        self.probe(hash, |e| {
            if e.key == key {
                Some(true)
            } else if e.key.is_small_int() || e.key.is_exact(str_type) {
                Some(false)
            } else {
                None
            }
        })
    }
    /// The value of an interned (or any exact) str key. Namespaces only: keys that are not strs never match.
    #[inline(always)]
    pub fn get_name(&self, vm: &Vm, name: Value) -> Option<Value> {
        self.find_name(vm, name).map(|i| self.entry(i).value)
    }
    /// Entry index of a str key in a namespace.
    #[inline(always)]
    pub fn find_name(&self, vm: &Vm, name: Value) -> Option<usize> {
        // SAFETY: names are strs.
        let hash = unsafe { (*name.ptr::<super::str_object::Str>()).hash(vm) };
        let str_type = vm.types.str;
        match self.probe(hash, |e| {
            Some(e.key == name || (e.key.is_exact(str_type) && vm.str(e.key).equals(vm.str(name))))
        }) {
            Some(Found::At(i)) => Some(i),
            _ => None,
        }
    }
    fn free_slot(&self, hash: i64) -> usize {
        let mask = (1usize << self.log2) - 1;
        let mut perturb = hash as u64;
        let mut slot = hash as usize & mask;
        // SAFETY: `slot` is masked to the table; a third of the slots is always free.
        while unsafe { self.index(slot) } != EMPTY {
            perturb >>= 5;
            slot = (slot.wrapping_mul(5).wrapping_add(perturb as usize).wrapping_add(1)) & mask;
        }
        slot
    }
    /// Reallocates for at least `n` live entries and drops the deleted ones.
    #[inline(never)]
    pub fn resize(&mut self, vm: &Vm, n: usize) -> Res<()> {
        if self.log2 == 0 && n <= usable(MIN_LOG2) {
            return self.first_buffer(vm);
        }
        let mut log2 = MIN_LOG2;
        while usable(log2) < n {
            log2 += 1;
            if log2 > 31 {
                return Err(vm.memory_error());
            }
        }
        let width = if log2 < 8 {
            1
        } else if log2 < 16 {
            2
        } else {
            4
        };
        let layout = buffer_layout(log2, width);
        // SAFETY: the new buffer has room for all live entries; the old one is freed with the layout it was made with.
        unsafe {
            let buffer = super::buffer::alloc(layout);
            if buffer.is_null() {
                return Err(vm.memory_error());
            }
            let (old_entries, old_fill, old_log2, old_width) = (self.entries, self.fill, self.log2, self.index_width);
            let index_bytes = (width as usize) << log2;
            std::ptr::write_bytes(buffer, 0xFF, index_bytes);
            self.entries = buffer.add(index_bytes) as *mut Entry;
            self.log2 = log2;
            self.index_width = width;
            let mut fill = 0;
            for i in 0..old_fill as usize {
                let e = *old_entries.add(i);
                if !e.key.is_unbound() {
                    *self.entries.add(fill) = e;
                    let slot = self.free_slot(e.hash);
                    self.set_index(slot, fill as u32);
                    fill += 1;
                }
            }
            if old_fill as usize != fill {
                self.keys_version = 0;
            }
            self.fill = fill as u32;
            self.room = (usable(log2) - fill) as u32;
            if old_log2 != 0 {
                free_buffer(vm, old_entries, old_log2, old_width);
            }
        }
        Ok(())
    }
    /// Gives an empty dict a buffer of the smallest size.
    fn first_buffer(&mut self, vm: &Vm) -> Res<()> {
        const INDEX_BYTES: usize = 1 << MIN_LOG2;
        // SAFETY: the buffer has room for the index table and the entries; the table is one word.
        unsafe {
            let buffer = vm.heap.small_buffer(buffer_layout(MIN_LOG2, 1));
            if buffer.is_null() {
                return Err(vm.memory_error());
            }
            (buffer as *mut u64).write(u64::MAX);
            self.entries = buffer.add(INDEX_BYTES) as *mut Entry;
        }
        self.log2 = MIN_LOG2;
        self.index_width = 1;
        self.fill = 0;
        self.room = usable(MIN_LOG2) as u32;
        Ok(())
    }
    /// Makes this dict, which has no buffer yet, an equal of one that has no deleted entries below its fill.
    fn copy_buffer(&mut self, vm: &Vm, from: &Dict) -> Res<()> {
        debug_assert!(self.log2 == 0 && from.log2 != 0 && from.used == from.fill);
        let index_bytes = (from.index_width as usize) << from.log2;
        // SAFETY: both buffers have the same layout, in which the index table and `fill` entries are written; the copies of keys and
        // values are counted before anything else can see them.
        unsafe {
            if from.log2 == MIN_LOG2 {
                self.first_buffer(vm)?;
            } else {
                let buffer = super::buffer::alloc(buffer_layout(from.log2, from.index_width));
                if buffer.is_null() {
                    return Err(vm.memory_error());
                }
                self.entries = buffer.add(index_bytes) as *mut Entry;
                self.log2 = from.log2;
                self.index_width = from.index_width;
            }
            let bytes = index_bytes + from.fill as usize * size_of::<Entry>();
            std::ptr::copy_nonoverlapping(from.indices(), self.indices(), bytes);
        }
        for e in from.raw_entries() {
            e.key.incref();
            e.value.incref();
        }
        self.fill = from.fill;
        self.used = from.used;
        self.room = from.room;
        Ok(())
    }
    /// Adds a key that is known to be missing; takes over both references.
    #[inline(always)]
    pub fn insert_new(&mut self, vm: &Vm, hash: i64, key: Ref, value: Ref) -> Res<()> {
        let slot = if self.room == 0 { usize::MAX } else { self.free_slot(hash) };
        self.insert_at(vm, slot, hash, key, value)
    }
    /// As `insert_new`, with the index slot that a search for the key has just ended at.
    #[inline(always)]
    pub fn insert_at(&mut self, vm: &Vm, mut slot: usize, hash: i64, key: Ref, value: Ref) -> Res<()> {
        if self.room == 0 {
            self.resize(vm, (self.used as usize * 3).max(1))?;
            slot = self.free_slot(hash);
        }
        let i = self.fill;
        // SAFETY: there is room for one more entry.
        unsafe {
            self.set_index(slot, i);
            *self.entries.add(i as usize) = Entry { hash, key: key.into_value(), value: value.into_value() };
        }
        self.fill = i + 1;
        self.room -= 1;
        self.used += 1;
        self.keys_version = 0;
        Ok(())
    }
    /// Replaces a value; the old one is handed to the caller (store first, decrement last).
    #[inline(always)]
    pub fn replace(&mut self, i: usize, value: Ref) -> Ref {
        debug_assert!(i < self.fill as usize);
        // SAFETY: entry `i` has been written.
        unsafe { Ref::own(std::mem::replace(&mut (*self.entries.add(i)).value, value.into_value())) }
    }
    /// Removes entry `i`; key and value are handed to the caller.
    pub fn remove_at(&mut self, i: usize) -> (Ref, Ref) {
        let e = *self.entry(i);
        let mask = (1usize << self.log2) - 1;
        let mut perturb = e.hash as u64;
        let mut slot = e.hash as usize & mask;
        // SAFETY: the entry's slot lies on its probe sequence.
        unsafe {
            while self.index(slot) != i as u32 {
                perturb >>= 5;
                slot = (slot.wrapping_mul(5).wrapping_add(perturb as usize).wrapping_add(1)) & mask;
            }
            self.set_index(slot, DUMMY);
            (*self.entries.add(i)).key = Value::UNBOUND;
            (*self.entries.add(i)).value = Value::UNBOUND;
        }
        self.used -= 1;
        self.keys_version = 0;
        if self.used == 0 {
            // SAFETY: the buffer exists; with no live entry all its slots may be reset.
            unsafe { std::ptr::write_bytes(self.indices(), 0xFF, (1usize << self.log2) * self.index_width as usize) };
            self.fill = 0;
            self.room = usable(self.log2) as u32;
        } else if i + 1 == self.fill as usize {
            // Popping from the end stays linear: trailing deleted entries are given back, their slots stay dummies.
            self.fill -= 1;
            while self.fill > 0 && self.entry(self.fill as usize - 1).key.is_unbound() {
                self.fill -= 1;
            }
        }
        (Ref::own(e.key), Ref::own(e.value))
    }
    /// A number for the present set of keys, for inline caches.
    #[inline(always)]
    pub fn version(&mut self, vm: &Vm) -> u32 {
        if self.keys_version == 0 {
            self.keys_version = vm.next_version();
        }
        self.keys_version
    }
    /// Takes everything out: `(buffer entries, fill, layout)` are dropped by the caller through `DictBuffer`.
    fn take(&mut self) -> (*mut Entry, u32, u8, u8) {
        let r = (self.entries, self.fill, self.log2, self.index_width);
        self.entries = std::ptr::null_mut();
        self.fill = 0;
        self.room = 0;
        self.used = 0;
        self.log2 = 0;
        self.keys_version = 0;
        r
    }
    /// Removes all entries.
    pub fn clear(&mut self, vm: &Vm) {
        let (entries, fill, log2, width) = self.take();
        if log2 == 0 {
            return;
        }
        // SAFETY: the buffer is no longer reachable from the dict, so the decrements may run anything.
        unsafe {
            for i in 0..fill as usize {
                let e = *entries.add(i);
                e.key.decref(vm);
                e.value.decref(vm);
            }
            free_buffer(vm, entries, log2, width);
        }
    }
}

impl Vm {
    pub fn new_dict(&self) -> Res {
        let p = self.alloc_raw(size_of::<Dict>(), true, self.types.dict)? as *mut Dict;
        self.init_dict(p);
        Ok(Ref::own(Value::from_ptr(p)))
    }
    /// A dict with room for `n` entries that lives as long as the interpreter: it is not tracked.
    pub fn new_permanent_dict(&self, n: usize) -> Res {
        let p = self.alloc_raw(size_of::<Dict>(), false, self.types.dict)? as *mut Dict;
        self.init_dict(p);
        let dict = Ref::own(Value::from_ptr(p));
        if n > 0 {
            self.dict(dict.value()).resize(self, n)?;
        }
        Ok(dict)
    }
    /// Makes a fresh cell's dict part empty.
    pub fn init_dict(&self, p: *mut Dict) {
        // SAFETY: the caller allocated the cell with room for a dict.
        unsafe {
            (*p).used = 0;
            (*p).keys_version = 0;
            (*p).entries = std::ptr::null_mut();
            (*p).fill = 0;
            (*p).room = 0;
            (*p).log2 = 0;
            (*p).index_width = 1;
        }
    }
    /// The dict payload, mutable. Never hold the borrow across anything that can run Python code.
    #[inline(always)]
    #[allow(clippy::mut_from_ref)]
    pub fn dict<'a>(&self, v: Value) -> &'a mut Dict {
        // SAFETY: the caller vouches for the type and for the borrow's end before the next one begins.
        unsafe { &mut *v.ptr::<Dict>() }
    }
    /// Looks a key up as far as that runs no Python code; None where keys would have to be compared.
    #[inline(always)]
    pub fn dict_find_quick(&self, d: Value, key: Value, hash: i64) -> Option<Found> {
        let dict = self.dict(d);
        if key.is_exact(self.types.str) {
            dict.probe_str(self, key, hash)
        } else if key.is_small_int() {
            dict.probe_int(self, key, hash)
        } else {
            dict.probe(hash, |e| if e.key == key { Some(true) } else { None })
        }
    }
    /// Entry index of a key, whose hash is given. Comparisons of keys may run Python code and raise.
    #[inline(always)]
    pub fn dict_find(&self, d: Value, key: Value, hash: i64) -> Res<Option<usize>> {
        match self.dict_find_quick(d, key, hash) {
            Some(Found::At(i)) => Ok(Some(i)),
            Some(_) => Ok(None),
            None => self.dict_find_slow(d, key, hash),
        }
    }
    #[inline(never)]
    fn dict_find_slow(&self, d: Value, key: Value, hash: i64) -> Res<Option<usize>> {
        loop {
            let dict = self.dict(d);
            if dict.log2 == 0 {
                return Ok(None);
            }
            let mask = (1usize << dict.log2) - 1;
            let mut perturb = hash as u64;
            let mut slot = hash as usize & mask;
            let restart = loop {
                let dict = self.dict(d);
                // SAFETY: `slot` is masked to the table, which is unchanged since `mask` was read (checked below).
                let i = unsafe { dict.index(slot) };
                if i == EMPTY {
                    return Ok(None);
                }
                if i != DUMMY {
                    let e = *dict.entry(i as usize);
                    if e.hash == hash {
                        if e.key == key {
                            return Ok(Some(i as usize));
                        }
                        let (entries, log2) = (dict.entries, dict.log2);
                        let held = Ref::new(e.key);
                        let equal = self.compare_bool(held.value(), key, CompareOp::Eq)?;
                        let dict = self.dict(d);
                        if dict.entries != entries
                            || dict.log2 != log2
                            || i >= dict.fill
                            || dict.entry(i as usize).key != held.value()
                        {
                            break true;
                        }
                        if equal {
                            return Ok(Some(i as usize));
                        }
                    }
                }
                perturb >>= 5;
                slot = (slot.wrapping_mul(5).wrapping_add(perturb as usize).wrapping_add(1)) & mask;
            };
            debug_assert!(restart);
        }
    }
    /// The borrowed value of a key. Raises what hashing and comparing raise.
    #[inline(always)]
    pub fn dict_get(&self, d: Value, key: Value) -> Res<Option<Value>> {
        let hash = self.hash_key(key)?;
        Ok(self.dict_find(d, key, hash)?.map(|i| self.dict(d).entry(i).value))
    }
    /// `d[key] = value`, both borrowed.
    #[inline(always)]
    pub fn dict_set(&self, d: Value, key: Value, value: Value) -> Res<()> {
        let hash = self.hash_key(key)?;
        self.dict_set_hashed(d, key, hash, Ref::new(value))
    }
    /// `d[key] = value` with the key's hash at hand.
    #[inline(always)]
    pub fn dict_set_hashed(&self, d: Value, key: Value, hash: i64, value: Ref) -> Res<()> {
        let found = match self.dict_find_quick(d, key, hash) {
            Some(found) => found,
            None => {
                // Callers lend keys of other tables, which Python code can empty.
                let held = Ref::new(key);
                match self.dict_find_slow(d, key, hash)? {
                    Some(i) => Found::At(i),
                    None => return self.dict(d).insert_new(self, hash, held, value),
                }
            }
        };
        match found {
            Found::At(i) => {
                drop(self.dict(d).replace(i, value));
                Ok(())
            }
            Found::Missing(slot) => self.dict(d).insert_at(self, slot, hash, Ref::new(key), value),
        }
    }
    /// Sets a str key of a namespace.
    pub fn dict_set_name(&self, d: *mut Dict, name: Value, value: Ref) -> Res<()> {
        let d = Value::from_ptr(d);
        // SAFETY: names are strs.
        let hash = unsafe { (*name.ptr::<super::str_object::Str>()).hash(self) };
        match self.dict(d).find_name(self, name) {
            Some(i) => {
                drop(self.dict(d).replace(i, value));
                Ok(())
            }
            None => self.dict(d).insert_new(self, hash, Ref::new(name), value),
        }
    }
    /// Removes a key; its value, or None where it was missing.
    pub fn dict_remove(&self, d: Value, key: Value) -> Res<Option<Ref>> {
        let hash = self.hash_key(key)?;
        Ok(match self.dict_find(d, key, hash)? {
            Some(i) => {
                let (key, value) = self.dict(d).remove_at(i);
                drop(key);
                Some(value)
            }
            None => None,
        })
    }
    /// Makes `d` an equal of `from` if it is empty and that is cheap; whether it did.
    pub fn dict_fill_from(&self, d: Value, from: Value) -> Res<bool> {
        let (to, from) = (self.dict(d), self.dict(from));
        if to.log2 != 0 || from.used == 0 || from.used != from.fill || (from.used as usize * 3) < usable(from.log2) {
            return Ok(false);
        }
        to.copy_buffer(self, from)?;
        Ok(true)
    }
    /// A copy with the same order.
    pub fn dict_copy(&self, d: Value) -> Res {
        let r = self.new_dict()?;
        let from = self.dict(d);
        // With all entries live and most of the room in use, the buffer is copied as it is.
        if !self.dict_fill_from(r.value(), d)? && from.used > 0 {
            let to = self.dict(r.value());
            to.resize(self, from.len())?;
            for e in from.raw_entries().iter().filter(|e| !e.key.is_unbound()) {
                to.insert_new(self, e.hash, Ref::new(e.key), Ref::new(e.value))?;
            }
        }
        Ok(r)
    }
}

/// Drop slot of dict.
///
/// # Safety
/// `h` is a dict whose count is zero.
pub unsafe fn drop_dict(vm: &Vm, h: *mut Header) {
    (*(h as *mut Dict)).clear(vm);
}

/// Traverse slot of dict.
///
/// # Safety
/// `h` is a live dict.
pub unsafe fn traverse_dict(h: *mut Header, visit: &mut dyn FnMut(Value)) {
    for (k, v) in (*(h as *mut Dict)).iter() {
        visit(k);
        visit(v);
    }
}
