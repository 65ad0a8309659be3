//! Views of dicts (`dict_keys`, `dict_values`, `dict_items`) and the iterators over them.
//!
//! A view is an `IndexIterator` of which only `source`, the dict, is used. An iterator's `index` is the next entry and `end` the
//! number of items the dict had when the iteration began (-1 once it has been seen to change). `step` counts the items still to come,
//! plus one; its sign is the direction.
use super::iterators::{INDEX_ITERATOR_SLOTS, drop_index_iterator, traverse_index_iterator};
use super::support::*;
use crate::native;
use crate::object::{
    BinOp, BinaryFn, CompareOp, GetSetDef, IndexIterator, NativeDef, Ref, Res, Slots, Type, TypeSpec, Value, Vm, flags,
};

#[allow(clippy::mut_from_ref)]
fn it<'a>(v: Value) -> &'a mut IndexIterator {
    // SAFETY: the slots below belong to types of this layout only.
    unsafe { &mut *v.ptr::<IndexIterator>() }
}

fn source(view: Value) -> Value {
    it(view).source
}

/// A view of a dict.
pub fn new_view(vm: &Vm, ty: *mut Type, dict: Value) -> Res {
    vm.new_index_iterator(ty, dict, 0, 0, 1)
}

/// An iterator over a dict's entries.
pub fn new_iterator(vm: &Vm, ty: *mut Type, dict: Value, reverse: bool) -> Res {
    let d = vm.dict(dict);
    let start = if reverse { d.raw_entries().len() as i64 - 1 } else { 0 };
    let rest = d.len() as i64 + 1;
    vm.new_index_iterator(ty, dict, start, d.len() as i64, if reverse { -rest } else { rest })
}

/// Iter slot of dict.
pub fn dict_iter(vm: &Vm, dict: Value) -> Res {
    new_iterator(vm, vm.types.dict_key_iterator, dict, false)
}

/// The next live entry's `(key, value)`, borrowed. RuntimeError where the dict has changed its size.
fn advance(vm: &Vm, v: Value) -> Res<Option<(Value, Value)>> {
    let i = it(v);
    if i.source == Value::NULL {
        return Ok(None);
    }
    let d = vm.dict(i.source);
    if i.end != d.len() as i64 {
        i.end = -1;
        return Err(vm.runtime_error("dictionary changed size during iteration"));
    }
    let entries = d.raw_entries();
    if i.step < 0 {
        // The dict may have been emptied and filled again.
        i.index = i.index.min(entries.len() as i64 - 1);
    }
    while i.index >= 0 && (i.index as usize) < entries.len() {
        let e = entries[i.index as usize];
        i.index += i.step.signum();
        if !e.key.is_unbound() {
            if i.step.abs() == 1 {
                i.end = -1;
                return Err(vm.runtime_error("dictionary keys changed during iteration"));
            }
            i.step -= i.step.signum();
            return Ok(Some((e.key, e.value)));
        }
    }
    let dict = std::mem::replace(&mut i.source, Value::NULL);
    dict.decref(vm);
    Ok(None)
}

fn key_next(vm: &Vm, v: Value) -> Res<Option<Ref>> {
    Ok(advance(vm, v)?.map(|(k, _)| Ref::new(k)))
}
fn value_next(vm: &Vm, v: Value) -> Res<Option<Ref>> {
    Ok(advance(vm, v)?.map(|(_, x)| Ref::new(x)))
}
fn item_next(vm: &Vm, v: Value) -> Res<Option<Ref>> {
    match advance(vm, v)? {
        Some((k, x)) => vm.tuple_from(&[k, x]).map(Some),
        None => Ok(None),
    }
}

native! { static ITERATOR_METHODS = [
    /// Private method returning an estimate of len(list(it)).
    "__length_hint__(self, /)" => fn iterator_hint(vm, [this]) {
        let i = it(this);
        if i.source == Value::NULL || i.end != vm.dict(i.source).len() as i64 {
            return vm.new_int(0);
        }
        vm.new_int(i.step.abs() - 1)
    }
    "__reduce__(self, /)" => fn iterator_reduce(vm, [this]) {
        let i = it(this);
        let copy = vm.new_index_iterator(vm.type_of(this), i.source, i.index, i.end, i.step)?;
        let items = vm.list_from_refs(vm.collect(copy.value())?)?;
        super::iterators::reduced(vm, "iter", items.value(), None)
    }
]; }

