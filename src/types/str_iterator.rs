//! The iterator of str.
use crate::object::function::IndexIterator;
use crate::object::{Header, Ref, Res, Slots, TypeSpec, Value, Vm, flags};

pub static SPEC: TypeSpec = spec("str_iterator");
pub static ASCII_SPEC: TypeSpec = spec("str_ascii_iterator");

const fn spec(name: &'static str) -> TypeSpec {
    TypeSpec {
        name,
        flags: flags::TRACKED,
        size: size_of::<IndexIterator>(),
        slots: Slots {
            iter: Some(iter_self),
            next: Some(next),
            drop: Some(drop_iterator),
            traverse: Some(traverse_iterator),
            ..Slots::EMPTY
        },
        methods: METHODS,
        ..TypeSpec::EMPTY
    }
}

fn iter_self(_: &Vm, v: Value) -> Res {
    Ok(Ref::new(v))
}

fn next(vm: &Vm, v: Value) -> Res<Option<Ref>> {
    // SAFETY: the slot is called with an iterator of this layout; nothing below runs Python code while it is borrowed.
    let it = unsafe { &mut *v.ptr::<IndexIterator>() };
    if it.source == Value::NULL {
        return Ok(None);
    }
    let s = vm.str(it.source);
    if (it.index as usize) < s.len() {
        let c = s.point(it.index as usize);
        it.index += 1;
        return vm.char_str(c).map(Some);
    }
    let source = std::mem::replace(&mut it.source, Value::NULL);
    source.decref(vm);
    Ok(None)
}

/// Drop slot of an index iterator.
///
/// # Safety
/// `h` is an `IndexIterator` whose count is zero.
pub unsafe fn drop_iterator(vm: &Vm, h: *mut Header) {
    let source = (*(h as *mut IndexIterator)).source;
    if source != Value::NULL {
        source.decref(vm);
    }
}

/// Traverse slot of an index iterator.
///
/// # Safety
/// `h` is a live `IndexIterator`.
pub unsafe fn traverse_iterator(h: *mut Header, visit: &mut dyn FnMut(Value)) {
    let source = (*(h as *mut IndexIterator)).source;
    if source != Value::NULL {
        visit(source);
    }
}

crate::native! { static METHODS = [
    /// Private method returning an estimate of len(list(it)).
    "__length_hint__(self, /)" => fn length_hint(vm, [this]) {
        // SAFETY: the receiver is an iterator of this layout.
        let it = unsafe { this.get::<IndexIterator>() };
        let left = if it.source == Value::NULL { 0 } else { vm.str(it.source).len() as i64 - it.index };
        vm.new_int(left.max(0))
    }
    "__reduce__(self, /)" => fn reduce(vm, [this]) {
        // SAFETY: the receiver is an iterator of this layout.
        let it = unsafe { this.get::<IndexIterator>() };
        match it.source {
            Value::NULL => super::iterators::reduced(vm, "iter", vm.names.empty, None),
            source => super::iterators::reduced(vm, "iter", source, Some(it.index)),
        }
    }
    "__setstate__(self, object, /)" => fn setstate(vm, [this, state]) {
        let at = super::iterators::position(vm, state)?;
        // SAFETY: as above.
        let it = unsafe { &mut *this.ptr::<IndexIterator>() };
        if it.source != Value::NULL {
            it.index = at.clamp(0, vm.str(it.source).len() as i64);
        }
        Ok(Ref::NONE)
    }
]; }
