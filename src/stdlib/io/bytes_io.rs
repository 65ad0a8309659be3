//! `_io.BytesIO`, and the object behind its `getbuffer`.
use super::support::{FLAGS, closed_error, index_arg, limit_arg, size_arg, whence_arg, writable_buffer};
use crate::native;
use crate::object::{Buffer, GetSetDef, Header, Raised, Ref, Res, Slots, Type, TypeSpec, Value, Vm, call_native, flags};
use crate::types::memoryview;
use crate::types::struct_sequence::new_type_of;

/// A file in memory. The contents are `shared`, a bytes object, until they change; then they are in `data`.
#[repr(C)]
struct BytesIo {
    header: Header,
    data: Vec<u8>,
    /// Exact bytes, or NULL.
    shared: Value,
    pos: usize,
    /// Buffers handed out: the size is fixed while there are any.
    exports: usize,
    closed: bool,
}

/// The payload. The borrow ends before anything else runs.
#[allow(clippy::mut_from_ref)]
fn io<'a>(v: Value) -> &'a mut BytesIo {
    // SAFETY: the slots and methods below are called with instances of BytesIO only.
    unsafe { &mut *v.ptr::<BytesIo>() }
}

pub static SPEC: TypeSpec = TypeSpec {
    name: "_io.BytesIO",
    doc: "Buffered I/O implementation using an in-memory bytes buffer.",
    flags: FLAGS,
    size: size_of::<BytesIo>(),
    slots: Slots {
        iter: Some(|_, v| Ok(Ref::new(v))),
        next: Some(|vm, v| {
            let line = take_line(vm, v, usize::MAX)?;
            if line.is_empty() { Ok(None) } else { vm.new_bytes(line).map(Some) }
        }),
        new: Some(new),
        init: Some(init),
        del: Some(super::support::finalise_subclass),
        drop: Some(drop_io),
        ..Slots::EMPTY
    },
    methods: METHODS,
    getset: &[GetSetDef {
        name: "closed",
        get: |_, v| Ok(Ref::bool(io(v).closed)),
        set: None,
        doc: "True if the file is closed.",
    }],
};

unsafe fn drop_io(vm: &Vm, h: *mut Header) {
    let b = h as *mut BytesIo;
    std::ptr::drop_in_place(&raw mut (*b).data);
    super::support::release(vm, &mut (*b).shared);
}

fn new(vm: &Vm, ty: *mut Type, _: &[Value], _: Value) -> Res {
    vm.new_object::<BytesIo>(ty, |p| {
        // SAFETY: the instance is fresh.
        unsafe {
            (&raw mut (*p).data).write(Vec::new());
            (*p).shared = Value::NULL;
            (*p).pos = 0;
            (*p).exports = 0;
            (*p).closed = false;
        }
    })
}

native! { static INIT = [
    "BytesIO(self, initial_bytes=b'')" => fn init_body(vm, [this, initial]) {
        resizable(vm, this)?;
        io(this).pos = 0;
        set_contents(vm, this, Value::NULL, Vec::new());
        if initial.is_unbound() || initial.is_none() {
            return Ok(Ref::NONE);
        }
        if initial.is_exact(vm.types.bytes) {
            set_contents(vm, this, Ref::new(initial).into_value(), Vec::new());
        } else {
            let data = vm.bytes_arg(initial)?.to_vec();
            set_contents(vm, this, Value::NULL, data);
        }
        Ok(Ref::NONE)
    }
]; }

fn init(vm: &Vm, this: Value, args: &[Value], kwnames: Value) -> Res<()> {
    let mut all = vec![this];
    all.extend_from_slice(args);
    call_native(vm, &INIT[0], &all, kwnames).map(|_| ())
}

fn set_contents(vm: &Vm, this: Value, shared: Value, data: Vec<u8>) {
    let b = io(this);
    b.data = data;
    let old = std::mem::replace(&mut b.shared, shared);
    if old != Value::NULL {
        old.decref(vm);
    }
}

fn open(vm: &Vm, this: Value) -> Res<()> {
    if io(this).closed { Err(closed_error(vm)) } else { Ok(()) }
}

#[cold]
fn exported(vm: &Vm) -> Raised {
    vm.buffer_error("Existing exports of data: object cannot be re-sized")
}

fn resizable(vm: &Vm, this: Value) -> Res<()> {
    if io(this).exports > 0 { Err(exported(vm)) } else { Ok(()) }
}

/// The contents.
fn contents<'a>(vm: &Vm, this: Value) -> &'a [u8] {
    let b = io(this);
    if b.shared != Value::NULL { vm.bytes(b.shared) } else { &b.data }
}

