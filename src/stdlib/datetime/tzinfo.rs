//! `tzinfo`, the abstract base of zones.
use super::datetime::moved;
use super::delta::Delta;
use super::moment::moment;
use super::timedelta::delta;
use super::{is_datetime, zone};
use crate::native;
use crate::object::{Header, Ref, Res, Slots, TypeSpec, Value, Vm, flags};

pub static SPEC: TypeSpec = TypeSpec {
    name: "datetime.tzinfo",
    doc: "Abstract base class for time zone info objects.",
    flags: flags::BASETYPE,
    size: size_of::<Header>(),
    slots: Slots { new: Some(|vm, ty, _, _| vm.new_object::<Header>(ty, |_| ())), ..Slots::EMPTY },
    methods: METHODS,
    ..TypeSpec::EMPTY
};

/// What `fromutc` takes: a datetime of the zone itself.
pub fn check_own(vm: &Vm, this: Value, dt: Value) -> Res<()> {
    if !is_datetime(vm, dt) {
        return Err(vm.type_error("fromutc: argument must be a datetime"));
    }
    if moment(dt).zone != this {
        return Err(vm.value_error("fromutc: dt.tzinfo is not self"));
    }
    Ok(())
}

fn missing(vm: &Vm, method: &str) -> Res {
    Err(vm.raise_type(vm.types.NotImplementedError, format!("a tzinfo subclass must implement {method}()")))
}

native! { static METHODS = [
    /// datetime -> string name of time zone.
    "tzname(self, object, /)" => fn tzname(vm, [this, dt]) { missing(vm, "tzname") }
    /// datetime -> timedelta showing offset from UTC, negative values indicating West of UTC
    "utcoffset(self, object, /)" => fn utcoffset(vm, [this, dt]) { missing(vm, "utcoffset") }
    /// datetime -> DST offset as timedelta positive east of UTC.
    "dst(self, object, /)" => fn dst(vm, [this, dt]) { missing(vm, "dst") }
    /// datetime in UTC -> datetime in local time.
    "fromutc(self, object, /)" => fn fromutc(vm, [this, dt]) {
        check_own(vm, this, dt)?;
        let of = |method: Value, of: Value| -> Res<Option<Delta>> {
            Ok(zone::ask(vm, moment(of).zone, method, of)?.map(|d| delta(d.value())))
        };
        let Some(offset) = of(vm.names.utcoffset, dt)? else {
            return Err(vm.value_error("fromutc: non-None utcoffset() result required"));
        };
        let Some(dst) = of(vm.names.dst, dt)? else {
            return Err(vm.value_error("fromutc: non-None dst() result required"));
        };
        // Standard time first, then what daylight saving time adds there.
        let standard = moved(vm, dt, offset.minus(vm, dst)?, false)?;
        if !is_datetime(vm, standard.value()) {
            return Ok(standard);
        }
        match zone::ask(vm, moment(dt).zone, vm.names.dst, standard.value())?.map(|d| delta(d.value())) {
            None => Err(vm.value_error("fromutc: tz.dst() gave inconsistent results; cannot convert")),
            Some(Delta::ZERO) => Ok(standard),
            Some(dst) => moved(vm, standard.value(), dst, false),
        }
    }
    /// -> (cls, state)
    "__reduce__(self, /)" => fn reduce(vm, [this]) {
        let name = vm.intern("__getinitargs__");
        let args = match vm.getattr_opt(this, name.value())? {
            Some(f) => vm.call(f.value(), &[])?,
            None => Ref::new(vm.empty_tuple.get()),
        };
        let state = vm.call_method(this, vm.names.__getstate__, &[])?;
        vm.tuple_from_refs([Ref::from_type(vm.type_of(this)), args, state])
    }
]; }

