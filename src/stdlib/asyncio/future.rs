//! `_asyncio.Future`.
use super::field::Field;
use super::library::{Imported, Name};
use super::{future_iter, registry, state};
use crate::native;
use crate::object::{CompareOp, GetSetDef, Header, Raised, Ref, Res, Slots, Type, TypeSpec, Value, Vm, call_native, flags};
use crate::types::support::generic_alias;
use std::cell::{Cell, RefCell};

/// What has become of a future.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub(super) enum State {
    Pending,
    Cancelled,
    Finished,
}

/// A callback with its context, both owned.
type Callback = (Ref, Ref);

/// A future: the payload of `Future`, and the beginning of that of `Task`. Everything is in cells: no borrow of an inside lives across a call.
#[repr(C)]
pub(super) struct Future {
    header: Header,
    /// Empty until `__init__`.
    pub event_loop: Field,
    /// The first callback, which is mostly the only one: a function and the context that it is to run in.
    callback: Field,
    context: Field,
    /// Further ones.
    callbacks: RefCell<Vec<Callback>>,
    pub result: Field,
    pub exception: Field,
    /// The traceback that the exception had when it was set, until it is raised.
    traceback: Field,
    source_traceback: Field,
    pub cancel_message: Field,
    /// The CancelledError that ended a task, to be raised once more.
    pub cancelled_error: Field,
    /// Who awaits it: a future, or a set of them.
    pub awaited_by: Field,
    pub state: Cell<State>,
    pub log_traceback: Cell<bool>,
    /// Set by the iterator behind `await`, so that a task can tell `await` from `yield`.
    pub blocking: Cell<bool>,
}

/// The payload of a future or task.
#[inline(always)]
pub(super) fn future<'a>(v: Value) -> &'a Future {
    // SAFETY: only called with instances of `Future`, whose payload is made by `Future::initial`; callers hold a reference while they use it.
    unsafe { v.get::<Future>() }
}

impl Future {
    /// Writes the payload of a fresh instance.
    ///
    /// # Safety
    /// `p` is a fresh cell of a future's size whose header is set.
    pub unsafe fn initial(p: *mut Future) {
        let header = std::ptr::read(&raw const (*p).header);
        p.write(Future {
            header,
            event_loop: Field::EMPTY,
            callback: Field::EMPTY,
            context: Field::EMPTY,
            callbacks: RefCell::default(),
            result: Field::EMPTY,
            exception: Field::EMPTY,
            traceback: Field::EMPTY,
            source_traceback: Field::EMPTY,
            cancel_message: Field::EMPTY,
            cancelled_error: Field::EMPTY,
            awaited_by: Field::EMPTY,
            state: Cell::new(State::Pending),
            log_traceback: Cell::new(false),
            blocking: Cell::new(false),
        });
    }
    fn fields(&self) -> [&Field; 10] {
        [
            &self.event_loop,
            &self.callback,
            &self.context,
            &self.result,
            &self.exception,
            &self.traceback,
            &self.source_traceback,
            &self.cancel_message,
            &self.cancelled_error,
            &self.awaited_by,
        ]
    }
    /// Gives up all references.
    pub fn clear(&self) {
        drop(self.callbacks.take());
        for field in self.fields() {
            field.clear();
        }
    }
    /// Shows all references.
    pub fn traverse(&self, visit: &mut dyn FnMut(Value)) {
        for field in self.fields() {
            field.visit(visit);
        }
        for (callback, context) in &*self.callbacks.borrow() {
            visit(callback.value());
            visit(context.value());
        }
    }
    #[inline]
    pub fn is_pending(&self) -> bool {
        self.state.get() == State::Pending
    }
}

/// Frees the memory of the list of callbacks of a future that dies; the rest of the payload needs no dropping once it is cleared.
///
/// # Safety
/// `h` is a future or task that is not used afterwards.
pub(super) unsafe fn drop_callbacks(h: *mut Header) {
    std::ptr::drop_in_place(&raw mut (*(h as *mut Future)).callbacks);
}

