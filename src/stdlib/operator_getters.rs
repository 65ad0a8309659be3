//! `operator.itemgetter`, `attrgetter` and `methodcaller`.
use crate::native;
use crate::object::{Header, Raised, Ref, Res, Slots, Type, TypeSpec, Value, Vm, flags};
use crate::types::struct_sequence::new_type_of;
use crate::types::support::{check_args, guarded_repr, push_repr};

/// What all three types look like.
#[repr(C)]
struct Getter {
    header: Header,
    /// The tuple of arguments: items, attribute names, or a method's name and its arguments. Owned.
    args: Value,
    /// attrgetter: a tuple of names for each attribute with dots, which is a tuple of the parts. methodcaller: the dict of keyword
    /// arguments, None without. Owned.
    extra: Value,
    /// methodcaller: the values of `extra` behind those of `args`, ready for the call; their names. Owned.
    names: Value,
}

fn g<'a>(v: Value) -> &'a Getter {
    // SAFETY: the slots and methods below are called with these objects only.
    unsafe { v.get::<Getter>() }
}

unsafe fn drop_slot(vm: &Vm, h: *mut Header) {
    let this = &*(h as *mut Getter);
    let (args, extra, names) = (this.args, this.extra, this.names);
    args.decref(vm);
    extra.decref(vm);
    names.decref(vm);
}
unsafe fn traverse(h: *mut Header, visit: &mut dyn FnMut(Value)) {
    let this = &*(h as *mut Getter);
    visit(this.args);
    visit(this.extra);
    visit(this.names);
}

const SPEC: TypeSpec = TypeSpec {
    flags: flags::TRACKED,
    size: size_of::<Getter>(),
    slots: Slots { repr: Some(repr), drop: Some(drop_slot), traverse: Some(traverse), ..Slots::EMPTY },
    ..TypeSpec::EMPTY
};
static ITEMGETTER: TypeSpec = TypeSpec {
    name: "operator.itemgetter",
    doc: "Return a callable object that fetches the given item(s) from its operand.\nAfter f = itemgetter(2), the call f(r) returns r[2].\nAfter g = itemgetter(2, 5, 3), the call g(r) returns (r[2], r[5], r[3])",
    slots: Slots { call: Some(call_itemgetter), new: Some(new_itemgetter), ..SPEC.slots },
    methods: REDUCE,
    ..SPEC
};
static ATTRGETTER: TypeSpec = TypeSpec {
    name: "operator.attrgetter",
    doc: "Return a callable object that fetches the given attribute(s) from its operand.\nAfter f = attrgetter('name'), the call f(r) returns r.name.\nAfter g = attrgetter('name', 'date'), the call g(r) returns (r.name, r.date).\nAfter h = attrgetter('name.first', 'name.last'), the call h(r) returns\n(r.name.first, r.name.last).",
    slots: Slots { call: Some(call_attrgetter), new: Some(new_attrgetter), ..SPEC.slots },
    methods: REDUCE,
    ..SPEC
};
static METHODCALLER: TypeSpec = TypeSpec {
    name: "operator.methodcaller",
    doc: "Return a callable object that calls the given method on its operand.\nAfter f = methodcaller('name'), the call f(r) returns r.name().\nAfter g = methodcaller('name', 'date', foo=1), the call g(r) returns\nr.name('date', foo=1).",
    slots: Slots { call: Some(call_methodcaller), new: Some(new_methodcaller), ..SPEC.slots },
    methods: REDUCE_METHODCALLER,
    ..SPEC
};

fn new(vm: &Vm, ty: *mut Type, args: Ref, extra: Ref, names: Ref) -> Res {
    vm.new_object::<Getter>(ty, |p| {
        // SAFETY: the instance is fresh.
        unsafe {
            (*p).args = args.into_value();
            (*p).extra = extra.into_value();
            (*p).names = names.into_value();
        }
    })
}

