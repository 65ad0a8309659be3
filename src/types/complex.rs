//! complex.
use super::float::hash_float;
use crate::numeric::float_format::{FloatFlags, write_float};
use crate::numeric::int_text::trim_ascii_space;
use crate::numeric::parse_float;
use crate::object::{
    BinOp, CompareOp, ComplexObject, GetSetDef, Ref, Res, Slots, Type, TypeSpec, Value, Vm, call_native, flags,
};
use crate::text::unicode::{decimal, is_space};

pub static SPEC: TypeSpec = TypeSpec {
    name: "complex",
    doc: "complex(real=0, imag=0)\n--\n\nCreate a complex number from a string or numbers.",
    flags: flags::BASETYPE,
    size: size_of::<ComplexObject>(),
    slots: Slots {
        repr: Some(complex_repr),
        hash: Some(complex_hash),
        compare: Some(complex_compare),
        binary: Slots::table([
            (BinOp::Add, complex_add),
            (BinOp::Sub, complex_sub),
            (BinOp::Mul, complex_mul),
            (BinOp::TrueDiv, complex_div),
            (BinOp::Pow, complex_pow),
        ]),
        pow3: Some(complex_pow3),
        neg: Some(complex_neg),
        pos: Some(complex_pos),
        abs: Some(complex_abs),
        bool: Some(complex_bool),
        new: Some(complex_new),
        ..Slots::EMPTY
    },
    methods: METHODS,
    getset: GETSET,
};

type Parts = (f64, f64);

/// A complex number, for constants.
pub fn new_complex(vm: &Vm, re: f64, im: f64) -> Res {
    vm.new_complex(re, im)
}

/// An operand: real numbers keep out of the imaginary part.
enum Operand {
    Real(f64),
    Complex(Parts),
}

fn operand(vm: &Vm, v: Value) -> Res<Option<Operand>> {
    if let Some(c) = vm.complex_payload(v) {
        return Ok(Some(Operand::Complex(c)));
    }
    if vm.float_payload(v).is_some() || vm.as_int(v).is_some() {
        return Ok(Some(Operand::Real(vm.float_arg(v)?)));
    }
    Ok(None)
}

fn this_parts(vm: &Vm, v: Value) -> Res<Parts> {
    match vm.complex_payload(v) {
        Some(c) => Ok(c),
        None => Err(vm.type_error(format!("must be complex, not {}", vm.type_name(v)))),
    }
}

// Products of infinities that came out as NaN are recomputed as C's Annex G says.
fn product((a, b): Parts, (c, d): Parts) -> Parts {
    let (ac, bd, ad, bc) = (a * c, b * d, a * d, b * c);
    let r = (ac - bd, ad + bc);
    if !r.0.is_nan() || !r.1.is_nan() {
        return r;
    }
    let unit = |x: f64| if x.is_infinite() { 1f64.copysign(x) } else { 0f64.copysign(x) };
    let tame = |x: f64| if x.is_nan() { 0f64.copysign(x) } else { x };
    let (mut a, mut b, mut c, mut d) = (a, b, c, d);
    let mut recompute = false;
    if a.is_infinite() || b.is_infinite() {
        (a, b, c, d) = (unit(a), unit(b), tame(c), tame(d));
        recompute = true;
    }
    if c.is_infinite() || d.is_infinite() {
        (a, b, c, d) = (tame(a), tame(b), unit(c), unit(d));
        recompute = true;
    }
    if !recompute && (ac.is_infinite() || bd.is_infinite() || ad.is_infinite() || bc.is_infinite()) {
        (a, b, c, d) = (tame(a), tame(b), tame(c), tame(d));
        recompute = true;
    }
    if recompute { (f64::INFINITY * (a * c - b * d), f64::INFINITY * (a * d + b * c)) } else { r }
}

