//! An interpreter inside a Rust program.
//!
//! ```no_run
//! use threadsnake::embed::Interpreter;
//! let interpreter = Interpreter::new(Default::default()).expect("memory for an interpreter");
//! interpreter.run("print(6 * 7)").expect("no exception");
//! ```
//! An interpreter belongs to the thread that made it. Deeply nested sources need a big machine stack: see [`crate::vm::threads::on_big_stack`].
mod hooks;

use crate::object::{Config, Ref, Res, Value, Vm};
use crate::source::SourceFile;
pub(crate) use crate::stdlib::main_namespace;

/// Bytes of machine stack that native recursion may use at most, as much as the reference implementation has on a usual system. What
/// lies beyond is for the front end, which may be entered at any depth.
const NATIVE_RECURSION: usize = 8 << 20;

/// A Python interpreter with its `__main__` module. Dropping it finalises it.
pub struct Interpreter {
    vm: Option<Box<Vm>>,
}

impl Interpreter {
    /// An interpreter of this thread.
    ///
    /// # Errors
    /// The traceback of what went wrong while it was made, in practice a lack of memory.
    pub fn new(config: Config) -> Result<Interpreter, String> {
        let vm = crate::vm::new_vm(config).map_err(|_| "the interpreter could not be made".to_owned())?;
        set_stack_limit(&vm);
        let this = Interpreter { vm: Some(vm) };
        let vm = this.vm();
        crate::stdlib::interpreters::registry::set_start(vm, start_another);
        match crate::import::init(vm).and_then(|()| hooks::install(vm)).and_then(|()| new_main(vm)) {
            Ok(_) => Ok(this),
            Err(_) => Err(take_traceback(vm)),
        }
    }
    /// The interpreter's state.
    pub fn vm(&self) -> &Vm {
        self.vm.as_ref().expect("present until it is dropped")
    }
    /// The namespace of `__main__`.
    ///
    /// # Errors
    /// Raises where a program has removed the module.
    pub fn main_namespace(&self) -> Res {
        main_namespace(self.vm())
    }
    /// Compiles and runs a module's source in the namespace of `__main__`.
    ///
    /// # Errors
    /// The traceback of an uncaught exception.
    pub fn run(&self, source: &str) -> Result<(), String> {
        let vm = self.vm();
        let run = || -> Res {
            let source = SourceFile::from_str("<string>", source).map_err(|e| crate::import::source_error(vm, e, "<string>"))?;
            crate::import::run_source(vm, &source, main_namespace(vm)?.value())
        };
        run().map(drop).map_err(|_| take_traceback(vm))
    }
}

impl Drop for Interpreter {
    fn drop(&mut self) {
        if let Some(vm) = self.vm.take() {
            crate::stdlib::end_program(&vm);
            crate::vm::threads::finish(&vm);
            crate::vm::signals::uninstall(&vm);
            crate::vm::shutdown(vm);
        }
    }
}

/// Makes an interpreter that a program has asked for, on the calling thread.
fn start_another(config: Config, f: &mut dyn FnMut(Result<&Vm, String>)) {
    match Interpreter::new(config) {
        Ok(interpreter) => f(Ok(interpreter.vm())),
        Err(report) => f(Err(report)),
    }
}

fn take_traceback(vm: &Vm) -> String {
    let e = vm.take_raised();
    crate::report::format_exception(vm, e.value())
}

/// Makes `__main__`; its namespace.
fn new_main(vm: &Vm) -> Res {
    let module = crate::types::module::new_module(vm, "__main__", None)?;
    let dict = vm.module_dict(module.value());
    let modules = Value::from_ptr(vm.modules.get());
    let builtins = vm.intern("builtins");
    let builtins = vm.dict_get(modules, builtins.value())?.map_or(Ref::NONE, Ref::new);
    vm.dict_set_name(dict, vm.names.__builtins__, builtins)?;
    vm.dict_set(modules, vm.names.__main__, module.value())?;
    Ok(Ref::new(Value::from_ptr(dict)))
}

/// Tells the interpreter where this thread's stack ends.
fn set_stack_limit(vm: &Vm) {
    let (base, limit) = crate::vm::threads::machine_stack();
    if limit != 0 {
        vm.machine_stack_base.set(base);
        vm.machine_stack_limit.set(limit.max(base.saturating_sub(NATIVE_RECURSION)));
    }
}
