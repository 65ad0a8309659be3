//! Which loop runs, which task it executes, and which tasks there are.
//!
//! Native tasks that are not done are in one list of the interpreter, through links in their payloads; the list does not own them. Other tasks
//! that a program registers are in a `WeakSet` (scheduled) and a set (eager), as the library keeps them.
use super::future::{future, is_plain_future};
use super::library::{Imported, Name};
use super::state;
use super::task::task;
use crate::object::{Raised, Ref, Res, Value, Vm};

/// The running loop of this thread.
pub(super) fn running_loop(vm: &Vm) -> Option<Ref> {
    match vm.asyncio.current().event_loop.get() {
        Value::NULL => None,
        v => Some(Ref::new(v)),
    }
}
/// `get_running_loop()`.
pub(super) fn get_running_loop(vm: &Vm) -> Res {
    running_loop(vm).ok_or_else(|| vm.runtime_error("no running event loop"))
}
/// `get_event_loop()`: the running loop, else the policy's.
pub(super) fn event_loop(vm: &Vm) -> Res {
    if let Some(running) = running_loop(vm) {
        return Ok(running);
    }
    let policy = vm.call(state(vm).library.get(vm, Imported::Policy)?.value(), &[])?;
    vm.call_method(policy.value(), vm.intern("get_event_loop").value(), &[])
}
/// `_set_running_loop(loop)`.
pub(super) fn set_running_loop(vm: &Vm, event_loop: Value) {
    let new = if event_loop.is_none() { Value::NULL } else { Ref::new(event_loop).into_value() };
    let old = vm.asyncio.current().event_loop.replace(new);
    if old != Value::NULL {
        old.decref(vm);
    }
}

#[cold]
fn not_running(vm: &Vm, event_loop: Value) -> Raised {
    match vm.repr_text(event_loop) {
        Ok(text) => vm.runtime_error(format!("loop {text} is not the running loop")),
        Err(r) => r,
    }
}
fn shown(vm: &Vm, task: Value) -> Res<String> {
    let task = if task == Value::NULL { Value::NONE } else { task };
    let held = Ref::new(task);
    vm.repr_text(held.value())
}

/// The running loop executes a task from now on. RuntimeError where it executes one already, or is not the running one.
#[inline]
pub(super) fn enter_task(vm: &Vm, event_loop: Value, task: Value) -> Res<()> {
    let current = vm.asyncio.current();
    if current.event_loop.get() != event_loop {
        return Err(not_running(vm, event_loop));
    }
    if current.task.get() != Value::NULL {
        let (new, old) = (shown(vm, task)?, shown(vm, current.task.get())?);
        return Err(vm.runtime_error(format!("Cannot enter into task {new} while another task {old} is being executed.")));
    }
    current.task.set(Ref::new(task).into_value());
    Ok(())
}

/// The loop has executed a task.
#[inline]
pub(super) fn leave_task(vm: &Vm, event_loop: Value, task: Value) -> Res<()> {
    let current = vm.asyncio.current();
    if current.event_loop.get() != event_loop {
        return Err(not_running(vm, event_loop));
    }
    if current.task.get() != task {
        let (left, entered) = (shown(vm, task)?, shown(vm, current.task.get())?);
        return Err(vm.runtime_error(format!("Invalid attempt to leave task {left} while task {entered} is entered.")));
    }
    current.task.replace(Value::NULL).decref(vm);
    Ok(())
}

/// Has the running loop execute another task, None for no task; what it executed before, or None.
pub(super) fn swap_current_task(vm: &Vm, event_loop: Value, task: Value) -> Res {
    let current = vm.asyncio.current();
    if current.event_loop.get() != event_loop {
        return Err(not_running(vm, event_loop));
    }
    let new = if task.is_none() { Value::NULL } else { Ref::new(task).into_value() };
    match current.task.replace(new) {
        Value::NULL => Ok(Ref::NONE),
        old => Ok(Ref::own(old)),
    }
}

/// `current_task(loop)`.
pub(super) fn current_task(vm: &Vm, event_loop: Value) -> Res {
    let current = vm.asyncio.current();
    let task = if event_loop.is_none() {
        if current.event_loop.get() == Value::NULL {
            return Err(vm.runtime_error("no running event loop"));
        }
        current.task.get()
    } else if current.event_loop.get() == event_loop {
        current.task.get()
    } else {
        vm.asyncio.task_of(event_loop)
    };
    Ok(if task == Value::NULL { Ref::NONE } else { Ref::new(task) })
}

/// Puts a native task into the list, if it is not in it.
pub(super) fn register(vm: &Vm, this: Value) {
    let (t, tasks) = (task(this), &state(vm).tasks);
    if t.listed.replace(true) {
        return;
    }
    let first = tasks.get();
    t.previous.set(Value::NULL);
    t.next.set(first);
    if first != Value::NULL {
        task(first).previous.set(this);
    }
    tasks.set(this);
}

