//! `set` and `frozenset`.
use super::support::*;
use crate::native;
use crate::object::set_object::{clear_set, drop_set, traverse_set};
use crate::object::{
    BinOp, BinaryFn, CompareOp, IndexIterator, Ref, Res, Set, Slots, Type, TypeSpec, Value, Vm, call_native, flags,
};

/// Adds all items of an iterable.
pub fn update(vm: &Vm, s: Value, iterable: Value) -> Res<()> {
    if vm.is_any_set(iterable) {
        return vm.set_merge(s, iterable);
    }
    if iterable.is_exact(vm.types.dict) {
        let n = vm.dict(iterable).len();
        let so = vm.set(s);
        if (so.fill + n) * 5 >= so.mask * 3 {
            so.resize(vm, (so.used + n) * 2)?;
        }
        let mut i = 0;
        while i < vm.dict(iterable).raw_entries().len() {
            let e = *vm.dict(iterable).entry(i);
            i += 1;
            if !e.key.is_unbound() {
                let key = Ref::new(e.key);
                vm.set_add_hashed(s, key.value(), e.hash)?;
            }
        }
        return Ok(());
    }
    vm.for_each(iterable, |x| vm.set_add(s, x.value()).map(|_| ()))
}

/// A new set of the type with the items of an iterable.
pub fn new_from(vm: &Vm, ty: *mut Type, iterable: Value) -> Res {
    let s = vm.new_set_of(ty)?;
    update(vm, s.value(), iterable)?;
    Ok(s)
}

/// The type of the result of an operator: subclasses give the base type.
fn base_type(vm: &Vm, s: Value) -> *mut Type {
    if vm.is_instance(s, vm.types.set) { vm.types.set } else { vm.types.frozenset }
}

fn as_set(vm: &Vm, v: Value) -> Res {
    if vm.is_any_set(v) { Ok(Ref::new(v)) } else { new_from(vm, vm.types.set, v) }
}

fn intersection(vm: &Vm, s: Value, other: Value) -> Res {
    let r = vm.new_set_of(base_type(vm, s))?;
    if s == other {
        vm.set_merge(r.value(), s)?;
        return Ok(r);
    }
    if vm.is_any_set(other) {
        let (walk, test) = if vm.set(other).len() > vm.set(s).len() { (s, other) } else { (other, s) };
        let mut i = 0;
        while let Some(e) = vm.set(walk).next_entry(&mut i) {
            let mut held = None;
            if vm.set_has_entry(test, &e, &mut held)? {
                vm.set_add_hashed(r.value(), e.key, e.hash)?;
            }
        }
        return Ok(r);
    }
    vm.for_each(other, |k| {
        let hash = vm.hash(k.value())?;
        if vm.set_find(s, k.value(), hash)?.is_some() {
            vm.set_add_hashed(r.value(), k.value(), hash)?;
        }
        Ok(())
    })?;
    Ok(r)
}

/// Removes the items of an iterable.
pub fn difference_update(vm: &Vm, s: Value, other: Value) -> Res<()> {
    if s == other {
        return vm.set(s).clear(vm);
    }
    if vm.is_any_set(other) {
        // A much larger set is first cut down to what can matter.
        let small = if vm.set(other).len() >> 3 > vm.set(s).len() { Some(intersection(vm, s, other)?) } else { None };
        let other = small.as_ref().map_or(other, |r| r.value());
        let mut i = 0;
        while let Some(e) = vm.set(other).next_entry(&mut i) {
            let _held = Ref::new(e.key);
            vm.set_discard_hashed(s, e.key, e.hash)?;
        }
    } else {
        vm.for_each(other, |k| {
            let hash = vm.hash_element(k.value())?;
            vm.set_discard_hashed(s, k.value(), hash).map(|_| ())
        })?;
    }
    vm.set(s).shrink_deleted(vm)
}

