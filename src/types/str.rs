//! str: the type, its slots and its constructor. Methods by topic are in the modules `str_*`.
use super::sequence_ops::{Repeat, concat_other, repeat_operands};
use crate::object::str_object::{MAX_LEN, drop_str};
use crate::object::{BinOp, CompareOp, Points, Ref, Res, Slots, Str, Type, TypeSpec, Value, Vm, call_native, flags};
use crate::text::repr::{ascii_str, repr_str};
use crate::text::{StrBuf, StrBuilder, StrView, search};
use crate::types::slice::slice_indices;

pub static SPEC: TypeSpec = TypeSpec {
    name: "str",
    doc: "str(object='') -> str\nstr(bytes_or_buffer[, encoding[, errors]]) -> str\n\nCreate a new string object from the given object. If encoding or\nerrors is specified, then the object must expose a data buffer\nthat will be decoded using the given encoding and error handler.\nOtherwise, returns the result of object.__str__() (if defined)\nor repr(object).\nencoding defaults to 'utf-8'.\nerrors defaults to 'strict'.",
    flags: flags::VECTORCALL | flags::BASETYPE | flags::MATCH_SELF | flags::STR_SUBCLASS,
    size: size_of::<Str>(),
    slots: Slots {
        repr: Some(str_repr),
        str: Some(str_str),
        hash: Some(str_hash),
        iter: Some(str_iter),
        compare: Some(str_compare),
        binary: Slots::table([(BinOp::Add, str_add), (BinOp::Mul, str_mul), (BinOp::Mod, super::str_percent::str_mod)]),
        len: Some(str_len),
        bool: Some(str_bool),
        getitem: Some(str_getitem),
        contains: Some(str_contains),
        new: Some(str_new),
        drop: Some(drop_str),
        ..Slots::EMPTY
    },
    methods: super::str_methods::METHODS,
    getset: &[],
};

/// The code points of a str as the algorithms of `text` take them.
#[inline(always)]
pub fn view_of(s: &Str) -> StrView<'_> {
    match s.points() {
        Points::One(b) if s.is_ascii() => StrView::Ascii(b),
        Points::One(b) => StrView::Latin1(b),
        Points::Two(u) => StrView::Ucs2(u),
        Points::Four(u) => StrView::Ucs4(u),
    }
}

/// The code points of a value that is a str.
#[inline(always)]
pub fn view<'a>(vm: &Vm, v: Value) -> StrView<'a> {
    view_of(vm.str(v))
}

impl Vm {
    /// A str of built text: one copy, the storage is the narrowest already.
    pub fn new_str_buf(&self, b: StrBuf) -> Res {
        match b {
            StrBuf::Ascii(v) => self.new_latin1(&v, true),
            StrBuf::Latin1(v) => self.new_latin1(&v, false),
            StrBuf::Ucs2(v) => self.str_from_points(v.iter().map(|c| *c as u32), v.len(), 0x100),
            StrBuf::Ucs4(v) => self.str_from_points(v.iter().copied(), v.len(), 0x10000),
        }
    }
    /// A str of these code points in the narrowest width.
    pub fn new_str_view(&self, v: StrView) -> Res {
        match v {
            StrView::Ascii(b) => self.new_latin1(b, true),
            StrView::Latin1(b) => self.new_latin1(b, b.is_ascii()),
            StrView::Ucs2(u) => {
                let max = u.iter().fold(0, |m, c| m | *c) as u32;
                self.str_from_points(u.iter().map(|c| *c as u32), u.len(), max)
            }
            StrView::Ucs4(u) => {
                let max = u.iter().fold(0, |m, c| m | *c);
                self.str_from_points(u.iter().copied(), u.len(), max)
            }
        }
    }
    /// `s[start:end]` of a str for bounds within it; the str itself where that is all of it.
    #[inline]
    pub fn str_slice(&self, s: Value, start: usize, end: usize) -> Res {
        let v = view(self, s);
        if start == 0 && end == v.len() && s.is_exact(self.types.str) {
            return Ok(Ref::new(s));
        }
        self.new_str_view(v.slice(start, end))
    }
    /// `ascii(v)`: the repr with everything beyond ASCII escaped.
    pub fn ascii(&self, v: Value) -> Res {
        if v.is_exact(self.types.str) {
            let mut out = StrBuilder::new();
            ascii_str(view(self, v), &mut out);
            return self.new_str_buf(out.finish());
        }
        let r = self.repr(v)?;
        if self.str(r.value()).is_ascii() {
            return Ok(r);
        }
        let mut out = StrBuilder::new();
        crate::text::repr::escape_non_ascii(view(self, r.value()), &mut out);
        self.new_str_buf(out.finish())
    }
}

