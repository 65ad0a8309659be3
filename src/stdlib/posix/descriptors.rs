//! Descriptors: their flags, pipes, events, timers, files in memory; terminals.
use super::arguments::{c_path, fd_arg, fs_str, int, nothing, plain, retried, retried_plain};
use crate::native;
use crate::object::{Ref, Res, Value, Vm};
use crate::types::os_error::{last_errno, os_error};
use std::ffi::CStr;

/// An unsigned 64-bit argument.
fn unsigned(vm: &Vm, v: Value) -> Res<u64> {
    match vm.index_i64(v)? {
        Ok(n) if n >= 0 => Ok(n as u64),
        Ok(_) | Err(std::cmp::Ordering::Less) => Err(vm.value_error("Cannot convert negative int")),
        Err(_) => {
            let n = vm.index(v)?;
            match vm.as_int(n.value()).map(|n| u64::try_from(&n.to_big())) {
                Some(Ok(n)) => Ok(n),
                _ => Err(vm.overflow_error("int too big to convert")),
            }
        }
    }
}

/// A time in seconds as a float, or in nanoseconds.
fn timer_time(vm: &Vm, v: Value, nanoseconds: bool) -> Res<libc::timespec> {
    let nanos = if nanoseconds {
        vm.int_arg(v)?
    } else {
        let t = if v.is_unbound() { 0.0 } else { vm.float_arg(v)? };
        if t.is_nan() {
            return Err(vm.value_error("Invalid value NaN (not a number)"));
        }
        let nanos = (t * 1e9).ceil();
        if nanos.abs() > 9e18 {
            return Err(vm.overflow_error("timestamp out of range for C PyTime_t"));
        }
        nanos as i64
    };
    Ok(libc::timespec { tv_sec: nanos.div_euclid(1_000_000_000), tv_nsec: nanos.rem_euclid(1_000_000_000) })
}

/// `(next expiration, interval)`.
fn timer_object(vm: &Vm, t: &libc::itimerspec, nanoseconds: bool) -> Res {
    let one = |t: libc::timespec| {
        if nanoseconds { vm.new_int(t.tv_sec * 1_000_000_000 + t.tv_nsec) } else { Ok(Ref::float(t.tv_sec as f64 + t.tv_nsec as f64 * 1e-9)) }
    };
    vm.tuple_from_refs([one(t.it_value)?, one(t.it_interval)?])
}

fn timer_get(vm: &Vm, fd: Value, nanoseconds: bool) -> Res {
    let fd = fd_arg(vm, fd)?;
    // SAFETY: plain data, filled by the call.
    unsafe {
        let mut t: libc::itimerspec = std::mem::zeroed();
        plain(vm, libc::timerfd_gettime(fd, &mut t) as i64)?;
        timer_object(vm, &t, nanoseconds)
    }
}

fn timer_set(vm: &Vm, fd: Value, flags: Value, times: [Value; 2], nanoseconds: bool) -> Res {
    let (fd, flags) = (fd_arg(vm, fd)?, int(vm, flags)?);
    let [initial, interval] = times;
    let new = libc::itimerspec { it_value: timer_time(vm, initial, nanoseconds)?, it_interval: timer_time(vm, interval, nanoseconds)? };
    // SAFETY: plain data; the old times are written by the call.
    unsafe {
        let mut old: libc::itimerspec = std::mem::zeroed();
        plain(vm, libc::timerfd_settime(fd, flags, &new, &mut old) as i64)?;
        timer_object(vm, &old, nanoseconds)
    }
}

/// Sets or clears a descriptor's close-on-exec flag.
pub fn set_inheritable(vm: &Vm, fd: i32, inheritable: bool) -> Res<()> {
    // SAFETY: plain system calls.
    unsafe {
        let flags = plain(vm, libc::fcntl(fd, libc::F_GETFD) as i64)? as i32;
        let new = if inheritable { flags & !libc::FD_CLOEXEC } else { flags | libc::FD_CLOEXEC };
        if new != flags {
            plain(vm, libc::fcntl(fd, libc::F_SETFD, new) as i64)?;
        }
    }
    Ok(())
}

