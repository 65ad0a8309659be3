//! The `builtins` module: functions by topic, and the types and exceptions by name.
use crate::object::{Dict, Ref, Res, Value, Vm};
use crate::stdlib::{add_functions, new_module, set};

pub mod code;
pub mod compile;
pub mod input_output;
pub mod iteration;
pub mod numbers;
pub mod objects;

/// The types, besides exceptions, that are reachable by name.
const NAMED: &[&str] = &[
    "object", "type", "int", "bool", "float", "complex", "str", "bytes", "bytearray", "memoryview", "list", "tuple", "dict", "set",
    "frozenset", "range", "slice", "property", "staticmethod", "classmethod", "super", "enumerate", "reversed", "zip", "map", "filter",
];

/// Makes the `builtins` module and enters it in `vm.modules` where that exists.
pub fn init(vm: &Vm) -> Res<()> {
    let doc = "Built-in functions, types, exceptions, and other objects.\n\nThis module provides direct access to all 'built-in'\nidentifiers of Python; for example, builtins.len is\nthe full name for the built-in function len().";
    let module = new_module(vm, "builtins", doc, input_output::FUNCTIONS)?;
    let m = module.value();
    add_functions(vm, m, code::FUNCTIONS)?;
    add_functions(vm, m, iteration::FUNCTIONS)?;
    add_functions(vm, m, numbers::FUNCTIONS)?;
    add_functions(vm, m, objects::FUNCTIONS)?;
    for ty in vm.types.each() {
        // SAFETY: all types are ready.
        let name = unsafe { vm.str_text((*ty).name) };
        // SAFETY: as above.
        let exception = unsafe { (*ty).has(crate::object::flags::EXCEPTION_SUBCLASS) } && ty != vm.types.UnsupportedOperation;
        if exception || NAMED.contains(&name.as_str()) {
            set(vm, m, &name, Ref::from_type(ty))?;
        }
    }
    set(vm, m, "open", crate::stdlib::io::new_open(vm)?)?;
    set(vm, m, "EnvironmentError", Ref::from_type(vm.types.OSError))?;
    set(vm, m, "IOError", Ref::from_type(vm.types.OSError))?;
    set(vm, m, "NotImplemented", Ref::NOT_IMPLEMENTED)?;
    set(vm, m, "Ellipsis", Ref::own(Value::ELLIPSIS))?;
    set(vm, m, "None", Ref::NONE)?;
    set(vm, m, "True", Ref::bool(true))?;
    set(vm, m, "False", Ref::bool(false))?;
    set(vm, m, "__debug__", Ref::bool(vm.config.optimize == 0))?;
    vm.builtins.set(vm.module_dict(m));
    if vm.modules.get().is_null() {
        vm.modules.set(vm.new_dict()?.into_value().ptr::<Dict>());
    }
    let name = vm.intern("builtins");
    vm.dict_set_name(vm.modules.get(), name.value(), module)
}

#[cfg(test)]
mod tests;
