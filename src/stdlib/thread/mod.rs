//! `_thread`.
mod handle;
mod local;
mod lock;

use crate::native;
use crate::object::{Ref, Res, Type, TypeSpec, Value, Vm};
use crate::struct_fields;
use crate::types::support::Arguments;
use crate::types::struct_sequence::{new_type, new_type_of, spec};
use crate::vm::threads::{self, own_ident};
use std::cell::Cell;

static EXCEPT_HOOK_ARGS: TypeSpec =
    spec("_thread._ExceptHookArgs", struct_fields!("exc_type", "exc_value", "exc_traceback", "thread"));

/// Bytes of a thread's name.
const NAME_MAXLEN: usize = 15;

/// The types, made with the module, and what programs set.
struct Types {
    lock: Cell<*mut Type>,
    handle: Cell<*mut Type>,
    /// Bytes, 0 for the default.
    stack_size: Cell<usize>,
}

impl Default for Types {
    fn default() -> Types {
        let null = || Cell::new(std::ptr::null_mut());
        Types { lock: null(), handle: null(), stack_size: Cell::new(0) }
    }
}

fn callable(vm: &Vm, v: Value, what: &str) -> Res<()> {
    if vm.slots(v).call.is_some() { Ok(()) } else { Err(vm.type_error(what)) }
}

/// Starts a thread that nobody joins; its number.
fn start_detached(vm: &Vm, function: Value, args: Value, kwargs: Value) -> Res {
    callable(vm, function, "first arg must be callable")?;
    if !vm.is_tuple(args) {
        return Err(vm.type_error("2nd arg must be a tuple"));
    }
    if !kwargs.is_unbound() && !vm.is_dict(kwargs) {
        return Err(vm.type_error("optional 3rd arg must be a dictionary"));
    }
    let arguments = Arguments::new(vm, vm.tuple_items(args), kwargs)?;
    let started = handle::start(vm, function, arguments, None, true)?;
    vm.getattr_str(started.value(), "ident")
}

