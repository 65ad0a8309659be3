//! The methods of Decimal.
use super::context::payload;
use super::convert::{self, coefficient_int, is_decimal, new, number, required, to_int};
use super::{context_argument, current, report, rounding_argument, state};
use crate::numeric::decimal::{Coefficient, Constants, Context as Ctx, Decimal, Kind, Rounding, number_text};
use crate::object::{Ref, Res, Value, Vm};

/// Runs an operation in the context argument.
#[inline]
fn run(vm: &Vm, context: Value, f: impl FnOnce(&Ctx, &Constants, &mut u32) -> Decimal) -> Res {
    let s = state(vm);
    let context = context_argument(vm, s, context)?;
    let c = payload(context.value());
    let mut status = 0;
    let r = f(&c.ctx, &s.constants, &mut status);
    report(vm, c, status)?;
    new(vm, s, r)
}

/// Runs an operation with another operand.
#[inline]
fn run2(vm: &Vm, this: Value, other: Value, context: Value, f: fn(&Decimal, &Decimal, &Ctx, &mut u32) -> Decimal) -> Res {
    let s = state(vm);
    let context = context_argument(vm, s, context)?;
    let y = required(vm, s, other)?;
    let c = payload(context.value());
    let mut status = 0;
    let r = f(number(this), &y, &c.ctx, &mut status);
    report(vm, c, status)?;
    new(vm, s, r)
}

/// Rounds to an integer in a rounding mode given or the context's.
fn integral(vm: &Vm, this: Value, rounding: Value, context: Value, exact: bool) -> Res {
    let s = state(vm);
    let context = context_argument(vm, s, context)?;
    let mut ctx = payload(context.value()).ctx;
    if !rounding.is_none() {
        ctx.rounding = rounding_argument(vm, rounding)?;
    }
    let mut status = 0;
    let r = number(this).to_integral(exact, &ctx, &mut status);
    report(vm, payload(context.value()), status)?;
    new(vm, s, r)
}

fn as_tuple(vm: &Vm, this: Value) -> Res {
    let x = number(this);
    let exponent = match x.kind {
        Kind::Finite => vm.new_int(x.exponent)?,
        Kind::Infinite => vm.new_str("F")?,
        Kind::Quiet => vm.new_str("n")?,
        Kind::Signaling => vm.new_str("N")?,
    };
    let digits: Vec<Ref> = if x.is_nan() && x.coefficient.is_zero() {
        Vec::new()
    } else {
        x.coefficient.text().iter().map(|d| Ref::own(Value::small_int((d - b'0') as i64))).collect()
    };
    let digits = vm.tuple_from_refs(digits)?;
    let class = state(vm).object(|o| &o.tuple);
    vm.call(class.value(), &[Value::small_int(x.negative as i64), digits.value(), exponent.value()])
}

fn integer_ratio(vm: &Vm, this: Value) -> Res {
    use dashu_int::ops::Gcd;
    let x = number(this);
    match x.kind {
        Kind::Infinite => return Err(vm.overflow_error("cannot convert Infinity to integer ratio")),
        Kind::Quiet | Kind::Signaling => return Err(vm.value_error("cannot convert NaN to integer ratio")),
        Kind::Finite => {}
    }
    let one = Ref::own(Value::small_int(1));
    if x.is_zero() {
        return vm.tuple_from_refs([Ref::own(Value::small_int(0)), one]);
    }
    if x.exponent >= 0 {
        let Some(c) = x.coefficient.shift_left(x.exponent) else { return Err(vm.memory_error()) };
        return vm.tuple_from_refs([coefficient_int(vm, &c, x.negative)?, one]);
    }
    let zeros = x.coefficient.trailing_zeros().min(-x.exponent);
    let c = x.coefficient.shift_right(zeros).0;
    let Some(d) = Coefficient::ONE.shift_left(-x.exponent - zeros) else { return Err(vm.memory_error()) };
    let (n, d) = (c.to_big(), d.to_big());
    let g = (&n).gcd(&d);
    let (n, d) = (Coefficient::from_big(n / &g), Coefficient::from_big(d / g));
    vm.tuple_from_refs([coefficient_int(vm, &n, x.negative)?, coefficient_int(vm, &d, false)?])
}

/// A number made by a class method: subclasses are called with it.
fn made(vm: &Vm, cls: Value, d: Decimal) -> Res {
    let s = state(vm);
    let r = new(vm, s, d)?;
    if cls == Value::from_ptr(s.decimal.get()) { Ok(r) } else { vm.call(cls, &[r.value()]) }
}

