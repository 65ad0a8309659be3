//! The Python part of the standard library, inside the binary.
//!
//! Its files have names below a folder that no file system has, so that they look like files everywhere a name is shown: in `__file__`,
//! `__path__`, `sys.path` and tracebacks.
use std::io::Read;

/// The folder that the library seems to be in.
pub const FOLDER: &str = "<embedded>";

/// Written by `build.rs`, which has the format.
static ARCHIVE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/library.bin"));

const HEADER: usize = 12;
const ENTRY: usize = 20;

fn number(at: usize) -> usize {
    let bytes = ARCHIVE.get(at..at + 4).and_then(|b| b.try_into().ok()).unwrap_or([0; 4]);
    u32::from_le_bytes(bytes) as usize
}

fn count() -> usize {
    number(0)
}

fn field(i: usize, which: usize) -> usize {
    number(HEADER + ENTRY * i + 4 * which)
}

fn name(i: usize) -> &'static [u8] {
    let start = field(i, 0);
    ARCHIVE.get(start..start + field(i, 1)).unwrap_or(&[])
}

/// The first entry whose name is not less.
fn position(wanted: &[u8]) -> usize {
    let (mut low, mut high) = (0, count());
    while low < high {
        let middle = (low + high) / 2;
        if name(middle) < wanted { low = middle + 1 } else { high = middle }
    }
    low
}

/// A number that changes with the library's contents.
pub fn stamp() -> u64 {
    number(4) as u64 | (number(8) as u64) << 32
}

/// The part of a path below [`FOLDER`]; `None` for paths elsewhere.
pub fn inside(path: &str) -> Option<&str> {
    match path.strip_prefix(FOLDER)? {
        "" => Some(""),
        rest => rest.strip_prefix('/'),
    }
}

/// An entry of the archive.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Entry(usize);

/// The file of that name below [`FOLDER`].
pub fn find(path: &str) -> Option<Entry> {
    let i = position(path.as_bytes());
    (i < count() && name(i) == path.as_bytes()).then_some(Entry(i))
}

/// Whether there is a folder of that name below [`FOLDER`].
pub fn is_folder(path: &str) -> bool {
    if path.is_empty() {
        return true;
    }
    let prefix = format!("{path}/");
    let i = position(prefix.as_bytes());
    i < count() && name(i).starts_with(prefix.as_bytes())
}

/// The names in a folder below [`FOLDER`], sorted.
pub fn list(path: &str) -> Vec<String> {
    let prefix = if path.is_empty() { String::new() } else { format!("{path}/") };
    let mut names: Vec<String> = Vec::new();
    for i in position(prefix.as_bytes())..count() {
        let Some(rest) = name(i).strip_prefix(prefix.as_bytes()) else { break };
        let first = rest.split(|b| *b == b'/').next().unwrap_or(rest);
        let first = String::from_utf8_lossy(first).into_owned();
        if names.last() != Some(&first) {
            names.push(first);
        }
    }
    names.dedup();
    names
}

impl Entry {
    /// Bytes of the text.
    pub fn size(self) -> usize {
        field(self.0, 4)
    }
    /// The contents.
    pub fn read(self) -> Vec<u8> {
        let start = field(self.0, 2);
        let packed = ARCHIVE.get(start..start + field(self.0, 3)).unwrap_or(&[]);
        let mut out = Vec::with_capacity(self.size());
        // The archive is part of the binary: it is whole.
        let _ = flate2::read::DeflateDecoder::new(packed).read_to_end(&mut out);
        out
    }
}

/// Reads a file, of the library or of the file system.
///
/// # Errors
/// Those of reading a file.
pub fn read_file(path: &str) -> std::io::Result<Vec<u8>> {
    match inside(path) {
        Some(inner) => match find(inner) {
            Some(e) => Ok(e.read()),
            None => Err(std::io::Error::from_raw_os_error(2)),
        },
        None => std::fs::read(path),
    }
}
