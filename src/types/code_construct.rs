//! Code objects from their parts: `code(...)` and `code.replace(...)`.
//!
//! The parts are CPython's by name. `co_code`, `co_linetable` and `co_exceptiontable` have this interpreter's own formats (16-bit words,
//! and five and four 32-bit numbers a row, little-endian); whatever is given passes the verifier before it becomes a code object.
use crate::bytecode::{Body, Bytecode, Const, ExceptionEntry, Location, verify};
use crate::object::{Code, Res, Value, Vm, code_flags};
use std::sync::Arc;

/// `co_code`.
pub fn words_to_bytes(words: &[u16]) -> Vec<u8> {
    words.iter().flat_map(|w| w.to_le_bytes()).collect()
}
/// `co_linetable`.
pub fn locations_to_bytes(b: &Bytecode) -> Vec<u8> {
    b.locations
        .iter()
        .flat_map(|l| [l.offset, l.line, l.end_line, l.column, l.end_column])
        .flat_map(u32::to_le_bytes)
        .collect()
}
/// `co_exceptiontable`.
pub fn exceptions_to_bytes(b: &Bytecode) -> Vec<u8> {
    b.exceptions.iter().flat_map(|e| [e.start, e.end, e.handler, e.depth]).flat_map(u32::to_le_bytes).collect()
}

/// `co_lnotab`: pairs of steps in bytes and lines (PEP 626 calls the format deprecated).
pub fn line_steps(b: &Bytecode) -> Vec<u8> {
    let mut out = Vec::new();
    let (mut at, mut line) = (0u32, b.first_line as i64);
    for l in b.locations.iter().filter(|l| l.line != 0) {
        if l.line as i64 == line {
            continue;
        }
        let mut bytes = l.offset * 2 - at;
        let mut step = l.line as i64 - line;
        (at, line) = (l.offset * 2, l.line as i64);
        while bytes > 255 {
            out.extend([255, 0]);
            bytes -= 255;
        }
        while !(-128..=127).contains(&step) {
            let part = step.clamp(-128, 127);
            out.extend([bytes as u8, part as i8 as u8]);
            step -= part;
            bytes = 0;
        }
        out.extend([bytes as u8, step as i8 as u8]);
    }
    out
}

fn rows<const N: usize>(bytes: &[u8]) -> Option<Vec<[u32; N]>> {
    if bytes.len() % (4 * N) != 0 {
        return None;
    }
    let number = |b: &[u8]| u32::from_le_bytes([b[0], b[1], b[2], b[3]]);
    Some(bytes.chunks(4 * N).map(|row| std::array::from_fn(|i| number(&row[4 * i..]))).collect())
}

/// The constant for an object. ValueError for one that code cannot hold.
fn constant(vm: &Vm, v: Value) -> Res<Const> {
    let many = |items: &[Value]| -> Res<Box<[Const]>> { items.iter().map(|i| constant(vm, *i)).collect() };
    vm.check_machine_stack("")?;
    Ok(match v {
        Value::NONE => Const::None,
        Value::TRUE => Const::True,
        Value::FALSE => Const::False,
        Value::ELLIPSIS => Const::Ellipsis,
        _ if v.is_float() => Const::Float(v.as_float()),
        _ if v.is_small_int() => Const::Int(v.as_small_int()),
        _ if v.is_exact(vm.types.int) => big_int(vm, v),
        _ if v.is_exact(vm.types.str) => Const::Str(wtf8(vm, v)),
        _ if v.is_exact(vm.types.bytes) => Const::Bytes(vm.bytes(v).into()),
        _ if v.is_exact(vm.types.tuple) => Const::Tuple(many(vm.tuple_items(v))?),
        _ if v.is_exact(vm.types.frozenset) => {
            let items = vm.collect(v)?;
            Const::FrozenSet(many(&items.iter().map(|i| i.value()).collect::<Vec<_>>())?)
        }
        // SAFETY: the type is checked.
        _ if v.is_exact(vm.types.code) => Const::Code(unsafe { v.get::<Code>() }.bytecode.clone()),
        _ if v.is_exact(vm.types.complex) => {
            // SAFETY: the type is checked.
            let c = unsafe { v.get::<crate::object::ComplexObject>() };
            Const::Complex(c.re, c.im)
        }
        _ => return Err(vm.value_error(format!("a code object cannot hold a constant of type '{}'", vm.type_name(v)))),
    })
}

