//! Builtin functions on numbers and characters.
use crate::native;
use crate::object::{BinOp, IntView, Ref, Res, Value, Vm};
use crate::types::int::num;
use dashu_int::IBig;

/// `sum`: ints in a machine word as long as they fit, floats with compensation (Neumaier), anything else by `+`.
pub fn sum(vm: &Vm, iterable: Value, start: Value) -> Res {
    let it = vm.iter(iterable)?;
    if vm.is_str(start) {
        return Err(vm.type_error("sum() can't sum strings [use ''.join(seq) instead]"));
    }
    if start.is_heap() && vm.has_flag(start, crate::object::flags::BYTES_SUBCLASS) {
        return Err(vm.type_error("sum() can't sum bytes [use b''.join(seq) instead]"));
    }
    if start.is_heap() && vm.is_instance(start, vm.types.bytearray) {
        return Err(vm.type_error("sum() can't sum bytearray [use b''.join(seq) instead]"));
    }
    let Some(next) = vm.slots(it.value()).next else { return Ok(Ref::new(start)) };
    // Items of a list or tuple are read in place while adding them runs no Python code.
    let direct = [vm.types.list, vm.types.tuple].iter().any(|t| iterable.is_exact(*t));
    let mut position = 0;
    let mut step = || match direct {
        true => {
            let items = if iterable.is_exact(vm.types.list) { vm.list(iterable).items() } else { vm.tuple_items(iterable) };
            position += 1;
            Ok(items.get(position - 1).map(|v| Ref::new(*v)))
        }
        false => next(vm, it.value()),
    };
    let mut total = Ref::new(start);
    let mut pending: Option<Ref> = None;
    if total.is_small_int() {
        let mut n = total.as_small_int();
        loop {
            let Some(x) = step()? else { return vm.new_int(n) };
            let small = match x.value() {
                v if v.is_small_int() => Some(v.as_small_int()),
                v if v.is_bool() => Some(v.is_true() as i64),
                _ => None,
            };
            match small.and_then(|s| n.checked_add(s)) {
                Some(sum) => n = sum,
                None => {
                    total = vm.new_int(n)?;
                    pending = Some(x);
                    break;
                }
            }
        }
        if let Some(x) = pending.take() {
            if x.is_float() && total.is_small_int() {
                total = Ref::float(total.as_small_int() as f64);
                pending = Some(x);
            } else {
                total = vm.binary_op(BinOp::Add, total.value(), x.value())?;
            }
        }
    }
    if total.is_float() {
        let mut sum = CompensatedSum::new(total.as_float());
        loop {
            let x = match pending.take() {
                Some(x) => x,
                None => match step()? {
                    Some(x) => x,
                    None => return Ok(Ref::float(sum.value())),
                },
            };
            match real_item(vm, x.value()) {
                Some(y) => sum.add(y),
                None => {
                    let so_far = Ref::float(sum.value());
                    total = vm.binary_op(BinOp::Add, so_far.value(), x.value())?;
                    break;
                }
            }
        }
    }
    if total.is_exact(vm.types.complex)
        && let Some((re, im)) = vm.complex_payload(total.value())
    {
        let (mut re, mut im) = (CompensatedSum::new(re), CompensatedSum::new(im));
        loop {
            let Some(x) = step()? else {
                return vm.new_complex(re.value(), im.value());
            };
            if x.is_exact(vm.types.complex)
                && let Some(c) = vm.complex_payload(x.value())
            {
                re.add(c.0);
                im.add(c.1);
            } else if let Some(y) = real_item(vm, x.value()) {
                re.add(y);
            } else {
                let so_far = vm.new_complex(re.value(), im.value())?;
                total = vm.binary_op(BinOp::Add, so_far.value(), x.value())?;
                break;
            }
        }
    }
    while let Some(x) = step()? {
        total = vm.binary_op(BinOp::Add, total.value(), x.value())?;
    }
    Ok(total)
}

/// What a compensated sum can take: a float, or an int that a C long holds.
fn real_item(vm: &Vm, v: Value) -> Option<f64> {
    if v.is_float() {
        return Some(v.as_float());
    }
    match vm.as_int(v)? {
        IntView::Small(x) => Some(x as f64),
        IntView::Big(_) => None,
    }
}

/// Neumaier's variant of Kahan's summation, as `sum()` uses it (CPython 3.12 and later).
struct CompensatedSum {
    high: f64,
    low: f64,
}

impl CompensatedSum {
    fn new(start: f64) -> Self {
        CompensatedSum { high: start, low: 0.0 }
    }

    fn add(&mut self, x: f64) {
        let t = self.high + x;
        if self.high.abs() >= x.abs() {
            self.low += (self.high - t) + x;
        } else {
            self.low += (x - t) + self.high;
        }
        self.high = t;
    }

    fn value(&self) -> f64 {
        if self.low != 0.0 && self.low.is_finite() { self.high + self.low } else { self.high }
    }
}

