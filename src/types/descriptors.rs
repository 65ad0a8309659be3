//! `getset_descriptor` and `member_descriptor`: computed attributes of builtin types, and `__slots__`.
use super::method_descriptor::{type_text, wrong_receiver};
use crate::object::{GetSet, GetSetDef, Header, MemberDescriptor, Ref, Res, Slots, Type, TypeSpec, Value, Vm};

pub static GETSET_SPEC: TypeSpec = TypeSpec {
    name: "getset_descriptor",
    size: size_of::<GetSet>(),
    slots: Slots {
        repr: Some(|vm, v| vm.new_str(&format!("<attribute '{}' of '{}' objects>", g(v).def.name, type_text(vm, g(v).owner)))),
        descr_get: Some(getset_get),
        descr_set: Some(getset_set),
        ..Slots::EMPTY
    },
    getset: GETSET,
    ..TypeSpec::EMPTY
};
pub static MEMBER_SPEC: TypeSpec = TypeSpec {
    name: "member_descriptor",
    size: size_of::<MemberDescriptor>(),
    slots: Slots {
        repr: Some(|vm, v| {
            vm.new_str(&format!("<member '{}' of '{}' objects>", vm.str_text(m(v).name), type_text(vm, m(v).owner)))
        }),
        descr_get: Some(member_get),
        descr_set: Some(member_set),
        drop: Some(drop_member),
        ..Slots::EMPTY
    },
    getset: MEMBER_GETSET,
    ..TypeSpec::EMPTY
};

fn g<'a>(v: Value) -> &'a GetSet {
    // SAFETY: only called with getset descriptors.
    unsafe { v.get::<GetSet>() }
}
fn m<'a>(v: Value) -> &'a MemberDescriptor {
    // SAFETY: only called with member descriptors.
    unsafe { v.get::<MemberDescriptor>() }
}
unsafe fn drop_member(vm: &Vm, h: *mut Header) {
    (*(h as *mut MemberDescriptor)).name.decref(vm);
}
fn getset_get(vm: &Vm, d: Value, obj: Value, _: Value) -> Res {
    if obj.is_unbound() {
        return Ok(Ref::new(d));
    }
    if !vm.is_instance(obj, g(d).owner) {
        return Err(wrong_receiver(vm, g(d).def.name, g(d).owner, obj));
    }
    (g(d).def.get)(vm, obj)
}
fn getset_set(vm: &Vm, d: Value, obj: Value, value: Option<Value>) -> Res<()> {
    if !vm.is_instance(obj, g(d).owner) {
        return Err(wrong_receiver(vm, g(d).def.name, g(d).owner, obj));
    }
    match g(d).def.set {
        Some(f) => f(vm, obj, value),
        None => {
            let msg = format!(
                "attribute '{}' of '{}' objects is not writable",
                g(d).def.name,
                vm.name_of_type(g(d).owner)
            );
            Err(vm.raise_type(vm.types.AttributeError, msg))
        }
    }
}
/// A new getset descriptor of a type.
pub fn new_getset(vm: &Vm, def: &'static GetSetDef, owner: *mut Type) -> Res {
    // SAFETY: fresh memory of the size given; all fields are written.
    unsafe {
        let p = vm.alloc_raw(size_of::<GetSet>(), false, vm.types.getset_descriptor)? as *mut GetSet;
        (&raw mut (*p).def).write(def);
        (*p).owner = owner;
        Ok(Ref::own(Value::from_ptr(p)))
    }
}

/// A new member descriptor of a builtin type, for what CPython keeps as a plain field.
pub fn new_field(vm: &Vm, name: Ref, def: &'static GetSetDef, owner: *mut Type) -> Res {
    // SAFETY: fresh memory of the size given; all fields are written.
    unsafe {
        let p = vm.alloc_raw(size_of::<MemberDescriptor>(), false, vm.types.member_descriptor)? as *mut MemberDescriptor;
        (*p).name = name.into_value();
        (*p).owner = owner;
        (*p).offset = 0;
        (&raw mut (*p).def).write(Some(def));
        Ok(Ref::own(Value::from_ptr(p)))
    }
}

