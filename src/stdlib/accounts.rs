//! `pwd` and `grp`: the accounts and groups of the system.
use super::posix::arguments::{c_path, fs_str, identity, identity_arg};
use crate::native;
use crate::object::{Ref, Res, TypeSpec, Value, Vm};
use crate::struct_fields;
use crate::types::os_error::os_error;
use crate::types::struct_sequence::{from_refs, new_type, spec};
use std::ffi::CStr;

static STRUCT_PASSWD: TypeSpec = {
    let mut s = spec("pwd.struct_passwd", struct_fields!("pw_name", "pw_passwd", "pw_uid", "pw_gid", "pw_gecos", "pw_dir", "pw_shell"));
    s.doc = "pwd.struct_passwd: Results from getpw*() routines.\n\nThis object may be accessed either as a tuple of\n  (pw_name,pw_passwd,pw_uid,pw_gid,pw_gecos,pw_dir,pw_shell)\nor via the object attributes as named in the above tuple.";
    s
};

static STRUCT_GROUP: TypeSpec = {
    let mut s = spec("grp.struct_group", struct_fields!("gr_name", "gr_passwd", "gr_gid", "gr_mem"));
    s.doc = "grp.struct_group: Results from getgr*() routines.\n\nThis object may be accessed either as a tuple of\n  (gr_name,gr_passwd,gr_gid,gr_mem)\nor via the object attributes as named in the above tuple.\n";
    s
};

/// A text of the C library, which may be null.
///
/// # Safety
/// Null, or a NUL-terminated text.
unsafe fn text(vm: &Vm, p: *const libc::c_char) -> Res {
    if p.is_null() { Ok(Ref::NONE) } else { fs_str(vm, CStr::from_ptr(p).to_bytes()) }
}

/// # Safety
/// An entry whose texts are alive.
unsafe fn account(vm: &Vm, p: &libc::passwd) -> Res {
    from_refs(vm, new_type(vm, &STRUCT_PASSWD)?, vec![
        text(vm, p.pw_name),
        text(vm, p.pw_passwd),
        identity(vm, p.pw_uid),
        identity(vm, p.pw_gid),
        text(vm, p.pw_gecos),
        text(vm, p.pw_dir),
        text(vm, p.pw_shell),
    ])
}

/// # Safety
/// An entry whose texts are alive.
unsafe fn group(vm: &Vm, g: &libc::group) -> Res {
    let members = vm.new_list()?;
    let mut p = g.gr_mem;
    while !p.is_null() && !(*p).is_null() {
        vm.list(members.value()).push(vm, text(vm, *p)?)?;
        p = p.add(1);
    }
    from_refs(vm, new_type(vm, &STRUCT_GROUP)?, vec![text(vm, g.gr_name), text(vm, g.gr_passwd), identity(vm, g.gr_gid), Ok(members)])
}

/// Looks an entry up with a buffer that grows until it is large enough. `None`: there is no such entry.
///
/// # Safety
/// `get` is one of the C library's `_r` functions: it fills the entry and the buffer, and sets the result.
unsafe fn look_up<T>(
    vm: &Vm,
    get: impl Fn(*mut T, *mut libc::c_char, usize, *mut *mut T) -> i32,
    found: impl Fn(&Vm, &T) -> Res,
) -> Res<Option<Ref>> {
    let mut buffer = vec![0 as libc::c_char; 1024];
    loop {
        let mut entry: std::mem::MaybeUninit<T> = std::mem::MaybeUninit::zeroed();
        let mut result = std::ptr::null_mut();
        match get(entry.as_mut_ptr(), buffer.as_mut_ptr(), buffer.len(), &mut result) {
            libc::ERANGE if buffer.len() < 1 << 20 => buffer.resize(buffer.len() * 2, 0),
            libc::EINTR => crate::vm::signals::deliver(vm)?,
            // Errors that some systems give where there is no such entry.
            0 | libc::ENOENT | libc::ESRCH | libc::EBADF | libc::EPERM if result.is_null() => return Ok(None),
            0 => return found(vm, &*result).map(Some),
            errno => return Err(os_error(vm, errno, None)),
        }
    }
}

/// The name argument of a function.
fn name_arg(vm: &Vm, v: Value, function: &str) -> Res<std::ffi::CString> {
    if !vm.is_str(v) {
        return Err(vm.type_error(format!("{function}() argument must be str, not {}", vm.argument_type_name(v))));
    }
    c_path(vm, v)
}

/// The number argument of a function: `None` where no entry can have it.
fn number_arg(vm: &Vm, v: Value, what: &str) -> Res<Option<u32>> {
    identity_arg(vm, v, what).map(Some).or_else(|e| if vm.clear_raised_if(vm.types.OverflowError) { Ok(None) } else { Err(e) })
}

/// A number as messages have it.
fn shown(vm: &Vm, v: Value) -> Res<String> {
    let n = identity_arg(vm, v, "id")?;
    Ok(vm.str_text(vm.str_of(identity(vm, n)?.value())?.value()))
}

fn missing(vm: &Vm, text: String) -> crate::object::Raised {
    vm.raise_type(vm.types.KeyError, text)
}

