//! `ZstdDict`, and dictionaries made from samples.
use super::context::{CDict, Code, DDict, checked};
use super::{error, library_error, state};
use crate::native;
use crate::object::{GetSetDef, Header, Res, Slots, TypeSpec, Value, Vm, call_native};
use crate::stdlib::compression::work_on;
use crate::types::struct_sequence::read_only;
use crate::vm::threads::allow_threads;
use rustc_hash::FxHashMap;
use std::ffi::c_int;
use std::sync::Mutex;
use zstd_sys as z;

/// What a dictionary was digested to so far. Boxed, so that references to them last as long as the dictionary.
#[derive(Default)]
struct Digests {
    compressing: FxHashMap<c_int, Box<CDict>>,
    decompressing: Option<Box<DDict>>,
}

#[repr(C)]
struct Dictionary {
    header: Header,
    contents: Box<[u8]>,
    id: u32,
    digests: Mutex<Digests>,
}

fn dictionary<'a>(v: Value) -> &'a Dictionary {
    // SAFETY: called with dictionaries only, which their callers keep alive; what may change is behind a lock.
    unsafe { v.get::<Dictionary>() }
}

/// How a dictionary is to be used: the second item of the pairs that `as_digested_dict` and the like give.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Use {
    Digested,
    Undigested,
    Prefix,
}

/// The dictionary of a `zstd_dict` argument and its use; `plain` where the argument does not say.
pub fn argument(vm: &Vm, v: Value, plain: Use) -> Res<(Value, Use)> {
    let ty = state(vm).dictionary.get();
    if v.is_exact(ty) {
        return Ok((v, plain));
    }
    if vm.is_tuple(v)
        && let [d, how] = *vm.tuple_items(v)
        && d.is_exact(ty)
        && vm.as_int(how).is_some()
    {
        let how = vm.c_int_arg(how)?;
        for u in [Use::Digested, Use::Undigested, Use::Prefix] {
            if u as i64 == how {
                return Ok((d, u));
            }
        }
    }
    Err(vm.type_error("zstd_dict argument should be a ZstdDict object."))
}

/// The contents of a dictionary, which stay as long as it does.
pub fn contents<'a>(v: Value) -> &'a [u8] {
    &dictionary(v).contents
}

/// The dictionary digested for compression at a level; it lives as long as the dictionary.
pub fn digest_to_compress<'a>(vm: &Vm, v: Value, level: c_int) -> Res<&'a CDict> {
    let contents = contents(v);
    let made = work_on(vm, &dictionary(v).digests, |d| {
        if !d.compressing.contains_key(&level) {
            d.compressing.insert(level, Box::new(CDict::new(contents, level)?));
        }
        d.compressing.get(&level).map(|b| &raw const **b)
    });
    match made {
        // SAFETY: a box that is given up with the dictionary only.
        Some(p) => Ok(unsafe { &*p }),
        None => Err(error(vm, "Failed to create a ZSTD_CDict instance from Zstandard dictionary content.")),
    }
}

/// The dictionary digested for decompression; it lives as long as the dictionary.
pub fn digest_to_decompress<'a>(vm: &Vm, v: Value) -> Res<&'a DDict> {
    let contents = contents(v);
    let made = work_on(vm, &dictionary(v).digests, |d| {
        if d.decompressing.is_none() {
            d.decompressing = Some(Box::new(DDict::new(contents)?));
        }
        d.decompressing.as_ref().map(|b| &raw const **b)
    });
    match made {
        // SAFETY: a box that is given up with the dictionary only.
        Some(p) => Ok(unsafe { &*p }),
        None => Err(error(vm, "Failed to create a ZSTD_DDict instance from Zstandard dictionary content.")),
    }
}

fn pair(vm: &Vm, v: Value, how: Use) -> Res {
    vm.tuple_from(&[v, Value::small_int(how as i64)])
}

