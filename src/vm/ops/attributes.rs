//! Attribute loads and stores, by shape.
use super::*;
use crate::next_or_unwind;
use crate::object::function::Module;
use crate::object::heap::PageHeader;
use crate::object::{DICT_MODE, Dict, Ref};
use crate::{cache32, cache64, operand, reg, set_and_dispatch};

#[inline(always)]
unsafe fn slot(h: *mut crate::object::Header, offset: u16) -> *mut Value {
    (h as *mut u8).add(offset as usize) as *mut Value
}

handlers! {
    LOAD_ATTR(pc, fp, vm, tab) { tail!(load_attr_slow, pc, fp, vm, tab) }
    LOAD_ATTR_SLOT(pc, fp, vm, tab) {
        let x = reg!(fp, pc, 2);
        if !x.is_heap() { tail!(load_attr_slow, pc, fp, vm, tab) }
        let h = x.header();
        if (*h).shape != cache32!(pc, 4) { tail!(load_attr_slow, pc, fp, vm, tab) }
        let v = *slot(h, *pc.add(6));
        v.incref();
        set_and_dispatch!(pc, fp, vm, tab, v, pc.add(16))
    }
    LOAD_ATTR_SLOT_T(pc, fp, vm, tab) {
        let q = fp.add(operand!(pc, 2));
        let x = *q;
        if !x.is_heap() { tail!(load_attr_slow, pc, fp, vm, tab) }
        let h = x.header();
        if (*h).shape != cache32!(pc, 4) || (*h).refcount == 1 { tail!(load_attr_slow, pc, fp, vm, tab) }
        let v = *slot(h, *pc.add(6));
        v.incref();
        (*h).refcount -= 1;
        *q = Value::NONE;
        set_and_dispatch!(pc, fp, vm, tab, v, pc.add(16))
    }
    LOAD_ATTR_SLOT_POLY(pc, fp, vm, tab) {
        let x = reg!(fp, pc, 2);
        if !x.is_heap() { tail!(load_attr_slow, pc, fp, vm, tab) }
        let h = x.header();
        let shape = (*h).shape;
        let offset = if shape == cache32!(pc, 4) { *pc.add(12) }
            else if shape == cache32!(pc, 6) { *pc.add(13) }
            else if shape == cache32!(pc, 8) { *pc.add(14) }
            else if shape == cache32!(pc, 10) { *pc.add(15) }
            else { tail!(load_attr_slow, pc, fp, vm, tab) };
        let v = *slot(h, offset);
        v.incref();
        if operand!(pc, 2) >= locals(vm) {
            if (*h).refcount == 1 {
                v.decref(vm);
                tail!(load_attr_slow, pc, fp, vm, tab)
            }
            (*h).refcount -= 1;
            reg!(fp, pc, 2) = Value::NONE;
        }
        set_and_dispatch!(pc, fp, vm, tab, v, pc.add(16))
    }
    LOAD_ATTR_CLASS(pc, fp, vm, tab) {
        let x = reg!(fp, pc, 2);
        if !x.is_heap() { tail!(load_attr_slow, pc, fp, vm, tab) }
        let h = x.header();
        if (*h).shape != cache32!(pc, 4) || (*(*h).ty).version != cache32!(pc, 6) || operand!(pc, 2) >= locals(vm) {
            tail!(load_attr_slow, pc, fp, vm, tab)
        }
        let v = Value(cache64!(pc, 8));
        v.incref();
        set_and_dispatch!(pc, fp, vm, tab, v, pc.add(16))
    }
    LOAD_ATTR_MODULE(pc, fp, vm, tab) {
        let q = fp.add(operand!(pc, 2));
        let x = *q;
        if !x.is_exact(vm.types.module) { tail!(load_attr_slow, pc, fp, vm, tab) }
        let d = x.get::<Module>().dict as *const Dict;
        if (*d).keys_version != cache32!(pc, 4) { tail!(load_attr_slow, pc, fp, vm, tab) }
        let v = (*(*d).entries.add(*pc.add(6) as usize)).value;
        if operand!(pc, 2) >= locals(vm) {
            if (*x.header()).refcount == 1 { tail!(load_attr_slow, pc, fp, vm, tab) }
            (*x.header()).refcount -= 1;
            *q = Value::NONE;
        }
        v.incref();
        set_and_dispatch!(pc, fp, vm, tab, v, pc.add(16))
    }
    STORE_ATTR(pc, fp, vm, tab) { tail!(store_attr_slow, pc, fp, vm, tab) }
    STORE_ATTR_SLOT(pc, fp, vm, tab) {
        let x = reg!(fp, pc, 1);
        if !x.is_heap() { tail!(store_attr_slow, pc, fp, vm, tab) }
        let h = x.header();
        if (*h).shape != cache32!(pc, 4) { tail!(store_attr_slow, pc, fp, vm, tab) }
        let q = fp.add(operand!(pc, 3));
        let p = slot(h, *pc.add(8));
        let old = *p;
        *p = *q;
        *q = Value::NONE;
        if old.is_heap() {
            (*old.header()).refcount -= 1;
            if (*old.header()).refcount == 0 {
                vm.scratch.set(old);
                tail!(free_scratch, pc.add(16), fp, vm, tab)
            }
        }
        dispatch!(pc.add(16), fp, vm, tab)
    }
    STORE_ATTR_SLOT_L(pc, fp, vm, tab) {
        let x = reg!(fp, pc, 1);
        if !x.is_heap() { tail!(store_attr_slow, pc, fp, vm, tab) }
        let h = x.header();
        if (*h).shape != cache32!(pc, 4) { tail!(store_attr_slow, pc, fp, vm, tab) }
        let v = reg!(fp, pc, 3);
        v.incref();
        let p = slot(h, *pc.add(8));
        let old = *p;
        *p = v;
        if old.is_heap() {
            (*old.header()).refcount -= 1;
            if (*old.header()).refcount == 0 {
                vm.scratch.set(old);
                tail!(free_scratch, pc.add(16), fp, vm, tab)
            }
        }
        dispatch!(pc.add(16), fp, vm, tab)
    }
    STORE_ATTR_SLOT_POLY(pc, fp, vm, tab) {
        let x = reg!(fp, pc, 1);
        if !x.is_heap() { tail!(store_attr_slow, pc, fp, vm, tab) }
        let h = x.header();
        let shape = (*h).shape;
        let offset = if shape == cache32!(pc, 4) { *pc.add(12) }
            else if shape == cache32!(pc, 6) { *pc.add(13) }
            else if shape == cache32!(pc, 8) { *pc.add(14) }
            else if shape == cache32!(pc, 10) { *pc.add(15) }
            else { tail!(store_attr_slow, pc, fp, vm, tab) };
        let v = own_operand(fp, operand!(pc, 3), locals(vm));
        let p = slot(h, offset);
        let old = *p;
        *p = v;
        if old.is_heap() {
            (*old.header()).refcount -= 1;
            if (*old.header()).refcount == 0 {
                vm.scratch.set(old);
                tail!(free_scratch, pc.add(16), fp, vm, tab)
            }
        }
        dispatch!(pc.add(16), fp, vm, tab)
    }
    STORE_ATTR_ADD(pc, fp, vm, tab) {
        let x = reg!(fp, pc, 1);
        if !x.is_heap() { tail!(store_attr_slow, pc, fp, vm, tab) }
        let h = x.header();
        let offset = *pc.add(8);
        if (*h).shape != cache32!(pc, 4) || (*PageHeader::of(h)).cell_size < offset as u32 + 8 { tail!(store_attr_slow, pc, fp, vm, tab) }
        let q = fp.add(operand!(pc, 3));
        *slot(h, offset) = *q;
        *q = Value::NONE;
        (*h).shape = cache32!(pc, 6);
        dispatch!(pc.add(16), fp, vm, tab)
    }
    STORE_ATTR_ADD_L(pc, fp, vm, tab) {
        let x = reg!(fp, pc, 1);
        if !x.is_heap() { tail!(store_attr_slow, pc, fp, vm, tab) }
        let h = x.header();
        let offset = *pc.add(8);
        if (*h).shape != cache32!(pc, 4) || (*PageHeader::of(h)).cell_size < offset as u32 + 8 { tail!(store_attr_slow, pc, fp, vm, tab) }
        let v = reg!(fp, pc, 3);
        v.incref();
        *slot(h, offset) = v;
        (*h).shape = cache32!(pc, 6);
        dispatch!(pc.add(16), fp, vm, tab)
    }
}

