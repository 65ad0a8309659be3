//! What several builtin types share: text building, guarded repr, index arithmetic.
use crate::object::{CompareOp, Points, Raised, Ref, Res, Str, Type, Value, Vm};
use crate::text::{StrBuf, StrBuilder, StrView};

/// A str's code points as the text layer sees them.
#[inline]
pub fn str_view(s: &Str) -> StrView<'_> {
    match s.points() {
        Points::One(b) if s.is_ascii() => StrView::Ascii(b),
        Points::One(b) => StrView::Latin1(b),
        Points::Two(b) => StrView::Ucs2(b),
        Points::Four(b) => StrView::Ucs4(b),
    }
}

/// A str of finished storage.
pub fn str_from_buf(vm: &Vm, buf: StrBuf) -> Res {
    match buf {
        StrBuf::Ascii(b) => vm.new_latin1(&b, true),
        StrBuf::Latin1(b) => vm.new_latin1(&b, false),
        StrBuf::Ucs2(b) => {
            let max = b.iter().fold(0, |m, &c| m | c as u32);
            vm.str_from_points(b.iter().map(|&c| c as u32), b.len(), max)
        }
        StrBuf::Ucs4(b) => {
            let max = b.iter().fold(0, |m, &c| m | c);
            vm.str_from_points(b.iter().copied(), b.len(), max)
        }
    }
}

/// Appends `repr(v)`; small ints without an intermediate object.
pub fn push_repr(vm: &Vm, out: &mut StrBuilder, v: Value) -> Res<()> {
    if v.is_small_int() {
        push_int(out, v.as_small_int());
        return Ok(());
    }
    let r = vm.repr(v)?;
    out.push_view(str_view(vm.str(r.value())));
    Ok(())
}

/// Appends a decimal int.
pub fn push_int(out: &mut StrBuilder, x: i64) {
    let mut buffer = [0u8; 20];
    out.push_ascii(decimal(x, &mut buffer));
}

/// Decimal digits of an int.
#[inline]
pub fn decimal(x: i64, buffer: &mut [u8; 20]) -> &[u8] {
    let mut n = x.unsigned_abs();
    let mut i = buffer.len();
    loop {
        i -= 1;
        buffer[i] = b'0' + (n % 10) as u8;
        n /= 10;
        if n == 0 {
            break;
        }
    }
    if x < 0 {
        i -= 1;
        buffer[i] = b'-';
    }
    &buffer[i..]
}

/// Runs `f` unless the repr of `v` is already running: then the answer is `recursive`.
pub fn guarded_repr(vm: &Vm, v: Value, recursive: &str, f: impl FnOnce(&mut StrBuilder) -> Res<()>) -> Res {
    if vm.repr_guard.borrow().contains(&v) {
        return vm.new_str(recursive);
    }
    vm.check_machine_stack(" while getting the repr of an object")?;
    vm.repr_guard.borrow_mut().push(v);
    let mut out = StrBuilder::new();
    let r = f(&mut out);
    vm.repr_guard.borrow_mut().pop();
    r?;
    str_from_buf(vm, out.finish())
}

/// Whether the value can serve as an index (an int or something with `__index__`).
#[inline]
pub fn is_index(vm: &Vm, v: Value) -> bool {
    v.is_small_int() || vm.as_int(v).is_some() || vm.slots(v).index.is_some()
}

/// Position of a possibly negative index, None where it is out of range.
#[inline(always)]
pub fn resolve_index(i: i64, len: usize) -> Option<usize> {
    let i = if i < 0 { i + len as i64 } else { i };
    if i >= 0 && (i as usize) < len { Some(i as usize) } else { None }
}

/// `items * n` in number of items: MemoryError beyond what can be allocated.
pub fn repeated_len(vm: &Vm, len: usize, count: i64) -> Res<usize> {
    let count = count.max(0) as usize;
    match len.checked_mul(count) {
        Some(n) if n < isize::MAX as usize / 8 => Ok(n),
        _ => Err(vm.memory_error()),
    }
}

