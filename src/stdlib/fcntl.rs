//! `fcntl`: control of descriptors.
use super::posix::arguments::{fd_arg, int};
use crate::native;
use crate::object::{Ref, Res, Value, Vm, buffer_flags};
use crate::types::os_error::{last_errno, os_error};
use crate::vm::{signals, threads};

/// Bytes that an argument which the call may change can have where it is copied.
const COPIED: usize = 1024;

/// Bytes behind the copy that must stay as they are: a call that wrote them has had a wrong size.
const GUARD: [u8; 8] = [0x5A, 0x1D, 0xC3, 0x77, 0x0E, 0xB4, 0x99, 0x21];

/// The third argument.
enum Argument {
    Number(i64),
    Bytes(Vec<u8>),
}

/// A number as C code takes it that does not mind the sign.
fn number(vm: &Vm, v: Value) -> Res<u64> {
    match vm.index_i64(v)? {
        Ok(n) => Ok(n as u64),
        Err(_) => {
            // The low bits of a number of any size.
            let n = vm.index(v)?;
            let mask = dashu_int::IBig::from(u64::MAX);
            Ok(vm.as_int(n.value()).map_or(0, |n| u64::try_from(&(n.to_big() & mask)).unwrap_or(0)))
        }
    }
}

fn argument(vm: &Vm, v: Value, function: &str) -> Res<Argument> {
    if vm.is_str(v) || vm.has_buffer(v) {
        let bytes = if vm.is_str(v) {
            let mut bytes = Vec::new();
            let encoding = crate::text::codec::Encoding::Utf8;
            crate::types::codec::encode_native(vm, v, encoding, "utf-8", Value::NONE, &mut bytes)?;
            bytes
        } else {
            vm.get_buffer(v, buffer_flags::SIMPLE)?.to_vec()
        };
        if bytes.len() > COPIED {
            return Err(vm.value_error(format!("{function} argument 3 is too long")));
        }
        return Ok(Argument::Bytes(bytes));
    }
    if !v.is_small_int() && vm.slots(v).index.is_none() {
        let given = vm.type_name(v);
        let text = format!("{function}() argument 3 must be an integer, a bytes-like object, or a string, not {given}");
        return Err(vm.type_error(text));
    }
    Ok(Argument::Number(number(vm, v)? as i64))
}

/// A control call: made again after signals that interrupted it.
fn control(vm: &Vm, mut call: impl FnMut() -> i32) -> Res<i32> {
    loop {
        let r = threads::allow_threads(vm, &mut call);
        if r >= 0 {
            return Ok(r);
        }
        match last_errno() {
            libc::EINTR => signals::deliver(vm)?,
            errno => return Err(os_error(vm, errno, None)),
        }
    }
}

/// A call with a copy of bytes, which it may change: what they are afterwards.
fn control_bytes(vm: &Vm, function: &str, bytes: &[u8], call: impl Fn(*mut u8) -> i32) -> Res {
    let mut copy = [0u8; COPIED + GUARD.len()];
    copy[..bytes.len()].copy_from_slice(bytes);
    copy[bytes.len()..bytes.len() + GUARD.len()].copy_from_slice(&GUARD);
    let p = copy.as_mut_ptr();
    control(vm, || call(p))?;
    if copy[bytes.len()..bytes.len() + GUARD.len()] != GUARD {
        return Err(vm.raise_type(vm.types.SystemError, format!("buffer overflow in {function}()")));
    }
    vm.new_bytes(&copy[..bytes.len()])
}

