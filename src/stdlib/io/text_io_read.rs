//! Reading text files.
use super::buffered;
use super::buffered_reader;
use super::newline_decoder::translated;
use super::support::{call, call_again, index_arg, limit_arg, release, store, unsupported};
use super::text_io::{attached, check_open, is_buffered, t};
use super::text_io_write::flush_pending;
use crate::native;
use crate::object::{Ref, Res, Value, Vm};
use crate::text::StrBuilder;
use crate::text::newlines::LineEnd;
use crate::types::codec::{decode_native, encoding_name};
use crate::types::str::view;

/// Decodes bytes in the state that the decoder is in.
pub fn decode(vm: &Vm, this: Value, input: &[u8], object: Value, last: bool) -> Res {
    let text = match t(this).native {
        Some(encoding) => {
            let errors = Ref::new(t(this).errors);
            let name = encoding_name(encoding);
            if t(this).incomplete.is_empty() {
                let (text, n) = decode_native(vm, input, object, encoding, name, errors.value(), last)?;
                if n < input.len() {
                    t(this).incomplete = input[n..].to_vec();
                }
                text
            } else {
                let mut all = t(this).incomplete.clone();
                all.extend_from_slice(input);
                let (text, n) = decode_native(vm, &all, Value::NONE, encoding, name, errors.value(), last)?;
                t(this).incomplete = all.split_off(n.min(all.len()));
                text
            }
        }
        None => {
            let decoder = Ref::new(t(this).decoder);
            let bytes = if object.is_exact(vm.types.bytes) { Ref::new(object) } else { vm.new_bytes(input)? };
            let text = call(vm, decoder.value(), "decode", &[bytes.value(), Value::bool(last)])?;
            if !vm.is_str(text.value()) {
                let given = vm.type_name(text.value());
                return Err(vm.type_error(format!("decoder should return a string result, not '{given}'")));
            }
            text
        }
    };
    if t(this).universal { translated(vm, &mut t(this).ends, text, last) } else { Ok(text) }
}

/// The state of the decoder: bytes that it keeps back, and its flags.
pub fn decoder_state(vm: &Vm, this: Value) -> Res<(Vec<u8>, u64)> {
    let (buffer, flags) = match t(this).native {
        Some(_) => (t(this).incomplete.clone(), 0),
        None => {
            let decoder = Ref::new(t(this).decoder);
            let state = call(vm, decoder.value(), "getstate", &[])?;
            if !vm.is_tuple(state.value()) {
                return Err(vm.type_error("illegal decoder state"));
            }
            let [buffer, flags] = vm.tuple_items(state.value()) else {
                return Err(vm.type_error("illegal decoder state"));
            };
            if !vm.is_bytes(*buffer) {
                let given = vm.type_name(*buffer);
                let message = format!("illegal decoder state: the first item should be a bytes object, not '{given}'");
                return Err(vm.type_error(message));
            }
            (vm.bytes(*buffer).to_vec(), vm.int_arg(*flags)? as u64)
        }
    };
    Ok((buffer, if t(this).universal { flags << 1 | u64::from(t(this).ends.pending_cr) } else { flags }))
}

/// Brings the decoder to a state.
pub fn set_decoder_state(vm: &Vm, this: Value, buffer: &[u8], flags: u64) -> Res<()> {
    let mut inner = flags;
    if t(this).universal {
        t(this).ends.pending_cr = flags & 1 != 0;
        inner >>= 1;
    }
    if t(this).native.is_some() {
        t(this).incomplete = buffer.to_vec();
        return Ok(());
    }
    let decoder = Ref::new(t(this).decoder);
    let state = vm.tuple_from_refs([vm.new_bytes(buffer)?, vm.new_uint(inner)?])?;
    call(vm, decoder.value(), "setstate", &[state.value()]).map(drop)
}

