//! `_io.FileIO`: a file descriptor.
use super::support::{FLAGS, call, cannot_pickle, limit_arg, offset_arg, unsupported, whence_arg, writable_buffer};
use crate::builtins::input_output::path_bytes;
use crate::native;
use crate::object::{GetSetDef, Header, Raised, Ref, Res, Slots, Type, TypeSpec, Value, Vm, call_native};
use crate::types::os_error::{last_errno, os_error};
use crate::vm::threads;

/// A raw file. The descriptor is -1 while it is closed.
#[repr(C)]
pub struct FileIo {
    header: Header,
    pub fd: i32,
    created: bool,
    pub readable: bool,
    pub writable: bool,
    appending: bool,
    closefd: bool,
    finalizing: bool,
    /// Whether the position can be set; None until somebody asks.
    seekable: Option<bool>,
    /// The kind of the file as it was opened (`st_mode`), 0 where unknown.
    kind: u32,
    block: i64,
    /// The size it had when it was opened, until it is read or written; -1 where unknown.
    size: i64,
}

/// The payload. The borrow ends before anything else runs.
#[allow(clippy::mut_from_ref)]
pub fn file<'a>(v: Value) -> &'a mut FileIo {
    // SAFETY: the slots and methods below, and the callers elsewhere, pass instances of FileIO only.
    unsafe { &mut *v.ptr::<FileIo>() }
}

pub static SPEC: TypeSpec = TypeSpec {
    name: "_io.FileIO",
    doc: "Open a file.\n\nThe mode can be 'r' (default), 'w', 'x' or 'a' for reading,\nwriting, exclusive creation or appending.  The file will be created if it\ndoesn't exist when opened for writing or appending; it will be truncated\nwhen opened for writing.  A FileExistsError will be raised if it already\nexists when opened for creating. Opening a file for creating implies\nwriting so this mode behaves in a similar way to 'w'.Add a '+' to the mode\nto allow simultaneous reading and writing. A custom opener can be used by\npassing a callable as *opener*. The underlying file descriptor for the file\nobject is then obtained by calling opener with (*name*, *flags*).\n*opener* must return an open file descriptor (passing os.open as *opener*\nresults in functionality similar to passing None).",
    flags: FLAGS,
    size: size_of::<FileIo>(),
    slots: Slots { repr: Some(repr), new: Some(new), init: Some(init), ..Slots::EMPTY },
    methods: METHODS,
    getset: &[
        GetSetDef { name: "closed", get: |_, v| Ok(Ref::bool(file(v).fd < 0)), set: None, doc: "True if the file is closed" },
        GetSetDef {
            name: "closefd",
            get: |_, v| Ok(Ref::bool(file(v).closefd)),
            set: None,
            doc: "True if the file descriptor will be closed by close().",
        },
        GetSetDef { name: "mode", get: |vm, v| vm.new_str(mode(v)), set: None, doc: "String giving the file mode" },
        GetSetDef { name: "_blksize", get: |vm, v| vm.new_int(file(v).block), set: None, doc: "Preferred I/O buffer size." },
        GetSetDef {
            name: "_finalizing",
            get: |_, v| Ok(Ref::bool(file(v).finalizing)),
            set: Some(|vm, v, x| {
                file(v).finalizing = vm.truth(x.unwrap_or(Value::FALSE))?;
                Ok(())
            }),
            doc: "",
        },
    ],
};

fn new(vm: &Vm, ty: *mut Type, _: &[Value], _: Value) -> Res {
    vm.new_object::<FileIo>(ty, |p| {
        // SAFETY: the instance is fresh.
        unsafe {
            (*p).fd = -1;
            (*p).created = false;
            (*p).readable = false;
            (*p).writable = false;
            (*p).appending = false;
            (*p).closefd = true;
            (*p).finalizing = false;
            (*p).seekable = None;
            (*p).kind = 0;
            (*p).block = super::DEFAULT_BUFFER_SIZE;
            (*p).size = -1;
        }
    })
}

fn mode(v: Value) -> &'static str {
    let f = file(v);
    match (f.created, f.appending, f.readable, f.writable) {
        (true, _, true, _) => "xb+",
        (true, ..) => "xb",
        (_, true, true, _) => "ab+",
        (_, true, ..) => "ab",
        (_, _, true, true) => "rb+",
        (_, _, true, _) => "rb",
        _ => "wb",
    }
}

