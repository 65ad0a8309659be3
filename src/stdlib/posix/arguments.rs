//! Arguments of system calls (paths, descriptors, identities) and their results.
use crate::builtins::input_output::{fspath, path_bytes};
use crate::object::{Raised, Ref, Res, Value, Vm};
use crate::types::os_error::{last_errno, os_error};
use crate::vm::{signals, threads};
use std::ffi::CString;

/// A file given to a function, and how it was given.
pub enum Path {
    Name(CString, Ref),
    Fd(i32, Ref),
}

impl Path {
    /// The file for an error message.
    pub fn shown(&self) -> Option<Value> {
        match self {
            Path::Name(_, v) | Path::Fd(_, v) => Some(v.value()),
        }
    }
    /// The path as str or bytes, or the descriptor.
    pub fn into_value(self, vm: &Vm) -> Res {
        match self {
            Path::Fd(_, v) => Ok(v),
            Path::Name(_, v) if vm.is_str(v.value()) || vm.is_bytes(v.value()) => Ok(v),
            Path::Name(_, v) => Ok(fspath(vm, v.value())?.unwrap_or(v)),
        }
    }
    /// Whether the path was given as bytes, or by an object that gave bytes.
    pub fn is_bytes(&self, vm: &Vm) -> Res<bool> {
        match self {
            Path::Fd(..) => Ok(false),
            Path::Name(_, v) if vm.is_str(v.value()) || vm.is_bytes(v.value()) => Ok(vm.is_bytes(v.value())),
            Path::Name(_, v) => Ok(fspath(vm, v.value())?.is_some_and(|p| vm.is_bytes(p.value()))),
        }
    }
    /// The path for a system call; empty for a descriptor.
    pub fn pointer(&self) -> *const libc::c_char {
        match self {
            Path::Name(p, _) => p.as_ptr(),
            Path::Fd(..) => c"".as_ptr(),
        }
    }
}

/// The path argument `name` of a function; a descriptor only where `fd` allows it.
pub fn path_arg(vm: &Vm, v: Value, function: &str, name: &str, fd: bool) -> Res<Path> {
    typed_path_arg(vm, v, function, name, fd, if fd { "string, bytes, os.PathLike or integer" } else { "string, bytes or os.PathLike" })
}

/// The path argument of a function for which None has been replaced already: a descriptor is allowed.
pub fn path_or_none_arg(vm: &Vm, v: Value, function: &str) -> Res<Path> {
    typed_path_arg(vm, v, function, "path", true, "string, bytes, os.PathLike, integer or None")
}

fn typed_path_arg(vm: &Vm, v: Value, function: &str, name: &str, fd: bool, what: &str) -> Res<Path> {
    if fd && (v.is_small_int() || vm.slots(v).index.is_some()) {
        let n = match vm.index_i64(v)?.map(|n| (n, i32::try_from(n))) {
            Ok((_, Ok(n))) => n,
            Ok((n, _)) if n > 0 => return Err(vm.overflow_error("fd is greater than maximum")),
            Err(std::cmp::Ordering::Greater) => return Err(vm.overflow_error("fd is greater than maximum")),
            _ => return Err(vm.overflow_error("fd is less than minimum")),
        };
        warn_of_bool(vm, v)?;
        return Ok(Path::Fd(n, Ref::new(v)));
    }
    if !vm.is_str(v) && !vm.is_bytes(v) && (!v.is_heap() || vm.type_lookup(vm.type_of(v), vm.names.__fspath__).is_none_or(|f| f.is_none())) {
        return Err(vm.type_error(format!("{function}: {name} should be {what}, not {}", vm.type_name(v))));
    }
    let bytes = path_bytes(vm, v).map_err(|e| {
        if !vm.raised_is(vm.types.UnicodeError) && vm.clear_raised_if(vm.types.ValueError) {
            return vm.value_error(format!("{function}: embedded null character in {name}"));
        }
        e
    })?;
    Ok(Path::Name(CString::new(bytes).unwrap_or_default(), Ref::new(v)))
}

/// A bool as a descriptor is a mistake.
pub fn warn_of_bool(vm: &Vm, v: Value) -> Res<()> {
    if v == Value::TRUE || v == Value::FALSE {
        crate::report::warnings::warn(vm, vm.types.RuntimeWarning, "bool is used as a file descriptor", 1)?;
    }
    Ok(())
}

/// Refuses what does not go together with a descriptor in place of a path.
pub fn no_combination(vm: &Vm, function: &str, path: &Path, dir_fd: i32, follow: bool) -> Res<()> {
    if let Path::Fd(..) = path {
        if dir_fd != libc::AT_FDCWD {
            return Err(vm.value_error(format!("{function}: can't specify both dir_fd and fd")));
        }
        if !follow {
            return Err(vm.value_error(format!("{function}: cannot use fd and follow_symlinks together")));
        }
    }
    Ok(())
}

/// The flag of system calls that says whether links are followed.
pub fn follow_arg(follow: bool) -> i32 {
    if follow { 0 } else { libc::AT_SYMLINK_NOFOLLOW }
}

/// A name from the system: UTF-8, other bytes as surrogates.
pub fn fs_str(vm: &Vm, b: &[u8]) -> Res {
    if let Ok(s) = std::str::from_utf8(b) {
        return vm.new_str(s);
    }
    let errors = vm.intern("surrogateescape");
    crate::types::codec::decode_bytes(vm, b, Value::NONE, vm.names.utf_8, errors.value())
}

pub fn failed(vm: &Vm, path: &Path) -> Raised {
    os_error(vm, last_errno(), path.shown())
}