/// Brings the decoder to its state at the beginning.
pub fn reset_decoder(vm: &Vm, this: Value) -> Res<()> {
    t(this).ends.pending_cr = false;
    t(this).ends.seen = 0;
    t(this).incomplete.clear();
    if t(this).decoder == Value::NULL {
        return Ok(());
    }
    let decoder = Ref::new(t(this).decoder);
    call(vm, decoder.value(), "reset", &[]).map(drop)
}

/// Replaces the decoded text.
pub fn set_decoded(vm: &Vm, this: Value, text: Ref) {
    t(this).used = 0;
    store(vm, &raw mut t(this).decoded, text);
}

/// Takes decoded text, at most `n` characters.
fn take(vm: &Vm, this: Value, n: usize) -> Res {
    let f = t(this);
    if f.decoded == Value::NULL {
        return Ok(Ref::new(vm.names.empty));
    }
    let start = f.used;
    let end = start + n.min(vm.str(f.decoded).len() - start);
    f.used = end;
    vm.str_slice(f.decoded, start, end)
}

/// Whether decoded text is left.
#[inline]
fn has_decoded(vm: &Vm, this: Value) -> bool {
    let f = t(this);
    f.decoded != Value::NULL && f.used < vm.str(f.decoded).len()
}

/// Reads and decodes a piece, big enough for `hint` characters if that is known; false at the end of the file.
fn read_chunk(vm: &Vm, this: Value, hint: usize) -> Res<bool> {
    if !t(this).readable {
        return Err(unsupported(vm, "not readable"));
    }
    let state = if t(this).telling { Some(decoder_state(vm, this)?) } else { None };
    let wanted = t(this).ratio.max(1.0) * hint as f64;
    let size = t(this).chunk.max(if wanted < 1e15 { wanted as usize } else { t(this).chunk });
    let buffer = attached(vm, this)?;
    let object;
    let own;
    let input: &[u8] = if is_buffered(vm, buffer.value()) && buffered::b(buffer.value()).readable {
        object = None;
        buffered::raw(vm, buffer.value())?;
        buffered::check_open(vm, buffer.value(), "read of")?;
        own = buffered_reader::read1(vm, buffer.value(), size)?;
        &own
    } else {
        let name = if t(this).has_read1 { "read1" } else { "read" };
        let n = vm.new_usize(size)?;
        let got = call_again(vm, buffer.value(), name, &[n.value()])?;
        if !vm.has_buffer(got.value()) {
            let given = vm.type_name(got.value());
            let message = format!("underlying {name}() should have returned a bytes-like object, not '{given}'");
            return Err(vm.type_error(message));
        }
        own = vm.bytes_arg(got.value())?.to_vec();
        object = Some(got);
        &own
    };
    let end = input.is_empty();
    let text = decode(vm, this, input, object.as_ref().map_or(Value::NONE, |o| o.value()), end)?;
    let chars = vm.str(text.value()).len();
    set_decoded(vm, this, text);
    t(this).ratio = if chars > 0 { input.len() as f64 / chars as f64 } else { 0.0 };
    if let Some((mut before, flags)) = state {
        before.extend_from_slice(input);
        t(this).snapshot = Some((flags, before));
    }
    Ok(!end || chars > 0)
}

/// `readline`: at most `limit` characters.
fn read_line(vm: &Vm, this: Value, limit: usize) -> Res {
    check_open(vm, this)?;
    flush_pending(vm, this)?;
    let end = t(this).line_end;
    let mut line: Option<StrBuilder> = None;
    loop {
        while !has_decoded(vm, this) {
            if !read_chunk(vm, this, 0)? {
                release(vm, &mut t(this).decoded);
                t(this).used = 0;
                t(this).snapshot = None;
                return match line {
                    Some(l) => vm.new_str_buf(l.finish()),
                    None => Ok(Ref::new(vm.names.empty)),
                };
            }
        }
        let (text, start) = (t(this).decoded, t(this).used);
        let left = limit - line.as_ref().map_or(0, StrBuilder::len);
        let all = view(vm, text);
        let rest = all.slice(start, start + left.min(all.len() - start));
        // The halves of `\r\n` may have come apart.
        let halved = end == LineEnd::CrLf
            && rest.get(0) == Some('\n' as u32)
            && line.as_ref().is_some_and(|l| l.as_view().get(l.len() - 1) == Some('\r' as u32));
        let found = if halved { Some(1) } else { end.find(rest) };
        let n = found.unwrap_or(rest.len());
        t(this).used = start + n;
        let done = found.is_some() || n == left;
        match &mut line {
            None if done => return vm.str_slice(text, start, start + n),
            None => {
                let mut l = StrBuilder::with_capacity(n + 64);
                l.push_view(rest);
                line = Some(l);
            }
            Some(l) => l.push_view(rest.slice(0, n)),
        }
        if done && let Some(l) = line {
            return vm.new_str_buf(l.finish());
        }
    }
}

