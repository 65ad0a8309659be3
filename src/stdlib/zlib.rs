//! `zlib`: compression in the zlib, gzip and raw deflate formats, on zlib-rs.
use crate::native;
use crate::object::{GetSetDef, Header, IntView, Raised, Ref, Res, Slots, Type, TypeSpec, Value, Vm, call_native};
use crate::types::struct_sequence::new_type_of;
use dashu_int::IBig;
use libz_rs_sys as z;
use std::cell::{Cell, RefCell};

const MAX_WBITS: i32 = 15;
const DEFAULT_BUFFER: usize = 16 * 1024;

/// A stream of either direction. The library keeps its address, so it never moves.
struct Stream {
    raw: Box<z::z_stream>,
    deflates: bool,
    /// Whether the library holds state for it.
    open: bool,
}

impl Drop for Stream {
    fn drop(&mut self) {
        self.end();
    }
}

/// Where a call left off.
struct Step {
    code: i32,
    /// Bytes of the input that were used.
    used: usize,
}

impl Stream {
    fn start(deflates: bool, init: impl FnOnce(*mut z::z_stream) -> i32) -> Result<Stream, i32> {
        let mut stream = Stream { raw: Box::default(), deflates, open: false };
        match init(&mut *stream.raw) {
            z::Z_OK => {
                stream.open = true;
                // A stream without any output buffer is refused when it is copied.
                stream.raw.next_out = std::ptr::NonNull::dangling().as_ptr();
                Ok(stream)
            }
            code => Err(code),
        }
    }
    fn deflate(level: i32, method: i32, wbits: i32, mem_level: i32, strategy: i32) -> Result<Stream, i32> {
        Stream::start(true, |s| {
            let size = size_of::<z::z_stream>() as i32;
            // SAFETY: `s` is a zeroed stream that stays where it is.
            unsafe { z::deflateInit2_(s, level, method, wbits, mem_level, strategy, z::zlibVersion(), size) }
        })
    }
    fn inflate(wbits: i32) -> Result<Stream, i32> {
        Stream::start(false, |s| {
            // SAFETY: as above.
            unsafe { z::inflateInit2_(s, wbits, z::zlibVersion(), size_of::<z::z_stream>() as i32) }
        })
    }
    fn copy(&self) -> Result<Stream, i32> {
        if !self.open {
            return Err(z::Z_STREAM_ERROR);
        }
        let from = (&raw const *self.raw).cast_mut();
        Stream::start(self.deflates, |to| {
            // SAFETY: an open stream, which copying does not change, and a zeroed one.
            unsafe { if self.deflates { z::deflateCopy(to, from) } else { z::inflateCopy(to, from) } }
        })
    }
    fn end(&mut self) {
        if std::mem::replace(&mut self.open, false) {
            // SAFETY: the stream is open.
            unsafe {
                if self.deflates { z::deflateEnd(&mut *self.raw) } else { z::inflateEnd(&mut *self.raw) };
            }
        }
    }
    fn set_dictionary(&mut self, dictionary: &[u8]) -> i32 {
        let Ok(n) = u32::try_from(dictionary.len()) else { return z::Z_STREAM_ERROR };
        // SAFETY: the stream is open; the dictionary is copied.
        unsafe {
            match self.deflates {
                true => z::deflateSetDictionary(&mut *self.raw, dictionary.as_ptr(), n),
                false => z::inflateSetDictionary(&mut *self.raw, dictionary.as_ptr(), n),
            }
        }
    }
    /// One call of the library on the input, appending to `out` as far as it has capacity and `limit` allows.
    fn step(&mut self, input: &[u8], out: &mut Vec<u8>, limit: usize, flush: i32) -> Step {
        if !self.open {
            return Step { code: z::Z_STREAM_ERROR, used: 0 };
        }
        let input = &input[..input.len().min(u32::MAX as usize)];
        let room = (out.capacity() - out.len()).min(limit.saturating_sub(out.len())).min(u32::MAX as usize);
        let s = &mut *self.raw;
        s.next_in = input.as_ptr().cast_mut().cast();
        s.avail_in = input.len() as u32;
        s.next_out = out.spare_capacity_mut().as_mut_ptr().cast();
        s.avail_out = room as u32;
        // SAFETY: the stream is open, its pointers describe the input and the free end of the output.
        unsafe {
            let code = if self.deflates { z::deflate(s, flush) } else { z::inflate(s, flush) };
            out.set_len(out.len() + room - s.avail_out as usize);
            Step { code, used: input.len() - s.avail_in as usize }
        }
    }
    fn message(&self) -> Option<String> {
        if self.raw.msg.is_null() {
            return None;
        }
        // SAFETY: the library's messages are static C strings.
        Some(unsafe { std::ffi::CStr::from_ptr(self.raw.msg.cast_const().cast()) }.to_string_lossy().into_owned())
    }
}

