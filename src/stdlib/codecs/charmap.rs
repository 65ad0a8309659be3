//! The codecs of 8-bit character sets, which are tables.
use crate::native;
use crate::object::{Header, Raised, Ref, Res, Slots, TypeSpec, Value, Vm};
use crate::text::codec::{Fault, Replacement};
use crate::text::StrView;
use crate::types::codec::{decode_native, encode_fault, unicode_error};
use crate::types::str::view;
use crate::types::struct_sequence::new_type_of;
use rustc_hash::FxHashMap;
use std::cell::Cell;

/// A table for encoding: characters to bytes.
#[repr(C)]
struct EncodingMap {
    header: Header,
    bytes: FxHashMap<u16, u8>,
}

static MAP: TypeSpec = TypeSpec {
    name: "EncodingMap",
    flags: 0,
    size: size_of::<EncodingMap>(),
    slots: Slots { drop: Some(drop_map), ..Slots::EMPTY },
    methods: MAP_METHODS,
    ..TypeSpec::EMPTY
};

unsafe fn drop_map(_: &Vm, h: *mut Header) {
    std::ptr::drop_in_place(&raw mut (*(h as *mut EncodingMap)).bytes);
}

fn map<'a>(v: Value) -> &'a EncodingMap {
    // SAFETY: callers have checked the type; a map never changes.
    unsafe { v.get::<EncodingMap>() }
}

native! { static MAP_METHODS = [
    /// Return the size (in bytes) of this object
    "size(self, /)" => fn size(vm, [this]) { vm.new_usize(size_of::<EncodingMap>() + map(this).bytes.len() * 4) }
]; }

const UNDEFINED: &str = "character maps to <undefined>";

/// What a table says about a byte.
enum Mapped {
    Undefined,
    Char(u32),
    Text(Ref),
}

/// Looks a number up in a mapping; `None` where it is not there.
fn item(vm: &Vm, mapping: Value, key: u32) -> Res<Option<Ref>> {
    match vm.getitem(mapping, Value::small_int(key as i64)) {
        Ok(r) => Ok(Some(r)),
        Err(_) if vm.clear_raised_if(vm.types.LookupError) => Ok(None),
        Err(e) => Err(e),
    }
}

fn decode_byte(vm: &Vm, mapping: Value, byte: u8) -> Res<Mapped> {
    if mapping.is_exact(vm.types.str) {
        return Ok(match view(vm, mapping).get(byte as usize) {
            None | Some(0xfffe) => Mapped::Undefined,
            Some(c) => Mapped::Char(c),
        });
    }
    let Some(found) = item(vm, mapping, byte as u32)? else { return Ok(Mapped::Undefined) };
    let v = found.value();
    if v.is_none() {
        return Ok(Mapped::Undefined);
    }
    if vm.as_int(v).is_some() {
        return match vm.index_i64(v)? {
            Ok(0xfffe) => Ok(Mapped::Undefined),
            Ok(n) if (0..0x110000).contains(&n) => Ok(Mapped::Char(n as u32)),
            _ => Err(vm.type_error("character mapping must be in range(0x110000)")),
        };
    }
    if !vm.is_str(v) {
        return Err(vm.type_error("character mapping must return integer, None or str"));
    }
    let s = vm.str(v);
    Ok(if s.len() == 1 && s.point(0) == 0xfffe { Mapped::Undefined } else { Mapped::Text(found) })
}

/// What a table says about a character: its bytes, or `None`.
fn encode_char(vm: &Vm, mapping: Value, c: u32, out: &mut Vec<u8>) -> Res<bool> {
    if map_type(vm).is_some_and(|ty| mapping.is_exact(ty)) {
        let Some(b) = u16::try_from(c).ok().and_then(|c| map(mapping).bytes.get(&c)) else { return Ok(false) };
        out.push(*b);
        return Ok(true);
    }
    let Some(found) = item(vm, mapping, c)? else { return Ok(false) };
    let v = found.value();
    if v.is_none() {
        return Ok(false);
    }
    if vm.as_int(v).is_some() {
        return match vm.index_i64(v)? {
            Ok(n) if (0..256).contains(&n) => {
                out.push(n as u8);
                Ok(true)
            }
            _ => Err(vm.type_error("character mapping must be in range(256)")),
        };
    }
    if !vm.is_bytes(v) {
        let given = vm.type_name(v);
        return Err(vm.type_error(format!("character mapping must return integer, bytes or None, not {given}")));
    }
    out.extend_from_slice(vm.bytes(v));
    Ok(true)
}

#[derive(Default)]
struct Made(Cell<usize>);

fn map_type(vm: &Vm) -> Option<*const crate::object::Type> {
    match vm.extension::<Made>().0.get() {
        0 => None,
        ty => Some(ty as *const crate::object::Type),
    }
}

