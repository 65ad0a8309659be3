//! Loops. A loop owns four temporaries at its base:
//!
//! | over | base | base+1 | base+2 | base+3 |
//! |---|---|---|---|---|
//! | list, tuple | the sequence | index | | |
//! | range of immediate ints, small step upwards | `RANGE` | next value | end | step as a bare number below 2^16 |
//! | range of immediate ints otherwise | `STEPS` | next value | end | step |
//! | anything else | the iterator | None | | |
use super::*;
use crate::next_or_unwind;
use crate::object::{Generator, GeneratorState, List, Ref, Tuple};
use crate::{operand, reg, set_and_dispatch, target};

/// Marks a loop over a range of immediate ints.
const RANGE: Value = Value::ELLIPSIS;
/// Marks a loop over a range of immediate ints with any step.
const STEPS: Value = Value::NOT_IMPLEMENTED;

/// Fills the loop temporaries for iterating over `v`, which is owned.
unsafe fn prepare(vm: &Vm, p: *mut Value, v: Ref) -> Res<()> {
    if v.is_exact(vm.types.list) || v.is_exact(vm.types.tuple) {
        *p = v.into_value();
        *p.add(1) = Value::small_int(0);
        return Ok(());
    }
    let it = vm.iter(v.value())?;
    drop(v);
    *p = it.into_value();
    *p.add(1) = Value::NONE;
    Ok(())
}

/// Makes the loop at `p`, prepared by FOR_PREP_RANGE, one that FOR_PREP could have prepared.
///
/// # Safety
/// `p` points to the four temporaries of such a loop.
pub unsafe fn ordinary_loop(vm: &Vm, p: *mut Value) -> Res<()> {
    if *p != RANGE && *p != STEPS {
        return Ok(());
    }
    let step = if *p == RANGE { Value::small_int((*p.add(3)).0 as i64) } else { *p.add(3) };
    let rest = vm.call(Value::from_ptr(vm.types.range), &[*p.add(1), *p.add(2), step])?;
    *p = vm.iter(rest.value())?.into_value();
    *p.add(1) = Value::NONE;
    Ok(())
}

