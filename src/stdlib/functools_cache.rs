//! `functools._lru_cache_wrapper`: a function whose results are remembered, all of them or those used last.
use super::functools::bind;
use crate::native;
use crate::object::{Header, Ref, Res, Slots, Type, TypeSpec, Value, Vm, call_native, flags};
use crate::types::class_creation::INSTANCE_DICT;
use crate::types::struct_sequence::new_type_of;
use std::cell::Cell;

/// A remembered result in the ring of a bounded cache. Entry 0 is the ring's head and holds none; behind it lies what was used longest ago.
struct Entry {
    previous: u32,
    next: u32,
    hash: i64,
    /// Owned, both; NULL in the head and in entries taken out of the ring.
    key: Value,
    result: Value,
}

#[repr(C)]
struct Cache {
    header: Header,
    /// Owned. `results` is a dict: from keys to results, or where the cache is bounded, to indices of `ring`.
    function: Value,
    results: Value,
    info: Value,
    ring: Vec<Entry>,
    /// Entries of the ring that are free.
    free: Vec<u32>,
    /// -1 where there is no limit.
    maxsize: i64,
    typed: bool,
    hits: i64,
    misses: i64,
}

fn c<'a>(v: Value) -> &'a mut Cache {
    // SAFETY: the slots and methods below are called with these objects only; no borrow outlives anything that runs Python code.
    unsafe { &mut *v.ptr::<Cache>() }
}

static SPEC: TypeSpec = TypeSpec {
    name: "functools._lru_cache_wrapper",
    doc: "Create a cached callable that wraps another function.\n\nuser_function:      the function being cached\n\nmaxsize:  0         for no caching\n          None      for unlimited cache size\n          n         for a bounded cache\n\ntyped:    False     cache f(3) and f(3.0) as identical calls\n          True      cache f(3) and f(3.0) as distinct calls\n\ncache_info_type:    namedtuple class with the fields:\n                        hits misses currsize maxsize",
    flags: flags::TRACKED | flags::HAS_DICT | flags::WEAKREFABLE | flags::METHOD_DESCRIPTOR,
    size: size_of::<Cache>(),
    slots: Slots {
        call: Some(call),
        new: Some(new),
        descr_get: Some(bind),
        drop: Some(drop_slot),
        traverse: Some(traverse),
        clear: Some(|vm, h| clear(vm, Value::from_ptr(h))),
        ..Slots::EMPTY
    },
    methods: METHODS,
    getset: &[INSTANCE_DICT],
};

unsafe fn drop_slot(vm: &Vm, h: *mut Header) {
    let t = h as *mut Cache;
    give_up(vm, std::mem::take(&mut (*t).ring));
    let owned = ((*t).function, (*t).results, (*t).info);
    std::ptr::drop_in_place(&raw mut (*t).ring);
    std::ptr::drop_in_place(&raw mut (*t).free);
    owned.0.decref(vm);
    owned.1.decref(vm);
    owned.2.decref(vm);
}
unsafe fn traverse(h: *mut Header, visit: &mut dyn FnMut(Value)) {
    let t = &*(h as *mut Cache);
    visit(t.function);
    visit(t.results);
    visit(t.info);
    for e in t.ring.iter().filter(|e| e.key != Value::NULL) {
        visit(e.key);
        visit(e.result);
    }
}

fn head() -> Vec<Entry> {
    vec![Entry { previous: 0, next: 0, hash: 0, key: Value::NULL, result: Value::NULL }]
}

/// Gives up what the entries hold, which may run Python code: they belong to no cache any more.
fn give_up(vm: &Vm, entries: Vec<Entry>) {
    for e in entries {
        if e.key != Value::NULL {
            e.key.decref(vm);
            e.result.decref(vm);
        }
    }
}

fn clear(vm: &Vm, v: Value) {
    let t = c(v);
    (t.hits, t.misses) = (0, 0);
    t.free.clear();
    let old = std::mem::replace(&mut t.ring, head());
    vm.dict(t.results).clear(vm);
    give_up(vm, old);
}

