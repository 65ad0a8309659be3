//! What a task does when it runs: sends into its coroutine or throws into it, and looks at what that came to.
//!
//! While a task is not done it is in one of three states: it waits for a future (`waiter`, one of whose callbacks is `task_wakeup`), its next
//! step is scheduled, or it is being executed.
use super::field::Field;
use super::future::{self, is_plain_future};
use super::library::{Imported, Name};
use super::task::task;
use super::{awaited_by, registry, state};
use crate::native;
use crate::object::{GetSetDef, Header, Raised, Ref, Res, Slots, Type, TypeSpec, Value, Vm, flags};
use crate::stdlib::contextvars;
use crate::types::struct_sequence::new_type_of;
use crate::vm::generator;

/// `TaskStepMethWrapper`: what a loop calls for the next step of a task.
#[repr(C)]
struct StepWrapper {
    header: Header,
    task: Field,
    /// What is to be thrown, or nothing.
    exception: Field,
}

fn wrapper<'a>(v: Value) -> &'a StepWrapper {
    // SAFETY: the slots below are called with wrappers only, which callers hold.
    unsafe { v.get::<StepWrapper>() }
}
fn clear_wrapper(h: *mut Header) {
    let w = wrapper(Value::from_ptr(h));
    w.task.clear();
    w.exception.clear();
}

static SPEC: TypeSpec = TypeSpec {
    name: "_asyncio.TaskStepMethWrapper",
    flags: flags::TRACKED,
    size: size_of::<StepWrapper>(),
    slots: Slots {
        call: Some(call_wrapper),
        drop: Some(|_, h| clear_wrapper(h)),
        traverse: Some(|h, visit| {
            let w = wrapper(Value::from_ptr(h));
            w.task.visit(visit);
            w.exception.visit(visit);
        }),
        clear: Some(|_, h| clear_wrapper(h)),
        ..Slots::EMPTY
    },
    getset: &[GetSetDef { name: "__self__", get: |_, v| Ok(wrapper(v).task.or_none()), set: None, doc: "" }],
    ..TypeSpec::EMPTY
};

/// Makes the type.
pub(super) fn make_type(vm: &Vm) -> Res<*mut Type> {
    let ty = new_type_of(vm, &SPEC, vm.types.object)?;
    crate::types::struct_sequence::forbid_instances(ty);
    Ok(ty)
}

fn call_wrapper(vm: &Vm, w: Value, args: &[Value], kwnames: Value) -> Res {
    if kwnames != Value::NULL && !vm.tuple_items(kwnames).is_empty() {
        return Err(vm.type_error("function takes no keyword arguments"));
    }
    if !args.is_empty() {
        return Err(vm.type_error("function takes no positional arguments"));
    }
    let Some(this) = wrapper(w).task.held() else { return Ok(Ref::NONE) };
    step(vm, this.value(), wrapper(w).exception.held())
}

/// Has the loop run the next step of a task soon: with an exception to throw, or without.
pub(super) fn schedule(vm: &Vm, this: Value, exception: Option<Ref>) -> Res<()> {
    // SAFETY: the instance is fresh.
    let callback = vm.new_object::<StepWrapper>(state(vm).step_wrapper.get(), |p| unsafe {
        (&raw mut (*p).task).write(Field::EMPTY);
        (&raw mut (*p).exception).write(Field::EMPTY);
        (*p).task.set(Ref::new(this));
        if let Some(e) = exception {
            (*p).exception.set(e);
        }
    })?;
    let t = task(this);
    let (event_loop, context) = (t.future.event_loop.or_none(), t.context.or_none());
    state(vm).library.call_soon(vm, event_loop.value(), callback.value(), None, context.value())
}

/// A step of a task that has not started yet runs at once, in the task's context. What it raises beyond the task's own exceptions is raised.
pub(super) fn start_eagerly(vm: &Vm, this: Value) -> Res<()> {
    let t = task(this);
    let event_loop = t.future.event_loop.or_none();
    let before = registry::swap_current_task(vm, event_loop.value(), this)?;
    // It leaves the list by itself when it is done.
    registry::register(vm, this);
    let context = t.context.or_none();
    let result = contextvars::run_in(vm, context.value(), || run(vm, this, None));
    let raised = result.is_err().then(|| vm.take_raised());
    let swapped = registry::swap_current_task(vm, event_loop.value(), before.value());
    if !t.future.is_pending() {
        t.coroutine.clear();
    }
    match raised {
        Some(e) => {
            if swapped.is_err() {
                drop(vm.take_raised());
            }
            Err(vm.set_raised(e))
        }
        None => swapped.map(drop),
    }
}

