//! `time`: the system's clocks by number, and what is known of them.
use crate::native;
use crate::object::{Ref, Res, Value, Vm};
use crate::types::os_error::{last_errno, os_error};

/// The clocks that programs can name.
pub const CONSTANTS: &[(&str, i32)] = &[
    ("CLOCK_BOOTTIME", libc::CLOCK_BOOTTIME),
    ("CLOCK_MONOTONIC", libc::CLOCK_MONOTONIC),
    ("CLOCK_MONOTONIC_RAW", libc::CLOCK_MONOTONIC_RAW),
    ("CLOCK_PROCESS_CPUTIME_ID", libc::CLOCK_PROCESS_CPUTIME_ID),
    ("CLOCK_REALTIME", libc::CLOCK_REALTIME),
    ("CLOCK_TAI", libc::CLOCK_TAI),
    ("CLOCK_THREAD_CPUTIME_ID", libc::CLOCK_THREAD_CPUTIME_ID),
];

unsafe extern "C" {
    fn tzset();
}

/// The number of a clock.
fn clock_id(vm: &Vm, v: Value) -> Res<i32> {
    match vm.as_int(v).map(|_| vm.index_i64(v)) {
        Some(Ok(Ok(n))) if i32::try_from(n).is_ok() => Ok(n as i32),
        _ => Err(vm.type_error(format!("clk_id should be integer, not {}", vm.type_name(v)))),
    }
}

/// A system call that fills in a time; its seconds and nanoseconds.
fn ask(vm: &Vm, id: i32, f: unsafe extern "C" fn(i32, *mut libc::timespec) -> i32) -> Res<libc::timespec> {
    let mut t = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: the time is live during the call.
    if unsafe { f(id, &mut t) } != 0 { Err(os_error(vm, last_errno(), None)) } else { Ok(t) }
}

fn as_seconds(t: libc::timespec) -> Ref {
    Ref::float((t.tv_sec as i128 * 1_000_000_000 + t.tv_nsec as i128) as f64 / 1e9)
}

fn set(vm: &Vm, id: Value, nanos: i64) -> Res {
    let id = vm.c_int_arg(id)? as i32;
    let t = libc::timespec { tv_sec: nanos.div_euclid(1_000_000_000), tv_nsec: nanos.rem_euclid(1_000_000_000) };
    // SAFETY: the time is live during the call.
    if unsafe { libc::clock_settime(id, &t) } != 0 { Err(os_error(vm, last_errno(), None)) } else { Ok(Ref::NONE) }
}

/// Time zone names and offsets as they are since the last `tzset`, into the module.
pub fn set_zone(vm: &Vm, module: Value) -> Res<()> {
    // The offsets of this year's first day and middle: the one with summer time is ahead.
    let of = |t: i64| -> (i64, String) {
        // SAFETY: `tm` is plain data, filled in by the call; its zone is a C string or null.
        unsafe {
            let mut tm: libc::tm = std::mem::zeroed();
            libc::localtime_r(&t, &mut tm);
            let zone = if tm.tm_zone.is_null() { String::new() } else { std::ffi::CStr::from_ptr(tm.tm_zone).to_string_lossy().into_owned() };
            (-tm.tm_gmtoff, zone)
        }
    };
    const YEAR: i64 = 31_556_952;
    // SAFETY: a plain call.
    let now = unsafe { libc::time(std::ptr::null_mut()) };
    let start = now / YEAR * YEAR;
    let (january, july) = (of(start), of(start + YEAR / 2));
    let (standard, summer) = if january.0 < july.0 { (july, january) } else { (january, july) };
    super::set(vm, module, "timezone", vm.new_int(standard.0)?)?;
    super::set(vm, module, "altzone", vm.new_int(summer.0)?)?;
    super::set(vm, module, "daylight", vm.new_int((standard.0 != summer.0).into())?)?;
    super::set(vm, module, "tzname", vm.tuple_from_refs([vm.new_str(&standard.1)?, vm.new_str(&summer.1)?])?)
}