pub static SPEC: TypeSpec = TypeSpec {
    name: "compression.zstd.ZstdDict",
    flags: 0,
    doc: "ZstdDict(dict_content, /, *, is_raw=False)\n--\n\nRepresents a Zstandard dictionary.\n\n  dict_content\n    The content of a Zstandard dictionary as a bytes-like object.\n  is_raw\n    If true, perform no checks on *dict_content*, useful for some\n    advanced cases. Otherwise, check that the content represents\n    a Zstandard dictionary created by the zstd library or CLI.\n\nThe dictionary can be used for compression or decompression, and can be\nshared by multiple ZstdCompressor or ZstdDecompressor objects.",
    size: size_of::<Dictionary>(),
    slots: Slots {
        new: Some(|vm, _, args, kwnames| call_native(vm, &NEW[0], args, kwnames)),
        repr: Some(|vm, v| {
            vm.new_str(&format!("<ZstdDict dict_id={} dict_size={}>", dictionary(v).id, contents(v).len()))
        }),
        len: Some(|_, v| Ok(contents(v).len())),
        drop: Some(|_, h| {
            let p = h as *mut Dictionary;
            // SAFETY: a dictionary without references, which owns all of it.
            unsafe {
                std::ptr::drop_in_place(&raw mut (*p).digests);
                std::ptr::drop_in_place(&raw mut (*p).contents);
            }
        }),
        ..Slots::EMPTY
    },
    methods: &[],
    getset: &[
        GetSetDef { name: "dict_content", get: |vm, v| vm.new_bytes(contents(v)), set: None, doc: "The content of a Zstandard dictionary, as a bytes object." },
        GetSetDef { name: "dict_id", get: |vm, v| vm.new_uint(dictionary(v).id as u64), set: Some(read_only), doc: "The Zstandard dictionary, an int between 0 and 2**32.\n\nA non-zero value represents an ordinary Zstandard dictionary,\nconforming to the standardised format.\n\nA value of zero indicates a 'raw content' dictionary,\nwithout any restrictions on format or content." },
        GetSetDef { name: "as_digested_dict", get: |vm, v| pair(vm, v, Use::Digested), set: None, doc: "Load as a digested dictionary to compressor.\n\nPass this attribute as zstd_dict argument:\ncompress(dat, zstd_dict=zd.as_digested_dict)\n\n1. Some advanced compression parameters of compressor may be\n   overridden by parameters of digested dictionary.\n2. ZstdDict has a digested dictionaries cache for each compression\n   level.  It's faster when loading again a digested dictionary with\n   the same compression level.\n3. No need to use this for decompression." },
        GetSetDef { name: "as_undigested_dict", get: |vm, v| pair(vm, v, Use::Undigested), set: None, doc: "Load as an undigested dictionary to compressor.\n\nPass this attribute as zstd_dict argument:\ncompress(dat, zstd_dict=zd.as_undigested_dict)\n\n1. The advanced compression parameters of compressor will not be\n   overridden.\n2. Loading an undigested dictionary is costly. If load an undigested\n   dictionary multiple times, consider reusing a compressor object.\n3. No need to use this for decompression." },
        GetSetDef { name: "as_prefix", get: |vm, v| pair(vm, v, Use::Prefix), set: None, doc: "Load as a prefix to compressor/decompressor.\n\nPass this attribute as zstd_dict argument:\ncompress(dat, zstd_dict=zd.as_prefix)\n\n1. Prefix is compatible with long distance matching, while\n   dictionary is not.\n2. It only works for the first frame, then the\n   compressor/decompressor will return to no prefix state.\n3. When decompressing, must use the same prefix as when compressing." },
    ],
};

native! { static NEW = [
    "ZstdDict(dict_content, /, *, is_raw=False)" => fn new_dictionary(vm, [dict_content, is_raw]) {
        let is_raw = vm.truth(is_raw)?;
        let data = vm.bytes_arg(dict_content)?;
        if data.len() < 8 {
            return Err(vm.value_error("Zstandard dictionary content too short (must have at least eight bytes)"));
        }
        // SAFETY: the contents are as long as said.
        let id = unsafe { z::ZSTD_getDictID_fromDict(data.as_ptr().cast(), data.len()) };
        if id == 0 && !is_raw {
            return Err(vm.value_error("invalid Zstandard dictionary"));
        }
        let mut contents = Vec::new();
        contents.try_reserve_exact(data.len()).map_err(|_| vm.memory_error())?;
        contents.extend_from_slice(&data);
        vm.new_object::<Dictionary>(state(vm).dictionary.get(), |p| {
            // SAFETY: the instance is fresh.
            unsafe {
                (&raw mut (*p).contents).write(contents.into_boxed_slice());
                (*p).id = id;
                (&raw mut (*p).digests).write(Mutex::default());
            }
        })
    }
]; }

