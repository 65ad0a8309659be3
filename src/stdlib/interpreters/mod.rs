//! `_interpreters`: several interpreters in one process (PEP 734).
mod buffer_view;
mod code_checks;
mod crossing;
pub mod queues;
pub mod registry;
mod settings;

use crate::native;
use super::main_namespace;
use crate::object::{Code, Raised, Ref, Res, Value, Vm};
use crossing::{Failure, Shared};
use registry::{Interpreter, whence};
use settings::Settings;
use std::cell::RefCell;
use std::sync::Arc;

/// Classes, and the module that stands in for the program's `__main__`.
#[derive(Default)]
struct State {
    error: RefCell<Option<Ref>>,
    not_found: RefCell<Option<Ref>>,
    not_shareable: RefCell<Option<Ref>>,
    queue_error: RefCell<Option<Ref>>,
    queue_not_found: RefCell<Option<Ref>>,
    queue_empty: RefCell<Option<Ref>>,
    queue_full: RefCell<Option<Ref>>,
    /// `concurrent.interpreters.Queue`.
    queue: RefCell<Option<Ref>>,
    program: RefCell<Option<Ref>>,
}

fn shutdown(vm: &Vm) {
    buffer_view::shutdown(vm);
    let s = vm.extension::<State>();
    for class in [
        &s.error,
        &s.not_found,
        &s.not_shareable,
        &s.queue_error,
        &s.queue_not_found,
        &s.queue_empty,
        &s.queue_full,
        &s.queue,
        &s.program,
    ] {
        drop(class.take());
    }
}

/// InterpreterError.
fn error(vm: &Vm, message: &str) -> Raised {
    let class = vm.extension::<State>().error.borrow().clone();
    class.map_or_else(|| vm.runtime_error(message), |c| crossing::raise(vm, c.value(), message, None))
}

/// The number of an interpreter or a queue.
///
/// # Errors
/// TypeError for what is no int, ValueError for negative ones, OverflowError for those beyond 63 bits.
fn id_arg(vm: &Vm, v: Value, what: &str) -> Res<i64> {
    if vm.slots(v).index.is_none() {
        return Err(vm.type_error(format!("{what} ID must be an int, got {}", vm.type_name(v))));
    }
    match vm.index_i64(v)? {
        Err(_) => Err(vm.overflow_error("int too big to convert")),
        Ok(id) if id < 0 => Err(vm.value_error(format!("{what} ID must be a non-negative int, got {id}"))),
        Ok(id) => Ok(id),
    }
}

/// The interpreter of a number. With `restrict` only those that this module has made.
fn interpreter(vm: &Vm, id: Value, restrict: Value, action: &str) -> Res<Arc<Interpreter>> {
    let id = id_arg(vm, id, "interpreter")?;
    registry::own_id(vm);
    buffer_view::take_back(vm);
    let Some(found) = registry::find(id) else {
        let class = vm.extension::<State>().not_found.borrow().clone();
        let message = format!("unrecognized interpreter ID {id}");
        return Err(class.map_or_else(|| vm.runtime_error(&*message), |c| crossing::raise(vm, c.value(), &message, None)));
    };
    if vm.truth(restrict)? && found.whence != whence::STDLIB {
        return Err(error(vm, &format!("cannot {action} unrecognized interpreter {id}")));
    }
    Ok(found)
}

/// Runs a job in an interpreter that is doing nothing.
fn run<R: Send + 'static>(vm: &Vm, target: &Interpreter, job: impl FnOnce(&Vm) -> R + Send + 'static) -> Res<R> {
    target.run(vm, job).ok_or_else(|| error(vm, "interpreter already running"))
}

type Names = Vec<(String, Shared)>;

/// The data of a dict of names.
fn names(vm: &Vm, dict: Value) -> Res<Names> {
    let copy = vm.dict_copy(dict)?;
    let mut all = Vec::new();
    for (k, v) in vm.dict(copy.value()).iter() {
        if !vm.is_str(k) {
            return Err(vm.type_error("bad argument type for built-in operation"));
        }
        all.push((vm.str_text(k), crossing::share(vm, v, false)?));
    }
    Ok(all)
}

