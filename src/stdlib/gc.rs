//! `gc`.
use crate::native;
use crate::object::{Ref, Res, Value, Vm, frame_flags};
use crate::vm::frames;
use std::cell::Cell;

/// What `set_debug` was told.
#[derive(Default)]
struct Debug(Cell<i64>);

/// `gc.callbacks` are told before and after a collection that a program asks for.
fn collect_with_callbacks(vm: &Vm, generation: i64) -> Res {
    let notify = |phase: &str, collected: usize| -> Res<()> {
        let name = vm.intern("gc");
        let Some(module) = vm.dict(Value::from_ptr(vm.modules.get())).get_name(vm, name.value()).map(Ref::new) else {
            return Ok(());
        };
        let callbacks = vm.getattr_str(module.value(), "callbacks")?;
        if !vm.is_list(callbacks.value()) || vm.list(callbacks.value()).len == 0 {
            return Ok(());
        }
        let info = vm.new_dict()?;
        for (key, n) in [("generation", generation), ("collected", collected as i64), ("uncollectable", 0)] {
            vm.dict_set(info.value(), vm.intern(key).value(), Value::small_int(n))?;
        }
        let phase = vm.new_str(phase)?;
        for f in vm.collect(callbacks.value())? {
            if vm.call(f.value(), &[phase.value(), info.value()]).is_err() {
                (vm.unraisable.get())(vm, "Exception ignored while calling GC callback", f.value());
            }
        }
        Ok(())
    };
    notify("start", 0)?;
    let n = vm.collect_garbage();
    notify("stop", n)?;
    vm.new_usize(n)
}

/// Adds the generators and coroutines of this thread that are running and have one of the objects in a variable: the collector does not look
/// into them, as what they hold counts as held from outside.
fn add_running(vm: &Vm, objects: &[Value], found: &mut Vec<Ref>) -> Res<()> {
    let mut depth = 0;
    while let Some(record) = frames::record_at(vm, depth) {
        depth += 1;
        // SAFETY: a record on the frame stack, which does not change here.
        let (flags, generator) = unsafe { ((*record).flags, (*record).locals) };
        if flags & frame_flags::GENERATOR == 0 {
            continue;
        }
        let frame = frames::frame_object(vm, record)?;
        let mut refers = false;
        frames::each_variable(vm, frame.value(), &mut |_, variable| {
            refers |= variable.get().is_some_and(|v| v.is_heap() && objects.contains(&v));
            Ok(!refers)
        })?;
        if refers && !found.iter().any(|f| f.value() == generator) {
            found.push(Ref::new(generator));
        }
    }
    Ok(())
}

