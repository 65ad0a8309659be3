//! `_zstd`: compression in the Zstandard format.
mod context;
mod dictionary;
mod parameters;

use super::compression::{Failure, Output, look_at, pinned, work_on};
use crate::native;
use crate::object::{GetSetDef, Header, Raised, Ref, Res, Slots, Type, TypeSpec, Value, Vm, call_native};
use crate::types::struct_sequence::{new_type_of, read_only};
use context::{Code, Compression, Decompression, Mode, Refusal, checked};
use dictionary::Use;
use std::cell::{Cell, RefCell};
use std::ffi::{CStr, c_int};
use std::sync::Mutex;
use zstd_sys as z;

/// What the module keeps.
struct State {
    error: RefCell<Option<Ref>>,
    /// The classes of the keys in options: compression parameters and decompression parameters.
    parameter_types: RefCell<[Option<Ref>; 2]>,
    compressor: Cell<*mut Type>,
    decompressor: Cell<*mut Type>,
    dictionary: Cell<*mut Type>,
}

impl Default for State {
    fn default() -> State {
        let null = || Cell::new(std::ptr::null_mut());
        State { error: RefCell::default(), parameter_types: RefCell::default(), compressor: null(), decompressor: null(), dictionary: null() }
    }
}

fn state(vm: &Vm) -> &State {
    vm.extension::<State>()
}

#[cold]
fn error(vm: &Vm, message: impl AsRef<str>) -> Raised {
    let ty = state(vm).error.borrow().as_ref().map_or(vm.types.Exception, |e| e.ptr::<Type>());
    vm.raise_type(ty, message.as_ref())
}
/// The exception for a code of the library.
#[cold]
fn library_error(vm: &Vm, doing: &str, code: Code) -> Raised {
    error(vm, format!("Unable to {doing}: {}", code.text()))
}
#[cold]
fn failure(vm: &Vm, doing: &str, why: Failure<Code>) -> Raised {
    match why {
        Failure::Library(code) => library_error(vm, doing, code),
        Failure::Memory => vm.memory_error(),
    }
}

#[repr(C)]
struct Compressor {
    header: Header,
    stream: Mutex<Compression>,
    /// The dictionary that the stream may refer to, or None; owned.
    dictionary: Value,
}

#[repr(C)]
struct Decompressor {
    header: Header,
    stream: Mutex<Decompression>,
    /// As above.
    dictionary: Value,
}

fn compressor<'a>(v: Value) -> &'a Mutex<Compression> {
    // SAFETY: called with compressors only, which their callers keep alive.
    unsafe { &(*v.ptr::<Compressor>()).stream }
}
fn decompressor<'a>(v: Value) -> &'a Mutex<Decompression> {
    // SAFETY: called with decompressors only, which their callers keep alive.
    unsafe { &(*v.ptr::<Decompressor>()).stream }
}

static COMPRESSOR: TypeSpec = TypeSpec {
    name: "compression.zstd.ZstdCompressor",
    doc: "ZstdCompressor(level=None, options=None, zstd_dict=None)\n--\n\nCreate a compressor object for compressing data incrementally.\n\n  level\n    The compression level to use. Defaults to COMPRESSION_LEVEL_DEFAULT.\n  options\n    A dict object that contains advanced compression parameters.\n  zstd_dict\n    A ZstdDict object, a pre-trained Zstandard dictionary.\n\nThread-safe at method level.  For one-shot compression, use the\ncompress() function instead.",
    flags: 0,
    size: size_of::<Compressor>(),
    slots: Slots {
        new: Some(|vm, _, args, kwnames| call_native(vm, &NEW[0], args, kwnames)),
        drop: Some(|vm, h| {
            let p = h as *mut Compressor;
            // SAFETY: a compressor without references, which owns all of it. The stream goes before what it refers to.
            unsafe {
                std::ptr::drop_in_place(&raw mut (*p).stream);
                (*p).dictionary.decref(vm);
            }
        }),
        ..Slots::EMPTY
    },
    methods: COMPRESSOR_METHODS,
    getset: &[GetSetDef {
        name: "last_mode",
        get: |vm, v| Ok(Ref::own(Value::small_int(look_at(vm, compressor(v), |c| c.last_mode as i64)))),
        set: Some(read_only),
        doc: "The last mode used to this compressor object, its value can be .CONTINUE,\n.FLUSH_BLOCK, .FLUSH_FRAME. Initialized to .FLUSH_FRAME.\n\nIt can be used to get the current state of a compressor, such as, data\nflushed, or a frame ended.",
    }],
};

