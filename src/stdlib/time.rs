//! `time`.
use crate::native;
use crate::object::{Ref, Res, Type, TypeSpec, Value, Vm};
use crate::struct_fields;
use crate::types::os_error::{last_errno, os_error};
use crate::types::struct_sequence::{new_instance, new_type, spec};
use std::cell::Cell;

static STRUCT_TIME: TypeSpec = spec(
    "time.struct_time",
    struct_fields!(
        "tm_year", "tm_mon", "tm_mday", "tm_hour", "tm_min", "tm_sec", "tm_wday", "tm_yday", "tm_isdst"
    ),
);

struct State {
    struct_time: Cell<*mut Type>,
}
impl Default for State {
    fn default() -> State {
        State { struct_time: Cell::new(std::ptr::null_mut()) }
    }
}

/// Nanoseconds of a clock.
fn clock(vm: &Vm, id: libc::clockid_t) -> Res<i64> {
    let mut t = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: the structure is live for the call.
    if unsafe { libc::clock_gettime(id, &mut t) } != 0 {
        return Err(os_error(vm, last_errno(), None));
    }
    Ok(t.tv_sec * 1_000_000_000 + t.tv_nsec)
}

fn seconds(vm: &Vm, id: libc::clockid_t) -> Res {
    Ok(Ref::float(clock(vm, id)? as f64 / 1e9))
}

/// Seconds since the epoch from an argument; now where there is none.
fn timestamp(vm: &Vm, v: Value) -> Res<i64> {
    if v.is_none() || v.is_unbound() {
        return Ok(clock(vm, libc::CLOCK_REALTIME)? / 1_000_000_000);
    }
    if !v.is_float() && vm.as_int(v).is_none() && vm.slots(v).index.is_none() {
        return Err(vm.type_error(format!("'{}' object cannot be interpreted as an integer", vm.type_name(v))));
    }
    let x = vm.float_arg(v)?.floor();
    if x.is_nan() {
        return Err(vm.value_error("Invalid value NaN (not a number)"));
    }
    if x.abs() > 6.7e16 {
        return Err(vm.overflow_error("timestamp out of range for platform time_t"));
    }
    Ok(x as i64)
}

fn broken_down(vm: &Vm, t: i64, local: bool) -> Res<libc::tm> {
    // SAFETY: `tm` is plain data; both pointers are live for the call.
    unsafe {
        let mut tm: libc::tm = std::mem::zeroed();
        let r = if local { libc::localtime_r(&t, &mut tm) } else { libc::gmtime_r(&t, &mut tm) };
        if r.is_null() { Err(os_error(vm, last_errno(), None)) } else { Ok(tm) }
    }
}

fn struct_time(vm: &Vm, tm: &libc::tm) -> Res {
    let items = [
        tm.tm_year + 1900,
        tm.tm_mon + 1,
        tm.tm_mday,
        tm.tm_hour,
        tm.tm_min,
        tm.tm_sec,
        (tm.tm_wday + 6) % 7,
        tm.tm_yday + 1,
        tm.tm_isdst,
    ];
    let items: Vec<Value> = items.iter().map(|x| Value::small_int(*x as i64)).collect();
    new_instance(vm, vm.extension::<State>().struct_time.get(), &items)
}

/// A time tuple argument; the local time where there is none.
fn tm_arg(vm: &Vm, v: Value) -> Res<libc::tm> {
    if v.is_unbound() || v.is_none() {
        return broken_down(vm, timestamp(vm, v)?, true);
    }
    if !vm.is_tuple(v) {
        return Err(vm.type_error("Tuple or struct_time argument required"));
    }
    let items = vm.tuple_items(v);
    if items.len() != 9 {
        return Err(vm.type_error("strftime(): illegal time tuple argument"));
    }
    let mut n = [0i32; 9];
    for (to, x) in n.iter_mut().zip(items) {
        *to = match i32::try_from(vm.int_arg(*x)?) {
            Ok(x) => x,
            Err(_) => return Err(vm.overflow_error("Python int too large to convert to C int")),
        };
    }
    let ranges = [(1, 0, 12, "month"), (2, 0, 31, "day of month"), (3, 0, 23, "hour"), (4, 0, 59, "minute"), (5, 0, 61, "seconds"), (7, 0, 366, "day of year")];
    for (i, low, high, name) in ranges {
        if n[i] < low || n[i] > high {
            return Err(vm.value_error(format!("{name} out of range")));
        }
    }
    // SAFETY: `tm` is plain data.
    let mut tm: libc::tm = unsafe { std::mem::zeroed() };
    tm.tm_year = n[0].saturating_sub(1900);
    tm.tm_mon = (n[1] - 1).max(0);
    tm.tm_mday = n[2].max(1);
    tm.tm_hour = n[3];
    tm.tm_min = n[4];
    tm.tm_sec = n[5];
    tm.tm_wday = (n[6] + 1).rem_euclid(7);
    tm.tm_yday = (n[7] - 1).max(0);
    tm.tm_isdst = n[8].signum();
    Ok(tm)
}

