//! `dict`. The views and iterators are in `dict_views`.
use super::support::*;
use crate::native;
use crate::object::dict::{drop_dict, traverse_dict};
use crate::object::{
    BinOp, CompareOp, Dict, Header, Ref, Res, Slots, Type, TypeSpec, Value, Vm, call_native, flags,
};

fn dict_new(vm: &Vm, ty: *mut Type, _: &[Value], _: Value) -> Res {
    vm.new_object::<Dict>(ty, |p| vm.init_dict(p))
}

native! { static UPDATE = [
    @varargs "dict(self, iterable=(), /, **kwargs)" => fn dict_init_body(vm, [this, iterable, kwargs]) {
        update_from(vm, this, iterable, kwargs)?;
        Ok(Ref::NONE)
    }
]; }

fn update_from(vm: &Vm, this: Value, iterable: Value, kwargs: Value) -> Res<()> {
    if !iterable.is_unbound() {
        update(vm, this, iterable)?;
    }
    if !kwargs.is_unbound() {
        if vm.dict(kwargs).iter().any(|(k, _)| !vm.is_str(k)) {
            return Err(vm.keywords_must_be_strings());
        }
        merge(vm, this, kwargs, true)?;
    }
    Ok(())
}

fn one_mapping(vm: &Vm, name: &str, given: usize) -> Res<()> {
    if given > 1 {
        return Err(vm.type_error(format!("{name} expected at most 1 argument, got {given}")));
    }
    Ok(())
}

fn dict_init(vm: &Vm, this: Value, args: &[Value], kwnames: Value) -> Res<()> {
    if args.is_empty() {
        return Ok(());
    }
    let given = args.len() - if kwnames == Value::NULL { 0 } else { vm.tuple_items(kwnames).len() };
    one_mapping(vm, "dict", given)?;
    let mut all = vec![this];
    all.extend_from_slice(args);
    call_native(vm, &UPDATE[0], &all, kwnames).map(|_| ())
}

/// `d.update(other)` for a mapping or an iterable of pairs.
pub fn update(vm: &Vm, this: Value, other: Value) -> Res<()> {
    if vm.is_dict(other) || vm.getattr_opt(other, vm.names.keys)?.is_some() {
        return merge(vm, this, other, true);
    }
    merge_pairs(vm, this, other)
}

fn merge_pairs(vm: &Vm, this: Value, pairs: Value) -> Res<()> {
    let it = vm.iter(pairs)?;
    let mut i = 0usize;
    while let Some(item) = vm.next(it.value())? {
        let pair = match vm.collect(item.value()) {
            Ok(p) => p,
            Err(e) => {
                if vm.raised.get().is_exact(vm.types.TypeError) {
                    if vm.slots(item.value()).iter.is_none() {
                        drop(vm.take_raised());
                        let _ = vm.type_error("object is not iterable");
                    }
                    let note = format!("Cannot convert dictionary update sequence element #{i} to a sequence");
                    super::exceptions::base::add_note(vm, vm.raised.get(), &note);
                }
                return Err(e);
            }
        };
        if pair.len() != 2 {
            return Err(vm.value_error(format!(
                "dictionary update sequence element #{i} has length {}; 2 is required",
                pair.len()
            )));
        }
        vm.dict_set(this, pair[0].value(), pair[1].value())?;
        i += 1;
    }
    Ok(())
}

