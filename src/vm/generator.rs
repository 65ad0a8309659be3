//! Generator objects: resumption from native code, `send`, `throw`, `close`, finalisation.
use crate::isa::Op;
use crate::object::{
    Function, Generator, GeneratorState, GetSetDef, Header, Raised, Ref, Res, Slots, TypeSpec, Value, Vm, flags, frame_flags,
};
use crate::vm::call::{HALT_WORDS, run_entry};
use crate::vm::ops::push;
use crate::vm::stack;
use crate::native;
use std::alloc::Layout;

/// A generator about to start at `pc`; takes a new reference to the function.
pub fn new_generator(vm: &Vm, function: Value, registers: u32, pc: *const u16) -> Res {
    // SAFETY: the function is alive; the buffer is filled with non-heap values.
    unsafe {
        let f = function.get::<Function>();
        let flags_ = f.code().flags;
        use crate::object::code_flags::{ASYNC_GENERATOR, COROUTINE};
        let ty = if flags_ & COROUTINE != 0 {
            vm.types.coroutine
        } else if flags_ & ASYNC_GENERATOR != 0 {
            vm.types.async_generator
        } else {
            vm.types.generator
        };
        let buffer = crate::object::buffer::alloc(layout(registers)) as *mut Value;
        if buffer.is_null() {
            return Err(vm.memory_error());
        }
        for i in 0..registers as usize {
            *buffer.add(i) = Value::NONE;
        }
        let made = vm.new_object(ty, |p: *mut Generator| {
            function.incref();
            f.name.incref();
            f.qualname.incref();
            (*p).pc = pc;
            (*p).function = function;
            (*p).registers = buffer;
            (*p).register_count = registers;
            (*p).live = 0;
            (*p).resume_register = 0;
            (*p).state = GeneratorState::Created;
            (*p).handled = Value::NULL;
            (*p).outer = Value::NULL;
            (*p).name = f.name;
            (*p).qualname = f.qualname;
            (*p).delegate = Value::NULL;
            (*p).frame = Value::NULL;
            (*p).code = Ref::new(Value::from_ptr(f.code)).into_value();
        });
        if made.is_err() {
            std::alloc::dealloc(buffer as *mut u8, layout(registers));
        }
        made
    }
}
fn layout(registers: u32) -> Layout {
    // SAFETY: register counts are below 2^17.
    unsafe { Layout::from_size_align_unchecked((registers as usize).max(1) * 8, 8) }
}
/// Frees the register buffer, whose values have been released.
pub fn free_registers(g: &mut Generator) {
    let p = std::mem::replace(&mut g.registers, std::ptr::null_mut());
    if !p.is_null() {
        // SAFETY: allocated with this layout.
        unsafe { std::alloc::dealloc(p as *mut u8, layout(g.register_count)) };
    }
}

fn generator<'a>(g: Value) -> &'a mut Generator {
    // SAFETY: callers pass generators.
    unsafe { &mut *g.ptr::<Generator>() }
}
fn kind(vm: &Vm, g: Value) -> &'static str {
    if g.is_exact(vm.types.coroutine) { "coroutine" } else { "generator" }
}

/// Runs the generator until it yields (`Some`), returns (`None`, with the value in `vm.stop_value`) or raises.
fn resume(vm: &Vm, g: Value, sent: Ref) -> Res<Option<Ref>> {
    vm.check_machine_stack("")?;
    let held = Ref::new(g);
    // SAFETY: the generator is not running, and held.
    unsafe {
        let slot = stack::top(vm);
        *slot = Value::NONE;
        push(vm, g, HALT_WORDS.as_ptr(), slot, 0, frame_flags::ENTRY, slot.add(1), Some(sent))?;
        let r = run_entry(vm, generator(g).pc, slot.add(1), slot)?;
        let _ = &held;
        if generator(g).state == GeneratorState::Closed {
            vm.stop_value.set(if r.is_none() { Value::NULL } else { r.into_value() });
            return Ok(None);
        }
        Ok(Some(r))
    }
}