/// Whether it is a future of this module, or one of a subclass.
pub(super) fn is_future(vm: &Vm, v: Value) -> bool {
    vm.is_instance(v, vm.asyncio.future.get())
}
/// Whether it is a future or task of this module, but of no subclass, so that its methods need not be looked up.
#[inline(always)]
pub(super) fn is_plain_future(vm: &Vm, v: Value) -> bool {
    v.is_exact(vm.asyncio.future.get()) || v.is_exact(vm.asyncio.task.get())
}

#[cold]
fn not_initialised(vm: &Vm) -> Raised {
    vm.runtime_error("Future object is not initialized.")
}
/// RuntimeError where `__init__` has not run.
#[inline]
pub(super) fn check(vm: &Vm, v: Value) -> Res<()> {
    if future(v).event_loop.is_empty() { Err(not_initialised(vm)) } else { Ok(()) }
}

/// Raises an instance of one of the exceptions of the library.
#[cold]
pub(super) fn raise_imported(vm: &Vm, class: Imported, text: &str) -> Raised {
    let made = state(vm).library.get(vm, class).and_then(|class| vm.call(class.value(), &[vm.new_str(text)?.value()]));
    raise_made(vm, made)
}
fn raise_made(vm: &Vm, made: Res) -> Raised {
    match made {
        Ok(e) if vm.is_exception(e.value()) => vm.raise(e),
        Ok(_) => vm.type_error("exceptions must derive from BaseException"),
        Err(r) => r,
    }
}

/// `__init__` of futures, and the first part of that of tasks. An argument that was not given is None.
pub(super) fn init(vm: &Vm, this: Value, event_loop: Value) -> Res<()> {
    let _held = Ref::new(this);
    let f = future(this);
    f.clear();
    f.state.set(State::Pending);
    f.log_traceback.set(false);
    f.blocking.set(false);
    let event_loop = if event_loop.is_none() { registry::event_loop(vm)? } else { Ref::new(event_loop) };
    f.event_loop.set(event_loop.clone());
    let library = &state(vm).library;
    let debug = state(vm).library.call_method(vm, event_loop.value(), Name::GetDebug, &[], Value::NULL)?;
    if vm.truth(debug.value())? && !crate::vm::shutdown::is_ending(vm) {
        let extract = library.get(vm, Imported::ExtractStack)?;
        f.source_traceback.set(vm.call(extract.value(), &[])?);
    }
    Ok(())
}

/// Has the loop call the callbacks: a future is done.
fn schedule_callbacks(vm: &Vm, this: Value) -> Res<()> {
    let f = future(this);
    if !this.is_exact(vm.asyncio.future.get()) && vm.is_instance(this, vm.asyncio.task.get()) {
        registry::unregister(vm, this);
    }
    let Some(callback) = f.callback.take() else { return Ok(()) };
    let context = f.context.take();
    let event_loop = f.event_loop.or_none();
    let library = &state(vm).library;
    library.call_soon(vm, event_loop.value(), callback.value(), Some(this), context.as_deref().copied().unwrap_or(Value::NULL))?;
    for (callback, context) in f.callbacks.take() {
        library.call_soon(vm, event_loop.value(), callback.value(), Some(this), context.value())?;
    }
    Ok(())
}

/// Adds a callback, or has it called soon where the future is done. The caller holds all three.
pub(super) fn add_callback(vm: &Vm, this: Value, callback: Value, context: Value) -> Res<()> {
    let f = future(this);
    if !f.is_pending() {
        let event_loop = f.event_loop.or_none();
        return state(vm).library.call_soon(vm, event_loop.value(), callback, Some(this), context);
    }
    if f.callback.is_empty() {
        f.context.set(Ref::new(context));
        f.callback.set(Ref::new(callback));
    } else {
        f.callbacks.borrow_mut().push((Ref::new(callback), Ref::new(context)));
    }
    Ok(())
}

