//! `_contextvars` (PEP 567): contexts, their variables, and the tokens that take settings back.
use crate::native;
use crate::object::{CompareOp, GetSetDef, Header, Ref, Res, Slots, Type, TypeSpec, Value, Vm, flags};
use crate::types::struct_sequence::new_type_of;
use crate::types::support::{Arguments, generic_alias};
use std::cell::Cell;

/// What the module keeps.
struct State {
    context: Cell<*mut Type>,
    var: Cell<*mut Type>,
    token: Cell<*mut Type>,
    /// `Token.MISSING`. Owned.
    missing: Cell<Value>,
    /// Grows whenever what a variable's value is may have changed.
    generation: Cell<u64>,
}

impl Default for State {
    fn default() -> State {
        let null = || Cell::new(std::ptr::null_mut());
        State { context: null(), var: null(), token: null(), missing: Cell::new(Value::NULL), generation: Cell::new(0) }
    }
}

/// A context. The mapping is shared by copies of the context and by iterators over it, and copied before a change while it is.
#[repr(C)]
struct Context {
    header: Header,
    /// A dict from variables to values. Owned.
    vars: Value,
    /// The context that was running when this one was entered, NULL where it is not entered. Owned.
    previous: Value,
    entered: bool,
}

#[repr(C)]
struct Var {
    header: Header,
    /// Owned, as the default, which is unbound where there is none.
    name: Value,
    default: Value,
}

#[repr(C)]
struct Token {
    header: Header,
    /// Owned, all three; `old` is unbound where the variable had no value.
    context: Value,
    var: Value,
    old: Value,
    used: bool,
}

fn state(vm: &Vm) -> &State {
    vm.extension::<State>()
}
#[allow(clippy::mut_from_ref)]
fn context<'a>(v: Value) -> &'a mut Context {
    // SAFETY: called with contexts only; no borrow outlives a call that runs Python code.
    unsafe { &mut *v.ptr::<Context>() }
}
fn var<'a>(v: Value) -> &'a Var {
    // SAFETY: called with variables only, which do not change.
    unsafe { v.get::<Var>() }
}
#[allow(clippy::mut_from_ref)]
fn token<'a>(v: Value) -> &'a mut Token {
    // SAFETY: called with tokens only; no borrow outlives a call that runs Python code.
    unsafe { &mut *v.ptr::<Token>() }
}

/// A number that stays while no context was made and no variable set: for caches of values of variables in the running context.
#[inline]
pub fn generation(vm: &Vm) -> u64 {
    state(vm).generation.get()
}

/// Caches of values are no longer valid.
fn changed(vm: &Vm) {
    let g = &state(vm).generation;
    g.set(g.get() + 1);
}

fn new_context(vm: &Vm, vars: Ref) -> Res {
    let s = state(vm);
    s.generation.set(s.generation.get() + 1);
    vm.new_object::<Context>(s.context.get(), |p| {
        // SAFETY: the instance is fresh.
        unsafe {
            (*p).vars = vars.into_value();
            (*p).previous = Value::NULL;
            (*p).entered = false;
        }
    })
}

/// The running context.
fn current(vm: &Vm) -> Res {
    if vm.context.get() == Value::NULL {
        let fresh = new_context(vm, vm.new_dict()?)?;
        context(fresh.value()).entered = true;
        vm.context.set(fresh.into_value());
    }
    Ok(Ref::new(vm.context.get()))
}

/// The mapping of a context, to be changed: its own.
fn own_vars(vm: &Vm, c: Value) -> Res<Value> {
    let vars = context(c).vars;
    // SAFETY: a live dict.
    if unsafe { (*vars.header()).refcount } > 1 {
        let copy = vm.dict_copy(vars)?;
        context(c).vars = copy.into_value();
        vars.decref(vm);
    }
    Ok(context(c).vars)
}

fn expect_var(vm: &Vm, v: Value) -> Res<()> {
    if v.is_exact(state(vm).var.get()) {
        return Ok(());
    }
    Err(vm.type_error(format!("a ContextVar key was expected, got {}", vm.repr_text(v)?)))
}

