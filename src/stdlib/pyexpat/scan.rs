//! The parser's tokens: where the one at a place in a text ends, and what it is.
//!
//! Texts are UTF-8, but for what was wrong in the input: a byte or a row of bytes that is no character stops a token. Nothing here
//! keeps a state: a token that is not complete is scanned again when there is more of it.
use super::names::{in_name, starts_name};

/// Why no token was found.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Stop {
    /// It may go on in what follows.
    Partial,
    /// The text ends inside of a character.
    PartialChar,
    /// What is there makes no token.
    Invalid(usize),
}

pub(super) type Scan<T> = Result<T, Stop>;

/// What a colon is in a name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Colon {
    /// A character like others.
    Free,
    /// Between prefix and local name.
    Once,
    Never,
}

/// Tokens of the document's content.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Content {
    /// Nothing is left.
    None,
    Data,
    Newline,
    StartTag,
    EmptyTag,
    EndTag,
    EntityRef,
    CharRef,
    CdataOpen,
    CdataClose,
    Pi,
    XmlDecl,
    Comment,
    /// A carriage return that may be half of a line end.
    TrailingCr,
    /// Brackets that may be the start of `]]>`, which is not allowed there.
    TrailingBracket,
}

/// An attribute in a start tag.
#[derive(Clone, Copy, Debug)]
pub(super) struct RawAttribute {
    pub name: (usize, usize),
    pub value: (usize, usize),
    /// No reference and no white space but blanks: the value is what it looks like.
    pub plain: bool,
}

/// The inside of the tag scanned last.
#[derive(Default)]
pub(super) struct Tag {
    pub name: (usize, usize),
    pub attributes: Vec<RawAttribute>,
}

/// The character at `i` and its length.
pub(super) fn character(t: &[u8], i: usize) -> Scan<(u32, usize)> {
    let Some(&b) = t.get(i) else { return Err(Stop::Partial) };
    if b < 0x80 {
        return match b {
            b'\t' | b'\n' | b'\r' | 0x20.. => Ok((b as u32, 1)),
            _ => Err(Stop::Invalid(i)),
        };
    }
    let n = match b {
        0xC2..=0xDF => 2,
        0xE0..=0xEF => 3,
        0xF0..=0xF4 => 4,
        _ => return Err(Stop::Invalid(i)),
    };
    let Some(bytes) = t.get(i..i + n) else { return Err(Stop::PartialChar) };
    match std::str::from_utf8(bytes).ok().and_then(|s| s.chars().next()) {
        Some(c) if c != '\u{FFFE}' && c != '\u{FFFF}' => Ok((c as u32, n)),
        _ => Err(Stop::Invalid(i)),
    }
}

pub(super) fn is_space(b: u8) -> bool {
    matches!(b, b' ' | b'\t' | b'\n' | b'\r')
}

/// Length of the character at `i` if it may begin a name.
fn name_start(t: &[u8], i: usize, colon: Colon) -> Scan<Option<usize>> {
    let (c, n) = character(t, i)?;
    Ok(match t[i] {
        b'a'..=b'z' | b'A'..=b'Z' | b'_' => Some(1),
        b':' => (colon == Colon::Free).then_some(1),
        0x80.. => starts_name(c).then_some(n),
        _ => None,
    })
}

/// Length of the character at `i` if it may be in a name.
fn name_character(t: &[u8], i: usize, colon: Colon) -> Scan<Option<usize>> {
    let (c, n) = character(t, i)?;
    Ok(match t[i] {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' | b'-' | b'.' => Some(1),
        b':' => (colon == Colon::Free).then_some(1),
        0x80.. => in_name(c).then_some(n),
        _ => None,
    })
}

/// The end of the name at `i`: the place of a character that is not in it.
fn name(t: &[u8], mut i: usize, colon: Colon) -> Scan<usize> {
    match name_start(t, i, colon)? {
        Some(n) => i += n,
        None => return Err(Stop::Invalid(i)),
    }
    let mut colon = colon;
    loop {
        match name_character(t, i, colon)? {
            Some(n) => i += n,
            None if t[i] == b':' && colon == Colon::Once => {
                i += 1;
                match name_start(t, i, colon)? {
                    Some(n) => i += n,
                    None => return Err(Stop::Invalid(i)),
                }
                colon = Colon::Never;
            }
            None => return Ok(i),
        }
    }
}

