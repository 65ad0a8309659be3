//! The state of an interpreter. Everything mutable hangs off it; several can live in one process, each on its own thread.
use super::dict::Dict;
use super::frame::Frame;
use super::header::Header;
use super::heap::Heap;
use super::reference::{Ref, Res};
use super::shape::Shapes;
use super::str_object::InternTable;
use super::type_object::{Type, flags};
use super::types_list::{Names, Types};
use super::value::Value;
use std::cell::{Cell, RefCell, UnsafeCell};

/// What an interpreter is started with.
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// `sys.argv`.
    pub argv: Vec<std::ffi::OsString>,
    pub executable: String,
    /// The executable outside of virtual environments.
    pub base_executable: String,
    pub prefix: String,
    /// The prefix outside of virtual environments.
    pub base_prefix: String,
    /// `-O` count.
    pub optimize: u8,
    pub debug: u8,
    /// `-X dev`.
    pub dev_mode: bool,
    pub utf8_mode: bool,
    /// `-X warn_default_encoding`.
    pub warn_default_encoding: bool,
    /// `-X importtime`; 2: modules that are there already too.
    pub import_time: u8,
    /// `-X no_debug_ranges`: tracebacks have no carets.
    pub no_debug_ranges: bool,
    /// Limit of conversions between int and str, where it is not the usual one.
    pub int_max_str_digits: Option<u32>,
    pub dont_write_bytecode: bool,
    pub verbose: u8,
    pub quiet: bool,
    pub unbuffered: bool,
    pub interactive: bool,
    pub inspect: bool,
    pub isolated: bool,
    pub ignore_environment: bool,
    pub safe_path: bool,
    pub no_site: bool,
    pub no_user_site: bool,
    pub bytes_warning: u8,
    pub warn_options: Vec<String>,
    pub x_options: Vec<String>,
    /// Key of the str and bytes hash, from `PYTHONHASHSEED`; 0 for unrandomised.
    pub hash_seed: Option<u32>,
    /// Initial `sys.path`.
    pub path: Vec<String>,
    /// Root of the tree that holds bytecode files, in place of `__pycache__` folders.
    pub pycache_prefix: Option<String>,
    pub restrictions: Restrictions,
}

/// What the code of an interpreter may not do (`_interpreters.get_config`).
#[derive(Clone, Copy, Debug, Default)]
pub struct Restrictions {
    pub fork: bool,
    pub exec: bool,
    pub threads: bool,
    pub daemon_threads: bool,
}

/// Why the eval breaker is set: bits of `Vm::eval_breaker`.
pub mod breaker {
    pub const SIGNAL: u32 = 1;
    pub const COLLECT: u32 = 2;
    /// The handler table has been switched.
    pub const TABLE: u32 = 4;
    /// Another thread waits for the global lock.
    pub const SWITCH: u32 = 8;
    /// Trace or profile functions were set for all threads.
    pub const TRACE: u32 = 16;
}

/// The types of `_io` that natively written code tells from others, null until the module has made them.
#[derive(Debug)]
pub struct IoTypes {
    /// `_io.FileIO`
    pub file_io: Cell<*mut Type>,
    /// `_io.BufferedReader`
    pub buffered_reader: Cell<*mut Type>,
    /// `_io.BufferedWriter`
    pub buffered_writer: Cell<*mut Type>,
    /// `_io.BufferedRandom`
    pub buffered_random: Cell<*mut Type>,
    /// `_io.TextIOWrapper`
    pub text_io_wrapper: Cell<*mut Type>,
    /// `_io.IncrementalNewlineDecoder`
    pub newline_decoder: Cell<*mut Type>,
}

impl Default for IoTypes {
    fn default() -> IoTypes {
        let none = || Cell::new(std::ptr::null_mut());
        IoTypes {
            file_io: none(),
            buffered_reader: none(),
            buffered_writer: none(),
            buffered_random: none(),
            text_io_wrapper: none(),
            newline_decoder: none(),
        }
    }
}

