//! Generators. A suspended generator keeps its registers in a buffer; on resumption they are copied into a window above the resumer's, so
//! that all handlers see one frame layout.
use super::*;
use crate::next_or_unwind;
use crate::object::{Frame, Generator, GeneratorState, Ref, frame_flags};
use crate::vm::call::push_frame;
use crate::vm::{frames, generator, stack};
use std::mem::MaybeUninit;
use crate::{operand, reg, target};

/// Takes the frame of a generator that suspends or ends off the stack and restores the resumer's handled exception.
unsafe fn pop(vm: &Vm) -> (Frame, &'static mut Generator) {
    let frame = vm.frame.get().sub(1);
    let record = *frame;
    vm.frame.set(frame);
    let g = &mut *record.locals.ptr::<Generator>();
    if record.flags & frame_flags::HAS_OBJECT != 0 {
        frames::suspend(&record, g);
    }
    let handled = vm.handled.get();
    if handled == g.outer {
        g.handled = Value::NULL;
        if g.outer != Value::NULL {
            // `outer` was a counted copy of the same exception.
            g.outer.decref(vm);
        }
    } else {
        g.handled = handled;
        vm.handled.set(g.outer);
    }
    g.outer = Value::NULL;
    (record, g)
}
/// Pushes the frame of a generator about to run: registers copied to a window on top, the value sent in place. None: an exception is
/// about to be raised in it, so that the register the value would go to keeps what it has.
/// RecursionError leaves it suspended.
///
/// # Safety
/// `g` is created or suspended, and held by the caller while it runs.
pub unsafe fn push(vm: &Vm, g: Value, pc: *const u16, fp: *mut Value, dst: u32, flags: u32, window: *mut Value, sent: Option<Ref>) -> Res<()> {
    let gen_ = &mut *g.ptr::<Generator>();
    push_frame(
        vm,
        Frame { pc, fp, window, function: gen_.function, dst, flags: flags | frame_flags::GENERATOR, locals: g, object: MaybeUninit::uninit(), caller_pc: MaybeUninit::new(vm.pc.get()) },
        gen_.register_count,
    )?;
    if gen_.frame != Value::NULL {
        frames::resume(vm.frame.get().sub(1), gen_);
    }
    for i in 0..gen_.live as usize {
        *window.add(i) = *gen_.registers.add(i);
    }
    let mut old = Value::NONE;
    if gen_.state == GeneratorState::Suspended
        && let Some(sent) = sent
    {
        let register = gen_.resume_register;
        let replaced = std::mem::replace(&mut *window.add(register as usize), sent.into_value());
        // A register beyond those saved held nothing.
        if register < gen_.live {
            old = replaced;
        }
    }
    gen_.state = GeneratorState::Running;
    let outer = vm.handled.get();
    gen_.outer = outer;
    if gen_.handled != Value::NULL {
        vm.handled.set(gen_.handled);
        gen_.handled = Value::NULL;
    } else if outer != Value::NULL {
        outer.incref();
    }
    old.decref(vm);
    Ok(())
}
/// Saves the running generator's window and takes its frame off the stack.
#[inline(always)]
unsafe fn suspend(vm: &Vm, fp: *mut Value, pc: *const u16, resume_register: usize, live: usize) -> (Frame, &'static mut Generator) {
    let (record, g) = pop(vm);
    g.live = live as u32;
    for i in 0..live {
        *g.registers.add(i) = *fp.add(i);
        *fp.add(i) = Value::NONE;
    }
    g.pc = pc;
    g.resume_register = resume_register as u32;
    g.state = GeneratorState::Suspended;
    (record, g)
}
/// The running generator has ended: frees what it kept. Its window has been released.
pub unsafe fn finish(vm: &Vm) -> Frame {
    let (record, g) = pop(vm);
    g.state = GeneratorState::Closed;
    let handled = std::mem::replace(&mut g.handled, Value::NULL);
    if handled != Value::NULL {
        handled.decref(vm);
    }
    generator::free_registers(g);
    let function = std::mem::replace(&mut g.function, Value::NULL);
    function.decref(vm);
    record
}

