//! `_interpqueues`: queues between interpreters.
use super::crossing::{self, Shared};
use super::{State, buffer_view, registry};
use crate::native;
use crate::object::{Raised, Ref, Res, Value, Vm};
use crate::stdlib::binascii::new_exception_class;
use std::collections::{BTreeMap, VecDeque};
use std::sync::{Mutex, MutexGuard};

/// What becomes of an item when the interpreter that put it there ends.
mod unbound {
    pub const REMOVE: i64 = 1;
    pub const ERROR: i64 = 2;
    pub const REPLACE: i64 = 3;
}

/// What happens with objects that are not shareable.
mod fallback {
    pub const NONE: i64 = 0;
    pub const FULL: i64 = 1;
}

struct Item {
    /// None once its interpreter has ended.
    data: Option<Shared>,
    interpreter: i64,
    unbound: i64,
}

struct Queue {
    /// Most items, without a limit where it is not above zero.
    maxsize: i64,
    unbound: i64,
    fallback: i64,
    references: i64,
    items: VecDeque<Item>,
}

struct Queues {
    next: i64,
    all: BTreeMap<i64, Queue>,
}

static QUEUES: Mutex<Queues> = Mutex::new(Queues { next: 1, all: BTreeMap::new() });

fn queues() -> MutexGuard<'static, Queues> {
    QUEUES.lock().unwrap_or_else(|e| e.into_inner())
}

/// Unbinds the items that an interpreter has put into queues.
pub fn interpreter_ends(id: i64) {
    let mut dead = Vec::new();
    for queue in queues().all.values_mut() {
        for item in queue.items.iter_mut().filter(|i| i.interpreter == id) {
            dead.push(item.data.take());
        }
        queue.items.retain(|i| i.data.is_some() || i.unbound != unbound::REMOVE);
    }
    drop(dead);
}

/// Runs `f` with a queue, which is locked meanwhile.
fn with<R>(vm: &Vm, id: i64, f: impl FnOnce(&mut Queue) -> R) -> Res<R> {
    let found = queues().all.get_mut(&id).map(f);
    found.ok_or_else(|| {
        let class = vm.extension::<State>().queue_not_found.borrow().clone();
        let message = format!("queue {id} not found");
        class.map_or_else(|| vm.runtime_error(&*message), |c| crossing::raise(vm, c.value(), &message, None))
    })
}

fn number(vm: &Vm, v: Value) -> Res<i64> {
    super::id_arg(vm, v, "queue")
}

fn unbound_arg(vm: &Vm, v: Value, default: i64) -> Res<i64> {
    match vm.int_arg(v)? {
        -1 => Ok(default),
        op @ (unbound::REMOVE | unbound::ERROR | unbound::REPLACE) => Ok(op),
        op => Err(vm.value_error(format!("unsupported unboundop {op}"))),
    }
}

fn fallback_arg(vm: &Vm, v: Value, default: i64) -> Res<i64> {
    match vm.int_arg(v)? {
        -1 => Ok(default),
        f @ (fallback::NONE | fallback::FULL) => Ok(f),
        f => Err(vm.value_error(format!("unsupported fallback {f}"))),
    }
}

/// QueueEmpty or QueueFull, where the library has told them.
fn state_error(vm: &Vm, full: bool, message: &str) -> Raised {
    let state = vm.extension::<State>();
    let class = if full { state.queue_full.borrow().clone() } else { state.queue_empty.borrow().clone() };
    let class = class.or_else(|| state.queue_error.borrow().clone());
    class.map_or_else(|| vm.runtime_error(message), |c| crossing::raise(vm, c.value(), message, None))
}

