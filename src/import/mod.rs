//! The import system: `import` statements, `__import__`, and where modules come from.
//!
//! `sys.modules` first, then native modules, then `sys.path` (or the package's `__path__`): for each folder `name/__init__.py`, `name.py`,
//! and, where none has either, all folders `name` together as a namespace package.
mod cache;
mod imp;
mod import_time;
mod importlib;
mod load;
mod names;
mod syntax_error;

pub use cache::stamp;
pub use load::{Tree, compile, compile_tree, compile_with_options, front_end, parse, run_source};
pub use names::{import_from, import_star};
pub use syntax_error::{compile_error, os_message, source_codec, source_error};

use crate::native;
use crate::object::{Dict, NativeFunction, Ref, Res, Value, Vm};
use crate::stdlib::sys_audit;
use std::cell::RefCell;

/// What the import system remembers.
#[derive(Default)]
struct State {
    /// Modules whose code is running for the first time; alive through `sys.modules` or the importing frame.
    initializing: RefCell<Vec<Value>>,
}

/// Gives a fresh interpreter `sys.modules`, `builtins` (with `__import__`) and `sys`.
pub fn init(vm: &Vm) -> Res<()> {
    if vm.modules.get().is_null() {
        vm.modules.set(vm.new_dict()?.into_value().ptr::<Dict>());
    }
    for name in ["builtins", "sys"] {
        let key = vm.intern(name);
        let modules = Value::from_ptr(vm.modules.get());
        let module = match vm.dict_get(modules, key.value())?.map(Ref::new) {
            Some(m) => m,
            None => {
                let Some(make) = crate::stdlib::find(name) else {
                    return Err(vm.system_error(format!("no module {name}")));
                };
                let m = make(vm)?;
                vm.dict_set(modules, key.value(), m.value())?;
                m
            }
        };
        let slot = if name == "sys" { &vm.sys } else { &vm.builtins };
        if slot.get().is_null() {
            let dict = vm.module_dict(module.value());
            // The interpreter owns the namespaces it reaches by field.
            Value::from_ptr(dict).incref();
            slot.set(dict);
        }
    }
    vm.extension::<crate::types::module::LateAttributes>().0.set(Some(importlib::late_attribute));
    let modules = Ref::new(Value::from_ptr(vm.modules.get()));
    vm.dict_set_name(vm.sys.get(), vm.names.modules, modules)?;
    let folder = vm.intern("_stdlib_dir");
    vm.dict_set_name(vm.sys.get(), folder.value(), vm.new_str(crate::source::library::FOLDER)?)?;
    let import = vm.new_native(vm.types.builtin_function, &FUNCTIONS[0], Value::NULL, std::ptr::null_mut())?;
    vm.dict_set_name(vm.builtins.get(), vm.names.__import__, import)
}

native! { static FUNCTIONS = [
    /// Import a module.
    ///
    /// Because this function is meant for use by the Python interpreter and not for general use, it is better to use
    /// importlib.import_module() to programmatically import a module.
    "__import__(name, globals=None, locals=None, fromlist=(), level=0)" => fn builtin_import(vm, [name, globals, _locals, fromlist, level]) {
        if !vm.is_str(name) {
            return Err(vm.type_error("module name must be a string"));
        }
        let globals = if vm.is_dict(globals) { globals.ptr::<Dict>() } else { std::ptr::null_mut() };
        let fromlist = if fromlist.is_unbound() { Value::NONE } else { fromlist };
        import(vm, name, globals, fromlist, vm.int_arg(level)?)
    }
]; }

/// The `import` statement: `builtins.__import__`, which a program may have replaced.
/// `builtins` and `globals` are the importing function's namespaces; `fromlist` None or a tuple of names; `level` the number of leading dots.
pub fn import_name(vm: &Vm, name: Value, builtins: *mut Dict, globals: *mut Dict, fromlist: Value, level: i64) -> Res {
    let Some(hook) = vm.dict(Value::from_ptr(builtins)).get_name(vm, vm.names.__import__).map(Ref::new) else {
        return Err(vm.raise_type(vm.types.ImportError, "__import__ not found"));
    };
    let hook_value = hook.value();
    // SAFETY: the type says that it is a native function.
    let ours = hook_value.is_exact(vm.types.builtin_function)
        && std::ptr::eq(unsafe { hook_value.get::<NativeFunction>() }.def, &FUNCTIONS[0]);
    if ours {
        return import(vm, name, globals, fromlist, level);
    }
    let globals = Value::from_ptr(globals);
    vm.call(hook_value, &[name, globals, Value::NONE, fromlist, Value::small_int(level)])
}