cold! {
    GET_ITER(pc, fp, vm, tab) {
        let r = vm.iter(reg!(fp, pc, 2));
        let ok = finish1(vm, fp, pc, r);
        next_or_unwind!(ok, 4, pc, fp, vm, tab)
    }
    FOR_PREP(pc, fp, vm, tab) {
        let b = operand!(pc, 2);
        let v = Ref::own(own_operand(fp, b, locals(vm)));
        let ok = prepare(vm, fp.add(operand!(pc, 1)), v).is_ok();
        next_or_unwind!(ok, 4, pc, fp, vm, tab)
    }
    FOR_PREP_RANGE(pc, fp, vm, tab) {
        let p = fp.add(operand!(pc, 1));
        let n = operand!(pc, 3);
        let callee = *p;
        let args = std::slice::from_raw_parts(p.add(1), n);
        if callee.0 == vm.types.range as u64 && args.iter().all(|v| v.is_small_int()) {
            let (start, end, step) = match n {
                1 => (Value::small_int(0), args[0], Value::small_int(1)),
                2 => (args[0], args[1], Value::small_int(1)),
                _ => (args[0], args[1], args[2]),
            };
            if step.as_small_int() != 0 {
                let n = step.as_small_int();
                *p.add(1) = start;
                *p.add(2) = end;
                // A bare number below 2^16 is no heap reference, and the counter, at most a step beyond the end, stays an immediate int.
                if (1..1 << 16).contains(&n) && Value::fits_small_int(end.as_small_int() + n) {
                    *p = RANGE;
                    *p.add(3) = Value(n as u64);
                } else {
                    *p = STEPS;
                    *p.add(3) = step;
                }
                callee.decref(vm);
                dispatch!(pc.add(4), fp, vm, Table::current(vm))
            }
        }
        let ok = match vm.call(callee, args) {
            Err(_) => false,
            Ok(v) => {
                release_range(vm, fp, operand!(pc, 1), n + 1);
                prepare(vm, p, v).is_ok()
            }
        };
        next_or_unwind!(ok, 4, pc, fp, vm, tab)
    }
    END_FOR(pc, fp, vm, tab) {
        release_range(vm, fp, operand!(pc, 1), 4);
        dispatch!(pc.add(4), fp, vm, Table::current(vm))
    }
    /// The loop at operand b is exhausted: releases its temporaries and falls through.
    exhausted(pc, fp, vm, tab) {
        release_range(vm, fp, operand!(pc, 2), 4);
        dispatch!(pc.add(8), fp, vm, Table::current(vm))
    }
    /// Any loop, one step; chooses the specialised form.
    FOR_ITER(pc, fp, vm, tab) {
        if poll(vm).is_err() { tail!(unwind, pc, fp, vm, tab) }
        let p = fp.add(operand!(pc, 2));
        let it = *p;
        if (*p.add(1)).is_small_int() {
            if it.is_exact(vm.types.list) {
                quicken(pc, Op::FOR_ITER_LIST);
            } else {
                quicken(pc, Op::FOR_ITER_TUPLE);
            }
            dispatch!(pc, fp, vm, Table::current(vm))
        }
        if it.is_exact(vm.types.generator) && *pc == Op::FOR_ITER as u16 && it.get::<Generator>().state != GeneratorState::Running {
            quicken(pc, Op::FOR_ITER_GENERATOR);
            dispatch!(pc, fp, vm, Table::current(vm))
        }
        if it.is_heap() && !(*it.heap_type()).has(crate::object::flags::HEAP) && !it.is_exact(vm.types.generator) && *pc == Op::FOR_ITER as u16 {
            quicken(pc, Op::FOR_ITER_NATIVE);
        }
        if let Some((code, window)) = special::enter_method(vm, pc, fp, it, vm.names.__next__, &[]) {
            dispatch!(code, window, vm, Table::current(vm))
        }
        match vm.next(it) {
            Ok(Some(v)) => {
                put(vm, fp, operand!(pc, 1), v.into_value());
                dispatch!(target!(pc, 3), fp, vm, Table::current(vm))
            }
            Ok(None) => {
                drop(vm.take_stop_value());
                tail!(exhausted, pc, fp, vm, tab)
            }
            Err(_) => { tail!(unwind, pc, fp, vm, tab) }
        }
    }
    for_miss(pc, fp, vm, tab) {
        quicken(pc, Op::FOR_ITER);
        tail!(FOR_ITER, pc, fp, vm, tab)
    }
    for_range_slow(pc, fp, vm, tab) {
        if poll(vm).is_err() { tail!(unwind, pc, fp, vm, tab) }
        let p = fp.add(operand!(pc, 2));
        if *p == RANGE {
            dispatch!(pc, fp, vm, Table::current(vm))
        }
        if *p != STEPS {
            // The loop turned out not to be over ints: it is an ordinary one.
            if (*p.add(1)).is_small_int() {
                let items = if (*p).is_exact(vm.types.list) { vm.list(*p).items() } else { vm.tuple_items(*p) };
                let i = (*p.add(1)).as_small_int() as usize;
                if i >= items.len() { tail!(exhausted, pc, fp, vm, tab) }
                let v = items[i];
                v.incref();
                *p.add(1) = Value::small_int(i as i64 + 1);
                put(vm, fp, operand!(pc, 1), v);
                dispatch!(target!(pc, 3), fp, vm, Table::current(vm))
            }
            match vm.next(*p) {
                Ok(Some(v)) => {
                    put(vm, fp, operand!(pc, 1), v.into_value());
                    dispatch!(target!(pc, 3), fp, vm, Table::current(vm))
                }
                Ok(None) => {
                    drop(vm.take_stop_value());
                    tail!(exhausted, pc, fp, vm, tab)
                }
                Err(_) => { tail!(unwind, pc, fp, vm, tab) }
            }
        }
        let (i, end, step) = ((*p.add(1)).as_small_int(), (*p.add(2)).as_small_int(), (*p.add(3)).as_small_int());
        if if step > 0 { i >= end } else { i <= end } { tail!(exhausted, pc, fp, vm, tab) }
        let next = i.saturating_add(step);
        // A counter that leaves the immediate range has passed the end, which is inside it.
        *p.add(1) = if Value::fits_small_int(next) { Value::small_int(next) } else { *p.add(2) };
        put(vm, fp, operand!(pc, 1), Value::small_int(i));
        dispatch!(target!(pc, 3), fp, vm, Table::current(vm))
    }
    unpack_slow(pc, fp, vm, tab) {
        let v = reg!(fp, pc, 1);
        if v.is_exact(vm.types.tuple) { quicken(pc, Op::UNPACK_TUPLE) }
        if v.is_exact(vm.types.list) { quicken(pc, Op::UNPACK_LIST) }
        let ok = unpack(vm, fp, pc, v).is_ok();
        next_or_unwind!(ok, 4, pc, fp, vm, tab)
    }
    UNPACK_EX(pc, fp, vm, tab) {
        let ok = unpack_star(vm, fp, pc).is_ok();
        next_or_unwind!(ok, 4, pc, fp, vm, tab)
    }
}

