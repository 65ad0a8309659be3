//! Builtin functions on any object.
use crate::native;
use crate::object::{Ref, Res, Type, Value, Vm};
use crate::text::StrBuilder;
use crate::types::support::{str_from_buf, str_view};

/// An attribute name argument: interned. TypeError where it is no str.
fn name_arg(vm: &Vm, name: Value) -> Res {
    if !vm.is_str(name) {
        return Err(
            vm.type_error(format!("attribute name must be string, not '{}'", vm.type_name(name)))
        );
    }
    Ok(vm.intern_value(Ref::new(name)))
}

/// `ascii(v)`: the repr with escapes for what is not ASCII.
pub fn ascii(vm: &Vm, v: Value) -> Res {
    let r = vm.repr(v)?;
    let s = vm.str(r.value());
    if s.is_ascii() {
        return Ok(r);
    }
    let mut out = StrBuilder::new();
    for c in str_view(s).iter() {
        if c < 0x80 { out.push(c) } else { crate::text::repr::push_escape(&mut out, c) }
    }
    str_from_buf(vm, out.finish())
}

/// `format(v, spec)`; `spec` is a str.
pub fn format_value(vm: &Vm, v: Value, spec: Value) -> Res {
    if vm.str(spec).is_empty() && (v.is_exact(vm.types.str) || v.is_small_int() || v.is_float()) {
        return vm.str_of(v);
    }
    match vm.call_special(v, vm.names.__format__, &[spec])? {
        Some(r) if vm.is_str(r.value()) => Ok(r),
        Some(r) => Err(vm.type_error(format!("__format__ must return a str, not {}", vm.type_name(r.value())))),
        None => Err(vm.type_error(format!("Type {} doesn't define __format__", vm.type_name(v)))),
    }
}

/// Names of `dir(obj)`, sorted.
fn dir_of(vm: &Vm, obj: Value) -> Res {
    let names = match vm.call_special(obj, vm.names.__dir__, &[])? {
        Some(r) => r,
        None => default_dir(vm, obj)?,
    };
    let l = vm.list_from_refs(vm.collect(names.value())?)?;
    crate::types::sort::sort_list(vm, l.value(), Value::NONE, false)?;
    Ok(l)
}

/// `object.__dir__`, `type.__dir__` and that of modules: the keys of the dicts along the way.
pub fn default_dir(vm: &Vm, obj: Value) -> Res {
    let all = vm.new_dict()?;
    let add = |d: Value| crate::types::dict::merge(vm, all.value(), d, true);
    let along = |ty: *const Type| -> Res<()> {
        // SAFETY: types outlive their uses; the mro is a tuple of types.
        for t in vm.tuple_items(unsafe { (*ty).mro }) {
            add(Value::from_ptr(unsafe { (*t.ptr::<Type>()).dict }))?;
        }
        Ok(())
    };
    if vm.is_type(obj) {
        along(obj.ptr::<Type>())?;
    } else if vm.is_instance(obj, vm.types.module) {
        add(Value::from_ptr(vm.module_dict(obj)))?;
    } else {
        if let Some(d) = vm.getattr_opt(obj, vm.names.__dict__)?
            && vm.is_dict(d.value())
        {
            add(d.value())?;
        }
        along(vm.type_of(obj))?;
    }
    vm.list_from_refs(vm.collect(all.value())?)
}

