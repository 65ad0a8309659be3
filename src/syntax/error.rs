//! [`SyntaxError`]: the data of the exception raised for a source that does not compile.
use std::fmt;

use ruff_text_size::TextRange;

use crate::source::{DecodeError, SourceFile};

/// The exception type to raise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SyntaxErrorKind {
    SyntaxError,
    /// The source may be the beginning of a correct one.
    IncompleteInput,
    IndentationError,
    TabError,
    /// The source nests deeper than the parser allows.
    MemoryError,
    /// The source nests deeper than the compiler allows.
    RecursionError,
}

impl SyntaxErrorKind {
    /// Name of the builtin exception type.
    pub fn name(self) -> &'static str {
        match self {
            SyntaxErrorKind::SyntaxError => "SyntaxError",
            SyntaxErrorKind::IncompleteInput => "_IncompleteInputError",
            SyntaxErrorKind::IndentationError => "IndentationError",
            SyntaxErrorKind::TabError => "TabError",
            SyntaxErrorKind::MemoryError => "MemoryError",
            SyntaxErrorKind::RecursionError => "RecursionError",
        }
    }
}

/// What is wrong with a source and where, in the terms of the `SyntaxError` exception's attributes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyntaxError {
    pub kind: SyntaxErrorKind,
    pub msg: String,
    /// 1-based line (`lineno`); 0 when the error concerns the source as a whole.
    pub line: u32,
    /// 1-based column in characters (`offset`); 0 when there is none.
    pub offset: u32,
    /// 1-based line of the end (`end_lineno`).
    pub end_line: u32,
    /// 1-based column just past the end (`end_offset`); CPython also gives 0 and -1 here.
    pub end_offset: i32,
    /// The line the error starts on, newline included where the source has one.
    pub text: Option<String>,
}

impl SyntaxError {
    /// A plain `SyntaxError` over a source range.
    pub fn new(source: &SourceFile, range: TextRange, msg: impl Into<String>) -> SyntaxError {
        SyntaxError::with_kind(source, SyntaxErrorKind::SyntaxError, range, msg)
    }

    /// An error of the given kind over a source range.
    pub fn with_kind(
        source: &SourceFile,
        kind: SyntaxErrorKind,
        range: TextRange,
        msg: impl Into<String>,
    ) -> SyntaxError {
        let (line, col) = source.location(range.start().to_u32());
        let (end_line, end_col) = source.location(range.end().to_u32());
        SyntaxError {
            kind,
            msg: msg.into(),
            line,
            offset: source.char_column(line, col) + 1,
            end_line,
            end_offset: source.char_column(end_line, end_col) as i32 + 1,
            text: (!source.is_synthetic()).then(|| SyntaxError::line_with_newline(source, line)),
        }
    }

    /// An error without a place in the source.
    pub(crate) fn placeless(kind: SyntaxErrorKind, msg: impl Into<String>) -> SyntaxError {
        SyntaxError { kind, msg: msg.into(), line: 0, offset: 0, end_line: 0, end_offset: 0, text: None }
    }

    /// The same error with another `end_offset`; CPython's tokenizer leaves 0 or -1 where it knows no end.
    pub(crate) fn ending(mut self, end_line: u32, end_offset: i32) -> SyntaxError {
        self.end_line = end_line;
        self.end_offset = end_offset;
        self
    }

    /// The same error at another column.
    pub(crate) fn at_offset(mut self, offset: u32) -> SyntaxError {
        self.offset = offset;
        self
    }

    fn line_with_newline(source: &SourceFile, line: u32) -> String {
        let mut text = source.line_text(line).to_owned();
        if line < source.line_count() {
            text.push('\n');
        }
        text
    }
}

impl From<DecodeError> for SyntaxError {
    fn from(error: DecodeError) -> SyntaxError {
        SyntaxError {
            kind: SyntaxErrorKind::SyntaxError,
            msg: error.msg,
            line: error.line,
            offset: error.offset,
            end_line: error.line,
            end_offset: error.offset as i32,
            text: error.text,
        }
    }
}

impl fmt::Display for SyntaxError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} (line {}, column {})", self.kind.name(), self.msg, self.line, self.offset)
    }
}

impl std::error::Error for SyntaxError {}
