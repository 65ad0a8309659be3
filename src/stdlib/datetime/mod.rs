//! `_datetime`: dates, times and durations.
use crate::object::{NativeDef, Ref, Res, Type, TypeSpec, Value, Vm, call_native};
use crate::types::struct_sequence::new_type_of;
use crate::types::support::str_view;
use std::cell::Cell;

pub mod arguments;
pub mod calendar;
mod clocks;
mod date;
pub mod datetime;
mod datetime_methods;
pub mod delta;
mod iso_calendar;
pub mod moment;
mod strftime;
mod text;
mod time;
pub mod timedelta;
mod timezone;
mod tzinfo;
mod zone;

/// Whether the value may be the zone of a time: None or a `tzinfo`.
fn is_zone(vm: &Vm, v: Value) -> bool {
    v.is_none() || is_tzinfo(vm, v)
}
/// Whether the value is a date, or a datetime.
#[inline(always)]
pub fn is_date(vm: &Vm, v: Value) -> bool {
    v.is_heap() && vm.is_instance(v, vm.datetime.date.get())
}
#[inline(always)]
pub fn is_datetime(vm: &Vm, v: Value) -> bool {
    v.is_heap() && vm.is_instance(v, vm.datetime.datetime.get())
}
#[inline(always)]
fn is_time(vm: &Vm, v: Value) -> bool {
    v.is_heap() && vm.is_instance(v, vm.datetime.time.get())
}
#[inline(always)]
fn is_tzinfo(vm: &Vm, v: Value) -> bool {
    v.is_heap() && vm.is_instance(v, vm.datetime.tzinfo.get())
}

/// Sets the fold of what a subclass has made, if it is a time or datetime.
fn set_fold(vm: &Vm, v: Value, fold: bool) {
    if is_datetime(vm, v) || is_time(vm, v) {
        // SAFETY: the type was just checked; nothing borrows the field. No hash depends on it.
        unsafe { (*v.ptr::<moment::Moment>()).fold = fold };
    }
}

/// The zone behind a pickle's state, None where there is none.
fn pickled_zone(vm: &Vm, args: &[Value]) -> Res<Value> {
    match args.get(1) {
        None => Ok(Value::NONE),
        Some(z) if z.is_none() || is_tzinfo(vm, *z) => Ok(*z),
        Some(_) => Err(vm.type_error("bad tzinfo state arg")),
    }
}

/// The only argument of `__reduce_ex__`.
fn protocol(vm: &Vm, args: &[Value]) -> Res<i32> {
    match *args {
        [p] => arguments::field(vm, p),
        _ => Err(vm.type_error(format!("__reduce_ex__() takes exactly 1 argument ({} given)", args.len()))),
    }
}

/// What a time or datetime is pickled as.
fn reduced(vm: &Vm, this: Value, state: &[u8]) -> Res {
    let zone = moment::moment(this).zone;
    let bytes = vm.new_bytes(state)?;
    let state = if zone.is_none() { vm.tuple_from(&[bytes.value()])? } else { vm.tuple_from(&[bytes.value(), zone])? };
    vm.tuple_from_refs([Ref::from_type(vm.type_of(this)), state])
}

/// A repr that shows the zone, which may have any, and then ends.
fn repr_with_zone(vm: &Vm, start: &str, zone: Value, end: &str) -> Res {
    let zone = vm.repr(zone)?;
    let mut out = crate::text::StrBuilder::new();
    out.push_str(start);
    out.push_str(", tzinfo=");
    out.push_view(str_view(vm.str(zone.value())));
    out.push_str(end);
    crate::types::support::str_from_buf(vm, out.finish())
}

/// `__replace__`: calls the `replace` among the methods of the type.
fn call_replace(vm: &Vm, methods: &'static [NativeDef], this: Value, args: &[Value], changes: Value) -> Res {
    let Some(def) = methods.iter().find(|d| d.sig.name() == "replace") else {
        return Err(vm.type_error("no replace()"));
    };
    let mut all = vec![this];
    all.extend_from_slice(args);
    if !vm.is_dict(changes) {
        return call_native(vm, def, &all, Value::NULL);
    }
    let names: Vec<Value> = vm.dict(changes).iter().map(|(k, _)| k).collect();
    all.extend(vm.dict(changes).iter().map(|(_, v)| v));
    let names = vm.tuple_from(&names)?;
    call_native(vm, def, &all, names.value())
}

