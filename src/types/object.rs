//! `object`: what every instance does by default.
use super::slot_table;
use crate::native;
use crate::object::{CompareOp, GetSetDef, Ref, Res, Slots, Type, TypeSpec, Value, Vm, flags};

pub static SPEC: TypeSpec = TypeSpec {
    name: "object",
    doc: "The base class of the class hierarchy.\n\nWhen called, it accepts no arguments and returns a new featureless\ninstance that has no instance attributes and cannot be given any.\n",
    flags: flags::BASETYPE,
    size: 16,
    // Slots of `object` that are empty mean its default behaviour: lookups and calls then test for null only.
    slots: Slots { hash: Some(|_, v| Ok(identity_hash(v))), new: Some(object_new), ..Slots::EMPTY },
    methods: METHODS,
    getset: GETSET,
};

/// Hash by identity.
pub fn identity_hash(v: Value) -> i64 {
    (v.0 >> 4) as i64
}

/// `object.__eq__` and its kin.
pub fn object_compare(vm: &Vm, a: Value, b: Value, op: CompareOp) -> Res {
    match op {
        CompareOp::Eq if a == b => Ok(Ref::bool(true)),
        CompareOp::Ne => match vm.slots(a).compare {
            None if a == b => Ok(Ref::bool(false)),
            None => Ok(Ref::NOT_IMPLEMENTED),
            Some(f) => {
                let r = f(vm, a, b, CompareOp::Eq)?;
                if r.is_not_implemented() {
                    return Ok(r);
                }
                Ok(Ref::bool(!vm.truth(r.value())?))
            }
        },
        _ => Ok(Ref::NOT_IMPLEMENTED),
    }
}

fn given(vm: &Vm, args: &[Value], kwnames: Value) -> bool {
    !args.is_empty() || kwnames != Value::NULL && !vm.tuple_items(kwnames).is_empty()
}

/// New slot of `object`.
pub fn object_new(vm: &Vm, ty: *mut Type, args: &[Value], kwnames: Value) -> Res {
    // SAFETY: a live type.
    let t = unsafe { &*ty };
    if given(vm, args, kwnames) {
        if t.slots.new != Some(object_new) {
            return Err(vm.type_error("object.__new__() takes exactly one argument (the type to instantiate)"));
        }
        if t.slots.init.is_none() {
            return Err(vm.type_error(format!("{}() takes no arguments", vm.str_text(t.name))));
        }
    }
    if t.has(flags::ABSTRACT) {
        return Err(abstract_error(vm, ty));
    }
    Ok(Ref::own(Value::from_ptr(vm.alloc_instance(ty)?)))
}

#[cold]
fn abstract_error(vm: &Vm, ty: *mut Type) -> crate::object::Raised {
    let describe = || -> Res<String> {
        let cls = Value::from_ptr(ty);
        let missing = vm.getattr(cls, vm.names.__abstractmethods__)?;
        let mut names: Vec<String> = vm.collect(missing.value())?.iter().map(|n| vm.str_text(n.value())).collect();
        names.sort();
        // SAFETY: a live type.
        let class = unsafe { vm.str_text((*ty).name) };
        let list: Vec<String> = names.iter().map(|n| format!("'{n}'")).collect();
        Ok(format!(
            "Can't instantiate abstract class {class} without an implementation for abstract method{} {}",
            if names.len() == 1 { "" } else { "s" },
            list.join(", ")
        ))
    };
    match describe() {
        Ok(msg) => vm.type_error(msg),
        Err(e) => e,
    }
}

/// `object.__init__`.
pub fn object_init(vm: &Vm, this: Value, args: &[Value], kwnames: Value) -> Res<()> {
    if !given(vm, args, kwnames) {
        return Ok(());
    }
    // SAFETY: the type of a live object.
    let t = unsafe { &*vm.type_of(this) };
    if t.slots.init.is_some() && t.slots.init != Some(object_init) {
        return Err(vm.type_error("object.__init__() takes exactly one argument (the instance to initialize)"));
    }
    if t.slots.new == Some(object_new) {
        let name = vm.str_text(t.name);
        return Err(vm.type_error(format!("{name}.__init__() takes exactly one argument (the instance to initialize)")));
    }
    Ok(())
}