fn import(vm: &Vm, name: Value, globals: *mut Dict, fromlist: Value, level: i64) -> Res {
    vm.check_machine_stack(" during an import")?;
    if level < 0 {
        return Err(vm.value_error("level must be >= 0"));
    }
    let text = vm.str_text(name);
    let absolute = if level > 0 {
        resolve(vm, &text, globals, level)?
    } else if text.is_empty() {
        return Err(vm.value_error("Empty module name"));
    } else {
        text.clone()
    };
    let module = find_and_load(vm, &absolute)?;
    if !fromlist.is_none() && vm.truth(fromlist)? {
        let path = vm.getattr_opt(module.value(), vm.names.__path__)?;
        if path.is_some() {
            import_fromlist(vm, module.value(), fromlist, false)?;
        }
        return Ok(module);
    }
    let front = text.split('.').next().unwrap_or("");
    if front.len() == text.len() {
        return Ok(module);
    }
    if level == 0 {
        return find_and_load(vm, front);
    }
    // `import` statements are never relative without a from-list; `__import__` may be.
    let to = &absolute[..absolute.len() - (text.len() - front.len())];
    match loaded(vm, to)? {
        Some(m) => Ok(m),
        None => Err(vm.raise_with(vm.types.KeyError, vm.new_str(&format!("{to:?} not in sys.modules as expected"))?.value())),
    }
}

/// The absolute name of a relative import.
fn resolve(vm: &Vm, name: &str, globals: *mut Dict, level: i64) -> Res<String> {
    let get = |key: Value| {
        if globals.is_null() { None } else { vm.dict(Value::from_ptr(globals)).get_name(vm, key).map(Ref::new) }
    };
    let given = |v: &Ref| !v.is_none();
    let mut package = match (get(vm.names.__package__).filter(given), get(vm.names.__spec__).filter(given)) {
        (Some(p), _) if vm.is_str(p.value()) => vm.str_text(p.value()),
        (Some(_), _) => return Err(vm.type_error("package must be a string")),
        (None, Some(spec)) => {
            let parent = vm.getattr_str(spec.value(), "parent")?;
            if !vm.is_str(parent.value()) {
                return Err(vm.type_error("__spec__.parent must be a string"));
            }
            vm.str_text(parent.value())
        }
        (None, None) => {
            let Some(own) = get(vm.names.__name__) else {
                return Err(vm.raise_with(vm.types.KeyError, vm.new_str("'__name__' not in globals")?.value()));
            };
            if !vm.is_str(own.value()) {
                return Err(vm.type_error("__name__ must be a string"));
            }
            let own = vm.str_text(own.value());
            match get(vm.names.__path__) {
                Some(_) => own,
                None => own.rsplit_once('.').map_or(String::new(), |(p, _)| p.to_owned()),
            }
        }
    };
    if package.is_empty() {
        return Err(vm.raise_type(vm.types.ImportError, "attempted relative import with no known parent package"));
    }
    for _ in 1..level {
        match package.rfind('.') {
            Some(dot) => package.truncate(dot),
            None => return Err(vm.raise_type(vm.types.ImportError, "attempted relative import beyond top-level package")),
        }
    }
    if !name.is_empty() {
        package.push('.');
        package.push_str(name);
    }
    Ok(package)
}

/// The module of that name in `sys.modules`.
fn loaded(vm: &Vm, name: &str) -> Res<Option<Ref>> {
    let key = vm.intern(name);
    // A program may replace `sys.modules`; the one that counts is the attribute's present value, where that is a dict.
    let modules = modules(vm);
    Ok(vm.dict_get(modules.value(), key.value())?.map(Ref::new))
}

/// `sys.modules`.
fn modules(vm: &Vm) -> Ref {
    match vm.dict(Value::from_ptr(vm.sys.get())).get_name(vm, vm.names.modules) {
        Some(m) if vm.is_dict(m) => Ref::new(m),
        _ => Ref::new(Value::from_ptr(vm.modules.get())),
    }
}