/// `Future.cancel`: false where it is done already.
pub(super) fn cancel(vm: &Vm, this: Value, message: Option<Value>) -> Res<bool> {
    let f = future(this);
    f.log_traceback.set(false);
    if !f.is_pending() {
        return Ok(false);
    }
    f.state.set(State::Cancelled);
    match message {
        Some(m) => f.cancel_message.set(Ref::new(m)),
        None => f.cancel_message.clear(),
    }
    schedule_callbacks(vm, this)?;
    Ok(true)
}

/// `Future.set_result`.
pub(super) fn set_result(vm: &Vm, this: Value, result: Ref) -> Res<()> {
    check(vm, this)?;
    let f = future(this);
    if !f.is_pending() {
        return Err(raise_imported(vm, Imported::InvalidStateError, "invalid state"));
    }
    f.result.set(result);
    f.state.set(State::Finished);
    schedule_callbacks(vm, this)
}

/// `Future.set_exception`.
pub(super) fn set_exception(vm: &Vm, this: Value, exception: Value) -> Res<()> {
    check(vm, this)?;
    let f = future(this);
    let invalid = || Err(raise_imported(vm, Imported::InvalidStateError, "invalid state"));
    if !f.is_pending() {
        return invalid();
    }
    let mut e = Ref::new(exception);
    if vm.is_type(exception) && vm.is_subtype(exception.ptr(), vm.types.BaseException) {
        e = vm.call(exception, &[])?;
        if !f.is_pending() {
            return invalid();
        }
    }
    if !vm.is_exception(e.value()) {
        return Err(vm.type_error("invalid exception object"));
    }
    if vm.is_instance(e.value(), vm.types.StopIteration) {
        let text = "StopIteration interacts badly with generators and cannot be raised into a Future";
        let replaced = vm.tuple_from_refs([vm.new_str(text)?]).and_then(|args| vm.new_exception(vm.types.RuntimeError, args))?;
        let new = vm.exception(replaced.value());
        new.cause = e.clone().into_value();
        new.context = e.into_value();
        new.suppress_context = true;
        e = replaced;
    }
    match vm.exception(e.value()).traceback {
        Value::NULL => f.traceback.clear(),
        traceback => f.traceback.set(Ref::new(traceback)),
    }
    f.exception.set(e);
    f.state.set(State::Finished);
    schedule_callbacks(vm, this)?;
    f.log_traceback.set(true);
    Ok(())
}

/// The CancelledError of a cancelled future: the one that ended the task the first time, else a new one.
pub(super) fn cancelled_error(vm: &Vm, this: Value) -> Res {
    let f = future(this);
    if let Some(e) = f.cancelled_error.take() {
        return Ok(e);
    }
    let message = f.cancel_message.or_none();
    let class = state(vm).library.get(vm, Imported::CancelledError)?;
    if message.is_none() { vm.call(class.value(), &[]) } else { vm.call(class.value(), &[message.value()]) }
}

/// What a future came to: `Ok(Err(e))` is the exception that was set, for `result()` to raise; `Err` that there is no result.
pub(super) fn outcome(vm: &Vm, this: Value) -> Res<Result<Ref, Ref>> {
    let f = future(this);
    match f.state.get() {
        State::Cancelled => Err(raise_made(vm, cancelled_error(vm, this))),
        State::Pending => Err(raise_imported(vm, Imported::InvalidStateError, "Result is not set.")),
        State::Finished => {
            f.log_traceback.set(false);
            let Some(e) = f.exception.held() else { return Ok(Ok(f.result.or_none())) };
            let traceback = f.traceback.take().map_or(Value::NULL, Ref::into_value);
            let old = std::mem::replace(&mut vm.exception(e.value()).traceback, traceback);
            if old != Value::NULL {
                old.decref(vm);
            }
            Ok(Err(e))
        }
    }
}
/// `Future.result()`.
pub(super) fn result(vm: &Vm, this: Value) -> Res {
    outcome(vm, this)?.map_err(|e| vm.raise(e))
}