fn wtf8(vm: &Vm, v: Value) -> Box<[u8]> {
    let mut out = Vec::new();
    vm.str(v).iter().for_each(|c| crate::text::codec::push_utf8(c, &mut out));
    out.into()
}

fn big_int(vm: &Vm, v: Value) -> Const {
    let Some(view) = vm.as_int(v) else { return Const::Int(0) };
    let n = super::int::num(view);
    let length = n.bit_length() as usize / 8 + 1;
    match n.to_bytes(length, true, true) {
        Ok(bytes) => Const::BigInt(bytes.into()),
        Err(_) => Const::Int(0),
    }
}

fn names(vm: &Vm, v: Value, what: &str) -> Res<Box<[Box<str>]>> {
    if !vm.is_tuple(v) {
        return Err(vm.type_error(format!("replace() argument '{what}' must be tuple, not {}", vm.type_name(v))));
    }
    vm.tuple_items(v)
        .iter()
        .map(|n| {
            if vm.is_str(*n) {
                Ok(vm.str_text(*n).into_boxed_str())
            } else {
                Err(vm.type_error(format!("name tuples must contain only strings, not '{}'", vm.type_name(*n))))
            }
        })
        .collect()
}

/// What may be given, in the order of `code`'s parameters.
pub const PARTS: [&str; 18] = [
    "co_argcount", "co_posonlyargcount", "co_kwonlyargcount", "co_nlocals", "co_stacksize", "co_flags", "co_code", "co_consts",
    "co_names", "co_varnames", "co_filename", "co_name", "co_qualname", "co_firstlineno", "co_linetable", "co_exceptiontable",
    "co_freevars", "co_cellvars",
];

/// Flags that say how the code is to be run: they cannot be changed without changing it.
const STRUCTURE: u32 = code_flags::OPTIMIZED
    | code_flags::NEWLOCALS
    | code_flags::VARARGS
    | code_flags::VARKEYWORDS
    | code_flags::GENERATOR
    | code_flags::COROUTINE
    | code_flags::ASYNC_GENERATOR;

/// The code object that differs from `base` in the parts given.
pub fn replaced(vm: &Vm, base: &Bytecode, parts: &[(&str, Value)]) -> Res {
    let mut b = base.clone();
    for (part, v) in parts {
        let v = *v;
        let count = || -> Res<u32> {
            let n = vm.c_int_arg(v)?;
            u32::try_from(n).map_err(|_| vm.value_error("code: argcount must not be negative"))
        };
        let text = || -> Res<Box<str>> {
            if vm.is_str(v) {
                Ok(vm.str_text(v).into_boxed_str())
            } else {
                Err(vm.type_error(format!("replace() argument '{part}' must be str, not {}", vm.argument_type_name(v))))
            }
        };
        let bytes = || -> Res<Vec<u8>> {
            if v.is_exact(vm.types.bytes) {
                Ok(vm.bytes(v).to_vec())
            } else {
                Err(vm.type_error(format!("replace() argument '{part}' must be bytes, not {}", vm.argument_type_name(v))))
            }
        };
        let malformed = || vm.value_error(format!("code: malformed {part}"));
        match *part {
            "co_argcount" => b.arg_count = count()?,
            "co_posonlyargcount" => b.posonly_count = count()?,
            "co_kwonlyargcount" => b.kwonly_count = count()?,
            "co_nlocals" => {
                if count()? as usize != super::code::variable_names(&b).count() {
                    return Err(vm.value_error("code: co_nlocals != len(co_varnames)"));
                }
            }
            "co_stacksize" => b.registers = b.registers.max(b.locals.saturating_add(count()?)).min(0x10000),
            "co_flags" => {
                let new = count()?;
                if (new ^ b.flags) & STRUCTURE != 0 {
                    return Err(vm.value_error("code: these flags belong to the instructions"));
                }
                b.flags = b.flags & (code_flags::SIMPLE | code_flags::CLASS_BODY) | new & !(code_flags::SIMPLE | code_flags::CLASS_BODY);
            }
            "co_code" => {
                let bytes = bytes()?;
                if bytes.len() % 2 != 0 {
                    return Err(malformed());
                }
                b.body_mut().words = bytes.chunks(2).map(|w| u16::from_le_bytes([w[0], w[1]])).collect();
            }
            "co_consts" => {
                if !vm.is_tuple(v) {
                    return Err(vm.type_error(format!("replace() argument 'co_consts' must be tuple, not {}", vm.type_name(v))));
                }
                b.body_mut().consts = vm.tuple_items(v).iter().map(|c| constant(vm, *c)).collect::<Res<_>>()?;
            }
            "co_names" => b.body_mut().names = names(vm, v, part)?,
            "co_varnames" => {
                let new = names(vm, v, part)?;
                let places: Vec<usize> = super::code::variable_places(&b).collect();
                if places.len() != new.len() {
                    return Err(vm.value_error("code: varnames is too small"));
                }
                for (place, name) in places.into_iter().zip(new) {
                    b.local_names[place] = name;
                }
            }
            "co_cellvars" => {
                let new = names(vm, v, part)?;
                if new.len() != b.cells.len() {
                    return Err(vm.value_error("code: the number of cells belongs to the instructions"));
                }
                for (place, name) in b.cells.clone().iter().zip(new) {
                    b.local_names[*place as usize] = name;
                }
            }
            "co_freevars" => b.free_names = names(vm, v, part)?,
            "co_filename" => b.filename = Arc::from(text()?),
            "co_name" => b.name = text()?,
            "co_qualname" => b.qualname = text()?,
            "co_firstlineno" => b.first_line = vm.c_int_arg(v)?.max(0) as u32,
            "co_linetable" => {
                let rows = rows::<5>(&bytes()?).ok_or_else(malformed)?;
                b.body_mut().locations = rows
                    .into_iter()
                    .map(|[offset, line, end_line, column, end_column]| Location { offset, line, end_line, column, end_column })
                    .collect();
                if b.locations.windows(2).any(|w| w[0].offset > w[1].offset) {
                    return Err(malformed());
                }
            }
            "co_exceptiontable" => {
                let rows = rows::<4>(&bytes()?).ok_or_else(malformed)?;
                b.body_mut().exceptions =
                    rows.into_iter().map(|[start, end, handler, depth]| ExceptionEntry { start, end, handler, depth }).collect();
            }
            _ => return Err(vm.type_error(format!("replace() got an unexpected keyword argument '{part}'"))),
        }
    }
    if let Err(e) = verify::verify(&b) {
        return Err(vm.value_error(format!("code: {e}")));
    }
    let names_are_globals = b.flags & code_flags::OPTIMIZED == 0 && base.flags & code_flags::CLASS_BODY == 0;
    crate::vm::new_code(vm, &Arc::new(b), names_are_globals)
}

