//! The matcher: one loop over the instructions, and a stack of what to do when a choice turns out wrong.
//!
//! The stack holds choices and, between them, what undoes the changes made since: marks, loops. Going back pops entries, undoing, until one
//! says where to go on. An inner pattern (assertion, atomic group) begins with a `Barrier`; when it has matched, the choices above the
//! barrier go and the old marks stay, for whatever was chosen before.
use super::sets::{ascii_word, locale_word, unicode_word};
use super::{At, Fold, Inner, Op, Peek, Program, Single, Word};
use crate::text::view::Unit;

/// No position: a mark that is not set.
pub const NONE: usize = usize::MAX;

/// Steps back between two looks at whether to stop.
const PATIENCE: u32 = 1 << 14;

/// Why a match was given up.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stop {
    Memory,
    /// The caller's `poll` said so.
    Interrupted,
}

/// A character of a subject, with searches as fast as its width allows.
pub trait Subject: Unit {
    /// The first position of a character.
    fn find(s: &[Self], c: u32) -> Option<usize>;
}

impl Subject for u8 {
    #[inline]
    fn find(s: &[u8], c: u32) -> Option<usize> {
        memchr::memchr(u8::try_from(c).ok()?, s)
    }
}
impl Subject for u16 {
    #[inline]
    fn find(s: &[u16], c: u32) -> Option<usize> {
        let c = u16::try_from(c).ok()?;
        s.iter().position(|x| *x == c)
    }
}
impl Subject for u32 {
    #[inline]
    fn find(s: &[u32], c: u32) -> Option<usize> {
        s.iter().position(|x| *x == c)
    }
}

/// A running loop.
#[derive(Clone, Copy, Debug)]
struct Loop {
    /// Passes begun.
    count: u32,
    /// The loop around it.
    outer: u32,
    /// Where the last pass that was not required began.
    last: usize,
}

#[derive(Clone, Copy, Debug)]
enum Back {
    /// Go on there.
    Alternative { pc: u32, at: usize },
    /// Give back one character of a RepeatOne, whose instruction is at `pc`.
    Fewer { pc: u32, at: usize, floor: usize },
    /// Take one more character of a MinRepeatOne.
    More { pc: u32, at: usize, ceiling: usize },
    /// Undo a mark.
    Mark { mark: u32, last: u32, old: usize },
    /// Leave the loop whose MaxUntil is at `pc`, as it was.
    LeaveLoop { pc: u32, current: u32, count: u32, at: usize, last: usize },
    /// Another pass of the loop whose MinUntil is at `pc`.
    AnotherPass { pc: u32, current: u32, at: usize },
    /// Undo a pass.
    Pass { current: u32, count: u32, last: usize },
    /// Undo leaving a loop.
    Current(u32),
    /// Undo beginning a loop.
    Begin { loops: u32, current: u32 },
    /// An inner pattern has failed. `pc` is its Enter or PossessiveLoop.
    Barrier { pc: u32, loops: u32, current: u32, outer: u32, at: usize },
}

/// What a match leaves, and the storage that it needs.
#[derive(Default)]
pub struct State {
    /// Begin and end of each group; NONE where it has none.
    pub marks: Vec<usize>,
    /// The group closed last, from 1; 0 for none.
    pub last_index: u32,
    /// The whole match.
    pub start: usize,
    pub end: usize,
    dirty: bool,
    stack: Vec<Back>,
    loops: Vec<Loop>,
    left: u32,
}