fn skip_space(t: &[u8], mut i: usize) -> usize {
    while t.get(i).is_some_and(|b| is_space(*b)) {
        i += 1;
    }
    i
}

fn byte(t: &[u8], i: usize) -> Scan<u8> {
    t.get(i).copied().ok_or(Stop::Partial)
}

/// A byte that is not as it must be: the character it begins may be cut off or damaged.
fn unexpected<T>(t: &[u8], i: usize) -> Scan<T> {
    character(t, i)?;
    Err(Stop::Invalid(i))
}

/// The end of a reference that begins behind `&`, and whether it is one to a character.
pub(super) fn reference(t: &[u8], i: usize, ns: bool) -> Scan<(bool, usize)> {
    if byte(t, i)? != b'#' {
        let end = name(t, i, if ns { Colon::Never } else { Colon::Free })?;
        return if t[end] == b';' { Ok((false, end + 1)) } else { unexpected(t, end) };
    }
    let hex = byte(t, i + 1)? == b'x';
    let start = i + 1 + hex as usize;
    let mut end = start;
    loop {
        match byte(t, end)? {
            b if if hex { b.is_ascii_hexdigit() } else { b.is_ascii_digit() } => end += 1,
            b';' if end > start => return Ok((true, end + 1)),
            _ => return unexpected(t, end),
        }
    }
}

/// The character that the digits of a reference stand for, if it may be in a document.
pub(super) fn character_of_reference(digits: &[u8]) -> Option<char> {
    let (radix, digits) = match digits.first() {
        Some(b'x') => (16, &digits[1..]),
        _ => (10, digits),
    };
    let mut n = 0u32;
    for d in digits {
        n = n * radix + (*d as char).to_digit(radix)?;
        if n > 0x10FFFF {
            return None;
        }
    }
    char::from_u32(n).filter(|c| !matches!(*c, '\0'..='\x08' | '\x0B' | '\x0C' | '\x0E'..='\x1F' | '\u{FFFE}' | '\u{FFFF}'))
}

/// A start tag, from behind `<`.
fn start_tag(t: &[u8], start: usize, ns: bool, tag: &mut Tag) -> Scan<(Content, usize)> {
    let colon = if ns { Colon::Once } else { Colon::Free };
    let mut i = name(t, start, colon)?;
    tag.name = (start, i);
    tag.attributes.clear();
    loop {
        let before = i;
        i = skip_space(t, i);
        match byte(t, i)? {
            b'>' => return Ok((Content::StartTag, i + 1)),
            b'/' => {
                return match byte(t, i + 1)? {
                    b'>' => Ok((Content::EmptyTag, i + 2)),
                    _ => unexpected(t, i + 1),
                };
            }
            _ if i == before => return unexpected(t, i),
            _ => {}
        }
        let name = (i, name(t, i, colon)?);
        i = skip_space(t, name.1);
        if byte(t, i)? != b'=' {
            return unexpected(t, i);
        }
        i = skip_space(t, i + 1);
        let quote = byte(t, i)?;
        if quote != b'"' && quote != b'\'' {
            return unexpected(t, i);
        }
        i += 1;
        let (from, mut plain) = (i, true);
        loop {
            match byte(t, i)? {
                b if b == quote => break,
                b'<' => return Err(Stop::Invalid(i)),
                b'&' => {
                    plain = false;
                    i = reference(t, i + 1, ns)?.1;
                }
                b'\t' | b'\n' | b'\r' => {
                    plain = false;
                    i += 1;
                }
                0x20..0x80 => i += 1,
                _ => i += character(t, i)?.1,
            }
        }
        tag.attributes.push(RawAttribute { name, value: (from, i), plain });
        i += 1;
    }
}

