//! Searching, splitting, joining and replacing in str.
use super::str::{str_str, view, view_of};
use crate::object::str_object::{MAX_LEN, copy_points};
use crate::object::{Ref, Res, Value, Vm};
use crate::text::{StrView, search, split};
use std::cmp::Ordering;

/// The error for a str of `len` characters, which is too long: MemoryError unless not even the length is possible.
#[cold]
pub fn too_long(vm: &Vm, len: usize, message: &str) -> crate::object::Raised {
    if len > isize::MAX as usize { vm.overflow_error(message) } else { vm.memory_error() }
}

/// The code points of argument `n` of a method, which must be a str.
#[inline]
pub fn str_arg<'a>(vm: &Vm, function: &str, n: usize, v: Value) -> Res<StrView<'a>> {
    if vm.is_str(v) {
        return Ok(view(vm, v));
    }
    Err(vm.type_error(format!("{function}() argument {n} must be str, not {}", vm.argument_type_name(v))))
}

fn bound(vm: &Vm, v: Value, default: usize, len: usize) -> Res<i64> {
    if v.is_unbound() || v.is_none() {
        return Ok(default as i64);
    }
    if !v.is_small_int() && vm.as_int(v).is_none() && vm.slots(v).index.is_none() {
        return Err(vm.type_error("slice indices must be integers or None or have an __index__ method"));
    }
    let i = match vm.index_i64(v)? {
        Ok(i) => i,
        Err(Ordering::Less) => i64::MIN,
        Err(_) => i64::MAX,
    };
    Ok(if i < 0 { i.saturating_add(len as i64).max(0) } else { i })
}

/// The part of a sequence that optional `start` and `end` arguments choose; `None` where start lies beyond end.
#[inline]
pub fn bounds(vm: &Vm, start: Value, end: Value, len: usize) -> Res<Option<(usize, usize)>> {
    if start.is_unbound() && end.is_unbound() {
        return Ok(Some((0, len)));
    }
    let s = bound(vm, start, 0, len)?;
    let e = bound(vm, end, len, len)?.min(len as i64);
    Ok((s <= e).then_some((s as usize, e as usize)))
}

/// Position of a substring between optional bounds; from the right where `last`.
pub fn find(vm: &Vm, name: &str, this: Value, sub: Value, start: Value, end: Value, last: bool) -> Res<Option<usize>> {
    let needle = str_arg(vm, name, 1, sub)?;
    let hay = view(vm, this);
    let Some((s, e)) = bounds(vm, start, end, hay.len())? else { return Ok(None) };
    let part = hay.slice(s, e);
    let found = if last { search::rfind(part, needle) } else { search::find(part, needle) };
    Ok(found.map(|i| i + s))
}

/// `find` and `rfind`.
pub fn find_or_minus_one(vm: &Vm, r: Option<usize>) -> Res {
    vm.new_int(r.map_or(-1, |i| i as i64))
}

/// `index` and `rindex`.
pub fn find_or_raise(vm: &Vm, r: Option<usize>) -> Res {
    match r {
        Some(i) => vm.new_usize(i),
        None => Err(vm.value_error("substring not found")),
    }
}

/// `startswith` and `endswith`.
pub fn has_affix(vm: &Vm, name: &str, this: Value, affix: Value, start: Value, end: Value, at_end: bool) -> Res {
    let s = view(vm, this);
    let part = bounds(vm, start, end, s.len())?.map(|(a, b)| s.slice(a, b));
    let test = |affix: StrView| part.is_some_and(|p| if at_end { p.ends_with(affix) } else { p.starts_with(affix) });
    if vm.is_str(affix) {
        return Ok(Ref::bool(test(view(vm, affix))));
    }
    if !vm.is_tuple(affix) {
        return Err(
            vm.type_error(format!("{name} first arg must be str or a tuple of str, not {}", vm.type_name(affix)))
        );
    }
    for v in vm.tuple_items(affix) {
        if !vm.is_str(*v) {
            return Err(vm.type_error(format!("tuple for {name} must only contain str, not {}", vm.type_name(*v))));
        }
        if test(view(vm, *v)) {
            return Ok(Ref::bool(true));
        }
    }
    Ok(Ref::bool(false))
}

