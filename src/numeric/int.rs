//! Python's `int`: 64-bit values inline, larger ones in `dashu_int::IBig`.
use dashu_int::fast_div::ConstDivisor;
use dashu_int::ops::{BitTest, UnsignedAbs};
use dashu_int::{IBig, Sign, UBig};
use std::borrow::Cow;
use std::cmp::Ordering;

/// The largest result, in bits, that an operation may build before it reports [`IntError::TooLarge`].
pub const MAX_BITS: u64 = 1 << 35;

/// Why an integer operation has no result. The caller turns it into the Python exception.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IntError {
    /// `ZeroDivisionError`.
    ZeroDivision,
    /// `OverflowError`: the value does not fit the target type.
    Overflow,
    /// `ValueError: negative shift count`.
    NegativeShift,
    /// `MemoryError` (or `OverflowError: too many digits in integer` for shifts): the result would not fit memory.
    TooLarge,
    /// `ValueError: pow() 3rd argument cannot be 0`.
    ZeroModulus,
    /// `ValueError: base is not invertible for the given modulus`.
    NotInvertible,
    /// `ValueError`: the argument must not be negative.
    Negative,
}

/// An integer of any size. Invariant: a value that fits `i64` is always `Small`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Int {
    /// A value of 64 bits.
    Small(i64),
    /// A value outside the range of `i64`.
    Big(IBig),
}

impl From<i64> for Int {
    fn from(v: i64) -> Int {
        Int::Small(v)
    }
}

impl From<i128> for Int {
    fn from(v: i128) -> Int {
        match i64::try_from(v) {
            Ok(s) => Int::Small(s),
            Err(_) => Int::Big(IBig::from(v)),
        }
    }
}

impl From<u64> for Int {
    fn from(v: u64) -> Int {
        Int::from(v as i128)
    }
}

impl From<usize> for Int {
    fn from(v: usize) -> Int {
        Int::from(v as i128)
    }
}

impl From<IBig> for Int {
    fn from(v: IBig) -> Int {
        match i64::try_from(&v) {
            Ok(s) => Int::Small(s),
            Err(_) => Int::Big(v),
        }
    }
}

impl From<UBig> for Int {
    fn from(v: UBig) -> Int {
        Int::from(IBig::from(v))
    }
}

impl PartialOrd for Int {
    fn partial_cmp(&self, other: &Int) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Int {
    fn cmp(&self, other: &Int) -> Ordering {
        match (self, other) {
            (Int::Small(a), Int::Small(b)) => a.cmp(b),
            (Int::Big(a), Int::Big(b)) => a.cmp(b),
            // A big value lies outside the range of every small one: its sign decides.
            (Int::Big(a), Int::Small(_)) => match a.sign() {
                Sign::Positive => Ordering::Greater,
                Sign::Negative => Ordering::Less,
            },
            (Int::Small(_), Int::Big(b)) => match b.sign() {
                Sign::Positive => Ordering::Less,
                Sign::Negative => Ordering::Greater,
            },
        }
    }
}

impl Int {
    /// Zero.
    pub const ZERO: Int = Int::Small(0);
    /// One.
    pub const ONE: Int = Int::Small(1);

    /// The value as an `IBig`, borrowed where it is one.
    pub fn as_big(&self) -> Cow<'_, IBig> {
        match self {
            Int::Small(v) => Cow::Owned(IBig::from(*v)),
            Int::Big(b) => Cow::Borrowed(b),
        }
    }

    /// The value as an `IBig`.
    pub fn into_big(self) -> IBig {
        match self {
            Int::Small(v) => IBig::from(v),
            Int::Big(b) => b,
        }
    }

    /// The value if it fits `i64`.
    pub fn to_i64(&self) -> Option<i64> {
        match self {
            Int::Small(v) => Some(*v),
            Int::Big(_) => None,
        }
    }

    /// The value if it fits `u64`.
    pub fn to_u64(&self) -> Option<u64> {
        match self {
            Int::Small(v) => u64::try_from(*v).ok(),
            Int::Big(b) => u64::try_from(b).ok(),
        }
    }

    /// True for zero.
    pub fn is_zero(&self) -> bool {
        matches!(self, Int::Small(0))
    }

    /// True below zero.
    pub fn is_negative(&self) -> bool {
        match self {
            Int::Small(v) => *v < 0,
            Int::Big(b) => b.sign() == Sign::Negative,
        }
    }

    /// True for odd values.
    pub fn is_odd(&self) -> bool {
        match self {
            Int::Small(v) => v & 1 == 1,
            Int::Big(b) => b.bit(0),
        }
    }

