//! `posix`: the system calls behind `os`.
pub mod arguments;
mod descriptors;
pub mod fork;
mod identity;
mod limits;
mod nodes;
mod process;
mod scheduling;
mod spawn;
mod stat;
mod transfer;

pub use arguments::fs_str;
use arguments::{Path, dir_fd_arg, done, done_two, failed, fd_arg, int, no_combination, path_arg, path_or_none_arg, plain, retried};
use crate::native;
use crate::object::{Ref, Res, TypeSpec, Value, Vm};
use stat::{open_dir, read_dir, scandir, stat_path};
use crate::struct_fields;
use crate::types::os_error::{last_errno, os_error, strerror};
use crate::types::struct_sequence::{from_refs, new_type, spec};
use std::cell::Cell;

/// Where a time of day comes from: `(seconds, nanoseconds)`.
fn time_of(vm: &Vm, v: Value) -> Res<libc::timespec> {
    if !v.is_float() && vm.slots(v).index.is_none() && vm.slots(v).float.is_none() {
        return Err(vm.type_error(format!("argument must be int or float, not {}", vm.type_name(v))));
    }
    let x = vm.float_arg(v)?;
    let whole = x.floor();
    if !whole.is_finite() || whole.abs() > 9e18 {
        return Err(vm.overflow_error("timestamp out of range for platform time_t"));
    }
    match vm.as_int(v) {
        Some(_) => Ok(libc::timespec { tv_sec: vm.int_arg(v)?, tv_nsec: 0 }),
        None => Ok(libc::timespec { tv_sec: whole as i64, tv_nsec: ((x - whole) * 1e9).floor() as i64 }),
    }
}

fn utime_arguments(vm: &Vm, times: Value, ns: Value) -> Res<[libc::timespec; 2]> {
    let pair = |v: Value, what: &str| -> Res<[Value; 2]> {
        match vm.is_tuple(v).then(|| vm.tuple_items(v)) {
            Some([a, b]) => Ok([*a, *b]),
            _ => Err(vm.type_error(format!("utime: '{what}' must be {}", if what == "ns" { "a tuple of two ints" } else { "either a tuple of two ints or None" }))),
        }
    };
    if !ns.is_unbound() {
        if !times.is_none() {
            return Err(vm.value_error("utime: you may specify either 'times' or 'ns' but not both"));
        }
        let [a, m] = pair(ns, "ns")?;
        let split = |v: Value| -> Res<libc::timespec> {
            let n = vm.int_arg(v)?;
            Ok(libc::timespec { tv_sec: n.div_euclid(1_000_000_000), tv_nsec: n.rem_euclid(1_000_000_000) })
        };
        return Ok([split(a)?, split(m)?]);
    }
    if times.is_none() {
        return Ok([libc::timespec { tv_sec: 0, tv_nsec: libc::UTIME_NOW }; 2]);
    }
    let [a, m] = pair(times, "times")?;
    Ok([time_of(vm, a)?, time_of(vm, m)?])
}

static UNAME_RESULT: TypeSpec = spec("posix.uname_result", struct_fields!("sysname", "nodename", "release", "version", "machine"));
static TIMES_RESULT: TypeSpec =
    spec("posix.times_result", struct_fields!("user", "system", "children_user", "children_system", "elapsed"));
static TERMINAL_SIZE: TypeSpec = spec("os.terminal_size", struct_fields!("columns", "lines"));

#[derive(Default)]
struct Types {
    uname: Cell<usize>,
    times: Cell<usize>,
    terminal_size: Cell<usize>,
}

