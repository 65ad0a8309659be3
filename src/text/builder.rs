//! Building a string in the narrowest storage that holds it.
use super::view::StrView;
use crate::with_units;

/// Finished storage of a string: the narrowest that holds its code points.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StrBuf {
    /// Code points below 0x80.
    Ascii(Vec<u8>),
    /// Code points below 0x100, at least one of them not ASCII.
    Latin1(Vec<u8>),
    /// Code points below 0x10000, at least one of them not Latin-1.
    Ucs2(Vec<u16>),
    /// At least one code point above 0xffff.
    Ucs4(Vec<u32>),
}

impl StrBuf {
    /// A view of the storage.
    pub fn as_view(&self) -> StrView<'_> {
        match self {
            StrBuf::Ascii(s) => StrView::Ascii(s),
            StrBuf::Latin1(s) => StrView::Latin1(s),
            StrBuf::Ucs2(s) => StrView::Ucs2(s),
            StrBuf::Ucs4(s) => StrView::Ucs4(s),
        }
    }
}

impl std::fmt::Display for StrBuf {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        f.write_str(&self.as_view().to_string_lossy())
    }
}

impl From<&str> for StrBuf {
    fn from(text: &str) -> StrBuf {
        let mut b = StrBuilder::with_capacity(text.len());
        b.push_str(text);
        b.finish()
    }
}

/// Accumulates code points, widening its storage only when one needs it, so that the result is the narrowest.
#[derive(Debug)]
pub struct StrBuilder {
    buf: StrBuf,
}

impl Default for StrBuilder {
    fn default() -> Self {
        Self::new()
    }
}

impl StrBuilder {
    /// An empty builder.
    pub fn new() -> StrBuilder {
        StrBuilder { buf: StrBuf::Ascii(Vec::new()) }
    }

    /// An empty builder with room for `n` ASCII characters.
    pub fn with_capacity(n: usize) -> StrBuilder {
        StrBuilder { buf: StrBuf::Ascii(Vec::with_capacity(n)) }
    }

    /// A builder that goes on after Latin-1 text and reuses its buffer.
    pub fn from_latin1(bytes: Vec<u8>) -> StrBuilder {
        StrBuilder { buf: if bytes.is_ascii() { StrBuf::Ascii(bytes) } else { StrBuf::Latin1(bytes) } }
    }

    /// The number of code points so far.
    pub fn len(&self) -> usize {
        self.buf.as_view().len()
    }