/// A value of a context; None where the variable has none in it.
fn value_in(vm: &Vm, c: Value, v: Value) -> Res<Option<Ref>> {
    Ok(vm.dict_get(context(c).vars, v)?.map(Ref::new))
}

static CONTEXT: TypeSpec = TypeSpec {
    name: "_contextvars.Context",
    flags: flags::TRACKED | flags::WEAKREFABLE | flags::MAPPING,
    size: size_of::<Context>(),
    slots: Slots {
        new: Some(|vm, _, args, _| {
            if !args.is_empty() {
                return Err(vm.type_error("Context() does not accept any arguments"));
            }
            new_context(vm, vm.new_dict()?)
        }),
        compare: Some(|vm, a, b, op| {
            if !b.is_exact(state(vm).context.get()) || !matches!(op, CompareOp::Eq | CompareOp::Ne) {
                return Ok(Ref::NOT_IMPLEMENTED);
            }
            let (a, b) = (Ref::new(context(a).vars), Ref::new(context(b).vars));
            vm.compare(a.value(), b.value(), op)
        }),
        iter: Some(|vm, v| {
            let vars = Ref::new(context(v).vars);
            vm.iter(vars.value())
        }),
        len: Some(|vm, v| Ok(vm.dict(context(v).vars).len())),
        getitem: Some(|vm, v, key| {
            expect_var(vm, key)?;
            value_in(vm, v, key)?.ok_or_else(|| vm.raise_with(vm.types.KeyError, key))
        }),
        contains: Some(|vm, v, key| {
            expect_var(vm, key)?;
            Ok(value_in(vm, v, key)?.is_some())
        }),
        drop: Some(|vm, h| unsafe {
            let c = h as *mut Context;
            for v in [(*c).vars, (*c).previous] {
                if v != Value::NULL {
                    v.decref(vm);
                }
            }
        }),
        traverse: Some(|h, visit| unsafe {
            let c = h as *mut Context;
            for v in [(*c).vars, (*c).previous] {
                if v != Value::NULL {
                    visit(v);
                }
            }
        }),
        clear: Some(|vm, h| {
            changed(vm);
            let c = Value::from_ptr(h);
            if let Ok(fresh) = vm.new_dict() {
                let old = std::mem::replace(&mut context(c).vars, fresh.into_value());
                old.decref(vm);
            }
        }),
        ..Slots::EMPTY
    },
    methods: CONTEXT_METHODS,
    ..TypeSpec::EMPTY
};

/// A view of a context's mapping, as an iterator.
fn view(vm: &Vm, c: Value, name: &str) -> Res {
    let vars = Ref::new(context(c).vars);
    let name = vm.intern(name);
    let view = vm.call_method(vars.value(), name.value(), &[])?;
    vm.iter(view.value())
}

native! { static CONTEXT_METHODS = [
    /// Return the value for `key` if `key` has the value in the context object.
    ///
    /// If `key` does not exist, return `default`. If `default` is not given, return None.
    "get(self, key, default=None, /)" => fn context_get(vm, [this, key, default]) {
        expect_var(vm, key)?;
        Ok(value_in(vm, this, key)?.unwrap_or_else(|| Ref::new(default)))
    }
    /// Return all variables and their values in the context object.
    ///
    /// The result is returned as a list of 2-tuples (variable, value).
    "items(self, /)" => fn context_items(vm, [this]) { view(vm, this, "items") }
    /// Return a list of all variables in the context object.
    "keys(self, /)" => fn context_keys(vm, [this]) { view(vm, this, "keys") }
    /// Return a list of all variables' values in the context object.
    "values(self, /)" => fn context_values(vm, [this]) { view(vm, this, "values") }
    /// Return a shallow copy of the context object.
    "copy(self, /)" => fn context_copy(vm, [this]) { new_context(vm, Ref::new(context(this).vars)) }
    "run(self, /, *args, **kwargs)" => fn context_run(vm, [this, kwargs], *args) {
        let Some((callable, args)) = args.split_first() else {
            return Err(vm.type_error("run() missing 1 required positional argument"));
        };
        run_within(vm, this, || match kwargs.is_unbound() {
            true => vm.call(*callable, args),
            false => Arguments::new(vm, args, kwargs)?.call(vm, *callable),
        })
    }
]; }

