//! [`SourceFile`].
use std::fs::File;
use std::io::Read;
use std::path::Path;

use super::SourceError;
use super::decode::{Codec, Origin, decode};
use super::line_index::LineIndex;

/// One decoded source text with its line index.
#[derive(Debug, Clone)]
pub struct SourceFile {
    /// The name shown in tracebacks (`co_filename`).
    pub filename: String,
    /// The text: UTF-8, no byte order mark, newlines as written.
    pub text: String,
    lines: LineIndex,
    /// Of a tree that was not parsed: the places (line and column in bytes) that offsets behind the text stand for.
    places: Option<Vec<(u32, u32)>>,
}

/// Offsets are 32-bit throughout the front end.
const MAX_SOURCE_LEN: usize = u32::MAX as usize / 2;

impl SourceFile {
    /// Reads and decodes a file. Regular files are mapped; pipes and devices are read to their end. `codec` decodes what is declared to be
    /// in an encoding that is not built in.
    ///
    /// # Errors
    /// [`SourceError::Io`] when the file cannot be read, [`SourceError::Decode`] when it is not valid source text.
    pub fn read(path: impl AsRef<Path>, codec: Codec<'_>) -> Result<SourceFile, SourceError> {
        let path = path.as_ref();
        let filename = path.to_string_lossy().into_owned();
        if let Some(inner) = super::library::inside(&filename) {
            let Some(entry) = super::library::find(inner) else { return Err(std::io::Error::from_raw_os_error(2).into()) };
            return SourceFile::decoded(filename.clone(), &entry.read(), Origin::File(&filename), codec);
        }
        let mut file = File::open(path)?;
        let metadata = file.metadata()?;
        if metadata.is_file() && metadata.len() > 0 {
            // SAFETY: the mapping is private and read-only, and is copied before this function returns; a file
            // truncated by another process meanwhile is the one case the platform does not guard against.
            if let Ok(map) = unsafe { memmap2::Mmap::map(&file) } {
                return SourceFile::decoded(filename.clone(), &map, Origin::File(&filename), codec);
            }
        }
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        SourceFile::decoded(filename.clone(), &bytes, Origin::File(&filename), codec)
    }

    /// Decodes source bytes as `compile()` and `exec()` do; `codec` as for `read`.
    ///
    /// # Errors
    /// [`SourceError::Decode`] when the bytes are not valid source text.
    pub fn from_bytes(filename: impl Into<String>, bytes: Vec<u8>, codec: Codec<'_>) -> Result<SourceFile, SourceError> {
        SourceFile::decoded(filename.into(), &bytes, Origin::Bytes, codec)
    }

    /// Takes text that is already decoded; any encoding cookie in it is ignored, as for `compile(str)`.
    ///
    /// # Errors
    /// [`SourceError::Decode`] for NUL characters.
    pub fn from_str(filename: impl Into<String>, text: &str) -> Result<SourceFile, SourceError> {
        if text.as_bytes().contains(&0) {
            return Err(SourceError::decode("source code string cannot contain null bytes", 0, 0, None));
        }
        SourceFile::indexed(filename.into(), text.to_owned())
    }

    fn decoded(filename: String, bytes: &[u8], origin: Origin<'_>, codec: Codec<'_>) -> Result<SourceFile, SourceError> {
        let text = decode(bytes, origin, codec)?;
        SourceFile::indexed(filename, text)
    }

    fn indexed(filename: String, text: String) -> Result<SourceFile, SourceError> {
        if text.len() > MAX_SOURCE_LEN {
            return Err(SourceError::Io(std::io::Error::new(std::io::ErrorKind::OutOfMemory, "source too large")));
        }
        let lines = LineIndex::new(&text);
        Ok(SourceFile { filename, text, lines, places: None })
    }

    /// The source of a tree that a program made: it has no text, but its nodes have places. The offset `i + 1` stands for `places[i]`;
    /// `text` holds literals that the tree's nodes cannot, at offsets of its own.
    pub fn synthetic(filename: impl Into<String>, text: String, places: Vec<(u32, u32)>) -> SourceFile {
        let lines = LineIndex::new("");
        SourceFile { filename: filename.into(), text, lines, places: Some(places) }
    }

    /// Whether this is no text that was parsed.
    pub fn is_synthetic(&self) -> bool {
        self.places.is_some()
    }

    /// Number of lines; an empty source has one.
    pub fn line_count(&self) -> u32 {
        self.lines.line_count()
    }

    /// 1-based line and 0-based column in UTF-8 bytes of a byte offset.
    pub fn location(&self, offset: u32) -> (u32, u32) {
        if let Some(places) = &self.places {
            return (offset as usize).checked_sub(1).and_then(|i| places.get(i)).copied().unwrap_or((1, 0));
        }
        let line = self.lines.line(offset);
        (line, offset - self.lines.start(line))
    }

    /// Byte offset of the first character of a 1-based line.
    pub fn line_start(&self, line: u32) -> u32 {
        self.lines.start(line)
    }

    /// A 1-based line without its newline; empty past the end.
    pub fn line_text(&self, line: u32) -> &str {
        if line == 0 || self.is_synthetic() || line > self.lines.line_count() {
            return "";
        }
        let end = self.lines.end(line, self.text.len() as u32);
        self.text[self.lines.start(line) as usize..end as usize].trim_end_matches(['\n', '\r'])
    }

    /// Turns a 0-based byte column of a line into a 0-based column in characters.
    pub fn char_column(&self, line: u32, byte_col: u32) -> u32 {
        let text = self.line_text(line);
        match text.get(..byte_col as usize) {
            Some(before) => before.chars().count() as u32,
            None => text.chars().count() as u32 + byte_col.saturating_sub(text.len() as u32),
        }
    }
}