    /// True before the first code point.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The text so far.
    pub fn as_view(&self) -> StrView<'_> {
        self.buf.as_view()
    }

    /// The storage, the narrowest that holds the text.
    pub fn finish(self) -> StrBuf {
        self.buf
    }

    /// Room for `n` more units of the present width.
    pub fn reserve(&mut self, n: usize) {
        match &mut self.buf {
            StrBuf::Ascii(v) | StrBuf::Latin1(v) => v.reserve(n),
            StrBuf::Ucs2(v) => v.reserve(n),
            StrBuf::Ucs4(v) => v.reserve(n),
        }
    }

    #[cold]
    fn widen(&mut self, c: u32) {
        let old = std::mem::replace(&mut self.buf, StrBuf::Ascii(Vec::new()));
        self.buf = match (old, c) {
            (StrBuf::Ascii(v), 0x80..=0xff) => StrBuf::Latin1(v),
            (StrBuf::Ascii(v) | StrBuf::Latin1(v), 0x100..=0xffff) => {
                let mut wide = Vec::with_capacity(v.capacity());
                wide.extend(v.iter().map(|b| *b as u16));
                StrBuf::Ucs2(wide)
            }
            (StrBuf::Ascii(v) | StrBuf::Latin1(v), 0x10000..) => {
                let mut wide = Vec::with_capacity(v.capacity());
                wide.extend(v.iter().map(|b| *b as u32));
                StrBuf::Ucs4(wide)
            }
            (StrBuf::Ucs2(v), 0x10000..) => {
                let mut wide = Vec::with_capacity(v.capacity());
                wide.extend(v.iter().map(|b| *b as u32));
                StrBuf::Ucs4(wide)
            }
            (same, _) => same,
        };
    }

    #[inline]
    fn ensure(&mut self, c: u32) {
        let limit = match &self.buf {
            StrBuf::Ascii(_) => 0x80,
            StrBuf::Latin1(_) => 0x100,
            StrBuf::Ucs2(_) => 0x10000,
            StrBuf::Ucs4(_) => u32::MAX,
        };
        if c >= limit {
            self.widen(c);
        }
    }

    /// Appends one code point.
    #[inline]
    pub fn push(&mut self, c: u32) {
        self.ensure(c);
        match &mut self.buf {
            StrBuf::Ascii(v) | StrBuf::Latin1(v) => v.push(c as u8),
            StrBuf::Ucs2(v) => v.push(c as u16),
            StrBuf::Ucs4(v) => v.push(c),
        }
    }

    /// Appends one code point `n` times.
    pub fn push_repeat(&mut self, c: u32, n: usize) {
        if n == 0 {
            return;
        }
        self.ensure(c);
        match &mut self.buf {
            StrBuf::Ascii(v) | StrBuf::Latin1(v) => v.resize(v.len() + n, c as u8),
            StrBuf::Ucs2(v) => v.resize(v.len() + n, c as u16),
            StrBuf::Ucs4(v) => v.resize(v.len() + n, c),
        }
    }

    /// Appends ASCII bytes; others are taken as Latin-1.
    #[inline]
    pub fn push_ascii(&mut self, bytes: &[u8]) {
        if let StrBuf::Ascii(v) = &mut self.buf
            && bytes.is_ascii()
        {
            v.extend_from_slice(bytes);
            return;
        }
        self.push_latin1(bytes);
    }

    /// Appends Latin-1 bytes.
    pub fn push_latin1(&mut self, bytes: &[u8]) {
        if matches!(self.buf, StrBuf::Ascii(_)) && !bytes.is_ascii() {
            self.widen(0x80);
        }
        match &mut self.buf {
            StrBuf::Ascii(v) | StrBuf::Latin1(v) => v.extend_from_slice(bytes),
            StrBuf::Ucs2(v) => v.extend(bytes.iter().map(|b| *b as u16)),
            StrBuf::Ucs4(v) => v.extend(bytes.iter().map(|b| *b as u32)),
        }
    }

    /// Appends UTF-8 text.
    pub fn push_str(&mut self, text: &str) {
        self.push_utf8_prefix(text.as_bytes());
    }

    /// Appends UTF-8 up to the first malformed character, and returns how many bytes were read.
    pub fn push_utf8_prefix(&mut self, bytes: &[u8]) -> usize {
        if bytes.is_ascii() {
            self.push_latin1(bytes);
            return bytes.len();
        }
        // The highest lead byte tells the width that the text needs, if all of it is well-formed.
        let lead = bytes.iter().fold(0, |lead, b| lead.max(*b));
        self.ensure(match lead {
            0xf0.. => 0x10000,
            0xc4.. => 0x100,
            0xc2.. => 0x80,
            _ => 0,
        });
        let read = match &mut self.buf {
            StrBuf::Ascii(v) | StrBuf::Latin1(v) => extend_decoded(v, bytes, |c| c as u8),
            StrBuf::Ucs2(v) => extend_decoded(v, bytes, |c| c as u16),
            StrBuf::Ucs4(v) => extend_decoded(v, bytes, |c| c),
        };
        if read < bytes.len() {
            self.buf = narrow(self.buf.as_view());
        }
        read
    }

    /// Writes over the text from `at`, which is not behind its end, and beyond its end where the new text is longer.
    pub fn overwrite(&mut self, at: usize, view: StrView) {
        let n = self.len().saturating_sub(at).min(view.len());
        if n > 0 {
            let over = view.slice(0, n);
            self.ensure(over.max_code());
            match &mut self.buf {
                StrBuf::Ascii(v) | StrBuf::Latin1(v) => over.iter().enumerate().for_each(|(i, c)| v[at + i] = c as u8),
                StrBuf::Ucs2(v) => over.iter().enumerate().for_each(|(i, c)| v[at + i] = c as u16),
                StrBuf::Ucs4(v) => over.iter().enumerate().for_each(|(i, c)| v[at + i] = c),
            }
        }
        self.push_view(view.slice(n, view.len()));
    }

    /// Cuts the text off at `n` code points.
    pub fn truncate(&mut self, n: usize) {
        match &mut self.buf {
            StrBuf::Ascii(v) | StrBuf::Latin1(v) => v.truncate(n),
            StrBuf::Ucs2(v) => v.truncate(n),
            StrBuf::Ucs4(v) => v.truncate(n),
        }
    }

    /// Appends another string.
    pub fn push_view(&mut self, view: StrView) {
        match view {
            StrView::Ascii(s) => self.push_latin1(s),
            StrView::Latin1(s) => self.push_latin1(s),
            _ => {
                self.ensure(view.max_code());
                match &mut self.buf {
                    StrBuf::Ascii(v) | StrBuf::Latin1(v) => v.extend(view.iter().map(|c| c as u8)),
                    StrBuf::Ucs2(v) => match view {
                        StrView::Ucs2(s) => v.extend_from_slice(s),
                        _ => v.extend(view.iter().map(|c| c as u16)),
                    },
                    StrBuf::Ucs4(v) => with_units!(view, s => v.extend(s.iter().map(|u| u32::from(*u)))),
                }
            }
        }
    }
}

/// Appends the characters of UTF-8, all of which the unit holds, up to the first that is malformed; returns how many bytes were read.
fn extend_decoded<U>(v: &mut Vec<U>, bytes: &[u8], unit: impl Fn(u32) -> U) -> usize {
    let is_tail = |b: u8| b & 0xc0 == 0x80;
    let low = |b: u8| (b & 0x3f) as u32;
    v.reserve(bytes.len());
    let mut at = 0;
    while let Some(&b) = bytes.get(at) {
        let rest = &bytes[at + 1..];
        let (c, size) = match (b, rest) {
            (0..0x80, _) => (b as u32, 1),
            (0xc2..0xe0, [x, ..]) if is_tail(*x) => ((b as u32 & 0x1f) << 6 | low(*x), 2),
            (0xe0..0xf0, [x, y, ..]) if is_tail(*x) && is_tail(*y) => {
                let c = (b as u32 & 0xf) << 12 | low(*x) << 6 | low(*y);
                if c < 0x800 || c >> 11 == 0xd800 >> 11 {
                    break;
                }
                (c, 3)
            }
            (0xf0..0xf5, [x, y, z, ..]) if is_tail(*x) && is_tail(*y) && is_tail(*z) => {
                let c = (b as u32 & 7) << 18 | low(*x) << 12 | low(*y) << 6 | low(*z);
                if !(0x10000..0x110000).contains(&c) {
                    break;
                }
                (c, 4)
            }
            _ => break,
        };
        v.push(unit(c));
        at += size;
    }
    at
}

/// The narrowest storage for a copy of a view (of a slice that may not need its width any more).
pub fn narrow(view: StrView) -> StrBuf {
    let mut b = StrBuilder::new();
    b.reserve(view.len());
    b.push_view(view);
    b.finish()
}
