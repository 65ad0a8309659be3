//! Signals. Their handlers belong to the process, so this is the one place with process-wide state: a pointer to the eval breaker of the
//! interpreter that takes signals (the first that was given them), and which signals came. All a handler does is to set bits (and to write
//! a byte to the wakeup descriptor); the interpreter acts on them at its next backward jump, call or interrupted system call (PEP 475).
use super::frames;
use crate::object::vm::breaker;
use crate::object::{Ref, Res, Value, Vm};
use std::cell::RefCell;
use std::sync::atomic::{AtomicI32, AtomicPtr, AtomicU32, AtomicU64, Ordering};

/// One more than the largest number of a signal.
pub const NSIG: i32 = 65;

/// Eval breaker of the interpreter that takes signals, or null.
static TARGET: AtomicPtr<AtomicU32> = AtomicPtr::new(std::ptr::null_mut());
/// Signals that have come and have not been delivered: bit `n - 1` for signal `n`.
static PENDING: AtomicU64 = AtomicU64::new(0);
/// Descriptor to which each signal's number is written, or -1.
static WAKEUP: AtomicI32 = AtomicI32::new(-1);

/// What the program wants done at a signal.
#[derive(Clone, Default)]
pub enum Disposition {
    /// KeyboardInterrupt for SIGINT, nothing for others, for which nothing is installed.
    #[default]
    Own,
    Default,
    Ignore,
    /// A function of the signal's number and the running frame.
    Call(Ref),
}

/// By the signal's number; empty until a program sets one.
#[derive(Default)]
struct Dispositions(RefCell<Vec<Disposition>>);

extern "C" fn on_signal(signum: libc::c_int) {
    // SAFETY: errno is the thread's own; the interrupted code finds it unchanged.
    unsafe {
        let errno = *libc::__errno_location();
        PENDING.fetch_or(1 << (signum - 1), Ordering::SeqCst);
        let target = TARGET.load(Ordering::SeqCst);
        if !target.is_null() {
            // `uninstall` takes the pointer out before the interpreter goes.
            (*target).fetch_or(breaker::SIGNAL, Ordering::SeqCst);
        }
        let fd = WAKEUP.load(Ordering::SeqCst);
        if fd >= 0 {
            let byte = signum as u8;
            libc::write(fd, (&raw const byte).cast(), 1);
        }
        *libc::__errno_location() = errno;
    }
}

/// Makes `on_signal` the handler of a signal.
fn take(signum: libc::c_int) -> bool {
    // SAFETY: the action is fully initialised; the handler only touches atomics and makes system calls that are safe in handlers.
    unsafe {
        let mut action: libc::sigaction = std::mem::zeroed();
        action.sa_sigaction = on_signal as extern "C" fn(libc::c_int) as usize;
        libc::sigemptyset(&mut action.sa_mask);
        // No SA_RESTART: a blocked read returns, and the exception is raised from it.
        libc::sigaction(signum, &action, std::ptr::null_mut()) == 0
    }
}

/// Keeps signals away from this thread and from those it starts, so that they reach the interpreter's own and interrupt its system calls.
/// Returns the mask that held before.
pub fn block_in_this_thread() -> libc::sigset_t {
    // SAFETY: both sets are initialised before they are used.
    unsafe {
        let (mut all, mut before) = (std::mem::zeroed(), std::mem::zeroed());
        libc::sigfillset(&mut all);
        libc::pthread_sigmask(libc::SIG_SETMASK, &all, &mut before);
        before
    }
}

thread_local! {
    /// The mask that a program would find in this thread if its signals were not blocked for the sake of the main thread.
    static OWN_MASK: std::cell::Cell<Option<libc::sigset_t>> = const { std::cell::Cell::new(None) };
}

/// The signal mask of the calling thread as the program knows it: children inherit that.
pub fn own_mask() -> libc::sigset_t {
    OWN_MASK.get().unwrap_or_else(|| {
        // SAFETY: the set is filled by the call.
        unsafe {
            let mut now = std::mem::zeroed();
            libc::pthread_sigmask(libc::SIG_SETMASK, std::ptr::null(), &mut now);
            now
        }
    })
}

