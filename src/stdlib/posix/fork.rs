//! Forking: `fork`, and what runs before and after it.
use super::arguments::plain;
use crate::native;
use crate::object::{Ref, Res, Value, Vm};
use crate::report;
use crate::vm::{import_lock, signals, threads};
use std::cell::RefCell;

/// Functions of the program, in the order in which they were registered.
#[derive(Default)]
struct Hooks {
    before: RefCell<Vec<Ref>>,
    in_parent: RefCell<Vec<Ref>>,
    in_child: RefCell<Vec<Ref>>,
}

/// Gives up the functions of the program, at the end of the interpreter.
pub fn shutdown(vm: &Vm) {
    let hooks = vm.extension::<Hooks>();
    drop((hooks.before.take(), hooks.in_parent.take(), hooks.in_child.take()));
}

fn run_hooks(vm: &Vm, hooks: Vec<Ref>) {
    for hook in hooks {
        if vm.call(hook.value(), &[]).is_err() {
            report::unraisable_pending(vm, "Exception ignored in", hook.value());
        }
    }
}

/// What a program wants done before a fork, the last registered first; and the import lock is taken.
pub fn before(vm: &Vm) -> Res<()> {
    let mut hooks = vm.extension::<Hooks>().before.borrow().clone();
    hooks.reverse();
    run_hooks(vm, hooks);
    import_lock::acquire(vm)
}

/// What is to be done in the parent after a fork, also one that failed.
pub fn after_in_parent(vm: &Vm) {
    import_lock::release(vm);
    let hooks = vm.extension::<Hooks>().in_parent.borrow().clone();
    run_hooks(vm, hooks);
}

/// Makes the interpreter of a fresh child whole: its only thread is the running one.
pub fn after_in_child(vm: &Vm) {
    threads::after_fork(vm);
    signals::after_fork();
    crate::stdlib::thread::after_fork(vm);
    import_lock::after_fork(vm);
    import_lock::release(vm);
    let hooks = vm.extension::<Hooks>().in_child.borrow().clone();
    run_hooks(vm, hooks);
}

/// Warns where the process that was forked has several threads.
pub fn warn_of_threads(vm: &Vm, function: &str) {
    if threads::running(vm) == 0 {
        return;
    }
    let text = format!(
        "This process (pid={}) is multi-threaded, use of {function}() may lead to deadlocks in the child.",
        std::process::id()
    );
    if report::warnings::warn(vm, vm.types.DeprecationWarning, &text, 1).is_err() {
        report::unraisable_pending(vm, "Exception ignored in", Value::NONE);
    }
}

/// Forks by a system call given, with everything around it; what that returned.
pub fn fork_with(vm: &Vm, function: &str, fork: impl FnOnce() -> i32) -> Res<i32> {
    crate::vm::shutdown::refuse_at_end(vm, "can't fork at interpreter shutdown")?;
    if vm.config.restrictions.fork {
        return Err(vm.runtime_error("fork not supported for isolated subinterpreters"));
    }
    before(vm)?;
    let pid = fork();
    let errno = crate::types::os_error::last_errno();
    if pid == 0 {
        after_in_child(vm);
        return Ok(0);
    }
    after_in_parent(vm);
    if pid < 0 {
        return Err(crate::types::os_error::os_error(vm, errno, None));
    }
    warn_of_threads(vm, function);
    Ok(pid)
}

native! { pub static FUNCTIONS = [
    /// Fork a child process.
    ///
    /// Return 0 to child process and PID of child to parent process.
    "fork()" => fn fork(vm, []) {
        // SAFETY: the child has this thread alone, and `after_in_child` makes its interpreter know that.
        vm.new_int(fork_with(vm, "fork", || unsafe { libc::fork() })? as i64)
    }
    /// Fork a new process with a new pseudo-terminal as controlling tty.
    ///
    /// Returns a tuple of (pid, master_fd).
    /// Like fork(), return pid of 0 to the child process,
    /// and pid of child to the parent process.
    /// To both, return fd of newly opened pseudo-terminal.
    "forkpty()" => fn forkpty(vm, []) {
        let mut master = -1;
        // SAFETY: as for `fork`; room for the descriptor, and nothing else is asked for.
        let pid = fork_with(vm, "forkpty", || unsafe {
            libc::forkpty(&mut master, std::ptr::null_mut(), std::ptr::null(), std::ptr::null())
        })?;
        vm.tuple_from_refs([vm.new_int(pid as i64)?, vm.new_int(master as i64)?])
    }
    /// Register callables to be called when forking a new process.
    ///
    ///   before
    ///     A callable to be called in the parent before the fork() syscall.
    ///   after_in_child
    ///     A callable to be called in the child after fork().
    ///   after_in_parent
    ///     A callable to be called in the parent after fork().
    ///
    /// 'before' callbacks are called in reverse order.
    /// 'after_in_child' and 'after_in_parent' callbacks are called in order.
    "register_at_fork(*, before=<unrepresentable>, after_in_child=<unrepresentable>, after_in_parent=<unrepresentable>)" => fn register_at_fork(vm, [before, in_child, in_parent]) {
        let given = [(before, "before"), (in_child, "after_in_child"), (in_parent, "after_in_parent")];
        if given.iter().all(|(f, _)| f.is_unbound()) {
            return Err(vm.type_error("At least one argument is required."));
        }
        for (f, name) in given {
            if !f.is_unbound() && vm.slots(f).call.is_none() {
                return Err(vm.type_error(format!("'{name}' must be callable, not {}", vm.type_name(f))));
            }
        }
        let hooks = vm.extension::<Hooks>();
        for (list, (f, _)) in [&hooks.before, &hooks.in_child, &hooks.in_parent].into_iter().zip(given) {
            if !f.is_unbound() {
                list.borrow_mut().push(Ref::new(f));
            }
        }
        Ok(Ref::NONE)
    }
    /// Open a pseudo-terminal.
    ///
    /// Return a tuple of (master_fd, slave_fd) containing open file descriptors
    /// for both the master and slave ends.
    "openpty()" => fn openpty(vm, []) {
        let (mut master, mut slave) = (-1, -1);
        // SAFETY: room for both descriptors, and nothing else is asked for; then plain calls.
        unsafe {
            plain(vm, libc::openpty(&mut master, &mut slave, std::ptr::null_mut(), std::ptr::null(), std::ptr::null()) as i64)?;
            for fd in [master, slave] {
                libc::fcntl(fd, libc::F_SETFD, libc::FD_CLOEXEC);
            }
        }
        vm.tuple_from_refs([vm.new_int(master as i64)?, vm.new_int(slave as i64)?])
    }
]; }
