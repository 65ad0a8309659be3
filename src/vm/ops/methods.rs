//! Method loads: a function and its receiver side by side, so that no bound method is made.
use super::*;
use crate::next_or_unwind;
use crate::object::function::Module;
use crate::object::type_object::{Type, flags};
use crate::object::vm::MethodEntry;
use crate::object::{Dict, Ref};
use crate::{cache32, cache64, operand, reg};

handlers! {
    LOAD_METHOD(pc, fp, vm, tab) { tail!(load_method_slow, pc, fp, vm, tab) }
    LOAD_METHOD_SHAPE(pc, fp, vm, tab) {
        let x = reg!(fp, pc, 2);
        if !x.is_heap() { tail!(load_method_slow, pc, fp, vm, tab) }
        let h = x.header();
        if (*h).shape != cache32!(pc, 4) || (*(*h).ty).version != cache32!(pc, 6) { tail!(load_method_slow, pc, fp, vm, tab) }
        let f = Value(cache64!(pc, 8));
        (*f.header()).refcount += 1;
        (*h).refcount += 1;
        let p = fp.add(operand!(pc, 1));
        *p = f;
        *p.add(1) = x;
        dispatch!(pc.add(16), fp, vm, tab)
    }
    LOAD_METHOD_SHAPE_T(pc, fp, vm, tab) {
        let q = fp.add(operand!(pc, 2));
        let x = *q;
        if !x.is_heap() { tail!(load_method_slow, pc, fp, vm, tab) }
        let h = x.header();
        if (*h).shape != cache32!(pc, 4) || (*(*h).ty).version != cache32!(pc, 6) { tail!(load_method_slow, pc, fp, vm, tab) }
        let f = Value(cache64!(pc, 8));
        (*f.header()).refcount += 1;
        *q = Value::NONE;
        let p = fp.add(operand!(pc, 1));
        *p = f;
        *p.add(1) = x;
        dispatch!(pc.add(16), fp, vm, tab)
    }
    LOAD_METHOD_CACHED(pc, fp, vm, tab) {
        let b = operand!(pc, 2);
        let q = fp.add(b);
        let x = *q;
        if !x.is_heap() { tail!(load_method_slow, pc, fp, vm, tab) }
        let h = x.header();
        let shape = (*h).shape;
        let name = Value(cache64!(pc, 4));
        let entry = &*vm.method_cache.as_ptr().add(MethodEntry::index(shape, name));
        let entry = &*entry.as_ptr();
        if entry.shape != shape || entry.name != name || entry.version != (*(*h).ty).version || shape <= crate::object::DICT_MODE {
            tail!(load_method_slow, pc, fp, vm, tab)
        }
        let f = entry.function;
        (*f.header()).refcount += 1;
        if b >= locals(vm) { *q = Value::NONE; } else { (*h).refcount += 1; }
        let p = fp.add(operand!(pc, 1));
        *p = f;
        *p.add(1) = x;
        dispatch!(pc.add(16), fp, vm, tab)
    }
    LOAD_METHOD_DICT(pc, fp, vm, tab) {
        let b = operand!(pc, 2);
        let q = fp.add(b);
        let x = *q;
        if !x.is_heap() { tail!(load_method_slow, pc, fp, vm, tab) }
        let h = x.header();
        if (*h).shape != crate::object::DICT_MODE || (*(*h).ty).version != cache32!(pc, 6) { tail!(load_method_slow, pc, fp, vm, tab) }
        tail!(load_method_dict, pc, fp, vm, tab)
    }
    LOAD_METHOD_BUILTIN(pc, fp, vm, tab) {
        let x = reg!(fp, pc, 2);
        if !x.is_heap() { tail!(load_method_slow, pc, fp, vm, tab) }
        let h = x.header();
        if (*h).ty as u64 != cache64!(pc, 4) { tail!(load_method_slow, pc, fp, vm, tab) }
        let f = Value(cache64!(pc, 8));
        (*f.header()).refcount += 1;
        (*h).refcount += 1;
        let p = fp.add(operand!(pc, 1));
        *p = f;
        *p.add(1) = x;
        dispatch!(pc.add(16), fp, vm, tab)
    }
    LOAD_METHOD_BUILTIN_T(pc, fp, vm, tab) {
        let q = fp.add(operand!(pc, 2));
        let x = *q;
        if !x.is_heap() { tail!(load_method_slow, pc, fp, vm, tab) }
        let h = x.header();
        if (*h).ty as u64 != cache64!(pc, 4) { tail!(load_method_slow, pc, fp, vm, tab) }
        let f = Value(cache64!(pc, 8));
        (*f.header()).refcount += 1;
        *q = Value::NONE;
        let p = fp.add(operand!(pc, 1));
        *p = f;
        *p.add(1) = x;
        dispatch!(pc.add(16), fp, vm, tab)
    }
    LOAD_METHOD_OF_CLASS(pc, fp, vm, tab) {
        let b = operand!(pc, 2);
        let q = fp.add(b);
        let x = *q;
        if x.0 != cache64!(pc, 4) || !x.is_exact(vm.types.r#type) || (*x.ptr::<Type>()).version != cache32!(pc, 8) {
            tail!(load_method_slow, pc, fp, vm, tab)
        }
        let h = x.header();
        if b >= locals(vm) {
            if (*h).refcount == 1 { tail!(load_method_slow, pc, fp, vm, tab) }
            (*h).refcount -= 1;
            *q = Value::NONE;
        }
        let f = Value(cache64!(pc, 10));
        (*f.header()).refcount += 1;
        let p = fp.add(operand!(pc, 1));
        *p = Value::UNBOUND;
        *p.add(1) = f;
        if *pc.add(14) != 0 {
            (*h).refcount += 1;
            *p = f;
            *p.add(1) = x;
        }
        dispatch!(pc.add(16), fp, vm, tab)
    }
    LOAD_METHOD_MODULE_T(pc, fp, vm, tab) {
        let q = fp.add(operand!(pc, 2));
        let x = *q;
        if !x.is_exact(vm.types.module) || (*x.header()).refcount == 1 { tail!(load_method_slow, pc, fp, vm, tab) }
        let d = x.get::<Module>().dict as *const Dict;
        if (*d).keys_version != cache32!(pc, 4) { tail!(load_method_slow, pc, fp, vm, tab) }
        let v = (*(*d).entries.add(*pc.add(6) as usize)).value;
        v.incref();
        (*x.header()).refcount -= 1;
        *q = Value::NONE;
        let p = fp.add(operand!(pc, 1));
        *p = Value::UNBOUND;
        *p.add(1) = v;
        dispatch!(pc.add(16), fp, vm, tab)
    }
}

