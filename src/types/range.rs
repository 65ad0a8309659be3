//! `range`.
use super::slice::slice_indices;
use super::support::*;
use crate::native;
use crate::object::{
    BigRange, CompareOp, GetSetDef, Header, IntView, Range, Ref, Res, Slots, Type, TypeSpec, Value, Vm, flags,
};
use crate::text::StrBuilder;
use dashu_int::IBig;

fn range<'a>(v: Value) -> &'a Range {
    // SAFETY: the slots and methods below are called with ranges only, which never change.
    unsafe { v.get::<Range>() }
}

/// The parts as big ints: `(start, stop, step, len)`.
fn big_parts(r: &Range) -> BigRange {
    match &r.big {
        Some(b) => BigRange { start: b.start.clone(), stop: b.stop.clone(), step: b.step.clone(), len: b.len.clone() },
        None => BigRange { start: r.start.into(), stop: r.stop.into(), step: r.step.into(), len: r.len.into() },
    }
}

fn range_new(vm: &Vm, _: *mut Type, args: &[Value], kwnames: Value) -> Res {
    check_args(vm, "range", args, kwnames, 1, 3)?;
    let zero = Value::small_int(0);
    let one = Value::small_int(1);
    let [start, stop, step] = match *args {
        [stop] => [zero, stop, one],
        [start, stop] => [start, stop, one],
        _ => [args[0], args[1], args[2]],
    };
    if start.is_small_int() && stop.is_small_int() && step.is_small_int() {
        if step == zero {
            return Err(vm.value_error("range() arg 3 must not be zero"));
        }
        return vm.new_range(start.as_small_int(), stop.as_small_int(), step.as_small_int());
    }
    let big = |v: Value| -> Res<IBig> {
        let i = vm.index(v)?;
        Ok(vm.as_int(i.value()).unwrap_or(IntView::Small(0)).to_big())
    };
    let (start, stop, step) = (big(start)?, big(stop)?, big(step)?);
    if step == IBig::ZERO {
        return Err(vm.value_error("range() arg 3 must not be zero"));
    }
    vm.new_big_range(start, stop, step)
}

fn start(vm: &Vm, v: Value) -> Res {
    match &range(v).big {
        Some(b) => vm.new_big(b.start.clone()),
        None => vm.new_int(range(v).start),
    }
}
fn stop(vm: &Vm, v: Value) -> Res {
    match &range(v).big {
        Some(b) => vm.new_big(b.stop.clone()),
        None => vm.new_int(range(v).stop),
    }
}
fn step(vm: &Vm, v: Value) -> Res {
    match &range(v).big {
        Some(b) => vm.new_big(b.step.clone()),
        None => vm.new_int(range(v).step),
    }
}

fn range_repr(vm: &Vm, v: Value) -> Res {
    let mut out = StrBuilder::new();
    out.push_str("range(");
    push_repr(vm, &mut out, start(vm, v)?.value())?;
    out.push_str(", ");
    push_repr(vm, &mut out, stop(vm, v)?.value())?;
    let by = step(vm, v)?;
    if by.value() != Value::small_int(1) {
        out.push_str(", ");
        push_repr(vm, &mut out, by.value())?;
    }
    out.push_str(")");
    str_from_buf(vm, out.finish())
}

fn range_len_slot(vm: &Vm, v: Value) -> Res<usize> {
    match &range(v).big {
        None => Ok(range(v).len as usize),
        Some(b) => match i64::try_from(&b.len) {
            Ok(n) => Ok(n as usize),
            Err(_) => Err(vm.overflow_error("Python int too large to convert to C ssize_t")),
        },
    }
}

fn range_bool(_: &Vm, v: Value) -> Res<bool> {
    Ok(match &range(v).big {
        None => range(v).len != 0,
        Some(b) => b.len != IBig::ZERO,
    })
}

fn out_of_range(vm: &Vm) -> crate::object::Raised {
    vm.index_error("range object index out of range")
}

