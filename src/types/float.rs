//! float. Plain floats are immediate values; instances of subclasses are `FloatObject`s.
use super::int::{compare_int_float, num, number_text};
use crate::numeric::float::{self as arithmetic, FloatPow};
use crate::numeric::float_parse::FromHexError;
use crate::numeric::{self, float_from_hex, float_hex, float_repr, parse_float};
use crate::object::{BinOp, CompareOp, FloatObject, GetSetDef, Ref, Res, Slots, Type, TypeSpec, Value, Vm, flags};

pub static SPEC: TypeSpec = TypeSpec {
    name: "float",
    doc: "float(x=0, /)\n--\n\nConvert a string or number to a floating-point number, if possible.",
    flags: flags::VECTORCALL | flags::BASETYPE | flags::MATCH_SELF | flags::FLOAT_SUBCLASS,
    size: size_of::<FloatObject>(),
    slots: Slots {
        repr: Some(float_repr_slot),
        hash: Some(float_hash),
        compare: Some(float_compare),
        binary: Slots::table([
            (BinOp::Add, float_add),
            (BinOp::Sub, float_sub),
            (BinOp::Mul, float_mul),
            (BinOp::TrueDiv, float_div),
            (BinOp::FloorDiv, float_floor_div),
            (BinOp::Mod, float_mod),
            (BinOp::DivMod, float_divmod),
            (BinOp::Pow, float_pow),
        ]),
        pow3: Some(float_pow3),
        neg: Some(float_neg),
        pos: Some(float_exact),
        abs: Some(float_abs),
        bool: Some(float_bool),
        int: Some(float_int),
        float: Some(float_exact),
        new: Some(float_new),
        ..Slots::EMPTY
    },
    methods: METHODS,
    getset: GETSET,
};

/// The float value of a float or int operand; `None` for other types. OverflowError for huge ints.
#[inline(always)]
fn operand(vm: &Vm, v: Value) -> Res<Option<f64>> {
    if v.is_float() {
        return Ok(Some(v.as_float()));
    }
    if v.is_small_int() {
        return Ok(Some(v.as_small_int() as f64));
    }
    operand_slow(vm, v)
}

#[cold]
fn operand_slow(vm: &Vm, v: Value) -> Res<Option<f64>> {
    if let Some(x) = vm.float_payload(v) {
        return Ok(Some(x));
    }
    match vm.as_int(v) {
        None => Ok(None),
        Some(i) => match num(i).to_f64() {
            Ok(x) => Ok(Some(x)),
            Err(e) => Err(vm.int_error(e)),
        },
    }
}

macro_rules! binary {
    ($($f:ident($vm:ident, $x:ident, $y:ident) $body:block)*) => { $(
        fn $f($vm: &Vm, a: Value, b: Value) -> Res {
            let Some($x) = operand($vm, a)? else { return Ok(Ref::NOT_IMPLEMENTED) };
            let Some($y) = operand($vm, b)? else { return Ok(Ref::NOT_IMPLEMENTED) };
            $body
        }
    )* };
}
binary! {
    float_add(vm, x, y) { Ok(Ref::float(x + y)) }
    float_sub(vm, x, y) { Ok(Ref::float(x - y)) }
    float_mul(vm, x, y) { Ok(Ref::float(x * y)) }
    float_div(vm, x, y) {
        if y == 0.0 {
            return Err(vm.zero_division_error("division by zero"));
        }
        Ok(Ref::float(x / y))
    }
    float_floor_div(vm, x, y) {
        if y == 0.0 {
            return Err(vm.zero_division_error("division by zero"));
        }
        Ok(Ref::float(arithmetic::floor_div(x, y)))
    }
    float_mod(vm, x, y) {
        if y == 0.0 {
            return Err(vm.zero_division_error("division by zero"));
        }
        Ok(Ref::float(arithmetic::modulo(x, y)))
    }
    float_divmod(vm, x, y) {
        if y == 0.0 {
            return Err(vm.zero_division_error("division by zero"));
        }
        let (q, r) = arithmetic::floor_divmod(x, y);
        vm.tuple_from_refs([Ref::float(q), Ref::float(r)])
    }
    float_pow(vm, x, y) { float_power(vm, x, y) }
}

