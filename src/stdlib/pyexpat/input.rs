//! A parser's input: bytes in some encoding, as UTF-8 text, with the places in both.
use super::scan::is_space;

/// How bytes become characters.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum Encoding {
    Utf8,
    Utf16 { big: bool },
    Latin1,
    Ascii,
    /// The characters of the 256 bytes; `NONE` where there is none.
    Table(Box<[u32; 256]>),
}

/// No character.
pub(super) const NONE: u32 = u32::MAX;

/// A byte that no text has: it stands where the input was wrong.
const WRONG: u8 = 0xFF;

/// Line, column (both from 0) and byte of a place in the text.
#[derive(Clone, Copy, Default)]
struct Place {
    offset: usize,
    line: usize,
    column: usize,
    byte: usize,
    /// The character before was a carriage return.
    cr: bool,
}

#[derive(Default)]
pub(super) struct Input {
    /// What is known of the text from `place` on.
    pub text: Vec<u8>,
    /// Where the next token begins.
    pub pos: usize,
    /// Bytes that are not text yet.
    waiting: Vec<u8>,
    encoding: Option<Encoding>,
    /// The bytes that `text` was made of, where they differ; the first is that of index `raw_start`.
    raw: Vec<u8>,
    raw_start: usize,
    place: Place,
    /// The last piece is there.
    pub last: bool,
}

impl Encoding {
    /// The encodings known without asking anybody.
    pub fn named(name: &[u8]) -> Option<Known> {
        Some(match name.to_ascii_uppercase().as_slice() {
            b"UTF-8" => Known::Fixed(Encoding::Utf8),
            b"ISO-8859-1" => Known::Fixed(Encoding::Latin1),
            b"US-ASCII" => Known::Fixed(Encoding::Ascii),
            b"UTF-16" => Known::Utf16,
            b"UTF-16BE" => Known::Fixed(Encoding::Utf16 { big: true }),
            b"UTF-16LE" => Known::Fixed(Encoding::Utf16 { big: false }),
            _ => return None,
        })
    }
    pub fn is_utf16(&self) -> bool {
        matches!(self, Encoding::Utf16 { .. })
    }
    fn width(&self, c: u32) -> usize {
        match self {
            Encoding::Utf16 { .. } => 2 + 2 * (c > 0xFFFF) as usize,
            _ => 1,
        }
    }
}

/// An encoding's name that is understood.
pub(super) enum Known {
    Fixed(Encoding),
    /// The byte order mark tells which of the two.
    Utf16,
}

