//! Finding and counting substrings, replacing, stripping.
use super::builder::StrBuilder;
use super::unicode::is_space;
use super::view::{StrView, Unit};
use crate::with_units;
use memchr::memmem;
use std::borrow::Cow;

/// A needle prepared for a haystack's width.
struct Needle<'n> {
    bytes: Cow<'n, [u8]>,
    width: usize,
}

fn as_bytes<U: Unit>(units: &[U]) -> &[u8] {
    // SAFETY: units are plain integers (u8, u16, u32): every byte is initialised, and the length is theirs.
    unsafe { std::slice::from_raw_parts(units.as_ptr().cast::<u8>(), std::mem::size_of_val(units)) }
}

fn storage(s: StrView<'_>) -> (&[u8], usize) {
    match s {
        StrView::Ascii(b) | StrView::Latin1(b) => (b, 1),
        StrView::Ucs2(u) => (as_bytes(u), 2),
        StrView::Ucs4(u) => (as_bytes(u), 4),
    }
}

// The needle's units in the haystack's width; `None` where one does not fit, so that it cannot occur.
fn prepare<'n>(hay: StrView, needle: StrView<'n>) -> Option<Needle<'n>> {
    let (bytes, width) = storage(needle);
    let wanted = storage(hay).1;
    if width == wanted {
        return Some(Needle { bytes: Cow::Borrowed(bytes), width });
    }
    fn convert<U: Unit>(s: StrView) -> Option<Vec<u8>> {
        let units: Option<Vec<U>> = s.iter().map(U::from_code).collect();
        units.map(|u| as_bytes(&u).to_vec())
    }
    let bytes = match wanted {
        1 => convert::<u8>(needle),
        2 => convert::<u16>(needle),
        _ => convert::<u32>(needle),
    }?;
    Some(Needle { bytes: Cow::Owned(bytes), width: wanted })
}

/// The position of the first occurrence.
pub fn find(hay: StrView, needle: StrView) -> Option<usize> {
    if needle.len() > hay.len() {
        return None;
    }
    if needle.len() <= 1 {
        let Some(c) = needle.get(0) else { return Some(0) };
        return find_code(hay, c);
    }
    let mut found = None;
    find_each(hay, needle, 1, |i| found = Some(i));
    found
}

/// The position of the first occurrence of a code point.
pub fn find_code(hay: StrView, c: u32) -> Option<usize> {
    match hay {
        StrView::Ascii(s) | StrView::Latin1(s) => memchr::memchr(u8::try_from(c).ok()?, s),
        StrView::Ucs2(s) => {
            let c = u16::try_from(c).ok()?;
            s.iter().position(|u| *u == c)
        }
        StrView::Ucs4(s) => s.iter().position(|u| *u == c),
    }
}

/// The position of the last occurrence.
pub fn rfind(hay: StrView, needle: StrView) -> Option<usize> {
    if needle.is_empty() {
        return Some(hay.len());
    }
    let mut found = None;
    rfind_each(hay, needle, 1, |i| found = Some(i));
    found
}

/// `str.count`: occurrences that do not overlap; the empty needle occurs around every character.
pub fn count(hay: StrView, needle: StrView) -> usize {
    if needle.is_empty() {
        return hay.len() + 1;
    }
    if let (StrView::Ascii(s) | StrView::Latin1(s), 1) = (hay, needle.len()) {
        return u8::try_from(needle.at(0)).map_or(0, |c| memchr::memchr_iter(c, s).count());
    }
    let mut n = 0;
    find_each(hay, needle, usize::MAX, |_| n += 1);
    n
}

/// Calls back with the positions of the first `max` occurrences of a needle that is not empty, left to right, without
/// overlap.
pub fn find_each(hay: StrView, needle: StrView, max: usize, mut found: impl FnMut(usize)) {
    if needle.is_empty() || needle.len() > hay.len() || max == 0 {
        return;
    }
    let mut left = max;
    if needle.len() == 1 {
        let (mut at, c) = (0, needle.at(0));
        while left > 0
            && let Some(i) = find_code(hay.slice(at, hay.len()), c)
        {
            found(at + i);
            at += i + 1;
            left -= 1;
        }
        return;
    }
    let Some(needle) = prepare(hay, needle) else { return };
    let (hay, width) = (storage(hay).0, needle.width);
    let finder = memmem::Finder::new(&*needle.bytes);
    let mut at = 0;
    while left > 0
        && let Some(i) = finder.find(&hay[at..])
    {
        let i = at + i;
        // A hit across units is none; the next unit border is where another can begin.
        if i % width != 0 {
            at = i + width - i % width;
            continue;
        }
        found(i / width);
        at = i + needle.bytes.len();
        left -= 1;
    }
}

/// As [`find_each`], from the right.
pub fn rfind_each(hay: StrView, needle: StrView, max: usize, mut found: impl FnMut(usize)) {
    if needle.is_empty() || needle.len() > hay.len() || max == 0 {
        return;
    }
    let Some(needle) = prepare(hay, needle) else { return };
    let (hay, width) = (storage(hay).0, needle.width);
    let finder = memmem::FinderRev::new(&*needle.bytes);
    let (mut end, mut left) = (hay.len(), max);
    while left > 0
        && let Some(i) = finder.rfind(&hay[..end])
    {
        if i % width != 0 {
            end = i - i % width + needle.bytes.len();
            continue;
        }
        found(i / width);
        end = i;
        left -= 1;
    }
}

/// `str.replace`; `None` where nothing is replaced. A `max` below zero replaces all.
pub fn replace(s: StrView, old: StrView, new: StrView, max: isize) -> Option<StrBuilder> {
    let max = usize::try_from(max).unwrap_or(usize::MAX);
    if max == 0 {
        return None;
    }
    let mut out = StrBuilder::new();
    if old.is_empty() {
        if new.is_empty() {
            return None;
        }
        out.reserve(s.len() + new.len() * max.min(s.len() + 1));
        let inserts = max.min(s.len() + 1);
        for i in 0..inserts {
            out.push_view(new);
            if i < s.len() {
                out.push(s.at(i));
            }
        }
        out.push_view(s.slice(inserts.min(s.len()), s.len()));
        return Some(out);
    }
    let mut at = 0;
    let mut any = false;
    find_each(s, old, max, |i| {
        if !any {
            out.reserve(s.len());
            any = true;
        }
        out.push_view(s.slice(at, i));
        out.push_view(new);
        at = i + old.len();
    });
    if !any {
        return None;
    }
    out.push_view(s.slice(at, s.len()));
    Some(out)
}

/// The bounds that remain when characters for which `strip` holds go from the chosen ends.
pub fn strip_bounds(s: StrView, left: bool, right: bool, strip: impl Fn(u32) -> bool) -> (usize, usize) {
    with_units!(s, u => {
        let (mut start, mut end) = (0, u.len());
        while left && start < end && strip(u32::from(u[start])) {
            start += 1;
        }
        while right && start < end && strip(u32::from(u[end - 1])) {
            end -= 1;
        }
        (start, end)
    })
}

/// [`strip_bounds`] of whitespace.
pub fn strip_space(s: StrView, left: bool, right: bool) -> (usize, usize) {
    strip_bounds(s, left, right, is_space)
}

/// [`strip_bounds`] of the characters of a set.
pub fn strip_set(s: StrView, left: bool, right: bool, set: StrView) -> (usize, usize) {
    strip_bounds(s, left, right, |c| find_code(set, c).is_some())
}
