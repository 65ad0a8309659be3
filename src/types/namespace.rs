//! `types.SimpleNamespace`.
use crate::native;
use crate::object::{CompareOp, GetSetDef, Ref, Res, Slots, TypeSpec, Value, Vm, call_native, flags};

pub static SPEC: TypeSpec = TypeSpec {
    name: "types.SimpleNamespace",
    doc: "A simple attribute-based namespace.",
    flags: flags::TRACKED | flags::BASETYPE | flags::HAS_DICT,
    size: 16,
    slots: Slots {
        repr: Some(repr),
        compare: Some(|vm, a, b, op| {
            let ns = vm.types.namespace;
            if !matches!(op, CompareOp::Eq | CompareOp::Ne) || !vm.is_instance(a, ns) || !vm.is_instance(b, ns) {
                return Ok(Ref::NOT_IMPLEMENTED);
            }
            let (x, y) = (dict(vm, a)?, dict(vm, b)?);
            vm.compare(x.value(), y.value(), op)
        }),
        new: Some(|vm, ty, _, _| Ok(Ref::own(Value::from_ptr(vm.alloc_instance(ty)?)))),
        init: Some(|vm, this, args, kwnames| {
            let mut all = vec![this];
            all.extend_from_slice(args);
            call_native(vm, &INIT[0], &all, kwnames).map(|_| ())
        }),
        ..Slots::EMPTY
    },
    methods: METHODS,
    getset: &[GetSetDef { name: "__dict__", get: dict, set: None, doc: "" }],
    ..TypeSpec::EMPTY
};
fn dict(vm: &Vm, v: Value) -> Res {
    Ok(Ref::new(vm.instance_dict(v)?.unwrap_or(Value::NONE)))
}
fn set_all(vm: &Vm, this: Value, from: Value) -> Res<()> {
    let copy = vm.dict_copy(from)?;
    for (k, v) in vm.dict(copy.value()).iter() {
        if !vm.is_str(k) {
            return Err(vm.keywords_must_be_strings());
        }
        let k = vm.intern_value(Ref::new(k));
        vm.instance_set(this, k.value(), Ref::new(v))?;
    }
    Ok(())
}
fn positional_count(vm: &Vm, given: usize) -> Res<()> {
    if given > 1 {
        return Err(vm.type_error(format!("SimpleNamespace expected at most 1 argument, got {given}")));
    }
    Ok(())
}
native! { static INIT = [
    @varargs @objects(|vm, args, _, _| positional_count(vm, args.len() - 1)) "SimpleNamespace(self, mapping_or_iterable=(), /, **kwargs)" => fn namespace_init(vm, [this, mapping, kwargs]) {
        if !mapping.is_unbound() {
            if vm.is_dict(mapping) {
                set_all(vm, this, mapping)?;
            } else {
                let d = vm.call(Value::from_ptr(vm.types.dict), &[mapping])?;
                set_all(vm, this, d.value())?;
            }
        }
        if !kwargs.is_unbound() {
            set_all(vm, this, kwargs)?;
        }
        Ok(Ref::NONE)
    }
]; }
native! { static METHODS = [
    /// Return state information for pickling
    "__reduce__(self, /)" => fn reduce(vm, [this]) {
        let arguments = vm.tuple_from(&[])?;
        let attributes = dict(vm, this)?;
        vm.tuple_from(&[Value::from_ptr(vm.type_of(this)), arguments.value(), attributes.value()])
    }
    /// Return a copy of the namespace object with new values for the specified attributes.
    @varargs "__replace__(self, /, **changes)" => fn replace(vm, [this, changes]) {
        let made = vm.call(Value::from_ptr(vm.type_of(this)), &[])?;
        if !vm.is_instance(made.value(), vm.types.namespace) {
            let (wanted, given) = (vm.type_name(this), vm.type_name(made.value()));
            return Err(vm.type_error(format!("expect {wanted} type, but {wanted}() returned '{given}' object")));
        }
        set_all(vm, made.value(), dict(vm, this)?.value())?;
        if !changes.is_unbound() {
            set_all(vm, made.value(), changes)?;
        }
        Ok(made)
    }
]; }
fn repr(vm: &Vm, v: Value) -> Res {
    let name = if vm.type_of(v) == vm.types.namespace { "namespace".to_owned() } else { vm.type_name(v) };
    if vm.repr_guard.borrow().contains(&v) {
        return vm.new_str(&format!("{name}(...)"));
    }
    vm.repr_guard.borrow_mut().push(v);
    let text = (|| {
        let d = vm.dict_copy(dict(vm, v)?.value())?;
        let mut parts = Vec::new();
        for (k, x) in vm.dict(d.value()).iter() {
            if vm.is_str(k) {
                parts.push(format!("{}={}", vm.str_text(k), vm.repr_text(x)?));
            }
        }
        vm.new_str(&format!("{name}({})", parts.join(", ")))
    })();
    vm.repr_guard.borrow_mut().pop();
    text
}
