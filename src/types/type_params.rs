//! `typing.TypeVar`, `typing.ParamSpec`, `typing.TypeVarTuple`: one layout.
use super::typing_support::{self as support, caller_module, const_evaluator, evaluate};
use crate::native;
use crate::object::{BinOp, GetSetDef, Header, Ref, Res, Slots, TypeSpec, Value, Vm, call_native, flags};

/// A type parameter. Values are NULL where there is none, or (beside an evaluator) where it has not been computed yet.
#[repr(C)]
struct TypeParam {
    header: Header,
    name: Value,
    bound: Value,
    evaluate_bound: Value,
    constraints: Value,
    evaluate_constraints: Value,
    default: Value,
    evaluate_default: Value,
    covariant: bool,
    contravariant: bool,
    infer_variance: bool,
}

fn p<'a>(v: Value) -> &'a mut TypeParam {
    // SAFETY: only called with type parameters; no borrow is held across code that may change them.
    unsafe { &mut *v.ptr::<TypeParam>() }
}

impl TypeParam {
    fn fields(&mut self) -> [&mut Value; 7] {
        [
            &mut self.name,
            &mut self.bound,
            &mut self.evaluate_bound,
            &mut self.constraints,
            &mut self.evaluate_constraints,
            &mut self.default,
            &mut self.evaluate_default,
        ]
    }
}

unsafe fn drop_param(vm: &Vm, h: *mut Header) {
    for slot in (*(h as *mut TypeParam)).fields() {
        let v = std::mem::replace(slot, Value::NULL);
        if v != Value::NULL {
            v.decref(vm);
        }
    }
}
unsafe fn traverse(h: *mut Header, visit: &mut dyn FnMut(Value)) {
    for slot in (*(h as *mut TypeParam)).fields() {
        if *slot != Value::NULL {
            visit(*slot);
        }
    }
}
unsafe fn clear(vm: &Vm, h: *mut Header) {
    // The name stays: `repr` needs it.
    for slot in (*(h as *mut TypeParam)).fields().into_iter().skip(1) {
        let v = std::mem::replace(slot, Value::NULL);
        if v != Value::NULL {
            v.decref(vm);
        }
    }
}

fn alloc(vm: &Vm, ty: *mut crate::object::Type, name: Value) -> Res {
    vm.new_object::<TypeParam>(ty, |q| {
        // SAFETY: the cell is fresh and large enough.
        unsafe {
            (*q).name = Ref::new(name).into_value();
            (*q).bound = Value::NULL;
            (*q).evaluate_bound = Value::NULL;
            (*q).constraints = Value::NULL;
            (*q).evaluate_constraints = Value::NULL;
            (*q).default = Value::NULL;
            (*q).evaluate_default = Value::NULL;
            (*q).covariant = false;
            (*q).contravariant = false;
            (*q).infer_variance = true;
        }
    })
}

/// Stores first, decrements last.
fn store(slot: &mut Value, new: Ref) {
    let old = std::mem::replace(slot, new.into_value());
    if old != Value::NULL {
        drop(Ref::own(old));
    }
}
/// Stores where an argument was given.
fn store_given(slot: &mut Value, v: Value) {
    if v != Value::NULL && !v.is_unbound() {
        store(slot, Ref::new(v));
    }
}

/// The type variable of a type parameter list; NULL for a bound or constraints that are not there.
pub fn new_type_var(vm: &Vm, name: Value, bound: Value, constraints: Value) -> Res {
    let made = alloc(vm, vm.types.type_var, name)?;
    store_given(&mut p(made.value()).evaluate_bound, bound);
    store_given(&mut p(made.value()).evaluate_constraints, constraints);
    Ok(made)
}
/// `**P` of a type parameter list.
pub fn new_param_spec(vm: &Vm, name: Value) -> Res {
    alloc(vm, vm.types.param_spec, name)
}
/// `*Ts` of a type parameter list.
pub fn new_type_var_tuple(vm: &Vm, name: Value) -> Res {
    alloc(vm, vm.types.type_var_tuple, name)
}
/// Gives a new type parameter the function that computes its default.
pub fn set_default(parameter: Value, evaluator: Value) {
    store(&mut p(parameter).evaluate_default, Ref::new(evaluator));
}

