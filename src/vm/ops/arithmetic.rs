//! Arithmetic. The base instructions handle immediate ints themselves; floats, mixed numbers and strs have specialised forms.
use super::*;
use crate::next_or_unwind;
use crate::object::value::INT_BIAS;
use crate::object::{BinOp, IntView, Ref};
use crate::{imm, operand, reg, set_and_dispatch, set_temp_and_dispatch};

/// `(operator, in place)` of a binary base instruction.
pub fn operator(op: Op) -> (BinOp, bool) {
    let i = op as usize;
    if i >= Op::INPLACE_ADD as usize {
        (BinOp::ALL[i - Op::INPLACE_ADD as usize], true)
    } else {
        (BinOp::ALL[i - Op::ADD as usize], false)
    }
}

/// As `operator`, of the forms with an immediate.
pub fn immediate_operator(op: Op) -> (BinOp, bool) {
    const ORDER: [BinOp; 8] =
        [BinOp::Add, BinOp::Sub, BinOp::Mul, BinOp::FloorDiv, BinOp::Mod, BinOp::LShift, BinOp::RShift, BinOp::And];
    let i = op as usize - Op::ADD_IMM as usize;
    (ORDER[i % ORDER.len()], i >= ORDER.len())
}

fn is_number(v: Value) -> bool {
    v.is_float() || v.is_small_int()
}
#[inline(always)]
fn number(v: Value) -> f64 {
    if v.is_float() { v.as_float() } else { v.as_small_int() as f64 }
}

/// The specialised form for these operands, if there is one.
unsafe fn specialise(vm: &Vm, base: Op, x: Value, y: Value) -> Option<Op> {
    use Op::*;
    if x.is_float() && y.is_float() {
        return Some(match base {
            ADD => ADD_FLOAT,
            SUB => SUB_FLOAT,
            MUL => MUL_FLOAT,
            TRUEDIV => TRUEDIV_FLOAT,
            INPLACE_ADD => INPLACE_ADD_FLOAT,
            INPLACE_SUB => INPLACE_SUB_FLOAT,
            INPLACE_MUL => INPLACE_MUL_FLOAT,
            INPLACE_TRUEDIV => INPLACE_TRUEDIV_FLOAT,
            _ => return None,
        });
    }
    if is_number(x) && is_number(y) && !Value::both_small_int(x, y) {
        return Some(match base {
            ADD => ADD_NUMBER,
            SUB => SUB_NUMBER,
            MUL => MUL_NUMBER,
            TRUEDIV => TRUEDIV_NUMBER,
            INPLACE_ADD => INPLACE_ADD_NUMBER,
            INPLACE_SUB => INPLACE_SUB_NUMBER,
            INPLACE_MUL => INPLACE_MUL_NUMBER,
            INPLACE_TRUEDIV => INPLACE_TRUEDIV_NUMBER,
            _ => return None,
        });
    }
    if x.is_exact(vm.types.str) && y.is_exact(vm.types.str) {
        return match base {
            ADD => Some(ADD_STR),
            INPLACE_ADD => Some(INPLACE_ADD_STR),
            _ => None,
        };
    }
    None
}

/// Arithmetic of ints of at most 64 bits without big numbers; None where the result needs them or an error must be raised.
#[inline]
fn int64(vm: &Vm, op: BinOp, x: i64, y: i64) -> Option<Res> {
    Some(vm.new_int(match op {
        BinOp::Add => x.checked_add(y)?,
        BinOp::Sub => x.checked_sub(y)?,
        BinOp::Mul => x.checked_mul(y)?,
        BinOp::FloorDiv if y > 0 => x.div_euclid(y),
        BinOp::Mod if y > 0 => x.rem_euclid(y),
        BinOp::And => x & y,
        BinOp::Or => x | y,
        BinOp::Xor => x ^ y,
        BinOp::RShift if (0..64).contains(&y) => x >> y,
        BinOp::LShift if (0..63).contains(&y) && (x << y) >> y == x => x << y,
        _ => return None,
    }))
}
/// `x op y` or `x op= y`, 64-bit ints first.
fn binary(vm: &Vm, op: BinOp, inplace: bool, x: Value, y: Value) -> Res {
    if let (Some(IntView::Small(a)), Some(IntView::Small(b))) = (exact_int(vm, x), exact_int(vm, y))
        && !(x.is_bool() && y.is_bool())
        && let Some(r) = int64(vm, op, a, b)
    {
        return r;
    }
    if inplace { vm.inplace_op(op, x, y) } else { vm.binary_op(op, x, y) }
}
#[inline(always)]
fn exact_int<'a>(vm: &Vm, v: Value) -> Option<IntView<'a>> {
    if v.is_small_int() || v.is_bool() || v.is_exact(vm.types.int) { vm.as_int(v) } else { None }
}

