//! Float arithmetic where Python differs from IEEE operations: floor division, powers, rounding, hashes, ratios.
use super::int::{HASH_MODULUS, Int, hash_i64};

/// The result of `float ** float`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum FloatPow {
    /// The power.
    Float(f64),
    /// `ZeroDivisionError: zero to a negative power`.
    ZeroToNegative,
    /// A negative base with a fractional exponent: the caller computes the complex power.
    Complex,
    /// `OverflowError: (34, 'Numerical result out of range')`.
    Overflow,
}

/// `x % y` with the sign of `y`; the caller has excluded `y == 0`.
#[inline]
pub fn modulo(x: f64, y: f64) -> f64 {
    let m = x % y;
    if m != 0.0 { if (y < 0.0) != (m < 0.0) { m + y } else { m } } else { 0.0f64.copysign(y) }
}

/// `divmod(x, y)`; the caller has excluded `y == 0`.
#[inline]
pub fn floor_divmod(x: f64, y: f64) -> (f64, f64) {
    let mut m = x % y;
    // x - m is close to a multiple of y, so the quotient is close to an integer.
    let mut quotient = (x - m) / y;
    if m != 0.0 {
        if (y < 0.0) != (m < 0.0) {
            m += y;
            quotient -= 1.0;
        }
    } else {
        m = 0.0f64.copysign(y);
    }
    let floor = if quotient != 0.0 {
        let f = quotient.floor();
        if quotient - f > 0.5 { f + 1.0 } else { f }
    } else {
        0.0f64.copysign(x / y)
    };
    (floor, m)
}

/// `x // y`; the caller has excluded `y == 0`.
#[inline]
pub fn floor_div(x: f64, y: f64) -> f64 {
    floor_divmod(x, y).0
}

/// `x ** y` with Python's special cases.
pub fn pow(x: f64, y: f64) -> FloatPow {
    if y == 0.0 || x == 1.0 {
        return FloatPow::Float(1.0);
    }
    if x.is_nan() || y.is_nan() {
        return FloatPow::Float(f64::NAN);
    }
    if y.is_infinite() {
        let magnitude = x.abs();
        let v = if magnitude == 1.0 {
            1.0
        } else if (y > 0.0) == (magnitude > 1.0) {
            f64::INFINITY
        } else {
            0.0
        };
        return FloatPow::Float(v);
    }
    if x.is_infinite() || x == 0.0 {
        if x == 0.0 && y < 0.0 {
            return FloatPow::ZeroToNegative;
        }
        return FloatPow::Float(x.powf(y));
    }
    if x < 0.0 && y != y.floor() {
        return FloatPow::Complex;
    }
    let v = x.powf(y);
    if v.is_infinite() { FloatPow::Overflow } else { FloatPow::Float(v) }
}

/// `round(x, digits)`; `None` for `OverflowError: rounded value too large to represent`.
pub fn round(x: f64, digits: i64) -> Option<f64> {
    if !x.is_finite() || x == 0.0 || digits > 323 {
        return Some(x);
    }
    if digits < -308 {
        return Some(0.0 * x);
    }
    if digits >= 0 {
        if x.abs() >= 4_503_599_627_370_496.0 {
            return Some(x);
        }
        let mut buffer = super::float_format::Digits::new();
        let text = buffer.fixed(x, digits as usize);
        return text.parse().ok();
    }
    let places = (-digits) as u64;
    let magnitude = x.abs();
    let rounded = if magnitude < 9_007_199_254_740_992.0 {
        if places > 16 {
            return Some(0.0 * x);
        }
        let whole = magnitude.floor();
        let unit = 10u64.pow(places as u32);
        let (q, r) = (whole as u64 / unit, whole as u64 % unit);
        let above_half = r > unit / 2 || (r == unit / 2 && magnitude > whole);
        let up = above_half || (r == unit / 2 && q & 1 == 1);
        ((q + up as u64) * unit) as f64
    } else {
        Int::from_f64(magnitude)?.round_half_even(places).to_f64().ok()?
    };
    Some(rounded.copysign(x))
}

/// `round(x)` to an integer, half to even; `None` for infinities and NaN.
pub fn round_to_int(x: f64) -> Option<Int> {
    Int::from_f64(x.round_ties_even())
}

/// CPython's hash of a float, equal to the hash of an equal int; `None` for NaN, which hashes by identity.
pub fn hash(x: f64) -> Option<i64> {
    if x.is_nan() {
        return None;
    }
    if x.is_infinite() {
        return Some(if x > 0.0 { 314159 } else { -314159 });
    }
    if x.abs() < 1e15 && x == x.trunc() {
        return Some(hash_i64(x as i64));
    }
    let (mantissa, exponent) = decompose(x.abs());
    // Multiplying by a power of two modulo 2**61 - 1 rotates the 61 bits.
    let turn = exponent.rem_euclid(61) as u32;
    let h = if turn == 0 { mantissa } else { ((mantissa << turn) & HASH_MODULUS) | (mantissa >> (61 - turn)) };
    let h = if x < 0.0 { -(h as i64) } else { h as i64 };
    Some(if h == -1 { -2 } else { h })
}

/// A finite `x >= 0` as `mantissa * 2**exponent`.
pub fn decompose(x: f64) -> (u64, i32) {
    let bits = x.to_bits();
    let exponent = ((bits >> 52) & 0x7ff) as i32;
    let fraction = bits & ((1 << 52) - 1);
    if exponent == 0 { (fraction, -1074) } else { (fraction | (1 << 52), exponent - 1075) }
}

/// `x.as_integer_ratio()`; `None` for infinities and NaN.
pub fn as_integer_ratio(x: f64) -> Option<(Int, Int)> {
    if !x.is_finite() {
        return None;
    }
    if x == 0.0 {
        return Some((Int::ZERO, Int::ONE));
    }
    let (mantissa, exponent) = decompose(x.abs());
    let zeros = mantissa.trailing_zeros();
    let (mantissa, exponent) = ((mantissa >> zeros) as i64, exponent + zeros as i32);
    let numerator = Int::Small(if x < 0.0 { -mantissa } else { mantissa });
    let power = Int::ONE.shl(&Int::Small(exponent.unsigned_abs() as i64)).ok()?;
    Some(if exponent >= 0 { (numerator.mul(&power), Int::ONE) } else { (numerator, power) })
}

/// `math.cbrt(x)` by the C library; rustc links its own `cbrt`, whose results differ in the last bit.
pub fn cbrt(x: f64) -> f64 {
    use std::sync::OnceLock;
    static CBRT: OnceLock<Option<extern "C" fn(f64) -> f64>> = OnceLock::new();
    let function = CBRT.get_or_init(|| {
        // SAFETY: the name is a C string, and the library of that name defines `double cbrt(double)`; it is never closed,
        // so the pointer stays valid.
        unsafe {
            let library = libc::dlopen(c"libm.so.6".as_ptr(), libc::RTLD_LAZY);
            if library.is_null() {
                return None;
            }
            let symbol = libc::dlsym(library, c"cbrt".as_ptr());
            if symbol.is_null() {
                None
            } else {
                Some(std::mem::transmute::<*mut libc::c_void, extern "C" fn(f64) -> f64>(symbol))
            }
        }
    });
    function.map_or_else(|| x.cbrt(), |f| f(x))
}
