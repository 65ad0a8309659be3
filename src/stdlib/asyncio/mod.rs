//! `_asyncio`: futures and tasks, and the bookkeeping of event loops.
//!
//! The steps of a task run natively: between the loop that calls back and the coroutine that goes on there is no frame of Python code, and a
//! task that waits for a future of this module looks no attributes up. What the library has in Python anyway (representations, stacks, the
//! policy) is imported when it is first needed.
use crate::native;
use crate::object::{Res, Ref, Type, Value, Vm};
use crate::types::struct_sequence::new_type_of;
use std::cell::Cell;

mod awaited_by;
mod field;
mod future;
mod future_iter;
mod library;
mod registry;
mod step;
mod task;

/// What the module keeps.
struct State {
    library: library::Library,
    future_iter: Cell<*mut Type>,
    step_wrapper: Cell<*mut Type>,
    /// The first native task of the list of those that are not done, not owned; NULL where there is none.
    tasks: Cell<Value>,
    /// Tasks of other classes, made when the first is registered: a `WeakSet` and a set.
    scheduled: field::Field,
    eager: field::Field,
    /// The number in the name of the task that got the last one.
    named: Cell<i64>,
}

impl Default for State {
    fn default() -> State {
        let null = || Cell::new(std::ptr::null_mut());
        State {
            library: library::Library::default(),
            future_iter: null(),
            step_wrapper: null(),
            tasks: Cell::new(Value::NULL),
            scheduled: field::Field::EMPTY,
            eager: field::Field::EMPTY,
            named: Cell::new(0),
        }
    }
}

#[inline(always)]
fn state(vm: &Vm) -> &State {
    debug_assert!(!vm.asyncio.state.get().is_null());
    // SAFETY: set when the module was made, before there was any of its objects, to an extension, which lives as long as the interpreter.
    unsafe { &*(vm.asyncio.state.get() as *const State) }
}

native! { static FUNCTIONS = [
    /// Return the running event loop or None.
    ///
    /// This is a low-level function intended to be used by event loops.
    /// This function is thread-specific.
    "_get_running_loop()" => fn get_running_loop_or_none(vm, []) { Ok(registry::running_loop(vm).unwrap_or(Ref::NONE)) }
    /// Set the running event loop.
    ///
    /// This is a low-level function intended to be used by event loops.
    /// This function is thread-specific.
    "_set_running_loop(loop, /)" => fn set_running_loop(vm, [event_loop]) {
        registry::set_running_loop(vm, event_loop);
        Ok(Ref::NONE)
    }
    /// Return the running event loop.  Raise a RuntimeError if there is none.
    ///
    /// This function is thread-specific.
    "get_running_loop()" => fn get_running_loop(vm, []) { registry::get_running_loop(vm) }
    /// Return an asyncio event loop.
    ///
    /// When called from a coroutine or a callback (e.g. scheduled with
    /// call_soon or similar API), this function will always return the
    /// running event loop.
    ///
    /// If there is no running event loop set, the function will return
    /// the result of `get_event_loop_policy().get_event_loop()` call.
    "get_event_loop()" => fn get_event_loop(vm, []) { registry::event_loop(vm) }
    /// Return a currently executed task.
    "current_task(loop=None)" => fn current_task(vm, [event_loop]) { registry::current_task(vm, event_loop) }
    /// Return a set of all tasks for the loop.
    "all_tasks(loop=None)" => fn all_tasks(vm, [event_loop]) { registry::all_tasks(vm, event_loop) }
    /// Register a new task in asyncio as executed by loop.
    ///
    /// Returns None.
    "_register_task(task)" => fn register_task(vm, [task]) { registry::register_task(vm, task) }
    /// Register a new task in asyncio as executed by loop.
    ///
    /// Returns None.
    "_register_eager_task(task)" => fn register_eager_task(vm, [task]) { registry::register_eager_task(vm, task) }
    /// Unregister a task.
    ///
    /// Returns None.
    "_unregister_task(task)" => fn unregister_task(vm, [task]) { registry::unregister_task(vm, task) }
    /// Unregister a task.
    ///
    /// Returns None.
    "_unregister_eager_task(task)" => fn unregister_eager_task(vm, [task]) { registry::unregister_eager_task(vm, task) }
    /// Enter into task execution or resume suspended task.
    ///
    /// Task belongs to loop.
    ///
    /// Returns None.
    "_enter_task(loop, task)" => fn enter_task(vm, [event_loop, task]) {
        registry::enter_task(vm, event_loop, task)?;
        Ok(Ref::NONE)
    }
    /// Leave task execution or suspend a task.
    ///
    /// Task belongs to loop.
    ///
    /// Returns None.
    "_leave_task(loop, task)" => fn leave_task(vm, [event_loop, task]) {
        registry::leave_task(vm, event_loop, task)?;
        Ok(Ref::NONE)
    }
    /// Temporarily swap in the supplied task and return the original one (or None).
    ///
    /// This is intended for use during eager coroutine execution.
    "_swap_current_task(loop, task)" => fn swap_current_task(vm, [event_loop, task]) { registry::swap_current_task(vm, event_loop, task) }
    /// Record that `fut` is awaited on by `waiter`.
    "future_add_to_awaited_by(fut, waiter, /)" => fn future_add_to_awaited_by(vm, [fut, waiter]) {
        awaited_by::add(vm, fut, waiter)?;
        Ok(Ref::NONE)
    }
    "future_discard_from_awaited_by(fut, waiter, /)" => fn future_discard_from_awaited_by(vm, [fut, waiter]) {
        awaited_by::discard(vm, fut, waiter)?;
        Ok(Ref::NONE)
    }
]; }

fn shutdown(vm: &Vm) {
    let s = state(vm);
    crate::object::asyncio::reset(vm);
    s.scheduled.clear();
    s.eager.clear();
    s.library.clear(vm);
}

/// Makes the module.
pub fn init(vm: &Vm) -> Res {
    let module = super::new_module(vm, "_asyncio", "Accelerator module for asyncio", FUNCTIONS)?;
    let s = vm.extension::<State>();
    if vm.asyncio.state.replace(std::ptr::from_ref(s).cast()).is_null() {
        vm.at_shutdown.borrow_mut().push(shutdown);
        vm.asyncio.future.set(new_type_of(vm, &future::SPEC, vm.types.object)?);
        vm.asyncio.task.set(task::make_type(vm)?);
        s.future_iter.set(future_iter::make_type(vm)?);
        s.step_wrapper.set(step::make_type(vm)?);
    } else {
        // The package may have been forgotten and imported anew: its classes are others now.
        s.library.clear(vm);
    }
    for (name, ty) in [("Future", &vm.asyncio.future), ("Task", &vm.asyncio.task)] {
        super::set(vm, module.value(), name, Ref::from_type(ty.get()))?;
    }
    Ok(module)
}
