//! What a `tzinfo` says of a moment.
use super::delta::Delta;
use super::moment::moment;
use super::timedelta::{as_delta, delta};
use super::timezone;
use crate::object::{Raised, Ref, Res, Value, Vm};

/// `zone.utcoffset(of)` or `zone.dst(of)`, as `method` says: a timedelta of less than a day, or None.
pub fn ask(vm: &Vm, zone: Value, method: Value, of: Value) -> Res<Option<Ref>> {
    if zone.is_none() {
        return Ok(None);
    }
    if zone.is_exact(vm.datetime.timezone.get()) {
        return Ok((method == vm.names.utcoffset).then(|| Ref::new(timezone::offset(zone))));
    }
    let answer = vm.call_method(zone, method, &[of])?;
    if answer.is_none() {
        return Ok(None);
    }
    match as_delta(vm, answer.value()) {
        Some(d) if d.is_offset() => Ok(Some(answer)),
        Some(_) => Err(no_offset(vm, answer.value())),
        None => Err(vm.type_error(format!(
            "tzinfo.{}() must return None or timedelta, not '{}'",
            vm.str_text(method),
            vm.type_name(answer.value())
        ))),
    }
}

/// ValueError for a timedelta that is no offset from UTC.
#[cold]
pub fn no_offset(vm: &Vm, v: Value) -> Raised {
    match vm.repr_text(v) {
        Ok(r) => vm.value_error(format!(
            "offset must be a timedelta strictly between -timedelta(hours=24) and timedelta(hours=24), not {r}"
        )),
        Err(e) => e,
    }
}

/// The offset from UTC that a zone has.
#[inline]
pub fn utc_offset(vm: &Vm, zone: Value, of: Value) -> Res<Option<Delta>> {
    if zone.is_none() {
        return Ok(None);
    }
    if zone.is_exact(vm.datetime.timezone.get()) {
        return Ok(Some(delta(timezone::offset(zone))));
    }
    Ok(ask(vm, zone, vm.names.utcoffset, of)?.map(|d| delta(d.value())))
}

/// The offset of a datetime, or of a time, which asks its zone with None.
#[inline]
pub fn offset_of(vm: &Vm, v: Value) -> Res<Option<Delta>> {
    let of = if super::is_datetime(vm, v) { v } else { Value::NONE };
    utc_offset(vm, moment(v).zone, of)
}

/// `zone.tzname(of)`: a str or None.
pub fn name(vm: &Vm, zone: Value, of: Value) -> Res {
    if zone.is_none() {
        return Ok(Ref::NONE);
    }
    let answer = vm.call_method(zone, vm.names.tzname, &[of])?;
    if answer.is_none() || vm.is_str(answer.value()) {
        return Ok(answer);
    }
    let given = vm.type_name(answer.value());
    Err(vm.type_error(format!("tzinfo.tzname() must return None or a string, not '{given}'")))
}
