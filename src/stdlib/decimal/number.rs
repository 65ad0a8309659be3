//! `decimal.Decimal`: the type and its operators.
use super::context::payload;
use super::convert::{self, is_decimal, new, number, operand};
use super::{State, context_argument, current, report, state};
use crate::numeric::decimal::condition::*;
use crate::numeric::decimal::{Context as Ctx, Decimal, Rounding, compare_numbers, number_text};
use crate::object::{BinOp, CompareOp, GetSetDef, Header, Ref, Res, Slots, Type, TypeSpec, Value, Vm, call_native, flags};
use std::borrow::Cow;

#[repr(C)]
pub(super) struct DecimalObject {
    header: Header,
    pub number: Decimal,
}

pub(super) static SPEC: TypeSpec = TypeSpec {
    name: "decimal.Decimal",
    doc: "Decimal(value='0', context=None)\n--\n\nConstruct a new Decimal object. 'value' can be an integer, string, tuple,\nor another Decimal object. If no value is given, return Decimal('0'). The\ncontext does not affect the conversion and is only passed to determine if\nthe InvalidOperation trap is active.\n\n",
    flags: flags::BASETYPE,
    size: size_of::<DecimalObject>(),
    slots: Slots {
        repr: Some(repr),
        str: Some(|vm, v| {
            let text = number_text(number(v), false, capitals(vm)?);
            vm.new_latin1(&text, true)
        }),
        hash: Some(hash),
        compare: Some(compare),
        binary: Slots::table([
            (BinOp::Add, |vm, a, b| binary(vm, a, b, Decimal::add)),
            (BinOp::Sub, |vm, a, b| binary(vm, a, b, Decimal::sub)),
            (BinOp::Mul, |vm, a, b| binary(vm, a, b, Decimal::mul)),
            (BinOp::TrueDiv, |vm, a, b| binary(vm, a, b, Decimal::div)),
            (BinOp::FloorDiv, |vm, a, b| binary(vm, a, b, Decimal::div_int)),
            (BinOp::Mod, |vm, a, b| binary(vm, a, b, Decimal::rem)),
            (BinOp::Pow, |vm, a, b| power(vm, a, b, Value::NONE)),
            (BinOp::DivMod, div_mod),
        ]),
        pow3: Some(power),
        neg: Some(|vm, v| unary(vm, v, Decimal::minus)),
        pos: Some(|vm, v| unary(vm, v, Decimal::plus)),
        abs: Some(|vm, v| unary(vm, v, Decimal::abs)),
        bool: Some(|_, v| Ok(!number(v).is_zero())),
        int: Some(|vm, v| convert::to_int(vm, number(v), Rounding::Down)),
        float: Some(|vm, v| {
            // The sign of a NaN stays.
            Ok(Ref::own(Value::float_result(to_float(vm, v)?)))
        }),
        new: Some(|vm, ty, args, kwnames| {
            // SAFETY: the slot is called with a live type.
            let mut all = vec![Value::from_ptr(ty)];
            all.extend_from_slice(args);
            call_native(vm, &NEW[0], &all, kwnames)
        }),
        // SAFETY: the object is a decimal whose count is zero.
        drop: Some(|_, h| unsafe { std::ptr::drop_in_place(&raw mut (*(h as *mut DecimalObject)).number) }),
        ..Slots::EMPTY
    },
    methods: super::number_methods::METHODS,
    getset: &[
        GetSetDef { name: "real", get: |_, v| Ok(Ref::new(v)), set: None, doc: "" },
        GetSetDef { name: "imag", get: |vm, _| new(vm, state(vm), Decimal::ZERO), set: None, doc: "" },
    ],
};

crate::native! { static NEW = [
    "Decimal(cls, /, value='0', context=None)" => fn decimal_new(vm, [cls, value, context]) {
        let s = state(vm);
        let ty: *mut Type = cls.ptr();
        if value.is_unbound() {
            if !context.is_none() {
                context_argument(vm, s, context)?;
            }
            return convert::new_of(vm, ty, Decimal::ZERO);
        }
        let c = context_argument(vm, s, context)?;
        convert::exact(vm, s, ty, value, c.value())
    }
]; }

fn capitals(vm: &Vm) -> Res<bool> {
    let c = current(vm, state(vm))?;
    Ok(payload(c.value()).capitals)
}

fn repr(vm: &Vm, v: Value) -> Res {
    let mut text = b"Decimal('".to_vec();
    text.extend_from_slice(&number_text(number(v), false, capitals(vm)?));
    text.extend_from_slice(b"')");
    vm.new_latin1(&text, true)
}

fn hash(vm: &Vm, v: Value) -> Res<i64> {
    let x = number(v);
    if x.is_signaling() {
        return Err(vm.type_error("Cannot hash a signaling NaN value"));
    }
    if x.is_nan() {
        // SAFETY: builtin types live as long as the interpreter.
        return match unsafe { (*vm.types.object).slots.hash } {
            Some(f) => f(vm, v),
            None => Ok(0),
        };
    }
    Ok(super::hash::number_hash(x))
}

pub(super) fn to_float(vm: &Vm, v: Value) -> Res<f64> {
    let x = number(v);
    if x.is_nan() {
        if x.is_signaling() {
            return Err(vm.value_error("cannot convert signaling NaN to float"));
        }
        return Ok(if x.negative { -f64::NAN } else { f64::NAN });
    }
    Ok(crate::numeric::parse_float(&number_text(x, false, true)).unwrap_or(f64::NAN))
}