/// Blocks signals in a thread that the program has started, whose mask is to be taken for `mask`.
pub fn block_in_program_thread(mask: libc::sigset_t) {
    block_in_this_thread();
    OWN_MASK.set(Some(mask));
}

/// Gives this thread the mask that the program knows, for what runs in its place.
pub fn restore_mask() {
    if let Some(mask) = OWN_MASK.get() {
        unblock_in_this_thread(&mask);
    }
}

/// Runs something with the mask that the program knows.
pub fn with_own_mask<R>(f: impl FnOnce() -> R) -> R {
    let Some(mask) = OWN_MASK.get() else { return f() };
    unblock_in_this_thread(&mask);
    let result = f();
    block_in_this_thread();
    result
}

/// In the child of a fork: signals that came to the parent are none of its business, and this thread is the main one.
pub fn after_fork() {
    PENDING.store(0, Ordering::SeqCst);
    restore_mask();
    OWN_MASK.set(None);
}

/// Lets signals reach this thread as the mask says.
pub fn unblock_in_this_thread(mask: &libc::sigset_t) {
    // SAFETY: the set is initialised.
    unsafe { libc::pthread_sigmask(libc::SIG_SETMASK, mask, std::ptr::null_mut()) };
}

/// Lets SIGINT raise KeyboardInterrupt in this interpreter, which runs on this thread, and ignores SIGPIPE and SIGXFSZ (a write to a closed
/// pipe then raises BrokenPipeError). A SIGINT that the parent process has set to be ignored stays ignored, as in CPython. False where
/// another interpreter takes the signals already.
pub fn install(vm: &Vm) -> bool {
    let target = &vm.eval_breaker as *const AtomicU32 as *mut AtomicU32;
    if TARGET.compare_exchange(std::ptr::null_mut(), target, Ordering::SeqCst, Ordering::SeqCst).is_err() {
        return false;
    }
    // SAFETY: plain calls; the action is filled in by the second.
    let ignored = unsafe {
        libc::signal(libc::SIGPIPE, libc::SIG_IGN);
        libc::signal(libc::SIGXFSZ, libc::SIG_IGN);
        let mut old: libc::sigaction = std::mem::zeroed();
        libc::sigaction(libc::SIGINT, std::ptr::null(), &mut old);
        old.sa_sigaction == libc::SIG_IGN
    };
    if !ignored {
        take(libc::SIGINT);
    }
    true
}

/// Whether this interpreter takes the process's signals.
pub fn takes_signals(vm: &Vm) -> bool {
    TARGET.load(Ordering::SeqCst) as *const AtomicU32 == &vm.eval_breaker as *const AtomicU32
}

/// What is done at a signal now.
pub fn disposition(vm: &Vm, signum: i32) -> Disposition {
    vm.extension::<Dispositions>().0.borrow().get(signum as usize).cloned().unwrap_or_default()
}

/// Whether Python code runs at a signal.
pub fn is_taken(vm: &Vm, signum: i32) -> bool {
    match disposition(vm, signum) {
        Disposition::Call(_) => true,
        Disposition::Own => signum == libc::SIGINT,
        Disposition::Default | Disposition::Ignore => false,
    }
}

/// Sets what is done at a signal (1 to 64) from now on. False, with errno set, where the system refuses it.
pub fn set_disposition(vm: &Vm, signum: i32, new: Disposition) -> bool {
    // SAFETY: plain calls.
    let done = match new {
        Disposition::Default => unsafe { libc::signal(signum, libc::SIG_DFL) != libc::SIG_ERR },
        Disposition::Ignore => unsafe { libc::signal(signum, libc::SIG_IGN) != libc::SIG_ERR },
        Disposition::Own | Disposition::Call(_) => take(signum),
    };
    if done {
        let all = &vm.extension::<Dispositions>().0;
        let old = {
            let mut all = all.borrow_mut();
            all.resize(NSIG as usize, Disposition::Own);
            std::mem::replace(&mut all[signum as usize], new)
        };
        drop(old);
    }
    done
}

