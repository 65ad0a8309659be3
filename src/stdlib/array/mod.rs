//! `array`: sequences of numbers or characters in the machine's own representation.
use crate::native;
use crate::object::buffer_protocol::{Dimensions, Layout};
use crate::object::{
    BinOp, Buffer, CompareOp, GetSetDef, Header, IndexIterator, Ref, Res, Slice, Slots, Type, TypeSpec, Value, Vm, buffer_flags,
    flags,
};
use crate::report::warnings;
use crate::text::StrBuilder;
use crate::types::iterators::{INDEX_ITERATOR_SLOTS, reduced};
use crate::types::sequence_ops::{Repeat, concat_other, repeat_operands};
use crate::types::slice::{slice_adjust, slice_unpack};
use crate::types::struct_sequence::new_type_of;
use crate::types::support::{
    clamp_bound, generic_alias, is_index, minds_keywords, no_keywords, positional, push_repr, resolve_index, str_from_buf,
};
use items::{Kind, Needle, compare_items, load, store};
use std::borrow::Cow;
use std::cell::Cell;

mod items;
mod pickling;

#[repr(C)]
pub(super) struct Array {
    header: Header,
    kind: &'static Kind,
    /// A whole number of items.
    data: Vec<u8>,
    /// Buffers handed out: the size is fixed while there are any.
    exports: usize,
}

/// The payload. The borrow ends before anything else runs.
#[allow(clippy::mut_from_ref)]
fn a<'a>(v: Value) -> &'a mut Array {
    // SAFETY: the slots and methods below are called with arrays only.
    unsafe { &mut *v.ptr::<Array>() }
}

impl Array {
    #[inline]
    fn len(&self) -> usize {
        self.data.len() / self.kind.size
    }
}

/// The types, made with the module.
struct Types {
    array: Cell<*mut Type>,
    iterator: Cell<*mut Type>,
}

impl Default for Types {
    fn default() -> Types {
        Types { array: Cell::new(std::ptr::null_mut()), iterator: Cell::new(std::ptr::null_mut()) }
    }
}

fn array_type(vm: &Vm) -> *mut Type {
    vm.extension::<Types>().array.get()
}

fn is_array(vm: &Vm, v: Value) -> bool {
    v.is_heap() && vm.is_instance(v, array_type(vm))
}

static SPEC: TypeSpec = TypeSpec {
    name: "array.array",
    doc: "array(typecode [, initializer]) -> array\n\nReturn a new array whose items are restricted by typecode, and\ninitialized from the optional initializer value, which must be a list,\nstring or iterable over elements of the appropriate type.\n\nThe type is specified at object creation time by using a type code, which\nis a single character: b, B (1 byte), u, w (a character), h, H (2 bytes),\ni, I (4 bytes), l, L, q, Q (8 bytes), f, d (floating point).\n",
    flags: flags::BASETYPE | flags::SEQUENCE | flags::WEAKREFABLE,
    size: size_of::<Array>(),
    slots: Slots {
        repr: Some(repr),
        compare: Some(compare),
        iter: Some(|vm, v| vm.new_index_iterator(vm.extension::<Types>().iterator.get(), v, 0, 0, 1)),
        len: Some(|_, v| Ok(a(v).len())),
        getitem: Some(getitem),
        setitem: Some(setitem),
        contains: Some(|vm, v, x| Ok(find(vm, v, x, 0, usize::MAX)?.is_some())),
        binary: Slots::table([(BinOp::Add, add), (BinOp::Mul, mul)]),
        inplace: Slots::table([(BinOp::Add, inplace_add), (BinOp::Mul, inplace_mul)]),
        new: Some(new),
        get_buffer: Some(get_buffer),
        release_buffer: Some(|_, _| ()),
        drop: Some(drop_array),
        ..Slots::EMPTY
    },
    methods: METHODS,
    getset: &[
        GetSetDef {
            name: "typecode",
            get: |vm, v| Ok(Ref::new(vm.latin1_char(a(v).kind.code))),
            set: None,
            doc: "the typecode character used to create the array",
        },
        GetSetDef {
            name: "itemsize",
            get: |vm, v| vm.new_usize(a(v).kind.size),
            set: None,
            doc: "the size, in bytes, of one array item",
        },
    ],
};

static ITERATOR: TypeSpec = TypeSpec {
    name: "array.arrayiterator",
    flags: flags::TRACKED,
    size: size_of::<IndexIterator>(),
    slots: Slots { next: Some(next), ..INDEX_ITERATOR_SLOTS },
    methods: ITERATOR_METHODS,
    ..TypeSpec::EMPTY
};

unsafe fn drop_array(_: &Vm, h: *mut Header) {
    std::ptr::drop_in_place(&raw mut (*(h as *mut Array)).data);
}

