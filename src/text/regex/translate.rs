//! From the compiler's code to a [`Program`]; code that the compiler cannot have made is refused.
use super::first::{first_of, lone, peek_of, start_of};
use super::sets::{CATEGORIES, Fold, Item, Set};
use super::{At, Inner, Op, Peek, Program, Single, Word};

/// A repeat without an upper bound.
pub const MAX_REPEAT: u32 = u32::MAX;
/// Most groups.
pub const MAX_GROUPS: usize = i32::MAX as usize / 2;

/// The compiler's opcodes.
mod code {
    pub const FAILURE: u32 = 0;
    pub const SUCCESS: u32 = 1;
    pub const ANY: u32 = 2;
    pub const ANY_ALL: u32 = 3;
    pub const ASSERT: u32 = 4;
    pub const ASSERT_NOT: u32 = 5;
    pub const AT: u32 = 6;
    pub const BRANCH: u32 = 7;
    pub const CATEGORY: u32 = 8;
    pub const CHARSET: u32 = 9;
    pub const BIGCHARSET: u32 = 10;
    pub const GROUPREF: u32 = 11;
    pub const GROUPREF_EXISTS: u32 = 12;
    pub const IN: u32 = 13;
    pub const INFO: u32 = 14;
    pub const JUMP: u32 = 15;
    pub const LITERAL: u32 = 16;
    pub const MARK: u32 = 17;
    pub const MAX_UNTIL: u32 = 18;
    pub const MIN_UNTIL: u32 = 19;
    pub const NOT_LITERAL: u32 = 20;
    pub const NEGATE: u32 = 21;
    pub const RANGE: u32 = 22;
    pub const REPEAT: u32 = 23;
    pub const REPEAT_ONE: u32 = 24;
    pub const MIN_REPEAT_ONE: u32 = 26;
    pub const ATOMIC_GROUP: u32 = 27;
    pub const POSSESSIVE_REPEAT: u32 = 28;
    pub const POSSESSIVE_REPEAT_ONE: u32 = 29;
    pub const GROUPREF_IGNORE: u32 = 30;
    pub const IN_IGNORE: u32 = 31;
    pub const LITERAL_IGNORE: u32 = 32;
    pub const NOT_LITERAL_IGNORE: u32 = 33;
    pub const GROUPREF_LOC_IGNORE: u32 = 34;
    pub const IN_LOC_IGNORE: u32 = 35;
    pub const LITERAL_LOC_IGNORE: u32 = 36;
    pub const NOT_LITERAL_LOC_IGNORE: u32 = 37;
    pub const GROUPREF_UNI_IGNORE: u32 = 38;
    pub const IN_UNI_IGNORE: u32 = 39;
    pub const LITERAL_UNI_IGNORE: u32 = 40;
    pub const NOT_LITERAL_UNI_IGNORE: u32 = 41;
    pub const RANGE_UNI_IGNORE: u32 = 42;

    pub const INFO_PREFIX: u32 = 1;
    pub const INFO_LITERAL: u32 = 2;
    pub const INFO_CHARSET: u32 = 4;
}

/// A construct whose code has begun: where it ends, and what is to be completed then. `end` is a position in the code.
#[derive(Clone, Copy)]
enum Open {
    /// A loop, closed by the code word `closer` at `end`.
    Loop { end: usize, closer: u32, op: usize, min: u32, max: u32 },
    /// An inner pattern, closed by SUCCESS at `end`.
    Inner { end: usize, op: usize },
    /// An arm of a BRANCH, whose JUMP is at `end`; `branch` is the instruction that tries it (none for the last arm), `jumps` where
    /// this BRANCH's jumps begin in the list of them, `target` where they all lead.
    Arm { end: usize, branch: Option<usize>, jumps: usize, target: Option<usize> },
    /// What is matched where a group exists; `end` is behind it, or at the JUMP over the other part.
    Then { end: usize, op: usize },
    /// The other part.
    Else { end: usize, jump: usize },
}

impl Open {
    fn end(&self) -> usize {
        match *self {
            Open::Loop { end, .. }
            | Open::Inner { end, .. }
            | Open::Arm { end, .. }
            | Open::Then { end, .. }
            | Open::Else { end, .. } => end,
        }
    }
}

