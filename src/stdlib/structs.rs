//! `_struct`: values to bytes and back, by a format.
use crate::native;
use crate::numeric::half;
use crate::object::{
    Buffer, GetSetDef, Header, IntView, Raised, Ref, Res, Slots, Type, TypeSpec, Value, Vm, buffer_flags, call_native, flags,
};
use crate::types::struct_sequence::new_type_of;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// One code of a format with its repeat count: `count` values of `size` bytes each, or for `s` and `p` one value of `size`.
#[derive(Clone, Copy)]
struct Item {
    code: u8,
    offset: usize,
    size: usize,
    count: usize,
}

/// A parsed format.
#[derive(Default)]
struct Layout {
    items: Vec<Item>,
    size: usize,
    values: usize,
    big: bool,
}

#[repr(C)]
struct Struct {
    header: Header,
    /// Owned, a str; None before `__init__`.
    format: Value,
    /// Shared with the calls that use it: `__init__` may run again meanwhile.
    layout: Rc<Layout>,
}

/// Formats of the module's functions and what they mean: a direct-mapped cache.
type Formats = Vec<Option<(Box<[u8]>, Rc<Layout>)>>;

const FORMATS: usize = 64;

struct Types {
    structure: Cell<*mut Type>,
    iterator: Cell<*mut Type>,
    error: RefCell<Option<Ref>>,
    formats: RefCell<Formats>,
}

impl Default for Types {
    fn default() -> Types {
        let null = || Cell::new(std::ptr::null_mut());
        Types { structure: null(), iterator: null(), error: RefCell::default(), formats: RefCell::default() }
    }
}

#[cold]
fn error(vm: &Vm, message: impl AsRef<str>) -> Raised {
    let ty = vm.extension::<Types>().error.borrow().as_ref().map_or(vm.types.ValueError, |e| e.ptr::<Type>());
    vm.raise_type(ty, message.as_ref())
}

/// Size and alignment of a code.
fn code_size(code: u8, native: bool) -> Option<(usize, usize)> {
    let n = match code {
        b'x' | b'c' | b'b' | b'B' | b'?' | b's' | b'p' => return Some((1, 1)),
        b'h' | b'H' | b'e' => 2,
        b'i' | b'I' | b'f' => 4,
        b'l' | b'L' => if native { 8 } else { 4 },
        b'q' | b'Q' | b'd' | b'F' => 8,
        b'D' => return Some((16, if native { 8 } else { 1 })),
        b'n' | b'N' | b'P' if native => 8,
        _ => return None,
    };
    let align = if code == b'F' { 4 } else { n };
    Some((n, if native { align } else { 1 }))
}

fn parse(vm: &Vm, text: &[u8]) -> Res<Layout> {
    let (native, big, mut rest) = match text {
        [b'@', rest @ ..] => (true, false, rest),
        [b'=' | b'<', rest @ ..] => (false, false, rest),
        [b'>' | b'!', rest @ ..] => (false, true, rest),
        rest => (true, false, rest),
    };
    let mut layout = Layout { big, ..Layout::default() };
    let too_long = || error(vm, "total struct size too long");
    while let [c, tail @ ..] = rest {
        rest = tail;
        if c.is_ascii_whitespace() || *c == 11 {
            continue;
        }
        let (mut code, mut count) = (*c, 1usize);
        if code.is_ascii_digit() {
            count = (code - b'0') as usize;
            loop {
                let [c, tail @ ..] = rest else {
                    return Err(error(vm, "repeat count given without format specifier"));
                };
                rest = tail;
                if !c.is_ascii_digit() {
                    code = *c;
                    break;
                }
                count = count
                    .checked_mul(10)
                    .and_then(|n| n.checked_add((c - b'0') as usize))
                    .filter(|n| *n <= isize::MAX as usize)
                    .ok_or_else(too_long)?;
            }
        }
        let Some((size, align)) = code_size(code, native) else { return Err(error(vm, "bad char in struct format")) };
        let offset = layout.size.checked_next_multiple_of(align).ok_or_else(too_long)?;
        let total = count.checked_mul(size).ok_or_else(too_long)?;
        layout.size = offset.checked_add(total).filter(|n| *n <= isize::MAX as usize).ok_or_else(too_long)?;
        match code {
            b'x' => {}
            b's' | b'p' => {
                layout.items.push(Item { code, offset, size: count, count: 1 });
                layout.values += 1;
            }
            _ if count == 0 => {}
            _ => {
                layout.items.push(Item { code, offset, size, count });
                layout.values = layout.values.checked_add(count).ok_or_else(too_long)?;
            }
        }
    }
    Ok(layout)
}

