//! `wrapper_descriptor` and `method-wrapper`: slots of builtin types as methods.
use super::method_descriptor::{type_text, wrong_receiver};
use super::slot_table;
use crate::object::{CompareOp, GetSetDef, Header, Ref, Res, Slots, TypeSpec, Value, Vm, WrapperDescriptor, flags};

pub static SPEC: TypeSpec = TypeSpec {
    name: "wrapper_descriptor",
    flags: flags::TRACKED | flags::METHOD_DESCRIPTOR,
    size: size_of::<WrapperDescriptor>(),
    slots: Slots {
        repr: Some(|vm, v| vm.new_str(&format!("<slot wrapper '{}' of '{}' objects>", slot_table::name(w(v).id), type_text(vm, w(v).owner)))),
        call: Some(call),
        descr_get: Some(get),
        drop: Some(drop_wrapper),
        traverse: Some(traverse),
        ..Slots::EMPTY
    },
    methods: METHODS,
    getset: GETSET,
    ..TypeSpec::EMPTY
};
pub static BOUND_SPEC: TypeSpec = TypeSpec {
    name: "method-wrapper",
    flags: flags::TRACKED,
    size: size_of::<WrapperDescriptor>(),
    slots: Slots {
        repr: Some(|vm, v| {
            let this = w(v).receiver;
            vm.new_str(&format!(
                "<method-wrapper '{}' of {} object at {:#x}>",
                slot_table::name(w(v).id),
                vm.type_name(this),
                this.0
            ))
        }),
        hash: Some(|_, v| Ok(super::object::identity_hash(w(v).receiver) ^ w(v).id as i64)),
        compare: Some(|vm, a, b, op| {
            if !matches!(op, CompareOp::Eq | CompareOp::Ne) || !b.is_exact(vm.types.method_wrapper) {
                return Ok(Ref::NOT_IMPLEMENTED);
            }
            let same = w(a).id == w(b).id && w(a).owner == w(b).owner && w(a).receiver == w(b).receiver;
            Ok(Ref::bool(same == (op == CompareOp::Eq)))
        }),
        call: Some(|vm, v, args, kwnames| slot_table::call_wrapper(vm, w(v), w(v).receiver, args, kwnames)),
        drop: Some(drop_wrapper),
        traverse: Some(traverse),
        ..Slots::EMPTY
    },
    methods: BOUND_METHODS,
    getset: GETSET,
    ..TypeSpec::EMPTY
};

fn w<'a>(v: Value) -> &'a WrapperDescriptor {
    // SAFETY: only called with wrappers.
    unsafe { v.get::<WrapperDescriptor>() }
}
unsafe fn drop_wrapper(vm: &Vm, h: *mut Header) {
    let v = (*(h as *mut WrapperDescriptor)).receiver;
    if v != Value::NULL {
        v.decref(vm);
    }
}
unsafe fn traverse(h: *mut Header, visit: &mut dyn FnMut(Value)) {
    let v = (*(h as *mut WrapperDescriptor)).receiver;
    if v != Value::NULL {
        visit(v);
    }
}
fn call(vm: &Vm, d: Value, args: &[Value], kwnames: Value) -> Res {
    let d = w(d);
    let name = slot_table::name(d.id);
    let named = if kwnames == Value::NULL { 0 } else { vm.tuple_items(kwnames).len() };
    // The values of keywords are no receiver.
    let Some((this, rest)) = args.split_first().filter(|_| args.len() > named) else {
        return Err(vm.type_error(format!(
            "descriptor '{name}' of '{}' object needs an argument",
            type_text(vm, d.owner)
        )));
    };
    if !vm.is_instance(*this, d.owner) {
        return Err(vm.type_error(format!(
            "descriptor '{name}' requires a '{}' object but received a '{}'",
            type_text(vm, d.owner),
            vm.type_name(*this)
        )));
    }
    slot_table::call_wrapper(vm, d, *this, rest, kwnames)
}
fn get(vm: &Vm, d: Value, obj: Value, _: Value) -> Res {
    if obj.is_unbound() {
        return Ok(Ref::new(d));
    }
    if !vm.is_instance(obj, w(d).owner) {
        return Err(wrong_receiver(vm, slot_table::name(w(d).id), w(d).owner, obj));
    }
    let p = vm.alloc_raw(size_of::<WrapperDescriptor>(), true, vm.types.method_wrapper)? as *mut WrapperDescriptor;
    obj.incref();
    // SAFETY: the cell is fresh and large enough.
    unsafe {
        (*p).id = w(d).id;
        (*p).owner = w(d).owner;
        (*p).receiver = obj;
    }
    Ok(Ref::own(Value::from_ptr(p)))
}

crate::native! {
    static METHODS = [
        "__reduce__(self, /)" => fn reduce(vm, [this]) {
            super::object::reduced_attribute(vm, Value::from_ptr(w(this).owner), vm.slot_names[w(this).id])
        }
    ];
}
crate::native! {
    static BOUND_METHODS = [
        "__reduce__(self, /)" => fn reduce_bound(vm, [this]) {
            super::object::reduced_attribute(vm, w(this).receiver, vm.slot_names[w(this).id])
        }
    ];
}

static GETSET: &[GetSetDef] = &[
    GetSetDef { name: "__name__", get: |vm, v| Ok(Ref::new(vm.slot_names[w(v).id])), set: None, doc: "" },
    GetSetDef {
        name: "__qualname__",
        get: |vm, v| vm.new_str(&format!("{}.{}", vm.type_name_of(w(v).owner), slot_table::name(w(v).id))),
        set: None,
        doc: "",
    },
    GetSetDef { name: "__objclass__", get: |_, v| Ok(Ref::from_type(w(v).owner)), set: None, doc: "" },
    GetSetDef {
        name: "__self__",
        get: |vm, v| match w(v).receiver {
            Value::NULL => Err(vm.attribute_error(v, vm.names.__self__)),
            r => Ok(Ref::new(r)),
        },
        set: None,
        doc: "",
    },
    GetSetDef { name: "__doc__", get: |_, _| Ok(Ref::NONE), set: None, doc: "" },
    GetSetDef { name: "__text_signature__", get: |vm, v| vm.new_str(slot_table::signature(w(v).id)), set: None, doc: "" },
];
