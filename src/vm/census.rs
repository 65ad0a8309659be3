//! The census of a `paranoid` build: which objects outlive a program.
use crate::object::{Header, Ref, Type, Value, Vm, flags};
use rustc_hash::FxHashSet;
use std::cell::RefCell;
use std::collections::BTreeMap;

/// Objects that were alive before the first program ran: the interpreter's own.
#[derive(Default)]
struct Base(RefCell<Option<FxHashSet<usize>>>);

/// Remembers the objects alive now, once, and arms the allocation failure that `-X fail-alloc=N` asks for.
pub fn note_base(vm: &Vm) {
    let base = vm.extension::<Base>();
    if base.0.borrow().is_some() || vm.frame.get() != vm.frames_base.get() {
        return;
    }
    let mut live = FxHashSet::default();
    vm.heap.for_each(false, |h| {
        live.insert(h as usize);
    });
    *base.0.borrow_mut() = Some(live);
    let n = vm.config.x_options.iter().find_map(|o| o.strip_prefix("fail-alloc=")).and_then(|n| n.parse().ok());
    crate::object::buffer::fail_allocation(n.unwrap_or(0));
}

/// Calls the visitor with each object that `h` refers to.
fn references(h: *mut Header, visit: &mut dyn FnMut(Value)) {
    // SAFETY: `h` is a live object, so its type is.
    unsafe {
        if let Some(traverse) = (*(*h).ty).slots.traverse {
            traverse(h, visit);
        }
    }
}

/// The object outlives the interpreter, with all that it refers to: others still use its memory.
pub fn note_lent(vm: &Vm, lent: Value) {
    let base = vm.extension::<Base>();
    let mut base = base.0.borrow_mut();
    let Some(base) = base.as_mut() else { return };
    let mut stack = vec![lent];
    while let Some(v) = stack.pop() {
        if v.is_heap() && base.insert(v.header() as usize) {
            references(v.header(), &mut |inner| stack.push(inner));
        }
    }
}

/// What the interpreter makes on demand and keeps: builtin types of modules with all they hold, the names of attributes that their
/// instances had, shared empty objects.
fn own_objects(vm: &Vm) -> FxHashSet<usize> {
    let mut own: FxHashSet<usize> = FxHashSet::default();
    let mut stack: Vec<*mut Header> = Vec::new();
    for shared in [&vm.empty_tuple, &vm.empty_bytes, &vm.empty_frozenset, &vm.memory_error_instance] {
        let v = shared.get();
        if v != Value::NULL {
            own.insert(v.header() as usize);
        }
    }
    vm.heap.for_each(false, |h| {
        let v = Value::from_ptr(h);
        if !vm.is_type(v) {
            return;
        }
        // SAFETY: a live type object.
        let t = unsafe { v.get::<Type>() };
        if !t.has(flags::HEAP) && own.insert(h as usize) {
            for part in [Value::from_ptr(t.dict), t.mro, t.bases, t.name, t.qualname] {
                if part.is_heap() && own.insert(part.header() as usize) {
                    stack.push(part.header());
                }
            }
        }
    });
    own.extend(vm.shapes().permanent_names().filter(|n| n.is_heap()).map(|n| n.header() as usize));
    while let Some(h) = stack.pop() {
        references(h, &mut |v| {
            if v.is_heap() && own.insert(v.header() as usize) {
                stack.push(v.header());
            }
        });
    }
    own
}

/// Writes the census to stderr: nothing where no object is left. Tells how many objects are.
pub fn report(vm: &Vm) -> usize {
    let base = vm.extension::<Base>();
    let Some(base) = base.0.borrow_mut().take() else { return 0 };
    let own = own_objects(vm);
    let mut left: Vec<Value> = Vec::new();
    vm.heap.for_each(false, |h| {
        let v = Value::from_ptr(h);
        if !base.contains(&(h as usize)) && !own.contains(&(h as usize)) {
            left.push(v);
        }
    });
    if left.is_empty() {
        return 0;
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
    left.len()
}
