//! The scanner behind `_tokenize`: lines in, tokens out.
//!
//! It reads a line when it needs one, so that a caller who stops early leaves the rest of the source alone. Unlike the parser's lexer it
//! keeps comments and blank lines, and in its lenient mode takes what only the parser could refuse.
use super::kinds::{self, Kind};
use crate::object::Raised;
use std::cell::Cell;
use std::ops::Range;

/// Columns between tab stops.
const TAB: usize = 8;
/// Indentation levels allowed, the outermost included.
const MAX_INDENTS: usize = 100;
/// Brackets allowed at once.
const MAX_BRACKETS: usize = 200;
/// Strings with replacement fields open at once.
const MAX_FSTRINGS: usize = 149;

/// Where the lines come from: one with each call, None at the end.
pub type Read<'a> = &'a mut dyn FnMut() -> Result<Option<String>, Raised>;

/// A place: the line, and the column in characters (-1 where there is none).
pub type Place = (u32, i64);

/// A token. Its text and its lines are parts of the scanner's [`Scanner::text`], which the next token changes.
pub struct Token {
    pub kind: Kind,
    pub text: Range<usize>,
    pub start: Place,
    pub end: Place,
    pub line: Range<usize>,
}

/// Which exception.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum ErrorKind {
    Syntax,
    Indentation,
    Tab,
}

/// The parts of a `SyntaxError`.
pub struct Error {
    pub kind: ErrorKind,
    pub message: String,
    pub line: u32,
    pub offset: usize,
    pub text: Option<String>,
    pub end: (Option<u32>, Option<usize>),
}

/// Why there is no token.
pub enum Stop {
    Raised(Raised),
    Error(Box<Error>),
}

type Res<T> = Result<T, Stop>;

/// An f-string or t-string that is open.
struct Interpolated {
    quote: u8,
    triple: bool,
    raw: bool,
    template: bool,
    /// Where it starts, and the text of that line.
    line: u32,
    column: usize,
    line_text: String,
    /// The brackets that were open when each replacement field had been opened.
    fields: Vec<usize>,
    /// The literal parts (format specifications included) rather than an expression.
    in_text: bool,
    /// The next brace opens a field.
    opens: bool,
}

impl Interpolated {
    fn prefix(&self) -> char {
        if self.template { 't' } else { 'f' }
    }
}

#[derive(Default)]
pub struct Scanner {
    /// Whether comments and newlines count, and errors that the parser could report do not.
    lenient: bool,
    /// The current line, and those before it that the token being scanned has begun in.
    text: String,
    /// Where the current line begins in the text.
    line_start: usize,
    pos: usize,
    /// The number of the current line, from 1.
    line: u32,
    /// The newline at the end of the current line is not in the source.
    implicit: bool,
    at_end: bool,
    /// A token being scanned begins at this place in the text: loading lines keeps it.
    keep: bool,
    at_line_start: bool,
    /// Widths of the open indentations: with tab stops, and with tabs as wide as blanks.
    indents: Vec<(usize, usize)>,
    /// Indentations opened (positive) or closed by the current line and not told yet.
    pending: i64,
    blank: bool,
    brackets: Vec<(u8, u32)>,
    strings: Vec<Interpolated>,
    /// The comment that ends the current logical line, in strict mode.
    comment: Option<Range<usize>>,
    finished: bool,
    /// The last column that was counted: beginning of its line, place, characters between.
    counted: Cell<(usize, usize, usize)>,
}

fn is_identifier(b: u8) -> bool {
    b.is_ascii_alphanumeric() || b == b'_' || b >= 128
}

impl Scanner {
    pub fn new(lenient: bool) -> Scanner {
        Scanner { lenient, at_line_start: true, indents: vec![(0, 0)], ..Scanner::default() }
    }