/// Whether a value is a type parameter.
pub fn is_type_param(vm: &Vm, v: Value) -> bool {
    v.is_exact(vm.types.type_var) || v.is_exact(vm.types.param_spec) || v.is_exact(vm.types.type_var_tuple)
}
/// Whether a type parameter has a default.
pub fn has_default(vm: &Vm, v: Value) -> bool {
    let q = p(v);
    q.evaluate_default != Value::NULL || q.default != Value::NULL && !q.default.is_exact(vm.types.no_default)
}

type Field = fn(&mut TypeParam) -> &mut Value;

/// A field that is computed at its first use; `absent` where there is neither value nor evaluator.
fn lazy(vm: &Vm, v: Value, value: Field, evaluator: Field, absent: impl FnOnce() -> Res) -> Res {
    let have = *value(p(v));
    if have != Value::NULL {
        return Ok(Ref::new(have));
    }
    let f = *evaluator(p(v));
    if f == Value::NULL {
        return absent();
    }
    let f = Ref::new(f);
    let r = evaluate(vm, f.value())?;
    store(value(p(v)), r.clone());
    Ok(r)
}
/// The evaluator of a field: one that answers with the value where that was given eagerly.
fn evaluator_of(vm: &Vm, v: Value, value: Field, evaluator: Field) -> Res {
    let f = *evaluator(p(v));
    if f != Value::NULL {
        return Ok(Ref::new(f));
    }
    match *value(p(v)) {
        Value::NULL => Ok(Ref::NONE),
        x => const_evaluator(vm, x),
    }
}

fn name_text(vm: &Vm, v: Value) -> String {
    vm.str_text(p(v).name)
}
fn signed_repr(vm: &Vm, v: Value) -> Res {
    let q = p(v);
    let sign = match (q.infer_variance, q.covariant, q.contravariant) {
        (true, ..) => "",
        (_, true, _) => "+",
        (_, _, true) => "-",
        _ => "~",
    };
    vm.new_str(&format!("{sign}{}", name_text(vm, v)))
}

/// The variance arguments of `TypeVar` and `ParamSpec`.
fn set_variance(vm: &Vm, made: Value, covariant: Value, contravariant: Value, infer: Value) -> Res<()> {
    let (covariant, contravariant, infer) = (vm.truth(covariant)?, vm.truth(contravariant)?, vm.truth(infer)?);
    if covariant && contravariant {
        return Err(vm.value_error("Bivariant types are not supported."));
    }
    if infer && (covariant || contravariant) {
        return Err(vm.value_error("Variance cannot be specified with infer_variance."));
    }
    let q = p(made);
    (q.covariant, q.contravariant, q.infer_variance) = (covariant, contravariant, infer);
    Ok(())
}
fn check_name(vm: &Vm, what: &str, name: Value) -> Res<()> {
    if vm.is_str(name) {
        return Ok(());
    }
    Err(vm.type_error(format!("{what}() argument 'name' must be str, not {}", vm.argument_type_name(name))))
}
/// What the constructors have in common: default and module.
fn complete(vm: &Vm, made: Value, default: Value) -> Res<()> {
    let default = if default.is_unbound() { support::no_default(vm)? } else { Ref::new(default) };
    store(&mut p(made).default, default);
    if let Some(module) = caller_module(vm) {
        vm.instance_set(made, vm.names.__module__, module)?;
    }
    Ok(())
}
fn checked_bound(vm: &Vm, made: Value, bound: Value) -> Res<()> {
    if bound.is_none() {
        return Ok(());
    }
    let msg = vm.new_str("Bound must be a type.")?;
    let checked = support::call_typing(vm, "_type_check", &[bound, msg.value()])?;
    store(&mut p(made).bound, checked.unwrap_or_else(|| Ref::new(bound)));
    Ok(())
}

