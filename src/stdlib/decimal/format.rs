//! `Decimal.__format__`.
use super::context::payload;
use super::convert::number;
use super::{current, state};
use crate::numeric::decimal::{Context as Ctx, Decimal, Kind, MAX_PREC};
use crate::object::{Raised, Ref, Res, Value, Vm};
use crate::text::{FormatSpec, StrBuilder, StrView};

/// Widths and precisions beyond this are refused as out of memory.
const MOST: i64 = 1 << 33;

/// Separators of a locale, or of the mini-language.
struct Separators {
    point: String,
    thousands: String,
    /// Sizes of groups from the right; the last one repeats unless `repeat` is off.
    groups: Vec<usize>,
    repeat: bool,
}

#[cold]
fn bad(vm: &Vm) -> Raised {
    vm.value_error("invalid format string")
}

fn text_of(vm: &Vm, mapping: Value, name: &str) -> Res<Option<Ref>> {
    let key = vm.intern(name);
    if vm.is_dict(mapping) {
        return Ok(vm.dict_get(mapping, key.value())?.map(Ref::new));
    }
    vm.getitem(mapping, key.value()).map(Some)
}

/// What a mapping as `localeconv` returns says.
fn separators_of(vm: &Vm, mapping: Value) -> Res<Separators> {
    let text = |name: &str, default: &str| -> Res<String> {
        match text_of(vm, mapping, name)? {
            Some(t) if vm.is_str(t.value()) => Ok(vm.str_text(t.value())),
            Some(_) => Err(vm.type_error("bad argument type for built-in operation")),
            None => Ok(default.to_string()),
        }
    };
    let (point, thousands) = (text("decimal_point", ".")?, text("thousands_sep", "")?);
    let mut groups = Vec::new();
    let mut repeat = false;
    if let Some(g) = text_of(vm, mapping, "grouping")? {
        let sizes: Vec<i64> = if vm.is_str(g.value()) {
            vm.str(g.value()).iter().map(|c| c as i64).collect()
        } else {
            vm.collect(g.value())?.iter().map(|r| vm.int_arg(r.value())).collect::<Res<Vec<i64>>>()?
        };
        for n in sizes {
            match n {
                0 => {
                    repeat = true;
                    break;
                }
                127 => {
                    repeat = false;
                    break;
                }
                n if !(0..127).contains(&n) => return Err(vm.value_error("invalid override dict")),
                n => {
                    groups.push(n as usize);
                    repeat = true;
                }
            }
        }
    }
    // The reference implementation has room for one character.
    if point.is_empty() || point.len() > 4 || thousands.len() > 4 {
        return Err(vm.value_error("invalid override dict"));
    }
    Ok(Separators { point, thousands, groups, repeat })
}

/// Digits in groups, with leading zeros up to a width, separators included.
fn grouped(digits: &[u8], s: &Separators, min_width: i64) -> String {
    let sep = s.thousands.chars().count() as i64;
    if s.thousands.is_empty() || s.groups.is_empty() {
        let zeros = (min_width - digits.len() as i64).max(0) as usize;
        return "0".repeat(zeros) + &String::from_utf8_lossy(digits);
    }
    let (mut parts, mut rest, mut width) = (Vec::new(), digits, min_width);
    let mut i = 0;
    loop {
        let endless = i >= s.groups.len() && !s.repeat;
        let size = if endless { usize::MAX } else { s.groups[i.min(s.groups.len() - 1)] };
        i += 1;
        let n = size.min(rest.len().max(width.max(1) as usize));
        let taken = n.min(rest.len());
        parts.push("0".repeat(n - taken) + &String::from_utf8_lossy(&rest[rest.len() - taken..]));
        rest = &rest[..rest.len() - taken];
        width -= n as i64;
        if rest.is_empty() && width <= 0 {
            break;
        }
        width -= sep;
    }
    parts.reverse();
    parts.join(&s.thousands)
}