native! { static FUNCTIONS = [
    /// Run the garbage collector.
    ///
    /// The number of unreachable objects is returned.
    "collect(generation=2)" => fn collect(vm, [generation]) {
        let g = vm.int_arg(generation)?;
        if !(0..=2).contains(&g) {
            return Err(vm.value_error("invalid generation"));
        }
        collect_with_callbacks(vm, g)
    }
    /// Enable automatic garbage collection.
    "enable()" => fn enable(vm, []) { vm.gc.enabled.set(true); Ok(Ref::NONE) }
    /// Disable automatic garbage collection.
    "disable()" => fn disable(vm, []) { vm.gc.enabled.set(false); Ok(Ref::NONE) }
    /// Returns true if automatic garbage collection is enabled.
    "isenabled()" => fn isenabled(vm, []) { Ok(Ref::bool(vm.gc.enabled.get())) }
    /// Return a three-tuple of the current collection counts.
    "get_count()" => fn get_count(vm, []) {
        let n = vm.new_int(vm.heap.tracked_since_gc.get().max(0))?;
        vm.tuple_from(&[n.value(), Value::small_int(0), Value::small_int(0)])
    }
    /// Return the current collection thresholds.
    "get_threshold()" => fn get_threshold(vm, []) {
        let n = vm.new_int(vm.gc.threshold.get())?;
        vm.tuple_from(&[n.value(), Value::small_int(10), Value::small_int(0)])
    }
    /// Set the collection thresholds (the collection frequency).
    "set_threshold(threshold0, threshold1=10, threshold2=10, /)" => fn set_threshold(vm, [first, second, third]) {
        let n = vm.c_int_arg(first)?;
        vm.c_int_arg(second)?;
        vm.c_int_arg(third)?;
        vm.gc.threshold.set(if n <= 0 { i64::MAX } else { n });
        Ok(Ref::NONE)
    }
    /// Set the garbage collection debugging flags.
    "set_debug(flags, /)" => fn set_debug(vm, [flags]) {
        vm.extension::<Debug>().0.set(vm.c_int_arg(flags)?);
        Ok(Ref::NONE)
    }
    /// Get the garbage collection debugging flags.
    "get_debug()" => fn get_debug(vm, []) { vm.new_int(vm.extension::<Debug>().0.get()) }
    /// Return a list of dictionaries containing per-generation statistics.
    "get_stats()" => fn get_stats(vm, []) {
        let mut all = Vec::new();
        for generation in 0..3 {
            let d = vm.new_dict()?;
            // There is one generation: its figures stand where CPython has those of the oldest.
            let own = |n: u64| if generation == 2 { n } else { 0 };
            let stats =
                [("collections", own(vm.gc.collections.get())), ("collected", own(vm.gc.collected.get())), ("uncollectable", 0)];
            for (name, n) in stats {
                let (k, v) = (vm.new_str(name)?, vm.new_uint(n)?);
                vm.dict_set(d.value(), k.value(), v.value())?;
            }
            all.push(d);
        }
        vm.list_from_refs(all)
    }
    /// Return a list of objects tracked by the collector (excluding the list returned).
    "get_objects(generation=None)" => fn get_objects(vm, [generation]) {
        if !generation.is_none() && generation != Value::small_int(-1) {
            let g = vm.int_arg(generation)?;
            if g < 0 {
                return Err(vm.value_error("generation parameter cannot be negative"));
            }
            if g > 2 {
                return Err(vm.value_error("generation parameter must be less than the number of available generations (3)"));
            }
            if g != 2 {
                return vm.new_list();
            }
        }
        let mut all = Vec::new();
        vm.heap.for_each(true, |h| {
            all.push(Ref::new(Value::from_ptr(h)));
        });
        vm.list_from_refs(all)
    }
    /// Return the list of objects that directly refer to any of 'objs'.
    "get_referrers(*objs)" => fn get_referrers(vm, [], *objs) {
        let mut all = Vec::new();
        vm.heap.for_each(true, |h| {
            let mut refers = false;
            vm.visit_references(h, &mut |v| refers |= v.is_heap() && objs.contains(&v));
            if refers {
                all.push(Ref::new(Value::from_ptr(h)));
            }
        });
        add_running(vm, objs, &mut all)?;
        vm.list_from_refs(all)
    }
    /// Return the list of objects that are directly referred to by 'objs'.
    "get_referents(*objs)" => fn get_referents(vm, [], *objs) {
        let mut all = Vec::new();
        for o in objs.iter().filter(|o| o.is_heap()) {
            vm.visit_references(o.header(), &mut |v| {
                if v != Value::NULL && !v.is_unbound() {
                    all.push(Ref::new(v));
                }
            });
        }
        vm.list_from_refs(all)
    }
    /// Returns true if the object has been already finalized by the GC.
    "is_finalized(obj, /)" => fn is_finalized(vm, [obj]) {
        Ok(Ref::bool(obj.is_heap() && vm.finalised.borrow().contains(&obj.header())))
    }
    /// Return the number of objects in the permanent generation.
    "get_freeze_count()" => fn get_freeze_count(vm, []) { Ok(Ref::own(Value::small_int(0))) }
    /// Returns true if the object is tracked by the garbage collector.
    "is_tracked(obj, /)" => fn is_tracked(vm, [obj]) {
        Ok(Ref::bool(obj.is_heap() && vm.has_flag(obj, crate::object::flags::TRACKED)))
    }
    /// Freeze all current tracked objects and ignore them for future collections.
    "freeze()" => fn freeze(vm, []) { Ok(Ref::NONE) }
    /// Unfreeze all objects in the permanent generation.
    "unfreeze()" => fn unfreeze(vm, []) { Ok(Ref::NONE) }
]; }

/// Makes the module.
pub fn init(vm: &Vm) -> Res {
    let module = super::new_module(vm, "gc", "This module provides access to the garbage collector for reference cycles.", FUNCTIONS)?;
    super::set(vm, module.value(), "garbage", vm.new_list()?)?;
    super::set(vm, module.value(), "callbacks", vm.new_list()?)?;
    for (name, n) in
        [("DEBUG_STATS", 1), ("DEBUG_COLLECTABLE", 2), ("DEBUG_UNCOLLECTABLE", 4), ("DEBUG_SAVEALL", 32), ("DEBUG_LEAK", 38)]
    {
        super::set(vm, module.value(), name, Ref::own(Value::small_int(n)))?;
    }
    Ok(module)
}
