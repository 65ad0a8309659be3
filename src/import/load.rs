//! Finding and running modules.
use super::{State, cache, compile_error, importlib, modules, not_found, source_error};
use crate::bytecode::Bytecode;
use crate::compile::Options;
use crate::object::{Ref, Res, Value, Vm};
use crate::source::{SourceError, SourceFile, library};
use crate::syntax::{Mode, Parsed};
use std::cell::{Cell, RefCell};
use std::mem::ManuallyDrop;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What was found for a name.
enum Found {
    /// A source file; a package where the folder is given.
    Source { file: PathBuf, package: Option<PathBuf> },
    /// A namespace package.
    Folders,
}

/// Compiles a source; raises what is wrong with it.
pub fn compile(vm: &Vm, source: &SourceFile, mode: Mode) -> Res<Arc<Bytecode>> {
    compile_with_options(vm, source, Options { optimize: vm.config.optimize, mode, future_annotations: false })
}

/// Compiles a source as the options say; issues the warnings about it, raises what is wrong with it.
pub fn compile_with_options(vm: &Vm, source: &SourceFile, options: Options) -> Res<Arc<Bytecode>> {
    let mut warnings = Vec::new();
    let compiled = front_end(vm, || crate::compile::compile_with_warnings(source, options, &mut warnings))?;
    for warning in &warnings {
        super::syntax_error::warn(vm, warning, &source.filename)?;
    }
    compiled.map_err(|e| compile_error(vm, &e, Some(&source.filename)))
}

/// Runs a part of the front end where the stack is deep enough for it: it recurses as deeply as the source nests, and the stacks of threads
/// that programs start are smaller than that needs.
///
/// # Errors
/// MemoryError where the system gives no such stack.
pub fn front_end<R: Send>(vm: &Vm, f: impl FnOnce() -> R + Send) -> Res<R> {
    if crate::vm::threads::on_main_thread(vm) {
        return Ok(f());
    }
    crate::vm::threads::on_big_stack(crate::syntax::FRONT_END_STACK_SIZE, f).map_err(|_| vm.memory_error())
}

/// A tree, which is freed where the stack is deep enough for that.
pub struct Tree(ManuallyDrop<Parsed>);

impl Tree {
    pub fn new(parsed: Parsed) -> Tree {
        Tree(ManuallyDrop::new(parsed))
    }
}
impl std::ops::Deref for Tree {
    type Target = Parsed;
    fn deref(&self) -> &Parsed {
        &self.0
    }
}
impl Drop for Tree {
    fn drop(&mut self) {
        let tree = &mut self.0;
        // SAFETY: nothing uses the tree any more; where there is no stack to free it on, it is left where it is.
        let mut free = move || unsafe { ManuallyDrop::drop(tree) };
        crate::object::vm::with_current(|vm| {
            if crate::vm::threads::on_main_thread(vm) {
                free();
            } else {
                let _ = crate::vm::threads::on_big_stack(crate::syntax::FRONT_END_STACK_SIZE, free);
            }
        });
    }
}

/// Parses a source; issues the warnings about it, raises what is wrong with it.
pub fn parse(vm: &Vm, source: &SourceFile, mode: Mode) -> Res<Tree> {
    let mut warnings = Vec::new();
    let parsed = front_end(vm, || crate::syntax::parse_with_warnings(source, mode, &mut warnings).map(Tree::new))?;
    for warning in &warnings {
        super::syntax_error::warn(vm, warning, &source.filename)?;
    }
    parsed.map_err(|e| compile_error(vm, &e, Some(&source.filename)))
}

/// Compiles a tree; raises what is wrong with it.
pub fn compile_tree(vm: &Vm, source: &SourceFile, tree: &Parsed, options: Options) -> Res<Arc<Bytecode>> {
    let compiled = front_end(vm, || {
        let table = crate::symtable::SymbolTable::build_for(source, tree, options.future_annotations)?;
        crate::compile::compile(source, tree, &table, options)
    })?;
    compiled.map_err(|e| compile_error(vm, &e, Some(&source.filename)))
}

/// Compiles and runs a source as a module's code.
pub fn run_source(vm: &Vm, source: &SourceFile, globals: Value) -> Res {
    let code = compile(vm, source, Mode::Module)?;
    crate::vm::run_module_code(vm, &code, globals)
}

/// The native module of that name.
pub(super) fn native(name: &str) -> Option<crate::stdlib::ModuleInit> {
    if name == "_imp" { Some(super::imp::init) } else { crate::stdlib::find(name) }
}

