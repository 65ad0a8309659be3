//! Making classes: `type.__new__`.
use super::{descriptors, mro, slot_table, type_call};
use crate::object::{
    CellObject, Dict, GetSetDef, Header, MemberDescriptor, MethodWrapper, Ref, Res, Slots, Type, Value, Vm,
    flags,
};

/// `__dict__` of an instance.
pub static DICT: GetSetDef = INSTANCE_DICT;
/// The same, for the lists of builtin types.
pub const INSTANCE_DICT: GetSetDef = GetSetDef {
    name: "__dict__",
    get: |vm, obj| match vm.instance_dict(obj)? {
        Some(d) => Ok(Ref::new(d)),
        None => Err(vm.attribute_error(obj, vm.names.__dict__)),
    },
    set: Some(|vm, obj, value| {
        let dict = match value {
            Some(v) if vm.is_dict(v) => Ref::new(v),
            Some(v) => {
                return Err(vm.type_error(format!(
                    "__dict__ must be set to a dictionary, not a '{}'",
                    vm.type_name(v)
                )));
            }
            None => vm.new_dict()?,
        };
        vm.set_instance_dict(obj, dict).map(|_| ())
    }),
    doc: "",
};
static WEAKREF: GetSetDef = GetSetDef {
    name: "__weakref__",
    get: |vm, obj| Ok(vm.weakrefs(obj).first().map_or(Ref::NONE, |w| Ref::new(Value::from_ptr(*w)))),
    set: None,
    doc: "list of weak references to the object",
};

/// New slot of `type`: `(name, bases, namespace, **keywords)`.
pub fn type_new(vm: &Vm, meta: *mut Type, args: &[Value], kwnames: Value) -> Res {
    let names: &[Value] = if kwnames == Value::NULL { &[] } else { vm.tuple_items(kwnames) };
    let (positional, keywords) = args.split_at(args.len() - names.len());
    let [name, bases, namespace] = positional else {
        return Err(vm.type_error(format!("type.__new__() takes exactly 3 arguments ({} given)", positional.len())));
    };
    if names.iter().any(|n| !vm.is_str(*n)) {
        return Err(vm.keywords_must_be_strings());
    }
    for (i, (v, what, ok)) in
        [(name, "str", vm.is_str(*name)), (bases, "tuple", vm.is_tuple(*bases)), (namespace, "dict", vm.is_dict(*namespace))]
            .into_iter()
            .enumerate()
    {
        if !ok {
            return Err(vm.type_error(format!(
                "type.__new__() argument {} must be {what}, not {}",
                i + 1,
                vm.type_name(*v)
            )));
        }
    }
    super::support::check_encodable(vm, *name)?;
    if vm.str(*name).iter().any(|c| c == 0) {
        return Err(vm.value_error("type name must not contain null characters"));
    }
    let base_items = vm.tuple_items(*bases);
    for b in base_items {
        if !vm.is_type(*b) && vm.getattr_opt(*b, vm.names.__mro_entries__)?.is_some() {
            return Err(vm.type_error("type() doesn't support MRO entry resolution; use types.new_class()"));
        }
    }
    let winner = mro::calculate_metaclass(vm, Value::from_ptr(meta), base_items)?;
    let winner_type = winner.ptr::<Type>();
    if winner_type != meta {
        // SAFETY: a type object.
        let new = unsafe { (*winner_type).slots.new };
        if let Some(new) = new
            && new != type_new as crate::object::type_object::NewFn
        {
            return new(vm, winner_type, args, kwnames);
        }
    }
    let cls = make_class(vm, winner_type, *name, base_items, *namespace)?;
    set_names(vm, cls.value())?;
    init_subclass(vm, cls.value(), keywords, kwnames)?;
    Ok(cls)
}

/// A class without the keywords of a class statement, as `type(name, bases, namespace)` makes it.
pub fn new_class(vm: &Vm, meta: Value, name: &str, bases: &[Value], namespace: Value) -> Res {
    let name = vm.intern(name);
    let bases = vm.tuple_from(bases)?;
    vm.call(meta, &[name.value(), bases.value(), namespace])
}