/// Looks at what a LOAD_ATTR met and chooses its specialised form.
unsafe fn specialise_load(vm: &Vm, pc: *const u16, x: Value, name: Value, temp: bool) {
    if !x.is_heap() {
        return;
    }
    let ty = x.heap_type();
    if x.is_exact(vm.types.module) {
        let d = x.get::<Module>().dict;
        if let Some(i) = (*d).find_name(vm, name)
            && i <= u16::MAX as usize
        {
            set_cache32(pc, 4, (*d).version(vm));
            *(pc.add(6) as *mut u16) = i as u16;
            quicken(pc, Op::LOAD_ATTR_MODULE);
        }
        return;
    }
    let shape = (*x.header()).shape;
    if shape <= DICT_MODE || (*ty).slots.getattr.is_some() {
        return;
    }
    let on_type = vm.type_lookup(ty, name);
    match vm.shapes().slot(shape, name) {
        Some(i) => {
            if let Some(d) = on_type
                && vm.slots(d).descr_set.is_some()
            {
                return;
            }
            let offset = (*ty).instance_offset + 8 + i * 8;
            if offset > u16::MAX as u32 {
                return;
            }
            let now = Op::from_u16(*pc).expect("an opcode");
            match now {
                Op::LOAD_ATTR_SLOT | Op::LOAD_ATTR_SLOT_T => {
                    // A second shape: the first entry becomes one of four.
                    let (first, first_offset) = (cache32!(pc, 4), *pc.add(6));
                    for k in 0..4 {
                        set_cache32(pc, 4 + 2 * k, if k == 0 { first } else { NO_SHAPE });
                    }
                    *(pc.add(12) as *mut u16) = first_offset;
                    add_entry(pc, shape, offset as u16);
                    quicken(pc, Op::LOAD_ATTR_SLOT_POLY);
                }
                Op::LOAD_ATTR_SLOT_POLY => {
                    add_entry(pc, shape, offset as u16);
                }
                _ => {
                    set_cache32(pc, 4, shape);
                    *(pc.add(6) as *mut u16) = offset as u16;
                    quicken(pc, if temp { Op::LOAD_ATTR_SLOT_T } else { Op::LOAD_ATTR_SLOT });
                }
            }
        }
        None => {
            if let Some(v) = on_type
                && vm.slots(v).descr_get.is_none()
                && !temp
            {
                set_cache32(pc, 4, shape);
                set_cache32(pc, 6, vm.type_version(ty));
                set_cache64(pc, 8, v.0);
                quicken(pc, Op::LOAD_ATTR_CLASS);
            }
        }
    }
}
/// The shape of an entry not in use: no object has it (0 is that of objects without attributes of their own).
const NO_SHAPE: u32 = u32::MAX;

