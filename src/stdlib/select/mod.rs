//! `select`: waiting for descriptors to become ready.
mod epoll;
mod poll;

use super::timeout::{deadline, file_descriptor, nanoseconds};
use crate::native;
use crate::object::{Ref, Res, Value, Vm};
use crate::types::os_error::{last_errno, os_error};
use crate::types::struct_sequence::new_type_of;
use crate::vm::{signals, threads::allow_threads};
use std::time::Instant;

const CONSTANTS: &[(&str, i64)] = &[
    ("EPOLLERR", libc::EPOLLERR as i64),
    ("EPOLLET", libc::EPOLLET as u32 as i64),
    ("EPOLLEXCLUSIVE", libc::EPOLLEXCLUSIVE as i64),
    ("EPOLLHUP", libc::EPOLLHUP as i64),
    ("EPOLLIN", libc::EPOLLIN as i64),
    ("EPOLLMSG", libc::EPOLLMSG as i64),
    ("EPOLLONESHOT", libc::EPOLLONESHOT as i64),
    ("EPOLLOUT", libc::EPOLLOUT as i64),
    ("EPOLLPRI", libc::EPOLLPRI as i64),
    ("EPOLLRDBAND", libc::EPOLLRDBAND as i64),
    ("EPOLLRDHUP", libc::EPOLLRDHUP as i64),
    ("EPOLLRDNORM", libc::EPOLLRDNORM as i64),
    ("EPOLLWAKEUP", libc::EPOLLWAKEUP as i64),
    ("EPOLLWRBAND", libc::EPOLLWRBAND as i64),
    ("EPOLLWRNORM", libc::EPOLLWRNORM as i64),
    ("EPOLL_CLOEXEC", libc::EPOLL_CLOEXEC as i64),
    ("PIPE_BUF", libc::PIPE_BUF as i64),
    ("POLLERR", libc::POLLERR as i64),
    ("POLLHUP", libc::POLLHUP as i64),
    ("POLLIN", libc::POLLIN as i64),
    // As EPOLLMSG: the C library's crate has no name for it.
    ("POLLMSG", libc::EPOLLMSG as i64),
    ("POLLNVAL", libc::POLLNVAL as i64),
    ("POLLOUT", libc::POLLOUT as i64),
    ("POLLPRI", libc::POLLPRI as i64),
    ("POLLRDBAND", libc::POLLRDBAND as i64),
    ("POLLRDHUP", libc::POLLRDHUP as i64),
    ("POLLRDNORM", libc::POLLRDNORM as i64),
    ("POLLWRBAND", libc::POLLWRBAND as i64),
    ("POLLWRNORM", libc::POLLWRNORM as i64),
];

/// Objects to wait for, with their descriptors, and the set of those.
struct Waiting {
    all: Vec<(Ref, i32)>,
    set: libc::fd_set,
    highest: i32,
}

impl Waiting {
    fn new(vm: &Vm, v: Value) -> Res<Waiting> {
        // SAFETY: an empty set is zeros.
        let mut w = Waiting { all: Vec::new(), set: unsafe { std::mem::zeroed() }, highest: -1 };
        // Asking for a descriptor may change a list.
        let list = if vm.is_list(v) {
            Ref::new(v)
        } else {
            match vm.iter(v) {
                Ok(it) => vm.list_from_refs(vm.collect(it.value())?)?,
                Err(_) if vm.clear_raised_if(vm.types.TypeError) => return Err(vm.type_error("arguments 1-3 must be sequences")),
                Err(e) => return Err(e),
            }
        };
        let mut i = 0;
        while let Some(x) = vm.list(list.value()).items().get(i).map(|x| Ref::new(*x)) {
            let fd = file_descriptor(vm, x.value())?;
            if fd as usize >= libc::FD_SETSIZE {
                return Err(vm.value_error("filedescriptor out of range in select()"));
            }
            // SAFETY: the descriptor fits the set.
            unsafe { libc::FD_SET(fd, &mut w.set) };
            w.highest = w.highest.max(fd);
            w.all.push((x, fd));
            i += 1;
        }
        Ok(w)
    }
    /// Those of the objects whose descriptors are in a set.
    fn ready(self, vm: &Vm, set: &libc::fd_set) -> Res {
        // SAFETY: the descriptors fit the set.
        vm.list_from_refs(self.all.into_iter().filter(|(_, fd)| unsafe { libc::FD_ISSET(*fd, set) }).map(|(x, _)| x).collect())
    }
}

