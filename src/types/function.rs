//! `function`: Python functions.
use crate::object::{BoundMethod, Function, GetSetDef, Header, Ref, Res, Slots, TypeSpec, Value, Vm, flags};

pub static SPEC: TypeSpec = TypeSpec {
    name: "function",
    doc: "Create a function object.",
    flags: flags::TRACKED | flags::METHOD_DESCRIPTOR | flags::WEAKREFABLE,
    size: size_of::<Function>(),
    slots: Slots {
        repr: Some(|vm, v| vm.new_str(&format!("<function {} at {:#x}>", vm.str_text(f(v).qualname), v.0))),
        hash: Some(|_, v| Ok(super::object::identity_hash(v))),
        new: Some(|vm, _, args, kwnames| crate::object::call_native(vm, &NEW[0], args, kwnames)),
        call: Some(crate::vm::call_function),
        getattr: Some(getattr),
        setattr: Some(setattr),
        descr_get: Some(|vm, d, obj, _| if obj.is_unbound() { Ok(Ref::new(d)) } else { vm.new_bound_method(d, obj) }),
        drop: Some(drop_function),
        traverse: Some(traverse),
        clear: Some(clear),
        ..Slots::EMPTY
    },
    getset: GETSET,
    ..TypeSpec::EMPTY
};

crate::native! { static NEW = [
    "function(code, globals, name=None, argdefs=None, closure=None, kwdefaults=None)" => fn function_new(vm, [code, globals, name, argdefs, closure, kwdefaults]) {
        if !code.is_exact(vm.types.code) {
            return Err(vm.type_error(format!("function() argument 'code' must be code, not {}", vm.type_name(code))));
        }
        if !vm.is_dict(globals) {
            return Err(vm.type_error(format!("function() argument 'globals' must be dict, not {}", vm.type_name(globals))));
        }
        if !name.is_none() && !vm.is_str(name) {
            return Err(vm.type_error("arg 3 (name) must be None or string"));
        }
        if !argdefs.is_none() && !vm.is_tuple(argdefs) {
            return Err(vm.type_error("arg 4 (defaults) must be None or tuple"));
        }
        // SAFETY: the type is checked.
        let b = unsafe { &code.get::<crate::object::Code>().bytecode };
        let free = b.free_names.len();
        if !vm.is_tuple(closure) {
            if free > 0 && closure.is_none() {
                return Err(vm.type_error("arg 5 (closure) must be tuple"));
            }
            if !closure.is_none() {
                return Err(vm.type_error("arg 5 (closure) must be None or tuple"));
            }
        }
        let cells: &[Value] = if closure.is_none() { &[] } else { vm.tuple_items(closure) };
        if cells.len() != free {
            return Err(vm.value_error(format!("{} requires closure of length {free}, not {}", b.name, cells.len())));
        }
        if let Some(c) = cells.iter().find(|c| !c.is_exact(vm.types.cell)) {
            return Err(vm.type_error(format!("arg 5 (closure) expected cell, found {}", vm.type_name(*c))));
        }
        if !kwdefaults.is_none() && !vm.is_dict(kwdefaults) {
            return Err(vm.type_error("arg 6 (kwdefaults) must be None or dict"));
        }
        let made = crate::vm::new_function(vm, code, globals.ptr(), crate::vm::builtins_for(vm, globals)?)?;
        let own = f(made.value());
        let some = |v: Value| if v.is_none() { Value::NULL } else { v };
        if !name.is_none() {
            replace(&mut own.name, name);
        }
        replace(&mut own.defaults, some(argdefs));
        replace(&mut own.closure, if cells.is_empty() { Value::NULL } else { closure });
        replace(&mut own.kwdefaults, some(kwdefaults));
        Ok(made)
    }
]; }

fn f<'a>(v: Value) -> &'a mut Function {
    // SAFETY: only called with functions; no borrow is held across code that may change them.
    unsafe { &mut *v.ptr::<Function>() }
}

unsafe fn drop_function(vm: &Vm, h: *mut Header) {
    let f = &mut *(h as *mut Function);
    for v in fields(f) {
        let v = std::mem::replace(v, Value::NULL);
        if v != Value::NULL {
            v.decref(vm);
        }
    }
    for v in [Value::from_ptr(f.code), Value::from_ptr(f.globals), Value::from_ptr(f.builtins)] {
        if v != Value::NULL {
            v.decref(vm);
        }
    }
}
fn fields(f: &mut Function) -> [&mut Value; 11] {
    [
        &mut f.closure,
        &mut f.defaults,
        &mut f.kwdefaults,
        &mut f.name,
        &mut f.qualname,
        &mut f.module,
        &mut f.doc,
        &mut f.annotations,
        &mut f.annotate,
        &mut f.dict,
        &mut f.type_params,
    ]
}
unsafe fn traverse(h: *mut Header, visit: &mut dyn FnMut(Value)) {
    let f = &mut *(h as *mut Function);
    for v in fields(f) {
        if *v != Value::NULL {
            visit(*v);
        }
    }
    for v in [Value::from_ptr(f.code), Value::from_ptr(f.globals), Value::from_ptr(f.builtins)] {
        if v != Value::NULL {
            visit(v);
        }
    }
}
unsafe fn clear(vm: &Vm, h: *mut Header) {
    // What the frame of a running function needs stays.
    for slot in [
        &raw mut (*(h as *mut Function)).defaults,
        &raw mut (*(h as *mut Function)).kwdefaults,
        &raw mut (*(h as *mut Function)).dict,
        &raw mut (*(h as *mut Function)).annotations,
        &raw mut (*(h as *mut Function)).annotate,
    ] {
        let v = std::mem::replace(&mut *slot, Value::NULL);
        if v != Value::NULL {
            v.decref(vm);
        }
    }
    (*(h as *mut Function)).version = 0;
}

