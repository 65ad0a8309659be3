//! Which functions and code objects can go to another interpreter as code: those that need nothing of where they were made.
use crate::bytecode::{Bytecode, Const};
use crate::object::{Code, Function, Value, Vm, code_flags};

/// Why a code object is no script, if it is none.
pub fn not_a_script(code: &Bytecode) -> Option<&'static str> {
    if code.arg_count > 0 || code.kwonly_count > 0 || code.flags & (code_flags::VARARGS | code_flags::VARKEYWORDS) != 0 {
        return Some("code with args not supported");
    }
    if !code.free_names.is_empty() {
        return Some("closures not supported");
    }
    if code.flags & code_flags::RESUMABLE != 0 || !code.returns_nothing() {
        return Some("code that returns a value is not a script");
    }
    None
}

/// Whether the code, or code inside of it, uses a name that `globals` has.
fn uses_globals(vm: &Vm, code: &Bytecode, function: &Function) -> bool {
    let known = |name: &str| {
        let key = vm.intern(name);
        // SAFETY: a function keeps its namespaces.
        unsafe { (*function.globals).get_name(vm, key.value()).is_some() || (*function.builtins).get_name(vm, key.value()).is_none() }
    };
    let own = code.sets_globals() || code.globals_read().any(known);
    own || code.consts.iter().any(|c| matches!(c, Const::Code(inner) if uses_globals(vm, inner, function)))
}

/// Why a function has state, if it has any.
pub fn not_stateless(vm: &Vm, function: Value) -> Option<&'static str> {
    // SAFETY: the caller has looked at the type; a function keeps its code.
    let (f, code): (&Function, &Code) = unsafe {
        let f = &*function.ptr::<Function>();
        (f, &*f.code)
    };
    let given = |v: Value| v != Value::NULL && !v.is_none();
    if given(f.defaults) {
        return Some("defaults not supported");
    }
    if given(f.kwdefaults) {
        return Some("keyword defaults not supported");
    }
    if given(f.closure) || !code.bytecode.free_names.is_empty() {
        return Some("closures not supported");
    }
    if uses_globals(vm, &code.bytecode, f) {
        return Some("globals not supported");
    }
    None
}
