//! The iterators of bytes and bytearray.
use super::bytes::data;
use super::str_iterator::{drop_iterator, traverse_iterator};
use crate::object::function::IndexIterator;
use crate::object::{Ref, Res, Slots, TypeSpec, Value, Vm, flags};

const SLOTS: Slots = Slots {
    iter: Some(iter_self),
    next: Some(next),
    drop: Some(drop_iterator),
    traverse: Some(traverse_iterator),
    ..Slots::EMPTY
};

pub static BYTES: TypeSpec = TypeSpec {
    name: "bytes_iterator",
    doc: "",
    flags: flags::TRACKED,
    size: size_of::<IndexIterator>(),
    slots: SLOTS,
    methods: METHODS,
    getset: &[],
};

pub static BYTEARRAY: TypeSpec = TypeSpec {
    name: "bytearray_iterator",
    doc: "",
    flags: flags::TRACKED,
    size: size_of::<IndexIterator>(),
    slots: SLOTS,
    methods: METHODS,
    getset: &[],
};

fn iter_self(_: &Vm, v: Value) -> Res {
    Ok(Ref::new(v))
}

fn next(vm: &Vm, v: Value) -> Res<Option<Ref>> {
    // SAFETY: the slot is called with an iterator of this layout; nothing below runs Python code while it is borrowed.
    let it = unsafe { &mut *v.ptr::<IndexIterator>() };
    if it.source == Value::NULL {
        return Ok(None);
    }
    if let Some(b) = data(vm, it.source).get(it.index as usize) {
        it.index += 1;
        return Ok(Some(Ref::own(Value::small_int(*b as i64))));
    }
    let source = std::mem::replace(&mut it.source, Value::NULL);
    source.decref(vm);
    Ok(None)
}

crate::native! { static METHODS = [
    /// Private method returning an estimate of len(list(it)).
    "__length_hint__(self, /)" => fn length_hint(vm, [this]) {
        // SAFETY: the receiver is an iterator of this layout.
        let it = unsafe { this.get::<IndexIterator>() };
        let left = if it.source == Value::NULL { 0 } else { data(vm, it.source).len() as i64 - it.index };
        vm.new_int(left.max(0))
    }
    "__reduce__(self, /)" => fn reduce(vm, [this]) {
        // SAFETY: the receiver is an iterator of this layout.
        let it = unsafe { this.get::<IndexIterator>() };
        match it.source {
            Value::NULL => super::iterators::reduced(vm, "iter", vm.empty_tuple.get(), None),
            source => super::iterators::reduced(vm, "iter", source, Some(it.index)),
        }
    }
    "__setstate__(self, object, /)" => fn setstate(vm, [this, state]) {
        let at = super::iterators::position(vm, state)?;
        // SAFETY: as above.
        let it = unsafe { &mut *this.ptr::<IndexIterator>() };
        if it.source != Value::NULL {
            it.index = at.clamp(0, data(vm, it.source).len() as i64);
        }
        Ok(Ref::NONE)
    }
]; }
