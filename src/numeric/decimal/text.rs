//! Numbers as text.
use super::coefficient::Coefficient;
use super::{Decimal, Kind};

/// The digits of a coefficient in ASCII.
pub struct Digits {
    short: [u8; 40],
    start: u8,
    long: String,
}

/// All pairs of digits.
static PAIRS: [[u8; 2]; 100] = {
    let mut t = [[0; 2]; 100];
    let mut i = 0;
    while i < 100 {
        t[i] = [b'0' + (i / 10) as u8, b'0' + (i % 10) as u8];
        i += 1;
    }
    t
};

impl Digits {
    pub fn of(c: &Coefficient) -> Digits {
        let mut d = Digits { short: [b'0'; 40], start: 39, long: String::new() };
        match c {
            Coefficient::Big(b) => d.long = b.to_string(),
            Coefficient::Small(x) => {
                const CHUNK: u128 = 10_000_000_000_000_000_000;
                let (mut at, mut low, mut rest) = (40, *x, 0u64);
                let mut high = 0u64;
                if low >> 64 != 0 {
                    high = (low / CHUNK) as u64;
                    rest = (low % CHUNK) as u64;
                    low = 0;
                }
                let put = |at: &mut usize, mut n: u64, stop: usize, d: &mut [u8; 40]| {
                    while n >= 100 {
                        *at -= 2;
                        d[*at..*at + 2].copy_from_slice(&PAIRS[(n % 100) as usize]);
                        n /= 100;
                    }
                    if n >= 10 {
                        *at -= 2;
                        d[*at..*at + 2].copy_from_slice(&PAIRS[n as usize]);
                    } else if n > 0 || *at == 40 {
                        *at -= 1;
                        d[*at] = b'0' + n as u8;
                    }
                    if *at > stop {
                        *at = stop;
                    }
                };
                if high != 0 {
                    put(&mut at, rest, 21, &mut d.short);
                    at = 21;
                    put(&mut at, high, 40, &mut d.short);
                } else {
                    put(&mut at, low as u64, 40, &mut d.short);
                }
                d.start = at as u8;
            }
        }
        d
    }
}

impl std::ops::Deref for Digits {
    type Target = [u8];
    fn deref(&self) -> &[u8] {
        if self.long.is_empty() { &self.short[self.start as usize..] } else { self.long.as_bytes() }
    }
}

/// The number as text, in scientific or engineering notation.
pub fn number_text(x: &Decimal, engineering: bool, capitals: bool) -> Vec<u8> {
    let mut out = Vec::with_capacity(48);
    if x.negative {
        out.push(b'-');
    }
    match x.kind {
        Kind::Infinite => {
            out.extend_from_slice(b"Infinity");
            return out;
        }
        Kind::Quiet | Kind::Signaling => {
            out.extend_from_slice(if x.kind == Kind::Quiet { b"NaN" } else { b"sNaN" });
            if !x.coefficient.is_zero() {
                out.extend_from_slice(&x.coefficient.text());
            }
            return out;
        }
        Kind::Finite => {}
    }
    let digits = x.coefficient.text();
    let n = digits.len() as i64;
    // Digits left of the point, if there were no exponent.
    let left = x.exponent + n;
    let dot = if x.exponent <= 0 && left > -6 {
        left
    } else if !engineering {
        1
    } else if x.coefficient.is_zero() {
        (left + 1).rem_euclid(3) - 1
    } else {
        (left - 1).rem_euclid(3) + 1
    };
    place_point(&digits, dot, &mut out);
    if left != dot {
        out.push(if capitals { b'E' } else { b'e' });
        let e = left - dot;
        out.push(if e < 0 { b'-' } else { b'+' });
        out.extend_from_slice(e.unsigned_abs().to_string().as_bytes());
    }
    out
}

/// Digits with a point behind the first `dot` of them.
pub(crate) fn place_point(digits: &[u8], dot: i64, out: &mut Vec<u8>) {
    let n = digits.len() as i64;
    if dot <= 0 {
        out.extend_from_slice(b"0.");
        out.resize(out.len() + (-dot) as usize, b'0');
        out.extend_from_slice(digits);
    } else if dot >= n {
        out.extend_from_slice(digits);
        out.resize(out.len() + (dot - n) as usize, b'0');
    } else {
        out.extend_from_slice(&digits[..dot as usize]);
        out.push(b'.');
        out.extend_from_slice(&digits[dot as usize..]);
    }
}
