//! `posix_spawn` and `posix_spawnp`.
use super::arguments::{CStrings, Path, c_path, int, path_arg};
use super::process::{argument_texts, environment_texts};
use super::scheduling;
use crate::native;
use crate::object::{Ref, Res, Value, Vm};
use crate::types::os_error::os_error;
use crate::vm::signals;
use std::ffi::CString;

pub const OPEN: i64 = 0;
pub const CLOSE: i64 = 1;
pub const DUP2: i64 = 2;
pub const CLOSEFROM: i64 = 3;

/// Attributes of a child, given back when dropped.
struct Attributes(libc::posix_spawnattr_t);

impl Drop for Attributes {
    fn drop(&mut self) {
        // SAFETY: initialised in `attributes`.
        unsafe { libc::posix_spawnattr_destroy(&mut self.0) };
    }
}

/// Actions of a child, given back when dropped, and the paths they refer to.
struct Actions(libc::posix_spawn_file_actions_t, Vec<CString>);

impl Drop for Actions {
    fn drop(&mut self) {
        // SAFETY: initialised in `actions`.
        unsafe { libc::posix_spawn_file_actions_destroy(&mut self.0) };
    }
}

fn checked(vm: &Vm, errno: i32) -> Res<()> {
    if errno == 0 { Ok(()) } else { Err(os_error(vm, errno, None)) }
}

fn actions(vm: &Vm, v: Value) -> Res<Option<Actions>> {
    if v.is_none() || v.is_unbound() {
        return Ok(None);
    }
    if vm.slots(v).getitem.is_none() || vm.is_dict(v) {
        return Err(vm.type_error("file_actions must be a sequence or None"));
    }
    let n = vm.len(v)?;
    if n == 0 {
        return Ok(None);
    }
    // SAFETY: initialised before use.
    let mut actions = unsafe {
        let mut a = std::mem::zeroed();
        checked(vm, libc::posix_spawn_file_actions_init(&mut a))?;
        Actions(a, Vec::new())
    };
    for i in 0..n {
        let item = vm.getitem(v, Value::small_int(i as i64))?;
        let parts = match vm.is_tuple(item.value()) {
            true => vm.tuple_items(item.value()),
            false => &[],
        };
        let Some(kind) = parts.first() else {
            return Err(vm.type_error("Each file_actions element must be a non-empty tuple"));
        };
        let wrong = |what: &str, n: usize| vm.type_error(format!("A {what} file_action tuple must have {n} elements"));
        let kind = vm.int_arg(*kind)?;
        let a = &raw mut actions.0;
        // SAFETY: initialised actions; the path lives as long as they do.
        let errno = unsafe {
            match (kind, &parts[1..]) {
                (OPEN, [fd, path, flags, mode]) => {
                    let fd = int(vm, *fd)?;
                    let path = c_path(vm, *path)?;
                    let (flags, mode) = (int(vm, *flags)?, int(vm, *mode)?);
                    let pointer = path.as_ptr();
                    actions.1.push(path);
                    libc::posix_spawn_file_actions_addopen(a, fd, pointer, flags, mode as libc::mode_t)
                }
                (CLOSE, [fd]) => libc::posix_spawn_file_actions_addclose(a, int(vm, *fd)?),
                (DUP2, [fd, new]) => libc::posix_spawn_file_actions_adddup2(a, int(vm, *fd)?, int(vm, *new)?),
                (CLOSEFROM, [fd]) => libc::posix_spawn_file_actions_addclosefrom_np(a, int(vm, *fd)?),
                (OPEN, _) => return Err(wrong("open", 5)),
                (CLOSE, _) => return Err(wrong("close", 2)),
                (DUP2, _) => return Err(wrong("dup2", 3)),
                (CLOSEFROM, _) => return Err(wrong("closefrom", 2)),
                _ => return Err(vm.type_error("Unknown file_actions identifier")),
            }
        };
        checked(vm, errno)?;
    }
    Ok(Some(actions))
}

