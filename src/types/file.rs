//! Binary files: what `open()` gives in binary mode.
use super::stream::{Stream, size_arg, unsupported};
use super::text_file::new_bytes;
use crate::native;
use crate::object::{GetSetDef, Header, Ref, Res, Slots, TypeSpec, Value, Vm, flags};

#[repr(C)]
pub struct File {
    pub header: Header,
    pub stream: Box<Stream>,
    pub name: Value,
    pub mode: Value,
}

#[allow(clippy::mut_from_ref)]
fn payload<'a>(v: Value) -> &'a mut File {
    // SAFETY: the slots and methods below belong to this layout.
    unsafe { &mut *v.ptr::<File>() }
}

/// A binary file over a stream.
pub fn new_file(vm: &Vm, stream: Stream, name: Value, mode: &str) -> Res {
    let mode = vm.new_str(mode)?;
    vm.new_object::<File>(vm.types.file, |p| {
        name.incref();
        // SAFETY: the instance is fresh and of this layout.
        unsafe {
            (&raw mut (*p).stream).write(Box::new(stream));
            (*p).name = name;
            (*p).mode = mode.into_value();
        }
    })
}

/// The stream, open.
fn open<'a>(vm: &Vm, v: Value) -> Res<&'a mut Stream> {
    let s = &mut payload(v).stream;
    s.check_open(vm)?;
    Ok(s)
}

/// As `open`; `what` is said before "closed file".
fn open_for<'a>(vm: &Vm, v: Value, what: &str) -> Res<&'a mut Stream> {
    let s = &mut payload(v).stream;
    s.check_open_for(vm, what)?;
    Ok(s)
}

fn reading<'a>(vm: &Vm, v: Value, what: &str) -> Res<&'a mut Stream> {
    let s = &mut payload(v).stream;
    if s.readable {
        s.check_open_for(vm, what)?;
    }
    if s.readable { Ok(s) } else { Err(unsupported(vm, "read")) }
}

fn flushing<'a>(vm: &Vm, v: Value) -> Res<&'a mut Stream> {
    if payload(v).stream.writable { open_for(vm, v, "flush of") } else { open(vm, v) }
}

/// The bytes of a bytes-like object, copied.
fn bytes_of(vm: &Vm, v: Value) -> Res<Vec<u8>> {
    vm.bytes_arg(v).map(|b| b.to_vec())
}

fn next(vm: &Vm, v: Value) -> Res<Option<Ref>> {
    let line = reading(vm, v, "readline of")?.read_line(vm, None)?;
    if line.is_empty() { Ok(None) } else { new_bytes(vm, &line).map(Some) }
}

fn iter(vm: &Vm, v: Value) -> Res {
    open(vm, v)?;
    Ok(Ref::new(v))
}

fn repr(vm: &Vm, v: Value) -> Res {
    let f = payload(v);
    let kind = match (f.stream.readable, f.stream.writable) {
        (true, true) => "BufferedRandom",
        (true, false) => "BufferedReader",
        _ => "BufferedWriter",
    };
    vm.new_str(&format!("<_io.{kind} name={}>", vm.repr_text(f.name)?))
}