/// An array of that type and kind with this data.
fn new_array(vm: &Vm, ty: *mut Type, kind: &'static Kind, data: Vec<u8>) -> Res {
    vm.new_object::<Array>(ty, |p| {
        // SAFETY: the instance is fresh.
        unsafe {
            (*p).kind = kind;
            (&raw mut (*p).data).write(data);
            (*p).exports = 0;
        }
    })
}

/// A type code argument.
fn typecode(vm: &Vm, v: Value, complaint: &str) -> Res<u32> {
    if !vm.is_str(v) {
        return Err(vm.type_error(format!("{complaint} must be a unicode character, not {}", vm.type_name(v))));
    }
    match vm.str(v).len() {
        1 => Ok(vm.str(v).point(0)),
        n => Err(vm.type_error(format!("{complaint} must be a unicode character, not a string of length {n}"))),
    }
}

fn new(vm: &Vm, ty: *mut Type, args: &[Value], kwnames: Value) -> Res {
    if minds_keywords(vm, kwnames, ty, array_type(vm)) {
        return Err(no_keywords(vm, "array.array"));
    }
    let args = positional(vm, args, kwnames);
    let (code, initial) = match *args {
        [code] => (code, None),
        [code, initial] => (code, Some(initial)),
        [] => return Err(vm.type_error("array() takes at least 1 argument (0 given)")),
        _ => return Err(vm.type_error(format!("array() takes at most 2 arguments ({} given)", args.len()))),
    };
    let code = typecode(vm, code, "array() argument 1")?;
    construct(vm, ty, code, initial)
}

fn construct(vm: &Vm, ty: *mut Type, code: u32, initial: Option<Value>) -> Res {
    if code == 'u' as u32 {
        let message = "The 'u' type code is deprecated and will be removed in Python 3.16";
        warnings::warn(vm, vm.types.DeprecationWarning, message, 1)?;
    }
    let shown = char::from_u32(code).unwrap_or('\u{fffd}');
    let text = code == 'u' as u32 || code == 'w' as u32;
    let source = initial.filter(|v| is_array(vm, *v));
    if let Some(v) = initial
        && !text
    {
        if vm.is_str(v) {
            return Err(vm.type_error(format!("cannot use a str to initialize an array with typecode '{shown}'")));
        }
        if source.is_some_and(|v| a(v).kind.is_text()) {
            let message = format!("cannot use a unicode array to initialize an array with typecode '{shown}'");
            return Err(vm.type_error(message));
        }
    }
    let known = |v: Value| {
        vm.is_list(v) || vm.is_tuple(v) || vm.is_bytes(v) || vm.is_bytearray(v) || source.is_some() || text && vm.is_str(v)
    };
    let iterator = match initial {
        Some(v) if !known(v) => Some(vm.iter(v)?),
        _ => None,
    };
    let Some(kind) = Kind::of(code) else {
        return Err(vm.value_error("bad typecode (must be b, B, u, w, h, H, i, I, l, L, q, Q, f or d)"));
    };
    let result = new_array(vm, ty, kind, Vec::new())?;
    let this = result.value();
    if let Some(it) = iterator {
        extend_from_iterable(vm, this, it.value())?;
        return Ok(result);
    }
    let Some(v) = initial else { return Ok(result) };
    if vm.is_bytes(v) || vm.is_bytearray(v) {
        append_bytes(vm, this, &vm.bytes_arg(v)?)?;
    } else if vm.is_str(v) {
        append_text(vm, this, v)?;
    } else if let Some(source) = source {
        if a(source).kind == kind || text && a(source).kind.is_text() {
            a(this).data = copied(vm, &a(source).data)?;
        } else {
            let mut data = Vec::new();
            reserve(vm, &mut data, a(source).len().saturating_mul(kind.size))?;
            for i in 0..a(source).len() {
                let item = item_at(vm, source, i)?;
                data.extend_from_slice(&store(vm, kind, item.value())?[..kind.size]);
            }
            a(this).data = data;
        }
    } else {
        // The list may change while its items are converted.
        let items = |i: usize| if vm.is_list(v) { vm.list(v).items().get(i).copied() } else { vm.tuple_items(v).get(i).copied() };
        let n = if vm.is_list(v) { vm.list(v).items().len() } else { vm.tuple_items(v).len() };
        let mut data = Vec::new();
        reserve(vm, &mut data, n.saturating_mul(kind.size))?;
        let mut i = 0;
        while let Some(item) = items(i) {
            let item = Ref::new(item);
            data.extend_from_slice(&store(vm, kind, item.value())?[..kind.size]);
            i += 1;
        }
        a(this).data = data;
    }
    Ok(result)
}

