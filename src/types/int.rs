//! int.
use crate::numeric::{self, IntError, ParseIntError, parse_int};
use crate::object::int_object::drop_int;
use crate::object::{
    BinOp, CompareOp, Int, IntView, Raised, Ref, Res, Slots, Type, TypeSpec, Value, Vm, call_native, flags,
};
use crate::text::StrView;
use crate::text::unicode::decimal_to_ascii;
use dashu_int::IBig;
use std::cmp::Ordering;
use std::marker::PhantomData;
use std::mem::ManuallyDrop;
use std::ops::Deref;

pub static SPEC: TypeSpec = TypeSpec {
    name: "int",
    doc: "int([x]) -> integer\nint(x, base=10) -> integer\n\nConvert a number or string to an integer, or return 0 if no arguments are given.\n\n>>> int('0b100', base=0)\n4",
    flags: flags::VECTORCALL | flags::BASETYPE | flags::MATCH_SELF | flags::INT_SUBCLASS,
    size: size_of::<Int>(),
    slots: Slots {
        repr: Some(int_repr),
        hash: Some(int_hash),
        compare: Some(int_compare),
        binary: Slots::table([
            (BinOp::Add, int_add),
            (BinOp::Sub, int_sub),
            (BinOp::Mul, int_mul),
            (BinOp::TrueDiv, int_true_div),
            (BinOp::FloorDiv, int_floor_div),
            (BinOp::Mod, int_mod),
            (BinOp::DivMod, int_divmod),
            (BinOp::Pow, int_pow),
            (BinOp::LShift, int_lshift),
            (BinOp::RShift, int_rshift),
            (BinOp::And, int_and),
            (BinOp::Or, int_or),
            (BinOp::Xor, int_xor),
        ]),
        pow3: Some(int_pow3),
        neg: Some(int_neg),
        pos: Some(int_exact),
        abs: Some(int_abs),
        invert: Some(int_invert),
        bool: Some(int_bool),
        int: Some(int_exact),
        float: Some(int_float),
        index: Some(int_exact),
        new: Some(int_new),
        drop: Some(drop_int),
        ..Slots::EMPTY
    },
    methods: super::int_methods::METHODS,
    getset: super::int_methods::GETSET,
};

/// An int's value as the algorithms of `numeric` take it, borrowed: big values are not copied.
pub struct Num<'a>(ManuallyDrop<numeric::Int>, PhantomData<&'a IBig>);

impl Deref for Num<'_> {
    type Target = numeric::Int;
    fn deref(&self) -> &numeric::Int {
        &self.0
    }
}

/// Borrows an int's value.
#[inline]
pub fn num(v: IntView<'_>) -> Num<'_> {
    let n = match v {
        IntView::Small(x) => numeric::Int::Small(x),
        // SAFETY: the copy is only read, lives no longer than the original, and is never dropped.
        IntView::Big(b) => numeric::Int::Big(unsafe { std::ptr::read(b) }),
    };
    Num(ManuallyDrop::new(n), PhantomData)
}

impl Vm {
    /// An int object of a computed value.
    #[inline]
    pub fn new_num(&self, n: numeric::Int) -> Res {
        match n {
            numeric::Int::Small(x) => self.new_int(x),
            numeric::Int::Big(b) => self.new_big(b),
        }
    }
    /// The exception for an integer operation without a result.
    #[cold]
    pub fn int_error(&self, e: IntError) -> Raised {
        match e {
            IntError::ZeroDivision => self.zero_division_error("division by zero"),
            IntError::Overflow => self.overflow_error("int too large to convert to float"),
            IntError::NegativeShift => self.value_error("negative shift count"),
            IntError::TooLarge => self.memory_error(),
            IntError::ZeroModulus => self.value_error("pow() 3rd argument cannot be 0"),
            IntError::NotInvertible => self.value_error("base is not invertible for the given modulus"),
            IntError::Negative => self.value_error("argument must be non-negative"),
        }
    }
}

#[inline(always)]
fn views<'a>(vm: &Vm, a: Value, b: Value) -> Option<(IntView<'a>, IntView<'a>)> {
    Some((vm.as_int(a)?, vm.as_int(b)?))
}

