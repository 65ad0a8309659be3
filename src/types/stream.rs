//! A buffered file descriptor: what binary and text files share.
//!
//! Invariant: at most one of the two buffers holds data; the descriptor's position is behind the read buffer's end, or where the write
//! buffer will go.
use super::os_error::{last_errno, os_error};
use crate::object::{Raised, Res, Value, Vm};

pub const BUFFER_SIZE: usize = 8192;

pub struct Stream {
    pub fd: i32,
    pub close_fd: bool,
    pub readable: bool,
    pub writable: bool,
    pub line_buffered: bool,
    pub unbuffered: bool,
    pub closed: bool,
    input: Vec<u8>,
    input_at: usize,
    pub output: Vec<u8>,
}

impl Stream {
    pub fn new(fd: i32, close_fd: bool, readable: bool, writable: bool) -> Stream {
        Stream {
            fd,
            close_fd,
            readable,
            writable,
            line_buffered: false,
            unbuffered: false,
            closed: false,
            input: Vec::new(),
            input_at: 0,
            output: Vec::new(),
        }
    }
    /// Bytes read but not consumed.
    pub fn buffered(&self) -> &[u8] {
        &self.input[self.input_at..]
    }
    pub fn consume(&mut self, n: usize) {
        self.input_at += n;
    }
    /// Reads more into the buffer; false at the end of the file.
    pub fn fill(&mut self, vm: &Vm, size: usize) -> Res<bool> {
        self.flush(vm)?;
        if self.input_at > 0 {
            self.input.drain(..self.input_at);
            self.input_at = 0;
        }
        let old = self.input.len();
        if self.input.try_reserve(size).is_err() {
            return Err(vm.memory_error());
        }
        self.input.resize(old + size, 0);
        loop {
            // SAFETY: the buffer has `size` bytes behind `old`.
            let n = unsafe { libc::read(self.fd, self.input.as_mut_ptr().add(old) as *mut libc::c_void, size) };
            if n >= 0 {
                self.input.truncate(old + n as usize);
                return Ok(n > 0);
            }
            let errno = last_errno();
            if errno != libc::EINTR {
                self.input.truncate(old);
                return Err(os_error(vm, errno, None));
            }
        }
    }
    /// Takes `n` bytes, or all to the end of the file where `n` is None.
    pub fn read(&mut self, vm: &Vm, n: Option<usize>) -> Res<Vec<u8>> {
        let mut chunk = BUFFER_SIZE;
        while n.is_none_or(|n| self.buffered().len() < n) {
            let size = match n {
                Some(n) => (n - self.buffered().len()).max(BUFFER_SIZE).min(1 << 24),
                None => chunk,
            };
            if !self.fill(vm, size)? {
                break;
            }
            chunk = (chunk * 2).min(1 << 24);
        }
        let take = n.unwrap_or(usize::MAX).min(self.buffered().len());
        let out = self.buffered()[..take].to_vec();
        self.consume(take);
        Ok(out)
    }
    /// Takes a line with its `\n`, at most `limit` bytes.
    pub fn read_line(&mut self, vm: &Vm, limit: Option<usize>) -> Res<Vec<u8>> {
        let mut scanned = 0;
        loop {
            let b = self.buffered();
            if let Some(i) = b[scanned..].iter().position(|&c| c == b'\n') {
                return Ok(self.take((scanned + i + 1).min(limit.unwrap_or(usize::MAX))));
            }
            scanned = b.len();
            if limit.is_some_and(|l| scanned >= l) {
                return Ok(self.take(limit.unwrap_or(0)));
            }
            if !self.fill(vm, BUFFER_SIZE)? {
                return Ok(self.take(scanned));
            }
        }
    }
    pub fn take(&mut self, n: usize) -> Vec<u8> {
        let out = self.buffered()[..n].to_vec();
        self.consume(n);
        out
    }
    /// Appends to the write buffer; what does not fit is written.
    #[inline]
    pub fn write(&mut self, vm: &Vm, data: &[u8]) -> Res<()> {
        if self.input_at < self.input.len() || !self.input.is_empty() {
            self.drop_input(vm)?;
        }
        self.output.extend_from_slice(data);
        if self.output.len() >= BUFFER_SIZE || self.unbuffered {
            return self.flush(vm);
        }
        Ok(())
    }
    /// Moves the descriptor back to where reading has got to.
    fn drop_input(&mut self, vm: &Vm) -> Res<()> {
        let ahead = self.buffered().len() as i64;
        self.input.clear();
        self.input_at = 0;
        if ahead > 0 {
            // SAFETY: a plain system call.
            if unsafe { libc::lseek(self.fd, -ahead, libc::SEEK_CUR) } < 0 && last_errno() != libc::ESPIPE {
                return Err(os_error(vm, last_errno(), None));
            }
        }
        Ok(())
    }
    /// Writes the write buffer out.
    pub fn flush(&mut self, vm: &Vm) -> Res<()> {
        match self.flush_errno() {
            0 => Ok(()),
            errno => Err(os_error(vm, errno, None)),
        }
    }
    fn flush_errno(&mut self) -> i32 {
        let mut done = 0;
        let mut result = 0;
        while done < self.output.len() {
            let rest = &self.output[done..];
            // SAFETY: the buffer is live for the call.
            let n = unsafe { libc::write(self.fd, rest.as_ptr() as *const libc::c_void, rest.len()) };
            if n >= 0 {
                done += n as usize;
            } else if last_errno() != libc::EINTR {
                result = last_errno();
                break;
            }
        }
        self.output.drain(..done);
        result
    }
    /// Flushes and closes the descriptor. The descriptor is closed even where flushing fails.
    pub fn close(&mut self, vm: &Vm) -> Res<()> {
        if self.closed {
            return Ok(());
        }
        let errno = self.flush_errno();
        self.closed = true;
        self.output = Vec::new();
        self.input = Vec::new();
        self.input_at = 0;
        if self.close_fd {
            // SAFETY: the descriptor is ours and is not used again.
            unsafe { libc::close(self.fd) };
        }
        if errno != 0 { Err(os_error(vm, errno, None)) } else { Ok(()) }
    }
    /// Flushes and closes without raising: for deallocation.
    pub fn close_quietly(&mut self) {
        if !self.closed {
            self.flush_errno();
            self.closed = true;
            if self.close_fd {
                // SAFETY: the descriptor is ours and is not used again.
                unsafe { libc::close(self.fd) };
            }
        }
    }
    pub fn seek(&mut self, vm: &Vm, offset: i64, whence: i32) -> Res<i64> {
        self.flush(vm)?;
        self.drop_input(vm)?;
        // SAFETY: a plain system call.
        match unsafe { libc::lseek(self.fd, offset, whence) } {
            -1 => Err(os_error(vm, last_errno(), None)),
            at => Ok(at),
        }
    }
    pub fn tell(&mut self, vm: &Vm) -> Res<i64> {
        // SAFETY: a plain system call.
        match unsafe { libc::lseek(self.fd, 0, libc::SEEK_CUR) } {
            -1 => Err(os_error(vm, last_errno(), None)),
            at => Ok(at - self.buffered().len() as i64 + self.output.len() as i64),
        }
    }
    pub fn truncate(&mut self, vm: &Vm, size: i64) -> Res<()> {
        self.flush(vm)?;
        // SAFETY: a plain system call.
        match unsafe { libc::ftruncate(self.fd, size) } {
            -1 => Err(os_error(vm, last_errno(), None)),
            _ => Ok(()),
        }
    }
    pub fn isatty(&self) -> bool {
        // SAFETY: a plain system call.
        unsafe { libc::isatty(self.fd) == 1 }
    }
    pub fn check_open(&self, vm: &Vm) -> Res<()> {
        if self.closed { Err(closed_error(vm)) } else { Ok(()) }
    }
    /// As `check_open`, with the words of a binary file: "read of closed file".
    pub fn check_open_for(&self, vm: &Vm, what: &str) -> Res<()> {
        match self.closed {
            true => Err(vm.value_error(format!("{what} closed file"))),
            false => Ok(()),
        }
    }
}

#[cold]
fn closed_error(vm: &Vm) -> Raised {
    vm.value_error("I/O operation on closed file.")
}

/// Raises `io.UnsupportedOperation`, which is both an OSError and a ValueError.
#[cold]
pub fn unsupported(vm: &Vm, what: &str) -> Raised {
    vm.raise_type(vm.types.UnsupportedOperation, what)
}

/// A size argument: None or negative reads all.
pub fn size_arg(vm: &Vm, v: Value) -> Res<Option<usize>> {
    if v.is_none() || v.is_unbound() {
        return Ok(None);
    }
    if vm.as_int(v).is_none() && vm.slots(v).index.is_none() {
        return Err(vm.type_error(format!("argument should be integer or None, not '{}'", vm.type_name(v))));
    }
    let n = vm.int_arg(v)?;
    Ok(if n < 0 { None } else { Some(n as usize) })
}
