//! What follows the last transition of a zone: POSIX's TZ rules, with the extensions of RFC 9636.
use crate::stdlib::datetime::calendar::{Day, EPOCH_ORDINAL, days_in_month, is_leap};

/// A rule: standard time, and daylight saving time where there is any.
#[derive(Debug, PartialEq)]
pub struct Rule<'a> {
    pub name: &'a str,
    /// Seconds east of UTC.
    pub offset: i64,
    pub dst: Option<Dst<'a>>,
}

#[derive(Debug, PartialEq)]
pub struct Dst<'a> {
    pub name: &'a str,
    pub offset: i64,
    pub start: Change,
    pub end: Change,
}

/// A yearly change: a day, and seconds of local time on top.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Change {
    day: YearDay,
    seconds: i64,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum YearDay {
    /// Month, week (5 is the last) and day of the week (0 is Sunday).
    Week(i32, i32, i32),
    /// Day 1 to 365; the 29th of February is not counted.
    Julian(i64),
    /// Day 0 to 365.
    Plain(i64),
}

impl Change {
    /// When it is in a year: seconds of local time since the epoch.
    pub fn at(self, year: i32) -> i64 {
        let ordinal = match self.day {
            YearDay::Week(month, week, weekday) => {
                let first = Day::new(year, month, 1);
                // The weekday of the first, 0 being Sunday.
                let first_weekday = (first.weekday() + 1) % 7;
                let mut day = (weekday - first_weekday).rem_euclid(7) + 1 + (week - 1) * 7;
                if day > days_in_month(year, month) {
                    day -= 7;
                }
                first.ordinal() + day as i64 - 1
            }
            YearDay::Julian(n) => Day::new(year, 1, 1).ordinal() + n - 1 + (n >= 60 && is_leap(year)) as i64,
            // POSIX counts from 0, but CPython takes day 1 for the first of January here too.
            YearDay::Plain(n) => Day::new(year, 1, 1).ordinal() + n - 1,
        };
        (ordinal - EPOCH_ORDINAL) * 86_400 + self.seconds
    }
}

impl Dst<'_> {
    /// Seconds that it adds to standard time of that offset.
    pub fn added(&self, standard: i64) -> i64 {
        self.offset - standard
    }
}

/// Parses a rule. The error says what is wrong in front of the text.
pub fn parse(s: &[u8]) -> Result<Rule<'_>, &'static str> {
    let (name, rest) = name(s).ok_or("Invalid STD format in")?;
    let (offset, rest) = offset(rest).ok_or("Invalid STD offset in")?;
    if rest.is_empty() {
        return Ok(Rule { name, offset, dst: None });
    }
    let (dst_name, rest) = self::name(rest).ok_or("Invalid DST format in")?;
    let (dst_offset, rest) = match rest.first() {
        // An hour ahead, where nothing else is said.
        Some(b',') => (offset + 3600, rest),
        _ => self::offset(rest).ok_or("Invalid DST offset in")?,
    };
    const MISSING: &str = "Missing transition rules in TZ string:";
    const MALFORMED: &str = "Malformed transition rule in TZ string:";
    let (start, rest) = change(rest.strip_prefix(b",").ok_or(MISSING)?).ok_or(MALFORMED)?;
    let (end, rest) = change(rest.strip_prefix(b",").ok_or(MISSING)?).ok_or(MALFORMED)?;
    if !rest.is_empty() {
        return Err("Extraneous characters at end of TZ string:");
    }
    Ok(Rule { name, offset, dst: Some(Dst { name: dst_name, offset: dst_offset, start, end }) })
}

/// The abbreviation of a zone: letters, or in `<>` digits and signs too.
fn name(s: &[u8]) -> Option<(&str, &[u8])> {
    let (name, rest) = match s.strip_prefix(b"<") {
        Some(quoted) => {
            let end = quoted.iter().position(|c| !(c.is_ascii_alphanumeric() || matches!(c, b'+' | b'-')))?;
            (&quoted[..end], quoted[end..].strip_prefix(b">")?)
        }
        None => {
            let end = s.iter().position(|c| !c.is_ascii_alphabetic()).unwrap_or(s.len());
            s.split_at(end)
        }
    };
    if name.is_empty() { None } else { Some((std::str::from_utf8(name).ok()?, rest)) }
}

/// A number of `least..=most` digits.
fn number(s: &[u8], least: usize, most: usize) -> Option<(i64, &[u8])> {
    let n = s.iter().take(most).take_while(|c| c.is_ascii_digit()).count();
    if n < least {
        return None;
    }
    Some((s[..n].iter().fold(0, |x, c| x * 10 + (c - b'0') as i64), &s[n..]))
}

/// `[+-]h[hh][:mm[:ss]]` in seconds.
fn time(s: &[u8], most_hours: i64) -> Option<(i64, &[u8])> {
    let (sign, s) = match s {
        [b'-', rest @ ..] => (-1, rest),
        [b'+', rest @ ..] => (1, rest),
        _ => (1, s),
    };
    let (hours, mut rest) = number(s, 1, 3)?;
    if hours > most_hours {
        return None;
    }
    let mut seconds = hours * 3600;
    for unit in [60, 1] {
        let Some(more) = rest.strip_prefix(b":") else { break };
        let (n, after) = number(more, 2, 2)?;
        seconds += n * unit;
        rest = after;
    }
    Some((sign * seconds, rest))
}

/// An offset, which POSIX counts to the west.
fn offset(s: &[u8]) -> Option<(i64, &[u8])> {
    let (seconds, rest) = time(s, 24)?;
    Some((-seconds, rest))
}

/// `day[/time]`
fn change(s: &[u8]) -> Option<(Change, &[u8])> {
    let (day, rest) = match s {
        [b'M', rest @ ..] => {
            let (month, rest) = number(rest, 1, 2)?;
            let (week, rest) = number(rest.strip_prefix(b".")?, 1, 1)?;
            let (weekday, rest) = number(rest.strip_prefix(b".")?, 1, 1)?;
            if !(1..=12).contains(&month) || !(1..=5).contains(&week) || weekday > 6 {
                return None;
            }
            (YearDay::Week(month as i32, week as i32, weekday as i32), rest)
        }
        [b'J', rest @ ..] => {
            let (n, rest) = number(rest, 1, 3)?;
            if !(1..=365).contains(&n) {
                return None;
            }
            (YearDay::Julian(n), rest)
        }
        _ => {
            let (n, rest) = number(s, 1, 3)?;
            if n > 365 {
                return None;
            }
            (YearDay::Plain(n), rest)
        }
    };
    if day_goes_on(rest) {
        return None;
    }
    match rest.strip_prefix(b"/") {
        Some(rest) => {
            let (seconds, rest) = time(rest, 167)?;
            Some((Change { day, seconds }, rest))
        }
        None => Some((Change { day, seconds: 2 * 3600 }, rest)),
    }
}

/// Whether a day of the year has more digits than it can have.
fn day_goes_on(rest: &[u8]) -> bool {
    rest.first().is_some_and(u8::is_ascii_digit)
}