fn s<'a>(v: Value) -> &'a mut Struct {
    // SAFETY: the slots and methods below are called with structs only; no borrow outlives a call.
    unsafe { &mut *v.ptr::<Struct>() }
}

static SPEC: TypeSpec = TypeSpec {
    name: "_struct.Struct",
    doc: "Struct(fmt) --> compiled struct object",
    flags: flags::BASETYPE | flags::WEAKREFABLE,
    size: size_of::<Struct>(),
    slots: Slots {
        repr: Some(|vm, v| {
            let name = vm.name_of_type(vm.type_of(v));
            let name = name.rsplit('.').next().unwrap_or(&name);
            vm.new_str(&format!("{name}({})", vm.repr_text(s(v).format)?))
        }),
        new: Some(new),
        init: Some(init_slot),
        drop: Some(drop_struct),
        ..Slots::EMPTY
    },
    methods: METHODS,
    getset: &[
        GetSetDef { name: "format", get: |_, v| Ok(Ref::new(s(v).format)), set: None, doc: "struct format string" },
        GetSetDef { name: "size", get: |vm, v| vm.new_usize(s(v).layout.size), set: None, doc: "struct size in bytes" },
    ],
};

unsafe fn drop_struct(vm: &Vm, h: *mut Header) {
    let this = h as *mut Struct;
    (*this).format.decref(vm);
    std::ptr::drop_in_place(&raw mut (*this).layout);
}

fn new(vm: &Vm, ty: *mut Type, _: &[Value], _: Value) -> Res {
    vm.new_object::<Struct>(ty, |p| {
        // SAFETY: the instance is fresh.
        unsafe {
            (*p).format = Value::NONE;
            (&raw mut (*p).layout).write(Rc::default());
        }
    })
}

native! { static INIT = [
    "Struct(self, format)" => fn init_body(vm, [this, format]) {
        let (text, layout) = compile(vm, format)?;
        s(this).layout = layout;
        let old = std::mem::replace(&mut s(this).format, text.into_value());
        old.decref(vm);
        Ok(Ref::NONE)
    }
]; }

fn init_slot(vm: &Vm, this: Value, args: &[Value], kwnames: Value) -> Res<()> {
    let mut all = vec![this];
    all.extend_from_slice(args);
    call_native(vm, &INIT[0], &all, kwnames).map(|_| ())
}

/// What a format means, from the cache or parsed.
fn layout_of(vm: &Vm, text: &[u8]) -> Res<Rc<Layout>> {
    // Longer ones are not kept: their lengths are the program's.
    const LONGEST: usize = 64;
    let slot = text.iter().fold(text.len(), |h, b| h.wrapping_mul(31).wrapping_add(*b as usize)) % FORMATS;
    let formats = &vm.extension::<Types>().formats;
    if let Some(Some((known, layout))) = formats.borrow().get(slot)
        && **known == *text
    {
        return Ok(layout.clone());
    }
    let layout = Rc::new(parse(vm, text)?);
    if text.len() <= LONGEST {
        let mut formats = formats.borrow_mut();
        if formats.is_empty() {
            formats.resize(FORMATS, None);
        }
        formats[slot] = Some((text.into(), layout.clone()));
    }
    Ok(layout)
}

/// The error of the codec for a format that is not ASCII.
#[cold]
fn not_ascii(vm: &Vm, format: Value) -> Raised {
    let encoded = vm.new_str("ascii").and_then(|ascii| vm.call_method(format, vm.intern("encode").value(), &[ascii.value()]));
    match encoded {
        Ok(_) => error(vm, "bad char in struct format"),
        Err(r) => r,
    }
}

