//! Parameters of compressors and decompressors: levels and dicts of options.
use super::context::{Code, bounds};
use super::{library_error, state};
use crate::object::{Dict, Raised, Ref, Res, Value, Vm};
use std::ffi::c_int;
use zstd_sys::ZSTD_cParameter as C;
use zstd_sys::ZSTD_dParameter as D;

/// Names of the compression parameters in the library's module, and their numbers, by the names in options.
pub static COMPRESSION: &[(&str, &str, c_int)] = &[
    ("compression_level", "ZSTD_c_compressionLevel", C::ZSTD_c_compressionLevel as c_int),
    ("window_log", "ZSTD_c_windowLog", C::ZSTD_c_windowLog as c_int),
    ("hash_log", "ZSTD_c_hashLog", C::ZSTD_c_hashLog as c_int),
    ("chain_log", "ZSTD_c_chainLog", C::ZSTD_c_chainLog as c_int),
    ("search_log", "ZSTD_c_searchLog", C::ZSTD_c_searchLog as c_int),
    ("min_match", "ZSTD_c_minMatch", C::ZSTD_c_minMatch as c_int),
    ("target_length", "ZSTD_c_targetLength", C::ZSTD_c_targetLength as c_int),
    ("strategy", "ZSTD_c_strategy", C::ZSTD_c_strategy as c_int),
    ("enable_long_distance_matching", "ZSTD_c_enableLongDistanceMatching", C::ZSTD_c_enableLongDistanceMatching as c_int),
    ("ldm_hash_log", "ZSTD_c_ldmHashLog", C::ZSTD_c_ldmHashLog as c_int),
    ("ldm_min_match", "ZSTD_c_ldmMinMatch", C::ZSTD_c_ldmMinMatch as c_int),
    ("ldm_bucket_size_log", "ZSTD_c_ldmBucketSizeLog", C::ZSTD_c_ldmBucketSizeLog as c_int),
    ("ldm_hash_rate_log", "ZSTD_c_ldmHashRateLog", C::ZSTD_c_ldmHashRateLog as c_int),
    ("content_size_flag", "ZSTD_c_contentSizeFlag", C::ZSTD_c_contentSizeFlag as c_int),
    ("checksum_flag", "ZSTD_c_checksumFlag", C::ZSTD_c_checksumFlag as c_int),
    ("dict_id_flag", "ZSTD_c_dictIDFlag", C::ZSTD_c_dictIDFlag as c_int),
    ("nb_workers", "ZSTD_c_nbWorkers", C::ZSTD_c_nbWorkers as c_int),
    ("job_size", "ZSTD_c_jobSize", C::ZSTD_c_jobSize as c_int),
    ("overlap_log", "ZSTD_c_overlapLog", C::ZSTD_c_overlapLog as c_int),
];
/// The same of the decompression parameters.
pub static DECOMPRESSION: &[(&str, &str, c_int)] =
    &[("window_log_max", "ZSTD_d_windowLogMax", D::ZSTD_d_windowLogMax as c_int)];

/// The number of the compression level among the parameters.
pub const LEVEL: c_int = C::ZSTD_c_compressionLevel as c_int;

/// An exception for a parameter that the library refuses.
#[cold]
fn refused(vm: &Vm, parameter: c_int, value: c_int, compresses: bool) -> Raised {
    let (table, kind) = if compresses { (COMPRESSION, "compression") } else { (DECOMPRESSION, "decompression") };
    let name = match table.iter().find(|(_, _, n)| *n == parameter) {
        Some((name, ..)) => (*name).to_owned(),
        None => format!("unknown parameter (key {parameter})"),
    };
    match bounds(parameter, compresses) {
        Ok((least, most)) => vm.value_error(format!(
            "{kind} parameter '{name}' received an illegal value {value}; the valid range is [{least}, {most}]"
        )),
        Err(_) => vm.value_error(format!("invalid {kind} parameter '{name}'")),
    }
}

/// The bounds of a parameter. ZstdError where the library does not know it.
pub fn bounds_of(vm: &Vm, parameter: c_int, compresses: bool) -> Res<(c_int, c_int)> {
    bounds(parameter, compresses).map_err(|code| {
        let kind = if compresses { "compression" } else { "decompression" };
        library_error(vm, &format!("get zstd {kind} parameter bounds"), code)
    })
}

/// The `level` argument of a compressor.
pub fn level(vm: &Vm, v: Value) -> Res<c_int> {
    if vm.as_int(v).is_none() {
        return Err(vm.type_error("invalid type for level, expected int"));
    }
    let (least, most) = bounds_of(vm, LEVEL, true)?;
    match vm.index_i64(v)?.ok().and_then(|n| c_int::try_from(n).ok()) {
        Some(n) => check_level(vm, n),
        None => Err(vm.value_error(format!("illegal compression level; the valid range is [{least}, {most}]"))),
    }
}

/// A level must be one that there is.
fn check_level(vm: &Vm, n: c_int) -> Res<c_int> {
    let (least, most) = bounds_of(vm, LEVEL, true)?;
    if (least..=most).contains(&n) {
        return Ok(n);
    }
    Err(vm.value_error(format!("illegal compression level {n}; the valid range is [{least}, {most}]")))
}

/// Sets the options of a dict.
pub fn set_options(
    vm: &Vm,
    options: Value,
    compresses: bool,
    mut set: impl FnMut(c_int, c_int) -> Result<(), Code>,
) -> Res<()> {
    let (class, kind, other) = match compresses {
        true => ("ZstdCompressor", "compression", "DecompressionParameter"),
        false => ("ZstdDecompressor", "decompression", "CompressionParameter"),
    };
    if !vm.is_dict(options) {
        let name = vm.argument_type_name(options);
        return Err(vm.type_error(format!("{class}() argument 'options' must be dict, not {name}")));
    }
    // Keys and values may run code, which may change the dict: the entries are taken out first.
    let d: *mut Dict = options.ptr();
    // SAFETY: a live dict, which nothing changes while it is walked.
    let entries: Vec<(Ref, Ref)> = unsafe { (*d).iter() }.map(|(k, v)| (Ref::new(k), Ref::new(v))).collect();
    for (key, value) in &entries {
        let types = &state(vm).parameter_types;
        let wrong = types.borrow()[compresses as usize].as_ref().is_some_and(|ty| key.value().is_exact(ty.ptr()));
        if wrong {
            return Err(vm.type_error(format!("{kind} options dictionary key must not be a {other} attribute")));
        }
        let parameter = vm.c_int_arg(key.value())? as c_int;
        let number = vm.c_int_arg(value.value())? as c_int;
        if compresses && parameter == LEVEL {
            check_level(vm, number)?;
        }
        set(parameter, number).map_err(|_| refused(vm, parameter, number, compresses))?;
    }
    Ok(())
}
