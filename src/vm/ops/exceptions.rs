//! Raising, unwinding, handlers.
use super::*;
use crate::next_or_unwind;
use crate::vm::frames;
use crate::vm::monitoring::observe;
use crate::object::{Ref, Traceback, frame_flags};
use crate::types::exceptions::group;
use crate::vm::dispatch::Next;
use crate::{operand, reg, target};

/// Puts a traceback entry for the running frame in front of the pending exception's.
unsafe fn add_traceback(vm: &Vm, pc: *const u16) {
    let offset = code(vm).offset(pc) as u32;
    let Ok(frame) = frames::frame_object(vm, vm.frame.get().sub(1)) else { return };
    let Ok(h) = vm.alloc_raw(size_of::<Traceback>(), true, vm.types.traceback) else { return };
    let t = h as *mut Traceback;
    let e = vm.exception(vm.raised.get());
    (*t).next = e.traceback;
    (*t).frame = frame.into_value();
    (*t).offset = offset;
    (*t).line = u32::MAX;
    e.traceback = Value::from_ptr(t);
}

/// The handler for an exception raised at `pc`: word offset and depth.
unsafe fn find_handler(vm: &Vm, pc: *const u16) -> Option<(u32, u32)> {
    let c = code(vm);
    // Code that could not be decoded has not begun: what went wrong is its caller's.
    if c.words.is_empty() {
        return None;
    }
    let offset = c.offset(pc) as u32;
    c.bytecode
        .exceptions
        .iter()
        .find(|e| e.start <= offset && offset < e.end)
        .map(|e| (e.handler, e.depth))
}

/// An exception to raise from the operand of `raise`: an instance, or a class, which is called.
fn exception_from(vm: &Vm, v: Value) -> Res<Ref> {
    if vm.is_exception(v) {
        return Ok(Ref::new(v));
    }
    if vm.is_type(v) && vm.is_subtype(v.ptr(), vm.types.BaseException) {
        let e = vm.call(v, &[])?;
        if !vm.is_exception(e.value()) {
            return Err(vm.type_error(format!(
                "calling {} should have returned an instance of BaseException, not {}",
                vm.repr_text(v)?,
                vm.repr_text(Value::from_ptr(vm.type_of(e.value())))?
            )));
        }
        return Ok(e);
    }
    Err(vm.type_error("exceptions must derive from BaseException"))
}

fn matches(vm: &Vm, e: Value, class: Value) -> Res<bool> {
    let ok = |c: Value| vm.is_type(c) && vm.is_subtype(c.ptr(), vm.types.BaseException);
    if ok(class) {
        return Ok(vm.is_instance(e, class.ptr()));
    }
    if vm.is_tuple(class) && vm.tuple_items(class).iter().all(|c| ok(*c)) {
        return Ok(vm.tuple_items(class).iter().any(|c| vm.is_instance(e, c.ptr())));
    }
    Err(vm.type_error("catching classes that do not inherit from BaseException is not allowed"))
}

/// Where the frame on top, which the pending exception leaves at `pc`, is from then on. What raises it again at the end of a handler or
/// a `with` statement is not the place, where it was raised inside.
unsafe fn raised_at(vm: &Vm, pc: *const u16) -> *const u16 {
    if vm.reraised_at.replace(std::ptr::null()) != pc {
        return pc;
    }
    let c = code(vm);
    match frames::last_raised(frame(vm)) {
        Some(offset) if (offset as usize) < c.words.len() => c.pc(offset as usize),
        _ => pc,
    }
}

