//! `select.epoll`.
use super::timeout_arg;
use crate::native;
use crate::object::{GetSetDef, Header, Raised, Ref, Res, Slots, Type, TypeSpec, Value, Vm, call_native};
use crate::stdlib::timeout::{deadline, file_descriptor, milliseconds_until};
use crate::types::os_error::{last_errno, os_error};
use crate::vm::{signals, threads::allow_threads};
use std::time::Instant;

/// An epoll object. The descriptor is -1 while it is closed.
#[repr(C)]
struct Epoll {
    header: Header,
    fd: i32,
}

/// The payload. The borrow ends before anything else runs.
#[allow(clippy::mut_from_ref)]
fn epoll<'a>(v: Value) -> &'a mut Epoll {
    // SAFETY: the slots and methods below are called with epoll objects only.
    unsafe { &mut *v.ptr::<Epoll>() }
}

pub static SPEC: TypeSpec = TypeSpec {
    name: "select.epoll",
    doc: "select.epoll(sizehint=-1, flags=0)\n\nReturns an epolling object\n\nsizehint must be a positive integer or -1 for the default size. The\nsizehint is used to optimize internal data structures. It doesn't limit\nthe maximum number of monitored events.",
    size: size_of::<Epoll>(),
    slots: Slots {
        new: Some(new),
        drop: Some(|_, h| {
            // SAFETY: called once, with an epoll object whose cell is freed then; the descriptor is its own.
            unsafe {
                let fd = (*(h as *mut Epoll)).fd;
                if fd >= 0 {
                    libc::close(fd);
                }
            }
        }),
        ..Slots::EMPTY
    },
    methods: METHODS,
    getset: &[GetSetDef {
        name: "closed",
        get: |_, v| Ok(Ref::bool(epoll(v).fd < 0)),
        set: None,
        doc: "True if the epoll handler is closed",
    }],
    ..TypeSpec::EMPTY
};

fn with_descriptor(vm: &Vm, ty: *mut Type, fd: i32) -> Res {
    // SAFETY: the instance is fresh.
    vm.new_object::<Epoll>(ty, |p| unsafe { (*p).fd = fd })
}

native! { static NEW = [
    "epoll(cls, sizehint=-1, flags=0)" => fn new_body(vm, [cls, sizehint, flags]) {
        let hint = vm.c_int_arg(sizehint)?;
        let flags = vm.c_int_arg(flags)? as i32;
        if hint < -1 || hint == 0 {
            return Err(vm.value_error("negative sizehint"));
        }
        if flags & !libc::EPOLL_CLOEXEC != 0 {
            return Err(vm.raise_type(vm.types.OSError, "invalid flags"));
        }
        create(vm, cls.ptr())
    }
]; }

fn create(vm: &Vm, ty: *mut Type) -> Res {
    // SAFETY: a plain system call.
    match unsafe { libc::epoll_create1(libc::EPOLL_CLOEXEC) } {
        -1 => Err(os_error(vm, last_errno(), None)),
        fd => with_descriptor(vm, ty, fd).inspect_err(|_| {
            // SAFETY: nobody else knows the descriptor.
            unsafe { libc::close(fd) };
        }),
    }
}

fn new(vm: &Vm, ty: *mut Type, args: &[Value], kwnames: Value) -> Res {
    let mut all = vec![Value::from_ptr(ty)];
    all.extend_from_slice(args);
    call_native(vm, &NEW[0], &all, kwnames)
}

#[cold]
fn closed(vm: &Vm) -> Raised {
    vm.value_error("I/O operation on closed epoll object")
}

fn descriptor(vm: &Vm, this: Value) -> Res<i32> {
    match epoll(this).fd {
        fd if fd < 0 => Err(closed(vm)),
        fd => Ok(fd),
    }
}

/// A C unsigned int: what does not fit is cut off.
fn mask(vm: &Vm, v: Value) -> Res<u32> {
    match vm.index_i64(v)? {
        Ok(n) => Ok(n as u32),
        Err(_) => Ok(u32::MAX),
    }
}

fn control(vm: &Vm, this: Value, what: i32, v: Value, events: u32) -> Res {
    descriptor(vm, this)?;
    let fd = file_descriptor(vm, v)?;
    let own = descriptor(vm, this)?;
    let mut event = libc::epoll_event { events, u64: fd as u64 };
    // SAFETY: the event is live during the call.
    if unsafe { libc::epoll_ctl(own, what, fd, &mut event) } < 0 { Err(os_error(vm, last_errno(), None)) } else { Ok(Ref::NONE) }
}

