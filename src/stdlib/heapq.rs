//! `_heapq`: a priority queue in a list, smallest item first, or largest first (the functions ending in `_max`).
use crate::native;
use crate::object::{CompareOp, Ref, Res, Value, Vm};

/// `a < b`. The operands are held while a comparison that may run Python code goes on.
#[inline(always)]
pub(super) fn less(vm: &Vm, a: Value, b: Value) -> Res<bool> {
    if Value::both_small_int(a, b) {
        return Ok(a.0 < b.0);
    }
    if a.is_float() && b.is_float() {
        return Ok(a.as_float() < b.as_float());
    }
    let (a, b) = (Ref::new(a), Ref::new(b));
    vm.compare_bool(a.value(), b.value(), CompareOp::Lt)
}

/// Whether the item `a` belongs above `b`. RuntimeError where comparing them changed the length.
#[inline(always)]
fn above<const MAX: bool>(vm: &Vm, heap: Value, a: usize, b: usize) -> Res<bool> {
    let items = vm.list(heap).items();
    let (n, x, y) = (items.len(), items[a], items[b]);
    let r = if MAX { less(vm, y, x)? } else { less(vm, x, y)? };
    if vm.list(heap).len != n {
        return Err(vm.runtime_error("list changed size during iteration"));
    }
    Ok(r)
}

fn swap(vm: &Vm, heap: Value, a: usize, b: usize) {
    // SAFETY: both places were below the length, which `above` has found unchanged.
    unsafe { std::ptr::swap(vm.list(heap).items.add(a), vm.list(heap).items.add(b)) }
}

/// Lets the item at `at` rise, no higher than `top`.
fn rise<const MAX: bool>(vm: &Vm, heap: Value, top: usize, mut at: usize) -> Res<()> {
    if at >= vm.list(heap).len {
        return Err(vm.index_error("index out of range"));
    }
    while at > top {
        let parent = (at - 1) >> 1;
        if !above::<MAX>(vm, heap, at, parent)? {
            break;
        }
        swap(vm, heap, at, parent);
        at = parent;
    }
    Ok(())
}

/// Lets the item at `top` sink to a leaf, and rise from there to its place: fewer comparisons than stopping on the way down.
fn sink<const MAX: bool>(vm: &Vm, heap: Value, top: usize) -> Res<()> {
    let n = vm.list(heap).len;
    if top >= n {
        return Err(vm.index_error("index out of range"));
    }
    let mut at = top;
    while at < n >> 1 {
        let mut child = 2 * at + 1;
        if child + 1 < n && !above::<MAX>(vm, heap, child, child + 1)? {
            child += 1;
        }
        swap(vm, heap, at, child);
        at = child;
    }
    rise::<MAX>(vm, heap, top, at)
}

fn check(vm: &Vm, heap: Value, function: &str) -> Res<()> {
    match vm.is_list(heap) {
        true => Ok(()),
        false => Err(vm.type_error(format!("{function}() argument 1 must be list, not {}", vm.type_name(heap)))),
    }
}
fn check_one(vm: &Vm, heap: Value, function: &str) -> Res<()> {
    match vm.is_list(heap) {
        true => Ok(()),
        false => Err(vm.type_error(format!("{function}() argument must be list, not {}", vm.type_name(heap)))),
    }
}

fn push<const MAX: bool>(vm: &Vm, heap: Value, item: Value) -> Res {
    vm.list(heap).push(vm, Ref::new(item))?;
    rise::<MAX>(vm, heap, 0, vm.list(heap).len - 1)?;
    Ok(Ref::NONE)
}

fn pop<const MAX: bool>(vm: &Vm, heap: Value) -> Res {
    let list = vm.list(heap);
    if list.len == 0 {
        return Err(vm.index_error("index out of range"));
    }
    let last = crate::types::list::pop_last(vm, heap);
    if vm.list(heap).len == 0 {
        return Ok(last);
    }
    let first = put_first(vm, heap, last);
    sink::<MAX>(vm, heap, 0)?;
    Ok(first)
}