/// The contents, to be changed: no longer shared with a bytes object.
#[allow(clippy::mut_from_ref)]
fn own<'a>(vm: &Vm, this: Value) -> Res<&'a mut Vec<u8>> {
    let b = io(this);
    if b.shared != Value::NULL {
        let from = vm.bytes(b.shared);
        let mut data = Vec::new();
        if data.try_reserve(from.len()).is_err() {
            return Err(vm.memory_error());
        }
        data.extend_from_slice(from);
        set_contents(vm, this, Value::NULL, data);
    }
    Ok(&mut io(this).data)
}

/// What lies behind the position, at most `n` bytes, which are skipped.
fn take<'a>(vm: &Vm, this: Value, n: usize) -> &'a [u8] {
    let all = contents(vm, this);
    let start = io(this).pos.min(all.len());
    let end = start + n.min(all.len() - start);
    if end > start {
        io(this).pos = end;
    }
    &all[start..end]
}

fn take_line<'a>(vm: &Vm, this: Value, limit: usize) -> Res<&'a [u8]> {
    open(vm, this)?;
    let all = contents(vm, this);
    let rest = &all[io(this).pos.min(all.len())..];
    let rest = &rest[..limit.min(rest.len())];
    let n = memchr::memchr(b'\n', rest).map_or(rest.len(), |i| i + 1);
    Ok(take(vm, this, n))
}

/// A new reference to what `take` gave: the shared bytes themselves where that is all of them.
fn result(vm: &Vm, this: Value, part: &[u8]) -> Res {
    let shared = io(this).shared;
    if shared != Value::NULL && part.len() == vm.bytes(shared).len() {
        return Ok(Ref::new(shared));
    }
    vm.new_bytes(part)
}

fn write(vm: &Vm, this: Value, b: Value) -> Res<usize> {
    open(vm, this)?;
    resizable(vm, this)?;
    let source = vm.bytes_arg(b)?;
    // Giving out the argument's memory may have closed or exported this file.
    open(vm, this)?;
    resizable(vm, this)?;
    let n = source.len();
    if n == 0 {
        return Ok(0);
    }
    let data = own(vm, this)?;
    let pos = io(this).pos;
    let Some(end) = pos.checked_add(n) else { return Err(vm.overflow_error("new buffer size too large")) };
    if end > data.len() {
        if end > isize::MAX as usize || data.try_reserve(end - data.len()).is_err() {
            return Err(vm.memory_error());
        }
        if pos == data.len() {
            data.extend_from_slice(&source);
        } else {
            data.resize(end, 0);
            data[pos..].copy_from_slice(&source);
        }
    } else {
        data[pos..end].copy_from_slice(&source);
    }
    io(this).pos = end;
    Ok(n)
}

