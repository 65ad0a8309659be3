//! `format()` of ints, floats, complex numbers and strings under a parsed specification.
use super::builder::StrBuilder;
use super::format_spec::{FormatError, FormatSpec, unknown_code};
use super::view::StrView;
use crate::numeric::float_format::{FloatFlags, write_float};
use crate::numeric::{Int, IntError};

/// Widths beyond this are refused as out of memory before anything is allocated.
const MAX_WIDTH: i64 = 1 << 33;

fn value_error<T>(text: &str) -> Result<T, FormatError> {
    Err(FormatError::Value(text.to_string()))
}

// Left and right padding of a field of `len` characters.
fn padding(len: usize, spec: &FormatSpec) -> Result<(usize, usize), FormatError> {
    if spec.width > MAX_WIDTH {
        return Err(FormatError::Memory);
    }
    let total = (spec.width.max(0) as usize).saturating_sub(len);
    Ok(match spec.align {
        b'>' => (total, 0),
        b'^' => (total / 2, total - total / 2),
        b'=' => (total, 0),
        _ => (0, total),
    })
}

// Digits in groups from the right, with leading zeros up to `min_width` characters including separators.
fn group(digits: &[u8], size: usize, separator: u8, min_width: usize, out: &mut Vec<u8>) {
    let start = out.len();
    let mut remaining = digits.len();
    let mut min_width = min_width as i64;
    loop {
        let len = size.min(remaining.max(min_width.max(0) as usize).max(1));
        let taken = len.min(remaining);
        out.extend(digits[remaining - taken..remaining].iter().rev());
        out.resize(out.len() + len - taken, b'0');
        remaining -= taken;
        min_width -= len as i64;
        if remaining == 0 && min_width <= 0 {
            break;
        }
        min_width -= 1;
        out.push(separator);
    }
    out[start..].reverse();
}

// The parts of a number's text: sign, prefix, integer digits, then a point with fraction and the rest.
struct Parts<'a> {
    negative: bool,
    prefix: &'a [u8],
    digits: &'a [u8],
    tail: &'a [u8],
    group_size: usize,
}

fn write_number(parts: Parts, spec: &FormatSpec, out: &mut StrBuilder) -> Result<(), FormatError> {
    if spec.width > MAX_WIDTH {
        return Err(FormatError::Memory);
    }
    let sign: &[u8] = match (parts.negative, spec.sign) {
        (true, _) => b"-",
        (false, b'+') => b"+",
        (false, b' ') => b" ",
        _ => b"",
    };
    if spec.width <= 0 && spec.grouping == 0 {
        out.push_ascii(sign);
        out.push_ascii(parts.prefix);
        out.push_ascii(parts.digits);
        out.push_ascii(parts.tail);
        return Ok(());
    }
    let fixed = sign.len() + parts.prefix.len() + parts.tail.len();
    let width = spec.width.max(0) as usize;
    let min_width = if spec.fill == b'0' as u32 && spec.align == b'=' { width.saturating_sub(fixed) } else { 0 };
    let mut grouped = Vec::new();
    let digits = if parts.digits.is_empty() {
        parts.digits
    } else if spec.grouping != 0 {
        group(parts.digits, parts.group_size, spec.grouping, min_width, &mut grouped);
        &grouped
    } else {
        parts.digits
    };
    let (left, right) = padding(fixed + digits.len(), spec)?;
    if spec.align != b'=' {
        out.push_repeat(spec.fill, left);
    }
    out.push_ascii(sign);
    out.push_ascii(parts.prefix);
    if spec.align == b'=' {
        out.push_repeat(spec.fill, left);
    }
    out.push_ascii(digits);
    out.push_ascii(parts.tail);
    out.push_repeat(spec.fill, right);
    Ok(())
}