cold! {
    binary_slow(pc, fp, vm, tab) {
        let base = base_op(pc);
        let (x, y) = (reg!(fp, pc, 2), reg!(fp, pc, 3));
        // 64-bit ints first: they are frequent where the immediate range overflows.
        if let (Some(IntView::Small(a)), Some(IntView::Small(b))) = (exact_int(vm, x), exact_int(vm, y))
            && !(x.is_bool() && y.is_bool())
            && let Some(r) = int64(vm, operator(base).0, a, b)
        {
            let ok = finish2(vm, fp, pc, r);
            next_or_unwind!(ok, 4, pc, fp, vm, tab)
        }
        if let Some((code, window)) = special::enter_binary(vm, pc, fp, operator(base), x, y) {
            dispatch!(code, window, vm, Table::current(vm))
        }
        let now = *pc;
        let unspecialised = now == base as u16 || crate::isa::local_form(base).is_some_and(|l| l as u16 == now);
        let special = specialise(vm, base, x, y);
        // From a float form only the mixed form or the base follow, so that a site settles.
        quicken_dst(vm, pc, match special {
            Some(op) if unspecialised || op.info().name.ends_with("_NUMBER") => op,
            Some(_) if Op::from_u16(now).expect("an opcode").info().name.ends_with("_NUMBER") => Op::from_u16(now).expect("an opcode"),
            _ => base,
        });
        let (op, inplace) = operator(base);
        // `x += y` on a list or str in a temporary or local may work in place; the operand stays owned by its register meanwhile.
        let r = binary(vm, op, inplace, x, y);
        let ok = finish2(vm, fp, pc, r);
        next_or_unwind!(ok, 4, pc, fp, vm, tab)
    }
    binary_imm_slow(pc, fp, vm, tab) {
        let base = base_op(pc);
        let x = reg!(fp, pc, 2);
        quicken_dst(vm, pc, match base {
            Op::ADD_IMM if x.is_float() => Op::ADD_IMM_FLOAT,
            Op::SUB_IMM if x.is_float() => Op::SUB_IMM_FLOAT,
            Op::MUL_IMM if x.is_float() => Op::MUL_IMM_FLOAT,
            Op::INPLACE_ADD_IMM if x.is_float() => Op::INPLACE_ADD_IMM_FLOAT,
            Op::INPLACE_SUB_IMM if x.is_float() => Op::INPLACE_SUB_IMM_FLOAT,
            Op::INPLACE_MUL_IMM if x.is_float() => Op::INPLACE_MUL_IMM_FLOAT,
            _ => base,
        });
        let (op, inplace) = immediate_operator(base);
        if let Some((code, window)) = special::enter_binary(vm, pc, fp, (op, inplace), x, Value::small_int(imm!(pc, 3))) {
            dispatch!(code, window, vm, Table::current(vm))
        }
        let r = binary(vm, op, inplace, x, Value::small_int(imm!(pc, 3)));
        let ok = finish1(vm, fp, pc, r);
        next_or_unwind!(ok, 4, pc, fp, vm, tab)
    }
    unary_slow(pc, fp, vm, tab) {
        let x = reg!(fp, pc, 2);
        let name = match base_op(pc) {
            Op::NEG => vm.names.__neg__,
            Op::POS => vm.names.__pos__,
            _ => vm.names.__invert__,
        };
        if let Some((code, window)) = special::enter_method(vm, pc, fp, x, name, &[]) {
            dispatch!(code, window, vm, Table::current(vm))
        }
        let slots = vm.slots(x);
        let (f, symbol) = match base_op(pc) {
            Op::NEG => (slots.neg, "-"),
            Op::POS => (slots.pos, "+"),
            _ => (slots.invert, "~"),
        };
        let r = match f {
            Some(f) => f(vm, x),
            None => Err(vm.type_error(format!("bad operand type for unary {symbol}: '{}'", vm.type_name(x)))),
        };
        let ok = finish1(vm, fp, pc, r);
        next_or_unwind!(ok, 4, pc, fp, vm, tab)
    }
    not_slow(pc, fp, vm, tab) {
        if let Some((code, window)) = special::enter_method(vm, pc, fp, reg!(fp, pc, 2), vm.names.__bool__, &[]) {
            dispatch!(code, window, vm, Table::current(vm))
        }
        let r = vm.truth(reg!(fp, pc, 2)).map(|t| Ref::bool(!t));
        let ok = finish1(vm, fp, pc, r);
        next_or_unwind!(ok, 4, pc, fp, vm, tab)
    }
}