/// Copies the items of a mapping into `this`; keys that exist are replaced where `replace` says so.
pub fn merge(vm: &Vm, this: Value, other: Value, replace: bool) -> Res<()> {
    if this == other {
        return Ok(());
    }
    if other.is_exact(vm.types.dict) || vm.is_dict(other) && uses_plain_iteration(vm, other) {
        if vm.dict_fill_from(this, other)? {
            return Ok(());
        }
        let n = vm.dict(other).len();
        if n > vm.dict(this).len() {
            let need = vm.dict(this).len() + n;
            vm.dict(this).resize(vm, need)?;
        }
        let mut i = 0;
        while i < vm.dict(other).raw_entries().len() {
            let e = *vm.dict(other).entry(i);
            i += 1;
            if e.key.is_unbound() {
                continue;
            }
            if replace {
                vm.dict_set_hashed(this, e.key, e.hash, Ref::new(e.value))?;
            } else {
                let (k, v) = (Ref::new(e.key), Ref::new(e.value));
                if vm.dict_find(this, k.value(), e.hash)?.is_none() {
                    vm.dict(this).insert_new(vm, e.hash, k, v)?;
                }
            }
            if vm.dict(other).len() != n {
                return Err(vm.runtime_error("dict mutated during update"));
            }
        }
        return Ok(());
    }
    let keys = vm.call_method(other, vm.names.keys, &[])?;
    let it = vm.iter(keys.value())?;
    while let Some(k) = vm.next(it.value())? {
        if !replace && vm.dict_get(this, k.value())?.is_some() {
            continue;
        }
        let v = vm.getitem(other, k.value())?;
        vm.dict_set(this, k.value(), v.value())?;
    }
    Ok(())
}

/// Whether a dict subclass iterates as dict does, so that its entries may be read directly.
fn uses_plain_iteration(vm: &Vm, d: Value) -> bool {
    vm.slots(d).iter == Some(super::dict_views::dict_iter as fn(&Vm, Value) -> Res)
}

/// KeyError with the key as its argument.
#[cold]
pub fn key_error(vm: &Vm, key: Value) -> crate::object::Raised {
    vm.raise_with(vm.types.KeyError, key)
}

fn dict_getitem(vm: &Vm, this: Value, key: Value) -> Res {
    match vm.dict_get(this, key)? {
        Some(v) => Ok(Ref::new(v)),
        None => missing(vm, this, key),
    }
}

#[cold]
fn missing(vm: &Vm, this: Value, key: Value) -> Res {
    if !this.is_exact(vm.types.dict)
        && let Some(r) = vm.call_special(this, vm.names.__missing__, &[key])?
    {
        return Ok(r);
    }
    Err(key_error(vm, key))
}

fn dict_setitem(vm: &Vm, this: Value, key: Value, value: Option<Value>) -> Res<()> {
    match value {
        Some(v) => vm.dict_set(this, key, v),
        None => match vm.dict_remove(this, key)? {
            Some(_) => Ok(()),
            None => Err(key_error(vm, key)),
        },
    }
}

fn dict_contains(vm: &Vm, this: Value, key: Value) -> Res<bool> {
    Ok(vm.dict_get(this, key)?.is_some())
}

fn dict_len(vm: &Vm, this: Value) -> Res<usize> {
    Ok(vm.dict(this).len())
}

/// Entries at or after `i`, one at a time, with references held; the dict may change in between.
pub fn next_entry(vm: &Vm, d: Value, i: &mut usize) -> Option<(Ref, Ref)> {
    while *i < vm.dict(d).raw_entries().len() {
        let e = *vm.dict(d).entry(*i);
        *i += 1;
        if !e.key.is_unbound() {
            return Some((Ref::new(e.key), Ref::new(e.value)));
        }
    }
    None
}

fn dict_repr(vm: &Vm, this: Value) -> Res {
    if vm.dict(this).is_empty() {
        return vm.new_str("{}");
    }
    guarded_repr(vm, this, "{...}", |out| {
        let mut i = 0;
        let mut first = true;
        out.push_str("{");
        while let Some((k, v)) = next_entry(vm, this, &mut i) {
            if !first {
                out.push_str(", ");
            }
            first = false;
            push_repr(vm, out, k.value())?;
            out.push_str(": ");
            push_repr(vm, out, v.value())?;
        }
        out.push_str("}");
        Ok(())
    })
}

