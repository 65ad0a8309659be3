//! What BufferedReader, BufferedWriter and BufferedRandom have in common: a buffer for what was read ahead, one for what is still to be
//! written, and calls of the raw file.
//!
//! Invariant: at most one of the two buffers holds something. The raw file's position is behind what was read ahead, or before what is
//! still to be written. The buffers are bytearrays of fixed size, so that Python code that keeps a view of one does no harm.
use super::file_io;
use super::support::{
    call, cannot_pickle, chained, index_arg, offset_arg, os_error_text, release, store, unsupported, whence_arg,
};
use crate::native;
use crate::object::{Buffer, GetSetDef, Header, NativeDef, Raised, Ref, Res, Type, Value, Vm, buffer_flags};
use crate::types::memoryview;
use crate::vm::threads;
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

/// A buffered file. `raw` is NULL before `__init__` and after `detach`.
#[repr(C)]
pub struct Buffered {
    header: Header,
    raw: Value,
    /// bytearray, or NULL while nothing has been read ahead.
    read_buffer: Value,
    read_pos: usize,
    read_end: usize,
    /// bytearray, or NULL while nothing has been written.
    write_buffer: Value,
    write_pos: usize,
    write_end: usize,
    /// The size of each buffer.
    pub size: usize,
    /// Where the raw file is, as far as is known.
    raw_pos: Option<i64>,
    ready: bool,
    detached: bool,
    pub readable: bool,
    pub writable: bool,
    finalizing: bool,
    /// A method is running that calls the raw file.
    pub busy: bool,
    /// The thread that runs the method which makes the file busy.
    owner: u64,
}

/// The payload. The borrow ends before anything else runs.
#[allow(clippy::mut_from_ref)]
pub fn b<'a>(v: Value) -> &'a mut Buffered {
    // SAFETY: the slots and methods of the three classes, and the callers elsewhere, pass instances of them only.
    unsafe { &mut *v.ptr::<Buffered>() }
}

/// Drop slot.
///
/// # Safety
/// `h` is a buffered file whose count is zero.
pub unsafe fn drop_buffered(vm: &Vm, h: *mut Header) {
    let t = &mut *(h as *mut Buffered);
    release(vm, &mut t.raw);
    release(vm, &mut t.read_buffer);
    release(vm, &mut t.write_buffer);
}

/// Traverse slot.
///
/// # Safety
/// `h` is a live buffered file.
pub unsafe fn traverse(h: *mut Header, visit: &mut dyn FnMut(Value)) {
    let t = &*(h as *mut Buffered);
    for v in [t.raw, t.read_buffer, t.write_buffer] {
        if v != Value::NULL {
            visit(v);
        }
    }
}

/// Clear slot.
///
/// # Safety
/// `h` is a live buffered file.
pub unsafe fn clear(vm: &Vm, h: *mut Header) {
    let t = &mut *(h as *mut Buffered);
    t.ready = false;
    release(vm, &mut t.raw);
}

/// New slot.
pub fn new(vm: &Vm, ty: *mut Type, _: &[Value], _: Value) -> Res {
    vm.new_object::<Buffered>(ty, |p| {
        // SAFETY: the instance is fresh.
        unsafe {
            (*p).raw = Value::NULL;
            (*p).read_buffer = Value::NULL;
            (*p).read_pos = 0;
            (*p).read_end = 0;
            (*p).write_buffer = Value::NULL;
            (*p).write_pos = 0;
            (*p).write_end = 0;
            (*p).size = 0;
            (*p).raw_pos = None;
            (*p).ready = false;
            (*p).detached = false;
            (*p).readable = false;
            (*p).writable = false;
            (*p).finalizing = false;
            (*p).busy = false;
            (*p).owner = 0;
        }
    })
}

