//! `importlib`, and what ties the native importer to it.
//!
//! The native importer does for builtin modules, source files and the embedded library what `sys.meta_path` and `sys.path_hooks` do in the
//! state in which `importlib` leaves them, without running Python code for each module; modules get the same `__spec__` and `__loader__`.
//! As soon as a program has changed one of the two lists, every module goes through them. `importlib` itself is started when the first
//! source file is imported or something asks for one of these lists.
use super::load::code_named;
use super::modules;
use crate::object::{Ref, Res, Value, Vm, Traceback};
use crate::source::library;
use std::cell::{Cell, RefCell};
use std::path::Path;

/// Modules that are parts of the library under a name of their own: their names, and the files below the library's folder.
pub const FROZEN: &[(&str, &str)] = &[
    ("_frozen_importlib", "importlib/_bootstrap"),
    ("_frozen_importlib_external", "importlib/_bootstrap_external"),
    ("_embedded_importer", "_embedded_importer"),
];

/// What is remembered once `importlib` runs.
#[derive(Default)]
struct Started {
    /// Being started or running.
    begun: Cell<bool>,
    parts: RefCell<Option<Parts>>,
}

struct Parts {
    bootstrap: Ref,
    module_spec: Ref,
    source_loader: Ref,
    embedded_loader: Ref,
    builtin_importer: Ref,
    /// The two lists, and what was in them at the start.
    lists: [(Ref, Vec<Ref>); 2],
}

const LISTS: [&str; 2] = ["meta_path", "path_hooks"];

fn sys_value(vm: &Vm, name: &str) -> Option<Ref> {
    let key = vm.intern(name);
    vm.dict(Value::from_ptr(vm.sys.get())).get_name(vm, key.value()).map(Ref::new)
}

/// Starts `importlib` where that has not been done.
pub fn get(vm: &Vm) -> Res<()> {
    let started = vm.extension::<Started>();
    if started.begun.replace(true) {
        return Ok(());
    }
    vm.at_shutdown.borrow_mut().push(shutdown);
    // What importlib itself needs was there before the program began, as far as this knows.
    match crate::stdlib::sys_audit::unheard(vm, || start(vm)) {
        Ok(parts) => {
            *started.parts.borrow_mut() = Some(parts);
            Ok(())
        }
        Err(e) => {
            started.begun.set(false);
            Err(e)
        }
    }
}

/// Gives up what is remembered.
fn shutdown(vm: &Vm) {
    let parts = vm.extension::<Started>().parts.borrow_mut().take();
    drop(parts);
}

fn start(vm: &Vm) -> Res<Parts> {
    let set_sys = |name: &str, value: Res| -> Res<()> {
        let key = vm.intern(name);
        vm.dict_set_name(vm.sys.get(), key.value(), value?)
    };
    set_sys("meta_path", vm.new_list())?;
    set_sys("path_hooks", vm.new_list())?;
    set_sys("path_importer_cache", vm.new_dict())?;
    let imp = super::find_and_load(vm, "_imp")?;
    let sys = super::find_and_load(vm, "sys")?;
    let bootstrap = frozen(vm, 0)?;
    let install = vm.getattr_str(bootstrap.value(), "_install")?;
    vm.call(install.value(), &[sys.value(), imp.value()])?;
    let external = frozen(vm, 1)?;
    let import = vm.intern("_bootstrap_external");
    vm.setattr(bootstrap.value(), import.value(), Some(external.value()))?;
    let install = vm.getattr_str(external.value(), "_install")?;
    vm.call(install.value(), &[bootstrap.value()])?;
    let embedded = frozen(vm, 2)?;
    let install = vm.getattr_str(embedded.value(), "_install")?;
    vm.call(install.value(), &[])?;
    let lists = LISTS.map(|name| sys_value(vm, name).unwrap_or(Ref::NONE));
    let lists = lists.map(|l| {
        let items = if vm.is_list(l.value()) { vm.list(l.value()).items().iter().map(|v| Ref::new(*v)).collect() } else { Vec::new() };
        (l, items)
    });
    Ok(Parts {
        module_spec: vm.getattr_str(bootstrap.value(), "ModuleSpec")?,
        builtin_importer: vm.getattr_str(bootstrap.value(), "BuiltinImporter")?,
        source_loader: vm.getattr_str(external.value(), "SourceFileLoader")?,
        embedded_loader: vm.getattr_str(embedded.value(), "EmbeddedLoader")?,
        bootstrap,
        lists,
    })
}

/// Runs one of the frozen modules.
fn frozen(vm: &Vm, which: usize) -> Res {
    let (name, file) = FROZEN[which];
    let key = vm.intern(name);
    if let Some(m) = vm.dict_get(modules(vm).value(), key.value())? {
        return Ok(Ref::new(m));
    }
    let module = crate::types::module::new_module(vm, name, None)?;
    let dict = Value::from_ptr(vm.module_dict(module.value()));
    vm.dict_set_name(dict.ptr(), vm.names.__package__, Ref::new(vm.names.empty))?;
    let original = vm.intern("__origname__");
    vm.dict_set_name(dict.ptr(), original.value(), vm.new_str(&file.replace('/', "."))?)?;
    super::load::set_builtins(vm, dict)?;
    vm.dict_set(modules(vm).value(), key.value(), module.value())?;
    let path = Path::new(library::FOLDER).join(format!("{file}.py"));
    let code = code_named(vm, &path, &format!("<frozen {}>", file.replace('/', ".")))?;
    crate::vm::run_module_code(vm, &code, dict)?;
    Ok(module)
}

