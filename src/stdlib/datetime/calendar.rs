//! The proleptic Gregorian calendar, and days and times of day packed into words that compare as they do.

/// Ordinal of 9999-12-31; 0001-01-01 is 1.
pub const MAX_ORDINAL: i64 = 3_652_059;
/// Ordinal of 1970-01-01.
pub const EPOCH_ORDINAL: i64 = 719_163;
/// Microseconds of a day.
pub const DAY_MICROS: i64 = 86_400_000_000;

const BEFORE_MONTH: [i32; 13] = [0, 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];

pub fn is_leap(year: i32) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

/// Days of a month, which is in 1..=12.
#[inline]
pub fn days_in_month(year: i32, month: i32) -> i32 {
    match month {
        2 => 28 + is_leap(year) as i32,
        // 30 or 31: the months alternate, but for July and August.
        _ => 30 + ((month + (month >> 3)) & 1),
    }
}

fn days_before_year(year: i32) -> i32 {
    let y = year - 1;
    y * 365 + y.div_euclid(4) - y.div_euclid(100) + y.div_euclid(400)
}

/// A day: year, month and day in 16, 8 and 8 bits. Its bytes, the highest first, are what pickles hold, which are not checked: any year
/// and day occur, but months are in 1..=12.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[repr(transparent)]
pub struct Day(pub u32);

impl Day {
    #[inline(always)]
    pub const fn new(year: i32, month: i32, day: i32) -> Day {
        Day((year as u32) << 16 | (month as u32) << 8 | day as u32)
    }
    #[inline(always)]
    pub const fn year(self) -> i32 {
        (self.0 >> 16) as i32
    }
    #[inline(always)]
    pub const fn month(self) -> i32 {
        (self.0 >> 8 & 0xff) as i32
    }
    #[inline(always)]
    pub const fn day(self) -> i32 {
        (self.0 & 0xff) as i32
    }
    /// Days since 0000-12-31.
    #[inline]
    pub fn ordinal(self) -> i64 {
        (days_before_year(self.year()) + self.day_of_year()) as i64
    }
    /// 1 for the first of January.
    #[inline]
    pub fn day_of_year(self) -> i32 {
        let (m, leap) = (self.month(), is_leap(self.year()));
        BEFORE_MONTH[m as usize % 13] + (m > 2 && leap) as i32 + self.day()
    }
    /// The day of an ordinal, None outside the calendar.
    #[inline]
    pub fn from_ordinal(ordinal: i64) -> Option<Day> {
        if !(1..=MAX_ORDINAL).contains(&ordinal) {
            return None;
        }
        // Neri and Schneider, "Euclidean affine functions and their application to calendar algorithms": days are counted from the first
        // of March of the year 0, years begin in March.
        let n = ordinal as u32 + 305;
        let n1 = 4 * n + 3;
        let century = n1 / 146_097;
        let n2 = (n1 % 146_097) | 3;
        let p = 2_939_745 * n2 as u64;
        let (year, of_year) = ((p >> 32) as u32, (p as u32) / 2_939_745 / 4);
        let n3 = 2141 * of_year + 197_913;
        let (month, day) = (n3 >> 16, (n3 & 0xffff) / 2141 + 1);
        let next = of_year >= 306;
        let year = 100 * century + year + next as u32;
        let month = if next { month - 12 } else { month };
        Some(Day(year << 16 | month << 8 | day))
    }
    /// The day so many days later.
    #[inline]
    pub fn plus(self, days: i64) -> Option<Day> {
        let day = self.day() as i64 + days;
        if (1..=28).contains(&day) && self.day() <= 31 && (1..=9999).contains(&self.year()) {
            return Some(Day(self.0 & !0xff | day as u32));
        }
        Day::from_ordinal(self.ordinal() + days)
    }
    /// 0 for Monday.
    #[inline]
    pub fn weekday(self) -> i32 {
        ((self.ordinal() + 6) % 7) as i32
    }
    /// Year, week and day of ISO 8601.
    pub fn iso(self) -> (i32, i32, i32) {
        let mut year = self.year();
        let today = self.ordinal();
        let mut first = iso_year_start(year);
        let mut days = today - first;
        if days < 0 {
            year -= 1;
            first = iso_year_start(year);
            days = today - first;
        } else if days >= 52 * 7 && today >= iso_year_start(year + 1) {
            year += 1;
            days = today - iso_year_start(year);
        }
        (year, (days / 7) as i32 + 1, (days % 7) as i32 + 1)
    }
    /// As pickles have it.
    pub fn bytes(self) -> [u8; 4] {
        self.0.to_be_bytes()
    }
}

/// Ordinal of the Monday that begins an ISO year.
fn iso_year_start(year: i32) -> i64 {
    let first = days_before_year(year) as i64 + 1;
    let weekday = (first + 6).rem_euclid(7);
    first - weekday + if weekday > 3 { 7 } else { 0 }
}

