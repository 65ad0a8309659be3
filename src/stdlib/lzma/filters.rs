//! Filter specifications of `_lzma`: dicts on one side, the library's filters and their encoded properties on the other.
use super::{failure, set_entry, u32_arg, uint_arg};
use crate::object::{Dict, Raised, Ref, Res, Value, Vm};
use liblzma_sys as x;
use std::ffi::c_void;

/// The ids of the filters for machine code, which have options of one kind.
const BRANCH_FILTERS: [x::lzma_vli; 6] =
    [x::LZMA_FILTER_X86, x::LZMA_FILTER_POWERPC, x::LZMA_FILTER_IA64, x::LZMA_FILTER_ARM, x::LZMA_FILTER_ARMTHUMB, x::LZMA_FILTER_SPARC];

/// A filter's options, in the layout of the library.
enum Options {
    Lzma(x::lzma_options_lzma),
    Delta(x::lzma_options_delta),
    Branch(x::lzma_options_bcj),
}

/// A chain of filters.
pub struct Chain {
    /// What the filters point to: boxed, so that it stays in its place.
    _options: Vec<Box<Options>>,
    /// With the mark of the end.
    filters: Vec<x::lzma_filter>,
}

impl Chain {
    /// From a sequence of dicts.
    pub fn from_specs(vm: &Vm, specs: Value) -> Res<Chain> {
        if vm.is_dict(specs) {
            return Err(vm.type_error(format!("{} is not a sequence", vm.type_name(specs))));
        }
        let n = vm.len(specs)?;
        if n > x::LZMA_FILTERS_MAX as usize {
            return Err(vm.value_error(format!("Too many filters - liblzma supports a maximum of {}", x::LZMA_FILTERS_MAX)));
        }
        if n > 0 && vm.slots(specs).getitem.is_none() {
            return Err(vm.type_error(format!("'{}' object does not support indexing", vm.type_name(specs))));
        }
        let mut chain = Chain { _options: Vec::new(), filters: Vec::new() };
        for i in 0..n {
            let spec = vm.getitem(specs, Value::small_int(i as i64))?;
            chain.add(vm, spec.value())?;
        }
        chain.filters.push(x::lzma_filter { id: x::LZMA_VLI_UNKNOWN, options: std::ptr::null_mut() });
        Ok(chain)
    }
    /// A chain of one filter.
    pub fn from_spec(vm: &Vm, spec: Value) -> Res<Chain> {
        let mut chain = Chain { _options: Vec::new(), filters: Vec::new() };
        chain.add(vm, spec)?;
        chain.filters.push(x::lzma_filter { id: x::LZMA_VLI_UNKNOWN, options: std::ptr::null_mut() });
        Ok(chain)
    }
    fn add(&mut self, vm: &Vm, spec: Value) -> Res<()> {
        if vm.slots(spec).getitem.is_none() {
            return Err(vm.type_error("Filter specifier must be a dict or dict-like object"));
        }
        let Some(id) = entry(vm, spec, "id")? else {
            return Err(vm.value_error("Filter specifier must have an \"id\" entry"));
        };
        let id = uint_arg(vm, id.value(), u64::MAX, "lzma_vli")?;
        let mut options = Box::new(match id {
            x::LZMA_FILTER_LZMA1 | x::LZMA_FILTER_LZMA2 => lzma_options(vm, spec)?,
            x::LZMA_FILTER_DELTA => delta_options(vm, spec)?,
            _ if BRANCH_FILTERS.contains(&id) => branch_options(vm, spec)?,
            _ => return Err(vm.value_error(format!("Invalid filter ID: {id}"))),
        });
        let place: *mut c_void = match &mut *options {
            Options::Lzma(o) => (&raw mut *o).cast(),
            Options::Delta(o) => (&raw mut *o).cast(),
            Options::Branch(o) => (&raw mut *o).cast(),
        };
        self.filters.push(x::lzma_filter { id, options: place });
        self._options.push(options);
        Ok(())
    }
    /// For the library, which copies what it needs.
    pub fn as_ptr(&self) -> *const x::lzma_filter {
        self.filters.as_ptr()
    }
    /// The options of a chain that is one LZMA1 filter.
    pub fn only_lzma1(&self) -> Option<*const x::lzma_options_lzma> {
        match self.filters[..] {
            [x::lzma_filter { id: x::LZMA_FILTER_LZMA1, options }, _] => Some(options.cast_const().cast()),
            _ => None,
        }
    }
}

