//! The methods of `datetime`.
use super::arguments::{check_clock, check_day, check_fold, check_zone, replacement};
use super::calendar::{Clock, Day, EPOCH_ORDINAL};
use super::clocks;
use super::date::{bad_text, day, text_bytes};
use super::datetime::{date_of, difference, iso_text, moved, new_datetime, of_class, of_fields};
use super::delta::Delta;
use super::moment::moment;
use super::strftime::{ctime, parse, struct_time};
use super::text::{next_day, parse_day, parse_time, separator};
use super::time::{is_hour_24, new_time, parsed_zone, time_spec};
use super::timedelta::delta;
use super::{calendar, is_date, is_datetime, is_time, zone};
use crate::native;
use crate::object::{Ref, Res, Value, Vm};
use crate::report::warnings;

/// A datetime of a class at a time since the epoch: local, or UTC, of which the zone then makes its own time.
fn at_timestamp(vm: &Vm, cls: Value, (t, micros): (i64, i32), local: bool, zone: Value) -> Res {
    let tm = clocks::broken_down(vm, t, local)?;
    let (day, clock) = clocks::fields(vm, &tm)?;
    let clock = Clock(clock.0 | micros as u64);
    let fold = local && zone.is_none() && clocks::is_second(vm, t, clocks::as_utc(day, clock))?;
    of_class(vm, cls.ptr(), day, clock, zone, fold)
}

/// As `at_timestamp`, in local time or that of a zone.
fn at_timestamp_in(vm: &Vm, cls: Value, t: (i64, i32), zone: Value) -> Res {
    let made = at_timestamp(vm, cls, t, zone.is_none(), zone)?;
    if zone.is_none() { Ok(made) } else { vm.call_method(zone, vm.names.fromutc, &[made.value()]) }
}

fn deprecated(vm: &Vm, name: &str, instead: &str) -> Res<()> {
    let message = format!(
        "datetime.datetime.{name}() is deprecated and scheduled for removal in a future version. Use timezone-aware objects to represent datetimes in UTC: datetime.datetime.{instead}."
    );
    warnings::warn(vm, vm.types.DeprecationWarning, &message, 1)
}

/// Seconds from the epoch to a datetime as if it were in UTC.
fn seconds_since_epoch(v: Value) -> i64 {
    let m = moment(v);
    (m.day.ordinal() - EPOCH_ORDINAL) * 86_400 + m.clock.seconds()
}

/// The local zone at a datetime without a zone.
fn zone_of_local(vm: &Vm, v: Value) -> Res {
    let m = moment(v);
    let t = clocks::timestamp_of_local(vm, m.day, m.clock, m.fold)?;
    let other = clocks::timestamp_of_local(vm, m.day, m.clock, !m.fold)?;
    // In a gap the later time is that of fold 0, whose offset is that from before.
    let gap = other != t && (other > t) == m.fold;
    clocks::local_zone(vm, if gap { other } else { t })
}

fn astimezone(vm: &Vm, this: Value, target: Value) -> Res {
    let target = check_zone(vm, target)?;
    let mut own = match moment(this).zone {
        z if z.is_none() => zone_of_local(vm, this)?,
        z => Ref::new(z),
    };
    if own.value() == target {
        return Ok(Ref::new(this));
    }
    let offset = match zone::utc_offset(vm, own.value(), this)? {
        Some(d) => d,
        None => {
            // A zone without an offset: the time is local.
            own = zone_of_local(vm, this)?;
            zone::utc_offset(vm, own.value(), this)?.unwrap_or(Delta::ZERO)
        }
    };
    let utc = moved(vm, this, offset, true)?;
    if !is_datetime(vm, utc.value()) {
        return Err(vm.type_error("a datetime is no datetime any more"));
    }
    let target = if target.is_none() { clocks::local_zone(vm, seconds_since_epoch(utc.value()))? } else { Ref::new(target) };
    let m = moment(utc.value());
    // With the zone, of the same class, which is not called again.
    let class = vm.type_of(utc.value());
    let utc = super::moment::new_of_type(vm, class, m.day, m.clock, target.value(), m.fold)?;
    vm.call_method(target.value(), vm.names.fromutc, &[utc.value()])
}

