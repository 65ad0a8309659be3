//! The handlers, one file a family, and what their cold parts share.
//!
//! # Safety
//! Every handler relies on the same invariants: `pc` is at an instruction of verified bytecode that belongs to the code of the frame on
//! top of the frame stack, `fp` is that frame's window, and the window's registers hold valid values (dead temporaries: no heap
//! reference).
mod arithmetic;
mod attributes;
mod bind;
mod build;
mod calls;
mod compare;
mod exceptions;
mod generators;
mod intrinsics;
mod iteration;
mod jumps;
mod methods;
mod modules;
mod moves;
mod patterns;
pub mod special;
mod subscripts;
mod variables;

pub use arithmetic::*;
pub use attributes::*;
pub use build::*;
pub use calls::*;
pub use compare::*;
pub use exceptions::*;
pub use generators::*;
pub use intrinsics::*;
pub use iteration::*;
pub use jumps::*;
pub use methods::*;
pub use modules::*;
pub use moves::*;
pub use patterns::*;
pub use subscripts::*;
pub use variables::*;

use crate::isa::Op;
use crate::object::{Code, Frame, Function, Res, Value, Vm};
use crate::vm::dispatch::Table;
use crate::{cold, dispatch, handlers, tail};

/// The running frame's record.
#[inline(always)]
pub unsafe fn frame(vm: &Vm) -> &mut Frame {
    &mut *vm.frame.get().sub(1)
}
/// The running function.
#[inline(always)]
pub unsafe fn function<'a>(vm: &Vm) -> &'a Function {
    (*vm.frame.get().sub(1)).function.get::<Function>()
}
/// The running code.
#[inline(always)]
pub unsafe fn code<'a>(vm: &Vm) -> &'a Code {
    &*function(vm).code
}
/// Number of locals of the running frame: registers from there on are temporaries.
#[inline(always)]
pub unsafe fn locals(vm: &Vm) -> usize {
    code(vm).locals as usize
}
/// The name that operand word `i` names.
#[inline(always)]
pub unsafe fn name(vm: &Vm, pc: *const u16, i: usize) -> Value {
    code(vm).names[*pc.add(i) as usize]
}
/// The opcode at `pc`, as its base instruction.
#[inline(always)]
pub unsafe fn base_op(pc: *const u16) -> Op {
    Op::from_u16(*pc).expect("an opcode").info().base
}
/// Rewrites the instruction at `pc`.
#[inline(always)]
pub unsafe fn quicken(pc: *const u16, op: Op) {
    *(pc as *mut u16) = op as u16;
}
/// Rewrites an instruction that has a destination: to the form for locals where that is one.
pub unsafe fn quicken_dst(vm: &Vm, pc: *const u16, op: Op) {
    let to_local = (*pc.add(1) as usize) < locals(vm);
    quicken(pc, if to_local { crate::isa::local_form(op).unwrap_or(op) } else { op });
}
/// Writes 64 bits of cache from word `i` on.
pub unsafe fn set_cache64(pc: *const u16, i: usize, x: u64) {
    (pc.add(i) as *mut u64).write_unaligned(x);
}
/// Writes 32 bits of cache from word `i` on.
pub unsafe fn set_cache32(pc: *const u16, i: usize, x: u32) {
    (pc.add(i) as *mut u32).write_unaligned(x);
}
/// Stores an owned value into a register and releases the old one.
#[inline(always)]
pub unsafe fn put(vm: &Vm, fp: *mut Value, i: usize, v: Value) {
    let old = std::mem::replace(&mut *fp.add(i), v);
    old.decref(vm);
}
/// Takes a temporary's value out; NULL for a local, which is borrowed.
#[inline(always)]
pub unsafe fn take_temp(fp: *mut Value, i: usize, locals: usize) -> Value {
    if i < locals { Value::NULL } else { std::mem::replace(&mut *fp.add(i), Value::NONE) }
}
/// An owned reference to an operand: a temporary's own, a new one to a local.
#[inline(always)]
pub unsafe fn own_operand(fp: *mut Value, i: usize, locals: usize) -> Value {
    let p = fp.add(i);
    if i < locals {
        (*p).incref();
        *p
    } else {
        std::mem::replace(&mut *p, Value::NONE)
    }
}
/// Releases an operand that is a temporary.
#[inline(always)]
pub unsafe fn consume(vm: &Vm, fp: *mut Value, i: usize, locals: usize) {
    take_temp(fp, i, locals).decref(vm);
}
/// Releases the temporaries `from .. from + n`.
#[inline(always)]
pub unsafe fn release_range(vm: &Vm, fp: *mut Value, from: usize, n: usize) {
    for i in (from..from + n).rev() {
        std::mem::replace(&mut *fp.add(i), Value::NONE).decref(vm);
    }
}
/// Ends an instruction `a = f(b)`: consumes b and writes the result. False after an exception.
pub unsafe fn finish1(vm: &Vm, fp: *mut Value, pc: *const u16, r: Res) -> bool {
    let Ok(r) = r else { return false };
    let x = take_temp(fp, *pc.add(2) as usize, locals(vm));
    put(vm, fp, *pc.add(1) as usize, r.into_value());
    x.decref(vm);
    true
}
/// Ends an instruction `a = f(b, c)`: consumes b and c and writes the result. False after an exception.
pub unsafe fn finish2(vm: &Vm, fp: *mut Value, pc: *const u16, r: Res) -> bool {
    let Ok(r) = r else { return false };
    let n = locals(vm);
    let x = take_temp(fp, *pc.add(2) as usize, n);
    let y = take_temp(fp, *pc.add(3) as usize, n);
    put(vm, fp, *pc.add(1) as usize, r.into_value());
    x.decref(vm);
    y.decref(vm);
    true
}

