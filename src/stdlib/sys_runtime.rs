//! The functions of `sys` that look into the running threads or set what the process does as a whole.
use crate::native;
use crate::object::{Ref, Res, Value, Vm};
use crate::vm::{frames, threads};
use std::cell::Cell;

/// The flags for `dlopen`: nothing is loaded here, the number is kept for who asks.
struct LoaderFlags(Cell<i64>);
impl Default for LoaderFlags {
    fn default() -> LoaderFlags {
        LoaderFlags(Cell::new(libc::RTLD_NOW as i64))
    }
}

native! { pub static FUNCTIONS = [
    /// Return a dict mapping each thread's thread id to its current stack frame.
    ///
    /// This function should be used for specialized purposes only.
    "_current_frames()" => fn current_frames(vm, []) {
        let all = vm.new_dict()?;
        for stack in threads::stacks(vm) {
            // A thread without a frame has not begun to run Python code, or is about to end.
            if stack.top > stack.base {
                // SAFETY: the stack has a record below its top; the thread does not run while this one holds the lock.
                let frame = frames::frame_object(vm, unsafe { stack.top.sub(1) })?;
                vm.dict_set(all.value(), vm.new_int(stack.ident as i64)?.value(), frame.value())?;
            }
        }
        Ok(all)
    }
    /// Return a dict mapping each thread's identifier to its current raised exception.
    ///
    /// This function should be used for specialized purposes only.
    "_current_exceptions()" => fn current_exceptions(vm, []) {
        let all = vm.new_dict()?;
        for stack in threads::stacks(vm) {
            let handled = if stack.handled == Value::NULL { Value::NONE } else { stack.handled };
            vm.dict_set(all.value(), vm.new_int(stack.ident as i64)?.value(), handled)?;
        }
        Ok(all)
    }
    /// Call func(*args), while tracing is enabled.
    ///
    /// The tracing state is saved, and restored afterwards.  This is intended
    /// to be called from a debugger from a checkpoint, to recursively debug
    /// some other code.
    "call_tracing(func, args, /)" => fn call_tracing(vm, [func, args]) {
        if !vm.is_tuple(args) {
            return Err(vm.type_error(format!("call_tracing() argument 2 must be tuple, not {}", vm.argument_type_name(args))));
        }
        let tracing = vm.tracing.replace(0);
        let result = vm.call(func, vm.tuple_items(args));
        vm.tracing.set(tracing);
        result
    }
    /// Return the current value of the flags that are used for dlopen calls.
    ///
    /// The flag constants are defined in the os module.
    "getdlopenflags()" => fn getdlopenflags(vm, []) { vm.new_int(vm.extension::<LoaderFlags>().0.get()) }
    /// Set the flags used by the interpreter for dlopen calls.
    ///
    /// Symbolic names for them can be found in the os module (RTLD_xxx constants, e.g. os.RTLD_LAZY).
    "setdlopenflags(flags, /)" => fn setdlopenflags(vm, [flags]) {
        vm.extension::<LoaderFlags>().0.set(vm.c_int_arg(flags)?);
        Ok(Ref::NONE)
    }
    /// Return the number of elements of the unicode interned dictionary
    "getunicodeinternedsize(*, _only_immortal=False)" => fn getunicodeinternedsize(vm, [only_immortal]) {
        // Interned strs live as long as they are used: none is immortal.
        let n = if vm.truth(only_immortal)? { 0 } else { vm.interned.borrow().count() };
        vm.new_int(n as i64)
    }
    /// Return True if the given object is "immortal" per PEP 683.
    ///
    /// This function should be used for specialized purposes only.
    "_is_immortal(op, /)" => fn is_immortal(vm, [op]) { Ok(Ref::bool(!op.is_heap())) }
    /// Return True if remote debugging is enabled, False otherwise.
    "is_remote_debug_enabled()" => fn is_remote_debug_enabled(vm, []) { Ok(Ref::bool(false)) }
    /// Executes a file containing Python code in a given remote Python process.
    ///
    /// Remote debugging is never enabled here: RuntimeError.
    "remote_exec(pid, script)" => fn remote_exec(vm, [_pid, _script]) { Err(vm.runtime_error("Remote debugging is not enabled")) }
    /// Activate stack profiler trampoline *backend*.
    ///
    /// Machine code for each function is what CPython's serves; here ValueError is raised.
    "activate_stack_trampoline(backend, /)" => fn activate_stack_trampoline(vm, [backend]) {
        if !vm.is_str(backend) {
            let what = format!("activate_stack_trampoline() argument must be str, not {}", vm.argument_type_name(backend));
            return Err(vm.type_error(what));
        }
        let known = ["perf", "perf_jit"].contains(&vm.str_text(backend).as_str());
        Err(if known { vm.value_error("perf trampoline not available") } else { vm.value_error(format!("invalid backend: {}", vm.str_text(backend))) })
    }
    /// Deactivate the current stack profiler trampoline backend.
    ///
    /// If no stack profiler is activated, this function has no effect.
    "deactivate_stack_trampoline()" => fn deactivate_stack_trampoline(vm, []) { Ok(Ref::NONE) }
    /// Return *True* if a stack profiler trampoline is active.
    "is_stack_trampoline_active()" => fn is_stack_trampoline_active(vm, []) { Ok(Ref::bool(false)) }
    /// Clear the internal type lookup cache.
    "_clear_type_cache()" => fn clear_type_cache(vm, []) {
        let text = "sys._clear_type_cache() is deprecated and scheduled for removal in a future version. \
                    Use sys._clear_internal_caches() instead.";
        crate::report::warnings::warn(vm, vm.types.DeprecationWarning, text, 1)?;
        vm.clear_attribute_cache();
        Ok(Ref::NONE)
    }
]; }

/// Adds them to `sys`.
pub fn add_to(vm: &Vm, sys: Value) -> Res<()> {
    super::add_functions(vm, sys, FUNCTIONS)
}
