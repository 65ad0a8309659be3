//! Whether a source that does not parse may be the beginning of one that does, as an interactive console asks
//! (`PyCF_ALLOW_INCOMPLETE_INPUT`).
use ruff_python_ast::Stmt;
use ruff_python_ast::token::{Token, TokenKind};
use ruff_python_parser::{InterpolatedStringErrorType, LexicalErrorType, Mode as RuffMode, ParseErrorType, ParseOptions};
use ruff_text_size::{Ranged, TextRange, TextSize};

use super::error::{SyntaxError, SyntaxErrorKind};
use super::parse::Mode;
use crate::source::SourceFile;

/// The error of a source whose tokens end before the parser has seen enough; `None` where the source is complete, or wrong
/// whatever may follow. `implied_dedent`: the end of the source ends blocks.
///
/// The rule is that of a parser which stops at the first token that fits nowhere: the source is incomplete where finding this
/// token took the tokenizer to the end of the text.
pub fn incomplete(source: &SourceFile, mode: Mode, implied_dedent: bool) -> Option<SyntaxError> {
    // A module ends in a newline, whether or not it is written.
    let text = match mode {
        Mode::Module if !source.text.ends_with('\n') && !source.text.is_empty() => format!("{}\n", source.text),
        _ => source.text.to_string(),
    };
    let source = SourceFile::from_str(&source.filename, &text).ok()?;
    let ruff_mode = if mode == Mode::Expression { RuffMode::Expression } else { RuffMode::Module };
    super::nesting::check(&source, ruff_mode).ok()?;
    let parsed = ruff_python_parser::parse_unchecked(&source.text, ParseOptions::from(ruff_mode));
    let at_end = || Some(end_of(&source));
    let end = TextSize::of(&*source.text);
    let Some(first) = parsed.errors().iter().min_by_key(|e| e.range().start()) else {
        let body = parsed.syntax().as_module().map_or(&[][..], |m| &m.body);
        if mode != Mode::Single {
            return None;
        }
        // A compound statement goes on until an empty line.
        let open = match body {
            [] => true,
            [only] => is_compound(only) && !source.text.ends_with('\n'),
            _ => false,
        };
        let indented = source.text.lines().last().is_some_and(|l| l.starts_with([' ', '\t']) && !l.trim().is_empty());
        return if open && !(indented && implied_dedent) { at_end() } else { None };
    };
    match &first.error {
        ParseErrorType::Lexical(lexical) => match lexical {
            LexicalErrorType::UnclosedStringError => return unclosed(&source, first.range()),
            LexicalErrorType::FStringError(e) | LexicalErrorType::TStringError(e) => match e {
                InterpolatedStringErrorType::UnterminatedTripleQuotedString => return at_end(),
                InterpolatedStringErrorType::UnterminatedString => return unclosed(&source, first.range()),
                _ => {}
            },
            // Inside brackets, or behind the backslash that continues a line.
            LexicalErrorType::Eof => return if source.text.ends_with('\\') { None } else { at_end() },
            LexicalErrorType::LineContinuationError if source.text.ends_with("\\\n") && first.range().end() + TextSize::new(2) >= end => {
                return at_end();
            }
            LexicalErrorType::UnrecognizedToken { .. } => {}
            _ => return None,
        },
        // An unclosed string at the end hides behind what was expected there.
        _ => {
            if let Some(e) = parsed.errors().iter().find(|e| matches!(e.error, ParseErrorType::Lexical(LexicalErrorType::UnclosedStringError)))
                && e.range().start() <= first.range().end()
            {
                return unclosed(&source, e.range());
            }
        }
    }
    let at = first.range().start();
    let tokens: Vec<&Token> = parsed.tokens().iter().filter(|t| !t.kind().is_trivia() && t.kind() != TokenKind::EndOfFile).collect();
    let meaningful = |t: &&&Token| !matches!(t.kind(), TokenKind::Newline | TokenKind::Indent | TokenKind::Dedent);
    // The token that does not fit: the one that the error begins at, or the next.
    let failing = tokens.iter().find(|t| t.end() > at || t.range().is_empty() && t.start() >= at);
    let after = tokens.iter().filter(meaningful).find(|t| t.end() > at);
    match (failing, after) {
        (Some(t), _) if t.kind() == TokenKind::Indent => None,
        (_, Some(t)) => {
            let closes = matches!(t.kind(), TokenKind::Rpar | TokenKind::Rsqb | TokenKind::Rbrace);
            let ends_by_itself = matches!(t.kind(), TokenKind::String | TokenKind::FStringEnd | TokenKind::TStringEnd);
            // A number with letters in it, which the tokenizer refuses.
            let (before, from) = source.text.split_at(t.start().to_usize());
            let in_number = before.ends_with(|c: char| c.is_ascii_alphanumeric()) && from.starts_with(|c: char| c == '_' || c.is_alphanumeric());
            if closes || ends_by_itself || t.end() != end || in_number {
                return None;
            }
            Some(SyntaxError { end_offset: end_of(&source).offset as i32 + 1, ..SyntaxError::with_kind(&source, SyntaxErrorKind::IncompleteInput, t.range(), MESSAGE) })
        }
        (_, None) => {
            let last_line_end = tokens.iter().rev().find(|t| t.kind() == TokenKind::Newline && !t.range().is_empty());
            match last_line_end {
                // The line was to go on where it ends.
                Some(newline) if at <= newline.start() && !expects_lines(&first.error) => None,
                _ => at_end(),
            }
        }
    }
}

