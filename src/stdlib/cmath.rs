//! `cmath`: functions of complex numbers.
use crate::native;
use crate::object::{Ref, Res, Value, Vm};
use num_complex::Complex64;
use pymath::{Error, cmath as m};

/// A number as a complex one: by `__complex__`, or as `float()` would take it.
fn arg(vm: &Vm, v: Value) -> Res<Complex64> {
    if let Some((re, im)) = vm.complex_payload(v) {
        return Ok(Complex64::new(re, im));
    }
    if !v.is_float() && !v.is_small_int() {
        if let Some(z) = vm.call_special(v, vm.names.__complex__, &[])? {
            return match vm.complex_payload(z.value()) {
                Some((re, im)) => Ok(Complex64::new(re, im)),
                None => {
                    let name = vm.type_name(z.value());
                    Err(vm.type_error(format!("__complex__ returned non-complex (type {name})")))
                }
            };
        }
    }
    Ok(Complex64::new(vm.float_arg(v)?, 0.0))
}

fn check<T>(vm: &Vm, r: Result<T, Error>) -> Res<T> {
    r.map_err(|e| match e {
        Error::EDOM => vm.value_error("math domain error"),
        Error::ERANGE => vm.overflow_error("math range error"),
    })
}

fn apply(vm: &Vm, v: Value, f: fn(Complex64) -> Result<Complex64, Error>) -> Res {
    let z = check(vm, f(arg(vm, v)?))?;
    vm.new_complex(z.re, z.im)
}

