//! `_thread.lock` and `_thread.RLock`.
use super::Types;
use crate::native;
use crate::object::{Header, Ref, Res, Slots, Type, TypeSpec, Value, Vm, flags};
use crate::stdlib::timeout::nanoseconds;
use crate::vm::threads::{Semaphore, own_ident};
use std::time::Duration;

/// Largest time-out of a lock, in seconds.
pub const TIMEOUT_MAX: f64 = 9_223_372_036.0;

/// A lock; `RLock` also uses `owner`, and counts beyond 1.
#[repr(C)]
struct Lock {
    header: Header,
    /// How often it is held.
    count: u64,
    /// The thread that holds it.
    owner: u64,
    /// Held as long as the lock is.
    semaphore: Semaphore,
}

#[allow(clippy::mut_from_ref)]
fn lock<'a>(v: Value) -> &'a mut Lock {
    // SAFETY: the slots and methods below are called with locks only; no borrow outlives a wait.
    unsafe { &mut *v.ptr::<Lock>() }
}

const SLOTS: Slots = Slots {
    new: Some(new),
    drop: Some(|_, h| unsafe { std::ptr::drop_in_place(&raw mut (*(h as *mut Lock)).semaphore) }),
    ..Slots::EMPTY
};

pub static LOCK: TypeSpec = TypeSpec {
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

pub static RLOCK: TypeSpec = TypeSpec {
    name: "_thread.RLock",
    flags: flags::WEAKREFABLE | flags::BASETYPE,
    size: size_of::<Lock>(),
    slots: Slots {
        repr: Some(|vm, v| {
            let (n, owner) = (lock(v).count, lock(v).owner);
            let (state, owner) = if n > 0 { ("locked", owner) } else { ("unlocked", 0) };
            vm.new_str(&format!("<{state} {} object owner={owner} count={n} at {:#x}>", vm.type_name_of(vm.type_of(v)), v.0))
        }),
        // Arguments are for the constructors of subclasses.
        new: Some(|vm, ty, _, _| new(vm, ty, &[], Value::NULL)),
        ..SLOTS
    },
    methods: RLOCK_METHODS,
    ..TypeSpec::EMPTY
};

pub fn new(vm: &Vm, ty: *mut Type, args: &[Value], kwnames: Value) -> Res {
    // SAFETY: types outlive their uses.
    let name = unsafe { vm.str_text((*ty).name) };
    crate::types::support::check_args(vm, &name, args, kwnames, 0, 0)?;
    vm.new_object::<Lock>(ty, |p| {
        // SAFETY: the instance is fresh.
        unsafe {
            (*p).count = 0;
            (*p).owner = 0;
            (&raw mut (*p).semaphore).write(Semaphore::new(1));
        }
    })
}

/// How long to wait: `None` for ever.
pub fn timeout(vm: &Vm, blocking: Value, timeout: Value) -> Res<Option<Duration>> {
    let blocking = vm.truth(blocking)?;
    let t = nanoseconds(vm, timeout, 1_000_000_000)?;
    const FOREVER: i64 = -1_000_000_000;
    if !blocking && t != FOREVER {
        return Err(vm.value_error("can't specify a timeout for a non-blocking call"));
    }
    if t < 0 && t != FOREVER {
        return Err(vm.value_error("timeout value must be a non-negative number"));
    }
    Ok(match (blocking, t) {
        (false, _) => Some(Duration::ZERO),
        (true, FOREVER) => None,
        (true, t) => Some(Duration::from_nanos(t.unsigned_abs())),
    })
}

/// Waits until the lock is free, and holds it.
fn take(vm: &Vm, this: Value, wait: Option<Duration>) -> Res<bool> {
    let _alive = Ref::new(this);
    if !lock(this).semaphore.wait(vm, wait)? {
        return Ok(false);
    }
    lock(this).count = 1;
    lock(this).owner = own_ident();
    Ok(true)
}

fn acquire(vm: &Vm, this: Value, blocking: Value, time: Value) -> Res {
    let wait = timeout(vm, blocking, time)?;
    Ok(Ref::bool(take(vm, this, wait)?))
}

fn release(vm: &Vm, this: Value) -> Res {
    if lock(this).count == 0 {
        return Err(vm.runtime_error("release unlocked lock"));
    }
    lock(this).count = 0;
    lock(this).semaphore.post();
    Ok(Ref::NONE)
}

/// A lock that was held by a thread that is no more is free.
fn reinitialise(this: Value) -> Res {
    let t = lock(this);
    t.count = 0;
    t.owner = 0;
    t.semaphore = Semaphore::new(1);
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
    "_at_fork_reinit(self, /)" => fn lock_reinit(vm, [this]) { reinitialise(this) }
]; }

