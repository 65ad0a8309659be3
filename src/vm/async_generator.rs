//! Asynchronous generators: the type, the awaitables that drive one, `async for`, `anext`.
//!
//! What an asynchronous generator was suspended by tells what a value is that came out of it: an item where that was its own `yield`, a
//! value on its way to the event loop where it was an `await`.
use super::coroutine;
use super::generator::{self, delegated, generator, keep_stop_value, read_only, send_to, throw, throw_with, thrown, yielded};
use crate::native;
use crate::object::{Generator, GeneratorState, GetSetDef, Header, Raised, Ref, Res, Slots, TypeSpec, Value, Vm, flags};
use std::cell::RefCell;

/// `sys.set_asyncgen_hooks`.
#[derive(Default)]
pub struct Hooks {
    pub first_iteration: RefCell<Option<Ref>>,
    pub finaliser: RefCell<Option<Ref>>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Stage {
    New,
    UnderWay,
    Done,
}
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    Send,
    Throw,
    Close,
}
impl Kind {
    fn name(self) -> &'static str {
        match self {
            Kind::Send => "asend",
            Kind::Throw => "athrow",
            Kind::Close => "aclose",
        }
    }
    /// How error messages name what runs.
    fn caller(self) -> &'static str {
        if self == Kind::Send { "anext" } else { self.name() }
    }
}

/// `async_generator_asend` and `async_generator_athrow`.
#[repr(C)]
struct Operation {
    header: Header,
    generator: Value,
    /// What to send, or a tuple of `throw`'s arguments; NULL where there are none.
    argument: Value,
    kind: Kind,
    stage: Stage,
}

fn operation<'a>(o: Value) -> &'a mut Operation {
    // SAFETY: callers pass operations.
    unsafe { &mut *o.ptr::<Operation>() }
}
/// Whether it is what `asend`, `athrow`, `aclose` and `__anext__` return.
pub fn is_operation(vm: &Vm, v: Value) -> bool {
    v.is_exact(vm.types.async_generator_asend) || v.is_exact(vm.types.async_generator_athrow)
}
/// The generator of an `asend` object that has been sent to before and is not done.
pub fn under_way(vm: &Vm, v: Value) -> Option<*mut Generator> {
    (v.is_exact(vm.types.async_generator_asend) && operation(v).stage == Stage::UnderWay)
        .then(|| operation(v).generator.ptr())
}
/// The generator that ran for the `asend` object `v` has yielded, returned or raised.
pub fn awaited(g: &mut Generator, v: Value) {
    g.running_async = false;
    if g.state == GeneratorState::Closed {
        g.closed_async = true;
    }
    operation(v).stage = Stage::Done;
}
/// Raises StopAsyncIteration.
pub fn stop(vm: &Vm) -> Raised {
    match vm.tuple_from(&[]).and_then(|a| vm.new_exception(vm.types.StopAsyncIteration, a)) {
        Ok(e) => vm.raise(e),
        Err(r) => r,
    }
}

fn new_operation(vm: &Vm, g: Value, kind: Kind, argument: Value) -> Res {
    call_hooks(vm, g)?;
    let ty = if kind == Kind::Send { vm.types.async_generator_asend } else { vm.types.async_generator_athrow };
    vm.new_object(ty, |p: *mut Operation| {
        g.incref();
        if argument != Value::NULL {
            argument.incref();
        }
        // SAFETY: the object is fresh and laid out as an operation.
        unsafe {
            (*p).generator = g;
            (*p).argument = argument;
            (*p).kind = kind;
            (*p).stage = Stage::New;
        }
    })
}
/// Before the first operation: remembers the finaliser hook and calls the other.
fn call_hooks(vm: &Vm, g: Value) -> Res<()> {
    if generator(g).hooked {
        return Ok(());
    }
    generator(g).hooked = true;
    let hooks = vm.extension::<Hooks>();
    if let Some(f) = hooks.finaliser.borrow().clone() {
        generator(g).extra = f.into_value();
    }
    let first = hooks.first_iteration.borrow().clone();
    if let Some(f) = first {
        vm.call(f.value(), &[g])?;
    }
    Ok(())
}

