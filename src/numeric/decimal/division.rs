//! Quotients and remainders.
use super::coefficient::{Coefficient, MOST_DIGITS};
use super::condition::*;
use super::{Context, Decimal, invalid, nan_of};

impl Decimal {
    pub fn div(&self, other: &Decimal, ctx: &Context, status: &mut u32) -> Decimal {
        let negative = self.negative != other.negative;
        if !self.is_finite() || !other.is_finite() {
            if let Some(r) = nan_of(&[self, other], ctx, status) {
                return r;
            }
            return match (self.is_infinite(), other.is_infinite()) {
                (true, true) => invalid(status, INVALID_OPERATION),
                (true, false) => Decimal::infinity(negative),
                _ => {
                    *status |= CLAMPED;
                    Decimal::finite(negative, Coefficient::ZERO, ctx.etiny())
                }
            };
        }
        if other.coefficient.is_zero() {
            if self.coefficient.is_zero() {
                return invalid(status, DIVISION_UNDEFINED);
            }
            *status |= DIVISION_BY_ZERO;
            return Decimal::infinity(negative);
        }
        let ideal = self.exponent - other.exponent;
        if self.coefficient.is_zero() {
            return Decimal::finite(negative, Coefficient::ZERO, ideal).finalize(ctx, status);
        }
        let (a_digits, b_digits) = (self.coefficient.digits(), other.coefficient.digits());
        let mut shift = b_digits - a_digits + ctx.prec + 1;
        // A quotient that is exact has few digits; no other of such a precision fits into memory.
        let huge = shift > MOST_DIGITS;
        if huge {
            shift = a_digits + 4 * b_digits;
        }
        let (a, b);
        let (dividend, divisor) = if shift >= 0 {
            let Some(c) = self.coefficient.shift_left(shift) else { return invalid(status, NO_MEMORY) };
            a = c;
            (&a, &other.coefficient)
        } else {
            let Some(c) = other.coefficient.shift_left(-shift) else { return invalid(status, NO_MEMORY) };
            b = c;
            (&self.coefficient, &b)
        };
        let (mut q, r) = dividend.div_rem(divisor);
        let mut exponent = ideal - shift;
        if !r.is_zero() {
            if huge {
                return invalid(status, NO_MEMORY);
            }
            if q.last_digit() % 5 == 0 {
                q = q.increment();
            }
        } else if exponent < ideal {
            let zeros = q.trailing_zeros().min(ideal - exponent);
            q = q.shift_right(zeros).0;
            exponent += zeros;
        }
        Decimal::finite(negative, q, exponent).finalize(ctx, status)
    }

    /// The integer quotient and the remainder of finite numbers, the divisor not 0, unrounded; None where the quotient is too long.
    fn quotient(&self, other: &Decimal, ctx: &Context, status: &mut u32) -> Option<(Decimal, Decimal)> {
        let negative = self.negative != other.negative;
        let ideal = self.exponent.min(other.exponent);
        let distance = if self.coefficient.is_zero() { -2 } else { self.adjusted() - other.adjusted() };
        let none = Decimal::finite(negative, Coefficient::ZERO, 0);
        if distance <= -2 {
            let rest = self.rescaled_down(ideal, ctx)?;
            return Some((none, rest));
        }
        if distance > ctx.prec {
            *status |= DIVISION_IMPOSSIBLE;
            return None;
        }
        let (a, b) = (self.coefficient.shift_left(self.exponent - ideal), other.coefficient.shift_left(other.exponent - ideal));
        let (Some(a), Some(b)) = (a, b) else {
            *status |= NO_MEMORY;
            return None;
        };
        let (q, r) = a.div_rem(&b);
        if !q.is_zero() && q.digits() > ctx.prec {
            *status |= DIVISION_IMPOSSIBLE;
            return None;
        }
        Some((Decimal::finite(negative, q, 0), Decimal::finite(self.negative, r, ideal)))
    }

    /// The number with a lower exponent. Zeros beyond the precision, which rounding takes away again, are not made.
    fn rescaled_down(&self, exponent: i64, ctx: &Context) -> Option<Decimal> {
        if self.coefficient.is_zero() {
            return Some(Decimal::finite(self.negative, Coefficient::ZERO, exponent));
        }
        let shift = (self.exponent - exponent).min((ctx.prec + 1 - self.coefficient.digits()).max(0));
        Some(Decimal::finite(self.negative, self.coefficient.shift_left(shift)?, self.exponent - shift))
    }

