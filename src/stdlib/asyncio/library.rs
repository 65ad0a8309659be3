//! What `_asyncio` uses of the library and of event loops: functions and classes that are imported when they are first needed, names, calls
//! with a context.
use crate::object::{DICT_MODE, Ref, Res, Value, Vm, flags};
use std::cell::{Cell, RefCell};

/// Something written in Python that the module needs.
#[derive(Clone, Copy)]
pub(super) enum Imported {
    FutureRepr,
    TaskRepr,
    TaskStack,
    TaskPrintStack,
    CancelledError,
    InvalidStateError,
    IsCoroutine,
    Policy,
    ExtractStack,
    WeakSet,
}

const PLACES: [(&str, &str); 10] = [
    ("asyncio.base_futures", "_future_repr"),
    ("asyncio.base_tasks", "_task_repr"),
    ("asyncio.base_tasks", "_task_get_stack"),
    ("asyncio.base_tasks", "_task_print_stack"),
    ("asyncio.exceptions", "CancelledError"),
    ("asyncio.exceptions", "InvalidStateError"),
    ("asyncio.coroutines", "iscoroutine"),
    ("asyncio.events", "_get_event_loop_policy"),
    ("traceback", "extract_stack"),
    ("weakref", "WeakSet"),
];

/// Names of attributes and keywords, interned once.
#[derive(Clone, Copy)]
pub(super) enum Name {
    CallSoon,
    GetDebug,
    IsRunning,
    GetLoop,
    Loop,
    LoopArgument,
    NameArgument,
    ContextArgument,
    EagerStart,
    Blocking,
    AddDoneCallback,
    Result,
    Cancel,
    Done,
}

const NAMES: [&str; 14] = [
    "call_soon",
    "get_debug",
    "is_running",
    "get_loop",
    "_loop",
    "loop",
    "name",
    "context",
    "eager_start",
    "_asyncio_future_blocking",
    "add_done_callback",
    "result",
    "cancel",
    "done",
];

/// Shape 0 is looked up each time.
const NOT_FOUND: Found = Found { shape: 0, version: 0, method: Value::NULL };

/// What the module keeps.
pub(super) struct Library {
    imported: [RefCell<Option<Ref>>; PLACES.len()],
    names: [Cell<Value>; NAMES.len()],
    methods: [Cell<Found>; NAMES.len()],
    /// `("context",)`, the keywords of calls.
    keywords: Cell<Value>,
}

impl Default for Library {
    fn default() -> Library {
        let null = || Cell::new(Value::NULL);
        Library { imported: Default::default(), names: std::array::from_fn(|_| null()), methods: std::array::from_fn(|_| Cell::new(NOT_FOUND)), keywords: null() }
    }
}

impl Library {
    /// Gives up everything.
    pub fn clear(&self, vm: &Vm) {
        for cell in self.names.iter().chain([&self.keywords]) {
            let v = cell.replace(Value::NULL);
            if v != Value::NULL {
                v.decref(vm);
            }
        }
        for cell in &self.imported {
            drop(cell.take());
        }
    }
    /// A name, borrowed.
    #[inline(always)]
    pub fn name(&self, vm: &Vm, name: Name) -> Value {
        let cell = &self.names[name as usize];
        if cell.get() == Value::NULL {
            intern(vm, cell, NAMES[name as usize]);
        }
        cell.get()
    }
    /// The names of the keywords of a call with a context, borrowed.
    #[inline(always)]
    fn keywords(&self, vm: &Vm) -> Res<Value> {
        if self.keywords.get() == Value::NULL {
            replace(vm, &self.keywords, vm.tuple_from_refs([vm.intern("context")])?);
        }
        Ok(self.keywords.get())
    }
    /// Something of the library, imported at first use.
    pub fn get(&self, vm: &Vm, what: Imported) -> Res {
        let cell = &self.imported[what as usize];
        if let Some(known) = &*cell.borrow() {
            return Ok(known.clone());
        }
        let (module, name) = PLACES[what as usize];
        let found = vm.getattr_str(import_submodule(vm, module)?.value(), name)?;
        drop(cell.replace(Some(found.clone())));
        Ok(found)
    }
}

