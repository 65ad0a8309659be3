//! What a match can begin with: searches skip the places where it cannot, and choices that cannot succeed are not tried.
use super::sets::Set;
use super::{At, First, Inner, Op, Peek, Single, Start};

/// Instructions looked at for one answer.
const BUDGET: usize = 64;

impl First {
    const EMPTY: First = First { latin: [false; 256], beyond: false };

    fn add(&mut self, c: u32) {
        match self.latin.get_mut(c as usize) {
            Some(x) => *x = true,
            None => self.beyond = true,
        }
    }
    /// False where it could be anything.
    fn add_single(&mut self, what: Single, sets: &[Set]) -> bool {
        match what {
            Single::Never => {}
            Single::Literal(c) => self.add(c),
            Single::Set(i) => {
                let set = &sets[i as usize];
                self.latin.iter_mut().zip(&set.latin).for_each(|(x, y)| *x |= y);
                self.beyond |= set.reaches_beyond();
            }
            Single::Any | Single::NotLiteral(_) => {
                let not = if let Single::NotLiteral(c) = what { c } else { 10 };
                self.latin.iter_mut().enumerate().for_each(|(c, x)| *x |= c as u32 != not);
                self.beyond = true;
            }
            Single::All | Single::Locale(_) => return false,
        }
        true
    }
}

/// What can come first where the match goes on at `pc`; None where it could be anything, or nothing.
pub fn first_of(ops: &[Op], sets: &[Set], literals: &[u32], pc: usize) -> Option<First> {
    let mut first = First::EMPTY;
    let mut todo = vec![pc];
    let mut seen: Vec<usize> = Vec::new();
    while let Some(pc) = todo.pop() {
        if seen.contains(&pc) {
            continue;
        }
        if seen.len() == BUDGET {
            return None;
        }
        seen.push(pc);
        let single = match ops[pc] {
            Op::Fail => Single::Never,
            Op::Any => Single::Any,
            Op::All => Single::All,
            Op::Literal(c) => Single::Literal(c),
            Op::NotLiteral(c) => Single::NotLiteral(c),
            Op::Set(i) => Single::Set(i),
            Op::Locale(i) => Single::Locale(i),
            Op::Literals { start, .. } => Single::Literal(literals[start as usize]),
            Op::Success | Op::Accept | Op::GroupRef { .. } => return None,
            Op::At(_) | Op::Mark(_) | Op::PossessiveStart => {
                todo.push(pc + 1);
                continue;
            }
            Op::GroupExists { other, .. } | Op::Branch { other, .. } => {
                todo.extend([other as usize, pc + 1]);
                continue;
            }
            Op::Jump(to) => {
                todo.push(to as usize);
                continue;
            }
            Op::Repeat { until } => {
                todo.push(pc + 1);
                if let Op::MaxUntil { min: 0, .. } | Op::MinUntil { min: 0, .. } = ops[until as usize] {
                    todo.push(until as usize + 1);
                }
                continue;
            }
            Op::MaxUntil { body, .. } | Op::MinUntil { body, .. } => {
                todo.extend([body as usize, pc + 1]);
                continue;
            }
            Op::PossessiveLoop { min, end, .. } => {
                todo.push(pc + 1);
                if min == 0 {
                    todo.push(end as usize);
                }
                continue;
            }
            Op::Enter { kind: Inner::Assert | Inner::AssertNot, end, .. } => {
                todo.push(end as usize);
                continue;
            }
            Op::Enter { .. } => {
                todo.push(pc + 1);
                continue;
            }
            Op::RepeatOne { what, min, .. } | Op::MinRepeatOne { what, min, .. } | Op::PossessiveOne { what, min, .. } => {
                if min == 0 {
                    todo.push(pc + 1);
                }
                what
            }
        };
        if !first.add_single(single, sets) {
            return None;
        }
    }
    Some(first)
}

/// The one character below 256 that it can be.
fn only(first: &First) -> Option<u32> {
    let mut members = (0..256).filter(|c| first.latin[*c]);
    let c = members.next()?;
    (!first.beyond && members.next().is_none()).then_some(c as u32)
}

/// The form in which instructions refer to it.
pub fn peek_of(first: &Option<First>, firsts: &mut Vec<First>) -> Peek {
    let Some(first) = first else { return Peek::Anything };
    if let Some(c) = only(first) {
        return Peek::Literal(c);
    }
    firsts.push(first.clone());
    Peek::First(firsts.len() as u32 - 1)
}

/// Whether a repeated character can never be the one that follows the repeat: bit 0 for characters below 256, bit 1 for all.
pub fn lone(what: Single, sets: &[Set], next: &First) -> u8 {
    let mut repeated = First::EMPTY;
    if !repeated.add_single(what, sets) || repeated.latin.iter().zip(&next.latin).any(|(a, b)| *a && *b) {
        return 0;
    }
    if repeated.beyond && next.beyond { 1 } else { 3 }
}

/// How to find the places where a match can begin.
pub fn start_of(ops: &[Op], sets: &[Set], literals: &[u32], firsts: &mut Vec<First>) -> Start {
    let mut prefix = Vec::new();
    for (i, op) in ops.iter().enumerate() {
        match *op {
            Op::Mark(_) => {}
            Op::Literal(c) => prefix.push(c),
            Op::Literals { start, len, .. } => {
                prefix.extend_from_slice(&literals[start as usize..][..len as usize]);
            }
            Op::At(At::Beginning) if prefix.is_empty() => return Start::Beginning,
            _ if prefix.is_empty() => {
                let Some(first) = first_of(ops, sets, literals, i) else { return Start::Anywhere };
                return match peek_of(&Some(first), firsts) {
                    Peek::Literal(c) => Start::Literal(c),
                    Peek::First(i) => Start::First(i),
                    Peek::Anything => Start::Anywhere,
                };
            }
            _ => break,
        }
    }
    match prefix[..] {
        [] => Start::Anywhere,
        [c] => Start::Literal(c),
        _ => {
            let bytes: Option<Vec<u8>> = prefix.iter().map(|c| u8::try_from(*c).ok()).collect();
            let finder = bytes.map(|b| Box::new(memchr::memmem::Finder::new(&b).into_owned()));
            Start::Prefix(prefix.into(), finder)
        }
    }
}