impl State {
    /// Room for the marks of a program's groups.
    pub fn prepare(&mut self, groups: usize) -> Result<(), Stop> {
        self.marks.clear();
        self.marks.try_reserve(2 * groups).map_err(|_| Stop::Memory)?;
        self.marks.resize(2 * groups, NONE);
        self.last_index = 0;
        self.dirty = false;
        self.left = PATIENCE;
        Ok(())
    }
    /// Begin and end of a group, from 1 (0 is the whole match).
    pub fn span(&self, group: usize) -> Option<(usize, usize)> {
        if group == 0 {
            return Some((self.start, self.end));
        }
        let (a, b) = (self.marks[2 * group - 2], self.marks[2 * group - 1]);
        (a != NONE && b != NONE && a <= b).then_some((a, b))
    }
    #[inline]
    fn push(&mut self, back: Back) -> Result<(), Stop> {
        if self.stack.len() == self.stack.capacity() {
            let more = self.stack.len().max(32);
            self.stack.try_reserve(more).map_err(|_| Stop::Memory)?;
        }
        self.stack.push(back);
        Ok(())
    }
    fn begin_loop(&mut self, current: u32) -> Result<u32, Stop> {
        let n = self.loops.len() as u32;
        if n == u32::MAX - 1 {
            return Err(Stop::Memory);
        }
        self.push(Back::Begin { loops: n, current })?;
        self.loops.try_reserve(1).map_err(|_| Stop::Memory)?;
        self.loops.push(Loop { count: 0, outer: current, last: NONE });
        Ok(n)
    }
    /// The inner pattern that began at the barrier has matched: its choices go.
    fn commit(&mut self, barrier: usize) {
        let mut keep = barrier;
        for i in barrier + 1..self.stack.len() {
            if let Back::Mark { .. } = self.stack[i] {
                self.stack[keep] = self.stack[i];
                keep += 1;
            }
        }
        self.stack.truncate(keep);
    }
    /// Undoes everything since the barrier, without taking any of the choices.
    fn roll_back(&mut self, barrier: usize) {
        for i in (barrier + 1..self.stack.len()).rev() {
            if let Back::Mark { mark, last, old } = self.stack[i] {
                self.marks[mark as usize] = old;
                self.last_index = last;
            }
        }
        self.stack.truncate(barrier);
    }
}

/// A subject and a program, for one or more matches.
pub struct Matcher<'a, U> {
    pub program: &'a Program,
    /// The subject up to where it is taken to end.
    pub s: &'a [U],
    /// The whole subject must match.
    pub full: bool,
    /// Where an empty match may not end; NONE for nowhere.
    pub forbidden: usize,
    /// Asked now and then whether to stop.
    pub poll: &'a dyn Fn() -> bool,
}