native! { pub static FUNCTIONS = [
    /// Return the time of the specified clock clk_id as a float.
    "clock_gettime(clk_id, /)" => fn clock_gettime(vm, [id]) { Ok(as_seconds(ask(vm, clock_id(vm, id)?, libc::clock_gettime)?)) }
    /// Return the time of the specified clock clk_id as nanoseconds (int).
    "clock_gettime_ns(clk_id, /)" => fn clock_gettime_ns(vm, [id]) {
        let t = ask(vm, clock_id(vm, id)?, libc::clock_gettime)?;
        vm.new_int(t.tv_sec * 1_000_000_000 + t.tv_nsec)
    }
    /// Return the resolution (precision) of the specified clock clk_id.
    @varargs "clock_getres(clk_id, /)" => fn clock_getres(vm, [id]) { Ok(as_seconds(ask(vm, vm.c_int_arg(id)? as i32, libc::clock_getres)?)) }
    /// Set the time of the specified clock clk_id.
    @varargs "clock_settime(clk_id, time, /)" => fn clock_settime(vm, [id, time]) {
        let nanos = super::timeout::nanoseconds(vm, time, 1_000_000_000)?;
        set(vm, id, nanos)
    }
    /// Set the time of the specified clock clk_id with nanoseconds.
    @varargs "clock_settime_ns(clk_id, time, /)" => fn clock_settime_ns(vm, [id, time]) {
        if vm.as_int(time).is_none() {
            return Err(vm.type_error(format!("expect int, got {}", vm.type_name(time))));
        }
        let nanos = vm.int_arg(time)?;
        set(vm, id, nanos)
    }
    /// What is known of a clock: 'monotonic', 'perf_counter', 'process_time', 'thread_time' or 'time'.
    @varargs "get_clock_info(name, /)" => fn get_clock_info(vm, [name]) {
        if !vm.is_str(name) {
            return Err(vm.type_error(format!("get_clock_info() argument 1 must be str, not {}", vm.argument_type_name(name))));
        }
        let (id, implementation) = match vm.str_text(name).as_str() {
            "time" => (libc::CLOCK_REALTIME, "CLOCK_REALTIME"),
            "monotonic" | "perf_counter" => (libc::CLOCK_MONOTONIC, "CLOCK_MONOTONIC"),
            "process_time" => (libc::CLOCK_PROCESS_CPUTIME_ID, "CLOCK_PROCESS_CPUTIME_ID"),
            "thread_time" => (libc::CLOCK_THREAD_CPUTIME_ID, "CLOCK_THREAD_CPUTIME_ID"),
            _ => return Err(vm.value_error("unknown clock")),
        };
        let wall = id == libc::CLOCK_REALTIME;
        let info = vm.call(Value::from_ptr(vm.types.namespace), &[])?;
        for (name, value) in [
            ("implementation", vm.new_str(&format!("clock_gettime({implementation})"))?),
            ("monotonic", Ref::bool(!wall)),
            ("adjustable", Ref::bool(wall)),
            ("resolution", as_seconds(ask(vm, id, libc::clock_getres)?)),
        ] {
            vm.setattr(info.value(), vm.intern(name).value(), Some(value.value()))?;
        }
        Ok(info)
    }
    /// Parse a string to a time tuple according to a format specification.
    "strptime(string, format=<unrepresentable>, /)" => fn strptime(vm, [string, format]) {
        let module = crate::types::import_module(vm, "_strptime")?;
        let name = vm.intern("_strptime_time");
        let args = [string, format];
        vm.call_method(module.value(), name.value(), &args[..if format.is_unbound() { 1 } else { 2 }])
    }
    /// Initialize, or reinitialize, the local timezone to the value stored in os.environ['TZ'].
    "tzset()" => fn tzset_function(vm, []) {
        // SAFETY: the global lock is held, under which the environment is changed too.
        unsafe { tzset() };
        let modules = vm.modules.get();
        if !modules.is_null()
            && let Some(module) = vm.dict_get(Value::from_ptr(modules), vm.intern("time").value())?.map(Ref::new)
            && vm.is_instance(module.value(), vm.types.module)
        {
            set_zone(vm, module.value())?;
        }
        Ok(Ref::NONE)
    }
]; }
