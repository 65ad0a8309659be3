//! Generators, coroutines, asynchronous generators. A suspended one keeps its registers in a buffer; on resumption they are copied into a
//! window above the resumer's, so that all handlers see one frame layout.
//!
//! A chain of delegating generators (`yield from`, `await`) is resumed as frames, never by recursion. Only the innermost one's registers
//! are copied: those around it wait as `LAZY` frames, which are filled when the delegate returns or raises.
use super::*;
use crate::next_or_unwind;
use crate::object::{Code, Frame, Generator, GeneratorState, Ref, code_flags, frame_flags};
use crate::vm::call::recursion;
use crate::vm::monitoring::observe;
use crate::vm::{async_generator, coroutine, frames, generator};
use crate::{operand, reg, target};

type Pair = [Value; 2];

/// Copies the first `n` values, and one more where that is odd.
#[inline(always)]
unsafe fn copy_pairs(from: *const Value, to: *mut Value, n: usize) {
    let (from, to) = (from as *const Pair, to as *mut Pair);
    let mut i = 0;
    while i * 2 < n {
        to.add(i).write_unaligned(from.add(i).read_unaligned());
        i += 1;
    }
}
/// As `copy_pairs`; the source is left without references.
#[inline(always)]
unsafe fn move_pairs(from: *mut Value, to: *mut Value, n: usize) {
    let (from, to) = (from as *mut Pair, to as *mut Pair);
    let mut i = 0;
    while i * 2 < n {
        to.add(i).write_unaligned(from.add(i).read_unaligned());
        from.add(i).write_unaligned([Value::NULL; 2]);
        i += 1;
    }
}

/// Registers that arguments have filled.
#[inline(always)]
fn parameters(c: &Code) -> usize {
    if c.simple_args != u32::MAX {
        return c.simple_args as usize;
    }
    let b = &c.bytecode;
    let stars = [code_flags::VARARGS, code_flags::VARKEYWORDS];
    (b.arg_count + b.kwonly_count) as usize + stars.iter().filter(|f| c.flags & **f != 0).count()
}

/// A generator starts to run: what it handles is now what is being handled.
#[inline(always)]
unsafe fn enter_context(vm: &Vm, g: *mut Generator) {
    (*g).state = GeneratorState::Running;
    (*g).outer = vm.handled.get();
    vm.handled.set((*g).handled);
    (*g).resumer = vm.generator.get();
    vm.generator.set(g);
}
/// The innermost running generator stops to run.
#[inline(always)]
unsafe fn leave_context(vm: &Vm, g: *mut Generator) {
    (*g).handled = vm.handled.get();
    vm.handled.set((*g).outer);
    vm.generator.set((*g).resumer);
}

/// The running frame's generator.
#[inline(always)]
unsafe fn running(vm: &Vm) -> *mut Generator {
    (*vm.frame.get().sub(1)).locals.ptr::<Generator>()
}