fn make_class(vm: &Vm, meta: *mut Type, name: Value, bases: &[Value], namespace: Value) -> Res {
    let object = [Value::from_ptr(vm.types.object)];
    let bases: &[Value] = if bases.is_empty() { &object } else { bases };
    let base = mro::best_base(vm, bases)?;
    if let Some(doc) = vm.dict(namespace).get_name(vm, vm.names.__doc__)
        && vm.is_str(doc)
    {
        super::support::check_encodable(vm, doc)?;
    }
    let dict = vm.dict_copy(namespace)?;
    let d = dict.ptr::<Dict>();
    let get = |key: Value| vm.dict(dict.value()).get_name(vm, key).map(Ref::new);
    let qualname = match get(vm.names.__qualname__) {
        Some(q) if vm.is_str(q.value()) => q,
        Some(q) => {
            return Err(vm.type_error(format!("type __qualname__ must be a str, not {}", vm.type_name(q.value()))));
        }
        None => Ref::new(name),
    };
    drop(vm.dict_remove(dict.value(), vm.names.__qualname__)?);
    let classcell = vm.dict_remove(dict.value(), vm.names.__classcell__)?;
    let classdictcell = vm.intern("__classdictcell__");
    if let Some(cell) = vm.dict_remove(dict.value(), classdictcell.value())?
        && cell.is_exact(vm.types.cell)
    {
        // Annotations and type parameters look names up in the class as it is from here on.
        // SAFETY: the type was just checked.
        let slot = unsafe { &mut (*cell.ptr::<CellObject>()).value };
        let old = std::mem::replace(slot, dict.clone().into_value());
        drop(Ref::own(old));
    }
    if get(vm.names.__module__).is_none()
        && let Some(module) = running_module(vm)
    {
        vm.dict_set_name(d, vm.names.__module__, module)?;
    }
    let documented = get(vm.names.__doc__).is_some();
    // These are static and class methods without being declared so.
    for (key, wrapper) in [
        (vm.names.__new__, vm.types.staticmethod),
        (vm.names.__init_subclass__, vm.types.classmethod),
        (vm.names.__class_getitem__, vm.types.classmethod),
    ] {
        if let Some(f) = get(key)
            && f.is_exact(vm.types.function)
        {
            vm.dict_set_name(d, key, new_method_wrapper(vm, wrapper, f)?)?;
        }
    }
    // `__eq__` without `__hash__` makes instances unhashable.
    if get(vm.names.__eq__).is_some() && get(vm.names.__hash__).is_none() {
        vm.dict_set_name(d, vm.names.__hash__, Ref::NONE)?;
    }

    // SAFETY: `base` and `meta` are live types; the new type's fields are all written before anything reads them.
    unsafe {
        let mut flag_bits = (*base).flags & flags::INHERITED | flags::HEAP | flags::BASETYPE | flags::TRACKED;
        for b in bases {
            flag_bits |= (*b.ptr::<Type>()).flags & (flags::HAS_DICT | flags::METHOD_DESCRIPTOR | flags::WEAKREFABLE);
            if flag_bits & flags::COLLECTION == 0 {
                flag_bits |= (*b.ptr::<Type>()).flags & flags::COLLECTION;
            }
        }
        let mut members = Vec::new();
        let mut own_dict = (*base).flags & flags::HAS_DICT == 0;
        // Where only a base that does not decide the layout has them, they are added whatever `__slots__` says.
        let elsewhere = |flag: u32| bases.iter().any(|b| b.ptr::<Type>() != base && (*b.ptr::<Type>()).has(flag));
        let variable = (*base).flags & (flags::TUPLE_SUBCLASS | flags::BYTES_SUBCLASS | flags::INT_SUBCLASS) != 0;
        let mut own_weakref = (*base).flags & flags::WEAKREFABLE == 0 && !variable;
        match get(vm.names.__slots__) {
            None => {}
            Some(slots) => {
                let wanted = slot_names(vm, slots.value(), name, base, (*base).flags & flags::HAS_DICT == 0, own_weakref)?;
                own_dict &= wanted.dict || elsewhere(flags::HAS_DICT);
                own_weakref &= wanted.weakref || elsewhere(flags::WEAKREFABLE);
                let list = wanted.names;
                for m in &list {
                    // A class without a docstring may have a slot of that name.
                    let absent_doc = !documented && m.value() == vm.names.__doc__;
                    if !absent_doc && vm.dict(dict.value()).get_name(vm, m.value()).is_some() {
                        return Err(vm.value_error(format!(
                            "{} in __slots__ conflicts with class variable",
                            vm.repr_text(m.value())?
                        )));
                    }
                }
                members = list;
            }
        }
        // The namespace of a module is its instances' dict.
        own_dict &= !vm.is_subtype(base, vm.types.module);
        let is_metaclass = (*base).has(flags::TYPE_SUBCLASS);
        if own_dict && !is_metaclass {
            flag_bits |= flags::HAS_DICT;
        }
        if own_weakref {
            flag_bits |= flags::WEAKREFABLE;
        }
        let start = (*base).basic_size.next_multiple_of(8);
        let basic_size = start + members.len() as u32 * 8;
        // Nothing may fail between the allocation and the moment all fields are set.
        let bases_tuple = vm.tuple_from(bases)?;
        let h = vm.alloc_raw((*meta).basic_size as usize, true, meta)?;
        if (*meta).has(flags::HEAP) {
            (*meta).header.refcount += 1;
        }
        let ty = h as *mut Type;
        let has_dict = flag_bits & flags::HAS_DICT != 0;
        ty.write(Type {
            cached_init: std::ptr::null_mut(),
            header: std::ptr::read(h),
            flags: flag_bits,
            version: 0,
            basic_size: if members.is_empty() { (*base).basic_size } else { basic_size },
            instance_offset: if has_dict { basic_size } else { 0 },
            inline_slots: 0,
            root_shape: 0,
            member_count: (*base).member_count + members.len() as u32,
            name: Ref::new(name).into_value(),
            qualname: qualname.into_value(),
            base,
            bases: bases_tuple.into_value(),
            mro: vm.empty_tuple.get(),
            dict: dict.into_value().ptr(),
            subclasses: Vec::new(),
            slots: Slots::EMPTY,
            doc: "",
        });
        vm.empty_tuple.get().incref();
        if (*meta).member_count != 0 && (*meta).has(flags::HEAP) {
            for m in vm.members(h) {
                *m = Value::NULL;
            }
        }
        let cls = Ref::own(Value::from_ptr(ty));
        let order = mro::compute(vm, ty)?;
        drop(Ref::own(std::mem::replace(&mut (*ty).mro, order.into_value())));
        for b in bases {
            (*b.ptr::<Type>()).subclasses.push(ty);
        }
        (*ty).root_shape = vm.shapes().new_root(ty);
        if has_dict {
            (*ty).inline_slots = expected_attributes(vm, ty);
        }
        for (i, m) in members.iter().enumerate() {
            let p = vm.alloc_raw(size_of::<MemberDescriptor>(), false, vm.types.member_descriptor)? as *mut MemberDescriptor;
            (*p).name = m.clone().into_value();
            (*p).owner = ty;
            (*p).offset = start as usize + i * 8;
            (&raw mut (*p).def).write(None);
            vm.dict_set_name((*ty).dict, m.value(), Ref::own(Value::from_ptr(p)))?;
        }
        if own_dict && !is_metaclass && (*(*ty).dict).get_name(vm, vm.names.__dict__).is_none() {
            vm.dict_set_name((*ty).dict, vm.names.__dict__, descriptors::new_getset(vm, &DICT, ty)?)?;
        }
        if own_weakref && (*(*ty).dict).get_name(vm, vm.names.__weakref__).is_none() {
            vm.dict_set_name((*ty).dict, vm.names.__weakref__, descriptors::new_getset(vm, &WEAKREF, ty)?)?;
        }
        if !documented && (*(*ty).dict).get_name(vm, vm.names.__doc__).is_none() {
            vm.dict_set_name((*ty).dict, vm.names.__doc__, Ref::NONE)?;
        }
        // Slots: those of the base, then what the namespace (or another base) changes.
        (*ty).slots = (*base).slots;
        let simple = bases.len() == 1 && vm.tuple_items((*ty).mro).len() == vm.tuple_items((*base).mro).len() + 1;
        if simple {
            let found: Vec<usize> =
                (*(*ty).dict).iter().filter_map(|(k, _)| if vm.is_str(k) { slot_table::find(vm, k) } else { None }).collect();
            for id in found {
                slot_table::update_slot(vm, ty, id);
            }
            if (*base).slots.new.is_none() {
                slot_table::update_slot(vm, ty, slot_table::NEW);
            }
        } else {
            slot_table::update_all(vm, ty);
        }
        let marker = vm.names.__abstractmethods__;
        if let Some(a) = (*(*ty).dict).get_name(vm, marker)
            && vm.truth(a)?
        {
            (*ty).flags |= flags::ABSTRACT;
        }
        type_call::update_plain_new(vm, ty);
        if let Some(cell) = classcell {
            if !cell.is_exact(vm.types.cell) {
                return Err(vm.type_error(format!(
                    "__classcell__ must be a nonlocal cell, not <class '{}'>",
                    vm.type_name(cell.value())
                )));
            }
            let c = cell.ptr::<CellObject>();
            let old = Ref::own(std::mem::replace(&mut (*c).value, cls.clone().into_value()));
            drop(old);
        }
        Ok(cls)
    }
}