/// Gives up the functions that are called at signals, at the end of the interpreter.
pub fn forget_functions(vm: &Vm) {
    let all = std::mem::take(&mut *vm.extension::<Dispositions>().0.borrow_mut());
    for (signum, d) in all.iter().enumerate() {
        if let Disposition::Call(_) = d {
            // SAFETY: a plain call.
            unsafe { libc::signal(signum as i32, libc::SIG_DFL) };
        }
    }
}

/// Sets the descriptor to which signal numbers are written (-1: none) and returns the one before.
pub fn set_wakeup_fd(fd: i32) -> i32 {
    WAKEUP.swap(fd, Ordering::SeqCst)
}

/// Ends what `install` began: call it before the interpreter is dropped.
pub fn uninstall(vm: &Vm) {
    let target = &vm.eval_breaker as *const AtomicU32 as *mut AtomicU32;
    let _ = TARGET.compare_exchange(target, std::ptr::null_mut(), Ordering::SeqCst, Ordering::SeqCst);
}

/// Acts on the signals that have come since the last call, those of small numbers first. Also for native code whose system call was
/// interrupted (EINTR), before it tries again. The exception that ends it leaves those behind pending.
pub fn deliver(vm: &Vm) -> Res<()> {
    if !takes_signals(vm) || !super::threads::on_main_thread(vm) {
        return Ok(());
    }
    let mut bits = PENDING.swap(0, Ordering::SeqCst);
    while bits != 0 {
        let signum = bits.trailing_zeros() as i32 + 1;
        bits &= bits - 1;
        if let Err(e) = deliver_one(vm, signum) {
            if bits != 0 {
                PENDING.fetch_or(bits, Ordering::SeqCst);
                vm.eval_breaker.fetch_or(breaker::SIGNAL, Ordering::SeqCst);
            }
            return Err(e);
        }
    }
    Ok(())
}

/// As if a signal had come, where something is to be done at it.
pub fn simulate(vm: &Vm, signum: i32) {
    // SAFETY: the action is written by the call.
    let installed = unsafe {
        let mut action: libc::sigaction = std::mem::zeroed();
        libc::sigaction(signum, std::ptr::null(), &mut action);
        action.sa_sigaction
    };
    if installed == on_signal as extern "C" fn(libc::c_int) as usize {
        PENDING.fetch_or(1 << (signum - 1), Ordering::SeqCst);
        vm.eval_breaker.fetch_or(breaker::SIGNAL, Ordering::SeqCst);
    }
}

/// The running thread may be another than before: the main one looks for signals that came meanwhile.
pub fn remind(vm: &Vm) {
    if PENDING.load(Ordering::SeqCst) != 0 && takes_signals(vm) && super::threads::on_main_thread(vm) {
        vm.eval_breaker.fetch_or(breaker::SIGNAL, Ordering::SeqCst);
    }
}

fn deliver_one(vm: &Vm, signum: i32) -> Res<()> {
    match disposition(vm, signum) {
        Disposition::Own if signum == libc::SIGINT => {
            let args = vm.tuple_from(&[])?;
            let e = vm.new_exception(vm.types.KeyboardInterrupt, args)?;
            Err(vm.raise(e))
        }
        Disposition::Call(function) => {
            let frame = match frames::record_at(vm, 0) {
                Some(record) => frames::frame_object(vm, record)?,
                None => Ref::NONE,
            };
            vm.call(function.value(), &[Value::small_int(signum as i64), frame.value()]).map(drop)
        }
        _ => Ok(()),
    }
}

/// Ends the process by SIGINT's default action, so that the parent sees why (a shell: status 130).
pub fn die_of_interrupt() -> ! {
    // SAFETY: plain system calls; the default action does not return.
    unsafe {
        libc::signal(libc::SIGINT, libc::SIG_DFL);
        let mut none = std::mem::zeroed();
        libc::sigemptyset(&mut none);
        libc::pthread_sigmask(libc::SIG_SETMASK, &none, std::ptr::null_mut());
        libc::raise(libc::SIGINT);
    }
    std::process::exit(130)
}
