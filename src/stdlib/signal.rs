//! `_signal`: what is done at signals, timers, signal masks.
use crate::native;
use crate::object::{Raised, Ref, Res, Type, TypeSpec, Value, Vm};
use crate::struct_fields;
use crate::types::os_error::{last_errno, os_error};
use crate::types::struct_sequence::{new_instance, new_type, spec};
use crate::vm::signals::{self, Disposition, NSIG};
use std::cell::{Cell, RefCell};

const CONSTANTS: &[(&str, i64)] = &[
    ("NSIG", NSIG as i64),
    ("SIG_DFL", 0),
    ("SIG_IGN", 1),
    ("SIG_BLOCK", libc::SIG_BLOCK as i64),
    ("SIG_UNBLOCK", libc::SIG_UNBLOCK as i64),
    ("SIG_SETMASK", libc::SIG_SETMASK as i64),
    ("ITIMER_REAL", 0),
    ("ITIMER_VIRTUAL", 1),
    ("ITIMER_PROF", 2),
    ("SIGABRT", libc::SIGABRT as i64),
    ("SIGALRM", libc::SIGALRM as i64),
    ("SIGBUS", libc::SIGBUS as i64),
    ("SIGCHLD", libc::SIGCHLD as i64),
    ("SIGCLD", libc::SIGCHLD as i64),
    ("SIGCONT", libc::SIGCONT as i64),
    ("SIGFPE", libc::SIGFPE as i64),
    ("SIGHUP", libc::SIGHUP as i64),
    ("SIGILL", libc::SIGILL as i64),
    ("SIGINT", libc::SIGINT as i64),
    ("SIGIO", libc::SIGIO as i64),
    ("SIGIOT", libc::SIGIOT as i64),
    ("SIGKILL", libc::SIGKILL as i64),
    ("SIGPIPE", libc::SIGPIPE as i64),
    ("SIGPOLL", libc::SIGPOLL as i64),
    ("SIGPROF", libc::SIGPROF as i64),
    ("SIGPWR", libc::SIGPWR as i64),
    ("SIGQUIT", libc::SIGQUIT as i64),
    ("SIGSEGV", libc::SIGSEGV as i64),
    ("SIGSTKFLT", libc::SIGSTKFLT as i64),
    ("SIGSTOP", libc::SIGSTOP as i64),
    ("SIGSYS", libc::SIGSYS as i64),
    ("SIGTERM", libc::SIGTERM as i64),
    ("SIGTRAP", libc::SIGTRAP as i64),
    ("SIGTSTP", libc::SIGTSTP as i64),
    ("SIGTTIN", libc::SIGTTIN as i64),
    ("SIGTTOU", libc::SIGTTOU as i64),
    ("SIGURG", libc::SIGURG as i64),
    ("SIGUSR1", libc::SIGUSR1 as i64),
    ("SIGUSR2", libc::SIGUSR2 as i64),
    ("SIGVTALRM", libc::SIGVTALRM as i64),
    ("SIGWINCH", libc::SIGWINCH as i64),
    ("SIGXCPU", libc::SIGXCPU as i64),
    ("SIGXFSZ", libc::SIGXFSZ as i64),
];

static SIGINFO: TypeSpec = spec(
    "signal.struct_siginfo",
    struct_fields!("si_signo", "si_code", "si_errno", "si_pid", "si_uid", "si_status", "si_band"),
);

#[derive(Default)]
struct State {
    siginfo: Cell<Option<*mut Type>>,
    default_int_handler: RefCell<Option<Ref>>,
    itimer_error: RefCell<Option<Ref>>,
}

/// The OSError of the last system call.
fn failed(vm: &Vm) -> Raised {
    os_error(vm, last_errno(), None)
}

fn signum(vm: &Vm, v: Value) -> Res<i32> {
    match vm.c_int_arg(v)? {
        n if (1..NSIG).contains(&(n as i32)) => Ok(n as i32),
        _ => Err(vm.value_error("signal number out of range")),
    }
}