fn or_none(v: Value) -> Res {
    Ok(if v == Value::NULL { Ref::NONE } else { Ref::new(v) })
}
/// The docstring. That of a fresh function is the first constant of its code.
fn doc(vm: &Vm, v: Value) -> Res {
    if f(v).doc.is_unbound() {
        // SAFETY: a function owns its code.
        let first = unsafe {
            crate::vm::prepare_code(vm, f(v).code)?;
            (*f(v).code).consts.first().copied().unwrap_or(Value::NONE)
        };
        replace(&mut f(v).doc, first);
    }
    or_none(f(v).doc)
}
/// Stores first, decrements last.
fn replace(slot: &mut Value, new: Value) {
    if new != Value::NULL {
        new.incref();
    }
    let old = std::mem::replace(slot, new);
    if old != Value::NULL {
        drop(Ref::own(old));
    }
}
fn function_dict(vm: &Vm, v: Value) -> Res<Value> {
    if f(v).dict == Value::NULL {
        f(v).dict = vm.new_dict()?.into_value();
    }
    Ok(f(v).dict)
}

fn getattr(vm: &Vm, obj: Value, name: Value) -> Res {
    let ty = vm.type_of(obj);
    let on_type = vm.type_lookup(ty, name).map(Ref::new);
    if let Some(d) = &on_type {
        let s = vm.slots(d.value());
        if let (Some(get), Some(_)) = (s.descr_get, s.descr_set) {
            return get(vm, d.value(), obj, Value::from_ptr(ty));
        }
    }
    if f(obj).dict != Value::NULL
        && let Some(v) = vm.dict(f(obj).dict).get_name(vm, name)
    {
        return Ok(Ref::new(v));
    }
    match on_type {
        Some(d) => match vm.slots(d.value()).descr_get {
            Some(get) => get(vm, d.value(), obj, Value::from_ptr(ty)),
            None => Ok(d),
        },
        None => Err(vm.attribute_error(obj, name)),
    }
}
fn setattr(vm: &Vm, obj: Value, name: Value, value: Option<Value>) -> Res<()> {
    if let Some(d) = vm.type_lookup(vm.type_of(obj), name).map(Ref::new)
        && let Some(set) = vm.slots(d.value()).descr_set
    {
        return set(vm, d.value(), obj, value);
    }
    let dict = function_dict(vm, obj)?;
    match value {
        Some(v) => vm.dict_set_name(dict.ptr(), name, Ref::new(v)),
        None => match vm.dict_remove(dict, name)? {
            Some(_) => Ok(()),
            None => Err(vm.attribute_error(obj, name)),
        },
    }
}

fn set_text(vm: &Vm, slot: fn(&mut Function) -> &mut Value, obj: Value, v: Option<Value>, attr: &str) -> Res<()> {
    match v {
        Some(v) if vm.is_str(v) => {
            replace(slot(f(obj)), v);
            Ok(())
        }
        _ => Err(vm.type_error(format!("{attr} must be set to a string object"))),
    }
}
fn set_plain(slot: fn(&mut Function) -> &mut Value, obj: Value, v: Option<Value>) -> Res<()> {
    replace(slot(f(obj)), v.unwrap_or(Value::NONE));
    Ok(())
}

/// `__annotations__` of a function: stored ones or what its `__annotate__` computes (PEP 649).
fn annotations(vm: &Vm, v: Value) -> Res {
    if f(v).annotations == Value::NULL {
        let annotate = f(v).annotate;
        let r = if annotate == Value::NULL || annotate.is_none() {
            vm.new_dict()?
        } else {
            let annotate = Ref::new(annotate);
            super::support::evaluated_annotations(vm, annotate.value())?
        };
        replace(&mut f(v).annotations, r.value());
    }
    Ok(Ref::new(f(v).annotations))
}

