//! `method`: a function bound to its receiver.
use super::function::bound;
use crate::native;
use crate::object::{BoundMethod, CompareOp, GetSetDef, Header, Ref, Res, Slots, TypeSpec, Value, Vm, flags};

pub static SPEC: TypeSpec = TypeSpec {
    name: "method",
    doc: "Create a bound instance method object.",
    flags: flags::TRACKED | flags::WEAKREFABLE,
    size: size_of::<BoundMethod>(),
    slots: Slots {
        repr: Some(repr),
        hash: Some(|vm, v| Ok(vm.hash(bound(v).function)? ^ super::object::identity_hash(bound(v).receiver))),
        compare: Some(|vm, a, b, op| {
            if !matches!(op, CompareOp::Eq | CompareOp::Ne) || !b.is_exact(vm.types.method) {
                return Ok(Ref::NOT_IMPLEMENTED);
            }
            let same = bound(a).receiver == bound(b).receiver
                && vm.compare_bool(bound(a).function, bound(b).function, CompareOp::Eq)?;
            Ok(Ref::bool(same == (op == CompareOp::Eq)))
        }),
        call: Some(call),
        getattr: Some(getattr),
        descr_get: Some(|_, v, _, _| Ok(Ref::new(v))),
        new: Some(|vm, _, args, kwnames| crate::object::call_native(vm, &NEW[0], args, kwnames)),
        drop: Some(drop_method),
        traverse: Some(traverse),
        ..Slots::EMPTY
    },
    methods: METHODS,
    getset: GETSET,
    ..TypeSpec::EMPTY
};

native! { static METHODS = [
    "__reduce__(self, /)" => fn reduce(vm, [this]) {
        let name = vm.getattr(bound(this).function, vm.names.__name__)?;
        super::object::reduced_attribute(vm, bound(this).receiver, name.value())
    }
]; }

native! { static NEW = [
    "method(function, instance, /)" => fn method_new(vm, [function, instance]) {
        if vm.slots(function).call.is_none() {
            return Err(vm.type_error("first argument must be callable"));
        }
        if instance.is_none() {
            return Err(vm.type_error("instance must not be None"));
        }
        vm.new_bound_method(function, instance)
    }
]; }

unsafe fn drop_method(vm: &Vm, h: *mut Header) {
    let m = &*(h as *mut BoundMethod);
    m.function.decref(vm);
    m.receiver.decref(vm);
}
unsafe fn traverse(h: *mut Header, visit: &mut dyn FnMut(Value)) {
    let m = &*(h as *mut BoundMethod);
    visit(m.function);
    visit(m.receiver);
}
fn call(vm: &Vm, m: Value, args: &[Value], kwnames: Value) -> Res {
    let m = bound(m);
    let n = args.len() + 1;
    if n <= 6 {
        let mut all = [m.receiver; 6];
        all[1..n].copy_from_slice(args);
        return vm.call_with(m.function, &all[..n], kwnames);
    }
    let mut all = Vec::with_capacity(n);
    all.push(m.receiver);
    all.extend_from_slice(args);
    vm.call_with(m.function, &all, kwnames)
}
fn getattr(vm: &Vm, obj: Value, name: Value) -> Res {
    if let Some(d) = vm.type_lookup(vm.types.method, name).map(Ref::new) {
        return match vm.slots(d.value()).descr_get {
            Some(get) => get(vm, d.value(), obj, Value::from_ptr(vm.types.method)),
            None => Ok(d),
        };
    }
    vm.getattr(bound(obj).function, name)
}
fn repr(vm: &Vm, v: Value) -> Res {
    let m = bound(v);
    let name = match vm.getattr_opt(m.function, vm.names.__qualname__)? {
        Some(q) if vm.is_str(q.value()) => Some(q),
        _ => vm.getattr_opt(m.function, vm.names.__name__)?,
    };
    let name = name.filter(|n| vm.is_str(n.value())).map_or("?".to_owned(), |n| vm.str_text(n.value()));
    vm.new_str(&format!("<bound method {name} of {}>", vm.repr_text(m.receiver)?))
}
static GETSET: &[GetSetDef] = &[
    GetSetDef { name: "__func__", get: |_, v| Ok(Ref::new(bound(v).function)), set: None, doc: "" },
    GetSetDef { name: "__self__", get: |_, v| Ok(Ref::new(bound(v).receiver)), set: None, doc: "" },
    GetSetDef { name: "__doc__", get: |vm, v| vm.getattr(bound(v).function, vm.names.__doc__), set: None, doc: "" },
];