    /// What the ranges of the last token refer to.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The next token; None after the last one.
    pub fn next(&mut self, read: Read<'_>) -> Res<Option<Token>> {
        if self.finished {
            return Ok(None);
        }
        let token = self.scan(read);
        self.keep = false;
        match &token {
            Ok(t) if t.kind != kinds::ENDMARKER => {}
            _ => self.finished = true,
        }
        // A source without any line has no place for an end in strict mode.
        if self.finished && token.is_ok() && !self.lenient && self.line == 0 {
            return Ok(None);
        }
        token.map(Some)
    }

    /// Makes the next line current; false at the end of the source.
    fn load(&mut self, read: Read<'_>) -> Res<bool> {
        if self.at_end {
            return Ok(false);
        }
        let Some(line) = read().map_err(Stop::Raised)? else {
            self.at_end = true;
            return Ok(false);
        };
        if line.is_empty() {
            self.at_end = true;
            return Ok(false);
        }
        if !self.keep {
            self.text.clear();
            self.counted.set((0, 0, 0));
        } else if self.implicit {
            // The line before had no newline, nor has the token that goes on.
            self.text.pop();
        }
        self.line_start = self.text.len();
        self.pos = self.line_start;
        self.line += 1;
        if let Some(at) = line.find('\0') {
            let error = Error {
                kind: ErrorKind::Syntax,
                message: "source code cannot contain null bytes".to_owned(),
                line: self.line,
                offset: 0,
                text: Some(line[..at].to_owned()),
                end: (Some(self.line), Some(0)),
            };
            return Err(Stop::Error(Box::new(error)));
        }
        self.text.push_str(&line);
        self.implicit = !line.ends_with('\n');
        if self.implicit {
            self.text.push('\n');
        }
        Ok(true)
    }

    /// The byte `n` places ahead on the current line.
    fn ahead(&self, n: usize) -> u8 {
        self.text.as_bytes().get(self.pos + n).copied().unwrap_or(0)
    }

    /// Takes a byte, of the next line where this one is used up; None at the end of the source.
    fn take(&mut self, read: Read<'_>) -> Res<Option<u8>> {
        if self.pos >= self.text.len() && !self.load(read)? {
            return Ok(None);
        }
        let b = self.ahead(0);
        self.pos += 1;
        Ok(Some(b))
    }

    fn column_in(&self, line_start: usize, at: usize) -> usize {
        let (start, place, before) = self.counted.get();
        let (from, before) = if start == line_start && place <= at && place >= start { (place, before) } else { (line_start, 0) };
        let bytes = &self.text.as_bytes()[from..at];
        let count = before + bytes.iter().filter(|b| **b & 0xC0 != 0x80).count();
        self.counted.set((line_start, at, count));
        count
    }

    fn column(&self, at: usize) -> usize {
        self.column_in(self.line_start, at)
    }

    /// The text from `from` to the end of the current line, without a newline that is not in the source.
    fn lines_from(&self, from: usize) -> Range<usize> {
        from..self.text.len() - usize::from(self.implicit)
    }

    fn line_text(&self) -> String {
        let text = &self.text[self.line_start..];
        text[..text.find('\n').unwrap_or(text.len())].trim_end_matches('\r').to_owned()
    }

    /// A token on the current line from `from` to the current position.
    fn token(&self, kind: Kind, from: usize) -> Token {
        let place = |at| (self.line, self.column(at) as i64);
        Token { kind, text: from..self.pos, start: place(from), end: place(self.pos), line: self.lines_from(self.line_start) }
    }

    /// A token that began on an earlier line, or on this one.
    fn long_token(&self, kind: Kind, from: usize, start: (u32, usize, usize), to: usize) -> Token {
        let (line, column, line_start) = start;
        let end = (self.line, self.column(to) as i64);
        Token { kind, text: from..to, start: (line, column as i64), end, line: self.lines_from(line_start) }
    }

    fn operator(&self, kind: Kind, from: usize) -> Token {
        self.token(if self.lenient { kinds::OP } else { kind }, from)
    }

