//! bytes, and what it shares with bytearray.
use super::sequence_ops::{Repeat, concat_other, repeat_operands};
use crate::object::bytes_object::drop_bytes;
use crate::object::str_object::hash_bytes;
use crate::object::{BinOp, Buffer, Bytes, BytesView, CompareOp, Ref, Res, Slots, Type, TypeSpec, Value, Vm, buffer_flags, call_native, flags};
use crate::text::repr::repr_bytes;
use crate::types::slice::slice_indices;

pub static SPEC: TypeSpec = TypeSpec {
    name: "bytes",
    doc: "bytes(iterable_of_ints) -> bytes\nbytes(string, encoding[, errors]) -> bytes\nbytes(bytes_or_buffer) -> immutable copy of bytes_or_buffer\nbytes(int) -> bytes object of size given by the parameter initialized with null bytes\nbytes() -> empty bytes object\n\nConstruct an immutable array of bytes.",
    flags: flags::BASETYPE | flags::MATCH_SELF | flags::BYTES_SUBCLASS,
    size: size_of::<Bytes>(),
    slots: Slots {
        repr: Some(bytes_repr),
        hash: Some(bytes_hash),
        iter: Some(bytes_iter),
        compare: Some(compare),
        binary: Slots::table([
            (BinOp::Add, bytes_add),
            (BinOp::Mul, bytes_mul),
            (BinOp::Mod, super::str_percent::bytes_mod),
        ]),
        len: Some(len),
        getitem: Some(getitem),
        contains: Some(contains),
        new: Some(bytes_new),
        get_buffer: Some(get_buffer),
        drop: Some(drop_bytes),
        ..Slots::EMPTY
    },
    methods: super::bytes_methods::METHODS,
    getset: &[],
};

/// The contents of a receiver that is bytes or a bytearray.
#[inline]
pub fn data<'a>(vm: &Vm, v: Value) -> &'a [u8] {
    vm.bytes_like(v).unwrap_or(&[])
}

/// An object of the receiver's kind: bytearray for a bytearray, else bytes.
pub fn like(vm: &Vm, this: Value, data: &[u8]) -> Res {
    if vm.is_bytearray(this) { vm.new_bytearray(vm.types.bytearray, data.to_vec()) } else { vm.new_bytes(data) }
}

fn bytes_repr(vm: &Vm, v: Value) -> Res {
    let mut out = Vec::new();
    repr_bytes(vm.bytes(v), &mut out);
    vm.new_latin1(&out, true)
}

fn get_buffer(vm: &Vm, v: Value, flags: u32) -> Res<Buffer> {
    vm.check_buffer_flags(flags, true)?;
    let b = vm.bytes(v);
    Ok(Buffer::new(v, b.as_ptr().cast_mut(), b.len(), true, None))
}

fn bytes_hash(vm: &Vm, v: Value) -> Res<i64> {
    // SAFETY: the slot is called with a bytes object; the hash is a cache that nothing else reads meanwhile.
    let b = unsafe { &mut *v.ptr::<Bytes>() };
    if b.hash == 0 {
        b.hash = hash_bytes(vm, b.as_slice());
    }
    Ok(b.hash)
}

fn bytes_iter(vm: &Vm, v: Value) -> Res {
    vm.new_index_iterator(vm.types.bytes_iterator, v, 0, 0, 1)
}

/// Length slot of both types.
pub fn len(vm: &Vm, v: Value) -> Res<usize> {
    Ok(data(vm, v).len())
}

/// Comparison slot of both types.
pub fn compare(vm: &Vm, a: Value, b: Value, op: CompareOp) -> Res {
    let (Some(x), Some(y)) = (vm.bytes_like(a), vm.bytes_like(b)) else { return compare_buffer(vm, a, b, op) };
    // A bytearray knows bytes, not the other way round.
    if vm.is_bytearray(b) && !vm.is_bytearray(a) {
        return Ok(Ref::NOT_IMPLEMENTED);
    }
    Ok(Ref::bool(match op {
        CompareOp::Eq => x == y,
        CompareOp::Ne => x != y,
        _ => op.holds(x.cmp(y)),
    }))
}

