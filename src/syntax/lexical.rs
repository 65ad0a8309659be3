//! Errors of the lexer and of replacement fields, in CPython's words and places.
use ruff_python_ast::token::TokenKind;
use ruff_python_parser::{InterpolatedStringErrorType as Interpolated, LexicalErrorType};
use ruff_text_size::{Ranged, TextRange, TextSize};

use super::report::Reporter;
use super::{SyntaxError, tokens};

impl Reporter<'_> {
    pub(super) fn interpolated(&self, prefix: &str, kind: &Interpolated, range: TextRange) -> Option<SyntaxError> {
        let text = &self.source.text;
        Some(match kind {
            Interpolated::UnterminatedString if self.commented_field(range.start()).is_some() => {
                let error = self.error(self.commented_field(range.start())?, "'{' was never closed");
                let line = error.line;
                error.ending(line, 0)
            }
            Interpolated::UnterminatedString | Interpolated::UnterminatedTripleQuotedString
                if self.open_at_end(matches!(kind, Interpolated::UnterminatedTripleQuotedString)).is_some_and(|(_, spec)| !spec) =>
            {
                let (open, _) = self.open_at_end(matches!(kind, Interpolated::UnterminatedTripleQuotedString))?;
                let error = self.error(open.range(), format!("'{}' was never closed", &text[open.range()]));
                let line = error.line;
                error.ending(line, 0)
            }
            Interpolated::UnterminatedString => tokens::unterminated(self.source, range.start(), prefix, false),
            Interpolated::UnterminatedTripleQuotedString => tokens::unterminated(self.source, range.start(), prefix, true),
            Interpolated::SingleRbrace => self.point(range.start(), format!("{prefix}: single '}}' is not allowed")),
            Interpolated::UnclosedLbrace if self.in_format_spec(range.start()) => self.error(
                TextRange::at(range.start(), TextSize::new(1)),
                format!("{prefix}: expecting '}}', or format specs"),
            ),
            Interpolated::UnclosedLbrace if self.behind_field_part(range).is_some() => {
                let (at, expected) = self.behind_field_part(range)?;
                self.error(at, format!("{prefix}: expecting {expected}"))
            }
            Interpolated::UnclosedLbrace => self.point(range.start(), format!("{prefix}: expecting '}}'")),
            Interpolated::InvalidConversionFlag => {
                let token = self.token_at(range.start())?;
                let flag = &text[token.range()];
                if matches!(token.kind(), TokenKind::Name) {
                    let msg = format!("{prefix}: invalid conversion character '{flag}': expected 's', 'r', or 'a'");
                    self.error(token.range(), msg)
                } else {
                    self.error(token.range(), format!("{prefix}: missing conversion character"))
                }
            }
            Interpolated::ConversionFlagNotImmediatelyAfterExclamation => {
                self.error(range, format!("{prefix}: conversion type must come right after the exclamation mark"))
            }
            Interpolated::LambdaWithoutParentheses => {
                self.error(range, format!("{prefix}: lambda expressions are not allowed without parentheses"))
            }
            Interpolated::NewlineInFormatSpec => {
                let msg = format!("{prefix}: newlines are not allowed in format specifiers for single quoted {prefix}s");
                let rest = &text[range.start().to_usize()..];
                let newline = range.start() + TextSize::of(&rest[..rest.find(['\n', '\r']).unwrap_or(0)]);
                let error = self.point(newline, msg);
                let (line, offset) = (error.line, error.offset);
                error.at_offset(offset).ending(line, offset as i32)
            }
        })
    }

    /// What may follow a replacement field's conversion or `=`, where something else follows.
    fn behind_field_part(&self, range: TextRange) -> Option<(TextRange, &'static str)> {
        let found = self.token_at(range.start())?;
        if matches!(found.kind(), TokenKind::FStringEnd | TokenKind::TStringEnd | TokenKind::Newline | TokenKind::EndOfFile | TokenKind::Unknown)
            || found.range().is_empty()
        {
            return None;
        }
        let previous = self.token_before(found.start())?;
        match previous.kind() {
            TokenKind::Equal => Some((found.range(), "'!', or ':', or '}'")),
            TokenKind::Name if self.token_before(previous.start())?.kind() == TokenKind::Exclamation => {
                Some((found.range(), "':' or '}'"))
            }
            _ => None,
        }
    }

    pub(super) fn lexical(&self, error: &LexicalErrorType, range: TextRange) -> Option<SyntaxError> {
        let text = &self.source.text;
        Some(match error {
            LexicalErrorType::UnclosedStringError => tokens::unterminated_at(self.source, range.start()),
            LexicalErrorType::FStringError(kind) => return self.interpolated("f-string", kind, range),
            LexicalErrorType::TStringError(kind) => return self.interpolated("t-string", kind, range),
            LexicalErrorType::IndentationError => {
                let (line, _) = self.source.location(range.end().to_u32());
                if tokens::mixes_tabs(self.source, line) {
                    return Some(self.tab_error(line));
                }
                let length = self.source.line_text(line).chars().count() as u32;
                let start = TextRange::empty(TextSize::new(self.source.line_start(line)));
                let msg = "unindent does not match any outer indentation level";
                self.indentation(start, msg).at_offset(length + 1).ending(line, -1)
            }
            LexicalErrorType::UnrecognizedToken { tok } => {
                if matches!(tok, '$' | '?' | '!' | '`') {
                    return None;
                }
                let code = *tok as u32;
                let msg = if !crate::text::unicode::is_printable(code) {
                    format!("invalid non-printable character U+{code:04X}")
                } else {
                    format!("invalid character '{tok}' (U+{code:04X})")
                };
                self.point(range.start(), msg)
            }
            LexicalErrorType::LineContinuationError => {
                let slash = text[..range.end().to_usize()].rfind('\\')? as u32;
                if text[slash as usize + 1..].is_empty() {
                    return self.lexical(&LexicalErrorType::Eof, range);
                }
                let error = self.error(TextRange::empty(TextSize::new(slash + 1)), "unexpected character after line continuation character");
                let line = error.line;
                error.ending(line, 0)
            }
            LexicalErrorType::Eof => {
                if tokens::innermost_bracket(self.tokens, self.tokens.len()).is_some() {
                    return None;
                }
                let end = text.trim_end_matches(['\n', '\r', '\\']).len() as u32 + 1;
                let error = self.error(TextRange::empty(TextSize::new(end)), "unexpected EOF while parsing");
                let line = error.line;
                error.ending(line, -1)
            }
            LexicalErrorType::InvalidByteLiteral => {
                let literal = self.tokens.iter().find(|t| t.kind() == TokenKind::String && t.range().contains_range(range));
                self.error(literal.map_or(range, |t| t.range()), "bytes can only contain ASCII literal characters")
            }
            LexicalErrorType::UnicodeError
            | LexicalErrorType::StringError
            | LexicalErrorType::MissingUnicodeLbrace
            | LexicalErrorType::MissingUnicodeRbrace => {
                let literal = self.tokens.iter().find(|t| {
                    matches!(t.kind(), TokenKind::String | TokenKind::FStringMiddle | TokenKind::TStringMiddle)
                        && t.start() <= range.start() && range.end() <= t.end()
                })?;
                tokens::bad_escape(self.source, literal)
            }
            LexicalErrorType::OtherError(_) => return tokens::number_error(self.source, range),
        })
    }
}
