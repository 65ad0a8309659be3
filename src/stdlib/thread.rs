//! `_thread`. There is one thread so far: starting another raises, and waiting for a lock that is held can only end by its time-out.
use crate::native;
use crate::object::{Header, Ref, Res, Slots, Type, TypeSpec, Value, Vm, flags};
use crate::types::struct_sequence::new_type_of;
use std::time::Duration;

/// Largest time-out of a lock, in seconds.
const TIMEOUT_MAX: f64 = 9_223_372_036.0;

/// `lock` and `RLock`: how often it is held.
#[repr(C)]
struct Lock {
    header: Header,
    count: u64,
}

#[allow(clippy::mut_from_ref)]
fn lock<'a>(v: Value) -> &'a mut Lock {
    // SAFETY: the slots and methods below are called with locks only; no borrow outlives a call that runs Python code.
    unsafe { &mut *v.ptr::<Lock>() }
}

const SLOTS: Slots = Slots { new: Some(new), ..Slots::EMPTY };

static LOCK: TypeSpec = TypeSpec {
    name: "_thread.lock",
    doc: "A lock object is a synchronization primitive.  To create a lock,\ncall threading.Lock().  Methods are:\n\nacquire() -- lock the lock, possibly blocking until it can be obtained\nrelease() -- unlock of the lock\nlocked() -- test whether the lock is currently locked\n\nA lock is not owned by the thread that locked it; another thread may\nunlock it.  A thread attempting to lock a lock that it has already locked\nwill block until another thread unlocks it.  Deadlocks may ensue.",
    flags: flags::WEAKREFABLE,
    size: size_of::<Lock>(),
    slots: Slots {
        repr: Some(|vm, v| {
            let state = if lock(v).count > 0 { "locked" } else { "unlocked" };
            vm.new_str(&format!("<{state} _thread.lock object at {:#x}>", v.0))
        }),
        ..SLOTS
    },
    methods: LOCK_METHODS,
    getset: &[],
};

static RLOCK: TypeSpec = TypeSpec {
    name: "_thread.RLock",
    flags: flags::WEAKREFABLE | flags::BASETYPE,
    size: size_of::<Lock>(),
    slots: Slots {
        repr: Some(|vm, v| {
            let n = lock(v).count;
            let (state, owner) = if n > 0 { ("locked", ident(vm)) } else { ("unlocked", 0) };
            vm.new_str(&format!("<{state} {} object owner={owner} count={n} at {:#x}>", vm.type_name_of(vm.type_of(v)), v.0))
        }),
        ..SLOTS
    },
    methods: RLOCK_METHODS,
    ..TypeSpec::EMPTY
};

fn new(vm: &Vm, ty: *mut Type, args: &[Value], kwnames: Value) -> Res {
    // SAFETY: types outlive their uses.
    let name = unsafe { vm.str_text((*ty).name) };
    crate::types::support::check_args(vm, &name, args, kwnames, 0, 0)?;
    // SAFETY: the instance is fresh.
    vm.new_object::<Lock>(ty, |p| unsafe { (*p).count = 0 })
}

/// The number of the running thread.
fn ident(_: &Vm) -> u64 {
    // SAFETY: a plain call.
    unsafe { libc::pthread_self() as u64 }
}

/// How long to wait: `None` for ever.
fn timeout(vm: &Vm, blocking: Value, timeout: Value) -> Res<Option<Duration>> {
    let blocking = vm.truth(blocking)?;
    let t = vm.float_arg(timeout)?;
    if !blocking && t != -1.0 {
        return Err(vm.value_error("can't specify a timeout for a non-blocking call"));
    }
    if t < 0.0 && t != -1.0 {
        return Err(vm.value_error("timeout value must be a non-negative number"));
    }
    if t > TIMEOUT_MAX {
        return Err(vm.overflow_error("timeout value is too large"));
    }
    Ok(match (blocking, t) {
        (false, _) => Some(Duration::ZERO),
        (true, -1.0) => None,
        (true, t) => Some(Duration::from_secs_f64(t)),
    })
}

fn acquire(vm: &Vm, this: Value, blocking: Value, time: Value) -> Res {
    let wait = timeout(vm, blocking, time)?;
    if lock(this).count == 0 {
        lock(this).count = 1;
        return Ok(Ref::bool(true));
    }
    match wait {
        Some(d) => {
            std::thread::sleep(d);
            Ok(Ref::bool(false))
        }
        None => Err(vm.runtime_error("deadlock: the only thread waits for a lock that it holds")),
    }
}