/// A format argument as a str, and what it means.
fn compile(vm: &Vm, format: Value) -> Res<(Ref, Rc<Layout>)> {
    if format.is_heap() && vm.is_str(format) {
        let Some(text) = vm.str(format).as_ascii() else { return Err(not_ascii(vm, format)) };
        if text.contains('\0') {
            return Err(error(vm, "embedded null character"));
        }
        return Ok((Ref::new(format), layout_of(vm, text.as_bytes())?));
    }
    if format.is_heap() && vm.is_bytes(format) {
        let text = vm.bytes(format);
        if text.contains(&0) {
            return Err(error(vm, "embedded null character"));
        }
        let format = vm.new_latin1(text, text.is_ascii())?;
        if !text.is_ascii() {
            return Err(not_ascii(vm, format.value()));
        }
        return Ok((format, layout_of(vm, text)?));
    }
    Err(vm.type_error(format!("Struct() argument 1 must be a str or bytes object, not {}", vm.type_name(format))))
}

fn put(out: &mut [u8], little: &[u8], big: bool) {
    match (out.len(), little.len()) {
        // The common sizes are moved as words.
        (1, _) => out[0] = little[0],
        (2, 2..) => out.copy_from_slice(&little[..2]),
        (4, 4..) => out.copy_from_slice(&little[..4]),
        (8, 8..) => out.copy_from_slice(&little[..8]),
        (n, _) => out.copy_from_slice(&little[..n]),
    }
    if big {
        out.reverse();
    }
}

fn pack_float(vm: &Vm, code: u8, x: f64, big: bool, out: &mut [u8]) -> Res<()> {
    match code {
        b'd' => put(out, &x.to_le_bytes(), big),
        b'f' => {
            if x.is_finite() && (x as f32).is_infinite() {
                return Err(vm.overflow_error("float too large to pack with f format"));
            }
            put(out, &(x as f32).to_le_bytes(), big);
        }
        _ => match half::from_f64(x) {
            Some(h) => put(out, &h.to_le_bytes(), big),
            None => return Err(vm.overflow_error("float too large to pack with e format")),
        },
    }
    Ok(())
}

/// The least and greatest number of an integer code.
fn bounds(code: u8, size: usize) -> (i128, i128) {
    let bits = 8 * size as u32;
    if code.is_ascii_lowercase() { (-(1 << (bits - 1)), (1 << (bits - 1)) - 1) } else { (0, (1 << bits) - 1) }
}

