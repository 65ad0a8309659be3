//! `classmethod`.
use super::method_wrapper::{self, SLOTS, callable};
use crate::object::{Slots, TypeSpec, Value};

const NAME: &str = "classmethod";

pub static SPEC: TypeSpec = method_wrapper::spec(
    NAME,
    "Convert a function to be a class method.",
    Slots {
        repr: Some(|vm, d| method_wrapper::repr(vm, d, NAME)),
        descr_get: Some(|vm, d, obj, owner| {
            let class = if owner.is_unbound() { Value::from_ptr(vm.type_of(obj)) } else { owner };
            vm.new_bound_method(callable(d).value(), class)
        }),
        init: Some(|vm, this, args, kwnames| method_wrapper::init(vm, this, args, kwnames, NAME)),
        ..SLOTS
    },
);
