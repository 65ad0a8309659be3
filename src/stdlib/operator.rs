//! `_operator`: the operators as functions; `itemgetter`, `attrgetter` and `methodcaller` are in `operator_getters`.
use crate::native;
use crate::object::{BinOp, BytesView, CompareOp, Ref, Res, Value, Vm, type_object::UnaryFn};
use crate::types::support::Arguments;

fn unary(vm: &Vm, slot: Option<UnaryFn>, v: Value, name: &str) -> Res {
    match slot {
        Some(f) => f(vm, v),
        None => Err(vm.type_error(format!("bad operand type for {name}: '{}'", vm.type_name(v)))),
    }
}

/// Whether a value serves as a sequence: something with items that is no mapping.
fn is_sequence(vm: &Vm, v: Value) -> bool {
    vm.slots(v).getitem.is_some() && !vm.is_dict(v) && !vm.has_flag(v, crate::object::flags::MAPPING)
}

fn concat(vm: &Vm, a: Value, b: Value, in_place: bool) -> Res {
    if !is_sequence(vm, a) {
        return Err(vm.type_error(format!("'{}' object can't be concatenated", vm.type_name(a))));
    }
    if in_place { vm.inplace_op(BinOp::Add, a, b) } else { vm.binary_op(BinOp::Add, a, b) }
}

/// Calls `f` with the place of each item equal to `b`, until it answers that this is enough.
fn each_equal(vm: &Vm, a: Value, b: Value, mut f: impl FnMut(usize) -> bool) -> Res<()> {
    let it = match vm.iter(a) {
        Ok(it) => it,
        Err(_) if vm.clear_raised_if(vm.types.TypeError) => {
            return Err(vm.type_error(format!("argument of type '{}' is not iterable", vm.type_name(a))));
        }
        Err(e) => return Err(e),
    };
    let mut i = 0;
    while let Some(x) = vm.next(it.value())? {
        if vm.compare_bool(x.value(), b, CompareOp::Eq)? && f(i) {
            return Ok(());
        }
        i += 1;
    }
    Ok(())
}

/// Whether two rows of bytes are equal, in a time that depends on the lengths alone.
fn equal_in_constant_time(a: &[u8], b: &[u8]) -> bool {
    let other = if a.len() == b.len() { a } else { b };
    let mut difference = u8::from(a.len() != b.len());
    for (x, y) in other.iter().zip(b) {
        difference |= std::hint::black_box(x ^ y);
    }
    difference == 0
}

fn compare_digest(vm: &Vm, a: Value, b: Value) -> Res<bool> {
    if vm.is_str(a) && vm.is_str(b) {
        let (a, b) = (vm.str(a), vm.str(b));
        if !a.is_ascii() || !b.is_ascii() {
            return Err(vm.type_error("comparing strings with non-ASCII characters is not supported"));
        }
        return Ok(equal_in_constant_time(a.bytes(), b.bytes()));
    }
    if !vm.has_buffer(a) && !vm.has_buffer(b) {
        return Err(vm.type_error(format!(
            "unsupported operand types(s) or combination of types: '{}' and '{}'",
            vm.type_name(a),
            vm.type_name(b)
        )));
    }
    let view = |v: Value| -> Res<BytesView> {
        let b = vm.bytes_arg(v)?;
        match &b {
            BytesView::Buffer(buffer) if buffer.layout().dims.len() > 1 => Err(vm.buffer_error("Buffer must be single dimension")),
            _ => Ok(b),
        }
    };
    let a = view(a)?;
    let b = view(b)?;
    Ok(equal_in_constant_time(&a, &b))
}