native! { static FUNCTIONS = [
    /// Perform a stat system call on the given path.
    "stat(path, *, dir_fd=None, follow_symlinks=True)" => fn stat(vm, [path, dir_fd, follow]) {
        let p = path_arg(vm, path, "stat", "path", true)?;
        let (at, follow) = (dir_fd_arg(vm, dir_fd)?, vm.truth(follow)?);
        if at != libc::AT_FDCWD && matches!(p, Path::Fd(..)) {
            return Err(vm.value_error("stat: can't specify dir_fd without matching path"));
        }
        no_combination(vm, "stat", &p, at, follow)?;
        stat_path(vm, &p, at, follow)
    }
    /// Perform a stat system call on the given path, without following symbolic links.
    "lstat(path, *, dir_fd=None)" => fn lstat(vm, [path, dir_fd]) {
        let p = path_arg(vm, path, "lstat", "path", false)?;
        stat_path(vm, &p, dir_fd_arg(vm, dir_fd)?, false)
    }
    /// Perform a stat system call on the given file descriptor.
    "fstat(fd)" => fn fstat(vm, [fd]) {
        let n = int(vm, fd)?;
        stat_path(vm, &Path::Fd(n, Ref::NONE), 0, true).map_err(|e| {
            drop(vm.take_raised());
            let _ = e;
            os_error(vm, last_errno(), None)
        })
    }
    /// Return a list containing the names of the files in the directory.
    "listdir(path=None)" => fn listdir(vm, [path]) {
        let path = if path.is_none() { vm.new_str(".")? } else { Ref::new(path) };
        let p = path_or_none_arg(vm, path.value(), "listdir")?;
        let bytes = p.is_bytes(vm)?;
        let dir = open_dir(vm, &p)?;
        let mut names = Vec::new();
        let read = loop {
            match read_dir(vm, dir) {
                Ok(Some((name, _, _))) => names.push(name),
                Ok(None) => break Ok(()),
                Err(e) => break Err(e),
            }
        };
        // SAFETY: the directory was opened above and is closed once.
        unsafe { libc::closedir(dir) };
        read?;
        let names = names.iter().map(|n| if bytes { vm.new_bytes(n) } else { fs_str(vm, n) }).collect::<Res<Vec<Ref>>>()?;
        vm.list_from_refs(names)
    }
    /// Return an iterator of DirEntry objects for given path.
    "scandir(path=None)" => fn scandir_function(vm, [path]) { scandir(vm, path) }
    /// Return a unicode string representing the current working directory.
    "getcwd()" => fn getcwd(vm, []) {
        use std::os::unix::ffi::OsStrExt;
        match std::env::current_dir() {
            Ok(d) => fs_str(vm, d.as_os_str().as_bytes()),
            Err(e) => Err(os_error(vm, e.raw_os_error().unwrap_or(0), None)),
        }
    }
    /// Return a bytes string representing the current working directory.
    "getcwdb()" => fn getcwdb(vm, []) {
        use std::os::unix::ffi::OsStrExt;
        match std::env::current_dir() {
            Ok(d) => vm.new_bytes(d.as_os_str().as_bytes()),
            Err(e) => Err(os_error(vm, e.raw_os_error().unwrap_or(0), None)),
        }
    }
    /// Change the current working directory to the specified path.
    "chdir(path)" => fn chdir(vm, [path]) {
        let p = path_arg(vm, path, "chdir", "path", true)?;
        // SAFETY: a NUL-terminated path.
        let r = unsafe { if let Path::Fd(fd, _) = p { libc::fchdir(fd) } else { libc::chdir(p.pointer()) } };
        done(vm, r, &p)
    }
    /// Create a directory.
    "mkdir(path, mode=511, *, dir_fd=None)" => fn mkdir(vm, [path, mode, dir_fd]) {
        let p = path_arg(vm, path, "mkdir", "path", false)?;
        let (mode, at) = (int(vm, mode)?, dir_fd_arg(vm, dir_fd)?);
        // SAFETY: a NUL-terminated path.
        done(vm, unsafe { libc::mkdirat(at, p.pointer(), mode as libc::mode_t) }, &p)
    }
    /// Remove a directory.
    "rmdir(path, *, dir_fd=None)" => fn rmdir(vm, [path, dir_fd]) {
        let p = path_arg(vm, path, "rmdir", "path", false)?;
        let at = dir_fd_arg(vm, dir_fd)?;
        // SAFETY: a NUL-terminated path.
        done(vm, unsafe { libc::unlinkat(at, p.pointer(), libc::AT_REMOVEDIR) }, &p)
    }
    /// Remove a file (same as remove()).
    "unlink(path, *, dir_fd=None)" => fn unlink(vm, [path, dir_fd]) {
        let p = path_arg(vm, path, "unlink", "path", false)?;
        let at = dir_fd_arg(vm, dir_fd)?;
        // SAFETY: a NUL-terminated path.
        done(vm, unsafe { libc::unlinkat(at, p.pointer(), 0) }, &p)
    }
    /// Remove a file (same as unlink()).
    "remove(path, *, dir_fd=None)" => fn remove(vm, [path, dir_fd]) {
        let p = path_arg(vm, path, "remove", "path", false)?;
        let at = dir_fd_arg(vm, dir_fd)?;
        // SAFETY: a NUL-terminated path.
        done(vm, unsafe { libc::unlinkat(at, p.pointer(), 0) }, &p)
    }
    /// Rename a file or directory.
    "rename(src, dst, *, src_dir_fd=None, dst_dir_fd=None)" => fn rename(vm, [src, dst, src_fd, dst_fd]) {
        let (a, b) = (path_arg(vm, src, "rename", "src", false)?, path_arg(vm, dst, "rename", "dst", false)?);
        let (x, y) = (dir_fd_arg(vm, src_fd)?, dir_fd_arg(vm, dst_fd)?);
        // SAFETY: NUL-terminated paths.
        done_two(vm, unsafe { libc::renameat(x, a.pointer(), y, b.pointer()) }, &a, &b)
    }
    /// Rename a file or directory, overwriting the destination.
    "replace(src, dst, *, src_dir_fd=None, dst_dir_fd=None)" => fn replace(vm, [src, dst, src_fd, dst_fd]) {
        let (a, b) = (path_arg(vm, src, "replace", "src", false)?, path_arg(vm, dst, "replace", "dst", false)?);
        let (x, y) = (dir_fd_arg(vm, src_fd)?, dir_fd_arg(vm, dst_fd)?);
        // SAFETY: NUL-terminated paths.
        done_two(vm, unsafe { libc::renameat(x, a.pointer(), y, b.pointer()) }, &a, &b)
    }
    /// Create a hard link to a file.
    "link(src, dst, *, src_dir_fd=None, dst_dir_fd=None, follow_symlinks=True)" => fn link(vm, [src, dst, src_fd, dst_fd, follow]) {
        let (a, b) = (path_arg(vm, src, "link", "src", false)?, path_arg(vm, dst, "link", "dst", false)?);
        let (x, y) = (dir_fd_arg(vm, src_fd)?, dir_fd_arg(vm, dst_fd)?);
        let flags = if vm.truth(follow)? { libc::AT_SYMLINK_FOLLOW } else { 0 };
        // SAFETY: NUL-terminated paths.
        done_two(vm, unsafe { libc::linkat(x, a.pointer(), y, b.pointer(), flags) }, &a, &b)
    }
    /// Create a symbolic link pointing to src named dst.
    "symlink(src, dst, target_is_directory=False, *, dir_fd=None)" => fn symlink(vm, [src, dst, _is_directory, dir_fd]) {
        let (a, b) = (path_arg(vm, src, "symlink", "src", false)?, path_arg(vm, dst, "symlink", "dst", false)?);
        let at = dir_fd_arg(vm, dir_fd)?;
        // SAFETY: NUL-terminated paths.
        done_two(vm, unsafe { libc::symlinkat(a.pointer(), at, b.pointer()) }, &a, &b)
    }
    /// Return a string representing the path to which the symbolic link points.
    "readlink(path, *, dir_fd=None)" => fn readlink(vm, [path, dir_fd]) {
        let p = path_arg(vm, path, "readlink", "path", false)?;
        let at = dir_fd_arg(vm, dir_fd)?;
        let mut buffer = vec![0u8; libc::PATH_MAX as usize + 1];
        // SAFETY: the buffer has the length given.
        let n = unsafe { libc::readlinkat(at, p.pointer(), buffer.as_mut_ptr().cast(), buffer.len()) };
        if n < 0 {
            return Err(failed(vm, &p));
        }
        let text = &buffer[..n as usize];
        if p.is_bytes(vm)? { vm.new_bytes(text) } else { fs_str(vm, text) }
    }
    /// Change the access permissions of a file.
    "chmod(path, mode, *, dir_fd=None, follow_symlinks=True)" => fn chmod(vm, [path, mode, dir_fd, follow]) {
        let p = path_arg(vm, path, "chmod", "path", true)?;
        let (mode, at) = (int(vm, mode)? as libc::mode_t, dir_fd_arg(vm, dir_fd)?);
        let flags = if vm.truth(follow)? { 0 } else { libc::AT_SYMLINK_NOFOLLOW };
        // SAFETY: a NUL-terminated path.
        let r = unsafe { if let Path::Fd(fd, _) = p { libc::fchmod(fd, mode) } else { libc::fchmodat(at, p.pointer(), mode, flags) } };
        done(vm, r, &p)
    }
    /// Set the access and modified time of path.
    "utime(path, times=None, *, ns=, dir_fd=None, follow_symlinks=True)" => fn utime(vm, [path, times, ns, dir_fd, follow]) {
        let p = path_arg(vm, path, "utime", "path", true)?;
        let spec = utime_arguments(vm, times, ns)?;
        let (at, follow) = (dir_fd_arg(vm, dir_fd)?, vm.truth(follow)?);
        no_combination(vm, "utime", &p, at, follow)?;
        let flags = if follow { 0 } else { libc::AT_SYMLINK_NOFOLLOW };
        // SAFETY: two times; a NUL-terminated path.
        let r = unsafe {
            if let Path::Fd(fd, _) = p { libc::futimens(fd, spec.as_ptr()) } else { libc::utimensat(at, p.pointer(), spec.as_ptr(), flags) }
        };
        done(vm, r, &p)
    }
    /// Use the real uid/gid to test for access to a path.
    "access(path, mode, *, dir_fd=None, effective_ids=False, follow_symlinks=True)" => fn access(vm, [path, mode, dir_fd, effective, follow]) {
        let p = path_arg(vm, path, "access", "path", false)?;
        let (mode, at) = (int(vm, mode)?, dir_fd_arg(vm, dir_fd)?);
        let flags = if vm.truth(effective)? { libc::AT_EACCESS } else { 0 } | if vm.truth(follow)? { 0 } else { libc::AT_SYMLINK_NOFOLLOW };
        // SAFETY: a NUL-terminated path.
        Ok(Ref::bool(unsafe { libc::faccessat(at, p.pointer(), mode, flags) } == 0))
    }
    /// Open a file for low level IO.  Returns a file descriptor (integer).
    "open(path, flags, mode=511, *, dir_fd=None)" => fn open(vm, [path, flags, mode, dir_fd]) {
        let p = path_arg(vm, path, "open", "path", false)?;
        let (flags, mode, at) = (int(vm, flags)?, int(vm, mode)?, dir_fd_arg(vm, dir_fd)?);
        // SAFETY: a NUL-terminated path.
        let fd = retried(vm, || unsafe { libc::openat(at, p.pointer(), flags | libc::O_CLOEXEC, mode as libc::c_uint) } as i64)?;
        if fd < 0 { Err(failed(vm, &p)) } else { vm.new_int(fd) }
    }
    /// Closes all file descriptors in [fd_low, fd_high), ignoring errors.
    "closerange(fd_low, fd_high, /)" => fn closerange(vm, [low, high]) {
        for fd in int(vm, low)?..int(vm, high)? {
            // SAFETY: a plain system call.
            unsafe { libc::close(fd) };
        }
        Ok(Ref::NONE)
    }
    /// Return a duplicate of a file descriptor.
    "dup(fd, /)" => fn dup(vm, [fd]) {
        let fd = int(vm, fd)?;
        // SAFETY: a plain system call.
        vm.new_int(plain(vm, unsafe { libc::fcntl(fd, libc::F_DUPFD_CLOEXEC, 0) } as i64)?)
    }
    /// Duplicate file descriptor.
    "dup2(fd, fd2, inheritable=True)" => fn dup2(vm, [fd, fd2, inheritable]) {
        let (a, b) = (int(vm, fd)?, int(vm, fd2)?);
        let flags = if vm.truth(inheritable)? || a == b { 0 } else { libc::O_CLOEXEC };
        // SAFETY: plain system calls.
        vm.new_int(plain(vm, unsafe { if flags == 0 { libc::dup2(a, b) } else { libc::dup3(a, b, flags) } } as i64)?)
    }
    /// Return True if the fd is connected to a terminal.
    "isatty(fd, /)" => fn isatty(vm, [fd]) {
        let fd = int(vm, fd)?;
        // SAFETY: a plain system call.
        Ok(Ref::bool(unsafe { libc::isatty(fd) } == 1))
    }
    /// Set the current numeric umask and return the previous umask.
    "umask(mask, /)" => fn umask(vm, [mask]) {
        let mask = int(vm, mask)?;
        // SAFETY: a plain system call.
        vm.new_int(unsafe { libc::umask(mask as libc::mode_t) } as i64)
    }
    /// Return the current process id.
    "getpid()" => fn getpid(vm, []) { vm.new_int(std::process::id() as i64) }
    /// Return the parent's process id.
    "getppid()" => fn getppid(vm, []) { vm.new_int(std::os::unix::process::parent_id() as i64) }
    /// Return a bytes object containing random bytes suitable for cryptographic use.
    "urandom(size, /)" => fn urandom(vm, [size]) {
        let Ok(n) = usize::try_from(vm.int_arg(size)?) else { return Err(vm.value_error("negative argument not allowed")) };
        let mut buffer = crate::types::bytes::zeros(vm, n)?;
        let mut at = 0;
        while at < n {
            // SAFETY: the rest of the buffer.
            at += plain(vm, unsafe { libc::getrandom(buffer[at..].as_mut_ptr().cast(), n - at, 0) } as i64)? as usize;
        }
        vm.new_bytes(&buffer)
    }
    /// Translate an error code to a message string.
    "strerror(code, /)" => fn strerror_function(vm, [code]) { vm.new_str(&strerror(int(vm, code)?)) }
    /// Return the file system path representation of the object.
    "fspath(path)" => fn fspath(vm, [path]) {
        if vm.is_str(path) || vm.is_bytes(path) {
            return Ok(Ref::new(path));
        }
        match crate::builtins::input_output::fspath(vm, path)? {
            Some(p) => Ok(p),
            None => Err(vm.type_error(format!("expected str, bytes or os.PathLike object, not {}", vm.type_name(path)))),
        }
    }
    /// Return the number of logical CPUs in the system.
    "cpu_count()" => fn cpu_count(vm, []) {
        let configured = super::sys::cpu_count(&vm.config);
        if configured > 0 {
            return vm.new_int(configured);
        }
        // SAFETY: a plain call.
        match unsafe { libc::sysconf(libc::_SC_NPROCESSORS_ONLN) } {
            n if n > 0 => vm.new_int(n),
            _ => Ok(Ref::NONE),
        }
    }
    /// Return an object identifying the current operating system.
    "uname()" => fn uname(vm, []) {
        // SAFETY: plain data, filled by the call with NUL-terminated texts.
        let parts = unsafe {
            let mut u: libc::utsname = std::mem::zeroed();
            plain(vm, libc::uname(&mut u) as i64)?;
            [&u.sysname, &u.nodename, &u.release, &u.version, &u.machine]
                .map(|f| std::ffi::CStr::from_ptr(f.as_ptr()).to_bytes().to_vec())
        };
        let ty = vm.extension::<Types>().uname.get() as *mut _;
        from_refs(vm, ty, parts.iter().map(|p| fs_str(vm, p)).collect())
    }
    /// Return a collection containing process timing information.
    "times()" => fn times(vm, []) {
        // SAFETY: plain data, filled by the call.
        let (t, elapsed, tick) = unsafe {
            let mut t: libc::tms = std::mem::zeroed();
            let e = libc::times(&mut t);
            (t, e, libc::sysconf(libc::_SC_CLK_TCK) as f64)
        };
        let ty = vm.extension::<Types>().times.get() as *mut _;
        let items = [t.tms_utime, t.tms_stime, t.tms_cutime, t.tms_cstime, elapsed];
        from_refs(vm, ty, items.iter().map(|x| Ok(Ref::float(*x as f64 / tick))).collect())
    }
    /// Return the size of the terminal window as (columns, lines).
    "get_terminal_size(fd=1, /)" => fn get_terminal_size(vm, [fd]) {
        let fd = int(vm, fd)?;
        // SAFETY: plain data, filled by the call.
        let w = unsafe {
            let mut w: libc::winsize = std::mem::zeroed();
            plain(vm, libc::ioctl(fd, libc::TIOCGWINSZ, &mut w) as i64)?;
            w
        };
        let ty = vm.extension::<Types>().terminal_size.get() as *mut _;
        from_refs(vm, ty, vec![vm.new_int(w.ws_col as i64), vm.new_int(w.ws_row as i64)])
    }
    /// Return a string describing the encoding of a terminal's file descriptor.
    "device_encoding(fd)" => fn device_encoding(vm, [fd]) {
        let fd = int(vm, fd)?;
        // SAFETY: a plain system call.
        if unsafe { libc::isatty(fd) } == 1 { vm.new_str("utf-8") } else { Ok(Ref::NONE) }
    }
    /// Create the environment dictionary.
    "_create_environ()" => fn create_environ(vm, []) { environment(vm) }
    /// Checks if PyOS_CallInputHook is set
    "_is_inputhook_installed()" => fn is_inputhook_installed(vm, []) { Ok(Ref::bool(false)) }
    /// Calls PyOS_CallInputHook droppong the GIL first
    "_inputhook()" => fn inputhook(vm, []) { Ok(Ref::NONE) }
    /// Split a pathname into drive, root and tail.
    ///
    /// The tail contains anything after the root.
    "_path_splitroot_ex(p)" => fn path_splitroot_ex(vm, [path]) {
        let bytes = vm.is_bytes(path);
        let text = path_text(vm, path, "_path_splitroot_ex")?;
        // Two slashes at the front mean something of their own; three and more do not.
        let root = match text.iter().take_while(|b| **b == b'/').count() {
            0 => 0,
            2 => 2,
            _ => 1,
        };
        let part = |b: &[u8]| if bytes { vm.new_bytes(b) } else { fs_str(vm, b) };
        vm.tuple_from_refs([part(b"")?, part(&text[..root])?, part(&text[root..])?])
    }
    /// Normalize path, eliminating double slashes, etc.
    "_path_normpath(path)" => fn path_normpath(vm, [path]) {
        if vm.is_str(path) {
            // What cannot be encoded is no obstacle.
            let mut text = Vec::with_capacity(vm.str(path).len());
            vm.str(path).iter().for_each(|c| crate::text::codec::push_utf8(c, &mut text));
            return vm.str_from_wtf8(&normal_path(&text));
        }
        let bytes = vm.is_bytes(path);
        let text = path_text(vm, path, "_path_normpath")?;
        let n = normal_path(&text);
        if bytes { vm.new_bytes(&n) } else { fs_str(vm, &n) }
    }
]; }

