//! `_posixsubprocess`: starting a program in a child process, for `subprocess`.
use super::posix::arguments::{CStrings, c_path, identity_arg, int};
use super::posix::fork;
use crate::native;
use crate::object::{Ref, Res, Value, Vm};
use crate::types::os_error::{last_errno, os_error};
use crate::vm::signals;
use std::ffi::CString;

/// What the child does before the program runs. Everything it needs is made before the fork: the child of a process with threads must
/// not allocate.
struct Plan {
    executables: CStrings,
    argv: Option<CStrings>,
    /// The parent's where there is none.
    environment: Option<CStrings>,
    folder: Option<CString>,
    close_others: bool,
    /// Descriptors that stay open, ascending.
    kept: Vec<i32>,
    /// The ends of the pipes: the child's stdin, stdout and stderr, and the parent's ends. -1: none.
    stdin: [i32; 2],
    stdout: [i32; 2],
    stderr: [i32; 2],
    report: [i32; 2],
    restore_signals: bool,
    new_session: bool,
    /// -1: as it is.
    group_of_processes: i32,
    group: Option<u32>,
    groups: Option<Vec<libc::gid_t>>,
    user: Option<u32>,
    /// -1: as it is.
    umask: i32,
}

/// Where the child's work ended.
enum Failure {
    /// Before a program was to be run, with a word for the parent.
    Early(&'static str),
    Exec,
    /// The program's function raised.
    Function,
}

/// A system call's result; the errno stays where it is.
fn checked(r: i64) -> Result<i64, Failure> {
    if r < 0 { Err(Failure::Early("noexec")) } else { Ok(r) }
}

unsafe fn make_inheritable(fd: i32) -> Result<(), Failure> {
    let flags = checked(libc::fcntl(fd, libc::F_GETFD) as i64)? as i32;
    checked(libc::fcntl(fd, libc::F_SETFD, flags & !libc::FD_CLOEXEC) as i64).map(drop)
}

/// Puts a descriptor in the place of a standard one.
unsafe fn place(fd: i32, at: i32) -> Result<(), Failure> {
    match fd {
        -1 => Ok(()),
        _ if fd == at => make_inheritable(fd),
        _ => checked(libc::dup2(fd, at) as i64).map(drop),
    }
}

/// Closes every descriptor from `first` to `last`.
unsafe fn close_between(first: i32, last: i32) {
    if first > last || libc::syscall(libc::SYS_close_range, first as u32, last as u32, 0) == 0 {
        return;
    }
    let most = libc::sysconf(libc::_SC_OPEN_MAX);
    let most = if (1..1 << 20).contains(&most) { most as i32 } else { 1 << 20 };
    for fd in first..=last.min(most) {
        libc::close(fd);
    }
}

impl Plan {
    /// The child's part; returns where it failed. `run_function` runs the function that the program wants run, if any.
    ///
    /// # Safety
    /// Runs in a forked child. Without a function it makes only calls that are safe in signal handlers.
    unsafe fn run(&self, run_function: &mut dyn FnMut() -> bool) -> Failure {
        match self.prepare() {
            Ok(()) => {}
            Err(failure) => return failure,
        }
        if !run_function() {
            return Failure::Function;
        }
        if self.close_others {
            let mut from = 3;
            for fd in self.kept.iter().chain([&self.report[1]]).copied().filter(|fd| *fd >= 3) {
                // The report's descriptor is among those that stay, or greater than them all where the parent gives it alone.
                if fd >= from {
                    close_between(from, fd - 1);
                    from = fd + 1;
                }
            }
            close_between(from, i32::MAX);
        }
        let empty = [std::ptr::null()];
        let argv = self.argv.as_ref().map_or(empty.as_ptr(), CStrings::as_ptr);
        let mut first_errno = 0;
        for path in self.executables.pointers().iter().filter(|p| !p.is_null()) {
            match &self.environment {
                Some(environment) => libc::execve(*path, argv, environment.as_ptr()),
                None => libc::execv(*path, argv),
            };
            let errno = *libc::__errno_location();
            if errno != libc::ENOENT && errno != libc::ENOTDIR && first_errno == 0 {
                first_errno = errno;
            }
        }
        if first_errno != 0 {
            *libc::__errno_location() = first_errno;
        }
        Failure::Exec
    }

