//! `time`.
use super::arguments::{pickled, bind, check_clock, check_fold, check_zone, field, field_or, replacement, str_argument};
use super::calendar::{Clock, DAY_MICROS, Day};
use super::date::{bad_text, text_bytes};
use super::delta::Delta;
use super::moment::{GETSET, Moment, drop_moment, keep_hash, moment, new_exact, new_of_type, traverse_moment};
use super::strftime::{self, Source};
use super::text::{ParsedTime, Text, TimeSpec, parse_time};
use super::timedelta::new_timedelta;
use super::{is_time, timezone, zone};
use crate::native;
use crate::object::str_object::hash_bytes;
use crate::object::{CompareOp, Ref, Res, Slots, Type, TypeSpec, Value, Vm, flags};

pub static SPEC: TypeSpec = TypeSpec {
    name: "datetime.time",
    doc: "time([hour[, minute[, second[, microsecond[, tzinfo]]]]]) --> a time object\n\nAll arguments are optional. tzinfo may be None, or an instance of\na tzinfo subclass. The remaining arguments may be ints.\n",
    flags: flags::BASETYPE,
    size: size_of::<Moment>(),
    slots: Slots {
        new: Some(new),
        repr: Some(repr),
        str: Some(|vm, v| {
            if v.is_exact(vm.datetime.time.get()) {
                return iso_text(vm, v, TimeSpec::Auto);
            }
            vm.call_method(v, vm.names.isoformat, &[])
        }),
        hash: Some(hash),
        compare: Some(compare),
        drop: Some(drop_moment),
        traverse: Some(traverse_moment),
        ..Slots::EMPTY
    },
    methods: METHODS,
    getset: GETSET,
};

const NAMES: [&str; 6] = ["hour", "minute", "second", "microsecond", "tzinfo", "fold"];
const NO_DAY: Day = Day(0);

/// A time of exactly the builtin type.
#[inline]
pub fn new_time(vm: &Vm, clock: Clock, zone: Value, fold: bool) -> Res {
    new_exact(vm, vm.datetime.time.get(), NO_DAY, clock, zone, fold)
}

fn instance(vm: &Vm, ty: *mut Type, clock: Clock, zone: Value, fold: bool) -> Res {
    if ty == vm.datetime.time.get() { new_time(vm, clock, zone, fold) } else { new_of_type(vm, ty, NO_DAY, clock, zone, fold) }
}

/// What a class makes of the fields: a subclass is called, and checks them itself.
fn of_class(vm: &Vm, class: *mut Type, [h, m, s, us]: [i32; 4], zone: Value, fold: bool) -> Res {
    if class == vm.datetime.time.get() {
        return new_time(vm, check_clock(vm, h, m, s, us)?, zone, fold);
    }
    let [h, m, s, us] = [h, m, s, us].map(|n| Value::small_int(n as i64));
    let made = vm.call(Value::from_ptr(class), &[h, m, s, us, zone])?;
    super::set_fold(vm, made.value(), fold);
    Ok(made)
}

fn new(vm: &Vm, ty: *mut Type, args: &[Value], kwnames: Value) -> Res {
    let positional = crate::types::support::positional(vm, args, kwnames);
    if let [state] | [state, _] = *positional
        && let Some(mut bytes) = pickled::<6>(vm, state, "time", |b| b[0] & 0x7f < 24)?
    {
        let zone = super::pickled_zone(vm, positional)?;
        let fold = bytes[0] & 0x80 != 0;
        bytes[0] &= 0x7f;
        return instance(vm, ty, Clock::from_bytes(&bytes), zone, fold);
    }
    let [h, m, s, us, zone, fold] = bind(vm, args, kwnames, &NAMES, 0, 5, None)?;
    let (h, m, s, us) = (field_or(vm, h, 0)?, field_or(vm, m, 0)?, field_or(vm, s, 0)?, field_or(vm, us, 0)?);
    let fold = if fold.is_unbound() { 0 } else { field(vm, fold)? };
    let clock = check_clock(vm, h, m, s, us)?;
    let fold = check_fold(vm, Value::small_int(fold as i64), false)?;
    instance(vm, ty, clock, check_zone(vm, zone)?, fold)
}

fn hash(vm: &Vm, v: Value) -> Res<i64> {
    let m = moment(v);
    if m.hash != -1 {
        return Ok(m.hash);
    }
    // Its fold makes no difference: equal times have equal hashes.
    let plain = if m.fold { new_exact(vm, vm.datetime.time.get(), NO_DAY, m.clock, m.zone, false)? } else { Ref::new(v) };
    let h = match zone::offset_of(vm, plain.value())? {
        None => hash_bytes(vm, &m.clock.bytes()),
        Some(offset) => {
            let d = Delta::normalised(vm, 0, m.clock.micros_of_day())?.minus(vm, offset)?;
            vm.hash(new_timedelta(vm, d)?.value())?
        }
    };
    Ok(keep_hash(v, h))
}