/// The number rounded to so many digits.
fn to_digits(x: &Decimal, digits: i64, ctx: &Ctx) -> Decimal {
    if digits < 1 {
        // Rounds to nothing or to one digit before the first.
        return x.clone().to_exponent(x.adjusted() + 1, &Ctx { rounding: ctx.rounding, ..Ctx::MAX }, &mut 0);
    }
    x.clone().finalize(&Ctx { prec: digits, rounding: ctx.rounding, ..Ctx::MAX }, &mut 0)
}

/// Formats by `_pydecimal`, whose numbers in a specification have no limit.
#[cold]
fn format_in_python(vm: &Vm, v: Value, spec: Value) -> Res {
    let module = crate::types::import_module(vm, "_pydecimal")?;
    let class = vm.getattr(module.value(), vm.intern("Decimal").value())?;
    let text = vm.str_of(v)?;
    let x = vm.call(class.value(), &[text.value()])?;
    vm.call_method(x.value(), vm.intern("__format__").value(), &[spec]).map_err(|r| match vm.clear_raised_if(vm.types.ValueError) {
        true => bad(vm),
        false => r,
    })
}

/// `x.__format__(spec)`, `mapping` in place of the locale's separators.
pub(super) fn format(vm: &Vm, v: Value, spec: Value, mapping: Value) -> Res {
    if !vm.is_str(spec) {
        return Err(vm.type_error("format arg must be str"));
    }
    let context = current(vm, state(vm))?;
    let (ctx, capitals) = (payload(context.value()).ctx, payload(context.value()).capitals);
    let text = crate::types::str::view(vm, spec);
    // The reference implementation reads UTF-8: what cannot be encoded is an error.
    if text.iter().any(|c| (0xD800..0xE000).contains(&c)) {
        crate::types::codec::encode_str(vm, spec, Value::UNBOUND, Value::UNBOUND)?;
    }
    // It also stops at a NUL that is not the fill character.
    let whole = text.len();
    let text = match text.iter().skip(1).position(|c| c == 0) {
        Some(n) => text.slice(0, n + 1),
        None => text,
    };
    if text.get(0) == Some(0) && !aligned(text) {
        return Err(bad(vm));
    }
    // Of a locale are the separators of the whole part alone, so that those types are taken apart from the others.
    let local = text.len().checked_sub(1).map(|n| text.at(n)).filter(|c| [b'n' as u32, b'N' as u32].contains(c));
    let local = local.filter(|_| !ends_in_fill(text));
    let front = if local.is_some() { text.slice(0, text.len() - 1) } else { text };
    let mut f = match FormatSpec::parse(front, 0, b'>', "decimal.Decimal") {
        Ok(f) => f,
        Err(e) if e.is_too_many_digits() => return format_in_python(vm, v, spec),
        Err(_) => return Err(bad(vm)),
    };
    if let Some(kind) = local {
        if f.kind != 0 {
            return Err(bad(vm));
        }
        f.kind = kind;
    }
    if text.len() != whole && (f.grouping == b'_' || f.fraction_grouping != 0 || f.alternate || f.no_negative_zero) {
        return Err(bad(vm));
    }
    if zero_conflicts(text) {
        return Err(bad(vm));
    }
    if f.kind == b'N' as u32 {
        if f.alternate || f.no_negative_zero || f.grouping != 0 || f.fraction_grouping != 0 {
            return Err(bad(vm));
        }
        let message = "Format specifier 'N' is deprecated and slated for removal in Python 3.18";
        crate::report::warnings::warn(vm, vm.types.DeprecationWarning, message, 1)?;
    }
    let kind = match u8::try_from(f.kind) {
        Ok(0) => if capitals { b'G' } else { b'g' },
        Ok(k @ (b'e' | b'E' | b'f' | b'F' | b'g' | b'G' | b'%' | b'n' | b'N')) => k,
        _ => return Err(bad(vm)),
    };
    let special = !number(v).is_finite();
    if f.width > MAX_PREC || f.precision > MAX_PREC && !special {
        return Err(vm.value_error("format specification exceeds internal limits of _decimal"));
    }
    // Only fixed numbers of digits behind the point are as many as that.
    if f.width > MOST || f.precision > MOST && !special && !matches!(kind, b'g' | b'G' | b'n' | b'N') {
        return Err(vm.memory_error());
    }
    if !mapping.is_none() && !vm.is_dict(mapping) {
        return Err(vm.type_error("optional argument must be a dict"));
    }
    let mut separators = Separators { point: ".".into(), thousands: String::new(), groups: Vec::new(), repeat: false };
    if matches!(kind, b'n' | b'N') {
        if f.grouping != 0 {
            return Err(bad(vm));
        }
        if mapping.is_none() {
            let locale = crate::types::import_module(vm, "_locale")?;
            let name = vm.intern("localeconv");
            let conv = vm.call_method(locale.value(), name.value(), &[])?;
            separators = separators_of(vm, conv.value())?;
        } else {
            separators = separators_of(vm, mapping)?;
        }
    } else if !mapping.is_none() {
        let given = separators_of(vm, mapping)?;
        separators.point = given.point;
        if f.grouping != 0 {
            separators.thousands = given.thousands;
            separators.groups = given.groups;
            separators.repeat = given.repeat;
        }
    } else if f.grouping != 0 {
        separators.thousands = (f.grouping as char).to_string();
        separators.groups = vec![3];
        separators.repeat = true;
    }
    let x = number(v);
    let (mut negative, body) = match x.kind {
        Kind::Infinite => (x.negative, "Infinity".to_string()),
        Kind::Quiet | Kind::Signaling => {
            let name = if x.is_signaling() { "sNaN" } else { "NaN" };
            let payload = x.coefficient.text();
            let payload = if x.coefficient.is_zero() { String::new() } else { String::from_utf8_lossy(&payload).into_owned() };
            (x.negative, format!("{name}{payload}"))
        }
        Kind::Finite => return finite(vm, x, &f, kind, &ctx, &separators, !aligned(text)),
    };
    if kind == b'%' && x.is_finite() {
        negative = x.negative;
    }
    let mut spec = f.clone();
    if spec.align == b'=' && spec.fill == b'0' as u32 && !aligned(text) {
        (spec.align, spec.fill) = (b'>', b' ' as u32);
    }
    let body = if kind == b'%' { body + "%" } else { body };
    padded(vm, sign_text(negative, f.sign), &body, &spec)
}