/// An entry of a mapping; None where there is none.
fn entry(vm: &Vm, spec: Value, key: &str) -> Res<Option<Ref>> {
    let key = vm.intern(key);
    match vm.getitem(spec, key.value()) {
        Ok(v) => Ok(Some(v)),
        Err(_) if vm.clear_raised_if(vm.types.KeyError) => Ok(None),
        Err(e) => Err(e),
    }
}

/// Reads the numbers that a dict gives, besides `known` entries of other use. `false` where it is no dict, has other entries or such that are
/// no fitting numbers.
fn read_numbers(vm: &Vm, spec: Value, known: &[&str], fields: &mut [(&str, &mut u32)]) -> bool {
    if !vm.is_dict(spec) {
        return false;
    }
    // The values may run code, which may change the dict: the entries are taken out first.
    let mut entries: Vec<(Ref, Ref)> = Vec::new();
    let d: *mut Dict = spec.ptr();
    // SAFETY: a live dict, which nothing changes while it is walked.
    for (key, value) in unsafe { (*d).iter() } {
        entries.push((Ref::new(key), Ref::new(value)));
    }
    entries.iter().all(|(key, value)| {
        if !vm.is_str(key.value()) {
            return false;
        }
        let name = vm.str_text(key.value());
        match fields.iter_mut().find(|(field, _)| *field == name) {
            Some((_, place)) => match u32_arg(vm, value.value()) {
                Ok(n) => {
                    **place = n;
                    true
                }
                Err(_) => {
                    drop(vm.take_raised());
                    false
                }
            },
            None => known.contains(&&*name),
        }
    })
}

#[cold]
fn invalid(vm: &Vm, kind: &str) -> Raised {
    vm.value_error(format!("Invalid filter specifier for {kind} filter"))
}

#[cold]
pub fn invalid_preset(vm: &Vm, preset: u32) -> Raised {
    super::error(vm, format!("Invalid compression preset: {preset}"))
}

/// The options of a preset.
pub fn preset_options(vm: &Vm, preset: u32) -> Res<x::lzma_options_lzma> {
    // SAFETY: numbers and pointers, of which zero is valid.
    let mut options: x::lzma_options_lzma = unsafe { std::mem::zeroed() };
    // SAFETY: the options are to be written.
    match unsafe { x::lzma_lzma_preset(&mut options, preset) } {
        0 => Ok(options),
        _ => Err(invalid_preset(vm, preset)),
    }
}

fn lzma_options(vm: &Vm, spec: Value) -> Res<Options> {
    let preset = match entry(vm, spec, "preset")? {
        Some(preset) => u32_arg(vm, preset.value())?,
        None => x::LZMA_PRESET_DEFAULT,
    };
    let mut o = preset_options(vm, preset)?;
    let fields: &mut [(&str, &mut u32)] = &mut [
        ("dict_size", &mut o.dict_size),
        ("lc", &mut o.lc),
        ("lp", &mut o.lp),
        ("pb", &mut o.pb),
        ("mode", &mut o.mode),
        ("nice_len", &mut o.nice_len),
        ("mf", &mut o.mf),
        ("depth", &mut o.depth),
    ];
    if !read_numbers(vm, spec, &["id", "preset"], fields) {
        return Err(invalid(vm, "LZMA"));
    }
    Ok(Options::Lzma(o))
}