/// `__init__` once the raw file has been checked.
pub fn set_up(vm: &Vm, this: Value, raw: Value, size: i64, readable: bool, writable: bool) -> Res<()> {
    if size <= 0 {
        return Err(vm.value_error("buffer size must be strictly positive"));
    }
    wait_until_free(vm, this)?;
    if size as u64 > isize::MAX as u64 / 2 {
        return Err(vm.memory_error());
    }
    b(this).ready = false;
    store(vm, &raw mut b(this).raw, Ref::new(raw));
    let t = b(this);
    t.read_pos = 0;
    t.read_end = 0;
    t.write_pos = 0;
    t.write_end = 0;
    t.raw_pos = None;
    t.size = size as usize;
    t.readable = readable;
    t.writable = writable;
    t.detached = false;
    t.ready = true;
    release(vm, &mut b(this).read_buffer);
    release(vm, &mut b(this).write_buffer);
    Ok(())
}

/// A buffered file over a raw one, by the class itself.
pub fn new_buffered(vm: &Vm, ty: *mut Type, raw: Value, size: i64, readable: bool, writable: bool) -> Res {
    let f = new(vm, ty, &[], Value::NULL)?;
    set_up(vm, f.value(), raw, size, readable, writable)?;
    Ok(f)
}

#[cold]
fn reentrant(vm: &Vm, this: Value) -> Raised {
    match vm.repr_text(this) {
        Ok(text) => vm.runtime_error(format!("reentrant call inside {text}")),
        Err(r) => r,
    }
}

/// A method that calls the raw file is running; ends when this is dropped.
pub struct Busy(Ref);

/// Methods that wait for a file which another thread is busy with.
#[derive(Default)]
struct Waiting {
    count: Mutex<u32>,
    freed: Condvar,
}

/// Waits while another thread is busy with the file. RuntimeError where this thread is: the raw file has called its owner.
#[inline(always)]
fn wait_until_free(vm: &Vm, this: Value) -> Res<()> {
    if b(this).busy { wait_for_owner(vm, this) } else { Ok(()) }
}
#[cold]
fn wait_for_owner(vm: &Vm, this: Value) -> Res<()> {
    let waiting = vm.extension::<Waiting>();
    let _held = Ref::new(this);
    while b(this).busy {
        if b(this).owner == threads::own_ident() {
            return Err(reentrant(vm, this));
        }
        // The global lock is given up before the mutex is taken, so that whoever frees the file can take both.
        threads::allow_threads(vm, || {
            let mut count = waiting.count.lock().unwrap_or_else(PoisonError::into_inner);
            *count += 1;
            // The file may have been freed just before: nobody tells of that then.
            let (mut count, _) = waiting.freed.wait_timeout(count, RECHECK).unwrap_or_else(PoisonError::into_inner);
            *count -= 1;
        });
        crate::vm::signals::deliver(vm)?;
    }
    Ok(())
}
/// How long a wait lasts before it looks again.
const RECHECK: Duration = Duration::from_millis(5);

impl Busy {
    /// Begins; waits for other threads. RuntimeError where another such method of this thread is running, which called us.
    pub fn enter(vm: &Vm, this: Value) -> Res<Busy> {
        wait_until_free(vm, this)?;
        b(this).busy = true;
        b(this).owner = threads::own_ident();
        Ok(Busy(Ref::new(this)))
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        b(self.0.value()).busy = false;
        crate::object::vm::with_current(|vm| {
            let waiting = vm.extension::<Waiting>();
            if threads::several(vm) && *waiting.count.lock().unwrap_or_else(PoisonError::into_inner) > 0 {
                waiting.freed.notify_all();
            }
        });
    }
}

/// The raw file; ValueError where there is none.
pub fn raw(vm: &Vm, this: Value) -> Res {
    let t = b(this);
    if t.ready && t.raw != Value::NULL {
        return Ok(Ref::new(t.raw));
    }
    Err(vm.value_error(match t.detached {
        true => "raw stream has been detached",
        false => "I/O operation on uninitialized object",
    }))
}

/// Whether the raw file is one of ours, which needs no method calls.
#[inline]
pub fn is_file(vm: &Vm, raw: Value) -> bool {
    raw.is_exact(vm.io.file_io.get())
}

