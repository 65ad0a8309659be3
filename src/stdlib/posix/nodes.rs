//! Files as entries of a file system: owners, devices, pipes with names, extended attributes, the file system itself.
use super::arguments::{
    CStrings, Path, c_path, dir_fd_arg, done, fd_arg, follow_arg, fs_str, identity_arg, int, no_combination, path_arg, plain, retried_plain,
};
use crate::native;
use crate::object::{GetSetDef, Ref, Res, TypeSpec, Value, Vm};
use crate::types::os_error::{last_errno, os_error};
use crate::types::struct_sequence::{
    drop_hidden, hidden_field, new_hidden, new_instance_with_hidden, new_type, new_type_with_hidden, spec, traverse_hidden,
};

static STATVFS_RESULT: TypeSpec = {
    macro_rules! item { ($name:literal, $i:literal) => {
        GetSetDef { name: $name, get: |vm, v| Ok(Ref::new(vm.tuple_items(v)[$i])), set: None, doc: "" }
    }; }
    let mut s = spec(
        "os.statvfs_result",
        &[
            item!("f_bsize", 0),
            item!("f_frsize", 1),
            item!("f_blocks", 2),
            item!("f_bfree", 3),
            item!("f_bavail", 4),
            item!("f_files", 5),
            item!("f_ffree", 6),
            item!("f_favail", 7),
            item!("f_flag", 8),
            item!("f_namemax", 9),
            GetSetDef { name: "f_fsid", get: |vm, v| hidden_field(vm, v, 0), set: None, doc: "" },
        ],
    );
    s.slots.new = Some(new_hidden);
    s.slots.drop = Some(drop_hidden);
    s.slots.traverse = Some(traverse_hidden);
    s.doc = "statvfs_result: Result from statvfs or fstatvfs.\n\nThis object may be accessed either as a tuple of\n  (bsize, frsize, blocks, bfree, bavail, files, ffree, favail, flag, namemax),\nor via the attributes f_bsize, f_frsize, f_blocks, f_bfree, and so on.\n\nSee os.statvfs for more information.";
    s
};

/// Adds the types of this file to the module.
pub fn add_types(vm: &Vm, module: Value) -> Res<()> {
    super::super::set(vm, module, "statvfs_result", Ref::from_type(new_type_with_hidden(vm, &STATVFS_RESULT, 10)?))
}

fn statvfs_object(vm: &Vm, s: &libc::statvfs) -> Res {
    let fields = [
        s.f_bsize, s.f_frsize, s.f_blocks, s.f_bfree, s.f_bavail, s.f_files, s.f_ffree, s.f_favail, s.f_flag, s.f_namemax,
    ];
    let numbers = fields.iter().map(|n| vm.new_uint(*n)).collect::<Res<Vec<Ref>>>()?;
    let items: Vec<Value> = numbers.iter().map(Ref::value).collect();
    let id = vm.new_uint(s.f_fsid)?;
    new_instance_with_hidden(vm, new_type(vm, &STATVFS_RESULT)?, &items, &[id.value()])
}

/// A device number; -1 is that of no device.
fn device(vm: &Vm, v: Value) -> Res<u64> {
    match vm.index_i64(v)? {
        Ok(-1) => Ok(u64::MAX),
        Ok(n) if n < 0 => Err(vm.overflow_error("can't convert negative int to unsigned")),
        Ok(n) => Ok(n as u64),
        Err(std::cmp::Ordering::Less) => Err(vm.overflow_error("can't convert negative int to unsigned")),
        Err(_) => {
            let n = vm.index(v)?;
            match vm.as_int(n.value()).map(|n| u64::try_from(&n.to_big())) {
                Some(Ok(n)) => Ok(n),
                _ => Err(vm.overflow_error("int too big to convert")),
            }
        }
    }
}

/// Half of a device number.
fn device_part(vm: &Vm, v: Value) -> Res<u32> {
    match vm.index_i64(v)? {
        Ok(-1) => Ok(u32::MAX),
        Ok(n) if n < 0 => Err(vm.overflow_error("can't convert negative int to unsigned")),
        Ok(n) => u32::try_from(n).map_err(|_| vm.overflow_error("Python int too large to convert to C unsigned int")),
        Err(std::cmp::Ordering::Less) => Err(vm.overflow_error("can't convert negative int to unsigned")),
        Err(_) => Err(vm.overflow_error("int too big to convert")),
    }
}