/// Makes the types, once: they live as long as the interpreter.
pub fn ensure_types(vm: &Vm) -> Res<()> {
    let t = &vm.datetime;
    if t.utc.get() != Value::NULL {
        return Ok(());
    }
    let object = vm.types.object;
    let make = |to: &Cell<*mut Type>, spec: &'static TypeSpec, base: *mut Type| -> Res<()> {
        to.set(new_type_of(vm, spec, base)?);
        Ok(())
    };
    make(&t.timedelta, &timedelta::SPEC, object)?;
    make(&t.tzinfo, &tzinfo::SPEC, object)?;
    make(&t.timezone, &timezone::SPEC, t.tzinfo.get())?;
    make(&t.date, &date::SPEC, object)?;
    make(&t.time, &time::SPEC, object)?;
    make(&t.datetime, &datetime::SPEC, t.date.get())?;
    make(&t.iso_calendar, &iso_calendar::SPEC, vm.types.tuple)?;
    let set = |ty: &Cell<*mut Type>, name: &str, v: Ref| -> Res<()> {
        // SAFETY: the type was just made and lives as long as the interpreter.
        vm.dict_set_name(unsafe { (*ty.get()).dict }, vm.intern(name).value(), v)
    };
    for (name, d) in timedelta::constants() {
        set(&t.timedelta, name, timedelta::new_timedelta(vm, d)?)?;
    }
    use calendar::{Clock, DAY_MICROS, Day};
    let (first, last) = (Day::new(1, 1, 1), Day::new(9999, 12, 31));
    let end = Clock::from_micros_of_day(DAY_MICROS - 1);
    set(&t.date, "min", date::new_date(vm, first)?)?;
    set(&t.date, "max", date::new_date(vm, last)?)?;
    set(&t.date, "resolution", timedelta::new_timedelta(vm, delta::Delta { days: 1, micros: 0 })?)?;
    set(&t.time, "min", time::new_time(vm, Clock::MIDNIGHT, Value::NONE, false)?)?;
    set(&t.time, "max", time::new_time(vm, end, Value::NONE, false)?)?;
    set(&t.datetime, "min", datetime::new_datetime(vm, first, Clock::MIDNIGHT, Value::NONE, false)?)?;
    set(&t.datetime, "max", datetime::new_datetime(vm, last, end, Value::NONE, false)?)?;
    for ty in [&t.time, &t.datetime] {
        set(ty, "resolution", timedelta::new_timedelta(vm, delta::Delta { days: 0, micros: 1 })?)?;
    }
    let zones = timezone::constants(vm)?;
    let utc = zones[0].1.value();
    for (name, zone) in zones {
        set(&t.timezone, name, zone)?;
    }
    t.utc.set(utc);
    Ok(())
}

/// Makes the module.
pub fn init(vm: &Vm) -> Res {
    ensure_types(vm)?;
    let module = super::new_module(vm, "_datetime", "Fast implementation of the datetime module.", &[])?;
    let (m, t) = (module.value(), &vm.datetime);
    let types = [
        ("date", &t.date),
        ("datetime", &t.datetime),
        ("time", &t.time),
        ("timedelta", &t.timedelta),
        ("tzinfo", &t.tzinfo),
        ("timezone", &t.timezone),
    ];
    for (name, ty) in types {
        super::set(vm, m, name, Ref::from_type(ty.get()))?;
    }
    super::set(vm, m, "MINYEAR", vm.new_int(1)?)?;
    super::set(vm, m, "MAXYEAR", vm.new_int(9999)?)?;
    super::set(vm, m, "UTC", Ref::new(t.utc.get()))?;
    Ok(module)
}
