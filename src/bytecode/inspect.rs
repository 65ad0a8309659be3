//! Questions about what code does, answered from its instructions.
use super::{Bytecode, Const};
use crate::isa::Op;

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
