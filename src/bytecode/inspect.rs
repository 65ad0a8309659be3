//! Questions about what code does, answered from its instructions.
use super::{Bytecode, Const, Location};
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
    /// The word that stands for the `i`th of the lines that control comes by on its way to the instruction at a word offset. The words of an
    /// instruction are shared among these lines, the entry to the function among them, and its own: each place in a frame has a word of its
    /// own, with one line.
    pub fn mark_word(&self, offset: u32, i: usize) -> u32 {
        offset + (i as u32 + u32::from(offset == self.entry())).min(WORDS as u32 - 1)
    }
    /// The word that stands for the instruction at a word offset.
    pub fn own_word(&self, offset: u32) -> u32 {
        self.mark_word(offset, self.marks(offset).len())
    }
    /// The locations by the words that stand for them.
    pub fn places(&self) -> Vec<Location> {
        let entry = self.entry();
        let start = Location { offset: entry, line: self.entry_line(), end_line: self.entry_line(), ..Location::default() };
        let mut places: Vec<Location> = Vec::with_capacity(self.locations.len() + 2);
        let mut entered = false;
        for (i, l) in self.locations.iter().enumerate() {
            if !entered && l.offset >= entry {
                if l.offset > entry {
                    places.extend([start, Location { offset: entry + 1, ..self.location(entry) }]);
                } else {
                    places.push(start);
                }
                entered = true;
            }
            let nth = self.locations[..i].iter().rev().take_while(|m| m.offset == l.offset).count();
            places.push(Location { offset: self.mark_word(l.offset, nth), ..*l });
        }
        if !entered {
            places.extend([start, Location { offset: entry + 1, ..self.location(entry) }]);
        }
        places
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