/// A code object from all its parts.
pub fn from_parts(vm: &Vm, values: &[Value]) -> Res {
    let empty = Bytecode {
        name: "".into(),
        qualname: "".into(),
        filename: Arc::from(""),
        first_line: 1,
        flags: vm.c_int_arg(values[5])? as u32,
        arg_count: 0,
        posonly_count: 0,
        kwonly_count: 0,
        locals: 0,
        registers: 0,
        local_names: Box::default(),
        cells: Box::default(),
        free_names: Box::default(),
        body: Body::default().into(),
    };
    let mut base = empty;
    let variables = names(vm, values[9], "varnames")?;
    let cells = names(vm, values[17], "cellvars")?;
    // Parameters that are cells keep their place; other cells lie behind the variables.
    let mut all: Vec<Box<str>> = variables.to_vec();
    all.extend(cells.iter().filter(|c| !variables.contains(c)).cloned());
    base.cells = cells.iter().filter_map(|c| all.iter().position(|n| n == c)).map(|i| i as u32).collect();
    base.locals = all.len() as u32;
    base.local_names = all.into();
    base.registers = base.locals;
    let parts: Vec<(&str, Value)> =
        PARTS.iter().zip(values).filter(|(p, _)| **p != "co_varnames" && **p != "co_cellvars").map(|(p, v)| (*p, *v)).collect();
    replaced(vm, &base, &parts)
}

/// Whether two code objects are interchangeable: equal in all but where their source lies.
pub fn same(a: &Bytecode, b: &Bytecode) -> bool {
    a.name == b.name
        && a.qualname == b.qualname
        && a.first_line == b.first_line
        && a.flags == b.flags
        && (a.arg_count, a.posonly_count, a.kwonly_count) == (b.arg_count, b.posonly_count, b.kwonly_count)
        && a.words == b.words
        && a.consts == b.consts
        && a.names == b.names
        && a.local_names == b.local_names
        && a.free_names == b.free_names
        && a.exceptions == b.exceptions
        && a.locations == b.locations
        && a.edges == b.edges
}