/// Whether this is an open file over a descriptor: writing to it runs no Python code but that of signal handlers.
#[inline]
pub fn is_open_file(vm: &Vm, this: Value) -> bool {
    let t = b(this);
    t.ready && t.writable && t.raw != Value::NULL && is_file(vm, t.raw) && file_io::file(t.raw).fd >= 0
}

/// Whether the raw file is closed.
#[inline]
pub fn is_closed(vm: &Vm, this: Value) -> Res<bool> {
    let t = b(this);
    if t.ready && t.raw != Value::NULL && is_file(vm, t.raw) {
        return Ok(file_io::file(t.raw).fd < 0);
    }
    let raw = raw(vm, this)?;
    super::support::is_closed(vm, raw.value())
}

/// ValueError where the file is closed: "read of closed file".
pub fn check_open(vm: &Vm, this: Value, what: &str) -> Res<()> {
    // Nothing is read ahead of a file that is closed, unless the raw file was closed behind our back.
    if is_closed(vm, this)? { Err(vm.value_error(format!("{what} closed file"))) } else { Ok(()) }
}

// ---- the buffers

/// What was read ahead.
#[inline]
pub fn ahead<'a>(vm: &Vm, this: Value) -> &'a [u8] {
    let t = b(this);
    if t.read_pos >= t.read_end {
        return &[];
    }
    vm.bytearray(t.read_buffer).data.get(t.read_pos..t.read_end).unwrap_or(&[])
}

/// Skips bytes that were read ahead.
#[inline]
pub fn skip(this: Value, n: usize) {
    let t = b(this);
    t.read_pos = (t.read_pos + n).min(t.read_end);
}

/// Forgets what was read ahead.
pub fn drop_ahead(this: Value) {
    b(this).read_pos = 0;
    b(this).read_end = 0;
}

fn pending(this: Value) -> usize {
    b(this).write_end - b(this).write_pos
}

fn make_buffer(vm: &Vm, slot: *mut Value, size: usize) -> Res<()> {
    // SAFETY: the caller passes a field of a live object.
    if unsafe { *slot } == Value::NULL {
        let mut data = Vec::new();
        if data.try_reserve_exact(size).is_err() {
            return Err(vm.memory_error());
        }
        data.resize(size, 0);
        let buffer = vm.new_bytearray(vm.types.bytearray, data)?;
        store(vm, slot, buffer);
    }
    Ok(())
}

/// A memoryview of a part of an object's memory, which lies within its buffer.
fn view_of(vm: &Vm, owner: Value, part: *const u8, len: usize, readonly: bool) -> Res {
    let flags = if readonly { buffer_flags::SIMPLE } else { buffer_flags::WRITABLE };
    let mut buffer = vm.get_buffer(owner, flags)?;
    buffer.data = part as *mut u8;
    buffer.len = len;
    buffer.readonly = readonly;
    buffer.layout = None;
    memoryview::from_buffer(vm, buffer)
}

// ---- the raw file

/// The length that `readinto` or `write` of a Python class has returned.
fn checked_length(vm: &Vm, r: &Ref, most: usize, method: &str) -> Res<usize> {
    let n = match index_arg(vm, r.value()) {
        Ok(n) => n,
        Err(_) if method == "readinto" => {
            let cause = vm.take_raised();
            let raised = os_error_text(vm, "raw readinto() failed");
            let e = vm.exception(vm.raised.get());
            e.suppress_context = true;
            let context = std::mem::replace(&mut e.context, cause.clone().into_value());
            let old = std::mem::replace(&mut e.cause, cause.into_value());
            for old in [context, old] {
                if old != Value::NULL {
                    drop(Ref::own(old));
                }
            }
            return Err(raised);
        }
        Err(_) => {
            drop(vm.take_raised());
            -1
        }
    };
    if n < 0 || n as usize > most {
        let message = format!("raw {method}() returned invalid length {n} (should have been between 0 and {most})");
        return Err(os_error_text(vm, &message));
    }
    Ok(n as usize)
}

