//! Text of integers: `int(text, base)`, decimal, hexadecimal, octal and binary digits.
use super::int::Int;
use dashu_int::IBig;
use std::fmt::Write;

/// Why `int(text, base)` has no result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParseIntError {
    /// `ValueError: invalid literal for int() with base {base}: {text!r}`.
    Invalid,
    /// `ValueError: Exceeds the limit (…) for integer string conversion: value has {0} digits; …`.
    TooManyDigits(usize),
}

const fn digit_values() -> [u8; 256] {
    let mut table = [255u8; 256];
    let mut i = 0;
    while i < 10 {
        table[b'0' as usize + i] = i as u8;
        i += 1;
    }
    while i < 36 {
        table[b'a' as usize + i - 10] = i as u8;
        table[b'A' as usize + i - 10] = i as u8;
        i += 1;
    }
    table
}

static DIGIT_VALUES: [u8; 256] = digit_values();

/// ASCII whitespace as `int()`, `float()` and `bytes.strip()` know it.
pub(crate) fn trim_ascii_space(mut text: &[u8]) -> &[u8] {
    let space = |b: u8| matches!(b, b' ' | b'\t'..=b'\r');
    while let [first, rest @ ..] = text
        && space(*first)
    {
        text = rest;
    }
    while let [rest @ .., last] = text
        && space(*last)
    {
        text = rest;
    }
    text
}

/// `int(text, base)` with base 0 or 2..=36. Unicode digits and spaces have been mapped to ASCII
/// (`text::unicode::decimal_to_ascii`). `max_digits` is `sys.get_int_max_str_digits()`, 0 for no limit; it holds for
/// bases that are no power of two.
pub fn parse_int(text: &[u8], base: u32, max_digits: usize) -> Result<Int, ParseIntError> {
    let mut t = trim_ascii_space(text);
    let negative = t.first() == Some(&b'-');
    if matches!(t.first(), Some(b'-' | b'+')) {
        t = &t[1..];
    }
    let prefix = |t: &[u8]| match t {
        [b'0', b'x' | b'X', ..] => 16,
        [b'0', b'o' | b'O', ..] => 8,
        [b'0', b'b' | b'B', ..] => 2,
        _ => 0,
    };
    let mut radix = base;
    let mut zero_only = false;
    if base == 0 {
        radix = prefix(t);
        if radix == 0 {
            radix = 10;
            zero_only = t.first() == Some(&b'0');
        }
    }
    if (radix == 16 || radix == 8 || radix == 2) && prefix(t) == radix {
        t = &t[2..];
        if t.first() == Some(&b'_') {
            t = &t[1..];
        }
    }
    let value = parse_digits(t, radix, max_digits)?;
    if zero_only && !value.is_zero() {
        return Err(ParseIntError::Invalid);
    }
    Ok(if negative { value.neg() } else { value })
}

/// Digits with single underscores between them, in base 2..=36.
pub fn parse_digits(t: &[u8], radix: u32, max_digits: usize) -> Result<Int, ParseIntError> {
    if t.is_empty() {
        return Err(ParseIntError::Invalid);
    }
    if radix == 10
        && (max_digits == 0 || t.len() <= max_digits.max(640))
        && let Some(value) = parse_plain_decimal(t)
    {
        return Ok(value);
    }
    let mut value: i64 = 0;
    let mut overflow = false;
    let mut digits = 0usize;
    let mut after_digit = false;
    let too_many = |digits: usize| max_digits != 0 && digits > max_digits && digits > 640 && !radix.is_power_of_two();
    for (i, &b) in t.iter().enumerate() {
        let d = DIGIT_VALUES[b as usize];
        if (d as u32) < radix {
            after_digit = true;
            digits += 1;
            if !overflow {
                match value.checked_mul(radix as i64).and_then(|v| v.checked_add(d as i64)) {
                    Some(v) => value = v,
                    None => overflow = true,
                }
            }
        } else if b == b'_' && after_digit {
            after_digit = false;
        } else if after_digit && too_many(digits) && trim_ascii_space(&t[i..]).first() == Some(&0) {
            // The reference implementation reads up to a NUL, and compares lengths last.
            return Err(ParseIntError::TooManyDigits(digits));
        } else {
            return Err(ParseIntError::Invalid);
        }
    }
    if !after_digit {
        return Err(ParseIntError::Invalid);
    }
    if too_many(digits) {
        return Err(ParseIntError::TooManyDigits(digits));
    }
    if !overflow {
        return Ok(Int::Small(value));
    }
    let clean: String = t.iter().filter(|b| **b != b'_').map(|b| *b as char).collect();
    IBig::from_str_radix(&clean, radix).map(Int::from).map_err(|_| ParseIntError::Invalid)
}

