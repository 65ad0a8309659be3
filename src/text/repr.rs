//! `repr` and `ascii` of strings, `repr` of bytes.
use super::builder::StrBuilder;
use super::unicode::is_printable;
use super::view::StrView;

const HEX: &[u8; 16] = b"0123456789abcdef";

fn push_hex(out: &mut StrBuilder, c: u32) {
    let (lead, digits) = match c {
        0..0x100 => (b'x', 2),
        0x100..0x10000 => (b'u', 4),
        _ => (b'U', 8),
    };
    let mut text = [b'\\', lead, 0, 0, 0, 0, 0, 0, 0, 0];
    for i in 0..digits {
        text[2 + i] = HEX[(c >> (4 * (digits - 1 - i))) as usize & 15];
    }
    out.push_ascii(&text[..2 + digits]);
}

/// Appends `\xhh`, `\uhhhh` or `\Uhhhhhhhh`.
pub fn push_escape(out: &mut StrBuilder, c: u32) {
    push_hex(out, c);
}

fn write(s: StrView, ascii: bool, out: &mut StrBuilder) {
    let quote = if s.iter().any(|c| c == b'\'' as u32) && !s.iter().any(|c| c == b'"' as u32) { b'"' } else { b'\'' };
    out.reserve(s.len() + 2);
    out.push(quote as u32);
    if let StrView::Ascii(b) = s {
        // Runs without anything to escape go in one piece.
        let special = |b: u8| b < 0x20 || b >= 0x7f || b == b'\\' || b == quote;
        let mut rest = b;
        while let Some(n) = rest.iter().position(|b| special(*b)) {
            out.push_ascii(&rest[..n]);
            push_repr(rest[n] as u32, quote, ascii, out);
            rest = &rest[n + 1..];
        }
        out.push_ascii(rest);
    } else {
        s.iter().for_each(|c| push_repr(c, quote, ascii, out));
    }
    out.push(quote as u32);
}

fn push_repr(c: u32, quote: u8, ascii: bool, out: &mut StrBuilder) {
    match c {
        0x5c => out.push_ascii(b"\\\\"),
        0x0a => out.push_ascii(b"\\n"),
        0x0d => out.push_ascii(b"\\r"),
        0x09 => out.push_ascii(b"\\t"),
        _ if c == quote as u32 => out.push_ascii(&[b'\\', quote]),
        0x20..0x7f => out.push(c),
        _ if c >= 0x80 && !ascii && is_printable(c) => out.push(c),
        _ => push_hex(out, c),
    }
}

/// Appends `repr(s)`.
pub fn repr_str(s: StrView, out: &mut StrBuilder) {
    write(s, false, out);
}

/// Appends `ascii(s)`: as `repr`, with everything beyond ASCII escaped.
pub fn ascii_str(s: StrView, out: &mut StrBuilder) {
    write(s, true, out);
}

/// Appends `ascii(…)` of a text that is a repr already: everything beyond ASCII escaped.
pub fn escape_non_ascii(s: StrView, out: &mut StrBuilder) {
    if let StrView::Ascii(b) = s {
        return out.push_ascii(b);
    }
    s.iter().for_each(|c| if c < 0x80 { out.push(c) } else { push_hex(out, c) });
}

/// Appends `repr(bytes)` (with the `b`).
pub fn repr_bytes(bytes: &[u8], out: &mut Vec<u8>) {
    let quote = if bytes.contains(&b'\'') && !bytes.contains(&b'"') { b'"' } else { b'\'' };
    out.reserve(bytes.len() + 3);
    out.extend_from_slice(&[b'b', quote]);
    for &b in bytes {
        match b {
            b'\\' => out.extend_from_slice(b"\\\\"),
            b'\n' => out.extend_from_slice(b"\\n"),
            b'\r' => out.extend_from_slice(b"\\r"),
            b'\t' => out.extend_from_slice(b"\\t"),
            _ if b == quote => out.extend_from_slice(&[b'\\', quote]),
            0x20..0x7f => out.push(b),
            _ => out.extend_from_slice(&[b'\\', b'x', HEX[b as usize >> 4], HEX[b as usize & 15]]),
        }
    }
    out.push(quote);
}