fn format_time(vm: &Vm, format: &str, tm: &libc::tm) -> Res {
    if format.is_empty() {
        return Ok(Ref::new(vm.names.empty));
    }
    let Ok(c) = std::ffi::CString::new(format) else { return Err(vm.value_error("embedded null character")) };
    let mut buffer = vec![0u8; 256.max(format.len() * 16)];
    // SAFETY: the buffer and the NUL-terminated format are live for the call.
    let n = unsafe {
        libc::strftime(buffer.as_mut_ptr() as *mut libc::c_char, buffer.len(), c.as_ptr(), tm)
    };
    buffer.truncate(n);
    vm.new_str(&String::from_utf8_lossy(&buffer))
}

const ASCTIME: &str = "%a %b %e %H:%M:%S %Y";

/// Sleeps; signals are delivered when they come, and the rest of the time is slept then (PEP 475).
fn sleep_for(vm: &Vm, duration: std::time::Duration) -> Res<()> {
    // SAFETY: the clock's time is written by the first call and only read by the others.
    unsafe {
        let mut until: libc::timespec = std::mem::zeroed();
        libc::clock_gettime(libc::CLOCK_MONOTONIC, &mut until);
        let nanos = until.tv_nsec + duration.subsec_nanos() as i64;
        let seconds = i64::try_from(duration.as_secs()).ok().and_then(|s| s.checked_add(nanos / 1_000_000_000)?.checked_add(until.tv_sec));
        let Some(seconds) = seconds else { return Err(vm.overflow_error("timestamp out of range for C PyTime_t")) };
        until = libc::timespec { tv_sec: seconds, tv_nsec: nanos % 1_000_000_000 };
        loop {
            match crate::vm::threads::allow_threads(vm, || libc::clock_nanosleep(libc::CLOCK_MONOTONIC, libc::TIMER_ABSTIME, &until, std::ptr::null_mut())) {
                0 => return Ok(()),
                libc::EINTR => crate::vm::signals::deliver(vm)?,
                errno => return Err(crate::types::os_error::os_error(vm, errno, None)),
            }
        }
    }
}

