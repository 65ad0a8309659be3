//! `BaseExceptionGroup` and `ExceptionGroup` (PEP 654). Field 0 is the message, field 1 the tuple of exceptions.
use super::field;
use crate::native;
use crate::object::{Exception, GetSetDef, Ref, Res, Slots, Type, TypeSpec, Value, Vm, flags};

const FLAGS: u32 = flags::EXCEPTION_SUBCLASS | flags::TRACKED | flags::HAS_DICT | flags::BASETYPE;

pub static SPEC: TypeSpec = TypeSpec {
    name: "BaseExceptionGroup",
    doc: "A combination of multiple unrelated exceptions.",
    flags: FLAGS,
    size: size_of::<Exception>(),
    slots: Slots {
        new: Some(new),
        init: Some(|_, _, _, _| Ok(())),
        str: Some(|vm, e| {
            let n = vm.tuple_items(field(vm, e, 1).value()).len();
            let plural = if n == 1 { "" } else { "s" };
            vm.new_str(&format!("{} ({n} sub-exception{plural})", vm.str_text(field(vm, e, 0).value())))
        }),
        repr: Some(|vm, e| {
            let list = vm.list_from(vm.tuple_items(field(vm, e, 1).value()))?;
            vm.new_str(&format!("{}({}, {})", vm.type_name(e), vm.repr_text(field(vm, e, 0).value())?, vm.repr_text(list.value())?))
        }),
        ..Slots::EMPTY
    },
    methods: METHODS,
    getset: &[
        GetSetDef { name: "message", get: |vm, e| Ok(field(vm, e, 0)), set: None, doc: "exception message" },
        GetSetDef { name: "exceptions", get: |vm, e| Ok(field(vm, e, 1)), set: None, doc: "nested exceptions" },
    ],
};
pub static EXCEPTION_GROUP: TypeSpec = TypeSpec {
    name: "ExceptionGroup",
    flags: FLAGS,
    size: size_of::<Exception>(),
    ..TypeSpec::EMPTY
};

fn new(vm: &Vm, ty: *mut Type, args: &[Value], kwnames: Value) -> Res {
    let _ = kwnames;
    let [message, exceptions] = args else {
        return Err(vm.type_error(format!(
            "BaseExceptionGroup.__new__() takes exactly 2 arguments ({} given)",
            args.len()
        )));
    };
    if !vm.is_str(*message) {
        return Err(vm.type_error(format!("argument 1 must be str, not {}", vm.type_name(*message))));
    }
    if vm.slots(*exceptions).getitem.is_none() || vm.is_dict(*exceptions) {
        return Err(vm.type_error("second argument (exceptions) must be a sequence"));
    }
    let items = vm.collect(*exceptions)?;
    if items.is_empty() {
        return Err(vm.value_error("second argument (exceptions) must be a non-empty sequence"));
    }
    let mut only_exceptions = true;
    for (i, x) in items.iter().enumerate() {
        if !vm.is_exception(x.value()) {
            return Err(vm.value_error(format!("Item {i} of second argument (exceptions) is not an exception")));
        }
        only_exceptions &= vm.is_instance(x.value(), vm.types.Exception);
    }
    let mut ty = ty;
    if ty == vm.types.BaseExceptionGroup && only_exceptions {
        ty = vm.types.ExceptionGroup;
    } else if !only_exceptions && vm.is_subtype(ty, vm.types.Exception) {
        // SAFETY: a live type.
        let name = unsafe { vm.str_text((*ty).name) };
        return Err(vm.type_error(if ty == vm.types.ExceptionGroup {
            "Cannot nest BaseExceptions in an ExceptionGroup".to_owned()
        } else {
            format!("Cannot nest BaseExceptions in '{name}'")
        }));
    }
    let tuple = vm.tuple_from_refs(items)?;
    let e = vm.new_exception(ty, vm.tuple_from(args)?)?;
    vm.set_exception_field(e.value(), 0, Ref::new(*message));
    vm.set_exception_field(e.value(), 1, tuple);
    Ok(e)
}

