//! Slot functions that call the methods a Python class defines.
use super::slot_table as table;
use crate::object::type_object::{BIN_OPS, BinaryFn};
use crate::object::{Buffer, CompareOp, Raised, Ref, Res, Type, Value, Vm};

/// Calls the special method of table entry `id`; `None` where the type has none.
#[inline]
fn special(vm: &Vm, obj: Value, id: usize, args: &[Value]) -> Res<Option<Ref>> {
    if let Some(f) = vm.type_lookup(vm.type_of(obj), vm.slot_names[id])
        && f.is_exact(vm.types.function)
    {
        // The frame holds the function while it runs.
        let mut all = [obj; 4];
        all[1..=args.len()].copy_from_slice(args);
        return crate::vm::call_function(vm, f, &all[..=args.len()], Value::NULL).map(Some);
    }
    match vm.lookup_special(obj, vm.slot_names[id])? {
        None => Ok(None),
        Some((f, true)) => {
            let mut all = [obj; 4];
            all[1..=args.len()].copy_from_slice(args);
            vm.call(f.value(), &all[..=args.len()]).map(Some)
        }
        Some((f, false)) => vm.call(f.value(), args).map(Some),
    }
}

/// As `special`; AttributeError where the type has none.
fn required(vm: &Vm, obj: Value, id: usize, args: &[Value]) -> Res {
    match special(vm, obj, id, args)? {
        Some(r) => Ok(r),
        None => Err(vm.attribute_error(obj, vm.slot_names[id])),
    }
}

fn or_not_implemented(r: Res<Option<Ref>>) -> Res {
    Ok(r?.unwrap_or(Ref::NOT_IMPLEMENTED))
}

/// Whether `b` inherits the method `id` from another place than `a`.
fn overridden(vm: &Vm, a: Value, b: Value, id: usize) -> bool {
    let name = vm.slot_names[id];
    match (vm.type_lookup(vm.type_of(a), name), vm.type_lookup(vm.type_of(b), name)) {
        (_, None) => false,
        (None, Some(_)) => true,
        (Some(x), Some(y)) => x != y,
    }
}

#[inline(never)]
/// `a op b` after the left operand's special method has returned `NotImplemented`: the right operand's turn.
/// `inplace`: of an augmented assignment.
pub fn reflected(vm: &Vm, op: crate::object::BinOp, inplace: bool, a: Value, b: Value) -> Res {
    let i = op as usize;
    let r = if vm.type_of(a) == vm.type_of(b) {
        Ref::NOT_IMPLEMENTED
    } else {
        match vm.slots(b).binary[i] {
            Some(g) if g == BINARY[i] => or_not_implemented(special(vm, b, i * 3 + 1, &[a]))?,
            Some(g) if !vm.is_left_alone(op, inplace, a, b) => g(vm, a, b)?,
            _ => Ref::NOT_IMPLEMENTED,
        }
    };
    if r.is_not_implemented() { Err(vm.no_operator(op, inplace, a, b)) } else { Ok(r) }
}
fn slot_binary<const I: usize>(vm: &Vm, a: Value, b: Value) -> Res {
    binary(vm, I, a, b)
}
fn binary(vm: &Vm, i: usize, a: Value, b: Value) -> Res {
    let (ta, tb) = (vm.type_of(a), vm.type_of(b));
    let id = i * 3;
    let mut reflect = ta != tb && vm.slots(b).binary[i] == Some(BINARY[i]);
    if vm.slots(a).binary[i] == Some(BINARY[i]) {
        if reflect && vm.is_subtype(tb, ta) && overridden(vm, a, b, id + 1) {
            let r = or_not_implemented(special(vm, b, id + 1, &[a]))?;
            if !r.is_not_implemented() {
                return Ok(r);
            }
            reflect = false;
        }
        let r = or_not_implemented(special(vm, a, id, &[b]))?;
        if !r.is_not_implemented() || ta == tb {
            return Ok(r);
        }
    }
    if reflect {
        return or_not_implemented(special(vm, b, id + 1, &[a]));
    }
    Ok(Ref::NOT_IMPLEMENTED)
}
#[inline(never)]
fn slot_inplace<const I: usize>(vm: &Vm, a: Value, b: Value) -> Res {
    or_not_implemented(special(vm, a, I * 3 + 2, &[b]))
}
/// One function an operator; slots are compared by address, so these tables are the only place their addresses come from.
pub static BINARY: [BinaryFn; BIN_OPS] = [
    slot_binary::<0>, slot_binary::<1>, slot_binary::<2>, slot_binary::<3>, slot_binary::<4>, slot_binary::<5>, slot_binary::<6>,
    slot_binary::<7>, slot_binary::<8>, slot_binary::<9>, slot_binary::<10>, slot_binary::<11>, slot_binary::<12>, slot_binary::<13>,
];
pub static INPLACE: [BinaryFn; BIN_OPS] = [
    slot_inplace::<0>, slot_inplace::<1>, slot_inplace::<2>, slot_inplace::<3>, slot_inplace::<4>, slot_inplace::<5>,
    slot_inplace::<6>, slot_inplace::<7>, slot_inplace::<8>, slot_inplace::<9>, slot_inplace::<10>, slot_inplace::<11>,
    slot_inplace::<12>, slot_inplace::<13>,
];

