//! JSON strings: reading and writing.
use crate::object::{Points, Raised, Ref, Res, Str, Value, Vm};
use crate::text::StrBuilder;
use crate::types::support::str_from_buf;

/// A code unit of a str's storage, which is a code point.
pub trait Point: Copy {
    fn code(self) -> u32;
    /// A str of a part.
    fn text(vm: &Vm, part: &[Self]) -> Res;
    /// Appends a part.
    fn push(out: &mut StrBuilder, part: &[Self]);
}

impl Point for u8 {
    #[inline(always)]
    fn code(self) -> u32 {
        self as u32
    }
    #[inline(always)]
    fn text(vm: &Vm, part: &[u8]) -> Res {
        vm.new_latin1(part, part.is_ascii())
    }
    fn push(out: &mut StrBuilder, part: &[u8]) {
        out.push_latin1(part);
    }
}

macro_rules! wide_point { ($ty:ty) => {
    impl Point for $ty {
        #[inline(always)]
        fn code(self) -> u32 {
            self as u32
        }
        fn text(vm: &Vm, part: &[$ty]) -> Res {
            let max = part.iter().fold(0, |m, c| m | *c as u32);
            vm.str_from_points(part.iter().map(|c| *c as u32), part.len(), max)
        }
        fn push(out: &mut StrBuilder, part: &[$ty]) {
            part.iter().for_each(|c| out.push(*c as u32));
        }
    }
}; }
wide_point!(u16);
wide_point!(u32);

/// Raises `json.JSONDecodeError`.
#[cold]
pub fn decode_error(vm: &Vm, message: &str, document: Value, at: usize) -> Raised {
    let make = || -> Res {
        let module = crate::types::import_module(vm, "json.decoder")?;
        let class = vm.getattr_str(module.value(), "JSONDecodeError")?;
        let (message, at) = (vm.new_str(message)?, vm.new_int(at as i64)?);
        vm.call(class.value(), &[message.value(), document, at.value()])
    };
    match make() {
        Ok(e) => vm.raise(e),
        Err(e) => e,
    }
}

fn hex4<T: Point>(s: &[T]) -> Option<u32> {
    s.iter().try_fold(0, |n, c| Some(n << 4 | char::from_u32(c.code())?.to_digit(16)?))
}

/// The string whose opening quote lies before `start`, and the place behind the closing one.
#[inline(always)]
pub fn scan<T: Point>(vm: &Vm, document: Value, s: &[T], start: usize, strict: bool) -> Res<(Ref, usize)> {
    let mut i = start;
    while let Some(c) = s.get(i) {
        match c.code() {
            0x22 => return Ok((T::text(vm, &s[start..i])?, i + 1)),
            0x5c => break,
            0..0x20 if strict => break,
            _ => i += 1,
        }
    }
    scan_escaped(vm, document, s, start, strict)
}

#[inline(never)]
fn scan_escaped<T: Point>(vm: &Vm, document: Value, s: &[T], start: usize, strict: bool) -> Res<(Ref, usize)> {
    let unterminated = || decode_error(vm, "Unterminated string starting at", document, start.wrapping_sub(1));
    let mut out = StrBuilder::new();
    let (mut from, mut i) = (start, start);
    loop {
        let Some(c) = s.get(i) else { return Err(unterminated()) };
        match c.code() {
            0x22 => {
                T::push(&mut out, &s[from..i]);
                return Ok((str_from_buf(vm, out.finish())?, i + 1));
            }
            0x5c => {
                T::push(&mut out, &s[from..i]);
                let Some(c) = s.get(i + 1) else { return Err(unterminated()) };
                i += 2;
                let c = match c.code() as u8 as char {
                    _ if c.code() > 127 => return Err(decode_error(vm, "Invalid \\escape", document, i - 2)),
                    c @ ('"' | '\\' | '/') => c as u32,
                    'b' => 8,
                    'f' => 12,
                    'n' => 10,
                    'r' => 13,
                    't' => 9,
                    'u' => {
                        let invalid = |at| decode_error(vm, "Invalid \\uXXXX escape", document, at);
                        if i + 4 > s.len() {
                            return Err(invalid(i - 1));
                        }
                        let Some(mut c) = hex4(&s[i..i + 4]) else { return Err(invalid(i - 1)) };
                        i += 4;
                        if (0xd800..0xdc00).contains(&c) && i + 6 <= s.len() && s[i].code() == 0x5c && s[i + 1].code() == 0x75 {
                            match hex4(&s[i + 2..i + 6]) {
                                None => return Err(invalid(i + 1)),
                                Some(low @ 0xdc00..0xe000) => {
                                    c = 0x10000 + ((c - 0xd800) << 10 | (low - 0xdc00));
                                    i += 6;
                                }
                                Some(_) => {}
                            }
                        }
                        c
                    }
                    _ => return Err(decode_error(vm, "Invalid \\escape", document, i - 2)),
                };
                out.push(c);
                from = i;
            }
            0..0x20 if strict => return Err(decode_error(vm, "Invalid control character at", document, i)),
            _ => i += 1,
        }
    }
}

