//! `_collections`: defaultdict, the helpers of Counter and namedtuple; deque is in `deque`.
use crate::native;
use crate::object::{BinOp, Dict, GetSetDef, Header, Ref, Res, Slots, Type, TypeSpec, Value, Vm, flags};
use crate::types::struct_sequence::new_type_of;
use crate::types::support::guarded_repr;

/// A dict with the function that makes missing values.
#[repr(C)]
struct DefaultDict {
    dict: Dict,
    /// Owned.
    factory: Value,
}

fn factory(v: Value) -> Value {
    // SAFETY: the slots and methods below are called with default dicts only.
    unsafe { v.get::<DefaultDict>().factory }
}
fn set_factory(vm: &Vm, v: Value, new: Value) {
    new.incref();
    // SAFETY: as above; the old value is given up after it has been replaced.
    let old = unsafe { std::mem::replace(&mut (*v.ptr::<DefaultDict>()).factory, new) };
    old.decref(vm);
}

static DEFAULT_DICT: TypeSpec = TypeSpec {
    name: "collections.defaultdict",
    doc: "defaultdict(default_factory=None, /, [...]) --> dict with default factory\n\nThe default factory is called without arguments to produce\na new value when a key is not present, in __getitem__ only.\nA defaultdict compares equal to a dict with the same items.\nAll remaining arguments are treated the same as if they were\npassed to the dict constructor, including keyword arguments.",
    flags: flags::TRACKED | flags::BASETYPE | flags::DICT_SUBCLASS | flags::MAPPING,
    size: size_of::<DefaultDict>(),
    slots: Slots {
        repr: Some(repr),
        new: Some(new),
        init: Some(init_dict),
        binary: Slots::table([(BinOp::Or, union)]),
        drop: Some(drop_slot),
        traverse: Some(traverse),
        clear: Some(clear),
        ..Slots::EMPTY
    },
    methods: METHODS,
    getset: &[GetSetDef {
        name: "default_factory",
        get: |_, v| Ok(Ref::new(factory(v))),
        set: Some(|vm, v, new| {
            set_factory(vm, v, new.unwrap_or(Value::NONE));
            Ok(())
        }),
        doc: "Factory for default value called by __missing__().",
    }],
};

unsafe fn drop_slot(vm: &Vm, h: *mut Header) {
    crate::object::dict::drop_dict(vm, h);
    (*(h as *mut DefaultDict)).factory.decref(vm);
}
unsafe fn traverse(h: *mut Header, visit: &mut dyn FnMut(Value)) {
    crate::object::dict::traverse_dict(h, visit);
    visit((*(h as *mut DefaultDict)).factory);
}
unsafe fn clear(vm: &Vm, h: *mut Header) {
    let v = Value::from_ptr(h);
    set_factory(vm, v, Value::NONE);
    vm.dict(v).clear(vm);
}

fn new(vm: &Vm, ty: *mut Type, _: &[Value], _: Value) -> Res {
    vm.new_object::<DefaultDict>(ty, |p| {
        vm.init_dict(p.cast());
        // SAFETY: the instance is fresh.
        unsafe { (*p).factory = Value::NONE };
    })
}

fn init_dict(vm: &Vm, this: Value, args: &[Value], kwnames: Value) -> Res<()> {
    let named = if kwnames == Value::NULL { 0 } else { vm.tuple_items(kwnames).len() };
    let mut rest = args;
    if args.len() > named {
        if !args[0].is_none() && vm.slots(args[0]).call.is_none() {
            return Err(vm.type_error("first argument must be callable or None"));
        }
        set_factory(vm, this, args[0]);
        rest = &args[1..];
    }
    // SAFETY: dict is a builtin type.
    match unsafe { (*vm.types.dict).slots.init } {
        Some(f) => f(vm, this, rest, kwnames),
        None => Ok(()),
    }
}