#[derive(Default)]
struct Types {
    compress: Cell<usize>,
    decompress: Cell<usize>,
    error: RefCell<Option<Ref>>,
}

#[cold]
fn error(vm: &Vm, message: impl AsRef<str>) -> Raised {
    let ty = vm.extension::<Types>().error.borrow().as_ref().map_or(vm.types.Exception, |e| e.ptr::<Type>());
    vm.raise_type(ty, message.as_ref())
}

/// The exception for a code of the library.
#[cold]
fn failure(vm: &Vm, stream: Option<&Stream>, code: i32, doing: &str) -> Raised {
    let message = stream.and_then(Stream::message).or_else(|| {
        let text = match code {
            z::Z_BUF_ERROR => "incomplete or truncated stream",
            z::Z_STREAM_ERROR => "inconsistent stream state",
            z::Z_DATA_ERROR => "invalid input data",
            _ => return None,
        };
        Some(text.to_owned())
    });
    match message {
        Some(m) => error(vm, format!("Error {code} {doing}: {m}")),
        None => error(vm, format!("Error {code} {doing}")),
    }
}

/// Room for more output: at least something, more the more there is already.
fn grow(vm: &Vm, out: &mut Vec<u8>, first: usize, limit: usize) -> Res<()> {
    if out.len() == out.capacity() {
        let more = if out.is_empty() { first.max(1) } else { out.len() };
        let more = more.min(limit.saturating_sub(out.len())).max(1);
        if out.try_reserve_exact(more).is_err() {
            return Err(vm.memory_error());
        }
    }
    Ok(())
}

/// Compresses all of the input.
fn deflate_all(vm: &Vm, stream: &mut Stream, mut input: &[u8], flush: i32, doing: &str) -> Res<(Vec<u8>, i32)> {
    let mut out = Vec::new();
    loop {
        grow(vm, &mut out, DEFAULT_BUFFER, usize::MAX)?;
        let last = input.len() <= u32::MAX as usize;
        let step = stream.step(input, &mut out, usize::MAX, if last { flush } else { z::Z_NO_FLUSH });
        input = &input[step.used..];
        if step.code == z::Z_STREAM_ERROR {
            return Err(failure(vm, Some(stream), step.code, doing));
        }
        if input.is_empty() && out.len() < out.capacity() {
            return Ok((out, step.code));
        }
    }
}

/// Decompresses until the end of the stream, of the input, or of what `limit` allows; the rest of the input.
fn inflate_some<'a>(
    vm: &Vm,
    stream: &mut Stream,
    mut input: &'a [u8],
    (first, limit): (usize, usize),
    dictionary: Option<&[u8]>,
    flush: i32,
) -> Res<(Vec<u8>, i32, &'a [u8])> {
    let mut out = Vec::new();
    loop {
        if out.len() < limit {
            grow(vm, &mut out, first, limit)?;
        }
        let step = stream.step(input, &mut out, limit, flush);
        input = &input[step.used..];
        match (step.code, dictionary) {
            (z::Z_NEED_DICT, Some(dictionary)) => {
                let code = stream.set_dictionary(dictionary);
                if code != z::Z_OK {
                    return Err(failure(vm, Some(stream), code, "while setting zdict"));
                }
                continue;
            }
            (z::Z_OK | z::Z_BUF_ERROR, _) => {}
            (code, _) => return Ok((out, code, input)),
        }
        let full = out.len() == out.capacity() || out.len() >= limit;
        if out.len() >= limit || !full && input.is_empty() || step.code == z::Z_BUF_ERROR && !full {
            return Ok((out, step.code, input));
        }
    }
}

