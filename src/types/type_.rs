//! `type`: attributes of classes.
use super::class_creation::{clear_type, drop_type, traverse_type, type_new};
use super::type_call::type_call;
use super::{mro, slot_table};
use crate::native;
use crate::object::{GetSetDef, Ref, Res, Slots, Type, TypeSpec, Value, Vm, flags};

pub static SPEC: TypeSpec = TypeSpec {
    name: "type",
    doc: "type(object) -> the object's type\ntype(name, bases, dict, **kwds) -> a new type",
    flags: flags::VECTORCALL | flags::TYPE_SUBCLASS | flags::TRACKED | flags::BASETYPE | flags::WEAKREFABLE,
    size: size_of::<Type>(),
    slots: Slots {
        repr: Some(repr),
        hash: Some(|_, v| Ok(super::object::identity_hash(v))),
        call: Some(type_call),
        getattr: Some(type_getattr),
        setattr: Some(type_setattr),
        binary: Slots::table([(crate::object::BinOp::Or, union)]),
        new: Some(type_new),
        init: Some(|vm, _, args, kwnames| {
            let named = if kwnames == Value::NULL { 0 } else { vm.tuple_items(kwnames).len() };
            match args.len() - named {
                1 if named == 0 => Ok(()),
                1 => Err(vm.type_error("type.__init__() takes no keyword arguments")),
                3 => Ok(()),
                _ => Err(vm.type_error("type.__init__() takes 1 or 3 arguments")),
            }
        }),
        drop: Some(drop_type),
        traverse: Some(traverse_type),
        clear: Some(clear_type),
        ..Slots::EMPTY
    },
    methods: METHODS,
    getset: GETSET,
};

fn ty<'a>(v: Value) -> &'a mut Type {
    // SAFETY: only called with type objects; no borrow is held across code that changes types.
    unsafe { &mut *v.ptr::<Type>() }
}
fn dict_get(vm: &Vm, v: Value, name: Value) -> Option<Value> {
    // SAFETY: the namespace lives as long as the type.
    unsafe { (*ty(v).dict).get_name(vm, name) }
}

fn repr(vm: &Vm, v: Value) -> Res {
    let name = vm.str_text(ty(v).qualname);
    match vm.type_module(ty(v)) {
        Some(m) if m != "builtins" => vm.new_str(&format!("<class '{m}.{name}'>")),
        _ => vm.new_str(&format!("<class '{}'>", name)),
    }
}

/// `int | str`: made by the union type where there is one.
fn union(vm: &Vm, a: Value, b: Value) -> Res {
    super::union::type_or(vm, a, b)
}

/// `cls.name`.
pub fn type_getattr(vm: &Vm, cls: Value, name: Value) -> Res {
    let t = cls.ptr::<Type>();
    let meta = vm.type_of(cls);
    let on_meta = vm.type_lookup(meta, name).map(Ref::new);
    if let Some(d) = &on_meta {
        let s = vm.slots(d.value());
        if let (Some(get), Some(_)) = (s.descr_get, s.descr_set) {
            return get(vm, d.value(), cls, Value::from_ptr(meta));
        }
    }
    if let Some(v) = vm.type_lookup(t, name) {
        let v = Ref::new(v);
        return match vm.slots(v.value()).descr_get {
            Some(get) => get(vm, v.value(), Value::UNBOUND, cls),
            None => Ok(v),
        };
    }
    match on_meta {
        Some(d) => match vm.slots(d.value()).descr_get {
            Some(get) => get(vm, d.value(), cls, Value::from_ptr(meta)),
            None => Ok(d),
        },
        None => Err(vm.attribute_error(cls, name)),
    }
}

fn immutable(vm: &Vm, cls: Value, name: &str) -> crate::object::Raised {
    let class = vm.name_of_type(cls.ptr());
    vm.type_error(format!("cannot set '{name}' attribute of immutable type '{class}'"))
}