    fn error_at<T>(&self, message: impl Into<String>, offset: usize, end: usize) -> Res<T> {
        Err(Stop::Error(Box::new(Error {
            kind: ErrorKind::Syntax,
            message: message.into(),
            line: self.line,
            offset,
            text: Some(self.line_text()),
            end: (Some(self.line), Some(end)),
        })))
    }

    /// An error right at a byte of the current line.
    fn error<T>(&self, message: impl Into<String>, at: usize) -> Res<T> {
        let offset = self.column(at) + 1;
        self.error_at(message, offset, offset)
    }

    /// An error of a number that ends at the current position.
    fn number_error<T>(&self, message: impl Into<String>) -> Res<T> {
        let offset = self.column(self.pos);
        self.error_at(message, offset, offset)
    }

    /// An error that CPython places behind the line.
    fn line_error<T>(&self, kind: ErrorKind, message: &str) -> Res<T> {
        let text = self.line_text();
        Err(Stop::Error(Box::new(Error {
            kind,
            message: message.to_owned(),
            line: self.line,
            offset: text.chars().count() + 1,
            text: Some(text),
            end: (None, None),
        })))
    }

    fn unexpected_end<T>(&self, offset: usize) -> Res<T> {
        Err(Stop::Error(Box::new(Error {
            kind: ErrorKind::Syntax,
            message: "unexpected EOF in multi-line statement".to_owned(),
            line: self.line,
            offset,
            text: None,
            end: (Some(self.line), None),
        })))
    }

    /// A token that is at no character: an indentation, or the end.
    fn mark(&self, kind: Kind) -> Token {
        if !self.lenient {
            let line = if self.at_end && self.blank { 0..0 } else { self.lines_from(self.line_start.min(self.text.len())) };
            return Token { kind, text: 0..0, start: (self.line, -1), end: (self.line, -1), line };
        }
        if self.at_end {
            let place = (self.line + 1, 0);
            return Token { kind, text: 0..0, start: place, end: place, line: 0..0 };
        }
        let place = (self.line, self.column(self.pos) as i64);
        Token { kind, text: 0..0, start: place, end: place, line: self.lines_from(self.line_start) }
    }

    fn scan(&mut self, read: Read<'_>) -> Res<Token> {
        if self.strings.last().is_some_and(|s| s.in_text) {
            return self.literal_part(read);
        }
        if self.at_line_start {
            self.at_line_start = false;
            self.indentation(read)?;
        }
        if self.pending != 0 {
            let kind = if self.pending > 0 { kinds::INDENT } else { kinds::DEDENT };
            self.pending -= self.pending.signum();
            if kind == kinds::INDENT && self.lenient {
                return Ok(self.token(kind, self.line_start));
            }
            return Ok(self.mark(kind));
        }
        self.ordinary(read)
    }

    /// Takes the blanks in front of a line, and finds out what indentation they mean.
    fn indentation(&mut self, read: Read<'_>) -> Res<()> {
        let (mut width, mut narrow, mut continued) = (0, 0, None);
        let was_blank = std::mem::take(&mut self.blank);
        let next = loop {
            match self.take(&mut *read)? {
                None => {
                    // The end is at no line of its own: whether the last one was blank stays known.
                    self.blank = was_blank;
                    break None;
                }
                Some(b' ') => (width, narrow) = (width + 1, narrow + 1),
                Some(b'\t') => (width, narrow) = ((width / TAB + 1) * TAB, narrow + 1),
                Some(0x0C) => (width, narrow) = (0, 0),
                Some(b'\\') => {
                    // The blanks in front of the first backslash count, if there are any.
                    continued = continued.filter(|(w, _)| *w != 0).or(Some((width, narrow)));
                    self.continuation(read, true)?;
                }
                other => break other,
            }
        };
        if next.is_some() {
            self.pos -= 1;
        }
        if matches!(next, Some(b'#' | b'\n' | b'\r')) {
            self.blank = true;
            return Ok(());
        }
        if !self.brackets.is_empty() {
            return Ok(());
        }
        if let Some((w, n)) = continued.filter(|(w, _)| *w != 0) {
            (width, narrow) = (w, n);
        }
        const TABS: &str = "inconsistent use of tabs and spaces in indentation";
        let (top, narrow_top) = self.indents.last().copied().unwrap_or((0, 0));
        if width == top {
            if narrow != narrow_top {
                return self.line_error(ErrorKind::Tab, TABS);
            }
        } else if width > top {
            if self.indents.len() >= MAX_INDENTS {
                return self.line_error(ErrorKind::Indentation, "too many levels of indentation");
            }
            if narrow <= narrow_top {
                return self.line_error(ErrorKind::Tab, TABS);
            }
            self.indents.push((width, narrow));
            self.pending += 1;
        } else {
            while self.indents.last().is_some_and(|(w, _)| width < *w) {
                self.indents.pop();
                self.pending -= 1;
            }
            let (top, narrow_top) = self.indents.last().copied().unwrap_or((0, 0));
            if width != top {
                return self.line_error(ErrorKind::Indentation, "unindent does not match any outer indentation level");
            }
            if narrow != narrow_top {
                return self.line_error(ErrorKind::Tab, TABS);
            }
        }
        Ok(())
    }