/// The text of a path that is only looked at: a NUL is no reason to refuse it.
fn path_text(vm: &Vm, path: Value, function: &str) -> Res<Vec<u8>> {
    if vm.is_str(path) && vm.str(path).iter().any(|c| c == 0) {
        return Ok(vm.str_text(path).into_bytes());
    }
    if vm.is_bytes(path) {
        return Ok(vm.bytes(path).to_vec());
    }
    match path_arg(vm, path, function, "path", false)? {
        Path::Name(text, _) => Ok(text.into_bytes()),
        Path::Fd(..) => Ok(Vec::new()),
    }
}

/// The environment of the process, as a dict of bytes.
fn environment(vm: &Vm) -> Res {
    use std::os::unix::ffi::OsStrExt;
    let all = vm.new_dict()?;
    for (k, v) in std::env::vars_os() {
        let (k, v) = (vm.new_bytes(k.as_bytes())?, vm.new_bytes(v.as_bytes())?);
        vm.dict_set(all.value(), k.value(), v.value())?;
    }
    Ok(all)
}

/// A path without empty and `.` parts, `..` applied to what is before it.
fn normal_path(path: &[u8]) -> Vec<u8> {
    let slashes = path.iter().take_while(|b| **b == b'/').count();
    // Two slashes at the front mean something of their own; three and more do not.
    let root = match slashes {
        0 => 0,
        2 => 2,
        _ => 1,
    };
    let mut parts: Vec<&[u8]> = Vec::new();
    for part in path.split(|b| *b == b'/') {
        match part {
            b"" | b"." => {}
            b".." if parts.last().is_some_and(|p| *p != b"..") => {
                parts.pop();
            }
            b".." if root > 0 => {}
            _ => parts.push(part),
        }
    }
    let mut out = vec![b'/'; root];
    out.extend(parts.join(&b'/'));
    if out.is_empty() { b".".to_vec() } else { out }
}

