//! What an unpickler reads: memory, or a file in pieces.
use super::unpickler::u;
use super::{store, unpickling_error};
use crate::object::{Raised, Ref, Res, Value, Vm};

/// How much is looked at in advance where the file can be looked into.
const LOOK_AHEAD: usize = 128 * 1024;
/// What a pickle says to come is read in steps of at most so much at first, and twice as much each time: memory is used for what is
/// there, not for what was said.
const STEP: usize = 1 << 20;

/// The input ended too early.
#[cold]
pub fn truncated(vm: &Vm) -> Raised {
    unpickling_error(vm, "pickle data was truncated")
}

/// The next `n` bytes; valid until the input is read again or Python code runs.
#[inline(always)]
pub fn take<'a>(vm: &Vm, this: Value, n: usize) -> Res<&'a [u8]> {
    let s = u(this);
    if n <= s.len - s.pos {
        // SAFETY: `pos..len` lies in the input, which stays until it is read again.
        let b = unsafe { std::slice::from_raw_parts(s.data.add(s.pos), n) };
        s.pos += n;
        return Ok(b);
    }
    take_more(vm, this, n)
}
/// Goes on behind a frame that is used up; whether there was one. Nothing lies across its end (PEP 3154).
fn leave_frame(vm: &Vm, this: Value) -> Res<bool> {
    let s = u(this);
    if !s.in_frame {
        return Ok(false);
    }
    if s.pos < s.len {
        return Err(unpickling_error(vm, "pickle exhausted before end of frame"));
    }
    s.in_frame = false;
    s.len = s.whole;
    Ok(true)
}
#[cold]
#[inline(never)]
fn take_more<'a>(vm: &Vm, this: Value, n: usize) -> Res<&'a [u8]> {
    if leave_frame(vm, this)? {
        return take(vm, this, n);
    }
    if !refill(vm, this, n)? {
        return Err(truncated(vm));
    }
    take(vm, this, n)
}
/// `N` bytes.
#[inline(always)]
pub fn array<const N: usize>(vm: &Vm, this: Value) -> Res<[u8; N]> {
    let mut a = [0; N];
    a.copy_from_slice(take(vm, this, N)?);
    Ok(a)
}
/// The next opcode.
#[cold]
#[inline(never)]
pub fn opcode(vm: &Vm, this: Value) -> Res<u8> {
    leave_frame(vm, this)?;
    if u(this).len == u(this).pos && !refill(vm, this, 1)? {
        return Err(vm.raise_type(vm.types.EOFError, "Ran out of input"));
    }
    Ok(take(vm, this, 1)?[0])
}

/// Tells the file what was used of the bytes that were only looked at.
pub fn skip_consumed(vm: &Vm, this: Value) -> Res<()> {
    let s = u(this);
    if s.read == Value::NULL || s.pos <= s.taken {
        return Ok(());
    }
    let n = s.pos - s.taken;
    s.taken = s.pos;
    call_size(vm, s.read, n).map(drop)
}
fn call_size(vm: &Vm, f: Value, n: usize) -> Res {
    let f = Ref::new(f);
    let n = vm.new_usize(n)?;
    vm.call(f.value(), &[n.value()])
}
/// Makes `bytes` the input; the file has given up `taken` of them.
fn set_input(this: Value, bytes: Vec<u8>, taken: usize) {
    let s = u(this);
    s.bytes = bytes;
    s.data = s.bytes.as_ptr();
    s.len = s.bytes.len();
    s.whole = s.len;
    s.in_frame = false;
    s.pos = 0;
    s.taken = taken;
}
/// What the file has given up and nobody used yet.
fn leftover(this: Value) -> Vec<u8> {
    let s = u(this);
    s.bytes.get(s.pos..s.taken.min(s.len)).unwrap_or_default().to_vec()
}

