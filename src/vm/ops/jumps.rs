//! Jumps: tests and fused comparisons. Forms that may jump backwards poll the eval breaker when they do.
use super::compare::comparison;
use super::*;
use crate::object::CompareOp;
use crate::{imm, operand, reg, target};

/// `item in container`.
#[inline]
pub fn contains(vm: &Vm, container: Value, item: Value) -> Res<bool> {
    if container.is_exact(vm.types.dict) {
        let h = vm.hash_key(item)?;
        return Ok(vm.dict_find(container, item, h)?.is_some());
    }
    if container.is_exact(vm.types.str) && item.is_exact(vm.types.str) {
        let (s, x) = (vm.str(container), vm.str(item));
        if s.width == 1 && x.width == 1 && x.len() == 1 {
            return Ok(s.bytes().contains(&x.bytes()[0]));
        }
    }
    vm.contains(container, item)
}

/// The pc behind a 32-bit jump.
macro_rules! far {
    ($pc:expr) => {
        $pc.offset((*$pc.add(2) as u32 | (*$pc.add(3) as u32) << 16) as i32 as isize)
    };
}

/// Releases the operands a (and b) of a test that are temporaries, then goes one way or the other.
macro_rules! decide {
    ($r:expr, $operands:expr, $jump:literal, $pc:ident, $fp:ident, $vm:ident, $tab:ident) => {{
        let Ok(taken) = $r else { tail!(unwind, $pc, $fp, $vm, $tab) };
        let n = locals($vm);
        for i in 1..=$operands {
            consume($vm, $fp, *$pc.add(i) as usize, n);
        }
        if taken { dispatch!(target!($pc, $jump), $fp, $vm, Table::current($vm)) }
        dispatch!($pc.add(4), $fp, $vm, Table::current($vm))
    }};
}

handlers! {
    JUMP(pc, fp, vm, tab) { dispatch!(far!(pc), fp, vm, tab) }
    JUMP_BACK(pc, fp, vm, tab) {
        if breaker_set(vm) { tail!(poll_and_retry, pc, fp, vm, tab) }
        dispatch!(far!(pc), fp, vm, tab)
    }
    JUMP_TRUE(pc, fp, vm, tab) {
        let x = reg!(fp, pc, 1);
        if x == Value::FALSE { dispatch!(pc.add(4), fp, vm, tab) }
        if breaker_set(vm) { tail!(jump_test_slow, pc, fp, vm, tab) }
        if x == Value::TRUE { dispatch!(target!(pc, 2), fp, vm, tab) }
        if x.is_small_int() {
            if x == Value::small_int(0) { dispatch!(pc.add(4), fp, vm, tab) }
            dispatch!(target!(pc, 2), fp, vm, tab)
        }
        if x == Value::NONE { dispatch!(pc.add(4), fp, vm, tab) }
        tail!(jump_test_slow, pc, fp, vm, tab)
    }
    JUMP_FALSE(pc, fp, vm, tab) {
        let x = reg!(fp, pc, 1);
        if x == Value::TRUE { dispatch!(pc.add(4), fp, vm, tab) }
        if x == Value::FALSE || x == Value::NONE { dispatch!(target!(pc, 2), fp, vm, tab) }
        if !x.is_small_int() { tail!(jump_test_slow, pc, fp, vm, tab) }
        if x != Value::small_int(0) { dispatch!(pc.add(4), fp, vm, tab) }
        dispatch!(target!(pc, 2), fp, vm, tab)
    }
    JUMP_TRUE_KEEP(pc, fp, vm, tab) {
        let x = reg!(fp, pc, 1);
        if x == Value::FALSE || x == Value::NONE { dispatch!(pc.add(4), fp, vm, tab) }
        if x != Value::TRUE { tail!(jump_keep_slow, pc, fp, vm, tab) }
        dispatch!(target!(pc, 2), fp, vm, tab)
    }
    JUMP_FALSE_KEEP(pc, fp, vm, tab) {
        let x = reg!(fp, pc, 1);
        if x == Value::TRUE { dispatch!(pc.add(4), fp, vm, tab) }
        if x != Value::FALSE && x != Value::NONE { tail!(jump_keep_slow, pc, fp, vm, tab) }
        dispatch!(target!(pc, 2), fp, vm, tab)
    }
    JUMP_NONE(pc, fp, vm, tab) {
        let x = reg!(fp, pc, 1);
        if x.is_none() { dispatch!(target!(pc, 2), fp, vm, tab) }
        if x.is_heap() && operand!(pc, 1) >= locals(vm) { tail!(jump_none_slow, pc, fp, vm, tab) }
        dispatch!(pc.add(4), fp, vm, tab)
    }
    JUMP_NOT_NONE(pc, fp, vm, tab) {
        let x = reg!(fp, pc, 1);
        if x.is_none() { dispatch!(pc.add(4), fp, vm, tab) }
        if x.is_heap() && operand!(pc, 1) >= locals(vm) { tail!(jump_none_slow, pc, fp, vm, tab) }
        dispatch!(target!(pc, 2), fp, vm, tab)
    }
    JUMP_IS(pc, fp, vm, tab) {
        let (x, y) = (reg!(fp, pc, 1), reg!(fp, pc, 2));
        if x.is_heap() || y.is_heap() { tail!(jump_is_slow, pc, fp, vm, tab) }
        if x == y { dispatch!(target!(pc, 3), fp, vm, tab) }
        dispatch!(pc.add(4), fp, vm, tab)
    }
    JUMP_IS_NOT(pc, fp, vm, tab) {
        let (x, y) = (reg!(fp, pc, 1), reg!(fp, pc, 2));
        if x.is_heap() || y.is_heap() { tail!(jump_is_slow, pc, fp, vm, tab) }
        if x != y { dispatch!(target!(pc, 3), fp, vm, tab) }
        dispatch!(pc.add(4), fp, vm, tab)
    }
    JUMP_IN(pc, fp, vm, tab) {
        let (item, container) = (reg!(fp, pc, 1), reg!(fp, pc, 2));
        if container.is_heap() && (*container.heap_type()).has(crate::object::flags::HEAP) { tail!(jump_in_special, pc, fp, vm, tab) }
        let r = contains(vm, container, item);
        decide!(r, 2, 3, pc, fp, vm, tab)
    }
    JUMP_NOT_IN(pc, fp, vm, tab) {
        let (item, container) = (reg!(fp, pc, 1), reg!(fp, pc, 2));
        if container.is_heap() && (*container.heap_type()).has(crate::object::flags::HEAP) { tail!(jump_in_special, pc, fp, vm, tab) }
        let r = contains(vm, container, item).map(|b| !b);
        decide!(r, 2, 3, pc, fp, vm, tab)
    }
}

