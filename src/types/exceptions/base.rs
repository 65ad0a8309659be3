//! `BaseException`.
use crate::native;
use crate::object::{Exception, GetSetDef, Header, Ref, Res, Slots, Type, TypeSpec, Value, Vm, flags};

pub static SPEC: TypeSpec = TypeSpec {
    name: "BaseException",
    doc: "Common base class for all exceptions.",
    flags: flags::VECTORCALL | flags::EXCEPTION_SUBCLASS | flags::TRACKED | flags::HAS_DICT | flags::BASETYPE,
    size: size_of::<Exception>(),
    slots: Slots {
        repr: Some(repr),
        str: Some(str),
        new: Some(|vm, ty, args, kwnames| new(vm, ty, args, kwnames)),
        init: Some(init),
        drop: Some(drop_exception),
        traverse: Some(traverse),
        clear: Some(clear),
        ..Slots::EMPTY
    },
    methods: METHODS,
    getset: GETSET,
};

/// The positional arguments of a call.
pub fn positional<'a>(vm: &Vm, args: &'a [Value], kwnames: Value) -> &'a [Value] {
    let named = if kwnames == Value::NULL { 0 } else { vm.tuple_items(kwnames).len() };
    &args[..args.len() - named]
}
/// `BaseException.__new__`: keeps the positional arguments as `args`.
pub fn new(vm: &Vm, ty: *mut Type, args: &[Value], kwnames: Value) -> Res {
    let args = vm.tuple_from(positional(vm, args, kwnames))?;
    vm.new_exception(ty, args)
}
/// TypeError where keywords were given to an exception that takes none.
pub fn no_keywords(vm: &Vm, this: Value, kwnames: Value) -> Res<()> {
    if kwnames != Value::NULL && !vm.tuple_items(kwnames).is_empty() {
        return Err(vm.type_error(format!("{}() takes no keyword arguments", vm.type_name(this))));
    }
    Ok(())
}
/// `BaseException.__init__`.
pub fn init(vm: &Vm, this: Value, args: &[Value], kwnames: Value) -> Res<()> {
    no_keywords(vm, this, kwnames)?;
    set_args(vm, this, args)
}
/// Replaces `args`.
pub fn set_args(vm: &Vm, this: Value, args: &[Value]) -> Res<()> {
    if vm.tuple_items(vm.exception(this).args) == args {
        return Ok(());
    }
    let args = vm.tuple_from(args)?;
    let old = Ref::own(std::mem::replace(&mut vm.exception(this).args, args.into_value()));
    drop(old);
    Ok(())
}

unsafe fn each(h: *mut Header, f: &mut dyn FnMut(&mut Value)) {
    let e = &mut *(h as *mut Exception);
    for v in [&mut e.traceback, &mut e.cause, &mut e.context] {
        f(v);
    }
    if let Some(fields) = &mut e.fields {
        for v in fields.iter_mut() {
            f(v);
        }
    }
}
unsafe fn clear(vm: &Vm, h: *mut Header) {
    let mut old = Vec::new();
    each(h, &mut |v| old.push(std::mem::replace(v, Value::NULL)));
    for v in old {
        if v != Value::NULL {
            v.decref(vm);
        }
    }
}
unsafe fn drop_exception(vm: &Vm, h: *mut Header) {
    clear(vm, h);
    let e = h as *mut Exception;
    (*e).args.decref(vm);
    std::ptr::drop_in_place(&raw mut (*e).fields);
}
unsafe fn traverse(h: *mut Header, visit: &mut dyn FnMut(Value)) {
    visit((*(h as *mut Exception)).args);
    each(h, &mut |v| {
        if *v != Value::NULL {
            visit(*v);
        }
    });
}

/// `str(e)` of plain exceptions: nothing, the one argument, or the tuple of arguments.
pub fn str(vm: &Vm, e: Value) -> Res {
    let args = vm.exception(e).args;
    match vm.tuple_items(args) {
        [] => Ok(Ref::new(vm.names.empty)),
        [x] => vm.str_of(*x),
        _ => vm.str_of(args),
    }
}
fn repr(vm: &Vm, e: Value) -> Res {
    let args = vm.exception(e).args;
    let name = vm.type_name(e);
    match vm.tuple_items(args) {
        [x] => vm.new_str(&format!("{name}({})", vm.repr_text(*x)?)),
        _ => vm.new_str(&format!("{name}{}", vm.repr_text(args)?)),
    }
}

