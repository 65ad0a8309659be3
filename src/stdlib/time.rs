//! `time`.
use crate::native;
use crate::object::{GetSetDef, Ref, Res, Type, TypeSpec, Value, Vm, flags};
use crate::text::StrBuilder;
use crate::types::os_error::{last_errno, os_error};
use crate::types::struct_sequence::{
    drop_hidden, hidden_field, new_hidden, new_instance_with_hidden, new_type_with_hidden, read_only, spec, traverse_hidden,
};
use crate::types::support::{str_from_buf, str_view};
use std::cell::Cell;
use std::ffi::{CStr, CString};

macro_rules! item { ($name:literal, $i:literal, $doc:literal) => {
    GetSetDef { name: $name, get: |vm, v| Ok(Ref::new(vm.tuple_items(v)[$i])), set: Some(read_only), doc: $doc }
}; }
macro_rules! extra { ($name:literal, $i:literal, $doc:literal) => {
    GetSetDef { name: $name, get: |vm, v| hidden_field(vm, v, $i), set: Some(read_only), doc: $doc }
}; }

/// Items of a time tuple.
const ITEMS: usize = 9;
/// Fields of `struct_time`: the items, the zone's name and its offset.
const FIELDS: i64 = 11;

static STRUCT_TIME: TypeSpec = {
    let mut s = spec(
        "time.struct_time",
        &[
            item!("tm_year", 0, "year, for example, 1993"),
            item!("tm_mon", 1, "month of year, range [1, 12]"),
            item!("tm_mday", 2, "day of month, range [1, 31]"),
            item!("tm_hour", 3, "hours, range [0, 23]"),
            item!("tm_min", 4, "minutes, range [0, 59]"),
            item!("tm_sec", 5, "seconds, range [0, 61])"),
            item!("tm_wday", 6, "day of week, range [0, 6], Monday is 0"),
            item!("tm_yday", 7, "day of year, range [1, 366]"),
            item!("tm_isdst", 8, "1 if summer time is in effect, 0 if not, and -1 if unknown"),
            extra!("tm_zone", 0, "abbreviation of timezone name"),
            extra!("tm_gmtoff", 1, "offset from UTC in seconds"),
        ],
    );
    s.doc = "The time value as returned by gmtime(), localtime(), and strptime(), and\n accepted by asctime(), mktime() and strftime().  May be considered as a\n sequence of 9 integers.\n\n Note that several fields' values are not the same as those defined by\n the C language standard for struct tm.  For example, the value of the\n field tm_year is the actual year, not year - 1900.  See individual\n fields' descriptions for details.";
    s.slots.new = Some(new_hidden);
    s.slots.drop = Some(drop_hidden);
    s.slots.traverse = Some(traverse_hidden);
    s
};

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
    let zone = match tm.tm_zone.is_null() {
        true => Ref::new(vm.names.empty),
        // SAFETY: the zone's name is a C string that the library keeps.
        false => vm.new_str(&unsafe { CStr::from_ptr(tm.tm_zone) }.to_string_lossy())?,
    };
    let hidden = [zone.value(), Value::small_int(tm.tm_gmtoff)];
    new_instance_with_hidden(vm, vm.extension::<State>().struct_time.get(), &items, &hidden)
}

/// A broken-down time, and the name of its zone, to which it points.
struct BrokenDown {
    tm: libc::tm,
    _zone: Option<CString>,
}

