//! Instructions as they are shown to people: what each operand stands for.
use super::Bytecode;
use crate::isa::{Op, Operand, WORDS};

/// An operand of an instruction, as it is to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// A local or, from `locals` on, a temporary.
    Register(u16),
    /// Index of a constant.
    Const(usize),
    /// Index of a name.
    Name(usize),
    /// Index of a free variable.
    Free(usize),
    /// A signed number.
    Immediate(i16),
    /// A count or flags.
    Count(u16),
    /// The word offset of the instruction jumped to.
    Jump(usize),
}

/// Number, name and base instruction's name of all instructions, in the order of their numbers.
pub fn instruction_set() -> impl Iterator<Item = (u16, &'static str, &'static str)> {
    (0..).map_while(Op::from_u16).map(|op| (op as u16, op.info().name, op.info().base.info().name))
}

/// Whether the instruction of this number has an operand of a kind: "register", "const", "name", "free", "jump" or "any".
pub fn has_operand(opcode: u16, kind: &str) -> bool {
    let is_of_kind = |o: &Operand| match o {
        Operand::None => false,
        Operand::Dst | Operand::Src | Operand::Use | Operand::Base => matches!(kind, "register" | "any"),
        Operand::Const | Operand::Const32 => matches!(kind, "const" | "any"),
        Operand::Name => matches!(kind, "name" | "any"),
        Operand::Free => matches!(kind, "free" | "any"),
        Operand::Jump | Operand::Jump32 => matches!(kind, "jump" | "any"),
        Operand::Imm | Operand::Count => kind == "any",
    };
    Op::from_u16(opcode).is_some_and(|op| op.info().operands.iter().chain([&op.info().extra]).any(is_of_kind))
}

impl Bytecode {
    /// The operands of the instruction at a word offset, in the order of the instruction set's table.
    pub fn operands(&self, offset: usize, op: Op) -> Vec<Shown> {
        let info = op.info();
        let word = |i: usize| self.words[offset + i];
        let mut all = Vec::new();
        for (i, kind) in info.operands.iter().enumerate() {
            let w = word(1 + i);
            all.push(match kind {
                Operand::None => continue,
                Operand::Dst | Operand::Src | Operand::Use | Operand::Base => Shown::Register(w),
                Operand::Const => Shown::Const(w as usize),
                Operand::Const32 => Shown::Const(w as usize | (word(2 + i) as usize) << 16),
                Operand::Name => Shown::Name(w as usize),
                Operand::Imm => Shown::Immediate(w as i16),
                Operand::Count => Shown::Count(w),
                Operand::Free => Shown::Free(w as usize),
                Operand::Jump | Operand::Jump32 => Shown::Jump(self.jump_target(offset).unwrap_or(0)),
            });
        }
        match info.extra {
            Operand::Const => all.push(Shown::Const(word(WORDS) as usize)),
            Operand::Count => all.push(Shown::Count(word(WORDS))),
            _ => {}
        }
        all
    }
}
