//! `atexit`: functions that run when the interpreter ends.
use crate::native;
use crate::object::{Ref, Res, Value, Vm};
use std::cell::RefCell;

/// A registered call: the function, its arguments, and the names of the last of them (a tuple or NULL).
struct Call {
    function: Ref,
    args: Vec<Ref>,
    names: Option<Ref>,
}

/// The calls, in the order of their registration.
#[derive(Default)]
struct Calls(RefCell<Vec<Call>>);

/// Runs the functions, the last registered first; what they raise is reported and does not stop the others. A function that registers
/// another makes that one run next.
pub fn run(vm: &Vm) {
    loop {
        // Not in the loop's head: the borrow would last.
        let call = vm.extension::<Calls>().0.borrow_mut().pop();
        let Some(call) = call else { return };
        let args: Vec<Value> = call.args.iter().map(Ref::value).collect();
        let names = call.names.as_ref().map_or(Value::NULL, Ref::value);
        if vm.call_with(call.function.value(), &args, names).is_err() {
            crate::report::unraisable_pending(vm, "Exception ignored in atexit callback", call.function.value());
        }
    }
}

native! { static FUNCTIONS = [
    /// Register a function to be executed upon normal program termination
    ///
    ///   func - function to be called at exit
    ///   args - optional arguments to pass to func
    ///   kwargs - optional keyword arguments to pass to func
    ///
    ///   func is returned to facilitate usage as a decorator.
    "register(func, /, *args, **kwargs)" => fn register(vm, [func, kwargs], *args) {
        if vm.slots(func).call.is_none() {
            return Err(vm.type_error("the first argument must be callable"));
        }
        let mut all: Vec<Ref> = args.iter().map(|a| Ref::new(*a)).collect();
        let mut names = Vec::new();
        if vm.is_dict(kwargs) {
            for (k, v) in vm.dict(kwargs).iter() {
                names.push(Ref::new(k));
                all.push(Ref::new(v));
            }
        }
        let names = if names.is_empty() { None } else { Some(vm.tuple_from_refs(names)?) };
        vm.extension::<Calls>().0.borrow_mut().push(Call { function: Ref::new(func), args: all, names });
        Ok(Ref::new(func))
    }
    /// Clear the list of previously registered exit functions.
    "_clear()" => fn clear(vm, []) {
        let gone = std::mem::take(&mut *vm.extension::<Calls>().0.borrow_mut());
        drop(gone);
        Ok(Ref::NONE)
    }
    /// Run all registered exit functions.
    ///
    /// If a callback raises an exception, it is logged with sys.unraisablehook.
    "_run_exitfuncs()" => fn run_all(vm, []) {
        run(vm);
        Ok(Ref::NONE)
    }
    /// Return the number of registered exit functions.
    "_ncallbacks()" => fn count(vm, []) {
        let n = vm.extension::<Calls>().0.borrow().len();
        vm.new_usize(n)
    }
    /// Unregister an exit function which was previously registered using
    /// atexit.register
    ///
    ///   func - function to be unregistered
    "unregister(func, /)" => fn unregister(vm, [func]) {
        // Comparing may run Python code, which may register and unregister.
        let mut i = vm.extension::<Calls>().0.borrow().len();
        while i > 0 {
            i -= 1;
            let Some(held) = vm.extension::<Calls>().0.borrow().get(i).map(|c| c.function.clone()) else { continue };
            if vm.compare_bool(held.value(), func, crate::object::CompareOp::Eq)? {
                let mut calls = vm.extension::<Calls>().0.borrow_mut();
                let same = calls.get(i).is_some_and(|c| c.function.value() == held.value());
                let gone = same.then(|| calls.remove(i));
                drop(calls);
                drop(gone);
            }
        }
        Ok(Ref::NONE)
    }
]; }

/// Makes the module.
pub fn init(vm: &Vm) -> Res {
    super::new_module(
        vm,
        "atexit",
        "allow programmer to define multiple exit functions to be executed\nupon normal program termination.\n\nTwo public functions, register and unregister, are defined.\n",
        FUNCTIONS,
    )
}
