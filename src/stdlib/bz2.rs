//! `_bz2`: compression in the bzip2 format.
use crate::native;
use crate::object::{GetSetDef, Header, Raised, Ref, Res, Slots, Type, TypeSpec, Value, Vm};
use crate::types::struct_sequence::new_type_of;
use crate::types::support::check_args;
use bzip2::{Action, Compress, Compression, Decompress, Error, Status};

/// Room that a step makes for its output.
const STEP: usize = 32 * 1024;

#[repr(C)]
struct Compressor {
    header: Header,
    /// `None` once it has been flushed.
    stream: Option<Box<Compress>>,
}

#[repr(C)]
struct Decompressor {
    header: Header,
    /// `None` once the stream has ended.
    stream: Option<Box<Decompress>>,
    /// Input that waits for a call.
    pending: Vec<u8>,
    /// What came behind the stream, a bytes object; owned.
    unused: Value,
    needs_input: bool,
    /// Damaged data was met behind the head of the stream.
    failed: bool,
}

#[allow(clippy::mut_from_ref)]
fn c<'a>(v: Value) -> &'a mut Compressor {
    // SAFETY: called with compressors only; the borrow ends before other code runs.
    unsafe { &mut *v.ptr::<Compressor>() }
}
#[allow(clippy::mut_from_ref)]
fn d<'a>(v: Value) -> &'a mut Decompressor {
    // SAFETY: called with decompressors only; the borrow ends before other code runs.
    unsafe { &mut *v.ptr::<Decompressor>() }
}

static COMPRESSOR: TypeSpec = TypeSpec {
    name: "_bz2.BZ2Compressor",
    doc: "Create a compressor object for compressing data incrementally.\n\n  compresslevel\n    Compression level, as a number between 1 and 9.\n\nFor one-shot compression, use the compress() function instead.",
    flags: 0,
    size: size_of::<Compressor>(),
    slots: Slots {
        new: Some(new_compressor),
        // SAFETY: a compressor without references.
        drop: Some(|_, h| unsafe { std::ptr::drop_in_place(&raw mut (*(h as *mut Compressor)).stream) }),
        ..Slots::EMPTY
    },
    methods: COMPRESSOR_METHODS,
    getset: &[],
};

static DECOMPRESSOR: TypeSpec = TypeSpec {
    name: "_bz2.BZ2Decompressor",
    doc: "Create a decompressor object for decompressing data incrementally.\n\nFor one-shot decompression, use the decompress() function instead.",
    flags: 0,
    size: size_of::<Decompressor>(),
    slots: Slots {
        new: Some(new_decompressor),
        drop: Some(|vm, h| {
            let this = h as *mut Decompressor;
            // SAFETY: a decompressor without references, which owns all of it.
            unsafe {
                std::ptr::drop_in_place(&raw mut (*this).stream);
                std::ptr::drop_in_place(&raw mut (*this).pending);
                (*this).unused.decref(vm);
            }
        }),
        ..Slots::EMPTY
    },
    methods: DECOMPRESSOR_METHODS,
    getset: &[
        GetSetDef { name: "eof", get: |_, v| Ok(Ref::bool(d(v).stream.is_none())), set: Some(read_only), doc: "True if the end-of-stream marker has been reached." },
        GetSetDef { name: "unused_data", get: |_, v| Ok(Ref::new(d(v).unused)), set: Some(read_only), doc: "Data found after the end of the compressed stream." },
        GetSetDef { name: "needs_input", get: |_, v| Ok(Ref::bool(d(v).needs_input)), set: Some(read_only), doc: "True if more input is needed before more decompressed data can be produced." },
    ],
};

use crate::types::struct_sequence::read_only;

fn new_compressor(vm: &Vm, ty: *mut Type, args: &[Value], kwnames: Value) -> Res {
    check_args(vm, "BZ2Compressor", args, kwnames, 0, 1)?;
    let level = match args.first() {
        Some(level) => vm.c_int_arg(*level)?,
        None => 9,
    };
    if !(1..=9).contains(&level) {
        return Err(vm.value_error("compresslevel must be between 1 and 9"));
    }
    let stream = Box::new(Compress::new(Compression::new(level as u32), 0));
    // SAFETY: the instance is fresh.
    vm.new_object::<Compressor>(ty, |p| unsafe { (&raw mut (*p).stream).write(Some(stream)) })
}