/// Makes room for more bytes.
fn reserve(vm: &Vm, data: &mut Vec<u8>, more: usize) -> Res<()> {
    if data.len().checked_add(more).is_none_or(|n| n > isize::MAX as usize) || data.try_reserve(more).is_err() {
        return Err(vm.memory_error());
    }
    Ok(())
}

fn copied(vm: &Vm, from: &[u8]) -> Res<Vec<u8>> {
    let mut data = Vec::new();
    if data.try_reserve_exact(from.len()).is_err() {
        return Err(vm.memory_error());
    }
    data.extend_from_slice(from);
    Ok(data)
}

/// The data, whose size is about to change.
#[allow(clippy::mut_from_ref)]
fn resizable<'a>(vm: &Vm, v: Value) -> Res<&'a mut Vec<u8>> {
    let array = a(v);
    if array.exports > 0 {
        return Err(vm.buffer_error("cannot resize an array that is exporting buffers"));
    }
    Ok(&mut array.data)
}

fn append_bytes(vm: &Vm, this: Value, more: &[u8]) -> Res<()> {
    if !more.len().is_multiple_of(a(this).kind.size) {
        return Err(vm.value_error("bytes length not a multiple of item size"));
    }
    if more.is_empty() {
        return Ok(());
    }
    let data = resizable(vm, this)?;
    reserve(vm, data, more.len())?;
    data.extend_from_slice(more);
    Ok(())
}

fn append_text(vm: &Vm, this: Value, text: Value) -> Res<()> {
    let n = vm.str(text).len();
    if n == 0 {
        return Ok(());
    }
    let data = resizable(vm, this)?;
    reserve(vm, data, n.saturating_mul(4))?;
    for c in vm.str(text).iter() {
        data.extend_from_slice(&c.to_ne_bytes());
    }
    Ok(())
}

#[inline]
fn push(vm: &Vm, this: Value, v: Value) -> Res<()> {
    let kind = a(this).kind;
    let item = store(vm, kind, v)?;
    let data = resizable(vm, this)?;
    if data.capacity() - data.len() < kind.size {
        reserve(vm, data, kind.size)?;
    }
    data.extend_from_slice(&item[..kind.size]);
    Ok(())
}

fn extend_from_iterable(vm: &Vm, this: Value, iterable: Value) -> Res<()> {
    vm.for_each(iterable, |x| push(vm, this, x.value()))
}

fn extend(vm: &Vm, this: Value, iterable: Value) -> Res<()> {
    if !is_array(vm, iterable) {
        return extend_from_iterable(vm, this, iterable);
    }
    if a(this).kind != a(iterable).kind {
        return Err(vm.type_error("can only extend with array of same kind"));
    }
    let n = a(iterable).data.len();
    if n == 0 {
        return Ok(());
    }
    let data = resizable(vm, this)?;
    reserve(vm, data, n)?;
    if this == iterable { data.extend_from_within(..) } else { data.extend_from_slice(&a(iterable).data) }
    Ok(())
}

/// The item at `i`, which is below the length.
#[inline]
fn item_at(vm: &Vm, v: Value, i: usize) -> Res {
    load(vm, a(v).kind, &a(v).data, i)
}

fn next(vm: &Vm, v: Value) -> Res<Option<Ref>> {
    // SAFETY: the slot belongs to the type of array iterators.
    let it = unsafe { &mut *v.ptr::<IndexIterator>() };
    if it.source == Value::NULL {
        return Ok(None);
    }
    let i = it.index as usize;
    if i < a(it.source).len() {
        it.index += 1;
        return item_at(vm, it.source, i).map(Some);
    }
    std::mem::replace(&mut it.source, Value::NULL).decref(vm);
    Ok(None)
}

native! { static ITERATOR_METHODS = [
    /// Return state information for pickling.
    "__reduce__(self, /)" => fn iterator_reduce(vm, [this]) {
        // SAFETY: the receiver is an array iterator.
        let it = unsafe { this.get::<IndexIterator>() };
        if it.source == Value::NULL {
            return reduced(vm, "iter", vm.empty_tuple.get(), None);
        }
        reduced(vm, "iter", it.source, Some(it.index))
    }
    /// Set state information for unpickling.
    "__setstate__(self, state, /)" => fn iterator_setstate(vm, [this, state]) {
        if vm.as_int(state).is_none() {
            return Err(vm.type_error("an integer is required"));
        }
        let at = vm.int_arg(state)?;
        // SAFETY: the receiver is an array iterator.
        let it = unsafe { &mut *this.ptr::<IndexIterator>() };
        if it.source != Value::NULL {
            it.index = at.clamp(0, a(it.source).len() as i64);
        }
        Ok(Ref::NONE)
    }
]; }

