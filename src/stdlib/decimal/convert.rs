//! Python values to decimals and back.
use super::context::{ContextObject, payload};
use super::{State, number::DecimalObject, report};
use crate::numeric::decimal::condition::*;
use crate::numeric::decimal::{Coefficient, Context as Ctx, Decimal, Kind};
use crate::object::{IntView, Ref, Res, Type, Value, Vm};
use dashu_int::{IBig, UBig};
use std::borrow::Cow;

/// The number of a Decimal.
#[inline]
pub(super) fn number<'a>(v: Value) -> &'a Decimal {
    // SAFETY: called with decimals only, which do not change; the caller keeps the object alive.
    unsafe { &v.get::<DecimalObject>().number }
}

#[inline]
pub(super) fn is_decimal(vm: &Vm, s: &State, v: Value) -> bool {
    v.is_exact(s.decimal.get()) || v.is_heap() && vm.is_instance(v, s.decimal.get())
}

/// A Decimal of a type.
#[inline]
pub(super) fn new_of(vm: &Vm, ty: *mut Type, d: Decimal) -> Res {
    vm.new_object::<DecimalObject>(ty, |p| {
        // SAFETY: the instance is fresh.
        unsafe { (&raw mut (*p).number).write(d) }
    })
}

/// A Decimal.
#[inline]
pub(super) fn new(vm: &Vm, s: &State, d: Decimal) -> Res {
    new_of(vm, s.decimal.get(), d)
}

pub(super) fn from_int(n: IntView) -> Decimal {
    match n {
        IntView::Small(x) => Decimal::from_i64(x),
        IntView::Big(b) => {
            let (sign, magnitude) = b.clone().into_parts();
            Decimal::finite(sign == dashu_int::Sign::Negative, Coefficient::from_big(magnitude), 0)
        }
    }
}

/// A Decimal or int as a number; None for anything else.
#[inline]
pub(super) fn operand<'a>(vm: &Vm, s: &State, v: Value) -> Option<Cow<'a, Decimal>> {
    if is_decimal(vm, s, v) {
        return Some(Cow::Borrowed(number(v)));
    }
    vm.as_int(v).map(|n| Cow::Owned(from_int(n)))
}

/// As `operand`, with the TypeError of methods.
#[inline]
pub(super) fn required<'a>(vm: &Vm, s: &State, v: Value) -> Res<Cow<'a, Decimal>> {
    match operand(vm, s, v) {
        Some(x) => Ok(x),
        None => Err(unsupported(vm, v)),
    }
}

#[cold]
pub(super) fn unsupported(vm: &Vm, v: Value) -> crate::object::Raised {
    vm.type_error(format!("conversion from {} to Decimal is not supported", vm.type_name(v)))
}

/// The exact value of a float.
pub(super) fn from_float(x: f64) -> Decimal {
    if x.is_nan() {
        return Decimal::nan();
    }
    if x.is_infinite() {
        return Decimal::infinity(x < 0.0);
    }
    let bits = x.to_bits();
    let (mut m, e) = (bits & ((1 << 52) - 1), (bits >> 52 & 0x7FF) as i64);
    let mut e = if e == 0 { -1074 } else { e - 1075 };
    if bits >> 52 & 0x7FF != 0 {
        m |= 1 << 52;
    }
    let negative = x.is_sign_negative();
    if m == 0 {
        return Decimal::finite(negative, Coefficient::ZERO, 0);
    }
    let zeros = m.trailing_zeros();
    m >>= zeros;
    e += zeros as i64;
    if e >= 0 {
        return Decimal::finite(negative, Coefficient::from_big(UBig::from(m) << e as usize), 0);
    }
    Decimal::finite(negative, Coefficient::from_big(UBig::from(m) * UBig::from(5u8).pow(-e as usize)), e)
}

