//! Incremental encoders and decoders, stream readers and writers: they keep what is not complete until more comes.
use super::{Multibyte, bytes_of, codec_type, decode, encode, encoding_of, text_from, text_of};
use crate::native;
use crate::object::{GetSetDef, Header, IntView, Ref, Res, Slots, Type, TypeSpec, Value, Vm, call_native, flags};
use crate::text::codec::Fault;
use crate::types::codec::unicode_error;
use crate::types::str::view;
use crate::types::struct_sequence::read_only;
use dashu_int::{IBig, UBig};
use std::rc::Rc;

/// The most bytes and characters that wait.
const MOST_BYTES: usize = 8;
const MOST_CHARS: usize = 2;
/// Bytes of an encoder's state: a length, the waiting characters in UTF-8, and eight bytes of the encoding's own.
const STATE_BYTES: usize = 1 + 4 * MOST_CHARS + 8;

/// Any of the four; readers and writers have a stream.
#[repr(C)]
struct Coder {
    header: Header,
    /// A codec object; owned, as the str and the stream (or None).
    codec: Value,
    errors: Value,
    stream: Value,
    /// Characters that wait for others to be encoded.
    chars: Vec<u32>,
    /// Bytes that wait for others to be decoded.
    bytes: Vec<u8>,
    /// State of the encoding's own, kept for those who set it: the encodings here have none.
    state: u64,
}

#[allow(clippy::mut_from_ref)]
fn coder<'a>(v: Value) -> &'a mut Coder {
    // SAFETY: called with these objects only; no borrow outlives a call that runs Python code.
    unsafe { &mut *v.ptr::<Coder>() }
}
fn encoding(this: Value) -> Rc<Multibyte> {
    encoding_of(coder(this).codec)
}

/// The slots that all four have, with the constructor's signature.
macro_rules! coder_slots {
    ($signature:literal) => {
        Slots {
            new: Some(|vm, ty, args, kwnames| new_coder(vm, ty, $signature, args, kwnames)),
            // `__init__` of the library's classes further up is not for these.
            init: Some(|_, _, _, _| Ok(())),
            drop: Some(drop_coder),
            traverse: Some(|h, visit| {
                let p = h as *mut Coder;
                // SAFETY: a live object.
                unsafe { [(*p).codec, (*p).errors, (*p).stream].into_iter().for_each(visit) }
            }),
            clear: Some(|vm, h| {
                // SAFETY: a live object; None takes the stream's place before it is given up.
                let old = unsafe { std::mem::replace(&mut (*(h as *mut Coder)).stream, Value::NONE) };
                old.decref(vm);
            }),
            ..Slots::EMPTY
        }
    };
}

unsafe fn drop_coder(vm: &Vm, h: *mut Header) {
    let p = h as *mut Coder;
    std::ptr::drop_in_place(&raw mut (*p).chars);
    std::ptr::drop_in_place(&raw mut (*p).bytes);
    for v in [(*p).codec, (*p).errors, (*p).stream] {
        v.decref(vm);
    }
}

native! { static NEW = [
    "IncrementalEncoder(errors='strict')" => fn new_encoder(vm, [errors]) { vm.tuple_from(&[Value::NONE, given_errors(vm, "IncrementalEncoder", 1, errors)?.value()]) }
    "IncrementalDecoder(errors='strict')" => fn new_decoder(vm, [errors]) { vm.tuple_from(&[Value::NONE, given_errors(vm, "IncrementalDecoder", 1, errors)?.value()]) }
    "StreamReader(stream, errors='strict')" => fn new_reader(vm, [stream, errors]) { vm.tuple_from(&[stream, given_errors(vm, "StreamReader", 2, errors)?.value()]) }
    "StreamWriter(stream, errors='strict')" => fn new_writer(vm, [stream, errors]) { vm.tuple_from(&[stream, given_errors(vm, "StreamWriter", 2, errors)?.value()]) }
]; }

fn given_errors(vm: &Vm, class: &str, n: usize, errors: Value) -> Res {
    if errors.is_unbound() {
        return Ok(vm.intern("strict"));
    }
    if !vm.is_str(errors) {
        return Err(vm.type_error(format!("{class}() argument {n} must be str, not {}", vm.argument_type_name(errors))));
    }
    Ok(Ref::new(errors))
}

