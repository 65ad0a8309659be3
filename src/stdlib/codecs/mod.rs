//! `_codecs`: the registry, and the codecs that the library's modules are made of.
mod charmap;
mod handlers;

use crate::native;
use crate::object::{Ref, Res, Value, Vm};
use crate::text::codec::{Encoding, Fault};
use crate::text::codec_escape::{
    EscapeError, decode_bytes_escape, decode_raw_unicode_escape, decode_unicode_escape, encode_bytes_escape,
    encode_raw_unicode_escape, encode_unicode_escape,
};
use crate::text::codec_utf7::{decode_utf7, encode_utf7};
use crate::text::codec_wide::{utf16_mark, utf32_mark};
use crate::types::codec::{decode_native, encode_native, encoding_name, run_decoder};
use crate::types::codec_registry;
use crate::types::str::view;

/// An `errors` argument: a str or None.
fn check_errors(vm: &Vm, function: &str, errors: Value) -> Res<()> {
    if errors.is_none() || errors.is_unbound() {
        return Ok(());
    }
    if !vm.is_str(errors) {
        let given = vm.type_name(errors);
        return Err(vm.type_error(format!("{function}() argument 2 must be str or None, not {given}")));
    }
    if vm.str(errors).iter().any(|c| c == 0) {
        return Err(vm.value_error("embedded null character"));
    }
    Ok(())
}

fn check_text(vm: &Vm, function: &str, text: Value) -> Res<()> {
    if vm.is_str(text) {
        return Ok(());
    }
    let given = if text.is_none() { "None".to_owned() } else { vm.type_name(text) };
    Err(vm.type_error(format!("{function}() argument 1 must be str, not {given}")))
}

/// `(result, length)`, as codecs return it.
fn pair(vm: &Vm, result: Ref, n: usize) -> Res {
    let n = vm.new_usize(n)?;
    vm.tuple_from_refs([result, n])
}

fn encode(vm: &Vm, function: &str, text: Value, errors: Value, encoding: Encoding, name: &str, mark: &[u8]) -> Res {
    check_text(vm, function, text)?;
    check_errors(vm, function, errors)?;
    let mut out = mark.to_vec();
    encode_native(vm, text, encoding, name, errors, &mut out)?;
    pair(vm, vm.new_bytes(&out)?, vm.str(text).len())
}

/// The argument of a decoder as bytes that cannot change, and the object that error handlers are shown.
fn bytes_argument(vm: &Vm, data: Value) -> Res {
    if data.is_exact(vm.types.bytes) {
        return Ok(Ref::new(data));
    }
    vm.new_bytes(&vm.bytes_arg(data)?)
}

fn decode(vm: &Vm, function: &str, data: Value, errors: Value, encoding: Encoding, last: bool) -> Res {
    let data = bytes_argument(vm, data)?;
    check_errors(vm, function, errors)?;
    let bytes = vm.bytes(data.value());
    let (text, n) = decode_native(vm, bytes, data.value(), encoding, encoding_name(encoding), errors, last)?;
    pair(vm, text, n)
}

/// Decodes UTF-16 or UTF-32 whose byte order (below 0: low byte first, above: high byte first) may be told by a mark. Returns the text,
/// the length, and the byte order.
fn decode_marked(vm: &Vm, function: &str, data: Value, errors: Value, wide: bool, order: i64, last: bool) -> Res<(Ref, usize, i64)> {
    let data = bytes_argument(vm, data)?;
    check_errors(vm, function, errors)?;
    let bytes = vm.bytes(data.value());
    let (little, big) = match wide {
        true => (Encoding::Utf32Le, Encoding::Utf32Be),
        false => (Encoding::Utf16Le, Encoding::Utf16Be),
    };
    let unit = if wide { 4 } else { 2 };
    let mut order = order;
    let (encoding, skip) = match order {
        0 => match if wide { utf32_mark(bytes) } else { utf16_mark(bytes) } {
            Some((e, n)) => {
                order = if e == little { -1 } else { 1 };
                (e, n)
            }
            None => {
                // Without a mark it is the machine's order, which is not told while the first unit is not there.
                if wide && bytes.len() >= unit {
                    order = 0;
                }
                (little, 0)
            }
        },
        n if n < 0 => (little, 0),
        _ => (big, 0),
    };
    let name = encoding_name(encoding);
    let (text, n) = run_decoder(vm, name, Some(encoding), bytes, skip, data.value(), errors, &mut |b, out, on_fault| {
        crate::text::codec::decode(b, encoding, last, out, on_fault)
    })?;
    Ok((text, n, order))
}

