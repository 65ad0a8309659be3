//! Changes of the exponent: quantize, rounding to integers, normalize, logb, scaleb, shifts.
use super::coefficient::Coefficient;
use super::condition::*;
use super::rounding::{Remainder, apply_rounding};
use super::{Context, Decimal, invalid, nan_of};

impl Decimal {
    pub fn quantize(&self, other: &Decimal, ctx: &Context, status: &mut u32) -> Decimal {
        if !self.is_finite() || !other.is_finite() {
            if let Some(r) = nan_of(&[self, other], ctx, status) {
                return r;
            }
            return if self.is_infinite() && other.is_infinite() { self.clone() } else { invalid(status, INVALID_OPERATION) };
        }
        self.to_exponent(other.exponent, ctx, status)
    }

    /// The number with that exponent, if the context allows it.
    pub fn to_exponent(&self, exponent: i64, ctx: &Context, status: &mut u32) -> Decimal {
        if exponent > ctx.emax || exponent < ctx.etiny() {
            return invalid(status, INVALID_OPERATION);
        }
        if self.coefficient.is_zero() {
            return Decimal::finite(self.negative, Coefficient::ZERO, exponent).finalize(ctx, status);
        }
        let shift = self.exponent - exponent;
        let mut own = 0;
        let c = if shift >= 0 {
            if self.coefficient.digits() + shift > ctx.prec {
                return invalid(status, INVALID_OPERATION);
            }
            let Some(c) = self.coefficient.shift_left(shift) else { return invalid(status, NO_MEMORY) };
            c
        } else {
            let (c, rest) = self.coefficient.shift_right(-shift);
            own |= if rest == Remainder::Zero { ROUNDED } else { ROUNDED | INEXACT };
            apply_rounding(c, rest, self.negative, ctx.rounding)
        };
        let r = Decimal::finite(self.negative, c, exponent);
        if !r.coefficient.is_zero() && (r.coefficient.digits() > ctx.prec || r.adjusted() > ctx.emax) {
            return invalid(status, INVALID_OPERATION);
        }
        *status |= own;
        r.finalize(ctx, status)
    }

    /// The integer that the context's rounding gives, neither limited nor rounded to its precision.
    pub fn to_integral(&self, exact: bool, ctx: &Context, status: &mut u32) -> Decimal {
        if let Some(r) = nan_of(&[self], ctx, status) {
            return r;
        }
        if !self.is_finite() || self.exponent >= 0 {
            return self.clone();
        }
        if self.coefficient.is_zero() {
            return Decimal::finite(self.negative, Coefficient::ZERO, 0);
        }
        let (c, rest) = self.coefficient.shift_right(-self.exponent);
        if exact {
            *status |= if rest == Remainder::Zero { ROUNDED } else { ROUNDED | INEXACT };
        }
        Decimal::finite(self.negative, apply_rounding(c, rest, self.negative, ctx.rounding), 0)
    }

    /// Without zeros at the end.
    pub fn normalize(&self, ctx: &Context, status: &mut u32) -> Decimal {
        if let Some(r) = nan_of(&[self], ctx, status) {
            return r;
        }
        let mut r = self.clone().finalize(ctx, status);
        if !r.is_finite() {
            return r;
        }
        if r.coefficient.is_zero() {
            r.exponent = 0;
            return r;
        }
        let top = if ctx.clamp { ctx.etop() } else { ctx.emax };
        let zeros = r.coefficient.trailing_zeros().min(top - r.exponent);
        if zeros > 0 {
            r.coefficient = r.coefficient.shift_right(zeros).0;
            r.exponent += zeros;
        }
        r
    }

    pub fn logb(&self, ctx: &Context, status: &mut u32) -> Decimal {
        if let Some(r) = nan_of(&[self], ctx, status) {
            return r;
        }
        if self.is_infinite() {
            return Decimal::infinity(false);
        }
        if self.coefficient.is_zero() {
            *status |= DIVISION_BY_ZERO;
            return Decimal::infinity(true);
        }
        Decimal::from_i64(self.adjusted()).finalize(ctx, status)
    }

    /// The value of an operand that has to be an integer with exponent 0, within a limit.
    fn count(&self, limit: i64) -> Option<i64> {
        if !self.is_finite() || self.exponent != 0 {
            return None;
        }
        match self.coefficient {
            Coefficient::Small(n) if n <= limit as u128 => Some(if self.negative { -(n as i64) } else { n as i64 }),
            _ => None,
        }
    }

    pub fn scaleb(&self, other: &Decimal, ctx: &Context, status: &mut u32) -> Decimal {
        if let Some(r) = nan_of(&[self, other], ctx, status) {
            return r;
        }
        let Some(n) = other.count(2 * (ctx.emax + ctx.prec)) else { return invalid(status, INVALID_OPERATION) };
        if self.is_infinite() {
            return self.clone();
        }
        let mut r = self.clone();
        r.exponent = (r.exponent + n).clamp(-4_000_000_000_000_000_000, 4_000_000_000_000_000_000);
        r.finalize(ctx, status)
    }

    pub fn shift(&self, other: &Decimal, ctx: &Context, status: &mut u32) -> Decimal {
        if let Some(r) = nan_of(&[self, other], ctx, status) {
            return r;
        }
        let Some(n) = other.count(ctx.prec) else { return invalid(status, INVALID_OPERATION) };
        if self.is_infinite() {
            return self.clone();
        }
        let mut r = self.clone();
        if n >= 0 {
            // Of the digits only those stay that are not shifted out.
            match r.coefficient.low_digits(ctx.prec - n).shift_left(n) {
                Some(c) => r.coefficient = c,
                None => return invalid(status, NO_MEMORY),
            }
        } else {
            r.coefficient = r.coefficient.low_digits(ctx.prec).shift_right(-n).0;
        }
        r
    }

    pub fn rotate(&self, other: &Decimal, ctx: &Context, status: &mut u32) -> Decimal {
        if let Some(r) = nan_of(&[self, other], ctx, status) {
            return r;
        }
        let Some(n) = other.count(ctx.prec) else { return invalid(status, INVALID_OPERATION) };
        if self.is_infinite() {
            return self.clone();
        }
        let left = if n >= 0 { n } else { ctx.prec + n };
        let mut r = self.clone();
        let c = r.coefficient.low_digits(ctx.prec);
        let (high, _) = c.shift_right(ctx.prec - left);
        match c.low_digits(ctx.prec - left).shift_left(left) {
            Some(low) => r.coefficient = low.add(&high),
            None => return invalid(status, NO_MEMORY),
        }
        r
    }
}