/// What the keywords ask for: process group, identities, session, signal mask, default signals, scheduler.
fn attributes(vm: &Vm, function: &str, given: [Value; 6]) -> Res<Attributes> {
    let [group, reset, session, mask, defaults, scheduler] = given;
    // SAFETY: initialised before use; what is set is plain data that is copied.
    unsafe {
        let mut a = {
            let mut a = std::mem::zeroed();
            checked(vm, libc::posix_spawnattr_init(&mut a))?;
            Attributes(a)
        };
        let a_ptr = &raw mut a.0;
        let mut flags = 0;
        if !group.is_none() && !group.is_unbound() {
            checked(vm, libc::posix_spawnattr_setpgroup(a_ptr, int(vm, group)?))?;
            flags |= libc::POSIX_SPAWN_SETPGROUP;
        }
        if vm.truth(reset)? {
            flags |= libc::POSIX_SPAWN_RESETIDS;
        }
        if vm.truth(session)? {
            flags |= libc::POSIX_SPAWN_SETSID as libc::c_int;
        }
        let mut set = signals::own_mask();
        if !mask.is_unbound() && !is_empty_tuple(vm, mask) {
            set = crate::stdlib::signal::set_of(vm, mask)?;
        }
        checked(vm, libc::posix_spawnattr_setsigmask(a_ptr, &set))?;
        flags |= libc::POSIX_SPAWN_SETSIGMASK;
        if !defaults.is_unbound() && !is_empty_tuple(vm, defaults) {
            let set = crate::stdlib::signal::set_of(vm, defaults)?;
            checked(vm, libc::posix_spawnattr_setsigdefault(a_ptr, &set))?;
            flags |= libc::POSIX_SPAWN_SETSIGDEF;
        }
        if !scheduler.is_none() {
            if !vm.is_tuple(scheduler) {
                return Err(vm.type_error(format!("{function}: scheduler must be a tuple or None")));
            }
            let [policy, parameters] = vm.tuple_items(scheduler) else {
                return Err(vm.type_error("A scheduler tuple must have two elements"));
            };
            let parameters = if policy.is_none() {
                scheduling::parameters(vm, *parameters)?
            } else {
                let policy = int(vm, *policy)?;
                let parameters = scheduling::parameters(vm, *parameters)?;
                checked(vm, libc::posix_spawnattr_setschedpolicy(a_ptr, policy))?;
                flags |= libc::POSIX_SPAWN_SETSCHEDULER;
                parameters
            };
            checked(vm, libc::posix_spawnattr_setschedparam(a_ptr, &parameters))?;
            if policy.is_none() {
                flags |= libc::POSIX_SPAWN_SETSCHEDPARAM;
            }
        }
        checked(vm, libc::posix_spawnattr_setflags(a_ptr, flags as libc::c_short))?;
        Ok(a)
    }
}

fn is_empty_tuple(vm: &Vm, v: Value) -> bool {
    vm.is_tuple(v) && vm.tuple_items(v).is_empty()
}

fn spawn(vm: &Vm, function: &str, target: [Value; 3], file_actions: Value, given: [Value; 6], search: bool) -> Res {
    let [path, argv, env] = target;
    let p: Path = path_arg(vm, path, function, "path", false)?;
    let texts = argument_texts(vm, argv, &format!("{function}: argv"))?;
    let environment: Option<CStrings> = if env.is_none() {
        None
    } else {
        if vm.slots(env).getitem.is_none() {
            return Err(vm.type_error(format!("{function}: environment must be a mapping object or None")));
        }
        Some(environment_texts(vm, env)?)
    };
    let actions = actions(vm, file_actions)?;
    let attributes = attributes(vm, function, given)?;
    let mut pid = 0;
    // SAFETY: NUL-terminated texts, arrays that end with a null, initialised actions and attributes.
    let errno = unsafe {
        let actions = actions.as_ref().map_or(std::ptr::null(), |a| &raw const a.0);
        let argv = texts.as_ptr().cast::<*mut libc::c_char>();
        let envp = environment.as_ref().map_or(environ.cast_const(), |e| e.as_ptr()).cast::<*mut libc::c_char>();
        let call = if search { libc::posix_spawnp } else { libc::posix_spawn };
        call(&mut pid, p.pointer(), actions, &attributes.0, argv, envp)
    };
    if errno != 0 {
        return Err(os_error(vm, errno, p.shown()));
    }
    vm.new_int(pid as i64)
}

