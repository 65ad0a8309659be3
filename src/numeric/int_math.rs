//! The integer functions of the `math` module.
use super::int::{Int, IntError};
use dashu_int::ops::{Gcd, SquareRoot};
use dashu_int::{IBig, UBig};

/// `math.isqrt(n)`; `Negative` below zero.
pub fn isqrt(n: &Int) -> Result<Int, IntError> {
    if n.is_negative() {
        return Err(IntError::Negative);
    }
    match n {
        Int::Small(v) => Ok(Int::Small(v.isqrt())),
        Int::Big(_) => Ok(Int::from(n.magnitude().sqrt())),
    }
}

fn gcd_u64(mut a: u64, mut b: u64) -> u64 {
    if a == 0 || b == 0 {
        return a | b;
    }
    let shift = (a | b).trailing_zeros();
    a >>= a.trailing_zeros();
    while b != 0 {
        b >>= b.trailing_zeros();
        if a > b {
            std::mem::swap(&mut a, &mut b);
        }
        b -= a;
    }
    a << shift
}

/// `math.gcd(a, b)`, never negative.
pub fn gcd(a: &Int, b: &Int) -> Int {
    match (a, b) {
        (Int::Small(a), Int::Small(b)) => Int::from(gcd_u64(a.unsigned_abs(), b.unsigned_abs())),
        _ if a.is_zero() => b.abs(),
        _ if b.is_zero() => a.abs(),
        _ => Int::from(a.magnitude().gcd(b.magnitude())),
    }
}

/// `math.lcm(a, b)`, never negative.
pub fn lcm(a: &Int, b: &Int) -> Int {
    if a.is_zero() || b.is_zero() {
        return Int::ZERO;
    }
    match a.floor_div(&gcd(a, b)) {
        Ok(q) => q.mul(b).abs(),
        Err(_) => Int::ZERO,
    }
}

// The product of low..=high by halves, so that the factors stay balanced.
fn product_range(low: u64, high: u64) -> UBig {
    if low > high {
        return UBig::from(1u8);
    }
    if high - low < 8 {
        return (low..=high).fold(UBig::from(1u8), |p, f| p * f);
    }
    let middle = low + (high - low) / 2;
    product_range(low, middle) * product_range(middle + 1, high)
}

/// `math.factorial(n)`.
pub fn factorial(n: u64) -> Int {
    if n <= 20 {
        return Int::Small((1..=n as i64).product());
    }
    Int::from(IBig::from(product_range(2, n)))
}

/// `math.perm(n, k)` for arguments that are not negative; zero where `k > n`. `TooLarge` where `k` exceeds 64 bits.
pub fn perm(n: &Int, k: &Int) -> Result<Int, IntError> {
    if n.is_negative() || k.is_negative() {
        return Err(IntError::Negative);
    }
    if k > n {
        return Ok(Int::ZERO);
    }
    let Some(count) = k.to_u64() else { return Err(IntError::TooLarge) };
    if count == 0 {
        return Ok(Int::ONE);
    }
    if let Some(n) = n.to_u64() {
        return Ok(Int::from(product_range(n - count + 1, n)));
    }
    let mut result = Int::ONE;
    let mut factor = n.clone();
    for _ in 0..count {
        result = result.mul(&factor);
        factor = factor.sub(&Int::ONE);
    }
    Ok(result)
}

/// `math.comb(n, k)` for arguments that are not negative; zero where `k > n`. `TooLarge` where `min(k, n - k)`
/// exceeds 64 bits.
pub fn comb(n: &Int, k: &Int) -> Result<Int, IntError> {
    if n.is_negative() || k.is_negative() {
        return Err(IntError::Negative);
    }
    if k > n {
        return Ok(Int::ZERO);
    }
    let other = n.sub(k);
    let k = if other < *k { &other } else { k };
    let Some(count) = k.to_u64() else { return Err(IntError::TooLarge) };
    if let Some(n) = n.to_u64() {
        // C(n, i + 1) = C(n, i) * (n - i) / (i + 1) stays exact; most results fit 128 bits all the way.
        let mut c: u128 = 1;
        let mut fits = true;
        for i in 0..count.min(200) {
            match c.checked_mul((n - i) as u128) {
                Some(product) => c = product / (i + 1) as u128,
                None => {
                    fits = false;
                    break;
                }
            }
        }
        if fits && count <= 200 {
            return Ok(Int::from(IBig::from(c)));
        }
    }
    perm(n, k)?.floor_div(&factorial(count))
}
