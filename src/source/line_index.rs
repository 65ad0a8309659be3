//! Byte offset to line and column.

/// The byte offset at which each line starts. `\n`, `\r\n` and a lone `\r` end a line, as in the tokenizer.
#[derive(Debug, Clone)]
pub(super) struct LineIndex {
    starts: Vec<u32>,
}

impl LineIndex {
    pub(super) fn new(text: &str) -> LineIndex {
        let bytes = text.as_bytes();
        let mut starts = Vec::with_capacity(bytes.len() / 32 + 1);
        starts.push(0);
        for (i, &b) in bytes.iter().enumerate() {
            if b == b'\n' || b == b'\r' && bytes.get(i + 1) != Some(&b'\n') {
                starts.push(i as u32 + 1);
            }
        }
        LineIndex { starts }
    }

    pub(super) fn line_count(&self) -> u32 {
        self.starts.len() as u32
    }

    /// 1-based line containing `offset`.
    pub(super) fn line(&self, offset: u32) -> u32 {
        self.starts.partition_point(|&start| start <= offset) as u32
    }

    /// Byte offset of the start of a 1-based line; lines past the end start where the last one does.
    pub(super) fn start(&self, line: u32) -> u32 {
        let index = (line.max(1) as usize - 1).min(self.starts.len() - 1);
        self.starts[index]
    }

    /// Byte offset just past a 1-based line, its newline included.
    pub(super) fn end(&self, line: u32, len: u32) -> u32 {
        self.starts.get(line.max(1) as usize).copied().unwrap_or(len)
    }
}
