//! Source positions of instructions.
use ruff_text_size::TextRange;

use crate::bytecode::Location;
use crate::source::SourceFile;

/// Builds a location table; an entry holds until the next one.
pub(super) struct Locations<'a> {
    source: &'a SourceFile,
    entries: Vec<Location>,
    last: Option<TextRange>,
}

impl<'a> Locations<'a> {
    pub fn new(source: &'a SourceFile) -> Locations<'a> {
        Locations { source, entries: Vec::new(), last: None }
    }

    /// The instruction at a word offset belongs to a range of the source; an empty range at 0 means to none.
    pub fn add(&mut self, offset: u32, range: TextRange) {
        if self.last == Some(range) {
            return;
        }
        self.last = Some(range);
        if range == TextRange::default() {
            self.entries.push(Location { offset, ..Location::default() });
            return;
        }
        let (line, column) = self.source.location(range.start().to_u32());
        let (end_line, end_column) = self.source.location(range.end().to_u32());
        self.entries.push(Location { offset, line, end_line, column, end_column });
    }

    /// Control comes by a range on its way to the instruction at a word offset: an entry that holds for no instruction.
    pub fn mark(&mut self, offset: u32, range: TextRange) {
        self.last = None;
        self.add(offset, range);
        self.last = None;
    }

    pub fn finish(self) -> Box<[Location]> {
        self.entries.into()
    }
}