fn repr(vm: &Vm, v: Value) -> Res {
    let ty = vm.type_name(v);
    if file(v).fd < 0 {
        return vm.new_str(&format!("<{ty} [closed]>"));
    }
    let tail = |v: Value| format!("mode='{}' closefd={}>", mode(v), if file(v).closefd { "True" } else { "False" });
    let name = match vm.getattr_opt(v, vm.names.name)? {
        None => return vm.new_str(&format!("<{ty} fd={} {}", file(v).fd, tail(v))),
        Some(n) => n,
    };
    // The name may be the file itself.
    if vm.repr_guard.borrow().contains(&v) {
        return Err(vm.runtime_error(format!("reentrant call inside {}.__repr__", vm.type_name(v))));
    }
    vm.repr_guard.borrow_mut().push(v);
    let shown = vm.repr_text(name.value());
    vm.repr_guard.borrow_mut().pop();
    vm.new_str(&format!("<{ty} name={} {}", shown?, tail(v)))
}

fn bad_mode(vm: &Vm) -> Raised {
    vm.value_error("Must have exactly one of create/read/write/append mode and at most one plus")
}

/// Takes a mode apart: sets the flags of the file, and gives those of `open(2)`.
fn set_mode(vm: &Vm, this: Value, text: &str) -> Res<i32> {
    let f = file(this);
    let mut flags = 0;
    let (mut action, mut plus) = (false, false);
    for c in text.chars() {
        match c {
            'x' | 'r' | 'w' | 'a' if action => return Err(bad_mode(vm)),
            'x' => {
                f.created = true;
                f.writable = true;
                flags |= libc::O_EXCL | libc::O_CREAT;
            }
            'r' => f.readable = true,
            'w' => {
                f.writable = true;
                flags |= libc::O_CREAT | libc::O_TRUNC;
            }
            'a' => {
                f.writable = true;
                f.appending = true;
                flags |= libc::O_APPEND | libc::O_CREAT;
            }
            'b' => continue,
            '+' if plus => return Err(bad_mode(vm)),
            '+' => {
                plus = true;
                f.readable = true;
                f.writable = true;
                continue;
            }
            _ => return Err(vm.value_error(format!("invalid mode: {text}"))),
        }
        action = true;
    }
    if !action {
        return Err(bad_mode(vm));
    }
    flags |= match (f.readable, f.writable) {
        (true, true) => libc::O_RDWR,
        (true, false) => libc::O_RDONLY,
        _ => libc::O_WRONLY,
    };
    Ok(flags | libc::O_CLOEXEC)
}

/// A descriptor given as the file; `None` where it is a name.
fn given_descriptor(vm: &Vm, name: Value) -> Res<Option<i32>> {
    if name.is_bool() {
        crate::report::warnings::warn(vm, vm.types.RuntimeWarning, "bool is used as a file descriptor", 1)?;
    }
    if vm.as_int(name).is_none() {
        return Ok(None);
    }
    match vm.index_i64(name)? {
        Ok(fd) if fd < 0 => Err(vm.value_error("negative file descriptor")),
        Ok(fd) if fd <= i32::MAX as i64 => Ok(Some(fd as i32)),
        _ => Ok(None),
    }
}

fn open_named(vm: &Vm, name: Value, flags: i32, opener: Value) -> Res<i32> {
    let mut path = path_bytes(vm, name)?;
    if !opener.is_none() {
        let flags = vm.new_int(flags as i64)?;
        let fd = vm.call(opener, &[name, flags.value()])?;
        if vm.as_int(fd.value()).is_none() {
            return Err(vm.type_error("expected integer from opener"));
        }
        let fd = vm.c_int_arg(fd.value())? as i32;
        if fd < 0 {
            return Err(vm.value_error(format!("opener returned {fd}")));
        }
        // SAFETY: plain system calls.
        unsafe {
            let now = libc::fcntl(fd, libc::F_GETFD);
            if now >= 0 && now & libc::FD_CLOEXEC == 0 {
                libc::fcntl(fd, libc::F_SETFD, now | libc::FD_CLOEXEC);
            }
        }
        return Ok(fd);
    }
    path.push(0);
    loop {
        // SAFETY: the path is NUL-terminated.
        let fd = threads::allow_threads(vm, || unsafe { libc::open(path.as_ptr() as *const libc::c_char, flags, 0o666) });
        if fd >= 0 {
            return Ok(fd);
        }
        match last_errno() {
            libc::EINTR => crate::vm::signals::deliver(vm)?,
            errno => return Err(os_error(vm, errno, Some(name))),
        }
    }
}