fn bind_names(vm: &Vm, names: Names) -> Res<()> {
    let globals = main_namespace(vm)?;
    for (name, shared) in names {
        let object = shared.object(vm)?;
        vm.dict_set(globals.value(), vm.intern(&name).value(), object.value())?;
    }
    Ok(())
}

/// Takes the exception that a job has raised.
fn failure(vm: &Vm) -> Failure {
    let e = vm.take_raised();
    Failure::of(vm, e.value())
}

/// Runs a script in an interpreter; a picture of the exception that ended it, or None.
fn exec_script(vm: &Vm, target: &Interpreter, script: Vec<u8>, shared: Value) -> Res {
    let names = if shared.is_none() { Names::new() } else { names(vm, shared)? };
    let outcome = run(vm, target, move |vm| {
        let body = || -> Res<()> {
            bind_names(vm, names)?;
            let code = crate::stdlib::marshal::load(vm, &script, true)?;
            // SAFETY: `script` has made nothing but code.
            let bytecode = unsafe { &(*code.value().ptr::<Code>()).bytecode };
            crate::vm::run_module_code(vm, bytecode, main_namespace(vm)?.value()).map(drop)
        };
        body().map_err(|_| failure(vm))
    })?;
    match outcome {
        Ok(()) => Ok(Ref::NONE),
        Err(failure) => failure.namespace(vm),
    }
}

fn dict_or_none(vm: &Vm, v: Value, function: &str, position: u32) -> Res<()> {
    if v.is_none() || vm.is_dict(v) {
        return Ok(());
    }
    Err(vm.type_error(format!("_interpreters.{function}() argument {position} must be dict, not {}", vm.argument_type_name(v))))
}

