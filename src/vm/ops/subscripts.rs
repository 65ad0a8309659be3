//! Subscripts. GETITEM, GETITEM_IMM and SETITEM handle lists that are locals themselves; decoding chooses the forms for temporaries.
use super::*;
use crate::next_or_unwind;
use crate::object::{List, Ref, Tuple};
use crate::{operand, reg, set_and_dispatch, set_temp_and_dispatch, target};

/// Index of a list or tuple of `len` items by an immediate int; None for any other key, for negative ones and where it is out of range. Anything but a
/// small int that is not negative lies a huge distance from the bias, so one comparison checks the type and the bound.
#[inline(always)]
fn position(i: Value, len: usize) -> Option<usize> {
    let k = i.0.wrapping_sub(crate::object::value::INT_BIAS);
    if k < len as u64 { Some(k as usize) } else { None }
}
/// Index counted from the end.
#[inline(always)]
fn negative_position(i: Value, len: usize) -> Option<usize> {
    let k = i.as_small_int();
    if i.is_small_int() && k < 0 && k + len as i64 >= 0 { Some((k + len as i64) as usize) } else { None }
}

handlers! {
    GETITEM(pc, fp, vm, tab) {
        let (x, i) = (reg!(fp, pc, 2), reg!(fp, pc, 3));
        if !x.is_exact(vm.types.list) { tail!(getitem_slow, pc, fp, vm, tab) }
        let l = &*x.ptr::<List>();
        let Some(k) = position(i, l.len) else { tail!(getitem_slow, pc, fp, vm, tab) };
        let v = *l.items.add(k);
        v.incref();
        set_temp_and_dispatch!(pc, fp, vm, tab, v, pc.add(4))
    }
    GETITEM_L(pc, fp, vm, tab) {
        let (x, i) = (reg!(fp, pc, 2), reg!(fp, pc, 3));
        if !x.is_exact(vm.types.list) { tail!(getitem_slow, pc, fp, vm, tab) }
        let l = &*x.ptr::<List>();
        let Some(k) = position(i, l.len) else { tail!(getitem_slow, pc, fp, vm, tab) };
        let v = *l.items.add(k);
        v.incref();
        set_and_dispatch!(pc, fp, vm, tab, v, pc.add(4))
    }
    GETITEM_LIST_T(pc, fp, vm, tab) {
        let q = fp.add(operand!(pc, 2));
        let (x, i) = (*q, reg!(fp, pc, 3));
        if !x.is_exact(vm.types.list) || (*x.header()).refcount == 1 { tail!(getitem_slow, pc, fp, vm, tab) }
        let l = &*x.ptr::<List>();
        let Some(k) = position(i, l.len) else { tail!(getitem_slow, pc, fp, vm, tab) };
        let v = *l.items.add(k);
        v.incref();
        (*x.header()).refcount -= 1;
        *q = Value::NONE;
        set_temp_and_dispatch!(pc, fp, vm, tab, v, pc.add(4))
    }
    GETITEM_LIST_T_L(pc, fp, vm, tab) {
        let q = fp.add(operand!(pc, 2));
        let (x, i) = (*q, reg!(fp, pc, 3));
        if !x.is_exact(vm.types.list) || (*x.header()).refcount == 1 { tail!(getitem_slow, pc, fp, vm, tab) }
        let l = &*x.ptr::<List>();
        let Some(k) = position(i, l.len) else { tail!(getitem_slow, pc, fp, vm, tab) };
        let v = *l.items.add(k);
        v.incref();
        (*x.header()).refcount -= 1;
        *q = Value::NONE;
        set_and_dispatch!(pc, fp, vm, tab, v, pc.add(4))
    }
    GETITEM_TUPLE(pc, fp, vm, tab) {
        let (x, i) = (reg!(fp, pc, 2), reg!(fp, pc, 3));
        if !x.is_exact(vm.types.tuple) { tail!(getitem_slow, pc, fp, vm, tab) }
        let t = &*x.ptr::<Tuple>();
        let Some(k) = position(i, t.len) else { tail!(getitem_slow, pc, fp, vm, tab) };
        let v = *t.items_ptr().add(k);
        if operand!(pc, 2) >= locals(vm) {
            if (*x.header()).refcount == 1 { tail!(getitem_slow, pc, fp, vm, tab) }
            (*x.header()).refcount -= 1;
            reg!(fp, pc, 2) = Value::NONE;
        }
        v.incref();
        set_and_dispatch!(pc, fp, vm, tab, v, pc.add(4))
    }
    GETITEM_STR(pc, fp, vm, tab) {
        let (x, i) = (reg!(fp, pc, 2), reg!(fp, pc, 3));
        if !x.is_exact(vm.types.str) || operand!(pc, 2) >= locals(vm) { tail!(getitem_slow, pc, fp, vm, tab) }
        let s = &*x.ptr::<crate::object::Str>();
        let Some(k) = position(i, s.len()) else { tail!(getitem_slow, pc, fp, vm, tab) };
        if s.width != 1 { tail!(getitem_slow, pc, fp, vm, tab) }
        let v = vm.latin1_char(*s.data.add(k));
        (*v.header()).refcount += 1;
        set_and_dispatch!(pc, fp, vm, tab, v, pc.add(4))
    }
    GETITEM_DICT(pc, fp, vm, tab) {
        let (x, i) = (reg!(fp, pc, 2), reg!(fp, pc, 3));
        if !x.is_exact(vm.types.dict) { tail!(getitem_slow, pc, fp, vm, tab) }
        match vm.dict_get(x, i) {
            Ok(Some(v)) => {
                finish2(vm, fp, pc, Ok(Ref::new(v)));
                dispatch!(pc.add(4), fp, vm, Table::current(vm))
            }
            Ok(None) => {
                let _ = vm.raise_with(vm.types.KeyError, i);
                tail!(unwind, pc, fp, vm, tab)
            }
            Err(_) => { tail!(unwind, pc, fp, vm, tab) }
        }
    }
    GETITEM_IMM(pc, fp, vm, tab) {
        let x = reg!(fp, pc, 2);
        if !x.is_exact(vm.types.list) { tail!(getitem_slow, pc, fp, vm, tab) }
        let l = &*x.ptr::<List>();
        let k = operand!(pc, 3);
        if k >= l.len { tail!(getitem_slow, pc, fp, vm, tab) }
        let v = *l.items.add(k);
        v.incref();
        set_temp_and_dispatch!(pc, fp, vm, tab, v, pc.add(4))
    }
    GETITEM_IMM_L(pc, fp, vm, tab) {
        let x = reg!(fp, pc, 2);
        if !x.is_exact(vm.types.list) { tail!(getitem_slow, pc, fp, vm, tab) }
        let l = &*x.ptr::<List>();
        let k = operand!(pc, 3);
        if k >= l.len { tail!(getitem_slow, pc, fp, vm, tab) }
        let v = *l.items.add(k);
        v.incref();
        set_and_dispatch!(pc, fp, vm, tab, v, pc.add(4))
    }
    GETITEM_IMM_LIST_T(pc, fp, vm, tab) {
        let q = fp.add(operand!(pc, 2));
        let x = *q;
        if !x.is_exact(vm.types.list) || (*x.header()).refcount == 1 { tail!(getitem_slow, pc, fp, vm, tab) }
        let l = &*x.ptr::<List>();
        let k = operand!(pc, 3);
        if k >= l.len { tail!(getitem_slow, pc, fp, vm, tab) }
        let v = *l.items.add(k);
        v.incref();
        (*x.header()).refcount -= 1;
        *q = Value::NONE;
        set_and_dispatch!(pc, fp, vm, tab, v, pc.add(4))
    }
    GETITEM_IMM_TUPLE(pc, fp, vm, tab) {
        let x = reg!(fp, pc, 2);
        if !x.is_exact(vm.types.tuple) { tail!(getitem_slow, pc, fp, vm, tab) }
        let t = &*x.ptr::<Tuple>();
        let k = operand!(pc, 3);
        if k >= t.len { tail!(getitem_slow, pc, fp, vm, tab) }
        let v = *t.items_ptr().add(k);
        if operand!(pc, 2) >= locals(vm) {
            if (*x.header()).refcount == 1 { tail!(getitem_slow, pc, fp, vm, tab) }
            (*x.header()).refcount -= 1;
            reg!(fp, pc, 2) = Value::NONE;
        }
        v.incref();
        set_and_dispatch!(pc, fp, vm, tab, v, pc.add(4))
    }
    SETITEM(pc, fp, vm, tab) {
        let (x, i) = (reg!(fp, pc, 1), reg!(fp, pc, 2));
        if !x.is_exact(vm.types.list) { tail!(setitem_slow, pc, fp, vm, tab) }
        let l = &*x.ptr::<List>();
        let Some(k) = position(i, l.len) else { tail!(setitem_slow, pc, fp, vm, tab) };
        let q = fp.add(operand!(pc, 3));
        let p = l.items.add(k);
        let old = *p;
        *p = *q;
        *q = Value::NONE;
        if old.is_heap() {
            vm.scratch.set(old);
            tail!(release_scratch, pc.add(4), fp, vm, tab)
        }
        dispatch!(pc.add(4), fp, vm, tab)
    }
    SETITEM_LIST_L(pc, fp, vm, tab) {
        let (x, i) = (reg!(fp, pc, 1), reg!(fp, pc, 2));
        if !x.is_exact(vm.types.list) { tail!(setitem_slow, pc, fp, vm, tab) }
        let l = &*x.ptr::<List>();
        let Some(k) = position(i, l.len) else { tail!(setitem_slow, pc, fp, vm, tab) };
        let v = reg!(fp, pc, 3);
        v.incref();
        let p = l.items.add(k);
        let old = *p;
        *p = v;
        if old.is_heap() {
            vm.scratch.set(old);
            tail!(release_scratch, pc.add(4), fp, vm, tab)
        }
        dispatch!(pc.add(4), fp, vm, tab)
    }
    SETITEM_LIST_T(pc, fp, vm, tab) {
        let q = fp.add(operand!(pc, 1));
        let (x, i) = (*q, reg!(fp, pc, 2));
        if !x.is_exact(vm.types.list) || (*x.header()).refcount == 1 { tail!(setitem_slow, pc, fp, vm, tab) }
        let l = &*x.ptr::<List>();
        let Some(k) = position(i, l.len) else { tail!(setitem_slow, pc, fp, vm, tab) };
        let v = own_operand(fp, operand!(pc, 3), locals(vm));
        (*x.header()).refcount -= 1;
        *q = Value::NONE;
        let p = l.items.add(k);
        let old = *p;
        *p = v;
        if old.is_heap() {
            vm.scratch.set(old);
            tail!(release_scratch, pc.add(4), fp, vm, tab)
        }
        dispatch!(pc.add(4), fp, vm, tab)
    }
    SETITEM_IMM(pc, fp, vm, tab) {
        let x = reg!(fp, pc, 1);
        if !x.is_exact(vm.types.list) { tail!(setitem_imm_slow, pc, fp, vm, tab) }
        let l = &*x.ptr::<List>();
        let k = operand!(pc, 2);
        if k >= l.len { tail!(setitem_imm_slow, pc, fp, vm, tab) }
        let q = fp.add(operand!(pc, 3));
        let p = l.items.add(k);
        let old = *p;
        *p = *q;
        *q = Value::NONE;
        if old.is_heap() {
            vm.scratch.set(old);
            tail!(release_scratch, pc.add(4), fp, vm, tab)
        }
        dispatch!(pc.add(4), fp, vm, tab)
    }
    SETITEM_IMM_LIST_T(pc, fp, vm, tab) {
        let q = fp.add(operand!(pc, 1));
        let x = *q;
        if !x.is_exact(vm.types.list) { tail!(setitem_imm_slow, pc, fp, vm, tab) }
        let l = &*x.ptr::<List>();
        let k = operand!(pc, 2);
        if k >= l.len { tail!(setitem_imm_slow, pc, fp, vm, tab) }
        let n = locals(vm);
        if operand!(pc, 1) >= n {
            if (*x.header()).refcount == 1 { tail!(setitem_imm_slow, pc, fp, vm, tab) }
            (*x.header()).refcount -= 1;
            *q = Value::NONE;
        }
        let v = own_operand(fp, operand!(pc, 3), n);
        let p = l.items.add(k);
        let old = *p;
        *p = v;
        if old.is_heap() {
            vm.scratch.set(old);
            tail!(release_scratch, pc.add(4), fp, vm, tab)
        }
        dispatch!(pc.add(4), fp, vm, tab)
    }
    SETITEM_DICT(pc, fp, vm, tab) {
        let (x, i) = (reg!(fp, pc, 1), reg!(fp, pc, 2));
        if !x.is_exact(vm.types.dict) { tail!(setitem_slow, pc, fp, vm, tab) }
        let ok = vm.dict_set(x, i, reg!(fp, pc, 3)).is_ok();
        if ok { consume3(vm, fp, pc); }
        next_or_unwind!(ok, 4, pc, fp, vm, tab)
    }
}
pub unsafe fn consume3(vm: &Vm, fp: *mut Value, pc: *const u16) {
    let n = locals(vm);
    for i in 1..=3 {
        consume(vm, fp, *pc.add(i) as usize, n);
    }
}