native! { pub static FUNCTIONS = [
    /// Close a file descriptor.
    "close(fd)" => fn close(vm, [fd]) {
        let fd = int(vm, fd)?;
        // A close that was interrupted is done.
        // SAFETY: a plain system call.
        let r = crate::vm::threads::allow_threads(vm, || unsafe { libc::close(fd) });
        if r < 0 && last_errno() == libc::EINTR { Ok(Ref::NONE) } else { nothing(vm, r) }
    }
    /// Create a pipe.
    ///
    /// Returns a tuple of two file descriptors:
    ///   (read_fd, write_fd)
    "pipe()" => fn pipe(vm, []) {
        let mut fds = [0i32; 2];
        // SAFETY: room for two descriptors.
        plain(vm, unsafe { libc::pipe2(fds.as_mut_ptr(), libc::O_CLOEXEC) } as i64)?;
        vm.tuple_from_refs([vm.new_int(fds[0] as i64)?, vm.new_int(fds[1] as i64)?])
    }
    /// Create a pipe with flags set atomically.
    ///
    /// Returns a tuple of two file descriptors:
    ///   (read_fd, write_fd)
    ///
    /// flags can be constructed by ORing together one or more of these values:
    /// O_NONBLOCK, O_CLOEXEC.
    "pipe2(flags, /)" => fn pipe2(vm, [flags]) {
        let flags = int(vm, flags)?;
        let mut fds = [0i32; 2];
        // SAFETY: room for two descriptors.
        plain(vm, unsafe { libc::pipe2(fds.as_mut_ptr(), flags) } as i64)?;
        vm.tuple_from_refs([vm.new_int(fds[0] as i64)?, vm.new_int(fds[1] as i64)?])
    }
    /// Get the blocking mode of the file descriptor.
    ///
    /// Return False if the O_NONBLOCK flag is set, True if the flag is cleared.
    "get_blocking(fd, /)" => fn get_blocking(vm, [fd]) {
        let fd = int(vm, fd)?;
        // SAFETY: a plain system call.
        let flags = plain(vm, unsafe { libc::fcntl(fd, libc::F_GETFL) } as i64)?;
        Ok(Ref::bool(flags & libc::O_NONBLOCK as i64 == 0))
    }
    /// Set the blocking mode of the specified file descriptor.
    ///
    /// Set the O_NONBLOCK flag if blocking is False,
    /// clear the O_NONBLOCK flag otherwise.
    "set_blocking(fd, blocking, /)" => fn set_blocking(vm, [fd, blocking]) {
        let (fd, blocking) = (int(vm, fd)?, vm.truth(blocking)?);
        // SAFETY: plain system calls.
        unsafe {
            let flags = plain(vm, libc::fcntl(fd, libc::F_GETFL) as i64)? as i32;
            let new = if blocking { flags & !libc::O_NONBLOCK } else { flags | libc::O_NONBLOCK };
            nothing(vm, libc::fcntl(fd, libc::F_SETFL, new))
        }
    }
    /// Get the close-on-exe flag of the specified file descriptor.
    "get_inheritable(fd, /)" => fn get_inheritable(vm, [fd]) {
        let fd = int(vm, fd)?;
        // SAFETY: a plain system call.
        let flags = plain(vm, unsafe { libc::fcntl(fd, libc::F_GETFD) } as i64)?;
        Ok(Ref::bool(flags & libc::FD_CLOEXEC as i64 == 0))
    }
    /// Set the inheritable flag of the specified file descriptor.
    "set_inheritable(fd, inheritable, /)" => fn set_inheritable_function(vm, [fd, inheritable]) {
        let (fd, inheritable) = (int(vm, fd)?, vm.truth(inheritable)?);
        set_inheritable(vm, fd, inheritable)?;
        Ok(Ref::NONE)
    }
    "memfd_create(name, flags=1)" => fn memfd_create(vm, [name, flags]) {
        let (name, flags) = (c_path(vm, name)?, int(vm, flags)?);
        // SAFETY: a NUL-terminated name.
        vm.new_int(plain(vm, unsafe { libc::memfd_create(name.as_ptr(), flags as u32) } as i64)?)
    }
    /// Creates and returns an event notification file descriptor.
    "eventfd(initval, flags=524288)" => fn eventfd(vm, [initial, flags]) {
        let (initial, flags) = (unsigned(vm, initial)?, int(vm, flags)?);
        let Ok(initial) = u32::try_from(initial) else {
            return Err(vm.overflow_error("Python int too large to convert to C unsigned int"));
        };
        // SAFETY: a plain system call.
        vm.new_int(plain(vm, unsafe { libc::eventfd(initial, flags) } as i64)?)
    }
    /// Read eventfd value
    "eventfd_read(fd)" => fn eventfd_read(vm, [fd]) {
        let fd = fd_arg(vm, fd)?;
        let mut value = 0;
        // SAFETY: room for the value.
        retried_plain(vm, || unsafe { libc::eventfd_read(fd, &mut value) } as i64)?;
        vm.new_uint(value)
    }
    /// Write eventfd value.
    "eventfd_write(fd, value)" => fn eventfd_write(vm, [fd, value]) {
        let (fd, value) = (fd_arg(vm, fd)?, unsigned(vm, value)?);
        // SAFETY: a plain call.
        retried_plain(vm, || unsafe { libc::eventfd_write(fd, value) } as i64)?;
        Ok(Ref::NONE)
    }
    /// Create and return a timer file descriptor.
    ///
    ///   clockid
    ///     A valid clock ID constant as timer file descriptor.
    ///
    ///     time.CLOCK_REALTIME
    ///     time.CLOCK_MONOTONIC
    ///     time.CLOCK_BOOTTIME
    ///   flags
    ///     0 or a bit mask of os.TFD_NONBLOCK or os.TFD_CLOEXEC.
    "timerfd_create(clockid, /, *, flags=0)" => fn timerfd_create(vm, [clock, flags]) {
        let (clock, flags) = (int(vm, clock)?, int(vm, flags)?);
        // SAFETY: a plain system call.
        vm.new_int(plain(vm, unsafe { libc::timerfd_create(clock, flags | libc::TFD_CLOEXEC) } as i64)?)
    }
    /// Return a tuple of a timer file descriptor's (next expiration, interval) in float seconds.
    ///
    ///   fd
    ///     A timer file descriptor.
    "timerfd_gettime(fd, /)" => fn timerfd_gettime(vm, [fd]) { timer_get(vm, fd, false) }
    /// Return a tuple of a timer file descriptor's (next expiration, interval) in nanoseconds.
    ///
    ///   fd
    ///     A timer file descriptor.
    "timerfd_gettime_ns(fd, /)" => fn timerfd_gettime_ns(vm, [fd]) { timer_get(vm, fd, true) }
    /// Alter a timer file descriptor's internal timer in seconds.
    ///
    ///   fd
    ///     A timer file descriptor.
    ///   flags
    ///     0 or a bit mask of TFD_TIMER_ABSTIME or TFD_TIMER_CANCEL_ON_SET.
    ///   initial
    ///     The initial expiration time, in seconds.
    ///   interval
    ///     The timer's interval, in seconds.
    "timerfd_settime(fd, /, *, flags=0, initial=0.0, interval=0.0)" => fn timerfd_settime(vm, [fd, flags, initial, interval]) {
        timer_set(vm, fd, flags, [initial, interval], false)
    }
    /// Alter a timer file descriptor's internal timer in nanoseconds.
    ///
    ///   fd
    ///     A timer file descriptor.
    ///   flags
    ///     0 or a bit mask of TFD_TIMER_ABSTIME or TFD_TIMER_CANCEL_ON_SET.
    ///   initial
    ///     initial expiration timing in seconds.
    ///   interval
    ///     interval for the timer in seconds.
    "timerfd_settime_ns(fd, /, *, flags=0, initial=0, interval=0)" => fn timerfd_settime_ns(vm, [fd, flags, initial, interval]) {
        timer_set(vm, fd, flags, [initial, interval], true)
    }
    /// Return the name of the terminal device connected to 'fd'.
    ///
    ///   fd
    ///     Integer file descriptor handle.
    "ttyname(fd, /)" => fn ttyname(vm, [fd]) {
        let fd = int(vm, fd)?;
        let mut name = [0 as libc::c_char; 1024];
        // SAFETY: room for the name, which is NUL-terminated.
        match unsafe { libc::ttyname_r(fd, name.as_mut_ptr(), name.len()) } {
            // SAFETY: as above.
            0 => fs_str(vm, unsafe { CStr::from_ptr(name.as_ptr()) }.to_bytes()),
            errno => Err(os_error(vm, errno, None)),
        }
    }
    /// Return the name of the slave pseudo-terminal device.
    ///
    ///   fd
    ///     File descriptor of a master pseudo-terminal device.
    ///
    /// If the ptsname_r() C function is not available, ptsname() is not guaranteed to
    /// be thread-safe.
    "ptsname(fd, /)" => fn ptsname(vm, [fd]) {
        let fd = int(vm, fd)?;
        let mut name = [0 as libc::c_char; 1024];
        // SAFETY: room for the name, which is NUL-terminated.
        match unsafe { libc::ptsname_r(fd, name.as_mut_ptr(), name.len()) } {
            // SAFETY: as above.
            0 => fs_str(vm, unsafe { CStr::from_ptr(name.as_ptr()) }.to_bytes()),
            errno => Err(os_error(vm, errno, None)),
        }
    }
    /// Open and return a file descriptor for a master pseudo-terminal device.
    ///
    /// Performs a posix_openpt() C function call. The oflag argument is used to
    /// set file status flags and file access modes as specified in the manual page
    /// of posix_openpt() of your system.
    "posix_openpt(oflag, /)" => fn posix_openpt(vm, [flags]) {
        let flags = int(vm, flags)?;
        // SAFETY: a plain system call.
        vm.new_int(plain(vm, unsafe { libc::posix_openpt(flags | libc::O_CLOEXEC) } as i64)?)
    }
    /// Grant access to the slave pseudo-terminal device.
    ///
    ///   fd
    ///     File descriptor of a master pseudo-terminal device.
    ///
    /// Performs a grantpt() C function call.
    "grantpt(fd, /)" => fn grantpt(vm, [fd]) {
        let fd = int(vm, fd)?;
        // SAFETY: a plain call.
        nothing(vm, unsafe { libc::grantpt(fd) })
    }
    /// Unlock a pseudo-terminal master/slave pair.
    ///
    ///   fd
    ///     File descriptor of a master pseudo-terminal device.
    ///
    /// Performs an unlockpt() C function call.
    "unlockpt(fd, /)" => fn unlockpt(vm, [fd]) {
        let fd = int(vm, fd)?;
        // SAFETY: a plain call.
        nothing(vm, unsafe { libc::unlockpt(fd) })
    }
    /// Prepare the tty of which fd is a file descriptor for a new login session.
    ///
    /// Make the calling process a session leader; make the tty the
    /// controlling tty, the stdin, the stdout, and the stderr of the
    /// calling process; close fd.
    "login_tty(fd, /)" => fn login_tty(vm, [fd]) {
        let fd = fd_arg(vm, fd)?;
        // SAFETY: a plain call.
        nothing(vm, unsafe { libc::login_tty(fd) })
    }
    /// Return the process group associated with the terminal specified by fd.
    "tcgetpgrp(fd, /)" => fn tcgetpgrp(vm, [fd]) {
        let fd = int(vm, fd)?;
        // SAFETY: a plain system call.
        vm.new_int(plain(vm, unsafe { libc::tcgetpgrp(fd) } as i64)?)
    }
    /// Set the process group associated with the terminal specified by fd.
    "tcsetpgrp(fd, pgid, /)" => fn tcsetpgrp(vm, [fd, pgid]) {
        let (fd, pgid) = (int(vm, fd)?, int(vm, pgid)?);
        // SAFETY: a plain system call.
        nothing(vm, unsafe { libc::tcsetpgrp(fd, pgid) })
    }
    /// Change to the directory of the given file descriptor.
    ///
    /// fd must be opened on a directory, not a file.
    /// Equivalent to os.chdir(fd).
    "fchdir(fd)" => fn fchdir(vm, [fd]) {
        let fd = fd_arg(vm, fd)?;
        // SAFETY: a plain system call.
        retried_plain(vm, || unsafe { libc::fchdir(fd) } as i64)?;
        Ok(Ref::NONE)
    }
    /// Change the access permissions of the file given by file descriptor fd.
    ///
    ///   fd
    ///     The file descriptor of the file to be modified.
    ///   mode
    ///     Operating-system mode bitfield.
    ///     Be careful when using number literals for *mode*. The conventional UNIX notation for
    ///     numeric modes uses an octal base, which needs to be indicated with a ``0o`` prefix in
    ///     Python.
    ///
    /// Equivalent to os.chmod(fd, mode).
    "fchmod(fd, mode)" => fn fchmod(vm, [fd, mode]) {
        let (fd, mode) = (int(vm, fd)?, int(vm, mode)?);
        // SAFETY: a plain system call.
        let r = retried(vm, || unsafe { libc::fchmod(fd, mode as libc::mode_t) } as i64)?;
        nothing(vm, r as i32)
    }
]; }