impl<U: Subject> Matcher<'_, U> {
    #[inline(always)]
    fn is(&self, what: Single, c: u32) -> bool {
        match what {
            Single::Never => false,
            Single::Any => c != 10,
            Single::All => true,
            Single::Literal(x) => c == x,
            Single::NotLiteral(x) => c != x,
            Single::Set(i) => self.program.sets[i as usize].contains(c),
            Single::Locale(i) => self.program.sets[i as usize].contains_locale(c),
        }
    }
    /// The end of the run of such characters from `at`, of at most `max`.
    #[inline]
    fn run_end(&self, what: Single, at: usize, max: u32) -> usize {
        let rest = &self.s[at.min(self.s.len())..];
        let rest = if max == u32::MAX { rest } else { &rest[..rest.len().min(max as usize)] };
        at + match what {
            Single::Never => 0,
            Single::All => rest.len(),
            Single::Any => U::find(rest, 10).unwrap_or(rest.len()),
            Single::NotLiteral(c) => U::find(rest, c).unwrap_or(rest.len()),
            Single::Literal(c) => rest.iter().position(|x| (*x).into() != c).unwrap_or(rest.len()),
            Single::Set(i) => {
                let set = &self.program.sets[i as usize];
                rest.iter().position(|x| !set.contains((*x).into())).unwrap_or(rest.len())
            }
            Single::Locale(_) => rest.iter().position(|x| !self.is(what, (*x).into())).unwrap_or(rest.len()),
        }
    }
    #[inline(always)]
    fn worth(&self, peek: Peek, at: usize) -> bool {
        match peek {
            Peek::Anything => true,
            Peek::Literal(c) => self.s.get(at).is_some_and(|x| (*x).into() == c),
            Peek::First(i) => self.s.get(at).is_some_and(|x| {
                let first = &self.program.firsts[i as usize];
                let c: u32 = (*x).into();
                if c < 256 { first.latin[c as usize] } else { first.beyond }
            }),
        }
    }
    fn holds(&self, at: At, p: usize) -> bool {
        let s = self.s;
        let feed = |i: usize| s.get(i).is_some_and(|x| (*x).into() == 10);
        match at {
            At::Beginning => p == 0,
            At::BeginningLine => p == 0 || feed(p - 1),
            At::End => p == s.len() || (p + 1 == s.len() && feed(p)),
            At::EndLine => p == s.len() || feed(p),
            At::EndString => p == s.len(),
            At::Boundary(word) => self.boundary(word, p),
            At::NonBoundary(word) => !self.boundary(word, p),
        }
    }
    #[inline]
    fn boundary(&self, word: Word, p: usize) -> bool {
        let is = |i: usize| {
            self.s.get(i).is_some_and(|x| match word {
                Word::Ascii => ascii_word((*x).into()),
                Word::Locale => locale_word((*x).into()),
                Word::Unicode => unicode_word((*x).into()),
            })
        };
        (p > 0 && is(p - 1)) != is(p)
    }
    /// The end of another occurrence of what a group matched.
    fn again(&self, state: &State, group: u32, fold: Fold, at: usize) -> Option<usize> {
        let (a, b) = state.span(group as usize + 1)?;
        let n = b - a;
        let here = self.s.get(at..at + n)?;
        let there = &self.s[a..b];
        let same = match fold {
            Fold::None => here == there,
            _ => here.iter().zip(there).all(|(x, y)| x == y || fold.lower((*x).into()) == fold.lower((*y).into())),
        };
        same.then_some(at + n)
    }
    fn literals(&self, start: u32, len: u32, narrow: bool, at: usize) -> bool {
        let (start, len) = (start as usize, len as usize);
        let Some(here) = self.s.get(at..at + len) else { return false };
        if size_of::<U>() == 1 {
            if !narrow {
                return false;
            }
            let want = &self.program.literal_bytes[start..start + len];
            return here.iter().zip(want).all(|(x, y)| (*x).into() == *y as u32);
        }
        here.iter().zip(&self.program.literals[start..start + len]).all(|(x, y)| (*x).into() == *y)
    }

    /// Whether a match begins at `start`; `state` has been prepared.
    pub fn run(&self, state: &mut State, start: usize) -> Result<bool, Stop> {
        if state.dirty {
            state.marks.fill(NONE);
            state.last_index = 0;
            state.dirty = false;
        }
        state.stack.clear();
        state.loops.clear();
        state.start = start;
        let program = self.program;
        let s = self.s;
        let (mut pc, mut at) = (0usize, start);
        // The innermost loop; the stack index of the innermost barrier.
        let (mut current, mut barrier) = (u32::MAX, usize::MAX);
        macro_rules! test {
            ($c:ident => $e:expr) => {
                match s.get(at) {
                    Some(x) if {
                        let $c: u32 = (*x).into();
                        $e
                    } =>
                    {
                        at += 1;
                        pc += 1;
                        continue;
                    }
                    _ => {}
                }
            };
        }
        loop {
            // What does not `continue` here has failed.
            'forward: loop {
                debug_assert!(pc < program.ops.len());
                // SAFETY: the translator ends the program with Success, which is not passed, and makes jumps to instructions only.
                match *unsafe { program.ops.get_unchecked(pc) } {
                    Op::Literal(c) => test!(x => x == c),
                    Op::Set(i) => {
                        let set = &program.sets[i as usize];
                        test!(x => set.contains(x))
                    }
                    Op::Any => test!(x => x != 10),
                    Op::All => test!(_x => true),
                    Op::NotLiteral(c) => test!(x => x != c),
                    Op::Locale(i) => {
                        let set = &program.sets[i as usize];
                        test!(x => set.contains_locale(x))
                    }
                    Op::Literals { start, len, narrow } => {
                        if self.literals(start, len, narrow, at) {
                            at += len as usize;
                            pc += 1;
                            continue;
                        }
                    }
                    Op::Fail => {}
                    Op::Success => {
                        if at != self.forbidden && (!self.full || at == s.len()) {
                            state.end = at;
                            return Ok(true);
                        }
                    }
                    Op::At(what) => {
                        if self.holds(what, at) {
                            pc += 1;
                            continue;
                        }
                    }
                    Op::Mark(mark) => {
                        let (old, last) = (state.marks[mark as usize], state.last_index);
                        // Without a choice to go back to, the next attempt begins afresh.
                        if !state.stack.is_empty() {
                            state.push(Back::Mark { mark, last, old })?;
                        }
                        state.dirty = true;
                        state.marks[mark as usize] = at;
                        if mark & 1 != 0 {
                            state.last_index = mark / 2 + 1;
                        }
                        pc += 1;
                        continue;
                    }
                    Op::GroupRef { group, fold } => {
                        if let Some(end) = self.again(state, group, fold, at) {
                            at = end;
                            pc += 1;
                            continue;
                        }
                    }
                    Op::GroupExists { group, other } => {
                        pc = if state.span(group as usize + 1).is_some() { pc + 1 } else { other as usize };
                        continue;
                    }
                    Op::Jump(to) => {
                        pc = to as usize;
                        continue;
                    }
                    Op::Branch { other, peek } => {
                        if self.worth(peek, at) {
                            state.push(Back::Alternative { pc: other, at })?;
                            pc += 1;
                        } else {
                            pc = other as usize;
                        }
                        continue;
                    }
                    Op::RepeatOne { what, min, max, peek, lone } => {
                        let end = self.run_end(what, at, max);
                        if end - at >= min as usize {
                            let floor = at + min as usize;
                            if lone & (if size_of::<U>() == 1 { 1 } else { 2 }) == 0 && end > floor {
                                state.push(Back::Fewer { pc: pc as u32, at: end, floor })?;
                            }
                            if self.worth(peek, end) {
                                at = end;
                                pc += 1;
                                continue;
                            }
                        }
                    }
                    Op::MinRepeatOne { what, min, max } => {
                        let end = if min == 0 { at } else { self.run_end(what, at, min) };
                        if end - at == min as usize {
                            if max > min {
                                let ceiling = if max == u32::MAX { NONE } else { at.saturating_add(max as usize) };
                                state.push(Back::More { pc: pc as u32, at: end, ceiling })?;
                            }
                            at = end;
                            pc += 1;
                            continue;
                        }
                    }
                    Op::PossessiveOne { what, min, max } => {
                        let end = self.run_end(what, at, max);
                        if end - at >= min as usize {
                            at = end;
                            pc += 1;
                            continue;
                        }
                    }
                    Op::Repeat { until } => {
                        current = state.begin_loop(current)?;
                        pc = until as usize;
                        continue;
                    }
                    Op::MaxUntil { body, min, max } => {
                        let l = state.loops[current as usize];
                        if l.count < min {
                            state.push(Back::Pass { current, count: l.count, last: l.last })?;
                            state.loops[current as usize].count += 1;
                            pc = body as usize;
                        } else if l.count < max && at != l.last {
                            state.push(Back::LeaveLoop { pc: pc as u32, current, count: l.count, at, last: l.last })?;
                            state.loops[current as usize] = Loop { count: l.count.saturating_add(1), last: at, outer: l.outer };
                            pc = body as usize;
                        } else {
                            state.push(Back::Current(current))?;
                            current = l.outer;
                            pc += 1;
                        }
                        if !self.go_on(state)? {
                            return Err(Stop::Interrupted);
                        }
                        continue;
                    }
                    Op::MinUntil { body, min, .. } => {
                        let l = state.loops[current as usize];
                        if l.count < min {
                            state.push(Back::Pass { current, count: l.count, last: l.last })?;
                            state.loops[current as usize].count += 1;
                            pc = body as usize;
                        } else {
                            state.push(Back::AnotherPass { pc: pc as u32, current, at })?;
                            current = l.outer;
                            pc += 1;
                        }
                        continue;
                    }
                    Op::PossessiveStart => {
                        current = state.begin_loop(current)?;
                        pc += 1;
                        continue;
                    }
                    Op::PossessiveLoop { min, max, end } => {
                        let l = state.loops[current as usize];
                        if l.count < min || (l.count < max && at != l.last) {
                            let loops = state.loops.len() as u32;
                            let outer = barrier as u32;
                            if l.count >= min {
                                state.loops[current as usize].last = at;
                            }
                            barrier = state.stack.len();
                            state.push(Back::Barrier { pc: pc as u32, loops, current, outer, at })?;
                            pc += 1;
                        } else {
                            current = l.outer;
                            pc = end as usize;
                        }
                        if !self.go_on(state)? {
                            return Err(Stop::Interrupted);
                        }
                        continue;
                    }
                    Op::Enter { back, .. } => {
                        let loops = state.loops.len() as u32;
                        let outer = barrier as u32;
                        let Some(behind) = at.checked_sub(back as usize) else {
                            // What does not fit before cannot match there.
                            if let Op::Enter { kind: Inner::AssertNot, end, .. } = program.ops[pc] {
                                pc = end as usize;
                                continue;
                            }
                            break 'forward;
                        };
                        barrier = state.stack.len();
                        if barrier >= u32::MAX as usize {
                            return Err(Stop::Memory);
                        }
                        state.push(Back::Barrier { pc: pc as u32, loops, current, outer, at })?;
                        at = behind;
                        pc += 1;
                        continue;
                    }
                    Op::Accept => {
                        let Back::Barrier { pc: entered, loops, current: before, outer, at: from } = state.stack[barrier] else {
                            unreachable!("barriers stay where they are until their pattern ends")
                        };
                        let inner = barrier;
                        barrier = if outer == u32::MAX { usize::MAX } else { outer as usize };
                        current = before;
                        state.loops.truncate(loops as usize);
                        match program.ops[entered as usize] {
                            Op::Enter { kind: Inner::AssertNot, .. } => state.roll_back(inner),
                            Op::Enter { kind, end, .. } => {
                                state.commit(inner);
                                if kind == Inner::Assert {
                                    at = from;
                                }
                                pc = end as usize;
                                continue;
                            }
                            _ => {
                                state.commit(inner);
                                let l = &mut state.loops[current as usize];
                                l.count = l.count.saturating_add(1);
                                pc = entered as usize;
                                continue;
                            }
                        }
                    }
                }
                break 'forward;
            }
            // Back to the last choice.
            if !self.go_on(state)? {
                return Err(Stop::Interrupted);
            }
            loop {
                let Some(back) = state.stack.pop() else { return Ok(false) };
                match back {
                    Back::Alternative { pc: to, at: p } => {
                        pc = to as usize;
                        at = p;
                        break;
                    }
                    Back::Fewer { pc: op, at: p, floor } => {
                        let Op::RepeatOne { peek, .. } = program.ops[op as usize] else { continue };
                        let mut p = p - 1;
                        while p > floor && !self.worth(peek, p) {
                            p -= 1;
                        }
                        if p > floor {
                            state.stack.push(Back::Fewer { pc: op, at: p, floor });
                        } else if !self.worth(peek, p) {
                            continue;
                        }
                        at = p;
                        pc = op as usize + 1;
                        break;
                    }
                    Back::More { pc: op, at: p, ceiling } => {
                        let Op::MinRepeatOne { what, .. } = program.ops[op as usize] else { continue };
                        if p >= ceiling || !s.get(p).is_some_and(|x| self.is(what, (*x).into())) {
                            continue;
                        }
                        state.stack.push(Back::More { pc: op, at: p + 1, ceiling });
                        at = p + 1;
                        pc = op as usize + 1;
                        break;
                    }
                    Back::Mark { mark, last, old } => {
                        state.marks[mark as usize] = old;
                        state.last_index = last;
                    }
                    Back::LeaveLoop { pc: op, current: i, count, at: p, last } => {
                        let l = &mut state.loops[i as usize];
                        (l.count, l.last) = (count, last);
                        current = l.outer;
                        state.stack.push(Back::Current(i));
                        at = p;
                        pc = op as usize + 1;
                        break;
                    }
                    Back::AnotherPass { pc: op, current: i, at: p } => {
                        current = i;
                        let Op::MinUntil { body, max, .. } = program.ops[op as usize] else { continue };
                        let l = state.loops[i as usize];
                        if l.count >= max || p == l.last {
                            continue;
                        }
                        state.stack.push(Back::Pass { current: i, count: l.count, last: l.last });
                        state.loops[i as usize] = Loop { count: l.count.saturating_add(1), last: p, outer: l.outer };
                        at = p;
                        pc = body as usize;
                        break;
                    }
                    Back::Pass { current: i, count, last } => {
                        let l = &mut state.loops[i as usize];
                        (l.count, l.last) = (count, last);
                        current = i;
                    }
                    Back::Current(i) => current = i,
                    Back::Begin { loops, current: before } => {
                        state.loops.truncate(loops as usize);
                        current = before;
                    }
                    Back::Barrier { pc: op, loops, current: before, outer, at: p } => {
                        barrier = if outer == u32::MAX { usize::MAX } else { outer as usize };
                        current = before;
                        state.loops.truncate(loops as usize);
                        match program.ops[op as usize] {
                            Op::Enter { kind: Inner::AssertNot, end, .. } => {
                                at = p;
                                pc = end as usize;
                                break;
                            }
                            Op::PossessiveLoop { min, end, .. } => {
                                let l = state.loops[current as usize];
                                if l.count >= min {
                                    current = l.outer;
                                    at = p;
                                    pc = end as usize;
                                    break;
                                }
                            }
                            _ => {}
                        }
                    }
                }
            }
        }
    }
    /// Counts a step; false where the match is to stop.
    #[inline(always)]
    fn go_on(&self, state: &mut State) -> Result<bool, Stop> {
        state.left -= 1;
        if state.left == 0 {
            state.left = PATIENCE;
            return Ok(!(self.poll)());
        }
        Ok(true)
    }
}