// Quotients of or by infinities that came out as NaN are recomputed as C's Annex G says.
fn recovered(r: Parts, (a, b): Parts, (c, d): Parts) -> Parts {
    if !r.0.is_nan() || !r.1.is_nan() {
        return r;
    }
    let unit = |x: f64| if x.is_infinite() { 1f64.copysign(x) } else { 0f64.copysign(x) };
    if (a.is_infinite() || b.is_infinite()) && c.is_finite() && d.is_finite() {
        let (x, y) = (unit(a), unit(b));
        return (f64::INFINITY * (x * c + y * d), f64::INFINITY * (y * c - x * d));
    }
    if (c.is_infinite() || d.is_infinite()) && a.is_finite() && b.is_finite() {
        let (x, y) = (unit(c), unit(d));
        return (0.0 * (a * x + b * y), 0.0 * (b * x - a * y));
    }
    r
}

fn quotient(x: Parts, y: Parts) -> Option<Parts> {
    smith(x, y).map(|r| recovered(r, x, y))
}

// Smith's method; `None` for division by zero.
fn smith((a, b): Parts, (c, d): Parts) -> Option<Parts> {
    if c.abs() >= d.abs() {
        if c == 0.0 {
            return None;
        }
        let ratio = d / c;
        let denominator = c + d * ratio;
        return Some(((a + b * ratio) / denominator, (b - a * ratio) / denominator));
    }
    if d.abs() >= c.abs() {
        let ratio = c / d;
        let denominator = c * ratio + d;
        return Some(((a * ratio + b) / denominator, (b * ratio - a) / denominator));
    }
    Some((f64::NAN, f64::NAN))
}

fn real_quotient(a: f64, (c, d): Parts) -> Option<Parts> {
    if c.abs() >= d.abs() {
        if c == 0.0 {
            return None;
        }
        let ratio = d / c;
        let denominator = c + d * ratio;
        return Some((a / denominator, (-a * ratio) / denominator));
    }
    if d.abs() >= c.abs() {
        let ratio = c / d;
        let denominator = c * ratio + d;
        return Some(((a * ratio) / denominator, -a / denominator));
    }
    Some((f64::NAN, f64::NAN))
}

macro_rules! binary {
    ($($f:ident($vm:ident) { $($pattern:pat => $result:expr),* $(,)? })*) => { $(
        fn $f($vm: &Vm, a: Value, b: Value) -> Res {
            use Operand::*;
            let Some(x) = operand($vm, a)? else { return Ok(Ref::NOT_IMPLEMENTED) };
            let Some(y) = operand($vm, b)? else { return Ok(Ref::NOT_IMPLEMENTED) };
            let (re, im) = match (x, y) { $($pattern => $result),* };
            $vm.new_complex(re, im)
        }
    )* };
}
binary! {
    complex_add(vm) {
        (Complex(x), Complex(y)) => (x.0 + y.0, x.1 + y.1),
        (Complex(x), Real(y)) => (x.0 + y, x.1),
        (Real(x), Complex(y)) => (x + y.0, y.1),
        (Real(x), Real(y)) => (x + y, 0.0),
    }
    complex_sub(vm) {
        (Complex(x), Complex(y)) => (x.0 - y.0, x.1 - y.1),
        (Complex(x), Real(y)) => (x.0 - y, x.1),
        (Real(x), Complex(y)) => (x - y.0, -y.1),
        (Real(x), Real(y)) => (x - y, 0.0),
    }
    complex_mul(vm) {
        (Complex(x), Complex(y)) => product(x, y),
        (Complex(x), Real(y)) => (x.0 * y, x.1 * y),
        (Real(x), Complex(y)) => (x * y.0, x * y.1),
        (Real(x), Real(y)) => (x * y, 0.0),
    }
    complex_div(vm) {
        (x, y) => {
            let q = match (x, y) {
                (Complex(x), Complex(y)) => quotient(x, y),
                (Complex(x), Real(y)) => (y != 0.0).then(|| (x.0 / y, x.1 / y)),
                (Real(x), Complex(y)) => real_quotient(x, y).map(|r| recovered(r, (x, 0.0), y)),
                (Real(x), Real(y)) => (y != 0.0).then(|| (x / y, 0.0)),
            };
            match q {
                Some(q) => q,
                None => return Err(vm.zero_division_error("division by zero")),
            }
        },
    }
}