/// `int.__format__`. Codes of floats convert the value first. `type_name` is used in messages.
pub fn format_int(v: &Int, spec: &FormatSpec, type_name: &str, out: &mut StrBuilder) -> Result<(), FormatError> {
    let Ok(kind) = u8::try_from(spec.kind) else { return unknown_code(spec.kind, type_name) };
    let (radix, prefix): (u32, &[u8]) = match kind {
        b'b' => (2, b"0b"),
        b'o' => (8, b"0o"),
        b'x' => (16, b"0x"),
        b'X' => (16, b"0X"),
        b'd' | b'n' | b'c' | 0 => (10, b""),
        b'e' | b'E' | b'f' | b'F' | b'g' | b'G' | b'%' => {
            let x = v.to_f64().map_err(|_: IntError| FormatError::Overflow("int too large to convert to float"))?;
            return format_float(x, spec, type_name, out);
        }
        _ => return unknown_code(spec.kind, type_name),
    };
    if spec.precision != -1 {
        return value_error("Precision not allowed in integer format specifier");
    }
    if spec.no_negative_zero {
        return value_error("Negative zero coercion (z) not allowed in integer format specifier");
    }
    if kind == b'c' {
        if spec.sign != 0 {
            return value_error("Sign not allowed with integer format specifier 'c'");
        }
        if spec.alternate {
            return value_error("Alternate form (#) not allowed with integer format specifier 'c'");
        }
        let Some(code) = v.to_i64() else {
            return Err(FormatError::Overflow("Python int too large to convert to C long"));
        };
        if !(0..0x110000).contains(&code) {
            return Err(FormatError::Overflow("%c arg not in range(0x110000)"));
        }
        let (left, right) = padding(1, spec)?;
        out.push_repeat(spec.fill, left);
        out.push(code as u32);
        out.push_repeat(spec.fill, right);
        return Ok(());
    }
    let mut digits = Vec::with_capacity(24);
    v.write_magnitude(radix, kind == b'X', &mut digits);
    let parts = Parts {
        negative: v.is_negative(),
        prefix: if spec.alternate { prefix } else { b"" },
        digits: &digits,
        tail: b"",
        group_size: if radix == 10 { 3 } else { 4 },
    };
    write_number(parts, spec, out)
}

// Puts the fraction's digits in groups of three.
fn group_fraction(spec: &FormatSpec, text: &mut Vec<u8>) {
    if spec.fraction_grouping != 0
        && let Some(point) = text.iter().position(|b| *b == b'.')
    {
        let digits = text[point + 1..].iter().take_while(|b| b.is_ascii_digit()).count();
        let mut grouped = Vec::with_capacity(digits + digits / 3);
        for (i, d) in text[point + 1..point + 1 + digits].iter().enumerate() {
            if i > 0 && i % 3 == 0 {
                grouped.push(spec.fraction_grouping);
            }
            grouped.push(*d);
        }
        text.splice(point + 1..point + 1 + digits, grouped);
    }
}

// The text of a float under a float code, without sign; true where it is negative.
fn float_text(x: f64, spec: &FormatSpec, default_precision: i64, text: &mut Vec<u8>) -> Result<bool, FormatError> {
    if spec.precision > i32::MAX as i64 {
        return value_error("precision too big");
    }
    let mut flags =
        FloatFlags { alternate: spec.alternate, no_negative_zero: spec.no_negative_zero, ..FloatFlags::default() };
    let kind = spec.kind as u8;
    let mut precision = if spec.precision < 0 { default_precision } else { spec.precision } as usize;
    let mut x = x;
    let code = match kind {
        0 => {
            flags.add_dot_0 = true;
            if spec.precision < 0 { b'r' } else { b'g' }
        }
        b'%' => {
            x *= 100.0;
            b'f'
        }
        b'n' => b'g',
        _ => {
            flags.upper = kind.is_ascii_uppercase();
            kind.to_ascii_lowercase()
        }
    };
    if kind == 0 && spec.precision < 0 {
        precision = 0;
    }
    write_float(x, code, precision, flags, text);
    if kind == b'%' {
        text.push(b'%');
    }
    let negative = text.first() == Some(&b'-');
    if negative {
        text.remove(0);
    }
    group_fraction(spec, text);
    Ok(negative)
}

