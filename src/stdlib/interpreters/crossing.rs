//! Data on its way from one interpreter to another: no object of the first is in it.
use super::buffer_view::{self, Exported};
use super::{State, code_checks};
use crate::object::{Code, Raised, Ref, Res, Value, Vm, code_flags};
use crate::stdlib::marshal;
use crate::types::module::new_module;

/// What an object becomes.
pub enum Shared {
    None,
    Bool(bool),
    /// An int, float, str or bytes, marshalled.
    Plain(Vec<u8>),
    Tuple(Vec<Shared>),
    /// The queue of that number.
    Queue(i64),
    Memory(Exported),
    /// A pickle, and the file of the program whose `__main__` it may name.
    Pickle(Vec<u8>, Option<String>),
    /// The marshalled code of a function without state.
    Function(Vec<u8>),
}

/// Raises NotShareableError with a cause.
pub fn not_shareable(vm: &Vm, message: &str, cause: Option<Ref>) -> Raised {
    if let Err(e) = super::prepare(vm) {
        return e;
    }
    let Some(class) = vm.extension::<State>().not_shareable.borrow().clone() else { return vm.runtime_error(message) };
    raise(vm, class.value(), message, cause)
}

/// Raises an exception of a class, given as an object, with a cause.
pub fn raise(vm: &Vm, class: Value, message: &str, cause: Option<Ref>) -> Raised {
    let made = vm.new_str(message).and_then(|text| vm.call(class, &[text.value()]));
    let Ok(exception) = made else { return Raised };
    if let Some(cause) = cause {
        let key = vm.intern("__cause__");
        if vm.setattr(exception.value(), key.value(), Some(cause.value())).is_err() {
            return Raised;
        }
    }
    vm.raise(exception)
}

/// An attribute where it is a str.
fn optional_text(vm: &Vm, v: Value, attribute: &str) -> Option<String> {
    match vm.getattr_str(v, attribute) {
        Ok(v) => vm.is_str(v.value()).then(|| vm.str_text(v.value())),
        Err(_) => {
            drop(vm.take_raised());
            None
        }
    }
}

/// `str()` of an object; nothing where that fails.
fn str_text_of(vm: &Vm, v: Value) -> String {
    match vm.str_of(v) {
        Ok(text) => vm.str_text(text.value()),
        Err(_) => {
            drop(vm.take_raised());
            String::new()
        }
    }
}

fn unsupported(vm: &Vm, v: Value, cause: Option<Ref>) -> Raised {
    match vm.repr_text(v) {
        Ok(text) => not_shareable(vm, &format!("{text} does not support cross-interpreter data"), cause),
        Err(e) => e,
    }
}

/// Whether `share` without a fallback takes an object of its type.
pub fn is_shareable(vm: &Vm, v: Value) -> bool {
    let t = &vm.types;
    let ty = vm.type_of(v);
    v.is_none()
        || [t.int, t.bool, t.float, t.str, t.bytes, t.tuple, t.memoryview].contains(&ty)
        || vm.extension::<State>().queue.borrow().as_ref().is_some_and(|q| q.value().ptr() == ty)
}

/// The data of an object. Where `fallback`, functions without state go as their code, and what else there is as a pickle.
///
/// # Errors
/// NotShareableError.
pub fn share(vm: &Vm, v: Value, fallback: bool) -> Res<Shared> {
    vm.check_machine_stack(" while sharing an object")?;
    let state = vm.extension::<State>();
    let refused = |e: &Ref| state.not_shareable.borrow().as_ref().is_some_and(|c| vm.is_instance(e.value(), c.value().ptr()));
    let first = match share_directly(vm, v, fallback) {
        Err(_) if fallback => vm.take_raised(),
        result => return result,
    };
    if !refused(&first) {
        return Err(vm.raise(first));
    }
    let mut stateful = None;
    if vm.is_instance(v, vm.types.function) {
        match code_checks::not_stateless(vm, v) {
            // SAFETY: a function keeps its code.
            None => return Ok(Shared::Function(marshal::dump_newest(vm, unsafe { code_of(v) }, true)?)),
            Some(why) => stateful = Some(why),
        }
    }
    match pickle(vm, v) {
        Ok(shared) => Ok(shared),
        Err(_) => {
            drop(vm.take_raised());
            let Some(why) = stateful else { return Err(vm.raise(first)) };
            let _ = vm.value_error(why);
            let cause = vm.take_raised();
            Err(not_shareable(vm, "only stateless functions are shareable", Some(cause)))
        }
    }
}

/// # Safety
/// `function` is a Python function.
unsafe fn code_of(function: Value) -> Value {
    Value::from_ptr((*function.ptr::<crate::object::Function>()).code)
}

