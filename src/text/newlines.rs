//! Line ends: their translation to `\n`, and finding where a line ends.
use super::builder::{StrBuf, StrBuilder};
use super::search::find_code;
use super::view::StrView;
use crate::with_units;

const CR: u32 = '\r' as u32;
const LF: u32 = '\n' as u32;

/// Bits of [`LineEnds::seen`].
pub mod seen {
    /// `\r`
    pub const CR: u8 = 1;
    /// `\n`
    pub const LF: u8 = 2;
    /// `\r\n`
    pub const CRLF: u8 = 4;
}

/// Follows the line ends of a text that comes in pieces, and translates them where asked to.
#[derive(Clone, Copy, Debug, Default)]
pub struct LineEnds {
    /// `\r` and `\r\n` become `\n`.
    pub translate: bool,
    /// The last piece ended with a `\r`, which was held back: a `\n` may follow.
    pub pending_cr: bool,
    /// Which line ends there have been.
    pub seen: u8,
}

impl LineEnds {
    /// Takes a piece of text, the last one where `last`; `None` where it goes out as it is.
    pub fn take(&mut self, text: StrView, last: bool) -> Option<StrBuf> {
        let had_cr = self.pending_cr && (!text.is_empty() || last);
        if !had_cr && find_code(text, CR).is_none() {
            if self.seen & seen::LF == 0 && find_code(text, LF).is_some() {
                self.seen |= seen::LF;
            }
            return None;
        }
        let mut out = StrBuilder::with_capacity(text.len() + 1);
        let mut at = 0;
        let n = text.len();
        if had_cr {
            self.pending_cr = false;
            let pair = text.get(0) == Some(LF);
            if n == 0 && !last {
                return None;
            }
            at = usize::from(pair);
            self.push_end(&mut out, true, pair);
        }
        while at < n {
            let rest = text.slice(at, n);
            let next = with_units!(rest, s => s.iter().position(|c| matches!(Into::<u32>::into(*c), CR | LF)));
            let Some(i) = next else {
                out.push_view(rest);
                break;
            };
            out.push_view(text.slice(at, at + i));
            at += i;
            if text.at(at) == LF {
                self.push_end(&mut out, false, true);
                at += 1;
            } else if at + 1 == n && !last {
                self.pending_cr = true;
                break;
            } else {
                let pair = text.get(at + 1) == Some(LF);
                self.push_end(&mut out, true, pair);
                at += 1 + usize::from(pair);
            }
        }
        Some(out.finish())
    }

    fn push_end(&mut self, out: &mut StrBuilder, cr: bool, lf: bool) {
        self.seen |= match (cr, lf) {
            (true, true) => seen::CRLF,
            (true, false) => seen::CR,
            _ => seen::LF,
        };
        if self.translate || !cr {
            out.push(LF);
        } else {
            out.push_str(if lf { "\r\n" } else { "\r" });
        }
    }
}

/// What ends a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineEnd {
    /// `\n`
    Lf,
    /// `\n`, `\r` or `\r\n`
    Any,
    /// `\r`
    Cr,
    /// `\r\n`
    CrLf,
}

impl LineEnd {
    /// The position behind the first line end. A `\r` at the end of the text ends a line of [`LineEnd::Any`].
    pub fn find(self, text: StrView) -> Option<usize> {
        match self {
            LineEnd::Lf => find_code(text, LF).map(|i| i + 1),
            LineEnd::Cr => find_code(text, CR).map(|i| i + 1),
            LineEnd::CrLf => {
                let mut from = 0;
                while let Some(i) = find_code(text.slice(from, text.len()), CR) {
                    let at = from + i;
                    if text.get(at + 1) == Some(LF) {
                        return Some(at + 2);
                    }
                    from = at + 1;
                }
                None
            }
            LineEnd::Any => {
                let i = match text {
                    StrView::Ascii(s) | StrView::Latin1(s) => memchr::memchr2(b'\r', b'\n', s),
                    _ => with_units!(text, s => s.iter().position(|c| matches!(Into::<u32>::into(*c), CR | LF))),
                }?;
                let pair = text.at(i) == CR && text.get(i + 1) == Some(LF);
                Some(i + 1 + usize::from(pair))
            }
        }
    }
}

/// Text with every `\n` replaced; `None` where there is none.
pub fn replace_newlines(text: StrView, with: &str) -> Option<StrBuf> {
    find_code(text, LF)?;
    let mut out = StrBuilder::with_capacity(text.len() + 16);
    let mut at = 0;
    while let Some(i) = find_code(text.slice(at, text.len()), LF) {
        out.push_view(text.slice(at, at + i));
        out.push_str(with);
        at += i + 1;
    }
    out.push_view(text.slice(at, text.len()));
    Some(out.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(translate: bool, pieces: &[&str]) -> (String, u8) {
        let mut ends = LineEnds { translate, ..LineEnds::default() };
        let mut out = String::new();
        for (i, p) in pieces.iter().enumerate() {
            let text = StrBuf::from(*p);
            match ends.take(text.as_view(), i + 1 == pieces.len()) {
                Some(b) => out.push_str(&b.to_string()),
                None => out.push_str(p),
            }
        }
        (out, ends.seen)
    }

    #[test]
    fn line_ends_are_translated_across_pieces() {
        assert_eq!(pieces(true, &["a\r", "\nb\r", "c\n", "\r"]), ("a\nb\nc\n\n".into(), 7));
        assert_eq!(pieces(false, &["a\r", "\nb\r", "c\n", "\r"]), ("a\r\nb\rc\n\r".into(), 7));
        assert_eq!(pieces(true, &["a\r", "", ""]), ("a\n".into(), 1));
        assert_eq!(pieces(true, &["\u{20ac}\r\r", "\n"]), ("\u{20ac}\n\n".into(), 5));
    }

    #[test]
    fn lines_end_where_they_should() {
        let text = StrBuf::from("ab\rc\r\nd\n");
        assert_eq!(LineEnd::Lf.find(text.as_view()), Some(6));
        assert_eq!(LineEnd::Any.find(text.as_view()), Some(3));
        assert_eq!(LineEnd::Cr.find(text.as_view()), Some(3));
        assert_eq!(LineEnd::CrLf.find(text.as_view()), Some(6));
        assert_eq!(LineEnd::CrLf.find(StrBuf::from("a\r").as_view()), None);
    }
}