native! { static NEW = [
    "lru_cache(user_function, maxsize, typed, cache_info_type)" => fn new_body(vm, [function, maxsize, typed, info]) {
        if vm.slots(function).call.is_none() {
            return Err(vm.type_error("the first argument must be callable"));
        }
        let maxsize = if maxsize.is_none() {
            -1
        } else if vm.slots(maxsize).index.is_some() || vm.as_int(maxsize).is_some() {
            match vm.index_i64(maxsize)? {
                Ok(n) => n.max(0),
                Err(_) => return Err(vm.overflow_error("cannot fit 'int' into an index-sized integer")),
            }
        } else {
            return Err(vm.type_error("maxsize should be integer or None"));
        };
        let typed = vm.truth(typed)?;
        let results = vm.new_dict()?;
        vm.new_object::<Cache>(vm.extension::<Types>().cache.get(), |p| {
            function.incref();
            info.incref();
            // SAFETY: the instance is fresh.
            unsafe {
                (*p).function = function;
                (*p).results = results.into_value();
                (*p).info = info;
                (&raw mut (*p).ring).write(head());
                (&raw mut (*p).free).write(Vec::new());
                (*p).maxsize = maxsize;
                (*p).typed = typed;
                (*p).hits = 0;
                (*p).misses = 0;
            }
        })
    }
]; }

fn new(vm: &Vm, _: *mut Type, args: &[Value], kwnames: Value) -> Res {
    call_native(vm, &NEW[0], args, kwnames)
}

/// The key of a call: its only argument where that is a plain int or str, else a tuple that tells all calls apart.
#[inline(always)]
fn make_key(vm: &Vm, typed: bool, args: &[Value], kwnames: Value) -> Res {
    if let ([x], Value::NULL, false) = (args, kwnames, typed) {
        if x.is_small_int() || x.is_exact(vm.types.str) || x.is_exact(vm.types.int) {
            return Ok(Ref::new(*x));
        }
    }
    if kwnames == Value::NULL && !typed {
        return vm.tuple_from(args);
    }
    let names = if kwnames == Value::NULL { &[] } else { vm.tuple_items(kwnames) };
    let (plain, values) = args.split_at(args.len() - names.len());
    let mut parts = plain.to_vec();
    if !names.is_empty() {
        parts.push(vm.extension::<Types>().mark.get());
        parts.extend(names.iter().zip(values).flat_map(|(k, v)| [*k, *v]));
    }
    if typed {
        parts.extend(args.iter().map(|v| Value::from_ptr(vm.type_of(*v))));
    }
    vm.tuple_from(&parts)
}

fn call(vm: &Vm, v: Value, args: &[Value], kwnames: Value) -> Res {
    let t = c(v);
    // Held: the cache may be given up while its function runs.
    let function = Ref::new(t.function);
    if t.maxsize == 0 {
        t.misses += 1;
        return vm.call_with(function.value(), args, kwnames);
    }
    let key = make_key(vm, t.typed, args, kwnames)?;
    let hash = vm.hash(key.value())?;
    let bounded = t.maxsize > 0;
    let results = Ref::new(t.results);
    let found = vm.dict_find(results.value(), key.value(), hash)?.map(|i| vm.dict(results.value()).entry(i).value);
    if let Some(found) = found {
        let t = c(v);
        t.hits += 1;
        if !bounded {
            return Ok(Ref::new(found));
        }
        let i = found.as_small_int() as u32;
        unlink(&mut t.ring, i);
        link_last(&mut t.ring, i);
        return Ok(Ref::new(t.ring[i as usize].result));
    }
    c(v).misses += 1;
    let result = vm.call_with(function.value(), args, kwnames)?;
    if !bounded {
        vm.dict_set_hashed(results.value(), key.value(), hash, result.clone())?;
        return Ok(result);
    }
    // The function may have been called with the same arguments meanwhile.
    if vm.dict_find(results.value(), key.value(), hash)?.is_some() {
        return Ok(result);
    }
    let full = vm.dict(results.value()).len() as i64 >= c(v).maxsize;
    let mut evicted = None;
    if full {
        let oldest = c(v).ring[0].next;
        if oldest != 0 {
            let e = &c(v).ring[oldest as usize];
            let (old_key, old_hash) = (Ref::new(e.key), e.hash);
            let at = vm.dict_find(results.value(), old_key.value(), old_hash)?;
            // Comparing keys may have changed everything.
            let is_it = |i: &usize| {
                let e = vm.dict(results.value()).entry(*i);
                e.value == Value::small_int(oldest as i64)
                    && c(v).ring.get(oldest as usize).is_some_and(|e| e.key == old_key.value())
            };
            let Some(i) = at.filter(is_it) else { return Ok(result) };
            let pair = vm.dict(results.value()).remove_at(i);
            let t = c(v);
            unlink(&mut t.ring, oldest);
            let e = &mut t.ring[oldest as usize];
            let (key, old) = (std::mem::replace(&mut e.key, Value::NULL), std::mem::replace(&mut e.result, Value::NULL));
            t.free.push(oldest);
            evicted = Some((pair, Ref::own(key), Ref::own(old)));
        }
    }
    let t = c(v);
    let entry = Entry { previous: 0, next: 0, hash, key: key.clone().into_value(), result: result.clone().into_value() };
    let i = match t.free.pop() {
        Some(i) => {
            t.ring[i as usize] = entry;
            i
        }
        None => {
            t.ring.push(entry);
            (t.ring.len() - 1) as u32
        }
    };
    link_last(&mut t.ring, i);
    if let Err(e) = vm.dict_set_hashed(results.value(), key.value(), hash, Ref::own(Value::small_int(i as i64))) {
        let t = c(v);
        if t.ring.get(i as usize).is_some_and(|e| e.key == key.value()) {
            unlink(&mut t.ring, i);
            let e = &mut t.ring[i as usize];
            let gone = (std::mem::replace(&mut e.key, Value::NULL), std::mem::replace(&mut e.result, Value::NULL));
            t.free.push(i);
            drop((Ref::own(gone.0), Ref::own(gone.1)));
        }
        return Err(e);
    }
    drop(evicted);
    Ok(result)
}

