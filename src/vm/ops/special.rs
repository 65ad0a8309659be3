//! Special methods in Python, entered as frames by the instructions that call for them, so that operators on Python classes do not recurse
//! on the machine stack.
//!
//! The frame's record has the SPECIAL flag and returns behind the instruction, whose operands still lie in the caller's registers: when the
//! method returns, `finish` does what is left of the instruction. `dst` tells which method ran (`Phase`).
use super::arithmetic::{immediate_operator, operator};
use super::compare::comparison;
use super::*;
use crate::object::{BinOp, BoundMethod, CompareOp, Frame, Ref, flags, frame_flags};
use crate::types::slot_functions;
use crate::{imm, operand, reg, target};

/// Which of an instruction's special methods a frame runs.
#[derive(Clone, Copy)]
enum Phase {
    /// The method of the operator itself.
    Plain,
    /// The in-place method of an augmented assignment.
    InPlace,
}

/// The Python function that instances of `x`'s class have as special method `name`; None for other callables and for builtin types.
#[inline(always)]
unsafe fn method(vm: &Vm, x: Value, name: Value) -> Option<Value> {
    if !x.is_heap() || !(*x.heap_type()).has(flags::HEAP) {
        return None;
    }
    vm.type_lookup(x.heap_type(), name).filter(|f| f.is_exact(vm.types.function))
}

/// Pushes a frame for `f` with these borrowed arguments, which returns behind the four words of the instruction at `pc`. None where the
/// function takes its arguments in another way, or there is no room.
unsafe fn push(vm: &Vm, pc: *const u16, fp: *mut Value, f: Value, args: &[Value], phase: Phase) -> Option<(*const u16, *mut Value)> {
    let callee = &*f.get::<Function>().code;
    let window = fp.add(code(vm).registers as usize);
    let frame = vm.frame.get();
    if callee.simple_args as usize != args.len() || frame >= vm.frame_limit.get() || window > vm.stack_limit.get() {
        return None;
    }
    f.incref();
    for (i, v) in args.iter().enumerate() {
        v.incref();
        *window.add(i) = *v;
    }
    frame.write(Frame::of_call(pc.add(4), fp, window, f, phase as usize, frame_flags::SPECIAL, Value::NONE));
    vm.frame.set(frame.add(1));
    Some((callee.entry, window))
}

/// Whether the right operand's class may claim to go first: it is a proper subclass of the left operand's.
unsafe fn right_first(vm: &Vm, x: Value, y: Value) -> bool {
    let (tx, ty) = (vm.type_of(x), vm.type_of(y));
    tx != ty && (*ty).has(flags::HEAP) && vm.is_subtype(ty, tx)
}

/// `x op y` or `x op= y` by the left operand's method.
pub unsafe fn enter_binary(vm: &Vm, pc: *const u16, fp: *mut Value, op: (BinOp, bool), x: Value, y: Value) -> Option<(*const u16, *mut Value)> {
    if !x.is_heap() || !(*x.heap_type()).has(flags::HEAP) {
        return None;
    }
    let names = op.0 as usize * 3;
    if op.1
        && let Some(found) = vm.type_lookup(x.heap_type(), vm.slot_names[names + 2])
    {
        return if found.is_exact(vm.types.function) { push(vm, pc, fp, found, &[x, y], Phase::InPlace) } else { None };
    }
    if op.1 && vm.slots(x).inplace[op.0 as usize].is_some() || right_first(vm, x, y) {
        return None;
    }
    push(vm, pc, fp, method(vm, x, vm.slot_names[names])?, &[x, y], Phase::Plain)
}

/// `x op y` by the left operand's method.
pub unsafe fn enter_compare(vm: &Vm, pc: *const u16, fp: *mut Value, op: CompareOp, x: Value, y: Value) -> Option<(*const u16, *mut Value)> {
    if !x.is_heap() || !(*x.heap_type()).has(flags::HEAP) || right_first(vm, x, y) {
        return None;
    }
    let n = &vm.names;
    let name = [n.__lt__, n.__le__, n.__eq__, n.__ne__, n.__gt__, n.__ge__][op as usize];
    push(vm, pc, fp, method(vm, x, name)?, &[x, y], Phase::Plain)
}

/// A special method `name` of `x` with these further arguments.
pub unsafe fn enter_method(vm: &Vm, pc: *const u16, fp: *mut Value, x: Value, name: Value, args: &[Value]) -> Option<(*const u16, *mut Value)> {
    let f = method(vm, x, name)?;
    let mut all = [x; 4];
    all[1..=args.len()].copy_from_slice(args);
    push(vm, pc, fp, f, &all[..=args.len()], Phase::Plain)
}