fn compare(vm: &Vm, x: Value, y: Value, op: CompareOp) -> Res {
    if !is_time(vm, y) {
        return Ok(Ref::NOT_IMPLEMENTED);
    }
    let (a, b) = (moment(x), moment(y));
    if a.zone == b.zone {
        return Ok(Ref::bool(op.holds(a.clock.cmp(&b.clock))));
    }
    let (p, q) = (zone::offset_of(vm, x)?, zone::offset_of(vm, y)?);
    match (p, q) {
        _ if p == q => Ok(Ref::bool(op.holds(a.clock.cmp(&b.clock)))),
        (Some(p), Some(q)) => {
            // Microseconds of offsets do not count here.
            let seconds = |m: &Moment, d: Delta| m.clock.seconds() - d.days as i64 * (DAY_MICROS / 1_000_000) - d.seconds();
            let order = seconds(a, p).cmp(&seconds(b, q));
            Ok(Ref::bool(op.holds(order.then(a.clock.microsecond().cmp(&b.clock.microsecond())))))
        }
        _ if op == CompareOp::Eq => Ok(Ref::bool(false)),
        _ if op == CompareOp::Ne => Ok(Ref::bool(true)),
        _ => Err(vm.type_error("can't compare offset-naive and offset-aware times")),
    }
}


fn repr(vm: &Vm, v: Value) -> Res {
    let m = moment(v);
    let (h, min, s, us) = (m.clock.hour(), m.clock.minute(), m.clock.second(), m.clock.microsecond());
    let mut out = format!("{}({h}, {min}", vm.type_name(v));
    if us != 0 {
        out += &format!(", {s}, {us}");
    } else if s != 0 {
        out += &format!(", {s}");
    }
    if m.zone.is_none() {
        out += if m.fold { ", fold=1)" } else { ")" };
        return vm.new_str(&out);
    }
    super::repr_with_zone(vm, &out, m.zone, if m.fold { ", fold=1)" } else { ")" })
}

fn iso_text(vm: &Vm, v: Value, spec: TimeSpec) -> Res {
    let mut out = Text::new();
    out.clock(moment(v).clock, spec);
    if let Some(d) = zone::offset_of(vm, v)? {
        out.offset(d, ":");
    }
    vm.new_latin1(out.as_bytes(), true)
}

/// The `timespec` argument of `isoformat`.
pub fn time_spec(vm: &Vm, v: Value, i: usize) -> Res<TimeSpec> {
    if v.is_unbound() {
        return Ok(TimeSpec::Auto);
    }
    str_argument(vm, v, "isoformat", i)?;
    if vm.str(v).as_ascii().is_none() {
        // CPython takes it as UTF-8.
        let encode = vm.intern("encode");
        vm.call_method(v, encode.value(), &[])?;
    }
    match TimeSpec::of(&vm.str_text(v)) {
        Some(spec) => Ok(spec),
        None => Err(vm.value_error("Unknown timespec value")),
    }
}

/// The zone that parsed text names: UTC, or one of fixed offset.
pub fn parsed_zone(vm: &Vm, offset: Option<(i64, i64)>) -> Res {
    match offset {
        None => Ok(Ref::NONE),
        Some((0, 0)) => Ok(Ref::new(vm.datetime.utc.get())),
        Some((seconds, micros)) => {
            let d = Delta::normalised(vm, 0, seconds * 1_000_000 + micros)?;
            timezone::new_timezone(vm, new_timedelta(vm, d)?, None)
        }
    }
}

/// Whether the hour is 24, which is midnight. ValueError where the other fields are not 0 then.
pub fn is_hour_24(vm: &Vm, t: ParsedTime) -> Res<bool> {
    if t.hour != 24 {
        return Ok(false);
    }
    if t.minute == 0 && t.second == 0 && t.micros == 0 {
        return Ok(true);
    }
    Err(vm.value_error("minute, second, and microsecond must be 0 when hour is 24"))
}