/// Whether an exception matches a `split` condition: a type, a tuple of types, or a predicate.
fn matches(vm: &Vm, e: Value, condition: Value) -> Res<bool> {
    if vm.is_type(condition) || vm.is_tuple(condition) {
        return vm.isinstance(e, condition);
    }
    let r = vm.call(condition, &[e])?;
    vm.truth(r.value())
}
fn derive(vm: &Vm, group: Value, items: Vec<Ref>) -> Res {
    let list = vm.list_from_refs(items)?;
    let name = vm.intern("derive");
    let r = vm.call_method(group, name.value(), &[list.value()])?;
    if !vm.is_instance(r.value(), vm.types.BaseExceptionGroup) {
        return Err(vm.type_error("derive must return an instance of BaseExceptionGroup"));
    }
    let (from, to) = (vm.exception(group), vm.exception(r.value()));
    for (a, b) in [(from.traceback, &mut to.traceback), (from.cause, &mut to.cause), (from.context, &mut to.context)] {
        let new = if a == Value::NULL { a } else { Ref::new(a).into_value() };
        let old = std::mem::replace(b, new);
        if old != Value::NULL {
            drop(Ref::own(old));
        }
    }
    to.suppress_context = from.suppress_context;
    if let Some(notes) = vm.getattr_opt(group, vm.names.__notes__)?
        && vm.is_list(notes.value())
    {
        let copy = vm.list_from(vm.list(notes.value()).items())?;
        vm.setattr(r.value(), vm.names.__notes__, Some(copy.value()))?;
    }
    Ok(r)
}
/// The parts of an exception that match and that do not; None each where empty. `except*` uses it.
pub fn split(vm: &Vm, e: Value, condition: Value) -> Res<(Ref, Ref)> {
    vm.check_machine_stack(" in exceptiongroup_split_recursive")?;
    if matches(vm, e, condition)? {
        return Ok((Ref::new(e), Ref::NONE));
    }
    if !vm.is_instance(e, vm.types.BaseExceptionGroup) {
        return Ok((Ref::NONE, Ref::new(e)));
    }
    let (mut yes, mut no) = (Vec::new(), Vec::new());
    let items = field(vm, e, 1);
    for x in vm.tuple_items(items.value()) {
        let (y, n) = split(vm, *x, condition)?;
        if !y.is_none() {
            yes.push(y);
        }
        if !n.is_none() {
            no.push(n);
        }
    }
    let make = |items: Vec<Ref>| if items.is_empty() { Ok(Ref::NONE) } else { derive(vm, e, items) };
    Ok((make(yes)?, make(no)?))
}
fn check_condition(vm: &Vm, c: Value) -> Res<()> {
    let is_class = |v: Value| vm.is_type(v) && vm.is_subtype(v.ptr(), vm.types.BaseException);
    let ok = is_class(c)
        || vm.is_tuple(c) && vm.tuple_items(c).iter().all(|v| is_class(*v))
        || !vm.is_type(c) && vm.slots(c).call.is_some();
    if ok {
        return Ok(());
    }
    Err(vm.type_error("expected an exception type, a tuple of exception types, or a callable (other than a class)"))
}
native! { static METHODS = [
    "derive(self, excs, /)" => fn group_derive(vm, [this, exceptions]) {
        let message = field(vm, this, 0);
        new(vm, vm.types.BaseExceptionGroup, &[message.value(), exceptions], Value::NULL)
    }
    "split(self, matcher_value, /)" => fn group_split(vm, [this, condition]) {
        check_condition(vm, condition)?;
        let (a, b) = split(vm, this, condition)?;
        vm.tuple_from_refs([a, b])
    }
    "subgroup(self, matcher_value, /)" => fn group_subgroup(vm, [this, condition]) {
        check_condition(vm, condition)?;
        Ok(split(vm, this, condition)?.0)
    }
    @classmethod "__class_getitem__(cls, item, /)" => fn group_class_getitem(vm, [cls, item]) {
        crate::types::generic_alias::new(vm, cls, item)
    }
]; }

/// The exceptions of a group.
pub fn members(vm: &Vm, group: Value) -> Vec<Ref> {
    let items = field(vm, group, 1);
    if !vm.is_tuple(items.value()) {
        return Vec::new();
    }
    vm.tuple_items(items.value()).iter().map(|v| Ref::new(*v)).collect()
}