native! { static METHODS = [
    /// Returns True if the IO object can be read.
    "readable(self, /)" => fn readable(vm, [this]) { open(vm, this)?; Ok(Ref::bool(true)) }
    /// Returns True if the IO object can be seeked.
    "seekable(self, /)" => fn seekable(vm, [this]) { open(vm, this)?; Ok(Ref::bool(true)) }
    /// Returns True if the IO object can be written.
    "writable(self, /)" => fn writable(vm, [this]) { open(vm, this)?; Ok(Ref::bool(true)) }
    /// Disable all I/O operations.
    "close(self, /)" => fn close(vm, [this]) {
        resizable(vm, this)?;
        io(this).closed = true;
        set_contents(vm, this, Value::NULL, Vec::new());
        Ok(Ref::NONE)
    }
    /// Does nothing.
    "flush(self, /)" => fn flush(vm, [this]) { open(vm, this)?; Ok(Ref::NONE) }
    /// Always returns False.
    ///
    /// BytesIO objects are not connected to a TTY-like device.
    "isatty(self, /)" => fn isatty(vm, [this]) { open(vm, this)?; Ok(Ref::bool(false)) }
    /// Current file position, an integer.
    "tell(self, /)" => fn tell(vm, [this]) { open(vm, this)?; vm.new_usize(io(this).pos) }
    /// Write bytes to file.
    ///
    /// Return the number of bytes written.
    "write(self, b, /)" => fn write_method(vm, [this, b]) { let n = write(vm, this, b)?; vm.new_usize(n) }
    /// Write lines to the file.
    ///
    /// Note that newlines are not added.  lines can be any iterable object
    /// producing bytes-like objects. This is equivalent to calling write() for
    /// each element.
    "writelines(self, lines, /)" => fn writelines(vm, [this, lines]) {
        open(vm, this)?;
        vm.for_each(lines, |line| write(vm, this, line.value()).map(drop))?;
        Ok(Ref::NONE)
    }
    /// Read at most size bytes, returned as a bytes object.
    ///
    /// If the size argument is negative or omitted, read until EOF is reached.
    /// Return an empty bytes object at EOF.
    "read1(self, size=-1, /)" => fn read1(vm, [this, size]) {
        let n = size_arg(vm, size)?.unwrap_or(usize::MAX);
        open(vm, this)?;
        let part = take(vm, this, n);
        result(vm, this, part)
    }
    /// Read bytes into buffer.
    ///
    /// Returns number of bytes read (0 for EOF), or None if the object
    /// is set not to block and has no data to read.
    "readinto(self, buffer, /)" => fn readinto(vm, [this, buffer]) {
        let target = writable_buffer(vm, "readinto", buffer)?;
        open(vm, this)?;
        let part = take(vm, this, target.len);
        // SAFETY: the target has room for as many bytes; it may be this very file's memory.
        unsafe { std::ptr::copy(part.as_ptr(), target.data, part.len()) };
        vm.new_usize(part.len())
    }
    /// Next line from the file, as a bytes object.
    ///
    /// Retain newline.  A non-negative size argument limits the maximum
    /// number of bytes to return (an incomplete line may be returned then).
    /// Return an empty bytes object at EOF.
    "readline(self, size=-1, /)" => fn readline(vm, [this, size]) {
        let n = size_arg(vm, size)?.unwrap_or(usize::MAX);
        let line = take_line(vm, this, n)?;
        result(vm, this, line)
    }
    /// List of bytes objects, each a line from the file.
    ///
    /// Call readline() repeatedly and return a list of the lines so read.
    /// The optional size argument, if given, is an approximate bound on the
    /// total number of bytes in the lines returned.
    "readlines(self, size=None, /)" => fn readlines(vm, [this, size]) {
        open(vm, this)?;
        let most = match size {
            v if v.is_none() => 0,
            v if vm.as_int(v).is_some() => limit_arg(vm, v)?,
            v => return Err(vm.type_error(format!("integer argument expected, got '{}'", vm.type_name(v)))),
        };
        let list = vm.new_list()?;
        let mut total = 0;
        loop {
            let line = take_line(vm, this, usize::MAX)?;
            if line.is_empty() {
                return Ok(list);
            }
            total += line.len();
            let line = vm.new_bytes(line)?;
            vm.list(list.value()).push(vm, line)?;
            if most > 0 && total >= most as usize {
                return Ok(list);
            }
        }
    }
    /// Read at most size bytes, returned as a bytes object.
    ///
    /// If the size argument is negative, read until EOF is reached.
    /// Return an empty bytes object at EOF.
    "read(self, size=-1, /)" => fn read(vm, [this, size]) {
        let n = size_arg(vm, size)?.unwrap_or(usize::MAX);
        open(vm, this)?;
        let part = take(vm, this, n);
        result(vm, this, part)
    }
    /// Get a read-write view over the contents of the BytesIO object.
    "getbuffer(self, /)" => fn getbuffer(vm, [this]) {
        open(vm, this)?;
        let ty = new_type_of(vm, &BUFFER, vm.types.object)?;
        let exporter = vm.new_object::<BytesIoBuffer>(ty, |p| {
            this.incref();
            // SAFETY: the instance is fresh.
            unsafe { (*p).source = this };
        })?;
        let buffer = get_buffer(vm, exporter.value(), 0)?;
        memoryview::from_buffer(vm, buffer)
    }
    /// Retrieve the entire contents of the BytesIO object.
    "getvalue(self, /)" => fn getvalue(vm, [this]) {
        open(vm, this)?;
        if io(this).shared != Value::NULL {
            return Ok(Ref::new(io(this).shared));
        }
        let value = vm.new_bytes(&io(this).data)?;
        if io(this).exports == 0 {
            set_contents(vm, this, value.clone().into_value(), Vec::new());
        }
        Ok(value)
    }
    /// Change stream position.
    ///
    /// Seek to byte offset pos relative to position indicated by whence:
    ///      0  Start of stream (the default).  pos should be >= 0;
    ///      1  Current position - pos may be negative;
    ///      2  End of stream - pos usually negative.
    /// Returns the new absolute position.
    "seek(self, pos, whence=0, /)" => fn seek(vm, [this, pos, whence]) {
        let offset = vm.int_arg(pos)?;
        let whence = whence_arg(vm, whence)?;
        open(vm, this)?;
        let base = match whence {
            0 if offset < 0 => return Err(vm.value_error(format!("negative seek value {offset}"))),
            0 => 0,
            1 => io(this).pos as i64,
            2 => contents(vm, this).len() as i64,
            _ => return Err(vm.value_error(format!("invalid whence ({whence}, should be 0, 1 or 2)"))),
        };
        let Some(at) = base.checked_add(offset) else { return Err(vm.overflow_error("new position too large")) };
        io(this).pos = at.max(0) as usize;
        vm.new_usize(io(this).pos)
    }
    /// Truncate the file to at most size bytes.
    ///
    /// Size defaults to the current file position, as returned by tell().
    /// The current file position is unchanged.  Returns the new size.
    "truncate(self, size=None, /)" => fn truncate(vm, [this, size]) {
        let given = if size.is_none() { None } else { Some(index_arg(vm, size)?) };
        open(vm, this)?;
        resizable(vm, this)?;
        let n = given.unwrap_or(io(this).pos as i64);
        if n < 0 {
            return Err(vm.value_error(format!("negative size value {n}")));
        }
        if (n as usize) < contents(vm, this).len() {
            own(vm, this)?.truncate(n as usize);
        }
        vm.new_int(n)
    }
    "__getstate__(self, /)" => fn getstate(vm, [this]) {
        open(vm, this)?;
        let value = getvalue(vm, [this].as_ptr(), &[])?;
        let pos = vm.new_usize(io(this).pos)?;
        let dict = instance_dict_copy(vm, this)?;
        vm.tuple_from_refs([value, pos, dict])
    }
    "__setstate__(self, object, /)" => fn setstate(vm, [this, state]) {
        let items = if vm.is_tuple(state) { vm.tuple_items(state) } else { &[] };
        let [initial, pos, dict, ..] = items else {
            let (ty, given) = (vm.type_name(this), vm.type_name(state));
            return Err(vm.type_error(format!("{ty}.__setstate__ argument should be 3-tuple, got {given}")));
        };
        resizable(vm, this)?;
        io(this).closed = false;
        io(this).pos = 0;
        set_contents(vm, this, Value::NULL, Vec::new());
        write(vm, this, *initial)?;
        io(this).pos = 0;
        if vm.as_int(*pos).is_none() {
            return Err(vm.type_error(format!("second item of state must be an integer, not {}", vm.type_name(*pos))));
        }
        let at = vm.int_arg(*pos)?;
        if at < 0 {
            return Err(vm.value_error("position value cannot be negative"));
        }
        io(this).pos = at as usize;
        update_instance_dict(vm, this, *dict, "third")?;
        Ok(Ref::NONE)
    }
    /// Returns size in memory, in bytes.
    "__sizeof__(self, /)" => fn sizeof(vm, [this]) {
        vm.new_usize(size_of::<BytesIo>() + contents(vm, this).len().max(io(this).data.capacity()))
    }
]; }