/// Length of the alignment with its fill character at the start of a specification.
fn alignment(t: StrView) -> usize {
    let is = |i: usize| t.get(i).is_some_and(|c| matches!(c, 0x3c..=0x3e | 0x5e));
    if is(1) {
        2
    } else {
        is(0) as usize
    }
}

fn aligned(t: StrView) -> bool {
    alignment(t) > 0
}

/// Whether the last character is no type but the fill character or what stands before an alignment.
fn ends_in_fill(t: StrView) -> bool {
    alignment(t) >= t.len()
}

/// Whether zero padding is asked for beside an alignment.
fn zero_conflicts(t: StrView) -> bool {
    let mut at = alignment(t);
    if at == 0 {
        return false;
    }
    let skip = |at: usize, any: &[u8]| at + t.get(at).is_some_and(|c| any.iter().any(|b| *b as u32 == c)) as usize;
    at = skip(at, b"+- ");
    at = skip(at, b"z");
    at = skip(at, b"#");
    t.get(at) == Some(b'0' as u32)
}

fn sign_text(negative: bool, sign: u8) -> &'static str {
    match sign {
        _ if negative => "-",
        b'+' => "+",
        b' ' => " ",
        _ => "",
    }
}

fn padded(vm: &Vm, sign: &str, body: &str, f: &FormatSpec) -> Res {
    let len = (sign.len() + body.chars().count()) as i64;
    let total = (f.width - len).max(0) as usize;
    let (left, inner, right) = match f.align {
        b'<' => (0, 0, total),
        b'=' => (0, total, 0),
        b'^' => (total / 2, 0, total - total / 2),
        _ => (total, 0, 0),
    };
    let mut out = StrBuilder::with_capacity(len as usize + total);
    out.push_repeat(f.fill, left);
    out.push_str(sign);
    out.push_repeat(f.fill, inner);
    out.push_str(body);
    out.push_repeat(f.fill, right);
    vm.new_str_buf(out.finish())
}

