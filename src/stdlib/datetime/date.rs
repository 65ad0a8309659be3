//! `date`.
use super::arguments::{pickled, bind, check_day, field, no_year, replacement, str_argument};
use super::calendar::{Clock, Day, NoIsoDay, from_iso};
use super::strftime::{self, Source};
use super::text::{Text, parse_day};
use super::timedelta::{delta, is_timedelta, new_timedelta};
use super::{clocks, is_date, is_datetime};
use crate::native;
use crate::object::str_object::hash_bytes;
use crate::object::{
    BinOp, CompareOp, GetSetDef, Header, Raised, Ref, Res, Slots, Type, TypeSpec, Value, Vm, flags,
};

/// A date; a datetime has its day in the same place.
#[repr(C)]
pub struct Date {
    header: Header,
    day: Day,
    /// -1 while nobody has asked; the place is another's in a datetime.
    hash: i64,
}

/// The day of a date or datetime.
#[inline(always)]
pub fn day(v: Value) -> Day {
    // SAFETY: called with dates only.
    unsafe { v.get::<Date>().day }
}

/// A date of exactly the builtin type.
#[inline]
pub fn new_date(vm: &Vm, day: Day) -> Res {
    let p = vm.alloc_raw(size_of::<Date>(), false, vm.datetime.date.get())? as *mut Date;
    // SAFETY: the cell is fresh and large enough.
    unsafe {
        (*p).day = day;
        (*p).hash = -1;
    }
    Ok(Ref::own(Value::from_ptr(p)))
}

/// What a class makes of a day: a subclass is called.
#[inline]
pub fn of_class(vm: &Vm, class: *mut Type, day: Day) -> Res {
    if class == vm.datetime.date.get() {
        return new_date(vm, day);
    }
    vm.call(Value::from_ptr(class), &[day.year(), day.month(), day.day()].map(|n| Value::small_int(n as i64)))
}

pub static SPEC: TypeSpec = TypeSpec {
    name: "datetime.date",
    doc: "date(year, month, day) --> date object",
    flags: flags::BASETYPE,
    size: size_of::<Date>(),
    slots: Slots {
        new: Some(new),
        repr: Some(repr),
        str: Some(|vm, v| if v.is_exact(vm.datetime.date.get()) { iso_text(vm, v) } else { vm.call_method(v, vm.names.isoformat, &[]) }),
        hash: Some(hash),
        compare: Some(compare),
        binary: Slots::table([(BinOp::Add, add), (BinOp::Sub, subtract)]),
        ..Slots::EMPTY
    },
    methods: METHODS,
    getset: &[
        GetSetDef { name: "year", get: |_, v| Ok(Ref::own(Value::small_int(day(v).year() as i64))), set: None, doc: "" },
        GetSetDef { name: "month", get: |_, v| Ok(Ref::own(Value::small_int(day(v).month() as i64))), set: None, doc: "" },
        GetSetDef { name: "day", get: |_, v| Ok(Ref::own(Value::small_int(day(v).day() as i64))), set: None, doc: "" },
    ],
};

const NAMES: [&str; 3] = ["year", "month", "day"];

/// An instance of the type or a subclass, which is not called.
fn instance(vm: &Vm, ty: *mut Type, day: Day) -> Res {
    if ty == vm.datetime.date.get() {
        return new_date(vm, day);
    }
    vm.new_object::<Date>(ty, |p| {
        // SAFETY: the instance is fresh.
        unsafe {
            (*p).day = day;
            (*p).hash = -1;
        }
    })
}