native! { static METHODS = [
    /// string, format -> new time parsed from a string (like time.strptime()).
    @classmethod @varargs "strptime(type, /, *args)" => fn strptime(vm, [cls], *args) {
        strftime::parse(vm, "_strptime_datetime_time", cls, args)
    }
    /// Return string in ISO 8601 format, [HH[:MM[:SS[.mmm[uuu]]]]][+HH:MM].
    ///
    /// The optional argument timespec specifies the number of additional terms
    /// of the time to include. Valid options are 'auto', 'hours', 'minutes',
    /// 'seconds', 'milliseconds' and 'microseconds'.
    "isoformat(self, /, timespec='auto')" => fn isoformat(vm, [this, timespec]) {
        iso_text(vm, this, time_spec(vm, timespec, 1)?)
    }
    /// format -> strftime() style string.
    "strftime(self, /, format)" => fn strftime(vm, [this, format]) {
        str_argument(vm, format, "strftime", 1)?;
        let c = moment(this).clock;
        // A day that every platform knows.
        let items = [1900, 1, 1, c.hour(), c.minute(), c.second(), 0, 1, -1].map(|n| Value::small_int(n as i64));
        let tuple = vm.tuple_from(&items)?;
        strftime::format(vm, Source { of: Value::NONE, moment: Some(this), tuple: &tuple }, format)
    }
    /// Formats self with strftime.
    @varargs "__format__(self, /, *args)" => fn format(vm, [this], *args) {
        let [format] = *args else {
            return Err(vm.type_error(format!("__format__() takes exactly 1 argument ({} given)", args.len())));
        };
        strftime::formatted(vm, this, format)
    }
    /// Return self.tzinfo.utcoffset(self).
    "utcoffset(self, /)" => fn utcoffset(vm, [this]) {
        Ok(zone::ask(vm, moment(this).zone, vm.names.utcoffset, Value::NONE)?.unwrap_or(Ref::NONE))
    }
    /// Return self.tzinfo.tzname(self).
    "tzname(self, /)" => fn tzname(vm, [this]) { zone::name(vm, moment(this).zone, Value::NONE) }
    /// Return self.tzinfo.dst(self).
    "dst(self, /)" => fn dst(vm, [this]) {
        Ok(zone::ask(vm, moment(this).zone, vm.names.dst, Value::NONE)?.unwrap_or(Ref::NONE))
    }
    /// Return time with new specified fields.
    "replace(self, /, hour=unchanged, minute=unchanged, second=unchanged,\n        microsecond=unchanged, tzinfo=unchanged, *, fold=unchanged)" => fn replace(vm, [this, h, min, s, us, tz, fold]) {
        let m = moment(this);
        let c = m.clock;
        let fields = [
            replacement(vm, h, c.hour())?,
            replacement(vm, min, c.minute())?,
            replacement(vm, s, c.second())?,
            replacement(vm, us, c.microsecond())?,
        ];
        let fold = replacement(vm, fold, m.fold as i32)?;
        let zone = if tz.is_unbound() { m.zone } else { tz };
        if !super::is_zone(vm, zone) || !(0..=1).contains(&fold) {
            // Fields that are out of range come first.
            let [h, min, s, us] = fields;
            check_clock(vm, h, min, s, us)?;
        }
        let fold = check_fold(vm, Value::small_int(fold as i64), false)?;
        let zone = check_zone(vm, zone)?;
        of_class(vm, vm.type_of(this), fields, zone, fold)
    }
    /// The same as replace().
    "__replace__(self, /, *args, **changes)" => fn replace_special(vm, [this, changes], *args) {
        super::call_replace(vm, METHODS, this, args, changes)
    }
    /// string -> time from a string in ISO 8601 format
    @classmethod "fromisoformat(type, object, /)" => fn fromisoformat(vm, [cls, text]) {
        let s = text_bytes(vm, text)?;
        // ISO 8601 marks times by a T, which may be left out.
        let Some((mut t, offset)) = parse_time(s.strip_prefix(b"T").unwrap_or(&s)) else { return Err(bad_text(vm, text)) };
        if is_hour_24(vm, t)? {
            t.hour = 0;
        }
        let zone = parsed_zone(vm, offset)?;
        of_class(vm, cls.ptr(), [t.hour, t.minute, t.second, t.micros], zone.value(), false)
    }
    /// __reduce_ex__(proto) -> (cls, state)
    @varargs "__reduce_ex__(self, /, *args)" => fn reduce_ex(vm, [this], *args) {
        let with_fold = super::protocol(vm, args)? > 3;
        reduced(vm, this, with_fold)
    }
    /// __reduce__() -> (cls, state)
    "__reduce__(self, /)" => fn reduce(vm, [this]) { reduced(vm, this, false) }
]; }

fn reduced(vm: &Vm, this: Value, with_fold: bool) -> Res {
    let m = moment(this);
    let mut bytes = m.clock.bytes();
    if with_fold && m.fold {
        bytes[0] |= 0x80;
    }
    super::reduced(vm, this, &bytes)
}

