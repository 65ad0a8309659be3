//! Decimal and hexadecimal text of floats: `repr`, the codes e, f, g, r with any precision, `float.hex`.
use super::float::decompose;
use std::fmt::Write;

/// No double has more decimals than this; precision beyond it only adds zeros.
const MAX_DECIMALS: usize = 1080;

/// A fixed buffer large enough for every exact decimal expansion of a double.
pub struct Digits {
    bytes: [u8; 1408],
    len: usize,
}

impl Write for Digits {
    fn write_str(&mut self, s: &str) -> std::fmt::Result {
        let end = self.len + s.len();
        self.bytes.get_mut(self.len..end).ok_or(std::fmt::Error)?.copy_from_slice(s.as_bytes());
        self.len = end;
        Ok(())
    }
}

impl Default for Digits {
    fn default() -> Self {
        Self::new()
    }
}

impl Digits {
    /// An empty buffer.
    pub fn new() -> Digits {
        Digits { bytes: [0; 1408], len: 0 }
    }

    fn text(&self) -> &str {
        std::str::from_utf8(&self.bytes[..self.len]).unwrap_or("")
    }

    /// A finite `x` with `decimals` (cut to what a double can have) digits after the point.
    pub fn fixed(&mut self, x: f64, decimals: usize) -> &str {
        self.len = 0;
        _ = write!(self, "{:.*}", decimals.min(MAX_DECIMALS), x);
        self.text()
    }

    /// A finite `x >= 0` as `significant` digits without a point; the value is `0.DIGITS * 10**point`.
    fn scientific(&mut self, x: f64, significant: usize) -> i32 {
        self.len = 0;
        _ = write!(self, "{:.*e}", significant.clamp(1, MAX_DECIMALS) - 1, x);
        self.split_exponent()
    }

    // Turns "d.ddde-x" into digits and returns the exponent plus one.
    fn split_exponent(&mut self) -> i32 {
        let text = &self.bytes[..self.len];
        let e = text.iter().position(|b| *b == b'e').unwrap_or(self.len);
        let exponent: i32 =
            std::str::from_utf8(text.get(e + 1..).unwrap_or(b"")).ok().and_then(|t| t.parse().ok()).unwrap_or(0);
        if e > 1 {
            self.bytes.copy_within(2..e, 1);
            self.len = e - 1;
        } else {
            self.len = e;
        }
        exponent + 1
    }

    // The shortest digits that read back as the finite `x >= 0`, and their decimal point.
    fn shortest(&mut self, x: f64) -> i32 {
        if x == 0.0 {
            self.bytes[0] = b'0';
            self.len = 1;
            return 1;
        }
        let mut buffer = zmij::Buffer::new();
        let text = buffer.format_finite(x).as_bytes();
        let mut len = 0;
        let mut point = None;
        let mut exponent = 0i32;
        for (i, &b) in text.iter().enumerate() {
            match b {
                b'.' => point = Some(len as i32),
                b'e' => {
                    exponent = std::str::from_utf8(&text[i + 1..]).ok().and_then(|t| t.parse().ok()).unwrap_or(0);
                    break;
                }
                _ => {
                    self.bytes[len] = b;
                    len += 1;
                }
            }
        }
        let point = point.unwrap_or(len as i32) + exponent;
        let zeros = self.bytes[..len].iter().take_while(|b| **b == b'0').count();
        self.bytes.copy_within(zeros..len, 0);
        len -= zeros;
        while len > 1 && self.bytes[len - 1] == b'0' {
            len -= 1;
        }
        self.len = len;
        point - zeros as i32
    }
}

/// `x * 10**decimals` for a finite `x >= 0`, rounded half to even, where 128 bits hold the exact product and 64 the result.
fn scaled_exactly(x: f64, decimals: usize) -> Option<u64> {
    let (mantissa, exponent) = decompose(x);
    // The mantissa has 53 bits; 10**19 has 64.
    let product = mantissa as u128 * 10u64.checked_pow(u32::try_from(decimals).ok()?)? as u128;
    if exponent >= 0 {
        let shifted = (exponent <= 10 && product >> 64 == 0).then(|| product << exponent)?;
        return u64::try_from(shifted).ok();
    }
    let shift = exponent.unsigned_abs();
    if shift >= 127 {
        return (product == 0).then_some(0);
    }
    let whole = product >> shift;
    let rest = product & ((1 << shift) - 1);
    let half = 1u128 << (shift - 1);
    let up = rest > half || rest == half && whole & 1 == 1;
    u64::try_from(whole + up as u128).ok()
}

// Appends a number scaled by `10**decimals` with its decimal point.
fn push_scaled(scaled: u64, decimals: usize, out: &mut Vec<u8>) {
    let mut buffer = [0; 20];
    let digits = super::int_text::decimal_u64(scaled, &mut buffer);
    if decimals == 0 {
        return out.extend_from_slice(digits);
    }
    let whole = digits.len().saturating_sub(decimals);
    if whole == 0 {
        out.push(b'0');
    }
    out.extend_from_slice(&digits[..whole]);
    out.push(b'.');
    out.extend(std::iter::repeat_n(b'0', decimals - (digits.len() - whole)));
    out.extend_from_slice(&digits[whole..]);
}

/// How [`write_float`] decorates its result.
#[derive(Clone, Copy, Default, Debug)]
pub struct FloatFlags {
    /// `.0` after a result that looks like an int.
    pub add_dot_0: bool,
    /// `#`: always a decimal point; g keeps trailing zeros.
    pub alternate: bool,
    /// `z`: no minus on a result that is zero.
    pub no_negative_zero: bool,
    /// Upper-case exponent, INF and NAN.
    pub upper: bool,
}

