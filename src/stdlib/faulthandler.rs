//! `faulthandler`: tracebacks at fatal signals, at signals a program chooses, after a time-out.
use crate::native;
use crate::object::{Ref, Res, Value, Vm};
use crate::types::os_error::{last_errno, os_error};
use crate::vm::fault;
use std::cell::{Cell, RefCell};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

/// The files that tracebacks go to stay open as long as they may be needed.
#[derive(Default)]
struct Files {
    fatal: RefCell<Option<Ref>>,
    later: RefCell<Option<Ref>>,
    registered: RefCell<Vec<(i32, Ref)>>,
    watchdog: RefCell<Option<Arc<Watchdog>>>,
    begun: Cell<bool>,
}

/// A thread that waits until it is time to tell, or to be told to stop.
#[derive(Default)]
struct Watchdog {
    cancelled: Mutex<bool>,
    told: Condvar,
}

impl Watchdog {
    fn cancel(&self) {
        *self.cancelled.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.told.notify_all();
    }
}

fn files(vm: &Vm) -> &Files {
    let files = vm.extension::<Files>();
    if !files.begun.replace(true) {
        vm.at_shutdown.borrow_mut().push(shutdown);
    }
    files
}
fn shutdown(vm: &Vm) {
    let files = files(vm);
    cancel(files);
    fault::disable();
    for (signum, file) in files.registered.take() {
        fault::unregister(signum);
        drop(file);
    }
    drop(files.fatal.take());
}
fn cancel(files: &Files) {
    if let Some(watchdog) = files.watchdog.borrow_mut().take() {
        watchdog.cancel();
    }
    let file = files.later.borrow_mut().take();
    drop(file);
}

/// The descriptor of a file, which is flushed, and the file itself where there is one.
fn descriptor(vm: &Vm, file: Value) -> Res<(i32, Option<Ref>)> {
    let file = if file.is_unbound() || file.is_none() {
        let name = vm.intern("stderr");
        match super::sys_attribute(vm, name.value()) {
            None => return Err(vm.runtime_error("unable to get sys.stderr")),
            Some(f) if f.is_none() => return Err(vm.runtime_error("sys.stderr is None")),
            Some(f) => Ref::new(f),
        }
    } else {
        Ref::new(file)
    };
    if vm.is_instance(file.value(), vm.types.int) {
        let fd = vm.c_int_arg(file.value())?;
        if fd < 0 {
            return Err(vm.value_error("file is not a valid file descriptor"));
        }
        return Ok((fd as i32, None));
    }
    let fileno = vm.getattr_str(file.value(), "fileno")?;
    let fd = vm.call(fileno.value(), &[])?;
    let fd = if vm.is_instance(fd.value(), vm.types.int) { vm.c_int_arg(fd.value())? } else { -1 };
    if fd < 0 {
        return Err(vm.runtime_error("file.fileno() is not a valid file descriptor"));
    }
    if vm.call_method(file.value(), vm.names.flush, &[]).is_err() {
        // A file that cannot be flushed can be written to.
        drop(vm.take_raised());
    }
    Ok((fd as i32, Some(file)))
}

fn given(vm: &Vm, v: Value, default: bool) -> Res<bool> {
    if v.is_unbound() { Ok(default) } else { vm.truth(v) }
}

/// A signal number that handlers may be registered for.
fn signal_arg(vm: &Vm, v: Value) -> Res<i32> {
    let signum = vm.c_int_arg(v)? as i32;
    if fault::is_fatal(signum) {
        return Err(vm.runtime_error(format!("signal {signum} cannot be registered, use enable() instead")));
    }
    if !(1..65).contains(&signum) {
        return Err(vm.value_error("signal number out of range"));
    }
    Ok(signum)
}

/// `H:MM:SS`, with microseconds where there are some.
fn heading(time: Duration) -> String {
    let (s, us) = (time.as_secs(), time.subsec_micros());
    let fraction = if us > 0 { format!(".{us:06}") } else { String::new() };
    format!("Timeout ({}:{:02}:{:02}{fraction})!\n", s / 3600, s / 60 % 60, s % 60)
}

