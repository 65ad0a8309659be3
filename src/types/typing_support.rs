//! What the native types of `typing` share: lazily evaluated values, `NoDefault`, `ParamSpec.args`, and calls of `typing`'s own functions.
use crate::native;
use crate::object::{CompareOp, GetSetDef, Header, Ref, Res, Slots, Type, TypeSpec, Value, Vm, flags};

/// Calls the function of that name in `typing`; `None` where there is no module of that name: an interpreter without a library.
pub fn call_typing(vm: &Vm, function: &str, args: &[Value]) -> Res<Option<Ref>> {
    match typing_attribute(vm, function)? {
        Some(f) => vm.call(f.value(), args).map(Some),
        None => Ok(None),
    }
}
/// An attribute of `typing`, where that module exists.
pub fn typing_attribute(vm: &Vm, name: &str) -> Res<Option<Ref>> {
    // What `typing` makes needs `annotationlib` as soon as it is used.
    let typing = match super::import_module(vm, "annotationlib").and_then(|_| super::import_module(vm, "typing")) {
        Ok(typing) => typing,
        Err(e) => {
            if vm.clear_raised_if(vm.types.ModuleNotFoundError) {
                return Ok(None);
            }
            return Err(e);
        }
    };
    vm.getattr_str(typing.value(), name).map(Some)
}

/// `__name__` of the running function's globals.
pub fn caller_module(vm: &Vm) -> Option<Ref> {
    let globals = super::running_globals(vm)?;
    // SAFETY: the running function owns its globals.
    unsafe { (*globals).get_name(vm, vm.names.__name__).map(Ref::new) }
}

/// Calls an evaluator for the value itself.
pub fn evaluate(vm: &Vm, evaluator: Value) -> Res {
    if evaluator.is_exact(vm.types.const_evaluator) {
        return Ok(Ref::new(one(evaluator)));
    }
    vm.call(evaluator, &[Value::small_int(1)])
}

/// `x | y` where one of them is a type parameter or alias.
pub fn make_union(vm: &Vm, x: Value, y: Value) -> Res {
    super::union::union_of(vm, &[x, y])
}

/// `*Ts` and `*Alias`: an iterator over `Unpack[...]`.
pub fn iter_unpacked(vm: &Vm, v: Value) -> Res {
    let typing = super::import_module(vm, "typing")?;
    let unpack = vm.getattr_str(typing.value(), "Unpack")?;
    let item = vm.getitem(unpack.value(), v)?;
    let items = vm.tuple_from(&[item.value()])?;
    vm.iter(items.value())
}

// Objects that hold one value.
#[repr(C)]
struct One {
    header: Header,
    value: Value,
}
fn one(v: Value) -> Value {
    // SAFETY: only called with instances of the types below.
    unsafe { v.get::<One>() }.value
}
unsafe fn drop_one(vm: &Vm, h: *mut Header) {
    (*(h as *mut One)).value.decref(vm);
}
unsafe fn traverse_one(h: *mut Header, visit: &mut dyn FnMut(Value)) {
    visit((*(h as *mut One)).value);
}
fn new_one(vm: &Vm, ty: *mut Type, value: Value) -> Res {
    vm.new_object::<One>(ty, |p| {
        // SAFETY: the cell is fresh and large enough.
        unsafe { (*p).value = Ref::new(value).into_value() }
    })
}

/// `P.args` or `P.kwargs`.
pub fn param_spec_part(vm: &Vm, ty: *mut Type, origin: Value) -> Res {
    new_one(vm, ty, origin)
}
/// The evaluator of a value that is there already.
pub fn const_evaluator(vm: &Vm, value: Value) -> Res {
    new_one(vm, vm.types.const_evaluator, value)
}