/// Sums and differences. An immediate int has its top 15 bits set, so that one comparison of the operands and the result anded together
/// checks types and overflow; where the destination is a local, its old value, mostly an int too, is checked along.
macro_rules! sum_ops {
    ($($name:ident $inplace:ident $local:ident $other:ident $slow:ident |$pc:ident, $fp:ident, $x:ident, $y:ident| $operands:expr, $sum:expr;)*) => {
        handlers! { $(
            $name($pc, $fp, vm, tab) {
                let ($x, $y): (u64, u64) = $operands;
                let sum: u64 = $sum;
                if !Value($x & $y & sum).is_small_int() { tail!($slow, $pc, $fp, vm, tab) }
                set_temp_and_dispatch!($pc, $fp, vm, tab, Value(sum), $pc.add(4))
            }
            $inplace($pc, $fp, vm, tab) {
                let ($x, $y): (u64, u64) = $operands;
                let sum: u64 = $sum;
                if !Value($x & $y & sum).is_small_int() { tail!($slow, $pc, $fp, vm, tab) }
                set_temp_and_dispatch!($pc, $fp, vm, tab, Value(sum), $pc.add(4))
            }
            $local($pc, $fp, vm, tab) {
                let ($x, $y): (u64, u64) = $operands;
                let sum: u64 = $sum;
                let p = $fp.add(operand!($pc, 1));
                if !Value($x & $y & sum & (*p).0).is_small_int() { tail!($other, $pc, $fp, vm, tab) }
                *p = Value(sum);
                dispatch!($pc.add(4), $fp, vm, tab)
            }
            /// The destination held something else than an immediate int.
            #[inline(never)]
            $other($pc, $fp, vm, tab) {
                let ($x, $y): (u64, u64) = $operands;
                let sum: u64 = $sum;
                if !Value($x & $y & sum).is_small_int() { tail!($slow, $pc, $fp, vm, tab) }
                set_and_dispatch!($pc, $fp, vm, tab, Value(sum), $pc.add(4))
            }
        )* }
    };
}
sum_ops! {
    ADD INPLACE_ADD ADD_L add_over_other binary_slow |pc, fp, x, y| (reg!(fp, pc, 2).0, reg!(fp, pc, 3).0), x.wrapping_add(y).wrapping_sub(INT_BIAS);
    SUB INPLACE_SUB SUB_L sub_over_other binary_slow |pc, fp, x, y| (reg!(fp, pc, 2).0, reg!(fp, pc, 3).0), x.wrapping_sub(y).wrapping_add(INT_BIAS);
    ADD_IMM INPLACE_ADD_IMM ADD_IMM_L add_imm_over_other binary_imm_slow |pc, fp, x, all| (reg!(fp, pc, 2).0, u64::MAX), x.wrapping_add(imm!(pc, 3) as u64);
    SUB_IMM INPLACE_SUB_IMM SUB_IMM_L sub_imm_over_other binary_imm_slow |pc, fp, x, all| (reg!(fp, pc, 2).0, u64::MAX), x.wrapping_sub(imm!(pc, 3) as u64);
}
macro_rules! temp_int_ops {
    ($($name:ident |$x:ident, $y:ident| $body:expr;)*) => {
        handlers! { $(
            $name(pc, fp, vm, tab) {
                let ($x, $y) = (reg!(fp, pc, 2), reg!(fp, pc, 3));
                if !Value::both_small_int($x, $y) { tail!(binary_slow, pc, fp, vm, tab) }
                let r: Option<Value> = $body;
                let Some(r) = r else { tail!(binary_slow, pc, fp, vm, tab) };
                set_temp_and_dispatch!(pc, fp, vm, tab, r, pc.add(4))
            }
        )* }
    };
}
temp_int_ops! {
    MUL |x, y| x.as_small_int().checked_mul(y.as_small_int()).and_then(fit);
}
macro_rules! int_ops {
    ($($name:ident $inplace:ident |$x:ident, $y:ident| $body:expr;)*) => {
        handlers! { $(
            $name(pc, fp, vm, tab) {
                let ($x, $y) = (reg!(fp, pc, 2), reg!(fp, pc, 3));
                if !Value::both_small_int($x, $y) { tail!(binary_slow, pc, fp, vm, tab) }
                let r: Option<Value> = $body;
                let Some(r) = r else { tail!(binary_slow, pc, fp, vm, tab) };
                set_and_dispatch!(pc, fp, vm, tab, r, pc.add(4))
            }
            // The destination is the left operand or a temporary (the verifier checks it): nothing to release.
            $inplace(pc, fp, vm, tab) {
                let ($x, $y) = (reg!(fp, pc, 2), reg!(fp, pc, 3));
                if !Value::both_small_int($x, $y) { tail!(binary_slow, pc, fp, vm, tab) }
                let r: Option<Value> = $body;
                let Some(r) = r else { tail!(binary_slow, pc, fp, vm, tab) };
                set_temp_and_dispatch!(pc, fp, vm, tab, r, pc.add(4))
            }
        )* }
    };
}
#[inline(always)]
fn fit(x: i64) -> Option<Value> {
    let v = Value::small_int(x);
    if Value::fits_small_int(x) { Some(v) } else { None }
}
int_ops! {
    MUL_L INPLACE_MUL |x, y| x.as_small_int().checked_mul(y.as_small_int()).and_then(fit);
    TRUEDIV INPLACE_TRUEDIV |x, y| if y.as_small_int() == 0 { None } else { Some(Value::float_result(x.as_small_int() as f64 / y.as_small_int() as f64)) };
    FLOORDIV INPLACE_FLOORDIV |x, y| {
        let (a, b) = (x.as_small_int(), y.as_small_int());
        if b > 0 { Some(Value::small_int(floor_div(a, b))) } else { None }
    };
    MOD INPLACE_MOD |x, y| {
        let (a, b) = (x.as_small_int(), y.as_small_int());
        if b > 0 { Some(Value::small_int(floor_mod(a, b))) } else { None }
    };
    LSHIFT INPLACE_LSHIFT |x, y| {
        let (a, n) = (x.as_small_int(), y.as_small_int());
        if (n as u64) < 49 && (a << n) >> n == a { fit(a << n) } else { None }
    };
    RSHIFT INPLACE_RSHIFT |x, y| {
        let n = y.as_small_int();
        if (n as u64) < 64 { Some(Value::small_int(x.as_small_int() >> n)) } else { None }
    };
    AND INPLACE_AND |x, y| Some(Value::small_int(x.as_small_int() & y.as_small_int()));
    OR INPLACE_OR |x, y| Some(Value::small_int(x.as_small_int() | y.as_small_int()));
    XOR INPLACE_XOR |x, y| Some(Value::small_int(x.as_small_int() ^ y.as_small_int()));
}
/// Floor division; 32-bit division where both fit, which is several times faster.
#[inline(always)]
fn floor_div(a: i64, b: i64) -> i64 {
    if (a | b) as u64 >> 32 == 0 { (a as u32 / b as u32) as i64 } else { a.div_euclid(b) }
}
#[inline(always)]
fn floor_mod(a: i64, b: i64) -> i64 {
    if (a | b) as u64 >> 32 == 0 { (a as u32 % b as u32) as i64 } else { a.rem_euclid(b) }
}

