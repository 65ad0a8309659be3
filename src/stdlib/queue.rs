//! `_queue`: a queue between threads that needs no lock of its own.
use super::timeout::{deadline, nanoseconds};
use crate::native;
use crate::object::{Header, Raised, Ref, Res, Slots, Type, TypeSpec, Value, Vm, flags};
use crate::types::struct_sequence::new_type_of;
use crate::types::support::generic_alias;
use crate::vm::threads::Semaphore;
use std::cell::RefCell;
use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Instant;

/// The exception class.
#[derive(Default)]
struct State {
    empty: RefCell<Option<Ref>>,
}

#[repr(C)]
struct SimpleQueue {
    header: Header,
    items: VecDeque<Value>,
    /// Threads that wait for an item, the first that came in front.
    waiting: VecDeque<Arc<Semaphore>>,
}

/// The payload. The borrow ends before anything else runs.
#[allow(clippy::mut_from_ref)]
fn queue<'a>(v: Value) -> &'a mut SimpleQueue {
    // SAFETY: the slots and methods below are called with queues only.
    unsafe { &mut *v.ptr::<SimpleQueue>() }
}

static SPEC: TypeSpec = TypeSpec {
    name: "_queue.SimpleQueue",
    doc: "Simple, unbounded, reentrant FIFO queue.",
    flags: flags::TRACKED | flags::BASETYPE | flags::WEAKREFABLE,
    size: size_of::<SimpleQueue>(),
    slots: Slots {
        new: Some(new),
        drop: Some(drop_queue),
        // SAFETY: a live queue.
        traverse: Some(|h, visit| unsafe { (*(h as *mut SimpleQueue)).items.iter().for_each(|v| visit(*v)) }),
        clear: Some(|vm, h| {
            let items = std::mem::take(&mut queue(Value::from_ptr(h)).items);
            items.iter().for_each(|v| v.decref(vm));
        }),
        ..Slots::EMPTY
    },
    methods: METHODS,
    getset: &[],
};

fn new(vm: &Vm, ty: *mut Type, args: &[Value], kwnames: Value) -> Res {
    let own = ty == new_type_of(vm, &SPEC, vm.types.object)?;
    if own && kwnames != Value::NULL && !vm.tuple_items(kwnames).is_empty() {
        return Err(vm.type_error("SimpleQueue() takes no keyword arguments"));
    }
    if own && !args.is_empty() {
        return Err(vm.type_error("SimpleQueue() takes no positional arguments"));
    }
    vm.new_object::<SimpleQueue>(ty, |p| {
        // SAFETY: the instance is fresh.
        unsafe {
            (&raw mut (*p).items).write(VecDeque::new());
            (&raw mut (*p).waiting).write(VecDeque::new());
        }
    })
}

unsafe fn drop_queue(vm: &Vm, h: *mut Header) {
    let q = h as *mut SimpleQueue;
    // Nobody waits: a waiting thread holds a reference.
    std::ptr::drop_in_place(&raw mut (*q).waiting);
    let items = std::ptr::read(&raw const (*q).items);
    items.iter().for_each(|v| v.decref(vm));
}

#[cold]
fn empty(vm: &Vm) -> Raised {
    let class = vm.extension::<State>().empty.borrow().clone().unwrap_or(Ref::from_type(vm.types.Exception));
    match vm.call(class.value(), &[]) {
        Ok(e) => vm.raise(e),
        Err(r) => r,
    }
}

fn put(this: Value, item: Value) {
    item.incref();
    let q = queue(this);
    q.items.push_back(item);
    if let Some(first) = q.waiting.pop_front() {
        first.post();
    }
}

/// Waits for an item; `None` waits for ever.
fn get(vm: &Vm, this: Value, block: bool, until: Option<Instant>) -> Res {
    let _alive = Ref::new(this);
    loop {
        if let Some(item) = queue(this).items.pop_front() {
            return Ok(Ref::own(item));
        }
        let left = until.map(|t| t.saturating_duration_since(Instant::now()));
        if !block || left.is_some_and(|t| t.is_zero()) {
            return Err(empty(vm));
        }
        let own = Arc::new(Semaphore::new(0));
        queue(this).waiting.push_back(own.clone());
        let result = own.wait(vm, left);
        let q = queue(this);
        let told = match q.waiting.iter().position(|w| Arc::ptr_eq(w, &own)) {
            Some(i) => {
                q.waiting.remove(i);
                false
            }
            None => true,
        };
        if let Err(e) = result {
            // Another thread gets the item that this one was told of.
            if told && !q.items.is_empty() && let Some(next) = q.waiting.pop_front() {
                next.post();
            }
            return Err(e);
        }
    }
}

native! { static METHODS = [
    /// Return True if the queue is empty, False otherwise (not reliable!).
    "empty(self, /)" => fn is_empty(vm, [this]) { Ok(Ref::bool(queue(this).items.is_empty())) }
    /// Return the approximate size of the queue (not reliable!).
    "qsize(self, /)" => fn qsize(vm, [this]) { vm.new_usize(queue(this).items.len()) }
    /// Put the item on the queue, which never blocks: 'block' and 'timeout' are there for compatibility with the Queue class.
    "put(self, /, item, block=True, timeout=None)" => fn put_method(vm, [this, item, block, timeout]) {
        put(this, item);
        Ok(Ref::NONE)
    }
    /// Put an item into the queue without blocking, as put(item) does.
    "put_nowait(self, /, item)" => fn put_nowait(vm, [this, item]) {
        put(this, item);
        Ok(Ref::NONE)
    }
    /// Remove and return an item from the queue.
    ///
    /// Waits until there is one, for at most 'timeout' seconds where that is not None;
    /// Empty is raised where there is none then, and at once where 'block' is false.
    "get(self, /, block=True, timeout=None)" => fn get_method(vm, [this, block, timeout]) {
        let block = vm.truth(block)?;
        let mut nanos = None;
        if block && !timeout.is_none() {
            nanos = Some(nanoseconds(vm, timeout, 1_000_000_000)?);
            if nanos < Some(0) {
                return Err(vm.value_error("'timeout' must be a non-negative number"));
            }
        }
        get(vm, this, block, deadline(nanos))
    }
    /// Remove and return an item from the queue without blocking, as get(False) does.
    "get_nowait(self, /)" => fn get_nowait(vm, [this]) { get(vm, this, false, None) }
    /// See PEP 585
    @classmethod "__class_getitem__(cls, object, /)" => fn class_getitem(vm, [cls, item]) { generic_alias(vm, cls, item) }
    "__sizeof__(self, /)" => fn sizeof(vm, [this]) { vm.new_usize(size_of::<SimpleQueue>() + queue(this).items.capacity() * 8) }
]; }

/// Makes the module.
pub fn init(vm: &Vm) -> Res {
    let module = super::new_module(vm, "_queue", "C implementation of the Python queue module.\nThis module is an implementation detail, please do not use it directly.", &[])?;
    vm.at_shutdown.borrow_mut().push(|vm| drop(vm.extension::<State>().empty.take()));
    let class = super::binascii::new_exception_class(vm, "_queue", "Empty", vm.types.Exception)?;
    vm.extension::<State>().empty.replace(Some(class.clone()));
    super::set(vm, module.value(), "Empty", class)?;
    super::set(vm, module.value(), "SimpleQueue", Ref::from_type(new_type_of(vm, &SPEC, vm.types.object)?))?;
    Ok(module)
}
