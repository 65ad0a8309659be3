//! `stat_result` and `DirEntry`, and the functions that make them.
use super::arguments::{Path, fs_str, path_or_none_arg};
use crate::native;
use crate::object::{GetSetDef, Header, Ref, Res, Slots, Type, TypeSpec, Value, Vm};
use crate::types::os_error::{last_errno, os_error};
use crate::types::struct_sequence::{drop_hidden, hidden_field, new_hidden, new_instance_with_hidden, new_type_of, new_type_with_unnamed, read_only, spec, traverse_hidden};
use std::cell::Cell;
use std::ffi::CString;

macro_rules! item { ($name:literal, $i:literal, $doc:literal) => {
    GetSetDef { name: $name, get: |vm, v| Ok(Ref::new(vm.tuple_items(v)[$i])), set: Some(read_only), doc: $doc }
}; }
macro_rules! extra { ($name:literal, $i:literal, $doc:literal) => {
    GetSetDef { name: $name, get: |vm, v| hidden_field(vm, v, $i), set: Some(read_only), doc: $doc }
}; }

static STAT_RESULT: TypeSpec = {
    let mut s = spec(
        "os.stat_result",
        &[
            item!("st_mode", 0, "protection bits"),
            item!("st_ino", 1, "inode"),
            item!("st_dev", 2, "device"),
            item!("st_nlink", 3, "number of hard links"),
            item!("st_uid", 4, "user ID of owner"),
            item!("st_gid", 5, "group ID of owner"),
            item!("st_size", 6, "total size, in bytes"),
            extra!("st_atime", 0, "time of last access"),
            extra!("st_mtime", 1, "time of last modification"),
            extra!("st_ctime", 2, "time of last change"),
            extra!("st_atime_ns", 3, "time of last access in nanoseconds"),
            extra!("st_mtime_ns", 4, "time of last modification in nanoseconds"),
            extra!("st_ctime_ns", 5, "time of last change in nanoseconds"),
            extra!("st_blksize", 6, "blocksize for filesystem I/O"),
            extra!("st_blocks", 7, "number of blocks allocated"),
            extra!("st_rdev", 8, "device type (if inode device)"),
        ],
    );
    s.doc = "stat_result: Result from stat, fstat, or lstat.\n\nThis object may be accessed either as a tuple of\n  (mode, ino, dev, nlink, uid, gid, size, atime, mtime, ctime)\nor via the attributes st_mode, st_ino, st_dev, st_nlink, st_uid, and so on.\n\nPosix/windows: If your platform supports st_blksize, st_blocks, st_rdev,\nor st_flags, they are available as attributes only.\n\nSee os.stat for more information.";
    s.slots.new = Some(new_stat_result);
    s.slots.drop = Some(drop_hidden);
    s.slots.traverse = Some(traverse_hidden);
    s
};

/// The types of this file, made with the module.
struct Types {
    stat_result: Cell<*mut Type>,
    dir_entry: Cell<*mut Type>,
    scandir_iterator: Cell<*mut Type>,
}
impl Default for Types {
    fn default() -> Types {
        let null = || Cell::new(std::ptr::null_mut());
        Types { stat_result: null(), dir_entry: null(), scandir_iterator: null() }
    }
}

/// `new` slot of `stat_result`: times that are not given are those of the items.
fn new_stat_result(vm: &Vm, ty: *mut Type, args: &[Value], kwnames: Value) -> Res {
    let made = new_hidden(vm, ty, args, kwnames)?;
    let items = vm.tuple_items(made.value());
    let mut hidden = Vec::with_capacity(9);
    for i in 0..9 {
        let field = hidden_field(vm, made.value(), i)?;
        hidden.push(if i < 3 && field.is_none() { Ref::new(items[7 + i]) } else { field });
    }
    new_instance_with_hidden(vm, ty, items, &hidden.iter().map(Ref::value).collect::<Vec<Value>>())
}

/// Adds the types to the module.
pub fn add_types(vm: &Vm, module: Value) -> Res<()> {
    let types = vm.extension::<Types>();
    // Three of the items, the times in whole seconds, have no name; the attributes of those names are floats.
    let stat_result = new_type_with_unnamed(vm, &STAT_RESULT, 10, 7)?;
    types.stat_result.set(stat_result);
    types.dir_entry.set(new_type_of(vm, &DIR_ENTRY, vm.types.object)?);
    types.scandir_iterator.set(new_type_of(vm, &SCANDIR_ITERATOR, vm.types.object)?);
    super::super::set(vm, module, "stat_result", Ref::from_type(stat_result))?;
    super::super::set(vm, module, "DirEntry", Ref::from_type(types.dir_entry.get()))
}

