//! Orders: by value, and the total order of the representations.
use super::condition::*;
use super::{Context, Decimal, Kind, invalid, nan_of};
use std::cmp::Ordering;

/// The order of the magnitudes of finite numbers.
fn compare_magnitudes(a: &Decimal, b: &Decimal) -> Ordering {
    match (a.coefficient.is_zero(), b.coefficient.is_zero()) {
        (true, true) => return Ordering::Equal,
        (true, false) => return Ordering::Less,
        (false, true) => return Ordering::Greater,
        _ => {}
    }
    if a.exponent == b.exponent {
        return a.coefficient.cmp(&b.coefficient);
    }
    let by_size = a.adjusted().cmp(&b.adjusted());
    if by_size.is_ne() {
        return by_size;
    }
    // The leading digits stand in the same place, so that the difference of exponents is one of digits.
    let d = a.exponent - b.exponent;
    if d > 0 {
        a.coefficient.shift_left(d).map_or(Ordering::Equal, |c| c.cmp(&b.coefficient))
    } else {
        b.coefficient.shift_left(-d).map_or(Ordering::Equal, |c| a.coefficient.cmp(&c))
    }
}

/// The order of two numbers, none a NaN.
pub fn compare_numbers(a: &Decimal, b: &Decimal) -> Ordering {
    let sign = |x: &Decimal| if x.is_zero() { 0 } else if x.negative { -1 } else { 1 };
    let (sa, sb) = (sign(a), sign(b));
    if sa != sb {
        return sa.cmp(&sb);
    }
    let o = match (a.is_infinite(), b.is_infinite()) {
        (true, true) => Ordering::Equal,
        (true, false) => Ordering::Greater,
        (false, true) => Ordering::Less,
        _ => compare_magnitudes(a, b),
    };
    if sa < 0 { o.reverse() } else { o }
}

fn total_magnitude(a: &Decimal, b: &Decimal) -> Ordering {
    let rank = |x: &Decimal| match x.kind {
        Kind::Finite => 0,
        Kind::Infinite => 1,
        Kind::Signaling => 2,
        Kind::Quiet => 3,
    };
    let by_rank = rank(a).cmp(&rank(b));
    if by_rank.is_ne() {
        return by_rank;
    }
    match a.kind {
        Kind::Infinite => Ordering::Equal,
        Kind::Finite => compare_magnitudes(a, b).then(a.exponent.cmp(&b.exponent)),
        _ => a.coefficient.cmp(&b.coefficient),
    }
}

/// The total order of magnitudes.
pub fn compare_total_mag(a: &Decimal, b: &Decimal) -> Ordering {
    total_magnitude(a, b)
}

/// The total order.
pub fn compare_total(a: &Decimal, b: &Decimal) -> Ordering {
    match (a.negative, b.negative) {
        (false, false) => total_magnitude(a, b),
        (true, true) => total_magnitude(a, b).reverse(),
        (true, false) => Ordering::Less,
        (false, true) => Ordering::Greater,
    }
}

fn of_order(o: Ordering) -> Decimal {
    Decimal::from_i64(o as i64)
}

impl Decimal {
    pub fn compare(&self, other: &Decimal, ctx: &Context, status: &mut u32) -> Decimal {
        if let Some(r) = nan_of(&[self, other], ctx, status) {
            return r;
        }
        of_order(compare_numbers(self, other))
    }
    /// As `compare`, where quiet NaNs are invalid too.
    pub fn compare_signal(&self, other: &Decimal, ctx: &Context, status: &mut u32) -> Decimal {
        if let Some(r) = nan_of(&[self, other], ctx, status) {
            *status |= INVALID_OPERATION;
            return r;
        }
        of_order(compare_numbers(self, other))
    }
    pub fn total(&self, other: &Decimal) -> Decimal {
        of_order(compare_total(self, other))
    }
    pub fn total_mag(&self, other: &Decimal) -> Decimal {
        of_order(compare_total_mag(self, other))
    }