fn owned(this: Value) -> bool {
    lock(this).count > 0 && lock(this).owner == own_ident()
}

fn acquire_rlock(vm: &Vm, this: Value, wait: Option<Duration>) -> Res {
    if owned(this) {
        lock(this).count += 1;
        return Ok(Ref::bool(true));
    }
    Ok(Ref::bool(take(vm, this, wait)?))
}

fn release_rlock(vm: &Vm, this: Value) -> Res {
    if !owned(this) {
        return Err(vm.runtime_error("cannot release un-acquired lock"));
    }
    lock(this).count -= 1;
    if lock(this).count == 0 {
        lock(this).owner = 0;
        lock(this).semaphore.post();
    }
    Ok(Ref::NONE)
}

native! { static RLOCK_METHODS = [
    /// Lock the lock.
    "acquire(self, /, blocking=True, timeout=-1)" => fn rlock_acquire(vm, [this, blocking, wait]) {
        let wait = timeout(vm, blocking, wait)?;
        acquire_rlock(vm, this, wait)
    }
    /// Release the lock.
    "release(self, /)" => fn rlock_release(vm, [this]) { release_rlock(vm, this) }
    /// Return a boolean indicating whether this object is locked right now.
    "locked(self, /)" => fn rlock_locked(vm, [this]) { Ok(Ref::bool(lock(this).count > 0)) }
    /// For internal use by `threading.Condition`.
    "_is_owned(self, /)" => fn rlock_is_owned(vm, [this]) { Ok(Ref::bool(owned(this))) }
    /// For internal use by reentrancy checks.
    "_recursion_count(self, /)" => fn rlock_recursion_count(vm, [this]) {
        vm.new_int(if owned(this) { lock(this).count as i64 } else { 0 })
    }
    /// For internal use by `threading.Condition`.
    "_release_save(self, /)" => fn rlock_release_save(vm, [this]) {
        let (n, owner) = (lock(this).count, lock(this).owner);
        if n == 0 {
            return Err(vm.runtime_error("cannot release un-acquired lock"));
        }
        let state = vm.tuple_from_refs([vm.new_int(n as i64)?, vm.new_big(owner.into())?])?;
        lock(this).count = 0;
        lock(this).owner = 0;
        lock(this).semaphore.post();
        Ok(state)
    }
    /// For internal use by `threading.Condition`.
    "_acquire_restore(self, state, /)" => fn rlock_acquire_restore(vm, [this, state]) {
        let (n, owner) = match vm.is_tuple(state).then(|| vm.tuple_items(state)) {
            Some([n, owner]) => (vm.int_arg(*n)?, vm.int_arg(*owner)?),
            _ => return Err(vm.type_error("_acquire_restore() argument 1 must be 2-item tuple")),
        };
        take(vm, this, None)?;
        lock(this).count = n.max(1) as u64;
        lock(this).owner = owner as u64;
        Ok(Ref::NONE)
    }
    /// Lock the lock.
    "__enter__(self, /)" => fn rlock_enter(vm, [this]) { acquire_rlock(vm, this, None) }
    /// Release the lock.
    "__exit__(self, /, *exc_info)" => fn rlock_exit(vm, [this], *_exc) { release_rlock(vm, this) }
    "_at_fork_reinit(self, /)" => fn rlock_reinit(vm, [this]) { reinitialise(this) }
]; }

/// A new lock.
pub fn new_lock(vm: &Vm) -> Res {
    new(vm, vm.extension::<Types>().lock.get(), &[], Value::NULL)
}
