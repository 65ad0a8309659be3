//! `_imp`: what `importlib` needs from the interpreter.
use super::importlib::FROZEN;
use super::{cache, load};
use crate::native;
use crate::object::{Ref, Res, Value, Vm};
use crate::source::library;
use crate::vm::import_lock;
use std::path::Path;

/// The name that a frozen module has in the library.
fn frozen_file(vm: &Vm, name: Value) -> Option<&'static str> {
    let name = vm.is_str(name).then(|| vm.str_text(name))?;
    FROZEN.iter().find(|(n, _)| *n == name).map(|(_, file)| *file)
}

fn text(vm: &Vm, v: Value) -> Res<String> {
    if vm.is_str(v) { Ok(vm.str_text(v)) } else { Err(vm.type_error(format!("argument must be str, not {}", vm.argument_type_name(v)))) }
}

/// A path of the embedded library, below its folder.
fn inside(vm: &Vm, path: Value) -> Res<Option<String>> {
    Ok(library::inside(&text(vm, path)?).map(str::to_owned))
}

native! { static FUNCTIONS = [
    /// Acquires the interpreter's import lock for the current thread.
    ///
    /// This lock should be used by import hooks to ensure thread-safety when importing
    /// modules. On platforms without threads, this function does nothing.
    "acquire_lock()" => fn acquire_lock(vm, []) {
        import_lock::acquire(vm)?;
        Ok(Ref::NONE)
    }
    /// Release the interpreter's import lock.
    ///
    /// On platforms without threads, this function does nothing.
    "release_lock()" => fn release_lock(vm, []) {
        if import_lock::release(vm) { Ok(Ref::NONE) } else { Err(vm.runtime_error("not holding the import lock")) }
    }
    /// Return True if the import lock is currently held, else False.
    ///
    /// On platforms without threads, return False.
    "lock_held()" => fn lock_held(vm, []) { Ok(Ref::bool(import_lock::held(vm))) }
    /// Returns the list of file suffixes used to identify extension modules.
    "extension_suffixes()" => fn extension_suffixes(vm, []) { vm.new_list() }
    /// Returns True if the module name corresponds to a built-in module.
    "is_builtin(name, /)" => fn is_builtin(vm, [name]) {
        let n = text(vm, name)?;
        let known = load::native(&n).is_some() || n == "builtins";
        Ok(Ref::own(Value::small_int(match known {
            true if n == "sys" || n == "builtins" => -1,
            known => known as i64,
        })))
    }
    /// Create an extension module.
    "create_builtin(spec, /)" => fn create_builtin(vm, [spec]) {
        let name = vm.getattr_str(spec, "name")?;
        let name = text(vm, name.value())?;
        if let Some(m) = super::loaded(vm, &name)? {
            return Ok(m);
        }
        match load::native(&name) {
            Some(make) => make(vm),
            None => Ok(Ref::NONE),
        }
    }
    /// Initialize a built-in module.
    "exec_builtin(mod, /)" => fn exec_builtin(vm, [_module]) { Ok(Ref::own(Value::small_int(0))) }
    /// Create an extension module.
    "create_dynamic(spec, file=None, /)" => fn create_dynamic(vm, [_spec, _file]) {
        Err(vm.raise_type(vm.types.ImportError, "extension modules cannot be loaded"))
    }
    /// Initialize an extension module.
    "exec_dynamic(mod, /)" => fn exec_dynamic(vm, [_module]) { Ok(Ref::own(Value::small_int(0))) }
    /// Returns True if the module name corresponds to a frozen module.
    "is_frozen(name, /)" => fn is_frozen(vm, [name]) { Ok(Ref::bool(frozen_file(vm, name).is_some())) }
    /// Returns True if the module name is of a frozen package.
    "is_frozen_package(name, /)" => fn is_frozen_package(vm, [name]) {
        match frozen_file(vm, name) {
            Some(_) => Ok(Ref::bool(false)),
            None => Err(vm.raise_type(vm.types.ImportError, format!("No such frozen object named {}", text(vm, name)?))),
        }
    }
    /// Return info about the corresponding frozen module (if there is one) or None.
    "find_frozen(name, /, *, withdata=False)" => fn find_frozen(vm, [name, _withdata]) {
        match frozen_file(vm, name) {
            Some(file) => {
                let original = vm.new_str(&file.replace('/', "."))?;
                vm.tuple_from(&[Value::NONE, Value::FALSE, original.value()])
            }
            None => Ok(Ref::NONE),
        }
    }
    /// Create a code object for a frozen module.
    "get_frozen_object(name, data=None, /)" => fn get_frozen_object(vm, [name, _data]) {
        match frozen_file(vm, name) {
            Some(file) => {
                let path = Path::new(library::FOLDER).join(format!("{file}.py"));
                let code = load::code_named(vm, &path, &format!("<frozen {}>", file.replace('/', ".")))?;
                crate::decode::new_code(vm, &code, false)
            }
            None => Err(vm.raise_type(vm.types.ImportError, format!("No such frozen object named {}", text(vm, name)?))),
        }
    }
    /// The names of the frozen modules.
    "_frozen_module_names()" => fn frozen_module_names(vm, []) {
        vm.list_from_refs(FROZEN.iter().map(|(n, _)| vm.intern(n)).collect())
    }
    /// (internal-only) Override PyConfig.use_frozen_modules.
    ///
    /// (-1: "off", 1: "on", 0: no override)
    /// See frozen_modules() in Lib/test/support/import_helper.py.
    "_override_frozen_modules_for_tests(override, /)" => fn override_frozen_modules(vm, [value]) {
        // All that is frozen is what the import system itself cannot do without, which an override leaves alone.
        vm.c_int_arg(value)?;
        Ok(Ref::NONE)
    }
    "_fix_co_filename(code, path, /)" => fn fix_co_filename(vm, [_code, _path]) {
        // Code gets its file name when it is read.
        Ok(Ref::NONE)
    }
    "source_hash(key, source)" => fn source_hash(vm, [key, source]) {
        use std::hash::Hasher;
        let key = vm.int_arg(key)? as u64;
        let mut h = siphasher::sip::SipHasher13::new_with_keys(key, 0);
        h.write(&vm.bytes_arg(source)?);
        vm.new_bytes(&h.finish().to_le_bytes())
    }
    /// The code of a source file, from its bytecode file where that is up to date.
    "_code_of_file(path, /)" => fn code_of_file(vm, [path]) {
        let code = load::code_of(vm, Path::new(&text(vm, path)?))?;
        crate::decode::new_code(vm, &code, false)
    }
    /// The code in the contents of a bytecode file of the interpreter's own; None where they are none.
    "_code_of_bytecode(data, path, /)" => fn code_of_bytecode(vm, [data, path]) {
        let filename = text(vm, path)?;
        let data = vm.bytes_arg(data)?;
        match load::code_in(&data, &filename) {
            Some(code) => crate::decode::new_code(vm, &code, false),
            None => Ok(Ref::NONE),
        }
    }
    /// Where the bytecode of a source file is kept, or None.
    "_cache_path(path, /)" => fn cache_path(vm, [path]) {
        match cache::path_for(vm, Path::new(&text(vm, path)?)) {
            Some(p) => vm.new_str(&p.to_string_lossy()),
            None => Ok(Ref::NONE),
        }
    }
    /// The folder that the standard library seems to be in.
    "_embedded_folder()" => fn embedded_folder(vm, []) { vm.new_str(library::FOLDER) }
    /// The contents of a file of the embedded library, or None.
    "_embedded_data(path, /)" => fn embedded_data(vm, [path]) {
        match inside(vm, path)?.and_then(|p| library::find(&p)) {
            Some(e) => vm.new_bytes(&e.read()),
            None => Ok(Ref::NONE),
        }
    }
    /// What a path of the embedded library is: 'file', 'folder' or None.
    "_embedded_kind(path, /)" => fn embedded_kind(vm, [path]) {
        match inside(vm, path)? {
            Some(p) if library::find(&p).is_some() => vm.new_str("file"),
            Some(p) if library::is_folder(&p) => vm.new_str("folder"),
            _ => Ok(Ref::NONE),
        }
    }
    /// The names in a folder of the embedded library.
    "_embedded_list(path, /)" => fn embedded_list(vm, [path]) {
        let names = inside(vm, path)?.map(|p| library::list(&p)).unwrap_or_default();
        vm.list_from_refs(names.iter().map(|n| vm.new_str(n)).collect::<Res<Vec<Ref>>>()?)
    }
]; }

/// Makes the module.
pub fn init(vm: &Vm) -> Res {
    let module = crate::stdlib::new_module(vm, "_imp", "(Extremely) low-level import machinery bits as used by importlib.", FUNCTIONS)?;
    let mode = vm.new_str("default")?;
    crate::stdlib::set(vm, module.value(), "check_hash_based_pycs", mode)?;
    // Stands for the format in the pycs that `importlib` writes by itself.
    crate::stdlib::set(vm, module.value(), "pyc_magic_number_token", vm.new_int(0x0a0d_5354)?)?;
    Ok(module)
}
