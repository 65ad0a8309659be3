//! `_json.make_scanner`: JSON text to objects.
use super::strings::{Point, decode_error, scan};
use crate::native;
use crate::object::{GetSetDef, Header, Points, Raised, Ref, Res, Slots, TypeSpec, Type, Value, Vm, call_native, flags};
use rustc_hash::FxHashMap;

/// What the scanner took from its context: owned values, in the order of `NAMES`.
#[repr(C)]
struct Scanner {
    header: Header,
    hooks: [Value; 5],
    strict: bool,
}

const NAMES: [&str; 5] = ["object_hook", "object_pairs_hook", "parse_float", "parse_int", "parse_constant"];
const OBJECT_HOOK: usize = 0;
const PAIRS_HOOK: usize = 1;
const PARSE_FLOAT: usize = 2;
const PARSE_INT: usize = 3;
const PARSE_CONSTANT: usize = 4;

fn s<'a>(v: Value) -> &'a Scanner {
    // SAFETY: the slots below are called with scanners only; they do not change.
    unsafe { v.get::<Scanner>() }
}

macro_rules! hook { ($i:expr) => { GetSetDef { name: NAMES[$i], get: |_, v| Ok(Ref::new(s(v).hooks[$i])), set: None, doc: "" } }; }

pub static SPEC: TypeSpec = TypeSpec {
    name: "_json.Scanner",
    doc: "JSON scanner object",
    flags: flags::TRACKED | flags::BASETYPE,
    size: size_of::<Scanner>(),
    slots: Slots { new: Some(new), call: Some(call), drop: Some(drop_slot), traverse: Some(traverse), ..Slots::EMPTY },
    getset: &[
        GetSetDef { name: "strict", get: |_, v| Ok(Ref::bool(s(v).strict)), set: None, doc: "strict" },
        hook!(0),
        hook!(1),
        hook!(2),
        hook!(3),
        hook!(4),
    ],
    ..TypeSpec::EMPTY
};

unsafe fn drop_slot(vm: &Vm, h: *mut Header) {
    let hooks = (*(h as *mut Scanner)).hooks;
    hooks.iter().for_each(|v| v.decref(vm));
}
unsafe fn traverse(h: *mut Header, visit: &mut dyn FnMut(Value)) {
    (*(h as *mut Scanner)).hooks.iter().for_each(|v| visit(*v));
}

native! { static NEW = [
    "make_scanner(cls, context)" => fn new_body(vm, [class, context]) {
        let strict = vm.getattr_str(context, "strict")?;
        let strict = vm.truth(strict.value())?;
        let hooks = NAMES.iter().map(|n| vm.getattr_str(context, n)).collect::<Res<Vec<Ref>>>()?;
        vm.new_object::<Scanner>(class.ptr::<Type>(), |p| {
            // SAFETY: the instance is fresh.
            unsafe {
                for (to, from) in (&mut (*p).hooks).iter_mut().zip(hooks) {
                    *to = from.into_value();
                }
                (*p).strict = strict;
            }
        })
    }
    "__call__(string, idx)" => fn call_body(vm, [string, idx]) {
        // The scanner is not among the slots: `call` checks these alone.
        vm.tuple_from(&[string, idx])
    }
]; }

fn new(vm: &Vm, ty: *mut Type, args: &[Value], kwnames: Value) -> Res {
    let mut all = vec![Value::from_ptr(ty)];
    all.extend_from_slice(args);
    call_native(vm, &NEW[0], &all, kwnames)
}

fn call(vm: &Vm, v: Value, args: &[Value], kwnames: Value) -> Res {
    let bound;
    let (text, at) = match (args, kwnames) {
        ([text, at], Value::NULL) => (*text, *at),
        _ => {
            bound = call_native(vm, &NEW[1], args, kwnames)?;
            let items = vm.tuple_items(bound.value());
            (items[0], items[1])
        }
    };
    let at = vm.int_arg(at)?;
    if !vm.is_str(text) {
        return Err(vm.type_error(format!("first argument must be a string, not {}", vm.type_name(text))));
    }
    let Ok(at) = usize::try_from(at) else { return Err(vm.value_error("idx cannot be negative")) };
    let (document, scanner) = (Ref::new(text), Ref::new(v));
    let (value, end) = match vm.str(text).points() {
        Points::One(p) => Scan::new(vm, s(scanner.value()), document.value(), p).value(at)?,
        Points::Two(p) => Scan::new(vm, s(scanner.value()), document.value(), p).value(at)?,
        Points::Four(p) => Scan::new(vm, s(scanner.value()), document.value(), p).value(at)?,
    };
    vm.tuple_from(&[value.value(), vm.new_usize(end)?.value()])
}

