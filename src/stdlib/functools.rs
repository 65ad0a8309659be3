//! `_functools`: partial, reduce, cmp_to_key; the cache is in `functools_cache`.
use crate::native;
use crate::object::{
    CompareOp, GetSetDef, Header, Ref, Res, Slots, Type, TypeSpec, Value, Vm, call_native, flags,
};
use crate::types::class_creation::INSTANCE_DICT;
use crate::types::struct_sequence::new_type_of;
use crate::types::support::{generic_alias, guarded_repr, push_repr, str_view};
use std::cell::Cell;

/// The types, made with the module.
struct Types {
    partial: Cell<*mut Type>,
    key: Cell<*mut Type>,
    /// `Placeholder`; owned.
    placeholder: Cell<Value>,
}

impl Default for Types {
    fn default() -> Types {
        let null = || Cell::new(std::ptr::null_mut());
        Types { partial: null(), key: null(), placeholder: Cell::new(Value::NULL) }
    }
}

fn types(vm: &Vm) -> &Types {
    vm.extension::<Types>()
}

// ---- Placeholder

static PLACEHOLDER: TypeSpec = TypeSpec {
    name: "functools._PlaceholderType",
    doc: "The type of the Placeholder singleton.\n\nUsed as a placeholder for partial arguments.",
    slots: Slots { repr: Some(|vm, _| vm.new_str("Placeholder")), new: Some(new_placeholder), ..Slots::EMPTY },
    methods: PLACEHOLDER_METHODS,
    ..TypeSpec::EMPTY
};

fn new_placeholder(vm: &Vm, ty: *mut Type, args: &[Value], _: Value) -> Res {
    if !args.is_empty() {
        return Err(vm.type_error("PlaceholderType takes no arguments"));
    }
    match types(vm).placeholder.get() {
        Value::NULL => {
            let v = vm.new_object::<Header>(ty, |_| {})?;
            types(vm).placeholder.set(v.clone().into_value());
            Ok(v)
        }
        v => Ok(Ref::new(v)),
    }
}

native! { static PLACEHOLDER_METHODS = [
    "__reduce__(self, /)" => fn reduce_placeholder(vm, [this]) { vm.new_str("Placeholder") }
]; }

// ---- partial

#[repr(C)]
struct Partial {
    header: Header,
    /// Owned, all three: a callable, a tuple, a dict.
    function: Value,
    args: Value,
    keywords: Value,
    /// How many of `args` are `Placeholder`.
    places: usize,
}

fn p<'a>(v: Value) -> &'a Partial {
    // SAFETY: the slots and methods below are called with partials only. What it holds may change when Python code runs: callers that go
    // on afterwards take references first.
    unsafe { v.get::<Partial>() }
}

static PARTIAL: TypeSpec = TypeSpec {
    name: "functools.partial",
    doc: "Create a new function with partial application of the given arguments and keywords.",
    flags: flags::TRACKED | flags::BASETYPE | flags::HAS_DICT | flags::WEAKREFABLE,
    size: size_of::<Partial>(),
    slots: Slots {
        repr: Some(repr_partial),
        call: Some(call_partial),
        new: Some(new_partial),
        descr_get: Some(bind),
        drop: Some(drop_partial),
        traverse: Some(traverse_partial),
        clear: Some(clear_partial),
        ..Slots::EMPTY
    },
    methods: PARTIAL_METHODS,
    getset: &[
        read_only("func", |_, v| Ok(Ref::new(p(v).function)), "function object to use in future partial calls"),
        read_only("args", |_, v| Ok(Ref::new(p(v).args)), "tuple of arguments to future partial calls"),
        read_only("keywords", |_, v| Ok(Ref::new(p(v).keywords)), "dictionary of keyword arguments to future partial calls"),
        INSTANCE_DICT,
    ],
};

const fn read_only(name: &'static str, get: fn(&Vm, Value) -> Res, doc: &'static str) -> GetSetDef {
    GetSetDef { name, get, set: Some(|vm, _, _| Err(vm.raise_type(vm.types.AttributeError, "readonly attribute"))), doc }
}

