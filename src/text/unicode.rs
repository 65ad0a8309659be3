//! Character classes and numeric values as Unicode 16.0 and `str`'s methods define them. Code points are `u32`,
//! because a string may hold lone surrogates.
use super::unicode_tables::{DECIMAL_ZEROS, DIGITS, NUMBERS, WIDE};
use super::view::StrView;
use crate::with_units;
use std::borrow::Cow;
use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};

/// The general category; surrogates included.
pub fn category(c: u32) -> GeneralCategory {
    match char::from_u32(c) {
        Some(ch) => ch.general_category(),
        None => GeneralCategory::Surrogate,
    }
}

/// The value of a decimal digit (`unicodedata.decimal`).
#[inline]
pub fn decimal(c: u32) -> Option<u8> {
    if c < 0x80 {
        return (c as u8 as char).to_digit(10).map(|d| d as u8);
    }
    let i = DECIMAL_ZEROS.partition_point(|z| *z <= c);
    let zero = *DECIMAL_ZEROS.get(i.checked_sub(1)?)?;
    (c - zero < 10).then_some((c - zero) as u8)
}

/// The value of a digit, superscripts and the like included (`unicodedata.digit`).
pub fn digit(c: u32) -> Option<u8> {
    if let Some(d) = decimal(c) {
        return Some(d);
    }
    let i = DIGITS.partition_point(|r| r.0 <= c);
    let (first, last, value) = *DIGITS.get(i.checked_sub(1)?)?;
    (c <= last).then(|| value + (c - first) as u8)
}

/// The value of a numeric character (`unicodedata.numeric`).
pub fn numeric(c: u32) -> Option<f64> {
    if let Some(d) = digit(c) {
        return Some(d as f64);
    }
    let i = NUMBERS.partition_point(|r| r.0 <= c);
    let (first, last, value) = *NUMBERS.get(i.checked_sub(1)?)?;
    (c <= last).then(|| value + (c - first) as f64)
}

/// `str.isspace` of a character.
#[inline]
pub fn is_space(c: u32) -> bool {
    matches!(c, 0x20 | 0x09..=0x0d | 0x1c..=0x1f)
        || (c >= 0x85
            && matches!(c, 0x85 | 0xa0 | 0x1680 | 0x2000..=0x200a | 0x2028 | 0x2029 | 0x202f | 0x205f | 0x3000))
}

/// A line boundary of `str.splitlines`.
#[inline]
pub fn is_line_break(c: u32) -> bool {
    matches!(c, 0x0a..=0x0d | 0x1c..=0x1e | 0x85 | 0x2028 | 0x2029)
}

/// `str.isalpha` of a character: category L.
#[inline]
pub fn is_alpha(c: u32) -> bool {
    use GeneralCategory::*;
    if c < 0x80 {
        return (c as u8).is_ascii_alphabetic();
    }
    matches!(category(c), LowercaseLetter | UppercaseLetter | TitlecaseLetter | ModifierLetter | OtherLetter)
}

/// `str.isalnum` of a character.
#[inline]
pub fn is_alnum(c: u32) -> bool {
    if c < 0x80 {
        return (c as u8).is_ascii_alphanumeric();
    }
    is_alpha(c) || numeric(c).is_some()
}

/// `str.isprintable` of a character.
#[inline]
pub fn is_printable(c: u32) -> bool {
    use GeneralCategory::*;
    if c < 0x7f {
        return c >= 0x20;
    }
    !matches!(
        category(c),
        Control | Format | Surrogate | PrivateUse | Unassigned | LineSeparator | ParagraphSeparator | SpaceSeparator
    )
}

/// Columns that a character takes on a terminal.
pub fn display_width(c: char) -> usize {
    let c = c as u32;
    if c < 0x1100 {
        return 1;
    }
    let i = WIDE.partition_point(|r| r.0 <= c);
    match i.checked_sub(1) {
        Some(i) if c <= WIDE[i].1 => 2,
        _ => 1,
    }
}

/// May begin an identifier.
#[inline]
pub fn is_identifier_start(c: u32) -> bool {
    c == b'_' as u32 || char::from_u32(c).is_some_and(unicode_ident::is_xid_start)
}

/// May continue an identifier.
#[inline]
pub fn is_identifier_continue(c: u32) -> bool {
    char::from_u32(c).is_some_and(unicode_ident::is_xid_continue)
}

/// `str.isidentifier`.
pub fn is_identifier(s: StrView) -> bool {
    let mut codes = s.iter();
    codes.next().is_some_and(is_identifier_start) && codes.all(is_identifier_continue)
}

/// True where the string is not empty and the test holds for every character.
#[inline]
pub fn all(s: StrView, test: impl Fn(u32) -> bool) -> bool {
    !s.is_empty() && with_units!(s, u => u.iter().all(|c| test(u32::from(*c))))
}

/// `str.isprintable`, true for the empty string.
pub fn all_printable(s: StrView) -> bool {
    with_units!(s, u => u.iter().all(|c| is_printable(u32::from(*c))))
}

/// The text of a number with Unicode decimal digits and spaces as ASCII, for `int()` and `float()`. Any other character
/// beyond ASCII becomes `?`, which no number contains.
pub fn decimal_to_ascii(s: StrView<'_>) -> Cow<'_, [u8]> {
    if let StrView::Ascii(bytes) = s {
        return Cow::Borrowed(bytes);
    }
    Cow::Owned(
        s.iter()
            .map(|c| match c {
                0..0x80 => c as u8,
                _ if is_space(c) => b' ',
                _ => decimal(c).map_or(b'?', |d| b'0' + d),
            })
            .collect(),
    )
}