fn new_coder(vm: &Vm, ty: *mut Type, signature: usize, args: &[Value], kwnames: Value) -> Res {
    let given = call_native(vm, &NEW[signature], args, kwnames)?;
    let codec = vm.getattr_str(Value::from_ptr(ty), "codec")?;
    if !codec.is_exact(codec_type(vm)?) {
        return Err(vm.type_error("codec is unexpected type"));
    }
    let items = vm.tuple_items(given.value());
    let (stream, errors) = (Ref::new(items[0]), Ref::new(items[1]));
    vm.new_object::<Coder>(ty, |p| {
        // SAFETY: the instance is fresh.
        unsafe {
            (*p).codec = codec.into_value();
            (*p).errors = errors.into_value();
            (*p).stream = stream.into_value();
            (&raw mut (*p).chars).write(Vec::new());
            (&raw mut (*p).bytes).write(Vec::new());
            (*p).state = 0;
        }
    })
}

const ERRORS: GetSetDef = GetSetDef {
    name: "errors",
    get: |_, v| Ok(Ref::new(coder(v).errors)),
    set: Some(|vm, v, errors| {
        let Some(errors) = errors else {
            return Err(vm.raise_type(vm.types.AttributeError, "cannot delete attribute"));
        };
        if !vm.is_str(errors) {
            return Err(vm.type_error("errors must be a string"));
        }
        errors.incref();
        let old = std::mem::replace(&mut coder(v).errors, errors);
        old.decref(vm);
        Ok(())
    }),
    doc: "how to treat errors",
};
const STREAM: GetSetDef =
    GetSetDef { name: "stream", get: |_, v| Ok(Ref::new(coder(v).stream)), set: Some(read_only), doc: "" };

const FLAGS: u32 = flags::BASETYPE | flags::TRACKED;
const SIZE: usize = size_of::<Coder>();
static ENCODER: TypeSpec = TypeSpec {
    name: "_multibytecodec.MultibyteIncrementalEncoder",
    flags: FLAGS,
    size: SIZE,
    slots: coder_slots!(0),
    methods: ENCODER_METHODS,
    getset: &[ERRORS],
    ..TypeSpec::EMPTY
};
static DECODER: TypeSpec = TypeSpec {
    name: "_multibytecodec.MultibyteIncrementalDecoder",
    flags: FLAGS,
    size: SIZE,
    slots: coder_slots!(1),
    methods: DECODER_METHODS,
    getset: &[ERRORS],
    ..TypeSpec::EMPTY
};
static READER: TypeSpec = TypeSpec {
    name: "_multibytecodec.MultibyteStreamReader",
    flags: FLAGS,
    size: SIZE,
    slots: coder_slots!(2),
    methods: READER_METHODS,
    getset: &[ERRORS, STREAM],
    ..TypeSpec::EMPTY
};
static WRITER: TypeSpec = TypeSpec {
    name: "_multibytecodec.MultibyteStreamWriter",
    flags: FLAGS,
    size: SIZE,
    slots: coder_slots!(3),
    methods: WRITER_METHODS,
    getset: &[ERRORS, STREAM],
    ..TypeSpec::EMPTY
};

/// The types of the module.
pub static TYPES: [(&str, &TypeSpec); 4] = [
    ("MultibyteIncrementalEncoder", &ENCODER),
    ("MultibyteIncrementalDecoder", &DECODER),
    ("MultibyteStreamReader", &READER),
    ("MultibyteStreamWriter", &WRITER),
];

/// Encodes what waits and `input`; what could not be decided waits on. After a failure what waited does so still.
fn encode_more(vm: &Vm, this: Value, input: Value, last: bool) -> Res<Vec<u8>> {
    let mut text = text_of(vm, input)?;
    if !coder(this).chars.is_empty() {
        let waiting = coder(this).chars.clone();
        text = text_from(vm, waiting.into_iter().chain(view(vm, text.value()).iter()))?;
    }
    let errors = Ref::new(coder(this).errors);
    let (out, n) = encode(vm, &encoding(this), text.value(), errors.value(), last)?;
    coder(this).chars = view(vm, text.value()).iter().skip(n).collect();
    Ok(out)
}

