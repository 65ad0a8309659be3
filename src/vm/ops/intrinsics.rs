//! `INTRINSIC`: operations of the language that are too rare for an instruction of their own.
use super::*;
use crate::isa::Intrinsic;
use crate::object::Ref;
use crate::types::{type_alias, type_params};
use crate::{next_or_unwind, operand};

fn intrinsic(vm: &Vm, kind: Intrinsic, operands: &[Value]) -> Res {
    match (kind, operands) {
        (Intrinsic::TypeVar, &[name]) => type_params::new_type_var(vm, name, Value::NULL, Value::NULL),
        (Intrinsic::TypeVarBound, &[name, bound]) => type_params::new_type_var(vm, name, bound, Value::NULL),
        (Intrinsic::TypeVarConstraints, &[name, constraints]) => {
            type_params::new_type_var(vm, name, Value::NULL, constraints)
        }
        (Intrinsic::ParamSpec, &[name]) => type_params::new_param_spec(vm, name),
        (Intrinsic::TypeVarTuple, &[name]) => type_params::new_type_var_tuple(vm, name),
        (Intrinsic::TypeParamDefault, &[parameter, evaluator]) => {
            type_params::set_default(parameter, evaluator);
            Ok(Ref::new(parameter))
        }
        (Intrinsic::TypeAlias, &[name, parameters, evaluator]) => type_alias::new(vm, name, parameters, evaluator),
        (Intrinsic::GenericBase, &[parameters]) => crate::types::generic::base_of(vm, parameters),
        (Intrinsic::FunctionTypeParams, &[parameters, f]) => {
            // SAFETY: the compiler makes the function right before.
            let slot = unsafe { &mut (*f.ptr::<Function>()).type_params };
            let old = std::mem::replace(slot, Ref::new(parameters).into_value());
            if old != Value::NULL {
                drop(Ref::own(old));
            }
            Ok(Ref::new(f))
        }
        (Intrinsic::ReachAnnotation, &[set, index]) => {
            // The name may have been bound to something else.
            if !set.is_exact(vm.types.set) {
                return Err(vm.type_error(format!("'{}' object is not a set", vm.type_name(set))));
            }
            let add = vm.intern("add");
            vm.call_method(set, add.value(), &[index])
        }
        _ => Err(vm.raise_type(vm.types.SystemError, "bad intrinsic")),
    }
}

cold! {
    INTRINSIC(pc, fp, vm, tab) {
        let base = operand!(pc, 2);
        let ok = match Intrinsic::from_u16(*pc.add(3)) {
            Some(kind) => {
                let n = kind.operands();
                let r = intrinsic(vm, kind, std::slice::from_raw_parts(fp.add(base), n));
                match r {
                    Ok(r) => {
                        release_range(vm, fp, base, n);
                        put(vm, fp, operand!(pc, 1), r.into_value());
                        true
                    }
                    Err(_) => false,
                }
            }
            None => false,
        };
        next_or_unwind!(ok, 4, pc, fp, vm, tab)
    }
}
