//! `_multibytecodec` and the modules of the East Asian encodings (`_codecs_jp` and its like): codec objects over `text::multibyte`.
mod coders;

use crate::native;
use crate::object::{Header, Ref, Res, Slots, Type, TypeSpec, Value, Vm};
use crate::text::StrBuilder;
use crate::text::codec::{Fault, Replacement};
use crate::text::multibyte::{Decoded, Encoded, Multibyte};
use crate::types::codec::{encode_fault, run_decoder, unicode_error};
use crate::types::str::view;
use crate::types::struct_sequence::{forbid_instances, new_type_of};
use std::cell::{Cell, RefCell};
use std::rc::Rc;

const ILLEGAL: &str = "illegal multibyte sequence";
const INCOMPLETE: &str = "incomplete multibyte sequence";

/// What the modules keep: encodings that have been read from their tables, and the type of codecs.
struct State {
    loaded: RefCell<Vec<Rc<Multibyte>>>,
    codec: Cell<*mut Type>,
}

impl Default for State {
    fn default() -> State {
        State { loaded: RefCell::default(), codec: Cell::new(std::ptr::null_mut()) }
    }
}

#[repr(C)]
struct Codec {
    header: Header,
    encoding: Rc<Multibyte>,
}

static CODEC: TypeSpec = TypeSpec {
    name: "_multibytecodec.MultibyteCodec",
    size: size_of::<Codec>(),
    slots: Slots {
        // SAFETY: a codec without references.
        drop: Some(|_, h| unsafe { std::ptr::drop_in_place(&raw mut (*(h as *mut Codec)).encoding) }),
        ..Slots::EMPTY
    },
    methods: CODEC_METHODS,
    ..TypeSpec::EMPTY
};

/// The type of codec objects, which only `getcodec` makes.
fn codec_type(vm: &Vm) -> Res<*mut Type> {
    let cell = &vm.extension::<State>().codec;
    if cell.get().is_null() {
        let ty = new_type_of(vm, &CODEC, vm.types.object)?;
        forbid_instances(ty);
        cell.set(ty);
    }
    Ok(cell.get())
}

/// The encoding of a codec object.
fn encoding_of(v: Value) -> Rc<Multibyte> {
    // SAFETY: called with codec objects only.
    unsafe { v.get::<Codec>() }.encoding.clone()
}

/// Decodes the contents of the bytes object `data`: the text, and how many bytes were read (all, where `last`).
fn decode(vm: &Vm, encoding: &Multibyte, data: Value, errors: Value, last: bool) -> Res<(Ref, usize)> {
    run_decoder(vm, encoding.name, None, vm.bytes(data), 0, data, errors, &mut |b, out, on_fault| {
        let mut at = 0;
        while at < b.len() {
            let fault = match encoding.decode(&b[at..]) {
                Decoded::Char(n, c) => {
                    out.push(c);
                    at += n;
                    continue;
                }
                Decoded::Pair(n, pair) => {
                    pair.into_iter().for_each(|c| out.push(c));
                    at += n;
                    continue;
                }
                Decoded::Incomplete if !last => break,
                Decoded::Incomplete => Fault { start: at, end: b.len(), reason: INCOMPLETE },
                Decoded::Illegal(n) => Fault { start: at, end: at + n, reason: ILLEGAL },
            };
            at = on_fault(fault, out)?;
        }
        Ok(at)
    })
}

/// Encodes the str `text`: the bytes, and how many characters were read (all, where `last`).
fn encode(vm: &Vm, encoding: &Multibyte, text: Value, errors: Value, last: bool) -> Res<(Vec<u8>, usize)> {
    let s = view(vm, text);
    let mut out = Vec::with_capacity(s.len() * 2);
    let mut at = 0;
    while at < s.len() {
        let next = (at + 1 < s.len()).then(|| s.at(at + 1));
        match encoding.encode(s.at(at), next, last, &mut out) {
            Encoded::Done(n) => at += n,
            Encoded::Undecided => break,
            Encoded::Illegal => {
                let fault = Fault { start: at, end: at + 1, reason: ILLEGAL };
                let (replacement, next) = encode_fault(vm, encoding.name, None, text, errors, fault)?;
                match replacement {
                    Replacement::Bytes(bytes) => out.extend_from_slice(&bytes),
                    Replacement::Text(new) => {
                        let new: Vec<u32> = new.as_view().iter().collect();
                        let mut i = 0;
                        while i < new.len() {
                            match encoding.encode(new[i], new.get(i + 1).copied(), true, &mut out) {
                                Encoded::Done(n) => i += n,
                                _ => return Err(unicode_error(vm, true, encoding.name, text, fault)),
                            }
                        }
                    }
                }
                at = next;
            }
        }
    }
    Ok((out, at))
}

/// Text to encode: a str, or what `str()` makes of another object.
fn text_of(vm: &Vm, v: Value) -> Res {
    if vm.is_str(v) { Ok(Ref::new(v)) } else { vm.str_of(v) }
}

