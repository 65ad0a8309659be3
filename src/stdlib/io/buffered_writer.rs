//! `_io.BufferedWriter` and `_io.BufferedRandom`.
use super::buffered::{self, Buffered, COMMON, GETSET, READABLE, WRITABLE, concat, size_argument};
use super::buffered_reader::{READING, next};
use super::support::FLAGS;
use crate::native;
use crate::object::{NativeDef, Ref, Res, Slots, TypeSpec, Value, Vm, call_native};

const SLOTS: Slots = Slots {
    repr: Some(buffered::repr),
    new: Some(buffered::new),
    drop: Some(buffered::drop_buffered),
    traverse: Some(buffered::traverse),
    clear: Some(buffered::clear),
    ..Slots::EMPTY
};

pub static SPEC: TypeSpec = TypeSpec {
    name: "_io.BufferedWriter",
    doc: "A buffer for a writeable sequential RawIO object.\n\nThe constructor creates a BufferedWriter for the given writeable raw\nstream. If the buffer_size is not given, it defaults to\nDEFAULT_BUFFER_SIZE.",
    flags: FLAGS,
    size: size_of::<Buffered>(),
    slots: Slots { init: Some(|vm, this, args, kwnames| init(vm, &INIT[0], this, args, kwnames)), ..SLOTS },
    methods: METHODS,
    getset: GETSET,
};

/// A file that is read and written.
pub static RANDOM: TypeSpec = TypeSpec {
    name: "_io.BufferedRandom",
    doc: "A buffered interface to random access streams.\n\nThe constructor creates a reader and writer for a seekable stream,\nraw, given in the first argument. If the buffer_size is omitted it\ndefaults to DEFAULT_BUFFER_SIZE.",
    flags: FLAGS,
    size: size_of::<Buffered>(),
    slots: Slots { next: Some(next), init: Some(|vm, this, args, kwnames| init(vm, &INIT[1], this, args, kwnames)), ..SLOTS },
    methods: RANDOM_METHODS,
    getset: GETSET,
};

static METHODS: &[NativeDef] = &concat::<{ COMMON.len() + WRITABLE.len() }>(&[COMMON, WRITABLE]);
static RANDOM_METHODS: &[NativeDef] = &concat::<{ COMMON.len() + READABLE.len() + WRITABLE.len() + READING.len() }>(&[
    COMMON, READABLE, WRITABLE, READING,
]);

native! { static INIT = [
    "BufferedWriter(self, raw, buffer_size=131072)" => fn writer_init(vm, [this, raw, size]) {
        let size = size_argument(vm, size)?;
        super::io_base::check(vm, raw, "writable", "File or stream is not writable.")?;
        buffered::set_up(vm, this, raw, size, false, true)?;
        Ok(Ref::NONE)
    }
    "BufferedRandom(self, raw, buffer_size=131072)" => fn random_init(vm, [this, raw, size]) {
        let size = size_argument(vm, size)?;
        super::io_base::check(vm, raw, "seekable", "File or stream is not seekable.")?;
        super::io_base::check(vm, raw, "readable", "File or stream is not readable.")?;
        super::io_base::check(vm, raw, "writable", "File or stream is not writable.")?;
        buffered::set_up(vm, this, raw, size, true, true)?;
        Ok(Ref::NONE)
    }
]; }

fn init(vm: &Vm, def: &'static NativeDef, this: Value, args: &[Value], kwnames: Value) -> Res<()> {
    let mut all = vec![this];
    all.extend_from_slice(args);
    call_native(vm, def, &all, kwnames).map(|_| ())
}
