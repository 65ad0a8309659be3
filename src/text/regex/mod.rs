//! Regular expressions: a backtracking matcher over the code that the library's `re/_compiler.py` makes.
//!
//! `translate` checks that code and turns it into a [`Program`]: the same pattern with absolute jumps, sets as tables, and
//! runs of literals joined. `matcher` runs it, with its choices on a stack of its own; `search` finds where to begin.
mod first;
mod matcher;
mod search;
mod sets;
mod translate;

pub use matcher::{Matcher, NONE, State, Stop, Subject};
pub use search::{matches, search};
pub use sets::{Fold, ascii_lower, locale_lower};
pub use translate::{MAX_GROUPS, MAX_REPEAT, translate};

use sets::Set;

/// A test of one character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Single {
    Never,
    /// Any but a line feed.
    Any,
    All,
    Literal(u32),
    NotLiteral(u32),
    /// An index into `Program::sets`.
    Set(u32),
    /// As `Set`, of a set that depends on the locale.
    Locale(u32),
}

/// What the character after a choice must be for the choice to be worth a try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Peek {
    Anything,
    Literal(u32),
    /// An index into `Program::firsts`.
    First(u32),
}

/// Positions that match without consuming.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum At {
    Beginning,
    BeginningLine,
    End,
    EndLine,
    EndString,
    Boundary(Word),
    NonBoundary(Word),
}

/// What is a word character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Word {
    Ascii,
    Locale,
    Unicode,
}

/// What a pattern inside the pattern is for, which matches on its own: its choices are forgotten when it has matched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Inner {
    Assert,
    AssertNot,
    Atomic,
    /// One pass of a possessive loop, whose `PossessiveLoop` is the instruction itself.
    Pass,
}

/// One instruction. Jumps are indices into `Program::ops`; the next instruction is the one behind.
#[derive(Clone, Copy, Debug)]
pub enum Op {
    Fail,
    /// The end of the whole pattern.
    Success,
    /// The end of an inner pattern.
    Accept,
    Any,
    All,
    Literal(u32),
    NotLiteral(u32),
    Set(u32),
    Locale(u32),
    /// Several literals, from `Program::literals`; `narrow`: all below 256.
    Literals { start: u32, len: u32, narrow: bool },
    At(At),
    Mark(u32),
    GroupRef { group: u32, fold: Fold },
    /// Goes on where the group has matched, otherwise at `other`.
    GroupExists { group: u32, other: u32 },
    Jump(u32),
    /// Tries what follows, then `other`.
    Branch { other: u32, peek: Peek },
    /// Begins a loop at its `MaxUntil` or `MinUntil`.
    Repeat { until: u32 },
    MaxUntil { body: u32, min: u32, max: u32 },
    MinUntil { body: u32, min: u32, max: u32 },
    /// As many as possible, then fewer. `lone`: no fewer need be tried in Latin-1 subjects (1) or in any (3).
    RepeatOne { what: Single, min: u32, max: u32, peek: Peek, lone: u8 },
    MinRepeatOne { what: Single, min: u32, max: u32 },
    PossessiveOne { what: Single, min: u32, max: u32 },
    /// Begins an inner pattern `back` characters earlier; `end` is behind it.
    Enter { kind: Inner, end: u32, back: u32 },
    /// Begins a possessive loop at the `PossessiveLoop` behind it.
    PossessiveStart,
    PossessiveLoop { min: u32, max: u32, end: u32 },
}

/// How to find places where a match may begin.
#[derive(Debug)]
pub enum Start {
    Anywhere,
    /// At the beginning of the subject only.
    Beginning,
    /// At a literal of two or more characters; the finder is for subjects of bytes.
    Prefix(Box<[u32]>, Option<Box<memchr::memmem::Finder<'static>>>),
    Literal(u32),
    /// At a character of the set.
    First(u32),
}

/// The characters that a match can begin with: those below 256 one by one, all others together.
#[derive(Clone, Debug)]
pub struct First {
    pub latin: [bool; 256],
    pub beyond: bool,
}

/// A pattern ready to run.
#[derive(Debug)]
pub struct Program {
    /// The code it was made of.
    pub code: Box<[u32]>,
    ops: Box<[Op]>,
    sets: Box<[Set]>,
    firsts: Vec<First>,
    literals: Box<[u32]>,
    /// The low bytes of `literals`.
    literal_bytes: Box<[u8]>,
    /// Number of groups, the whole match not counted.
    pub groups: usize,
    /// No match is shorter, by what the code says.
    min_width: usize,
    start: Start,
}