/// Bounds of a slice of `len` items from immediate ints and None; None for anything else.
#[inline(always)]
unsafe fn bounds(p: *mut Value, len: usize) -> Option<(usize, usize)> {
    let bound = |v: Value, default: usize| {
        if v.is_small_int() {
            let k = v.as_small_int();
            let k = if k < 0 { (k + len as i64).max(0) } else { k };
            Some((k as usize).min(len))
        } else if v.is_none() {
            Some(default)
        } else {
            None
        }
    };
    let (a, b) = (bound(*p, 0)?, bound(*p.add(1), len)?);
    Some((a, b.max(a)))
}

handlers! {
    GETITEM_JUMP_TRUE(pc, fp, vm, tab) {
        let (x, i) = (reg!(fp, pc, 2), reg!(fp, pc, 3));
        if !x.is_exact(vm.types.list) { tail!(unfuse, pc, fp, vm, tab) }
        let l = &*x.ptr::<List>();
        let Some(k) = position(i, l.len) else { tail!(unfuse, pc, fp, vm, tab) };
        let v = *l.items.add(k);
        if v == Value::FALSE || v == Value::NONE { dispatch!(pc.add(8), fp, vm, tab) }
        if v != Value::TRUE || breaker_set(vm) { tail!(unfuse, pc, fp, vm, tab) }
        dispatch!(target!(pc.add(4), 2), fp, vm, tab)
    }
    GETITEM_JUMP_FALSE(pc, fp, vm, tab) {
        let (x, i) = (reg!(fp, pc, 2), reg!(fp, pc, 3));
        if !x.is_exact(vm.types.list) { tail!(unfuse, pc, fp, vm, tab) }
        let l = &*x.ptr::<List>();
        let Some(k) = position(i, l.len) else { tail!(unfuse, pc, fp, vm, tab) };
        let v = *l.items.add(k);
        if v == Value::TRUE { dispatch!(pc.add(8), fp, vm, tab) }
        if v != Value::FALSE && v != Value::NONE { tail!(unfuse, pc, fp, vm, tab) }
        dispatch!(target!(pc.add(4), 2), fp, vm, tab)
    }
    GETITEM_GETITEM(pc, fp, vm, tab) {
        let (x, i) = (reg!(fp, pc, 2), reg!(fp, pc, 3));
        if !x.is_exact(vm.types.list) { tail!(unfuse, pc, fp, vm, tab) }
        let l = &*x.ptr::<List>();
        let Some(k) = position(i, l.len) else { tail!(unfuse, pc, fp, vm, tab) };
        let inner = *l.items.add(k);
        if !inner.is_exact(vm.types.list) { tail!(unfuse, pc, fp, vm, tab) }
        let l = &*inner.ptr::<List>();
        let Some(k) = position(*fp.add(operand!(pc, 7)), l.len) else { tail!(unfuse, pc, fp, vm, tab) };
        let v = *l.items.add(k);
        v.incref();
        *fp.add(operand!(pc, 5)) = v;
        dispatch!(pc.add(8), fp, vm, tab)
    }
}