native! { static FUNCTIONS = [
    /// Perform the operation `cmd` on file descriptor fd.
    ///
    /// The values used for `cmd` are operating system dependent, and are available
    /// as constants in the fcntl module, using the same names as used in
    /// the relevant C header files.  The argument arg is optional, and
    /// defaults to 0; it may be an integer, a bytes-like object or a string.
    /// If arg is given as a string, it will be encoded to binary using the
    /// UTF-8 encoding.
    ///
    /// If the arg given is an integer or if none is specified, the result value
    /// is an integer corresponding to the return value of the fcntl() call in
    /// the C code.
    ///
    /// If arg is given as a bytes-like object or a string, the return value of
    /// fcntl() is a bytes object of that length, containing the resulting value
    /// put in the arg buffer by the operating system.
    "fcntl(fd, cmd, arg=0, /)" => fn fcntl(vm, [fd, cmd, arg]) {
        let (fd, cmd) = (fd_arg(vm, fd)?, int(vm, cmd)?);
        match argument(vm, arg, "fcntl")? {
            // SAFETY: a system call with a number.
            Argument::Number(n) => vm.new_int(control(vm, || unsafe { libc::fcntl(fd, cmd, n as libc::c_int) })? as i64),
            // SAFETY: a system call with a copy of the bytes; more than it may have is kept free behind them.
            Argument::Bytes(b) => control_bytes(vm, "fcntl", &b, |p| unsafe { libc::fcntl(fd, cmd, p) }),
        }
    }
    /// Perform the operation request on file descriptor fd.
    ///
    /// The values used for request are operating system dependent, and are available
    /// as constants in the fcntl or termios library modules, using the same names as
    /// used in the relevant C header files.
    ///
    /// The argument arg is optional, and defaults to 0; it may be an integer, a
    /// bytes-like object or a string.  If arg is given as a string, it will be
    /// encoded to binary using the UTF-8 encoding.
    ///
    /// If the arg given is an integer or if none is specified, the result value is
    /// an integer corresponding to the return value of the ioctl() call in the C
    /// code.
    ///
    /// If the argument is a mutable buffer (such as a bytearray) and the
    /// mutate_flag argument is true (default) then the buffer is (in effect) passed
    /// to the operating system and changes made by the OS will be reflected in the
    /// contents of the buffer after the call has returned.  The return value is the
    /// integer returned by the ioctl() system call.
    ///
    /// If the argument is a mutable buffer and the mutable_flag argument is false,
    /// the behavior is as if an immutable buffer had been passed.
    ///
    /// If the argument is an immutable buffer then a copy of the buffer is passed
    /// to the operating system and the return value is a bytes object of the same length
    /// containing whatever the operating system placed in the buffer.
    "ioctl(fd, request, arg=0, mutate_flag=True, /)" => fn ioctl(vm, [fd, request, arg, mutate]) {
        let fd = fd_arg(vm, fd)?;
        let request = number(vm, request)? as libc::Ioctl;
        if vm.truth(mutate)? && !vm.is_str(arg) && vm.has_buffer(arg) {
            match vm.get_buffer(arg, buffer_flags::WRITABLE) {
                Ok(memory) => {
                    if memory.len > COPIED {
                        // SAFETY: a system call with memory that the exporter keeps where it is.
                        return vm.new_int(control(vm, || unsafe { libc::ioctl(fd, request, memory.data) })? as i64);
                    }
                    // The call may write more than the object has: it gets a copy, with room behind.
                    let mut copy = [0u8; COPIED + GUARD.len()];
                    copy[..memory.len].copy_from_slice(memory.as_slice());
                    copy[memory.len..memory.len + GUARD.len()].copy_from_slice(&GUARD);
                    let p = copy.as_mut_ptr();
                    // SAFETY: a system call with the copy.
                    let r = control(vm, || unsafe { libc::ioctl(fd, request, p) });
                    // SAFETY: nobody else borrows the memory.
                    unsafe { memory.as_mut_slice() }.copy_from_slice(&copy[..memory.len]);
                    let r = r?;
                    if copy[memory.len..memory.len + GUARD.len()] != GUARD {
                        return Err(vm.raise_type(vm.types.SystemError, "buffer overflow in ioctl()".to_owned()));
                    }
                    return vm.new_int(r as i64);
                }
                Err(e) => {
                    if !vm.clear_raised_if(vm.types.BufferError) {
                        return Err(e);
                    }
                }
            }
        }
        match argument(vm, arg, "ioctl")? {
            // SAFETY: a system call with a number.
            Argument::Number(n) => vm.new_int(control(vm, || unsafe { libc::ioctl(fd, request, n) })? as i64),
            // SAFETY: a system call with a copy of the bytes; more than it may have is kept free behind them.
            Argument::Bytes(b) => control_bytes(vm, "ioctl", &b, |p| unsafe { libc::ioctl(fd, request, p) }),
        }
    }
    /// Perform the lock operation `operation` on file descriptor `fd`.
    ///
    /// See the Unix manual page for flock(2) for details (On some systems, this
    /// function is emulated using fcntl()).
    "flock(fd, operation, /)" => fn flock(vm, [fd, operation]) {
        let (fd, operation) = (fd_arg(vm, fd)?, int(vm, operation)?);
        // SAFETY: a plain system call.
        control(vm, || unsafe { libc::flock(fd, operation) })?;
        Ok(Ref::NONE)
    }
    /// A wrapper around the fcntl() locking calls.
    ///
    /// `fd` is the file descriptor of the file to lock or unlock, and operation is one
    /// of the following values:
    ///
    ///     LOCK_UN - unlock
    ///     LOCK_SH - acquire a shared lock
    ///     LOCK_EX - acquire an exclusive lock
    ///
    /// When operation is LOCK_SH or LOCK_EX, it can also be bitwise ORed with
    /// LOCK_NB to avoid blocking on lock acquisition.  If LOCK_NB is used and the
    /// lock cannot be acquired, an OSError will be raised and the exception will
    /// have an errno attribute set to EACCES or EAGAIN (depending on the operating
    /// system -- for portability, check for either value).
    ///
    /// `len` is the number of bytes to lock, with the default meaning to lock to
    /// EOF.  `start` is the byte offset, relative to `whence`, to that the lock
    /// starts.  `whence` is as with fileobj.seek(), specifically:
    ///
    ///     0 - relative to the start of the file (SEEK_SET)
    ///     1 - relative to the current buffer position (SEEK_CUR)
    ///     2 - relative to the end of the file (SEEK_END)
    "lockf(fd, cmd, len=0, start=0, whence=0, /)" => fn lockf(vm, [fd, cmd, n, start, whence]) {
        let (fd, cmd) = (fd_arg(vm, fd)?, int(vm, cmd)?);
        let kind = if cmd == libc::LOCK_UN {
            libc::F_UNLCK
        } else if cmd & libc::LOCK_SH != 0 {
            libc::F_RDLCK
        } else if cmd & libc::LOCK_EX != 0 {
            libc::F_WRLCK
        } else {
            return Err(vm.value_error("unrecognized lockf argument"));
        };
        // SAFETY: plain data.
        let mut lock: libc::flock = unsafe { std::mem::zeroed() };
        lock.l_type = kind as libc::c_short;
        (lock.l_len, lock.l_start, lock.l_whence) = (vm.int_arg(n)?, vm.int_arg(start)?, int(vm, whence)? as libc::c_short);
        let how = if cmd & libc::LOCK_NB != 0 { libc::F_SETLK } else { libc::F_SETLKW };
        // SAFETY: a system call with a lock that is read.
        control(vm, || unsafe { libc::fcntl(fd, how, &lock) })?;
        Ok(Ref::NONE)
    }
]; }

