//! Generator objects: resumption from native code, `send`, `throw`, `close`, finalisation.
use crate::isa::Op;
use crate::native;
use crate::object::{
    Code, Frame, Function, Generator, GeneratorState, GetSetDef, Header, Raised, Ref, Res, Slots, TypeSpec, Value, Vm, code_flags, flags,
    frame_flags,
};
use crate::vm::call::{HALT_WORDS, run_entry};
use crate::vm::ops::enter_generator;
use crate::vm::{async_generator, coroutine, stack};
use std::mem::MaybeUninit;

/// A generator of a call of `function` that is about to start at `pc`, the kind being what the code's flags say. The reference to the
/// function passes to it, but not where it fails. The caller fills the registers, of which the first `live` are parameters.
///
/// # Safety
/// `function` is a function whose code is `code`.
#[inline(always)]
pub unsafe fn new_generator(vm: &Vm, function: Value, code: &Code, pc: *const u16, live: usize) -> Res<*mut Generator> {
    let f = function.get::<Function>();
    let (ty, mut extra) = if code.flags & code_flags::GENERATOR != 0 {
        (vm.types.generator, Value::NULL)
    } else if code.flags & code_flags::COROUTINE != 0 {
        (vm.types.coroutine, Value::NULL)
    } else {
        (vm.types.async_generator, Value::NULL)
    };
    if vm.origin_depth.get() != 0 && ty == vm.types.coroutine {
        extra = coroutine::origin(vm)?;
    }
    // The registers lie behind the generator, room for an even number of them.
    let size = size_of::<Generator>() + ((code.registers as usize + 2) & !1) * size_of::<Value>();
    let g = match vm.alloc_raw(size, true, ty) {
        Ok(h) => h as *mut Generator,
        Err(e) => {
            if extra != Value::NULL {
                extra.decref(vm);
            }
            return Err(e);
        }
    };
    (*f.name.header()).refcount += 1;
    (*f.qualname.header()).refcount += 1;
    (*g).pc = pc;
    (*g).function = function;
    (*g).registers = g.add(1) as *mut Value;
    (*g).live = live as u32;
    // A temporary that is dead at the start, or the room behind the registers.
    (*g).resume_register = code.locals;
    (*g).state = GeneratorState::Created;
    (*g).running_async = false;
    (*g).closed_async = false;
    (*g).hooked = false;
    (*g).handled = Value::NULL;
    (*g).name = f.name;
    (*g).qualname = f.qualname;
    (*g).extra = extra;
    (*g).frame = Value::NULL;
    Ok(g)
}
/// What `f(argument)` makes where that only makes a plain generator: `None` where it may do more.
pub fn generator_of_call(vm: &Vm, f: Value, argument: Value) -> Res<Option<Ref>> {
    if !f.is_exact(vm.types.function) {
        return Ok(None);
    }
    // SAFETY: a function's code is alive; a generator function starts with RETURN_GENERATOR.
    unsafe {
        let code = f.get::<Function>().code();
        if code.flags & (code_flags::GENERATOR | code_flags::ITERABLE_COROUTINE) != code_flags::GENERATOR || code.simple_args != 1 {
            return Ok(None);
        }
        crate::decode::prepare(vm, std::ptr::from_ref(code).cast_mut())?;
        let g = new_generator(vm, f, code, code.entry.add(4), 1)?;
        f.incref();
        argument.incref();
        *(*g).registers = argument;
        *(*g).registers.add(1) = Value::NONE;
        Ok(Some(Ref::own(Value::from_ptr(g))))
    }
}

pub(super) fn generator<'a>(g: Value) -> &'a mut Generator {
    // SAFETY: callers pass generators, coroutines or asynchronous generators.
    unsafe { &mut *g.ptr::<Generator>() }
}
fn kind(vm: &Vm, g: Value) -> &'static str {
    if g.is_exact(vm.types.coroutine) {
        "coroutine"
    } else if g.is_exact(vm.types.async_generator) {
        "async generator"
    } else {
        "generator"
    }
}
/// Whether it is a generator or a coroutine, which run as frames where they are delegated to.
fn is_plain(vm: &Vm, v: Value) -> bool {
    v.is_exact(vm.types.generator) || v.is_exact(vm.types.coroutine)
}
fn already_executing(vm: &Vm, g: Value) -> Raised {
    vm.value_error(format!("{} already executing", kind(vm, g)))
}

