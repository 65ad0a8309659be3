//! `str.split`, `rsplit`, `splitlines`, `partition`, as bounds of the pieces.
use super::search::{find, find_each, rfind, rfind_each};
use super::unicode::{is_line_break, is_space};
use super::view::StrView;
use crate::with_units;

fn limit(max: isize) -> usize {
    usize::try_from(max).unwrap_or(usize::MAX)
}

/// `str.split(None, max)`: calls back with the bounds of every piece. A `max` below zero means no limit.
pub fn split_space(s: StrView, max: isize, mut piece: impl FnMut(usize, usize)) {
    let mut left = limit(max);
    with_units!(s, u => {
        let mut i = 0;
        loop {
            while i < u.len() && is_space(u32::from(u[i])) {
                i += 1;
            }
            if i == u.len() {
                return;
            }
            if left == 0 {
                // The rest keeps its trailing whitespace.
                return piece(i, u.len());
            }
            let start = i;
            while i < u.len() && !is_space(u32::from(u[i])) {
                i += 1;
            }
            piece(start, i);
            left -= 1;
        }
    })
}

/// `str.rsplit(None, max)`: calls back from the last piece to the first.
pub fn rsplit_space(s: StrView, max: isize, mut piece: impl FnMut(usize, usize)) {
    let mut left = limit(max);
    with_units!(s, u => {
        let mut i = u.len();
        loop {
            while i > 0 && is_space(u32::from(u[i - 1])) {
                i -= 1;
            }
            if i == 0 {
                return;
            }
            if left == 0 {
                // The rest keeps its leading whitespace.
                return piece(0, i);
            }
            let end = i;
            while i > 0 && !is_space(u32::from(u[i - 1])) {
                i -= 1;
            }
            piece(i, end);
            left -= 1;
        }
    })
}

/// `str.split(separator, max)` for a separator that is not empty.
pub fn split(s: StrView, separator: StrView, max: isize, mut piece: impl FnMut(usize, usize)) {
    let mut at = 0;
    find_each(s, separator, limit(max), |i| {
        piece(at, i);
        at = i + separator.len();
    });
    piece(at, s.len());
}

/// `str.rsplit(separator, max)` for a separator that is not empty: calls back from the last piece to the first.
pub fn rsplit(s: StrView, separator: StrView, max: isize, mut piece: impl FnMut(usize, usize)) {
    let mut end = s.len();
    rfind_each(s, separator, limit(max), |i| {
        piece(i + separator.len(), end);
        end = i;
    });
    piece(0, end);
}

/// `str.splitlines(keepends)`.
pub fn split_lines(s: StrView, keep_ends: bool, mut piece: impl FnMut(usize, usize)) {
    with_units!(s, u => {
        let (mut start, mut i) = (0, 0);
        while i < u.len() {
            let c = u32::from(u[i]);
            if !is_line_break(c) {
                i += 1;
                continue;
            }
            let end = i;
            i += if c == 0x0d && u.get(i + 1).is_some_and(|n| u32::from(*n) == 0x0a) { 2 } else { 1 };
            piece(start, if keep_ends { i } else { end });
            start = i;
        }
        if start < u.len() {
            piece(start, u.len());
        }
    })
}

/// `bytes.splitlines(keepends)`: only `\n`, `\r` and `\r\n` end lines.
pub fn split_byte_lines(s: &[u8], keep_ends: bool, mut piece: impl FnMut(usize, usize)) {
    let mut start = 0;
    while start < s.len() {
        let Some(n) = memchr::memchr2(b'\n', b'\r', &s[start..]) else { return piece(start, s.len()) };
        let end = start + n;
        let next = end + if s[end..].starts_with(b"\r\n") { 2 } else { 1 };
        piece(start, if keep_ends { next } else { end });
        start = next;
    }
}

/// `str.partition`: where the first separator begins.
pub fn partition(s: StrView, separator: StrView) -> Option<usize> {
    find(s, separator)
}

/// `str.rpartition`: where the last separator begins.
pub fn rpartition(s: StrView, separator: StrView) -> Option<usize> {
    rfind(s, separator)
}