cold! {
    jump_test_slow(pc, fp, vm, tab) {
        if breaker_set(vm) && poll(vm).is_err() { tail!(unwind, pc, fp, vm, tab) }
        let x = reg!(fp, pc, 1);
        let known = if x.is_exact(vm.types.list) { Some(vm.list(x).len != 0) }
            else if x.is_exact(vm.types.str) { Some(!vm.str(x).is_empty()) }
            else if x.is_exact(vm.types.dict) { Some(!vm.dict(x).is_empty()) }
            else { None };
        if known.is_none()
            && let Some((code, window)) = special::enter_method(vm, pc, fp, x, vm.names.__bool__, &[])
        {
            dispatch!(code, window, vm, Table::current(vm))
        }
        let r = known.map_or_else(|| vm.truth(x), Ok).map(|t| t == (base_op(pc) == Op::JUMP_TRUE));
        decide!(r, 1, 2, pc, fp, vm, tab)
    }
    /// Containment in an instance of a Python class.
    jump_in_special(pc, fp, vm, tab) {
        let (item, container) = (reg!(fp, pc, 1), reg!(fp, pc, 2));
        if let Some((code, window)) = special::enter_method(vm, pc, fp, container, vm.names.__contains__, &[item]) {
            dispatch!(code, window, vm, Table::current(vm))
        }
        let r = vm.contains(container, item).map(|t| t == (base_op(pc) == Op::JUMP_IN));
        decide!(r, 2, 3, pc, fp, vm, tab)
    }
    jump_keep_slow(pc, fp, vm, tab) {
        let Ok(t) = vm.truth(reg!(fp, pc, 1)) else { tail!(unwind, pc, fp, vm, tab) };
        if t == (base_op(pc) == Op::JUMP_TRUE_KEEP) { dispatch!(target!(pc, 2), fp, vm, Table::current(vm)) }
        consume(vm, fp, operand!(pc, 1), locals(vm));
        dispatch!(pc.add(4), fp, vm, Table::current(vm))
    }
    jump_none_slow(pc, fp, vm, tab) {
        let r: Res<bool> = Ok(base_op(pc) == Op::JUMP_NOT_NONE);
        decide!(r, 1, 2, pc, fp, vm, tab)
    }
    jump_is_slow(pc, fp, vm, tab) {
        let r: Res<bool> = Ok((reg!(fp, pc, 1) == reg!(fp, pc, 2)) == (base_op(pc) == Op::JUMP_IS));
        decide!(r, 2, 3, pc, fp, vm, tab)
    }
    jump_compare_slow(pc, fp, vm, tab) {
        if poll(vm).is_err() { tail!(unwind, pc, fp, vm, tab) }
        let base = base_op(pc);
        let negative = base as usize >= Op::JUMP_NOT_LT as usize;
        let op = comparison(base, if negative { Op::JUMP_NOT_LT } else { Op::JUMP_LT });
        let (x, y) = (reg!(fp, pc, 1), reg!(fp, pc, 2));
        quicken(pc, if x.is_float() && y.is_float() {
            FLOAT_FORMS[negative as usize][op as usize]
        } else if x.is_exact(vm.types.str) && y.is_exact(vm.types.str) {
            match (op, negative) {
                (CompareOp::Eq, false) => Op::JUMP_EQ_STR,
                (CompareOp::Ne, false) => Op::JUMP_NE_STR,
                (CompareOp::Eq, true) => Op::JUMP_NOT_EQ_STR,
                (CompareOp::Ne, true) => Op::JUMP_NOT_NE_STR,
                _ => base,
            }
        } else { base });
        if let Some((code, window)) = special::enter_compare(vm, pc, fp, op, x, y) {
            dispatch!(code, window, vm, Table::current(vm))
        }
        let r = compare_truth(vm, x, y, op).map(|t| t != negative);
        decide!(r, 2, 3, pc, fp, vm, tab)
    }
    jump_compare_imm_slow(pc, fp, vm, tab) {
        if poll(vm).is_err() { tail!(unwind, pc, fp, vm, tab) }
        let base = base_op(pc);
        let negative = base as usize >= Op::JUMP_NOT_LT_IMM as usize;
        let op = comparison(base, if negative { Op::JUMP_NOT_LT_IMM } else { Op::JUMP_LT_IMM });
        let (x, y) = (reg!(fp, pc, 1), Value::small_int(imm!(pc, 2)));
        if let Some((code, window)) = special::enter_compare(vm, pc, fp, op, x, y) {
            dispatch!(code, window, vm, Table::current(vm))
        }
        let r = compare_truth(vm, x, y, op).map(|t| t != negative);
        decide!(r, 1, 3, pc, fp, vm, tab)
    }
}
static FLOAT_FORMS: [[Op; 6]; 2] = [
    [Op::JUMP_LT_FLOAT, Op::JUMP_LE_FLOAT, Op::JUMP_EQ_FLOAT, Op::JUMP_NE_FLOAT, Op::JUMP_GT_FLOAT, Op::JUMP_GE_FLOAT],
    [
        Op::JUMP_NOT_LT_FLOAT,
        Op::JUMP_NOT_LE_FLOAT,
        Op::JUMP_NOT_EQ_FLOAT,
        Op::JUMP_NOT_NE_FLOAT,
        Op::JUMP_NOT_GT_FLOAT,
        Op::JUMP_NOT_GE_FLOAT,
    ],
];
/// Truth of a rich comparison (identity does not imply equality here).
fn compare_truth(vm: &Vm, x: Value, y: Value, op: CompareOp) -> Res<bool> {
    if x.is_exact(vm.types.str) && y.is_exact(vm.types.str) {
        match op {
            CompareOp::Eq => return Ok(vm.str(x).equals(vm.str(y))),
            CompareOp::Ne => return Ok(!vm.str(x).equals(vm.str(y))),
            _ => {}
        }
    }
    if Value::both_small_int(x, y) {
        return Ok(op.holds(x.0.cmp(&y.0)));
    }
    let r = vm.compare(x, y, op)?;
    vm.truth(r.value())
}