/// `x ** y`, complex where a negative base meets a fraction.
pub fn float_power(vm: &Vm, x: f64, y: f64) -> Res {
    match arithmetic::pow(x, y) {
        FloatPow::Float(z) => Ok(Ref::float(z)),
        FloatPow::ZeroToNegative => Err(vm.zero_division_error("zero to a negative power")),
        FloatPow::Complex => super::complex::complex_power(vm, (x, 0.0), (y, 0.0)),
        FloatPow::Overflow => {
            let text = vm.new_str("Numerical result out of range")?;
            let args = vm.tuple_from(&[Value::small_int(34), text.value()])?;
            let e = vm.new_exception(vm.types.OverflowError, args)?;
            Err(vm.raise(e))
        }
    }
}

fn float_pow3(vm: &Vm, a: Value, b: Value, c: Value) -> Res {
    if c.is_none() {
        return float_pow(vm, a, b);
    }
    Err(vm.type_error("pow() 3rd argument not allowed unless all arguments are integers"))
}

/// The payload of a receiver that must be a float.
#[inline]
fn float_self(vm: &Vm, v: Value) -> Res<f64> {
    match vm.float_payload(v) {
        Some(x) => Ok(x),
        None => Err(vm.type_error(format!("must be real number, not {}", vm.type_name(v)))),
    }
}

fn float_neg(vm: &Vm, v: Value) -> Res {
    Ok(Ref::float(-float_self(vm, v)?))
}
fn float_abs(vm: &Vm, v: Value) -> Res {
    Ok(Ref::float(float_self(vm, v)?.abs()))
}
/// The value as a plain float.
fn float_exact(vm: &Vm, v: Value) -> Res {
    Ok(Ref::float(float_self(vm, v)?))
}
fn float_bool(vm: &Vm, v: Value) -> Res<bool> {
    Ok(float_self(vm, v)? != 0.0)
}
fn float_int(vm: &Vm, v: Value) -> Res {
    float_to_int(vm, float_self(vm, v)?)
}

/// `int(x)`, truncated.
pub fn float_to_int(vm: &Vm, x: f64) -> Res {
    match numeric::Int::from_f64(x) {
        Some(n) => vm.new_num(n),
        None => Err(no_integer(vm, x)),
    }
}

#[cold]
fn no_integer(vm: &Vm, x: f64) -> crate::object::Raised {
    if x.is_nan() {
        vm.value_error("cannot convert float NaN to integer")
    } else {
        vm.overflow_error("cannot convert float infinity to integer")
    }
}

/// CPython's hash of a float; a NaN's is that of its word, as identity is what NaNs are compared by in containers.
pub fn hash_float(x: f64) -> i64 {
    arithmetic::hash(x).unwrap_or((Value::float(x).0 >> 4) as i64)
}

fn float_hash(vm: &Vm, v: Value) -> Res<i64> {
    Ok(hash_float(float_self(vm, v)?))
}

fn float_compare(vm: &Vm, a: Value, b: Value, op: CompareOp) -> Res {
    let x = float_self(vm, a)?;
    let order = match vm.float_payload(b) {
        Some(y) => x.partial_cmp(&y),
        None => match vm.as_int(b) {
            None => return Ok(Ref::NOT_IMPLEMENTED),
            Some(y) => compare_int_float(y, x).map(std::cmp::Ordering::reverse),
        },
    };
    Ok(Ref::bool(match order {
        Some(o) => op.holds(o),
        None => op == CompareOp::Ne,
    }))
}

/// `repr(x)`.
pub fn float_text(vm: &Vm, x: f64) -> Res {
    let mut out = Vec::with_capacity(24);
    float_repr(x, &mut out);
    vm.new_latin1(&out, true)
}