/// Makes `n` bytes the input, or fewer where the file ends: false then.
fn refill(vm: &Vm, this: Value, n: usize) -> Res<bool> {
    if u(this).read == Value::NULL {
        return Ok(false);
    }
    skip_consumed(vm, this)?;
    let mut all = leftover(this);
    if all.is_empty() && u(this).peek != Value::NULL && n < LOOK_AHEAD {
        match call_size(vm, u(this).peek, LOOK_AHEAD) {
            Ok(seen) => {
                let seen = vm.bytes_arg(seen.value())?.to_vec();
                if seen.len() >= n {
                    set_input(this, seen, 0);
                    return Ok(true);
                }
            }
            Err(raised) => {
                if !vm.clear_raised_if(vm.types.NotImplementedError) {
                    return Err(raised);
                }
                store(vm, &mut u(this).peek, Value::NULL);
            }
        }
    }
    let mut step = STEP;
    while all.len() < n {
        let want = (n - all.len()).min(step);
        let piece = call_size(vm, u(this).read, want)?;
        let piece = vm.bytes_arg(piece.value())?;
        all.extend_from_slice(&piece);
        if piece.len() < want {
            break;
        }
        step *= 2;
    }
    let taken = all.len();
    set_input(this, all, taken);
    Ok(taken >= n)
}

/// The next line with its end; valid as what `take` returns.
pub fn line<'a>(vm: &Vm, this: Value) -> Res<&'a [u8]> {
    let s = u(this);
    if s.len > s.pos {
        // SAFETY: `pos..len` lies in the input.
        let rest = unsafe { std::slice::from_raw_parts(s.data.add(s.pos), s.len - s.pos) };
        if let Some(i) = memchr::memchr(b'\n', rest) {
            s.pos += i + 1;
            return Ok(&rest[..i + 1]);
        }
    }
    if leave_frame(vm, this)? {
        return line(vm, this);
    }
    if s.read == Value::NULL {
        return Err(truncated(vm));
    }
    skip_consumed(vm, this)?;
    let mut all = leftover(this);
    let readline = Ref::new(u(this).readline);
    let rest = vm.call(readline.value(), &[])?;
    all.extend_from_slice(&vm.bytes_arg(rest.value())?);
    let n = all.len();
    if all.last() != Some(&b'\n') {
        return Err(truncated(vm));
    }
    set_input(this, all, n);
    take(vm, this, n)
}

/// `n` bytes that may be many, read into memory of their own.
pub fn long_data(vm: &Vm, this: Value, n: usize) -> Res<Vec<u8>> {
    if n > u(this).len - u(this).pos {
        leave_frame(vm, this)?;
    }
    let s = u(this);
    let at_hand = (s.len - s.pos).min(n);
    let mut out = take(vm, this, at_hand)?.to_vec();
    if out.len() == n {
        return Ok(out);
    }
    if u(this).read == Value::NULL {
        return Err(truncated(vm));
    }
    skip_consumed(vm, this)?;
    // All that was at hand is used.
    set_input(this, Vec::new(), 0);
    let mut step = STEP;
    while out.len() < n {
        let want = (n - out.len()).min(step);
        let readinto = u(this).readinto;
        let got = if readinto == Value::NULL {
            let piece = call_size(vm, u(this).read, want)?;
            let piece = vm.bytes_arg(piece.value())?;
            out.extend_from_slice(&piece);
            piece.len()
        } else {
            let readinto = Ref::new(readinto);
            let room = vm.new_bytearray(vm.types.bytearray, vec![0; want])?;
            let view = vm.call(Value::from_ptr(vm.types.memoryview), &[room.value()])?;
            let got = vm.call(readinto.value(), &[view.value()])?;
            let got = vm.index_size(got.value())?;
            if got < 0 {
                return Err(vm.value_error("read() returned negative size"));
            }
            let filled = vm.bytes_arg(room.value())?;
            let got = (got as usize).min(filled.len());
            out.extend_from_slice(&filled[..got]);
            got
        };
        if got == 0 || got > want {
            return Err(truncated(vm));
        }
        step = if step < 1 << 28 { step * 2 } else { step };
    }
    Ok(out)
}

/// Begins a frame of `n` bytes, which are at hand then.
pub fn frame(vm: &Vm, this: Value, n: usize) -> Res<()> {
    if u(this).in_frame && u(this).pos < u(this).len {
        return Err(unpickling_error(vm, "beginning of a new frame before end of current frame"));
    }
    leave_frame(vm, this)?;
    let s = u(this);
    if n > s.len - s.pos && !refill(vm, this, n)? {
        return Err(truncated(vm));
    }
    let s = u(this);
    s.whole = s.len;
    s.len = s.pos + n;
    s.in_frame = true;
    Ok(())
}
/// What is left of a frame, at the end of a pickle, is input like any other.
pub fn end_frame(this: Value) {
    let s = u(this);
    if s.in_frame {
        s.in_frame = false;
        s.len = s.whole;
    }
}
