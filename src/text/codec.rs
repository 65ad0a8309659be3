//! The codecs of UTF-8, ASCII and Latin-1, and the built-in error handlers.
use super::builder::{StrBuf, StrBuilder};
use super::view::StrView;

/// The encodings of this module and of `codec_wide`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8.
    Utf8,
    /// ASCII.
    Ascii,
    /// ISO 8859-1.
    Latin1,
    /// UTF-16 without a mark, low byte first.
    Utf16Le,
    /// UTF-16 without a mark, high byte first.
    Utf16Be,
    /// UTF-32 without a mark, low byte first.
    Utf32Le,
    /// UTF-32 without a mark, high byte first.
    Utf32Be,
}

/// What cannot be coded: the bounds and the reason of a `UnicodeDecodeError` or `UnicodeEncodeError`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The first byte or character.
    pub start: usize,
    /// Past the last one.
    pub end: usize,
    /// The reason.
    pub reason: &'static str,
}

/// The error handlers that need no interpreter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Handler {
    /// `strict`
    Strict,
    /// `ignore`
    Ignore,
    /// `replace`
    Replace,
    /// `backslashreplace`
    BackslashReplace,
    /// `xmlcharrefreplace` (encoding only)
    XmlCharRefReplace,
    /// `surrogateescape`
    SurrogateEscape,
    /// `surrogatepass`
    SurrogatePass,
    /// `namereplace` (encoding only)
    NameReplace,
}

/// What an error handler puts in place of characters that cannot be encoded.
#[derive(Clone, Debug)]
pub enum Replacement {
    /// Bytes that go out as they are.
    Bytes(Vec<u8>),
    /// Text that is encoded in turn; where that fails, the fault is raised.
    Text(StrBuf),
}

impl Handler {
    /// The handler of that name.
    pub fn from_name(name: &str) -> Option<Handler> {
        Some(match name {
            "strict" => Handler::Strict,
            "ignore" => Handler::Ignore,
            "replace" => Handler::Replace,
            "backslashreplace" => Handler::BackslashReplace,
            "xmlcharrefreplace" => Handler::XmlCharRefReplace,
            "surrogateescape" => Handler::SurrogateEscape,
            "surrogatepass" => Handler::SurrogatePass,
            "namereplace" => Handler::NameReplace,
            _ => return None,
        })
    }

    /// Handles a fault of decoding: appends the replacement and returns where to go on; `Err` raises the fault.
    pub fn on_decode(
        self,
        encoding: Option<Encoding>,
        bytes: &[u8],
        fault: Fault,
        out: &mut StrBuilder,
    ) -> Result<usize, Fault> {
        let bad = &bytes[fault.start..fault.end];
        match self {
            Handler::Ignore => Ok(fault.end),
            Handler::Replace => {
                out.push(0xfffd);
                Ok(fault.end)
            }
            Handler::BackslashReplace => {
                bad.iter().for_each(|b| super::repr::push_escape(out, *b as u32));
                Ok(fault.end)
            }
            Handler::SurrogateEscape => {
                let n = bad.iter().take(4).take_while(|b| **b >= 0x80).count();
                bad[..n].iter().for_each(|b| out.push(0xdc00 + *b as u32));
                if n == 0 { Err(fault) } else { Ok(fault.start + n) }
            }
            Handler::SurrogatePass => {
                let rest = &bytes[fault.start..];
                let (code, size) = match (encoding, rest) {
                    (Some(Encoding::Utf8), [0xed, b @ 0xa0..=0xbf, c @ 0x80..=0xbf, ..]) => {
                        (0xd000 | (*b as u32 & 0x3f) << 6 | (*c as u32 & 0x3f), 3)
                    }
                    (Some(Encoding::Utf16Le), [a, b, ..]) => (u16::from_le_bytes([*a, *b]) as u32, 2),
                    (Some(Encoding::Utf16Be), [a, b, ..]) => (u16::from_be_bytes([*a, *b]) as u32, 2),
                    (Some(Encoding::Utf32Le), [a, b, c, d, ..]) => (u32::from_le_bytes([*a, *b, *c, *d]), 4),
                    (Some(Encoding::Utf32Be), [a, b, c, d, ..]) => (u32::from_be_bytes([*a, *b, *c, *d]), 4),
                    _ => return Err(fault),
                };
                if !(0xd800..0xe000).contains(&code) {
                    return Err(fault);
                }
                out.push(code);
                Ok(fault.start + size)
            }
            Handler::Strict | Handler::XmlCharRefReplace | Handler::NameReplace => Err(fault),
        }
    }