/// Appends a note (PEP 678).
pub fn add_note(vm: &Vm, e: Value, note: &str) {
    // A note that cannot be added is lost; the exception it was for goes on.
    let raised = vm.raised.replace(Value::NULL);
    let _ = vm.new_str(note).and_then(|n| append_note(vm, e, n.value()));
    let stray = vm.raised.replace(raised);
    if stray != Value::NULL {
        drop(Ref::own(stray));
    }
}
fn append_note(vm: &Vm, e: Value, note: Value) -> Res<()> {
    let notes = match vm.getattr_opt(e, vm.names.__notes__)? {
        Some(n) => n,
        None => {
            let n = vm.new_list()?;
            vm.setattr(e, vm.names.__notes__, Some(n.value()))?;
            n
        }
    };
    if !vm.is_list(notes.value()) {
        return Err(vm.type_error("Cannot add note: __notes__ is not a list"));
    }
    vm.list(notes.value()).push(vm, Ref::new(note))
}
/// A copy of the instance's namespace together with the fields that are set; none where both are empty.
fn state_with(vm: &Vm, this: Value, own: Option<Ref>, fields: &[(&str, usize)]) -> Res<Option<Ref>> {
    if fields.iter().all(|(_, i)| vm.exception_field(this, *i) == Value::NULL) {
        return Ok(own);
    }
    let state = match &own {
        Some(d) => vm.dict_copy(d.value())?,
        None => vm.new_dict()?,
    };
    for (name, i) in fields {
        let v = vm.exception_field(this, *i);
        if v != Value::NULL {
            vm.dict_set(state.value(), vm.intern(name).value(), v)?;
        }
    }
    Ok(Some(state))
}
native! { pub(super) static ATTRIBUTE_ERROR_METHODS = [
    "__getstate__(self, /)" => fn attribute_error_getstate(vm, [this]) {
        let own = vm.instance_dict(this)?.map(Ref::new);
        let state = match state_with(vm, this, own.clone(), &[("name", 0)])? {
            Some(d) if own.as_ref().is_none_or(|o| o.value() != d.value()) => d,
            Some(d) => vm.dict_copy(d.value())?,
            None => vm.new_dict()?,
        };
        vm.dict_set(state.value(), vm.intern("args").value(), vm.exception(this).args)?;
        Ok(state)
    }
]; }
native! { static METHODS = [
    /// Set self.__traceback__ to tb and return self.
    "with_traceback(self, tb, /)" => fn exception_with_traceback(vm, [this, tb]) {
        set_traceback(vm, this, Some(tb))?;
        Ok(Ref::new(this))
    }
    /// Add a note to the exception
    "add_note(self, note, /)" => fn exception_add_note(vm, [this, note]) {
        if !vm.is_str(note) {
            return Err(vm.type_error(format!("add_note() argument must be str, not {}", vm.argument_type_name(note))));
        }
        append_note(vm, this, note)?;
        Ok(Ref::NONE)
    }
    "__reduce__(self, /)" => fn exception_reduce(vm, [this]) {
        let cls = Ref::from_type(vm.type_of(this));
        let mut args = Ref::new(vm.exception(this).args);
        let field = |i| vm.exception_field(this, i);
        let own = vm.instance_dict(this)?.filter(|d| !vm.dict(*d).is_empty()).map(Ref::new);
        let t = &vm.types;
        let state = if vm.is_instance(this, t.AttributeError) {
            Some(vm.call_method(this, vm.intern("__getstate__").value(), &[])?)
        } else if vm.is_instance(this, t.ImportError) {
            state_with(vm, this, own, &[("name", 1), ("path", 2), ("name_from", 3)])?
        } else {
            own
        };
        if vm.is_instance(this, t.OSError) && vm.tuple_items(args.value()).len() == 2 && field(2) != Value::NULL {
            // `args` have the file names only where they are arguments again.
            let [errno, text] = [0, 1].map(|i| vm.tuple_items(args.value())[i]);
            args = match field(3) {
                Value::NULL => vm.tuple_from(&[errno, text, field(2)])?,
                second => vm.tuple_from(&[errno, text, field(2), Value::NONE, second])?,
            };
        }
        match state {
            Some(d) if !d.is_none() => vm.tuple_from_refs([cls, args, d]),
            _ => vm.tuple_from_refs([cls, args]),
        }
    }
    "__setstate__(self, state, /)" => fn exception_setstate(vm, [this, state]) {
        if !state.is_none() {
            if !vm.is_dict(state) {
                return Err(vm.type_error("state is not a dictionary"));
            }
            let copy = vm.dict_copy(state)?;
            for (k, v) in vm.dict(copy.value()).iter() {
                let k = crate::types::slot_table::attribute_name(vm, k)?;
                vm.setattr(this, k.value(), Some(v))?;
            }
        }
        Ok(Ref::NONE)
    }
]; }