/// The first place of an item. Comparing may change the array.
fn find(vm: &Vm, v: Value, x: Value, start: usize, stop: usize) -> Res<Option<usize>> {
    let needle = Needle::of(a(v).kind, x);
    let mut i = start;
    while i < stop.min(a(v).len()) {
        if needle.equals(vm, a(v).kind, &a(v).data, i, x)? {
            return Ok(Some(i));
        }
        i += 1;
    }
    Ok(None)
}

fn compare(vm: &Vm, x: Value, y: Value, op: CompareOp) -> Res {
    if !is_array(vm, x) || !is_array(vm, y) {
        return Ok(Ref::NOT_IMPLEMENTED);
    }
    let equality = matches!(op, CompareOp::Eq | CompareOp::Ne);
    if equality && a(x).len() != a(y).len() {
        return Ok(Ref::bool(op == CompareOp::Ne));
    }
    let same = a(x).kind == a(y).kind && !a(x).kind.is_float();
    if equality && same && !a(x).kind.is_text() {
        return Ok(Ref::bool((a(x).data == a(y).data) == (op == CompareOp::Eq)));
    }
    let mut i = 0;
    while i < a(x).len().min(a(y).len()) {
        let (left, right) = ((a(x).kind, &*a(x).data), (a(y).kind, &*a(y).data));
        match compare_items(left, right, i) {
            Some(Some(o)) if o.is_eq() => {}
            Some(Some(o)) => return Ok(Ref::bool(op.holds(o))),
            // A NaN is not equal to anything, and in no order.
            Some(None) => return Ok(Ref::bool(op == CompareOp::Ne)),
            None => {
                let (p, q) = (item_at(vm, x, i)?, item_at(vm, y, i)?);
                if !vm.compare_bool(p.value(), q.value(), CompareOp::Eq)? {
                    return match op {
                        CompareOp::Eq => Ok(Ref::bool(false)),
                        CompareOp::Ne => Ok(Ref::bool(true)),
                        _ => vm.compare(p.value(), q.value(), op),
                    };
                }
            }
        }
        i += 1;
    }
    Ok(Ref::bool(op.holds(a(x).len().cmp(&a(y).len()))))
}

fn repr(vm: &Vm, v: Value) -> Res {
    // SAFETY: types outlive their instances.
    let name = unsafe { vm.str_text((*vm.type_of(v)).name) };
    let mut out = StrBuilder::new();
    out.push_str(&format!("{name}('{}'", a(v).kind.code as char));
    if a(v).len() > 0 {
        out.push_str(", ");
        if a(v).kind.is_text() {
            let text = to_text(vm, v)?;
            push_repr(vm, &mut out, text.value())?;
        } else {
            for i in 0..a(v).len() {
                out.push_str(if i == 0 { "[" } else { ", " });
                push_repr(vm, &mut out, item_at(vm, v, i)?.value())?;
            }
            out.push_str("]");
        }
    }
    out.push_str(")");
    str_from_buf(vm, out.finish())
}

/// The characters of an array of text as a str.
fn to_text(vm: &Vm, v: Value) -> Res {
    let array = a(v);
    let points = || array.data.chunks_exact(4).map(|b| u32::from_ne_bytes([b[0], b[1], b[2], b[3]]));
    if array.kind.code == b'u' {
        if let Some(c) = points().find(|c| *c >= 0x110000) {
            return Err(vm.value_error(format!("character U+{c:x} is not in range [U+0000; U+10ffff]")));
        }
    } else if points().any(|c| char::from_u32(c).is_none()) {
        // The codec has the words for what is wrong.
        let bytes = vm.new_bytes(&array.data)?;
        let name = vm.new_str(if cfg!(target_endian = "big") { "utf-32-be" } else { "utf-32-le" })?;
        return crate::types::codec_registry::decode_text(vm, bytes.value(), name.value(), Value::NONE);
    }
    vm.str_from_points(points(), array.len(), points().fold(0, |m, c| m | c))
}

fn slice_of(key: Value) -> &'static Slice {
    // SAFETY: the callers checked the type; the borrow does not outlive the call.
    unsafe { key.get::<Slice>() }
}

