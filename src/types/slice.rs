//! `slice`.
use super::support::{check_args, is_index, push_repr, str_from_buf};
use crate::native;
use crate::object::{
    CompareOp, GetSetDef, Header, IntView, Ref, Res, Slice, Slots, Type, TypeSpec, Value, Vm, flags,
};
use crate::text::StrBuilder;
use dashu_int::IBig;

/// A bound of a slice as an index; out-of-range ints are clamped to 64 bits.
fn bound(vm: &Vm, v: Value) -> Res<i64> {
    if v.is_small_int() {
        return Ok(v.as_small_int());
    }
    if !is_index(vm, v) {
        return Err(vm.type_error("slice indices must be integers or None or have an __index__ method"));
    }
    Ok(match vm.index_i64(v)? {
        Ok(x) => x,
        Err(o) if o.is_lt() => i64::MIN,
        Err(_) => i64::MAX,
    })
}

/// `(start, stop, step)` before the length is known. ValueError where the step is 0.
pub fn slice_unpack(vm: &Vm, s: &Slice) -> Res<(i64, i64, i64)> {
    let step = if s.step.is_none() { 1 } else { bound(vm, s.step)?.max(-i64::MAX) };
    if step == 0 {
        return Err(vm.value_error("slice step cannot be zero"));
    }
    let start = match s.start.is_none() {
        true if step < 0 => i64::MAX,
        true => 0,
        false => bound(vm, s.start)?,
    };
    let stop = match s.stop.is_none() {
        true if step < 0 => i64::MIN,
        true => i64::MAX,
        false => bound(vm, s.stop)?,
    };
    Ok((start, stop, step))
}

/// Clamps unpacked bounds to a length; `(start, stop, step, count)`.
pub fn slice_adjust(start: i64, stop: i64, step: i64, len: usize) -> (i64, i64, i64, usize) {
    let len = len as i64;
    let clamp = |x: i64| {
        if x < 0 {
            let x = x.saturating_add(len);
            if x < 0 { if step < 0 { -1 } else { 0 } } else { x }
        } else if x >= len {
            if step < 0 { len - 1 } else { len }
        } else {
            x
        }
    };
    let (start, stop) = (clamp(start), clamp(stop));
    let count = if step < 0 {
        if stop < start { (start - stop - 1) / -step + 1 } else { 0 }
    } else if start < stop {
        (stop - start - 1) / step + 1
    } else {
        0
    };
    (start, stop, step, count as usize)
}

/// The positions that a slice object selects from a sequence of `len` items: `(start, stop, step, count)`.
/// `__index__` of its parts may run.
pub fn slice_indices(vm: &Vm, slice: Value, len: usize) -> Res<(i64, i64, i64, usize)> {
    // SAFETY: the caller passes a slice.
    let (start, stop, step) = slice_unpack(vm, unsafe { slice.get::<Slice>() })?;
    Ok(slice_adjust(start, stop, step, len))
}

fn slice_new(vm: &Vm, _: *mut Type, args: &[Value], kwnames: Value) -> Res {
    check_args(vm, "slice", args, kwnames, 1, 3)?;
    match *args {
        [stop] => vm.new_slice(Value::NONE, stop, Value::NONE),
        [start, stop] => vm.new_slice(start, stop, Value::NONE),
        _ => vm.new_slice(args[0], args[1], args[2]),
    }
}

fn parts(v: Value) -> [Value; 3] {
    // SAFETY: a slice object; its parts never change.
    let s = unsafe { v.get::<Slice>() };
    [s.start, s.stop, s.step]
}

fn slice_repr(vm: &Vm, v: Value) -> Res {
    let mut out = StrBuilder::new();
    for (i, p) in parts(v).into_iter().enumerate() {
        out.push_str(if i == 0 { "slice(" } else { ", " });
        push_repr(vm, &mut out, p)?;
    }
    out.push_str(")");
    str_from_buf(vm, out.finish())
}

