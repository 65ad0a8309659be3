//! The codecs `unicode_escape`, `raw_unicode_escape` and the escapes of bytes literals.
use super::builder::StrBuilder;
use super::codec::Fault;
use super::view::StrView;

fn hex(out: &mut Vec<u8>, mark: u8, c: u32, digits: usize) {
    out.extend_from_slice(&[b'\\', mark]);
    for i in (0..digits).rev() {
        out.push(b"0123456789abcdef"[(c >> (i * 4) & 15) as usize]);
    }
}

/// Encodes as in a string literal.
pub fn encode_unicode_escape(s: StrView, out: &mut Vec<u8>) {
    for c in s.iter() {
        match c {
            0x5c => out.extend_from_slice(b"\\\\"),
            9 => out.extend_from_slice(b"\\t"),
            10 => out.extend_from_slice(b"\\n"),
            13 => out.extend_from_slice(b"\\r"),
            0x20..0x7f => out.push(c as u8),
            0..0x100 => hex(out, b'x', c, 2),
            0x100..0x10000 => hex(out, b'u', c, 4),
            _ => hex(out, b'U', c, 8),
        }
    }
}

/// Encodes as Latin-1 with escapes for what that does not have.
pub fn encode_raw_unicode_escape(s: StrView, out: &mut Vec<u8>) {
    for c in s.iter() {
        match c {
            0..0x100 => out.push(c as u8),
            0x100..0x10000 => hex(out, b'u', c, 4),
            _ => hex(out, b'U', c, 8),
        }
    }
}

/// Encodes the contents of a bytes literal in single quotes.
pub fn encode_bytes_escape(bytes: &[u8], out: &mut Vec<u8>) {
    for b in bytes {
        match b {
            b'\\' | b'\'' => out.extend_from_slice(&[b'\\', *b]),
            9 => out.extend_from_slice(b"\\t"),
            10 => out.extend_from_slice(b"\\n"),
            13 => out.extend_from_slice(b"\\r"),
            0x20..0x7f => out.push(*b),
            _ => hex(out, b'x', *b as u32, 2),
        }
    }
}

/// The number that hexadecimal digits make, and how many there are, at most `most`.
fn hex_digits(bytes: &[u8], most: usize) -> (u32, usize) {
    let mut value = 0u32;
    let mut n = 0;
    while n < most {
        let Some(d) = bytes.get(n).and_then(|b| (*b as char).to_digit(16)) else { break };
        value = value << 4 | d;
        n += 1;
    }
    (value, n)
}

/// The number that up to three octal digits make, and how many there are.
fn octal_digits(bytes: &[u8]) -> (u32, usize) {
    let n = bytes.iter().take(3).take_while(|b| (b'0'..=b'7').contains(b)).count();
    (bytes[..n].iter().fold(0, |v, b| v << 3 | (*b - b'0') as u32), n)
}

/// What a one-letter escape stands for.
fn simple(c: u8) -> Option<u8> {
    Some(match c {
        b'\\' | b'\'' | b'"' => c,
        b'b' => 8,
        b'f' => 12,
        b't' => 9,
        b'n' => 10,
        b'r' => 13,
        b'v' => 11,
        b'a' => 7,
        _ => return None,
    })
}

/// Decodes `unicode_escape` and returns how many bytes were read: all, or, where not `last`, all before an escape that is cut at the end.
/// `on_fault` as in `codec::decode_utf8`. The first escape that means nothing is kept in `invalid`: its text without the backslash.
pub fn decode_unicode_escape<E>(
    bytes: &[u8],
    last: bool,
    out: &mut StrBuilder,
    invalid: &mut Option<String>,
    mut on_fault: impl FnMut(Fault, &mut StrBuilder) -> Result<usize, E>,
) -> Result<usize, E> {
    let mut at = 0;
    while at < bytes.len() {
        let run = memchr::memchr(b'\\', &bytes[at..]).unwrap_or(bytes.len() - at);
        out.push_latin1(&bytes[at..at + run]);
        at += run;
        if at == bytes.len() {
            break;
        }
        let start = at;
        at += 1;
        let (end, reason, cut) = match bytes.get(at).copied() {
            None => (at, "\\ at end of string", true),
            Some(b'\n') => {
                at += 1;
                continue;
            }
            Some(c) if simple(c).is_some() => {
                out.push(simple(c).unwrap_or(c) as u32);
                at += 1;
                continue;
            }
            Some(b'0'..=b'7') => {
                let (value, n) = octal_digits(&bytes[at..]);
                if value > 0o377 {
                    invalid.get_or_insert_with(|| format!("{value:o}"));
                }
                out.push(value);
                at += n;
                continue;
            }
            Some(c @ (b'x' | b'u' | b'U')) => {
                let (most, reason) = match c {
                    b'x' => (2, "truncated \\xXX escape"),
                    b'u' => (4, "truncated \\uXXXX escape"),
                    _ => (8, "truncated \\UXXXXXXXX escape"),
                };
                let (value, n) = hex_digits(&bytes[at + 1..], most);
                let end = at + 1 + n;
                if n == most && value < 0x110000 {
                    out.push(value);
                    at = end;
                    continue;
                }
                if n == most {
                    (end, "illegal Unicode character", false)
                } else {
                    (end, reason, end == bytes.len())
                }
            }
            Some(b'N') => {
                let malformed = "malformed \\N character escape";
                let rest = &bytes[at + 1..];
                if rest.is_empty() {
                    (at + 1, malformed, true)
                } else if rest[0] != b'{' {
                    (at + 1, malformed, false)
                } else {
                    match memchr::memchr(b'}', rest) {
                        None => (bytes.len(), malformed, true),
                        Some(1) => (at + 2, malformed, false),
                        Some(i) => {
                            let name = std::str::from_utf8(&rest[1..i]).ok();
                            match name.and_then(super::unicode_data::character) {
                                Some(c) => {
                                    out.push(c);
                                    at += i + 2;
                                    continue;
                                }
                                None => (at + i + 2, "unknown Unicode character name", false),
                            }
                        }
                    }
                }
            }
            Some(c) => {
                invalid.get_or_insert_with(|| (c as char).to_string());
                out.push('\\' as u32);
                out.push(c as u32);
                at += 1;
                continue;
            }
        };
        if cut && !last {
            return Ok(start);
        }
        at = on_fault(Fault { start, end, reason }, out)?;
    }
    Ok(bytes.len())
}

