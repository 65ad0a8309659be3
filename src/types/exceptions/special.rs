//! Exception types with fields of their own; which field has which index stands at `object::Exception`.
use super::base::{init as base_init, new as base_new, no_keywords, positional, set_args, str as base_str};
use super::field;
use crate::object::{Exception, GetSetDef, Ref, Res, Slots, Type, TypeSpec, Value, Vm, flags};

/// KeyError constructs as its base does.
const fn special_flags(name: &str) -> u32 {
    FLAGS | if crate::object::native::has_word(&["KeyError"], name) { flags::VECTORCALL } else { 0 }
}
const FLAGS: u32 = flags::EXCEPTION_SUBCLASS | flags::TRACKED | flags::HAS_DICT | flags::BASETYPE;

/// A field as an attribute: `object` takes anything and is None again when it is deleted, `position` takes ints only, `count` is not
/// there until it is set.
macro_rules! field_attribute {
    ($name:literal $i:literal) => {
        GetSetDef {
            name: $name,
            get: |vm, e| Ok(field(vm, e, $i)),
            set: Some(|vm, e, v| {
                vm.replace_exception_field(e, $i, v);
                Ok(())
            }),
            doc: "",
        }
    };
    ($name:literal $i:literal position) => {
        GetSetDef {
            name: $name,
            get: |vm, e| match vm.exception_field(e, $i) {
                Value::NULL => vm.new_int(0),
                v => Ok(Ref::new(v)),
            },
            set: Some(|vm, e, v| {
                let Some(v) = v else { return Err(vm.type_error("can't delete numeric/char attribute")) };
                if vm.as_int(v).is_none() {
                    return Err(vm.type_error("an integer is required"));
                }
                let v = vm.new_int(vm.int_arg(v)?)?;
                vm.set_exception_field(e, $i, v);
                Ok(())
            }),
            doc: "",
        }
    };
    ($name:literal $i:literal count) => {
        GetSetDef {
            name: $name,
            get: |vm, e| match vm.exception_field(e, $i) {
                Value::NULL => Err(vm.attribute_error_with(e, vm.intern($name).value(), $name)),
                v => Ok(Ref::new(v)),
            },
            set: Some(|vm, e, v| {
                match v {
                    Some(v) => {
                        let v = vm.new_int(vm.int_arg(v)?)?;
                        vm.set_exception_field(e, $i, v);
                    }
                    None if vm.exception_field(e, $i) == Value::NULL => return Err(vm.attribute_error_with(e, vm.intern($name).value(), $name)),
                    None => vm.replace_exception_field(e, $i, None),
                }
                Ok(())
            }),
            doc: "",
        }
    };
}
macro_rules! fields {
    ($($name:literal $i:literal $($kind:ident)?),*) => { &[$(field_attribute!($name $i $($kind)?)),*] };
}
macro_rules! special {
    ($NAME:ident $name:literal, $doc:literal, $slots:expr, $fields:expr) => {
        pub static $NAME: TypeSpec =
            TypeSpec { name: $name, doc: $doc, flags: special_flags($name), size: size_of::<Exception>(), slots: $slots, methods: &[], getset: $fields };
    };
}
special!(STOP_ITERATION "StopIteration", "Signal the end from iterator.__next__().", Slots { init: Some(first_init), ..Slots::EMPTY }, fields!["value" 0]);
special!(SYSTEM_EXIT "SystemExit", "Request to exit from the interpreter.", Slots { init: Some(exit_init), ..Slots::EMPTY }, fields!["code" 0]);
special!(IMPORT_ERROR "ImportError", "Import can't find module, or can't find name in module.",
    Slots { init: Some(import_init), str: Some(import_str), ..Slots::EMPTY },
    fields!["msg" 0, "name" 1, "path" 2, "name_from" 3]);
pub static ATTRIBUTE_ERROR: TypeSpec = TypeSpec {
    name: "AttributeError",
    doc: "Attribute not found.",
    flags: special_flags("AttributeError"),
    size: size_of::<Exception>(),
    slots: Slots { init: Some(attribute_init), ..Slots::EMPTY },
    methods: super::base::ATTRIBUTE_ERROR_METHODS,
    getset: fields!["name" 0, "obj" 1],
};
special!(NAME_ERROR "NameError", "Name not found globally.", Slots { init: Some(name_init), ..Slots::EMPTY }, fields!["name" 0]);
special!(KEY_ERROR "KeyError", "Mapping key not found.", Slots { str: Some(key_str), ..Slots::EMPTY }, &[]);
special!(OS_ERROR "OSError", "Base class for I/O related errors.",
    Slots { new: Some(os_new), init: Some(os_init), str: Some(os_str), ..Slots::EMPTY },
    fields!["errno" 0, "strerror" 1, "filename" 2, "filename2" 3, "characters_written" 4 count]);
