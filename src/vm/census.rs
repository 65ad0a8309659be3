//! The census of a `paranoid` build: which objects outlive a program.
use crate::object::{Ref, Value, Vm};
use std::cell::RefCell;
use std::collections::BTreeMap;

/// Objects that were alive before the first program ran: the interpreter's own.
#[derive(Default)]
struct Base(RefCell<Option<rustc_hash::FxHashSet<usize>>>);

/// Remembers the objects alive now, once.
pub fn note_base(vm: &Vm) {
    let base = vm.extension::<Base>();
    if base.0.borrow().is_some() || vm.frame.get() != vm.frames_base.get() {
        return;
    }
    let mut live = rustc_hash::FxHashSet::default();
    vm.heap.for_each(false, |h| {
        live.insert(h as usize);
    });
    *base.0.borrow_mut() = Some(live);
}

/// Writes the census to stderr: nothing where no object is left.
pub fn report(vm: &Vm) {
    let base = vm.extension::<Base>();
    let Some(base) = base.0.borrow_mut().take() else { return };
    let mut left: Vec<Value> = Vec::new();
    vm.heap.for_each(false, |h| {
        let v = Value::from_ptr(h);
        // Interned strings and native functions made on demand by the interpreter live with it.
        let own = v.is_exact(vm.types.str) && vm.str(v).is_interned();
        if !base.contains(&(h as usize)) && !own {
            left.push(v);
        }
    });
    if left.is_empty() {
        return;
    }
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for v in &left {
        *counts.entry(vm.type_name(*v)).or_default() += 1;
    }
    eprintln!("census: {} objects alive at exit", left.len());
    for (name, n) in counts {
        eprintln!("census: {n:8} {name}");
    }
    for v in left.iter().take(20) {
        let held = Ref::new(*v);
        // SAFETY: a live object.
        let count = unsafe { (*v.header()).refcount } - 1;
        match vm.repr(held.value()) {
            Ok(r) => eprintln!("census: count {count}: {}", vm.str_text(r.value()).chars().take(100).collect::<String>()),
            Err(_) => drop(vm.take_raised()),
        }
    }
}
