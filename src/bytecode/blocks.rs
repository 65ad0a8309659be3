//! What each temporary holds at each place of a code object: which loops, `with` statements and handlers a place lies in. For jumps that a
//! debugger makes: control may go where all temporaries that are live there hold something of the kind expected.
use super::discipline::{live_temporaries, may_raise};
use super::{Body, Bytecode};
use crate::isa::{Op, Operand};

/// What a live temporary holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Holds {
    Nothing,
    /// The first of a loop's four temporaries: prepared by FOR_PREP.
    Loop,
    /// As `Loop`, prepared by FOR_PREP_RANGE.
    RangeLoop,
    /// One of the other temporaries of a loop.
    LoopPart,
    /// The iterator of an `async for`.
    AsyncLoop,
    /// The exit method of a `with` statement.
    Exit,
    /// The exception that the handler at this word was entered with.
    Exception(u32),
    /// What was handled before it, from PUSH_EXC on: it is to be restored.
    Handled,
    /// A value that the instruction at this word has made.
    Value(u32),
    /// A value of several instructions.
    AnyValue,
}

impl Holds {
    /// Whether code that expects `self` can go on with what `present` says.
    pub fn accepts(self, present: Holds) -> bool {
        match (self, present) {
            (Holds::AnyValue, _) => false,
            (Holds::Loop | Holds::RangeLoop, Holds::Loop | Holds::RangeLoop) => true,
            _ => self == present,
        }
    }
    fn merge(self, other: Holds) -> Holds {
        if self == other { self } else { Holds::AnyValue }
    }
}

/// The temporaries before each instruction that can be reached, by word offset; the first one stands for register `locals`. Empty where
/// the code is malformed.
pub struct Blocks(Vec<Option<Box<[Holds]>>>);

impl Blocks {
    /// Those of a code object.
    pub fn of(code: &Bytecode) -> Blocks {
        let Some(live) = live_temporaries(code, code) else { return Blocks(Vec::new()) };
        let is_live = |at: usize, t: usize| live.get(at).and_then(Option::as_ref).is_some_and(|l| l.get(t) == Some(true));
        let count = (code.registers - code.locals) as usize;
        let mut states: Vec<Option<Box<[Holds]>>> = vec![None; code.words.len()];
        let mut work = vec![0];
        if let Some(first) = states.first_mut() {
            *first = Some(vec![Holds::Nothing; count].into());
        }
        while let Some(at) = work.pop() {
            let (Some(Some(before)), Some(op)) = (states.get(at).cloned(), code.words.get(at).and_then(|w| Op::from_u16(*w))) else { continue };
            let mut reach = |to: usize, holds: &dyn Fn(usize) -> Holds| {
                let Some(state) = states.get_mut(to) else { return };
                let new = |t: usize| if is_live(to, t) { holds(t) } else { Holds::Nothing };
                match state {
                    None => *state = Some((0..count).map(new).collect()),
                    Some(known) => {
                        let merged: Box<[Holds]> = known.iter().enumerate().map(|(t, k)| k.merge(new(t))).collect();
                        if merged == *known {
                            return;
                        }
                        *known = merged;
                    }
                }
                work.push(to);
            };
            if let Some(e) = code.exceptions.iter().find(|e| may_raise(op) && (e.start as usize..e.end as usize).contains(&at)) {
                let depth = e.depth.saturating_sub(code.locals) as usize;
                reach(e.handler as usize, &|t| if t == depth { Holds::Exception(e.handler) } else { before[t] });
            }
            let after = |t: usize| written(code, at, op, t + code.locals as usize).unwrap_or(match before[t] {
                Holds::Nothing => Holds::Value(at as u32),
                held => held,
            });
            if let Some(target) = code.jump_target(at) {
                reach(target, &after);
            }
            if !op.ends_block() {
                reach(at + op.len(), &after);
            }
        }
        Blocks(states)
    }
    /// The temporaries at a word offset; `None` where control does not get there.
    pub fn at(&self, offset: usize) -> Option<&[Holds]> {
        self.0.get(offset)?.as_deref()
    }
}

/// What an instruction leaves in a register that is live behind it, where it writes it.
fn written(code: &Body, at: usize, op: Op, register: usize) -> Option<Holds> {
    let [a, b, c] = [1, 2, 3].map(|i| code.words[at + i] as usize);
    let value = Some(Holds::Value(at as u32));
    match op {
        Op::FOR_PREP | Op::FOR_PREP_RANGE if register == a => {
            Some(if op == Op::FOR_PREP { Holds::Loop } else { Holds::RangeLoop })
        }
        Op::FOR_PREP | Op::FOR_PREP_RANGE => (a..a + 4).contains(&register).then_some(Holds::LoopPart),
        Op::FOR_ITER | Op::FOR_RANGE => if register == a { value } else { None },
        Op::GET_AITER if register == a => Some(Holds::AsyncLoop),
        Op::WITH_ENTER | Op::ASYNC_WITH_ENTER if register == a => Some(Holds::Exit),
        Op::PUSH_EXC => (register == a + 1).then_some(Holds::Handled),
        _ => {
            let operands = op.info().operands;
            let writes = operands.iter().zip([a, b, c]).any(|(kind, r)| match kind {
                Operand::Dst => register == r,
                Operand::Base => register >= r,
                _ => false,
            });
            if writes { value } else { None }
        }
    }
}