unsafe fn unpack(vm: &Vm, fp: *mut Value, pc: *const u16, v: Value) -> Res<()> {
    let n = operand!(pc, 3);
    let items: Vec<Ref> = if v.is_exact(vm.types.tuple) || v.is_exact(vm.types.list) {
        let items = if v.is_exact(vm.types.tuple) { vm.tuple_items(v) } else { vm.list(v).items() };
        if items.len() < n {
            return Err(vm.value_error(format!("not enough values to unpack (expected {n}, got {})", items.len())));
        }
        if items.len() > n {
            return Err(vm.value_error(format!("too many values to unpack (expected {n}, got {})", items.len())));
        }
        items.iter().map(|v| Ref::new(*v)).collect()
    } else {
        if vm.slots(v).iter.is_none() && vm.slots(v).getitem.is_none() {
            return Err(vm.type_error(format!("cannot unpack non-iterable {} object", vm.type_name(v))));
        }
        let it = vm.iter(v)?;
        let mut items = Vec::with_capacity(n);
        while items.len() < n {
            match vm.next(it.value())? {
                Some(x) => items.push(x),
                None => {
                    drop(vm.take_stop_value());
                    return Err(vm.value_error(format!(
                        "not enough values to unpack (expected {n}, got {})",
                        items.len()
                    )));
                }
            }
        }
        if vm.next(it.value())?.is_some() {
            let msg = if vm.is_dict(v) {
                format!("too many values to unpack (expected {n}, got {})", vm.len(v)?)
            } else {
                format!("too many values to unpack (expected {n})")
            };
            return Err(vm.value_error(msg));
        }
        drop(vm.take_stop_value());
        items
    };
    let source = take_temp(fp, operand!(pc, 1), locals(vm));
    let base = operand!(pc, 2);
    for (i, x) in items.into_iter().enumerate() {
        *fp.add(base + i) = x.into_value();
    }
    source.decref(vm);
    Ok(())
}
unsafe fn unpack_star(vm: &Vm, fp: *mut Value, pc: *const u16) -> Res<()> {
    let v = reg!(fp, pc, 1);
    let (before, after) = (operand!(pc, 3) & 255, operand!(pc, 3) >> 8);
    if vm.slots(v).iter.is_none() && vm.slots(v).getitem.is_none() {
        return Err(vm.type_error(format!("cannot unpack non-iterable {} object", vm.type_name(v))));
    }
    let mut items = vm.collect(v)?;
    if items.len() < before + after {
        return Err(vm.value_error(format!(
            "not enough values to unpack (expected at least {}, got {})",
            before + after,
            items.len()
        )));
    }
    let tail = items.split_off(items.len() - after);
    let middle = vm.list_from_refs(items.split_off(before))?;
    let source = take_temp(fp, operand!(pc, 1), locals(vm));
    let base = operand!(pc, 2);
    for (i, x) in items.into_iter().chain([middle]).chain(tail).enumerate() {
        *fp.add(base + i) = x.into_value();
    }
    source.decref(vm);
    Ok(())
}

