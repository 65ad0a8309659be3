//! Sorting of lists: stable; comparisons specialised where all keys are ints, floats, strs or tuples of those.
//!
//! Keys that cannot run Python code are sorted by the standard library's merge sort, everything else by `merge_sort`.
use super::merge_sort::merge_sort;
use crate::object::{CompareOp, List, Points, Ref, Res, Str, Value, Vm, item_buffer};
use std::cmp::Ordering;

/// What a column of keys consists of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    SmallInt,
    /// Immediate ints and floats that are no NaNs.
    Number,
    /// Exact strs at one byte a code point.
    Narrow,
    Str,
    Other,
}

fn kind_of(vm: &Vm, v: Value) -> Kind {
    if v.is_small_int() {
        Kind::SmallInt
    } else if v.is_float() && !v.as_float().is_nan() {
        Kind::Number
    } else if v.is_exact(vm.types.str) {
        if vm.str(v).width == 1 { Kind::Narrow } else { Kind::Str }
    } else {
        Kind::Other
    }
}

fn join(a: Kind, b: Kind) -> Kind {
    match (a, b) {
        _ if a == b => a,
        (Kind::SmallInt, Kind::Number) | (Kind::Number, Kind::SmallInt) => Kind::Number,
        (Kind::Narrow, Kind::Str) | (Kind::Str, Kind::Narrow) => Kind::Str,
        _ => Kind::Other,
    }
}

fn column(vm: &Vm, keys: impl Iterator<Item = Value>) -> Kind {
    let mut kind = None;
    for k in keys {
        let next = kind_of(vm, k);
        let joined = kind.map_or(next, |k| join(k, next));
        if joined == Kind::Other {
            return joined;
        }
        kind = Some(joined);
    }
    kind.unwrap_or(Kind::Other)
}

fn number(v: Value) -> f64 {
    if v.is_small_int() { v.as_small_int() as f64 } else { v.as_float() }
}

/// Ordering of two strs by code points.
pub fn compare_strs(a: &Str, b: &Str) -> Ordering {
    match (a.points(), b.points()) {
        (Points::One(x), Points::One(y)) => x.cmp(y),
        _ => a.iter().cmp(b.iter()),
    }
}

fn order(vm: &Vm, kind: Kind, a: Value, b: Value) -> Ordering {
    match kind {
        Kind::SmallInt => a.0.cmp(&b.0),
        Kind::Number => number(a).partial_cmp(&number(b)).unwrap_or(Ordering::Equal),
        Kind::Narrow => vm.str(a).bytes().cmp(vm.str(b).bytes()),
        _ => compare_strs(vm.str(a), vm.str(b)),
    }
}

/// Sorts by keys; true where that was possible without running Python code.
fn sort_simple<T: Copy>(vm: &Vm, items: &mut [T], key: impl Fn(&T) -> Value) -> bool {
    match column(vm, items.iter().map(&key)) {
        Kind::Other => {}
        Kind::SmallInt => {
            items.sort_by_key(|x| key(x).0);
            return true;
        }
        Kind::Narrow => {
            items.sort_by(|a, b| vm.str(key(a)).bytes().cmp(vm.str(key(b)).bytes()));
            return true;
        }
        kind => {
            items.sort_by(|a, b| order(vm, kind, key(a), key(b)));
            return true;
        }
    }
    if !items.iter().all(|x| key(x).is_exact(vm.types.tuple)) {
        return false;
    }
    let longest = items.iter().map(|x| vm.tuple_items(key(x)).len()).max().unwrap_or(0);
    if longest > 8 {
        return false;
    }
    let mut kinds = [Kind::Other; 8];
    for (i, k) in kinds.iter_mut().enumerate().take(longest) {
        *k = column(vm, items.iter().filter_map(|x| vm.tuple_items(key(x)).get(i).copied()));
        if *k == Kind::Other {
            return false;
        }
    }
    items.sort_by(|a, b| {
        let (a, b) = (vm.tuple_items(key(a)), vm.tuple_items(key(b)));
        for ((x, y), k) in a.iter().zip(b).zip(kinds) {
            if x != y {
                let o = order(vm, k, *x, *y);
                if o.is_ne() {
                    return o;
                }
            }
        }
        a.len().cmp(&b.len())
    });
    true
}

fn less(vm: &Vm, a: Value, b: Value) -> Res<bool> {
    if a.is_float() && b.is_float() {
        return Ok(a.as_float() < b.as_float());
    }
    vm.compare_bool(a, b, CompareOp::Lt)
}

fn sort_keys<T: Copy>(vm: &Vm, items: &mut [T], reverse: bool, key: impl Fn(&T) -> Value) -> Res<()> {
    // Reversing before and after keeps equal items in their order.
    if reverse {
        items.reverse();
    }
    let result = match sort_simple(vm, items, &key) {
        true => Ok(()),
        false => merge_sort(items, &mut |a, b| less(vm, key(a), key(b))),
    };
    if reverse {
        items.reverse();
    }
    result
}

/// `list.sort`. The list is empty while it is sorted; ValueError where it was changed meanwhile.
pub fn sort_list(vm: &Vm, this: Value, key: Value, reverse: bool) -> Res<()> {
    let l = vm.list(this);
    let (items, len, capacity) = (l.items, l.len, l.capacity);
    if len == 0 {
        return Ok(());
    }
    l.items = std::ptr::null_mut();
    l.len = 0;
    l.capacity = 0;
    // SAFETY: the buffer holds `len` items and belongs to this function until it is given back.
    let slice = unsafe { std::slice::from_raw_parts_mut(items, len) };
    let result = sort_slice(vm, slice, key, reverse);
    let l: &mut List = vm.list(this);
    let (other, other_len, other_capacity) = (l.items, l.len, l.capacity);
    l.items = items;
    l.len = len;
    l.capacity = capacity;
    if !other.is_null() {
        // SAFETY: the buffer that was put in meanwhile is no longer the list's.
        unsafe {
            for i in 0..other_len {
                (*other.add(i)).decref(vm);
            }
            item_buffer::free(other, other_capacity);
        }
        if result.is_ok() {
            return Err(vm.value_error("list modified during sort"));
        }
    }
    result
}

fn sort_slice(vm: &Vm, items: &mut [Value], key: Value, reverse: bool) -> Res<()> {
    if key.is_none() {
        return sort_keys(vm, items, reverse, |v| *v);
    }
    let mut keys: Vec<Ref> = Vec::with_capacity(items.len());
    for v in items.iter() {
        keys.push(vm.call(key, &[*v])?);
    }
    let mut pairs: Vec<(Value, Value)> = keys.iter().map(|k| k.value()).zip(items.iter().copied()).collect();
    let result = sort_keys(vm, &mut pairs, reverse, |p| p.0);
    for (to, (_, v)) in items.iter_mut().zip(pairs) {
        *to = v;
    }
    result
}
