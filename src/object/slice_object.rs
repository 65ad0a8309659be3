//! Layout of slice, and its indices on a sequence.
use super::header::Header;
use super::reference::Res;
use super::value::Value;
use super::vm::Vm;
use std::cmp::Ordering;

/// A slice: three owned values.
#[repr(C)]
pub struct Slice {
    pub header: Header,
    pub start: Value,
    pub stop: Value,
    pub step: Value,
}

fn part(vm: &Vm, v: Value) -> Res<i64> {
    if !v.is_small_int() && vm.as_int(v).is_none() && vm.slots(v).index.is_none() {
        return Err(vm.type_error("slice indices must be integers or None or have an __index__ method"));
    }
    Ok(match vm.index_i64(v)? {
        Ok(x) => x,
        Err(Ordering::Less) => i64::MIN,
        Err(_) => i64::MAX,
    })
}

/// `slice.indices(len)` and the number of items: `(start, stop, step, count)`. ValueError for a step of zero.
pub fn slice_indices(vm: &Vm, s: &Slice, len: usize) -> Res<(i64, i64, i64, usize)> {
    let step = if s.step.is_none() { 1 } else { part(vm, s.step)?.max(-i64::MAX) };
    if step == 0 {
        return Err(vm.value_error("slice step cannot be zero"));
    }
    let n = len as i64;
    let (low, high) = if step < 0 { (-1, n - 1) } else { (0, n) };
    let clamp = |x: i64| if x < 0 { x.saturating_add(n).max(low) } else { x.min(high) };
    let start = if s.start.is_none() { if step < 0 { high } else { low } } else { clamp(part(vm, s.start)?) };
    let stop = if s.stop.is_none() { if step < 0 { low } else { high } } else { clamp(part(vm, s.stop)?) };
    let count = if step > 0 && start < stop {
        (stop - start - 1) / step + 1
    } else if step < 0 && stop < start {
        (start - stop - 1) / -step + 1
    } else {
        0
    };
    Ok((start, stop, step, count as usize))
}