impl Input {
    /// Forgets what was read and takes `data`.
    pub fn feed(&mut self, data: &[u8], event: usize) {
        // Places before this are not asked for again.
        let keep = event.min(self.pos).max(self.place.offset).min(self.text.len());
        self.place = self.advanced(keep);
        self.text.drain(..keep);
        self.pos -= keep;
        self.place.offset = 0;
        if self.is_converted() {
            let used = (self.place.byte - self.raw_start).min(self.raw.len());
            self.raw.drain(..used);
            self.raw_start = self.place.byte;
        }
        self.waiting.extend_from_slice(data);
        if self.encoding.is_some() {
            self.convert();
        }
    }
    /// Whether text and input differ.
    pub fn is_converted(&self) -> bool {
        !matches!(self.encoding, None | Some(Encoding::Utf8))
    }
    pub fn encoding(&self) -> Option<&Encoding> {
        self.encoding.as_ref()
    }
    /// Finds the encoding out from the first bytes, as far as `given` does not say it. False where they do not suffice.
    pub fn detect(&mut self, given: Option<Known>) -> bool {
        let w = &self.waiting;
        if w.is_empty() && !self.last {
            return false;
        }
        let (encoding, mark) = match given {
            Some(Known::Fixed(e)) if !e.is_utf16() && e != Encoding::Utf8 => (e, 0),
            given => {
                let utf16 = |big| Encoding::Utf16 { big };
                let marked = !matches!(&given, Some(Known::Fixed(Encoding::Utf8)));
                match w[..] {
                    [0xEF] | [0xEF, 0xBB] | [0xFE] | [0xFF] | [0x00] | [b'<'] if !self.last => return false,
                    [0xFE, 0xFF, ..] if marked => (utf16(true), 2),
                    [0xFF, 0xFE, ..] if marked => (utf16(false), 2),
                    [0xEF, 0xBB, 0xBF, ..] if !matches!(given, Some(Known::Utf16)) => (Encoding::Utf8, 3),
                    _ => match given {
                        Some(Known::Fixed(e)) => (e, 0),
                        Some(Known::Utf16) if w.first() != Some(&0) => (utf16(false), 0),
                        Some(Known::Utf16) => (utf16(true), 0),
                        None => match w[..] {
                            [0, _, ..] => (utf16(true), 0),
                            [b'<', 0, ..] => (utf16(false), 0),
                            _ => (Encoding::Utf8, 0),
                        },
                    },
                }
            }
        };
        self.waiting.drain(..mark);
        // A byte order mark is a character of the first line.
        self.place.byte = mark;
        self.place.column = (mark > 0) as usize;
        self.raw_start = mark;
        self.encoding = Some(encoding);
        self.convert();
        true
    }
    /// All of the input is the start of a byte order mark.
    pub fn is_half_a_mark(&self) -> bool {
        self.last && matches!(self.text[..], [0xEF] | [0xEF, 0xBB] | [0xFE] | [0xFF])
    }
    /// The encoding that the declaration, which ends where the next token begins, names.
    pub fn switch(&mut self, encoding: Encoding) {
        if self.encoding.as_ref() == Some(&encoding) {
            return;
        }
        // The declaration was ASCII in one byte a character.
        let mut rest = self.text.split_off(self.pos);
        rest.append(&mut self.waiting);
        self.raw = self.text.clone();
        self.raw_start = self.place.byte;
        self.waiting = rest;
        self.encoding = Some(encoding);
        self.convert();
    }
    /// Makes text of the bytes that wait, as far as they are whole characters.
    fn convert(&mut self) {
        if self.encoding == Some(Encoding::Utf8) {
            if self.text.is_empty() {
                std::mem::swap(&mut self.text, &mut self.waiting);
            } else {
                self.text.append(&mut self.waiting);
            }
            return;
        }
        let w = std::mem::take(&mut self.waiting);
        let mut used = w.len();
        let text = &mut self.text;
        let mut push = |c: u32| match char::from_u32(c) {
            Some(c) => text.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
            None => text.push(WRONG),
        };
        match &self.encoding {
            Some(Encoding::Latin1) => w.iter().for_each(|b| push(*b as u32)),
            Some(Encoding::Ascii) => w.iter().for_each(|b| push(if *b < 0x80 { *b as u32 } else { NONE })),
            Some(Encoding::Table(table)) => w.iter().for_each(|b| push(table[*b as usize])),
            Some(Encoding::Utf16 { big }) => {
                let unit = |i: usize| {
                    let pair = [w[i], w[i + 1]];
                    (if *big { u16::from_be_bytes(pair) } else { u16::from_le_bytes(pair) }) as u32
                };
                let mut i = 0;
                while i + 2 <= w.len() {
                    let c = unit(i);
                    if (0xD800..0xDC00).contains(&c) {
                        if i + 4 > w.len() {
                            break;
                        }
                        let low = unit(i + 2);
                        if (0xDC00..0xE000).contains(&low) {
                            push(0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00));
                            i += 4;
                            continue;
                        }
                    }
                    push(c);
                    i += 2;
                }
                used = i;
            }
            Some(Encoding::Utf8) | None => {}
        }
        self.raw.extend_from_slice(&w[..used]);
        self.waiting = w[used..].to_vec();
    }
    /// Bytes behind the text that are no character.
    pub fn rest(&self) -> usize {
        self.waiting.len()
    }
    /// The place of an offset that is not before the known one.
    fn advanced(&self, offset: usize) -> Place {
        let mut p = self.place;
        let mut i = p.offset;
        let simple = !self.is_converted();
        while i < offset.min(self.text.len()) {
            let b = self.text[i];
            let n = match b {
                0xC2..=0xDF => 2,
                0xE0..=0xEF => 3,
                0xF0..=0xF4 => 4,
                _ => 1,
            };
            let n = n.min(self.text.len() - i);
            p.byte += match &self.encoding {
                _ if simple => n,
                Some(e) => e.width(if n == 4 { 0x10000 } else { 0 }),
                None => n,
            };
            match b {
                b'\n' if p.cr => p.column = 0,
                b'\n' | b'\r' => {
                    p.line += 1;
                    p.column = 0;
                }
                _ => p.column += 1,
            }
            p.cr = b == b'\r';
            i += n;
        }
        p.offset = i.max(p.offset);
        p
    }
    /// Makes an offset the known place, so that later ones are found from there.
    pub fn remember(&mut self, offset: usize) {
        if offset > self.place.offset {
            self.place = self.advanced(offset);
        }
    }
    /// Line from 1 and column from 0.
    pub fn line_and_column(&self, offset: usize) -> (usize, usize) {
        let p = self.advanced(offset);
        (p.line + 1, p.column)
    }
    pub fn byte_index(&self, offset: usize) -> usize {
        let p = self.place;
        if offset >= p.offset {
            return self.advanced(offset).byte;
        }
        if !self.is_converted() {
            return p.byte - (p.offset - offset);
        }
        let Some(e) = &self.encoding else { return p.byte };
        let back = self.text[offset..p.offset].iter().filter(|b| !(0x80..0xC0).contains(*b));
        p.byte - back.map(|b| e.width(if *b >= 0xF0 && *b != WRONG { 0x10000 } else { 0 })).sum::<usize>()
    }
    /// The input from an offset on.
    pub fn context(&self, offset: usize) -> &[u8] {
        if !self.is_converted() {
            return &self.text[offset.min(self.text.len())..];
        }
        &self.raw[(self.byte_index(offset) - self.raw_start).min(self.raw.len())..]
    }
}

/// Line ends as a program sees them.
pub(super) fn normalize_lines(text: &[u8], out: &mut Vec<u8>) {
    let mut i = 0;
    while i < text.len() {
        let b = text[i];
        out.push(if b == b'\r' { b'\n' } else { b });
        i += 1 + (b == b'\r' && text.get(i + 1) == Some(&b'\n')) as usize;
    }
}

/// A public identifier with its white space made single blanks.
pub(super) fn normalize_public_id(text: &[u8]) -> Box<[u8]> {
    let words: Vec<&[u8]> = text.split(|b| is_space(*b)).filter(|w| !w.is_empty()).collect();
    words.join(&b' ').into()
}
