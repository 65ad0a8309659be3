//! Values of string and bytes literals.
//!
//! The parser's values are right except for two things a Rust `str` or the parser does not express: lone
//! surrogates (`"\ud800"`) and newline translation inside triple-quoted literals. Those are decoded here.
use ruff_python_ast::{AnyStringFlags, BytesLiteral, ExprStringLiteral, InterpolatedStringLiteralElement, StringFlags, StringLiteral};
use ruff_text_size::Ranged;

use crate::source::SourceFile;

/// The value of a string expression, implicit concatenation included, in WTF-8: UTF-8 in which surrogates that come
/// from `\u` and `\U` escapes are three-byte sequences.
pub fn string_value(source: &SourceFile, expr: &ExprStringLiteral) -> Box<[u8]> {
    let mut parts = expr.value.iter();
    match (parts.next(), parts.next()) {
        (Some(only), None) => literal_value(source, only),
        _ => expr.value.iter().flat_map(|part| literal_value(source, part)).collect(),
    }
}

/// The value of one string literal in WTF-8.
pub fn literal_value(source: &SourceFile, literal: &StringLiteral) -> Box<[u8]> {
    let flags = AnyStringFlags::from(literal.flags);
    let raw = &source.text[literal.range()];
    if !needs_decoding(raw, flags.is_raw_string()) {
        return literal.value.as_bytes().into();
    }
    decode(&source.text[literal.content_range()], flags.is_raw_string(), false)
}

/// The value of a literal part of an f-string or t-string in WTF-8; `is_raw` tells whether the string's prefix has an `r`.
pub fn interpolated_literal_value(
    source: &SourceFile,
    literal: &InterpolatedStringLiteralElement,
    is_raw: bool,
) -> Box<[u8]> {
    let raw = &source.text[literal.range()];
    if !needs_decoding(raw, is_raw) {
        return literal.value.as_bytes().into();
    }
    decode(raw, is_raw, true)
}

/// The value of one bytes literal.
pub fn bytes_value(source: &SourceFile, literal: &BytesLiteral) -> Box<[u8]> {
    if !source.text[literal.range()].contains('\r') {
        return literal.value.clone();
    }
    let flags = AnyStringFlags::from(literal.flags);
    let content = &source.text[literal.range()];
    let opener = flags.opener_len().to_usize();
    let closer = flags.closer_len().to_usize();
    let content = &content[opener..content.len() - closer];
    let normalized = content.replace("\r\n", "\n").replace('\r', "\n");
    if flags.is_raw_string() {
        return normalized.into_bytes().into();
    }
    // Every escape of a bytes literal denotes a single byte below 256.
    let mut bytes = Vec::with_capacity(normalized.len());
    unescape(&normalized, false, true, &mut |code| bytes.push(code as u8));
    bytes.into()
}

fn needs_decoding(raw: &str, is_raw: bool) -> bool {
    raw.contains('\r') || !is_raw && raw.as_bytes().windows(2).any(|w| w == b"\\u" || w == b"\\U")
}

fn decode(content: &str, is_raw: bool, doubled_braces: bool) -> Box<[u8]> {
    let normalized;
    let content = if content.contains('\r') {
        normalized = content.replace("\r\n", "\n").replace('\r', "\n");
        &normalized
    } else {
        content
    };
    let mut value = Vec::with_capacity(content.len());
    if is_raw && !doubled_braces {
        return content.as_bytes().into();
    }
    if is_raw {
        let mut chars = content.chars().peekable();
        while let Some(c) = chars.next() {
            if matches!(c, '{' | '}') && chars.peek() == Some(&c) {
                chars.next();
            }
            push_wtf8(&mut value, c as u32);
        }
    } else {
        unescape(content, doubled_braces, false, &mut |code| push_wtf8(&mut value, code));
    }
    value.into()
}

/// Appends a code point, surrogates included.
fn push_wtf8(out: &mut Vec<u8>, code: u32) {
    match char::from_u32(code) {
        Some(c) => out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
        None => out.extend_from_slice(&[0xe0 | (code >> 12) as u8, 0x80 | (code >> 6 & 0x3f) as u8, 0x80 | (code & 0x3f) as u8]),
    }
}

/// Emits the code points of an escaped literal. The parser has validated the escapes.
fn unescape(content: &str, doubled_braces: bool, is_bytes: bool, emit: &mut impl FnMut(u32)) {
    let mut rest = content;
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        if doubled_braces && matches!(c, '{' | '}') {
            rest = rest.strip_prefix(c).unwrap_or(rest);
            emit(c as u32);
            continue;
        }
        let escape = if c == '\\' { rest.chars().next() } else { None };
        let Some(escape) = escape else {
            emit(c as u32);
            continue;
        };
        let digits = |radix: u32, max: usize, from: &str| from.chars().take(max).take_while(|d| d.is_digit(radix)).count();
        let after = &rest[escape.len_utf8()..];
        let simple = match escape {
            '\n' => {
                rest = after;
                continue;
            }
            '\\' | '\'' | '"' => escape as u32,
            'a' => 7,
            'b' => 8,
            'f' => 12,
            'n' => 10,
            'r' => 13,
            't' => 9,
            'v' => 11,
            '0'..='7' => {
                let len = digits(8, 3, rest);
                emit(u32::from_str_radix(&rest[..len], 8).unwrap_or(0));
                rest = &rest[len..];
                continue;
            }
            'x' | 'u' | 'U' if escape == 'x' || !is_bytes => {
                let len = digits(16, match escape { 'x' => 2, 'u' => 4, _ => 8 }, after);
                emit(u32::from_str_radix(&after[..len], 16).unwrap_or(0));
                rest = &after[len..];
                continue;
            }
            'N' if !is_bytes && after.starts_with('{') => {
                let end = after.find('}').unwrap_or(after.len() - 1);
                if let Some(named) = crate::text::unicode_data::character(&after[1..end]) {
                    emit(named);
                }
                rest = &after[end + 1..];
                continue;
            }
            _ => {
                // An unknown escape keeps its backslash.
                emit('\\' as u32);
                continue;
            }
        };
        emit(simple);
        rest = after;
    }
}
