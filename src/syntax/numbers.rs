//! The limit on decimal integer literals.
use ruff_python_ast::token::{TokenKind, Tokens};
use ruff_text_size::{Ranged, TextRange};

use super::SyntaxError;
use crate::source::SourceFile;

/// `sys.int_info.default_max_str_digits`.
const MAX_STR_DIGITS: usize = 4300;

/// Rejects decimal literals with more digits than `int()` converts.
pub(super) fn check_digits(source: &SourceFile, tokens: &Tokens) -> Result<(), SyntaxError> {
    if source.text.len() <= MAX_STR_DIGITS {
        return Ok(());
    }
    for token in tokens.iter().filter(|t| t.kind() == TokenKind::Int && t.range().len().to_usize() > MAX_STR_DIGITS) {
        let text = &source.text[token.range()];
        if matches!(text.as_bytes(), [b'0', b'x' | b'X' | b'o' | b'O' | b'b' | b'B', ..]) {
            continue;
        }
        let digits = text.bytes().filter(u8::is_ascii_digit).count();
        if digits > MAX_STR_DIGITS {
            let msg = format!(
                "Exceeds the limit ({MAX_STR_DIGITS} digits) for integer string conversion: value has {digits} digits; \
                 use sys.set_int_max_str_digits() to increase the limit - Consider hexadecimal for huge integer \
                 literals to avoid decimal conversion limits."
            );
            let error = SyntaxError::new(source, TextRange::empty(token.start()), msg);
            let line = error.line;
            return Err(error.at_offset(0).ending(line, 0));
        }
    }
    Ok(())
}
