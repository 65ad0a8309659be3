//! `_lzma`: compression in the formats of liblzma.
mod filters;
mod stream;

use super::compression::{Failure, Output, look_at, pinned, work_on};
use crate::native;
use crate::object::{GetSetDef, Header, IntView, Raised, Ref, Res, Slots, Type, TypeSpec, Value, Vm, call_native};
use crate::types::struct_sequence::{new_type_of, read_only};
use filters::Chain;
use liblzma_sys as x;
use std::cell::RefCell;
use std::sync::Mutex;
use stream::{Decompression, Refusal, Stream};

/// The container formats.
const FORMAT_AUTO: i64 = 0;
const FORMAT_XZ: i64 = 1;
const FORMAT_ALONE: i64 = 2;
const FORMAT_RAW: i64 = 3;

/// The check of a stream whose header has not been seen.
const CHECK_UNKNOWN: u32 = x::LZMA_CHECK_ID_MAX + 1;

/// What the module keeps: its exception.
#[derive(Default)]
struct State {
    error: RefCell<Option<Ref>>,
}

#[cold]
fn error(vm: &Vm, message: impl AsRef<str>) -> Raised {
    let ty = vm.extension::<State>().error.borrow().as_ref().map_or(vm.types.Exception, |e| e.ptr::<Type>());
    vm.raise_type(ty, message.as_ref())
}

/// The exception for a code of the library.
#[cold]
fn failure(vm: &Vm, code: x::lzma_ret) -> Raised {
    let message = match code {
        x::LZMA_UNSUPPORTED_CHECK => "Unsupported integrity check",
        x::LZMA_MEM_ERROR => return vm.memory_error(),
        x::LZMA_MEMLIMIT_ERROR => "Memory usage limit exceeded",
        x::LZMA_FORMAT_ERROR => "Input format not supported by decoder",
        x::LZMA_OPTIONS_ERROR => "Invalid or unsupported options",
        x::LZMA_DATA_ERROR => "Corrupt input data",
        x::LZMA_BUF_ERROR => "Insufficient buffer space",
        x::LZMA_PROG_ERROR => "Internal error",
        code => return error(vm, format!("Unrecognized error from liblzma: {code}")),
    };
    error(vm, message)
}

/// A number from 0 up to `most`, which is the greatest of the C type `name`.
fn uint_arg(vm: &Vm, v: Value, most: u64, name: &str) -> Res<u64> {
    let i = vm.index(v)?;
    let n = match vm.as_int(i.value()) {
        Some(IntView::Small(n)) if n < 0 => None,
        Some(IntView::Small(n)) => Some(n as u64),
        Some(IntView::Big(b)) if b.sign() == dashu_int::Sign::Negative => None,
        Some(IntView::Big(b)) => Some(u64::try_from(b).ok().filter(|n| *n <= most).ok_or_else(|| too_large(vm, name))?),
        None => Some(0),
    };
    match n {
        None => Err(vm.value_error("Cannot convert negative int")),
        Some(n) if n > most => Err(too_large(vm, name)),
        Some(n) => Ok(n),
    }
}
#[cold]
fn too_large(vm: &Vm, name: &str) -> Raised {
    vm.overflow_error(format!("Python int too large for C {name}"))
}
fn u32_arg(vm: &Vm, v: Value) -> Res<u32> {
    Ok(uint_arg(vm, v, u32::MAX as u64, "uint32_t")? as u32)
}
/// An argument that is a C int.
fn int_arg(vm: &Vm, v: Value) -> Res<i64> {
    match vm.index_i64(v)? {
        Ok(n) if n > i32::MAX as i64 => Err(vm.overflow_error("signed integer is greater than maximum")),
        Ok(n) if n < i32::MIN as i64 => Err(vm.overflow_error("signed integer is less than minimum")),
        Ok(n) => Ok(n),
        Err(_) => Err(vm.overflow_error("Python int too large to convert to C long")),
    }
}
fn set_entry(vm: &Vm, dict: Value, name: &str, n: u64) -> Res<()> {
    let (name, n) = (vm.intern(name), vm.new_uint(n)?);
    vm.dict_set(dict, name.value(), n.value())
}

#[repr(C)]
struct Compressor {
    header: Header,
    /// `None` once it has been flushed.
    stream: Mutex<Option<Stream>>,
}

