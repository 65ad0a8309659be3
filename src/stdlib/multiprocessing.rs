//! `_multiprocessing`: semaphores that processes share; and `_posixshmem`: memory that they share.
use super::posix::arguments::{c_path, int};
use crate::native;
use crate::object::{GetSetDef, Header, Ref, Res, Slots, Type, TypeSpec, Value, Vm, call_native, flags};
use crate::types::os_error::{last_errno, os_error};
use crate::types::struct_sequence::new_type_of;
use crate::vm::threads::{allow_threads, own_ident};
use crate::vm::signals;
use std::ffi::CString;

const RECURSIVE_MUTEX: i32 = 0;
const SEMAPHORE: i32 = 1;

/// A semaphore of the system, used as a recursive lock or as a semaphore.
#[repr(C)]
struct SemLock {
    header: Header,
    handle: *mut libc::sem_t,
    kind: i32,
    maxvalue: i32,
    /// How often this process has it.
    count: i64,
    /// The thread that took it last.
    owner: u64,
    name: Option<CString>,
}

#[allow(clippy::mut_from_ref)]
fn lock<'a>(v: Value) -> &'a mut SemLock {
    // SAFETY: the slots and methods below are called with instances of the type only; no borrow outlives a wait.
    unsafe { &mut *v.ptr::<SemLock>() }
}

fn is_mine(v: Value) -> bool {
    lock(v).count > 0 && lock(v).owner == own_ident()
}

fn value_of(vm: &Vm, v: Value) -> Res<i32> {
    let mut n = 0;
    // SAFETY: an open semaphore, and room for its value.
    if unsafe { libc::sem_getvalue(lock(v).handle, &mut n) } < 0 {
        return Err(os_error(vm, last_errno(), None));
    }
    Ok(n.max(0))
}

static SEM_LOCK: TypeSpec = TypeSpec {
    name: "_multiprocessing.SemLock",
    doc: "Semaphore/Mutex type",
    flags: flags::BASETYPE,
    size: size_of::<SemLock>(),
    slots: Slots {
        new: Some(|vm, ty, args, kwnames| {
            let mut all = vec![Value::from_ptr(ty)];
            all.extend_from_slice(args);
            call_native(vm, &NEW[0], &all, kwnames)
        }),
        drop: Some(|_, h| {
            let l = lock(Value::from_ptr(h));
            // SAFETY: the semaphore is closed once; the name is dropped with the object.
            unsafe {
                if !l.handle.is_null() {
                    libc::sem_close(l.handle);
                }
                std::ptr::drop_in_place(&raw mut l.name);
            }
        }),
        ..Slots::EMPTY
    },
    methods: METHODS,
    getset: &[
        GetSetDef { name: "handle", get: |vm, v| vm.new_usize(lock(v).handle as usize), set: None, doc: "" },
        GetSetDef { name: "kind", get: |vm, v| vm.new_int(lock(v).kind as i64), set: None, doc: "" },
        GetSetDef { name: "maxvalue", get: |vm, v| vm.new_int(lock(v).maxvalue as i64), set: None, doc: "" },
        GetSetDef {
            name: "name",
            get: |vm, v| match &lock(v).name {
                Some(name) => super::posix::arguments::fs_str(vm, name.as_bytes()),
                None => Ok(Ref::NONE),
            },
            set: None,
            doc: "",
        },
    ],
};

fn new_lock(vm: &Vm, ty: *mut Type, handle: *mut libc::sem_t, kind: i32, maxvalue: i32, name: Option<CString>) -> Res {
    vm.new_object::<SemLock>(ty, |p| {
        // SAFETY: the instance is fresh.
        unsafe {
            (*p).handle = handle;
            (*p).kind = kind;
            (*p).maxvalue = maxvalue;
            (*p).count = 0;
            (*p).owner = 0;
            (&raw mut (*p).name).write(name);
        }
    })
}