unsafe fn drop_partial(vm: &Vm, h: *mut Header) {
    let t = &*(h as *mut Partial);
    let (function, args, keywords) = (t.function, t.args, t.keywords);
    function.decref(vm);
    args.decref(vm);
    keywords.decref(vm);
}
unsafe fn traverse_partial(h: *mut Header, visit: &mut dyn FnMut(Value)) {
    let t = &*(h as *mut Partial);
    visit(t.function);
    visit(t.args);
    visit(t.keywords);
}
unsafe fn clear_partial(vm: &Vm, h: *mut Header) {
    if let (Ok(args), Ok(keywords)) = (vm.tuple_from(&[]), vm.new_dict()) {
        replace(Value::from_ptr(h), Ref::NONE, args, keywords, 0);
    }
}

/// Sets all fields; what was there is given up last.
fn replace(v: Value, function: Ref, args: Ref, keywords: Ref, places: usize) {
    // SAFETY: `v` is a partial; no other borrow is used here.
    let t = unsafe { &mut *v.ptr::<Partial>() };
    t.places = places;
    let old = (
        std::mem::replace(&mut t.function, function.into_value()),
        std::mem::replace(&mut t.args, args.into_value()),
        std::mem::replace(&mut t.keywords, keywords.into_value()),
    );
    drop((Ref::own(old.0), Ref::own(old.1), Ref::own(old.2)));
}

/// A method descriptor: found on a class, the partial is called with the instance in front.
pub(super) fn bind(vm: &Vm, v: Value, object: Value, _: Value) -> Res {
    if object.is_unbound() || object.is_none() {
        return Ok(Ref::new(v));
    }
    vm.new_bound_method(v, object)
}

/// Checks that no argument is a placeholder where none may be; how many there are.
fn count_places(vm: &Vm, args: &[Value]) -> Res<usize> {
    let place = types(vm).placeholder.get();
    if args.last() == Some(&place) {
        return Err(vm.type_error("trailing Placeholders are not allowed"));
    }
    Ok(args.iter().filter(|v| **v == place).count())
}

fn new_partial(vm: &Vm, ty: *mut Type, args: &[Value], kwnames: Value) -> Res {
    let names = if kwnames == Value::NULL { &[] } else { vm.tuple_items(kwnames) };
    let (plain, values) = args.split_at(args.len() - names.len());
    let [function, plain @ ..] = plain else {
        return Err(vm.type_error("type 'partial' takes at least one argument"));
    };
    if vm.slots(*function).call.is_none() {
        return Err(vm.type_error("the first argument must be callable"));
    }
    let mut places = count_places(vm, plain)?;
    let place = types(vm).placeholder.get();
    if values.contains(&place) {
        return Err(vm.type_error("Placeholder cannot be passed as a keyword argument"));
    }
    // A partial of a plain partial is one partial of the function below.
    let inner = vm.slots(*function).call == Some(call_partial as crate::object::type_object::CallFn) && !has_attributes(vm, *function)?;
    let (function, all, keywords) = if inner {
        let t = p(*function);
        let below = vm.tuple_items(t.args);
        let mut rest = plain.iter().copied();
        let mut all: Vec<Value> = Vec::with_capacity(below.len() + plain.len());
        all.extend(below.iter().map(|v| if *v == place { rest.next().unwrap_or(place) } else { *v }));
        all.extend(rest);
        places = all.iter().filter(|v| **v == place).count();
        (t.function, vm.tuple_from(&all)?, vm.dict_copy(t.keywords)?)
    } else {
        (*function, vm.tuple_from(plain)?, vm.new_dict()?)
    };
    for (name, value) in names.iter().zip(values) {
        vm.dict_set(keywords.value(), *name, *value)?;
    }
    vm.new_object::<Partial>(ty, |t| {
        function.incref();
        // SAFETY: the instance is fresh.
        unsafe {
            (*t).function = function;
            (*t).args = all.into_value();
            (*t).keywords = keywords.into_value();
            (*t).places = places;
        }
    })
}