native! { static FUNCTIONS = [
    /// Create a new lock object.
    "allocate_lock()" => fn allocate_lock(vm, []) { lock::new_lock(vm) }
    /// An obsolete synonym of allocate_lock().
    "allocate()" => fn allocate(vm, []) { lock::new_lock(vm) }
    /// Return a non-zero integer that uniquely identifies the current thread
    /// amongst other threads that exist simultaneously.
    "get_ident()" => fn get_ident(vm, []) { vm.new_big(own_ident().into()) }
    /// Return a non-negative integer identifying the thread as reported
    /// by the OS (kernel).
    "get_native_id()" => fn get_native_id(vm, []) {
        // SAFETY: a plain system call.
        vm.new_int(unsafe { libc::syscall(libc::SYS_gettid) })
    }
    /// Start a new thread and return its identifier.
    ///
    /// The thread will call the function with positional arguments from the
    /// tuple args and keyword arguments taken from the optional dictionary
    /// kwargs.
    "start_new_thread(function, args, kwargs=<unrepresentable>, /)" => fn start_new_thread(vm, [function, args, kwargs]) {
        start_detached(vm, function, args, kwargs)
    }
    /// An obsolete synonym of start_new_thread().
    "start_new(function, args, kwargs=<unrepresentable>, /)" => fn start_new(vm, [function, args, kwargs]) {
        start_detached(vm, function, args, kwargs)
    }
    /// *For internal use only*: start a new thread.
    ///
    /// Like start_new_thread(), this starts a new thread calling the given function.
    /// Unlike start_new_thread(), this returns a handle object with methods to join
    /// or detach the given thread.
    "start_joinable_thread(function, handle=None, daemon=True)" => fn start_joinable_thread(vm, [function, handle, daemon]) {
        callable(vm, function, "thread function must be callable")?;
        let daemon = vm.truth(daemon)?;
        let own = match handle {
            h if h.is_none() => None,
            h if h.is_exact(vm.extension::<Types>().handle.get()) => Some(h),
            _ => return Err(vm.type_error("'handle' must be a _ThreadHandle")),
        };
        handle::start(vm, function, Arguments::new(vm, &[], Value::UNBOUND)?, own, daemon)
    }
    /// Internal only. Make a thread handle for threads not spawned
    /// by the _thread or threading module.
    "_make_thread_handle(ident, /)" => fn make_thread_handle(vm, [ident]) {
        let ident = vm.int_arg(ident)?;
        handle::of_running(vm, ident as u64)
    }
    /// Wait for all non-daemon threads (other than the calling thread) to stop.
    "_shutdown()" => fn shutdown_threads(vm, []) {
        handle::join_all(vm)?;
        Ok(Ref::NONE)
    }
    /// Return the number of threads that have been started and run.
    "_count()" => fn count(vm, []) { vm.new_usize(threads::running(vm)) }
    /// Return the thread stack size used when creating new threads.
    "stack_size(size=0, /)" => fn stack_size(vm, [size]) {
        let new = vm.int_arg(size)?;
        if new < 0 {
            return Err(vm.value_error("size must be 0 or a positive value"));
        }
        if new != 0 && new < 32768 {
            return Err(vm.value_error(format!("size not valid: {new} bytes")));
        }
        vm.new_usize(vm.extension::<Types>().stack_size.replace(new as usize))
    }
    /// Return True if daemon threads are allowed in the current interpreter,
    /// and False otherwise.
    "daemon_threads_allowed()" => fn daemon_threads_allowed(vm, []) { Ok(Ref::bool(!vm.config.restrictions.daemon_threads)) }
    /// Internal only. Return a non-zero integer that uniquely identifies the main thread
    /// of the main interpreter.
    "_get_main_thread_ident()" => fn get_main_thread_ident(vm, []) { vm.new_big(threads::main_ident(vm).into()) }
    /// Return True if the current interpreter is the main Python interpreter.
    "_is_main_interpreter()" => fn is_main_interpreter(vm, []) { Ok(Ref::bool(true)) }
    /// Set the name of the current thread.
    "set_name(name)" => fn set_name(vm, [name]) {
        if !vm.is_str(name) {
            return Err(vm.type_error(format!("set_name() argument 'name' must be str, not {}", vm.argument_type_name(name))));
        }
        // What cannot be encoded is replaced; names end at a zero, and after 15 bytes even within a character.
        let errors = vm.intern("replace");
        let mut text = crate::types::codec::encode_str(vm, name, vm.names.utf_8, errors.value())?;
        let end = text.iter().position(|b| *b == 0).unwrap_or(text.len());
        text.truncate(end.min(NAME_MAXLEN));
        if let Ok(text) = std::ffi::CString::new(text) {
            // SAFETY: a C string of at most 15 bytes.
            unsafe { libc::pthread_setname_np(libc::pthread_self(), text.as_ptr()) };
        }
        Ok(Ref::NONE)
    }
    /// Get the name of the current thread.
    "_get_name()" => fn get_name(vm, []) {
        let mut name = [0u8; 64];
        // SAFETY: the buffer has the length given.
        let errno = unsafe { libc::pthread_getname_np(libc::pthread_self(), name.as_mut_ptr().cast(), name.len()) };
        if errno != 0 {
            return Err(crate::types::os_error::os_error(vm, errno, None));
        }
        super::posix::fs_str(vm, &name[..name.iter().position(|b| *b == 0).unwrap_or(0)])
    }
    /// Simulate the effect of a signal arriving.
    ///
    /// Note: the default signal handler for SIGINT raises ``KeyboardInterrupt``.
    "interrupt_main(signum=2, /)" => fn interrupt_main(vm, [signum]) {
        let n = vm.c_int_arg(signum)? as i32;
        if !(1..crate::vm::signals::NSIG).contains(&n) {
            return Err(vm.value_error("signal number out of range"));
        }
        crate::vm::signals::simulate(vm, n);
        // In the main thread it takes effect at once.
        crate::vm::signals::deliver(vm)?;
        Ok(Ref::NONE)
    }
    /// Raise a SystemExit in this thread.
    "exit()" => fn exit(vm, []) { Err(vm.raise(vm.call(Value::from_ptr(vm.types.SystemExit), &[])?)) }
    /// An obsolete synonym of exit().
    "exit_thread()" => fn exit_thread(vm, []) { Err(vm.raise(vm.call(Value::from_ptr(vm.types.SystemExit), &[])?)) }
    /// Handle uncaught Thread.run() exception.
    "_excepthook(exc_info, /)" => fn excepthook(vm, [info]) {
        if !info.is_exact(new_type(vm, &EXCEPT_HOOK_ARGS)?) {
            return Err(vm.type_error("_thread.excepthook argument type must be ExceptHookArgs"));
        }
        let [ty, value, traceback, thread] = vm.tuple_items(info) else { return Ok(Ref::NONE) };
        if *ty == Value::from_ptr(vm.types.SystemExit) {
            return Ok(Ref::NONE);
        }
        let name = if thread.is_none() {
            format!("{}", own_ident())
        } else {
            let n = vm.getattr_str(*thread, "_name")?;
            vm.str_text(vm.str_of(n.value())?.value())
        };
        let value = if value.is_none() { vm.call(*ty, &[])? } else { Ref::new(*value) };
        if vm.is_exception(value.value()) && vm.exception(value.value()).traceback == Value::NULL && vm.is_instance(*traceback, vm.types.traceback) {
            vm.exception(value.value()).traceback = Ref::new(*traceback).into_value();
        }
        let text = format!("Exception in thread {name}:\n{}", crate::report::format_exception(vm, value.value()));
        if crate::stdlib::sys_attribute(vm, vm.names.stderr).is_some_and(|f| !f.is_none()) || thread.is_none() {
            crate::report::write_stderr(vm, &text);
            return Ok(Ref::NONE);
        }
        // The stream that there was when the thread was made.
        let file = vm.getattr_str(*thread, "_stderr")?;
        if !file.is_none() {
            let text = vm.new_str(&text)?;
            vm.call_method(file.value(), vm.names.write, &[text.value()])?;
            vm.call_method(file.value(), vm.names.flush, &[])?;
        }
        Ok(Ref::NONE)
    }
]; }