/// Adds an entry to a four-entry site: into an empty place, else over the last one.
unsafe fn add_entry(pc: *const u16, shape: u32, offset: u16) {
    for k in 0..4 {
        let s = cache32!(pc, 4 + 2 * k);
        if s == shape {
            return;
        }
        if s == NO_SHAPE || k == 3 {
            set_cache32(pc, 4 + 2 * k, shape);
            *(pc.add(12 + k) as *mut u16) = offset;
            return;
        }
    }
}

/// Looks at what a STORE_ATTR met, before it stores, and chooses its specialised form.
unsafe fn specialise_store(vm: &Vm, pc: *const u16, x: Value, name: Value, value_is_temp: bool) {
    if !x.is_heap() {
        return;
    }
    let ty = x.heap_type();
    let shape = (*x.header()).shape;
    if shape <= DICT_MODE || (*ty).slots.setattr.is_some() {
        return;
    }
    if let Some(d) = vm.type_lookup(ty, name)
        && vm.slots(d).descr_set.is_some()
    {
        return;
    }
    let (i, next) = match vm.shapes().slot(shape, name) {
        Some(i) => (i, 0),
        None => {
            let count = vm.shapes().get(shape).count;
            if count >= 64 {
                return;
            }
            (count, vm.shapes().with(shape, name))
        }
    };
    let offset = (*ty).instance_offset + 8 + i * 8;
    if offset > u16::MAX as u32 - 8 {
        return;
    }
    let now = Op::from_u16(*pc).expect("an opcode");
    if next == 0 && matches!(now, Op::STORE_ATTR_SLOT | Op::STORE_ATTR_SLOT_L) {
        // A second shape: the first entry becomes one of four.
        let (first, first_offset) = (cache32!(pc, 4), *pc.add(8));
        for k in 0..4 {
            set_cache32(pc, 4 + 2 * k, if k == 0 { first } else { NO_SHAPE });
        }
        *(pc.add(12) as *mut u16) = first_offset;
        add_entry(pc, shape, offset as u16);
        quicken(pc, Op::STORE_ATTR_SLOT_POLY);
        return;
    }
    if now == Op::STORE_ATTR_SLOT_POLY {
        if next == 0 {
            add_entry(pc, shape, offset as u16);
        }
        return;
    }
    set_cache32(pc, 4, shape);
    set_cache32(pc, 6, next);
    *(pc.add(8) as *mut u16) = offset as u16;
    quicken(
        pc,
        match (next == 0, value_is_temp) {
            (true, true) => Op::STORE_ATTR_SLOT,
            (true, false) => Op::STORE_ATTR_SLOT_L,
            (false, true) => Op::STORE_ATTR_ADD,
            (false, false) => Op::STORE_ATTR_ADD_L,
        },
    );
}