#[repr(C)]
struct Decompressor {
    header: Header,
    state: Mutex<Decompression>,
}

fn compressor<'a>(v: Value) -> &'a Mutex<Option<Stream>> {
    // SAFETY: called with compressors only, which their callers keep alive.
    unsafe { &(*v.ptr::<Compressor>()).stream }
}
fn decompressor<'a>(v: Value) -> &'a Mutex<Decompression> {
    // SAFETY: called with decompressors only, which their callers keep alive.
    unsafe { &(*v.ptr::<Decompressor>()).state }
}

static COMPRESSOR: TypeSpec = TypeSpec {
    name: "_lzma.LZMACompressor",
    doc: "LZMACompressor(format=FORMAT_XZ, check=-1, preset=None, filters=None)\n\nCreate a compressor object for compressing data incrementally.\n\nformat specifies the container format to use for the output. This can\nbe FORMAT_XZ (default), FORMAT_ALONE, or FORMAT_RAW.\n\ncheck specifies the integrity check to use. For FORMAT_XZ, the default\nis CHECK_CRC64. FORMAT_ALONE and FORMAT_RAW do not support integrity\nchecks; for these formats, check must be omitted, or be CHECK_NONE.\n\nThe settings used by the compressor can be specified either as a\npreset compression level (with the 'preset' argument), or in detail\nas a custom filter chain (with the 'filters' argument). For FORMAT_XZ\nand FORMAT_ALONE, the default is to use the PRESET_DEFAULT preset\nlevel. For FORMAT_RAW, the caller must always specify a filter chain;\nthe raw compressor does not support preset compression levels.\n\npreset (if provided) should be an integer in the range 0-9, optionally\nOR-ed with the constant PRESET_EXTREME.\n\nfilters (if provided) should be a sequence of dicts. Each dict should\nhave an entry for \"id\" indicating the ID of the filter, plus\nadditional entries for options to the filter.\n\nFor one-shot compression, use the compress() function instead.\n",
    size: size_of::<Compressor>(),
    slots: Slots {
        new: Some(|vm, _, args, kwnames| call_native(vm, &NEW[0], args, kwnames)),
        // SAFETY: a compressor without references.
        drop: Some(|_, h| unsafe { std::ptr::drop_in_place(&raw mut (*(h as *mut Compressor)).stream) }),
        ..Slots::EMPTY
    },
    methods: COMPRESSOR_METHODS,
    ..TypeSpec::EMPTY
};

static DECOMPRESSOR: TypeSpec = TypeSpec {
    name: "_lzma.LZMADecompressor",
    flags: 0,
    doc: "LZMADecompressor(format=FORMAT_AUTO, memlimit=None, filters=None)\n--\n\nCreate a decompressor object for decompressing data incrementally.\n\n  format\n    Specifies the container format of the input stream.  If this is\n    FORMAT_AUTO (the default), the decompressor will automatically detect\n    whether the input is FORMAT_XZ or FORMAT_ALONE.  Streams created with\n    FORMAT_RAW cannot be autodetected.\n  memlimit\n    Limit the amount of memory used by the decompressor.  This will cause\n    decompression to fail if the input cannot be decompressed within the\n    given limit.\n  filters\n    A custom filter chain.  This argument is required for FORMAT_RAW, and\n    not accepted with any other format.  When provided, this should be a\n    sequence of dicts, each indicating the ID and options for a single\n    filter.\n\nFor one-shot decompression, use the decompress() function instead.",
    size: size_of::<Decompressor>(),
    slots: Slots {
        new: Some(|vm, _, args, kwnames| call_native(vm, &NEW[1], args, kwnames)),
        // SAFETY: a decompressor without references.
        drop: Some(|_, h| unsafe { std::ptr::drop_in_place(&raw mut (*(h as *mut Decompressor)).state) }),
        ..Slots::EMPTY
    },
    methods: DECOMPRESSOR_METHODS,
    getset: &[
        GetSetDef { name: "check", get: |vm, v| vm.new_uint(look_at(vm, decompressor(v), |d| d.check) as u64), set: Some(read_only), doc: "ID of the integrity check used by the input stream." },
        GetSetDef { name: "eof", get: |vm, v| Ok(Ref::bool(look_at(vm, decompressor(v), |d| d.eof()))), set: Some(read_only), doc: "True if the end-of-stream marker has been reached." },
        GetSetDef { name: "needs_input", get: |vm, v| Ok(Ref::bool(look_at(vm, decompressor(v), |d| d.needs_input))), set: Some(read_only), doc: "True if more input is needed before more decompressed data can be produced." },
        GetSetDef { name: "unused_data", get: |vm, v| vm.new_bytes(&look_at(vm, decompressor(v), |d| d.unused.clone())), set: Some(read_only), doc: "Data found after the end of the compressed stream." },
    ],
};

