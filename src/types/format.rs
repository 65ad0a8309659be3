//! `format()`: the protocol, and the `__format__` of the builtin types.
use super::int::{check_digits, num};
use crate::numeric::float_format::{FloatFlags, write_float};
use crate::object::{Raised, Ref, Res, Value, Vm};
use crate::text::format_spec::FormatError;
use crate::text::number_format::{format_complex, format_float, format_int, format_str};
use crate::text::{FormatSpec, StrBuilder, StrView};
use std::borrow::Cow;

/// The exception of a formatting error.
#[cold]
pub fn format_error(vm: &Vm, e: FormatError) -> Raised {
    match e {
        FormatError::Value(m) => vm.value_error(m),
        FormatError::Points(m) => match vm.str_from_points(m.iter().copied(), m.len(), m.iter().fold(0, |a, c| a | c)) {
            Ok(message) => vm.raise_with(vm.types.ValueError, message.value()),
            Err(r) => r,
        },
        FormatError::Overflow(m) => vm.overflow_error(m),
        FormatError::Memory => vm.memory_error(),
    }
}

fn raised<T>(vm: &Vm, r: Result<T, FormatError>) -> Res<T> {
    r.map_err(|e| format_error(vm, e))
}

/// The argument of a `__format__` method, checked to be a str.
pub fn spec_argument(vm: &Vm, spec: Value) -> Res<Value> {
    if vm.is_str(spec) {
        return Ok(spec);
    }
    Err(vm.type_error(format!("__format__() argument must be str, not {}", vm.argument_type_name(spec))))
}

/// The name of a value's type in messages about its format.
fn name(vm: &Vm, v: Value) -> Cow<'static, str> {
    // Plain values cost no look-up.
    if v.is_small_int() {
        "int".into()
    } else if v.is_float() {
        "float".into()
    } else if v.is_exact(vm.types.str) {
        "str".into()
    } else {
        vm.type_name(v).into()
    }
}

// The precision of a specification `.Nf`, N of one or two digits.
#[inline]
fn fixed_precision(spec: StrView) -> Option<usize> {
    match spec.as_ascii()?.as_bytes() {
        [b'.', d @ b'0'..=b'9', b'f'] => Some((d - b'0') as usize),
        [b'.', d @ b'1'..=b'9', e @ b'0'..=b'9', b'f'] => Some((d - b'0') as usize * 10 + (e - b'0') as usize),
        _ => None,
    }
}

/// `format(value, spec)`: what f-strings and `str.format` put in. `spec` is a str.
pub fn format_value(vm: &Vm, value: Value, spec: Value) -> Res {
    let empty = vm.str(spec).is_empty();
    if value.is_exact(vm.types.str) {
        return if empty { Ok(Ref::new(value)) } else { format_str_object(vm, value, spec) };
    }
    if value.is_small_int() || value.is_exact(vm.types.int) || value.is_bool() && !empty {
        return format_int_object(vm, value, spec);
    }
    if value.is_float() {
        return format_float_object(vm, value, spec);
    }
    if value.is_exact(vm.types.complex)
        && let Some(parts) = vm.complex_payload(value)
    {
        return format_complex_object(vm, value, parts, spec);
    }
    if empty && (value.is_none() || value.is_bool()) {
        return vm.repr(value);
    }
    let Some(r) = vm.call_special(value, vm.names.__format__, &[spec])? else {
        return Err(vm.type_error(format!("Type {} doesn't define __format__", vm.type_name(value))));
    };
    if !vm.is_str(r.value()) {
        return Err(vm.type_error(format!("__format__ must return a str, not {}", vm.type_name(r.value()))));
    }
    Ok(r)
}

/// `int.__format__`.
pub fn format_int_object(vm: &Vm, value: Value, spec: Value) -> Res {
    let text = super::str::view(vm, spec);
    if text.is_empty() {
        return vm.str_of(value);
    }
    let type_name = name(vm, value);
    let spec = raised(vm, FormatSpec::parse_for_int(text, &type_name))?;
    let x = num(super::int::int_self(vm, value)?);
    if matches!(u8::try_from(spec.kind), Ok(b'd' | b'n')) {
        check_digits(vm, &x)?;
    }
    let mut out = StrBuilder::with_capacity(24);
    raised(vm, format_int(&x, &spec, &type_name, &mut out))?;
    vm.new_str_buf(out.finish())
}

/// `float.__format__`.
pub fn format_float_object(vm: &Vm, value: Value, spec: Value) -> Res {
    let text = super::str::view(vm, spec);
    if text.is_empty() {
        return vm.str_of(value);
    }
    let Some(x) = vm.float_payload(value) else { return Err(vm.type_error("a float is required")) };
    if let Some(precision) = fixed_precision(text) {
        let mut out = Vec::with_capacity(32);
        write_float(x, b'f', precision, FloatFlags::default(), &mut out);
        return vm.new_latin1(&out, true);
    }
    let type_name = name(vm, value);
    let spec = raised(vm, FormatSpec::parse_for_float(text, &type_name))?;
    let mut out = StrBuilder::with_capacity(32);
    raised(vm, format_float(x, &spec, &type_name, &mut out))?;
    vm.new_str_buf(out.finish())
}

/// `complex.__format__`.
pub fn format_complex_object(vm: &Vm, value: Value, (re, im): (f64, f64), spec: Value) -> Res {
    let text = super::str::view(vm, spec);
    if text.is_empty() {
        return vm.str_of(value);
    }
    let type_name = name(vm, value);
    let spec = raised(vm, FormatSpec::parse_for_float(text, &type_name))?;
    let mut out = StrBuilder::with_capacity(48);
    raised(vm, format_complex(re, im, &spec, &type_name, &mut out))?;
    vm.new_str_buf(out.finish())
}

/// `str.__format__`.
pub fn format_str_object(vm: &Vm, value: Value, spec: Value) -> Res {
    let text = super::str::view(vm, spec);
    if text.is_empty() {
        return vm.str_of(value);
    }
    let type_name = name(vm, value);
    let spec = raised(vm, FormatSpec::parse_for_str(text, &type_name))?;
    let mut out = StrBuilder::new();
    raised(vm, format_str(super::str::view(vm, value), &spec, &type_name, &mut out))?;
    vm.new_str_buf(out.finish())
}