/// Callbacks as Python sees them: a list of pairs, None where there are none.
fn callbacks(vm: &Vm, this: Value) -> Res {
    check(vm, this)?;
    let f = future(this);
    let Some(first) = f.callback.held() else { return Ok(Ref::NONE) };
    let mut all = vec![vm.tuple_from_refs([first, f.context.or_none()])?];
    for (callback, context) in &*f.callbacks.borrow() {
        all.push(vm.tuple_from(&[callback.value(), context.value()])?);
    }
    vm.list_from_refs(all)
}

impl Future {
    /// The callback of that number, and its context.
    fn callback_at(&self, i: usize) -> Option<Callback> {
        match i {
            0 => Some((self.callback.held()?, self.context.or_none())),
            _ => self.callbacks.borrow().get(i - 1).cloned(),
        }
    }
    /// Takes the callback of that number out. Where there are callbacks there is a first one.
    fn take_callback(&self, i: usize) {
        let mut others = self.callbacks.borrow_mut();
        if i > 0 {
            let gone = others.remove(i - 1);
            drop(others);
            drop(gone);
            return;
        }
        let next = if others.is_empty() { None } else { Some(others.remove(0)) };
        drop(others);
        let gone = (self.callback.take(), self.context.take());
        if let Some((callback, context)) = next {
            self.context.set(context);
            self.callback.set(callback);
        }
        drop(gone);
    }
}

/// Takes out all callbacks equal to a function; how many there were. Comparing may run code that changes the callbacks.
fn remove_callbacks(vm: &Vm, this: Value, function: Value) -> Res {
    check(vm, this)?;
    let f = future(this);
    let (mut removed, mut i) = (0, 0);
    while let Some((callback, _context)) = f.callback_at(i) {
        if !vm.compare_bool(callback.value(), function, CompareOp::Eq)? {
            i += 1;
            continue;
        }
        if f.callback_at(i).is_some_and(|(now, _)| now.value() == callback.value()) {
            f.take_callback(i);
            removed += 1;
        }
    }
    vm.new_usize(removed)
}

/// Tells the loop's exception handler of a future that is about to die.
pub(super) fn report(vm: &Vm, this: Value, entries: &[(&str, Value)]) {
    let f = future(this);
    let context = || -> Res {
        let d = vm.new_dict()?;
        for (name, value) in entries {
            vm.dict_set(d.value(), vm.intern(name).value(), *value)?;
        }
        if let Some(traceback) = f.source_traceback.held() {
            vm.dict_set(d.value(), vm.intern("source_traceback").value(), traceback.value())?;
        }
        Ok(d)
    };
    let event_loop = f.event_loop.or_none();
    // Not by a name that is kept: this may be after the module has given its names up.
    let handler = vm.getattr_str(event_loop.value(), "call_exception_handler");
    let (doing, function) = match &handler {
        Ok(h) => ("Exception ignored while calling asyncio function", h.value()),
        Err(_) => ("Exception ignored while finalizing future", this),
    };
    let told = handler.as_ref().map_err(|r| *r).and_then(|h| vm.call(h.value(), &[context()?.value()]));
    if told.is_err() {
        crate::report::unraisable_pending(vm, doing, function);
    }
}

/// `__del__`: an exception that nobody has asked for is reported.
pub(super) fn finalise(vm: &Vm, this: Value) {
    let f = future(this);
    if !f.log_traceback.replace(false) {
        return;
    }
    let pending = vm.raised.replace(Value::NULL);
    let text = format!("{} exception was never retrieved", vm.type_name_of(vm.type_of(this)));
    match vm.new_str(&text) {
        Ok(message) => {
            let exception = f.exception.or_none();
            report(vm, this, &[("message", message.value()), ("exception", exception.value()), ("future", this)]);
        }
        Err(_) => drop(vm.take_raised()),
    }
    vm.raised.set(pending);
}