fn str_repr(vm: &Vm, v: Value) -> Res {
    let mut out = StrBuilder::new();
    repr_str(view(vm, v), &mut out);
    vm.new_str_buf(out.finish())
}

/// The value as an exact str.
pub fn str_str(vm: &Vm, v: Value) -> Res {
    if v.is_exact(vm.types.str) {
        return Ok(Ref::new(v));
    }
    vm.new_str_view(view(vm, v))
}

fn str_hash(vm: &Vm, v: Value) -> Res<i64> {
    // SAFETY: the slot is called with a str; the hash is a cache that nothing else reads meanwhile.
    Ok(unsafe { (*v.ptr::<Str>()).hash(vm) })
}

fn str_len(vm: &Vm, v: Value) -> Res<usize> {
    Ok(vm.str(v).len())
}

fn str_bool(vm: &Vm, v: Value) -> Res<bool> {
    Ok(!vm.str(v).is_empty())
}

fn str_iter(vm: &Vm, v: Value) -> Res {
    let ty = if vm.str(v).is_ascii() { vm.types.str_ascii_iterator } else { vm.types.str_iterator };
    vm.new_index_iterator(ty, v, 0, vm.str(v).len() as i64, 1)
}

fn str_compare(vm: &Vm, a: Value, b: Value, op: CompareOp) -> Res {
    if !vm.is_str(b) || !vm.is_str(a) {
        return Ok(Ref::NOT_IMPLEMENTED);
    }
    let (x, y) = (vm.str(a), vm.str(b));
    Ok(Ref::bool(match op {
        CompareOp::Eq => a == b || x.equals(y),
        CompareOp::Ne => a != b && !x.equals(y),
        _ => op.holds(view_of(x).compare(view_of(y))),
    }))
}

fn str_add(vm: &Vm, a: Value, b: Value) -> Res {
    if vm.is_str(a) && vm.is_str(b) {
        let r = vm.str_concat(a, b)?;
        return if r.is_exact(vm.types.str) { Ok(r) } else { str_str(vm, r.value()) };
    }
    if !vm.is_str(a) {
        return Ok(Ref::NOT_IMPLEMENTED);
    }
    concat_other(vm, a, b, str_add, || format!("can only concatenate str (not \"{}\") to str", vm.type_name(b)))
}

fn str_mul(vm: &Vm, a: Value, b: Value) -> Res {
    match repeat_operands(vm, a, b, str_mul, |v| vm.is_str(v))? {
        Repeat::Done(r) => Ok(r),
        Repeat::Times(s, n) => str_repeat(vm, s, n),
    }
}

/// `s * n`.
pub fn str_repeat(vm: &Vm, v: Value, n: usize) -> Res {
    let s = vm.str(v);
    if n == 1 {
        return str_str(vm, v);
    }
    let len = s.len();
    if n == 0 || len == 0 {
        return Ok(Ref::new(vm.names.empty));
    }
    let total = match len.checked_mul(n) {
        Some(t) if t <= isize::MAX as usize => t,
        _ => return Err(vm.overflow_error("repeated string is too long")),
    };
    if total > MAX_LEN {
        return Err(vm.memory_error());
    }
    let p = vm.alloc_str(total, s.width, s.is_ascii())?;
    let unit = s.bytes();
    // SAFETY: room for `n` copies was made; each round copies what is there already.
    unsafe {
        let to = (*p).data;
        if unit.len() == 1 {
            to.write_bytes(unit[0], n);
        } else {
            let all = unit.len() * n;
            std::ptr::copy_nonoverlapping(unit.as_ptr(), to, unit.len());
            let mut done = unit.len();
            while done < all {
                let more = done.min(all - done);
                std::ptr::copy_nonoverlapping(to, to.add(done), more);
                done += more;
            }
        }
    }
    Ok(Ref::own(Value::from_ptr(p)))
}

