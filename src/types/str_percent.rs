//! `str % args` and `bytes % args`.
use super::int::{check_digits, num};
use super::str::view;
use crate::numeric::float_format::{FloatFlags, write_float};
use crate::object::{Raised, Ref, Res, Value, Vm};
use crate::text::percent::{Conversion, Count, Piece, Template, unsupported};
use crate::text::{StrBuilder, StrView};

/// Widths beyond this are refused as out of memory before anything is allocated.
const MAX_WIDTH: i64 = 1 << 32;

struct Arguments<'a> {
    /// The template is bytes.
    bytes: bool,
    items: &'a [Value],
    next: usize,
    /// The mapping, or UNBOUND.
    mapping: Value,
}

impl Arguments<'_> {
    fn take(&mut self, vm: &Vm) -> Res<Value> {
        match self.items.get(self.next) {
            Some(v) => {
                self.next += 1;
                Ok(*v)
            }
            None => Err(vm.type_error("not enough arguments for format string")),
        }
    }
    fn by_key(&self, vm: &Vm, text: StrView, (start, end): (usize, usize)) -> Res {
        if self.mapping.is_unbound() {
            return Err(vm.type_error("format requires a mapping"));
        }
        let key = match text.slice(start, end) {
            StrView::Latin1(b) if self.bytes => vm.new_bytes(b)?,
            name => vm.new_str_view(name)?,
        };
        vm.getitem(self.mapping, key.value())
    }
    // The argument of a `*`. With a key the value takes the place of all arguments, so that nothing is left to convert.
    fn star(&mut self, vm: &Vm, keyed: Option<&Ref>, limit: i64, message: &'static str) -> Res<i64> {
        match keyed {
            Some(v) if vm.as_int(v.value()).is_none() => Err(vm.type_error("* wants int")),
            Some(_) => Err(vm.type_error("not enough arguments for format string")),
            None => self.count(vm, limit, message),
        }
    }
    fn count(&mut self, vm: &Vm, limit: i64, message: &'static str) -> Res<i64> {
        let v = self.take(vm)?;
        match vm.as_int(v) {
            None => Err(vm.type_error("* wants int")),
            Some(crate::object::IntView::Small(x)) if x <= limit && x >= -limit => Ok(x),
            Some(_) => Err(vm.overflow_error(message)),
        }
    }
}

/// `%` slot of str.
pub fn str_mod(vm: &Vm, a: Value, b: Value) -> Res {
    if !vm.is_str(a) {
        return Ok(Ref::NOT_IMPLEMENTED);
    }
    vm.new_str_buf(format(vm, view(vm, a), b, false)?.finish())
}

/// `%` slot of bytes and bytearray.
pub fn bytes_mod(vm: &Vm, a: Value, b: Value) -> Res {
    let _pinned = super::bytes_methods::Pinned::new(vm, a);
    let Some(template) = vm.bytes_like(a).map(<[u8]>::to_vec) else { return Ok(Ref::NOT_IMPLEMENTED) };
    let out = format(vm, StrView::Latin1(&template), b, true)?;
    match out.as_view() {
        StrView::Ascii(r) | StrView::Latin1(r) => super::bytes::like(vm, a, r),
        _ => Err(vm.overflow_error("%c arg not in range(256)")),
    }
}

fn format(vm: &Vm, text: StrView, b: Value, bytes: bool) -> Res<StrBuilder> {
    let single = [b];
    let is_tuple = vm.is_tuple(b);
    let is_text = if bytes { vm.bytes_like(b).is_some() || vm.is_str(b) } else { vm.is_str(b) };
    let is_mapping = !is_tuple && !is_text && vm.slots(b).getitem.is_some();
    let mut args = Arguments {
        bytes,
        items: if is_tuple { vm.tuple_items(b) } else { &single },
        next: 0,
        mapping: if is_mapping { b } else { Value::UNBOUND },
    };
    let mut keyed = false;
    let mut out = StrBuilder::with_capacity(text.len() + 16);
    for piece in Template::new(text) {
        match piece {
            Ok(Piece::Literal(start, end)) => out.push_view(text.slice(start, end)),
            Ok(Piece::Conversion(c)) => {
                keyed |= c.key.is_some();
                convert(vm, text, c, &mut args, &mut out)?;
            }
            Err(e) => {
                if e.needs_mapping && args.mapping.is_unbound() {
                    return Err(vm.type_error("format requires a mapping"));
                }
                let keyed = e.key.map(|key| args.by_key(vm, text, key)).transpose()?;
                // A key's value is an argument of the first of them.
                let first = keyed.as_ref().is_some_and(|v| vm.as_int(v.value()).is_some()) as usize;
                for _ in first..e.stars {
                    args.star(vm, keyed.as_ref(), isize::MAX as i64, "Python int too large to convert to C ssize_t")?;
                }
                return Err(vm.value_error(e.message));
            }
        }
    }
    if args.next < args.items.len() && !is_mapping && !keyed {
        return Err(vm.type_error(if bytes {
            "not all arguments converted during bytes formatting"
        } else {
            "not all arguments converted during string formatting"
        }));
    }
    Ok(out)
}

