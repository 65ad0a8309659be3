//! `_io._RawIOBase`, `_io._BufferedIOBase` and `_io._TextIOBase`: what their subclasses have in common.
use super::io_base::int_result;
use super::support::{FLAGS, call, index_arg, interrupted, unsupported, writable_buffer};
use crate::native;
use crate::object::{GetSetDef, Header, Ref, Res, Slots, TypeSpec, Value, Vm};

pub static RAW: TypeSpec = TypeSpec {
    name: "_io._RawIOBase",
    doc: "Base class for raw binary I/O.",
    flags: FLAGS,
    size: size_of::<Header>(),
    slots: Slots::EMPTY,
    methods: RAW_METHODS,
    getset: &[],
};

pub static BUFFERED: TypeSpec = TypeSpec {
    name: "_io._BufferedIOBase",
    doc: "Base class for buffered IO objects.\n\nThe main difference with RawIOBase is that the read() method\nsupports omitting the size argument, and does not have a default\nimplementation that defers to readinto().\n\nIn addition, read(), readinto() and write() may raise\nBlockingIOError if the underlying raw stream is in non-blocking\nmode and not ready; unlike their raw counterparts, they will never\nreturn None.\n\nA typical implementation should not inherit from a RawIOBase\nimplementation, but wrap one.",
    flags: FLAGS,
    size: size_of::<Header>(),
    slots: Slots::EMPTY,
    methods: BUFFERED_METHODS,
    getset: &[],
};

pub static TEXT: TypeSpec = TypeSpec {
    name: "_io._TextIOBase",
    doc: "Base class for text I/O.\n\nThis class provides a character and line based interface to stream\nI/O. There is no readinto method because Python's character strings\nare immutable.",
    flags: FLAGS,
    size: size_of::<Header>(),
    slots: Slots::EMPTY,
    methods: TEXT_METHODS,
    getset: &[
        GetSetDef { name: "encoding", get: none, set: None, doc: "Encoding of the text stream.\n\nSubclasses should override.\n" },
        GetSetDef {
            name: "newlines",
            get: none,
            set: None,
            doc: "Line endings translated so far.\n\nOnly line endings translated during reading are considered.\n\nSubclasses should override.\n",
        },
        GetSetDef {
            name: "errors",
            get: none,
            set: None,
            doc: "The error setting of the decoder or encoder.\n\nSubclasses should override.\n",
        },
    ],
};

fn none(_: &Vm, _: Value) -> Res {
    Ok(Ref::NONE)
}

/// NotImplementedError without a message.
fn not_implemented(vm: &Vm) -> crate::object::Raised {
    match vm.tuple_from(&[]).and_then(|args| vm.new_exception(vm.types.NotImplementedError, args)) {
        Ok(e) => vm.raise(e),
        Err(r) => r,
    }
}

native! { static RAW_METHODS = [
    "read(self, size=-1, /)" => fn raw_read(vm, [this, size]) {
        let n = index_arg(vm, size)?;
        if n < 0 {
            return call(vm, this, "readall", &[]);
        }
        let buffer = vm.new_bytearray(vm.types.bytearray, crate::types::bytes::zeros(vm, n as usize)?)?;
        let r = call(vm, this, "readinto", &[buffer.value()])?;
        if r.is_none() {
            return Ok(r);
        }
        let got = int_result(vm, &r)?;
        if got < 0 || got > n {
            return Err(vm.value_error(format!("readinto returned {got} outside buffer size {n}")));
        }
        let data = &vm.bytearray(buffer.value()).data;
        vm.new_bytes(&data[..(got as usize).min(data.len())])
    }
    /// Read until EOF, using multiple read() call.
    "readall(self, /)" => fn raw_readall(vm, [this]) {
        let mut all: Vec<u8> = Vec::new();
        let mut any = false;
        let size = vm.new_int(super::DEFAULT_BUFFER_SIZE)?;
        loop {
            let piece = match call(vm, this, "read", &[size.value()]) {
                Err(e) => {
                    if interrupted(vm)? {
                        continue;
                    }
                    return Err(e);
                }
                Ok(r) => r,
            };
            if piece.is_none() {
                return if any { vm.new_bytes(&all) } else { Ok(piece) };
            }
            if !vm.is_bytes(piece.value()) {
                return Err(vm.type_error("read() should return bytes"));
            }
            let b = vm.bytes(piece.value());
            if b.is_empty() {
                return vm.new_bytes(&all);
            }
            any = true;
            all.extend_from_slice(b);
        }
    }
    "readinto(self, /, *args)" => fn raw_readinto(vm, [this], *args) { Err(not_implemented(vm)) }
    "write(self, /, *args)" => fn raw_write(vm, [this], *args) { Err(not_implemented(vm)) }
]; }

