//! `classmethod_descriptor`: a native class method on its type.
use super::builtin_function::{drop_native, native, traverse_native};
use super::method_descriptor::{GETSET, type_text};
use crate::object::{NativeFunction, Res, Slots, TypeSpec, Value, Vm, call_native, flags};

pub static SPEC: TypeSpec = TypeSpec {
    name: "classmethod_descriptor",
    flags: flags::TRACKED,
    size: size_of::<NativeFunction>(),
    slots: Slots {
        repr: Some(|vm, v| vm.new_str(&format!("<method '{}' of '{}' objects>", native(v).def.sig.name(), type_text(vm, native(v).owner)))),
        call: Some(call),
        descr_get: Some(get),
        drop: Some(drop_native),
        traverse: Some(traverse_native),
        ..Slots::EMPTY
    },
    getset: GETSET,
    ..TypeSpec::EMPTY
};

fn check(vm: &Vm, d: Value, cls: Value) -> Res<()> {
    let f = native(d);
    let (name, owner) = (f.def.sig.name(), type_text(vm, f.owner));
    if !vm.is_type(cls) {
        return Err(vm.type_error(format!(
            "descriptor '{name}' for type '{owner}' needs a type, not a '{}' as arg 2",
            vm.type_name(cls)
        )));
    }
    if !vm.is_subtype(cls.ptr(), f.owner) {
        return Err(vm.type_error(format!(
            "descriptor '{name}' requires a subtype of '{owner}' but received '{}'",
            type_text(vm, cls.ptr())
        )));
    }
    Ok(())
}
fn call(vm: &Vm, d: Value, args: &[Value], kwnames: Value) -> Res {
    let f = native(d);
    let named = if kwnames == Value::NULL { 0 } else { vm.tuple_items(kwnames).len() };
    let Some(cls) = args.first().filter(|_| args.len() > named) else {
        return Err(vm.type_error(format!(
            "descriptor '{}' of '{}' object needs an argument",
            f.def.sig.name(),
            type_text(vm, f.owner)
        )));
    };
    check(vm, d, *cls)?;
    call_native(vm, f.def, args, kwnames)
}
fn get(vm: &Vm, d: Value, obj: Value, owner: Value) -> Res {
    let cls = if owner.is_unbound() { Value::from_ptr(vm.type_of(obj)) } else { owner };
    check(vm, d, cls)?;
    vm.new_native(vm.types.builtin_function, native(d).def, cls, native(d).owner)
}