/// A property's getter, for an instance whose class has `__getattr__` too: AttributeError is that hook's turn.
pub unsafe fn enter_getter(vm: &Vm, pc: *const u16, fp: *mut Value, getter: Value, x: Value) -> Option<(*const u16, *mut Value)> {
    if !getter.is_exact(vm.types.function) { None } else { push(vm, pc, fp, getter, &[x], Phase::Plain) }
}

/// An exception leaves a special method: whether it only means something to the instruction at `pc`. Where to go on then.
pub unsafe fn raised(vm: &Vm, fp: *mut Value, pc: *const u16) -> Option<*const u16> {
    match base_op(pc) {
        Op::LOAD_ATTR if vm.raised_is(vm.types.AttributeError) => {
            drop(vm.take_raised());
            let x = reg!(fp, pc, 2);
            let name = name(vm, pc, 3);
            let hook = vm.names.__getattr__;
            let r = match vm.call_special(x, hook, &[name]) {
                Ok(Some(r)) => Ok(r),
                Ok(None) => Err(vm.attribute_error(x, name)),
                Err(e) => Err(e),
            };
            if finish1(vm, fp, pc, r) { Some(pc.add(Op::LOAD_ATTR.len())) } else { None }
        }
        _ => None,
    }
}

/// A bound method of a Python function.
pub unsafe fn enter_bound(vm: &Vm, pc: *const u16, fp: *mut Value, callee: Value, args: &[Value]) -> Option<(*const u16, *mut Value)> {
    if !callee.is_exact(vm.types.method) {
        return None;
    }
    let m = callee.get::<BoundMethod>();
    if !m.function.is_exact(vm.types.function) {
        return None;
    }
    let mut all = [m.receiver; 4];
    all[1..=args.len()].copy_from_slice(args);
    push(vm, pc, fp, m.function, &all[..=args.len()], Phase::Plain)
}

/// Enters `x`'s `__enter__` and leaves its bound `__exit__` in `exit`.
pub unsafe fn enter_with(vm: &Vm, pc: *const u16, fp: *mut Value, x: Value, exit: *mut Value) -> Option<(*const u16, *mut Value)> {
    let f = method(vm, x, vm.names.__enter__)?;
    let bound = method(vm, x, vm.names.__exit__)?;
    let Ok(bound) = vm.new_bound_method(bound, x) else {
        drop(vm.take_raised());
        return None;
    };
    let entered = push(vm, pc, fp, f, &[x], Phase::Plain)?;
    *exit = bound.into_value();
    Some(entered)
}

/// The second operand of a binary or comparing instruction: a register or an immediate.
unsafe fn right(fp: *mut Value, pc: *const u16, immediate: bool, slot: usize) -> Value {
    if immediate { Value::small_int(*pc.add(slot) as i16 as i64) } else { *fp.add(*pc.add(slot) as usize) }
}