#[cold]
fn intern(vm: &Vm, cell: &Cell<Value>, name: &str) {
    replace(vm, cell, vm.intern(name));
}
fn replace(vm: &Vm, cell: &Cell<Value>, v: Ref) {
    let old = cell.replace(v.into_value());
    if old != Value::NULL {
        old.decref(vm);
    }
}

/// A module by its full name.
fn import_submodule(vm: &Vm, name: &str) -> Res {
    let top = crate::types::import_module(vm, name)?;
    if !name.contains('.') {
        return Ok(top);
    }
    match vm.dict_get(Value::from_ptr(vm.modules.get()), vm.intern(name).value())? {
        Some(module) => Ok(Ref::new(module)),
        None => Err(vm.raise_type(vm.types.ImportError, format!("{name} is not in sys.modules"))),
    }
}

/// Where the method of a name was found last: it is the class's for every object of that shape while the class has that version.
#[derive(Clone, Copy)]
struct Found {
    shape: u32,
    version: u32,
    method: Value,
}

impl Library {
    /// The method that `obj.name(...)` calls, borrowed, where it is one of the class and takes the object as its first argument.
    #[inline]
    fn method(&self, vm: &Vm, obj: Value, name: Name) -> Option<Value> {
        let cell = &self.methods[name as usize];
        // SAFETY: a heap value has a header and a type.
        let (shape, ty) = if obj.is_heap() { unsafe { ((*obj.header()).shape, obj.heap_type()) } } else { return None };
        let found = cell.get();
        // SAFETY: types outlive their instances.
        if shape != 0 && found.shape == shape && found.version == unsafe { (*ty).version } {
            return Some(found.method);
        }
        // SAFETY: as above.
        if unsafe { (*ty).slots.getattr.is_some() } {
            return None;
        }
        let text = self.name(vm, name);
        let method = vm.type_lookup(ty, text)?;
        if !vm.has_flag(method, flags::METHOD_DESCRIPTOR) || vm.instance_get(obj, text).is_some() {
            return None;
        }
        // SAFETY: as above. The lookup has given the type a version.
        let version = unsafe { (*ty).version };
        if shape != DICT_MODE && version != 0 {
            cell.set(Found { shape, version, method });
        }
        Some(method)
    }
    /// `obj.name(*args)`, the last arguments being those of the keywords. At most three arguments.
    pub fn call_method(&self, vm: &Vm, obj: Value, name: Name, args: &[Value], keywords: Value) -> Res {
        if let Some(m) = self.method(vm, obj, name) {
            let mut all = [obj; 4];
            all[1..=args.len()].copy_from_slice(args);
            let m = Ref::new(m);
            return vm.call_with(m.value(), &all[..=args.len()], keywords);
        }
        let f = vm.getattr(obj, self.name(vm, name))?;
        vm.call_with(f.value(), args, keywords)
    }
    /// `obj.name(*args, context=context)`, without the keyword where the context is NULL. At most two arguments before it. The caller holds
    /// all of them.
    pub fn call_with_context(&self, vm: &Vm, obj: Value, name: Name, args: &[Value], context: Value) -> Res {
        if context == Value::NULL {
            return self.call_method(vm, obj, name, args, Value::NULL);
        }
        let mut all = [context; 3];
        all[..args.len()].copy_from_slice(args);
        self.call_method(vm, obj, name, &all[..=args.len()], self.keywords(vm)?)
    }
    /// `waiter.cancel(message)`, as a truth value.
    pub fn cancel(&self, vm: &Vm, waiter: Value, message: Value) -> Res<bool> {
        let r = self.call_method(vm, waiter, Name::Cancel, &[message], Value::NULL)?;
        vm.truth(r.value())
    }
    /// Has a loop call something in its next round.
    pub fn call_soon(&self, vm: &Vm, event_loop: Value, callback: Value, argument: Option<Value>, context: Value) -> Res<()> {
        let argument = argument.as_slice();
        let mut all = [callback; 2];
        all[1..=argument.len()].copy_from_slice(argument);
        self.call_with_context(vm, event_loop, Name::CallSoon, &all[..=argument.len()], context).map(drop)
    }
}