    pub fn div_int(&self, other: &Decimal, ctx: &Context, status: &mut u32) -> Decimal {
        if let Some(r) = nan_of(&[self, other], ctx, status) {
            return r;
        }
        let negative = self.negative != other.negative;
        match (self.is_infinite(), other.is_infinite()) {
            (true, true) => return invalid(status, INVALID_OPERATION),
            (true, false) => return Decimal::infinity(negative),
            (false, true) => return Decimal::finite(negative, Coefficient::ZERO, 0),
            _ => {}
        }
        if other.coefficient.is_zero() {
            if self.coefficient.is_zero() {
                return invalid(status, DIVISION_UNDEFINED);
            }
            *status |= DIVISION_BY_ZERO;
            return Decimal::infinity(negative);
        }
        match self.quotient(other, ctx, status) {
            Some((q, _)) => q.finalize(ctx, status),
            None => Decimal::nan(),
        }
    }

    /// The remainder where an operand is a NaN, infinite, or a zero to divide by.
    fn special_remainder(&self, other: &Decimal, ctx: &Context, status: &mut u32) -> Option<Decimal> {
        if let Some(r) = nan_of(&[self, other], ctx, status) {
            return Some(r);
        }
        if self.is_infinite() {
            return Some(invalid(status, INVALID_OPERATION));
        }
        if other.is_infinite() {
            return Some(self.clone().finalize(ctx, status));
        }
        let what = if self.coefficient.is_zero() { DIVISION_UNDEFINED } else { INVALID_OPERATION };
        other.coefficient.is_zero().then(|| invalid(status, what))
    }

    pub fn rem(&self, other: &Decimal, ctx: &Context, status: &mut u32) -> Decimal {
        if let Some(r) = self.special_remainder(other, ctx, status) {
            return r;
        }
        match self.quotient(other, ctx, status) {
            Some((_, r)) => r.finalize(ctx, status),
            None => {
                if *status & ANY_INVALID == 0 {
                    *status |= NO_MEMORY;
                }
                Decimal::nan()
            }
        }
    }

    pub fn div_mod(&self, other: &Decimal, ctx: &Context, status: &mut u32) -> (Decimal, Decimal) {
        if let Some(r) = nan_of(&[self, other], ctx, status) {
            return (r.clone(), r);
        }
        let negative = self.negative != other.negative;
        let nan = Decimal::nan;
        if self.is_infinite() {
            *status |= INVALID_OPERATION;
            return (if other.is_infinite() { nan() } else { Decimal::infinity(negative) }, nan());
        }
        if other.is_infinite() {
            return (Decimal::finite(negative, Coefficient::ZERO, 0), self.clone().finalize(ctx, status));
        }
        if other.coefficient.is_zero() {
            if self.coefficient.is_zero() {
                *status |= DIVISION_UNDEFINED;
                return (nan(), nan());
            }
            *status |= DIVISION_BY_ZERO | INVALID_OPERATION;
            return (Decimal::infinity(negative), nan());
        }
        match self.quotient(other, ctx, status) {
            Some((q, r)) => (q.finalize(ctx, status), r.finalize(ctx, status)),
            None => {
                if *status & ANY_INVALID == 0 {
                    *status |= NO_MEMORY;
                }
                (nan(), nan())
            }
        }
    }

    /// The remainder of the quotient that is rounded half-even.
    pub fn rem_near(&self, other: &Decimal, ctx: &Context, status: &mut u32) -> Decimal {
        if let Some(r) = self.special_remainder(other, ctx, status) {
            return r;
        }
        let ideal = self.exponent.min(other.exponent);
        if self.coefficient.is_zero() {
            return Decimal::finite(self.negative, Coefficient::ZERO, ideal).finalize(ctx, status);
        }
        let distance = self.adjusted() - other.adjusted();
        if distance > ctx.prec {
            return invalid(status, DIVISION_IMPOSSIBLE);
        }
        if distance <= -2 {
            return match self.rescaled_down(ideal, ctx) {
                Some(r) => r.finalize(ctx, status),
                None => invalid(status, NO_MEMORY),
            };
        }
        let (a, b) = (self.coefficient.shift_left(self.exponent - ideal), other.coefficient.shift_left(other.exponent - ideal));
        let (Some(a), Some(b)) = (a, b) else { return invalid(status, NO_MEMORY) };
        let (mut q, mut r) = a.div_rem(&b);
        let mut negative = self.negative;
        if r.add(&r).cmp(&b).then(if q.is_odd() { std::cmp::Ordering::Greater } else { std::cmp::Ordering::Less }).is_gt() {
            r = r.sub(&b).0;
            q = q.increment();
            negative = !negative;
        }
        if !q.is_zero() && q.digits() > ctx.prec {
            return invalid(status, DIVISION_IMPOSSIBLE);
        }
        Decimal::finite(negative, r, ideal).finalize(ctx, status)
    }
}
