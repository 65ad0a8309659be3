//! `_decimal`: decimal numbers and contexts. The arithmetic is in `numeric::decimal`; here are the objects, conversions and signals.
use crate::numeric::decimal::condition::*;
use crate::numeric::decimal::{Constants, Context as Ctx, MAX_EMAX, MAX_PREC, MIN_EMIN, MIN_ETINY, Rounding};
use crate::object::{Raised, Ref, Res, Type, Value, Vm};
use crate::types::import_module;
use crate::types::struct_sequence::new_type_of;
use std::cell::{Cell, RefCell};

mod context;
mod context_methods;
mod convert;
mod format;
mod hash;
mod manager;
mod number;
mod number_methods;
mod signal_dict;

use context::ContextObject;

/// Signals with their condition bits, in the order in which an operation raises them.
static SIGNALS: &[(&str, u32)] = &[
    ("InvalidOperation", ANY_INVALID),
    ("FloatOperation", FLOAT_OPERATION),
    ("DivisionByZero", DIVISION_BY_ZERO),
    ("Overflow", OVERFLOW),
    ("Underflow", UNDERFLOW),
    ("Subnormal", SUBNORMAL),
    ("Inexact", INEXACT),
    ("Rounded", ROUNDED),
    ("Clamped", CLAMPED),
];

/// The conditions behind InvalidOperation that have classes.
static CONDITIONS: &[(&str, u32)] = &[
    ("InvalidOperation", INVALID_OPERATION),
    ("ConversionSyntax", CONVERSION_SYNTAX),
    ("DivisionImpossible", DIVISION_IMPOSSIBLE),
    ("DivisionUndefined", DIVISION_UNDEFINED),
    ("InvalidContext", INVALID_CONTEXT),
];

/// What the module keeps.
pub(super) struct State {
    decimal: Cell<*mut Type>,
    context: Cell<*mut Type>,
    manager: Cell<*mut Type>,
    mixin: Cell<*mut Type>,
    /// `(context of the thread, generation of variables, decimal context)` of the last look-up; the last is borrowed.
    cached: Cell<(Value, u64, Value)>,
    constants: Constants,
    objects: RefCell<Option<Objects>>,
}

/// Python objects of the module.
struct Objects {
    /// DecimalException.
    base: Ref,
    signals: Vec<Ref>,
    conditions: Vec<Ref>,
    signal_dict: Ref,
    tuple: Ref,
    variable: Ref,
    rational: Ref,
    roundings: Vec<Ref>,
    /// DefaultContext, BasicContext, ExtendedContext.
    templates: Vec<Ref>,
}

impl Default for State {
    fn default() -> State {
        let null = || Cell::new(std::ptr::null_mut());
        State {
            decimal: null(),
            context: null(),
            manager: null(),
            mixin: null(),
            cached: Cell::new((Value::NULL, 0, Value::NULL)),
            constants: Constants::default(),
            objects: RefCell::default(),
        }
    }
}

#[inline]
fn state(vm: &Vm) -> &State {
    vm.extension::<State>()
}

impl State {
    /// One of the module's objects.
    fn object(&self, f: impl FnOnce(&Objects) -> &Ref) -> Ref {
        self.objects.borrow().as_ref().map_or(Ref::NONE, |o| f(o).clone())
    }
}

/// The current context.
fn current(vm: &Vm, s: &State) -> Res {
    let (thread, generation, context) = s.cached.get();
    if thread == vm.context.get() && thread != Value::NULL && generation == super::contextvars::generation(vm) {
        return Ok(Ref::new(context));
    }
    let variable = s.object(|o| &o.variable);
    let context = match super::contextvars::value_of(vm, variable.value())? {
        Some(c) => c,
        None => {
            let template = s.object(|o| &o.templates[0]);
            let fresh = context::copy(vm, template.value())?;
            context::payload(fresh.value()).status = 0;
            super::contextvars::set_value(vm, variable.value(), fresh.value())?;
            fresh
        }
    };
    s.cached.set((vm.context.get(), super::contextvars::generation(vm), context.value()));
    Ok(context)
}

/// Makes a context the current one. The templates are not changed by arithmetic: a copy is used.
fn set_current(vm: &Vm, v: Value) -> Res<()> {
    let s = state(vm);
    if !context::is_context(vm, v) {
        return Err(vm.type_error("argument must be a context"));
    }
    let is_template = s.objects.borrow().as_ref().is_some_and(|o| o.templates.iter().any(|t| t.value() == v));
    let used = if is_template {
        let copy = context::copy(vm, v)?;
        context::payload(copy.value()).status = 0;
        copy
    } else {
        Ref::new(v)
    };
    let variable = s.object(|o| &o.variable);
    super::contextvars::set_value(vm, variable.value(), used.value())?;
    Ok(())
}

