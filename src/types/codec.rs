//! Encoding and decoding with the names and error handlers of Python. The codecs that need no library are in `text::codec`; every
//! other name goes through the registry.
use super::codec_registry::{decode_text, encode_text, error_handler};
use crate::object::{Raised, Ref, Res, Value, Vm};
use crate::text::StrBuilder;
use crate::text::codec::{self, Encoding, Fault, Handler, Replacement};
use crate::text::codec_wide::{utf16_mark, utf32_mark};

/// An encoding by name: with a mark where the byte order is not part of the name.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Codec {
    Plain(Encoding),
    Utf16,
    Utf32,
}

/// A name of an encoding in the form that the registry knows: lower case, with `_` for each run of what is neither letter, digit nor dot.
pub fn normalized(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut gap = false;
    for c in name.chars() {
        if c.is_ascii_alphanumeric() || c == '.' {
            if gap && !out.is_empty() {
                out.push('_');
            }
            gap = false;
            out.push(c.to_ascii_lowercase());
        } else {
            gap = true;
        }
    }
    out
}

fn codec_by_name(name: &str) -> Option<Codec> {
    let name = match name {
        "utf-8" => return Some(Codec::Plain(Encoding::Utf8)),
        n if n.is_ascii() => normalized(n),
        _ => return None,
    };
    Some(match name.as_str() {
        "utf_8" | "utf8" | "u8" | "utf" | "cp65001" => Codec::Plain(Encoding::Utf8),
        "ascii" | "us_ascii" | "646" => Codec::Plain(Encoding::Ascii),
        "latin_1" | "latin1" | "latin" | "iso_8859_1" | "iso8859_1" | "8859" | "cp819" | "l1" => {
            Codec::Plain(Encoding::Latin1)
        }
        "utf_16" | "utf16" | "u16" => Codec::Utf16,
        "utf_16_le" | "utf_16le" | "utf16le" => Codec::Plain(Encoding::Utf16Le),
        "utf_16_be" | "utf_16be" | "utf16be" => Codec::Plain(Encoding::Utf16Be),
        "utf_32" | "utf32" | "u32" => Codec::Utf32,
        "utf_32_le" | "utf_32le" | "utf32le" => Codec::Plain(Encoding::Utf32Le),
        "utf_32_be" | "utf_32be" | "utf32be" => Codec::Plain(Encoding::Utf32Be),
        _ => return None,
    })
}

/// UTF-8, ASCII or Latin-1 by any of their names: the encodings that text files deal with themselves.
pub fn byte_encoding(name: &str) -> Option<Encoding> {
    match codec_by_name(name) {
        Some(Codec::Plain(e @ (Encoding::Utf8 | Encoding::Ascii | Encoding::Latin1))) => Some(e),
        _ => None,
    }
}

/// The encoding that `surrogatepass` takes a name for.
pub fn unicode_encoding(name: &str) -> Option<Encoding> {
    match codec_by_name(name)? {
        Codec::Plain(Encoding::Ascii | Encoding::Latin1) => None,
        Codec::Plain(e) => Some(e),
        Codec::Utf16 => Some(Encoding::Utf16Le),
        Codec::Utf32 => Some(Encoding::Utf32Le),
    }
}

/// The name of an encoding in error messages.
pub fn encoding_name(e: Encoding) -> &'static str {
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

/// An instance of UnicodeDecodeError or UnicodeEncodeError about `object`.
#[cold]
pub fn new_unicode_error(vm: &Vm, encode: bool, encoding: &str, object: Value, fault: Fault) -> Res {
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
}

/// Raises a UnicodeDecodeError or UnicodeEncodeError about `object`.
#[cold]
pub fn unicode_error(vm: &Vm, encode: bool, encoding: &str, object: Value, fault: Fault) -> Raised {
    match new_unicode_error(vm, encode, encoding, object, fault) {
        Ok(e) => vm.raise(e),
        Err(r) => r,
    }
}

/// The built-in handler of an `errors` argument; `None` where the registry has to be asked.
fn known_handler(vm: &Vm, errors: Value) -> Option<Handler> {
    if errors.is_unbound() || errors.is_none() {
        return Some(Handler::Strict);
    }
    Handler::from_name(vm.str(errors).as_ascii()?)
}