    /// Goes on behind a backslash: to the next line.
    fn continuation(&mut self, read: Read<'_>, at_line_start: bool) -> Res<()> {
        let skip = match (self.ahead(0), self.ahead(1)) {
            (b'\n', _) => 1,
            (b'\r', b'\n') => 2,
            _ => return self.line_error(ErrorKind::Syntax, "unexpected character after line continuation character"),
        };
        self.pos += skip;
        let width = self.column(self.pos);
        if !self.load(read)? {
            return self.unexpected_end(if at_line_start { 0 } else { width });
        }
        Ok(())
    }

    fn ordinary(&mut self, read: Read<'_>) -> Res<Token> {
        loop {
            let Some(b) = self.take(&mut *read)? else {
                if self.brackets.is_empty() {
                    return Ok(self.mark(kinds::ENDMARKER));
                }
                let width = if self.strings.is_empty() { 0 } else { self.column(self.text.len()) };
                return self.unexpected_end(width);
            };
            let from = self.pos - 1;
            match b {
                b' ' | b'\t' | 0x0C => {}
                b'\\' => self.continuation(read, false)?,
                b'#' => {
                    let rest = &self.text[from..];
                    self.pos = from + rest.find('\n').unwrap_or(rest.len());
                    if self.text.as_bytes()[self.pos - 1] == b'\r' {
                        self.pos -= 1;
                    }
                    if self.lenient {
                        return Ok(self.token(kinds::COMMENT, from));
                    }
                    self.comment = Some(from..self.pos);
                }
                b'\n' => {
                    if let Some(token) = self.newline(from) {
                        return Ok(token);
                    }
                    self.indentation_if_due(&mut *read)?;
                    if self.pending != 0 {
                        return self.scan(read);
                    }
                }
                b'\r' if self.ahead(0) == b'\n' => {
                    self.pos += 1;
                    if let Some(token) = self.newline(from) {
                        return Ok(token);
                    }
                    self.indentation_if_due(&mut *read)?;
                    if self.pending != 0 {
                        return self.scan(read);
                    }
                }
                b'0'..=b'9' => return self.number(from),
                b'.' if self.ahead(0).is_ascii_digit() => {
                    self.pos -= 1;
                    return self.fraction(from);
                }
                b'"' | b'\'' => return self.string(read, from),
                b if is_identifier(b) => return self.word(read, from),
                b => return self.punctuation(b, from),
            }
        }
    }

    fn indentation_if_due(&mut self, read: Read<'_>) -> Res<()> {
        if self.at_line_start {
            self.at_line_start = false;
            self.indentation(read)?;
        }
        Ok(())
    }

