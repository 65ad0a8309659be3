//! The iterators over indexed things: list, tuple, range, sequences; and `iter(callable, sentinel)`.
//!
//! str, bytes and bytearray iterators use the same layout; their types are beside those types.
use crate::native;
use crate::object::{
    BigRange, CompareOp, Header, IndexIterator, PairIterator, Range, Ref, Res, Slots, TypeSpec, Value, Vm, flags,
};
use dashu_int::IBig;

/// The iterator payload, mutable; the borrow ends before anything else runs.
#[allow(clippy::mut_from_ref)]
fn it<'a>(v: Value) -> &'a mut IndexIterator {
    // SAFETY: the slots below belong to types of this layout only.
    unsafe { &mut *v.ptr::<IndexIterator>() }
}

/// Ends an iteration: the source is released.
fn exhaust(vm: &Vm, v: Value) {
    let source = std::mem::replace(&mut it(v).source, Value::NULL);
    source.decref(vm);
}

/// Iter slot of iterators.
pub fn iter_self(_: &Vm, v: Value) -> Res {
    Ok(Ref::new(v))
}

/// Drop slot of index iterators.
///
/// # Safety
/// `h` is an `IndexIterator` whose count is zero.
pub unsafe fn drop_index_iterator(vm: &Vm, h: *mut Header) {
    (*(h as *mut IndexIterator)).source.decref(vm);
}

/// Traverse slot of index iterators.
///
/// # Safety
/// `h` is a live `IndexIterator`.
pub unsafe fn traverse_index_iterator(h: *mut Header, visit: &mut dyn FnMut(Value)) {
    visit((*(h as *mut IndexIterator)).source);
}

/// The slots that all index iterators share, `next` to be filled in.
pub const INDEX_ITERATOR_SLOTS: Slots = Slots {
    iter: Some(iter_self),
    drop: Some(drop_index_iterator),
    traverse: Some(traverse_index_iterator),
    ..Slots::EMPTY
};

fn list_next(vm: &Vm, v: Value) -> Res<Option<Ref>> {
    let i = it(v);
    if i.source == Value::NULL {
        return Ok(None);
    }
    if let Some(x) = vm.list(i.source).items().get(i.index as usize) {
        i.index += 1;
        return Ok(Some(Ref::new(*x)));
    }
    exhaust(vm, v);
    Ok(None)
}

fn list_reverse_next(vm: &Vm, v: Value) -> Res<Option<Ref>> {
    let i = it(v);
    if i.source == Value::NULL {
        return Ok(None);
    }
    if i.index >= 0
        && let Some(x) = vm.list(i.source).items().get(i.index as usize)
    {
        i.index -= 1;
        return Ok(Some(Ref::new(*x)));
    }
    exhaust(vm, v);
    Ok(None)
}

fn tuple_next(vm: &Vm, v: Value) -> Res<Option<Ref>> {
    let i = it(v);
    if i.source == Value::NULL {
        return Ok(None);
    }
    if let Some(x) = vm.tuple_items(i.source).get(i.index as usize) {
        i.index += 1;
        return Ok(Some(Ref::new(*x)));
    }
    exhaust(vm, v);
    Ok(None)
}

/// `index` is the next element and `end` the number of elements left; with a source (a range beyond 64 bits) `index` is the position.
fn range_next(vm: &Vm, v: Value) -> Res<Option<Ref>> {
    let i = it(v);
    if i.end <= 0 {
        return Ok(None);
    }
    if i.source == Value::NULL {
        let x = i.index;
        i.end -= 1;
        if i.end > 0 {
            i.index += i.step;
        }
        return vm.new_int(x).map(Some);
    }
    // SAFETY: the source of a range iterator is a range.
    let Some(b) = (unsafe { &i.source.get::<Range>().big }) else { return Ok(None) };
    let position = IBig::from(i.index);
    if position >= b.len {
        return Ok(None);
    }
    i.index += 1;
    let BigRange { start, step, .. } = &**b;
    vm.new_big(start + step * position).map(Some)
}