cold! {
    /// What a fused instruction meets is not for it: from now on the pair runs one by one.
    unfuse(pc, fp, vm, tab) {
        quicken(pc, base_op(pc));
        dispatch!(pc, fp, vm, tab)
    }
    GETSLICE_STEP(pc, fp, vm, tab) {
        let x = reg!(fp, pc, 2);
        let p = fp.add(operand!(pc, 3));
        let (start, stop, step) = (*p, *p.add(1), *p.add(2));
        let part = |v: Value, default: i64| if v.is_none() { default } else { v.as_small_int() };
        let plain = |v: Value| v.is_none() || v.is_small_int();
        let quick = x.is_exact(vm.types.list) && plain(start) && plain(stop) && plain(step) && part(step, 1) != 0;
        let r = if quick {
            let step = part(step, 1);
            let (first, last) = if step < 0 { (i64::MAX, i64::MIN) } else { (0, i64::MAX) };
            let len = vm.list(x).len;
            let (start, _, step, count) = crate::types::slice::slice_adjust(part(start, first), part(stop, last), step, len);
            vm.list_with_capacity(count).map(|r| {
                let l = vm.list(r.value());
                if count > 0 {
                    let mut from = vm.list(x).items.offset(start as isize);
                    let mut to = l.items;
                    let end = to.add(count);
                    while to != end {
                        let v = *from;
                        v.incref();
                        *to = v;
                        to = to.add(1);
                        from = from.wrapping_offset(step as isize);
                    }
                    l.len = count;
                }
                r
            })
        } else {
            vm.new_slice(start, stop, step).and_then(|s| vm.getitem(x, s.value()))
        };
        let ok = match r {
            Ok(v) if quick => {
                // The bounds are immediates: nothing to release.
                let x = take_temp(fp, operand!(pc, 2), locals(vm));
                *p = Value::NONE;
                put(vm, fp, operand!(pc, 1), v.into_value());
                x.decref(vm);
                true
            }
            Ok(v) => {
                let x = take_temp(fp, operand!(pc, 2), locals(vm));
                release_range(vm, fp, operand!(pc, 3), 3);
                put(vm, fp, operand!(pc, 1), v.into_value());
                x.decref(vm);
                true
            }
            Err(_) => false,
        };
        next_or_unwind!(ok, 4, pc, fp, vm, tab)
    }
    setitem_imm_slow(pc, fp, vm, tab) {
        let ok = vm.setitem(reg!(fp, pc, 1), Value::small_int(operand!(pc, 2) as i64), reg!(fp, pc, 3)).is_ok();
        if ok {
            let n = locals(vm);
            consume(vm, fp, operand!(pc, 1), n);
            consume(vm, fp, operand!(pc, 3), n);
        }
        next_or_unwind!(ok, 4, pc, fp, vm, tab)
    }
    GETSLICE(pc, fp, vm, tab) {
        let x = reg!(fp, pc, 2);
        let p = fp.add(operand!(pc, 3));
        let quick = if x.is_exact(vm.types.list) {
            bounds(p, vm.list(x).len).map(|(a, b)| vm.list_from(&vm.list(x).items()[a..b]))
        } else if x.is_exact(vm.types.str) && vm.str(x).is_ascii() {
            bounds(p, vm.str(x).len()).map(|(a, b)| {
                if b - a == vm.str(x).len() { Ok(Ref::new(x)) } else { vm.new_latin1(&vm.str(x).bytes()[a..b], true) }
            })
        } else if x.is_exact(vm.types.tuple) {
            bounds(p, vm.tuple_items(x).len()).map(|(a, b)| {
                if b - a == vm.tuple_items(x).len() { Ok(Ref::new(x)) } else { vm.tuple_from(&vm.tuple_items(x)[a..b]) }
            })
        } else {
            None
        };
        let r = match quick {
            Some(r) => r,
            None => vm.new_slice(*p, *p.add(1), Value::NONE).and_then(|s| vm.getitem(x, s.value())),
        };
        let ok = match r {
            Ok(v) => {
                let x = take_temp(fp, operand!(pc, 2), locals(vm));
                release_range(vm, fp, operand!(pc, 3), 2);
                put(vm, fp, operand!(pc, 1), v.into_value());
                x.decref(vm);
                true
            }
            Err(_) => false,
        };
        next_or_unwind!(ok, 4, pc, fp, vm, tab)
    }
    SETSLICE(pc, fp, vm, tab) {
        let (x, v) = (reg!(fp, pc, 1), reg!(fp, pc, 3));
        let p = fp.add(operand!(pc, 2));
        let quick = if x.is_exact(vm.types.list) && v.is_exact(vm.types.list) && x != v {
            // The usual case: as many items in as out.
            match bounds(p, vm.list(x).len) {
                Some((a, b)) if b - a == vm.list(v).len => Some(a),
                _ => None,
            }
        } else {
            None
        };
        let ok = match quick {
            Some(a) => {
                let n = vm.list(v).len;
                let locals = locals(vm);
                if operand!(pc, 3) >= locals && (*v.header()).refcount == 1 {
                    // Nobody else sees the new list: the items change places, and the old ones die with it. The bounds are immediates.
                    let (mut into, mut from) = (vm.list(x).items.wrapping_add(a), vm.list(v).items);
                    let end = into.wrapping_add(n);
                    while into != end {
                        std::ptr::swap(into, from);
                        into = into.add(1);
                        from = from.add(1);
                    }
                    consume(vm, fp, operand!(pc, 1), locals);
                    consume(vm, fp, operand!(pc, 3), locals);
                    dispatch!(pc.add(4), fp, vm, Table::current(vm))
                } else {
                for i in 0..n {
                    if a + i >= vm.list(x).len { break }
                    let new = Ref::new(vm.list(v).items()[i]);
                    let old = std::mem::replace(&mut *vm.list(x).items.add(a + i), new.into_value());
                    old.decref(vm);
                }
                }
                true
            }
            None => vm.new_slice(*p, *p.add(1), Value::NONE).and_then(|s| vm.setitem(x, s.value(), v)).is_ok(),
        };
        if ok {
            let n = locals(vm);
            consume(vm, fp, operand!(pc, 1), n);
            release_range(vm, fp, operand!(pc, 2), 2);
            consume(vm, fp, operand!(pc, 3), n);
        }
        next_or_unwind!(ok, 4, pc, fp, vm, tab)
    }
    getitem_slow(pc, fp, vm, tab) {
        let base = base_op(pc);
        let x = reg!(fp, pc, 2);
        let temp = operand!(pc, 2) >= locals(vm);
        let immediate = base == Op::GETITEM_IMM;
        let key = if immediate { Value::small_int(operand!(pc, 3) as i64) } else { reg!(fp, pc, 3) };
        if x.is_exact(vm.types.tuple) && key.is_small_int() {
            quicken_dst(vm, pc, if immediate { Op::GETITEM_IMM_TUPLE } else { Op::GETITEM_TUPLE });
        } else if x.is_exact(vm.types.list) {
            quicken_dst(vm, pc, match (immediate, temp) {
                (false, false) => Op::GETITEM,
                (false, true) => Op::GETITEM_LIST_T,
                (true, false) => Op::GETITEM_IMM,
                (true, true) => Op::GETITEM_IMM_LIST_T,
            });
        } else if x.is_exact(vm.types.str) && key.is_small_int() && !immediate && !temp {
            quicken_dst(vm, pc, Op::GETITEM_STR);
        } else if x.is_exact(vm.types.dict) && !immediate {
            quicken_dst(vm, pc, Op::GETITEM_DICT);
        }
        if let Some((code, window)) = special::enter_method(vm, pc, fp, x, vm.names.__getitem__, &[key]) {
            dispatch!(code, window, vm, Table::current(vm))
        }
        // A negative index is no reason to leave the specialised form, so it is quick here.
        let r = if x.is_exact(vm.types.list) && let Some(k) = negative_position(key, vm.list(x).len) {
            Ok(Ref::new(vm.list(x).items()[k]))
        } else {
            vm.getitem(x, key)
        };
        let ok = if immediate { finish1(vm, fp, pc, r) } else { finish2(vm, fp, pc, r) };
        next_or_unwind!(ok, 4, pc, fp, vm, tab)
    }
    setitem_slow(pc, fp, vm, tab) {
        let x = reg!(fp, pc, 1);
        let n = locals(vm);
        if x.is_exact(vm.types.dict) {
            quicken(pc, Op::SETITEM_DICT);
        } else if x.is_exact(vm.types.list) {
            quicken(pc, if operand!(pc, 1) >= n { Op::SETITEM_LIST_T } else if operand!(pc, 3) < n { Op::SETITEM_LIST_L } else { Op::SETITEM });
        }
        if let Some((code, window)) = special::enter_method(vm, pc, fp, x, vm.names.__setitem__, &[reg!(fp, pc, 2), reg!(fp, pc, 3)]) {
            dispatch!(code, window, vm, Table::current(vm))
        }
        let ok = vm.setitem(x, reg!(fp, pc, 2), reg!(fp, pc, 3)).is_ok();
        if ok { consume3(vm, fp, pc); }
        next_or_unwind!(ok, 4, pc, fp, vm, tab)
    }
    DELITEM(pc, fp, vm, tab) {
        let (x, key) = (reg!(fp, pc, 1), reg!(fp, pc, 2));
        if let Some((code, window)) = special::enter_method(vm, pc, fp, x, vm.names.__delitem__, &[key]) {
            dispatch!(code, window, vm, Table::current(vm))
        }
        let ok = vm.delitem(reg!(fp, pc, 1), reg!(fp, pc, 2)).is_ok();
        if ok {
            let n = locals(vm);
            consume(vm, fp, operand!(pc, 1), n);
            consume(vm, fp, operand!(pc, 2), n);
        }
        next_or_unwind!(ok, 4, pc, fp, vm, tab)
    }
}
