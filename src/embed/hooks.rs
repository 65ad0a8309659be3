//! Functions of `sys` that report exceptions.
use crate::native;
use crate::object::{Ref, Res, Value, Vm};

native! { static FUNCTIONS = [
    /// Handle an exception by displaying it with a traceback on sys.stderr.
    "excepthook(exctype, value, traceback, /)" => fn excepthook(vm, [_exctype, value, traceback]) {
        if !vm.is_exception(value) {
            let text = format!("TypeError: print_exception(): Exception expected for value, {} found\n", vm.type_name(value));
            write(vm, &text)?;
            return Ok(Ref::NONE);
        }
        // An exception that was never raised is shown with the traceback given.
        let e = vm.exception(value);
        if e.traceback == Value::NULL && vm.is_instance(traceback, vm.types.traceback) {
            e.traceback = Ref::new(traceback).into_value();
        }
        write(vm, &crate::report::format_exception(vm, value))?;
        Ok(Ref::NONE)
    }
]; }

/// Writes to `sys.stderr`, if there is one.
fn write(vm: &Vm, text: &str) -> Res<()> {
    let sys = Value::from_ptr(vm.sys.get());
    let Some(stderr) = vm.dict(sys).get_name(vm, vm.names.stderr).filter(|s| !s.is_none()).map(Ref::new) else { return Ok(()) };
    let text = vm.new_str(text)?;
    vm.call_method(stderr.value(), vm.names.write, &[text.value()])?;
    vm.call_method(stderr.value(), vm.names.flush, &[])?;
    Ok(())
}

/// Gives `sys` its `excepthook` and `__excepthook__`.
pub fn install(vm: &Vm) -> Res<()> {
    let hook = vm.new_native(vm.types.builtin_function, &FUNCTIONS[0], Value::NULL, std::ptr::null_mut())?;
    let original = vm.intern("__excepthook__");
    vm.dict_set_name(vm.sys.get(), original.value(), hook.clone())?;
    vm.dict_set_name(vm.sys.get(), vm.names.excepthook, hook)
}