/// Whether an instance has attributes of its own.
fn has_attributes(vm: &Vm, v: Value) -> Res<bool> {
    Ok(match vm.instance_part(v) {
        Some(_) => match vm.instance_dict(v)? {
            Some(d) => !vm.dict(d).is_empty(),
            None => false,
        },
        None => false,
    })
}

fn call_partial(vm: &Vm, v: Value, args: &[Value], kwnames: Value) -> Res {
    let t = p(v);
    // Held: the call may change the partial.
    let (function, own, keywords) = (Ref::new(t.function), Ref::new(t.args), Ref::new(t.keywords));
    let fixed = vm.tuple_items(own.value());
    let named = if kwnames == Value::NULL { 0 } else { vm.tuple_items(kwnames).len() };
    let given = args.len() - named;
    if given < t.places {
        return Err(vm.type_error(format!(
            "missing positional arguments in 'partial' call; expected at least {}, got {given}",
            t.places
        )));
    }
    let simple = t.places == 0 && vm.dict(keywords.value()).is_empty();
    if simple {
        const ROOM: usize = 8;
        let n = fixed.len() + args.len();
        if n <= ROOM {
            let mut all = [Value::NULL; ROOM];
            all[..fixed.len()].copy_from_slice(fixed);
            all[fixed.len()..n].copy_from_slice(args);
            return vm.call_with(function.value(), &all[..n], kwnames);
        }
    }
    let place = types(vm).placeholder.get();
    let (plain, values) = args.split_at(given);
    let mut rest = plain.iter().copied();
    let mut all: Vec<Value> = Vec::with_capacity(fixed.len() + args.len() + 4);
    all.extend(fixed.iter().map(|x| if *x == place { rest.next().unwrap_or(place) } else { *x }));
    all.extend(rest);
    if vm.dict(keywords.value()).is_empty() {
        all.extend_from_slice(values);
        return vm.call_with(function.value(), &all, kwnames);
    }
    let names = if kwnames == Value::NULL { &[] } else { vm.tuple_items(kwnames) };
    if names.is_empty() {
        let (keys, values): (Vec<Ref>, Vec<Ref>) =
            vm.dict(keywords.value()).iter().map(|(k, v)| (Ref::new(k), Ref::new(v))).unzip();
        all.extend(values.iter().map(|v| v.value()));
        let keys = vm.tuple_from_refs(keys)?;
        return vm.call_with(function.value(), &all, keys.value());
    }
    let merged = vm.dict_copy(keywords.value())?;
    for (name, value) in names.iter().zip(values) {
        vm.dict_set(merged.value(), *name, *value)?;
    }
    let (keys, values): (Vec<Value>, Vec<Value>) = vm.dict(merged.value()).iter().unzip();
    all.extend(values);
    let keys = vm.tuple_from(&keys)?;
    vm.call_with(function.value(), &all, keys.value())
}

fn repr_partial(vm: &Vm, v: Value) -> Res {
    let ty = Value::from_ptr(vm.type_of(v));
    guarded_repr(vm, v, "...", |out| {
        let (module, name) = (vm.getattr(ty, vm.names.__module__)?, vm.getattr(ty, vm.names.__qualname__)?);
        out.push_str(&format!("{}.{}(", vm.str_text(vm.str_of(module.value())?.value()), vm.str_text(name.value())));
        let t = p(v);
        let (function, args, keywords) = (Ref::new(t.function), Ref::new(t.args), Ref::new(t.keywords));
        push_repr(vm, out, function.value())?;
        for x in vm.tuple_items(args.value()) {
            out.push_str(", ");
            push_repr(vm, out, *x)?;
        }
        let items: Vec<(Ref, Ref)> = vm.dict(keywords.value()).iter().map(|(k, v)| (Ref::new(k), Ref::new(v))).collect();
        for (k, x) in items {
            out.push_str(", ");
            let k = vm.str_of(k.value())?;
            out.push_view(str_view(vm.str(k.value())));
            out.push_str("=");
            push_repr(vm, out, x.value())?;
        }
        out.push_str(")");
        Ok(())
    })
}