fn new(vm: &Vm, ty: *mut Type, args: &[Value], kwnames: Value) -> Res {
    if let [y, m, d] = *args
        && kwnames == Value::NULL
    {
        return instance(vm, ty, check_day(vm, field(vm, y)?, field(vm, m)?, field(vm, d)?)?);
    }
    if let [state] = *args
        && kwnames == Value::NULL
        && let Some(bytes) = pickled::<4>(vm, state, "date", |b| (1..=12).contains(&b[2]))?
    {
        return instance(vm, ty, Day(u32::from_be_bytes(bytes)));
    }
    let [y, m, d] = bind(vm, args, kwnames, &NAMES, 3, 3, None)?;
    instance(vm, ty, check_day(vm, field(vm, y)?, field(vm, m)?, field(vm, d)?)?)
}

fn hash(vm: &Vm, v: Value) -> Res<i64> {
    // SAFETY: a date that is no datetime, which has its own slot.
    let d = unsafe { &mut *v.ptr::<Date>() };
    if d.hash == -1 {
        d.hash = hash_bytes(vm, &d.day.bytes());
    }
    Ok(d.hash)
}

fn compare(vm: &Vm, x: Value, y: Value, op: CompareOp) -> Res {
    // Datetimes compare with datetimes only.
    if !is_date(vm, y) || is_datetime(vm, y) {
        return Ok(Ref::NOT_IMPLEMENTED);
    }
    Ok(Ref::bool(op.holds(day(x).cmp(&day(y)))))
}

/// A date so many days later.
fn moved(vm: &Vm, v: Value, days: i64) -> Res {
    match day(v).plus(days) {
        Some(d) => of_class(vm, vm.type_of(v), d),
        None => Err(out_of_range(vm)),
    }
}

#[cold]
pub fn out_of_range(vm: &Vm) -> Raised {
    vm.overflow_error("date value out of range")
}

fn add(vm: &Vm, x: Value, y: Value) -> Res {
    let (d, t) = if is_date(vm, x) { (x, y) } else { (y, x) };
    if !is_timedelta(vm, t) || is_datetime(vm, d) {
        return Ok(Ref::NOT_IMPLEMENTED);
    }
    moved(vm, d, delta(t).days as i64)
}

fn subtract(vm: &Vm, x: Value, y: Value) -> Res {
    if !is_date(vm, x) || is_datetime(vm, x) {
        return Ok(Ref::NOT_IMPLEMENTED);
    }
    if is_timedelta(vm, y) {
        return moved(vm, x, -(delta(y).days as i64));
    }
    if !is_date(vm, y) || is_datetime(vm, y) {
        return Ok(Ref::NOT_IMPLEMENTED);
    }
    let days = (day(x).ordinal() - day(y).ordinal()) as i32;
    new_timedelta(vm, super::delta::Delta { days, micros: 0 })
}

fn repr(vm: &Vm, v: Value) -> Res {
    let d = day(v);
    vm.new_str(&format!("{}({}, {}, {})", vm.type_name(v), d.year(), d.month(), d.day()))
}

fn iso_text(vm: &Vm, v: Value) -> Res {
    let mut out = Text::new();
    out.day(day(v));
    vm.new_latin1(out.as_bytes(), true)
}

/// ValueError for text that is no date or time.
#[cold]
pub fn bad_text(vm: &Vm, text: Value) -> Raised {
    match vm.repr_text(text) {
        Ok(r) => vm.value_error(format!("Invalid isoformat string: {r}")),
        Err(e) => e,
    }
}

/// Text to parse as bytes: what is not ASCII is a byte that nothing takes.
pub fn text_bytes(vm: &Vm, text: Value) -> Res<std::borrow::Cow<'static, [u8]>> {
    if !vm.is_str(text) {
        return Err(vm.type_error("fromisoformat: argument must be str"));
    }
    let s = vm.str(text);
    match s.as_ascii() {
        Some(t) => Ok(std::borrow::Cow::Borrowed(t.as_bytes())),
        None => Ok(std::borrow::Cow::Owned(s.iter().map(|c| if c < 128 { c as u8 } else { 0xff }).collect())),
    }
}

