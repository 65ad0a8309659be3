//! `types.GenericAlias` (`list[int]`) and `typing.Union` (`int | str`).
use crate::native;
use crate::object::{BinOp, CompareOp, GetSetDef, Header, Ref, Res, Slots, Type, TypeSpec, Value, Vm, flags};

#[repr(C)]
struct Alias {
    header: Header,
    /// NULL in a union.
    origin: Value,
    args: Value,
}
pub static SPEC: TypeSpec = TypeSpec {
    name: "GenericAlias",
    doc: "Represent a PEP 585 generic type\n\nE.g. for t = list[int], t.__origin__ is list and t.__args__ is (int,).",
    flags: flags::TRACKED | flags::BASETYPE | flags::WEAKREFABLE,
    size: size_of::<Alias>(),
    slots: Slots {
        repr: Some(|vm, v| {
            let mut parts = Vec::new();
            for x in vm.tuple_items(a(v).args) {
                parts.push(item_text(vm, *x)?);
            }
            let inner = if parts.is_empty() { "()".to_owned() } else { parts.join(", ") };
            vm.new_str(&format!("{}[{inner}]", item_text(vm, a(v).origin)?))
        }),
        hash: Some(|vm, v| Ok(vm.hash(a(v).origin)? ^ vm.hash(a(v).args)?)),
        compare: Some(|vm, x, y, op| {
            if !matches!(op, CompareOp::Eq | CompareOp::Ne) || !y.is_exact(vm.types.generic_alias) {
                return Ok(Ref::NOT_IMPLEMENTED);
            }
            let same = vm.compare_bool(a(x).origin, a(y).origin, CompareOp::Eq)?
                && vm.compare_bool(a(x).args, a(y).args, CompareOp::Eq)?;
            Ok(Ref::bool(same == (op == CompareOp::Eq)))
        }),
        call: Some(|vm, v, args, kwnames| {
            let r = vm.call_with(a(v).origin, args, kwnames)?;
            let name = vm.intern("__orig_class__");
            if vm.setattr(r.value(), name.value(), Some(v)).is_err()
                && !vm.clear_raised_if(vm.types.AttributeError)
                && !vm.clear_raised_if(vm.types.TypeError)
            {
                return Err(crate::object::Raised);
            }
            Ok(r)
        }),
        getattr: Some(|vm, v, name| {
            let own = vm.type_lookup(vm.types.generic_alias, name).is_some();
            let text = vm.str_text(name);
            let forwarded = !own || text == "__class__";
            if forwarded && (text == "__class__" || !text.starts_with("__") || !text.ends_with("__") || text == "__init__" || text == "__name__" || text == "__qualname__" || text == "__module__" || text == "__doc__") {
                return if text == "__class__" { Ok(Ref::from_type(vm.type_of(v))) } else { vm.getattr(a(v).origin, name) };
            }
            vm.generic_getattr(v, name)
        }),
        binary: Slots::table([(BinOp::Or, union_or)]),
        iter: None,
        new: Some(|vm, _, args, _| match args {
            [origin, args] => new(vm, *origin, *args),
            _ => Err(vm.type_error(format!("GenericAlias expected 2 arguments, got {}", args.len()))),
        }),
        drop: Some(drop_alias),
        traverse: Some(traverse),
        ..Slots::EMPTY
    },
    methods: METHODS,
    getset: &[
        GetSetDef { name: "__origin__", get: |_, v| Ok(Ref::new(a(v).origin)), set: None, doc: "" },
        GetSetDef { name: "__args__", get: |_, v| Ok(Ref::new(a(v).args)), set: None, doc: "" },
        GetSetDef { name: "__parameters__", get: |vm, v| parameters(vm, a(v).args), set: None, doc: "" },
        GetSetDef { name: "__unpacked__", get: |_, _| Ok(Ref::bool(false)), set: None, doc: "" },
    ],
};
pub static UNION_SPEC: TypeSpec = TypeSpec {
    name: "Union",
    doc: "Represent a union type\n\nE.g. for int | str",
    flags: flags::TRACKED | flags::WEAKREFABLE,
    size: size_of::<Alias>(),
    slots: Slots {
        repr: Some(|vm, v| {
            let mut parts = Vec::new();
            for x in vm.tuple_items(a(v).args) {
                parts.push(if x.is_exact(vm.types.r#type) && x.ptr() == vm.types.none_type { "None".to_owned() } else { item_text(vm, *x)? });
            }
            vm.new_str(&parts.join(" | "))
        }),
        hash: Some(|vm, v| {
            let mut h = 0i64;
            for x in vm.tuple_items(a(v).args) {
                h ^= vm.hash(*x)?;
            }
            Ok(h)
        }),
        compare: Some(|vm, x, y, op| {
            if !matches!(op, CompareOp::Eq | CompareOp::Ne) || !y.is_exact(vm.types.union_type) {
                return Ok(Ref::NOT_IMPLEMENTED);
            }
            let (p, q) = (vm.tuple_items(a(x).args), vm.tuple_items(a(y).args));
            let mut same = p.len() == q.len();
            for i in p {
                let mut found = false;
                for j in q {
                    found |= vm.compare_bool(*i, *j, CompareOp::Eq)?;
                }
                same &= found;
            }
            Ok(Ref::bool(same == (op == CompareOp::Eq)))
        }),
        binary: Slots::table([(BinOp::Or, union_or)]),
        drop: Some(drop_alias),
        traverse: Some(traverse),
        ..Slots::EMPTY
    },
    methods: UNION_METHODS,
    getset: &[
        GetSetDef { name: "__args__", get: |_, v| Ok(Ref::new(a(v).args)), set: None, doc: "" },
        GetSetDef { name: "__origin__", get: |vm, _| Ok(Ref::from_type(vm.types.union_type)), set: None, doc: "" },
        GetSetDef { name: "__parameters__", get: |vm, v| parameters(vm, a(v).args), set: None, doc: "" },
    ],
};

fn a<'a>(v: Value) -> &'a Alias {
    // SAFETY: only called with aliases and unions, which are immutable.
    unsafe { v.get::<Alias>() }
}
unsafe fn drop_alias(vm: &Vm, h: *mut Header) {
    let a = &*(h as *mut Alias);
    if a.origin != Value::NULL {
        a.origin.decref(vm);
    }
    a.args.decref(vm);
}
unsafe fn traverse(h: *mut Header, visit: &mut dyn FnMut(Value)) {
    let a = &*(h as *mut Alias);
    if a.origin != Value::NULL {
        visit(a.origin);
    }
    visit(a.args);
}
/// `origin[args]`; an argument that is not a tuple is one argument.
pub fn new(vm: &Vm, origin: Value, args: Value) -> Res {
    let args = if vm.is_tuple(args) { Ref::new(args) } else { vm.tuple_from(&[args])? };
    vm.new_object::<Alias>(vm.types.generic_alias, |p| {
        // SAFETY: the cell is fresh and large enough.
        unsafe {
            (*p).origin = Ref::new(origin).into_value();
            (*p).args = args.into_value();
        }
    })
}
fn item_text(vm: &Vm, v: Value) -> Res<String> {
    if v == Value::ELLIPSIS {
        return Ok("...".to_owned());
    }
    if vm.is_list(v) {
        let items = vm.collect(v)?;
        let mut parts = Vec::new();
        for i in &items {
            parts.push(item_text(vm, i.value())?);
        }
        return Ok(format!("[{}]", parts.join(", ")));
    }
    if vm.is_type(v) {
        let t = v.ptr::<Type>();
        // SAFETY: a live type.
        let name = unsafe { vm.str_text((*t).qualname) };
        return Ok(match vm.type_module(t) {
            Some(m) if m != "builtins" => format!("{m}.{name}"),
            _ => name,
        });
    }
    vm.repr_text(v)
}
/// Type variables among the arguments.
fn parameters(vm: &Vm, args: Value) -> Res {
    let mut found: Vec<Ref> = Vec::new();
    let subst = vm.intern("__typing_subst__");
    for x in vm.tuple_items(args) {
        if vm.is_type(*x) {
            continue;
        }
        if vm.getattr_opt(*x, subst.value())?.is_some() {
            if !found.iter().any(|f| f.value() == *x) {
                found.push(Ref::new(*x));
            }
        } else if let Some(p) = vm.getattr_opt(*x, vm.names.__parameters__)?
            && vm.is_tuple(p.value())
        {
            for y in vm.tuple_items(p.value()) {
                if !found.iter().any(|f| f.value() == *y) {
                    found.push(Ref::new(*y));
                }
            }
        }
    }
    vm.tuple_from_refs(found)
}
native! { static METHODS = [
    "__mro_entries__(self, bases, /)" => fn alias_mro_entries(vm, [this, bases]) { vm.tuple_from(&[a(this).origin]) }
    "__instancecheck__(self, instance, /)" => fn alias_instancecheck(vm, [this, instance]) {
        Err(vm.type_error("isinstance() argument 2 cannot be a parameterized generic"))
    }
    "__subclasscheck__(self, cls, /)" => fn alias_subclasscheck(vm, [this, cls]) {
        Err(vm.type_error("issubclass() argument 2 cannot be a parameterized generic"))
    }
]; }
native! { static UNION_METHODS = [
    "__instancecheck__(self, instance, /)" => fn union_instancecheck(vm, [this, instance]) {
        vm.isinstance(instance, a(this).args).map(Ref::bool)
    }
    "__subclasscheck__(self, cls, /)" => fn union_subclasscheck(vm, [this, cls]) {
        vm.issubclass(cls, a(this).args).map(Ref::bool)
    }
]; }

/// `x | y` of types, aliases, unions and None; NotImplemented for anything else.
pub fn union_or(vm: &Vm, x: Value, y: Value) -> Res {
    let mut items: Vec<Ref> = Vec::new();
    for v in [x, y] {
        if v.is_exact(vm.types.union_type) {
            items.extend(vm.tuple_items(a(v).args).iter().map(|i| Ref::new(*i)));
        } else if v.is_none() {
            items.push(Ref::from_type(vm.types.none_type));
        } else if vm.is_type(v) || v.is_exact(vm.types.generic_alias) {
            items.push(Ref::new(v));
        } else {
            let subst = vm.intern("__typing_subst__");
            if vm.getattr_opt(v, subst.value())?.is_none() {
                return Ok(Ref::NOT_IMPLEMENTED);
            }
            items.push(Ref::new(v));
        }
    }
    let mut unique: Vec<Ref> = Vec::new();
    for i in items {
        let mut seen = false;
        for u in &unique {
            seen |= vm.compare_bool(u.value(), i.value(), CompareOp::Eq)?;
        }
        if !seen {
            unique.push(i);
        }
    }
    if unique.len() == 1 {
        return Ok(unique.remove(0));
    }
    let args = vm.tuple_from_refs(unique)?;
    vm.new_object::<Alias>(vm.types.union_type, |p| {
        // SAFETY: the cell is fresh and large enough.
        unsafe {
            (*p).origin = Value::NULL;
            (*p).args = args.into_value();
        }
    })
}