/// Takes the semaphore; false where it was not free in time.
fn acquire(vm: &Vm, this: Value, block: bool, timeout: Value) -> Res<bool> {
    let _alive = Ref::new(this);
    if lock(this).kind == RECURSIVE_MUTEX && is_mine(this) {
        lock(this).count += 1;
        return Ok(true);
    }
    let until = if timeout.is_none() {
        None
    } else {
        let t = vm.float_arg(timeout)?.max(0.0);
        // SAFETY: the time is written by the call.
        let now = unsafe {
            let mut now: libc::timespec = std::mem::zeroed();
            libc::clock_gettime(libc::CLOCK_REALTIME, &mut now);
            now
        };
        let d = std::time::Duration::try_from_secs_f64(t.min(1e9)).unwrap_or_default();
        let nanos = now.tv_nsec + d.subsec_nanos() as i64;
        Some(libc::timespec { tv_sec: now.tv_sec + d.as_secs() as i64 + nanos / 1_000_000_000, tv_nsec: nanos % 1_000_000_000 })
    };
    let handle = lock(this).handle;
    // SAFETY: an open semaphore, which its owner keeps while it waits.
    if unsafe { libc::sem_trywait(handle) } != 0 {
        loop {
            match last_errno() {
                libc::EAGAIN if !block => return Ok(false),
                libc::EAGAIN | libc::EINTR => {}
                libc::ETIMEDOUT => return Ok(false),
                errno => return Err(os_error(vm, errno, None)),
            }
            // SAFETY: as above.
            let r = allow_threads(vm, || unsafe {
                match &until {
                    Some(t) => libc::sem_timedwait(handle, t),
                    None => libc::sem_wait(handle),
                }
            });
            if r == 0 {
                break;
            }
            if last_errno() == libc::EINTR {
                signals::deliver(vm)?;
                // SAFETY: errno is the thread's own; handlers may have changed it.
                unsafe { *libc::__errno_location() = libc::EINTR };
            }
        }
    }
    lock(this).count += 1;
    lock(this).owner = own_ident();
    Ok(true)
}

fn release(vm: &Vm, this: Value) -> Res {
    if lock(this).kind == RECURSIVE_MUTEX {
        if !is_mine(this) {
            return Err(vm.raise_type(vm.types.AssertionError, "attempt to release recursive lock not owned by thread"));
        }
        if lock(this).count > 1 {
            lock(this).count -= 1;
            return Ok(Ref::NONE);
        }
    } else if value_of(vm, this)? >= lock(this).maxvalue {
        return Err(vm.value_error("semaphore or lock released too many times"));
    }
    // SAFETY: an open semaphore.
    if unsafe { libc::sem_post(lock(this).handle) } < 0 {
        return Err(os_error(vm, last_errno(), None));
    }
    lock(this).count -= 1;
    Ok(Ref::NONE)
}

native! { static NEW = [
    @staticmethod "SemLock(type, kind, value, maxvalue, name, unlink)" => fn new(vm, [ty, kind, value, maxvalue, name, unlink]) {
        let (kind, value, maxvalue) = (int(vm, kind)?, int(vm, value)?, int(vm, maxvalue)?);
        if !vm.is_str(name) {
            return Err(vm.type_error(format!("SemLock() argument 'name' must be str, not {}", vm.argument_type_name(name))));
        }
        let (name, unlink) = (c_path(vm, name)?, vm.truth(unlink)?);
        if kind != RECURSIVE_MUTEX && kind != SEMAPHORE {
            return Err(vm.value_error("unrecognized kind"));
        }
        // SAFETY: a NUL-terminated name.
        let handle = unsafe { libc::sem_open(name.as_ptr(), libc::O_CREAT | libc::O_EXCL, 0o600 as libc::c_uint, value as libc::c_uint) };
        if handle == libc::SEM_FAILED {
            return Err(os_error(vm, last_errno(), None));
        }
        // SAFETY: as above.
        if unlink && unsafe { libc::sem_unlink(name.as_ptr()) } < 0 {
            let errno = last_errno();
            // SAFETY: opened above.
            unsafe { libc::sem_close(handle) };
            return Err(os_error(vm, errno, None));
        }
        new_lock(vm, ty.ptr::<Type>(), handle, kind, maxvalue, (!unlink).then_some(name))
    }
]; }

