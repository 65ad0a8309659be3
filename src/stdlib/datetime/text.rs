//! ISO 8601 text: writing fields, and parsing.
use super::calendar::{Clock, Day, days_in_month, from_iso};
use super::delta::Delta;

/// Text that is put together on the stack: no form of a date is longer.
pub struct Text {
    buffer: [u8; 96],
    len: usize,
}

impl Text {
    #[inline]
    pub fn new() -> Text {
        Text { buffer: [0; 96], len: 0 }
    }
    #[inline]
    pub fn as_bytes(&self) -> &[u8] {
        &self.buffer[..self.len]
    }
    #[inline(always)]
    pub fn push(&mut self, c: u8) {
        if self.len < self.buffer.len() {
            self.buffer[self.len] = c;
            self.len += 1;
        }
    }
    pub fn push_str(&mut self, s: &str) {
        s.bytes().for_each(|c| self.push(c));
    }
    /// At least `width` digits of a number that is not negative.
    pub fn digits(&mut self, n: i64, width: usize) {
        let mut power = 10i64.pow(width as u32 - 1);
        while n / power >= 10 {
            power *= 10;
        }
        while power > 0 {
            self.push(b'0' + (n / power % 10) as u8);
            power /= 10;
        }
    }
    /// Any number.
    pub fn number(&mut self, n: i64) {
        if n < 0 {
            self.push(b'-');
        }
        self.digits(n.abs(), 1);
    }
    #[inline(always)]
    pub fn two(&mut self, n: i32) {
        if n > 99 {
            return self.digits(n as i64, 2);
        }
        self.push(b'0' + (n as u32 / 10) as u8);
        self.push(b'0' + (n as u32 % 10) as u8);
    }
    /// `YYYY-MM-DD`
    #[inline]
    pub fn day(&mut self, d: Day) {
        let year = d.year();
        if year > 9999 {
            self.digits(year as i64, 4);
        } else {
            self.two(year / 100);
            self.two(year % 100);
        }
        self.push(b'-');
        self.two(d.month());
        self.push(b'-');
        self.two(d.day());
    }
    /// Six digits.
    #[inline]
    pub fn micros(&mut self, n: i32) {
        self.digits(n as i64, 6);
    }
    /// The parts of a time of day that `spec` asks for.
    #[inline]
    pub fn clock(&mut self, c: Clock, spec: TimeSpec) {
        self.two(c.hour());
        if spec == TimeSpec::Hours {
            return;
        }
        self.push(b':');
        self.two(c.minute());
        if spec == TimeSpec::Minutes {
            return;
        }
        self.push(b':');
        self.two(c.second());
        let micros = c.microsecond();
        match spec {
            TimeSpec::Milliseconds => {
                self.push(b'.');
                self.digits((micros / 1000) as i64, 3);
            }
            TimeSpec::Microseconds => {
                self.push(b'.');
                self.micros(micros);
            }
            TimeSpec::Auto if micros != 0 => {
                self.push(b'.');
                self.micros(micros);
            }
            _ => {}
        }
    }
    /// An offset from UTC: `+HH:MM[:SS[.ffffff]]`, with another separator or none.
    pub fn offset(&mut self, offset: Delta, separator: &str) {
        let total = offset.day_total();
        self.push(if total < 0 { b'-' } else { b'+' });
        let total = total.abs();
        let (seconds, micros) = (total / 1_000_000, total % 1_000_000);
        self.two((seconds / 3600) as i32);
        self.push_str(separator);
        self.two((seconds / 60 % 60) as i32);
        if seconds % 60 != 0 || micros != 0 {
            self.push_str(separator);
            self.two((seconds % 60) as i32);
        }
        if micros != 0 {
            self.push(b'.');
            self.micros(micros as i32);
        }
    }
}

/// How much of a time of day `isoformat` writes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum TimeSpec {
    Auto,
    Hours,
    Minutes,
    Seconds,
    Milliseconds,
    Microseconds,
}

impl TimeSpec {
    pub fn of(name: &str) -> Option<TimeSpec> {
        Some(match name {
            "auto" => TimeSpec::Auto,
            "hours" => TimeSpec::Hours,
            "minutes" => TimeSpec::Minutes,
            "seconds" => TimeSpec::Seconds,
            "milliseconds" => TimeSpec::Milliseconds,
            "microseconds" => TimeSpec::Microseconds,
            _ => return None,
        })
    }
}

/// The number that `n` digits at the start of a text make, and the rest.
fn number(s: &[u8], n: usize) -> Option<(i32, &[u8])> {
    let (digits, rest) = s.split_at_checked(n)?;
    let mut value = 0;
    for c in digits {
        if !c.is_ascii_digit() {
            return None;
        }
        value = value * 10 + (c - b'0') as i32;
    }
    Some((value, rest))
}