unsafe extern "C" {
    /// The environment of the process.
    static environ: *mut *const libc::c_char;
}

native! { pub static FUNCTIONS = [
    /// Execute the program specified by path in a new process.
    ///
    ///   path
    ///     Path of executable file.
    ///   argv
    ///     Tuple or list of strings.
    ///   env
    ///     Dictionary of strings mapping to strings.
    ///   file_actions
    ///     A sequence of file action tuples.
    ///   setpgroup
    ///     The pgroup to use with the POSIX_SPAWN_SETPGROUP flag.
    ///   resetids
    ///     If the value is `true` the POSIX_SPAWN_RESETIDS will be activated.
    ///   setsid
    ///     If the value is `true` the POSIX_SPAWN_SETSID or POSIX_SPAWN_SETSID_NP will be activated.
    ///   setsigmask
    ///     The sigmask to use with the POSIX_SPAWN_SETSIGMASK flag.
    ///   setsigdef
    ///     The sigmask to use with the POSIX_SPAWN_SETSIGDEF flag.
    ///   scheduler
    ///     A tuple with the scheduler policy (optional) and parameters.
    "posix_spawn(path, argv, env, /, *, file_actions=(), setpgroup=None, resetids=False, setsid=False, setsigmask=(), setsigdef=(), scheduler=None)" => fn posix_spawn(vm, [path, argv, env, actions, group, reset, session, mask, defaults, scheduler]) {
        spawn(vm, "posix_spawn", [path, argv, env], actions, [group, reset, session, mask, defaults, scheduler], false)
    }
    /// Execute the program specified by path in a new process.
    ///
    ///   path
    ///     Path of executable file.
    ///   argv
    ///     Tuple or list of strings.
    ///   env
    ///     Dictionary of strings mapping to strings.
    ///   file_actions
    ///     A sequence of file action tuples.
    ///   setpgroup
    ///     The pgroup to use with the POSIX_SPAWN_SETPGROUP flag.
    ///   resetids
    ///     If the value is `True` the POSIX_SPAWN_RESETIDS will be activated.
    ///   setsid
    ///     If the value is `True` the POSIX_SPAWN_SETSID or POSIX_SPAWN_SETSID_NP will be activated.
    ///   setsigmask
    ///     The sigmask to use with the POSIX_SPAWN_SETSIGMASK flag.
    ///   setsigdef
    ///     The sigmask to use with the POSIX_SPAWN_SETSIGDEF flag.
    ///   scheduler
    ///     A tuple with the scheduler policy (optional) and parameters.
    "posix_spawnp(path, argv, env, /, *, file_actions=(), setpgroup=None, resetids=False, setsid=False, setsigmask=(), setsigdef=(), scheduler=None)" => fn posix_spawnp(vm, [path, argv, env, actions, group, reset, session, mask, defaults, scheduler]) {
        spawn(vm, "posix_spawnp", [path, argv, env], actions, [group, reset, session, mask, defaults, scheduler], true)
    }
]; }

/// The numbers of the actions.
pub fn add_constants(vm: &Vm, module: Value) -> Res<()> {
    for (name, n) in [("POSIX_SPAWN_OPEN", OPEN), ("POSIX_SPAWN_CLOSE", CLOSE), ("POSIX_SPAWN_DUP2", DUP2), ("POSIX_SPAWN_CLOSEFROM", CLOSEFROM)] {
        super::super::set(vm, module, name, Ref::own(Value::small_int(n)))?;
    }
    Ok(())
}