fn device_object(vm: &Vm, n: u64, none: u64) -> Res {
    if n == none { vm.new_int(-1) } else { vm.new_uint(n) }
}

/// Calls for an extended attribute until the buffer is large enough: the size of first resort, then the largest there can be.
fn attribute_bytes(vm: &Vm, path: &Path, get: impl Fn(*mut libc::c_void, usize) -> isize) -> Res<Vec<u8>> {
    for size in [128, 65536] {
        let mut buffer = vec![0u8; size];
        let n = get(buffer.as_mut_ptr().cast(), size);
        if n >= 0 {
            buffer.truncate(n as usize);
            return Ok(buffer);
        }
        if last_errno() != libc::ERANGE {
            break;
        }
    }
    Err(os_error(vm, last_errno(), path.shown()))
}

fn attribute_name(vm: &Vm, v: Value, function: &str) -> Res<CStrings> {
    match path_arg(vm, v, function, "attribute", false)? {
        Path::Name(name, _) => Ok(CStrings::new(vec![name])),
        Path::Fd(..) => Ok(CStrings::new(Vec::new())),
    }
}

/// The folder "." where no path is given.
fn path_or_here(vm: &Vm, v: Value) -> Res {
    if v.is_none() { vm.new_str(".") } else { Ok(Ref::new(v)) }
}