/// A time tuple argument of `function`, as it is.
fn tuple_arg(vm: &Vm, v: Value, function: &str) -> Res<BrokenDown> {
    if !vm.is_tuple(v) {
        return Err(vm.type_error("Tuple or struct_time argument required"));
    }
    let items = vm.tuple_items(v);
    if items.len() != ITEMS {
        return Err(vm.type_error(format!("{function}(): illegal time tuple argument")));
    }
    let int = |x: Value| match vm.index_i64(x)? {
        Ok(n) if i32::try_from(n).is_ok() => Ok(n as i32),
        Ok(1..) | Err(std::cmp::Ordering::Greater) => Err(vm.overflow_error("signed integer is greater than maximum")),
        _ => Err(vm.overflow_error("signed integer is less than minimum")),
    };
    let mut n = [0i32; ITEMS];
    for (to, x) in n.iter_mut().zip(items) {
        *to = int(*x)?;
    }
    // SAFETY: `tm` is plain data.
    let mut tm: libc::tm = unsafe { std::mem::zeroed() };
    let Some(year) = n[0].checked_sub(1900) else { return Err(vm.overflow_error("year out of range")) };
    tm.tm_year = year;
    tm.tm_mon = n[1].wrapping_sub(1);
    tm.tm_mday = n[2];
    tm.tm_hour = n[3];
    tm.tm_min = n[4];
    tm.tm_sec = n[5];
    tm.tm_wday = n[6].wrapping_add(1) % 7;
    tm.tm_yday = n[7].wrapping_sub(1);
    tm.tm_isdst = n[8].signum();
    let mut zone = None;
    if vm.type_of(v) == vm.extension::<State>().struct_time.get() {
        let (name, offset) = (hidden_field(vm, v, 0)?, hidden_field(vm, v, 1)?);
        if !name.is_none() {
            if !vm.is_str(name.value()) {
                return Err(vm.type_error("bad argument type for built-in operation"));
            }
            let Ok(name) = CString::new(vm.str_text(name.value())) else { return Err(vm.value_error("embedded null character")) };
            tm.tm_zone = name.as_ptr();
            zone = Some(name);
        }
        if !offset.is_none() {
            tm.tm_gmtoff = vm.int_arg(offset.value())?;
        }
    }
    Ok(BrokenDown { tm, _zone: zone })
}

/// As `tuple_arg`, with items in the ranges that a date can have; the local time where there is no argument.
fn date_arg(vm: &Vm, v: Value, function: &str) -> Res<BrokenDown> {
    if v.is_unbound() {
        return Ok(BrokenDown { tm: broken_down(vm, timestamp(vm, v)?, true)?, _zone: None });
    }
    let mut time = tuple_arg(vm, v, function)?;
    let tm = &mut time.tm;
    // Zero is taken for one where counting begins at one.
    tm.tm_mon = if tm.tm_mon == -1 { 0 } else { tm.tm_mon };
    tm.tm_mday = if tm.tm_mday == 0 { 1 } else { tm.tm_mday };
    tm.tm_yday = if tm.tm_yday == -1 { 0 } else { tm.tm_yday };
    let ranges = [
        (tm.tm_mon, 0, 11, "month"),
        (tm.tm_mday, 1, 31, "day of month"),
        (tm.tm_hour, 0, 23, "hour"),
        (tm.tm_min, 0, 59, "minute"),
        (tm.tm_sec, 0, 61, "seconds"),
        (tm.tm_wday, 0, 6, "day of week"),
        (tm.tm_yday, 0, 365, "day of year"),
    ];
    match ranges.iter().find(|(n, low, high, _)| n < low || n > high) {
        Some((.., name)) => Err(vm.value_error(format!("{name} out of range"))),
        None => Ok(time),
    }
}

/// `strftime` of the C library on an ASCII format without NULs.
fn format_ascii(vm: &Vm, format: &[u8], tm: &libc::tm) -> Res {
    let Ok(c) = CString::new(format) else { return Err(vm.value_error("embedded null character")) };
    let mut size = 1024;
    loop {
        let mut buffer = vec![0u8; size];
        // SAFETY: the buffer and the NUL-terminated format are live for the call.
        let n = unsafe { libc::strftime(buffer.as_mut_ptr().cast(), buffer.len(), c.as_ptr(), tm) };
        // The answer is nothing both for an empty text and for a small buffer.
        if n > 0 || size >= 256 * format.len().max(4) {
            buffer.truncate(n);
            return super::posix::fs_str(vm, &buffer);
        }
        size *= 2;
    }
}