/// Takes a native task out of the list, if it is in it.
pub(super) fn unregister(vm: &Vm, this: Value) {
    let t = task(this);
    if !t.listed.replace(false) {
        return;
    }
    let (previous, next) = (t.previous.replace(Value::NULL), t.next.replace(Value::NULL));
    if next != Value::NULL {
        task(next).previous.set(previous);
    }
    if previous == Value::NULL {
        state(vm).tasks.set(next);
    } else {
        task(previous).next.set(next);
    }
}

fn is_task(vm: &Vm, v: Value) -> bool {
    vm.is_instance(v, vm.asyncio.task.get())
}
/// The set of scheduled tasks that are not native.
fn scheduled(vm: &Vm) -> Res {
    let known = &state(vm).scheduled;
    if let Some(set) = known.held() {
        return Ok(set);
    }
    let set = vm.call(state(vm).library.get(vm, Imported::WeakSet)?.value(), &[])?;
    known.set(set.clone());
    Ok(set)
}
/// The set of tasks that run eagerly and are not native.
fn eager(vm: &Vm) -> Res {
    let known = &state(vm).eager;
    if let Some(set) = known.held() {
        return Ok(set);
    }
    let set = vm.new_set()?;
    known.set(set.clone());
    Ok(set)
}
fn change(vm: &Vm, set: Ref, method: &str, v: Value) -> Res {
    vm.call_method(set.value(), vm.intern(method).value(), &[v])
}

/// `_register_task`.
pub(super) fn register_task(vm: &Vm, v: Value) -> Res {
    if is_task(vm, v) {
        register(vm, v);
        return Ok(Ref::NONE);
    }
    change(vm, scheduled(vm)?, "add", v)
}
/// `_unregister_task`.
pub(super) fn unregister_task(vm: &Vm, v: Value) -> Res {
    if is_task(vm, v) {
        unregister(vm, v);
        return Ok(Ref::NONE);
    }
    change(vm, scheduled(vm)?, "discard", v)
}
/// `_register_eager_task`.
pub(super) fn register_eager_task(vm: &Vm, v: Value) -> Res {
    if is_task(vm, v) {
        register(vm, v);
        return Ok(Ref::NONE);
    }
    change(vm, eager(vm)?, "add", v)
}
/// `_unregister_eager_task`.
pub(super) fn unregister_eager_task(vm: &Vm, v: Value) -> Res {
    if is_task(vm, v) {
        unregister(vm, v);
        return Ok(Ref::NONE);
    }
    change(vm, eager(vm)?, "discard", v)
}

/// The loop of a future: that of a native one, else `get_loop()`, else `_loop`.
pub(super) fn loop_of(vm: &Vm, v: Value) -> Res {
    if is_plain_future(vm, v) {
        return get_loop(vm, v);
    }
    let library = &state(vm).library;
    match vm.getattr_opt(v, library.name(vm, Name::GetLoop))? {
        Some(f) => vm.call(f.value(), &[]),
        None => vm.getattr(v, library.name(vm, Name::Loop)),
    }
}
fn get_loop(vm: &Vm, v: Value) -> Res {
    super::future::check(vm, v)?;
    Ok(future(v).event_loop.or_none())
}

/// `all_tasks(loop)`.
pub(super) fn all_tasks(vm: &Vm, event_loop: Value) -> Res {
    let event_loop = if event_loop.is_none() { get_running_loop(vm)? } else { Ref::new(event_loop) };
    let found = vm.new_set()?;
    let add_foreign = |t: Ref| -> Res<()> {
        let done = state(vm).library.call_method(vm, t.value(), Name::Done, &[], Value::NULL)?;
        if !vm.truth(done.value())? && loop_of(vm, t.value())?.value() == event_loop.value() {
            vm.set_add(found.value(), t.value())?;
        }
        Ok(())
    };
    // Eager tasks come first: one that becomes a scheduled task meanwhile must not be missed.
    if !state(vm).eager.is_empty() {
        vm.collect(eager(vm)?.value())?.into_iter().try_for_each(add_foreign)?;
    }
    // Adding to the set may run code, hence the list first. A task at count zero is dying.
    let mut native = Vec::new();
    let mut next = state(vm).tasks.get();
    while next != Value::NULL {
        let t = task(next);
        // SAFETY: tasks leave the list before their cell is freed.
        if unsafe { (*next.header()).refcount } != 0 && t.future.event_loop.get() == event_loop.value() && t.future.is_pending() {
            native.push(Ref::new(next));
        }
        next = t.next.get();
    }
    for t in native {
        vm.set_add(found.value(), t.value())?;
    }
    if !state(vm).scheduled.is_empty() {
        vm.collect(scheduled(vm)?.value())?.into_iter().try_for_each(add_foreign)?;
    }
    Ok(found)
}