/// What Python code calls a disposition.
fn as_object(vm: &Vm, d: &Disposition, number: i32) -> Ref {
    let int = |n| Ref::own(Value::small_int(n));
    match d {
        Disposition::Call(f) => f.clone(),
        Disposition::Default => int(0),
        Disposition::Ignore => int(1),
        Disposition::Own => {
            // SAFETY: the action is written by the call.
            let installed = unsafe {
                let mut action: libc::sigaction = std::mem::zeroed();
                libc::sigaction(number, std::ptr::null(), &mut action);
                action.sa_sigaction
            };
            match installed {
                libc::SIG_DFL => int(0),
                libc::SIG_IGN => int(1),
                _ if number == libc::SIGINT => vm.extension::<State>().default_int_handler.borrow().clone().unwrap_or(Ref::NONE),
                _ => Ref::NONE,
            }
        }
    }
}

/// The signals in an iterable, as a set of the system.
pub fn set_of(vm: &Vm, iterable: Value) -> Res<libc::sigset_t> {
    // SAFETY: the set is initialised before it is used.
    let mut set = unsafe {
        let mut set = std::mem::zeroed();
        libc::sigemptyset(&mut set);
        set
    };
    vm.for_each(iterable, |x| {
        let out_of_range = |n: String| Err(vm.value_error(format!("signal number {n} out of range [1; {}]", NSIG - 1)));
        let n = match vm.index_i64(x.value())? {
            Ok(n) if (1..NSIG as i64).contains(&n) => n,
            Ok(n) => return out_of_range(n.to_string()),
            // What does not fit is shown as the C library's error.
            Err(_) => return out_of_range("-1".to_owned()),
        };
        // SAFETY: an initialised set. The numbers that the C library keeps for itself are refused by it, as in CPython.
        unsafe { libc::sigaddset(&mut set, n as i32) };
        Ok(())
    })?;
    Ok(set)
}

/// A set of the system as a set of numbers.
fn to_object(vm: &Vm, set: &libc::sigset_t) -> Res {
    let all = vm.new_set()?;
    for n in 1..NSIG {
        // SAFETY: an initialised set.
        if unsafe { libc::sigismember(set, n) } == 1 {
            vm.set_add(all.value(), Value::small_int(n as i64))?;
        }
    }
    Ok(all)
}

fn seconds(t: libc::timeval) -> Ref {
    Ref::float(t.tv_sec as f64 + t.tv_usec as f64 / 1e6)
}

fn timer_pair(vm: &Vm, t: &libc::itimerval) -> Res {
    vm.tuple_from_refs(vec![seconds(t.it_value), seconds(t.it_interval)])
}

fn timeval(vm: &Vm, v: Value) -> Res<libc::timeval> {
    let s = vm.float_arg(v)?;
    if s.is_nan() {
        return Err(vm.value_error("Invalid value NaN (not a number)"));
    }
    if !(-9.2e18..9.2e18).contains(&s) {
        return Err(vm.overflow_error("timestamp out of range for platform time_t"));
    }
    // Rounded up, so that a short time is not none at all.
    let micros = (s.fract() * 1e6).ceil();
    let (mut sec, mut usec) = (s.trunc() as i64, micros as i64);
    if usec >= 1_000_000 {
        (sec, usec) = (sec + 1, usec - 1_000_000);
    }
    Ok(libc::timeval { tv_sec: sec, tv_usec: usec })
}

fn timer_failed(vm: &Vm) -> Raised {
    let errno = last_errno();
    let build = || {
        let text = vm.new_str(&crate::types::os_error::strerror(errno))?;
        let ty = vm.extension::<State>().itimer_error.borrow().clone().unwrap_or(Ref::from_type(vm.types.OSError));
        vm.call(ty.value(), &[Value::small_int(errno as i64), text.value()])
    };
    match build() {
        Ok(e) => vm.raise(e),
        Err(r) => r,
    }
}

fn siginfo(vm: &Vm, info: &libc::siginfo_t) -> Res {
    let state = vm.extension::<State>();
    let ty = match state.siginfo.get() {
        Some(t) => t,
        None => new_type(vm, &SIGINFO)?,
    };
    // SAFETY: the fields that a signal does not have hold zeros or another field's bits, as in C.
    let fields = unsafe { [info.si_signo, info.si_code, info.si_errno, info.si_pid(), info.si_uid() as i32, info.si_status(), 0] };
    new_instance(vm, ty, &fields.map(|f| Value::small_int(f as i64)))
}