macro_rules! constants { ($($name:ident),* $(,)?) => { &[$((stringify!($name), libc::$name as i64)),*] }; }
static CONSTANTS: &[(&str, i64)] = constants! {
    F_OK, R_OK, W_OK, X_OK, O_RDONLY, O_WRONLY, O_RDWR, O_CREAT, O_EXCL, O_NOCTTY, O_TRUNC, O_APPEND, O_NONBLOCK, O_NDELAY, O_SYNC, O_DSYNC,
    O_RSYNC, O_ASYNC, O_DIRECT, O_LARGEFILE, O_DIRECTORY, O_NOFOLLOW, O_NOATIME, O_CLOEXEC, O_PATH, O_TMPFILE, O_ACCMODE,
    WNOHANG, WUNTRACED, WCONTINUED, SEEK_DATA, SEEK_HOLE, PRIO_PROCESS, PRIO_PGRP, PRIO_USER,
    RTLD_LAZY, RTLD_NOW, RTLD_GLOBAL, RTLD_LOCAL, RTLD_NODELETE, RTLD_NOLOAD, RTLD_DEEPBIND, GRND_NONBLOCK, GRND_RANDOM,
    CLD_CONTINUED, CLD_DUMPED, CLD_EXITED, CLD_KILLED, CLD_STOPPED, CLD_TRAPPED, CLONE_FILES, CLONE_FS, CLONE_NEWCGROUP, CLONE_NEWIPC,
    CLONE_NEWNET, CLONE_NEWNS, CLONE_NEWPID, CLONE_NEWTIME, CLONE_NEWUSER, CLONE_NEWUTS, CLONE_SIGHAND, CLONE_SYSVSEM, CLONE_THREAD,
    CLONE_VM, EFD_CLOEXEC, EFD_NONBLOCK, EFD_SEMAPHORE, F_LOCK, F_TEST, F_TLOCK, F_ULOCK, MFD_ALLOW_SEALING, MFD_CLOEXEC, MFD_HUGETLB,
    MFD_HUGE_16GB, MFD_HUGE_16MB, MFD_HUGE_1GB, MFD_HUGE_1MB, MFD_HUGE_256MB, MFD_HUGE_2GB, MFD_HUGE_2MB, MFD_HUGE_32MB, MFD_HUGE_512KB,
    MFD_HUGE_512MB, MFD_HUGE_64KB, MFD_HUGE_8MB, MFD_HUGE_MASK, MFD_HUGE_SHIFT, O_FSYNC, PIDFD_NONBLOCK, POSIX_FADV_DONTNEED,
    POSIX_FADV_NOREUSE, POSIX_FADV_NORMAL, POSIX_FADV_RANDOM, POSIX_FADV_SEQUENTIAL, POSIX_FADV_WILLNEED, P_ALL, P_PGID, P_PID, P_PIDFD,
    RWF_APPEND, RWF_DSYNC, RWF_HIPRI, RWF_NOWAIT, RWF_SYNC, SCHED_BATCH, SCHED_DEADLINE, SCHED_FIFO, SCHED_IDLE, SCHED_NORMAL,
    SCHED_OTHER, SCHED_RESET_ON_FORK, SCHED_RR, SPLICE_F_MORE, SPLICE_F_MOVE, SPLICE_F_NONBLOCK, ST_APPEND, ST_MANDLOCK, ST_NOATIME,
    ST_NODEV, ST_NODIRATIME, ST_NOEXEC, ST_NOSUID, ST_RDONLY, ST_RELATIME, ST_SYNCHRONOUS, ST_WRITE, TFD_CLOEXEC, TFD_NONBLOCK,
    TFD_TIMER_ABSTIME, TFD_TIMER_CANCEL_ON_SET, TMP_MAX, WEXITED, WNOWAIT, WSTOPPED, XATTR_CREATE, XATTR_REPLACE,
};

