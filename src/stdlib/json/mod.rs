//! `_json`: the fast part of `json`.
use crate::native;
use crate::object::{Ref, Res, Value, Vm};

mod encoder;
mod scanner;
mod strings;

native! { static FUNCTIONS = [
    /// encode_basestring_ascii(string) -> string
    ///
    /// Return an ASCII-only JSON representation of a Python string
    "encode_basestring_ascii(object, /)" => fn encode_basestring_ascii(vm, [object]) { strings::encoded(vm, object, true) }
    /// encode_basestring(string) -> string
    ///
    /// Return a JSON representation of a Python string
    "encode_basestring(object, /)" => fn encode_basestring(vm, [object]) { strings::encoded(vm, object, false) }
    /// scanstring(string, end, strict=True) -> (string, end)
    ///
    /// Scan the string s for a JSON string. End is the index of the
    /// character in s after the quote that started the JSON string.
    "scanstring(string, end, strict=True, /)" => fn scanstring(vm, [string, end, strict]) {
        let end = vm.int_arg(end)?;
        let strict = vm.truth(strict)?;
        if !vm.is_str(string) {
            return Err(vm.type_error(format!("first argument must be a string, not {}", vm.type_name(string))));
        }
        let start = match usize::try_from(end) {
            Ok(n) if n <= vm.str(string).len() => n,
            _ => return Err(vm.value_error("end is out of bounds")),
        };
        let (text, after) = strings::scan_str(vm, string, start, strict)?;
        vm.tuple_from(&[text.value(), vm.new_usize(after)?.value()])
    }
]; }

/// Whether a callable is one of the two string encoders above: then whether it writes ASCII only.
fn builtin_encoder(vm: &Vm, f: Value) -> Option<bool> {
    if !f.is_exact(vm.types.builtin_function) {
        return None;
    }
    // SAFETY: native functions share their layout.
    let def = unsafe { f.get::<crate::object::NativeFunction>() }.def;
    (0..2).find(|i| std::ptr::eq(def, &FUNCTIONS[*i])).map(|i| i == 0)
}

/// Makes the module.
pub fn init(vm: &Vm) -> Res {
    let module = super::new_module(vm, "_json", "json speedups\n", FUNCTIONS)?;
    let object = vm.types.object;
    let new = crate::types::struct_sequence::new_type_of;
    super::set(vm, module.value(), "make_scanner", Ref::from_type(new(vm, &scanner::SPEC, object)?))?;
    super::set(vm, module.value(), "make_encoder", Ref::from_type(new(vm, &encoder::SPEC, object)?))?;
    Ok(module)
}