/// Runs something in a context, which the caller holds. RuntimeError where it runs already.
fn run_within(vm: &Vm, this: Value, f: impl FnOnce() -> Res) -> Res {
    if context(this).entered {
        return Err(vm.runtime_error(format!("cannot enter context: {} is already entered", vm.repr_text(this)?)));
    }
    let before = current(vm)?;
    context(this).entered = true;
    context(this).previous = before.into_value();
    this.incref();
    let entered = vm.context.replace(this);
    debug_assert!(entered == context(this).previous);
    entered.decref(vm);
    let result = f();
    let previous = std::mem::replace(&mut context(this).previous, Value::NULL);
    context(this).entered = false;
    let left = vm.context.replace(previous);
    left.decref(vm);
    result
}

/// Runs something in a context, which the caller holds. TypeError where it is none, RuntimeError where it runs already.
pub fn run_in(vm: &Vm, this: Value, f: impl FnOnce() -> Res) -> Res {
    if !this.is_exact(state(vm).context.get()) {
        return Err(vm.type_error("an instance of Context was expected"));
    }
    run_within(vm, this, f)
}

/// A copy of the running context.
pub fn copy_context(vm: &Vm) -> Res {
    if vm.context.get() == Value::NULL {
        make_types(vm)?;
    }
    let c = current(vm)?;
    new_context(vm, Ref::new(context(c.value()).vars))
}

static VAR: TypeSpec = TypeSpec {
    name: "_contextvars.ContextVar",
    doc: "",
    flags: flags::TRACKED | flags::WEAKREFABLE,
    size: size_of::<Var>(),
    slots: Slots {
        new: Some(new_var),
        repr: Some(|vm, v| {
            let name = vm.repr_text(var(v).name)?;
            let default = if var(v).default.is_unbound() { String::new() } else { format!(" default={}", vm.repr_text(var(v).default)?) };
            vm.new_str(&format!("<ContextVar name={name}{default} at {:#x}>", v.0))
        }),
        drop: Some(|vm, h| unsafe {
            let v = h as *mut Var;
            (*v).name.decref(vm);
            if !(*v).default.is_unbound() {
                (*v).default.decref(vm);
            }
        }),
        traverse: Some(|h, visit| unsafe {
            let v = h as *mut Var;
            visit((*v).name);
            if !(*v).default.is_unbound() {
                visit((*v).default);
            }
        }),
        clear: Some(|vm, h| unsafe {
            let old = std::mem::replace(&mut (*(h as *mut Var)).default, Value::UNBOUND);
            if !old.is_unbound() {
                old.decref(vm);
            }
        }),
        ..Slots::EMPTY
    },
    methods: VAR_METHODS,
    getset: &[GetSetDef { name: "name", get: |_, v| Ok(Ref::new(var(v).name)), set: None, doc: "" }],
};

native! { static VAR_NEW = [
    "ContextVar(name, *, default=)" => fn var_new(vm, [name, default]) {
        if !vm.is_str(name) {
            return Err(vm.type_error("context variable name must be a str"));
        }
        vm.new_object::<Var>(state(vm).var.get(), |p| {
            name.incref();
            if !default.is_unbound() {
                default.incref();
            }
            // SAFETY: the instance is fresh.
            unsafe {
                (*p).name = name;
                (*p).default = default;
            }
        })
    }
]; }

fn new_var(vm: &Vm, _: *mut Type, args: &[Value], kwnames: Value) -> Res {
    crate::object::call_native(vm, &VAR_NEW[0], args, kwnames)
}