/// Constants of headers of Linux.
static MORE_CONSTANTS: &[(&str, i64)] = &[("NGROUPS_MAX", 65536), ("XATTR_SIZE_MAX", 65536)];

/// `sysexits.h`, in the order of its numbers.
const EXITS: &[&str] = &[
    "EX_USAGE", "EX_DATAERR", "EX_NOINPUT", "EX_NOUSER", "EX_NOHOST", "EX_UNAVAILABLE", "EX_SOFTWARE", "EX_OSERR", "EX_OSFILE", "EX_CANTCREAT",
    "EX_IOERR", "EX_TEMPFAIL", "EX_PROTOCOL", "EX_NOPERM", "EX_CONFIG",
];

/// Features of functions that `os` makes its sets of (`os.supports_fd` and the like) from.
const FEATURES: &[&str] = &[
    "HAVE_EVENTFD", "HAVE_TIMERFD_CREATE", "HAVE_FACCESSAT", "HAVE_FCHDIR", "HAVE_FCHMOD", "HAVE_FCHMODAT", "HAVE_FCHOWN",
    "HAVE_FCHOWNAT", "HAVE_FEXECVE", "HAVE_FDOPENDIR", "HAVE_FPATHCONF", "HAVE_FSTATAT", "HAVE_FSTATVFS", "HAVE_FTRUNCATE",
    "HAVE_FUTIMENS", "HAVE_FUTIMES", "HAVE_FUTIMESAT", "HAVE_LINKAT", "HAVE_LCHOWN", "HAVE_LSTAT", "HAVE_LUTIMES", "HAVE_MEMFD_CREATE",
    "HAVE_MKDIRAT", "HAVE_MKFIFOAT", "HAVE_MKNODAT", "HAVE_OPENAT", "HAVE_READLINKAT", "HAVE_RENAMEAT", "HAVE_SYMLINKAT", "HAVE_UNLINKAT",
    "HAVE_UTIMENSAT", "HAVE_PTSNAME_R",
];

