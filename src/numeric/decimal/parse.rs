//! Numbers from text.
use super::coefficient::Coefficient;
use super::{Decimal, Kind};
use dashu_int::UBig;

/// Exponents in text are cut off here, far outside of every context.
const FARTHEST: i64 = 3_000_000_000_000_000_000;

/// The coefficient of ASCII digits.
pub fn coefficient_of_digits(digits: &[u8]) -> Coefficient {
    let zeros = digits.iter().take_while(|d| **d == b'0').count();
    let digits = &digits[zeros..];
    if digits.len() <= 19 {
        return Coefficient::Small(digits.iter().fold(0u64, |n, d| n * 10 + (d - b'0') as u64) as u128);
    }
    if digits.len() <= 38 {
        let (high, low) = digits.split_at(digits.len() - 19);
        let part = |t: &[u8]| t.iter().fold(0u64, |n, d| n * 10 + (d - b'0') as u64) as u128;
        return Coefficient::Small(part(high) * 10u128.pow(19) + part(low));
    }
    let text = std::str::from_utf8(digits).unwrap_or("0");
    Coefficient::from_big(UBig::from_str_radix(text, 10).unwrap_or_default())
}

impl Decimal {
    /// The number that ASCII text spells, exactly; None for bad syntax.
    pub fn parse(text: &[u8]) -> Option<Decimal> {
        let (negative, t) = match text.first()? {
            b'-' => (true, &text[1..]),
            b'+' => (false, &text[1..]),
            _ => (false, text),
        };
        if !matches!(t.first()?, b'0'..=b'9' | b'.') {
            return Decimal::parse_special(t, negative);
        }
        let digits = |from: usize| t[from..].iter().take_while(|b| b.is_ascii_digit()).count();
        let whole = digits(0);
        let mut at = whole;
        let mut fraction = 0;
        if t.get(at) == Some(&b'.') {
            fraction = digits(at + 1);
            at += 1 + fraction;
        }
        if whole + fraction == 0 {
            return None;
        }
        let coefficient = if fraction == 0 {
            coefficient_of_digits(&t[..whole])
        } else {
            let (a, b) = (&t[..whole], &t[whole + 1..whole + 1 + fraction]);
            if whole + fraction <= 64 {
                let mut all = [0u8; 64];
                all[..whole].copy_from_slice(a);
                all[whole..whole + fraction].copy_from_slice(b);
                coefficient_of_digits(&all[..whole + fraction])
            } else {
                coefficient_of_digits(&[a, b].concat())
            }
        };
        let mut exponent = 0i64;
        if let Some(b'e' | b'E') = t.get(at) {
            at += 1;
            let down = match t.get(at) {
                Some(b'-') => {
                    at += 1;
                    true
                }
                Some(b'+') => {
                    at += 1;
                    false
                }
                _ => false,
            };
            let n = digits(at);
            if n == 0 {
                return None;
            }
            for d in &t[at..at + n] {
                // Stays far below the limits of the type: `FARTHEST` has 19 digits.
                exponent = if exponent >= FARTHEST / 10 { FARTHEST } else { exponent * 10 + (d - b'0') as i64 };
            }
            at += n;
            if down {
                exponent = -exponent;
            }
        }
        if at != t.len() {
            return None;
        }
        Some(Decimal::finite(negative, coefficient, exponent - fraction as i64))
    }

    fn parse_special(t: &[u8], negative: bool) -> Option<Decimal> {
        if t.eq_ignore_ascii_case(b"inf") || t.eq_ignore_ascii_case(b"infinity") {
            return Some(Decimal::infinity(negative));
        }
        let (kind, rest) = match t {
            [b's' | b'S', rest @ ..] => (Kind::Signaling, rest),
            _ => (Kind::Quiet, t),
        };
        if rest.len() < 3 || !rest[..3].eq_ignore_ascii_case(b"nan") || !rest[3..].iter().all(u8::is_ascii_digit) {
            return None;
        }
        Some(Decimal { coefficient: coefficient_of_digits(&rest[3..]), exponent: 0, negative, kind })
    }
}