const fn iterator(name: &'static str, next: fn(&Vm, Value) -> Res<Option<Ref>>) -> TypeSpec {
    TypeSpec {
        name,
        flags: flags::TRACKED,
        size: size_of::<IndexIterator>(),
        slots: Slots { next: Some(next), ..INDEX_ITERATOR_SLOTS },
        methods: ITERATOR_METHODS,
        ..TypeSpec::EMPTY
    }
}
pub static KEY_ITERATOR: TypeSpec = iterator("dict_keyiterator", key_next);
pub static VALUE_ITERATOR: TypeSpec = iterator("dict_valueiterator", value_next);
pub static ITEM_ITERATOR: TypeSpec = iterator("dict_itemiterator", item_next);
pub static REVERSE_KEY_ITERATOR: TypeSpec = iterator("dict_reversekeyiterator", key_next);
pub static REVERSE_VALUE_ITERATOR: TypeSpec = iterator("dict_reversevalueiterator", value_next);
pub static REVERSE_ITEM_ITERATOR: TypeSpec = iterator("dict_reverseitemiterator", item_next);

// ---- views

fn keys_iter(vm: &Vm, v: Value) -> Res {
    new_iterator(vm, vm.types.dict_key_iterator, source(v), false)
}
fn values_iter(vm: &Vm, v: Value) -> Res {
    new_iterator(vm, vm.types.dict_value_iterator, source(v), false)
}
fn items_iter(vm: &Vm, v: Value) -> Res {
    new_iterator(vm, vm.types.dict_item_iterator, source(v), false)
}

fn view_len(vm: &Vm, v: Value) -> Res<usize> {
    Ok(vm.dict(source(v)).len())
}

fn keys_contains(vm: &Vm, v: Value, key: Value) -> Res<bool> {
    Ok(vm.dict_get(source(v), key)?.is_some())
}

fn items_contains(vm: &Vm, v: Value, item: Value) -> Res<bool> {
    if !vm.is_tuple(item) || vm.tuple_items(item).len() != 2 {
        return Ok(false);
    }
    let pair = vm.tuple_items(item);
    let Some(found) = vm.dict_get(source(v), pair[0])? else { return Ok(false) };
    let found = Ref::new(found);
    vm.compare_bool(found.value(), pair[1], CompareOp::Eq)
}

fn view_repr(vm: &Vm, v: Value) -> Res {
    guarded_repr(vm, v, "...", |out| {
        out.push_str(&vm.type_name(v));
        out.push_str("([");
        let it = vm.iter(v)?;
        let mut first = true;
        while let Some(x) = vm.next(it.value())? {
            if !first {
                out.push_str(", ");
            }
            first = false;
            push_repr(vm, out, x.value())?;
        }
        out.push_str("])");
        Ok(())
    })
}

fn is_set_view(vm: &Vm, v: Value) -> bool {
    v.is_exact(vm.types.dict_keys) || v.is_exact(vm.types.dict_items)
}

