//! `gc`.
use crate::native;
use crate::object::{Ref, Res, Value, Vm};

native! { static FUNCTIONS = [
    /// Run the garbage collector.
    ///
    /// The number of unreachable objects is returned.
    "collect(generation=2)" => fn collect(vm, [generation]) {
        let g = vm.int_arg(generation)?;
        if !(0..=2).contains(&g) {
            return Err(vm.value_error("invalid generation"));
        }
        vm.new_usize(vm.collect_garbage())
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
    "set_debug(flags, /)" => fn set_debug(vm, [flags]) { vm.int_arg(flags)?; Ok(Ref::NONE) }
    /// Get the garbage collection debugging flags.
    "get_debug()" => fn get_debug(vm, []) { vm.new_int(0) }
    /// Return a list of dictionaries containing per-generation statistics.
    "get_stats()" => fn get_stats(vm, []) {
        let d = vm.new_dict()?;
        let stats = [("collections", vm.gc.collections.get()), ("collected", vm.gc.collected.get()), ("uncollectable", 0)];
        for (name, n) in stats {
            let (k, v) = (vm.new_str(name)?, vm.new_uint(n)?);
            vm.dict_set(d.value(), k.value(), v.value())?;
        }
        vm.list_from(&[d.value()])
    }
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
    Ok(module)
}
