//! What can be told from the tokens of a source that does not parse.
use ruff_python_ast::token::{Token, TokenKind};
use ruff_text_size::{Ranged, TextRange, TextSize};

use super::{SyntaxError, SyntaxErrorKind};
use crate::source::SourceFile;

/// The first problem with brackets.
pub(super) enum Brackets {
    /// A closing bracket without its opening one.
    Mismatch { range: TextRange, msg: String },
    /// The innermost bracket still open at the end.
    Unclosed { range: TextRange, bracket: char },
}

fn is_open(kind: TokenKind) -> bool {
    matches!(kind, TokenKind::Lpar | TokenKind::Lsqb | TokenKind::Lbrace)
}

fn is_close(kind: TokenKind) -> bool {
    matches!(kind, TokenKind::Rpar | TokenKind::Rsqb | TokenKind::Rbrace)
}

fn as_char(text: &str, token: &Token) -> char {
    text[token.range()].chars().next().unwrap_or('(')
}

pub(super) fn check_brackets(text: &str, tokens: &[Token]) -> Option<Brackets> {
    let mut open: Vec<&Token> = Vec::new();
    for token in tokens {
        if is_open(token.kind()) {
            open.push(token);
        } else if is_close(token.kind()) {
            let close = as_char(text, token);
            let Some(opening) = open.pop() else {
                return Some(Brackets::Mismatch { range: token.range(), msg: format!("unmatched '{close}'") });
            };
            let opened = as_char(text, opening);
            if !matches!((opened, close), ('(', ')') | ('[', ']') | ('{', '}')) {
                let lines = text[opening.start().to_usize()..token.start().to_usize()].contains('\n');
                let line = text[..opening.start().to_usize()].matches('\n').count() + 1;
                let place = if lines { format!(" on line {line}") } else { String::new() };
                let msg = format!("closing parenthesis '{close}' does not match opening parenthesis '{opened}'{place}");
                return Some(Brackets::Mismatch { range: token.range(), msg });
            }
        }
    }
    // Braces of replacement fields are the f-string's business.
    let last = open.last()?;
    let in_fstring = tokens.iter().rfind(|t| t.end() <= last.start()).is_some_and(|t| {
        matches!(t.kind(), TokenKind::FStringStart | TokenKind::FStringMiddle | TokenKind::TStringStart | TokenKind::TStringMiddle)
    });
    if in_fstring {
        return None;
    }
    Some(Brackets::Unclosed { range: last.range(), bracket: as_char(text, last) })
}

pub(super) fn starts_operand(kind: TokenKind) -> bool {
    use TokenKind as T;
    matches!(
        kind,
        T::Name | T::Int | T::Float | T::Complex | T::String | T::FStringStart | T::TStringStart | T::None | T::True
            | T::False | T::Ellipsis | T::Match | T::Case | T::Type | T::Lambda | T::Lazy
    )
}

pub(super) fn ends_operand(kind: TokenKind) -> bool {
    use TokenKind as T;
    matches!(
        kind,
        T::Name | T::Int | T::Float | T::Complex | T::String | T::FStringEnd | T::TStringEnd | T::None | T::True
            | T::False | T::Ellipsis | T::Match | T::Case | T::Type | T::Rpar | T::Rsqb | T::Rbrace | T::Lazy
    )
}

/// Index of the innermost bracket open before token `index`.
pub(super) fn innermost_bracket(tokens: &[Token], index: usize) -> Option<usize> {
    let mut depth = 0;
    for i in (0..index).rev() {
        if is_close(tokens[i].kind()) {
            depth += 1;
        } else if is_open(tokens[i].kind()) {
            if depth == 0 {
                return Some(i);
            }
            depth -= 1;
        }
    }
    None
}

/// Kind of the innermost bracket open at an offset.
pub(super) fn bracket_kind(tokens: &[Token], at: TextSize) -> Option<TokenKind> {
    let index = tokens.iter().position(|t| t.start() >= at)?;
    innermost_bracket(tokens, index).map(|i| tokens[i].kind())
}

/// Where the expression before token `index` starts, inside the bracket at `open`.
pub(super) fn operand_start(tokens: &[Token], open: usize, index: usize) -> Option<TextSize> {
    let mut depth = 0;
    let mut start = None;
    for token in tokens[open + 1..index].iter().rev().filter(|t| !t.kind().is_trivia()) {
        let kind = token.kind();
        if is_close(kind) {
            depth += 1;
        } else if is_open(kind) {
            depth -= 1;
        } else if depth == 0
            && matches!(kind, TokenKind::Comma | TokenKind::Colon | TokenKind::Equal | TokenKind::ColonEqual | TokenKind::For
                | TokenKind::In | TokenKind::If | TokenKind::Else | TokenKind::Star | TokenKind::DoubleStar)
            && (start.is_some() || kind == TokenKind::Comma)
        {
            break;
        }
        start = Some(token.start());
    }
    start
}