/// Function and receiver, or a callable without receiver, for an attribute to be called; chooses the specialised form.
unsafe fn load_method(vm: &Vm, pc: *const u16, x: Value, name: Value, temp: bool) -> Res<(Ref, bool)> {
    let ty = vm.type_of(x);
    let t = &mut *ty;
    if t.slots.getattr.is_none() || x.is_heap() && super::attributes::only_getattr_hook(vm, ty) {
        if let Some(m) = vm.type_lookup(ty, name)
            && vm.has_flag(m, flags::METHOD_DESCRIPTOR)
            && vm.instance_get(x, name).is_none()
        {
            if x.is_heap() {
                let shape = (*x.header()).shape;
                if t.instance_offset == 0 && !t.has(flags::HEAP) {
                    set_cache64(pc, 4, ty as u64);
                    set_cache64(pc, 8, m.0);
                    quicken(pc, if temp { Op::LOAD_METHOD_BUILTIN_T } else { Op::LOAD_METHOD_BUILTIN });
                } else if shape > crate::object::DICT_MODE && *pc != Op::LOAD_METHOD as u16 {
                    // A second shape: from now on through the cache that all sites share.
                    let version = vm.type_version(ty);
                    let index = MethodEntry::index(shape, name);
                    // The entry keeps its name alive, so that no other name can come to its address.
                    name.incref();
                    let old = vm.method_cache[index].replace(MethodEntry { shape, version, name, function: m });
                    if old.name != Value::NULL {
                        old.name.decref(vm);
                    }
                    set_cache64(pc, 4, name.0);
                    quicken(pc, Op::LOAD_METHOD_CACHED);
                } else if shape > crate::object::DICT_MODE {
                    set_cache32(pc, 4, shape);
                    set_cache32(pc, 6, vm.type_version(ty));
                    set_cache64(pc, 8, m.0);
                    quicken(pc, if temp { Op::LOAD_METHOD_SHAPE_T } else { Op::LOAD_METHOD_SHAPE });
                } else if shape == crate::object::DICT_MODE {
                    set_cache32(pc, 6, vm.type_version(ty));
                    set_cache64(pc, 8, m.0);
                    quicken(pc, Op::LOAD_METHOD_DICT);
                }
            }
            return Ok((Ref::new(m), true));
        }
    } else if x.is_exact(vm.types.function) {
        // Its own attribute slot binds like the generic one; only its dict lies elsewhere.
        let dict = x.get::<crate::object::Function>().dict;
        if let Some(m) = vm.type_lookup(ty, name)
            && vm.has_flag(m, flags::METHOD_DESCRIPTOR)
            && (dict == Value::NULL || vm.dict(dict).get_name(vm, name).is_none())
        {
            return Ok((Ref::new(m), true));
        }
    } else if x.is_exact(vm.types.module) && temp {
        let d = x.get::<Module>().dict;
        if let Some(i) = (*d).find_name(vm, name)
            && i <= u16::MAX as usize
        {
            set_cache32(pc, 4, (*d).version(vm));
            *(pc.add(6) as *mut u16) = i as u16;
            quicken(pc, Op::LOAD_METHOD_MODULE_T);
            return Ok((Ref::new((*d).entry(i).value), false));
        }
    }
    // `type` itself never changes, so that nothing of a metaclass can come to hide what the class has.
    if x.is_exact(vm.types.r#type) && vm.type_lookup(ty, name).is_none() {
        let class = x.ptr::<Type>();
        if let Some(found) = vm.type_lookup(class, name) {
            let wrapped = |w: *mut Type| found.is_exact(w).then(|| found.get::<crate::object::MethodWrapper>().callable);
            let (f, with_class) = match (wrapped(vm.types.staticmethod), wrapped(vm.types.classmethod)) {
                (Some(f), _) => (f, false),
                (_, Some(f)) => (f, true),
                _ => (found, false),
            };
            if f.is_exact(vm.types.function) {
                set_cache64(pc, 4, x.0);
                set_cache32(pc, 8, vm.type_version(class));
                set_cache64(pc, 10, f.0);
                *(pc.add(14) as *mut u16) = with_class as u16;
                quicken(pc, Op::LOAD_METHOD_OF_CLASS);
                return Ok((Ref::new(f), with_class));
            }
        }
    }
    vm.getattr(x, name).map(|v| (v, false))
}

