//! Values to marshalled bytes.
use super::MAX_DEPTH;
use crate::bytecode::serialize;
use crate::object::{IntView, Ref, Res, Value, Vm, flags};
use dashu_int::IBig;
use rustc_hash::FxHashMap;

/// Set in the tag of a value that may be referred to later on.
const REFERABLE: u8 = 0x80;

/// What is being written.
pub struct Writer<'a> {
    vm: &'a Vm,
    out: Vec<u8>,
    allow_code: bool,
    /// The format's version: 0 to 5.
    version: i64,
    /// The values that may be referred to, by identity, and their numbers. They are kept alive, so that no other one takes their place.
    numbers: FxHashMap<u64, u32>,
    kept: Vec<Ref>,
    /// Those among them that are read as a whole only, and are being written: what lies in them can't refer to them.
    unfinished: Vec<u64>,
}

impl<'a> Writer<'a> {
    /// An empty output.
    pub fn new(vm: &'a Vm, version: i64, allow_code: bool) -> Writer<'a> {
        Writer { vm, out: Vec::new(), allow_code, version, numbers: FxHashMap::default(), kept: Vec::new(), unfinished: Vec::new() }
    }
    /// The bytes written.
    pub fn finish(self) -> Vec<u8> {
        self.out
    }
    fn size(&mut self, n: usize) -> Res<()> {
        let Ok(n) = i32::try_from(n) else { return Err(self.vm.value_error("unmarshallable object")) };
        self.out.extend_from_slice(&n.to_le_bytes());
        Ok(())
    }
    fn bytes(&mut self, b: &[u8]) -> Res<()> {
        self.size(b.len())?;
        self.out.extend_from_slice(b);
        Ok(())
    }
    /// A number as text, behind a byte with its length.
    fn decimal(&mut self, x: f64) -> Res<()> {
        let (format, number) = (self.vm.intern("__format__"), Ref::float(x));
        let text = self.vm.call_method(number.value(), format.value(), &[self.vm.new_str(".17g")?.value()])?;
        let text = self.vm.str_text(text.value());
        self.out.push(text.len() as u8);
        self.out.extend_from_slice(text.as_bytes());
        Ok(())
    }
    /// Writes a reference where the value has been written before; else makes it one that can be referred to, if others can have it.
    fn refer(&mut self, v: Value, held: u32) -> Res<Option<u8>> {
        if self.version < 3 {
            return Ok(Some(0));
        }
        let vm = self.vm;
        // SAFETY: a heap value points to a live header.
        let single = v.is_heap() && unsafe { (*v.header()).refcount } <= held;
        if single && !(v.is_exact(vm.types.str) && vm.str(v).is_interned()) {
            return Ok(Some(0));
        }
        if let Some(n) = self.numbers.get(&v.0) {
            if self.unfinished.contains(&v.0) {
                return Err(vm.value_error("unmarshallable object"));
            }
            self.out.push(b'r');
            self.out.extend_from_slice(&n.to_le_bytes());
            return Ok(None);
        }
        let n = u32::try_from(self.kept.len()).ok().filter(|n| *n < i32::MAX as u32);
        let Some(n) = n else { return Err(vm.value_error("object too deeply nested to marshal")) };
        self.numbers.insert(v.0, n);
        self.kept.push(Ref::new(v));
        Ok(Some(REFERABLE))
    }
    /// Writes a value, to which `held` references belong to whoever called this and to what the value lies in.
    pub fn value(&mut self, v: Value, depth: u32, held: u32) -> Res<()> {
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
            _ => {
                if let Some(flag) = self.refer(v, held)? {
                    return self.new_value(v, flag, depth);
                }
            }
        }
        Ok(())
    }
    fn new_value(&mut self, v: Value, flag: u8, depth: u32) -> Res<()> {
        let vm = self.vm;
        let t = &vm.types;
        match () {
            () if v.is_float() => {
                let x = v.as_float();
                if self.version < 2 {
                    self.out.push(b'f' | flag);
                    return self.decimal(x);
                }
                self.out.push(b'g' | flag);
                self.out.extend_from_slice(&x.to_le_bytes());
            }
            () if v.is_small_int() || v.is_exact(t.int) => self.int(v, flag),
            () if v.is_exact(t.str) => return self.str(v, flag),
            () if v.is_exact(t.complex) => {
                // SAFETY: the type was just checked.
                let c = unsafe { v.get::<crate::object::ComplexObject>() };
                if self.version < 2 {
                    self.out.push(b'x' | flag);
                    self.decimal(c.re)?;
                    return self.decimal(c.im);
                }
                self.out.push(b'y' | flag);
                self.out.extend_from_slice(&c.re.to_le_bytes());
                self.out.extend_from_slice(&c.im.to_le_bytes());
            }
            () if v.is_exact(t.tuple) => {
                let items = vm.tuple_items(v);
                if self.version >= 4 && items.len() < 256 {
                    self.out.extend_from_slice(&[b')' | flag, items.len() as u8]);
                } else {
                    self.out.push(b'(' | flag);
                    self.size(items.len())?;
                }
                items.iter().try_for_each(|x| self.value(*x, depth + 1, 1))?;
            }
            () if v.is_exact(t.list) => {
                let n = vm.list(v).items().len();
                self.out.push(b'[' | flag);
                self.size(n)?;
                for i in 0..n {
                    // A buffer of a Python class may change the list.
                    let Some(item) = vm.list(v).items().get(i).map(|x| Ref::new(*x)) else {
                        return Err(vm.runtime_error("list changed size during iteration"));
                    };
                    self.value(item.value(), depth + 1, 2)?;
                }
            }
            () if v.is_exact(t.dict) => {
                self.out.push(b'{' | flag);
                let pairs: Vec<(Ref, Ref)> = vm.dict(v).iter().map(|(k, x)| (Ref::new(k), Ref::new(x))).collect();
                for (k, x) in pairs {
                    self.value(k.value(), depth + 1, 2)?;
                    self.value(x.value(), depth + 1, 2)?;
                }
                self.out.push(b'0');
            }
            () if v.is_exact(t.set) || v.is_exact(t.frozenset) => return self.set(v, flag, depth),
            () if v.is_exact(t.slice) && self.version >= 5 => {
                // SAFETY: the type was just checked.
                let s = unsafe { v.get::<crate::object::Slice>() };
                self.out.push(b':' | flag);
                self.unfinished.push(v.0);
                for x in [s.start, s.stop, s.step] {
                    self.value(x, depth + 1, 1)?;
                }
                self.unfinished.pop();
            }
            () if v.is_exact(t.code) => {
                if !self.allow_code {
                    return Err(vm.value_error("marshalling code objects is disallowed"));
                }
                // SAFETY: the type was just checked.
                let code = unsafe { v.get::<crate::object::Code>() };
                let Some(b) = serialize::write_payload(&code.bytecode) else {
                    return Err(vm.value_error("unmarshallable object"));
                };
                self.out.push(b'c' | flag);
                self.bytes(code.bytecode.filename.as_bytes())?;
                self.bytes(&b)?;
            }
            () if v.is_heap() && vm.has_buffer(v) && !vm.has_flag(v, flags::EXCEPTION_SUBCLASS) => {
                let b = crate::types::bytes::buffer_copy(vm, v)?.unwrap_or_default();
                self.out.push(b's' | flag);
                self.bytes(&b)?;
            }
            () => return Err(vm.value_error("unmarshallable object")),
        }
        Ok(())
    }
    fn str(&mut self, v: Value, flag: u8) -> Res<()> {
        let vm = self.vm;
        let text = vm.str(v);
        let interned = self.version >= 3 && text.is_interned();
        if let Some(ascii) = text.as_ascii().filter(|_| self.version >= 4) {
            let short = ascii.len() < 256;
            let tag = match (short, interned) {
                (true, true) => b'Z',
                (true, false) => b'z',
                (false, true) => b'A',
                (false, false) => b'a',
            };
            self.out.push(tag | flag);
            if short {
                self.out.push(ascii.len() as u8);
                self.out.extend_from_slice(ascii.as_bytes());
                return Ok(());
            }
            return self.bytes(ascii.as_bytes());
        }
        let surrogates = vm.intern("surrogatepass");
        let b = crate::types::codec::encode_str(vm, v, vm.names.utf_8, surrogates.value())?;
        self.out.push(if interned { b't' } else { b'u' } | flag);
        self.bytes(&b)
    }
    /// The items in the order of their own marshalled bytes, which does not depend on hashes.
    fn set(&mut self, v: Value, flag: u8, depth: u32) -> Res<()> {
        let vm = self.vm;
        let items = vm.collect(v)?;
        self.out.push(if v.is_exact(vm.types.set) { b'<' } else { b'>' } | flag);
        self.size(items.len())?;
        let n = items.len();
        let mut keyed: Vec<(Vec<u8>, Ref)> = Vec::with_capacity(n);
        for item in items {
            let mut alone = Writer::new(vm, self.version, self.allow_code);
            alone.value(item.value(), depth + 1, 2)?;
            keyed.push((alone.finish(), item));
            // A buffer of a Python class may change the set.
            if vm.len(v)? != n {
                return Err(vm.runtime_error("set changed size during iteration"));
            }
        }
        keyed.sort_by(|a, b| a.0.cmp(&b.0));
        keyed.iter().try_for_each(|(_, item)| self.value(item.value(), depth + 1, 2))
    }
    fn int(&mut self, v: Value, flag: u8) {
        let big = match self.vm.as_int(v) {
            Some(IntView::Small(x)) => match i32::try_from(x) {
                Ok(x) => {
                    self.out.push(b'i' | flag);
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
        self.out.push(b'l' | flag);
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