fn close(vm: &Vm, this: Value) -> Res {
    let fd = std::mem::replace(&mut epoll(this).fd, -1);
    // SAFETY: the descriptor belongs to the object, which does not use it again.
    if fd >= 0 && allow_threads(vm, || unsafe { libc::close(fd) }) < 0 {
        return Err(os_error(vm, last_errno(), None));
    }
    Ok(Ref::NONE)
}

native! { static METHODS = [
    /// Create an epoll object from a given control fd; -1 makes a new one.
    @classmethod "fromfd(cls, fd, /)" => fn fromfd(vm, [cls, fd]) {
        match vm.c_int_arg(fd)? as i32 {
            -1 => create(vm, cls.ptr()),
            fd => with_descriptor(vm, cls.ptr(), fd),
        }
    }
    /// Close the epoll control file descriptor.  Further operations on the object raise an exception.
    "close(self, /)" => fn close_method(vm, [this]) { close(vm, this) }
    /// The epoll control file descriptor.
    "fileno(self, /)" => fn fileno(vm, [this]) { vm.new_int(descriptor(vm, this)?.into()) }
    /// Register a descriptor, or an object with a method fileno(), and the events to wait for.
    "register(self, /, fd, eventmask=7)" => fn register(vm, [this, fd, eventmask]) {
        let events = mask(vm, eventmask)?;
        control(vm, this, libc::EPOLL_CTL_ADD, fd, events)
    }
    /// Change the events to wait for.
    "modify(self, /, fd, eventmask)" => fn modify(vm, [this, fd, eventmask]) {
        let events = mask(vm, eventmask)?;
        control(vm, this, libc::EPOLL_CTL_MOD, fd, events)
    }
    /// Wait no longer for a descriptor.
    "unregister(self, /, fd)" => fn unregister(vm, [this, fd]) { control(vm, this, libc::EPOLL_CTL_DEL, fd, 0) }
    /// Wait for events: a list of (fd, events), of at most that many. The time-out is in seconds; None or -1 waits for ever.
    "poll(self, /, timeout=None, maxevents=-1)" => fn poll(vm, [this, timeout, maxevents]) {
        let most = vm.c_int_arg(maxevents)?;
        descriptor(vm, this)?;
        let nanos = timeout_arg(vm, timeout, 1_000_000_000, "timeout must be an integer or None")?;
        if nanos.is_some_and(|n| i32::try_from(n / 1_000_000).is_err()) {
            return Err(vm.overflow_error("timeout is too large"));
        }
        let until = deadline(nanos.filter(|n| *n >= 0));
        let most = match most {
            -1 => libc::FD_SETSIZE - 1,
            n if n < 1 => return Err(vm.value_error(format!("maxevents must be greater than 0, got {n}"))),
            n => n as usize,
        };
        let mut events: Vec<libc::epoll_event> = Vec::new();
        if events.try_reserve_exact(most).is_err() {
            return Err(vm.memory_error());
        }
        let got = loop {
            let fd = epoll(this).fd;
            let (p, ms) = (events.as_mut_ptr(), milliseconds_until(until));
            // SAFETY: there is room for `most` events.
            let r = allow_threads(vm, || unsafe { libc::epoll_wait(fd, p, most as i32, ms) });
            match r {
                // The longest time the system can wait for may be shorter than what was asked for.
                0 if until.is_none_or(|t| t > Instant::now()) => {}
                0.. => break r as usize,
                _ => match last_errno() {
                    libc::EINTR => signals::deliver(vm)?,
                    errno => return Err(os_error(vm, errno, None)),
                },
            }
        };
        // SAFETY: the system wrote that many events.
        unsafe { events.set_len(got) };
        let pair = |e: &libc::epoll_event| vm.tuple_from_refs([vm.new_int(e.u64 as i32 as i64)?, vm.new_int(e.events as i64)?]);
        vm.list_from_refs(events.iter().map(pair).collect::<Res<_>>()?)
    }
    "__enter__(self, /)" => fn enter(vm, [this]) {
        descriptor(vm, this)?;
        Ok(Ref::new(this))
    }
    "__exit__(self, exc_type=None, exc_value=None, exc_tb=None, /)" => fn exit(vm, [this, exc_type, exc_value, exc_tb]) { close(vm, this) }
]; }
