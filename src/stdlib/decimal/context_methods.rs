//! The methods of Context.
use super::context::{self, payload, reduce};
use super::convert::{self, is_decimal, new, required};
use super::{report, state};
use crate::numeric::decimal::{Constants, Context as Ctx, Decimal, Kind, number_text};
use crate::object::{Ref, Res, Value, Vm};
use std::borrow::Cow;

fn one(vm: &Vm, c: Value, x: Value, f: impl FnOnce(&Decimal, &Ctx, &Constants, &mut u32) -> Decimal) -> Res {
    let s = state(vm);
    let x = required(vm, s, x)?;
    let c = payload(c);
    let mut status = 0;
    let r = f(&x, &c.ctx, &s.constants, &mut status);
    report(vm, c, status)?;
    new(vm, s, r)
}

fn two(vm: &Vm, c: Value, x: Value, y: Value, f: fn(&Decimal, &Decimal, &Ctx, &mut u32) -> Decimal) -> Res {
    let s = state(vm);
    let (x, y) = (required(vm, s, x)?, required(vm, s, y)?);
    let c = payload(c);
    let mut status = 0;
    let r = f(&x, &y, &c.ctx, &mut status);
    report(vm, c, status)?;
    new(vm, s, r)
}

fn test(vm: &Vm, x: Value, f: impl FnOnce(&Decimal) -> bool) -> Res {
    let x = required(vm, state(vm), x)?;
    Ok(Ref::bool(f(&x)))
}

fn text(vm: &Vm, c: Value, x: Value, engineering: bool) -> Res {
    let x = required(vm, state(vm), x)?;
    vm.new_latin1(&number_text(&x, engineering, payload(c).capitals), true)
}

/// The operand itself where it is a Decimal.
fn same(vm: &Vm, x: Value) -> Res {
    let s = state(vm);
    if is_decimal(vm, s, x) {
        return Ok(Ref::new(x));
    }
    match required(vm, s, x)? {
        Cow::Owned(d) => new(vm, s, d),
        Cow::Borrowed(d) => new(vm, s, d.clone()),
    }
}

