//! `sys`.
use crate::native;
use crate::object::{Raised, Ref, Res, Type, TypeSpec, Value, Vm};
use crate::struct_fields;
use crate::vm::async_generator::Hooks;
use crate::vm::frames;
use crate::types::struct_sequence::{forbid_instances, new_instance, new_type, spec};

static VERSION_INFO: TypeSpec = {
    let mut s = spec("sys.version_info", struct_fields!("major", "minor", "micro", "releaselevel", "serial"));
    s.slots.new = None;
    s
};
static FLOAT_INFO: TypeSpec = spec(
    "sys.float_info",
    struct_fields!(
        "max", "max_exp", "max_10_exp", "min", "min_exp", "min_10_exp", "dig", "mant_dig", "epsilon", "radix", "rounds"
    ),
);
static INT_INFO: TypeSpec = spec(
    "sys.int_info",
    struct_fields!("bits_per_digit", "sizeof_digit", "default_max_str_digits", "str_digits_check_threshold"),
);
static HASH_INFO: TypeSpec = spec(
    "sys.hash_info",
    struct_fields!("width", "modulus", "inf", "nan", "imag", "algorithm", "hash_bits", "seed_bits", "cutoff"),
);
static ASYNCGEN_HOOKS: TypeSpec = spec("asyncgen_hooks", struct_fields!("firstiter", "finalizer"));
static THREAD_INFO: TypeSpec = spec("sys.thread_info", struct_fields!("name", "lock", "version"));

/// The version of the language implemented.
pub const VERSION: (i64, i64, i64) = (3, 14, 7);

enum Item<'a> {
    Int(i64),
    Float(f64),
    Text(&'a str),
}

fn sequence(vm: &Vm, spec: &'static TypeSpec, items: &[Item]) -> Res {
    let refs = items
        .iter()
        .map(|i| match i {
            Item::Int(x) => vm.new_int(*x),
            Item::Float(x) => Ok(Ref::float(*x)),
            Item::Text(s) => vm.new_str(s),
        })
        .collect::<Result<Vec<Ref>, Raised>>()?;
    let values: Vec<Value> = refs.iter().map(|r| r.value()).collect();
    new_instance(vm, new_type(vm, spec)?, &values)
}

fn str_list(vm: &Vm, items: &[String]) -> Res {
    let refs = items.iter().map(|s| vm.new_str(s)).collect::<Result<Vec<Ref>, Raised>>()?;
    vm.list_from_refs(refs)
}

/// A list of what the system gave: bytes that are no UTF-8 as surrogates.
fn os_list(vm: &Vm, items: &[std::ffi::OsString]) -> Res {
    use std::os::unix::ffi::OsStrExt;
    let refs = items.iter().map(|s| super::posix::fs_str(vm, s.as_bytes())).collect::<Result<Vec<Ref>, Raised>>()?;
    vm.list_from_refs(refs)
}

/// SystemExit with a code.
fn exit_error(vm: &Vm, status: Value) -> Raised {
    // A tuple is the arguments of the exception.
    let args = match () {
        () if status.is_unbound() || status.is_none() => vm.tuple_from(&[]),
        () if vm.is_tuple(status) => Ok(Ref::new(status)),
        () => vm.tuple_from(&[status]),
    };
    match args.and_then(|a| vm.new_exception(vm.types.SystemExit, a)) {
        Ok(e) => {
            let code = match vm.is_tuple(status).then(|| vm.tuple_items(status)) {
                Some([]) => Value::NONE,
                Some([code]) => *code,
                _ if status.is_unbound() => Value::NONE,
                _ => status,
            };
            vm.set_exception_field(e.value(), 0, Ref::new(code));
            vm.raise(e)
        }
        Err(r) => r,
    }
}

/// The type of what `get_asyncgen_hooks` returns, made when it is first needed.
fn hooks_type(vm: &Vm) -> Res<*mut Type> {
    #[derive(Default)]
    struct Made(std::cell::Cell<Option<*mut Type>>);
    let made = &vm.extension::<Made>().0;
    if made.get().is_none() {
        made.set(Some(new_type(vm, &ASYNCGEN_HOOKS)?));
    }
    made.get().ok_or_else(|| vm.memory_error())
}

fn handled(vm: &Vm) -> Option<Value> {
    let e = vm.current_exception();
    if e == Value::NULL || e.is_none() { None } else { Some(e) }
}