/// `a ** b` of complex numbers.
pub fn complex_power(vm: &Vm, a: Parts, b: Parts) -> Res {
    let zero_to_negative = || Err(vm.zero_division_error("zero to a negative or complex power"));
    let r = if b.1 == 0.0 && b.0 == b.0.floor() && b.0.abs() <= 100.0 {
        // Even the first power is a product with one, which may lose the sign of a zero or make a NaN of both parts.
        let n = b.0.abs() as u32;
        let (mut mask, mut r, mut p) = (1u32, (1.0, 0.0), a);
        while n >= mask {
            if n & mask != 0 {
                r = product(r, p);
            }
            mask <<= 1;
            p = product(p, p);
        }
        if b.0 > 0.0 {
            r
        } else {
            match quotient((1.0, 0.0), r) {
                Some(q) => q,
                None => return zero_to_negative(),
            }
        }
    } else if a == (0.0, 0.0) {
        if b.1 != 0.0 || b.0 < 0.0 {
            return zero_to_negative();
        }
        (0.0, 0.0)
    } else {
        let magnitude = a.0.hypot(a.1);
        let mut length = magnitude.powf(b.0);
        let angle = a.1.atan2(a.0);
        let mut phase = angle * b.0;
        if b.1 != 0.0 {
            length *= (-angle * b.1).exp();
            phase += b.1 * magnitude.ln();
        }
        if phase.is_infinite() {
            // The cosine of infinity is a domain error, which CPython reports with this message.
            return zero_to_negative();
        }
        (length * phase.cos(), length * phase.sin())
    };
    if r.0.is_infinite() || r.1.is_infinite() {
        return Err(vm.overflow_error("complex exponentiation"));
    }
    vm.new_complex(r.0, r.1)
}

fn complex_pow(vm: &Vm, a: Value, b: Value) -> Res {
    let parts = |o| match o {
        Operand::Real(x) => (x, 0.0),
        Operand::Complex(c) => c,
    };
    let Some(x) = operand(vm, a)? else { return Ok(Ref::NOT_IMPLEMENTED) };
    let Some(y) = operand(vm, b)? else { return Ok(Ref::NOT_IMPLEMENTED) };
    complex_power(vm, parts(x), parts(y))
}

fn complex_pow3(vm: &Vm, a: Value, b: Value, c: Value) -> Res {
    if c.is_none() {
        return complex_pow(vm, a, b);
    }
    if operand(vm, a)?.is_none() || operand(vm, b)?.is_none() {
        return Ok(Ref::NOT_IMPLEMENTED);
    }
    Err(vm.value_error("complex modulo"))
}

fn complex_neg(vm: &Vm, v: Value) -> Res {
    let (re, im) = this_parts(vm, v)?;
    vm.new_complex(-re, -im)
}
fn complex_pos(vm: &Vm, v: Value) -> Res {
    let (re, im) = this_parts(vm, v)?;
    vm.new_complex(re, im)
}
fn complex_abs(vm: &Vm, v: Value) -> Res {
    let (re, im) = this_parts(vm, v)?;
    let r = re.hypot(im);
    if r.is_infinite() && re.is_finite() && im.is_finite() {
        return Err(vm.overflow_error("absolute value too large"));
    }
    Ok(Ref::float(r))
}
fn complex_bool(vm: &Vm, v: Value) -> Res<bool> {
    Ok(this_parts(vm, v)? != (0.0, 0.0))
}
fn complex_hash(vm: &Vm, v: Value) -> Res<i64> {
    let (re, im) = this_parts(vm, v)?;
    let h = hash_float(re).wrapping_add(hash_float(im).wrapping_mul(1_000_003));
    Ok(if h == -1 { -2 } else { h })
}