fn isoformat_separator(vm: &Vm, v: Value) -> Res<u32> {
    if v.is_unbound() {
        return Ok('T' as u32);
    }
    if !vm.is_str(v) {
        return Err(vm.type_error(format!("isoformat() argument 1 must be a unicode character, not {}", vm.type_name(v))));
    }
    match vm.str(v).len() {
        1 => Ok(vm.str(v).point(0)),
        n => Err(vm.type_error(format!("isoformat() argument 1 must be a unicode character, not a string of length {n}"))),
    }
}

native! { pub static METHODS = [
    /// Returns new datetime object representing current time local to tz.
    ///
    ///   tz
    ///     Timezone object.
    ///
    /// If no tz is specified, uses local timezone.
    @classmethod "now(type, /, tz=None)" => fn now(vm, [cls, tz]) {
        let zone = check_zone(vm, tz)?;
        at_timestamp_in(vm, cls, clocks::now(vm)?, zone)
    }
    /// Return a new datetime representing UTC day and time.
    @classmethod "utcnow(type, /)" => fn utcnow(vm, [cls]) {
        deprecated(vm, "utcnow", "now(datetime.UTC)")?;
        at_timestamp(vm, cls, clocks::now(vm)?, false, Value::NONE)
    }
    /// timestamp[, tz] -> tz's local time from POSIX timestamp.
    @classmethod "fromtimestamp(type, /, timestamp, tz=None)" => fn fromtimestamp(vm, [cls, timestamp, tz]) {
        let zone = check_zone(vm, tz)?;
        at_timestamp_in(vm, cls, clocks::seconds_and_micros(vm, timestamp)?, zone)
    }
    /// Construct a naive UTC datetime from a POSIX timestamp.
    @classmethod @varargs "utcfromtimestamp(type, /, *args)" => fn utcfromtimestamp(vm, [cls], *args) {
        deprecated(vm, "utcfromtimestamp", "fromtimestamp(timestamp, datetime.UTC)")?;
        let [timestamp] = *args else {
            return Err(vm.type_error(format!("utcfromtimestamp() takes exactly 1 argument ({} given)", args.len())));
        };
        at_timestamp(vm, cls, clocks::seconds_and_micros(vm, timestamp)?, false, Value::NONE)
    }
    /// string, format -> new datetime parsed from a string (like time.strptime()).
    @classmethod @varargs "strptime(type, /, *args)" => fn strptime(vm, [cls], *args) {
        parse(vm, "_strptime_datetime_datetime", cls, args)
    }
    /// date, time -> datetime with same date and time fields
    @classmethod "combine(type, /, date, time, tzinfo=unchanged)" => fn combine(vm, [cls, date, time, tz]) {
        if !is_date(vm, date) {
            return Err(vm.type_error(format!("combine() argument 1 must be datetime.date, not {}", argument_name(vm, date))));
        }
        if !is_time(vm, time) {
            return Err(vm.type_error(format!("combine() argument 2 must be datetime.time, not {}", argument_name(vm, time))));
        }
        let t = moment(time);
        let zone = if tz.is_unbound() { t.zone } else { check_zone(vm, tz)? };
        of_class(vm, cls.ptr(), day(date), t.clock, zone, t.fold)
    }
    /// string -> datetime from a string in most ISO 8601 formats
    @classmethod "fromisoformat(type, object, /)" => fn fromisoformat(vm, [cls, text]) {
        let s = text_bytes(vm, text)?;
        let parsed = (|| {
            let at = if s.len() < 7 { return None } else { separator(&s)? };
            let date = parse_day(s.get(..at)?)?;
            if s.len() == at {
                return Some((date, None));
            }
            Some((date, Some(parse_time(&s[at + 1..])?)))
        })();
        let Some((mut date, time)) = parsed else { return Err(bad_text(vm, text)) };
        let (mut t, offset) = time.unwrap_or_default();
        let zone = parsed_zone(vm, offset)?;
        // Midnight at the end of a day that exists, or of the one before the first.
        if (1..=12).contains(&date.1) && (0..=calendar::days_in_month(date.0, date.1)).contains(&date.2) && is_hour_24(vm, t)? {
            t.hour = 0;
            date = next_day(date);
        }
        of_fields(vm, cls.ptr(), [date.0, date.1, date.2, t.hour, t.minute, t.second, t.micros], zone.value(), false)
    }
    /// Return date object with same year, month and day.
    "date(self, /)" => fn date(vm, [this]) { date_of(vm, this) }
    /// Return time object with same time but with tzinfo=None.
    "time(self, /)" => fn time(vm, [this]) {
        let m = moment(this);
        new_time(vm, m.clock, Value::NONE, m.fold)
    }
    /// Return time object with same time and tzinfo.
    "timetz(self, /)" => fn timetz(vm, [this]) {
        let m = moment(this);
        new_time(vm, m.clock, m.zone, m.fold)
    }
    /// Return ctime() style string.
    "ctime(self, /)" => fn ctime_method(vm, [this]) { ctime(vm, day(this), moment(this).clock) }
    /// Return time tuple, compatible with time.localtime().
    "timetuple(self, /)" => fn timetuple(vm, [this]) {
        let m = moment(this);
        let dst = zone::ask(vm, m.zone, vm.names.dst, this)?.map_or(-1, |d| (delta(d.value()) != Delta::ZERO) as i32);
        broken_down(vm, m.day, m.clock, dst)
    }
    /// Return POSIX timestamp as float.
    "timestamp(self, /)" => fn timestamp(vm, [this]) {
        let m = moment(this);
        if m.zone.is_none() {
            let t = clocks::timestamp_of_local(vm, m.day, m.clock, m.fold)?;
            return Ok(Ref::float(t as f64 + m.clock.microsecond() as f64 / 1e6));
        }
        let epoch = new_datetime(vm, Day::new(1970, 1, 1), Clock::MIDNIGHT, vm.datetime.utc.get(), false)?;
        let since = difference(vm, this, epoch.value())?;
        // In the range of the calendar the quotient of two exact floats, but near its end.
        let total = since.day_total();
        if total.unsigned_abs() < 1 << 53 {
            return Ok(Ref::float(total as f64 / 1e6));
        }
        let total_seconds = vm.intern("total_seconds");
        vm.call_method(super::timedelta::new_timedelta(vm, since)?.value(), total_seconds.value(), &[])
    }
    /// Return UTC time tuple, compatible with time.localtime().
    "utctimetuple(self, /)" => fn utctimetuple(vm, [this]) {
        let m = moment(this);
        match zone::utc_offset(vm, m.zone, this)? {
            None => broken_down(vm, m.day, m.clock, 0),
            Some(offset) => {
                let plain = new_datetime(vm, m.day, m.clock, Value::NONE, false)?;
                let utc = moved(vm, plain.value(), offset, true)?;
                let m = moment(utc.value());
                broken_down(vm, m.day, m.clock, 0)
            }
        }
    }
    /// [sep] -> string in ISO 8601 format, YYYY-MM-DDT[HH[:MM[:SS[.mmm[uuu]]]]][+HH:MM].
    /// sep is used to separate the year from the time, and defaults to 'T'.
    /// The optional argument timespec specifies the number of additional terms
    /// of the time to include. Valid options are 'auto', 'hours', 'minutes',
    /// 'seconds', 'milliseconds' and 'microseconds'.
    "isoformat(self, /, sep='T', timespec='auto')" => fn isoformat(vm, [this, sep, timespec]) {
        let sep = isoformat_separator(vm, sep)?;
        iso_text(vm, this, sep, time_spec(vm, timespec, 2)?)
    }
    /// Return self.tzinfo.utcoffset(self).
    "utcoffset(self, /)" => fn utcoffset(vm, [this]) {
        Ok(zone::ask(vm, moment(this).zone, vm.names.utcoffset, this)?.unwrap_or(Ref::NONE))
    }
    /// Return self.tzinfo.tzname(self).
    "tzname(self, /)" => fn tzname(vm, [this]) { zone::name(vm, moment(this).zone, this) }
    /// Return self.tzinfo.dst(self).
    "dst(self, /)" => fn dst(vm, [this]) {
        Ok(zone::ask(vm, moment(this).zone, vm.names.dst, this)?.unwrap_or(Ref::NONE))
    }
    /// Return datetime with new specified fields.
    "replace(self, /, year=unchanged, month=unchanged, day=unchanged,\n        hour=unchanged, minute=unchanged, second=unchanged,\n        microsecond=unchanged, tzinfo=unchanged, *, fold=unchanged)" => fn replace(vm, [this, y, mon, d, h, min, s, us, tz, fold]) {
        let m = moment(this);
        let (old, c) = (m.day, m.clock);
        let fields = [
            replacement(vm, y, old.year())?,
            replacement(vm, mon, old.month())?,
            replacement(vm, d, old.day())?,
            replacement(vm, h, c.hour())?,
            replacement(vm, min, c.minute())?,
            replacement(vm, s, c.second())?,
            replacement(vm, us, c.microsecond())?,
        ];
        let fold = replacement(vm, fold, m.fold as i32)?;
        let zone = if tz.is_unbound() { m.zone } else { tz };
        if !super::is_zone(vm, zone) || !(0..=1).contains(&fold) {
            // Fields that are out of range come first.
            let [y, mon, d, h, min, s, us] = fields;
            check_day(vm, y, mon, d)?;
            check_clock(vm, h, min, s, us)?;
        }
        let fold = check_fold(vm, Value::small_int(fold as i64), false)?;
        let zone = check_zone(vm, zone)?;
        of_fields(vm, vm.type_of(this), fields, zone, fold)
    }
    /// The same as replace().
    "__replace__(self, /, *args, **changes)" => fn replace_special(vm, [this, changes], *args) {
        super::call_replace(vm, METHODS, this, args, changes)
    }
    /// tz -> convert to local time in new timezone tz
    "astimezone(self, /, tz=None)" => fn astimezone_method(vm, [this, tz]) { astimezone(vm, this, tz) }
    /// __reduce_ex__(proto) -> (cls, state)
    @varargs "__reduce_ex__(self, /, *args)" => fn reduce_ex(vm, [this], *args) {
        let with_fold = super::protocol(vm, args)? > 3;
        reduced(vm, this, with_fold)
    }
    /// __reduce__() -> (cls, state)
    "__reduce__(self, /)" => fn reduce(vm, [this]) { reduced(vm, this, false) }
]; }

fn argument_name(vm: &Vm, v: Value) -> String {
    if v.is_none() { "None".to_owned() } else { vm.type_name(v) }
}

fn broken_down(vm: &Vm, d: Day, c: Clock, dst: i32) -> Res {
    let (date, time) = ([d.year(), d.month(), d.day()], [c.hour(), c.minute(), c.second()]);
    struct_time(vm, [date[0], date[1], date[2], time[0], time[1], time[2], d.weekday(), d.day_of_year(), dst])
}

fn reduced(vm: &Vm, this: Value, with_fold: bool) -> Res {
    let m = moment(this);
    let mut bytes = [0u8; 10];
    bytes[..4].copy_from_slice(&m.day.bytes());
    bytes[4..].copy_from_slice(&m.clock.bytes());
    if with_fold && m.fold {
        bytes[2] |= 0x80;
    }
    super::reduced(vm, this, &bytes)
}