/// A list of the pieces that `each` calls back with, reversed where they come from the right.
fn pieces(vm: &Vm, this: Value, backwards: bool, each: impl FnOnce(&mut dyn FnMut(usize, usize))) -> Res {
    let result = vm.new_list()?;
    // Only this function refers to the list, and nothing here runs Python code.
    let list = vm.list(result.value());
    let mut failed = None;
    each(&mut |start, end| {
        if failed.is_none()
            && let Err(e) = vm.str_slice(this, start, end).and_then(|piece| list.push(vm, piece))
        {
            failed = Some(e);
        }
    });
    if let Some(e) = failed {
        return Err(e);
    }
    if backwards && list.len > 1 {
        // SAFETY: the list holds `len` items.
        unsafe { std::slice::from_raw_parts_mut(list.items, list.len) }.reverse();
    }
    Ok(result)
}

/// `split` and `rsplit`.
pub fn split_by(vm: &Vm, this: Value, sep: Value, max: Value, right: bool) -> Res {
    let max = vm.int_arg(max)? as isize;
    let s = view(vm, this);
    if sep.is_none() {
        return pieces(vm, this, right, |f| {
            if right { split::rsplit_space(s, max, f) } else { split::split_space(s, max, f) }
        });
    }
    if !vm.is_str(sep) {
        return Err(vm.type_error(format!("must be str or None, not {}", vm.type_name(sep))));
    }
    let sep = view(vm, sep);
    if sep.is_empty() {
        return Err(vm.value_error("empty separator"));
    }
    pieces(vm, this, right, |f| if right { split::rsplit(s, sep, max, f) } else { split::split(s, sep, max, f) })
}

/// `splitlines`.
pub fn split_lines(vm: &Vm, this: Value, keep_ends: bool) -> Res {
    let s = view(vm, this);
    pieces(vm, this, false, |f| split::split_lines(s, keep_ends, f))
}

/// `partition` and `rpartition`.
pub fn partition(vm: &Vm, this: Value, sep: Value, right: bool) -> Res {
    if !vm.is_str(sep) {
        return Err(vm.type_error(format!("must be str, not {}", vm.type_name(sep))));
    }
    let (s, p) = (view(vm, this), view(vm, sep));
    if p.is_empty() {
        return Err(vm.value_error("empty separator"));
    }
    let empty = || Ref::new(vm.names.empty);
    match if right { split::rpartition(s, p) } else { split::partition(s, p) } {
        Some(i) => vm.tuple_from_refs([
            vm.str_slice(this, 0, i)?,
            str_str(vm, sep)?,
            vm.str_slice(this, i + p.len(), s.len())?,
        ]),
        None if right => vm.tuple_from_refs([empty(), empty(), str_str(vm, this)?]),
        None => vm.tuple_from_refs([str_str(vm, this)?, empty(), empty()]),
    }
}

/// `strip`, `lstrip`, `rstrip`.
pub fn strip(vm: &Vm, name: &str, this: Value, chars: Value, left: bool, right: bool) -> Res {
    let s = view(vm, this);
    let (start, end) = if chars.is_none() {
        search::strip_space(s, left, right)
    } else if vm.is_str(chars) {
        search::strip_set(s, left, right, view(vm, chars))
    } else {
        return Err(vm.type_error(format!("{name} arg must be None or str")));
    };
    vm.str_slice(this, start, end)
}

