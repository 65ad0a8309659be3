//! `_asyncio.Task`: its payload, attributes and methods. What a task does when it runs is in `step`.
use super::field::Field;
use super::future::{self, Future};
use super::library::{Imported, Name};
use super::{registry, state, step};
use crate::native;
use crate::object::{GetSetDef, Ref, Res, Slots, Type, TypeSpec, Value, Vm, call_native, flags};
use crate::stdlib::contextvars;
use crate::types::struct_sequence::new_type_of;
use crate::types::support::generic_alias;
use std::cell::Cell;

/// A task: a future whose result is that of a coroutine.
#[repr(C)]
pub(super) struct Task {
    pub future: Future,
    /// What the coroutine waits for, empty while the next step is scheduled or running.
    pub waiter: Field,
    pub coroutine: Field,
    /// A str, or an int: the number in a name that has not been made yet.
    name: Field,
    pub context: Field,
    /// A CancelledError is to be thrown into the coroutine at the next step.
    pub must_cancel: Cell<bool>,
    log_destroy_pending: Cell<bool>,
    cancels: Cell<i32>,
    /// Whether it is in the interpreter's list of tasks, and its neighbours there: not owned, NULL at the ends.
    pub listed: Cell<bool>,
    pub previous: Cell<Value>,
    pub next: Cell<Value>,
}

/// The payload of a task.
#[inline(always)]
pub(super) fn task<'a>(v: Value) -> &'a Task {
    // SAFETY: only called with instances of `Task`, whose payload `new` makes; callers hold a reference while they use it, or have it from the
    // list of tasks, which they leave before they are freed.
    unsafe { v.get::<Task>() }
}

impl Task {
    fn fields(&self) -> [&Field; 4] {
        [&self.waiter, &self.coroutine, &self.name, &self.context]
    }
    fn clear(&self) {
        self.future.clear();
        for field in self.fields() {
            field.clear();
        }
    }
}

fn new(vm: &Vm, ty: *mut Type, _: &[Value], _: Value) -> Res {
    // SAFETY: the cell is fresh and large enough for a task, which begins with a future.
    vm.new_object::<Task>(ty, |p| unsafe {
        Future::initial(&raw mut (*p).future);
        (&raw mut (*p).waiter).write(Field::EMPTY);
        (&raw mut (*p).coroutine).write(Field::EMPTY);
        (&raw mut (*p).name).write(Field::EMPTY);
        (&raw mut (*p).context).write(Field::EMPTY);
        (&raw mut (*p).must_cancel).write(Cell::new(false));
        (&raw mut (*p).log_destroy_pending).write(Cell::new(false));
        (&raw mut (*p).cancels).write(Cell::new(0));
        (&raw mut (*p).listed).write(Cell::new(false));
        (&raw mut (*p).previous).write(Cell::new(Value::NULL));
        (&raw mut (*p).next).write(Cell::new(Value::NULL));
    })
}

/// The arguments of `__init__`.
struct Arguments {
    coroutine: Value,
    event_loop: Value,
    name: Value,
    context: Value,
    eager_start: Value,
}

fn init(vm: &Vm, this: Value, given: &Arguments) -> Res<()> {
    let _held = Ref::new(this);
    let t = task(this);
    future::init(vm, this, given.event_loop)?;
    let library = &state(vm).library;
    if !given.coroutine.is_exact(vm.types.coroutine) {
        let answer = vm.call(library.get(vm, Imported::IsCoroutine)?.value(), &[given.coroutine])?;
        if !vm.truth(answer.value())? {
            // There is nothing that could be pending.
            t.log_destroy_pending.set(false);
            return Err(vm.type_error(format!("a coroutine was expected, got {}", vm.repr_text(given.coroutine)?)));
        }
    }
    let context = if given.context.is_none() { contextvars::copy_context(vm)? } else { Ref::new(given.context) };
    t.context.set(context);
    t.waiter.clear();
    t.must_cancel.set(false);
    t.log_destroy_pending.set(true);
    t.cancels.set(0);
    t.coroutine.set(Ref::new(given.coroutine));
    if given.name.is_none() {
        let number = state(vm).named.get() + 1;
        state(vm).named.set(number);
        t.name.set(Ref::own(Value::small_int(number)));
    } else {
        t.name.set(vm.str_of(given.name)?);
    }
    if vm.truth(given.eager_start)? {
        let event_loop = t.future.event_loop.or_none();
        let running = state(vm).library.call_method(vm, event_loop.value(), Name::IsRunning, &[], Value::NULL)?;
        if vm.truth(running.value())? {
            return step::start_eagerly(vm, this);
        }
    }
    step::schedule(vm, this, None)?;
    registry::register(vm, this);
    Ok(())
}