/// Makes the module.
pub fn init(vm: &Vm) -> Res {
    let doc = "This module provides access to operating system functionality that is\nstandardized by the C Standard and the POSIX standard (a thinly\ndisguised Unix interface).  Refer to the library manual and\ncorresponding Unix manual entries for more information on calls.";
    let module = super::new_module(vm, "posix", doc, FUNCTIONS)?;
    let m = module.value();
    for (name, value) in CONSTANTS.iter().chain(MORE_CONSTANTS) {
        super::set(vm, m, name, vm.new_int(*value)?)?;
    }
    super::set(vm, m, "EX_OK", vm.new_int(0)?)?;
    for (i, name) in EXITS.iter().enumerate() {
        super::set(vm, m, name, vm.new_usize(64 + i)?)?;
    }
    for add in [stat::add_types, process::add_types, scheduling::add_types, nodes::add_types, limits::add_names, spawn::add_constants] {
        add(vm, m)?;
    }
    for functions in [
        descriptors::FUNCTIONS,
        fork::FUNCTIONS,
        identity::FUNCTIONS,
        nodes::FUNCTIONS,
        process::FUNCTIONS,
        scheduling::FUNCTIONS,
        spawn::FUNCTIONS,
        transfer::FUNCTIONS,
    ] {
        super::add_functions(vm, m, functions)?;
    }
    vm.at_shutdown.borrow_mut().push(fork::shutdown);
    let types = vm.extension::<Types>();
    for (name, cell, spec) in
        [("uname_result", &types.uname, &UNAME_RESULT), ("times_result", &types.times, &TIMES_RESULT), ("terminal_size", &types.terminal_size, &TERMINAL_SIZE)]
    {
        let ty = new_type(vm, spec)?;
        cell.set(ty as usize);
        super::set(vm, m, name, Ref::from_type(ty))?;
    }
    super::set(vm, m, "error", Ref::from_type(vm.types.OSError))?;
    super::set(vm, m, "environ", environment(vm)?)?;
    let features = FEATURES.iter().map(|f| vm.new_str(f)).collect::<Res<Vec<Ref>>>()?;
    super::set(vm, m, "_have_functions", vm.list_from_refs(features)?)?;
    Ok(module)
}