/// How many processors `-X cpu_count` or `PYTHON_CPU_COUNT` say there are; -1 where the system is to be asked.
pub fn cpu_count(config: &crate::object::Config) -> i64 {
    let option = config.x_options.iter().rev().find_map(|o| o.strip_prefix("cpu_count=")).map(str::to_owned);
    let variable = || if config.ignore_environment { None } else { std::env::var("PYTHON_CPU_COUNT").ok() };
    option.or_else(variable).and_then(|n| n.parse().ok()).filter(|n| *n > 0).unwrap_or(-1)
}

native! { static FUNCTIONS = [
    /// Exit the interpreter by raising SystemExit(status).
    ///
    /// If the status is omitted or None, it defaults to zero (i.e., success).
    /// If the status is an integer, it will be used as the system exit status.
    /// If it is another kind of object, it will be printed and the system
    /// exit status will be one (i.e., failure).
    "exit(status=None, /)" => fn exit(vm, [status]) { Err(exit_error(vm, status)) }
    /// Return the reference count of object.
    "getrefcount(object, /)" => fn getrefcount(vm, [object]) {
        if object.is_heap() {
            // SAFETY: a heap value points to a live header.
            return vm.new_int(unsafe { (*object.header()).refcount } as i64 + 1);
        }
        vm.new_int(u32::MAX as i64)
    }
    /// Return a frame object from the call stack.
    ///
    /// If optional integer depth is given, return the frame object that many
    /// calls below the top of the stack.  If that is deeper than the call
    /// stack, ValueError is raised.  The default for depth is zero, returning
    /// the frame at the top of the call stack.
    "_getframe(depth=0, /)" => fn getframe(vm, [depth]) {
        let depth = vm.c_int_arg(depth)?.max(0) as usize;
        match frames::record_at(vm, depth) {
            Some(record) => frames::frame_object(vm, record),
            None => Err(vm.value_error("call stack is not deep enough")),
        }
    }
    /// Return the name of the module for a calling frame.
    "_getframemodulename(depth=0)" => fn getframemodulename(vm, [depth]) {
        let depth = vm.c_int_arg(depth)?.max(0) as usize;
        match frames::record_at(vm, depth) {
            // SAFETY: a record on the frame stack keeps its function alive.
            Some(record) => Ok(unsafe {
                let module = (*record).function.get::<crate::object::Function>().module;
                if module == Value::NULL { Ref::NONE } else { Ref::new(module) }
            }),
            None => Ok(Ref::NONE),
        }
    }
    /// Private function for getting PyConfig.cpu_count
    "_get_cpu_count_config()" => fn get_cpu_count_config(vm, []) { vm.new_int(cpu_count(&vm.config)) }
    /// Return the current value of the recursion limit.
    "getrecursionlimit()" => fn getrecursionlimit(vm, []) { vm.new_int(vm.recursion_limit.get() as i64) }
    /// Set the maximum depth of the Python interpreter stack to n.
    "setrecursionlimit(limit, /)" => fn setrecursionlimit(vm, [limit]) {
        let n = vm.c_int_arg(limit)?;
        if n < 1 {
            return Err(vm.value_error("recursion limit must be greater or equal than 1"));
        }
        // SAFETY: both point into the frame stack.
        let depth = unsafe { vm.frame.get().offset_from(vm.frames_base.get()) } as i64;
        if depth >= n {
            return Err(vm.recursion_error(format!(
                "cannot set the recursion limit to {n} at the recursion depth {depth}: the limit is too low"
            )));
        }
        crate::vm::stack::set_recursion_limit(vm, n as u32);
        Ok(Ref::NONE)
    }
    /// Return the size of object in bytes.
    "getsizeof(object, default=<unrepresentable>)" => fn getsizeof(vm, [object, default]) {
        let name = vm.names.__sizeof__;
        match vm.call_special(object, name, &[])? {
            Some(n) => Ok(n),
            None if !default.is_unbound() => Ok(Ref::new(default)),
            // SAFETY: types outlive their instances.
            None => vm.new_int(unsafe { (*vm.type_of(object)).basic_size } as i64),
        }
    }
    /// ``Intern'' the given string.
    "intern(string, /)" => fn intern(vm, [string]) {
        if !string.is_exact(vm.types.str) {
            return Err(if vm.is_str(string) {
                vm.type_error(format!("can't intern {}", vm.type_name(string)))
            } else {
                vm.type_error(format!("intern() argument must be str, not {}", vm.argument_type_name(string)))
            });
        }
        Ok(vm.intern_value(Ref::new(string)))
    }
    /// Return current exception information: (type, value, traceback).
    "exc_info()" => fn exc_info(vm, []) {
        let Some(e) = handled(vm) else { return vm.tuple_from(&[Value::NONE; 3]) };
        let tb = vm.exception(e).traceback;
        vm.tuple_from(&[Value::from_ptr(vm.type_of(e)), e, if tb == Value::NULL { Value::NONE } else { tb }])
    }
    /// Return the current exception.
    "exception()" => fn exception(vm, []) { Ok(Ref::new(handled(vm).unwrap_or(Value::NONE))) }
    /// Return the current default encoding used by the Unicode implementation.
    "getdefaultencoding()" => fn getdefaultencoding(vm, []) { vm.new_str("utf-8") }
    /// Return the encoding used to convert Unicode filenames to OS filenames.
    "getfilesystemencoding()" => fn getfilesystemencoding(vm, []) { vm.new_str("utf-8") }
    /// Return the error mode used for Unicode to OS filename conversion.
    "getfilesystemencodeerrors()" => fn getfilesystemencodeerrors(vm, []) { vm.new_str("surrogateescape") }
    /// Return the maximum string digits limit for non-binary int<->str conversions.
    "get_int_max_str_digits()" => fn get_int_max_str_digits(vm, []) { vm.new_int(vm.int_max_str_digits.get() as i64) }
    /// Set the maximum string digits limit for non-binary int<->str conversions.
    "set_int_max_str_digits(maxdigits)" => fn set_int_max_str_digits(vm, [maxdigits]) {
        let n = vm.int_arg(maxdigits)?;
        if n != 0 && n < 640 {
            return Err(vm.value_error("maxdigits must be >= 640 or 0 for unlimited"));
        }
        vm.int_max_str_digits.set(n.clamp(0, i32::MAX as i64) as u32);
        Ok(Ref::NONE)
    }
    /// Print an object to sys.stdout and also save it in builtins._
    "displayhook(object, /)" => fn displayhook(vm, [object]) {
        if object.is_none() {
            return Ok(Ref::NONE);
        }
        super::display::display(vm, object)
    }
    /// This hook function is called by built-in breakpoint().
    "breakpointhook(*args, **kwargs)" => fn breakpointhook(vm, [kwargs], *args) { super::breakpoint::hook(vm, args, kwargs) }
    /// Handle an exception by displaying it with a traceback on sys.stderr.
    "excepthook(exctype, value, traceback, /)" => fn excepthook(vm, [exctype, value, traceback]) {
        if !vm.is_exception(value) {
            let what = format!("print_exception(): Exception expected for value, {} found", vm.type_name(value));
            return Err(vm.type_error(what));
        }
        let text = crate::report::format_exception(vm, value);
        crate::report::write_stderr(vm, &text);
        Ok(Ref::NONE)
    }
    /// Handle an unraisable exception.
    "unraisablehook(unraisable, /)" => fn unraisablehook(vm, [unraisable]) {
        let field = |name: &str| vm.getattr_str(unraisable, name);
        let (doing, object, e) = (field("err_msg")?, field("object")?, field("exc_value")?);
        if vm.is_exception(e.value()) {
            crate::report::default_unraisable(vm, doing.value(), object.value(), e.value());
        }
        Ok(Ref::NONE)
    }
    /// set_asyncgen_hooks([firstiter] [, finalizer])
    ///
    /// Set a finalizer for async generators objects.
    "set_asyncgen_hooks(firstiter=<unrepresentable>, finalizer=<unrepresentable>)" => fn set_asyncgen_hooks(vm, [firstiter, finalizer]) {
        for (what, hook) in [("finalizer", finalizer), ("firstiter", firstiter)] {
            if !hook.is_unbound() && !hook.is_none() && vm.slots(hook).call.is_none() {
                return Err(vm.type_error(format!("callable {what} expected, got {}", vm.type_name(hook))));
            }
        }
        let hooks = vm.extension::<Hooks>();
        for (place, hook) in [(&hooks.finaliser, finalizer), (&hooks.first_iteration, firstiter)] {
            if !hook.is_unbound() {
                let old = place.replace((!hook.is_none()).then(|| Ref::new(hook)));
                drop(old);
            }
        }
        Ok(Ref::NONE)
    }
    /// Return the installed asynchronous generators hooks.
    ///
    /// This returns a namedtuple of the form (firstiter, finalizer).
    "get_asyncgen_hooks()" => fn get_asyncgen_hooks(vm, []) {
        let hooks = vm.extension::<Hooks>();
        let get = |hook: &std::cell::RefCell<Option<Ref>>| hook.borrow().clone().unwrap_or(Ref::NONE);
        let items = [get(&hooks.first_iteration), get(&hooks.finaliser)];
        new_instance(vm, hooks_type(vm)?, &[items[0].value(), items[1].value()])
    }
    /// Enable or disable origin tracking for coroutine objects in this thread.
    ///
    /// Coroutine objects will track 'depth' frames of traceback information
    /// about where they came from, available in their cr_origin attribute.
    ///
    /// Set a depth of 0 to disable.
    "set_coroutine_origin_tracking_depth(depth)" => fn set_coroutine_origin_tracking_depth(vm, [depth]) {
        let n = vm.c_int_arg(depth)?;
        if n < 0 {
            return Err(vm.value_error("depth must be >= 0"));
        }
        vm.origin_depth.set(n as u32);
        Ok(Ref::NONE)
    }
    /// Check status of origin tracking for coroutine objects in this thread.
    "get_coroutine_origin_tracking_depth()" => fn get_coroutine_origin_tracking_depth(vm, []) {
        vm.new_int(vm.origin_depth.get() as i64)
    }
    /// Return True if Python is exiting.
    "is_finalizing()" => fn is_finalizing(vm, []) { Ok(Ref::bool(crate::vm::shutdown::is_ending(vm))) }
    /// Return True if the given string is "interned".
    "_is_interned(string, /)" => fn is_interned(vm, [string]) {
        if !string.is_exact(vm.types.str) {
            return Err(vm.type_error("_is_interned() argument must be str"));
        }
        Ok(Ref::bool(vm.str(string).is_interned()))
    }
    /// Return True if the GIL is currently enabled and False if the GIL is disabled.
    "_is_gil_enabled()" => fn is_gil_enabled(vm, []) { Ok(Ref::bool(true)) }
    /// Return the number of memory blocks currently allocated.
    "getallocatedblocks()" => fn getallocatedblocks(vm, []) {
        let mut live = 0;
        vm.heap.for_each(false, |_| live += 1);
        vm.new_int(live)
    }
    /// Clear all internal performance-related caches.
    "_clear_internal_caches()" => fn clear_internal_caches(vm, []) {
        vm.clear_attribute_cache();
        super::abc::prune_all(vm);
        Ok(Ref::NONE)
    }
    /// Print debug info to stderr about the state of CPython's memory allocator.
    ///
    /// Here: how many objects of each type are alive, the most frequent first.
    "_debugmallocstats()" => fn debugmallocstats(vm, []) {
        let mut by_type: std::collections::BTreeMap<String, usize> = Default::default();
        // SAFETY: the walk shows live objects only.
        vm.heap.for_each(false, |h| *by_type.entry(vm.name_of_type(unsafe { (*h).ty })).or_default() += 1);
        let mut lines: Vec<(usize, String)> = by_type.into_iter().map(|(name, n)| (n, name)).collect();
        lines.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
        for (n, name) in lines {
            crate::report::process_stderr(&format!("{n} {name}\n"));
        }
        Ok(Ref::NONE)
    }
    /// Return the current thread switch interval.
    "getswitchinterval()" => fn getswitchinterval(vm, []) { Ok(Ref::float(crate::vm::threads::switch_interval(vm) as f64 / 1e6)) }
    /// Set the ideal thread switching delay inside the Python interpreter.
    "setswitchinterval(interval, /)" => fn setswitchinterval(vm, [interval]) {
        let seconds = vm.float_arg(interval)?;
        if seconds <= 0.0 {
            return Err(vm.value_error("switch interval must be strictly positive"));
        }
        crate::vm::threads::set_switch_interval(vm, (seconds * 1e6) as u64);
        Ok(Ref::NONE)
    }
    /// Take `__dict__` and `__weakref__` out of the namespace of a class that is replaced by another, which keeps it alive no longer.
    "_clear_type_descriptors(type, /)" => fn clear_type_descriptors(vm, [ty]) {
        if !vm.is_type(ty) {
            return Err(vm.type_error(format!("_clear_type_descriptors() argument must be type, not {}", vm.type_name(ty))));
        }
        let t = ty.ptr::<Type>();
        // SAFETY: types have a namespace as long as they live.
        let namespace = unsafe {
            if (*t).has(crate::object::flags::IMMUTABLE) {
                return Err(vm.type_error("argument is immutable"));
            }
            Value::from_ptr((*t).dict)
        };
        for name in ["__dict__", "__weakref__"] {
            vm.dict_remove(namespace, vm.intern(name).value())?;
        }
        crate::types::type_::modified(vm, t);
        Ok(Ref::NONE)
    }
]; }