    /// The absolute value as a `UBig`.
    pub fn magnitude(&self) -> UBig {
        match self {
            Int::Small(v) => UBig::from(v.unsigned_abs()),
            Int::Big(b) => b.unsigned_abs(),
        }
    }

    /// `self + other`.
    pub fn add(&self, other: &Int) -> Int {
        if let (Int::Small(a), Int::Small(b)) = (self, other) {
            return match a.checked_add(*b) {
                Some(v) => Int::Small(v),
                None => Int::Big(IBig::from(*a as i128 + *b as i128)),
            };
        }
        Int::from(&*self.as_big() + &*other.as_big())
    }

    /// `self - other`.
    pub fn sub(&self, other: &Int) -> Int {
        if let (Int::Small(a), Int::Small(b)) = (self, other) {
            return match a.checked_sub(*b) {
                Some(v) => Int::Small(v),
                None => Int::Big(IBig::from(*a as i128 - *b as i128)),
            };
        }
        Int::from(&*self.as_big() - &*other.as_big())
    }

    /// `self * other`.
    pub fn mul(&self, other: &Int) -> Int {
        if let (Int::Small(a), Int::Small(b)) = (self, other) {
            return match a.checked_mul(*b) {
                Some(v) => Int::Small(v),
                None => Int::Big(IBig::from(*a as i128 * *b as i128)),
            };
        }
        Int::from(&*self.as_big() * &*other.as_big())
    }

    /// `-self`.
    pub fn neg(&self) -> Int {
        match self {
            Int::Small(v) => match v.checked_neg() {
                Some(n) => Int::Small(n),
                None => Int::Big(-IBig::from(*v)),
            },
            Int::Big(b) => Int::from(-b),
        }
    }

    /// `abs(self)`.
    pub fn abs(&self) -> Int {
        if self.is_negative() { self.neg() } else { self.clone() }
    }

    /// `divmod(self, other)`: the quotient rounded down and the remainder with the divisor's sign.
    pub fn floor_divmod(&self, other: &Int) -> Result<(Int, Int), IntError> {
        if other.is_zero() {
            return Err(IntError::ZeroDivision);
        }
        if let (Int::Small(a), Int::Small(b)) = (self, other) {
            if *b == -1 {
                return Ok((self.neg(), Int::ZERO));
            }
            let (mut q, mut r) = (a / b, a % b);
            if r != 0 && (r ^ b) < 0 {
                q -= 1;
                r += b;
            }
            return Ok((Int::Small(q), Int::Small(r)));
        }
        let (a, b) = (self.as_big(), other.as_big());
        let (mut q, mut r) = dashu_int::ops::DivRem::div_rem(&*a, &*b);
        if !r.is_zero() && r.sign() != b.sign() {
            q -= 1;
            r += &*b;
        }
        Ok((Int::from(q), Int::from(r)))
    }

    /// `self // other`.
    pub fn floor_div(&self, other: &Int) -> Result<Int, IntError> {
        Ok(self.floor_divmod(other)?.0)
    }

    /// `self % other`.
    pub fn modulo(&self, other: &Int) -> Result<Int, IntError> {
        if let (Int::Big(a), Int::Small(b)) = (self, other)
            && *b != 0
        {
            let m = b.unsigned_abs();
            let mut r = (a.unsigned_abs() % m) as i128;
            if r != 0 && (a.sign() == Sign::Negative) != (*b < 0) {
                r = m as i128 - r;
            }
            return Ok(Int::from(if *b < 0 { -r } else { r }));
        }
        Ok(self.floor_divmod(other)?.1)
    }

    /// `self ** exponent` for a non-negative exponent; `Negative` otherwise (the result is then a float).
    pub fn pow(&self, exponent: &Int) -> Result<Int, IntError> {
        if exponent.is_negative() {
            return Err(IntError::Negative);
        }
        match self {
            Int::Small(0) => return Ok(Int::Small(exponent.is_zero() as i64)),
            Int::Small(1) => return Ok(Int::ONE),
            Int::Small(-1) => return Ok(Int::Small(if exponent.is_odd() { -1 } else { 1 })),
            _ => {}
        }
        let Some(e) = exponent.to_u64() else { return Err(IntError::TooLarge) };
        if let Int::Small(base) = self
            && let Ok(small) = u32::try_from(e)
            && let Some(v) = base.checked_pow(small)
        {
            return Ok(Int::Small(v));
        }
        // 2 ** n of a base of b bits has at least (b - 1) * n bits.
        if (self.bit_length().saturating_sub(1)).max(1).saturating_mul(e) > MAX_BITS {
            return Err(IntError::TooLarge);
        }
        if let Int::Small(2) = self {
            return Ok(Int::from(IBig::from(1) << (e as usize)));
        }
        Ok(Int::from(self.as_big().pow(e as usize)))
    }

