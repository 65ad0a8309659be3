//! UTF-7 (RFC 2152).
use super::builder::StrBuilder;
use super::codec::Fault;
use super::view::StrView;

const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

fn digit(c: u8) -> Option<u32> {
    DIGITS.iter().position(|d| *d == c).map(|i| i as u32)
}

/// Characters that stand for themselves.
fn is_direct(c: u32) -> bool {
    match c {
        9 | 10 | 13 => true,
        0x20..0x7e => c != '+' as u32 && c != '\\' as u32,
        _ => false,
    }
}

/// Encodes a string.
pub fn encode_utf7(s: StrView, out: &mut Vec<u8>) {
    let (mut shifted, mut bits, mut buffer) = (false, 0u32, 0u32);
    for c in s.iter() {
        if shifted && is_direct(c) {
            if bits > 0 {
                out.push(DIGITS[(buffer << (6 - bits) & 0x3f) as usize]);
                bits = 0;
                buffer = 0;
            }
            shifted = false;
            // Only what could be read as a digit, and the mark of the end itself, needs the mark of the end before it.
            if c < 0x80 && (digit(c as u8).is_some() || c == '-' as u32) {
                out.push(b'-');
            }
            out.push(c as u8);
            continue;
        }
        if !shifted {
            if c == '+' as u32 {
                out.extend_from_slice(b"+-");
                continue;
            }
            if is_direct(c) {
                out.push(c as u8);
                continue;
            }
            out.push(b'+');
            shifted = true;
        }
        let mut push = |unit: u32| {
            buffer = buffer << 16 | unit;
            bits += 16;
            while bits >= 6 {
                bits -= 6;
                out.push(DIGITS[(buffer >> bits & 0x3f) as usize]);
                buffer &= (1 << bits) - 1;
            }
        };
        if c >= 0x10000 {
            push(0xd800 + ((c - 0x10000) >> 10));
            push(0xdc00 + (c & 0x3ff));
        } else {
            push(c);
        }
    }
    if bits > 0 {
        out.push(DIGITS[(buffer << (6 - bits) & 0x3f) as usize]);
    }
    if shifted {
        out.push(b'-');
    }
}

/// Decodes UTF-7 and returns how many bytes were read: all, or, where not `last`, all before a shifted sequence that has not ended.
/// `on_fault` as in `codec::decode_utf8`.
pub fn decode_utf7<E>(
    bytes: &[u8],
    last: bool,
    out: &mut StrBuilder,
    mut on_fault: impl FnMut(Fault, &mut StrBuilder) -> Result<usize, E>,
) -> Result<usize, E> {
    let (mut shifted, mut bits, mut buffer, mut surrogate) = (false, 0u32, 0u32, 0u32);
    // Where the sequence began, in the bytes and in the text.
    let (mut start, mut text_start) = (0, 0);
    let mut at = 0;
    loop {
        if at >= bytes.len() {
            if shifted && last && (surrogate != 0 || bits >= 6 || bits > 0 && buffer != 0) {
                shifted = false;
                at = on_fault(Fault { start, end: bytes.len(), reason: "unterminated shift sequence" }, out)?;
                if at < bytes.len() {
                    continue;
                }
            }
            break;
        }
        let c = bytes[at];
        let mut reason = None;
        if shifted {
            if let Some(d) = digit(c) {
                buffer = buffer << 6 | d;
                bits += 6;
                at += 1;
                if bits >= 16 {
                    let unit = buffer >> (bits - 16) & 0xffff;
                    bits -= 16;
                    buffer &= (1 << bits) - 1;
                    if surrogate != 0 {
                        if (0xdc00..0xe000).contains(&unit) {
                            out.push(0x10000 + ((surrogate - 0xd800) << 10) + (unit - 0xdc00));
                            surrogate = 0;
                            continue;
                        }
                        out.push(surrogate);
                        surrogate = 0;
                    }
                    if (0xd800..0xdc00).contains(&unit) {
                        surrogate = unit;
                    } else {
                        out.push(unit);
                    }
                }
                continue;
            }
            shifted = false;
            if bits >= 6 {
                at += 1;
                reason = Some("partial character in shift sequence");
            } else if bits > 0 && buffer != 0 {
                at += 1;
                reason = Some("non-zero padding bits in shift sequence");
            } else {
                if surrogate != 0 && c < 0x80 && c != b'+' {
                    out.push(surrogate);
                }
                surrogate = 0;
                if c == b'-' {
                    at += 1;
                }
            }
        } else if c == b'+' {
            start = at;
            at += 1;
            match bytes.get(at) {
                Some(b'-') => {
                    at += 1;
                    out.push('+' as u32);
                }
                Some(next) if digit(*next).is_none() => {
                    at += 1;
                    reason = Some("ill-formed sequence");
                }
                _ => {
                    shifted = true;
                    surrogate = 0;
                    bits = 0;
                    buffer = 0;
                    text_start = out.len();
                }
            }
        } else if c < 0x80 {
            at += 1;
            out.push(c as u32);
        } else {
            start = at;
            at += 1;
            reason = Some("unexpected special character");
        }
        if let Some(reason) = reason {
            surrogate = 0;
            bits = 0;
            buffer = 0;
            at = on_fault(Fault { start, end: at, reason }, out)?;
        }
    }
    if shifted && !last {
        out.truncate(text_start);
        return Ok(start);
    }
    Ok(bytes.len())
}
