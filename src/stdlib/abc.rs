//! `_abc`: the native part of `abc.ABCMeta`. A class has its registry and its caches of earlier answers in an object of its own,
//! `_abc_impl`; they hold classes weakly.
use crate::native;
use crate::object::{Header, Ref, Res, Slots, Type, TypeSpec, Value, Vm, WeakRef, flags};
use crate::types::struct_sequence::new_type_of;
use rustc_hash::FxHashMap;
use std::cell::Cell;

/// A set of classes, held weakly, by their addresses.
#[derive(Default)]
struct Classes {
    held: FxHashMap<usize, Ref>,
    /// Number of entries at which those of dead classes are looked for.
    prune_at: usize,
}

impl Classes {
    fn contains(&self, class: Value) -> bool {
        self.held.get(&(class.header() as usize)).is_some_and(|w| alive(w).is_some_and(|c| c.value() == class))
    }
    fn prune(&mut self) {
        self.held.retain(|_, w| alive(w).is_some());
        self.prune_at = (2 * self.held.len()).max(32);
    }
    fn add(&mut self, vm: &Vm, class: Value) -> Res<()> {
        if self.held.len() >= self.prune_at {
            self.prune();
        }
        let weak = vm.new_weakref(vm.types.weakref, class, Value::NULL)?;
        self.held.insert(class.header() as usize, weak);
        Ok(())
    }
    /// The classes that are alive.
    fn all(&self) -> Vec<Ref> {
        self.held.values().filter_map(alive).collect()
    }
    /// The weak references, as a set.
    fn dump(&self, vm: &Vm) -> Res {
        let set = vm.new_set()?;
        for w in self.held.values().filter(|w| alive(w).is_some()) {
            vm.set_add(set.value(), w.value())?;
        }
        Ok(set)
    }
}

fn alive(weak: &Ref) -> Option<Ref> {
    // SAFETY: only weak references are put into the sets.
    unsafe { weak.value().get::<WeakRef>() }.upgrade()
}

#[repr(C)]
struct Data {
    header: Header,
    registry: Box<Classes>,
    /// Known subclasses.
    cache: Box<Classes>,
    /// Classes known not to be subclasses, of the time when `version` was the token.
    negative: Box<Classes>,
    version: u64,
}

#[derive(Default)]
struct State {
    /// Grows with each registration.
    token: Cell<u64>,
    data: Cell<Option<*mut Type>>,
}

static DATA: TypeSpec = TypeSpec {
    name: "_abc._abc_data",
    doc: "Internal state held by ABC machinery.",
    size: size_of::<Data>(),
    slots: Slots {
        new: Some(|vm, ty, _, _| {
            vm.new_object::<Data>(ty, |p| {
                // SAFETY: the instance is fresh.
                unsafe {
                    (&raw mut (*p).registry).write(Box::default());
                    (&raw mut (*p).cache).write(Box::default());
                    (&raw mut (*p).negative).write(Box::default());
                    (*p).version = 0;
                }
            })
        }),
        drop: Some(|_, h| unsafe {
            let d = h as *mut Data;
            std::ptr::drop_in_place(&raw mut (*d).registry);
            std::ptr::drop_in_place(&raw mut (*d).cache);
            std::ptr::drop_in_place(&raw mut (*d).negative);
        }),
        ..Slots::EMPTY
    },
    ..TypeSpec::EMPTY
};

/// The payload of a class's `_abc_impl`. The borrow ends before anything runs.
#[allow(clippy::mut_from_ref)]
fn data(d: &Ref) -> &mut Data {
    // SAFETY: `impl_of` and `init_class` deliver such objects only.
    unsafe { &mut *d.value().ptr::<Data>() }
}

/// Forgets the entries of dead classes everywhere.
pub(super) fn prune_all(vm: &Vm) {
    let Some(ty) = vm.extension::<State>().data.get() else { return };
    let mut all = Vec::new();
    vm.heap.for_each(false, |h| {
        // SAFETY: the walk delivers live objects.
        if unsafe { (*h).ty } == ty {
            all.push(Ref::new(Value::from_ptr(h)));
        }
    });
    for d in &all {
        let d = data(d);
        d.registry.prune();
        d.cache.prune();
        d.negative.prune();
    }
}

fn impl_of(vm: &Vm, class: Value) -> Res {
    let d = vm.getattr_str(class, "_abc_impl")?;
    let ty = vm.extension::<State>().data.get();
    if ty.is_some_and(|t| d.value().is_exact(t)) {
        return Ok(d);
    }
    Err(vm.type_error("_abc_impl is set to a wrong type"))
}

/// The bits of `__abc_tpflags__` that say how sequence and mapping patterns treat the instances.
const TPFLAGS: [(i64, u32); 2] = [(1 << 5, flags::SEQUENCE), (1 << 6, flags::MAPPING)];
const COLLECTION: u32 = flags::SEQUENCE | flags::MAPPING;

