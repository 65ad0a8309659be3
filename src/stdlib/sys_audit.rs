//! Audit hooks: programs' functions that hear of events and can forbid them by raising.
use crate::native;
use crate::object::{Ref, Res, Value, Vm};
use std::cell::{Cell, RefCell};

#[derive(Default)]
struct Hooks {
    all: RefCell<Vec<Ref>>,
    /// Nobody is told of anything now.
    silent: Cell<bool>,
    /// Their release at shutdown was asked for.
    registered: Cell<bool>,
}

/// Whether anybody listens.
pub fn active(vm: &Vm) -> bool {
    let hooks = vm.extension::<Hooks>();
    !hooks.all.borrow().is_empty() && !hooks.silent.get()
}

/// Does something that hooks do not hear of.
pub fn unheard<T>(vm: &Vm, work: impl FnOnce() -> T) -> T {
    let before = vm.extension::<Hooks>().silent.replace(true);
    let result = work();
    vm.extension::<Hooks>().silent.set(before);
    result
}

/// Tells all hooks of an event; the exception of one ends it.
pub fn audit(vm: &Vm, event: &str, args: &[Value]) -> Res<()> {
    if !active(vm) {
        return Ok(());
    }
    let event = vm.intern(event);
    tell(vm, event.value(), args)
}

fn tell(vm: &Vm, event: Value, args: &[Value]) -> Res<()> {
    let args = vm.tuple_from(args)?;
    // A hook may add others: these hear of the next event.
    let hooks: Vec<Ref> = vm.extension::<Hooks>().all.borrow().clone();
    for hook in hooks {
        vm.call(hook.value(), &[event, args.value()])?;
    }
    Ok(())
}

native! { pub(super) static FUNCTIONS = [
    /// Passes the event to any audit hooks that are attached.
    @objects(|vm, given, _, _| if given.is_empty() { Err(vm.type_error("audit expected at least 1 argument, got 0")) } else { Ok(()) }) "audit(event, /, *args)" => fn audit_function(vm, [event], *args) {
        if !vm.is_str(event) {
            return Err(vm.type_error(format!("audit() argument 1 must be str, not {}", vm.type_name(event))));
        }
        if active(vm) {
            tell(vm, event, args)?;
        }
        Ok(Ref::NONE)
    }
    /// Adds a new audit hook callback.
    "addaudithook(hook)" => fn addaudithook(vm, [hook]) {
        // The hooks that are there can refuse a new one, which is then left out without a word.
        if audit(vm, "sys.addaudithook", &[]).is_err() {
            let e = vm.take_raised();
            if vm.is_instance(e.value(), vm.types.Exception) {
                return Ok(Ref::NONE);
            }
            return Err(vm.set_raised(e));
        }
        let hooks = vm.extension::<Hooks>();
        if !hooks.registered.replace(true) {
            vm.at_shutdown.borrow_mut().push(|vm| drop(vm.extension::<Hooks>().all.take()));
        }
        hooks.all.borrow_mut().push(Ref::new(hook));
        Ok(Ref::NONE)
    }
]; }