/// Checks the arguments of a constructor without keywords, at least one.
fn check_some(vm: &Vm, name: &str, args: &[Value], kwnames: Value) -> Res<()> {
    check_args(vm, name, args, kwnames, 0, usize::MAX)?;
    if args.is_empty() {
        return Err(vm.type_error(format!("{name} expected 1 argument, got 0")));
    }
    Ok(())
}
/// The operand of a call.
#[inline(always)]
fn operand(vm: &Vm, name: &str, args: &[Value], kwnames: Value) -> Res<Value> {
    match (args, kwnames) {
        ([v], Value::NULL) => Ok(*v),
        _ => Err(wrong_call(vm, name, args, kwnames)),
    }
}
#[cold]
fn wrong_call(vm: &Vm, name: &str, args: &[Value], kwnames: Value) -> Raised {
    let named = if kwnames == Value::NULL { 0 } else { vm.tuple_items(kwnames).len() };
    if named > 0 && name != "methodcaller" {
        return vm.type_error(format!("{name}() takes no keyword arguments"));
    }
    vm.type_error(format!("{name} expected 1 argument, got {}", args.len() - named))
}

fn new_itemgetter(vm: &Vm, ty: *mut Type, args: &[Value], kwnames: Value) -> Res {
    check_some(vm, "itemgetter", args, kwnames)?;
    new(vm, ty, vm.tuple_from(args)?, Ref::NONE, Ref::NONE)
}

fn call_itemgetter(vm: &Vm, f: Value, args: &[Value], kwnames: Value) -> Res {
    let v = operand(vm, "itemgetter", args, kwnames)?;
    let item = |key: Value| -> Res {
        if key.is_small_int() && v.is_exact(vm.types.tuple) {
            let (i, items) = (key.as_small_int(), vm.tuple_items(v));
            if i >= 0 && (i as usize) < items.len() {
                return Ok(Ref::new(items[i as usize]));
            }
        }
        vm.getitem(v, key)
    };
    match vm.tuple_items(g(f).args) {
        [key] => item(*key),
        keys => {
            let items = keys.iter().map(|k| item(*k)).collect::<Res<Vec<Ref>>>()?;
            vm.tuple_from_refs(items)
        }
    }
}

fn new_attrgetter(vm: &Vm, ty: *mut Type, args: &[Value], kwnames: Value) -> Res {
    check_some(vm, "attrgetter", args, kwnames)?;
    let mut names = Vec::new();
    for name in args {
        if !vm.is_str(*name) {
            return Err(vm.type_error("attribute name must be a string"));
        }
        let text = vm.str(*name);
        if text.iter().any(|c| c == '.' as u32) {
            let points: Vec<u32> = text.iter().collect();
            let parts = points
                .split(|c| *c == '.' as u32)
                .map(|p| {
                    let s = vm.str_from_points(p.iter().copied(), p.len(), p.iter().copied().max().unwrap_or(0))?;
                    Ok(vm.intern_value(s))
                })
                .collect::<Res<Vec<Ref>>>()?;
            names.push(vm.tuple_from_refs(parts)?);
        } else {
            names.push(vm.intern_value(Ref::new(*name)));
        }
    }
    new(vm, ty, vm.tuple_from(args)?, vm.tuple_from_refs(names)?, Ref::NONE)
}

fn call_attrgetter(vm: &Vm, f: Value, args: &[Value], kwnames: Value) -> Res {
    let v = operand(vm, "attrgetter", args, kwnames)?;
    let attribute = |name: Value| -> Res {
        if !name.is_exact(vm.types.tuple) {
            return vm.getattr(v, name);
        }
        let mut at = Ref::new(v);
        for part in vm.tuple_items(name) {
            at = vm.getattr(at.value(), *part)?;
        }
        Ok(at)
    };
    match vm.tuple_items(g(f).extra) {
        [name] => attribute(*name),
        names => {
            let items = names.iter().map(|n| attribute(*n)).collect::<Res<Vec<Ref>>>()?;
            vm.tuple_from_refs(items)
        }
    }
}