fn set_state(vm: &Vm, this: Value, state: Value) -> Res<()> {
    let invalid = || vm.type_error("invalid partial state");
    if !vm.is_tuple(state) {
        return Err(invalid());
    }
    let [function, args, keywords, attributes] = *vm.tuple_items(state) else { return Err(invalid()) };
    if vm.slots(function).call.is_none() || !vm.is_tuple(args) || !(keywords.is_none() || vm.is_dict(keywords)) || !(attributes.is_none() || vm.is_dict(attributes)) {
        return Err(invalid());
    }
    let places = count_places(vm, vm.tuple_items(args))?;
    let args = if args.is_exact(vm.types.tuple) { Ref::new(args) } else { vm.tuple_from(vm.tuple_items(args))? };
    let keywords = match keywords {
        Value::NONE => vm.new_dict()?,
        d if d.is_exact(vm.types.dict) => Ref::new(d),
        d => vm.dict_copy(d)?,
    };
    match attributes {
        Value::NONE => vm.set_instance_dict(this, vm.new_dict()?)?,
        d => vm.set_instance_dict(this, Ref::new(d))?,
    };
    replace(this, Ref::new(function), args, keywords, places);
    Ok(())
}

native! { static PARTIAL_METHODS = [
    "__reduce__(self, /)" => fn reduce_partial(vm, [this]) {
        let t = p(this);
        let attributes = if has_attributes(vm, this)? { vm.instance_dict(this)?.map_or(Ref::NONE, Ref::new) } else { Ref::NONE };
        let function = vm.tuple_from(&[t.function])?;
        let state = vm.tuple_from(&[t.function, t.args, t.keywords, attributes.value()])?;
        vm.tuple_from(&[Value::from_ptr(vm.type_of(this)), function.value(), state.value()])
    }
    "__setstate__(self, state, /)" => fn setstate_partial(vm, [this, state]) {
        set_state(vm, this, state)?;
        Ok(Ref::NONE)
    }
    /// See PEP 585
    @classmethod "__class_getitem__(cls, object, /)" => fn class_getitem(vm, [cls, item]) { generic_alias(vm, cls, item) }
]; }

// ---- cmp_to_key

/// What `cmp_to_key` returns, and what calling that returns: then there is an object.
#[repr(C)]
struct Key {
    header: Header,
    /// Owned, both; the object is unbound in the first case.
    function: Value,
    object: Value,
}

fn k<'a>(v: Value) -> &'a mut Key {
    // SAFETY: the slots below are called with these objects only; no borrow outlives a call that runs Python code.
    unsafe { &mut *v.ptr::<Key>() }
}

static KEY: TypeSpec = TypeSpec {
    name: "functools.KeyWrapper",
    flags: flags::TRACKED,
    size: size_of::<Key>(),
    slots: Slots {
        call: Some(|vm, v, args, kwnames| {
            if let ([object], Value::NULL) = (args, kwnames) {
                return new_key(vm, k(v).function, *object);
            }
            let mut all = vec![v];
            all.extend_from_slice(args);
            call_native(vm, &KEY_CALL[0], &all, kwnames)
        }),
        compare: Some(compare_keys),
        hash: Some(|vm, _| Err(vm.type_error("unhashable type: 'functools.KeyWrapper'"))),
        drop: Some(drop_key),
        traverse: Some(traverse_key),
        ..Slots::EMPTY
    },
    getset: &[GetSetDef {
        name: "obj",
        get: |_, v| Ok(if k(v).object.is_unbound() { Ref::NONE } else { Ref::new(k(v).object) }),
        set: Some(|_, v, new| {
            let new = Ref::new(new.unwrap_or(Value::UNBOUND)).into_value();
            drop(Ref::own(std::mem::replace(&mut k(v).object, new)));
            Ok(())
        }),
        doc: "Value wrapped by a key function.",
    }],
    ..TypeSpec::EMPTY
};