    /// Handles a fault of encoding: the replacement and where to go on; `Err` raises the fault.
    pub fn on_encode(self, encoding: Option<Encoding>, s: StrView, fault: Fault) -> Result<(Replacement, usize), Fault> {
        let bad = s.slice(fault.start, fault.end);
        let mut text = StrBuilder::new();
        match self {
            Handler::Ignore => {}
            Handler::Replace => text.push_repeat(b'?' as u32, bad.len()),
            Handler::BackslashReplace => bad.iter().for_each(|c| super::repr::push_escape(&mut text, c)),
            Handler::NameReplace => bad.iter().for_each(|c| match super::unicode_data::name(c) {
                Some(name) => text.push_str(&format!("\\N{{{name}}}")),
                None => super::repr::push_escape(&mut text, c),
            }),
            Handler::XmlCharRefReplace => bad.iter().for_each(|c| text.push_str(&format!("&#{c};"))),
            Handler::SurrogateEscape => {
                let bytes: Vec<u8> =
                    bad.iter().take_while(|c| (0xdc80..0xdd00).contains(c)).map(|c| (c - 0xdc00) as u8).collect();
                if bytes.is_empty() {
                    return Err(fault);
                }
                let end = fault.start + bytes.len();
                return Ok((Replacement::Bytes(bytes), end));
            }
            Handler::SurrogatePass => {
                let mut bytes = Vec::new();
                for c in bad.iter() {
                    if !(0xd800..0xe000).contains(&c) {
                        return Err(fault);
                    }
                    match encoding {
                        Some(Encoding::Utf8) => push_utf8(c, &mut bytes),
                        Some(Encoding::Utf16Le) => bytes.extend_from_slice(&(c as u16).to_le_bytes()),
                        Some(Encoding::Utf16Be) => bytes.extend_from_slice(&(c as u16).to_be_bytes()),
                        Some(Encoding::Utf32Le) => bytes.extend_from_slice(&c.to_le_bytes()),
                        Some(Encoding::Utf32Be) => bytes.extend_from_slice(&c.to_be_bytes()),
                        Some(Encoding::Ascii | Encoding::Latin1) | None => return Err(fault),
                    }
                }
                return Ok((Replacement::Bytes(bytes), fault.end));
            }
            Handler::Strict => return Err(fault),
        }
        Ok((Replacement::Text(text.finish()), fault.end))
    }
}

/// Appends a code point, surrogates included, as UTF-8 writes its number.
pub fn push_utf8(c: u32, out: &mut Vec<u8>) {
    let tail = |shift: u32| 0x80 | ((c >> shift) & 0x3f) as u8;
    match c {
        0..0x80 => out.push(c as u8),
        0x80..0x800 => out.extend_from_slice(&[0xc0 | (c >> 6) as u8, tail(0)]),
        0x800..0x10000 => out.extend_from_slice(&[0xe0 | (c >> 12) as u8, tail(6), tail(0)]),
        _ => out.extend_from_slice(&[0xf0 | (c >> 18) as u8, tail(12), tail(6), tail(0)]),
    }
}