fn delta_options(vm: &Vm, spec: Value) -> Res<Options> {
    // SAFETY: numbers and pointers, of which zero is valid.
    let mut o: x::lzma_options_delta = unsafe { std::mem::zeroed() };
    o.type_ = x::lzma_delta_type_LZMA_DELTA_TYPE_BYTE;
    o.dist = 1;
    if !read_numbers(vm, spec, &["id"], &mut [("dist", &mut o.dist)]) {
        return Err(invalid(vm, "delta"));
    }
    Ok(Options::Delta(o))
}

fn branch_options(vm: &Vm, spec: Value) -> Res<Options> {
    // SAFETY: a number, of which zero is valid.
    let mut o: x::lzma_options_bcj = unsafe { std::mem::zeroed() };
    if !read_numbers(vm, spec, &["id"], &mut [("start_offset", &mut o.start_offset)]) {
        return Err(invalid(vm, "BCJ"));
    }
    Ok(Options::Branch(o))
}

/// `_encode_filter_properties`.
pub fn encode_properties(vm: &Vm, spec: Value) -> Res {
    let chain = Chain::from_spec(vm, spec)?;
    let mut size = 0;
    // SAFETY: the filter has options of its kind.
    match unsafe { x::lzma_properties_size(&mut size, chain.as_ptr()) } {
        x::LZMA_OK => {}
        code => return Err(failure(vm, code)),
    }
    let mut encoded = vec![0; size as usize];
    // SAFETY: as above; there is room for as much as the library said.
    match unsafe { x::lzma_properties_encode(chain.as_ptr(), encoded.as_mut_ptr()) } {
        x::LZMA_OK => vm.new_bytes(&encoded),
        code => Err(failure(vm, code)),
    }
}

/// Options that the library allocated.
struct Decoded(x::lzma_filter);

impl Drop for Decoded {
    fn drop(&mut self) {
        // SAFETY: the library was given no allocator, so it took the memory from `malloc`; or there are none.
        unsafe { libc::free(self.0.options) }
    }
}

/// `_decode_filter_properties`.
pub fn decode_properties(vm: &Vm, id: Value, encoded: Value) -> Res {
    let id = uint_arg(vm, id, u64::MAX, "lzma_vli")?;
    let encoded = vm.bytes_arg(encoded)?;
    let mut filter = Decoded(x::lzma_filter { id, options: std::ptr::null_mut() });
    // SAFETY: the filter is to be written; the properties are as long as said.
    match unsafe { x::lzma_properties_decode(&mut filter.0, std::ptr::null(), encoded.as_ptr(), encoded.len()) } {
        x::LZMA_OK => {}
        code => return Err(failure(vm, code)),
    }
    let spec = vm.new_dict()?;
    let set = |name: &str, n: u64| set_entry(vm, spec.value(), name, n);
    set("id", id)?;
    let options = filter.0.options;
    // SAFETY: the library made options of the filter's kind; for branch filters there may be none.
    unsafe {
        match id {
            x::LZMA_FILTER_LZMA1 => {
                let o = &*options.cast::<x::lzma_options_lzma>();
                for (name, n) in [("lc", o.lc), ("lp", o.lp), ("pb", o.pb), ("dict_size", o.dict_size)] {
                    set(name, n as u64)?;
                }
            }
            x::LZMA_FILTER_LZMA2 => set("dict_size", (*options.cast::<x::lzma_options_lzma>()).dict_size as u64)?,
            x::LZMA_FILTER_DELTA => set("dist", (*options.cast::<x::lzma_options_delta>()).dist as u64)?,
            _ if !BRANCH_FILTERS.contains(&id) => return Err(vm.value_error(format!("Invalid filter ID: {id}"))),
            _ if options.is_null() => {}
            _ => set("start_offset", (*options.cast::<x::lzma_options_bcj>()).start_offset as u64)?,
        }
    }
    Ok(spec)
}