fn dict_compare(vm: &Vm, a: Value, b: Value, op: CompareOp) -> Res {
    if !matches!(op, CompareOp::Eq | CompareOp::Ne) || !vm.is_dict(a) || !vm.is_dict(b) {
        return Ok(Ref::NOT_IMPLEMENTED);
    }
    let equal = equal(vm, a, b)?;
    Ok(Ref::bool(equal == (op == CompareOp::Eq)))
}

fn equal(vm: &Vm, a: Value, b: Value) -> Res<bool> {
    if vm.dict(a).len() != vm.dict(b).len() {
        return Ok(false);
    }
    vm.check_machine_stack(" in comparison")?;
    let mut i = 0;
    while i < vm.dict(a).raw_entries().len() {
        let e = *vm.dict(a).entry(i);
        i += 1;
        if e.key.is_unbound() {
            continue;
        }
        let (k, v) = (Ref::new(e.key), Ref::new(e.value));
        let Some(at) = vm.dict_find(b, k.value(), e.hash)? else { return Ok(false) };
        let w = Ref::new(vm.dict(b).entry(at).value);
        if !vm.compare_bool(v.value(), w.value(), CompareOp::Eq)? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn dict_or(vm: &Vm, a: Value, b: Value) -> Res {
    if !vm.is_dict(a) || !vm.is_dict(b) {
        return Ok(Ref::NOT_IMPLEMENTED);
    }
    let r = vm.dict_copy(a)?;
    merge(vm, r.value(), b, true)?;
    Ok(r)
}

fn dict_ior(vm: &Vm, a: Value, b: Value) -> Res {
    update(vm, a, b)?;
    Ok(Ref::new(a))
}

native! { pub static METHODS = [
    /// True if the dictionary has the specified key, else False.
    @slot_method "__contains__(self, key, /)" => fn contains_method(vm, [this, key]) { dict_contains(vm, this, key).map(Ref::bool) }
    /// Return self[key].
    @slot_method "__getitem__(self, key, /)" => fn getitem_method(vm, [this, key]) { dict_getitem(vm, this, key) }
    /// Remove all items from the dict.
    "clear(self, /)" => fn clear(vm, [this]) { vm.dict(this).clear(vm); Ok(Ref::NONE) }
    /// Return a shallow copy of the dict.
    "copy(self, /)" => fn copy(vm, [this]) { vm.dict_copy(this) }
    /// Create a new dictionary with keys from iterable and values set to value.
    @classmethod "fromkeys(cls, iterable, value=None, /)" => fn fromkeys(vm, [cls, iterable, value]) {
        let d = vm.call(cls, &[])?;
        if d.is_exact(vm.types.dict) {
            vm.for_each(iterable, |k| vm.dict_set(d.value(), k.value(), value))?;
        } else {
            vm.for_each(iterable, |k| vm.setitem(d.value(), k.value(), value))?;
        }
        Ok(d)
    }
    /// Return the value for key if key is in the dictionary, else default.
    "get(self, key, default=None, /)" => fn get(vm, [this, key, default]) {
        Ok(Ref::new(vm.dict_get(this, key)?.unwrap_or(default)))
    }
    /// Return a set-like object providing a view on the dict's items.
    "items(self, /)" => fn items(vm, [this]) { super::dict_views::new_view(vm, vm.types.dict_items, this) }
    /// Return a set-like object providing a view on the dict's keys.
    "keys(self, /)" => fn keys(vm, [this]) { super::dict_views::new_view(vm, vm.types.dict_keys, this) }
    /// Return an object providing a view on the dict's values.
    "values(self, /)" => fn values(vm, [this]) { super::dict_views::new_view(vm, vm.types.dict_values, this) }
    /// D.pop(k[,d]) -> v, remove specified key and return the corresponding value.
    ///
    /// If the key is not found, return the default if given; otherwise,
    /// raise a KeyError.
    "pop(self, key, default=<unrepresentable>, /)" => fn pop(vm, [this, key, default]) {
        // The key of an empty dict is not hashed.
        let found = if vm.dict(this).len() == 0 { None } else { vm.dict_remove(this, key)? };
        match found {
            Some(v) => Ok(v),
            None if default.is_unbound() => Err(key_error(vm, key)),
            None => Ok(Ref::new(default)),
        }
    }
    /// Remove and return a (key, value) pair as a 2-tuple.
    ///
    /// Pairs are returned in LIFO (last-in, first-out) order.
    /// Raises KeyError if the dict is empty.
    "popitem(self, /)" => fn popitem(vm, [this]) {
        let d = vm.dict(this);
        match d.raw_entries().iter().rposition(|e| !e.key.is_unbound()) {
            Some(i) => {
                let (k, v) = d.remove_at(i);
                vm.tuple_from_refs([k, v])
            }
            None => Err(vm.raise_type(vm.types.KeyError, "popitem(): dictionary is empty")),
        }
    }
    /// Insert key with a value of default if key is not in the dictionary.
    ///
    /// Return the value for key if key is in the dictionary, else default.
    "setdefault(self, key, default=None, /)" => fn setdefault(vm, [this, key, default]) {
        let hash = vm.hash_key(key)?;
        if let Some(i) = vm.dict_find(this, key, hash)? {
            return Ok(Ref::new(vm.dict(this).entry(i).value));
        }
        vm.dict(this).insert_new(vm, hash, Ref::new(key), Ref::new(default))?;
        Ok(Ref::new(default))
    }
    /// D.update([E, ]**F) -> None.  Update D from mapping/iterable E and F.
    @varargs @objects(|vm, args, _, _| one_mapping(vm, "update", args.len() - 1)) "update(self, iterable=(), /, **kwargs)" => fn update_method(vm, [this, iterable, kwargs]) {
        update_from(vm, this, iterable, kwargs)?;
        Ok(Ref::NONE)
    }
    /// Return a reverse iterator over the dict keys.
    "__reversed__(self, /)" => fn reversed(vm, [this]) {
        super::dict_views::new_iterator(vm, vm.types.dict_reverse_key_iterator, this, true)
    }
    /// Return the size of the dict in memory.
    "__sizeof__(self, /)" => fn sizeof(vm, [this]) { vm.new_usize(48 + vm.dict(this).raw_entries().len() * 28) }
    /// See PEP 585
    @classmethod "__class_getitem__(cls, object, /)" => fn class_getitem(vm, [cls, item]) { generic_alias(vm, cls, item) }
]; }

unsafe fn clear_slot(vm: &Vm, h: *mut Header) {
    (*(h as *mut Dict)).clear(vm);
}

pub static SPEC: TypeSpec = TypeSpec {
    name: "dict",
    doc: "dict() -> new empty dictionary\ndict(mapping) -> new dictionary initialized from a mapping object's\n    (key, value) pairs\ndict(iterable) -> new dictionary initialized as if via:\n    d = {}\n    for k, v in iterable:\n        d[k] = v\ndict(**kwargs) -> new dictionary initialized with the name=value pairs\n    in the keyword argument list.  For example:  dict(one=1, two=2)",
    flags: flags::VECTORCALL | flags::BASETYPE | flags::MATCH_SELF | flags::MAPPING | flags::DICT_SUBCLASS | flags::TRACKED,
    size: size_of::<Dict>(),
    slots: Slots {
        repr: Some(dict_repr),
        compare: Some(dict_compare),
        iter: Some(super::dict_views::dict_iter),
        len: Some(dict_len),
        getitem: Some(dict_getitem),
        setitem: Some(dict_setitem),
        contains: Some(dict_contains),
        binary: Slots::table([(BinOp::Or, dict_or)]),
        inplace: Slots::table([(BinOp::Or, dict_ior)]),
        new: Some(dict_new),
        init: Some(dict_init),
        drop: Some(drop_dict),
        traverse: Some(traverse_dict),
        clear: Some(clear_slot),
        ..Slots::EMPTY
    },
    methods: METHODS,
    getset: &[],
};