/// Comparison of a bytearray with anything else that exposes memory; bytes know only their like.
#[cold]
fn compare_buffer(vm: &Vm, a: Value, b: Value, op: CompareOp) -> Res {
    let (Some(x), true, true) = (vm.bytes_like(a), vm.is_bytearray(a), vm.has_buffer(b)) else {
        return Ok(Ref::NOT_IMPLEMENTED);
    };
    let Ok(Some(y)) = vm.bytes_view(b) else {
        drop(vm.take_raised());
        return Ok(Ref::NOT_IMPLEMENTED);
    };
    Ok(Ref::bool(op.holds(x.cmp(&y))))
}

fn bytes_add(vm: &Vm, a: Value, b: Value) -> Res {
    add(vm, a, b, bytes_add)
}

fn bytes_mul(vm: &Vm, a: Value, b: Value) -> Res {
    mul(vm, a, b, bytes_mul)
}

/// Concatenation of either type; the left operand decides the result's.
pub fn add(vm: &Vm, a: Value, b: Value, own: crate::object::BinaryFn) -> Res {
    if vm.bytes_like(a).is_none() {
        return Ok(Ref::NOT_IMPLEMENTED);
    }
    let y = match vm.bytes_view(b) {
        Ok(Some(y)) => y,
        Ok(None) => {
            return concat_other(vm, a, b, own, || format!("can't concat {} to {}", vm.type_name(b), vm.type_name(a)));
        }
        Err(_) => {
            drop(vm.take_raised());
            return Err(vm.type_error(format!("can't concat {} to {}", vm.type_name(b), vm.type_name(a))));
        }
    };
    // A Python `__buffer__` may have changed a bytearray.
    let x = data(vm, a);
    if a.is_exact(vm.types.bytes) && y.is_empty() {
        return Ok(Ref::new(a));
    }
    if x.is_empty() && a.is_exact(vm.types.bytes) && b.is_exact(vm.types.bytes) {
        return Ok(Ref::new(b));
    }
    if vm.is_bytearray(a) {
        let mut out = Vec::with_capacity(x.len() + y.len());
        out.extend_from_slice(x);
        out.extend_from_slice(&y);
        return vm.new_bytearray(vm.types.bytearray, out);
    }
    let p = vm.alloc_bytes(x.len() + y.len())?;
    // SAFETY: room for both was made.
    unsafe {
        std::ptr::copy_nonoverlapping(x.as_ptr(), (*p).data, x.len());
        std::ptr::copy_nonoverlapping(y.as_ptr(), (*p).data.add(x.len()), y.len());
    }
    Ok(Ref::own(Value::from_ptr(p)))
}

/// Repetition of either type.
pub fn mul(vm: &Vm, a: Value, b: Value, own: crate::object::BinaryFn) -> Res {
    match repeat_operands(vm, a, b, own, |v| vm.bytes_like(v).is_some())? {
        Repeat::Done(r) => Ok(r),
        Repeat::Times(v, 1) if v.is_exact(vm.types.bytes) => Ok(Ref::new(v)),
        Repeat::Times(v, n) => {
            let out = repeated(vm, data(vm, v), n)?;
            if vm.is_bytearray(v) { vm.new_bytearray(vm.types.bytearray, out) } else { vm.new_bytes(&out) }
        }
    }
}

/// `bytes * n`; OverflowError or MemoryError where it is too long.
pub fn repeated(vm: &Vm, b: &[u8], n: usize) -> Res<Vec<u8>> {
    let total = match b.len().checked_mul(n) {
        Some(t) if t <= isize::MAX as usize => t,
        _ => return Err(vm.overflow_error("repeated bytes are too long")),
    };
    let mut out: Vec<u8> = Vec::new();
    if out.try_reserve_exact(total).is_err() {
        return Err(vm.memory_error());
    }
    if let [c] = b {
        out.resize(n, *c);
    } else if total > 0 {
        out.extend_from_slice(b);
        while out.len() < total {
            let more = out.len().min(total - out.len());
            out.extend_from_within(..more);
        }
    }
    Ok(out)
}

/// The position that an index key means; `None` where it is out of range. TypeError where it is no index.
pub fn item_index(vm: &Vm, key: Value, len: usize, type_name: &str) -> Res<Option<usize>> {
    let i = if key.is_small_int() {
        key.as_small_int()
    } else if vm.as_int(key).is_some() || vm.slots(key).index.is_some() {
        vm.index_size(key)?
    } else {
        return Err(vm.type_error(format!("{type_name} indices must be integers or slices, not {}", vm.type_name(key))));
    };
    let i = if i < 0 { i + len as i64 } else { i };
    Ok((0..len as i64).contains(&i).then_some(i as usize))
}

