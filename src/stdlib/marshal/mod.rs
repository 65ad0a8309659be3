//! `marshal`: CPython's format for values; code objects are in it in this implementation's own form.
mod reader;
mod writer;

use crate::native;
use crate::object::{Res, Value, Vm};
use reader::{Reader, Source};
use writer::Writer;

/// Values nested deeper than this are refused.
const MAX_DEPTH: u32 = 2000;
/// The format's version.
const VERSION: i64 = 5;

/// The first value in marshalled data.
///
/// # Errors
/// EOFError, ValueError and TypeError for malformed data.
pub(super) fn load(vm: &Vm, data: &[u8], allow_code: bool) -> Res {
    Reader::new(vm, Source::Bytes(data), allow_code).required(1)
}

/// The marshalled form of a value.
///
/// # Errors
/// ValueError for values that have none.
pub(super) fn dump(vm: &Vm, v: Value, version: i64, allow_code: bool) -> Res<Vec<u8>> {
    let mut w = Writer::new(vm, version, allow_code);
    w.value(v, 1, 1)?;
    Ok(w.finish())
}

/// As `dump`, in the newest version.
pub(super) fn dump_newest(vm: &Vm, v: Value, allow_code: bool) -> Res<Vec<u8>> {
    dump(vm, v, VERSION, allow_code)
}

native! { static FUNCTIONS = [
    /// Return the bytes object that would be written to a file by dump(value, file).
    "dumps(value, version=5, /, *, allow_code=True)" => fn dumps(vm, [value, version, allow_code]) {
        let version = vm.c_int_arg(version)? as i64;
        vm.new_bytes(&dump(vm, value, version, vm.truth(allow_code)?)?)
    }
    /// Convert the bytes-like object to a value.
    "loads(bytes, /, *, allow_code=True)" => fn loads(vm, [bytes, allow_code]) {
        let allow = vm.truth(allow_code)?;
        let data = vm.bytes_arg(bytes)?.to_vec();
        load(vm, &data, allow)
    }
    /// Write the value on the open file.
    "dump(value, file, version=5, /, *, allow_code=True)" => fn dump_to(vm, [value, file, version, allow_code]) {
        let version = vm.c_int_arg(version)? as i64;
        let data = vm.new_bytes(&dump(vm, value, version, vm.truth(allow_code)?)?)?;
        vm.call_method(file, vm.names.write, &[data.value()])
    }
    /// Read one value from the open file and return it.
    "load(file, /, *, allow_code=True)" => fn load_from(vm, [file, allow_code]) {
        let allow = vm.truth(allow_code)?;
        // Reading nothing shows whether this is a binary file. Then as much is read as the value has, and the file stays just behind it.
        let nothing = vm.call_method(file, vm.names.read, &[Value::small_int(0)])?;
        if !vm.is_bytes(nothing.value()) {
            return Err(vm.type_error(format!("file.read() returned not bytes but {}", vm.type_name(nothing.value()))));
        }
        Reader::new(vm, Source::File(file), allow).required(1)
    }
]; }

/// Makes the module.
pub fn init(vm: &Vm) -> Res {
    let doc = "This module contains functions that can read and write Python values in\na binary format. The format is specific to Python, but independent of\nmachine architecture issues.";
    let module = super::new_module(vm, "marshal", doc, FUNCTIONS)?;
    super::set(vm, module.value(), "version", vm.new_int(VERSION)?)?;
    Ok(module)
}
