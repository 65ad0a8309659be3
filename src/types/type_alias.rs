//! `typing.TypeAliasType`: what a `type` statement makes.
use super::typing_support::{self as support, caller_module, const_evaluator, evaluate};
use crate::native;
use crate::object::{BinOp, GetSetDef, Header, Ref, Res, Slots, TypeSpec, Value, Vm, call_native, flags};

#[repr(C)]
struct TypeAlias {
    header: Header,
    name: Value,
    /// Tuple.
    type_params: Value,
    /// NULL until computed.
    value: Value,
    /// NULL where the value was given.
    evaluator: Value,
    /// NULL where it is that of the evaluator.
    module: Value,
}

fn a<'x>(v: Value) -> &'x mut TypeAlias {
    // SAFETY: only called with type aliases; no borrow is held across code that may change them.
    unsafe { &mut *v.ptr::<TypeAlias>() }
}
impl TypeAlias {
    fn fields(&mut self) -> [&mut Value; 5] {
        [&mut self.name, &mut self.type_params, &mut self.value, &mut self.evaluator, &mut self.module]
    }
}
unsafe fn drop_alias(vm: &Vm, h: *mut Header) {
    for slot in (*(h as *mut TypeAlias)).fields() {
        let v = std::mem::replace(slot, Value::NULL);
        if v != Value::NULL {
            v.decref(vm);
        }
    }
}
unsafe fn traverse(h: *mut Header, visit: &mut dyn FnMut(Value)) {
    for slot in (*(h as *mut TypeAlias)).fields() {
        if *slot != Value::NULL {
            visit(*slot);
        }
    }
}
unsafe fn clear(vm: &Vm, h: *mut Header) {
    // Name and parameters stay: the alias may still be looked at.
    for slot in [&raw mut (*(h as *mut TypeAlias)).value, &raw mut (*(h as *mut TypeAlias)).evaluator] {
        let v = std::mem::replace(&mut *slot, Value::NULL);
        if v != Value::NULL {
            v.decref(vm);
        }
    }
}

fn alloc(vm: &Vm, name: Value, type_params: Value) -> Res {
    vm.new_object::<TypeAlias>(vm.types.type_alias, |q| {
        // SAFETY: the cell is fresh and large enough.
        unsafe {
            (*q).name = Ref::new(name).into_value();
            (*q).type_params = Ref::new(type_params).into_value();
            (*q).value = Value::NULL;
            (*q).evaluator = Value::NULL;
            (*q).module = Value::NULL;
        }
    })
}
/// The object of a `type` statement; `parameters` is a tuple or None.
pub fn new(vm: &Vm, name: Value, parameters: Value, evaluator: Value) -> Res {
    let made = alloc(vm, name, if parameters.is_none() { vm.empty_tuple.get() } else { parameters })?;
    a(made.value()).evaluator = Ref::new(evaluator).into_value();
    Ok(made)
}
native! { static NEW = [
    "typealias(name, value, *, type_params=())" => fn typealias_new(vm, [name, value, type_params]) {
        if !vm.is_str(name) {
            return Err(vm.type_error(format!("typealias() argument 'name' must be str, not {}", vm.argument_type_name(name))));
        }
        let params = if type_params.is_unbound() { vm.empty_tuple.get() } else { type_params };
        if !vm.is_tuple(params) {
            return Err(vm.type_error("type_params must be a tuple"));
        }
        check_params(vm, params)?;
        let made = alloc(vm, name, params)?;
        a(made.value()).value = Ref::new(value).into_value();
        if let Some(module) = caller_module(vm) {
            a(made.value()).module = module.into_value();
        }
        Ok(made)
    }
]; }
fn check_params(vm: &Vm, params: Value) -> Res<()> {
    let mut seen_default = false;
    for q in vm.tuple_items(params) {
        if !super::type_params::is_type_param(vm, *q) {
            return Err(vm.type_error(format!("Expected a type param, got {}", vm.repr_text(*q)?)));
        }
        let has = super::type_params::has_default(vm, *q);
        if seen_default && !has {
            let text = vm.repr_text(*q)?;
            return Err(vm.type_error(format!("non-default type parameter '{text}' follows default type parameter")));
        }
        seen_default |= has;
    }
    Ok(())
}