/// A step of a task.
fn step(vm: &Vm, this: Value, exception: Option<Ref>) -> Res {
    let event_loop = task(this).future.event_loop.or_none();
    registry::enter_task(vm, event_loop.value(), this)?;
    match run(vm, this, exception) {
        Ok(r) => {
            registry::leave_task(vm, event_loop.value(), this)?;
            Ok(r)
        }
        Err(_) => {
            let e = vm.take_raised();
            if registry::leave_task(vm, event_loop.value(), this).is_err() {
                drop(vm.take_raised());
            }
            Err(vm.set_raised(e))
        }
    }
}

#[cold]
fn already_done(vm: &Vm, this: Value, exception: Option<Ref>) -> Raised {
    let exception = exception.unwrap_or(Ref::NONE);
    match (vm.repr_text(this), vm.repr_text(exception.value())) {
        (Ok(t), Ok(e)) => future::raise_imported(vm, Imported::InvalidStateError, &format!("__step(): already done: {t} {e}")),
        _ => Raised,
    }
}
fn is_cancelled_error(vm: &Vm, e: Value) -> Res<bool> {
    let class = state(vm).library.get(vm, Imported::CancelledError)?;
    Ok(vm.is_type(class.value()) && vm.is_instance(e, class.ptr()))
}

/// Runs the coroutine on to its next suspension.
fn run(vm: &Vm, this: Value, exception: Option<Ref>) -> Res {
    let t = task(this);
    if !t.future.is_pending() {
        return Err(already_done(vm, this, exception));
    }
    let mut exception = exception;
    if t.must_cancel.get() {
        let is_cancellation = match &exception {
            Some(e) => is_cancelled_error(vm, e.value())?,
            None => false,
        };
        if !is_cancellation {
            exception = Some(future::cancelled_error(vm, this)?);
        }
        t.must_cancel.set(false);
    }
    t.waiter.clear();
    let Some(coroutine) = t.coroutine.held() else {
        return Err(vm.runtime_error("uninitialized Task object"));
    };
    let sent = match exception {
        None => generator::send(vm, coroutine.value(), Ref::NONE),
        Some(e) if coroutine.is_exact(vm.types.coroutine) => generator::throw(vm, coroutine.value(), e),
        Some(e) => match vm.call_method(coroutine.value(), vm.names.throw, &[e.value()]) {
            Ok(v) => Ok(Some(v)),
            Err(_) if vm.raised_is(vm.types.StopIteration) => {
                generator::take_stop_iteration(vm);
                Ok(None)
            }
            Err(r) => Err(r),
        },
    };
    match sent {
        Ok(Some(yielded)) => wait_for(vm, this, yielded),
        Ok(None) => {
            let value = vm.take_stop_value();
            if t.must_cancel.replace(false) {
                // Cancelled right before the coroutine ended.
                let message = t.future.cancel_message.held();
                future::cancel(vm, this, message.as_deref().copied())?;
            } else {
                future::set_result(vm, this, value)?;
            }
            Ok(Ref::NONE)
        }
        Err(_) => ended_by(vm, this),
    }
}

/// The coroutine has ended with the pending exception.
fn ended_by(vm: &Vm, this: Value) -> Res {
    let e = vm.take_raised();
    if is_cancelled_error(vm, e.value())? {
        task(this).future.cancelled_error.set(e);
        return future::cancel(vm, this, None).map(Ref::bool);
    }
    future::set_exception(vm, this, e.value())?;
    if vm.is_instance(e.value(), vm.types.KeyboardInterrupt) || vm.is_instance(e.value(), vm.types.SystemExit) {
        return Err(vm.set_raised(e));
    }
    Ok(Ref::NONE)
}