static DECOMPRESSOR: TypeSpec = TypeSpec {
    name: "compression.zstd.ZstdDecompressor",
    doc: "ZstdDecompressor(zstd_dict=None, options=None)\n--\n\nCreate a decompressor object for decompressing data incrementally.\n\n  zstd_dict\n    A ZstdDict object, a pre-trained Zstandard dictionary.\n  options\n    A dict object that contains advanced decompression parameters.\n\nThread-safe at method level.  For one-shot decompression, use the\ndecompress() function instead.",
    flags: 0,
    size: size_of::<Decompressor>(),
    slots: Slots {
        new: Some(|vm, _, args, kwnames| call_native(vm, &NEW[1], args, kwnames)),
        drop: Some(|vm, h| {
            let p = h as *mut Decompressor;
            // SAFETY: as above.
            unsafe {
                std::ptr::drop_in_place(&raw mut (*p).stream);
                (*p).dictionary.decref(vm);
            }
        }),
        ..Slots::EMPTY
    },
    methods: DECOMPRESSOR_METHODS,
    getset: &[
        GetSetDef { name: "eof", get: |vm, v| Ok(Ref::bool(look_at(vm, decompressor(v), |d| d.eof))), set: Some(read_only), doc: "True means the end of the first frame has been reached. If decompress data\nafter that, an EOFError exception will be raised." },
        GetSetDef { name: "needs_input", get: |vm, v| Ok(Ref::bool(look_at(vm, decompressor(v), |d| d.needs_input))), set: Some(read_only), doc: "If the max_length output limit in .decompress() method has been reached,\nand the decompressor has (or may has) unconsumed input data, it will be set\nto False. In this case, passing b'' to the .decompress() method may output\nfurther data." },
        GetSetDef { name: "unused_data", get: |vm, v| vm.new_bytes(&look_at(vm, decompressor(v), |d| d.unused.clone())), set: None, doc: "A bytes object of un-consumed input data.\n\nWhen ZstdDecompressor object stops after a frame is\ndecompressed, unused input data after the frame.  Otherwise this\nwill be b''." },
    ],
};