/// `raw.readinto` of memory that `owner` exposes: how many bytes, `None` where none are there yet.
pub fn raw_read(vm: &Vm, this: Value, owner: Value, to: *mut u8, n: usize) -> Res<Option<usize>> {
    let raw = raw(vm, this)?;
    let got = if is_file(vm, raw.value()) {
        file_io::read_into(vm, raw.value(), to, n)?
    } else {
        let view = view_of(vm, owner, to, n, false)?;
        let r = super::support::call_again(vm, raw.value(), "readinto", &[view.value()])?;
        if r.is_none() { None } else { Some(checked_length(vm, &r, n, "readinto")?) }
    };
    if let (Some(got), Some(at)) = (got, b(this).raw_pos) {
        b(this).raw_pos = Some(at + got as i64);
    }
    Ok(got)
}

/// Appends up to `n` bytes from the raw file.
pub fn raw_append(vm: &Vm, this: Value, out: &mut Vec<u8>, n: usize) -> Res<Option<usize>> {
    // What the buffer still holds for seeking back no longer lies before the raw file's position.
    drop_ahead(this);
    if out.try_reserve(n).is_err() {
        return Err(vm.memory_error());
    }
    let file = raw(vm, this)?;
    if is_file(vm, file.value()) {
        let at = out.len();
        // SAFETY: `n` bytes behind the contents belong to the vector.
        let got = raw_read(vm, this, Value::NONE, unsafe { out.as_mut_ptr().add(at) }, n)?;
        // SAFETY: that many bytes were written.
        unsafe { out.set_len(at + got.unwrap_or(0)) };
        return Ok(got);
    }
    let scratch = vm.new_bytearray(vm.types.bytearray, crate::types::bytes::zeros(vm, n)?)?;
    let to = vm.bytearray(scratch.value()).data.as_mut_ptr();
    let got = raw_read(vm, this, scratch.value(), to, n)?;
    let data = &vm.bytearray(scratch.value()).data;
    out.extend_from_slice(&data[..got.unwrap_or(0).min(data.len())]);
    Ok(got)
}

/// Reads ahead into the empty part of the buffer: how many bytes, `None` where none are there yet.
pub fn fill(vm: &Vm, this: Value) -> Res<Option<usize>> {
    make_buffer(vm, &raw mut b(this).read_buffer, b(this).size)?;
    if b(this).read_pos >= b(this).read_end {
        drop_ahead(this);
    }
    let buffer = Ref::new(b(this).read_buffer);
    let data = &mut vm.bytearray(buffer.value()).data;
    let start = b(this).read_end.min(data.len());
    let n = data.len() - start;
    // SAFETY: `start` is within the buffer, which keeps its size.
    let to = unsafe { data.as_mut_ptr().add(start) };
    let got = raw_read(vm, this, buffer.value(), to, n)?;
    if let Some(got) = got
        && b(this).read_buffer == buffer.value()
    {
        b(this).read_end = start + got;
    }
    Ok(got)
}

/// `raw.write`: how many bytes, `None` where it would have to wait. `owner` exposes the memory.
fn raw_write(vm: &Vm, this: Value, owner: Value, data: &[u8]) -> Res<Option<usize>> {
    let raw = raw(vm, this)?;
    let done = if is_file(vm, raw.value()) {
        file_io::write(vm, raw.value(), data)?
    } else {
        let view = match owner {
            Value::NULL => vm.new_bytes(data)?,
            owner => view_of(vm, owner, data.as_ptr(), data.len(), true)?,
        };
        let r = super::support::call_again(vm, raw.value(), "write", &[view.value()])?;
        if r.is_none() { None } else { Some(checked_length(vm, &r, data.len(), "write")?) }
    };
    if let (Some(done), Some(at)) = (done, b(this).raw_pos) {
        b(this).raw_pos = Some(at + done as i64);
    }
    Ok(done)
}

