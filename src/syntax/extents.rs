//! Parts of the source that nodes have no range for.
use ruff_python_ast::{Decorator, InterpolatedElement};
use ruff_text_size::{Ranged, TextRange, TextSize};

use crate::source::SourceFile;

/// The source of a definition without its decorators.
pub fn undecorated(source: &SourceFile, range: TextRange, decorators: &[Decorator]) -> TextRange {
    let Some(last) = decorators.last().filter(|_| !source.is_synthetic()) else { return range };
    let mut rest = &source.text[last.end().to_usize()..range.end().to_usize()];
    let len = rest.len();
    loop {
        rest = rest.trim_start_matches([' ', '\t', '\x0c', '\r', '\n', '\\']);
        if !rest.starts_with('#') {
            break;
        }
        rest = &rest[rest.find(['\n', '\r']).unwrap_or(rest.len())..];
    }
    TextRange::new(last.end() + TextSize::new((len - rest.len()) as u32), range.end())
}

/// The source of an interpolation's expression: all that stands between the brace and what ends the expression, but for comments.
pub fn interpolation_text(source: &SourceFile, value: &InterpolatedElement) -> String {
    if source.is_synthetic() {
        // A tree that a program made keeps the text in this place: its debug texts are literals already.
        return value.debug_text.as_ref().map_or(String::new(), |t| t.as_str().to_owned());
    }
    let bytes = source.text.as_bytes();
    let from = value.range().start().to_usize() + 1;
    let mut to = value.expression.range().end().to_usize();
    // Closing parentheses and a comma that makes a tuple belong to the expression.
    while let Some(b) = bytes.get(to) {
        match b {
            b'!' | b':' | b'=' | b'}' => break,
            b'#' => to += bytes[to..].iter().position(|b| *b == b'\n').unwrap_or(bytes.len() - to),
            _ => to += 1,
        }
    }
    let mut text = String::new();
    let (mut quote, mut in_comment) = (None, false);
    for c in source.text[from..to].chars() {
        match c {
            '\n' => in_comment = false,
            '\'' | '"' if !in_comment && quote.is_none() => quote = Some(c),
            _ if quote == Some(c) => quote = None,
            '#' if quote.is_none() => in_comment = true,
            _ => {}
        }
        if !in_comment {
            text.push(c);
        }
    }
    text
}