fn repr(vm: &Vm, v: Value) -> Res {
    // SAFETY: dict is a builtin type; types outlive their instances.
    let (dict_repr, name) = unsafe { ((*vm.types.dict).slots.repr, vm.str_text((*vm.type_of(v)).name)) };
    let items = match dict_repr {
        Some(f) => f(vm, v)?,
        None => vm.new_str("{}")?,
    };
    let made_by = factory(v);
    let made_by = Ref::new(made_by);
    // A bound method of the dict itself would lead back here.
    let text = guarded_repr(vm, made_by.value(), "...", |out| crate::types::support::push_repr(vm, out, made_by.value()))?;
    vm.new_str(&format!("{name}({}, {})", vm.str_text(text.value()), vm.str_text(items.value())))
}

fn union(vm: &Vm, a: Value, b: Value) -> Res {
    let ours = |v: Value| v.is_heap() && vm.slots(v).binary[BinOp::Or as usize] == Some(union as crate::object::BinaryFn);
    let owner = if ours(a) { a } else { b };
    if !vm.is_dict(a) || !vm.is_dict(b) {
        return Ok(Ref::NOT_IMPLEMENTED);
    }
    let result = vm.call(Value::from_ptr(vm.type_of(owner)), &[factory(owner), a])?;
    crate::types::dict::update(vm, result.value(), b)?;
    Ok(result)
}

fn copy(vm: &Vm, this: Value) -> Res {
    vm.call(Value::from_ptr(vm.type_of(this)), &[factory(this), this])
}

native! { static METHODS = [
    /// __missing__(key) # Called by __getitem__ for missing key; pseudo-code:
    ///   if self.default_factory is None: raise KeyError((key,))
    ///   self[key] = value = self.default_factory()
    ///   return value
    "__missing__(self, key, /)" => fn missing(vm, [this, key]) {
        let made_by = Ref::new(factory(this));
        if made_by.is_none() {
            let args = vm.tuple_from(&[key])?;
            return Err(vm.raise(vm.new_exception(vm.types.KeyError, args)?));
        }
        let value = vm.call(made_by.value(), &[])?;
        vm.setitem(this, key, value.value())?;
        Ok(value)
    }
    /// D.copy() -> a shallow copy of D.
    "copy(self, /)" => fn copy_method(vm, [this]) { copy(vm, this) }
    /// D.copy() -> a shallow copy of D.
    "__copy__(self, /)" => fn copy_special(vm, [this]) { copy(vm, this) }
    /// Return state information for pickling.
    "__reduce__(self, /)" => fn reduce(vm, [this]) {
        let args = if factory(this).is_none() { vm.tuple_from(&[])? } else { vm.tuple_from(&[factory(this)])? };
        let items = vm.intern("items");
        let pairs = vm.call_method(this, items.value(), &[])?;
        let pairs = vm.iter(pairs.value())?;
        vm.tuple_from(&[Value::from_ptr(vm.type_of(this)), args.value(), Value::NONE, Value::NONE, pairs.value()])
    }
    /// See PEP 585
    @classmethod "__class_getitem__(cls, object, /)" => fn class_getitem(vm, [cls, item]) {
        crate::types::support::generic_alias(vm, cls, item)
    }
]; }

/// A field of a named tuple.
#[repr(C)]
struct TupleGetter {
    header: Header,
    index: i64,
    /// Owned.
    doc: Value,
}

fn getter<'a>(v: Value) -> &'a TupleGetter {
    // SAFETY: the slots below belong to this layout.
    unsafe { v.get::<TupleGetter>() }
}

unsafe fn drop_getter(vm: &Vm, h: *mut Header) {
    (*(h as *mut TupleGetter)).doc.decref(vm);
}
unsafe fn traverse_getter(h: *mut Header, visit: &mut dyn FnMut(Value)) {
    visit((*(h as *mut TupleGetter)).doc);
}

