//! `_typing`: the native part of `typing`.
use crate::native;
use crate::object::{Ref, Res, Vm};
use crate::types::typing_support;

native! { static FUNCTIONS = [
    "_idfunc(x, /)" => fn idfunc(vm, [x]) { Ok(Ref::new(x)) }
]; }

/// Makes the module.
pub fn init(vm: &Vm) -> Res {
    let module = super::new_module(vm, "_typing", "Primitives and accelerators for the typing module.\n", FUNCTIONS)?;
    let t = &vm.types;
    for (name, ty) in [
        ("TypeVar", t.type_var),
        ("TypeVarTuple", t.type_var_tuple),
        ("ParamSpec", t.param_spec),
        ("ParamSpecArgs", t.param_spec_args),
        ("ParamSpecKwargs", t.param_spec_kwargs),
        ("Generic", t.generic),
        ("TypeAliasType", t.type_alias),
        ("Union", t.union_type),
    ] {
        super::set(vm, module.value(), name, Ref::from_type(ty))?;
    }
    super::set(vm, module.value(), "NoDefault", typing_support::no_default(vm)?)?;
    Ok(module)
}