/// Subscription slot of both types.
pub fn getitem(vm: &Vm, v: Value, key: Value) -> Res {
    let array = vm.is_bytearray(v);
    if key.is_exact(vm.types.slice) {
        // SAFETY: the type was just checked.
        let (start, _, step, count) = slice_indices(vm, key, data(vm, v).len())?;
        // The indices' methods may have changed a bytearray.
        let b = data(vm, v);
        if step == 1 {
            let start = (start as usize).min(b.len());
            let end = (start + count).min(b.len());
            if count == b.len() && v.is_exact(vm.types.bytes) {
                return Ok(Ref::new(v));
            }
            return like(vm, v, &b[start..end]);
        }
        let picked: Vec<u8> = (0..count as i64).filter_map(|i| b.get((start + i * step) as usize).copied()).collect();
        return like(vm, v, &picked);
    }
    let i = item_index(vm, key, data(vm, v).len(), if array { "bytearray" } else { "byte" })?;
    match i.and_then(|i| data(vm, v).get(i)) {
        Some(b) => Ok(Ref::own(Value::small_int(*b as i64))),
        None if array => Err(vm.index_error("bytearray index out of range")),
        None => Err(vm.index_error("index out of range")),
    }
}

/// What is searched for in bytes: a byte or a run of bytes.
pub enum Needle<'a> {
    Byte([u8; 1]),
    Run(BytesView<'a>),
}

impl Needle<'_> {
    pub fn as_slice(&self) -> &[u8] {
        match self {
            Needle::Byte(b) => b,
            Needle::Run(r) => r,
        }
    }
}

/// The argument of a search, as a bytes-like object or an int.
pub fn needle<'a>(vm: &Vm, v: Value, in_operator: bool) -> Res<Needle<'a>> {
    if let Some(b) = vm.bytes_view(v)? {
        return Ok(Needle::Run(b));
    }
    if vm.as_int(v).is_some() || vm.slots(v).index.is_some() {
        return match vm.index_i64(v)? {
            Ok(x) if (0..256).contains(&x) => Ok(Needle::Byte([x as u8])),
            _ => Err(vm.value_error("byte must be in range(0, 256)")),
        };
    }
    let name = vm.type_name(v);
    Err(vm.type_error(if in_operator {
        format!("a bytes-like object is required, not '{name}'")
    } else {
        format!("argument should be integer or bytes-like object, not '{name}'")
    }))
}

/// Containment slot of both types.
pub fn contains(vm: &Vm, v: Value, item: Value) -> Res<bool> {
    let _pinned = super::bytes_methods::Pinned::new(vm, v);
    let n = needle(vm, item, true)?;
    Ok(memchr::memmem::find(data(vm, v), n.as_slice()).is_some())
}

/// One item of an iterable of bytes.
fn byte_of(vm: &Vm, v: Value, message: &str) -> Res<u8> {
    match vm.index_i64(v)? {
        Ok(x) if (0..256).contains(&x) => Ok(x as u8),
        _ => Err(vm.value_error(message.to_owned())),
    }
}

/// The bytes of an iterable of ints.
pub fn bytes_of_iterable(vm: &Vm, v: Value, message: &str) -> Res<Vec<u8>> {
    let mut out = Vec::new();
    vm.for_each(v, |item| {
        out.push(byte_of(vm, item.value(), message)?);
        Ok(())
    })?;
    Ok(out)
}

/// A copy of the memory that an object exposes, whatever its layout; `None` where it exposes none.
pub fn buffer_copy(vm: &Vm, v: Value) -> Res<Option<Vec<u8>>> {
    if let Some(b) = vm.bytes_like(v) {
        return Ok(Some(b.to_vec()));
    }
    if !vm.has_buffer(v) {
        return Ok(None);
    }
    vm.get_buffer(v, buffer_flags::FULL_RO).map(|b| Some(b.to_vec()))
}