static TUPLE_GETTER: TypeSpec = TypeSpec {
    name: "collections._tuplegetter",
    flags: flags::TRACKED,
    size: size_of::<TupleGetter>(),
    slots: Slots {
        repr: Some(|vm, v| vm.new_str(&format!("_tuplegetter({}, {})", getter(v).index, vm.repr_text(getter(v).doc)?))),
        new: Some(|vm, ty, args, kwnames| {
            crate::types::support::check_args(vm, "_tuplegetter", args, kwnames, 2, 2)?;
            let index = vm.int_arg(args[0])?;
            vm.new_object::<TupleGetter>(ty, |p| {
                args[1].incref();
                // SAFETY: the instance is fresh.
                unsafe {
                    (*p).index = index;
                    (*p).doc = args[1];
                }
            })
        }),
        descr_get: Some(|vm, d, obj, _| {
            if obj.is_unbound() || obj.is_none() {
                return Ok(Ref::new(d));
            }
            let i = getter(d).index;
            if !vm.is_tuple(obj) {
                return Err(vm.type_error(format!(
                    "descriptor for index '{i}' for tuple subclasses doesn't apply to '{}' object",
                    vm.type_name(obj)
                )));
            }
            match usize::try_from(i).ok().and_then(|i| vm.tuple_items(obj).get(i)) {
                Some(x) => Ok(Ref::new(*x)),
                None => Err(vm.index_error("tuple index out of range")),
            }
        }),
        descr_set: Some(|vm, _, _, value| {
            Err(vm.raise_type(vm.types.AttributeError, if value.is_some() { "can't set attribute" } else { "can't delete attribute" }))
        }),
        drop: Some(drop_getter),
        traverse: Some(traverse_getter),
        ..Slots::EMPTY
    },
    methods: GETTER_METHODS,
    getset: &[GetSetDef {
        name: "__doc__",
        get: |_, v| Ok(Ref::new(getter(v).doc)),
        set: Some(|vm, v, new| {
            let new = new.unwrap_or(Value::NONE);
            new.incref();
            // SAFETY: a live getter; the old value is given up after it has been replaced.
            let old = unsafe { std::mem::replace(&mut (*v.ptr::<TupleGetter>()).doc, new) };
            old.decref(vm);
            Ok(())
        }),
        doc: "",
    }],
    ..TypeSpec::EMPTY
};

native! { static GETTER_METHODS = [
    "__reduce__(self, /)" => fn getter_reduce(vm, [this]) {
        let index = vm.new_int(getter(this).index)?;
        let args = vm.tuple_from(&[index.value(), getter(this).doc])?;
        vm.tuple_from(&[Value::from_ptr(vm.type_of(this)), args.value()])
    }
]; }

native! { static FUNCTIONS = [
    /// Count elements in the iterable, updating the mapping
    "_count_elements(mapping, iterable, /)" => fn count_elements(vm, [mapping, iterable]) {
        let get = vm.intern("get");
        let plain = vm.is_dict(mapping) && vm.type_lookup(vm.type_of(mapping), get.value()) == vm.type_lookup(vm.types.dict, get.value())
            // SAFETY: dict is a builtin type.
            && vm.slots(mapping).setitem == unsafe { (*vm.types.dict).slots.setitem };
        let one = Ref::own(Value::small_int(1));
        vm.for_each(iterable, |x| {
            let old = if plain {
                vm.dict_get(mapping, x.value())?.map(Ref::new)
            } else {
                Some(vm.call_method(mapping, get.value(), &[x.value(), Value::small_int(0)])?)
            };
            let new = match old {
                None => one.clone(),
                Some(n) => vm.binary_op(BinOp::Add, n.value(), one.value())?,
            };
            if plain { vm.dict_set(mapping, x.value(), new.value()) } else { vm.setitem(mapping, x.value(), new.value()) }
        })?;
        Ok(Ref::NONE)
    }
]; }

/// Makes the module.
pub fn init(vm: &Vm) -> Res {
    let doc = "High performance data structures.\n- deque:        ordered collection accessible from endpoints only\n- defaultdict:  dict subclass with a default value factory\n";
    let module = super::new_module(vm, "_collections", doc, FUNCTIONS)?;
    let m = module.value();
    super::set(vm, m, "defaultdict", Ref::from_type(new_type_of(vm, &DEFAULT_DICT, vm.types.dict)?))?;
    super::set(vm, m, "_tuplegetter", Ref::from_type(new_type_of(vm, &TUPLE_GETTER, vm.types.object)?))?;
    super::deque::add_types(vm, m)?;
    Ok(module)
}