native! { static PWD = [
    /// Return the password database entry for the given numeric user ID.
    ///
    /// See `help(pwd)` for more on password database entries.
    "getpwuid(uidobj, /)" => fn getpwuid(vm, [uid]) {
        let entry = match number_arg(vm, uid, "uid")? {
            // SAFETY: the C library's function; the entry's texts are in the buffer.
            Some(n) => unsafe { look_up(vm, |e, b, len, r| libc::getpwuid_r(n, e, b, len, r), |vm, e| account(vm, e)) }?,
            None => return Err(missing(vm, "getpwuid(): uid not found".to_owned())),
        };
        match entry {
            Some(entry) => Ok(entry),
            None => Err(missing(vm, format!("getpwuid(): uid not found: {}", shown(vm, uid)?))),
        }
    }
    /// Return the password database entry for the given user name.
    ///
    /// See `help(pwd)` for more on password database entries.
    "getpwnam(name, /)" => fn getpwnam(vm, [name]) {
        let n = name_arg(vm, name, "getpwnam")?;
        // SAFETY: as above; a NUL-terminated name.
        match unsafe { look_up(vm, |e, b, len, r| libc::getpwnam_r(n.as_ptr(), e, b, len, r), |vm, e| account(vm, e)) }? {
            Some(entry) => Ok(entry),
            None => Err(missing(vm, format!("getpwnam(): name not found: {}", vm.repr_text(name)?))),
        }
    }
    /// Return a list of all available password database entries, in arbitrary order.
    ///
    /// See help(pwd) for more on password database entries.
    "getpwall()" => fn getpwall(vm, []) {
        let all = vm.new_list()?;
        // SAFETY: the global lock is held, so that nobody else walks the database; an entry lives until the next is asked for.
        unsafe {
            libc::setpwent();
            let walk = || -> Res<()> {
                loop {
                    let p = libc::getpwent();
                    if p.is_null() {
                        return Ok(());
                    }
                    vm.list(all.value()).push(vm, account(vm, &*p)?)?;
                }
            };
            let walked = walk();
            libc::endpwent();
            walked?;
        }
        Ok(all)
    }
]; }

native! { static GRP = [
    /// Return the group database entry for the given numeric group ID.
    ///
    /// If id is not valid, raise KeyError.
    "getgrgid(id)" => fn getgrgid(vm, [gid]) {
        let n = identity_arg(vm, gid, "gid")?;
        // SAFETY: the C library's function; the entry's texts are in the buffer.
        match unsafe { look_up(vm, |e, b, len, r| libc::getgrgid_r(n, e, b, len, r), |vm, e| group(vm, e)) }? {
            Some(entry) => Ok(entry),
            None => Err(missing(vm, format!("getgrgid(): gid not found: {}", shown(vm, gid)?))),
        }
    }
    /// Return the group database entry for the given group name.
    ///
    /// If name is not valid, raise KeyError.
    "getgrnam(name)" => fn getgrnam(vm, [name]) {
        if !vm.is_str(name) {
            return Err(vm.type_error(format!("getgrnam() argument 'name' must be str, not {}", vm.argument_type_name(name))));
        }
        let n = c_path(vm, name)?;
        // SAFETY: as above; a NUL-terminated name.
        match unsafe { look_up(vm, |e, b, len, r| libc::getgrnam_r(n.as_ptr(), e, b, len, r), |vm, e| group(vm, e)) }? {
            Some(entry) => Ok(entry),
            None => Err(missing(vm, format!("getgrnam(): name not found: {}", vm.repr_text(name)?))),
        }
    }
    /// Return a list of all available group entries, in arbitrary order.
    ///
    /// An entry whose name starts with '+' or '-' represents an instruction
    /// to use YP/NIS and may not be accessible via getgrnam or getgrgid.
    "getgrall()" => fn getgrall(vm, []) {
        let all = vm.new_list()?;
        // SAFETY: the global lock is held, so that nobody else walks the database; an entry lives until the next is asked for.
        unsafe {
            libc::setgrent();
            let walk = || -> Res<()> {
                loop {
                    let g = libc::getgrent();
                    if g.is_null() {
                        return Ok(());
                    }
                    vm.list(all.value()).push(vm, group(vm, &*g)?)?;
                }
            };
            let walked = walk();
            libc::endgrent();
            walked?;
        }
        Ok(all)
    }
]; }

/// Makes `pwd`.
pub fn init_pwd(vm: &Vm) -> Res {
    let doc = "This module provides access to the Unix password database.\nIt is available on all Unix versions.\n\nPassword database entries are reported as 7-tuples containing the following\nitems from the password database (see `<pwd.h>'), in order:\npw_name, pw_passwd, pw_uid, pw_gid, pw_gecos, pw_dir, pw_shell.\nThe uid and gid items are integers, all others are strings. An\nexception is raised if the entry asked for cannot be found.";
    let module = super::new_module(vm, "pwd", doc, PWD)?;
    super::set(vm, module.value(), "struct_passwd", Ref::from_type(new_type(vm, &STRUCT_PASSWD)?))?;
    Ok(module)
}

/// Makes `grp`.
pub fn init_grp(vm: &Vm) -> Res {
    let doc = "Access to the Unix group database.\n\nGroup entries are reported as 4-tuples containing the following fields\nfrom the group database, in order:\n\n  name   - name of the group\n  passwd - group password (encrypted); often empty\n  gid    - numeric ID of the group\n  mem    - list of members\n\nThe gid is an integer, name and password are strings.  (Note that most\nusers are not explicitly listed as members of the groups they are in\naccording to the password database.  Check both databases to get\ncomplete membership information.)";
    let module = super::new_module(vm, "grp", doc, GRP)?;
    super::set(vm, module.value(), "struct_group", Ref::from_type(new_type(vm, &STRUCT_GROUP)?))?;
    Ok(module)
}
