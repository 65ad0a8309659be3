//! `list`.
use super::sequence_ops::{ask_other, concat_other};
use super::slice::{slice_adjust, slice_indices, slice_unpack};
use super::support::*;
use crate::native;
use crate::object::sequence::{drop_list, traverse_list};
use crate::object::{item_buffer, 
    BinOp, CompareOp, Header, List, Ref, Res, Slice, Slots, Type, TypeSpec, Value, Vm, call_native, flags,
};

fn list_new(vm: &Vm, ty: *mut Type, _: &[Value], _: Value) -> Res {
    vm.new_object::<List>(ty, |p| {
        // SAFETY: the instance is fresh and laid out as a list.
        unsafe {
            (*p).len = 0;
            (*p).items = std::ptr::null_mut();
            (*p).capacity = 0;
        }
    })
}

/// `list.insert`: before the item at `i`, which is cut to the list's ends.
pub fn insert_at(vm: &Vm, this: Value, i: i64, object: Value) -> Res<()> {
    let len = vm.list(this).len as i64;
    let at = if i < 0 { (i + len).max(0) } else { i.min(len) } as usize;
    splice_gap(vm, this, at, 0, 1)?;
    object.incref();
    // SAFETY: the gap holds one item.
    unsafe { *vm.list(this).items.add(at) = object };
    Ok(())
}

/// Takes the last item off a list that is not empty.
pub fn pop_last(vm: &Vm, this: Value) -> Ref {
    let l = vm.list(this);
    l.len -= 1;
    // SAFETY: the item was below the length; the list owned it.
    let v = Ref::own(unsafe { *l.items.add(l.len) });
    if l.len < l.capacity / 4 && l.capacity > 32 && l.set_capacity(vm, l.len * 2).is_err() {
        // The list keeps its room where it cannot get less.
        drop(vm.take_raised());
    }
    v
}

native! { static INIT = [
    "list(self, iterable=(), /)" => fn list_init_body(vm, [this, iterable]) {
        if vm.list(this).len != 0 {
            clear(vm, this);
        }
        if !iterable.is_unbound() {
            extend(vm, this, iterable)?;
        }
        Ok(Ref::NONE)
    }
]; }

fn list_init(vm: &Vm, this: Value, args: &[Value], kwnames: Value) -> Res<()> {
    if kwnames == Value::NULL
        && let [iterable] = *args
        && vm.list(this).len == 0
    {
        return extend(vm, this, iterable);
    }
    let ty = vm.type_of(this);
    // A subclass with a `__new__` of its own got the keywords there.
    // SAFETY: live types.
    let kwnames_here = if ty == vm.types.list || unsafe { (*ty).slots.new == (*vm.types.list).slots.new } { kwnames } else { Value::NULL };
    let args = if kwnames_here == Value::NULL { super::support::positional(vm, args, kwnames) } else { args };
    let mut all = vec![this];
    all.extend_from_slice(args);
    call_native(vm, &INIT[0], &all, kwnames_here).map(|_| ())
}

/// Appends new references to `items` in one go.
fn extend_slice(vm: &Vm, this: Value, n: usize, items: impl FnOnce() -> *const Value) -> Res<()> {
    let l = vm.list(this);
    l.reserve(vm, n)?;
    // SAFETY: room was just made; what `items` gives is read after the buffer may have moved, and has `n` items.
    unsafe { item_buffer::copy_counted(items(), l.items.add(l.len), n) };
    l.len += n;
    Ok(())
}

/// `list.extend`.
pub fn extend(vm: &Vm, this: Value, iterable: Value) -> Res<()> {
    if iterable.is_exact(vm.types.list) {
        let n = vm.list(iterable).len;
        return extend_slice(vm, this, n, || vm.list(iterable).items);
    }
    if iterable.is_exact(vm.types.tuple) {
        let items = vm.tuple_items(iterable);
        return extend_slice(vm, this, items.len(), || items.as_ptr());
    }
    if iterable.is_exact(vm.types.dict) {
        let d = vm.dict(iterable);
        vm.list(this).reserve(vm, d.len())?;
        return d.iter().try_for_each(|(k, _)| vm.list(this).push(vm, Ref::new(k)));
    }
    let it = vm.iter(iterable)?;
    let hint = length_hint(vm, iterable)?;
    if hint > 0 && hint < 1 << 28 && vm.list(this).len == 0 && vm.list(this).capacity == 0 {
        vm.list(this).set_capacity(vm, hint)?;
    }
    let Some(next) = vm.slots(it.value()).next else { return Ok(()) };
    while let Some(v) = next(vm, it.value())? {
        vm.list(this).push(vm, v)?;
    }
    drop_stop_value(vm);
    Ok(())
}

