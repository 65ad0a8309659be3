//! Assignment to `f_lineno`: control of the frame whose event is being told goes to another line.
//!
//! A jump may leave loops, `with` statements and handlers: what their temporaries hold is given up. It may enter what needs no temporaries
//! (`try`, `while`), and what needs those that are there already. Variables without a value become None, because code behind the jump
//! relies on what the compiler knows to be bound.
use super::told::Told;
use super::{Event, Monitoring};
use crate::bytecode::Bytecode;
use crate::bytecode::assigned::assigned;
use crate::bytecode::blocks::{Blocks, Holds};
use crate::isa::Op;
use crate::object::{Code, FrameObject, Function, Raised, Ref, Res, Value, Vm};
use crate::vm::frames;

/// The setter of `f_lineno`. `warn` tells of the number of locals that become None.
///
/// # Errors
/// ValueError where the frame cannot go there; what `warn` raises.
pub fn set_line(vm: &Vm, frame: Value, line: Value, warn: impl FnOnce(usize) -> Res<()>) -> Res<()> {
    if !line.is_exact(vm.types.int) && !line.is_small_int() {
        return Err(vm.value_error("lineno must be an integer"));
    }
    let m = Monitoring::of(vm);
    let told = m.told.get();
    // SAFETY: `frame` is a frame object.
    let record = unsafe { (*frame.ptr::<FrameObject>()).record };
    if vm.tracing.get() == 0 || !told.traced || told.record.is_null() {
        return Err(vm.value_error("f_lineno can only be set in a trace function"));
    }
    match told.event {
        Event::PyStart => return Err(vm.value_error("can't jump from the 'call' trace event of a new frame")),
        Event::Line | Event::PyYield if told.record != record || told.on_top => {}
        _ => return Err(vm.value_error("can only jump from a 'line' trace event")),
    }
    if told.record != record {
        return Err(vm.value_error("f_lineno can only be set in the frame that is being traced"));
    }
    let Ok(line) = vm.index_i64(line)?.map(i32::try_from).unwrap_or(Ok(i32::MIN)) else {
        return Err(vm.value_error("lineno out of range"));
    };
    if line == i32::MIN {
        return Err(vm.value_error("lineno out of range"));
    }
    // SAFETY: a record on the frame stack keeps its function alive.
    let code: &Code = unsafe { &*(*record).function.get::<Function>().code };
    let from = told.target.map_or(told.offset, |(offset, _)| offset);
    let (target, holds) = find_target(vm, &code.bytecode, from, line)?;
    // SAFETY: as above; the window is that of a running frame.
    let window = unsafe { (*record).window };
    let unbound = unbound_locals(&code.bytecode, frame, window, from);
    if !unbound.is_empty() {
        warn(unbound.len())?;
    }
    // What is given up lives until the frame is in order again.
    let mut given_up: Vec<Ref> = Vec::new();
    let locals = code.locals as usize;
    // SAFETY: the registers belong to the frame; the analysis says what the temporaries hold.
    unsafe {
        for r in unbound {
            *window.add(r) = Value::NONE;
        }
        for t in (0..holds.now.len()).rev() {
            let p = window.add(locals + t);
            match (holds.now[t], holds.then[t]) {
                (Holds::RangeLoop, Holds::Loop) => crate::vm::ops::ordinary_loop(vm, p)?,
                (Holds::Nothing, _) => {}
                (Holds::Handled, Holds::Nothing) => {
                    let handled = vm.handled.replace(std::mem::replace(&mut *p, Value::NONE));
                    if handled != Value::NULL {
                        given_up.push(Ref::own(handled));
                    }
                }
                (_, Holds::Nothing) => given_up.push(Ref::own(std::mem::replace(&mut *p, Value::NONE))),
                _ => {}
            }
        }
    }
    frames::extra(frame).written = (0..code.locals).collect();
    m.told.set(Told { target: Some(target), ..told });
    drop(given_up);
    Ok(())
}

/// What the temporaries of a frame hold, and what is left of it after a jump.
struct Change {
    now: Box<[Holds]>,
    then: Box<[Holds]>,
}

/// The instruction to go to for a line, or the first line behind it that has any, from the one at `from`: the one that lies in most of
/// the blocks that `from` lies in.
fn find_target(vm: &Vm, code: &Bytecode, from: u32, wanted: i32) -> Result<((u32, u32), Change), Raised> {
    if i64::from(wanted) < i64::from(code.first_line) {
        return Err(vm.value_error(format!("line {wanted} comes before the current code block")));
    }
    let starts = || code.locations.iter().filter(|l| l.line != 0 && is_target(code, l.offset));
    let Some(line) = starts().map(|l| l.line).filter(|l| i64::from(*l) >= i64::from(wanted)).min() else {
        return Err(vm.value_error(format!("line {wanted} comes after the current code block")));
    };
    let blocks = Blocks::of(code);
    let Some(now) = blocks.at(from as usize) else {
        return Err(vm.value_error("can't jump from unreachable code"));
    };
    let depth = |holds: &[Holds]| holds.iter().filter(|h| **h != Holds::Nothing).count();
    let mut best: Option<(u32, &[Holds])> = None;
    let mut why = "can't jump into an exception handler, or code may be unreachable";
    let mut first = true;
    for place in starts().filter(|l| l.line == line) {
        let then = blocks.at(place.offset as usize);
        let fits = then.is_some_and(|then| now.iter().zip(then).all(|(now, then)| *then == Holds::Nothing || then.accepts(*now)));
        match then {
            Some(then) if fits => {
                if best.is_none_or(|(_, known)| depth(then) > depth(known)) {
                    best = Some((place.offset, then));
                }
            }
            Some(then) if first => {
                first = false;
                why = match then.iter().rev().find(|h| **h != Holds::Nothing) {
                    Some(Holds::Exception(_) | Holds::Handled) => "can't jump into an 'except' block as there's no exception",
                    Some(Holds::Loop | Holds::RangeLoop | Holds::LoopPart | Holds::AsyncLoop) => "can't jump into the body of a for loop",
                    _ => "incompatible stacks",
                };
            }
            _ => {}
        }
    }
    match best {
        Some((offset, then)) => Ok(((offset, line), Change { now: now.into(), then: then.into() })),
        None => Err(vm.value_error(why)),
    }
}

/// Whether control may be sent to an instruction: not into the entry of a function, and not to what only leads on in a loop.
fn is_target(code: &Bytecode, offset: u32) -> bool {
    let op = code.words.get(offset as usize).and_then(|w| Op::from_u16(*w));
    op.is_some_and(|op| !matches!(op, Op::INIT_UNBOUND | Op::MAKE_CELL | Op::RETURN_GENERATOR | Op::FOR_ITER | Op::FOR_RANGE))
}

/// The registers of variables that have no value at a word offset.
fn unbound_locals(code: &Bytecode, frame: Value, window: *mut Value, offset: u32) -> Vec<usize> {
    let written = &frames::extra(frame).written;
    let assigned = assigned(code, offset as usize);
    (0..code.locals as usize)
        .filter(|r| !code.cells.contains(&(*r as u32)))
        // SAFETY: the register is one of the frame's locals.
        .filter(|r| !(assigned[*r] || written.contains(&(*r as u32))) || unsafe { (*window.add(*r)).is_unbound() })
        .collect()
}
