//! Methods and attributes of int.
use super::int::{int_exact, int_self, num};
use crate::numeric;
use crate::numeric::int_bits::ToBytesError;
use crate::object::{GetSetDef, IntView, Ref, Res, Value, Vm};

/// Whether the byte order argument says little; `big` where it was not given.
fn is_little(vm: &Vm, name: &str, order: Value) -> Res<bool> {
    if order.is_unbound() {
        return Ok(false);
    }
    if vm.is_str(order) {
        match vm.str_text(order).as_str() {
            "little" => return Ok(true),
            "big" => return Ok(false),
            _ => return Err(vm.value_error("byteorder must be either 'little' or 'big'")),
        }
    }
    Err(vm.type_error(format!("{name}() argument 'byteorder' must be str, not {}", vm.argument_type_name(order))))
}

crate::native! { pub static METHODS = [
    /// Number of bits necessary to represent self in binary.
    ///
    /// >>> (37).bit_length()
    /// 6
    "bit_length(self, /)" => fn bit_length(vm, [this]) {
        match int_self(vm, this)? {
            IntView::Small(x) => vm.new_int(64 - x.unsigned_abs().leading_zeros() as i64),
            x => vm.new_uint(num(x).bit_length()),
        }
    }
    /// Number of ones in the binary representation of the absolute value of self.
    ///
    /// >>> (13).bit_count()
    /// 3
    "bit_count(self, /)" => fn bit_count(vm, [this]) {
        vm.new_uint(num(int_self(vm, this)?).bit_count())
    }
    /// Return an array of bytes representing an integer.
    "to_bytes(self, length=1, byteorder='big', *, signed=False)" => fn to_bytes(vm, [this, length, order, signed]) {
        let length = vm.int_arg(length)?;
        let little = is_little(vm, "to_bytes", order)?;
        let signed = vm.truth(signed)?;
        let Ok(length) = usize::try_from(length) else {
            return Err(vm.value_error("length argument must be non-negative"));
        };
        if length > 1 << 34 {
            return Err(vm.memory_error());
        }
        match num(int_self(vm, this)?).to_bytes(length, little, signed) {
            Ok(b) => vm.new_bytes(&b),
            Err(ToBytesError::NegativeUnsigned) => Err(vm.overflow_error("can't convert negative int to unsigned")),
            Err(ToBytesError::TooBig) => Err(vm.overflow_error("int too big to convert")),
        }
    }
    /// Return the integer represented by the given array of bytes.
    @classmethod "from_bytes(type, bytes, byteorder='big', *, signed=False)" => fn from_bytes(vm, [cls, bytes, order, signed]) {
        let little = is_little(vm, "from_bytes", order)?;
        let signed = vm.truth(signed)?;
        let n = match bytes.is_exact(vm.types.bytes) {
            true => numeric::Int::from_bytes(vm.bytes(bytes), little, signed),
            false => numeric::Int::from_bytes(&super::bytes::bytes_of(vm, bytes)?, little, signed),
        };
        let n = vm.new_num(n)?;
        if cls == Value::from_ptr(vm.types.int) { Ok(n) } else { vm.call(cls, &[n.value()]) }
    }
    /// Return a pair of integers, whose ratio is equal to the original int.
    ///
    /// >>> (10).as_integer_ratio()
    /// (10, 1)
    "as_integer_ratio(self, /)" => fn as_integer_ratio(vm, [this]) {
        vm.tuple_from_refs([int_exact(vm, this)?, Ref::own(Value::small_int(1))])
    }
    /// Returns self, the complex conjugate of any int.
    "conjugate(self, /)" => fn conjugate(vm, [this]) { int_exact(vm, this) }
    /// Returns True. Exists for duck type compatibility with float.is_integer.
    "is_integer(self, /)" => fn is_integer(vm, [this]) { Ok(Ref::bool(true)) }
    /// Truncating an Integral returns itself.
    "__trunc__(self, /)" => fn trunc(vm, [this]) { int_exact(vm, this) }
    /// Flooring an Integral returns itself.
    "__floor__(self, /)" => fn floor(vm, [this]) { int_exact(vm, this) }
    /// Ceiling of an Integral returns itself.
    "__ceil__(self, /)" => fn ceil(vm, [this]) { int_exact(vm, this) }
    /// Rounding an Integral returns itself.
    "__round__(self, ndigits=None, /)" => fn round(vm, [this, ndigits]) {
        if ndigits.is_none() {
            return int_exact(vm, this);
        }
        match vm.index_i64(ndigits)? {
            Ok(d) if d < 0 => vm.new_num(num(int_self(vm, this)?).round_half_even(d.unsigned_abs())),
            Err(std::cmp::Ordering::Less) => Ok(Ref::own(Value::small_int(0))),
            _ => int_exact(vm, this),
        }
    }
    /// Convert to a string according to format_spec.
    "__format__(self, format_spec, /)" => fn format(vm, [this, spec]) {
        super::format::format_int_object(vm, this, super::format::spec_argument(vm, spec)?)
    }
    /// The arguments that make an equal int.
    "__getnewargs__(self, /)" => fn getnewargs(vm, [this]) { vm.tuple_from_refs([int_exact(vm, this)?]) }
    /// Returns size in memory, in bytes.
    "__sizeof__(self, /)" => fn sizeof(vm, [this]) {
        let bits = num(int_self(vm, this)?).bit_length();
        vm.new_uint(24 + 4 * bits.div_ceil(30).max(1))
    }
]; }

fn zero(_: &Vm, _: Value) -> Res {
    Ok(Ref::own(Value::small_int(0)))
}
fn one(_: &Vm, _: Value) -> Res {
    Ok(Ref::own(Value::small_int(1)))
}

pub static GETSET: &[GetSetDef] = &[
    GetSetDef { name: "real", get: int_exact, set: None, doc: "the real part of a complex number" },
    GetSetDef { name: "imag", get: zero, set: None, doc: "the imaginary part of a complex number" },
    GetSetDef {
        name: "numerator",
        get: int_exact,
        set: None,
        doc: "the numerator of a rational number in lowest terms",
    },
    GetSetDef { name: "denominator", get: one, set: None, doc: "the denominator of a rational number in lowest terms" },
];
