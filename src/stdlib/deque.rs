//! `collections.deque`.
use crate::native;
use crate::object::{
    BinOp, CompareOp, GetSetDef, Header, Ref, Res, Slots, Type, TypeSpec, Value, Vm, call_native, flags,
};
use crate::types::struct_sequence::new_type_of;
use crate::types::support::{clamp_bound, generic_alias, guarded_repr, is_index, push_repr, resolve_index};
use std::collections::VecDeque;

#[repr(C)]
struct Deque {
    header: Header,
    items: VecDeque<Value>,
    /// -1 where there is no limit.
    maxlen: i64,
    /// Changes with every change of the length or order: iterators notice.
    state: u64,
}

/// The payload. The borrow ends before anything else runs.
#[allow(clippy::mut_from_ref)]
fn d<'a>(v: Value) -> &'a mut Deque {
    // SAFETY: the slots and methods below are called with deques only.
    unsafe { &mut *v.ptr::<Deque>() }
}

static SPEC: TypeSpec = TypeSpec {
    name: "collections.deque",
    doc: "A list-like sequence optimized for data accesses near its endpoints.",
    flags: flags::TRACKED | flags::BASETYPE | flags::SEQUENCE | flags::WEAKREFABLE,
    size: size_of::<Deque>(),
    slots: Slots {
        repr: Some(repr),
        compare: Some(compare),
        iter: Some(|vm, v| new_iterator(vm, v, false)),
        len: Some(|_, v| Ok(d(v).items.len())),
        getitem: Some(getitem),
        setitem: Some(setitem),
        contains: Some(|vm, v, x| Ok(find(vm, v, x, 0, usize::MAX)?.is_some())),
        binary: Slots::table([(BinOp::Add, add), (BinOp::Mul, mul)]),
        inplace: Slots::table([(BinOp::Add, inplace_add), (BinOp::Mul, inplace_mul)]),
        new: Some(new),
        init: Some(init),
        drop: Some(drop_deque),
        traverse: Some(traverse),
        clear: Some(clear_slot),
        ..Slots::EMPTY
    },
    methods: METHODS,
    getset: &[GetSetDef {
        name: "maxlen",
        get: |vm, v| if d(v).maxlen < 0 { Ok(Ref::NONE) } else { vm.new_int(d(v).maxlen) },
        set: None,
        doc: "maximum size of a deque or None if unbounded",
    }],
};

unsafe fn drop_deque(vm: &Vm, h: *mut Header) {
    let items = std::mem::take(&mut (*(h as *mut Deque)).items);
    items.iter().for_each(|v| v.decref(vm));
}
unsafe fn traverse(h: *mut Header, visit: &mut dyn FnMut(Value)) {
    (*(h as *mut Deque)).items.iter().for_each(|v| visit(*v));
}
unsafe fn clear_slot(vm: &Vm, h: *mut Header) {
    clear(vm, Value::from_ptr(h));
}

fn clear(vm: &Vm, v: Value) {
    d(v).state += 1;
    let items = std::mem::take(&mut d(v).items);
    items.iter().for_each(|x| x.decref(vm));
}

fn new(vm: &Vm, ty: *mut Type, _: &[Value], _: Value) -> Res {
    vm.new_object::<Deque>(ty, |p| {
        // SAFETY: the instance is fresh.
        unsafe {
            (&raw mut (*p).items).write(VecDeque::new());
            (*p).maxlen = -1;
            (*p).state = 0;
        }
    })
}

native! { static INIT = [
    "deque(self, iterable=, maxlen=None)" => fn init_body(vm, [this, iterable, maxlen]) {
        let limit = if maxlen.is_none() {
            -1
        } else {
            if vm.as_int(maxlen).is_none() {
                return Err(vm.type_error("an integer is required"));
            }
            match vm.int_arg(maxlen)? {
                n if n < 0 => return Err(vm.value_error("maxlen must be non-negative")),
                n => n,
            }
        };
        d(this).maxlen = limit;
        clear(vm, this);
        if !iterable.is_unbound() {
            extend(vm, this, iterable, false)?;
        }
        Ok(Ref::NONE)
    }
]; }

fn init(vm: &Vm, this: Value, args: &[Value], kwnames: Value) -> Res<()> {
    let mut all = vec![this];
    all.extend_from_slice(args);
    call_native(vm, &INIT[0], &all, kwnames).map(|_| ())
}

