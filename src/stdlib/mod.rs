//! Native modules: one file each, found by name when first imported.
use crate::object::{Dict, Module, NativeDef, Ref, Res, Value, Vm};

pub mod abc;
mod accounts;
pub mod array;
pub mod ast;
pub mod asyncio;
pub mod atexit;
pub mod binascii;
pub mod bisect;
pub mod breakpoint;
pub mod builtin_types;
mod bz2;
pub mod cmath;
pub mod codecs;
pub mod collections;
mod compression;
pub mod contextvars;
pub mod csv;
pub mod datetime;
pub mod decimal;
mod deque;
mod display;
pub mod errno;
pub mod faulthandler;
pub mod fcntl;
pub mod functools;
mod functools_cache;
pub mod future;
pub mod gc;
pub mod hashes;
pub mod heapq;
pub mod io;
pub mod itertools;
mod itertools_combinations;
pub mod json;
pub mod locale;
pub mod lsprof;
pub mod interpreters;
pub mod lzma;
pub mod marshal;
pub mod math;
pub mod monitoring;
mod mmap;
pub mod module_names;
pub mod multibytecodec;
mod multiprocessing;
pub mod opcode;
mod opcode_instructions;
mod opcode_table;
pub mod operator;
mod operator_getters;
pub mod pickle;
mod picklebuffer;
pub mod posix;
pub mod posixsubprocess;
pub mod pyexpat;
pub mod queue;
pub mod random;
pub mod resource;
pub mod select;
pub mod signal;
pub mod socket;
pub mod sre;
pub mod stat;
pub mod statistics;
pub mod string;
pub mod structs;
mod suggestions;
pub mod symtable;
mod sysconfig;
pub mod sys;
pub mod sys_audit;
mod sys_flags;
mod sys_runtime;
mod sys_trace;
pub mod thread;
pub mod time;
mod time_clocks;
pub mod syslog;
pub mod termios;
mod timeout;
pub mod tokenize;
pub mod typing;
pub mod unicodedata;
pub mod uuid;
pub mod warnings;
pub mod weakref;
pub mod zlib;
pub mod zoneinfo;
pub mod zstd;

/// Makes a native module.
pub type ModuleInit = fn(&Vm) -> Res;

/// The native module of that name.
pub fn find(name: &str) -> Option<ModuleInit> {
    MODULES.iter().find(|(n, _)| *n == name).map(|(_, f)| *f)
}

/// All native modules, sorted by name.
pub static MODULES: &[(&str, ModuleInit)] = &[
    ("__future__", future::init),
    ("_abc", abc::init),
    ("_ast", ast::init),
    ("_asyncio", asyncio::init),
    ("_bisect", bisect::init),
    ("_blake2", hashes::init_blake2),
    ("_bz2", bz2::init),
    ("_codecs", codecs::init),
    ("_codecs_cn", multibytecodec::init_cn),
    ("_codecs_hk", multibytecodec::init_hk),
    ("_codecs_jp", multibytecodec::init_jp),
    ("_codecs_kr", multibytecodec::init_kr),
    ("_codecs_tw", multibytecodec::init_tw),
    ("_collections", collections::init),
    ("_contextvars", contextvars::init),
    ("_csv", csv::init),
    ("_datetime", datetime::init),
    ("_decimal", decimal::init),
    ("_functools", functools::init),
    ("_heapq", heapq::init),
    ("_hmac", hashes::init_hmac),
    ("_io", io::init),
    ("_json", json::init),
    ("_locale", locale::init),
    ("_lsprof", lsprof::init_module),
    ("_lzma", lzma::init),
    ("_multibytecodec", multibytecodec::init),
    ("_multiprocessing", multiprocessing::init),
    ("_md5", hashes::init_md5),
    ("_opcode", opcode::init),
    ("_operator", operator::init),
    ("_pickle", pickle::init),
    ("_posixshmem", multiprocessing::init_shared_memory),
    ("_posixsubprocess", posixsubprocess::init),
    ("_queue", queue::init),
    ("_random", random::init),
    ("_sha1", hashes::init_sha1),
    ("_sha2", hashes::init_sha2),
    ("_sha3", hashes::init_sha3),
    ("_signal", signal::init),
    ("_socket", socket::init),
    ("_sre", sre::init),
    ("_stat", stat::init),
    ("_statistics", statistics::init),
    ("_string", string::init),
    ("_struct", structs::init),
    ("_suggestions", suggestions::init),
    ("_symtable", symtable::init),
    ("_sysconfig", sysconfig::init),
    ("_thread", thread::init),
    ("_tokenize", tokenize::init),
    ("_types", builtin_types::init),
    ("_typing", typing::init),
    ("_uuid", uuid::init),
    ("_warnings", warnings::init),
    ("_weakref", weakref::init),
    ("_zoneinfo", zoneinfo::init),
    ("_zstd", zstd::init),
    ("array", array::init),
    ("atexit", atexit::init),
    ("binascii", binascii::init),
    ("cmath", cmath::init),
    ("errno", errno::init),
    ("faulthandler", faulthandler::init),
    ("fcntl", fcntl::init),
    ("gc", gc::init),
    ("grp", accounts::init_grp),
    ("itertools", itertools::init),
    ("_interpreters", interpreters::init),
    ("_interpqueues", interpreters::queues::init),
    ("marshal", marshal::init),
    ("math", math::init),
    ("mmap", mmap::init),
    ("posix", posix::init),
    ("pwd", accounts::init_pwd),
    ("pyexpat", pyexpat::init),
    ("resource", resource::init),
    ("select", select::init),
    ("sys", sys::init),
    ("syslog", syslog::init),
    ("termios", termios::init),
    ("time", time::init),
    ("unicodedata", unicodedata::init),
    ("zlib", zlib::init),
];

