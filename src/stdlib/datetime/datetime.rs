//! `datetime`: the type, comparison and arithmetic.
use super::arguments::{bind, check_clock, check_day, check_fold, check_zone, field, field_or, pickled};
use super::calendar::{Clock, DAY_MICROS, Day};
use super::date::{self, new_date, out_of_range};
use super::datetime_methods::METHODS;
use super::delta::Delta;
use super::moment::{GETSET, Moment, drop_moment, has_flipped_offset, keep_hash, moment, new_exact, new_of_type, traverse_moment};
use super::text::{Text, TimeSpec};
use super::timedelta::{as_delta, new_timedelta};
use super::{is_datetime, zone};
use crate::object::str_object::hash_bytes;
use crate::object::{BinOp, CompareOp, Ref, Res, Slots, Type, TypeSpec, Value, Vm, flags};
use std::cmp::Ordering;

pub static SPEC: TypeSpec = TypeSpec {
    name: "datetime.datetime",
    doc: "datetime(year, month, day[, hour[, minute[, second[, microsecond[,tzinfo]]]]])\n\nThe year, month and day arguments are required. tzinfo may be None, or an\ninstance of a tzinfo subclass. The remaining arguments may be ints.\n",
    flags: flags::BASETYPE,
    size: size_of::<Moment>(),
    slots: Slots {
        new: Some(new),
        repr: Some(repr),
        str: Some(|vm, v| {
            if v.is_exact(vm.datetime.datetime.get()) {
                return iso_text(vm, v, ' ' as u32, TimeSpec::Auto);
            }
            // By name: a subclass may have an `isoformat` of its own.
            vm.call_with(vm.getattr(v, vm.names.isoformat)?.value(), &[vm.names.space], vm.tuple_from(&[vm.names.sep])?.value())
        }),
        hash: Some(hash),
        compare: Some(compare),
        binary: Slots::table([(BinOp::Add, add), (BinOp::Sub, subtract)]),
        drop: Some(drop_moment),
        traverse: Some(traverse_moment),
        ..Slots::EMPTY
    },
    methods: METHODS,
    getset: GETSET,
};

const NAMES: [&str; 9] = ["year", "month", "day", "hour", "minute", "second", "microsecond", "tzinfo", "fold"];

/// A datetime of exactly the builtin type.
#[inline]
pub fn new_datetime(vm: &Vm, day: Day, clock: Clock, zone: Value, fold: bool) -> Res {
    new_exact(vm, vm.datetime.datetime.get(), day, clock, zone, fold)
}

fn instance(vm: &Vm, ty: *mut Type, day: Day, clock: Clock, zone: Value, fold: bool) -> Res {
    if ty == vm.datetime.datetime.get() {
        return new_datetime(vm, day, clock, zone, fold);
    }
    new_of_type(vm, ty, day, clock, zone, fold)
}

/// What a class makes of a moment: a subclass is called.
#[inline]
pub fn of_class(vm: &Vm, class: *mut Type, day: Day, clock: Clock, zone: Value, fold: bool) -> Res {
    if class == vm.datetime.datetime.get() {
        return new_datetime(vm, day, clock, zone, fold);
    }
    let (d, c) = (day, clock);
    let fields = [d.year(), d.month(), d.day(), c.hour(), c.minute(), c.second(), c.microsecond()];
    of_fields(vm, class, fields, zone, fold)
}

/// As `of_class`, of fields that are to be checked, which a subclass does itself.
pub fn of_fields(vm: &Vm, class: *mut Type, fields: [i32; 7], zone: Value, fold: bool) -> Res {
    if class == vm.datetime.datetime.get() {
        let [y, m, d, h, min, s, us] = fields;
        return new_datetime(vm, check_day(vm, y, m, d)?, check_clock(vm, h, min, s, us)?, zone, fold);
    }
    let [y, m, d, h, min, s, us] = fields.map(|n| Value::small_int(n as i64));
    let made = vm.call(Value::from_ptr(class), &[y, m, d, h, min, s, us, zone])?;
    super::set_fold(vm, made.value(), fold);
    Ok(made)
}