native! { static NEW = [
    "ZstdCompressor(level=None, options=None, zstd_dict=None)" => fn new_compressor(vm, [level, options, zstd_dict]) {
        if level != Value::NONE && options != Value::NONE {
            return Err(vm.type_error("Only one of level or options should be used."));
        }
        let mut stream = Compression::new().ok_or_else(|| vm.memory_error())?;
        // A dictionary is digested for a level; 0 stands for the default one.
        let mut digest_level = 0;
        if level != Value::NONE {
            digest_level = parameters::level(vm, level)?;
            stream.set(parameters::LEVEL, digest_level).map_err(|code| library_error(vm, "set Zstandard compression level", code))?;
        }
        if options != Value::NONE {
            parameters::set_options(vm, options, true, |parameter, n| {
                stream.set(parameter, n)?;
                if parameter == parameters::LEVEL {
                    digest_level = n;
                }
                Ok(())
            })?;
        }
        let mut held = Value::NONE;
        if zstd_dict != Value::NONE {
            let (d, how) = dictionary::argument(vm, zstd_dict, Use::Undigested)?;
            held = d;
            let contents = dictionary::contents(d);
            // SAFETY: the compressor holds the dictionary as long as its stream.
            let outcome = unsafe {
                match how {
                    Use::Digested => stream.refer(dictionary::digest_to_compress(vm, d, digest_level)?),
                    Use::Undigested => stream.load(contents),
                    Use::Prefix => stream.refer_to_prefix(contents),
                }
            };
            outcome.map_err(|code| library_error(vm, "load Zstandard dictionary or prefix for compression", code))?;
        }
        vm.new_object::<Compressor>(state(vm).compressor.get(), |p| {
            held.incref();
            // SAFETY: the instance is fresh.
            unsafe {
                (&raw mut (*p).stream).write(Mutex::new(stream));
                (*p).dictionary = held;
            }
        })
    }
    "ZstdDecompressor(zstd_dict=None, options=None)" => fn new_decompressor(vm, [zstd_dict, options]) {
        let mut stream = Decompression::new().ok_or_else(|| vm.memory_error())?;
        if options != Value::NONE {
            parameters::set_options(vm, options, false, |parameter, n| stream.set(parameter, n))?;
        }
        let mut held = Value::NONE;
        if zstd_dict != Value::NONE {
            let (d, how) = dictionary::argument(vm, zstd_dict, Use::Digested)?;
            held = d;
            let contents = dictionary::contents(d);
            // SAFETY: the decompressor holds the dictionary as long as its stream.
            let outcome = unsafe {
                match how {
                    Use::Digested => stream.refer(dictionary::digest_to_decompress(vm, d)?),
                    Use::Undigested => stream.load(contents),
                    Use::Prefix => stream.refer_to_prefix(contents),
                }
            };
            outcome.map_err(|code| library_error(vm, "load Zstandard dictionary or prefix for decompression", code))?;
        }
        vm.new_object::<Decompressor>(state(vm).decompressor.get(), |p| {
            held.incref();
            // SAFETY: the instance is fresh.
            unsafe {
                (&raw mut (*p).stream).write(Mutex::new(stream));
                (*p).dictionary = held;
            }
        })
    }
]; }

fn compress_data(vm: &Vm, this: Value, data: &[u8], mode: Mode) -> Res {
    match work_on(vm, compressor(this), |c| c.compress(data, mode)) {
        Ok(out) => vm.new_bytes(&out),
        Err(why) => Err(failure(vm, "compress Zstandard data", why)),
    }
}