/// The result of a system call about a path, -1 being an error.
pub fn done(vm: &Vm, r: i32, path: &Path) -> Res {
    if r < 0 { Err(failed(vm, path)) } else { Ok(Ref::NONE) }
}

/// As `done`, about two paths.
pub fn done_two(vm: &Vm, r: i32, a: &Path, b: &Path) -> Res {
    if r >= 0 {
        return Ok(Ref::NONE);
    }
    let _: Raised = os_error(vm, last_errno(), a.shown());
    let e = vm.take_raised();
    if let Some(v) = b.shown() {
        vm.set_exception_field(e.value(), 3, Ref::new(v));
    }
    Err(vm.set_raised(e))
}

/// The result of a system call about nothing that has a name.
pub fn plain(vm: &Vm, r: i64) -> Res<i64> {
    if r < 0 { Err(os_error(vm, last_errno(), None)) } else { Ok(r) }
}

pub fn nothing(vm: &Vm, r: i32) -> Res {
    plain(vm, r as i64).map(|_| Ref::NONE)
}

/// A descriptor, or an object with a `fileno` method.
pub fn fd_arg(vm: &Vm, v: Value) -> Res<i32> {
    let held;
    let v = if vm.is_instance(v, vm.types.int) {
        v
    } else {
        let fileno = vm.intern("fileno");
        let Some(f) = vm.getattr_opt(v, fileno.value())? else {
            return Err(vm.type_error("argument must be an int, or have a fileno() method."));
        };
        held = vm.call(f.value(), &[])?;
        if !vm.is_instance(held.value(), vm.types.int) {
            return Err(vm.type_error("fileno() returned a non-integer"));
        }
        held.value()
    };
    warn_of_bool(vm, v)?;
    let fd = vm.c_int_arg(v)? as i32;
    if fd < 0 {
        return Err(vm.value_error(format!("file descriptor cannot be a negative integer ({fd})")));
    }
    Ok(fd)
}

pub fn dir_fd_arg(vm: &Vm, v: Value) -> Res<i32> {
    if v.is_none() {
        return Ok(libc::AT_FDCWD);
    }
    if !v.is_small_int() && vm.slots(v).index.is_none() {
        return Err(vm.type_error(format!("argument should be integer or None, not {}", vm.type_name(v))));
    }
    warn_of_bool(vm, v)?;
    match vm.index_i64(v)?.map(i32::try_from) {
        Ok(Ok(n)) => Ok(n),
        _ => Err(vm.overflow_error("Python int too large to convert to C int")),
    }
}

pub fn int(vm: &Vm, v: Value) -> Res<i32> {
    Ok(vm.c_int_arg(v)? as i32)
}

/// A system call that may block: other threads run meanwhile, and it is tried again after signals that interrupted it were delivered
/// (PEP 475). What it returns; -1 with errno set where it failed.
///
/// # Errors
/// What a signal's handler raises.
pub fn retried(vm: &Vm, mut call: impl FnMut() -> i64) -> Res<i64> {
    loop {
        let r = threads::allow_threads(vm, &mut call);
        if r >= 0 || last_errno() != libc::EINTR {
            return Ok(r);
        }
        signals::deliver(vm)?;
    }
}

/// As [`retried`], a failure being the OSError of its errno.
pub fn retried_plain(vm: &Vm, call: impl FnMut() -> i64) -> Res<i64> {
    let r = retried(vm, call)?;
    plain(vm, r)
}

/// The number of a user or a group; -1 stands for "as it is".
pub fn identity_arg(vm: &Vm, v: Value, what: &str) -> Res<u32> {
    if !v.is_small_int() && vm.slots(v).index.is_none() {
        return Err(vm.type_error(format!("{what} should be integer, not {}", vm.type_name(v))));
    }
    match vm.index_i64(v)? {
        Ok(-1) => Ok(u32::MAX),
        Ok(n) if n < 0 => Err(vm.overflow_error(format!("{what} is less than minimum"))),
        Ok(n) => u32::try_from(n).map_err(|_| vm.overflow_error(format!("{what} is greater than maximum"))),
        Err(std::cmp::Ordering::Less) => Err(vm.overflow_error(format!("{what} is less than minimum"))),
        Err(_) => Err(vm.overflow_error(format!("{what} is greater than maximum"))),
    }
}

/// The number of a user or a group as an object.
pub fn identity(vm: &Vm, n: u32) -> Res {
    vm.new_int(if n == u32::MAX { -1 } else { n as i64 })
}

/// Texts for `exec`, and the array of pointers to them that ends with a null.
pub struct CStrings {
    /// They own what the pointers point to.
    _texts: Vec<CString>,
    pointers: Vec<*const libc::c_char>,
}

impl CStrings {
    /// From texts without NUL bytes.
    pub fn new(texts: Vec<CString>) -> CStrings {
        let mut pointers: Vec<*const libc::c_char> = texts.iter().map(|t| t.as_ptr()).collect();
        pointers.push(std::ptr::null());
        CStrings { _texts: texts, pointers }
    }
    /// The array.
    pub fn as_ptr(&self) -> *const *const libc::c_char {
        self.pointers.as_ptr()
    }
    /// The pointers, the null at the end among them.
    pub fn pointers(&self) -> &[*const libc::c_char] {
        &self.pointers
    }
}

/// A path-like object as text for the system.
pub fn c_path(vm: &Vm, v: Value) -> Res<CString> {
    Ok(CString::new(path_bytes(vm, v)?).unwrap_or_default())
}