/// As `scan`, of a str object.
pub fn scan_str(vm: &Vm, document: Value, start: usize, strict: bool) -> Res<(Ref, usize)> {
    match vm.str(document).points() {
        Points::One(s) => scan(vm, document, s, start, strict),
        Points::Two(s) => scan(vm, document, s, start, strict),
        Points::Four(s) => scan(vm, document, s, start, strict),
    }
}

/// Whether each character stands for itself in a JSON string that is to be ASCII; DEL does not.
const PLAIN: [bool; 256] = {
    let mut t = [false; 256];
    let mut i = 0x20;
    while i < 0x7f {
        t[i] = i != 0x22 && i != 0x5c;
        i += 1;
    }
    t
};

fn push_unit(out: &mut StrBuilder, unit: u32) {
    let digit = |shift: u32| b"0123456789abcdef"[(unit >> shift & 15) as usize];
    out.push_ascii(&[b'\\', b'u', digit(12), digit(8), digit(4), digit(0)]);
}

/// Appends a str as JSON, in quotes.
pub fn push_encoded(out: &mut StrBuilder, s: &Str, ascii: bool) {
    out.push_ascii(b"\"");
    let escape = |out: &mut StrBuilder, c: u32| match c {
        0x22 => out.push_ascii(b"\\\""),
        0x5c => out.push_ascii(b"\\\\"),
        8 => out.push_ascii(b"\\b"),
        12 => out.push_ascii(b"\\f"),
        10 => out.push_ascii(b"\\n"),
        13 => out.push_ascii(b"\\r"),
        9 => out.push_ascii(b"\\t"),
        c @ 0x10000.. if ascii => {
            push_unit(out, 0xd800 + ((c - 0x10000) >> 10));
            push_unit(out, 0xdc00 + ((c - 0x10000) & 0x3ff));
        }
        c if ascii || c < 0x20 => push_unit(out, c),
        c => out.push(c),
    };
    if s.is_ascii() {
        let mut rest = s.bytes();
        while !rest.is_empty() {
            let n = rest.iter().position(|c| !PLAIN[*c as usize]).unwrap_or(rest.len());
            out.push_ascii(&rest[..n]);
            rest = &rest[n..];
            if let [c, tail @ ..] = rest {
                escape(out, *c as u32);
                rest = tail;
            }
        }
    } else {
        for c in s.iter() {
            if c < 128 && PLAIN[c as usize] { out.push(c) } else { escape(out, c) }
        }
    }
    out.push_ascii(b"\"");
}

/// The JSON of a str argument.
pub fn encoded(vm: &Vm, v: Value, ascii: bool) -> Res {
    if !vm.is_str(v) {
        return Err(vm.type_error(format!("first argument must be a string, not {}", vm.type_name(v))));
    }
    let s = vm.str(v);
    let mut out = StrBuilder::with_capacity(s.len() + 2);
    push_encoded(&mut out, s, ascii);
    str_from_buf(vm, out.finish())
}
