//! Where lines start: at which instructions an observer tells of a new line.
use crate::bytecode::Bytecode;
use crate::isa::Op;

/// The instructions of a code object that may begin a line, by word offset.
pub struct LineStarts(Box<[bool]>);

impl LineStarts {
    /// An instruction may begin a line where it has another line than the one before it in the code, where it cannot be reached from
    /// that one, and where a jump or an exception leads to it.
    pub fn of(code: &Bytecode) -> LineStarts {
        let mut starts = vec![false; code.words.len()];
        let mut current = 0;
        let mut targets = Vec::new();
        let mut entry = true;
        for (at, op) in code.instructions() {
            let line = code.location(at as u32).line;
            if let Some(mark) = code.marks(at as u32).last() {
                current = mark.line;
            }
            starts[at] = line != 0 && line != current;
            // What belongs to the entry has no line of its own.
            entry &= matches!(op, Op::INIT_UNBOUND | Op::MAKE_CELL | Op::RETURN_GENERATOR);
            current = if entry || op.ends_block() { 0 } else { line };
            targets.extend(code.jump_target(at));
        }
        for target in targets.into_iter().chain(code.exceptions.iter().map(|e| e.handler as usize)) {
            if target < starts.len() {
                starts[target] = code.location(target as u32).line != 0;
            }
        }
        LineStarts(starts.into())
    }
    /// Whether the instruction at a word offset may begin a line.
    pub fn contains(&self, offset: u32) -> bool {
        self.0.get(offset as usize) == Some(&true)
    }
}
