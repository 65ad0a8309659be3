//! Arrays in pickles: the data in a machine format that the other side may have to convert.
use super::items::{KINDS, Kind};
use super::{a, append_bytes, array_type, construct, new_array, to_list, typecode};
use crate::native;
use crate::object::{Ref, Res, Type, Value, Vm};
use crate::types::codec_registry::decode_text;

/// Signedness, bytes an item, and byte order of a machine format of ints.
fn int_format(code: i64) -> Option<(bool, usize, bool)> {
    Some(match code {
        0 => (false, 1, false),
        1 => (true, 1, false),
        2..=13 => {
            let k = code - 2;
            (k / 2 % 2 == 1, 2 << (k / 4), k % 2 == 1)
        }
        _ => return None,
    })
}

/// `array.__reduce_ex__`.
pub fn reduce(vm: &Vm, this: Value, protocol: Value) -> Res {
    if vm.as_int(protocol).is_none() {
        return Err(vm.type_error("__reduce_ex__ argument should be an integer"));
    }
    let protocol = match vm.index_i64(protocol)? {
        Ok(n) => n,
        Err(_) => return Err(vm.overflow_error("Python int too large to convert to C long")),
    };
    let dict = vm.getattr_opt(this, vm.names.__dict__)?.unwrap_or(Ref::NONE);
    let kind = a(this).kind;
    let code = vm.latin1_char(kind.code);
    let ty = Value::from_ptr(vm.type_of(this));
    if protocol < 3 {
        let items = to_list(vm, this)?;
        let args = vm.tuple_from(&[code, items.value()])?;
        return vm.tuple_from(&[ty, args.value(), dict.value()]);
    }
    let module = crate::types::import_module(vm, "array")?;
    let reconstructor = vm.getattr_str(module.value(), "_array_reconstructor")?;
    let bytes = vm.new_bytes(&a(this).data)?;
    let args = vm.tuple_from(&[ty, code, Value::small_int(kind.machine), bytes.value()])?;
    vm.tuple_from(&[reconstructor.value(), args.value(), dict.value()])
}

fn reconstruct(vm: &Vm, cls: Value, code: Value, machine: Value, items: Value) -> Res {
    if !vm.is_type(cls) {
        return Err(vm.type_error(format!("first argument must be a type object, not {}", vm.type_name(cls))));
    }
    let complaint = match vm.is_str(code) {
        true => "_array_reconstructor(): argument 2",
        false => "_array_reconstructor() argument 2",
    };
    let code = typecode(vm, code, complaint)?;
    let machine = vm.c_int_arg(machine)?;
    let ty = cls.ptr::<Type>();
    if !vm.is_subtype(ty, array_type(vm)) {
        let (name, array) = (vm.name_of_type(ty), vm.name_of_type(array_type(vm)));
        return Err(vm.type_error(format!("{name} is not a subtype of {array}")));
    }
    let Some(kind) = Kind::of(code) else { return Err(vm.value_error("second argument must be a valid type code")) };
    if !(0..=21).contains(&machine) {
        return Err(vm.value_error("third argument must be a valid machine format code."));
    }
    if !items.is_heap() || !vm.is_bytes(items) {
        return Err(vm.type_error(format!("fourth argument should be bytes, not {}", vm.type_name(items))));
    }
    let data = vm.bytes(items);
    if machine == kind.machine {
        let array = new_array(vm, ty, kind, Vec::new())?;
        append_bytes(vm, array.value(), data)?;
        return Ok(array);
    }
    // The items of the text formats count double here, as they do for CPython.
    let size = match int_format(machine) {
        Some((_, size, _)) => size,
        None => match machine {
            14 | 15 | 18 | 19 => 4,
            _ => 8,
        },
    };
    if !data.len().is_multiple_of(size) {
        return Err(vm.value_error("string length not a multiple of item size"));
    }
    let code_of = |kind: &Kind| kind.code as u32;
    if let Some((signed, size, big)) = int_format(machine) {
        // A kind that fits the data better than the type code of the other machine.
        let fitting = |k: &&Kind| k.size == size && !k.is_text() && !k.is_float() && k.code.is_ascii_lowercase() == signed;
        let kind = if fitting(&kind) { kind } else { KINDS.iter().rfind(fitting).unwrap_or(kind) };
        let mut data = data.to_vec();
        if big != cfg!(target_endian = "big") {
            data.chunks_exact_mut(size).for_each(<[u8]>::reverse);
        }
        return new_array(vm, ty, kind, data);
    }
    if machine < 18 {
        let big = machine % 2 == 1;
        let floats = data.chunks_exact(size).map(|b| {
            let mut item = [0u8; 8];
            item[..size].copy_from_slice(b);
            if big {
                item[..size].reverse();
            }
            let narrow = [item[0], item[1], item[2], item[3]];
            Ref::float(if size == 4 { f32::from_le_bytes(narrow) as f64 } else { f64::from_le_bytes(item) })
        });
        let list = vm.list_from_refs(floats.collect())?;
        return construct(vm, ty, code_of(kind), Some(list.value()));
    }
    let name = ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"][(machine - 18) as usize];
    let name = vm.new_str(name)?;
    let text = decode_text(vm, items, name.value(), Value::NONE)?;
    construct(vm, ty, code_of(kind), Some(text.value()))
}

native! { pub static FUNCTIONS = [
    /// Internal. Used for pickling support.
    "_array_reconstructor(arraytype, typecode, mformat_code, items, /)" => fn reconstructor(vm, [cls, code, machine, items]) { reconstruct(vm, cls, code, machine, items) }
]; }
