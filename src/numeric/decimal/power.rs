//! Powers. As in the reference implementation they are computed with a few digits more and then rounded, which gives almost always
//! the correctly rounded result; the steps are the same, so that the rare other cases agree too.
use super::coefficient::{Coefficient, MOST_DIGITS, div_rem};
use super::compare::compare_numbers;
use super::condition::*;
use super::{Constants, Context, Decimal, EXP_INF, Rounding, invalid, nan_of};
use dashu_int::UBig;
use std::cmp::Ordering;

const ONE: Decimal = Decimal::finite(false, Coefficient::ONE, 0);

/// Digits of an exponent.
fn exponent_digits(x: i64) -> i64 {
    super::coefficient::digits_of(x.unsigned_abs() as u128)
}

/// 1 with so many zeros behind the point.
fn padded_one(negative: bool, zeros: i64, status: &mut u32) -> Decimal {
    match Coefficient::ONE.shift_left(zeros) {
        Some(c) => Decimal::finite(negative, c, -zeros),
        None => invalid(status, NO_MEMORY),
    }
}

impl Decimal {
    pub fn power(&self, exponent: &Decimal, ctx: &Context, constants: &Constants, status: &mut u32) -> Decimal {
        if let Some(r) = nan_of(&[self, exponent], ctx, status) {
            return r;
        }
        let integer = exponent.is_integer();
        let negative = self.negative && integer && exponent.is_odd();
        if self.is_zero() {
            if exponent.is_zero() {
                return invalid(status, INVALID_OPERATION);
            }
            return if exponent.negative { Decimal::infinity(negative) } else { Decimal::ZERO.with_sign(negative) };
        }
        if self.negative && (!integer || exponent.is_infinite()) {
            return invalid(status, INVALID_OPERATION);
        }
        let magnitude = self.clone().with_sign(false);
        if exponent.is_infinite() {
            let order = compare_numbers(&magnitude, &ONE);
            if order.is_eq() {
                *status |= INEXACT | ROUNDED;
                return padded_one(negative, ctx.prec - 1, status);
            }
            return if (order == Ordering::Less) != exponent.negative {
                Decimal::ZERO.with_sign(negative)
            } else {
                Decimal::infinity(negative)
            };
        }
        if self.is_infinite() {
            return if exponent.is_zero() {
                ONE.with_sign(negative)
            } else if exponent.negative {
                Decimal::ZERO.with_sign(negative)
            } else {
                Decimal::infinity(negative)
            };
        }
        if exponent.is_zero() {
            return ONE.with_sign(negative);
        }
        if compare_numbers(&magnitude, &ONE).is_eq() {
            return self.power_of_one(exponent, integer, negative, ctx, status);
        }
        if let Some(r) = magnitude.power_out_of_bounds(exponent, negative, ctx, status) {
            return r;
        }
        if integer {
            return self.integer_power(exponent, negative, ctx, status);
        }
        let mut r = self.real_power(exponent, ctx, constants, status);
        if r.is_finite() && compare_numbers(&r, &ONE).is_eq() {
            r = padded_one(false, ctx.prec - 1, status);
        }
        if r.is_infinite() {
            // For the rounding modes that give the largest number instead.
            r = Decimal::finite(false, Coefficient::ONE, EXP_INF);
        }
        r.finalize(ctx, status)
    }

    fn power_of_one(&self, exponent: &Decimal, integer: bool, negative: bool, ctx: &Context, status: &mut u32) -> Decimal {
        if !integer {
            *status |= INEXACT | ROUNDED;
            return padded_one(negative, ctx.prec - 1, status);
        }
        if exponent.negative {
            return ONE.with_sign(negative);
        }
        let places = -self.exponent;
        let n = exponent.to_bounded(i64::MAX as u128).map(|n| n * places as u128);
        let zeros = match n {
            // The number of places is a product of the context, too, and may overflow there.
            Some(n) if n <= (ctx.prec - 1) as u128 && n.checked_ilog10().unwrap_or(0) as i64 <= ctx.emax => n as i64,
            None if places == 0 => 0,
            _ => {
                *status |= ROUNDED;
                ctx.prec - 1
            }
        };
        padded_one(negative, zeros, status)
    }

    /// The magnitude of an integer, None where it is beyond the limit.
    fn to_bounded(&self, limit: u128) -> Option<u128> {
        let c = if self.exponent > 0 {
            if self.exponent + self.coefficient.digits() > 38 {
                return None;
            }
            self.coefficient.shift_left(self.exponent)?
        } else {
            self.coefficient.shift_right(-self.exponent).0
        };
        match c {
            Coefficient::Small(n) if n <= limit => Some(n),
            _ => None,
        }
    }

    /// A lower bound of the exponent of the logarithm to the base ten.
    fn log_exponent(&self) -> i64 {
        let t = self.adjusted();
        if t > 0 {
            return exponent_digits(t) - 1;
        }
        if t < -1 {
            return exponent_digits(t + 1) - 1;
        }
        let distance = self.sub(&ONE, &Context::MAX, &mut 0).adjusted();
        if t == 0 { distance - 2 } else { distance - 1 }
    }

    /// Powers that certainly overflow or underflow.
    fn power_out_of_bounds(&self, exponent: &Decimal, negative: bool, ctx: &Context, status: &mut u32) -> Option<Decimal> {
        let size = self.log_exponent() + exponent.adjusted();
        let grows = (self.adjusted() < 0) == exponent.negative;
        if grows {
            return (exponent_digits(ctx.emax) < size)
                .then(|| Decimal::finite(negative, Coefficient::ONE, EXP_INF).finalize(ctx, status));
        }
        (exponent_digits(ctx.etiny()) < size)
            .then(|| Decimal::finite(negative, Coefficient::ONE, ctx.etiny() - 1).finalize(ctx, status))
    }