fn position(vm: &Vm, this: Value, at: Ref) -> Res<i64> {
    let n = offset_arg(vm, at.value())?;
    if n < 0 {
        return Err(os_error_text(vm, &format!("Raw stream returned invalid position {n}")));
    }
    b(this).raw_pos = Some(n);
    Ok(n)
}

fn raw_tell(vm: &Vm, this: Value) -> Res<i64> {
    let raw = raw(vm, this)?;
    if is_file(vm, raw.value()) {
        let at = file_io::seek(vm, raw.value(), 0, libc::SEEK_CUR)?;
        b(this).raw_pos = Some(at);
        return Ok(at);
    }
    let at = call(vm, raw.value(), "tell", &[])?;
    position(vm, this, at)
}

fn raw_seek(vm: &Vm, this: Value, offset: i64, whence: i32) -> Res<i64> {
    let raw = raw(vm, this)?;
    b(this).raw_pos = None;
    if is_file(vm, raw.value()) {
        let at = file_io::seek(vm, raw.value(), offset, whence)?;
        b(this).raw_pos = Some(at);
        return Ok(at);
    }
    let offset = vm.new_int(offset)?;
    let at = call(vm, raw.value(), "seek", &[offset.value(), Value::small_int(whence as i64)])?;
    position(vm, this, at)
}

// ---- writing

#[cold]
fn would_block(vm: &Vm, this: Value, written: usize) -> Raised {
    let build = || {
        let text = vm.new_str("write could not complete without blocking")?;
        // A file of another kind has no error number to tell.
        let ours = raw(vm, this).is_ok_and(|r| is_file(vm, r.value()));
        let errno = Value::small_int(if ours { libc::EAGAIN as i64 } else { 0 });
        let written = vm.new_usize(written)?;
        let args = vm.tuple_from(&[errno, text.value(), written.value()])?;
        let e = vm.new_exception(vm.types.BlockingIOError, args)?;
        vm.set_exception_field(e.value(), 0, Ref::new(errno));
        vm.set_exception_field(e.value(), 1, text);
        vm.set_exception_field(e.value(), 4, written);
        Ok(e)
    };
    match build() {
        Ok(e) => vm.raise(e),
        Err(r) => r,
    }
}

/// Writes the write buffer out.
pub fn flush_pending(vm: &Vm, this: Value) -> Res<()> {
    while pending(this) > 0 {
        let buffer = Ref::new(b(this).write_buffer);
        let data = &vm.bytearray(buffer.value()).data;
        let part = &data[b(this).write_pos..b(this).write_end];
        match raw_write(vm, this, buffer.value(), part)? {
            None => return Err(would_block(vm, this, 0)),
            Some(n) => b(this).write_pos = (b(this).write_pos + n).min(b(this).write_end),
        }
    }
    b(this).write_pos = 0;
    b(this).write_end = 0;
    Ok(())
}

/// Forgets what was read ahead: the raw file goes back to where reading has got to.
fn rewind(vm: &Vm, this: Value) -> Res<()> {
    let n = ahead(vm, this).len();
    drop_ahead(this);
    if n > 0 {
        raw_seek(vm, this, -(n as i64), libc::SEEK_CUR)?;
    }
    Ok(())
}

/// Brings the raw file to where the program thinks it is.
pub fn flush_and_rewind(vm: &Vm, this: Value) -> Res<()> {
    flush_pending(vm, this)?;
    if b(this).readable { rewind(vm, this) } else { Ok(()) }
}

/// Puts data into the write buffer where it fits.
#[inline]
fn put(vm: &Vm, this: Value, data: &[u8]) -> bool {
    let t = b(this);
    if t.write_buffer == Value::NULL || data.len() > t.size - t.write_end {
        return false;
    }
    let to = &mut vm.bytearray(t.write_buffer).data;
    match to.get_mut(t.write_end..t.write_end + data.len()) {
        Some(to) => to.copy_from_slice(data),
        None => return false,
    }
    t.write_end += data.len();
    true
}