crate::native! { pub(super) static METHODS = [
    /// Return a value equal to Emin - prec + 1, which is the minimum exponent value
    /// for subnormal results.
    "Etiny(self, /)" => fn etiny(vm, [c]) { vm.new_int(payload(c).ctx.etiny()) }
    /// Return a value equal to Emax - prec + 1.
    "Etop(self, /)" => fn etop(vm, [c]) { vm.new_int(payload(c).ctx.etop()) }
    /// Return 10.
    "radix(self, /)" => fn radix(vm, [c]) { new(vm, state(vm), Decimal::from_i64(10)) }
    /// Return the absolute value of x.
    "abs(self, x, /)" => fn abs(vm, [c, x]) { one(vm, c, x, |x, c, _, s| x.abs(c, s)) }
    /// Return e ** x.
    "exp(self, x, /)" => fn exp(vm, [c, x]) { one(vm, c, x, Decimal::exp) }
    /// Return the natural (base e) logarithm of x.
    "ln(self, x, /)" => fn ln(vm, [c, x]) { one(vm, c, x, Decimal::ln) }
    /// Return the base 10 logarithm of x.
    "log10(self, x, /)" => fn log10(vm, [c, x]) { one(vm, c, x, Decimal::log10) }
    /// Minus corresponds to the unary prefix minus operator in Python, but applies
    /// the context to the result.
    "minus(self, x, /)" => fn minus(vm, [c, x]) { one(vm, c, x, |x, c, _, s| x.minus(c, s)) }
    /// Return the largest representable number smaller than x.
    "next_minus(self, x, /)" => fn next_minus(vm, [c, x]) { one(vm, c, x, |x, c, _, s| x.next_minus(c, s)) }
    /// Return the smallest representable number larger than x.
    "next_plus(self, x, /)" => fn next_plus(vm, [c, x]) { one(vm, c, x, |x, c, _, s| x.next_plus(c, s)) }
    /// Reduce x to its simplest form. Alias for reduce(x).
    "normalize(self, x, /)" => fn normalize(vm, [c, x]) { one(vm, c, x, |x, c, _, s| x.normalize(c, s)) }
    /// Plus corresponds to the unary prefix plus operator in Python, but applies
    /// the context to the result.
    "plus(self, x, /)" => fn plus(vm, [c, x]) { one(vm, c, x, |x, c, _, s| x.plus(c, s)) }
    /// Square root of a non-negative number to context precision.
    "sqrt(self, x, /)" => fn sqrt(vm, [c, x]) { one(vm, c, x, |x, c, _, s| x.sqrt(c, s)) }
    /// Identical to to_integral_value(x).
    "to_integral(self, x, /)" => fn to_integral(vm, [c, x]) { one(vm, c, x, |x, c, _, s| x.to_integral(false, c, s)) }
    /// Round to an integer.
    "to_integral_value(self, x, /)" => fn to_integral_value(vm, [c, x]) { one(vm, c, x, |x, c, _, s| x.to_integral(false, c, s)) }
    /// Round to an integer. Signal if the result is rounded or inexact.
    "to_integral_exact(self, x, /)" => fn to_integral_exact(vm, [c, x]) { one(vm, c, x, |x, c, _, s| x.to_integral(true, c, s)) }
    /// Return the exponent of the magnitude of the operand's MSD.
    "logb(self, x, /)" => fn logb(vm, [c, x]) { one(vm, c, x, |x, c, _, s| x.logb(c, s)) }
    /// Invert the digits of x, all 0 or 1, up to the precision.
    ///
    ///     >>> ExtendedContext.logical_invert(Decimal('101010101'))
    ///     Decimal('10101010')
    ///     >>> ExtendedContext.logical_invert(1101)
    ///     Decimal('111110010')
    "logical_invert(self, x, /)" => fn logical_invert(vm, [c, x]) { one(vm, c, x, |x, c, _, s| x.logical_invert(c, s)) }
    /// Return the sum of x and y.
    "add(self, x, y, /)" => fn add(vm, [c, x, y]) { two(vm, c, x, y, Decimal::add) }
    /// Compare x and y numerically.
    "compare(self, x, y, /)" => fn compare(vm, [c, x, y]) { two(vm, c, x, y, Decimal::compare) }
    /// Compare x and y numerically.  All NaNs signal.
    "compare_signal(self, x, y, /)" => fn compare_signal(vm, [c, x, y]) { two(vm, c, x, y, Decimal::compare_signal) }
    /// Compare x and y using their abstract representation.
    "compare_total(self, x, y, /)" => fn compare_total(vm, [c, x, y]) { two(vm, c, x, y, |x, y, _, _| x.total(y)) }
    /// Compare x and y using their abstract representation, ignoring sign.
    "compare_total_mag(self, x, y, /)" => fn compare_total_mag(vm, [c, x, y]) { two(vm, c, x, y, |x, y, _, _| x.total_mag(y)) }
    /// Return x divided by y.
    "divide(self, x, y, /)" => fn divide(vm, [c, x, y]) { two(vm, c, x, y, Decimal::div) }
    /// Return x divided by y, truncated to an integer.
    "divide_int(self, x, y, /)" => fn divide_int(vm, [c, x, y]) { two(vm, c, x, y, Decimal::div_int) }
    /// Return quotient and remainder of the division x / y.
    "divmod(self, x, y, /)" => fn divmod(vm, [c, x, y]) {
        let s = state(vm);
        let (x, y) = (required(vm, s, x)?, required(vm, s, y)?);
        let c = payload(c);
        let mut status = 0;
        let (q, r) = x.div_mod(&y, &c.ctx, &mut status);
        report(vm, c, status)?;
        vm.tuple_from_refs([new(vm, s, q)?, new(vm, s, r)?])
    }
    /// Compare the values numerically and return the maximum.
    "max(self, x, y, /)" => fn max(vm, [c, x, y]) { two(vm, c, x, y, Decimal::max) }
    /// Compare the values numerically with their sign ignored.
    "max_mag(self, x, y, /)" => fn max_mag(vm, [c, x, y]) { two(vm, c, x, y, Decimal::max_mag) }
    /// Compare the values numerically and return the minimum.
    "min(self, x, y, /)" => fn min(vm, [c, x, y]) { two(vm, c, x, y, Decimal::min) }
    /// Compare the values numerically with their sign ignored.
    "min_mag(self, x, y, /)" => fn min_mag(vm, [c, x, y]) { two(vm, c, x, y, Decimal::min_mag) }
    /// Return the product of x and y.
    "multiply(self, x, y, /)" => fn multiply(vm, [c, x, y]) { two(vm, c, x, y, Decimal::mul) }
    /// Return the number closest to x, in the direction towards y.
    "next_toward(self, x, y, /)" => fn next_toward(vm, [c, x, y]) { two(vm, c, x, y, Decimal::next_toward) }
    /// Return a value equal to x (rounded), having the exponent of y.
    "quantize(self, x, y, /)" => fn quantize(vm, [c, x, y]) { two(vm, c, x, y, Decimal::quantize) }
    /// Return the remainder from integer division.
    "remainder(self, x, y, /)" => fn remainder(vm, [c, x, y]) { two(vm, c, x, y, Decimal::rem) }
    /// Return x - y * n, where n is the integer nearest the exact value of x / y.
    "remainder_near(self, x, y, /)" => fn remainder_near(vm, [c, x, y]) { two(vm, c, x, y, Decimal::rem_near) }
    /// Return the difference between x and y.
    "subtract(self, x, y, /)" => fn subtract(vm, [c, x, y]) { two(vm, c, x, y, Decimal::sub) }
    /// Digit-wise and of x and y, whose digits are all 0 or 1.
    ///
    ///     >>> ExtendedContext.logical_and(Decimal('1100'), Decimal('1010'))
    ///     Decimal('1000')
    ///     >>> ExtendedContext.logical_and(110, 1101)
    ///     Decimal('100')
    "logical_and(self, x, y, /)" => fn logical_and(vm, [c, x, y]) { two(vm, c, x, y, Decimal::logical_and) }
    /// Digit-wise or of x and y, whose digits are all 0 or 1.
    ///
    ///     >>> ExtendedContext.logical_or(Decimal('1100'), Decimal('1010'))
    ///     Decimal('1110')
    ///     >>> ExtendedContext.logical_or(110, 1101)
    ///     Decimal('1111')
    "logical_or(self, x, y, /)" => fn logical_or(vm, [c, x, y]) { two(vm, c, x, y, Decimal::logical_or) }
    /// Digit-wise xor of x and y, whose digits are all 0 or 1.
    ///
    ///     >>> ExtendedContext.logical_xor(Decimal('1100'), Decimal('1010'))
    ///     Decimal('110')
    ///     >>> ExtendedContext.logical_xor(110, 1101)
    ///     Decimal('1011')
    "logical_xor(self, x, y, /)" => fn logical_xor(vm, [c, x, y]) { two(vm, c, x, y, Decimal::logical_xor) }
    /// Return a copy of x, rotated by y places.
    "rotate(self, x, y, /)" => fn rotate(vm, [c, x, y]) { two(vm, c, x, y, Decimal::rotate) }
    /// Return the first operand after adding the second value to its exp.
    "scaleb(self, x, y, /)" => fn scaleb(vm, [c, x, y]) { two(vm, c, x, y, Decimal::scaleb) }
    /// Return a copy of x, shifted by y places.
    "shift(self, x, y, /)" => fn shift(vm, [c, x, y]) { two(vm, c, x, y, Decimal::shift) }
    /// Copy the sign from y to x.
    "copy_sign(self, x, y, /)" => fn copy_sign(vm, [c, x, y]) { two(vm, c, x, y, |x, y, _, _| x.clone().with_sign(y.negative)) }
    /// Return True if the two operands have the same exponent.
    "same_quantum(self, x, y, /)" => fn same_quantum(vm, [c, x, y]) {
        let s = state(vm);
        let (x, y) = (required(vm, s, x)?, required(vm, s, y)?);
        Ok(Ref::bool(x.same_quantum(&y)))
    }
    /// Compute a**b. If 'a' is negative, then 'b' must be integral. The result
    /// will be inexact unless 'a' is integral and the result is finite and can
    /// be expressed exactly in 'precision' digits.  In the Python version the
    /// result is always correctly rounded, in the C version the result is almost
    /// always correctly rounded.
    ///
    /// If modulo is given, compute (a**b) % modulo.
    "power(self, /, a, b, modulo=None)" => fn power(vm, [c, a, b, modulo]) {
        let s = state(vm);
        let (x, y) = (required(vm, s, a)?, required(vm, s, b)?);
        let m = if modulo.is_none() { None } else { Some(required(vm, s, modulo)?) };
        let c = payload(c);
        let mut status = 0;
        let r = match m {
            None => x.power(&y, &c.ctx, &s.constants, &mut status),
            Some(m) => x.power_modulo(&y, &m, &c.ctx, &mut status),
        };
        report(vm, c, status)?;
        new(vm, s, r)
    }
    /// Return x multiplied by y, plus z.
    "fma(self, x, y, z, /)" => fn fma(vm, [c, x, y, z]) {
        let s = state(vm);
        let (y, z) = (required(vm, s, y)?, required(vm, s, z)?);
        one(vm, c, x, |x, c, _, s| x.fma(&y, &z, c, s))
    }
    /// Return True if x is canonical, False otherwise.
    "is_canonical(self, x, /)" => fn is_canonical(vm, [c, x]) {
        if !is_decimal(vm, state(vm), x) {
            return Err(vm.type_error("argument must be a Decimal"));
        }
        Ok(Ref::bool(true))
    }
    /// Return True if x is finite, False otherwise.
    "is_finite(self, x, /)" => fn is_finite(vm, [c, x]) { test(vm, x, Decimal::is_finite) }
    /// Return True if x is infinite, False otherwise.
    "is_infinite(self, x, /)" => fn is_infinite(vm, [c, x]) { test(vm, x, Decimal::is_infinite) }
    /// Return True if x is a qNaN or sNaN, False otherwise.
    "is_nan(self, x, /)" => fn is_nan(vm, [c, x]) { test(vm, x, Decimal::is_nan) }
    /// Return True if x is a quiet NaN, False otherwise.
    "is_qnan(self, x, /)" => fn is_qnan(vm, [c, x]) { test(vm, x, |x| x.kind == Kind::Quiet) }
    /// Return True if x is a signaling NaN, False otherwise.
    "is_snan(self, x, /)" => fn is_snan(vm, [c, x]) { test(vm, x, Decimal::is_signaling) }
    /// Return True if x is negative, False otherwise.
    "is_signed(self, x, /)" => fn is_signed(vm, [c, x]) { test(vm, x, |x| x.negative) }
    /// Return True if x is a zero, False otherwise.
    "is_zero(self, x, /)" => fn is_zero(vm, [c, x]) { test(vm, x, Decimal::is_zero) }
    /// Return True if x is a normal number, False otherwise.
    "is_normal(self, x, /)" => fn is_normal(vm, [c, x]) { test(vm, x, |x| x.is_normal(&payload(c).ctx)) }
    /// Return True if x is subnormal, False otherwise.
    "is_subnormal(self, x, /)" => fn is_subnormal(vm, [c, x]) { test(vm, x, |x| x.is_subnormal(&payload(c).ctx)) }
    /// Return a new instance of x.
    "canonical(self, x, /)" => fn canonical(vm, [c, x]) {
        if !is_decimal(vm, state(vm), x) {
            return Err(vm.type_error("argument must be a Decimal"));
        }
        Ok(Ref::new(x))
    }
    /// Return a copy of x with the sign set to 0.
    "copy_abs(self, x, /)" => fn copy_abs(vm, [c, x]) { one(vm, c, x, |x, _, _, _| x.clone().with_sign(false)) }
    /// Return a copy of Decimal x.
    "copy_decimal(self, x, /)" => fn copy_decimal(vm, [c, x]) { same(vm, x) }
    /// Return a copy of x with the sign inverted.
    "copy_negate(self, x, /)" => fn copy_negate(vm, [c, x]) { one(vm, c, x, |x, _, _, _| x.clone().with_sign(!x.negative)) }
    /// Return an indication of the class of x.
    "number_class(self, x, /)" => fn number_class(vm, [c, x]) {
        let x = required(vm, state(vm), x)?;
        vm.new_str(x.number_class(&payload(c).ctx))
    }
    /// Convert a number to a string, using engineering notation.
    "to_eng_string(self, x, /)" => fn to_eng_string(vm, [c, x]) { text(vm, c, x, true) }
    /// Convert a number to a string using scientific notation.
    "to_sci_string(self, x, /)" => fn to_sci_string(vm, [c, x]) { text(vm, c, x, false) }
    /// Apply self to Decimal x.
    "_apply(self, object, /)" => fn apply(vm, [c, x]) { one(vm, c, x, |x, c, _, s| x.clone().finalize(c, s)) }
    /// Set all signals to False.
    "clear_flags(self, /)" => fn clear_flags(vm, [c]) {
        payload(c).status = 0;
        Ok(Ref::NONE)
    }
    /// Set all traps to False.
    "clear_traps(self, /)" => fn clear_traps(vm, [c]) {
        payload(c).traps = 0;
        Ok(Ref::NONE)
    }
    /// Return a duplicate of the context with all flags cleared.
    "copy(self, /)" => fn copy(vm, [c]) { context::copy(vm, c) }
    "__copy__(self, /)" => fn copy_dunder(vm, [c]) { context::copy(vm, c) }
    "__reduce__(self, /)" => fn reduce_method(vm, [c]) { reduce(vm, c) }
    /// Create a new Decimal instance from num, using self as the context. Unlike the
    /// Decimal constructor, this function observes the context limits.
    "create_decimal(self, num='0', /)" => fn create_decimal(vm, [c, num]) {
        let s = state(vm);
        if num.is_unbound() {
            return new(vm, s, Decimal::ZERO);
        }
        convert::rounded(vm, s, num, c)
    }
    /// Create a new Decimal instance from float f.  Unlike the Decimal.from_float()
    /// class method, this function observes the context limits.
    "create_decimal_from_float(self, f, /)" => fn create_decimal_from_float(vm, [c, f]) {
        let s = state(vm);
        let d = match (vm.as_int(f), vm.float_payload(f)) {
            (Some(n), _) => convert::from_int(n),
            (_, Some(x)) => convert::from_float(x),
            _ => return Err(vm.type_error("argument must be int or float")),
        };
        let c = payload(c);
        let mut status = 0;
        let d = d.finalize(&c.ctx, &mut status);
        report(vm, c, status)?;
        new(vm, s, d)
    }
]; }
