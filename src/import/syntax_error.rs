//! Exceptions for sources that cannot be read or do not compile.
use crate::object::{Raised, Ref, Res, Value, Vm};
use crate::source::SourceError;
use crate::stdlib::warnings::{self, Place};
use crate::syntax::{SyntaxError, SyntaxErrorKind, SyntaxWarning};

/// Raises the exception for a source that does not compile. `filename` is None where the source was given as text and the error has no
/// place in it: the exception then has no file either.
pub fn compile_error(vm: &Vm, error: &SyntaxError, filename: Option<&str>) -> Raised {
    let ty = match error.kind {
        SyntaxErrorKind::SyntaxError => vm.types.SyntaxError,
        SyntaxErrorKind::IncompleteInput => vm.types.IncompleteInputError,
        SyntaxErrorKind::IndentationError => vm.types.IndentationError,
        SyntaxErrorKind::TabError => vm.types.TabError,
        SyntaxErrorKind::MemoryError => return vm.raise_type(vm.types.MemoryError, error.msg.as_str()),
        SyntaxErrorKind::RecursionError => return vm.recursion_error(error.msg.as_str()),
    };
    let make = || -> Res {
        let msg = vm.new_str(&error.msg)?;
        let without_place = error.line == 0 && error.msg.ends_with("null bytes");
        let Some(filename) = filename.filter(|_| !without_place) else {
            return vm.call(Value::from_ptr(ty), &[msg.value()]);
        };
        let text = match &error.text {
            Some(t) => vm.new_str(t)?,
            None => Ref::NONE,
        };
        let filename = vm.new_str(filename)?;
        let number = |x: i64| Value::small_int(x);
        let place = vm.tuple_from(&[
            filename.value(),
            number(error.line.into()),
            number(error.offset.into()),
            text.value(),
            number(error.end_line.into()),
            number(error.end_offset.into()),
        ])?;
        vm.call(Value::from_ptr(ty), &[msg.value(), place.value()])
    };
    match make() {
        Ok(e) => vm.raise(e),
        Err(r) => r,
    }
}

/// Issues a warning about a source. Where filters make it an error, that is a SyntaxError with its place.
pub fn warn(vm: &Vm, warning: &SyntaxWarning, filename: &str) -> Res<()> {
    let message = vm.new_str(&warning.message)?;
    let category = Ref::from_type(vm.types.SyntaxWarning);
    let place = Place { filename: vm.new_str(filename)?, line: warning.error.line.into(), module: None, registry: Ref::NONE };
    let done = warnings::warn_explicit(vm, message.value(), category.value(), place, None, Value::NONE);
    if done.is_err() && vm.clear_raised_if(vm.types.SyntaxWarning) {
        return Err(compile_error(vm, &warning.error, Some(filename)));
    }
    done
}

/// Raises the exception for a source file that cannot be read or decoded.
pub fn source_error(vm: &Vm, error: SourceError, filename: &str) -> Raised {
    match error {
        SourceError::Decode(e) => compile_error(vm, &SyntaxError::from(e), Some(filename)),
        SourceError::Io(e) => {
            let make = || -> Res {
                let errno = e.raw_os_error().unwrap_or(libc::EIO);
                let text = vm.new_str(&os_message(errno))?;
                let filename = vm.new_str(filename)?;
                vm.call(Value::from_ptr(vm.types.OSError), &[Value::small_int(errno.into()), text.value(), filename.value()])
            };
            match make() {
                Ok(e) => vm.raise(e),
                Err(r) => r,
            }
        }
    }
}

/// `os.strerror`.
pub fn os_message(errno: i32) -> String {
    let text = std::io::Error::from_raw_os_error(errno).to_string();
    text.strip_suffix(&format!(" (os error {errno})")).unwrap_or(&text).to_owned()
}

/// Decodes sources by the codecs that are registered with the interpreter.
pub fn source_codec(vm: &Vm) -> impl Fn(&str, &[u8]) -> Option<Result<String, String>> + '_ {
    move |name, bytes| {
        let decoded = (|| {
            let (name, errors) = (vm.new_str(name)?, vm.new_str("strict")?);
            let bytes = vm.new_bytes(bytes)?;
            crate::types::codec_registry::decode_text(vm, bytes.value(), name.value(), errors.value())
        })();
        match decoded {
            Ok(text) => Some(Ok(vm.str_text(text.value()))),
            Err(_) if vm.raised_is(vm.types.LookupError) => {
                drop(vm.take_raised());
                None
            }
            Err(_) => {
                let e = vm.take_raised();
                let text = vm.str_of(e.value()).map_or_else(|_| String::new(), |s| vm.str_text(s.value()));
                Some(Err(text))
            }
        }
    }
}