/// Opens the file: what `FileIO.__init__` does.
pub fn open(vm: &Vm, this: Value, name: Value, mode: &str, closefd: bool, opener: Value) -> Res<()> {
    if file(this).fd >= 0 {
        if file(this).closefd {
            close_descriptor(vm, this)?;
        } else {
            file(this).fd = -1;
        }
    }
    let given = given_descriptor(vm, name)?;
    let flags = set_mode(vm, this, mode)?;
    file(this).seekable = None;
    file(this).closefd = closefd;
    let fd = match given {
        Some(fd) => fd,
        None if !closefd => return Err(vm.value_error("Cannot use closefd=False with file name")),
        None => open_named(vm, name, flags, opener)?,
    };
    let finish = || -> Res<()> {
        // SAFETY: `stat` is plain data, filled by the call.
        let mut stat: libc::stat = unsafe { std::mem::zeroed() };
        // SAFETY: a plain system call.
        if unsafe { libc::fstat(fd, &mut stat) } < 0 {
            if last_errno() == libc::EBADF {
                return Err(os_error(vm, libc::EBADF, None));
            }
        } else {
            if stat.st_mode & libc::S_IFMT == libc::S_IFDIR {
                return Err(os_error(vm, libc::EISDIR, Some(name)));
            }
            let f = file(this);
            f.kind = stat.st_mode;
            f.size = stat.st_size;
            if stat.st_blksize > 1 {
                f.block = stat.st_blksize;
            }
        }
        vm.setattr(this, vm.names.name, Some(name))?;
        if file(this).appending {
            // SAFETY: a plain system call.
            if unsafe { libc::lseek(fd, 0, libc::SEEK_END) } < 0 && last_errno() != libc::ESPIPE {
                return Err(os_error(vm, last_errno(), None));
            }
        }
        Ok(())
    };
    file(this).fd = fd;
    finish().inspect_err(|_| {
        file(this).fd = -1;
        if given.is_none() {
            // SAFETY: the descriptor was opened above and nobody else knows it.
            unsafe { libc::close(fd) };
        }
    })
}

/// A raw file over a descriptor or a name, by the class itself.
pub fn new_file(vm: &Vm, ty: *mut Type, name: Value, mode: &str, closefd: bool, opener: Value) -> Res {
    let f = new(vm, ty, &[], Value::NULL)?;
    open(vm, f.value(), name, mode, closefd, opener)?;
    Ok(f)
}

native! { static INIT = [
    "FileIO(self, file, mode='r', closefd=True, opener=None)" => fn init_body(vm, [this, name, mode, closefd, opener]) {
        let mode = if mode.is_unbound() {
            "r".to_owned()
        } else if vm.is_str(mode) {
            vm.str_text(mode)
        } else {
            let given = if mode.is_none() { "None".to_owned() } else { vm.type_name(mode) };
            return Err(vm.type_error(format!("FileIO() argument 'mode' must be str, not {given}")));
        };
        let closefd = vm.truth(closefd)?;
        open(vm, this, name, &mode, closefd, opener)?;
        Ok(Ref::NONE)
    }
]; }

fn init(vm: &Vm, this: Value, args: &[Value], kwnames: Value) -> Res<()> {
    let mut all = vec![this];
    all.extend_from_slice(args);
    call_native(vm, &INIT[0], &all, kwnames).map(|_| ())
}

#[cold]
fn closed(vm: &Vm) -> Raised {
    vm.value_error("I/O operation on closed file")
}

#[cold]
fn not_open_for(vm: &Vm, what: &str) -> Raised {
    unsupported(vm, &format!("File not open for {what}"))
}

fn open_fd(vm: &Vm, this: Value) -> Res<i32> {
    match file(this).fd {
        fd if fd < 0 => Err(closed(vm)),
        fd => Ok(fd),
    }
}

