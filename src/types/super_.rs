//! `super`.
use crate::object::{GetSetDef, Header, Ref, Res, Slots, Type, TypeSpec, Value, Vm, flags};

/// Layout of `super`; `obj` and `obj_type` are NULL while unbound.
#[repr(C)]
pub struct Super {
    pub header: Header,
    pub ty: Value,
    pub obj: Value,
    pub obj_type: Value,
}

pub static SPEC: TypeSpec = TypeSpec {
    name: "super",
    doc: "super() -> same as super(__class__, <first argument>)\nsuper(type) -> unbound super object\nsuper(type, obj) -> bound super object; requires isinstance(obj, type)\nsuper(type, type2) -> bound super object; requires issubclass(type2, type)",
    flags: flags::VECTORCALL | flags::TRACKED | flags::BASETYPE,
    size: size_of::<Super>(),
    slots: Slots {
        repr: Some(repr),
        getattr: Some(getattr),
        descr_get: Some(|vm, d, obj, _| {
            let ty = s(d).ty;
            if obj.is_unbound() || s(d).obj != Value::NULL || ty == Value::NULL {
                return Ok(Ref::new(d));
            }
            make(vm, vm.type_of(d), ty, obj)
        }),
        new: Some(|vm, ty, _, _| {
            vm.new_object::<Super>(ty, |p| {
                // SAFETY: the cell is fresh and large enough.
                unsafe {
                    (*p).ty = Value::NULL;
                    (*p).obj = Value::NULL;
                    (*p).obj_type = Value::NULL;
                }
            })
        }),
        init: Some(init),
        drop: Some(drop_super),
        traverse: Some(traverse),
        ..Slots::EMPTY
    },
    getset: GETSET,
    ..TypeSpec::EMPTY
};

fn s<'a>(v: Value) -> &'a mut Super {
    // SAFETY: only called with `super` objects; no borrow is held across code that may change them.
    unsafe { &mut *v.ptr::<Super>() }
}
unsafe fn drop_super(vm: &Vm, h: *mut Header) {
    let s = &*(h as *mut Super);
    for v in [s.ty, s.obj, s.obj_type] {
        if v != Value::NULL {
            v.decref(vm);
        }
    }
}
unsafe fn traverse(h: *mut Header, visit: &mut dyn FnMut(Value)) {
    let s = &*(h as *mut Super);
    for v in [s.ty, s.obj, s.obj_type] {
        if v != Value::NULL {
            visit(v);
        }
    }
}

/// The type whose mro a `super(ty, obj)` searches: `obj` itself where it is a subclass of `ty`, else its class.
fn check(vm: &Vm, ty: Value, obj: Value) -> Res {
    if !vm.is_type(ty) {
        return Err(vm.type_error(format!("super() argument 1 must be a type, not {}", vm.type_name(ty))));
    }
    let t = ty.ptr::<Type>();
    if vm.is_type(obj) && vm.is_subtype(obj.ptr(), t) {
        return Ok(Ref::new(obj));
    }
    if vm.is_subtype(vm.type_of(obj), t) {
        return Ok(Ref::from_type(vm.type_of(obj)));
    }
    if let Some(c) = vm.getattr_opt(obj, vm.names.__class__)?
        && vm.is_type(c.value())
        && vm.is_subtype(c.ptr(), t)
    {
        return Ok(c);
    }
    let what = if vm.is_type(obj) {
        // SAFETY: a live type.
        format!("type {}", unsafe { vm.str_text((*obj.ptr::<Type>()).name) })
    } else {
        format!("instance of {}", vm.type_name(obj))
    };
    // SAFETY: a live type.
    let name = unsafe { vm.str_text((*t).name) };
    Err(vm.type_error(format!(
        "super(type, obj): obj ({what}) is not an instance or subtype of type ({name})."
    )))
}

/// `super(ty, obj)` of the class `cls`.
pub fn make(vm: &Vm, cls: *mut Type, ty: Value, obj: Value) -> Res {
    let obj_type = check(vm, ty, obj)?;
    vm.new_object::<Super>(cls, |p| {
        // SAFETY: the cell is fresh and large enough.
        unsafe {
            (*p).ty = Ref::new(ty).into_value();
            (*p).obj = Ref::new(obj).into_value();
            (*p).obj_type = obj_type.into_value();
        }
    })
}

