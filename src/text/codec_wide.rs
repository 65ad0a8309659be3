//! Decoding of UTF-16 and UTF-32.
use super::builder::StrBuilder;
use super::codec::{Encoding, Fault};

/// The byte order that a mark at the beginning of UTF-16 tells, and the bytes of the mark.
pub fn utf16_mark(bytes: &[u8]) -> Option<(Encoding, usize)> {
    match bytes {
        [0xff, 0xfe, ..] => Some((Encoding::Utf16Le, 2)),
        [0xfe, 0xff, ..] => Some((Encoding::Utf16Be, 2)),
        _ => None,
    }
}

/// The byte order that a mark at the beginning of UTF-32 tells, and the bytes of the mark.
pub fn utf32_mark(bytes: &[u8]) -> Option<(Encoding, usize)> {
    match bytes {
        [0xff, 0xfe, 0, 0, ..] => Some((Encoding::Utf32Le, 4)),
        [0, 0, 0xfe, 0xff, ..] => Some((Encoding::Utf32Be, 4)),
        _ => None,
    }
}

/// Decodes UTF-16 without a mark and returns how many bytes were read (all, where `last`). `on_fault` as in
/// `codec::decode_utf8`.
pub fn decode_utf16<E>(
    bytes: &[u8],
    little: bool,
    last: bool,
    out: &mut StrBuilder,
    mut on_fault: impl FnMut(Fault, &mut StrBuilder) -> Result<usize, E>,
) -> Result<usize, E> {
    let unit = |i: usize| -> Option<u32> {
        let pair = [*bytes.get(i)?, *bytes.get(i + 1)?];
        Some(if little { u16::from_le_bytes(pair) } else { u16::from_be_bytes(pair) } as u32)
    };
    let mut at = 0;
    while at < bytes.len() {
        let fault = match unit(at) {
            None if !last => return Ok(at),
            None => Fault { start: at, end: bytes.len(), reason: "truncated data" },
            Some(high @ 0xd800..0xdc00) => match unit(at + 2) {
                Some(low @ 0xdc00..0xe000) => {
                    out.push(0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00));
                    at += 4;
                    continue;
                }
                Some(_) => Fault { start: at, end: at + 2, reason: "illegal UTF-16 surrogate" },
                None if !last => return Ok(at),
                None => Fault { start: at, end: bytes.len(), reason: "unexpected end of data" },
            },
            Some(0xdc00..0xe000) => Fault { start: at, end: at + 2, reason: "illegal encoding" },
            Some(c) => {
                out.push(c);
                at += 2;
                continue;
            }
        };
        at = on_fault(fault, out)?;
    }
    Ok(bytes.len())
}

/// Decodes UTF-32 without a mark and returns how many bytes were read (all, where `last`). `on_fault` as in
/// `codec::decode_utf8`.
pub fn decode_utf32<E>(
    bytes: &[u8],
    little: bool,
    last: bool,
    out: &mut StrBuilder,
    mut on_fault: impl FnMut(Fault, &mut StrBuilder) -> Result<usize, E>,
) -> Result<usize, E> {
    let mut at = 0;
    while at < bytes.len() {
        let Some(&[a, b, c, d]) = bytes[at..].first_chunk::<4>() else {
            if !last {
                return Ok(at);
            }
            at = on_fault(Fault { start: at, end: bytes.len(), reason: "truncated data" }, out)?;
            continue;
        };
        let code = if little { u32::from_le_bytes([a, b, c, d]) } else { u32::from_be_bytes([a, b, c, d]) };
        let reason = match code {
            0xd800..0xe000 => "code point in surrogate code point range(0xd800, 0xe000)",
            0x110000.. => "code point not in range(0x110000)",
            _ => {
                out.push(code);
                at += 4;
                continue;
            }
        };
        at = on_fault(Fault { start: at, end: at + 4, reason }, out)?;
    }
    Ok(bytes.len())
}
