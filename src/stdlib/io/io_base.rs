//! `_io._IOBase`.
use super::support::{DICT_ATTRIBUTE, FLAGS, call, call_again, check_closed, closed_error, index_arg, limit_arg, unsupported};
use crate::native;
use crate::object::{GetSetDef, Header, Ref, Res, Slots, TypeSpec, Value, Vm};
use crate::types::object::object_new;

pub static SPEC: TypeSpec = TypeSpec {
    name: "_io._IOBase",
    doc: "The abstract base class for all I/O classes.\n\nThis class provides dummy implementations for many methods that\nderived classes can override selectively; the default implementations\nrepresent a file that cannot be read, written or seeked.\n\nEven though IOBase does not declare read, readinto, or write because\ntheir signatures will vary, implementations and clients should\nconsider those methods part of the interface. Also, implementations\nmay raise UnsupportedOperation when operations they do not support are\ncalled.\n\nThe basic type used for binary data read from or written to a file is\nbytes. Other bytes-like objects are accepted as method arguments too.\nIn some cases (such as readinto), a writable object is required. Text\nI/O classes work with str data.\n\nNote that calling any method (except additional calls to close(),\nwhich are ignored) on a closed stream should raise a ValueError.\n\nIOBase (and its subclasses) support the iterator protocol, meaning\nthat an IOBase object can be iterated over yielding the lines in a\nstream.\n\nIOBase also supports the :keyword:`with` statement. In this example,\nfp is closed after the suite of the with statement is complete:\n\nwith open('spam.txt', 'r') as fp:\n    fp.write('Spam and eggs!')\n",
    flags: FLAGS,
    size: size_of::<Header>(),
    slots: Slots {
        iter: Some(|vm, v| {
            check_closed(vm, v)?;
            Ok(Ref::new(v))
        }),
        next: Some(|vm, v| {
            let line = call(vm, v, "readline", &[])?;
            Ok(if vm.len(line.value())? == 0 { None } else { Some(line) })
        }),
        new: Some(object_new),
        del: Some(finalise),
        ..Slots::EMPTY
    },
    methods: METHODS,
    getset: &[
        DICT_ATTRIBUTE,
        GetSetDef { name: "closed", get: |vm, v| Ok(Ref::bool(marked_closed(vm, v)?)), set: None, doc: "" },
    ],
};

const CLOSED: &str = "__IOBase_closed";

/// Whether `_IOBase.close` has run.
fn marked_closed(vm: &Vm, v: Value) -> Res<bool> {
    let name = vm.intern(CLOSED);
    vm.hasattr(v, name.value())
}

/// `_IOBase.close`: flushes, and marks the file as closed even where that fails.
pub fn close(vm: &Vm, this: Value) -> Res {
    if marked_closed(vm, this)? {
        return Ok(Ref::NONE);
    }
    let flushed = vm.call_method(this, vm.names.flush, &[]);
    let pending = if flushed.is_err() { Some(vm.take_raised()) } else { None };
    let name = vm.intern(CLOSED);
    let marked = vm.setattr(this, name.value(), Some(Value::TRUE)).map(|()| Ref::NONE);
    super::support::chained(vm, pending, marked)
}

/// Closes a file that nobody refers to any more.
pub fn finalise(vm: &Vm, v: Value) {
    let pending = vm.raised.replace(Value::NULL);
    // A file that cannot tell is not usable.
    let closed = super::support::is_closed(vm, v).unwrap_or_else(|_| {
        drop(vm.take_raised());
        true
    });
    if !closed {
        let name = vm.intern("_finalizing");
        if vm.setattr(v, name.value(), Some(Value::TRUE)).is_err() {
            drop(vm.take_raised());
        }
        if vm.call_method(v, vm.names.close, &[]).is_err() {
            // When the interpreter has given up its standard files, there is nobody left to tell.
            if crate::stdlib::sys_attribute(vm, vm.names.stderr).is_some() {
                (vm.unraisable.get())(vm, "Exception ignored while finalizing file", v);
            } else {
                drop(vm.take_raised());
            }
        }
    }
    let stray = vm.raised.replace(pending);
    if stray != Value::NULL {
        drop(Ref::own(stray));
    }
}

