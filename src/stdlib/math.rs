//! `math`.
use crate::builtins::numbers::big_arg;
use crate::native;
use crate::numeric::{Int, IntError, int_math};
use crate::object::{BinOp, IntView, Raised, Ref, Res, Value, Vm};
use pymath::{Error, math as m};

/// The result of a function of the library; `domain` is the message of its ValueError, with `{}` for the argument.
fn check(vm: &Vm, r: Result<f64, Error>, x: f64, domain: &str) -> Res {
    match r {
        Ok(y) => Ok(Ref::float(y)),
        Err(Error::ERANGE) => Err(vm.overflow_error("math range error")),
        Err(Error::EDOM) => Err(domain_error(vm, x, domain)),
    }
}

#[cold]
fn domain_error(vm: &Vm, x: f64, domain: &str) -> Raised {
    let text = vm.repr_text(Value::float(x)).unwrap_or_default();
    vm.value_error(domain.replace("{}", &text))
}

const DOMAIN: &str = "math domain error";
const FINITE: &str = "expected a finite input, got {}";
const UNIT: &str = "expected a number in range from -1 up to 1, got {}";
const POLE: &str = "expected a noninteger or positive integer, got {}";

fn int_arg(vm: &Vm, v: Value) -> Res<Int> {
    if v.is_small_int() {
        return Ok(Int::from(v.as_small_int()));
    }
    Ok(Int::from(big_arg(vm, v)?))
}

fn new_int(vm: &Vm, n: Int) -> Res {
    match n {
        Int::Small(x) => vm.new_int(x),
        Int::Big(b) => vm.new_big(b),
    }
}

fn int_result(vm: &Vm, r: Result<Int, IntError>) -> Res {
    match r {
        Ok(n) => new_int(vm, n),
        Err(IntError::Negative) => Err(vm.value_error("argument must be nonnegative")),
        Err(IntError::TooLarge) => Err(vm.memory_error()),
        Err(_) => Err(vm.overflow_error("Python int too large to convert to C int")),
    }
}

fn is_int(vm: &Vm, v: Value) -> bool {
    vm.as_int(v).is_some()
}

/// A logarithm of a float or of an int of any size, which is scaled into the range of floats.
fn logarithm(vm: &Vm, v: Value, f: fn(f64) -> f64) -> Res<f64> {
    let positive = || vm.value_error("expected a positive input");
    if let Some(IntView::Big(b)) = vm.as_int(v) {
        let n = Int::from(b.clone());
        if n.is_negative() {
            return Err(positive());
        }
        return Ok(match n.to_f64() {
            Ok(x) => f(x),
            Err(_) => {
                // A fraction in 0.5..1 and an exponent of two.
                let mut exponent = n.bit_length();
                let shift = Int::from(exponent as i64 - 64);
                let top = n.shr(&shift).ok().and_then(|t| t.to_f64().ok()).unwrap_or(1.0);
                let mut fraction = top / 2f64.powi(64);
                if fraction == 1.0 {
                    (fraction, exponent) = (0.5, exponent + 1);
                }
                f(fraction) + f(2.0) * exponent as f64
            }
        });
    }
    let x = vm.float_arg(v)?;
    if x <= 0.0 {
        return Err(if is_int(vm, v) { positive() } else { domain_error(vm, x, "expected a positive input, got {}") });
    }
    Ok(f(x))
}

fn rounding(vm: &Vm, v: Value, name: Value, f: fn(f64) -> f64) -> Res {
    if !v.is_float()
        && let Some(r) = vm.call_special(v, name, &[])?
    {
        return Ok(r);
    }
    float_to_int(vm, f(vm.float_arg(v)?))
}

fn float_to_int(vm: &Vm, x: f64) -> Res {
    if x.abs() < 1e18 {
        return vm.new_int(x as i64);
    }
    match Int::from_f64(x) {
        Some(n) => new_int(vm, n),
        None if x.is_nan() => Err(vm.value_error("cannot convert float NaN to integer")),
        None => Err(vm.overflow_error("cannot convert float infinity to integer")),
    }
}