/// A context argument: None for the current one.
fn context_argument(vm: &Vm, s: &State, v: Value) -> Res {
    if v.is_none() || v.is_unbound() {
        return current(vm, s);
    }
    if !context::is_context(vm, v) {
        return Err(vm.type_error("optional argument must be a context"));
    }
    Ok(Ref::new(v))
}

/// Adds conditions to a context's flags and raises what it traps.
#[inline]
fn report(vm: &Vm, c: &mut ContextObject, status: u32) -> Res<()> {
    if status == 0 {
        return Ok(());
    }
    c.status |= status;
    if status & (c.traps | NO_MEMORY) == 0 {
        return Ok(());
    }
    Err(raise(vm, status & (c.traps | NO_MEMORY)))
}

#[cold]
fn raise(vm: &Vm, status: u32) -> Raised {
    if status & NO_MEMORY != 0 {
        return vm.memory_error();
    }
    let Some(i) = SIGNALS.iter().position(|(_, bits)| status & bits != 0) else {
        return vm.runtime_error("internal error in flags_as_exception");
    };
    let s = state(vm);
    let list = match flags_list(vm, status) {
        Ok(l) => l,
        Err(e) => return e,
    };
    let class = s.object(|o| &o.signals[i]);
    vm.raise_with(class.value().ptr(), list.value())
}

/// The classes of conditions.
fn flags_list(vm: &Vm, status: u32) -> Res {
    let objects = state(vm).objects.borrow();
    let Some(o) = objects.as_ref() else { return vm.new_list() };
    let mut found = Vec::new();
    for (class, (_, bits)) in o.conditions.iter().zip(CONDITIONS) {
        if status & bits != 0 {
            found.push(class.clone());
        }
    }
    for (class, (_, bits)) in o.signals.iter().zip(SIGNALS).skip(1) {
        if status & bits != 0 {
            found.push(class.clone());
        }
    }
    vm.list_from_refs(found)
}

/// The classes of the signals among conditions.
fn signals_list(vm: &Vm, status: u32) -> Res {
    let objects = state(vm).objects.borrow();
    let Some(o) = objects.as_ref() else { return vm.new_list() };
    let set = o.signals.iter().zip(SIGNALS).filter(|(_, (_, bits))| status & bits != 0);
    vm.list_from_refs(set.map(|(class, _)| class.clone()).collect())
}

/// The condition bits of a signal or condition class.
fn bits_of_class(vm: &Vm, class: Value) -> Option<u32> {
    let objects = state(vm).objects.borrow();
    let o = objects.as_ref()?;
    let signal = o.signals.iter().zip(SIGNALS).find(|(c, _)| c.value() == class).map(|(_, (_, bits))| *bits);
    signal.or_else(|| o.conditions.iter().zip(CONDITIONS).find(|(c, _)| c.value() == class).map(|(_, (_, bits))| *bits))
}

/// A rounding mode argument.
fn rounding_argument(vm: &Vm, v: Value) -> Res<Rounding> {
    if vm.is_str(v) {
        let text = vm.str_text(v);
        if let Some(r) = Rounding::ALL.into_iter().find(|r| r.name() == text) {
            return Ok(r);
        }
    }
    Err(vm.type_error(
        "valid values for rounding are:\n  [ROUND_CEILING, ROUND_FLOOR, ROUND_UP, ROUND_DOWN,\n   ROUND_HALF_UP, ROUND_HALF_DOWN, ROUND_HALF_EVEN,\n   ROUND_05UP]",
    ))
}

/// The str of a rounding mode.
fn rounding_name(vm: &Vm, r: Rounding) -> Ref {
    state(vm).object(|o| &o.roundings[r as usize])
}

const IEEE_CONTEXT_MAX_BITS: i64 = 512;

