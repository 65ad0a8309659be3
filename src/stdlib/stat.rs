//! `_stat`.
use crate::native;
use crate::object::{Ref, Res, Value, Vm};

/// The argument of every function here.
fn mode_of(vm: &Vm, v: Value) -> Res<u32> {
    match vm.index_i64(v)? {
        Ok(n) => match u32::try_from(n) {
            Ok(n) => Ok(n),
            Err(_) if n < 0 => Err(vm.overflow_error("can't convert negative value to unsigned int")),
            Err(_) => Err(vm.overflow_error("mode out of range")),
        },
        Err(_) => Err(vm.overflow_error("Python int too large to convert to C unsigned long")),
    }
}

fn is_kind(vm: &Vm, mode: Value, kind: u32) -> Res {
    Ok(Ref::bool(mode_of(vm, mode)? & 0o170000 == kind))
}

/// The text that `ls -l` shows.
fn file_mode(mode: u32) -> String {
    let kind = match mode & 0o170000 {
        0o100000 => '-',
        0o40000 => 'd',
        0o120000 => 'l',
        0o60000 => 'b',
        0o20000 => 'c',
        0o10000 => 'p',
        0o140000 => 's',
        _ => '?',
    };
    let mut out = String::from(kind);
    for (shift, special, set, letter) in [(6, 0o4000, 's', 'x'), (3, 0o2000, 's', 'x'), (0, 0o1000, 't', 'x')] {
        let bits = mode >> shift & 7;
        out.push(if bits & 4 != 0 { 'r' } else { '-' });
        out.push(if bits & 2 != 0 { 'w' } else { '-' });
        out.push(match (mode & special != 0, bits & 1 != 0) {
            (true, true) => set,
            (true, false) => set.to_ascii_uppercase(),
            (false, true) => letter,
            (false, false) => '-',
        });
    }
    out
}

native! { static FUNCTIONS = [
    /// Return the portion of the file's mode that describes the file type.
    "S_IFMT(mode, /)" => fn s_ifmt(vm, [mode]) { vm.new_int((mode_of(vm, mode)? & 0o170000) as i64) }
    /// Return the portion of the file's mode that can be set by os.chmod().
    "S_IMODE(mode, /)" => fn s_imode(vm, [mode]) { vm.new_int((mode_of(vm, mode)? & 0o7777) as i64) }
    /// Return True if mode is from a block special device file.
    "S_ISBLK(mode, /)" => fn s_isblk(vm, [mode]) { is_kind(vm, mode, 0o60000) }
    /// Return True if mode is from a character special device file.
    "S_ISCHR(mode, /)" => fn s_ischr(vm, [mode]) { is_kind(vm, mode, 0o20000) }
    /// Return True if mode is from a directory.
    "S_ISDIR(mode, /)" => fn s_isdir(vm, [mode]) { is_kind(vm, mode, 0o40000) }
    /// Return True if mode is from a door.
    "S_ISDOOR(mode, /)" => fn s_isdoor(vm, [mode]) { mode_of(vm, mode).map(|_| Ref::bool(false)) }
    /// Return True if mode is from a FIFO (named pipe).
    "S_ISFIFO(mode, /)" => fn s_isfifo(vm, [mode]) { is_kind(vm, mode, 0o10000) }
    /// Return True if mode is from a symbolic link.
    "S_ISLNK(mode, /)" => fn s_islnk(vm, [mode]) { is_kind(vm, mode, 0o120000) }
    /// Return True if mode is from an event port.
    "S_ISPORT(mode, /)" => fn s_isport(vm, [mode]) { mode_of(vm, mode).map(|_| Ref::bool(false)) }
    /// Return True if mode is from a regular file.
    "S_ISREG(mode, /)" => fn s_isreg(vm, [mode]) { is_kind(vm, mode, 0o100000) }
    /// Return True if mode is from a socket.
    "S_ISSOCK(mode, /)" => fn s_issock(vm, [mode]) { is_kind(vm, mode, 0o140000) }
    /// Return True if mode is from a whiteout.
    "S_ISWHT(mode, /)" => fn s_iswht(vm, [mode]) { mode_of(vm, mode).map(|_| Ref::bool(false)) }
    /// Convert a file's mode to a string of the form '-rwxrwxrwx'
    "filemode(mode, /)" => fn filemode(vm, [mode]) { vm.new_str(&file_mode(mode_of(vm, mode)?)) }
]; }

static CONSTANTS: &[(&str, i64)] = &[
    ("SF_APPEND", 262144),
    ("SF_ARCHIVED", 65536),
    ("SF_DATALESS", 1073741824),
    ("SF_FIRMLINK", 8388608),
    ("SF_IMMUTABLE", 131072),
    ("SF_NOUNLINK", 1048576),
    ("SF_SETTABLE", 4294901760),
    ("SF_SNAPSHOT", 2097152),
    ("ST_ATIME", 7),
    ("ST_CTIME", 9),
    ("ST_DEV", 2),
    ("ST_GID", 5),
    ("ST_INO", 1),
    ("ST_MODE", 0),
    ("ST_MTIME", 8),
    ("ST_NLINK", 3),
    ("ST_SIZE", 6),
    ("ST_UID", 4),
    ("S_ENFMT", 0o2000),
    ("S_IEXEC", 0o100),
    ("S_IFBLK", 0o60000),
    ("S_IFCHR", 0o20000),
    ("S_IFDIR", 0o40000),
    ("S_IFDOOR", 0o0),
    ("S_IFIFO", 0o10000),
    ("S_IFLNK", 0o120000),
    ("S_IFPORT", 0o0),
    ("S_IFREG", 0o100000),
    ("S_IFSOCK", 0o140000),
    ("S_IFWHT", 0o0),
    ("S_IREAD", 0o400),
    ("S_IRGRP", 0o40),
    ("S_IROTH", 0o4),
    ("S_IRUSR", 0o400),
    ("S_IRWXG", 0o70),
    ("S_IRWXO", 0o7),
    ("S_IRWXU", 0o700),
    ("S_ISGID", 0o2000),
    ("S_ISUID", 0o4000),
    ("S_ISVTX", 0o1000),
    ("S_IWGRP", 0o20),
    ("S_IWOTH", 0o2),
    ("S_IWRITE", 0o200),
    ("S_IWUSR", 0o200),
    ("S_IXGRP", 0o10),
    ("S_IXOTH", 0o1),
    ("S_IXUSR", 0o100),
    ("UF_APPEND", 4),
    ("UF_COMPRESSED", 32),
    ("UF_DATAVAULT", 128),
    ("UF_HIDDEN", 32768),
    ("UF_IMMUTABLE", 2),
    ("UF_NODUMP", 1),
    ("UF_NOUNLINK", 16),
    ("UF_OPAQUE", 8),
    ("UF_SETTABLE", 65535),
    ("UF_TRACKED", 64),
];

/// Makes the module.
pub fn init(vm: &Vm) -> Res {
    let module = super::new_module(vm, "_stat", "", FUNCTIONS)?;
    for (name, value) in CONSTANTS {
        super::set(vm, module.value(), name, vm.new_int(*value)?)?;
    }
    Ok(module)
}