fn optional_dictionary(vm: &Vm, zdict: Value) -> Res<Option<Vec<u8>>> {
    if zdict.is_unbound() {
        return Ok(None);
    }
    if !vm.has_buffer(zdict) && vm.bytes_like(zdict).is_none() {
        return Err(vm.type_error("zdict argument must support the buffer protocol"));
    }
    Ok(Some(vm.bytes_arg(zdict)?.to_vec()))
}

/// An inflating stream with its dictionary.
fn new_inflate(vm: &Vm, wbits: Value, zdict: Value) -> Res<(Stream, Option<Vec<u8>>)> {
    let wbits = vm.c_int_arg(wbits)? as i32;
    let dictionary = optional_dictionary(vm, zdict)?;
    let mut stream = match Stream::inflate(wbits) {
        Ok(s) => s,
        Err(z::Z_STREAM_ERROR) => return Err(vm.value_error("Invalid initialization option")),
        Err(z::Z_MEM_ERROR) => return Err(vm.memory_error()),
        Err(code) => return Err(failure(vm, None, code, "while creating decompression object")),
    };
    // A raw stream does not say that it needs a dictionary.
    if let Some(d) = &dictionary
        && wbits < 0
    {
        let code = stream.set_dictionary(d);
        if code != z::Z_OK {
            return Err(failure(vm, Some(&stream), code, "while setting zdict"));
        }
    }
    Ok((stream, dictionary))
}

#[repr(C)]
struct Compressor {
    header: Header,
    stream: Stream,
}

#[repr(C)]
struct Decompressor {
    header: Header,
    stream: Stream,
    dictionary: Option<Vec<u8>>,
    unused: Vec<u8>,
    /// What the library has not taken yet.
    tail: Vec<u8>,
    eof: bool,
}

#[allow(clippy::mut_from_ref)]
fn c<'a>(v: Value) -> &'a mut Compressor {
    // SAFETY: the methods below are called with compressors only; no borrow outlives a call.
    unsafe { &mut *v.ptr::<Compressor>() }
}
#[allow(clippy::mut_from_ref)]
fn d<'a>(v: Value) -> &'a mut Decompressor {
    // SAFETY: both types of decompressors have this layout; no borrow outlives a call.
    unsafe { &mut *v.ptr::<Decompressor>() }
}

unsafe fn drop_compressor(_: &Vm, h: *mut Header) {
    std::ptr::drop_in_place(&raw mut (*(h as *mut Compressor)).stream);
}
unsafe fn drop_decompressor(_: &Vm, h: *mut Header) {
    let p = h as *mut Decompressor;
    std::ptr::drop_in_place(&raw mut (*p).stream);
    std::ptr::drop_in_place(&raw mut (*p).dictionary);
    std::ptr::drop_in_place(&raw mut (*p).unused);
    std::ptr::drop_in_place(&raw mut (*p).tail);
}