// The fault at a byte that begins no character: its length and reason.
fn utf8_fault(rest: &[u8]) -> (usize, &'static str) {
    let (need, low, high) = match rest[0] {
        0xc2..=0xdf => (2, 0x80, 0xbf),
        0xe0 => (3, 0xa0, 0xbf),
        0xed => (3, 0x80, 0x9f),
        0xe1..=0xef => (3, 0x80, 0xbf),
        0xf0 => (4, 0x90, 0xbf),
        0xf4 => (4, 0x80, 0x8f),
        0xf1..=0xf3 => (4, 0x80, 0xbf),
        _ => return (1, "invalid start byte"),
    };
    for i in 1..need {
        let (low, high) = if i == 1 { (low, high) } else { (0x80, 0xbf) };
        match rest.get(i) {
            None => return (i, "unexpected end of data"),
            Some(b) if !(low..=high).contains(b) => return (i, "invalid continuation byte"),
            _ => {}
        }
    }
    (1, "invalid start byte")
}

/// Decodes UTF-8 and returns how many bytes were read: all, or, where not `last`, all but a character cut at the end.
/// `on_fault` appends a replacement and returns the position to go on at, or fails with the error to raise.
pub fn decode_utf8<E>(
    bytes: &[u8],
    last: bool,
    out: &mut StrBuilder,
    mut on_fault: impl FnMut(Fault, &mut StrBuilder) -> Result<usize, E>,
) -> Result<usize, E> {
    let mut at = 0;
    while at < bytes.len() {
        let start = at + out.push_utf8_prefix(&bytes[at..]);
        if start == bytes.len() {
            break;
        }
        let (len, reason) = utf8_fault(&bytes[start..]);
        if !last && reason == "unexpected end of data" {
            return Ok(start);
        }
        at = on_fault(Fault { start, end: start + len, reason }, out)?;
    }
    Ok(bytes.len())
}

/// Decodes ASCII; `on_fault` as in [`decode_utf8`].
pub fn decode_ascii<E>(
    bytes: &[u8],
    out: &mut StrBuilder,
    mut on_fault: impl FnMut(Fault, &mut StrBuilder) -> Result<usize, E>,
) -> Result<(), E> {
    let mut at = 0;
    while at < bytes.len() {
        let n = bytes[at..].iter().position(|b| *b >= 0x80).unwrap_or(bytes.len() - at);
        out.push_ascii(&bytes[at..at + n]);
        at += n;
        if at < bytes.len() {
            at = on_fault(Fault { start: at, end: at + 1, reason: "ordinal not in range(128)" }, out)?;
        }
    }
    Ok(())
}

/// Decodes Latin-1, which cannot fail.
pub fn decode_latin1(bytes: &[u8], out: &mut StrBuilder) {
    out.push_latin1(bytes);
}

// Appends one character; false where the encoding does not have it.
fn push_encoded(encoding: Encoding, c: u32, out: &mut Vec<u8>) -> bool {
    encode_run(&[c], encoding, out) == 1
}

// Writes as many characters from the front of `units` as are no surrogates; their number and that of the bytes. `to` has room for the
// longest form of every unit: two, three or four bytes for units of one, two or four.
fn utf8_run<U: super::view::Unit>(units: &[U], to: &mut [u8]) -> (usize, usize) {
    debug_assert!(to.len() >= units.len() * [2, 2, 3, 4, 4][size_of::<U>()]);
    let start = to.as_mut_ptr();
    let (mut done, mut p) = (0, start);
    for u in units {
        let c: u32 = (*u).into();
        let tail = |shift: u32| 0x80 | ((c >> shift) & 0x3f) as u8;
        // SAFETY: no form is longer than what was made for the unit.
        unsafe {
            if c < 0x80 {
                *p = c as u8;
                p = p.add(1);
            } else if c < 0x800 {
                *p = 0xc0 | (c >> 6) as u8;
                *p.add(1) = tail(0);
                p = p.add(2);
            } else if c < 0x10000 {
                if c >> 11 == 0xd800 >> 11 {
                    break;
                }
                *p = 0xe0 | (c >> 12) as u8;
                *p.add(1) = tail(6);
                *p.add(2) = tail(0);
                p = p.add(3);
            } else {
                *p = 0xf0 | (c >> 18) as u8;
                *p.add(1) = tail(12);
                *p.add(2) = tail(6);
                *p.add(3) = tail(0);
                p = p.add(4);
            }
        }
        done += 1;
    }
    (done, p.addr() - start.addr())
}