/// Adds at an end; what no longer fits falls off the other.
fn push(vm: &Vm, v: Value, x: Ref, left: bool) {
    let t = d(v);
    t.state += 1;
    let x = x.into_value();
    if left { t.items.push_front(x) } else { t.items.push_back(x) }
    if t.maxlen >= 0 && t.items.len() as i64 > t.maxlen {
        let gone = if left { t.items.pop_back() } else { t.items.pop_front() };
        if let Some(gone) = gone {
            gone.decref(vm);
        }
    }
}

fn extend(vm: &Vm, v: Value, iterable: Value, left: bool) -> Res<()> {
    if v == iterable {
        let copy: Vec<Ref> = d(v).items.iter().map(|x| Ref::new(*x)).collect();
        copy.into_iter().for_each(|x| push(vm, v, x, left));
        return Ok(());
    }
    vm.for_each(iterable, |x| {
        push(vm, v, x, left);
        Ok(())
    })
}

fn pop(vm: &Vm, v: Value, left: bool) -> Res {
    let t = d(v);
    match if left { t.items.pop_front() } else { t.items.pop_back() } {
        Some(x) => {
            t.state += 1;
            Ok(Ref::own(x))
        }
        None => Err(vm.index_error("pop from an empty deque")),
    }
}

/// The first place of an item; RuntimeError where comparing changes the deque.
fn find(vm: &Vm, v: Value, x: Value, start: usize, stop: usize) -> Res<Option<usize>> {
    let state = d(v).state;
    let mut i = start;
    while i < stop.min(d(v).items.len()) {
        let item = Ref::new(d(v).items[i]);
        let same = vm.compare_bool(item.value(), x, CompareOp::Eq)?;
        if d(v).state != state {
            return Err(vm.runtime_error("deque mutated during iteration"));
        }
        if same {
            return Ok(Some(i));
        }
        i += 1;
    }
    Ok(None)
}

fn repr(vm: &Vm, v: Value) -> Res {
    // SAFETY: types outlive their instances.
    let name = unsafe { vm.str_text((*vm.type_of(v)).name) };
    guarded_repr(vm, v, "[...]", |out| {
        out.push_str(&name);
        out.push_str("([");
        let items: Vec<Ref> = d(v).items.iter().map(|x| Ref::new(*x)).collect();
        for (i, x) in items.iter().enumerate() {
            if i > 0 {
                out.push_str(", ");
            }
            push_repr(vm, out, x.value())?;
        }
        out.push_str("]");
        if d(v).maxlen >= 0 {
            out.push_str(&format!(", maxlen={}", d(v).maxlen));
        }
        out.push_str(")");
        Ok(())
    })
}

fn is_deque(vm: &Vm, v: Value) -> bool {
    v.is_heap() && vm.is_instance(v, vm.extension::<Types>().deque.get() as *const Type)
}

fn compare(vm: &Vm, a: Value, b: Value, op: CompareOp) -> Res {
    if !is_deque(vm, b) {
        return Ok(Ref::NOT_IMPLEMENTED);
    }
    let (x, y) = (vm.list_from_refs(vm.collect(a)?)?, vm.list_from_refs(vm.collect(b)?)?);
    vm.compare(x.value(), y.value(), op)
}

fn place(vm: &Vm, v: Value, key: Value) -> Res<usize> {
    if !is_index(vm, key) {
        return Err(vm.type_error(format!("sequence index must be integer, not '{}'", vm.type_name(key))));
    }
    let i = vm.index_size(key)?;
    resolve_index(i, d(v).items.len()).ok_or_else(|| vm.index_error("deque index out of range"))
}

fn getitem(vm: &Vm, v: Value, key: Value) -> Res {
    let i = place(vm, v, key)?;
    Ok(Ref::new(d(v).items[i]))
}

fn setitem(vm: &Vm, v: Value, key: Value, value: Option<Value>) -> Res<()> {
    let i = place(vm, v, key)?;
    let old = match value {
        Some(x) => {
            x.incref();
            Some(std::mem::replace(&mut d(v).items[i], x))
        }
        None => {
            d(v).state += 1;
            d(v).items.remove(i)
        }
    };
    if let Some(old) = old {
        old.decref(vm);
    }
    Ok(())
}