/// The types of `_datetime`, null until the module has made them, and its UTC, NULL until then. They are here and not among the extensions
/// because every operation on dates asks for them.
#[derive(Debug)]
pub struct DatetimeTypes {
    pub date: Cell<*mut Type>,
    pub time: Cell<*mut Type>,
    pub datetime: Cell<*mut Type>,
    pub timedelta: Cell<*mut Type>,
    pub timezone: Cell<*mut Type>,
    pub tzinfo: Cell<*mut Type>,
    pub iso_calendar: Cell<*mut Type>,
    /// `timezone.utc`, kept alive by its class.
    pub utc: Cell<Value>,
}

impl Default for DatetimeTypes {
    fn default() -> DatetimeTypes {
        let none = || Cell::new(std::ptr::null_mut());
        DatetimeTypes {
            date: none(),
            time: none(),
            datetime: none(),
            timedelta: none(),
            timezone: none(),
            tzinfo: none(),
            iso_calendar: none(),
            utc: Cell::new(Value::NULL),
        }
    }
}

/// An entry of the method cache: valid while the receiver's shape, its type's version and the name are these.
#[derive(Clone, Copy)]
pub struct MethodEntry {
    pub shape: u32,
    pub version: u32,
    pub name: Value,
    pub function: Value,
}

impl MethodEntry {
    const EMPTY: MethodEntry = MethodEntry { shape: 0, version: 0, name: Value::NULL, function: Value::NULL };
    /// Index of the entry for a shape and a name. Numbers of shapes lie close together, and names that were made one after the other too:
    /// the product keeps their pairs from meeting.
    #[inline(always)]
    pub fn index(shape: u32, name: Value) -> usize {
        (shape.wrapping_mul(0x9E5) as usize ^ (name.0 as usize >> 4)) & (ATTRIBUTE_CACHE - 1)
    }
}

/// An interpreter. The fields that hot handlers use come first.
#[repr(C)]
pub struct Vm {
    /// Where the next frame record goes; the running frame's record lies below.
    pub frame: Cell<*mut Frame>,
    pub frame_limit: Cell<*mut Frame>,
    /// End of the register stack less room for the largest simple frame.
    pub stack_limit: Cell<*mut Value>,
    pub eval_breaker: std::sync::atomic::AtomicU32,
    /// Depth of `run` on the machine stack.
    pub run_depth: Cell<u32>,
    /// The handler table in force (`vm::dispatch::Slot`).
    pub table: Cell<*const ()>,
    /// The running frame's instruction that called native code; stale while no native code runs.
    pub pc: Cell<*const u16>,
    /// The RERAISE at the end of a handler or `with` statement that raised the pending exception again, if that was last.
    pub reraised_at: Cell<*const u16>,
    /// A value on its way from a handler to its cold part.
    pub scratch: Cell<Value>,
    /// What `run` returns; NULL after an exception.
    pub result: Cell<Value>,
    /// The pending exception, owned, or NULL.
    pub raised: Cell<Value>,
    /// The exception being handled by the innermost running generator, or outside of all, owned, or NULL. What a program sees is
    /// `current_exception`.
    pub handled: Cell<Value>,
    /// The innermost running generator, or null.
    pub generator: Cell<*mut super::function::Generator>,
    /// Value of the StopIteration that a `next` slot left unraised, owned, or NULL for None.
    pub stop_value: Cell<Value>,
    /// The running context (`_contextvars`), owned, or NULL.
    pub context: Cell<Value>,
    pub heap: Heap,
    pub types: Types,
    pub names: Names,
    /// Names of the slot table (`types::slot_table::NAMES`), in its order.
    pub slot_names: Box<[Value]>,
    pub latin1: [Cell<Value>; 256],
    pub empty_tuple: Cell<Value>,
    pub empty_bytes: Cell<Value>,
    pub empty_frozenset: Cell<Value>,
    pub memory_error_instance: Cell<Value>,
    pub interned: RefCell<InternTable>,
    pub shapes: UnsafeCell<Shapes>,
    /// `builtins.__dict__`.
    pub builtins: Cell<*mut Dict>,
    /// `sys.__dict__`.
    pub sys: Cell<*mut Dict>,
    /// `sys.modules`.
    pub modules: Cell<*mut Dict>,
    version: Cell<u32>,
    /// Methods found by polymorphic call sites, by shape and name.
    pub method_cache: Box<[Cell<MethodEntry>; ATTRIBUTE_CACHE]>,
    /// Attributes found on types, by version and name: (version, name, value).
    attribute_cache: Box<[Cell<(u32, Value, Value)>; ATTRIBUTE_CACHE]>,
    pub hash_key: (u64, u64),
    pub recursion_limit: Cell<u32>,
    /// Lowest machine stack address that native recursion may reach.
    pub machine_stack_limit: Cell<usize>,
    /// Machine stack address from which the depth of native recursion is measured.
    pub machine_stack_base: Cell<usize>,
    /// How deep deallocation nests on the machine stack.
    pub dealloc_depth: Cell<u32>,
    deferred: RefCell<Vec<*mut Header>>,
    /// Live objects whose finaliser (`__del__`) has run: it runs once.
    pub finalised: RefCell<rustc_hash::FxHashSet<*mut Header>>,
    /// Objects whose `repr` is running.
    pub repr_guard: RefCell<Vec<Value>>,
    pub int_max_str_digits: Cell<u32>,
    /// Frames that `cr_origin` of a new coroutine records (`sys.set_coroutine_origin_tracking_depth`).
    pub origin_depth: Cell<u32>,
    pub config: Config,
    /// State of the observer whose handler table is in force (`vm::observer`), or null.
    pub observer: Cell<*const ()>,
    /// The monitoring (`vm::monitoring`) while some tool wants events, else null.
    pub monitoring: Cell<*const ()>,
    /// Something has been monitored: the monitoring may know code objects.
    pub monitored: Cell<bool>,
    /// Calls of tools that this thread is in: what they run is not monitored.
    pub tracing: Cell<u32>,
    /// Counts how often a trace or profile function was set for all threads.
    pub trace_generation: Cell<u64>,
    /// `sys.settrace` and `sys.setprofile` of this thread, or NULL. Owned.
    pub trace_function: Cell<Value>,
    pub profile_function: Cell<Value>,
    pub gc: super::collector::CollectorState,
    pub frames_base: Cell<*mut Frame>,
    pub registers_base: Cell<*mut Value>,
    /// State of the layers above, by type.
    /// The first weak reference to each object that has some.
    pub weak: RefCell<rustc_hash::FxHashMap<*mut Header, *mut super::weak::WeakRef>>,
    /// Reports the pending exception, which can go nowhere: what was being done, and with which object.
    pub unraisable: Cell<fn(&Vm, &str, Value)>,
    /// What the layers above give up when the interpreter ends.
    pub at_shutdown: RefCell<Vec<fn(&Vm)>>,
    /// The types of `_io` that the interpreter itself looks at.
    pub io: IoTypes,
    pub datetime: DatetimeTypes,
    pub asyncio: super::asyncio::Asyncio,
    pub extensions: RefCell<rustc_hash::FxHashMap<std::any::TypeId, *mut dyn std::any::Any>>,
}

