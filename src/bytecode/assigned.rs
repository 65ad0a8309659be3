//! Which locals are bound at a place of a code object, for those who inspect frames.
//!
//! The compiler marks the locals as unbound at entry that are bound on some paths to a place and unbound on others. All other locals are,
//! at each place, bound on all paths or on none, so that it is enough to know whether any path has bound them.
use super::Bytecode;
use crate::isa::{Op, Operand};

/// Bits of `Bytecode::flags`, numbered as CPython's.
const VARARGS: u32 = 4;
const VARKEYWORDS: u32 = 8;

/// For each local, whether its register holds a value of the program (or the mark for an unbound variable) when the instruction at word
/// `offset` begins. The other registers hold leftovers.
pub fn assigned(code: &Bytecode, offset: usize) -> Vec<bool> {
    let count = code.locals as usize;
    let arguments = (code.arg_count + code.kwonly_count) as usize
        + (code.flags & VARARGS != 0) as usize
        + (code.flags & VARKEYWORDS != 0) as usize;
    let mut first = vec![false; count];
    first[..arguments.min(count)].fill(true);
    let mut states: Vec<Option<Vec<bool>>> = vec![None; code.words.len() + 1];
    let mut work = vec![0];
    states[0] = Some(first);
    while let Some(at) = work.pop() {
        let Some(before) = states[at].clone() else { continue };
        let Some(op) = code.words.get(at).and_then(|w| Op::from_u16(*w)) else { continue };
        let word = |slot: usize| code.words[at + 1 + slot];
        let mut after = before.clone();
        let a = word(0) as usize;
        match op {
            Op::INIT_UNBOUND => {
                let end = (a + word(1) as usize).min(count);
                after[a.min(count)..end].fill(true);
            }
            _ if op.info().operands[0] == Operand::Dst && a < count => after[a] = true,
            _ => {}
        }
        let mut reach = |to: usize, state: &[bool]| match states.get_mut(to) {
            Some(known @ None) => {
                *known = Some(state.to_vec());
                work.push(to);
            }
            Some(Some(known)) => {
                if state.iter().zip(&*known).any(|(new, old)| *new && !*old) {
                    known.iter_mut().zip(state).for_each(|(old, new)| *old |= new);
                    work.push(to);
                }
            }
            None => {}
        };
        for e in code.exceptions.iter().filter(|e| (e.start as usize..e.end as usize).contains(&at)) {
            reach(e.handler as usize, &before);
        }
        let jump = op.info().operands.iter().position(|o| matches!(o, Operand::Jump | Operand::Jump32));
        if let Some(slot) = jump {
            let distance = match op.info().operands[slot] {
                Operand::Jump => word(slot) as i16 as i64,
                _ => (word(1) as u32 | (word(2) as u32) << 16) as i32 as i64,
            };
            reach((at as i64 + distance) as usize, &after);
        }
        if !op.ends_block() {
            reach(at + op.len(), &after);
        }
    }
    states.get_mut(offset).and_then(Option::take).unwrap_or_else(|| vec![false; count])
}