handlers! {
    MATMUL(pc, fp, vm, tab) { tail!(binary_slow, pc, fp, vm, tab) }
    INPLACE_MATMUL(pc, fp, vm, tab) { tail!(binary_slow, pc, fp, vm, tab) }
    POW(pc, fp, vm, tab) {
        let (x, y) = (reg!(fp, pc, 2), reg!(fp, pc, 3));
        if !x.is_float() || !is_number(y) || x.as_float() <= 0.0 { tail!(binary_slow, pc, fp, vm, tab) }
        let r = x.as_float().powf(number(y));
        if !r.is_finite() { tail!(binary_slow, pc, fp, vm, tab) }
        set_and_dispatch!(pc, fp, vm, tab, Value::float_result(r), pc.add(4))
    }
    INPLACE_POW(pc, fp, vm, tab) { tail!(binary_slow, pc, fp, vm, tab) }
}

macro_rules! float_ops {
    ($($float:ident $mixed:ident |$x:ident, $y:ident| $body:expr;)*) => {
        handlers! { $(
            $float(pc, fp, vm, tab) {
                let (a, b) = (reg!(fp, pc, 2), reg!(fp, pc, 3));
                if !a.is_float() || !b.is_float() { tail!(binary_slow, pc, fp, vm, tab) }
                let ($x, $y) = (a.as_float(), b.as_float());
                let r: Option<f64> = $body;
                let Some(r) = r else { tail!(binary_slow, pc, fp, vm, tab) };
                set_and_dispatch!(pc, fp, vm, tab, Value::float_result(r), pc.add(4))
            }
            $mixed(pc, fp, vm, tab) {
                let (a, b) = (reg!(fp, pc, 2), reg!(fp, pc, 3));
                if !is_number(a) || !is_number(b) || Value::both_small_int(a, b) { tail!(binary_slow, pc, fp, vm, tab) }
                let ($x, $y) = (number(a), number(b));
                let r: Option<f64> = $body;
                let Some(r) = r else { tail!(binary_slow, pc, fp, vm, tab) };
                set_and_dispatch!(pc, fp, vm, tab, Value::float_result(r), pc.add(4))
            }
        )* }
    };
}
macro_rules! temp_float_ops {
    ($($name:ident |$x:ident, $y:ident| $body:expr;)*) => {
        handlers! { $(
            $name(pc, fp, vm, tab) {
                let (a, b) = (reg!(fp, pc, 2), reg!(fp, pc, 3));
                if !a.is_float() || !b.is_float() { tail!(binary_slow, pc, fp, vm, tab) }
                let ($x, $y) = (a.as_float(), b.as_float());
                set_temp_and_dispatch!(pc, fp, vm, tab, Value::float_result($body), pc.add(4))
            }
        )* }
    };
}
temp_float_ops! {
    ADD_FLOAT |x, y| x + y;
    SUB_FLOAT |x, y| x - y;
    MUL_FLOAT |x, y| x * y;
    INPLACE_ADD_FLOAT |x, y| x + y;
    INPLACE_SUB_FLOAT |x, y| x - y;
    INPLACE_MUL_FLOAT |x, y| x * y;
}
macro_rules! mixed_ops {
    ($($mixed:ident |$x:ident, $y:ident| $body:expr;)*) => {
        handlers! { $(
            $mixed(pc, fp, vm, tab) {
                let (a, b) = (reg!(fp, pc, 2), reg!(fp, pc, 3));
                if !is_number(a) || !is_number(b) || Value::both_small_int(a, b) { tail!(binary_slow, pc, fp, vm, tab) }
                let ($x, $y) = (number(a), number(b));
                set_and_dispatch!(pc, fp, vm, tab, Value::float_result($body), pc.add(4))
            }
        )* }
    };
}
mixed_ops! {
    INPLACE_ADD_NUMBER |x, y| x + y;
    INPLACE_SUB_NUMBER |x, y| x - y;
    INPLACE_MUL_NUMBER |x, y| x * y;
}
float_ops! {
    ADD_FLOAT_L ADD_NUMBER |x, y| Some(x + y);
    SUB_FLOAT_L SUB_NUMBER |x, y| Some(x - y);
    MUL_FLOAT_L MUL_NUMBER |x, y| Some(x * y);
    TRUEDIV_FLOAT TRUEDIV_NUMBER |x, y| if y == 0.0 { None } else { Some(x / y) };
    INPLACE_TRUEDIV_FLOAT INPLACE_TRUEDIV_NUMBER |x, y| if y == 0.0 { None } else { Some(x / y) };
}