/// `g.send(value)` without raising StopIteration: `None` when the generator has returned. For any iterator.
pub fn send(vm: &Vm, g: Value, value: Ref) -> Res<Option<Ref>> {
    if !g.is_exact(vm.types.generator) && !g.is_exact(vm.types.coroutine) {
        if value.is_none() && vm.slots(g).next.is_some() {
            return vm.next(g);
        }
        return match vm.call_method(g, vm.names.send, &[value.value()]) {
            Ok(v) => Ok(Some(v)),
            Err(_) if vm.raised_is(vm.types.StopIteration) => {
                take_stop_iteration(vm);
                Ok(None)
            }
            Err(e) => Err(e),
        };
    }
    match generator(g).state {
        GeneratorState::Running => Err(vm.value_error(format!("{} already executing", kind(vm, g)))),
        GeneratorState::Closed if g.is_exact(vm.types.coroutine) => {
            Err(vm.runtime_error("cannot reuse already awaited coroutine"))
        }
        GeneratorState::Closed => Ok(None),
        GeneratorState::Created if !value.is_none() => {
            Err(vm.type_error(format!("can't send non-None value to a just-started {}", kind(vm, g))))
        }
        _ => resume(vm, g, value),
    }
}
/// Takes a pending StopIteration and keeps its value as `vm.stop_value`.
pub fn take_stop_iteration(vm: &Vm) {
    let e = vm.take_raised();
    let v = vm.exception_field(e.value(), 0);
    let old = vm.stop_value.get();
    if v != Value::NULL {
        v.incref();
    }
    vm.stop_value.set(if v == Value::NONE { Value::NULL } else { v });
    if old != Value::NULL {
        drop(Ref::own(old));
    }
}
/// Raises StopIteration with the kept value.
pub fn raise_stop_iteration(vm: &Vm) -> Raised {
    let v = vm.stop_value.replace(Value::NULL);
    let args = if v == Value::NULL { vm.tuple_from(&[]) } else { vm.tuple_from(&[v]) };
    match args.and_then(|a| vm.new_exception(vm.types.StopIteration, a)) {
        Ok(e) => {
            vm.set_exception_field(e.value(), 0, if v == Value::NULL { Ref::NONE } else { Ref::own(v) });
            vm.raise(e)
        }
        Err(r) => {
            v.decref(vm);
            r
        }
    }
}