/// Writes bytes that lie in the memory of `owner` (NULL: in ours).
pub fn write(vm: &Vm, this: Value, owner: Value, data: &[u8]) -> Res<()> {
    if !b(this).busy && b(this).read_end == 0 && !is_closed(vm, this)? && put(vm, this, data) {
        return Ok(());
    }
    let _busy = Busy::enter(vm, this)?;
    check_open(vm, this, "write to")?;
    if b(this).read_end > 0 {
        rewind(vm, this)?;
    }
    make_buffer(vm, &raw mut b(this).write_buffer, b(this).size)?;
    if put(vm, this, data) {
        return Ok(());
    }
    if let Err(e) = flush_pending(vm, this) {
        if !vm.raised_is(vm.types.BlockingIOError) {
            return Err(e);
        }
        // What does not go out now stays in the buffer as far as there is room.
        let t = b(this);
        let buffer = &mut vm.bytearray(t.write_buffer).data;
        buffer.copy_within(t.write_pos..t.write_end, 0);
        t.write_end -= t.write_pos;
        t.write_pos = 0;
        let room = t.size - t.write_end;
        if data.len() <= room {
            drop(vm.take_raised());
            put(vm, this, data);
            return Ok(());
        }
        drop(vm.take_raised());
        put(vm, this, &data[..room]);
        return Err(would_block(vm, this, room));
    }
    let size = b(this).size;
    let mut done = 0;
    while data.len() - done > size {
        match raw_write(vm, this, owner, &data[done..])? {
            Some(n) => done += n,
            None => {
                put(vm, this, &data[done..done + size]);
                return Err(would_block(vm, this, done + size));
            }
        }
    }
    put(vm, this, &data[done..]);
    Ok(())
}

/// `flush`.
pub fn flush(vm: &Vm, this: Value) -> Res<()> {
    let file = raw(vm, this)?;
    if !b(this).writable {
        return vm.call_method(file.value(), vm.names.flush, &[]).map(drop);
    }
    check_open(vm, this, "flush of")?;
    if pending(this) == 0 && b(this).read_end == 0 && !b(this).busy {
        return Ok(());
    }
    let _busy = Busy::enter(vm, this)?;
    flush_and_rewind(vm, this)
}

// ---- what all have

/// `_dealloc_warn` of the raw file: what it raises is dropped.
fn warn_unclosed(vm: &Vm, this: Value, source: Value) {
    if b(this).ready && b(this).raw != Value::NULL {
        let raw = Ref::new(b(this).raw);
        if call(vm, raw.value(), "_dealloc_warn", &[source]).is_err() {
            drop(vm.take_raised());
        }
    }
}

fn close(vm: &Vm, this: Value) -> Res {
    let file = raw(vm, this)?;
    if is_closed(vm, this)? {
        return Ok(Ref::NONE);
    }
    wait_until_free(vm, this)?;
    if b(this).finalizing {
        warn_unclosed(vm, this, this);
    }
    let flushed = vm.call_method(this, vm.names.flush, &[]);
    let first = if flushed.is_err() { Some(vm.take_raised()) } else { None };
    let closed = vm.call_method(file.value(), vm.names.close, &[]);
    if !b(this).busy {
        release(vm, &mut b(this).read_buffer);
        release(vm, &mut b(this).write_buffer);
        drop_ahead(this);
        b(this).write_pos = 0;
        b(this).write_end = 0;
    }
    chained(vm, first, closed)
}

/// `seek`.
pub fn seek(vm: &Vm, this: Value, target: i64, whence: i32) -> Res<i64> {
    let _busy = Busy::enter(vm, this)?;
    if matches!(whence, 0 | 1) && b(this).readable && pending(this) == 0 {
        let now = match b(this).raw_pos {
            Some(at) => at,
            None => raw_tell(vm, this)?,
        };
        let left = ahead(vm, this).len() as i64;
        let offset = if whence == 0 { target.checked_sub(now - left) } else { Some(target) };
        let back = b(this).read_pos.min(b(this).read_end) as i64;
        if let Some(offset) = offset
            && b(this).read_end > 0
            && offset >= -back
            && offset <= left
        {
            b(this).read_pos = (back + offset) as usize;
            return Ok(now - left + offset);
        }
    }
    flush_pending(vm, this)?;
    let left = if whence == 1 { ahead(vm, this).len() as i64 } else { 0 };
    let Some(target) = target.checked_sub(left) else { return Err(vm.overflow_error("new position too large")) };
    let at = raw_seek(vm, this, target, whence)?;
    drop_ahead(this);
    Ok(at)
}

