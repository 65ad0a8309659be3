//! Writing text files.
use super::buffered;
use super::support::{call, call_again, unsupported};
use super::text_io::{attached, check_open, is_buffered, t};
use crate::native;
use crate::object::{Ref, Res, Value, Vm};
use crate::text::codec::Encoding;
use crate::text::newlines::replace_newlines;
use crate::types::codec::{encode_native, encoding_name};
use crate::types::str::view;
use crate::types::support::decimal;

/// Gives the pending text to the buffer. It counts as written even where that fails.
pub fn flush_pending(vm: &Vm, this: Value) -> Res<()> {
    if t(this).pending.is_empty() {
        return Ok(());
    }
    let mut data = std::mem::take(&mut t(this).pending);
    let buffer = attached(vm, this)?;
    if is_buffered(vm, buffer.value()) && buffered::b(buffer.value()).writable {
        buffered::raw(vm, buffer.value())?;
        buffered::write(vm, buffer.value(), Value::NULL, &data)?;
    } else if buffered::is_file(vm, buffer.value()) {
        super::file_io::write(vm, buffer.value(), &data)?;
    } else {
        let bytes = vm.new_bytes(&data)?;
        call_again(vm, buffer.value(), "write", &[bytes.value()])?;
    }
    if t(this).pending.capacity() == 0 && data.capacity() < 1 << 16 {
        data.clear();
        t(this).pending = data;
    }
    Ok(())
}

/// `buffer.flush()`.
fn flush_buffer(vm: &Vm, this: Value) -> Res<()> {
    let buffer = attached(vm, this)?;
    if is_buffered(vm, buffer.value()) {
        return buffered::flush(vm, buffer.value());
    }
    if buffered::is_file(vm, buffer.value()) && super::file_io::file(buffer.value()).fd >= 0 {
        return Ok(());
    }
    vm.call_method(buffer.value(), vm.names.flush, &[]).map(drop)
}

/// `flush`.
pub fn flush(vm: &Vm, this: Value) -> Res<()> {
    check_open(vm, this)?;
    t(this).telling = t(this).seekable;
    flush_pending(vm, this)?;
    flush_buffer(vm, this)
}

/// What has been read ahead is of no use once something is written.
#[inline]
fn forget_read(vm: &Vm, this: Value) -> Res<()> {
    let f = t(this);
    if f.decoded != Value::NULL || f.snapshot.is_some() {
        f.snapshot = None;
        f.used = 0;
        super::support::release(vm, &mut t(this).decoded);
        if t(this).readable {
            super::text_io_read::reset_decoder(vm, this)?;
        }
    }
    Ok(())
}

/// Sends what has to go out now: `line` tells that a line of a line-buffered file has ended.
#[inline]
fn send(vm: &Vm, this: Value, line: bool) -> Res<()> {
    let f = t(this);
    if f.pending.len() >= f.chunk || line || f.write_through {
        flush_pending(vm, this)?;
    }
    if line { flush_buffer(vm, this) } else { Ok(()) }
}

/// Whether the text of a str is to be written as it is, byte by byte.
#[inline]
fn is_plain(vm: &Vm, this: Value, text: Value) -> bool {
    let f = t(this);
    f.native.is_some() && f.write_newline.is_none() && vm.str(text).is_ascii()
}

/// Whether ASCII can go straight to the pending text of a file over a descriptor.
#[inline]
fn takes_ascii(vm: &Vm, this: Value) -> bool {
    let f = t(this);
    f.native.is_some()
        && f.write_newline.is_none()
        && f.writable
        && !f.write_through
        && f.decoded == Value::NULL
        && f.snapshot.is_none()
        && f.buffer != Value::NULL
        && f.buffer.is_exact(vm.io.buffered_writer.get())
        && buffered::is_open_file(vm, f.buffer)
}