fn convert(vm: &Vm, text: StrView, c: Conversion, args: &mut Arguments, out: &mut StrBuilder) -> Res<()> {
    let bare = c.key.is_none()
        && !(c.left || c.plus || c.space || c.alternate || c.zero)
        && c.width == Count::None
        && c.precision == Count::None
        && !c.modifier;
    if c.kind == b'%' as u32 && bare {
        out.push(c.kind);
        return Ok(());
    }
    let keyed = match c.key {
        Some(key) => Some(args.by_key(vm, text, key)?),
        None => None,
    };
    if keyed.is_some() {
        // No argument without a key is left behind one with a key.
        args.next = args.items.len();
    }
    let mut left = c.left;
    let mut width = match c.width {
        Count::None => 0,
        Count::Number(n) => n,
        Count::Argument => args.star(vm, keyed.as_ref(), isize::MAX as i64, "Python int too large to convert to C ssize_t")?,
    };
    if width < 0 {
        left = true;
        width = -width;
    }
    let precision = match c.precision {
        Count::None => None,
        Count::Number(n) => Some(n as usize),
        Count::Argument => {
            let n = args.star(vm, keyed.as_ref(), i32::MAX as i64, "Python int too large to convert to C int")?;
            Some(n.max(0) as usize)
        }
    };
    let value = match keyed {
        Some(v) => v,
        None => Ref::new(args.take(vm)?),
    };
    let v = value.value();
    if width > MAX_WIDTH {
        return Err(vm.memory_error());
    }
    let field = Field { left, zero: c.zero, width: width as usize };
    match u8::try_from(c.kind) {
        Ok(b's' | b'b') if args.bytes => {
            if !vm.has_buffer(v)
                && (!v.is_heap() || vm.type_lookup(vm.type_of(v), vm.names.__bytes__).is_none())
            {
                return Err(vm.type_error(format!(
                    "%b requires a bytes-like object, or an object that implements __bytes__, not '{}'",
                    vm.type_name(v)
                )));
            }
            let b = super::bytes::bytes_of(vm, v)?;
            field.text(StrView::Latin1(&b[..b.len().min(precision.unwrap_or(usize::MAX))]), out);
        }
        Ok(b'r' | b'a') if args.bytes => {
            let s = vm.ascii(v)?;
            let s = view(vm, s.value());
            field.text(s.slice(0, s.len().min(precision.unwrap_or(usize::MAX))), out);
        }
        Ok(b'c') if args.bytes => field.text(StrView::Latin1(&[byte(vm, v)?]), out),
        Ok(kind @ (b's' | b'r' | b'a')) => {
            let s = match kind {
                b's' => vm.str_of(v)?,
                b'r' => vm.repr(v)?,
                _ => vm.ascii(v)?,
            };
            let s = view(vm, s.value());
            field.text(s.slice(0, s.len().min(precision.unwrap_or(usize::MAX))), out);
        }
        Ok(b'c') => field.text(StrView::Ucs4(&[character(vm, v)?]), out),
        Ok(kind @ (b'd' | b'i' | b'u' | b'o' | b'x' | b'X')) => {
            let n = integer(vm, v, kind)?;
            let x = num(super::int::int_self(vm, n.value())?);
            let radix = match kind {
                b'o' => 8,
                b'x' | b'X' => 16,
                _ => 10,
            };
            if radix == 10 {
                check_digits(vm, &x)?;
            }
            let mut digits = Vec::with_capacity(24);
            x.write_magnitude(radix, kind == b'X', &mut digits);
            if let Some(p) = precision
                && p > digits.len()
            {
                if p as i64 > MAX_WIDTH {
                    return Err(vm.memory_error());
                }
                let missing = p - digits.len();
                digits.splice(0..0, std::iter::repeat_n(b'0', missing));
            }
            let prefix: &[u8] = match kind {
                b'o' if c.alternate => b"0o",
                b'x' if c.alternate => b"0x",
                b'X' if c.alternate => b"0X",
                _ => b"",
            };
            field.number(sign(x.is_negative(), &c), prefix, &digits, out);
        }
        Ok(kind @ (b'e' | b'E' | b'f' | b'F' | b'g' | b'G')) => {
            if args.bytes && vm.slots(v).float.is_none() && vm.slots(v).index.is_none() {
                return Err(vm.type_error(format!("float argument required, not {}", vm.type_name(v))));
            }
            let x = vm.float_arg(v)?;
            let mut digits = Vec::with_capacity(32);
            let flags =
                FloatFlags { alternate: c.alternate, upper: kind.is_ascii_uppercase(), ..FloatFlags::default() };
            write_float(x, kind.to_ascii_lowercase(), precision.unwrap_or(6), flags, &mut digits);
            let negative = digits.first() == Some(&b'-');
            field.number(sign(negative, &c), b"", &digits[usize::from(negative)..], out);
        }
        _ if args.bytes => {
            // The reference implementation reads signed bytes but for what follows digits, and the message cannot show a negative one.
            let counted = matches!(c.width, Count::Number(_)) || matches!(c.precision, Count::Number(_));
            let after_digit = counted && text.get(c.at - 1).is_some_and(|c| (0x30..0x3a).contains(&c));
            if c.kind >= 0x80 && !after_digit {
                return Err(vm.overflow_error("character argument not in range(0x110000)"));
            }
            let shown = char::from_u32(c.kind).unwrap_or('?');
            return Err(vm.value_error(format!("unsupported format character '{shown}' (0x{:x}) at index {}", c.kind, c.at)));
        }
        _ => return Err(vm.value_error(unsupported(c.kind, c.at))),
    }
    Ok(())
}