/// Text as ASCII: digits of all scripts count. None where something else is in it.
fn ascii_text<'a>(vm: &Vm, v: Value, tolerant: bool) -> Option<Cow<'a, [u8]>> {
    let text = vm.str(v);
    if let Some(t) = text.as_ascii() {
        // SAFETY: the str is alive as long as the argument is.
        let t: &'a str = unsafe { std::mem::transmute::<&str, &'a str>(t) };
        if !tolerant {
            return Some(Cow::Borrowed(t.as_bytes()));
        }
        let space = |c: char| matches!(c, '\t'..='\r' | ' ' | '\x1c'..='\x1f');
        let t = t.trim_matches(space);
        if !t.contains('_') {
            return Some(Cow::Borrowed(t.as_bytes()));
        }
        return Some(Cow::Owned(t.bytes().filter(|b| *b != b'_').collect()));
    }
    let points: Vec<u32> = text.iter().collect();
    let mut points = &points[..];
    if tolerant {
        let space = |c: &u32| crate::text::unicode::is_space(*c);
        while let Some((c, rest)) = points.split_first()
            && space(c)
        {
            points = rest;
        }
        while let Some((c, rest)) = points.split_last()
            && space(c)
        {
            points = rest;
        }
    }
    let mut out = Vec::with_capacity(points.len());
    for &c in points {
        match c {
            0x5F if tolerant => {}
            0..=0x7F => out.push(c as u8),
            _ => out.push(b'0' + crate::text::unicode::decimal(c)? as u8),
        }
    }
    Some(Cow::Owned(out))
}

/// The number of a text, NaN and a condition for bad syntax.
fn from_text(vm: &Vm, v: Value, tolerant: bool, status: &mut u32) -> Decimal {
    match ascii_text(vm, v, tolerant).and_then(|t| Decimal::parse(&t)) {
        Some(d) => d,
        None => {
            *status |= CONVERSION_SYNTAX;
            Decimal::nan()
        }
    }
}

/// The number of a tuple of sign, digits and exponent.
fn from_tuple(vm: &Vm, v: Value) -> Res<Decimal> {
    let items = Ref::new(v);
    let items: Vec<Ref> = vm.collect(items.value())?;
    let [sign, digits, exponent] = &items[..] else {
        return Err(vm.value_error("argument must be a sequence of length 3"));
    };
    let negative = match vm.as_int(sign.value()) {
        Some(IntView::Small(n @ (0 | 1))) => n == 1,
        _ => return Err(vm.value_error("sign must be an integer with the value 0 or 1")),
    };
    let mut kind = Kind::Finite;
    let mut e = 0;
    if vm.is_str(exponent.value()) {
        kind = match vm.str_text(exponent.value()).as_str() {
            "F" => Kind::Infinite,
            "n" => Kind::Quiet,
            "N" => Kind::Signaling,
            _ => return Err(vm.value_error("string argument in the third position must be 'F', 'n' or 'N'")),
        };
    } else if vm.as_int(exponent.value()).is_some() {
        e = match vm.index_i64(exponent.value())? {
            Ok(n) => n,
            Err(_) => return Err(vm.overflow_error("Python int too large to convert to C ssize_t")),
        };
    } else {
        return Err(vm.value_error("exponent must be an integer"));
    }
    let complaint = "coefficient must be a tuple of digits";
    let list = digits.value();
    if !vm.is_tuple(list) && !vm.is_list(list) {
        return Err(vm.value_error(complaint));
    }
    let mut text = Vec::new();
    for d in vm.collect(list)? {
        match vm.as_int(d.value()) {
            Some(IntView::Small(n @ 0..=9)) => text.push(b'0' + n as u8),
            _ => return Err(vm.value_error(complaint)),
        }
    }
    if kind == Kind::Infinite {
        return Ok(Decimal::infinity(negative));
    }
    let coefficient = crate::numeric::decimal::coefficient_of_digits(&text);
    let exponent = e.clamp(-3_000_000_000_000_000_000, 3_000_000_000_000_000_000);
    Ok(Decimal { coefficient, exponent: if kind == Kind::Finite { exponent } else { 0 }, negative, kind })
}

