//! `_thread._ThreadHandle`: a thread that a program has started, to be joined; and starting it.
use super::Types;
use crate::native;
use crate::object::{GetSetDef, Header, Ref, Res, Slots, TypeSpec, Value, Vm};
use crate::types::support::Arguments;
use crate::vm::threads::{self, Semaphore, own_ident};
use std::cell::{Cell, RefCell};
use std::sync::{Arc, Weak};
use std::time::Duration;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    NotStarted,
    Starting,
    Running,
    Done,
}

/// What the thread itself and its handles share.
struct Shared {
    stage: Cell<Stage>,
    ident: Cell<u64>,
    /// Free once the thread is done; whoever waits takes it and gives it back.
    done: Semaphore,
}

#[repr(C)]
struct Handle {
    header: Header,
    shared: Arc<Shared>,
}

fn shared(v: Value) -> Arc<Shared> {
    // SAFETY: called with handles only.
    unsafe { v.get::<Handle>() }.shared.clone()
}

/// The threads that the interpreter waits for at its end.
#[derive(Default)]
struct Awaited(RefCell<Vec<Arc<Shared>>>);

/// All threads that were started and have not ended, and those that handles were made for.
#[derive(Default)]
struct Known(RefCell<Vec<Weak<Shared>>>);

/// In the child of a fork: all threads but the calling one have ended.
pub fn after_fork(vm: &Vm) {
    let known = vm.extension::<Known>().0.take();
    for s in known.iter().filter_map(Weak::upgrade) {
        if s.stage.get() == Stage::NotStarted {
            continue;
        }
        if s.ident.get() == own_ident() {
            vm.extension::<Known>().0.borrow_mut().push(Arc::downgrade(&s));
        } else {
            // Another thread may have been inside of the semaphore.
            s.stage.set(Stage::Done);
        }
    }
    vm.extension::<Awaited>().0.borrow_mut().clear();
}

fn note(vm: &Vm, s: &Arc<Shared>) {
    let mut known = vm.extension::<Known>().0.borrow_mut();
    known.retain(|k| k.strong_count() > 0);
    known.push(Arc::downgrade(s));
}

pub static HANDLE: TypeSpec = TypeSpec {
    name: "_thread._ThreadHandle",
    size: size_of::<Handle>(),
    slots: Slots {
        new: Some(|vm, _, args, kwnames| {
            crate::types::support::check_args(vm, "_ThreadHandle", args, kwnames, 0, 0)?;
            new_handle(vm, Stage::NotStarted, 0)
        }),
        repr: Some(|vm, v| {
            vm.new_str(&format!("<_ThreadHandle object: ident={}>", shared(v).ident.get()))
        }),
        drop: Some(|_, h| unsafe { std::ptr::drop_in_place(&raw mut (*(h as *mut Handle)).shared) }),
        ..Slots::EMPTY
    },
    methods: METHODS,
    getset: &[GetSetDef { name: "ident", get: |vm, v| vm.new_big(shared(v).ident.get().into()), set: None, doc: "" }],
    ..TypeSpec::EMPTY
};

fn new_handle(vm: &Vm, stage: Stage, ident: u64) -> Res {
    let shared = Arc::new(Shared { stage: Cell::new(stage), ident: Cell::new(ident), done: Semaphore::new(0) });
    vm.new_object::<Handle>(vm.extension::<Types>().handle.get(), |p| {
        // SAFETY: the instance is fresh.
        unsafe { (&raw mut (*p).shared).write(shared) };
    })
}

/// A handle of a thread that runs.
pub fn of_running(vm: &Vm, ident: u64) -> Res {
    let handle = new_handle(vm, Stage::Running, ident)?;
    note(vm, &shared(handle.value()));
    Ok(handle)
}

fn set_done(s: &Shared) {
    if s.stage.replace(Stage::Done) != Stage::Done {
        s.done.post();
    }
}