/// Why there is no day of an ISO year, week and weekday.
pub enum NoIsoDay {
    Year,
    Week,
    Weekday,
    /// Beyond the calendar: the year it would be in.
    Beyond(i32),
}

/// The day of an ISO year, week and weekday.
pub fn from_iso(year: i64, week: i64, weekday: i64) -> Result<Day, NoIsoDay> {
    if !(1..=9999).contains(&year) {
        return Err(NoIsoDay::Year);
    }
    let year = year as i32;
    let start = iso_year_start(year);
    // Some years have 53 weeks.
    let is_week = (1..=52).contains(&week) || week == 53 && iso_year_start(year + 1) - start == 53 * 7;
    if !is_week {
        return Err(NoIsoDay::Week);
    }
    if !(1..=7).contains(&weekday) {
        return Err(NoIsoDay::Weekday);
    }
    let ordinal = start + (week - 1) * 7 + weekday - 1;
    Day::from_ordinal(ordinal).ok_or(NoIsoDay::Beyond(if ordinal < 1 { 0 } else { 10000 }))
}

/// A time of day: hour, minute and second in a byte each, and microseconds in three. Its low six bytes, the highest first, are what
/// pickles hold, of which only the hour is checked.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[repr(transparent)]
pub struct Clock(pub u64);

impl Clock {
    pub const MIDNIGHT: Clock = Clock(0);
    #[inline(always)]
    pub const fn new(hour: i32, minute: i32, second: i32, micros: i32) -> Clock {
        Clock((hour as u64) << 40 | (minute as u64) << 32 | (second as u64) << 24 | micros as u64)
    }
    #[inline(always)]
    pub const fn hour(self) -> i32 {
        (self.0 >> 40) as i32
    }
    #[inline(always)]
    pub const fn minute(self) -> i32 {
        (self.0 >> 32 & 0xff) as i32
    }
    #[inline(always)]
    pub const fn second(self) -> i32 {
        (self.0 >> 24 & 0xff) as i32
    }
    #[inline(always)]
    pub const fn microsecond(self) -> i32 {
        (self.0 & 0xff_ffff) as i32
    }
    /// Seconds since midnight.
    #[inline]
    pub const fn seconds(self) -> i64 {
        (self.hour() * 3600 + self.minute() * 60 + self.second()) as i64
    }
    /// Microseconds since midnight.
    #[inline]
    pub const fn micros_of_day(self) -> i64 {
        self.seconds() * 1_000_000 + self.microsecond() as i64
    }
    /// The time so many microseconds after midnight, which are less than a day's.
    #[inline]
    pub const fn from_micros_of_day(micros: i64) -> Clock {
        let seconds = (micros as u64 / 1_000_000) as u32;
        let minutes = seconds / 60;
        Clock(
            ((minutes / 60) as u64) << 40
                | ((minutes % 60) as u64) << 32
                | ((seconds % 60) as u64) << 24
                | (micros as u64 - seconds as u64 * 1_000_000),
        )
    }
    /// As pickles have it.
    pub fn bytes(self) -> [u8; 6] {
        let b = self.0.to_be_bytes();
        [b[2], b[3], b[4], b[5], b[6], b[7]]
    }
    pub fn from_bytes(b: &[u8]) -> Clock {
        Clock(b.iter().fold(0, |n, x| n << 8 | *x as u64))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    #[test]
    fn every_day_of_the_calendar() {
        let mut iso_before = (0, 0, 0);
        let (mut year, mut month, mut day) = (1, 1, 1);
        for ordinal in 1..=MAX_ORDINAL {
            let d = Day::from_ordinal(ordinal).unwrap();
            assert_eq!((d.year(), d.month(), d.day(), d.ordinal()), (year, month, day, ordinal));
            let (y, w, n) = d.iso();
            assert!((y, w, n) > iso_before && n == d.weekday() + 1);
            iso_before = (y, w, n);
            if (1..=9999).contains(&y) {
                assert!(matches!(from_iso(y as i64, w as i64, n as i64), Ok(x) if x == d));
            }
            day += 1;
            if day > days_in_month(year, month) {
                (day, month) = (1, month + 1);
            }
            if month > 12 {
                (month, year) = (1, year + 1);
            }
        }
        assert_eq!(year, 10000);
        assert!(Day::from_ordinal(0).is_none() && Day::from_ordinal(MAX_ORDINAL + 1).is_none());
    }
    #[test]
    fn times_of_day_pack() {
        for micros in [0, 1, 999_999, 1_000_000, 59_999_999, 3_600_000_000, DAY_MICROS - 1] {
            let c = Clock::from_micros_of_day(micros);
            assert_eq!(c.micros_of_day(), micros);
            assert_eq!(Clock::from_bytes(&c.bytes()), c);
        }
    }
}