/// `fallback` concerns the items of tuples.
fn share_directly(vm: &Vm, v: Value, fallback: bool) -> Res<Shared> {
    let t = &vm.types;
    if v.is_none() {
        return Ok(Shared::None);
    }
    if v == Value::TRUE || v == Value::FALSE {
        return Ok(Shared::Bool(v == Value::TRUE));
    }
    let ty = vm.type_of(v);
    if ty == t.int && vm.index_i64(v)?.is_err() {
        let _ = vm.overflow_error("try sending as bytes");
        let cause = vm.take_raised();
        return Err(unsupported(vm, v, Some(cause)));
    }
    if [t.int, t.float, t.str, t.bytes].contains(&ty) {
        return Ok(Shared::Plain(marshal::dump_newest(vm, v, false)?));
    }
    if ty == t.tuple {
        let mut items = Vec::with_capacity(vm.tuple_items(v).len());
        for item in vm.tuple_items(v) {
            match share(vm, *item, fallback) {
                Ok(shared) => items.push(shared),
                Err(_) => {
                    let cause = vm.take_raised();
                    return Err(unsupported(vm, v, Some(cause)));
                }
            }
        }
        return Ok(Shared::Tuple(items));
    }
    if ty == t.memoryview {
        return Ok(Shared::Memory(buffer_view::export(vm, v)?));
    }
    if vm.extension::<State>().queue.borrow().as_ref().is_some_and(|q| q.value().ptr() == ty) {
        let id = vm.getattr_str(v, "_id")?;
        return Ok(Shared::Queue(vm.int_arg(id.value())?));
    }
    Err(unsupported(vm, v, None))
}

fn pickle(vm: &Vm, v: Value) -> Res<Shared> {
    let module = crate::types::import_module(vm, "pickle")?;
    let dumps = vm.getattr_str(module.value(), "dumps")?;
    let data = vm.call(dumps.value(), &[v])?;
    let data = vm.bytes_arg(data.value())?.to_vec();
    let main = vm.dict_get(Value::from_ptr(vm.modules.get()), vm.names.__main__)?.map(Ref::new);
    let file = match main {
        Some(main) => optional_text(vm, main.value(), "__file__"),
        None => None,
    };
    Ok(Shared::Pickle(data, file))
}

impl Shared {
    /// The object, as the running interpreter has it.
    ///
    /// # Errors
    /// NotShareableError where a pickle can't be read; what making the object raises.
    pub fn object(self, vm: &Vm) -> Res {
        match self {
            Shared::None => Ok(Ref::NONE),
            Shared::Bool(b) => Ok(Ref::bool(b)),
            Shared::Plain(data) => marshal::load(vm, &data, false),
            Shared::Tuple(items) => {
                let items = items.into_iter().map(|i| i.object(vm)).collect::<Res<Vec<Ref>>>()?;
                vm.tuple_from_refs(items)
            }
            Shared::Queue(id) => {
                if vm.extension::<State>().queue.borrow().is_none() {
                    crate::types::import_module(vm, "concurrent.interpreters._queues")?;
                }
                let class = vm.extension::<State>().queue.borrow().clone();
                let Some(class) = class else { return Err(vm.runtime_error("queue type was not registered")) };
                let id = vm.new_int(id)?;
                vm.call(class.value(), &[id.value()])
            }
            Shared::Memory(exported) => {
                let view = buffer_view::new_view(vm, exported)?;
                vm.call(Value::from_ptr(vm.types.memoryview), &[view.value()])
            }
            Shared::Function(data) => {
                let code = marshal::load(vm, &data, true)?;
                let globals = vm.new_dict()?;
                let builtins = Ref::new(Value::from_ptr(vm.builtins.get()));
                vm.dict_set(globals.value(), vm.names.__builtins__, builtins.value())?;
                crate::vm::new_function(vm, code.value(), globals.value().ptr(), vm.builtins.get())
            }
            Shared::Pickle(data, main) => match unpickle(vm, &data, main.as_deref()) {
                Ok(v) => Ok(v),
                Err(_) => {
                    let cause = vm.take_raised();
                    Err(not_shareable(vm, "object could not be unpickled", Some(cause)))
                }
            },
        }
    }
}