/// A time-out argument: nanoseconds, none for None. `unit` is what a number counts, in nanoseconds.
fn timeout_arg(vm: &Vm, v: Value, unit: i64, wrong: &str) -> Res<Option<i64>> {
    if v.is_none() {
        return Ok(None);
    }
    if vm.float_payload(v).is_none() && vm.slots(v).index.is_none() {
        return Err(vm.type_error(wrong));
    }
    nanoseconds(vm, v, unit).map(Some)
}

/// The time left until then, as `select` takes it.
fn time_left(until: Instant) -> libc::timeval {
    let micros = until.saturating_duration_since(Instant::now()).as_nanos().div_ceil(1000);
    libc::timeval { tv_sec: (micros / 1_000_000) as i64, tv_usec: (micros % 1_000_000) as i64 }
}

native! { static FUNCTIONS = [
    /// Wait until one or more file descriptors are ready.
    ///
    /// The first three arguments are iterables of descriptors, or of objects with a
    /// method fileno(), to be waited for until they can be read, written, or have an
    /// exceptional condition. The time-out is in seconds; None waits for ever.
    /// Returns a list of those that are ready for each of the three.
    "select(rlist, wlist, xlist, timeout=None, /)" => fn select(vm, [rlist, wlist, xlist, timeout]) {
        let nanos = timeout_arg(vm, timeout, 1_000_000_000, "timeout must be a float or None")?;
        if nanos.is_some_and(|n| n < 0) {
            return Err(vm.value_error("timeout must be non-negative"));
        }
        let (read, write, except) = (Waiting::new(vm, rlist)?, Waiting::new(vm, wlist)?, Waiting::new(vm, xlist)?);
        let n = read.highest.max(write.highest).max(except.highest) + 1;
        let until = deadline(nanos);
        let (mut r, mut w, mut x);
        loop {
            (r, w, x) = (read.set, write.set, except.set);
            let mut left = until.map(time_left);
            let time = left.as_mut().map_or(std::ptr::null_mut(), |t| std::ptr::from_mut(t));
            // SAFETY: sets and time are live during the call.
            if allow_threads(vm, || unsafe { libc::select(n, &mut r, &mut w, &mut x, time) }) >= 0 {
                break;
            }
            match last_errno() {
                libc::EINTR => signals::deliver(vm)?,
                errno => return Err(os_error(vm, errno, None)),
            }
        }
        vm.tuple_from_refs([read.ready(vm, &r)?, write.ready(vm, &w)?, except.ready(vm, &x)?])
    }
    /// Returns a polling object.
    ///
    /// This object supports registering and unregistering file descriptors, and
    /// then polling them for I/O events.
    "poll()" => fn poll_function(vm, []) { poll::new(vm) }
]; }

/// Makes the module.
pub fn init(vm: &Vm) -> Res {
    let doc = "This module supports asynchronous I/O on multiple file descriptors.\n\n*** IMPORTANT NOTICE ***\nOn Windows, only sockets are supported; on Unix, all file descriptors.";
    let module = super::new_module(vm, "select", doc, FUNCTIONS)?;
    let m = module.value();
    for (name, value) in CONSTANTS {
        super::set(vm, m, name, vm.new_int(*value)?)?;
    }
    super::set(vm, m, "epoll", Ref::from_type(new_type_of(vm, &epoll::SPEC, vm.types.object)?))?;
    super::set(vm, m, "error", Ref::from_type(vm.types.OSError))?;
    Ok(module)
}