/// A copy of the attributes of an instance, for pickling; None where it has none.
pub fn instance_dict_copy(vm: &Vm, this: Value) -> Res {
    match vm.instance_dict(this)? {
        Some(d) if !vm.dict(d).is_empty() => vm.dict_copy(d),
        _ => Ok(Ref::NONE),
    }
}

/// Takes attributes over from a pickled state.
pub fn update_instance_dict(vm: &Vm, this: Value, dict: Value, which: &str) -> Res<()> {
    if dict.is_none() {
        return Ok(());
    }
    if !vm.is_dict(dict) {
        return Err(vm.type_error(format!("{which} item of state should be a dict, got a {}", vm.type_name(dict))));
    }
    if let Some(own) = vm.instance_dict(this)? {
        let copy = vm.dict_copy(dict)?;
        for (k, v) in vm.dict(copy.value()).iter() {
            vm.dict_set(own, k, v)?;
        }
    }
    Ok(())
}

/// What a memoryview of `getbuffer` is a view of.
#[repr(C)]
struct BytesIoBuffer {
    header: Header,
    source: Value,
}

static BUFFER: TypeSpec = TypeSpec {
    name: "_io._BytesIOBuffer",
    flags: flags::TRACKED,
    size: size_of::<BytesIoBuffer>(),
    slots: Slots {
        get_buffer: Some(get_buffer),
        release_buffer: Some(|_, _| ()),
        drop: Some(drop_buffer),
        traverse: Some(traverse_buffer),
        ..Slots::EMPTY
    },
    ..TypeSpec::EMPTY
};

unsafe fn drop_buffer(vm: &Vm, h: *mut Header) {
    (*(h as *mut BytesIoBuffer)).source.decref(vm);
}
unsafe fn traverse_buffer(h: *mut Header, visit: &mut dyn FnMut(Value)) {
    visit((*(h as *mut BytesIoBuffer)).source);
}

/// The file behind a buffer object.
fn source(v: Value) -> Value {
    // SAFETY: the slots are called with buffer objects only.
    unsafe { v.get::<BytesIoBuffer>() }.source
}

fn get_buffer(vm: &Vm, v: Value, _: u32) -> Res<Buffer> {
    let this = source(v);
    let data = own(vm, this)?;
    io(this).exports += 1;
    Ok(Buffer::new(v, data.as_mut_ptr(), data.len(), false, Some(|_, v| io(source(v)).exports -= 1)))
}

/// The type of what `getbuffer` views.
pub fn buffer_type(vm: &Vm) -> Res<*mut Type> {
    new_type_of(vm, &BUFFER, vm.types.object)
}
