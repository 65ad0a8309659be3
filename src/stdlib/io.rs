//! `_io`, as far as it goes: `open` and what is built into it.
use crate::builtins::input_output;
use crate::native;
use crate::object::{Ref, Res, Value, Vm};

native! { static FUNCTIONS = [
    /// Opens the provided file with the intent to import the contents.
    ///
    /// This may perform extra validation beyond open(), but is otherwise interchangeable
    /// with calling open(path, 'rb').
    "open_code(path)" => fn open_code(vm, [path]) {
        let open = vm.intern("open");
        let Some(f) = vm.dict(Value::from_ptr(vm.builtins.get())).get_name(vm, open.value()).map(Ref::new) else {
            return Err(vm.runtime_error("lost builtins.open"));
        };
        let mode = vm.new_str("rb")?;
        vm.call(f.value(), &[path, mode.value()])
    }
    /// A helper function to choose the text encoding.
    ///
    /// When encoding is not None, this function returns it.
    /// Otherwise, this function returns the default text encoding
    /// (i.e. "locale" or "utf-8" depends on UTF-8 mode).
    "text_encoding(encoding, stacklevel=2, /)" => fn text_encoding(vm, [encoding, _level]) {
        if encoding.is_none() { vm.new_str("locale") } else { Ok(Ref::new(encoding)) }
    }
]; }

/// Makes the module.
pub fn init(vm: &Vm) -> Res {
    let module = super::new_module(vm, "_io", "", FUNCTIONS)?;
    let m = module.value();
    for def in input_output::FUNCTIONS.iter().filter(|d| d.sig.name() == "open") {
        let f = vm.new_native(vm.types.builtin_function, def, m, std::ptr::null_mut())?;
        super::set(vm, m, "open", f)?;
    }
    super::set(vm, m, "DEFAULT_BUFFER_SIZE", vm.new_int(131_072)?)?;
    super::set(vm, m, "UnsupportedOperation", Ref::from_type(vm.types.UnsupportedOperation))?;
    super::set(vm, m, "BlockingIOError", Ref::from_type(vm.types.BlockingIOError))?;
    super::set(vm, m, "TextIOWrapper", Ref::from_type(vm.types.text_file))?;
    Ok(module)
}