pub fn slot_pow3(vm: &Vm, a: Value, b: Value, c: Value) -> Res {
    let id = table::binary(crate::object::BinOp::Pow);
    if c.is_none() {
        return binary(vm, crate::object::BinOp::Pow as usize, a, b);
    }
    let r = or_not_implemented(special(vm, a, id, &[b, c]))?;
    if !r.is_not_implemented() || vm.type_of(a) == vm.type_of(b) {
        return Ok(r);
    }
    or_not_implemented(special(vm, b, id + 1, &[a, c]))
}

pub fn slot_compare(vm: &Vm, a: Value, b: Value, op: CompareOp) -> Res {
    or_not_implemented(special(vm, a, table::compare(op), &[b]))
}

fn text(vm: &Vm, obj: Value, id: usize) -> Res {
    // What it returned is checked by the caller, whose name is in the message.
    required(vm, obj, id, &[])
}
pub fn slot_repr(vm: &Vm, obj: Value) -> Res {
    text(vm, obj, table::REPR)
}
pub fn slot_str(vm: &Vm, obj: Value) -> Res {
    text(vm, obj, table::STR)
}
pub fn slot_hash(vm: &Vm, obj: Value) -> Res<i64> {
    let r = required(vm, obj, table::HASH, &[])?;
    match vm.as_int(r.value()) {
        Some(crate::object::IntView::Small(-1)) => Ok(-2),
        Some(crate::object::IntView::Small(x)) => Ok(x),
        Some(_) => vm.hash(vm.index(r.value())?.value()),
        None => Err(vm.type_error("__hash__ method should return an integer")),
    }
}
pub fn slot_call(vm: &Vm, f: Value, args: &[Value], kwnames: Value) -> Res {
    match vm.lookup_special(f, vm.names.__call__)? {
        Some((m, true)) => {
            let mut all = Vec::with_capacity(args.len() + 1);
            all.push(f);
            all.extend_from_slice(args);
            vm.call_with(m.value(), &all, kwnames)
        }
        Some((m, false)) => vm.call_with(m.value(), args, kwnames),
        None => Err(vm.type_error(format!("'{}' object is not callable", vm.type_name(f)))),
    }
}
pub fn slot_iter(vm: &Vm, obj: Value) -> Res {
    if vm.type_lookup(vm.type_of(obj), vm.names.__iter__) == Some(Value::NONE) {
        return Err(vm.type_error(format!("'{}' object is not iterable", vm.type_name(obj))));
    }
    required(vm, obj, table::ITER, &[])
}
/// `__next__` of an instance of a Python class, whose StopIteration comes out as it was raised; None for other iterators.
pub fn call_next(vm: &Vm, obj: Value) -> Option<Res> {
    let is_python = vm.slots(obj).next.is_some_and(|f| std::ptr::fn_addr_eq(f, slot_next as fn(&Vm, Value) -> Res<Option<Ref>>));
    is_python.then(|| required(vm, obj, table::NEXT, &[]))
}
pub fn slot_next(vm: &Vm, obj: Value) -> Res<Option<Ref>> {
    match required(vm, obj, table::NEXT, &[]) {
        Ok(r) => Ok(Some(r)),
        Err(_) if vm.raised_is(vm.types.StopIteration) => {
            let e = vm.take_raised();
            let value = vm.exception_field(e.value(), 0);
            if value != Value::NULL && !value.is_none() {
                value.incref();
                let old = vm.stop_value.replace(value);
                if old != Value::NULL {
                    drop(Ref::own(old));
                }
            }
            Ok(None)
        }
        Err(e) => Err(e),
    }
}