/// Makes a class and its subclasses collections of a kind.
fn mark_collection(class: *mut Type, kind: u32) {
    // SAFETY: a live class; its subclasses are alive while they are listed.
    unsafe {
        if (*class).flags & COLLECTION == kind {
            return;
        }
        (*class).flags = (*class).flags & !COLLECTION | kind;
        for i in 0..(*class).subclasses.len() {
            mark_collection((&(*class).subclasses)[i], kind);
        }
    }
}

/// Whether something is marked as abstract.
fn is_abstract(vm: &Vm, v: Value) -> Res<bool> {
    match vm.getattr_opt(v, vm.names.__isabstractmethod__)? {
        Some(mark) => vm.truth(mark.value()),
        None => Ok(false),
    }
}

fn compute_abstract_methods(vm: &Vm, class: Value) -> Res<()> {
    let abstracts = vm.new_set()?;
    let namespace = vm.getattr(class, vm.names.__dict__)?;
    let items = vm.intern("items");
    let pairs = vm.call_method(namespace.value(), items.value(), &[])?;
    for pair in vm.collect(pairs.value())? {
        let pair = vm.collect(pair.value())?;
        let [name, value] = &pair[..] else { return Err(vm.type_error("Iteration over __dict__.items() returned a non-pair")) };
        if is_abstract(vm, value.value())? {
            vm.set_add(abstracts.value(), name.value())?;
        }
    }
    let bases = vm.getattr_str(class, "__bases__")?;
    for base in vm.collect(bases.value())? {
        let Some(inherited) = vm.getattr_opt(base.value(), vm.names.__abstractmethods__)? else { continue };
        for name in vm.collect(inherited.value())? {
            if let Some(value) = vm.getattr_opt(class, name.value())?
                && is_abstract(vm, value.value())?
            {
                vm.set_add(abstracts.value(), name.value())?;
            }
        }
    }
    let frozen = vm.call(Value::from_ptr(vm.types.frozenset), &[abstracts.value()])?;
    vm.setattr(class, vm.names.__abstractmethods__, Some(frozen.value()))
}

fn register(vm: &Vm, class: Value, subclass: Value) -> Res<()> {
    if !vm.is_type(subclass) {
        return Err(vm.type_error("Can only register classes"));
    }
    if vm.issubclass(subclass, class)? {
        return Ok(());
    }
    // After that question, so that registering a class with itself does nothing.
    if vm.issubclass(class, subclass)? {
        return Err(vm.runtime_error("Refusing to create an inheritance cycle"));
    }
    let d = impl_of(vm, class)?;
    data(&d).registry.add(vm, subclass)?;
    let token = &vm.extension::<State>().token;
    token.set(token.get() + 1);
    if vm.is_type(class) {
        // SAFETY: a live class.
        let kind = unsafe { class.get::<Type>() }.flags & COLLECTION;
        // SAFETY: as above.
        if kind != 0 && unsafe { subclass.get::<Type>() }.has(flags::HEAP) {
            mark_collection(subclass.ptr(), kind);
        }
    }
    Ok(())
}

fn instancecheck(vm: &Vm, class: Value, instance: Value) -> Res {
    let d = impl_of(vm, class)?;
    let subclass = vm.getattr(instance, vm.names.__class__)?;
    if data(&d).cache.contains(subclass.value()) {
        return Ok(Ref::bool(true));
    }
    let subtype = Ref::from_type(vm.type_of(instance));
    if subtype.value() == subclass.value() {
        let t = data(&d);
        if t.version == vm.extension::<State>().token.get() && t.negative.contains(subclass.value()) {
            return Ok(Ref::bool(false));
        }
        return vm.call_method(class, vm.names.__subclasscheck__, &[subclass.value()]);
    }
    let first = vm.call_method(class, vm.names.__subclasscheck__, &[subclass.value()])?;
    if vm.truth(first.value())? {
        return Ok(first);
    }
    vm.call_method(class, vm.names.__subclasscheck__, &[subtype.value()])
}

fn subclasscheck(vm: &Vm, class: Value, subclass: Value) -> Res<bool> {
    if !vm.is_type(subclass) {
        return Err(vm.type_error("issubclass() arg 1 must be a class"));
    }
    let d = impl_of(vm, class)?;
    if data(&d).cache.contains(subclass) {
        return Ok(true);
    }
    let token = vm.extension::<State>().token.get();
    if data(&d).version < token {
        let old = std::mem::take(&mut data(&d).negative);
        data(&d).version = token;
        drop(old);
    } else if data(&d).negative.contains(subclass) {
        return Ok(false);
    }
    let hook = vm.intern("__subclasshook__");
    let answer = vm.call_method(class, hook.value(), &[subclass])?;
    let remember = |yes: bool| -> Res<bool> {
        let t = data(&d);
        (if yes { &mut t.cache } else { &mut t.negative }).add(vm, subclass)?;
        Ok(yes)
    };
    match answer.value() {
        Value::TRUE => return remember(true),
        Value::FALSE => return remember(false),
        v if v == Value::NOT_IMPLEMENTED => {}
        _ => {
            return Err(vm.raise_type(
                vm.types.AssertionError,
                "__subclasshook__ must return either False, True, or NotImplemented",
            ));
        }
    }
    // SAFETY: a live class.
    if vm.tuple_items(unsafe { subclass.get::<Type>() }.mro).contains(&class) {
        return remember(true);
    }
    if data(&d).registry.contains(subclass) {
        return Ok(true);
    }
    for registered in data(&d).registry.all() {
        if vm.issubclass(subclass, registered.value())? {
            return remember(true);
        }
    }
    let below = vm.intern("__subclasses__");
    let below = vm.call_method(class, below.value(), &[])?;
    if !vm.is_list(below.value()) {
        return Err(vm.type_error("__subclasses__() must return a list"));
    }
    for c in vm.collect(below.value())? {
        if vm.issubclass(subclass, c.value())? {
            return remember(true);
        }
    }
    remember(false)
}