fn complex_compare(vm: &Vm, a: Value, b: Value, op: CompareOp) -> Res {
    if !matches!(op, CompareOp::Eq | CompareOp::Ne) {
        return Ok(Ref::NOT_IMPLEMENTED);
    }
    let (re, im) = this_parts(vm, a)?;
    let equal = if let Some(y) = vm.complex_payload(b) {
        (re, im) == y
    } else if let Some(y) = vm.float_payload(b) {
        im == 0.0 && re == y
    } else if let Some(y) = vm.as_int(b) {
        im == 0.0 && super::int::compare_int_float(y, re) == Some(std::cmp::Ordering::Equal)
    } else {
        return Ok(Ref::NOT_IMPLEMENTED);
    };
    Ok(Ref::bool(equal == (op == CompareOp::Eq)))
}

fn complex_repr(vm: &Vm, v: Value) -> Res {
    let (re, im) = this_parts(vm, v)?;
    let mut out = Vec::with_capacity(40);
    let part = |x: f64, out: &mut Vec<u8>| write_float(x, b'r', 0, FloatFlags::default(), out);
    if re == 0.0 && re.is_sign_positive() {
        part(im, &mut out);
        out.push(b'j');
    } else {
        out.push(b'(');
        part(re, &mut out);
        if im.is_nan() || im.is_sign_positive() {
            out.push(b'+');
        }
        part(im, &mut out);
        out.extend_from_slice(b"j)");
    }
    vm.new_latin1(&out, true)
}

// A float at the start of the text and the bytes it takes.
fn leading_float(t: &[u8]) -> Option<(f64, usize)> {
    let mut i = usize::from(matches!(t.first(), Some(b'+' | b'-')));
    let rest = |i: usize| &t[i.min(t.len())..];
    for name in [b"infinity".as_slice(), b"inf", b"nan"] {
        if rest(i).len() >= name.len() && rest(i)[..name.len()].eq_ignore_ascii_case(name) {
            let end = i + name.len();
            return Some((parse_float(&t[..end])?, end));
        }
    }
    let digits = |i: &mut usize| {
        while rest(*i).first().is_some_and(|b| b.is_ascii_digit() || *b == b'_') {
            *i += 1;
        }
    };
    digits(&mut i);
    if rest(i).first() == Some(&b'.') {
        i += 1;
        digits(&mut i);
    }
    if matches!(rest(i).first(), Some(b'e' | b'E')) {
        let mut j = i + 1 + usize::from(matches!(rest(i + 1).first(), Some(b'+' | b'-')));
        if rest(j).first().is_some_and(|b| b.is_ascii_digit()) {
            digits(&mut j);
            i = j;
        }
    }
    Some((parse_float(&t[..i])?, i))
}

/// `complex(text)`; `None` for a malformed string.
fn parse_complex(text: &[u8]) -> Option<Parts> {
    let mut t = trim_ascii_space(text);
    if t.first() == Some(&b'(') {
        t = t.strip_prefix(b"(")?.strip_suffix(b")")?;
        t = trim_ascii_space(t);
    }
    let unit = |t: &[u8]| match t {
        [b'j' | b'J'] | [b'+', b'j' | b'J'] => Some(1.0),
        [b'-', b'j' | b'J'] => Some(-1.0),
        _ => None,
    };
    if let Some(im) = unit(t) {
        return Some((0.0, im));
    }
    let (first, n) = leading_float(t)?;
    match &t[n..] {
        [] => Some((first, 0.0)),
        [b'j' | b'J'] => Some((0.0, first)),
        rest @ [b'+' | b'-', ..] => {
            if let Some(im) = unit(rest) {
                return Some((first, im));
            }
            let (im, m) = leading_float(rest)?;
            matches!(rest[m..], [b'j' | b'J']).then_some((first, im))
        }
        _ => None,
    }
}