fn getitem(vm: &Vm, v: Value, key: Value) -> Res {
    if key.is_small_int() || is_index(vm, key) {
        let i = if key.is_small_int() { key.as_small_int() } else { vm.index_size(key)? };
        return match resolve_index(i, a(v).len()) {
            Some(i) => item_at(vm, v, i),
            None => Err(vm.index_error("array index out of range")),
        };
    }
    if !key.is_exact(vm.types.slice) {
        return Err(vm.type_error("array indices must be integers"));
    }
    let (start, stop, step) = slice_unpack(vm, slice_of(key))?;
    let array = a(v);
    let (start, _, step, count) = slice_adjust(start, stop, step, array.len());
    let size = array.kind.size;
    let data = if step == 1 {
        copied(vm, &array.data[start as usize * size..(start as usize + count) * size])?
    } else {
        let mut data = Vec::new();
        reserve(vm, &mut data, count * size)?;
        for i in 0..count {
            let at = (start + i as i64 * step) as usize * size;
            data.extend_from_slice(&array.data[at..at + size]);
        }
        data
    };
    new_array(vm, array_type(vm), array.kind, data)
}

fn setitem(vm: &Vm, this: Value, key: Value, value: Option<Value>) -> Res<()> {
    let out_of_range = || vm.index_error("array assignment index out of range");
    if is_index(vm, key) {
        let i = vm.index_size(key)?;
        let at = resolve_index(i, a(this).len()).ok_or_else(out_of_range)?;
        let size = a(this).kind.size;
        match value {
            Some(v) => {
                let item = store(vm, a(this).kind, v)?;
                // Converting the value may have changed the array.
                let to = a(this).data.get_mut(at * size..at * size + size).ok_or_else(out_of_range)?;
                to.copy_from_slice(&item[..size]);
            }
            None => drop(resizable(vm, this)?.drain(at * size..at * size + size)),
        }
        return Ok(());
    }
    if !key.is_exact(vm.types.slice) {
        return Err(vm.type_error("array indices must be integers"));
    }
    let (start, stop, step) = slice_unpack(vm, slice_of(key))?;
    let new = match value {
        None => Cow::Borrowed(&[][..]),
        Some(v) if !is_array(vm, v) => {
            return Err(vm.type_error(format!("can only assign array (not \"{}\") to array slice", vm.type_name(v))));
        }
        Some(v) if a(v).kind != a(this).kind => return Err(bad_argument(vm)),
        // The array's own data moves as it changes.
        Some(v) if v == this => Cow::Owned(copied(vm, &a(v).data)?),
        Some(v) => Cow::Borrowed(&*a(v).data),
    };
    let size = a(this).kind.size;
    let (start, _, step, count) = slice_adjust(start, stop, step, a(this).len());
    let given = new.len() / size;
    if (given == 0 || given != count) && a(this).exports > 0 {
        resizable(vm, this)?;
    }
    if step == 1 {
        let start = start as usize * size;
        let end = start + count * size;
        if given == count {
            a(this).data[start..end].copy_from_slice(&new);
        } else {
            let data = resizable(vm, this)?;
            reserve(vm, data, new.len())?;
            data.splice(start..end, new.iter().copied());
        }
        return Ok(());
    }
    if given == 0 {
        let (first, step) = if step < 0 { (start + step * (count as i64 - 1), -step) } else { (start, step) };
        if count == 0 {
            return Ok(());
        }
        let (first, step) = (first as usize, step as usize);
        let data = resizable(vm, this)?;
        let mut to = first;
        for i in first..data.len() / size {
            if (i - first) % step != 0 || (i - first) / step >= count {
                data.copy_within(i * size..(i + 1) * size, to * size);
                to += 1;
            }
        }
        data.truncate(to * size);
        return Ok(());
    }
    if given != count {
        let message = format!("attempt to assign array of size {given} to extended slice of size {count}");
        return Err(vm.value_error(message));
    }
    for (i, item) in new.chunks_exact(size).enumerate() {
        let at = (start + i as i64 * step) as usize * size;
        a(this).data[at..at + size].copy_from_slice(item);
    }
    Ok(())
}

#[cold]
fn bad_argument(vm: &Vm) -> crate::object::Raised {
    vm.type_error("bad argument type for built-in operation")
}

fn add(vm: &Vm, x: Value, y: Value) -> Res {
    if !is_array(vm, x) {
        return Ok(Ref::NOT_IMPLEMENTED);
    }
    if !is_array(vm, y) {
        return concat_other(vm, x, y, add, || format!("can only append array (not \"{}\") to array", vm.type_name(y)));
    }
    if a(x).kind != a(y).kind {
        return Err(bad_argument(vm));
    }
    let mut data = Vec::new();
    reserve(vm, &mut data, a(x).data.len().saturating_add(a(y).data.len()))?;
    data.extend_from_slice(&a(x).data);
    data.extend_from_slice(&a(y).data);
    new_array(vm, array_type(vm), a(x).kind, data)
}

fn inplace_add(vm: &Vm, x: Value, y: Value) -> Res {
    if !is_array(vm, y) {
        let message = || format!("can only extend array with array (not \"{}\")", vm.type_name(y));
        return concat_other(vm, x, y, add, message);
    }
    extend(vm, x, y)?;
    Ok(Ref::new(x))
}

