//! What `classmethod` and `staticmethod` have in common: an object around a callable.
use crate::object::{GetSetDef, Header, MethodWrapper, Ref, Res, Slots, Type, TypeSpec, Value, Vm, flags};

/// The type of that name; `slots` are `SLOTS` and its own.
pub const fn spec(name: &'static str, doc: &'static str, slots: Slots) -> TypeSpec {
    TypeSpec {
        name,
        doc,
        flags: flags::TRACKED | flags::BASETYPE | flags::HAS_DICT,
        size: size_of::<MethodWrapper>(),
        slots,
        methods: METHODS,
        getset: GETSET,
        ..TypeSpec::EMPTY
    }
}

/// The slots of both types.
pub const SLOTS: Slots =
    Slots { new: Some(new), drop: Some(drop_wrapper), traverse: Some(traverse), ..Slots::EMPTY };

/// The wrapped callable.
pub fn callable(d: Value) -> Ref {
    // SAFETY: only called with instances of the two types.
    Ref::new(unsafe { d.get::<MethodWrapper>().callable })
}
/// `repr`, by the name of the builtin type.
pub fn repr(vm: &Vm, d: Value, name: &str) -> Res {
    vm.new_str(&format!("<{name}({})>", vm.repr_text(callable(d).value())?))
}
/// `__init__`, by the name of the builtin type.
pub fn init(vm: &Vm, this: Value, args: &[Value], kwnames: Value, name: &str) -> Res<()> {
    if kwnames != Value::NULL && !vm.tuple_items(kwnames).is_empty() {
        return Err(vm.type_error(format!("{name}() takes no keyword arguments")));
    }
    let [f] = args else {
        return Err(vm.type_error(format!("{name} expected 1 argument, got {}", args.len())));
    };
    // SAFETY: `init` is only called with an instance of the type.
    let old = unsafe { std::mem::replace(&mut (*this.ptr::<MethodWrapper>()).callable, Ref::new(*f).into_value()) };
    drop(Ref::own(old));
    take_over_attributes(vm, this, *f)
}

fn new(vm: &Vm, ty: *mut Type, _: &[Value], _: Value) -> Res {
    vm.new_object::<MethodWrapper>(ty, |p| {
        // SAFETY: the cell is fresh and large enough.
        unsafe { (*p).callable = Value::NONE };
    })
}
unsafe fn drop_wrapper(vm: &Vm, h: *mut Header) {
    (*(h as *mut MethodWrapper)).callable.decref(vm);
}
unsafe fn traverse(h: *mut Header, visit: &mut dyn FnMut(Value)) {
    visit((*(h as *mut MethodWrapper)).callable);
}

/// What the wrapper takes over from the function.
fn take_over_attributes(vm: &Vm, this: Value, f: Value) -> Res<()> {
    for name in [vm.names.__module__, vm.names.__name__, vm.names.__qualname__, vm.names.__doc__] {
        if let Some(v) = vm.getattr_opt(f, name)? {
            vm.instance_set(this, name, v)?;
        }
    }
    Ok(())
}

/// An attribute that a method wrapper computes from its function when first asked, and keeps in its own namespace.
fn wrapped_attribute(vm: &Vm, this: Value, function: Value, name: Value) -> Res {
    if let Some(v) = vm.instance_get(this, name) {
        return Ok(Ref::new(v));
    }
    let v = vm.getattr(function, name)?;
    vm.instance_set(this, name, v.clone())?;
    Ok(v)
}
/// Sets or forgets what `wrapped_attribute` keeps.
fn set_wrapped_attribute(vm: &Vm, this: Value, name: Value, value: Option<Value>) -> Res<()> {
    if let Some(v) = value {
        return vm.instance_set(this, name, Ref::new(v)).map(|_| ());
    }
    let removed = match vm.instance_dict(this)? {
        Some(dict) => vm.dict_remove(dict, name)?,
        None => None,
    };
    match removed {
        Some(_) => Ok(()),
        None => Err(vm.attribute_error(this, name)),
    }
}

static GETSET: &[GetSetDef] = &[
    GetSetDef { name: "__func__", get: |_, d| Ok(callable(d)), set: None, doc: "" },
    GetSetDef { name: "__wrapped__", get: |_, d| Ok(callable(d)), set: None, doc: "" },
    GetSetDef {
        name: "__annotations__",
        get: |vm, d| wrapped_attribute(vm, d, callable(d).value(), vm.names.__annotations__),
        set: Some(|vm, d, v| set_wrapped_attribute(vm, d, vm.names.__annotations__, v)),
        doc: "",
    },
    GetSetDef {
        name: "__annotate__",
        get: |vm, d| wrapped_attribute(vm, d, callable(d).value(), vm.names.__annotate__),
        set: Some(|vm, d, v| set_wrapped_attribute(vm, d, vm.names.__annotate__, v)),
        doc: "",
    },
    GetSetDef {
        name: "__isabstractmethod__",
        get: |vm, d| super::is_abstract(vm, callable(d).value()),
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