native! { static NAMESPACE_METHODS = [
    "__repr__(self, /)" => fn namespace_repr(vm, [this]) { vm.default_repr(this) }
]; }

/// `sys.implementation`: a namespace object where that type can be called, else a module.
fn implementation(vm: &Vm, version: &Ref) -> Res {
    let hex = vm.new_int(hexversion())?;
    let entries = [
        ("name", vm.new_str("threadsnake")?),
        ("cache_tag", vm.new_str("threadsnake-314")?),
        ("version", version.clone()),
        ("hexversion", hex),
        ("_multiarch", vm.new_str("x86_64-linux-gnu")?),
        ("supports_isolated_interpreters", Ref::bool(false)),
    ];
    // SAFETY: builtin types are ready.
    let callable = unsafe { (*vm.types.namespace).slots.new.is_some() && (*vm.types.namespace).slots.init.is_some() };
    if callable {
        let names: Vec<Ref> = entries.iter().map(|(n, _)| vm.intern(n)).collect();
        let kwnames = vm.tuple_from_refs(names)?;
        let values: Vec<Value> = entries.iter().map(|(_, v)| v.value()).collect();
        return vm.call_with(Value::from_ptr(vm.types.namespace), &values, kwnames.value());
    }
    let m = super::new_module(vm, "sys.implementation", "", NAMESPACE_METHODS)?;
    for (name, v) in entries {
        super::set(vm, m.value(), name, v)?;
    }
    Ok(m)
}