#[inline(always)]
fn unlink(ring: &mut [Entry], i: u32) {
    let (before, after) = (ring[i as usize].previous, ring[i as usize].next);
    ring[before as usize].next = after;
    ring[after as usize].previous = before;
}

/// Puts an entry where the one used last is.
#[inline(always)]
fn link_last(ring: &mut [Entry], i: u32) {
    let last = ring[0].previous;
    ring[last as usize].next = i;
    ring[0].previous = i;
    ring[i as usize].previous = last;
    ring[i as usize].next = 0;
}

native! { static METHODS = [
    /// Report cache statistics
    "cache_info(self, /)" => fn cache_info(vm, [this]) {
        let t = c(this);
        let maxsize = if t.maxsize < 0 { Ref::NONE } else { vm.new_int(t.maxsize)? };
        let (hits, misses, size) = (vm.new_int(t.hits)?, vm.new_int(t.misses)?, vm.new_usize(vm.dict(t.results).len())?);
        vm.call(t.info, &[hits.value(), misses.value(), maxsize.value(), size.value()])
    }
    /// Clear the cache and cache statistics
    "cache_clear(self, /)" => fn cache_clear(vm, [this]) {
        clear(vm, this);
        Ok(Ref::NONE)
    }
    "__reduce__(self, /)" => fn reduce(vm, [this]) { vm.getattr(this, vm.names.__qualname__) }
    "__copy__(self, /)" => fn copy(vm, [this]) { Ok(Ref::new(this)) }
    "__deepcopy__(self, memo, /)" => fn deepcopy(vm, [this, memo]) { Ok(Ref::new(this)) }
]; }

/// The type, and what stands between positional and keyword arguments in keys.
struct Types {
    cache: Cell<*mut Type>,
    /// Owned.
    mark: Cell<Value>,
}

impl Default for Types {
    fn default() -> Types {
        Types { cache: Cell::new(std::ptr::null_mut()), mark: Cell::new(Value::NULL) }
    }
}

/// Adds the type to `_functools`.
pub fn add_types(vm: &Vm, module: Value) -> Res<()> {
    let types = vm.extension::<Types>();
    let ty = new_type_of(vm, &SPEC, vm.types.object)?;
    types.cache.set(ty);
    if types.mark.get() == Value::NULL {
        types.mark.set(vm.call(Value::from_ptr(vm.types.object), &[])?.into_value());
    }
    super::set(vm, module, "_lru_cache_wrapper", Ref::from_type(ty))
}

/// Gives up what the module keeps outside of its namespace.
pub fn shutdown(vm: &Vm) {
    let v = vm.extension::<Types>().mark.replace(Value::NULL);
    if v != Value::NULL {
        v.decref(vm);
    }
}
