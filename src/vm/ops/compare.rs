//! Comparisons that yield a value.
use super::*;
use crate::next_or_unwind;
use crate::object::{CompareOp, Ref};
use crate::{operand, reg, set_and_dispatch};

/// The comparison of a base instruction of the given block of six.
pub fn comparison(op: Op, first: Op) -> CompareOp {
    CompareOp::ALL[op as usize - first as usize]
}

cold! {
    compare_slow(pc, fp, vm, tab) {
        let base = base_op(pc);
        let op = comparison(base, Op::LT);
        let (x, y) = (reg!(fp, pc, 2), reg!(fp, pc, 3));
        quicken(pc, if x.is_float() && y.is_float() {
            [Op::LT_FLOAT, Op::LE_FLOAT, Op::EQ_FLOAT, Op::NE_FLOAT, Op::GT_FLOAT, Op::GE_FLOAT][op as usize]
        } else if op == CompareOp::Eq && x.is_exact(vm.types.str) && y.is_exact(vm.types.str) {
            Op::EQ_STR
        } else if op == CompareOp::Ne && x.is_exact(vm.types.str) && y.is_exact(vm.types.str) {
            Op::NE_STR
        } else { base });
        if let Some((code, window)) = special::enter_compare(vm, pc, fp, op, x, y) {
            dispatch!(code, window, vm, Table::current(vm))
        }
        let r = vm.compare(x, y, op);
        let ok = finish2(vm, fp, pc, r);
        next_or_unwind!(ok, 4, pc, fp, vm, tab)
    }
    /// Containment in an instance of a Python class.
    contains_special(pc, fp, vm, tab) {
        let (item, container) = (reg!(fp, pc, 2), reg!(fp, pc, 3));
        if let Some((code, window)) = special::enter_method(vm, pc, fp, container, vm.names.__contains__, &[item]) {
            dispatch!(code, window, vm, Table::current(vm))
        }
        let r = vm.contains(container, item).map(|t| Ref::bool(t == (base_op(pc) == Op::IN)));
        let ok = finish2(vm, fp, pc, r);
        next_or_unwind!(ok, 4, pc, fp, vm, tab)
    }
    COMPARE_TUPLES(pc, fp, vm, tab) {
        let (b, c) = (operand!(pc, 2), operand!(pc, 3));
        let (n, op) = (c & 255, CompareOp::ALL[c >> 8]);
        let p = fp.add(b);
        // The first pair that is not equal decides.
        let mut r = Ok(Ref::bool(op.holds(std::cmp::Ordering::Equal)));
        for i in 0..n {
            let (x, y) = (*p.add(i), *p.add(n + i));
            if x == y { continue }
            match vm.compare_bool(x, y, CompareOp::Eq) {
                Ok(true) => continue,
                Ok(false) => {
                    r = match op {
                        CompareOp::Eq => Ok(Ref::bool(false)),
                        CompareOp::Ne => Ok(Ref::bool(true)),
                        _ if Value::both_small_int(x, y) => Ok(Ref::bool(op.holds(x.0.cmp(&y.0)))),
                        _ => vm.compare(x, y, op),
                    };
                }
                Err(e) => r = Err(e),
            }
            break;
        }
        let Ok(r) = r else { tail!(unwind, pc, fp, vm, tab) };
        release_range(vm, fp, b, 2 * n);
        put(vm, fp, operand!(pc, 1), r.into_value());
        dispatch!(pc.add(4), fp, vm, Table::current(vm))
    }
    is_slow(pc, fp, vm, tab) {
        let same = reg!(fp, pc, 2) == reg!(fp, pc, 3);
        let r = Ref::bool(same == (base_op(pc) == Op::IS));
        finish2(vm, fp, pc, Ok(r));
        dispatch!(pc.add(4), fp, vm, Table::current(vm))
    }
}

macro_rules! compare_ops {
    ($($name:ident $float:ident $op:tt;)*) => {
        handlers! { $(
            $name(pc, fp, vm, tab) {
                let (x, y) = (reg!(fp, pc, 2), reg!(fp, pc, 3));
                if !Value::both_small_int(x, y) { tail!(compare_slow, pc, fp, vm, tab) }
                set_and_dispatch!(pc, fp, vm, tab, Value::bool(x.0 $op y.0), pc.add(4))
            }
            $float(pc, fp, vm, tab) {
                let (x, y) = (reg!(fp, pc, 2), reg!(fp, pc, 3));
                if !x.is_float() || !y.is_float() { tail!(compare_slow, pc, fp, vm, tab) }
                set_and_dispatch!(pc, fp, vm, tab, Value::bool(x.as_float() $op y.as_float()), pc.add(4))
            }
        )* }
    };
}
compare_ops! {
    LT LT_FLOAT <;
    LE LE_FLOAT <=;
    EQ EQ_FLOAT ==;
    NE NE_FLOAT !=;
    GT GT_FLOAT >;
    GE GE_FLOAT >=;
}

macro_rules! str_compare {
    ($($name:ident $equal:literal;)*) => {
        handlers! { $(
            $name(pc, fp, vm, tab) {
                let (x, y) = (reg!(fp, pc, 2), reg!(fp, pc, 3));
                if !x.is_exact(vm.types.str) || !y.is_exact(vm.types.str) { tail!(compare_slow, pc, fp, vm, tab) }
                let r = (x == y || vm.str(x).equals(vm.str(y))) == $equal;
                finish2(vm, fp, pc, Ok(Ref::bool(r)));
                dispatch!(pc.add(4), fp, vm, tab)
            }
        )* }
    };
}
str_compare! {
    EQ_STR true;
    NE_STR false;
}

handlers! {
    IS(pc, fp, vm, tab) {
        let (x, y) = (reg!(fp, pc, 2), reg!(fp, pc, 3));
        if x.is_heap() || y.is_heap() { tail!(is_slow, pc, fp, vm, tab) }
        set_and_dispatch!(pc, fp, vm, tab, Value::bool(x == y), pc.add(4))
    }
    IS_NOT(pc, fp, vm, tab) {
        let (x, y) = (reg!(fp, pc, 2), reg!(fp, pc, 3));
        if x.is_heap() || y.is_heap() { tail!(is_slow, pc, fp, vm, tab) }
        set_and_dispatch!(pc, fp, vm, tab, Value::bool(x != y), pc.add(4))
    }
    IN(pc, fp, vm, tab) {
        let (item, container) = (reg!(fp, pc, 2), reg!(fp, pc, 3));
        if container.is_heap() && (*container.heap_type()).has(crate::object::flags::HEAP) { tail!(contains_special, pc, fp, vm, tab) }
        let r = super::jumps::contains(vm, container, item).map(Ref::bool);
        let ok = finish2(vm, fp, pc, r);
        next_or_unwind!(ok, 4, pc, fp, vm, tab)
    }
    NOT_IN(pc, fp, vm, tab) {
        let (item, container) = (reg!(fp, pc, 2), reg!(fp, pc, 3));
        if container.is_heap() && (*container.heap_type()).has(crate::object::flags::HEAP) { tail!(contains_special, pc, fp, vm, tab) }
        let r = super::jumps::contains(vm, container, item).map(|b| Ref::bool(!b));
        let ok = finish2(vm, fp, pc, r);
        next_or_unwind!(ok, 4, pc, fp, vm, tab)
    }
}
#[allow(unused)]
use operand as _;