    /// The token for a newline; None where it counts for nothing.
    fn newline(&mut self, from: usize) -> Option<Token> {
        self.at_line_start = true;
        let comment = self.comment.take();
        let significant = !self.blank && self.brackets.is_empty();
        if !self.lenient {
            if !significant {
                return None;
            }
            let mut token = self.token(kinds::NEWLINE, from);
            // CPython gives the comment, if there is one, as the text of the newline.
            let text = comment.unwrap_or(from..from);
            token.start = (self.line, self.column(text.start) as i64);
            token.end = (self.line, self.column(text.end) as i64);
            token.text = text;
            return Some(token);
        }
        let mut token = self.token(if significant { kinds::NEWLINE } else { kinds::NL }, from);
        if self.implicit {
            token.text = from..from;
        }
        Some(token)
    }

    fn punctuation(&mut self, b: u8, from: usize) -> Res<Token> {
        if let Some(s) = self.strings.last_mut() {
            let open = self.brackets.len();
            let at_field = s.fields.last() == Some(&open);
            if b == b':' && at_field {
                s.in_text = true;
                return Ok(self.operator(kinds::of_operator(":"), from));
            }
            if b == b'}' && s.fields.is_empty() {
                let prefix = s.prefix();
                return self.error(format!("{prefix}-string: single '}}' is not allowed"), from);
            }
        }
        let length = kinds::operator_length(&self.text.as_bytes()[from..]);
        self.pos = from + length.max(1);
        if length == 0 {
            return Ok(self.token(kinds::OP, from));
        }
        match b {
            b'(' | b'[' | b'{' => {
                if self.brackets.len() >= MAX_BRACKETS {
                    return self.error("too many nested parentheses", from);
                }
                self.brackets.push((b, self.line));
                let open = self.brackets.len();
                if let Some(s) = self.strings.last_mut().filter(|s| s.opens && b == b'{') {
                    s.opens = false;
                    s.fields.push(open);
                }
            }
            b')' | b']' | b'}' => self.close(b, from)?,
            _ => {}
        }
        Ok(self.operator(kinds::of_operator(&self.text[from..self.pos]), from))
    }

    fn close(&mut self, b: u8, from: usize) -> Res<()> {
        let open = self.brackets.len();
        match self.brackets.last() {
            None if !self.lenient => return self.error(format!("unmatched '{}'", b as char), from),
            Some(&(opening, line)) if !self.lenient && !matches!((opening, b), (b'(', b')') | (b'[', b']') | (b'{', b'}')) => {
                let place = if line == self.line { String::new() } else { format!(" on line {line}") };
                let message = format!(
                    "closing parenthesis '{}' does not match opening parenthesis '{}'{place}",
                    b as char, opening as char
                );
                return self.error(message, from);
            }
            _ => {}
        }
        if let Some(s) = self.strings.last_mut()
            && s.fields.last() == Some(&open)
            && b == b'}'
        {
            s.fields.pop();
            s.in_text = true;
        }
        self.brackets.pop();
        Ok(())
    }

    /// A name, or the prefix of a string.
    fn word(&mut self, read: Read<'_>, from: usize) -> Res<Token> {
        while is_identifier(self.ahead(0)) {
            self.pos += 1;
        }
        if matches!(self.ahead(0), b'"' | b'\'') && self.pos - from <= 3 {
            let prefix = self.text[from..self.pos].to_ascii_lowercase();
            let has = |c: char| prefix.contains(c);
            let known = prefix.chars().all(|c| "bruft".contains(c)) && prefix.chars().all(|c| prefix.matches(c).count() == 1);
            if known {
                for (a, b) in [('u', 'b'), ('u', 'r'), ('u', 'f'), ('u', 't'), ('b', 'f'), ('b', 't'), ('f', 't')] {
                    if has(a) && has(b) {
                        let start = self.column(from);
                        let end = start + 1 + prefix.len();
                        return self.error_at(format!("'{a}' and '{b}' prefixes are incompatible"), start + 1, end);
                    }
                }
                self.pos += 1;
                if has('f') || has('t') {
                    return self.interpolated(from, has('t'), has('r'));
                }
                return self.string(read, from);
            }
        }
        if !self.lenient {
            self.check_identifier(from)?;
        }
        Ok(self.token(kinds::NAME, from))
    }