fn pack_one(vm: &Vm, layout: &Layout, item: Item, v: Value, out: &mut [u8]) -> Res<()> {
    match item.code {
        b's' | b'p' => {
            let Some(bytes) = vm.bytes_like(v) else {
                return Err(error(vm, format!("argument for '{}' must be a bytes object", item.code as char)));
            };
            if item.code == b's' {
                let n = bytes.len().min(out.len());
                out[..n].copy_from_slice(&bytes[..n]);
            } else if let [len, rest @ ..] = out {
                let n = bytes.len().min(rest.len());
                rest[..n].copy_from_slice(&bytes[..n]);
                *len = n.min(255) as u8;
            }
        }
        b'c' => match v.is_heap() && vm.is_bytes(v) {
            true if vm.bytes(v).len() == 1 => out[0] = vm.bytes(v)[0],
            _ => return Err(error(vm, "char format requires a bytes object of length 1")),
        },
        b'?' => out[0] = u8::from(vm.truth(v)?),
        b'e' | b'f' | b'd' => {
            let x = vm.float_arg(v).map_err(|e| match vm.clear_raised_if(vm.types.BaseException) {
                true => error(vm, "required argument is not a float"),
                false => e,
            })?;
            pack_float(vm, item.code, x, layout.big, out).map_err(|e| match vm.as_int(v).is_some() && vm.clear_raised_if(vm.types.OverflowError) {
                true => error(vm, "int too large to convert"),
                false => e,
            })?;
        }
        b'F' | b'D' => {
            let no_complex = || error(vm, "required argument is not a complex");
            if vm.is_str(v) {
                return Err(no_complex());
            }
            let z = vm.call(Value::from_ptr(vm.types.complex), &[v]).map_err(|e| match vm.clear_raised_if(vm.types.BaseException) {
                true => no_complex(),
                false => e,
            })?;
            let part = |name: &str| Ok(vm.float_payload(vm.getattr_str(z.value(), name)?.value()).unwrap_or(0.0));
            let (re, im) = out.split_at_mut(item.size / 2);
            for (x, to) in [(part("real")?, re), (part("imag")?, im)] {
                match item.code {
                    b'F' if layout.big => pack_float(vm, b'f', x, true, to).map_err(|e| {
                        match vm.as_int(v).is_some() && vm.clear_raised_if(vm.types.OverflowError) {
                            true => error(vm, "int too large to convert"),
                            false => e,
                        }
                    })?,
                    // In the machine's byte order a part that is too large is infinite.
                    b'F' => put(to, &(x as f32).to_le_bytes(), false),
                    _ => put(to, &x.to_le_bytes(), layout.big),
                }
            }
        }
        code => {
            if v.is_small_int() {
                let x = v.as_small_int();
                let shift = 64 - 8 * item.size as u32;
                let fits = if code.is_ascii_lowercase() { (x << shift) >> shift == x } else { x >= 0 && ((x as u64) << shift) >> shift == x as u64 };
                if fits {
                    put(out, &x.to_le_bytes(), layout.big);
                    return Ok(());
                }
            }
            if vm.as_int(v).is_none() && vm.slots(v).index.is_none() {
                return Err(error(vm, "required argument is not an integer"));
            }
            let i = vm.index(v)?;
            let x = match vm.as_int(i.value()) {
                Some(IntView::Small(x)) => Some(x as i128),
                Some(IntView::Big(b)) => i128::try_from(b).ok(),
                None => None,
            };
            let (least, most) = bounds(code, item.size);
            // An address may be given as a negative number.
            let least = if code == b'P' { -(1 << 63) } else { least };
            match x.filter(|x| (least..=most).contains(x)) {
                Some(x) => put(out, &x.to_le_bytes(), layout.big),
                None if code == b'P' => return Err(error(vm, "int too large to convert")),
                None => {
                    let code = code as char;
                    return Err(error(vm, format!("'{code}' format requires {least} <= number <= {most}")));
                }
            }
        }
    }
    Ok(())
}

/// Hands the bytes of the values to `take`; nothing where one does not fit.
fn pack_to<R>(vm: &Vm, layout: &Layout, values: &[Value], function: &str, take: impl FnOnce(&[u8]) -> R) -> Res<R> {
    if values.len() != layout.values {
        return Err(error(vm, format!("{function} expected {} items for packing (got {})", layout.values, values.len())));
    }
    // A bytes object has a head of 32 bytes and a NUL at the end in the reference implementation.
    if layout.size > isize::MAX as usize - 33 {
        return Err(vm.overflow_error("byte string is too large"));
    }
    const SHORT: usize = 64;
    let (mut short, mut long) = ([0u8; SHORT], Vec::new());
    let out = match layout.size {
        0..=SHORT => &mut short[..layout.size],
        _ => {
            long.try_reserve_exact(layout.size).map_err(|_| vm.memory_error())?;
            long.resize(layout.size, 0u8);
            &mut long[..]
        }
    };
    let mut values = values.iter();
    for item in &layout.items {
        for i in 0..item.count {
            let at = item.offset + i * item.size;
            let Some(v) = values.next() else { break };
            pack_one(vm, layout, *item, *v, &mut out[at..at + item.size])?;
        }
    }
    Ok(take(out))
}

/// The bytes of the values.
fn pack(vm: &Vm, layout: &Layout, values: &[Value]) -> Res {
    pack_to(vm, layout, values, "pack", |bytes| vm.new_bytes(bytes))?
}

fn get<const N: usize>(b: &[u8], big: bool) -> [u8; N] {
    let mut a = [0; N];
    a.copy_from_slice(&b[..N]);
    if big {
        a.reverse();
    }
    a
}