fn sequence_next(vm: &Vm, v: Value) -> Res<Option<Ref>> {
    let i = it(v);
    if i.source == Value::NULL {
        return Ok(None);
    }
    let source = Ref::new(i.source);
    let index = vm.new_int(i.index)?;
    match vm.getitem(source.value(), index.value()) {
        Ok(x) => {
            it(v).index += 1;
            Ok(Some(x))
        }
        Err(e) => {
            if vm.clear_raised_if(vm.types.IndexError) || vm.clear_raised_if(vm.types.StopIteration) {
                exhaust(vm, v);
                return Ok(None);
            }
            Err(e)
        }
    }
}

/// The position that `__setstate__` gets.
pub(super) fn position(vm: &Vm, state: Value) -> Res<i64> {
    if vm.as_int(state).is_none() && !state.is_small_int() {
        return Err(vm.type_error("an integer is required"));
    }
    vm.int_arg(state)
}

/// The elements of a long range from a position on.
fn big_range_from(vm: &Vm, b: &BigRange, position: IBig) -> Res {
    let at = |i: &IBig| vm.new_big(&b.start + &b.step * i);
    vm.call(Value::from_ptr(vm.types.range), &[at(&position)?.value(), at(&b.len)?.value(), vm.new_big(b.step.clone())?.value()])
}
fn rest_of_range(vm: &Vm, i: &IndexIterator) -> Res {
    // SAFETY: the source of a range iterator is a range.
    match unsafe { &i.source.get::<Range>().big } {
        Some(b) => big_range_from(vm, b, IBig::from(i.index)),
        None => Ok(Ref::new(i.source)),
    }
}