native! { static NEW = [
    "typevar(name, *constraints, bound=None, default=<unrepresentable>, covariant=False, contravariant=False, infer_variance=False)" => fn typevar_new(vm, [name, bound, default, covariant, contravariant, infer_variance], *constraints) {
        check_name(vm, "typevar", name)?;
        let made = alloc(vm, vm.types.type_var, name)?;
        set_variance(vm, made.value(), covariant, contravariant, infer_variance)?;
        checked_bound(vm, made.value(), bound)?;
        match constraints {
            [] => {}
            [_] => return Err(vm.type_error("A single constraint is not allowed")),
            _ if !bound.is_none() => return Err(vm.type_error("Constraints cannot be combined with bound=...")),
            all => {
                let all = vm.tuple_from(all)?;
                store(&mut p(made.value()).constraints, all);
            }
        }
        complete(vm, made.value(), default)?;
        Ok(made)
    }
    "paramspec(name, *, bound=None, default=<unrepresentable>, covariant=False, contravariant=False, infer_variance=False)" => fn paramspec_new(vm, [name, bound, default, covariant, contravariant, infer_variance]) {
        check_name(vm, "paramspec", name)?;
        let made = alloc(vm, vm.types.param_spec, name)?;
        set_variance(vm, made.value(), covariant, contravariant, infer_variance)?;
        checked_bound(vm, made.value(), bound)?;
        complete(vm, made.value(), default)?;
        Ok(made)
    }
    "typevartuple(name, *, default=<unrepresentable>)" => fn typevartuple_new(vm, [name, default]) {
        check_name(vm, "typevartuple", name)?;
        let made = alloc(vm, vm.types.type_var_tuple, name)?;
        complete(vm, made.value(), default)?;
        Ok(made)
    }
]; }

fn no_subclass(vm: &Vm, v: Value) -> crate::object::Raised {
    let name = vm.type_name(v);
    vm.type_error(format!("Cannot subclass an instance of {}", name.rsplit('.').next().unwrap_or(&name)))
}
fn default_value(vm: &Vm, v: Value) -> Res {
    lazy(vm, v, |q| &mut q.default, |q| &mut q.evaluate_default, || support::no_default(vm))
}

/// The arguments of a generic alias with the default of a parameter behind them where it is the next one.
fn with_default(vm: &Vm, v: Value, alias: Value, args: Value) -> Res {
    let parameters = vm.getattr(alias, vm.names.__parameters__)?;
    let args = if vm.is_tuple(args) { Ref::new(args) } else { vm.tuple_from_refs(vm.collect(args)?)? };
    let given = vm.tuple_items(args.value());
    let index = match vm.is_tuple(parameters.value()) {
        true => vm.tuple_items(parameters.value()).iter().position(|x| *x == v),
        false => None,
    };
    let Some(index) = index else {
        return Err(vm.value_error("tuple.index(x): x not in tuple"));
    };
    if index < given.len() {
        return Ok(args);
    }
    if index == given.len() && has_default(vm, v) {
        let default = default_value(vm, v)?;
        let all = given.iter().map(|x| Ref::new(*x)).chain([default]).collect::<Vec<_>>();
        return vm.tuple_from_refs(all);
    }
    let text = vm.str_text(vm.str_of(alias)?.value());
    let (actual, expected) = (given.len(), index + 1);
    Err(vm.type_error(format!("Too few arguments for {text}; actual {actual}, expected at least {expected}")))
}