/// Whether `object.__setattr__` is applied to a type, whose own is not to be gone around.
pub fn hides_type_setattr(vm: &Vm, owner: *mut Type, this: Value) -> bool {
    owner == vm.types.object && vm.is_type(this)
}

/// The `__slots__` of a class and its bases: offsets and names.
unsafe fn members(vm: &Vm, ty: *mut Type) -> Vec<(usize, Value)> {
    let mut all = Vec::new();
    for t in vm.tuple_items((*ty).mro) {
        if (*t.ptr::<Type>()).member_count != 0 {
            for (_, v) in (*(*t.ptr::<Type>()).dict).iter().filter(|(_, v)| v.is_exact(vm.types.member_descriptor)) {
                let m = v.get::<crate::object::MemberDescriptor>();
                all.extend(m.slot_offset().map(|offset| (offset, m.name)));
            }
        }
    }
    all.sort_by_key(|(offset, name)| (*offset, name.0));
    all
}

fn class_setter(vm: &Vm, obj: Value, value: Option<Value>) -> Res<()> {
    let Some(new) = value else { return Err(vm.type_error("can't delete __class__ attribute")) };
    if !vm.is_type(new) {
        return Err(vm.type_error(format!(
            "__class__ must be set to a class, not '{}' object",
            vm.type_name(new)
        )));
    }
    let (old, new_type) = (vm.type_of(obj), new.ptr::<Type>());
    // SAFETY: both are live types; the layouts are compared before the header changes.
    unsafe {
        let module = obj.is_heap() && vm.is_subtype(old, vm.types.module) && vm.is_subtype(new_type, vm.types.module);
        if !module && (!(*old).has(flags::HEAP) || !(*new_type).has(flags::HEAP)) {
            return Err(vm.type_error("__class__ assignment only supported for mutable types or ModuleType subclasses"));
        }
        if (*old).basic_size != (*new_type).basic_size
            || (*old).instance_offset != (*new_type).instance_offset
            || (*old).has(flags::TRACKED) != (*new_type).has(flags::TRACKED)
            || (*old).slots.drop != (*new_type).slots.drop
            || members(vm, old) != members(vm, new_type)
        {
            return Err(vm.type_error(format!(
                "__class__ assignment: '{}' object layout differs from '{}'",
                vm.str_text((*new_type).name),
                vm.str_text((*old).name)
            )));
        }
        // Shapes belong to one class: the attributes stay where they are, under the same shape of the new class.
        let h = obj.header();
        if (*h).shape > crate::object::DICT_MODE {
            let names = vm.shapes().names((*h).shape);
            (*h).shape = names.into_iter().fold((*new_type).root_shape, |shape, name| vm.shapes().with(shape, name));
        }
        if (*new_type).has(flags::HEAP) {
            new.incref();
        }
        (*obj.header()).ty = new_type;
        if (*old).has(flags::HEAP) {
            Value::from_ptr(old).decref(vm);
        }
    }
    Ok(())
}

static GETSET: &[GetSetDef] = &[GetSetDef {
    name: "__class__",
    get: |vm, v| Ok(Ref::from_type(vm.type_of(v))),
    set: Some(class_setter),
    doc: "the object's class",
}];