/// `_checkReadable` and its like.
pub fn check(vm: &Vm, this: Value, method: &str, message: &str) -> Res {
    let r = call(vm, this, method, &[])?;
    if r.value() == Value::TRUE { Ok(r) } else { Err(unsupported(vm, message)) }
}

/// A result of `read` or `peek`, which must be bytes.
fn bytes_result(vm: &Vm, r: &Ref, method: &str) -> Res<()> {
    if vm.is_bytes(r.value()) {
        return Ok(());
    }
    let message = format!("{method}() should have returned a bytes object, not '{}'", vm.type_name(r.value()));
    Err(super::support::os_error_text(vm, &message))
}

/// `_IOBase.readline`: byte by byte, but for what `peek` shows.
fn read_line(vm: &Vm, this: Value, limit: i64) -> Res {
    let peek = vm.intern("peek");
    let peek = vm.getattr_opt(this, peek.value())?;
    let mut line: Vec<u8> = Vec::new();
    while limit < 0 || (line.len() as i64) < limit {
        let mut ahead = 1;
        if let Some(peek) = &peek {
            let shown = loop {
                match vm.call(peek.value(), &[Value::small_int(1)]) {
                    Err(e) => {
                        if !super::support::interrupted(vm)? {
                            return Err(e);
                        }
                    }
                    r => break r,
                }
            }?;
            bytes_result(vm, &shown, "peek")?;
            let b = vm.bytes(shown.value());
            if !b.is_empty() {
                let most = if limit < 0 { b.len() } else { b.len().min(limit as usize - line.len()) };
                ahead = memchr::memchr(b'\n', &b[..most]).map_or(most, |i| i + 1);
            }
        }
        let size = vm.new_usize(ahead)?;
        let piece = call_again(vm, this, "read", &[size.value()])?;
        bytes_result(vm, &piece, "read")?;
        let b = vm.bytes(piece.value());
        if b.is_empty() {
            break;
        }
        line.extend_from_slice(b);
        if b.ends_with(b"\n") {
            break;
        }
    }
    vm.new_bytes(&line)
}

