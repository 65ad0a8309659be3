//! `_io.BufferedRWPair`: a reader and a writer that look like one file.
use super::support::{FLAGS, ask, call, chained, release, store};
use crate::native;
use crate::object::{GetSetDef, Header, Ref, Res, Slots, Type, TypeSpec, Value, Vm, call_native};

/// The two files; NULL before `__init__`.
#[repr(C)]
struct Pair {
    header: Header,
    reader: Value,
    writer: Value,
}

/// The payload. The borrow ends before anything else runs.
#[allow(clippy::mut_from_ref)]
fn pair<'a>(v: Value) -> &'a mut Pair {
    // SAFETY: the slots and methods below are called with pairs only.
    unsafe { &mut *v.ptr::<Pair>() }
}

pub static SPEC: TypeSpec = TypeSpec {
    name: "_io.BufferedRWPair",
    doc: "A buffered reader and writer object together.\n\nA buffered reader object and buffered writer object put together to\nform a sequential IO object that can read and write. This is typically\nused with a socket or two-way pipe.\n\nreader and writer are RawIOBase objects that are readable and\nwriteable respectively. If the buffer_size is omitted it defaults to\nDEFAULT_BUFFER_SIZE.",
    flags: FLAGS,
    size: size_of::<Pair>(),
    slots: Slots {
        new: Some(new),
        init: Some(init),
        drop: Some(clear),
        traverse: Some(traverse),
        clear: Some(clear),
        ..Slots::EMPTY
    },
    methods: METHODS,
    getset: &[GetSetDef {
        name: "closed",
        get: |vm, v| match pair(v).writer {
            Value::NULL => Err(vm.runtime_error("the BufferedRWPair object is being garbage-collected")),
            w => {
                let w = Ref::new(w);
                vm.getattr_str(w.value(), "closed")
            }
        },
        set: None,
        doc: "",
    }],
};

unsafe fn clear(vm: &Vm, h: *mut Header) {
    release(vm, &mut (*(h as *mut Pair)).reader);
    release(vm, &mut (*(h as *mut Pair)).writer);
}
unsafe fn traverse(h: *mut Header, visit: &mut dyn FnMut(Value)) {
    for v in [(*(h as *mut Pair)).reader, (*(h as *mut Pair)).writer] {
        if v != Value::NULL {
            visit(v);
        }
    }
}

fn new(vm: &Vm, ty: *mut Type, _: &[Value], _: Value) -> Res {
    vm.new_object::<Pair>(ty, |p| {
        // SAFETY: the instance is fresh.
        unsafe {
            (*p).reader = Value::NULL;
            (*p).writer = Value::NULL;
        }
    })
}

native! { static INIT = [
    "BufferedRWPair(self, reader, writer, buffer_size=131072, /)" => fn init_body(vm, [this, reader, writer, size]) {
        super::io_base::check(vm, reader, "readable", "File or stream is not readable.")?;
        super::io_base::check(vm, writer, "writable", "File or stream is not writable.")?;
        let (r, w) = (Value::from_ptr(vm.io.buffered_reader.get()), Value::from_ptr(vm.io.buffered_writer.get()));
        let reader = vm.call(r, &[reader, size])?;
        let writer = vm.call(w, &[writer, size])?;
        store(vm, &raw mut pair(this).reader, reader);
        store(vm, &raw mut pair(this).writer, writer);
        Ok(Ref::NONE)
    }
]; }

fn init(vm: &Vm, this: Value, args: &[Value], kwnames: Value) -> Res<()> {
    let mut all = vec![this];
    all.extend_from_slice(args);
    call_native(vm, &INIT[0], &all, kwnames).map(|_| ())
}

fn half(vm: &Vm, v: Value) -> Res {
    match v {
        Value::NULL => Err(vm.value_error("I/O operation on uninitialized object")),
        v => Ok(Ref::new(v)),
    }
}

fn read(vm: &Vm, this: Value, method: &str, args: &[Value]) -> Res {
    let f = half(vm, pair(this).reader)?;
    call(vm, f.value(), method, args)
}
fn write(vm: &Vm, this: Value, method: &str, args: &[Value]) -> Res {
    let f = half(vm, pair(this).writer)?;
    call(vm, f.value(), method, args)
}

native! { static METHODS = [
    "read(self, /, *args)" => fn read_method(vm, [this], *args) { read(vm, this, "read", args) }
    "peek(self, /, *args)" => fn peek(vm, [this], *args) { read(vm, this, "peek", args) }
    "read1(self, /, *args)" => fn read1(vm, [this], *args) { read(vm, this, "read1", args) }
    "readinto(self, /, *args)" => fn readinto(vm, [this], *args) { read(vm, this, "readinto", args) }
    "readinto1(self, /, *args)" => fn readinto1(vm, [this], *args) { read(vm, this, "readinto1", args) }
    "write(self, /, *args)" => fn write_method(vm, [this], *args) { write(vm, this, "write", args) }
    "flush(self, /)" => fn flush(vm, [this]) { write(vm, this, "flush", &[]) }
    "readable(self, /)" => fn readable(vm, [this]) { read(vm, this, "readable", &[]) }
    "writable(self, /)" => fn writable(vm, [this]) { write(vm, this, "writable", &[]) }
    "close(self, /)" => fn close(vm, [this]) {
        let first = match write(vm, this, "close", &[]) {
            Ok(_) => None,
            Err(_) => Some(vm.take_raised()),
        };
        let second = read(vm, this, "close", &[]);
        chained(vm, first, second)
    }
    "isatty(self, /)" => fn isatty(vm, [this]) {
        let writer = half(vm, pair(this).writer)?;
        if ask(vm, writer.value(), "isatty")? {
            return Ok(Ref::bool(true));
        }
        read(vm, this, "isatty", &[])
    }
]; }