fn reused(vm: &Vm, o: &Operation) -> Raised {
    vm.runtime_error(match o.kind {
        Kind::Send => "cannot reuse already awaited __anext__()/asend()",
        _ => "cannot reuse already awaited aclose()/athrow()",
    })
}
/// A new operation starts: its generator must not be busy with another.
fn claim(vm: &Vm, o: &mut Operation) -> Res<()> {
    let g = generator(o.generator);
    if g.running_async {
        o.stage = Stage::Done;
        return Err(vm.runtime_error(format!("{}(): asynchronous generator is already running", o.kind.caller())));
    }
    o.stage = Stage::UnderWay;
    g.running_async = true;
    Ok(())
}
/// An `asend` object is sent a value: its generator, borrowed, and what that is to be sent.
pub fn begin(vm: &Vm, v: Value, sent: Ref) -> Res<(Value, Ref)> {
    let o = operation(v);
    let mut sent = sent;
    match o.stage {
        Stage::Done => return Err(reused(vm, o)),
        Stage::New => {
            claim(vm, o)?;
            if sent.is_none() && o.argument != Value::NULL {
                sent = Ref::new(o.argument);
            }
        }
        Stage::UnderWay => generator(o.generator).running_async = true,
    }
    Ok((o.generator, sent))
}
/// What a run of the generator means to the awaiter of `asend` or `athrow`: an item ends the operation (`None`, with the item in
/// `vm.stop_value`), the value of an `await` goes on.
fn unwrap(vm: &Vm, v: Value, r: Res<Option<Ref>>) -> Res<Option<Ref>> {
    let g = generator(operation(v).generator);
    match r {
        Ok(Some(x)) if delegated(operation(v).generator).is_some() => return Ok(Some(x)),
        Ok(Some(item)) => {
            awaited(g, v);
            keep_stop_value(vm, item.into_value());
            return Ok(None);
        }
        Ok(None) => {
            drop(vm.take_stop_value());
            let _ = stop(vm);
        }
        Err(_) => {}
    }
    g.running_async = false;
    if vm.raised_is(vm.types.StopAsyncIteration) || vm.raised_is(vm.types.GeneratorExit) {
        g.closed_async = true;
    }
    operation(v).stage = Stage::Done;
    Err(Raised)
}
/// As `unwrap`, for `aclose`, which the generator's end completes.
fn unwrap_close(vm: &Vm, v: Value, r: Res<Option<Ref>>) -> Res<Option<Ref>> {
    let o = operation(v);
    if let Ok(Some(x)) = r {
        if delegated(o.generator).is_some() {
            return Ok(Some(x));
        }
        o.stage = Stage::Done;
        generator(o.generator).running_async = false;
        return Err(vm.runtime_error("async generator ignored GeneratorExit"));
    }
    o.stage = Stage::Done;
    generator(o.generator).running_async = false;
    match r {
        Err(_) if !vm.raised_is(vm.types.StopAsyncIteration) && !vm.raised_is(vm.types.GeneratorExit) => Err(Raised),
        Err(_) => {
            drop(vm.take_raised());
            drop(vm.take_stop_value());
            Ok(None)
        }
        _ => {
            drop(vm.take_stop_value());
            Ok(None)
        }
    }
}
fn thrown_argument(vm: &Vm, argument: Value) -> Res {
    let given = vm.tuple_items(argument);
    let at = |i: usize| given.get(i).copied().unwrap_or(Value::UNBOUND);
    thrown(vm, at(0), at(1), at(2))
}