native! { static TYPE_VAR_METHODS = [
    "has_default(self, /)" => fn typevar_has_default(vm, [this]) { Ok(Ref::bool(has_default(vm, this))) }
    "__mro_entries__(self, bases, /)" => fn typevar_mro_entries(vm, [this, bases]) { Err(no_subclass(vm, this)) }
    "__typing_subst__(self, arg, /)" => fn typevar_subst(vm, [this, arg]) {
        Ok(support::call_typing(vm, "_typevar_subst", &[this, arg])?.unwrap_or_else(|| Ref::new(arg)))
    }
    "__typing_prepare_subst__(self, alias, args, /)" => fn typevar_prepare(vm, [this, alias, args]) {
        with_default(vm, this, alias, args)
    }
    "__reduce__(self, /)" => fn typevar_reduce(vm, [this]) { Ok(Ref::new(p(this).name)) }
]; }
native! { static PARAM_SPEC_METHODS = [
    "has_default(self, /)" => fn paramspec_has_default(vm, [this]) { Ok(Ref::bool(has_default(vm, this))) }
    "__mro_entries__(self, bases, /)" => fn paramspec_mro_entries(vm, [this, bases]) { Err(no_subclass(vm, this)) }
    "__typing_subst__(self, arg, /)" => fn paramspec_subst(vm, [this, arg]) {
        Ok(support::call_typing(vm, "_paramspec_subst", &[this, arg])?.unwrap_or_else(|| Ref::new(arg)))
    }
    "__typing_prepare_subst__(self, alias, args, /)" => fn paramspec_prepare(vm, [this, alias, args]) {
        match support::call_typing(vm, "_paramspec_prepare_subst", &[this, alias, args])? {
            Some(r) => Ok(r),
            None => with_default(vm, this, alias, args),
        }
    }
    "__reduce__(self, /)" => fn paramspec_reduce(vm, [this]) { Ok(Ref::new(p(this).name)) }
]; }
native! { static TYPE_VAR_TUPLE_METHODS = [
    "has_default(self, /)" => fn typevartuple_has_default(vm, [this]) { Ok(Ref::bool(has_default(vm, this))) }
    "__mro_entries__(self, bases, /)" => fn typevartuple_mro_entries(vm, [this, bases]) { Err(no_subclass(vm, this)) }
    "__typing_subst__(self, arg, /)" => fn typevartuple_subst(vm, [this, arg]) {
        Err(vm.type_error("Substitution of bare TypeVarTuple is not supported"))
    }
    "__typing_prepare_subst__(self, alias, args, /)" => fn typevartuple_prepare(vm, [this, alias, args]) {
        match support::call_typing(vm, "_typevartuple_prepare_subst", &[this, alias, args])? {
            Some(r) => Ok(r),
            None => with_default(vm, this, alias, args),
        }
    }
    "__reduce__(self, /)" => fn typevartuple_reduce(vm, [this]) { Ok(Ref::new(p(this).name)) }
]; }

const NAME: GetSetDef = GetSetDef {
    name: "__name__",
    get: |_, v| Ok(Ref::new(p(v).name)),
    set: Some(|vm, o, _| Err(vm.attribute_error_with(o, vm.names.__name__, "readonly attribute"))),
    doc: "",
};
const DEFAULT: GetSetDef = GetSetDef { name: "__default__", get: default_value, set: None, doc: "" };
const EVALUATE_DEFAULT: GetSetDef = GetSetDef {
    name: "evaluate_default",
    get: |vm, v| evaluator_of(vm, v, |q| &mut q.default, |q| &mut q.evaluate_default),
    set: None,
    doc: "",
};
const COVARIANT: GetSetDef =
    GetSetDef { name: "__covariant__", get: |_, v| Ok(Ref::bool(p(v).covariant)), set: None, doc: "" };
const CONTRAVARIANT: GetSetDef =
    GetSetDef { name: "__contravariant__", get: |_, v| Ok(Ref::bool(p(v).contravariant)), set: None, doc: "" };
const INFER_VARIANCE: GetSetDef =
    GetSetDef { name: "__infer_variance__", get: |_, v| Ok(Ref::bool(p(v).infer_variance)), set: None, doc: "" };
const BOUND: GetSetDef = GetSetDef {
    name: "__bound__",
    get: |vm, v| lazy(vm, v, |q| &mut q.bound, |q| &mut q.evaluate_bound, || Ok(Ref::NONE)),
    set: None,
    doc: "",
};