/// Decodes what waits and `input`; what is not complete waits on. After a failure what waited does so still.
fn decode_more(vm: &Vm, this: Value, input: Value, last: bool) -> Res {
    let mut data = bytes_of(vm, input)?;
    if !coder(this).bytes.is_empty() {
        let mut joined = coder(this).bytes.clone();
        joined.extend_from_slice(vm.bytes(data.value()));
        data = vm.new_bytes(&joined)?;
    }
    let errors = Ref::new(coder(this).errors);
    let (text, n) = decode(vm, &encoding(this), data.value(), errors.value(), last)?;
    let rest = vm.bytes(data.value()).get(n..).unwrap_or_default();
    if rest.len() > MOST_BYTES {
        let fault = Fault { start: 0, end: rest.len(), reason: "pending buffer overflow" };
        return Err(unicode_error(vm, false, encoding(this).name, data.value(), fault));
    }
    coder(this).bytes = rest.to_vec();
    Ok(text)
}

/// A state as a number of up to `n` bytes, the first one lowest.
fn state_bytes(vm: &Vm, state: Value, n: usize) -> Res<Vec<u8>> {
    let big = match vm.as_int(state) {
        Some(IntView::Small(x)) => IBig::from(x),
        Some(IntView::Big(b)) => b.clone(),
        None => IBig::ZERO,
    };
    let Ok(magnitude) = UBig::try_from(big) else {
        return Err(vm.overflow_error("can't convert negative int to unsigned"));
    };
    let mut bytes = magnitude.to_le_bytes().to_vec();
    if bytes.len() > n {
        return Err(vm.overflow_error("int too big to convert"));
    }
    bytes.resize(n, 0);
    Ok(bytes)
}

native! { static ENCODER_METHODS = [
    "encode(self, /, input, final=False)" => fn incremental_encode(vm, [this, input, last]) {
        let last = vm.truth(last)?;
        let out = encode_more(vm, this, input, last)?;
        vm.new_bytes(&out)
    }
    "getstate(self, /)" => fn encoder_getstate(vm, [this]) {
        let c = coder(this);
        let mut text = Vec::new();
        for c in &c.chars {
            // Lone surrogates do not wait: no pair begins with one.
            let c = char::from_u32(*c).unwrap_or(char::REPLACEMENT_CHARACTER);
            text.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
        }
        let mut bytes = vec![text.len() as u8];
        bytes.extend_from_slice(&text);
        bytes.extend_from_slice(&c.state.to_le_bytes());
        vm.new_big(IBig::from(UBig::from_le_bytes(&bytes)))
    }
    "setstate(self, state, /)" => fn encoder_setstate(vm, [this, state]) {
        if vm.as_int(state).is_none() {
            return Err(vm.type_error(format!("setstate() argument must be int, not {}", vm.argument_type_name(state))));
        }
        let bytes = state_bytes(vm, state, STATE_BYTES)?;
        let n = bytes[0] as usize;
        if n > 4 * MOST_CHARS {
            return Err(vm.raise_type(vm.types.UnicodeError, "pending buffer too large"));
        }
        let utf8 = vm.new_bytes(&bytes[1..1 + n])?;
        let text = vm.call_method(utf8.value(), vm.intern("decode").value(), &[])?;
        let mut own = [0; 8];
        own.copy_from_slice(&bytes[1 + n..9 + n]);
        let c = coder(this);
        c.chars = view(vm, text.value()).iter().collect();
        c.state = u64::from_le_bytes(own);
        Ok(Ref::NONE)
    }
    "reset(self, /)" => fn encoder_reset(_vm, [this]) {
        coder(this).chars.clear();
        coder(this).state = 0;
        Ok(Ref::NONE)
    }
]; }

native! { static DECODER_METHODS = [
    "decode(self, /, input, final=False)" => fn incremental_decode(vm, [this, input, last]) {
        let last = vm.truth(last)?;
        decode_more(vm, this, input, last)
    }
    "getstate(self, /)" => fn decoder_getstate(vm, [this]) {
        vm.tuple_from_refs([vm.new_bytes(&coder(this).bytes)?, vm.new_uint(coder(this).state)?])
    }
    "setstate(self, state, /)" => fn decoder_setstate(vm, [this, state]) {
        if !vm.is_tuple(state) {
            return Err(vm.type_error(format!("setstate() argument must be tuple, not {}", vm.argument_type_name(state))));
        }
        let [waiting, own] = *vm.tuple_items(state) else {
            return Err(vm.type_error("setstate(): illegal state argument"));
        };
        if !vm.is_bytes(waiting) || vm.as_int(own).is_none() {
            return Err(vm.type_error("setstate(): illegal state argument"));
        }
        let mut bytes = [0; 8];
        bytes.copy_from_slice(&state_bytes(vm, own, 8)?);
        let n = vm.bytes(waiting).len();
        if n > MOST_BYTES {
            let fault = Fault { start: 0, end: n, reason: "pending buffer too large" };
            return Err(unicode_error(vm, false, encoding(this).name, waiting, fault));
        }
        coder(this).bytes = vm.bytes(waiting).to_vec();
        coder(this).state = u64::from_le_bytes(bytes);
        Ok(Ref::NONE)
    }
    "reset(self, /)" => fn decoder_reset(_vm, [this]) {
        coder(this).bytes.clear();
        coder(this).state = 0;
        Ok(Ref::NONE)
    }
]; }