macro_rules! arithmetic {
    ($($f:ident, $checked:ident, $plain:tt, $num:ident;)*) => { $(
        fn $f(vm: &Vm, a: Value, b: Value) -> Res {
            let Some((x, y)) = views(vm, a, b) else { return Ok(Ref::NOT_IMPLEMENTED) };
            if let (IntView::Small(x), IntView::Small(y)) = (x, y) {
                return match x.$checked(y) {
                    Some(z) => vm.new_int(z),
                    None => vm.new_big(IBig::from(x as i128 $plain y as i128)),
                };
            }
            vm.new_num(num(x).$num(&num(y)))
        }
    )* };
}
arithmetic! {
    int_add, checked_add, +, add;
    int_sub, checked_sub, -, sub;
    int_mul, checked_mul, *, mul;
}

macro_rules! bitwise {
    ($($f:ident, $op:tt, $num:ident;)*) => { $(
        fn $f(vm: &Vm, a: Value, b: Value) -> Res {
            let Some((x, y)) = views(vm, a, b) else { return Ok(Ref::NOT_IMPLEMENTED) };
            if let (IntView::Small(x), IntView::Small(y)) = (x, y) {
                return vm.new_int(x $op y);
            }
            vm.new_num(num(x).$num(&num(y)))
        }
    )* };
}
bitwise! {
    int_and, &, and;
    int_or, |, or;
    int_xor, ^, xor;
}

fn int_true_div(vm: &Vm, a: Value, b: Value) -> Res {
    if Value::both_small_int(a, b) && b.as_small_int() != 0 {
        return Ok(Ref::float(a.as_small_int() as f64 / b.as_small_int() as f64));
    }
    let Some((x, y)) = views(vm, a, b) else { return Ok(Ref::NOT_IMPLEMENTED) };
    match num(x).true_div(&num(y)) {
        Ok(q) => Ok(Ref::float(q)),
        Err(IntError::Overflow) => Err(vm.overflow_error("integer division result too large for a float")),
        Err(e) => Err(vm.int_error(e)),
    }
}

/// Quotient rounded down and remainder of 64-bit values; `None` where the divisor is 0 or -1.
#[inline(always)]
fn small_divmod(x: i64, y: i64) -> Option<(i64, i64)> {
    if (y as u64).wrapping_add(1) <= 1 {
        return None;
    }
    let (q, r) = (x / y, x % y);
    Some(if r != 0 && (r ^ y) < 0 { (q - 1, r + y) } else { (q, r) })
}

fn int_floor_div(vm: &Vm, a: Value, b: Value) -> Res {
    let Some((x, y)) = views(vm, a, b) else { return Ok(Ref::NOT_IMPLEMENTED) };
    if let (IntView::Small(x), IntView::Small(y)) = (x, y)
        && let Some((q, _)) = small_divmod(x, y)
    {
        return vm.new_int(q);
    }
    match num(x).floor_div(&num(y)) {
        Ok(q) => vm.new_num(q),
        Err(e) => Err(vm.int_error(e)),
    }
}

fn int_mod(vm: &Vm, a: Value, b: Value) -> Res {
    let Some((x, y)) = views(vm, a, b) else { return Ok(Ref::NOT_IMPLEMENTED) };
    if let (IntView::Small(x), IntView::Small(y)) = (x, y)
        && let Some((_, r)) = small_divmod(x, y)
    {
        return vm.new_int(r);
    }
    match num(x).modulo(&num(y)) {
        Ok(r) => vm.new_num(r),
        Err(e) => Err(vm.int_error(e)),
    }
}

fn int_divmod(vm: &Vm, a: Value, b: Value) -> Res {
    let Some((x, y)) = views(vm, a, b) else { return Ok(Ref::NOT_IMPLEMENTED) };
    match num(x).floor_divmod(&num(y)) {
        Ok((q, r)) => vm.tuple_from_refs([vm.new_num(q)?, vm.new_num(r)?]),
        Err(e) => Err(vm.int_error(e)),
    }
}

