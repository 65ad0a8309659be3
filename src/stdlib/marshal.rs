//! `marshal`: CPython's format for values; code objects are in it in this implementation's own form.
use crate::bytecode::{serialize, verify};
use crate::native;
use crate::object::{IntView, Raised, Ref, Res, Value, Vm, flags};
use dashu_int::IBig;
use std::sync::Arc;

/// Values nested deeper than this are refused.
const MAX_DEPTH: u32 = 2000;
/// The format's version.
const VERSION: i64 = 5;

struct Writer<'a> {
    vm: &'a Vm,
    out: Vec<u8>,
    allow_code: bool,
}

impl Writer<'_> {
    fn size(&mut self, n: usize) -> Res<()> {
        let Ok(n) = i32::try_from(n) else { return Err(self.vm.value_error("unmarshallable object")) };
        self.out.extend_from_slice(&n.to_le_bytes());
        Ok(())
    }
    fn sequence(&mut self, tag: u8, items: &[Value], depth: u32) -> Res<()> {
        self.out.push(tag);
        self.size(items.len())?;
        items.iter().try_for_each(|v| self.value(*v, depth + 1))
    }
    fn value(&mut self, v: Value, depth: u32) -> Res<()> {
        let vm = self.vm;
        if depth > MAX_DEPTH {
            return Err(vm.value_error("object too deeply nested to marshal"));
        }
        let t = &vm.types;
        match v {
            Value::NONE => self.out.push(b'N'),
            Value::TRUE => self.out.push(b'T'),
            Value::FALSE => self.out.push(b'F'),
            Value::ELLIPSIS => self.out.push(b'.'),
            _ if v == Value::from_ptr(t.StopIteration) => self.out.push(b'S'),
            _ if v.is_float() => {
                self.out.push(b'g');
                self.out.extend_from_slice(&v.as_float().to_le_bytes());
            }
            _ if v.is_small_int() || v.is_exact(t.int) => self.int(v),
            _ if v.is_exact(t.str) => {
                let text = vm.str(v);
                if let Some(ascii) = text.as_ascii() {
                    let short = ascii.len() < 256;
                    let interned = text.is_interned();
                    self.out.push(match (short, interned) {
                        (true, true) => b'Z',
                        (true, false) => b'z',
                        (false, true) => b'A',
                        (false, false) => b'a',
                    });
                    if short { self.out.push(ascii.len() as u8) } else { self.size(ascii.len())? }
                    self.out.extend_from_slice(ascii.as_bytes());
                } else {
                    let surrogates = vm.intern("surrogatepass");
                    let b = crate::types::codec::encode_str(vm, v, vm.names.utf_8, surrogates.value())?;
                    self.out.push(if text.is_interned() { b't' } else { b'u' });
                    self.size(b.len())?;
                    self.out.extend_from_slice(&b);
                }
            }
            _ if v.is_exact(t.complex) => {
                // SAFETY: the type was just checked.
                let c = unsafe { v.get::<crate::object::ComplexObject>() };
                self.out.push(b'y');
                self.out.extend_from_slice(&c.re.to_le_bytes());
                self.out.extend_from_slice(&c.im.to_le_bytes());
            }
            _ if v.is_exact(t.tuple) => {
                let items = vm.tuple_items(v);
                if items.len() < 256 {
                    self.out.extend_from_slice(&[b')', items.len() as u8]);
                    items.iter().try_for_each(|x| self.value(*x, depth + 1))?;
                } else {
                    self.sequence(b'(', items, depth)?;
                }
            }
            _ if v.is_exact(t.list) => {
                let items = vm.list(v).items().to_vec();
                self.sequence(b'[', &items, depth)?;
            }
            _ if v.is_exact(t.dict) => {
                self.out.push(b'{');
                let pairs: Vec<(Value, Value)> = vm.dict(v).iter().collect();
                for (k, x) in pairs {
                    self.value(k, depth + 1)?;
                    self.value(x, depth + 1)?;
                }
                self.out.push(b'0');
            }
            _ if v.is_exact(t.set) || v.is_exact(t.frozenset) => {
                let items = vm.collect(v)?;
                let values: Vec<Value> = items.iter().map(Ref::value).collect();
                self.sequence(if v.is_exact(t.set) { b'<' } else { b'>' }, &values, depth)?;
            }
            _ if v.is_exact(t.slice) => {
                // SAFETY: the type was just checked.
                let s = unsafe { v.get::<crate::object::Slice>() };
                self.out.push(b':');
                for x in [s.start, s.stop, s.step] {
                    self.value(x, depth + 1)?;
                }
            }
            _ if v.is_exact(t.code) => {
                if !self.allow_code {
                    return Err(vm.value_error("marshalling code objects is disallowed"));
                }
                // SAFETY: the type was just checked.
                let code = unsafe { v.get::<crate::object::Code>() };
                let Some(b) = serialize::write_payload(&code.bytecode) else {
                    return Err(vm.value_error("unmarshallable object"));
                };
                self.out.push(b'c');
                let filename: &str = &code.bytecode.filename;
                self.size(filename.len())?;
                self.out.extend_from_slice(filename.as_bytes());
                self.size(b.len())?;
                self.out.extend_from_slice(&b);
            }
            _ if v.is_heap() && vm.has_buffer(v) && !vm.has_flag(v, flags::EXCEPTION_SUBCLASS) => {
                let b = crate::types::bytes::buffer_copy(vm, v)?.unwrap_or_default();
                self.out.push(b's');
                self.size(b.len())?;
                self.out.extend_from_slice(&b);
            }
            _ => return Err(vm.value_error("unmarshallable object")),
        }
        Ok(())
    }
    fn int(&mut self, v: Value) {
        let big = match self.vm.as_int(v) {
            Some(IntView::Small(x)) => match i32::try_from(x) {
                Ok(x) => {
                    self.out.push(b'i');
                    self.out.extend_from_slice(&x.to_le_bytes());
                    return;
                }
                Err(_) => IBig::from(x),
            },
            Some(IntView::Big(b)) => b.clone(),
            None => return,
        };
        // Digits of 15 bits, the lowest first; the sign is that of their number.
        let (sign, magnitude) = big.into_parts();
        let bytes = magnitude.to_le_bytes();
        let bits = magnitude_bits(&bytes);
        let digits = bits.div_ceil(15);
        let n = if sign == dashu_int::Sign::Negative { -(digits as i32) } else { digits as i32 };
        self.out.push(b'l');
        self.out.extend_from_slice(&n.to_le_bytes());
        for d in 0..digits {
            let mut digit = 0u16;
            for bit in 0..15 {
                let at = d * 15 + bit;
                if at < bits && bytes[at / 8] >> (at % 8) & 1 == 1 {
                    digit |= 1 << bit;
                }
            }
            self.out.extend_from_slice(&digit.to_le_bytes());
        }
    }
}

