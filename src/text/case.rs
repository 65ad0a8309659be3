//! Case mappings of Unicode 16.0: `str.upper`, `lower`, `title`, `capitalize`, `swapcase`, `casefold` and the tests.
use super::builder::{StrBuf, StrBuilder};
use super::unicode::category;
use super::unicode_tables::{FOLD, FOLD_FULL, TITLE, TITLE_FULL};
use super::view::StrView;
use unicode_properties::GeneralCategory;

// std follows a later Unicode version: mappings and letters that 16.0 does not have.
fn is_later_mapping(c: u32) -> bool {
    matches!(c, 0xa7ce | 0xa7cf | 0xa7d2..=0xa7d5 | 0x16ea0..=0x16eb8 | 0x16ebb..=0x16ed3)
}

/// `str.isupper` of a character (property Uppercase).
#[inline]
pub fn is_upper(c: u32) -> bool {
    if c < 0x80 {
        return (c as u8).is_ascii_uppercase();
    }
    char::from_u32(c).is_some_and(char::is_uppercase) && !is_later_mapping(c)
}

/// `str.islower` of a character (property Lowercase).
#[inline]
pub fn is_lower(c: u32) -> bool {
    if c < 0x80 {
        return (c as u8).is_ascii_lowercase();
    }
    let later = matches!(c, 0xa7cf | 0xa7f1 | 0x16ebb..=0x16ed3);
    (char::from_u32(c).is_some_and(char::is_lowercase) && !later) || c == 0x295
}

/// True for a character of category Lt.
#[inline]
pub fn is_title(c: u32) -> bool {
    c >= 0x1c5 && category(c) == GeneralCategory::TitlecaseLetter
}

fn is_cased(c: u32) -> bool {
    is_lower(c) || is_upper(c) || is_title(c)
}

fn is_case_ignorable(c: u32) -> bool {
    use GeneralCategory::*;
    matches!(
        c,
        0x27 | 0x2e
            | 0x3a
            | 0xb7
            | 0x387
            | 0x55f
            | 0x5f4
            | 0x2018
            | 0x2019
            | 0x2024
            | 0x2027
            | 0xfe13
            | 0xfe52
            | 0xfe55
            | 0xff07
            | 0xff0e
            | 0xff1a
    ) || matches!(category(c), NonspacingMark | EnclosingMark | Format | ModifierLetter | ModifierSymbol)
}

fn table(runs: &[(u32, u32, i32)], full: &[(u32, [u32; 3])], c: u32) -> Option<[u32; 3]> {
    if let Ok(i) = full.binary_search_by_key(&c, |r| r.0) {
        return Some(full[i].1);
    }
    let i = runs.partition_point(|r| r.0 <= c);
    let (_, last, distance) = *runs.get(i.checked_sub(1)?)?;
    (c <= last).then(|| [c.wrapping_add_signed(distance), 0, 0])
}

fn push_mapped(out: &mut StrBuilder, mapped: [u32; 3]) {
    out.push(mapped[0]);
    mapped[1..].iter().filter(|c| **c != 0).for_each(|c| out.push(*c));
}

/// Appends the upper-case mapping of a character.
pub fn push_upper(c: u32, out: &mut StrBuilder) {
    if c < 0x80 {
        return out.push((c as u8).to_ascii_uppercase() as u32);
    }
    if is_caseless_block(c) {
        return out.push(c);
    }
    match char::from_u32(c) {
        Some(ch) if !is_later_mapping(c) => ch.to_uppercase().for_each(|u| out.push(u as u32)),
        _ => out.push(c),
    }
}

fn push_plain_lower(c: u32, out: &mut StrBuilder) {
    match char::from_u32(c) {
        Some(ch) if !is_later_mapping(c) => ch.to_lowercase().for_each(|u| out.push(u as u32)),
        _ => out.push(c),
    }
}

// Blocks that hold no cased character: general punctuation up to 20a0, then kana and Han up to the end of the CJK ideographs.
#[inline]
fn is_caseless_block(c: u32) -> bool {
    matches!(c, 0x2000..=0x2070 | 0x3000..=0x9fff | 0xac00..=0xd7ff)
}

// Capital sigma is final after a cased letter where no cased letter follows; ignorable characters do not count.
fn is_final_sigma(s: StrView, i: usize) -> bool {
    let before = s.slice(0, i).iter().rev().find(|c| !is_case_ignorable(*c));
    let after = s.slice(i + 1, s.len()).iter().find(|c| !is_case_ignorable(*c));
    before.is_some_and(is_cased) && !after.is_some_and(is_cased)
}

/// Appends the lower-case mapping of the character at `i`, with the rule for a final sigma.
pub fn push_lower(s: StrView, i: usize, out: &mut StrBuilder) {
    let c = s.at(i);
    if c < 0x80 {
        return out.push((c as u8).to_ascii_lowercase() as u32);
    }
    if is_caseless_block(c) {
        return out.push(c);
    }
    if c == 0x3a3 {
        return out.push(if is_final_sigma(s, i) { 0x3c2 } else { 0x3c3 });
    }
    push_plain_lower(c, out);
}

/// Appends the title-case mapping of a character.
pub fn push_title(c: u32, out: &mut StrBuilder) {
    match table(TITLE, TITLE_FULL, c) {
        Some(mapped) => push_mapped(out, mapped),
        None => push_upper(c, out),
    }
}