fn drop_stop_value(vm: &Vm) {
    if vm.stop_value.get() != Value::NULL {
        drop(vm.take_stop_value());
    }
}

/// Empties a list; items are released once it is empty.
pub fn clear(vm: &Vm, this: Value) {
    let l = vm.list(this);
    let mut taken = List { header: Header { refcount: 0, shape: 0, ty: std::ptr::null_mut() }, ..take(l) };
    // SAFETY: the buffer now belongs to `taken` alone.
    unsafe { drop_list(vm, &raw mut taken as *mut Header) };
}

/// Moves the contents out, leaving an empty list.
fn take(l: &mut List) -> List {
    let t = List {
        header: Header { refcount: 0, shape: 0, ty: std::ptr::null_mut() },
        len: l.len,
        items: l.items,
        capacity: l.capacity,
    };
    l.len = 0;
    l.items = std::ptr::null_mut();
    l.capacity = 0;
    t
}

fn index_error(vm: &Vm, what: &str) -> crate::object::Raised {
    vm.index_error(format!("list {what}"))
}

fn list_getitem(vm: &Vm, this: Value, key: Value) -> Res {
    if key.is_small_int() {
        let items = vm.list(this).items();
        return match resolve_index(key.as_small_int(), items.len()) {
            Some(i) => Ok(Ref::new(items[i])),
            None => Err(index_error(vm, "index out of range")),
        };
    }
    if key.is_exact(vm.types.slice) {
        // SAFETY: a slice object.
        let (start, stop, step) = slice_unpack(vm, unsafe { key.get::<Slice>() })?;
        let items = vm.list(this).items();
        let (start, _, step, count) = slice_adjust(start, stop, step, items.len());
        if step == 1 {
            return vm.list_from(&items[start as usize..start as usize + count]);
        }
        let r = vm.new_list()?;
        let l = vm.list(r.value());
        if count > 0 {
            l.set_capacity(vm, count)?;
        }
        let mut at = start;
        for i in 0..count {
            let v = items[at as usize];
            v.incref();
            // SAFETY: there is room for `count` items.
            unsafe { *l.items.add(i) = v };
            at = at.wrapping_add(step);
        }
        l.len = count;
        return Ok(r);
    }
    if is_index(vm, key) {
        let i = vm.index_size(key)?;
        let items = vm.list(this).items();
        return match resolve_index(i, items.len()) {
            Some(i) => Ok(Ref::new(items[i])),
            None => Err(index_error(vm, "index out of range")),
        };
    }
    Err(vm.type_error(format!("list indices must be integers or slices, not {}", vm.type_name(key))))
}

/// Removes `count` items at `at`, which are handed to the caller, and makes a gap of `gap` in their place that the caller fills at once.
fn splice_gap(vm: &Vm, this: Value, at: usize, count: usize, gap: usize) -> Res<Vec<Ref>> {
    let l = vm.list(this);
    if gap > count {
        l.reserve(vm, gap - count)?;
    }
    let mut removed = Vec::with_capacity(count);
    // SAFETY: `at + count` is at most `len`, and there is room for the gap.
    unsafe {
        for i in 0..count {
            removed.push(Ref::own(*l.items.add(at + i)));
        }
        if gap != count {
            std::ptr::copy(l.items.add(at + count), l.items.add(at + gap), l.len - at - count);
        }
    }
    l.len = l.len - count + gap;
    Ok(removed)
}