thread_local! {
    static CURRENT: Cell<*const Vm> = const { Cell::new(std::ptr::null()) };
}

/// Runs `f` with the interpreter of this thread. For `Drop`, which cannot be handed one.
#[inline(always)]
pub fn with_current<R>(f: impl FnOnce(&Vm) -> R) -> R {
    let vm = CURRENT.with(|c| c.get());
    debug_assert!(!vm.is_null());
    // SAFETY: references exist only while their interpreter is entered on this thread.
    f(unsafe { &*vm })
}

/// Entries of the cache of attributes found on types, and of that of methods: so many that what a program uses all the time rarely meets
/// in one entry.
const ATTRIBUTE_CACHE: usize = 4096;

/// A cache whose entries are all empty. Zero bytes are an empty entry, so that memory is touched only where entries are filled.
fn empty_cache<T>() -> Box<[Cell<T>; ATTRIBUTE_CACHE]> {
    // SAFETY: zeros are a valid value of the types it is used for, numbers and values (NULL).
    unsafe { Box::new_zeroed().assume_init() }
}

/// Deallocation nests this deep on the machine stack before the rest is deferred.
const DEALLOC_LIMIT: u32 = 40;

impl Vm {
    /// An interpreter without types, modules or a stack; `crate::vm::new_vm` completes it.
    pub fn bare(config: Config) -> Box<Vm> {
        let hash_key = match config.hash_seed {
            Some(0) => (0, 0),
            Some(seed) => hash_key_from(seed),
            None => random_key(),
        };
        Box::new(Vm {
            frame: Cell::new(std::ptr::null_mut()),
            frame_limit: Cell::new(std::ptr::null_mut()),
            stack_limit: Cell::new(std::ptr::null_mut()),
            eval_breaker: std::sync::atomic::AtomicU32::new(0),
            run_depth: Cell::new(0),
            table: Cell::new(std::ptr::null()),
            pc: Cell::new(std::ptr::null()),
            reraised_at: Cell::new(std::ptr::null()),
            scratch: Cell::new(Value::NULL),
            result: Cell::new(Value::NULL),
            raised: Cell::new(Value::NULL),
            handled: Cell::new(Value::NULL),
            generator: Cell::new(std::ptr::null_mut()),
            stop_value: Cell::new(Value::NULL),
            context: Cell::new(Value::NULL),
            heap: Heap::new(),
            types: Types::EMPTY,
            names: Names::EMPTY,
            slot_names: Box::default(),
            latin1: [const { Cell::new(Value::NULL) }; 256],
            empty_tuple: Cell::new(Value::NULL),
            empty_bytes: Cell::new(Value::NULL),
            empty_frozenset: Cell::new(Value::NULL),
            memory_error_instance: Cell::new(Value::NULL),
            interned: RefCell::default(),
            shapes: UnsafeCell::default(),
            builtins: Cell::new(std::ptr::null_mut()),
            sys: Cell::new(std::ptr::null_mut()),
            modules: Cell::new(std::ptr::null_mut()),
            version: Cell::new(1),
            method_cache: empty_cache(),
            attribute_cache: empty_cache(),
            hash_key,
            recursion_limit: Cell::new(1000),
            machine_stack_limit: Cell::new(0),
            machine_stack_base: Cell::new(0),
            dealloc_depth: Cell::new(0),
            deferred: RefCell::default(),
            finalised: RefCell::default(),
            repr_guard: RefCell::default(),
            int_max_str_digits: Cell::new(config.int_max_str_digits.unwrap_or(4300)),
            origin_depth: Cell::new(0),
            config,
            observer: Cell::new(std::ptr::null()),
            monitoring: Cell::new(std::ptr::null()),
            monitored: Cell::new(false),
            tracing: Cell::new(0),
            trace_generation: Cell::new(0),
            trace_function: Cell::new(Value::NULL),
            profile_function: Cell::new(Value::NULL),
            gc: Default::default(),
            frames_base: Cell::new(std::ptr::null_mut()),
            registers_base: Cell::new(std::ptr::null_mut()),
            weak: RefCell::default(),
            unraisable: Cell::new(|vm, _, _| drop(vm.take_raised())),
            at_shutdown: RefCell::default(),
            io: IoTypes::default(),
            datetime: DatetimeTypes::default(),
            asyncio: Default::default(),
            extensions: RefCell::default(),
        })
    }
    /// Makes this the interpreter of the thread.
    pub fn enter(&self) {
        CURRENT.with(|c| c.set(self));
    }
    /// State that a layer above keeps in the interpreter; made on first use.
    pub fn extension<T: Default + 'static>(&self) -> &T {
        let mut map = self.extensions.borrow_mut();
        let p = *map
            .entry(std::any::TypeId::of::<T>())
            .or_insert_with(|| Box::into_raw(Box::<T>::default()) as *mut dyn std::any::Any);
        // SAFETY: boxes in the map live until the interpreter is dropped.
        unsafe { (*p).downcast_ref::<T>().expect("keyed by its type") }
    }
    /// A number no dict keys, type or function of this interpreter has had.
    pub fn next_version(&self) -> u32 {
        let v = self.version.get() + 1;
        self.version.set(v);
        v
    }
    /// A cell with its header set: count 1, shape 0. The payload is undefined. MemoryError when there is none.
    #[inline(always)]
    pub fn alloc_raw(&self, size: usize, tracked: bool, ty: *mut Type) -> Res<*mut Header> {
        let h = self.heap.alloc(size, tracked);
        if h.is_null() {
            return Err(self.memory_error());
        }
        // SAFETY: the cell is fresh and has room for a header.
        unsafe { h.write(Header { refcount: 1, shape: 0, ty }) };
        if tracked && self.heap.tracked_since_gc.get() > self.gc.threshold.get() {
            self.eval_breaker.fetch_or(breaker::COLLECT, std::sync::atomic::Ordering::Relaxed);
        }
        Ok(h)
    }
    /// An object of type `ty` (exactly, or a subclass whose instance part is added), its payload written by `init`.
    /// `T` starts with the header.
    pub fn new_object<T>(&self, ty: *mut Type, init: impl FnOnce(*mut T)) -> Res {
        let p = self.alloc_instance(ty)? as *mut T;
        // SAFETY: a type's `basic_size` is that of its layout.
        debug_assert!(unsafe { (*ty).basic_size as usize } >= size_of::<T>());
        init(p);
        Ok(Ref::own(Value::from_ptr(p)))
    }
    /// The type of any value.
    #[inline(always)]
    pub fn type_of(&self, v: Value) -> *mut Type {
        if v.is_heap() {
            // SAFETY: a heap value points to a live header.
            return unsafe { v.heap_type() };
        }
        if v.is_small_int() {
            return self.types.int;
        }
        if v.is_float() {
            return self.types.float;
        }
        match v {
            Value::NONE => self.types.none_type,
            Value::TRUE | Value::FALSE => self.types.bool,
            Value::ELLIPSIS => self.types.ellipsis,
            Value::NOT_IMPLEMENTED => self.types.not_implemented_type,
            _ => self.types.object,
        }
    }
    /// The slots of a value's type.
    #[inline(always)]
    pub fn slots(&self, v: Value) -> &super::type_object::Slots {
        // SAFETY: types outlive their instances.
        unsafe { &(*self.type_of(v)).slots }
    }
    /// Whether the value's type has the flag (a subclass bit, say).
    #[inline(always)]
    pub fn has_flag(&self, v: Value, flag: u32) -> bool {
        // SAFETY: types outlive their instances.
        unsafe { (*self.type_of(v)).has(flag) }
    }
    pub fn is_str(&self, v: Value) -> bool {
        v.is_heap() && self.has_flag(v, flags::STR_SUBCLASS)
    }
    pub fn is_list(&self, v: Value) -> bool {
        v.is_heap() && self.has_flag(v, flags::LIST_SUBCLASS)
    }
    pub fn is_tuple(&self, v: Value) -> bool {
        v.is_heap() && self.has_flag(v, flags::TUPLE_SUBCLASS)
    }
    pub fn is_dict(&self, v: Value) -> bool {
        v.is_heap() && self.has_flag(v, flags::DICT_SUBCLASS)
    }
    pub fn is_type(&self, v: Value) -> bool {
        v.is_heap() && self.has_flag(v, flags::TYPE_SUBCLASS)
    }
    pub fn is_exception(&self, v: Value) -> bool {
        v.is_heap() && self.has_flag(v, flags::EXCEPTION_SUBCLASS)
    }
    /// Name of a value's type as messages have it (CPython's `tp_name`): that of a builtin type outside `builtins` with its module.
    pub fn type_name(&self, v: Value) -> String {
        self.name_of_type(self.type_of(v))
    }
    /// Name of the type of an argument in messages about its conversion: `None` is named itself, not its type.
    pub fn argument_type_name(&self, v: Value) -> String {
        if v.is_none() { "None".to_owned() } else { self.type_name(v) }
    }
    /// The name of a type together with its module, `builtins` aside, as newer messages have it.
    pub fn full_name_of_type(&self, ty: *mut Type) -> String {
        // SAFETY: a live type.
        let (name, module) = unsafe { (self.str_text((*ty).qualname), self.type_module(&*ty)) };
        match module {
            Some(m) if m != "builtins" && m != "__main__" => format!("{m}.{name}"),
            _ => name,
        }
    }
    /// Name of a type as messages have it.
    pub fn name_of_type(&self, ty: *mut Type) -> String {
        // SAFETY: a live type.
        let name = unsafe { self.str_text((*ty).name) };
        // SAFETY: as above.
        if unsafe { (*ty).has(flags::HEAP) } {
            return name;
        }
        match self.type_module(ty) {
            Some(module) if module != "builtins" => format!("{module}.{name}"),
            _ => name,
        }
    }
    /// Name of a type.
    pub fn type_name_of(&self, ty: *const Type) -> String {
        // SAFETY: types outlive their uses.
        unsafe { self.str_text((*ty).name) }
    }
    /// Whether `sub` is `sup` or derives from it.
    #[inline]
    pub fn is_subtype(&self, sub: *const Type, sup: *const Type) -> bool {
        // SAFETY: types outlive their uses; the mro is a tuple of types.
        sub == sup || unsafe { self.tuple_items((*sub).mro).iter().any(|t| t.ptr::<Type>() as *const Type == sup) }
    }
    /// Whether a value is an instance of a builtin type or of a subclass of it (no `__instancecheck__`).
    #[inline(always)]
    pub fn is_instance(&self, v: Value, ty: *const Type) -> bool {
        let t = self.type_of(v);
        t as *const Type == ty || self.is_subtype(t, ty)
    }
    /// An attribute of a type, found along its mro; borrowed. `name` is interned where the result is to be cached.
    #[inline]
    pub fn type_lookup(&self, ty: *const Type, name: Value) -> Option<Value> {
        // SAFETY: types outlive their uses. A cached value is kept alive by its class as long as the version stays.
        unsafe {
            if (*ty).version == 0 && !(*ty).dict.is_null() {
                (*(ty as *mut Type)).version = self.next_version();
            }
            let version = (*ty).version;
            let entry = &self.attribute_cache[((version as usize) ^ (name.0 as usize >> 4)) & (ATTRIBUTE_CACHE - 1)];
            let (v, n, found) = entry.get();
            if v == version && n == name && version != 0 {
                return if found == Value::NULL { None } else { Some(found) };
            }
            let found = self.type_lookup_uncached(ty, name);
            // Only interned names can be compared by identity; the entry keeps its name alive.
            if version != 0 && name.is_exact(self.types.str) && self.str(name).is_interned() {
                name.incref();
                let (_, old, _) = entry.replace((version, name, found.unwrap_or(Value::NULL)));
                if old != Value::NULL {
                    old.decref(self);
                }
            }
            found
        }
    }
    fn type_lookup_uncached(&self, ty: *const Type, name: Value) -> Option<Value> {
        // SAFETY: types outlive their uses; the mro is a tuple of types.
        unsafe {
            for t in self.tuple_items((*ty).mro) {
                let d = (*t.ptr::<Type>()).dict;
                if let Some(v) = (*d).get_name(self, name) {
                    return Some(v);
                }
            }
        }
        None
    }

    /// Gives up what the attribute and method caches hold.
    pub fn clear_attribute_cache(&self) {
        for entry in self.method_cache.iter() {
            let old = entry.replace(MethodEntry::EMPTY);
            if old.name != Value::NULL {
                old.name.decref(self);
            }
        }
        for entry in self.attribute_cache.iter() {
            let (_, name, _) = entry.replace((0, Value::NULL, Value::NULL));
            if name != Value::NULL {
                name.decref(self);
            }
        }
    }
    /// Frees an object whose count has reached zero: finalises it, drops its payload and its instance part, gives its cell back.
    /// Deep structures are freed iteratively.
    #[inline(never)]
    pub fn dealloc(&self, h: *mut Header) {
        // SAFETY: the caller gave up the last reference; a leaf's drop slot frees no other object.
        unsafe {
            let ty = (*h).ty;
            if (*ty).flags & (flags::TRACKED | flags::HEAP | flags::HAS_DICT | flags::WEAKREFABLE) == 0 && (*ty).slots.del.is_none() {
                if let Some(drop) = (*ty).slots.drop {
                    drop(self, h);
                }
                return self.heap.free(h);
            }
        }
        let depth = self.dealloc_depth.get();
        // SAFETY: as above; the types tell the layouts. Neither has a finaliser or an instance part.
        unsafe {
            let ty = (*h).ty;
            if ty == self.types.list && (*(h as *mut super::sequence::List)).items().iter().all(|v| !v.is_heap()) {
                super::sequence::free_items(h as *mut super::sequence::List);
                return self.heap.free(h);
            }
            if (ty == self.types.list || ty == self.types.tuple) && depth != 0 && depth < DEALLOC_LIMIT {
                self.dealloc_depth.set(depth + 1);
                if ty == self.types.list { super::sequence::drop_list(self, h) } else { super::sequence::drop_tuple(self, h) }
                self.heap.free(h);
                self.dealloc_depth.set(depth);
                return;
            }
        }
        if depth >= DEALLOC_LIMIT {
            // Its finaliser runs now, so that one that makes its like meets the recursion limit; only what it holds waits. The count
            // stays zero meanwhile, by which a heap walk leaves the cell alone.
            // SAFETY: the caller gave up the last reference.
            if unsafe { self.finalise(h) } {
                self.deferred.borrow_mut().push(h);
            }
            return;
        }
        self.dealloc_depth.set(depth + 1);
        // SAFETY: the caller gave up the last reference.
        unsafe {
            if self.finalise(h) {
                self.free(h)
            }
        };
        if depth == 0 {
            loop {
                let next = self.deferred.borrow_mut().pop();
                let Some(h) = next else { break };
                // SAFETY: as above; each object is deferred once.
                unsafe { self.free(h) };
            }
        }
        self.dealloc_depth.set(depth);
    }
    /// Whether the collector has run the object's finaliser; forgets it.
    #[inline(always)]
    fn was_finalised(&self, h: *mut Header) -> bool {
        let mut finalised = self.finalised.borrow_mut();
        !finalised.is_empty() && finalised.remove(&h)
    }
    /// The exception being handled (`sys.exception()`), borrowed, or NULL: a generator that handles none sees that of where it was
    /// resumed.
    #[inline]
    pub fn current_exception(&self) -> Value {
        let mut e = self.handled.get();
        let mut g = self.generator.get();
        // SAFETY: running generators are alive.
        unsafe {
            while e == Value::NULL && !g.is_null() {
                e = (*g).outer;
                g = (*g).resumer;
            }
        }
        e
    }
    /// Runs the finaliser of an object without references, if it has one; whether the object is still without.
    #[inline(always)]
    unsafe fn finalise(&self, h: *mut Header) -> bool {
        if let Some(del) = (*(*h).ty).slots.del
            && !self.was_finalised(h)
        {
            (*h).refcount = 1;
            del(self, Value::from_ptr(h));
            (*h).refcount -= 1;
            if (*h).refcount != 0 {
                self.finalised.borrow_mut().insert(h);
                return false;
            }
        }
        if self.has_weakrefs(h) {
            self.clear_weakrefs(h);
        }
        true
    }
    /// Gives up what a finalised object holds, and its cell.
    #[inline(always)]
    unsafe fn free(&self, h: *mut Header) {
        // The finaliser may have changed the object's class.
        let ty = (*h).ty;
        if let Some(drop) = (*ty).slots.drop {
            drop(self, h);
        }
        if (*ty).instance_offset != 0 {
            self.clear_instance(h);
        }
        let heap_type = (*ty).has(flags::HEAP);
        if heap_type && (*ty).member_count != 0 {
            self.clear_members(h);
        }
        self.heap.free(h);
        if heap_type {
            Value::from_ptr(ty).decref(self);
        }
    }
    #[cold]
    #[inline(never)]
    fn machine_stack_exhausted(&self, here: usize, what: &str) -> super::reference::Raised {
        let used = self.machine_stack_base.get().saturating_sub(here) >> 10;
        self.recursion_error(format!("Stack overflow (used {used} kB){what}"))
    }
    /// Whether native code may recurse further. RecursionError otherwise.
    #[inline(always)]
    pub fn check_machine_stack(&self, what: &str) -> Res<()> {
        let here = 0u8;
        if (&raw const here as usize) < self.machine_stack_limit.get() {
            return Err(self.machine_stack_exhausted(&raw const here as usize, what));
        }
        Ok(())
    }
}

fn hash_key_from(seed: u32) -> (u64, u64) {
    // CPython's `lcg_urandom`: 16 bytes from a linear congruential generator.
    let mut x = seed;
    let mut bytes = [0u8; 16];
    for b in &mut bytes {
        x = x.wrapping_mul(214013).wrapping_add(2531011);
        *b = (x >> 16) as u8;
    }
    let half = |r: &[u8]| u64::from_le_bytes(r.try_into().expect("eight bytes"));
    (half(&bytes[..8]), half(&bytes[8..]))
}

fn random_key() -> (u64, u64) {
    let mut k = [0u64; 2];
    // SAFETY: the buffer is 16 bytes long.
    unsafe { libc::getrandom(k.as_mut_ptr() as *mut libc::c_void, 16, 0) };
    (k[0], k[1])
}