native! { static LIST = [
    /// Private method returning an estimate of len(list(it)).
    "__length_hint__(self, /)" => fn list_hint(vm, [this]) {
        let i = it(this);
        let n = if i.source == Value::NULL { 0 } else { vm.list(i.source).len as i64 - i.index };
        vm.new_int(n.max(0))
    }
    "__reduce__(self, /)" => fn list_reduce(vm, [this]) { reduce(vm, this, "iter") }
    "__setstate__(self, object, /)" => fn list_setstate(vm, [this, state]) {
        it(this).index = position(vm, state)?.max(0);
        Ok(Ref::NONE)
    }
]; }
native! { static LIST_REVERSE = [
    "__length_hint__(self, /)" => fn list_reverse_hint(vm, [this]) {
        let i = it(this);
        vm.new_int(if i.source == Value::NULL { 0 } else { i.index + 1 })
    }
    "__reduce__(self, /)" => fn list_reverse_reduce(vm, [this]) { reduce(vm, this, "reversed") }
    "__setstate__(self, object, /)" => fn list_reverse_setstate(vm, [this, state]) {
        it(this).index = position(vm, state)?.max(-1);
        Ok(Ref::NONE)
    }
]; }
native! { static TUPLE = [
    "__length_hint__(self, /)" => fn tuple_hint(vm, [this]) {
        let i = it(this);
        let n = if i.source == Value::NULL { 0 } else { vm.tuple_items(i.source).len() as i64 - i.index };
        vm.new_int(n.max(0))
    }
    "__reduce__(self, /)" => fn tuple_reduce(vm, [this]) { reduce(vm, this, "iter") }
    "__setstate__(self, object, /)" => fn tuple_setstate(vm, [this, state]) {
        it(this).index = position(vm, state)?.max(0);
        Ok(Ref::NONE)
    }
]; }
native! { static RANGE = [
    "__length_hint__(self, /)" => fn range_hint(vm, [this]) {
        let i = it(this);
        if i.source == Value::NULL {
            return vm.new_int(i.end);
        }
        // SAFETY: the source of a range iterator is a range.
        match unsafe { &i.source.get::<Range>().big } {
            Some(b) => vm.new_big(&b.len - IBig::from(i.index)),
            None => vm.new_int(0),
        }
    }
    "__reduce__(self, /)" => fn range_reduce(vm, [this]) {
        let i = it(this);
        let r = if i.source == Value::NULL {
            vm.new_range(i.index, i.index.wrapping_add(i.end.wrapping_mul(i.step)), i.step)?
        } else {
            return reduced(vm, "iter", rest_of_range(vm, i)?.value(), None);
        };
        reduced(vm, "iter", r.value(), None)
    }
    "__setstate__(self, object, /)" => fn range_setstate(vm, [this, state]) {
        let i = it(this);
        if i.source == Value::NULL {
            let n = vm.int_arg(state)?.clamp(0, i.end.max(0));
            i.index = i.index.wrapping_add(n.wrapping_mul(i.step));
            i.end -= n;
        } else if let Some(n) = vm.as_int(state) {
            // SAFETY: the source of a range iterator is a range.
            if let Some(b) = unsafe { &i.source.get::<Range>().big } {
                let n = n.to_big().clamp(IBig::ZERO, &b.len - IBig::from(i.index));
                // A position that 64 bits do not hold: what is left is a range of its own.
                match i64::try_from(IBig::from(i.index) + &n) {
                    Ok(index) => i.index = index,
                    Err(_) => {
                        let rest = big_range_from(vm, b, IBig::from(i.index) + n)?;
                        let old = Ref::own(std::mem::replace(&mut i.source, rest.into_value()));
                        i.index = 0;
                        drop(old);
                    }
                }
            }
        } else {
            return Err(vm.type_error(format!("state must be an int, not {}", vm.type_name(state))));
        }
        Ok(Ref::NONE)
    }
]; }
native! { static SEQUENCE = [
    "__length_hint__(self, /)" => fn sequence_hint(vm, [this]) {
        let i = it(this);
        if i.source == Value::NULL {
            return vm.new_int(0);
        }
        if vm.slots(i.source).len.is_none() {
            return Ok(Ref::NOT_IMPLEMENTED);
        }
        let n = vm.len(i.source)? as i64 - it(this).index;
        vm.new_int(n.max(0))
    }
    "__reduce__(self, /)" => fn sequence_reduce(vm, [this]) { reduce(vm, this, "iter") }
    "__setstate__(self, object, /)" => fn sequence_setstate(vm, [this, state]) {
        it(this).index = position(vm, state)?.max(0);
        Ok(Ref::NONE)
    }
]; }

fn builtin(vm: &Vm, name: &str) -> Res {
    match vm.dict_get(Value::from_ptr(vm.builtins.get()), vm.intern(name).value())? {
        Some(f) => Ok(Ref::new(f)),
        None => Err(vm.runtime_error("lost builtins")),
    }
}

/// `(builtins.NAME, (source,), state)`.
pub fn reduced(vm: &Vm, name: &str, source: Value, state: Option<i64>) -> Res {
    let f = builtin(vm, name)?;
    let args = vm.tuple_from(&[source])?;
    match state {
        Some(i) => vm.tuple_from_refs([f, args, vm.new_int(i)?]),
        None => vm.tuple_from_refs([f, args]),
    }
}

fn reduce(vm: &Vm, this: Value, name: &str) -> Res {
    let i = it(this);
    if i.source == Value::NULL {
        return reduced(vm, "iter", vm.empty_tuple.get(), None);
    }
    reduced(vm, name, i.source, Some(i.index))
}

const fn spec(
    name: &'static str,
    next: fn(&Vm, Value) -> Res<Option<Ref>>,
    methods: &'static [crate::object::NativeDef],
) -> TypeSpec {
    TypeSpec {
        name,
        flags: flags::TRACKED,
        size: size_of::<IndexIterator>(),
        slots: Slots { next: Some(next), ..INDEX_ITERATOR_SLOTS },
        methods,
        ..TypeSpec::EMPTY
    }
}

