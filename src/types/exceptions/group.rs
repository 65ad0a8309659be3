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
        str: Some(|vm, e| {
            let n = vm.tuple_items(field(vm, e, 1).value()).len();
            let plural = if n == 1 { "" } else { "s" };
            vm.new_str(&format!("{} ({n} sub-exception{plural})", vm.str_text(field(vm, e, 0).value())))
        }),
        repr: Some(|vm, e| {
            // As the sequence that it was made of, unless `args` has changed.
            let members = field(vm, e, 1);
            let args = Ref::new(vm.exception(e).args);
            let was_list = vm.is_tuple(args.value()) && matches!(vm.tuple_items(args.value()), [_, x] if vm.is_list(*x));
            let shown = if was_list { vm.list_from(vm.tuple_items(members.value()))? } else { members };
            vm.new_str(&format!("{}({}, {})", vm.type_name(e), vm.repr_text(field(vm, e, 0).value())?, vm.repr_text(shown.value())?))
        }),
        ..Slots::EMPTY
    },
    methods: METHODS,
    getset: &[
        GetSetDef { name: "message", get: |vm, e| Ok(field(vm, e, 0)), set: Some(readonly), doc: "exception message" },
        GetSetDef { name: "exceptions", get: |vm, e| Ok(field(vm, e, 1)), set: Some(readonly), doc: "nested exceptions" },
    ],
};
pub static EXCEPTION_GROUP: TypeSpec = TypeSpec {
    name: "ExceptionGroup",
    flags: FLAGS,
    size: size_of::<Exception>(),
    ..TypeSpec::EMPTY
};

fn readonly(vm: &Vm, _: Value, _: Option<Value>) -> Res<()> {
    Err(vm.raise_type(vm.types.AttributeError, "readonly attribute"))
}

fn new(vm: &Vm, ty: *mut Type, args: &[Value], kwnames: Value) -> Res {
    let given = args.len() - if kwnames == Value::NULL { 0 } else { vm.tuple_items(kwnames).len() };
    let [message, exceptions] = &args[..given] else {
        return Err(vm.type_error(format!(
            "BaseExceptionGroup.__new__() takes exactly 2 arguments ({} given)",
            given
        )));
    };
    if !vm.is_str(*message) {
        let found = if message.is_none() { "None".to_owned() } else { vm.type_name(*message) };
        return Err(vm.type_error(format!("BaseExceptionGroup.__new__() argument 1 must be str, not {found}")));
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
    let e = vm.new_exception(ty, vm.tuple_from(&args[..given])?)?;
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
    // Setting a cause, even none, suppresses the context.
    to.suppress_context = true;
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

/// What an `except*` clause for `class` takes of an exception (None: nothing is left), what it leaves, and whether a single exception was
/// wrapped into a group; None for parts that are empty.
pub fn match_clause(vm: &Vm, e: Value, class: Value) -> Res<(Ref, Ref, bool)> {
    let check = |c: Value| -> Res<()> {
        if !vm.is_type(c) || !vm.is_subtype(c.ptr(), vm.types.BaseException) {
            return Err(vm.type_error("catching classes that do not inherit from BaseException is not allowed"));
        }
        if vm.is_subtype(c.ptr(), vm.types.BaseExceptionGroup) {
            return Err(vm.type_error("catching ExceptionGroup with except* is not allowed. Use except instead."));
        }
        Ok(())
    };
    let catches = |c: Value| vm.is_instance(e, c.ptr());
    let caught = if vm.is_tuple(class) {
        vm.tuple_items(class).iter().try_for_each(|c| check(*c))?;
        vm.tuple_items(class).iter().any(|c| catches(*c))
    } else {
        check(class)?;
        catches(class)
    };
    if e.is_none() {
        return Ok((Ref::NONE, Ref::NONE, false));
    }
    let is_group = vm.is_instance(e, vm.types.BaseExceptionGroup);
    if caught {
        if is_group {
            return Ok((Ref::new(e), Ref::NONE, false));
        }
        let items = vm.tuple_from(&[e])?;
        return Ok((group_of(vm, items)?, Ref::NONE, true));
    }
    if !is_group {
        return Ok((Ref::NONE, Ref::new(e), false));
    }
    let name = vm.intern("split");
    let pair = vm.call_method(e, name.value(), &[class])?;
    if !vm.is_tuple(pair.value()) {
        let (group, other) = (vm.type_name(e), vm.type_name(pair.value()));
        return Err(vm.type_error(format!("{group}.split must return a tuple, not {other}")));
    }
    let items = vm.tuple_items(pair.value());
    if items.len() < 2 {
        let (group, n) = (vm.type_name(e), items.len());
        return Err(vm.type_error(format!("{group}.split must return a 2-tuple, got tuple of size {n}")));
    }
    Ok((Ref::new(items[0]), Ref::new(items[1]), false))
}

/// A group without message.
fn group_of(vm: &Vm, items: Ref) -> Res {
    new(vm, vm.types.BaseExceptionGroup, &[vm.names.empty, items.value()], Value::NULL)
}

/// What to raise at the end of `except*`, or None. `list`: for each clause that raised its exception, and at the end what no clause took
/// (None where that is nothing).
pub fn remainder(vm: &Vm, original: Value, list: Value) -> Res {
    let all: Vec<Ref> = vm.list(list).items().iter().filter(|e| !e.is_none()).map(|e| Ref::new(*e)).collect();
    if !vm.is_instance(original, vm.types.BaseExceptionGroup) {
        // One clause at most took it.
        return Ok(all.into_iter().next().unwrap_or(Ref::NONE));
    }
    let from = vm.exception(original);
    // Parts of the original that go on as they are keep their places in it.
    let is_part = |e: &Ref| {
        let e = vm.exception(e.value());
        e.traceback == from.traceback && e.cause == from.cause && e.context == from.context
    };
    let (parts, mut raised): (Vec<Ref>, Vec<Ref>) = all.into_iter().partition(is_part);
    let mut leaves = Vec::new();
    for part in &parts {
        collect_leaves(vm, part.value(), &mut leaves)?;
    }
    if let Some(again) = project(vm, original, &leaves)? {
        raised.push(again);
    }
    if raised.len() > 1 {
        return group_of(vm, vm.list_from_refs(raised)?);
    }
    Ok(raised.pop().unwrap_or(Ref::NONE))
}

fn collect_leaves(vm: &Vm, e: Value, leaves: &mut Vec<Value>) -> Res<()> {
    vm.check_machine_stack(" in collect_exception_group_leaf_ids")?;
    if !vm.is_instance(e, vm.types.BaseExceptionGroup) {
        leaves.push(e);
        return Ok(());
    }
    for inner in members(vm, e) {
        collect_leaves(vm, inner.value(), leaves)?;
    }
    Ok(())
}

/// The part of an exception that has only the given leaves.
fn project(vm: &Vm, e: Value, leaves: &[Value]) -> Res<Option<Ref>> {
    vm.check_machine_stack(" in exceptiongroup_split_recursive")?;
    if !vm.is_instance(e, vm.types.BaseExceptionGroup) {
        return Ok(leaves.contains(&e).then(|| Ref::new(e)));
    }
    let mut kept = Vec::new();
    for inner in members(vm, e) {
        kept.extend(project(vm, inner.value(), leaves)?);
    }
    if kept.is_empty() { Ok(None) } else { derive(vm, e, kept).map(Some) }
}