/// Where the expression that ends right before token `index` starts on its line.
pub(super) fn operand_start_from(tokens: &[Token], index: usize) -> Option<TextSize> {
    let mut depth = 0;
    let mut start = None;
    for token in tokens[..index].iter().rev().filter(|t| !t.kind().is_trivia()) {
        let kind = token.kind();
        if is_close(kind) {
            depth += 1;
        } else if is_open(kind) {
            if depth == 0 {
                break;
            }
            depth -= 1;
        } else if depth == 0
            && (matches!(kind, TokenKind::Comma | TokenKind::Colon | TokenKind::Equal | TokenKind::ColonEqual | TokenKind::Semi
                | TokenKind::Newline | TokenKind::Indent | TokenKind::Dedent | TokenKind::Return | TokenKind::In
                | TokenKind::Yield | TokenKind::Else | TokenKind::Lambda))
        {
            break;
        }
        start = Some(token.start());
    }
    start
}

/// End of the operand that starts at token `index`, its calls, subscripts and operators included.
pub(super) fn operand_end(tokens: &[Token], index: usize) -> TextSize {
    let mut depth = 0;
    let mut end = tokens[index].end();
    let mut after_operand = false;
    for token in tokens[index..].iter().filter(|t| !t.kind().is_trivia()) {
        let kind = token.kind();
        if is_open(kind) {
            depth += 1;
        } else if is_close(kind) {
            if depth == 0 {
                break;
            }
            depth -= 1;
        } else if depth == 0 {
            let stops = matches!(kind, TokenKind::Comma | TokenKind::Colon | TokenKind::Equal | TokenKind::ColonEqual
                | TokenKind::Newline | TokenKind::Semi | TokenKind::EndOfFile | TokenKind::For | TokenKind::If
                | TokenKind::Else | TokenKind::Unknown);
            if stops || after_operand && starts_operand(kind) && kind != TokenKind::String {
                break;
            }
        }
        after_operand = ends_operand(kind);
        end = token.end();
    }
    end
}

/// The significant tokens of the logical line (or suite on one line) around an offset.
pub(super) fn logical_line(tokens: &[Token], at: TextSize) -> impl Iterator<Item = &Token> {
    let is_end = |t: &Token| matches!(t.kind(), TokenKind::Newline | TokenKind::Semi);
    let first = tokens.iter().rposition(|t| t.end() <= at && is_end(t)).map_or(0, |i| i + 1);
    tokens[first..]
        .iter()
        .filter(|t| !t.kind().is_trivia() && !matches!(t.kind(), TokenKind::Indent | TokenKind::Dedent))
        .take_while(|t| !matches!(t.kind(), TokenKind::Newline | TokenKind::Semi | TokenKind::EndOfFile))
}

/// An unterminated plain or bytes literal whose token starts at or around `at`.
pub(super) fn unterminated_at(source: &SourceFile, at: TextSize) -> SyntaxError {
    let text = &source.text;
    let rest = &text[at.to_usize()..];
    let prefix = rest.bytes().take_while(|b| b.is_ascii_alphabetic()).count();
    let quotes = &rest[prefix..];
    let triple = quotes.starts_with("\"\"\"") || quotes.starts_with("'''");
    unterminated(source, at, "", triple)
}