/// What computes the attribute that descriptor `d` of native code gives instances of `ty`.
///
/// # Safety
/// `ty` is a live type.
pub unsafe fn native_attribute(vm: &Vm, ty: *const Type, d: Value) -> Option<&'static GetSetDef> {
    let (def, owner) = match () {
        () if d.is_exact(vm.types.getset_descriptor) => (Some(g(d).def), g(d).owner),
        () if d.is_exact(vm.types.member_descriptor) => (m(d).def, m(d).owner),
        () => return None,
    };
    if vm.is_subtype(ty, owner) { def } else { None }
}

fn place(vm: &Vm, d: Value, obj: Value) -> Res<*mut Value> {
    if !obj.is_heap() || !vm.is_instance(obj, m(d).owner) {
        return Err(wrong_receiver(vm, &vm.str_text(m(d).name), m(d).owner, obj));
    }
    Ok((obj.0 + m(d).offset as u64) as *mut Value)
}
fn member_get(vm: &Vm, d: Value, obj: Value, _: Value) -> Res {
    if obj.is_unbound() {
        return Ok(Ref::new(d));
    }
    if let Some(def) = m(d).def {
        if !vm.is_instance(obj, m(d).owner) {
            return Err(wrong_receiver(vm, def.name, m(d).owner, obj));
        }
        return (def.get)(vm, obj);
    }
    // SAFETY: instances of the owner have the member at its offset.
    match unsafe { *place(vm, d, obj)? } {
        Value::NULL => Err(vm.attribute_error(obj, m(d).name)),
        v => Ok(Ref::new(v)),
    }
}
fn member_set(vm: &Vm, d: Value, obj: Value, value: Option<Value>) -> Res<()> {
    if let Some(def) = m(d).def {
        if !vm.is_instance(obj, m(d).owner) {
            return Err(wrong_receiver(vm, def.name, m(d).owner, obj));
        }
        return match def.set {
            Some(f) => f(vm, obj, value),
            None => Err(vm.raise_type(vm.types.AttributeError, "readonly attribute")),
        };
    }
    let p = place(vm, d, obj)?;
    let new = value.map_or(Value::NULL, |v| Ref::new(v).into_value());
    // SAFETY: instances of the owner have the member at its offset.
    let old = unsafe { std::mem::replace(&mut *p, new) };
    if old != Value::NULL {
        drop(Ref::own(old));
    } else if value.is_none() {
        let name = vm.str_text(m(d).name);
        return Err(vm.raise_type(vm.types.AttributeError, name));
    }
    Ok(())
}
static GETSET: &[GetSetDef] = &[
    GetSetDef { name: "__name__", get: |vm, v| Ok(vm.intern(g(v).def.name)), set: None, doc: "" },
    GetSetDef {
        name: "__qualname__",
        get: |vm, v| vm.new_str(&format!("{}.{}", vm.type_name_of(g(v).owner), g(v).def.name)),
        set: None,
        doc: "",
    },
    GetSetDef {
        name: "__doc__",
        get: |vm, v| if g(v).def.doc.is_empty() { Ok(Ref::NONE) } else { vm.new_str(g(v).def.doc) },
        set: None,
        doc: "",
    },
    GetSetDef { name: "__objclass__", get: |_, v| Ok(Ref::from_type(g(v).owner)), set: None, doc: "" },
];
static MEMBER_GETSET: &[GetSetDef] = &[
    GetSetDef { name: "__name__", get: |_, v| Ok(Ref::new(m(v).name)), set: None, doc: "" },
    GetSetDef {
        name: "__qualname__",
        get: |vm, v| vm.new_str(&format!("{}.{}", vm.type_name_of(m(v).owner), vm.str_text(m(v).name))),
        set: None,
        doc: "",
    },
    GetSetDef {
        name: "__doc__",
        get: |vm, v| m(v).def.filter(|def| !def.doc.is_empty()).map_or(Ok(Ref::NONE), |def| vm.new_str(def.doc)),
        set: None,
        doc: "",
    },
    GetSetDef { name: "__objclass__", get: |_, v| Ok(Ref::from_type(m(v).owner)), set: None, doc: "" },
];