/// Puts an item in the place of the first, which is returned. The heap is not empty.
fn put_first(vm: &Vm, heap: Value, item: Ref) -> Ref {
    // SAFETY: there is a first item.
    unsafe { Ref::own(std::mem::replace(&mut *vm.list(heap).items, item.into_value())) }
}

fn replace<const MAX: bool>(vm: &Vm, heap: Value, item: Value) -> Res {
    if vm.list(heap).len == 0 {
        return Err(vm.index_error("index out of range"));
    }
    let first = put_first(vm, heap, Ref::new(item));
    sink::<MAX>(vm, heap, 0)?;
    Ok(first)
}

fn pushpop<const MAX: bool>(vm: &Vm, heap: Value, item: Value) -> Res {
    let Some(first) = vm.list(heap).items().first().copied() else { return Ok(Ref::new(item)) };
    if !(if MAX { less(vm, item, first)? } else { less(vm, first, item)? }) {
        return Ok(Ref::new(item));
    }
    replace::<MAX>(vm, heap, item)
}

fn heapify<const MAX: bool>(vm: &Vm, heap: Value) -> Res {
    for i in (0..vm.list(heap).len >> 1).rev() {
        sink::<MAX>(vm, heap, i)?;
    }
    Ok(Ref::NONE)
}

native! { static FUNCTIONS = [
    /// Push item onto heap, maintaining the heap invariant.
    "heappush(heap, item, /)" => fn heappush(vm, [heap, item]) {
        check(vm, heap, "heappush")?;
        push::<false>(vm, heap, item)
    }
    /// Push item on the heap, then pop and return the smallest item from the heap.
    "heappushpop(heap, item, /)" => fn heappushpop(vm, [heap, item]) {
        check(vm, heap, "heappushpop")?;
        pushpop::<false>(vm, heap, item)
    }
    /// Pop the smallest item off the heap, maintaining the heap invariant.
    "heappop(heap, /)" => fn heappop(vm, [heap]) {
        check_one(vm, heap, "heappop")?;
        pop::<false>(vm, heap)
    }
    /// Pop and return the current smallest value, and add the new item.
    "heapreplace(heap, item, /)" => fn heapreplace(vm, [heap, item]) {
        check(vm, heap, "heapreplace")?;
        replace::<false>(vm, heap, item)
    }
    /// Transform list into a heap, in-place, in O(len(heap)) time.
    "heapify(heap, /)" => fn heapify_min(vm, [heap]) {
        check_one(vm, heap, "heapify")?;
        heapify::<false>(vm, heap)
    }
    /// Push item onto max heap, maintaining the heap invariant.
    "heappush_max(heap, item, /)" => fn heappush_max(vm, [heap, item]) {
        check(vm, heap, "heappush_max")?;
        push::<true>(vm, heap, item)
    }
    /// Maxheap variant of heappushpop.
    "heappushpop_max(heap, item, /)" => fn heappushpop_max(vm, [heap, item]) {
        check(vm, heap, "heappushpop_max")?;
        pushpop::<true>(vm, heap, item)
    }
    /// Maxheap variant of heappop.
    "heappop_max(heap, /)" => fn heappop_max(vm, [heap]) {
        check_one(vm, heap, "heappop_max")?;
        pop::<true>(vm, heap)
    }
    /// Maxheap variant of heapreplace.
    "heapreplace_max(heap, item, /)" => fn heapreplace_max(vm, [heap, item]) {
        check(vm, heap, "heapreplace_max")?;
        replace::<true>(vm, heap, item)
    }
    /// Maxheap variant of heapify.
    "heapify_max(heap, /)" => fn heapify_max(vm, [heap]) {
        check_one(vm, heap, "heapify_max")?;
        heapify::<true>(vm, heap)
    }
]; }

/// Makes the module.
pub fn init(vm: &Vm) -> Res {
    let module = super::new_module(vm, "_heapq", "Heap queue algorithm (a.k.a. priority queue).", FUNCTIONS)?;
    let about = vm.new_str("A heap is a list in which heap[k] <= heap[2*k+1] and heap[k] <= heap[2*k+2] for all k.")?;
    super::set(vm, module.value(), "__about__", about)?;
    Ok(module)
}