static COMPRESS: TypeSpec = TypeSpec {
    name: "zlib.Compress",
    size: size_of::<Compressor>(),
    slots: Slots { drop: Some(drop_compressor), ..Slots::EMPTY },
    methods: COMPRESS_METHODS,
    ..TypeSpec::EMPTY
};
const UNUSED: GetSetDef = GetSetDef { name: "unused_data", get: |vm, v| vm.new_bytes(&d(v).unused), set: None, doc: "Data found after the end of the compressed stream." };
const EOF: GetSetDef = GetSetDef { name: "eof", get: |_, v| Ok(Ref::bool(d(v).eof)), set: None, doc: "True if the end-of-stream marker has been reached." };
static DECOMPRESS: TypeSpec = TypeSpec {
    name: "zlib.Decompress",
    size: size_of::<Decompressor>(),
    slots: Slots { drop: Some(drop_decompressor), ..Slots::EMPTY },
    methods: DECOMPRESS_METHODS,
    getset: &[
        UNUSED,
        GetSetDef { name: "unconsumed_tail", get: |vm, v| vm.new_bytes(&d(v).tail), set: None, doc: "" },
        EOF,
    ],
    ..TypeSpec::EMPTY
};
static ZLIB_DECOMPRESSOR: TypeSpec = TypeSpec {
    name: "zlib._ZlibDecompressor",
    doc: "Create a decompressor object for decompressing data incrementally.",
    size: size_of::<Decompressor>(),
    slots: Slots {
        new: Some(|vm, ty, args, kwnames| {
            let mut all = vec![Value::from_ptr(ty)];
            all.extend_from_slice(args);
            call_native(vm, &NEW_DECOMPRESSOR[0], &all, kwnames)
        }),
        drop: Some(drop_decompressor),
        ..Slots::EMPTY
    },
    methods: ZLIB_DECOMPRESSOR_METHODS,
    getset: &[
        EOF,
        UNUSED,
        GetSetDef {
            name: "needs_input",
            get: |_, v| Ok(Ref::bool(!d(v).eof && d(v).tail.is_empty())),
            set: None,
            doc: "True if more input is needed before more decompressed data can be produced.",
        },
    ],
    ..TypeSpec::EMPTY
};

fn new_compressor(vm: &Vm, stream: Stream) -> Res {
    vm.new_object::<Compressor>(vm.extension::<Types>().compress.get() as *mut Type, |p| {
        // SAFETY: the instance is fresh.
        unsafe { (&raw mut (*p).stream).write(stream) }
    })
}

fn new_decompressor(vm: &Vm, ty: *mut Type, stream: Stream, dictionary: Option<Vec<u8>>) -> Res {
    vm.new_object::<Decompressor>(ty, |p| {
        // SAFETY: the instance is fresh.
        unsafe {
            (&raw mut (*p).stream).write(stream);
            (&raw mut (*p).dictionary).write(dictionary);
            (&raw mut (*p).unused).write(Vec::new());
            (&raw mut (*p).tail).write(Vec::new());
            (*p).eof = false;
        }
    })
}

fn copy_compressor(vm: &Vm, this: Value) -> Res {
    match c(this).stream.copy() {
        Ok(stream) => new_compressor(vm, stream),
        Err(z::Z_MEM_ERROR) => Err(vm.memory_error()),
        Err(_) => Err(vm.value_error("Inconsistent stream state")),
    }
}

fn copy_decompressor(vm: &Vm, this: Value) -> Res {
    let stream = match d(this).stream.copy() {
        Ok(stream) => stream,
        Err(z::Z_MEM_ERROR) => return Err(vm.memory_error()),
        Err(_) => return Err(vm.value_error("Inconsistent stream state")),
    };
    let from = d(this);
    let copy = new_decompressor(vm, vm.type_of(this), stream, from.dictionary.clone())?;
    let to = d(copy.value());
    (to.unused, to.tail, to.eof) = (from.unused.clone(), from.tail.clone(), from.eof);
    Ok(copy)
}

