//! Sets: one open-addressing table. Probing, sizes and growth are CPython's, so that the order of iteration is too: up to nine
//! neighbours are tried before the next jump, the table grows when three fifths full.
//!
//! Invariants: `mask + 1` slots; an empty slot has a NULL key, a deleted one an UNBOUND key; `fill` counts used and deleted slots
//! and is always below `mask + 1`.
use super::header::Header;
use super::reference::{Ref, Res};
use super::type_object::{CompareOp, Type};
use super::value::Value;
use super::vm::Vm;
use std::alloc::Layout;

#[derive(Clone, Copy)]
#[repr(C)]
pub struct SetEntry {
    pub key: Value,
    pub hash: i64,
}

const LINEAR_PROBES: usize = 9;
pub const MIN_SIZE: usize = 8;
const VACANT: SetEntry = SetEntry { key: Value::NULL, hash: 0 };
const DELETED: SetEntry = SetEntry { key: Value::UNBOUND, hash: -1 };

/// set and frozenset.
#[repr(C)]
pub struct Set {
    pub header: Header,
    pub table: *mut SetEntry,
    pub mask: usize,
    pub fill: usize,
    pub used: usize,
    /// Cached hash of a frozenset, -1 where not computed.
    pub hash: i64,
    /// Where `pop` looks next.
    pub finger: usize,
}

fn layout(size: usize) -> Layout {
    // SAFETY: sizes are bounded where tables are made.
    unsafe { Layout::from_size_align_unchecked(size * size_of::<SetEntry>(), 8) }
}

fn alloc_table(vm: &Vm, size: usize) -> Res<*mut SetEntry> {
    if size > 1 << 40 {
        return Err(vm.memory_error());
    }
    // SAFETY: the layout is not empty; all zero bytes are vacant entries.
    let p = unsafe { super::buffer::alloc_zeroed(layout(size)) } as *mut SetEntry;
    if p.is_null() { Err(vm.memory_error()) } else { Ok(p) }
}

/// Where a search for a key ended.
pub enum Place {
    /// Slot index.
    At(usize),
    /// The key is missing: the vacant slot that says so, and the last deleted one on the way.
    Missing { vacant: usize, deleted: Option<usize> },
}

impl SetEntry {
    #[inline(always)]
    pub fn is_live(&self) -> bool {
        self.key.0 != 0 && !self.key.is_unbound()
    }
}

