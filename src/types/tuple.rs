//! `tuple`.
use super::sequence_ops::{ask_other, concat_other};
use super::slice::slice_indices;
use super::support::*;
use crate::native;
use crate::object::sequence::{drop_tuple, traverse_tuple};
use crate::object::{BinOp, CompareOp, Ref, Res, Slots, Tuple, Type, TypeSpec, Value, Vm, flags};

/// The hash of a tuple from the hashes of its items: xxHash's round, as CPython's.
pub fn combine_hashes(hashes: impl ExactSizeIterator<Item = i64>) -> i64 {
    const P1: u64 = 11400714785074694791;
    const P2: u64 = 14029467366897019727;
    const P5: u64 = 2870177450012600261;
    let n = hashes.len() as u64;
    let mut acc = P5;
    for h in hashes {
        acc = acc.wrapping_add((h as u64).wrapping_mul(P2)).rotate_left(31).wrapping_mul(P1);
    }
    acc = acc.wrapping_add(n ^ (P5 ^ 3527539));
    if acc == u64::MAX { 1546275796 } else { acc as i64 }
}

fn tuple_new(vm: &Vm, ty: *mut Type, args: &[Value], kwnames: Value) -> Res {
    let exact = ty == vm.types.tuple;
    let named = if kwnames == Value::NULL { 0 } else { vm.tuple_items(kwnames).len() };
    // SAFETY: live types.
    let own_init = unsafe { (*ty).slots.init != (*vm.types.tuple).slots.init };
    if named > 0 && !own_init {
        return Err(no_keywords(vm, "tuple"));
    }
    let args = &args[..args.len() - named];
    if args.len() > 1 {
        check_args(vm, "tuple", args, Value::NULL, 0, 1)?;
    }
    let plain = match args.first() {
        None => Ref::new(vm.empty_tuple.get()),
        Some(v) if v.is_exact(vm.types.tuple) => Ref::new(*v),
        Some(v) if v.is_exact(vm.types.list) => vm.tuple_from(vm.list(*v).items())?,
        Some(v) => vm.tuple_from_refs(vm.collect(*v)?)?,
    };
    if exact { Ok(plain) } else { tuple_of_type(vm, ty, vm.tuple_items(plain.value())) }
}

/// An instance of a tuple subclass.
pub fn tuple_of_type(vm: &Vm, ty: *mut Type, items: &[Value]) -> Res {
    let h = vm.alloc_variable_instance(ty, items.len() * 8)?;
    let p = h as *mut Tuple;
    // SAFETY: the instance has room for the items behind the tuple's head.
    unsafe {
        (*p).len = items.len();
        for (i, v) in items.iter().enumerate() {
            v.incref();
            *(*p).items_ptr().add(i) = *v;
        }
    }
    Ok(Ref::own(Value::from_ptr(p)))
}

fn tuple_repr(vm: &Vm, this: Value) -> Res {
    let items = vm.tuple_items(this);
    if items.is_empty() {
        return vm.new_str("()");
    }
    guarded_repr(vm, this, "(...)", |out| {
        for (i, v) in items.iter().enumerate() {
            out.push_str(if i == 0 { "(" } else { ", " });
            push_repr(vm, out, *v)?;
        }
        out.push_str(if items.len() == 1 { ",)" } else { ")" });
        Ok(())
    })
}

fn tuple_hash(vm: &Vm, this: Value) -> Res<i64> {
    let items = vm.tuple_items(this);
    vm.check_machine_stack(" while hashing a tuple")?;
    let mut small = [0i64; 8];
    if items.len() <= small.len() {
        for (h, v) in small.iter_mut().zip(items) {
            *h = vm.hash(*v)?;
        }
        return Ok(combine_hashes(small[..items.len()].iter().copied()));
    }
    let mut hashes = Vec::with_capacity(items.len());
    for v in items {
        hashes.push(vm.hash(*v)?);
    }
    Ok(combine_hashes(hashes.into_iter()))
}

fn tuple_compare(vm: &Vm, a: Value, b: Value, op: CompareOp) -> Res {
    if !vm.is_tuple(a) || !vm.is_tuple(b) {
        return Ok(Ref::NOT_IMPLEMENTED);
    }
    compare_sequences(vm, || vm.tuple_items(a), || vm.tuple_items(b), op)
}

fn tuple_len(vm: &Vm, this: Value) -> Res<usize> {
    Ok(vm.tuple_items(this).len())
}

fn tuple_getitem(vm: &Vm, this: Value, key: Value) -> Res {
    let items = vm.tuple_items(this);
    if is_index(vm, key) {
        let i = vm.index_size(key)?;
        return match resolve_index(i, items.len()) {
            Some(i) => Ok(Ref::new(items[i])),
            None => Err(vm.index_error("tuple index out of range")),
        };
    }
    if key.is_exact(vm.types.slice) {
        let (start, _, step, count) = slice_indices(vm, key, items.len())?;
        if step == 1 {
            if count == items.len() && this.is_exact(vm.types.tuple) {
                return Ok(Ref::new(this));
            }
            return vm.tuple_from(&items[start as usize..start as usize + count]);
        }
        return vm.tuple_from(&super::list::sliced(vm, items, key)?);
    }
    Err(vm.type_error(format!("tuple indices must be integers or slices, not {}", vm.type_name(key))))
}