fn floats(vm: &Vm, iterable: Value) -> Res<Vec<f64>> {
    vm.collect(iterable)?.iter().map(|x| vm.float_arg(x.value())).collect()
}

fn fsum_of(vm: &Vm, items: &[f64]) -> Res {
    match m::fsum(items.iter().copied()) {
        Ok(x) => Ok(Ref::float(x)),
        Err(Error::ERANGE) => Err(vm.overflow_error("intermediate overflow in fsum")),
        Err(Error::EDOM) => Err(vm.value_error("-inf + inf in fsum")),
    }
}

/// A binary function of floats.
fn binary(vm: &Vm, x: Value, y: Value, f: impl Fn(f64, f64) -> Result<f64, Error>) -> Res {
    let (x, y) = (vm.float_arg(x)?, vm.float_arg(y)?);
    check(vm, f(x, y), x, DOMAIN)
}

macro_rules! unary { ($vm:ident, $x:ident, $f:expr, $domain:expr) => {{
    let x = $vm.float_arg($x)?;
    check($vm, $f(x), x, $domain)
}}; }

native! { static FUNCTIONS = [
    /// Return the arc cosine (measured in radians) of x.
    "acos(x, /)" => fn acos(vm, [x]) { unary!(vm, x, m::acos, UNIT) }
    /// Return the inverse hyperbolic cosine of x.
    "acosh(x, /)" => fn acosh(vm, [x]) { unary!(vm, x, m::acosh, "expected argument value not less than 1, got {}") }
    /// Return the arc sine (measured in radians) of x.
    "asin(x, /)" => fn asin(vm, [x]) { unary!(vm, x, m::asin, UNIT) }
    /// Return the inverse hyperbolic sine of x.
    "asinh(x, /)" => fn asinh(vm, [x]) { unary!(vm, x, m::asinh, DOMAIN) }
    /// Return the arc tangent (measured in radians) of x.
    "atan(x, /)" => fn atan(vm, [x]) { unary!(vm, x, m::atan, DOMAIN) }
    /// Return the arc tangent (measured in radians) of y/x.
    "atan2(y, x, /)" => fn atan2(vm, [y, x]) { binary(vm, y, x, m::atan2) }
    /// Return the inverse hyperbolic tangent of x.
    "atanh(x, /)" => fn atanh(vm, [x]) { unary!(vm, x, m::atanh, "expected a number between -1 and 1, got {}") }
    /// Return the cube root of x.
    "cbrt(x, /)" => fn cbrt(vm, [x]) { Ok(Ref::float(crate::numeric::float::cbrt(vm.float_arg(x)?))) }
    /// Return the ceiling of x as an Integral.
    "ceil(x, /)" => fn ceil(vm, [x]) { rounding(vm, x, vm.names.__ceil__, f64::ceil) }
    /// Return a float with the magnitude of x but the sign of y.
    "copysign(x, y, /)" => fn copysign(vm, [x, y]) { binary(vm, x, y, |x, y| Ok(x.copysign(y))) }
    /// Return the cosine of x (measured in radians).
    "cos(x, /)" => fn cos(vm, [x]) { unary!(vm, x, m::cos, FINITE) }
    /// Return the hyperbolic cosine of x.
    "cosh(x, /)" => fn cosh(vm, [x]) { unary!(vm, x, m::cosh, DOMAIN) }
    /// Convert angle x from radians to degrees.
    "degrees(x, /)" => fn degrees(vm, [x]) { Ok(Ref::float(m::degrees(vm.float_arg(x)?))) }
    /// Return the Euclidean distance between two points p and q.
    "dist(p, q, /)" => fn dist(vm, [p, q]) {
        let (p, q) = (floats(vm, p)?, floats(vm, q)?);
        if p.len() != q.len() {
            return Err(vm.value_error("both points must have the same number of dimensions"));
        }
        Ok(Ref::float(m::dist(&p, &q)))
    }
    /// Error function at x.
    "erf(x, /)" => fn erf(vm, [x]) { unary!(vm, x, m::erf, DOMAIN) }
    /// Complementary error function at x.
    "erfc(x, /)" => fn erfc(vm, [x]) { unary!(vm, x, m::erfc, DOMAIN) }
    /// Return e raised to the power of x.
    "exp(x, /)" => fn exp(vm, [x]) { unary!(vm, x, m::exp, DOMAIN) }
    /// Return 2 raised to the power of x.
    "exp2(x, /)" => fn exp2(vm, [x]) { unary!(vm, x, m::exp2, DOMAIN) }
    /// Return exp(x)-1.
    "expm1(x, /)" => fn expm1(vm, [x]) { unary!(vm, x, m::expm1, DOMAIN) }
    /// Return the absolute value of the float x.
    "fabs(x, /)" => fn fabs(vm, [x]) { Ok(Ref::float(vm.float_arg(x)?.abs())) }
    /// Return the floor of x as an Integral.
    "floor(x, /)" => fn floor(vm, [x]) { rounding(vm, x, vm.names.__floor__, f64::floor) }
    /// Fused multiply-add operation.
    "fma(x, y, z, /)" => fn fma(vm, [x, y, z]) {
        let (x, y, z) = (vm.float_arg(x)?, vm.float_arg(y)?, vm.float_arg(z)?);
        let r = x.mul_add(y, z);
        if r.is_finite() || r.is_nan() && (x.is_nan() || y.is_nan() || z.is_nan()) {
            return Ok(Ref::float(r));
        }
        if r.is_nan() {
            return Err(vm.value_error("invalid operation in fma"));
        }
        if x.is_finite() && y.is_finite() && z.is_finite() {
            return Err(vm.overflow_error("overflow in fma"));
        }
        Ok(Ref::float(r))
    }
    /// Return fmod(x, y), according to platform C.
    "fmod(x, y, /)" => fn fmod(vm, [x, y]) { binary(vm, x, y, m::fmod) }
    /// Return the mantissa and exponent of x, as pair (m, e).
    "frexp(x, /)" => fn frexp(vm, [x]) {
        let (mantissa, e) = m::frexp(vm.float_arg(x)?);
        vm.tuple_from(&[Value::float(mantissa), Value::small_int(e as i64)])
    }
    /// Return an accurate floating-point sum of values in the iterable seq.
    "fsum(seq, /)" => fn fsum(vm, [seq]) { fsum_of(vm, &floats(vm, seq)?) }
    /// Gamma function at x.
    "gamma(x, /)" => fn gamma(vm, [x]) { unary!(vm, x, m::gamma, POLE) }
    /// Natural logarithm of absolute value of Gamma function at x.
    "lgamma(x, /)" => fn lgamma(vm, [x]) { unary!(vm, x, m::lgamma, POLE) }
    /// Multidimensional Euclidean distance from the origin to a point.
    "hypot(*coordinates)" => fn hypot(vm, [], *coordinates) {
        let c = coordinates.iter().map(|x| vm.float_arg(*x)).collect::<Res<Vec<f64>>>()?;
        Ok(Ref::float(m::hypot(&c)))
    }
    /// Determine whether two floating-point numbers are close in value.
    "isclose(a, b, *, rel_tol=1e-09, abs_tol=0.0)" => fn isclose(vm, [a, b, rel_tol, abs_tol]) {
        let rel = if rel_tol.is_unbound() { 1e-9 } else { vm.float_arg(rel_tol)? };
        let abs = if abs_tol.is_unbound() { 0.0 } else { vm.float_arg(abs_tol)? };
        let (a, b) = (vm.float_arg(a)?, vm.float_arg(b)?);
        if rel < 0.0 || abs < 0.0 {
            return Err(vm.value_error("tolerances must be non-negative"));
        }
        if a == b {
            return Ok(Ref::bool(true));
        }
        if a.is_infinite() || b.is_infinite() {
            return Ok(Ref::bool(false));
        }
        let d = (b - a).abs();
        Ok(Ref::bool(d <= (rel * b).abs() || d <= (rel * a).abs() || d <= abs))
    }
    /// Return True if x is neither an infinity nor a NaN, and False otherwise.
    "isfinite(x, /)" => fn isfinite(vm, [x]) { Ok(Ref::bool(vm.float_arg(x)?.is_finite())) }
    /// Return True if x is a positive or negative infinity, and False otherwise.
    "isinf(x, /)" => fn isinf(vm, [x]) { Ok(Ref::bool(vm.float_arg(x)?.is_infinite())) }
    /// Return True if x is a NaN (not a number), and False otherwise.
    "isnan(x, /)" => fn isnan(vm, [x]) { Ok(Ref::bool(vm.float_arg(x)?.is_nan())) }
    /// Return x * (2**i).
    "ldexp(x, i, /)" => fn ldexp(vm, [x, i]) {
        let x = vm.float_arg(x)?;
        if !is_int(vm, i) {
            return Err(vm.type_error("Expected an int as second argument to ldexp."));
        }
        let e = match vm.index_i64(i)? {
            Ok(e) => e.clamp(-100_000, 100_000) as i32,
            Err(o) => if o.is_lt() { -100_000 } else { 100_000 },
        };
        check(vm, m::ldexp(x, e), x, DOMAIN)
    }
    /// log(x, [base=math.e])
    /// Return the logarithm of x to the given base.
    "log(x, base=<unrepresentable>, /)" => fn log(vm, [x, base]) {
        let n = logarithm(vm, x, f64::ln)?;
        if base.is_unbound() {
            return Ok(Ref::float(n));
        }
        let d = logarithm(vm, base, f64::ln)?;
        if d == 0.0 {
            return Err(vm.zero_division_error("division by zero"));
        }
        Ok(Ref::float(n / d))
    }
    /// Return the base 2 logarithm of x.
    "log2(x, /)" => fn log2(vm, [x]) { Ok(Ref::float(logarithm(vm, x, f64::log2)?)) }
    /// Return the base 10 logarithm of x.
    "log10(x, /)" => fn log10(vm, [x]) { Ok(Ref::float(logarithm(vm, x, f64::log10)?)) }
    /// Return the natural logarithm of 1+x (base e).
    "log1p(x, /)" => fn log1p(vm, [x]) { unary!(vm, x, m::log1p, "expected argument value > -1, got {}") }
    /// Return the fractional and integer parts of x.
    "modf(x, /)" => fn modf(vm, [x]) {
        let (f, i) = m::modf(vm.float_arg(x)?);
        vm.tuple_from(&[Value::float(f), Value::float(i)])
    }
    /// Return the floating-point value the given number of steps after x towards y.
    "nextafter(x, y, /, *, steps=None)" => fn nextafter(vm, [x, y, steps]) {
        let (x, y) = (vm.float_arg(x)?, vm.float_arg(y)?);
        let steps = if steps.is_none() {
            None
        } else {
            match vm.index_i64(steps)? {
                Ok(n) if n >= 0 => Some(n as u64),
                Err(o) if o.is_gt() => Some(match vm.as_int(vm.index(steps)?.value()) {
                    Some(IntView::Big(b)) => u64::try_from(b).unwrap_or(u64::MAX),
                    _ => u64::MAX,
                }),
                _ => return Err(vm.value_error("steps must be a non-negative integer")),
            }
        };
        Ok(Ref::float(m::nextafter(x, y, steps)))
    }
    /// Return x**y (x to the power of y).
    "pow(x, y, /)" => fn pow(vm, [x, y]) { binary(vm, x, y, m::pow) }
    /// Convert angle x from degrees to radians.
    "radians(x, /)" => fn radians(vm, [x]) { Ok(Ref::float(m::radians(vm.float_arg(x)?))) }
    /// Difference between x and the closest integer multiple of y.
    "remainder(x, y, /)" => fn remainder(vm, [x, y]) { binary(vm, x, y, m::remainder) }
    /// Return the sine of x (measured in radians).
    "sin(x, /)" => fn sin(vm, [x]) { unary!(vm, x, m::sin, FINITE) }
    /// Return the hyperbolic sine of x.
    "sinh(x, /)" => fn sinh(vm, [x]) { unary!(vm, x, m::sinh, DOMAIN) }
    /// Return the square root of x.
    "sqrt(x, /)" => fn sqrt(vm, [x]) {
        let x = vm.float_arg(x)?;
        if x < 0.0 {
            return Err(domain_error(vm, x, "expected a nonnegative input, got {}"));
        }
        Ok(Ref::float(x.sqrt()))
    }
    /// Return the tangent of x (measured in radians).
    "tan(x, /)" => fn tan(vm, [x]) { unary!(vm, x, m::tan, FINITE) }
    /// Return the hyperbolic tangent of x.
    "tanh(x, /)" => fn tanh(vm, [x]) { unary!(vm, x, m::tanh, DOMAIN) }
    /// Truncates the Real x to the nearest Integral toward 0.
    "trunc(x, /)" => fn trunc(vm, [x]) {
        if x.is_float() {
            return float_to_int(vm, x.as_float().trunc());
        }
        match vm.call_special(x, vm.names.__trunc__, &[])? {
            Some(r) => Ok(r),
            None => Err(vm.type_error(format!("type {} doesn't define __trunc__ method", vm.type_name(x)))),
        }
    }
    /// Return the value of the least significant bit of the float x.
    "ulp(x, /)" => fn ulp(vm, [x]) { Ok(Ref::float(m::ulp(vm.float_arg(x)?))) }
    /// Number of ways to choose k items from n items without repetition and without order.
    "comb(n, k, /)" => fn comb(vm, [n, k]) {
        let (n, k) = (int_arg(vm, n)?, int_arg(vm, k)?);
        if n.is_negative() || k.is_negative() {
            let name = if n.is_negative() { "n" } else { "k" };
            return Err(vm.value_error(format!("{name} must be a non-negative integer")));
        }
        int_result(vm, int_math::comb(&n, &k))
    }
    /// Number of ways to choose k items from n items without repetition and with order.
    "perm(n, k=None, /)" => fn perm(vm, [n, k]) {
        if k.is_none() {
            return factorial_of(vm, n);
        }
        let (n, k) = (int_arg(vm, n)?, int_arg(vm, k)?);
        if n.is_negative() || k.is_negative() {
            let name = if n.is_negative() { "n" } else { "k" };
            return Err(vm.value_error(format!("{name} must be a non-negative integer")));
        }
        int_result(vm, int_math::perm(&n, &k))
    }
    /// Find n!.
    "factorial(n, /)" => fn factorial(vm, [n]) { factorial_of(vm, n) }
    /// Greatest Common Divisor.
    "gcd(*integers)" => fn gcd(vm, [], *integers) {
        let mut g = Int::from(0i64);
        for x in integers {
            g = int_math::gcd(&g, &int_arg(vm, *x)?);
        }
        new_int(vm, g)
    }
    /// Least Common Multiple.
    "lcm(*integers)" => fn lcm(vm, [], *integers) {
        let mut l = Int::from(1i64);
        for x in integers {
            l = int_math::lcm(&l, &int_arg(vm, *x)?);
        }
        new_int(vm, l)
    }
    /// Return the integer part of the square root of the input.
    "isqrt(n, /)" => fn isqrt(vm, [n]) {
        let n = int_arg(vm, n)?;
        if n.is_negative() {
            return Err(vm.value_error("isqrt() argument must be nonnegative"));
        }
        int_result(vm, int_math::isqrt(&n))
    }
    /// Calculate the product of all the elements in the input iterable.
    "prod(iterable, /, *, start=1)" => fn prod(vm, [iterable, start]) {
        let mut total = Ref::new(start);
        vm.for_each(iterable, |x| {
            total = if total.is_float() && x.is_float() {
                Ref::float(total.as_float() * x.as_float())
            } else {
                vm.binary_op(BinOp::Mul, total.value(), x.value())?
            };
            Ok(())
        })?;
        Ok(total)
    }
    /// Return the sum of products of values from two iterables p and q.
    "sumprod(p, q, /)" => fn sumprod(vm, [p, q]) {
        let (p, q) = (vm.collect(p)?, vm.collect(q)?);
        if p.len() != q.len() {
            return Err(vm.value_error("Inputs are not the same length"));
        }
        let pairs: Vec<(Value, Value)> = p.iter().zip(&q).map(|(x, y)| (x.value(), y.value())).collect();
        let mut total = Ref::own(Value::small_int(0));
        // Ints, then floats, are summed up exactly, each at most once; what comes after that is added one by one.
        let (mut at, mut exact) = (0, 0i64);
        while let Some((x, y)) = pairs.get(at)
            && let (Some(a), Some(b)) = (machine_int(vm, *x), machine_int(vm, *y))
        {
            let Some(sum) = a.checked_mul(b).and_then(|n| exact.checked_add(n)) else { break };
            exact = sum;
            at += 1;
        }
        if at > 0 {
            total = vm.binary_op(BinOp::Add, total.value(), vm.new_int(exact)?.value())?;
        }
        let (mut xs, mut ys, mut plain) = (Vec::new(), Vec::new(), 0.0);
        while let Some((x, y)) = pairs.get(at)
            && (x.is_float() || y.is_float())
            && let (Some(a), Some(b)) = (exact_number(vm, *x), exact_number(vm, *y))
        {
            plain += a * b;
            if !f64::is_finite(plain) {
                break;
            }
            xs.push(a);
            ys.push(b);
            at += 1;
        }
        if let (false, Ok(sum)) = (xs.is_empty(), m::sumprod(&xs, &ys)) {
            total = vm.binary_op(BinOp::Add, total.value(), Value::float(sum))?;
        }
        for (x, y) in &pairs[at..] {
            let product = vm.binary_op(BinOp::Mul, *x, *y)?;
            total = vm.binary_op(BinOp::Add, total.value(), product.value())?;
        }
        Ok(total)
    }
]; }

