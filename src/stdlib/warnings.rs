//! `_warnings`: the native part of `warnings`.
use crate::native;
use crate::object::{Ref, Res, Vm};
use crate::report::warnings::{self, State};
pub use crate::report::warnings::{Place, warn_explicit};

native! { static FUNCTIONS = [
    /// Issue a warning, or maybe ignore it or raise an exception.
    ///
    ///   message
    ///     Text of the warning message.
    ///   category
    ///     The Warning category subclass. Defaults to UserWarning.
    ///   stacklevel
    ///     How far up the call stack to make this warning appear.
    ///   source
    ///     If supplied, the destroyed object which emitted a ResourceWarning
    ///   skip_file_prefixes
    ///     An optional tuple of module filename prefixes indicating frames to skip.
    "warn(message, category=None, stacklevel=1, source=None, *, skip_file_prefixes=())" => fn warn(vm, [message, category, stacklevel, source, skip_file_prefixes]) {
        let mut stacklevel = vm.int_arg(stacklevel)?;
        let mut prefixes = Vec::new();
        if !skip_file_prefixes.is_unbound() {
            if !vm.is_tuple(skip_file_prefixes) {
                let name = vm.type_name(skip_file_prefixes);
                return Err(vm.type_error(format!("warn() argument 'skip_file_prefixes' must be tuple, not {name}")));
            }
            for p in vm.tuple_items(skip_file_prefixes) {
                if !vm.is_str(*p) {
                    let name = vm.type_name(*p);
                    return Err(vm.type_error(format!("Found non-str '{name}' in skip_file_prefixes.")));
                }
                prefixes.push(vm.str_text(*p));
            }
            if !prefixes.is_empty() {
                stacklevel = stacklevel.max(2);
            }
        }
        let category = warnings::category_of(vm, message, category)?;
        let place = warnings::caller(vm, stacklevel, &prefixes)?;
        warnings::warn_explicit(vm, message, category.value(), place, None, source)?;
        Ok(Ref::NONE)
    }
    /// Issue a warning, or maybe ignore it or raise an exception.
    "warn_explicit(message, category, filename, lineno, module=<unrepresentable>, registry=None, module_globals=None, source=None)" => fn warn_explicit_function(vm, [message, category, filename, lineno, module, registry, module_globals, source]) {
        if !vm.is_str(filename) {
            let name = vm.type_name(filename);
            return Err(vm.type_error(format!("warn_explicit() argument 'filename' must be str, not {name}")));
        }
        if !module_globals.is_none() && !vm.is_dict(module_globals) {
            let name = vm.type_name(module_globals);
            return Err(vm.type_error(format!("module_globals must be a dict, not '{name}'")));
        }
        let place = Place {
            filename: Ref::new(filename),
            line: vm.c_int_arg(lineno)?.into(),
            module: if module.is_unbound() { None } else { Some(Ref::new(module)) },
            registry: Ref::new(registry),
        };
        warnings::warn_explicit(vm, message, category, place, None, source)?;
        Ok(Ref::NONE)
    }
    "_filters_mutated_lock_held()" => fn filters_mutated_lock_held(vm, []) {
        if vm.extension::<State>().locked.get() == 0 {
            return Err(vm.runtime_error("warnings lock is not held"));
        }
        warnings::filters_mutated(vm);
        Ok(Ref::NONE)
    }
    "_acquire_lock()" => fn acquire_lock(vm, []) {
        let locked = &vm.extension::<State>().locked;
        locked.set(locked.get() + 1);
        Ok(Ref::NONE)
    }
    "_release_lock()" => fn release_lock(vm, []) {
        let locked = &vm.extension::<State>().locked;
        if locked.get() == 0 {
            return Err(vm.runtime_error("cannot release un-acquired lock"));
        }
        locked.set(locked.get() - 1);
        Ok(Ref::NONE)
    }
]; }

/// Makes the module.
pub fn init(vm: &Vm) -> Res {
    let doc = "_warnings provides basic warning filtering support.\nIt is a helper module to speed up interpreter start-up.";
    let module = super::new_module(vm, "_warnings", doc, FUNCTIONS)?;
    let set = |name: &str, value: Res| super::set(vm, module.value(), name, value?);
    set("filters", warnings::filters(vm))?;
    set("_onceregistry", warnings::once_registry(vm))?;
    set("_defaultaction", warnings::default_action(vm))?;
    set("_warnings_context", super::contextvars::new_variable(vm, "_warnings_context"))?;
    Ok(module)
}
