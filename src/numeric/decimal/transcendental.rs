//! exp, ln and log10, correctly rounded half-even.
//!
//! Values are approximated in binary fixed point with more digits than wanted. None of these functions has an exact result but those
//! handled first, so a result is certain once the digits beyond the precision are not all 0 or 9; until then the precision grows.
use super::coefficient::{Coefficient, MOST_DIGITS, bit_length, power_of_ten};
use super::condition::*;
use super::{Context, Decimal, EXP_INF, Rounding, invalid, nan_of};
use dashu_int::{IBig, UBig};
use std::cell::RefCell;

/// The natural logarithm of ten, in the longest form that was needed so far.
#[derive(Default)]
pub struct Constants {
    /// Bits behind the point, and the value.
    ln10: RefCell<(usize, UBig)>,
}

/// The inverse hyperbolic tangent of `1 / n`.
fn inverse_atanh(n: u64, bits: usize) -> UBig {
    let square = n * n;
    let mut power = (UBig::ONE << bits) / n;
    let mut sum = power.clone();
    let mut k = 3u64;
    while !power.is_zero() {
        power /= square;
        sum += &power / k;
        k += 2;
    }
    sum
}

impl Constants {
    /// ln 10 with that many bits behind the point, the last one uncertain.
    fn ln10(&self, bits: usize) -> UBig {
        let mut kept = self.ln10.borrow_mut();
        if kept.0 < bits {
            let own = bits + bits / 4 + 64;
            let sum = inverse_atanh(31, own + 32) * 46u8 + inverse_atanh(49, own + 32) * 34u8 + inverse_atanh(161, own + 32) * 20u8;
            *kept = (own, sum >> 32);
        }
        &kept.1 >> (kept.0 - bits)
    }
}

/// `e^r` in fixed point, r at most 4.
fn exp_fixed(r: &UBig, bits: usize) -> UBig {
    let halvings = (bits as f64).sqrt() as usize / 2 + 4;
    let guard = halvings + 32;
    let own = bits + guard;
    let x = (r << guard) >> halvings;
    let mut sum = (UBig::ONE << own) + &x;
    let mut term = x.clone();
    let mut n = 2u64;
    loop {
        term = ((term * &x) >> own) / n;
        if term.is_zero() {
            break;
        }
        sum += &term;
        n += 1;
    }
    for _ in 0..halvings {
        sum = (&sum * &sum) >> own;
    }
    sum >> guard
}

/// `e^y` of a number of either sign.
fn exp_signed(y: &IBig, bits: usize) -> UBig {
    let (sign, magnitude) = y.clone().into_parts();
    let e = exp_fixed(&magnitude, bits);
    if sign == dashu_int::Sign::Negative { (UBig::ONE << (2 * bits)) / e } else { e }
}

/// Bits that hold so many digits.
fn bits_for(digits: i64) -> usize {
    (digits as f64 * 3.321_928_095) as usize + 16
}

/// A number of digits at the end that tell on which side of a rounding border the value is.
const TAIL: u64 = 1_000_000_000_000;
const TAIL_DIGITS: i64 = 12;

/// Whether all values within two units of `c` round alike where at least the tail is cut off.
fn is_certain(c: &UBig) -> bool {
    let tail: u64 = c % TAIL;
    (3..TAIL - 3).contains(&tail)
}

/// `c * 2^bits / 10^n` for a negative exponent, `c * 10^n * 2^bits` otherwise.
fn to_fixed(c: &UBig, exponent: i64, bits: usize) -> UBig {
    if exponent >= 0 { (c * power_of_ten(exponent)) << bits } else { (c << bits) / power_of_ten(-exponent) }
}

impl Decimal {
    pub fn exp(&self, ctx: &Context, constants: &Constants, status: &mut u32) -> Decimal {
        if let Some(r) = nan_of(&[self], ctx, status) {
            return r;
        }
        let ctx = &Context { rounding: Rounding::HalfEven, ..*ctx };
        if self.is_infinite() {
            return if self.negative { Decimal::ZERO } else { self.clone() };
        }
        if self.coefficient.is_zero() {
            return Decimal::finite(false, Coefficient::ONE, 0);
        }
        // Far beyond all exponents, so that what is left fits a word.
        if self.adjusted() > 18 {
            let exponent = if self.negative { ctx.etiny() - 1 } else { EXP_INF };
            return Decimal::finite(false, Coefficient::ONE, exponent).finalize(ctx, status);
        }
        if ctx.prec > MOST_DIGITS {
            // The reference implementation gives up so where it cannot count the terms of its series.
            return invalid(status, INVALID_OPERATION);
        }
        if self.adjusted() < -(ctx.prec + 2) {
            // 1 and a little more or less.
            let one = power_of_ten(ctx.prec + 2);
            let c = if self.negative { one - UBig::ONE } else { one + UBig::ONE };
            return Decimal::finite(false, Coefficient::from_big(c), -(ctx.prec + 2)).finalize(ctx, status);
        }
        let x = self.coefficient.to_big();
        let mut extra = TAIL_DIGITS + 4;
        loop {
            let digits = ctx.prec + extra;
            let bits = bits_for(digits) + 96;
            let ln10 = constants.ln10(bits);
            let fixed = IBig::from_parts(
                if self.negative { dashu_int::Sign::Negative } else { dashu_int::Sign::Positive },
                to_fixed(&x, self.exponent, bits),
            );
            use dashu_int::ops::{DivEuclid, RemEuclid};
            let divisor = IBig::from(ln10);
            let k = (&fixed).div_euclid(&divisor);
            let r = (&fixed).rem_euclid(&divisor);
            let e = exp_fixed(&UBig::try_from(IBig::from(r)).unwrap_or_default(), bits);
            let c = (e * power_of_ten(digits)) >> bits;
            if is_certain(&c) {
                let k = i64::try_from(&k).unwrap_or(EXP_INF);
                let exponent = k - digits;
                return Decimal::finite(false, Coefficient::from_big(c), exponent).finalize(ctx, status);
            }
            extra += extra / 2 + TAIL_DIGITS;
        }
    }