/// A comment, from behind `<!-`.
fn comment(t: &[u8], i: usize) -> Scan<usize> {
    if byte(t, i)? != b'-' {
        return unexpected(t, i);
    }
    let mut i = i + 1;
    loop {
        match byte(t, i)? {
            b'-' if byte(t, i + 1)? == b'-' => {
                return match byte(t, i + 2)? {
                    b'>' => Ok(i + 3),
                    _ => unexpected(t, i + 2),
                };
            }
            b'-' | b'\t' | b'\n' | b'\r' | 0x20..0x80 => i += 1,
            _ => i += character(t, i)?.1,
        }
    }
}

/// A processing instruction, from behind `<?`: whether it is the XML declaration, and its end.
fn instruction(t: &[u8], start: usize, ns: bool) -> Scan<(bool, usize)> {
    let end = name(t, start, if ns { Colon::Never } else { Colon::Free })?;
    let target = &t[start..end];
    let is_declaration = target == b"xml";
    let mut i = match t[end] {
        b if is_space(b) => end + 1,
        b'?' => end,
        _ => return unexpected(t, end),
    };
    if !is_declaration && target.eq_ignore_ascii_case(b"xml") {
        return Err(Stop::Invalid(end));
    }
    let bare = i == end;
    loop {
        match byte(t, i)? {
            b'?' => match byte(t, i + 1)? {
                b'>' => return Ok((is_declaration, i + 2)),
                _ if bare => return unexpected(t, i + 1),
                _ => i += 1,
            },
            b'\t' | b'\n' | b'\r' | 0x20..0x80 => i += 1,
            _ => i += character(t, i)?.1,
        }
    }
}

/// Target and data of an instruction from `<?` to `?>`.
pub(super) fn instruction_parts(t: &[u8], start: usize, end: usize) -> ((usize, usize), (usize, usize)) {
    let (from, to) = (start + 2, end - 2);
    let name_end = (from..to).find(|i| is_space(t[*i])).unwrap_or(to);
    let data = skip_space(&t[..to], name_end);
    ((from, name_end), (data, to))
}

/// The end of the characters at `i` that are reported as they are; `brackets`: whether each `]` ends them.
fn data(t: &[u8], start: usize, brackets: bool) -> Scan<usize> {
    let mut i = start;
    while let Some(&b) = t.get(i) {
        match b {
            b'<' | b'&' if !brackets => return Ok(i),
            b'\n' | b'\r' => return Ok(i),
            b']' if brackets => return Ok(i),
            b']' => match t.get(i + 1) {
                Some(b']') => match t.get(i + 2) {
                    Some(b'>') if i == start => return Err(Stop::Invalid(i + 2)),
                    Some(b'>') => return Ok(i),
                    Some(_) => i += 1,
                    None => return Ok(i),
                },
                Some(_) => i += 1,
                None => return Ok(i),
            },
            b'\t' | 0x20..0x80 => i += 1,
            _ => match character(t, i) {
                Ok((_, n)) => i += n,
                Err(e) if i == start => return Err(e),
                Err(_) => return Ok(i),
            },
        }
    }
    Ok(i)
}

/// The token of content at `i`.
pub(super) fn content(t: &[u8], i: usize, ns: bool, tag: &mut Tag) -> Scan<(Content, usize)> {
    let Some(&b) = t.get(i) else { return Ok((Content::None, i)) };
    match b {
        b'<' => match byte(t, i + 1)? {
            b'!' => match byte(t, i + 2)? {
                b'-' => Ok((Content::Comment, comment(t, i + 3)?)),
                b'[' => {
                    for (k, want) in b"CDATA[".iter().enumerate() {
                        if byte(t, i + 3 + k)? != *want {
                            return unexpected(t, i + 3 + k);
                        }
                    }
                    Ok((Content::CdataOpen, i + 9))
                }
                _ => unexpected(t, i + 2),
            },
            b'?' => {
                let (declaration, end) = instruction(t, i + 2, ns)?;
                Ok((if declaration { Content::XmlDecl } else { Content::Pi }, end))
            }
            b'/' => {
                let end = name(t, i + 2, if ns { Colon::Once } else { Colon::Free })?;
                tag.name = (i + 2, end);
                let close = skip_space(t, end);
                match byte(t, close)? {
                    b'>' => Ok((Content::EndTag, close + 1)),
                    _ => unexpected(t, close),
                }
            }
            _ => start_tag(t, i + 1, ns, tag),
        },
        b'&' => {
            let (character, end) = reference(t, i + 1, ns)?;
            Ok((if character { Content::CharRef } else { Content::EntityRef }, end))
        }
        b'\r' => match t.get(i + 1) {
            None => Ok((Content::TrailingCr, i + 1)),
            Some(b'\n') => Ok((Content::Newline, i + 2)),
            Some(_) => Ok((Content::Newline, i + 1)),
        },
        b'\n' => Ok((Content::Newline, i + 1)),
        b']' if t.len() == i + 1 || (t.len() == i + 2 && t[i + 1] == b']') => Ok((Content::TrailingBracket, t.len())),
        _ => Ok((Content::Data, data(t, i, false)?)),
    }
}