    /// `pow(self, exponent, modulus)`; a negative exponent uses the modular inverse.
    pub fn pow_mod(&self, exponent: &Int, modulus: &Int) -> Result<Int, IntError> {
        if modulus.is_zero() {
            return Err(IntError::ZeroModulus);
        }
        let inverted;
        let (base, exponent) = if exponent.is_negative() {
            inverted = self.mod_inverse(modulus)?;
            (&inverted, Cow::Owned(exponent.neg()))
        } else {
            (self, Cow::Borrowed(exponent))
        };
        let m = modulus.abs();
        let b = base.modulo(&m)?;
        let r = match (&m, &b, &*exponent) {
            (Int::Small(1), _, _) => Int::ZERO,
            (Int::Small(m), Int::Small(b), Int::Small(e)) => {
                Int::Small(pow_mod_u64(*b as u64, *e as u64, *m as u64) as i64)
            }
            _ => {
                let ring = ConstDivisor::new(m.magnitude());
                Int::from(ring.reduce(b.magnitude()).pow(&exponent.magnitude()).residue())
            }
        };
        Ok(if modulus.is_negative() && !r.is_zero() { r.add(modulus) } else { r })
    }

    /// The inverse of `self` modulo `modulus` (not zero), in `0..abs(modulus)`.
    pub fn mod_inverse(&self, modulus: &Int) -> Result<Int, IntError> {
        let m = modulus.abs();
        let (mut r0, mut r1) = (m.clone(), self.modulo(&m)?);
        let (mut t0, mut t1) = (Int::ZERO, Int::ONE);
        while !r1.is_zero() {
            let (q, r) = r0.floor_divmod(&r1)?;
            r0 = std::mem::replace(&mut r1, r);
            let t = t0.sub(&q.mul(&t1));
            t0 = std::mem::replace(&mut t1, t);
        }
        if r0 != Int::ONE {
            return Err(IntError::NotInvertible);
        }
        t0.modulo(&m)
    }

    /// Compares with a float exactly; `None` for NaN.
    pub fn partial_cmp_f64(&self, x: f64) -> Option<Ordering> {
        if x.is_nan() {
            return None;
        }
        if x.is_infinite() {
            return Some(if x > 0.0 { Ordering::Less } else { Ordering::Greater });
        }
        const LIMIT: f64 = 9_223_372_036_854_775_808.0;
        match self {
            Int::Small(a) => Some(if x >= LIMIT {
                Ordering::Less
            } else if x < -LIMIT {
                Ordering::Greater
            } else {
                let floor = x.floor();
                a.cmp(&(floor as i64)).then(if x > floor { Ordering::Less } else { Ordering::Equal })
            }),
            Int::Big(_) => {
                let floor = x.floor();
                let order = self.cmp(&Int::from_f64(floor)?);
                Some(order.then(if x > floor { Ordering::Less } else { Ordering::Equal }))
            }
        }
    }

    /// `int(x)`: truncated; `None` for infinities and NaN.
    pub fn from_f64(x: f64) -> Option<Int> {
        if !x.is_finite() {
            return None;
        }
        let x = x.trunc();
        if (-9_223_372_036_854_775_808.0..9_223_372_036_854_775_808.0).contains(&x) {
            return Some(Int::Small(x as i64));
        }
        let bits = x.to_bits();
        let exponent = ((bits >> 52) & 0x7ff) as usize - 1075;
        let magnitude = IBig::from((bits & ((1 << 52) - 1)) | (1 << 52)) << exponent;
        Some(Int::Big(if x < 0.0 { -magnitude } else { magnitude }))
    }

    /// `float(self)`, rounded half to even; `Overflow` when it is out of range.
    pub fn to_f64(&self) -> Result<f64, IntError> {
        match self {
            Int::Small(v) => Ok(*v as f64),
            Int::Big(b) => {
                let x = b.to_f64().value();
                if x.is_finite() { Ok(x) } else { Err(IntError::Overflow) }
            }
        }
    }