cold! {
    /// Frees the object in `vm.scratch`, whose count has reached zero, and dispatches at `pc`.
    free_scratch(pc, fp, vm, tab) {
        // Finalisers see the frame at the instruction before.
        vm.pc.set(pc.sub(1));
        vm.dealloc(vm.scratch.get().header());
        dispatch!(pc, fp, vm, Table::current(vm))
    }
}
handlers! {
    NOP(pc, fp, vm, tab) { dispatch!(pc.add(4), fp, vm, tab) }
    HALT(pc, fp, vm, tab) { crate::vm::dispatch::Next { pc: std::ptr::null(), fp } }
}
cold! {
    PREPARE_CODE(pc, fp, vm, tab) {
        let code = std::ptr::from_ref(code(vm)).cast_mut();
        if crate::decode::prepare(vm, code).is_err() { tail!(unwind, pc, fp, vm, tab) }
        dispatch!((*code).entry, fp, vm, Table::current(vm))
    }
}

/// What the eval breaker asks for: signals, collection. Called at backward jumps and calls.
pub fn poll(vm: &Vm) -> Res<()> {
    use crate::object::vm::breaker;
    use std::sync::atomic::Ordering::Relaxed;
    let bits = vm.eval_breaker.swap(0, Relaxed);
    if bits & breaker::COLLECT != 0 && vm.gc.enabled.get() {
        vm.collect_garbage();
    }
    if bits & breaker::TRACE != 0 {
        crate::vm::monitoring::trace::adopt(vm);
    }
    if bits & breaker::SWITCH != 0 {
        crate::vm::threads::switch(vm);
    }
    if bits & breaker::SIGNAL != 0 {
        return crate::vm::signals::deliver(vm);
    }
    Ok(())
}
cold! {
    /// Polls, then runs the instruction at `pc` again (the breaker is clear then).
    poll_and_retry(pc, fp, vm, tab) {
        if poll(vm).is_err() { tail!(unwind, pc, fp, vm, tab) }
        dispatch!(pc, fp, vm, Table::current(vm))
    }
}
/// Whether the eval breaker is set.
#[inline(always)]
pub fn breaker_set(vm: &Vm) -> bool {
    vm.eval_breaker.load(std::sync::atomic::Ordering::Relaxed) != 0
}

/// Ends the process where a temporary other than `live` holds a heap reference: at a return, all others are dead.
#[cfg(feature = "paranoid")]
pub unsafe fn check_temporaries(vm: &Vm, fp: *mut Value, live: usize) {
    let c = code(vm);
    for i in c.locals as usize..c.registers as usize {
        let v = *fp.add(i);
        if i != live && v.is_heap() {
            eprintln!("paranoid: {} returns with a reference in dead temporary {i}: {v:?}", c.bytecode.qualname);
            std::process::abort();
        }
    }
}
