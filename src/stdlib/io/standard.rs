//! `sys.stdin`, `sys.stdout` and `sys.stderr`.
use super::text_io::{Setup, new_text_io};
use super::{DEFAULT_BUFFER_SIZE, Newline, buffered, file_io};
use crate::object::{Ref, Res, Value, Vm};
use crate::text::codec::Encoding;
use crate::types::codec::byte_encoding;

/// What `PYTHONIOENCODING` says: the encoding and the errors.
fn wanted(vm: &Vm) -> (Option<String>, Option<String>) {
    let text = match std::env::var("PYTHONIOENCODING") {
        Ok(text) if !vm.config.ignore_environment => text,
        _ => return (None, None),
    };
    let (encoding, errors) = text.split_once(':').unwrap_or((&text, ""));
    let given = |s: &str| if s.is_empty() { None } else { Some(s.to_owned()) };
    let (encoding, errors) = (given(encoding), given(errors));
    // An encoding that is named comes with errors of its own.
    let errors = if encoding.is_some() { errors.or(Some("strict".to_owned())) } else { errors };
    (encoding, errors)
}

/// Whether the locale says nothing about the characters that programs meet: bytes are then kept as they are.
fn plain_locale() -> bool {
    let set = |name: &str| std::env::var(name).ok().filter(|v| !v.is_empty());
    let name = set("LC_ALL").or_else(|| set("LC_CTYPE")).or_else(|| set("LANG"));
    let Some(name) = name else { return true };
    if matches!(name.as_str(), "C" | "POSIX" | "C.UTF-8" | "C.utf8" | "UTF-8") {
        return true;
    }
    let Ok(name) = std::ffi::CString::new(name) else { return true };
    // SAFETY: the name is NUL-terminated; the locale is freed at once where there is one.
    unsafe {
        let locale = libc::newlocale(libc::LC_CTYPE_MASK, name.as_ptr(), std::ptr::null_mut());
        if locale.is_null() {
            return true;
        }
        libc::freelocale(locale);
    }
    false
}

/// The name by which the library knows an encoding.
fn library_name(e: Encoding) -> &'static str {
    match e {
        Encoding::Latin1 => "iso8859-1",
        e => crate::types::codec::encoding_name(e),
    }
}

/// A standard file over a descriptor; None where the descriptor is closed.
pub fn standard_file(vm: &Vm, fd: i32, name: &str) -> Res {
    // SAFETY: a plain system call.
    if unsafe { libc::fcntl(fd, libc::F_GETFD) } < 0 {
        return Ok(Ref::NONE);
    }
    super::make_standard_types(vm)?;
    let reading = fd == 0;
    let unbuffered = vm.config.unbuffered && !reading;
    let mode = if reading { "r" } else { "w" };
    let raw = file_io::new_file(vm, vm.io.file_io.get(), Value::small_int(fd as i64), mode, false, Value::NONE)?;
    vm.setattr(raw.value(), vm.names.name, Some(vm.new_str(name)?.value()))?;
    let terminal = file_io::is_terminal(raw.value());
    let seekable = file_io::is_seekable(raw.value());
    let buffer = if unbuffered {
        raw
    } else {
        let size = file_io::block_size(raw.value()).clamp(DEFAULT_BUFFER_SIZE, 8 << 20);
        let ty = if reading { vm.io.buffered_reader.get() } else { vm.io.buffered_writer.get() };
        buffered::new_buffered(vm, ty, raw.value(), size, reading, !reading)?
    };
    let (encoding, errors) = wanted(vm);
    let encoding = encoding.as_deref().and_then(byte_encoding).map_or("utf-8", library_name);
    let errors = match errors {
        _ if fd == 2 => "backslashreplace".to_owned(),
        Some(e) => e,
        None if plain_locale() => "surrogateescape".to_owned(),
        None => "strict".to_owned(),
    };
    let setup = Setup {
        encoding: vm.new_str(encoding)?,
        errors: vm.new_str(&errors)?,
        newline: Newline::Lf,
        readable: reading,
        writable: !reading,
        seekable,
        line_buffering: !unbuffered && (terminal || fd == 2),
        write_through: unbuffered,
    };
    let file = new_text_io(vm, vm.io.text_io_wrapper.get(), buffer.value(), setup)?;
    let key = vm.intern("mode");
    vm.setattr(file.value(), key.value(), Some(vm.latin1_char(mode.as_bytes()[0])))?;
    Ok(file)
}

/// Gives the standard files the encoding that `PYTHONIOENCODING` names, where it takes the library to know it. LookupError where nobody does.
pub fn complete(vm: &Vm) -> Res<()> {
    let (Some(encoding), _) = wanted(vm) else { return Ok(()) };
    if byte_encoding(&encoding).is_some() {
        return Ok(());
    }
    let name = vm.new_str(&encoding)?;
    let codec = crate::types::codec_registry::lookup(vm, name.value())?;
    let name = vm.getattr(codec.value(), vm.names.name)?;
    for file in [vm.names.stdin, vm.names.stdout, vm.names.stderr] {
        if let Some(f) = crate::stdlib::sys_attribute(vm, file).map(Ref::new).filter(|f| !f.is_none()) {
            super::text_io::recode(vm, f.value(), name.value())?;
        }
    }
    Ok(())
}
