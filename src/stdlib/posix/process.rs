//! Processes: running programs, waiting for children, signals between processes, sessions and groups of them.
use super::arguments::{CStrings, Path, c_path, fs_str, int, nothing, path_arg, plain, retried_plain};
use crate::builtins::input_output::path_bytes;
use crate::native;
use crate::object::{Ref, Res, TypeSpec, Value, Vm};
use crate::stdlib::resource;
use crate::struct_fields;
use crate::types::os_error::{last_errno, os_error};
use crate::types::struct_sequence::{from_refs, new_type, spec};
use crate::vm::signals;
use std::ffi::CString;

static WAITID_RESULT: TypeSpec = {
    let mut s = spec("posix.waitid_result", struct_fields!("si_pid", "si_uid", "si_signo", "si_status", "si_code"));
    s.doc = "waitid_result: Result from waitid.\n\nThis object may be accessed either as a tuple of\n  (si_pid, si_uid, si_signo, si_status, si_code),\nor via the attributes si_pid, si_uid, and so on.\n\nSee os.waitid for more information.";
    s
};

/// Adds the types of this file to the module.
pub fn add_types(vm: &Vm, module: Value) -> Res<()> {
    super::super::set(vm, module, "waitid_result", Ref::from_type(new_type(vm, &WAITID_RESULT)?))
}

/// The arguments of a program: a list or tuple of texts. `name` is what messages call them.
pub fn argument_texts(vm: &Vm, argv: Value, name: &str) -> Res<CStrings> {
    if !vm.is_list(argv) && !vm.is_tuple(argv) {
        return Err(vm.type_error(format!("{name} must be a tuple or list")));
    }
    let items = vm.collect(argv)?;
    if items.is_empty() {
        return Err(vm.value_error(format!("{name} must not be empty")));
    }
    let texts = items.iter().map(|a| c_path(vm, a.value())).collect::<Res<Vec<CString>>>()?;
    if texts[0].as_bytes().is_empty() {
        return Err(vm.value_error(format!("{name} first element cannot be empty")));
    }
    Ok(CStrings::new(texts))
}

/// `NAME=value` texts of a mapping.
pub fn environment_texts(vm: &Vm, env: Value) -> Res<CStrings> {
    let (keys, values) = (vm.intern("keys"), vm.intern("values"));
    let keys = vm.collect(vm.call_method(env, keys.value(), &[])?.value())?;
    let values = vm.collect(vm.call_method(env, values.value(), &[])?.value())?;
    if keys.len() != values.len() {
        return Err(vm.runtime_error("environment changed size during iteration"));
    }
    let mut texts = Vec::with_capacity(keys.len());
    for (k, v) in keys.iter().zip(&values) {
        let mut text = path_bytes(vm, k.value())?;
        if text.is_empty() || text[1..].contains(&b'=') {
            return Err(vm.value_error("illegal environment variable name"));
        }
        text.push(b'=');
        text.extend(path_bytes(vm, v.value())?);
        texts.push(CString::new(text).unwrap_or_default());
    }
    Ok(CStrings::new(texts))
}

/// `(pid, status)`.
fn waited(vm: &Vm, pid: i64, status: i32) -> Res {
    vm.tuple_from_refs([vm.new_int(pid)?, vm.new_int(status as i64)?])
}

fn wait4(vm: &Vm, pid: i32, options: i32) -> Res {
    let mut status = 0;
    // SAFETY: plain data.
    let mut usage: libc::rusage = unsafe { std::mem::zeroed() };
    // SAFETY: room for the status and for what was used.
    let pid = retried_plain(vm, || unsafe { libc::wait4(pid, &mut status, options, &mut usage) } as i64)?;
    vm.tuple_from_refs([vm.new_int(pid)?, vm.new_int(status as i64)?, resource::usage_object(vm, &usage)?])
}

fn refuse_exec(vm: &Vm) -> Res<()> {
    if vm.config.restrictions.exec {
        return Err(vm.runtime_error("exec not supported for isolated subinterpreters"));
    }
    Ok(())
}