/// An encoder for a format.
fn new_encoder(vm: &Vm, format: i64, check: i64, preset: Value, filters: Value) -> Res<Stream> {
    if preset != Value::NONE && filters != Value::NONE {
        return Err(vm.value_error("Cannot specify both preset and filter chain"));
    }
    let level = if preset == Value::NONE { x::LZMA_PRESET_DEFAULT } else { u32_arg(vm, preset)? };
    let stream = match format {
        FORMAT_XZ => {
            let check = if check == -1 { x::LZMA_CHECK_CRC64 } else { check as x::lzma_check };
            if filters == Value::NONE {
                // SAFETY: a stream that is all zero.
                Stream::start(|s| unsafe { x::lzma_easy_encoder(s, level, check) })
            } else {
                let chain = Chain::from_specs(vm, filters)?;
                // SAFETY: a stream that is all zero; the chain has its mark of the end.
                Stream::start(|s| unsafe { x::lzma_stream_encoder(s, chain.as_ptr(), check) })
            }
        }
        FORMAT_ALONE if filters == Value::NONE => {
            let options = filters::preset_options(vm, level)?;
            // SAFETY: a stream that is all zero.
            Stream::start(|s| unsafe { x::lzma_alone_encoder(s, &options) })
        }
        FORMAT_ALONE => {
            let chain = Chain::from_specs(vm, filters)?;
            let Some(options) = chain.only_lzma1() else {
                return Err(vm.value_error("Invalid filter chain for FORMAT_ALONE - must be a single LZMA1 filter"));
            };
            // SAFETY: a stream that is all zero; the options live in the chain.
            Stream::start(|s| unsafe { x::lzma_alone_encoder(s, options) })
        }
        FORMAT_RAW => {
            if filters == Value::NONE {
                return Err(vm.value_error("Must specify filters for FORMAT_RAW"));
            }
            let chain = Chain::from_specs(vm, filters)?;
            // SAFETY: a stream that is all zero; the chain has its mark of the end.
            Stream::start(|s| unsafe { x::lzma_raw_encoder(s, chain.as_ptr()) })
        }
        _ => return Err(vm.value_error(format!("Invalid container format: {format}"))),
    };
    stream.map_err(|code| failure(vm, code))
}

/// A decoder for a format, and the check that is known of it.
fn new_decoder(vm: &Vm, format: i64, limit: Option<u64>, filters: Value) -> Res<(Stream, u32)> {
    const TELL: u32 = x::LZMA_TELL_ANY_CHECK | x::LZMA_TELL_NO_CHECK;
    let memory = limit.unwrap_or(u64::MAX);
    let (stream, check) = match format {
        // SAFETY (both): a stream that is all zero.
        FORMAT_AUTO => (Stream::start(|s| unsafe { x::lzma_auto_decoder(s, memory, TELL) }), CHECK_UNKNOWN),
        FORMAT_XZ => (Stream::start(|s| unsafe { x::lzma_stream_decoder(s, memory, TELL) }), CHECK_UNKNOWN),
        // SAFETY: as above.
        FORMAT_ALONE => (Stream::start(|s| unsafe { x::lzma_alone_decoder(s, memory) }), x::LZMA_CHECK_NONE),
        FORMAT_RAW => {
            let chain = Chain::from_specs(vm, filters)?;
            // SAFETY: a stream that is all zero; the chain has its mark of the end.
            (Stream::start(|s| unsafe { x::lzma_raw_decoder(s, chain.as_ptr()) }), x::LZMA_CHECK_NONE)
        }
        _ => return Err(vm.value_error(format!("Invalid container format: {format}"))),
    };
    Ok((stream.map_err(|code| failure(vm, code))?, check))
}

