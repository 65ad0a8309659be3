//! `atexit`: functions that run when the interpreter ends.
use crate::native;
use crate::object::{Ref, Res, Vm};
use crate::types::support::Arguments;
use std::cell::RefCell;

/// A registered call.
struct Call {
    function: Ref,
    arguments: Arguments,
}

/// The calls, in the order of their registration.
#[derive(Default)]
struct Calls(RefCell<Vec<Call>>);

/// Runs the functions, the last registered first; what they raise is reported and does not stop the others. What they register does not
/// run any more.
pub fn run(vm: &Vm) {
    let calls = std::mem::take(&mut *vm.extension::<Calls>().0.borrow_mut());
    for call in calls.into_iter().rev() {
        if call.arguments.call(vm, call.function.value()).is_err() {
            crate::report::unraisable_pending(vm, "Exception ignored in atexit callback", call.function.value());
        }
    }
    let late = std::mem::take(&mut *vm.extension::<Calls>().0.borrow_mut());
    drop(late);
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
        let arguments = Arguments::new(vm, args, kwargs)?;
        vm.extension::<Calls>().0.borrow_mut().push(Call { function: Ref::new(func), arguments });
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