/// Pushes the frame of a created or suspended generator and, as far as it delegates to others that can run as frames, of those; where to
/// dispatch. The value sent, owned, goes to the innermost; NULL: an exception is about to be raised there, so that the register it
/// would go to keeps what it has. RecursionError leaves everything suspended.
///
/// # Safety
/// `g` is created or suspended and held while it runs; `window` lies above all windows in use.
pub unsafe fn enter_generator(
    vm: &Vm,
    g: *mut Generator,
    resumer: Frame,
    sent: Value,
    follow: bool,
) -> Res<(*const u16, *mut Value)> {
    let mut g = g;
    let Frame { mut pc, mut fp, window, mut dst, mut flags, .. } = resumer;
    let bottom = vm.frame.get();
    let mut frame = bottom;
    loop {
        if frame >= vm.frame_limit.get() || window > vm.stack_limit.get() {
            return Err(undo(vm, bottom, sent));
        }
        let at = (*g).pc;
        (*frame).pc = pc;
        (*frame).fp = fp;
        (*frame).function = (*g).function;
        (*frame).dst = dst;
        (*frame).locals = Value::from_ptr(g);
        (*frame).caller_pc = resumer.caller_pc;
        vm.frame.set(frame.add(1));
        enter_context(vm, g);
        if *at == Op::YIELD_FROM as u16 && follow {
            let it = *(*g).registers.add(*at.add(2) as usize);
            let inner = if it.is_exact(vm.types.generator) || it.is_exact(vm.types.coroutine) {
                Some((it.ptr::<Generator>(), 0))
            } else {
                generator::delegate(vm, it)
            };
            if let Some((inner, how)) = inner
                && (*inner).state == GeneratorState::Suspended
            {
                (*frame).window = (*g).registers;
                (*frame).flags = flags | frame_flags::GENERATOR | frame_flags::LAZY;
                if (*g).frame != Value::NULL {
                    frames::resume(frame, &mut *g);
                }
                (pc, fp, dst, flags) = (at, (*g).registers, 0, how | frame_flags::DELEGATE);
                frame = frame.add(1);
                g = inner;
                continue;
            }
        }
        (*frame).window = window;
        (*frame).flags = flags | frame_flags::GENERATOR;
        if (*g).frame != Value::NULL {
            frames::resume(frame, &mut *g);
        }
        copy_pairs((*g).registers, window, (*g).live as usize);
        let register = (*g).resume_register;
        if sent != Value::NULL {
            let old = std::mem::replace(&mut *window.add(register as usize), sent);
            // A register beyond those saved held nothing.
            if register < (*g).live {
                old.decref(vm);
            }
        }
        return Ok((at, window));
    }
}
/// RecursionError where a chain of generators was about to run: those from `bottom` on are suspended as they were.
#[cold]
#[inline(never)]
unsafe fn undo(vm: &Vm, bottom: *mut Frame, sent: Value) -> crate::object::Raised {
    while vm.frame.get() != bottom {
        let lazy = running(vm);
        vm.frame.set(vm.frame.get().sub(1));
        if (*vm.frame.get()).flags & frame_flags::HAS_OBJECT != 0 {
            frames::suspend(&*vm.frame.get(), &mut *lazy);
        }
        (*lazy).state = GeneratorState::Suspended;
        leave_context(vm, lazy);
    }
    let r = recursion(vm);
    if sent != Value::NULL {
        sent.decref(vm);
    }
    r
}

/// The delegate of the lazy frame on top has left the window: the frame takes it.
unsafe fn fill(vm: &Vm, window: *mut Value) -> *mut Value {
    let frame = vm.frame.get().sub(1);
    let g = (*frame).locals.ptr::<Generator>();
    copy_pairs((*g).registers, window, (*g).live as usize);
    (*frame).window = window;
    (*frame).flags &= !frame_flags::LAZY;
    window
}

/// The running generator has ended: frees what it kept. Its window has been released. The record of its frame.
pub unsafe fn finish(vm: &Vm) -> Frame {
    let frame = vm.frame.get().sub(1);
    let record = *frame;
    let g = &mut *record.locals.ptr::<Generator>();
    vm.frame.set(frame);
    leave_context(vm, g);
    g.state = GeneratorState::Closed;
    let handled = std::mem::replace(&mut g.handled, Value::NULL);
    let function = generator::take_function(g);
    if record.flags & frame_flags::ASYNC != 0 {
        async_generator::awaited(g, *record.fp.add(operand!(record.pc, 2)));
    }
    if handled != Value::NULL {
        handled.decref(vm);
    }
    function.decref(vm);
    record
}

/// Where an exception goes on that has left a generator's frame with this record; `None` where it leaves `run`.
pub unsafe fn raised_in_resumer(vm: &Vm, record: &Frame) -> Option<(*const u16, *mut Value)> {
    if record.flags & frame_flags::ENTRY != 0 {
        return None;
    }
    let mut fp = record.fp;
    if record.flags & frame_flags::DELEGATE != 0 && frame(vm).flags & frame_flags::LAZY != 0 {
        fp = fill(vm, record.window);
        // It may have been thrown into the delegate past what this generator handles.
        let handled = vm.handled.get();
        if handled != Value::NULL && vm.exception(vm.raised.get()).context == Value::NULL {
            let e = vm.take_raised();
            let _ = vm.raise(e);
        }
    }
    let pc = if record.flags & frame_flags::SEND != 0 { record.pc.sub(1) } else { record.pc };
    Some((pc, fp))
}

const LOOP: u32 = frame_flags::GENERATOR | frame_flags::FOR_ITER;