/// How a call in another interpreter ended.
enum Called {
    Returned(Shared),
    Raised(Failure),
    /// Something could not be taken over: what, and why.
    NotTaken(&'static str, Failure),
}

/// Calls an object in an interpreter: what it returned, and None; or None and a picture of what it raised.
fn call_object(vm: &Vm, target: &Interpreter, callable: Value, args: Value, kwargs: Value) -> Res {
    let function = crossing::share(vm, callable, true)?;
    let args = if args.is_none() { None } else { Some(crossing::share(vm, args, true)?) };
    let kwargs = if kwargs.is_none() { None } else { Some(crossing::share(vm, kwargs, true)?) };
    let called = run(vm, target, move |vm| {
        let take = |shared: Option<Shared>, what| match shared {
            None => Ok(None),
            Some(s) => s.object(vm).map(Some).map_err(|_| Called::NotTaken(what, failure(vm))),
        };
        let call = || -> Result<Called, Called> {
            let function = take(Some(function), "func not shareable")?.unwrap_or(Ref::NONE);
            let args = take(args, "args not shareable")?;
            let kwargs = take(kwargs, "kwargs not shareable")?;
            let result = (|| {
                let mut values: Vec<Value> = args.as_ref().map_or_else(Vec::new, |a| vm.tuple_items(a.value()).to_vec());
                let mut keys = Vec::new();
                if let Some(kwargs) = &kwargs {
                    for (k, v) in vm.dict(kwargs.value()).iter() {
                        if !vm.is_str(k) {
                            return Err(vm.keywords_must_be_strings());
                        }
                        keys.push(k);
                        values.push(v);
                    }
                }
                let names = vm.tuple_from(&keys)?;
                vm.call_with(function.value(), &values, if keys.is_empty() { Value::NULL } else { names.value() })
            })();
            let result = result.map_err(|_| Called::Raised(failure(vm)))?;
            crossing::share(vm, result.value(), true)
                .map(Called::Returned)
                .map_err(|_| Called::NotTaken("object does not support cross-interpreter data", failure(vm)))
        };
        call().unwrap_or_else(|failed| failed)
    })?;
    let (result, failure) = match called {
        Called::Returned(shared) => (shared.object(vm)?, Ref::NONE),
        Called::Raised(failure) => (Ref::NONE, failure.namespace(vm)?),
        Called::NotTaken(what, why) => {
            let text = vm.new_str(why.text())?;
            let cause = vm.call(Value::from_ptr(vm.types.Exception), &[text.value()])?;
            return Err(crossing::not_shareable(vm, what, Some(cause)));
        }
    };
    vm.tuple_from(&[result.value(), failure.value()])
}

fn pair(vm: &Vm, (id, whence): (i64, i64)) -> Res {
    let (id, whence) = (vm.new_int(id)?, vm.new_int(whence)?);
    vm.tuple_from(&[id.value(), whence.value()])
}

/// The settings that an argument of `create` stands for.
fn settings_arg(vm: &Vm, v: Value) -> Res<Settings> {
    if v.is_none() {
        return Settings::named(vm, "isolated");
    }
    if vm.is_str(v) {
        return Settings::named(vm, &vm.str_text(v));
    }
    let dict = match vm.instance_dict(v) {
        Ok(Some(dict)) => Ref::new(dict),
        _ => return Err(vm.type_error(format!("bad config {}", vm.repr_text(v)?))),
    };
    let mut settings = Settings::named(vm, "empty")?;
    settings.update(vm, dict.value(), true)?;
    Ok(settings)
}

native! { static FUNCTIONS = [
    /// new_config(name='isolated', /, **overrides) -> type.SimpleNamespace
    ///
    /// The settings of a name (default, isolated, legacy or empty), with those changed that keywords name.
    @varargs "new_config(name='isolated', /, **overrides)" => fn new_config(vm, [name, overrides]) {
        let name = if name.is_unbound() { Ref::new(vm.names.empty) } else { Ref::new(name) };
        if !vm.is_str(name.value()) {
            let given = vm.argument_type_name(name.value());
            return Err(vm.type_error(format!("new_config() argument 1 must be str, not {given}")));
        }
        let mut settings = Settings::named(vm, &vm.str_text(name.value()))?;
        if !overrides.is_unbound() {
            settings.update(vm, overrides, false)?;
        }
        settings.namespace(vm)
    }
    /// create([config], *, reqrefs=False) -> ID
    ///
    /// Makes an interpreter; its number. It is to be destroyed before the program ends, or, where 'reqrefs' is true,
    /// ends with the last reference that incref() and decref() count.
    "create(config=None, *, reqrefs=False)" => fn create(vm, [config, reqrefs]) {
        let settings = settings_arg(vm, config)?;
        let counted = vm.truth(reqrefs)?;
        match registry::create(vm, settings, counted) {
            Ok(id) => vm.new_int(id),
            Err(text) => {
                let _ = vm.runtime_error(text);
                let cause = vm.take_raised();
                let class = vm.extension::<State>().error.borrow().clone();
                let Some(class) = class else { return Err(vm.runtime_error("interpreter creation failed")) };
                Err(crossing::raise(vm, class.value(), "interpreter creation failed", Some(cause)))
            }
        }
    }
    /// destroy(id, *, restrict=False)
    ///
    /// Ends an interpreter, which is neither the current one nor running anything.
    "destroy(id, *, restrict=False)" => fn destroy(vm, [id, restrict]) {
        let target = interpreter(vm, id, restrict, "destroy")?;
        if target.id == registry::own_id(vm) {
            return Err(error(vm, "cannot destroy the current interpreter"));
        }
        if target.is_running() {
            return Err(error(vm, "interpreter running"));
        }
        registry::destroy(vm, &target);
        Ok(Ref::NONE)
    }
    /// list_all() -> [(ID, whence)]
    ///
    /// All interpreters.
    "list_all(*, require_ready=False)" => fn list_all(vm, [_require_ready]) {
        registry::own_id(vm);
        let list = vm.new_list()?;
        for entry in registry::all() {
            let item = pair(vm, entry)?;
            vm.list(list.value()).push(vm, item)?;
        }
        Ok(list)
    }
    /// get_current() -> (ID, whence)
    ///
    /// The running interpreter.
    "get_current()" => fn get_current(vm, []) {
        let id = registry::own_id(vm);
        pair(vm, (id, registry::find(id).map_or(whence::UNKNOWN, |i| i.whence)))
    }
    /// get_main() -> (ID, whence)
    ///
    /// The interpreter that the program began with.
    "get_main()" => fn get_main(vm, []) {
        registry::own_id(vm);
        let main = registry::all().into_iter().find(|(_, w)| *w == whence::RUNTIME);
        pair(vm, main.unwrap_or((0, whence::RUNTIME)))
    }
    /// set___main___attrs(id, ns, *, restrict=False)
    ///
    /// Binds names in the interpreter's __main__.
    "set___main___attrs(id, ns, *, restrict=False)" => fn set_main_attrs(vm, [id, ns, restrict]) {
        let target = interpreter(vm, id, restrict, "update __main__ for")?;
        if !vm.is_dict(ns) {
            return Err(vm.type_error(format!("_interpreters.set___main___attrs() argument 2 must be dict, not {}", vm.argument_type_name(ns))));
        }
        if vm.dict(ns).len() == 0 {
            return Err(vm.value_error("arg 2 must be a non-empty dict"));
        }
        let names = names(vm, ns)?;
        if target.id == registry::own_id(vm) {
            bind_names(vm, names)?;
            return Ok(Ref::NONE);
        }
        match run(vm, &target, move |vm| bind_names(vm, names).map_err(|_| failure(vm)))? {
            Ok(()) => Ok(Ref::NONE),
            Err(failure) => Err(error(vm, failure.text())),
        }
    }
    /// exec(id, code, shared=None, *, restrict=False)
    ///
    /// Runs a source, a function without arguments and closure, or a code object in the namespace of the interpreter's __main__.
    /// Returns None, or a picture of the exception that ended it.
    "exec(id, code, shared=None, *, restrict=False)" => fn exec(vm, [id, code, shared, restrict]) {
        let target = interpreter(vm, id, restrict, "exec code for")?;
        dict_or_none(vm, shared, "exec", 3)?;
        let script = crossing::script(vm, code)?;
        exec_script(vm, &target, script, shared)
    }
    /// run_string(id, script, shared=None, *, restrict=False)
    ///
    /// As exec() with a source.
    "run_string(id, script, shared=None, *, restrict=False)" => fn run_string(vm, [id, script, shared, restrict]) {
        let target = interpreter(vm, id, restrict, "run code for")?;
        if !vm.is_str(script) {
            return Err(vm.type_error(format!("_interpreters.run_string() argument 2 must be str, not {}", vm.argument_type_name(script))));
        }
        dict_or_none(vm, shared, "run_string", 3)?;
        let script = crossing::script(vm, script)?;
        exec_script(vm, &target, script, shared)
    }
    /// run_func(id, func, shared=None, *, restrict=False)
    ///
    /// As exec() with a function or a code object.
    "run_func(id, func, shared=None, *, restrict=False)" => fn run_func(vm, [id, func, shared, restrict]) {
        let target = interpreter(vm, id, restrict, "run code for")?;
        if !vm.is_instance(func, vm.types.function) && !vm.is_instance(func, vm.types.code) {
            return Err(vm.type_error(format!("_interpreters.run_func() argument 2 must be a function, not {}", vm.argument_type_name(func))));
        }
        dict_or_none(vm, shared, "run_func", 3)?;
        let script = crossing::script(vm, func)?;
        exec_script(vm, &target, script, shared)
    }
    /// call(id, callable, args=None, kwargs=None, *, restrict=False)
    ///
    /// Calls an object in the interpreter: what it returned, and None; or None, and a picture of what it raised.
    "call(id, callable, args=None, kwargs=None, *, preserve_exc=False, restrict=False)" => fn call(vm, [id, callable, args, kwargs, _preserve_exc, restrict]) {
        let target = interpreter(vm, id, restrict, "make a call in")?;
        if vm.slots(callable).call.is_none() {
            return Err(vm.type_error(format!("expected a callable, got {}", vm.repr_text(callable)?)));
        }
        if !args.is_none() && !vm.is_tuple(args) {
            return Err(vm.type_error(format!("_interpreters.call() argument 3 must be tuple, not {}", vm.argument_type_name(args))));
        }
        dict_or_none(vm, kwargs, "call", 4)?;
        call_object(vm, &target, callable, args, kwargs)
    }
    /// is_shareable(obj) -> bool
    ///
    /// Whether the data of an object can go to other interpreters without a pickle.
    "is_shareable(obj)" => fn is_shareable(vm, [object]) { Ok(Ref::bool(crossing::is_shareable(vm, object))) }
    /// is_running(id, *, restrict=False) -> bool
    ///
    /// Whether code runs in the interpreter's __main__.
    "is_running(id, *, restrict=False)" => fn is_running(vm, [id, restrict]) {
        Ok(Ref::bool(interpreter(vm, id, restrict, "check if running for")?.is_running()))
    }
    /// get_config(id, *, restrict=False) -> types.SimpleNamespace
    ///
    /// The settings that the interpreter was made with.
    "get_config(id, *, restrict=False)" => fn get_config(vm, [id, restrict]) {
        interpreter(vm, id, restrict, "get the config of")?.settings.namespace(vm)
    }
    /// whence(id) -> int
    ///
    /// Where the interpreter comes from.
    "whence(id)" => fn whence_of(vm, [id]) { vm.new_int(interpreter(vm, id, Value::FALSE, "get the origin of")?.whence) }
    "incref(id, *, implieslink=False, restrict=False)" => fn incref(vm, [id, implieslink, restrict]) {
        let target = interpreter(vm, id, restrict, "incref")?;
        target.incref(vm.truth(implieslink)?);
        Ok(Ref::NONE)
    }
    "decref(id, *, restrict=False)" => fn decref(vm, [id, restrict]) {
        let target = interpreter(vm, id, restrict, "decref")?;
        if target.decref() && target.whence == whence::STDLIB && target.id != registry::own_id(vm) && !target.is_running() {
            registry::destroy(vm, &target);
        }
        Ok(Ref::NONE)
    }
    /// capture_exception(exc=None) -> types.SimpleNamespace
    ///
    /// A picture of an exception; None where none is given.
    "capture_exception(exc=None)" => fn capture_exception(vm, [exc]) {
        // No exception is on its way while a function is called, so that CPython's has nothing to show without an argument either.
        if exc.is_none() {
            return Ok(Ref::NONE);
        }
        if !vm.is_exception(exc) {
            return Err(vm.type_error(format!("expected exception, got {}", vm.repr_text(exc)?)));
        }
        Failure::of(vm, exc).namespace(vm)
    }
]; }

/// What both modules need.
fn prepare(vm: &Vm) -> Res<()> {
    let state = vm.extension::<State>();
    if state.error.borrow().is_some() {
        return Ok(());
    }
    vm.at_shutdown.borrow_mut().push(shutdown);
    registry::own_id(vm);
    let home = "concurrent.interpreters";
    let class = crate::stdlib::binascii::new_exception_class;
    let error = class(vm, home, "InterpreterError", vm.types.Exception)?;
    let not_found = class(vm, home, "InterpreterNotFoundError", error.value().ptr())?;
    for (v, doc) in [(&error, "A cross-interpreter operation failed"), (&not_found, "An interpreter was not found")] {
        let key = vm.intern("__doc__");
        let doc = vm.new_str(doc)?;
        vm.setattr(v.value(), key.value(), Some(doc.value()))?;
    }
    state.not_shareable.replace(Some(class(vm, home, "NotShareableError", vm.types.TypeError)?));
    state.not_found.replace(Some(not_found));
    state.error.replace(Some(error));
    Ok(())
}

/// Makes the module.
pub fn init(vm: &Vm) -> Res {
    prepare(vm)?;
    let doc = "This module provides primitive operations to manage Python interpreters.\nThe 'interpreters' module provides a more convenient interface.";
    let module = super::new_module(vm, "_interpreters", doc, FUNCTIONS)?;
    let state = vm.extension::<State>();
    for (name, class) in
        [("InterpreterError", &state.error), ("InterpreterNotFoundError", &state.not_found), ("NotShareableError", &state.not_shareable)]
    {
        super::set(vm, module.value(), name, class.borrow().clone().unwrap_or(Ref::NONE))?;
    }
    super::set(vm, module.value(), "CrossInterpreterBufferView", Ref::from_type(buffer_view::new_type(vm)?))?;
    for (name, n) in [
        ("WHENCE_UNKNOWN", whence::UNKNOWN),
        ("WHENCE_RUNTIME", whence::RUNTIME),
        ("WHENCE_LEGACY_CAPI", whence::LEGACY_CAPI),
        ("WHENCE_CAPI", whence::CAPI),
        ("WHENCE_XI", whence::XI),
        ("WHENCE_STDLIB", whence::STDLIB),
    ] {
        super::set(vm, module.value(), name, vm.new_int(n)?)?;
    }
    Ok(module)
}