cold! {
    /// An exception is pending at `pc`: adds the traceback entry, then looks for a handler.
    unwind(pc, fp, vm, tab) {
        debug_assert!(vm.raised.get() != Value::NULL);
        add_traceback(vm, pc);
        observe::raised(vm, pc);
        tail!(find_and_enter_handler, pc, fp, vm, tab)
    }
    find_and_enter_handler(pc, fp, vm, tab) {
        let mut pc = pc;
        let mut fp = fp;
        loop {
            let registers = code(vm).registers as usize;
            if let Some((handler, depth)) = find_handler(vm, pc) {
                let depth = depth as usize;
                // What is released may run code that raises and handles; the pending exception waits outside.
                if !observe::handled(vm, pc) { add_traceback(vm, pc); }
                let e = vm.raised.replace(Value::NULL);
                release_range(vm, fp, depth, registers - depth);
                *fp.add(depth) = e;
                let next = code(vm).pc(handler as usize);
                frames::remember_raised(frame(vm), if base_op(next) == Op::PUSH_EXC { None } else { Some(code(vm).offset(pc) as u32) });
                dispatch!(next, fp, vm, Table::current(vm))
            }
            observe::unwound(vm, pc);
            // The prepared MemoryError lives on: it must not keep the program's objects.
            let prepared = vm.raised.get() == vm.memory_error_instance.get();
            let left_at = raised_at(vm, pc);
            let e = vm.raised.replace(Value::NULL);
            if prepared { frames::discard(vm) } else { frames::detach(vm, left_at, fp) }
            release_range(vm, fp, 0, registers);
            frames::discard(vm);
            vm.raised.set(e);
            let record = frame(vm);
            let flags = record.flags;
            if flags & frame_flags::GENERATOR != 0 {
                // What is thrown into a generator that has not started is raised in its first instruction, RETURN_GENERATOR, where nothing
                // converts it.
                if pc >= code(vm).entry.add(4) {
                    crate::vm::generator::convert_stop(vm, code(vm).flags);
                }
                let record = super::generators::finish(vm);
                let Some((to, window)) = super::generators::raised_in_resumer(vm, &record) else {
                    return Next { pc: std::ptr::null(), fp }
                };
                pc = to;
                fp = window;
                add_traceback(vm, pc);
                observe::raised(vm, pc);
                continue;
            }
            let record = *record;
            vm.frame.set(vm.frame.get().sub(1));
            let e = vm.raised.replace(Value::NULL);
            if flags & (frame_flags::HAS_LOCALS | frame_flags::INIT) != 0 { record.locals.decref(vm); }
            record.function.decref(vm);
            vm.raised.set(e);
            if flags & frame_flags::ENTRY != 0 { return Next { pc: std::ptr::null(), fp } }
            pc = record.pc.sub(1);
            fp = record.fp;
            // Behind an instruction of another length the word is one of its cache, and may be any number.
            let looping = |word: u16| Op::from_u16(word).is_some_and(|op| op.info().base == Op::FOR_ITER);
            if flags & frame_flags::SPECIAL != 0 && vm.raised_is(vm.types.StopIteration) && looping(*record.pc.sub(4)) {
                observe::raised(vm, record.pc.sub(4));
                // Unless a tool has raised another one.
                if vm.raised_is(vm.types.StopIteration) {
                    drop(vm.take_raised());
                    tail!(exhausted, record.pc.sub(4), fp, vm, tab)
                }
            }
            if flags & frame_flags::SPECIAL != 0
                && let Some(next) = special::raised(vm, fp, record.pc.sub(4))
            {
                dispatch!(next, fp, vm, Table::current(vm))
            }
            add_traceback(vm, pc);
            observe::raised(vm, pc);
        }
    }
    RAISE(pc, fp, vm, tab) {
        let v = reg!(fp, pc, 1);
        match exception_from(vm, v) {
            Ok(e) => {
                consume(vm, fp, operand!(pc, 1), locals(vm));
                let _ = vm.raise(e);
            }
            Err(_) => {}
        }
        tail!(unwind, pc, fp, vm, tab)
    }
    RAISE_FROM(pc, fp, vm, tab) {
        let (v, c) = (reg!(fp, pc, 1), reg!(fp, pc, 2));
        if let Ok(e) = exception_from(vm, v) {
            let cause = if c.is_none() { Ok(Value::NULL) }
                else if vm.is_exception(c) || vm.is_type(c) && vm.is_subtype(c.ptr(), vm.types.BaseException) { exception_from(vm, c).map(|c| c.into_value()) }
                else { Err(vm.type_error("exception causes must derive from BaseException")) };
            if let Ok(cause) = cause {
                let x = vm.exception(e.value());
                let old = std::mem::replace(&mut x.cause, cause);
                x.suppress_context = true;
                if old != Value::NULL { old.decref(vm); }
                let n = locals(vm);
                consume(vm, fp, operand!(pc, 1), n);
                consume(vm, fp, operand!(pc, 2), n);
                let _ = vm.raise(e);
            }
        }
        tail!(unwind, pc, fp, vm, tab)
    }
    RERAISE(pc, fp, vm, tab) {
        if operand!(pc, 2) == 1 {
            let e = vm.current_exception();
            if e == Value::NULL {
                let _ = vm.runtime_error("No active exception to reraise");
            } else {
                // A bare `raise` adds no entry for its frame.
                let _ = vm.set_raised(Ref::new(e));
                tail!(find_and_enter_handler, pc, fp, vm, tab)
            }
            tail!(unwind, pc, fp, vm, tab)
        }
        let e = std::mem::replace(&mut reg!(fp, pc, 1), Value::NONE);
        let _ = vm.set_raised(Ref::own(e));
        vm.reraised_at.set(pc);
        tail!(find_and_enter_handler, pc, fp, vm, tab)
    }
    PUSH_EXC(pc, fp, vm, tab) {
        let p = fp.add(operand!(pc, 1));
        let previous = vm.handled.get();
        (*p).incref();
        vm.handled.set(*p);
        // NULL is no heap reference: the register may hold it.
        *p.add(1) = previous;
        dispatch!(pc.add(4), fp, vm, Table::current(vm))
    }
    POP_EXC(pc, fp, vm, tab) {
        let p = fp.add(operand!(pc, 1));
        let previous = std::mem::replace(&mut *p.add(1), Value::NONE);
        let e = std::mem::replace(&mut *p, Value::NONE);
        let handled = vm.handled.replace(previous);
        if handled != Value::NULL { handled.decref(vm); }
        e.decref(vm);
        dispatch!(pc.add(4), fp, vm, Table::current(vm))
    }
    JUMP_NO_MATCH(pc, fp, vm, tab) {
        match matches(vm, reg!(fp, pc, 1), reg!(fp, pc, 2)) {
            Ok(m) => {
                consume(vm, fp, operand!(pc, 2), locals(vm));
                if m { dispatch!(pc.add(4), fp, vm, Table::current(vm)) }
                dispatch!(target!(pc, 3), fp, vm, Table::current(vm))
            }
            Err(_) => { tail!(unwind, pc, fp, vm, tab) }
        }
    }
    GROUP_MATCH(pc, fp, vm, tab) {
        let p = fp.add(operand!(pc, 1));
        match group::match_clause(vm, *p, reg!(fp, pc, 2)) {
            Ok((matched, rest, wrapped)) => {
                consume(vm, fp, operand!(pc, 2), locals(vm));
                std::mem::replace(&mut *p, rest.into_value()).decref(vm);
                if matched.is_none() { dispatch!(target!(pc, 3), fp, vm, Table::current(vm)) }
                if wrapped {
                    // The group that a single exception is wrapped into begins its traceback here.
                    let pending = vm.raised.replace(matched.value());
                    add_traceback(vm, pc);
                    vm.raised.set(pending);
                }
                let handled = vm.handled.replace(matched.clone().into_value());
                *p.add(1) = matched.into_value();
                if handled != Value::NULL { handled.decref(vm); }
                dispatch!(pc.add(4), fp, vm, Table::current(vm))
            }
            Err(_) => { tail!(unwind, pc, fp, vm, tab) }
        }
    }
    GROUP_REMAINDER(pc, fp, vm, tab) {
        let p = fp.add(operand!(pc, 1));
        match group::remainder(vm, reg!(fp, pc, 2), *p) {
            Ok(r) => {
                let none = r.is_none();
                std::mem::replace(&mut *p, r.into_value()).decref(vm);
                if none { dispatch!(target!(pc, 3), fp, vm, Table::current(vm)) }
                dispatch!(pc.add(4), fp, vm, Table::current(vm))
            }
            Err(_) => { tail!(unwind, pc, fp, vm, tab) }
        }
    }
    LOAD_ASSERTION_ERROR(pc, fp, vm, tab) {
        put(vm, fp, operand!(pc, 1), Ref::from_type(vm.types.AssertionError).into_value());
        dispatch!(pc.add(4), fp, vm, Table::current(vm))
    }
    WITH_ENTER(pc, fp, vm, tab) {
        let b = operand!(pc, 2);
        let x = Ref::own(own_operand(fp, b, locals(vm)));
        if let Some((code, window)) = special::enter_with(vm, pc, fp, x.value(), fp.add(operand!(pc, 1))) {
            drop(x);
            dispatch!(code, window, vm, Table::current(vm))
        }
        let ok = keep_entered(fp.add(operand!(pc, 1)), with_enter(vm, x.value()));
        drop(x);
        next_or_unwind!(ok, 4, pc, fp, vm, tab)
    }
    ASYNC_WITH_ENTER(pc, fp, vm, tab) {
        let b = operand!(pc, 2);
        let x = Ref::own(own_operand(fp, b, locals(vm)));
        let ok = keep_entered(fp.add(operand!(pc, 1)), async_with_enter(vm, x.value()));
        drop(x);
        next_or_unwind!(ok, 4, pc, fp, vm, tab)
    }
    WITH_EXIT(pc, fp, vm, tab) {
        if let Some((code, window)) = special::enter_bound(vm, pc, fp, reg!(fp, pc, 2), &[Value::NONE; 3]) {
            dispatch!(code, window, vm, Table::current(vm))
        }
        let r = vm.call(reg!(fp, pc, 2), &[Value::NONE; 3]);
        let ok = finish1(vm, fp, pc, r);
        next_or_unwind!(ok, 4, pc, fp, vm, tab)
    }
    WITH_EXIT_EXC(pc, fp, vm, tab) {
        let e = reg!(fp, pc, 3);
        let traceback = match vm.exception(e).traceback { Value::NULL => Value::NONE, t => t };
        let args = [Value::from_ptr(vm.type_of(e)), e, traceback];
        if let Some((code, window)) = special::enter_bound(vm, pc, fp, reg!(fp, pc, 2), &args) {
            dispatch!(code, window, vm, Table::current(vm))
        }
        let r = vm.call(reg!(fp, pc, 2), &args);
        let ok = finish1(vm, fp, pc, r);
        next_or_unwind!(ok, 4, pc, fp, vm, tab)
    }
}

