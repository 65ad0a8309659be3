//! `method_descriptor`: a native method on its type.
use super::builtin_function::{drop_native, native, text_signature, traverse_native};
use crate::object::{GetSetDef, NativeFunction, Raised, Ref, Res, Slots, Type, TypeSpec, Value, Vm, call_native, flags};

pub static SPEC: TypeSpec = TypeSpec {
    name: "method_descriptor",
    flags: flags::TRACKED | flags::METHOD_DESCRIPTOR,
    size: size_of::<NativeFunction>(),
    slots: Slots {
        repr: Some(|vm, v| vm.new_str(&format!("<method '{}' of '{}' objects>", native(v).def.sig.name(), type_text(vm, native(v).owner)))),
        call: Some(call),
        descr_get: Some(get),
        drop: Some(drop_native),
        traverse: Some(traverse_native),
        ..Slots::EMPTY
    },
    methods: METHODS,
    getset: GETSET,
    ..TypeSpec::EMPTY
};

/// Name of a type as messages and reprs of descriptors have it.
pub(super) fn type_text(vm: &Vm, ty: *mut Type) -> String {
    vm.name_of_type(ty)
}
/// TypeError of a descriptor that is used with an object of another type.
#[cold]
pub fn wrong_receiver(vm: &Vm, name: &str, owner: *mut Type, obj: Value) -> Raised {
    vm.type_error(format!(
        "descriptor '{name}' for '{}' objects doesn't apply to a '{}' object",
        type_text(vm, owner),
        vm.type_name(obj)
    ))
}
fn call(vm: &Vm, f: Value, args: &[Value], kwnames: Value) -> Res {
    let f = native(f);
    let named = if kwnames == Value::NULL { 0 } else { vm.tuple_items(kwnames).len() };
    if args.len() == named {
        return Err(vm.type_error(format!(
            "unbound method {}.{}() needs an argument",
            vm.type_name_of(f.owner),
            f.def.sig.name()
        )));
    }
    if !vm.is_instance(args[0], f.owner) {
        return Err(wrong_receiver(vm, f.def.sig.name(), f.owner, args[0]));
    }
    call_native(vm, f.def, args, kwnames)
}
fn get(vm: &Vm, d: Value, obj: Value, _: Value) -> Res {
    if obj.is_unbound() {
        return Ok(Ref::new(d));
    }
    let f = native(d);
    if !vm.is_instance(obj, f.owner) {
        return Err(wrong_receiver(vm, f.def.sig.name(), f.owner, obj));
    }
    vm.new_native(vm.types.builtin_function, f.def, obj, f.owner)
}

crate::native! { pub(super) static METHODS = [
    "__reduce__(self, /)" => fn reduce(vm, [this]) {
        let name = vm.intern(native(this).def.sig.name());
        super::object::reduced_attribute(vm, Value::from_ptr(native(this).owner), name.value())
    }
]; }

/// Attributes that method descriptors and class method descriptors share.
pub(super) static GETSET: &[GetSetDef] = &[
    GetSetDef { name: "__name__", get: |vm, v| Ok(vm.intern(native(v).def.sig.name())), set: None, doc: "" },
    GetSetDef {
        name: "__qualname__",
        get: |vm, v| vm.new_str(&format!("{}.{}", vm.type_name_of(native(v).owner), native(v).def.sig.name())),
        set: None,
        doc: "",
    },
    GetSetDef {
        name: "__doc__",
        get: |vm, v| match native(v).def.doc.trim() {
            "" => Ok(Ref::NONE),
            d => vm.new_str(d),
        },
        set: None,
        doc: "",
    },
    GetSetDef { name: "__objclass__", get: |_, v| Ok(Ref::from_type(native(v).owner)), set: None, doc: "" },
    GetSetDef { name: "__text_signature__", get: |vm, v| text_signature(vm, native(v)), set: None, doc: "" },
];
