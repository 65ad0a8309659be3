//! Signals. Their handlers belong to the process, so this is the one place with process-wide state: a pointer to the eval breaker of the
//! interpreter that takes signals (the first that was given them), and which signals came. All a handler does is to set bits; the
//! interpreter acts on them at its next backward jump, call or interrupted system call (PEP 475).
use crate::object::vm::breaker;
use crate::object::{Res, Vm};
use std::sync::atomic::{AtomicBool, AtomicPtr, AtomicU32, Ordering};

/// Eval breaker of the interpreter that takes signals, or null.
static TARGET: AtomicPtr<AtomicU32> = AtomicPtr::new(std::ptr::null_mut());
/// An interrupt has come that has not been delivered.
static INTERRUPTED: AtomicBool = AtomicBool::new(false);

extern "C" fn on_interrupt(_: libc::c_int) {
    INTERRUPTED.store(true, Ordering::SeqCst);
    let target = TARGET.load(Ordering::SeqCst);
    if !target.is_null() {
        // SAFETY: `uninstall` takes the pointer out before the interpreter goes.
        unsafe { (*target).fetch_or(breaker::SIGNAL, Ordering::SeqCst) };
    }
}

/// A set that holds SIGINT alone.
unsafe fn interrupt_set() -> libc::sigset_t {
    let mut set = std::mem::zeroed();
    libc::sigemptyset(&mut set);
    libc::sigaddset(&mut set, libc::SIGINT);
    set
}

/// Keeps SIGINT away from this thread and from those it starts, so that it reaches the interpreter's own and interrupts its system calls.
pub fn block_in_this_thread() {
    // SAFETY: the set is initialised.
    unsafe { libc::pthread_sigmask(libc::SIG_BLOCK, &interrupt_set(), std::ptr::null_mut()) };
}

/// Lets SIGINT raise KeyboardInterrupt in this interpreter, which runs on this thread, and ignores SIGPIPE (a write to a closed pipe then
/// raises BrokenPipeError). A SIGINT that the parent process has set to be ignored stays ignored, as in CPython. False where another
/// interpreter takes the signals already.
pub fn install(vm: &Vm) -> bool {
    let target = &vm.eval_breaker as *const AtomicU32 as *mut AtomicU32;
    if TARGET.compare_exchange(std::ptr::null_mut(), target, Ordering::SeqCst, Ordering::SeqCst).is_err() {
        return false;
    }
    // SAFETY: the action is fully initialised; the handler only touches atomics.
    unsafe {
        libc::signal(libc::SIGPIPE, libc::SIG_IGN);
        let mut old: libc::sigaction = std::mem::zeroed();
        libc::sigaction(libc::SIGINT, std::ptr::null(), &mut old);
        if old.sa_sigaction != libc::SIG_IGN {
            let mut action: libc::sigaction = std::mem::zeroed();
            action.sa_sigaction = on_interrupt as extern "C" fn(libc::c_int) as usize;
            libc::sigemptyset(&mut action.sa_mask);
            // No SA_RESTART: a blocked read returns, and the exception is raised from it.
            libc::sigaction(libc::SIGINT, &action, std::ptr::null_mut());
        }
        libc::pthread_sigmask(libc::SIG_UNBLOCK, &interrupt_set(), std::ptr::null_mut());
    }
    true
}

/// Ends what `install` began: call it before the interpreter is dropped.
pub fn uninstall(vm: &Vm) {
    let target = &vm.eval_breaker as *const AtomicU32 as *mut AtomicU32;
    let _ = TARGET.compare_exchange(target, std::ptr::null_mut(), Ordering::SeqCst, Ordering::SeqCst);
}

/// Acts on the signals that have come since the last call: KeyboardInterrupt for SIGINT. Also for native code whose system call was
/// interrupted (EINTR), before it tries again.
pub fn deliver(vm: &Vm) -> Res<()> {
    if !INTERRUPTED.swap(false, Ordering::SeqCst) {
        return Ok(());
    }
    let args = vm.tuple_from(&[])?;
    let e = vm.new_exception(vm.types.KeyboardInterrupt, args)?;
    Err(vm.raise(e))
}

/// Ends the process by SIGINT's default action, so that the parent sees why (a shell: status 130).
pub fn die_of_interrupt() -> ! {
    // SAFETY: plain system calls; the default action does not return.
    unsafe {
        libc::signal(libc::SIGINT, libc::SIG_DFL);
        libc::pthread_sigmask(libc::SIG_UNBLOCK, &interrupt_set(), std::ptr::null_mut());
        libc::raise(libc::SIGINT);
    }
    std::process::exit(130)
}