/// The module of an absolute name, imported with the packages it is in.
pub fn import_module(vm: &Vm, name: &str) -> Res {
    find_and_load(vm, name)
}

/// ModuleNotFoundError about a module.
fn not_found(vm: &Vm, name: &str, msg: String) -> crate::object::Raised {
    names::import_error(vm, vm.types.ModuleNotFoundError, &msg, vm.intern(name), Ref::NONE, None)
}

/// The module of an absolute name, loaded with the packages it is in.
fn find_and_load(vm: &Vm, name: &str) -> Res {
    if let Some(m) = loaded(vm, name)? {
        if m.is_none() {
            return Err(not_found(vm, name, format!("import of {name} halted; None in sys.modules")));
        }
        if vm.config.import_time > 1 {
            import_time::cached(vm, name);
        }
        return Ok(m);
    }
    vm.check_machine_stack(" during an import")?;
    if vm.config.import_time > 0 { import_time::measured(vm, name, || load_missing(vm, name)) } else { load_missing(vm, name) }
}

/// Loads a module that is not in `sys.modules`.
fn load_missing(vm: &Vm, name: &str) -> Res {
    if sys_audit::active(vm) {
        let name = vm.new_str(name)?;
        let lists = ["path", "meta_path", "path_hooks"]
            .map(|list| crate::stdlib::sys_attribute(vm, vm.intern(list).value()).map_or(Ref::NONE, Ref::new));
        let [path, meta_path, path_hooks] = &lists;
        sys_audit::audit(vm, "import", &[name.value(), Value::NONE, path.value(), meta_path.value(), path_hooks.value()])?;
    }
    if importlib::hooked(vm) {
        return importlib::find_and_load(vm, name);
    }
    let Some((parent_name, child)) = name.rsplit_once('.') else {
        return load::load_top(vm, name);
    };
    let parent = find_and_load(vm, parent_name)?;
    // The parent's code may have imported or provided it.
    if let Some(m) = loaded(vm, name)?.filter(|m| !m.is_none()) {
        return Ok(m);
    }
    let Some(path) = vm.getattr_opt(parent.value(), vm.names.__path__)? else {
        return Err(not_found(vm, name, format!("No module named '{name}'; '{parent_name}' is not a package")));
    };
    let module = load::load_in(vm, name, child, path.value())?;
    let child = vm.intern(child);
    vm.setattr(parent.value(), child.value(), Some(module.value()))?;
    Ok(module)
}

/// Imports the submodules that a from-list names and the package does not have as attributes.
fn import_fromlist(vm: &Vm, package: Value, fromlist: Value, from_all: bool) -> Res<()> {
    let package_name = vm.getattr(package, vm.names.__name__)?;
    let package_name = vm.str_text(vm.str_of(package_name.value())?.value());
    for item in vm.collect(fromlist)? {
        if !vm.is_str(item.value()) {
            let place = if from_all { format!("{package_name}.__all__") } else { "``from list''".to_owned() };
            return Err(vm.type_error(format!("Item in {place} must be str, not {}", vm.type_name(item.value()))));
        }
        let text = vm.str_text(item.value());
        if text == "*" {
            if !from_all && let Some(all) = vm.getattr_opt(package, vm.names.__all__)? {
                import_fromlist(vm, package, all.value(), true)?;
            }
            continue;
        }
        if vm.hasattr(package, item.value())? {
            continue;
        }
        let full = format!("{package_name}.{text}");
        if find_and_load(vm, &full).is_err() {
            // That there is no such submodule is left to the statement's own lookup, but not what the submodule itself fails to import.
            let e = vm.raised.get();
            let about_it = vm.raised_is(vm.types.ModuleNotFoundError) && {
                let about = vm.exception_field(e, 1);
                about != Value::NULL && vm.is_str(about) && vm.str_text(about) == full
            };
            if !about_it {
                return Err(crate::object::Raised);
            }
            let pending = vm.take_raised();
            if loaded(vm, &full)?.is_some_and(|m| m.is_none()) {
                return Err(vm.set_raised(pending));
            }
        }
    }
    Ok(())
}