fn new(vm: &Vm, ty: *mut Type, args: &[Value], kwnames: Value) -> Res {
    let positional = crate::types::support::positional(vm, args, kwnames);
    if let [state] | [state, _] = *positional
        && let Some(mut bytes) = pickled::<10>(vm, state, "datetime", |b| (1..=12).contains(&(b[2] & 0x7f)))?
    {
        let zone = super::pickled_zone(vm, positional)?;
        let fold = bytes[2] & 0x80 != 0;
        bytes[2] &= 0x7f;
        let day = Day(u32::from_be_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]));
        return instance(vm, ty, day, Clock::from_bytes(&bytes[4..]), zone, fold);
    }
    let parts = if kwnames == Value::NULL && (3..=7).contains(&args.len()) {
        let mut parts = [Value::UNBOUND; 9];
        parts[..args.len()].copy_from_slice(args);
        parts
    } else {
        bind(vm, args, kwnames, &NAMES, 3, 8, None)?
    };
    let [y, m, d, h, min, s, us, zone, fold] = parts;
    let (y, m, d) = (field(vm, y)?, field(vm, m)?, field(vm, d)?);
    let (h, min, s, us) = (field_or(vm, h, 0)?, field_or(vm, min, 0)?, field_or(vm, s, 0)?, field_or(vm, us, 0)?);
    let fold = field_or(vm, fold, 0)?;
    let (day, clock) = (check_day(vm, y, m, d)?, check_clock(vm, h, min, s, us)?);
    let fold = check_fold(vm, Value::small_int(fold as i64), false)?;
    instance(vm, ty, day, clock, check_zone(vm, zone)?, fold)
}

fn hash(vm: &Vm, v: Value) -> Res<i64> {
    let m = moment(v);
    if m.hash != -1 {
        return Ok(m.hash);
    }
    // Its fold makes no difference: equal datetimes have equal hashes.
    let plain = if m.fold { new_datetime(vm, m.day, m.clock, m.zone, false)? } else { Ref::new(v) };
    let h = match zone::offset_of(vm, plain.value())? {
        None => {
            let mut bytes = [0u8; 10];
            bytes[..4].copy_from_slice(&m.day.bytes());
            bytes[4..].copy_from_slice(&m.clock.bytes());
            hash_bytes(vm, &bytes)
        }
        Some(offset) => {
            let d = Delta::normalised(vm, m.day.ordinal(), m.clock.micros_of_day())?.minus(vm, offset)?;
            vm.hash(new_timedelta(vm, d)?.value())?
        }
    };
    Ok(keep_hash(v, h))
}

fn order(a: &Moment, b: &Moment) -> Ordering {
    a.day.cmp(&b.day).then(a.clock.cmp(&b.clock))
}

fn compare(vm: &Vm, x: Value, y: Value, op: CompareOp) -> Res {
    if !is_datetime(vm, y) {
        return Ok(Ref::NOT_IMPLEMENTED);
    }
    let (a, b) = (moment(x), moment(y));
    if a.zone == b.zone {
        return Ok(Ref::bool(op.holds(order(a, b))));
    }
    let (p, q) = (zone::offset_of(vm, x)?, zone::offset_of(vm, y)?);
    let mut o = match (p, q) {
        _ if p == q => order(a, b),
        (Some(p), Some(q)) => since_start(a, p).cmp(&since_start(b, q)),
        _ if op == CompareOp::Eq => return Ok(Ref::bool(false)),
        _ if op == CompareOp::Ne => return Ok(Ref::bool(true)),
        _ => return Err(vm.type_error("can't compare offset-naive and offset-aware datetimes")),
    };
    // Between zones, a moment whose offset depends on the fold equals none (PEP 495).
    if matches!(op, CompareOp::Eq | CompareOp::Ne) && o.is_eq() && (has_flipped_offset(vm, x, p)? || has_flipped_offset(vm, y, q)?) {
        o = Ordering::Greater;
    }
    Ok(Ref::bool(op.holds(o)))
}

/// Microseconds since the beginning of the calendar, in UTC.
fn since_start(m: &Moment, offset: Delta) -> i64 {
    m.day.ordinal() * DAY_MICROS + m.clock.micros_of_day() - offset.day_total()
}

