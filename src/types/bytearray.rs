//! bytearray.
use super::bytes::{self, bytes_of_iterable, constructor_text, count_argument, data, item_index, zeros};
use super::sequence_ops::ask_other;
use super::bytes_methods::{SHARED, concat, from_hex};
use crate::object::bytes_object::drop_bytearray;
use crate::object::{
    BinOp, Buffer, ByteArray, NativeDef, Ref, Res, Slice, Slots, Type, TypeSpec, Value, Vm, call_native, flags,
};
use crate::text::repr::repr_bytes;
use crate::types::slice::slice_indices;

pub static SPEC: TypeSpec = TypeSpec {
    name: "bytearray",
    doc: "bytearray(iterable_of_ints) -> bytearray\nbytearray(string, encoding[, errors]) -> bytearray\nbytearray(bytes_or_buffer) -> mutable copy of bytes_or_buffer\nbytearray(int) -> bytes array of size given by the parameter initialized with null bytes\nbytearray() -> empty bytes array\n\nConstruct a mutable bytearray object.",
    flags: flags::BASETYPE | flags::MATCH_SELF,
    size: size_of::<ByteArray>(),
    slots: Slots {
        repr: Some(repr),
        iter: Some(iter),
        compare: Some(bytes::compare),
        hash: None,
        binary: Slots::table([(BinOp::Add, add), (BinOp::Mul, mul), (BinOp::Mod, super::str_percent::bytes_mod)]),
        inplace: Slots::table([(BinOp::Add, inplace_add), (BinOp::Mul, inplace_mul)]),
        len: Some(bytes::len),
        getitem: Some(bytes::getitem),
        setitem: Some(setitem),
        contains: Some(bytes::contains),
        new: Some(new),
        init: Some(init),
        get_buffer: Some(get_buffer),
        release_buffer: Some(|_, _| ()),
        drop: Some(drop_bytearray),
        ..Slots::EMPTY
    },
    methods: METHODS,
    getset: &[],
};

fn repr(vm: &Vm, v: Value) -> Res {
    let mut out = Vec::new();
    repr_bytes(&vm.bytearray(v).data, &mut out);
    // The repr of bytes is ASCII. Here a single quote is escaped between double ones too.
    let mut text = String::from_utf8_lossy(&out).into_owned();
    if text.starts_with("b\"") {
        text = text.replace('\'', "\\'");
    }
    vm.new_str(&format!("{}({text})", vm.type_name(v)))
}

fn unexport(vm: &Vm, v: Value) {
    vm.bytearray(v).exports -= 1;
}

fn get_buffer(vm: &Vm, v: Value, _: u32) -> Res<Buffer> {
    let b = vm.bytearray(v);
    b.exports += 1;
    Ok(Buffer::new(v, b.data.as_mut_ptr(), b.data.len(), false, Some(unexport)))
}

fn iter(vm: &Vm, v: Value) -> Res {
    vm.new_index_iterator(vm.types.bytearray_iterator, v, 0, 0, 1)
}

fn add(vm: &Vm, a: Value, b: Value) -> Res {
    bytes::add(vm, a, b, add)
}

fn mul(vm: &Vm, a: Value, b: Value) -> Res {
    bytes::mul(vm, a, b, mul)
}

/// The buffer, whose size is about to change.
#[allow(clippy::mut_from_ref)]
fn resizable<'a>(vm: &Vm, v: Value) -> Res<&'a mut Vec<u8>> {
    let a = vm.bytearray(v);
    if a.exports > 0 {
        return Err(vm.buffer_error("Existing exports of data: object cannot be re-sized"));
    }
    Ok(&mut a.data)
}

fn extend_with(vm: &Vm, this: Value, more: &[u8]) -> Res<()> {
    let buffer = resizable(vm, this)?;
    if buffer.try_reserve(more.len()).is_err() {
        return Err(vm.memory_error());
    }
    buffer.extend_from_slice(more);
    Ok(())
}