/// State of an object for copying and pickling.
fn state(vm: &Vm, obj: Value) -> Res {
    let dict = match vm.instance_dict(obj)? {
        Some(d) if !vm.dict(d).is_empty() => vm.dict_copy(d)?,
        _ => Ref::NONE,
    };
    if !obj.is_heap() {
        return Ok(dict);
    }
    let members = vm.new_dict()?;
    // SAFETY: the mro is a tuple of live types.
    unsafe {
        for t in vm.tuple_items((*vm.type_of(obj)).mro) {
            for (name, d) in (*(*t.ptr::<Type>()).dict).iter() {
                if d.is_exact(vm.types.member_descriptor)
                    && let Some(offset) = d.get::<crate::object::MemberDescriptor>().slot_offset()
                {
                    let v = *((obj.0 + offset as u64) as *const Value);
                    if v != Value::NULL {
                        vm.dict_set(members.value(), name, v)?;
                    }
                }
            }
        }
    }
    if vm.dict(members.value()).is_empty() {
        return Ok(dict);
    }
    vm.tuple_from_refs([dict, members])
}

native! { static METHODS = [
    /// Default object formatter.
    "__format__(self, format_spec, /)" => fn object_format(vm, [this, spec]) {
        if !vm.is_str(spec) {
            return Err(vm.type_error(format!("__format__() argument must be str, not {}", vm.argument_type_name(spec))));
        }
        if !vm.str(spec).is_empty() {
            return Err(vm.type_error(format!("unsupported format string passed to {}.__format__", vm.type_name(this))));
        }
        vm.str_of(this)
    }
    /// Size of object in memory, in bytes.
    "__sizeof__(self, /)" => fn object_sizeof(vm, [this]) {
        // SAFETY: the type of a live object.
        vm.new_int(unsafe { (*vm.type_of(this)).basic_size } as i64)
    }
    /// Default dir() implementation.
    "__dir__(self, /)" => fn object_dir(vm, [this]) {
        let names = vm.new_dict()?;
        let own = vm.getattr_opt(this, vm.names.__dict__)?;
        if let Some(d) = own && vm.is_dict(d.value()) {
            let copy = vm.dict_copy(d.value())?;
            for (k, _) in vm.dict(copy.value()).iter() {
                vm.dict_set(names.value(), k, Value::NONE)?;
            }
        }
        let class = vm.getattr_opt(this, vm.names.__class__)?;
        let mro = match &class {
            // SAFETY: a type object.
            Some(c) if vm.is_type(c.value()) => Ref::new(unsafe { (*c.ptr::<Type>()).mro }),
            Some(_) => Ref::new(unsafe { (*vm.type_of(this)).mro }),
            None => Ref::new(vm.empty_tuple.get()),
        };
        // SAFETY: the mro is a tuple of live types.
        for t in vm.tuple_items(mro.value()) {
            // SAFETY: as above.
            let d = vm.dict_copy(unsafe { Value::from_ptr((*t.ptr::<Type>()).dict) })?;
            for (k, _) in vm.dict(d.value()).iter() {
                vm.dict_set(names.value(), k, Value::NONE)?;
            }
        }
        let keys: Vec<Value> = vm.dict(names.value()).iter().map(|(k, _)| k).collect();
        vm.list_from(&keys)
    }
    /// Helper for pickle.
    "__getstate__(self, /)" => fn object_getstate(vm, [this]) {
        state(vm, this)
    }
    /// Helper for pickle.
    "__reduce__(self, /)" => fn object_reduce(vm, [this]) {
        reduce(vm, this, 0)
    }
    /// Helper for pickle.
    "__reduce_ex__(self, protocol, /)" => fn object_reduce_ex(vm, [this, protocol]) {
        let protocol = vm.int_arg(protocol)?;
        let own = vm.type_lookup(vm.types.object, vm.names.__reduce__);
        if vm.type_lookup(vm.type_of(this), vm.names.__reduce__) != own {
            return vm.call_method(this, vm.names.__reduce__, &[]);
        }
        reduce(vm, this, protocol)
    }
    /// This method is called when a class is subclassed.
    @classmethod "__init_subclass__(cls, /, *args, **kwargs)" => fn object_init_subclass(vm, [cls, kwargs], *args) {
        if !kwargs.is_unbound() || !args.is_empty() {
            // SAFETY: the receiver of a class method is a type.
            let name = unsafe { vm.str_text((*cls.ptr::<Type>()).qualname) };
            return Err(vm.type_error(match args.len() {
                _ if !kwargs.is_unbound() => format!("{name}.__init_subclass__() takes no keyword arguments"),
                0 => format!("{name}.__init_subclass__() takes no keyword arguments"),
                n => format!("{name}.__init_subclass__() takes no arguments ({n} given)"),
            }));
        }
        Ok(Ref::NONE)
    }
    /// Abstract classes can override this to customize issubclass().
    @classmethod "__subclasshook__(cls, subclass, /)" => fn object_subclasshook(vm, [cls, subclass]) {
        Ok(Ref::NOT_IMPLEMENTED)
    }
]; }