/// `replace`.
pub fn replace(vm: &Vm, this: Value, old: Value, new: Value, count: Value) -> Res {
    let (o, n) = (str_arg(vm, "replace", 1, old)?, str_arg(vm, "replace", 2, new)?);
    let count = vm.int_arg(count)? as isize;
    let s = view(vm, this);
    // One ASCII character for another is a copy with the bytes changed.
    if let (StrView::Ascii(b), StrView::Ascii([from]), StrView::Ascii([to])) = (s, o, n)
        && count < 0
        && b.len() > 1
    {
        if memchr::memchr(*from, b).is_none() {
            return str_str(vm, this);
        }
        let p = vm.alloc_str(b.len(), 1, true)?;
        for (i, c) in b.iter().enumerate() {
            // SAFETY: room for as many bytes was made.
            unsafe { *(*p).data.add(i) = if c == from { *to } else { *c } };
        }
        return Ok(Ref::own(Value::from_ptr(p)));
    }
    if n.len() > o.len() && s.len().saturating_mul(n.len()) > MAX_LEN {
        let hits = search::count(s, o);
        let growth = hits.min(usize::try_from(count).unwrap_or(hits)).saturating_mul(n.len() - o.len());
        if growth.saturating_add(s.len()) > MAX_LEN {
            return Err(too_long(vm, growth.saturating_add(s.len()), "replace string is too long"));
        }
    }
    match search::replace(s, o, n, count) {
        Some(b) => vm.new_str_buf(b.finish()),
        None => str_str(vm, this),
    }
}

/// `sep.join(items)` for values that have been collected: one allocation.
pub fn join_values(vm: &Vm, sep: Value, items: &[Value]) -> Res {
    let sep = vm.str(sep);
    match items {
        [] => return Ok(Ref::new(vm.names.empty)),
        [v] if v.is_exact(vm.types.str) => return Ok(Ref::new(*v)),
        _ => {}
    }
    let mut len = sep.len() * (items.len() - 1);
    let (mut width, mut ascii) = if items.len() > 1 { (sep.width, sep.is_ascii()) } else { (1, true) };
    for (i, v) in items.iter().enumerate() {
        if !vm.is_str(*v) {
            return Err(vm.type_error(format!("sequence item {i}: expected str instance, {} found", vm.type_name(*v))));
        }
        let s = vm.str(*v);
        len += s.len();
        width = width.max(s.width);
        ascii &= s.is_ascii();
    }
    if len > MAX_LEN {
        return Err(too_long(vm, len, "join() result is too long for a Python string"));
    }
    if len == 0 {
        return Ok(Ref::new(vm.names.empty));
    }
    let p = vm.alloc_str(len, width, ascii)?;
    // SAFETY: room for all pieces at this width was made, and none of them is wider.
    unsafe {
        let mut to = (*p).data;
        for (i, v) in items.iter().enumerate() {
            if i > 0 {
                copy_points(sep, to, width);
                to = to.add(sep.len() * width as usize);
            }
            let s = vm.str(*v);
            copy_points(s, to, width);
            to = to.add(s.len() * width as usize);
        }
    }
    Ok(Ref::own(Value::from_ptr(p)))
}

/// `sep.join(iterable)`.
pub fn join(vm: &Vm, sep: Value, iterable: Value) -> Res {
    if iterable.is_exact(vm.types.list) {
        return join_values(vm, sep, vm.list(iterable).items());
    }
    if iterable.is_exact(vm.types.tuple) {
        return join_values(vm, sep, vm.tuple_items(iterable));
    }
    if vm.slots(iterable).iter.is_none() && vm.slots(iterable).getitem.is_none() {
        return Err(vm.type_error("can only join an iterable"));
    }
    let items = vm.collect(iterable)?;
    let values: Vec<Value> = items.iter().map(|r| r.value()).collect();
    join_values(vm, sep, &values)
}

/// `removeprefix` and `removesuffix`.
pub fn remove_affix(vm: &Vm, name: &str, this: Value, affix: Value, at_end: bool) -> Res {
    if !vm.is_str(affix) {
        return Err(vm.type_error(format!("{name}() argument must be str, not {}", vm.argument_type_name(affix))));
    }
    let (s, a) = (view_of(vm.str(this)), view(vm, affix));
    if at_end && s.ends_with(a) {
        return vm.str_slice(this, 0, s.len() - a.len());
    }
    if !at_end && s.starts_with(a) {
        return vm.str_slice(this, a.len(), s.len());
    }
    str_str(vm, this)
}