native! { static NEW = [
    "LZMACompressor(format=1, check=-1, preset=None, filters=None)" => fn new_compressor(vm, [format, check, preset, filters]) {
        let (format, check) = (int_arg(vm, format)?, int_arg(vm, check)?);
        if format != FORMAT_XZ && check != -1 && check != x::LZMA_CHECK_NONE as i64 {
            return Err(vm.value_error("Integrity checks are only supported by FORMAT_XZ"));
        }
        let stream = new_encoder(vm, format, check, preset, filters)?;
        // SAFETY: the instance is fresh.
        vm.new_object::<Compressor>(new_type_of(vm, &COMPRESSOR, vm.types.object)?, |p| unsafe {
            (&raw mut (*p).stream).write(Mutex::new(Some(stream)));
        })
    }
    "LZMADecompressor(format=0, memlimit=None, filters=None)" => fn new_decompressor(vm, [format, memlimit, filters]) {
        let format = int_arg(vm, format)?;
        let mut limit = None;
        if memlimit != Value::NONE {
            if format == FORMAT_RAW {
                return Err(vm.value_error("Cannot specify memory limit with FORMAT_RAW"));
            }
            limit = Some(uint_arg(vm, memlimit, u64::MAX, "uint64_t")?);
        }
        match (format, filters == Value::NONE) {
            (FORMAT_RAW, true) => return Err(vm.value_error("Must specify filters for FORMAT_RAW")),
            (FORMAT_RAW, false) | (_, true) => {}
            _ => return Err(vm.value_error("Cannot specify filters except with FORMAT_RAW")),
        }
        let (stream, check) = new_decoder(vm, format, limit, filters)?;
        // SAFETY: the instance is fresh.
        vm.new_object::<Decompressor>(new_type_of(vm, &DECOMPRESSOR, vm.types.object)?, |p| unsafe {
            (&raw mut (*p).state).write(Mutex::new(Decompression::new(stream, check)));
        })
    }
]; }

/// The output of a stream, or what it raises.
fn delivered(vm: &Vm, outcome: Result<Vec<u8>, Failure<x::lzma_ret>>) -> Res {
    match outcome {
        Ok(out) => vm.new_bytes(&out),
        Err(Failure::Library(code)) => Err(failure(vm, code)),
        Err(Failure::Memory) => Err(vm.memory_error()),
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
        let data = pinned(vm, data)?;
        match work_on(vm, compressor(this), |stream| stream.as_mut().map(|s| s.compress(&data, false))) {
            Some(outcome) => delivered(vm, outcome),
            None => Err(vm.value_error("Compressor has been flushed")),
        }
    }
    /// Finish the compression process.
    ///
    /// Returns the compressed data left in internal buffers.
    ///
    /// The compressor object may not be used after this method is called.
    "flush(self, /)" => fn flush(vm, [this]) {
        match work_on(vm, compressor(this), |stream| stream.take().map(|mut s| s.compress(&[], true))) {
            Some(outcome) => delivered(vm, outcome),
            None => Err(vm.value_error("Repeated call to flush()")),
        }
    }
]; }

native! { static DECOMPRESSOR_METHODS = [
    /// Decompress *data*, returning uncompressed data as bytes.
    ///
    /// If *max_length* is nonnegative, returns at most *max_length* bytes
    /// of decompressed data. If this limit is reached and further output
    /// can be produced, *self.needs_input* will be set to ``False``.  In
    /// this case, the next call to *decompress()* may provide *data* as b''
    /// to obtain more of the output.
    ///
    /// If all of the input data was decompressed and returned (either
    /// because this was less than *max_length* bytes, or because
    /// *max_length* was negative), *self.needs_input* will be set to True.
    ///
    /// Attempting to decompress data after the end of stream is reached
    /// raises an EOFError.  Any data found after the end of the stream is
    /// ignored and saved in the unused_data attribute.
    "decompress(self, /, data, max_length=-1)" => fn decompress(vm, [this, data, max_length]) {
        let data = pinned(vm, data)?;
        let out = Output::up_to(vm.int_arg(max_length)?);
        match work_on(vm, decompressor(this), |d| d.decompress(&data, out)) {
            Ok(out) => vm.new_bytes(&out),
            Err(Refusal::Ended) => Err(vm.raise_type(vm.types.EOFError, "Already at end of stream")),
            Err(Refusal::Failure(f)) => delivered(vm, Err(f)),
        }
    }
]; }