unsafe fn drop_key(vm: &Vm, h: *mut Header) {
    let (function, object) = ((*(h as *mut Key)).function, (*(h as *mut Key)).object);
    function.decref(vm);
    object.decref(vm);
}
unsafe fn traverse_key(h: *mut Header, visit: &mut dyn FnMut(Value)) {
    visit((*(h as *mut Key)).function);
    visit((*(h as *mut Key)).object);
}

fn new_key(vm: &Vm, function: Value, object: Value) -> Res {
    vm.new_object::<Key>(types(vm).key.get(), |t| {
        function.incref();
        object.incref();
        // SAFETY: the instance is fresh.
        unsafe {
            (*t).function = function;
            (*t).object = object;
        }
    })
}

fn compare_keys(vm: &Vm, a: Value, b: Value, op: CompareOp) -> Res {
    if !b.is_exact(types(vm).key.get()) {
        return Err(vm.type_error("other argument must be K instance"));
    }
    if k(a).object.is_unbound() || k(b).object.is_unbound() {
        return Err(vm.raise_type(vm.types.AttributeError, "object"));
    }
    let (function, x, y) = (Ref::new(k(a).function), Ref::new(k(a).object), Ref::new(k(b).object));
    let order = vm.call(function.value(), &[x.value(), y.value()])?;
    if order.value().is_small_int() {
        return Ok(Ref::bool(op.holds(order.value().as_small_int().cmp(&0))));
    }
    vm.compare(order.value(), Value::small_int(0), op)
}

native! { static KEY_CALL = [
    "K(self, obj)" => fn key_call(vm, [this, obj]) { new_key(vm, k(this).function, obj) }
]; }

native! { static FUNCTIONS = [
    /// Apply a function of two arguments cumulatively to the items of an iterable, from left to right.
    ///
    /// This effectively reduces the iterable to a single value.  If initial is present,
    /// it is placed before the items of the iterable in the calculation, and serves as
    /// a default when the iterable is empty.
    "reduce(function, iterable, /, initial=)" => fn reduce(vm, [function, iterable, initial]) {
        let it = match vm.iter(iterable) {
            Ok(it) => it,
            Err(_) if vm.clear_raised_if(vm.types.TypeError) => {
                return Err(vm.type_error("reduce() arg 2 must support iteration"));
            }
            Err(e) => return Err(e),
        };
        let mut result = if !initial.is_unbound() {
            Ref::new(initial)
        } else {
            match vm.next(it.value())? {
                Some(first) => first,
                None => return Err(vm.type_error("reduce() of empty iterable with no initial value")),
            }
        };
        while let Some(x) = vm.next(it.value())? {
            result = vm.call(function, &[result.value(), x.value()])?;
        }
        Ok(result)
    }
    /// Convert a cmp= function into a key= function.
    "cmp_to_key(mycmp)" => fn cmp_to_key(vm, [mycmp]) { new_key(vm, mycmp, Value::UNBOUND) }
]; }

/// Makes the module.
pub fn init(vm: &Vm) -> Res {
    vm.at_shutdown.borrow_mut().extend([shutdown as fn(&Vm), super::functools_cache::shutdown]);
    let module = super::new_module(vm, "_functools", "Tools that operate on functions.", FUNCTIONS)?;
    let t = types(vm);
    let placeholder = new_type_of(vm, &PLACEHOLDER, vm.types.object)?;
    t.partial.set(new_type_of(vm, &PARTIAL, vm.types.object)?);
    t.key.set(new_type_of(vm, &KEY, vm.types.object)?);
    super::set(vm, module.value(), "_PlaceholderType", Ref::from_type(placeholder))?;
    super::set(vm, module.value(), "Placeholder", vm.call(Value::from_ptr(placeholder), &[])?)?;
    super::set(vm, module.value(), "partial", Ref::from_type(t.partial.get()))?;
    super::functools_cache::add_types(vm, module.value())?;
    Ok(module)
}

/// Gives up what the module keeps outside of its namespace.
fn shutdown(vm: &Vm) {
    let v = types(vm).placeholder.replace(Value::NULL);
    if v != Value::NULL {
        v.decref(vm);
    }
}