/// Waits for the end of a thread; false where the time was up.
fn join(vm: &Vm, s: &Shared, time: Option<Duration>) -> Res<bool> {
    match s.stage.get() {
        Stage::Done => return Ok(true),
        Stage::NotStarted => return Err(vm.runtime_error("thread not started")),
        Stage::Running if s.ident.get() == own_ident() => return Err(vm.runtime_error("Cannot join current thread")),
        _ => {}
    }
    crate::vm::shutdown::refuse_at_end(vm, "cannot join thread at interpreter shutdown")?;
    if s.done.wait(vm, time)? {
        s.done.post();
        return Ok(true);
    }
    Ok(false)
}

native! { static METHODS = [
    "join(self, timeout=None, /)" => fn handle_join(vm, [this, timeout]) {
        let time = if timeout.is_none() {
            None
        } else {
            let nanos = crate::stdlib::timeout::nanoseconds(vm, timeout, 1_000_000_000)?;
            u64::try_from(nanos).ok().map(Duration::from_nanos)
        };
        join(vm, &shared(this), time)?;
        Ok(Ref::NONE)
    }
    "is_done(self, /)" => fn handle_is_done(vm, [this]) { Ok(Ref::bool(shared(this).stage.get() == Stage::Done)) }
    "_set_done(self, /)" => fn handle_set_done(vm, [this]) {
        let s = shared(this);
        if s.stage.get() == Stage::NotStarted {
            return Err(vm.runtime_error("thread not started"));
        }
        set_done(&s);
        Ok(Ref::NONE)
    }
]; }

/// Bytes of machine stack of a thread, where the program has not set them.
const STACK_SIZE: usize = 16 << 20;

/// Starts a thread that calls a function; `handle` is its handle, a new one where there is none. The thread's number is there when this
/// returns.
///
/// # Errors
/// RuntimeError where the thread was started before, or there is no more room for threads.
pub fn start(vm: &Vm, function: Value, arguments: Arguments, handle: Option<Value>, daemon: bool) -> Res {
    let restrictions = &vm.config.restrictions;
    if restrictions.threads {
        return Err(vm.runtime_error("thread is not supported for isolated subinterpreters"));
    }
    if daemon && restrictions.daemon_threads {
        return Err(vm.runtime_error("daemon threads are not supported in this interpreter"));
    }
    let handle = match handle {
        Some(h) => Ref::new(h),
        None => new_handle(vm, Stage::NotStarted, 0)?,
    };
    let s = shared(handle.value());
    if s.stage.get() != Stage::NotStarted {
        return Err(vm.runtime_error("thread already started"));
    }
    s.stage.set(Stage::Starting);
    note(vm, &s);
    let function = Ref::new(function);
    let own = s.clone();
    let body = move |vm: &Vm| {
        own.ident.set(own_ident());
        own.stage.set(Stage::Running);
        let result = arguments.call(vm, function.value());
        if result.is_err() {
            if vm.raised_is(vm.types.SystemExit) {
                drop(vm.take_raised());
            } else {
                crate::report::unraisable_pending(vm, "Exception ignored in thread started by", function.value());
            }
        }
        drop((result, arguments, function));
        super::local::forget_thread(vm);
        let awaited = &vm.extension::<Awaited>().0;
        awaited.borrow_mut().retain(|a| !Arc::ptr_eq(a, &own));
        set_done(&own);
    };
    let size = match vm.extension::<Types>().stack_size.get() {
        0 => STACK_SIZE,
        n => n.max(256 << 10),
    };
    if let Err(e) = threads::start(vm, size, body) {
        s.stage.set(Stage::NotStarted);
        return Err(e);
    }
    if !daemon {
        vm.extension::<Awaited>().0.borrow_mut().push(s.clone());
    }
    while s.stage.get() == Stage::Starting {
        threads::switch(vm);
    }
    Ok(handle)
}

/// Waits for all threads but daemons.
pub fn join_all(vm: &Vm) -> Res<()> {
    loop {
        let next = vm.extension::<Awaited>().0.borrow().iter().find(|s| s.ident.get() != own_ident()).cloned();
        let Some(next) = next else { return Ok(()) };
        join(vm, &next, None)?;
    }
}