fn float_repr_slot(vm: &Vm, v: Value) -> Res {
    float_text(vm, float_self(vm, v)?)
}

fn parse_text(vm: &Vm, text: &[u8], source: Value) -> Res<f64> {
    match parse_float(text) {
        Some(x) => Ok(x),
        None => Err(vm.value_error(format!("could not convert string to float: {}", vm.repr_text(source)?))),
    }
}

/// `float(v)`.
fn float_from_object(vm: &Vm, v: Value) -> Res<f64> {
    if v.is_float() {
        return Ok(v.as_float());
    }
    if v.is_small_int() {
        return Ok(v.as_small_int() as f64);
    }
    if v.is_exact(vm.types.str) {
        return parse_text(vm, &number_text(super::str::view(vm, v)), v);
    }
    if vm.slots(v).float.is_some() || vm.slots(v).index.is_some() {
        return vm.float_arg(v);
    }
    if vm.is_str(v) {
        return parse_text(vm, &number_text(super::str::view(vm, v)), v);
    }
    match vm.bytes_view(v)? {
        Some(b) => parse_text(vm, &b, v),
        None => {
            Err(vm.type_error(format!("float() argument must be a string or a real number, not '{}'", vm.type_name(v))))
        }
    }
}

fn instance(vm: &Vm, ty: *mut Type, x: f64) -> Res {
    if ty == vm.types.float {
        return Ok(Ref::float(x));
    }
    vm.new_object::<FloatObject>(ty, |p| {
        // SAFETY: the instance is fresh. A canonical NaN is what immediate floats hold.
        unsafe { (&raw mut (*p).value).write(if x.is_nan() { f64::NAN } else { x }) }
    })
}

fn float_new(vm: &Vm, ty: *mut Type, args: &[Value], kwnames: Value) -> Res {
    if super::support::minds_keywords(vm, kwnames, ty, vm.types.float) {
        return Err(vm.type_error("float() takes no keyword arguments"));
    }
    let args = super::support::positional(vm, args, kwnames);
    let x = match args {
        [] => 0.0,
        [v] => float_from_object(vm, *v)?,
        _ => return Err(vm.type_error(format!("float expected at most 1 argument, got {}", args.len()))),
    };
    instance(vm, ty, x)
}

fn rounded(vm: &Vm, x: f64, y: f64) -> Res {
    match numeric::Int::from_f64(y) {
        Some(n) => vm.new_num(n),
        None => Err(no_integer(vm, x)),
    }
}