fn new(vm: &Vm, ty: *mut Type, _: &[Value], _: Value) -> Res {
    // SAFETY: the cell is fresh.
    vm.new_object::<Future>(ty, |p| unsafe { Future::initial(p) })
}

fn init_slot(vm: &Vm, this: Value, args: &[Value], kwnames: Value) -> Res<()> {
    if let [event_loop] = *args
        && kwnames != Value::NULL
        && *vm.tuple_items(kwnames) == [state(vm).library.name(vm, Name::LoopArgument)]
    {
        return init(vm, this, event_loop);
    }
    let mut all = vec![this];
    all.extend_from_slice(args);
    call_native(vm, &INIT[0], &all, kwnames).map(drop)
}

native! { static INIT = [
    "Future(self, *, loop=None)" => fn init_body(vm, [this, event_loop]) {
        init(vm, this, event_loop)?;
        Ok(Ref::NONE)
    }
]; }

/// The slots that futures and tasks share.
pub(super) const SLOTS: Slots = Slots {
    iter: Some(future_iter::new),
    r#await: Some(future_iter::new),
    ..Slots::EMPTY
};

pub(super) static SPEC: TypeSpec = TypeSpec {
    name: "_asyncio.Future",
    doc: "This class is *almost* compatible with concurrent.futures.Future.\n\n    Differences:\n\n    - result() and exception() do not take a timeout argument and\n      raise an exception when the future isn't done yet.\n\n    - Callbacks registered with add_done_callback() are always called\n      via the event loop's call_soon_threadsafe().\n\n    - This class is not compatible with the wait() and as_completed()\n      methods in the concurrent.futures package.",
    flags: flags::TRACKED | flags::BASETYPE | flags::HAS_DICT | flags::WEAKREFABLE,
    size: size_of::<Future>(),
    slots: Slots {
        repr: Some(|vm, v| {
            check(vm, v)?;
            vm.call(state(vm).library.get(vm, Imported::FutureRepr)?.value(), &[v])
        }),
        new: Some(new),
        init: Some(init_slot),
        del: Some(finalise),
        drop: Some(|_, h| {
            future(Value::from_ptr(h)).clear();
            // SAFETY: a future whose count is zero, dropped once.
            unsafe { drop_callbacks(h) };
        }),
        // SAFETY: a live future.
        traverse: Some(|h, visit| unsafe { (*(h as *mut Future)).traverse(visit) }),
        clear: Some(|_, h| future(Value::from_ptr(h)).clear()),
        ..SLOTS
    },
    methods: METHODS,
    getset: GETSET,
};

/// A read-only attribute of an initialised future.
const fn attribute(name: &'static str, get: fn(&Vm, Value) -> Res) -> GetSetDef {
    GetSetDef { name, get, set: None, doc: "" }
}
/// AttributeError for the deletion of an attribute.
#[cold]
pub(super) fn not_deleted(vm: &Vm, name: &str) -> Raised {
    let text = format!("attribute '{name}' of '_asyncio.Future' objects cannot be deleted");
    vm.raise_type(vm.types.AttributeError, text)
}

