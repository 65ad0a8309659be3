//! Positions in text files. What `tell` returns is a number that packs the position of the buffer at which decoding can begin, and how to
//! get from there to the character that comes next.
use super::support::{call, offset_arg, os_error_text, release, unsupported, whence_arg};
use super::text_io::{attached, check_open, t};
use super::text_io_read::{decode, decoder_state, reset_decoder, set_decoded, set_decoder_state};
use super::text_io_write::{flush_pending, reset_encoder};
use crate::native;
use crate::object::{IntView, Ref, Res, Value, Vm};
use dashu_int::{IBig, UBig};

/// The parts of a position, in the order in which they are packed: 64, 32, 32, 32 and 8 bits.
#[derive(Clone, Copy, Default)]
struct Cookie {
    start: i64,
    /// Flags of the decoder there.
    flags: u64,
    /// Bytes to decode from there.
    feed: usize,
    /// Characters of those to skip.
    skip: usize,
    /// Whether they are the last of the file.
    end: bool,
}

impl Cookie {
    fn pack(self, vm: &Vm) -> Res {
        if self.flags == 0 && self.feed == 0 && self.skip == 0 && !self.end {
            return vm.new_int(self.start);
        }
        let mut bytes = [0u8; 21];
        bytes[..8].copy_from_slice(&self.start.to_le_bytes());
        bytes[8..12].copy_from_slice(&(self.flags as u32).to_le_bytes());
        bytes[12..16].copy_from_slice(&(self.feed as u32).to_le_bytes());
        bytes[16..20].copy_from_slice(&(self.skip as u32).to_le_bytes());
        bytes[20] = u8::from(self.end);
        vm.new_big(IBig::from(UBig::from_le_bytes(&bytes)))
    }

    fn unpack(vm: &Vm, v: Value) -> Res<Cookie> {
        // A float will do, too.
        let int = match vm.slots(v).int {
            Some(f) if vm.as_int(v).is_none() => f(vm, v)?,
            _ => vm.index(v)?,
        };
        let bytes = match vm.as_int(int.value()) {
            Some(IntView::Small(n)) => return Ok(Cookie { start: n, ..Cookie::default() }),
            Some(IntView::Big(n)) => UBig::try_from(n.clone()).unwrap_or_default().to_le_bytes().to_vec(),
            None => Vec::new(),
        };
        if bytes.len() > 21 {
            return Err(vm.overflow_error("int too big to convert"));
        }
        let part = |from: usize, to: usize| (from..to).rev().fold(0u64, |n, i| n << 8 | *bytes.get(i).unwrap_or(&0) as u64);
        Ok(Cookie {
            start: part(0, 8) as i64,
            flags: part(8, 12),
            feed: part(12, 16) as usize,
            skip: part(16, 20) as usize,
            end: part(20, 21) != 0,
        })
    }
}

fn is_negative(vm: &Vm, v: Value) -> Res<bool> {
    let zero = Value::small_int(0);
    vm.compare_bool(v, zero, crate::object::CompareOp::Lt)
}

fn is_zero(vm: &Vm, v: Value) -> Res<bool> {
    vm.compare_bool(v, Value::small_int(0), crate::object::CompareOp::Eq)
}

fn forget_read(vm: &Vm, this: Value) {
    t(this).snapshot = None;
    t(this).used = 0;
    release(vm, &mut t(this).decoded);
}

fn to_end(vm: &Vm, this: Value) -> Res {
    vm.call_method(this, vm.names.flush, &[])?;
    forget_read(vm, this);
    if t(this).readable {
        reset_decoder(vm, this)?;
    }
    let buffer = attached(vm, this)?;
    let at = call(vm, buffer.value(), "seek", &[Value::small_int(0), Value::small_int(2)])?;
    let start = is_zero(vm, at.value())?;
    reset_encoder(vm, this, start)?;
    Ok(at)
}

fn seek(vm: &Vm, this: Value, cookie: Value, whence: i32) -> Res {
    check_open(vm, this)?;
    if !t(this).seekable {
        return Err(unsupported(vm, "underlying stream is not seekable"));
    }
    let held;
    let mut cookie = cookie;
    match whence {
        0 => {}
        1 => {
            if !is_zero(vm, cookie)? {
                return Err(unsupported(vm, "can't do nonzero cur-relative seeks"));
            }
            held = call(vm, this, "tell", &[])?;
            cookie = held.value();
        }
        2 => {
            if !is_zero(vm, cookie)? {
                return Err(unsupported(vm, "can't do nonzero end-relative seeks"));
            }
            return to_end(vm, this);
        }
        _ => return Err(vm.value_error(format!("invalid whence ({whence}, should be 0, 1 or 2)"))),
    }
    if is_negative(vm, cookie)? {
        return Err(vm.value_error(format!("negative seek position {}", vm.repr_text(cookie)?)));
    }
    vm.call_method(this, vm.names.flush, &[])?;
    let c = Cookie::unpack(vm, cookie)?;
    let buffer = attached(vm, this)?;
    let start = vm.new_int(c.start)?;
    call(vm, buffer.value(), "seek", &[start.value()])?;
    forget_read(vm, this);
    let clean = c.start == 0 && c.flags == 0;
    if t(this).readable {
        if clean {
            reset_decoder(vm, this)?;
        } else {
            set_decoder_state(vm, this, &[], c.flags)?;
        }
    }
    if c.skip > 0 {
        let n = vm.new_usize(c.feed)?;
        let input = call(vm, buffer.value(), "read", &[n.value()])?;
        if !vm.is_bytes(input.value()) {
            let given = vm.type_name(input.value());
            return Err(vm.type_error(format!("underlying read() should have returned a bytes object, not '{given}'")));
        }
        let bytes = vm.bytes(input.value());
        t(this).snapshot = Some((c.flags, bytes.to_vec()));
        let text = decode(vm, this, bytes, input.value(), c.end)?;
        let n = vm.str(text.value()).len();
        set_decoded(vm, this, text);
        if n < c.skip {
            t(this).used = n;
            return Err(os_error_text(vm, "can't restore logical file position"));
        }
        t(this).used = c.skip;
    } else {
        t(this).snapshot = Some((c.flags, Vec::new()));
    }
    reset_encoder(vm, this, clean)?;
    Ok(Ref::new(cookie))
}

