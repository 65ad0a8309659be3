//! `property`.
use crate::native;
use crate::object::{GetSetDef, Header, Property, Raised, Ref, Res, Slots, TypeSpec, Value, Vm, call_native, flags};

pub static SPEC: TypeSpec = TypeSpec {
    name: "property",
    doc: "Property attribute.\n\n  fget\n    function to be used for getting an attribute value\n  fset\n    function to be used for setting an attribute value\n  fdel\n    function to be used for del'ing an attribute\n  doc\n    docstring",
    flags: flags::TRACKED | flags::BASETYPE,
    size: size_of::<Property>(),
    slots: Slots {
        descr_get: Some(get),
        descr_set: Some(set),
        new: Some(|vm, ty, _, _| {
            vm.new_object::<Property>(ty, |p| {
                // SAFETY: the cell is fresh and large enough.
                unsafe {
                    fields(&mut *p).into_iter().for_each(|f| *f = Value::NULL);
                    (*p).getter_doc = false;
                };
            })
        }),
        init: Some(|vm, this, args, kwnames| {
            let mut all = vec![this];
            all.extend_from_slice(args);
            call_native(vm, &INIT[0], &all, kwnames).map(|_| ())
        }),
        drop: Some(drop_property),
        traverse: Some(traverse),
        clear: Some(clear),
        ..Slots::EMPTY
    },
    methods: METHODS,
    getset: GETSET,
};

fn p<'a>(v: Value) -> &'a mut Property {
    // SAFETY: only called with properties; no borrow is held across code that may change them.
    unsafe { &mut *v.ptr::<Property>() }
}
fn fields(p: &mut Property) -> [&mut Value; 5] {
    [&mut p.get, &mut p.set, &mut p.del, &mut p.doc, &mut p.name]
}
unsafe fn drop_property(vm: &Vm, h: *mut Header) {
    clear(vm, h)
}
unsafe fn clear(vm: &Vm, h: *mut Header) {
    for f in fields(&mut *(h as *mut Property)) {
        let v = std::mem::replace(f, Value::NULL);
        if v != Value::NULL {
            v.decref(vm);
        }
    }
}
unsafe fn traverse(h: *mut Header, visit: &mut dyn FnMut(Value)) {
    for f in fields(&mut *(h as *mut Property)) {
        if *f != Value::NULL {
            visit(*f);
        }
    }
}
fn store(slot: &mut Value, v: Value) {
    replace(slot, if v.is_none() || v.is_unbound() { Value::NULL } else { v });
}
/// Stores a value, None as it is; NULL empties the slot.
fn replace(slot: &mut Value, v: Value) {
    let v = if v == Value::NULL { v } else { Ref::new(v).into_value() };
    let old = std::mem::replace(slot, v);
    if old != Value::NULL {
        drop(Ref::own(old));
    }
}

native! { static INIT = [
    "property(self, fget=None, fset=None, fdel=None, doc=None)" => fn property_init(vm, [this, fget, fset, fdel, doc]) {
        store(&mut p(this).get, fget);
        store(&mut p(this).set, fset);
        store(&mut p(this).del, fdel);
        replace(&mut p(this).name, Value::NULL);
        store(&mut p(this).doc, Value::NONE);
        p(this).getter_doc = false;
        let mut doc = Ref::new(doc);
        if doc.is_none() && !fget.is_none()
            && let Some(d) = vm.getattr_opt(fget, vm.names.__doc__)?
            && !d.is_none() {
            doc = d;
            p(this).getter_doc = true;
        }
        if vm.type_of(this) == vm.types.property {
            store(&mut p(this).doc, doc.value());
            return Ok(Ref::NONE);
        }
        // A subclass has a `__doc__` of its own in its namespace, which hides the one here: instances keep theirs where they keep attributes.
        match vm.setattr(this, vm.names.__doc__, Some(doc.value())) {
            Err(_) if !p(this).getter_doc && vm.clear_raised_if(vm.types.AttributeError) => Ok(Ref::NONE),
            r => r.map(|()| Ref::NONE),
        }
    }
]; }

fn with(vm: &Vm, this: Value, get: Value, set: Value, del: Value) -> Res {
    let or_none = |v: Value| if v == Value::NULL { Value::NONE } else { v };
    let cls = Ref::from_type(vm.type_of(this));
    // A documentation that came from the getter goes with it.
    let doc = if p(this).getter_doc && get != Value::NULL { Value::NONE } else { or_none(p(this).doc) };
    let r = vm.call(cls.value(), &[or_none(get), or_none(set), or_none(del), doc])?;
    if r.is_heap() && vm.is_instance(r.value(), vm.types.property) {
        replace(&mut p(r.value()).name, p(this).name);
    }
    Ok(r)
}