fn or_none(v: Value) -> Res {
    Ok(if v == Value::NULL { Ref::NONE } else { Ref::new(v) })
}
fn store(slot: &mut Value, v: Value) {
    let new = if v.is_none() { Value::NULL } else { Ref::new(v).into_value() };
    let old = std::mem::replace(slot, new);
    if old != Value::NULL {
        drop(Ref::own(old));
    }
}
fn set_traceback(vm: &Vm, e: Value, v: Option<Value>) -> Res<()> {
    match v {
        None => Err(vm.type_error("__traceback__ may not be deleted")),
        Some(v) if v.is_none() || v.is_exact(vm.types.traceback) => {
            store(&mut vm.exception(e).traceback, v);
            Ok(())
        }
        Some(_) => Err(vm.type_error("__traceback__ must be a traceback or None")),
    }
}
fn link(vm: &Vm, v: Option<Value>, what: &str) -> Res<Value> {
    match v {
        None => Err(vm.type_error(format!("__{what}__ may not be deleted"))),
        Some(v) if v.is_none() || vm.is_exception(v) => Ok(v),
        Some(_) => Err(vm.type_error(format!("exception {what} must be None or derive from BaseException"))),
    }
}
static GETSET: &[GetSetDef] = &[
    GetSetDef {
        name: "args",
        get: |vm, e| Ok(Ref::new(vm.exception(e).args)),
        set: Some(|vm, e, v| match v {
            None => Err(vm.type_error("args may not be deleted")),
            Some(v) => {
                let items = vm.collect(v)?;
                let t = vm.tuple_from_refs(items)?;
                let old = Ref::own(std::mem::replace(&mut vm.exception(e).args, t.into_value()));
                drop(old);
                Ok(())
            }
        }),
        doc: "",
    },
    GetSetDef { name: "__traceback__", get: |vm, e| or_none(vm.exception(e).traceback), set: Some(set_traceback), doc: "" },
    GetSetDef {
        name: "__cause__",
        get: |vm, e| or_none(vm.exception(e).cause),
        set: Some(|vm, e, v| {
            let v = link(vm, v, "cause")?;
            vm.exception(e).suppress_context = true;
            store(&mut vm.exception(e).cause, v);
            Ok(())
        }),
        doc: "",
    },
    GetSetDef {
        name: "__context__",
        get: |vm, e| or_none(vm.exception(e).context),
        set: Some(|vm, e, v| {
            let v = link(vm, v, "context")?;
            store(&mut vm.exception(e).context, v);
            Ok(())
        }),
        doc: "",
    },
    GetSetDef {
        name: "__suppress_context__",
        get: |vm, e| Ok(Ref::bool(vm.exception(e).suppress_context)),
        set: Some(|vm, e, v| {
            let Some(v) = v else { return Err(vm.type_error("can't delete numeric/char attribute")) };
            if !v.is_bool() {
                return Err(vm.type_error("attribute value type must be bool"));
            }
            vm.exception(e).suppress_context = v.is_true();
            Ok(())
        }),
        doc: "",
    },
    GetSetDef {
        name: "__dict__",
        get: |vm, e| Ok(Ref::new(vm.instance_dict(e)?.unwrap_or(Value::NONE))),
        set: Some(|vm, e, v| match v {
            Some(v) if vm.is_dict(v) => vm.set_instance_dict(e, Ref::new(v)).map(|_| ()),
            Some(v) => Err(vm.type_error(format!("__dict__ must be set to a dictionary, not a '{}'", vm.type_name(v)))),
            None => Err(vm.type_error("cannot delete __dict__")),
        }),
        doc: "",
    },
];