/// A value that is no Decimal as a number, unrounded. Conditions of the conversion are reported to the context.
fn unrounded(vm: &Vm, v: Value, tolerant: bool, c: &mut ContextObject) -> Res<Decimal> {
    let mut status = 0;
    let d = if vm.is_str(v) {
        from_text(vm, v, tolerant, &mut status)
    } else if let Some(n) = vm.as_int(v) {
        from_int(n)
    } else if vm.is_tuple(v) || vm.is_list(v) {
        from_tuple(vm, v)?
    } else if let Some(x) = vm.float_payload(v) {
        status |= FLOAT_OPERATION;
        report(vm, c, status)?;
        return Ok(from_float(x));
    } else {
        return Err(unsupported(vm, v));
    };
    report(vm, c, status)?;
    Ok(d)
}

/// The exact number; what does not fit into the largest context is invalid.
pub(super) fn checked_exact(vm: &Vm, d: Decimal, c: &mut ContextObject) -> Res<Decimal> {
    let mut status = 0;
    let mut d = d.finalize(&Ctx::MAX, &mut status);
    if status & (INEXACT | ROUNDED | CLAMPED | ERRORS) != 0 {
        status = INVALID_OPERATION;
        d = Decimal::nan();
    } else {
        status &= ERRORS;
    }
    report(vm, c, status)?;
    Ok(d)
}

/// `Decimal(value)`: exact.
pub(super) fn exact(vm: &Vm, s: &State, ty: *mut Type, v: Value, context: Value) -> Res {
    if is_decimal(vm, s, v) {
        if ty == s.decimal.get() && v.is_exact(ty) {
            return Ok(Ref::new(v));
        }
        return new_of(vm, ty, number(v).clone());
    }
    let c = payload(context);
    let d = unrounded(vm, v, true, c)?;
    let d = checked_exact(vm, d, c)?;
    new_of(vm, ty, d)
}

/// `context.create_decimal(value)`: rounded.
pub(super) fn rounded(vm: &Vm, s: &State, v: Value, context: Value) -> Res {
    let c = payload(context);
    let (d, spelled) = if is_decimal(vm, s, v) {
        (number(v).clone(), true)
    } else {
        (unrounded(vm, v, false, c)?, vm.is_str(v) || vm.is_tuple(v) || vm.is_list(v))
    };
    let mut status = 0;
    let d = if spelled && d.is_nan() && !d.coefficient.is_zero() && d.coefficient.digits() > c.ctx.prec - c.ctx.clamp as i64 {
        // The payload does not fit.
        status |= CONVERSION_SYNTAX;
        Decimal::nan()
    } else {
        d.finalize(&c.ctx, &mut status)
    };
    report(vm, c, status)?;
    new(vm, s, d)
}

/// The int that the number is, digits behind the point cut off.
pub(super) fn to_int(vm: &Vm, d: &Decimal, rounding: crate::numeric::decimal::Rounding) -> Res {
    match d.kind {
        Kind::Infinite => return Err(vm.overflow_error("cannot convert Infinity to integer")),
        Kind::Quiet | Kind::Signaling => return Err(vm.value_error("cannot convert NaN to integer")),
        Kind::Finite => {}
    }
    let ctx = Ctx { rounding, ..Ctx::MAX };
    let whole = d.to_integral(false, &ctx, &mut 0);
    let Some(c) = whole.coefficient.shift_left(whole.exponent) else { return Err(vm.memory_error()) };
    coefficient_int(vm, &c, d.negative)
}

/// The int of a coefficient and sign.
pub(super) fn coefficient_int(vm: &Vm, c: &Coefficient, negative: bool) -> Res {
    if let Coefficient::Small(x) = c
        && *x <= i64::MAX as u128
    {
        return vm.new_int(if negative { -(*x as i64) } else { *x as i64 });
    }
    let sign = if negative { dashu_int::Sign::Negative } else { dashu_int::Sign::Positive };
    vm.new_big(IBig::from_parts(sign, c.to_big()))
}
