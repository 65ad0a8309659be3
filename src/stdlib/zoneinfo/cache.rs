//! The caches of zones: each class has one that keeps no zone alive, and the last few of `ZoneInfo` itself are kept.
use crate::object::{CompareOp, Ref, Res, Type, Value, Vm};
use crate::types::import_module;
use std::cell::RefCell;

/// Zones that are kept.
const KEPT: usize = 8;

/// The caches of `ZoneInfo`.
#[derive(Default)]
pub struct State {
    /// A `WeakValueDictionary`.
    weak: RefCell<Option<Ref>>,
    /// Keys and zones, those used last in front. Not borrowed while keys are compared or references given up.
    pub strong: RefCell<Vec<(Ref, Ref)>>,
}

/// Makes the caches, empty; a module that is initialised again starts anew.
pub fn init(vm: &Vm) -> Res<()> {
    let weak = new_weak_cache(vm)?;
    let state = vm.extension::<State>();
    let old = state.weak.replace(Some(weak));
    if old.is_none() {
        vm.at_shutdown.borrow_mut().push(|vm| {
            let state = vm.extension::<State>();
            drop(state.weak.take());
            drop(state.strong.take());
        });
    }
    drop(old);
    drop(state.strong.take());
    Ok(())
}

/// An empty `WeakValueDictionary`.
pub fn new_weak_cache(vm: &Vm) -> Res {
    let weakref = import_module(vm, "weakref")?;
    let class = vm.getattr_str(weakref.value(), "WeakValueDictionary")?;
    vm.call(class.value(), &[])
}

/// The cache of a class that keeps nothing alive.
pub fn weak_cache(vm: &Vm, own: bool, ty: *mut Type) -> Res {
    let weak = if own { vm.extension::<State>().weak.borrow().clone() } else { None };
    match weak {
        Some(weak) => Ok(weak),
        None => vm.getattr_str(Value::from_ptr(ty), "_weak_cache"),
    }
}

/// Where a key is among the kept ones. Comparing may change them.
fn position(vm: &Vm, key: Value) -> Res<Option<(usize, Ref)>> {
    let strong = &vm.extension::<State>().strong;
    let mut i = 0;
    loop {
        let entry = strong.borrow().get(i).cloned();
        let Some((k, zone)) = entry else { return Ok(None) };
        if vm.compare_bool(k.value(), key, CompareOp::Eq)? {
            let at = strong.borrow().iter().position(|(_, z)| z.value() == zone.value());
            return Ok(at.map(|at| (at, zone)));
        }
        i += 1;
    }
}

/// The zone kept for a key.
pub fn recall(vm: &Vm, key: Value) -> Res<Option<Ref>> {
    let Some((i, zone)) = position(vm, key)? else { return Ok(None) };
    if i > 0 {
        vm.extension::<State>().strong.borrow_mut()[..=i].rotate_right(1);
    }
    Ok(Some(zone))
}

/// Keeps a zone, in place of the one that has not been asked for the longest.
pub fn remember(vm: &Vm, key: Value, zone: Value) {
    let strong = &vm.extension::<State>().strong;
    let mut entries = strong.borrow_mut();
    entries.insert(0, (Ref::new(key), Ref::new(zone)));
    let last = if entries.len() > KEPT { entries.pop() } else { None };
    drop(entries);
    drop(last);
}

/// Keeps the zone of a key no longer.
pub fn drop_cached(vm: &Vm, key: Value) -> Res<()> {
    if let Some((i, zone)) = position(vm, key)? {
        let entry = vm.extension::<State>().strong.borrow_mut().remove(i);
        drop((entry, zone));
    }
    Ok(())
}
