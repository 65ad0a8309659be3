//! What the compiler makes and `__pycache__` holds: immutable, relocatable code.
pub mod assigned;
pub mod serialize;

mod discipline;
pub mod verify;

/// A constant.
#[derive(Clone, Debug, PartialEq)]
pub enum Const {
    None,
    True,
    False,
    Ellipsis,
    Int(i64),
    /// Two's complement, little-endian.
    BigInt(Box<[u8]>),
    Float(f64),
    Complex(f64, f64),
    /// WTF-8.
    Str(Box<[u8]>),
    Bytes(Box<[u8]>),
    Tuple(Box<[Const]>),
    FrozenSet(Box<[Const]>),
    Code(std::sync::Arc<Bytecode>),
}

/// A range of instructions and where an exception raised in it goes (word offsets).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExceptionEntry {
    pub start: u32,
    pub end: u32,
    pub handler: u32,
    /// Registers at and above this one are freed; the exception is put into it.
    pub depth: u32,
}

/// Source position of the instruction that starts at `offset`. Columns are UTF-8 byte offsets; line 0: none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Location {
    pub offset: u32,
    pub line: u32,
    pub end_line: u32,
    pub column: u32,
    pub end_column: u32,
}

/// A compiled code object.
#[derive(Clone, Debug, PartialEq)]
pub struct Bytecode {
    pub name: Box<str>,
    pub qualname: Box<str>,
    pub filename: std::sync::Arc<str>,
    pub first_line: u32,
    /// `object::code_flags`.
    pub flags: u32,
    /// Positional parameters, positional-only ones included.
    pub arg_count: u32,
    pub posonly_count: u32,
    pub kwonly_count: u32,
    /// Registers with a name: parameters (positional, keyword-only, `*args`, `**kwargs`), then other locals.
    pub locals: u32,
    /// All registers.
    pub registers: u32,
    /// Base instructions, cache words zero.
    pub words: Box<[u16]>,
    pub consts: Box<[Const]>,
    pub names: Box<[Box<str>]>,
    pub local_names: Box<[Box<str>]>,
    /// Registers among the locals that hold cells.
    pub cells: Box<[u32]>,
    /// Names of the free variables, in the order of the closure.
    pub free_names: Box<[Box<str>]>,
    pub exceptions: Box<[ExceptionEntry]>,
    pub locations: Box<[Location]>,
}

impl Bytecode {
    /// The conditional jumps: word offsets of the instruction, of the one behind it, and of its target.
    pub fn branches(&self) -> Vec<(usize, usize, usize)> {
        use crate::isa::{Op, Operand};
        let mut all = Vec::new();
        let mut at = 0;
        while let Some(op) = self.words.get(at).and_then(|w| Op::from_u16(*w)) {
            if let Some(slot) = op.info().operands.iter().position(|o| *o == Operand::Jump) {
                let target = at as i64 + self.words[at + 1 + slot] as i16 as i64;
                all.push((at, at + op.len(), target.max(0) as usize));
            }
            at += op.len();
        }
        all
    }
    /// Location of the instruction at or before a word offset.
    pub fn location(&self, offset: u32) -> Location {
        let i = self.locations.partition_point(|l| l.offset <= offset);
        if i == 0 { Location { line: self.first_line, ..Location::default() } } else { self.locations[i - 1] }
    }
}