/// `l[at:at+count] = items`.
fn assign_slice(vm: &Vm, this: Value, at: usize, count: usize, items: Vec<Ref>) -> Res<()> {
    let n = items.len();
    let removed = splice_gap(vm, this, at, count, n)?;
    let l = vm.list(this);
    for (i, v) in items.into_iter().enumerate() {
        // SAFETY: the gap holds `n` items.
        unsafe { *l.items.add(at + i) = v.into_value() };
    }
    if l.len < l.capacity / 2 {
        let n = l.len;
        l.set_capacity(vm, n)?;
    }
    drop(removed);
    Ok(())
}

fn list_setitem(vm: &Vm, this: Value, key: Value, value: Option<Value>) -> Res<()> {
    if is_index(vm, key) {
        let i = vm.index_size(key)?;
        let l = vm.list(this);
        let Some(i) = resolve_index(i, l.len) else {
            return Err(index_error(vm, "assignment index out of range"));
        };
        return match value {
            Some(v) => {
                v.incref();
                // SAFETY: `i` is below `len`.
                let old = unsafe { std::mem::replace(&mut *l.items.add(i), v) };
                old.decref(vm);
                Ok(())
            }
            None => assign_slice(vm, this, i, 1, Vec::new()),
        };
    }
    if !key.is_exact(vm.types.slice) {
        return Err(
            vm.type_error(format!("list indices must be integers or slices, not {}", vm.type_name(key)))
        );
    }
    // SAFETY: a slice object.
    let (a, b, step) = slice_unpack(vm, unsafe { key.get::<Slice>() })?;
    if step == 1 {
        let items = match value {
            None => Vec::new(),
            Some(v) => match vm.slots(v).iter.is_some() || vm.slots(v).getitem.is_some() {
                true => vm.collect(v)?,
                false => return Err(vm.type_error("must assign iterable to extended slice")),
            },
        };
        let (start, _, _, count) = slice_adjust(a, b, 1, vm.list(this).len);
        return assign_slice(vm, this, start as usize, count, items);
    }
    let Some(v) = value else {
        let (start, _, step, count) = slice_adjust(a, b, step, vm.list(this).len);
        return delete_extended(vm, this, start, step, count);
    };
    if vm.slots(v).iter.is_none() && vm.slots(v).getitem.is_none() {
        return Err(vm.type_error("must assign iterable to extended slice"));
    }
    let items = vm.collect(v)?;
    let (start, _, step, count) = slice_adjust(a, b, step, vm.list(this).len);
    if items.len() != count {
        return Err(vm.value_error(format!(
            "attempt to assign sequence of size {} to extended slice of size {count}",
            items.len()
        )));
    }
    let l = vm.list(this);
    let mut old = Vec::with_capacity(count);
    for (i, v) in items.into_iter().enumerate() {
        // SAFETY: the slice's positions are below `len`.
        let p = unsafe { &mut *l.items.add((start + i as i64 * step) as usize) };
        old.push(Ref::own(std::mem::replace(p, v.into_value())));
    }
    drop(old);
    Ok(())
}

fn delete_extended(vm: &Vm, this: Value, start: i64, step: i64, count: usize) -> Res<()> {
    if count == 0 {
        return Ok(());
    }
    let (first, step) =
        if step < 0 { (start + step * (count as i64 - 1), -step) } else { (start, step) };
    let (first, step) = (first as usize, step as usize);
    let l = vm.list(this);
    let mut removed = Vec::with_capacity(count);
    let mut to = first;
    for i in first..l.len {
        // SAFETY: both positions are below `len`.
        unsafe {
            let v = *l.items.add(i);
            if (i - first) % step == 0 && (i - first) / step < count {
                removed.push(Ref::own(v));
            } else {
                *l.items.add(to) = v;
                to += 1;
            }
        }
    }
    l.len = to;
    drop(removed);
    Ok(())
}

fn list_repr(vm: &Vm, this: Value) -> Res {
    if vm.list(this).len == 0 {
        return vm.new_str("[]");
    }
    guarded_repr(vm, this, "[...]", |out| {
        let mut i = 0;
        while let Some(&v) = vm.list(this).items().get(i) {
            out.push_str(if i == 0 { "[" } else { ", " });
            let v = Ref::new(v);
            push_repr(vm, out, v.value())?;
            i += 1;
        }
        out.push_str(if i == 0 { "[]" } else { "]" });
        Ok(())
    })
}