/// The token of a CDATA section at `i`.
pub(super) fn cdata(t: &[u8], i: usize) -> Scan<(Content, usize)> {
    let Some(&b) = t.get(i) else { return Ok((Content::None, i)) };
    match b {
        b']' => {
            if byte(t, i + 1)? == b']' && byte(t, i + 2)? == b'>' {
                return Ok((Content::CdataClose, i + 3));
            }
            Ok((Content::Data, i + 1))
        }
        b'\r' => match byte(t, i + 1)? {
            b'\n' => Ok((Content::Newline, i + 2)),
            _ => Ok((Content::Newline, i + 1)),
        },
        b'\n' => Ok((Content::Newline, i + 1)),
        _ => Ok((Content::Data, data(t, i, true)?)),
    }
}

/// The end of a section that is ignored: behind the `]]>` that closes it.
pub(super) fn ignored_section(t: &[u8], start: usize) -> Scan<usize> {
    let (mut i, mut level) = (start, 0usize);
    loop {
        match byte(t, i)? {
            b'<' if byte(t, i + 1)? == b'!' && byte(t, i + 2)? == b'[' => {
                level += 1;
                i += 3;
            }
            b']' if byte(t, i + 1)? == b']' && byte(t, i + 2)? == b'>' => {
                i += 3;
                if level == 0 {
                    return Ok(i);
                }
                level -= 1;
            }
            _ => i += character(t, i)?.1,
        }
    }
}

/// Tokens in front of the content, and of declarations.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Tok {
    None,
    Space,
    Pi,
    XmlDecl,
    Comment,
    DeclOpen,
    DeclClose,
    Literal,
    Name,
    PrefixedName,
    Nmtoken,
    PoundName,
    NameOpt,
    NameRep,
    NamePlus,
    Or,
    Comma,
    OpenParen,
    CloseParen,
    CloseParenOpt,
    CloseParenRep,
    CloseParenPlus,
    Percent,
    ParamRef,
    OpenBracket,
    CloseBracket,
    CondOpen,
    CondClose,
    InstanceStart,
}

/// A token in front of the content.
pub(super) struct PrologToken {
    pub tok: Tok,
    pub end: usize,
    /// More text could make it a longer or another one.
    pub open: bool,
}

fn done(tok: Tok, end: usize) -> Scan<PrologToken> {
    Ok(PrologToken { tok, end, open: false })
}
fn open(tok: Tok, end: usize) -> Scan<PrologToken> {
    Ok(PrologToken { tok, end, open: true })
}

