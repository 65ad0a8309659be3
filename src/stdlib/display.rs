//! What `sys.displayhook` does.
use super::sys_attribute;
use crate::object::{Ref, Res, Value, Vm};

/// Writes an object to `sys.stdout` and keeps it in `builtins._`.
pub fn display(vm: &Vm, object: Value) -> Res {
    let builtins = vm.intern("builtins");
    let Some(builtins) = vm.dict_get(Value::from_ptr(vm.modules.get()), builtins.value())?.map(Ref::new) else {
        return Err(vm.runtime_error("lost builtins module"));
    };
    let underscore = vm.intern("_");
    // While it is shown, the name must not keep the last object alive.
    vm.setattr(builtins.value(), underscore.value(), Some(Value::NONE))?;
    let Some(stdout) = sys_attribute(vm, vm.names.stdout).filter(|f| !f.is_none()).map(Ref::new) else {
        return Err(vm.runtime_error("lost sys.stdout"));
    };
    let text = vm.repr(object)?;
    if let Err(e) = vm.call_method(stdout.value(), vm.names.write, &[text.value()]) {
        if !vm.raised_is(vm.types.UnicodeEncodeError) {
            return Err(e);
        }
        drop(vm.take_raised());
        write_escaped(vm, stdout.value(), text.value())?;
    }
    vm.call_method(stdout.value(), vm.names.write, &[vm.names.newline])?;
    vm.setattr(builtins.value(), underscore.value(), Some(object))?;
    Ok(Ref::NONE)
}

/// Writes a text with escapes in place of what the stream's encoding does not have.
fn write_escaped(vm: &Vm, stdout: Value, text: Value) -> Res<()> {
    let encoding = vm.getattr_str(stdout, "encoding")?;
    let errors = vm.intern("backslashreplace");
    let bytes = vm.call_method(text, vm.intern("encode").value(), &[encoding.value(), errors.value()])?;
    let buffer = vm.intern("buffer");
    match vm.getattr_opt(stdout, buffer.value())? {
        Some(buffer) => vm.call_method(buffer.value(), vm.names.write, &[bytes.value()])?,
        None => {
            let text = vm.call_method(bytes.value(), vm.intern("decode").value(), &[encoding.value(), vm.intern("strict").value()])?;
            vm.call_method(stdout, vm.names.write, &[text.value()])?
        }
    };
    Ok(())
}
