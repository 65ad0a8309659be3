//! `staticmethod`.
use super::support::{set_wrapped_attribute, wrapped_attribute};
use crate::object::{GetSetDef, Header, MethodWrapper, Ref, Res, Slots, TypeSpec, Value, Vm, flags};

pub static SPEC: TypeSpec = TypeSpec {
    name: "staticmethod",
    doc: "Convert a function to be a static method.",
    flags: flags::TRACKED | flags::BASETYPE | flags::HAS_DICT,
    size: size_of::<MethodWrapper>(),
    slots: Slots {
        repr: Some(|vm, d| {
            let f = callable(vm, d)?;
            vm.new_str(&format!("<staticmethod({})>", vm.repr_text(f.value())?))
        }),
        call: Some(|vm, d, args, kwnames| { let f = callable(vm, d)?; vm.call_with(f.value(), args, kwnames) }),
        descr_get: Some(|vm, d, _, _| callable(vm, d)),
        new: Some(|vm, ty, _, _| {
            vm.new_object::<MethodWrapper>(ty, |p| {
                // SAFETY: the cell is fresh and large enough.
                unsafe { (*p).callable = Value::NONE };
            })
        }),
        init: Some(|vm, this, args, kwnames| {
            let named = if kwnames == Value::NULL { 0 } else { vm.tuple_items(kwnames).len() };
            if named > 0 {
                return Err(vm.type_error("staticmethod() takes no keyword arguments"));
            }
            let [f] = args else {
                return Err(vm.type_error(format!("staticmethod expected 1 argument, got {}", args.len())));
            };
            // SAFETY: `init` is only called with an instance of the type.
            let old = unsafe { std::mem::replace(&mut (*this.ptr::<MethodWrapper>()).callable, Ref::new(*f).into_value()) };
            drop(Ref::own(old));
            super::method_wrapper_attributes(vm, this, *f)
        }),
        drop: Some(drop_wrapper),
        traverse: Some(traverse),
        ..Slots::EMPTY
    },
    methods: METHODS,
    getset: GETSET,
    ..TypeSpec::EMPTY
};

fn callable(_vm: &Vm, d: Value) -> Res {
    // SAFETY: only called with instances of the type.
    Ok(Ref::new(unsafe { d.get::<MethodWrapper>().callable }))
}
unsafe fn drop_wrapper(vm: &Vm, h: *mut Header) {
    (*(h as *mut MethodWrapper)).callable.decref(vm);
}
unsafe fn traverse(h: *mut Header, visit: &mut dyn FnMut(Value)) {
    visit((*(h as *mut MethodWrapper)).callable);
}
static GETSET: &[GetSetDef] = &[
    GetSetDef { name: "__func__", get: callable, set: None, doc: "" },
    GetSetDef { name: "__wrapped__", get: callable, set: None, doc: "" },
    GetSetDef {
        name: "__annotations__",
        get: |vm, d| wrapped_attribute(vm, d, callable(vm, d)?.value(), vm.names.__annotations__),
        set: Some(|vm, d, v| set_wrapped_attribute(vm, d, vm.names.__annotations__, v)),
        doc: "",
    },
    GetSetDef {
        name: "__annotate__",
        get: |vm, d| wrapped_attribute(vm, d, callable(vm, d)?.value(), vm.names.__annotate__),
        set: Some(|vm, d, v| set_wrapped_attribute(vm, d, vm.names.__annotate__, v)),
        doc: "",
    },
    GetSetDef {
        name: "__isabstractmethod__",
        get: |vm, d| super::is_abstract(vm, callable(vm, d)?.value()),
        set: None,
        doc: "",
    },
    GetSetDef {
        name: "__dict__",
        get: |vm, d| Ok(Ref::new(vm.instance_dict(d)?.unwrap_or(Value::NONE))),
        set: None,
        doc: "",
    },
];

crate::native! { static METHODS = [
    @classmethod "__class_getitem__(cls, object, /)" => fn class_getitem(vm, [cls, object]) { super::support::generic_alias(vm, cls, object) }
]; }