/// Attributes that instances will probably have: those the bodies of the class and its bases assign to `self`.
fn expected_attributes(vm: &Vm, ty: *mut Type) -> u32 {
    let mut names: Vec<Value> = Vec::new();
    // SAFETY: types outlive their uses.
    unsafe {
        for t in vm.tuple_items((*ty).mro) {
            if let Some(list) = (*(*t.ptr::<Type>()).dict).get_name(vm, vm.names.__static_attributes__)
                && vm.is_tuple(list)
            {
                for n in vm.tuple_items(list) {
                    if !names.contains(n) {
                        names.push(*n);
                    }
                }
            }
        }
        (names.len() as u32).max((*(*ty).base).inline_slots).clamp(2, 32)
    }
}

/// `__name__` of the running code's globals.
fn running_module(vm: &Vm) -> Option<Ref> {
    let globals = super::running_globals(vm)?;
    // SAFETY: the globals of a running function are alive.
    unsafe { (*globals).get_name(vm, vm.names.__name__).map(Ref::new) }
}

pub fn new_method_wrapper(vm: &Vm, ty: *mut Type, f: Ref) -> Res {
    vm.new_object::<MethodWrapper>(ty, |p| {
        // SAFETY: the cell is fresh and large enough.
        unsafe { (*p).callable = f.into_value() };
    })
}

