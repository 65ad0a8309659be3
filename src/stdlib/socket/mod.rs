//! `_socket`: the system's sockets.
mod address;
mod constants;
mod message;
mod object;
mod resolve;

use crate::native;
use crate::object::{Raised, Ref, Res, Type, Value, Vm};
use crate::types::os_error::{last_errno, os_error};
use crate::types::struct_sequence::new_type_of;
use std::cell::{Cell, RefCell};
use std::ffi::CStr;

/// The module's types, and the time-out of new sockets.
struct State {
    socket: Cell<*mut Type>,
    gaierror: RefCell<Option<Ref>>,
    herror: RefCell<Option<Ref>>,
    /// In nanoseconds; -1 for none.
    timeout: Cell<i64>,
}

impl Default for State {
    fn default() -> State {
        State { socket: Cell::new(std::ptr::null_mut()), gaierror: RefCell::default(), herror: RefCell::default(), timeout: Cell::new(-1) }
    }
}

/// Raises an exception of a code and its text.
fn raise_pair(vm: &Vm, class: Option<Ref>, code: i32, text: &str) -> Raised {
    let build = || {
        let class = class.unwrap_or(Ref::from_type(vm.types.OSError));
        let text = vm.new_str(text)?;
        vm.call(class.value(), &[Value::small_int(code.into()), text.value()])
    };
    match build() {
        Ok(e) => vm.raise(e),
        Err(r) => r,
    }
}

/// Raises `socket.gaierror` for what `getaddrinfo` and `getnameinfo` return.
fn gai_error(vm: &Vm, code: i32) -> Raised {
    if code == libc::EAI_SYSTEM {
        return os_error(vm, last_errno(), None);
    }
    // SAFETY: a C string that lives for ever.
    let text = unsafe { CStr::from_ptr(libc::gai_strerror(code)) }.to_string_lossy().into_owned();
    raise_pair(vm, vm.extension::<State>().gaierror.borrow().clone(), code, &text)
}

/// A length of ancillary data, by the function that gives it.
fn ancillary(vm: &Vm, v: Value, name: &str, f: fn(usize) -> Option<usize>) -> Res {
    match usize::try_from(vm.int_arg(v)?).ok().and_then(f) {
        Some(n) => vm.new_usize(n),
        None => Err(vm.overflow_error(format!("{name}() argument out of range"))),
    }
}

native! { static FUNCTIONS = [
    /// Close the descriptor of a socket.
    "close(object, /)" => fn close(vm, [fd]) {
        let fd = vm.c_int_arg(fd)? as i32;
        // SAFETY: a plain system call.
        if crate::vm::threads::allow_threads(vm, || unsafe { libc::close(fd) }) < 0 && last_errno() != libc::ECONNRESET {
            return Err(os_error(vm, last_errno(), None));
        }
        Ok(Ref::NONE)
    }
    /// Duplicate the descriptor of a socket. The new one is not inherited by child processes.
    "dup(object, /)" => fn dup(vm, [fd]) {
        let fd = vm.c_int_arg(fd)? as i32;
        // SAFETY: a plain system call.
        match unsafe { libc::fcntl(fd, libc::F_DUPFD_CLOEXEC, 0) } {
            -1 => Err(os_error(vm, last_errno(), None)),
            new => vm.new_int(new.into()),
        }
    }
    /// A pair of connected sockets.
    @varargs "socketpair(family=1, type=1, proto=0, /)" => fn socketpair(vm, [family, kind, proto]) {
        let int = |v| vm.c_int_arg(v).map(|n| n as i32);
        let what = [int(family)?, int(kind)?, int(proto)?];
        let mut fds = [0; 2];
        // SAFETY: room for two descriptors.
        if unsafe { libc::socketpair(what[0], what[1] | libc::SOCK_CLOEXEC, what[2], fds.as_mut_ptr()) } < 0 {
            return Err(os_error(vm, last_errno(), None));
        }
        let first = object::new_socket(vm, fds[0], what).inspect_err(|_| {
            // SAFETY: nobody else knows it.
            unsafe { libc::close(fds[1]) };
        })?;
        vm.tuple_from_refs([first, object::new_socket(vm, fds[1], what)?])
    }
    /// The time-out in seconds of new sockets; None where there is none.
    "getdefaulttimeout()" => fn getdefaulttimeout(vm, []) { object::timeout_value(vm.extension::<State>().timeout.get()) }
    /// Set the time-out in seconds of new sockets; None for none.
    "setdefaulttimeout(object, /)" => fn setdefaulttimeout(vm, [value]) {
        let timeout = object::timeout_arg(vm, value)?;
        vm.extension::<State>().timeout.set(timeout);
        Ok(Ref::NONE)
    }
    /// The total length, without padding, of an item of ancillary data with that many bytes in it.
    @varargs "CMSG_LEN(length, /)" => fn cmsg_len(vm, [length]) { ancillary(vm, length, "CMSG_LEN", message::cmsg_len) }
    /// The room that an item of ancillary data with that many bytes in it needs, padding included.
    @varargs "CMSG_SPACE(length, /)" => fn cmsg_space(vm, [length]) { ancillary(vm, length, "CMSG_SPACE", message::cmsg_space) }
]; }

fn shutdown(vm: &Vm) {
    let state = vm.extension::<State>();
    drop((state.gaierror.take(), state.herror.take()));
}

/// Makes the module.
pub fn init(vm: &Vm) -> Res {
    let module = super::new_module(vm, "_socket", "Implementation module for socket operations.\n\nSee the socket module for documentation.", FUNCTIONS)?;
    let m = module.value();
    super::add_functions(vm, m, resolve::FUNCTIONS)?;
    for (name, value) in constants::CONSTANTS {
        super::set(vm, m, name, vm.new_int(*value)?)?;
    }
    vm.at_shutdown.borrow_mut().push(shutdown);
    let state = vm.extension::<State>();
    state.socket.set(new_type_of(vm, &object::SPEC, vm.types.object)?);
    for name in ["socket", "SocketType"] {
        super::set(vm, m, name, Ref::from_type(state.socket.get()))?;
    }
    for (name, kept) in [("gaierror", &state.gaierror), ("herror", &state.herror)] {
        let class = super::binascii::new_exception_class(vm, "socket", name, vm.types.OSError)?;
        kept.replace(Some(class.clone()));
        super::set(vm, m, name, class)?;
    }
    super::set(vm, m, "error", Ref::from_type(vm.types.OSError))?;
    super::set(vm, m, "timeout", Ref::from_type(vm.types.TimeoutError))?;
    super::set(vm, m, "has_ipv6", Ref::bool(true))?;
    super::set(vm, m, "BDADDR_ANY", vm.new_str("00:00:00:00:00:00")?)?;
    super::set(vm, m, "BDADDR_LOCAL", vm.new_str("00:00:00:FF:FF:FF")?)?;
    Ok(module)
}