fn float_of(code: u8, b: &[u8], big: bool) -> f64 {
    match code {
        b'd' => f64::from_le_bytes(get(b, big)),
        b'f' => f32::from_le_bytes(get(b, big)) as f64,
        _ => half::to_f64(u16::from_le_bytes(get(b, big))),
    }
}

fn unpack_one(vm: &Vm, layout: &Layout, item: Item, b: &[u8]) -> Res {
    let big = layout.big;
    match item.code {
        b's' => vm.new_bytes(b),
        b'p' => match b {
            [n, rest @ ..] => vm.new_bytes(&rest[..(*n as usize).min(rest.len())]),
            [] => vm.new_bytes(b""),
        },
        b'c' => vm.new_bytes(&b[..1]),
        b'?' => Ok(Ref::bool(b[0] != 0)),
        b'e' | b'f' | b'd' => Ok(Ref::float(float_of(item.code, b, big))),
        b'F' | b'D' => {
            let (re, im) = b.split_at(item.size / 2);
            let code = if item.code == b'F' { b'f' } else { b'd' };
            let (re, im) = (Value::float(float_of(code, re, big)), Value::float(float_of(code, im, big)));
            vm.call(Value::from_ptr(vm.types.complex), &[re, im])
        }
        code => {
            let mut word = [0u8; 8];
            word[..item.size].copy_from_slice(b);
            if big {
                word[..item.size].reverse();
            }
            let x = u64::from_le_bytes(word);
            let shift = 64 - 8 * item.size as u32;
            match code.is_ascii_lowercase() {
                true => vm.new_int((x << shift) as i64 >> shift),
                false if x <= i64::MAX as u64 => vm.new_int(x as i64),
                false => vm.new_big(x.into()),
            }
        }
    }
}

/// The values that `b`, of the format's size, holds.
fn unpack(vm: &Vm, layout: &Layout, b: &[u8]) -> Res {
    let mut values = Vec::with_capacity(layout.values.min(b.len() + layout.items.len()));
    for item in &layout.items {
        for i in 0..item.count {
            let at = item.offset + i * item.size;
            values.push(unpack_one(vm, layout, *item, &b[at..at + item.size])?);
        }
    }
    vm.tuple_from_refs(values)
}

fn unpack_all(vm: &Vm, layout: &Layout, buffer: Value) -> Res {
    let b = vm.bytes_arg(buffer)?;
    if b.len() != layout.size {
        return Err(error(vm, format!("unpack requires a buffer of {} bytes", layout.size)));
    }
    unpack(vm, layout, &b)
}

/// The place in a buffer of `len` bytes that an offset means.
fn place(vm: &Vm, layout: &Layout, len: usize, offset: i64, packing: bool) -> Res<usize> {
    let (size, n) = (layout.size, len as i64);
    let mut at = offset;
    if at < 0 {
        if at + size as i64 > 0 {
            return Err(error(vm, match packing {
                true => format!("no space to pack {size} bytes at offset {offset}"),
                false => format!("not enough data to unpack {size} bytes at offset {offset}"),
            }));
        }
        if at + n < 0 {
            return Err(error(vm, format!("offset {offset} out of range for {len}-byte buffer")));
        }
        at += n;
    }
    if n - at < size as i64 {
        let (name, doing) = if packing { ("pack_into", "packing") } else { ("unpack_from", "unpacking") };
        return Err(error(vm, format!(
            "{name} requires a buffer of at least {} bytes for {doing} {size} bytes at offset {at} (actual buffer size is {len})",
            size as i128 + at as i128
        )));
    }
    Ok(at as usize)
}

fn unpack_from(vm: &Vm, layout: &Layout, buffer: Value, offset: Value) -> Res {
    let offset = match vm.index_i64(offset)? {
        Ok(n) => n,
        Err(_) => return Err(vm.overflow_error("Python int too large to convert to C ssize_t")),
    };
    let b = vm.bytes_arg(buffer)?;
    let at = place(vm, layout, b.len(), offset, false)?;
    unpack(vm, layout, &b[at..at + layout.size])
}

