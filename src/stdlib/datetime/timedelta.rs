//! `timedelta`.
use super::arguments::bind;
use super::calendar::DAY_MICROS;
use super::delta::{Delta, MAX_DAYS, divide_nearest};
use super::text::Text;
use crate::native;
use crate::numeric::Int;
use crate::object::{
    BinOp, CompareOp, GetSetDef, Header, IntView, Raised, Ref, Res, Slots, Type, TypeSpec, Value, Vm, flags,
};
use crate::types::struct_sequence::read_only;
use crate::types::tuple::combine_hashes;

#[repr(C)]
pub struct TimeDelta {
    header: Header,
    delta: Delta,
}

/// The duration that a timedelta is.
#[inline(always)]
pub fn delta(v: Value) -> Delta {
    // SAFETY: called with timedeltas only.
    unsafe { v.get::<TimeDelta>().delta }
}

/// The duration, where the value is a timedelta.
#[inline(always)]
pub fn as_delta(vm: &Vm, v: Value) -> Option<Delta> {
    if is_timedelta(vm, v) { Some(delta(v)) } else { None }
}

#[inline(always)]
pub fn is_timedelta(vm: &Vm, v: Value) -> bool {
    v.is_heap() && vm.is_instance(v, vm.datetime.timedelta.get())
}

/// A timedelta.
#[inline]
pub fn new_timedelta(vm: &Vm, d: Delta) -> Res {
    let p = vm.alloc_raw(size_of::<TimeDelta>(), false, vm.datetime.timedelta.get())? as *mut TimeDelta;
    // SAFETY: the cell is fresh and large enough.
    unsafe { (*p).delta = d };
    Ok(Ref::own(Value::from_ptr(p)))
}

pub static SPEC: TypeSpec = TypeSpec {
    name: "datetime.timedelta",
    doc: "Difference between two datetime values.\n\ntimedelta(days=0, seconds=0, microseconds=0, milliseconds=0, minutes=0, hours=0, weeks=0)\n\nAll arguments are optional and default to 0.\nArguments may be integers or floats, and may be positive or negative.",
    flags: flags::BASETYPE,
    size: size_of::<TimeDelta>(),
    slots: Slots {
        new: Some(new),
        repr: Some(repr),
        str: Some(str),
        hash: Some(|_, v| {
            let d = delta(v);
            let of = |n: i64| if n == -1 { -2 } else { n };
            Ok(combine_hashes([of(d.days as i64), d.seconds(), d.microseconds()].into_iter()))
        }),
        compare: Some(compare),
        binary: Slots::table([
            (BinOp::Add, add),
            (BinOp::Sub, subtract),
            (BinOp::Mul, multiply),
            (BinOp::TrueDiv, divide),
            (BinOp::FloorDiv, floor_divide),
            (BinOp::Mod, remainder),
            (BinOp::DivMod, divide_remainder),
        ]),
        neg: Some(|vm, v| new_timedelta(vm, delta(v).negative(vm)?)),
        pos: Some(|vm, v| new_timedelta(vm, delta(v))),
        abs: Some(|vm, v| new_timedelta(vm, if delta(v).days < 0 { delta(v).negative(vm)? } else { delta(v) })),
        bool: Some(|_, v| Ok(delta(v) != Delta::ZERO)),
        ..Slots::EMPTY
    },
    methods: METHODS,
    getset: &[
        GetSetDef {
            name: "days",
            get: |_, v| Ok(Ref::own(Value::small_int(delta(v).days as i64))),
            set: Some(read_only),
            doc: "Number of days.",
        },
        GetSetDef {
            name: "seconds",
            get: |_, v| Ok(Ref::own(Value::small_int(delta(v).seconds()))),
            set: Some(read_only),
            doc: "Number of seconds (>= 0 and less than 1 day).",
        },
        GetSetDef {
            name: "microseconds",
            get: |_, v| Ok(Ref::own(Value::small_int(delta(v).microseconds()))),
            set: Some(read_only),
            doc: "Number of microseconds (>= 0 and less than 1 second).",
        },
    ],
};