fn release(vm: &Vm, this: Value) -> Res {
    if lock(this).count == 0 {
        return Err(vm.runtime_error("release unlocked lock"));
    }
    lock(this).count = 0;
    Ok(Ref::NONE)
}

native! { static LOCK_METHODS = [
    /// Lock the lock.
    "acquire(self, /, blocking=True, timeout=-1)" => fn lock_acquire(vm, [this, blocking, timeout]) { acquire(vm, this, blocking, timeout) }
    /// Lock the lock.
    "acquire_lock(self, /, blocking=True, timeout=-1)" => fn lock_acquire_lock(vm, [this, blocking, timeout]) { acquire(vm, this, blocking, timeout) }
    /// Release the lock.
    "release(self, /)" => fn lock_release(vm, [this]) { release(vm, this) }
    /// Release the lock.
    "release_lock(self, /)" => fn lock_release_lock(vm, [this]) { release(vm, this) }
    /// Return whether the lock is locked.
    "locked(self, /)" => fn lock_locked(vm, [this]) { Ok(Ref::bool(lock(this).count > 0)) }
    /// Return whether the lock is locked.
    "locked_lock(self, /)" => fn lock_locked_lock(vm, [this]) { Ok(Ref::bool(lock(this).count > 0)) }
    /// Lock the lock.
    "__enter__(self, /)" => fn lock_enter(vm, [this]) { acquire(vm, this, Value::TRUE, Value::small_int(-1)) }
    /// Release the lock.
    "__exit__(self, /, *exc_info)" => fn lock_exit(vm, [this], *_exc) { release(vm, this) }
    "_at_fork_reinit(self, /)" => fn lock_reinit(vm, [this]) {
        lock(this).count = 0;
        Ok(Ref::NONE)
    }
]; }

fn release_rlock(vm: &Vm, this: Value) -> Res {
    if lock(this).count == 0 {
        return Err(vm.runtime_error("cannot release un-acquired lock"));
    }
    lock(this).count -= 1;
    Ok(Ref::NONE)
}

native! { static RLOCK_METHODS = [
    /// Lock the lock.
    "acquire(self, /, blocking=True, timeout=-1)" => fn rlock_acquire(vm, [this, blocking, wait]) {
        timeout(vm, blocking, wait)?;
        lock(this).count += 1;
        Ok(Ref::bool(true))
    }
    /// Release the lock.
    "release(self, /)" => fn rlock_release(vm, [this]) { release_rlock(vm, this) }
    /// Return a boolean indicating whether this object is locked right now.
    "locked(self, /)" => fn rlock_locked(vm, [this]) { Ok(Ref::bool(lock(this).count > 0)) }
    /// For internal use by `threading.Condition`.
    "_is_owned(self, /)" => fn rlock_is_owned(vm, [this]) { Ok(Ref::bool(lock(this).count > 0)) }
    /// For internal use by reentrancy checks.
    "_recursion_count(self, /)" => fn rlock_recursion_count(vm, [this]) { vm.new_int(lock(this).count as i64) }
    /// For internal use by `threading.Condition`.
    "_release_save(self, /)" => fn rlock_release_save(vm, [this]) {
        let n = lock(this).count;
        if n == 0 {
            return Err(vm.runtime_error("cannot release un-acquired lock"));
        }
        lock(this).count = 0;
        vm.tuple_from_refs([vm.new_int(n as i64)?, vm.new_big(ident(vm).into())?])
    }
    /// For internal use by `threading.Condition`.
    "_acquire_restore(self, state, /)" => fn rlock_acquire_restore(vm, [this, state]) {
        let n = match vm.is_tuple(state).then(|| vm.tuple_items(state)) {
            Some([n, _]) => vm.int_arg(*n)?,
            _ => return Err(vm.type_error("_acquire_restore() argument 1 must be 2-item tuple")),
        };
        lock(this).count = n.max(0) as u64;
        Ok(Ref::NONE)
    }
    /// Lock the lock.
    "__enter__(self, /)" => fn rlock_enter(vm, [this]) {
        lock(this).count += 1;
        Ok(Ref::bool(true))
    }
    /// Release the lock.
    "__exit__(self, /, *exc_info)" => fn rlock_exit(vm, [this], *_exc) { release_rlock(vm, this) }
    "_at_fork_reinit(self, /)" => fn rlock_reinit(vm, [this]) {
        lock(this).count = 0;
        Ok(Ref::NONE)
    }
]; }