/// An int, no bool, of 64 bits.
fn machine_int(vm: &Vm, v: Value) -> Option<i64> {
    if v.is_small_int() {
        return Some(v.as_small_int());
    }
    if !v.is_exact(vm.types.int) {
        return None;
    }
    match vm.as_int(v)? {
        IntView::Small(n) => Some(n),
        IntView::Big(b) => i64::try_from(b).ok(),
    }
}

/// A float, int or bool as a float; no instance of a class derived from them.
fn exact_number(vm: &Vm, v: Value) -> Option<f64> {
    if v.is_float() {
        return Some(v.as_float());
    }
    if v.is_heap() && !v.is_exact(vm.types.int) {
        return None;
    }
    let x = match vm.as_int(v)? {
        IntView::Small(n) => n as f64,
        IntView::Big(b) => b.to_f64().value(),
    };
    x.is_finite().then_some(x)
}

fn factorial_of(vm: &Vm, n: Value) -> Res {
    match vm.index_i64(n)? {
        Ok(n) if n >= 0 && n < 1 << 26 => new_int(vm, int_math::factorial(n as u64)),
        Ok(n) if n < 0 => Err(vm.value_error("factorial() not defined for negative values")),
        Err(o) if o.is_lt() => Err(vm.value_error("factorial() not defined for negative values")),
        Ok(_) => Err(vm.memory_error()),
        Err(_) => Err(vm.overflow_error("factorial() argument should not exceed 9223372036854775807")),
    }
}

/// Makes the module.
pub fn init(vm: &Vm) -> Res {
    let doc = "This module provides access to the mathematical functions\ndefined by the C standard.";
    let module = super::new_module(vm, "math", doc, FUNCTIONS)?;
    let constants = [
        ("pi", std::f64::consts::PI),
        ("e", std::f64::consts::E),
        ("tau", std::f64::consts::TAU),
        ("inf", f64::INFINITY),
        ("nan", f64::NAN),
    ];
    for (name, x) in constants {
        super::set(vm, module.value(), name, Ref::float(x))?;
    }
    Ok(module)
}