handlers! {
    FOR_RANGE(pc, fp, vm, tab) {
        let p = fp.add(operand!(pc, 2));
        let i = *p.add(1);
        if *p != RANGE || breaker_set(vm) { tail!(for_range_slow, pc, fp, vm, tab) }
        if i.0 >= (*p.add(2)).0 {
            // The loop's temporaries hold no heap reference.
            *p = Value::NONE;
            dispatch!(pc.add(8), fp, vm, tab)
        }
        *p.add(1) = Value(i.0.wrapping_add((*p.add(3)).0));
        set_and_dispatch!(pc, fp, vm, tab, i, target!(pc, 3))
    }
    FOR_ITER_LIST(pc, fp, vm, tab) {
        let p = fp.add(operand!(pc, 2));
        let i = *p.add(1);
        if !i.is_small_int() || !(*p).is_exact(vm.types.list) || breaker_set(vm) { tail!(for_miss, pc, fp, vm, tab) }
        let l = &*(*p).ptr::<List>();
        let k = i.as_small_int() as usize;
        if k >= l.len { tail!(exhausted, pc, fp, vm, tab) }
        let v = *l.items.add(k);
        v.incref();
        *p.add(1) = Value(i.0 + 1);
        set_and_dispatch!(pc, fp, vm, tab, v, target!(pc, 3))
    }
    FOR_ITER_TUPLE(pc, fp, vm, tab) {
        let p = fp.add(operand!(pc, 2));
        let i = *p.add(1);
        if !i.is_small_int() || !(*p).is_exact(vm.types.tuple) || breaker_set(vm) { tail!(for_miss, pc, fp, vm, tab) }
        let t = &*(*p).ptr::<Tuple>();
        let k = i.as_small_int() as usize;
        if k >= t.len { tail!(exhausted, pc, fp, vm, tab) }
        let v = *t.items_ptr().add(k);
        v.incref();
        *p.add(1) = Value(i.0 + 1);
        set_and_dispatch!(pc, fp, vm, tab, v, target!(pc, 3))
    }
    FOR_ITER_NATIVE(pc, fp, vm, tab) {
        let it = reg!(fp, pc, 2);
        if !it.is_heap() || breaker_set(vm) { tail!(for_miss, pc, fp, vm, tab) }
        let ty = it.heap_type();
        let Some(next) = (*ty).slots.next else { tail!(for_miss, pc, fp, vm, tab) };
        if it.is_exact(vm.types.generator) || (*fp.add(operand!(pc, 2) + 1)).is_small_int() { tail!(for_miss, pc, fp, vm, tab) }
        match next(vm, it) {
            Ok(Some(v)) => {
                let v = v.into_value();
                set_and_dispatch!(pc, fp, vm, tab, v, target!(pc, 3))
            }
            Ok(None) => {
                drop(vm.take_stop_value());
                tail!(exhausted, pc, fp, vm, tab)
            }
            Err(_) => { tail!(unwind, pc, fp, vm, tab) }
        }
    }
    UNPACK(pc, fp, vm, tab) { tail!(unpack_slow, pc, fp, vm, tab) }
}

/// Unpacking of an exact sequence of the right length.
macro_rules! unpack_ops {
    ($($name:ident $ty:ident $Layout:ident $items:expr;)*) => {
        handlers! { $(
            $name(pc, fp, vm, tab) {
                let v = reg!(fp, pc, 1);
                let n = operand!(pc, 3);
                if !v.is_exact(vm.types.$ty) || v.get::<$Layout>().len != n { tail!(unpack_slow, pc, fp, vm, tab) }
                let items: fn(&$Layout) -> *const Value = $items;
                let mut from = items(v.get::<$Layout>());
                let mut p = fp.add(operand!(pc, 2));
                let end = p.add(n);
                // The items may take the source's place.
                if operand!(pc, 1) >= locals(vm) { reg!(fp, pc, 1) = Value::NONE; }
                while p != end {
                    let x = *from;
                    x.incref();
                    *p = x;
                    p = p.add(1);
                    from = from.add(1);
                }
                if operand!(pc, 1) >= locals(vm) {
                    (*v.header()).refcount -= 1;
                    if (*v.header()).refcount == 0 {
                        vm.scratch.set(v);
                        tail!(free_scratch, pc.add(4), fp, vm, tab)
                    }
                }
                dispatch!(pc.add(4), fp, vm, tab)
            }
        )* }
    };
}
unpack_ops! {
    UNPACK_TUPLE tuple Tuple |t| t.items_ptr();
    UNPACK_LIST list List |l| l.items;
}