fn difference(vm: &Vm, s: Value, other: Value) -> Res {
    let ty = base_type(vm, s);
    let is_dict = other.is_exact(vm.types.dict);
    let is_set = vm.is_any_set(other);
    let other_len = match (is_set, is_dict) {
        (true, _) => vm.set(other).len(),
        (_, true) => vm.dict(other).len(),
        _ => 0,
    };
    if !is_set && !is_dict || vm.set(s).len() >> 2 > other_len {
        let r = vm.new_set_of(ty)?;
        vm.set_merge(r.value(), s)?;
        difference_update(vm, r.value(), other)?;
        return Ok(r);
    }
    let r = vm.new_set_of(ty)?;
    let mut i = 0;
    while let Some(e) = vm.set(s).next_entry(&mut i) {
        let mut held = None;
        let found = match is_set {
            true => vm.set_has_entry(other, &e, &mut held)?,
            false => {
                held = Some(Ref::new(e.key));
                vm.dict_find(other, e.key, e.hash)?.is_some()
            }
        };
        if !found {
            vm.set_add_hashed(r.value(), e.key, e.hash)?;
        }
        drop(held);
    }
    Ok(r)
}

/// Keeps what is in exactly one of both.
pub fn symmetric_difference_update(vm: &Vm, s: Value, other: Value) -> Res<()> {
    if s == other {
        return vm.set(s).clear(vm);
    }
    let toggle = |k: Value, hash: i64| -> Res<()> {
        if !vm.set_discard_hashed(s, k, hash)? {
            vm.set_add_hashed(s, k, hash)?;
        }
        Ok(())
    };
    if other.is_exact(vm.types.dict) {
        let mut i = 0;
        while let Some((k, _)) = super::dict::next_entry(vm, other, &mut i) {
            toggle(k.value(), vm.hash_element(k.value())?)?;
        }
        return Ok(());
    }
    let other = as_set(vm, other)?;
    let mut i = 0;
    while let Some(e) = vm.set(other.value()).next_entry(&mut i) {
        let held = Ref::new(e.key);
        toggle(held.value(), e.hash)?;
    }
    Ok(())
}

fn symmetric_difference(vm: &Vm, s: Value, other: Value) -> Res {
    let r = new_from(vm, base_type(vm, s), other)?;
    symmetric_difference_update(vm, r.value(), s)?;
    Ok(r)
}