fn stat_result(vm: &Vm, st: &libc::stat) -> Res {
    let times = [(st.st_atime, st.st_atime_nsec), (st.st_mtime, st.st_mtime_nsec), (st.st_ctime, st.st_ctime_nsec)];
    let int = |x: i64| vm.new_int(x);
    let mut items = vec![
        int(st.st_mode as i64)?,
        match i64::try_from(st.st_ino) {
            Ok(n) => int(n)?,
            Err(_) => vm.new_big(st.st_ino.into())?,
        },
        int(st.st_dev as i64)?,
        int(st.st_nlink as i64)?,
        int(st.st_uid as i64)?,
        int(st.st_gid as i64)?,
        int(st.st_size)?,
    ];
    for (s, _) in times {
        items.push(int(s)?);
    }
    let mut hidden: Vec<Ref> = times.iter().map(|(s, ns)| Ref::float(*s as f64 + 1e-9 * *ns as f64)).collect();
    for (s, ns) in times {
        hidden.push(match s.checked_mul(1_000_000_000).and_then(|n| n.checked_add(ns)) {
            Some(n) => int(n)?,
            None => vm.new_big(dashu_int::IBig::from(s) * 1_000_000_000 + ns)?,
        });
    }
    for x in [st.st_blksize, st.st_blocks, st.st_rdev as i64] {
        hidden.push(int(x)?);
    }
    let values = |refs: &[Ref]| refs.iter().map(Ref::value).collect::<Vec<Value>>();
    new_instance_with_hidden(vm, vm.extension::<Types>().stat_result.get(), &values(&items), &values(&hidden))
}

/// `stat` of a path or a descriptor.
pub fn stat_path(vm: &Vm, path: &Path, dir_fd: i32, follow: bool) -> Res {
    // SAFETY: plain data, filled by the call; the path is NUL-terminated.
    let (r, st) = unsafe {
        let mut st: libc::stat = std::mem::zeroed();
        let r = match path {
            Path::Fd(fd, _) => libc::fstat(*fd, &mut st),
            Path::Name(p, _) => libc::fstatat(dir_fd, p.as_ptr(), &mut st, if follow { 0 } else { libc::AT_SYMLINK_NOFOLLOW }),
        };
        (r, st)
    };
    if r != 0 {
        return Err(os_error(vm, last_errno(), path.shown()));
    }
    stat_result(vm, &st)
}

// ---- scandir

/// An entry of a folder.
#[repr(C)]
struct DirEntry {
    header: Header,
    /// str, or bytes where the folder was given as bytes.
    name: Value,
    path: Value,
    full: CString,
    /// The descriptor that the folder was given by, which `full` is relative to, or `AT_FDCWD`.
    folder: i32,
    inode: u64,
    kind: u8,
    /// Results of `stat`, following links and not; NULL until asked for.
    stats: [Value; 2],
}

#[allow(clippy::mut_from_ref)]
fn entry<'a>(v: Value) -> &'a mut DirEntry {
    // SAFETY: the slots and methods below are called with directory entries only; no borrow outlives a call that runs Python code.
    unsafe { &mut *v.ptr::<DirEntry>() }
}

static DIR_ENTRY: TypeSpec = TypeSpec {
    name: "posix.DirEntry",
    flags: 0,
    size: size_of::<DirEntry>(),
    slots: Slots {
        repr: Some(|vm, v| vm.new_str(&format!("<DirEntry {}>", vm.repr_text(entry(v).name)?))),
        drop: Some(drop_entry),
        ..Slots::EMPTY
    },
    methods: ENTRY_METHODS,
    getset: &[
        GetSetDef { name: "name", get: |_, v| Ok(Ref::new(entry(v).name)), set: None, doc: "the entry's base filename, relative to scandir() \"path\" argument" },
        GetSetDef { name: "path", get: |_, v| Ok(Ref::new(entry(v).path)), set: None, doc: "the entry's full path name; equivalent to os.path.join(scandir_path, entry.name)" },
    ],
    ..TypeSpec::EMPTY
};

unsafe fn drop_entry(vm: &Vm, h: *mut Header) {
    let e = h as *mut DirEntry;
    for v in [(*e).name, (*e).path, (*e).stats[0], (*e).stats[1]] {
        v.decref(vm);
    }
    std::ptr::drop_in_place(&raw mut (*e).full);
}