/// `send` of an operation: `None` when it is done, with the result in `vm.stop_value`.
pub fn send(vm: &Vm, v: Value, sent: Ref) -> Res<Option<Ref>> {
    let _held = Ref::new(v);
    let o = operation(v);
    let g = o.generator;
    if o.kind == Kind::Send {
        let (g, sent) = begin(vm, v, sent)?;
        let r = send_to(vm, g, sent);
        return unwrap(vm, v, r);
    }
    if o.stage == Stage::Done {
        return Err(reused(vm, o));
    }
    if generator(g).state == GeneratorState::Closed {
        o.stage = Stage::Done;
        drop(vm.take_stop_value());
        return Ok(None);
    }
    if o.stage == Stage::UnderWay {
        let r = send_to(vm, g, sent);
        return if o.kind == Kind::Throw { unwrap(vm, v, r) } else { unwrap_close(vm, v, r) };
    }
    if generator(g).running_async {
        return claim(vm, o).map(|()| None);
    }
    if generator(g).closed_async {
        o.stage = Stage::Done;
        return Err(stop(vm));
    }
    if !sent.is_none() {
        return Err(vm.runtime_error("can't send non-None value to a just-started coroutine"));
    }
    claim(vm, o)?;
    if o.kind == Kind::Throw {
        let r = thrown_argument(vm, o.argument).and_then(|e| throw_with(vm, g, e, false));
        return match unwrap(vm, v, r) {
            Err(_) if vm.raised_is(vm.types.GeneratorExit) || vm.raised_is(vm.types.StopAsyncIteration) => Err(Raised),
            r => r,
        };
    }
    generator(g).closed_async = true;
    let r = exit(vm).and_then(|e| throw_with(vm, g, e, false));
    unwrap_close(vm, v, r)
}
fn exit(vm: &Vm) -> Res {
    vm.new_exception(vm.types.GeneratorExit, vm.tuple_from(&[])?)
}
fn throw_at(vm: &Vm, v: Value, e: Ref) -> Res<Option<Ref>> {
    let _held = Ref::new(v);
    let o = operation(v);
    match o.stage {
        Stage::Done => return Err(reused(vm, o)),
        Stage::New => claim(vm, o)?,
        Stage::UnderWay => {}
    }
    let r = throw(vm, o.generator, e);
    if o.kind == Kind::Close { unwrap_close(vm, v, r) } else { unwrap(vm, v, r) }
}
fn close_operation(vm: &Vm, v: Value) -> Res {
    if operation(v).stage == Stage::Done {
        return Ok(Ref::NONE);
    }
    let r = exit(vm).and_then(|e| throw_at(vm, v, e));
    closed(vm, r)
}
/// How `close` of an awaitable ends whose `throw` came to `r`.
fn closed(vm: &Vm, r: Res<Option<Ref>>) -> Res {
    match r {
        Ok(Some(_)) => Err(vm.runtime_error("coroutine ignored GeneratorExit")),
        Ok(None) => {
            drop(vm.take_stop_value());
            Ok(Ref::NONE)
        }
        Err(e) => {
            let t = &vm.types;
            if [t.StopIteration, t.StopAsyncIteration, t.GeneratorExit].iter().any(|ty| vm.raised_is(*ty)) {
                drop(vm.take_raised());
                return Ok(Ref::NONE);
            }
            Err(e)
        }
    }
}

native! { static OPERATION_METHODS = [
    "send(self, arg, /)" => fn operation_send(vm, [this, value]) {
        let r = send(vm, this, Ref::new(value))?;
        yielded(vm, r)
    }
    "throw(self, typ, val=<unrepresentable>, tb=<unrepresentable>, /)" => fn operation_throw(vm, [this, typ, val, tb]) {
        if operation(this).stage == Stage::Done {
            return Err(reused(vm, operation(this)));
        }
        let e = thrown(vm, typ, val, tb)?;
        let r = throw_at(vm, this, e)?;
        yielded(vm, r)
    }
    "close(self)" => fn operation_close(vm, [this]) { close_operation(vm, this) }
]; }

/// An operation that dies without having been awaited is reported.
fn finalise_operation(vm: &Vm, v: Value) {
    let o = operation(v);
    if o.stage != Stage::New {
        return;
    }
    let pending = vm.raised.replace(Value::NULL);
    let name = vm.str_text(generator(o.generator).qualname);
    let text = format!("coroutine method '{}' of '{name}' was never awaited", o.kind.name());
    if crate::report::warnings::warn_with_source(vm, vm.types.RuntimeWarning, &text, v).is_err() {
        crate::report::unraisable_pending(vm, "Exception ignored while finalizing coroutine", v);
    }
    vm.raised.set(pending);
}

const OPERATION_SLOTS: Slots = Slots {
    iter: Some(|_, v| Ok(Ref::new(v))),
    r#await: Some(|_, v| Ok(Ref::new(v))),
    next: Some(|vm, v| send(vm, v, Ref::NONE)),
    del: Some(finalise_operation),
    drop: Some(|vm, h| {
        // SAFETY: an operation owns its generator and its argument.
        let o = unsafe { &mut *(h as *mut Operation) };
        o.generator.decref(vm);
        if o.argument != Value::NULL {
            o.argument.decref(vm);
        }
    }),
    traverse: Some(|h, visit| {
        // SAFETY: a live operation.
        let o = unsafe { &*(h as *mut Operation) };
        visit(o.generator);
        if o.argument != Value::NULL {
            visit(o.argument);
        }
    }),
    ..Slots::EMPTY
};
pub static ASEND_SPEC: TypeSpec = TypeSpec {
    name: "async_generator_asend",
    flags: flags::TRACKED,
    size: size_of::<Operation>(),
    slots: OPERATION_SLOTS,
    methods: OPERATION_METHODS,
    ..TypeSpec::EMPTY
};
pub static ATHROW_SPEC: TypeSpec = TypeSpec { name: "async_generator_athrow", ..ASEND_SPEC };