/// What ends a run of a codec early.
enum Stop {
    Raised(Raised),
    /// Decoding goes on in other bytes, from that position.
    Restart(Ref, usize),
}

/// A decoder: takes bytes, appends text, tells how many bytes it has read; where something cannot be decoded it asks what to do.
pub type DecodeFault<'a, E> = &'a mut dyn FnMut(Fault, &mut StrBuilder) -> Result<usize, E>;

/// Runs a decoder over the contents of `object` from `start` on (None where they are nobody's) under the error handler `errors`. Returns the text, and
/// how many bytes were read; where a handler has put others in their place, of those.
#[allow(clippy::too_many_arguments)]
pub fn run_decoder(
    vm: &Vm,
    name: &str,
    encoding: Option<Encoding>,
    bytes: &[u8],
    start: usize,
    object: Value,
    errors: Value,
    run: &mut dyn FnMut(&[u8], &mut StrBuilder, DecodeFault<DecodeStop>) -> Result<usize, DecodeStop>,
) -> Res<(Ref, usize)> {
    let mut out = StrBuilder::with_capacity(bytes.len());
    let known = known_handler(vm, errors);
    // Bytes that handlers have been shown: nobody else can change them.
    let mut owned: Option<Ref> = object.is_exact(vm.types.bytes).then(|| Ref::new(object));
    let mut base = start;
    let mut current = bytes;
    loop {
        let rest = &current[base..];
        let result = run(rest, &mut out, &mut |fault, out| {
            if let Some(h) = known
                && !matches!(h, Handler::XmlCharRefReplace | Handler::NameReplace)
            {
                return h.on_decode(encoding, rest, fault, out).map_err(|fault| {
                    let shown = match &owned {
                        Some(o) => Ok(o.clone()),
                        None => vm.new_bytes(current),
                    };
                    let fault = Fault { start: fault.start + base, end: fault.end + base, ..fault };
                    DecodeStop(Stop::Raised(match shown {
                        Ok(o) => unicode_error(vm, false, name, o.value(), fault),
                        Err(r) => r,
                    }))
                });
            }
            let raised = |r| DecodeStop(Stop::Raised(r));
            let Some(o) = &owned else {
                let copy = vm.new_bytes(current).map_err(raised)?;
                return Err(DecodeStop(Stop::Restart(copy, base + fault.start)));
            };
            let fault = Fault { start: fault.start + base, end: fault.end + base, ..fault };
            let (object, next) = ask_decode(vm, name, o.value(), errors, fault, out).map_err(raised)?;
            if object.value() != o.value() || next < base {
                return Err(DecodeStop(Stop::Restart(object, next)));
            }
            Ok(next - base)
        });
        match result {
            Ok(n) => return Ok((vm.new_str_buf(out.finish())?, base + n)),
            Err(DecodeStop(Stop::Raised(r))) => return Err(r),
            Err(DecodeStop(Stop::Restart(object, at))) => {
                current = vm.bytes(object.value());
                base = at;
                owned = Some(object);
            }
        }
    }
}

/// Ends a run of a decoder early; made by its caller only.
pub struct DecodeStop(Stop);

/// Calls a registered handler: the exception it was given, its replacement, and its position, which can be an index. `wrong` says what it
/// must return.
fn ask_handler(vm: &Vm, encode: bool, name: &str, object: Value, errors: Value, fault: Fault, wrong: &str) -> Res<(Ref, Ref, Ref)> {
    let handler = error_handler(vm, errors)?;
    let e = new_unicode_error(vm, encode, name, object, fault)?;
    let r = vm.call(handler.value(), &[e.value()])?;
    let items = if vm.is_tuple(r.value()) { vm.tuple_items(r.value()) } else { &[] };
    match items {
        [new, position] if super::support::is_index(vm, *position) => Ok((e, Ref::new(*new), Ref::new(*position))),
        _ => Err(vm.type_error(wrong)),
    }
}