crate::native! { static METHODS = [
    /// Return True if the float is an integer.
    "is_integer(self, /)" => fn is_integer(vm, [this]) {
        let x = float_self(vm, this)?;
        Ok(Ref::bool(x.is_finite() && x == x.trunc()))
    }
    /// Return a pair of integers, whose ratio is exactly equal to the original float.
    ///
    /// >>> (10.0).as_integer_ratio()
    /// (10, 1)
    /// >>> (-.25).as_integer_ratio()
    /// (-1, 4)
    "as_integer_ratio(self, /)" => fn as_integer_ratio(vm, [this]) {
        let x = float_self(vm, this)?;
        match arithmetic::as_integer_ratio(x) {
            Some((n, d)) => vm.tuple_from_refs([vm.new_num(n)?, vm.new_num(d)?]),
            None if x.is_nan() => Err(vm.value_error("cannot convert NaN to integer ratio")),
            None => Err(vm.overflow_error("cannot convert Infinity to integer ratio")),
        }
    }
    /// Return a hexadecimal representation of a floating-point number.
    ///
    /// >>> 3.14159.hex()
    /// '0x1.921f9f01b866ep+1'
    "hex(self, /)" => fn hex(vm, [this]) { vm.new_str(&float_hex(float_self(vm, this)?)) }
    /// Create a floating-point number from a hexadecimal string.
    ///
    /// >>> float.fromhex('0x1.ffffp10')
    /// 2047.984375
    @classmethod "fromhex(type, string, /)" => fn fromhex(vm, [cls, string]) {
        if !vm.is_str(string) {
            return Err(vm.type_error("bad argument type for built-in operation"));
        }
        match float_from_hex(&super::codec::encode_str(vm, string, Value::UNBOUND, Value::UNBOUND)?) {
            Ok(x) if cls == Value::from_ptr(vm.types.float) => Ok(Ref::float(x)),
            Ok(x) => vm.call(cls, &[Value::float(x)]),
            Err(FromHexError::Invalid) => Err(vm.value_error("invalid hexadecimal floating-point string")),
            Err(FromHexError::Overflow) => {
                Err(vm.overflow_error("hexadecimal value too large to represent as a float"))
            }
        }
    }
    /// Convert real number to a floating-point number.
    @classmethod "from_number(type, number, /)" => fn from_number(vm, [cls, number]) {
        let x = vm.float_arg(number)?;
        if cls == Value::from_ptr(vm.types.float) { Ok(Ref::float(x)) } else { vm.call(cls, &[Value::float(x)]) }
    }
    /// Return self, the complex conjugate of any float.
    "conjugate(self, /)" => fn conjugate(vm, [this]) { float_exact(vm, this) }
    /// Return the Integral closest to x between 0 and x.
    "__trunc__(self, /)" => fn trunc(vm, [this]) { float_to_int(vm, float_self(vm, this)?) }
    /// Return the floor as an Integral.
    "__floor__(self, /)" => fn floor(vm, [this]) {
        let x = float_self(vm, this)?;
        rounded(vm, x, x.floor())
    }
    /// Return the ceiling as an Integral.
    "__ceil__(self, /)" => fn ceil(vm, [this]) {
        let x = float_self(vm, this)?;
        rounded(vm, x, x.ceil())
    }
    /// Return the Integral closest to x, rounding half toward even.
    "__round__(self, ndigits=None, /)" => fn round(vm, [this, ndigits]) {
        let x = float_self(vm, this)?;
        if ndigits.is_none() {
            return match arithmetic::round_to_int(x) {
                Some(n) => vm.new_num(n),
                None => Err(no_integer(vm, x)),
            };
        }
        let digits = match vm.index_i64(ndigits)? {
            Ok(d) => d,
            Err(std::cmp::Ordering::Less) => i64::MIN,
            Err(_) => i64::MAX,
        };
        match arithmetic::round(x, digits) {
            Some(y) if y.is_finite() || !x.is_finite() => Ok(Ref::float(y)),
            _ => Err(vm.overflow_error("rounded value too large to represent")),
        }
    }
    /// Formats the float according to format_spec.
    "__format__(self, format_spec, /)" => fn format(vm, [this, spec]) {
        super::format::format_float_object(vm, this, super::format::spec_argument(vm, spec)?)
    }
    /// The arguments that make an equal float.
    "__getnewargs__(self, /)" => fn getnewargs(vm, [this]) { vm.tuple_from_refs([float_exact(vm, this)?]) }
    /// The format of C double.
    @classmethod "__getformat__(type, typestr, /)" => fn getformat(vm, [cls, typestr]) {
        if !vm.is_str(typestr) {
            return Err(vm.type_error(format!("__getformat__() argument must be str, not {}", vm.argument_type_name(typestr))));
        }
        match vm.str_text(typestr).as_str() {
            "double" | "float" => vm.new_str("IEEE, little-endian"),
            _ => Err(vm.value_error("__getformat__() argument 1 must be 'double' or 'float'")),
        }
    }
]; }

fn zero(_: &Vm, _: Value) -> Res {
    Ok(Ref::float(0.0))
}

static GETSET: &[GetSetDef] = &[
    GetSetDef { name: "real", get: float_exact, set: None, doc: "the real part of a complex number" },
    GetSetDef { name: "imag", get: zero, set: None, doc: "the imaginary part of a complex number" },
];
