//! What the file classes share: arguments, checks, and calls of other files' methods.
use crate::object::{Buffer, GetSetDef, Raised, Ref, Res, Value, Vm, buffer_flags, flags};
use crate::types::class_creation::DICT;

/// Flags of all file classes.
pub const FLAGS: u32 = flags::TRACKED | flags::BASETYPE | flags::HAS_DICT | flags::WEAKREFABLE;

/// `__dict__`, for the attribute tables.
pub const DICT_ATTRIBUTE: GetSetDef = GetSetDef { name: "__dict__", get: DICT.get, set: DICT.set, doc: "" };

/// Raises `io.UnsupportedOperation`.
#[cold]
pub fn unsupported(vm: &Vm, what: &str) -> Raised {
    vm.raise_type(vm.types.UnsupportedOperation, what)
}

#[cold]
pub fn os_error_text(vm: &Vm, text: &str) -> Raised {
    vm.raise_type(vm.types.OSError, text)
}

#[cold]
pub fn closed_error(vm: &Vm) -> Raised {
    vm.value_error("I/O operation on closed file.")
}

/// A method call by name.
pub fn call(vm: &Vm, object: Value, name: &str, args: &[Value]) -> Res {
    let name = vm.intern(name);
    vm.call_method(object, name.value(), args)
}

/// The truth of a method's result.
pub fn ask(vm: &Vm, object: Value, name: &str) -> Res<bool> {
    let r = call(vm, object, name, &[])?;
    vm.truth(r.value())
}

/// Whether `closed` of a file is true.
pub fn is_closed(vm: &Vm, file: Value) -> Res<bool> {
    let closed = vm.getattr_str(file, "closed")?;
    vm.truth(closed.value())
}

/// ValueError where a file is closed.
pub fn check_closed(vm: &Vm, file: Value) -> Res<()> {
    if is_closed(vm, file)? { Err(closed_error(vm)) } else { Ok(()) }
}

/// A size: `None` where it is None or negative, which means all.
pub fn size_arg(vm: &Vm, v: Value) -> Res<Option<usize>> {
    Ok(usize::try_from(limit_arg(vm, v)?).ok())
}

/// A size as it is, -1 for None.
pub fn limit_arg(vm: &Vm, v: Value) -> Res<i64> {
    if v.is_none() || v.is_unbound() {
        return Ok(-1);
    }
    if v.is_small_int() {
        return Ok(v.as_small_int());
    }
    if vm.as_int(v).is_none() && vm.slots(v).index.is_none() {
        return Err(vm.type_error(format!("argument should be integer or None, not '{}'", vm.type_name(v))));
    }
    index_arg(vm, v)
}

/// An int argument: OverflowError in the words of an index.
pub fn index_arg(vm: &Vm, v: Value) -> Res<i64> {
    match vm.index_i64(v)? {
        Ok(x) => Ok(x),
        Err(_) => {
            Err(vm.overflow_error(format!("cannot fit '{}' into an index-sized integer", vm.type_name(v))))
        }
    }
}

/// A position in a file: what is no int is a TypeError, what does not fit an OverflowError.
pub fn offset_arg(vm: &Vm, v: Value) -> Res<i64> {
    match vm.index_i64(v)? {
        Ok(x) => Ok(x),
        Err(_) => Err(vm.overflow_error("Python int too large to convert to C long")),
    }
}

/// A C int.
pub fn whence_arg(vm: &Vm, v: Value) -> Res<i32> {
    vm.c_int_arg(v).map(|x| x as i32)
}

/// The writable memory of an argument.
pub fn writable_buffer(vm: &Vm, function: &str, v: Value) -> Res<Buffer> {
    let wrong = || {
        let given = if v.is_none() { "None".to_owned() } else { vm.type_name(v) };
        vm.type_error(format!("{function}() argument must be read-write bytes-like object, not {given}"))
    };
    if !vm.has_buffer(v) || vm.is_bytes(v) {
        return Err(wrong());
    }
    match vm.get_buffer(v, buffer_flags::WRITABLE) {
        Ok(b) if !b.readonly => Ok(b),
        Ok(_) => Err(wrong()),
        Err(_) if vm.raised_is(vm.types.BufferError) => {
            drop(vm.take_raised());
            Err(wrong())
        }
        Err(e) => Err(e),
    }
}

/// Swallows the error of an interrupted call, which is to be tried again; signal handlers run first.
pub fn interrupted(vm: &Vm) -> Res<bool> {
    if !vm.raised_is(vm.types.OSError) {
        return Ok(false);
    }
    let errno = vm.exception_field(vm.raised.get(), 0);
    if errno != Value::small_int(libc::EINTR as i64) {
        return Ok(false);
    }
    drop(vm.take_raised());
    crate::vm::signals::deliver(vm)?;
    Ok(true)
}

/// A method call that is tried again where it was interrupted.
pub fn call_again(vm: &Vm, object: Value, name: &str, args: &[Value]) -> Res {
    loop {
        match call(vm, object, name, args) {
            Err(e) => {
                if !interrupted(vm)? {
                    return Err(e);
                }
            }
            r => return r,
        }
    }
}

/// Two errors at the end of a file: the second goes on, with the first as its context.
pub fn chained(vm: &Vm, first: Option<Ref>, second: Res) -> Res {
    match (first, second) {
        (None, r) => r,
        (Some(first), Ok(_)) => Err(vm.set_raised(first)),
        (Some(first), Err(r)) => {
            let second = vm.raised.get();
            let e = vm.exception(second);
            if first.value() != second {
                let old = std::mem::replace(&mut e.context, first.into_value());
                if old != Value::NULL {
                    drop(Ref::own(old));
                }
            }
            Err(r)
        }
    }
}

/// Refuses to pickle.
pub fn cannot_pickle(vm: &Vm, this: Value) -> Res {
    Err(vm.type_error(format!("cannot pickle '{}' instances", vm.type_name_of(vm.type_of(this)))))
}

/// Gives up a reference that an object holds, leaving NULL.
pub fn release(vm: &Vm, slot: &mut Value) {
    let old = std::mem::replace(slot, Value::NULL);
    if old != Value::NULL {
        old.decref(vm);
    }
}

/// Replaces a reference that an object holds.
pub fn store(vm: &Vm, slot: *mut Value, new: Ref) {
    // SAFETY: the caller passes a field of a live object; the old value is given up after the field has changed.
    let old = unsafe { std::mem::replace(&mut *slot, new.into_value()) };
    if old != Value::NULL {
        old.decref(vm);
    }
}

/// The setter of attributes that cannot be set.
pub fn read_only(vm: &Vm, _: Value, _: Option<Value>) -> Res<()> {
    Err(vm.raise_type(vm.types.AttributeError, "readonly attribute"))
}

/// The finaliser of files that hold nothing: it matters to subclasses only.
pub fn finalise_subclass(vm: &Vm, v: Value) {
    if vm.has_flag(v, flags::HEAP) {
        super::io_base::finalise(vm, v);
    }
}