pub fn slot_getattr(vm: &Vm, obj: Value, name: Value) -> Res {
    let ty = vm.type_of(obj);
    let found = match vm.type_lookup(ty, vm.slot_names[table::GETATTRIBUTE]) {
        Some(d) if d.is_exact(vm.types.wrapper_descriptor) => {
            // SAFETY: the type was just checked; owners are builtin types.
            let native = unsafe { (*d.get::<crate::object::WrapperDescriptor>().owner).slots.getattr };
            match native {
                Some(f) => f(vm, obj, name),
                None => vm.generic_getattr(obj, name),
            }
        }
        _ => required(vm, obj, table::GETATTRIBUTE, &[name]),
    };
    match found {
        Err(_)
            if vm.raised_is(vm.types.AttributeError)
                && vm.type_lookup(ty, vm.slot_names[table::GETATTR]).is_some() =>
        {
            drop(vm.take_raised());
            required(vm, obj, table::GETATTR, &[name])
        }
        r => r,
    }
}
pub fn slot_setattr(vm: &Vm, obj: Value, name: Value, value: Option<Value>) -> Res<()> {
    match value {
        Some(v) => required(vm, obj, table::SETATTR, &[name, v])?,
        None => required(vm, obj, table::DELATTR, &[name])?,
    };
    Ok(())
}

macro_rules! unary { ($($f:ident => $id:ident),*) => { $(pub fn $f(vm: &Vm, obj: Value) -> Res { required(vm, obj, table::$id, &[]) })* }; }
unary! { slot_neg => NEG, slot_pos => POS, slot_abs => ABS, slot_invert => INVERT }

/// What a conversion gave. An instance of a strict subclass is still taken, with a warning.
fn converted(vm: &Vm, r: Ref, method: std::fmt::Arguments, kind: &str, exact: *mut Type, subclass: bool) -> Res {
    let v = r.value();
    if subclass && vm.type_of(v) != exact {
        let message = format!(
            "{method} returned non-{kind} (type {}).  The ability to return an instance of a strict subclass of {kind} is deprecated, and may be removed in a future version of Python.",
            vm.type_name(v)
        );
        crate::report::warnings::warn(vm, vm.types.DeprecationWarning, &message, 1)?;
    }
    Ok(r)
}
pub fn slot_int(vm: &Vm, obj: Value) -> Res {
    let r = required(vm, obj, table::INT, &[])?;
    let subclass = vm.as_int(r.value()).is_some();
    converted(vm, r, format_args!("__int__"), "int", vm.types.int, subclass)
}
pub fn slot_index(vm: &Vm, obj: Value) -> Res {
    let r = required(vm, obj, table::INDEX, &[])?;
    let subclass = vm.as_int(r.value()).is_some();
    converted(vm, r, format_args!("__index__"), "int", vm.types.int, subclass)
}
pub fn slot_float(vm: &Vm, obj: Value) -> Res {
    let r = required(vm, obj, table::FLOAT, &[])?;
    let subclass = vm.float_payload(r.value()).is_some();
    converted(vm, r, format_args!("{}.__float__", vm.type_name(obj)), "float", vm.types.float, subclass)
}
/// `v.__complex__()`, where its type has it.
pub fn call_complex(vm: &Vm, v: Value) -> Res<Option<Ref>> {
    let Some(r) = vm.call_special(v, vm.names.__complex__, &[])? else { return Ok(None) };
    let subclass = vm.complex_payload(r.value()).is_some();
    converted(vm, r, format_args!("__complex__"), "complex", vm.types.complex, subclass).map(Some)
}