// Whether underscores stand between digits only, and no NUL follows one.
fn underscores_are_valid(t: &[u8]) -> bool {
    let end = t.iter().position(|b| *b == 0).unwrap_or(t.len());
    let t = match t[..end].contains(&b'_') {
        true if end < t.len() => return false,
        true => t,
        false => return true,
    };
    let digit = |i: Option<usize>| i.and_then(|i| t.get(i)).is_some_and(u8::is_ascii_digit);
    (0..t.len()).filter(|i| t[*i] == b'_').all(|i| digit(i.checked_sub(1)) && digit(Some(i + 1)))
}

// The parts of a number argument: `__complex__`, complex or real.
fn number_parts(vm: &Vm, v: Value) -> Res<Option<Parts>> {
    if let Some(c) = vm.complex_payload(v)
        && v.is_exact(vm.types.complex)
    {
        return Ok(Some(c));
    }
    if v.is_heap()
        && let Some(r) = super::slot_functions::call_complex(vm, v)?
    {
        return match vm.complex_payload(r.value()) {
            Some(c) => Ok(Some(c)),
            None => Err(vm.type_error(format!("__complex__ returned non-complex (type {})", vm.type_name(r.value())))),
        };
    }
    if let Some(c) = vm.complex_payload(v) {
        return Ok(Some(c));
    }
    if vm.slots(v).float.is_some() || vm.slots(v).index.is_some() {
        return Ok(Some((vm.float_arg(v)?, 0.0)));
    }
    Ok(None)
}

fn instance(vm: &Vm, ty: *mut Type, (re, im): Parts) -> Res {
    vm.new_object::<ComplexObject>(ty, |p| {
        // SAFETY: the instance is fresh.
        unsafe {
            (&raw mut (*p).re).write(re);
            (&raw mut (*p).im).write(im);
        }
    })
}

/// Whether a value has a way to a number.
fn can_be_number(vm: &Vm, v: Value) -> bool {
    let s = vm.slots(v);
    s.float.is_some() || s.index.is_some() || vm.type_lookup(vm.type_of(v), vm.names.__complex__).is_some()
}

/// Whether a number is none with an imaginary part: a float, or something that makes a float of itself and no complex.
fn has_real_value(vm: &Vm, v: Value) -> bool {
    let s = vm.slots(v);
    vm.complex_payload(v).is_none()
        && (s.float.is_some() || s.index.is_some())
        && vm.type_lookup(vm.type_of(v), vm.names.__complex__).is_none()
}

crate::native! { static NEW = [
    /// The arguments of the constructor.
    "complex(real=, imag=)" => fn complex_arguments(vm, [real, imag]) {
        if !real.is_unbound() && imag.is_unbound() {
            if vm.is_str(real) {
                let text = super::int::number_text(super::str::view(vm, real));
                // Nothing is looked at behind a character that no number has.
                let strange = |c: u32| c >= 127 && !is_space(c) && decimal(c).is_none();
                let known = match vm.str(real).as_ascii() {
                    Some(t) => t.len(),
                    None => vm.str(real).iter().position(strange).unwrap_or(text.len()),
                };
                return match parse_complex(&text) {
                    Some((re, im)) => vm.new_complex(re, im),
                    None if !underscores_are_valid(&text[..known]) => {
                        Err(vm.value_error(format!("could not convert string to complex: {}", vm.repr_text(real)?)))
                    }
                    None => Err(vm.value_error("complex() arg is a malformed string")),
                };
            }
            return match number_parts(vm, real)? {
                Some((re, im)) => vm.new_complex(re, im),
                None => Err(vm.type_error(format!(
                    "complex() argument must be a string or a number, not {}",
                    vm.type_name(real)
                ))),
            };
        }
        let bad = |v: Value, name: &str| {
            vm.type_error(format!("complex() argument '{name}' must be a real number, not {}", vm.type_name(v)))
        };
        let part = |v: Value, name: &str| -> Res<Parts> {
            if v.is_unbound() {
                return Ok((0.0, 0.0));
            }
            if vm.is_str(v) {
                return Err(bad(v, name));
            }
            number_parts(vm, v)?.ok_or_else(|| bad(v, name))
        };
        // What the imaginary part cannot be is said before the real part is asked for its value.
        let imag_is_bad = !imag.is_unbound() && vm.complex_payload(imag).is_none() && !has_real_value(vm, imag);
        if imag_is_bad && has_real_value(vm, real) {
            return Err(bad(imag, "imag"));
        }
        let (a, b) = part(real, "real")?;
        if imag_is_bad {
            return Err(bad(imag, "imag"));
        }
        let (c, d) = part(imag, "imag")?;
        for (v, name) in [(real, "real"), (imag, "imag")] {
            if !v.is_unbound() && !has_real_value(vm, v) {
                let text = format!("complex() argument '{name}' must be a real number, not {}", vm.type_name(v));
                crate::report::warnings::warn(vm, vm.types.DeprecationWarning, &text, 1)?;
            }
        }
        vm.new_complex(a - d, if !real.is_unbound() && !has_real_value(vm, real) { b + c } else { c })
    }
]; }