/// Appends `x` under the code b'e', b'f', b'g' (with `precision`) or b'r' (shortest; `precision` is ignored). A minus
/// is the only sign written.
pub fn write_float(x: f64, code: u8, precision: usize, flags: FloatFlags, out: &mut Vec<u8>) {
    if x.is_nan() {
        out.extend_from_slice(if flags.upper { b"NAN" } else { b"nan" });
        return;
    }
    if x.is_infinite() {
        if x < 0.0 {
            out.push(b'-');
        }
        out.extend_from_slice(if flags.upper { b"INF" } else { b"inf" });
        return;
    }
    let negative = x.is_sign_negative();
    let magnitude = x.abs();
    if code == b'f'
        && let Some(scaled) = scaled_exactly(magnitude, precision)
    {
        if negative && !(flags.no_negative_zero && scaled == 0) {
            out.push(b'-');
        }
        push_scaled(scaled, precision, out);
        if flags.alternate && precision == 0 {
            out.push(b'.');
        }
        return;
    }
    let mut buffer = Digits::new();
    if code == b'f' {
        let text = buffer.fixed(magnitude, precision);
        if negative && !(flags.no_negative_zero && text.bytes().all(|b| b == b'0' || b == b'.')) {
            out.push(b'-');
        }
        out.extend_from_slice(text.as_bytes());
        out.resize(out.len() + precision.saturating_sub(MAX_DECIMALS), b'0');
        if precision == 0 && flags.alternate {
            out.push(b'.');
        }
        return;
    }
    // `wanted` digits are shown even where they are zeros.
    let (point, wanted, exponent_form) = match code {
        b'e' => {
            let point = buffer.scientific(magnitude, precision.saturating_add(1));
            (point, precision.saturating_add(1), true)
        }
        b'g' => {
            let precision = precision.max(1);
            let point = buffer.scientific(magnitude, precision);
            let point = if magnitude == 0.0 { 1 } else { point };
            while buffer.len > 1 && buffer.bytes[buffer.len - 1] == b'0' {
                buffer.len -= 1;
            }
            let limit = precision as i64 - flags.add_dot_0 as i64;
            (point, if flags.alternate { precision } else { 0 }, point <= -4 || point as i64 > limit)
        }
        _ => {
            let point = buffer.shortest(magnitude);
            (point, 0, point <= -4 || point > 16)
        }
    };
    let digits = &buffer.bytes[..buffer.len];
    if negative && !(flags.no_negative_zero && digits.iter().all(|b| *b == b'0')) {
        out.push(b'-');
    }
    let wanted = wanted.max(digits.len());
    if exponent_form {
        out.push(digits[0]);
        if wanted > 1 || flags.alternate {
            out.push(b'.');
        }
        out.extend_from_slice(&digits[1..]);
        out.resize(out.len() + wanted - digits.len(), b'0');
        let exponent = if magnitude == 0.0 { 0 } else { point - 1 };
        out.push(if flags.upper { b'E' } else { b'e' });
        out.push(if exponent < 0 { b'-' } else { b'+' });
        let exponent = exponent.unsigned_abs();
        if exponent < 10 {
            out.push(b'0');
        }
        out.extend_from_slice(super::int_text::decimal_u64(exponent as u64, &mut [0; 20]));
        return;
    }
    if point <= 0 {
        out.extend_from_slice(b"0.");
        out.resize(out.len() + (-point) as usize, b'0');
        out.extend_from_slice(digits);
        out.resize(out.len() + wanted - digits.len(), b'0');
        return;
    }
    let point = point as usize;
    if digits.len() > point {
        out.extend_from_slice(&digits[..point]);
        out.push(b'.');
        out.extend_from_slice(&digits[point..]);
        out.resize(out.len() + wanted - digits.len(), b'0');
        return;
    }
    out.extend_from_slice(digits);
    out.resize(out.len() + point - digits.len(), b'0');
    if wanted > point {
        out.push(b'.');
        out.resize(out.len() + wanted - point, b'0');
    } else if flags.add_dot_0 {
        out.extend_from_slice(b".0");
    } else if flags.alternate {
        out.push(b'.');
    }
}

/// Appends `repr(x)`.
pub fn float_repr(x: f64, out: &mut Vec<u8>) {
    if x.abs() < 1e15 && x == x.trunc() && (x != 0.0 || x.is_sign_positive()) {
        super::int_text::write_i64(x as i64, out);
        out.extend_from_slice(b".0");
        return;
    }
    write_float(x, b'r', 0, FloatFlags { add_dot_0: true, ..FloatFlags::default() }, out);
}

/// `repr(x)` as a string.
pub fn float_repr_string(x: f64) -> String {
    let mut out = Vec::with_capacity(24);
    float_repr(x, &mut out);
    String::from_utf8(out).unwrap_or_default()
}

/// `x.hex()`.
pub fn float_hex(x: f64) -> String {
    if !x.is_finite() {
        return float_repr_string(x);
    }
    let sign = if x.is_sign_negative() { "-" } else { "" };
    if x == 0.0 {
        return format!("{sign}0x0.0p+0");
    }
    let (mantissa, exponent) = decompose(x.abs());
    let lead = mantissa >> 52;
    format!("{sign}0x{lead}.{:013x}p{:+}", mantissa & ((1 << 52) - 1), exponent + 52)
}
