//! The end of an interpreter.
use super::stack;
use crate::object::{Dict, Header, Ref, Value, Vm};

/// Whether the end of the interpreter has begun.
#[derive(Default)]
struct Ending(std::cell::Cell<bool>);

/// Whether the end of the interpreter has begun: finalisers of what is left run.
pub fn is_ending(vm: &Vm) -> bool {
    vm.extension::<Ending>().0.get()
}

/// Refuses what cannot be done any more when the interpreter ends.
///
/// # Errors
/// PythonFinalizationError with the text, where the end has begun.
pub fn refuse_at_end(vm: &Vm, text: &str) -> crate::object::Res<()> {
    if is_ending(vm) { Err(vm.raise_type(vm.types.PythonFinalizationError, text)) } else { Ok(()) }
}

/// Ends an interpreter, in CPython's order: modules are let go and cycles collected, with everything that finalisers may need still
/// whole; modules that something still holds are emptied; `sys` and `builtins` go last. In a `paranoid` build every object that is
/// still alive but was not at the start is named on stderr (the census).
pub fn shutdown(vm: Box<Vm>) {
    vm.extension::<Ending>().0.set(true);
    for pending in [&vm.raised, &vm.handled, &vm.stop_value] {
        let v = pending.replace(Value::NULL);
        if v != Value::NULL {
            v.decref(&vm);
        }
    }
    let last = finalise_modules(&vm);
    let hooks = std::mem::take(&mut *vm.at_shutdown.borrow_mut());
    if !hooks.is_empty() {
        hooks.iter().for_each(|f| f(&vm));
        vm.collect_garbage();
    }
    drop(last);
    crate::report::warnings::shutdown(&vm);
    super::fault::forget(&vm);
    vm.reset_memory_error();
    #[cfg(feature = "paranoid")]
    {
        // They hold names, which go with the heap otherwise.
        vm.clear_attribute_cache();
        super::census::report(&vm);
    }
    stack::release(&vm);
}

/// What `sys` may hold of the program's objects.
const SYS_NAMES: [&str; 8] =
    ["last_exc", "last_type", "last_value", "last_traceback", "ps1", "ps2", "path_importer_cache", "__interactivehook__"];

/// Lets the modules go. `sys` and `builtins` are empty afterwards, but their namespaces must outlive whatever may still run: they are
/// returned.
fn finalise_modules(vm: &Vm) -> Vec<Ref> {
    let modules = vm.modules.get();
    if modules.is_null() {
        vm.collect_garbage();
        return Vec::new();
    }
    for name in SYS_NAMES {
        let key = vm.intern(name);
        // SAFETY: the namespace lives as long as the interpreter.
        if unsafe { (*vm.sys.get()).get_name(vm, key.value()) }.is_some() {
            store(vm, vm.sys.get(), key.value());
        }
    }
    // Its traceback holds frames, and those the namespaces that are about to be looked at.
    vm.reset_memory_error();
    let keep = [vm.builtins.get(), vm.sys.get()];
    // The namespaces are watched, not the modules, which die as soon as nothing but `sys.modules` holds them.
    // SAFETY: `sys.modules` lives as long as the interpreter.
    let all: Vec<Ref> = unsafe { (*modules).iter().map(|(_, m)| Ref::new(m)).collect() };
    let mut namespaces = Vec::new();
    let modules_held: Vec<*mut Header> = all.iter().map(|m| m.header()).collect();
    for m in all.iter().filter(|m| vm.is_instance(m.value(), vm.types.module)) {
        let d = vm.module_dict(m.value());
        if !keep.contains(&d) {
            namespaces.push(Ref::new(Value::from_ptr(d)));
        }
    }
    let mut own: Vec<Ref> = all
        .iter()
        .filter(|m| vm.is_instance(m.value(), vm.types.module) && keep.contains(&vm.module_dict(m.value())))
        .cloned()
        .collect();
    own.extend(keep.iter().map(|d| Ref::new(Value::from_ptr(*d))));
    vm.dict(Value::from_ptr(modules)).clear(vm);
    drop(all);
    namespaces.retain(|d| {
        // SAFETY: a live dict; one count is the list's.
        unsafe { (*d.header()).refcount > 1 }
    });
    // A namespace that only its own functions and classes hold is a cycle now.
    let held: Vec<*mut Dict> = namespaces.iter().map(|d| d.ptr()).collect();
    drop(namespaces);
    vm.collect_garbage();
    // A module that is still alive loses what it holds. The namespace of one that is not stays as it is, as in CPython.
    let mut left: Vec<Ref> = Vec::new();
    vm.heap.for_each(true, |h| {
        let v = Value::from_ptr(h);
        if modules_held.contains(&h) && vm.is_instance(v, vm.types.module) && held.contains(&vm.module_dict(v)) {
            left.push(Ref::new(Value::from_ptr(vm.module_dict(v))));
        }
    });
    if !left.is_empty() {
        for d in left.iter().rev() {
            empty_namespace(vm, d.ptr());
        }
        drop(left);
        vm.collect_garbage();
    }
    for d in keep {
        // SAFETY: `own` holds the namespaces.
        unsafe { (*d).clear(vm) };
    }
    // What only `sys`, `builtins` and namespaces of dead modules held is not finalised any more, as in CPython; but it must not count as left over.
    #[cfg(feature = "paranoid")]
    {
        let mut left: Vec<Ref> = Vec::new();
        vm.heap.for_each(true, |h| {
            // SAFETY: an address is used only while a live dict is found at it.
            if held.contains(&(h as *mut Dict)) && unsafe { (*h).ty } == vm.types.dict {
                left.push(Ref::new(Value::from_ptr(h)));
            }
        });
        left.iter().rev().for_each(|d| vm.dict(d.value()).clear(vm));
        drop(left);
        vm.collect_garbage();
    }
    own
}

/// Gives up the values of a module that something still holds, those of private names first; what looks the names up meanwhile finds None.
/// `__builtins__` stays.
fn empty_namespace(vm: &Vm, namespace: *mut Dict) {
    let private = |name: &str| name.starts_with('_') && !name[1..].starts_with('_');
    for round in [true, false] {
        // SAFETY: the caller holds the dict; the keys are held while they are used.
        let keys: Vec<Ref> = unsafe { (*namespace).iter().map(|(k, _)| Ref::new(k)).collect() };
        for key in keys.iter().filter(|k| vm.is_str(k.value())) {
            let name = vm.str_text(key.value());
            if name != "__builtins__" && (!round || private(&name)) {
                store(vm, namespace, key.value());
            }
        }
    }
}

fn store(vm: &Vm, namespace: *mut Dict, name: Value) {
    if vm.dict_set_name(namespace, name, Ref::NONE).is_err() {
        drop(vm.take_raised());
    }
}