fn value(vm: &Vm, v: Value) -> Res {
    if a(v).value == Value::NULL {
        let evaluator = a(v).evaluator;
        if evaluator == Value::NULL {
            return Ok(Ref::NONE);
        }
        let evaluator = Ref::new(evaluator);
        let r = evaluate(vm, evaluator.value())?;
        let old = std::mem::replace(&mut a(v).value, r.into_value());
        if old != Value::NULL {
            drop(Ref::own(old));
        }
    }
    Ok(Ref::new(a(v).value))
}
/// `__parameters__`: the type parameters, tuples of them unpacked.
fn parameters(vm: &Vm, v: Value) -> Res {
    let params = vm.tuple_items(a(v).type_params);
    if !params.iter().any(|q| q.is_exact(vm.types.type_var_tuple)) {
        return Ok(Ref::new(a(v).type_params));
    }
    let mut all = Vec::new();
    for q in params {
        match q.is_exact(vm.types.type_var_tuple) {
            true => all.extend(vm.collect(*q)?),
            false => all.push(Ref::new(*q)),
        }
    }
    vm.tuple_from_refs(all)
}
fn module(vm: &Vm, v: Value) -> Res {
    match (a(v).module, a(v).evaluator) {
        (Value::NULL, Value::NULL) => Ok(Ref::NONE),
        (Value::NULL, evaluator) => vm.getattr(evaluator, vm.names.__module__),
        (module, _) => Ok(Ref::new(module)),
    }
}
native! { static METHODS = [
    "__reduce__(self, /)" => fn type_alias_reduce(vm, [this]) { Ok(Ref::new(a(this).name)) }
]; }

pub static SPEC: TypeSpec = TypeSpec {
    name: "typing.TypeAliasType",
    doc: "Type alias.\n\nType aliases are created by the type statement.",
    flags: flags::TRACKED,
    size: size_of::<TypeAlias>(),
    slots: Slots {
        repr: Some(|_, v| Ok(Ref::new(a(v).name))),
        // The type's own `__module__` stays what it is.
        getattr: Some(|vm, v, name| if name == vm.names.__module__ { module(vm, v) } else { vm.generic_getattr(v, name) }),
        iter: Some(support::iter_unpacked),
        getitem: Some(|vm, v, args| {
            if vm.tuple_items(a(v).type_params).is_empty() {
                return Err(vm.type_error("Only generic type aliases are subscriptable"));
            }
            super::generic_alias::new(vm, v, args)
        }),
        binary: Slots::table([(BinOp::Or, support::make_union)]),
        new: Some(|vm, _, args, kwnames| call_native(vm, &NEW[0], args, kwnames)),
        drop: Some(drop_alias),
        traverse: Some(traverse),
        clear: Some(clear),
        ..Slots::EMPTY
    },
    methods: METHODS,
    getset: &[
        GetSetDef { name: "__name__", get: |_, v| Ok(Ref::new(a(v).name)), set: None, doc: "" },
        GetSetDef { name: "__parameters__", get: parameters, set: None, doc: "" },
        GetSetDef { name: "__type_params__", get: |_, v| Ok(Ref::new(a(v).type_params)), set: None, doc: "" },
        GetSetDef { name: "__value__", get: value, set: None, doc: "" },
        GetSetDef {
            name: "evaluate_value",
            get: |vm, v| match (a(v).evaluator, a(v).value) {
                (Value::NULL, Value::NULL) => Ok(Ref::NONE),
                (Value::NULL, value) => const_evaluator(vm, value),
                (evaluator, _) => Ok(Ref::new(evaluator)),
            },
            set: None,
            doc: "",
        },
    ],
};
