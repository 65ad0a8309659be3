//! What `from` statements bind, and ImportErrors.
use super::{State, loaded};
use crate::object::{Raised, Ref, Res, Type, Value, Vm};
use std::path::Path;

/// Raises an ImportError or a subclass of it with its `msg`, `name`, `path` and `name_from`.
pub fn import_error(vm: &Vm, ty: *mut Type, msg: &str, name: Ref, path: Ref, name_from: Option<Ref>) -> Raised {
    let made = vm.new_str(msg).and_then(|m| {
        let e = vm.new_exception(ty, vm.tuple_from(&[m.value()])?)?;
        vm.set_exception_field(e.value(), 0, m);
        vm.set_exception_field(e.value(), 1, name);
        vm.set_exception_field(e.value(), 2, path);
        if let Some(n) = name_from {
            vm.set_exception_field(e.value(), 3, n);
        }
        Ok(e)
    });
    match made {
        Ok(e) => vm.raise(e),
        Err(r) => r,
    }
}

/// `from module import name`: an attribute, else a submodule that `sys.modules` has (two packages that import each other).
///
/// # Errors
/// ImportError where there is neither.
pub fn import_from(vm: &Vm, module: Value, name: Value) -> Res {
    if let Some(v) = vm.getattr_opt(module, name)? {
        return Ok(v);
    }
    let module_name = vm.getattr_opt(module, vm.names.__name__)?.filter(|n| vm.is_str(n.value()));
    if let Some(n) = &module_name
        && let Some(m) = loaded(vm, &format!("{}.{}", vm.str_text(n.value()), vm.str_text(name)))?
    {
        return Ok(m);
    }
    let file = vm.getattr_opt(module, vm.names.__file__)?.filter(|f| vm.is_str(f.value()));
    let repr = |v: Value| vm.repr_text(v);
    let quoted = repr(name)?;
    let (shown, owner) = match &module_name {
        Some(n) => (repr(n.value())?, n.clone()),
        None => ("'<unknown module name>'".to_owned(), vm.new_str("<unknown module name>")?),
    };
    let msg = match &file {
        None => format!("cannot import name {quoted} from {shown} (unknown location)"),
        Some(file) => {
            let path = vm.str_text(file.value());
            let initializing = vm.extension::<State>().initializing.borrow().contains(&module);
            let shadowing = may_shadow(vm, &path);
            if shadowing && names_stdlib(vm, owner.value())? {
                format!(
                    "cannot import name {quoted} from {shown} (consider renaming {0} since it has the same name as the standard library \
                     module named {shown} and prevents importing that standard library module)",
                    repr(file.value())?
                )
            } else if initializing && shadowing {
                format!(
                    "cannot import name {quoted} from {shown} (consider renaming {} if it has the same name as a library you intended to \
                     import)",
                    repr(file.value())?
                )
            } else if initializing {
                format!("cannot import name {quoted} from partially initialized module {shown} (most likely due to a circular import) ({path})")
            } else {
                format!("cannot import name {quoted} from {shown} ({path})")
            }
        }
    };
    let path = file.unwrap_or(Ref::NONE);
    Err(import_error(vm, vm.types.ImportError, &msg, owner, path, Some(Ref::new(name))))
}

/// Whether a module's file lies in the folder that the script put first on `sys.path`.
fn may_shadow(vm: &Vm, file: &str) -> bool {
    let Some(first) = vm.config.path.first().filter(|_| !vm.config.safe_path) else { return false };
    let file = Path::new(file);
    let mut folder = file.parent();
    if file.file_name().is_some_and(|n| n == "__init__.py") {
        folder = folder.and_then(Path::parent);
    }
    let first = match first.is_empty() {
        true => std::env::current_dir().unwrap_or_default(),
        false => first.into(),
    };
    folder == Some(&first)
}

fn names_stdlib(vm: &Vm, name: Value) -> Res<bool> {
    let key = vm.intern("stdlib_module_names");
    match vm.dict(Value::from_ptr(vm.sys.get())).get_name(vm, key.value()).map(Ref::new) {
        Some(all) => vm.contains(all.value(), name),
        None => Ok(false),
    }
}

/// `from module import *`: binds the names in `__all__`, or all that do not begin with an underscore, in a namespace.
///
/// # Errors
/// ImportError for an object without a namespace, TypeError for names that are not strs, and what attribute access raises.
pub fn import_star(vm: &Vm, module: Value, namespace: Value) -> Res<()> {
    let (names, all) = match vm.getattr_opt(module, vm.names.__all__)? {
        Some(all) => (vm.collect(all.value())?, true),
        None => {
            let Some(dict) = vm.getattr_opt(module, vm.names.__dict__)? else {
                return Err(vm.raise_type(vm.types.ImportError, "from-import-* object has no __dict__ and no __all__"));
            };
            let keys = vm.call_method(dict.value(), vm.names.keys, &[])?;
            (vm.collect(keys.value())?, false)
        }
    };
    for name in names {
        if !vm.is_str(name.value()) {
            let owner = vm.getattr(module, vm.names.__name__)?;
            let owner = vm.str_text(vm.str_of(owner.value())?.value());
            let (what, list) = if all { ("Item", "__all__") } else { ("Key", "__dict__") };
            return Err(vm.type_error(format!("{what} in {owner}.{list} must be str, not {}", vm.type_name(name.value()))));
        }
        let text = vm.str(name.value());
        if !all && !text.is_empty() && text.point(0) == '_' as u32 {
            continue;
        }
        let value = vm.getattr(module, name.value())?;
        if namespace.is_exact(vm.types.dict) {
            let name = vm.intern_value(name);
            vm.dict_set_name(namespace.ptr(), name.value(), value)?;
        } else {
            vm.setitem(namespace, name.value(), value.value())?;
        }
    }
    Ok(())
}