native! { static COMPRESSOR_METHODS = [
    /// Provide data to the compressor object.
    ///
    ///   mode
    ///     Can be these 3 values ZstdCompressor.CONTINUE,
    ///     ZstdCompressor.FLUSH_BLOCK, ZstdCompressor.FLUSH_FRAME
    ///
    /// Return a chunk of compressed data if possible, or b'' otherwise.
    /// When you have finished providing data to the compressor, call the
    /// flush() method to finish the compression process.
    "compress(self, /, data, mode=ZstdCompressor.CONTINUE)" => fn compress(vm, [this, data, mode]) {
        let data = pinned(vm, data)?;
        let mode = if mode.is_unbound() { 0 } else { vm.c_int_arg(mode)? };
        let Some(mode) = Mode::from_number(mode) else {
            return Err(vm.value_error("mode argument wrong value, it should be one of ZstdCompressor.CONTINUE, ZstdCompressor.FLUSH_BLOCK, ZstdCompressor.FLUSH_FRAME."));
        };
        compress_data(vm, this, &data, mode)
    }
    /// Finish the compression process.
    ///
    ///   mode
    ///     Can be these 2 values ZstdCompressor.FLUSH_FRAME,
    ///     ZstdCompressor.FLUSH_BLOCK
    ///
    /// Flush any remaining data left in internal buffers.  Since Zstandard
    /// data consists of one or more independent frames, the compressor
    /// object can still be used after this method is called.
    "flush(self, /, mode=ZstdCompressor.FLUSH_FRAME)" => fn flush(vm, [this, mode]) {
        let mode = if mode.is_unbound() { Mode::FlushFrame as i64 } else { vm.c_int_arg(mode)? };
        match Mode::from_number(mode) {
            Some(mode) if mode != Mode::Continue => compress_data(vm, this, &[], mode),
            _ => Err(vm.value_error("mode argument wrong value, it should be ZstdCompressor.FLUSH_FRAME or ZstdCompressor.FLUSH_BLOCK.")),
        }
    }
    /// Set the uncompressed content size to be written into the frame header.
    ///
    ///   size
    ///     The size of the uncompressed data to be provided to the compressor.
    ///
    /// This method can be used to ensure the header of the frame about to
    /// be written includes the size of the data, unless the
    /// CompressionParameter.content_size_flag is set to False.
    /// If last_mode != FLUSH_FRAME, then a RuntimeError is raised.
    ///
    /// It is important to ensure that the pledged data size matches the
    /// actual data size.  If they do not match the compressed output data
    /// may be corrupted and the final chunk written may be lost.
    "set_pledged_input_size(self, size, /)" => fn set_pledged_input_size(vm, [this, size]) {
        // The two greatest numbers stand for an unknown size and for an error.
        const UNKNOWN: u64 = u64::MAX;
        const LIMIT: u64 = u64::MAX - 1;
        let n = if size == Value::NONE {
            UNKNOWN
        } else {
            let n = match vm.as_int(size) {
                None => return Err(vm.type_error("an integer is required")),
                Some(crate::object::IntView::Small(n)) => u64::try_from(n).ok(),
                Some(crate::object::IntView::Big(b)) => u64::try_from(b).ok(),
            };
            match n {
                Some(n) if n < LIMIT => n,
                _ => return Err(vm.value_error(format!("size argument should be a positive int less than {LIMIT}"))),
            }
        };
        match work_on(vm, compressor(this), |c| (c.last_mode == Mode::FlushFrame).then(|| c.pledge(n))) {
            None => Err(vm.value_error("set_pledged_input_size() method must be called when last_mode == FLUSH_FRAME")),
            Some(Ok(())) => Ok(Ref::NONE),
            Some(Err(code)) => Err(library_error(vm, "set pledged uncompressed content size", code)),
        }
    }
]; }

native! { static DECOMPRESSOR_METHODS = [
    /// Decompress *data*, returning uncompressed bytes if possible, or b'' otherwise.
    ///
    ///   data
    ///     A bytes-like object, Zstandard data to be decompressed.
    ///   max_length
    ///     Maximum size of returned data. When it is negative, the size of
    ///     output buffer is unlimited. When it is nonnegative, returns at
    ///     most max_length bytes of decompressed data.
    ///
    /// If *max_length* is nonnegative, returns at most *max_length* bytes
    /// of decompressed data.  If this limit is reached and further output
    /// can be produced, *self.needs_input* will be set to ``False``. In
    /// this case, the next call to *decompress()* may provide *data* as b''
    /// to obtain more of the output.
    ///
    /// If all of the input data was decompressed and returned (either
    /// because this was less than *max_length* bytes, or because
    /// *max_length* was negative), *self.needs_input* will be set to True.
    ///
    /// Attempting to decompress data after the end of a frame is reached
    /// raises an EOFError.  Any data found after the end of the frame is
    /// ignored and saved in the self.unused_data attribute.
    "decompress(self, /, data, max_length=-1)" => fn decompress(vm, [this, data, max_length]) {
        let data = pinned(vm, data)?;
        let out = Output::up_to(vm.int_arg(max_length)?);
        match work_on(vm, decompressor(this), |d| d.decompress(&data, out)) {
            Ok(out) => vm.new_bytes(&out),
            Err(Refusal::Ended) => Err(vm.raise_type(vm.types.EOFError, "Already at the end of a Zstandard frame.")),
            Err(Refusal::Failure(why)) => Err(failure(vm, "decompress Zstandard data", why)),
        }
    }
]; }

/// An argument that must be a class.
fn expect_type(vm: &Vm, name: &str, v: Value) -> Res<()> {
    if vm.is_type(v) {
        return Ok(());
    }
    Err(vm.type_error(format!("set_parameter_types() argument '{name}' must be type, not {}", vm.argument_type_name(v))))
}