fn all_in(vm: &Vm, a: Value, b: Value) -> Res<bool> {
    let it = vm.iter(a)?;
    while let Some(x) = vm.next(it.value())? {
        if !vm.contains(b, x.value())? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn view_compare(vm: &Vm, a: Value, b: Value, op: CompareOp) -> Res {
    if !vm.is_any_set(b) && !is_set_view(vm, b) {
        return Ok(Ref::NOT_IMPLEMENTED);
    }
    let (m, n) = (vm.len(a)?, vm.len(b)?);
    let r = match op {
        CompareOp::Eq | CompareOp::Ne => (m == n && all_in(vm, a, b)?) == (op == CompareOp::Eq),
        CompareOp::Lt => m < n && all_in(vm, a, b)?,
        CompareOp::Le => m <= n && all_in(vm, a, b)?,
        CompareOp::Gt => m > n && all_in(vm, b, a)?,
        CompareOp::Ge => m >= n && all_in(vm, b, a)?,
    };
    Ok(Ref::bool(r))
}

fn to_set(vm: &Vm, v: Value) -> Res {
    let s = vm.new_set()?;
    super::set::update(vm, s.value(), v)?;
    Ok(s)
}

fn view_and(vm: &Vm, a: Value, b: Value) -> Res {
    let (view, other) = if is_set_view(vm, a) { (a, b) } else { (b, a) };
    let r = vm.new_set()?;
    // The smaller side is walked where both have a length.
    if is_set_view(vm, other) || vm.is_any_set(other) {
        let (walk, test) = if vm.len(view)? < vm.len(other)? { (view, other) } else { (other, view) };
        let it = vm.iter(walk)?;
        while let Some(x) = vm.next(it.value())? {
            if vm.contains(test, x.value())? {
                vm.set_add(r.value(), x.value())?;
            }
        }
        return Ok(r);
    }
    let it = vm.iter(other)?;
    while let Some(x) = vm.next(it.value())? {
        if vm.contains(view, x.value())? {
            vm.set_add(r.value(), x.value())?;
        }
    }
    Ok(r)
}
fn view_or(vm: &Vm, a: Value, b: Value) -> Res {
    let r = to_set(vm, a)?;
    super::set::update(vm, r.value(), b)?;
    Ok(r)
}
fn view_sub(vm: &Vm, a: Value, b: Value) -> Res {
    let r = to_set(vm, a)?;
    super::set::difference_update(vm, r.value(), b)?;
    Ok(r)
}
fn view_xor(vm: &Vm, a: Value, b: Value) -> Res {
    let r = to_set(vm, a)?;
    super::set::symmetric_difference_update(vm, r.value(), b)?;
    Ok(r)
}

fn isdisjoint(vm: &Vm, this: Value, other: Value) -> Res {
    let it = vm.iter(other)?;
    while let Some(x) = vm.next(it.value())? {
        if vm.contains(this, x.value())? {
            return Ok(Ref::bool(false));
        }
    }
    Ok(Ref::bool(true))
}

native! { static KEYS_METHODS = [
    /// Return True if the view and the given iterable have a null intersection.
    "isdisjoint(self, other, /)" => fn keys_isdisjoint(vm, [this, other]) { isdisjoint(vm, this, other) }
    /// Return a reverse iterator over the dict keys.
    "__reversed__(self, /)" => fn keys_reversed(vm, [this]) {
        new_iterator(vm, vm.types.dict_reverse_key_iterator, source(this), true)
    }
]; }
native! { static VALUES_METHODS = [
    /// Return a reverse iterator over the dict values.
    "__reversed__(self, /)" => fn values_reversed(vm, [this]) {
        new_iterator(vm, vm.types.dict_reverse_value_iterator, source(this), true)
    }
]; }
native! { static ITEMS_METHODS = [
    /// Return True if the view and the given iterable have a null intersection.
    "isdisjoint(self, other, /)" => fn items_isdisjoint(vm, [this, other]) { isdisjoint(vm, this, other) }
    /// Return a reverse iterator over the dict items.
    "__reversed__(self, /)" => fn items_reversed(vm, [this]) {
        new_iterator(vm, vm.types.dict_reverse_item_iterator, source(this), true)
    }
]; }

static GETSET: &[GetSetDef] = &[GetSetDef {
    name: "mapping",
    get: |vm, v| vm.call(Value::from_ptr(vm.types.mapping_proxy), &[source(v)]),
    set: None,
    doc: "dictionary that this view refers to",
}];

const SET_OPERATORS: [Option<BinaryFn>; crate::object::type_object::BIN_OPS] =
    Slots::table([(BinOp::And, view_and), (BinOp::Or, view_or), (BinOp::Sub, view_sub), (BinOp::Xor, view_xor)]);

const fn view(name: &'static str, methods: &'static [NativeDef], slots: Slots) -> TypeSpec {
    TypeSpec {
        name,
        flags: flags::TRACKED,
        size: size_of::<IndexIterator>(),
        slots: Slots {
            repr: Some(view_repr),
            len: Some(view_len),
            drop: Some(drop_index_iterator),
            traverse: Some(traverse_index_iterator),
            ..slots
        },
        methods,
        getset: GETSET,
        doc: "",
    }
}
pub static KEYS: TypeSpec = view(
    "dict_keys",
    KEYS_METHODS,
    Slots {
        iter: Some(keys_iter),
        contains: Some(keys_contains),
        compare: Some(view_compare),
        binary: SET_OPERATORS,
        ..Slots::EMPTY
    },
);
pub static VALUES: TypeSpec = view("dict_values", VALUES_METHODS, Slots { iter: Some(values_iter), ..Slots::EMPTY });
pub static ITEMS: TypeSpec = view(
    "dict_items",
    ITEMS_METHODS,
    Slots {
        iter: Some(items_iter),
        contains: Some(items_contains),
        compare: Some(view_compare),
        binary: SET_OPERATORS,
        ..Slots::EMPTY
    },
);