native! { static COMPRESS_METHODS = [
    /// Returns a bytes object containing compressed data.
    ///
    ///   data
    ///     Binary data to be compressed.
    ///
    /// After calling this function, some of the input data may still
    /// be stored in internal buffers for later processing.
    /// Call the flush() method to clear these buffers.
    "compress(self, data, /)" => fn compress_method(vm, [this, data]) {
        let data = vm.bytes_arg(data)?;
        vm.new_bytes(&deflate_all(vm, &mut c(this).stream, &data, z::Z_NO_FLUSH, "while compressing data")?.0)
    }
    /// Return a bytes object containing any remaining compressed data.
    "flush(self, mode=zlib.Z_FINISH, /)" => fn flush_compressor(vm, [this, mode]) {
        let mode = if mode.is_unbound() { z::Z_FINISH } else { vm.c_int_arg(mode)? as i32 };
        if mode == z::Z_NO_FLUSH {
            return vm.new_bytes(b"");
        }
        let (out, code) = deflate_all(vm, &mut c(this).stream, &[], mode, "while flushing")?;
        match code {
            z::Z_STREAM_END if mode == z::Z_FINISH => c(this).stream.end(),
            z::Z_OK | z::Z_BUF_ERROR => {}
            code => return Err(failure(vm, Some(&c(this).stream), code, "while flushing")),
        }
        vm.new_bytes(&out)
    }
    /// Return a copy of the compression object.
    "copy(self, /)" => fn copy_method(vm, [this]) { copy_compressor(vm, this) }
    "__copy__(self, /)" => fn copy_special(vm, [this]) { copy_compressor(vm, this) }
    "__deepcopy__(self, memo, /)" => fn deepcopy(vm, [this, memo]) { copy_compressor(vm, this) }
]; }

/// Keeps what the library did not take.
fn keep_rest(this: Value, code: i32, rest: Vec<u8>) {
    let t = d(this);
    if code == z::Z_STREAM_END {
        t.unused.extend_from_slice(&rest);
        t.tail = Vec::new();
        t.eof = true;
    } else {
        t.tail = rest;
    }
}

native! { static DECOMPRESS_METHODS = [
    /// Return a bytes object containing the decompressed version of the data.
    ///
    ///   data
    ///     The binary data to decompress.
    ///   max_length
    ///     The maximum allowable length of the decompressed data.
    ///     Unconsumed input data will be stored in
    ///     the unconsumed_tail attribute.
    ///
    /// After calling this function, some of the input data may still be stored in
    /// internal buffers for later processing.
    /// Call the flush() method to clear these buffers.
    "decompress(self, data, /, max_length=0)" => fn decompress_method(vm, [this, data, max_length]) {
        let data = vm.bytes_arg(data)?;
        let limit = match vm.int_arg(max_length)? {
            n if n < 0 => return Err(vm.value_error("max_length must be non-negative")),
            0 => usize::MAX,
            n => n as usize,
        };
        let t = d(this);
        let (out, code, rest) =
            inflate_some(vm, &mut t.stream, &data, (DEFAULT_BUFFER, limit), t.dictionary.as_deref(), z::Z_SYNC_FLUSH)?;
        keep_rest(this, code, rest.to_vec());
        match code {
            z::Z_STREAM_END | z::Z_OK | z::Z_BUF_ERROR => vm.new_bytes(&out),
            code => Err(failure(vm, Some(&d(this).stream), code, "while decompressing data")),
        }
    }
    /// Return a bytes object containing any remaining decompressed data.
    ///
    ///   length
    ///     the initial size of the output buffer.
    "flush(self, length=16384, /)" => fn flush_decompressor(vm, [this, length]) {
        let n = vm.int_arg(length)?;
        if n <= 0 {
            return Err(vm.value_error("length must be greater than zero"));
        }
        let t = d(this);
        let tail = std::mem::take(&mut t.tail);
        let first = (n as usize).min(1 << 30);
        let (out, code, rest) =
            inflate_some(vm, &mut t.stream, &tail, (first, usize::MAX), t.dictionary.as_deref(), z::Z_FINISH)?;
        keep_rest(this, code, rest.to_vec());
        match code {
            z::Z_STREAM_END => d(this).stream.end(),
            z::Z_DATA_ERROR => return Err(failure(vm, Some(&d(this).stream), code, "while decompressing data")),
            _ => {}
        }
        vm.new_bytes(&out)
    }
    /// Return a copy of the decompression object.
    "copy(self, /)" => fn copy_decompressor_method(vm, [this]) { copy_decompressor(vm, this) }
    "__copy__(self, /)" => fn copy_decompressor_special(vm, [this]) { copy_decompressor(vm, this) }
    "__deepcopy__(self, memo, /)" => fn deepcopy_decompressor(vm, [this, memo]) { copy_decompressor(vm, this) }
]; }