/// `bin`, `oct` or `hex` of an int or what has an index.
fn in_radix(vm: &Vm, v: Value, radix: u32) -> Res {
    let i = vm.index(v)?;
    // The longest text of an int of 64 bits: its digits, the prefix and a sign.
    let mut text = Vec::with_capacity(67);
    num(vm.as_int(i.value()).unwrap_or(IntView::Small(0))).write_prefixed(radix, &mut text);
    vm.new_latin1(&text, true)
}

native! { pub static FUNCTIONS = [
    /// Return the absolute value of the argument.
    "abs(number, /)" => fn abs(vm, [x]) {
        if x.is_small_int() {
            return vm.new_int(x.as_small_int().abs());
        }
        if x.is_float() {
            return Ok(Ref::float(x.as_float().abs()));
        }
        match vm.slots(x).abs {
            Some(f) => f(vm, x),
            None => Err(vm.type_error(format!("bad operand type for abs(): '{}'", vm.type_name(x)))),
        }
    }
    /// Return the binary representation of an integer.
    ///
    /// >>> bin(2796202)
    /// '0b1010101010101010101010'
    "bin(number, /)" => fn bin(vm, [x]) { in_radix(vm, x, 2) }
    /// Return the hexadecimal representation of an integer.
    ///
    /// >>> hex(12648430)
    /// '0xc0ffee'
    "hex(number, /)" => fn hex(vm, [x]) { in_radix(vm, x, 16) }
    /// Return the octal representation of an integer.
    ///
    /// >>> oct(342391)
    /// '0o1234567'
    "oct(number, /)" => fn oct(vm, [x]) { in_radix(vm, x, 8) }
    /// Return the tuple (x//y, x%y).  Invariant: div*y + mod == x.
    "divmod(x, y, /)" => fn divmod(vm, [x, y]) { vm.binary_op(BinOp::DivMod, x, y) }
    /// Equivalent to base**exp with 2 arguments or base**exp % mod with 3 arguments.
    ///
    /// Some types, such as ints, are able to use a more efficient algorithm when
    /// invoked using the three argument form.
    "pow(base, exp, mod=None)" => fn pow(vm, [base, exp, modulus]) {
        if modulus.is_none() {
            return vm.binary_op(BinOp::Pow, base, exp);
        }
        for v in [base, exp, modulus] {
            if let Some(f) = vm.slots(v).pow3 {
                let r = f(vm, base, exp, modulus)?;
                if !r.is_not_implemented() {
                    return Ok(r);
                }
            }
        }
        Err(vm.type_error(format!(
            "unsupported operand type(s) for ** or pow(): '{}', '{}', '{}'",
            vm.type_name(base), vm.type_name(exp), vm.type_name(modulus)
        )))
    }
    /// Round a number to a given precision in decimal digits.
    ///
    /// The return value is an integer if ndigits is omitted or None.  Otherwise
    /// the return value has the same type as the number.  ndigits may be negative.
    "round(number, ndigits=None)" => fn round(vm, [number, ndigits]) {
        let args = if ndigits.is_none() { &[][..] } else { &[ndigits][..] };
        match vm.call_special(number, vm.names.__round__, args)? {
            Some(r) => Ok(r),
            None => Err(vm.type_error(format!("type {} doesn't define __round__ method", vm.type_name(number)))),
        }
    }
    /// Return the ordinal value of a character.
    "ord(character, /)" => fn ord(vm, [c]) {
        if vm.is_str(c) {
            let s = vm.str(c);
            return match s.len() {
                1 => vm.new_int(s.point(0) as i64),
                n => Err(vm.type_error(format!("ord() expected a character, but string of length {n} found"))),
            };
        }
        let bytes = c.is_heap()
            && (vm.has_flag(c, crate::object::flags::BYTES_SUBCLASS) || vm.is_instance(c, vm.types.bytearray));
        if bytes {
            return match vm.len(c)? {
                1 => vm.getitem(c, Value::small_int(0)),
                n => Err(vm.type_error(format!("ord() expected a character, but string of length {n} found"))),
            };
        }
        Err(vm.type_error(format!("ord() expected string of length 1, but {} found", vm.type_name(c))))
    }
    /// Return a Unicode string of one character with ordinal i; 0 <= i <= 0x10ffff.
    "chr(i, /)" => fn chr(vm, [i]) {
        match vm.index_i64(i)? {
            Ok(x @ 0..=0x10FFFF) => vm.char_str(x as u32),
            _ => Err(vm.value_error("chr() arg not in range(0x110000)")),
        }
    }
]; }

/// The value of an int argument of any size.
pub fn big_arg(vm: &Vm, v: Value) -> Res<IBig> {
    let i = vm.index(v)?;
    Ok(vm.as_int(i.value()).unwrap_or(IntView::Small(0)).to_big())
}