#[inline]
fn str_getitem(vm: &Vm, v: Value, key: Value) -> Res {
    let s = vm.str(v);
    let i = if key.is_small_int() {
        key.as_small_int()
    } else if key.is_exact(vm.types.slice) {
        return str_subscript_slice(vm, v, key);
    } else if vm.as_int(key).is_some() || vm.slots(key).index.is_some() {
        vm.index_size(key)?
    } else {
        return Err(vm.type_error(format!("string indices must be integers, not '{}'", vm.type_name(key))));
    };
    let len = s.len() as i64;
    let i = if i < 0 { i + len } else { i };
    if i < 0 || i >= len {
        return Err(vm.index_error("string index out of range"));
    }
    vm.char_str(s.point(i as usize))
}

fn str_subscript_slice(vm: &Vm, v: Value, key: Value) -> Res {
    let s = vm.str(v);
    let (start, _, step, count) = slice_indices(vm, key, s.len())?;
    if step == 1 {
        let start = start as usize;
        return if count == 0 { Ok(Ref::new(vm.names.empty)) } else { vm.str_slice(v, start, start + count) };
    }
    let at = |i: usize| s.point((start + i as i64 * step) as usize);
    let max = if s.is_ascii() { 0x7f } else { (0..count).fold(0, |m, i| m | at(i)) };
    vm.str_from_points((0..count).map(at), count, max)
}

fn str_contains(vm: &Vm, v: Value, item: Value) -> Res<bool> {
    if !vm.is_str(item) {
        return Err(vm.type_error(format!("'in <string>' requires string as left operand, not {}", vm.type_name(item))));
    }
    Ok(search::find(view(vm, v), view(vm, item)).is_some())
}

crate::native! { static NEW = [
    /// The arguments of the constructor.
    "str(object=, encoding=, errors=)" => fn str_arguments(vm, [object, encoding, errors]) {
        if object.is_unbound() {
            return Ok(Ref::new(vm.names.empty));
        }
        super::codec::text_argument(vm, "str", "encoding", encoding)?;
        super::codec::text_argument(vm, "str", "errors", errors)?;
        if encoding.is_unbound() && errors.is_unbound() {
            return vm.str_of(object);
        }
        if let Some(b) = vm.bytes_view(object)? {
            return super::codec::decode_bytes(vm, &b, object, encoding, errors);
        }
        if vm.is_str(object) {
            return Err(vm.type_error("decoding str is not supported"));
        }
        Err(vm.type_error(format!("decoding to str: need a bytes-like object, {} found", vm.type_name(object))))
    }
]; }

fn str_new(vm: &Vm, ty: *mut Type, args: &[Value], kwnames: Value) -> Res {
    let r = match args {
        [v] if kwnames == Value::NULL => vm.str_of(*v)?,
        _ if args.len() > 3 => {
            let n = args.len();
            return Err(vm.type_error(match ty == vm.types.str && kwnames == Value::NULL {
                true => format!("str expected at most 3 arguments, got {n}"),
                false if kwnames != Value::NULL && vm.tuple_items(kwnames).len() == n => {
                    format!("str() takes at most 3 keyword arguments ({n} given)")
                }
                false => format!("str() takes at most 3 arguments ({n} given)"),
            }));
        }
        _ => {
            // A plain call names the type of an argument that is None; others say "None".
            if ty == vm.types.str && kwnames == Value::NULL {
                for (v, name) in args.iter().skip(1).zip(["encoding", "errors"]) {
                    if v.is_none() {
                        return Err(vm.type_error(format!("str() argument '{name}' must be str, not NoneType")));
                    }
                    super::codec::text_argument(vm, "str", name, *v)?;
                }
            }
            call_native(vm, &NEW[0], args, kwnames)?
        }
    };
    if ty == vm.types.str {
        return Ok(r);
    }
    vm.new_str_instance(ty, r.value())
}