/// Bytes to decode, as a bytes object.
fn bytes_of(vm: &Vm, v: Value) -> Res {
    if v.is_exact(vm.types.bytes) { Ok(Ref::new(v)) } else { vm.new_bytes(&vm.bytes_arg(v)?) }
}

fn check_errors(vm: &Vm, function: &str, errors: Value) -> Res<()> {
    if errors.is_none() || vm.is_str(errors) {
        return Ok(());
    }
    Err(vm.type_error(format!("{function}() argument 'errors' must be str or None, not {}", vm.type_name(errors))))
}

native! { static CODEC_METHODS = [
    /// Return an encoded string version of 'input'.
    ///
    /// 'errors' may be given to set a different error handling scheme.
    /// Default is 'strict' meaning that encoding errors raise
    /// a UnicodeEncodeError.  Other possible values are 'ignore', 'replace'
    /// and 'xmlcharrefreplace' as well as any other name registered with
    /// codecs.register_error that can handle UnicodeEncodeErrors.
    "encode(self, /, input, errors=None)" => fn codec_encode(vm, [this, input, errors]) {
        check_errors(vm, "encode", errors)?;
        let text = text_of(vm, input)?;
        let (out, _) = encode(vm, &encoding_of(this), text.value(), errors, true)?;
        vm.tuple_from_refs([vm.new_bytes(&out)?, vm.new_usize(vm.str(text.value()).len())?])
    }
    /// Decodes 'input'.
    ///
    /// 'errors' may be given to set a different error handling scheme.
    /// Default is 'strict' meaning that encoding errors raise
    /// a UnicodeDecodeError.  Other possible values are 'ignore' and
    /// 'replace' as well as any other name registered with
    /// codecs.register_error that is able to handle UnicodeDecodeErrors."
    "decode(self, /, input, errors=None)" => fn codec_decode(vm, [this, input, errors]) {
        check_errors(vm, "decode", errors)?;
        let data = bytes_of(vm, input)?;
        let (text, _) = decode(vm, &encoding_of(this), data.value(), errors, true)?;
        vm.tuple_from_refs([text, vm.new_usize(vm.bytes(data.value()).len())?])
    }
]; }

/// `getcodec` of a module that has the encodings given.
fn get_codec(vm: &Vm, name: Value, known: &[&str]) -> Res {
    if !vm.is_str(name) {
        return Err(vm.type_error("encoding name must be a string."));
    }
    let name = vm.str_text(name);
    let loaded = &vm.extension::<State>().loaded;
    let found = loaded.borrow().iter().find(|e| e.name == name).cloned();
    let encoding = match found {
        _ if !known.contains(&&*name) => None,
        Some(e) => Some(e),
        None => Multibyte::load(&name).map(|e| {
            let e = Rc::new(e);
            loaded.borrow_mut().push(e.clone());
            e
        }),
    };
    let Some(encoding) = encoding else {
        return Err(vm.lookup_error("no such codec is supported."));
    };
    // SAFETY: the instance is fresh.
    vm.new_object::<Codec>(codec_type(vm)?, |p| unsafe { (&raw mut (*p).encoding).write(encoding) })
}

/// The modules of encodings.
macro_rules! encodings {
    ($($init:ident $functions:ident $getter:ident $module:literal $known:expr;)*) => { $(
        native! { static $functions = [
            "getcodec(encoding, /)" => fn $getter(vm, [encoding]) { get_codec(vm, encoding, $known) }
        ]; }
        /// Makes the module.
        pub fn $init(vm: &Vm) -> Res {
            super::new_module(vm, $module, "", $functions)
        }
    )* };
}
encodings! {
    init_cn CN getcodec_cn "_codecs_cn" &["gb2312", "gbk", "gb18030"];
    init_hk HK getcodec_hk "_codecs_hk" &["big5hkscs"];
    init_jp JP getcodec_jp "_codecs_jp" &["shift_jis", "cp932", "euc_jp", "shift_jis_2004", "euc_jis_2004", "euc_jisx0213", "shift_jisx0213"];
    init_kr KR getcodec_kr "_codecs_kr" &["euc_kr", "cp949", "johab"];
    init_tw TW getcodec_tw "_codecs_tw" &["big5", "cp950"];
}

/// Makes the module `_multibytecodec`.
pub fn init(vm: &Vm) -> Res {
    let module = super::new_module(vm, "_multibytecodec", "", &[])?;
    codec_type(vm)?;
    for (name, spec) in coders::TYPES {
        super::set(vm, module.value(), name, Ref::from_type(new_type_of(vm, spec, vm.types.object)?))?;
    }
    Ok(module)
}

/// Text of characters.
fn text_from(vm: &Vm, chars: impl IntoIterator<Item = u32>) -> Res {
    let mut b = StrBuilder::new();
    chars.into_iter().for_each(|c| b.push(c));
    vm.new_str_buf(b.finish())
}
