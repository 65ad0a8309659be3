//! The interpreters of the process. Each lives on a thread of its own, with its own objects and its own global lock; others hand it jobs
//! and wait. Nothing but what `crossing` makes goes from one to another.
use crate::object::{Config, Value, Vm};
use crate::vm::threads::allow_threads;
use std::cell::Cell;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, mpsc};
use std::thread::JoinHandle;

/// Where an interpreter comes from (`_interpreters.WHENCE_*`).
pub mod whence {
    pub const UNKNOWN: i64 = 0;
    pub const RUNTIME: i64 = 1;
    pub const LEGACY_CAPI: i64 = 2;
    pub const CAPI: i64 = 3;
    pub const XI: i64 = 4;
    pub const STDLIB: i64 = 5;
}

type Job = Box<dyn FnOnce(&Vm) + Send>;

/// Makes an interpreter on the calling thread, hands it out, and ends it: a traceback where it could not be made.
pub type Start = fn(Config, &mut dyn FnMut(Result<&Vm, String>));

/// One interpreter.
pub struct Interpreter {
    pub id: i64,
    pub whence: i64,
    /// What `get_config` shows.
    pub settings: super::settings::Settings,
    /// None for one that has no thread of its own: that of the program.
    jobs: Mutex<Option<mpsc::Sender<Job>>>,
    thread: Mutex<Option<JoinHandle<()>>>,
    running: AtomicBool,
    references: AtomicI64,
    /// Whether it ends with its last reference.
    counted: AtomicBool,
}

struct Table {
    next: i64,
    all: BTreeMap<i64, Arc<Interpreter>>,
}

static TABLE: Mutex<Table> = Mutex::new(Table { next: 0, all: BTreeMap::new() });
/// The process that the table is of: a child of a fork has the calling interpreter alone.
static PROCESS: AtomicU32 = AtomicU32::new(0);

/// What an interpreter knows of itself.
pub struct State {
    id: Cell<Option<i64>>,
    start: Cell<Option<Start>>,
}

impl Default for State {
    fn default() -> State {
        State { id: Cell::new(None), start: Cell::new(None) }
    }
}

/// Tells how interpreters are made that this one asks for.
pub fn set_start(vm: &Vm, start: Start) {
    vm.extension::<State>().start.set(Some(start));
}

fn table() -> MutexGuard<'static, Table> {
    TABLE.lock().unwrap_or_else(|e| e.into_inner())
}

/// The number of the running interpreter. The first that asks is the main one, 0.
pub fn own_id(vm: &Vm) -> i64 {
    let state = vm.extension::<State>();
    if let Some(id) = state.id.get() {
        if PROCESS.load(Ordering::Relaxed) != std::process::id() {
            after_fork(id);
        }
        return id;
    }
    PROCESS.store(std::process::id(), Ordering::Relaxed);
    let id = insert(whence::RUNTIME, super::settings::Settings::of_main(), None);
    if let Some(own) = find(id) {
        own.running.store(true, Ordering::SeqCst);
    }
    state.id.set(Some(id));
    id
}

/// Forgets all interpreters but the calling one: their threads are not in this process. They are not ended, nor is their memory freed.
fn after_fork(own: i64) {
    PROCESS.store(std::process::id(), Ordering::Relaxed);
    let mut table = table();
    let others = std::mem::take(&mut table.all);
    for (id, interpreter) in others {
        if id == own {
            table.all.insert(id, interpreter);
        } else {
            std::mem::forget(interpreter);
        }
    }
}

fn insert(whence: i64, settings: super::settings::Settings, jobs: Option<mpsc::Sender<Job>>) -> i64 {
    let mut table = table();
    let id = table.next;
    table.next += 1;
    let interpreter = Interpreter {
        id,
        whence,
        settings,
        jobs: Mutex::new(jobs),
        thread: Mutex::new(None),
        running: AtomicBool::new(false),
        references: AtomicI64::new(0),
        counted: AtomicBool::new(false),
    };
    table.all.insert(id, Arc::new(interpreter));
    id
}

/// The interpreter of that number.
pub fn find(id: i64) -> Option<Arc<Interpreter>> {
    table().all.get(&id).cloned()
}

/// Number and origin of each.
pub fn all() -> Vec<(i64, i64)> {
    table().all.values().map(|i| (i.id, i.whence)).collect()
}