/// A special method has returned `v`: the rest of its instruction. Where to go on, or None: an exception is pending in the caller.
pub unsafe fn finish(vm: &Vm, record: &Frame, v: Value) -> Option<(*const u16, *mut Value)> {
    let pc = record.pc.sub(4);
    let fp = record.fp;
    let base = base_op(pc);
    let v = Ref::own(v);
    let done = |ok: bool| if ok { Some((record.pc, fp)) } else { None };
    match base {
        Op::LOAD_ATTR => {
            if finish1(vm, fp, pc, Ok(v)) { Some((pc.add(Op::LOAD_ATTR.len()), fp)) } else { None }
        }
        Op::GETITEM => done(finish2(vm, fp, pc, Ok(v))),
        Op::NEG | Op::POS | Op::INVERT | Op::GETITEM_IMM | Op::WITH_EXIT | Op::WITH_EXIT_EXC => done(finish1(vm, fp, pc, Ok(v))),
        Op::SETITEM => {
            super::subscripts::consume3(vm, fp, pc);
            drop(v);
            done(true)
        }
        Op::SETITEM_IMM => {
            let n = locals(vm);
            consume(vm, fp, operand!(pc, 1), n);
            consume(vm, fp, operand!(pc, 3), n);
            drop(v);
            done(true)
        }
        Op::DELITEM => {
            let n = locals(vm);
            consume(vm, fp, operand!(pc, 1), n);
            consume(vm, fp, operand!(pc, 2), n);
            drop(v);
            done(true)
        }
        Op::WITH_ENTER => {
            *fp.add(operand!(pc, 1) + 1) = v.into_value();
            done(true)
        }
        Op::FOR_ITER => {
            put(vm, fp, operand!(pc, 1), v.into_value());
            Some((target!(pc, 3), fp))
        }
        Op::IN | Op::NOT_IN => {
            let r = vm.truth(v.value()).map(|t| Ref::bool(t == (base == Op::IN)));
            drop(v);
            done(finish2(vm, fp, pc, r))
        }
        Op::JUMP_IN | Op::JUMP_NOT_IN => {
            let r = vm.truth(v.value()).map(|t| t == (base == Op::JUMP_IN));
            drop(v);
            decide(vm, fp, pc, r, 2, 3)
        }
        Op::NOT => {
            let r = bool_result(vm, &v).map(|t| Ref::bool(!t));
            done(finish1(vm, fp, pc, r))
        }
        Op::JUMP_TRUE | Op::JUMP_FALSE => {
            let r = bool_result(vm, &v).map(|t| t == (base == Op::JUMP_TRUE));
            drop(v);
            decide(vm, fp, pc, r, 1, 2)
        }
        _ if (Op::LT as u16..=Op::GE as u16).contains(&(base as u16)) => {
            let op = comparison(base, Op::LT);
            let r = compared(vm, v, reg!(fp, pc, 2), reg!(fp, pc, 3), op);
            done(finish2(vm, fp, pc, r))
        }
        _ if (Op::JUMP_LT as u16..=Op::JUMP_NOT_GE as u16).contains(&(base as u16)) => {
            let negative = base as u16 >= Op::JUMP_NOT_LT as u16;
            let op = comparison(base, if negative { Op::JUMP_NOT_LT } else { Op::JUMP_LT });
            let r = compared(vm, v, reg!(fp, pc, 1), reg!(fp, pc, 2), op).and_then(|r| vm.truth(r.value()));
            decide(vm, fp, pc, r.map(|t| t != negative), 2, 3)
        }
        _ if (Op::JUMP_LT_IMM as u16..=Op::JUMP_NOT_GE_IMM as u16).contains(&(base as u16)) => {
            let negative = base as u16 >= Op::JUMP_NOT_LT_IMM as u16;
            let op = comparison(base, if negative { Op::JUMP_NOT_LT_IMM } else { Op::JUMP_LT_IMM });
            let y = Value::small_int(imm!(pc, 2));
            let r = compared(vm, v, reg!(fp, pc, 1), y, op).and_then(|r| vm.truth(r.value()));
            decide(vm, fp, pc, r.map(|t| t != negative), 1, 3)
        }
        _ => {
            let immediate = is_immediate(base);
            let (op, inplace) = if immediate { immediate_operator(base) } else { operator(base) };
            let (x, y) = (reg!(fp, pc, 2), right(fp, pc, immediate, 3));
            let r = if !v.is_not_implemented() {
                Ok(v)
            } else if record.dst == Phase::InPlace as u32 {
                vm.inplace_by_binary(op, x, y)
            } else {
                slot_functions::reflected(vm, op, inplace, x, y)
            };
            done(if immediate { finish1(vm, fp, pc, r) } else { finish2(vm, fp, pc, r) })
        }
    }
}

/// The result of a comparison whose left method has returned `v`.
unsafe fn compared(vm: &Vm, v: Ref, x: Value, y: Value, op: CompareOp) -> Res<Ref> {
    if v.is_not_implemented() { vm.compare_reflected(x, y, op) } else { Ok(v) }
}

fn bool_result(vm: &Vm, v: &Ref) -> Res<bool> {
    match v.value() {
        Value::TRUE => Ok(true),
        Value::FALSE => Ok(false),
        v => Err(vm.type_error(format!("__bool__ should return bool, returned {}", vm.type_name(v)))),
    }
}

/// Releases the operands of a test and takes one way or the other.
unsafe fn decide(vm: &Vm, fp: *mut Value, pc: *const u16, taken: Res<bool>, operands: usize, jump: usize) -> Option<(*const u16, *mut Value)> {
    let taken = taken.ok()?;
    let n = locals(vm);
    for i in 1..=operands {
        consume(vm, fp, *pc.add(i) as usize, n);
    }
    Some((if taken { pc.offset(*pc.add(jump) as i16 as isize) } else { pc.add(4) }, fp))
}

/// Whether a base instruction is an operator with an immediate right operand.
fn is_immediate(base: Op) -> bool {
    base.info().name.ends_with("_IMM")
}