/// What `__slots__` asks for: names, mangled and sorted, and whether `__dict__` and `__weakref__` are among them.
struct Wanted {
    names: Vec<Ref>,
    dict: bool,
    weakref: bool,
}

fn slot_names(
    vm: &Vm,
    slots: Value,
    class: Value,
    base: *mut Type,
    may_have_dict: bool,
    may_have_weakref: bool,
) -> Res<Wanted> {
    let items = if vm.is_str(slots) { vec![Ref::new(slots)] } else { vm.collect(slots)? };
    // SAFETY: a live type.
    let variable = unsafe {
        (*base).has(flags::TUPLE_SUBCLASS | flags::BYTES_SUBCLASS | flags::INT_SUBCLASS | flags::TYPE_SUBCLASS)
    };
    if variable && !items.is_empty() {
        // SAFETY: a live type.
        let name = unsafe { vm.str_text((*base).name) };
        return Err(vm.type_error(format!("nonempty __slots__ not supported for subtype of '{name}'")));
    }
    let mut names: Vec<Ref> = Vec::new();
    let (mut dict, mut weakref) = (false, false);
    let class_name = vm.str_text(class);
    for item in items {
        if !vm.is_str(item.value()) {
            return Err(vm.type_error(format!(
                "__slots__ items must be strings, not '{}'",
                vm.type_name(item.value())
            )));
        }
        let text = vm.str_text(item.value());
        let identifier = text.chars().next().is_some_and(|c| c == '_' || c.is_alphabetic())
            && text.chars().all(|c| c == '_' || c.is_alphanumeric());
        if !identifier {
            return Err(vm.type_error("__slots__ must be identifiers"));
        }
        match text.as_str() {
            "__dict__" => {
                if dict || !may_have_dict {
                    return Err(vm.type_error("__dict__ slot disallowed: we already got one"));
                }
                dict = true;
                continue;
            }
            "__weakref__" => {
                if weakref || !may_have_weakref {
                    return Err(vm.type_error("__weakref__ slot disallowed: we already got one"));
                }
                weakref = true;
                continue;
            }
            _ => {}
        }
        let mangled = if text.starts_with("__") && !text.ends_with("__") && !class_name.trim_start_matches('_').is_empty() {
            vm.intern(&format!("_{}{text}", class_name.trim_start_matches('_')))
        } else {
            vm.intern(&text)
        };
        if !names.iter().any(|n| n.value() == mangled.value()) {
            names.push(mangled);
        }
    }
    names.sort_by_key(|n| vm.str_text(n.value()));
    Ok(Wanted { names, dict, weakref })
}