/// Makes an interpreter; its number.
///
/// # Errors
/// The text of what went wrong.
pub fn create(vm: &Vm, settings: super::settings::Settings, counted: bool) -> Result<i64, String> {
    own_id(vm);
    let Some(start) = vm.extension::<State>().start.get() else { return Err("interpreter creation failed".to_owned()) };
    let (jobs, inbox) = mpsc::channel::<Job>();
    let (ready, made) = mpsc::channel::<Result<(), String>>();
    let mut config = vm.config.clone();
    config.restrictions = settings.restrictions();
    config.inspect = false;
    let mask = crate::vm::signals::own_mask();
    let id = insert(whence::STDLIB, settings, Some(jobs));
    let serve = move || {
        crate::vm::signals::block_in_program_thread(mask);
        start(config, &mut |made| match made {
            Err(text) => drop(ready.send(Err(text))),
            Ok(vm) => {
                let state = vm.extension::<State>();
                state.id.set(Some(id));
                state.start.set(Some(start));
                let _ = ready.send(Ok(()));
                while let Ok(job) = allow_threads(vm, || inbox.recv()) {
                    job(vm);
                }
                super::queues::interpreter_ends(id);
            }
        });
    };
    let spawned = std::thread::Builder::new().stack_size(crate::syntax::FRONT_END_STACK_SIZE).spawn(serve);
    let outcome = match spawned {
        Err(e) => Err(e.to_string()),
        Ok(handle) => {
            let outcome = allow_threads(vm, || made.recv()).unwrap_or_else(|_| Err("interpreter creation failed".to_owned()));
            if let Some(own) = find(id) {
                own.counted.store(counted, Ordering::Relaxed);
                *own.thread.lock().unwrap_or_else(|e| e.into_inner()) = Some(handle);
            }
            outcome
        }
    };
    if outcome.is_err() {
        table().all.remove(&id);
    }
    outcome.map(|()| id)
}

impl Interpreter {
    /// Whether code runs in its `__main__`.
    pub fn is_running(&self) -> bool {
        self.running.load(Ordering::SeqCst)
    }
    /// Runs `job` in it and waits. None where it is running something or has ended.
    pub fn run<R: Send + 'static>(&self, vm: &Vm, job: impl FnOnce(&Vm) -> R + Send + 'static) -> Option<R> {
        if self.running.swap(true, Ordering::SeqCst) {
            return None;
        }
        let (reply, answer) = mpsc::channel();
        let sent = match &*self.jobs.lock().unwrap_or_else(|e| e.into_inner()) {
            Some(jobs) => jobs.send(Box::new(move |vm: &Vm| drop(reply.send(job(vm))))).is_ok(),
            None => false,
        };
        let result = if sent { allow_threads(vm, || answer.recv()).ok() } else { None };
        self.running.store(false, Ordering::SeqCst);
        result
    }
    /// One reference more.
    pub fn incref(&self, counted: bool) {
        self.references.fetch_add(1, Ordering::SeqCst);
        if counted {
            self.counted.store(true, Ordering::SeqCst);
        }
    }
    /// One reference less; whether that was the last one of an interpreter that ends with it.
    pub fn decref(&self) -> bool {
        let before = self.references.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |n| Some((n - 1).max(0)));
        before == Ok(1) && self.counted.load(Ordering::SeqCst)
    }
}

/// Ends an interpreter that runs nothing, and waits for its end.
pub fn destroy(vm: &Vm, interpreter: &Interpreter) {
    table().all.remove(&interpreter.id);
    drop(interpreter.jobs.lock().unwrap_or_else(|e| e.into_inner()).take());
    let thread = interpreter.thread.lock().unwrap_or_else(|e| e.into_inner()).take();
    if let Some(thread) = thread {
        let _ = allow_threads(vm, || thread.join());
    }
}

/// Ends what the program has left when its main interpreter ends, with CPython's warning. One that runs something is left to the end of
/// the process.
pub fn end_all(vm: &Vm) {
    let state = vm.extension::<State>();
    let Some(own) = state.id.get() else { return };
    // Others are no longer in the table when they end.
    let is_main = find(own).is_some_and(|i| i.whence == whence::RUNTIME);
    if !is_main || PROCESS.load(Ordering::Relaxed) != std::process::id() {
        return;
    }
    let left: Vec<Arc<Interpreter>> = table().all.values().filter(|i| i.whence == whence::STDLIB).cloned().collect();
    if !left.is_empty() {
        let text = "remaining subinterpreters; close them with Interpreter.close()";
        if crate::report::warnings::warn(vm, vm.types.RuntimeWarning, text, 1).is_err() {
            crate::report::unraisable_pending(vm, "Exception ignored in", Value::NONE);
        }
    }
    for interpreter in left {
        if !interpreter.is_running() {
            destroy(vm, &interpreter);
        }
    }
    table().all.remove(&own);
    state.id.set(None);
}