fn new_methodcaller(vm: &Vm, ty: *mut Type, args: &[Value], kwnames: Value) -> Res {
    let named = if kwnames == Value::NULL { 0 } else { vm.tuple_items(kwnames).len() };
    let (plain, values) = args.split_at(args.len() - named);
    let Some(name) = plain.first() else {
        return Err(vm.type_error("methodcaller needs at least one argument, the method name"));
    };
    if !vm.is_str(*name) {
        return Err(vm.type_error("method name must be a string"));
    }
    let mut all = vec![vm.intern_value(Ref::new(*name))];
    all.extend(plain[1..].iter().map(|v| Ref::new(*v)));
    let names = if named == 0 { Ref::NONE } else { Ref::new(kwnames) };
    new(vm, ty, vm.tuple_from_refs(all)?, vm.tuple_from(values)?, names)
}

fn call_methodcaller(vm: &Vm, f: Value, args: &[Value], kwnames: Value) -> Res {
    let v = operand(vm, "methodcaller", args, kwnames)?;
    let this = g(f);
    let [name, plain @ ..] = vm.tuple_items(this.args) else { return Ok(Ref::NONE) };
    if this.names.is_none() {
        return vm.call_method(v, *name, plain);
    }
    let method = vm.getattr(v, *name)?;
    let all: Vec<Value> = plain.iter().chain(vm.tuple_items(this.extra)).copied().collect();
    vm.call_with(method.value(), &all, this.names)
}

fn repr(vm: &Vm, v: Value) -> Res {
    let name = format!("operator.{}", vm.type_name_of(vm.type_of(v)));
    guarded_repr(vm, v, &format!("{name}(...)"), |out| {
        out.push_str(&name);
        out.push_str("(");
        for (i, x) in vm.tuple_items(g(v).args).iter().enumerate() {
            if i > 0 {
                out.push_str(", ");
            }
            push_repr(vm, out, *x)?;
        }
        if !g(v).names.is_none() {
            for (k, x) in vm.tuple_items(g(v).names).iter().zip(vm.tuple_items(g(v).extra)) {
                out.push_str(", ");
                out.push_view(crate::types::support::str_view(vm.str(*k)));
                out.push_str("=");
                push_repr(vm, out, *x)?;
            }
        }
        out.push_str(")");
        Ok(())
    })
}

native! { static REDUCE = [
    /// Return state information for pickling
    "__reduce__(self, /)" => fn reduce(vm, [this]) { vm.tuple_from(&[Value::from_ptr(vm.type_of(this)), g(this).args]) }
]; }
native! { static REDUCE_METHODCALLER = [
    /// Return state information for pickling
    "__reduce__(self, /)" => fn reduce_methodcaller(vm, [this]) {
        let t = g(this);
        let class = Value::from_ptr(vm.type_of(this));
        if t.names.is_none() {
            return vm.tuple_from(&[class, t.args]);
        }
        let partial = vm.intern("partial");
        let module = crate::types::import_module(vm, "functools")?;
        let partial = vm.getattr(module.value(), partial.value())?;
        let all: Vec<Value> =
            [class].iter().chain(vm.tuple_items(t.args)).chain(vm.tuple_items(t.extra)).copied().collect();
        let made = vm.call_with(partial.value(), &all, t.names)?;
        vm.tuple_from(&[made.value(), vm.tuple_from(&[])?.value()])
    }
]; }

/// Adds the types to `_operator`.
pub fn add_types(vm: &Vm, module: Value) -> Res<()> {
    for (name, spec) in [("itemgetter", &ITEMGETTER), ("attrgetter", &ATTRGETTER), ("methodcaller", &METHODCALLER)] {
        super::set(vm, module, name, Ref::from_type(new_type_of(vm, spec, vm.types.object)?))?;
    }
    Ok(())
}
