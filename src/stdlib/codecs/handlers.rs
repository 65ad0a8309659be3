//! The error handlers as objects: `lookup_error` and `register_error`.
use crate::native;
use crate::object::{NativeDef, Ref, Res, Value, Vm};
use crate::text::StrBuilder;
use crate::text::codec::{Fault, Handler, Replacement};
use crate::types::codec::unicode_encoding;
use crate::types::codec_registry::registered_handlers;
use crate::types::str::view;

/// What an exception says: the object, and the bounds of what is wrong, within it.
fn bounds(vm: &Vm, e: Value) -> Res<(Ref, usize, usize)> {
    let object = vm.getattr(e, vm.names.object)?;
    let start = vm.getattr(e, vm.names.start)?;
    let end = vm.getattr(e, vm.names.end)?;
    let n = if vm.is_bytes(object.value()) { vm.bytes(object.value()).len() } else { vm.len(object.value())? } as i64;
    let clamp = |x: i64, low: i64| x.max(low).min(n.max(low));
    // The start is within the object; the end behind the start where there is room.
    let start = clamp(vm.int_arg(start.value())?, 0).min((n - 1).max(0));
    let end = clamp(vm.int_arg(end.value())?, 1).max(1).min(n.max(0)).max(start);
    Ok((object, start as usize, end as usize))
}

/// Raises the exception that a handler was given.
fn raise(vm: &Vm, e: Value) -> Res {
    Err(vm.raise(Ref::new(e)))
}

fn unknown(vm: &Vm, e: Value) -> Res {
    Err(vm.type_error(format!("don't know how to handle {} in error callback", vm.type_name(e))))
}

fn result(vm: &Vm, text: Ref, at: usize) -> Res {
    let at = vm.new_usize(at)?;
    vm.tuple_from_refs([text, at])
}

/// Runs a built-in handler on an exception.
fn run(vm: &Vm, handler: Handler, e: Value) -> Res {
    let is = |ty| vm.is_instance(e, ty);
    let fault = |start, end| Fault { start, end, reason: "" };
    if is(vm.types.UnicodeDecodeError) {
        if matches!(handler, Handler::XmlCharRefReplace | Handler::NameReplace) {
            return unknown(vm, e);
        }
        let (object, start, end) = bounds(vm, e)?;
        if !vm.is_bytes(object.value()) {
            return Err(vm.type_error("exception attribute object must be bytes"));
        }
        let encoding = vm.getattr(e, vm.names.encoding)?;
        let encoding = if vm.is_str(encoding.value()) { unicode_encoding(&vm.str_text(encoding.value())) } else { None };
        let mut out = StrBuilder::new();
        return match handler.on_decode(encoding, vm.bytes(object.value()), fault(start, end), &mut out) {
            Ok(at) => result(vm, vm.new_str_buf(out.finish())?, at),
            Err(_) => raise(vm, e),
        };
    }
    let encodes = is(vm.types.UnicodeEncodeError);
    if !encodes && !is(vm.types.UnicodeTranslateError) {
        return unknown(vm, e);
    }
    let knows = match handler {
        Handler::Ignore | Handler::Replace | Handler::BackslashReplace => true,
        _ => encodes,
    };
    if !knows {
        return unknown(vm, e);
    }
    let (object, start, end) = bounds(vm, e)?;
    if !vm.is_str(object.value()) {
        return Err(vm.type_error("exception attribute object must be str"));
    }
    if !encodes && handler == Handler::Replace {
        let mut out = StrBuilder::new();
        out.push_repeat(0xfffd, end - start);
        return result(vm, vm.new_str_buf(out.finish())?, end);
    }
    let encoding = if encodes { vm.getattr(e, vm.names.encoding)? } else { Ref::NONE };
    let encoding = if vm.is_str(encoding.value()) { unicode_encoding(&vm.str_text(encoding.value())) } else { None };
    match handler.on_encode(encoding, view(vm, object.value()), fault(start, end)) {
        // Asked about all of it, the handler answers for all of it or for nothing.
        Ok((_, at)) if at < end => raise(vm, e),
        Ok((Replacement::Text(text), at)) => result(vm, vm.new_str_buf(text)?, at),
        Ok((Replacement::Bytes(bytes), at)) => result(vm, vm.new_bytes(&bytes)?, at),
        Err(_) => raise(vm, e),
    }
}

