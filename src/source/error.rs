//! Failures to obtain source text.
use std::fmt;

/// Why a source could not be read or decoded.
#[derive(Debug)]
pub enum SourceError {
    /// The file could not be opened or read.
    Io(std::io::Error),
    /// The bytes are not source text: raised as `SyntaxError`.
    Decode(DecodeError),
}

/// The parts of the `SyntaxError` raised for undecodable source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecodeError {
    /// The exception's message.
    pub msg: String,
    /// 1-based line; 0 where CPython reports no particular line.
    pub line: u32,
    /// 1-based column in characters; 0 where there is none.
    pub offset: u32,
    /// The offending line, with undecodable bytes replaced.
    pub text: Option<String>,
}

impl SourceError {
    pub(super) fn decode(msg: impl Into<String>, line: u32, offset: u32, text: Option<String>) -> SourceError {
        SourceError::Decode(DecodeError { msg: msg.into(), line, offset, text })
    }
}

impl From<std::io::Error> for SourceError {
    fn from(error: std::io::Error) -> SourceError {
        SourceError::Io(error)
    }
}

impl fmt::Display for SourceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SourceError::Io(error) => error.fmt(f),
            SourceError::Decode(error) => write!(f, "{} (line {})", error.msg, error.line),
        }
    }
}

impl std::error::Error for SourceError {}