/// The arguments of a call as loops make them, which need no general binding: the coroutine, then keywords.
fn plain_arguments(vm: &Vm, args: &[Value], kwnames: Value) -> Option<Arguments> {
    let names = if kwnames == Value::NULL { &[] } else { vm.tuple_items(kwnames) };
    let (coroutine, values) = args.split_first()?;
    if values.len() != names.len() {
        return None;
    }
    let none = Value::NONE;
    let mut given = Arguments { coroutine: *coroutine, event_loop: none, name: none, context: none, eager_start: Value::FALSE };
    let library = &state(vm).library;
    for (name, value) in names.iter().zip(values) {
        let slot = match *name {
            n if n == library.name(vm, Name::LoopArgument) => &mut given.event_loop,
            n if n == library.name(vm, Name::NameArgument) => &mut given.name,
            n if n == library.name(vm, Name::ContextArgument) => &mut given.context,
            n if n == library.name(vm, Name::EagerStart) => &mut given.eager_start,
            _ => return None,
        };
        *slot = *value;
    }
    Some(given)
}

fn init_slot(vm: &Vm, this: Value, args: &[Value], kwnames: Value) -> Res<()> {
    if let Some(given) = plain_arguments(vm, args, kwnames) {
        return init(vm, this, &given);
    }
    let mut all = vec![this];
    all.extend_from_slice(args);
    call_native(vm, &INIT[0], &all, kwnames).map(drop)
}

native! { static INIT = [
    "Task(self, coro, *, loop=None, name=None, context=None, eager_start=False)" => fn init_body(vm, [this, coroutine, event_loop, name, context, eager_start]) {
        init(vm, this, &Arguments { coroutine, event_loop, name, context, eager_start })?;
        Ok(Ref::NONE)
    }
]; }

/// `__del__`: a task that cannot finish any more is reported, and an exception that nobody has asked for.
fn finalise(vm: &Vm, this: Value) {
    let t = task(this);
    if t.future.is_pending() && t.log_destroy_pending.get() {
        let pending = vm.raised.replace(Value::NULL);
        match vm.new_str("Task was destroyed but it is pending!") {
            Ok(message) => future::report(vm, this, &[("task", this), ("message", message.value())]),
            Err(_) => drop(vm.take_raised()),
        }
        vm.raised.set(pending);
    }
    future::finalise(vm, this);
}

static SPEC: TypeSpec = TypeSpec {
    name: "_asyncio.Task",
    doc: "A coroutine wrapped in a Future.",
    flags: flags::TRACKED | flags::BASETYPE | flags::HAS_DICT | flags::WEAKREFABLE,
    size: size_of::<Task>(),
    slots: Slots {
        repr: Some(|vm, v| {
            future::check(vm, v)?;
            vm.call(state(vm).library.get(vm, Imported::TaskRepr)?.value(), &[v])
        }),
        new: Some(new),
        init: Some(init_slot),
        del: Some(finalise),
        drop: Some(|vm, h| {
            let this = Value::from_ptr(h);
            registry::unregister(vm, this);
            task(this).clear();
            // SAFETY: a task whose count is zero, dropped once.
            unsafe { future::drop_callbacks(h) };
        }),
        traverse: Some(|h, visit| {
            let t = task(Value::from_ptr(h));
            t.future.traverse(visit);
            for field in t.fields() {
                field.visit(visit);
            }
        }),
        clear: Some(|_, h| task(Value::from_ptr(h)).clear()),
        ..future::SLOTS
    },
    methods: METHODS,
    getset: GETSET,
};

/// Makes the type.
pub(super) fn make_type(vm: &Vm) -> Res<*mut Type> {
    let ty = new_type_of(vm, &SPEC, vm.asyncio.future.get())?;
    for def in future::shared_methods() {
        let method = vm.new_native(vm.types.method_descriptor, def, Value::NULL, ty)?;
        // SAFETY: the type was just made.
        vm.dict_set_name(unsafe { (*ty).dict }, vm.intern(def.sig.name()).value(), method)?;
    }
    Ok(ty)
}

static GETSET: &[GetSetDef] = &[
    GetSetDef {
        name: "_log_destroy_pending",
        get: |_, v| Ok(Ref::bool(task(v).log_destroy_pending.get())),
        set: Some(|vm, v, value| {
            let Some(value) = value else {
                let text = "attribute '_log_destroy_pending' of '_asyncio.Task' objects cannot be deleted";
                return Err(vm.raise_type(vm.types.AttributeError, text));
            };
            let value = vm.truth(value)?;
            task(v).log_destroy_pending.set(value);
            Ok(())
        }),
        doc: "",
    },
    GetSetDef { name: "_must_cancel", get: |_, v| Ok(Ref::bool(task(v).must_cancel.get())), set: None, doc: "" },
    GetSetDef { name: "_coro", get: |_, v| Ok(task(v).coroutine.or_none()), set: None, doc: "" },
    GetSetDef { name: "_fut_waiter", get: |_, v| Ok(task(v).waiter.or_none()), set: None, doc: "" },
];