crate::native! { static FUNCTIONS = [
    /// Get the current default context.
    "getcontext()" => fn getcontext(vm, []) { current(vm, state(vm)) }
    /// Set a new default context.
    "setcontext(context, /)" => fn setcontext(vm, [context]) {
        set_current(vm, context)?;
        Ok(Ref::NONE)
    }
    /// Return a context manager that will set the default context to a copy of ctx
    /// on entry to the with-statement and restore the previous default context when
    /// exiting the with-statement. If no context is supplied, a copy of the current
    /// default context is used.
    "localcontext(ctx=None, **kwargs)" => fn localcontext(vm, [ctx, kwargs]) { manager::new(vm, ctx, kwargs) }
    /// Return a context object initialized to the proper values for one of the
    /// IEEE interchange formats.  The argument must be a multiple of 32 and less
    /// than IEEE_CONTEXT_MAX_BITS.
    "IEEEContext(bits, /)" => fn ieee_context(vm, [bits]) {
        let bits = context::ssize(vm, bits)?;
        if bits <= 0 || bits > IEEE_CONTEXT_MAX_BITS || bits % 32 != 0 {
            return Err(vm.value_error(format!("argument must be a multiple of 32, with a maximum of {IEEE_CONTEXT_MAX_BITS}")));
        }
        let emax = 3 * (1i64 << (bits / 16 + 3));
        let ctx = Ctx { prec: 9 * (bits / 32) - 2, emax, emin: 1 - emax, rounding: Rounding::HalfEven, clamp: true };
        context::new(vm, state(vm).context.get(), ctx, 0, 0, true)
    }
]; }