fn encode(vm: &Vm, text: Value, errors: Value, mapping: Value) -> Res<Vec<u8>> {
    let s = view(vm, text);
    let mut out = Vec::with_capacity(s.len());
    let mut at = 0;
    while at < s.len() {
        if encode_char(vm, mapping, s.at(at), &mut out)? {
            at += 1;
            continue;
        }
        let mut end = at + 1;
        let mut probe = Vec::new();
        while end < s.len() && !encode_char(vm, mapping, s.at(end), &mut probe)? {
            end += 1;
        }
        let fault = Fault { start: at, end, reason: UNDEFINED };
        // Surrogates that cannot be escaped are an error of all characters in a row.
        let escapes = vm.is_str(errors) && vm.str(errors).as_ascii() == Some("surrogateescape");
        if escapes && (at..end).any(|i| !(0xDC80..0xDD00).contains(&s.at(i))) {
            return Err(unicode_error(vm, true, "charmap", text, fault));
        }
        let (replacement, next) = encode_fault(vm, "charmap", None, text, errors, fault)?;
        match replacement {
            Replacement::Bytes(bytes) => out.extend_from_slice(&bytes),
            Replacement::Text(new) => put_replacement(vm, text, mapping, new.as_view(), fault, &mut out)?,
        }
        at = next;
    }
    Ok(out)
}

fn put_replacement(vm: &Vm, text: Value, mapping: Value, new: StrView, fault: Fault, out: &mut Vec<u8>) -> Res<()> {
    for c in new.iter() {
        if !encode_char(vm, mapping, c, out)? {
            return Err(unicode_error(vm, true, "charmap", text, fault));
        }
    }
    Ok(())
}

fn decode(vm: &Vm, data: Value, errors: Value, mapping: Value) -> Res<Ref> {
    // Looking something up may raise; the error goes past the decoder.
    let failed: Cell<Option<Raised>> = Cell::new(None);
    let bytes = vm.bytes(data);
    let r = crate::types::codec::run_decoder(vm, "charmap", None, bytes, 0, data, errors, &mut |b, out, on_fault| {
        let mut at = 0;
        while at < b.len() {
            match decode_byte(vm, mapping, b[at]) {
                Ok(Mapped::Char(c)) => out.push(c),
                Ok(Mapped::Text(text)) => out.push_view(view(vm, text.value())),
                Ok(Mapped::Undefined) => {
                    at = on_fault(Fault { start: at, end: at + 1, reason: UNDEFINED }, out)?;
                    continue;
                }
                Err(r) => {
                    failed.set(Some(r));
                    return Ok(b.len());
                }
            }
            at += 1;
        }
        Ok(b.len())
    });
    match failed.take() {
        Some(r) => Err(r),
        None => r.map(|(text, _)| text),
    }
}

native! { pub static FUNCTIONS = [
    "charmap_encode(str, errors=None, mapping=None, /)" => fn charmap_encode(vm, [text, errors, mapping]) {
        super::check_text(vm, "charmap_encode", text)?;
        super::check_errors(vm, "charmap_encode", errors)?;
        if mapping.is_none() {
            return super::encode(vm, "charmap_encode", text, errors, crate::text::codec::Encoding::Latin1, "latin-1", &[]);
        }
        let out = encode(vm, text, errors, mapping)?;
        super::pair(vm, vm.new_bytes(&out)?, vm.str(text).len())
    }
    "charmap_decode(data, errors=None, mapping=None, /)" => fn charmap_decode(vm, [data, errors, mapping]) {
        let data = super::bytes_argument(vm, data)?;
        super::check_errors(vm, "charmap_decode", errors)?;
        let n = vm.bytes(data.value()).len();
        let text = if mapping.is_none() {
            let latin1 = crate::text::codec::Encoding::Latin1;
            decode_native(vm, vm.bytes(data.value()), data.value(), latin1, "latin-1", errors, true)?.0
        } else {
            decode(vm, data.value(), errors, mapping)?
        };
        super::pair(vm, text, n)
    }
    "charmap_build(map, /)" => fn charmap_build(vm, [table]) {
        if !vm.is_str(table) {
            let given = if table.is_none() { "None".to_owned() } else { vm.type_name(table) };
            return Err(vm.type_error(format!("charmap_build() argument must be str, not {given}")));
        }
        let s = view(vm, table);
        let fits = s.len() == 256 && s.at(0) == 0 && s.iter().skip(1).all(|c| c != 0 && c <= 0xffff);
        if !fits {
            let d = vm.new_dict()?;
            for (i, c) in s.iter().take(256).enumerate() {
                vm.dict_set(d.value(), Value::small_int(c as i64), Value::small_int(i as i64))?;
            }
            return Ok(d);
        }
        let mut bytes = FxHashMap::default();
        for (i, c) in s.iter().enumerate() {
            if c != 0xfffe {
                bytes.insert(c as u16, i as u8);
            }
        }
        let ty = new_type_of(vm, &MAP, vm.types.object)?;
        vm.extension::<Made>().0.set(ty as usize);
        vm.new_object::<EncodingMap>(ty, |p| {
            // SAFETY: the instance is fresh.
            unsafe { (&raw mut (*p).bytes).write(bytes) };
        })
    }
]; }