/// Year, month and day of a date, not checked but for weeks.
pub fn parse_day(s: &[u8]) -> Option<(i32, i32, i32)> {
    let (year, rest) = number(s, 4)?;
    let dashes = rest.first() == Some(&b'-');
    let rest = if dashes { &rest[1..] } else { rest };
    if let Some((b'W', rest)) = rest.split_first() {
        let (week, rest) = number(rest, 2)?;
        // What follows the weekday does not matter.
        let weekday = match (rest, dashes) {
            ([], _) => 1,
            ([b'-', rest @ ..], true) | (rest, false) => number(rest, 1)?.0,
            _ => return None,
        };
        let day = from_iso(year as i64, week as i64, weekday as i64).ok()?;
        return Some((day.year(), day.month(), day.day()));
    }
    let (month, rest) = number(rest, 2)?;
    let rest = match (rest.split_first(), dashes) {
        (Some((b'-', rest)), true) => rest,
        (Some(_), false) => rest,
        _ => return None,
    };
    // What follows the day does not matter: of a date alone the length has been checked.
    let (day, _) = number(rest, 2)?;
    Some((year, month, day))
}

/// Fields of a time as they are written, not checked.
#[derive(Default, Clone, Copy)]
pub struct ParsedTime {
    pub hour: i32,
    pub minute: i32,
    pub second: i32,
    pub micros: i32,
}

/// `HH[:MM[:SS[.ffffff]]]`, and whether something follows, which an offset behind it excuses.
fn parse_clock(s: &[u8]) -> Option<(ParsedTime, bool)> {
    let mut fields = [0i32; 3];
    let mut rest = s;
    let mut colons = true;
    for i in 0..3 {
        let (n, after) = number(rest, 2)?;
        fields[i] = n;
        let Some((&c, next)) = after.split_first() else { return Some((of_fields(fields, 0), false)) };
        if i == 0 {
            colons = c == b':';
        }
        let mark = c == b'.' || c == b',';
        if next.is_empty() && !mark {
            return Some((of_fields(fields, 0), c != 0));
        }
        if mark {
            // Only seconds have a fraction.
            if i < 2 {
                return None;
            }
            rest = next;
        } else if colons && c == b':' && i < 2 {
            rest = next;
        } else if !colons {
            rest = after;
        } else {
            return None;
        }
    }
    let digits = rest.len().min(6);
    if digits == 0 {
        return None;
    }
    let (mut micros, mut rest) = number(rest, digits)?;
    for _ in digits..6 {
        micros *= 10;
    }
    while let Some((c, next)) = rest.split_first() {
        if !c.is_ascii_digit() {
            break;
        }
        rest = next;
    }
    Some((of_fields(fields, micros), rest.first().is_some_and(|c| *c != 0)))
}

fn of_fields([hour, minute, second]: [i32; 3], micros: i32) -> ParsedTime {
    ParsedTime { hour, minute, second, micros }
}

/// A time of day and its offset from UTC in seconds and microseconds, as far as there is one.
pub fn parse_time(s: &[u8]) -> Option<(ParsedTime, Option<(i64, i64)>)> {
    let zone = s.iter().position(|c| matches!(c, b'+' | b'-' | b'Z'));
    let (time, more) = parse_clock(&s[..zone.unwrap_or(s.len())])?;
    let Some(zone) = zone else { return if more { None } else { Some((time, None)) } };
    let rest = &s[zone + 1..];
    if s[zone] == b'Z' {
        // As everywhere else the text ends at a NUL.
        return if rest.first().is_none_or(|c| *c == 0) { Some((time, Some((0, 0)))) } else { None };
    }
    let (offset, more) = parse_clock(rest)?;
    if more {
        return None;
    }
    let sign = if s[zone] == b'-' { -1 } else { 1 };
    let seconds = offset.hour * 3600 + offset.minute * 60 + offset.second;
    Some((time, Some((sign * seconds as i64, sign * offset.micros as i64))))
}

/// Where the date ends in the text of a date and a time. The text has at least seven characters.
pub fn separator(s: &[u8]) -> Option<usize> {
    let digit = |i: usize| s.get(i).is_some_and(u8::is_ascii_digit);
    if s.len() == 7 {
        return Some(7);
    }
    if s[4] == b'-' {
        if s[5] != b'W' {
            return Some(10);
        }
        if s.len() > 8 && s[8] == b'-' {
            return match s.len() {
                9 => None,
                // A weekday and a digit for separator, or a separator and the hour: the latter.
                n if n > 10 && digit(10) => Some(8),
                _ => Some(10),
            };
        }
        return Some(8);
    }
    if s[4] == b'W' {
        let digits = (7..s.len()).take_while(|i| digit(*i)).count();
        let end = 7 + digits;
        return Some(if end < 9 {
            end
        } else if end.is_multiple_of(2) {
            // An even number of digits is a time without separators behind a digit that separates.
            7
        } else {
            8
        });
    }
    Some(8)
}

/// Hour 24 is midnight of the next day: whether the fields are such a time of an existing day, and the day that follows then.
pub fn next_day((year, month, day): (i32, i32, i32)) -> (i32, i32, i32) {
    match (month, day) {
        (12, 31) => (year + 1, 1, 1),
        _ if day == days_in_month(year, month) => (year, month + 1, 1),
        _ => (year, month, day + 1),
    }
}
