//! Durations as numbers.
use super::calendar::DAY_MICROS;
use crate::numeric::Int;
use crate::object::{Res, Vm};
use std::cmp::Ordering;

/// A duration: days and, on top of them, microseconds of less than a day. Compares as durations do.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Delta {
    pub days: i32,
    pub micros: i64,
}

/// Durations have no more days than this, before or after.
pub const MAX_DAYS: i32 = 999_999_999;

impl Delta {
    pub const ZERO: Delta = Delta { days: 0, micros: 0 };
    #[inline(always)]
    pub fn seconds(self) -> i64 {
        (self.micros as u64 / 1_000_000) as i64
    }
    #[inline(always)]
    pub fn microseconds(self) -> i64 {
        (self.micros as u64 % 1_000_000) as i64
    }
    /// Microseconds in all.
    #[inline]
    pub fn total(self) -> i128 {
        self.days as i128 * DAY_MICROS as i128 + self.micros as i128
    }
    /// Microseconds in all, where 64 bits hold them.
    #[inline]
    pub fn small_total(self) -> Option<i64> {
        const LIMIT: i32 = (i64::MAX / DAY_MICROS - 1) as i32;
        if (-LIMIT..LIMIT).contains(&self.days) { Some(self.days as i64 * DAY_MICROS + self.micros) } else { None }
    }
    /// Microseconds of an offset from UTC, which is less than a day.
    #[inline]
    pub fn day_total(self) -> i64 {
        self.days as i64 * DAY_MICROS + self.micros
    }
    /// Whether it can be an offset from UTC: strictly between a day before and a day after.
    #[inline]
    pub fn is_offset(self) -> bool {
        self.days == 0 || self.days == -1 && self.micros > 0
    }
    /// A duration of days and any number of microseconds.
    #[inline]
    pub fn normalised(vm: &Vm, days: i64, micros: i64) -> Res<Delta> {
        if (0..DAY_MICROS).contains(&micros) {
            return Delta::checked(vm, days, micros);
        }
        Delta::checked(vm, days + micros.div_euclid(DAY_MICROS), micros.rem_euclid(DAY_MICROS))
    }
    /// A duration whose microseconds are less than a day's.
    #[inline]
    pub fn checked(vm: &Vm, days: i64, micros: i64) -> Res<Delta> {
        if !(-MAX_DAYS as i64..=MAX_DAYS as i64).contains(&days) {
            return Err(too_many_days(vm, days));
        }
        Ok(Delta { days: days as i32, micros })
    }
    #[inline]
    pub fn plus(self, vm: &Vm, other: Delta) -> Res<Delta> {
        let (mut days, mut micros) = (self.days as i64 + other.days as i64, self.micros + other.micros);
        if micros >= DAY_MICROS {
            micros -= DAY_MICROS;
            days += 1;
        }
        Delta::checked(vm, days, micros)
    }
    #[inline]
    pub fn minus(self, vm: &Vm, other: Delta) -> Res<Delta> {
        let (mut days, mut micros) = (self.days as i64 - other.days as i64, self.micros - other.micros);
        if micros < 0 {
            micros += DAY_MICROS;
            days -= 1;
        }
        Delta::checked(vm, days, micros)
    }
    pub fn negative(self, vm: &Vm) -> Res<Delta> {
        Delta::ZERO.minus(vm, self)
    }
    /// A duration of so many microseconds.
    pub fn from_total(vm: &Vm, total: i128) -> Res<Delta> {
        if let Ok(t) = i64::try_from(total) {
            return Delta::checked(vm, t.div_euclid(DAY_MICROS), t.rem_euclid(DAY_MICROS));
        }
        let days = total.div_euclid(DAY_MICROS as i128);
        match i32::try_from(days) {
            Ok(days) => Delta::checked(vm, days as i64, total.rem_euclid(DAY_MICROS as i128) as i64),
            Err(_) => Err(beyond(vm)),
        }
    }
    /// As `from_total`, of a number of any size.
    pub fn from_int(vm: &Vm, total: &Int) -> Res<Delta> {
        match total {
            Int::Small(t) => Delta::from_total(vm, *t as i128),
            Int::Big(b) => match i128::try_from(b) {
                Ok(t) => Delta::from_total(vm, t),
                Err(_) => Err(beyond(vm)),
            },
        }
    }
    /// Microseconds in all, as an int.
    pub fn total_int(self) -> Int {
        match self.small_total() {
            Some(t) => Int::Small(t),
            None => Int::from(self.total()),
        }
    }
}

#[cold]
fn beyond(vm: &Vm) -> crate::object::Raised {
    vm.overflow_error("Python int too large to convert to C int")
}

#[cold]
fn too_many_days(vm: &Vm, days: i64) -> crate::object::Raised {
    if i32::try_from(days).is_err() {
        return beyond(vm);
    }
    vm.overflow_error(format!("days={days}; must have magnitude <= {MAX_DAYS}"))
}

/// `a / b` rounded to the nearest int, ties to even; None for division by zero.
pub fn divide_nearest(a: &Int, b: &Int) -> Option<Int> {
    let (q, r) = a.floor_divmod(b).ok()?;
    let twice = r.add(&r);
    // The remainder has the sign of the divisor.
    let order = compare(&twice.abs(), &b.abs());
    Some(if order.is_gt() || order.is_eq() && q.is_odd() { q.add(&Int::Small(1)) } else { q })
}

fn compare(a: &Int, b: &Int) -> Ordering {
    let d = a.sub(b);
    if d.is_zero() {
        Ordering::Equal
    } else if d.is_negative() {
        Ordering::Less
    } else {
        Ordering::Greater
    }
}