/// `cls.name = value`.
pub fn type_setattr(vm: &Vm, cls: Value, name: Value, value: Option<Value>) -> Res<()> {
    if ty(cls).has(flags::IMMUTABLE) {
        return Err(immutable(vm, cls, &vm.str_text(name)));
    }
    if let Some(d) = vm.type_lookup(vm.type_of(cls), name).map(Ref::new)
        && let Some(set) = vm.slots(d.value()).descr_set
    {
        return set(vm, d.value(), cls, value);
    }
    let name = vm.intern_value(Ref::new(name));
    let dict = ty(cls).dict;
    match value {
        Some(v) => {
            // SAFETY: the namespace lives as long as the type.
            let old = unsafe { (*dict).get_name(vm, name.value()).map(Ref::new) };
            vm.dict_set_name(dict, name.value(), Ref::new(v))?;
            let hooks = [vm.names.__getattribute__, vm.names.__setattr__, vm.names.__delattr__];
            if vm.slots(v).descr_set.is_some() && hides_attributes(vm, cls.ptr(), name.value())
                || hooks.contains(&name.value())
            {
                vm.flush_attribute_caches();
            }
            modified(vm, cls.ptr());
            slot_table::update_for_name(vm, cls.ptr(), name.value());
            drop(old);
        }
        None => match vm.dict_remove(Value::from_ptr(dict), name.value())? {
            Some(old) => {
                modified(vm, cls.ptr());
                slot_table::update_for_name(vm, cls.ptr(), name.value());
                drop(old);
            }
            None => return Err(vm.attribute_error(cls, name.value())),
        },
    }
    Ok(())
}

/// Whether instances of the class or a subclass may have an attribute of that name.
fn hides_attributes(vm: &Vm, t: *mut Type, name: Value) -> bool {
    // SAFETY: subclasses unlink themselves before they are freed.
    unsafe {
        vm.shapes().tree_has((*t).root_shape, name)
            || (*t).subclasses.iter().any(|s| hides_attributes(vm, *s, name))
    }
}

/// Invalidates what caches know about a class and its subclasses.
pub fn modified(_vm: &Vm, t: *mut Type) {
    // SAFETY: subclasses unlink themselves before they are freed.
    unsafe {
        (*t).version = 0;
        for s in &(*t).subclasses {
            modified(_vm, *s);
        }
    }
}

impl Vm {
    /// The type's version for inline caches: never 0, changes whenever an attribute of the type or of one of its bases does.
    pub fn type_version(&self, t: *mut Type) -> u32 {
        // SAFETY: a live type.
        unsafe {
            if (*t).version == 0 {
                (*t).version = self.next_version();
            }
            (*t).version
        }
    }
}

/// Recomputes the mro of a class and of its subclasses after `__bases__` changed. Each that got a new one goes to `changed`: the class, the
/// new mro, the old one. A metaclass's `mro` may change bases itself: what it comes to then stays.
fn refresh_mros(vm: &Vm, t: *mut Type, changed: &mut Vec<[Ref; 3]>) -> Res<()> {
    // SAFETY: a live type, which the caller holds; subclasses are held while they are looked at.
    unsafe {
        let old = Ref::new((*t).mro);
        let order = mro::compute(vm, t)?;
        if (*t).mro != old.value() {
            return Ok(());
        }
        let class = Ref::from_type(t);
        let replaced = Ref::own(std::mem::replace(&mut (*t).mro, order.clone().into_value()));
        changed.push([class, order, replaced]);
        let subclasses: Vec<Ref> = (*t).subclasses.iter().map(|s| Ref::from_type(*s)).collect();
        subclasses.iter().try_for_each(|s| refresh_mros(vm, s.ptr(), changed))
    }
}

/// Whether a class comes in the chain of the `__base__` of another one, which the mro need not tell while it is being computed.
fn in_base_chain(t: *mut Type, class: *mut Type) -> bool {
    let mut t = t;
    while !t.is_null() {
        if t == class {
            return true;
        }
        // SAFETY: a type keeps its base alive.
        t = unsafe { (*t).base };
    }
    false
}

fn text_setter(vm: &Vm, cls: Value, value: Option<Value>, attr: &str) -> Res {
    if ty(cls).has(flags::IMMUTABLE) {
        return Err(immutable(vm, cls, attr));
    }
    let class = || vm.str_text(ty(cls).name);
    match value {
        None => Err(vm.type_error(format!("cannot delete '{attr}' attribute of immutable type '{}'", class()))),
        Some(v) if vm.is_str(v) => Ok(Ref::new(v)),
        Some(v) => Err(vm.type_error(format!(
            "can only assign string to {}.{attr}, not '{}'",
            class(),
            vm.type_name(v)
        ))),
    }
}
/// The new value of an attribute of a class that can be set, but not deleted.
fn undeletable(vm: &Vm, cls: Value, value: Option<Value>, attr: &str) -> Res<Value> {
    let class = || vm.str_text(ty(cls).name);
    value.ok_or_else(|| vm.type_error(format!("cannot delete '{attr}' attribute of immutable type '{}'", class())))
}
/// Sets or deletes an entry of the namespace behind a getset of `type`.
fn set_entry(vm: &Vm, cls: Value, name: Value, value: Option<Value>) -> Res<()> {
    if ty(cls).has(flags::IMMUTABLE) {
        return Err(immutable(vm, cls, &vm.str_text(name)));
    }
    let dict = ty(cls).dict;
    match value {
        Some(v) => vm.dict_set_name(dict, name, Ref::new(v))?,
        None => {
            if vm.dict_remove(Value::from_ptr(dict), name)?.is_none() {
                return Err(vm.attribute_error_with(cls, name, &vm.str_text(name)));
            }
        }
    }
    modified(vm, cls.ptr());
    Ok(())
}