fn new_token(vm: &Vm, c: Ref, v: Value, old: Option<Ref>) -> Res {
    vm.new_object::<Token>(state(vm).token.get(), |p| {
        v.incref();
        // SAFETY: the instance is fresh.
        unsafe {
            (*p).context = c.into_value();
            (*p).var = v;
            (*p).old = old.map_or(Value::UNBOUND, Ref::into_value);
            (*p).used = false;
        }
    })
}

/// The value of a variable in the running context; None where it has none there.
pub fn value_of(vm: &Vm, v: Value) -> Res<Option<Ref>> {
    let c = current(vm)?;
    value_in(vm, c.value(), v)
}

/// Sets a variable in the running context; the result is the token.
pub fn set_value(vm: &Vm, v: Value, value: Value) -> Res {
    let c = current(vm)?;
    let old = value_in(vm, c.value(), v)?;
    changed(vm);
    let vars = own_vars(vm, c.value())?;
    vm.dict_set(vars, v, value)?;
    new_token(vm, c, v, old)
}

/// Takes a setting back.
fn reset(vm: &Vm, v: Value, t: Value) -> Res<()> {
    if token(t).used {
        return Err(vm.runtime_error(format!("{} has already been used once", vm.repr_text(t)?)));
    }
    if token(t).var != v {
        return Err(vm.value_error(format!("{} was created by a different ContextVar", vm.repr_text(t)?)));
    }
    let c = current(vm)?;
    if token(t).context != c.value() {
        return Err(vm.value_error(format!("{} was created in a different Context", vm.repr_text(t)?)));
    }
    token(t).used = true;
    changed(vm);
    let vars = own_vars(vm, c.value())?;
    if token(t).old.is_unbound() {
        vm.dict_remove(vars, v)?;
        Ok(())
    } else {
        vm.dict_set(vars, v, token(t).old)
    }
}

native! { static VAR_METHODS = [
    /// Return a value for the context variable for the current context.
    ///
    /// If there is no value for the variable in the current context, the method will:
    ///  * return the value of the default argument of the method, if provided; or
    ///  * return the default value for the context variable, if it was created
    ///    with one; or
    ///  * raise a LookupError.
    "get(self, default=, /)" => fn var_get(vm, [this, default]) {
        let c = current(vm)?;
        if let Some(value) = value_in(vm, c.value(), this)? {
            return Ok(value);
        }
        for fallback in [default, var(this).default] {
            if !fallback.is_unbound() {
                return Ok(Ref::new(fallback));
            }
        }
        Err(vm.raise_with(vm.types.LookupError, this))
    }
    /// Call to set a new value for the context variable in the current context.
    ///
    /// The required *value* argument is the new value for the context variable.
    ///
    /// Returns a Token object that can be used to restore the variable to its previous
    /// value via the `ContextVar.reset()` method.
    "set(self, value, /)" => fn var_set(vm, [this, value]) {
        set_value(vm, this, value)
    }
    /// Reset the context variable.
    ///
    /// The variable is reset to the value it had before the `ContextVar.set()` that
    /// created the token was used.
    "reset(self, token, /)" => fn var_reset(vm, [this, t]) {
        if !t.is_exact(state(vm).token.get()) {
            return Err(vm.type_error(format!("expected an instance of Token, got {}", vm.repr_text(t)?)));
        }
        reset(vm, this, t)?;
        Ok(Ref::NONE)
    }
    /// See PEP 585
    @classmethod "__class_getitem__(cls, object, /)" => fn var_class_getitem(vm, [cls, item]) { generic_alias(vm, cls, item) }
]; }

