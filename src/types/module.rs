//! `module`.
use crate::native;
use crate::object::{Dict, GetSetDef, Header, Module, Ref, Res, Slots, Type, TypeSpec, Value, Vm, call_native, flags};

pub static SPEC: TypeSpec = TypeSpec {
    name: "module",
    doc: "Create a module object.\n\nThe name must be a string; the optional docstring can have any type.",
    flags: flags::TRACKED | flags::BASETYPE | flags::WEAKREFABLE,
    size: size_of::<Module>(),
    slots: Slots {
        repr: Some(repr),
        getattr: Some(getattr),
        setattr: Some(setattr),
        new: Some(|vm, ty, _, _| alloc(vm, ty)),
        init: Some(|vm, this, args, kwnames| {
            let mut all = vec![this];
            all.extend_from_slice(args);
            call_native(vm, &INIT[0], &all, kwnames).map(|_| ())
        }),
        drop: Some(drop_module),
        traverse: Some(traverse),
        clear: Some(clear),
        ..Slots::EMPTY
    },
    methods: METHODS,
    getset: GETSET,
};

/// Adds attributes of `sys` that are made when they are first asked for; says whether it has done anything about that name. The import
/// system sets it: `sys.meta_path` and its like exist once `importlib` does.
#[derive(Default)]
pub struct LateAttributes(pub std::cell::Cell<Option<fn(&Vm, &str) -> Res<bool>>>);

fn m<'a>(v: Value) -> &'a mut Module {
    // SAFETY: only called with modules; no borrow is held across code that may change them.
    unsafe { &mut *v.ptr::<Module>() }
}
unsafe fn drop_module(vm: &Vm, h: *mut Header) {
    let m = &*(h as *mut Module);
    m.name.decref(vm);
    Value::from_ptr(m.dict).decref(vm);
}
unsafe fn traverse(h: *mut Header, visit: &mut dyn FnMut(Value)) {
    visit(Value::from_ptr((*(h as *mut Module)).dict));
}
unsafe fn clear(_: &Vm, _: *mut Header) {
    // The namespace clears itself; functions may still use it.
}
fn alloc(vm: &Vm, ty: *mut Type) -> Res {
    let dict = vm.new_dict()?;
    vm.new_object::<Module>(ty, |p| {
        // SAFETY: the cell is fresh and large enough.
        unsafe {
            (*p).dict = dict.into_value().ptr::<Dict>();
            (*p).name = Value::NONE;
        }
    })
}
/// A module with an initialised namespace: `__name__`, `__doc__`, `__package__`, `__loader__`, `__spec__`.
pub fn new_module(vm: &Vm, name: &str, doc: Option<&str>) -> Res {
    let this = alloc(vm, vm.types.module)?;
    let name = vm.intern(name);
    let doc = match doc {
        Some(d) => vm.new_str(d)?,
        None => Ref::NONE,
    };
    fill(vm, this.value(), name.value(), doc)?;
    Ok(this)
}
fn fill(vm: &Vm, this: Value, name: Value, doc: Ref) -> Res<()> {
    let old = Ref::own(std::mem::replace(&mut m(this).name, Ref::new(name).into_value()));
    drop(old);
    let d = m(this).dict;
    vm.dict_set_name(d, vm.names.__name__, Ref::new(name))?;
    vm.dict_set_name(d, vm.names.__doc__, doc)?;
    vm.dict_set_name(d, vm.names.__package__, Ref::NONE)?;
    vm.dict_set_name(d, vm.names.__loader__, Ref::NONE)?;
    vm.dict_set_name(d, vm.names.__spec__, Ref::NONE)
}
native! { static INIT = [
    "module(self, name, doc=None)" => fn module_init(vm, [this, name, doc]) {
        if !vm.is_str(name) {
            return Err(vm.type_error(format!("module() argument 'name' must be str, not {}", vm.argument_type_name(name))));
        }
        fill(vm, this, name, Ref::new(doc))?;
        Ok(Ref::NONE)
    }
]; }
native! { static METHODS = [
    /// __dir__() -> list
    "__dir__(self, /)" => fn module_dir(vm, [this]) {
        let f = vm.names.__dir__;
        if let Some(f) = vm.dict(Value::from_ptr(m(this).dict)).get_name(vm, f).map(Ref::new) {
            return vm.call(f.value(), &[]);
        }
        let keys: Vec<Value> = vm.dict(Value::from_ptr(m(this).dict)).iter().map(|(k, _)| k).collect();
        vm.list_from(&keys)
    }
]; }