/// The words of numbers that are converted digit by digit; longer ones go the library's subquadratic ways.
const FEW_WORDS: usize = 16;
/// Decimal digits that a word takes, and ten to that power.
const WORD_DIGITS: usize = 19;
const WORD_RADIX: u64 = 10u64.pow(WORD_DIGITS as u32);

/// Decimal digits alone, few enough for a number of `FEW_WORDS` words; None where the text is anything else.
fn parse_plain_decimal(t: &[u8]) -> Option<Int> {
    if t.len() > FEW_WORDS * WORD_DIGITS {
        return None;
    }
    let chunk = |digits: &[u8]| {
        let mut value = 0u64;
        for b in digits {
            let d = b.wrapping_sub(b'0');
            if d > 9 {
                return None;
            }
            value = value * 10 + d as u64;
        }
        Some(value)
    };
    let (head, tail) = t.split_at(t.len() % WORD_DIGITS);
    let first = chunk(head)?;
    if tail.is_empty() {
        return Some(Int::Small(first as i64));
    }
    let mut words = [0u64; FEW_WORDS];
    let mut used = 1;
    words[0] = first;
    for digits in tail.chunks_exact(WORD_DIGITS) {
        let mut carry = chunk(digits)? as u128;
        for word in &mut words[..used] {
            carry += *word as u128 * WORD_RADIX as u128;
            *word = carry as u64;
            carry >>= 64;
        }
        if carry != 0 {
            // `FEW_WORDS * WORD_DIGITS` digits fit into as many words.
            words[used] = carry as u64;
            used += 1;
        }
    }
    match (used, i64::try_from(words[0])) {
        (1, Ok(small)) => Some(Int::Small(small)),
        _ => Some(Int::Big(IBig::from(dashu_int::UBig::from_words(&words[..used])))),
    }
}

/// Appends the decimal digits of a number of at most `FEW_WORDS` words, lowest first.
fn write_few_words(given: &[u64], out: &mut Vec<u8>) {
    let mut words = [0u64; FEW_WORDS];
    let mut used = given.len();
    words[..used].copy_from_slice(given);
    // Sixteen words have 309 digits: 17 chunks.
    let mut chunks = [0u64; FEW_WORDS + 1];
    let mut count = 0;
    while used > 0 {
        let mut rest = 0u64;
        for word in words[..used].iter_mut().rev() {
            let value = (rest as u128) << 64 | *word as u128;
            *word = (value / WORD_RADIX as u128) as u64;
            rest = (value % WORD_RADIX as u128) as u64;
        }
        chunks[count] = rest;
        count += 1;
        while used > 0 && words[used - 1] == 0 {
            used -= 1;
        }
    }
    for (i, chunk) in chunks[..count].iter().rev().enumerate() {
        let mut buffer = [0; 20];
        let digits = decimal_u64(*chunk, &mut buffer);
        if i > 0 {
            out.extend_from_slice(&b"0000000000000000000"[..WORD_DIGITS - digits.len()]);
        }
        out.extend_from_slice(digits);
    }
}

const fn digit_pairs() -> [u8; 200] {
    let mut table = [0u8; 200];
    let mut i = 0;
    while i < 100 {
        table[2 * i] = b'0' + (i / 10) as u8;
        table[2 * i + 1] = b'0' + (i % 10) as u8;
        i += 1;
    }
    table
}

static DIGIT_PAIRS: [u8; 200] = digit_pairs();