/// The entry's `stat`, kept.
fn entry_stat(vm: &Vm, v: Value, follow: bool) -> Res {
    let which = usize::from(follow);
    if entry(v).stats[which] == Value::NULL {
        let path = Path::Name(entry(v).full.clone(), Ref::new(entry(v).path));
        let st = stat_path(vm, &path, entry(v).folder, follow)?;
        entry(v).stats[which] = st.into_value();
    }
    Ok(Ref::new(entry(v).stats[which]))
}

/// Whether the entry is of a kind; no where it has gone.
fn entry_is(vm: &Vm, v: Value, follow: bool, kind: u8, mode: u32) -> Res {
    let known = entry(v).kind;
    if known != libc::DT_UNKNOWN && !(follow && known == libc::DT_LNK) {
        return Ok(Ref::bool(known == kind));
    }
    match entry_stat(vm, v, follow) {
        Ok(st) => Ok(Ref::bool(vm.tuple_items(st.value())[0].as_small_int() as u32 & 0o170000 == mode)),
        Err(_) if vm.clear_raised_if(vm.types.FileNotFoundError) => Ok(Ref::bool(false)),
        Err(e) => Err(e),
    }
}

native! { static ENTRY_METHODS = [
    /// Return True if the entry is a directory; cached per entry.
    "is_dir(self, /, *, follow_symlinks=True)" => fn is_dir(vm, [this, follow]) {
        entry_is(vm, this, vm.truth(follow)?, libc::DT_DIR, libc::S_IFDIR)
    }
    /// Return True if the entry is a file; cached per entry.
    "is_file(self, /, *, follow_symlinks=True)" => fn is_file(vm, [this, follow]) {
        entry_is(vm, this, vm.truth(follow)?, libc::DT_REG, libc::S_IFREG)
    }
    /// Return True if the entry is a symbolic link; cached per entry.
    "is_symlink(self, /)" => fn is_symlink(vm, [this]) { entry_is(vm, this, false, libc::DT_LNK, libc::S_IFLNK) }
    /// Return True if the entry is a junction; cached per entry.
    "is_junction(self, /)" => fn is_junction(vm, [this]) { Ok(Ref::bool(false)) }
    /// Return stat_result object for the entry; cached per entry.
    "stat(self, /, *, follow_symlinks=True)" => fn stat(vm, [this, follow]) { entry_stat(vm, this, vm.truth(follow)?) }
    /// Return inode of the entry; cached per entry.
    "inode(self, /)" => fn inode(vm, [this]) { vm.new_big(entry(this).inode.into()) }
    /// Returns the path for the entry.
    "__fspath__(self, /)" => fn fspath(vm, [this]) { Ok(Ref::new(entry(this).path)) }
    /// See PEP 585
    @classmethod "__class_getitem__(cls, object, /)" => fn class_getitem(vm, [cls, item]) {
        crate::types::support::generic_alias(vm, cls, item)
    }
]; }

/// What `scandir` returns.
#[repr(C)]
struct ScandirIterator {
    header: Header,
    /// Null once it is exhausted or closed.
    dir: *mut libc::DIR,
    path: Value,
    bytes: bool,
}

static SCANDIR_ITERATOR: TypeSpec = TypeSpec {
    name: "posix.ScandirIterator",
    size: size_of::<ScandirIterator>(),
    slots: Slots {
        iter: Some(crate::types::iterators::iter_self),
        next: Some(next_entry),
        del: Some(warn_unclosed),
        drop: Some(drop_scandir),
        ..Slots::EMPTY
    },
    methods: ITERATOR_METHODS,
    ..TypeSpec::EMPTY
};

/// The finaliser: an iterator that was neither exhausted nor closed is a mistake.
fn warn_unclosed(vm: &Vm, v: Value) {
    // SAFETY: the slot belongs to this layout.
    if unsafe { v.get::<ScandirIterator>() }.dir.is_null() {
        return;
    }
    let saved = vm.raised.replace(Value::NULL);
    let warned = vm
        .repr_text(v)
        .and_then(|text| crate::report::warnings::warn_with_source(vm, vm.types.ResourceWarning, &format!("unclosed scandir iterator {text}"), v));
    if warned.is_err() {
        crate::report::unraisable_pending(vm, "Exception ignored in", v);
    }
    vm.raised.set(saved);
    close_scandir(v);
}

unsafe fn drop_scandir(vm: &Vm, h: *mut Header) {
    let s = h as *mut ScandirIterator;
    (*s).path.decref(vm);
}

fn close_scandir(v: Value) {
    // SAFETY: only called with live iterators; the directory is closed once.
    unsafe {
        let s = v.ptr::<ScandirIterator>();
        let dir = std::mem::replace(&mut (*s).dir, std::ptr::null_mut());
        if !dir.is_null() {
            libc::closedir(dir);
        }
    }
}