native! { static METHODS = [
    /// Create a date from a POSIX timestamp.
    ///
    /// The timestamp is a number, e.g. created via time.time(), that is
    /// interpreted as local time.
    @classmethod "fromtimestamp(type, timestamp, /)" => fn fromtimestamp(vm, [cls, timestamp]) {
        let t = clocks::whole_seconds(vm, timestamp)?;
        let tm = clocks::local(vm, t)?;
        from_broken_down(vm, cls, &tm)
    }
    /// int -> date corresponding to a proleptic Gregorian ordinal.
    @classmethod @varargs "fromordinal(type, /, *args)" => fn fromordinal(vm, [cls], *args) {
        let [n] = *args else {
            return Err(vm.type_error(format!("fromordinal() takes exactly 1 argument ({} given)", args.len())));
        };
        let n = field(vm, n)?;
        if n < 1 {
            return Err(vm.value_error("ordinal must be >= 1"));
        }
        match Day::from_ordinal(n as i64) {
            Some(d) => of_class(vm, cls.ptr(), d),
            None => Err(no_year(vm, year_of(n as i64))),
        }
    }
    /// str -> Construct a date from a string in ISO 8601 format.
    @classmethod "fromisoformat(type, object, /)" => fn fromisoformat(vm, [cls, text]) {
        let s = text_bytes(vm, text)?;
        let parsed = if matches!(s.len(), 7 | 8 | 10) { parse_day(&s) } else { None };
        let Some((y, m, d)) = parsed else { return Err(bad_text(vm, text)) };
        of_class(vm, cls.ptr(), check_day(vm, y, m, d)?)
    }
    /// int, int, int -> Construct a date from the ISO year, week number and weekday.
    ///
    /// This is the inverse of the date.isocalendar() function
    @classmethod "fromisocalendar(type, /, year, week, day)" => fn fromisocalendar(vm, [cls, year, week, weekday]) {
        let part = |v: Value| match vm.index_i64(v)? {
            Ok(n) if i32::try_from(n).is_ok() => Ok(n),
            _ => Err(vm.value_error("ISO calendar component out of range")),
        };
        let (year, week, weekday) = (part(year)?, part(week)?, part(weekday)?);
        match from_iso(year, week, weekday) {
            Ok(d) => of_class(vm, cls.ptr(), d),
            Err(NoIsoDay::Year) => Err(no_year(vm, year)),
            Err(NoIsoDay::Week) => Err(vm.value_error(format!("Invalid week: {week}"))),
            Err(NoIsoDay::Weekday) => Err(vm.value_error(format!("Invalid weekday: {weekday} (range is [1, 7])"))),
            Err(NoIsoDay::Beyond(year)) => Err(no_year(vm, year as i64)),
        }
    }
    /// string, format -> new date parsed from a string (like time.strptime()).
    @classmethod @varargs "strptime(type, /, *args)" => fn strptime(vm, [cls], *args) {
        strftime::parse(vm, "_strptime_datetime_date", cls, args)
    }
    /// Current date or datetime:  same as self.__class__.fromtimestamp(time.time()).
    @classmethod "today(type, /)" => fn today(vm, [cls]) {
        if cls == Value::from_ptr(vm.datetime.date.get()) {
            let tm = clocks::local(vm, clocks::now(vm)?.0)?;
            return from_broken_down(vm, cls, &tm);
        }
        let now = vm.call(strftime::time_function(vm, "time")?.value(), &[])?;
        vm.call_method(cls, vm.names.fromtimestamp, &[now.value()])
    }
    /// Return ctime() style string.
    "ctime(self, /)" => fn ctime(vm, [this]) { strftime::ctime(vm, day(this), Clock::MIDNIGHT) }
    /// format -> strftime() style string.
    "strftime(self, /, format)" => fn strftime(vm, [this, format]) {
        str_argument(vm, format, "strftime", 1)?;
        let tuple = vm.call_method(this, vm.names.timetuple, &[])?;
        let moment = is_datetime(vm, this).then_some(this);
        strftime::format(vm, Source { of: this, moment, tuple: &tuple }, format)
    }
    /// Formats self with strftime.
    @varargs "__format__(self, /, *args)" => fn format(vm, [this], *args) {
        let [format] = *args else {
            return Err(vm.type_error(format!("__format__() takes exactly 1 argument ({} given)", args.len())));
        };
        strftime::formatted(vm, this, format)
    }
    /// Return time tuple, compatible with time.localtime().
    "timetuple(self, /)" => fn timetuple(vm, [this]) {
        let d = day(this);
        strftime::struct_time(vm, [d.year(), d.month(), d.day(), 0, 0, 0, d.weekday(), d.day_of_year(), -1])
    }
    /// Return a named tuple containing ISO year, week number, and weekday.
    "isocalendar(self, /)" => fn isocalendar(vm, [this]) {
        let (year, week, weekday) = day(this).iso();
        super::iso_calendar::new_iso_calendar(vm, vm.datetime.iso_calendar.get(), [year, week, weekday])
    }
    /// Return string in ISO 8601 format, YYYY-MM-DD.
    "isoformat(self, /)" => fn isoformat(vm, [this]) { iso_text(vm, this) }
    /// Return the day of the week represented by the date.
    /// Monday == 1 ... Sunday == 7
    "isoweekday(self, /)" => fn isoweekday(vm, [this]) { vm.new_int(day(this).weekday() as i64 + 1) }
    /// Return proleptic Gregorian ordinal.  January 1 of year 1 is day 1.
    "toordinal(self, /)" => fn toordinal(vm, [this]) { vm.new_int(day(this).ordinal()) }
    /// Return the day of the week represented by the date.
    /// Monday == 0 ... Sunday == 6
    "weekday(self, /)" => fn weekday(vm, [this]) { vm.new_int(day(this).weekday() as i64) }
    /// Return date with new specified fields.
    "replace(self, /, year=unchanged, month=unchanged, day=unchanged)" => fn replace(vm, [this, y, m, d]) {
        replaced(vm, this, [y, m, d])
    }
    /// The same as replace().
    "__replace__(self, /, *args, **changes)" => fn replace_special(vm, [this, changes], *args) {
        super::call_replace(vm, METHODS, this, args, changes)
    }
    /// __reduce__() -> (cls, state)
    "__reduce__(self, /)" => fn reduce(vm, [this]) {
        let state = vm.tuple_from_refs([vm.new_bytes(&day(this).bytes())?])?;
        vm.tuple_from_refs([Ref::from_type(vm.type_of(this)), state])
    }
]; }