/// The generator that runs as a frame for an iterator that is being delegated to, and the flags its frame has for that.
pub fn delegate(vm: &Vm, it: Value) -> Option<(*mut Generator, u32)> {
    if is_plain(vm, it) {
        return Some((it.ptr(), 0));
    }
    if it.is_exact(vm.types.coroutine_wrapper) {
        return Some((coroutine::wrapped(it).ptr(), 0));
    }
    async_generator::under_way(vm, it).map(|g| (g, frame_flags::ASYNC))
}
/// How a YIELD_FROM goes on.
pub enum Start {
    /// The generator's frame is to be pushed with these flags and sent the value.
    Frame(*mut Generator, u32, Value),
    /// The iterator's own `send` (or `__next__`) is to be called.
    Native(Ref),
    Raised,
}
/// Decides how the iterator `it` of a YIELD_FROM gets the value `sent`, which is owned.
pub fn start_delegate(vm: &Vm, it: Value, sent: Value) -> Start {
    if it.is_exact(vm.types.async_generator_asend) {
        return match async_generator::begin(vm, it, Ref::own(sent)) {
            Ok((g, sent)) => match startable(vm, g, sent.value()) {
                true => Start::Frame(g.ptr(), frame_flags::ASYNC, sent.into_value()),
                false => Start::Native(sent),
            },
            Err(_) => Start::Raised,
        };
    }
    match delegate(vm, it) {
        Some((g, flags)) if startable(vm, Value::from_ptr(g), sent) => Start::Frame(g, flags, sent),
        _ => Start::Native(Ref::own(sent)),
    }
}
fn startable(_: &Vm, g: Value, sent: Value) -> bool {
    match generator(g).state {
        GeneratorState::Suspended => true,
        GeneratorState::Created => sent.is_none(),
        _ => false,
    }
}

/// What a run of the generator came to: a value yielded, or `None` where it returned, with the value in `vm.stop_value`.
fn outcome(vm: &Vm, g: Value, r: Ref) -> Option<Ref> {
    if generator(g).state == GeneratorState::Closed {
        keep_stop_value(vm, r.into_value());
        return None;
    }
    Some(r)
}
/// Keeps the value of a return, which is owned.
pub fn keep_stop_value(vm: &Vm, v: Value) {
    let old = vm.stop_value.replace(if v.is_none() { Value::NULL } else { v });
    if old != Value::NULL {
        drop(Ref::own(old));
    }
}

/// Runs the generator until it yields (`Some`), returns (`None`, with the value in `vm.stop_value`) or raises.
fn resume(vm: &Vm, g: Value, sent: Ref) -> Res<Option<Ref>> {
    vm.check_machine_stack("")?;
    let held = Ref::new(g);
    // SAFETY: the generator is not running, and held.
    unsafe {
        let slot = stack::top(vm);
        *slot = Value::NONE;
        let (pc, window) = enter_generator(vm, g.ptr(), entry_record(vm, slot), sent.into_value(), true)?;
        let r = run_entry(vm, pc, window, slot)?;
        Ok(outcome(vm, held.value(), r))
    }
}
/// The record of a generator's frame that is resumed by native code; its result goes to `slot`, its window lies behind it.
unsafe fn entry_record(vm: &Vm, slot: *mut Value) -> Frame {
    Frame {
        pc: HALT_WORDS.as_ptr(),
        fp: slot,
        window: slot.add(1),
        function: Value::NULL,
        dst: 0,
        flags: frame_flags::ENTRY,
        locals: Value::NULL,
        object: MaybeUninit::uninit(),
        caller_pc: MaybeUninit::new(vm.pc.get()),
    }
}