static GETSET: &[GetSetDef] = &[
    attribute("_state", |vm, v| {
        check(vm, v)?;
        Ok(vm.intern(match future(v).state.get() {
            State::Pending => "PENDING",
            State::Cancelled => "CANCELLED",
            State::Finished => "FINISHED",
        }))
    }),
    GetSetDef {
        name: "_asyncio_future_blocking",
        get: |_, v| {
            let f = future(v);
            Ok(Ref::bool(!f.event_loop.is_empty() && f.blocking.get()))
        },
        set: Some(|vm, v, value| {
            check(vm, v)?;
            let Some(value) = value else { return Err(not_deleted(vm, "_asyncio_future_blocking")) };
            let value = vm.truth(value)?;
            future(v).blocking.set(value);
            Ok(())
        }),
        doc: "",
    },
    attribute("_asyncio_awaited_by", super::awaited_by::awaited_by),
    attribute("_loop", |_, v| Ok(future(v).event_loop.or_none())),
    attribute("_callbacks", callbacks),
    attribute("_result", |vm, v| {
        check(vm, v)?;
        Ok(future(v).result.or_none())
    }),
    attribute("_exception", |vm, v| {
        check(vm, v)?;
        Ok(future(v).exception.or_none())
    }),
    GetSetDef {
        name: "_log_traceback",
        get: |vm, v| {
            check(vm, v)?;
            Ok(Ref::bool(future(v).log_traceback.get()))
        },
        set: Some(|vm, v, value| {
            let Some(value) = value else { return Err(not_deleted(vm, "_log_traceback")) };
            if vm.truth(value)? {
                return Err(vm.value_error("_log_traceback can only be set to False"));
            }
            future(v).log_traceback.set(false);
            Ok(())
        }),
        doc: "",
    },
    attribute("_source_traceback", |_, v| Ok(future(v).source_traceback.or_none())),
    GetSetDef {
        name: "_cancel_message",
        get: |_, v| Ok(future(v).cancel_message.or_none()),
        set: Some(|vm, v, value| {
            let Some(value) = value else { return Err(not_deleted(vm, "_cancel_message")) };
            future(v).cancel_message.set(Ref::new(value));
            Ok(())
        }),
        doc: "",
    },
];

/// What is wrong with a call of a method that takes one argument by position, in the words for methods that get their class too.
fn one_argument(vm: &Vm, name: &str, given: &[Value], keywords: &[Value]) -> Res<()> {
    // The first one given is the receiver.
    match (given.len().wrapping_sub(1), keywords.len()) {
        (usize::MAX, _) => Ok(()),
        (n, k) if n + k > 1 => Err(vm.type_error(format!("{name}() takes at most 1 argument ({} given)", n + k))),
        (0, _) => Err(vm.type_error(format!("{name}() takes exactly 1 positional argument (0 given)"))),
        _ => Ok(()),
    }
}
fn no_arguments(vm: &Vm, given: &[Value], name: &str) -> Res<()> {
    if given.is_empty() {
        return Ok(());
    }
    Err(vm.type_error(format!("{name}() takes no arguments")))
}