/// Closes the descriptor.
fn close_descriptor(vm: &Vm, this: Value) -> Res<()> {
    let fd = std::mem::replace(&mut file(this).fd, -1);
    // SAFETY: the descriptor belongs to the file, which does not use it again.
    if fd >= 0 && unsafe { libc::close(fd) } < 0 {
        return Err(os_error(vm, last_errno(), None));
    }
    Ok(())
}

/// Runs the handlers of signals that came during a system call which was through with a part of its work: whoever goes on with the rest
/// would wait again.
fn check_signals(vm: &Vm) -> Res<()> {
    use crate::object::vm::breaker;
    if vm.eval_breaker.load(std::sync::atomic::Ordering::Relaxed) & breaker::SIGNAL == 0 {
        return Ok(());
    }
    vm.eval_breaker.fetch_and(!breaker::SIGNAL, std::sync::atomic::Ordering::Relaxed);
    crate::vm::signals::deliver(vm)
}

/// Reads into memory: how many bytes, `None` where none are there yet.
pub fn read_into(vm: &Vm, this: Value, to: *mut u8, n: usize) -> Res<Option<usize>> {
    open_fd(vm, this)?;
    if !file(this).readable {
        return Err(not_open_for(vm, "reading"));
    }
    read_descriptor(vm, this, to, n)
}

/// As `read_into`, where the system tells whether the file may be read.
fn read_descriptor(vm: &Vm, this: Value, to: *mut u8, n: usize) -> Res<Option<usize>> {
    loop {
        let fd = open_fd(vm, this)?;
        // SAFETY: the caller has `n` writable bytes at `to`.
        let got = threads::allow_threads(vm, || unsafe { libc::read(fd, to as *mut libc::c_void, n) });
        if got >= 0 {
            check_signals(vm)?;
            return Ok(Some(got as usize));
        }
        match last_errno() {
            libc::EINTR => crate::vm::signals::deliver(vm)?,
            libc::EAGAIN => return Ok(None),
            errno => return Err(os_error(vm, errno, None)),
        }
    }
}

/// Writes: how many bytes, `None` where it would have to wait.
pub fn write(vm: &Vm, this: Value, data: &[u8]) -> Res<Option<usize>> {
    open_fd(vm, this)?;
    if !file(this).writable {
        return Err(not_open_for(vm, "writing"));
    }
    file(this).size = -1;
    loop {
        let fd = open_fd(vm, this)?;
        // SAFETY: the data is live during the call.
        let done = threads::allow_threads(vm, || unsafe { libc::write(fd, data.as_ptr() as *const libc::c_void, data.len()) });
        if done >= 0 {
            check_signals(vm)?;
            return Ok(Some(done as usize));
        }
        match last_errno() {
            libc::EINTR => crate::vm::signals::deliver(vm)?,
            libc::EAGAIN => return Ok(None),
            errno => return Err(os_error(vm, errno, None)),
        }
    }
}

/// Sets the position, and tells it.
pub fn seek(vm: &Vm, this: Value, offset: i64, whence: i32) -> Res<i64> {
    let fd = open_fd(vm, this)?;
    // SAFETY: a plain system call.
    let at = unsafe { libc::lseek(fd, offset, whence) };
    if file(this).seekable.is_none() {
        file(this).seekable = Some(at >= 0);
    }
    if at < 0 { Err(os_error(vm, last_errno(), None)) } else { Ok(at) }
}

/// Whether the position can be set.
pub fn is_seekable(this: Value) -> bool {
    let f = file(this);
    *f.seekable.get_or_insert_with(|| {
        // SAFETY: a plain system call.
        unsafe { libc::lseek(f.fd, 0, libc::SEEK_CUR) >= 0 }
    })
}