/// `strftime`: the C library sees the ASCII parts of the format.
fn format_time(vm: &Vm, format: Value, tm: &libc::tm) -> Res {
    let view = str_view(vm.str(format));
    let mut out = StrBuilder::with_capacity(view.len() * 2);
    let for_c = |c: u32| (1..0x80).contains(&c);
    let mut at = 0;
    while at < view.len() {
        let rest = view.slice(at, view.len());
        let c_part = for_c(rest.at(0));
        let len = rest.iter().position(|c| for_c(c) != c_part).unwrap_or(rest.len());
        if c_part {
            let part: Vec<u8> = rest.slice(0, len).iter().map(|c| c as u8).collect();
            let text = format_ascii(vm, &part, tm)?;
            out.push_view(str_view(vm.str(text.value())));
        } else {
            out.push_view(rest.slice(0, len));
        }
        at += len;
    }
    str_from_buf(vm, out.finish())
}

/// `asctime`, whatever the locale.
fn ascii_time(vm: &Vm, tm: &libc::tm) -> Res {
    const DAYS: [&str; 7] = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let (day, month) = (DAYS[tm.tm_wday as usize % 7], MONTHS[tm.tm_mon as usize % 12]);
    let year = tm.tm_year as i64 + 1900;
    vm.new_str(&format!("{day} {month} {:2} {:02}:{:02}:{:02} {year}", tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec))
}

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
        let mut tm = tuple_arg(vm, tuple, "mktime")?.tm;
        // Told from a failure by this field, which the call fills in.
        tm.tm_wday = -1;
        // SAFETY: the structure is live for the call.
        let t = unsafe { libc::mktime(&mut tm) };
        if t == -1 && tm.tm_wday == -1 {
            return Err(vm.overflow_error("mktime argument out of range"));
        }
        Ok(Ref::float(t as f64))
    }
    /// Convert a time tuple to a string according to a format specification.
    @objects(|vm, given, _, _| match given.len() {
        0 => Err(vm.type_error("strftime() takes at least 1 argument (0 given)")),
        1 | 2 => Ok(()),
        n => Err(vm.type_error(format!("strftime() takes at most 2 arguments ({n} given)"))),
    }) "strftime(format, tuple=<unrepresentable>, /)" => fn strftime(vm, [format, tuple]) {
        if !vm.is_str(format) {
            let given = if format.is_none() { "None".to_owned() } else { vm.type_name(format) };
            return Err(vm.type_error(format!("strftime() argument 1 must be str, not {given}")));
        }
        format_time(vm, format, &date_arg(vm, tuple, "strftime")?.tm)
    }
    /// Convert a time tuple to a string, e.g. 'Sat Jun 06 16:26:11 1998'.
    "asctime(tuple=<unrepresentable>, /)" => fn asctime(vm, [tuple]) { ascii_time(vm, &date_arg(vm, tuple, "asctime")?.tm) }
    /// Convert a time in seconds since the Epoch to a string in local time.
    "ctime(seconds=None, /)" => fn ctime(vm, [t]) { ascii_time(vm, &broken_down(vm, timestamp(vm, t)?, true)?) }
]; }

/// Makes the module.
pub fn init(vm: &Vm) -> Res {
    let doc = "This module provides various functions to manipulate time values.";
    let module = super::new_module(vm, "time", doc, FUNCTIONS)?;
    let ty = new_type_with_hidden(vm, &STRUCT_TIME, ITEMS)?;
    // SAFETY: the type was just made. Programs may give it attributes, as CPython's.
    unsafe { (*ty).flags &= !flags::IMMUTABLE };
    vm.extension::<State>().struct_time.set(ty);
    let m = module.value();
    super::set(vm, m, "struct_time", Ref::from_type(ty))?;
    super::set(vm, m, "_STRUCT_TM_ITEMS", Ref::own(Value::small_int(FIELDS)))?;
    super::add_functions(vm, m, super::time_clocks::FUNCTIONS)?;
    for (name, id) in super::time_clocks::CONSTANTS {
        super::set(vm, m, name, vm.new_int((*id).into())?)?;
    }
    super::time_clocks::set_zone(vm, m)?;
    Ok(module)
}