/// `__reduce__` of what is reached as an attribute: `getattr` and its arguments.
pub fn reduced_attribute(vm: &Vm, owner: Value, name: Value) -> Res {
    let getattr = vm.intern("getattr");
    let Some(f) = vm.dict_get(Value::from_ptr(vm.builtins.get()), getattr.value())? else {
        return Err(vm.runtime_error("lost builtins"));
    };
    let f = Ref::new(f);
    let args = vm.tuple_from(&[owner, name])?;
    vm.tuple_from_refs([f, args])
}

/// `copyreg` does the work, as in CPython.
fn reduce(vm: &Vm, this: Value, protocol: i64) -> Res {
    let copyreg = super::import_module(vm, "copyreg")?;
    if protocol < 2 {
        let f = vm.getattr_str(copyreg.value(), "_reduce_ex")?;
        return vm.call(f.value(), &[this, Value::small_int(protocol)]);
    }
    let cls = Ref::from_type(vm.type_of(this));
    let get_new_args_ex = vm.intern("__getnewargs_ex__");
    let (maker, args) = if let Some(r) = vm.call_special(this, get_new_args_ex.value(), &[])? {
        if !vm.is_tuple(r.value()) || vm.tuple_items(r.value()).len() != 2 {
            return Err(vm.type_error("__getnewargs_ex__ should return a tuple of length 2"));
        }
        let pair = vm.tuple_items(r.value());
        (vm.getattr_str(copyreg.value(), "__newobj_ex__")?, vm.tuple_from(&[cls.value(), pair[0], pair[1]])?)
    } else {
        let mut all = vec![cls.value()];
        let given = vm.call_special(this, vm.names.__getnewargs__, &[])?;
        if let Some(g) = &given {
            if !vm.is_tuple(g.value()) {
                return Err(vm.type_error(format!(
                    "__getnewargs__ should return a tuple, not '{}'",
                    vm.type_name(g.value())
                )));
            }
            all.extend_from_slice(vm.tuple_items(g.value()));
        } else {
            // SAFETY: the type of a live object.
            let t = unsafe { &*vm.type_of(this) };
            let default_state = vm.type_lookup(t, vm.names.__getstate__) == vm.type_lookup(vm.types.object, vm.names.__getstate__);
            if default_state && !t.has(flags::HEAP) && t.slots.new != Some(object_new) && !t.has(flags::LIST_SUBCLASS | flags::DICT_SUBCLASS)
            {
                return Err(vm.type_error(format!("cannot pickle '{}' object", vm.name_of_type(vm.type_of(this)))));
            }
        }
        (vm.getattr_str(copyreg.value(), "__newobj__")?, vm.tuple_from(&all)?)
    };
    let state = vm.call_method(this, vm.names.__getstate__, &[])?;
    let list_items = if vm.is_list(this) { vm.iter(this)? } else { Ref::NONE };
    let dict_items = if vm.is_dict(this) {
        let items = vm.call_method(this, vm.names.items, &[])?;
        vm.iter(items.value())?
    } else {
        Ref::NONE
    };
    vm.tuple_from_refs([maker, args, state, list_items, dict_items])
}

/// The attribute name of a `getattr`-like call, interned.
pub fn name_arg(vm: &Vm, v: Value) -> Res {
    slot_table::attribute_name(vm, v)
}