native! { static METHODS = [
    /// asend(v) -> send 'v' in generator.
    "asend(self, value, /)" => fn asend(vm, [this, value]) { new_operation(vm, this, Kind::Send, value) }
    /// athrow(value)
    /// athrow(type[,value[,tb]])
    ///
    /// raise exception in generator.
    "athrow(self, typ, val=<unrepresentable>, tb=<unrepresentable>, /)" => fn athrow(vm, [this, typ, val, tb]) {
        let given: Vec<Value> = [typ, val, tb].into_iter().filter(|v| !v.is_unbound()).collect();
        if given.len() > 1 {
            let text = "the (type, exc, tb) signature of athrow() is deprecated, use the single-arg signature instead.";
            crate::report::warnings::warn(vm, vm.types.DeprecationWarning, text, 1)?;
        }
        let argument = vm.tuple_from(&given)?;
        new_operation(vm, this, Kind::Throw, argument.value())
    }
    /// aclose() -> raise GeneratorExit inside generator.
    "aclose(self, /)" => fn aclose(vm, [this]) { new_operation(vm, this, Kind::Close, Value::NULL) }
    @classmethod "__class_getitem__(cls, object, /)" => fn class_getitem(vm, [cls, object]) { generator::generic_alias(vm, cls, object) }
    "__sizeof__(self, /)" => fn async_generator_sizeof(vm, [this]) { generator::size(vm, this) }
]; }

/// A suspended asynchronous generator that dies goes to the finaliser hook, or is closed where there is none.
fn finalise(vm: &Vm, g: Value) {
    let state = generator(g).state;
    if state == GeneratorState::Closed {
        return;
    }
    let hook = generator(g).extra;
    if hook != Value::NULL && !generator(g).closed_async {
        let pending = vm.raised.replace(Value::NULL);
        let hook = Ref::new(hook);
        if vm.call(hook.value(), &[g]).is_err() {
            crate::report::unraisable_pending(vm, "Exception ignored while closing generator", g);
        }
        vm.raised.set(pending);
        return;
    }
    generator::finalise(vm, g);
}

static GETSET: &[GetSetDef] = &[
    generator::name("name of the async generator"),
    generator::qualname("qualified name of the async generator"),
    read_only("ag_running", "", |_, g| Ok(Ref::bool(generator(g).running_async))),
    read_only("ag_suspended", "", generator::is_suspended),
    read_only("ag_code", "", generator::code),
    read_only("ag_frame", "", generator::frame),
    read_only("ag_await", "object being awaited on, or None", generator::yield_from),
];

pub static SPEC: TypeSpec = TypeSpec {
    name: "async_generator",
    flags: flags::TRACKED | flags::WEAKREFABLE,
    size: generator::SPEC.size,
    slots: Slots {
        repr: Some(generator::repr),
        aiter: Some(|_, v| Ok(Ref::new(v))),
        anext: Some(|vm, v| new_operation(vm, v, Kind::Send, Value::NULL)),
        del: Some(finalise),
        drop: Some(generator::drop_generator),
        traverse: Some(generator::traverse),
        clear: Some(generator::clear),
        ..Slots::EMPTY
    },
    methods: METHODS,
    getset: GETSET,
    ..TypeSpec::EMPTY
};

fn has_special(vm: &Vm, v: Value, name: Value) -> bool {
    vm.type_lookup(vm.type_of(v), name).is_some_and(|m| !m.is_none())
}

/// The asynchronous iterator of `async for … in x`.
pub fn async_iterator(vm: &Vm, x: Value) -> Res {
    if x.is_exact(vm.types.async_generator) {
        return Ok(Ref::new(x));
    }
    let Some(it) = vm.call_special(x, vm.names.__aiter__, &[])? else {
        return Err(vm.type_error(format!(
            "'async for' requires an object with __aiter__ method, got {}",
            vm.type_name(x)
        )));
    };
    if !has_special(vm, it.value(), vm.names.__anext__) {
        return Err(vm.type_error(format!(
            "'async for' received an object from __aiter__ that does not implement __anext__: {}",
            vm.type_name(it.value())
        )));
    }
    Ok(it)
}
/// The iterator to await for the next item of `it`.
pub fn next_awaitable(vm: &Vm, it: Value) -> Res {
    if it.is_exact(vm.types.async_generator) {
        return new_operation(vm, it, Kind::Send, Value::NULL);
    }
    let Some(next) = vm.call_special(it, vm.names.__anext__, &[])? else {
        return Err(vm.type_error(format!(
            "'async for' requires an iterator with __anext__ method, got {}",
            vm.type_name(it)
        )));
    };
    coroutine::awaitable(vm, next.value(), 0).map_err(|_| {
        let cause = vm.take_raised();
        let r = vm.type_error(format!(
            "'async for' received an invalid object from __anext__: {}",
            vm.type_name(next.value())
        ));
        let e = vm.exception(vm.raised.get());
        let old = std::mem::replace(&mut e.cause, cause.clone().into_value());
        let context = std::mem::replace(&mut e.context, cause.into_value());
        e.suppress_context = true;
        for v in [old, context] {
            if v != Value::NULL {
                v.decref(vm);
            }
        }
        r
    })
}