/// The samples of `train_dict` and `finalize_dict`: their sizes, which make up all of the data.
fn sample_sizes(vm: &Vm, data: &[u8], sizes: Value, dict_size: i64) -> Res<Vec<usize>> {
    if dict_size <= 0 {
        return Err(vm.value_error("dict_size argument should be positive number."));
    }
    let items = vm.tuple_items(sizes);
    let mut all = Vec::with_capacity(items.len());
    let mut left = Some(data.len());
    for item in items {
        if vm.as_int(*item).is_none() {
            return Err(vm.type_error("an integer is required"));
        }
        let n = vm.index_i64(*item)?.ok().and_then(|n| usize::try_from(n).ok());
        left = left.zip(n).and_then(|(left, n)| left.checked_sub(n));
        all.push(n.unwrap_or(0));
    }
    match left {
        Some(0) => Ok(all),
        _ => Err(vm.value_error("The samples size tuple doesn't match the concatenation's size.")),
    }
}

/// An argument that must be of a type of its own.
fn expect(vm: &Vm, function: &str, n: usize, v: Value, tuple: bool) -> Res<()> {
    let (is, wanted) = if tuple { (vm.is_tuple(v), "tuple") } else { (vm.is_bytes(v), "bytes") };
    if is {
        return Ok(());
    }
    Err(vm.type_error(format!("{function}() argument {n} must be {wanted}, not {}", vm.argument_type_name(v))))
}

/// What `make` writes into a buffer of `size` bytes, while other threads run.
fn dictionary_from(vm: &Vm, size: i64, doing: &str, make: impl FnOnce(&mut [u8]) -> usize) -> Res {
    let size = size as usize;
    let mut out: Vec<u8> = Vec::new();
    out.try_reserve_exact(size).map_err(|_| vm.memory_error())?;
    out.resize(size, 0);
    let made: Result<usize, Code> = allow_threads(vm, || checked(make(&mut out)));
    match made {
        Ok(n) => vm.new_bytes(&out[..n.min(size)]),
        Err(code) => Err(library_error(vm, doing, code)),
    }
}

/// `train_dict`.
pub fn train(vm: &Vm, [samples, sizes, dict_size]: [Value; 3]) -> Res {
    expect(vm, "train_dict", 1, samples, false)?;
    expect(vm, "train_dict", 2, sizes, true)?;
    let size = vm.int_arg(dict_size)?;
    let data = vm.bytes(samples);
    let sizes = sample_sizes(vm, data, sizes, size)?;
    dictionary_from(vm, size, "train the Zstandard dictionary", |out| {
        // SAFETY: the buffers are as long as said, and so are the samples together.
        unsafe {
            z::ZDICT_trainFromBuffer(out.as_mut_ptr().cast(), out.len(), data.as_ptr().cast(), sizes.as_ptr(), sizes.len() as u32)
        }
    })
}

/// `finalize_dict`.
pub fn finalize(vm: &Vm, [custom, samples, sizes, dict_size, level]: [Value; 5]) -> Res {
    expect(vm, "finalize_dict", 1, custom, false)?;
    expect(vm, "finalize_dict", 2, samples, false)?;
    expect(vm, "finalize_dict", 3, sizes, true)?;
    let size = vm.int_arg(dict_size)?;
    let level = vm.c_int_arg(level)? as c_int;
    let (custom, data) = (vm.bytes(custom), vm.bytes(samples));
    let sizes = sample_sizes(vm, data, sizes, size)?;
    let parameters = z::ZDICT_params_t { compressionLevel: level, notificationLevel: 0, dictID: 0 };
    dictionary_from(vm, size, "finalize the Zstandard dictionary", |out| {
        // SAFETY: as above.
        unsafe {
            z::ZDICT_finalizeDictionary(
                out.as_mut_ptr().cast(),
                out.len(),
                custom.as_ptr().cast(),
                custom.len(),
                data.as_ptr().cast(),
                sizes.as_ptr(),
                sizes.len() as u32,
                parameters,
            )
        }
    })
}