// As `utf8_run`, for the encodings whose characters have one form each: `put` writes it at the beginning of what it is given and returns its
// length, 0 for a character that the encoding does not have. `to` has room for the longest form of every unit.
#[inline(always)]
fn run_of<U: super::view::Unit>(units: &[U], to: &mut [u8], put: impl Fn(u32, &mut [u8]) -> usize) -> (usize, usize) {
    let mut n = 0;
    for (done, u) in units.iter().enumerate() {
        match put((*u).into(), &mut to[n..]) {
            0 => return (done, n),
            more => n += more,
        }
    }
    (units.len(), n)
}

// Appends as many characters from the front of `units` as the encoding has, and returns their number.
fn encode_run<U: super::view::Unit>(units: &[U], encoding: Encoding, out: &mut Vec<u8>) -> usize {
    // The most bytes that a unit of this width comes to.
    let most = match (encoding, size_of::<U>()) {
        (Encoding::Ascii | Encoding::Latin1, _) => 1,
        (Encoding::Utf8, 1) | (Encoding::Utf16Le | Encoding::Utf16Be, 1 | 2) => 2,
        (Encoding::Utf8, 2) => 3,
        _ => 4,
    };
    let start = out.len();
    out.resize(start + units.len() * most, 0);
    let to = &mut out[start..];
    let byte_below = |limit: u32| {
        move |c: u32, to: &mut [u8]| {
            if c < limit {
                to[0] = c as u8;
            }
            usize::from(c < limit)
        }
    };
    let words = |word: fn(u16) -> [u8; 2]| {
        move |c: u32, to: &mut [u8]| match c {
            0xd800..0xe000 => 0,
            0..0x10000 => {
                to[..2].copy_from_slice(&word(c as u16));
                2
            }
            _ => {
                to[..2].copy_from_slice(&word((0xd800 + ((c - 0x10000) >> 10)) as u16));
                to[2..4].copy_from_slice(&word((0xdc00 + (c & 0x3ff)) as u16));
                4
            }
        }
    };
    let long_words = |word: fn(u32) -> [u8; 4]| {
        move |c: u32, to: &mut [u8]| {
            if (0xd800..0xe000).contains(&c) {
                return 0;
            }
            to[..4].copy_from_slice(&word(c));
            4
        }
    };
    let (done, n) = match encoding {
        Encoding::Utf8 => utf8_run(units, to),
        Encoding::Ascii => run_of(units, to, byte_below(0x80)),
        Encoding::Latin1 => run_of(units, to, byte_below(0x100)),
        Encoding::Utf16Le => run_of(units, to, words(u16::to_le_bytes)),
        Encoding::Utf16Be => run_of(units, to, words(u16::to_be_bytes)),
        Encoding::Utf32Le => run_of(units, to, long_words(u32::to_le_bytes)),
        Encoding::Utf32Be => run_of(units, to, long_words(u32::to_be_bytes)),
    };
    out.truncate(start + n);
    done
}

// Looks at all units without a branch for each.
fn has_surrogates(units: &[u16]) -> bool {
    units.iter().fold(false, |found, u| found | (u & 0xf800 == 0xd800))
}

