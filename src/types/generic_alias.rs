//! `types.GenericAlias`: `list[int]`.
use crate::native;
use crate::object::{BinOp, CompareOp, GetSetDef, Header, Ref, Res, Slots, Type, TypeSpec, Value, Vm, flags};

#[repr(C)]
struct Alias {
    header: Header,
    origin: Value,
    /// Tuple.
    args: Value,
    /// `*tuple[int]`.
    starred: bool,
}

/// Attributes of the alias itself; all others are those of the origin.
const OWN: [&str; 10] = [
    "__class__",
    "__origin__",
    "__args__",
    "__unpacked__",
    "__parameters__",
    "__typing_unpacked_tuple_args__",
    "__mro_entries__",
    "__reduce_ex__",
    "__reduce__",
    "__getattribute__",
];
/// Attributes that neither has.
const BLOCKED: [&str; 3] = ["__bases__", "__copy__", "__deepcopy__"];

pub static SPEC: TypeSpec = TypeSpec {
    name: "types.GenericAlias",
    doc: "Represent a PEP 585 generic type\n\nE.g. for t = list[int], t.__origin__ is list and t.__args__ is (int,).",
    flags: flags::TRACKED | flags::BASETYPE | flags::WEAKREFABLE,
    size: size_of::<Alias>(),
    slots: Slots {
        repr: Some(|vm, v| {
            vm.check_machine_stack(" while getting the repr of an object")?;
            let mut parts = Vec::new();
            for x in vm.tuple_items(a(v).args) {
                parts.push(item_text(vm, *x)?);
            }
            let inner = if parts.is_empty() { "()".to_owned() } else { parts.join(", ") };
            let star = if a(v).starred { "*" } else { "" };
            vm.new_str(&format!("{star}{}[{inner}]", item_text(vm, a(v).origin)?))
        }),
        hash: Some(|vm, v| Ok(vm.hash(a(v).origin)? ^ vm.hash(a(v).args)?)),
        compare: Some(|vm, x, y, op| {
            let ty = vm.types.generic_alias;
            if !matches!(op, CompareOp::Eq | CompareOp::Ne) || !vm.is_instance(x, ty) || !vm.is_instance(y, ty) {
                return Ok(Ref::NOT_IMPLEMENTED);
            }
            let same = a(x).starred == a(y).starred
                && vm.compare_bool(a(x).origin, a(y).origin, CompareOp::Eq)?
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
            let text = vm.str_text(name);
            if OWN.contains(&text.as_str()) || BLOCKED.contains(&text.as_str()) {
                return vm.generic_getattr(v, name);
            }
            vm.getattr(a(v).origin, name)
        }),
        getitem: Some(|vm, v, item| {
            let parameters = parameters(vm, a(v).args)?;
            let args = substitute(vm, v, a(v).args, parameters.value(), item)?;
            make(vm, a(v).origin, args, a(v).starred)
        }),
        binary: Slots::table([(BinOp::Or, super::union::type_or)]),
        iter: Some(|vm, v| {
            let unpacked = make(vm, a(v).origin, Ref::new(a(v).args), true)?;
            let items = vm.tuple_from(&[unpacked.value()])?;
            vm.iter(items.value())
        }),
        new: Some(|vm, ty, args, kwnames| {
            if kwnames != Value::NULL && !vm.tuple_items(kwnames).is_empty() {
                return Err(super::support::no_keywords(vm, "GenericAlias"));
            }
            match args {
                [origin, args] => {
                    let args = if vm.is_tuple(*args) { Ref::new(*args) } else { vm.tuple_from(&[*args])? };
                    make_of_type(vm, ty, *origin, args, false)
                }
                _ => Err(vm.type_error(format!("GenericAlias expected 2 arguments, got {}", args.len()))),
            }
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
        GetSetDef { name: "__unpacked__", get: |_, v| Ok(Ref::bool(a(v).starred)), set: None, doc: "" },
        GetSetDef {
            name: "__typing_unpacked_tuple_args__",
            get: |vm, v| {
                let is_tuple = a(v).origin == Value::from_ptr(vm.types.tuple);
                Ok(if a(v).starred && is_tuple { Ref::new(a(v).args) } else { Ref::NONE })
            },
            set: None,
            doc: "",
        },
    ],
};

fn a<'a>(v: Value) -> &'a Alias {
    // SAFETY: only called with aliases, which are immutable.
    unsafe { v.get::<Alias>() }
}
unsafe fn drop_alias(vm: &Vm, h: *mut Header) {
    let a = &*(h as *mut Alias);
    a.origin.decref(vm);
    a.args.decref(vm);
}
unsafe fn traverse(h: *mut Header, visit: &mut dyn FnMut(Value)) {
    let a = &*(h as *mut Alias);
    visit(a.origin);
    visit(a.args);
}
/// `origin[args]`; an argument that is not a tuple is one argument.
pub fn new(vm: &Vm, origin: Value, args: Value) -> Res {
    let args = if vm.is_tuple(args) { Ref::new(args) } else { vm.tuple_from(&[args])? };
    make(vm, origin, args, false)
}
fn make(vm: &Vm, origin: Value, args: Ref, starred: bool) -> Res {
    make_of_type(vm, vm.types.generic_alias, origin, args, starred)
}
fn make_of_type(vm: &Vm, ty: *mut Type, origin: Value, args: Ref, starred: bool) -> Res {
    vm.new_object::<Alias>(ty, |p| {
        // SAFETY: the cell is fresh and large enough.
        unsafe {
            (*p).origin = Ref::new(origin).into_value();
            (*p).args = args.into_value();
            (*p).starred = starred;
        }
    })
}
/// The text of an argument: `int`, `a.B`, `...`.
pub fn item_text(vm: &Vm, v: Value) -> Res<String> {
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

/// Type parameters among the arguments, in order of appearance.
pub fn parameters(vm: &Vm, args: Value) -> Res {
    let mut found: Vec<Ref> = Vec::new();
    find_parameters(vm, args, &mut found)?;
    vm.tuple_from_refs(found)
}
fn find_parameters(vm: &Vm, args: Value, found: &mut Vec<Ref>) -> Res<()> {
    vm.check_machine_stack(" while looking for type parameters")?;
    let subst = vm.intern("__typing_subst__");
    let add = |v: Value, found: &mut Vec<Ref>| {
        if !found.iter().any(|f| f.value() == v) {
            found.push(Ref::new(v));
        }
    };
    for x in vm.collect(args)? {
        let x = x.value();
        if vm.is_type(x) {
            continue;
        }
        if vm.getattr_opt(x, subst.value())?.is_some() {
            add(x, found);
        } else if vm.is_tuple(x) || vm.is_list(x) {
            find_parameters(vm, x, found)?;
        } else if let Some(inner) = vm.getattr_opt(x, vm.names.__parameters__)?
            && vm.is_tuple(inner.value())
        {
            vm.tuple_items(inner.value()).iter().for_each(|y| add(*y, found));
        }
    }
    Ok(())
}

/// The arguments of a subscript one by one, unpacked tuples among them taken apart.
fn unpack_items(vm: &Vm, item: Value) -> Res<Vec<Ref>> {
    let items: &[Value] = if vm.is_tuple(item) { vm.tuple_items(item) } else { std::slice::from_ref(&item) };
    let name = vm.intern("__typing_unpacked_tuple_args__");
    let mut out = Vec::new();
    for x in items {
        if !vm.is_type(*x)
            && let Some(inner) = vm.getattr_opt(*x, name.value())?
            && vm.is_tuple(inner.value())
            && vm.tuple_items(inner.value()).last() != Some(&Value::ELLIPSIS)
        {
            out.extend(vm.tuple_items(inner.value()).iter().map(|y| Ref::new(*y)));
            continue;
        }
        out.push(Ref::new(*x));
    }
    Ok(out)
}

/// `args` with `parameters` replaced by what `item` gives for them: the arguments of `generic[item]`.
pub fn substitute(vm: &Vm, generic: Value, args: Value, parameters: Value, item: Value) -> Res {
    let parameters = vm.tuple_items(parameters);
    if parameters.is_empty() {
        return Err(vm.type_error(format!("{} is not a generic class", vm.repr_text(generic)?)));
    }
    let mut items = vm.tuple_from_refs(unpack_items(vm, item)?)?;
    let prepare = vm.intern("__typing_prepare_subst__");
    for q in parameters {
        if let Some(f) = vm.getattr_opt(*q, prepare.value())? {
            items = vm.call(f.value(), &[generic, items.value()])?;
            if !vm.is_tuple(items.value()) {
                items = vm.tuple_from_refs(vm.collect(items.value())?)?;
            }
        }
    }
    let given = vm.tuple_items(items.value());
    if given.len() != parameters.len() {
        let few = if given.len() > parameters.len() { "many" } else { "few" };
        let msg = format!(
            "Too {few} arguments for {}; actual {}, expected {}",
            vm.repr_text(generic)?,
            given.len(),
            parameters.len()
        );
        return Err(vm.type_error(msg));
    }
    replace_parameters(vm, args, parameters, given)
}

fn replace_parameters(vm: &Vm, args: Value, parameters: &[Value], given: &[Value]) -> Res {
    vm.check_machine_stack(" while substituting type parameters")?;
    let subst = vm.intern("__typing_subst__");
    let unpacked = vm.intern("__typing_is_unpacked_typevartuple__");
    let place = |q: Value| parameters.iter().position(|p| *p == q);
    let mut out: Vec<Ref> = Vec::new();
    for arg in vm.collect(args)? {
        let arg = arg.value();
        if vm.is_type(arg) {
            out.push(Ref::new(arg));
            continue;
        }
        if vm.is_tuple(arg) || vm.is_list(arg) {
            let inner = replace_parameters(vm, arg, parameters, given)?;
            out.push(if vm.is_list(arg) { vm.list_from_refs(vm.collect(inner.value())?)? } else { inner });
            continue;
        }
        let unpack = match vm.getattr_opt(arg, unpacked.value())? {
            Some(u) => vm.truth(u.value())?,
            None => false,
        };
        let new = match (vm.getattr_opt(arg, subst.value())?, place(arg)) {
            (Some(f), Some(i)) => vm.call(f.value(), &[given[i]])?,
            _ => match vm.getattr_opt(arg, vm.names.__parameters__)? {
                Some(inner) if vm.is_tuple(inner.value()) && !vm.tuple_items(inner.value()).is_empty() => {
                    let mut items: Vec<Ref> = Vec::new();
                    for q in vm.tuple_items(inner.value()) {
                        match place(*q).map(|i| given[i]) {
                            Some(g) if vm.is_tuple(g) && vm.slots(*q).iter.is_some() => {
                                items.extend(vm.tuple_items(g).iter().map(|x| Ref::new(*x)));
                            }
                            g => items.push(Ref::new(g.unwrap_or(*q))),
                        }
                    }
                    let items = vm.tuple_from_refs(items)?;
                    vm.getitem(arg, items.value())?
                }
                _ => Ref::new(arg),
            },
        };
        if unpack && vm.is_tuple(new.value()) {
            out.extend(vm.tuple_items(new.value()).iter().map(|x| Ref::new(*x)));
        } else {
            out.push(new);
        }
    }
    vm.tuple_from_refs(out)
}

native! { static METHODS = [
    "__mro_entries__(self, bases, /)" => fn alias_mro_entries(vm, [this, bases]) { vm.tuple_from(&[a(this).origin]) }
    "__instancecheck__(self, instance, /)" => fn alias_instancecheck(vm, [this, instance]) {
        Err(vm.type_error("isinstance() argument 2 cannot be a parameterized generic"))
    }
    "__subclasscheck__(self, cls, /)" => fn alias_subclasscheck(vm, [this, cls]) {
        Err(vm.type_error("issubclass() argument 2 cannot be a parameterized generic"))
    }
    "__reduce__(self, /)" => fn alias_reduce(vm, [this]) {
        let pair = vm.tuple_from(&[a(this).origin, a(this).args])?;
        let ty = Value::from_ptr(vm.types.generic_alias);
        if !a(this).starred {
            return vm.tuple_from(&[ty, pair.value()]);
        }
        // `next(iter(alias))` is the starred form.
        let next = vm.intern("next");
        let plain = make(vm, a(this).origin, Ref::new(a(this).args), false)?;
        let it = vm.iter(plain.value())?;
        let args = vm.tuple_from(&[it.value()])?;
        match vm.dict_get(Value::from_ptr(vm.builtins.get()), next.value())? {
            Some(next) => vm.tuple_from(&[next, args.value()]),
            None => Err(vm.raise_type(vm.types.NameError, "name 'next' is not defined")),
        }
    }
    "__dir__(self, /)" => fn alias_dir(vm, [this]) {
        let list = vm.call_method(a(this).origin, vm.names.__dir__, &[]);
        let list = match list {
            Ok(l) => l,
            // A class: its own attributes, as `dir` finds them.
            Err(_) => {
                drop(vm.take_raised());
                let dir = vm.intern("dir");
                match vm.dict_get(Value::from_ptr(vm.builtins.get()), dir.value())?.map(Ref::new) {
                    Some(dir) => vm.call(dir.value(), &[a(this).origin])?,
                    None => vm.new_list()?,
                }
            }
        };
        for name in OWN.iter().filter(|n| !n.starts_with("__getattribute")) {
            let name = vm.intern(name);
            if !vm.contains(list.value(), name.value())? {
                vm.list(list.value()).push(vm, name)?;
            }
        }
        Ok(list)
    }
]; }