/// Year of an ordinal beyond the calendar.
fn year_of(ordinal: i64) -> i64 {
    // Shifted back by whole cycles of 400 years.
    const CYCLE: i64 = 146_097;
    let cycles = (ordinal - 1) / CYCLE;
    Day::from_ordinal(ordinal - cycles * CYCLE).map_or(10000, |d| d.year() as i64 + cycles * 400)
}

/// A date of a class with other fields; a subclass is called, and checks them itself.
fn replaced(vm: &Vm, this: Value, [y, m, d]: [Value; 3]) -> Res {
    let old = day(this);
    let (y, m, d) = (replacement(vm, y, old.year())?, replacement(vm, m, old.month())?, replacement(vm, d, old.day())?);
    let class = vm.type_of(this);
    if class == vm.datetime.date.get() {
        return new_date(vm, check_day(vm, y, m, d)?);
    }
    vm.call(Value::from_ptr(class), &[y, m, d].map(|n| Value::small_int(n as i64)))
}

fn from_broken_down(vm: &Vm, cls: Value, tm: &libc::tm) -> Res {
    let (y, m, d) = (tm.tm_year as i64 + 1900, tm.tm_mon + 1, tm.tm_mday);
    if !(1..=9999).contains(&y) {
        return Err(no_year(vm, y));
    }
    of_class(vm, cls.ptr(), Day::new(y as i32, m, d))
}
