//! Writing what has no opcode of its own: as a call that makes it, with its state and items.
use super::opcode::*;
use super::pickler::p;
use super::save::{
    enter_fast, is_metaclass, item_note, leave_fast, memoize, note, put_get, save, save_global, save_pair, type_name,
};
use super::{kept, pickling_error};
use crate::object::{Ref, Res, Type, Value, Vm};

/// Writes an object of a type that is not built into the format.
pub fn save_by_reduction(vm: &Vm, this: Value, obj: Value, ty: *mut Type) -> Res<()> {
    if let Some(reduced) = reducer_override(vm, this, obj)? {
        return save_reduced(vm, this, obj, reduced);
    }
    let t = &vm.types;
    if ty == t.r#type {
        for (class, single) in
            [(t.none_type, Value::NONE), (t.ellipsis, Value::ELLIPSIS), (t.not_implemented_type, Value::NOT_IMPLEMENTED)]
        {
            if obj == Value::from_ptr(class) {
                let args = vm.tuple_from(&[single])?;
                return save_call(vm, this, Value::from_ptr(t.r#type), args.value(), obj);
            }
        }
        return save_global(vm, this, obj, None);
    }
    if ty == t.function {
        return save_global(vm, this, obj, None);
    }
    let class = Ref::from_type(ty);
    let own_table = p(this).dispatch_table;
    let reducer = if own_table == Value::NULL {
        vm.dict_get(kept(vm).copyreg_dispatch_table.get(), class.value())?.map(Ref::new)
    } else {
        let table = Ref::new(own_table);
        match vm.getitem(table.value(), class.value()) {
            Ok(f) => Some(f),
            Err(raised) => {
                if !vm.clear_raised_if(vm.types.KeyError) {
                    return Err(raised);
                }
                None
            }
        }
    };
    let reduced = if let Some(f) = reducer {
        vm.call(f.value(), &[obj])?
    } else if is_metaclass(ty) {
        return save_global(vm, this, obj, None);
    } else if let Some(f) = vm.getattr_opt(obj, vm.names.__reduce_ex__)? {
        vm.call(f.value(), &[Value::small_int(p(this).protocol as i64)])?
    } else if let Some(f) = vm.getattr_opt(obj, vm.names.__reduce__)? {
        vm.call(f.value(), &[])?
    } else {
        let text = format!("can't pickle '{}' object: {}", vm.type_name(obj), vm.repr_text(obj)?);
        return Err(pickling_error(vm, text));
    };
    save_reduced(vm, this, obj, reduced)
}

/// What `reducer_override` makes of an object, if it minds it.
#[inline(never)]
fn reducer_override(vm: &Vm, this: Value, obj: Value) -> Res<Option<Ref>> {
    let f = p(this).reducer_override;
    if f == Value::NULL {
        return Ok(None);
    }
    let f = Ref::new(f);
    let r = vm.call(f.value(), &[obj])?;
    Ok(if r.is_not_implemented() { None } else { Some(r) })
}

fn save_reduced(vm: &Vm, this: Value, obj: Value, reduced: Ref) -> Res<()> {
    if vm.is_str(reduced.value()) {
        return save_global(vm, this, obj, Some(reduced.value()));
    }
    let done = if vm.is_tuple(reduced.value()) {
        save_reduction(vm, this, reduced.value(), obj)
    } else {
        let ty = type_name(vm, reduced.value());
        Err(pickling_error(vm, format!("__reduce__ must return a string or tuple, not {ty}")))
    };
    done.map_err(|_| note(vm, || Ok(format!("when serializing {} object", type_name(vm, obj)))))
}

/// A call that makes an object, without anything else.
pub fn save_call(vm: &Vm, this: Value, f: Value, args: Value, obj: Value) -> Res<()> {
    let reduced = vm.tuple_from(&[f, args])?;
    save_reduction(vm, this, reduced.value(), obj)
}

/// Writes one part of an object; a note says which one it was.
#[inline(never)]
fn part(vm: &Vm, this: Value, v: Value, obj: Value, what: &str) -> Res<()> {
    save(vm, this, v).map_err(|_| note(vm, || Ok(format!("when serializing {} {what}", type_name(vm, obj)))))
}

fn must_be(vm: &Vm, ok: bool, v: Value, which: &str, what: &str) -> Res<()> {
    if ok {
        return Ok(());
    }
    let ty = type_name(vm, v);
    Err(pickling_error(vm, format!("{which} item of the tuple returned by __reduce__ must be {what}, not {ty}")))
}

/// Writes the tuple that `__reduce__` returned for `obj`.
fn save_reduction(vm: &Vm, this: Value, reduced: Value, obj: Value) -> Res<()> {
    let given = vm.tuple_items(reduced);
    if !(2..=6).contains(&given.len()) {
        return Err(pickling_error(vm, "tuple returned by __reduce__ must contain 2 through 6 elements"));
    }
    let item = |i: usize| given.get(i).copied().filter(|v| !v.is_none());
    let (f, args) = (given[0], given[1]);
    must_be(vm, is_callable(vm, f), f, "first", "callable")?;
    must_be(vm, vm.is_tuple(args), args, "second", "a tuple")?;
    let (state, items, pairs, setter) = (item(2), item(3), item(4), item(5));
    for (v, which) in [(items, "fourth"), (pairs, "fifth")] {
        if let Some(v) = v {
            must_be(vm, vm.slots(v).next.is_some(), v, which, "an iterator")?;
        }
    }
    if let Some(v) = setter {
        must_be(vm, is_callable(vm, v), v, "sixth", "callable")?;
    }
    let deep = p(this).fast != 0 && enter_fast(vm, this, obj)?;
    let done = save_construction(vm, this, f, args, obj)
        .and_then(|made| if made { save_contents(vm, this, obj, state, items, pairs, setter) } else { Ok(()) });
    if deep {
        leave_fast(this, obj);
    }
    done
}

fn is_callable(vm: &Vm, v: Value) -> bool {
    vm.slots(v).call.is_some()
}

/// Writes how the object is made, and gives it a number. False: it had been written meanwhile, all of it.
#[inline(never)]
fn save_construction(vm: &Vm, this: Value, f: Value, args: Value, obj: Value) -> Res<bool> {
    let k = kept(vm);
    let mut special = (false, false);
    if p(this).protocol >= 2
        && let Some(name) = vm.getattr_opt(f, vm.names.__name__)?
        && vm.is_str(name.value())
    {
        let is = |s: Value| vm.str(name.value()).equals(vm.str(s));
        special = (is(k.__newobj__.get()), is(k.__newobj_ex__.get()));
    }
    match special {
        (true, _) => save_newobj(vm, this, args, obj)?,
        (_, true) => save_newobj_ex(vm, this, args, obj)?,
        _ => {
            part(vm, this, f, obj, "reconstructor")?;
            part(vm, this, args, obj, "reconstructor arguments")?;
            p(this).op(REDUCE);
        }
    }
    // An object that refers to itself in its arguments has been made in the course of these.
    if let Some(n) = p(this).memo.get(obj) {
        p(this).op(POP);
        put_get(this, n);
        return Ok(false);
    }
    memoize(vm, this, obj)?;
    Ok(true)
}

/// Checks the class that `__newobj__` and `__newobj_ex__` get first: it must be that of the object.
fn check_class(vm: &Vm, class: Value, obj: Value, function: &str) -> Res<()> {
    if !vm.is_type(class) {
        let ty = type_name(vm, class);
        return Err(pickling_error(vm, format!("first argument to {function}() must be a class, not {ty}")));
    }
    let own = vm.getattr(obj, vm.names.__class__)?;
    if own.value() != class {
        let (own, class) = (vm.repr_text(own.value())?, vm.repr_text(class)?);
        return Err(pickling_error(vm, format!("first argument to {function}() must be {own}, not {class}")));
    }
    Ok(())
}

fn save_newobj(vm: &Vm, this: Value, args: Value, obj: Value) -> Res<()> {
    let items = vm.tuple_items(args);
    let Some(class) = items.first().copied() else {
        return Err(pickling_error(vm, "__newobj__ expected at least 1 argument, got 0"));
    };
    check_class(vm, class, obj, "__newobj__")?;
    let rest = vm.tuple_from(&items[1..])?;
    part(vm, this, class, obj, "class")?;
    part(vm, this, rest.value(), obj, "__new__ arguments")?;
    p(this).op(NEWOBJ);
    Ok(())
}

fn save_newobj_ex(vm: &Vm, this: Value, args: Value, obj: Value) -> Res<()> {
    let [class, args, kwargs] = *vm.tuple_items(args) else {
        let n = vm.tuple_items(args).len();
        return Err(pickling_error(vm, format!("__newobj_ex__ expected 3 arguments, got {n}")));
    };
    if !vm.is_type(class) {
        check_class(vm, class, obj, "__newobj_ex__")?;
    }
    if !vm.is_tuple(args) {
        let ty = type_name(vm, args);
        return Err(pickling_error(vm, format!("second argument to __newobj_ex__() must be a tuple, not {ty}")));
    }
    if !vm.is_dict(kwargs) {
        let ty = type_name(vm, kwargs);
        return Err(pickling_error(vm, format!("third argument to __newobj_ex__() must be a dict, not {ty}")));
    }
    check_class(vm, class, obj, "__newobj_ex__")?;
    if p(this).protocol >= 4 {
        part(vm, this, class, obj, "class")?;
        part(vm, this, args, obj, "__new__ arguments")?;
        part(vm, this, kwargs, obj, "__new__ arguments")?;
        p(this).op(NEWOBJ_EX);
        return Ok(());
    }
    // Older protocols know no keywords: a partial object keeps them.
    let functools = crate::types::import_module(vm, "functools")?;
    let partial = vm.getattr(functools.value(), kept(vm).partial.get())?;
    let new = vm.getattr(class, vm.names.__new__)?;
    let mut all = vec![new.value(), class];
    all.extend_from_slice(vm.tuple_items(args));
    let (keys, values): (Vec<Value>, Vec<Value>) = vm.dict(kwargs).iter().unzip();
    all.extend_from_slice(&values);
    let names = vm.tuple_from(&keys)?;
    let kwnames = if keys.is_empty() { Value::NULL } else { names.value() };
    let bound = vm.call_with(partial.value(), &all, kwnames)?;
    let none = vm.tuple_from(&[])?;
    part(vm, this, bound.value(), obj, "reconstructor")?;
    part(vm, this, none.value(), obj, "reconstructor arguments")?;
    p(this).op(REDUCE);
    Ok(())
}

#[inline(never)]
fn save_contents(
    vm: &Vm,
    this: Value,
    obj: Value,
    state: Option<Value>,
    items: Option<Value>,
    pairs: Option<Value>,
    setter: Option<Value>,
) -> Res<()> {
    if let Some(items) = items {
        save_items(vm, this, items, obj)?;
    }
    if let Some(pairs) = pairs {
        save_pairs(vm, this, pairs, obj)?;
    }
    let Some(state) = state else { return Ok(()) };
    let Some(setter) = setter else {
        part(vm, this, state, obj, "state")?;
        p(this).op(BUILD);
        return Ok(());
    };
    // A function of the pickler's sets the state; what it returns is thrown away.
    part(vm, this, setter, obj, "state setter")?;
    save(vm, this, obj)?;
    part(vm, this, state, obj, "state")?;
    p(this).put(&[TUPLE2, REDUCE, POP]);
    Ok(())
}

/// The items that an iterator yields, as those of a list.
fn save_items(vm: &Vm, this: Value, it: Value, obj: Value) -> Res<()> {
    let mut i = 0;
    save_batches(vm, this, it, [APPEND, APPENDS], |x| {
        save(vm, this, x).map_err(|_| item_note(vm, obj, i))?;
        i += 1;
        Ok(())
    })
}

/// The pairs that an iterator yields, as keys and values.
fn save_pairs(vm: &Vm, this: Value, it: Value, obj: Value) -> Res<()> {
    save_batches(vm, this, it, [SETITEM, SETITEMS], |x| match vm.is_tuple(x).then(|| vm.tuple_items(x)) {
        Some([k, v]) => save_pair(vm, this, obj, *k, *v),
        _ => Err(vm.type_error("dict items iterator must return 2-tuples")),
    })
}

/// What an iterator yields, in batches; `one` saves an item, the opcodes add one item and a batch of them.
fn save_batches(vm: &Vm, this: Value, it: Value, [add, add_batch]: [u8; 2], mut one: impl FnMut(Value) -> Res<()>) -> Res<()> {
    if p(this).protocol == 0 {
        while let Some(x) = vm.next(it)? {
            one(x.value())?;
            p(this).op(add);
        }
        return finished(vm);
    }
    loop {
        let Some(first) = vm.next(it)? else { return finished(vm) };
        let Some(second) = vm.next(it)? else {
            one(first.value())?;
            p(this).op(add);
            return finished(vm);
        };
        p(this).op(MARK);
        one(first.value())?;
        drop(first);
        let mut next = Some(second);
        let mut n = 1;
        while let Some(x) = next.take() {
            one(x.value())?;
            n += 1;
            if n == BATCH {
                break;
            }
            next = vm.next(it)?;
        }
        p(this).op(add_batch);
        if n < BATCH {
            return finished(vm);
        }
    }
}

/// Forgets the value of the StopIteration that ended an iterator.
fn finished(vm: &Vm) -> Res<()> {
    drop(vm.take_stop_value());
    Ok(())
}
