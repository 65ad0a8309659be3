//! Borrowed views over the storage of a Python string.
use std::cmp::Ordering;

/// The code points of a string in one of the widths of PEP 393. Lone surrogates are code points like others.
#[derive(Clone, Copy, Debug)]
pub enum StrView<'a> {
    /// Every code point is below 0x80.
    Ascii(&'a [u8]),
    /// Every code point is below 0x100.
    Latin1(&'a [u8]),
    /// Every code point is below 0x10000.
    Ucs2(&'a [u16]),
    /// Any code points.
    Ucs4(&'a [u32]),
}

/// A storage unit of a string.
pub trait Unit: Copy + Eq + Ord + Into<u32> + 'static {
    /// The unit that holds this code point, if one does.
    fn from_code(c: u32) -> Option<Self>;
}

impl Unit for u8 {
    #[inline]
    fn from_code(c: u32) -> Option<u8> {
        u8::try_from(c).ok()
    }
}

impl Unit for u16 {
    #[inline]
    fn from_code(c: u32) -> Option<u16> {
        u16::try_from(c).ok()
    }
}

impl Unit for u32 {
    #[inline]
    fn from_code(c: u32) -> Option<u32> {
        Some(c)
    }
}

/// Runs an expression with `$units` bound to the slice of units, whatever their width.
#[macro_export]
macro_rules! with_units {
    ($view:expr, $units:ident => $body:expr) => {
        match $view {
            $crate::text::StrView::Ascii($units) | $crate::text::StrView::Latin1($units) => $body,
            $crate::text::StrView::Ucs2($units) => $body,
            $crate::text::StrView::Ucs4($units) => $body,
        }
    };
}

impl<'a> StrView<'a> {
    /// The number of code points.
    #[inline]
    pub fn len(self) -> usize {
        with_units!(self, s => s.len())
    }

    /// True for the empty string.
    #[inline]
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// The code point at `i`, which is below `len()`.
    #[inline]
    pub fn at(self, i: usize) -> u32 {
        with_units!(self, s => u32::from(s[i]))
    }

    /// The code point at `i`.
    #[inline]
    pub fn get(self, i: usize) -> Option<u32> {
        with_units!(self, s => s.get(i).map(|u| u32::from(*u)))
    }

    /// The code points `start..end`, which lie within the string, in the same width.
    #[inline]
    pub fn slice(self, start: usize, end: usize) -> StrView<'a> {
        match self {
            StrView::Ascii(s) => StrView::Ascii(&s[start..end]),
            StrView::Latin1(s) => StrView::Latin1(&s[start..end]),
            StrView::Ucs2(s) => StrView::Ucs2(&s[start..end]),
            StrView::Ucs4(s) => StrView::Ucs4(&s[start..end]),
        }
    }

    /// Iterates over the code points.
    #[inline]
    pub fn iter(self) -> Codes<'a> {
        Codes { view: self, front: 0, back: self.len() }
    }

    /// The bytes where the string is ASCII by its storage.
    #[inline]
    pub fn as_ascii(self) -> Option<&'a str> {
        match self {
            // SAFETY: an `Ascii` view holds bytes below 0x80 only, which is valid UTF-8.
            StrView::Ascii(s) => Some(unsafe { std::str::from_utf8_unchecked(s) }),
            _ => None,
        }
    }

    /// True where every code point is below 0x80.
    pub fn is_ascii(self) -> bool {
        match self {
            StrView::Ascii(_) => true,
            StrView::Latin1(s) => s.is_ascii(),
            _ => self.iter().all(|c| c < 0x80),
        }
    }

    /// The greatest code point, 0 for the empty string.
    pub fn max_code(self) -> u32 {
        with_units!(self, s => s.iter().fold(0, |m, u| m.max(u32::from(*u))))
    }

    /// Equality of the code points, whatever the widths.
    #[inline]
    pub fn equals(self, other: StrView) -> bool {
        use StrView::*;
        match (self, other) {
            (Ascii(a) | Latin1(a), Ascii(b) | Latin1(b)) => a == b,
            (Ucs2(a), Ucs2(b)) => a == b,
            (Ucs4(a), Ucs4(b)) => a == b,
            _ => self.len() == other.len() && with_units!(self, a => with_units!(other, b => equal(a, b))),
        }
    }

    /// Order by code points.
    pub fn compare(self, other: StrView) -> Ordering {
        use StrView::*;
        match (self, other) {
            (Ascii(a) | Latin1(a), Ascii(b) | Latin1(b)) => a.cmp(b),
            (Ucs2(a), Ucs2(b)) => a.cmp(b),
            (Ucs4(a), Ucs4(b)) => a.cmp(b),
            _ => with_units!(self, a => with_units!(other, b => {
                a.iter().map(|u| u32::from(*u)).cmp(b.iter().map(|u| u32::from(*u)))
            })),
        }
    }

    /// `str.startswith` for one prefix.
    #[inline]
    pub fn starts_with(self, prefix: StrView) -> bool {
        prefix.len() <= self.len() && self.slice(0, prefix.len()).equals(prefix)
    }

    /// `str.endswith` for one suffix.
    #[inline]
    pub fn ends_with(self, suffix: StrView) -> bool {
        suffix.len() <= self.len() && self.slice(self.len() - suffix.len(), self.len()).equals(suffix)
    }

    /// The text for messages: lone surrogates become U+FFFD.
    pub fn to_string_lossy(self) -> String {
        self.iter().map(|c| char::from_u32(c).unwrap_or('\u{fffd}')).collect()
    }
}

fn equal<A: Unit, B: Unit>(a: &[A], b: &[B]) -> bool {
    a.iter().zip(b).all(|(x, y)| Into::<u32>::into(*x) == Into::<u32>::into(*y))
}

/// The code points of a view, from both ends.
#[derive(Clone)]
pub struct Codes<'a> {
    view: StrView<'a>,
    front: usize,
    back: usize,
}

impl Iterator for Codes<'_> {
    type Item = u32;

    #[inline]
    fn next(&mut self) -> Option<u32> {
        if self.front == self.back {
            return None;
        }
        let c = self.view.at(self.front);
        self.front += 1;
        Some(c)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.back - self.front, Some(self.back - self.front))
    }
}

impl DoubleEndedIterator for Codes<'_> {
    #[inline]
    fn next_back(&mut self) -> Option<u32> {
        if self.front == self.back {
            return None;
        }
        self.back -= 1;
        Some(self.view.at(self.back))
    }
}

impl ExactSizeIterator for Codes<'_> {}