/// A deque of the same class, contents and limit.
fn copy(vm: &Vm, v: Value) -> Res {
    let ty = vm.type_of(v);
    let limit = if d(v).maxlen < 0 { Ref::NONE } else { vm.new_int(d(v).maxlen)? };
    if d(v).maxlen < 0 {
        return vm.call(Value::from_ptr(ty), &[v]);
    }
    vm.call(Value::from_ptr(ty), &[v, limit.value()])
}

fn add(vm: &Vm, a: Value, b: Value) -> Res {
    if !is_deque(vm, a) {
        return Ok(Ref::NOT_IMPLEMENTED);
    }
    if !is_deque(vm, b) {
        return Err(vm.type_error(format!("can only concatenate deque (not \"{}\") to deque", vm.type_name(b))));
    }
    let result = copy(vm, a)?;
    extend(vm, result.value(), b, false)?;
    Ok(result)
}

fn inplace_add(vm: &Vm, a: Value, b: Value) -> Res {
    extend(vm, a, b, false)?;
    Ok(Ref::new(a))
}

fn repeat_in_place(vm: &Vm, v: Value, n: i64) -> Res<()> {
    if n <= 0 {
        clear(vm, v);
        return Ok(());
    }
    let items: Vec<Ref> = d(v).items.iter().map(|x| Ref::new(*x)).collect();
    let total = (items.len() as u64).saturating_mul(n as u64);
    if total > 1 << 40 && d(v).maxlen < 0 {
        return Err(vm.memory_error());
    }
    // With a limit only the last rounds can leave something.
    let limit = d(v).maxlen;
    let rounds = if limit >= 0 && !items.is_empty() { n.min(limit / items.len() as i64 + 2) } else { n };
    if items.is_empty() {
        return Ok(());
    }
    if limit < 0 && d(v).items.try_reserve(total as usize - items.len()).is_err() {
        return Err(vm.memory_error());
    }
    for _ in 1..rounds {
        items.iter().for_each(|x| push(vm, v, x.clone(), false));
    }
    Ok(())
}

fn mul(vm: &Vm, a: Value, b: Value) -> Res {
    let (deque, n) = if is_deque(vm, a) { (a, b) } else { (b, a) };
    if !is_index(vm, n) {
        // `vm.binary_op` has the message, which depends on both operands.
        return Ok(Ref::NOT_IMPLEMENTED);
    }
    let n = vm.index_size(n)?;
    let result = copy(vm, deque)?;
    repeat_in_place(vm, result.value(), n)?;
    Ok(result)
}

fn inplace_mul(vm: &Vm, a: Value, b: Value) -> Res {
    if !is_index(vm, b) {
        return Ok(Ref::NOT_IMPLEMENTED);
    }
    let n = vm.index_size(b)?;
    repeat_in_place(vm, a, n)?;
    Ok(Ref::new(a))
}