pub static LIST_ITERATOR: TypeSpec = spec("list_iterator", list_next, LIST);
pub static LIST_REVERSE_ITERATOR: TypeSpec = spec("list_reverseiterator", list_reverse_next, LIST_REVERSE);
pub static TUPLE_ITERATOR: TypeSpec = spec("tuple_iterator", tuple_next, TUPLE);
pub static RANGE_ITERATOR: TypeSpec = spec("range_iterator", range_next, RANGE);
/// The iterator of ranges beyond 64 bits: its source is the range.
pub static LONG_RANGE_ITERATOR: TypeSpec = spec("longrange_iterator", range_next, RANGE);
pub static SEQUENCE_ITERATOR: TypeSpec = spec("iterator", sequence_next, SEQUENCE);

// ---- iter(callable, sentinel)

/// The payload of `filter` and `callable_iterator`.
#[allow(clippy::mut_from_ref)]
pub fn pair<'a>(v: Value) -> &'a mut PairIterator {
    // SAFETY: the slots that call this belong to types of this layout only.
    unsafe { &mut *v.ptr::<PairIterator>() }
}

/// Drop slot of `PairIterator` types.
///
/// # Safety
/// `h` is a `PairIterator` whose count is zero.
pub unsafe fn drop_pair(vm: &Vm, h: *mut Header) {
    let p = h as *mut PairIterator;
    let (a, b) = ((*p).first, (*p).second);
    (*p).first = Value::NULL;
    (*p).second = Value::NULL;
    a.decref(vm);
    b.decref(vm);
}

/// Traverse slot of `PairIterator` types.
///
/// # Safety
/// `h` is a live `PairIterator`.
pub unsafe fn traverse_pair(h: *mut Header, visit: &mut dyn FnMut(Value)) {
    visit((*(h as *mut PairIterator)).first);
    visit((*(h as *mut PairIterator)).second);
}

/// `iter(callable, sentinel)`.
pub fn new_callable_iterator(vm: &Vm, callable: Value, sentinel: Value) -> Res {
    vm.new_object::<PairIterator>(vm.types.callable_iterator, |p| {
        callable.incref();
        sentinel.incref();
        // SAFETY: the instance is fresh and laid out as a pair.
        unsafe {
            (*p).first = callable;
            (*p).second = sentinel;
        }
    })
}

fn callable_next(vm: &Vm, v: Value) -> Res<Option<Ref>> {
    let p = pair(v);
    if p.first == Value::NULL {
        return Ok(None);
    }
    let (callable, sentinel) = (Ref::new(p.first), Ref::new(p.second));
    match vm.call(callable.value(), &[]) {
        Ok(x) => {
            if vm.compare_bool(sentinel.value(), x.value(), CompareOp::Eq)? {
                // SAFETY: a live pair; both values are given up once.
                unsafe { drop_pair(vm, v.header()) };
                return Ok(None);
            }
            Ok(Some(x))
        }
        Err(e) => {
            if vm.clear_raised_if(vm.types.StopIteration) {
                // SAFETY: as above.
                unsafe { drop_pair(vm, v.header()) };
                return Ok(None);
            }
            Err(e)
        }
    }
}

native! { static CALLABLE = [
    "__reduce__(self, /)" => fn callable_reduce(vm, [this]) {
        let iter = builtin(vm, "iter")?;
        let p = pair(this);
        let arguments = match p.first {
            Value::NULL => vm.tuple_from(&[vm.empty_tuple.get()])?,
            f => vm.tuple_from(&[f, p.second])?,
        };
        vm.tuple_from_refs([iter, arguments])
    }
]; }

pub static CALLABLE_ITERATOR: TypeSpec = TypeSpec {
    name: "callable_iterator",
    flags: flags::TRACKED,
    size: size_of::<PairIterator>(),
    slots: Slots {
        iter: Some(iter_self),
        next: Some(callable_next),
        drop: Some(drop_pair),
        traverse: Some(traverse_pair),
        clear: Some(drop_pair),
        ..Slots::EMPTY
    },
    methods: CALLABLE,
    ..TypeSpec::EMPTY
};