native! { static METHODS = [
    "read(self, size=-1, /)" => fn read(vm, [this, size]) {
        let n = size_arg(vm, size)?;
        let b = reading(vm, this, "read of")?.read(vm, n)?;
        new_bytes(vm, &b)
    }
    "read1(self, size=-1, /)" => fn read1(vm, [this, size]) {
        let n = size_arg(vm, size)?;
        let s = reading(vm, this, "read of")?;
        if s.buffered().is_empty() {
            s.fill(vm, super::stream::BUFFER_SIZE)?;
        }
        let take = n.unwrap_or(usize::MAX).min(s.buffered().len());
        let b = s.take(take);
        new_bytes(vm, &b)
    }
    "peek(self, size=0, /)" => fn peek(vm, [this, size]) {
        let s = reading(vm, this, "peek of")?;
        if s.buffered().is_empty() {
            s.fill(vm, super::stream::BUFFER_SIZE)?;
        }
        let b = s.buffered().to_vec();
        new_bytes(vm, &b)
    }
    "readline(self, size=-1, /)" => fn readline(vm, [this, size]) {
        let n = size_arg(vm, size)?;
        let b = reading(vm, this, "readline of")?.read_line(vm, n)?;
        new_bytes(vm, &b)
    }
    "readlines(self, hint=-1, /)" => fn readlines(vm, [this, hint]) {
        open(vm, this)?;
        let mut lines = Vec::new();
        while let Some(line) = next(vm, this)? {
            lines.push(line);
        }
        vm.list_from_refs(lines)
    }
    "write(self, buffer, /)" => fn write(vm, [this, buffer]) {
        let b = bytes_of(vm, buffer)?;
        let s = &mut payload(this).stream;
        if !s.writable {
            return Err(unsupported(vm, "write"));
        }
        s.check_open_for(vm, "write to")?;
        s.write(vm, &b)?;
        vm.new_usize(b.len())
    }
    "writelines(self, lines, /)" => fn writelines(vm, [this, lines]) {
        vm.for_each(lines, |line| {
            let b = bytes_of(vm, line.value())?;
            let s = open(vm, this)?;
            if !s.writable {
                return Err(unsupported(vm, "write"));
            }
            s.write(vm, &b)
        })?;
        Ok(Ref::NONE)
    }
    "flush(self, /)" => fn flush(vm, [this]) { flushing(vm, this)?.flush(vm)?; Ok(Ref::NONE) }
    "close(self, /)" => fn close(vm, [this]) { payload(this).stream.close(vm)?; Ok(Ref::NONE) }
    "seek(self, target, whence=0, /)" => fn seek(vm, [this, target, whence]) {
        let (offset, whence) = (vm.int_arg(target)?, vm.int_arg(whence)?);
        if !(0..=2).contains(&whence) {
            return Err(vm.value_error(format!("invalid whence ({whence}, should be 0, 1 or 2)")));
        }
        let at = open_for(vm, this, "seek of")?.seek(vm, offset, whence as i32)?;
        vm.new_int(at)
    }
    "tell(self, /)" => fn tell(vm, [this]) { let at = open_for(vm, this, "I/O operation on")?.tell(vm)?; vm.new_int(at) }
    "truncate(self, pos=None, /)" => fn truncate(vm, [this, pos]) {
        open_for(vm, this, "truncate of")?;
        if !payload(this).stream.writable {
            return Err(unsupported(vm, "truncate"));
        }
        let size = if pos.is_none() { open_for(vm, this, "truncate of")?.tell(vm)? } else { vm.int_arg(pos)? };
        open_for(vm, this, "truncate of")?.truncate(vm, size)?;
        vm.new_int(size)
    }
    "fileno(self, /)" => fn fileno(vm, [this]) { vm.new_int(open_for(vm, this, "I/O operation on")?.fd as i64) }
    "isatty(self, /)" => fn isatty(vm, [this]) { Ok(Ref::bool(open_for(vm, this, "I/O operation on")?.isatty())) }
    "readable(self, /)" => fn readable(vm, [this]) { Ok(Ref::bool(open_for(vm, this, "I/O operation on")?.readable)) }
    "writable(self, /)" => fn writable(vm, [this]) { Ok(Ref::bool(open_for(vm, this, "I/O operation on")?.writable)) }
    "seekable(self, /)" => fn seekable(vm, [this]) {
        // SAFETY: a plain system call.
        Ok(Ref::bool(unsafe { libc::lseek(open_for(vm, this, "I/O operation on")?.fd, 0, libc::SEEK_CUR) } >= 0))
    }
    "__enter__(self, /)" => fn enter(vm, [this]) { open(vm, this)?; Ok(Ref::new(this)) }
    "__exit__(self, type, value, traceback, /)" => fn exit(vm, [this, ty, value, traceback]) {
        vm.call_method(this, vm.names.close, &[])?;
        Ok(Ref::NONE)
    }
]; }

static GETSET: &[GetSetDef] = &[
    GetSetDef { name: "name", get: |_, v| Ok(Ref::new(payload(v).name)), set: None, doc: "" },
    GetSetDef { name: "mode", get: |_, v| Ok(Ref::new(payload(v).mode)), set: None, doc: "" },
    GetSetDef { name: "closed", get: |_, v| Ok(Ref::bool(payload(v).stream.closed)), set: None, doc: "" },
];

unsafe fn drop_file(vm: &Vm, h: *mut Header) {
    let f = h as *mut File;
    (*f).stream.close_quietly();
    std::ptr::drop_in_place(&raw mut (*f).stream);
    (*f).name.decref(vm);
    (*f).mode.decref(vm);
}

pub static SPEC: TypeSpec = TypeSpec {
    name: "_io.BufferedIOBase",
    doc: "A buffered binary file.",
    flags: flags::HAS_DICT | flags::WEAKREFABLE,
    size: size_of::<File>(),
    slots: Slots { repr: Some(repr), iter: Some(iter), next: Some(next), drop: Some(drop_file), ..Slots::EMPTY },
    methods: METHODS,
    getset: GETSET,
};
