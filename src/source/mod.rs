//! Source text: reading, PEP 263 decoding, and the line index.
//!
//! A [`SourceFile`] is always valid UTF-8 without a byte order mark; newlines are kept as written, since the
//! parser accepts `\n`, `\r\n` and `\r`.
mod decode;
pub use decode::Codec;
mod error;
mod file;
mod known;
pub mod library;
mod line_index;

pub use error::{DecodeError, SourceError};
pub use file::SourceFile;
pub use known::KnownSources;

#[cfg(test)]
mod tests;