/// Whether modules must be found by what is in `sys.meta_path` and `sys.path_hooks`, because a program has changed them.
pub fn hooked(vm: &Vm) -> bool {
    let parts = vm.extension::<Started>().parts.borrow();
    let Some(parts) = &*parts else { return false };
    LISTS.iter().zip(&parts.lists).any(|(name, (list, items))| {
        let now = sys_value(vm, name);
        !now.is_some_and(|l| l.value() == list.value())
            || vm.list(list.value()).items().len() != items.len()
            || vm.list(list.value()).items().iter().zip(items).any(|(a, b)| *a != b.value())
    })
}

/// Finds and loads a module by `importlib`.
pub fn find_and_load(vm: &Vm, name: &str) -> Res {
    get(vm)?;
    let bootstrap = match &*vm.extension::<Started>().parts.borrow() {
        Some(p) => p.bootstrap.clone(),
        None => return Err(super::not_found(vm, name, format!("No module named '{name}'"))),
    };
    let find = vm.getattr_str(bootstrap.value(), "_find_and_load")?;
    let import = vm.getattr_str(bootstrap.value(), "_gcd_import")?;
    let name = vm.intern(name);
    vm.call(find.value(), &[name.value(), import.value()]).inspect_err(|_| remove_own_frames(vm))
}

/// Takes the entries of `importlib` itself out of the pending exception's traceback: all of them for an ImportError, otherwise the runs of
/// them that end in `_call_with_frames_removed`, behind which the code of a module was run.
fn remove_own_frames(vm: &Vm) {
    let always = vm.raised_is(vm.types.ImportError);
    let own_files = ["<frozen importlib._bootstrap>", "<frozen importlib._bootstrap_external>"];
    let e = vm.take_raised();
    // SAFETY: entries own the ones behind them; nothing else runs while the chain is walked.
    unsafe {
        let mut outer: *mut Value = std::ptr::null_mut();
        let mut link: *mut Value = &raw mut vm.exception(e.value()).traceback;
        let mut inside = false;
        while *link != Value::NULL && (*link).is_heap() {
            let entry = (*link).ptr::<Traceback>();
            let b = &(*entry).code().bytecode;
            let own = own_files.contains(&&*b.filename);
            if own && !inside {
                outer = link;
            }
            inside = own;
            if own && (always || &*b.name == "_call_with_frames_removed") {
                let rest = (*entry).next;
                if rest != Value::NULL {
                    rest.incref();
                }
                drop(Ref::own(std::mem::replace(&mut *outer, rest)));
                link = outer;
            } else {
                link = &raw mut (*entry).next;
            }
        }
    }
    let _ = vm.set_raised(e);
}

/// Keyword arguments of a call: their names as the calling convention has them.
fn names(vm: &Vm, names: &[&str]) -> Res {
    vm.tuple_from_refs(names.iter().map(|n| vm.intern(n)).collect::<Vec<Ref>>())
}

/// The spec and the loader of a source file; none while `importlib` is being started.
pub fn source_spec(vm: &Vm, name: &str, file: &Path, package: Option<&Path>) -> Res<Option<(Ref, Ref)>> {
    let embedded = file.to_str().and_then(library::inside).is_some();
    let (class, loader_class) = match &*vm.extension::<Started>().parts.borrow() {
        Some(p) => (p.module_spec.clone(), if embedded { p.embedded_loader.clone() } else { p.source_loader.clone() }),
        None => return Ok(None),
    };
    let name = vm.intern(name);
    let path = vm.new_str(&file.to_string_lossy())?;
    let loader = vm.call(loader_class.value(), &[name.value(), path.value()])?;
    let spec = vm.call_with(class.value(), &[name.value(), loader.value(), path.value()], names(vm, &["origin"])?.value())?;
    let set = |attribute: &str, value: Value| {
        let key = vm.intern(attribute);
        vm.setattr(spec.value(), key.value(), Some(value))
    };
    set("_set_fileattr", Value::TRUE)?;
    if let Some(folder) = package {
        let folder = vm.new_str(&folder.to_string_lossy())?;
        set("submodule_search_locations", vm.list_from(&[folder.value()])?.value())?;
    }
    Ok(Some((spec, loader)))
}

/// Marks a module as being loaded, or as loaded.
pub fn set_initializing(vm: &Vm, spec: Value, value: bool) -> Res<()> {
    let key = vm.intern("_initializing");
    vm.setattr(spec, key.value(), Some(Value::bool(value)))
}

/// Gives a native module its spec, where `importlib` runs; otherwise its start does that for all of them.
pub fn set_builtin_spec(vm: &Vm, name: &str, module: Value) -> Res<()> {
    let (class, importer) = match &*vm.extension::<Started>().parts.borrow() {
        Some(p) => (p.module_spec.clone(), p.builtin_importer.clone()),
        None => return Ok(()),
    };
    let (name, origin) = (vm.intern(name), vm.intern("built-in"));
    let spec = vm.call_with(
        class.value(),
        &[name.value(), importer.value(), origin.value()],
        names(vm, &["origin"])?.value(),
    )?;
    let dict = vm.module_dict(module);
    vm.dict_set_name(dict, vm.names.__spec__, spec)?;
    vm.dict_set_name(dict, vm.names.__loader__, importer)
}

/// Attributes of `sys` that come with `importlib`.
pub fn late_attribute(vm: &Vm, name: &str) -> Res<bool> {
    if !LISTS.contains(&name) && name != "path_importer_cache" {
        return Ok(false);
    }
    let begun = vm.extension::<Started>().begun.get();
    get(vm)?;
    Ok(!begun)
}