fn range_getitem(vm: &Vm, v: Value, key: Value) -> Res {
    let r = range(v);
    if is_index(vm, key) {
        if r.big.is_none()
            && let Ok(i) = vm.index_i64(key)?
        {
            let i = if i < 0 { i.saturating_add(r.len) } else { i };
            if i < 0 || i >= r.len {
                return Err(out_of_range(vm));
            }
            return vm.new_int(r.start.wrapping_add(i.wrapping_mul(r.step)));
        }
        let b = big_parts(r);
        let i = vm.index(key)?;
        let mut i = vm.as_int(i.value()).unwrap_or(IntView::Small(0)).to_big();
        if i < IBig::ZERO {
            i += &b.len;
        }
        if i < IBig::ZERO || i >= b.len {
            return Err(out_of_range(vm));
        }
        return vm.new_big(b.start + b.step * i);
    }
    if key.is_exact(vm.types.slice) {
        if r.big.is_none() {
            let (a, z, by, _) = slice_indices(vm, key, r.len as usize)?;
            let at = |i: i64| IBig::from(r.start) + IBig::from(r.step) * IBig::from(i);
            return vm.new_big_range(at(a), at(z), IBig::from(r.step) * IBig::from(by));
        }
        let b = big_parts(r);
        let len = vm.new_big(b.len)?;
        let name = vm.intern("indices");
        let t = vm.call_method(key, name.value(), &[len.value()])?;
        let big = |i: usize| vm.as_int(vm.tuple_items(t.value())[i]).unwrap_or(IntView::Small(0)).to_big();
        return vm.new_big_range(&b.start + &b.step * big(0), &b.start + &b.step * big(1), &b.step * big(2));
    }
    Err(vm.type_error(format!("range indices must be integers or slices, not {}", vm.type_name(key))))
}

/// Position of an exact int (or bool) in the range.
fn position(vm: &Vm, v: Value, item: Value) -> Option<IBig> {
    let r = range(v);
    match (vm.as_int(item)?, &r.big) {
        (IntView::Small(x), None) => {
            let inside = if r.step > 0 { r.start <= x && x < r.stop } else { r.stop < x && x <= r.start };
            if !inside {
                return None;
            }
            let (distance, by) = ((x as i128 - r.start as i128), r.step as i128);
            (distance % by == 0).then(|| IBig::from(distance / by))
        }
        (x, _) => {
            let (x, b) = (x.to_big(), big_parts(r));
            let inside =
                if b.step > IBig::ZERO { b.start <= x && x < b.stop } else { b.stop < x && x <= b.start };
            let distance = x - &b.start;
            (inside && &distance % &b.step == IBig::ZERO).then(|| distance / b.step)
        }
    }
}

/// Whether membership can be computed instead of searched.
fn plain_int(vm: &Vm, v: Value) -> bool {
    v.is_small_int() || v.is_bool() || v.is_exact(vm.types.int)
}