/// Calls a registered handler about bytes that cannot be decoded, and appends its replacement. Returns the bytes to go on in, and where.
#[cold]
fn ask_decode(vm: &Vm, name: &str, object: Value, errors: Value, fault: Fault, out: &mut StrBuilder) -> Res<(Ref, usize)> {
    if known_handler(vm, errors).is_some() {
        return Err(vm.type_error("don't know how to handle UnicodeDecodeError in error callback"));
    }
    let wrong = "decoding error handler must return (str, int) tuple";
    let (e, text, position) = ask_handler(vm, false, name, object, errors, fault, wrong)?;
    if !vm.is_str(text.value()) {
        return Err(vm.type_error(wrong));
    }
    let position = vm.int_arg(position.value())?;
    let now = Ref::new(vm.exception_field(e.value(), 1));
    if !vm.is_bytes(now.value()) {
        return Err(vm.type_error("exception attribute object must be bytes"));
    }
    let next = handler_position(vm, position, vm.bytes(now.value()).len())?;
    out.push_view(super::str::view(vm, text.value()));
    Ok((now, next))
}

fn handler_position(vm: &Vm, position: i64, len: usize) -> Res<usize> {
    let at = if position < 0 { position.saturating_add(len as i64) } else { position };
    if at < 0 || at > len as i64 {
        return Err(vm.index_error(format!("position {position} from error handler out of bounds")));
    }
    Ok(at as usize)
}

/// What stands in place of characters of the str `text` that cannot be encoded, and where to go on.
#[cold]
pub fn encode_fault(
    vm: &Vm,
    name: &str,
    encoding: Option<Encoding>,
    text: Value,
    errors: Value,
    fault: Fault,
) -> Res<(Replacement, usize)> {
    let view = super::str::view(vm, text);
    if let Some(h) = known_handler(vm, errors) {
        return h.on_encode(encoding, view, fault).map_err(|fault| unicode_error(vm, true, name, text, fault));
    }
    let wrong = "encoding error handler must return (str/bytes, int) tuple";
    let (_, new, position) = ask_handler(vm, true, name, text, errors, fault, wrong)?;
    let replacement = if vm.is_bytes(new.value()) {
        Replacement::Bytes(vm.bytes(new.value()).to_vec())
    } else if vm.is_str(new.value()) {
        Replacement::Text(crate::text::builder::narrow(super::str::view(vm, new.value())))
    } else {
        return Err(vm.type_error(wrong));
    };
    let next = handler_position(vm, vm.int_arg(position.value())?, view.len())?;
    Ok((replacement, next))
}

/// Encodes a str natively; what comes out is appended. `name` is the encoding's in error messages.
pub fn encode_native(vm: &Vm, text: Value, encoding: Encoding, name: &str, errors: Value, out: &mut Vec<u8>) -> Res<()> {
    let held = Ref::new(text);
    codec::encode(super::str::view(vm, text), encoding, out, |fault, retry| {
        if retry {
            encode_fault(vm, name, Some(encoding), held.value(), errors, fault)
        } else {
            Err(unicode_error(vm, true, name, held.value(), fault))
        }
    })
}

/// Decodes natively: the text, and how many bytes were read (all, where `last`).
pub fn decode_native(
    vm: &Vm,
    bytes: &[u8],
    object: Value,
    encoding: Encoding,
    name: &str,
    errors: Value,
    last: bool,
) -> Res<(Ref, usize)> {
    if matches!(encoding, Encoding::Utf8 | Encoding::Ascii) && bytes.is_ascii() {
        return Ok((vm.new_latin1(bytes, true)?, bytes.len()));
    }
    if encoding == Encoding::Latin1 {
        return Ok((vm.new_latin1(bytes, bytes.is_ascii())?, bytes.len()));
    }
    run_decoder(vm, name, Some(encoding), bytes, 0, object, errors, &mut |b, out, on_fault| {
        codec::decode(b, encoding, last, out, on_fault)
    })
}

/// Checks an `encoding` or `errors` argument: absent, or a str that can be handed to a codec.
pub fn text_argument(vm: &Vm, function: &str, name: &str, v: Value) -> Res<()> {
    if v.is_unbound() {
        return Ok(());
    }
    if !vm.is_str(v) {
        return Err(vm.type_error(format!(
            "{function}() argument '{name}' must be str, not {}",
            vm.argument_type_name(v)
        )));
    }
    if let Some(ascii) = vm.str(v).as_ascii()
        && !ascii.as_bytes().contains(&0)
    {
        return Ok(());
    }
    if vm.str(v).iter().any(|c| (0xd800..0xe000).contains(&c)) {
        // Raises the codec's error.
        encode_str(vm, v, Value::UNBOUND, Value::UNBOUND)?;
    }
    if vm.str(v).iter().any(|c| c == 0) {
        return Err(vm.value_error("embedded null character"));
    }
    Ok(())
}