/// CPython's error for a literal that does not end; `what` is `f-string`, `t-string` or nothing.
pub(super) fn unterminated(source: &SourceFile, at: TextSize, what: &str, triple: bool) -> SyntaxError {
    // The error range may start inside the literal: go back to its opening quotes on this line.
    let mut start = at.to_usize();
    if !what.is_empty() {
        let (line, _) = source.location(start as u32);
        let from = source.line_start(line) as usize;
        let opens = |i: usize| {
            let bytes = source.text.as_bytes();
            matches!(bytes[i], b'f' | b'F' | b't' | b'T' | b'r' | b'R')
                && bytes[i + 1..].iter().find(|b| !b.is_ascii_alphabetic()).is_some_and(|b| matches!(b, b'"' | b'\''))
        };
        let limit = start.min(source.text.len().saturating_sub(1));
        if let Some(found) = (from..=limit).rev().find(|&i| source.text.is_char_boundary(i) && opens(i)) {
            start = found;
            while start > from && source.text.as_bytes()[start - 1].is_ascii_alphabetic() && opens(start - 1) {
                start -= 1;
            }
        }
    }
    let last = if triple {
        let end = source.text.trim_end_matches('\n').len();
        source.location(end as u32).0
    } else {
        let mut line = source.location(start as u32).0;
        let is_end = |line: u32| line == source.line_count() && source.line_text(line).is_empty();
        while source.line_text(line).ends_with('\\') && line < source.line_count() && !is_end(line + 1) {
            line += 1;
        }
        line
    };
    let what = if what.is_empty() { "string literal".to_owned() } else { format!("{what} literal") };
    let triple = if triple { "triple-quoted " } else { "" };
    // A backslash may have taken the closing quote.
    let line_end = source.text[start..].find('\n').map_or(source.text.len(), |i| start + i);
    let literal = &source.text[start..line_end];
    let quote = literal.chars().find(|c| matches!(c, '"' | '\''));
    let escaped = what == "string literal"
        && triple.is_empty()
        && quote.is_some_and(|q| literal.contains(&format!("\\{q}")) && !literal.contains(&format!("\\\\{q}")));
    let hint = if escaped { "; perhaps you escaped the end quote?" } else { "" };
    let msg = format!("unterminated {triple}{what} (detected at line {last}){hint}");
    let error = SyntaxError::new(source, TextRange::empty(TextSize::new(start as u32)), msg);
    let (line, offset) = (error.line, error.offset as i32);
    error.ending(line, offset)
}

/// Whether the indentation of a line and of some line before it disagree about tabs and spaces.
pub(super) fn mixes_tabs(source: &SourceFile, line: u32) -> bool {
    let indent = |l: u32| {
        let text = source.line_text(l);
        &text[..text.len() - text.trim_start_matches([' ', '\t', '\x0c']).len()]
    };
    let columns = |text: &str, tab: usize| {
        text.bytes().fold(0, |col, b| match b {
            b'\t' => (col / tab + 1) * tab,
            b' ' => col + 1,
            _ => 0,
        })
    };
    let here = indent(line);
    let previous = (1..line).rev().map(indent).find(|text| !text.is_empty() || !here.is_empty());
    (1..line).rev().filter(|&l| !source.line_text(l).trim().is_empty()).map(indent).any(|other| {
        let wide = columns(here, 8).cmp(&columns(other, 8));
        let narrow = columns(here, 1).cmp(&columns(other, 1));
        wide != narrow
    }) && previous.is_some()
}

/// A bad escape in a literal, in the words of CPython's codecs.
pub(super) fn bad_escape(source: &SourceFile, literal: &Token) -> SyntaxError {
    let text = &source.text[literal.range()];
    let prefix_len = text.bytes().take_while(|b| b.is_ascii_alphabetic()).count();
    let is_string = literal.kind() == TokenKind::String;
    let is_bytes = is_string && text[..prefix_len].contains(['b', 'B']);
    let content = if is_string {
        let quotes = if text[prefix_len..].starts_with("\"\"\"") || text[prefix_len..].starts_with("'''") { 3 } else { 1 };
        text.get(prefix_len + quotes..text.len().saturating_sub(quotes)).unwrap_or("")
    } else {
        text
    };
    let mut at = 0;
    // Positions count the bytes CPython hands its codec, where other characters are ten-byte escapes.
    let mut position = 0;
    while let Some(c) = content[at..].chars().next() {
        if c != '\\' {
            at += c.len_utf8();
            position += if c.is_ascii() || is_bytes { 1 } else { 10 };
            continue;
        }
        let rest = &content[at + 1..];
        let Some(escape) = rest.chars().next() else { break };
        let digits = |max: usize| rest[1..].chars().take(max).take_while(char::is_ascii_hexdigit).count();
        let fault = match escape {
            'x' => (digits(2) < 2).then(|| (2 + digits(2), "truncated \\xXX escape")),
            'u' if !is_bytes => (digits(4) < 4).then(|| (2 + digits(4), "truncated \\uXXXX escape")),
            'U' if !is_bytes => {
                let n = digits(8);
                if n < 8 {
                    Some((2 + n, "truncated \\UXXXXXXXX escape"))
                } else {
                    let code = u32::from_str_radix(&rest[1..9], 16).unwrap_or(u32::MAX);
                    (code > 0x10ffff).then_some((10, "illegal Unicode character"))
                }
            }
            'N' if !is_bytes => match rest[1..].strip_prefix('{').and_then(|r| r.find('}').map(|end| &r[..end])) {
                None if rest[1..].starts_with('{') => Some((rest.chars().count() + 1, "malformed \\N character escape")),
                None => Some((2, "malformed \\N character escape")),
                Some(name) if crate::text::unicode_data::character(name).is_none() => {
                    Some((name.len() + 4, "unknown Unicode character name"))
                }
                Some(_) => None,
            },
            _ => None,
        };
        if let Some((length, reason)) = fault {
            let msg = if is_bytes {
                format!("(value error) invalid \\x escape at position {position}")
            } else {
                let end = position + length - 1;
                format!("(unicode error) 'unicodeescape' codec can't decode bytes in position {position}-{end}: {reason}")
            };
            return SyntaxError::new(source, literal.range(), msg);
        }
        at += 1 + escape.len_utf8();
        position += if escape.is_ascii() { 2 } else { 11 };
    }
    SyntaxError::new(source, literal.range(), "invalid syntax")
}