fn pack_into(vm: &Vm, layout: &Layout, args: &[Value]) -> Res {
    let [buffer, offset, values @ ..] = args else {
        return Err(error(vm, match args {
            [] => "pack_into expected buffer argument",
            _ => "pack_into expected offset argument",
        }));
    };
    if values.len() != layout.values {
        return Err(error(vm, format!("pack_into expected {} items for packing (got {})", layout.values, values.len())));
    }
    if !vm.has_buffer(*buffer) {
        return Err(vm.type_error(format!("argument must be read-write bytes-like object, not {}", vm.type_name(*buffer))));
    }
    let Ok(target) = vm.get_buffer(*buffer, buffer_flags::WRITABLE) else {
        drop(vm.take_raised());
        return Err(vm.type_error(format!("argument must be read-write bytes-like object, not {}", vm.type_name(*buffer))));
    };
    let at = place(vm, layout, target.len, vm.index_size(*offset)?, true)?;
    pack_to(vm, layout, values, "pack_into", |bytes| {
        // SAFETY: nothing else runs while the memory is borrowed; it was asked for as writable.
        unsafe { target.as_mut_slice()[at..at + bytes.len()].copy_from_slice(bytes) };
        Ref::NONE
    })
}

/// What `iter_unpack` returns.
#[repr(C)]
struct Iterator {
    header: Header,
    /// Owned.
    structure: Value,
    buffer: Option<Buffer>,
    at: usize,
}

fn it<'a>(v: Value) -> &'a mut Iterator {
    // SAFETY: the slots and methods below are called with these iterators only; no borrow outlives a call.
    unsafe { &mut *v.ptr::<Iterator>() }
}

static ITERATOR: TypeSpec = TypeSpec {
    name: "_struct.unpack_iterator",
    size: size_of::<Iterator>(),
    slots: Slots { iter: Some(crate::types::iterators::iter_self), next: Some(next), drop: Some(drop_iterator), ..Slots::EMPTY },
    methods: ITERATOR_METHODS,
    ..TypeSpec::EMPTY
};

unsafe fn drop_iterator(vm: &Vm, h: *mut Header) {
    let this = h as *mut Iterator;
    drop((*this).buffer.take());
    (*this).structure.decref(vm);
}

fn next(vm: &Vm, v: Value) -> Res<Option<Ref>> {
    let this = it(v);
    let layout = &*s(this.structure).layout.clone();
    let Some(buffer) = &this.buffer else { return Ok(None) };
    let Some(b) = buffer.as_slice().get(this.at..this.at + layout.size) else {
        this.buffer = None;
        return Ok(None);
    };
    let values = unpack(vm, layout, b)?;
    this.at += layout.size;
    Ok(Some(values))
}

fn iter_unpack(vm: &Vm, structure: Value, buffer: Value) -> Res {
    let size = s(structure).layout.size;
    if size == 0 {
        return Err(error(vm, "cannot iteratively unpack with a struct of length 0"));
    }
    let buffer = vm.get_buffer(buffer, buffer_flags::SIMPLE)?;
    if buffer.len % size != 0 {
        return Err(error(vm, format!("iterative unpacking requires a buffer of a multiple of {size} bytes")));
    }
    vm.new_object::<Iterator>(vm.extension::<Types>().iterator.get(), |p| {
        structure.incref();
        // SAFETY: the instance is fresh.
        unsafe {
            (*p).structure = structure;
            (&raw mut (*p).buffer).write(Some(buffer));
            (*p).at = 0;
        }
    })
}

native! { static ITERATOR_METHODS = [
    "__length_hint__(self, /)" => fn length_hint(vm, [this]) {
        let size = s(it(this).structure).layout.size.max(1);
        vm.new_usize(it(this).buffer.as_ref().map_or(0, |b| b.len.saturating_sub(it(this).at) / size))
    }
]; }