/// Reads a line for `input`.
pub fn input_line(vm: &Vm, this: Value) -> Res {
    read_line(vm, this, usize::MAX)
}

/// Next slot.
pub fn next(vm: &Vm, this: Value) -> Res<Option<Ref>> {
    attached(vm, this)?;
    t(this).telling = false;
    let line = if this.is_exact(vm.io.text_io_wrapper.get()) {
        read_line(vm, this, usize::MAX)?
    } else {
        let line = call(vm, this, "readline", &[])?;
        if !vm.is_str(line.value()) {
            let given = vm.type_name(line.value());
            let message = format!("readline() should have returned a str object, not '{given}'");
            return Err(super::support::os_error_text(vm, &message));
        }
        line
    };
    if vm.str(line.value()).is_empty() {
        t(this).snapshot = None;
        t(this).telling = t(this).seekable;
        return Ok(None);
    }
    Ok(Some(line))
}

/// Reads the rest of the file.
fn read_rest(vm: &Vm, this: Value) -> Res {
    let buffer = attached(vm, this)?;
    let got = if is_buffered(vm, buffer.value()) && buffered::b(buffer.value()).readable {
        buffered::raw(vm, buffer.value())?;
        buffered_reader::read_rest(vm, buffer.value())?.unwrap_or(Ref::NONE)
    } else {
        call(vm, buffer.value(), "read", &[])?
    };
    if got.is_none() {
        let text = vm.new_str("Read returned None.")?;
        return Err(vm.raise_with(vm.types.BlockingIOError, text.value()));
    }
    if !vm.has_buffer(got.value()) {
        let given = vm.type_name(got.value());
        let message = format!("underlying read() should have returned a bytes-like object, not '{given}'");
        return Err(vm.type_error(message));
    }
    let bytes = vm.bytes_arg(got.value())?;
    let text = decode(vm, this, &bytes, got.value(), true)?;
    drop(bytes);
    let before = take(vm, this, usize::MAX)?;
    release(vm, &mut t(this).decoded);
    t(this).used = 0;
    t(this).snapshot = None;
    vm.str_concat(before.value(), text.value())
}

native! { pub static METHODS = [
    "read(self, size=-1, /)" => fn read(vm, [this, size]) {
        let n = limit_arg(vm, size)?;
        check_open(vm, this)?;
        if !t(this).readable {
            return Err(unsupported(vm, "not readable"));
        }
        flush_pending(vm, this)?;
        if n < 0 {
            return read_rest(vm, this);
        }
        let n = n as usize;
        let first = take(vm, this, n)?;
        if vm.str(first.value()).len() == n {
            return Ok(first);
        }
        let mut out = StrBuilder::new();
        out.push_view(view(vm, first.value()));
        while out.len() < n {
            if !read_chunk(vm, this, n - out.len())? {
                break;
            }
            let piece = take(vm, this, n - out.len())?;
            out.push_view(view(vm, piece.value()));
        }
        vm.new_str_buf(out.finish())
    }
    "readline(self, size=-1, /)" => fn readline(vm, [this, size]) {
        let limit = usize::try_from(index_arg(vm, size)?).unwrap_or(usize::MAX);
        read_line(vm, this, limit)
    }
]; }
