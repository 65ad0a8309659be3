//! `weakref.ReferenceType`: a reference that does not keep its object alive.
use super::support::check_args;
use crate::object::{CompareOp, GetSetDef, Header, Ref, Res, Slots, Type, TypeSpec, Value, Vm, WeakRef, flags};

pub static SPEC: TypeSpec = TypeSpec {
    name: "weakref.ReferenceType",
    flags: flags::TRACKED | flags::BASETYPE,
    size: size_of::<WeakRef>(),
    slots: Slots {
        repr: Some(repr),
        hash: Some(hash),
        compare: Some(compare),
        call: Some(|vm, v, args, kwnames| {
            check_args(vm, "weakref", args, kwnames, 0, 0)?;
            Ok(w(v).upgrade().unwrap_or(Ref::NONE))
        }),
        new: Some(new),
        init: Some(|vm, _, args, kwnames| check_args(vm, "__init__", args, kwnames, 1, 2)),
        drop: Some(drop_weakref),
        traverse: Some(traverse),
        clear: Some(clear),
        ..Slots::EMPTY
    },
    methods: METHODS,
    getset: GETSET,
    ..TypeSpec::EMPTY
};

crate::native! { static METHODS = [
    @classmethod "__class_getitem__(cls, item, /)" => fn weakref_class_getitem(vm, [cls, item]) {
        super::support::generic_alias(vm, cls, item)
    }
]; }

pub(super) fn w<'a>(v: Value) -> &'a mut WeakRef {
    // SAFETY: only called with weak references; no borrow is held across code that may change them.
    unsafe { &mut *v.ptr::<WeakRef>() }
}
fn new(vm: &Vm, ty: *mut Type, args: &[Value], kwnames: Value) -> Res {
    // A subclass may take more in its `__init__`, which looks at the keywords.
    if ty == vm.types.weakref && kwnames != Value::NULL {
        return Err(vm.type_error("ref() takes no keyword arguments"));
    }
    let given = args.len() - if kwnames == Value::NULL { 0 } else { vm.tuple_items(kwnames).len() };
    let args = &args[..given];
    if args.is_empty() || args.len() > 2 {
        let (least, most) = if args.is_empty() { ("least", 1) } else { ("most", 2) };
        let s = if most == 1 { "" } else { "s" };
        return Err(vm.type_error(format!("__new__ expected at {least} {most} argument{s}, got {}", args.len())));
    }
    let callback = args.get(1).copied().filter(|c| !c.is_none()).unwrap_or(Value::NULL);
    vm.new_weakref(ty, args[0], callback)
}
pub(super) unsafe fn drop_weakref(vm: &Vm, h: *mut Header) {
    vm.unlink_weakref(h as *mut WeakRef);
    clear(vm, h);
}
pub(super) unsafe fn traverse(h: *mut Header, visit: &mut dyn FnMut(Value)) {
    let callback = (*(h as *mut WeakRef)).callback;
    if callback != Value::NULL {
        visit(callback);
    }
}
pub(super) unsafe fn clear(vm: &Vm, h: *mut Header) {
    vm.unlink_weakref(h as *mut WeakRef);
    let callback = std::mem::replace(&mut (*(h as *mut WeakRef)).callback, Value::NULL);
    if callback != Value::NULL {
        callback.decref(vm);
    }
}
fn repr(vm: &Vm, v: Value) -> Res {
    let Some(object) = w(v).upgrade() else { return vm.new_str(&format!("<weakref at {:#x}; dead>", v.0)) };
    let name = vm.getattr_opt(object.value(), vm.names.__name__)?.filter(|n| vm.is_str(n.value()));
    let name = name.map_or(String::new(), |n| format!(" ({})", vm.str_text(n.value())));
    vm.new_str(&format!(
        "<weakref at {:#x}; to '{}' at {:#x}{name}>",
        v.0,
        vm.type_name(object.value()),
        object.value().0
    ))
}
fn hash(vm: &Vm, v: Value) -> Res<i64> {
    if w(v).hash == -1 {
        let Some(object) = w(v).upgrade() else { return Err(vm.type_error("weak object has gone away")) };
        w(v).hash = vm.hash(object.value())?;
    }
    Ok(w(v).hash)
}
fn compare(vm: &Vm, a: Value, b: Value, op: CompareOp) -> Res {
    if !matches!(op, CompareOp::Eq | CompareOp::Ne) || !vm.is_instance(b, vm.types.weakref) {
        return Ok(Ref::NOT_IMPLEMENTED);
    }
    match (w(a).upgrade(), w(b).upgrade()) {
        (Some(x), Some(y)) => vm.compare(x.value(), y.value(), op),
        _ => Ok(Ref::bool((a == b) == (op == CompareOp::Eq))),
    }
}
static GETSET: &[GetSetDef] = &[GetSetDef {
    name: "__callback__",
    get: |_, v| Ok(if w(v).callback == Value::NULL { Ref::NONE } else { Ref::new(w(v).callback) }),
    set: None,
    doc: "",
}];