/// Loads a module that is in no package.
pub(super) fn load_top(vm: &Vm, name: &str) -> Res {
    if let Some(make) = native(name) {
        return load_native(vm, name, make);
    }
    if importlib::FROZEN.iter().any(|(n, _)| *n == name) {
        importlib::get(vm)?;
        if let Some(m) = super::loaded(vm, name)? {
            return Ok(m);
        }
    }
    let path = vm.intern("path");
    match vm.dict(Value::from_ptr(vm.sys.get())).get_name(vm, path.value()).map(Ref::new) {
        Some(path) => load_in(vm, name, name, path.value()),
        None => Err(vm.runtime_error("unable to get sys.path")),
    }
}

/// Loads the module `name`, whose last part is `stem`, from a list of folders.
pub(super) fn load_in(vm: &Vm, name: &str, stem: &str, path: Value) -> Res {
    if name.contains('.')
        && let Some(make) = native(name)
    {
        return load_native(vm, name, make);
    }
    // A NUL or a slash cannot be part of a module's file name.
    if !stem.contains(['\0', '/'])
        && let Some(found) = find(vm, stem, path)?
    {
        return load_found(vm, name, found);
    }
    Err(not_found(vm, name, format!("No module named '{name}'")))
}

fn load_native(vm: &Vm, name: &str, make: fn(&Vm) -> Res) -> Res {
    let module = make(vm)?;
    let key = vm.intern(name);
    vm.dict_set(modules(vm).value(), key.value(), module.value())?;
    importlib::set_builtin_spec(vm, name, module.value())?;
    Ok(module)
}

fn find(vm: &Vm, stem: &str, path: Value) -> Res<Option<Found>> {
    let mut namespace = false;
    for entry in vm.collect(path)? {
        if !vm.is_str(entry.value()) {
            continue;
        }
        let entry = vm.str_text(entry.value());
        let folder = match entry.is_empty() {
            true => match std::env::current_dir() {
                Ok(d) => d,
                Err(_) => continue,
            },
            false => PathBuf::from(entry),
        };
        if let Some(inner) = folder.to_str().and_then(library::inside) {
            if let Some(found) = find_in_library(inner, stem) {
                return Ok(Some(found));
            }
            continue;
        }
        let package = folder.join(stem);
        let is_folder = package.is_dir();
        if is_folder {
            let file = package.join("__init__.py");
            if file.is_file() {
                return Ok(Some(Found::Source { file, package: Some(package) }));
            }
        }
        let file = folder.join(format!("{stem}.py"));
        if file.is_file() {
            return Ok(Some(Found::Source { file, package: None }));
        }
        if is_folder {
            namespace = true;
        } else if !is_known_folder(vm, &folder) && archives_work(vm)? {
            // An archive, or a path inside of one, is for the hooks to find.
            return Ok(Some(Found::Folders));
        }
    }
    Ok(namespace.then_some(Found::Folders))
}

/// Loads what the hook for archives needs, which cannot come out of an archive itself: false while it is being loaded.
fn archives_work(vm: &Vm) -> Res<bool> {
    #[derive(Default)]
    struct Loading(Cell<bool>);
    let loading = &vm.extension::<Loading>().0;
    if loading.replace(true) {
        return Ok(false);
    }
    let r = super::import_module(vm, "zipimport");
    loading.set(false);
    r.map(|_| true)
}

/// Whether a path is a folder, or nothing at all. What has been a folder is not looked at again.
fn is_known_folder(vm: &Vm, path: &Path) -> bool {
    #[derive(Default)]
    struct Folders(RefCell<rustc_hash::FxHashSet<PathBuf>>);
    let known = &vm.extension::<Folders>().0;
    if known.borrow().contains(path) {
        return true;
    }
    let folder = path.is_dir();
    if folder {
        known.borrow_mut().insert(path.to_path_buf());
    }
    folder || !path.ancestors().any(Path::is_file)
}

/// A module of the embedded library, in a folder of it.
fn find_in_library(folder: &str, stem: &str) -> Option<Found> {
    let inner = if folder.is_empty() { stem.to_owned() } else { format!("{folder}/{stem}") };
    let path = |name: &str| Path::new(library::FOLDER).join(name);
    if library::find(&format!("{inner}.py")).is_some() {
        return Some(Found::Source { file: path(&format!("{inner}.py")), package: None });
    }
    library::find(&format!("{inner}/__init__.py"))?;
    Some(Found::Source { file: path(&format!("{inner}/__init__.py")), package: Some(path(&inner)) })
}