/// Reads to the end; `None` where nothing is there yet.
pub fn read_all(vm: &Vm, this: Value) -> Res<Option<Vec<u8>>> {
    open_fd(vm, this)?;
    let mut data: Vec<u8> = Vec::new();
    let size = std::mem::replace(&mut file(this).size, -1);
    let mut guess = 8192;
    if size > 0 && size < 1 << 40 {
        // SAFETY: a plain system call.
        let at = unsafe { libc::lseek(file(this).fd, 0, libc::SEEK_CUR) };
        // One byte more, so that the end is seen without another growth.
        guess = if at >= 0 { (size - at).max(0) as usize + 1 } else { size as usize + 1 };
    }
    loop {
        if data.capacity() - data.len() < guess.min(64) && data.try_reserve(guess).is_err() {
            return Err(vm.memory_error());
        }
        let room = data.capacity() - data.len();
        // SAFETY: `room` bytes behind the contents belong to the vector.
        let got = read_descriptor(vm, this, unsafe { data.as_mut_ptr().add(data.len()) }, room)?;
        match got {
            None if data.is_empty() => return Ok(None),
            None | Some(0) => return Ok(Some(data)),
            // SAFETY: that many bytes were written.
            Some(n) => unsafe { data.set_len(data.len() + n) },
        }
        guess = data.len().clamp(8192, 1 << 26);
    }
}

/// Tells that a file was not closed; `source` is what the program knows it as.
fn warn_unclosed(vm: &Vm, this: Value, source: Value) -> Res<()> {
    if file(this).fd < 0 || !file(this).closefd {
        return Ok(());
    }
    let pending = vm.raised.replace(Value::NULL);
    let warn = || {
        let message = format!("unclosed file {}", vm.repr_text(source)?);
        crate::report::warnings::warn_with_source(vm, vm.types.ResourceWarning, &message, source)
    };
    if warn().is_err() {
        // An error that a warning has been turned into can go nowhere.
        if vm.raised_is(vm.types.Warning) {
            (vm.unraisable.get())(vm, "Exception ignored while finalizing file", this);
        } else {
            drop(vm.take_raised());
        }
    }
    vm.raised.set(pending);
    Ok(())
}