macro_rules! imm_ops {
    ($($name:ident $inplace:ident |$x:ident, $k:ident| $body:expr;)*) => {
        handlers! { $(
            $name(pc, fp, vm, tab) {
                let $x = reg!(fp, pc, 2);
                let $k = imm!(pc, 3);
                if !$x.is_small_int() { tail!(binary_imm_slow, pc, fp, vm, tab) }
                let r: Option<Value> = $body;
                let Some(r) = r else { tail!(binary_imm_slow, pc, fp, vm, tab) };
                set_and_dispatch!(pc, fp, vm, tab, r, pc.add(4))
            }
            $inplace(pc, fp, vm, tab) {
                let $x = reg!(fp, pc, 2);
                let $k = imm!(pc, 3);
                if !$x.is_small_int() { tail!(binary_imm_slow, pc, fp, vm, tab) }
                let r: Option<Value> = $body;
                let Some(r) = r else { tail!(binary_imm_slow, pc, fp, vm, tab) };
                set_temp_and_dispatch!(pc, fp, vm, tab, r, pc.add(4))
            }
        )* }
    };
}
imm_ops! {
    MUL_IMM_L INPLACE_MUL_IMM |x, k| x.as_small_int().checked_mul(k).and_then(fit);
    FLOORDIV_IMM INPLACE_FLOORDIV_IMM |x, k| if k > 0 { Some(Value::small_int(floor_div(x.as_small_int(), k))) } else { None };
    MOD_IMM INPLACE_MOD_IMM |x, k| if k > 0 { Some(Value::small_int(floor_mod(x.as_small_int(), k))) } else { None };
    LSHIFT_IMM INPLACE_LSHIFT_IMM |x, k| {
        let a = x.as_small_int();
        if (k as u64) < 49 && (a << k) >> k == a { fit(a << k) } else { None }
    };
    RSHIFT_IMM INPLACE_RSHIFT_IMM |x, k| if (k as u64) < 64 { Some(Value::small_int(x.as_small_int() >> k)) } else { None };
    AND_IMM INPLACE_AND_IMM |x, k| Some(Value::small_int(x.as_small_int() & k));
}
macro_rules! temp_imm_ops {
    ($($name:ident |$x:ident, $k:ident| $body:expr;)*) => {
        handlers! { $(
            $name(pc, fp, vm, tab) {
                let $x = reg!(fp, pc, 2);
                let $k = imm!(pc, 3);
                if !$x.is_small_int() { tail!(binary_imm_slow, pc, fp, vm, tab) }
                let r: Option<Value> = $body;
                let Some(r) = r else { tail!(binary_imm_slow, pc, fp, vm, tab) };
                set_temp_and_dispatch!(pc, fp, vm, tab, r, pc.add(4))
            }
        )* }
    };
}
temp_imm_ops! {
    MUL_IMM |x, k| x.as_small_int().checked_mul(k).and_then(fit);
}
macro_rules! float_imm_ops {
    ($($name:ident |$x:ident, $k:ident| $body:expr;)*) => {
        handlers! { $(
            $name(pc, fp, vm, tab) {
                let x = reg!(fp, pc, 2);
                if !x.is_float() { tail!(binary_imm_slow, pc, fp, vm, tab) }
                let ($x, $k) = (x.as_float(), imm!(pc, 3) as f64);
                set_and_dispatch!(pc, fp, vm, tab, Value::float_result($body), pc.add(4))
            }
        )* }
    };
}
float_imm_ops! {
    ADD_IMM_FLOAT |x, k| x + k;
    SUB_IMM_FLOAT |x, k| x - k;
    MUL_IMM_FLOAT |x, k| x * k;
    INPLACE_ADD_IMM_FLOAT |x, k| x + k;
    INPLACE_SUB_IMM_FLOAT |x, k| x - k;
    INPLACE_MUL_IMM_FLOAT |x, k| x * k;
}