fn sign(negative: bool, c: &Conversion) -> &'static [u8] {
    match negative {
        true => b"-",
        false if c.plus => b"+",
        false if c.space => b" ",
        false => b"",
    }
}

struct Field {
    left: bool,
    zero: bool,
    width: usize,
}

impl Field {
    fn text(&self, s: StrView, out: &mut StrBuilder) {
        let pad = self.width.saturating_sub(s.len());
        if !self.left {
            out.push_repeat(b' ' as u32, pad);
        }
        out.push_view(s);
        if self.left {
            out.push_repeat(b' ' as u32, pad);
        }
    }
    fn number(&self, sign: &[u8], prefix: &[u8], digits: &[u8], out: &mut StrBuilder) {
        let pad = self.width.saturating_sub(sign.len() + prefix.len() + digits.len());
        let zeros = self.zero && !self.left;
        if !self.left && !zeros {
            out.push_repeat(b' ' as u32, pad);
        }
        out.push_ascii(sign);
        out.push_ascii(prefix);
        if zeros {
            out.push_repeat(b'0' as u32, pad);
        }
        out.push_ascii(digits);
        if self.left {
            out.push_repeat(b' ' as u32, pad);
        }
    }
}

// The int that a `%d`-like conversion shows.
fn integer(vm: &Vm, v: Value, kind: u8) -> Res {
    if vm.as_int(v).is_some() {
        return Ok(Ref::new(v));
    }
    let slots = vm.slots(v);
    let shown = kind as char;
    let bad = |what: &str| -> Raised {
        vm.type_error(format!("%{shown} format: {what} is required, not {}", vm.type_name(v)))
    };
    if matches!(kind, b'o' | b'x' | b'X') {
        return if slots.index.is_some() { vm.index(v) } else { Err(bad("an integer")) };
    }
    if slots.int.is_none() && slots.index.is_none() || vm.is_str(v) {
        return Err(bad("a real number"));
    }
    super::int::int_from_object(vm, v)
}

fn character(vm: &Vm, v: Value) -> Res<u32> {
    if vm.is_str(v) {
        let s = view(vm, v);
        return match s.len() {
            1 => Ok(s.at(0)),
            n => Err(vm.type_error(format!("%c requires an int or a unicode character, not a string of length {n}"))),
        };
    }
    if vm.as_int(v).is_none() && vm.slots(v).index.is_none() {
        return Err(vm.type_error(format!("%c requires an int or a unicode character, not {}", vm.full_name_of_type(vm.type_of(v)))));
    }
    match vm.index_i64(v)? {
        Ok(c) if (0..0x110000).contains(&c) => Ok(c as u32),
        _ => Err(vm.overflow_error("%c arg not in range(0x110000)")),
    }
}

fn byte(vm: &Vm, v: Value) -> Res<u8> {
    if let Some(b) = vm.bytes_like(v) {
        return match b {
            [c] => Ok(*c),
            _ => Err(vm.type_error(format!(
                "%c requires an integer in range(256) or a single byte, not a {} object of length {}",
                vm.type_name(v),
                b.len()
            ))),
        };
    }
    if vm.as_int(v).is_none() && vm.slots(v).index.is_none() {
        return Err(
            vm.type_error(format!("%c requires an integer in range(256) or a single byte, not {}", vm.full_name_of_type(vm.type_of(v))))
        );
    }
    match vm.index_i64(v)? {
        Ok(c) if (0..256).contains(&c) => Ok(c as u8),
        _ => Err(vm.overflow_error("%c arg not in range(256)")),
    }
}