fn new_decompressor(vm: &Vm, ty: *mut Type, args: &[Value], kwnames: Value) -> Res {
    if args.len() > crate::types::support::positional(vm, args, kwnames).len() {
        return Err(crate::types::support::no_keywords(vm, "BZ2Decompressor"));
    }
    if !args.is_empty() {
        return Err(vm.type_error("BZ2Decompressor() takes no positional arguments"));
    }
    let unused = vm.new_bytes(b"")?;
    vm.new_object::<Decompressor>(ty, |p| {
        // SAFETY: the instance is fresh.
        unsafe {
            (&raw mut (*p).stream).write(Some(Box::new(Decompress::new(false))));
            (&raw mut (*p).pending).write(Vec::new());
            (*p).unused = unused.into_value();
            (*p).needs_input = true;
            (*p).failed = false;
        }
    })
}

#[cold]
fn failure(vm: &Vm, e: Error) -> Raised {
    match e {
        Error::Sequence => vm.runtime_error("Internal error - Invalid sequence of commands sent to libbzip2"),
        Error::Param => vm.value_error("Internal error - invalid parameters passed to libbzip2"),
        Error::Data | Error::DataMagic => vm.raise_type(vm.types.OSError, "Invalid data stream"),
    }
}

/// Room for more output.
fn make_room(vm: &Vm, out: &mut Vec<u8>, n: usize) -> Res<()> {
    out.try_reserve(n).map_err(|_| vm.memory_error())
}

fn deflate(vm: &Vm, stream: &mut Compress, mut data: &[u8], finish: bool) -> Res<Vec<u8>> {
    let mut out = Vec::new();
    loop {
        if data.is_empty() && !finish {
            return Ok(out);
        }
        let step = out.len().max(STEP);
        make_room(vm, &mut out, step)?;
        let before = stream.total_in();
        let status = stream.compress_vec(data, &mut out, if finish { Action::Finish } else { Action::Run }).map_err(|e| failure(vm, e))?;
        data = &data[(stream.total_in() - before) as usize..];
        if finish && status == Status::StreamEnd {
            return Ok(out);
        }
    }
}

native! { static COMPRESSOR_METHODS = [
    /// Provide data to the compressor object.
    ///
    /// Returns a chunk of compressed data if possible, or b'' otherwise.
    ///
    /// When you have finished providing data to the compressor, call the
    /// flush() method to finish the compression process.
    "compress(self, data, /)" => fn compress(vm, [this, data]) {
        let data = vm.bytes_arg(data)?;
        let Some(mut stream) = c(this).stream.take() else {
            return Err(vm.value_error("Compressor has been flushed"));
        };
        let out = deflate(vm, &mut stream, &data, false);
        c(this).stream = Some(stream);
        vm.new_bytes(&out?)
    }
    /// Finish the compression process.
    ///
    /// Returns the compressed data left in internal buffers.
    ///
    /// The compressor object may not be used after this method is called.
    "flush(self, /)" => fn flush(vm, [this]) {
        let Some(mut stream) = c(this).stream.take() else {
            return Err(vm.value_error("Repeated call to flush()"));
        };
        vm.new_bytes(&deflate(vm, &mut stream, b"", true)?)
    }
    "__reduce__(self, /)" => fn reduce_compressor(vm, [this]) { Err(vm.type_error("cannot pickle '_bz2.BZ2Compressor' object")) }
    "__reduce_ex__(self, protocol, /)" => fn reduce_compressor_ex(vm, [this, protocol]) { Err(vm.type_error("cannot pickle '_bz2.BZ2Compressor' object")) }
]; }