native! { static FUNCTIONS = [
    /// Return the arc cosine of z.
    "acos(z, /)" => fn acos(vm, [z]) { apply(vm, z, m::acos) }
    /// Return the inverse hyperbolic cosine of z.
    "acosh(z, /)" => fn acosh(vm, [z]) { apply(vm, z, m::acosh) }
    /// Return the arc sine of z.
    "asin(z, /)" => fn asin(vm, [z]) { apply(vm, z, m::asin) }
    /// Return the inverse hyperbolic sine of z.
    "asinh(z, /)" => fn asinh(vm, [z]) { apply(vm, z, m::asinh) }
    /// Return the arc tangent of z.
    "atan(z, /)" => fn atan(vm, [z]) { apply(vm, z, m::atan) }
    /// Return the inverse hyperbolic tangent of z.
    "atanh(z, /)" => fn atanh(vm, [z]) { apply(vm, z, m::atanh) }
    /// Return the cosine of z.
    "cos(z, /)" => fn cos(vm, [z]) { apply(vm, z, m::cos) }
    /// Return the hyperbolic cosine of z.
    "cosh(z, /)" => fn cosh(vm, [z]) { apply(vm, z, m::cosh) }
    /// Return the exponential value e**z.
    "exp(z, /)" => fn exp(vm, [z]) { apply(vm, z, m::exp) }
    /// Determine whether two complex numbers are close in value.
    ///
    ///   rel_tol
    ///     maximum difference for being considered "close", relative to the
    ///     magnitude of the input values
    ///   abs_tol
    ///     maximum difference for being considered "close", regardless of the
    ///     magnitude of the input values
    ///
    /// Return True if a is close in value to b, and False otherwise.
    ///
    /// For the values to be considered close, the difference between them must be
    /// smaller than at least one of the tolerances.
    ///
    /// -inf, inf and NaN behave similarly to the IEEE 754 Standard. That is, NaN is
    /// not close to anything, even itself. inf and -inf are only close to themselves.
    "isclose(a, b, *, rel_tol=1e-09, abs_tol=0.0)" => fn isclose(vm, [a, b, rel_tol, abs_tol]) {
        let (a, b) = (arg(vm, a)?, arg(vm, b)?);
        let rel = if rel_tol.is_unbound() { 1e-9 } else { vm.float_arg(rel_tol)? };
        let abs = if abs_tol.is_unbound() { 0.0 } else { vm.float_arg(abs_tol)? };
        if rel < 0.0 || abs < 0.0 {
            return Err(vm.value_error("tolerances must be non-negative"));
        }
        if a == b {
            return Ok(Ref::bool(true));
        }
        let infinite = |z: Complex64| z.re.is_infinite() || z.im.is_infinite();
        if infinite(a) || infinite(b) {
            return Ok(Ref::bool(false));
        }
        let distance = (a - b).norm();
        Ok(Ref::bool(distance <= rel * b.norm() || distance <= rel * a.norm() || distance <= abs))
    }
    /// Return True if both the real and imaginary parts of z are finite, else False.
    "isfinite(z, /)" => fn isfinite(vm, [z]) { Ok(Ref::bool(m::isfinite(arg(vm, z)?))) }
    /// Checks if the real or imaginary part of z is infinite.
    "isinf(z, /)" => fn isinf(vm, [z]) { Ok(Ref::bool(m::isinf(arg(vm, z)?))) }
    /// Checks if the real or imaginary part of z not a number (NaN).
    "isnan(z, /)" => fn isnan(vm, [z]) { Ok(Ref::bool(m::isnan(arg(vm, z)?))) }
    /// log(z[, base]) -> the logarithm of z to the given base.
    ///
    /// If the base is not specified, returns the natural logarithm (base e) of z.
    "log(z, base=<unrepresentable>, /)" => fn log(vm, [z, base]) {
        let z = arg(vm, z)?;
        let base = if base.is_unbound() { None } else { Some(arg(vm, base)?) };
        let r = check(vm, m::log(z, base))?;
        vm.new_complex(r.re, r.im)
    }
    /// Return the base-10 logarithm of z.
    "log10(z, /)" => fn log10(vm, [z]) { apply(vm, z, m::log10) }
    /// Return argument, also known as the phase angle, of a complex.
    "phase(z, /)" => fn phase(vm, [z]) { Ok(Ref::float(check(vm, m::phase(arg(vm, z)?))?)) }
    /// Convert a complex from rectangular coordinates to polar coordinates.
    ///
    /// r is the distance from 0 and phi the phase angle.
    "polar(z, /)" => fn polar(vm, [z]) {
        let (r, phi) = check(vm, m::polar(arg(vm, z)?))?;
        vm.tuple_from(&[Value::float(r), Value::float(phi)])
    }
    /// Convert from polar coordinates to rectangular coordinates.
    "rect(r, phi, /)" => fn rect(vm, [r, phi]) {
        let z = check(vm, m::rect(vm.float_arg(r)?, vm.float_arg(phi)?))?;
        vm.new_complex(z.re, z.im)
    }
    /// Return the sine of z.
    "sin(z, /)" => fn sin(vm, [z]) { apply(vm, z, m::sin) }
    /// Return the hyperbolic sine of z.
    "sinh(z, /)" => fn sinh(vm, [z]) { apply(vm, z, m::sinh) }
    /// Return the square root of z.
    "sqrt(z, /)" => fn sqrt(vm, [z]) { apply(vm, z, m::sqrt) }
    /// Return the tangent of z.
    "tan(z, /)" => fn tan(vm, [z]) { apply(vm, z, m::tan) }
    /// Return the hyperbolic tangent of z.
    "tanh(z, /)" => fn tanh(vm, [z]) { apply(vm, z, m::tanh) }
]; }

/// Makes the module.
pub fn init(vm: &Vm) -> Res {
    let doc = "This module provides access to mathematical functions for complex\nnumbers.";
    let module = super::new_module(vm, "cmath", doc, FUNCTIONS)?;
    let m = module.value();
    let (pi, e) = (std::f64::consts::PI, std::f64::consts::E);
    for (name, x) in [("pi", pi), ("e", e), ("tau", 2.0 * pi), ("inf", f64::INFINITY), ("nan", f64::NAN)] {
        super::set(vm, m, name, Ref::float(x))?;
    }
    super::set(vm, m, "infj", vm.new_complex(0.0, f64::INFINITY)?)?;
    super::set(vm, m, "nanj", vm.new_complex(0.0, f64::NAN)?)?;
    Ok(module)
}