native! { static FUNCTIONS = [
    /// Test whether the given integrity check is supported.
    ///
    /// Always returns True for CHECK_NONE and CHECK_CRC32.
    "is_check_supported(check_id, /)" => fn is_check_supported(vm, [check_id]) {
        let id = vm.c_int_arg(check_id)? as x::lzma_check;
        // SAFETY: a plain call.
        Ok(Ref::bool(unsafe { x::lzma_check_is_supported(id) } != 0))
    }
    /// Return a bytes object encoding the options (properties) of the filter specified by *filter* (a dict).
    ///
    /// The result does not include the filter ID itself, only the options.
    "_encode_filter_properties(filter, /)" => fn encode_filter_properties(vm, [filter]) { filters::encode_properties(vm, filter) }
    /// Return a bytes object encoding the options (properties) of the filter specified by *filter* (a dict).
    ///
    /// The result does not include the filter ID itself, only the options.
    "_decode_filter_properties(filter_id, encoded_props, /)" => fn decode_filter_properties(vm, [filter_id, encoded_props]) {
        filters::decode_properties(vm, filter_id, encoded_props)
    }
]; }

/// The constants of the module.
static CONSTANTS: &[(&str, u64)] = &[
    ("FORMAT_AUTO", FORMAT_AUTO as u64),
    ("FORMAT_XZ", FORMAT_XZ as u64),
    ("FORMAT_ALONE", FORMAT_ALONE as u64),
    ("FORMAT_RAW", FORMAT_RAW as u64),
    ("CHECK_NONE", x::LZMA_CHECK_NONE as u64),
    ("CHECK_CRC32", x::LZMA_CHECK_CRC32 as u64),
    ("CHECK_CRC64", x::LZMA_CHECK_CRC64 as u64),
    ("CHECK_SHA256", x::LZMA_CHECK_SHA256 as u64),
    ("CHECK_ID_MAX", x::LZMA_CHECK_ID_MAX as u64),
    ("CHECK_UNKNOWN", CHECK_UNKNOWN as u64),
    ("FILTER_LZMA1", x::LZMA_FILTER_LZMA1),
    ("FILTER_LZMA2", x::LZMA_FILTER_LZMA2),
    ("FILTER_DELTA", x::LZMA_FILTER_DELTA),
    ("FILTER_X86", x::LZMA_FILTER_X86),
    ("FILTER_IA64", x::LZMA_FILTER_IA64),
    ("FILTER_ARM", x::LZMA_FILTER_ARM),
    ("FILTER_ARMTHUMB", x::LZMA_FILTER_ARMTHUMB),
    ("FILTER_SPARC", x::LZMA_FILTER_SPARC),
    ("FILTER_POWERPC", x::LZMA_FILTER_POWERPC),
    ("MF_HC3", x::LZMA_MF_HC3 as u64),
    ("MF_HC4", x::LZMA_MF_HC4 as u64),
    ("MF_BT2", x::LZMA_MF_BT2 as u64),
    ("MF_BT3", x::LZMA_MF_BT3 as u64),
    ("MF_BT4", x::LZMA_MF_BT4 as u64),
    ("MODE_FAST", x::LZMA_MODE_FAST as u64),
    ("MODE_NORMAL", x::LZMA_MODE_NORMAL as u64),
    ("PRESET_DEFAULT", x::LZMA_PRESET_DEFAULT as u64),
    ("PRESET_EXTREME", x::LZMA_PRESET_EXTREME as u64),
];

/// Makes the module.
pub fn init(vm: &Vm) -> Res {
    vm.at_shutdown.borrow_mut().push(|vm| drop(vm.extension::<State>().error.take()));
    let module = super::new_module(vm, "_lzma", "", FUNCTIONS)?;
    let m = module.value();
    let class = super::binascii::new_exception_class(vm, "_lzma", "LZMAError", vm.types.Exception)?;
    let doc = vm.new_str("Call to liblzma failed.")?;
    vm.setattr(class.value(), vm.names.__doc__, Some(doc.value()))?;
    vm.extension::<State>().error.replace(Some(class.clone()));
    super::set(vm, m, "LZMAError", class)?;
    for (name, spec) in [("LZMACompressor", &COMPRESSOR), ("LZMADecompressor", &DECOMPRESSOR)] {
        super::set(vm, m, name, Ref::from_type(new_type_of(vm, spec, vm.types.object)?))?;
    }
    for (name, n) in CONSTANTS {
        super::set(vm, m, name, vm.new_uint(*n)?)?;
    }
    Ok(module)
}