static TOKEN: TypeSpec = TypeSpec {
    name: "_contextvars.Token",
    doc: "",
    flags: flags::TRACKED,
    size: size_of::<Token>(),
    slots: Slots {
        new: Some(|vm, _, _, _| Err(vm.runtime_error("Tokens can only be created by ContextVars"))),
        repr: Some(|vm, v| {
            let used = if token(v).used { " used" } else { "" };
            let of = Ref::new(token(v).var);
            vm.new_str(&format!("<Token{used} var={} at {:#x}>", vm.repr_text(of.value())?, v.0))
        }),
        drop: Some(|vm, h| unsafe {
            let t = h as *mut Token;
            for v in [(*t).context, (*t).var, (*t).old] {
                if !v.is_unbound() {
                    v.decref(vm);
                }
            }
        }),
        traverse: Some(|h, visit| unsafe {
            let t = h as *mut Token;
            for v in [(*t).context, (*t).var, (*t).old] {
                if !v.is_unbound() {
                    visit(v);
                }
            }
        }),
        ..Slots::EMPTY
    },
    methods: TOKEN_METHODS,
    getset: &[
        GetSetDef { name: "var", get: |_, v| Ok(Ref::new(token(v).var)), set: None, doc: "" },
        GetSetDef {
            name: "old_value",
            get: |vm, v| Ok(Ref::new(if token(v).old.is_unbound() { state(vm).missing.get() } else { token(v).old })),
            set: None,
            doc: "",
        },
    ],
};

native! { static TOKEN_METHODS = [
    /// Enter into Token context manager.
    "__enter__(self, /)" => fn token_enter(vm, [this]) { Ok(Ref::new(this)) }
    /// Exit from Token context manager, restore the linked ContextVar.
    "__exit__(self, type, value, traceback, /)" => fn token_exit(vm, [this, a, b, c]) {
        let of = Ref::new(token(this).var);
        reset(vm, of.value(), this)?;
        Ok(Ref::NONE)
    }
    /// See PEP 585
    @classmethod "__class_getitem__(cls, object, /)" => fn token_class_getitem(vm, [cls, item]) { generic_alias(vm, cls, item) }
]; }

static MISSING: TypeSpec = TypeSpec {
    name: "Token.MISSING",
    slots: Slots { repr: Some(|vm, _| vm.new_str("<Token.MISSING>")), ..Slots::EMPTY },
    ..TypeSpec::EMPTY
};

native! { static FUNCTIONS = [
    "copy_context()" => fn copy_context_function(vm, []) { copy_context(vm) }
]; }

/// Gives up what the running context holds, at the end of the interpreter.
fn shutdown(vm: &Vm) {
    let s = state(vm);
    for cell in [&vm.context, &s.missing] {
        let v = cell.replace(Value::NULL);
        if v != Value::NULL {
            v.decref(vm);
        }
    }
}

/// A variable without a default.
pub fn new_variable(vm: &Vm, name: &str) -> Res {
    make_types(vm)?;
    let name = vm.intern(name);
    vm.call(Value::from_ptr(state(vm).var.get()), &[name.value()])
}

fn make_types(vm: &Vm) -> Res<()> {
    let s = state(vm);
    if s.missing.get() != Value::NULL {
        return Ok(());
    }
    vm.at_shutdown.borrow_mut().push(shutdown);
    for (cell, spec) in [(&s.context, &CONTEXT), (&s.var, &VAR), (&s.token, &TOKEN)] {
        cell.set(new_type_of(vm, spec, vm.types.object)?);
    }
    let missing = vm.new_object::<Header>(new_type_of(vm, &MISSING, vm.types.object)?, |_| ())?;
    let key = vm.intern("MISSING");
    // SAFETY: the type is a builtin one and lives as long as the interpreter.
    vm.dict_set_name(unsafe { (*s.token.get()).dict }, key.value(), missing.clone())?;
    s.missing.set(missing.into_value());
    Ok(())
}

/// Makes the module.
pub fn init(vm: &Vm) -> Res {
    let module = super::new_module(vm, "_contextvars", "Context Variables", FUNCTIONS)?;
    let (m, s) = (module.value(), state(vm));
    make_types(vm)?;
    for (cell, name) in [(&s.context, "Context"), (&s.var, "ContextVar"), (&s.token, "Token")] {
        super::set(vm, m, name, Ref::from_type(cell.get()))?;
    }
    Ok(module)
}