impl Set {
    pub fn len(&self) -> usize {
        self.used
    }
    pub fn is_empty(&self) -> bool {
        self.used == 0
    }
    /// All slots, vacant and deleted ones among them.
    #[inline(always)]
    pub fn slots(&self) -> &[SetEntry] {
        if self.table.is_null() {
            return &[];
        }
        // SAFETY: the table has `mask + 1` entries.
        unsafe { std::slice::from_raw_parts(self.table, self.mask + 1) }
    }
    /// Live entries in order. Do not run Python code while iterating.
    pub fn iter(&self) -> impl Iterator<Item = SetEntry> + '_ {
        self.slots().iter().filter(|e| e.is_live()).copied()
    }
    /// Walks the probe sequence of a hash until `f` answers.
    #[inline(always)]
    fn probe<R>(&self, hash: i64, mut f: impl FnMut(usize, &SetEntry) -> Option<R>) -> R {
        let mut perturb = hash as usize;
        let mut i = hash as usize & self.mask;
        loop {
            let probes = if i + LINEAR_PROBES <= self.mask { LINEAR_PROBES } else { 0 };
            for j in i..=i + probes {
                // SAFETY: `j` is at most `mask`.
                if let Some(r) = f(j, unsafe { &*self.table.add(j) }) {
                    return r;
                }
            }
            perturb >>= 5;
            i = i.wrapping_mul(5).wrapping_add(1).wrapping_add(perturb) & self.mask;
        }
    }
    #[inline(always)]
    fn vacancy(&self, hash: i64) -> usize {
        self.probe(hash, |i, e| (e.key == Value::NULL).then_some(i))
    }
    /// Puts a key that is known to be missing into a table that has room.
    #[inline(always)]
    fn place(&mut self, key: Value, hash: i64) {
        let i = self.vacancy(hash);
        // SAFETY: the slot is in the table.
        unsafe { *self.table.add(i) = SetEntry { key, hash } };
    }
    /// Rebuilds the table for more than `least` keys, dropping deleted slots.
    pub fn resize(&mut self, vm: &Vm, least: usize) -> Res<()> {
        let mut size = MIN_SIZE;
        while size <= least {
            size <<= 1;
        }
        let (old, old_mask) = (self.table, self.mask);
        self.table = alloc_table(vm, size)?;
        self.mask = size - 1;
        self.fill = self.used;
        // SAFETY: the old table has `old_mask + 1` entries and is freed with the layout it was made with.
        unsafe {
            if !old.is_null() {
                for i in 0..=old_mask {
                    let e = *old.add(i);
                    if e.is_live() {
                        self.place(e.key, e.hash);
                    }
                }
                std::alloc::dealloc(old as *mut u8, layout(old_mask + 1));
            }
        }
        Ok(())
    }
    fn growth(&self) -> usize {
        if self.used > 50_000 { self.used * 2 } else { self.used * 4 }
    }
    /// Adds a key that is known to be missing; takes over the reference. It gets the last deleted slot on its way, if there is one.
    pub fn insert_new(&mut self, vm: &Vm, hash: i64, key: Ref) -> Res<()> {
        if self.table.is_null() {
            self.resize(vm, 0)?;
        }
        let mut deleted = None;
        let i = self.probe(hash, |i, e| {
            if e.key.is_unbound() {
                deleted = Some(i);
            }
            (e.key == Value::NULL).then_some(i)
        });
        self.insert_at(vm, i, deleted, hash, key)
    }
    /// Adds a missing key whose search ended at the vacant slot `i`, with the last deleted slot on its way.
    #[inline(always)]
    fn insert_at(&mut self, vm: &Vm, i: usize, deleted: Option<usize>, hash: i64, key: Ref) -> Res<()> {
        // SAFETY: the slot is in the table.
        unsafe { *self.table.add(deleted.unwrap_or(i)) = SetEntry { key: key.into_value(), hash } };
        self.used += 1;
        if deleted.is_some() {
            return Ok(());
        }
        self.fill += 1;
        if self.fill * 5 < self.mask * 3 {
            return Ok(());
        }
        self.resize(vm, self.growth())
    }
    /// Removes slot `i`; its key is handed to the caller.
    pub fn remove_at(&mut self, i: usize) -> Ref {
        debug_assert!(i <= self.mask);
        self.used -= 1;
        // SAFETY: the slot is in the table and live.
        unsafe { Ref::own(std::mem::replace(&mut *self.table.add(i), DELETED).key) }
    }
    /// After many removals: rebuilds where more than a quarter of the slots are deleted ones.
    pub fn shrink_deleted(&mut self, vm: &Vm) -> Res<()> {
        if self.fill - self.used <= self.mask / 4 {
            return Ok(());
        }
        self.resize(vm, self.growth())
    }
    /// Takes the table out, leaving the set empty. The keys are to be released by the caller.
    fn take(&mut self) -> (*mut SetEntry, usize) {
        let r = (self.table, self.mask);
        self.table = std::ptr::null_mut();
        self.mask = 0;
        self.fill = 0;
        self.used = 0;
        self.finger = 0;
        r
    }
    /// Removes all keys.
    pub fn clear(&mut self, vm: &Vm) -> Res<()> {
        let fresh = alloc_table(vm, MIN_SIZE)?;
        let (table, mask) = self.take();
        self.table = fresh;
        self.mask = MIN_SIZE - 1;
        // SAFETY: the table is no longer reachable from the set.
        unsafe { release(vm, table, mask) };
        Ok(())
    }
    /// Exchanges contents with another set.
    pub fn swap(&mut self, other: &mut Set) {
        std::mem::swap(&mut self.table, &mut other.table);
        std::mem::swap(&mut self.mask, &mut other.mask);
        std::mem::swap(&mut self.fill, &mut other.fill);
        std::mem::swap(&mut self.used, &mut other.used);
        std::mem::swap(&mut self.finger, &mut other.finger);
    }
    /// The next live entry at or after slot `i`, which moves on; the key is borrowed.
    #[inline(always)]
    pub fn next_entry(&self, i: &mut usize) -> Option<SetEntry> {
        if self.table.is_null() {
            return None;
        }
        while *i <= self.mask {
            // SAFETY: the slot is in the table.
            let e = unsafe { *self.table.add(*i) };
            *i += 1;
            if e.is_live() {
                return Some(e);
            }
        }
        None
    }
    /// Slot index of the next live entry at or after `from`.
    #[inline(always)]
    pub fn next_live(&self, from: usize) -> Option<usize> {
        self.slots().get(from..)?.iter().position(|e| e.is_live()).map(|i| from + i)
    }
}