    unsafe fn prepare(&self) -> Result<(), Failure> {
        for fd in &self.kept {
            if *fd != self.report[1] {
                make_inheritable(*fd)?;
            }
        }
        for fd in [self.stdin[1], self.stdout[0], self.stderr[0], self.report[0]] {
            if fd != -1 {
                checked(libc::close(fd) as i64)?;
            }
        }
        // Descriptors below those whose places they would be overwritten from are moved out of the way.
        let mut out = self.stdout[1];
        if out == 0 {
            out = checked(libc::fcntl(out, libc::F_DUPFD_CLOEXEC, 3) as i64)? as i32;
        }
        let mut err = self.stderr[1];
        if err == 0 || err == 1 {
            err = checked(libc::fcntl(err, libc::F_DUPFD_CLOEXEC, 3) as i64)? as i32;
        }
        place(self.stdin[0], 0)?;
        place(out, 1)?;
        place(err, 2)?;
        if let Some(folder) = &self.folder
            && libc::chdir(folder.as_ptr()) < 0
        {
            return Err(Failure::Early("noexec:chdir"));
        }
        if self.umask >= 0 {
            libc::umask(self.umask as libc::mode_t);
        }
        if self.restore_signals {
            libc::signal(libc::SIGPIPE, libc::SIG_DFL);
            libc::signal(libc::SIGXFSZ, libc::SIG_DFL);
        }
        if self.new_session {
            checked(libc::setsid() as i64)?;
        }
        if self.group_of_processes >= 0 {
            checked(libc::setpgid(0, self.group_of_processes) as i64)?;
        }
        // The system calls themselves: the C library's functions would ask other threads, which the child does not have, to do the same.
        if let Some(groups) = &self.groups {
            checked(libc::syscall(libc::SYS_setgroups, groups.len(), groups.as_ptr()))?;
        }
        if let Some(group) = self.group {
            checked(libc::syscall(libc::SYS_setregid, group, group))?;
        }
        if let Some(user) = self.user {
            checked(libc::syscall(libc::SYS_setreuid, user, user))?;
        }
        Ok(())
    }