fn inplace_add(vm: &Vm, a: Value, b: Value) -> Res {
    let more = match vm.bytes_view(b) {
        Ok(Some(more)) => more,
        other => {
            if other.is_err() {
                drop(vm.take_raised());
            }
            let r = ask_other(vm, BinOp::Add, a, b, add)?;
            if !r.is_not_implemented() {
                return Ok(r);
            }
            return Err(vm.type_error(format!("can't concat {} to {}", vm.type_name(b), vm.type_name(a))));
        }
    };
    // A copy where the operand is the array itself, which moves as it grows.
    if a == b {
        extend_with(vm, a, &more.to_vec())?
    } else {
        extend_with(vm, a, &more)?
    }
    Ok(Ref::new(a))
}

fn inplace_mul(vm: &Vm, a: Value, b: Value) -> Res {
    let r = ask_other(vm, BinOp::Mul, a, b, mul)?;
    if !r.is_not_implemented() {
        return Ok(r);
    }
    if vm.as_int(b).is_none() && vm.slots(b).index.is_none() {
        return Ok(Ref::NOT_IMPLEMENTED);
    }
    let Ok(n) = vm.index_i64(b)? else {
        return Err(vm.overflow_error(format!("cannot fit '{}' into an index-sized integer", vm.type_name(b))));
    };
    let out = bytes::repeated(vm, data(vm, a), n.max(0) as usize)?;
    *resizable(vm, a)? = out;
    Ok(Ref::new(a))
}

fn byte(vm: &Vm, v: Value) -> Res<u8> {
    match vm.index_i64(v)? {
        Ok(x) if (0..256).contains(&x) => Ok(x as u8),
        _ => Err(vm.value_error("byte must be in range(0, 256)")),
    }
}

fn setitem(vm: &Vm, this: Value, key: Value, value: Option<Value>) -> Res<()> {
    if key.is_exact(vm.types.slice) {
        // SAFETY: the type was just checked.
        return set_slice(vm, this, unsafe { key.get::<Slice>() }, value);
    }
    let out_of_range = || Err(vm.index_error("bytearray index out of range"));
    let at = item_index(vm, key, data(vm, this).len(), "bytearray")?;
    let new = value.map(|v| byte(vm, v)).transpose()?;
    let Some(i) = at else { return out_of_range() };
    match new {
        Some(b) => {
            match vm.bytearray(this).data.get_mut(i) {
                Some(to) => *to = b,
                None => return out_of_range(),
            }
        }
        None => {
            let buffer = resizable(vm, this)?;
            if i >= buffer.len() {
                return out_of_range();
            }
            buffer.remove(i);
        }
    }
    Ok(())
}

fn set_slice(vm: &Vm, this: Value, slice: &Slice, value: Option<Value>) -> Res<()> {
    // Bad indices are told of before bad values; the length is looked at again when the value has been read.
    slice_indices(vm, Value::from_ptr(slice), data(vm, this).len())?;
    let new = match value {
        None => Vec::new(),
        Some(v) => match super::bytes::buffer_copy(vm, v)? {
            Some(b) => b,
            None if !vm.is_str(v) && !super::support::is_index(vm, v) && vm.slots(v).iter.is_none() && vm.slots(v).getitem.is_none() && !v.is_float() => {
                return Err(vm.type_error(format!("cannot convert '{}' object to bytearray", vm.type_name(v))));
            }
            None if vm.is_str(v) || vm.slots(v).iter.is_none() && vm.slots(v).getitem.is_none() => {
                return Err(vm.type_error("can assign only bytes, buffers, or iterables of ints in range(0, 256)"));
            }
            None => bytes_of_iterable(vm, v, "byte must be in range(0, 256)")?,
        },
    };
    let (start, stop, step, count) = slice_indices(vm, Value::from_ptr(slice), data(vm, this).len())?;
    let len = data(vm, this).len();
    if step == 1 {
        let start = (start as usize).min(len);
        let end = (stop.max(start as i64) as usize).min(len);
        if new.len() == end - start {
            vm.bytearray(this).data[start..end].copy_from_slice(&new);
        } else {
            resizable(vm, this)?.splice(start..end, new);
        }
        return Ok(());
    }
    let at = |i: usize| (start + i as i64 * step) as usize;
    // Nothing assigned to a slice with steps deletes it.
    if new.is_empty() {
        let mut gone: Vec<usize> = (0..count).map(at).filter(|i| *i < len).collect();
        gone.sort_unstable();
        let buffer = resizable(vm, this)?;
        gone.iter().rev().for_each(|i| {
            buffer.remove(*i);
        });
        return Ok(());
    }
    if new.len() != count {
        return Err(
            vm.value_error(format!("attempt to assign bytes of size {} to extended slice of size {count}", new.len()))
        );
    }
    let buffer = &mut vm.bytearray(this).data;
    for (i, b) in new.into_iter().enumerate() {
        if let Some(to) = buffer.get_mut(at(i)) {
            *to = b;
        }
    }
    Ok(())
}

