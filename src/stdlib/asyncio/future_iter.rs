//! The iterator behind `await future`: it yields the future once, and returns its result when it is resumed.
use super::field::Field;
use super::future::{check, future, is_future, result};
use super::state;
use crate::native;
use crate::object::{Header, Raised, Ref, Res, Slots, Type, TypeSpec, Value, Vm, flags};
use crate::types::struct_sequence::new_type_of;
use crate::vm::generator::keep_stop_value;

#[repr(C)]
struct FutureIter {
    header: Header,
    /// Empty once the iterator is closed.
    future: Field,
}

#[inline(always)]
fn iterator<'a>(v: Value) -> &'a FutureIter {
    // SAFETY: the slots and methods below are called with these iterators only, which callers hold.
    unsafe { v.get::<FutureIter>() }
}

static SPEC: TypeSpec = TypeSpec {
    name: "_asyncio.FutureIter",
    flags: flags::TRACKED,
    size: size_of::<FutureIter>(),
    slots: Slots {
        iter: Some(|_, v| Ok(Ref::new(v))),
        next: Some(next),
        drop: Some(|_, h| iterator(Value::from_ptr(h)).future.clear()),
        traverse: Some(|h, visit| iterator(Value::from_ptr(h)).future.visit(visit)),
        clear: Some(|_, h| iterator(Value::from_ptr(h)).future.clear()),
        ..Slots::EMPTY
    },
    methods: METHODS,
    ..TypeSpec::EMPTY
};

/// Makes the type.
pub(super) fn make_type(vm: &Vm) -> Res<*mut Type> {
    let ty = new_type_of(vm, &SPEC, vm.types.object)?;
    // The type lists no `__new__` of its own, but calling it makes an iterator over nothing.
    // SAFETY: a live type.
    unsafe {
        (*ty).slots.new = Some(|vm, ty, args, _| {
            if !args.is_empty() {
                return Err(vm.type_error("_asyncio.FutureIter() takes no arguments"));
            }
            make(vm, ty, None)
        })
    };
    Ok(ty)
}

fn make(vm: &Vm, ty: *mut Type, future: Option<Ref>) -> Res {
    // SAFETY: the instance is fresh; what is written is no reference that would have to be given up.
    vm.new_object::<FutureIter>(ty, |p| unsafe {
        (&raw mut (*p).future).write(Field::EMPTY);
        if let Some(f) = future {
            (*p).future.set(f);
        }
    })
}

/// `__iter__` and `__await__` of futures.
pub(super) fn new(vm: &Vm, this: Value) -> Res {
    debug_assert!(is_future(vm, this));
    check(vm, this)?;
    make(vm, state(vm).future_iter.get(), Some(Ref::new(this)))
}

fn next(vm: &Vm, it: Value) -> Res<Option<Ref>> {
    let Some(of) = iterator(it).future.held() else {
        keep_stop_value(vm, Value::NONE);
        return Ok(None);
    };
    let f = future(of.value());
    if f.is_pending() {
        if !f.blocking.replace(true) {
            return Ok(Some(of));
        }
        return Err(vm.runtime_error("await wasn't used with future"));
    }
    let value = result(vm, of.value())?;
    keep_stop_value(vm, value.into_value());
    Ok(None)
}

/// The exception that the arguments of `throw` stand for.
fn thrown(vm: &Vm, args: &[Value]) -> Res {
    let given = |i: usize| args.get(i).copied().filter(|v| !v.is_none());
    if args.len() > 1 {
        let text = "the (type, exc, tb) signature of throw() is deprecated, use the single-arg signature instead.";
        crate::report::warnings::warn(vm, vm.types.DeprecationWarning, text, 1)?;
    }
    let (exception, value, traceback) = (args[0], given(1), given(2));
    if traceback.is_some_and(|t| !t.is_exact(vm.types.traceback)) {
        return Err(vm.type_error("throw() third argument must be a traceback"));
    }
    let e = if vm.is_type(exception) && vm.is_subtype(exception.ptr(), vm.types.BaseException) {
        match value {
            Some(v) if vm.is_instance(v, exception.ptr()) => Ref::new(v),
            Some(v) if vm.is_tuple(v) => vm.call(exception, vm.tuple_items(v))?,
            Some(v) => vm.call(exception, &[v])?,
            None => vm.call(exception, &[])?,
        }
    } else if vm.is_exception(exception) {
        if value.is_some() {
            return Err(vm.type_error("instance exception may not have a separate value"));
        }
        Ref::new(exception)
    } else {
        return Err(vm.type_error("exceptions must be classes deriving BaseException or instances of such a class"));
    };
    if !vm.is_exception(e.value()) {
        return Err(vm.type_error("exceptions must be classes deriving BaseException or instances of such a class"));
    }
    if let Some(t) = traceback {
        let old = std::mem::replace(&mut vm.exception(e.value()).traceback, Ref::new(t).into_value());
        if old != Value::NULL {
            old.decref(vm);
        }
    }
    Ok(e)
}

fn throw(vm: &Vm, it: Value, args: &[Value]) -> Raised {
    let n = args.len();
    if n == 0 || n > 3 {
        let (bound, k) = if n == 0 { ("at least 1 argument", 0) } else { ("at most 3 arguments", n) };
        return vm.type_error(format!("throw expected {bound}, got {k}"));
    }
    match thrown(vm, args) {
        Ok(e) => {
            iterator(it).future.clear();
            vm.set_raised(e)
        }
        Err(r) => r,
    }
}

native! { static METHODS = [
    "send(self, object, /)" => fn send_method(vm, [this, value]) { next(vm, this)?.ok_or_else(|| vm.raise_stop_iteration()) }
    "throw(self, /, *args)" => fn throw_method(vm, [this], *args) { Err(throw(vm, this, args)) }
    "close(self, /)" => fn close_method(vm, [this]) {
        iterator(this).future.clear();
        Ok(Ref::NONE)
    }
]; }