/// Waits until `call` succeeds; signals that interrupt it are delivered.
fn retry(vm: &Vm, mut call: impl FnMut() -> i32) -> Res<i32> {
    loop {
        let r = crate::vm::threads::allow_threads(vm, &mut call);
        if r >= 0 {
            return Ok(r);
        }
        match last_errno() {
            libc::EINTR => signals::deliver(vm)?,
            _ => return Err(failed(vm)),
        }
    }
}

native! { static FUNCTIONS = [
    /// The default handler for SIGINT installed by Python.
    ///
    /// It raises KeyboardInterrupt.
    "default_int_handler(signalnum, frame, /)" => fn default_int_handler(vm, [signalnum, frame]) {
        vm.c_int_arg(signalnum)?;
        let args = vm.tuple_from(&[])?;
        Err(vm.raise(vm.new_exception(vm.types.KeyboardInterrupt, args)?))
    }
    /// Set the action for the given signal.
    ///
    /// The action can be SIG_DFL, SIG_IGN, or a callable Python object.
    /// The previous action is returned.  See getsignal() for possible return values.
    ///
    /// *** IMPORTANT NOTICE ***
    /// A signal handler function is called with two arguments:
    /// the first is the signal number, the second is the interrupted stack frame.
    "signal(signalnum, handler, /)" => fn signal(vm, [signalnum, handler]) {
        let n = vm.c_int_arg(signalnum)?;
        if !signals::takes_signals(vm) {
            return Err(vm.value_error("signal only works in main thread of the main interpreter"));
        }
        let n = if (1..NSIG as i64).contains(&(n as i64)) { n as i32 } else { return Err(vm.value_error("signal number out of range")) };
        let is = |k: i64| handler.is_small_int() && handler.as_small_int() == k
            || vm.is_instance(handler, vm.types.int) && vm.int_arg(handler).is_ok_and(|h| h == k);
        let new = if vm.slots(handler).call.is_some() {
            let own = vm.extension::<State>().default_int_handler.borrow().clone();
            if n == libc::SIGINT && own.is_some_and(|own| own.value() == handler) {
                Disposition::Own
            } else {
                Disposition::Call(Ref::new(handler))
            }
        } else if is(0) {
            Disposition::Default
        } else if is(1) {
            Disposition::Ignore
        } else {
            return Err(vm.type_error("signal handler must be signal.SIG_IGN, signal.SIG_DFL, or a callable object"));
        };
        signals::deliver(vm)?;
        let old = as_object(vm, &signals::disposition(vm, n), n);
        if !signals::set_disposition(vm, n, new) {
            return Err(failed(vm));
        }
        Ok(old)
    }
    /// Return the current action for the given signal.
    ///
    /// The return value can be:
    ///   SIG_IGN -- if the signal is being ignored
    ///   SIG_DFL -- if the default action for the signal is in effect
    ///   None    -- if an unknown handler is in effect
    ///   anything else -- the callable Python object used as a handler
    "getsignal(signalnum, /)" => fn getsignal(vm, [signalnum]) {
        let n = signum(vm, signalnum)?;
        Ok(as_object(vm, &signals::disposition(vm, n), n))
    }
    /// Return the system description of the given signal.
    ///
    /// Returns the description of signal *signalnum*, such as "Interrupt"
    /// for :const:`SIGINT`. Returns :const:`None` if *signalnum* has no
    /// description. Raises :exc:`ValueError` if *signalnum* is invalid.
    "strsignal(signalnum, /)" => fn strsignal(vm, [signalnum]) {
        let n = signum(vm, signalnum)?;
        // SAFETY: the result is a C string that lives until the next call, or null.
        let text = unsafe {
            let p = libc::strsignal(n);
            if p.is_null() { return Ok(Ref::NONE) }
            std::ffi::CStr::from_ptr(p).to_string_lossy().into_owned()
        };
        if text.starts_with("Unknown signal") { Ok(Ref::NONE) } else { vm.new_str(&text) }
    }
    /// Arrange for SIGALRM to arrive after the given number of seconds.
    "alarm(seconds, /)" => fn alarm(vm, [seconds]) {
        let s = vm.c_int_arg(seconds)?;
        // SAFETY: a plain call.
        vm.new_int(unsafe { libc::alarm(s as u32) } as i64)
    }
    /// Sets given itimer (one of ITIMER_REAL, ITIMER_VIRTUAL or ITIMER_PROF).
    ///
    /// The timer will fire after value seconds and after that every interval seconds.
    /// The itimer can be cleared by setting seconds to zero.
    ///
    /// Returns old values as a tuple: (delay, interval).
    "setitimer(which, seconds, interval=0.0, /)" => fn setitimer(vm, [which, seconds, interval]) {
        let which = vm.c_int_arg(which)? as i32;
        let new = libc::itimerval { it_value: timeval(vm, seconds)?, it_interval: timeval(vm, if interval.is_unbound() { Value::float(0.0) } else { interval })? };
        // SAFETY: the old value is written by the call.
        unsafe {
            let mut old: libc::itimerval = std::mem::zeroed();
            if libc::syscall(libc::SYS_setitimer, which, &raw const new, &raw mut old) != 0 {
                return Err(timer_failed(vm));
            }
            timer_pair(vm, &old)
        }
    }
    /// Returns current value of given itimer.
    "getitimer(which, /)" => fn getitimer(vm, [which]) {
        let which = vm.c_int_arg(which)? as i32;
        // SAFETY: the value is written by the call.
        unsafe {
            let mut now: libc::itimerval = std::mem::zeroed();
            if libc::syscall(libc::SYS_getitimer, which, &raw mut now) != 0 {
                return Err(timer_failed(vm));
            }
            timer_pair(vm, &now)
        }
    }
    /// Wait until a signal arrives.
    "pause()" => fn pause(vm, []) {
        // SAFETY: a plain call.
        unsafe { libc::pause() };
        signals::deliver(vm)?;
        Ok(Ref::NONE)
    }
    /// Send a signal to the executing process.
    "raise_signal(signalnum, /)" => fn raise_signal(vm, [signalnum]) {
        let n = vm.c_int_arg(signalnum)? as i32;
        // SAFETY: a plain call.
        if signals::with_own_mask(|| unsafe { libc::raise(n) }) != 0 {
            return Err(failed(vm));
        }
        signals::deliver(vm)?;
        Ok(Ref::NONE)
    }
    /// Change system call restart behaviour.
    ///
    /// If flag is False, system calls will be restarted when interrupted by
    /// signal sig, else system calls will be interrupted.
    "siginterrupt(signalnum, flag, /)" => fn siginterrupt(vm, [signalnum, flag]) {
        let (n, flag) = (signum(vm, signalnum)?, vm.c_int_arg(flag)? as i32);
        // SAFETY: the action is written by the first call and only its flag is changed.
        let done = unsafe {
            let mut action: libc::sigaction = std::mem::zeroed();
            libc::sigaction(n, std::ptr::null(), &mut action);
            if flag != 0 { action.sa_flags &= !libc::SA_RESTART } else { action.sa_flags |= libc::SA_RESTART }
            libc::sigaction(n, &action, std::ptr::null_mut())
        };
        if done == 0 { Ok(Ref::NONE) } else { Err(failed(vm)) }
    }
    /// Sets the fd to be written to (with the signal number) when a signal comes in.
    ///
    /// A library can use this to wakeup select or poll.
    /// The previous fd or -1 is returned.
    ///
    /// The fd must be non-blocking.
    "set_wakeup_fd(fd, /, *, warn_on_full_buffer=True)" => fn set_wakeup_fd(vm, [fd, warn]) {
        let fd = vm.c_int_arg(fd)? as i32;
        vm.truth(warn)?;
        if !signals::takes_signals(vm) {
            return Err(vm.value_error("set_wakeup_fd only works in main thread of the main interpreter"));
        }
        if fd != -1 {
            // SAFETY: the structure is written by the first call; a bad descriptor is reported by it.
            unsafe {
                let mut stat: libc::stat = std::mem::zeroed();
                if libc::fstat(fd, &mut stat) != 0 {
                    return Err(failed(vm));
                }
                let mode = libc::fcntl(fd, libc::F_GETFL);
                if mode < 0 {
                    return Err(failed(vm));
                }
                if mode & libc::O_NONBLOCK == 0 {
                    return Err(vm.value_error(format!("the fd {fd} must be in non-blocking mode")));
                }
            }
        }
        vm.new_int(signals::set_wakeup_fd(fd) as i64)
    }
    /// Send a signal to a thread.
    "pthread_kill(thread_id, signalnum, /)" => fn pthread_kill(vm, [thread_id, signalnum]) {
        let id = vm.int_arg(thread_id)?;
        let n = vm.c_int_arg(signalnum)? as i32;
        // SAFETY: as in C, the id must be that of a thread that is alive or has not been joined.
        let sent = signals::with_own_mask(|| unsafe {
            let sent = libc::pthread_kill(id as libc::pthread_t, 0);
            if sent != 0 || n == 0 {
                return sent;
            }
            // Threads that the program has started take no signals: the main one does for them.
            let elsewhere = id as u64 != crate::vm::threads::own_ident() && id as u64 != crate::vm::threads::main_ident(vm);
            if elsewhere && signals::is_taken(vm, n) { if libc::kill(libc::getpid(), n) == 0 { 0 } else { last_errno() } } else { libc::pthread_kill(id as libc::pthread_t, n) }
        });
        if sent != 0 {
            return Err(os_error(vm, sent, None));
        }
        signals::deliver(vm)?;
        Ok(Ref::NONE)
    }
    /// Fetch and/or change the signal mask of the calling thread.
    "pthread_sigmask(how, mask, /)" => fn pthread_sigmask(vm, [how, mask]) {
        let how = vm.c_int_arg(how)? as i32;
        let set = set_of(vm, mask)?;
        // SAFETY: the old mask is written by the call.
        let old = unsafe {
            let mut old = std::mem::zeroed();
            match libc::pthread_sigmask(how, &set, &mut old) {
                0 => old,
                errno => return Err(os_error(vm, errno, None)),
            }
        };
        signals::deliver(vm)?;
        to_object(vm, &old)
    }
    /// Examine pending signals.
    ///
    /// Returns a set of signal numbers that are pending for delivery to
    /// the calling thread.
    "sigpending()" => fn sigpending(vm, []) {
        // SAFETY: the set is written by the call.
        unsafe {
            let mut set = std::mem::zeroed();
            if libc::sigpending(&mut set) != 0 {
                return Err(failed(vm));
            }
            to_object(vm, &set)
        }
    }
    /// Wait for a signal.
    ///
    /// Suspend execution of the calling thread until the delivery of one of the
    /// signals specified in the signal set sigset.
    ///
    /// The function accepts the signal (removes it from the pending list of signals),
    /// and returns the signal number.
    "sigwait(sigset, /)" => fn sigwait(vm, [sigset]) {
        let set = set_of(vm, sigset)?;
        let mut n = 0;
        // SAFETY: the number is written by the call.
        match crate::vm::threads::allow_threads(vm, || unsafe { libc::sigwait(&set, &mut n) }) {
            0 => vm.new_int(n as i64),
            errno => Err(os_error(vm, errno, None)),
        }
    }
    /// Wait synchronously until one of the signals in *sigset* is delivered.
    ///
    /// Returns a struct_siginfo containing information about the signal.
    "sigwaitinfo(sigset, /)" => fn sigwaitinfo(vm, [sigset]) {
        let set = set_of(vm, sigset)?;
        // SAFETY: the information is written by the call.
        unsafe {
            let mut info = std::mem::zeroed();
            retry(vm, || libc::sigwaitinfo(&set, &mut info))?;
            siginfo(vm, &info)
        }
    }
    /// Like sigwaitinfo(), but with a timeout.
    ///
    /// The timeout is specified in seconds, with floating-point numbers allowed.
    "sigtimedwait(sigset, timeout, /)" => fn sigtimedwait(vm, [sigset, timeout]) {
        let set = set_of(vm, sigset)?;
        let time = vm.float_arg(timeout)?;
        if time < 0.0 {
            return Err(vm.value_error("timeout must be non-negative"));
        }
        let until = std::time::Instant::now() + std::time::Duration::try_from_secs_f64(time.min(1e9)).unwrap_or_default();
        // SAFETY: the information is written by the call.
        unsafe {
            let mut info = std::mem::zeroed();
            loop {
                let left = until.saturating_duration_since(std::time::Instant::now());
                let left = libc::timespec { tv_sec: left.as_secs() as i64, tv_nsec: left.subsec_nanos() as i64 };
                if libc::sigtimedwait(&set, &mut info, &left) >= 0 {
                    return siginfo(vm, &info);
                }
                match last_errno() {
                    libc::EAGAIN => return Ok(Ref::NONE),
                    libc::EINTR => signals::deliver(vm)?,
                    _ => return Err(failed(vm)),
                }
            }
        }
    }
    /// Send a signal to a process referred to by a pid file descriptor.
    "pidfd_send_signal(pidfd, signalnum, siginfo=None, flags=0, /)" => fn pidfd_send_signal(vm, [pidfd, signalnum, info, flags]) {
        let (fd, n, flags) = (vm.c_int_arg(pidfd)? as i32, vm.c_int_arg(signalnum)? as i32, vm.c_int_arg(flags)? as u32);
        if !info.is_none() {
            return Err(vm.type_error("siginfo must be None"));
        }
        // SAFETY: a plain call.
        match unsafe { libc::syscall(libc::SYS_pidfd_send_signal, fd, n, std::ptr::null::<u8>(), flags) } {
            0 => signals::deliver(vm).map(|()| Ref::NONE),
            _ => Err(failed(vm)),
        }
    }
    /// Return a set of valid signal numbers on this platform.
    ///
    /// The signal numbers returned by this function can be safely passed to
    /// functions like `pthread_kill`.
    "valid_signals()" => fn valid_signals(vm, []) {
        // SAFETY: the set is filled by the call.
        unsafe {
            let mut set = std::mem::zeroed();
            libc::sigfillset(&mut set);
            to_object(vm, &set)
        }
    }
]; }