native! { pub static FUNCTIONS = [
    /// Change the owner and group id of path to the numeric uid and gid.
    ///
    ///   path
    ///     Path to be examined; can be string, bytes, a path-like object, or open-file-descriptor int.
    ///   dir_fd
    ///     If not None, it should be a file descriptor open to a directory,
    ///     and path should be relative; path will then be relative to that
    ///     directory.
    ///   follow_symlinks
    ///     If False, and the last element of the path is a symbolic link,
    ///     stat will examine the symbolic link itself instead of the file
    ///     the link points to.
    ///
    /// path may always be specified as a string.
    /// On some platforms, path may also be specified as an open file descriptor.
    ///   If this functionality is unavailable, using it raises an exception.
    /// If dir_fd is not None, it should be a file descriptor open to a directory,
    ///   and path should be relative; path will then be relative to that directory.
    /// If follow_symlinks is False, and the last element of the path is a symbolic
    ///   link, chown will modify the symbolic link itself instead of the file the
    ///   link points to.
    /// It is an error to use dir_fd or follow_symlinks when specifying path as
    ///   an open file descriptor.
    /// dir_fd and follow_symlinks may not be implemented on your platform.
    ///   If they are unavailable, using them will raise a NotImplementedError.
    "chown(path, uid, gid, *, dir_fd=None, follow_symlinks=True)" => fn chown(vm, [path, uid, gid, dir_fd, follow]) {
        let p = path_arg(vm, path, "chown", "path", true)?;
        let (uid, gid) = (identity_arg(vm, uid, "uid")?, identity_arg(vm, gid, "gid")?);
        let (at, follow) = (dir_fd_arg(vm, dir_fd)?, vm.truth(follow)?);
        no_combination(vm, "chown", &p, at, follow)?;
        // SAFETY: a NUL-terminated path.
        let r = crate::vm::threads::allow_threads(vm, || unsafe {
            match &p {
                Path::Fd(fd, _) => libc::fchown(*fd, uid, gid),
                Path::Name(..) => libc::fchownat(at, p.pointer(), uid, gid, follow_arg(follow)),
            }
        });
        done(vm, r, &p)
    }
    /// Change the owner and group id of the file specified by file descriptor.
    ///
    /// Equivalent to os.chown(fd, uid, gid).
    "fchown(fd, uid, gid)" => fn fchown(vm, [fd, uid, gid]) {
        let (fd, uid, gid) = (int(vm, fd)?, identity_arg(vm, uid, "uid")?, identity_arg(vm, gid, "gid")?);
        // SAFETY: a plain system call.
        retried_plain(vm, || unsafe { libc::fchown(fd, uid, gid) } as i64)?;
        Ok(Ref::NONE)
    }
    /// Change the owner and group id of path to the numeric uid and gid.
    ///
    /// This function will not follow symbolic links.
    /// Equivalent to os.chown(path, uid, gid, follow_symlinks=False).
    "lchown(path, uid, gid)" => fn lchown(vm, [path, uid, gid]) {
        let p = path_arg(vm, path, "lchown", "path", false)?;
        let (uid, gid) = (identity_arg(vm, uid, "uid")?, identity_arg(vm, gid, "gid")?);
        // SAFETY: a NUL-terminated path.
        done(vm, unsafe { libc::lchown(p.pointer(), uid, gid) }, &p)
    }
    /// Change root directory to path.
    "chroot(path)" => fn chroot(vm, [path]) {
        let p = path_arg(vm, path, "chroot", "path", false)?;
        // SAFETY: a NUL-terminated path.
        done(vm, unsafe { libc::chroot(p.pointer()) }, &p)
    }
    /// Create a "fifo" (a POSIX named pipe).
    ///
    /// If dir_fd is not None, it should be a file descriptor open to a directory,
    ///   and path should be relative; path will then be relative to that directory.
    /// dir_fd may not be implemented on your platform.
    ///   If it is unavailable, using it will raise a NotImplementedError.
    "mkfifo(path, mode=438, *, dir_fd=None)" => fn mkfifo(vm, [path, mode, dir_fd]) {
        let p = path_arg(vm, path, "mkfifo", "path", false)?;
        let (mode, at) = (int(vm, mode)?, dir_fd_arg(vm, dir_fd)?);
        // SAFETY: a NUL-terminated path.
        retried_plain(vm, || unsafe { libc::mkfifoat(at, p.pointer(), mode as libc::mode_t) } as i64)?;
        Ok(Ref::NONE)
    }
    /// Create a node in the file system.
    ///
    /// Create a node in the file system (file, device special file or named pipe)
    /// at path.  mode specifies both the permissions to use and the
    /// type of node to be created, being combined (bitwise OR) with one of
    /// S_IFREG, S_IFCHR, S_IFBLK, and S_IFIFO.  If S_IFCHR or S_IFBLK is set on mode,
    /// device defines the newly created device special file (probably using
    /// os.makedev()).  Otherwise device is ignored.
    ///
    /// If dir_fd is not None, it should be a file descriptor open to a directory,
    ///   and path should be relative; path will then be relative to that directory.
    /// dir_fd may not be implemented on your platform.
    ///   If it is unavailable, using it will raise a NotImplementedError.
    "mknod(path, mode=384, device=0, *, dir_fd=None)" => fn mknod(vm, [path, mode, dev, dir_fd]) {
        let p = path_arg(vm, path, "mknod", "path", false)?;
        let (mode, dev, at) = (int(vm, mode)?, device(vm, dev)?, dir_fd_arg(vm, dir_fd)?);
        // SAFETY: a NUL-terminated path.
        retried_plain(vm, || unsafe { libc::mknodat(at, p.pointer(), mode as libc::mode_t, dev) } as i64)?;
        Ok(Ref::NONE)
    }
    /// Extracts a device major number from a raw device number.
    "major(device, /)" => fn major(vm, [dev]) { device_object(vm, libc::major(device(vm, dev)?) as u64, u32::MAX as u64) }
    /// Extracts a device minor number from a raw device number.
    "minor(device, /)" => fn minor(vm, [dev]) { device_object(vm, libc::minor(device(vm, dev)?) as u64, u32::MAX as u64) }
    /// Composes a raw device number from the major and minor device numbers.
    "makedev(major, minor, /)" => fn makedev(vm, [major, minor]) {
        device_object(vm, libc::makedev(device_part(vm, major)?, device_part(vm, minor)?), u64::MAX)
    }
    /// Perform an fstatvfs system call on the given fd.
    ///
    /// Equivalent to statvfs(fd).
    "fstatvfs(fd, /)" => fn fstatvfs(vm, [fd]) {
        let fd = int(vm, fd)?;
        // SAFETY: plain data, filled by the call.
        unsafe {
            let mut s: libc::statvfs = std::mem::zeroed();
            retried_plain(vm, || libc::fstatvfs(fd, &mut s) as i64)?;
            statvfs_object(vm, &s)
        }
    }
    /// Perform a statvfs system call on the given path.
    ///
    /// path may always be specified as a string.
    /// On some platforms, path may also be specified as an open file descriptor.
    ///   If this functionality is unavailable, using it raises an exception.
    "statvfs(path)" => fn statvfs(vm, [path]) {
        let p = path_arg(vm, path, "statvfs", "path", true)?;
        // SAFETY: plain data, filled by the call; a NUL-terminated path.
        unsafe {
            let mut s: libc::statvfs = std::mem::zeroed();
            let r = match &p {
                Path::Fd(fd, _) => libc::fstatvfs(*fd, &mut s),
                Path::Name(..) => libc::statvfs(p.pointer(), &mut s),
            };
            done(vm, r, &p)?;
            statvfs_object(vm, &s)
        }
    }
    /// Return the value of extended attribute attribute on path.
    ///
    /// path may be either a string, a path-like object, or an open file descriptor.
    /// If follow_symlinks is False, and the last element of the path is a symbolic
    ///   link, getxattr will examine the symbolic link itself instead of the file
    ///   the link points to.
    "getxattr(path, attribute, *, follow_symlinks=True)" => fn getxattr(vm, [path, attribute, follow]) {
        let p = path_arg(vm, path, "getxattr", "path", true)?;
        let names = attribute_name(vm, attribute, "getxattr")?;
        let (name, follow) = (names.pointers()[0], vm.truth(follow)?);
        no_combination(vm, "getxattr", &p, libc::AT_FDCWD, follow)?;
        // SAFETY: NUL-terminated texts and room for as many bytes as said.
        let value = attribute_bytes(vm, &p, |buffer, n| unsafe {
            match &p {
                Path::Fd(fd, _) => libc::fgetxattr(*fd, name, buffer, n),
                Path::Name(..) if follow => libc::getxattr(p.pointer(), name, buffer, n),
                Path::Name(..) => libc::lgetxattr(p.pointer(), name, buffer, n),
            }
        })?;
        vm.new_bytes(&value)
    }
    /// Set extended attribute attribute on path to value.
    ///
    /// path may be either a string, a path-like object,  or an open file descriptor.
    /// If follow_symlinks is False, and the last element of the path is a symbolic
    ///   link, setxattr will modify the symbolic link itself instead of the file
    ///   the link points to.
    "setxattr(path, attribute, value, flags=0, *, follow_symlinks=True)" => fn setxattr(vm, [path, attribute, value, flags, follow]) {
        let p = path_arg(vm, path, "setxattr", "path", true)?;
        let names = attribute_name(vm, attribute, "setxattr")?;
        let value = vm.get_buffer(value, crate::object::buffer_flags::SIMPLE)?;
        let (name, flags, follow) = (names.pointers()[0], int(vm, flags)?, vm.truth(follow)?);
        no_combination(vm, "setxattr", &p, libc::AT_FDCWD, follow)?;
        // SAFETY: NUL-terminated texts and as many bytes as said.
        let r = unsafe {
            match &p {
                Path::Fd(fd, _) => libc::fsetxattr(*fd, name, value.data.cast(), value.len, flags),
                Path::Name(..) if follow => libc::setxattr(p.pointer(), name, value.data.cast(), value.len, flags),
                Path::Name(..) => libc::lsetxattr(p.pointer(), name, value.data.cast(), value.len, flags),
            }
        };
        done(vm, r, &p)
    }
    /// Remove extended attribute attribute on path.
    ///
    /// path may be either a string, a path-like object, or an open file descriptor.
    /// If follow_symlinks is False, and the last element of the path is a symbolic
    ///   link, removexattr will modify the symbolic link itself instead of the file
    ///   the link points to.
    "removexattr(path, attribute, *, follow_symlinks=True)" => fn removexattr(vm, [path, attribute, follow]) {
        let p = path_arg(vm, path, "removexattr", "path", true)?;
        let names = attribute_name(vm, attribute, "removexattr")?;
        let (name, follow) = (names.pointers()[0], vm.truth(follow)?);
        no_combination(vm, "removexattr", &p, libc::AT_FDCWD, follow)?;
        // SAFETY: NUL-terminated texts.
        let r = unsafe {
            match &p {
                Path::Fd(fd, _) => libc::fremovexattr(*fd, name),
                Path::Name(..) if follow => libc::removexattr(p.pointer(), name),
                Path::Name(..) => libc::lremovexattr(p.pointer(), name),
            }
        };
        done(vm, r, &p)
    }
    /// Return a list of extended attributes on path.
    ///
    /// path may be either None, a string, a path-like object, or an open file descriptor.
    /// if path is None, listxattr will examine the current directory.
    /// If follow_symlinks is False, and the last element of the path is a symbolic
    ///   link, listxattr will examine the symbolic link itself instead of the file
    ///   the link points to.
    "listxattr(path=None, *, follow_symlinks=True)" => fn listxattr(vm, [path, follow]) {
        let path = path_or_here(vm, path)?;
        let p = super::arguments::path_or_none_arg(vm, path.value(), "listxattr")?;
        let follow = vm.truth(follow)?;
        no_combination(vm, "listxattr", &p, libc::AT_FDCWD, follow)?;
        // SAFETY: a NUL-terminated path and room for as many bytes as said.
        let names = attribute_bytes(vm, &p, |buffer, n| unsafe {
            match &p {
                Path::Fd(fd, _) => libc::flistxattr(*fd, buffer.cast(), n),
                Path::Name(..) if follow => libc::listxattr(p.pointer(), buffer.cast(), n),
                Path::Name(..) => libc::llistxattr(p.pointer(), buffer.cast(), n),
            }
        })?;
        let names = names.split(|b| *b == 0).filter(|n| !n.is_empty()).map(|n| fs_str(vm, n)).collect::<Res<Vec<Ref>>>()?;
        vm.list_from_refs(names)
    }
    /// Return an integer-valued system configuration variable.
    "sysconf(name, /)" => fn sysconf(vm, [name]) {
        let name = super::limits::name_arg(vm, name, super::limits::SYSCONF)?;
        // SAFETY: a plain call; -1 with errno unchanged means that there is no limit.
        let n = unsafe {
            *libc::__errno_location() = 0;
            libc::sysconf(name)
        };
        if n == -1 && last_errno() != 0 { plain(vm, -1).map(|_| Ref::NONE) } else { vm.new_int(n) }
    }
    /// Return the configuration limit name for the file or directory path.
    ///
    /// If there is no limit, return -1.
    /// On some platforms, path may also be specified as an open file descriptor.
    ///   If this functionality is unavailable, using it raises an exception.
    "pathconf(path, name)" => fn pathconf(vm, [path, name]) {
        let p = path_arg(vm, path, "pathconf", "path", true)?;
        let name = super::limits::name_arg(vm, name, super::limits::PATHCONF)?;
        // SAFETY: a NUL-terminated path; as above.
        let n = unsafe {
            *libc::__errno_location() = 0;
            if let Path::Fd(fd, _) = &p { libc::fpathconf(*fd, name) } else { libc::pathconf(p.pointer(), name) }
        };
        match last_errno() {
            // The name is at fault.
            libc::EINVAL if n == -1 => Err(os_error(vm, libc::EINVAL, None)),
            errno if n == -1 && errno != 0 => Err(os_error(vm, errno, p.shown())),
            _ => vm.new_int(n),
        }
    }
    /// Return the configuration limit name for the file descriptor fd.
    ///
    /// If there is no limit, return -1.
    "fpathconf(fd, name, /)" => fn fpathconf(vm, [fd, name]) {
        let (fd, name) = (fd_arg(vm, fd)?, super::limits::name_arg(vm, name, super::limits::PATHCONF)?);
        // SAFETY: as above.
        let n = unsafe {
            *libc::__errno_location() = 0;
            libc::fpathconf(fd, name)
        };
        if n == -1 && last_errno() != 0 { plain(vm, -1).map(|_| Ref::NONE) } else { vm.new_int(n) }
    }
    /// Return a string-valued system configuration variable.
    "confstr(name, /)" => fn confstr(vm, [name]) {
        let name = super::limits::name_arg(vm, name, super::limits::CONFSTR)?;
        let mut text = vec![0u8; 256];
        loop {
            // SAFETY: room for as many bytes as said.
            let n = unsafe {
                *libc::__errno_location() = 0;
                libc::confstr(name, text.as_mut_ptr().cast(), text.len())
            };
            match n {
                0 if last_errno() != 0 => return Err(os_error(vm, last_errno(), None)),
                0 => return Ok(Ref::NONE),
                n if n <= text.len() => return fs_str(vm, &text[..n - 1]),
                n => text.resize(n, 0),
            }
        }
    }
    /// Change or add an environment variable.
    "putenv(name, value, /)" => fn putenv(vm, [name, value]) {
        let (n, v) = (c_path(vm, name)?, c_path(vm, value)?);
        if n.as_bytes().contains(&b'=') {
            return Err(vm.value_error("illegal environment variable name"));
        }
        // SAFETY: NUL-terminated texts, which are copied; no other thread of ours reads the environment meanwhile.
        plain(vm, unsafe { libc::setenv(n.as_ptr(), v.as_ptr(), 1) } as i64)?;
        Ok(Ref::NONE)
    }
    /// Delete an environment variable.
    "unsetenv(name, /)" => fn unsetenv(vm, [name]) {
        let n = c_path(vm, name)?;
        // SAFETY: as above.
        plain(vm, unsafe { libc::unsetenv(n.as_ptr()) } as i64)?;
        Ok(Ref::NONE)
    }
]; }