fn int_pow(vm: &Vm, a: Value, b: Value) -> Res {
    let Some((x, y)) = views(vm, a, b) else { return Ok(Ref::NOT_IMPLEMENTED) };
    let (x, y) = (num(x), num(y));
    if y.is_negative() {
        let (Ok(x), Ok(y)) = (x.to_f64(), y.to_f64()) else { return Err(vm.int_error(IntError::Overflow)) };
        return super::float::float_power(vm, x, y);
    }
    match x.pow(&y) {
        Ok(z) => vm.new_num(z),
        Err(e) => Err(vm.int_error(e)),
    }
}

fn int_pow3(vm: &Vm, a: Value, b: Value, c: Value) -> Res {
    if c.is_none() {
        return int_pow(vm, a, b);
    }
    let (Some((x, y)), Some(z)) = (views(vm, a, b), vm.as_int(c)) else {
        if vm.float_payload(a).or(vm.float_payload(b)).or(vm.float_payload(c)).is_some() {
            return Err(vm.type_error("pow() 3rd argument not allowed unless all arguments are integers"));
        }
        return Ok(Ref::NOT_IMPLEMENTED);
    };
    match num(x).pow_mod(&num(y), &num(z)) {
        Ok(r) => vm.new_num(r),
        Err(e) => Err(vm.int_error(e)),
    }
}

fn int_lshift(vm: &Vm, a: Value, b: Value) -> Res {
    let Some((x, y)) = views(vm, a, b) else { return Ok(Ref::NOT_IMPLEMENTED) };
    if let (IntView::Small(x), IntView::Small(n)) = (x, y)
        && (0..63).contains(&n)
        && (x << n) >> n == x
    {
        return vm.new_int(x << n);
    }
    match num(x).shl(&num(y)) {
        Ok(z) => vm.new_num(z),
        Err(IntError::TooLarge) if matches!(y, IntView::Big(_)) => Err(vm.overflow_error("too many digits in integer")),
        Err(e) => Err(vm.int_error(e)),
    }
}

fn int_rshift(vm: &Vm, a: Value, b: Value) -> Res {
    let Some((x, y)) = views(vm, a, b) else { return Ok(Ref::NOT_IMPLEMENTED) };
    if let (IntView::Small(x), IntView::Small(n)) = (x, y)
        && n >= 0
    {
        return vm.new_int(x >> n.min(63));
    }
    match num(x).shr(&num(y)) {
        Ok(z) => vm.new_num(z),
        Err(e) => Err(vm.int_error(e)),
    }
}

/// The payload of a receiver that must be an int.
pub fn int_self<'a>(vm: &Vm, v: Value) -> Res<IntView<'a>> {
    match vm.as_int(v) {
        Some(x) => Ok(x),
        None => Err(vm.type_error(format!("an integer is required (got type {})", vm.type_name(v)))),
    }
}

fn int_neg(vm: &Vm, v: Value) -> Res {
    match int_self(vm, v)? {
        IntView::Small(x) if x != i64::MIN => vm.new_int(-x),
        x => vm.new_num(num(x).neg()),
    }
}
fn int_abs(vm: &Vm, v: Value) -> Res {
    match int_self(vm, v)? {
        IntView::Small(x) if x != i64::MIN => vm.new_int(x.abs()),
        IntView::Big(b) if v.is_exact(vm.types.int) && b.sign() == dashu_int::Sign::Positive => Ok(Ref::new(v)),
        x => vm.new_num(num(x).abs()),
    }
}
fn int_invert(vm: &Vm, v: Value) -> Res {
    match int_self(vm, v)? {
        IntView::Small(x) => vm.new_int(!x),
        x => vm.new_num(num(x).invert()),
    }
}
/// The value as an exact int.
pub fn int_exact(vm: &Vm, v: Value) -> Res {
    if v.is_small_int() || v.is_exact(vm.types.int) {
        return Ok(Ref::new(v));
    }
    match int_self(vm, v)? {
        IntView::Small(x) => vm.new_int(x),
        IntView::Big(b) => vm.new_big(b.clone()),
    }
}
fn int_bool(vm: &Vm, v: Value) -> Res<bool> {
    Ok(!matches!(int_self(vm, v)?, IntView::Small(0)))
}
fn int_float(vm: &Vm, v: Value) -> Res {
    match num(int_self(vm, v)?).to_f64() {
        Ok(x) => Ok(Ref::float(x)),
        Err(e) => Err(vm.int_error(e)),
    }
}
fn int_hash(vm: &Vm, v: Value) -> Res<i64> {
    Ok(num(int_self(vm, v)?).hash())
}
fn int_compare(vm: &Vm, a: Value, b: Value, op: CompareOp) -> Res {
    let Some((x, y)) = views(vm, a, b) else { return Ok(Ref::NOT_IMPLEMENTED) };
    let order = match (x, y) {
        (IntView::Small(x), IntView::Small(y)) => x.cmp(&y),
        (x, y) => num(x).cmp(&num(y)),
    };
    Ok(Ref::bool(op.holds(order)))
}

