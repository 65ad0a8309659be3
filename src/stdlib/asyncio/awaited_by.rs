//! Who awaits a future: for the graph of calls that `asyncio.capture_call_graph` shows. Mostly it is one task, and no set is made for it.
use super::future::{future, is_future};
use crate::object::{Ref, Res, Value, Vm};

/// Records that `waiter` awaits `this`. Does nothing where one of the two is no future of this module.
pub(super) fn add(vm: &Vm, this: Value, waiter: Value) -> Res<()> {
    if is_future(vm, this) && is_future(vm, waiter) { add_future(vm, this, waiter) } else { Ok(()) }
}
/// As `add`, where both are futures of this module.
pub(super) fn add_future(vm: &Vm, this: Value, waiter: Value) -> Res<()> {
    let by = &future(this).awaited_by;
    let Some(before) = by.held() else {
        by.set(Ref::new(waiter));
        return Ok(());
    };
    if before.is_exact(vm.types.set) {
        return vm.set_add(before.value(), waiter).map(drop);
    }
    let all = vm.new_set()?;
    vm.set_add(all.value(), before.value())?;
    vm.set_add(all.value(), waiter)?;
    // Hashing may have run code that was here first.
    by.set(all);
    Ok(())
}

/// Records that `waiter` no longer awaits `this`.
pub(super) fn discard(vm: &Vm, this: Value, waiter: Value) -> Res<()> {
    if is_future(vm, this) && is_future(vm, waiter) { discard_future(vm, this, waiter) } else { Ok(()) }
}
/// As `discard`, where both are futures of this module.
pub(super) fn discard_future(vm: &Vm, this: Value, waiter: Value) -> Res<()> {
    let by = &future(this).awaited_by;
    if by.get() == waiter {
        by.clear();
    } else if let Some(all) = by.held()
        && all.is_exact(vm.types.set)
    {
        let hash = vm.hash(waiter)?;
        vm.set_discard_hashed(all.value(), waiter, hash)?;
    }
    Ok(())
}

/// `_asyncio_awaited_by`: a frozenset, or None.
pub(super) fn awaited_by(vm: &Vm, this: Value) -> Res {
    let Some(by) = future(this).awaited_by.held() else { return Ok(Ref::NONE) };
    let frozen = vm.new_set_of(vm.types.frozenset)?;
    if by.is_exact(vm.types.set) {
        vm.set_merge(frozen.value(), by.value())?;
    } else {
        vm.set_add(frozen.value(), by.value())?;
    }
    Ok(frozen)
}