fn repeated(vm: &Vm, data: &[u8], n: usize) -> Res<Vec<u8>> {
    if data.len().checked_mul(n).is_none_or(|n| n > isize::MAX as usize) {
        return Err(vm.memory_error());
    }
    crate::types::bytes::repeated(vm, data, n)
}

fn mul(vm: &Vm, x: Value, y: Value) -> Res {
    match repeat_operands(vm, x, y, mul, |v| is_array(vm, v))? {
        Repeat::Done(r) => Ok(r),
        Repeat::Times(v, n) => new_array(vm, array_type(vm), a(v).kind, repeated(vm, &a(v).data, n)?),
    }
}

fn inplace_mul(vm: &Vm, x: Value, y: Value) -> Res {
    match repeat_operands(vm, x, y, mul, |v| v == x)? {
        Repeat::Done(r) => Ok(r),
        Repeat::Times(v, n) => {
            if n != 1 && !a(v).data.is_empty() {
                let data = resizable(vm, v)?;
                *data = repeated(vm, data, n)?;
            }
            Ok(Ref::new(v))
        }
    }
}

fn unexport(_: &Vm, v: Value) {
    a(v).exports -= 1;
}

fn get_buffer(_: &Vm, v: Value, asked: u32) -> Res<Buffer> {
    let array = a(v);
    array.exports += 1;
    let mut buffer = Buffer::new(v, array.data.as_mut_ptr(), array.data.len(), false, Some(unexport));
    if asked & (buffer_flags::FORMAT | buffer_flags::ND) != 0 {
        let dims = Dimensions::One([[array.len() as isize, array.kind.size as isize]]);
        let layout = Layout { format: Cow::Borrowed(array.kind.format), itemsize: array.kind.size, dims };
        buffer.layout = Some(Box::new(layout));
    }
    Ok(buffer)
}

fn copy(vm: &Vm, v: Value) -> Res {
    new_array(vm, array_type(vm), a(v).kind, copied(vm, &a(v).data)?)
}

fn to_list(vm: &Vm, v: Value) -> Res {
    let list = vm.list_with_capacity(a(v).len())?;
    for i in 0..a(v).len() {
        vm.list(list.value()).push(vm, item_at(vm, v, i)?)?;
    }
    Ok(list)
}

/// Bytes that `tofile` writes in one go.
const BLOCK: usize = 64 * 1024;