/// One run over a document.
struct Scan<'a, T: Point> {
    vm: &'a Vm,
    scanner: &'a Scanner,
    document: Value,
    s: &'a [T],
    /// Keys seen so far, so that equal ones are one object; only short ones of plain ASCII are looked up.
    keys: FxHashMap<Vec<u8>, Ref>,
    /// Whether numbers are plain floats and ints.
    plain_float: bool,
    plain_int: bool,
}

impl<'a, T: Point> Scan<'a, T> {
    fn new(vm: &'a Vm, scanner: &'a Scanner, document: Value, s: &'a [T]) -> Self {
        Scan {
            vm,
            scanner,
            document,
            s,
            keys: FxHashMap::default(),
            plain_float: scanner.hooks[PARSE_FLOAT] == Value::from_ptr(vm.types.float),
            plain_int: scanner.hooks[PARSE_INT] == Value::from_ptr(vm.types.int),
        }
    }
    #[inline(always)]
    fn at(&self, i: usize) -> u32 {
        self.s.get(i).map_or(0, |c| c.code())
    }
    #[inline(always)]
    fn skip_space(&self, mut i: usize) -> usize {
        while matches!(self.at(i), 0x20 | 9 | 10 | 13) {
            i += 1;
        }
        i
    }
    #[cold]
    fn stop(&self, at: usize) -> Raised {
        // By a call: `value` of a StopIteration is set when it is initialised.
        match self.vm.call(Value::from_ptr(self.vm.types.StopIteration), &[Value::small_int(at as i64)]) {
            Ok(e) => self.vm.raise(e),
            Err(e) => e,
        }
    }
    #[cold]
    fn error(&self, message: &str, at: usize) -> Raised {
        decode_error(self.vm, message, self.document, at)
    }
    fn is(&self, at: usize, word: &[u8]) -> bool {
        self.s.get(at..at + word.len()).is_some_and(|p| p.iter().zip(word).all(|(a, b)| a.code() == *b as u32))
    }
    /// The value at `i`, and the place behind it.
    fn value(&mut self, i: usize) -> Res<(Ref, usize)> {
        let Some(c) = self.s.get(i) else { return Err(self.stop(i)) };
        match c.code() as u8 {
            _ if c.code() > 127 => Err(self.stop(i)),
            b'"' => scan(self.vm, self.document, self.s, i + 1, self.scanner.strict),
            b'{' => {
                self.vm.check_machine_stack(" while decoding a JSON object from a unicode string")?;
                self.object(i + 1)
            }
            b'[' => {
                self.vm.check_machine_stack(" while decoding a JSON array from a unicode string")?;
                self.array(i + 1)
            }
            b'n' if self.is(i, b"null") => Ok((Ref::NONE, i + 4)),
            b't' if self.is(i, b"true") => Ok((Ref::bool(true), i + 4)),
            b'f' if self.is(i, b"false") => Ok((Ref::bool(false), i + 5)),
            b'N' if self.is(i, b"NaN") => self.constant("NaN", i),
            b'I' if self.is(i, b"Infinity") => self.constant("Infinity", i),
            b'-' if self.is(i, b"-Infinity") => self.constant("-Infinity", i),
            _ => self.number(i),
        }
    }
    fn constant(&self, name: &str, i: usize) -> Res<(Ref, usize)> {
        let text = self.vm.new_str(name)?;
        Ok((self.vm.call(self.scanner.hooks[PARSE_CONSTANT], &[text.value()])?, i + name.len()))
    }
    fn number(&self, start: usize) -> Res<(Ref, usize)> {
        let digit = |i: usize| (0x30..0x3a).contains(&self.at(i));
        let mut i = start;
        let negative = self.at(i) == b'-' as u32;
        if negative {
            i += 1;
        }
        if !digit(i) {
            return Err(self.stop(start));
        }
        let mut n: i64 = 0;
        let first = i;
        if self.at(i) == b'0' as u32 {
            i += 1;
        } else {
            while digit(i) {
                n = n.wrapping_mul(10).wrapping_add(self.at(i) as i64 - 0x30);
                i += 1;
            }
        }
        let digits = i - first;
        let mut is_float = false;
        if self.at(i) == b'.' as u32 && digit(i + 1) {
            is_float = true;
            i += 2;
            while digit(i) {
                i += 1;
            }
        }
        if matches!(self.at(i), 0x65 | 0x45) {
            let j = if matches!(self.at(i + 1), 0x2b | 0x2d) { i + 2 } else { i + 1 };
            if digit(j) {
                is_float = true;
                i = j;
                while digit(i) {
                    i += 1;
                }
            }
        }
        let vm = self.vm;
        if !is_float && self.plain_int && digits <= 18 {
            return Ok((vm.new_int(if negative { -n } else { n })?, i));
        }
        let mut room = [0u8; 40];
        let long;
        let part = &self.s[start..i];
        let text: &[u8] = if part.len() <= room.len() {
            part.iter().zip(&mut room).for_each(|(c, to)| *to = c.code() as u8);
            &room[..part.len()]
        } else {
            long = part.iter().map(|c| c.code() as u8).collect::<Vec<u8>>();
            &long
        };
        let value = match is_float {
            true if self.plain_float => Ref::float(crate::numeric::float_parse::parse_float(text).unwrap_or(0.0)),
            false if self.plain_int => crate::types::int::parse_int_text(vm, text, 10, self.document)?,
            _ => {
                let f = self.scanner.hooks[if is_float { PARSE_FLOAT } else { PARSE_INT }];
                vm.call(f, &[vm.new_latin1(text, true)?.value()])?
            }
        };
        Ok((value, i))
    }
    fn array(&mut self, start: usize) -> Res<(Ref, usize)> {
        let list = self.vm.new_list()?;
        let mut i = self.skip_space(start);
        if self.at(i) == b']' as u32 {
            return Ok((list, i + 1));
        }
        loop {
            let (value, end) = self.value(i)?;
            self.vm.list(list.value()).push(self.vm, value)?;
            i = self.skip_space(end);
            match self.at(i) as u8 {
                b']' if self.at(i) < 128 => return Ok((list, i + 1)),
                b',' if self.at(i) < 128 => {}
                _ => return Err(self.error("Expecting ',' delimiter", i)),
            }
            let comma = i;
            i = self.skip_space(i + 1);
            if self.at(i) == b']' as u32 {
                return Err(self.error("Illegal trailing comma before end of array", comma));
            }
        }
    }
    fn key(&mut self, start: usize) -> Res<(Ref, usize)> {
        let mut short = [0u8; 24];
        let mut n = 0;
        while n < short.len() {
            match self.at(start + n) {
                0x22 => {
                    let vm = self.vm;
                    if let Some(key) = self.keys.get(&short[..n]) {
                        return Ok((key.clone(), start + n + 1));
                    }
                    let key = vm.new_latin1(&short[..n], true)?;
                    self.keys.insert(short[..n].to_vec(), key.clone());
                    return Ok((key, start + n + 1));
                }
                c @ 0x20..0x80 if c != 0x5c => short[n] = c as u8,
                _ => break,
            }
            n += 1;
        }
        scan(self.vm, self.document, self.s, start, self.scanner.strict)
    }
    fn object(&mut self, start: usize) -> Res<(Ref, usize)> {
        let vm = self.vm;
        let pairs_hook = self.scanner.hooks[PAIRS_HOOK];
        let as_pairs = !pairs_hook.is_none();
        let made = if as_pairs { vm.new_list()? } else { vm.new_dict()? };
        let mut i = self.skip_space(start);
        if self.at(i) == b'}' as u32 {
            return self.finish_object(made, i + 1);
        }
        loop {
            if self.at(i) != 0x22 {
                return Err(self.error("Expecting property name enclosed in double quotes", i));
            }
            let (key, end) = self.key(i + 1)?;
            i = self.skip_space(end);
            if self.at(i) != b':' as u32 {
                return Err(self.error("Expecting ':' delimiter", i));
            }
            i = self.skip_space(i + 1);
            let (value, end) = self.value(i)?;
            if as_pairs {
                let pair = vm.tuple_from_refs([key, value])?;
                vm.list(made.value()).push(vm, pair)?;
            } else {
                let hash = vm.hash(key.value())?;
                vm.dict_set_hashed(made.value(), key.value(), hash, value)?;
            }
            i = self.skip_space(end);
            match self.at(i) {
                0x7d => return self.finish_object(made, i + 1),
                0x2c => {}
                _ => return Err(self.error("Expecting ',' delimiter", i)),
            }
            let comma = i;
            i = self.skip_space(i + 1);
            if self.at(i) == b'}' as u32 {
                return Err(self.error("Illegal trailing comma before end of object", comma));
            }
        }
    }
    fn finish_object(&self, made: Ref, end: usize) -> Res<(Ref, usize)> {
        let hooks = &self.scanner.hooks;
        let hook = if hooks[PAIRS_HOOK].is_none() { hooks[OBJECT_HOOK] } else { hooks[PAIRS_HOOK] };
        Ok((if hook.is_none() { made } else { self.vm.call(hook, &[made.value()])? }, end))
    }
}