native! { static FUNCTIONS = [
    /// Train a Zstandard dictionary on sample data.
    ///
    ///   samples_bytes
    ///     Concatenation of samples.
    ///   samples_sizes
    ///     Tuple of samples' sizes.
    ///   dict_size
    ///     The size of the dictionary.
    "train_dict(samples_bytes, samples_sizes, dict_size, /)" => fn train_dict(vm, [samples_bytes, samples_sizes, dict_size]) {
        dictionary::train(vm, [samples_bytes, samples_sizes, dict_size])
    }
    /// Finalize a Zstandard dictionary.
    ///
    ///   custom_dict_bytes
    ///     Custom dictionary content.
    ///   samples_bytes
    ///     Concatenation of samples.
    ///   samples_sizes
    ///     Tuple of samples' sizes.
    ///   dict_size
    ///     The size of the dictionary.
    ///   compression_level
    ///     Optimize for a specific Zstandard compression level, 0 means default.
    "finalize_dict(custom_dict_bytes, samples_bytes, samples_sizes, dict_size, compression_level, /)" => fn finalize_dict(vm, [custom, samples, sizes, dict_size, level]) {
        dictionary::finalize(vm, [custom, samples, sizes, dict_size, level])
    }
    /// Get CompressionParameter/DecompressionParameter bounds.
    ///
    ///   parameter
    ///     The parameter to get bounds.
    ///   is_compress
    ///     True for CompressionParameter, False for DecompressionParameter.
    "get_param_bounds(parameter, is_compress)" => fn get_param_bounds(vm, [parameter, is_compress]) {
        let parameter = vm.c_int_arg(parameter)? as c_int;
        let (least, most) = parameters::bounds_of(vm, parameter, vm.truth(is_compress)?)?;
        vm.tuple_from(&[Value::small_int(least as i64), Value::small_int(most as i64)])
    }
    /// Get the size of a Zstandard frame, including the header and optional checksum.
    ///
    ///   frame_buffer
    ///     A bytes-like object, it should start from the beginning of a frame,
    ///     and contains at least one complete frame.
    "get_frame_size(frame_buffer)" => fn get_frame_size(vm, [frame_buffer]) {
        let data = vm.bytes_arg(frame_buffer)?;
        // SAFETY: the data are as long as said.
        match checked(unsafe { z::ZSTD_findFrameCompressedSize(data.as_ptr().cast(), data.len()) }) {
            Ok(n) => vm.new_usize(n),
            Err(code) => Err(error(vm, format!(
                "Error when finding the compressed size of a Zstandard frame. Ensure the frame_buffer argument starts from the beginning of a frame, and its length is not less than this complete frame. Zstd error message: {}.",
                code.text()
            ))),
        }
    }
    /// Get Zstandard frame infomation from a frame header.
    ///
    ///   frame_buffer
    ///     A bytes-like object, containing the header of a Zstandard frame.
    "get_frame_info(frame_buffer)" => fn get_frame_info(vm, [frame_buffer]) {
        const UNKNOWN: u64 = z::ZSTD_CONTENTSIZE_UNKNOWN as i64 as u64;
        const ERROR: u64 = z::ZSTD_CONTENTSIZE_ERROR as i64 as u64;
        let data = vm.bytes_arg(frame_buffer)?;
        // SAFETY: the data are as long as said.
        let (size, id) = unsafe {
            let start = data.as_ptr().cast();
            (z::ZSTD_getFrameContentSize(start, data.len()), z::ZSTD_getDictID_fromFrame(start, data.len()))
        };
        let size = match size {
            ERROR => return Err(error(vm, "Error when getting information from the header of a Zstandard frame. Ensure the frame_buffer argument starts from the beginning of a frame, and its length is not less than the frame header (6~18 bytes).")),
            UNKNOWN => Ref::NONE,
            n => vm.new_uint(n)?,
        };
        vm.tuple_from_refs([size, vm.new_uint(id as u64)?])
    }
    /// Set CompressionParameter and DecompressionParameter types for validity check.
    ///
    ///   c_parameter_type
    ///     CompressionParameter IntEnum type object
    ///   d_parameter_type
    ///     DecompressionParameter IntEnum type object
    "set_parameter_types(c_parameter_type, d_parameter_type)" => fn set_parameter_types(vm, [c_parameter_type, d_parameter_type]) {
        expect_type(vm, "c_parameter_type", c_parameter_type)?;
        expect_type(vm, "d_parameter_type", d_parameter_type)?;
        let fresh = [Some(Ref::new(c_parameter_type)), Some(Ref::new(d_parameter_type))];
        let old = state(vm).parameter_types.replace(fresh);
        drop(old);
        Ok(Ref::NONE)
    }
]; }