native! { static NEW_DECOMPRESSOR = [
    "_ZlibDecompressor(self, wbits=15, zdict=b'')" => fn new_zlib_decompressor(vm, [this, wbits, zdict]) {
        let (stream, dictionary) = new_inflate(vm, wbits, zdict)?;
        new_decompressor(vm, this.ptr::<Type>(), stream, dictionary)
    }
]; }

native! { static ZLIB_DECOMPRESSOR_METHODS = [
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
    "decompress(self, /, data, max_length=-1)" => fn decompress_more(vm, [this, data, max_length]) {
        let data = vm.bytes_arg(data)?;
        let limit = usize::try_from(vm.int_arg(max_length)?).unwrap_or(usize::MAX);
        let t = d(this);
        if t.eof {
            return Err(vm.raise_type(vm.types.EOFError, "End of stream already reached"));
        }
        let mut input = std::mem::take(&mut t.tail);
        let joined;
        let input = if input.is_empty() {
            &*data
        } else {
            input.extend_from_slice(&data);
            joined = input;
            &*joined
        };
        let (out, code, rest) =
            inflate_some(vm, &mut t.stream, input, (DEFAULT_BUFFER, limit), t.dictionary.as_deref(), z::Z_SYNC_FLUSH)?;
        keep_rest(this, code, rest.to_vec());
        match code {
            z::Z_STREAM_END | z::Z_OK | z::Z_BUF_ERROR => vm.new_bytes(&out),
            code => Err(failure(vm, Some(&d(this).stream), code, "while decompressing data")),
        }
    }
]; }

/// The lower 32 bits of an int of any size.
fn masked(vm: &Vm, v: Value) -> Res<u32> {
    let i = vm.index(v)?;
    Ok(match vm.as_int(i.value()) {
        Some(IntView::Small(x)) => x as u32,
        Some(IntView::Big(b)) => u32::try_from(b & IBig::from(u32::MAX)).unwrap_or(0),
        None => 0,
    })
}