/// What a codec raised, with the note that the registry adds; the names of the commonest encodings do not lead there.
#[cold]
fn noted(vm: &Vm, r: Raised, encode: bool, name: Value) -> Raised {
    const DIRECT: [&str; 11] =
        ["utf_8", "utf8", "utf_16", "utf16", "utf_32", "utf32", "ascii", "us_ascii", "latin1", "latin_1", "iso_8859_1"];
    if !name.is_unbound() {
        let normal = normalized(&vm.str_text(name));
        if !DIRECT.contains(&normal.as_str()) && normal != "iso8859_1" {
            super::codec_registry::add_note(vm, encode, name);
        }
    }
    r
}

/// `str.encode`: the bytes. `encoding` and `errors` may be UNBOUND.
pub fn encode_str(vm: &Vm, text: Value, encoding: Value, errors: Value) -> Res<Vec<u8>> {
    text_argument(vm, "encode", "encoding", encoding)?;
    text_argument(vm, "encode", "errors", errors)?;
    let codec = if encoding.is_unbound() {
        Some(Codec::Plain(Encoding::Utf8))
    } else {
        match vm.str(encoding).as_ascii() {
            Some(name) => codec_by_name(name),
            None => None,
        }
    };
    let mut out = Vec::new();
    let name = encoding;
    let (encoding, shown) = match codec {
        Some(Codec::Plain(e)) => (e, encoding_name(e)),
        Some(Codec::Utf16) => {
            out.extend_from_slice(&[0xff, 0xfe]);
            (Encoding::Utf16Le, "utf-16")
        }
        Some(Codec::Utf32) => {
            out.extend_from_slice(&[0xff, 0xfe, 0, 0]);
            (Encoding::Utf32Le, "utf-32")
        }
        None => {
            let b = encode_text(vm, text, encoding, errors)?;
            return Ok(vm.bytes(b.value()).to_vec());
        }
    };
    match encode_native(vm, text, encoding, shown, errors, &mut out) {
        Ok(()) => Ok(out),
        Err(r) => Err(noted(vm, r, true, name)),
    }
}

/// `bytes.decode`: a str. `object` is what `bytes` are the contents of; `encoding` and `errors` may be UNBOUND.
pub fn decode_bytes(vm: &Vm, bytes: &[u8], object: Value, encoding: Value, errors: Value) -> Res {
    if encoding.is_unbound() && bytes.is_ascii() {
        text_argument(vm, "decode", "errors", errors)?;
        return vm.new_latin1(bytes, true);
    }
    text_argument(vm, "decode", "encoding", encoding)?;
    text_argument(vm, "decode", "errors", errors)?;
    if bytes.is_empty() {
        return Ok(Ref::new(vm.names.empty));
    }
    let codec = if encoding.is_unbound() {
        Some(Codec::Plain(Encoding::Utf8))
    } else {
        match vm.str(encoding).as_ascii() {
            Some(name) => codec_by_name(name),
            None => None,
        }
    };
    let name = encoding;
    let (encoding, skip) = match codec {
        Some(Codec::Plain(e)) => (e, 0),
        Some(Codec::Utf16) => utf16_mark(bytes).unwrap_or((Encoding::Utf16Le, 0)),
        Some(Codec::Utf32) => utf32_mark(bytes).unwrap_or((Encoding::Utf32Le, 0)),
        None => {
            let object = if vm.is_bytes(object) { Ref::new(object) } else { vm.new_bytes(bytes)? };
            return decode_text(vm, object.value(), encoding, errors);
        }
    };
    let shown = encoding_name(encoding);
    if skip == 0 {
        let decoded = decode_native(vm, bytes, object, encoding, shown, errors, true);
        return decoded.map(|(text, _)| text).map_err(|r| noted(vm, r, false, name));
    }
    // Positions count from the beginning, mark included.
    run_decoder(vm, shown, Some(encoding), bytes, skip, object, errors, &mut |b, out, on_fault| {
        codec::decode(b, encoding, true, out, on_fault)
    })
    .map(|(text, _)| text)
    .map_err(|r| noted(vm, r, false, name))
}