/// ValueError where the decimal text would exceed `sys.get_int_max_str_digits()`.
pub fn check_digits(vm: &Vm, n: &numeric::Int) -> Res<()> {
    let max = vm.int_max_str_digits.get() as usize;
    if max == 0 || n.to_i64().is_some() {
        return Ok(());
    }
    let bound = n.decimal_digits_bound();
    let exceeds = bound > max + 1
        || bound > max && {
            let text = n.to_decimal();
            text.len() - usize::from(n.is_negative()) > max
        };
    if exceeds {
        return Err(vm.value_error(format!(
            "Exceeds the limit ({max} digits) for integer string conversion; use sys.set_int_max_str_digits() to increase the limit"
        )));
    }
    Ok(())
}

/// Appends the decimal text of an int.
pub fn write_int(vm: &Vm, x: IntView, out: &mut Vec<u8>) -> Res<()> {
    match x {
        IntView::Small(x) => numeric::int_text::write_i64(x, out),
        x => {
            let n = num(x);
            check_digits(vm, &n)?;
            n.write_decimal(out);
        }
    }
    Ok(())
}

/// `repr` of an int value.
pub fn int_text(vm: &Vm, x: IntView) -> Res {
    if let IntView::Small(x) = x {
        let mut buffer = [0u8; 20];
        let n = numeric::int_text::decimal_u64(x.unsigned_abs(), &mut buffer).len();
        if x >= 0 {
            return vm.new_latin1(&buffer[20 - n..], true);
        }
        // At most 19 digits follow the sign of a negative 64-bit value.
        buffer[19 - n] = b'-';
        return vm.new_latin1(&buffer[19 - n..], true);
    }
    let mut out = Vec::with_capacity(80);
    write_int(vm, x, &mut out)?;
    vm.new_latin1(&out, true)
}

fn int_repr(vm: &Vm, v: Value) -> Res {
    int_text(vm, int_self(vm, v)?)
}

/// `int(text, base)`; `source` is the object in the error message.
pub fn parse_int_text(vm: &Vm, text: &[u8], base: i64, source: Value) -> Res {
    match parse_int(text, base as u32, vm.int_max_str_digits.get() as usize) {
        Ok(n) => vm.new_num(n),
        Err(ParseIntError::TooManyDigits(n)) => Err(vm.value_error(format!(
            "Exceeds the limit ({} digits) for integer string conversion: value has {n} digits; use sys.set_int_max_str_digits() to increase the limit",
            vm.int_max_str_digits.get()
        ))),
        Err(ParseIntError::Invalid) => {
            // A bytearray is read as bytes.
            let shown = match source.is_exact(vm.types.bytearray).then(|| vm.bytes_like(source)).flatten() {
                Some(b) => vm.new_bytes(b)?,
                None => Ref::new(source),
            };
            let shown: String = vm.repr_text(shown.value())?.chars().take(200).collect();
            Err(vm.value_error(format!("invalid literal for int() with base {base}: {shown}")))
        }
    }
}