fn list_compare(vm: &Vm, a: Value, b: Value, op: CompareOp) -> Res {
    if !vm.is_list(a) || !vm.is_list(b) {
        return Ok(Ref::NOT_IMPLEMENTED);
    }
    compare_sequences(vm, || vm.list(a).items(), || vm.list(b).items(), op)
}

fn list_contains(vm: &Vm, this: Value, item: Value) -> Res<bool> {
    Ok(position(vm, this, item, 0, usize::MAX)?.is_some())
}

/// Position of the first item equal to `item`. The list may change while items are compared.
fn position(vm: &Vm, this: Value, item: Value, start: usize, stop: usize) -> Res<Option<usize>> {
    let mut i = start;
    while i < stop {
        let Some(&v) = vm.list(this).items().get(i) else { break };
        if v == item {
            return Ok(Some(i));
        }
        if !Value::both_small_int(v, item) {
            let v = Ref::new(v);
            if vm.compare_bool(v.value(), item, CompareOp::Eq)? {
                return Ok(Some(i));
            }
        }
        i += 1;
    }
    Ok(None)
}

fn list_add(vm: &Vm, a: Value, b: Value) -> Res {
    if !vm.is_list(a) {
        return Ok(Ref::NOT_IMPLEMENTED);
    }
    if !vm.is_list(b) {
        let message = || format!("can only concatenate list (not \"{}\") to list", vm.type_name(b));
        return concat_other(vm, a, b, list_add, message);
    }
    let r = vm.new_list()?;
    let l = vm.list(r.value());
    let (x, y) = (vm.list(a).items(), vm.list(b).items());
    if x.len() + y.len() > 0 {
        l.set_capacity(vm, x.len() + y.len())?;
    }
    // SAFETY: the capacity was made for both.
    unsafe {
        item_buffer::copy_counted(x.as_ptr(), l.items, x.len());
        item_buffer::copy_counted(y.as_ptr(), l.items.add(x.len()), y.len());
    }
    l.len = x.len() + y.len();
    Ok(r)
}

fn list_mul(vm: &Vm, a: Value, b: Value) -> Res {
    let own_first = vm.is_list(a);
    let (seq, count) = if own_first { (a, b) } else { (b, a) };
    if own_first && !count.is_small_int() {
        let r = ask_other(vm, BinOp::Mul, a, b, list_mul)?;
        if !r.is_not_implemented() {
            return Ok(r);
        }
    }
    let Some(count) = repeat_count(vm, count)? else {
        // `vm.binary_op` has the message, which depends on both operands.
        return Ok(Ref::NOT_IMPLEMENTED);
    };
    let r = vm.new_list()?;
    let items = vm.list(seq).items();
    let n = repeated_len(vm, items.len(), count)?;
    if n == 0 {
        return Ok(r);
    }
    let l = vm.list(r.value());
    l.set_capacity(vm, n)?;
    fill_repeated(l, items, n);
    Ok(r)
}

/// Fills a list with room for `n` items with copies of `items`, `n` being a multiple of their number.
fn fill_repeated(l: &mut List, items: &[Value], n: usize) {
    let times = (n / items.len()) as u32;
    for (i, v) in items.iter().enumerate() {
        if v.is_heap() {
            // SAFETY: a heap value points to a live header.
            unsafe { (*v.header()).refcount += times };
        }
        // SAFETY: the first `items.len()` places are within the room.
        unsafe { *l.items.add(i) = *v };
    }
    let mut done = items.len();
    while done < n {
        let k = done.min(n - done);
        // SAFETY: `done + k` is at most `n`; the ranges do not overlap.
        unsafe { std::ptr::copy_nonoverlapping(l.items, l.items.add(done), k) };
        done += k;
    }
    l.len = n;
}

