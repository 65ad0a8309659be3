//! What concatenation and repetition of sequences share. In CPython the number slots of both operands come before the
//! sequence slots; a sequence has one slot for both here, so it asks the other operand first.
use crate::object::{BinOp, BinaryFn, Raised, Ref, Res, Type, Value, Vm};

/// What the other operand's own slot makes of `a op b`; NotImplemented where it has none.
pub fn ask_other(vm: &Vm, op: BinOp, a: Value, b: Value, own: BinaryFn) -> Res {
    match vm.slots(b).binary[op as usize] {
        Some(f) if f != own => f(vm, a, b),
        _ => Ok(Ref::NOT_IMPLEMENTED),
    }
}

/// `sequence + other` for an operand that the sequence cannot take: the other's answer, or TypeError with this message.
pub fn concat_other(vm: &Vm, a: Value, b: Value, own: BinaryFn, message: impl FnOnce() -> String) -> Res {
    let r = ask_other(vm, BinOp::Add, a, b, own)?;
    if r.is_not_implemented() { Err(vm.type_error(message())) } else { Ok(r) }
}

/// TypeError for `sequence.__add__(other)` where `other` has an answer to `+`, which the method, unlike the operator, does not ask for.
/// `None`: the slot of `owner` decides.
pub fn refuses(vm: &Vm, owner: *const Type, this: Value, other: Value) -> Option<Raised> {
    let t = &vm.types;
    // The slots of other sequences do not ask the other operand.
    if ![t.list, t.tuple, t.str, t.bytes, t.bytearray].iter().any(|t| owner == *t) {
        return None;
    }
    if vm.slots(other).binary[BinOp::Add as usize].is_none() || vm.is_instance(other, owner) {
        return None;
    }
    let (name, other_name) = (vm.type_name_of(owner), vm.type_name(other));
    if owner == t.bytes || owner == t.bytearray {
        if vm.slots(other).get_buffer.is_some() {
            return None;
        }
        return Some(vm.type_error(format!("can't concat {other_name} to {}", vm.type_name(this))));
    }
    Some(vm.type_error(format!("can only concatenate {name} (not \"{other_name}\") to {name}")))
}

/// What a repetition comes to.
pub enum Repeat {
    /// The sequence this many times; counts below 0 are 0.
    Times(Value, usize),
    /// The other operand gave the answer.
    Done(Ref),
}

/// Sorts out `a * b`, one of which `is_own` accepts.
pub fn repeat_operands(vm: &Vm, a: Value, b: Value, own: BinaryFn, is_own: impl Fn(Value) -> bool) -> Res<Repeat> {
    let own_first = is_own(a);
    let (sequence, count) = if own_first { (a, b) } else { (b, a) };
    if !count.is_small_int() {
        if vm.as_int(count).is_none() {
            if own_first {
                let r = ask_other(vm, BinOp::Mul, a, b, own)?;
                if !r.is_not_implemented() {
                    return Ok(Repeat::Done(r));
                }
            }
            if vm.slots(count).index.is_none() {
                // `vm.binary_op` has the message, which depends on both operands.
                return Ok(Repeat::Done(Ref::NOT_IMPLEMENTED));
            }
        }
        let n = match vm.index_i64(count)? {
            Ok(n) => n,
            Err(_) => {
                return Err(
                    vm.overflow_error(format!("cannot fit '{}' into an index-sized integer", vm.type_name(count)))
                );
            }
        };
        return Ok(Repeat::Times(sequence, n.max(0) as usize));
    }
    Ok(Repeat::Times(sequence, count.as_small_int().max(0) as usize))
}