/// The contents that an object converts to: `__bytes__`, bytes-like or an iterable of ints.
pub fn bytes_of(vm: &Vm, v: Value) -> Res<Vec<u8>> {
    if v.is_heap()
        && !v.is_exact(vm.types.bytes)
        && let Some(r) = vm.call_special(v, vm.names.__bytes__, &[])?
    {
        return match vm.is_bytes(r.value()) {
            true => Ok(vm.bytes(r.value()).to_vec()),
            false => Err(vm.type_error(format!("__bytes__ returned non-bytes (type {})", vm.type_name(r.value())))),
        };
    }
    if let Some(b) = buffer_copy(vm, v)? {
        return Ok(b);
    }
    let iterable = vm.slots(v).iter.is_some() || vm.slots(v).getitem.is_some();
    if vm.is_str(v) || !iterable {
        return Err(vm.type_error(format!("cannot convert '{}' object to bytes", vm.type_name(v))));
    }
    bytes_of_iterable(vm, v, "bytes must be in range(0, 256)")
}

/// A length given as the constructor's argument; `None` where it is no int.
pub fn count_argument(vm: &Vm, v: Value) -> Res<Option<usize>> {
    if vm.as_int(v).is_none() && (vm.slots(v).index.is_none() || vm.has_buffer(v)) {
        return Ok(None);
    }
    match vm.index_i64(v)? {
        Ok(n) => match usize::try_from(n) {
            Ok(n) if n <= 1 << 40 => Ok(Some(n)),
            Ok(_) => Err(vm.memory_error()),
            Err(_) => Err(vm.value_error("negative count")),
        },
        Err(_) => Err(vm.overflow_error(format!("cannot fit '{}' into an index-sized integer", vm.type_name(v)))),
    }
}

/// A zeroed buffer; MemoryError where there is no room.
pub fn zeros(vm: &Vm, n: usize) -> Res<Vec<u8>> {
    let mut out = Vec::new();
    if out.try_reserve_exact(n).is_err() {
        return Err(vm.memory_error());
    }
    out.resize(n, 0);
    Ok(out)
}

/// The contents a constructor call asks for; `None` where the arguments are not about text.
pub fn constructor_text(vm: &Vm, name: &str, source: Value, encoding: Value, errors: Value) -> Res<Option<Vec<u8>>> {
    super::codec::text_argument(vm, name, "encoding", encoding)?;
    super::codec::text_argument(vm, name, "errors", errors)?;
    let given = !encoding.is_unbound() || !errors.is_unbound();
    if !source.is_unbound() && vm.is_str(source) {
        if encoding.is_unbound() {
            return Err(vm.type_error("string argument without an encoding"));
        }
        return super::codec::encode_str(vm, source, encoding, errors).map(Some);
    }
    if given {
        return Err(vm.type_error(if encoding.is_unbound() {
            "errors without a string argument"
        } else {
            "encoding without a string argument"
        }));
    }
    Ok(None)
}

crate::native! { static NEW = [
    /// The arguments of the constructor.
    "bytes(source=, encoding=, errors=)" => fn bytes_arguments(vm, [source, encoding, errors]) {
        let own_bytes = || source.is_heap() && vm.type_lookup(vm.type_of(source), vm.names.__bytes__).is_some();
        if encoding.is_unbound() && errors.is_unbound() && !source.is_unbound() && vm.is_str(source) && own_bytes() {
            return vm.new_bytes(&bytes_of(vm, source)?);
        }
        if let Some(b) = constructor_text(vm, "bytes", source, encoding, errors)? {
            return vm.new_bytes(&b);
        }
        if source.is_unbound() {
            return vm.new_bytes(&[]);
        }
        if source.is_exact(vm.types.bytes) {
            return Ok(Ref::new(source));
        }
        if own_bytes() {
            return vm.new_bytes(&bytes_of(vm, source)?);
        }
        match count_argument(vm, source) {
            Ok(Some(n)) => return vm.new_bytes(&zeros(vm, n)?),
            // What has no length after all may be an iterable.
            Err(_) if vm.slots(source).index.is_some() && vm.as_int(source).is_none() && vm.clear_raised_if(vm.types.TypeError) => {}
            Err(e) => return Err(e),
            Ok(None) => {}
        }
        vm.new_bytes(&bytes_of(vm, source)?)
    }
]; }

fn bytes_new(vm: &Vm, ty: *mut Type, args: &[Value], kwnames: Value) -> Res {
    let b = call_native(vm, &NEW[0], args, kwnames)?;
    if ty == vm.types.bytes { Ok(b) } else { vm.new_bytes_instance(ty, vm.bytes(b.value())) }
}