/// The size argument of a reader's method: negative for no limit.
fn size_argument(vm: &Vm, v: Value) -> Res<i64> {
    if v.is_none() {
        return Ok(-1);
    }
    if vm.as_int(v).is_none() {
        return Err(vm.type_error("arg 1 must be an integer"));
    }
    vm.int_arg(v)
}

/// Reads with a method of the stream and decodes, until there is some text.
fn read_by(vm: &Vm, this: Value, method: &str, mut size: i64) -> Res {
    if size == 0 {
        return Ok(Ref::new(vm.names.empty));
    }
    loop {
        let stream = Ref::new(coder(this).stream);
        let f = vm.getattr_str(stream.value(), method)?;
        let data = if size < 0 {
            vm.call(f.value(), &[])?
        } else {
            let n = vm.new_int(size)?;
            vm.call(f.value(), &[n.value()])?
        };
        if !vm.is_bytes(data.value()) {
            let given = vm.type_name(data.value());
            return Err(vm.type_error(format!("stream function returned a non-bytes object ({given})")));
        }
        let empty = vm.bytes(data.value()).is_empty();
        let last = empty || size < 0;
        let text = decode_more(vm, this, data.value(), last)?;
        if last || vm.str(text.value()).len() > 0 {
            return Ok(text);
        }
        // The bytes of one character are read one by one.
        size = 1;
    }
}

native! { static READER_METHODS = [
    "read(self, sizeobj=None, /)" => fn reader_read(vm, [this, size]) {
        let size = size_argument(vm, size)?;
        read_by(vm, this, "read", size)
    }
    "readline(self, sizeobj=None, /)" => fn reader_readline(vm, [this, size]) {
        let size = size_argument(vm, size)?;
        read_by(vm, this, "readline", size)
    }
    "readlines(self, sizehintobj=None, /)" => fn reader_readlines(vm, [this, size]) {
        let size = size_argument(vm, size)?;
        let text = read_by(vm, this, "read", size)?;
        vm.call_method(text.value(), vm.intern("splitlines").value(), &[Value::TRUE])
    }
    "reset(self, /)" => fn reader_reset(_vm, [this]) {
        coder(this).bytes.clear();
        coder(this).state = 0;
        Ok(Ref::NONE)
    }
]; }

/// Encodes and writes to the stream.
fn write_to(vm: &Vm, this: Value, text: Value, last: bool) -> Res<()> {
    let out = encode_more(vm, this, text, last)?;
    if last && out.is_empty() {
        return Ok(());
    }
    let stream = Ref::new(coder(this).stream);
    let data = vm.new_bytes(&out)?;
    vm.call_method(stream.value(), vm.intern("write").value(), &[data.value()]).map(drop)
}

native! { static WRITER_METHODS = [
    "write(self, strobj, /)" => fn writer_write(vm, [this, text]) {
        write_to(vm, this, text, false)?;
        Ok(Ref::NONE)
    }
    "writelines(self, lines, /)" => fn writer_writelines(vm, [this, lines]) {
        if vm.is_dict(lines) || vm.slots(lines).getitem.is_none() || vm.slots(lines).len.is_none() {
            return Err(vm.type_error("arg must be a sequence object"));
        }
        let mut i = 0;
        while i < vm.len(lines)? {
            let line = vm.getitem(lines, Value::small_int(i as i64))?;
            write_to(vm, this, line.value(), false)?;
            i += 1;
        }
        Ok(Ref::NONE)
    }
    "reset(self, /)" => fn writer_reset(vm, [this]) {
        write_to(vm, this, vm.names.empty, true)?;
        coder(this).state = 0;
        Ok(Ref::NONE)
    }
]; }