native! { static METHODS = [
    /// Add an element to the right side of the deque.
    "append(self, item, /)" => fn append(vm, [this, item]) {
        push(vm, this, Ref::new(item), false);
        Ok(Ref::NONE)
    }
    /// Add an element to the left side of the deque.
    "appendleft(self, item, /)" => fn appendleft(vm, [this, item]) {
        push(vm, this, Ref::new(item), true);
        Ok(Ref::NONE)
    }
    /// Extend the right side of the deque with elements from the iterable.
    "extend(self, iterable, /)" => fn extend_right(vm, [this, iterable]) { extend(vm, this, iterable, false).map(|()| Ref::NONE) }
    /// Extend the left side of the deque with elements from the iterable.
    "extendleft(self, iterable, /)" => fn extend_left(vm, [this, iterable]) { extend(vm, this, iterable, true).map(|()| Ref::NONE) }
    /// Remove and return the rightmost element.
    "pop(self, /)" => fn pop_right(vm, [this]) { pop(vm, this, false) }
    /// Remove and return the leftmost element.
    "popleft(self, /)" => fn pop_left(vm, [this]) { pop(vm, this, true) }
    /// Remove all elements from the deque.
    "clear(self, /)" => fn clear_method(vm, [this]) {
        clear(vm, this);
        Ok(Ref::NONE)
    }
    /// Return a shallow copy of a deque.
    "copy(self, /)" => fn copy_method(vm, [this]) { copy(vm, this) }
    /// Return a shallow copy of a deque.
    "__copy__(self, /)" => fn copy_special(vm, [this]) { copy(vm, this) }
    /// Return number of occurrences of value.
    "count(self, value, /)" => fn count(vm, [this, value]) {
        let (mut n, mut from) = (0, 0);
        while let Some(i) = find(vm, this, value, from, usize::MAX)? {
            n += 1;
            from = i + 1;
        }
        vm.new_usize(n)
    }
    /// Return first index of value.
    ///
    /// Raises ValueError if the value is not present.
    "index(self, value, start=0, stop=9223372036854775807, /)" => fn index(vm, [this, value, start, stop]) {
        let n = d(this).items.len();
        let start = clamp_bound(vm, start, n)?;
        let stop = if stop.is_unbound() { n } else { clamp_bound(vm, stop, n)? };
        match find(vm, this, value, start, stop)? {
            Some(i) => vm.new_usize(i),
            None => Err(vm.value_error("deque.index(x): x not in deque")),
        }
    }
    /// Insert value before index.
    "insert(self, index, value, /)" => fn insert(vm, [this, index, value]) {
        let i = vm.int_arg(index)?;
        let n = d(this).items.len() as i64;
        if n == d(this).maxlen {
            return Err(vm.index_error("deque already at its maximum size"));
        }
        let at = if i < 0 { (i + n).max(0) } else { i.min(n) };
        d(this).state += 1;
        d(this).items.insert(at as usize, Ref::new(value).into_value());
        Ok(Ref::NONE)
    }
    /// Remove first occurrence of value.
    "remove(self, value, /)" => fn remove(vm, [this, value]) {
        let n = d(this).items.len();
        let found = find(vm, this, value, 0, usize::MAX).map_err(|e| {
            if d(this).items.len() != n && vm.clear_raised_if(vm.types.RuntimeError) {
                return vm.index_error("deque mutated during remove().");
            }
            e
        })?;
        match found.and_then(|i| d(this).items.remove(i)) {
            Some(x) => {
                d(this).state += 1;
                x.decref(vm);
                Ok(Ref::NONE)
            }
            None => Err(vm.value_error("deque.remove(x): x not in deque")),
        }
    }
    /// Reverse *IN PLACE*.
    "reverse(self, /)" => fn reverse(vm, [this]) {
        d(this).items.make_contiguous().reverse();
        Ok(Ref::NONE)
    }
    /// Rotate the deque n steps to the right.  If n is negative, rotates left.
    "rotate(self, n=1, /)" => fn rotate(vm, [this, n]) {
        let n = vm.int_arg(n)?;
        let t = d(this);
        let len = t.items.len() as i64;
        if len > 1 {
            t.state += 1;
            t.items.rotate_right(n.rem_euclid(len) as usize);
        }
        Ok(Ref::NONE)
    }
    /// Return a reverse iterator over the deque.
    "__reversed__(self, /)" => fn reversed(vm, [this]) { new_iterator(vm, this, true) }
    /// Return state information for pickling.
    "__reduce__(self, /)" => fn reduce(vm, [this]) {
        let state = vm.intern("__getstate__");
        let state = vm.call_method(this, state.value(), &[])?;
        let items = vm.iter(this)?;
        let args = if d(this).maxlen < 0 {
            vm.tuple_from(&[])?
        } else {
            let (empty, limit) = (vm.tuple_from(&[])?, vm.new_int(d(this).maxlen)?);
            vm.tuple_from(&[empty.value(), limit.value()])?
        };
        vm.tuple_from(&[Value::from_ptr(vm.type_of(this)), args.value(), state.value(), items.value()])
    }
    /// Return the size of the deque in memory, in bytes.
    "__sizeof__(self, /)" => fn sizeof(vm, [this]) { vm.new_usize(size_of::<Deque>() + 8 * d(this).items.capacity()) }
    /// See PEP 585
    @classmethod "__class_getitem__(cls, object, /)" => fn class_getitem(vm, [cls, item]) { generic_alias(vm, cls, item) }
]; }

/// An iterator over a deque, from either end.
#[repr(C)]
struct DequeIterator {
    header: Header,
    /// Owned.
    deque: Value,
    index: usize,
    state: u64,
    backwards: bool,
}

#[allow(clippy::mut_from_ref)]
fn i<'a>(v: Value) -> &'a mut DequeIterator {
    // SAFETY: the slots below belong to this layout; no borrow outlives a call.
    unsafe { &mut *v.ptr::<DequeIterator>() }
}