cold! {
    load_attr_slow(pc, fp, vm, tab) {
        let x = reg!(fp, pc, 2);
        let name = name(vm, pc, 3);
        let r = vm.getattr(x, name);
        if r.is_ok() {
            specialise_load(vm, pc, x, name, operand!(pc, 2) >= locals(vm));
        }
        let ok = finish1(vm, fp, pc, r);
        next_or_unwind!(ok, 16, pc, fp, vm, tab)
    }
    store_attr_slow(pc, fp, vm, tab) {
        let n = locals(vm);
        let x = reg!(fp, pc, 1);
        let name = name(vm, pc, 2);
        if operand!(pc, 1) < n {
            specialise_store(vm, pc, x, name, operand!(pc, 3) >= n);
        }
        let ok = vm.setattr(x, name, Some(reg!(fp, pc, 3))).is_ok();
        if ok {
            consume(vm, fp, operand!(pc, 1), n);
            consume(vm, fp, operand!(pc, 3), n);
        }
        next_or_unwind!(ok, 16, pc, fp, vm, tab)
    }
    DELETE_ATTR(pc, fp, vm, tab) {
        let ok = vm.setattr(reg!(fp, pc, 1), name(vm, pc, 2), None).is_ok();
        if ok { consume(vm, fp, operand!(pc, 1), locals(vm)); }
        next_or_unwind!(ok, 4, pc, fp, vm, tab)
    }
}
#[allow(unused)]
use Ref as _;