fn range_contains(vm: &Vm, v: Value, item: Value) -> Res<bool> {
    if plain_int(vm, item) {
        return Ok(position(vm, v, item).is_some());
    }
    let it = range_iter(vm, v)?;
    while let Some(x) = vm.next(it.value())? {
        if vm.compare_bool(x.value(), item, CompareOp::Eq)? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn range_iter(vm: &Vm, v: Value) -> Res {
    let r = range(v);
    match &r.big {
        None => vm.new_index_iterator(vm.types.range_iterator, Value::NULL, r.start, r.len, r.step),
        Some(_) => vm.new_index_iterator(vm.types.long_range_iterator, v, 0, 1, 1),
    }
}

/// What equality and hash depend on: `(len, start, step)`, the last two None where they make no difference.
fn key(vm: &Vm, v: Value) -> Res<[Ref; 3]> {
    let b = big_parts(range(v));
    let none = b.len == IBig::ZERO;
    let one = b.len == IBig::ONE;
    let len = vm.new_big(b.len)?;
    let start = if none { Ref::NONE } else { vm.new_big(b.start)? };
    let step = if none || one { Ref::NONE } else { vm.new_big(b.step)? };
    Ok([len, start, step])
}

fn range_compare(vm: &Vm, a: Value, b: Value, op: CompareOp) -> Res {
    if !b.is_exact(vm.types.range) || !matches!(op, CompareOp::Eq | CompareOp::Ne) {
        return Ok(Ref::NOT_IMPLEMENTED);
    }
    let (x, y) = (key(vm, a)?, key(vm, b)?);
    for (p, q) in x.iter().zip(&y) {
        if !vm.compare_bool(p.value(), q.value(), CompareOp::Eq)? {
            return Ok(Ref::bool(op == CompareOp::Ne));
        }
    }
    Ok(Ref::bool(op == CompareOp::Eq))
}

fn range_hash(vm: &Vm, v: Value) -> Res<i64> {
    let t = vm.tuple_from_refs(key(vm, v)?)?;
    vm.hash(t.value())
}

native! { static METHODS = [
    /// rangeobject.count(value) -> integer -- return number of occurrences of value
    "count(self, value, /)" => fn count(vm, [this, value]) {
        if plain_int(vm, value) {
            return vm.new_int(position(vm, this, value).is_some() as i64);
        }
        let mut n = 0;
        let it = range_iter(vm, this)?;
        while let Some(x) = vm.next(it.value())? {
            n += vm.compare_bool(x.value(), value, CompareOp::Eq)? as i64;
        }
        vm.new_int(n)
    }
    /// rangeobject.index(value) -> integer -- return index of value.
    /// Raise ValueError if the value is not present.
    "index(self, value, /)" => fn index(vm, [this, value]) {
        if plain_int(vm, value) {
            if let Some(i) = position(vm, this, value) {
                return vm.new_big(i);
            }
            return Err(vm.value_error("range.index(x): x not in range"));
        }
        let mut n = 0;
        let it = range_iter(vm, this)?;
        while let Some(x) = vm.next(it.value())? {
            if vm.compare_bool(x.value(), value, CompareOp::Eq)? {
                return vm.new_int(n);
            }
            n += 1;
        }
        Err(vm.value_error("sequence.index(x): x not in sequence"))
    }
    /// Return a reverse iterator.
    "__reversed__(self, /)" => fn reversed(vm, [this]) {
        let r = range(this);
        if r.big.is_none() {
            if let (Some(by), last) = (r.step.checked_neg(), r.start.wrapping_add((r.len - 1).wrapping_mul(r.step))) {
                return vm.new_index_iterator(vm.types.range_iterator, Value::NULL, last, r.len, by);
            }
        }
        let b = big_parts(r);
        let last = &b.start + (&b.len - IBig::ONE) * &b.step;
        let back = vm.new_big_range(last, b.start - &b.step, -b.step)?;
        range_iter(vm, back.value())
    }
    "__reduce__(self, /)" => fn reduce(vm, [this]) {
        let args = vm.tuple_from_refs([start(vm, this)?, stop(vm, this)?, step(vm, this)?])?;
        vm.tuple_from(&[Value::from_ptr(vm.types.range), args.value()])
    }
]; }

static GETSET: &[GetSetDef] = &[
    GetSetDef { name: "start", get: start, set: None, doc: "" },
    GetSetDef { name: "stop", get: stop, set: None, doc: "" },
    GetSetDef { name: "step", get: step, set: None, doc: "" },
];

unsafe fn drop_range(_: &Vm, h: *mut Header) {
    std::ptr::drop_in_place(&raw mut (*(h as *mut Range)).big);
}

pub static SPEC: TypeSpec = TypeSpec {
    name: "range",
    doc: "range(stop) -> range object\nrange(start, stop[, step]) -> range object\n\nReturn an object that produces a sequence of integers from start (inclusive)\nto stop (exclusive) by step.  range(i, j) produces i, i+1, i+2, ..., j-1.\nstart defaults to 0, and stop is omitted!  range(4) produces 0, 1, 2, 3.\nThese are exactly the valid indices for a list of 4 elements.\nWhen step is given, it specifies the increment (or decrement).",
    flags: flags::VECTORCALL | flags::SEQUENCE,
    size: size_of::<Range>(),
    slots: Slots {
        repr: Some(range_repr),
        hash: Some(range_hash),
        compare: Some(range_compare),
        iter: Some(range_iter),
        len: Some(range_len_slot),
        bool: Some(range_bool),
        getitem: Some(range_getitem),
        contains: Some(range_contains),
        new: Some(range_new),
        drop: Some(drop_range),
        ..Slots::EMPTY
    },
    methods: METHODS,
    getset: GETSET,
};