/// The count of a sequence repetition: OverflowError where it does not fit a machine word. None: not an int.
pub fn repeat_count(vm: &Vm, v: Value) -> Res<Option<i64>> {
    if v.is_small_int() {
        return Ok(Some(v.as_small_int()));
    }
    if !is_index(vm, v) {
        return Ok(None);
    }
    match vm.index_i64(v)? {
        Ok(n) => Ok(Some(n)),
        Err(_) => {
            Err(vm.overflow_error(format!("cannot fit '{}' into an index-sized integer", vm.type_name(v))))
        }
    }
}

/// Lexicographic comparison of two sequences whose items are read anew at each step, since comparing may change them.
pub fn compare_sequences<'a>(
    vm: &Vm,
    a: impl Fn() -> &'a [Value],
    b: impl Fn() -> &'a [Value],
    op: CompareOp,
) -> Res {
    if matches!(op, CompareOp::Eq | CompareOp::Ne) && a().len() != b().len() {
        return Ok(Ref::bool(op == CompareOp::Ne));
    }
    vm.check_machine_stack(" in comparison")?;
    let mut i = 0;
    loop {
        let (x, y) = match (a().get(i), b().get(i)) {
            (Some(x), Some(y)) => (*x, *y),
            _ => return Ok(Ref::bool(op.holds(a().len().cmp(&b().len())))),
        };
        if x != y {
            let (x, y) = (Ref::new(x), Ref::new(y));
            if !vm.compare_bool(x.value(), y.value(), CompareOp::Eq)? {
                return match op {
                    CompareOp::Eq => Ok(Ref::bool(false)),
                    CompareOp::Ne => Ok(Ref::bool(true)),
                    _ if Value::both_small_int(x.value(), y.value()) => Ok(Ref::bool(op.holds(x.0.cmp(&y.0)))),
                    _ => vm.compare(x.value(), y.value(), op),
                };
            }
        }
        i += 1;
    }
}

/// `start`/`stop` argument of `index`: clamped to the sequence.
pub fn clamp_bound(vm: &Vm, v: Value, len: usize) -> Res<usize> {
    if !is_index(vm, v) {
        return Err(vm.type_error("slice indices must be integers or have an __index__ method"));
    }
    let x = match vm.index_i64(v)? {
        Ok(x) => x,
        Err(o) => {
            if o.is_lt() {
                i64::MIN
            } else {
                i64::MAX
            }
        }
    };
    let x = if x < 0 { x.saturating_add(len as i64).max(0) } else { x };
    Ok((x as usize).min(len))
}

/// `cls[item]` for generic builtin classes.
pub fn generic_alias(vm: &Vm, cls: Value, item: Value) -> Res {
    vm.call(Value::from_ptr(vm.types.generic_alias), &[cls, item])
}

/// The result of an `__annotate__` function asked for values.
pub fn evaluated_annotations(vm: &Vm, annotate: Value) -> Res {
    let r = vm.call(annotate, &[Value::small_int(1)])?;
    if vm.is_dict(r.value()) {
        return Ok(r);
    }
    Err(vm.type_error(format!("__annotate__ returned non-dict of type '{}'", vm.type_name(r.value()))))
}
/// A value that is to be `__annotate__` of a class or module: None or something callable.
pub fn checked_annotate(vm: &Vm, value: Option<Value>) -> Res<Value> {
    match value {
        None => Err(vm.type_error("cannot delete __annotate__ attribute")),
        Some(v) if v.is_none() || vm.slots(v).call.is_some() => Ok(v),
        Some(_) => Err(vm.type_error("__annotate__ must be callable or None")),
    }
}

/// Whether keywords are an error for a constructor that takes none: not where a subclass has an `__init__` of its own, which gets them.
pub fn minds_keywords(vm: &Vm, kwnames: Value, ty: *const Type, own: *const Type) -> bool {
    // SAFETY: live types.
    kwnames != Value::NULL && !vm.tuple_items(kwnames).is_empty() && (ty == own || unsafe { (*ty).slots.init == (*own).slots.init })
}
/// The positional ones of the arguments of a call.
pub fn positional<'a>(vm: &Vm, args: &'a [Value], kwnames: Value) -> &'a [Value] {
    let named = if kwnames == Value::NULL { 0 } else { vm.tuple_items(kwnames).len() };
    &args[..args.len() - named]
}
/// TypeError for keyword arguments to something that takes none.
#[cold]
pub fn no_keywords(vm: &Vm, name: &str) -> Raised {
    vm.type_error(format!("{name}() takes no keyword arguments"))
}