/// The end of the program: waits for threads, then runs what was registered for it.
pub fn end_program(vm: &Vm) {
    thread::wait_for_all(vm);
    atexit::run(vm);
    interpreters::registry::end_all(vm);
}

/// The namespace of `__main__`.
///
/// # Errors
/// RuntimeError where a program has removed the module.
pub(crate) fn main_namespace(vm: &Vm) -> Res {
    match vm.dict_get(Value::from_ptr(vm.modules.get()), vm.names.__main__)?.filter(|m| vm.is_instance(*m, vm.types.module)) {
        Some(m) => Ok(Ref::new(Value::from_ptr(vm.module_dict(m)))),
        None => Err(vm.runtime_error("lost __main__")),
    }
}

/// An empty module with the functions given.
pub fn new_module(vm: &Vm, name: &str, doc: &str, functions: &'static [NativeDef]) -> Res {
    let name = vm.intern(name);
    let dict = vm.new_dict()?;
    let d = dict.ptr::<Dict>();
    vm.dict_set_name(d, vm.names.__name__, name.clone())?;
    let doc = if doc.is_empty() { Ref::NONE } else { vm.new_str(doc)? };
    vm.dict_set_name(d, vm.names.__doc__, doc)?;
    vm.dict_set_name(d, vm.names.__package__, Ref::new(vm.names.empty))?;
    vm.dict_set_name(d, vm.names.__loader__, Ref::NONE)?;
    vm.dict_set_name(d, vm.names.__spec__, Ref::NONE)?;
    let p = vm.alloc_raw(size_of::<Module>(), true, vm.types.module)? as *mut Module;
    // SAFETY: the cell is fresh and large enough.
    unsafe {
        (*p).dict = dict.into_value().ptr();
        (*p).name = name.into_value();
    }
    let module = Ref::own(Value::from_ptr(p));
    add_functions(vm, module.value(), functions)?;
    Ok(module)
}

/// Adds functions to a module's namespace.
pub fn add_functions(vm: &Vm, module: Value, functions: &'static [NativeDef]) -> Res<()> {
    for def in functions {
        let f = vm.new_native(vm.types.builtin_function, def, module, std::ptr::null_mut())?;
        set(vm, module, def.sig.name(), f)?;
    }
    Ok(())
}

/// Sets an attribute of a module.
pub fn set(vm: &Vm, module: Value, name: &str, value: Ref) -> Res<()> {
    let name = vm.intern(name);
    vm.dict_set_name(vm.module_dict(module), name.value(), value)
}

/// An attribute of the `sys` module, borrowed; None before it exists or after it was deleted.
pub fn sys_attribute(vm: &Vm, name: Value) -> Option<Value> {
    let d = vm.sys.get();
    if d.is_null() {
        return None;
    }
    // SAFETY: the namespace lives as long as the interpreter.
    unsafe { (*d).get_name(vm, name) }
}