/// Constants of Linux's headers.
static CONSTANTS: &[(&str, i64)] = &[
    ("DN_ACCESS", 1), ("DN_ATTRIB", 32), ("DN_CREATE", 4), ("DN_DELETE", 8), ("DN_MODIFY", 2), ("DN_MULTISHOT", 2147483648),
    ("DN_RENAME", 16), ("FASYNC", 8192), ("FD_CLOEXEC", 1), ("FICLONE", 1074041865), ("FICLONERANGE", 1075876877), ("F_ADD_SEALS", 1033),
    ("F_DUPFD", 0), ("F_DUPFD_CLOEXEC", 1030), ("F_DUPFD_QUERY", 1027), ("F_EXLCK", 4), ("F_GETFD", 1), ("F_GETFL", 3),
    ("F_GETLEASE", 1025), ("F_GETLK", 5), ("F_GETLK64", 5), ("F_GETOWN", 9), ("F_GETOWN_EX", 16), ("F_GETPIPE_SZ", 1032),
    ("F_GETSIG", 11), ("F_GET_FILE_RW_HINT", 1037), ("F_GET_RW_HINT", 1035), ("F_GET_SEALS", 1034), ("F_NOTIFY", 1026),
    ("F_OFD_GETLK", 36), ("F_OFD_SETLK", 37), ("F_OFD_SETLKW", 38), ("F_OWNER_PGRP", 2), ("F_OWNER_PID", 1), ("F_OWNER_TID", 0),
    ("F_RDLCK", 0), ("F_SEAL_FUTURE_WRITE", 16), ("F_SEAL_GROW", 4), ("F_SEAL_SEAL", 1), ("F_SEAL_SHRINK", 2), ("F_SEAL_WRITE", 8),
    ("F_SETFD", 2), ("F_SETFL", 4), ("F_SETLEASE", 1024), ("F_SETLK", 6), ("F_SETLK64", 6), ("F_SETLKW", 7), ("F_SETLKW64", 7),
    ("F_SETOWN", 8), ("F_SETOWN_EX", 15), ("F_SETPIPE_SZ", 1031), ("F_SETSIG", 10), ("F_SET_FILE_RW_HINT", 1038), ("F_SET_RW_HINT", 1036),
    ("F_SHLCK", 8), ("F_UNLCK", 2), ("F_WRLCK", 1), ("LOCK_EX", 2), ("LOCK_MAND", 32), ("LOCK_NB", 4), ("LOCK_READ", 64),
    ("LOCK_RW", 192), ("LOCK_SH", 1), ("LOCK_UN", 8), ("LOCK_WRITE", 128), ("RWH_WRITE_LIFE_EXTREME", 5), ("RWH_WRITE_LIFE_LONG", 4),
    ("RWH_WRITE_LIFE_MEDIUM", 3), ("RWH_WRITE_LIFE_NONE", 1), ("RWH_WRITE_LIFE_NOT_SET", 0), ("RWH_WRITE_LIFE_SHORT", 2),
];

/// Makes the module.
pub fn init(vm: &Vm) -> Res {
    let doc = "This module performs file control and I/O control on file\ndescriptors.  It is an interface to the fcntl() and ioctl() Unix\nroutines.  File descriptors can be obtained with the fileno() method of\na file or socket object.";
    let module = super::new_module(vm, "fcntl", doc, FUNCTIONS)?;
    for (name, value) in CONSTANTS {
        super::set(vm, module.value(), name, vm.new_int(*value)?)?;
    }
    Ok(module)
}
