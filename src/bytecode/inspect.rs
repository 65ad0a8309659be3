//! Questions about what code does, answered from its instructions.
use super::{Bytecode, Const};
use crate::isa::{Op, WORDS};

/// Bits of `Bytecode::flags`, numbered as CPython's: of generators, coroutines and asynchronous generators.
const RESUMABLE: u32 = 0x20 | 0x80 | 0x200;

impl Bytecode {
    /// The instructions and their word offsets.
    pub fn instructions(&self) -> impl Iterator<Item = (usize, Op)> {
        let mut offset = 0;
        std::iter::from_fn(move || {
            let op = Op::from_u16(*self.words.get(offset)?)?;
            let at = offset;
            offset += op.len();
            Some((at, op))
        })
    }
    /// The start of the instruction that covers a word.
    pub fn instruction_at(&self, word: usize) -> u32 {
        self.instructions().find(|(at, op)| at + op.len() > word).map_or(self.words.len(), |(at, _)| at) as u32
    }
    /// Word offset of the first instruction behind the entry to a generator.
    pub fn entry(&self) -> u32 {
        if self.flags & RESUMABLE != 0 { WORDS as u32 } else { 0 }
    }
    /// The line of the entry: a module has none that can be told from the next.
    pub fn entry_line(&self) -> u32 {
        if &*self.name == "<module>" { 0 } else { self.first_line }
    }
    /// The lines on the way from the instruction at a word offset to the next one.
    pub fn edges(&self, offset: u32, jumps: bool) -> impl Iterator<Item = u32> {
        let from = self.edges.partition_point(|e| e.offset < offset);
        self.edges[from..].iter().take_while(move |e| e.offset == offset).filter(move |e| e.jumps == jumps).map(|e| e.line)
    }
    /// The byte that stands for the entry. The first byte of an instruction stands for itself; the bytes behind are shared among the lines
    /// that control comes by before it and on its edges, so that each place of a frame has a byte with one line.
    pub fn entry_byte(&self) -> u32 {
        2 * self.entry() + 1
    }
    /// The byte that stands for the `i`th line on the way to the instruction at a word offset.
    pub fn mark_byte(&self, offset: u32, i: usize) -> u32 {
        let most = if self.edges.binary_search_by_key(&offset, |e| e.offset).is_ok() { 3 } else { 7 };
        2 * offset + (1 + i as u32 + u32::from(offset == self.entry())).min(most)
    }
    /// The byte that stands for the `i`th line on an edge of the instruction at a word offset.
    pub fn edge_byte(&self, offset: u32, jumps: bool, i: usize) -> u32 {
        2 * offset + if jumps { 6 } else { 4 } + (i as u32).min(1)
    }
    /// Where another line begins, by bytes, with the line; 0 for none.
    pub fn line_table(&self) -> Vec<(u32, u32)> {
        if self.locations.is_empty() {
            return Vec::new();
        }
        let end = |offset: u32| self.instruction_end(offset as usize) as u32;
        let mut offsets: Vec<u32> = self.locations.iter().map(|l| l.offset).collect();
        offsets.extend(self.edges.iter().flat_map(|e| [e.offset, end(e.offset)]));
        offsets.push(self.entry());
        offsets.sort_unstable();
        offsets.dedup();
        let mut rows: Vec<(u32, u32)> = Vec::with_capacity(offsets.len() + 2);
        for offset in offsets.into_iter().filter(|o| (*o as usize) < self.words.len()) {
            let own = self.location(offset).line;
            rows.push((2 * offset, own));
            if offset == self.entry() {
                rows.push((self.entry_byte(), self.entry_line()));
            }
            rows.extend(self.marks(offset).iter().enumerate().map(|(i, m)| (self.mark_byte(offset, i), m.line)));
            if let Some((last, _)) = rows.last().filter(|(byte, _)| *byte > 2 * offset) {
                rows.push((last + 1, own));
            }
            for jumps in [false, true] {
                rows.extend(self.edges(offset, jumps).enumerate().map(|(i, line)| (self.edge_byte(offset, jumps, i), line)));
            }
        }
        let mut table: Vec<(u32, u32)> = Vec::with_capacity(rows.len());
        for (byte, line) in rows {
            while table.last().is_some_and(|(known, _)| *known >= byte) {
                table.pop();
            }
            if table.last().is_none_or(|(_, known)| *known != line) {
                table.push((byte, line));
            }
        }
        table
    }
    fn instruction_end(&self, offset: usize) -> usize {
        offset + self.words.get(offset).and_then(|w| Op::from_u16(*w)).map_or(0, Op::len)
    }
    /// Names that are looked up among globals and builtins, those of code inside this one not included.
    pub fn globals_read(&self) -> impl Iterator<Item = &str> {
        let index = |(at, op)| (op == Op::LOAD_GLOBAL).then(|| self.words[at + 2] as usize);
        self.instructions().filter_map(index).filter_map(|i| self.names.get(i)).map(|name| &**name)
    }
    /// Whether it binds or deletes globals, code inside this one not included.
    pub fn sets_globals(&self) -> bool {
        self.instructions().any(|(_, op)| matches!(op, Op::STORE_GLOBAL | Op::DELETE_GLOBAL))
    }
    /// Whether all that it returns is None.
    pub fn returns_nothing(&self) -> bool {
        let mut none_in: Option<u16> = None;
        for (at, op) in self.instructions() {
            match op {
                Op::LOAD_CONST => {
                    let index = self.words[at + 2] as usize | (self.words[at + 3] as usize) << 16;
                    none_in = matches!(self.consts.get(index), Some(Const::None)).then_some(self.words[at + 1]);
                }
                Op::RETURN if none_in != Some(self.words[at + 1]) => return false,
                // Locals that are cleared lie between the value and the return.
                Op::CLEAR => {}
                _ => none_in = None,
            }
        }
        true
    }
}