fn load_found(vm: &Vm, name: &str, found: Found) -> Res {
    importlib::get(vm)?;
    if let Found::Folders = found {
        return importlib::find_and_load(vm, name);
    }
    let module = crate::types::module::new_module(vm, name, None)?;
    let dict = vm.module_dict(module.value());
    let set = |key: Value, value: Ref| vm.dict_set_name(dict, key, value);
    let text = |p: &Path| vm.new_str(&p.to_string_lossy());
    let parent = name.rsplit_once('.').map_or("", |(p, _)| p);
    let key = vm.intern(name);
    match found {
        Found::Folders => Ok(module),
        Found::Source { file, package } => {
            set(vm.names.__package__, vm.intern(if package.is_some() { name } else { parent }))?;
            set(vm.names.__file__, text(&file)?)?;
            if let Some(c) = cache::path_for(vm, &file) {
                set(vm.names.__cached__, text(&c)?)?;
            }
            if let Some(folder) = &package {
                let folder = text(folder)?;
                set(vm.names.__path__, vm.list_from(&[folder.value()])?)?;
            }
            let spec = importlib::source_spec(vm, name, &file, package.as_deref())?;
            if let Some((spec, loader)) = &spec {
                set(vm.names.__spec__, spec.clone())?;
                set(vm.names.__loader__, loader.clone())?;
                importlib::set_initializing(vm, spec.value(), true)?;
            }
            vm.dict_set(modules(vm).value(), key.value(), module.value())?;
            let state = vm.extension::<State>();
            state.initializing.borrow_mut().push(module.value());
            let done = code_of(vm, &file).and_then(|code| {
                set_builtins(vm, Value::from_ptr(dict))?;
                crate::vm::run_module_code(vm, &code, Value::from_ptr(dict))
            });
            state.initializing.borrow_mut().retain(|m| *m != module.value());
            if let (Some((spec, _)), true) = (&spec, done.is_ok()) {
                importlib::set_initializing(vm, spec.value(), false)?;
            }
            if let Err(e) = done {
                let pending = vm.take_raised();
                // Removing it may fail only for a `sys.modules` with keys that raise; the first exception matters more.
                if vm.dict_remove(modules(vm).value(), key.value()).is_err() {
                    drop(vm.take_raised());
                }
                let _ = vm.set_raised(pending);
                return Err(e);
            }
            // The module's code may have put something else in its place.
            match vm.dict_get(modules(vm).value(), key.value())? {
                Some(m) => Ok(Ref::new(m)),
                None => Err(vm.raise_with(vm.types.KeyError, key.value())),
            }
        }
    }
}

/// `__builtins__` of a module that is not the main one: the namespace.
pub fn set_builtins(vm: &Vm, globals: Value) -> Res<()> {
    let builtins = Ref::new(Value::from_ptr(vm.builtins.get()));
    vm.dict_set_name(globals.ptr(), vm.names.__builtins__, builtins)
}

/// The code of a source file, from its bytecode file where that is up to date.
pub(super) fn code_of(vm: &Vm, file: &Path) -> Res<Arc<Bytecode>> {
    code_named(vm, file, &file.to_string_lossy())
}

/// The code in a bytecode file of ours that has lost its source.
pub(super) fn code_in(file: &[u8], filename: &str) -> Option<Arc<Bytecode>> {
    let code = crate::bytecode::serialize::read_sourceless(file, &Arc::from(filename))?;
    crate::bytecode::verify::verify(&code).ok()?;
    Some(Arc::new(code))
}

/// As `code_of`, the code having a file name of its own.
pub(super) fn code_named(vm: &Vm, file: &Path, filename: &str) -> Res<Arc<Bytecode>> {
    let stamp = cache::stamp_of(file);
    let cached = cache::path_for(vm, file);
    if let (Some(cached), Some(stamp)) = (&cached, stamp)
        && let Some(code) = cache::load(cached, stamp, filename)
    {
        return Ok(code);
    }
    let mut source = SourceFile::read(file, &super::source_codec(vm)).map_err(|e: SourceError| source_error(vm, e, filename))?;
    filename.clone_into(&mut source.filename);
    let code = compile(vm, &source, Mode::Module)?;
    if let (Some(cached), Some(stamp), false) = (cached, stamp, vm.config.dont_write_bytecode) {
        cache::store(&cached, &code, stamp);
    }
    Ok(code)
}