/// `g.throw(exception)`: raises it where the generator is suspended.
fn throw(vm: &Vm, g: Value, exception: Ref) -> Res<Option<Ref>> {
    match generator(g).state {
        GeneratorState::Running => return Err(vm.value_error(format!("{} already executing", kind(vm, g)))),
        GeneratorState::Closed => return Err(vm.raise(exception)),
        GeneratorState::Created => {
            close_now(vm, g);
            return Err(vm.raise(exception));
        }
        GeneratorState::Suspended => {}
    }
    // SAFETY: suspended at an instruction of its code; registers hold its window.
    unsafe {
        let at = generator(g).pc;
        if *at == Op::YIELD_FROM as u16 {
            let inner = Ref::new(*generator(g).registers.add(*at.add(2) as usize));
            let r = throw_into(vm, g, inner.value(), exception)?;
            return match r {
                Delegated::Yielded(v) => Ok(Some(v)),
                Delegated::Returned(v) => {
                    // The delegate is done: go on behind the YIELD_FROM with its value.
                    let gen_ = generator(g);
                    std::mem::replace(&mut *gen_.registers.add(*at.add(2) as usize), Value::NONE).decref(vm);
                    gen_.pc = at.add(4);
                    gen_.resume_register = *at.add(1) as u32;
                    resume(vm, g, v)
                }
                Delegated::Raise(e) => raise_in(vm, g, e),
            };
        }
        raise_in(vm, g, exception)
    }
}
enum Delegated {
    Yielded(Ref),
    Returned(Ref),
    /// The exception is to be raised in the delegating generator.
    Raise(Ref),
}
fn throw_into(vm: &Vm, outer: Value, inner: Value, exception: Ref) -> Res<Delegated> {
    let is_exit = vm.is_instance(exception.value(), vm.types.GeneratorExit);
    generator(outer).state = GeneratorState::Running;
    let r = if is_exit {
        close_iterator(vm, inner).map(|()| None)
    } else if inner.is_exact(vm.types.generator) || inner.is_exact(vm.types.coroutine) {
        throw(vm, inner, exception.clone()).map(Some)
    } else {
        match vm.getattr_opt(inner, vm.names.throw) {
            Err(e) => Err(e),
            Ok(None) => Ok(None),
            Ok(Some(f)) => match vm.call(f.value(), &[exception.value()]) {
                Ok(v) => Ok(Some(Some(v))),
                Err(_) if vm.raised_is(vm.types.StopIteration) => {
                    take_stop_iteration(vm);
                    Ok(Some(None))
                }
                Err(e) => Err(e),
            },
        }
    };
    generator(outer).state = GeneratorState::Suspended;
    Ok(match r {
        Ok(Some(Some(v))) => Delegated::Yielded(v),
        Ok(Some(None)) => Delegated::Returned(vm.take_stop_value()),
        Ok(None) => Delegated::Raise(exception),
        Err(_) => Delegated::Raise(vm.take_raised()),
    })
}
/// Closes an iterator that is delegated to, if it can be closed.
fn close_iterator(vm: &Vm, it: Value) -> Res<()> {
    if it.is_exact(vm.types.generator) || it.is_exact(vm.types.coroutine) {
        return close(vm, it).map(drop);
    }
    match vm.getattr_opt(it, vm.names.close)? {
        Some(f) => vm.call(f.value(), &[]).map(drop),
        None => Ok(()),
    }
}
/// Resumes the generator by raising in it.
fn raise_in(vm: &Vm, g: Value, exception: Ref) -> Res<Option<Ref>> {
    vm.check_machine_stack("")?;
    let _held = Ref::new(g);
    static RAISE_WORDS: [u16; 4] = [Op::RAISE_IN as u16, 0, 0, 0];
    // SAFETY: the generator is suspended and held; RAISE_IN raises `vm.scratch` at the generator's pc.
    unsafe {
        let slot = stack::top(vm);
        *slot = Value::NONE;
        push(vm, g, HALT_WORDS.as_ptr(), slot, 0, frame_flags::ENTRY, slot.add(1), None)?;
        vm.scratch.set(exception.into_value());
        let r = run_entry(vm, RAISE_WORDS.as_ptr(), slot.add(1), slot)?;
        if generator(g).state == GeneratorState::Closed {
            vm.stop_value.set(if r.is_none() { Value::NULL } else { r.into_value() });
            return Ok(None);
        }
        Ok(Some(r))
    }
}
/// Drops a generator that has not started, or that has ended, without running it.
fn close_now(vm: &Vm, g: Value) {
    let gen_ = generator(g);
    gen_.state = GeneratorState::Closed;
    release(vm, gen_);
}
fn release(vm: &Vm, g: &mut Generator) {
    // SAFETY: the generator is not running; its registers have not been released yet.
    unsafe { super::frames::abandon(vm, g) };
    let n = g.live as usize;
    if !g.registers.is_null() {
        for i in 0..n {
            // SAFETY: the buffer holds `n` values.
            unsafe { std::mem::replace(&mut *g.registers.add(i), Value::NONE).decref(vm) };
        }
        free_registers(g);
    }
    for v in [&mut g.function, &mut g.handled, &mut g.delegate] {
        let v = std::mem::replace(v, Value::NULL);
        if v != Value::NULL {
            v.decref(vm);
        }
    }
}
/// `g.close()`; the value of a `return` reached by it.
fn close(vm: &Vm, g: Value) -> Res {
    match generator(g).state {
        GeneratorState::Closed => return Ok(Ref::NONE),
        GeneratorState::Created => {
            close_now(vm, g);
            return Ok(Ref::NONE);
        }
        _ => {}
    }
    let args = vm.tuple_from(&[])?;
    let e = vm.new_exception(vm.types.GeneratorExit, args)?;
    match throw(vm, g, e) {
        Ok(Some(_)) => Err(vm.runtime_error(format!("{} ignored GeneratorExit", kind(vm, g)))),
        Ok(None) => Ok(vm.take_stop_value()),
        Err(_) if vm.raised_is(vm.types.GeneratorExit) || vm.raised_is(vm.types.StopIteration) => {
            drop(vm.take_raised());
            Ok(Ref::NONE)
        }
        Err(e) => Err(e),
    }
}