fn magnitude_bits(bytes: &[u8]) -> usize {
    match bytes.iter().rposition(|b| *b != 0) {
        Some(i) => i * 8 + 8 - bytes[i].leading_zeros() as usize,
        None => 0,
    }
}

struct Reader<'a> {
    vm: &'a Vm,
    data: &'a [u8],
    at: usize,
    /// Objects that may be referred to again; None while one is being read.
    refs: Vec<Option<Ref>>,
    allow_code: bool,
}

impl<'a> Reader<'a> {
    fn take(&mut self, n: usize) -> Res<&'a [u8]> {
        match self.data.get(self.at..).and_then(|rest| rest.get(..n)) {
            Some(b) => {
                self.at += n;
                Ok(b)
            }
            None => Err(self.vm.raise_type(self.vm.types.EOFError, "marshal data too short")),
        }
    }
    fn bad(&self, what: &str) -> Raised {
        self.vm.value_error(format!("bad marshal data ({what})"))
    }
    fn int(&mut self) -> Res<i32> {
        let b = self.take(4)?;
        Ok(i32::from_le_bytes([b[0], b[1], b[2], b[3]]))
    }
    fn size(&mut self, what: &str) -> Res<usize> {
        let n = self.int()?;
        usize::try_from(n).map_err(|_| self.bad(&format!("{what} size out of range")))
    }
    fn float(&mut self) -> Res<f64> {
        let b = self.take(8)?;
        Ok(f64::from_le_bytes(b.try_into().unwrap_or_default()))
    }
    fn items(&mut self, n: usize, depth: u32) -> Res<Vec<Ref>> {
        let mut items = Vec::with_capacity(n.min(self.data.len()));
        for _ in 0..n {
            items.push(self.required(depth + 1)?);
        }
        Ok(items)
    }
    fn required(&mut self, depth: u32) -> Res {
        match self.value(depth)? {
            Some(v) => Ok(v),
            None => Err(self.vm.type_error("NULL object in marshal data for object")),
        }
    }
    /// The next value; None for the mark that ends a dict.
    fn value(&mut self, depth: u32) -> Res<Option<Ref>> {
        let vm = self.vm;
        if depth > MAX_DEPTH {
            return Err(vm.value_error("recursion limit exceeded"));
        }
        let tag = match self.take(1) {
            Ok(b) => b[0],
            Err(_) => {
                drop(vm.take_raised());
                return Err(vm.raise_type(vm.types.EOFError, "EOF read where object expected"));
            }
        };
        let slot = (tag & 0x80 != 0).then(|| {
            self.refs.push(None);
            self.refs.len() - 1
        });
        let keep = |this: &mut Self, v: Ref| {
            if let Some(i) = slot {
                this.refs[i] = Some(v.clone());
            }
            v
        };
        let v = match tag & 0x7f {
            b'0' => return Ok(None),
            b'N' => Ref::NONE,
            b'T' => Ref::bool(true),
            b'F' => Ref::bool(false),
            b'.' => Ref::own(Value::ELLIPSIS),
            b'S' => Ref::from_type(vm.types.StopIteration),
            b'i' => vm.new_int(self.int()? as i64)?,
            b'I' => vm.new_int(i64::from_le_bytes(self.take(8)?.try_into().unwrap_or_default()))?,
            b'l' => {
                let n = self.int()?;
                let mut x = IBig::ZERO;
                let digits = self.take(n.unsigned_abs() as usize * 2)?;
                for d in digits.chunks_exact(2).rev() {
                    let d = u16::from_le_bytes([d[0], d[1]]);
                    if d > 0x7fff {
                        return Err(self.bad("digit out of range in long"));
                    }
                    x = (x << 15) + IBig::from(d);
                }
                vm.new_big(if n < 0 { -x } else { x })?
            }
            b'g' => Ref::float(self.float()?),
            b'y' => {
                let (re, im) = (self.float()?, self.float()?);
                vm.new_complex(re, im)?
            }
            b's' => {
                let n = self.size("bytes object")?;
                vm.new_bytes(self.take(n)?)?
            }
            k @ (b'a' | b'A' | b'z' | b'Z') => {
                let n = if k | 32 == b'z' { self.take(1)?[0] as usize } else { self.size("string")? };
                let b = self.take(n)?;
                let s = vm.new_latin1(b, b.is_ascii())?;
                if k.is_ascii_uppercase() { vm.intern_value(s) } else { s }
            }
            k @ (b'u' | b't') => {
                let n = self.size("string")?;
                let b = self.take(n)?;
                let surrogates = vm.intern("surrogatepass");
                let s = crate::types::codec::decode_bytes(vm, b, Value::NONE, vm.names.utf_8, surrogates.value())?;
                if k == b't' { vm.intern_value(s) } else { s }
            }
            k @ (b'(' | b')') => {
                let n = if k == b')' { self.take(1)?[0] as usize } else { self.size("tuple")? };
                let items = self.items(n, depth)?;
                vm.tuple_from_refs(items)?
            }
            b'[' => {
                let n = self.size("list")?;
                let list = keep(self, vm.new_list()?);
                for _ in 0..n {
                    let item = self.required(depth + 1)?;
                    vm.list(list.value()).push(vm, item)?;
                }
                return Ok(Some(list));
            }
            b'{' => {
                let dict = keep(self, vm.new_dict()?);
                while let Some(k) = self.value(depth + 1)? {
                    let v = self.required(depth + 1)?;
                    vm.dict_set(dict.value(), k.value(), v.value())?;
                }
                return Ok(Some(dict));
            }
            k @ (b'<' | b'>') => {
                let n = self.size("set")?;
                let items = self.items(n, depth)?;
                let tuple = vm.tuple_from_refs(items)?;
                let ty = if k == b'<' { vm.types.set } else { vm.types.frozenset };
                vm.call(Value::from_ptr(ty), &[tuple.value()])?
            }
            b':' => {
                let (a, b, c) = (self.required(depth + 1)?, self.required(depth + 1)?, self.required(depth + 1)?);
                vm.new_slice(a.value(), b.value(), c.value())?
            }
            b'r' => {
                let n = self.int()?;
                return match usize::try_from(n).ok().and_then(|i| self.refs.get(i)) {
                    Some(Some(v)) => Ok(Some(v.clone())),
                    _ => Err(self.bad("invalid reference")),
                };
            }
            b'c' => {
                if !self.allow_code {
                    return Err(vm.value_error("unmarshalling code objects is disallowed"));
                }
                let n = self.size("string")?;
                let filename = String::from_utf8_lossy(self.take(n)?).into_owned();
                let n = self.size("bytes object")?;
                let payload = self.take(n)?;
                let code = serialize::read_payload(payload, &Arc::from(filename.as_str())).filter(|c| verify::verify(c).is_ok());
                match code {
                    Some(c) => crate::vm::new_code(vm, &Arc::new(c), false)?,
                    None => return Err(self.bad("invalid code")),
                }
            }
            _ => return Err(self.bad("unknown type code")),
        };
        Ok(Some(keep(self, v)))
    }
}

