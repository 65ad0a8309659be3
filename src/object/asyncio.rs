//! What the interpreter itself knows of `_asyncio`: its types, which `await` tells from others, and the event loop that each thread runs.
//! It is here and not among the extensions because every step of every task asks for it.
use super::type_object::Type;
use super::value::Value;
use super::vm::Vm;
use std::cell::{Cell, RefCell};

/// What a thread's event loop is doing.
#[derive(Debug)]
pub struct RunningLoop {
    /// The running loop, owned; NULL where none runs.
    pub event_loop: Cell<Value>,
    /// The task that the loop is executing, owned; NULL where it executes none.
    pub task: Cell<Value>,
}

impl Default for RunningLoop {
    fn default() -> RunningLoop {
        RunningLoop { event_loop: Cell::new(Value::NULL), task: Cell::new(Value::NULL) }
    }
}

/// The interpreter's part of `_asyncio`.
#[derive(Debug)]
pub struct Asyncio {
    /// `Future` and `Task`, null until the module has made them.
    pub future: Cell<*mut Type>,
    pub task: Cell<*mut Type>,
    /// What the module keeps (its extension), null until it is made.
    pub state: Cell<*const ()>,
    /// The running thread's loop: null where the thread has not had one yet. It is one of `threads`.
    pub running: Cell<*const RunningLoop>,
    /// Those of all threads. A box is freed when its thread ends.
    threads: RefCell<Vec<Box<RunningLoop>>>,
}

impl Default for Asyncio {
    fn default() -> Asyncio {
        let none = || Cell::new(std::ptr::null_mut());
        Asyncio {
            future: none(),
            task: none(),
            state: Cell::new(std::ptr::null()),
            running: Cell::new(std::ptr::null()),
            threads: RefCell::default(),
        }
    }
}

impl Asyncio {
    /// The running thread's loop and task.
    #[inline]
    pub fn current(&self) -> &RunningLoop {
        let p = self.running.get();
        if p.is_null() {
            return self.enter_thread();
        }
        // SAFETY: boxes live until their thread ends, which takes its pointer out of here.
        unsafe { &*p }
    }
    #[cold]
    fn enter_thread(&self) -> &RunningLoop {
        let mut threads = self.threads.borrow_mut();
        threads.push(Box::default());
        let p: *const RunningLoop = &**threads.last().expect("just pushed");
        self.running.set(p);
        // SAFETY: as above.
        unsafe { &*p }
    }
    /// The task that a loop of any thread executes, borrowed; NULL where there is none.
    pub fn task_of(&self, event_loop: Value) -> Value {
        let threads = self.threads.borrow();
        threads.iter().find(|t| t.event_loop.get() == event_loop).map_or(Value::NULL, |t| t.task.get())
    }
}

fn release(vm: &Vm, gone: Vec<Box<RunningLoop>>) {
    for v in gone.iter().flat_map(|t| [t.event_loop.replace(Value::NULL), t.task.replace(Value::NULL)]) {
        if v != Value::NULL {
            v.decref(vm);
        }
    }
}

/// The running thread ends.
pub fn leave_thread(vm: &Vm) {
    let own = vm.asyncio.running.replace(std::ptr::null());
    if !own.is_null() {
        let gone = vm.asyncio.threads.borrow_mut().extract_if(.., |t| std::ptr::eq(&**t, own)).collect();
        release(vm, gone);
    }
}

/// The interpreter ends, or a child has been forked: loops run in the parent alone.
pub fn reset(vm: &Vm) {
    vm.asyncio.running.set(std::ptr::null());
    let gone = std::mem::take(&mut *vm.asyncio.threads.borrow_mut());
    release(vm, gone);
}
