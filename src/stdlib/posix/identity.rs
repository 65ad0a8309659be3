//! Users, groups, sessions and groups of processes.
use super::arguments::{c_path, fs_str, identity, identity_arg, int, nothing, plain};
use crate::native;
use crate::object::{Ref, Res, Value, Vm};
use crate::types::os_error::{last_errno, os_error};

fn user(vm: &Vm, v: Value) -> Res<u32> {
    identity_arg(vm, v, "uid")
}

fn group(vm: &Vm, v: Value) -> Res<u32> {
    identity_arg(vm, v, "gid")
}

fn list_of(vm: &Vm, groups: &[libc::gid_t]) -> Res {
    vm.list_from_refs(groups.iter().map(|g| identity(vm, *g)).collect::<Res<Vec<Ref>>>()?)
}

native! { pub static FUNCTIONS = [
    /// Return the current process's user id.
    "getuid()" => fn getuid(vm, []) {
        // SAFETY: a plain system call.
        identity(vm, unsafe { libc::getuid() })
    }
    /// Return the current process's effective user id.
    "geteuid()" => fn geteuid(vm, []) {
        // SAFETY: a plain system call.
        identity(vm, unsafe { libc::geteuid() })
    }
    /// Return the current process's group id.
    "getgid()" => fn getgid(vm, []) {
        // SAFETY: a plain system call.
        identity(vm, unsafe { libc::getgid() })
    }
    /// Return the current process's effective group id.
    "getegid()" => fn getegid(vm, []) {
        // SAFETY: a plain system call.
        identity(vm, unsafe { libc::getegid() })
    }
    /// Return a tuple of the current process's real, effective, and saved user ids.
    "getresuid()" => fn getresuid(vm, []) {
        let (mut r, mut e, mut s) = (0, 0, 0);
        // SAFETY: room for three numbers.
        plain(vm, unsafe { libc::getresuid(&mut r, &mut e, &mut s) } as i64)?;
        vm.tuple_from_refs([identity(vm, r)?, identity(vm, e)?, identity(vm, s)?])
    }
    /// Return a tuple of the current process's real, effective, and saved group ids.
    "getresgid()" => fn getresgid(vm, []) {
        let (mut r, mut e, mut s) = (0, 0, 0);
        // SAFETY: room for three numbers.
        plain(vm, unsafe { libc::getresgid(&mut r, &mut e, &mut s) } as i64)?;
        vm.tuple_from_refs([identity(vm, r)?, identity(vm, e)?, identity(vm, s)?])
    }
    /// Set the current process's user id.
    "setuid(uid, /)" => fn setuid(vm, [uid]) {
        let uid = user(vm, uid)?;
        // SAFETY: a plain call.
        nothing(vm, unsafe { libc::setuid(uid) })
    }
    /// Set the current process's effective user id.
    "seteuid(euid, /)" => fn seteuid(vm, [uid]) {
        let uid = user(vm, uid)?;
        // SAFETY: a plain call.
        nothing(vm, unsafe { libc::seteuid(uid) })
    }
    /// Set the current process's group id.
    "setgid(gid, /)" => fn setgid(vm, [gid]) {
        let gid = group(vm, gid)?;
        // SAFETY: a plain call.
        nothing(vm, unsafe { libc::setgid(gid) })
    }
    /// Set the current process's effective group id.
    "setegid(egid, /)" => fn setegid(vm, [gid]) {
        let gid = group(vm, gid)?;
        // SAFETY: a plain call.
        nothing(vm, unsafe { libc::setegid(gid) })
    }
    /// Set the current process's real and effective user ids.
    "setreuid(ruid, euid, /)" => fn setreuid(vm, [r, e]) {
        let (r, e) = (user(vm, r)?, user(vm, e)?);
        // SAFETY: a plain call.
        nothing(vm, unsafe { libc::setreuid(r, e) })
    }
    /// Set the current process's real and effective group ids.
    "setregid(rgid, egid, /)" => fn setregid(vm, [r, e]) {
        let (r, e) = (group(vm, r)?, group(vm, e)?);
        // SAFETY: a plain call.
        nothing(vm, unsafe { libc::setregid(r, e) })
    }
    /// Set the current process's real, effective, and saved user ids.
    "setresuid(ruid, euid, suid, /)" => fn setresuid(vm, [r, e, s]) {
        let (r, e, s) = (user(vm, r)?, user(vm, e)?, user(vm, s)?);
        // SAFETY: a plain call.
        nothing(vm, unsafe { libc::setresuid(r, e, s) })
    }
    /// Set the current process's real, effective, and saved group ids.
    "setresgid(rgid, egid, sgid, /)" => fn setresgid(vm, [r, e, s]) {
        let (r, e, s) = (group(vm, r)?, group(vm, e)?, group(vm, s)?);
        // SAFETY: a plain call.
        nothing(vm, unsafe { libc::setresgid(r, e, s) })
    }
    /// Return list of supplemental group IDs for the process.
    "getgroups()" => fn getgroups(vm, []) {
        let mut groups = vec![0; 65536];
        // SAFETY: room for as many groups as there can be.
        let n = plain(vm, unsafe { libc::getgroups(groups.len() as i32, groups.as_mut_ptr()) } as i64)?;
        list_of(vm, &groups[..n as usize])
    }
    /// Set the groups of the current process to list.
    "setgroups(groups, /)" => fn setgroups(vm, [groups]) {
        if vm.slots(groups).getitem.is_none() || vm.is_dict(groups) {
            return Err(vm.type_error("setgroups argument must be a sequence"));
        }
        if vm.len(groups)? > 65536 {
            return Err(vm.value_error("too many groups"));
        }
        let items = vm.collect(groups)?;
        let mut ids = Vec::with_capacity(items.len());
        for g in &items {
            if !vm.is_instance(g.value(), vm.types.int) {
                return Err(vm.type_error("groups must be integers"));
            }
            ids.push(group(vm, g.value())?);
        }
        // SAFETY: as many groups as given.
        nothing(vm, unsafe { libc::setgroups(ids.len(), ids.as_ptr()) })
    }
    /// Initialize the group access list.
    ///
    /// Call the system initgroups() to initialize the group access list with all
    /// of the groups of which the specified username is a member, plus the
    /// specified group id.
    "initgroups(username, gid, /)" => fn initgroups(vm, [name, gid]) {
        let name = c_path(vm, name)?;
        let gid = group(vm, gid)?;
        // SAFETY: a NUL-terminated name.
        nothing(vm, unsafe { libc::initgroups(name.as_ptr(), gid) })
    }
    /// Returns a list of groups to which a user belongs.
    ///
    ///   user
    ///     username to lookup
    ///   group
    ///     base group id of the user
    "getgrouplist(user, group, /)" => fn getgrouplist(vm, [name, base]) {
        if !vm.is_str(name) {
            return Err(vm.type_error(format!("getgrouplist() argument 1 must be str, not {}", vm.argument_type_name(name))));
        }
        let (name, base) = (c_path(vm, name)?, group(vm, base)?);
        let mut groups: Vec<libc::gid_t> = vec![0; 64];
        loop {
            let mut n = groups.len() as i32;
            // SAFETY: a NUL-terminated name, and room for as many groups as said.
            if unsafe { libc::getgrouplist(name.as_ptr(), base, groups.as_mut_ptr(), &mut n) } >= 0 {
                return list_of(vm, &groups[..n as usize]);
            }
            if groups.len() >= 1 << 20 {
                return Err(os_error(vm, last_errno(), None));
            }
            groups.resize((n as usize).max(groups.len() * 2), 0);
        }
    }
    /// Return the actual login name.
    "getlogin()" => fn getlogin(vm, []) {
        // SAFETY: a NUL-terminated name that lives until the next call, or null.
        let name = unsafe {
            *libc::__errno_location() = 0;
            let name = libc::getlogin();
            if name.is_null() {
                let errno = if last_errno() == 0 { libc::ENOTTY } else { last_errno() };
                return Err(os_error(vm, errno, None));
            }
            std::ffi::CStr::from_ptr(name)
        };
        fs_str(vm, name.to_bytes())
    }
    /// Call the system call getpgid(), and return the result.
    "getpgid(pid)" => fn getpgid(vm, [pid]) {
        let pid = int(vm, pid)?;
        // SAFETY: a plain system call.
        vm.new_int(plain(vm, unsafe { libc::getpgid(pid) } as i64)?)
    }
    /// Return the current process group id.
    "getpgrp()" => fn getpgrp(vm, []) {
        // SAFETY: a plain system call.
        vm.new_int(unsafe { libc::getpgrp() } as i64)
    }
    /// Call the system call setpgid(pid, pgrp).
    "setpgid(pid, pgrp, /)" => fn setpgid(vm, [pid, pgrp]) {
        let (pid, pgrp) = (int(vm, pid)?, int(vm, pgrp)?);
        // SAFETY: a plain system call.
        nothing(vm, unsafe { libc::setpgid(pid, pgrp) })
    }
    /// Make the current process the leader of its process group.
    "setpgrp()" => fn setpgrp(vm, []) {
        // SAFETY: a plain system call.
        nothing(vm, unsafe { libc::setpgid(0, 0) })
    }
    /// Call the system call getsid(pid) and return the result.
    "getsid(pid, /)" => fn getsid(vm, [pid]) {
        let pid = int(vm, pid)?;
        // SAFETY: a plain system call.
        vm.new_int(plain(vm, unsafe { libc::getsid(pid) } as i64)?)
    }
    /// Call the system call setsid().
    "setsid()" => fn setsid(vm, []) {
        // SAFETY: a plain system call.
        nothing(vm, unsafe { libc::setsid() })
    }
]; }