special!(SYNTAX_ERROR "SyntaxError", "Invalid syntax.",
    Slots { init: Some(syntax_init), str: Some(syntax_str), ..Slots::EMPTY },
    fields!["msg" 0, "filename" 1, "lineno" 2, "offset" 3, "text" 4, "end_lineno" 5, "end_offset" 6, "print_file_and_line" 7, "_metadata" 8]);
special!(UNICODE_DECODE_ERROR "UnicodeDecodeError", "Unicode decoding error.",
    Slots { init: Some(unicode_init), str: Some(unicode_str), ..Slots::EMPTY },
    fields!["encoding" 0, "object" 1, "start" 2 position, "end" 3 position, "reason" 4]);
special!(UNICODE_ENCODE_ERROR "UnicodeEncodeError", "Unicode encoding error.",
    Slots { init: Some(unicode_init), str: Some(unicode_str), ..Slots::EMPTY },
    fields!["encoding" 0, "object" 1, "start" 2 position, "end" 3 position, "reason" 4]);
special!(UNICODE_TRANSLATE_ERROR "UnicodeTranslateError", "Unicode translation error.",
    Slots { init: Some(unicode_init), str: Some(unicode_str), ..Slots::EMPTY },
    fields!["object" 1, "start" 2 position, "end" 3 position, "reason" 4]);

fn first_init(vm: &Vm, e: Value, args: &[Value], kwnames: Value) -> Res<()> {
    base_init(vm, e, args, kwnames)?;
    vm.set_exception_field(e, 0, args.first().map_or(Ref::NONE, |v| Ref::new(*v)));
    Ok(())
}
fn exit_init(vm: &Vm, e: Value, args: &[Value], kwnames: Value) -> Res<()> {
    base_init(vm, e, args, kwnames)?;
    let code = match args {
        [] => Ref::NONE,
        [x] => Ref::new(*x),
        _ => Ref::new(vm.exception(e).args),
    };
    vm.set_exception_field(e, 0, code);
    Ok(())
}
/// Sets fields from the keywords of a call, by `(name, field)`.
fn keyword_fields(vm: &Vm, e: Value, what: &str, args: &[Value], kwnames: Value, known: &[(&str, usize)]) -> Res<()> {
    let given = positional(vm, args, kwnames);
    if kwnames == Value::NULL {
        return Ok(());
    }
    let (names, most) = (vm.tuple_items(kwnames), known.len());
    if names.len() > most {
        let plural = if most == 1 { "" } else { "s" };
        return Err(vm.type_error(format!("{what}() takes at most {most} keyword argument{plural} ({} given)", names.len())));
    }
    if names.iter().any(|n| !vm.is_str(*n)) {
        return Err(vm.keywords_must_be_strings());
    }
    for (name, value) in names.iter().zip(&args[given.len()..]) {
        let text = vm.str_text(*name);
        match known.iter().find(|(n, _)| *n == text) {
            Some((_, i)) => vm.set_exception_field(e, *i, Ref::new(*value)),
            None => {
                return Err(vm.type_error(format!("{what}() got an unexpected keyword argument '{text}'")));
            }
        }
    }
    Ok(())
}
fn import_init(vm: &Vm, e: Value, args: &[Value], kwnames: Value) -> Res<()> {
    let given = positional(vm, args, kwnames);
    set_args(vm, e, given)?;
    (1..4).for_each(|i| vm.replace_exception_field(e, i, None));
    keyword_fields(vm, e, "ImportError", args, kwnames, &[("name", 1), ("path", 2), ("name_from", 3)])?;
    vm.replace_exception_field(e, 0, if let [msg] = given { Some(*msg) } else { None });
    Ok(())
}
fn import_str(vm: &Vm, e: Value) -> Res {
    match vm.exception_field(e, 0) {
        m if m != Value::NULL && m.is_exact(vm.types.str) => Ok(Ref::new(m)),
        _ => base_str(vm, e),
    }
}
fn attribute_init(vm: &Vm, e: Value, args: &[Value], kwnames: Value) -> Res<()> {
    set_args(vm, e, positional(vm, args, kwnames))?;
    keyword_fields(vm, e, "AttributeError", args, kwnames, &[("name", 0), ("obj", 1)])
}
fn name_init(vm: &Vm, e: Value, args: &[Value], kwnames: Value) -> Res<()> {
    set_args(vm, e, positional(vm, args, kwnames))?;
    keyword_fields(vm, e, "NameError", args, kwnames, &[("name", 0)])
}
fn key_str(vm: &Vm, e: Value) -> Res {
    match vm.tuple_items(vm.exception(e).args) {
        [k] => vm.repr(*k),
        _ => base_str(vm, e),
    }
}