/// Gives up the functions of the program, at the end of the interpreter.
fn shutdown(vm: &Vm) {
    signals::forget_functions(vm);
    let state = vm.extension::<State>();
    drop((state.default_int_handler.take(), state.itimer_error.take()));
}

/// Makes the module.
pub fn init(vm: &Vm) -> Res {
    let doc = "This module provides mechanisms to use signal handlers in Python.\n";
    let module = super::new_module(vm, "_signal", doc, FUNCTIONS)?;
    let m = module.value();
    for (name, value) in CONSTANTS {
        super::set(vm, m, name, vm.new_int(*value)?)?;
    }
    super::set(vm, m, "SIGRTMIN", vm.new_int(libc::SIGRTMIN() as i64)?)?;
    super::set(vm, m, "SIGRTMAX", vm.new_int(libc::SIGRTMAX() as i64)?)?;
    vm.at_shutdown.borrow_mut().push(shutdown);
    let state = vm.extension::<State>();
    state.siginfo.set(Some(new_type(vm, &SIGINFO)?));
    super::set(vm, m, "struct_siginfo", Ref::from_type(state.siginfo.get().unwrap_or(std::ptr::null_mut())))?;
    *state.default_int_handler.borrow_mut() = Some(vm.getattr_str(m, "default_int_handler")?);
    let name = vm.new_str("ItimerError")?;
    let bases = vm.tuple_from(&[Value::from_ptr(vm.types.OSError)])?;
    let namespace = vm.new_dict()?;
    vm.dict_set_name(namespace.ptr(), vm.names.__module__, vm.intern("signal"))?;
    let error = vm.call(Value::from_ptr(vm.types.r#type), &[name.value(), bases.value(), namespace.value()])?;
    *state.itimer_error.borrow_mut() = Some(error.clone());
    super::set(vm, m, "ItimerError", error)?;
    Ok(module)
}