/// Schedules the next step with a RuntimeError.
#[cold]
fn fail_soon(vm: &Vm, this: Value, text: &str) -> Res {
    let args = vm.tuple_from_refs([vm.new_str(text)?])?;
    let e = vm.new_exception(vm.types.RuntimeError, args)?;
    schedule(vm, this, Some(e))?;
    Ok(Ref::NONE)
}
#[cold]
fn other_loop(vm: &Vm, this: Value, yielded: Value) -> Res {
    let text = format!("Task {} got Future {} attached to a different loop", vm.repr_text(this)?, vm.repr_text(yielded)?);
    fail_soon(vm, this, &text)
}
#[cold]
fn not_awaited(vm: &Vm, this: Value, yielded: Value) -> Res {
    let text = format!("yield was used instead of yield from in task {} with {}", vm.repr_text(this)?, vm.repr_text(yielded)?);
    fail_soon(vm, this, &text)
}

/// The coroutine has yielded something: a future to wait for, or None to let others run.
fn wait_for(vm: &Vm, this: Value, yielded: Ref) -> Res {
    let t = task(this);
    let y = yielded.value();
    if y == this {
        return fail_soon(vm, this, &format!("Task cannot await on itself: {}", vm.repr_text(this)?));
    }
    if is_plain_future(vm, y) {
        let f = future::future(y);
        if f.event_loop.get() != t.future.event_loop.get() {
            return other_loop(vm, this, y);
        }
        if !f.blocking.get() {
            return not_awaited(vm, this, y);
        }
        awaited_by::add_future(vm, y, this)?;
        f.blocking.set(false);
        let (wakeup, context) = (new_wakeup(vm, this)?, t.context.or_none());
        future::add_callback(vm, y, wakeup.value(), context.value())?;
        return waits(vm, this, yielded);
    }
    if y.is_none() {
        schedule(vm, this, None)?;
        return Ok(Ref::NONE);
    }
    let library = &state(vm).library;
    if let Some(blocking) = vm.getattr_opt(y, library.name(vm, Name::Blocking))?
        && !blocking.is_none()
    {
        let blocking = vm.truth(blocking.value())?;
        if registry::loop_of(vm, y)?.value() != t.future.event_loop.get() {
            return other_loop(vm, this, y);
        }
        if !blocking {
            return not_awaited(vm, this, y);
        }
        awaited_by::add(vm, y, this)?;
        vm.setattr(y, library.name(vm, Name::Blocking), Some(Value::FALSE))?;
        let (wakeup, context) = (new_wakeup(vm, this)?, t.context.or_none());
        library.call_with_context(vm, y, Name::AddDoneCallback, &[wakeup.value()], context.value())?;
        return waits(vm, this, yielded);
    }
    let (this_text, text) = (|| vm.repr_text(this), vm.repr_text(y)?);
    if y.is_exact(vm.types.generator) {
        let text = format!("yield was used instead of yield from for generator in task {} with {text}", this_text()?);
        return fail_soon(vm, this, &text);
    }
    fail_soon(vm, this, &format!("Task got bad yield: {text}"))
}

/// The task waits for a future from now on, to which a request to cancel it goes on.
fn waits(vm: &Vm, this: Value, waiter: Ref) -> Res {
    let t = task(this);
    t.waiter.set(waiter.clone());
    if t.must_cancel.get() {
        let message = t.future.cancel_message.or_none();
        if state(vm).library.cancel(vm, waiter.value(), message.value())? {
            t.must_cancel.set(false);
        }
    }
    Ok(Ref::NONE)
}

native! { static WAKEUP = [
    "task_wakeup(self, object, /)" => fn task_wakeup(vm, [this, of]) {
        let _held = Ref::new(this);
        wake_up(vm, this, of)
    }
]; }

/// The callback by which a future wakes up the task that waits for it.
fn new_wakeup(vm: &Vm, this: Value) -> Res {
    vm.new_native(vm.types.builtin_function, &WAKEUP[0], this, vm.asyncio.task.get())
}

/// What the task has waited for is done.
fn wake_up(vm: &Vm, this: Value, of: Value) -> Res {
    let outcome = if is_plain_future(vm, of) {
        awaited_by::discard_future(vm, of, this)?;
        future::outcome(vm, of)
    } else {
        awaited_by::discard(vm, of, this)?;
        state(vm).library.call_method(vm, of, Name::Result, &[], Value::NULL).map(Ok)
    };
    match outcome {
        // The result is for the coroutine to ask for.
        Ok(Ok(_)) => step(vm, this, None),
        Ok(Err(e)) => step(vm, this, Some(e)),
        Err(_) => {
            let e = vm.take_raised();
            step(vm, this, Some(e))
        }
    }
}