native! { pub static FUNCTIONS = [
    /// Exit to the system with specified status, without normal exit processing.
    "_exit(status)" => fn exit(vm, [status]) {
        let status = int(vm, status)?;
        // SAFETY: ends the process at once, which is what is asked for.
        unsafe { libc::_exit(status) }
    }
    /// Abort the interpreter immediately.
    ///
    /// This function 'dumps core' or otherwise fails in the hardest way possible
    /// on the hosting operating system.  This function never returns.
    "abort()" => fn abort(vm, []) {
        // SAFETY: ends the process at once, which is what is asked for.
        unsafe { libc::abort() }
    }
    /// Execute an executable path with arguments, replacing current process.
    ///
    ///   path
    ///     Path of executable file.
    ///   argv
    ///     Tuple or list of strings.
    "execv(path, argv, /)" => fn execv(vm, [path, argv]) {
        refuse_exec(vm)?;
        let p = path_arg(vm, path, "execv", "path", false)?;
        let texts = argument_texts(vm, argv, "execv() arg 2")?;
        signals::restore_mask();
        // SAFETY: NUL-terminated texts and an array that ends with a null.
        unsafe { libc::execv(p.pointer(), texts.as_ptr()) };
        Err(os_error(vm, last_errno(), None))
    }
    /// Execute an executable path with arguments, replacing current process.
    ///
    ///   path
    ///     Path of executable file.
    ///   argv
    ///     Tuple or list of strings.
    ///   env
    ///     Dictionary of strings mapping to strings.
    "execve(path, argv, env)" => fn execve(vm, [path, argv, env]) {
        refuse_exec(vm)?;
        let p = path_arg(vm, path, "execve", "path", true)?;
        let texts = argument_texts(vm, argv, "execve: argv")?;
        if vm.slots(env).getitem.is_none() {
            return Err(vm.type_error("execve: environment must be a mapping object"));
        }
        let environment = environment_texts(vm, env)?;
        signals::restore_mask();
        // SAFETY: NUL-terminated texts and arrays that end with a null.
        unsafe {
            match &p {
                Path::Fd(fd, _) => libc::fexecve(*fd, texts.as_ptr(), environment.as_ptr()),
                Path::Name(..) => libc::execve(p.pointer(), texts.as_ptr(), environment.as_ptr()),
            }
        };
        Err(os_error(vm, last_errno(), p.shown()))
    }
    /// Kill a process with a signal.
    "kill(pid, signal, /)" => fn kill(vm, [pid, signal]) {
        let (pid, signal) = (int(vm, pid)?, int(vm, signal)?);
        // SAFETY: a plain system call.
        nothing(vm, unsafe { libc::kill(pid, signal) })?;
        signals::deliver(vm)?;
        Ok(Ref::NONE)
    }
    /// Kill a process group with a signal.
    "killpg(pgid, signal, /)" => fn killpg(vm, [pgid, signal]) {
        let (pgid, signal) = (int(vm, pgid)?, int(vm, signal)?);
        // SAFETY: a plain system call.
        nothing(vm, unsafe { libc::killpg(pgid, signal) })?;
        signals::deliver(vm)?;
        Ok(Ref::NONE)
    }
    /// Execute the command in a subshell.
    "system(command)" => fn system(vm, [command]) {
        let c = c_path(vm, command)?;
        // SAFETY: a NUL-terminated command.
        let status = crate::vm::threads::allow_threads(vm, || signals::with_own_mask(|| unsafe { libc::system(c.as_ptr()) }));
        vm.new_int(status as i64)
    }
    /// Wait for completion of a child process.
    ///
    /// Returns a tuple of information about the child process:
    ///     (pid, status)
    "wait()" => fn wait(vm, []) {
        let mut status = 0;
        // SAFETY: room for the status.
        let pid = retried_plain(vm, || unsafe { libc::wait(&mut status) } as i64)?;
        waited(vm, pid, status)
    }
    /// Wait for completion of a given child process.
    ///
    /// Returns a tuple of information regarding the child process:
    ///     (pid, status)
    ///
    /// The options argument is ignored on Windows.
    "waitpid(pid, options, /)" => fn waitpid(vm, [pid, options]) {
        let (pid, options) = (int(vm, pid)?, int(vm, options)?);
        let mut status = 0;
        // SAFETY: room for the status.
        let pid = retried_plain(vm, || unsafe { libc::waitpid(pid, &mut status, options) } as i64)?;
        waited(vm, pid, status)
    }
    /// Wait for completion of a child process.
    ///
    /// Returns a tuple of information about the child process:
    ///   (pid, status, rusage)
    "wait3(options)" => fn wait3(vm, [options]) { wait4(vm, -1, int(vm, options)?) }
    /// Wait for completion of a specific child process.
    ///
    /// Returns a tuple of information about the child process:
    ///   (pid, status, rusage)
    "wait4(pid, options)" => fn wait4_function(vm, [pid, options]) { wait4(vm, int(vm, pid)?, int(vm, options)?) }
    /// Returns the result of waiting for a process or processes.
    ///
    ///   idtype
    ///     Must be one of be P_PID, P_PGID or P_ALL.
    ///   id
    ///     The id to wait on.
    ///   options
    ///     Constructed from the ORing of one or more of WEXITED, WSTOPPED
    ///     or WCONTINUED and additionally may be ORed with WNOHANG or WNOWAIT.
    ///
    /// Returns either waitid_result or None if WNOHANG is specified and there are
    /// no children in a waitable state.
    "waitid(idtype, id, options, /)" => fn waitid(vm, [idtype, id, options]) {
        let (kind, id, options) = (int(vm, idtype)? as libc::idtype_t, int(vm, id)? as libc::id_t, int(vm, options)?);
        // SAFETY: plain data.
        let mut info: libc::siginfo_t = unsafe { std::mem::zeroed() };
        // SAFETY: room for the information.
        retried_plain(vm, || unsafe { libc::waitid(kind, id, &mut info, options) } as i64)?;
        // SAFETY: the kind of information that this call gives.
        let (pid, uid, status) = unsafe { (info.si_pid(), info.si_uid(), info.si_status()) };
        if pid == 0 {
            return Ok(Ref::NONE);
        }
        from_refs(vm, new_type(vm, &WAITID_RESULT)?, vec![
            vm.new_int(pid as i64),
            super::arguments::identity(vm, uid),
            vm.new_int(info.si_signo as i64),
            vm.new_int(status as i64),
            vm.new_int(info.si_code as i64),
        ])
    }
    /// Convert a wait status to an exit code.
    ///
    /// On Unix:
    ///
    /// * If WIFEXITED(status) is true, return WEXITSTATUS(status).
    /// * If WIFSIGNALED(status) is true, return -WTERMSIG(status).
    /// * Otherwise, raise a ValueError.
    ///
    /// On Windows, return status shifted right by 8 bits.
    ///
    /// On Unix, if the process is being traced or if waitpid() was called with
    /// WUNTRACED option, the caller must first check if WIFSTOPPED(status) is true.
    /// This function must not be called if WIFSTOPPED(status) is true.
    "waitstatus_to_exitcode(status)" => fn waitstatus_to_exitcode(vm, [status]) {
        let s = int(vm, status)?;
        if libc::WIFEXITED(s) {
            return vm.new_int(libc::WEXITSTATUS(s) as i64);
        }
        if libc::WIFSIGNALED(s) {
            return vm.new_int(-(libc::WTERMSIG(s) as i64));
        }
        if libc::WIFSTOPPED(s) {
            return Err(vm.value_error(format!("process stopped by delivery of signal {}", libc::WSTOPSIG(s))));
        }
        Err(vm.value_error(format!("invalid wait status: {s}")))
    }
    /// Return True if the process returning status was dumped to a core file.
    "WCOREDUMP(status, /)" => fn WCOREDUMP(vm, [status]) { Ok(Ref::bool(libc::WCOREDUMP(int(vm, status)?))) }
    /// Return True if a particular process was continued from a job control stop.
    ///
    /// Return True if the process returning status was continued from a
    /// job control stop.
    "WIFCONTINUED(status)" => fn WIFCONTINUED(vm, [status]) { Ok(Ref::bool(libc::WIFCONTINUED(int(vm, status)?))) }
    /// Return True if the process returning status was stopped.
    "WIFSTOPPED(status)" => fn WIFSTOPPED(vm, [status]) { Ok(Ref::bool(libc::WIFSTOPPED(int(vm, status)?))) }
    /// Return True if the process returning status was terminated by a signal.
    "WIFSIGNALED(status)" => fn WIFSIGNALED(vm, [status]) { Ok(Ref::bool(libc::WIFSIGNALED(int(vm, status)?))) }
    /// Return True if the process returning status exited via the exit() system call.
    "WIFEXITED(status)" => fn WIFEXITED(vm, [status]) { Ok(Ref::bool(libc::WIFEXITED(int(vm, status)?))) }
    /// Return the process return code from status.
    "WEXITSTATUS(status)" => fn WEXITSTATUS(vm, [status]) { vm.new_int(libc::WEXITSTATUS(int(vm, status)?) as i64) }
    /// Return the signal that terminated the process that provided the status value.
    "WTERMSIG(status)" => fn WTERMSIG(vm, [status]) { vm.new_int(libc::WTERMSIG(int(vm, status)?) as i64) }
    /// Return the signal that stopped the process that provided the status value.
    "WSTOPSIG(status)" => fn WSTOPSIG(vm, [status]) { vm.new_int(libc::WSTOPSIG(int(vm, status)?) as i64) }
    /// Return a file descriptor referring to the process *pid*.
    ///
    /// The descriptor can be used to perform process management without races and
    /// signals.
    "pidfd_open(pid, flags=0)" => fn pidfd_open(vm, [pid, flags]) {
        let (pid, flags) = (int(vm, pid)?, int(vm, flags)?);
        // SAFETY: a plain system call.
        vm.new_int(plain(vm, unsafe { libc::syscall(libc::SYS_pidfd_open, pid, flags) })?)
    }
    /// Set program scheduling priority.
    "setpriority(which, who, priority)" => fn setpriority(vm, [which, who, priority]) {
        let (which, who, priority) = (int(vm, which)?, int(vm, who)?, int(vm, priority)?);
        // SAFETY: a plain system call.
        nothing(vm, unsafe { libc::setpriority(which as _, who as libc::id_t, priority) })
    }
    /// Return program scheduling priority.
    "getpriority(which, who)" => fn getpriority(vm, [which, who]) {
        let (which, who) = (int(vm, which)?, int(vm, who)?);
        // SAFETY: a plain system call; -1 may be a priority, so that errno tells.
        let n = unsafe {
            *libc::__errno_location() = 0;
            libc::getpriority(which as _, who as libc::id_t)
        };
        match last_errno() {
            0 => vm.new_int(n as i64),
            errno => Err(os_error(vm, errno, None)),
        }
    }
    /// Add increment to the priority of process and return the new priority.
    "nice(increment, /)" => fn nice(vm, [increment]) {
        let increment = int(vm, increment)?;
        // SAFETY: as above.
        let n = unsafe {
            *libc::__errno_location() = 0;
            libc::nice(increment)
        };
        match last_errno() {
            errno if n == -1 && errno != 0 => Err(os_error(vm, errno, None)),
            _ => vm.new_int(n as i64),
        }
    }
    /// Return the name of the controlling terminal for this process.
    "ctermid()" => fn ctermid(vm, []) {
        let mut name = [0 as libc::c_char; 64];
        // SAFETY: room for more than `L_ctermid` bytes; a NUL-terminated text.
        let text = unsafe {
            libc::ctermid(name.as_mut_ptr());
            std::ffi::CStr::from_ptr(name.as_ptr())
        };
        fs_str(vm, text.to_bytes())
    }
]; }
