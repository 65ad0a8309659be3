//! `_io.IncrementalNewlineDecoder`: translates line ends behind another decoder.
use super::support::release;
use crate::native;
use crate::object::{GetSetDef, Header, Ref, Res, Slots, Type, TypeSpec, Value, Vm, call_native, flags};
use crate::text::newlines::{LineEnds, seen};
use crate::types::str::view;

/// The decoder. `decoder` is NULL before `__init__`, None where the input is text already.
#[repr(C)]
struct NewlineDecoder {
    header: Header,
    decoder: Value,
    errors: Value,
    ends: LineEnds,
}

/// The payload. The borrow ends before anything else runs.
#[allow(clippy::mut_from_ref)]
fn d<'a>(v: Value) -> &'a mut NewlineDecoder {
    // SAFETY: the slots and methods below are called with instances of this type only.
    unsafe { &mut *v.ptr::<NewlineDecoder>() }
}

pub static SPEC: TypeSpec = TypeSpec {
    name: "_io.IncrementalNewlineDecoder",
    doc: "Codec used when reading a file in universal newlines mode.\n\nIt wraps another incremental decoder, translating \\r\\n and \\r into \\n.\nIt also records the types of newlines encountered.  When used with\ntranslate=False, it ensures that the newline sequence is returned in\none piece. When used with decoder=None, it expects unicode strings as\ndecode input and translates newlines without first invoking an external\ndecoder.",
    flags: flags::TRACKED | flags::BASETYPE,
    size: size_of::<NewlineDecoder>(),
    slots: Slots {
        new: Some(new),
        init: Some(init),
        drop: Some(drop_decoder),
        traverse: Some(traverse),
        clear: Some(clear),
        ..Slots::EMPTY
    },
    methods: METHODS,
    getset: &[GetSetDef {
        name: "newlines",
        get: |vm, v| {
            ready(vm, v)?;
            newlines(vm, d(v).ends.seen)
        },
        set: None,
        doc: "",
    }],
};

unsafe fn clear(vm: &Vm, h: *mut Header) {
    release(vm, &mut (*(h as *mut NewlineDecoder)).decoder);
}
unsafe fn drop_decoder(vm: &Vm, h: *mut Header) {
    clear(vm, h);
    release(vm, &mut (*(h as *mut NewlineDecoder)).errors);
}
unsafe fn traverse(h: *mut Header, visit: &mut dyn FnMut(Value)) {
    for v in [(*(h as *mut NewlineDecoder)).decoder, (*(h as *mut NewlineDecoder)).errors] {
        if v != Value::NULL {
            visit(v);
        }
    }
}

fn new(vm: &Vm, ty: *mut Type, _: &[Value], _: Value) -> Res {
    vm.new_object::<NewlineDecoder>(ty, |p| {
        // SAFETY: the instance is fresh.
        unsafe {
            (*p).decoder = Value::NULL;
            (*p).errors = Value::NULL;
            (&raw mut (*p).ends).write(LineEnds::default());
        }
    })
}

native! { static INIT = [
    "IncrementalNewlineDecoder(self, decoder, translate, errors='strict')" => fn init_body(vm, [this, decoder, translate, errors]) {
        let translate = vm.truth(translate)?;
        let errors = if errors.is_unbound() { Ref::new(vm.names.strict) } else { Ref::new(errors) };
        super::support::store(vm, &raw mut d(this).errors, errors);
        super::support::store(vm, &raw mut d(this).decoder, Ref::new(decoder));
        d(this).ends = LineEnds { translate, ..LineEnds::default() };
        Ok(Ref::NONE)
    }
]; }

fn init(vm: &Vm, this: Value, args: &[Value], kwnames: Value) -> Res<()> {
    let mut all = vec![this];
    all.extend_from_slice(args);
    call_native(vm, &INIT[0], &all, kwnames).map(|_| ())
}

fn ready(vm: &Vm, this: Value) -> Res<()> {
    match d(this).decoder {
        Value::NULL => Err(vm.value_error("IncrementalNewlineDecoder.__init__() not called")),
        _ => Ok(()),
    }
}