/// `float.__format__`.
pub fn format_float(x: f64, spec: &FormatSpec, type_name: &str, out: &mut StrBuilder) -> Result<(), FormatError> {
    if !matches!(u8::try_from(spec.kind), Ok(0 | b'e' | b'E' | b'f' | b'F' | b'g' | b'G' | b'n' | b'%')) {
        return unknown_code(spec.kind, type_name);
    }
    let mut text = Vec::with_capacity(32);
    let negative = float_text(x, spec, 6, &mut text)?;
    let whole = text.iter().take_while(|b| b.is_ascii_digit()).count();
    let (digits, tail) = text.split_at(whole);
    write_number(Parts { negative, prefix: b"", digits, tail, group_size: 3 }, spec, out)
}

/// `complex.__format__`.
pub fn format_complex(
    re: f64,
    im: f64,
    spec: &FormatSpec,
    type_name: &str,
    out: &mut StrBuilder,
) -> Result<(), FormatError> {
    if !matches!(u8::try_from(spec.kind), Ok(0 | b'e' | b'E' | b'f' | b'F' | b'g' | b'G' | b'n')) {
        return unknown_code(spec.kind, type_name);
    }
    if spec.fill == b'0' as u32 {
        return value_error("Zero padding is not allowed in complex format specifier");
    }
    if spec.align == b'=' {
        return value_error("'=' alignment flag is not allowed in complex format specifier");
    }
    // Without a type the shape is that of str(complex): no ".0", and parentheses around two parts.
    let skip_real = spec.kind == 0 && re == 0.0 && re.is_sign_positive();
    let parentheses = spec.kind == 0 && !skip_real;
    let mut inner = StrBuilder::new();
    let mut part = |x: f64, sign: u8| -> Result<(), FormatError> {
        let mut bare = FormatSpec { width: -1, sign, ..spec.clone() };
        let mut text = Vec::with_capacity(32);
        let negative = if spec.kind == 0 {
            if spec.precision > i32::MAX as i64 {
                return value_error("precision too big");
            }
            let flags =
                FloatFlags { alternate: spec.alternate, no_negative_zero: spec.no_negative_zero, ..Default::default() };
            let code = if spec.precision < 0 { b'r' } else { b'g' };
            write_float(x, code, spec.precision.max(0) as usize, flags, &mut text);
            let negative = text.first() == Some(&b'-');
            if negative {
                text.remove(0);
            }
            group_fraction(spec, &mut text);
            negative
        } else {
            float_text(x, spec, 6, &mut text)?
        };
        let whole = text.iter().take_while(|b| b.is_ascii_digit()).count();
        let (digits, tail) = text.split_at(whole);
        bare.align = b'>';
        write_number(Parts { negative, prefix: b"", digits, tail, group_size: 3 }, &bare, &mut inner)
    };
    if !skip_real {
        part(re, spec.sign)?;
    }
    part(im, if skip_real { spec.sign } else { b'+' })?;
    let len = inner.len() + 1 + 2 * parentheses as usize;
    let (left, right) = padding(len, spec)?;
    out.push_repeat(spec.fill, left);
    out.push_ascii(if parentheses { b"(" } else { b"" });
    out.push_view(inner.as_view());
    out.push_ascii(if parentheses { b"j)" } else { b"j" });
    out.push_repeat(spec.fill, right);
    Ok(())
}

/// `str.__format__`.
pub fn format_str(text: StrView, spec: &FormatSpec, type_name: &str, out: &mut StrBuilder) -> Result<(), FormatError> {
    if spec.kind != b's' as u32 {
        return unknown_code(spec.kind, type_name);
    }
    match spec.sign {
        0 => {}
        b' ' => return value_error("Space not allowed in string format specifier"),
        _ => return value_error("Sign not allowed in string format specifier"),
    }
    if spec.no_negative_zero {
        return value_error("Negative zero coercion (z) not allowed in string format specifier");
    }
    if spec.alternate {
        return value_error("Alternate form (#) not allowed in string format specifier");
    }
    if spec.align == b'=' {
        return value_error("'=' alignment not allowed in string format specifier");
    }
    let len = if spec.precision >= 0 { text.len().min(spec.precision as usize) } else { text.len() };
    let (left, right) = padding(len, spec)?;
    out.push_repeat(spec.fill, left);
    out.push_view(text.slice(0, len));
    out.push_repeat(spec.fill, right);
    Ok(())
}