    /// The number as `m * 10^k` with m within a factor of the square root of ten around 1: the digits, the exponent of m, and k.
    fn around_one(&self) -> (i64, i64) {
        let digits = self.coefficient.digits();
        let leading = self.coefficient.shift_right(digits - 3).0;
        let leading = if digits < 3 { self.coefficient.shift_left(3 - digits).unwrap_or(leading) } else { leading };
        let k = self.exponent + digits - 1;
        let k = if leading >= Coefficient::Small(316) { k + 1 } else { k };
        (self.exponent - k, k)
    }

    /// The logarithm of a positive number that is not 1, to the base e or ten, with so many digits; coefficient, sign and exponent.
    fn logarithm(&self, ten: bool, digits: i64, constants: &Constants) -> (UBig, bool, i64) {
        let (exponent, k) = self.around_one();
        let c = self.coefficient.to_big();
        let mut places = digits;
        if k == 0 {
            // Near 1 the logarithm is about as small as the distance.
            let one = Decimal::finite(false, Coefficient::ONE, 0);
            let distance = self.sub(&one, &Context::MAX, &mut 0);
            places += -distance.adjusted();
        }
        let bits = bits_for(places) + 96;
        let m = to_fixed(&c, exponent, bits);
        // A first approximation from the leading bits, then each step triples the digits.
        let n = bit_length(&m);
        let top = if n > 60 { &m >> (n - 60) } else { m.clone() };
        let start = (u64::try_from(&top).unwrap_or(1) as f64 * 2f64.powi(n.max(60) as i32 - 60 - bits as i32)).ln();
        let start = if start.is_finite() { start } else { self.rough_logarithm(exponent) };
        let mut y = IBig::from((start * (1u64 << 52) as f64) as i64);
        let mut own = 52;
        let mut steps = vec![bits];
        while steps[steps.len() - 1] > 46 {
            let next = steps[steps.len() - 1] / 3 + 12;
            if next <= 46 || steps.len() > 60 {
                break;
            }
            steps.push(next);
        }
        for step in steps.into_iter().rev() {
            let e_bits = step + 16;
            y = if e_bits >= own { y << (e_bits - own) } else { y >> (own - e_bits) };
            own = e_bits;
            let e = exp_signed(&y, own);
            let target = if own >= bits { &m << (own - bits) } else { &m >> (bits - own) };
            let sum = IBig::from(&target + &e);
            let difference = IBig::from(target) - IBig::from(e);
            y += (difference << (own + 1)) / sum;
        }
        let ln10 = IBig::from(constants.ln10(own));
        let value = if ten { (y << own) / ln10 + (IBig::from(k) << own) } else { y + ln10 * IBig::from(k) };
        let (sign, magnitude) = value.into_parts();
        let c = (magnitude * power_of_ten(places)) >> own;
        (c, sign == dashu_int::Sign::Negative, -places)
    }

    /// ln of the leading digits, for numbers of many digits.
    fn rough_logarithm(&self, exponent: i64) -> f64 {
        let digits = self.coefficient.digits();
        let shift = (digits - 17).max(0);
        match self.coefficient.shift_right(shift).0 {
            Coefficient::Small(x) => (x as f64).ln() + (exponent + shift) as f64 * std::f64::consts::LN_10,
            Coefficient::Big(_) => 0.0,
        }
    }

    fn rounded_logarithm(&self, ten: bool, ctx: &Context, constants: &Constants, status: &mut u32) -> Decimal {
        *status |= INEXACT | ROUNDED;
        if ctx.prec > MOST_DIGITS {
            return invalid(status, NO_MEMORY);
        }
        let mut extra = TAIL_DIGITS + 4;
        loop {
            let (c, negative, exponent) = self.logarithm(ten, ctx.prec + extra, constants);
            if is_certain(&c) {
                return Decimal::finite(negative, Coefficient::from_big(c), exponent).finalize(ctx, status);
            }
            extra += extra / 2 + TAIL_DIGITS;
        }
    }

    /// What logarithms of NaNs, infinities, zeros and negative numbers are.
    fn special_logarithm(&self, ctx: &Context, status: &mut u32) -> Option<Decimal> {
        if let Some(r) = nan_of(&[self], ctx, status) {
            return Some(r);
        }
        if self.is_zero() {
            return Some(Decimal::infinity(true));
        }
        if self.negative {
            return Some(invalid(status, INVALID_OPERATION));
        }
        self.is_infinite().then(|| Decimal::infinity(false))
    }

    pub fn ln(&self, ctx: &Context, constants: &Constants, status: &mut u32) -> Decimal {
        if let Some(r) = self.special_logarithm(ctx, status) {
            return r;
        }
        let ctx = &Context { rounding: Rounding::HalfEven, ..*ctx };
        if self.adjusted() == 0 && self.coefficient.is_power_of_ten() {
            return Decimal::ZERO;
        }
        self.rounded_logarithm(false, ctx, constants, status)
    }

    pub fn log10(&self, ctx: &Context, constants: &Constants, status: &mut u32) -> Decimal {
        if let Some(r) = self.special_logarithm(ctx, status) {
            return r;
        }
        let ctx = &Context { rounding: Rounding::HalfEven, ..*ctx };
        if self.coefficient.is_power_of_ten() {
            return Decimal::from_i64(self.adjusted()).finalize(ctx, status);
        }
        self.rounded_logarithm(true, ctx, constants, status)
    }
}