/// Malformed numbers.
pub(super) fn number_error(source: &SourceFile, range: TextRange) -> Option<SyntaxError> {
    let text = &source.text;
    let is_part = |b: u8| b.is_ascii_alphanumeric() || b == b'_' || b == b'.';
    let bytes = text.as_bytes();
    let mut start = range.start().to_usize().min(text.len());
    while start > 0 && is_part(bytes[start - 1]) {
        start -= 1;
    }
    let mut len = bytes[start..].iter().take_while(|&&b| is_part(b)).count();
    let is_exponent = bytes[start..start + len].last().is_some_and(|b| matches!(b, b'e' | b'E'));
    if is_exponent && !text[start..].starts_with("0x") && bytes.get(start + len).is_some_and(|b| matches!(b, b'+' | b'-')) {
        len += 1;
    }
    let number = &text[start..start + len];
    if !number.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return None;
    }
    let point = |at: usize, msg: String| {
        let error = SyntaxError::with_kind(
            source,
            SyntaxErrorKind::SyntaxError,
            TextRange::empty(TextSize::new((start + at) as u32)),
            msg,
        );
        let (line, offset) = (error.line, error.offset as i32);
        error.ending(line, offset)
    };
    let lower = number.to_ascii_lowercase();
    let radix = match lower.as_bytes() {
        [b'0', b'x', ..] => Some((16, "hexadecimal")),
        [b'0', b'o', ..] => Some((8, "octal")),
        [b'0', b'b', ..] => Some((2, "binary")),
        _ => None,
    };
    if let Some((radix, name)) = radix {
        for (i, c) in lower.char_indices().skip(2) {
            if c.is_digit(radix) || c == '_' && !lower[..i].ends_with('_') {
                continue;
            }
            if c.is_ascii_digit() {
                return Some(point(i, format!("invalid digit '{c}' in {name} literal")));
            }
            return Some(point(i - 1, format!("invalid {name} literal")));
        }
        return Some(point(lower.len() - 1, format!("invalid {name} literal")));
    }
    let digits = lower.bytes().take_while(|b| b.is_ascii_digit() || *b == b'_').count();
    if digits == lower.len() && lower.starts_with('0') && !lower.contains("__") && !lower.ends_with('_') {
        let zeros = lower.bytes().take_while(|&b| b == b'0' || b == b'_').count();
        let msg = "leading zeros in decimal integer literals are not permitted; use an 0o prefix for octal integers";
        let error = point(0, msg.to_owned());
        let (line, offset) = (error.line, error.offset as i32);
        return Some(error.ending(line, offset + zeros as i32));
    }
    // The column is that of the last good character.
    let mut previous = '0';
    for (i, c) in lower.char_indices() {
        let good = match c {
            '_' => previous.is_ascii_digit(),
            '.' => previous != '_',
            'e' => {
                previous != '_'
                    && !lower[..i].contains('e')
                    && lower[i + 1..].trim_start_matches(['+', '-']).starts_with(|d: char| d.is_ascii_digit())
            }
            'j' => previous != '_',
            c => c.is_ascii_digit(),
        };
        if previous == 'j' {
            return Some(point(i - 1, "invalid imaginary literal".to_owned()));
        }
        if !good && c == 'e' && lower[i + 1..].starts_with(['+', '-']) {
            return Some(point(i + 1, "invalid decimal literal".to_owned()));
        }
        if !good {
            return Some(point(i.saturating_sub(1), "invalid decimal literal".to_owned()));
        }
        previous = c;
    }
    Some(point(lower.len().saturating_sub(1), "invalid decimal literal".to_owned()))
}