fn finite(vm: &Vm, x: &Decimal, f: &FormatSpec, kind: u8, ctx: &Ctx, separators: &Separators, zero_padding: bool) -> Res {
    let mut x = x.clone();
    if kind == b'%' {
        x.exponent += 2;
    }
    let kind_class = if matches!(kind, b'n' | b'N') { b'g' } else { kind.to_ascii_lowercase() };
    let mut precision = f.precision;
    if precision >= 0 && kind_class == b'g' && precision == 0 {
        precision = 1;
    }
    let wide = Ctx { rounding: ctx.rounding, ..Ctx::MAX };
    if precision >= 0 {
        match kind_class {
            b'e' => {
                if !x.coefficient.is_zero() {
                    x = to_digits(&x, precision + 1, ctx);
                    let missing = precision + 1 - x.coefficient.digits();
                    if missing > 0 {
                        x.coefficient = x.coefficient.shift_left(missing).ok_or(()).or_else(|()| Err(vm.memory_error()))?;
                        x.exponent -= missing;
                    }
                }
            }
            b'f' | b'%' => {
                let negative = x.negative;
                if x.exponent > 0 && x.exponent + precision > MOST {
                    return Err(vm.memory_error());
                }
                let mut status = 0;
                x = x.to_exponent(-precision, &wide, &mut status);
                if x.is_nan() {
                    return Err(vm.memory_error());
                }
                x.negative = negative;
            }
            _ => {
                if x.coefficient.digits() > precision {
                    x = to_digits(&x, precision, ctx);
                }
            }
        }
    }
    if x.coefficient.is_zero() && x.exponent > 0 && matches!(kind_class, b'f' | b'%') {
        x.exponent = 0;
    }
    if f.no_negative_zero && x.coefficient.is_zero() {
        x.negative = false;
    }
    let digits = x.coefficient.text();
    let left = x.exponent + digits.len() as i64;
    let dot = match kind_class {
        b'e' => {
            if x.coefficient.is_zero() && precision >= 0 {
                1 - precision
            } else {
                1
            }
        }
        b'g' => {
            if x.exponent <= 0 && left > -6 {
                left
            } else {
                1
            }
        }
        _ => left,
    };
    if dot.abs() > MOST {
        return Err(vm.memory_error());
    }
    let (mut whole, mut fraction): (Vec<u8>, Vec<u8>) = (Vec::new(), Vec::new());
    if dot < 0 {
        whole.push(b'0');
        fraction.resize((-dot) as usize, b'0');
        fraction.extend_from_slice(&digits);
    } else if dot > digits.len() as i64 {
        whole.extend_from_slice(&digits);
        whole.resize(dot as usize, b'0');
    } else {
        whole.extend_from_slice(&digits[..dot as usize]);
        if whole.is_empty() {
            whole.push(b'0');
        }
        fraction.extend_from_slice(&digits[dot as usize..]);
    }
    let exponent = left - dot;
    let mut tail = String::new();
    if !fraction.is_empty() || f.alternate {
        tail += &separators.point;
        if f.fraction_grouping != 0 {
            let groups: Vec<_> = fraction.chunks(3).map(|c| String::from_utf8_lossy(c).into_owned()).collect();
            tail += &groups.join(&(f.fraction_grouping as char).to_string());
        } else {
            tail += &String::from_utf8_lossy(&fraction);
        }
    }
    if exponent != 0 || kind_class == b'e' {
        let e = if matches!(kind, b'E' | b'G' | b'N') { 'E' } else { 'e' };
        tail += &format!("{e}{exponent:+}");
    }
    if kind == b'%' {
        tail.push('%');
    }
    let sign = sign_text(x.negative, f.sign);
    let zeros = if zero_padding && f.fill == b'0' as u32 && f.align == b'=' {
        f.width - tail.chars().count() as i64 - sign.len() as i64
    } else {
        0
    };
    let body = grouped(&whole, separators, zeros) + &tail;
    padded(vm, sign, &body, f)
}