pub static TYPE_VAR: TypeSpec = TypeSpec {
    name: "typing.TypeVar",
    doc: "Type variable.\n\nThe preferred way to construct a type variable is via the syntax of generic functions, classes and aliases.",
    flags: flags::TRACKED | flags::HAS_DICT | flags::WEAKREFABLE,
    size: size_of::<TypeParam>(),
    slots: Slots {
        repr: Some(signed_repr),
        binary: Slots::table([(BinOp::Or, support::make_union)]),
        new: Some(|vm, _, args, kwnames| call_native(vm, &NEW[0], args, kwnames)),
        drop: Some(drop_param),
        traverse: Some(traverse),
        clear: Some(clear),
        ..Slots::EMPTY
    },
    methods: TYPE_VAR_METHODS,
    getset: &[
        NAME,
        BOUND,
        GetSetDef {
            name: "__constraints__",
            get: |vm, v| lazy(vm, v, |q| &mut q.constraints, |q| &mut q.evaluate_constraints, || vm.tuple_from(&[])),
            set: None,
            doc: "",
        },
        DEFAULT,
        GetSetDef {
            name: "evaluate_bound",
            get: |vm, v| evaluator_of(vm, v, |q| &mut q.bound, |q| &mut q.evaluate_bound),
            set: None,
            doc: "",
        },
        GetSetDef {
            name: "evaluate_constraints",
            get: |vm, v| evaluator_of(vm, v, |q| &mut q.constraints, |q| &mut q.evaluate_constraints),
            set: None,
            doc: "",
        },
        EVALUATE_DEFAULT,
        COVARIANT,
        CONTRAVARIANT,
        INFER_VARIANCE,
    ],
};
pub static PARAM_SPEC: TypeSpec = TypeSpec {
    name: "typing.ParamSpec",
    doc: "Parameter specification variable.\n\nThe preferred way to construct one is `**P` in a type parameter list.",
    flags: flags::TRACKED | flags::HAS_DICT | flags::WEAKREFABLE,
    size: size_of::<TypeParam>(),
    slots: Slots {
        repr: Some(signed_repr),
        binary: Slots::table([(BinOp::Or, support::make_union)]),
        new: Some(|vm, _, args, kwnames| call_native(vm, &NEW[1], args, kwnames)),
        drop: Some(drop_param),
        traverse: Some(traverse),
        clear: Some(clear),
        ..Slots::EMPTY
    },
    methods: PARAM_SPEC_METHODS,
    getset: &[
        NAME,
        BOUND,
        DEFAULT,
        EVALUATE_DEFAULT,
        COVARIANT,
        CONTRAVARIANT,
        INFER_VARIANCE,
        GetSetDef {
            name: "args",
            get: |vm, v| support::param_spec_part(vm, vm.types.param_spec_args, v),
            set: None,
            doc: "Represents positional arguments.",
        },
        GetSetDef {
            name: "kwargs",
            get: |vm, v| support::param_spec_part(vm, vm.types.param_spec_kwargs, v),
            set: None,
            doc: "Represents keyword arguments.",
        },
    ],
};
pub static TYPE_VAR_TUPLE: TypeSpec = TypeSpec {
    name: "typing.TypeVarTuple",
    doc: "Type variable tuple: a type variable for any number of types.\n\nThe preferred way to construct one is `*Ts` in a type parameter list.",
    flags: flags::TRACKED | flags::HAS_DICT | flags::WEAKREFABLE,
    size: size_of::<TypeParam>(),
    slots: Slots {
        repr: Some(|vm, v| vm.new_str(&name_text(vm, v))),
        iter: Some(support::iter_unpacked),
        new: Some(|vm, _, args, kwnames| call_native(vm, &NEW[2], args, kwnames)),
        drop: Some(drop_param),
        traverse: Some(traverse),
        clear: Some(clear),
        ..Slots::EMPTY
    },
    methods: TYPE_VAR_TUPLE_METHODS,
    getset: &[NAME, DEFAULT, EVALUATE_DEFAULT],
};