/// The token in front of the content at `i`.
pub(super) fn prolog(t: &[u8], i: usize, ns: bool) -> Scan<PrologToken> {
    let Some(&b) = t.get(i) else { return done(Tok::None, i) };
    match b {
        b'"' | b'\'' => {
            let mut k = i + 1;
            loop {
                match byte(t, k)? {
                    q if q == b => break,
                    b'\t' | b'\n' | b'\r' | 0x20..0x80 => k += 1,
                    _ => k += character(t, k)?.1,
                }
            }
            k += 1;
            match t.get(k) {
                None => open(Tok::Literal, k),
                Some(c) if is_space(*c) || b">%[".contains(c) => done(Tok::Literal, k),
                Some(_) => unexpected(t, k),
            }
        }
        b'<' => match byte(t, i + 1)? {
            b'!' => match byte(t, i + 2)? {
                b'-' => done(Tok::Comment, comment(t, i + 3)?),
                b'[' => done(Tok::CondOpen, i + 3),
                c if c.is_ascii_alphabetic() || c == b'_' => {
                    let mut k = i + 3;
                    loop {
                        match byte(t, k)? {
                            c if c.is_ascii_alphabetic() || c == b'_' => k += 1,
                            c if is_space(c) => return done(Tok::DeclOpen, k),
                            // No blank is missing in front of the sign of a parameter entity.
                            b'%' => match byte(t, k + 1)? {
                                c if is_space(c) || c == b'%' => return Err(Stop::Invalid(k)),
                                _ => return done(Tok::DeclOpen, k),
                            },
                            _ => return unexpected(t, k),
                        }
                    }
                }
                _ => unexpected(t, i + 2),
            },
            b'?' => {
                let (declaration, end) = instruction(t, i + 2, ns)?;
                done(if declaration { Tok::XmlDecl } else { Tok::Pi }, end)
            }
            _ => match name_start(t, i + 1, if ns { Colon::Never } else { Colon::Free })? {
                Some(_) => done(Tok::InstanceStart, i),
                None => Err(Stop::Invalid(i + 1)),
            },
        },
        b' ' | b'\t' | b'\n' | b'\r' => {
            let end = skip_space(t, i);
            // Half of a line end is not taken alone.
            match t[end - 1] == b'\r' && end == t.len() {
                true if end > i + 1 => done(Tok::Space, end - 1),
                true => open(Tok::Space, end),
                false => done(Tok::Space, end),
            }
        }
        b'%' => match byte(t, i + 1)? {
            c if is_space(c) || c == b'%' => done(Tok::Percent, i + 1),
            _ => {
                let end = name(t, i + 1, if ns { Colon::Never } else { Colon::Free })?;
                if t[end] == b';' { done(Tok::ParamRef, end + 1) } else { unexpected(t, end) }
            }
        },
        b',' => done(Tok::Comma, i + 1),
        b'[' => done(Tok::OpenBracket, i + 1),
        b']' => match (t.get(i + 1), t.get(i + 2)) {
            (None, _) | (Some(b']'), None) => open(Tok::CloseBracket, i + 1),
            (Some(b']'), Some(b'>')) => done(Tok::CondClose, i + 3),
            _ => done(Tok::CloseBracket, i + 1),
        },
        b'(' => done(Tok::OpenParen, i + 1),
        b')' => match t.get(i + 1) {
            None => open(Tok::CloseParen, i + 1),
            Some(b'*') => done(Tok::CloseParenRep, i + 2),
            Some(b'?') => done(Tok::CloseParenOpt, i + 2),
            Some(b'+') => done(Tok::CloseParenPlus, i + 2),
            Some(c) if is_space(*c) || b">,|)".contains(c) => done(Tok::CloseParen, i + 1),
            Some(_) => unexpected(t, i + 1),
        },
        b'|' => done(Tok::Or, i + 1),
        b'>' => done(Tok::DeclClose, i + 1),
        b'#' => match run(t, i + 1, false, false)? {
            (end, _) if end == t.len() => open(Tok::PoundName, end),
            (end, _) if is_space(t[end]) || b")>%|".contains(&t[end]) => done(Tok::PoundName, end),
            (end, _) => unexpected(t, end),
        },
        _ => {
            let starts = name_start(t, i, if ns { Colon::Never } else { Colon::Free })?.is_some();
            let (end, prefixed) = run(t, i, !starts, ns)?;
            let tok = match (starts, prefixed) {
                (false, _) => Tok::Nmtoken,
                (true, true) => Tok::PrefixedName,
                (true, false) => Tok::Name,
            };
            match t.get(end) {
                None => open(tok, end),
                Some(c) if is_space(*c) || b">),|[%".contains(c) => done(tok, end),
                Some(b'?') if starts => done(Tok::NameOpt, end + 1),
                Some(b'*') if starts => done(Tok::NameRep, end + 1),
                Some(b'+') if starts => done(Tok::NamePlus, end + 1),
                Some(_) => unexpected(t, end),
            }
        }
    }
}