fn set_names(vm: &Vm, cls: Value) -> Res<()> {
    // SAFETY: a live type.
    let dict = unsafe { Value::from_ptr((*cls.ptr::<Type>()).dict) };
    let entries: Vec<(Ref, Ref)> =
        vm.dict(dict).iter().filter(|(_, v)| v.is_heap()).map(|(k, v)| (Ref::new(k), Ref::new(v))).collect();
    for (name, v) in entries {
        if let Err(r) = vm.call_special(v.value(), vm.names.__set_name__, &[cls, name.value()]) {
            let e = Ref::new(vm.raised.get());
            let note = format!(
                "Error calling __set_name__ on '{}' instance {} in '{}'",
                vm.type_name(v.value()),
                vm.repr_text(name.value()).unwrap_or_default(),
                // SAFETY: a live type.
                unsafe { vm.str_text((*cls.ptr::<Type>()).name) }
            );
            super::exceptions::add_note(vm, e.value(), &note);
            return Err(r);
        }
    }
    Ok(())
}

fn init_subclass(vm: &Vm, cls: Value, keywords: &[Value], kwnames: Value) -> Res<()> {
    let f = super::super_::super_getattr(vm, cls, cls, vm.names.__init_subclass__)?;
    let kwnames = if keywords.is_empty() { Value::NULL } else { kwnames };
    vm.call_with(f.value(), keywords, kwnames).map(|_| ())
}

/// Drop slot of `type`.
///
/// # Safety
/// `h` is a heap type whose count is zero.
pub unsafe fn drop_type(vm: &Vm, h: *mut Header) {
    let t = &mut *(h as *mut Type);
    let this = h as *mut Type;
    if t.bases != Value::NULL {
        for b in vm.tuple_items(t.bases) {
            (*b.ptr::<Type>()).subclasses.retain(|s| *s != this);
        }
    }
    let mut names = Vec::new();
    vm.shapes().remove_tree(t.root_shape, &mut names);
    t.root_shape = 0;
    drop(names);
    for v in [t.name, t.qualname, Value::from_ptr(t.dict), t.mro, t.bases] {
        if v != Value::NULL {
            v.decref(vm);
        }
    }
    std::ptr::drop_in_place(&mut t.subclasses);
}

/// Traverse slot of `type`.
///
/// # Safety
/// `h` is a live type.
pub unsafe fn traverse_type(h: *mut Header, visit: &mut dyn FnMut(Value)) {
    let t = &*(h as *mut Type);
    if !t.has(flags::HEAP) {
        return;
    }
    visit(Value::from_ptr(t.dict));
    visit(t.mro);
    visit(t.bases);
}

/// Clear slot of `type`: the namespace, and the mro, which contains the type.
///
/// # Safety
/// `h` is a live type that nothing but garbage refers to.
pub unsafe fn clear_type(vm: &Vm, h: *mut Header) {
    let t = &mut *(h as *mut Type);
    if !t.has(flags::HEAP) {
        return;
    }
    (*t.dict).clear(vm);
    let empty = vm.empty_tuple.get();
    empty.incref();
    let old = std::mem::replace(&mut t.mro, empty);
    old.decref(vm);
}