/// A datetime moved by a duration, or back by it. The zone is the same, the fold 0.
pub fn moved(vm: &Vm, v: Value, by: Delta, back: bool) -> Res {
    let m = moment(v);
    let sign = if back { -1 } else { 1 };
    let mut micros = m.clock.micros_of_day() + sign * by.micros;
    let mut days = sign * by.days as i64;
    if !(0..DAY_MICROS).contains(&micros) {
        days += micros.div_euclid(DAY_MICROS);
        micros = micros.rem_euclid(DAY_MICROS);
    }
    let Some(day) = m.day.plus(days) else { return Err(out_of_range(vm)) };
    of_class(vm, vm.type_of(v), day, Clock::from_micros_of_day(micros), m.zone, false)
}

fn add(vm: &Vm, x: Value, y: Value) -> Res {
    let (d, t) = if is_datetime(vm, x) { (x, y) } else { (y, x) };
    match as_delta(vm, t) {
        Some(t) if is_datetime(vm, d) => moved(vm, d, t, false),
        _ => Ok(Ref::NOT_IMPLEMENTED),
    }
}

fn subtract(vm: &Vm, x: Value, y: Value) -> Res {
    if !is_datetime(vm, x) {
        return Ok(Ref::NOT_IMPLEMENTED);
    }
    if let Some(t) = as_delta(vm, y) {
        return moved(vm, x, t, true);
    }
    if !is_datetime(vm, y) {
        return Ok(Ref::NOT_IMPLEMENTED);
    }
    new_timedelta(vm, difference(vm, x, y)?)
}

/// The duration between two datetimes.
pub fn difference(vm: &Vm, x: Value, y: Value) -> Res<Delta> {
    let (a, b) = (moment(x), moment(y));
    let (mut days, mut micros) =
        (a.day.ordinal() - b.day.ordinal(), a.clock.micros_of_day() - b.clock.micros_of_day());
    if a.zone != b.zone {
        match (zone::offset_of(vm, x)?, zone::offset_of(vm, y)?) {
            (None, None) => {}
            (Some(p), Some(q)) => micros -= p.day_total() - q.day_total(),
            _ => return Err(vm.type_error("can't subtract offset-naive and offset-aware datetimes")),
        }
    }
    if !(0..DAY_MICROS).contains(&micros) {
        days += micros.div_euclid(DAY_MICROS);
        micros = micros.rem_euclid(DAY_MICROS);
    }
    // Far from the limits of durations.
    Ok(Delta { days: days as i32, micros })
}

fn repr(vm: &Vm, v: Value) -> Res {
    let m = moment(v);
    let (d, c) = (m.day, m.clock);
    let mut out =
        format!("{}({}, {}, {}, {}, {}", vm.type_name(v), d.year(), d.month(), d.day(), c.hour(), c.minute());
    if c.microsecond() != 0 {
        out += &format!(", {}, {}", c.second(), c.microsecond());
    } else if c.second() != 0 {
        out += &format!(", {}", c.second());
    }
    if m.fold {
        out += ", fold=1";
    }
    if m.zone.is_none() {
        out.push(')');
        return vm.new_str(&out);
    }
    super::repr_with_zone(vm, &out, m.zone, ")")
}

/// `isoformat` with a separator.
pub fn iso_text(vm: &Vm, v: Value, separator: u32, spec: TimeSpec) -> Res {
    let m = moment(v);
    let mut out = Text::new();
    out.day(m.day);
    let at = out.as_bytes().len();
    out.push(separator as u8 & 0x7f);
    out.clock(m.clock, spec);
    if let Some(offset) = zone::offset_of(vm, v)? {
        out.offset(offset, ":");
    }
    let text = out.as_bytes();
    if separator < 128 {
        return vm.new_latin1(text, true);
    }
    let points = text.iter().enumerate().map(|(i, c)| if i == at { separator } else { *c as u32 });
    vm.str_from_points(points, text.len(), separator | 0x7f)
}

/// The date of a datetime.
pub fn date_of(vm: &Vm, v: Value) -> Res {
    new_date(vm, date::day(v))
}