fn set_name_objects(vm: &Vm, args: &[Value], names: &[Value], _: &[Value]) -> Res<()> {
    if names.is_empty() {
        let n = args.len() - 1;
        return Err(vm.type_error(format!("__set_name__() takes 2 positional arguments but {n} were given")));
    }
    Ok(())
}

native! { static METHODS = [
    /// Descriptor to obtain a copy of the property with a different getter.
    "getter(self, fget, /)" => fn property_getter(vm, [this, f]) { with(vm, this, f, p(this).set, p(this).del) }
    /// Descriptor to obtain a copy of the property with a different setter.
    "setter(self, fset, /)" => fn property_setter(vm, [this, f]) { with(vm, this, p(this).get, f, p(this).del) }
    /// Descriptor to obtain a copy of the property with a different deleter.
    "deleter(self, fdel, /)" => fn property_deleter(vm, [this, f]) { with(vm, this, p(this).get, p(this).set, f) }
    /// Method to set name of a property.
    @varargs @objects(set_name_objects) "__set_name__(self, owner, name, /)" => fn property_set_name(vm, [this, owner, name]) {
        replace(&mut p(this).name, name);
        Ok(Ref::NONE)
    }
]; }

#[cold]
fn no_accessor(vm: &Vm, d: Value, obj: Value, what: &str) -> Raised {
    // SAFETY: types outlive their instances.
    let class = unsafe { vm.str_text((*vm.type_of(obj)).qualname) };
    let name = match property_name(vm, d) {
        Ok(Some(n)) => n,
        Ok(None) => Ref::NONE,
        Err(e) => return e,
    };
    if name.is_none() {
        return vm.raise_type(vm.types.AttributeError, format!("property of '{class}' object has no {what}"));
    }
    match vm.repr_text(name.value()) {
        Ok(n) => vm.raise_type(vm.types.AttributeError, format!("property {n} of '{class}' object has no {what}")),
        Err(e) => e,
    }
}
/// The name given by `__set_name__`, else the getter's.
fn property_name(vm: &Vm, d: Value) -> Res<Option<Ref>> {
    if p(d).name != Value::NULL {
        return Ok(Some(Ref::new(p(d).name)));
    }
    match p(d).get {
        Value::NULL => Ok(None),
        f => vm.getattr_opt(f, vm.names.__name__),
    }
}
fn get(vm: &Vm, d: Value, obj: Value, _: Value) -> Res {
    if obj.is_unbound() {
        return Ok(Ref::new(d));
    }
    match p(d).get {
        Value::NULL => Err(no_accessor(vm, d, obj, "getter")),
        f => {
            let f = Ref::new(f);
            vm.call(f.value(), &[obj])
        }
    }
}
fn set(vm: &Vm, d: Value, obj: Value, value: Option<Value>) -> Res<()> {
    match value {
        Some(v) => match p(d).set {
            Value::NULL => Err(no_accessor(vm, d, obj, "setter")),
            f => {
                let f = Ref::new(f);
                vm.call(f.value(), &[obj, v]).map(|_| ())
            }
        },
        None => match p(d).del {
            Value::NULL => Err(no_accessor(vm, d, obj, "deleter")),
            f => {
                let f = Ref::new(f);
                vm.call(f.value(), &[obj]).map(|_| ())
            }
        },
    }
}
fn or_none(v: Value) -> Res {
    Ok(if v == Value::NULL { Ref::NONE } else { Ref::new(v) })
}
static GETSET: &[GetSetDef] = &[
    GetSetDef { name: "fget", get: |_, v| or_none(p(v).get), set: None, doc: "" },
    GetSetDef { name: "fset", get: |_, v| or_none(p(v).set), set: None, doc: "" },
    GetSetDef { name: "fdel", get: |_, v| or_none(p(v).del), set: None, doc: "" },
    GetSetDef {
        name: "__doc__",
        get: |_, v| or_none(p(v).doc),
        set: Some(|_, o, v| {
            store(&mut p(o).doc, v.unwrap_or(Value::NONE));
            Ok(())
        }),
        doc: "",
    },
    GetSetDef {
        name: "__name__",
        get: |vm, v| match property_name(vm, v)? {
            Some(n) => Ok(n),
            None => Err(vm.attribute_error(v, vm.names.__name__)),
        },
        set: Some(|_, o, v| {
            replace(&mut p(o).name, v.unwrap_or(Value::NULL));
            Ok(())
        }),
        doc: "",
    },
    GetSetDef {
        name: "__isabstractmethod__",
        get: |vm, v| {
            for f in [p(v).get, p(v).set, p(v).del] {
                if f != Value::NULL && super::is_abstract(vm, f)?.is_true() {
                    return Ok(Ref::bool(true));
                }
            }
            Ok(Ref::bool(false))
        },
        set: None,
        doc: "",
    },
];