/// Up to `limit` bytes of output from the waiting input and `data`.
fn inflate(vm: &Vm, this: Value, data: &[u8], limit: usize) -> Res<Vec<u8>> {
    let Some(mut stream) = d(this).stream.take() else {
        return Err(vm.raise_type(vm.types.EOFError, "End of stream already reached"));
    };
    let mut input = std::mem::take(&mut d(this).pending);
    input.extend_from_slice(data);
    let mut rest = &input[..];
    let mut out = Vec::new();
    let outcome = loop {
        if out.len() == limit {
            break Ok(false);
        }
        let step = out.len().max(STEP).min(limit - out.len());
        make_room(vm, &mut out, step)?;
        let full = out.len() + step;
        let (used, made) = (stream.total_in(), stream.total_out());
        // The output stops at the limit, whatever the capacity.
        let start = out.len();
        out.resize(full, 0);
        let status = stream.decompress(rest, &mut out[start..]);
        out.truncate(start + (stream.total_out() - made) as usize);
        rest = &rest[(stream.total_in() - used) as usize..];
        match status {
            Err(e) => {
                d(this).failed = e != Error::DataMagic;
                break Err(failure(vm, e));
            }
            Ok(Status::StreamEnd) => break Ok(true),
            Ok(Status::MemNeeded) => break Err(vm.memory_error()),
            Ok(_) if rest.is_empty() && out.len() < full => break Ok(false),
            Ok(_) => {}
        }
    };
    let state = d(this);
    match outcome {
        Ok(true) => {
            state.needs_input = false;
            let unused = vm.new_bytes(rest)?;
            let old = std::mem::replace(&mut d(this).unused, unused.into_value());
            old.decref(vm);
            Ok(out)
        }
        Ok(false) => {
            // Output at the limit may mean that more is ready.
            state.needs_input = rest.is_empty() && out.len() < limit;
            state.pending = rest.to_vec();
            state.stream = Some(stream);
            Ok(out)
        }
        Err(e) => {
            state.stream = Some(stream);
            state.needs_input = false;
            Err(e)
        }
    }
}

native! { static DECOMPRESSOR_METHODS = [
    /// Decompress *data*, returning uncompressed data as bytes.
    ///
    /// If *max_length* is nonnegative, returns at most *max_length* bytes of
    /// decompressed data. If this limit is reached and further output can be
    /// produced, *self.needs_input* will be set to ``False``. In this case, the next
    /// call to *decompress()* may provide *data* as b'' to obtain more of the output.
    ///
    /// If all of the input data was decompressed and returned (either because this
    /// was less than *max_length* bytes, or because *max_length* was negative),
    /// *self.needs_input* will be set to True.
    ///
    /// Attempting to decompress data after the end of stream is reached raises an
    /// EOFError.  Any data found after the end of the stream is ignored and saved in
    /// the unused_data attribute.
    "decompress(self, /, data, max_length=-1)" => fn decompress(vm, [this, data, max_length]) {
        let data = vm.bytes_arg(data)?;
        let limit = usize::try_from(vm.index_size(max_length)?).unwrap_or(usize::MAX);
        if d(this).failed {
            return Err(vm.value_error("Decompressor is unusable after a previous error"));
        }
        vm.new_bytes(&inflate(vm, this, &data, limit)?)
    }
    "__reduce__(self, /)" => fn reduce_decompressor(vm, [this]) { Err(vm.type_error("cannot pickle '_bz2.BZ2Decompressor' object")) }
    "__reduce_ex__(self, protocol, /)" => fn reduce_decompressor_ex(vm, [this, protocol]) { Err(vm.type_error("cannot pickle '_bz2.BZ2Decompressor' object")) }
]; }

/// Makes the module.
pub fn init(vm: &Vm) -> Res {
    let module = super::new_module(vm, "_bz2", "", &[])?;
    for (name, spec) in [("BZ2Compressor", &COMPRESSOR), ("BZ2Decompressor", &DECOMPRESSOR)] {
        super::set(vm, module.value(), name, Ref::from_type(new_type_of(vm, spec, vm.types.object)?))?;
    }
    Ok(module)
}