/// The class attributes.
pub fn constants() -> [(&'static str, Delta); 3] {
    [
        ("resolution", Delta { days: 0, micros: 1 }),
        ("min", Delta { days: -MAX_DAYS, micros: 0 }),
        ("max", Delta { days: MAX_DAYS, micros: DAY_MICROS - 1 }),
    ]
}

/// The components, and how many microseconds each has.
const NAMES: [&str; 7] = ["days", "seconds", "microseconds", "milliseconds", "minutes", "hours", "weeks"];
const FACTORS: [i64; 7] = [DAY_MICROS, 1_000_000, 1, 1000, 60_000_000, 3_600_000_000, 7 * DAY_MICROS];
/// The order in which they are added up, which decides whose error is raised.
const ORDER: [usize; 7] = [2, 3, 1, 4, 5, 0, 6];

fn new(vm: &Vm, ty: *mut Type, args: &[Value], kwnames: Value) -> Res {
    let parts = bind(vm, args, kwnames, &NAMES, 0, 7, Some("__new__"))?;
    let d = match of_small_parts(&parts) {
        Some((days, micros)) => Delta::normalised(vm, days, micros)?,
        None => of_parts(vm, &parts)?,
    };
    if ty == vm.datetime.timedelta.get() {
        return new_timedelta(vm, d);
    }
    // SAFETY: the instance is fresh.
    vm.new_object::<TimeDelta>(ty, |p| unsafe { (*p).delta = d })
}

/// Days and microseconds, where all parts are ints so small that the sums cannot overflow.
#[inline]
fn of_small_parts(parts: &[Value; 7]) -> Option<(i64, i64)> {
    const LIMIT: i64 = 1 << 30;
    let mut n = [0i64; 7];
    for (to, v) in n.iter_mut().zip(parts) {
        if v.is_unbound() {
            continue;
        }
        if !v.is_small_int() || !(-LIMIT..LIMIT).contains(&v.as_small_int()) {
            return None;
        }
        *to = v.as_small_int();
    }
    let [days, seconds, micros, millis, minutes, hours, weeks] = n;
    Some((days + weeks * 7, micros + millis * 1000 + (seconds + minutes * 60 + hours * 3600) * 1_000_000))
}

fn of_parts(vm: &Vm, parts: &[Value; 7]) -> Res<Delta> {
    let mut sum = Int::Small(0);
    let mut left = 0.0;
    for i in ORDER {
        if !parts[i].is_unbound() {
            sum = accumulate(vm, NAMES[i], &sum, parts[i], FACTORS[i], &mut left)?;
        }
    }
    if left != 0.0 {
        let mut whole = left.round();
        if (whole - left).abs() == 0.5 {
            // A tie goes to where the sum is even.
            let odd = if sum.is_odd() { 1.0 } else { 0.0 };
            whole = 2.0 * ((left + odd) * 0.5).round() - odd;
        }
        sum = sum.add(&Int::Small(whole as i64));
    }
    Delta::from_int(vm, &sum)
}

/// Adds a component; what is left below a microsecond goes to `left`.
fn accumulate(vm: &Vm, name: &str, sum: &Int, v: Value, factor: i64, left: &mut f64) -> Res<Int> {
    if let Some(n) = as_int(vm, v) {
        return Ok(sum.add(&n.mul(&Int::Small(factor))));
    }
    let Some(x) = vm.float_payload(v) else {
        return Err(vm.type_error(format!("unsupported type for timedelta {name} component: {}", vm.type_name(v))));
    };
    let Some(whole) = Int::from_f64(x.trunc()) else {
        return Err(match x.is_nan() {
            true => vm.value_error("cannot convert float NaN to integer"),
            false => vm.overflow_error("cannot convert float infinity to integer"),
        });
    };
    let sum = sum.add(&whole.mul(&Int::Small(factor)));
    if x.fract() == 0.0 {
        return Ok(sum);
    }
    let rest = factor as f64 * x.fract();
    *left += rest.fract();
    Ok(sum.add(&Int::Small(rest.trunc() as i64)))
}

/// The value of an int.
fn as_int(vm: &Vm, v: Value) -> Option<Int> {
    Some(match vm.as_int(v)? {
        IntView::Small(n) => Int::Small(n),
        IntView::Big(b) => Int::Big(b.clone()),
    })
}

#[cold]
fn by_zero(vm: &Vm) -> Raised {
    vm.raise_type(vm.types.ZeroDivisionError, "division by zero")
}

fn compare(vm: &Vm, x: Value, y: Value, op: CompareOp) -> Res {
    match as_delta(vm, y) {
        Some(y) => Ok(Ref::bool(op.holds(delta(x).cmp(&y)))),
        None => Ok(Ref::NOT_IMPLEMENTED),
    }
}

fn add(vm: &Vm, x: Value, y: Value) -> Res {
    match (as_delta(vm, x), as_delta(vm, y)) {
        (Some(x), Some(y)) => new_timedelta(vm, x.plus(vm, y)?),
        _ => Ok(Ref::NOT_IMPLEMENTED),
    }
}

fn subtract(vm: &Vm, x: Value, y: Value) -> Res {
    match (as_delta(vm, x), as_delta(vm, y)) {
        (Some(x), Some(y)) => new_timedelta(vm, x.minus(vm, y)?),
        _ => Ok(Ref::NOT_IMPLEMENTED),
    }
}

fn multiply(vm: &Vm, x: Value, y: Value) -> Res {
    let (d, by) = match as_delta(vm, x) {
        Some(d) => (d, y),
        None => (delta(y), x),
    };
    match vm.as_int(by) {
        Some(IntView::Small(n)) => match d.total().checked_mul(n as i128) {
            Some(t) => new_timedelta(vm, Delta::from_total(vm, t)?),
            None => new_timedelta(vm, Delta::from_int(vm, &d.total_int().mul(&Int::Small(n)))?),
        },
        Some(IntView::Big(b)) => new_timedelta(vm, Delta::from_int(vm, &d.total_int().mul(&Int::Big(b.clone())))?),
        None if vm.float_payload(by).is_some() => scale(vm, d, by, false),
        None => Ok(Ref::NOT_IMPLEMENTED),
    }
}

/// A duration times a float, or divided by it: exactly, then rounded to the nearest microsecond.
fn scale(vm: &Vm, d: Delta, by: Value, divide: bool) -> Res {
    let name = vm.intern("as_integer_ratio");
    let ratio = vm.call_method(by, name.value(), &[])?;
    if !vm.is_tuple(ratio.value()) {
        let given = vm.type_name(ratio.value());
        return Err(vm.type_error(format!("unexpected return type from as_integer_ratio(): expected tuple, not '{given}'")));
    }
    let [numerator, denominator] = *vm.tuple_items(ratio.value()) else {
        return Err(vm.value_error("as_integer_ratio() must return a 2-tuple"));
    };
    let (times, over) = if divide { (denominator, numerator) } else { (numerator, denominator) };
    let (Some(times), Some(over)) = (as_int(vm, times), as_int(vm, over)) else {
        return Err(vm.type_error("non-integer arguments in division"));
    };
    match divide_nearest(&d.total_int().mul(&times), &over) {
        Some(t) => new_timedelta(vm, Delta::from_int(vm, &t)?),
        None => Err(by_zero(vm)),
    }
}

fn divide(vm: &Vm, x: Value, y: Value) -> Res {
    let Some(d) = as_delta(vm, x) else { return Ok(Ref::NOT_IMPLEMENTED) };
    if let Some(by) = as_delta(vm, y) {
        return quotient(vm, d, by);
    }
    if let Some(n) = as_int(vm, y) {
        return match divide_nearest(&d.total_int(), &n) {
            Some(t) => new_timedelta(vm, Delta::from_int(vm, &t)?),
            None => Err(by_zero(vm)),
        };
    }
    if vm.float_payload(y).is_some() { scale(vm, d, y, true) } else { Ok(Ref::NOT_IMPLEMENTED) }
}

/// The quotient of two durations, a float.
fn quotient(vm: &Vm, x: Delta, y: Delta) -> Res {
    if y == Delta::ZERO {
        return Err(by_zero(vm));
    }
    // Both exact as floats: one rounding.
    const EXACT: u64 = 1 << 53;
    if let (Some(a), Some(b)) = (x.small_total(), y.small_total())
        && a.unsigned_abs() <= EXACT
        && b.unsigned_abs() <= EXACT
    {
        return Ok(Ref::float(a as f64 / b as f64));
    }
    match x.total_int().true_div(&y.total_int()) {
        Ok(q) => Ok(Ref::float(q)),
        Err(_) => Err(vm.overflow_error("integer division result too large for a float")),
    }
}

fn floor_divide(vm: &Vm, x: Value, y: Value) -> Res {
    let Some(d) = as_delta(vm, x) else { return Ok(Ref::NOT_IMPLEMENTED) };
    if let Some(by) = as_delta(vm, y) {
        let Ok(q) = d.total_int().floor_div(&by.total_int()) else { return Err(by_zero(vm)) };
        return vm.new_big(q.into_big());
    }
    let Some(n) = as_int(vm, y) else { return Ok(Ref::NOT_IMPLEMENTED) };
    match d.total_int().floor_div(&n) {
        Ok(t) => new_timedelta(vm, Delta::from_int(vm, &t)?),
        Err(_) => Err(by_zero(vm)),
    }
}

fn remainder(vm: &Vm, x: Value, y: Value) -> Res {
    let (Some(x), Some(y)) = (as_delta(vm, x), as_delta(vm, y)) else { return Ok(Ref::NOT_IMPLEMENTED) };
    match x.total_int().modulo(&y.total_int()) {
        Ok(t) => new_timedelta(vm, Delta::from_int(vm, &t)?),
        Err(_) => Err(by_zero(vm)),
    }
}

fn divide_remainder(vm: &Vm, x: Value, y: Value) -> Res {
    let (Some(x), Some(y)) = (as_delta(vm, x), as_delta(vm, y)) else { return Ok(Ref::NOT_IMPLEMENTED) };
    match x.total_int().floor_divmod(&y.total_int()) {
        Ok((q, r)) => vm.tuple_from_refs([vm.new_big(q.into_big())?, new_timedelta(vm, Delta::from_int(vm, &r)?)?]),
        Err(_) => Err(by_zero(vm)),
    }
}

fn repr(vm: &Vm, v: Value) -> Res {
    let d = delta(v);
    let parts = [("days", d.days as i64), ("seconds", d.seconds()), ("microseconds", d.microseconds())];
    let named: Vec<String> = parts.iter().filter(|p| p.1 != 0).map(|(name, n)| format!("{name}={n}")).collect();
    let named = if named.is_empty() { "0".to_owned() } else { named.join(", ") };
    vm.new_str(&format!("{}({named})", vm.type_name(v)))
}

fn str(vm: &Vm, v: Value) -> Res {
    let d = delta(v);
    let mut out = Text::new();
    if d.days != 0 {
        out.number(d.days as i64);
        out.push_str(if d.days.abs() == 1 { " day, " } else { " days, " });
    }
    let seconds = d.seconds();
    out.digits(seconds / 3600, 1);
    out.push(b':');
    out.two((seconds / 60 % 60) as i32);
    out.push(b':');
    out.two((seconds % 60) as i32);
    if d.microseconds() != 0 {
        out.push(b'.');
        out.micros(d.microseconds() as i32);
    }
    vm.new_latin1(out.as_bytes(), true)
}

native! { static METHODS = [
    /// Total seconds in the duration.
    "total_seconds(self, /)" => fn total_seconds(vm, [this]) {
        quotient(vm, delta(this), Delta { days: 0, micros: 1_000_000 })
    }
    /// __reduce__() -> (cls, state)
    "__reduce__(self, /)" => fn reduce(vm, [this]) {
        let d = delta(this);
        let state = [d.days as i64, d.seconds(), d.microseconds()].map(|n| Ref::own(Value::small_int(n)));
        let state = vm.tuple_from_refs(state)?;
        vm.tuple_from_refs([Ref::from_type(vm.type_of(this)), state])
    }
]; }