native! { static FUNCTIONS = [
    /// Compute an Adler-32 checksum of data.
    ///
    ///   value
    ///     Starting value of the checksum.
    ///
    /// The returned checksum is an integer.
    "adler32(data, value=1, /)" => fn adler32(vm, [data, value]) {
        let data = vm.bytes_arg(data)?;
        vm.new_int(zlib_rs::adler32::adler32(masked(vm, value)?, &data) as i64)
    }
    /// Compute a CRC-32 checksum of data.
    ///
    ///   value
    ///     Starting value of the checksum.
    ///
    /// The returned checksum is an integer.
    "crc32(data, value=0, /)" => fn crc32(vm, [data, value]) {
        let data = vm.bytes_arg(data)?;
        vm.new_int(zlib_rs::crc32::crc32(masked(vm, value)?, &data) as i64)
    }
    /// Returns a bytes object containing compressed data.
    ///
    ///   data
    ///     Binary data to be compressed.
    ///   level
    ///     Compression level, in 0-9 or -1.
    ///   wbits
    ///     The window buffer size and container format.
    "compress(data, /, level=-1, wbits=15)" => fn compress(vm, [data, level, wbits]) {
        let data = vm.bytes_arg(data)?;
        let (level, wbits) = (vm.c_int_arg(level)? as i32, vm.c_int_arg(wbits)? as i32);
        let mut stream = match Stream::deflate(level, z::Z_DEFLATED, wbits, 8, z::Z_DEFAULT_STRATEGY) {
            Ok(s) => s,
            Err(z::Z_MEM_ERROR) => return Err(vm.memory_error()),
            Err(z::Z_STREAM_ERROR) => return Err(error(vm, "Bad compression level")),
            Err(code) => return Err(failure(vm, None, code, "while compressing data")),
        };
        vm.new_bytes(&deflate_all(vm, &mut stream, &data, z::Z_FINISH, "while compressing data")?.0)
    }
    /// Return a compressor object.
    ///
    ///   level
    ///     The compression level (an integer in the range 0-9 or -1; default is
    ///     currently equivalent to 6).  Higher compression levels are slower,
    ///     but produce smaller results.
    ///   method
    ///     The compression algorithm.  If given, this must be DEFLATED.
    ///   wbits
    ///     +9 to +15: The base-two logarithm of the window size.  Include a zlib
    ///         container.
    ///     -9 to -15: Generate a raw stream.
    ///     +25 to +31: Include a gzip container.
    ///   memLevel
    ///     Controls the amount of memory used for internal compression state.
    ///     Valid values range from 1 to 9.  Higher values result in higher memory
    ///     usage, faster compression, and smaller output.
    ///   strategy
    ///     Used to tune the compression algorithm.  Possible values are
    ///     Z_DEFAULT_STRATEGY, Z_FILTERED, and Z_HUFFMAN_ONLY.
    ///   zdict
    ///     The predefined compression dictionary - a sequence of bytes
    ///     containing subsequences that are likely to occur in the input data.
    "compressobj(level=-1, method=8, wbits=15, memLevel=8, strategy=0, zdict=<unrepresentable>)" => fn compressobj(vm, [level, method, wbits, mem_level, strategy, zdict]) {
        let int = |v: Value| vm.c_int_arg(v).map(|n| n as i32);
        let (level, method, wbits) = (int(level)?, int(method)?, int(wbits)?);
        let (mem_level, strategy) = (int(mem_level)?, int(strategy)?);
        let dictionary = if zdict.is_unbound() { None } else { Some(vm.bytes_arg(zdict)?) };
        let mut stream = match Stream::deflate(level, method, wbits, mem_level, strategy) {
            Ok(s) => s,
            Err(z::Z_MEM_ERROR) => return Err(vm.memory_error()),
            Err(z::Z_STREAM_ERROR) => return Err(vm.value_error("Invalid initialization option")),
            Err(code) => return Err(failure(vm, None, code, "while creating compression object")),
        };
        if let Some(d) = dictionary {
            match stream.set_dictionary(&d) {
                z::Z_OK => {}
                z::Z_STREAM_ERROR => return Err(vm.value_error("Invalid dictionary")),
                _ => return Err(vm.value_error("deflateSetDictionary()")),
            }
        }
        new_compressor(vm, stream)
    }
    /// Returns a bytes object containing the uncompressed data.
    ///
    ///   data
    ///     Compressed data.
    ///   wbits
    ///     The window buffer size and container format.
    ///   bufsize
    ///     The initial output buffer size.
    "decompress(data, /, wbits=15, bufsize=16384)" => fn decompress(vm, [data, wbits, bufsize]) {
        let data = vm.bytes_arg(data)?;
        let wbits = vm.c_int_arg(wbits)? as i32;
        let Ok(first) = usize::try_from(vm.int_arg(bufsize)?) else {
            return Err(vm.value_error("bufsize must be non-negative"));
        };
        let mut stream = match Stream::inflate(wbits) {
            Ok(s) => s,
            Err(z::Z_MEM_ERROR) => return Err(vm.memory_error()),
            Err(code) => return Err(failure(vm, None, code, "while preparing to decompress data")),
        };
        let (out, code, _) = inflate_some(vm, &mut stream, &data, (first, usize::MAX), None, z::Z_SYNC_FLUSH)?;
        match code {
            z::Z_STREAM_END => vm.new_bytes(&out),
            z::Z_OK | z::Z_BUF_ERROR => Err(failure(vm, None, z::Z_BUF_ERROR, "while decompressing data")),
            code => Err(failure(vm, Some(&stream), code, "while decompressing data")),
        }
    }
    /// Return a decompressor object.
    ///
    ///   wbits
    ///     The window buffer size and container format.
    ///   zdict
    ///     The predefined compression dictionary.  This must be the same
    ///     dictionary as used by the compressor that produced the input data.
    "decompressobj(wbits=15, zdict=b'')" => fn decompressobj(vm, [wbits, zdict]) {
        let (stream, dictionary) = new_inflate(vm, wbits, zdict)?;
        new_decompressor(vm, vm.extension::<Types>().decompress.get() as *mut Type, stream, dictionary)
    }
]; }