    /// Writes to the parent what went wrong, and ends the child.
    unsafe fn fail(&self, failure: Failure) -> ! {
        let errno = *libc::__errno_location();
        let mut text = [0u8; 64];
        let mut n = 0;
        let mut put = |part: &[u8]| {
            text[n..n + part.len()].copy_from_slice(part);
            n += part.len();
        };
        match failure {
            Failure::Function => put(b"SubprocessError:0:Exception occurred in preexec_fn."),
            Failure::Early(_) | Failure::Exec => {
                put(b"OSError:");
                let mut started = false;
                for shift in (0..32).step_by(4).rev() {
                    let digit = (errno as u32 >> shift & 15) as usize;
                    if digit != 0 || started || shift == 0 {
                        started = true;
                        put(&b"0123456789ABCDEF"[digit..=digit]);
                    }
                }
                put(b":");
                if let Failure::Early(word) = failure {
                    put(word.as_bytes());
                }
            }
        }
        libc::write(self.report[1], text.as_ptr().cast(), n);
        libc::_exit(255)
    }
}

/// Descriptors that are to stay open: ascending, without negative ones.
fn kept_descriptors(vm: &Vm, v: Value) -> Res<Vec<i32>> {
    if !vm.is_tuple(v) {
        return Err(vm.type_error(format!("fork_exec() argument 4 must be tuple, not {}", vm.type_name(v))));
    }
    let bad = || vm.value_error("bad value(s) in fds_to_keep");
    let mut fds = Vec::new();
    for item in vm.tuple_items(v) {
        if !vm.is_instance(*item, vm.types.int) {
            return Err(bad());
        }
        match vm.index_i64(*item)?.map(i32::try_from) {
            Ok(Ok(fd)) if fd > fds.last().copied().unwrap_or(-1) => fds.push(fd),
            _ => return Err(bad()),
        }
    }
    Ok(fds)
}

fn texts(vm: &Vm, items: &[Ref]) -> Res<CStrings> {
    Ok(CStrings::new(items.iter().map(|t| c_path(vm, t.value())).collect::<Res<Vec<CString>>>()?))
}

fn sequence(vm: &Vm, v: Value, complaint: &str) -> Res<Vec<Ref>> {
    if vm.slots(v).getitem.is_none() || vm.is_dict(v) {
        return Err(vm.type_error(complaint));
    }
    let n = vm.len(v)?;
    (0..n).map(|i| vm.getitem(v, Value::small_int(i as i64))).collect()
}

fn groups_arg(vm: &Vm, v: Value) -> Res<Option<Vec<libc::gid_t>>> {
    if v.is_none() {
        return Ok(None);
    }
    if !vm.is_list(v) {
        return Err(vm.type_error("setgroups argument must be a list"));
    }
    let items = vm.collect(v)?;
    if items.len() > 65536 {
        return Err(vm.value_error("too many extra_groups"));
    }
    let groups = items.iter().map(|g| {
        if !vm.is_instance(g.value(), vm.types.int) {
            return Err(vm.type_error("extra_groups must be integers"));
        }
        identity_arg(vm, g.value(), "gid").map_err(|e| {
            if vm.clear_raised_if(vm.types.OverflowError) {
                return vm.value_error("invalid group id");
            }
            e
        })
    });
    groups.collect::<Res<Vec<_>>>().map(Some)
}

fn identity_option(vm: &Vm, v: Value, what: &str) -> Res<Option<u32>> {
    if v.is_none() {
        return Ok(None);
    }
    if !vm.is_instance(v, vm.types.int) {
        return Err(vm.type_error(format!("{what} must be None or an integer")));
    }
    identity_arg(vm, v, what).map(Some)
}

/// Makes the plan from the arguments of `fork_exec`.
fn plan(vm: &Vm, a: &[Value; 22]) -> Res<Plan> {
    let close_others = vm.truth(a[2])?;
    let kept = kept_descriptors(vm, a[3])?;
    let mut fds = [0; 8];
    for (fd, v) in fds.iter_mut().zip(&a[6..14]) {
        *fd = int(vm, *v)?;
    }
    let (restore_signals, new_session) = (vm.truth(a[14])?, vm.truth(a[15])?);
    let (group_of_processes, umask) = (int(vm, a[16])?, int(vm, a[20])?);
    if close_others && fds[7] < 3 {
        return Err(vm.value_error("errpipe_write must be >= 3"));
    }
    let executables = texts(vm, &sequence(vm, a[1], "executable_list must be a sequence")?)?;
    let argv = if a[0].is_none() {
        None
    } else {
        if !vm.is_list(a[0]) && !vm.is_tuple(a[0]) {
            return Err(vm.type_error("argv must be a tuple"));
        }
        Some(texts(vm, &vm.collect(a[0])?)?)
    };
    let environment = if a[5].is_none() { None } else { Some(texts(vm, &sequence(vm, a[5], "env must be a sequence")?)?) };
    let folder = if a[4].is_none() { None } else { Some(c_path(vm, a[4])?) };
    Ok(Plan {
        executables,
        argv,
        environment,
        folder,
        close_others,
        kept,
        stdin: [fds[0], fds[1]],
        stdout: [fds[2], fds[3]],
        stderr: [fds[4], fds[5]],
        report: [fds[6], fds[7]],
        restore_signals,
        new_session,
        group_of_processes,
        group: identity_option(vm, a[17], "gid")?,
        groups: groups_arg(vm, a[18])?,
        user: identity_option(vm, a[19], "uid")?,
        umask,
    })
}

native! { static FUNCTIONS = [
    /// Spawn a fresh new child process.
    ///
    /// Fork a child process, close parent file descriptors as appropriate in
    /// the child and duplicate the few that are needed before calling exec() in
    /// the child process.
    ///
    /// If close_fds is True, close file descriptors 3 and higher, except those
    /// listed in the sorted tuple pass_fds.
    ///
    /// The preexec_fn, if supplied, will be called immediately before closing
    /// file descriptors and exec.
    ///
    /// WARNING: preexec_fn is NOT SAFE if your application uses threads.
    ///          It may trigger infrequent, difficult to debug deadlocks.
    ///
    /// If an error occurs in the child process before the exec, it is
    /// serialized and written to the errpipe_write fd per subprocess.py.
    ///
    /// Returns: the child process's PID.
    ///
    /// Raises: Only on an error in the parent process.
    // The arguments, all by position: args, executable_list, close_fds, pass_fds, cwd, env, p2cread, p2cwrite, c2pread, c2pwrite, errread,
    // errwrite, errpipe_read, errpipe_write, restore_signals, call_setsid, pgid_to_set, gid, extra_groups, uid, child_umask, preexec_fn.
    "fork_exec(*args)" => fn fork_exec(vm, [], *args) {
        let Ok(args) = <&[Value; 22]>::try_from(args) else {
            return Err(vm.type_error(format!("fork_exec expected 22 arguments, got {}", args.len())));
        };
        if !args[21].is_none() {
            crate::vm::shutdown::refuse_at_end(vm, "preexec_fn not supported at interpreter shutdown")?;
            if vm.config.restrictions.fork {
                return Err(vm.runtime_error("preexec_fn not supported within subinterpreters"));
            }
        }
        let plan = plan(vm, args)?;
        let function = (!args[21].is_none()).then(|| Ref::new(args[21]));
        if function.is_some() {
            fork::before(vm)?;
        }
        // SAFETY: the child makes only calls that are safe after a fork in a process with threads, unless a function is to be run, for
        // which its interpreter is made whole first. It does not return.
        let pid = unsafe {
            let pid = libc::fork();
            if pid == 0 {
                let failure = match &function {
                    None => {
                        signals::restore_mask();
                        plan.run(&mut || true)
                    }
                    Some(function) => {
                        fork::after_in_child(vm);
                        plan.run(&mut || match vm.call(function.value(), &[]) {
                            Ok(_) => true,
                            Err(_) => {
                                drop(vm.take_raised());
                                false
                            }
                        })
                    }
                };
                plan.fail(failure);
            }
            pid
        };
        let errno = last_errno();
        if function.is_some() {
            fork::after_in_parent(vm);
        }
        if pid < 0 {
            return Err(os_error(vm, errno, None));
        }
        if function.is_some() {
            fork::warn_of_threads(vm, "fork");
        }
        vm.new_int(pid as i64)
    }
]; }

/// Makes the module.
pub fn init(vm: &Vm) -> Res {
    super::new_module(vm, "_posixsubprocess", "A POSIX helper for the subprocess module.", FUNCTIONS)
}
