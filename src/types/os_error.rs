//! Raising OSError and its subclasses from `errno`.
use crate::object::{Raised, Ref, Type, Value, Vm};

/// The subclass of OSError for an errno (PEP 3151).
pub fn os_error_type(vm: &Vm, errno: i32) -> *mut Type {
    let t = &vm.types;
    match errno {
        libc::EAGAIN | libc::EALREADY | libc::EINPROGRESS => t.BlockingIOError,
        libc::EPIPE | libc::ESHUTDOWN => t.BrokenPipeError,
        libc::ECHILD => t.ChildProcessError,
        libc::ECONNABORTED => t.ConnectionAbortedError,
        libc::ECONNREFUSED => t.ConnectionRefusedError,
        libc::ECONNRESET => t.ConnectionResetError,
        libc::EEXIST => t.FileExistsError,
        libc::ENOENT => t.FileNotFoundError,
        libc::EISDIR => t.IsADirectoryError,
        libc::ENOTDIR => t.NotADirectoryError,
        libc::EINTR => t.InterruptedError,
        libc::EACCES | libc::EPERM => t.PermissionError,
        libc::ESRCH => t.ProcessLookupError,
        libc::ETIMEDOUT => t.TimeoutError,
        _ => t.OSError,
    }
}

/// `strerror(errno)`.
pub fn strerror(errno: i32) -> String {
    // SAFETY: `strerror` returns a NUL-terminated string that is valid until its next call on this thread.
    unsafe { std::ffi::CStr::from_ptr(libc::strerror(errno)) }.to_string_lossy().into_owned()
}

/// The calling thread's `errno`.
pub fn last_errno() -> i32 {
    std::io::Error::last_os_error().raw_os_error().unwrap_or(0)
}

/// Raises the OSError of an errno, with the file name where there is one.
#[cold]
pub fn os_error(vm: &Vm, errno: i32, filename: Option<Value>) -> Raised {
    let build = || {
        let number = Ref::own(Value::small_int(errno as i64));
        let text = vm.new_str(&strerror(errno))?;
        let args = vm.tuple_from(&[number.value(), text.value()])?;
        let e = vm.new_exception(os_error_type(vm, errno), args)?;
        vm.set_exception_field(e.value(), 0, number);
        vm.set_exception_field(e.value(), 1, text);
        if let Some(f) = filename {
            vm.set_exception_field(e.value(), 2, Ref::new(f));
        }
        Ok(e)
    };
    match build() {
        Ok(e) => vm.raise(e),
        Err(r) => r,
    }
}
