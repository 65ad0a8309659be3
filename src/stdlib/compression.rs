//! What the modules over compressing libraries have in common: streams that work while other threads run, and output that grows.
use crate::object::{BytesView, Res, Value, Vm, buffer_flags};
use crate::vm::threads::allow_threads;
use std::sync::{Mutex, PoisonError};

/// Room that the first step makes for its output.
const FIRST: usize = 32 * 1024;
/// The most that one step adds to the output.
const MOST: usize = 64 * 1024 * 1024;

/// Why a stream could not go on: a code of the library, or memory that there is not.
pub enum Failure<E> {
    Library(E),
    Memory,
}

/// Works on a stream without the global lock. `f` must not touch objects: nothing but memory that stays while it runs.
/// Other threads that want the stream wait; nobody holds it while Python code may run.
pub fn work_on<T, R>(vm: &Vm, stream: &Mutex<T>, f: impl FnOnce(&mut T) -> R) -> R {
    allow_threads(vm, || f(&mut stream.lock().unwrap_or_else(PoisonError::into_inner)))
}

/// Looks at a stream, which is rarely in use by another thread.
pub fn look_at<T, R>(vm: &Vm, stream: &Mutex<T>, f: impl FnOnce(&mut T) -> R) -> R {
    match stream.try_lock() {
        Ok(mut held) => f(&mut held),
        Err(_) => work_on(vm, stream, f),
    }
}

/// The contents of a bytes-like argument, which stay what they are and where they are while other threads run.
pub fn pinned<'a>(vm: &Vm, v: Value) -> Res<BytesView<'a>> {
    if vm.is_bytes(v) {
        return vm.bytes_arg(v);
    }
    Ok(BytesView::Buffer(vm.get_buffer(v, buffer_flags::SIMPLE)?))
}

/// Output of a stream: grows as it is needed, up to a limit.
pub struct Output {
    bytes: Vec<u8>,
    limit: usize,
}

impl Output {
    pub fn new(limit: usize) -> Output {
        Output { bytes: Vec::new(), limit }
    }
    /// From the `max_length` of a decompressor, which is negative for no limit.
    pub fn up_to(max_length: i64) -> Output {
        Output::new(usize::try_from(max_length).unwrap_or(usize::MAX))
    }
    /// Whether there is as much as is allowed.
    pub fn is_full(&self) -> bool {
        self.bytes.len() >= self.limit
    }
    /// Whether nothing can be written before there is room again.
    pub fn has_no_room(&self) -> bool {
        self.bytes.len() >= self.limit.min(self.bytes.capacity())
    }
    /// Makes room, of `hint` bytes at first if that is known. None is made beyond the limit.
    pub fn make_room<E>(&mut self, hint: Option<usize>) -> Result<(), Failure<E>> {
        if self.has_no_room() && !self.is_full() {
            let more = match hint {
                Some(n) if self.bytes.is_empty() => n.max(1),
                _ => self.bytes.len().clamp(FIRST, MOST),
            };
            self.bytes.try_reserve_exact(more.min(self.limit - self.bytes.len())).map_err(|_| Failure::Memory)?;
        }
        Ok(())
    }
    /// Where to write, and how much at most.
    pub fn room(&mut self) -> (*mut u8, usize) {
        let room = self.bytes.capacity().min(self.limit) - self.bytes.len();
        (self.bytes.spare_capacity_mut().as_mut_ptr().cast(), room)
    }
    /// Takes over what was written.
    ///
    /// # Safety
    /// The first `n` bytes of what `room` gave are written.
    pub unsafe fn wrote(&mut self, n: usize) {
        self.bytes.set_len(self.bytes.len() + n);
    }
    /// All output.
    pub fn finish(self) -> Vec<u8> {
        self.bytes
    }
}