native! { static FUNCTIONS = [
    /// Return True if a is true, False otherwise.
    "truth(a, /)" => fn truth(vm, [a]) { Ok(Ref::bool(vm.truth(a)?)) }
    /// Same as not a.
    "not_(a, /)" => fn not_(vm, [a]) { Ok(Ref::bool(!vm.truth(a)?)) }
    /// Same as a is b.
    "is_(a, b, /)" => fn is_(vm, [a, b]) { Ok(Ref::bool(a == b)) }
    /// Same as a is not b.
    "is_not(a, b, /)" => fn is_not(vm, [a, b]) { Ok(Ref::bool(a != b)) }
    /// Same as a is None.
    "is_none(a, /)" => fn is_none(vm, [a]) { Ok(Ref::bool(a.is_none())) }
    /// Same as a is not None.
    "is_not_none(a, /)" => fn is_not_none(vm, [a]) { Ok(Ref::bool(!a.is_none())) }
    /// Same as b in a (note reversed operands).
    "contains(a, b, /)" => fn contains(vm, [a, b]) { Ok(Ref::bool(vm.contains(a, b)?)) }
    /// Return the first index of b in a.
    "indexOf(a, b, /)" => fn index_of(vm, [a, b]) {
        let mut found = None;
        each_equal(vm, a, b, |i| {
            found = Some(i);
            true
        })?;
        match found {
            Some(i) => vm.new_usize(i),
            None => Err(vm.value_error("sequence.index(x): x not in sequence")),
        }
    }
    /// Return the number of items in a which are, or which equal, b.
    "countOf(a, b, /)" => fn count_of(vm, [a, b]) {
        let mut n = 0;
        each_equal(vm, a, b, |_| {
            n += 1;
            false
        })?;
        vm.new_usize(n)
    }
    /// Same as a.__index__()
    "index(a, /)" => fn index(vm, [a]) { vm.index(a) }
    /// Same as -a.
    "neg(a, /)" => fn neg(vm, [a]) { unary(vm, vm.slots(a).neg, a, "unary -") }
    /// Same as +a.
    "pos(a, /)" => fn pos(vm, [a]) { unary(vm, vm.slots(a).pos, a, "unary +") }
    /// Same as abs(a).
    "abs(a, /)" => fn abs(vm, [a]) { unary(vm, vm.slots(a).abs, a, "abs()") }
    /// Same as ~a.
    "inv(a, /)" => fn inv(vm, [a]) { unary(vm, vm.slots(a).invert, a, "unary ~") }
    /// Same as ~a.
    "invert(a, /)" => fn invert(vm, [a]) { unary(vm, vm.slots(a).invert, a, "unary ~") }
    /// Same as a + b.
    "add(a, b, /)" => fn add(vm, [a, b]) { vm.binary_op(BinOp::Add, a, b) }
    /// Same as a - b.
    "sub(a, b, /)" => fn sub(vm, [a, b]) { vm.binary_op(BinOp::Sub, a, b) }
    /// Same as a * b.
    "mul(a, b, /)" => fn mul(vm, [a, b]) { vm.binary_op(BinOp::Mul, a, b) }
    /// Same as a @ b.
    "matmul(a, b, /)" => fn matmul(vm, [a, b]) { vm.binary_op(BinOp::MatMul, a, b) }
    /// Same as a // b.
    "floordiv(a, b, /)" => fn floordiv(vm, [a, b]) { vm.binary_op(BinOp::FloorDiv, a, b) }
    /// Same as a / b.
    "truediv(a, b, /)" => fn truediv(vm, [a, b]) { vm.binary_op(BinOp::TrueDiv, a, b) }
    /// Same as a % b.
    "mod(a, b, /)" => fn mod_(vm, [a, b]) { vm.binary_op(BinOp::Mod, a, b) }
    /// Same as a << b.
    "lshift(a, b, /)" => fn lshift(vm, [a, b]) { vm.binary_op(BinOp::LShift, a, b) }
    /// Same as a >> b.
    "rshift(a, b, /)" => fn rshift(vm, [a, b]) { vm.binary_op(BinOp::RShift, a, b) }
    /// Same as a & b.
    "and_(a, b, /)" => fn and_(vm, [a, b]) { vm.binary_op(BinOp::And, a, b) }
    /// Same as a ^ b.
    "xor(a, b, /)" => fn xor(vm, [a, b]) { vm.binary_op(BinOp::Xor, a, b) }
    /// Same as a | b.
    "or_(a, b, /)" => fn or_(vm, [a, b]) { vm.binary_op(BinOp::Or, a, b) }
    /// Same as a ** b.
    "pow(a, b, /)" => fn pow(vm, [a, b]) { vm.binary_op(BinOp::Pow, a, b) }
    /// Same as a += b.
    "iadd(a, b, /)" => fn iadd(vm, [a, b]) { vm.inplace_op(BinOp::Add, a, b) }
    /// Same as a -= b.
    "isub(a, b, /)" => fn isub(vm, [a, b]) { vm.inplace_op(BinOp::Sub, a, b) }
    /// Same as a *= b.
    "imul(a, b, /)" => fn imul(vm, [a, b]) { vm.inplace_op(BinOp::Mul, a, b) }
    /// Same as a @= b.
    "imatmul(a, b, /)" => fn imatmul(vm, [a, b]) { vm.inplace_op(BinOp::MatMul, a, b) }
    /// Same as a //= b.
    "ifloordiv(a, b, /)" => fn ifloordiv(vm, [a, b]) { vm.inplace_op(BinOp::FloorDiv, a, b) }
    /// Same as a /= b.
    "itruediv(a, b, /)" => fn itruediv(vm, [a, b]) { vm.inplace_op(BinOp::TrueDiv, a, b) }
    /// Same as a %= b.
    "imod(a, b, /)" => fn imod(vm, [a, b]) { vm.inplace_op(BinOp::Mod, a, b) }
    /// Same as a <<= b.
    "ilshift(a, b, /)" => fn ilshift(vm, [a, b]) { vm.inplace_op(BinOp::LShift, a, b) }
    /// Same as a >>= b.
    "irshift(a, b, /)" => fn irshift(vm, [a, b]) { vm.inplace_op(BinOp::RShift, a, b) }
    /// Same as a &= b.
    "iand(a, b, /)" => fn iand(vm, [a, b]) { vm.inplace_op(BinOp::And, a, b) }
    /// Same as a ^= b.
    "ixor(a, b, /)" => fn ixor(vm, [a, b]) { vm.inplace_op(BinOp::Xor, a, b) }
    /// Same as a |= b.
    "ior(a, b, /)" => fn ior(vm, [a, b]) { vm.inplace_op(BinOp::Or, a, b) }
    /// Same as a **= b.
    "ipow(a, b, /)" => fn ipow(vm, [a, b]) { vm.inplace_op(BinOp::Pow, a, b) }
    /// Same as a == b.
    "eq(a, b, /)" => fn eq(vm, [a, b]) { vm.compare(a, b, CompareOp::Eq) }
    /// Same as a != b.
    "ne(a, b, /)" => fn ne(vm, [a, b]) { vm.compare(a, b, CompareOp::Ne) }
    /// Same as a < b.
    "lt(a, b, /)" => fn lt(vm, [a, b]) { vm.compare(a, b, CompareOp::Lt) }
    /// Same as a <= b.
    "le(a, b, /)" => fn le(vm, [a, b]) { vm.compare(a, b, CompareOp::Le) }
    /// Same as a > b.
    "gt(a, b, /)" => fn gt(vm, [a, b]) { vm.compare(a, b, CompareOp::Gt) }
    /// Same as a >= b.
    "ge(a, b, /)" => fn ge(vm, [a, b]) { vm.compare(a, b, CompareOp::Ge) }
    /// Same as a + b, for a and b sequences.
    "concat(a, b, /)" => fn concat_function(vm, [a, b]) { concat(vm, a, b, false) }
    /// Same as a += b, for a and b sequences.
    "iconcat(a, b, /)" => fn iconcat(vm, [a, b]) { concat(vm, a, b, true) }
    /// Same as a[b].
    "getitem(a, b, /)" => fn getitem(vm, [a, b]) { vm.getitem(a, b) }
    /// Same as a[b] = c.
    "setitem(a, b, c, /)" => fn setitem(vm, [a, b, c]) {
        vm.setitem(a, b, c)?;
        Ok(Ref::NONE)
    }
    /// Same as del a[b].
    "delitem(a, b, /)" => fn delitem(vm, [a, b]) {
        vm.delitem(a, b)?;
        Ok(Ref::NONE)
    }
    /// Return an estimate of the number of items in obj.
    ///
    /// If the object supports len(), the result will be exact.
    "length_hint(obj, default=0, /)" => fn length_hint(vm, [obj, default]) {
        let default = vm.int_arg(default)?;
        if vm.slots(obj).len.is_none() && (!obj.is_heap() || vm.type_lookup(vm.type_of(obj), vm.names.__length_hint__).is_none()) {
            return vm.new_int(default);
        }
        match crate::types::support::known_length_hint(vm, obj)? {
            Some(n) => vm.new_usize(n),
            None => vm.new_int(default),
        }
    }
    /// Same as obj(*args, **kwargs).
    "call(obj, /, *args, **kwargs)" => fn call(vm, [obj, kwargs], *args) {
        Arguments::new(vm, args, kwargs)?.call(vm, obj)
    }
    /// Return 'a == b', in a time that does not tell where they differ.
    ///
    /// a and b must both be ASCII strings or bytes-like objects.
    "_compare_digest(a, b, /)" => fn compare_digest_function(vm, [a, b]) { Ok(Ref::bool(compare_digest(vm, a, b)?)) }
]; }

/// Makes the module.
pub fn init(vm: &Vm) -> Res {
    let module = super::new_module(vm, "_operator", "Operator interface.", FUNCTIONS)?;
    super::operator_getters::add_types(vm, module.value())?;
    Ok(module)
}