    fn check_identifier(&self, from: usize) -> Res<()> {
        use crate::text::unicode::{is_identifier_continue, is_identifier_start, is_printable};
        let mut is_valid: fn(u32) -> bool = is_identifier_start;
        for (i, c) in self.text[from..self.pos].char_indices() {
            let code = c as u32;
            if !is_valid(code) {
                let message = if is_printable(code) {
                    format!("invalid character '{c}' (U+{code:04X})")
                } else {
                    format!("invalid non-printable character U+{code:04X}")
                };
                return self.error(message, from + i);
            }
            is_valid = is_identifier_continue;
        }
        Ok(())
    }

    /// A string without replacement fields; its first quote has been taken.
    fn string(&mut self, read: Read<'_>, from: usize) -> Res<Token> {
        let quote = self.text.as_bytes()[self.pos - 1];
        let start = (self.line, self.column(from), self.line_start);
        let first_line = self.line_text();
        self.keep = true;
        let shift = self.line_start;
        let mut size = 1;
        if self.ahead(0) == quote {
            if self.ahead(1) != quote {
                self.pos += 1;
                return Ok(self.token(kinds::STRING, from));
            }
            self.pos += 2;
            size = 3;
        }
        let mut seen = 0;
        while seen < size {
            let b = self.take(&mut *read)?;
            match b {
                None => return self.unterminated(start, first_line, size == 3),
                Some(b'\n') if size == 1 => return self.unterminated(start, first_line, false),
                Some(b) if b == quote => seen += 1,
                Some(b) => {
                    seen = 0;
                    if b == b'\\' {
                        if self.ahead(0) == b'\r' {
                            self.pos += 1;
                        }
                        self.take(&mut *read)?;
                    }
                }
            }
        }
        Ok(self.long_token(kinds::STRING, from, (start.0, start.1, shift), self.pos))
    }

    fn unterminated<T>(&self, start: (u32, usize, usize), first_line: String, triple: bool) -> Res<T> {
        let (line, column, _) = start;
        let detected = self.line;
        let mut message = match triple {
            true => format!("unterminated triple-quoted string literal (detected at line {detected})"),
            false => format!("unterminated string literal (detected at line {detected})"),
        };
        if let Some(s) = self.strings.last() {
            let quote = first_line.chars().nth(column).map_or(0, |c| c as u32 as u8);
            if quote == s.quote && triple == s.triple {
                message = format!("{}-string: expecting '}}'", s.prefix());
            }
        }
        Err(Stop::Error(Box::new(Error {
            kind: ErrorKind::Syntax,
            message,
            line,
            offset: column + 1,
            text: Some(first_line),
            end: (Some(line), Some(column + 1)),
        })))
    }

    /// The start of an f-string or t-string; its first quote has been taken.
    fn interpolated(&mut self, from: usize, template: bool, raw: bool) -> Res<Token> {
        let quote = self.text.as_bytes()[self.pos - 1];
        let triple = self.ahead(0) == quote && self.ahead(1) == quote;
        if triple {
            self.pos += 2;
        }
        if self.strings.len() >= MAX_FSTRINGS {
            return self.error("too many nested f-strings or t-strings", from);
        }
        self.strings.push(Interpolated {
            quote,
            triple,
            raw,
            template,
            line: self.line,
            column: self.column(from),
            line_text: self.line_text(),
            fields: Vec::new(),
            in_text: true,
            opens: false,
        });
        Ok(self.token(if template { kinds::TSTRING_START } else { kinds::FSTRING_START }, from))
    }