/// `print` to a text file: ASCII strs and small ints without a detour, everything else by `write`.
pub fn print(vm: &Vm, this: Value, args: &[Value], sep: Value, end: Value) -> Res<()> {
    let held = Ref::new(this);
    let mut plain = takes_ascii(vm, this);
    let mut line = false;
    let mut buffer = [0u8; 20];
    for i in 0..args.len() * 2 {
        let v = match i {
            i if i + 1 == args.len() * 2 => end,
            i if i % 2 == 1 => sep,
            i => args[i / 2],
        };
        let data: &[u8] = if !plain {
            &[]
        } else if v.is_small_int() {
            decimal(v.as_small_int(), &mut buffer)
        } else if v.is_exact(vm.types.str) && vm.str(v).is_ascii() {
            vm.str(v).bytes()
        } else {
            plain = false;
            &[]
        };
        let f = t(this);
        if !plain || data.len() >= f.chunk {
            let s = vm.str_of(v)?;
            write(vm, held.value(), s.value())?;
            plain = takes_ascii(vm, this);
            continue;
        }
        line |= f.line_buffering && memchr::memchr2(b'\n', b'\r', data).is_some();
        if f.pending.len() + data.len() > f.chunk {
            flush_pending(vm, this)?;
            plain = takes_ascii(vm, this);
        }
        t(this).pending.extend_from_slice(data);
    }
    if args.is_empty() {
        return write(vm, held.value(), end);
    }
    send(vm, this, line)
}

#[inline]
fn put(vm: &Vm, this: Value, data: &[u8]) -> Res<()> {
    let f = t(this);
    let line = f.line_buffering && memchr::memchr2(b'\n', b'\r', data).is_some();
    if !f.pending.is_empty() && f.pending.len() + data.len() > f.chunk {
        flush_pending(vm, this)?;
    }
    let pending = &mut t(this).pending;
    if pending.try_reserve(data.len()).is_err() {
        return Err(vm.memory_error());
    }
    pending.extend_from_slice(data);
    forget_read(vm, this)?;
    send(vm, this, line)
}

/// `write` of a str (or an instance of a subclass).
pub fn write(vm: &Vm, this: Value, text: Value) -> Res<()> {
    check_open(vm, this)?;
    if !t(this).writable {
        return Err(unsupported(vm, "not writable"));
    }
    if is_plain(vm, this, text) {
        return put(vm, this, vm.str(text).bytes());
    }
    let source = view(vm, text);
    let has = |c: char| crate::text::search::find_code(source, c as u32).is_some();
    let line = t(this).line_buffering && (has('\n') || has('\r'));
    let replaced = match t(this).write_newline.and_then(|n| replace_newlines(source, n)) {
        Some(new) => vm.new_str_buf(new)?,
        None => Ref::new(text),
    };
    let mut data = Vec::new();
    match t(this).native {
        Some(encoding) => {
            let errors = Ref::new(t(this).errors);
            encode_native(vm, replaced.value(), encoding, shown(encoding), errors.value(), &mut data)?;
        }
        None => {
            let encoder = Ref::new(t(this).encoder);
            let bytes = call(vm, encoder.value(), "encode", &[replaced.value()])?;
            if !vm.is_bytes(bytes.value()) {
                let given = vm.type_name(bytes.value());
                return Err(vm.type_error(format!("encoder should return a bytes object, not '{given}'")));
            }
            data.extend_from_slice(vm.bytes(bytes.value()));
        }
    }
    if !t(this).pending.is_empty() && t(this).pending.len() + data.len() > t(this).chunk {
        flush_pending(vm, this)?;
    }
    if t(this).pending.is_empty() {
        t(this).pending = data;
    } else {
        t(this).pending.extend_from_slice(&data);
    }
    forget_read(vm, this)?;
    send(vm, this, line)
}

fn shown(encoding: Encoding) -> &'static str {
    encoding_name(encoding)
}

/// Brings an encoder of the registry to the state at the beginning of a file, or elsewhere.
pub fn reset_encoder(vm: &Vm, this: Value, at_start: bool) -> Res<()> {
    if t(this).encoder == Value::NULL {
        return Ok(());
    }
    let encoder = Ref::new(t(this).encoder);
    if at_start {
        call(vm, encoder.value(), "reset", &[]).map(drop)
    } else {
        call(vm, encoder.value(), "setstate", &[Value::small_int(0)]).map(drop)
    }
}

native! { pub static METHODS = [
    "write(self, text, /)" => fn write_method(vm, [this, text]) {
        if !vm.is_str(text) {
            let given = if text.is_none() { "None".to_owned() } else { vm.type_name(text) };
            return Err(vm.type_error(format!("write() argument must be str, not {given}")));
        }
        write(vm, this, text)?;
        vm.new_usize(vm.str(text).len())
    }
    "flush(self, /)" => fn flush_method(vm, [this]) { flush(vm, this)?; Ok(Ref::NONE) }
]; }