fn hexversion() -> i64 {
    VERSION.0 << 24 | VERSION.1 << 16 | VERSION.2 << 8 | 0xF0
}

fn version_text() -> String {
    format!("{}.{}.{} (threadsnake {}) [rustc]", VERSION.0, VERSION.1, VERSION.2, env!("CARGO_PKG_VERSION"))
}

/// Makes the `sys` module, sets `vm.sys` and enters the module in `sys.modules`.
pub fn init(vm: &Vm) -> Res {
    if vm.modules.get().is_null() {
        vm.modules.set(vm.new_dict()?.into_value().ptr());
    }
    let module = super::new_module(
        vm,
        "sys",
        "This module provides access to some objects used or maintained by the\ninterpreter and to functions that interact strongly with the interpreter.",
        FUNCTIONS,
    )?;
    let m = module.value();
    vm.sys.set(vm.module_dict(m));
    let set = |name: &str, value: Res| -> Res<()> { super::set(vm, m, name, value?) };
    let c = &vm.config;
    set("argv", os_list(vm, &c.argv))?;
    set("orig_argv", os_list(vm, &std::env::args_os().collect::<Vec<_>>()))?;
    set("path", str_list(vm, &c.path))?;
    set("warnoptions", str_list(vm, &c.warn_options))?;
    set("modules", Ok(Ref::new(Value::from_ptr(vm.modules.get()))))?;
    set("executable", vm.new_str(&c.executable))?;
    set("_base_executable", vm.new_str(&c.base_executable))?;
    for (name, folder) in [
        ("prefix", &c.prefix),
        ("exec_prefix", &c.prefix),
        ("base_prefix", &c.base_prefix),
        ("base_exec_prefix", &c.base_prefix),
    ] {
        set(name, vm.new_str(folder))?;
    }
    set("abiflags", vm.new_str(""))?;
    set("_framework", vm.new_str(""))?;
    set("_git", vm.new_str("threadsnake").and_then(|name| vm.tuple_from(&[name.value(), vm.names.empty, vm.names.empty])))?;
    set("platlibdir", vm.new_str("lib"))?;
    set("platform", vm.new_str(if cfg!(target_os = "macos") { "darwin" } else { "linux" }))?;
    set("byteorder", vm.new_str(if cfg!(target_endian = "little") { "little" } else { "big" }))?;
    set("maxsize", vm.new_int(i64::MAX))?;
    set("maxunicode", vm.new_int(0x10FFFF))?;
    set("version", vm.new_str(&version_text()))?;
    set("hexversion", vm.new_int(hexversion()))?;
    set("api_version", vm.new_int(1013))?;
    set("copyright", vm.new_str(""))?;
    set("float_repr_style", vm.new_str("short"))?;
    set("dont_write_bytecode", Ok(Ref::bool(c.dont_write_bytecode)))?;
    set("pycache_prefix", c.pycache_prefix.as_ref().map_or(Ok(Ref::NONE), |p| vm.new_str(p)))?;
    let x = vm.new_dict()?;
    for o in &c.x_options {
        let (k, v) = o.split_once('=').map_or((o.as_str(), None), |(k, v)| (k, Some(v)));
        let k = vm.new_str(k)?;
        let v = match v {
            Some(v) => vm.new_str(v)?,
            None => Ref::bool(true),
        };
        vm.dict_set(x.value(), k.value(), v.value())?;
    }
    set("_xoptions", Ok(x))?;
    let version = sequence(
        vm,
        &VERSION_INFO,
        &[
            Item::Int(VERSION.0),
            Item::Int(VERSION.1),
            Item::Int(VERSION.2),
            Item::Text("final"),
            Item::Int(0),
        ],
    )?;
    forbid_instances(vm.type_of(version.value()));
    set("implementation", implementation(vm, &version))?;
    set("version_info", Ok(version))?;
    set("flags", super::sys_flags::flags(vm))?;
    set("_jit", super::sys_flags::jit(vm))?;
    super::add_functions(vm, m, super::sys_audit::FUNCTIONS)?;
    super::sys_trace::add_to(vm, m)?;
    super::sys_runtime::add_to(vm, m)?;
    let float_info = sequence(
        vm,
        &FLOAT_INFO,
        &[
            Item::Float(f64::MAX),
            Item::Int(1024),
            Item::Int(308),
            Item::Float(f64::MIN_POSITIVE),
            Item::Int(-1021),
            Item::Int(-307),
            Item::Int(15),
            Item::Int(53),
            Item::Float(f64::EPSILON),
            Item::Int(2),
            Item::Int(1),
        ],
    );
    set("float_info", float_info)?;
    set("int_info", sequence(vm, &INT_INFO, &[Item::Int(30), Item::Int(4), Item::Int(4300), Item::Int(640)]))?;
    let hash_info = sequence(
        vm,
        &HASH_INFO,
        &[
            Item::Int(64),
            Item::Int((1 << 61) - 1),
            Item::Int(314159),
            Item::Int(0),
            Item::Int(1000003),
            Item::Text("siphash13"),
            Item::Int(64),
            Item::Int(128),
            Item::Int(0),
        ],
    );
    set("hash_info", hash_info)?;
    set("thread_info", sequence(vm, &THREAD_INFO, &[Item::Text("pthread"), Item::Text("semaphore"), Item::Text("NPTL")]))?;
    let mut names: Vec<&str> = super::MODULES.iter().map(|(n, _)| *n).chain(["builtins", "_imp"]).collect();
    names.sort_unstable();
    let names = names.iter().map(|n| vm.intern(n)).collect::<Vec<Ref>>();
    set("builtin_module_names", vm.tuple_from_refs(names))?;
    let library = super::module_names::NAMES.iter().map(|n| vm.intern(n)).collect::<Vec<Ref>>();
    let library = vm.tuple_from_refs(library)?;
    set("stdlib_module_names", vm.call(Value::from_ptr(vm.types.frozenset), &[library.value()]))?;
    for (fd, name, file) in [(0, "stdin", "<stdin>"), (1, "stdout", "<stdout>"), (2, "stderr", "<stderr>")] {
        let f = super::io::standard::standard_file(vm, fd, file)?;
        super::set(vm, m, &format!("__{name}__"), f.clone())?;
        super::set(vm, m, name, f)?;
    }
    for hook in ["breakpointhook", "displayhook", "excepthook", "unraisablehook"] {
        let name = vm.intern(hook);
        // SAFETY: the namespace was just made.
        if let Some(f) = unsafe { (*vm.sys.get()).get_name(vm, name.value()) } {
            set(&format!("__{hook}__"), Ok(Ref::new(f)))?;
        }
    }
    let name = vm.intern("sys");
    vm.dict_set_name(vm.modules.get(), name.value(), module.clone())?;
    Ok(module)
}
