//! What `breakpoint()` does: `sys.breakpointhook`, and the hook that a program starts with.
use crate::object::{Ref, Res, Value, Vm};
use crate::types::import_module;
use crate::types::support::Arguments;

/// `breakpoint(...)`: whatever the hook makes of it.
pub fn breakpoint(vm: &Vm, args: &[Value], kwargs: Value) -> Res {
    let Some(hook) = super::sys_attribute(vm, vm.intern("breakpointhook").value()).map(Ref::new) else {
        return Err(vm.runtime_error("lost sys.breakpointhook"));
    };
    Arguments::new(vm, args, kwargs)?.call(vm, hook.value())
}

/// `sys.breakpointhook(...)`: calls what `PYTHONBREAKPOINT` names at this moment; `0` names nothing, and without it `pdb` is started.
pub fn hook(vm: &Vm, args: &[Value], kwargs: Value) -> Res {
    let named = if vm.config.ignore_environment { None } else { std::env::var_os("PYTHONBREAKPOINT") };
    let named = match &named {
        Some(n) if !n.is_empty() => n.to_string_lossy(),
        _ => "pdb.set_trace".into(),
    };
    if named == "0" {
        return Ok(Ref::NONE);
    }
    let (module, function) = named.rsplit_once('.').unwrap_or(("builtins", &named));
    let found = if module.is_empty() {
        None
    } else {
        match import_module(vm, module) {
            Ok(m) => vm.getattr_opt(m.value(), vm.intern(function).value())?,
            Err(_) if vm.clear_raised_if(vm.types.ImportError) => None,
            Err(e) => return Err(e),
        }
    };
    match found {
        Some(f) => Arguments::new(vm, args, kwargs)?.call(vm, f.value()),
        None => {
            let message = format!("Ignoring unimportable $PYTHONBREAKPOINT: \"{named}\"");
            crate::report::warnings::warn(vm, vm.types.RuntimeWarning, &message, 1)?;
            Ok(Ref::NONE)
        }
    }
}