native! { static ITERATOR_METHODS = [
    "close(self, /)" => fn close(vm, [this]) {
        close_scandir(this);
        Ok(Ref::NONE)
    }
    "__enter__(self, /)" => fn enter(vm, [this]) { Ok(Ref::new(this)) }
    "__exit__(self, /, *exc_info)" => fn exit(vm, [this], *_exc) {
        close_scandir(this);
        Ok(Ref::NONE)
    }
]; }

/// Opens the folder that a path argument names.
pub fn open_dir(vm: &Vm, path: &Path) -> Res<*mut libc::DIR> {
    // SAFETY: plain system calls; a duplicate is owned by the directory stream once that exists.
    let dir = unsafe {
        match path {
            Path::Name(p, _) => libc::opendir(p.as_ptr()),
            Path::Fd(fd, _) => {
                let own = libc::fcntl(*fd, libc::F_DUPFD_CLOEXEC, 0);
                let dir = if own < 0 { std::ptr::null_mut() } else { libc::fdopendir(own) };
                if dir.is_null() && own >= 0 {
                    let errno = last_errno();
                    libc::close(own);
                    return Err(os_error(vm, errno, path.shown()));
                }
                if !dir.is_null() {
                    libc::rewinddir(dir);
                }
                dir
            }
        }
    };
    if dir.is_null() { Err(os_error(vm, last_errno(), path.shown())) } else { Ok(dir) }
}

/// The next name in a folder but `.` and `..`, with inode and kind.
pub fn read_dir(vm: &Vm, dir: *mut libc::DIR) -> Res<Option<(Vec<u8>, u64, u8)>> {
    loop {
        // SAFETY: the directory is open; the entry is valid until the next call.
        unsafe {
            *libc::__errno_location() = 0;
            let e = libc::readdir(dir);
            if e.is_null() {
                return match last_errno() {
                    0 => Ok(None),
                    n => Err(os_error(vm, n, None)),
                };
            }
            let name = std::ffi::CStr::from_ptr((*e).d_name.as_ptr()).to_bytes();
            if name != b"." && name != b".." {
                return Ok(Some((name.to_vec(), (*e).d_ino, (*e).d_type)));
            }
        }
    }
}

/// `scandir`.
pub fn scandir(vm: &Vm, path: Value) -> Res {
    let path = if path.is_none() { vm.new_str(".")? } else { Ref::new(path) };
    let p = path_or_none_arg(vm, path.value(), "scandir")?;
    let dir = open_dir(vm, &p)?;
    let base = p.into_value(vm)?;
    let bytes = vm.is_bytes(base.value());
    vm.new_object::<ScandirIterator>(vm.extension::<Types>().scandir_iterator.get(), |s| {
        // SAFETY: the instance is fresh.
        unsafe {
            (*s).dir = dir;
            (*s).path = base.into_value();
            (*s).bytes = bytes;
        }
    })
}

fn next_entry(vm: &Vm, v: Value) -> Res<Option<Ref>> {
    // SAFETY: the slot belongs to this layout.
    let s = unsafe { v.get::<ScandirIterator>() };
    if s.dir.is_null() {
        return Ok(None);
    }
    let Some((name, inode, kind)) = read_dir(vm, s.dir)? else {
        close_scandir(v);
        return Ok(None);
    };
    let text = |b: &[u8]| if s.bytes { vm.new_bytes(b) } else { fs_str(vm, b) };
    // A folder given by descriptor has no name to put in front.
    let folder = if s.path.is_small_int() { s.path.as_small_int() as i32 } else { libc::AT_FDCWD };
    let mut full = if s.path.is_small_int() { Vec::new() } else { crate::builtins::input_output::path_bytes(vm, s.path)? };
    if !full.is_empty() && full.last() != Some(&b'/') {
        full.push(b'/');
    }
    full.extend_from_slice(&name);
    let (name, path) = (text(&name)?, text(&full)?);
    let full = CString::new(full).unwrap_or_default();
    vm.new_object::<DirEntry>(vm.extension::<Types>().dir_entry.get(), |e| {
        // SAFETY: the instance is fresh.
        unsafe {
            (*e).name = name.into_value();
            (*e).path = path.into_value();
            (&raw mut (*e).full).write(full);
            (*e).folder = folder;
            (*e).inode = inode;
            (*e).kind = kind;
            (*e).stats = [Value::NULL; 2];
        }
    })
    .map(Some)
}