pub fn slot_bool(vm: &Vm, obj: Value) -> Res<bool> {
    if vm.type_lookup(vm.type_of(obj), vm.slot_names[table::BOOL]).is_some_and(|f| f.is_none()) {
        return Err(vm.type_error(format!("'{}' cannot be interpreted as a boolean", vm.type_name(obj))));
    }
    let r = required(vm, obj, table::BOOL, &[])?;
    if r.is_bool() {
        return Ok(r.is_true());
    }
    Err(vm.type_error(format!("__bool__ should return bool, returned {}", vm.type_name(r.value()))))
}
pub fn slot_len(vm: &Vm, obj: Value) -> Res<usize> {
    let r = required(vm, obj, table::LEN, &[])?;
    match vm.index_i64(r.value())? {
        Ok(n) if n >= 0 => Ok(n as usize),
        Err(std::cmp::Ordering::Greater) => {
            Err(vm.overflow_error(format!("cannot fit '{}' into an index-sized integer", vm.type_name(r.value()))))
        }
        _ => Err(vm.value_error("__len__() should return >= 0")),
    }
}
pub fn slot_getitem(vm: &Vm, obj: Value, key: Value) -> Res {
    required(vm, obj, table::GETITEM, &[key])
}
pub fn slot_setitem(vm: &Vm, obj: Value, key: Value, value: Option<Value>) -> Res<()> {
    let (id, r) = match value {
        Some(v) => (table::SETITEM, special(vm, obj, table::SETITEM, &[key, v])?),
        None => (table::DELITEM, special(vm, obj, table::DELITEM, &[key])?),
    };
    match r {
        Some(_) => Ok(()),
        None => Err(vm.attribute_error_with(obj, vm.slot_names[id], table::name(id))),
    }
}
pub fn slot_contains(vm: &Vm, obj: Value, item: Value) -> Res<bool> {
    if vm.type_lookup(vm.type_of(obj), vm.names.__contains__) == Some(Value::NONE) {
        return Err(vm.type_error(format!("'{}' object is not a container", vm.type_name(obj))));
    }
    let r = required(vm, obj, table::CONTAINS, &[item])?;
    vm.truth(r.value())
}
pub fn slot_descr_get(vm: &Vm, d: Value, obj: Value, owner: Value) -> Res {
    let none = |v: Value| if v.is_unbound() { Value::NONE } else { v };
    match special(vm, d, table::GET, &[none(obj), none(owner)])? {
        Some(r) => Ok(r),
        None => Ok(Ref::new(d)),
    }
}
pub fn slot_descr_set(vm: &Vm, d: Value, obj: Value, value: Option<Value>) -> Res<()> {
    let (id, r) = match value {
        Some(v) => (table::SET, special(vm, d, table::SET, &[obj, v])?),
        None => (table::DELETE, special(vm, d, table::DELETE, &[obj])?),
    };
    match r {
        Some(_) => Ok(()),
        None => {
            let name = Ref::new(vm.slot_names[id]);
            Err(vm.attribute_error_with(d, name.value(), table::name(id)))
        }
    }
}
pub fn slot_init(vm: &Vm, obj: Value, args: &[Value], kwnames: Value) -> Res<()> {
    let r = match vm.lookup_special(obj, vm.names.__init__)? {
        Some((f, true)) => {
            let mut all = Vec::with_capacity(args.len() + 1);
            all.push(obj);
            all.extend_from_slice(args);
            vm.call_with(f.value(), &all, kwnames)?
        }
        Some((f, false)) => vm.call_with(f.value(), args, kwnames)?,
        None => return Ok(()),
    };
    if r.is_none() {
        return Ok(());
    }
    Err(init_result(vm, r.value()))
}
/// TypeError for an `__init__` that returned something.
#[cold]
pub fn init_result(vm: &Vm, r: Value) -> Raised {
    vm.type_error(format!("__init__() should return None, not '{}'", vm.type_name(r)))
}
pub fn slot_new(vm: &Vm, ty: *mut Type, args: &[Value], kwnames: Value) -> Res {
    let cls = Ref::from_type(ty);
    let f = vm.getattr(cls.value(), vm.names.__new__)?;
    let mut all = Vec::with_capacity(args.len() + 1);
    all.push(cls.value());
    all.extend_from_slice(args);
    vm.call_with(f.value(), &all, kwnames)
}
/// Calls `__del__`; what it raises is reported and dropped.
pub fn slot_del(vm: &Vm, obj: Value) {
    let pending = vm.raised.replace(Value::NULL);
    if let Err(Raised) = special(vm, obj, table::DEL, &[]) {
        let e = vm.take_raised();
        let function = match vm.lookup_special(obj, vm.names.__del__) {
            Ok(Some((f, _))) => f,
            _ => Ref::NONE,
        };
        crate::report::unraisable(vm, e, function.value());
    }
    let stray = vm.raised.replace(pending);
    if stray != Value::NULL {
        drop(Ref::own(stray));
    }
}

/// Calls `__buffer__`; the memory is that of the memoryview it returns.
pub fn slot_get_buffer(vm: &Vm, obj: Value, flags: u32) -> Res<Buffer> {
    let view = required(vm, obj, table::BUFFER, &[Value::small_int(flags as i64)])?;
    if !view.is_exact(vm.types.memoryview) {
        return Err(vm.type_error("__buffer__ returned non-memoryview object"));
    }
    let inner = vm.get_buffer(view.value(), flags)?;
    let mut buffer = Buffer::new(obj, inner.data, inner.len, inner.readonly, None);
    buffer.layout = inner.layout.clone();
    buffer.inner = Some((view, Box::new(inner)));
    Ok(buffer)
}
/// Calls `__release_buffer__` with a view of the memory that is about to go; what it raises is reported and dropped.
pub fn slot_release_buffer(vm: &Vm, buffer: &Buffer) {
    // As in CPython, memory that a builtin base handed out by itself goes back without a word to the class.
    if buffer.inner.is_none() {
        return;
    }
    let pending = vm.raised.replace(Value::NULL);
    let done = super::memoryview::passing_view(vm, buffer).and_then(|view| {
        let r = special(vm, buffer.exporter, table::RELEASE_BUFFER, &[view.value()]);
        super::memoryview::release(vm, view.value())?;
        r
    });
    if done.is_err() {
        let e = vm.take_raised();
        crate::report::unraisable(vm, e, buffer.exporter);
    }
    let stray = vm.raised.replace(pending);
    if stray != Value::NULL {
        drop(Ref::own(stray));
    }
}