/// The end of a name, or of a row of name characters if `any`, which may be the text's end; whether it has a prefix.
fn run(t: &[u8], mut i: usize, any: bool, ns: bool) -> Scan<(usize, bool)> {
    let colon = if ns { Colon::Never } else { Colon::Free };
    let mut prefixed = false;
    let first = if any { name_character(t, i, Colon::Free)? } else { name_start(t, i, colon)? };
    match first {
        Some(n) => i += n,
        None => return Err(Stop::Invalid(i)),
    }
    while i < t.len() {
        match name_character(t, i, if any { Colon::Free } else { colon })? {
            Some(n) => i += n,
            None if t[i] == b':' && ns && !prefixed => {
                prefixed = true;
                i += 1;
                if i < t.len() && name_character(t, i, Colon::Never)?.is_none() {
                    return Err(Stop::Invalid(i));
                }
            }
            None => break,
        }
    }
    Ok((i, prefixed))
}

/// Version, encoding and standalone of an XML or text declaration from `<?xml` to `?>`.
#[derive(Default, Debug)]
pub(super) struct Declaration {
    pub version: Option<(usize, usize)>,
    pub encoding: Option<(usize, usize)>,
    pub standalone: Option<bool>,
}

/// The next `name = "value"`: the two, or where it goes wrong; None at the end.
#[allow(clippy::type_complexity)]
fn pseudo_attribute(t: &[u8], i: &mut usize, end: usize) -> Result<Option<((usize, usize), (usize, usize))>, usize> {
    let t = &t[..end];
    if *i == end {
        return Ok(None);
    }
    if !is_space(t[*i]) {
        return Err(*i);
    }
    *i = skip_space(t, *i);
    if *i == end {
        return Ok(None);
    }
    let start = *i;
    while *i < end && t[*i] < 0x80 && t[*i] != b'=' && !is_space(t[*i]) {
        *i += 1;
    }
    let name = (start, *i);
    *i = skip_space(t, *i);
    if t.get(*i) != Some(&b'=') || name.0 == name.1 {
        return Err(*i);
    }
    *i = skip_space(t, *i + 1);
    let quote = match t.get(*i) {
        Some(q @ (b'"' | b'\'')) => *q,
        _ => return Err(*i),
    };
    *i += 1;
    let from = *i;
    loop {
        match t.get(*i) {
            Some(c) if *c == quote => break,
            Some(c) if c.is_ascii_alphanumeric() || b".-_".contains(c) => *i += 1,
            _ => return Err(*i),
        }
    }
    *i += 1;
    Ok(Some((name, (from, *i - 1))))
}

/// Takes an XML declaration, or a text declaration, apart; the place of what is wrong in it.
pub(super) fn declaration(t: &[u8], start: usize, end: usize, text: bool) -> Result<Declaration, usize> {
    let (mut i, end) = (start + 5, end - 2);
    let mut found = Declaration::default();
    let word = |(from, to): (usize, usize)| &t[from..to];
    let Some((mut name, mut value)) = pseudo_attribute(t, &mut i, end)? else { return Err(start + 5) };
    if word(name) == b"version" {
        found.version = Some(value);
        match pseudo_attribute(t, &mut i, end)? {
            Some(next) => (name, value) = next,
            None if text => return Err(i),
            None => return Ok(found),
        }
    } else if !text {
        return Err(name.0);
    }
    if word(name) == b"encoding" {
        if !t[value.0].is_ascii_alphabetic() {
            return Err(value.0);
        }
        found.encoding = Some(value);
        match pseudo_attribute(t, &mut i, end)? {
            Some(next) => (name, value) = next,
            None => return Ok(found),
        }
    }
    if word(name) != b"standalone" || text {
        return Err(name.0);
    }
    found.standalone = match word(value) {
        b"yes" => Some(true),
        b"no" => Some(false),
        _ => return Err(value.0),
    };
    i = skip_space(&t[..end], i);
    if i == end { Ok(found) } else { Err(i) }
}
