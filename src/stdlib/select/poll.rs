//! `select.poll` objects.
use super::timeout_arg;
use crate::native;
use crate::object::{Header, Ref, Res, Slots, TypeSpec, Value, Vm};
use crate::stdlib::timeout::{deadline, file_descriptor};
use crate::types::os_error::os_error;
use crate::types::struct_sequence::new_type_of;
use rustc_hash::FxHashMap;

/// What is waited for: the system's list, and where in it a descriptor is.
#[repr(C)]
struct Poll {
    header: Header,
    fds: Vec<libc::pollfd>,
    places: FxHashMap<i32, usize>,
    /// A thread waits.
    running: bool,
}

/// The payload. The borrow ends before anything else runs.
#[allow(clippy::mut_from_ref)]
fn poll<'a>(v: Value) -> &'a mut Poll {
    // SAFETY: the methods below are called with poll objects only.
    unsafe { &mut *v.ptr::<Poll>() }
}

static SPEC: TypeSpec = TypeSpec {
    name: "select.poll",
    size: size_of::<Poll>(),
    slots: Slots {
        // SAFETY: called once, with a poll object whose cell is freed then.
        drop: Some(|_, h| unsafe {
            std::ptr::drop_in_place(&raw mut (*(h as *mut Poll)).fds);
            std::ptr::drop_in_place(&raw mut (*(h as *mut Poll)).places);
        }),
        ..Slots::EMPTY
    },
    methods: METHODS,
    ..TypeSpec::EMPTY
};

/// An object that waits for nothing yet.
pub fn new(vm: &Vm) -> Res {
    let ty = new_type_of(vm, &SPEC, vm.types.object)?;
    vm.new_object::<Poll>(ty, |p| {
        // SAFETY: the instance is fresh.
        unsafe {
            (&raw mut (*p).fds).write(Vec::new());
            (&raw mut (*p).places).write(FxHashMap::default());
            (*p).running = false;
        }
    })
}

/// Events to wait for: a C unsigned short.
fn events(vm: &Vm, v: Value) -> Res<i16> {
    match vm.index_i64(v)? {
        Ok(n) if n < 0 => Err(vm.value_error("Cannot convert negative int")),
        Err(std::cmp::Ordering::Less) => Err(vm.value_error("Cannot convert negative int")),
        Ok(n) if n <= u16::MAX as i64 => Ok(n as u16 as i16),
        _ => Err(vm.overflow_error("Python int too large for C unsigned short")),
    }
}

native! { static METHODS = [
    /// Register a descriptor, or an object with a method fileno(), and the events to wait for.
    "register(self, fd, eventmask=7, /)" => fn register(vm, [this, fd, eventmask]) {
        let fd = file_descriptor(vm, fd)?;
        let events = events(vm, eventmask)?;
        let p = poll(this);
        match p.places.get(&fd) {
            Some(i) => p.fds[*i].events = events,
            None => {
                p.places.insert(fd, p.fds.len());
                p.fds.push(libc::pollfd { fd, events, revents: 0 });
            }
        }
        Ok(Ref::NONE)
    }
    /// Change the events to wait for.
    "modify(self, fd, eventmask, /)" => fn modify(vm, [this, fd, eventmask]) {
        let fd = file_descriptor(vm, fd)?;
        let events = events(vm, eventmask)?;
        let p = poll(this);
        match p.places.get(&fd) {
            Some(i) => p.fds[*i].events = events,
            None => return Err(os_error(vm, libc::ENOENT, None)),
        }
        Ok(Ref::NONE)
    }
    /// Wait no longer for a descriptor.
    "unregister(self, fd, /)" => fn unregister(vm, [this, fd]) {
        let fd = file_descriptor(vm, fd)?;
        let p = poll(this);
        let Some(i) = p.places.remove(&fd) else {
            let key = vm.new_int(fd.into())?;
            return Err(vm.raise_with(vm.types.KeyError, key.value()));
        };
        p.fds.remove(i);
        for (i, entry) in p.fds.iter().enumerate().skip(i) {
            p.places.insert(entry.fd, i);
        }
        Ok(Ref::NONE)
    }
    /// Wait for events: a list of (fd, events). The time-out is in milliseconds; None or a negative one waits for ever.
    "poll(self, timeout=None, /)" => fn poll_method(vm, [this, timeout]) {
        let nanos = timeout_arg(vm, timeout, 1_000_000, "timeout must be an integer or None")?;
        if nanos.is_some_and(|n| i32::try_from(n / 1_000_000).is_err()) {
            return Err(vm.overflow_error("timeout is too large"));
        }
        if poll(this).running {
            return Err(vm.runtime_error("concurrent poll() invocation"));
        }
        let mut fds = poll(this).fds.clone();
        poll(this).running = true;
        let r = crate::stdlib::timeout::poll(vm, &mut fds, deadline(nanos.filter(|n| *n >= 0)));
        poll(this).running = false;
        r?;
        let ready = fds.iter().filter(|f| f.revents != 0);
        let pair = |f: &libc::pollfd| vm.tuple_from_refs([vm.new_int(f.fd.into())?, vm.new_int((f.revents as u16).into())?]);
        vm.list_from_refs(ready.map(pair).collect::<Res<_>>()?)
    }
]; }