    fn integer_power(&self, exponent: &Decimal, negative: bool, ctx: &Context, status: &mut u32) -> Decimal {
        let mut own = Context { rounding: Rounding::HalfEven, clamp: false, ..*ctx };
        own.prec += exponent.coefficient.digits() + exponent.exponent + 2;
        let mut base = self.clone();
        if exponent.negative {
            own.prec += 1;
            let mut division = 0;
            base = ONE.div(self, &own, &mut division);
            *status |= division;
            if division & ERRORS != 0 {
                return Decimal::nan();
            }
        }
        let mut r = match exponent.to_bounded(u64::MAX as u128) {
            Some(n) => base.power_of_word(n as u64, &own, status),
            None => base.power_of_long(exponent, &own, status),
        }
        .with_sign(negative);
        if r.is_infinite() {
            r = Decimal::finite(negative, Coefficient::ONE, EXP_INF);
        }
        r.finalize(ctx, status)
    }

    fn power_of_word(&self, n: u64, ctx: &Context, status: &mut u32) -> Decimal {
        let mut r = self.clone();
        let mut bit = 1u64 << (63 - n.leading_zeros());
        let mut own = 0;
        while bit > 1 {
            bit >>= 1;
            r = r.mul(&r, ctx, &mut own);
            if n & bit != 0 {
                r = r.mul(self, ctx, &mut own);
            }
            if !r.is_finite() || r.is_zero() && own & CLAMPED != 0 {
                break;
            }
        }
        *status |= own;
        r
    }

    fn power_of_long(&self, exponent: &Decimal, ctx: &Context, status: &mut u32) -> Decimal {
        let Some(n) = exponent.coefficient.shift_left(exponent.exponent) else { return invalid(status, NO_MEMORY) };
        let (mut n, mut r, mut base) = (n.to_big(), ONE, self.clone());
        let mut own = 0;
        while !n.is_zero() {
            if n.as_words()[0] & 1 != 0 {
                r = r.mul(&base, ctx, &mut own);
                *status |= own;
                if !r.is_finite() || r.is_zero() && own & CLAMPED != 0 {
                    break;
                }
            }
            base = base.mul(&base, ctx, &mut own);
            if !base.is_finite() || base.is_zero() && own & CLAMPED != 0 {
                r = base;
                break;
            }
            n >>= 1;
        }
        *status |= own;
        r
    }

    fn real_power(&self, exponent: &Decimal, ctx: &Context, constants: &Constants, status: &mut u32) -> Decimal {
        let own = Context { prec: self.coefficient.digits().max(ctx.prec) + 4 + 19, ..Context::MAX };
        let mut conditions = 0;
        let r = self.ln(&own, constants, &mut conditions);
        let r = r.mul(exponent, &own, &mut conditions);
        let r = r.exp(&own, constants, &mut conditions);
        *status |= conditions & ERRORS | INEXACT | ROUNDED;
        r
    }

    /// `self ** exponent % modulus` of integers.
    pub fn power_modulo(&self, exponent: &Decimal, modulus: &Decimal, ctx: &Context, status: &mut u32) -> Decimal {
        if let Some(r) = nan_of(&[self, exponent, modulus], ctx, status) {
            return r;
        }
        if !(self.is_integer() && exponent.is_integer() && modulus.is_integer())
            || modulus.is_zero()
            || modulus.coefficient.digits() + modulus.exponent > ctx.prec
            || exponent.negative && !exponent.is_zero()
            || self.is_zero() && exponent.is_zero()
        {
            return invalid(status, INVALID_OPERATION);
        }
        let negative = self.negative && exponent.is_odd();
        let whole = |x: &Decimal| -> Option<UBig> {
            if x.exponent >= 0 {
                x.coefficient.shift_left(x.exponent).map(|c| c.to_big())
            } else {
                Some(x.coefficient.shift_right(-x.exponent).0.to_big())
            }
        };
        let Some(m) = whole(modulus) else { return invalid(status, NO_MEMORY) };
        if m == UBig::ONE {
            return Decimal::ZERO.with_sign(negative);
        }
        let ring = dashu_int::fast_div::ConstDivisor::new(m.clone());
        let scaled = |x: &Decimal| -> Option<UBig> {
            if x.exponent > 0 {
                let ten = ring.reduce(UBig::from(10u8)).pow(&UBig::from(x.exponent as u64));
                Some((ring.reduce(div_rem(&x.coefficient.to_big(), &m).1) * ten).residue())
            } else {
                whole(x).map(|b| div_rem(&b, &m).1)
            }
        };
        let Some(base) = scaled(self) else { return invalid(status, NO_MEMORY) };
        let mut r = ring.reduce(base);
        if exponent.exponent > MOST_DIGITS {
            return invalid(status, NO_MEMORY);
        }
        if exponent.exponent > 0 {
            let ten = UBig::from(10u8);
            for _ in 0..exponent.exponent {
                r = r.pow(&ten);
            }
            r = r.pow(&exponent.coefficient.to_big());
        } else {
            match whole(exponent) {
                Some(e) => r = r.pow(&e),
                None => return invalid(status, NO_MEMORY),
            }
        }
        Decimal::finite(negative, Coefficient::from_big(r.residue()), 0)
    }
}