native! { static FUNCTIONS = [
    /// create(maxsize, unboundop, fallback) -> qid
    ///
    /// Makes a queue between interpreters. Its number is a reference to it.
    "create(maxsize, unboundop=-1, fallback=-1)" => fn create(vm, [maxsize, unboundop, fallback]) {
        let Ok(maxsize) = vm.index_i64(maxsize)? else {
            return Err(vm.overflow_error("Python int too large to convert to C ssize_t"));
        };
        let fallback = fallback_arg(vm, fallback, fallback::FULL)?;
        let unbound = unbound_arg(vm, unboundop, unbound::REPLACE)?;
        let id = {
            let mut queues = queues();
            let id = queues.next;
            queues.next += 1;
            queues.all.insert(id, Queue { maxsize, unbound, fallback, references: 0, items: VecDeque::new() });
            id
        };
        vm.new_int(id)
    }
    /// destroy(qid)
    ///
    /// Empties the queue and ends it.
    "destroy(qid)" => fn destroy(vm, [qid]) {
        let id = number(vm, qid)?;
        with(vm, id, |_| ())?;
        let gone = queues().all.remove(&id);
        drop(gone);
        Ok(Ref::NONE)
    }
    /// list_all() -> [(qid, unboundop, fallback)]
    ///
    /// The numbers of all queues, and their defaults.
    "list_all()" => fn list_all(vm, []) {
        let all: Vec<[i64; 3]> = queues().all.iter().rev().map(|(id, q)| [*id, q.unbound, q.fallback]).collect();
        let list = vm.list_with_capacity(all.len())?;
        for numbers in all {
            let items = numbers.iter().map(|n| vm.new_int(*n)).collect::<Res<Vec<Ref>>>()?;
            let item = vm.tuple_from_refs(items)?;
            vm.list(list.value()).push(vm, item)?;
        }
        Ok(list)
    }
    /// put(qid, obj)
    ///
    /// Adds the data of an object.
    "put(qid, obj, unboundop=-1, fallback=-1)" => fn put(vm, [qid, object, unboundop, fallback]) {
        buffer_view::take_back(vm);
        let id = number(vm, qid)?;
        let (default_unbound, default_fallback) = with(vm, id, |q| (q.unbound, q.fallback))?;
        let unbound = unbound_arg(vm, unboundop, default_unbound)?;
        let fallback = fallback_arg(vm, fallback, default_fallback)?;
        let full = |q: &Queue| q.maxsize > 0 && q.items.len() as i64 >= q.maxsize;
        let mut is_full = with(vm, id, |q| full(q))?;
        if !is_full {
            let data = crossing::share(vm, object, fallback == fallback::FULL)?;
            let item = Item { data: Some(data), interpreter: registry::own_id(vm), unbound };
            // Another thread may have filled it meanwhile.
            is_full = with(vm, id, |q| {
                let is_full = full(q);
                if !is_full {
                    q.items.push_back(item);
                }
                is_full
            })?;
        }
        if is_full { Err(state_error(vm, true, &format!("queue {id} is full"))) } else { Ok(Ref::NONE) }
    }
    /// get(qid) -> (obj, unboundop)
    ///
    /// The object in front, and None; or None, and what is to stand in for an object whose interpreter has ended.
    "get(qid)" => fn get(vm, [qid]) {
        buffer_view::take_back(vm);
        let id = number(vm, qid)?;
        let Some(item) = with(vm, id, |q| q.items.pop_front())? else {
            return Err(state_error(vm, false, &format!("queue {id} is empty")));
        };
        match item.data {
            Some(data) => {
                let object = data.object(vm)?;
                vm.tuple_from(&[object.value(), Value::NONE])
            }
            None => {
                let op = vm.new_int(item.unbound)?;
                vm.tuple_from(&[Value::NONE, op.value()])
            }
        }
    }
    /// bind(qid)
    ///
    /// One reference to the queue more.
    "bind(qid)" => fn bind(vm, [qid]) {
        with(vm, number(vm, qid)?, |q| q.references += 1)?;
        Ok(Ref::NONE)
    }
    /// release(qid)
    ///
    /// One reference to the queue less; it ends with the last.
    "release(qid)" => fn release(vm, [qid]) {
        let id = number(vm, qid)?;
        let left = with(vm, id, |q| {
            q.references -= 1;
            q.references
        })?;
        if left < 0 {
            let _ = with(vm, id, |q| q.references = 0);
            let class = vm.extension::<State>().queue_error.borrow().clone();
            let message = format!("queue {id} not bound");
            return Err(class.map_or_else(|| vm.runtime_error(&*message), |c| crossing::raise(vm, c.value(), &message, None)));
        }
        if left == 0 {
            let gone = queues().all.remove(&id);
            drop(gone);
        }
        Ok(Ref::NONE)
    }
    /// get_maxsize(qid)
    ///
    /// The most items that the queue holds.
    "get_maxsize(qid)" => fn get_maxsize(vm, [qid]) { vm.new_int(with(vm, number(vm, qid)?, |q| q.maxsize)?) }
    /// get_queue_defaults(qid)
    ///
    /// What was chosen when the queue was made.
    "get_queue_defaults(qid)" => fn get_queue_defaults(vm, [qid]) {
        let (unbound, fallback) = with(vm, number(vm, qid)?, |q| (q.unbound, q.fallback))?;
        let (unbound, fallback) = (vm.new_int(unbound)?, vm.new_int(fallback)?);
        vm.tuple_from(&[unbound.value(), fallback.value()])
    }
    /// is_full(qid)
    ///
    /// Whether the queue holds as many items as it may.
    "is_full(qid)" => fn is_full(vm, [qid]) {
        Ok(Ref::bool(with(vm, number(vm, qid)?, |q| q.maxsize > 0 && q.items.len() as i64 >= q.maxsize)?))
    }
    /// get_count(qid)
    ///
    /// The number of items.
    "get_count(qid)" => fn get_count(vm, [qid]) { vm.new_usize(with(vm, number(vm, qid)?, |q| q.items.len())?) }
    "_register_heap_types(queuetype, emptyerror, fullerror)" => fn register_heap_types(vm, [queuetype, emptyerror, fullerror]) {
        for v in [queuetype, emptyerror, fullerror] {
            if !vm.is_instance(v, vm.types.r#type) {
                return Err(vm.type_error(format!("expected a type, got {}", vm.type_name(v))));
            }
        }
        let state = vm.extension::<State>();
        drop(state.queue.replace(Some(Ref::new(queuetype))));
        drop(state.queue_empty.replace(Some(Ref::new(emptyerror))));
        drop(state.queue_full.replace(Some(Ref::new(fullerror))));
        Ok(Ref::NONE)
    }
]; }

/// Makes the module.
pub fn init(vm: &Vm) -> Res {
    super::prepare(vm)?;
    let doc = "This module provides primitive operations to manage Python interpreters.\nThe 'interpreters' module provides a more convenient interface.";
    let module = crate::stdlib::new_module(vm, "_interpqueues", doc, FUNCTIONS)?;
    let error = new_exception_class(vm, "concurrent.interpreters", "QueueError", vm.types.Exception)?;
    let not_found = new_exception_class(vm, "concurrent.interpreters", "QueueNotFoundError", error.value().ptr())?;
    let state = vm.extension::<State>();
    drop(state.queue_error.replace(Some(error.clone())));
    drop(state.queue_not_found.replace(Some(not_found.clone())));
    crate::stdlib::set(vm, module.value(), "QueueError", error)?;
    crate::stdlib::set(vm, module.value(), "QueueNotFoundError", not_found)?;
    Ok(module)
}