/// The iterator behind `await x`.
pub fn awaitable(vm: &Vm, x: Value) -> Res {
    if x.is_exact(vm.types.coroutine) {
        return Ok(Ref::new(x));
    }
    match vm.call_special(x, vm.names.__await__, &[])? {
        Some(it) => Ok(it),
        None => Err(vm.type_error(format!("'{}' object can't be awaited", vm.type_name(x)))),
    }
}

/// An exception instance from the arguments of `throw`.
fn thrown(vm: &Vm, exception: Value, value: Value, traceback: Value) -> Res {
    let e = if vm.is_type(exception) && vm.is_subtype(exception.ptr(), vm.types.BaseException) {
        if !value.is_none() && !value.is_unbound() {
            if vm.is_instance(value, exception.ptr()) {
                Ref::new(value)
            } else if vm.is_tuple(value) {
                vm.call(exception, vm.tuple_items(value))?
            } else {
                vm.call(exception, &[value])?
            }
        } else {
            vm.call(exception, &[])?
        }
    } else {
        Ref::new(exception)
    };
    if !vm.is_exception(e.value()) {
        return Err(vm.type_error(format!(
            "exceptions must be classes or instances deriving from BaseException, not {}",
            vm.type_name(e.value())
        )));
    }
    if traceback.is_exact(vm.types.traceback) {
        let old = std::mem::replace(&mut vm.exception(e.value()).traceback, Ref::new(traceback).into_value());
        if old != Value::NULL {
            drop(Ref::own(old));
        }
    }
    Ok(e)
}

native! { pub static METHODS = [
    /// Resume the generator with this value as the result of the current yield expression.
    "send(self, value, /)" => fn gen_send(vm, [this, value]) {
        match send(vm, this, Ref::new(value))? {
            Some(v) => Ok(v),
            None => Err(raise_stop_iteration(vm)),
        }
    }
    /// Raise an exception at the point where the generator was paused.
    "throw(self, typ, val=None, tb=None, /)" => fn gen_throw(vm, [this, typ, val, tb]) {
        let e = thrown(vm, typ, val, tb)?;
        match throw(vm, this, e)? {
            Some(v) => Ok(v),
            None => Err(raise_stop_iteration(vm)),
        }
    }
    /// Raise GeneratorExit at the point where the generator was paused.
    "close(self)" => fn gen_close(vm, [this]) { close(vm, this) }
]; }

fn next(vm: &Vm, g: Value) -> Res<Option<Ref>> {
    send(vm, g, Ref::NONE)
}
fn identity(_: &Vm, g: Value) -> Res {
    Ok(Ref::new(g))
}
fn repr(vm: &Vm, g: Value) -> Res {
    let name = vm.str_text(generator(g).qualname);
    vm.new_str(&format!("<{} object {name} at {:#x}>", kind(vm, g), g.0))
}
/// A suspended generator that dies is closed, so that its `finally` blocks run.
fn finalise(vm: &Vm, g: Value) {
    if generator(g).state != GeneratorState::Suspended {
        return;
    }
    let pending = vm.raised.replace(Value::NULL);
    if close(vm, g).is_err() {
        crate::report::unraisable_pending(vm, "Exception ignored while closing generator", g);
    }
    vm.raised.set(pending);
}
unsafe fn drop_generator(vm: &Vm, h: *mut Header) {
    let g = &mut *(h as *mut Generator);
    release(vm, g);
    g.name.decref(vm);
    g.qualname.decref(vm);
    g.code.decref(vm);
}
unsafe fn traverse(h: *mut Header, visit: &mut dyn FnMut(Value)) {
    let g = &*(h as *mut Generator);
    // A running generator's registers lie on the register stack, which counts as outside.
    if g.state != GeneratorState::Running && !g.registers.is_null() {
        for i in 0..g.live as usize {
            visit(*g.registers.add(i));
        }
    }
    for v in [g.function, g.handled, g.delegate, g.name, g.qualname, g.frame, g.code] {
        if v != Value::NULL {
            visit(v);
        }
    }
}
unsafe fn clear(vm: &Vm, h: *mut Header) {
    let g = &mut *(h as *mut Generator);
    if g.state != GeneratorState::Running {
        g.state = GeneratorState::Closed;
        release(vm, g);
    }
}