native! { pub static FUNCTIONS = [
    /// Return an ASCII-only representation of an object.
    "ascii(obj, /)" => fn ascii_function(vm, [obj]) { ascii(vm, obj) }
    /// Return whether the object is callable (i.e., some kind of function).
    "callable(obj, /)" => fn callable(vm, [obj]) { Ok(Ref::bool(vm.slots(obj).call.is_some())) }
    /// Deletes the named attribute from the given object.
    "delattr(obj, name, /)" => fn delattr(vm, [obj, name]) {
        let name = name_arg(vm, name)?;
        vm.setattr(obj, name.value(), None)?;
        Ok(Ref::NONE)
    }
    /// Return an alphabetized list of names comprising (some of) the attributes of the given object.
    @varargs "dir(object=<unrepresentable>, /)" => fn dir(vm, [object]) {
        if object.is_unbound() {
            let locals = vm.intern("locals");
            let f = vm.dict_get(Value::from_ptr(vm.builtins.get()), locals.value())?.map(Ref::new);
            let Some(f) = f else { return Err(vm.system_error("frame does not exist")) };
            let d = vm.call(f.value(), &[])?;
            let keys = if vm.is_dict(d.value()) && d.is_exact(vm.types.dict) { d } else { vm.call_method(d.value(), vm.intern("keys").value(), &[])? };
            let l = vm.list_from_refs(vm.collect(keys.value())?)?;
            crate::types::sort::sort_list(vm, l.value(), Value::NONE, false)?;
            return Ok(l);
        }
        dir_of(vm, object)
    }
    /// Return type(value).__format__(value, format_spec)
    ///
    /// Many built-in types implement format_spec according to the
    /// Format Specification Mini-language. See help('FORMATTING') for
    /// details.
    "format(value, format_spec='', /)" => fn format(vm, [value, format_spec]) {
        if format_spec.is_unbound() {
            return format_value(vm, value, vm.names.empty);
        }
        if !vm.is_str(format_spec) {
            return Err(vm.type_error(format!("format() argument 2 must be str, not {}", vm.argument_type_name(format_spec))));
        }
        format_value(vm, value, format_spec)
    }
    /// getattr(object, name[, default]) -> value
    ///
    /// Get a named attribute from an object.
    "getattr(object, name, default=<unrepresentable>, /)" => fn getattr(vm, [object, name, default]) {
        let name = name_arg(vm, name)?;
        if default.is_unbound() {
            return vm.getattr(object, name.value());
        }
        Ok(vm.getattr_opt(object, name.value())?.unwrap_or_else(|| Ref::new(default)))
    }
    /// Return whether the object has an attribute with the given name.
    ///
    /// This is done by calling getattr(obj, name) and catching AttributeError.
    "hasattr(obj, name, /)" => fn hasattr(vm, [obj, name]) {
        let name = name_arg(vm, name)?;
        Ok(Ref::bool(vm.hasattr(obj, name.value())?))
    }
    /// Return the hash value for the given object.
    ///
    /// Two objects that compare equal must also have the same hash value, but the
    /// reverse is not necessarily true.
    "hash(obj, /)" => fn hash(vm, [obj]) { vm.new_int(vm.hash(obj)?) }
    /// Return the identity of an object.
    ///
    /// This is guaranteed to be unique among simultaneously existing objects.
    /// (CPython uses the object's memory address.)
    "id(obj, /)" => fn id(vm, [obj]) { vm.new_uint(obj.0) }
    /// Return whether an object is an instance of a class or of a subclass thereof.
    ///
    /// A tuple, as in ``isinstance(x, (A, B, ...))``, may be given as the target to
    /// check against. This is equivalent to ``isinstance(x, A) or isinstance(x, B)
    /// or ...`` etc.
    "isinstance(obj, class_or_tuple, /)" => fn isinstance(vm, [obj, cls]) { Ok(Ref::bool(vm.isinstance(obj, cls)?)) }
    /// Return whether 'cls' is derived from another class or is the same class.
    ///
    /// A tuple, as in ``issubclass(x, (A, B, ...))``, may be given as the target to
    /// check against. This is equivalent to ``issubclass(x, A) or issubclass(x, B)
    /// or ...``.
    "issubclass(cls, class_or_tuple, /)" => fn issubclass(vm, [sub, cls]) { Ok(Ref::bool(vm.issubclass(sub, cls)?)) }
    /// Return the canonical string representation of the object.
    ///
    /// For many object types, including most builtins, eval() will return
    /// an equivalent object when evaluated on the string returned by repr().
    "repr(obj, /)" => fn repr(vm, [obj]) { vm.repr(obj) }
    /// Sets the named attribute on the given object to the specified value.
    ///
    /// setattr(x, 'y', v) is equivalent to ``x.y = v``
    "setattr(obj, name, value, /)" => fn setattr(vm, [obj, name, value]) {
        let name = name_arg(vm, name)?;
        vm.setattr(obj, name.value(), Some(value))?;
        Ok(Ref::NONE)
    }
    /// vars([object]) -> dictionary
    ///
    /// Without arguments, equivalent to locals().
    /// With an argument, equivalent to object.__dict__.
    @varargs "vars(object=<unrepresentable>, /)" => fn vars(vm, [object]) {
        if object.is_unbound() {
            let locals = vm.intern("locals");
            let f = vm.dict_get(Value::from_ptr(vm.builtins.get()), locals.value())?.map(Ref::new);
            let Some(f) = f else { return Err(vm.system_error("frame does not exist")) };
            return vm.call(f.value(), &[]);
        }
        match vm.getattr_opt(object, vm.names.__dict__)? {
            Some(d) => Ok(d),
            None => Err(vm.type_error("vars() argument must have __dict__ attribute")),
        }
    }
]; }