native! { static FUNCTIONS = [
    /// Returns the current ABC cache token.
    ///
    /// The token is an opaque object (supporting equality testing) identifying
    /// the current version of the ABC cache for virtual subclasses.  The token
    /// changes with every call to register() on any ABC.
    "get_cache_token()" => fn get_cache_token(vm, []) { vm.new_int(vm.extension::<State>().token.get() as i64) }
    /// Internal ABC helper for class set-up. Should be never used outside abc module.
    "_abc_init(self, /)" => fn abc_init(vm, [class]) {
        compute_abstract_methods(vm, class)?;
        let state = vm.extension::<State>();
        let ty = match state.data.get() {
            Some(t) => t,
            None => {
                let t = new_type_of(vm, &DATA, vm.types.object)?;
                state.data.set(Some(t));
                t
            }
        };
        let d = vm.call(Value::from_ptr(ty), &[])?;
        data(&d).version = state.token.get();
        let name = vm.intern("_abc_impl");
        vm.setattr(class, name.value(), Some(d.value()))?;
        let name = vm.intern("__abc_tpflags__");
        if vm.is_type(class)
            // SAFETY: a live class.
            && let Some(bits) = vm.dict(Value::from_ptr(unsafe { class.get::<Type>() }.dict)).get_name(vm, name.value()).map(Ref::new)
            && bits.value().is_small_int()
        {
            let bits = bits.value().as_small_int();
            let kind = TPFLAGS.iter().filter(|(bit, _)| bits & bit != 0).fold(0, |all, (_, flag)| all | flag);
            if kind == COLLECTION {
                return Err(vm.type_error("__abc_tpflags__ cannot be both Py_TPFLAGS_SEQUENCE and Py_TPFLAGS_MAPPING"));
            }
            if kind != 0 {
                mark_collection(class.ptr(), kind);
            }
            vm.setattr(class, name.value(), None)?;
        }
        Ok(Ref::NONE)
    }
    /// Internal ABC helper for subclasss registration. Should be never used outside abc module.
    "_abc_register(self, subclass, /)" => fn abc_register(vm, [class, subclass]) {
        register(vm, class, subclass)?;
        Ok(Ref::new(subclass))
    }
    /// Internal ABC helper for instance checks. Should be never used outside abc module.
    "_abc_instancecheck(self, instance, /)" => fn abc_instancecheck(vm, [class, instance]) { instancecheck(vm, class, instance) }
    /// Internal ABC helper for subclasss checks. Should be never used outside abc module.
    "_abc_subclasscheck(self, subclass, /)" => fn abc_subclasscheck(vm, [class, subclass]) {
        Ok(Ref::bool(subclasscheck(vm, class, subclass)?))
    }
    /// Internal ABC helper for cache and registry debugging.
    ///
    /// Return shallow copies of registry, of both caches, and
    /// negative cache version. Don't call this function directly,
    /// instead use ABC._dump_registry() for a nice repr.
    "_get_dump(self, /)" => fn get_dump(vm, [class]) {
        let d = impl_of(vm, class)?;
        let version = vm.new_int(data(&d).version as i64)?;
        vm.tuple_from_refs(vec![data(&d).registry.dump(vm)?, data(&d).cache.dump(vm)?, data(&d).negative.dump(vm)?, version])
    }
    /// Internal ABC helper to reset registry of a given class.
    ///
    /// Should be only used by refleak.py
    "_reset_registry(self, /)" => fn reset_registry(vm, [class]) {
        let d = impl_of(vm, class)?;
        let old = std::mem::take(&mut data(&d).registry);
        drop(old);
        Ok(Ref::NONE)
    }
    /// Internal ABC helper to reset both caches of a given class.
    ///
    /// Should be only used by refleak.py
    "_reset_caches(self, /)" => fn reset_caches(vm, [class]) {
        let d = impl_of(vm, class)?;
        let t = data(&d);
        let old = (std::mem::take(&mut t.cache), std::mem::take(&mut t.negative));
        t.version = 0;
        drop(old);
        Ok(Ref::NONE)
    }
]; }

/// Makes the module.
pub fn init(vm: &Vm) -> Res {
    super::new_module(vm, "_abc", "Module contains faster C implementation of abc.ABCMeta", FUNCTIONS)
}
