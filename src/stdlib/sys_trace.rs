//! `sys.settrace`, `sys.setprofile` and what belongs to them.
use crate::native;
use crate::object::{Ref, Value, Vm};
use crate::vm::monitoring::trace;

fn function(v: Value) -> Option<Ref> {
    (!v.is_none()).then(|| Ref::new(v))
}
fn present(place: &std::cell::Cell<Value>) -> Ref {
    match place.get() {
        Value::NULL => Ref::NONE,
        f => Ref::new(f),
    }
}

native! { pub static FUNCTIONS = [
    /// Set the global debug tracing function.
    ///
    /// It will be called on each function call.  See the debugger chapter
    /// in the library manual.
    "settrace(function, /)" => fn sys_settrace(vm, [f]) {
        trace::set_trace(vm, function(f));
        Ok(Ref::NONE)
    }
    /// Return the global debug tracing function set with sys.settrace.
    ///
    /// See the debugger chapter in the library manual.
    "gettrace()" => fn sys_gettrace(vm, []) {
        Ok(present(&vm.trace_function))
    }
    /// Set the profiling function.
    ///
    /// It will be called on each function call and return.  See the profiler
    /// chapter in the library manual.
    "setprofile(function, /)" => fn sys_setprofile(vm, [f]) {
        trace::set_profile(vm, function(f));
        Ok(Ref::NONE)
    }
    /// Return the profiling function set with sys.setprofile.
    ///
    /// See the profiler chapter in the library manual.
    "getprofile()" => fn sys_getprofile(vm, []) {
        Ok(present(&vm.profile_function))
    }
    /// Set the global debug tracing function in all running threads belonging to the current interpreter.
    ///
    /// It will be called on each function call. See the debugger chapter
    /// in the library manual.
    "_settraceallthreads(function, /)" => fn sys_settrace_all_threads(vm, [f]) {
        trace::set_everywhere(vm, true, function(f));
        Ok(Ref::NONE)
    }
    /// Set the profiling function in all running threads belonging to the current interpreter.
    ///
    /// It will be called on each function call and return.  See the profiler
    /// chapter in the library manual.
    "_setprofileallthreads(function, /)" => fn sys_setprofile_all_threads(vm, [f]) {
        trace::set_everywhere(vm, false, function(f));
        Ok(Ref::NONE)
    }
]; }

/// Adds them to `sys`, with `sys.monitoring`.
pub fn add_to(vm: &Vm, sys: Value) -> crate::object::Res<()> {
    super::add_functions(vm, sys, FUNCTIONS)?;
    super::set(vm, sys, "monitoring", super::monitoring::init(vm)?)
}
