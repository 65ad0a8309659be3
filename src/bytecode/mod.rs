//! What the compiler makes and `__pycache__` holds: immutable, relocatable code.
pub mod assigned;
pub mod blocks;
pub mod serialize;
pub mod shown;

mod discipline;
mod inspect;
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

/// A line that control comes by between an instruction and the next one that runs: by the jump of the former, or behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Edge {
    /// Word offset of the instruction.
    pub offset: u32,
    /// Whether it belongs to the jump.
    pub jumps: bool,
    pub line: u32,
}

/// A compiled code object: what a caller needs to know of it. The rest is its [`Body`], which is read from a bytecode file only when it is
/// needed; it is reached as if it were part of this.
#[derive(Clone, Debug)]
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
    pub local_names: Box<[Box<str>]>,
    /// Registers among the locals that hold cells.
    pub cells: Box<[u32]>,
    /// Names of the free variables, in the order of the closure.
    pub free_names: Box<[Box<str>]>,
    pub body: LazyBody,
}

/// What only running or inspecting the code needs.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Body {
    /// Base instructions, cache words zero.
    pub words: Box<[u16]>,
    pub consts: Box<[Const]>,
    pub names: Box<[Box<str>]>,
    pub exceptions: Box<[ExceptionEntry]>,
    pub locations: Box<[Location]>,
    /// In the order of their offsets.
    pub edges: Box<[Edge]>,
}

/// A body, or where it lies in a bytecode file that has been read.
#[derive(Clone, Debug)]
pub struct LazyBody {
    /// `None` inside where the file's bytes are no well-formed body.
    read: std::sync::OnceLock<Option<Body>>,
    unread: Option<serialize::Unread>,
}

impl From<Body> for LazyBody {
    fn from(body: Body) -> LazyBody {
        LazyBody { read: Some(body).into(), unread: None }
    }
}

impl From<serialize::Unread> for LazyBody {
    fn from(unread: serialize::Unread) -> LazyBody {
        LazyBody { read: std::sync::OnceLock::new(), unread: Some(unread) }
    }
}

static NO_BODY: std::sync::LazyLock<Body> = std::sync::LazyLock::new(Body::default);

impl std::ops::Deref for Bytecode {
    type Target = Body;

    /// The body; an empty one where the bytecode file was malformed, which is never run.
    fn deref(&self) -> &Body {
        self.try_body().unwrap_or(&NO_BODY)
    }
}

impl PartialEq for Bytecode {
    fn eq(&self, other: &Bytecode) -> bool {
        let head = |b: &Bytecode| (b.first_line, b.flags, b.arg_count, b.posonly_count, b.kwonly_count, b.locals, b.registers);
        head(self) == head(other)
            && self.name == other.name
            && self.qualname == other.qualname
            && self.filename == other.filename
            && self.local_names == other.local_names
            && self.cells == other.cells
            && self.free_names == other.free_names
            && **self == **other
    }
}

impl Bytecode {
    /// The body, read and verified now if that has not been done; `None` where it is malformed.
    pub fn try_body(&self) -> Option<&Body> {
        let read = || {
            let body = self.body.unread.as_ref()?.read(&self.filename)?;
            discipline::check(self, &body).ok()?;
            Some(body)
        };
        self.body.read.get_or_init(read).as_ref()
    }
    /// The body, to be changed.
    pub fn body_mut(&mut self) -> &mut Body {
        if self.try_body().is_none() {
            self.body = Body::default().into();
        }
        self.body.read.get_mut().and_then(Option::as_mut).expect("read before")
    }
    /// The conditional jumps: word offsets of the instruction, of the one behind it, and of its target.
    pub fn branches(&self) -> Vec<(usize, usize, usize)> {
        use crate::isa::{Op, Operand};
        let branch = |(at, op): (usize, Op)| {
            let slot = op.info().operands.iter().position(|o| *o == Operand::Jump)?;
            let target = at as i64 + self.words[at + 1 + slot] as i16 as i64;
            Some((at, at + op.len(), target.max(0) as usize))
        };
        self.instructions().filter_map(branch).collect()
    }
    /// The word offset that the instruction at `offset` jumps to, if it can jump.
    pub fn jump_target(&self, offset: usize) -> Option<usize> {
        use crate::isa::{Op, Operand};
        let op = Op::from_u16(*self.words.get(offset)?)?;
        let slot = op.info().operands.iter().position(|o| matches!(o, Operand::Jump | Operand::Jump32))?;
        let distance = match op.info().operands[slot] {
            Operand::Jump => self.words[offset + 1 + slot] as i16 as i64,
            _ => (self.words[offset + 2] as u32 | (self.words[offset + 3] as u32) << 16) as i32 as i64,
        };
        usize::try_from(offset as i64 + distance).ok()
    }
    /// The lines that control comes by on its way to the instruction at a word offset, without an instruction of their own.
    pub fn marks(&self, offset: u32) -> &[Location] {
        let from = self.locations.partition_point(|l| l.offset < offset);
        let to = self.locations.partition_point(|l| l.offset <= offset);
        &self.locations[from..to.saturating_sub(1).max(from)]
    }
    /// The line a frame is at whose instruction at a word offset has none: that of the instructions before.
    pub fn line_at(&self, offset: u32) -> u32 {
        let i = self.locations.partition_point(|l| l.offset <= offset);
        self.locations[..i].iter().rev().map(|l| l.line).find(|l| *l != 0).unwrap_or(0)
    }
    /// Location of the instruction at or before a word offset.
    pub fn location(&self, offset: u32) -> Location {
        let i = self.locations.partition_point(|l| l.offset <= offset);
        if i == 0 { Location { line: self.first_line, ..Location::default() } } else { self.locations[i - 1] }
    }
}