/// The first value in marshalled data, and the bytes it takes.
///
/// # Errors
/// EOFError, ValueError and TypeError for malformed data.
pub(super) fn load(vm: &Vm, data: &[u8], allow_code: bool) -> Res<(Ref, usize)> {
    let mut r = Reader { vm, data, at: 0, refs: Vec::new(), allow_code };
    let v = r.required(0)?;
    Ok((v, r.at))
}

/// The marshalled form of a value.
///
/// # Errors
/// ValueError for values that have none.
pub(super) fn dump(vm: &Vm, v: Value, allow_code: bool) -> Res<Vec<u8>> {
    let mut w = Writer { vm, out: Vec::new(), allow_code };
    w.value(v, 0)?;
    Ok(w.out)
}

native! { static FUNCTIONS = [
    /// Return the bytes object that would be written to a file by dump(value, file).
    "dumps(value, version=5, /, *, allow_code=True)" => fn dumps(vm, [value, version, allow_code]) {
        vm.int_arg(version)?;
        vm.new_bytes(&dump(vm, value, vm.truth(allow_code)?)?)
    }
    /// Convert the bytes-like object to a value.
    "loads(bytes, /, *, allow_code=True)" => fn loads(vm, [bytes, allow_code]) {
        let allow = vm.truth(allow_code)?;
        let data = vm.bytes_arg(bytes)?.to_vec();
        load(vm, &data, allow).map(|(v, _)| v)
    }
    /// Write the value on the open file.
    "dump(value, file, version=5, /, *, allow_code=True)" => fn dump_to(vm, [value, file, _version, allow_code]) {
        let data = vm.new_bytes(&dump(vm, value, vm.truth(allow_code)?)?)?;
        vm.call_method(file, vm.names.write, &[data.value()])
    }
    /// Read one value from the open file and return it.
    "load(file, /, *, allow_code=True)" => fn load_from(vm, [file, allow_code]) {
        let allow = vm.truth(allow_code)?;
        // The file stays just behind the value: what was read too much is given back.
        let data = vm.call_method(file, vm.names.read, &[])?;
        let bytes = vm.bytes_arg(data.value())?.to_vec();
        let (v, used) = load(vm, &bytes, allow)?;
        if used < bytes.len() {
            let seek = vm.intern("seek");
            let back = vm.new_int(used as i64 - bytes.len() as i64)?;
            vm.call_method(file, seek.value(), &[back.value(), Value::small_int(1)])?;
        }
        Ok(v)
    }
]; }

/// Makes the module.
pub fn init(vm: &Vm) -> Res {
    let doc = "This module contains functions that can read and write Python values in\na binary format. The format is specific to Python, but independent of\nmachine architecture issues.";
    let module = super::new_module(vm, "marshal", doc, FUNCTIONS)?;
    super::set(vm, module.value(), "version", vm.new_int(VERSION)?)?;
    Ok(module)
}
