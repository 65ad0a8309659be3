//! Encoding and decoding with the names and error handlers of Python; the codecs are in `text::codec`.
use crate::object::{Raised, Ref, Res, Value, Vm};
use crate::text::StrBuilder;
use crate::text::codec::{Encoding, Fault, Handler, decode_with, encode_with};
use crate::text::codec_wide::{utf16_mark, utf32_mark};

/// An encoding by name: with a mark where the byte order is not part of the name.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Codec {
    Plain(Encoding),
    Utf16,
    Utf32,
    Utf8Sig,
}

fn codec_by_name(name: &str) -> Option<Codec> {
    let plain: String = name.chars().map(|c| if c == '_' || c == ' ' { '-' } else { c.to_ascii_lowercase() }).collect();
    Some(match plain.as_str() {
        "utf-8" | "utf8" | "u8" | "utf" | "cp65001" => Codec::Plain(Encoding::Utf8),
        "ascii" | "us-ascii" | "646" | "ansi-x3.4-1968" => Codec::Plain(Encoding::Ascii),
        "latin-1" | "latin1" | "latin" | "iso-8859-1" | "iso8859-1" | "8859" | "cp819" | "l1" => {
            Codec::Plain(Encoding::Latin1)
        }
        "utf-16" | "utf16" | "u16" => Codec::Utf16,
        "utf-16-le" | "utf-16le" | "utf16le" => Codec::Plain(Encoding::Utf16Le),
        "utf-16-be" | "utf-16be" | "utf16be" => Codec::Plain(Encoding::Utf16Be),
        "utf-32" | "utf32" | "u32" => Codec::Utf32,
        "utf-32-le" | "utf-32le" | "utf32le" => Codec::Plain(Encoding::Utf32Le),
        "utf-32-be" | "utf-32be" | "utf32be" => Codec::Plain(Encoding::Utf32Be),
        "utf-8-sig" => Codec::Utf8Sig,
        _ => return None,
    })
}

fn encoding_name(e: Encoding) -> &'static str {
    match e {
        Encoding::Utf8 => "utf-8",
        Encoding::Ascii => "ascii",
        Encoding::Latin1 => "latin-1",
        Encoding::Utf16Le => "utf-16-le",
        Encoding::Utf16Be => "utf-16-be",
        Encoding::Utf32Le => "utf-32-le",
        Encoding::Utf32Be => "utf-32-be",
    }
}

/// A UnicodeDecodeError or UnicodeEncodeError about `object`.
#[cold]
pub fn unicode_error(vm: &Vm, encode: bool, encoding: &str, object: Value, fault: Fault) -> Raised {
    let make = || -> Res {
        let ty = if encode { vm.types.UnicodeEncodeError } else { vm.types.UnicodeDecodeError };
        let fields = [
            vm.new_str(encoding)?,
            Ref::new(object),
            vm.new_usize(fault.start)?,
            vm.new_usize(fault.end)?,
            vm.new_str(fault.reason)?,
        ];
        let args: Vec<Value> = fields.iter().map(|f| f.value()).collect();
        let e = vm.new_exception(ty, vm.tuple_from(&args)?)?;
        for (i, f) in fields.into_iter().enumerate() {
            vm.set_exception_field(e.value(), i, f);
        }
        Ok(e)
    };
    match make() {
        Ok(e) => vm.raise(e),
        Err(r) => r,
    }
}

fn text_argument(vm: &Vm, function: &str, name: &str, v: Value, default: &str) -> Res<String> {
    if v.is_unbound() {
        return Ok(default.to_owned());
    }
    if !vm.is_str(v) {
        return Err(vm.type_error(format!(
            "{function}() argument '{name}' must be str, not {}",
            super::str_search::argument_type(vm, v)
        )));
    }
    Ok(vm.str_text(v))
}

fn handler(vm: &Vm, name: &str) -> Res<Handler> {
    match Handler::from_name(name) {
        Some(h) => Ok(h),
        None => Err(vm.lookup_error(format!("unknown error handler name '{name}'"))),
    }
}

fn find_codec(vm: &Vm, name: &str) -> Res<Codec> {
    match codec_by_name(name) {
        Some(c) => Ok(c),
        None => Err(vm.lookup_error(format!("unknown encoding: {name}"))),
    }
}

/// `str.encode`: the bytes. `encoding` and `errors` may be UNBOUND.
pub fn encode_str(vm: &Vm, text: Value, encoding: Value, errors: Value) -> Res<Vec<u8>> {
    let name = text_argument(vm, "encode", "encoding", encoding, "utf-8")?;
    let errors = text_argument(vm, "encode", "errors", errors, "strict")?;
    let codec = find_codec(vm, &name)?;
    let mut out = Vec::new();
    let encoding = match codec {
        Codec::Plain(e) => e,
        Codec::Utf16 => {
            out.extend_from_slice(&[0xff, 0xfe]);
            Encoding::Utf16Le
        }
        Codec::Utf32 => {
            out.extend_from_slice(&[0xff, 0xfe, 0, 0]);
            Encoding::Utf32Le
        }
        Codec::Utf8Sig => {
            out.extend_from_slice(&[0xef, 0xbb, 0xbf]);
            Encoding::Utf8
        }
    };
    let view = super::str::view(vm, text);
    // A handler is looked up only where something cannot be encoded.
    let known = Handler::from_name(&errors);
    let mark = out.len();
    match encode_with(view, encoding, known.unwrap_or(Handler::Strict), &mut out) {
        Ok(()) => Ok(out),
        Err(fault) => {
            out.truncate(mark);
            handler(vm, &errors)?;
            let shown = match codec {
                Codec::Utf16 => "utf-16",
                Codec::Utf32 => "utf-32",
                _ => encoding_name(encoding),
            };
            Err(unicode_error(vm, true, shown, text, fault))
        }
    }
}

/// `bytes.decode`: a str. `object` is what `bytes` are the contents of; `encoding` and `errors` may be UNBOUND.
pub fn decode_bytes(vm: &Vm, bytes: &[u8], object: Value, encoding: Value, errors: Value) -> Res {
    if encoding.is_unbound() && bytes.is_ascii() {
        return vm.new_latin1(bytes, true);
    }
    let name = text_argument(vm, "decode", "encoding", encoding, "utf-8")?;
    let errors = text_argument(vm, "decode", "errors", errors, "strict")?;
    if bytes.is_empty() {
        return Ok(Ref::new(vm.names.empty));
    }
    let (encoding, skip) = match find_codec(vm, &name)? {
        Codec::Plain(e) => (e, 0),
        Codec::Utf16 => utf16_mark(bytes).unwrap_or((Encoding::Utf16Le, 0)),
        Codec::Utf32 => utf32_mark(bytes).unwrap_or((Encoding::Utf32Le, 0)),
        Codec::Utf8Sig => (Encoding::Utf8, if bytes.starts_with(&[0xef, 0xbb, 0xbf]) { 3 } else { 0 }),
    };
    let known = Handler::from_name(&errors);
    let mut out = StrBuilder::with_capacity(bytes.len() - skip);
    match decode_with(&bytes[skip..], encoding, known.unwrap_or(Handler::Strict), &mut out) {
        Ok(()) => vm.new_str_buf(out.finish()),
        Err(fault) => {
            handler(vm, &errors)?;
            let fault = Fault { start: fault.start + skip, end: fault.end + skip, ..fault };
            let object = if vm.is_bytes(object) { Ref::new(object) } else { vm.new_bytes(bytes)? };
            Err(unicode_error(vm, false, encoding_name(encoding), object.value(), fault))
        }
    }
}