/// A decoder of its own under the error handlers.
fn decode_by<F>(vm: &Vm, function: &str, name: &str, data: Value, errors: Value, mut f: F) -> Res
where
    F: FnMut(
        &[u8],
        &mut crate::text::StrBuilder,
        &mut dyn FnMut(Fault, &mut crate::text::StrBuilder) -> Result<usize, crate::types::codec::DecodeStop>,
    ) -> Result<usize, crate::types::codec::DecodeStop>,
{
    let data = match vm.is_str(data) {
        // Escapes may be given as text, too.
        true if name.ends_with("escape") => {
            let mut out = Vec::new();
            encode_native(vm, data, Encoding::Utf8, "utf-8", Value::NONE, &mut out)?;
            vm.new_bytes(&out)?
        }
        _ => bytes_argument(vm, data)?,
    };
    check_errors(vm, function, errors)?;
    let (text, n) =
        run_decoder(vm, name, None, vm.bytes(data.value()), 0, data.value(), errors, &mut |b, out, on| f(b, out, on))?;
    pair(vm, text, n)
}

/// Warns of an escape that means nothing; `prefix` is that of the literal.
fn warn_escape(vm: &Vm, prefix: &str, escape: &str) -> Res<()> {
    let octal = if escape.len() > 1 { "octal " } else { "" };
    let message = format!(
        "{prefix}\"\\{escape}\" is an invalid {octal}escape sequence. Such sequences will not work in the future. "
    );
    crate::report::warnings::warn(vm, vm.types.DeprecationWarning, &message, 1)
}

fn codec_argument(vm: &Vm, function: &str, name: &str, v: Value) -> Res<()> {
    if v.is_unbound() || vm.is_str(v) {
        return Ok(());
    }
    let given = if v.is_none() { "None".to_owned() } else { vm.type_name(v) };
    Err(vm.type_error(format!("{function}() argument '{name}' must be str, not {given}")))
}

fn transform(vm: &Vm, object: Value, encoding: Value, errors: Value, encode: bool) -> Res {
    let function = if encode { "encode" } else { "decode" };
    codec_argument(vm, function, "encoding", encoding)?;
    codec_argument(vm, function, "errors", errors)?;
    let encoding = if encoding.is_unbound() { vm.names.utf_8 } else { encoding };
    codec_registry::transform(vm, object, encoding, errors, encode)
}

macro_rules! codec_pair {
    ($STATIC:ident $encode:literal $encode_fn:ident $decode:literal $decode_fn:ident $encoding:expr) => {
        native! { static $STATIC = [
            $encode => fn $encode_fn(vm, [text, errors]) {
                let name = const { crate::object::Signature::parse($encode) }.name();
                encode(vm, name, text, errors, $encoding, encoding_name($encoding), &[])
            }
            $decode => fn $decode_fn(vm, [data, errors, last]) {
                let name = const { crate::object::Signature::parse($decode) }.name();
                let last = vm.truth(last)?;
                decode(vm, name, data, errors, $encoding, last)
            }
        ]; }
    };
}
codec_pair!(UTF_8 "utf_8_encode(str, errors=None, /)" utf_8_encode "utf_8_decode(data, errors=None, final=False, /)" utf_8_decode Encoding::Utf8);
codec_pair!(UTF_16_LE "utf_16_le_encode(str, errors=None, /)" utf_16_le_encode "utf_16_le_decode(data, errors=None, final=False, /)" utf_16_le_decode Encoding::Utf16Le);
codec_pair!(UTF_16_BE "utf_16_be_encode(str, errors=None, /)" utf_16_be_encode "utf_16_be_decode(data, errors=None, final=False, /)" utf_16_be_decode Encoding::Utf16Be);
codec_pair!(UTF_32_LE "utf_32_le_encode(str, errors=None, /)" utf_32_le_encode "utf_32_le_decode(data, errors=None, final=False, /)" utf_32_le_decode Encoding::Utf32Le);
codec_pair!(UTF_32_BE "utf_32_be_encode(str, errors=None, /)" utf_32_be_encode "utf_32_be_decode(data, errors=None, final=False, /)" utf_32_be_decode Encoding::Utf32Be);

