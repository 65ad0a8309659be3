//! `_sysconfig`: how this interpreter was built.
use crate::native;
use crate::object::{Res, Value, Vm};

native! { static FUNCTIONS = [
    /// Returns a dictionary containing build variables intended to be exposed by sysconfig.
    "config_vars()" => fn config_vars(vm, []) {
        let d = vm.new_dict()?;
        for name in ["Py_GIL_DISABLED", "Py_DEBUG"] {
            vm.dict_set(d.value(), vm.intern(name).value(), Value::small_int(0))?;
        }
        Ok(d)
    }
]; }

/// Makes the module.
pub fn init(vm: &Vm) -> Res {
    super::new_module(vm, "_sysconfig", "A helper for the sysconfig module.", FUNCTIONS)
}
