//! Sums, products, signs and square roots.
use super::coefficient::{Coefficient, MOST_DIGITS, power_of_ten};
use super::condition::*;
use super::{Context, Decimal, Rounding, invalid, nan_of};

impl Decimal {
    #[inline]
    pub fn add(&self, other: &Decimal, ctx: &Context, status: &mut u32) -> Decimal {
        self.sum(other, other.negative, ctx, status)
    }
    #[inline]
    pub fn sub(&self, other: &Decimal, ctx: &Context, status: &mut u32) -> Decimal {
        self.sum(other, !other.negative, ctx, status)
    }

    /// The sum with another number of that sign.
    fn sum(&self, other: &Decimal, sign: bool, ctx: &Context, status: &mut u32) -> Decimal {
        if !self.is_finite() || !other.is_finite() {
            if let Some(r) = nan_of(&[self, other], ctx, status) {
                return r;
            }
            return match (self.is_infinite(), other.is_infinite()) {
                (true, true) if self.negative != sign => invalid(status, INVALID_OPERATION),
                (true, _) => self.clone(),
                _ => Decimal::infinity(sign),
            };
        }
        if self.exponent == other.exponent {
            return combine(&self.coefficient, self.negative, &other.coefficient, sign, self.exponent, ctx).finalize(ctx, status);
        }
        let ((high, high_sign), (low, low_sign)) = if self.exponent > other.exponent {
            ((self, self.negative), (other, sign))
        } else {
            ((other, sign), (self, self.negative))
        };
        let (high_digits, low_digits) = (high.coefficient.digits(), low.coefficient.digits());
        let distance = high.exponent - low.exponent;
        let (mut exponent, tiny);
        let mut low_coefficient = &low.coefficient;
        exponent = low.exponent;
        if high.coefficient.is_zero() {
            let negative = if low.coefficient.is_zero() {
                if high_sign == low_sign { high_sign } else { ctx.rounding == Rounding::Floor }
            } else {
                low_sign
            };
            return Decimal::finite(negative, low.coefficient.clone(), exponent).finalize(ctx, status);
        }
        if low.coefficient.is_zero() {
            // Digits beyond the precision would only be cut off again.
            let shift = distance.min((ctx.prec + 1 - high_digits).max(0));
            exponent = high.exponent - shift;
        } else {
            // A number far below the last digit counts as one digit that cannot be lost.
            let floor = high.exponent + (high_digits - ctx.prec - 2).min(-1);
            if low_digits + low.exponent - 1 < floor {
                tiny = Coefficient::ONE;
                low_coefficient = &tiny;
                exponent = floor;
            }
        }
        let Some(c) = high.coefficient.shift_left(high.exponent - exponent) else { return invalid(status, NO_MEMORY) };
        combine(&c, high_sign, low_coefficient, low_sign, exponent, ctx).finalize(ctx, status)
    }

    #[inline]
    pub fn mul(&self, other: &Decimal, ctx: &Context, status: &mut u32) -> Decimal {
        let negative = self.negative != other.negative;
        if !self.is_finite() || !other.is_finite() {
            if let Some(r) = nan_of(&[self, other], ctx, status) {
                return r;
            }
            if self.is_zero() || other.is_zero() {
                return invalid(status, INVALID_OPERATION);
            }
            return Decimal::infinity(negative);
        }
        let c = self.coefficient.mul(&other.coefficient);
        Decimal::finite(negative, c, self.exponent + other.exponent).finalize(ctx, status)
    }

    pub fn fma(&self, factor: &Decimal, term: &Decimal, ctx: &Context, status: &mut u32) -> Decimal {
        if self.is_infinite() && factor.is_zero() || self.is_zero() && factor.is_infinite() {
            // Whatever is added.
            return invalid(status, INVALID_OPERATION);
        }
        if let Some(r) = nan_of(&[self, factor, term], ctx, status) {
            return r;
        }
        if !self.is_finite() || !factor.is_finite() {
            let product = self.mul(factor, ctx, status);
            return if product.is_nan() { product } else { product.add(term, ctx, status) };
        }
        let c = self.coefficient.mul(&factor.coefficient);
        let product = Decimal::finite(self.negative != factor.negative, c, self.exponent + factor.exponent);
        product.add(term, ctx, status)
    }

    pub fn plus(&self, ctx: &Context, status: &mut u32) -> Decimal {
        self.signed(self.negative, ctx, status)
    }
    pub fn minus(&self, ctx: &Context, status: &mut u32) -> Decimal {
        self.signed(!self.negative, ctx, status)
    }
    pub fn abs(&self, ctx: &Context, status: &mut u32) -> Decimal {
        if self.negative { self.minus(ctx, status) } else { self.plus(ctx, status) }
    }
    fn signed(&self, negative: bool, ctx: &Context, status: &mut u32) -> Decimal {
        if let Some(r) = nan_of(&[self], ctx, status) {
            return r;
        }
        let negative = negative && !(self.is_zero() && ctx.rounding != Rounding::Floor);
        self.clone().with_sign(negative).finalize(ctx, status)
    }

    /// The square root, always rounded half-even.
    pub fn sqrt(&self, ctx: &Context, status: &mut u32) -> Decimal {
        use dashu_int::ops::SquareRootRem;
        if let Some(r) = nan_of(&[self], ctx, status) {
            return r;
        }
        let ctx = &Context { rounding: Rounding::HalfEven, ..*ctx };
        let ideal = self.exponent.div_euclid(2);
        if self.is_zero() {
            return Decimal::finite(self.negative, Coefficient::ZERO, ideal).finalize(ctx, status);
        }
        if self.negative {
            return invalid(status, INVALID_OPERATION);
        }
        if self.is_infinite() {
            return self.clone();
        }
        let mut c = self.coefficient.to_big();
        let mut digits = self.coefficient.digits();
        if self.exponent.rem_euclid(2) == 1 {
            c *= 10u8;
            digits += 1;
        }
        let shift = ctx.prec + 1 - (digits + 1) / 2;
        // A root that is exact needs no more digits than the number has; no other fits into memory.
        let huge = shift > MOST_DIGITS / 2;
        let mut exact = true;
        if huge {
        } else if shift >= 0 {
            c *= power_of_ten(2 * shift);
        } else {
            let (q, r) = super::coefficient::div_rem(&c, &power_of_ten(-2 * shift));
            exact = r.is_zero();
            c = q;
        }
        let (mut root, rest) = c.sqrt_rem();
        exact &= rest.is_zero();
        if huge {
            return if exact {
                Decimal::finite(false, Coefficient::from_big(root), ideal).finalize(ctx, status)
            } else {
                invalid(status, NO_MEMORY)
            };
        }
        let mut exponent = ideal - shift;
        if exact {
            if shift >= 0 { root /= power_of_ten(shift) } else { root *= power_of_ten(-shift) }
            exponent = ideal;
        } else if (&root % 5u8) == 0 {
            // The digit that is rounded off must not look like a tie or like nothing.
            root += 1u8;
        }
        Decimal::finite(false, Coefficient::from_big(root), exponent).finalize(ctx, status)
    }
}

/// The sum of two coefficients with signs.
#[inline]
fn combine(a: &Coefficient, a_sign: bool, b: &Coefficient, b_sign: bool, exponent: i64, ctx: &Context) -> Decimal {
    if a_sign == b_sign {
        return Decimal::finite(a_sign, a.add(b), exponent);
    }
    let (c, flipped) = a.sub(b);
    let negative = if c.is_zero() { ctx.rounding == Rounding::Floor } else { a_sign != flipped };
    Decimal::finite(negative, c, exponent)
}
