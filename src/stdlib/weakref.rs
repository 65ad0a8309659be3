//! `_weakref`.
use crate::native;
use crate::object::{Ref, Res, Value, Vm, WeakRef};

native! { static FUNCTIONS = [
    /// Create a proxy object that weakly references 'object'.
    ///
    /// 'callback', if given, is called with a reference to the
    /// proxy when 'object' is about to be finalized.
    "proxy(object, callback=None, /)" => fn proxy(vm, [object, callback]) {
        let callable = vm.slots(object).call.is_some();
        let ty = if callable { vm.types.weak_callable_proxy } else { vm.types.weak_proxy };
        vm.new_weakref(ty, object, if callback.is_none() { Value::NULL } else { callback })
    }
    /// Return the number of weak references to 'object'.
    "getweakrefcount(object, /)" => fn getweakrefcount(vm, [object]) { vm.new_usize(vm.weakrefs(object).len()) }
    /// Return a list of all weak reference objects pointing to 'object'.
    "getweakrefs(object, /)" => fn getweakrefs(vm, [object]) {
        vm.list_from_refs(vm.weakrefs(object).into_iter().map(|w| Ref::new(Value::from_ptr(w))).collect())
    }
    /// Atomically remove key from dict if it points to a dead weakref.
    "_remove_dead_weakref(dct, key, /)" => fn remove_dead_weakref(vm, [dct, key]) {
        if !vm.is_dict(dct) {
            return Err(vm.type_error(format!("_remove_dead_weakref() argument 1 must be dict, not {}", vm.type_name(dct))));
        }
        let dead = match vm.dict_get(dct, key)? {
            // SAFETY: the type is checked.
            Some(v) if vm.is_instance(v, vm.types.weakref) => unsafe { v.get::<WeakRef>().upgrade().is_none() },
            Some(_) => return Err(vm.type_error("not a weakref")),
            None => false,
        };
        if dead {
            drop(vm.dict_remove(dct, key)?);
        }
        Ok(Ref::NONE)
    }
]; }

/// Makes the module.
pub fn init(vm: &Vm) -> Res {
    let module = super::new_module(vm, "_weakref", "Weak-reference support module.", FUNCTIONS)?;
    for (name, ty) in [
        ("ref", vm.types.weakref),
        ("ReferenceType", vm.types.weakref),
        ("ProxyType", vm.types.weak_proxy),
        ("CallableProxyType", vm.types.weak_callable_proxy),
    ] {
        super::set(vm, module.value(), name, Ref::from_type(ty))?;
    }
    Ok(module)
}