/// `int(v)`: an exact int.
pub fn int_from_object(vm: &Vm, v: Value) -> Res {
    if v.is_small_int() || v.is_exact(vm.types.int) {
        return Ok(Ref::new(v));
    }
    if v.is_float() {
        return super::float::float_to_int(vm, v.as_float());
    }
    if v.is_exact(vm.types.str) {
        return parse_int_text(vm, &decimal_to_ascii(super::str::view(vm, v)), 10, v);
    }
    let slots = vm.slots(v);
    if let Some(f) = slots.int {
        let r = f(vm, v)?;
        if vm.as_int(r.value()).is_none() {
            return Err(vm.type_error(format!("__int__ returned non-int (type {})", vm.type_name(r.value()))));
        }
        return int_exact(vm, r.value());
    }
    if slots.index.is_some() {
        let r = vm.index(v)?;
        return int_exact(vm, r.value());
    }
    if vm.is_str(v) {
        return parse_int_text(vm, &decimal_to_ascii(super::str::view(vm, v)), 10, v);
    }
    if let Some(b) = vm.bytes_view(v)? {
        let shown = vm.new_bytes(&b)?;
        return parse_int_text(vm, &b, 10, if vm.bytes_like(v).is_some() { v } else { shown.value() });
    }
    Err(vm.type_error(format!(
        "int() argument must be a string, a bytes-like object or a real number, not '{}'",
        vm.type_name(v)
    )))
}

fn int_with_base(vm: &Vm, x: Value, base: Value) -> Res {
    let base = vm.index_i64(base)?.unwrap_or(-1);
    if base != 0 && !(2..=36).contains(&base) {
        return Err(vm.value_error("int() base must be >= 2 and <= 36, or 0"));
    }
    if vm.is_str(x) {
        return parse_int_text(vm, &decimal_to_ascii(super::str::view(vm, x)), base, x);
    }
    match vm.bytes_like(x) {
        Some(b) => parse_int_text(vm, b, base, x),
        None => Err(vm.type_error("int() can't convert non-string with explicit base")),
    }
}

crate::native! { static NEW = [
    /// The arguments of the constructor.
    "int(x=, /, base=)" => fn int_arguments(vm, [x, base]) {
        match (x.is_unbound(), base.is_unbound()) {
            (true, true) => Ok(Ref::own(Value::small_int(0))),
            (true, false) => Err(vm.type_error("int() missing string argument")),
            (false, true) => int_from_object(vm, x),
            (false, false) => int_with_base(vm, x, base),
        }
    }
]; }

fn int_new(vm: &Vm, ty: *mut Type, args: &[Value], kwnames: Value) -> Res {
    let value = if kwnames == Value::NULL && args.len() == 1 {
        int_from_object(vm, args[0])?
    } else {
        if args.len() > 2 {
            let n = args.len();
            return Err(vm.type_error(match ty == vm.types.int && kwnames == Value::NULL {
                true => format!("int expected at most 2 arguments, got {n}"),
                false if kwnames != Value::NULL && vm.tuple_items(kwnames).len() == n => {
                    format!("int() takes at most 2 keyword arguments ({n} given)")
                }
                false => format!("int() takes at most 2 arguments ({n} given)"),
            }));
        }
        call_native(vm, &NEW[0], args, kwnames)?
    };
    if ty == vm.types.int {
        return Ok(value);
    }
    let x = int_self(vm, value.value())?;
    vm.new_object::<Int>(ty, |p| {
        let (small, big) = match x {
            IntView::Small(x) => (x, None),
            IntView::Big(b) => (0, Some(Box::new(b.clone()))),
        };
        // SAFETY: the instance is fresh.
        unsafe {
            (&raw mut (*p).small).write(small);
            (&raw mut (*p).big).write(big);
        }
    })
}

/// Order of an int and a float, exact; `None` for NaN.
pub fn compare_int_float(x: IntView, y: f64) -> Option<Ordering> {
    num(x).partial_cmp_f64(y)
}

/// The text of a number in a str, for `int` and `float`.
pub fn number_text(s: StrView<'_>) -> std::borrow::Cow<'_, [u8]> {
    decimal_to_ascii(s)
}
