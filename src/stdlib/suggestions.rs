//! `_suggestions`: the name that was probably meant, for tracebacks.
use crate::native;
use crate::object::{Ref, Res, Vm};
use crate::report;

native! { static FUNCTIONS = [
    /// Returns the candidate in candidates that's closest to item
    "_generate_suggestions(candidates, item, /)" => fn generate_suggestions(vm, [candidates, item]) {
        if !vm.is_str(item) {
            let what = format!("_generate_suggestions() argument 2 must be str, not {}", vm.argument_type_name(item));
            return Err(vm.type_error(what));
        }
        if !candidates.is_exact(vm.types.list) {
            return Err(vm.type_error("candidates must be a list"));
        }
        // No Python code runs while the items are looked at.
        let names = vm.list(candidates).items();
        if names.iter().any(|n| !vm.is_str(*n)) {
            return Err(vm.type_error("all elements in 'candidates' must be strings"));
        }
        let names: Vec<String> = names.iter().map(|n| vm.str_text(*n)).collect();
        let closest = report::closest(&vm.str_text(item), names.iter().map(String::as_str));
        closest.map_or(Ok(Ref::NONE), |name| vm.new_str(&name))
    }
]; }

/// Makes the module.
pub fn init(vm: &Vm) -> Res {
    super::new_module(vm, "_suggestions", "", FUNCTIONS)
}