fn slice_compare(vm: &Vm, a: Value, b: Value, op: CompareOp) -> Res {
    if !b.is_exact(vm.types.slice) {
        return Ok(Ref::NOT_IMPLEMENTED);
    }
    let (x, y) = (vm.tuple_from(&parts(a))?, vm.tuple_from(&parts(b))?);
    vm.compare(x.value(), y.value(), op)
}

fn slice_hash(vm: &Vm, v: Value) -> Res<i64> {
    let mut hashes = [0i64; 3];
    for (h, p) in hashes.iter_mut().zip(parts(v)) {
        *h = vm.hash(p)?;
    }
    Ok(super::tuple::combine_hashes(hashes.into_iter()))
}

/// `slice.indices` over ints of any size.
fn indices(vm: &Vm, this: Value, len: Value) -> Res {
    let big = |v: Value| -> Res<IBig> {
        if !is_index(vm, v) {
            return Err(vm.type_error("slice indices must be integers or None or have an __index__ method"));
        }
        let i = vm.index(v)?;
        Ok(vm.as_int(i.value()).unwrap_or(IntView::Small(0)).to_big())
    };
    let length = vm.index(len)?;
    let length = vm.as_int(length.value()).unwrap_or(IntView::Small(0)).to_big();
    if length < IBig::ZERO {
        return Err(vm.value_error("length should not be negative"));
    }
    let [start, stop, step] = parts(this);
    let step = if step.is_none() { IBig::ONE } else { big(step)? };
    if step == IBig::ZERO {
        return Err(vm.value_error("slice step cannot be zero"));
    }
    let negative = step < IBig::ZERO;
    let (lower, upper) =
        if negative { (-IBig::ONE, length.clone() - IBig::ONE) } else { (IBig::ZERO, length.clone()) };
    let place = |v: Value, default: &IBig| -> Res<IBig> {
        if v.is_none() {
            return Ok(default.clone());
        }
        let x = big(v)?;
        Ok(if x < IBig::ZERO { (x + &length).max(lower.clone()) } else { x.min(upper.clone()) })
    };
    let start = place(start, if negative { &upper } else { &lower })?;
    let stop = place(stop, if negative { &lower } else { &upper })?;
    vm.tuple_from_refs([vm.new_big(start)?, vm.new_big(stop)?, vm.new_big(step)?])
}

native! { static METHODS = [
    /// S.indices(len) -> (start, stop, stride): the indices of the slice in a sequence of that length.
    "indices(self, object, /)" => fn slice_indices_method(vm, [this, len]) { indices(vm, this, len) }
    "__reduce__(self, /)" => fn slice_reduce(vm, [this]) {
        let args = vm.tuple_from(&parts(this))?;
        vm.tuple_from(&[Value::from_ptr(vm.types.slice), args.value()])
    }
]; }

static GETSET: &[GetSetDef] = &[
    GetSetDef { name: "start", get: |_, v| Ok(Ref::new(parts(v)[0])), set: None, doc: "" },
    GetSetDef { name: "stop", get: |_, v| Ok(Ref::new(parts(v)[1])), set: None, doc: "" },
    GetSetDef { name: "step", get: |_, v| Ok(Ref::new(parts(v)[2])), set: None, doc: "" },
];

unsafe fn drop_slice(vm: &Vm, h: *mut Header) {
    parts(Value::from_ptr(h)).into_iter().for_each(|p| p.decref(vm));
}
unsafe fn traverse_slice(h: *mut Header, visit: &mut dyn FnMut(Value)) {
    parts(Value::from_ptr(h)).into_iter().for_each(visit);
}

pub static SPEC: TypeSpec = TypeSpec {
    name: "slice",
    doc: "slice(stop)\nslice(start, stop[, step])\n\nCreate a slice object.  This is used for extended slicing (e.g. a[0:10:2]).",
    flags: flags::TRACKED,
    size: size_of::<Slice>(),
    slots: Slots {
        repr: Some(slice_repr),
        hash: Some(slice_hash),
        compare: Some(slice_compare),
        new: Some(slice_new),
        drop: Some(drop_slice),
        traverse: Some(traverse_slice),
        ..Slots::EMPTY
    },
    methods: METHODS,
    getset: GETSET,
};