/// In the child of a fork: the calling thread is the only one.
pub fn after_fork(vm: &Vm) {
    handle::after_fork(vm);
    local::after_fork(vm);
}

/// Waits for all threads but daemons, before the interpreter ends.
pub fn wait_for_all(vm: &Vm) {
    let wait = || -> Res<()> {
        let name = vm.intern("threading");
        let modules = vm.modules.get();
        if !modules.is_null()
            && let Some(threading) = vm.dict_get(Value::from_ptr(modules), name.value())?.map(Ref::new)
        {
            let shutdown = vm.intern("_shutdown");
            vm.call_method(threading.value(), shutdown.value(), &[])?;
        }
        handle::join_all(vm)
    };
    if wait().is_err() {
        crate::report::unraisable_pending(vm, "Exception ignored on threading shutdown", Value::NONE);
    }
}

/// Makes the module.
pub fn init(vm: &Vm) -> Res {
    let doc = "This module provides primitive operations to write multi-threaded programs.\nThe 'threading' module provides a more convenient interface.";
    let module = super::new_module(vm, "_thread", doc, FUNCTIONS)?;
    let m = module.value();
    vm.at_shutdown.borrow_mut().push(local::shutdown);
    let types = vm.extension::<Types>();
    types.lock.set(new_type_of(vm, &lock::LOCK, vm.types.object)?);
    types.handle.set(new_type_of(vm, &handle::HANDLE, vm.types.object)?);
    let lock_type = types.lock.get();
    for (name, ty) in [
        ("LockType", lock_type),
        ("lock", lock_type),
        ("RLock", new_type_of(vm, &lock::RLOCK, vm.types.object)?),
        ("_local", new_type_of(vm, &local::LOCAL, vm.types.object)?),
        ("_ThreadHandle", types.handle.get()),
        ("_ExceptHookArgs", new_type(vm, &EXCEPT_HOOK_ARGS)?),
        ("error", vm.types.RuntimeError),
    ] {
        super::set(vm, m, name, Ref::from_type(ty))?;
    }
    super::set(vm, m, "_NAME_MAXLEN", vm.new_usize(NAME_MAXLEN)?)?;
    super::set(vm, m, "TIMEOUT_MAX", Ref::float(lock::TIMEOUT_MAX))?;
    Ok(module)
}
