//! Arguments of the constructors, and checks of fields.
use super::calendar::{Clock, Day, days_in_month};
use crate::object::{Raised, Res, Value, Vm};

/// Binds the arguments of a call to `N` fields, of which the first `positional` may be given by position and the first `required` must be
/// given. Fields that are not given are UNBOUND. `function` is named in messages where it has a name.
pub fn bind<const N: usize>(
    vm: &Vm,
    args: &[Value],
    kwnames: Value,
    names: &[&str; N],
    required: usize,
    positional: usize,
    function: Option<&str>,
) -> Res<[Value; N]> {
    let mut fields = [Value::UNBOUND; N];
    let keywords: &[Value] = if kwnames == Value::NULL { &[] } else { vm.tuple_items(kwnames) };
    let given = args.len() - keywords.len();
    if args.len() > N || given > positional {
        return Err(too_many(vm, N, positional, given, keywords.len(), function));
    }
    fields[..given].copy_from_slice(&args[..given]);
    let mut unknown = None;
    for (name, value) in keywords.iter().zip(&args[given..]) {
        let text = if vm.is_str(*name) { vm.str(*name).as_ascii() } else { None };
        match text.and_then(|t| names.iter().position(|n| *n == t)) {
            Some(i) if fields[i].is_unbound() => fields[i] = *value,
            Some(i) => {
                let who = function.map_or("function".to_owned(), |f| format!("{f}()"));
                return Err(vm.type_error(format!("argument for {who} given by name ('{}') and position ({})", names[i], i + 1)));
            }
            None => unknown = unknown.or(Some(*name)),
        }
    }
    if let Some(i) = fields[..required].iter().position(|f| f.is_unbound()) {
        // Fields are converted in order: what is wrong with those before comes first.
        fields[..i].iter().try_for_each(|f| field(vm, *f).map(drop))?;
        let who = function.map_or("function".to_owned(), |f| format!("{f}()"));
        return Err(vm.type_error(format!("{who} missing required argument '{}' (pos {})", names[i], i + 1)));
    }
    match unknown {
        None => Ok(fields),
        Some(name) if !vm.is_str(name) => Err(vm.keywords_must_be_strings()),
        Some(name) => {
            let who = function.map_or("this function".to_owned(), |f| format!("{f}()"));
            Err(vm.type_error(format!("{who} got an unexpected keyword argument '{}'", vm.str_text(name))))
        }
    }
}

#[cold]
fn too_many(vm: &Vm, all: usize, positional: usize, given: usize, keywords: usize, function: Option<&str>) -> Raised {
    let who = function.map_or("function".to_owned(), |f| format!("{f}()"));
    if given + keywords > all {
        let kind = if given == 0 { "keyword " } else { "" };
        let plural = if all == 1 { "" } else { "s" };
        return vm.type_error(format!("{who} takes at most {all} {kind}argument{plural} ({} given)", given + keywords));
    }
    vm.type_error(format!("{who} takes at most {positional} positional arguments ({given} given)"))
}

/// A field: an int of 32 bits.
#[inline(always)]
pub fn field(vm: &Vm, v: Value) -> Res<i32> {
    if v.is_small_int() && i32::try_from(v.as_small_int()).is_ok() {
        return Ok(v.as_small_int() as i32);
    }
    other_field(vm, v)
}

#[cold]
fn other_field(vm: &Vm, v: Value) -> Res<i32> {
    let n = match vm.index_i64(v)? {
        Ok(n) => n,
        Err(_) => return Err(vm.overflow_error("Python int too large to convert to C long")),
    };
    i32::try_from(n).map_err(|_| {
        let message = if n > 0 { "signed integer is greater than maximum" } else { "signed integer is less than minimum" };
        vm.overflow_error(message)
    })
}

/// A field, or what it is where it is not given.
#[inline(always)]
pub fn field_or(vm: &Vm, v: Value, default: i32) -> Res<i32> {
    if v.is_unbound() { Ok(default) } else { field(vm, v) }
}

/// A field of `replace`, or what it is where it is not given.
pub fn replacement(vm: &Vm, v: Value, old: i32) -> Res<i32> {
    if v.is_unbound() {
        return Ok(old);
    }
    let n = vm.index_i64(v)?.ok().and_then(|n| i32::try_from(n).ok());
    n.ok_or_else(|| vm.overflow_error("Python int too large to convert to C int"))
}