fn complex_new(vm: &Vm, ty: *mut Type, args: &[Value], kwnames: Value) -> Res {
    if let [real] = args
        && kwnames != Value::NULL
        && vm.is_str(vm.tuple_items(kwnames)[0])
        && vm.str_text(vm.tuple_items(kwnames)[0]) == "real"
        && (vm.is_str(*real) || vm.complex_payload(*real).is_none() && !can_be_number(vm, *real))
    {
        // Text is taken by position only.
        let name = vm.type_name(*real);
        return Err(vm.type_error(format!("complex() argument 'real' must be a real number, not {name}")));
    }
    let c = call_native(vm, &NEW[0], args, kwnames)?;
    if ty == vm.types.complex { Ok(c) } else { instance(vm, ty, this_parts(vm, c.value())?) }
}

crate::native! { static METHODS = [
    /// Return the complex conjugate of its argument. (3-4j).conjugate() == 3+4j.
    "conjugate(self, /)" => fn conjugate(vm, [this]) {
        let (re, im) = this_parts(vm, this)?;
        vm.new_complex(re, -im)
    }
    /// Convert this value to exact type complex.
    "__complex__(self, /)" => fn complex(vm, [this]) { complex_pos(vm, this) }
    /// Convert to a string according to format_spec.
    "__format__(self, format_spec, /)" => fn format(vm, [this, spec]) {
        let spec = super::format::spec_argument(vm, spec)?;
        super::format::format_complex_object(vm, this, this_parts(vm, this)?, spec)
    }
    /// The arguments that make an equal complex.
    "__getnewargs__(self, /)" => fn getnewargs(vm, [this]) {
        let (re, im) = this_parts(vm, this)?;
        vm.tuple_from_refs([Ref::float(re), Ref::float(im)])
    }
    /// Convert number to a complex floating-point number.
    @classmethod "from_number(type, number, /)" => fn from_number(vm, [cls, number]) {
        let Some((re, im)) = number_parts(vm, number)? else {
            return Err(vm.type_error(format!("must be real number, not {}", vm.type_name(number))));
        };
        if cls == Value::from_ptr(vm.types.complex) {
            return vm.new_complex(re, im);
        }
        vm.call(cls, &[Value::float(re), Value::float(im)])
    }
]; }

fn real(vm: &Vm, v: Value) -> Res {
    Ok(Ref::float(this_parts(vm, v)?.0))
}
fn imag(vm: &Vm, v: Value) -> Res {
    Ok(Ref::float(this_parts(vm, v)?.1))
}

static GETSET: &[GetSetDef] = &[
    GetSetDef { name: "real", get: real, set: None, doc: "the real part of a complex number" },
    GetSetDef { name: "imag", get: imag, set: None, doc: "the imaginary part of a complex number" },
];