/// `aiter(x)`.
pub fn aiter(vm: &Vm, x: Value) -> Res {
    let Some(it) = vm.call_special(x, vm.names.__aiter__, &[])? else {
        return Err(vm.type_error(format!("'{}' object is not an async iterable", vm.type_name(x))));
    };
    if !has_special(vm, it.value(), vm.names.__anext__) {
        return Err(vm.type_error(format!(
            "aiter() returned not an async iterator of type '{}'",
            vm.type_name(it.value())
        )));
    }
    Ok(it)
}
/// `anext(it)` and `anext(it, default)` (unbound: none).
pub fn anext(vm: &Vm, it: Value, default: Value) -> Res {
    let Some(next) = vm.call_special(it, vm.names.__anext__, &[])? else {
        return Err(vm.type_error(format!("'{}' object is not an async iterator", vm.type_name(it))));
    };
    if default.is_unbound() {
        return Ok(next);
    }
    vm.new_object(vm.types.anext_awaitable, |p: *mut AnextAwaitable| {
        default.incref();
        // SAFETY: the object is fresh and laid out so.
        unsafe {
            (*p).wrapped = next.into_value();
            (*p).default = default;
        }
    })
}

/// What `anext` with a default returns.
#[repr(C)]
struct AnextAwaitable {
    header: Header,
    wrapped: Value,
    default: Value,
}
fn anext_parts<'a>(v: Value) -> &'a AnextAwaitable {
    // SAFETY: callers pass `anext_awaitable` objects.
    unsafe { v.get::<AnextAwaitable>() }
}
/// The iterator behind the wrapped awaitable.
fn anext_iterator(vm: &Vm, v: Value) -> Res {
    coroutine::awaitable(vm, anext_parts(v).wrapped, 0)
}
/// The end of the iteration completes it with the default.
fn or_default(vm: &Vm, v: Value, r: Res<Option<Ref>>) -> Res<Option<Ref>> {
    match r {
        Err(_) if vm.raised_is(vm.types.StopAsyncIteration) => {
            drop(vm.take_raised());
            keep_stop_value(vm, Ref::new(anext_parts(v).default).into_value());
            Ok(None)
        }
        r => r,
    }
}
native! { static ANEXT_METHODS = [
    "send(self, arg, /)" => fn anext_send(vm, [this, value]) {
        let r = anext_iterator(vm, this).and_then(|it| generator::send(vm, it.value(), Ref::new(value)));
        let r = or_default(vm, this, r)?;
        yielded(vm, r)
    }
    "throw(self, typ, val=<unrepresentable>, tb=<unrepresentable>, /)" => fn anext_throw(vm, [this, typ, val, tb]) {
        let e = thrown(vm, typ, val, tb)?;
        let r = anext_iterator(vm, this).and_then(|it| generator::throw_into(vm, it.value(), e));
        let r = or_default(vm, this, r)?;
        yielded(vm, r)
    }
    "close(self)" => fn anext_close(vm, [this]) {
        let it = anext_iterator(vm, this)?;
        vm.call_method(it.value(), vm.names.close, &[])
    }
]; }
pub static ANEXT_SPEC: TypeSpec = TypeSpec {
    name: "anext_awaitable",
    flags: flags::TRACKED,
    size: size_of::<AnextAwaitable>(),
    slots: Slots {
        iter: Some(|_, v| Ok(Ref::new(v))),
        r#await: Some(|_, v| Ok(Ref::new(v))),
        next: Some(|vm, v| {
            let r = anext_iterator(vm, v).and_then(|it| generator::send(vm, it.value(), Ref::NONE));
            or_default(vm, v, r)
        }),
        drop: Some(|vm, h| {
            // SAFETY: it owns both.
            let a = unsafe { &*(h as *mut AnextAwaitable) };
            a.wrapped.decref(vm);
            a.default.decref(vm);
        }),
        traverse: Some(|h, visit| {
            // SAFETY: a live object.
            let a = unsafe { &*(h as *mut AnextAwaitable) };
            visit(a.wrapped);
            visit(a.default);
        }),
        ..Slots::EMPTY
    },
    methods: ANEXT_METHODS,
    ..TypeSpec::EMPTY
};