/// Makes an exception class of the module.
fn new_exception(vm: &Vm, name: &str, bases: &[Value]) -> Res {
    let (text, dict) = (vm.new_str(name)?, vm.new_dict()?);
    let (key, home) = (vm.intern("__module__"), vm.new_str("decimal")?);
    vm.dict_set(dict.value(), key.value(), home.value())?;
    let bases = vm.tuple_from(bases)?;
    vm.call(Value::from_ptr(vm.types.r#type), &[text.value(), bases.value(), dict.value()])
}

/// The base class of exceptions, and the classes of signals and conditions.
fn exceptions(vm: &Vm) -> Res<(Ref, Vec<Ref>, Vec<Ref>)> {
    let t = &vm.types;
    let base = new_exception(vm, "DecimalException", &[Value::from_ptr(t.ArithmeticError)])?;
    let mut made: Vec<(&str, Ref)> = Vec::new();
    let find = |made: &Vec<(&str, Ref)>, name: &str| made.iter().find(|(n, _)| *n == name).map_or(Ref::NONE, |(_, r)| r.clone());
    let order =
        ["InvalidOperation", "FloatOperation", "DivisionByZero", "Subnormal", "Inexact", "Rounded", "Clamped", "Overflow", "Underflow"];
    for name in order {
        let (inexact, rounded, subnormal) = (find(&made, "Inexact"), find(&made, "Rounded"), find(&made, "Subnormal"));
        let b = base.value();
        let bases: Vec<Value> = match name {
            "FloatOperation" => vec![b, Value::from_ptr(t.TypeError)],
            "DivisionByZero" => vec![b, Value::from_ptr(t.ZeroDivisionError)],
            "Overflow" => vec![inexact.value(), rounded.value()],
            "Underflow" => vec![inexact.value(), rounded.value(), subnormal.value()],
            _ => vec![b],
        };
        let class = new_exception(vm, name, &bases)?;
        made.push((name, class));
    }
    let invalid = find(&made, "InvalidOperation");
    let mut conditions = vec![invalid.clone()];
    for (name, _) in &CONDITIONS[1..] {
        let zero = Value::from_ptr(t.ZeroDivisionError);
        let class = if *name == "DivisionUndefined" {
            new_exception(vm, name, &[invalid.value(), zero])?
        } else {
            new_exception(vm, name, &[invalid.value()])?
        };
        conditions.push(class);
    }
    Ok((base, SIGNALS.iter().map(|(name, _)| find(&made, name)).collect(), conditions))
}

/// Gives up what the module keeps, at the end of the interpreter.
fn shutdown(vm: &Vm) {
    let s = state(vm);
    s.cached.set((Value::NULL, 0, Value::NULL));
    drop(s.objects.take());
}

/// The contexts of the module: name, precision, rounding, traps.
static TEMPLATES: &[(&str, i64, Rounding, u32)] = &[
    ("DefaultContext", 28, Rounding::HalfEven, ANY_INVALID | DIVISION_BY_ZERO | OVERFLOW),
    ("BasicContext", 9, Rounding::HalfUp, ANY_INVALID | DIVISION_BY_ZERO | OVERFLOW | UNDERFLOW | CLAMPED),
    ("ExtendedContext", 9, Rounding::HalfEven, 0),
];

/// Makes types and objects, once for all modules: what is imported anew has to agree with what is there.
fn make_objects(vm: &Vm) -> Res<()> {
    let s = state(vm);
    if s.objects.borrow().is_some() {
        return Ok(());
    }
    vm.at_shutdown.borrow_mut().push(shutdown);
    s.decimal.set(new_type_of(vm, &number::SPEC, vm.types.object)?);
    s.context.set(new_type_of(vm, &context::SPEC, vm.types.object)?);
    s.manager.set(new_type_of(vm, &manager::SPEC, vm.types.object)?);
    s.mixin.set(new_type_of(vm, &signal_dict::SPEC, vm.types.object)?);
    let (base, signals, conditions) = exceptions(vm)?;
    // Decimals are numbers, though no real ones.
    let numbers = import_module(vm, "numbers")?;
    let number = vm.getattr_str(numbers.value(), "Number")?;
    let rational = vm.getattr_str(numbers.value(), "Rational")?;
    let register = vm.intern("register");
    vm.call_method(number.value(), register.value(), &[Value::from_ptr(s.decimal.get())])?;
    let collections = import_module(vm, "collections")?;
    let namedtuple = vm.getattr_str(collections.value(), "namedtuple")?;
    let (name, fields, home) = (vm.new_str("DecimalTuple")?, vm.new_str("sign digits exponent")?, vm.new_str("decimal")?);
    let keywords = vm.tuple_from_refs([vm.intern("module")])?;
    let tuple = vm.call_with(namedtuple.value(), &[name.value(), fields.value(), home.value()], keywords.value())?;
    import_module(vm, "collections.abc")?;
    let abc = vm.getattr_str(collections.value(), "abc")?;
    let mapping = vm.getattr_str(abc.value(), "MutableMapping")?;
    let (name, bases) = (vm.new_str("SignalDict")?, vm.tuple_from(&[Value::from_ptr(s.mixin.get()), mapping.value()])?);
    let namespace = vm.new_dict()?;
    let (key, home) = (vm.intern("__module__"), vm.new_str("abc")?);
    vm.dict_set(namespace.value(), key.value(), home.value())?;
    let meta = Value::from_ptr(vm.type_of(mapping.value()));
    let signal_dict = vm.call(meta, &[name.value(), bases.value(), namespace.value()])?;
    let roundings: Vec<Ref> = Rounding::ALL.iter().map(|r| vm.intern(r.name())).collect();
    let variable = super::contextvars::new_variable(vm, "decimal_context")?;
    let objects = Objects { base, signals, conditions, signal_dict, tuple, variable, rational, roundings, templates: Vec::new() };
    s.objects.replace(Some(objects));
    let mut templates = Vec::new();
    for &(_, prec, rounding, traps) in TEMPLATES {
        let ctx = Ctx { prec, rounding, emax: 999_999, emin: -999_999, clamp: false };
        templates.push(context::new(vm, s.context.get(), ctx, traps, 0, true)?);
    }
    if let Some(o) = s.objects.borrow_mut().as_mut() {
        o.templates = templates;
    }
    Ok(())
}

/// Makes the module.
pub fn init(vm: &Vm) -> Res {
    make_objects(vm)?;
    let module = super::new_module(vm, "_decimal", "C decimal arithmetic module", FUNCTIONS)?;
    let (m, s) = (module.value(), state(vm));
    super::set(vm, m, "Decimal", Ref::from_type(s.decimal.get()))?;
    super::set(vm, m, "Context", Ref::from_type(s.context.get()))?;
    let mut named: Vec<(&str, Ref)> = Vec::new();
    if let Some(o) = s.objects.borrow().as_ref() {
        named.push(("DecimalException", o.base.clone()));
        named.push(("DecimalTuple", o.tuple.clone()));
        named.extend(SIGNALS.iter().map(|(name, _)| *name).zip(o.signals.iter().cloned()));
        named.extend(CONDITIONS.iter().map(|(name, _)| *name).zip(o.conditions.iter().cloned()));
        named.extend(Rounding::ALL.iter().map(|r| r.name()).zip(o.roundings.iter().cloned()));
        named.extend(TEMPLATES.iter().map(|t| t.0).zip(o.templates.iter().cloned()));
    }
    for (name, value) in named {
        super::set(vm, m, name, value)?;
    }
    for (name, n) in [
        ("MAX_PREC", MAX_PREC),
        ("MAX_EMAX", MAX_EMAX),
        ("MIN_EMIN", MIN_EMIN),
        ("MIN_ETINY", MIN_ETINY),
        ("IEEE_CONTEXT_MAX_BITS", IEEE_CONTEXT_MAX_BITS),
    ] {
        super::set(vm, m, name, vm.new_int(n)?)?;
    }
    super::set(vm, m, "HAVE_THREADS", Ref::bool(true))?;
    super::set(vm, m, "HAVE_CONTEXTVAR", Ref::bool(true))?;
    super::set(vm, m, "__version__", vm.new_str("1.70")?)?;
    super::set(vm, m, "__libmpdec_version__", vm.new_str("2.5.1")?)?;
    Ok(module)
}