cold! {
    /// The instance's class is the one seen before: what is left to see is that its dict does not hide the method.
    load_method_dict(pc, fp, vm, tab) {
        let b = operand!(pc, 2);
        let x = reg!(fp, pc, 2);
        let hidden = match vm.instance_part(x) {
            Some(part) if !part.dict.is_null() => (*part.dict).get_name(vm, name(vm, pc, 3)).is_some(),
            _ => false,
        };
        if hidden { tail!(load_method_slow, pc, fp, vm, tab) }
        let f = Value(cache64!(pc, 8));
        f.incref();
        let x = own_operand(fp, b, locals(vm));
        let p = fp.add(operand!(pc, 1));
        *p = f;
        *p.add(1) = x;
        dispatch!(pc.add(16), fp, vm, tab)
    }
    load_method_slow(pc, fp, vm, tab) {
        let n = locals(vm);
        let b = operand!(pc, 2);
        let x = reg!(fp, pc, 2);
        let name = name(vm, pc, 3);
        match load_method(vm, pc, x, name, b >= n) {
            Err(_) => { tail!(unwind, pc, fp, vm, tab) }
            Ok((f, true)) => {
                let x = own_operand(fp, b, n);
                let p = fp.add(operand!(pc, 1));
                *p = f.into_value();
                *p.add(1) = x;
            }
            Ok((f, false)) => {
                let x = take_temp(fp, b, n);
                let p = fp.add(operand!(pc, 1));
                *p = Value::UNBOUND;
                *p.add(1) = f.into_value();
                x.decref(vm);
            }
        }
        dispatch!(pc.add(16), fp, vm, Table::current(vm))
    }
    SUPER_METHOD(pc, fp, vm, tab) {
        let p = fp.add(operand!(pc, 1));
        let name = name(vm, pc, 2);
        match super_lookup(vm, *p, *p.add(1), *p.add(2), name, true) {
            Err(_) => { tail!(unwind, pc, fp, vm, tab) }
            Ok((f, bare)) => {
                let f = f.into_value();
                let receiver = std::mem::replace(&mut *p.add(2), Value::NONE);
                let class = std::mem::replace(&mut *p.add(1), Value::NONE);
                let callee = std::mem::replace(&mut *p, Value::NONE);
                if bare {
                    *p = f;
                    *p.add(1) = receiver;
                } else {
                    *p = Value::UNBOUND;
                    *p.add(1) = f;
                    receiver.decref(vm);
                }
                class.decref(vm);
                callee.decref(vm);
            }
        }
        dispatch!(pc.add(4), fp, vm, Table::current(vm))
    }
    SUPER_ATTR(pc, fp, vm, tab) {
        let p = fp.add(operand!(pc, 2));
        let name = name(vm, pc, 3);
        let ok = match super_lookup(vm, *p, *p.add(1), *p.add(2), name, false) {
            Err(_) => false,
            Ok((f, _)) => {
                release_range(vm, fp, operand!(pc, 2), 3);
                put(vm, fp, operand!(pc, 1), f.into_value());
                true
            }
        };
        next_or_unwind!(ok, 4, pc, fp, vm, tab)
    }
}

/// Attribute of `super(class, receiver)`; `true` where it is a function to be called with the receiver (only if `method`).
unsafe fn super_lookup(vm: &Vm, callee: Value, class: Value, receiver: Value, name: Value, method: bool) -> Res<(Ref, bool)> {
    if callee.0 != vm.types.super_type as u64 || !vm.is_type(class) {
        let s = vm.call(callee, &[class, receiver])?;
        return vm.getattr(s.value(), name).map(|v| (v, false));
    }
    if method && !vm.is_type(receiver) && vm.is_subtype(vm.type_of(receiver), class.ptr::<Type>()) {
        let mro = vm.tuple_items((*vm.type_of(receiver)).mro);
        let at = mro.iter().position(|t| *t == class).map_or(mro.len(), |i| i + 1);
        for t in &mro[at..] {
            if let Some(m) = (*(*t.ptr::<Type>()).dict).get_name(vm, name) {
                if vm.has_flag(m, flags::METHOD_DESCRIPTOR) {
                    return Ok((Ref::new(m), true));
                }
                break;
            }
        }
    }
    crate::types::super_::super_getattr(vm, class, receiver, name).map(|v| (v, false))
}