native! { static FUNCTIONS = [
    /// Enable the fault handler.
    "enable(file=<unrepresentable>, all_threads=True, c_stack=True)" => fn enable(vm, [file, all, _c_stack]) {
        let (fd, file) = descriptor(vm, file)?;
        let all = given(vm, all, true)?;
        let old = files(vm).fatal.replace(file);
        fault::enable(fd, all);
        drop(old);
        Ok(Ref::NONE)
    }
    /// Disable the fault handler.
    "disable()" => fn disable(vm, []) {
        let were = fault::disable();
        let file = files(vm).fatal.take();
        drop(file);
        Ok(Ref::bool(were))
    }
    /// Check if the handler is enabled.
    "is_enabled()" => fn is_enabled(vm, []) { Ok(Ref::bool(fault::is_enabled())) }
    /// Dump the traceback of the current thread, or of all threads if all_threads is True, into file.
    "dump_traceback(file=<unrepresentable>, all_threads=True)" => fn dump_traceback(vm, [file, all]) {
        let (fd, _file) = descriptor(vm, file)?;
        fault::dump(fd, given(vm, all, true)?);
        Ok(Ref::NONE)
    }
    /// Dump the traceback of all threads in timeout seconds,
    /// or each timeout seconds if repeat is True. If exit is True, call _exit(1) which is not safe.
    "dump_traceback_later(timeout, repeat=False, file=<unrepresentable>, exit=False)" => fn dump_later(vm, [timeout, repeat, file, exit]) {
        let seconds = vm.float_arg(timeout)?;
        if seconds.is_nan() || seconds <= 0.0 {
            return Err(vm.value_error("timeout must be greater than 0"));
        }
        let Ok(time) = Duration::try_from_secs_f64(seconds) else {
            return Err(vm.overflow_error("timeout value is too large"));
        };
        let (repeat, exit) = (given(vm, repeat, false)?, given(vm, exit, false)?);
        let (fd, file) = descriptor(vm, file)?;
        let files = files(vm);
        cancel(files);
        let watchdog = Arc::new(Watchdog::default());
        let own = watchdog.clone();
        let mask = crate::vm::signals::block_in_this_thread();
        let started = std::thread::Builder::new().name("faulthandler".into()).stack_size(256 << 10).spawn(move || {
            let mut cancelled = own.cancelled.lock().unwrap_or_else(PoisonError::into_inner);
            loop {
                let (after, waited) = own.told.wait_timeout(cancelled, time).unwrap_or_else(PoisonError::into_inner);
                cancelled = after;
                if *cancelled {
                    return;
                }
                if !waited.timed_out() {
                    continue;
                }
                let text = heading(time);
                // SAFETY: the text is live during the call; the process may end at any time.
                unsafe { libc::write(fd, text.as_ptr().cast(), text.len()) };
                fault::dump(fd, true);
                if exit {
                    // SAFETY: a plain call.
                    unsafe { libc::_exit(1) };
                }
                if !repeat {
                    return;
                }
            }
        });
        crate::vm::signals::unblock_in_this_thread(&mask);
        if started.is_err() {
            return Err(vm.runtime_error("unable to start watchdog thread"));
        }
        *files.later.borrow_mut() = file;
        *files.watchdog.borrow_mut() = Some(watchdog);
        Ok(Ref::NONE)
    }
    /// Cancel the previous call to dump_traceback_later().
    "cancel_dump_traceback_later()" => fn cancel_dump_later(vm, []) {
        cancel(files(vm));
        Ok(Ref::NONE)
    }
    /// Register a handler for the signal 'signum': dump the traceback of the current thread, or of all threads if all_threads is True, into file.
    "register(signum, file=<unrepresentable>, all_threads=True, chain=False)" => fn register(vm, [signum, file, all, chain]) {
        let signum = signal_arg(vm, signum)?;
        let (fd, file) = descriptor(vm, file)?;
        let (all, chain) = (given(vm, all, true)?, given(vm, chain, false)?);
        if !fault::register(signum, fd, all, chain) {
            return Err(os_error(vm, last_errno(), None));
        }
        let mut kept = files(vm).registered.borrow_mut();
        let old = kept.iter().position(|(s, _)| *s == signum).map(|i| kept.swap_remove(i));
        kept.extend(file.map(|f| (signum, f)));
        drop(kept);
        drop(old);
        Ok(Ref::NONE)
    }
    /// Unregister the handler of the signal 'signum' registered by register().
    "unregister(signum, /)" => fn unregister(vm, [signum]) {
        let signum = signal_arg(vm, signum)?;
        let was = fault::unregister(signum);
        let mut kept = files(vm).registered.borrow_mut();
        let old = kept.iter().position(|(s, _)| *s == signum).map(|i| kept.swap_remove(i));
        drop(kept);
        drop(old);
        Ok(Ref::bool(was))
    }
]; }

/// `-X faulthandler`: fatal signals are told of on stderr.
pub fn enable_at_start(vm: &Vm) {
    let _ = files(vm);
    fault::enable(libc::STDERR_FILENO, true);
}

/// Makes the module.
pub fn init(vm: &Vm) -> Res {
    super::new_module(vm, "faulthandler", "faulthandler module.", FUNCTIONS)
}