native! { static METHODS = [
    /// Acquire the semaphore/lock.
    "acquire(self, /, block=True, timeout=None)" => fn acquire_method(vm, [this, block, timeout]) {
        let block = vm.truth(block)?;
        Ok(Ref::bool(acquire(vm, this, block, timeout)?))
    }
    /// Release the semaphore/lock.
    "release(self, /)" => fn release_method(vm, [this]) { release(vm, this) }
    /// Enter the semaphore/lock.
    "__enter__(self, /)" => fn enter(vm, [this]) { Ok(Ref::bool(acquire(vm, this, true, Value::NONE)?)) }
    /// Exit the semaphore/lock.
    "__exit__(self, exc_type=None, exc_value=None, exc_tb=None, /)" => fn exit(vm, [this, a, b, c]) { release(vm, this) }
    /// Num of `acquire()`s minus num of `release()`s for this process.
    "_count(self, /)" => fn count(vm, [this]) { vm.new_int(lock(this).count) }
    /// Whether the lock is owned by this thread.
    "_is_mine(self, /)" => fn is_mine_method(vm, [this]) { Ok(Ref::bool(is_mine(this))) }
    /// Get the value of the semaphore.
    "_get_value(self, /)" => fn get_value(vm, [this]) { vm.new_int(value_of(vm, this)? as i64) }
    /// Return whether semaphore has value zero.
    "_is_zero(self, /)" => fn is_zero(vm, [this]) { Ok(Ref::bool(value_of(vm, this)? == 0)) }
    /// Rezero the net acquisition count after fork().
    "_after_fork(self, /)" => fn after_fork(vm, [this]) {
        lock(this).count = 0;
        Ok(Ref::NONE)
    }
    @classmethod "_rebuild(type, handle, kind, maxvalue, name, /)" => fn rebuild(vm, [ty, handle, kind, maxvalue, name]) {
        let (kind, maxvalue) = (int(vm, kind)?, int(vm, maxvalue)?);
        if name.is_none() {
            return Err(vm.value_error("a semaphore without a name cannot be opened again"));
        }
        let name = c_path(vm, name)?;
        // SAFETY: a NUL-terminated name.
        let handle = unsafe { libc::sem_open(name.as_ptr(), 0) };
        if handle == libc::SEM_FAILED {
            return Err(os_error(vm, last_errno(), None));
        }
        new_lock(vm, ty.ptr::<Type>(), handle, kind, maxvalue, Some(name))
    }
    "__reduce__(self, /)" => fn reduce(vm, [this]) { Err(vm.type_error(format!("cannot pickle '{}' object", vm.type_name(this)))) }
]; }

native! { static FUNCTIONS = [
    "sem_unlink(name, /)" => fn sem_unlink(vm, [name]) {
        let name = c_path(vm, name)?;
        // SAFETY: a NUL-terminated name.
        if unsafe { libc::sem_unlink(name.as_ptr()) } < 0 {
            return Err(os_error(vm, last_errno(), None));
        }
        Ok(Ref::NONE)
    }
]; }

fn shared_name(vm: &Vm, v: Value, function: &str) -> Res<CString> {
    if !vm.is_str(v) {
        return Err(vm.type_error(format!("{function}() argument 1 must be str, not {}", vm.argument_type_name(v))));
    }
    c_path(vm, v).map_err(|e| {
        if !vm.raised_is(vm.types.UnicodeError) && vm.clear_raised_if(vm.types.ValueError) {
            return vm.value_error("embedded null character");
        }
        e
    })
}

native! { static SHARED_MEMORY = [
    /// Open a shared memory object.  Returns a file descriptor (integer).
    "shm_open(path, flags, mode=511)" => fn shm_open(vm, [path, flags, mode]) {
        let (name, flags, mode) = (shared_name(vm, path, "shm_open")?, int(vm, flags)?, int(vm, mode)?);
        loop {
            // SAFETY: a NUL-terminated name.
            let fd = unsafe { libc::shm_open(name.as_ptr(), flags, mode as libc::mode_t) };
            if fd >= 0 {
                return vm.new_int(fd as i64);
            }
            match last_errno() {
                libc::EINTR => signals::deliver(vm)?,
                errno => return Err(os_error(vm, errno, Some(path))),
            }
        }
    }
    /// Remove a shared memory object (similar to unlink()).
    ///
    /// Remove a shared memory object name, and, once all processes have
    /// unmapped the object, de-allocates and destroys the contents of the
    /// associated memory region.
    "shm_unlink(path, /)" => fn shm_unlink(vm, [path]) {
        let name = shared_name(vm, path, "shm_unlink")?;
        // SAFETY: a NUL-terminated name.
        if unsafe { libc::shm_unlink(name.as_ptr()) } < 0 {
            return Err(os_error(vm, last_errno(), Some(path)));
        }
        Ok(Ref::NONE)
    }
]; }

/// Makes `_multiprocessing`.
pub fn init(vm: &Vm) -> Res {
    let module = super::new_module(vm, "_multiprocessing", "", FUNCTIONS)?;
    let m = module.value();
    let ty = new_type_of(vm, &SEM_LOCK, vm.types.object)?;
    // SAFETY: the type was just made.
    let dict = unsafe { (*ty).dict };
    vm.dict_set_name(dict, vm.intern("SEM_VALUE_MAX").value(), Ref::own(Value::small_int(i32::MAX as i64)))?;
    super::set(vm, m, "SemLock", Ref::from_type(ty))?;
    let known = vm.new_dict()?;
    for name in ["HAVE_SEM_OPEN", "HAVE_SEM_TIMEDWAIT"] {
        vm.dict_set_name(known.ptr(), vm.intern(name).value(), Ref::own(Value::small_int(1)))?;
    }
    super::set(vm, m, "flags", known)?;
    Ok(module)
}

/// Makes `_posixshmem`.
pub fn init_shared_memory(vm: &Vm) -> Res {
    super::new_module(vm, "_posixshmem", "POSIX shared memory module", SHARED_MEMORY)
}