handlers! {
    NEG(pc, fp, vm, tab) {
        let x = reg!(fp, pc, 2);
        let r = if x.is_small_int() {
            let r = Value(INT_BIAS.wrapping_mul(2).wrapping_sub(x.0));
            if !r.is_small_int() { tail!(unary_slow, pc, fp, vm, tab) }
            r
        } else if x.is_float() {
            Value::float_result(-x.as_float())
        } else {
            tail!(unary_slow, pc, fp, vm, tab)
        };
        set_and_dispatch!(pc, fp, vm, tab, r, pc.add(4))
    }
    POS(pc, fp, vm, tab) {
        let x = reg!(fp, pc, 2);
        if !is_number(x) { tail!(unary_slow, pc, fp, vm, tab) }
        set_and_dispatch!(pc, fp, vm, tab, x, pc.add(4))
    }
    INVERT(pc, fp, vm, tab) {
        let x = reg!(fp, pc, 2);
        if !x.is_small_int() { tail!(unary_slow, pc, fp, vm, tab) }
        set_and_dispatch!(pc, fp, vm, tab, Value::small_int(!x.as_small_int()), pc.add(4))
    }
    NOT(pc, fp, vm, tab) {
        let x = reg!(fp, pc, 2);
        if !x.is_bool() { tail!(not_slow, pc, fp, vm, tab) }
        set_and_dispatch!(pc, fp, vm, tab, Value(x.0 ^ 1), pc.add(4))
    }
    /// A call that copies; the strs are no int arithmetic, so the rule about calls does not apply.
    ADD_STR(pc, fp, vm, tab) {
        let (x, y) = (reg!(fp, pc, 2), reg!(fp, pc, 3));
        if !x.is_exact(vm.types.str) || !y.is_exact(vm.types.str) { tail!(binary_slow, pc, fp, vm, tab) }
        let n = locals(vm);
        let b = operand!(pc, 2);
        // A temporary nobody else sees is extended in place.
        let r = if b >= n && vm.str_append_in_place(x, y) { x.incref(); Ok(Ref::own(x)) } else { vm.str_concat(x, y) };
        let ok = finish2(vm, fp, pc, r);
        next_or_unwind!(ok, 4, pc, fp, vm, tab)
    }
    INPLACE_ADD_STR(pc, fp, vm, tab) {
        let (x, y) = (reg!(fp, pc, 2), reg!(fp, pc, 3));
        if !x.is_exact(vm.types.str) || !y.is_exact(vm.types.str) { tail!(binary_slow, pc, fp, vm, tab) }
        let (a, b) = (operand!(pc, 1), operand!(pc, 2));
        if (a == b || b >= locals(vm)) && vm.str_append_in_place(x, y) {
            if a == b {
                consume(vm, fp, operand!(pc, 3), locals(vm));
                dispatch!(pc.add(4), fp, vm, tab)
            }
            x.incref();
            finish2(vm, fp, pc, Ok(Ref::own(x)));
            dispatch!(pc.add(4), fp, vm, tab)
        }
        let r = vm.str_concat(x, y);
        let ok = finish2(vm, fp, pc, r);
        next_or_unwind!(ok, 4, pc, fp, vm, tab)
    }
}