native! { static FUNCTIONS = [
    /// Return the current time in seconds since the Epoch.
    "time()" => fn time(vm, []) { seconds(vm, libc::CLOCK_REALTIME) }
    /// Return the current time in nanoseconds since the Epoch.
    "time_ns()" => fn time_ns(vm, []) { vm.new_int(clock(vm, libc::CLOCK_REALTIME)?) }
    /// Performance counter for benchmarking.
    "perf_counter()" => fn perf_counter(vm, []) { seconds(vm, libc::CLOCK_MONOTONIC) }
    /// Performance counter for benchmarking as nanoseconds.
    "perf_counter_ns()" => fn perf_counter_ns(vm, []) { vm.new_int(clock(vm, libc::CLOCK_MONOTONIC)?) }
    /// Monotonic clock, cannot go backward.
    "monotonic()" => fn monotonic(vm, []) { seconds(vm, libc::CLOCK_MONOTONIC) }
    /// Monotonic clock, cannot go backward, as nanoseconds.
    "monotonic_ns()" => fn monotonic_ns(vm, []) { vm.new_int(clock(vm, libc::CLOCK_MONOTONIC)?) }
    /// Process time for profiling: sum of the kernel and user-space CPU time.
    "process_time()" => fn process_time(vm, []) { seconds(vm, libc::CLOCK_PROCESS_CPUTIME_ID) }
    /// Process time for profiling as nanoseconds.
    "process_time_ns()" => fn process_time_ns(vm, []) { vm.new_int(clock(vm, libc::CLOCK_PROCESS_CPUTIME_ID)?) }
    /// Thread time for profiling.
    "thread_time()" => fn thread_time(vm, []) { seconds(vm, libc::CLOCK_THREAD_CPUTIME_ID) }
    /// Thread time for profiling as nanoseconds.
    "thread_time_ns()" => fn thread_time_ns(vm, []) { vm.new_int(clock(vm, libc::CLOCK_THREAD_CPUTIME_ID)?) }
    /// Delay execution for a given number of seconds.
    "sleep(seconds, /)" => fn sleep(vm, [duration]) {
        if vm.float_payload(duration).is_none() && vm.slots(duration).index.is_none() {
            let what = format!("'{}' object cannot be interpreted as an integer or float", vm.type_name(duration));
            return Err(vm.type_error(what));
        }
        let s = vm.float_arg(duration)?;
        if s.is_nan() {
            return Err(vm.value_error("Invalid value NaN (not a number)"));
        }
        if s < 0.0 {
            return Err(vm.value_error("sleep length must be non-negative"));
        }
        match std::time::Duration::try_from_secs_f64(s) {
            Ok(d) => sleep_for(vm, d)?,
            Err(_) => return Err(vm.overflow_error("timestamp out of range for C PyTime_t")),
        }
        Ok(Ref::NONE)
    }
    /// Convert seconds since the Epoch to a time tuple expressing UTC.
    "gmtime(seconds=None, /)" => fn gmtime(vm, [t]) { struct_time(vm, &broken_down(vm, timestamp(vm, t)?, false)?) }
    /// Convert seconds since the Epoch to a time tuple expressing local time.
    "localtime(seconds=None, /)" => fn localtime(vm, [t]) { struct_time(vm, &broken_down(vm, timestamp(vm, t)?, true)?) }
    /// Convert a time tuple in local time to seconds since the Epoch.
    "mktime(tuple, /)" => fn mktime(vm, [tuple]) {
        let mut tm = tm_arg(vm, tuple)?;
        // SAFETY: the structure is live for the call.
        Ok(Ref::float(unsafe { libc::mktime(&mut tm) } as f64))
    }
    /// Convert a time tuple to a string according to a format specification.
    "strftime(format, tuple=<unrepresentable>, /)" => fn strftime(vm, [format, tuple]) {
        if !vm.is_str(format) {
            return Err(vm.type_error(format!("strftime() argument 1 must be str, not {}", vm.type_name(format))));
        }
        format_time(vm, &vm.str_text(format), &tm_arg(vm, tuple)?)
    }
    /// Convert a time tuple to a string, e.g. 'Sat Jun 06 16:26:11 1998'.
    "asctime(tuple=<unrepresentable>, /)" => fn asctime(vm, [tuple]) { format_time(vm, ASCTIME, &tm_arg(vm, tuple)?) }
    /// Convert a time in seconds since the Epoch to a string in local time.
    "ctime(seconds=None, /)" => fn ctime(vm, [t]) { format_time(vm, ASCTIME, &broken_down(vm, timestamp(vm, t)?, true)?) }
]; }

/// Makes the module.
pub fn init(vm: &Vm) -> Res {
    let doc = "This module provides various functions to manipulate time values.";
    let module = super::new_module(vm, "time", doc, FUNCTIONS)?;
    let ty = new_type(vm, &STRUCT_TIME)?;
    vm.extension::<State>().struct_time.set(ty);
    let m = module.value();
    super::set(vm, m, "struct_time", Ref::from_type(ty))?;
    super::add_functions(vm, m, super::time_clocks::FUNCTIONS)?;
    for (name, id) in super::time_clocks::CONSTANTS {
        super::set(vm, m, name, vm.new_int((*id).into())?)?;
    }
    super::time_clocks::set_zone(vm, m)?;
    Ok(module)
}