    fn extremum(&self, other: &Decimal, ctx: &Context, status: &mut u32, magnitudes: bool, wanted: Ordering) -> Decimal {
        if self.kind == Kind::Quiet && !other.is_nan() {
            return other.clone().finalize(ctx, status);
        }
        if other.kind == Kind::Quiet && !self.is_nan() {
            return self.clone().finalize(ctx, status);
        }
        if let Some(r) = nan_of(&[self, other], ctx, status) {
            return r;
        }
        let by_value = if magnitudes {
            compare_numbers(&self.clone().with_sign(false), &other.clone().with_sign(false))
        } else {
            compare_numbers(self, other)
        };
        let first = by_value.then_with(|| compare_total(self, other));
        let chosen = if first == wanted || first.is_eq() && wanted.is_gt() { self } else { other };
        chosen.clone().finalize(ctx, status)
    }
    pub fn max(&self, other: &Decimal, ctx: &Context, status: &mut u32) -> Decimal {
        self.extremum(other, ctx, status, false, Ordering::Greater)
    }
    pub fn min(&self, other: &Decimal, ctx: &Context, status: &mut u32) -> Decimal {
        self.extremum(other, ctx, status, false, Ordering::Less)
    }
    pub fn max_mag(&self, other: &Decimal, ctx: &Context, status: &mut u32) -> Decimal {
        self.extremum(other, ctx, status, true, Ordering::Greater)
    }
    pub fn min_mag(&self, other: &Decimal, ctx: &Context, status: &mut u32) -> Decimal {
        self.extremum(other, ctx, status, true, Ordering::Less)
    }

    fn largest_finite(negative: bool, ctx: &Context, status: &mut u32) -> Decimal {
        match super::Coefficient::nines(ctx.prec) {
            Some(c) => Decimal::finite(negative, c, ctx.etop()),
            None => invalid(status, NO_MEMORY),
        }
    }
    fn step(&self, up: bool, ctx: &Context, status: &mut u32) -> Decimal {
        use super::Rounding;
        if let Some(r) = nan_of(&[self], ctx, status) {
            return r;
        }
        if self.is_infinite() {
            return if self.negative == up { Decimal::largest_finite(self.negative, ctx, status) } else { self.clone() };
        }
        let mut own = 0;
        let ctx = Context { rounding: if up { Rounding::Ceiling } else { Rounding::Floor }, ..*ctx };
        let r = self.clone().finalize(&ctx, &mut own);
        if own & (INEXACT | ERRORS) != 0 {
            *status |= own & ERRORS;
            return r;
        }
        let tiny = Decimal::finite(!up, super::Coefficient::ONE, ctx.etiny() - 1);
        let r = self.add(&tiny, &ctx, &mut own);
        *status |= own & ERRORS;
        r
    }
    pub fn next_plus(&self, ctx: &Context, status: &mut u32) -> Decimal {
        self.step(true, ctx, status)
    }
    pub fn next_minus(&self, ctx: &Context, status: &mut u32) -> Decimal {
        self.step(false, ctx, status)
    }
    pub fn next_toward(&self, other: &Decimal, ctx: &Context, status: &mut u32) -> Decimal {
        if let Some(r) = nan_of(&[self, other], ctx, status) {
            return r;
        }
        let r = match compare_numbers(self, other) {
            Ordering::Equal => return self.clone().with_sign(other.negative),
            Ordering::Less => self.next_plus(ctx, status),
            Ordering::Greater => self.next_minus(ctx, status),
        };
        if r.is_infinite() {
            *status |= OVERFLOW | ROUNDED | INEXACT;
        } else if r.is_finite() && r.adjusted() < ctx.emin {
            *status |= UNDERFLOW | SUBNORMAL | ROUNDED | INEXACT;
            if r.is_zero() {
                *status |= CLAMPED;
            }
        }
        r
    }
}