native! { static METHODS = [
    /// Change the stream position to the given byte offset.
    ///
    ///   offset
    ///     The stream position, relative to 'whence'.
    ///   whence
    ///     The relative position to seek from.
    ///
    /// The offset is interpreted relative to the position indicated by whence.
    /// Values for whence are:
    ///
    /// * os.SEEK_SET or 0 -- start of stream (the default); offset should be zero or positive
    /// * os.SEEK_CUR or 1 -- current stream position; offset may be negative
    /// * os.SEEK_END or 2 -- end of stream; offset is usually negative
    ///
    /// Return the new absolute position.
    "seek(self, offset, whence=os.SEEK_SET, /)" => fn seek(vm, [this, offset, whence]) { Err(unsupported(vm, "seek")) }
    /// Return current stream position.
    "tell(self, /)" => fn tell(vm, [this]) { call(vm, this, "seek", &[Value::small_int(0), Value::small_int(1)]) }
    /// Truncate file to size bytes.
    ///
    /// File pointer is left unchanged. Size defaults to the current IO position
    /// as reported by tell(). Return the new size.
    "truncate(self, size=None, /)" => fn truncate(vm, [this, size]) { Err(unsupported(vm, "truncate")) }
    /// Flush write buffers, if applicable.
    ///
    /// This is not implemented for read-only and non-blocking streams.
    "flush(self, /)" => fn flush(vm, [this]) {
        if marked_closed(vm, this)? { Err(closed_error(vm)) } else { Ok(Ref::NONE) }
    }
    /// Flush and close the IO object.
    ///
    /// This method has no effect if the file is already closed.
    "close(self, /)" => fn close_method(vm, [this]) { close(vm, this) }
    /// Return whether object supports random access.
    ///
    /// If False, seek(), tell() and truncate() will raise OSError.
    /// This method may need to do a test seek().
    "seekable(self, /)" => fn seekable(vm, [this]) { Ok(Ref::bool(false)) }
    /// Return whether object was opened for reading.
    ///
    /// If False, read() will raise OSError.
    "readable(self, /)" => fn readable(vm, [this]) { Ok(Ref::bool(false)) }
    /// Return whether object was opened for writing.
    ///
    /// If False, write() will raise OSError.
    "writable(self, /)" => fn writable(vm, [this]) { Ok(Ref::bool(false)) }
    "_checkClosed(self, /)" => fn check_closed_method(vm, [this]) { check_closed(vm, this)?; Ok(Ref::NONE) }
    "_checkSeekable(self, /)" => fn check_seekable(vm, [this]) { check(vm, this, "seekable", "File or stream is not seekable.") }
    "_checkReadable(self, /)" => fn check_readable(vm, [this]) { check(vm, this, "readable", "File or stream is not readable.") }
    "_checkWritable(self, /)" => fn check_writable(vm, [this]) { check(vm, this, "writable", "File or stream is not writable.") }
    /// Return underlying file descriptor if one exists.
    ///
    /// Raise OSError if the IO object does not use a file descriptor.
    "fileno(self, /)" => fn fileno(vm, [this]) { Err(unsupported(vm, "fileno")) }
    /// Return whether this is an 'interactive' stream.
    ///
    /// Return False if it can't be determined.
    "isatty(self, /)" => fn isatty(vm, [this]) { check_closed(vm, this)?; Ok(Ref::bool(false)) }
    "__enter__(self, /)" => fn enter(vm, [this]) { check_closed(vm, this)?; Ok(Ref::new(this)) }
    "__exit__(self, /, *args)" => fn exit(vm, [this], *args) { vm.call_method(this, vm.names.close, &[]) }
    /// Read and return a line from the stream.
    ///
    /// If size is specified, at most size bytes will be read.
    ///
    /// The line terminator is always b'\n' for binary files; for text
    /// files, the newlines argument to open can be used to select the line
    /// terminator(s) recognized.
    "readline(self, size=-1, /)" => fn readline(vm, [this, size]) {
        let limit = limit_arg(vm, size)?;
        read_line(vm, this, limit)
    }
    /// Return a list of lines from the stream.
    ///
    /// hint can be specified to control the number of lines read: no more
    /// lines will be read if the total size (in bytes/characters) of all
    /// lines so far exceeds hint.
    "readlines(self, hint=-1, /)" => fn readlines(vm, [this, hint]) {
        let hint = limit_arg(vm, hint)?;
        let list = vm.new_list()?;
        let mut length = 0;
        let it = vm.iter(this)?;
        while let Some(line) = vm.next(it.value())? {
            let n = if hint > 0 { vm.len(line.value())? as i64 } else { 0 };
            vm.list(list.value()).push(vm, line)?;
            if n > hint - length && hint > 0 {
                break;
            }
            length += n;
        }
        Ok(list)
    }
    /// Write a list of lines to stream.
    ///
    /// Line separators are not added, so it is usual for each of the
    /// lines provided to have a line separator at the end.
    "writelines(self, lines, /)" => fn writelines(vm, [this, lines]) {
        check_closed(vm, this)?;
        vm.for_each(lines, |line| call_again(vm, this, "write", &[line.value()]).map(drop))?;
        Ok(Ref::NONE)
    }
]; }

/// An int that a method of a Python class has returned.
pub fn int_result(vm: &Vm, r: &Ref) -> Res<i64> {
    index_arg(vm, r.value())
}