unsafe fn release(vm: &Vm, table: *mut SetEntry, mask: usize) {
    if table.is_null() {
        return;
    }
    for i in 0..=mask {
        let e = *table.add(i);
        if e.is_live() {
            e.key.decref(vm);
        }
    }
    std::alloc::dealloc(table as *mut u8, layout(mask + 1));
}

impl Vm {
    /// An empty set or frozenset (or an instance of a subclass).
    pub fn new_set_of(&self, ty: *mut Type) -> Res {
        let table = alloc_table(self, MIN_SIZE)?;
        let p = self.alloc_instance(ty)? as *mut Set;
        // SAFETY: the instance is fresh and laid out as a set.
        unsafe {
            (*p).table = table;
            (*p).mask = MIN_SIZE - 1;
            (*p).fill = 0;
            (*p).used = 0;
            (*p).hash = -1;
            (*p).finger = 0;
        }
        Ok(Ref::own(Value::from_ptr(p)))
    }
    /// An empty set.
    pub fn new_set(&self) -> Res {
        self.new_set_of(self.types.set)
    }
    /// The set payload, mutable. Never hold the borrow across anything that can run Python code.
    #[inline(always)]
    #[allow(clippy::mut_from_ref)]
    pub fn set<'a>(&self, v: Value) -> &'a mut Set {
        // SAFETY: the caller vouches for the type and for the borrow's end before the next one begins.
        unsafe { &mut *v.ptr::<Set>() }
    }
    /// Whether the value is a set, a frozenset or an instance of a subclass of them.
    pub fn is_any_set(&self, v: Value) -> bool {
        v.is_heap() && self.has_flag(v, super::type_object::flags::SET_SUBCLASS)
    }
    /// Looks a key up as far as that runs no Python code; None where keys would have to be compared.
    #[inline(always)]
    pub fn set_find_quick(&self, s: Value, key: Value, hash: i64) -> Option<Place> {
        let set = self.set(s);
        if set.table.is_null() {
            return None;
        }
        let str_type = self.types.str;
        let key_is_str = key.is_exact(str_type);
        let key_is_int = key.is_small_int();
        let mut deleted = None;
        set.probe(hash, |i, e| {
            if e.key == Value::NULL {
                return Some(Some(Place::Missing { vacant: i, deleted }));
            }
            // No key has the hash of deleted slots.
            if e.hash == hash {
                if e.key == key {
                    return Some(Some(Place::At(i)));
                }
                if key_is_str && e.key.is_exact(str_type) {
                    if self.str(e.key).equals(self.str(key)) {
                        return Some(Some(Place::At(i)));
                    }
                } else if !(key_is_int && e.key.is_small_int()) {
                    return Some(None);
                }
            } else if e.hash == DELETED.hash {
                deleted = Some(i);
            }
            None
        })
    }
    /// Slot index of a key. Comparisons of keys may run Python code and raise.
    #[inline(always)]
    pub fn set_find(&self, s: Value, key: Value, hash: i64) -> Res<Option<usize>> {
        match self.set_find_quick(s, key, hash) {
            Some(Place::At(i)) => Ok(Some(i)),
            Some(Place::Missing { .. }) => Ok(None),
            None => self.set_find_slow(s, key, hash),
        }
    }
    /// Whether a key of another set is in this one. Where comparing it can run Python code, `held` keeps it alive from then on.
    #[inline(always)]
    pub fn set_has_entry(&self, s: Value, e: &SetEntry, held: &mut Option<Ref>) -> Res<bool> {
        match self.set_find_quick(s, e.key, e.hash) {
            Some(place) => Ok(matches!(place, Place::At(_))),
            None => {
                *held = Some(Ref::new(e.key));
                Ok(self.set_find_slow(s, e.key, e.hash)?.is_some())
            }
        }
    }
    #[inline(never)]
    fn set_find_slow(&self, s: Value, key: Value, hash: i64) -> Res<Option<usize>> {
        'restart: loop {
            let (table, mask) = (self.set(s).table, self.set(s).mask);
            // A set that was cleared while there was no memory for a new table.
            if table.is_null() {
                return Ok(None);
            }
            let mut perturb = hash as usize;
            let mut i = hash as usize & mask;
            loop {
                let probes = if i + LINEAR_PROBES <= mask { LINEAR_PROBES } else { 0 };
                for j in i..=i + probes {
                    // SAFETY: `j` is at most `mask`, and the table is the set's (checked after each comparison).
                    let e = unsafe { *table.add(j) };
                    if e.key == Value::NULL {
                        return Ok(None);
                    }
                    if e.hash == hash && !e.key.is_unbound() {
                        if e.key == key {
                            return Ok(Some(j));
                        }
                        let held = Ref::new(e.key);
                        let equal = self.compare_bool(held.value(), key, CompareOp::Eq)?;
                        let set = self.set(s);
                        // SAFETY: `j` is at most `mask`, which belongs to `table`.
                        if set.table != table || set.mask != mask || unsafe { (*table.add(j)).key != e.key } {
                            continue 'restart;
                        }
                        if equal {
                            return Ok(Some(j));
                        }
                    }
                }
                perturb >>= 5;
                i = i.wrapping_mul(5).wrapping_add(1).wrapping_add(perturb) & mask;
            }
        }
    }
    /// Adds a key whose hash is at hand; whether it was missing.
    #[inline(always)]
    pub fn set_add_hashed(&self, s: Value, key: Value, hash: i64) -> Res<bool> {
        match self.set_find_quick(s, key, hash) {
            Some(Place::At(_)) => Ok(false),
            Some(Place::Missing { vacant, deleted }) => {
                self.set(s).insert_at(self, vacant, deleted, hash, Ref::new(key))?;
                Ok(true)
            }
            None => {
                let held = Ref::new(key);
                if self.set_find_slow(s, key, hash)?.is_some() {
                    return Ok(false);
                }
                self.set(s).insert_new(self, hash, held)?;
                Ok(true)
            }
        }
    }
    /// Adds a key; whether it was missing.
    pub fn set_add(&self, s: Value, key: Value) -> Res<bool> {
        let hash = self.hash_element(key)?;
        self.set_add_hashed(s, key, hash)
    }
    /// Whether the key is in the set.
    pub fn set_contains(&self, s: Value, key: Value) -> Res<bool> {
        let hash = self.hash_element(key)?;
        Ok(self.set_find(s, key, hash)?.is_some())
    }
    /// Removes a key; whether it was there.
    pub fn set_discard_hashed(&self, s: Value, key: Value, hash: i64) -> Res<bool> {
        match self.set_find(s, key, hash)? {
            Some(i) => {
                drop(self.set(s).remove_at(i));
                Ok(true)
            }
            None => Ok(false),
        }
    }
    /// Adds all keys of another set.
    pub fn set_merge(&self, s: Value, other: Value) -> Res<()> {
        let (so, o) = (self.set(s), self.set(other));
        if s == other || o.used == 0 {
            return Ok(());
        }
        if (so.fill + o.used) * 5 >= so.mask * 3 {
            so.resize(self, (so.used + o.used) * 2)?;
        }
        if so.fill == 0 {
            let same = so.mask == o.mask && o.fill == o.used;
            for (i, e) in o.slots().iter().enumerate().filter(|(_, e)| e.is_live()) {
                e.key.incref();
                if same {
                    // SAFETY: both tables have the same size.
                    unsafe { *so.table.add(i) = *e };
                } else {
                    so.place(e.key, e.hash);
                }
            }
            so.fill = o.used;
            so.used = o.used;
            return Ok(());
        }
        let mut i = 0;
        while let Some(e) = self.set(other).next_entry(&mut i) {
            self.set_add_hashed(s, e.key, e.hash)?;
        }
        Ok(())
    }
}

/// Drop slot of set and frozenset.
///
/// # Safety
/// `h` is a set whose count is zero.
pub unsafe fn drop_set(vm: &Vm, h: *mut Header) {
    let (table, mask) = (*(h as *mut Set)).take();
    release(vm, table, mask);
}

/// Clear slot of set and frozenset.
///
/// # Safety
/// `h` is a live set.
pub unsafe fn clear_set(vm: &Vm, h: *mut Header) {
    let (table, mask) = (*(h as *mut Set)).take();
    // A finaliser may still look at the set: it gets a small table where there is memory for one.
    if let Ok(fresh) = alloc_table(vm, MIN_SIZE) {
        (*(h as *mut Set)).table = fresh;
        (*(h as *mut Set)).mask = MIN_SIZE - 1;
    }
    release(vm, table, mask);
}

/// Traverse slot of set and frozenset.
///
/// # Safety
/// `h` is a live set.
pub unsafe fn traverse_set(h: *mut Header, visit: &mut dyn FnMut(Value)) {
    (*(h as *mut Set)).iter().for_each(|e| visit(e.key));
}

const _: () = assert!(VACANT.key.0 == 0 && VACANT.hash == 0);