/// Decodes `raw_unicode_escape`; results and `on_fault` as for [`decode_unicode_escape`].
pub fn decode_raw_unicode_escape<E>(
    bytes: &[u8],
    last: bool,
    out: &mut StrBuilder,
    mut on_fault: impl FnMut(Fault, &mut StrBuilder) -> Result<usize, E>,
) -> Result<usize, E> {
    let mut at = 0;
    while at < bytes.len() {
        let run = memchr::memchr(b'\\', &bytes[at..]).unwrap_or(bytes.len() - at);
        out.push_latin1(&bytes[at..at + run]);
        at += run;
        if at == bytes.len() {
            break;
        }
        let start = at;
        let most = match bytes.get(at + 1) {
            None if !last => return Ok(start),
            None => {
                out.push('\\' as u32);
                at += 1;
                continue;
            }
            Some(b'u') => 4,
            Some(b'U') => 8,
            Some(c) => {
                out.push('\\' as u32);
                out.push(*c as u32);
                at += 2;
                continue;
            }
        };
        let (value, n) = hex_digits(&bytes[at + 2..], most);
        let end = at + 2 + n;
        if n == most && value < 0x110000 {
            out.push(value);
            at = end;
            continue;
        }
        if n < most && end == bytes.len() && !last {
            return Ok(start);
        }
        let reason = match (n == most, most) {
            (true, _) => "\\Uxxxxxxxx out of range",
            (false, 4) => "truncated \\uXXXX escape",
            _ => "truncated \\UXXXXXXXX escape",
        };
        at = on_fault(Fault { start, end, reason }, out)?;
    }
    Ok(bytes.len())
}

/// What is wrong with the escapes of bytes.
pub enum EscapeError {
    /// A backslash at the end.
    Trailing,
    /// A `\x` without two digits, at that position.
    Hex(usize),
}

/// Decodes the escapes of a bytes literal. `bad_hex` is what stands in for a `\x` without two digits. `invalid` as for
/// [`decode_unicode_escape`].
pub fn decode_bytes_escape(
    bytes: &[u8],
    bad_hex: Option<&[u8]>,
    out: &mut Vec<u8>,
    invalid: &mut Option<String>,
) -> Result<(), EscapeError> {
    let mut at = 0;
    while at < bytes.len() {
        let run = memchr::memchr(b'\\', &bytes[at..]).unwrap_or(bytes.len() - at);
        out.extend_from_slice(&bytes[at..at + run]);
        at += run;
        if at == bytes.len() {
            break;
        }
        let start = at;
        at += 1;
        match bytes.get(at).copied() {
            None => return Err(EscapeError::Trailing),
            Some(b'\n') => at += 1,
            Some(c) if simple(c).is_some() => {
                out.push(simple(c).unwrap_or(c));
                at += 1;
            }
            Some(b'0'..=b'7') => {
                let (value, n) = octal_digits(&bytes[at..]);
                if value > 0o377 {
                    invalid.get_or_insert_with(|| format!("{value:o}"));
                }
                out.push(value as u8);
                at += n;
            }
            Some(b'x') => {
                let (value, n) = hex_digits(&bytes[at + 1..], 2);
                at += 1 + n;
                if n == 2 {
                    out.push(value as u8);
                } else {
                    match bad_hex {
                        Some(with) => out.extend_from_slice(with),
                        None => return Err(EscapeError::Hex(start)),
                    }
                }
            }
            Some(c) => {
                invalid.get_or_insert_with(|| (c as char).to_string());
                out.extend_from_slice(&[b'\\', c]);
                at += 1;
            }
        }
    }
    Ok(())
}