/// The subclass of OSError for an errno.
pub fn os_error_type(vm: &Vm, errno: i64) -> *mut Type {
    let t = &vm.types;
    match errno as i32 {
        libc::EAGAIN | libc::EALREADY | libc::EINPROGRESS => t.BlockingIOError,
        libc::ECHILD => t.ChildProcessError,
        libc::EPIPE | libc::ESHUTDOWN => t.BrokenPipeError,
        libc::ECONNABORTED => t.ConnectionAbortedError,
        libc::ECONNREFUSED => t.ConnectionRefusedError,
        libc::ECONNRESET => t.ConnectionResetError,
        libc::EEXIST => t.FileExistsError,
        libc::ENOENT => t.FileNotFoundError,
        libc::EINTR => t.InterruptedError,
        libc::EISDIR => t.IsADirectoryError,
        libc::ENOTDIR => t.NotADirectoryError,
        libc::EACCES | libc::EPERM => t.PermissionError,
        libc::ESRCH => t.ProcessLookupError,
        libc::ETIMEDOUT => t.TimeoutError,
        _ => t.OSError,
    }
}
fn os_new(vm: &Vm, ty: *mut Type, args: &[Value], kwnames: Value) -> Res {
    let given = positional(vm, args, kwnames);
    let mut ty = ty;
    if ty == vm.types.OSError
        && (2..=5).contains(&given.len())
        && let Some(crate::object::IntView::Small(errno)) = vm.as_int(given[0])
    {
        ty = os_error_type(vm, errno);
    }
    if initialised_later(ty) {
        return base_new(vm, ty, &[], Value::NULL);
    }
    let e = base_new(vm, ty, args, kwnames)?;
    no_keywords(vm, e.value(), kwnames)?;
    os_fields(vm, e.value(), given)?;
    Ok(e)
}
/// Whether `__init__` is what reads the arguments: in a subclass that overrides it and not `__new__`.
fn initialised_later(ty: *const Type) -> bool {
    // SAFETY: a live type.
    unsafe { (*ty).slots.init != Some(os_init) && (*ty).slots.new == Some(os_new) }
}
fn os_init(vm: &Vm, e: Value, args: &[Value], kwnames: Value) -> Res<()> {
    if !initialised_later(vm.type_of(e)) {
        return Ok(());
    }
    no_keywords(vm, e, kwnames)?;
    os_fields(vm, e, args)
}
fn os_fields(vm: &Vm, e: Value, args: &[Value]) -> Res<()> {
    if (2..=5).contains(&args.len()) {
        vm.set_exception_field(e, 0, Ref::new(args[0]));
        vm.set_exception_field(e, 1, Ref::new(args[1]));
        // The third argument of BlockingIOError is a count, if it is one.
        if args.len() == 3 && vm.is_instance(e, vm.types.BlockingIOError) && vm.as_int(args[2]).is_some() {
            vm.set_exception_field(e, 4, Ref::new(args[2]));
            return set_args(vm, e, args);
        }
        if args.len() >= 3 && !args[2].is_none() {
            vm.set_exception_field(e, 2, Ref::new(args[2]));
            if args.len() == 5 && !args[4].is_none() {
                vm.set_exception_field(e, 3, Ref::new(args[4]));
            }
            return set_args(vm, e, &args[..2]);
        }
    }
    set_args(vm, e, args)
}
fn os_str(vm: &Vm, e: Value) -> Res {
    let get = |i| Some(vm.exception_field(e, i)).filter(|v| *v != Value::NULL);
    let (Some(errno), Some(strerror)) = (get(0), get(1)) else { return base_str(vm, e) };
    let head = format!("[Errno {}] {}", vm.str_text(vm.str_of(errno)?.value()), vm.str_text(vm.str_of(strerror)?.value()));
    match (get(2), get(3)) {
        (Some(a), Some(b)) => vm.new_str(&format!("{head}: {} -> {}", vm.repr_text(a)?, vm.repr_text(b)?)),
        (Some(a), None) => vm.new_str(&format!("{head}: {}", vm.repr_text(a)?)),
        _ => vm.new_str(&head),
    }
}
fn syntax_init(vm: &Vm, e: Value, args: &[Value], kwnames: Value) -> Res<()> {
    base_init(vm, e, args, kwnames)?;
    if let Some(msg) = args.first() {
        vm.set_exception_field(e, 0, Ref::new(*msg));
    }
    if let [_, info] = args {
        let items = vm.collect(*info)?;
        if !(4..=7).contains(&items.len()) {
            return Err(vm.type_error(format!(
                "function takes {} arguments ({} given)",
                if items.len() < 4 { "at least 4" } else { "at most 7" },
                items.len()
            )));
        }
        if items.len() == 5 {
            return Err(vm.type_error("end_offset must be provided when end_lineno is provided"));
        }
        for (i, v) in items.iter().take(6).enumerate() {
            vm.set_exception_field(e, i + 1, v.clone());
        }
    }
    Ok(())
}
fn syntax_str(vm: &Vm, e: Value) -> Res {
    let msg = vm.str_text(vm.str_of(field(vm, e, 0).value())?.value());
    let file = match vm.exception_field(e, 1) {
        f if f != Value::NULL && vm.is_str(f) => {
            let f = vm.str_text(f);
            Some(f.rsplit('/').next().unwrap_or("").to_owned())
        }
        _ => None,
    };
    let line = match vm.exception_field(e, 2) {
        l if l.is_small_int() => Some(l.as_small_int()),
        _ => None,
    };
    match (file, line) {
        (Some(f), Some(l)) => vm.new_str(&format!("{msg} ({f}, line {l})")),
        (Some(f), None) => vm.new_str(&format!("{msg} ({f})")),
        (None, Some(l)) => vm.new_str(&format!("{msg} (line {l})")),
        (None, None) => vm.new_str(&msg),
    }
}
fn unicode_init(vm: &Vm, e: Value, args: &[Value], kwnames: Value) -> Res<()> {
    base_init(vm, e, args, kwnames)?;
    let translate = vm.is_instance(e, vm.types.UnicodeTranslateError);
    let decode = vm.is_instance(e, vm.types.UnicodeDecodeError);
    let want = if translate { 4 } else { 5 };
    if args.len() != want {
        return Err(vm.type_error(format!("function takes exactly {want} arguments ({} given)", args.len())));
    }
    let first = if translate { 1 } else { 0 };
    for (i, v) in args.iter().enumerate() {
        let (i, ok, what) = (i + first, *v, ["str", if decode { "a bytes-like object" } else { "str" }, "int", "int", "str"][i + first]);
        let fits = match i {
            0 | 4 => vm.is_str(ok),
            1 if decode => vm.is_bytes(ok) || vm.has_buffer(ok),
            1 => vm.is_str(ok),
            _ => vm.as_int(ok).is_some(),
        };
        if !fits {
            return Err(vm.type_error(format!("argument {} must be {what}, not {}", i - first + 1, vm.type_name(ok))));
        }
        // What was to be decoded is kept as bytes.
        let copied = if i == 1 && decode && !vm.is_bytes(ok) { crate::types::bytes::buffer_copy(vm, ok)? } else { None };
        let field = copied.map_or_else(|| Ok(Ref::new(ok)), |b| vm.new_bytes(&b))?;
        vm.set_exception_field(e, i, field);
    }
    Ok(())
}
fn unicode_str(vm: &Vm, e: Value) -> Res {
    if vm.exception_field(e, 1) == Value::NULL {
        return Ok(Ref::new(vm.names.empty));
    }
    let text = |i| match vm.exception_field(e, i) {
        Value::NULL => Ok("<NULL>".to_owned()),
        v => Ok(vm.str_text(vm.str_of(Ref::new(v).value())?.value())),
    };
    let translate = vm.is_instance(e, vm.types.UnicodeTranslateError);
    let decode = vm.is_instance(e, vm.types.UnicodeDecodeError);
    let reason = text(4)?;
    let encoding = if translate { String::new() } else { text(0)? };
    // Those may have run code that changed the fields; from here on nothing does.
    let object = field(vm, e, 1);
    let fits = if decode { object.is_heap() && vm.has_flag(object.value(), flags::BYTES_SUBCLASS) } else { vm.is_str(object.value()) };
    if !fits {
        let what = if decode { "bytes" } else { "string" };
        return Err(vm.type_error(format!("UnicodeError 'object' attribute must be a {what}")));
    }
    let len = if decode { crate::types::bytes::data(vm, object.value()).len() } else { vm.str(object.value()).len() } as i64;
    let number = |i| vm.as_int(vm.exception_field(e, i)).and_then(|n| i64::try_from(n.to_big()).ok()).unwrap_or(0);
    let (start, end) = (number(2), number(3));
    let verb = if translate { "translate" } else if decode { "decode" } else { "encode" };
    let head = if translate { "can't translate".to_owned() } else { format!("'{encoding}' codec can't {verb}") };
    if start >= 0 && start < len && end == start + 1 {
        let what = if decode {
            format!("byte {:#04x}", crate::types::bytes::data(vm, object.value())[start as usize])
        } else {
            let c = vm.str(object.value()).point(start as usize);
            let escaped = match c {
                0..=0xFF => format!("\\x{c:02x}"),
                0x100..=0xFFFF => format!("\\u{c:04x}"),
                _ => format!("\\U{c:08x}"),
            };
            format!("character '{escaped}'")
        };
        return vm.new_str(&format!("{head} {what} in position {start}: {reason}"));
    }
    let what = if decode { "bytes" } else { "characters" };
    vm.new_str(&format!("{head} {what} in position {start}-{}: {reason}", end.saturating_sub(1)))
}
