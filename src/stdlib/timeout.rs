//! Time-outs of blocking calls: their arguments, and waiting for descriptors with them.
use crate::object::{Res, Value, Vm};
use crate::types::os_error::{last_errno, os_error};
use crate::vm::threads::allow_threads;
use std::time::{Duration, Instant};

/// A number of `unit` nanoseconds each as nanoseconds, rounded away from zero: a short time is not none at all.
pub fn nanoseconds(vm: &Vm, v: Value, unit: i64) -> Res<i64> {
    let too_large = || vm.overflow_error("timestamp out of range for C PyTime_t");
    if let Some(x) = vm.float_payload(v) {
        if x.is_nan() {
            return Err(vm.value_error("Invalid value NaN (not a number)"));
        }
        let n = x * unit as f64;
        let n = if n < 0.0 { n.floor() } else { n.ceil() };
        // The bound is 2**63, the first float that does not fit.
        return if (-9_223_372_036_854_775_808.0..9_223_372_036_854_775_808.0).contains(&n) { Ok(n as i64) } else { Err(too_large()) };
    }
    if vm.slots(v).index.is_none() {
        let what = format!("'{}' object cannot be interpreted as an integer or float", vm.type_name(v));
        return Err(vm.type_error(what));
    }
    match vm.index_i64(v)? {
        Ok(n) => n.checked_mul(unit).ok_or_else(too_large),
        Err(_) => Err(too_large()),
    }
}

/// When a wait ends; `None` waits for ever.
pub fn deadline(nanos: Option<i64>) -> Option<Instant> {
    let nanos = u64::try_from(nanos?.max(0)).unwrap_or(0);
    Instant::now().checked_add(Duration::from_nanos(nanos))
}

/// Milliseconds from now until then, rounded up, as `poll` takes them: -1 for ever.
pub fn milliseconds_until(then: Option<Instant>) -> i32 {
    let Some(then) = then else { return -1 };
    let nanos = then.saturating_duration_since(Instant::now()).as_nanos();
    i32::try_from(nanos.div_ceil(1_000_000)).unwrap_or(i32::MAX)
}

/// Waits for events of descriptors, other threads running meanwhile; signals are delivered when they come, and the rest of the time is
/// waited then. How many have events: 0 where the time was up.
pub fn poll(vm: &Vm, fds: &mut [libc::pollfd], until: Option<Instant>) -> Res<usize> {
    loop {
        let ms = milliseconds_until(until);
        let (p, n) = (fds.as_mut_ptr(), fds.len() as libc::nfds_t);
        // SAFETY: the entries are live during the call.
        let r = allow_threads(vm, || unsafe { libc::poll(p, n, ms) });
        match r {
            0 if until.is_none_or(|t| t > Instant::now()) => {}
            0.. => return Ok(r as usize),
            _ => match last_errno() {
                libc::EINTR => crate::vm::signals::deliver(vm)?,
                errno => return Err(os_error(vm, errno, None)),
            },
        }
    }
}

/// The descriptor of an object: an int, or what its method `fileno` gives.
pub fn file_descriptor(vm: &Vm, v: Value) -> Res<i32> {
    let fd = if vm.as_int(v).is_some() {
        if v.is_bool() {
            crate::report::warnings::warn(vm, vm.types.RuntimeWarning, "bool is used as a file descriptor", 1)?;
        }
        vm.c_int_arg(v)?
    } else {
        let name = vm.intern("fileno");
        let Some(method) = vm.getattr_opt(v, name.value())? else {
            return Err(vm.type_error("argument must be an int, or have a fileno() method."));
        };
        let fd = vm.call(method.value(), &[])?;
        if vm.as_int(fd.value()).is_none() {
            return Err(vm.type_error("fileno() returned a non-integer"));
        }
        vm.c_int_arg(fd.value())?
    };
    if fd < 0 {
        return Err(vm.value_error(format!("file descriptor cannot be a negative integer ({fd})")));
    }
    Ok(fd as i32)
}