native! { static METHODS = [
    "set_result(self, result, /)" => fn set_result(vm, [this, result]) {
        Err(vm.runtime_error("Task does not support set_result operation"))
    }
    "set_exception(self, exception, /)" => fn set_exception(vm, [this, exception]) {
        Err(vm.runtime_error("Task does not support set_exception operation"))
    }
    /// Request that this task cancel itself.
    ///
    /// This arranges for a CancelledError to be thrown into the
    /// wrapped coroutine on the next cycle through the event loop.
    /// The coroutine then has a chance to clean up or even deny
    /// the request using try/except/finally.
    ///
    /// Unlike Future.cancel, this does not guarantee that the
    /// task will be cancelled: the exception might be caught and
    /// acted upon, delaying cancellation of the task or preventing
    /// cancellation completely.  The task may also return a value or
    /// raise a different exception.
    ///
    /// Immediately after this method is called, Task.cancelled() will
    /// not return True (unless the task was already cancelled).  A
    /// task will be marked as cancelled when the wrapped coroutine
    /// terminates with a CancelledError exception (even if cancel()
    /// was not called).
    ///
    /// This also increases the task's count of cancellation requests.
    "cancel(self, /, msg=None)" => fn cancel(vm, [this, message]) {
        let t = task(this);
        t.future.log_traceback.set(false);
        if !t.future.is_pending() {
            return Ok(Ref::bool(false));
        }
        t.cancels.set(t.cancels.get().saturating_add(1));
        // The waiter stays: it may be a task that ignores the request, so that it has to be asked again.
        if let Some(waiter) = t.waiter.held()
            && state(vm).library.cancel(vm, waiter.value(), message)?
        {
            return Ok(Ref::bool(true));
        }
        t.must_cancel.set(true);
        t.future.cancel_message.set(Ref::new(message));
        Ok(Ref::bool(true))
    }
    /// Return the count of the task's cancellation requests.
    ///
    /// This count is incremented when .cancel() is called
    /// and may be decremented using .uncancel().
    "cancelling(self, /)" => fn cancelling(vm, [this]) { vm.new_int(task(this).cancels.get() as i64) }
    /// Decrement the task's count of cancellation requests.
    ///
    /// This should be used by tasks that catch CancelledError
    /// and wish to continue indefinitely until they are cancelled again.
    ///
    /// Returns the remaining number of cancellation requests.
    "uncancel(self, /)" => fn uncancel(vm, [this]) {
        let t = task(this);
        if t.cancels.get() > 0 {
            t.cancels.set(t.cancels.get() - 1);
            if t.cancels.get() == 0 {
                t.must_cancel.set(false);
            }
        }
        vm.new_int(t.cancels.get() as i64)
    }
    /// Return the list of stack frames for this task's coroutine.
    ///
    /// If the coroutine is not done, this returns the stack where it is
    /// suspended.  If the coroutine has completed successfully or was
    /// cancelled, this returns an empty list.  If the coroutine was
    /// terminated by an exception, this returns the list of traceback
    /// frames.
    ///
    /// The frames are always ordered from oldest to newest.
    ///
    /// The optional limit gives the maximum number of frames to
    /// return; by default all available frames are returned.  Its
    /// meaning differs depending on whether a stack or a traceback is
    /// returned: the newest frames of a stack are returned, but the
    /// oldest frames of a traceback are returned.  (This matches the
    /// behavior of the traceback module.)
    ///
    /// For reasons beyond our control, only one stack frame is
    /// returned for a suspended coroutine.
    "get_stack(self, /, *, limit=None)" => fn get_stack(vm, [this, limit]) {
        vm.call(state(vm).library.get(vm, Imported::TaskStack)?.value(), &[this, limit])
    }
    /// Print the stack or traceback for this task's coroutine.
    ///
    /// This produces output similar to that of the traceback module,
    /// for the frames retrieved by get_stack().  The limit argument
    /// is passed to get_stack().  The file argument is an I/O stream
    /// to which the output is written; by default output is written
    /// to sys.stderr.
    "print_stack(self, /, *, limit=None, file=None)" => fn print_stack(vm, [this, limit, file]) {
        vm.call(state(vm).library.get(vm, Imported::TaskPrintStack)?.value(), &[this, limit, file])
    }
    /// Create the CancelledError to raise if the Task is cancelled.
    ///
    /// This should only be called once when handling a cancellation since
    /// it erases the context exception value.
    "_make_cancelled_error(self, /)" => fn make_cancelled_error(vm, [this]) { future::cancelled_error(vm, this) }
    "get_name(self, /)" => fn get_name(vm, [this]) {
        let name = &task(this).name;
        if name.get().is_small_int() {
            name.set(vm.new_str(&format!("Task-{}", name.get().as_small_int()))?);
        }
        Ok(name.or_none())
    }
    "set_name(self, value, /)" => fn set_name(vm, [this, value]) {
        task(this).name.set(vm.str_of(value)?);
        Ok(Ref::NONE)
    }
    "get_coro(self, /)" => fn get_coro(vm, [this]) { Ok(task(this).coroutine.or_none()) }
    "get_context(self, /)" => fn get_context(vm, [this]) { Ok(task(this).context.or_none()) }
    /// Tasks are generic over the return type of their wrapped coroutines
    @classmethod "__class_getitem__(cls, object, /)" => fn class_getitem(vm, [cls, item]) { generic_alias(vm, cls, item) }
]; }
