//! IEEE 754 binary16.

/// The value of a half.
pub fn to_f64(h: u16) -> f64 {
    let sign = if h >> 15 != 0 { -1.0 } else { 1.0 };
    let exponent = (h >> 10 & 31) as i32;
    let fraction = (h & 1023) as f64;
    match exponent {
        0 => sign * fraction * 2f64.powi(-24),
        31 if h & 1023 == 0 => sign * f64::INFINITY,
        // The payload moves along with the sign.
        31 => f64::from_bits((h as u64 >> 15) << 63 | 0x7ff << 52 | ((h & 1023) as u64) << 42),
        e => sign * (1.0 + fraction / 1024.0) * 2f64.powi(e - 15),
    }
}

/// The nearest half, ties to even; `None` where a finite number is too large.
pub fn from_f64(x: f64) -> Option<u16> {
    let bits = x.to_bits();
    let sign = (bits >> 48) as u16 & 0x8000;
    if x.is_nan() {
        let payload = (bits >> 42) as u16 & 1023;
        return Some(sign | 0x7c00 | if payload == 0 { 512 } else { payload });
    }
    if x.is_infinite() {
        return Some(sign | 0x7c00);
    }
    let a = x.abs();
    if a < 2f64.powi(-14) {
        // Subnormal: a multiple of 2**-24; rounding up to the smallest normal number has the right bits by itself.
        return Some(sign | (a * 2f64.powi(24)).round_ties_even() as u16);
    }
    let exponent = (a.to_bits() >> 52) as i32 - 1023;
    let fraction = ((a / 2f64.powi(exponent) - 1.0) * 1024.0).round_ties_even() as u32;
    let half = ((exponent + 15) as u32) * 1024 + fraction;
    if exponent > 15 || half >= 0x7c00 { None } else { Some(sign | half as u16) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_half_survives() {
        for h in 0..=u16::MAX {
            let x = to_f64(h);
            if !x.is_nan() {
                assert_eq!(from_f64(x), Some(h), "{h:#x}");
            }
        }
        assert_eq!(from_f64(65519.0), Some(0x7bff));
        assert_eq!(from_f64(65520.0), None);
    }
}
