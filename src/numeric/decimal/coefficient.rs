//! Coefficients: non-negative ints with decimal shifts.
use super::rounding::Remainder;
use dashu_int::UBig;
use std::cmp::Ordering;

/// Digits that fit one word of 128 bits.
pub(crate) const SMALL_DIGITS: i64 = 38;
/// More digits than this are taken for more than memory holds.
pub(crate) const MOST_DIGITS: i64 = 400_000_000;

static POWERS: [u128; 39] = {
    let mut t = [1u128; 39];
    let mut i = 1;
    while i < 39 {
        t[i] = t[i - 1] * 10;
        i += 1;
    }
    t
};

/// A coefficient. Below 10^38 it is always `Small`.
#[derive(Clone, Debug)]
pub enum Coefficient {
    Small(u128),
    Big(Box<UBig>),
}
use Coefficient::*;

/// `10^n`, n at most 38.
#[inline]
pub(crate) fn small_power(n: i64) -> u128 {
    POWERS[n as usize]
}

/// `10^n`.
pub(crate) fn power_of_ten(n: i64) -> UBig {
    if n <= SMALL_DIGITS { UBig::from(small_power(n)) } else { UBig::from(5u8).pow(n as usize) << n as usize }
}

/// Digits of a word, 1 for 0.
#[inline]
pub(crate) fn digits_of(x: u128) -> i64 {
    // log10(2) as 1233 / 4096, exact enough for 128 bits.
    let bits = 128 - (x | 1).leading_zeros() as i64;
    let guess = (bits * 1233) >> 12;
    guess + (x >= POWERS[guess as usize]) as i64 + (x == 0) as i64
}

fn digits_of_big(x: &UBig) -> i64 {
    let bits = bit_length(x);
    let low = ((bits - 1) as u128 * 301_029_995_663_981_195 / 1_000_000_000_000_000_000) as i64;
    let high = (bits as u128 * 301_029_995_663_981_196 / 1_000_000_000_000_000_000) as i64;
    if low == high || *x < power_of_ten(high) { low + 1 } else { high + 1 }
}

/// Bits of a number.
pub(crate) fn bit_length(x: &UBig) -> usize {
    let words = x.as_words();
    match words.last() {
        None => 0,
        Some(w) => words.len() * 64 - w.leading_zeros() as usize,
    }
}

impl Coefficient {
    pub const ZERO: Coefficient = Small(0);
    pub const ONE: Coefficient = Small(1);