handlers! {
    YIELD(pc, fp, vm, tab) {
        let p = fp.add(operand!(pc, 2));
        let v = *p;
        if operand!(pc, 2) < locals(vm) { v.incref(); } else { *p = Value::NULL; }
        let frame = vm.frame.get().sub(1);
        let g = (*frame).locals.ptr::<Generator>();
        let live = operand!(pc, 3);
        move_pairs(fp, (*g).registers, live);
        vm.frame.set(frame);
        (*g).pc = pc.add(4);
        (*g).live = live as u32;
        (*g).resume_register = operand!(pc, 1) as u32;
        (*g).state = GeneratorState::Suspended;
        leave_context(vm, g);
        let next = (*frame).pc;
        let fp = (*frame).fp;
        if (*frame).flags != LOOP {
            vm.scratch.set(v);
            if (*frame).flags & frame_flags::HAS_OBJECT != 0 { tail!(yielded_observed, next, fp, vm, tab) }
            tail!(yielded, next, fp, vm, tab)
        }
        let p = fp.add((*frame).dst as usize);
        let old = *p;
        *p = v;
        if old.is_heap() {
            vm.scratch.set(old);
            tail!(release_scratch, target!(next, 3), fp, vm, tab)
        }
        dispatch!(target!(next, 3), fp, vm, tab)
    }
    RETURN_GENERATOR(pc, fp, vm, tab) {
        let frame = vm.frame.get().sub(1);
        if (*frame).flags != 0 { tail!(return_generator_slow, pc, fp, vm, tab) }
        let c = code(vm);
        let n = parameters(c);
        // The frame's reference to the function passes to the generator.
        let Ok(g) = generator::new_generator(vm, (*frame).function, c, pc.add(4), n) else { tail!(unwind, pc, fp, vm, tab) };
        move_pairs(fp, (*g).registers, n);
        vm.frame.set(frame);
        let fp = (*frame).fp;
        let next = (*frame).pc;
        let p = fp.add((*frame).dst as usize);
        let old = *p;
        *p = Value::from_ptr(g);
        if old.is_heap() {
            vm.scratch.set(old);
            tail!(release_scratch, next, fp, vm, tab)
        }
        dispatch!(next, fp, vm, tab)
    }
    GET_AWAITABLE(pc, fp, vm, tab) {
        let x = reg!(fp, pc, 2);
        if !x.is_exact(vm.types.coroutine) || operand!(pc, 1) != operand!(pc, 2)
            || x.get::<Generator>().state == GeneratorState::Suspended
        {
            tail!(get_awaitable_slow, pc, fp, vm, tab)
        }
        dispatch!(pc.add(4), fp, vm, tab)
    }
    /// The delegate has returned the value in `vm.scratch`: the YIELD_FROM at `pc` is done.
    delegate_returned(pc, fp, vm, tab) {
        vm.pc.set(pc);
        let v = vm.scratch.get();
        let it = std::mem::replace(&mut reg!(fp, pc, 2), Value::NONE);
        put(vm, fp, operand!(pc, 1), v);
        let h = it.header();
        if (*h).refcount != 1 {
            (*h).refcount -= 1;
            dispatch!(pc.add(4), fp, vm, tab)
        }
        let g = it.ptr::<Generator>();
        let plain = (*h).ty == vm.types.generator || (*h).ty == vm.types.coroutine;
        if !plain || (*g).state != GeneratorState::Closed || (*g).extra != Value::NULL || vm.has_weakrefs(h)
            || !vm.finalised.borrow().is_empty()
        {
            vm.scratch.set(it);
            tail!(release_scratch, pc.add(4), fp, vm, tab)
        }
        // It has run to its end: its code and its names are all that it holds.
        (*h).refcount = 0;
        for part in [(*g).function, (*g).name, (*g).qualname] {
            part.decref(vm);
        }
        vm.heap.free(h);
        dispatch!(pc.add(4), fp, vm, tab)
    }
    /// The generator whose record lies above the frame stack has yielded `vm.scratch`.
    yielded(pc, fp, vm, tab) {
        let record = vm.frame.get();
        if (*record).flags & frame_flags::DELEGATE != 0 {
            tail!(yield_through, pc, fp, vm, tab)
        }
        if (*record).flags & (frame_flags::SEND | frame_flags::FOR_ITER) == 0 {
            let v = vm.scratch.get();
            put(vm, fp, (*record).dst as usize, v);
            dispatch!(pc, fp, vm, tab)
        }
        tail!(yielded_to_call, pc, fp, vm, tab)
    }
    /// The generator on top passes on the value in `vm.scratch` from what its YIELD_FROM at `pc` delegates to; where it is a delegate
    /// itself, so do those above.
    yield_through(pc, fp, vm, tab) {
        let frame = vm.frame.get().sub(1);
        let g = (*frame).locals.ptr::<Generator>();
        if (*frame).flags & frame_flags::LAZY == 0 {
            let live = operand!(pc, 3) + 1;
            move_pairs(fp, (*g).registers, live);
            (*g).pc = pc;
            (*g).live = live as u32;
            (*g).resume_register = operand!(pc, 3) as u32;
        }
        vm.frame.set(frame);
        (*g).state = GeneratorState::Suspended;
        leave_context(vm, g);
        if (*frame).flags & frame_flags::HAS_OBJECT != 0 {
            frames::suspend(&*frame, &mut *g);
        }
        if (*frame).flags & frame_flags::DELEGATE != 0 {
            tail!(yield_through, (*frame).pc, (*frame).fp, vm, tab)
        }
        tail!(yielded, (*frame).pc, (*frame).fp, vm, tab)
    }
    RETURN_GEN(pc, fp, vm, tab) {
        vm.pc.set(pc);
        let v = own_operand(fp, operand!(pc, 1), operand!(pc, 2));
        frames::detach(vm, pc, fp);
        release_range(vm, fp, 0, operand!(pc, 2));
        // A finaliser may have looked at the frame meanwhile.
        frames::discard(vm);
        let record = finish(vm);
        vm.scratch.set(v);
        if record.flags & frame_flags::FOR_ITER != 0 {
            v.decref(vm);
            tail!(exhausted, record.pc, record.fp, vm, tab)
        }
        if record.flags & frame_flags::DELEGATE != 0 {
            let mut parent = record.fp;
            if frame(vm).flags & frame_flags::LAZY != 0 {
                parent = fill(vm, record.window);
            }
            if record.flags & frame_flags::ASYNC != 0 {
                let _ = async_generator::stop(vm);
                tail!(unwind, record.pc, parent, vm, tab)
            }
            tail!(delegate_returned, record.pc, parent, vm, tab)
        }
        if record.flags & frame_flags::SEND != 0 {
            generator::keep_stop_value(vm, v);
            let _ = vm.raise_stop_iteration();
            tail!(unwind, record.pc.sub(1), record.fp, vm, tab)
        }
        put(vm, record.fp, record.dst as usize, v);
        dispatch!(record.pc, record.fp, vm, tab)
    }
    FOR_ITER_GENERATOR(pc, fp, vm, tab) {
        let it = reg!(fp, pc, 2);
        if !it.is_exact(vm.types.generator) || breaker_set(vm) { tail!(for_miss, pc, fp, vm, tab) }
        let g = it.ptr::<Generator>();
        let frame = vm.frame.get();
        let window = fp.add(code(vm).registers as usize);
        let to = (*g).pc;
        if (*g).state as u8 > GeneratorState::Suspended as u8 || frame >= vm.frame_limit.get() || window > vm.stack_limit.get() {
            tail!(FOR_ITER, pc, fp, vm, tab)
        }
        if *to == Op::YIELD_FROM as u16 || (*g).frame != Value::NULL { tail!(resume_in_loop, pc, fp, vm, tab) }
        frame.write(Frame::of_call(pc, fp, window, (*g).function, operand!(pc, 1), LOOP, it));
        vm.frame.set(frame.add(1));
        copy_pairs((*g).registers, window, (*g).live as usize);
        enter_context(vm, g);
        let p = window.add((*g).resume_register as usize);
        let old = *p;
        *p = Value::NONE;
        if old.is_heap() && (*g).resume_register < (*g).live {
            vm.scratch.set(old);
            tail!(release_scratch, to, window, vm, tab)
        }
        dispatch!(to, window, vm, tab)
    }
    /// FOR_ITER over a generator that delegates.
    resume_in_loop(pc, fp, vm, tab) {
        vm.pc.set(pc);
        let g = reg!(fp, pc, 2).ptr::<Generator>();
        let window = fp.add(code(vm).registers as usize);
        let record = Frame::of_call(pc, fp, window, Value::NULL, operand!(pc, 1), frame_flags::FOR_ITER, Value::NULL);
        match enter_generator(vm, g, record, Value::NONE, true) {
            Ok((to, window)) => { dispatch!(to, window, vm, tab) }
            Err(_) => { tail!(unwind, pc, fp, vm, tab) }
        }
    }
    YIELD_FROM(pc, fp, vm, tab) {
        let it = reg!(fp, pc, 2);
        let sent = reg!(fp, pc, 3);
        if !it.is_exact(vm.types.generator) && !it.is_exact(vm.types.coroutine) { tail!(yield_from_slow, pc, fp, vm, tab) }
        let g = it.ptr::<Generator>();
        let frame = vm.frame.get();
        let window = fp.add(code(vm).registers as usize);
        let to = (*g).pc;
        if (*g).state as u8 > GeneratorState::Suspended as u8 || frame >= vm.frame_limit.get() || window > vm.stack_limit.get()
            || !sent.is_none() || *to == Op::YIELD_FROM as u16 || (*g).frame != Value::NULL
        {
            tail!(yield_from_slow, pc, fp, vm, tab)
        }
        frame.write(Frame::of_call(pc, fp, window, (*g).function, 0, frame_flags::GENERATOR | frame_flags::DELEGATE, it));
        vm.frame.set(frame.add(1));
        copy_pairs((*g).registers, window, (*g).live as usize);
        enter_context(vm, g);
        let p = window.add((*g).resume_register as usize);
        let old = *p;
        *p = Value::NONE;
        if old.is_heap() && (*g).resume_register < (*g).live {
            vm.scratch.set(old);
            tail!(release_scratch, to, window, vm, tab)
        }
        dispatch!(to, window, vm, tab)
    }
    /// CALL_METHOD of `send` of a generator or coroutine.
    CALL_METHOD_SEND(pc, fp, vm, tab) {
        let p = fp.add(operand!(pc, 2));
        let f = *p;
        let it = *p.add(1);
        if !f.is_exact(vm.types.method_descriptor) || f.get::<crate::object::NativeFunction>().def as *const _ as u64 != crate::cache64!(pc, 4)
            || !(it.is_exact(vm.types.generator) || it.is_exact(vm.types.coroutine))
            || it.get::<Generator>().state as u8 > GeneratorState::Suspended as u8
            || it.get::<Generator>().state == GeneratorState::Created && !(*p.add(2)).is_none()
            || breaker_set(vm)
        {
            tail!(call_method_slow, pc, fp, vm, tab)
        }
        *p = Value::NONE;
        (*f.header()).refcount -= 1;
        tail!(resume_for_call, pc.add(8), fp, vm, tab)
    }
    /// CALL of the builtin `next` with a generator.
    CALL_NEXT(pc, fp, vm, tab) {
        let p = fp.add(operand!(pc, 2));
        let f = *p;
        let it = *p.add(1);
        if !f.is_exact(vm.types.builtin_function) || f.get::<crate::object::NativeFunction>().def as *const _ as u64 != crate::cache64!(pc, 4)
            || !it.is_exact(vm.types.generator) || it.get::<Generator>().state as u8 > GeneratorState::Suspended as u8 || breaker_set(vm)
        {
            tail!(call_miss, pc, fp, vm, tab)
        }
        *p = Value::NONE;
        (*f.header()).refcount -= 1;
        tail!(resume_for_call, pc.add(12), fp, vm, tab)
    }
    /// Resumes the generator behind the base register of the call that ends at `pc`; a value to send lies behind it.
    resume_for_call(pc, fp, vm, tab) {
        let is_send = *pc.sub(8) == Op::CALL_METHOD_SEND as u16;
        let at = if is_send { pc.sub(8) } else { pc.sub(12) };
        vm.pc.set(at);
        let base = operand!(at, 2);
        let g = (*fp.add(base + 1)).ptr::<Generator>();
        let sent = if is_send { std::mem::replace(&mut *fp.add(base + 2), Value::NONE) } else { Value::NONE };
        let window = fp.add(code(vm).registers as usize);
        let dst = operand!(at, 1) as u32 | (base as u32) << 16;
        let record = Frame::of_call(pc, fp, window, Value::NULL, dst as usize, frame_flags::SEND, Value::NULL);
        match enter_generator(vm, g, record, sent, true) {
            Ok((to, window)) => { dispatch!(to, window, vm, tab) }
            Err(_) => { tail!(unwind, at, fp, vm, tab) }
        }
    }
    /// The generator whose record lies above the frame stack has yielded `vm.scratch` to a call of `send` or `next` that ends at `pc`, or
    /// to a loop.
    yielded_to_call(pc, fp, vm, tab) {
        let record = vm.frame.get();
        let v = vm.scratch.get();
        if (*record).flags & frame_flags::FOR_ITER != 0 {
            put(vm, fp, (*record).dst as usize, v);
            dispatch!(target!(pc, 3), fp, vm, tab)
        }
        let (dst, base) = ((*record).dst as usize & 0xffff, (*record).dst as usize >> 16);
        let p = fp.add(base + 1);
        let g = *p;
        *p = Value::NONE;
        let p = fp.add(dst);
        let old = *p;
        *p = v;
        let h = g.header();
        if old.is_heap() || (*h).refcount == 1 {
            vm.scratch.set(g);
            old.decref(vm);
            tail!(release_scratch, pc, fp, vm, tab)
        }
        (*h).refcount -= 1;
        dispatch!(pc, fp, vm, tab)
    }
}

