//! Finding classes and making instances of them.
use super::globals::{follow, module_named, parts};
use super::unpickler::u;
use super::{kept, state, unpickling_error};
use crate::object::{Ref, Res, Type, Value, Vm};

/// Calls the unpickler's `find_class`, which programs override.
pub fn find(vm: &Vm, this: Value, module: Value, name: Value) -> Res {
    if vm.type_of(this) == state(vm).unpickler.get() {
        return find_class(vm, this, module, name);
    }
    vm.call_method(this, kept(vm).find_class.get(), &[module, name])
}

/// The names of Python 3 for those of Python 2.
fn newer_name(vm: &Vm, module: &mut Ref, name: &mut Ref) -> Res<()> {
    let k = kept(vm);
    let key = vm.tuple_from(&[module.value(), name.value()])?;
    if let Some(pair) = vm.dict_get(k.name_mapping.get(), key.value())?.map(Ref::new) {
        match vm.is_tuple(pair.value()).then(|| vm.tuple_items(pair.value())) {
            Some([m, n]) if vm.is_str(*m) && vm.is_str(*n) => {
                *module = Ref::new(*m);
                *name = Ref::new(*n);
                return Ok(());
            }
            _ => return Err(vm.runtime_error("_compat_pickle.NAME_MAPPING values should be pairs of str")),
        }
    }
    if let Some(m) = vm.dict_get(k.import_mapping.get(), module.value())?.map(Ref::new) {
        if !vm.is_str(m.value()) {
            let ty = vm.type_name(m.value());
            return Err(vm.runtime_error(format!("_compat_pickle.IMPORT_MAPPING values should be strings, not {ty}")));
        }
        *module = m;
    }
    Ok(())
}

/// `Unpickler.find_class`.
pub fn find_class(vm: &Vm, this: Value, module: Value, name: Value) -> Res {
    crate::stdlib::sys_audit::audit(vm, "pickle.find_class", &[module, name])?;
    let (mut module, mut name) = (Ref::new(module), Ref::new(name));
    let protocol = u(this).protocol;
    if protocol < 3 && u(this).fix_imports {
        newer_name(vm, &mut module, &mut name)?;
    }
    if !vm.is_str(module.value()) {
        return Err(vm.type_error("module name must be a string"));
    }
    let found = module_named(vm, module.value())?;
    if !vm.is_str(name.value()) {
        let ty = vm.type_name(name.value());
        return Err(vm.type_error(format!("attribute name must be string, not '{ty}'")));
    }
    if protocol < 4 || !vm.str(name.value()).iter().any(|c| c == b'.' as u32) {
        let name = vm.intern_value(name);
        return vm.getattr(found.value(), name.value());
    }
    match follow(vm, found.value(), &parts(vm, name.value())?) {
        Ok(o) => Ok(o),
        Err(raised) => {
            if !vm.raised_is(vm.types.AttributeError) {
                return Err(raised);
            }
            let earlier = vm.take_raised();
            let (path, place) = (vm.repr_text(name.value())?, vm.repr_text(module.value())?);
            let raised = vm.raise_type(vm.types.AttributeError, format!("Can't resolve path {path} on module {place}"));
            let e = vm.raised.get();
            let old = std::mem::replace(&mut vm.exception(e).context, earlier.into_value());
            if old != Value::NULL {
                old.decref(vm);
            }
            Err(raised)
        }
    }
}

/// What INST and OBJ make: an instance without a call of `__init__` where there are no arguments, otherwise what a call returns.
pub fn instantiate(vm: &Vm, class: Value, args: Value) -> Res {
    let args = vm.tuple_items(args);
    if args.is_empty() && vm.is_type(class) && vm.getattr_opt(class, kept(vm).__getinitargs__.get())?.is_none() {
        return vm.call_method(class, vm.names.__new__, &[class]);
    }
    vm.call(class, args)
}