/// `tell`.
pub fn tell(vm: &Vm, this: Value) -> Res<i64> {
    raw(vm, this)?;
    let at = raw_tell(vm, this)? - ahead(vm, this).len() as i64 + pending(this) as i64;
    Ok(at.max(0))
}

/// Repr slot.
pub fn repr(vm: &Vm, this: Value) -> Res {
    let ty = vm.type_name(this);
    let name = match vm.getattr_opt(this, vm.names.name) {
        Ok(name) => name,
        Err(_) if vm.clear_raised_if(vm.types.ValueError) => None,
        Err(e) => return Err(e),
    };
    let Some(name) = name else { return vm.new_str(&format!("<{ty}>")) };
    if vm.repr_guard.borrow().contains(&this) {
        return Err(vm.runtime_error(format!("reentrant call inside {ty}.__repr__")));
    }
    vm.repr_guard.borrow_mut().push(this);
    let shown = vm.repr_text(name.value());
    vm.repr_guard.borrow_mut().pop();
    vm.new_str(&format!("<{ty} name={}>", shown?))
}

fn of_raw(vm: &Vm, this: Value, method: &str) -> Res {
    let file = raw(vm, this)?;
    call(vm, file.value(), method, &[])
}

native! { pub static COMMON = [
    "detach(self, /)" => fn detach(vm, [this]) {
        raw(vm, this)?;
        vm.call_method(this, vm.names.flush, &[])?;
        let file = raw(vm, this)?;
        let t = b(this);
        t.detached = true;
        t.ready = false;
        release(vm, &mut b(this).raw);
        Ok(file)
    }
    "flush(self, /)" => fn flush_method(vm, [this]) { flush(vm, this)?; Ok(Ref::NONE) }
    "close(self, /)" => fn close_method(vm, [this]) { close(vm, this) }
    "seekable(self, /)" => fn seekable(vm, [this]) { of_raw(vm, this, "seekable") }
    "fileno(self, /)" => fn fileno(vm, [this]) { of_raw(vm, this, "fileno") }
    "isatty(self, /)" => fn isatty(vm, [this]) { of_raw(vm, this, "isatty") }
    "_dealloc_warn(self, source, /)" => fn dealloc_warn(vm, [this, source]) { warn_unclosed(vm, this, source); Ok(Ref::NONE) }
    "seek(self, target, whence=0, /)" => fn seek_method(vm, [this, target, whence]) {
        let whence = whence_arg(vm, whence)?;
        let file = raw(vm, this)?;
        if !(0..=4).contains(&whence) {
            return Err(vm.value_error(format!("whence value {whence} unsupported")));
        }
        check_open(vm, this, "seek of")?;
        super::io_base::check(vm, file.value(), "seekable", "File or stream is not seekable.")?;
        let target = match vm.index_i64(target)? {
            Ok(n) => n,
            Err(_) => {
                let given = vm.type_name(target);
                return Err(vm.value_error(format!("cannot fit '{given}' into an offset-sized integer")));
            }
        };
        let at = seek(vm, this, target, whence)?;
        vm.new_int(at)
    }
    "tell(self, /)" => fn tell_method(vm, [this]) { let at = tell(vm, this)?; vm.new_int(at) }
    "truncate(self, pos=None, /)" => fn truncate(vm, [this, pos]) {
        raw(vm, this)?;
        check_open(vm, this, "truncate of")?;
        if !b(this).writable {
            return Err(unsupported(vm, "truncate"));
        }
        let _busy = Busy::enter(vm, this)?;
        flush_and_rewind(vm, this)?;
        let pos = if pos.is_none() { vm.new_int(raw_tell(vm, this)?)? } else { Ref::new(pos) };
        let file = raw(vm, this)?;
        call(vm, file.value(), "truncate", &[pos.value()])
    }
    "__sizeof__(self, /)" => fn sizeof(vm, [this]) {
        let buffers = [b(this).read_buffer, b(this).write_buffer].iter().filter(|v| **v != Value::NULL).count();
        vm.new_usize(size_of::<Buffered>() + buffers.max(1) * b(this).size)
    }
    "__getstate__(self, /)" => fn getstate(vm, [this]) { cannot_pickle(vm, this) }
]; }

