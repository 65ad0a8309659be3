//! `staticmethod`.
use super::method_wrapper::{self, SLOTS, callable};
use crate::object::{Slots, TypeSpec};

const NAME: &str = "staticmethod";

pub static SPEC: TypeSpec = method_wrapper::spec(
    NAME,
    "Convert a function to be a static method.",
    Slots {
        repr: Some(|vm, d| method_wrapper::repr(vm, d, NAME)),
        call: Some(|vm, d, args, kwnames| vm.call_with(callable(d).value(), args, kwnames)),
        descr_get: Some(|_, d, _, _| Ok(callable(d))),
        init: Some(|vm, this, args, kwnames| method_wrapper::init(vm, this, args, kwnames, NAME)),
        ..SLOTS
    },
);