fn list_iadd(vm: &Vm, a: Value, b: Value) -> Res {
    let r = ask_other(vm, BinOp::Add, a, b, list_add)?;
    if !r.is_not_implemented() {
        return Ok(r);
    }
    extend(vm, a, b)?;
    Ok(Ref::new(a))
}

fn list_imul(vm: &Vm, a: Value, b: Value) -> Res {
    let r = ask_other(vm, BinOp::Mul, a, b, list_mul)?;
    if !r.is_not_implemented() {
        return Ok(r);
    }
    let Some(count) = repeat_count(vm, b)? else { return Ok(Ref::NOT_IMPLEMENTED) };
    let n = repeated_len(vm, vm.list(a).len, count)?;
    if n == 0 {
        clear(vm, a);
    } else if count > 1 {
        let len = vm.list(a).len;
        vm.list(a).reserve(vm, n - len)?;
        for _ in 1..count {
            extend_slice(vm, a, len, || vm.list(a).items)?;
        }
    }
    Ok(Ref::new(a))
}

fn list_len(vm: &Vm, this: Value) -> Res<usize> {
    Ok(vm.list(this).len)
}

fn list_iter(vm: &Vm, this: Value) -> Res {
    vm.new_index_iterator(vm.types.list_iterator, this, 0, 0, 1)
}

native! { pub static METHODS = [
    /// Return self[index].
    @slot_method "__getitem__(self, index, /)" => fn getitem_method(vm, [this, index]) { list_getitem(vm, this, index) }
    /// Append object to the end of the list.
    "append(self, object, /)" => fn append(vm, [this, object]) {
        vm.list(this).push(vm, Ref::new(object))?;
        Ok(Ref::NONE)
    }
    /// Remove all items from list.
    "clear(self, /)" => fn clear_method(vm, [this]) { clear(vm, this); Ok(Ref::NONE) }
    /// Return a shallow copy of the list.
    "copy(self, /)" => fn copy(vm, [this]) { vm.list_from(vm.list(this).items()) }
    /// Return number of occurrences of value.
    "count(self, value, /)" => fn count(vm, [this, value]) {
        let (mut n, mut i) = (0, 0);
        while let Some(&v) = vm.list(this).items().get(i) {
            let v = Ref::new(v);
            n += vm.compare_bool(v.value(), value, CompareOp::Eq)? as i64;
            i += 1;
        }
        vm.new_int(n)
    }
    /// Extend list by appending elements from the iterable.
    "extend(self, iterable, /)" => fn extend_method(vm, [this, iterable]) {
        extend(vm, this, iterable)?;
        Ok(Ref::NONE)
    }
    /// Return first index of value.
    ///
    /// Raises ValueError if the value is not present.
    "index(self, value, start=0, stop=9223372036854775807, /)" => fn index(vm, [this, value, start, stop]) {
        let start = clamp_bound(vm, start, vm.list(this).len)?;
        let stop = if stop.is_unbound() { usize::MAX } else { clamp_bound(vm, stop, vm.list(this).len)? };
        match position(vm, this, value, start, stop)? {
            Some(i) => vm.new_usize(i),
            None => Err(vm.value_error("list.index(x): x not in list")),
        }
    }
    /// Insert object before index.
    "insert(self, index, object, /)" => fn insert(vm, [this, index, object]) {
        let i = match vm.index_i64(index)? {
            Ok(i) => i,
            Err(_) => return Err(vm.overflow_error("Python int too large to convert to C ssize_t")),
        };
        insert_at(vm, this, i, object)?;
        Ok(Ref::NONE)
    }
    /// Remove and return item at index (default last).
    ///
    /// Raises IndexError if list is empty or index is out of range.
    "pop(self, index=-1, /)" => fn pop(vm, [this, index]) {
        let i = if index.is_small_int() { index.as_small_int() } else { vm.int_arg(index)? };
        let l = vm.list(this);
        if l.len == 0 {
            return Err(vm.index_error("pop from empty list"));
        }
        let Some(i) = resolve_index(i, l.len) else { return Err(vm.index_error("pop index out of range")) };
        // SAFETY: `i` is below `len`.
        unsafe {
            let v = Ref::own(*l.items.add(i));
            std::ptr::copy(l.items.add(i + 1), l.items.add(i), l.len - i - 1);
            l.len -= 1;
            if l.len < l.capacity / 4 && l.capacity > 32 {
                let n = l.len * 2;
                l.set_capacity(vm, n)?;
            }
            Ok(v)
        }
    }
    /// Remove first occurrence of value.
    ///
    /// Raises ValueError if the value is not present.
    "remove(self, value, /)" => fn remove(vm, [this, value]) {
        match position(vm, this, value, 0, usize::MAX)? {
            Some(i) if i < vm.list(this).len => { assign_slice(vm, this, i, 1, Vec::new())?; Ok(Ref::NONE) }
            Some(_) => Ok(Ref::NONE),
            None => Err(vm.value_error("list.remove(x): x not in list")),
        }
    }
    /// Reverse *IN PLACE*.
    "reverse(self, /)" => fn reverse(vm, [this]) {
        let l = vm.list(this);
        if l.len > 1 {
            // SAFETY: the buffer holds `len` items.
            unsafe { std::slice::from_raw_parts_mut(l.items, l.len) }.reverse();
        }
        Ok(Ref::NONE)
    }
    /// Sort the list in ascending order and return None.
    ///
    /// The sort is in-place (i.e. the list itself is modified) and stable (i.e. the
    /// order of two equal elements is maintained).
    ///
    /// If a key function is given, apply it once to each list item and sort them,
    /// ascending or descending, according to their function values.
    ///
    /// The reverse flag can be set to sort in descending order.
    "sort(self, /, *, key=None, reverse=False)" => fn sort_method(vm, [this, key, reverse]) {
        let reverse = vm.truth(reverse)?;
        super::sort::sort_list(vm, this, key, reverse)?;
        Ok(Ref::NONE)
    }
    /// Return a reverse iterator over the list.
    "__reversed__(self, /)" => fn reversed(vm, [this]) {
        let n = vm.list(this).len as i64;
        vm.new_index_iterator(vm.types.list_reverse_iterator, this, n - 1, 0, -1)
    }
    /// Return the size of the list in memory, in bytes.
    "__sizeof__(self, /)" => fn sizeof(vm, [this]) { vm.new_usize(40 + vm.list(this).capacity * 8) }
    /// See PEP 585
    @classmethod "__class_getitem__(cls, object, /)" => fn class_getitem(vm, [cls, item]) { generic_alias(vm, cls, item) }
]; }