native! { static METHODS = [
    /// Return the result this future represents.
    ///
    /// If the future has been cancelled, raises CancelledError.  If the
    /// future's result isn't yet available, raises InvalidStateError.  If
    /// the future is done and has an exception set, this exception is
    /// raised.
    "result(self, /)" => fn result_method(vm, [this]) {
        if future(this).event_loop.is_empty() {
            return Err(raise_imported(vm, Imported::InvalidStateError, "Future object is not initialized."));
        }
        result(vm, this)
    }
    /// Return the exception that was set on this future.
    ///
    /// The exception (or None if no exception was set) is returned only if
    /// the future is done.  If the future has been cancelled, raises
    /// CancelledError.  If the future isn't done yet, raises
    /// InvalidStateError.
    @objects(|vm, given, _, _| no_arguments(vm, given, "exception")) "exception(self, /)" => fn exception_method(vm, [this]) {
        let f = future(this);
        if f.event_loop.is_empty() {
            return Err(raise_imported(vm, Imported::InvalidStateError, "Future object is not initialized."));
        }
        match f.state.get() {
            State::Cancelled => Err(raise_made(vm, cancelled_error(vm, this))),
            State::Pending => Err(raise_imported(vm, Imported::InvalidStateError, "Exception is not set.")),
            State::Finished => {
                f.log_traceback.set(false);
                Ok(f.exception.or_none())
            }
        }
    }
    /// Mark the future done and set its result.
    ///
    /// If the future is already done when this method is called, raises
    /// InvalidStateError.
    @objects(|vm, given, names, _| one_argument(vm, "set_result", given, names)) "set_result(self, result, /)" => fn set_result_method(vm, [this, value]) {
        set_result(vm, this, Ref::new(value))?;
        Ok(Ref::NONE)
    }
    /// Mark the future done and set an exception.
    ///
    /// If the future is already done when this method is called, raises
    /// InvalidStateError.
    @objects(|vm, given, names, _| one_argument(vm, "set_exception", given, names)) "set_exception(self, exception, /)" => fn set_exception_method(vm, [this, exception]) {
        set_exception(vm, this, exception)?;
        Ok(Ref::NONE)
    }
    /// Add a callback to be run when the future becomes done.
    ///
    /// The callback is called with a single argument - the future object.
    /// If the future is already done when this is called, the callback is
    /// scheduled with call_soon.
    "add_done_callback(self, fn, /, *, context=<unrepresentable>)" => fn add_done_callback(vm, [this, function, context]) {
        if future(this).event_loop.is_empty() {
            return Err(vm.runtime_error("uninitialized Future object"));
        }
        if context.is_unbound() {
            let copy = crate::stdlib::contextvars::copy_context(vm)?;
            add_callback(vm, this, function, copy.value())?;
        } else {
            add_callback(vm, this, function, context)?;
        }
        Ok(Ref::NONE)
    }
    /// Remove all instances of a callback from the "call when done" list.
    ///
    /// Returns the number of callbacks removed.
    @objects(|vm, given, names, _| one_argument(vm, "remove_done_callback", given, names)) "remove_done_callback(self, fn, /)" => fn remove_done_callback(vm, [this, function]) { remove_callbacks(vm, this, function) }
    /// Cancel the future and schedule callbacks.
    ///
    /// If the future is already done or cancelled, return False.
    /// Otherwise, change the future's state to cancelled, schedule the
    /// callbacks and return True.
    "cancel(self, /, msg=None)" => fn cancel_method(vm, [this, message]) {
        check(vm, this)?;
        Ok(Ref::bool(cancel(vm, this, Some(message))?))
    }
    /// Return True if the future was cancelled.
    "cancelled(self, /)" => fn cancelled_method(vm, [this]) { Ok(Ref::bool(future(this).state.get() == State::Cancelled)) }
    /// Return True if the future is done.
    ///
    /// Done means either that a result / exception are available, or that
    /// the future was cancelled.
    "done(self, /)" => fn done_method(vm, [this]) { Ok(Ref::bool(!future(this).is_pending())) }
    /// Return the event loop the Future is bound to.
    @objects(|vm, given, _, _| no_arguments(vm, given, "get_loop")) "get_loop(self, /)" => fn get_loop_method(vm, [this]) {
        check(vm, this)?;
        Ok(future(this).event_loop.or_none())
    }
    /// Create the CancelledError to raise if the Future is cancelled.
    ///
    /// This should only be called once when handling a cancellation since
    /// it erases the context exception value.
    "_make_cancelled_error(self, /)" => fn make_cancelled_error(vm, [this]) { cancelled_error(vm, this) }
    /// Futures are generic over the type of their results
    @classmethod "__class_getitem__(cls, object, /)" => fn class_getitem(vm, [cls, item]) { generic_alias(vm, cls, item) }
]; }

/// The methods that tasks list as their own too.
pub(super) fn shared_methods() -> impl Iterator<Item = &'static crate::object::NativeDef> {
    const SHARED: [&str; 6] = ["result", "exception", "add_done_callback", "remove_done_callback", "cancelled", "done"];
    METHODS.iter().filter(|m| SHARED.contains(&m.sig.name()))
}
