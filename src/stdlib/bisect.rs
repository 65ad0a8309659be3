//! `_bisect`: binary search in sorted sequences.
use super::heapq::less;
use crate::native;
use crate::object::{Ref, Res, Value, Vm};

/// The upper bound: None, or -1 as a program may say too, means the end.
fn bound(vm: &Vm, a: Value, hi: Value) -> Res<i64> {
    let end = || Ok(vm.len(a)? as i64);
    if hi.is_none() {
        return end();
    }
    if !crate::types::support::is_index(vm, hi) {
        return Err(vm.type_error(format!("argument should be integer or None, not '{}'", vm.type_name(hi))));
    }
    match vm.index_i64(hi)? {
        Ok(-1) => end(),
        Ok(n) => Ok(n),
        Err(_) => Err(vm.overflow_error(format!("cannot fit '{}' into an index-sized integer", vm.type_name(hi)))),
    }
}

/// The place of `x`, behind (`right`) or before what is equal to it.
fn search(vm: &Vm, a: Value, x: Value, lo: Value, hi: Value, key: Value, right: bool) -> Res<i64> {
    let mut lo = vm.int_arg(lo)?;
    if lo < 0 {
        return Err(vm.value_error("lo must be non-negative"));
    }
    let mut hi = bound(vm, a, hi)?;
    let list = a.is_exact(vm.types.list);
    while lo < hi {
        let mid = ((lo as u64 + hi as u64) / 2) as i64;
        let item = match list {
            true => match vm.list(a).items().get(mid as usize) {
                Some(v) => Ref::new(*v),
                None => return Err(vm.index_error("list index out of range")),
            },
            false => vm.getitem(a, vm.new_int(mid)?.value())?,
        };
        let item = if key.is_none() { item } else { vm.call(key, &[item.value()])? };
        if right {
            if less(vm, x, item.value())? { hi = mid } else { lo = mid + 1 }
        } else if less(vm, item.value(), x)? {
            lo = mid + 1
        } else {
            hi = mid
        }
    }
    Ok(lo)
}

fn insort(vm: &Vm, a: Value, x: Value, lo: Value, hi: Value, key: Value, right: bool) -> Res {
    let sought = if key.is_none() { Ref::new(x) } else { vm.call(key, &[x])? };
    let at = search(vm, a, sought.value(), lo, hi, key, right)?;
    if a.is_exact(vm.types.list) {
        crate::types::list::insert_at(vm, a, at, x)?;
        return Ok(Ref::NONE);
    }
    let (name, at) = (vm.intern("insert"), vm.new_int(at)?);
    vm.call_method(a, name.value(), &[at.value(), x])?;
    Ok(Ref::NONE)
}

native! { static FUNCTIONS = [
    /// Return the index where to insert item x in list a, assuming a is sorted.
    ///
    /// The return value i is such that all e in a[:i] have e <= x, and all e in a[i:] have e > x.
    "bisect_right(a, x, lo=0, hi=None, *, key=None)" => fn bisect_right(vm, [a, x, lo, hi, key]) {
        vm.new_int(search(vm, a, x, lo, hi, key, true)?)
    }
    /// Insert item x in list a, and keep it sorted assuming a is sorted.
    ///
    /// If x is already in a, insert it to the right of the rightmost x.
    "insort_right(a, x, lo=0, hi=None, *, key=None)" => fn insort_right(vm, [a, x, lo, hi, key]) {
        insort(vm, a, x, lo, hi, key, true)
    }
    /// Return the index where to insert item x in list a, assuming a is sorted.
    ///
    /// The return value i is such that all e in a[:i] have e < x, and all e in a[i:] have e >= x.
    "bisect_left(a, x, lo=0, hi=None, *, key=None)" => fn bisect_left(vm, [a, x, lo, hi, key]) {
        vm.new_int(search(vm, a, x, lo, hi, key, false)?)
    }
    /// Insert item x in list a, and keep it sorted assuming a is sorted.
    ///
    /// If x is already in a, insert it to the left of the leftmost x.
    "insort_left(a, x, lo=0, hi=None, *, key=None)" => fn insort_left(vm, [a, x, lo, hi, key]) {
        insort(vm, a, x, lo, hi, key, false)
    }
]; }

/// Makes the module.
pub fn init(vm: &Vm) -> Res {
    super::new_module(vm, "_bisect", "Bisection algorithms.", FUNCTIONS)
}