const fn param_spec_part_spec(name: &'static str, doc: &'static str, repr: fn(&Vm, Value) -> Res, new: crate::object::type_object::NewFn) -> TypeSpec {
    TypeSpec {
        name,
        doc,
        flags: flags::TRACKED,
        size: size_of::<One>(),
        slots: Slots {
            repr: Some(repr),
            compare: Some(|vm, x, y, op| {
                if !matches!(op, CompareOp::Eq | CompareOp::Ne) || vm.type_of(x) != vm.type_of(y) {
                    return Ok(Ref::NOT_IMPLEMENTED);
                }
                vm.compare(one(x), one(y), op)
            }),
            new: Some(new),
            drop: Some(drop_one),
            traverse: Some(traverse_one),
            ..Slots::EMPTY
        },
        methods: PART_METHODS,
        getset: &[GetSetDef { name: "__origin__", get: |_, v| Ok(Ref::new(one(v))), set: None, doc: "" }],
    }
}
fn part_repr(vm: &Vm, v: Value, part: &str) -> Res {
    let origin = one(v);
    let name = match origin.is_exact(vm.types.param_spec) {
        true => vm.str_text(vm.getattr(origin, vm.names.__name__)?.value()),
        false => vm.repr_text(origin)?,
    };
    vm.new_str(&format!("{name}.{part}"))
}
native! { static PART_METHODS = [
    "__mro_entries__(self, bases, /)" => fn part_mro_entries(vm, [this, bases]) {
        let name = vm.type_name(this);
        Err(vm.type_error(format!("Cannot subclass an instance of {}", name.rsplit('.').next().unwrap_or(&name))))
    }
]; }
native! { static PART_NEW = [
    "paramspecargs(origin)" => fn paramspecargs_new(vm, [origin]) { new_one(vm, vm.types.param_spec_args, origin) }
    "paramspeckwargs(origin)" => fn paramspeckwargs_new(vm, [origin]) { new_one(vm, vm.types.param_spec_kwargs, origin) }
]; }
pub static PARAM_SPEC_ARGS: TypeSpec = param_spec_part_spec(
    "typing.ParamSpecArgs",
    "The args for a ParamSpec object: P.args of a ParamSpec P.",
    |vm, v| part_repr(vm, v, "args"),
    |vm, _, args, kwnames| crate::object::call_native(vm, &PART_NEW[0], args, kwnames),
);
pub static PARAM_SPEC_KWARGS: TypeSpec = param_spec_part_spec(
    "typing.ParamSpecKwargs",
    "The kwargs for a ParamSpec object: P.kwargs of a ParamSpec P.",
    |vm, v| part_repr(vm, v, "kwargs"),
    |vm, _, args, kwnames| crate::object::call_native(vm, &PART_NEW[1], args, kwnames),
);

/// Number of the format in which values are text (`annotationlib.Format.STRING`).
const STRING_FORMAT: i64 = 4;

/// The text of a value in an annotation.
fn annotation_text(vm: &Vm, v: Value) -> Res<String> {
    if vm.is_tuple(v) {
        let mut parts = Vec::new();
        for x in vm.tuple_items(v) {
            parts.push(super::generic_alias::item_text(vm, *x)?);
        }
        let comma = if parts.len() == 1 { "," } else { "" };
        return Ok(format!("({}{comma})", parts.join(", ")));
    }
    super::generic_alias::item_text(vm, v)
}
pub static CONST_EVALUATOR: TypeSpec = TypeSpec {
    name: "_typing._ConstEvaluator",
    doc: "",
    flags: flags::TRACKED,
    size: size_of::<One>(),
    slots: Slots {
        repr: Some(|vm, v| vm.new_str(&format!("<constevaluator {}>", vm.repr_text(one(v))?))),
        call: Some(|vm, v, args, kwnames| {
            let [format] = args else {
                let n = args.len();
                return Err(vm.type_error(format!("constevaluator.__call__() takes exactly 1 positional argument ({n} given)")));
            };
            if kwnames != Value::NULL && !vm.tuple_items(kwnames).is_empty() {
                return Err(super::support::no_keywords(vm, "constevaluator.__call__"));
            }
            match vm.int_arg(*format)? {
                STRING_FORMAT => vm.new_str(&annotation_text(vm, one(v))?),
                _ => Ok(Ref::new(one(v))),
            }
        }),
        drop: Some(drop_one),
        traverse: Some(traverse_one),
        ..Slots::EMPTY
    },
    ..TypeSpec::EMPTY
};

/// `typing.NoDefault`. One an interpreter, made with the types.
pub fn no_default(vm: &Vm) -> Res {
    let known = &vm.extension::<NoDefault>().0;
    if known.get() == Value::NULL {
        let h = vm.alloc_raw(16, false, vm.types.no_default)?;
        known.set(Value::from_ptr(h));
    }
    Ok(Ref::new(known.get()))
}
struct NoDefault(std::cell::Cell<Value>);
impl Default for NoDefault {
    fn default() -> NoDefault {
        NoDefault(std::cell::Cell::new(Value::NULL))
    }
}
native! { static NO_DEFAULT_METHODS = [
    "__reduce__(self, /)" => fn no_default_reduce(vm, [this]) { vm.new_str("NoDefault") }
]; }
pub static NO_DEFAULT: TypeSpec = TypeSpec {
    name: "NoDefaultType",
    doc: "The type of the NoDefault singleton.",
    slots: Slots {
        repr: Some(|vm, _| vm.new_str("typing.NoDefault")),
        new: Some(|vm, _, args, kwnames| {
            if !args.is_empty() || kwnames != Value::NULL {
                return Err(vm.type_error("NoDefaultType takes no arguments"));
            }
            no_default(vm)
        }),
        ..Slots::EMPTY
    },
    methods: NO_DEFAULT_METHODS,
    ..TypeSpec::EMPTY
};
