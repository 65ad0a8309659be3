//! Hashes equal to those of ints, floats and fractions of the same value.
use crate::numeric::decimal::{Coefficient, Decimal};

/// The prime of numeric hashes, `2^61 - 1`.
const MODULUS: u64 = (1 << 61) - 1;
const INFINITY: i64 = 314_159;

fn multiply(a: u64, b: u64) -> u64 {
    (a as u128 * b as u128 % MODULUS as u128) as u64
}

fn power(mut base: u64, mut n: u64) -> u64 {
    let mut r = 1;
    while n > 0 {
        if n & 1 != 0 {
            r = multiply(r, base);
        }
        base = multiply(base, base);
        n >>= 1;
    }
    r
}

/// The hash of a finite number or infinity.
pub(super) fn number_hash(x: &Decimal) -> i64 {
    if x.is_infinite() {
        return if x.negative { -INFINITY } else { INFINITY };
    }
    let c = match &x.coefficient {
        Coefficient::Small(c) => (c % MODULUS as u128) as u64,
        Coefficient::Big(b) => &**b % MODULUS,
    };
    // The order of ten divides the group's, so that exponents count modulo that.
    let n = x.exponent.rem_euclid(MODULUS as i64 - 1) as u64;
    let h = multiply(c, power(10, n)) as i64;
    match if x.negative { -h } else { h } {
        -1 => -2,
        h => h,
    }
}