native! { static METHODS = [
    /// Append new value v to the end of the array.
    "append(self, v, /)" => fn append(vm, [this, v]) {
        push(vm, this, v)?;
        Ok(Ref::NONE)
    }
    /// Return a tuple (address, length) giving the current memory address and the length in items of the buffer used to hold array's contents.
    ///
    /// The length should be multiplied by the itemsize attribute to
    /// calculate the buffer length in bytes.
    "buffer_info(self, /)" => fn buffer_info(vm, [this]) {
        let (address, n) = (vm.new_usize(a(this).data.as_ptr() as usize)?, vm.new_usize(a(this).len())?);
        vm.tuple_from_refs([address, n])
    }
    /// Byteswap all items of the array.
    ///
    /// If the items in the array are not 1, 2, 4, or 8 bytes in size,
    /// RuntimeError is raised.
    "byteswap(self, /)" => fn byteswap(vm, [this]) {
        let size = a(this).kind.size;
        if size > 1 {
            a(this).data.chunks_exact_mut(size).for_each(<[u8]>::reverse);
        }
        Ok(Ref::NONE)
    }
    /// Remove all items from the array.
    "clear(self, /)" => fn clear(vm, [this]) {
        *resizable(vm, this)? = Vec::new();
        Ok(Ref::NONE)
    }
    /// Return a copy of the array.
    "__copy__(self, /)" => fn copy_special(vm, [this]) { copy(vm, this) }
    /// Return number of occurrences of v in the array.
    "count(self, v, /)" => fn count(vm, [this, v]) {
        let (mut n, mut from) = (0, 0);
        while let Some(i) = find(vm, this, v, from, usize::MAX)? {
            n += 1;
            from = i + 1;
        }
        vm.new_usize(n)
    }
    /// Return a copy of the array.
    "__deepcopy__(self, unused, /)" => fn deepcopy(vm, [this, unused]) { copy(vm, this) }
    /// Append items to the end of the array.
    "extend(self, bb, /)" => fn extend_method(vm, [this, iterable]) {
        extend(vm, this, iterable)?;
        Ok(Ref::NONE)
    }
    /// Read n objects from the file object f and append them to the end of the array.
    "fromfile(self, f, n, /)" => fn fromfile(vm, [this, f, n]) {
        let Ok(n) = usize::try_from(vm.int_arg(n)?) else { return Err(vm.value_error("negative count")) };
        let Some(wanted) = n.checked_mul(a(this).kind.size).filter(|n| *n <= isize::MAX as usize) else {
            return Err(vm.memory_error());
        };
        let (name, wanted_int) = (vm.intern("read"), vm.new_usize(wanted)?);
        let read = vm.call_method(f, name.value(), &[wanted_int.value()])?;
        if !read.value().is_heap() || !vm.is_bytes(read.value()) {
            return Err(vm.type_error("read() didn't return bytes"));
        }
        let bytes = vm.bytes(read.value());
        append_bytes(vm, this, bytes)?;
        if bytes.len() != wanted {
            return Err(vm.raise_type(vm.types.EOFError, "read() didn't return enough bytes"));
        }
        Ok(Ref::NONE)
    }
    /// Append items to array from list.
    "fromlist(self, list, /)" => fn fromlist(vm, [this, list]) {
        if !vm.is_list(list) {
            return Err(vm.type_error("arg must be list"));
        }
        let n = vm.list(list).items().len();
        if n == 0 {
            return Ok(Ref::NONE);
        }
        resizable(vm, this)?;
        let kind = a(this).kind;
        let mut more = Vec::new();
        reserve(vm, &mut more, n * kind.size)?;
        for i in 0..n {
            let item = Ref::new(vm.list(list).items()[i]);
            more.extend_from_slice(&store(vm, kind, item.value())?[..kind.size]);
            if vm.list(list).items().len() != n {
                return Err(vm.runtime_error("list changed size during iteration"));
            }
        }
        append_bytes(vm, this, &more)?;
        Ok(Ref::NONE)
    }
    /// Appends items from the string, interpreting it as an array of machine values, as if it had been read from a file using the fromfile() method.
    "frombytes(self, buffer, /)" => fn frombytes(vm, [this, buffer]) {
        if is_array(vm, buffer) && a(buffer).kind.size != 1 {
            return Err(vm.type_error("a bytes-like object is required"));
        }
        if vm.has_buffer(buffer) && vm.bytes_like(buffer).is_none() {
            let view = vm.get_buffer(buffer, buffer_flags::SIMPLE)?;
            if view.layout.as_ref().is_some_and(|l| l.itemsize != 1) {
                return Err(vm.type_error("a bytes-like object is required"));
            }
        }
        let bytes = vm.bytes_arg(buffer)?;
        append_bytes(vm, this, &bytes)?;
        Ok(Ref::NONE)
    }
    /// Extends this array with data from the unicode string ustr.
    ///
    /// The array must be a unicode type array; otherwise a ValueError is
    /// raised.  Use array.frombytes(ustr.encode(...)) to append Unicode
    /// data to an array of some other type.
    "fromunicode(self, ustr, /)" => fn fromunicode(vm, [this, text]) {
        if !vm.is_str(text) {
            return Err(vm.type_error(format!("fromunicode() argument must be str, not {}", vm.argument_type_name(text))));
        }
        if !a(this).kind.is_text() {
            return Err(vm.value_error("fromunicode() may only be called on unicode type arrays ('u' or 'w')"));
        }
        append_text(vm, this, text)?;
        Ok(Ref::NONE)
    }
    /// Return index of first occurrence of v in the array.
    ///
    /// Raise ValueError if the value is not present.
    "index(self, v, start=0, stop=sys.maxsize, /)" => fn index(vm, [this, v, start, stop]) {
        let n = a(this).len();
        let start = clamp_bound(vm, start, n)?;
        let stop = if stop.is_unbound() { usize::MAX } else { clamp_bound(vm, stop, n)? };
        match find(vm, this, v, start, stop)? {
            Some(i) => vm.new_usize(i),
            None => Err(vm.value_error("array.index(x): x not in array")),
        }
    }
    /// Insert a new item v into the array before position i.
    "insert(self, i, v, /)" => fn insert(vm, [this, i, v]) {
        let i = vm.int_arg(i)?;
        let kind = a(this).kind;
        let item = store(vm, kind, v)?;
        let n = a(this).len() as i64;
        let at = if i < 0 { (i + n).max(0) } else { i.min(n) } as usize * kind.size;
        let data = resizable(vm, this)?;
        reserve(vm, data, kind.size)?;
        data.splice(at..at, item[..kind.size].iter().copied());
        Ok(Ref::NONE)
    }
    /// Return the i-th element and delete it from the array.
    ///
    /// i defaults to -1.
    "pop(self, i=-1, /)" => fn pop(vm, [this, i]) {
        let i = vm.int_arg(i)?;
        let n = a(this).len();
        if n == 0 {
            return Err(vm.index_error("pop from empty array"));
        }
        let Some(i) = resolve_index(i, n) else { return Err(vm.index_error("pop index out of range")) };
        let item = item_at(vm, this, i)?;
        let size = a(this).kind.size;
        let data = resizable(vm, this)?;
        if i == n - 1 { data.truncate(i * size) } else { drop(data.drain(i * size..(i + 1) * size)) }
        Ok(item)
    }
    /// Return state information for pickling.
    "__reduce_ex__(self, value, /)" => fn reduce_ex(vm, [this, value]) { pickling::reduce(vm, this, value) }
    /// Remove the first occurrence of v in the array.
    "remove(self, v, /)" => fn remove(vm, [this, v]) {
        match find(vm, this, v, 0, usize::MAX)? {
            Some(i) => {
                let size = a(this).kind.size;
                let data = resizable(vm, this)?;
                // Comparing may have changed the array.
                if (i + 1) * size <= data.len() {
                    data.drain(i * size..(i + 1) * size);
                }
                Ok(Ref::NONE)
            }
            None => Err(vm.value_error("array.remove(x): x not in array")),
        }
    }
    /// Reverse the order of the items in the array.
    "reverse(self, /)" => fn reverse(vm, [this]) {
        let size = a(this).kind.size;
        let data = &mut a(this).data;
        // Reversing all bytes reverses each item as well, which the second round undoes.
        data.reverse();
        if size > 1 {
            data.chunks_exact_mut(size).for_each(<[u8]>::reverse);
        }
        Ok(Ref::NONE)
    }
    /// Write all items (as machine values) to the file object f.
    "tofile(self, f, /)" => fn tofile(vm, [this, f]) {
        let name = vm.intern("write");
        let mut at = 0;
        // The array may change while a file written in Python works.
        while at < a(this).data.len() {
            let end = (at + BLOCK).min(a(this).data.len());
            let block = vm.new_bytes(&a(this).data[at..end])?;
            vm.call_method(f, name.value(), &[block.value()])?;
            at = end;
        }
        Ok(Ref::NONE)
    }
    /// Convert array to an ordinary list with the same items.
    "tolist(self, /)" => fn tolist(vm, [this]) { to_list(vm, this) }
    /// Convert the array to an array of machine values and return the bytes representation.
    "tobytes(self, /)" => fn tobytes(vm, [this]) { vm.new_bytes(&a(this).data) }
    /// Extends this array with data from the unicode string ustr.
    ///
    /// Convert the array to a unicode string.  The array must be a unicode
    /// type array; otherwise a ValueError is raised.  Use
    /// array.tobytes().decode() to obtain a unicode string from an array of
    /// some other type.
    "tounicode(self, /)" => fn tounicode(vm, [this]) {
        if !a(this).kind.is_text() {
            return Err(vm.value_error("tounicode() may only be called on unicode type arrays ('u' or 'w')"));
        }
        to_text(vm, this)
    }
    /// Size of the array in memory, in bytes.
    "__sizeof__(self, /)" => fn sizeof(vm, [this]) { vm.new_usize(size_of::<Array>() + a(this).data.capacity()) }
    /// Arrays are generic over the type of their elements
    @classmethod "__class_getitem__(type, object, /)" => fn class_getitem(vm, [cls, item]) { generic_alias(vm, cls, item) }
]; }