native! { static METHODS = [
    /// Read at most size bytes, returned as bytes.
    ///
    /// If size is less than 0, read all bytes in the file making
    /// multiple read calls. See ``FileIO.readall``.
    ///
    /// Attempts to make only one system call, retrying only per
    /// PEP 475 (EINTR). This means less data may be returned than
    /// requested.
    ///
    /// In non-blocking mode, returns None if no data is available.
    /// Return an empty bytes object at EOF.
    "read(self, size=-1, /)" => fn read(vm, [this, size]) {
        let n = limit_arg(vm, size)?;
        open_fd(vm, this)?;
        if !file(this).readable {
            return Err(not_open_for(vm, "reading"));
        }
        if n < 0 {
            return call(vm, this, "readall", &[]);
        }
        let mut data = Vec::new();
        if data.try_reserve_exact(n as usize).is_err() {
            return Err(vm.memory_error());
        }
        match read_into(vm, this, data.as_mut_ptr(), n as usize)? {
            None => Ok(Ref::NONE),
            Some(got) => {
                // SAFETY: that many bytes were written.
                unsafe { data.set_len(got) };
                vm.new_bytes(&data)
            }
        }
    }
    /// Read all data from the file, returned as bytes.
    ///
    /// Reads until either there is an error or read returns size 0
    /// (end-of-file). Returns None in non-blocking mode if no data is
    /// available.
    "readall(self, /)" => fn readall(vm, [this]) {
        match read_all(vm, this)? {
            Some(data) => vm.new_bytes(&data),
            None => Ok(Ref::NONE),
        }
    }
    /// Same as RawIOBase.readinto().
    "readinto(self, buffer, /)" => fn readinto(vm, [this, buffer]) {
        let target = writable_buffer(vm, "readinto", buffer)?;
        match read_into(vm, this, target.data, target.len)? {
            Some(n) => vm.new_usize(n),
            None => Ok(Ref::NONE),
        }
    }
    /// Write buffer b to file, return number of bytes written.
    ///
    /// Only makes one system call, so not all of the data may be written.
    /// The number of bytes actually written is returned.  In non-blocking mode,
    /// returns None if the write would block.
    "write(self, b, /)" => fn write_method(vm, [this, b]) {
        let data = vm.bytes_arg(b)?;
        match write(vm, this, &data)? {
            Some(n) => vm.new_usize(n),
            None => Ok(Ref::NONE),
        }
    }
    /// Move to new file position and return the file position.
    ///
    /// Argument offset is a byte count.  Optional argument whence defaults to
    /// SEEK_SET or 0 (offset from start of file, offset should be >= 0); other values
    /// are SEEK_CUR or 1 (move relative to current position, positive or negative),
    /// and SEEK_END or 2 (move relative to end of file, usually negative, although
    /// many platforms allow seeking beyond the end of a file).
    ///
    /// Note that not all file objects are seekable.
    "seek(self, pos, whence=0, /)" => fn seek_method(vm, [this, pos, whence]) {
        let whence = whence_arg(vm, whence)?;
        open_fd(vm, this)?;
        let at = seek(vm, this, offset_arg(vm, pos)?, whence)?;
        vm.new_int(at)
    }
    /// Current file position.
    ///
    /// Can raise OSError for non seekable files.
    "tell(self, /)" => fn tell(vm, [this]) { let at = seek(vm, this, 0, libc::SEEK_CUR)?; vm.new_int(at) }
    /// Truncate the file to at most size bytes and return the truncated size.
    ///
    /// Size defaults to the current file position, as returned by tell().
    /// The current file position is changed to the value of size.
    "truncate(self, size=None, /)" => fn truncate(vm, [this, size]) {
        let fd = open_fd(vm, this)?;
        if !file(this).writable {
            return Err(not_open_for(vm, "writing"));
        }
        let (n, result) = if size.is_none() {
            let at = seek(vm, this, 0, libc::SEEK_CUR)?;
            (at, vm.new_int(at)?)
        } else {
            (offset_arg(vm, size)?, Ref::new(size))
        };
        file(this).size = -1;
        // SAFETY: a plain system call.
        while unsafe { libc::ftruncate(fd, n) } < 0 {
            match last_errno() {
                libc::EINTR => crate::vm::signals::deliver(vm)?,
                errno => return Err(os_error(vm, errno, None)),
            }
        }
        Ok(result)
    }
    /// Close the file.
    ///
    /// A closed file cannot be used for further I/O operations.  close() may be
    /// called more than once without error.
    "close(self, /)" => fn close(vm, [this]) {
        let flushed = super::io_base::close(vm, this);
        if !file(this).closefd {
            file(this).fd = -1;
            return flushed;
        }
        let pending = if flushed.is_err() { Some(vm.take_raised()) } else { None };
        if file(this).finalizing {
            warn_unclosed(vm, this, this)?;
        }
        let closed = close_descriptor(vm, this).map(|()| Ref::NONE);
        super::support::chained(vm, pending, closed)
    }
    /// True if file supports random-access.
    "seekable(self, /)" => fn seekable(vm, [this]) { open_fd(vm, this)?; Ok(Ref::bool(is_seekable(this))) }
    /// True if file was opened in a read mode.
    "readable(self, /)" => fn readable(vm, [this]) { open_fd(vm, this)?; Ok(Ref::bool(file(this).readable)) }
    /// True if file was opened in a write mode.
    "writable(self, /)" => fn writable(vm, [this]) { open_fd(vm, this)?; Ok(Ref::bool(file(this).writable)) }
    /// Return the underlying file descriptor (an integer).
    "fileno(self, /)" => fn fileno(vm, [this]) { let fd = open_fd(vm, this)?; vm.new_int(fd as i64) }
    /// True if the file is connected to a TTY device.
    "isatty(self, /)" => fn isatty(vm, [this]) {
        let fd = open_fd(vm, this)?;
        // SAFETY: a plain system call.
        Ok(Ref::bool(unsafe { libc::isatty(fd) == 1 }))
    }
    "_isatty_open_only(self, /)" => fn isatty_open_only(vm, [this]) { Ok(Ref::bool(is_terminal(this))) }
    "_dealloc_warn(self, object, /)" => fn dealloc_warn(vm, [this, object]) { warn_unclosed(vm, this, object)?; Ok(Ref::NONE) }
    "__getstate__(self, /)" => fn getstate(vm, [this]) { cannot_pickle(vm, this) }
]; }

/// Whether the file is a terminal; told by its kind as it was opened where that is enough.
pub fn is_terminal(this: Value) -> bool {
    let f = file(this);
    if f.kind != 0 && f.kind & libc::S_IFMT != libc::S_IFCHR {
        return false;
    }
    // SAFETY: a plain system call.
    unsafe { libc::isatty(f.fd) == 1 }
}

/// The size of blocks that the file likes.
pub fn block_size(this: Value) -> i64 {
    file(this).block
}