    /// `self / other`, correctly rounded.
    pub fn true_div(&self, other: &Int) -> Result<f64, IntError> {
        if other.is_zero() {
            return Err(IntError::ZeroDivision);
        }
        const EXACT: u64 = 1 << 53;
        if let (Int::Small(a), Int::Small(b)) = (self, other)
            && a.unsigned_abs() <= EXACT
            && b.unsigned_abs() <= EXACT
        {
            return Ok(*a as f64 / *b as f64);
        }
        let negative = self.is_negative() != other.is_negative();
        let sign = if negative { -1.0 } else { 1.0 };
        if self.is_zero() {
            return Ok(0.0 * sign);
        }
        let difference = self.bit_length() as i64 - other.bit_length() as i64;
        if difference > 1024 {
            return Err(IntError::Overflow);
        }
        if difference < -1080 {
            return Ok(0.0 * sign);
        }
        // The quotient gets two bits more than the mantissa, so that a sticky bit makes rounding exact; for
        // subnormal results the shift stops at the exponent range.
        let shift = difference.max(-1021) - 55;
        let (mut a, mut b) = (self.magnitude(), other.magnitude());
        if shift <= 0 {
            a <<= (-shift) as usize;
        } else {
            b <<= shift as usize;
        }
        let (q, r) = dashu_int::ops::DivRem::div_rem(a, b);
        let mut q = u64::try_from(&q).map_err(|_| IntError::Overflow)? | (!r.is_zero()) as u64;
        let bits = 64 - q.leading_zeros() as i64;
        let extra = bits.max(-1021 - shift) - 53;
        let half = 1u64 << (extra - 1);
        if q & half != 0 && q & (3 * half - 1) != 0 {
            q += half;
        }
        q &= !(2 * half - 1);
        let result = ldexp(q as f64, shift as i32);
        if result.is_infinite() { Err(IntError::Overflow) } else { Ok(result * sign) }
    }

    /// CPython's `hash(int)`: the value modulo 2**61 - 1 with the value's sign, and -2 in place of -1.
    pub fn hash(&self) -> i64 {
        match self {
            Int::Small(v) => hash_i64(*v),
            Int::Big(b) => {
                let (sign, words) = b.as_sign_words();
                let h = words
                    .iter()
                    .rev()
                    .fold(0u64, |h, w| ((((h as u128) << 64) | *w as u128) % HASH_MODULUS as u128) as u64);
                let h = h as i64 * if sign == Sign::Negative { -1 } else { 1 };
                if h == -1 { -2 } else { h }
            }
        }
    }

    /// `round(self, -digits)`: to a multiple of `10 ** digits`, half to even.
    pub fn round_half_even(&self, digits: u64) -> Int {
        if digits == 0 || self.is_zero() {
            return self.clone();
        }
        // 10 ** digits that is longer than the value by more than a digit rounds it to zero.
        if digits > self.bit_length() / 3 + 2 {
            return Int::ZERO;
        }
        let unit = Int::Small(10).pow(&Int::from(digits));
        let Ok(unit) = unit else { return Int::ZERO };
        let Ok((q, r)) = self.floor_divmod(&unit) else { return Int::ZERO };
        let up = match r.add(&r).cmp(&unit) {
            Ordering::Less => false,
            Ordering::Greater => true,
            Ordering::Equal => q.is_odd(),
        };
        let base = self.sub(&r);
        if up { base.add(&unit) } else { base }
    }
}

/// The modulus of numeric hashes, a Mersenne prime.
pub const HASH_MODULUS: u64 = (1 << 61) - 1;

/// CPython's hash of an integer of 64 bits.
#[inline]
pub fn hash_i64(v: i64) -> i64 {
    let m = v.unsigned_abs();
    let h = (if m < HASH_MODULUS { m } else { m % HASH_MODULUS }) as i64;
    let h = if v < 0 { -h } else { h };
    if h == -1 { -2 } else { h }
}

/// `x * 2**exponent`, correctly rounded (libm's `ldexp`).
pub(crate) fn ldexp(x: f64, exponent: i32) -> f64 {
    // SAFETY: ldexp is a pure function of the C library with no preconditions.
    unsafe { libc_ldexp(x, exponent) }
}

unsafe extern "C" {
    #[link_name = "ldexp"]
    fn libc_ldexp(x: f64, exponent: i32) -> f64;
}

fn pow_mod_u64(base: u64, mut exponent: u64, modulus: u64) -> u64 {
    let mut result = 1 % modulus;
    let mut square = base;
    if modulus >> 32 == 0 {
        while exponent > 0 {
            if exponent & 1 == 1 {
                result = result * square % modulus;
            }
            square = square * square % modulus;
            exponent >>= 1;
        }
        return result;
    }
    let wide = modulus as u128;
    while exponent > 0 {
        if exponent & 1 == 1 {
            result = (result as u128 * square as u128 % wide) as u64;
        }
        square = (square as u128 * square as u128 % wide) as u64;
        exponent >>= 1;
    }
    result
}