/// Makes the module.
pub fn init(vm: &Vm) -> Res {
    vm.at_shutdown.borrow_mut().push(|vm| drop(vm.extension::<Types>().error.take()));
    let doc = "The functions in this module allow compression and decompression using the\nzlib library, which is based on GNU zip.";
    let module = super::new_module(vm, "zlib", doc, FUNCTIONS)?;
    let m = module.value();
    let types = vm.extension::<Types>();
    let (name, bases, dict) =
        (vm.new_str("error")?, vm.tuple_from(&[Value::from_ptr(vm.types.Exception)])?, vm.new_dict()?);
    let (key, home) = (vm.intern("__module__"), vm.new_str("zlib")?);
    vm.dict_set(dict.value(), key.value(), home.value())?;
    let exception = vm.call(Value::from_ptr(vm.types.r#type), &[name.value(), bases.value(), dict.value()])?;
    types.error.replace(Some(exception.clone()));
    super::set(vm, m, "error", exception)?;
    types.compress.set(new_type_of(vm, &COMPRESS, vm.types.object)? as usize);
    types.decompress.set(new_type_of(vm, &DECOMPRESS, vm.types.object)? as usize);
    super::set(vm, m, "_ZlibDecompressor", Ref::from_type(new_type_of(vm, &ZLIB_DECOMPRESSOR, vm.types.object)?))?;
    for (name, n) in [
        ("MAX_WBITS", MAX_WBITS),
        ("DEFLATED", z::Z_DEFLATED),
        ("DEF_MEM_LEVEL", 8),
        ("DEF_BUF_SIZE", DEFAULT_BUFFER as i32),
        ("Z_NO_COMPRESSION", z::Z_NO_COMPRESSION),
        ("Z_BEST_SPEED", z::Z_BEST_SPEED),
        ("Z_BEST_COMPRESSION", z::Z_BEST_COMPRESSION),
        ("Z_DEFAULT_COMPRESSION", z::Z_DEFAULT_COMPRESSION),
        ("Z_FILTERED", z::Z_FILTERED),
        ("Z_HUFFMAN_ONLY", z::Z_HUFFMAN_ONLY),
        ("Z_RLE", z::Z_RLE),
        ("Z_FIXED", z::Z_FIXED),
        ("Z_DEFAULT_STRATEGY", z::Z_DEFAULT_STRATEGY),
        ("Z_NO_FLUSH", z::Z_NO_FLUSH),
        ("Z_PARTIAL_FLUSH", z::Z_PARTIAL_FLUSH),
        ("Z_SYNC_FLUSH", z::Z_SYNC_FLUSH),
        ("Z_FULL_FLUSH", z::Z_FULL_FLUSH),
        ("Z_FINISH", z::Z_FINISH),
        ("Z_BLOCK", z::Z_BLOCK),
        ("Z_TREES", z::Z_TREES),
    ] {
        super::set(vm, m, name, Ref::own(Value::small_int(n as i64)))?;
    }
    // SAFETY: the version is a static C string.
    let version = unsafe { std::ffi::CStr::from_ptr(z::zlibVersion().cast()) }.to_string_lossy().into_owned();
    super::set(vm, m, "ZLIB_VERSION", vm.new_str(&version)?)?;
    super::set(vm, m, "ZLIB_RUNTIME_VERSION", vm.new_str(&version)?)?;
    Ok(module)
}