fn getattr(vm: &Vm, obj: Value, name: Value) -> Res {
    let ty = vm.type_of(obj);
    let on_type = vm.type_lookup(ty, name).map(Ref::new);
    if let Some(d) = &on_type {
        let s = vm.slots(d.value());
        if let (Some(get), Some(_)) = (s.descr_get, s.descr_set) {
            return get(vm, d.value(), obj, Value::from_ptr(ty));
        }
    }
    let dict = Value::from_ptr(m(obj).dict);
    if let Some(v) = vm.dict(dict).get_name(vm, name) {
        return Ok(Ref::new(v));
    }
    if let Some(d) = on_type {
        return match vm.slots(d.value()).descr_get {
            Some(get) => get(vm, d.value(), obj, Value::from_ptr(ty)),
            None => Ok(d),
        };
    }
    if let Some(f) = vm.dict(dict).get_name(vm, vm.names.__getattr__).map(Ref::new) {
        return vm.call(f.value(), &[name]);
    }
    if dict.ptr::<Dict>() == vm.sys.get()
        && let Some(complete) = vm.extension::<LateAttributes>().0.get()
        && complete(vm, &vm.str_text(name))?
        && let Some(v) = vm.dict(dict).get_name(vm, name)
    {
        return Ok(Ref::new(v));
    }
    let attr = vm.str_text(name);
    let module = match vm.dict(dict).get_name(vm, vm.names.__name__) {
        Some(n) if vm.is_str(n) => vm.str_text(n),
        _ => return Err(vm.attribute_error_with(obj, name, &format!("module has no attribute '{attr}'"))),
    };
    if initializing(vm, dict)? {
        return Err(vm.attribute_error_with(
            obj,
            name,
            &format!(
                "partially initialized module '{module}' has no attribute '{attr}' (most likely due to a circular import)"
            ),
        ));
    }
    Err(vm.attribute_error_with(obj, name, &format!("module '{module}' has no attribute '{attr}'")))
}
fn initializing(vm: &Vm, dict: Value) -> Res<bool> {
    let Some(spec) = vm.dict(dict).get_name(vm, vm.names.__spec__).map(Ref::new) else { return Ok(false) };
    if spec.is_none() {
        return Ok(false);
    }
    let name = vm.intern("_initializing");
    match vm.getattr_opt(spec.value(), name.value())? {
        Some(v) => vm.truth(v.value()),
        None => Ok(false),
    }
}
fn setattr(vm: &Vm, obj: Value, name: Value, value: Option<Value>) -> Res<()> {
    if let Some(d) = vm.type_lookup(vm.type_of(obj), name).map(Ref::new)
        && let Some(set) = vm.slots(d.value()).descr_set
    {
        return set(vm, d.value(), obj, value);
    }
    match value {
        Some(v) => vm.dict_set_name(m(obj).dict, name, Ref::new(v)),
        None => match vm.dict_remove(Value::from_ptr(m(obj).dict), name)? {
            Some(_) => Ok(()),
            None => {
                let module = vm.str_text(vm.str_of(m(obj).name)?.value());
                let msg = format!("module '{module}' has no attribute '{}'", vm.str_text(name));
                Err(vm.attribute_error_with(obj, name, &msg))
            }
        },
    }
}
/// Whether a module's name is that of a native module.
fn is_native(vm: &Vm, module: Value) -> bool {
    let key = vm.intern("builtin_module_names");
    let sys = vm.sys.get();
    // SAFETY: the namespace of `sys` lives as long as the interpreter.
    match if sys.is_null() { None } else { unsafe { (*sys).get_name(vm, key.value()) } } {
        Some(names) if vm.is_tuple(names) => vm.tuple_items(names).iter().any(|n| *n == m(module).name),
        _ => false,
    }
}
fn repr(vm: &Vm, v: Value) -> Res {
    let d = Value::from_ptr(m(v).dict);
    let entry = |n| vm.dict(d).get_name(vm, n).map(Ref::new).filter(|v| !v.is_none());
    if let Some(spec) = entry(vm.names.__spec__) {
        return repr_of_spec(vm, spec.value());
    }
    let name = match entry(vm.names.__name__) {
        Some(n) => vm.repr_text(n.value())?,
        None => "'?'".to_owned(),
    };
    if let Some(f) = entry(vm.names.__file__) {
        return vm.new_str(&format!("<module {name} from {}>", vm.repr_text(f.value())?));
    }
    match entry(vm.names.__loader__) {
        Some(l) => vm.new_str(&format!("<module {name} ({})>", vm.repr_text(l.value())?)),
        None if is_native(vm, v) => vm.new_str(&format!("<module {name} (built-in)>")),
        None => vm.new_str(&format!("<module {name}>")),
    }
}
/// What a module's spec tells of it: where it comes from, else who loads it.
fn repr_of_spec(vm: &Vm, spec: Value) -> Res {
    let attribute = |name: &str| vm.getattr_str(spec, name);
    let name = vm.repr_text(attribute("name")?.value())?;
    let origin = attribute("origin")?;
    if !origin.is_none() {
        return match vm.truth(attribute("has_location")?.value())? {
            true => vm.new_str(&format!("<module {name} from {}>", vm.repr_text(origin.value())?)),
            false => vm.new_str(&format!("<module {name} ({})>", vm.str_text(vm.str_of(origin.value())?.value()))),
        };
    }
    let loader = attribute("loader")?;
    if loader.is_none() {
        return vm.new_str(&format!("<module {name}>"));
    }
    if vm.type_name(loader.value()) == "NamespaceLoader" {
        let path = vm.getattr_str(loader.value(), "_path")?;
        let path = vm.list_from_refs(vm.collect(path.value())?)?;
        return vm.new_str(&format!("<module {name} (namespace) from {}>", vm.repr_text(path.value())?));
    }
    vm.new_str(&format!("<module {name} ({})>", vm.repr_text(loader.value())?))
}
static GETSET: &[GetSetDef] = &[
    GetSetDef { name: "__dict__", get: |_, v| Ok(Ref::new(Value::from_ptr(m(v).dict))), set: None, doc: "" },
    GetSetDef {
        name: "__annotations__",
        get: |vm, v| {
            let d = Value::from_ptr(m(v).dict);
            if let Some(a) = vm.dict(d).get_name(vm, vm.names.__annotations__) {
                return Ok(Ref::new(a));
            }
            let f = vm.dict(d).get_name(vm, vm.names.__annotate__).map(Ref::new).filter(|f| !f.is_none());
            let a = match f {
                Some(f) => super::support::evaluated_annotations(vm, f.value())?,
                None => vm.new_dict()?,
            };
            vm.dict_set_name(m(v).dict, vm.names.__annotations__, a.clone())?;
            Ok(a)
        },
        set: Some(|vm, o, v| {
            let d = Value::from_ptr(m(o).dict);
            match v {
                Some(v) => vm.dict_set_name(m(o).dict, vm.names.__annotations__, Ref::new(v))?,
                None => {
                    if vm.dict_remove(d, vm.names.__annotations__)?.is_none() {
                        return Err(vm.attribute_error_with(o, vm.names.__annotations__, "__annotations__"));
                    }
                }
            }
            // What would compute them has had its day.
            vm.dict_remove(d, vm.names.__annotate__).map(drop)
        }),
        doc: "",
    },
    GetSetDef {
        name: "__annotate__",
        get: |vm, v| match vm.dict(Value::from_ptr(m(v).dict)).get_name(vm, vm.names.__annotate__) {
            Some(f) => Ok(Ref::new(f)),
            None => {
                vm.dict_set_name(m(v).dict, vm.names.__annotate__, Ref::NONE)?;
                Ok(Ref::NONE)
            }
        },
        set: Some(|vm, o, v| {
            let v = super::support::checked_annotate(vm, v)?;
            vm.dict_set_name(m(o).dict, vm.names.__annotate__, Ref::new(v))?;
            if v.is_none() {
                return Ok(());
            }
            vm.dict_remove(Value::from_ptr(m(o).dict), vm.names.__annotations__).map(drop)
        }),
        doc: "",
    },
];