fn is_subset(vm: &Vm, a: Value, b: Value) -> Res<bool> {
    if vm.set(a).len() > vm.set(b).len() {
        return Ok(false);
    }
    let mut i = 0;
    while let Some(e) = vm.set(a).next_entry(&mut i) {
        let mut held = None;
        if !vm.set_has_entry(b, &e, &mut held)? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn copy_of(vm: &Vm, s: Value) -> Res {
    let r = vm.new_set_of(base_type(vm, s))?;
    vm.set_merge(r.value(), s)?;
    Ok(r)
}

// ---- slots

fn set_new(vm: &Vm, ty: *mut Type, _: &[Value], _: Value) -> Res {
    vm.new_set_of(ty)
}

native! { static INIT = [
    "set(self, iterable=(), /)" => fn set_init_body(vm, [this, iterable]) {
        if vm.set(this).fill != 0 {
            vm.set(this).clear(vm)?;
        }
        if !iterable.is_unbound() {
            update(vm, this, iterable)?;
        }
        Ok(Ref::NONE)
    }
]; }

fn set_init(vm: &Vm, this: Value, args: &[Value], kwnames: Value) -> Res<()> {
    if kwnames == Value::NULL && args.len() > 1 {
        check_args(vm, &vm.type_name(this), args, kwnames, 0, 1)?;
    }
    let mut all = vec![this];
    all.extend_from_slice(args);
    call_native(vm, &INIT[0], &all, kwnames).map(|_| ())
}

fn frozenset_new(vm: &Vm, ty: *mut Type, args: &[Value], kwnames: Value) -> Res {
    let exact = ty == vm.types.frozenset;
    let named = if kwnames == Value::NULL { 0 } else { vm.tuple_items(kwnames).len() };
    // SAFETY: live types.
    let own_init = unsafe { (*ty).slots.init != (*vm.types.frozenset).slots.init };
    if named > 0 && !own_init {
        return Err(no_keywords(vm, "frozenset"));
    }
    let args = &args[..args.len() - named];
    if args.len() > 1 {
        check_args(vm, &vm.name_of_type(ty), args, Value::NULL, 0, 1)?;
    }
    match args.first() {
        Some(v) if exact && v.is_exact(ty) => Ok(Ref::new(*v)),
        Some(v) => {
            let r = new_from(vm, ty, *v)?;
            if exact && vm.set(r.value()).is_empty() { empty_frozenset(vm) } else { Ok(r) }
        }
        None if exact => empty_frozenset(vm),
        None => vm.new_set_of(ty),
    }
}

fn empty_frozenset(vm: &Vm) -> Res {
    if vm.empty_frozenset.get() == Value::NULL {
        vm.empty_frozenset.set(vm.new_set_of(vm.types.frozenset)?.into_value());
    }
    Ok(Ref::new(vm.empty_frozenset.get()))
}

fn set_len(vm: &Vm, s: Value) -> Res<usize> {
    Ok(vm.set(s).len())
}

fn set_iter(vm: &Vm, s: Value) -> Res {
    vm.new_index_iterator(vm.types.set_iterator, s, 0, vm.set(s).len() as i64, 1)
}

/// The key to search for: an unhashable set stands for the frozenset of its items.
fn searched(vm: &Vm, s: Value, key: Value) -> Res<(Ref, Option<usize>)> {
    match vm.hash_element(key) {
        Ok(hash) => Ok((Ref::new(key), vm.set_find(s, key, hash)?)),
        Err(e) => {
            if !vm.is_instance(key, vm.types.set) || !vm.clear_raised_if(vm.types.TypeError) {
                return Err(e);
            }
            let frozen = new_from(vm, vm.types.frozenset, key)?;
            let hash = vm.hash(frozen.value())?;
            let found = vm.set_find(s, frozen.value(), hash)?;
            Ok((frozen, found))
        }
    }
}

fn set_contains(vm: &Vm, s: Value, key: Value) -> Res<bool> {
    Ok(searched(vm, s, key)?.1.is_some())
}

fn set_repr(vm: &Vm, s: Value) -> Res {
    let name = vm.type_name(s);
    if vm.set(s).is_empty() {
        return vm.new_str(&format!("{name}()"));
    }
    guarded_repr(vm, s, &format!("{name}(...)"), |out| {
        let plain = s.is_exact(vm.types.set);
        if !plain {
            out.push_str(&name);
            out.push_str("(");
        }
        out.push_str("{");
        let keys: Vec<Ref> = vm.set(s).iter().map(|e| Ref::new(e.key)).collect();
        for (i, k) in keys.iter().enumerate() {
            if i > 0 {
                out.push_str(", ");
            }
            push_repr(vm, out, k.value())?;
        }
        out.push_str(if plain { "}" } else { "})" });
        Ok(())
    })
}

fn frozenset_hash(vm: &Vm, s: Value) -> Res<i64> {
    let set = vm.set(s);
    if set.hash != -1 {
        return Ok(set.hash);
    }
    let shuffle = |h: u64| ((h ^ 89869747) ^ (h << 16)).wrapping_mul(3644798167);
    let mut h = set.iter().fold(0u64, |h, e| h ^ shuffle(e.hash as u64));
    h ^= (set.used as u64 + 1).wrapping_mul(1927868237);
    h ^= (h >> 11) ^ (h >> 25);
    h = h.wrapping_mul(69069).wrapping_add(907133923);
    set.hash = if h == u64::MAX { 590923713 } else { h as i64 };
    Ok(set.hash)
}

fn set_compare(vm: &Vm, a: Value, b: Value, op: CompareOp) -> Res {
    if !vm.is_any_set(a) || !vm.is_any_set(b) {
        return Ok(Ref::NOT_IMPLEMENTED);
    }
    let (m, n) = (vm.set(a).len(), vm.set(b).len());
    let r = match op {
        CompareOp::Eq | CompareOp::Ne => {
            let (x, y) = (vm.set(a).hash, vm.set(b).hash);
            let equal = m == n && !(x != -1 && y != -1 && x != y) && is_subset(vm, a, b)?;
            equal == (op == CompareOp::Eq)
        }
        CompareOp::Le => is_subset(vm, a, b)?,
        CompareOp::Ge => is_subset(vm, b, a)?,
        CompareOp::Lt => m < n && is_subset(vm, a, b)?,
        CompareOp::Gt => n < m && is_subset(vm, b, a)?,
    };
    Ok(Ref::bool(r))
}

fn operands(vm: &Vm, a: Value, b: Value) -> bool {
    vm.is_any_set(a) && vm.is_any_set(b)
}
fn set_and(vm: &Vm, a: Value, b: Value) -> Res {
    if operands(vm, a, b) { intersection(vm, a, b) } else { Ok(Ref::NOT_IMPLEMENTED) }
}
fn set_or(vm: &Vm, a: Value, b: Value) -> Res {
    if !operands(vm, a, b) {
        return Ok(Ref::NOT_IMPLEMENTED);
    }
    let r = copy_of(vm, a)?;
    if a != b {
        vm.set_merge(r.value(), b)?;
    }
    Ok(r)
}
fn set_sub(vm: &Vm, a: Value, b: Value) -> Res {
    if operands(vm, a, b) { difference(vm, a, b) } else { Ok(Ref::NOT_IMPLEMENTED) }
}
fn set_xor(vm: &Vm, a: Value, b: Value) -> Res {
    if operands(vm, a, b) { symmetric_difference(vm, a, b) } else { Ok(Ref::NOT_IMPLEMENTED) }
}
fn intersect_in_place(vm: &Vm, s: Value, other: Value) -> Res<()> {
    let r = intersection(vm, s, other)?;
    vm.set(s).swap(vm.set(r.value()));
    Ok(())
}
fn set_iand(vm: &Vm, a: Value, b: Value) -> Res {
    if !vm.is_any_set(b) {
        return Ok(Ref::NOT_IMPLEMENTED);
    }
    intersect_in_place(vm, a, b)?;
    Ok(Ref::new(a))
}
fn set_ior(vm: &Vm, a: Value, b: Value) -> Res {
    if !vm.is_any_set(b) {
        return Ok(Ref::NOT_IMPLEMENTED);
    }
    vm.set_merge(a, b)?;
    Ok(Ref::new(a))
}
fn set_isub(vm: &Vm, a: Value, b: Value) -> Res {
    if !vm.is_any_set(b) {
        return Ok(Ref::NOT_IMPLEMENTED);
    }
    difference_update(vm, a, b)?;
    Ok(Ref::new(a))
}
fn set_ixor(vm: &Vm, a: Value, b: Value) -> Res {
    if !vm.is_any_set(b) {
        return Ok(Ref::NOT_IMPLEMENTED);
    }
    symmetric_difference_update(vm, a, b)?;
    Ok(Ref::new(a))
}

fn set_iterator_next(vm: &Vm, v: Value) -> Res<Option<Ref>> {
    // SAFETY: the slot belongs to the set iterator's type only.
    let i = unsafe { &mut *v.ptr::<IndexIterator>() };
    if i.source == Value::NULL {
        return Ok(None);
    }
    let s = vm.set(i.source);
    if i.end != s.len() as i64 {
        i.end = -1;
        return Err(vm.runtime_error("Set changed size during iteration"));
    }
    if let Some(at) = s.next_live(i.index as usize) {
        i.index = at as i64 + 1;
        return Ok(Some(Ref::new(s.slots()[at].key)));
    }
    let source = std::mem::replace(&mut i.source, Value::NULL);
    source.decref(vm);
    Ok(None)
}

// ---- methods: those of both types, then those of set alone

macro_rules! shared_methods { ($($extra:tt)*) => { native! { static METHODS = [
    /// x.__contains__(y) <==> y in x.
    @slot_method "__contains__(self, object, /)" => fn contains_method(vm, [this, key]) { set_contains(vm, this, key).map(Ref::bool) }
    /// Return a shallow copy of a set.
    "copy(self, /)" => fn copy(vm, [this]) {
        if this.is_exact(vm.types.frozenset) { Ok(Ref::new(this)) } else { copy_of(vm, this) }
    }
    /// Return the difference of two or more sets as a new set.
    "difference(self, /, *others)" => fn difference_method(vm, [this], *others) {
        let Some((first, rest)) = others.split_first() else { return copy_of(vm, this) };
        let r = difference(vm, this, *first)?;
        for o in rest {
            difference_update(vm, r.value(), *o)?;
        }
        Ok(r)
    }
    /// Return a new set with elements common to the set and all others.
    "intersection(self, /, *others)" => fn intersection_method(vm, [this], *others) {
        let Some((first, rest)) = others.split_first() else { return copy_of(vm, this) };
        let mut r = intersection(vm, this, *first)?;
        for o in rest {
            r = intersection(vm, r.value(), *o)?;
        }
        Ok(r)
    }
    /// Return True if two sets have a null intersection.
    "isdisjoint(self, other, /)" => fn isdisjoint(vm, [this, other]) {
        if vm.is_any_set(other) {
            let (walk, test) = if vm.set(other).len() > vm.set(this).len() { (this, other) } else { (other, this) };
            let mut i = 0;
            while let Some(e) = vm.set(walk).next_entry(&mut i) {
                let mut held = None;
                if vm.set_has_entry(test, &e, &mut held)? {
                    return Ok(Ref::bool(false));
                }
            }
            return Ok(Ref::bool(true));
        }
        let it = vm.iter(other)?;
        while let Some(k) = vm.next(it.value())? {
            if vm.set_contains(this, k.value())? {
                return Ok(Ref::bool(false));
            }
        }
        Ok(Ref::bool(true))
    }
    /// Report whether another set contains this set.
    "issubset(self, other, /)" => fn issubset(vm, [this, other]) {
        if vm.is_any_set(other) {
            return Ok(Ref::bool(is_subset(vm, this, other)?));
        }
        let common = intersection(vm, this, other)?;
        Ok(Ref::bool(vm.set(common.value()).len() == vm.set(this).len()))
    }
    /// Report whether this set contains another set.
    "issuperset(self, other, /)" => fn issuperset(vm, [this, other]) {
        if vm.is_any_set(other) {
            return Ok(Ref::bool(is_subset(vm, other, this)?));
        }
        let it = vm.iter(other)?;
        while let Some(k) = vm.next(it.value())? {
            if !vm.set_contains(this, k.value())? {
                return Ok(Ref::bool(false));
            }
        }
        Ok(Ref::bool(true))
    }
    /// Return a new set with elements in either the set or other but not both.
    "symmetric_difference(self, other, /)" => fn symmetric_difference_method(vm, [this, other]) {
        symmetric_difference(vm, this, other)
    }
    /// Return a new set with elements from the set and all others.
    "union(self, /, *others)" => fn union(vm, [this], *others) {
        let r = copy_of(vm, this)?;
        for o in others.iter().filter(|o| **o != this) {
            update(vm, r.value(), *o)?;
        }
        Ok(r)
    }
    /// Return state information for pickling.
    "__reduce__(self, /)" => fn reduce(vm, [this]) {
        let items = vm.list_from_refs(vm.collect(this)?)?;
        let args = vm.tuple_from(&[items.value()])?;
        let state = vm.call_method(this, vm.intern("__getstate__").value(), &[])?;
        vm.tuple_from(&[Value::from_ptr(vm.type_of(this)), args.value(), state.value()])
    }
    "__sizeof__(self, /)" => fn sizeof(vm, [this]) { vm.new_usize(72 + (vm.set(this).mask + 1) * 16) }
    /// See PEP 585
    @classmethod "__class_getitem__(cls, object, /)" => fn class_getitem(vm, [cls, item]) { generic_alias(vm, cls, item) }
    $($extra)*
]; } } }
shared_methods! {
    /// Add an element to a set.
    "add(self, object, /)" => fn add(vm, [this, object]) {
        vm.set_add(this, object)?;
        Ok(Ref::NONE)
    }
    /// Remove all elements from this set.
    "clear(self, /)" => fn clear(vm, [this]) {
        vm.set(this).clear(vm)?;
        Ok(Ref::NONE)
    }
    /// Remove an element from a set if it is a member.
    "discard(self, object, /)" => fn discard(vm, [this, object]) {
        if let (_key, Some(i)) = searched(vm, this, object)? {
            drop(vm.set(this).remove_at(i));
        }
        Ok(Ref::NONE)
    }
    /// Remove an element from a set; it must be a member.
    "remove(self, object, /)" => fn remove(vm, [this, object]) {
        match searched(vm, this, object)? {
            (_, Some(i)) => { drop(vm.set(this).remove_at(i)); Ok(Ref::NONE) }
            (_, None) => Err(super::dict::key_error(vm, object)),
        }
    }
    /// Remove and return an arbitrary set element.
    "pop(self, /)" => fn pop(vm, [this]) {
        let s = vm.set(this);
        if s.is_empty() {
            return Err(vm.raise_type(vm.types.KeyError, "pop from an empty set"));
        }
        let from = s.finger & s.mask;
        match s.next_live(from).or_else(|| s.next_live(0)) {
            Some(i) => {
                s.finger = i + 1;
                Ok(s.remove_at(i))
            }
            None => Err(vm.raise_type(vm.types.KeyError, "pop from an empty set")),
        }
    }
    /// Update the set, adding elements from all others.
    "update(self, /, *others)" => fn update_method(vm, [this], *others) {
        for o in others {
            update(vm, this, *o)?;
        }
        Ok(Ref::NONE)
    }
    /// Update the set, keeping only elements found in it and all others.
    "intersection_update(self, /, *others)" => fn intersection_update(vm, [this], *others) {
        let Some((first, rest)) = others.split_first() else { return Ok(Ref::NONE) };
        let mut r = intersection(vm, this, *first)?;
        for o in rest {
            r = intersection(vm, r.value(), *o)?;
        }
        vm.set(this).swap(vm.set(r.value()));
        Ok(Ref::NONE)
    }
    /// Update the set, removing elements found in others.
    "difference_update(self, /, *others)" => fn difference_update_method(vm, [this], *others) {
        for o in others {
            difference_update(vm, this, *o)?;
        }
        Ok(Ref::NONE)
    }
    /// Update the set, keeping only elements found in either set, but not in both.
    "symmetric_difference_update(self, other, /)" => fn symmetric_difference_update_method(vm, [this, other]) {
        symmetric_difference_update(vm, this, other)?;
        Ok(Ref::NONE)
    }
}
/// Methods of `METHODS` that frozenset shares; those that change a set follow.
const SHARED: usize = 12;

native! { static ITERATOR_METHODS = [
    "__reduce__(self, /)" => fn iterator_reduce(vm, [this]) {
        // SAFETY: the method belongs to the set iterator's type only.
        let i = unsafe { this.get::<IndexIterator>() };
        let left = vm.new_list()?;
        if i.source != Value::NULL && i.end >= 0 {
            let slots = vm.set(i.source).slots();
            for e in slots[(i.index as usize).min(slots.len())..].iter().filter(|e| e.is_live()) {
                vm.list(left.value()).push(vm, Ref::new(e.key))?;
            }
        }
        super::iterators::reduced(vm, "iter", left.value(), None)
    }
    "__length_hint__(self, /)" => fn iterator_hint(vm, [this]) {
        // SAFETY: the method belongs to the set iterator's type only.
        let i = unsafe { this.get::<IndexIterator>() };
        if i.source == Value::NULL || i.end < 0 {
            return vm.new_int(0);
        }
        let slots = vm.set(i.source).slots();
        vm.new_usize(slots[(i.index as usize).min(slots.len())..].iter().filter(|e| e.is_live()).count())
    }
]; }

const OPERATORS: [Option<BinaryFn>; crate::object::type_object::BIN_OPS] =
    Slots::table([(BinOp::And, set_and), (BinOp::Or, set_or), (BinOp::Sub, set_sub), (BinOp::Xor, set_xor)]);

const SLOTS: Slots = Slots {
    repr: Some(set_repr),
    compare: Some(set_compare),
    iter: Some(set_iter),
    len: Some(set_len),
    contains: Some(set_contains),
    binary: OPERATORS,
    drop: Some(drop_set),
    traverse: Some(traverse_set),
    clear: Some(clear_set),
    ..Slots::EMPTY
};

pub static SET: TypeSpec = TypeSpec {
    name: "set",
    doc: "Build an unordered collection of unique elements.",
    flags: flags::VECTORCALL | flags::BASETYPE | flags::MATCH_SELF | flags::SET_SUBCLASS | flags::TRACKED | flags::WEAKREFABLE,
    size: size_of::<Set>(),
    slots: Slots {
        new: Some(set_new),
        init: Some(set_init),
        inplace: Slots::table([
            (BinOp::And, set_iand),
            (BinOp::Or, set_ior),
            (BinOp::Sub, set_isub),
            (BinOp::Xor, set_ixor),
        ]),
        ..SLOTS
    },
    methods: METHODS,
    getset: &[],
};

pub static FROZENSET: TypeSpec = TypeSpec {
    name: "frozenset",
    doc: "Build an immutable unordered collection of unique elements.",
    flags: flags::VECTORCALL | flags::BASETYPE | flags::MATCH_SELF | flags::SET_SUBCLASS | flags::TRACKED | flags::WEAKREFABLE,
    size: size_of::<Set>(),
    slots: Slots { hash: Some(frozenset_hash), new: Some(frozenset_new), ..SLOTS },
    methods: METHODS.split_at(SHARED).0,
    getset: &[],
};

pub static ITERATOR: TypeSpec = TypeSpec {
    name: "set_iterator",
    flags: flags::TRACKED,
    size: size_of::<IndexIterator>(),
    slots: Slots { next: Some(set_iterator_next), ..super::iterators::INDEX_ITERATOR_SLOTS },
    methods: ITERATOR_METHODS,
    ..TypeSpec::EMPTY
};