/// `str.upper`.
pub fn upper(s: StrView) -> StrBuf {
    if let StrView::Ascii(b) = s {
        return StrBuf::Ascii(b.to_ascii_uppercase());
    }
    let mut out = StrBuilder::with_capacity(s.len());
    s.iter().for_each(|c| push_upper(c, &mut out));
    out.finish()
}

/// `str.lower`.
pub fn lower(s: StrView) -> StrBuf {
    if let StrView::Ascii(b) = s {
        return StrBuf::Ascii(b.to_ascii_lowercase());
    }
    let mut out = StrBuilder::with_capacity(s.len());
    (0..s.len()).for_each(|i| push_lower(s, i, &mut out));
    out.finish()
}

/// `str.casefold`.
pub fn casefold(s: StrView) -> StrBuf {
    if let StrView::Ascii(b) = s {
        return StrBuf::Ascii(b.to_ascii_lowercase());
    }
    let mut out = StrBuilder::with_capacity(s.len());
    for c in s.iter() {
        match table(FOLD, FOLD_FULL, c) {
            Some(mapped) => push_mapped(&mut out, mapped),
            None => push_plain_lower(c, &mut out),
        }
    }
    out.finish()
}

/// `str.swapcase`.
pub fn swapcase(s: StrView) -> StrBuf {
    if let StrView::Ascii(b) = s {
        return StrBuf::Ascii(b.iter().map(|c| if c.is_ascii_alphabetic() { c ^ 0x20 } else { *c }).collect());
    }
    let mut out = StrBuilder::with_capacity(s.len());
    for (i, c) in s.iter().enumerate() {
        if is_upper(c) {
            push_lower(s, i, &mut out);
        } else if is_lower(c) {
            push_upper(c, &mut out);
        } else {
            out.push(c);
        }
    }
    out.finish()
}

/// `str.capitalize`.
pub fn capitalize(s: StrView) -> StrBuf {
    if let StrView::Ascii(b) = s {
        let mut out = b.to_ascii_lowercase();
        out[..1.min(b.len())].make_ascii_uppercase();
        return StrBuf::Ascii(out);
    }
    let mut out = StrBuilder::with_capacity(s.len());
    for (i, c) in s.iter().enumerate() {
        if i == 0 { push_title(c, &mut out) } else { push_lower(s, i, &mut out) }
    }
    out.finish()
}

/// `str.title`.
pub fn title(s: StrView) -> StrBuf {
    if let StrView::Ascii(b) = s {
        let mut in_word = false;
        let map = |c: &u8| {
            let mapped = if in_word { c.to_ascii_lowercase() } else { c.to_ascii_uppercase() };
            in_word = c.is_ascii_alphabetic();
            mapped
        };
        return StrBuf::Ascii(b.iter().map(map).collect());
    }
    let mut out = StrBuilder::with_capacity(s.len());
    let mut in_word = false;
    for (i, c) in s.iter().enumerate() {
        if in_word {
            push_lower(s, i, &mut out)
        } else {
            push_title(c, &mut out)
        }
        in_word = is_cased(c);
    }
    out.finish()
}

/// `str.islower`.
pub fn all_lower(s: StrView) -> bool {
    if let StrView::Ascii(b) = s {
        return !b.iter().any(u8::is_ascii_uppercase) && b.iter().any(u8::is_ascii_lowercase);
    }
    let mut cased = false;
    for c in s.iter() {
        if is_upper(c) || is_title(c) {
            return false;
        }
        cased = cased || is_lower(c);
    }
    cased
}

/// `str.isupper`.
pub fn all_upper(s: StrView) -> bool {
    if let StrView::Ascii(b) = s {
        return !b.iter().any(u8::is_ascii_lowercase) && b.iter().any(u8::is_ascii_uppercase);
    }
    let mut cased = false;
    for c in s.iter() {
        if is_lower(c) || is_title(c) {
            return false;
        }
        cased = cased || is_upper(c);
    }
    cased
}

/// `str.istitle`.
pub fn all_title(s: StrView) -> bool {
    let (mut cased, mut in_word) = (false, false);
    for c in s.iter() {
        if is_upper(c) || is_title(c) {
            if in_word {
                return false;
            }
            (cased, in_word) = (true, true);
        } else if is_lower(c) {
            if !in_word {
                return false;
            }
            cased = true;
        } else {
            in_word = false;
        }
    }
    cased
}

/// The first character of the lower-case mapping (`sre`'s idea of a simple mapping).
#[inline]
pub fn simple_lower(c: u32) -> u32 {
    match char::from_u32(c) {
        _ if c < 0x80 => (c as u8).to_ascii_lowercase() as u32,
        Some(ch) if !is_later_mapping(c) => ch.to_lowercase().next().map_or(c, u32::from),
        _ => c,
    }
}

/// The first character of the upper-case mapping.
#[inline]
pub fn simple_upper(c: u32) -> u32 {
    match char::from_u32(c) {
        _ if c < 0x80 => (c as u8).to_ascii_uppercase() as u32,
        Some(ch) if !is_later_mapping(c) => ch.to_uppercase().next().map_or(c, u32::from),
        _ => c,
    }
}