/// The day of year, month and day. ValueError where there is none.
#[inline]
pub fn check_day(vm: &Vm, year: i32, month: i32, day: i32) -> Res<Day> {
    if (1..=9999).contains(&year) && (1..=12).contains(&month) && day >= 1 && (day <= 28 || day <= days_in_month(year, month)) {
        return Ok(Day::new(year, month, day));
    }
    Err(no_day(vm, year, month, day))
}

#[cold]
fn no_day(vm: &Vm, year: i32, month: i32, day: i32) -> Raised {
    if !(1..=9999).contains(&year) {
        return no_year(vm, year as i64);
    }
    if !(1..=12).contains(&month) {
        return vm.value_error(format!("month must be in 1..12, not {month}"));
    }
    let last = days_in_month(year, month);
    vm.value_error(format!("day {day} must be in range 1..{last} for month {month} in year {year}"))
}

#[cold]
pub fn no_year(vm: &Vm, year: i64) -> Raised {
    vm.value_error(format!("year must be in 1..9999, not {year}"))
}

/// The time of hour, minute, second and microsecond. ValueError where there is none.
#[inline]
pub fn check_clock(vm: &Vm, hour: i32, minute: i32, second: i32, micros: i32) -> Res<Clock> {
    // As unsigned numbers, so that negative ones are too large.
    if (hour as u32) < 24 && (minute as u32) < 60 && (second as u32) < 60 && (micros as u32) < 1_000_000 {
        return Ok(Clock::new(hour, minute, second, micros));
    }
    Err(no_time(vm, hour, minute, second, micros))
}

#[cold]
fn no_time(vm: &Vm, hour: i32, minute: i32, second: i32, micros: i32) -> Raised {
    let fields = [(hour, 23, "hour"), (minute, 59, "minute"), (second, 59, "second"), (micros, 999_999, "microsecond")];
    for (n, most, name) in fields {
        if !(0..=most).contains(&n) {
            return vm.value_error(format!("{name} must be in 0..{most}, not {n}"));
        }
    }
    vm.value_error("no time of day")
}

/// A `fold`: 0 or 1.
#[inline]
pub fn check_fold(vm: &Vm, v: Value, default: bool) -> Res<bool> {
    match replacement(vm, v, default as i32)? {
        0 => Ok(false),
        1 => Ok(true),
        n => Err(vm.value_error(format!("fold must be either 0 or 1, not {n}"))),
    }
}

/// A `tzinfo` argument: None where it is not given.
#[inline]
pub fn check_zone(vm: &Vm, v: Value) -> Res<Value> {
    if v.is_none() || v.is_unbound() {
        return Ok(Value::NONE);
    }
    if super::is_tzinfo(vm, v) {
        return Ok(v);
    }
    Err(vm.type_error(format!("tzinfo argument must be None or of a tzinfo subclass, not type '{}'", vm.type_name(v))))
}

/// A str argument: TypeError where it is something else.
pub fn str_argument(vm: &Vm, v: Value, function: &str, i: usize) -> Res<()> {
    if vm.is_str(v) {
        return Ok(());
    }
    let given = if v.is_none() { "None".to_owned() } else { vm.type_name(v) };
    Err(vm.type_error(format!("{function}() argument {i} must be str, not {given}")))
}

/// The bytes of a pickle's state: `size` of them, where it is bytes, or the text that Python 2 wrote.
/// None where the argument is something else; `sane` looks at the byte by which a state is told from other values.
pub fn pickled<const N: usize>(vm: &Vm, v: Value, what: &str, sane: impl Fn(&[u32; N]) -> bool) -> Res<Option<[u8; N]>> {
    if vm.is_bytes(v) {
        let Ok(bytes) = <[u8; N]>::try_from(vm.bytes(v)) else { return Ok(None) };
        return Ok(sane(&bytes.map(u32::from)).then_some(bytes));
    }
    if !vm.is_str(v) || vm.str(v).len() != N {
        return Ok(None);
    }
    let mut points = [0u32; N];
    for (to, c) in points.iter_mut().zip(vm.str(v).iter()) {
        *to = c;
    }
    if !sane(&points) {
        return Ok(None);
    }
    if points.iter().any(|c| *c > 255) {
        return Err(vm.value_error(format!(
            "Failed to encode latin1 string when unpickling a {what} object. pickle.load(data, encoding='latin1') is assumed."
        )));
    }
    Ok(Some(points.map(|c| c as u8)))
}