    /// What follows in the literal part of an f-string: text, its end, or a replacement field.
    fn literal_part(&mut self, read: Read<'_>) -> Res<Token> {
        if self.pos >= self.text.len() {
            self.load(&mut *read)?;
        }
        let Some(s) = self.strings.last_mut() else { return self.ordinary(read) };
        let (quote, size, raw, in_spec, template) = (s.quote, if s.triple { 3 } else { 1 }, s.raw, !s.fields.is_empty(), s.template);
        let (middle_kind, end_kind) = match template {
            true => (kinds::TSTRING_MIDDLE, kinds::TSTRING_END),
            false => (kinds::FSTRING_MIDDLE, kinds::FSTRING_END),
        };
        let bytes = self.text.as_bytes();
        let (b0, b1) = (bytes.get(self.pos).copied(), bytes.get(self.pos + 1).copied());
        if b0 == Some(b'{') && b1 != Some(b'{') {
            s.in_text = false;
            s.opens = true;
            return self.ordinary(read);
        }
        let from = self.pos;
        if (0..size).all(|i| bytes.get(from + i) == Some(&quote)) {
            self.pos += size;
            self.strings.pop();
            return Ok(self.token(end_kind, from));
        }
        let start = (self.line, self.column(from), self.line_start);
        self.keep = true;
        let mut seen = 0;
        let mut named = false;
        loop {
            let b = self.take(&mut *read)?;
            let ends = b.is_none() || size == 1 && b == Some(b'\n');
            if ends {
                if b.is_some() && in_spec {
                    let prefix = if template { 't' } else { 'f' };
                    let message = format!(
                        "{prefix}-string: newlines are not allowed in format specifiers for single quoted {prefix}-strings"
                    );
                    return self.error(message, self.pos - 1);
                }
                return self.unterminated_interpolated();
            }
            let Some(b) = b else { continue };
            if b == quote {
                seen += 1;
                if seen == size {
                    self.pos -= size;
                    return Ok(self.long_token(middle_kind, from, start, self.pos));
                }
                continue;
            }
            seen = 0;
            match b {
                b'{' => {
                    if self.ahead(0) != b'{' || in_spec {
                        self.pos -= 1;
                        self.leave_text(true);
                        return Ok(self.long_token(middle_kind, from, start, self.pos));
                    }
                    let token = self.long_token(middle_kind, from, start, self.pos);
                    self.pos += 1;
                    return Ok(token);
                }
                b'}' if named => return Ok(self.long_token(middle_kind, from, start, self.pos)),
                b'}' => {
                    if self.ahead(0) == b'}' && !in_spec {
                        let token = self.long_token(middle_kind, from, start, self.pos);
                        self.pos += 1;
                        return Ok(token);
                    }
                    self.pos -= 1;
                    self.leave_text(false);
                    return Ok(self.long_token(middle_kind, from, start, self.pos));
                }
                b'\\' => match self.ahead(0) {
                    b'{' | b'}' => {}
                    b'N' if !raw => {
                        self.pos += 1;
                        if self.ahead(0) == b'{' {
                            self.pos += 1;
                            named = true;
                        }
                    }
                    _ => {
                        if self.ahead(0) == b'\r' {
                            self.pos += 1;
                        }
                        self.take(&mut *read)?;
                    }
                },
                _ => {}
            }
        }
    }

    fn leave_text(&mut self, opens: bool) {
        if let Some(s) = self.strings.last_mut() {
            s.in_text = false;
            s.opens = opens;
        }
    }

    fn unterminated_interpolated<T>(&mut self) -> Res<T> {
        let detected = self.line;
        let (message, line, column, text) = match self.strings.pop() {
            Some(s) => {
                let triple = if s.triple { "triple-quoted " } else { "" };
                let message = format!("unterminated {triple}{}-string literal (detected at line {detected})", s.prefix());
                (message, s.line, s.column, s.line_text)
            }
            None => (String::new(), self.line, 0, String::new()),
        };
        Err(Stop::Error(Box::new(Error {
            kind: ErrorKind::Syntax,
            message,
            line,
            offset: column + 1,
            text: Some(text),
            end: (Some(line), Some(column + 1)),
        })))
    }
}

mod numbers;