cold! {
    /// As `yielded`, from a frame that has a frame object.
    yielded_observed(pc, fp, vm, tab) {
        let record = vm.frame.get();
        frames::suspend(&*record, &mut *(*record).locals.ptr::<Generator>());
        tail!(yielded, pc, fp, vm, tab)
    }
    /// RETURN_GENERATOR of a call that does something else with the result than to put it into a register.
    return_generator_slow(pc, fp, vm, tab) {
        let function = frame(vm).function;
        let c = code(vm);
        let n = parameters(c);
        function.incref();
        let g = match generator::new_generator(vm, function, c, pc.add(4), n) {
            Ok(g) => g,
            Err(_) => {
                function.decref(vm);
                tail!(unwind, pc, fp, vm, tab)
            }
        };
        move_pairs(fp, (*g).registers, n);
        let record = *frame(vm);
        match super::calls::leave(vm, Value::from_ptr(g)) {
            Some((pc, fp)) => { dispatch!(pc, fp, vm, Table::current(vm)) }
            None => {
                tail!(unwind, record.pc.sub(1), record.fp, vm, tab)
            }
        }
    }
    GET_YIELD_FROM(pc, fp, vm, tab) {
        let x = reg!(fp, pc, 2);
        let r = generator::yield_from_iterator(vm, x, code(vm).flags);
        let ok = finish1(vm, fp, pc, r);
        next_or_unwind!(ok, 4, pc, fp, vm, tab)
    }
    get_awaitable_slow(pc, fp, vm, tab) {
        let r = coroutine::awaited(vm, reg!(fp, pc, 2), operand!(pc, 3));
        let ok = finish1(vm, fp, pc, r);
        next_or_unwind!(ok, 4, pc, fp, vm, tab)
    }
    GET_AITER(pc, fp, vm, tab) {
        let r = async_generator::async_iterator(vm, reg!(fp, pc, 2));
        let ok = finish1(vm, fp, pc, r);
        next_or_unwind!(ok, 4, pc, fp, vm, tab)
    }
    GET_ANEXT(pc, fp, vm, tab) {
        let ok = match async_generator::next_awaitable(vm, reg!(fp, pc, 2)) {
            Ok(r) => {
                put(vm, fp, operand!(pc, 1), r.into_value());
                true
            }
            Err(_) => false,
        };
        next_or_unwind!(ok, 4, pc, fp, vm, tab)
    }
    END_ASYNC_FOR(pc, fp, vm, tab) {
        let e = std::mem::replace(&mut reg!(fp, pc, 1), Value::NONE);
        if vm.is_instance(e, vm.types.StopAsyncIteration) {
            e.decref(vm);
            dispatch!(pc.add(4), fp, vm, Table::current(vm))
        }
        let _ = vm.set_raised(Ref::own(e));
        tail!(find_and_enter_handler, pc, fp, vm, tab)
    }
    /// The `yield` of an asynchronous generator, which whatever awaits the next item gets; an `await` yields through it.
    YIELD_ASYNC(pc, fp, vm, tab) {
        let v = own_operand(fp, operand!(pc, 2), locals(vm));
        let frame_ = vm.frame.get().sub(1);
        let record = *frame_;
        let g = record.locals.ptr::<Generator>();
        let live = operand!(pc, 3);
        move_pairs(fp, (*g).registers, live);
        vm.frame.set(frame_);
        (*g).pc = pc.add(4);
        (*g).live = live as u32;
        (*g).resume_register = operand!(pc, 1) as u32;
        (*g).state = GeneratorState::Suspended;
        leave_context(vm, g);
        if record.flags & frame_flags::HAS_OBJECT != 0 {
            frames::suspend(&record, &mut *g);
        }
        if record.flags & frame_flags::ASYNC != 0 {
            let mut parent = record.fp;
            async_generator::awaited(&mut *g, *parent.add(operand!(record.pc, 2)));
            if frame(vm).flags & frame_flags::LAZY != 0 {
                parent = fill(vm, fp);
            }
            vm.scratch.set(v);
            tail!(delegate_returned, record.pc, parent, vm, tab)
        }
        put(vm, record.fp, record.dst as usize, v);
        dispatch!(record.pc, record.fp, vm, Table::current(vm))
    }
    yield_from_slow(pc, fp, vm, tab) {
        let it = reg!(fp, pc, 2);
        let sent = std::mem::replace(&mut reg!(fp, pc, 3), Value::NONE);
        match generator::start_delegate(vm, it, sent) {
            generator::Start::Frame(g, flags, sent) => {
                let window = fp.add(code(vm).registers as usize);
                let record = Frame::of_call(pc, fp, window, Value::NULL, 0, flags | frame_flags::DELEGATE, Value::NULL);
                match enter_generator(vm, g, record, sent, true) {
                    Ok((to, window)) => { dispatch!(to, window, vm, Table::current(vm)) }
                    Err(_) => {
                        if flags & frame_flags::ASYNC != 0 { async_generator::awaited(&mut *g, it); }
                        tail!(unwind, pc, fp, vm, tab)
                    }
                }
            }
            generator::Start::Native(sent) => {
                match generator::send(vm, it, sent) {
                    Err(_) => { tail!(unwind, pc, fp, vm, tab) }
                    Ok(None) => {
                        vm.scratch.set(vm.take_stop_value().into_value());
                        tail!(delegate_returned, pc, fp, vm, tab)
                    }
                    Ok(Some(v)) => {
                        if !observe::passed_on(vm, pc, v.value()) { drop(v); tail!(unwind, pc, fp, vm, tab) }
                        vm.scratch.set(v.into_value());
                        tail!(yield_through, pc, fp, vm, tab)
                    }
                }
            }
            generator::Start::Raised => { tail!(unwind, pc, fp, vm, tab) }
        }
    }
    /// Raises `vm.scratch` where the generator on top is suspended; what it delegates to gets the exception first, unless operand a is 1.
    RAISE_IN(pc, fp, vm, tab) {
        let g = running(vm);
        let at = (*g).pc;
        let exception = Ref::own(vm.scratch.get());
        if *at != Op::YIELD_FROM as u16 {
            let _ = generator::raise_inside(vm, exception);
            tail!(unwind, at.sub(1), fp, vm, tab)
        }
        if operand!(pc, 1) == 1 {
            let _ = generator::raise_inside(vm, exception);
            tail!(unwind, at, fp, vm, tab)
        }
        match generator::throw_into(vm, reg!(fp, at, 2), exception) {
            Ok(Some(v)) => {
                if !observe::passed_on(vm, at, v.value()) { drop(v); tail!(unwind, at, fp, vm, tab) }
                vm.scratch.set(v.into_value());
                tail!(yield_through, at, fp, vm, tab)
            }
            Ok(None) => {
                vm.scratch.set(vm.take_stop_value().into_value());
                tail!(delegate_returned, at, fp, vm, tab)
            }
            Err(_) => { tail!(unwind, at, fp, vm, tab) }
        }
    }
}