struct Translator<'a> {
    code: &'a [u32],
    groups: usize,
    ops: Vec<Op>,
    sets: Vec<Set>,
    literals: Vec<u32>,
    open: Vec<Open>,
    /// Instructions whose jump leads behind their BRANCH.
    jumps: Vec<usize>,
    /// Instructions before this one are not joined with what follows: something jumps between.
    fence: usize,
}

/// Checks the code of a pattern with that many groups and makes it ready to run. None: it is not the compiler's.
pub fn translate(code: &[u32], groups: usize) -> Option<Program> {
    if groups > MAX_GROUPS || code.len() > i32::MAX as usize || *code.last()? != code::SUCCESS {
        return None;
    }
    let mut t = Translator {
        code,
        groups,
        ops: Vec::new(),
        sets: Vec::new(),
        literals: Vec::new(),
        open: Vec::new(),
        jumps: Vec::new(),
        fence: 0,
    };
    let min_width = t.pattern()?;
    let Translator { mut ops, sets, literals, .. } = t;
    let mut firsts = Vec::new();
    for at in 0..ops.len() {
        match ops[at] {
            Op::Branch { other, .. } => {
                let peek = peek_of(&first_of(&ops, &sets, &literals, at + 1), &mut firsts);
                ops[at] = Op::Branch { other, peek };
            }
            Op::RepeatOne { what, min, max, .. } => {
                let first = first_of(&ops, &sets, &literals, at + 1);
                let lone = first.as_ref().map_or(0, |f| lone(what, &sets, f));
                ops[at] = Op::RepeatOne { what, min, max, peek: peek_of(&first, &mut firsts), lone };
            }
            _ => {}
        }
    }
    let start = start_of(&ops, &sets, &literals, &mut firsts);
    Some(Program {
        code: code.into(),
        literal_bytes: literals.iter().map(|c| *c as u8).collect(),
        ops: ops.into(),
        sets: sets.into(),
        firsts,
        literals: literals.into(),
        groups,
        min_width,
        start,
    })
}