native! { static BUILT_IN = [
    /// Implements the 'strict' error handling, which raises a UnicodeError on coding errors.
    "strict_errors(exc, /)" => fn strict_errors(vm, [e]) {
        if vm.is_exception(e) { raise(vm, e) } else { Err(vm.type_error("codec must pass exception instance")) }
    }
    /// Implements the 'ignore' error handling, which ignores malformed data and continues.
    "ignore_errors(exc, /)" => fn ignore_errors(vm, [e]) { run(vm, Handler::Ignore, e) }
    /// Implements the 'replace' error handling, which replaces malformed data with a replacement marker.
    "replace_errors(exc, /)" => fn replace_errors(vm, [e]) { run(vm, Handler::Replace, e) }
    /// Implements the 'xmlcharrefreplace' error handling, which replaces an unencodable character with the appropriate XML character reference.
    "xmlcharrefreplace_errors(exc, /)" => fn xmlcharrefreplace_errors(vm, [e]) { run(vm, Handler::XmlCharRefReplace, e) }
    /// Implements the 'backslashreplace' error handling, which replaces malformed data with a backslashed escape sequence.
    "backslashreplace_errors(exc, /)" => fn backslashreplace_errors(vm, [e]) { run(vm, Handler::BackslashReplace, e) }
    /// Implements the 'namereplace' error handling, which replaces an unencodable character with a \N{...} escape sequence.
    "namereplace_errors(exc, /)" => fn namereplace_errors(vm, [e]) { run(vm, Handler::NameReplace, e) }
    "surrogatepass(exc, /)" => fn surrogatepass(vm, [e]) { run(vm, Handler::SurrogatePass, e) }
    "surrogateescape(exc, /)" => fn surrogateescape(vm, [e]) { run(vm, Handler::SurrogateEscape, e) }
]; }

const NAMES: [&str; 8] = [
    "strict", "ignore", "replace", "xmlcharrefreplace", "backslashreplace", "namereplace", "surrogatepass", "surrogateescape",
];

fn built_in(name: &str) -> Option<&'static NativeDef> {
    NAMES.iter().position(|n| *n == name).map(|i| &BUILT_IN[i])
}

fn name_argument(vm: &Vm, function: &str, name: Value) -> Res<String> {
    if !vm.is_str(name) {
        let given = if name.is_none() { "None".to_owned() } else { vm.type_name(name) };
        return Err(vm.type_error(format!("{function} must be str, not {given}")));
    }
    Ok(vm.str_text(name))
}

native! { pub static FUNCTIONS = [
    /// Register the specified error handler under the name errors.
    ///
    /// handler must be a callable object, that
    /// will be called with an exception instance containing
    /// information about the location of the encoding/decoding
    /// error and must return a (replacement, new position) tuple.
    "register_error(errors, handler, /)" => fn register_error(vm, [name, handler]) {
        name_argument(vm, "register_error() argument 1", name)?;
        if vm.slots(handler).call.is_none() {
            return Err(vm.type_error("handler must be callable"));
        }
        vm.dict_set(registered_handlers(vm)?.value(), name, handler)?;
        Ok(Ref::NONE)
    }
    /// Un-register the specified error handler for the error handling `errors'.
    ///
    /// Only custom error handlers can be un-registered. An exception is raised
    /// if the error handling is a built-in one (e.g., 'strict'), or if an error
    /// occurs.
    ///
    /// Otherwise, this returns True if a custom handler has been successfully
    /// un-registered, and False if no custom handler for the specified error
    /// handling exists.
    "_unregister_error(errors, /)" => fn unregister_error(vm, [name]) {
        let text = name_argument(vm, "_unregister_error() argument", name)?;
        if built_in(&text).is_some() {
            return Err(vm.value_error(format!("cannot un-register built-in error handler '{text}'")));
        }
        let gone = vm.dict_remove(registered_handlers(vm)?.value(), name)?;
        Ok(Ref::bool(gone.is_some()))
    }
    /// lookup_error(errors) -> handler
    ///
    /// Return the error handler for the specified error handling name or raise a
    /// LookupError, if no handler exists under this name.
    "lookup_error(name, /)" => fn lookup_error(vm, [name]) {
        let text = name_argument(vm, "lookup_error() argument", name)?;
        let handlers = registered_handlers(vm)?;
        if let Some(h) = vm.dict_get(handlers.value(), name)? {
            return Ok(Ref::new(h));
        }
        match built_in(&text) {
            Some(def) => {
                // The same object each time.
                let f = vm.new_native(vm.types.builtin_function, def, Value::NONE, std::ptr::null_mut())?;
                vm.dict_set(handlers.value(), name, f.value())?;
                Ok(f)
            }
            None => Err(vm.lookup_error(format!("unknown error handler name '{text}'"))),
        }
    }
]; }