/// NEWOBJ and NEWOBJ_EX.
pub fn new_instance(vm: &Vm, class: Value, args: Value, kwargs: Option<Value>) -> Res {
    let op = if kwargs.is_some() { "NEWOBJ_EX" } else { "NEWOBJ" };
    if !vm.is_type(class) {
        let ty = vm.type_name(class);
        return Err(unpickling_error(vm, format!("{op} class argument must be a type, not {ty}")));
    }
    // SAFETY: it was just seen to be a type.
    let Some(new) = (unsafe { (*class.ptr::<Type>()).slots.new }) else {
        let name = vm.name_of_type(class.ptr());
        return Err(unpickling_error(vm, format!("{op} class argument '{name}' must have a __new__ method")));
    };
    if !vm.is_tuple(args) {
        let ty = vm.type_name(args);
        return Err(unpickling_error(vm, format!("{op} args argument must be a tuple, not {ty}")));
    }
    match kwargs {
        None => new(vm, class.ptr(), vm.tuple_items(args), Value::NULL),
        Some(d) if vm.is_dict(d) => {
            // The dict may change while the class runs.
            let held: Vec<(Ref, Ref)> = vm.dict(d).iter().map(|(k, v)| (Ref::new(k), Ref::new(v))).collect();
            let mut all = vm.tuple_items(args).to_vec();
            all.extend(held.iter().map(|(_, v)| v.value()));
            if held.is_empty() {
                return new(vm, class.ptr(), &all, Value::NULL);
            }
            if held.iter().any(|(k, _)| !vm.is_str(k.value())) {
                return Err(vm.keywords_must_be_strings());
            }
            let keys: Vec<Value> = held.iter().map(|(k, _)| k.value()).collect();
            let names = vm.tuple_from(&keys)?;
            new(vm, class.ptr(), &all, names.value())
        }
        Some(d) => {
            let ty = vm.type_name(d);
            Err(unpickling_error(vm, format!("{op} kwargs argument must be a dict, not {ty}")))
        }
    }
}

/// Gives an instance its state.
pub fn set_state(vm: &Vm, object: Value, state: Value) -> Res<()> {
    if let Some(f) = vm.getattr_opt(object, kept(vm).__setstate__.get())? {
        return vm.call(f.value(), &[state]).map(drop);
    }
    // A pair holds the attributes in `__dict__` and those in slots.
    let (attributes, slots) = match vm.is_tuple(state).then(|| vm.tuple_items(state)) {
        Some([a, s]) => (*a, *s),
        _ => (state, Value::NONE),
    };
    if !attributes.is_none() {
        if !vm.is_dict(attributes) {
            return Err(unpickling_error(vm, "state is not a dictionary"));
        }
        set_attributes(vm, object, attributes)?;
    }
    if !slots.is_none() {
        if !vm.is_dict(slots) {
            return Err(unpickling_error(vm, "slot state is not a dictionary"));
        }
        for (name, v) in items(vm, slots) {
            if !vm.is_str(name.value()) {
                let ty = vm.type_name(name.value());
                return Err(vm.type_error(format!("attribute name must be string, not '{ty}'")));
            }
            vm.setattr(object, name.value(), Some(v.value()))?;
        }
    }
    Ok(())
}
fn items(vm: &Vm, dict: Value) -> Vec<(Ref, Ref)> {
    vm.dict(dict).iter().map(|(k, v)| (Ref::new(k), Ref::new(v))).collect()
}
/// Whether `__dict__` of an object is its own namespace and nothing that a class defines.
fn has_plain_namespace(vm: &Vm, object: Value) -> bool {
    vm.instance_part(object).is_some()
        && vm.slots(object).getattr.is_none()
        && vm.type_lookup(vm.type_of(object), vm.names.__dict__).is_some_and(|d| d.is_exact(vm.types.getset_descriptor))
}
fn set_attributes(vm: &Vm, object: Value, attributes: Value) -> Res<()> {
    let all = items(vm, attributes);
    if has_plain_namespace(vm, object) && all.iter().all(|(k, _)| k.is_exact(vm.types.str)) {
        for (name, v) in all {
            let name = vm.intern_value(name);
            vm.instance_set(object, name.value(), v)?;
        }
        return Ok(());
    }
    let namespace = vm.getattr(object, vm.names.__dict__)?;
    for (name, v) in all {
        // Attribute names are shared by all instances.
        let name = if name.is_exact(vm.types.str) { vm.intern_value(name) } else { name };
        vm.setitem(namespace.value(), name.value(), v.value())?;
    }
    Ok(())
}