static GETSET: &[GetSetDef] = &[
    GetSetDef { name: "__name__", get: |_, v| Ok(Ref::new(f(v).name)), set: Some(|vm, o, v| set_text(vm, |f| &mut f.name, o, v, "__name__")), doc: "" },
    GetSetDef { name: "__qualname__", get: |_, v| Ok(Ref::new(f(v).qualname)), set: Some(|vm, o, v| set_text(vm, |f| &mut f.qualname, o, v, "__qualname__")), doc: "" },
    GetSetDef { name: "__doc__", get: doc, set: Some(|_, o, v| set_plain(|f| &mut f.doc, o, v)), doc: "" },
    GetSetDef { name: "__module__", get: |_, v| or_none(f(v).module), set: Some(|_, o, v| set_plain(|f| &mut f.module, o, v)), doc: "" },
    GetSetDef {
        name: "__defaults__",
        get: |_, v| or_none(f(v).defaults),
        set: Some(|vm, o, v| {
            let v = v.filter(|v| !v.is_none()).unwrap_or(Value::NULL);
            if v != Value::NULL && !vm.is_tuple(v) {
                return Err(vm.type_error("__defaults__ must be set to a tuple object"));
            }
            f(o).version = 0;
            replace(&mut f(o).defaults, v);
            Ok(())
        }),
        doc: "",
    },
    GetSetDef {
        name: "__kwdefaults__",
        get: |_, v| or_none(f(v).kwdefaults),
        set: Some(|vm, o, v| {
            let v = v.filter(|v| !v.is_none()).unwrap_or(Value::NULL);
            if v != Value::NULL && !vm.is_dict(v) {
                return Err(vm.type_error("__kwdefaults__ must be set to a dict object"));
            }
            f(o).version = 0;
            replace(&mut f(o).kwdefaults, v);
            Ok(())
        }),
        doc: "",
    },
    GetSetDef {
        name: "__code__",
        get: |_, v| Ok(Ref::new(Value::from_ptr(f(v).code))),
        set: Some(|vm, o, v| {
            let Some(code) = v.filter(|v| v.is_exact(vm.types.code)) else {
                return Err(vm.type_error("__code__ must be set to a code object"));
            };
            let closure = f(o).closure;
            let have = if closure == Value::NULL { 0 } else { vm.tuple_items(closure).len() };
            // SAFETY: the type was just checked.
            let need = unsafe { code.get::<crate::object::Code>().bytecode.free_names.len() };
            if have != need {
                return Err(vm.value_error(format!(
                    "{}() requires a code object with {have} free vars, not {need}",
                    vm.str_text(f(o).name)
                )));
            }
            doc(vm, o)?;
            crate::vm::frames::keep_running_code(vm, o)?;
            // Calls of classes are specialised for the code of their `__init__`.
            vm.flush_attribute_caches();
            code.incref();
            f(o).version = 0;
            let old = std::mem::replace(&mut f(o).code, code.ptr());
            drop(Ref::own(Value::from_ptr(old)));
            Ok(())
        }),
        doc: "",
    },
    GetSetDef { name: "__globals__", get: |_, v| Ok(Ref::new(Value::from_ptr(f(v).globals))), set: None, doc: "" },
    GetSetDef { name: "__builtins__", get: |_, v| Ok(Ref::new(Value::from_ptr(f(v).builtins))), set: None, doc: "" },
    GetSetDef { name: "__closure__", get: |_, v| or_none(f(v).closure), set: None, doc: "" },
    GetSetDef {
        name: "__dict__",
        get: |vm, v| Ok(Ref::new(function_dict(vm, v)?)),
        set: Some(|vm, o, v| match v {
            Some(v) if vm.is_dict(v) => {
                replace(&mut f(o).dict, v);
                Ok(())
            }
            Some(v) => Err(vm.type_error(format!(
                "__dict__ must be set to a dictionary, not a '{}'",
                vm.type_name(v)
            ))),
            None => Err(vm.type_error("cannot delete __dict__")),
        }),
        doc: "",
    },
    GetSetDef {
        name: "__annotations__",
        get: annotations,
        set: Some(|vm, o, v| {
            let v = v.filter(|v| !v.is_none()).unwrap_or(Value::NULL);
            if v != Value::NULL && !vm.is_dict(v) {
                return Err(vm.type_error("__annotations__ must be set to a dict object"));
            }
            replace(&mut f(o).annotations, v);
            replace(&mut f(o).annotate, Value::NONE);
            Ok(())
        }),
        doc: "",
    },
    GetSetDef {
        name: "__annotate__",
        get: |_, v| or_none(f(v).annotate),
        set: Some(|vm, o, v| match v {
            None => Err(vm.type_error("__annotate__ cannot be deleted")),
            Some(v) if v.is_none() || vm.slots(v).call.is_some() => {
                replace(&mut f(o).annotate, v);
                if !v.is_none() {
                    replace(&mut f(o).annotations, Value::NULL);
                }
                Ok(())
            }
            Some(_) => Err(vm.type_error("__annotate__ must be callable or None")),
        }),
        doc: "",
    },
    GetSetDef {
        name: "__type_params__",
        get: |vm, v| Ok(Ref::new(if f(v).type_params == Value::NULL { vm.empty_tuple.get() } else { f(v).type_params })),
        set: Some(|vm, o, v| match v {
            Some(v) if vm.is_tuple(v) => {
                replace(&mut f(o).type_params, v);
                Ok(())
            }
            _ => Err(vm.type_error("__type_params__ must be set to a tuple")),
        }),
        doc: "",
    },
];

/// The `BoundMethod` payload.
pub(super) fn bound<'a>(v: Value) -> &'a BoundMethod {
    // SAFETY: only called with bound methods.
    unsafe { v.get::<BoundMethod>() }
}