fn read_into(vm: &Vm, this: Value, buffer: Value, once: bool) -> Res {
    let name = if once { "readinto1" } else { "readinto" };
    let target = writable_buffer(vm, name, buffer)?;
    let size = vm.new_usize(target.len)?;
    let data = call(vm, this, if once { "read1" } else { "read" }, &[size.value()])?;
    if !vm.is_bytes(data.value()) {
        return Err(vm.type_error("read() should return bytes"));
    }
    let b = vm.bytes(data.value());
    if b.len() > target.len {
        let message = format!("read() returned too much data: {} bytes requested, {} returned", target.len, b.len());
        return Err(vm.value_error(message));
    }
    // SAFETY: the buffer is writable and as long as was just checked; no Python code runs while it is written.
    unsafe { target.as_mut_slice()[..b.len()].copy_from_slice(b) };
    vm.new_usize(b.len())
}

native! { static BUFFERED_METHODS = [
    /// Disconnect this buffer from its underlying raw stream and return it.
    ///
    /// After the raw stream has been detached, the buffer is in an unusable
    /// state.
    "detach(self, /)" => fn buffered_detach(vm, [this]) { Err(unsupported(vm, "detach")) }
    /// Read and return up to n bytes.
    ///
    /// If the size argument is omitted, None, or negative, read and
    /// return all data until EOF.
    ///
    /// If the size argument is positive, and the underlying raw stream is
    /// not 'interactive', multiple raw reads may be issued to satisfy
    /// the byte count (unless EOF is reached first).
    /// However, for interactive raw streams (as well as sockets and pipes),
    /// at most one raw read will be issued, and a short result does not
    /// imply that EOF is imminent.
    ///
    /// Return an empty bytes object on EOF.
    ///
    /// Return None if the underlying raw stream was open in non-blocking
    /// mode and no data is available at the moment.
    "read(self, size=-1, /)" => fn buffered_read(vm, [this, size]) { Err(unsupported(vm, "read")) }
    /// Read and return up to size bytes, with at most one read() call to the underlying raw stream.
    ///
    /// Return an empty bytes object on EOF.
    /// A short result does not imply that EOF is imminent.
    "read1(self, size=-1, /)" => fn buffered_read1(vm, [this, size]) { Err(unsupported(vm, "read1")) }
    "readinto(self, buffer, /)" => fn buffered_readinto(vm, [this, buffer]) { read_into(vm, this, buffer, false) }
    "readinto1(self, buffer, /)" => fn buffered_readinto1(vm, [this, buffer]) { read_into(vm, this, buffer, true) }
    /// Write buffer b to the IO stream.
    ///
    /// Return the number of bytes written, which is always
    /// the length of b in bytes.
    ///
    /// Raise BlockingIOError if the buffer is full and the
    /// underlying raw stream cannot accept more data at the moment.
    "write(self, b, /)" => fn buffered_write(vm, [this, b]) { Err(unsupported(vm, "write")) }
]; }

native! { static TEXT_METHODS = [
    /// Separate the underlying buffer from the TextIOBase and return it.
    ///
    /// After the underlying buffer has been detached, the TextIO is in an unusable state.
    "detach(self, /)" => fn text_detach(vm, [this]) { Err(unsupported(vm, "detach")) }
    /// Read at most size characters from stream.
    ///
    /// Read from underlying buffer until we have size characters or we hit EOF.
    /// If size is negative or omitted, read until EOF.
    "read(self, size=-1, /)" => fn text_read(vm, [this, size]) { Err(unsupported(vm, "read")) }
    /// Read until newline or EOF.
    ///
    /// Return an empty string if EOF is hit immediately.
    /// If size is specified, at most size characters will be read.
    "readline(self, size=-1, /)" => fn text_readline(vm, [this, size]) { Err(unsupported(vm, "readline")) }
    /// Write string s to stream.
    ///
    /// Return the number of characters written
    /// (which is always equal to the length of the string).
    "write(self, s, /)" => fn text_write(vm, [this, s]) { Err(unsupported(vm, "write")) }
]; }