/// Finds a place from which decoding can begin to get at the character that comes next: as few bytes before it as possible.
fn find_start(vm: &Vm, this: Value, at: i64, flags: u64, input: &[u8]) -> Res<Cookie> {
    let mut skip = t(this).used;
    let mut c = Cookie { start: at, flags, ..Cookie::default() };
    let try_decode = |part: &[u8], last: bool| -> Res<usize> {
        let text = decode(vm, this, part, Value::NONE, last)?;
        Ok(vm.str(text.value()).len())
    };
    // A guess, from which it goes back until the decoder keeps nothing back.
    let mut guess = ((t(this).ratio * skip as f64) as usize).min(input.len());
    let mut back = 1;
    while guess > 0 {
        set_decoder_state(vm, this, &[], flags)?;
        let n = try_decode(&input[..guess], false)?;
        if n <= skip {
            let (kept, now) = decoder_state(vm, this)?;
            if kept.is_empty() {
                c.flags = now;
                skip -= n;
                break;
            }
            guess -= kept.len().min(guess);
            back = 1;
        } else {
            guess -= back.min(guess);
            back *= 2;
        }
    }
    if guess == 0 {
        set_decoder_state(vm, this, &[], flags)?;
    }
    c.start += guess as i64;
    if skip == 0 {
        return Ok(c);
    }
    // Byte by byte from there, noting each place where the decoder keeps nothing back.
    let (mut fed, mut chars) = (0, 0);
    let mut reached = false;
    for i in guess..input.len() {
        fed += 1;
        chars += try_decode(&input[i..=i], false)?;
        let (kept, now) = decoder_state(vm, this)?;
        if kept.is_empty() && chars <= skip {
            c.start += fed as i64;
            skip -= chars;
            c.flags = now;
            fed = 0;
            chars = 0;
        }
        if chars >= skip {
            reached = true;
            break;
        }
    }
    if !reached {
        chars += try_decode(&[], true)?;
        c.end = true;
        if chars < skip {
            return Err(os_error_text(vm, "can't reconstruct logical file position"));
        }
    }
    c.feed = fed;
    c.skip = skip;
    Ok(c)
}

fn tell(vm: &Vm, this: Value) -> Res {
    check_open(vm, this)?;
    if !t(this).seekable {
        return Err(unsupported(vm, "underlying stream is not seekable"));
    }
    if !t(this).telling {
        return Err(os_error_text(vm, "telling position disabled by next() call"));
    }
    flush_pending(vm, this)?;
    vm.call_method(this, vm.names.flush, &[])?;
    let buffer = attached(vm, this)?;
    let at = call(vm, buffer.value(), "tell", &[])?;
    if !t(this).readable {
        return Ok(at);
    }
    let Some((flags, input)) = t(this).snapshot.clone() else { return Ok(at) };
    let start = offset_arg(vm, at.value())? - input.len() as i64;
    if t(this).used == 0 || t(this).decoded == Value::NULL {
        return Cookie { start, flags, ..Cookie::default() }.pack(vm);
    }
    let (kept, now) = decoder_state(vm, this)?;
    let seen = t(this).ends.seen;
    let found = find_start(vm, this, start, flags, &input);
    // The decoder goes back to where it was, whether a place was found or not.
    let pending = vm.raised.replace(Value::NULL);
    let restored = set_decoder_state(vm, this, &kept, now);
    t(this).ends.seen = seen;
    if found.is_err() {
        if restored.is_err() {
            drop(vm.take_raised());
        }
        vm.raised.set(pending);
    } else {
        restored?;
    }
    found?.pack(vm)
}

native! { pub static METHODS = [
    /// Set the stream position, and return the new stream position.
    ///
    ///   cookie
    ///     Zero or an opaque number returned by tell().
    ///   whence
    ///     The relative position to seek from.
    ///
    /// Four operations are supported, given by the following argument
    /// combinations:
    ///
    /// - seek(0, SEEK_SET): Rewind to the start of the stream.
    /// - seek(cookie, SEEK_SET): Restore a previous position;
    ///   'cookie' must be a number returned by tell().
    /// - seek(0, SEEK_END): Fast-forward to the end of the stream.
    /// - seek(0, SEEK_CUR): Leave the current stream position unchanged.
    ///
    /// Any other argument combinations are invalid,
    /// and may raise exceptions.
    "seek(self, cookie, whence=os.SEEK_SET, /)" => fn seek_method(vm, [this, cookie, whence]) {
        let whence = if whence.is_unbound() { 0 } else { whence_arg(vm, whence)? };
        seek(vm, this, cookie, whence)
    }
    /// Return the stream position as an opaque number.
    ///
    /// The return value of tell() can be given as input to seek(), to restore a
    /// previous stream position.
    "tell(self, /)" => fn tell_method(vm, [this]) { tell(vm, this) }
    "truncate(self, pos=None, /)" => fn truncate(vm, [this, pos]) {
        attached(vm, this)?;
        vm.call_method(this, vm.names.flush, &[])?;
        let buffer = attached(vm, this)?;
        call(vm, buffer.value(), "truncate", &[pos])
    }
]; }