unsafe fn clear_slot(vm: &Vm, h: *mut Header) {
    clear(vm, Value::from_ptr(h));
}

pub static SPEC: TypeSpec = TypeSpec {
    name: "list",
    doc: "Built-in mutable sequence.\n\nIf no argument is given, the constructor creates a new empty list.\nThe argument must be an iterable if specified.",
    flags: flags::VECTORCALL | flags::BASETYPE | flags::MATCH_SELF | flags::SEQUENCE | flags::LIST_SUBCLASS | flags::TRACKED,
    size: size_of::<List>(),
    slots: Slots {
        repr: Some(list_repr),
        hash: None,
        compare: Some(list_compare),
        iter: Some(list_iter),
        len: Some(list_len),
        getitem: Some(list_getitem),
        setitem: Some(list_setitem),
        contains: Some(list_contains),
        binary: Slots::table([(BinOp::Add, list_add), (BinOp::Mul, list_mul)]),
        inplace: Slots::table([(BinOp::Add, list_iadd), (BinOp::Mul, list_imul)]),
        new: Some(list_new),
        init: Some(list_init),
        drop: Some(drop_list),
        traverse: Some(traverse_list),
        clear: Some(clear_slot),
        ..Slots::EMPTY
    },
    methods: METHODS,
    getset: &[],
};

/// The items a slice selects, for callers that have them at hand.
pub fn sliced(vm: &Vm, items: &[Value], slice: Value) -> Res<Vec<Value>> {
    let (start, _, step, count) = slice_indices(vm, slice, items.len())?;
    Ok((0..count).map(|i| items[(start + i as i64 * step) as usize]).collect())
}