fn new(vm: &Vm, ty: *mut Type, _: &[Value], _: Value) -> Res {
    vm.new_bytearray(ty, Vec::new())
}

crate::native! { static INIT = [
    /// The arguments of the constructor.
    "bytearray(self, source=, encoding=, errors=)" => fn bytearray_arguments(vm, [this, source, encoding, errors]) {
        // What was there is gone, whatever becomes of the arguments.
        if !data(vm, this).is_empty() {
            resizable(vm, this)?.clear();
        }
        let new = if let Some(b) = constructor_text(vm, "bytearray", source, encoding, errors)? {
            b
        } else if source.is_unbound() {
            Vec::new()
        } else if let Some(b) = bytes::buffer_copy(vm, source)? {
            b
        } else if let Some(n) = count_argument(vm, source)? {
            zeros(vm, n)?
        } else if vm.slots(source).iter.is_none() && vm.slots(source).getitem.is_none() {
            return Err(vm.type_error(format!("cannot convert '{}' object to bytearray", vm.type_name(source))));
        } else {
            bytes_of_iterable(vm, source, "byte must be in range(0, 256)")?
        };
        *resizable(vm, this)? = new;
        Ok(Ref::NONE)
    }
]; }

/// The class, what makes the same bytes, and the state of a subclass's instance. Protocols before 3 have no bytes.
fn reduced(vm: &Vm, this: Value, protocol: i64) -> Res {
    let arguments = match data(vm, this) {
        [] => Ref::new(vm.empty_tuple.get()),
        b if protocol >= 3 => vm.tuple_from_refs([vm.new_bytes(b)?])?,
        b => vm.tuple_from_refs([vm.new_latin1(b, false)?, vm.new_str("latin-1")?])?,
    };
    let state = vm.call_method(this, vm.intern("__getstate__").value(), &[])?;
    vm.tuple_from_refs([Ref::from_type(vm.type_of(this)), arguments, state])
}

fn init(vm: &Vm, this: Value, args: &[Value], kwnames: Value) -> Res<()> {
    let mut all = Vec::with_capacity(args.len() + 1);
    all.push(this);
    all.extend_from_slice(args);
    call_native(vm, &INIT[0], &all, kwnames).map(|_| ())
}