/// `g.send(value)` without raising StopIteration: `None` when it has returned. For any iterator.
pub fn send(vm: &Vm, it: Value, value: Ref) -> Res<Option<Ref>> {
    if is_plain(vm, it) {
        return send_to(vm, it, value);
    }
    if it.is_exact(vm.types.coroutine_wrapper) {
        return send_to(vm, coroutine::wrapped(it), value);
    }
    if async_generator::is_operation(vm, it) {
        return async_generator::send(vm, it, value);
    }
    if value.is_none() && vm.slots(it).next.is_some() {
        return vm.next(it);
    }
    match vm.call_method(it, vm.names.send, &[value.value()]) {
        Ok(v) => Ok(Some(v)),
        Err(_) if vm.raised_is(vm.types.StopIteration) => {
            take_stop_iteration(vm);
            Ok(None)
        }
        Err(e) => Err(e),
    }
}
/// As `send`, for generators of the three kinds.
pub fn send_to(vm: &Vm, g: Value, value: Ref) -> Res<Option<Ref>> {
    match generator(g).state {
        GeneratorState::Running => Err(already_executing(vm, g)),
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
    let v = if v == Value::NULL { Value::NONE } else { v };
    keep_stop_value(vm, Ref::new(v).into_value());
}
/// Makes an exception pending that is thrown into the generator on top: of the exceptions being handled only the generator's own
/// becomes its context.
pub fn raise_inside(vm: &Vm, exception: Ref) -> Raised {
    if vm.handled.get() == Value::NULL { vm.set_raised(exception) } else { vm.raise(exception) }
}
/// `g.throw(exception)`: raises it where the generator is suspended.
pub fn throw(vm: &Vm, g: Value, exception: Ref) -> Res<Option<Ref>> {
    throw_with(vm, g, exception, true)
}
/// As `throw`; `closes`: GeneratorExit closes what the generator delegates to, instead of being thrown into it.
pub fn throw_with(vm: &Vm, g: Value, exception: Ref, closes: bool) -> Res<Option<Ref>> {
    vm.check_machine_stack("")?;
    match generator(g).state {
        GeneratorState::Running => return Err(already_executing(vm, g)),
        GeneratorState::Closed if g.is_exact(vm.types.coroutine) => {
            return Err(vm.runtime_error("cannot reuse already awaited coroutine"));
        }
        // It is raised by no code: what is being handled does not become its context.
        GeneratorState::Closed => return Err(vm.set_raised(exception)),
        GeneratorState::Created | GeneratorState::Suspended => {}
    }
    let mut exception = exception;
    let mut follow = true;
    if closes
        && vm.is_instance(exception.value(), vm.types.GeneratorExit)
        && let Some(it) = delegated(g)
    {
        let it = Ref::new(it);
        let _held = Ref::new(g);
        follow = false;
        generator(g).state = GeneratorState::Running;
        let r = close_iterator(vm, it.value());
        generator(g).state = GeneratorState::Suspended;
        if r.is_err() {
            exception = vm.take_raised();
        }
    }
    raise_in(vm, g, exception, follow)
}
/// Throws into an iterator that is delegated to; `None` when it returned. An iterator without `throw`: the exception is raised, where
/// StopIteration ends the delegation as that of the iterator would.
pub fn throw_into(vm: &Vm, it: Value, exception: Ref) -> Res<Option<Ref>> {
    let it = Ref::new(it);
    if is_plain(vm, it.value()) {
        return throw(vm, it.value(), exception);
    }
    if it.is_exact(vm.types.coroutine_wrapper) {
        return throw(vm, coroutine::wrapped(it.value()), exception);
    }
    let thrown = match vm.getattr_opt(it.value(), vm.names.throw)? {
        None => Err(raise_inside(vm, exception)),
        Some(f) => vm.call(f.value(), &[exception.value()]).map(Some),
    };
    match thrown {
        Err(_) if vm.raised_is(vm.types.StopIteration) => {
            take_stop_iteration(vm);
            Ok(None)
        }
        // It leaves the generator, whose handled exception is its context, whatever the iterator has made of it.
        Err(_) => {
            let e = vm.take_raised();
            Err(raise_inside(vm, e))
        }
        thrown => thrown,
    }
}
/// Closes an iterator that is delegated to, if it can be closed.
fn close_iterator(vm: &Vm, it: Value) -> Res<()> {
    if is_plain(vm, it) {
        return close(vm, it).map(drop);
    }
    match vm.getattr_opt(it, vm.names.close) {
        Ok(Some(f)) => vm.call(f.value(), &[]).map(drop),
        Ok(None) => Ok(()),
        Err(_) => {
            crate::report::unraisable_pending(vm, "Exception ignored while closing an iterator", Value::NONE);
            Ok(())
        }
    }
}
/// Resumes the generator by raising in it, or in what it delegates to.
fn raise_in(vm: &Vm, g: Value, exception: Ref, follow: bool) -> Res<Option<Ref>> {
    let held = Ref::new(g);
    static RAISE: [[u16; 4]; 2] = [[Op::RAISE_IN as u16, 1, 0, 0], [Op::RAISE_IN as u16, 0, 0, 0]];
    // SAFETY: the generator is not running and held; RAISE_IN raises `vm.scratch` at the generator's pc.
    unsafe {
        let slot = stack::top(vm);
        *slot = Value::NONE;
        let (_, window) = enter_generator(vm, g.ptr(), entry_record(vm, slot), Value::NULL, follow)?;
        vm.scratch.set(exception.into_value());
        let r = run_entry(vm, RAISE[follow as usize].as_ptr(), window, slot)?;
        Ok(outcome(vm, held.value(), r))
    }
}
/// Ends a generator that has not started, or that handles no exceptions where it is suspended, without running it.
fn close_now(vm: &Vm, g: &mut Generator) {
    // SAFETY: the generator is not running; its registers have not been released yet.
    unsafe { super::frames::abandon(vm, g) };
    g.state = GeneratorState::Closed;
    let handled = std::mem::replace(&mut g.handled, Value::NULL);
    // SAFETY: the registers hold `live` values; the generator has not ended before.
    unsafe {
        let function = take_function(g);
        for i in (0..g.live as usize).rev() {
            std::mem::replace(&mut *g.registers.add(i), Value::NONE).decref(vm);
        }
        function.decref(vm);
    }
    if handled != Value::NULL {
        handled.decref(vm);
    }
}
/// Whether an exception raised where the generator is suspended would leave it at once.
fn unprotected(g: &Generator) -> bool {
    // SAFETY: a suspended generator's pc is inside its function's code.
    unsafe {
        let code = g.function.get::<Function>().code();
        let offset = code.offset(g.pc) as u32;
        *g.pc != Op::YIELD_FROM as u16 && !code.bytecode.exceptions.iter().any(|e| e.start < offset && offset <= e.end)
    }
}
/// `g.close()`; the value of a `return` reached by it.
pub fn close(vm: &Vm, g: Value) -> Res {
    let state = generator(g).state;
    if state == GeneratorState::Closed {
        return Ok(Ref::NONE);
    }
    if state == GeneratorState::Created || state == GeneratorState::Suspended && unprotected(generator(g)) {
        let _held = Ref::new(g);
        close_now(vm, generator(g));
        return Ok(Ref::NONE);
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

/// The iterator behind `yield from x` in code with these flags.
pub fn yield_from_iterator(vm: &Vm, x: Value, code: u32) -> Res {
    if x.is_exact(vm.types.coroutine) {
        if code & (code_flags::COROUTINE | code_flags::ITERABLE_COROUTINE) == 0 {
            return Err(vm.type_error("cannot 'yield from' a coroutine object in a non-coroutine generator"));
        }
        return Ok(Ref::new(x));
    }
    if x.is_exact(vm.types.generator) { Ok(Ref::new(x)) } else { vm.iter(x) }
}

/// The pending exception leaves a frame of code with these flags: StopIteration must not, and StopAsyncIteration not an asynchronous
/// generator; they become RuntimeError.
pub fn convert_stop(vm: &Vm, code: u32) {
    let stop = vm.raised_is(vm.types.StopIteration);
    let stop_async = code & code_flags::ASYNC_GENERATOR != 0 && vm.raised_is(vm.types.StopAsyncIteration);
    if !stop && !stop_async {
        return;
    }
    let what = if code & code_flags::ASYNC_GENERATOR != 0 {
        "async generator"
    } else if code & code_flags::COROUTINE != 0 {
        "coroutine"
    } else {
        "generator"
    };
    let old = vm.take_raised();
    let _ = vm.runtime_error(format!("{what} raised {}", if stop { "StopIteration" } else { "StopAsyncIteration" }));
    let e = vm.exception(vm.raised.get());
    let cause = std::mem::replace(&mut e.cause, old.clone().into_value());
    let context = std::mem::replace(&mut e.context, old.into_value());
    e.suppress_context = true;
    for v in [cause, context] {
        if v != Value::NULL {
            v.decref(vm);
        }
    }
}

/// An exception instance from the arguments of `throw`; those not given are unbound.
pub(super) fn thrown(vm: &Vm, exception: Value, value: Value, traceback: Value) -> Res {
    if !value.is_unbound() {
        let text = "the (type, exc, tb) signature of throw() is deprecated, use the single-arg signature instead.";
        crate::report::warnings::warn(vm, vm.types.DeprecationWarning, text, 1)?;
    }
    let has_traceback = !traceback.is_unbound() && !traceback.is_none();
    if has_traceback && !traceback.is_exact(vm.types.traceback) {
        return Err(vm.type_error("throw() third argument must be a traceback object"));
    }
    let e = if vm.is_type(exception) && vm.is_subtype(exception.ptr(), vm.types.BaseException) {
        let made = if value.is_unbound() || value.is_none() {
            vm.call(exception, &[])
        } else if vm.is_instance(value, exception.ptr()) {
            Ok(Ref::new(value))
        } else if vm.is_tuple(value) {
            vm.call(exception, vm.tuple_items(value))
        } else {
            vm.call(exception, &[value])
        };
        let made = made.and_then(|e| match vm.is_exception(e.value()) {
            true => Ok(e),
            false => Err(vm.type_error(format!(
                "calling {} should have returned an instance of BaseException, not {}",
                vm.repr_text(exception)?,
                vm.type_name(e.value())
            ))),
        });
        // What goes wrong with making it is thrown in its place.
        made.unwrap_or_else(|_| vm.take_raised())
    } else if vm.is_exception(exception) {
        if !value.is_unbound() && !value.is_none() {
            return Err(vm.type_error("instance exception may not have a separate value"));
        }
        Ref::new(exception)
    } else {
        return Err(vm.type_error(format!(
            "exceptions must be classes or instances deriving from BaseException, not {}",
            vm.type_name(exception)
        )));
    };
    if has_traceback {
        let old = std::mem::replace(&mut vm.exception(e.value()).traceback, Ref::new(traceback).into_value());
        if old != Value::NULL {
            drop(Ref::own(old));
        }
    }
    Ok(e)
}
/// A yielded value, or StopIteration with the value returned.
pub(super) fn yielded(vm: &Vm, r: Option<Ref>) -> Res {
    r.ok_or_else(|| vm.raise_stop_iteration())
}

native! { pub static METHODS = [
    /// send(value) -> send 'value' into generator,
    /// return next yielded value or raise StopIteration.
    "send(self, value, /)" => fn gen_send(vm, [this, value]) {
        let r = send_to(vm, this, Ref::new(value))?;
        yielded(vm, r)
    }
    /// throw(value)
    /// throw(type[,value[,tb]])
    ///
    /// Raise exception in generator, return next yielded value or raise
    /// StopIteration.
    "throw(self, typ, val=<unrepresentable>, tb=<unrepresentable>, /)" => fn gen_throw(vm, [this, typ, val, tb]) {
        let e = thrown(vm, typ, val, tb)?;
        let r = throw(vm, this, e)?;
        yielded(vm, r)
    }
    /// close() -> raise GeneratorExit inside generator.
    "close(self)" => fn gen_close(vm, [this]) { close(vm, this) }
    @classmethod "__class_getitem__(cls, object, /)" => fn class_getitem(vm, [cls, object]) { generic_alias(vm, cls, object) }
    "__sizeof__(self, /)" => fn gen_sizeof(vm, [this]) { size(vm, this) }
]; }

/// `cls[item]` for the types of generators.
pub(super) fn generic_alias(vm: &Vm, cls: Value, item: Value) -> Res {
    vm.call(Value::from_ptr(vm.types.generic_alias), &[cls, item])
}
/// Bytes of a generator with its registers.
pub(super) fn size(vm: &Vm, g: Value) -> Res {
    vm.new_usize(size_of::<Generator>() + generator(g).live as usize * size_of::<Value>())
}

fn next(vm: &Vm, g: Value) -> Res<Option<Ref>> {
    send_to(vm, g, Ref::NONE)
}
fn identity(_: &Vm, g: Value) -> Res {
    Ok(Ref::new(g))
}
pub(super) fn repr(vm: &Vm, g: Value) -> Res {
    let name = vm.str_text(generator(g).qualname);
    let kind = if g.is_exact(vm.types.async_generator) { "async_generator" } else { kind(vm, g) };
    vm.new_str(&format!("<{kind} object {name} at {:#x}>", g.0))
}
/// A suspended generator that dies is closed, so that its `finally` blocks run.
pub(super) fn finalise(vm: &Vm, g: Value) {
    let state = generator(g).state;
    if state == GeneratorState::Created && g.is_exact(vm.types.coroutine) {
        let pending = vm.raised.replace(Value::NULL);
        coroutine::never_awaited(vm, g);
        vm.raised.set(pending);
        return;
    }
    if state != GeneratorState::Suspended || unprotected(generator(g)) && !g.is_exact(vm.types.async_generator) {
        return;
    }
    let pending = vm.raised.replace(Value::NULL);
    if close(vm, g).is_err() {
        crate::report::unraisable_pending(vm, "Exception ignored while closing generator", g);
    }
    vm.raised.set(pending);
}
pub(super) unsafe fn drop_generator(vm: &Vm, h: *mut Header) {
    let g = &mut *(h as *mut Generator);
    if g.state != GeneratorState::Closed {
        close_now(vm, g);
    }
    g.function.decref(vm);
    g.name.decref(vm);
    g.qualname.decref(vm);
    if g.extra != Value::NULL {
        g.extra.decref(vm);
    }
}
pub(super) unsafe fn traverse(h: *mut Header, visit: &mut dyn FnMut(Value)) {
    let g = &*(h as *mut Generator);
    for v in [g.function, g.name, g.qualname, g.extra, g.frame] {
        if v != Value::NULL {
            visit(v);
        }
    }
    // What a running generator's registers and context hold counts as outside.
    if g.state as u8 > GeneratorState::Suspended as u8 {
        return;
    }
    if g.handled != Value::NULL {
        visit(g.handled);
    }
    for i in 0..g.live as usize {
        visit(*g.registers.add(i));
    }
}
pub(super) unsafe fn clear(vm: &Vm, h: *mut Header) {
    let g = &mut *(h as *mut Generator);
    if g.state as u8 <= GeneratorState::Suspended as u8 {
        close_now(vm, g);
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
/// `__name__`, which all three kinds have.
pub(super) const fn name(doc: &'static str) -> GetSetDef {
    GetSetDef {
        name: "__name__",
        get: |_, g| Ok(Ref::new(generator(g).name)),
        set: Some(|vm, g, v| set_text(vm, &mut generator(g).name, "__name__", v)),
        doc,
    }
}
/// `__qualname__`, as `name`.
pub(super) const fn qualname(doc: &'static str) -> GetSetDef {
    GetSetDef {
        name: "__qualname__",
        get: |_, g| Ok(Ref::new(generator(g).qualname)),
        set: Some(|vm, g, v| set_text(vm, &mut generator(g).qualname, "__qualname__", v)),
        doc,
    }
}
pub(super) const fn read_only(name: &'static str, doc: &'static str, get: fn(&Vm, Value) -> Res) -> GetSetDef {
    GetSetDef { name, get, set: None, doc }
}
pub(super) fn is_running(_: &Vm, g: Value) -> Res {
    Ok(Ref::bool(generator(g).state == GeneratorState::Running))
}
pub(super) fn is_suspended(_: &Vm, g: Value) -> Res {
    Ok(Ref::bool(generator(g).state == GeneratorState::Suspended))
}
static GETSET: &[GetSetDef] = &[
    name("name of the generator"),
    qualname("qualified name of the generator"),
    read_only("gi_running", "", is_running),
    read_only("gi_suspended", "", is_suspended),
    read_only("gi_code", "", code),
    read_only("gi_frame", "", frame),
    read_only("gi_yieldfrom", "object being iterated by yield from, or None", yield_from),
];
/// The code, which a generator keeps when it has ended.
///
/// # Safety
/// `g` is a live generator.
pub(super) unsafe fn code_of(g: &Generator) -> &Code {
    if g.state == GeneratorState::Closed { g.function.get::<Code>() } else { g.function.get::<Function>().code() }
}
pub(super) fn code(_: &Vm, g: Value) -> Res {
    // SAFETY: a live generator.
    unsafe { Ok(Ref::new(Value::from_ptr(code_of(generator(g))))) }
}
/// The frame object; None once it has ended.
pub(super) fn frame(vm: &Vm, g: Value) -> Res {
    Ok(super::frames::generator_frame(vm, g)?.unwrap_or(Ref::NONE))
}
/// A generator has ended: of its function it keeps the code. The function is the caller's.
///
/// # Safety
/// `g` owns its function: it has not ended before.
pub(super) unsafe fn take_function(g: &mut Generator) -> Value {
    let code = Value::from_ptr(g.function.get::<Function>().code);
    code.incref();
    std::mem::replace(&mut g.function, code)
}
/// The iterator a suspended generator delegates to, borrowed.
pub(super) fn delegated(g: Value) -> Option<Value> {
    let g = generator(g);
    if g.state != GeneratorState::Suspended {
        return None;
    }
    // SAFETY: a suspended generator's pc is at the instruction it was suspended by; its registers hold its window.
    unsafe { (*g.pc == Op::YIELD_FROM as u16).then(|| *g.registers.add(*g.pc.add(2) as usize)) }
}
pub(super) fn yield_from(_: &Vm, g: Value) -> Res {
    Ok(delegated(g).map_or(Ref::NONE, Ref::new))
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