macro_rules! compare_jumps {
    ($($name:ident $not:ident $imm:ident $not_imm:ident $float:ident $not_float:ident $op:tt;)*) => {
        handlers! { $(
            $name(pc, fp, vm, tab) {
                let (x, y) = (reg!(fp, pc, 1), reg!(fp, pc, 2));
                if !Value::both_small_int(x, y) || breaker_set(vm) { tail!(jump_compare_slow, pc, fp, vm, tab) }
                if x.0 $op y.0 { dispatch!(target!(pc, 3), fp, vm, tab) }
                dispatch!(pc.add(4), fp, vm, tab)
            }
            $not(pc, fp, vm, tab) {
                let (x, y) = (reg!(fp, pc, 1), reg!(fp, pc, 2));
                if !Value::both_small_int(x, y) { tail!(jump_compare_slow, pc, fp, vm, tab) }
                if x.0 $op y.0 { dispatch!(pc.add(4), fp, vm, tab) }
                dispatch!(target!(pc, 3), fp, vm, tab)
            }
            $imm(pc, fp, vm, tab) {
                let x = reg!(fp, pc, 1);
                if !x.is_small_int() || breaker_set(vm) { tail!(jump_compare_imm_slow, pc, fp, vm, tab) }
                if x.0 $op Value::small_int(imm!(pc, 2)).0 { dispatch!(target!(pc, 3), fp, vm, tab) }
                dispatch!(pc.add(4), fp, vm, tab)
            }
            $not_imm(pc, fp, vm, tab) {
                let x = reg!(fp, pc, 1);
                if !x.is_small_int() { tail!(jump_compare_imm_slow, pc, fp, vm, tab) }
                if x.0 $op Value::small_int(imm!(pc, 2)).0 { dispatch!(pc.add(4), fp, vm, tab) }
                dispatch!(target!(pc, 3), fp, vm, tab)
            }
            $float(pc, fp, vm, tab) {
                let (x, y) = (reg!(fp, pc, 1), reg!(fp, pc, 2));
                if !x.is_float() || !y.is_float() || breaker_set(vm) { tail!(jump_compare_slow, pc, fp, vm, tab) }
                if x.as_float() $op y.as_float() { dispatch!(target!(pc, 3), fp, vm, tab) }
                dispatch!(pc.add(4), fp, vm, tab)
            }
            $not_float(pc, fp, vm, tab) {
                let (x, y) = (reg!(fp, pc, 1), reg!(fp, pc, 2));
                if !x.is_float() || !y.is_float() { tail!(jump_compare_slow, pc, fp, vm, tab) }
                if x.as_float() $op y.as_float() { dispatch!(pc.add(4), fp, vm, tab) }
                dispatch!(target!(pc, 3), fp, vm, tab)
            }
        )* }
    };
}
compare_jumps! {
    JUMP_LT JUMP_NOT_LT JUMP_LT_IMM JUMP_NOT_LT_IMM JUMP_LT_FLOAT JUMP_NOT_LT_FLOAT <;
    JUMP_LE JUMP_NOT_LE JUMP_LE_IMM JUMP_NOT_LE_IMM JUMP_LE_FLOAT JUMP_NOT_LE_FLOAT <=;
    JUMP_EQ JUMP_NOT_EQ JUMP_EQ_IMM JUMP_NOT_EQ_IMM JUMP_EQ_FLOAT JUMP_NOT_EQ_FLOAT ==;
    JUMP_NE JUMP_NOT_NE JUMP_NE_IMM JUMP_NOT_NE_IMM JUMP_NE_FLOAT JUMP_NOT_NE_FLOAT !=;
    JUMP_GT JUMP_NOT_GT JUMP_GT_IMM JUMP_NOT_GT_IMM JUMP_GT_FLOAT JUMP_NOT_GT_FLOAT >;
    JUMP_GE JUMP_NOT_GE JUMP_GE_IMM JUMP_NOT_GE_IMM JUMP_GE_FLOAT JUMP_NOT_GE_FLOAT >=;
}
macro_rules! str_jumps {
    ($($name:ident $equal:literal;)*) => {
        handlers! { $(
            $name(pc, fp, vm, tab) {
                let (x, y) = (reg!(fp, pc, 1), reg!(fp, pc, 2));
                if !x.is_exact(vm.types.str) || !y.is_exact(vm.types.str) || breaker_set(vm) { tail!(jump_compare_slow, pc, fp, vm, tab) }
                let taken = (x == y || vm.str(x).equals(vm.str(y))) == $equal;
                let n = locals(vm);
                consume(vm, fp, operand!(pc, 1), n);
                consume(vm, fp, operand!(pc, 2), n);
                if taken { dispatch!(target!(pc, 3), fp, vm, tab) }
                dispatch!(pc.add(4), fp, vm, tab)
            }
        )* }
    };
}
str_jumps! {
    JUMP_EQ_STR true;
    JUMP_NE_STR false;
    JUMP_NOT_EQ_STR false;
    JUMP_NOT_NE_STR true;
}