fn round(vm: &Vm, this: Value, digits: Value) -> Res {
    if digits.is_unbound() {
        return to_int(vm, number(this), Rounding::HalfEven);
    }
    if vm.as_int(digits).is_none() {
        return Err(vm.type_error("optional arg must be an integer"));
    }
    let n = match vm.index_i64(digits)? {
        Ok(n) => n,
        Err(_) => return Err(vm.overflow_error("Python int too large to convert to C ssize_t")),
    };
    let limit = 4_000_000_000_000_000_000;
    let unit = Decimal::finite(false, Coefficient::ONE, n.saturating_neg().clamp(-limit, limit));
    run(vm, Value::NONE, |ctx, _, status| number(this).quantize(&unit, ctx, status))
}

crate::native! { pub(super) static METHODS = [
    /// Return the value of the (natural) exponential function e**x at the given
    /// number.  The function always uses the ROUND_HALF_EVEN mode and the result
    /// is correctly rounded.
    "exp(self, /, context=None)" => fn exp(vm, [this, context]) { run(vm, context, |c, k, st| number(this).exp(c, k, st)) }
    /// Return the natural (base e) logarithm of the operand. The function always
    /// uses the ROUND_HALF_EVEN mode and the result is correctly rounded.
    "ln(self, /, context=None)" => fn ln(vm, [this, context]) { run(vm, context, |c, k, st| number(this).ln(c, k, st)) }
    /// Return the base ten logarithm of the operand. The function always uses the
    /// ROUND_HALF_EVEN mode and the result is correctly rounded.
    "log10(self, /, context=None)" => fn log10(vm, [this, context]) { run(vm, context, |c, k, st| number(this).log10(c, k, st)) }
    /// Returns the largest representable number smaller than itself.
    "next_minus(self, /, context=None)" => fn next_minus(vm, [this, context]) { run(vm, context, |c, _, st| number(this).next_minus(c, st)) }
    /// Returns the smallest representable number larger than itself.
    "next_plus(self, /, context=None)" => fn next_plus(vm, [this, context]) { run(vm, context, |c, _, st| number(this).next_plus(c, st)) }
    /// Normalize the number by stripping the rightmost trailing zeros and
    /// converting any result equal to Decimal('0') to Decimal('0e0').
    "normalize(self, /, context=None)" => fn normalize(vm, [this, context]) { run(vm, context, |c, _, st| number(this).normalize(c, st)) }
    /// Return the square root of the argument to full precision. The result is
    /// correctly rounded using the ROUND_HALF_EVEN rounding mode.
    "sqrt(self, /, context=None)" => fn sqrt(vm, [this, context]) { run(vm, context, |c, _, st| number(this).sqrt(c, st)) }
    /// For a non-zero number, return the adjusted exponent of the operand as a Decimal instance.
    "logb(self, /, context=None)" => fn logb(vm, [this, context]) { run(vm, context, |c, _, st| number(this).logb(c, st)) }
    /// Return the digit-wise inversion of the (logical) operand.
    "logical_invert(self, /, context=None)" => fn logical_invert(vm, [this, context]) { run(vm, context, |c, _, st| number(this).logical_invert(c, st)) }
    /// Identical to the to_integral_value() method.
    "to_integral(self, /, rounding=None, context=None)" => fn to_integral(vm, [this, rounding, context]) { integral(vm, this, rounding, context, false) }
    /// Round to the nearest integer without signaling Inexact or Rounded.
    "to_integral_value(self, /, rounding=None, context=None)" => fn to_integral_value(vm, [this, rounding, context]) { integral(vm, this, rounding, context, false) }
    /// Round to the nearest integer, signaling Inexact or Rounded as appropriate if rounding occurs.
    "to_integral_exact(self, /, rounding=None, context=None)" => fn to_integral_exact(vm, [this, rounding, context]) { integral(vm, this, rounding, context, true) }
    /// Compare self to other.  Return a decimal value.
    "compare(self, /, other, context=None)" => fn compare(vm, [this, other, context]) { run2(vm, this, other, context, Decimal::compare) }
    /// Identical to compare, except that all NaNs signal.
    "compare_signal(self, /, other, context=None)" => fn compare_signal(vm, [this, other, context]) { run2(vm, this, other, context, Decimal::compare_signal) }
    /// Compare two operands by their representation. Unlike compare() this is a total
    /// order, which has a place for NaNs and tells apart numbers of equal value with
    /// different exponents:
    ///
    ///     >>> Decimal('12.0').compare_total(Decimal('12'))
    ///     Decimal('-1')
    ///
    /// No flags are changed and nothing is rounded.
    "compare_total(self, /, other, context=None)" => fn compare_total(vm, [this, other, context]) { run2(vm, this, other, context, |a, b, _, _| a.total(b)) }
    /// Compare two operands using their abstract representation, ignoring the signs.
    "compare_total_mag(self, /, other, context=None)" => fn compare_total_mag(vm, [this, other, context]) { run2(vm, this, other, context, |a, b, _, _| a.total_mag(b)) }
    /// Maximum of self and other.
    "max(self, /, other, context=None)" => fn max(vm, [this, other, context]) { run2(vm, this, other, context, Decimal::max) }
    /// As the max() method, but the comparison is done using the absolute values of the operands.
    "max_mag(self, /, other, context=None)" => fn max_mag(vm, [this, other, context]) { run2(vm, this, other, context, Decimal::max_mag) }
    /// Minimum of self and other.
    "min(self, /, other, context=None)" => fn min(vm, [this, other, context]) { run2(vm, this, other, context, Decimal::min) }
    /// As the min() method, but the comparison is done using the absolute values of the operands.
    "min_mag(self, /, other, context=None)" => fn min_mag(vm, [this, other, context]) { run2(vm, this, other, context, Decimal::min_mag) }
    /// Returns the number closest to self, in the direction towards other.
    "next_toward(self, /, other, context=None)" => fn next_toward(vm, [this, other, context]) { run2(vm, this, other, context, Decimal::next_toward) }
    /// Return a value equal to the first operand after rounding and having the exponent
    /// of the second operand.
    ///
    ///     >>> Decimal('1.41421356').quantize(Decimal('1.000'))
    ///     Decimal('1.414')
    ///
    /// A result with more digits than the precision signals InvalidOperation; Underflow
    /// is never signaled.
    "quantize(self, /, exp, rounding=None, context=None)" => fn quantize(vm, [this, exp, rounding, context]) {
        let s = state(vm);
        let context = context_argument(vm, s, context)?;
        let mut ctx = payload(context.value()).ctx;
        if !rounding.is_none() {
            ctx.rounding = rounding_argument(vm, rounding)?;
        }
        let y = required(vm, s, exp)?;
        let mut status = 0;
        let r = number(this).quantize(&y, &ctx, &mut status);
        report(vm, payload(context.value()), status)?;
        new(vm, s, r)
    }
    /// Return the remainder from dividing self by other, nearest to zero.
    "remainder_near(self, /, other, context=None)" => fn remainder_near(vm, [this, other, context]) { run2(vm, this, other, context, Decimal::rem_near) }
    /// Return the digit-wise 'and' of the two (logical) operands.
    "logical_and(self, /, other, context=None)" => fn logical_and(vm, [this, other, context]) { run2(vm, this, other, context, Decimal::logical_and) }
    /// Return the digit-wise 'or' of the two (logical) operands.
    "logical_or(self, /, other, context=None)" => fn logical_or(vm, [this, other, context]) { run2(vm, this, other, context, Decimal::logical_or) }
    /// Return the digit-wise 'exclusive or' of the two (logical) operands.
    "logical_xor(self, /, other, context=None)" => fn logical_xor(vm, [this, other, context]) { run2(vm, this, other, context, Decimal::logical_xor) }
    /// Return the result of rotating the digits of the first operand by an amount
    /// specified by the second operand.
    "rotate(self, /, other, context=None)" => fn rotate(vm, [this, other, context]) { run2(vm, this, other, context, Decimal::rotate) }
    /// Return the first operand with the exponent adjusted the second.
    "scaleb(self, /, other, context=None)" => fn scaleb(vm, [this, other, context]) { run2(vm, this, other, context, Decimal::scaleb) }
    /// Return the result of shifting the digits of the first operand by an amount
    /// specified by the second operand.
    "shift(self, /, other, context=None)" => fn shift(vm, [this, other, context]) { run2(vm, this, other, context, Decimal::shift) }
    /// Return a copy of the first operand with the sign of the second:
    ///
    ///     >>> Decimal('2.3').copy_sign(Decimal('-1.5'))
    ///     Decimal('-2.3')
    ///
    /// No flags are changed and nothing is rounded.
    "copy_sign(self, /, other, context=None)" => fn copy_sign(vm, [this, other, context]) { run2(vm, this, other, context, |a, b, _, _| a.clone().with_sign(b.negative)) }
    /// Test whether self and other have the same exponent or whether both are NaN.
    "same_quantum(self, /, other, context=None)" => fn same_quantum(vm, [this, other, context]) {
        let s = state(vm);
        context_argument(vm, s, context)?;
        let y = required(vm, s, other)?;
        Ok(Ref::bool(number(this).same_quantum(&y)))
    }
    /// Fused multiply-add.  Return self*other+third with no rounding of the
    /// intermediate product.
    ///
    ///     >>> Decimal(2).fma(3, 5)
    ///     Decimal('11')
    "fma(self, /, other, third, context=None)" => fn fma(vm, [this, other, third, context]) {
        let s = state(vm);
        let context = context_argument(vm, s, context)?;
        let (y, z) = (required(vm, s, other)?, required(vm, s, third)?);
        run(vm, context.value(), |c, _, st| number(this).fma(&y, &z, c, st))
    }
    /// Return True if the argument is canonical and False otherwise; a Decimal always is.
    "is_canonical(self, /)" => fn is_canonical(vm, [this]) { Ok(Ref::bool(true)) }
    /// Return True if the argument is a finite number, and False if the argument is infinite or a NaN.
    "is_finite(self, /)" => fn is_finite(vm, [this]) { Ok(Ref::bool(number(this).is_finite())) }
    /// Return True if the argument is either positive or negative infinity and False otherwise.
    "is_infinite(self, /)" => fn is_infinite(vm, [this]) { Ok(Ref::bool(number(this).is_infinite())) }
    /// Return True if the argument is a (quiet or signaling) NaN and False otherwise.
    "is_nan(self, /)" => fn is_nan(vm, [this]) { Ok(Ref::bool(number(this).is_nan())) }
    /// Return True if the argument is a quiet NaN, and False otherwise.
    "is_qnan(self, /)" => fn is_qnan(vm, [this]) { Ok(Ref::bool(number(this).kind == Kind::Quiet)) }
    /// Return True if the argument is a signaling NaN and False otherwise.
    "is_snan(self, /)" => fn is_snan(vm, [this]) { Ok(Ref::bool(number(this).is_signaling())) }
    /// Return True if the argument has a negative sign and False otherwise.
    "is_signed(self, /)" => fn is_signed(vm, [this]) { Ok(Ref::bool(number(this).negative)) }
    /// Return True if the argument is a (positive or negative) zero and False otherwise.
    "is_zero(self, /)" => fn is_zero(vm, [this]) { Ok(Ref::bool(number(this).is_zero())) }
    /// Return True if the argument is a normal finite non-zero number with an adjusted exponent
    /// greater than or equal to Emin.
    "is_normal(self, /, context=None)" => fn is_normal(vm, [this, context]) {
        let context = context_argument(vm, state(vm), context)?;
        Ok(Ref::bool(number(this).is_normal(&payload(context.value()).ctx)))
    }
    /// Return True if the argument is subnormal, and False otherwise.
    "is_subnormal(self, /, context=None)" => fn is_subnormal(vm, [this, context]) {
        let context = context_argument(vm, state(vm), context)?;
        Ok(Ref::bool(number(this).is_subnormal(&payload(context.value()).ctx)))
    }
    /// Return the adjusted exponent of the number.  Defined as exp + digits - 1.
    "adjusted(self, /)" => fn adjusted(vm, [this]) {
        let x = number(this);
        vm.new_int(if x.is_finite() { x.adjusted() } else { 0 })
    }
    /// Return the canonical encoding of the argument.
    "canonical(self, /)" => fn canonical(vm, [this]) { Ok(Ref::new(this)) }
    /// Return self.
    "conjugate(self, /)" => fn conjugate(vm, [this]) { Ok(Ref::new(this)) }
    /// Return Decimal(10), the radix (base) in which the Decimal class does
    /// all its arithmetic. Included for compatibility with the specification.
    "radix(self, /)" => fn radix(vm, [this]) { new(vm, state(vm), Decimal::from_i64(10)) }
    /// Return the absolute value of the argument.
    "copy_abs(self, /)" => fn copy_abs(vm, [this]) { new(vm, state(vm), number(this).clone().with_sign(false)) }
    /// Return the negation of the argument.
    "copy_negate(self, /)" => fn copy_negate(vm, [this]) {
        let x = number(this);
        new(vm, state(vm), x.clone().with_sign(!x.negative))
    }
    /// Return a string describing the class of the operand.
    "number_class(self, /, context=None)" => fn number_class(vm, [this, context]) {
        let context = context_argument(vm, state(vm), context)?;
        vm.new_str(number(this).number_class(&payload(context.value()).ctx))
    }
    /// Convert to an engineering-type string.
    "to_eng_string(self, /, context=None)" => fn to_eng_string(vm, [this, context]) {
        let context = context_argument(vm, state(vm), context)?;
        let text = number_text(number(this), true, payload(context.value()).capitals);
        vm.new_latin1(&text, true)
    }
    /// Return a tuple representation of the number.
    "as_tuple(self, /)" => fn as_tuple_method(vm, [this]) { as_tuple(vm, this) }
    /// Return a pair of integers whose ratio is exactly equal to the original.
    "as_integer_ratio(self, /)" => fn as_integer_ratio(vm, [this]) { integer_ratio(vm, this) }
    /// Class method that converts a float to a decimal number, exactly, which is not
    /// always what its repr shows.
    ///
    ///     >>> Decimal.from_float(0.1)
    ///     Decimal('0.1000000000000000055511151231257827021181583404541015625')
    ///     >>> Decimal.from_float(float('-inf'))
    ///     Decimal('-Infinity')
    @classmethod "from_float(type, f, /)" => fn from_float(vm, [cls, f]) {
        if let Some(n) = vm.as_int(f) {
            return made(vm, cls, convert::from_int(n));
        }
        match vm.float_payload(f) {
            Some(x) => made(vm, cls, convert::from_float(x)),
            None => Err(vm.type_error("argument must be int or float")),
        }
    }
    /// Class method that converts a real number to a decimal number, exactly.
    ///
    ///     >>> Decimal.from_number(314)
    ///     Decimal('314')
    ///     >>> Decimal.from_number(Decimal('3.14'))
    ///     Decimal('3.14')
    @classmethod "from_number(type, number, /)" => fn from_number(vm, [cls, value]) {
        if let Some(n) = vm.as_int(value) {
            return made(vm, cls, convert::from_int(n));
        }
        let s = state(vm);
        if is_decimal(vm, s, value) {
            if cls == Value::from_ptr(s.decimal.get()) && value.is_exact(s.decimal.get()) {
                return Ok(Ref::new(value));
            }
            return made(vm, cls, number(value).clone());
        }
        match vm.float_payload(value) {
            Some(x) => {
                let context = current(vm, s)?;
                super::report(vm, payload(context.value()), super::FLOAT_OPERATION)?;
                made(vm, cls, convert::from_float(x))
            }
            None => Err(convert::unsupported(vm, value)),
        }
    }
    "__copy__(self, /)" => fn copy(vm, [this]) { Ok(Ref::new(this)) }
    "__deepcopy__(self, memo, /)" => fn deepcopy(vm, [this, memo]) { Ok(Ref::new(this)) }
    /// Formats the Decimal according to the specification.
    "__format__(self, format_spec, override=None, /)" => fn format(vm, [this, spec, mapping]) { super::format::format(vm, this, spec, mapping) }
    "__reduce__(self, /)" => fn reduce(vm, [this]) {
        let context = current(vm, state(vm))?;
        let text = number_text(number(this), false, payload(context.value()).capitals);
        let text = vm.new_latin1(&text, true)?;
        let arguments = vm.tuple_from_refs([text])?;
        vm.tuple_from_refs([Ref::from_type(vm.type_of(this)), arguments])
    }
    /// Return the Integral closest to self, rounding half toward even; with digits, the Decimal quantized to so many.
    "__round__(self, ndigits=, /)" => fn round_method(vm, [this, digits]) { round(vm, this, digits) }
    /// Return the ceiling as an Integral.
    "__ceil__(self, /)" => fn ceil(vm, [this]) { to_int(vm, number(this), Rounding::Ceiling) }
    /// Return the floor as an Integral.
    "__floor__(self, /)" => fn floor(vm, [this]) { to_int(vm, number(this), Rounding::Floor) }
    /// Return the integral part as an Integral.
    "__trunc__(self, /)" => fn trunc(vm, [this]) { to_int(vm, number(this), Rounding::Down) }
    /// Convert this value to exact type complex.
    "__complex__(self, /)" => fn complex(vm, [this]) { vm.new_complex(super::number::to_float(vm, this)?, 0.0) }
    /// Returns size in memory, in bytes
    "__sizeof__(self, /)" => fn sizeof(vm, [this]) {
        let x = number(this);
        let more = match &x.coefficient {
            Coefficient::Small(_) => 0,
            Coefficient::Big(b) => b.as_words().len() * 8 + 24,
        };
        vm.new_usize(size_of::<super::number::DecimalObject>() + more)
    }
]; }