fn set_text(vm: &Vm, field: &mut Value, attribute: &str, v: Option<Value>) -> Res<()> {
    match v {
        Some(v) if vm.is_str(v) => {
            drop(Ref::own(std::mem::replace(field, Ref::new(v).into_value())));
            Ok(())
        }
        _ => Err(vm.type_error(format!("{attribute} must be set to a string object"))),
    }
}
static GETSET: &[GetSetDef] = &[
    GetSetDef {
        name: "__name__",
        get: |_, g| Ok(Ref::new(generator(g).name)),
        set: Some(|vm, g, v| set_text(vm, &mut generator(g).name, "__name__", v)),
        doc: "name of the generator",
    },
    GetSetDef {
        name: "__qualname__",
        get: |_, g| Ok(Ref::new(generator(g).qualname)),
        set: Some(|vm, g, v| set_text(vm, &mut generator(g).qualname, "__qualname__", v)),
        doc: "qualified name of the generator",
    },
    GetSetDef {
        name: "gi_running",
        get: |_, g| Ok(Ref::bool(generator(g).state == GeneratorState::Running)),
        set: None,
        doc: "",
    },
    GetSetDef {
        name: "gi_suspended",
        get: |_, g| Ok(Ref::bool(generator(g).state == GeneratorState::Suspended)),
        set: None,
        doc: "",
    },
    GetSetDef { name: "gi_frame", get: frame, set: None, doc: "" },
    GetSetDef { name: "gi_code", get: code, set: None, doc: "" },
    GetSetDef { name: "gi_yieldfrom", get: yield_from, set: None, doc: "object being iterated by yield from, or None" },
];
/// `gi_code`.
pub fn code(_: &Vm, g: Value) -> Res {
    Ok(Ref::new(generator(g).code))
}
/// `gi_frame`: None once the generator has ended.
pub fn frame(vm: &Vm, g: Value) -> Res {
    Ok(super::frames::generator_frame(vm, g)?.unwrap_or(Ref::NONE))
}
/// The iterator a suspended generator delegates to.
fn yield_from(_: &Vm, g: Value) -> Res {
    let g = generator(g);
    if g.state != GeneratorState::Suspended {
        return Ok(Ref::NONE);
    }
    // SAFETY: a suspended generator's pc is at the instruction it was suspended by; its registers hold its window.
    unsafe {
        match *g.pc == Op::YIELD_FROM as u16 {
            true => Ok(Ref::new(*g.registers.add(*g.pc.add(2) as usize))),
            false => Ok(Ref::NONE),
        }
    }
}

pub static SPEC: TypeSpec = TypeSpec {
    name: "generator",
    flags: flags::TRACKED | flags::WEAKREFABLE,
    size: size_of::<Generator>(),
    slots: Slots {
        repr: Some(repr),
        iter: Some(identity),
        next: Some(next),
        del: Some(finalise),
        drop: Some(drop_generator),
        traverse: Some(traverse),
        clear: Some(clear),
        ..Slots::EMPTY
    },
    methods: METHODS,
    getset: GETSET,
    ..TypeSpec::EMPTY
};