native! { static METHODS = [
    /// Return a bytes object containing values v1, v2, ... packed according to the format string Struct.format.
    "pack(self, /, *values)" => fn pack_method(vm, [this], *values) { pack(vm, &s(this).layout.clone(), values) }
    /// Pack the values v1, v2, ... according to the format string and write the packed bytes into the writable buffer.
    "pack_into(self, /, *args)" => fn pack_into_method(vm, [this], *args) { pack_into(vm, &s(this).layout.clone(), args) }
    /// Return a tuple containing unpacked values.
    "unpack(self, buffer, /)" => fn unpack_method(vm, [this, buffer]) { unpack_all(vm, &s(this).layout.clone(), buffer) }
    /// Return a tuple containing unpacked values, starting at the offset.
    "unpack_from(self, /, buffer, offset=0)" => fn unpack_from_method(vm, [this, buffer, offset]) { unpack_from(vm, &s(this).layout.clone(), buffer, offset) }
    /// Return an iterator yielding tuples.
    "iter_unpack(self, buffer, /)" => fn iter_unpack_method(vm, [this, buffer]) { iter_unpack(vm, this, buffer) }
]; }

native! { static FUNCTIONS = [
    /// Clear the internal cache.
    "_clearcache()" => fn clearcache(vm, []) {
        vm.extension::<Types>().formats.borrow_mut().clear();
        Ok(Ref::NONE)
    }
    /// Return size in bytes of the struct described by the format string.
    "calcsize(format, /)" => fn calcsize(vm, [format]) { vm.new_usize(compile(vm, format)?.1.size) }
    /// Return a bytes object containing the values v1, v2, ... packed according to the format string.
    "pack(format, /, *values)" => fn pack_function(vm, [format], *values) { pack(vm, &compile(vm, format)?.1, values) }
    /// Pack the values v1, v2, ... according to the format string and write the packed bytes into the writable buffer.
    "pack_into(format, /, *args)" => fn pack_into_function(vm, [format], *args) { pack_into(vm, &compile(vm, format)?.1, args) }
    /// Return a tuple containing values unpacked according to the format string.
    "unpack(format, buffer, /)" => fn unpack_function(vm, [format, buffer]) { unpack_all(vm, &compile(vm, format)?.1, buffer) }
    /// Return a tuple containing values unpacked according to the format string, starting at the offset.
    "unpack_from(format, /, buffer, offset=0)" => fn unpack_from_function(vm, [format, buffer, offset]) { unpack_from(vm, &compile(vm, format)?.1, buffer, offset) }
    /// Return an iterator yielding tuples unpacked from the given bytes source.
    "iter_unpack(format, buffer, /)" => fn iter_unpack_function(vm, [format, buffer]) {
        let structure = vm.call(Value::from_ptr(vm.extension::<Types>().structure.get()), &[format])?;
        iter_unpack(vm, structure.value(), buffer)
    }
]; }

/// Makes the module.
pub fn init(vm: &Vm) -> Res {
    let module = super::new_module(vm, "_struct", "Functions to convert between Python values and C structs.", FUNCTIONS)?;
    let types = vm.extension::<Types>();
    // A second module object has the same exception as the first.
    let known = types.error.borrow().clone();
    if let Some(exception) = known {
        super::set(vm, module.value(), "error", exception)?;
        super::set(vm, module.value(), "Struct", Ref::from_type(types.structure.get()))?;
        return Ok(module);
    }
    let (name, bases, dict) =
        (vm.new_str("error")?, vm.tuple_from(&[Value::from_ptr(vm.types.Exception)])?, vm.new_dict()?);
    let (key, home) = (vm.intern("__module__"), vm.new_str("struct")?);
    vm.dict_set(dict.value(), key.value(), home.value())?;
    let exception = vm.call(Value::from_ptr(vm.types.r#type), &[name.value(), bases.value(), dict.value()])?;
    vm.at_shutdown.borrow_mut().push(|vm| drop(vm.extension::<Types>().error.take()));
    types.error.replace(Some(exception.clone()));
    super::set(vm, module.value(), "error", exception)?;
    types.structure.set(new_type_of(vm, &SPEC, vm.types.object)?);
    types.iterator.set(new_type_of(vm, &ITERATOR, vm.types.object)?);
    super::set(vm, module.value(), "Struct", Ref::from_type(types.structure.get()))?;
    Ok(module)
}