/// Encodes a string. `on_fault` returns the replacement and the position to go on at, or fails with the error to raise;
/// it is called once more, with `retry` false, where its replacement cannot be encoded either, and must fail then.
pub fn encode<E>(
    s: StrView,
    encoding: Encoding,
    out: &mut Vec<u8>,
    mut on_fault: impl FnMut(Fault, bool) -> Result<(Replacement, usize), E>,
) -> Result<(), E> {
    match (s, encoding) {
        (StrView::Ucs2(units), Encoding::Utf16Le) if !has_surrogates(units) => {
            out.reserve(units.len() * 2);
            out.extend(units.iter().flat_map(|u| u.to_le_bytes()));
            return Ok(());
        }
        (StrView::Ascii(b), Encoding::Utf8 | Encoding::Ascii | Encoding::Latin1)
        | (StrView::Latin1(b), Encoding::Latin1) => {
            out.extend_from_slice(b);
            return Ok(());
        }
        _ => {}
    }
    let (reason, unit) = match encoding {
        Encoding::Ascii => ("ordinal not in range(128)", 1),
        Encoding::Latin1 => ("ordinal not in range(256)", 1),
        Encoding::Utf8 => ("surrogates not allowed", 1),
        Encoding::Utf16Le | Encoding::Utf16Be => ("surrogates not allowed", 2),
        Encoding::Utf32Le | Encoding::Utf32Be => ("surrogates not allowed", 4),
    };
    let mut at = 0;
    while at < s.len() {
        at += crate::with_units!(s, units => encode_run(&units[at..], encoding, out));
        if at == s.len() {
            break;
        }
        let mut end = at + 1;
        // The 8-bit encodings report a run of bad characters, the wide ones a single one.
        let mut probe = Vec::new();
        while unit == 1 && end < s.len() && !push_encoded(encoding, s.at(end), &mut probe) {
            end += 1;
        }
        let fault = Fault { start: at, end, reason };
        let (replacement, next) = on_fault(fault, true)?;
        let fits = match replacement {
            Replacement::Bytes(bytes) => {
                out.extend_from_slice(&bytes);
                bytes.len().is_multiple_of(unit)
            }
            Replacement::Text(text) => text.as_view().iter().all(|c| push_encoded(encoding, c, out)),
        };
        if !fits {
            on_fault(fault, false)?;
        }
        at = next;
    }
    Ok(())
}

/// Encodes under a built-in handler; `Err` is the fault to raise.
pub fn encode_with(s: StrView, encoding: Encoding, handler: Handler, out: &mut Vec<u8>) -> Result<(), Fault> {
    encode(s, encoding, out, |fault, retry| if retry { handler.on_encode(Some(encoding), s, fault) } else { Err(fault) })
}

/// Decodes `bytes` and returns how many were read: all, where `last`. `on_fault` as in [`decode_utf8`].
pub fn decode<E>(
    bytes: &[u8],
    encoding: Encoding,
    last: bool,
    out: &mut StrBuilder,
    on_fault: impl FnMut(Fault, &mut StrBuilder) -> Result<usize, E>,
) -> Result<usize, E> {
    match encoding {
        Encoding::Utf8 => decode_utf8(bytes, last, out, on_fault),
        Encoding::Ascii => decode_ascii(bytes, out, on_fault).map(|()| bytes.len()),
        Encoding::Latin1 => {
            decode_latin1(bytes, out);
            Ok(bytes.len())
        }
        Encoding::Utf16Le | Encoding::Utf16Be => {
            super::codec_wide::decode_utf16(bytes, encoding == Encoding::Utf16Le, last, out, on_fault)
        }
        Encoding::Utf32Le | Encoding::Utf32Be => {
            super::codec_wide::decode_utf32(bytes, encoding == Encoding::Utf32Le, last, out, on_fault)
        }
    }
}

/// Decodes all of `bytes` under a built-in handler; `Err` is the fault to raise.
pub fn decode_with(bytes: &[u8], encoding: Encoding, handler: Handler, out: &mut StrBuilder) -> Result<(), Fault> {
    decode(bytes, encoding, true, out, |fault, out| handler.on_decode(Some(encoding), bytes, fault, out)).map(|_| ())
}
