//! `timezone`: a zone of fixed offset.
use super::datetime::moved;
use super::delta::Delta;
use super::is_datetime;
use super::text::Text;
use super::timedelta::{delta, is_timedelta, new_timedelta};
use super::zone::no_offset;
use crate::native;
use crate::object::{CompareOp, Header, Ref, Res, Slots, Type, TypeSpec, Value, Vm};

#[repr(C)]
pub struct TimeZone {
    header: Header,
    /// A timedelta, owned.
    offset: Value,
    /// A str, owned, or NULL.
    name: Value,
}

#[inline(always)]
fn zone<'a>(v: Value) -> &'a TimeZone {
    // SAFETY: called with timezones only.
    unsafe { v.get::<TimeZone>() }
}

/// The offset from UTC, a timedelta, borrowed.
#[inline(always)]
pub fn offset(v: Value) -> Value {
    zone(v).offset
}

pub static SPEC: TypeSpec = TypeSpec {
    name: "datetime.timezone",
    doc: "Fixed offset from UTC implementation of tzinfo.",
    size: size_of::<TimeZone>(),
    slots: Slots {
        new: Some(new),
        repr: Some(repr),
        str: Some(str),
        hash: Some(|vm, v| vm.hash(zone(v).offset)),
        compare: Some(compare),
        // SAFETY: a timezone whose count is zero.
        drop: Some(|vm, h| unsafe {
            let z = h as *mut TimeZone;
            let (offset, name) = ((*z).offset, (*z).name);
            offset.decref(vm);
            if name != Value::NULL {
                name.decref(vm);
            }
        }),
        // SAFETY: a live timezone.
        traverse: Some(|h, visit| unsafe {
            let z = h as *mut TimeZone;
            visit((*z).offset);
            if (*z).name != Value::NULL {
                visit((*z).name);
            }
        }),
        ..Slots::EMPTY
    },
    methods: METHODS,
    ..TypeSpec::EMPTY
};

/// A timezone object, even of no offset.
pub fn make(vm: &Vm, offset: Ref, name: Option<Ref>) -> Res {
    let p = vm.alloc_raw(size_of::<TimeZone>(), false, vm.datetime.timezone.get())? as *mut TimeZone;
    // SAFETY: the cell is fresh and large enough.
    unsafe {
        (*p).offset = offset.into_value();
        (*p).name = name.map_or(Value::NULL, Ref::into_value);
    }
    Ok(Ref::own(Value::from_ptr(p)))
}

/// A timezone of that offset; UTC where there is neither offset nor name.
pub fn new_timezone(vm: &Vm, offset: Ref, name: Option<Ref>) -> Res {
    let d = delta(offset.value());
    if name.is_none() && d == Delta::ZERO {
        return Ok(Ref::new(vm.datetime.utc.get()));
    }
    if !d.is_offset() {
        return Err(no_offset(vm, offset.value()));
    }
    make(vm, offset, name)
}

fn new(vm: &Vm, _: *mut Type, args: &[Value], kwnames: Value) -> Res {
    let [offset, name] = super::arguments::bind(vm, args, kwnames, &["offset", "name"], 1, 2, Some("timezone"))?;
    if !is_timedelta(vm, offset) {
        let given = vm.type_name(offset);
        return Err(vm.type_error(format!("timezone() argument 1 must be datetime.timedelta, not {given}")));
    }
    if name.is_unbound() {
        return new_timezone(vm, Ref::new(offset), None);
    }
    super::arguments::str_argument(vm, name, "timezone", 2)?;
    new_timezone(vm, Ref::new(offset), Some(Ref::new(name)))
}

fn compare(vm: &Vm, x: Value, y: Value, op: CompareOp) -> Res {
    if !matches!(op, CompareOp::Eq | CompareOp::Ne) || !y.is_exact(vm.datetime.timezone.get()) {
        return Ok(Ref::NOT_IMPLEMENTED);
    }
    Ok(Ref::bool((delta(zone(x).offset) == delta(zone(y).offset)) == (op == CompareOp::Eq)))
}

fn repr(vm: &Vm, v: Value) -> Res {
    if v == vm.datetime.utc.get() {
        return vm.new_str("datetime.timezone.utc");
    }
    let mut out = format!("{}({}", vm.type_name(v), vm.repr_text(zone(v).offset)?);
    let offset = vm.new_str(&out)?;
    if zone(v).name == Value::NULL {
        out.push(')');
        return vm.new_str(&out);
    }
    // The name may hold anything.
    let rest = vm.str_concat(vm.new_str(", ")?.value(), vm.repr(zone(v).name)?.value())?;
    let text = vm.str_concat(offset.value(), rest.value())?;
    vm.str_concat(text.value(), vm.new_str(")")?.value())
}

fn str(vm: &Vm, v: Value) -> Res {
    let z = zone(v);
    if z.name != Value::NULL {
        return Ok(Ref::new(z.name));
    }
    let mut out = Text::new();
    out.push_str("UTC");
    if delta(z.offset) != Delta::ZERO {
        out.offset(delta(z.offset), ":");
    }
    vm.new_latin1(out.as_bytes(), true)
}

fn check_argument(vm: &Vm, v: Value, method: &str) -> Res<()> {
    if v.is_none() || is_datetime(vm, v) {
        return Ok(());
    }
    let given = vm.type_name(v);
    Err(vm.type_error(format!("{method}(dt) argument must be a datetime instance or None, not {given}")))
}

native! { static METHODS = [
    /// If name is specified when timezone is created, returns the name.  Otherwise returns offset as 'UTC(+|-)HH:MM'.
    "tzname(self, object, /)" => fn tzname(vm, [this, dt]) {
        check_argument(vm, dt, "tzname")?;
        str(vm, this)
    }
    /// Return fixed offset.
    "utcoffset(self, object, /)" => fn utcoffset(vm, [this, dt]) {
        check_argument(vm, dt, "utcoffset")?;
        Ok(Ref::new(zone(this).offset))
    }
    /// Return None.
    "dst(self, object, /)" => fn dst(vm, [this, dt]) {
        check_argument(vm, dt, "dst")?;
        Ok(Ref::NONE)
    }
    /// datetime in UTC -> datetime in local time.
    "fromutc(self, object, /)" => fn fromutc(vm, [this, dt]) {
        super::tzinfo::check_own(vm, this, dt)?;
        moved(vm, dt, delta(zone(this).offset), false)
    }
    /// pickle support
    "__getinitargs__(self, /)" => fn getinitargs(vm, [this]) {
        let z = zone(this);
        if z.name == Value::NULL { vm.tuple_from(&[z.offset]) } else { vm.tuple_from(&[z.offset, z.name]) }
    }
]; }

/// The class attributes beside `utc`.
pub fn constants(vm: &Vm) -> Res<[(&'static str, Ref); 3]> {
    const LAST: i64 = (23 * 60 + 59) * 60 * 1_000_000;
    let of = |micros: i64| -> Res { make(vm, new_timedelta(vm, Delta::normalised(vm, 0, micros)?)?, None) };
    Ok([("utc", of(0)?), ("min", of(-LAST)?), ("max", of(LAST)?)])
}