crate::native! { static OWN = [
    /// Create a bytearray object from a string of hexadecimal numbers.
    @classmethod "fromhex(type, string, /)" => fn fromhex(vm, [cls, string]) {
        let b = vm.new_bytearray(vm.types.bytearray, from_hex(vm, string)?)?;
        if cls == Value::from_ptr(vm.types.bytearray) { Ok(b) } else { vm.call(cls, &[b.value()]) }
    }
    /// Append a single item to the end of the bytearray.
    "append(self, item, /)" => fn append(vm, [this, item]) {
        let b = byte(vm, item)?;
        extend_with(vm, this, &[b])?;
        Ok(Ref::NONE)
    }
    /// Append all the items from the iterator or sequence to the end of the bytearray.
    "extend(self, iterable_of_ints, /)" => fn extend(vm, [this, iterable]) {
        let end = data(vm, this).len();
        let more = match vm.bytes_view(iterable)? {
            Some(b) => b.to_vec(),
            None if vm.slots(iterable).iter.is_none() && vm.slots(iterable).getitem.is_none() => {
                return Err(vm.type_error(format!("can't extend bytearray with {}", vm.type_name(iterable))));
            }
            None if vm.is_str(iterable) => {
                return Err(vm.type_error("expected iterable of integers; got: 'str'"));
            }
            None => bytes_of_iterable(vm, iterable, "byte must be in range(0, 256)")?,
        };
        // The array may have changed while the items were read: they go where its end was.
        let buffer = resizable(vm, this)?;
        let at = end.min(buffer.len());
        if buffer.try_reserve(more.len()).is_err() {
            return Err(vm.memory_error());
        }
        buffer.splice(at..at, more);
        Ok(Ref::NONE)
    }
    /// Insert a single item into the bytearray before the given index.
    "insert(self, index, item, /)" => fn insert(vm, [this, index, item]) {
        let i = vm.int_arg(index)?;
        let b = byte(vm, item)?;
        let buffer = resizable(vm, this)?;
        let n = buffer.len() as i64;
        buffer.insert(if i < 0 { (i + n).max(0) } else { i.min(n) } as usize, b);
        Ok(Ref::NONE)
    }
    /// Remove and return a single item from the bytearray.
    "pop(self, index=-1, /)" => fn pop(vm, [this, index]) {
        let i = vm.int_arg(index)?;
        let n = data(vm, this).len() as i64;
        if n == 0 {
            return Err(vm.index_error("pop from empty bytearray"));
        }
        let i = if i < 0 { i + n } else { i };
        if !(0..n).contains(&i) {
            return Err(vm.index_error("pop index out of range"));
        }
        Ok(Ref::own(Value::small_int(resizable(vm, this)?.remove(i as usize) as i64)))
    }
    /// Remove the first occurrence of a value in the bytearray.
    "remove(self, value, /)" => fn remove(vm, [this, value]) {
        let b = byte(vm, value)?;
        match memchr::memchr(b, data(vm, this)) {
            Some(i) => {
                resizable(vm, this)?.remove(i);
                Ok(Ref::NONE)
            }
            None => Err(vm.value_error("value not found in bytearray")),
        }
    }
    /// Reverse the order of the values in the bytearray in place.
    "reverse(self, /)" => fn reverse(vm, [this]) {
        vm.bytearray(this).data.reverse();
        Ok(Ref::NONE)
    }
    /// Remove all items from the bytearray.
    "clear(self, /)" => fn clear(vm, [this]) {
        *resizable(vm, this)? = Vec::new();
        Ok(Ref::NONE)
    }
    /// Return a copy of the bytearray.
    "copy(self, /)" => fn copy(vm, [this]) { vm.new_bytearray(vm.types.bytearray, data(vm, this).to_vec()) }
    /// Resize the internal buffer of the bytearray to the given size.
    "resize(self, size, /)" => fn resize(vm, [this, size]) {
        let Ok(n) = usize::try_from(vm.int_arg(size)?) else {
            return Err(vm.value_error(format!("bytearray.resize(): new size must be >= 0, got {}", vm.int_arg(size)?)));
        };
        if n == data(vm, this).len() {
            return Ok(Ref::NONE);
        }
        let buffer = resizable(vm, this)?;
        if buffer.try_reserve(n.saturating_sub(buffer.len())).is_err() {
            return Err(vm.memory_error());
        }
        buffer.resize(n, 0);
        Ok(Ref::NONE)
    }
    /// Return the number of bytes actually allocated.
    "__alloc__(self, /)" => fn alloc(vm, [this]) {
        // As if a NUL came after the bytes.
        let n = vm.bytearray(this).data.capacity();
        vm.new_usize(if n == 0 { 0 } else { n + 1 })
    }
    /// Return state information for pickling.
    "__reduce__(self, /)" => fn reduce(vm, [this]) { reduced(vm, this, 0) }
    /// Return state information for pickling.
    "__reduce_ex__(self, proto=0, /)" => fn reduce_ex(vm, [this, proto]) { reduced(vm, this, vm.int_arg(proto)?) }
    /// Returns the size of the bytearray object in memory, in bytes.
    "__sizeof__(self, /)" => fn sizeof(vm, [this]) {
        vm.new_usize(size_of::<ByteArray>() + vm.bytearray(this).data.capacity())
    }
]; }

static METHODS: &[NativeDef] = &concat::<{ SHARED.len() + OWN.len() }>(SHARED, OWN);