#[inline]
fn binary(vm: &Vm, a: Value, b: Value, f: impl Fn(&Decimal, &Decimal, &Ctx, &mut u32) -> Decimal) -> Res {
    let s = state(vm);
    let (Some(x), Some(y)) = (operand(vm, s, a), operand(vm, s, b)) else { return Ok(Ref::NOT_IMPLEMENTED) };
    let context = current(vm, s)?;
    let c = payload(context.value());
    let mut status = 0;
    let r = f(&x, &y, &c.ctx, &mut status);
    report(vm, c, status)?;
    new(vm, s, r)
}

fn unary(vm: &Vm, v: Value, f: fn(&Decimal, &Ctx, &mut u32) -> Decimal) -> Res {
    let s = state(vm);
    let context = current(vm, s)?;
    let c = payload(context.value());
    let mut status = 0;
    let r = f(number(v), &c.ctx, &mut status);
    report(vm, c, status)?;
    new(vm, s, r)
}

fn div_mod(vm: &Vm, a: Value, b: Value) -> Res {
    let s = state(vm);
    let (Some(x), Some(y)) = (operand(vm, s, a), operand(vm, s, b)) else { return Ok(Ref::NOT_IMPLEMENTED) };
    let context = current(vm, s)?;
    let c = payload(context.value());
    let mut status = 0;
    let (q, r) = x.div_mod(&y, &c.ctx, &mut status);
    report(vm, c, status)?;
    vm.tuple_from_refs([new(vm, s, q)?, new(vm, s, r)?])
}

fn power(vm: &Vm, a: Value, b: Value, modulus: Value) -> Res {
    let s = state(vm);
    let (Some(x), Some(y)) = (operand(vm, s, a), operand(vm, s, b)) else { return Ok(Ref::NOT_IMPLEMENTED) };
    let m = if modulus.is_none() {
        None
    } else {
        match operand(vm, s, modulus) {
            Some(m) => Some(m),
            None => return Ok(Ref::NOT_IMPLEMENTED),
        }
    };
    let context = current(vm, s)?;
    let c = payload(context.value());
    let mut status = 0;
    let r = match m {
        None => x.power(&y, &c.ctx, &s.constants, &mut status),
        Some(m) => x.power_modulo(&y, &m, &c.ctx, &mut status),
    };
    report(vm, c, status)?;
    new(vm, s, r)
}

/// `numbers.Rational` of the module as it is imported now: a program can have it imported anew.
fn rational_class(vm: &Vm, s: &State) -> Res {
    let (modules, numbers) = (Value::from_ptr(vm.modules.get()), vm.intern("numbers"));
    if let Some(module) = vm.dict_get(modules, numbers.value())?.map(Ref::new)
        && let Some(class) = vm.getattr_opt(module.value(), vm.intern("Rational").value())?
    {
        return Ok(class);
    }
    Ok(s.object(|o| &o.rational))
}

/// Two numbers that compare as a Decimal and another value do; None where they are not compared.
fn comparable<'a>(vm: &Vm, s: &State, a: Value, b: Value, op: CompareOp, context: Value) -> Res<Option<(Cow<'a, Decimal>, Cow<'a, Decimal>)>> {
    let own = Cow::Borrowed(number(a));
    if let Some(y) = operand(vm, s, b) {
        return Ok(Some((own, y)));
    }
    let equality = matches!(op, CompareOp::Eq | CompareOp::Ne);
    let c = payload(context);
    let float = match (vm.float_payload(b), vm.complex_payload(b)) {
        (Some(x), _) => Some(x),
        (_, Some((re, im))) if equality => {
            if im != 0.0 {
                return Ok(None);
            }
            Some(re)
        }
        _ => None,
    };
    if let Some(x) = float {
        if equality {
            c.status |= FLOAT_OPERATION;
        } else {
            report(vm, c, FLOAT_OPERATION)?;
        }
        return Ok(Some((own, Cow::Owned(convert::from_float(x)))));
    }
    let rational = rational_class(vm, s)?;
    if !b.is_heap() || !vm.isinstance(b, rational.value())? {
        return Ok(None);
    }
    let numerator = vm.getattr_str(b, "numerator")?;
    let denominator = vm.getattr_str(b, "denominator")?;
    let (Some(n), Some(d)) = (vm.as_int(numerator.value()), vm.as_int(denominator.value())) else {
        return Err(vm.type_error("numerator and denominator must be integers"));
    };
    let mut status = 0;
    let scaled = own.mul(&convert::from_int(d), &Ctx::MAX, &mut status);
    if own.is_nan() {
        return Ok(Some((own, Cow::Owned(convert::from_int(n)))));
    }
    Ok(Some((Cow::Owned(scaled), Cow::Owned(convert::from_int(n)))))
}

fn compare(vm: &Vm, a: Value, b: Value, op: CompareOp) -> Res {
    let s = state(vm);
    if !is_decimal(vm, s, a) {
        return Ok(Ref::NOT_IMPLEMENTED);
    }
    let context = current(vm, s)?;
    let Some((x, y)) = comparable(vm, s, a, b, op, context.value())? else { return Ok(Ref::NOT_IMPLEMENTED) };
    if x.is_nan() || y.is_nan() {
        let equality = matches!(op, CompareOp::Eq | CompareOp::Ne);
        if x.is_signaling() || y.is_signaling() || !equality {
            report(vm, payload(context.value()), INVALID_OPERATION)?;
        }
        return Ok(Ref::bool(op == CompareOp::Ne));
    }
    Ok(Ref::bool(op.holds(compare_numbers(&x, &y))))
}