const ITERATOR: TypeSpec = TypeSpec {
    name: "collections._deque_iterator",
    flags: flags::TRACKED,
    size: size_of::<DequeIterator>(),
    slots: Slots {
        iter: Some(crate::types::iterators::iter_self),
        next: Some(next),
        new: Some(iterator_new),
        drop: Some(drop_iterator),
        traverse: Some(traverse_iterator),
        ..Slots::EMPTY
    },
    methods: ITERATOR_METHODS,
    ..TypeSpec::EMPTY
};
static FORWARD: TypeSpec = ITERATOR;
static BACKWARD: TypeSpec = TypeSpec { name: "collections._deque_reverse_iterator", ..ITERATOR };

unsafe fn drop_iterator(vm: &Vm, h: *mut Header) {
    (*(h as *mut DequeIterator)).deque.decref(vm);
}
unsafe fn traverse_iterator(h: *mut Header, visit: &mut dyn FnMut(Value)) {
    visit((*(h as *mut DequeIterator)).deque);
}

/// The types, made with the module.
#[derive(Default)]
struct Types {
    deque: std::cell::Cell<usize>,
    iterators: [std::cell::Cell<usize>; 2],
}

fn new_iterator(vm: &Vm, deque: Value, backwards: bool) -> Res {
    let ty = vm.extension::<Types>().iterators[usize::from(backwards)].get() as *mut Type;
    vm.new_object::<DequeIterator>(ty, |p| {
        deque.incref();
        // SAFETY: the instance is fresh.
        unsafe {
            (*p).deque = deque;
            (*p).index = 0;
            (*p).state = d(deque).state;
            (*p).backwards = backwards;
        }
    })
}

fn iterator_new(vm: &Vm, ty: *mut Type, args: &[Value], kwnames: Value) -> Res {
    crate::types::support::check_args(vm, "_deque_iterator", args, kwnames, 1, 2)?;
    if !is_deque(vm, args[0]) {
        return Err(vm.type_error(format!("argument 1 must be collections.deque, not {}", vm.type_name(args[0]))));
    }
    let backwards = ty as usize == vm.extension::<Types>().iterators[1].get();
    let skip = if args.len() > 1 { vm.int_arg(args[1])?.max(0) as usize } else { 0 };
    let it = new_iterator(vm, args[0], backwards)?;
    i(it.value()).index = skip.min(d(args[0]).items.len());
    Ok(it)
}

fn next(vm: &Vm, v: Value) -> Res<Option<Ref>> {
    let t = i(v);
    let items = &d(t.deque).items;
    if t.state != d(t.deque).state {
        t.index = usize::MAX;
        return Err(vm.runtime_error("deque mutated during iteration"));
    }
    if t.index >= items.len() {
        return Ok(None);
    }
    let at = if t.backwards { items.len() - 1 - t.index } else { t.index };
    t.index += 1;
    Ok(Some(Ref::new(items[at])))
}

native! { static ITERATOR_METHODS = [
    /// Private method returning an estimate of len(list(it)).
    "__length_hint__(self, /)" => fn iterator_hint(vm, [this]) {
        vm.new_usize(d(i(this).deque).items.len().saturating_sub(i(this).index))
    }
    /// Return state information for pickling.
    "__reduce__(self, /)" => fn iterator_reduce(vm, [this]) {
        let index = vm.new_usize(i(this).index)?;
        let args = vm.tuple_from(&[i(this).deque, index.value()])?;
        vm.tuple_from(&[Value::from_ptr(vm.type_of(this)), args.value()])
    }
]; }

/// Adds the types to `_collections`.
pub fn add_types(vm: &Vm, module: Value) -> Res<()> {
    let types = vm.extension::<Types>();
    let deque = new_type_of(vm, &SPEC, vm.types.object)?;
    types.deque.set(deque as usize);
    super::set(vm, module, "deque", Ref::from_type(deque))?;
    for (cell, spec, name) in [
        (&types.iterators[0], &FORWARD, "_deque_iterator"),
        (&types.iterators[1], &BACKWARD, "_deque_reverse_iterator"),
    ] {
        let ty = new_type_of(vm, spec, vm.types.object)?;
        cell.set(ty as usize);
        super::set(vm, module, name, Ref::from_type(ty))?;
    }
    Ok(())
}