/// Whether the source ends inside brackets or a string of several lines, or behind the backslash that continues a line: an empty line
/// then ends nothing.
pub fn continues_line(source: &SourceFile) -> bool {
    let text = &*source.text;
    let parsed = ruff_python_parser::parse_unchecked(text, ParseOptions::from(RuffMode::Module));
    let line = text.strip_suffix('\n').unwrap_or(text);
    let in_comment = parsed.tokens().iter().any(|t| t.kind() == TokenKind::Comment && t.end().to_usize() == line.len());
    if line.ends_with('\\') && !in_comment {
        return true;
    }
    parsed.errors().iter().any(|e| match &e.error {
        ParseErrorType::Lexical(LexicalErrorType::Eof) => true,
        ParseErrorType::Lexical(LexicalErrorType::UnclosedStringError) => {
            let quotes = text[e.range().start().to_usize()..].trim_start_matches(|c: char| c.is_ascii_alphabetic());
            quotes.starts_with("'''") || quotes.starts_with("\"\"\"")
        }
        ParseErrorType::Lexical(LexicalErrorType::FStringError(e) | LexicalErrorType::TStringError(e)) => {
            matches!(e, InterpolatedStringErrorType::UnterminatedTripleQuotedString)
        }
        _ => false,
    })
}

/// The error of what follows a compound statement without an empty line between them, as an interactive session sees it.
pub fn second_statement(source: &SourceFile) -> Option<SyntaxError> {
    let parsed = ruff_python_parser::parse_unchecked(&source.text, ParseOptions::from(RuffMode::Module));
    let body = parsed.syntax().as_module().map_or(&[][..], |m| &m.body);
    let [first, second, ..] = body else { return None };
    if !is_compound(first) || !parsed.errors().is_empty() {
        return None;
    }
    let token = parsed.tokens().iter().find(|t| t.start() >= second.start() && !t.kind().is_trivia())?;
    Some(SyntaxError::new(source, token.range(), "invalid syntax"))
}

const MESSAGE: &str = "incomplete input";

/// Whether what is missing belongs on lines that follow.
fn expects_lines(error: &ParseErrorType) -> bool {
    match error {
        ParseErrorType::OtherError(message) => {
            message.starts_with("Expected an indented block") || message.contains("after `try` block") || message.contains("after decorator")
        }
        _ => false,
    }
}

fn is_compound(s: &Stmt) -> bool {
    matches!(
        s,
        Stmt::FunctionDef(_) | Stmt::ClassDef(_) | Stmt::For(_) | Stmt::While(_) | Stmt::If(_) | Stmt::With(_) | Stmt::Match(_) | Stmt::Try(_)
    )
}

/// A string that begins at the start of `range` and has no end: incomplete where it goes on to the end of the text.
fn unclosed(source: &SourceFile, range: TextRange) -> Option<SyntaxError> {
    let literal = &source.text[range.start().to_usize()..];
    let quotes = literal.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    let triple = quotes.starts_with("'''") || quotes.starts_with("\"\"\"");
    let mut escaped = false;
    let line_ends = literal.chars().any(|c| {
        let ends = c == '\n' && !escaped;
        escaped = c == '\\' && !escaped;
        ends
    });
    if !triple && line_ends {
        return None;
    }
    let error = SyntaxError::with_kind(source, SyntaxErrorKind::IncompleteInput, TextRange::empty(range.start()), MESSAGE);
    let line = error.line;
    Some(error.ending(line, -1))
}

/// The error at the last character.
fn end_of(source: &SourceFile) -> SyntaxError {
    let Some(last) = source.text.chars().next_back() else {
        let error = SyntaxError::with_kind(source, SyntaxErrorKind::IncompleteInput, TextRange::empty(TextSize::new(0)), MESSAGE);
        return SyntaxError { line: 0, ..error.at_offset(0) }.ending(0, -1);
    };
    let at = TextSize::of(&*source.text) - TextSize::of(last);
    let error = SyntaxError::with_kind(source, SyntaxErrorKind::IncompleteInput, TextRange::empty(at), MESSAGE);
    let line = error.line;
    error.ending(line, -1)
}
