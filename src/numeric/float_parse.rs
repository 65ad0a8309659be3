//! `float(text)` and `float.fromhex`.
use super::int::ldexp;
use super::int_text::trim_ascii_space;

/// Why `float.fromhex` has no result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FromHexError {
    /// `ValueError: invalid hexadecimal floating-point string`.
    Invalid,
    /// `OverflowError: hexadecimal value too large to represent as a float`.
    Overflow,
}

fn special(t: &[u8]) -> Option<f64> {
    let (negative, t) = match t {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, t),
    };
    let v = if t.eq_ignore_ascii_case(b"inf") || t.eq_ignore_ascii_case(b"infinity") {
        f64::INFINITY
    } else if t.eq_ignore_ascii_case(b"nan") {
        f64::NAN
    } else {
        return None;
    };
    Some(if negative { -v } else { v })
}

/// `float(text)`; `None` for `ValueError: could not convert string to float`. Unicode digits and spaces have been
/// mapped to ASCII (`text::unicode::decimal_to_ascii`).
pub fn parse_float(text: &[u8]) -> Option<f64> {
    let t = trim_ascii_space(text);
    let mut stack = [0u8; 64];
    let heap;
    let clean: &[u8] = if t.contains(&b'_') {
        // An underscore stands between two digits.
        let digit = |i: Option<usize>| i.and_then(|i| t.get(i)).is_some_and(u8::is_ascii_digit);
        for i in 0..t.len() {
            if t[i] == b'_' && !(digit(i.checked_sub(1)) && digit(Some(i + 1))) {
                return None;
            }
        }
        let bytes = t.iter().copied().filter(|b| *b != b'_');
        if t.len() <= stack.len() {
            let mut n = 0;
            for b in bytes {
                stack[n] = b;
                n += 1;
            }
            &stack[..n]
        } else {
            heap = bytes.collect::<Vec<u8>>();
            &heap
        }
    } else {
        t
    };
    let last = *clean.last()?;
    if !(last.is_ascii_digit() || last == b'.') {
        return special(clean);
    }
    // What is left of std's grammar beyond Python's is excluded by the last byte: names do not end in digits.
    std::str::from_utf8(clean).ok()?.parse().ok()
}

/// `float.fromhex(text)`, correctly rounded.
pub fn float_from_hex(text: &[u8]) -> Result<f64, FromHexError> {
    use FromHexError::{Invalid, Overflow};
    let mut t = trim_ascii_space(text);
    if let Some(v) = special(t) {
        return Ok(v);
    }
    let negative = t.first() == Some(&b'-');
    if matches!(t.first(), Some(b'-' | b'+')) {
        t = &t[1..];
    }
    if let [b'0', b'x' | b'X', rest @ ..] = t {
        t = rest;
    }
    let mut mantissa: u64 = 0;
    let mut sticky = false;
    let mut exponent: i64 = 0;
    let (mut any, mut point) = (false, false);
    let mut i = 0;
    while let Some(&b) = t.get(i) {
        if b == b'.' && !point {
            point = true;
        } else if let Some(d) = (b as char).to_digit(16) {
            any = true;
            if mantissa >> 60 == 0 {
                mantissa = (mantissa << 4) | d as u64;
                exponent -= 4 * point as i64;
            } else {
                sticky |= d != 0;
                exponent += 4 * !point as i64;
            }
        } else {
            break;
        }
        i += 1;
    }
    if !any {
        return Err(Invalid);
    }
    if let Some(b'p' | b'P') = t.get(i) {
        i += 1;
        let down = t.get(i) == Some(&b'-');
        if matches!(t.get(i), Some(b'-' | b'+')) {
            i += 1;
        }
        let start = i;
        let mut e: i64 = 0;
        while let Some(d) = t.get(i).filter(|b| b.is_ascii_digit()) {
            e = (e * 10 + (d - b'0') as i64).min(1 << 50);
            i += 1;
        }
        if start == i {
            return Err(Invalid);
        }
        exponent += if down { -e } else { e };
    }
    // A number that is too large is so whatever follows it.
    let end = |x| if i == t.len() { Ok(x) } else { Err(Invalid) };
    let sign = if negative { -1.0 } else { 1.0 };
    if mantissa == 0 {
        return end(0.0 * sign);
    }
    let bits = 64 - mantissa.leading_zeros() as i64;
    let top = bits + exponent;
    if top > 1024 {
        return Err(Overflow);
    }
    if top < -1080 {
        return end(0.0 * sign);
    }
    // Cut to 53 bits (fewer for subnormals), half to even with the sticky bit.
    let lowest = (top - 53).max(-1074);
    let drop = lowest - exponent;
    let rounded = if drop <= 0 {
        mantissa as f64
    } else if drop > 64 {
        return end(0.0 * sign);
    } else {
        let m = mantissa as u128;
        let (q, r, half) = (m >> drop, m & ((1 << drop) - 1), 1u128 << (drop - 1));
        let up = r > half || (r == half && (sticky || q & 1 == 1));
        exponent = lowest;
        (q + up as u128) as f64
    };
    let v = ldexp(rounded, exponent as i32);
    if v.is_infinite() { Err(Overflow) } else { end(v * sign) }
}