static GETSET: &[GetSetDef] = &[
    GetSetDef {
        name: "__name__",
        get: |_, v| Ok(Ref::new(ty(v).name)),
        set: Some(|vm, cls, value| {
            let new = text_setter(vm, cls, value, "__name__")?;
            super::support::check_encodable(vm, new.value())?;
            if vm.str_text(new.value()).contains('\0') {
                return Err(vm.value_error("type name must not contain null characters"));
            }
            let old = Ref::own(std::mem::replace(&mut ty(cls).name, new.into_value()));
            modified(vm, cls.ptr());
            drop(old);
            Ok(())
        }),
        doc: "",
    },
    GetSetDef {
        name: "__qualname__",
        get: |_, v| Ok(Ref::new(ty(v).qualname)),
        set: Some(|vm, cls, value| {
            let new = text_setter(vm, cls, value, "__qualname__")?;
            let old = Ref::own(std::mem::replace(&mut ty(cls).qualname, new.into_value()));
            drop(old);
            Ok(())
        }),
        doc: "",
    },
    GetSetDef {
        name: "__module__",
        get: |vm, v| match dict_get(vm, v, vm.names.__module__) {
            Some(m) if ty(v).has(flags::HEAP) || vm.is_str(m) => Ok(Ref::new(m)),
            _ if !ty(v).has(flags::HEAP) => Ok(Ref::new(vm.names.builtins)),
            _ => Err(vm.attribute_error_with(v, vm.names.__module__, "__module__")),
        },
        set: Some(|vm, cls, value| {
            set_entry(vm, cls, vm.names.__module__, Some(undeletable(vm, cls, value, "__module__")?))?;
            // The line was one of the other module.
            vm.dict_remove(Value::from_ptr(ty(cls).dict), vm.intern("__firstlineno__").value()).map(drop)
        }),
        doc: "",
    },
    GetSetDef {
        name: "__doc__",
        get: |vm, v| {
            if !ty(v).has(flags::HEAP) && !ty(v).doc.is_empty() {
                return vm.new_str(super::plain_doc(ty(v).doc));
            }
            match dict_get(vm, v, vm.names.__doc__).map(Ref::new) {
                None => Ok(Ref::NONE),
                Some(d) => match vm.slots(d.value()).descr_get {
                    Some(get) => get(vm, d.value(), Value::UNBOUND, v),
                    None => Ok(d),
                },
            }
        },
        set: Some(|vm, cls, value| set_entry(vm, cls, vm.names.__doc__, Some(undeletable(vm, cls, value, "__doc__")?))),
        doc: "",
    },
    GetSetDef {
        name: "__dict__",
        get: |vm, v| super::mapping_proxy::new(vm, Value::from_ptr(ty(v).dict)),
        set: None,
        doc: "",
    },
    // Empty while a metaclass computes it for the first time.
    GetSetDef { name: "__mro__", get: |vm, v| Ok(if ty(v).mro == vm.empty_tuple.get() { Ref::NONE } else { Ref::new(ty(v).mro) }), set: None, doc: "" },
    GetSetDef {
        name: "__base__",
        get: |_, v| Ok(if ty(v).base.is_null() { Ref::NONE } else { Ref::from_type(ty(v).base) }),
        set: None,
        doc: "",
    },
    GetSetDef { name: "__bases__", get: |_, v| Ok(Ref::new(ty(v).bases)), set: Some(set_bases), doc: "" },
    GetSetDef {
        name: "__abstractmethods__",
        get: |vm, v| match dict_get(vm, v, vm.names.__abstractmethods__) {
            Some(a) if v != Value::from_ptr(vm.types.r#type) => Ok(Ref::new(a)),
            _ => Err(vm.attribute_error(v, vm.names.__abstractmethods__)),
        },
        set: Some(|vm, cls, value| {
            let abstract_ = match value {
                Some(v) => vm.truth(v)?,
                None => false,
            };
            set_entry(vm, cls, vm.names.__abstractmethods__, value)?;
            let t = ty(cls);
            t.flags = t.flags & !flags::ABSTRACT | if abstract_ { flags::ABSTRACT } else { 0 };
            super::type_call::update_plain_new(vm, cls.ptr());
            Ok(())
        }),
        doc: "",
    },
    GetSetDef {
        name: "__annotations__",
        get: annotations,
        set: Some(set_annotations),
        doc: "",
    },
    GetSetDef { name: "__annotate__", get: annotate, set: Some(set_annotate), doc: "" },
    GetSetDef {
        name: "__type_params__",
        get: |vm, v| Ok(Ref::new(dict_get(vm, v, vm.names.__type_params__).filter(|_| ty(v).has(flags::HEAP)).unwrap_or(vm.empty_tuple.get()))),
        set: Some(|vm, cls, value| {
            let v = undeletable(vm, cls, value, "__type_params__")?;
            set_entry(vm, cls, vm.names.__type_params__, Some(v))
        }),
        doc: "",
    },
    GetSetDef { name: "__basicsize__", get: |vm, v| vm.new_int(ty(v).basic_size as i64), set: None, doc: "" },
    GetSetDef { name: "__itemsize__", get: |vm, _| vm.new_int(0), set: None, doc: "" },
    GetSetDef { name: "__flags__", get: |vm, v| {
        // CPython's bits for heap types, base types, abstract classes and the fast subclass checks.
        let t = ty(v);
        let mut bits = 1i64 << 12;
        for (flag, bit) in [
            (flags::IMMUTABLE, 8), (flags::HEAP, 9), (flags::BASETYPE, 10), (flags::TRACKED, 14), (flags::ABSTRACT, 20),
            (flags::INT_SUBCLASS, 24), (flags::LIST_SUBCLASS, 25), (flags::TUPLE_SUBCLASS, 26), (flags::BYTES_SUBCLASS, 27),
            (flags::STR_SUBCLASS, 28), (flags::DICT_SUBCLASS, 29), (flags::EXCEPTION_SUBCLASS, 30), (flags::TYPE_SUBCLASS, 31),
        ] {
            if t.has(flag) { bits |= 1 << bit }
        }
        vm.new_int(bits)
    }, set: None, doc: "" },
    GetSetDef { name: "__dictoffset__", get: |vm, v| vm.new_int(ty(v).instance_offset as i64), set: None, doc: "" },
    GetSetDef { name: "__weakrefoffset__", get: |vm, v| vm.new_int(if ty(v).has(flags::WEAKREFABLE) { ty(v).basic_size as i64 } else { 0 }), set: None, doc: "" },
    GetSetDef {
        name: "__text_signature__",
        get: |vm, v| {
            // It stands before the documentation of types written here.
            let t = ty(v);
            let name = vm.str_text(t.name);
            let name = name.rsplit('.').next().unwrap_or("");
            match t.doc.strip_prefix(name).filter(|rest| rest.starts_with('(')).and_then(|rest| rest.find(")\n--\n\n").map(|n| &rest[..=n])) {
                _ if t.has(flags::HEAP) => Ok(Ref::NONE),
                Some(signature) => vm.new_str(signature),
                None => super::type_signatures::of_type(&vm.name_of_type(v.ptr())).map_or(Ok(Ref::NONE), |s| vm.new_str(s)),
            }
        },
        set: None,
        doc: "",
    },
];

/// `cls.__annotations__`: stored ones, or what `__annotate__` computes (PEP 649).
fn annotations(vm: &Vm, v: Value) -> Res {
    if !ty(v).has(flags::HEAP) {
        return Err(vm.attribute_error(v, vm.names.__annotations__));
    }
    let cache = vm.intern("__annotations_cache__");
    if let Some(a) = dict_get(vm, v, vm.names.__annotations__).or_else(|| dict_get(vm, v, cache.value())) {
        let a = Ref::new(a);
        return match vm.slots(a.value()).descr_get {
            Some(get) => get(vm, a.value(), Value::UNBOUND, v),
            None => Ok(a),
        };
    }
    let annotate = vm.getattr(v, vm.names.__annotate__)?;
    let result = if annotate.is_none() {
        vm.new_dict()?
    } else {
        super::support::evaluated_annotations(vm, annotate.value())?
    };
    vm.dict_set_name(ty(v).dict, cache.value(), result.clone())?;
    Ok(result)
}

/// Annotations that are set or deleted take the place of those computed, and of what computes them.
fn set_annotations(vm: &Vm, cls: Value, value: Option<Value>) -> Res<()> {
    if ty(cls).has(flags::IMMUTABLE) {
        return Err(immutable(vm, cls, "__annotations__"));
    }
    let (name, cache) = (vm.names.__annotations__, vm.intern("__annotations_cache__"));
    let dict = Value::from_ptr(ty(cls).dict);
    match value {
        Some(v) => {
            let key = if dict_get(vm, cls, name).is_some() { name } else { cache.value() };
            vm.dict_set_name(dict.ptr(), key, Ref::new(v))?;
        }
        None => {
            if vm.dict_remove(dict, name)?.is_none() && vm.dict_remove(dict, cache.value())?.is_none() {
                return Err(vm.attribute_error_with(cls, name, "__annotations__"));
            }
        }
    }
    let func = vm.intern("__annotate_func__");
    let gone = [vm.dict_remove(dict, func.value())?, vm.dict_remove(dict, vm.names.__annotate__)?];
    modified(vm, cls.ptr());
    drop(gone);
    Ok(())
}
fn annotate(vm: &Vm, cls: Value) -> Res {
    if !ty(cls).has(flags::HEAP) {
        return Err(vm.attribute_error(cls, vm.names.__annotate__));
    }
    let func = vm.intern("__annotate_func__");
    let found = dict_get(vm, cls, func.value()).or_else(|| dict_get(vm, cls, vm.names.__annotate__)).map(Ref::new);
    match found {
        Some(f) => match vm.slots(f.value()).descr_get {
            Some(get) => get(vm, f.value(), Value::UNBOUND, cls),
            None => Ok(f),
        },
        None => {
            vm.dict_set_name(ty(cls).dict, func.value(), Ref::NONE)?;
            Ok(Ref::NONE)
        }
    }
}
fn set_annotate(vm: &Vm, cls: Value, value: Option<Value>) -> Res<()> {
    let value = super::support::checked_annotate(vm, value)?;
    if ty(cls).has(flags::IMMUTABLE) {
        return Err(immutable(vm, cls, "__annotate__"));
    }
    let (func, cache) = (vm.intern("__annotate_func__"), vm.intern("__annotations_cache__"));
    let dict = Value::from_ptr(ty(cls).dict);
    vm.dict_set_name(dict.ptr(), func.value(), Ref::new(value))?;
    let gone = if value.is_none() { None } else { vm.dict_remove(dict, cache.value())? };
    modified(vm, cls.ptr());
    drop(gone);
    Ok(())
}

fn set_bases(vm: &Vm, cls: Value, value: Option<Value>) -> Res<()> {
    let name = vm.str_text(ty(cls).name);
    if ty(cls).has(flags::IMMUTABLE) {
        return Err(immutable(vm, cls, "__bases__"));
    }
    let Some(v) = value else {
        return Err(vm.type_error(format!("cannot delete '__bases__' attribute of immutable type '{name}'")));
    };
    if !vm.is_tuple(v) {
        return Err(vm.type_error(format!(
            "can only assign tuple to {name}.__bases__, not {}",
            vm.type_name(v)
        )));
    }
    let items = vm.tuple_items(v);
    if items.is_empty() {
        return Err(vm.type_error(format!("can only assign non-empty tuple to {name}.__bases__, not ()")));
    }
    for b in items {
        if !vm.is_type(*b) {
            return Err(vm.type_error(format!(
                "{name}.__bases__ must be tuple of classes, not '{}'",
                vm.type_name(*b)
            )));
        }
        if vm.is_subtype(b.ptr(), cls.ptr()) || in_base_chain(b.ptr(), cls.ptr()) {
            return Err(vm.type_error("a __bases__ item causes an inheritance cycle"));
        }
    }
    let best = mro::best_base(vm, items)?;
    let t = ty(cls);
    // SAFETY: bases are live types.
    unsafe {
        if best != t.base && !((*best).has(flags::HEAP) && (*t.base).has(flags::HEAP)) {
            return Err(vm.type_error(format!(
                "__bases__ assignment: '{}' deallocator differs from '{}'",
                vm.str_text((*best).name),
                vm.str_text((*t.base).name)
            )));
        }
        if (*best).basic_size != (*t.base).basic_size || ((*best).instance_offset != 0) != ((*t.base).instance_offset != 0) && t.instance_offset == 0 {
            return Err(vm.type_error(format!(
                "__bases__ assignment: '{}' object layout differs from '{}'",
                vm.str_text((*best).name),
                vm.str_text((*t.base).name)
            )));
        }
        let old = Ref::own(std::mem::replace(&mut t.bases, Ref::new(v).into_value()));
        let old_base = std::mem::replace(&mut t.base, best);
        let mut changed = Vec::new();
        let r = refresh_mros(vm, cls.ptr(), &mut changed);
        let t = ty(cls);
        // A metaclass may have assigned other bases meanwhile.
        let still = t.bases == v;
        if let Err(e) = r {
            for [class, new, old] in changed.into_iter().rev() {
                let class = &mut *class.ptr::<Type>();
                if class.mro == new.value() {
                    drop(Ref::own(std::mem::replace(&mut class.mro, old.into_value())));
                }
            }
            if still {
                t.base = old_base;
                drop(Ref::own(std::mem::replace(&mut t.bases, old.into_value())));
            }
            return Err(e);
        }
        if still {
            for b in vm.tuple_items(old.value()) {
                (*b.ptr::<Type>()).subclasses.retain(|s| *s != cls.ptr());
            }
            for b in items {
                (*b.ptr::<Type>()).subclasses.push(cls.ptr());
            }
        }
        for [class, ..] in &changed {
            slot_table::update_all(vm, class.ptr());
            super::type_call::update_plain_new(vm, class.ptr());
        }
    }
    modified(vm, cls.ptr());
    vm.flush_attribute_caches();
    Ok(())
}

native! { static METHODS = [
    /// Return a type's method resolution order.
    "mro(self, /)" => fn type_mro(vm, [this]) {
        let order = mro::linearise(vm, this.ptr(), vm.tuple_items(ty(this).bases))?;
        vm.list_from(vm.tuple_items(order.value()))
    }
    /// Return a list of immediate subclasses.
    "__subclasses__(self, /)" => fn type_subclasses(vm, [this]) {
        let items: Vec<Value> = ty(this).subclasses.iter().map(|s| Value::from_ptr(*s)).collect();
        vm.list_from(&items)
    }
    /// Create the namespace for the class statement
    @classmethod "__prepare__(cls, /, *args, **kwargs)" => fn type_prepare(vm, [cls, kwargs], *args) {
        vm.new_dict()
    }
    /// Check if an object is an instance.
    "__instancecheck__(self, instance, /)" => fn type_instancecheck(vm, [this, instance]) {
        if vm.is_subtype(vm.type_of(instance), this.ptr()) {
            return Ok(Ref::bool(true));
        }
        let claimed = vm.getattr_opt(instance, vm.names.__class__)?;
        Ok(Ref::bool(claimed.is_some_and(|c| vm.is_type(c.value()) && vm.is_subtype(c.ptr(), this.ptr()))))
    }
    /// Check if a class is a subclass.
    "__subclasscheck__(self, subclass, /)" => fn type_subclasscheck(vm, [this, subclass]) {
        if vm.is_type(subclass) {
            return Ok(Ref::bool(vm.is_subtype(subclass.ptr(), this.ptr())));
        }
        let bases = vm.getattr_opt(subclass, vm.names.__bases__)?;
        match bases {
            Some(b) if vm.is_tuple(b.value()) => {
                for x in vm.tuple_items(b.value()) {
                    if vm.issubclass(*x, this)? {
                        return Ok(Ref::bool(true));
                    }
                }
                Ok(Ref::bool(false))
            }
            _ => Err(vm.type_error("issubclass() arg 1 must be a class")),
        }
    }
    /// Specialized __dir__ implementation for types.
    "__dir__(self, /)" => fn type_dir(vm, [this]) {
        let names = vm.new_dict()?;
        for t in vm.tuple_items(ty(this).mro) {
            let d = vm.dict_copy(Value::from_ptr(ty(*t).dict))?;
            for (k, _) in vm.dict(d.value()).iter() {
                vm.dict_set(names.value(), k, Value::NONE)?;
            }
        }
        let keys: Vec<Value> = vm.dict(names.value()).iter().map(|(k, _)| k).collect();
        vm.list_from(&keys)
    }
    /// Return memory consumption of the type object.
    "__sizeof__(self, /)" => fn type_sizeof(vm, [this]) {
        vm.new_usize(size_of::<Type>())
    }
]; }
