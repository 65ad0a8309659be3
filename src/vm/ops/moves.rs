//! Moves and constants.
use super::*;
use crate::{cache64, imm, operand, reg, set_and_dispatch, set_temp_and_dispatch};

handlers! {
    COPY(pc, fp, vm, tab) {
        let v = reg!(fp, pc, 2);
        v.incref();
        set_temp_and_dispatch!(pc, fp, vm, tab, v, pc.add(4))
    }
    COPY_L(pc, fp, vm, tab) {
        let v = reg!(fp, pc, 2);
        v.incref();
        set_and_dispatch!(pc, fp, vm, tab, v, pc.add(4))
    }
    TAKE(pc, fp, vm, tab) {
        let p = fp.add(operand!(pc, 2));
        let v = *p;
        *p = Value::NONE;
        set_and_dispatch!(pc, fp, vm, tab, v, pc.add(4))
    }
    LOAD_CONST(pc, fp, vm, tab) {
        let v = Value(cache64!(pc, 4));
        (*v.header()).refcount += 1;
        set_temp_and_dispatch!(pc, fp, vm, tab, v, pc.add(8))
    }
    LOAD_CONST_L(pc, fp, vm, tab) {
        let v = Value(cache64!(pc, 4));
        (*v.header()).refcount += 1;
        set_and_dispatch!(pc, fp, vm, tab, v, pc.add(8))
    }
    LOAD_CONST_IMMEDIATE(pc, fp, vm, tab) {
        let v = Value(cache64!(pc, 4));
        set_temp_and_dispatch!(pc, fp, vm, tab, v, pc.add(8))
    }
    LOAD_CONST_IMMEDIATE_L(pc, fp, vm, tab) {
        let v = Value(cache64!(pc, 4));
        set_and_dispatch!(pc, fp, vm, tab, v, pc.add(8))
    }
    LOAD_INT(pc, fp, vm, tab) {
        let v = Value::small_int(imm!(pc, 2));
        set_temp_and_dispatch!(pc, fp, vm, tab, v, pc.add(4))
    }
    LOAD_INT_L(pc, fp, vm, tab) {
        let v = Value::small_int(imm!(pc, 2));
        set_and_dispatch!(pc, fp, vm, tab, v, pc.add(4))
    }
    RELEASE(pc, fp, vm, tab) {
        set_and_dispatch!(pc, fp, vm, tab, Value::NONE, pc.add(4))
    }
    INIT_UNBOUND(pc, fp, vm, tab) {
        let p = fp.add(operand!(pc, 1));
        for i in 0..operand!(pc, 2) {
            *p.add(i) = Value::UNBOUND;
        }
        dispatch!(pc.add(4), fp, vm, tab)
    }
    CLEAR(pc, fp, vm, tab) {
        set_and_dispatch!(pc, fp, vm, tab, Value::UNBOUND, pc.add(4))
    }
    CHECK_BOUND(pc, fp, vm, tab) {
        if reg!(fp, pc, 1).is_unbound() { tail!(unbound_local, pc, fp, vm, tab) }
        dispatch!(pc.add(4), fp, vm, tab)
    }
    DELETE_LOCAL(pc, fp, vm, tab) {
        if reg!(fp, pc, 1).is_unbound() { tail!(unbound_local, pc, fp, vm, tab) }
        set_and_dispatch!(pc, fp, vm, tab, Value::UNBOUND, pc.add(4))
    }
}
cold! {
    unbound_local(pc, fp, vm, tab) {
        let name = code(vm).bytecode.local_names[operand!(pc, 1)].clone();
        let _ = super::variables::unbound_local_error(vm, &name);
        tail!(unwind, pc, fp, vm, tab)
    }
}
