//! The system's clock and local time, and timestamps.
use super::calendar::{Clock, Day, EPOCH_ORDINAL};
use super::delta::Delta;
use super::timezone::new_timezone;
use crate::object::{Raised, Ref, Res, Value, Vm};
use crate::types::os_error::{last_errno, os_error};
use std::ffi::CStr;

const DAY_SECONDS: i64 = 86_400;

/// Seconds and microseconds since the epoch.
pub fn now(vm: &Vm) -> Res<(i64, i32)> {
    let mut t = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: the structure is live for the call.
    if unsafe { libc::clock_gettime(libc::CLOCK_REALTIME, &mut t) } != 0 {
        return Err(os_error(vm, last_errno(), None));
    }
    Ok((t.tv_sec, (t.tv_nsec / 1000) as i32))
}

/// Broken-down local time.
pub fn local(vm: &Vm, t: i64) -> Res<libc::tm> {
    broken_down(vm, t, true)
}

/// Broken-down time, local or UTC.
pub fn broken_down(vm: &Vm, t: i64, local: bool) -> Res<libc::tm> {
    // SAFETY: `tm` is plain data; both pointers are live for the call.
    unsafe {
        let mut tm: libc::tm = std::mem::zeroed();
        let r = if local { libc::localtime_r(&t, &mut tm) } else { libc::gmtime_r(&t, &mut tm) };
        if r.is_null() { Err(os_error(vm, last_errno(), None)) } else { Ok(tm) }
    }
}

#[cold]
fn out_of_range(vm: &Vm) -> Raised {
    vm.overflow_error("timestamp out of range for platform time_t")
}

fn to_seconds(vm: &Vm, x: f64) -> Res<i64> {
    if x.is_nan() {
        return Err(vm.value_error("Invalid value NaN (not a number)"));
    }
    // The bounds are exact as floats.
    if (-(2f64.powi(63))..2f64.powi(63)).contains(&x) { Ok(x as i64) } else { Err(out_of_range(vm)) }
}

/// Seconds of a timestamp, rounded down.
pub fn whole_seconds(vm: &Vm, v: Value) -> Res<i64> {
    match vm.float_payload(v) {
        Some(x) => to_seconds(vm, x.floor()),
        None => vm.index_i64(v)?.map_err(|_| out_of_range(vm)),
    }
}

/// Seconds and microseconds of a timestamp, rounded to the nearest, ties to even.
pub fn seconds_and_micros(vm: &Vm, v: Value) -> Res<(i64, i32)> {
    let Some(x) = vm.float_payload(v) else {
        if vm.as_int(v).is_none() && vm.slots(v).index.is_none() {
            return Err(vm.type_error(format!("argument must be int or float, not {}", vm.type_name(v))));
        }
        return Ok((vm.index_i64(v)?.map_err(|_| out_of_range(vm))?, 0));
    };
    if x.is_nan() {
        return Err(vm.value_error("Invalid value NaN (not a number)"));
    }
    let mut whole = x.trunc();
    let mut micros = if x.is_finite() { (x.fract() * 1e6).round_ties_even() } else { 0.0 };
    if micros >= 1e6 {
        micros -= 1e6;
        whole += 1.0;
    } else if micros < 0.0 {
        micros += 1e6;
        whole -= 1.0;
    }
    Ok((to_seconds(vm, whole)?, micros as i32))
}

/// Seconds from the beginning of the calendar, as if in UTC. The first day is day 1.
pub fn as_utc(day: Day, clock: Clock) -> i64 {
    day.ordinal() * DAY_SECONDS + clock.seconds()
}

/// The day and time of a broken-down time. ValueError beyond the calendar.
pub fn fields(vm: &Vm, tm: &libc::tm) -> Res<(Day, Clock)> {
    let year = tm.tm_year as i64 + 1900;
    if !(1..=9999).contains(&year) {
        return Err(super::arguments::no_year(vm, year));
    }
    // Leap seconds are not kept apart.
    let clock = Clock::new(tm.tm_hour, tm.tm_min, tm.tm_sec.min(59), 0);
    Ok((Day::new(year as i32, tm.tm_mon + 1, tm.tm_mday), clock))
}

/// Local time of a time in UTC, both in seconds from the beginning of the calendar.
fn local_of_utc(vm: &Vm, seconds: i64) -> Res<i64> {
    let tm = local(vm, seconds - EPOCH_ORDINAL * DAY_SECONDS)?;
    let (day, clock) = fields(vm, &tm)?;
    Ok(as_utc(day, clock))
}

/// Whether a local time is the second of two with the same fields: those of `t`, given in seconds from the beginning of the calendar.
pub fn is_second(vm: &Vm, t: i64, fields: i64) -> Res<bool> {
    let utc = t + EPOCH_ORDINAL * DAY_SECONDS;
    // Whether local time was set back within the day before.
    let before = local_of_utc(vm, utc - DAY_SECONDS)?;
    let shift = fields - before - DAY_SECONDS;
    Ok(shift < 0 && local_of_utc(vm, utc + shift)? == fields)
}

/// Seconds since the epoch of a local time (PEP 495): in an overlap that of the fold, in a gap as if the clock had not yet, or already,
/// been set.
pub fn timestamp_of_local(vm: &Vm, day: Day, clock: Clock, fold: bool) -> Res<i64> {
    Ok(utc_of_local(vm, as_utc(day, clock), fold)? - EPOCH_ORDINAL * DAY_SECONDS)
}

fn utc_of_local(vm: &Vm, t: i64, fold: bool) -> Res<i64> {
    // A solution is a UTC time whose local time is `t`; each candidate takes the offset of a moment nearby.
    let a = local_of_utc(vm, t)? - t;
    let first = t - a;
    let local_of_first = local_of_utc(vm, first)?;
    let b = if local_of_first == t {
        // There may be another one, a day away at most.
        let nearby = if fold { first + DAY_SECONDS } else { first - DAY_SECONDS };
        let b = local_of_utc(vm, nearby)? - nearby;
        if a == b {
            return Ok(first);
        }
        b
    } else {
        local_of_first - first
    };
    let second = t - b;
    if local_of_utc(vm, second)? == t {
        return Ok(second);
    }
    if local_of_first == t {
        return Ok(first);
    }
    // A gap.
    Ok(if fold { first.min(second) } else { first.max(second) })
}

/// The local zone at a time since the epoch: a timezone of fixed offset.
pub fn local_zone(vm: &Vm, t: i64) -> Res {
    let tm = local(vm, t)?;
    let name = match tm.tm_zone.is_null() {
        true => Ref::new(vm.names.empty),
        // SAFETY: the zone's name is a C string that the library keeps.
        false => crate::stdlib::posix::fs_str(vm, unsafe { CStr::from_ptr(tm.tm_zone) }.to_bytes())?,
    };
    let offset = Delta::normalised(vm, 0, tm.tm_gmtoff * 1_000_000)?;
    new_timezone(vm, super::timedelta::new_timedelta(vm, offset)?, Some(name))
}