native! { pub static READABLE = [
    "readable(self, /)" => fn readable(vm, [this]) { of_raw(vm, this, "readable") }
]; }
native! { pub static WRITABLE = [
    "writable(self, /)" => fn writable(vm, [this]) { of_raw(vm, this, "writable") }
    /// Write the given buffer to the IO stream.
    ///
    /// Return the number of bytes written, which is always the length of b in bytes.
    ///
    /// Raise BlockingIOError if the buffer is full and the underlying raw stream cannot
    /// accept more data at the moment.
    "write(self, buffer, /)" => fn write_method(vm, [this, buffer]) {
        if !vm.has_buffer(buffer) {
            return Err(vm.not_bytes_like(buffer));
        }
        raw(vm, this)?;
        if let Some(data) = vm.bytes_like(buffer)
            && !b(this).busy
            && b(this).read_end == 0
            && data.len() <= b(this).size
            && b(this).write_buffer != Value::NULL
            && !is_closed(vm, this)?
            && put(vm, this, data)
        {
            return vm.new_usize(data.len());
        }
        let memory: Buffer = vm.get_buffer(buffer, buffer_flags::SIMPLE)?;
        write(vm, this, buffer, memory.as_slice())?;
        vm.new_usize(memory.len)
    }
]; }

/// The attributes that all have.
pub static GETSET: &[GetSetDef] = &[
    GetSetDef { name: "raw", get: |_, v| Ok(if b(v).raw == Value::NULL { Ref::NONE } else { Ref::new(b(v).raw) }), set: Some(super::support::read_only), doc: "" },
    GetSetDef {
        name: "_finalizing",
        get: |_, v| Ok(Ref::bool(b(v).finalizing)),
        set: Some(|vm, v, x| {
            b(v).finalizing = vm.truth(x.unwrap_or(Value::FALSE))?;
            Ok(())
        }),
        doc: "",
    },
    GetSetDef {
        name: "closed",
        get: |vm, v| {
            let file = raw(vm, v)?;
            vm.getattr_str(file.value(), "closed")
        },
        set: None,
        doc: "",
    },
    GetSetDef {
        name: "name",
        get: |vm, v| {
            let file = raw(vm, v)?;
            vm.getattr(file.value(), vm.names.name)
        },
        set: None,
        doc: "",
    },
    GetSetDef {
        name: "mode",
        get: |vm, v| {
            let file = raw(vm, v)?;
            vm.getattr_str(file.value(), "mode")
        },
        set: None,
        doc: "",
    },
];

/// Joins method tables.
pub const fn concat<const N: usize>(parts: &[&[NativeDef]]) -> [NativeDef; N] {
    let mut out = [parts[0][0]; N];
    let (mut i, mut n) = (0, 0);
    while i < parts.len() {
        let mut j = 0;
        while j < parts[i].len() {
            out[n] = parts[i][j];
            n += 1;
            j += 1;
        }
        i += 1;
    }
    out
}

/// The size argument of the constructors.
pub fn size_argument(vm: &Vm, v: Value) -> Res<i64> {
    if v.is_unbound() { Ok(super::DEFAULT_BUFFER_SIZE) } else { vm.int_arg(v) }
}

/// The raw file's position is not known any more.
pub fn forget_position(this: Value) {
    b(this).raw_pos = None;
}