/// Checks the arguments of a constructor that takes `least..=most` positional arguments only.
pub fn check_args(vm: &Vm, name: &str, args: &[Value], kwnames: Value, least: usize, most: usize) -> Res<()> {
    if kwnames != Value::NULL && !vm.tuple_items(kwnames).is_empty() {
        return Err(no_keywords(vm, name));
    }
    let n = args.len();
    if n < least || n > most {
        let (bound, k) = match (least == most, n < least) {
            (true, _) => ("", least),
            (false, true) => ("at least ", least),
            (false, false) => ("at most ", most),
        };
        let plural = if k == 1 { "" } else { "s" };
        return Err(vm.type_error(format!("{name} expected {bound}{k} argument{plural}, got {n}")));
    }
    Ok(())
}

/// A hint of how many items an iterable has, 0 where unknown (`operator.length_hint`). A TypeError of `__len__` or `__length_hint__` means
/// that there is none; other errors propagate, and a bad answer is one.
pub fn length_hint(vm: &Vm, v: Value) -> Res<usize> {
    Ok(known_length_hint(vm, v)?.unwrap_or(0))
}

/// As `length_hint`, None where there is none.
pub fn known_length_hint(vm: &Vm, v: Value) -> Res<Option<usize>> {
    if vm.slots(v).len.is_some() {
        match vm.len(v) {
            Err(_) if vm.clear_raised_if(vm.types.TypeError) => {}
            r => return r.map(Some),
        }
    }
    if !v.is_heap() || vm.type_lookup(vm.type_of(v), vm.names.__length_hint__).is_none() {
        return Ok(None);
    }
    match vm.call_special(v, vm.names.__length_hint__, &[]) {
        Err(_) if vm.clear_raised_if(vm.types.TypeError) => Ok(None),
        Err(e) => Err(e),
        Ok(None) => Ok(None),
        Ok(Some(n)) if n.is_not_implemented() => Ok(None),
        Ok(Some(n)) if !vm.is_instance(n.value(), vm.types.int) => {
            Err(vm.type_error(format!("__length_hint__ must be an integer, not {}", vm.type_name(n.value()))))
        }
        Ok(Some(n)) => match vm.int_arg(n.value())? {
            n if n < 0 => Err(vm.value_error("__length_hint__() should return >= 0")),
            n => Ok(Some(n as usize)),
        },
    }
}

/// The arguments of a call that is passed on, or made later: those by position, then those of a dict of keywords.
pub struct Arguments {
    values: Vec<Ref>,
    /// Names of the last of them, as calls have them.
    names: Option<Ref>,
}

impl Arguments {
    /// From what a native function with `*args` and `**kwargs` gets: `kwargs` is a dict or unbound.
    pub fn new(vm: &Vm, args: &[Value], kwargs: Value) -> Res<Arguments> {
        let mut values: Vec<Ref> = args.iter().map(|a| Ref::new(*a)).collect();
        if !vm.is_dict(kwargs) || vm.dict(kwargs).is_empty() {
            return Ok(Arguments { values, names: None });
        }
        let mut names = Vec::with_capacity(vm.dict(kwargs).len());
        for (name, value) in vm.dict(kwargs).iter() {
            names.push(Ref::new(name));
            values.push(Ref::new(value));
        }
        Ok(Arguments { values, names: Some(vm.tuple_from_refs(names)?) })
    }
    /// Calls `function` with them.
    pub fn call(&self, vm: &Vm, function: Value) -> Res {
        let values: Vec<Value> = self.values.iter().map(Ref::value).collect();
        vm.call_with(function, &values, self.names.as_ref().map_or(Value::NULL, Ref::value))
    }
}

/// UnicodeEncodeError for a str with a lone surrogate, where CPython keeps the text as UTF-8.
pub(super) fn check_encodable(vm: &Vm, text: Value) -> Res<()> {
    super::codec::encode_str(vm, text, vm.new_str("utf-8")?.value(), Value::UNBOUND).map(drop)
}