fn tuple_contains(vm: &Vm, this: Value, item: Value) -> Res<bool> {
    for v in vm.tuple_items(this) {
        if vm.compare_bool(*v, item, CompareOp::Eq)? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn tuple_add(vm: &Vm, a: Value, b: Value) -> Res {
    if !vm.is_tuple(a) {
        return Ok(Ref::NOT_IMPLEMENTED);
    }
    if !vm.is_tuple(b) {
        let message = || format!("can only concatenate tuple (not \"{}\") to tuple", vm.type_name(b));
        return concat_other(vm, a, b, tuple_add, message);
    }
    let (x, y) = (vm.tuple_items(a), vm.tuple_items(b));
    if y.is_empty() && a.is_exact(vm.types.tuple) {
        return Ok(Ref::new(a));
    }
    if x.is_empty() && b.is_exact(vm.types.tuple) {
        return Ok(Ref::new(b));
    }
    vm.tuple_from(&[x, y].concat())
}

fn tuple_mul(vm: &Vm, a: Value, b: Value) -> Res {
    let own_first = vm.is_tuple(a);
    let (seq, count) = if own_first { (a, b) } else { (b, a) };
    if own_first && !count.is_small_int() {
        let r = ask_other(vm, BinOp::Mul, a, b, tuple_mul)?;
        if !r.is_not_implemented() {
            return Ok(r);
        }
    }
    let Some(n) = repeat_count(vm, count)? else {
        // `vm.binary_op` has the message, which depends on both operands.
        return Ok(Ref::NOT_IMPLEMENTED);
    };
    let items = vm.tuple_items(seq);
    if n == 1 && seq.is_exact(vm.types.tuple) {
        return Ok(Ref::new(seq));
    }
    let total = repeated_len(vm, items.len(), n)?;
    if total == 0 {
        return Ok(Ref::new(vm.empty_tuple.get()));
    }
    let p = vm.alloc_tuple(total)?;
    for i in 0..total {
        let v = items[i % items.len()];
        v.incref();
        // SAFETY: the tuple has room for `total` items.
        unsafe { *(*p).items_ptr().add(i) = v };
    }
    Ok(Ref::own(Value::from_ptr(p)))
}

fn tuple_iter(vm: &Vm, this: Value) -> Res {
    vm.new_index_iterator(vm.types.tuple_iterator, this, 0, 0, 1)
}

native! { static METHODS = [
    /// Return number of occurrences of value.
    "count(self, value, /)" => fn count(vm, [this, value]) {
        let mut n = 0;
        for v in vm.tuple_items(this) {
            n += vm.compare_bool(*v, value, CompareOp::Eq)? as i64;
        }
        vm.new_int(n)
    }
    /// Return first index of value.
    ///
    /// Raises ValueError if the value is not present.
    "index(self, value, start=0, stop=9223372036854775807, /)" => fn index(vm, [this, value, start, stop]) {
        let items = vm.tuple_items(this);
        let start = clamp_bound(vm, start, items.len())?;
        let stop = if stop.is_unbound() { items.len() } else { clamp_bound(vm, stop, items.len())? };
        for (i, v) in items.iter().enumerate().take(stop).skip(start) {
            if vm.compare_bool(*v, value, CompareOp::Eq)? {
                return vm.new_usize(i);
            }
        }
        Err(vm.value_error("tuple.index(x): x not in tuple"))
    }
    "__getnewargs__(self, /)" => fn getnewargs(vm, [this]) {
        let plain = vm.tuple_from(vm.tuple_items(this))?;
        vm.tuple_from(&[plain.value()])
    }
    /// See PEP 585
    @classmethod "__class_getitem__(cls, object, /)" => fn class_getitem(vm, [cls, item]) { generic_alias(vm, cls, item) }
]; }

pub static SPEC: TypeSpec = TypeSpec {
    name: "tuple",
    doc: "Built-in immutable sequence.\n\nIf no argument is given, the constructor returns an empty tuple.\nIf iterable is specified the tuple is initialized from iterable's items.\n\nIf the argument is a tuple, the return value is the same object.",
    flags: flags::VECTORCALL | flags::BASETYPE | flags::MATCH_SELF | flags::SEQUENCE | flags::TUPLE_SUBCLASS | flags::TRACKED,
    size: size_of::<Tuple>(),
    slots: Slots {
        repr: Some(tuple_repr),
        hash: Some(tuple_hash),
        compare: Some(tuple_compare),
        iter: Some(tuple_iter),
        len: Some(tuple_len),
        getitem: Some(tuple_getitem),
        contains: Some(tuple_contains),
        binary: Slots::table([(BinOp::Add, tuple_add), (BinOp::Mul, tuple_mul)]),
        new: Some(tuple_new),
        drop: Some(drop_tuple),
        traverse: Some(traverse_tuple),
        ..Slots::EMPTY
    },
    methods: METHODS,
    getset: &[],
};