handlers! {
    YIELD(pc, fp, vm, tab) {
        let v = own_operand(fp, operand!(pc, 2), locals(vm));
        let (record, _) = suspend(vm, fp, pc.add(4), operand!(pc, 1), operand!(pc, 3));
        if record.flags & frame_flags::DELEGATE != 0 {
            vm.scratch.set(v);
            tail!(yield_through, record.pc, record.fp, vm, tab)
        }
        if record.flags & frame_flags::FOR_ITER != 0 {
            let p = record.fp.add(record.dst as usize);
            let old = std::mem::replace(&mut *p, v);
            if old.is_heap() {
                vm.scratch.set(old);
                tail!(release_scratch, target!(record.pc, 3), record.fp, vm, tab)
            }
            dispatch!(target!(record.pc, 3), record.fp, vm, tab)
        }
        put(vm, record.fp, record.dst as usize, v);
        dispatch!(record.pc, record.fp, vm, tab)
    }
    RETURN_GEN(pc, fp, vm, tab) {
        let v = own_operand(fp, operand!(pc, 1), operand!(pc, 2));
        frames::detach(vm, pc, fp);
        release_range(vm, fp, 0, operand!(pc, 2));
        let record = finish(vm);
        if record.flags & frame_flags::DELEGATE != 0 {
            vm.scratch.set(v);
            tail!(delegate_returned, record.pc, record.fp, vm, tab)
        }
        if record.flags & frame_flags::FOR_ITER != 0 {
            v.decref(vm);
            tail!(exhausted, record.pc, record.fp, vm, tab)
        }
        put(vm, record.fp, record.dst as usize, v);
        dispatch!(record.pc, record.fp, vm, tab)
    }
    /// The generator at `fp` passes on the value in `vm.scratch` from what its YIELD_FROM at `pc` delegates to; where it is a delegate
    /// itself, so does the one above.
    yield_through(pc, fp, vm, tab) {
        let v = vm.scratch.get();
        let (record, _) = suspend(vm, fp, pc, operand!(pc, 3), operand!(pc, 3) + 1);
        if record.flags & frame_flags::DELEGATE != 0 {
            tail!(yield_through, record.pc, record.fp, vm, tab)
        }
        if record.flags & frame_flags::FOR_ITER != 0 {
            put(vm, record.fp, record.dst as usize, v);
            dispatch!(target!(record.pc, 3), record.fp, vm, tab)
        }
        put(vm, record.fp, record.dst as usize, v);
        dispatch!(record.pc, record.fp, vm, tab)
    }
    /// FOR_ITER over a suspended generator: its frame runs as one of ours.
    resume_in_loop(pc, fp, vm, tab) {
        let g = reg!(fp, pc, 2);
        let window = fp.add(code(vm).registers as usize);
        if push(vm, g, pc, fp, operand!(pc, 1) as u32, frame_flags::FOR_ITER, window, Some(Ref::NONE)).is_err() {
            tail!(unwind, pc, fp, vm, tab)
        }
        let gen_pc = g.get::<Generator>().pc;
        dispatch!(gen_pc, window, vm, tab)
    }
}

cold! {
    RETURN_GENERATOR(pc, fp, vm, tab) {
        let record = frame(vm);
        let f = record.function;
        let c = code(vm);
        let g = match generator::new_generator(vm, f, c.registers, pc.add(4)) {
            Ok(g) => g.into_value(),
            Err(_) => { tail!(unwind, pc, fp, vm, tab) }
        };
        let to = g.get::<Generator>().registers;
        let n = c.locals as usize;
        for i in 0..n {
            *to.add(i) = *fp.add(i);
            *fp.add(i) = Value::NONE;
        }
        (*g.ptr::<Generator>()).live = n as u32;
        match super::calls::leave(vm, g) {
            Some((pc, fp)) => { dispatch!(pc, fp, vm, Table::current(vm)) }
            None => {
                let record = *vm.frame.get();
                tail!(unwind, record.pc.sub(1), record.fp, vm, tab)
            }
        }
    }
    GET_YIELD_FROM(pc, fp, vm, tab) {
        let x = reg!(fp, pc, 2);
        let r = if x.is_exact(vm.types.generator) || x.is_exact(vm.types.coroutine) { Ok(Ref::new(x)) } else { vm.iter(x) };
        let ok = finish1(vm, fp, pc, r);
        next_or_unwind!(ok, 4, pc, fp, vm, tab)
    }
    GET_AWAITABLE(pc, fp, vm, tab) {
        let r = generator::awaitable(vm, reg!(fp, pc, 2));
        let ok = finish1(vm, fp, pc, r);
        next_or_unwind!(ok, 4, pc, fp, vm, tab)
    }
    /// The delegate has returned the value in `vm.scratch`: the YIELD_FROM at `pc` is done.
    delegate_returned(pc, fp, vm, tab) {
        let v = vm.scratch.get();
        consume(vm, fp, operand!(pc, 2), 0);
        put(vm, fp, operand!(pc, 1), v);
        dispatch!(pc.add(4), fp, vm, Table::current(vm))
    }
    YIELD_FROM(pc, fp, vm, tab) {
        let it = reg!(fp, pc, 2);
        if it.is_exact(vm.types.generator) && it.get::<Generator>().state as u8 <= GeneratorState::Suspended as u8
            && (it.get::<Generator>().state == GeneratorState::Suspended || reg!(fp, pc, 3).is_none())
        {
            // The delegate's frame runs as one of ours.
            let sent = Ref::own(std::mem::replace(&mut *fp.add(operand!(pc, 3)), Value::NONE));
            let window = fp.add(code(vm).registers as usize);
            if push(vm, it, pc, fp, 0, frame_flags::DELEGATE, window, Some(sent)).is_err() {
                tail!(unwind, pc, fp, vm, tab)
            }
            let gen_pc = it.get::<Generator>().pc;
            dispatch!(gen_pc, window, vm, Table::current(vm))
        }
        let sent = Ref::own(std::mem::replace(&mut *fp.add(operand!(pc, 3)), Value::NONE));
        match generator::send(vm, it, sent) {
            Err(_) => { tail!(unwind, pc, fp, vm, tab) }
            Ok(None) => {
                let v = vm.take_stop_value().into_value();
                consume(vm, fp, operand!(pc, 2), 0);
                put(vm, fp, operand!(pc, 1), v);
                dispatch!(pc.add(4), fp, vm, Table::current(vm))
            }
            Ok(Some(v)) => {
                vm.scratch.set(v.into_value());
                tail!(yield_through, pc, fp, vm, tab)
            }
        }
    }
}
#[allow(unused)]
use stack as _;