/// Gives up what the module keeps.
fn shutdown(vm: &Vm) {
    let s = state(vm);
    drop((s.error.take(), s.parameter_types.take()));
}

/// Makes the module.
pub fn init(vm: &Vm) -> Res {
    vm.at_shutdown.borrow_mut().push(shutdown);
    let module = super::new_module(vm, "_zstd", "Implementation module for Zstandard compression.", FUNCTIONS)?;
    let (m, s) = (module.value(), state(vm));
    let class = super::binascii::new_exception_class(vm, "compression.zstd", "ZstdError", vm.types.Exception)?;
    let doc = vm.new_str("An error occurred in the zstd library.")?;
    vm.setattr(class.value(), vm.names.__doc__, Some(doc.value()))?;
    s.error.replace(Some(class.clone()));
    super::set(vm, m, "ZstdError", class)?;
    for (cell, spec, name) in [
        (&s.compressor, &COMPRESSOR, "ZstdCompressor"),
        (&s.decompressor, &DECOMPRESSOR, "ZstdDecompressor"),
        (&s.dictionary, &dictionary::SPEC, "ZstdDict"),
    ] {
        cell.set(new_type_of(vm, spec, vm.types.object)?);
        super::set(vm, m, name, Ref::from_type(cell.get()))?;
    }
    for (name, mode) in [("CONTINUE", Mode::Continue), ("FLUSH_BLOCK", Mode::FlushBlock), ("FLUSH_FRAME", Mode::FlushFrame)] {
        let name = vm.intern(name);
        // SAFETY: the type was just made and lives as long as the interpreter.
        let dict = unsafe { (*s.compressor.get()).dict };
        vm.dict_set_name(dict, name.value(), Ref::own(Value::small_int(mode as i64)))?;
    }
    for (_, name, n) in parameters::COMPRESSION.iter().chain(parameters::DECOMPRESSION) {
        super::set(vm, m, name, Ref::own(Value::small_int(*n as i64)))?;
    }
    let strategies =
        ["ZSTD_fast", "ZSTD_dfast", "ZSTD_greedy", "ZSTD_lazy", "ZSTD_lazy2", "ZSTD_btlazy2", "ZSTD_btopt", "ZSTD_btultra", "ZSTD_btultra2"];
    for (n, name) in (z::ZSTD_strategy::ZSTD_fast as i64..).zip(strategies) {
        super::set(vm, m, name, Ref::own(Value::small_int(n)))?;
    }
    // SAFETY: plain calls; the version is a static C string.
    let (version, number, level, size) = unsafe {
        (CStr::from_ptr(z::ZSTD_versionString()), z::ZSTD_versionNumber(), z::ZSTD_defaultCLevel(), z::ZSTD_DStreamOutSize())
    };
    super::set(vm, m, "zstd_version", vm.new_str(&version.to_string_lossy())?)?;
    super::set(vm, m, "zstd_version_number", vm.new_uint(number as u64)?)?;
    super::set(vm, m, "ZSTD_CLEVEL_DEFAULT", vm.new_int(level as i64)?)?;
    super::set(vm, m, "ZSTD_DStreamOutSize", vm.new_usize(size)?)?;
    Ok(module)
}