impl Translator<'_> {
    /// The code word at `i`, which must lie before `limit`.
    fn word(&self, i: usize, limit: usize) -> Option<u32> {
        if i < limit { self.code.get(i).copied() } else { None }
    }
    /// A position `skip` words behind `i`, at most `limit`.
    fn target(&self, i: usize, skip: u32, limit: usize) -> Option<usize> {
        let t = i.checked_add(skip as usize)?;
        (t <= limit).then_some(t)
    }
    fn fence(&mut self) -> u32 {
        self.fence = self.ops.len();
        self.ops.len() as u32
    }
    /// Translates everything; the least width of a match.
    fn pattern(&mut self) -> Option<usize> {
        let last = self.code.len() - 1;
        let mut min_width = 0;
        let mut i = 0;
        loop {
            if let Some(open) = self.open.last().copied()
                && i >= open.end()
            {
                if i > open.end() {
                    return None;
                }
                i = self.close(open)?;
                continue;
            }
            if i == last && self.open.is_empty() {
                break;
            }
            let limit = self.open.last().map_or(last, Open::end);
            if self.code[i] == code::INFO {
                min_width = self.info(i, limit, min_width)?;
                i = self.target(i + 1, self.word(i + 1, limit)?, limit)?;
                continue;
            }
            i = self.op(i, limit)?;
        }
        self.ops.push(Op::Success);
        Some(min_width)
    }
    /// Checks an information block; the least width of a match where it begins the code.
    fn info(&self, i: usize, limit: usize, known: usize) -> Option<usize> {
        let end = self.target(i + 1, self.word(i + 1, limit)?, limit)?;
        let flags = self.word(i + 2, end)?;
        let (min, max) = (self.word(i + 3, end)?, self.word(i + 4, end)?);
        let mut at = i + 5;
        let all = code::INFO_PREFIX | code::INFO_LITERAL | code::INFO_CHARSET;
        let both = code::INFO_PREFIX | code::INFO_CHARSET;
        if flags & !all != 0 || flags & both == both || min > max {
            return None;
        }
        if flags & code::INFO_LITERAL != 0 && flags & code::INFO_PREFIX == 0 {
            return None;
        }
        if flags & code::INFO_PREFIX != 0 {
            let (len, skip) = (self.word(at, end)? as usize, self.word(at + 1, end)? as usize);
            if skip > len || end.checked_sub(at + 2)? != len.checked_mul(2)? {
                return None;
            }
            if self.code[at + 2 + len..end].iter().any(|x| *x as usize >= len) {
                return None;
            }
            at = end;
        }
        if flags & code::INFO_CHARSET != 0 {
            self.charset(at, end)?;
            at = end;
        }
        (at == end).then_some(if i == 0 { min as usize } else { known })
    }
    /// The tests of a set, whose code fills `i..end`.
    fn charset(&self, mut i: usize, end: usize) -> Option<Vec<Item>> {
        let mut items = Vec::new();
        loop {
            let op = self.word(i, end)?;
            i += 1;
            match op {
                code::FAILURE => return (i == end).then_some(items),
                code::NEGATE => items.push(Item::Negate),
                code::LITERAL => {
                    items.push(Item::Literal(self.word(i, end)?));
                    i += 1;
                }
                code::RANGE | code::RANGE_UNI_IGNORE => {
                    let (a, b) = (self.word(i, end)?, self.word(i + 1, end)?);
                    items.push(if op == code::RANGE { Item::Range(a, b) } else { Item::RangeUnicode(a, b) });
                    i += 2;
                }
                code::CHARSET => {
                    items.push(Item::Bitmap(self.bitmap(i, end)?));
                    i += 8;
                }
                code::BIGCHARSET => {
                    let n = self.word(i, end)? as usize;
                    i += 1;
                    if end.checked_sub(i)? < 64 || n > 256 || end - i - 64 < n * 8 {
                        return None;
                    }
                    let mut index = Box::new([0u8; 256]);
                    for (k, word) in self.code[i..i + 64].iter().enumerate() {
                        index[k * 4..k * 4 + 4].copy_from_slice(&word.to_ne_bytes());
                    }
                    if index.iter().any(|b| *b as usize >= n) {
                        return None;
                    }
                    i += 64;
                    let blocks: Option<Vec<[u32; 8]>> = (0..n).map(|k| self.bitmap(i + 8 * k, end)).collect();
                    items.push(Item::Blocks(index, blocks?.into()));
                    i += 8 * n;
                }
                code::CATEGORY => {
                    items.push(Item::Category(self.category(self.word(i, end)?)?));
                    i += 1;
                }
                _ => return None,
            }
        }
    }
    fn bitmap(&self, i: usize, end: usize) -> Option<[u32; 8]> {
        if end.checked_sub(i)? < 8 {
            return None;
        }
        self.code[i..i + 8].try_into().ok()
    }
    fn category(&self, c: u32) -> Option<u32> {
        (c < CATEGORIES).then_some(c)
    }
    fn group(&self, g: u32) -> Option<u32> {
        ((g as usize) < self.groups).then_some(g)
    }
    fn add_set(&mut self, items: Vec<Item>, fold: Fold) -> Single {
        let set = Set::new(items, fold);
        let dynamic = set.is_locale();
        self.sets.push(set);
        let i = self.sets.len() as u32 - 1;
        if dynamic { Single::Locale(i) } else { Single::Set(i) }
    }
    /// The test of one character that is coded at `i`, and the position behind it. `None` where something else is.
    fn single(&mut self, i: usize, limit: usize) -> Option<(Single, usize)> {
        let op = self.word(i, limit)?;
        let fold = match op {
            code::IN_IGNORE | code::LITERAL_IGNORE | code::NOT_LITERAL_IGNORE => Fold::Ascii,
            code::IN_UNI_IGNORE | code::LITERAL_UNI_IGNORE | code::NOT_LITERAL_UNI_IGNORE => Fold::Unicode,
            code::IN_LOC_IGNORE => Fold::Locale,
            _ => Fold::None,
        };
        Some(match op {
            code::FAILURE => (Single::Never, i + 1),
            code::ANY => (Single::Any, i + 1),
            code::ANY_ALL => (Single::All, i + 1),
            code::LITERAL => (Single::Literal(self.word(i + 1, limit)?), i + 2),
            code::NOT_LITERAL => (Single::NotLiteral(self.word(i + 1, limit)?), i + 2),
            code::LITERAL_IGNORE | code::LITERAL_UNI_IGNORE => {
                let c = Item::Literal(self.word(i + 1, limit)?);
                (self.add_set(vec![c], fold), i + 2)
            }
            code::NOT_LITERAL_IGNORE | code::NOT_LITERAL_UNI_IGNORE => {
                let c = Item::Literal(self.word(i + 1, limit)?);
                (self.add_set(vec![Item::Negate, c], fold), i + 2)
            }
            code::LITERAL_LOC_IGNORE | code::NOT_LITERAL_LOC_IGNORE => {
                let mut items = vec![Item::LocaleLiteral(self.word(i + 1, limit)?)];
                if op == code::NOT_LITERAL_LOC_IGNORE {
                    items.insert(0, Item::Negate);
                }
                (self.add_set(items, Fold::None), i + 2)
            }
            code::CATEGORY => {
                let c = Item::Category(self.category(self.word(i + 1, limit)?)?);
                (self.add_set(vec![c], fold), i + 2)
            }
            code::IN | code::IN_IGNORE | code::IN_UNI_IGNORE | code::IN_LOC_IGNORE => {
                let end = self.target(i + 1, self.word(i + 1, limit)?, limit)?;
                let items = self.charset(i + 2, end)?;
                (self.add_set(items, fold), end)
            }
            _ => return None,
        })
    }
    fn push_single(&mut self, single: Single) {
        let op = match single {
            Single::Never => Op::Fail,
            Single::Any => Op::Any,
            Single::All => Op::All,
            Single::Literal(c) => return self.push_literal(c),
            Single::NotLiteral(c) => Op::NotLiteral(c),
            Single::Set(i) => Op::Set(i),
            Single::Locale(i) => Op::Locale(i),
        };
        self.ops.push(op);
    }
    /// Adds a literal, to the literals before it where nothing jumps between.
    fn push_literal(&mut self, c: u32) {
        let joinable = self.ops.len() > self.fence;
        match self.ops.last_mut() {
            Some(op) if joinable && matches!(op, Op::Literal(_)) => {
                let Op::Literal(before) = *op else { return };
                let start = self.literals.len() as u32;
                self.literals.extend([before, c]);
                *op = Op::Literals { start, len: 2, narrow: before < 256 && c < 256 };
            }
            Some(Op::Literals { len, narrow, .. }) if joinable => {
                self.literals.push(c);
                *len += 1;
                *narrow &= c < 256;
            }
            _ => self.ops.push(Op::Literal(c)),
        }
    }
    /// Translates the instruction at `i`; the position of the next.
    fn op(&mut self, i: usize, limit: usize) -> Option<usize> {
        let op = self.word(i, limit)?;
        match op {
            code::MARK => {
                let n = self.word(i + 1, limit)?;
                if n as usize >= 2 * self.groups {
                    return None;
                }
                self.ops.push(Op::Mark(n));
                Some(i + 2)
            }
            code::AT => {
                let at = match self.word(i + 1, limit)? {
                    0 | 2 => At::Beginning,
                    1 => At::BeginningLine,
                    3 => At::Boundary(Word::Ascii),
                    4 => At::NonBoundary(Word::Ascii),
                    5 => At::End,
                    6 => At::EndLine,
                    7 => At::EndString,
                    8 => At::Boundary(Word::Locale),
                    9 => At::NonBoundary(Word::Locale),
                    10 => At::Boundary(Word::Unicode),
                    11 => At::NonBoundary(Word::Unicode),
                    _ => return None,
                };
                self.ops.push(Op::At(at));
                Some(i + 2)
            }
            code::GROUPREF | code::GROUPREF_IGNORE | code::GROUPREF_LOC_IGNORE | code::GROUPREF_UNI_IGNORE => {
                let fold = match op {
                    code::GROUPREF => Fold::None,
                    code::GROUPREF_IGNORE => Fold::Ascii,
                    code::GROUPREF_LOC_IGNORE => Fold::Locale,
                    _ => Fold::Unicode,
                };
                let group = self.group(self.word(i + 1, limit)?)?;
                self.ops.push(Op::GroupRef { group, fold });
                Some(i + 2)
            }
            code::GROUPREF_EXISTS => {
                let group = self.group(self.word(i + 1, limit)?)?;
                let end = self.target(i + 1, self.word(i + 2, limit)?, limit)?;
                if end < i + 3 {
                    return None;
                }
                self.ops.push(Op::GroupExists { group, other: 0 });
                self.open.push(Open::Then { end, op: self.ops.len() - 1 });
                Some(i + 3)
            }
            // Only at the end of what is matched where a group exists.
            code::JUMP => {
                let Some(Open::Then { end, op }) = self.open.last().copied() else { return None };
                if i + 2 != end {
                    return None;
                }
                let outer = self.open.len().checked_sub(2).map_or(self.code.len() - 1, |k| self.open[k].end());
                let target = self.target(i + 1, self.word(i + 1, end)?, outer)?;
                if target < end {
                    return None;
                }
                self.ops.push(Op::Jump(0));
                let jump = self.ops.len() - 1;
                let other = self.fence();
                self.patch(op, other);
                self.open.pop();
                self.open.push(Open::Else { end: target, jump });
                Some(end)
            }
            code::BRANCH => {
                let jumps = self.jumps.len();
                self.arm(i + 1, limit, jumps, None)
            }
            code::REPEAT | code::POSSESSIVE_REPEAT => {
                let end = self.target(i + 1, self.word(i + 1, limit)?, limit)?;
                let (min, max) = self.bounds(i + 2, end)?;
                let closer = self.word(end, limit)?;
                let known = if op == code::REPEAT {
                    matches!(closer, code::MAX_UNTIL | code::MIN_UNTIL)
                } else {
                    closer == code::SUCCESS
                };
                if !known {
                    return None;
                }
                if op == code::REPEAT {
                    self.ops.push(Op::Repeat { until: 0 });
                } else {
                    self.ops.push(Op::PossessiveStart);
                    self.ops.push(Op::PossessiveLoop { min, max, end: 0 });
                }
                self.open.push(Open::Loop { end, closer, op: self.ops.len() - 1, min, max });
                Some(i + 4)
            }
            code::REPEAT_ONE | code::MIN_REPEAT_ONE | code::POSSESSIVE_REPEAT_ONE => {
                let end = self.target(i + 1, self.word(i + 1, limit)?, limit)?;
                let (min, max) = self.bounds(i + 2, end)?;
                let (what, at) = self.single(i + 4, end)?;
                if at + 1 != end || self.code[at] != code::SUCCESS {
                    return None;
                }
                self.ops.push(match op {
                    code::REPEAT_ONE => Op::RepeatOne { what, min, max, peek: Peek::Anything, lone: 0 },
                    code::MIN_REPEAT_ONE => Op::MinRepeatOne { what, min, max },
                    _ => Op::PossessiveOne { what, min, max },
                });
                Some(end)
            }
            code::ATOMIC_GROUP => self.enter(i, i + 2, Inner::Atomic, 0, limit),
            code::ASSERT | code::ASSERT_NOT => {
                let kind = if op == code::ASSERT { Inner::Assert } else { Inner::AssertNot };
                let back = self.word(i + 2, limit)?;
                self.enter(i, i + 3, kind, back, limit)
            }
            _ => {
                let (single, next) = self.single(i, limit)?;
                self.push_single(single);
                Some(next)
            }
        }
    }
    fn bounds(&self, i: usize, end: usize) -> Option<(u32, u32)> {
        let (min, max) = (self.word(i, end)?, self.word(i + 1, end)?);
        (min <= max).then_some((min, max))
    }
    /// Begins an inner pattern whose skip is at `i + 1` and whose code begins at `body`.
    fn enter(&mut self, i: usize, body: usize, kind: Inner, back: u32, limit: usize) -> Option<usize> {
        let end = self.target(i + 1, self.word(i + 1, limit)?, limit)?;
        if end <= body || self.code[end - 1] != code::SUCCESS {
            return None;
        }
        self.ops.push(Op::Enter { kind, end: 0, back });
        self.open.push(Open::Inner { end: end - 1, op: self.ops.len() - 1 });
        Some(body)
    }
    /// Begins the arm of a BRANCH whose skip is at `i`, or ends the BRANCH there; the position of what is translated next.
    fn arm(&mut self, i: usize, limit: usize, jumps: usize, target: Option<usize>) -> Option<usize> {
        let skip = self.word(i, limit)?;
        if skip == 0 {
            let here = self.fence();
            if target.is_none() {
                self.ops.push(Op::Fail);
            } else if target != Some(i + 1) {
                return None;
            }
            for k in jumps..self.jumps.len() {
                self.ops[self.jumps[k]] = Op::Jump(here);
            }
            self.jumps.truncate(jumps);
            return Some(i + 1);
        }
        let next = self.target(i, skip, limit)?;
        if skip < 3 {
            return None;
        }
        let last = self.word(next, limit)? == 0;
        self.fence();
        let branch = if last {
            None
        } else {
            self.ops.push(Op::Branch { other: 0, peek: Peek::Anything });
            Some(self.ops.len() - 1)
        };
        self.open.push(Open::Arm { end: next - 2, branch, jumps, target });
        Some(i + 1)
    }
    /// Completes a construct, whose code ends here; where to go on.
    fn close(&mut self, open: Open) -> Option<usize> {
        self.open.pop();
        let limit = self.open.last().map_or(self.code.len() - 1, Open::end);
        match open {
            Open::Loop { end, closer, op, min, max } => {
                let here = self.ops.len() as u32;
                let body = op as u32 + 1;
                match closer {
                    code::MAX_UNTIL => self.ops.push(Op::MaxUntil { body, min, max }),
                    code::MIN_UNTIL => self.ops.push(Op::MinUntil { body, min, max }),
                    _ => self.ops.push(Op::Accept),
                }
                if closer == code::SUCCESS {
                    self.ops[op] = Op::PossessiveLoop { min, max, end: here + 1 };
                } else {
                    self.ops[op] = Op::Repeat { until: here };
                }
                self.fence();
                Some(end + 1)
            }
            Open::Inner { end, op } => {
                self.ops.push(Op::Accept);
                let here = self.fence();
                if let Op::Enter { end, .. } = &mut self.ops[op] {
                    *end = here;
                }
                Some(end + 1)
            }
            Open::Arm { end, branch, jumps, target } => {
                if self.word(end, limit)? != code::JUMP {
                    return None;
                }
                let to = self.target(end + 1, self.word(end + 1, limit)?, limit)?;
                if target.is_some_and(|t| t != to) {
                    return None;
                }
                self.ops.push(Op::Jump(0));
                self.jumps.push(self.ops.len() - 1);
                if let Some(branch) = branch {
                    let here = self.fence();
                    self.patch(branch, here);
                }
                self.arm(end + 2, limit, jumps, Some(to))
            }
            Open::Then { end, op } => {
                let here = self.fence();
                self.patch(op, here);
                Some(end)
            }
            Open::Else { end, jump } => {
                let here = self.fence();
                self.ops[jump] = Op::Jump(here);
                Some(end)
            }
        }
    }
    fn patch(&mut self, at: usize, to: u32) {
        match &mut self.ops[at] {
            Op::GroupExists { other, .. } | Op::Branch { other, .. } => *other = to,
            _ => {}
        }
    }
}

impl Program {
    /// The program for a match that begins behind the end of the subject. Nothing can be taken there, repetitions of one character and
    /// ends of the subject do not match; `feed` says whether a line ends there. None if the code does not translate.
    pub fn behind_the_end(&self, feed: bool) -> Option<Program> {
        let mut program = translate(&self.code, self.groups)?;
        for op in &mut program.ops {
            match op {
                Op::RepeatOne { .. } | Op::MinRepeatOne { .. } | Op::PossessiveOne { .. } => *op = Op::Fail,
                Op::At(At::End | At::EndString) => *op = Op::Fail,
                Op::At(At::EndLine) if !feed => *op = Op::Fail,
                _ => {}
            }
        }
        Some(program)
    }
}
