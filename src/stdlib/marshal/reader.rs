//! Marshalled bytes to values.
use super::MAX_DEPTH;
use crate::bytecode::{serialize, verify};
use crate::object::{Raised, Ref, Res, Tuple, Value, Vm};
use dashu_int::IBig;
use std::borrow::Cow;
use std::sync::Arc;

/// Where the bytes come from.
pub enum Source<'a> {
    Bytes(&'a [u8]),
    /// An object with `readinto`.
    File(Value),
}

/// What is being read.
pub struct Reader<'a> {
    vm: &'a Vm,
    source: Source<'a>,
    /// Objects that may be referred to again; None while one is being read.
    refs: Vec<Option<Ref>>,
    allow_code: bool,
}

impl<'a> Reader<'a> {
    /// A reader at the start of the source.
    pub fn new(vm: &'a Vm, source: Source<'a>, allow_code: bool) -> Reader<'a> {
        Reader { vm, source, refs: Vec::new(), allow_code }
    }
    fn take(&mut self, n: usize) -> Res<Cow<'a, [u8]>> {
        match &mut self.source {
            Source::Bytes(data) => match data.split_at_checked(n) {
                Some((taken, rest)) => {
                    *data = rest;
                    Ok(Cow::Borrowed(taken))
                }
                None => Err(self.too_short()),
            },
            Source::File(file) => {
                let file = *file;
                self.take_from_file(file, n)
            }
        }
    }
    fn take_from_file(&mut self, file: Value, n: usize) -> Res<Cow<'a, [u8]>> {
        let vm = self.vm;
        let buffer = vm.call(Value::from_ptr(vm.types.bytearray), &[vm.new_int(n as i64)?.value()])?;
        let view = vm.call(Value::from_ptr(vm.types.memoryview), &[buffer.value()])?;
        let readinto = vm.intern("readinto");
        let got = vm.call_method(file, readinto.value(), &[view.value()])?;
        let got = if got.value().is_none() { 0 } else { vm.int_arg(got.value())? };
        match usize::try_from(got) {
            Ok(got) if got > n => {
                Err(vm.value_error(format!("read() returned too much data: {n} bytes requested, {got} returned")))
            }
            Ok(got) if got == n => Ok(Cow::Owned(vm.bytes_arg(buffer.value())?.to_vec())),
            _ => Err(self.too_short()),
        }
    }
    fn too_short(&self) -> Raised {
        self.vm.raise_type(self.vm.types.EOFError, "marshal data too short")
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
        Ok(f64::from_le_bytes(b[..].try_into().unwrap_or_default()))
    }
    fn items(&mut self, n: usize, depth: u32) -> Res<Vec<Ref>> {
        let mut items = Vec::with_capacity(n.min(1 << 16));
        for _ in 0..n {
            items.push(self.required(depth + 1)?);
        }
        Ok(items)
    }
    /// A number as text, behind a byte with its length.
    fn decimal(&mut self) -> Res<f64> {
        let vm = self.vm;
        let n = self.take(1)?[0] as usize;
        let text = self.take(n)?;
        let text = vm.new_latin1(&text, text.is_ascii())?;
        vm.float_arg(vm.call(Value::from_ptr(vm.types.float), &[text.value()])?.value())
    }
    /// The next value, which there must be.
    pub fn required(&mut self, depth: u32) -> Res {
        match self.value(depth)? {
            Some(v) => Ok(v),
            None => Err(self.vm.type_error("NULL object in marshal data for object")),
        }
    }
    /// The next value; None for the mark that ends a dict.
    pub fn value(&mut self, depth: u32) -> Res<Option<Ref>> {
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
            b'I' => vm.new_int(i64::from_le_bytes(self.take(8)?[..].try_into().unwrap_or_default()))?,
            b'l' => {
                let n = self.int()?;
                let mut x = IBig::ZERO;
                if n == i32::MIN {
                    return Err(self.bad("long size out of range"));
                }
                let digits = self.take(n.unsigned_abs() as usize * 2)?;
                if digits.ends_with(&[0, 0]) {
                    return Err(self.bad("unnormalized long data"));
                }
                for d in digits.chunks_exact(2).rev() {
                    let d = u16::from_le_bytes([d[0], d[1]]);
                    if d > 0x7fff {
                        return Err(self.bad("digit out of range in long"));
                    }
                    x = (x << 15) + IBig::from(d);
                }
                vm.new_big(if n < 0 { -x } else { x })?
            }
            b'f' => Ref::float(self.decimal()?),
            b'g' => Ref::float(self.float()?),
            b'x' => {
                let (re, im) = (self.decimal()?, self.decimal()?);
                vm.new_complex(re, im)?
            }
            b'y' => {
                let (re, im) = (self.float()?, self.float()?);
                vm.new_complex(re, im)?
            }
            b's' => {
                let n = self.size("bytes object")?;
                vm.new_bytes(&self.take(n)?)?
            }
            k @ (b'a' | b'A' | b'z' | b'Z') => {
                let n = if k | 32 == b'z' { self.take(1)?[0] as usize } else { self.size("string")? };
                let b = self.take(n)?;
                let s = vm.new_latin1(&b, b.is_ascii())?;
                if k.is_ascii_uppercase() { vm.intern_value(s) } else { s }
            }
            k @ (b'u' | b't') => {
                let n = self.size("string")?;
                let b = self.take(n)?;
                let surrogates = vm.intern("surrogatepass");
                let s = crate::types::codec::decode_bytes(vm, &b, Value::NONE, vm.names.utf_8, surrogates.value())?;
                if k == b't' { vm.intern_value(s) } else { s }
            }
            k @ (b'(' | b')') => {
                let n = if k == b')' { self.take(1)?[0] as usize } else { self.size("tuple")? };
                if slot.is_some() && n > 0 {
                    return self.referable_tuple(n, depth, keep).map(Some);
                }
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
            b'<' => {
                let n = self.size("set")?;
                let set = keep(self, vm.new_set()?);
                for _ in 0..n {
                    let item = self.required(depth + 1)?;
                    vm.set_add(set.value(), item.value())?;
                }
                return Ok(Some(set));
            }
            b'>' => {
                let n = self.size("set")?;
                let items = self.items(n, depth)?;
                let tuple = vm.tuple_from_refs(items)?;
                vm.call(Value::from_ptr(vm.types.frozenset), &[tuple.value()])?
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
                let filename = String::from_utf8_lossy(&self.take(n)?).into_owned();
                let n = self.size("bytes object")?;
                let payload = self.take(n)?;
                let code = serialize::read_payload(&payload, &Arc::from(filename.as_str())).filter(|c| verify::verify(c).is_ok());
                match code {
                    Some(c) => crate::vm::new_code(vm, &Arc::new(c), false)?,
                    None => return Err(self.bad("invalid code")),
                }
            }
            _ => return Err(self.bad("unknown type code")),
        };
        Ok(Some(keep(self, v)))
    }
    /// A tuple that its own items may refer to: it holds None where they are not read yet.
    fn referable_tuple(&mut self, n: usize, depth: u32, keep: impl FnOnce(&mut Self, Ref) -> Ref) -> Res {
        let vm = self.vm;
        if let Source::Bytes(data) = &self.source
            && data.len() < n
        {
            return Err(self.too_short());
        }
        let mut nothing = Vec::new();
        if nothing.try_reserve_exact(n).is_err() {
            return Err(vm.memory_error());
        }
        nothing.resize(n, Value::NONE);
        let tuple = keep(self, vm.tuple_from(&nothing)?);
        for i in 0..n {
            let item = self.required(depth + 1)?;
            // SAFETY: the tuple has room for `n` items; None, which stood there, is not counted.
            unsafe { *(*tuple.ptr::<Tuple>()).items_ptr().add(i) = item.into_value() };
        }
        Ok(tuple)
    }
}
