//! Calling a class, and `__new__` as a function.
use super::slot_functions::{slot_init, slot_new};
use crate::native;
use crate::object::{NativeDef, NativeFunction, Ref, Res, Type, Value, Vm, flags};

native! { static NEW = [
    /// Create and return a new object.  See help(type) for accurate signature.
    @varargs "__new__(type, /, *args, **kwargs)" => fn new_function(vm, [ty, kwargs], *args) {
        let mut all = args.to_vec();
        if kwargs.is_unbound() {
            return call_new(vm, ty.ptr::<Type>(), &all, Value::NULL);
        }
        let names: Vec<Value> = vm.dict(kwargs).iter().map(|(k, _)| k).collect();
        all.extend(vm.dict(kwargs).iter().map(|(_, v)| v));
        let names = vm.tuple_from(&names)?;
        call_new(vm, ty.ptr::<Type>(), &all, names.value())
    }
]; }

/// Definition shared by the `__new__` of all builtin types; the type is the receiver.
pub fn new_def() -> &'static NativeDef {
    &NEW[0]
}

/// The type whose `new` slot a `__new__` function wraps.
pub fn wrapped_new(vm: &Vm, f: Value) -> Option<*mut Type> {
    if !f.is_exact(vm.types.builtin_function) {
        return None;
    }
    // SAFETY: the type was just checked.
    let f = unsafe { f.get::<NativeFunction>() };
    std::ptr::eq(f.def, new_def()).then(|| f.receiver.ptr::<Type>())
}

/// `owner.__new__(cls, *args)`: `args[0]` is the class.
pub fn call_new(vm: &Vm, owner: *mut Type, args: &[Value], kwnames: Value) -> Res {
    // SAFETY: types outlive their uses.
    unsafe {
        let name = || vm.name_of_type(owner);
        let named = if kwnames == Value::NULL { 0 } else { vm.tuple_items(kwnames).len() };
        if args.len() == named {
            return Err(vm.type_error(format!("{}.__new__(): not enough arguments", name())));
        }
        if !vm.is_type(args[0]) {
            return Err(vm.type_error(format!(
                "{}.__new__(X): X is not a type object ({})",
                name(),
                vm.type_name(args[0])
            )));
        }
        let cls = args[0].ptr::<Type>();
        let sub = vm.name_of_type(cls);
        if !vm.is_subtype(cls, owner) {
            return Err(vm.type_error(format!(
                "{0}.__new__({sub}): {sub} is not a subtype of {0}",
                name()
            )));
        }
        // The nearest builtin base must construct in the same way, or its payload would stay unset.
        let mut native = cls;
        while !native.is_null() && (*native).has(flags::HEAP) {
            native = (*native).base;
        }
        if !native.is_null() && (*native).slots.new.is_none() {
            return Err(cannot_create(vm, native));
        }
        if !native.is_null() && (*native).slots.new != (*owner).slots.new {
            let native = vm.str_text((*native).name);
            return Err(vm.type_error(format!(
                "{}.__new__({sub}) is not safe, use {native}.__new__()",
                name()
            )));
        }
        match (*owner).slots.new {
            Some(new) => new(vm, cls, &args[1..], kwnames),
            None => Err(vm.type_error(format!("cannot create '{}' instances", name()))),
        }
    }
}

/// TypeError for a type without a constructor.
#[cold]
fn cannot_create(vm: &Vm, ty: *mut Type) -> crate::object::Raised {
    // SAFETY: types outlive their uses.
    let name = unsafe { vm.str_text((*ty).name) };
    let module = vm.type_module(ty).filter(|m| m != "builtins").map(|m| m + ".").unwrap_or_default();
    vm.type_error(format!("cannot create '{module}{name}' instances"))
}

/// Call slot of `type`.
pub fn type_call(vm: &Vm, cls: Value, args: &[Value], kwnames: Value) -> Res {
    let ty = cls.ptr::<Type>();
    if ty == vm.types.r#type {
        let named = if kwnames == Value::NULL { 0 } else { vm.tuple_items(kwnames).len() };
        if args.len() == 1 && named == 0 {
            return Ok(Ref::from_type(vm.type_of(args[0])));
        }
        if args.len() - named == 1 {
            return Err(vm.type_error("type() takes no keyword arguments"));
        }
        if args.len() - named != 3 {
            return Err(vm.type_error("type() takes 1 or 3 arguments"));
        }
    }
    // SAFETY: a type object.
    let Some(new) = (unsafe { (*ty).slots.new }) else { return Err(cannot_create(vm, ty)) };
    let obj = new(vm, ty, args, kwnames)?;
    let actual = vm.type_of(obj.value());
    if !vm.is_subtype(actual, ty) {
        return Ok(obj);
    }
    // SAFETY: the type of a live object.
    match unsafe { (*actual).slots.init } {
        Some(init) => init(vm, obj.value(), args, kwnames)?,
        // `object.__init__` checks its arguments only where `object.__new__` has not done so.
        None if args.is_empty() => {}
        None => super::object::object_init(vm, obj.value(), args, kwnames)?,
    }
    Ok(obj)
}

/// Sets or clears `PLAIN_NEW` from the slots of a class and of its metaclass.
pub fn update_plain_new(vm: &Vm, ty: *mut Type) {
    // SAFETY: a live heap type.
    unsafe {
        let t = &mut *ty;
        let object_new = (*vm.types.object).slots.new;
        let plain = t.slots.new == object_new
            && t.slots.new != Some(slot_new)
            && (t.slots.init.is_none() || t.slots.init == Some(slot_init))
            && !t.has(flags::ABSTRACT)
            && (*t.header.ty).slots.call == (*vm.types.r#type).slots.call;
        if plain {
            t.flags |= flags::PLAIN_NEW;
        } else {
            t.flags &= !flags::PLAIN_NEW;
        }
    }
}