    pub fn from_big(x: UBig) -> Coefficient {
        match u128::try_from(&x) {
            Ok(s) if s < POWERS[38] => Small(s),
            _ => Big(Box::new(x)),
        }
    }
    pub fn from_u128(x: u128) -> Coefficient {
        if x < POWERS[38] { Small(x) } else { Big(Box::new(UBig::from(x))) }
    }
    pub fn to_big(&self) -> UBig {
        match self {
            Small(x) => UBig::from(*x),
            Big(b) => (**b).clone(),
        }
    }
    #[inline]
    pub fn is_zero(&self) -> bool {
        matches!(self, Small(0))
    }
    pub fn is_odd(&self) -> bool {
        match self {
            Small(x) => x & 1 != 0,
            Big(b) => b.as_words()[0] & 1 != 0,
        }
    }
    /// Digits, 1 for 0.
    #[inline]
    pub fn digits(&self) -> i64 {
        match self {
            Small(x) => digits_of(*x),
            Big(b) => digits_of_big(b),
        }
    }
    /// The last digit.
    pub fn last_digit(&self) -> u8 {
        match self {
            Small(x) => (x % 10) as u8,
            Big(b) => (&**b % 10u8) as u8,
        }
    }
    /// `self * 10^n`; None where that is too large.
    #[inline]
    pub fn shift_left(&self, n: i64) -> Option<Coefficient> {
        if n == 0 || self.is_zero() {
            return Some(self.clone());
        }
        if let Small(x) = self
            && n < SMALL_DIGITS
            && digits_of(*x) + n <= SMALL_DIGITS
        {
            return Some(Small(x * small_power(n)));
        }
        if n > MOST_DIGITS {
            return None;
        }
        Some(Coefficient::from_big(self.to_big() * power_of_ten(n)))
    }
    /// The quotient by `10^n` and what is left of it.
    #[inline]
    pub fn shift_right(&self, n: i64) -> (Coefficient, Remainder) {
        if n <= 0 {
            return (self.clone(), Remainder::Zero);
        }
        match self {
            Small(x) => {
                if n > SMALL_DIGITS {
                    return (Small(0), if *x == 0 { Remainder::Zero } else { Remainder::Below });
                }
                let power = small_power(n);
                let (q, r) = divide_words(*x, power);
                (Small(q), Remainder::of(r.cmp(&(power / 2)), r == 0))
            }
            Big(b) => {
                if n > MOST_DIGITS || n > digits_of_big(b) {
                    return (Small(0), Remainder::Below);
                }
                let power = power_of_ten(n);
                let (q, r) = div_rem(b, &power);
                let half = power >> 1;
                (Coefficient::from_big(q), Remainder::of(r.cmp(&half), r.is_zero()))
            }
        }
    }
    /// The last `n` digits.
    pub fn low_digits(&self, n: i64) -> Coefficient {
        match self {
            Small(x) => Small(if n >= SMALL_DIGITS { *x } else { x % small_power(n) }),
            Big(b) if n >= digits_of_big(b) => Big(b.clone()),
            Big(b) => Coefficient::from_big(&**b % power_of_ten(n)),
        }
    }
    /// Zeros at the end. Not for 0.
    pub fn trailing_zeros(&self) -> i64 {
        match self {
            Small(0) => 0,
            Small(x) => {
                let (mut x, mut n) = (*x, 0);
                while x % 10 == 0 {
                    x /= 10;
                    n += 1;
                }
                n
            }
            Big(b) => {
                // As many zeros as factors of two at most.
                let twos = b.trailing_zeros().unwrap_or(0);
                let (mut x, mut n) = ((**b).clone(), 0);
                let mut step = 1usize;
                while step * 2 <= twos {
                    step *= 2;
                }
                while step > 0 {
                    let (q, r) = div_rem(&x, &power_of_ten(step as i64));
                    if r.is_zero() {
                        x = q;
                        n += step as i64;
                    } else {
                        step /= 2;
                        continue;
                    }
                    if step > twos {
                        step /= 2;
                    }
                }
                n
            }
        }
    }
    /// Whether it is a power of ten.
    pub fn is_power_of_ten(&self) -> bool {
        match self {
            Small(x) => small_power(digits_of(*x) - 1) == *x,
            Big(b) => **b == power_of_ten(digits_of_big(b) - 1),
        }
    }
    pub fn add(&self, other: &Coefficient) -> Coefficient {
        match (self, other) {
            (Small(a), Small(b)) => Coefficient::from_u128(a + b),
            _ => Coefficient::from_big(self.to_big() + other.to_big()),
        }
    }
    /// The difference and whether it is negative.
    pub fn sub(&self, other: &Coefficient) -> (Coefficient, bool) {
        if let (Small(a), Small(b)) = (self, other) {
            return if a >= b { (Small(a - b), false) } else { (Small(b - a), true) };
        }
        let (a, b) = (self.to_big(), other.to_big());
        if a >= b { (Coefficient::from_big(a - b), false) } else { (Coefficient::from_big(b - a), true) }
    }
    #[inline]
    pub fn mul(&self, other: &Coefficient) -> Coefficient {
        match (self, other) {
            (Small(a), Small(b)) => match a.checked_mul(*b) {
                Some(p) => Coefficient::from_u128(p),
                None => Coefficient::from_big(UBig::from(*a) * UBig::from(*b)),
            },
            (Big(a), Big(b)) => Coefficient::from_big(&**a * &**b),
            (Big(a), Small(b)) | (Small(b), Big(a)) => Coefficient::from_big(&**a * UBig::from(*b)),
        }
    }
    /// Quotient and remainder by a number that is not 0.
    pub fn div_rem(&self, other: &Coefficient) -> (Coefficient, Coefficient) {
        match (self, other) {
            (Small(a), Small(b)) => {
                let (q, r) = divide_words(*a, *b);
                (Small(q), Small(r))
            }
            (Small(_), Big(_)) => (Small(0), self.clone()),
            _ => {
                let (q, r) = div_rem(&self.to_big(), &other.to_big());
                (Coefficient::from_big(q), Coefficient::from_big(r))
            }
        }
    }
    pub fn increment(&self) -> Coefficient {
        match self {
            Small(x) => Coefficient::from_u128(x + 1),
            Big(b) => Big(Box::new(&**b + UBig::ONE)),
        }
    }
    /// The digits.
    pub fn text(&self) -> super::text::Digits {
        super::text::Digits::of(self)
    }
    /// `10^n - 1`; None where that is too large.
    pub fn nines(n: i64) -> Option<Coefficient> {
        if n <= SMALL_DIGITS {
            return Some(Small(small_power(n) - 1));
        }
        (n <= MOST_DIGITS).then(|| Coefficient::from_big(power_of_ten(n) - UBig::ONE))
    }
}

#[inline]
fn divide_words(a: u128, b: u128) -> (u128, u128) {
    if (a | b) >> 64 == 0 {
        let (a, b) = (a as u64, b as u64);
        return ((a / b) as u128, (a % b) as u128);
    }
    let q = a / b;
    (q, a - q * b)
}

pub(crate) fn div_rem(a: &UBig, b: &UBig) -> (UBig, UBig) {
    use dashu_int::ops::DivRem;
    a.div_rem(b)
}

impl PartialEq for Coefficient {
    fn eq(&self, other: &Coefficient) -> bool {
        self.cmp(other).is_eq()
    }
}
impl Eq for Coefficient {}
impl PartialOrd for Coefficient {
    fn partial_cmp(&self, other: &Coefficient) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Coefficient {
    fn cmp(&self, other: &Coefficient) -> Ordering {
        match (self, other) {
            (Small(a), Small(b)) => a.cmp(b),
            (Small(_), Big(_)) => Ordering::Less,
            (Big(_), Small(_)) => Ordering::Greater,
            (Big(a), Big(b)) => a.cmp(b),
        }
    }
}