/// `_local`: attributes of the running thread.
#[repr(C)]
struct Local {
    header: Header,
}

static LOCAL: TypeSpec = TypeSpec {
    name: "_thread._local",
    doc: "Thread-local data",
    flags: flags::HAS_DICT | flags::BASETYPE | flags::WEAKREFABLE | flags::TRACKED,
    size: size_of::<Local>(),
    slots: Slots { new: Some(new_local), ..Slots::EMPTY },
    methods: &[],
    getset: &[],
};

fn new_local(vm: &Vm, ty: *mut Type, args: &[Value], kwnames: Value) -> Res {
    let named = kwnames != Value::NULL && !vm.tuple_items(kwnames).is_empty();
    // SAFETY: types outlive their uses.
    let plain_init = unsafe { (*ty).slots.init } == unsafe { (*vm.types.object).slots.init };
    if plain_init && (!args.is_empty() || named) {
        return Err(vm.type_error("Initialization arguments are not supported"));
    }
    vm.new_object::<Local>(ty, |_| ())
}

/// The types, made with the module.
#[derive(Default)]
struct Made {
    lock: std::cell::Cell<usize>,
}

native! { static FUNCTIONS = [
    /// Create a new lock object.
    "allocate_lock()" => fn allocate_lock(vm, []) { new(vm, vm.extension::<Made>().lock.get() as *mut Type, &[], Value::NULL) }
    /// An obsolete synonym of allocate_lock().
    "allocate()" => fn allocate(vm, []) { new(vm, vm.extension::<Made>().lock.get() as *mut Type, &[], Value::NULL) }
    /// Return a non-zero integer that uniquely identifies the current thread
    /// amongst other threads that exist simultaneously.
    "get_ident()" => fn get_ident(vm, []) { vm.new_big(ident(vm).into()) }
    /// Return a non-negative integer identifying the thread as reported
    /// by the OS (kernel).
    "get_native_id()" => fn get_native_id(vm, []) {
        // SAFETY: a plain system call.
        vm.new_int(unsafe { libc::syscall(libc::SYS_gettid) })
    }
    /// Start a new thread and return its identifier.
    "start_new_thread(function, args, kwargs={}, /)" => fn start_new_thread(vm, [_function, _args, _kwargs]) {
        Err(vm.runtime_error("can't start new thread"))
    }
    /// Return the number of threads that have been started and run.
    "_count()" => fn count(vm, []) { vm.new_int(0) }
    /// Return the thread stack size used when creating new threads.
    "stack_size(size=0, /)" => fn stack_size(vm, [_size]) { vm.new_int(0) }
    "daemon_threads_allowed()" => fn daemon_threads_allowed(vm, []) { Ok(Ref::bool(true)) }
    "_get_main_thread_ident()" => fn get_main_thread_ident(vm, []) { vm.new_big(ident(vm).into()) }
    "_is_main_interpreter()" => fn is_main_interpreter(vm, []) { Ok(Ref::bool(true)) }
    /// Raise a SystemExit in this thread.
    "exit()" => fn exit(vm, []) { Err(vm.raise_type(vm.types.SystemExit, "")) }
]; }

/// Makes the module.
pub fn init(vm: &Vm) -> Res {
    let doc = "This module provides primitive operations to write multi-threaded programs.\nThe 'threading' module provides a more convenient interface.";
    let module = super::new_module(vm, "_thread", doc, FUNCTIONS)?;
    let m = module.value();
    let made = vm.extension::<Made>();
    let lock = new_type_of(vm, &LOCK, vm.types.object)?;
    made.lock.set(lock as usize);
    super::set(vm, m, "LockType", Ref::from_type(lock))?;
    super::set(vm, m, "lock", Ref::from_type(lock))?;
    super::set(vm, m, "RLock", Ref::from_type(new_type_of(vm, &RLOCK, vm.types.object)?))?;
    super::set(vm, m, "_local", Ref::from_type(new_type_of(vm, &LOCAL, vm.types.object)?))?;
    super::set(vm, m, "error", Ref::from_type(vm.types.RuntimeError))?;
    super::set(vm, m, "TIMEOUT_MAX", Ref::float(TIMEOUT_MAX))?;
    Ok(module)
}