/// The decimal digits of a 64-bit value at the end of `buffer`.
#[inline]
pub fn decimal_u64(mut v: u64, buffer: &mut [u8; 20]) -> &[u8] {
    let mut at = 20;
    while v >= 100 {
        let pair = (v % 100) as usize * 2;
        v /= 100;
        at -= 2;
        buffer[at..at + 2].copy_from_slice(&DIGIT_PAIRS[pair..pair + 2]);
    }
    if v >= 10 {
        at -= 2;
        buffer[at..at + 2].copy_from_slice(&DIGIT_PAIRS[v as usize * 2..v as usize * 2 + 2]);
    } else {
        at -= 1;
        buffer[at] = b'0' + v as u8;
    }
    &buffer[at..]
}

/// Appends `str(v)`.
#[inline]
pub fn write_i64(v: i64, out: &mut Vec<u8>) {
    if v < 0 {
        out.push(b'-');
    }
    out.extend_from_slice(decimal_u64(v.unsigned_abs(), &mut [0; 20]));
}

struct Bytes<'a>(&'a mut Vec<u8>);

impl Write for Bytes<'_> {
    fn write_str(&mut self, s: &str) -> std::fmt::Result {
        self.0.extend_from_slice(s.as_bytes());
        Ok(())
    }
}

impl Int {
    /// Appends `str(self)`.
    pub fn write_decimal(&self, out: &mut Vec<u8>) {
        match self {
            Int::Small(v) => write_i64(*v, out),
            Int::Big(b) => {
                let (sign, words) = b.as_sign_words();
                if words.len() <= FEW_WORDS {
                    if sign == dashu_int::Sign::Negative {
                        out.push(b'-');
                    }
                    return write_few_words(words, out);
                }
                // Writing to a vector does not fail.
                _ = write!(Bytes(out), "{b}");
            }
        }
    }

    /// `str(self)`.
    pub fn to_decimal(&self) -> String {
        let mut out = Vec::new();
        self.write_decimal(&mut out);
        String::from_utf8(out).unwrap_or_default()
    }

    /// Appends the digits of the absolute value in base 2, 8, 10 or 16, without prefix.
    pub fn write_magnitude(&self, radix: u32, upper: bool, out: &mut Vec<u8>) {
        let bits = match radix {
            2 => 1,
            8 => 3,
            16 => 4,
            _ => 0,
        };
        match self {
            Int::Small(v) => {
                let mut m = v.unsigned_abs();
                if bits == 0 {
                    out.extend_from_slice(decimal_u64(m, &mut [0; 20]));
                    return;
                }
                let digits: &[u8; 16] = if upper { b"0123456789ABCDEF" } else { b"0123456789abcdef" };
                let mut buffer = [0u8; 64];
                let mut at = 64;
                loop {
                    at -= 1;
                    buffer[at] = digits[(m & (radix as u64 - 1)) as usize];
                    m >>= bits;
                    if m == 0 {
                        break;
                    }
                }
                out.extend_from_slice(&buffer[at..]);
            }
            Int::Big(_) => {
                let m = self.magnitude();
                _ = match (radix, upper) {
                    (2, _) => write!(Bytes(out), "{m:b}"),
                    (8, _) => write!(Bytes(out), "{m:o}"),
                    (16, false) => write!(Bytes(out), "{m:x}"),
                    (16, true) => write!(Bytes(out), "{m:X}"),
                    _ => write!(Bytes(out), "{m}"),
                };
            }
        }
    }

    /// `bin`, `oct` or `hex` for radix 2, 8 or 16: sign, prefix and digits.
    pub fn write_prefixed(&self, radix: u32, out: &mut Vec<u8>) {
        if self.is_negative() {
            out.push(b'-');
        }
        out.extend_from_slice(match radix {
            2 => b"0b",
            8 => b"0o",
            _ => b"0x",
        });
        self.write_magnitude(radix, false, out);
    }

    /// An upper bound, at most one too large, of the number of decimal digits; the check against
    /// `sys.get_int_max_str_digits()` uses it before it converts.
    pub fn decimal_digits_bound(&self) -> usize {
        match self {
            Int::Small(_) => 20,
            Int::Big(_) => (self.bit_length() as f64 * std::f64::consts::LOG10_2) as usize + 1,
        }
    }
}