fn init(vm: &Vm, this: Value, args: &[Value], kwnames: Value) -> Res<()> {
    if kwnames != Value::NULL && !vm.tuple_items(kwnames).is_empty() {
        return Err(vm.type_error("super() takes no keyword arguments"));
    }
    let implicit;
    let (ty, obj) = match args {
        [] => {
            implicit = super::implicit_super_arguments(vm)?;
            (implicit.0.value(), implicit.1.value())
        }
        [t] => (*t, Value::NONE),
        [t, o] => (*t, *o),
        _ if vm.type_of(this) == vm.types.super_type => {
            return Err(vm.type_error(format!("super() expected at most 2 arguments, got {}", args.len())));
        }
        _ => return Err(vm.type_error(format!("super() takes at most 2 arguments ({} given)", args.len()))),
    };
    let (obj, obj_type) = if obj.is_none() {
        if !vm.is_type(ty) {
            return Err(vm.type_error(format!("super() argument 1 must be a type, not {}", vm.type_name(ty))));
        }
        (Value::NULL, Value::NULL)
    } else {
        let t = check(vm, ty, obj)?;
        (Ref::new(obj).into_value(), t.into_value())
    };
    let old = [
        std::mem::replace(&mut s(this).ty, Ref::new(ty).into_value()),
        std::mem::replace(&mut s(this).obj, obj),
        std::mem::replace(&mut s(this).obj_type, obj_type),
    ];
    for v in old {
        if v != Value::NULL {
            drop(Ref::own(v));
        }
    }
    Ok(())
}

/// What the mro of `obj_type` has behind `ty`, bound to `obj`; None where nothing is found.
fn lookup(vm: &Vm, ty: Value, obj: Value, obj_type: Value, name: Value) -> Res<Option<Ref>> {
    // SAFETY: the mro is a tuple of live types; it is held while it is searched.
    unsafe {
        let mro = Ref::new((*obj_type.ptr::<Type>()).mro);
        let items = vm.tuple_items(mro.value());
        let start = items.iter().position(|t| *t == ty).map_or(items.len(), |i| i + 1);
        for t in &items[start..] {
            if let Some(v) = (*(*t.ptr::<Type>()).dict).get_name(vm, name) {
                let v = Ref::new(v);
                return match vm.slots(v.value()).descr_get {
                    Some(get) => {
                        let instance = if obj == obj_type { Value::UNBOUND } else { obj };
                        get(vm, v.value(), instance, obj_type).map(Some)
                    }
                    None => Ok(Some(v)),
                };
            }
        }
    }
    Ok(None)
}

/// `super(ty, obj).name` without making the `super` object.
pub fn super_getattr(vm: &Vm, ty: Value, obj: Value, name: Value) -> Res {
    let obj_type = check(vm, ty, obj)?;
    if name != vm.names.__class__
        && let Some(r) = lookup(vm, ty, obj, obj_type.value(), name)?
    {
        return Ok(r);
    }
    let this = make(vm, vm.types.super_type, ty, obj)?;
    vm.generic_getattr(this.value(), name)
}

fn getattr(vm: &Vm, this: Value, name: Value) -> Res {
    let d = s(this);
    if d.obj != Value::NULL
        && name != vm.names.__class__
        && let Some(r) = lookup(vm, d.ty, d.obj, d.obj_type, name)?
    {
        return Ok(r);
    }
    vm.generic_getattr(this, name)
}
fn repr(vm: &Vm, v: Value) -> Res {
    let name = |t: Value| match t {
        Value::NULL => "NULL".to_owned(),
        // SAFETY: a live type.
        t => unsafe { vm.str_text((*t.ptr::<Type>()).name) },
    };
    match s(v).obj_type {
        Value::NULL => vm.new_str(&format!("<super: <class '{}'>, NULL>", name(s(v).ty))),
        t => vm.new_str(&format!("<super: <class '{}'>, <{} object>>", name(s(v).ty), name(t))),
    }
}
fn or_none(v: Value) -> Res {
    Ok(if v == Value::NULL { Ref::NONE } else { Ref::new(v) })
}
static GETSET: &[GetSetDef] = &[
    GetSetDef { name: "__thisclass__", get: |_, v| or_none(s(v).ty), set: None, doc: "the class invoking super()" },
    GetSetDef { name: "__self__", get: |_, v| or_none(s(v).obj), set: None, doc: "the instance invoking super(); may be None" },
    GetSetDef { name: "__self_class__", get: |_, v| or_none(s(v).obj_type), set: None, doc: "the type of the instance invoking super(); may be None" },
];