/// The value of a `newlines` attribute: None, a str, or a tuple of the line ends seen.
pub fn newlines(vm: &Vm, bits: u8) -> Res {
    let all = [(seen::CR, "\r"), (seen::LF, "\n"), (seen::CRLF, "\r\n")];
    let found = all.iter().filter(|(bit, _)| bits & bit != 0).map(|(_, s)| vm.new_str(s)).collect::<Res<Vec<Ref>>>()?;
    match found.len() {
        0 => Ok(Ref::NONE),
        1 => Ok(found[0].clone()),
        _ => vm.tuple_from_refs(found),
    }
}

/// Passes decoded text through the translation of line ends.
pub fn translated(vm: &Vm, ends: &mut LineEnds, text: Ref, last: bool) -> Res {
    match ends.take(view(vm, text.value()), last) {
        None => Ok(text),
        Some(new) => vm.new_str_buf(new),
    }
}

/// Decodes a piece.
pub fn decode(vm: &Vm, this: Value, input: Value, last: bool) -> Res {
    ready(vm, this)?;
    let decoder = d(this).decoder;
    let text = if decoder.is_none() {
        Ref::new(input)
    } else {
        let decoder = Ref::new(decoder);
        super::support::call(vm, decoder.value(), "decode", &[input, Value::bool(last)])?
    };
    if !vm.is_str(text.value()) {
        let given = vm.type_name(text.value());
        return Err(vm.type_error(format!("decoder should return a string result, not '{given}'")));
    }
    translated(vm, &mut d(this).ends, text, last)
}

native! { static METHODS = [
    "decode(self, /, input, final=False)" => fn decode_method(vm, [this, input, last]) {
        let last = vm.truth(last)?;
        decode(vm, this, input, last)
    }
    "getstate(self, /)" => fn getstate(vm, [this]) {
        ready(vm, this)?;
        let decoder = Ref::new(d(this).decoder);
        let (buffer, mut flag) = (vm.new_bytes(&[])?, 0u64);
        let buffer = if decoder.is_none() {
            buffer
        } else {
            let state = super::support::call(vm, decoder.value(), "getstate", &[])?;
            if !vm.is_tuple(state.value()) {
                return Err(vm.type_error("illegal decoder state"));
            }
            let [buffer, value] = vm.tuple_items(state.value()) else {
                return Err(vm.type_error("illegal decoder state"));
            };
            if vm.as_int(*value).is_none() {
                return Err(vm.type_error("illegal decoder state"));
            }
            flag = vm.int_arg(*value)? as u64;
            Ref::new(*buffer)
        };
        let flag = vm.new_uint(flag << 1 | u64::from(d(this).ends.pending_cr))?;
        vm.tuple_from_refs([buffer, flag])
    }
    "setstate(self, state, /)" => fn setstate(vm, [this, state]) {
        ready(vm, this)?;
        if !vm.is_tuple(state) {
            return Err(vm.type_error("state argument must be a tuple"));
        }
        let [buffer, flag] = vm.tuple_items(state) else {
            return Err(vm.type_error("setstate(): illegal state argument"));
        };
        if vm.as_int(*flag).is_none() {
            return Err(vm.type_error("setstate(): illegal state argument"));
        }
        let flag = vm.int_arg(*flag)? as u64;
        d(this).ends.pending_cr = flag & 1 != 0;
        let decoder = Ref::new(d(this).decoder);
        if !decoder.is_none() {
            let flag = vm.new_uint(flag >> 1)?;
            let inner = vm.tuple_from(&[*buffer, flag.value()])?;
            return super::support::call(vm, decoder.value(), "setstate", &[inner.value()]);
        }
        Ok(Ref::NONE)
    }
    "reset(self, /)" => fn reset(vm, [this]) {
        ready(vm, this)?;
        d(this).ends.seen = 0;
        d(this).ends.pending_cr = false;
        let decoder = Ref::new(d(this).decoder);
        if decoder.is_none() { Ok(Ref::NONE) } else { super::support::call(vm, decoder.value(), "reset", &[]) }
    }
]; }
