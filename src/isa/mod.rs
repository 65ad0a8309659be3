//! The instruction set. `table.rs` is the only place that knows an instruction; everything else is expanded from it.
//!
//! # Encoding
//! An instruction is four u16 words `[opcode, a, b, c]` followed by its cache words (a multiple of four). `a`, `b`, `c` are operands as the
//! table types them; a `Jump` is a signed distance in words from the start of the instruction; where `b` is `Const32` or `Jump32` it is
//! the low and `c` the high half of 32 bits. `d`, where an instruction has it, is its first cache word.
//!
//! # Registers
//! `r[0..locals)` are the locals, arguments first; those above are temporaries. A `Src` operand that is a temporary is consumed: its
//! reference goes to the instruction, and afterwards the register holds no heap reference. A local is borrowed. `Use` operands are
//! never consumed. A `Dst` that is a local gives up its old value; a temporary must hold no heap reference before it is written (it may
//! be one of the instruction's own consumed operands). `Base` names the first of several consecutive temporaries.
mod intrinsics;
mod table;

pub use intrinsics::Intrinsic;
pub use table::*;

/// How an instruction uses an operand.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Operand {
    /// Unused, zero.
    None,
    /// Register written.
    Dst,
    /// Register read; consumed where it is a temporary.
    Src,
    /// Register read, never consumed.
    Use,
    /// First of consecutive temporaries; the instruction's documentation says how many and what becomes of them.
    Base,
    /// Index of a constant.
    Const,
    /// Index of a constant, 32 bits in `b` and `c`.
    Const32,
    /// Index of a name.
    Name,
    /// Signed immediate.
    Imm,
    /// Unsigned count or flags.
    Count,
    /// Index of a free variable.
    Free,
    /// Signed distance in words.
    Jump,
    /// Signed distance in words, 32 bits in `b` and `c`.
    Jump32,
}

/// What the table says of an instruction.
pub struct OpInfo {
    pub name: &'static str,
    pub doc: &'static str,
    pub operands: [Operand; 3],
    /// Operand in the first cache word.
    pub extra: Operand,
    /// Cache words behind the four.
    pub cache: u16,
    /// The base instruction this one specialises; itself for a base instruction.
    pub base: Op,
}

/// In the count of MATCH_SEQUENCE: there may be more items.
pub const AT_LEAST: u16 = 1 << 15;
/// In the count of MATCH_KEYS: the other items are wanted too.
pub const WITH_REST: u16 = 1 << 15;

/// Words of an instruction without cache.
pub const WORDS: usize = 4;

impl Op {
    #[inline]
    pub fn info(self) -> &'static OpInfo {
        &INFO[self as usize]
    }
    /// Words in all.
    #[inline]
    pub fn len(self) -> usize {
        WORDS + INFO[self as usize].cache as usize
    }
    pub fn is_base(self) -> bool {
        self.info().base as u16 == self as u16
    }
    /// The opcode of that number.
    pub fn from_u16(x: u16) -> Option<Op> {
        // SAFETY: `Op` is `repr(u16)` with the numbers below COUNT in use without gaps.
        if (x as usize) < COUNT { Some(unsafe { std::mem::transmute::<u16, Op>(x) }) } else { None }
    }
    /// Whether control never goes on to the next instruction.
    pub fn ends_block(self) -> bool {
        matches!(
            self.info().base,
            Op::JUMP | Op::JUMP_BACK | Op::RETURN | Op::RETURN_GEN | Op::RAISE | Op::RAISE_FROM | Op::RERAISE
        )
    }
}

/// The form of an instruction that writes a local, where it has one.
pub fn local_form(op: Op) -> Option<Op> {
    Some(match op {
        Op::COPY => Op::COPY_L,
        Op::LOAD_CONST => Op::LOAD_CONST_L,
        Op::LOAD_CONST_IMMEDIATE => Op::LOAD_CONST_IMMEDIATE_L,
        Op::LOAD_INT => Op::LOAD_INT_L,
        Op::ADD => Op::ADD_L,
        Op::SUB => Op::SUB_L,
        Op::MUL => Op::MUL_L,
        Op::ADD_FLOAT => Op::ADD_FLOAT_L,
        Op::SUB_FLOAT => Op::SUB_FLOAT_L,
        Op::MUL_FLOAT => Op::MUL_FLOAT_L,
        Op::ADD_IMM => Op::ADD_IMM_L,
        Op::SUB_IMM => Op::SUB_IMM_L,
        Op::MUL_IMM => Op::MUL_IMM_L,
        Op::GETITEM => Op::GETITEM_L,
        Op::GETITEM_IMM => Op::GETITEM_IMM_L,
        Op::GETITEM_LIST_T => Op::GETITEM_LIST_T_L,
        _ => return None,
    })
}
