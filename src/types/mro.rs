//! Method resolution order, best base and metaclass of a new class.
use crate::object::{Ref, Res, Type, Value, Vm, flags};

/// C3 linearisation of a class with these bases, the class itself in front.
pub fn linearise(vm: &Vm, ty: *mut Type, bases: &[Value]) -> Res {
    // SAFETY: bases are live types; `ty` is a type object.
    unsafe {
        let this = Value::from_ptr(ty);
        for (i, b) in bases.iter().enumerate() {
            if bases[..i].contains(b) {
                let name = vm.str_text((*b.ptr::<Type>()).name);
                return Err(vm.type_error(format!("duplicate base class {name}")));
            }
        }
        let mut result = vec![this];
        if let [base] = bases {
            result.extend_from_slice(vm.tuple_items((*base.ptr::<Type>()).mro));
            return vm.tuple_from(&result);
        }
        let mut lists: Vec<&[Value]> = bases.iter().map(|b| vm.tuple_items((*b.ptr::<Type>()).mro)).collect();
        lists.push(bases);
        loop {
            lists.retain(|l| !l.is_empty());
            if lists.is_empty() {
                return vm.tuple_from(&result);
            }
            let next = lists.iter().map(|l| l[0]).find(|c| !lists.iter().any(|l| l[1..].contains(c)));
            let Some(next) = next else {
                let mut names: Vec<String> = Vec::new();
                let mut seen: Vec<Value> = Vec::new();
                for l in &lists {
                    if !seen.contains(&l[0]) {
                        seen.push(l[0]);
                        names.push(vm.str_text((*l[0].ptr::<Type>()).name));
                    }
                }
                return Err(vm.type_error(format!(
                    "Cannot create a consistent method resolution order (MRO) for bases {}",
                    names.join(", ")
                )));
            };
            result.push(next);
            for l in &mut lists {
                if l[0] == next {
                    *l = &l[1..];
                }
            }
        }
    }
}

/// The mro of a class: what its metaclass's `mro` says where that is overridden.
pub fn compute(vm: &Vm, ty: *mut Type) -> Res {
    // SAFETY: `ty` is a type whose bases are set.
    let (meta, bases) = unsafe { ((*ty).header.ty, (*ty).bases) };
    if meta != vm.types.r#type {
        let name = vm.names.mro;
        let own = vm.type_lookup(vm.types.r#type, name);
        if vm.type_lookup(meta, name) != own {
            let cls = Value::from_ptr(ty);
            let r = vm.call_method(cls, name, &[])?;
            let items = vm.collect(r.value())?;
            for i in &items {
                if vm.is_type(i.value()) && !vm.is_subtype(solid_base(ty), solid_base(i.ptr())) {
                    return Err(vm.type_error(format!("mro() returned base with unsuitable layout ('{}')", vm.name_of_type(i.ptr()))));
                }
                if !vm.is_type(i.value()) {
                    return Err(vm.type_error(format!(
                        "mro() returned a non-class ('{}')",
                        vm.type_name(i.value())
                    )));
                }
            }
            return vm.tuple_from_refs(items);
        }
    }
    linearise(vm, ty, vm.tuple_items(bases))
}

/// The nearest type that gave the layout its last field.
fn solid_base(ty: *mut Type) -> *mut Type {
    // SAFETY: types outlive their uses.
    unsafe {
        let mut t = ty;
        while !(*t).base.is_null() && (*t).basic_size == (*(*t).base).basic_size {
            t = (*t).base;
        }
        t
    }
}

/// The base whose layout a class with these bases extends.
pub fn best_base(vm: &Vm, bases: &[Value]) -> Res<*mut Type> {
    let mut best: Option<(*mut Type, *mut Type)> = None;
    for b in bases {
        if !vm.is_type(*b) {
            return Err(vm.type_error("bases must be types"));
        }
        let t = b.ptr::<Type>();
        // SAFETY: a type object.
        unsafe {
            if !(*t).has(flags::BASETYPE) {
                let name = vm.name_of_type(t);
                return Err(vm.type_error(format!("type '{name}' is not an acceptable base type")));
            }
            // Its metaclass is still at work on its order of bases.
            if (*t).mro == vm.empty_tuple.get() {
                return Err(vm.type_error(format!("Cannot extend an incomplete type '{}'", vm.name_of_type(t))));
            }
        }
        let solid = solid_base(t);
        best = match best {
            None => Some((t, solid)),
            Some((_, s)) if vm.is_subtype(s, solid) => best,
            Some((_, s)) if vm.is_subtype(solid, s) => Some((t, solid)),
            Some(_) => return Err(vm.type_error("multiple bases have instance lay-out conflict")),
        };
    }
    Ok(best.map_or(vm.types.object, |(t, _)| t))
}

/// The most derived metaclass of `meta` and those of the bases.
pub fn calculate_metaclass(vm: &Vm, meta: Value, bases: &[Value]) -> Res {
    let mut winner = meta.ptr::<Type>();
    for b in bases {
        let t = vm.type_of(*b);
        if vm.is_subtype(winner, t) {
            continue;
        }
        if vm.is_subtype(t, winner) {
            winner = t;
            continue;
        }
        return Err(vm.type_error(
            "metaclass conflict: the metaclass of a derived class must be a (non-strict) subclass of the metaclasses of all \
             its bases",
        ));
    }
    Ok(Ref::from_type(winner))
}