/// Reads a pickle. Where it names what `__main__` does not have, the program's file is run once as a module of its own, and stands in for
/// `__main__` meanwhile.
fn unpickle(vm: &Vm, data: &[u8], main_file: Option<&str>) -> Res {
    let module = crate::types::import_module(vm, "pickle")?;
    let loads = vm.getattr_str(module.value(), "loads")?;
    let data = vm.new_bytes(data)?;
    let result = vm.call(loads.value(), &[data.value()]);
    let (Err(_), Some(file)) = (&result, main_file) else { return result };
    let error = vm.take_raised();
    let about_main = vm.is_instance(error.value(), vm.types.AttributeError) && str_text_of(vm, error.value()).contains("__main__");
    if !about_main {
        return Err(vm.raise(error));
    }
    drop(error);
    let state = vm.extension::<State>();
    if state.program.borrow().is_none() {
        let runpy = crate::types::import_module(vm, "runpy")?;
        let run = vm.getattr_str(runpy.value(), "run_path")?;
        let names = vm.tuple_from(&[vm.intern("run_name").value()])?;
        let (file, name) = (vm.new_str(file)?, vm.new_str(PROGRAM)?);
        let globals = vm.call_with(run.value(), &[file.value(), name.value()], names.value())?;
        let module = new_module(vm, PROGRAM, None)?;
        let update = vm.intern("update");
        let dict = Ref::new(Value::from_ptr(vm.module_dict(module.value())));
        vm.call_method(dict.value(), update.value(), &[globals.value()])?;
        state.program.replace(Some(module));
    }
    let Some(program) = state.program.borrow().clone() else { return Err(vm.runtime_error("lost __main__")) };
    let modules = Value::from_ptr(vm.modules.get());
    let original = vm.dict_get(modules, vm.names.__main__)?.map(Ref::new);
    vm.dict_set(modules, vm.names.__main__, program.value())?;
    let result = vm.call(loads.value(), &[data.value()]);
    match original {
        Some(m) => vm.dict_set(modules, vm.names.__main__, m.value())?,
        None => drop(vm.dict_remove(modules, vm.names.__main__)?),
    }
    result
}

/// `__name__` of the module that the program's file is run as in other interpreters.
const PROGRAM: &str = "<fake __main__>";

/// The marshalled code of a script: a source, a function or a code object.
///
/// # Errors
/// SyntaxError; TypeError for other objects, ValueError for functions that are no scripts.
pub fn script(vm: &Vm, v: Value) -> Res<Vec<u8>> {
    if vm.is_str(v) {
        let compile = vm.intern("compile");
        let compile = vm.dict(Value::from_ptr(vm.builtins.get())).get_name(vm, compile.value()).map(Ref::new);
        let Some(compile) = compile else { return Err(vm.runtime_error("lost compile()")) };
        let (name, mode) = (vm.new_str("<script>")?, vm.new_str("exec")?);
        let code = vm.call(compile.value(), &[v, name.value(), mode.value()])?;
        return marshal::dump_newest(vm, code.value(), true);
    }
    let code = if vm.is_instance(v, vm.types.function) {
        // SAFETY: its type has been looked at; the function keeps its code.
        unsafe { code_of(v) }
    } else {
        v
    };
    if !vm.is_instance(code, vm.types.code) {
        return Err(vm.type_error(format!("unsupported script {}", vm.repr_text(v)?)));
    }
    // SAFETY: its type has been looked at.
    let bytecode = unsafe { &(*code.ptr::<Code>()).bytecode };
    debug_assert!(bytecode.flags & code_flags::CLASS_BODY == 0);
    match code_checks::not_a_script(bytecode) {
        Some(why) => Err(vm.value_error(why)),
        None => marshal::dump_newest(vm, code, true),
    }
}

/// A picture of an exception that can go to another interpreter.
pub struct Failure {
    name: String,
    qualname: String,
    module: String,
    message: String,
    formatted: String,
    display: String,
}

impl Failure {
    /// The picture of an exception.
    pub fn of(vm: &Vm, exception: Value) -> Failure {
        let ty = Value::from_ptr(vm.type_of(exception));
        let text = |attribute: &str| optional_text(vm, ty, attribute).unwrap_or_default();
        let (name, qualname, module) = (text("__name__"), text("__qualname__"), text("__module__"));
        let message = str_text_of(vm, exception);
        let place = if module == "builtins" || module == "__main__" { String::new() } else { format!("{module}.") };
        let formatted = format!("{place}{qualname}: {message}");
        let display = crate::report::format_exception(vm, exception);
        let display = display.strip_suffix('\n').unwrap_or(&display).to_owned();
        Failure { name, qualname, module, message, formatted, display }
    }
    /// A `types.SimpleNamespace` of it.
    pub fn namespace(&self, vm: &Vm) -> Res {
        let ns = |fields: &[(&str, Ref)]| -> Res {
            let ns = vm.call(Value::from_ptr(vm.types.namespace), &[])?;
            for (name, v) in fields {
                vm.instance_set(ns.value(), vm.intern(name).value(), v.clone())?;
            }
            Ok(ns)
        };
        let ty = ns(&[
            ("__name__", vm.new_str(&self.name)?),
            ("__qualname__", vm.new_str(&self.qualname)?),
            ("__module__", vm.new_str(&self.module)?),
        ])?;
        ns(&[
            ("type", ty),
            ("msg", vm.new_str(&self.message)?),
            ("formatted", vm.new_str(&self.formatted)?),
            ("errdisplay", vm.new_str(&self.display)?),
        ])
    }
    /// The text that stands for it as the cause of another exception.
    pub fn text(&self) -> &str {
        &self.display
    }
}
