//! Which objects a pickler has written, and under which numbers.
use crate::object::{Value, Vm};

/// A hash table with open addressing from objects, by identity, to numbers. It owns a reference to each object, so that no other
/// object can come to lie at the same address.
#[derive(Default)]
pub struct Memo {
    /// `(object, number)`; NULL where a slot is free. The length is a power of two or 0; at most two thirds are in use.
    slots: Vec<(Value, u32)>,
    used: usize,
}

impl Memo {
    pub fn len(&self) -> usize {
        self.used
    }
    #[inline(always)]
    fn slot(&self, key: Value) -> usize {
        let mask = self.slots.len() - 1;
        let h = (key.0 >> 4).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let mut i = (h >> 32) as usize & mask;
        loop {
            let k = self.slots[i].0;
            if k == Value::NULL || k == key {
                return i;
            }
            i = (i + 1) & mask;
        }
    }
    /// The number of an object.
    #[inline(always)]
    pub fn get(&self, key: Value) -> Option<u32> {
        if self.used == 0 {
            return None;
        }
        let (k, n) = self.slots[self.slot(key)];
        if k == key { Some(n) } else { None }
    }
    #[cold]
    #[inline(never)]
    fn grow(&mut self) {
        let n = (self.slots.len() * 4).max(32);
        let old = std::mem::replace(&mut self.slots, vec![(Value::NULL, 0); n]);
        for e in old {
            if e.0 != Value::NULL {
                let i = self.slot(e.0);
                self.slots[i] = e;
            }
        }
    }
    /// Gives an object a number, in place of any that it has.
    #[inline(always)]
    pub fn set(&mut self, key: Value, n: u32) {
        if (self.used + 1) * 3 > self.slots.len() * 2 {
            self.grow();
        }
        let i = self.slot(key);
        if self.slots[i].0 == Value::NULL {
            key.incref();
            self.used += 1;
        }
        self.slots[i] = (key, n);
    }
    /// All objects with their numbers.
    pub fn iter(&self) -> impl Iterator<Item = (Value, u32)> + '_ {
        self.slots.iter().copied().filter(|e| e.0 != Value::NULL)
    }
    /// Gives up what a memo that was taken away holds. Python code may run.
    pub fn release(self, vm: &Vm) {
        for (k, _) in self.slots {
            if k != Value::NULL {
                k.decref(vm);
            }
        }
    }
}

/// What an unpickler has numbered. Numbers near to those in use lie in a row; what a damaged pickle makes of them does not cost
/// memory.
#[derive(Default)]
pub struct Numbered {
    /// Owned; NULL where there is none.
    row: Vec<Value>,
    far: rustc_hash::FxHashMap<usize, Value>,
    used: usize,
}

impl Numbered {
    /// How many there are: the next number of MEMOIZE.
    #[inline(always)]
    pub fn len(&self) -> usize {
        self.used
    }
    #[inline(always)]
    pub fn get(&self, i: usize) -> Option<Value> {
        match self.row.get(i) {
            Some(v) if *v != Value::NULL => Some(*v),
            _ if self.far.is_empty() => None,
            _ => self.far.get(&i).copied(),
        }
    }
    /// Sets a number; what had it before is the caller's to give up.
    #[inline(always)]
    pub fn set(&mut self, i: usize, v: Value) -> Value {
        v.incref();
        let old = if i == self.row.len() && self.far.is_empty() {
            self.row.push(v);
            Value::NULL
        } else {
            self.set_apart(i, v)
        };
        self.used += (old == Value::NULL) as usize;
        old
    }
    fn set_apart(&mut self, i: usize, v: Value) -> Value {
        if i < self.row.len() && !self.far.contains_key(&i) {
            return std::mem::replace(&mut self.row[i], v);
        }
        if i >= self.row.len() && i < self.used * 2 + 1024 && self.far.is_empty() {
            self.row.resize(i + 1, Value::NULL);
            self.row[i] = v;
            return Value::NULL;
        }
        self.far.insert(i, v).unwrap_or(Value::NULL)
    }
    /// All, in the order of the row.
    pub fn iter(&self) -> impl Iterator<Item = (usize, Value)> + '_ {
        let row = self.row.iter().copied().enumerate().filter(|(_, v)| *v != Value::NULL);
        row.chain(self.far.iter().map(|(i, v)| (*i, *v)))
    }
    /// Gives up what was taken away. Python code may run.
    pub fn release(self, vm: &Vm) {
        for v in self.row.into_iter().chain(self.far.into_values()) {
            if v != Value::NULL {
                v.decref(vm);
            }
        }
    }
}