/// Bound exit method and result of the enter method.
/// Puts the exit method and what was entered where the statement expects them. False after an exception.
unsafe fn keep_entered(p: *mut Value, r: Res<(Ref, Ref)>) -> bool {
    let Ok((exit, entered)) = r else { return false };
    *p = exit.into_value();
    *p.add(1) = entered.into_value();
    true
}
fn enter_with(vm: &Vm, x: Value, enter: Value, exit: Value, protocol: impl Fn(&str) -> crate::object::Raised) -> Res<(Ref, Ref)> {
    let Some((exit, exit_bare)) = vm.lookup_special(x, exit)? else {
        return Err(protocol(&format!(" (missed {} method)", vm.str_text(exit))));
    };
    let Some((enter, bare)) = vm.lookup_special(x, enter)? else {
        return Err(protocol(&format!(" (missed {} method)", vm.str_text(enter))));
    };
    let exit = if exit_bare { vm.new_bound_method(exit.value(), x)? } else { exit };
    let entered = if bare { vm.call(enter.value(), &[x])? } else { vm.call(enter.value(), &[])? };
    Ok((exit, entered))
}
fn with_enter(vm: &Vm, x: Value) -> Res<(Ref, Ref)> {
    let n = &vm.names;
    enter_with(vm, x, n.__enter__, n.__exit__, |missing| {
        let other = has_both(vm, x, n.__aenter__, n.__aexit__);
        let hint = " but it supports the asynchronous context manager protocol. Did you mean to use 'async with'?";
        vm.type_error(format!(
            "'{}' object does not support the context manager protocol{missing}{}",
            vm.type_name(x),
            if other { hint } else { "" }
        ))
    })
}
fn async_with_enter(vm: &Vm, x: Value) -> Res<(Ref, Ref)> {
    let n = &vm.names;
    enter_with(vm, x, n.__aenter__, n.__aexit__, |missing| {
        let other = has_both(vm, x, n.__enter__, n.__exit__);
        let hint = " but it supports the context manager protocol. Did you mean to use 'with'?";
        vm.type_error(format!(
            "'{}' object does not support the asynchronous context manager protocol{missing}{}",
            vm.type_name(x),
            if other { hint } else { "" }
        ))
    })
}
fn has_both(vm: &Vm, x: Value, enter: Value, exit: Value) -> bool {
    let ty = vm.type_of(x);
    vm.type_lookup(ty, enter).is_some() && vm.type_lookup(ty, exit).is_some()
}
