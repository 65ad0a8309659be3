//! Which attributes of builtin types are `member_descriptor`s: those that CPython keeps as plain fields.

/// Types by the names of their specs, sorted, and the names of their members; no names where all computed attributes are members.
#[rustfmt::skip]
static MEMBERS: &[(&str, &[&str])] = &[
    ("AttributeError", &[]),
    ("BaseException", &["__suppress_context__"]),
    ("BaseExceptionGroup", &[]),
    ("ImportError", &[]),
    ("NameError", &[]),
    ("OSError", &["errno", "filename", "filename2", "strerror"]),
    ("StopIteration", &[]),
    ("SyntaxError", &[]),
    ("SystemExit", &[]),
    ("UnicodeDecodeError", &[]),
    ("UnicodeEncodeError", &[]),
    ("UnicodeTranslateError", &[]),
    ("_contextvars.ContextVar", &[]),
    ("async_generator", &["ag_running"]),
    ("builtin_function_or_method", &["__module__"]),
    ("classmethod", &["__func__", "__wrapped__"]),
    ("classmethod_descriptor", &["__name__", "__objclass__"]),
    ("code", &["co_argcount", "co_consts", "co_exceptiontable", "co_filename", "co_firstlineno", "co_flags", "co_kwonlyargcount", "co_linetable", "co_name", "co_names", "co_nlocals", "co_posonlyargcount", "co_qualname", "co_stacksize"]),
    ("complex", &[]),
    ("coroutine", &["cr_origin"]),
    ("datetime.timedelta", &[]),
    ("frame", &["f_trace_lines"]),
    ("function", &["__builtins__", "__closure__", "__globals__"]),
    ("getset_descriptor", &["__name__", "__objclass__"]),
    ("member_descriptor", &["__name__", "__objclass__"]),
    ("method", &["__func__", "__self__"]),
    ("method-wrapper", &["__self__"]),
    ("method_descriptor", &["__name__", "__objclass__"]),
    ("module", &["__dict__"]),
    ("property", &["__doc__", "fdel", "fget", "fset"]),
    ("range", &[]),
    ("slice", &[]),
    ("staticmethod", &["__func__", "__wrapped__"]),
    ("string.templatelib.Interpolation", &[]),
    ("string.templatelib.Template", &["interpolations", "strings"]),
    ("super", &[]),
    ("traceback", &["tb_frame", "tb_lasti"]),
    ("type", &["__base__", "__basicsize__", "__dictoffset__", "__flags__", "__itemsize__", "__weakrefoffset__"]),
    ("types.GenericAlias", &["__args__", "__origin__", "__unpacked__"]),
    ("types.SimpleNamespace", &[]),
    ("typing.TypeAliasType", &["__name__"]),
    ("typing.Union", &["__args__"]),
    ("weakref.ReferenceType", &[]),
    ("wrapper_descriptor", &["__name__", "__objclass__"]),
];

/// The bits of the names that have a row: nearly all types are known by it to have none, which their making, at each start, asks.
static FILTER: [u64; 4] = {
    let mut filter = [0; 4];
    let mut i = 0;
    while i < MEMBERS.len() {
        let bit = bit(MEMBERS[i].0);
        filter[bit / 64] |= 1 << (bit % 64);
        i += 1;
    }
    filter
};

const fn bit(name: &str) -> usize {
    let name = name.as_bytes();
    if name.is_empty() { 0 } else { (name[0] as usize * 7 + name[name.len() - 1] as usize * 31 + name.len()) % 256 }
}

/// The members of the builtin type of this name, if it has any: all its computed attributes where that is empty.
pub fn of_type(name: &str) -> Option<&'static [&'static str]> {
    let bit = bit(name);
    if FILTER[bit / 64] >> (bit % 64) & 1 == 0 {
        return None;
    }
    MEMBERS.binary_search_by_key(&name, |row| row.0).ok().map(|i| MEMBERS[i].1)
}