fn encode_marked(vm: &Vm, function: &str, text: Value, errors: Value, order: Value, wide: bool) -> Res {
    let order = vm.c_int_arg(order)?;
    let (little, big, mark): (_, _, &[u8]) = match wide {
        true => (Encoding::Utf32Le, Encoding::Utf32Be, &[0xff, 0xfe, 0, 0]),
        false => (Encoding::Utf16Le, Encoding::Utf16Be, &[0xff, 0xfe]),
    };
    match order {
        0 => encode(vm, function, text, errors, little, if wide { "utf-32" } else { "utf-16" }, mark),
        n if n < 0 => encode(vm, function, text, errors, little, encoding_name(little), &[]),
        _ => encode(vm, function, text, errors, big, encoding_name(big), &[]),
    }
}

native! { static FUNCTIONS = [
    /// Register a codec search function.
    ///
    /// Search functions are expected to take one argument, the encoding name in
    /// all lower case letters, and either return None, or a tuple of functions
    /// (encoder, decoder, stream_reader, stream_writer) (or a CodecInfo object).
    "register(search_function, /)" => fn register(vm, [f]) { codec_registry::register(vm, f)?; Ok(Ref::NONE) }
    /// Unregister a codec search function and clear the registry's cache.
    ///
    /// If the search function is not registered, do nothing.
    "unregister(search_function, /)" => fn unregister(vm, [f]) { codec_registry::unregister(vm, f)?; Ok(Ref::NONE) }
    /// Looks up a codec tuple in the Python codec registry and returns a CodecInfo object.
    "lookup(encoding, /)" => fn lookup(vm, [encoding]) {
        if !vm.is_str(encoding) {
            let given = if encoding.is_none() { "None".to_owned() } else { vm.type_name(encoding) };
            return Err(vm.type_error(format!("lookup() argument must be str, not {given}")));
        }
        if vm.str(encoding).iter().any(|c| c == 0) {
            return Err(vm.value_error("embedded null character"));
        }
        codec_registry::lookup(vm, encoding)
    }
    /// Encodes obj using the codec registered for encoding.
    ///
    /// The default encoding is 'utf-8'.  errors may be given to set a
    /// different error handling scheme.  Default is 'strict' meaning that encoding
    /// errors raise a ValueError.  Other possible values are 'ignore', 'replace'
    /// and 'backslashreplace' as well as any other name registered with
    /// codecs.register_error that can handle ValueErrors.
    "encode(obj, encoding='utf-8', errors='strict')" => fn encode_function(vm, [object, encoding, errors]) {
        transform(vm, object, encoding, errors, true)
    }
    /// Decodes obj using the codec registered for encoding.
    ///
    /// Default encoding is 'utf-8'.  errors may be given to set a
    /// different error handling scheme.  Default is 'strict' meaning that encoding
    /// errors raise a ValueError.  Other possible values are 'ignore', 'replace'
    /// and 'backslashreplace' as well as any other name registered with
    /// codecs.register_error that can handle ValueErrors.
    "decode(obj, encoding='utf-8', errors='strict')" => fn decode_function(vm, [object, encoding, errors]) {
        transform(vm, object, encoding, errors, false)
    }
    "latin_1_encode(str, errors=None, /)" => fn latin_1_encode(vm, [text, errors]) {
        encode(vm, "latin_1_encode", text, errors, Encoding::Latin1, "latin-1", &[])
    }
    "latin_1_decode(data, errors=None, /)" => fn latin_1_decode(vm, [data, errors]) {
        decode(vm, "latin_1_decode", data, errors, Encoding::Latin1, true)
    }
    "ascii_encode(str, errors=None, /)" => fn ascii_encode(vm, [text, errors]) {
        encode(vm, "ascii_encode", text, errors, Encoding::Ascii, "ascii", &[])
    }
    "ascii_decode(data, errors=None, /)" => fn ascii_decode(vm, [data, errors]) {
        decode(vm, "ascii_decode", data, errors, Encoding::Ascii, true)
    }
    "utf_16_encode(str, errors=None, byteorder=0, /)" => fn utf_16_encode(vm, [text, errors, order]) {
        encode_marked(vm, "utf_16_encode", text, errors, order, false)
    }
    "utf_32_encode(str, errors=None, byteorder=0, /)" => fn utf_32_encode(vm, [text, errors, order]) {
        encode_marked(vm, "utf_32_encode", text, errors, order, true)
    }
    "utf_16_decode(data, errors=None, final=False, /)" => fn utf_16_decode(vm, [data, errors, last]) {
        let last = vm.truth(last)?;
        let (text, n, _) = decode_marked(vm, "utf_16_decode", data, errors, false, 0, last)?;
        pair(vm, text, n)
    }
    "utf_32_decode(data, errors=None, final=False, /)" => fn utf_32_decode(vm, [data, errors, last]) {
        let last = vm.truth(last)?;
        let (text, n, _) = decode_marked(vm, "utf_32_decode", data, errors, true, 0, last)?;
        pair(vm, text, n)
    }
    "utf_16_ex_decode(data, errors=None, byteorder=0, final=False, /)" => fn utf_16_ex_decode(vm, [data, errors, order, last]) {
        let (order, last) = (vm.c_int_arg(order)?, vm.truth(last)?);
        let (text, n, order) = decode_marked(vm, "utf_16_ex_decode", data, errors, false, order, last)?;
        vm.tuple_from_refs([text, vm.new_usize(n)?, vm.new_int(order)?])
    }
    "utf_32_ex_decode(data, errors=None, byteorder=0, final=False, /)" => fn utf_32_ex_decode(vm, [data, errors, order, last]) {
        let (order, last) = (vm.c_int_arg(order)?, vm.truth(last)?);
        let (text, n, order) = decode_marked(vm, "utf_32_ex_decode", data, errors, true, order, last)?;
        vm.tuple_from_refs([text, vm.new_usize(n)?, vm.new_int(order)?])
    }
    "utf_7_encode(str, errors=None, /)" => fn utf_7_encode(vm, [text, errors]) {
        check_text(vm, "utf_7_encode", text)?;
        check_errors(vm, "utf_7_encode", errors)?;
        let mut out = Vec::new();
        encode_utf7(view(vm, text), &mut out);
        pair(vm, vm.new_bytes(&out)?, vm.str(text).len())
    }
    "utf_7_decode(data, errors=None, final=False, /)" => fn utf_7_decode(vm, [data, errors, last]) {
        let last = vm.truth(last)?;
        decode_by(vm, "utf_7_decode", "utf7", data, errors, |b, out, on_fault| decode_utf7(b, last, out, on_fault))
    }
    "unicode_escape_encode(str, errors=None, /)" => fn unicode_escape_encode(vm, [text, errors]) {
        check_text(vm, "unicode_escape_encode", text)?;
        check_errors(vm, "unicode_escape_encode", errors)?;
        let mut out = Vec::new();
        encode_unicode_escape(view(vm, text), &mut out);
        pair(vm, vm.new_bytes(&out)?, vm.str(text).len())
    }
    "unicode_escape_decode(data, errors=None, final=True, /)" => fn unicode_escape_decode(vm, [data, errors, last]) {
        let last = vm.truth(last)?;
        let mut invalid = None;
        let r = decode_by(vm, "unicode_escape_decode", "unicodeescape", data, errors, |b, out, on_fault| {
            decode_unicode_escape(b, last, out, &mut invalid, on_fault)
        })?;
        if let Some(escape) = invalid {
            warn_escape(vm, "", &escape)?;
        }
        Ok(r)
    }
    "raw_unicode_escape_encode(str, errors=None, /)" => fn raw_unicode_escape_encode(vm, [text, errors]) {
        check_text(vm, "raw_unicode_escape_encode", text)?;
        check_errors(vm, "raw_unicode_escape_encode", errors)?;
        let mut out = Vec::new();
        encode_raw_unicode_escape(view(vm, text), &mut out);
        pair(vm, vm.new_bytes(&out)?, vm.str(text).len())
    }
    "raw_unicode_escape_decode(data, errors=None, final=True, /)" => fn raw_unicode_escape_decode(vm, [data, errors, last]) {
        let last = vm.truth(last)?;
        decode_by(vm, "raw_unicode_escape_decode", "rawunicodeescape", data, errors, |b, out, on_fault| {
            decode_raw_unicode_escape(b, last, out, on_fault)
        })
    }
    "escape_encode(data, errors=None, /)" => fn escape_encode(vm, [data, errors]) {
        if !vm.is_bytes(data) {
            let given = if data.is_none() { "None".to_owned() } else { vm.type_name(data) };
            return Err(vm.type_error(format!("escape_encode() argument 1 must be bytes, not {given}")));
        }
        check_errors(vm, "escape_encode", errors)?;
        let mut out = Vec::new();
        encode_bytes_escape(vm.bytes(data), &mut out);
        pair(vm, vm.new_bytes(&out)?, vm.bytes(data).len())
    }
    "escape_decode(data, errors=None, /)" => fn escape_decode(vm, [data, errors]) {
        let data = if vm.is_str(data) {
            let mut out = Vec::new();
            encode_native(vm, data, Encoding::Utf8, "utf-8", Value::NONE, &mut out)?;
            vm.new_bytes(&out)?
        } else {
            bytes_argument(vm, data)?
        };
        check_errors(vm, "escape_decode", errors)?;
        let given = if errors.is_none() { "strict".to_owned() } else { vm.str_text(errors) };
        let stand_in: Option<&[u8]> = match given.as_str() {
            "ignore" => Some(b""),
            "replace" => Some(b"?"),
            _ => None,
        };
        let (mut out, mut invalid) = (Vec::new(), None);
        let bytes = vm.bytes(data.value());
        match decode_bytes_escape(bytes, stand_in, &mut out, &mut invalid) {
            Ok(()) => {}
            Err(EscapeError::Trailing) => return Err(vm.value_error("Trailing \\ in string")),
            Err(EscapeError::Hex(at)) if given == "strict" => {
                return Err(vm.value_error(format!("invalid \\x escape at position {at}")));
            }
            Err(EscapeError::Hex(_)) => {
                return Err(vm.value_error(format!("decoding error; unknown error handling code: {given}")));
            }
        }
        if let Some(escape) = invalid {
            warn_escape(vm, "b", &escape)?;
        }
        pair(vm, vm.new_bytes(&out)?, bytes.len())
    }
    "readbuffer_encode(data, errors=None, /)" => fn readbuffer_encode(vm, [data, errors]) {
        let bytes = if vm.is_str(data) {
            let mut out = Vec::new();
            encode_native(vm, data, Encoding::Utf8, "utf-8", Value::NONE, &mut out)?;
            vm.new_bytes(&out)?
        } else {
            vm.new_bytes(&vm.bytes_arg(data)?)?
        };
        check_errors(vm, "readbuffer_encode", errors)?;
        let n = vm.bytes(bytes.value()).len();
        pair(vm, bytes, n)
    }
]; }

/// Makes the module.
pub fn init(vm: &Vm) -> Res {
    let module = super::new_module(vm, "_codecs", "", FUNCTIONS)?;
    let m = module.value();
    for functions in [UTF_8, UTF_16_LE, UTF_16_BE, UTF_32_LE, UTF_32_BE, charmap::FUNCTIONS, handlers::FUNCTIONS] {
        super::add_functions(vm, m, functions)?;
    }
    Ok(module)
}