/// Makes the module.
pub fn init(vm: &Vm) -> Res {
    let doc = "This module defines an object type which can efficiently represent\nan array of basic values: characters, integers, floating-point\nnumbers.  Arrays are sequence types and behave very much like lists,\nexcept that the type of objects stored in them is constrained.\n";
    let module = super::new_module(vm, "array", doc, pickling::FUNCTIONS)?;
    let types = vm.extension::<Types>();
    types.array.set(new_type_of(vm, &SPEC, vm.types.object)?);
    types.iterator.set(new_type_of(vm, &ITERATOR, vm.types.object)?);
    super::set(vm, module.value(), "ArrayType", Ref::from_type(types.array.get()))?;
    super::set(vm, module.value(), "array", Ref::from_type(types.array.get()))?;
    let codes: String = items::KINDS.iter().map(|k| k.code as char).collect();
    super::set(vm, module.value(), "typecodes", vm.new_str(&codes)?)?;
    // `collections.abc` knows arrays as mutable sequences once they exist.
    let abc = crate::types::import_module(vm, "_collections_abc")?;
    let sequence = vm.getattr_str(abc.value(), "MutableSequence")?;
    let register = vm.intern("register");
    vm.call_method(sequence.value(), register.value(), &[Value::from_ptr(types.array.get())])?;
    Ok(module)
}
