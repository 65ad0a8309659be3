//! `NoneType`, `ellipsis` and `NotImplementedType`.
use crate::object::{Ref, Slots, TypeSpec, Value};

macro_rules! singleton {
    ($SPEC:ident, $name:literal, $shown:literal, $text:literal, $value:expr, $hash:expr, $doc:literal, $bool:expr, $methods:expr, $compare:expr) => {
        pub static $SPEC: TypeSpec = TypeSpec {
            name: $name,
            doc: $doc,
            slots: Slots {
                repr: Some(|vm, _| vm.new_str($text)),
                hash: Some(|_, _| Ok($hash)),
                compare: $compare,
                bool: $bool,
                new: Some(|vm, _, args, _| match args {
                    [] => Ok(Ref::own($value)),
                    _ => Err(vm.type_error(concat!($shown, " takes no arguments"))),
                }),
                ..Slots::EMPTY
            },
            methods: $methods,
            ..TypeSpec::EMPTY
        };
    };
}
singleton!(NONE, "NoneType", "NoneType", "None", Value::NONE, 0xfca8_6420, "The type of the None singleton.", Some(|_, _| Ok(false)), &[], Some(super::object::object_compare));
singleton!(ELLIPSIS, "ellipsis", "EllipsisType", "Ellipsis", Value::ELLIPSIS, 0x7a35, "The type of the Ellipsis singleton.", None, ELLIPSIS_METHODS, None);
singleton!(
    NOT_IMPLEMENTED,
    "NotImplementedType",
    "NotImplementedType",
    "NotImplemented",
    Value::NOT_IMPLEMENTED,
    0x7a36,
    "The type of the NotImplemented singleton.",
    Some(|vm, _| Err(vm.type_error("NotImplemented should not be used in a boolean context"))),
    NOT_IMPLEMENTED_METHODS,
    None
);
crate::native! { static ELLIPSIS_METHODS = [
    "__reduce__(self, /)" => fn reduce_ellipsis(vm, [this]) { vm.new_str("Ellipsis") }
]; }
crate::native! { static NOT_IMPLEMENTED_METHODS = [
    "__reduce__(self, /)" => fn reduce_not_implemented(vm, [this]) { vm.new_str("NotImplemented") }
]; }
