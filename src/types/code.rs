//! `code`.
use crate::bytecode::Bytecode;
use super::code_construct;
use crate::object::{Code, CompareOp, GetSetDef, Header, Ref, Res, Slots, TypeSpec, Value, Vm, code_flags, flags};

pub static SPEC: TypeSpec = TypeSpec {
    name: "code",
    doc: "Create a code object.  Not for mere mortals.",
    flags: flags::TRACKED | flags::WEAKREFABLE,
    size: size_of::<Code>(),
    slots: Slots {
        repr: Some(|vm, v| {
            let b = bytecode(v);
            vm.new_str(&format!(
                "<code object {} at {:#x}, file \"{}\", line {}>",
                b.name, v.0, b.filename, b.first_line
            ))
        }),
        compare: Some(|vm, a, b, op| {
            if !matches!(op, CompareOp::Eq | CompareOp::Ne) || !b.is_exact(vm.types.code) {
                return Ok(Ref::NOT_IMPLEMENTED);
            }
            Ok(Ref::bool((a == b || code_construct::same(bytecode(a), bytecode(b))) == (op == CompareOp::Eq)))
        }),
        hash: Some(|vm, v| {
            let b = bytecode(v);
            let mut h = vm.hash(vm.intern(&b.name).value())?;
            for x in [b.arg_count, b.posonly_count, b.kwonly_count, b.flags, b.first_line, b.words.len() as u32] {
                h = h.wrapping_mul(1_000_003) ^ x as i64;
            }
            Ok(h)
        }),
        new: Some(|vm, _, args, kwnames| crate::object::call_native(vm, &NEW[0], args, kwnames)),
        drop: Some(drop_code),
        traverse: Some(traverse),
        ..Slots::EMPTY
    },
    methods: METHODS,
    getset: GETSET,
};

fn code<'a>(v: Value) -> &'a Code {
    // SAFETY: only called with code objects, which are immutable but for their handler words.
    unsafe { v.get::<Code>() }
}
fn bytecode<'a>(v: Value) -> &'a Bytecode {
    &code(v).bytecode
}
/// The words as running has specialised them, inline caches included.
fn adaptive_code(vm: &Vm, v: Value) -> Res {
    let words = if code(v).words.is_empty() { &bytecode(v).words } else { &code(v).words };
    vm.new_bytes(&code_construct::words_to_bytes(words))
}
fn consts(vm: &Vm, v: Value) -> Res {
    // SAFETY: a live code object.
    unsafe { crate::vm::prepare_code(vm, v.ptr())? };
    vm.tuple_from(&code(v).consts)
}
unsafe fn drop_code(vm: &Vm, h: *mut Header) {
    let c = h as *mut Code;
    crate::vm::monitoring::forget_code(vm, c);
    for v in (*c).consts.iter().chain((*c).names.iter()).chain((*c).parameters.iter()) {
        v.decref(vm);
    }
    (*c).name.decref(vm);
    (*c).qualname.decref(vm);
    std::ptr::drop_in_place(&raw mut (*c).words);
    std::ptr::drop_in_place(&raw mut (*c).consts);
    std::ptr::drop_in_place(&raw mut (*c).names);
    std::ptr::drop_in_place(&raw mut (*c).parameters);
    std::ptr::drop_in_place(&raw mut (*c).bytecode);
}
unsafe fn traverse(h: *mut Header, visit: &mut dyn FnMut(Value)) {
    for v in (*(h as *mut Code)).consts.iter() {
        visit(*v);
    }
}
fn strings<'a>(vm: &Vm, names: impl Iterator<Item = &'a str>) -> Res {
    vm.tuple_from_refs(names.map(|n| vm.intern(n)).collect::<Vec<_>>())
}
/// Registers of the variables that `co_varnames` names: parameters, and locals that no inner function shares.
pub fn variable_places(b: &Bytecode) -> impl Iterator<Item = usize> + '_ {
    let stars = [code_flags::VARARGS, code_flags::VARKEYWORDS].iter().filter(|f| b.flags & **f != 0).count();
    let parameters = (b.arg_count + b.kwonly_count) as usize + stars;
    (0..b.local_names.len())
        .filter(move |i| *i < parameters || !b.cells.contains(&(*i as u32)) && !b.local_names[*i].starts_with('.'))
}
/// `co_varnames`.
pub fn variable_names(b: &Bytecode) -> impl Iterator<Item = &str> {
    variable_places(b).map(|i| &*b.local_names[i])
}
/// `__replace__` is `replace` under another name.
fn no_positional(vm: &Vm, args: &[Value]) -> Res<()> {
    if args.len() > 1 {
        return Err(vm.type_error("replace() takes no positional arguments"));
    }
    Ok(())
}

crate::native! { static NEW = [
    "code(*args)" => fn code_new(vm, [], *args) {
        let mut values: Vec<Value> = args.to_vec();
        let (least, most) = (16, code_construct::PARTS.len());
        if args.len() < least || args.len() > most {
            let (bound, n) = if args.len() < least { ("least", least) } else { ("most", most) };
            return Err(vm.type_error(format!("code expected at {bound} {n} arguments, got {}", args.len())));
        }
        values.resize(most, vm.empty_tuple.get());
        code_construct::from_parts(vm, &values)
    }
]; }
crate::native! { static METHODS = [
    /// Return a copy of the code object with new values for the specified fields.
    "replace(self, /, **changes)" => fn code_replace(vm, [this, changes]) {
        let mut parts = Vec::new();
        let held: Vec<(String, Ref)> = if changes.is_unbound() { Vec::new() } else {
            vm.dict(changes).iter().map(|(k, v)| (vm.str_text(k), Ref::new(v))).collect()
        };
        for (name, value) in &held {
            parts.push((name.as_str(), value.value()));
        }
        code_construct::replaced(vm, bytecode(this), &parts)
    }
    @objects(|vm, args, _, _| no_positional(vm, args)) "__replace__(self, /, **changes)" => fn code_replace_dunder(vm, [this, changes]) {
        let f = vm.getattr_str(this, "replace")?;
        if changes.is_unbound() {
            return vm.call(f.value(), &[]);
        }
        let (keys, values): (Vec<Ref>, Vec<Value>) = vm.dict(changes).iter().map(|(k, v)| (Ref::new(k), v)).unzip();
        let held: Vec<Ref> = values.iter().map(|v| Ref::new(*v)).collect();
        let names = vm.tuple_from_refs(keys)?;
        let r = vm.call_with(f.value(), &values, names.value());
        drop(held);
        r
    }
    /// Internal-only method: the name of a register.
    "_varname_from_oparg(self, /, oparg)" => fn varname(vm, [this, oparg]) {
        let b = bytecode(this);
        let i = vm.c_int_arg(oparg)?;
        match usize::try_from(i).ok().and_then(|i| b.local_names.get(i)) {
            Some(n) => vm.new_str(n),
            None => Err(vm.index_error("tuple index out of range")),
        }
    }
    "co_branches(self, /)" => fn code_branches(vm, [this]) {
        let b = bytecode(this);
        let mut rows = Vec::new();
        for (from, next, target) in b.branches() {
            let offsets = [from, next, target].map(|o| Value::small_int(o as i64 * 2));
            rows.push(vm.tuple_from(&offsets)?);
        }
        vm.iter(vm.list_from_refs(rows)?.value())
    }
    "__sizeof__(self, /)" => fn code_sizeof(vm, [this]) {
        let b = bytecode(this);
        vm.new_usize(size_of::<Code>() + size_of::<Bytecode>() + b.words.len() * 4 + b.locations.len() * 20)
    }
    "co_positions(self, /)" => fn code_positions(vm, [this]) {
        // A row for each word of two bytes, so that half of `tb_lasti` is an index.
        let b = bytecode(this);
        let mut rows: Vec<Ref> = Vec::with_capacity(b.words.len());
        let first = b.locations.first().map_or(b.words.len(), |l| l.offset as usize);
        let nowhere = vm.tuple_from(&[Value::small_int(b.first_line as i64), Value::NONE, Value::NONE, Value::NONE])?;
        rows.resize(first, nowhere);
        for (i, l) in b.locations.iter().enumerate() {
            let n = |x: u32| if l.line == 0 { Value::NONE } else { Value::small_int(x as i64) };
            let hidden = vm.config.no_debug_ranges;
            let m = |x: u32| if hidden { Value::NONE } else { n(x) };
            let row = vm.tuple_from(&[n(l.line), m(l.end_line), m(l.column), m(l.end_column)])?;
            let end = b.locations.get(i + 1).map_or(b.words.len(), |next| next.offset as usize);
            rows.resize(end.max(rows.len()), row);
        }
        vm.iter(vm.list_from_refs(rows)?.value())
    }
    "co_lines(self, /)" => fn code_lines(vm, [this]) {
        let b = bytecode(this);
        let mut rows = Vec::new();
        let table = b.line_table();
        for (i, (start, line)) in table.iter().enumerate() {
            let end = table.get(i + 1).map_or(2 * b.words.len() as u32, |next| next.0);
            let line = if *line == 0 && *start != b.entry_byte() { Value::NONE } else { Value::small_int(i64::from(*line)) };
            rows.push(vm.tuple_from(&[Value::small_int(i64::from(*start)), Value::small_int(i64::from(end)), line])?);
        }
        vm.iter(vm.list_from_refs(rows)?.value())
    }
]; }
static GETSET: &[GetSetDef] = &[
    GetSetDef { name: "co_name", get: |vm, v| Ok(vm.intern(&bytecode(v).name)), set: None, doc: "" },
    GetSetDef { name: "co_qualname", get: |vm, v| Ok(vm.intern(&bytecode(v).qualname)), set: None, doc: "" },
    GetSetDef { name: "co_filename", get: |vm, v| vm.new_str(&bytecode(v).filename), set: None, doc: "" },
    GetSetDef { name: "co_firstlineno", get: |vm, v| vm.new_int(bytecode(v).first_line as i64), set: None, doc: "" },
    GetSetDef {
        name: "co_argcount",
        get: |vm, v| vm.new_int(bytecode(v).arg_count as i64),
        set: None,
        doc: "",
    },
    GetSetDef { name: "co_posonlyargcount", get: |vm, v| vm.new_int(bytecode(v).posonly_count as i64), set: None, doc: "" },
    GetSetDef { name: "co_kwonlyargcount", get: |vm, v| vm.new_int(bytecode(v).kwonly_count as i64), set: None, doc: "" },
    GetSetDef { name: "co_nlocals", get: |vm, v| vm.new_usize(variable_names(bytecode(v)).count()), set: None, doc: "" },
    GetSetDef { name: "co_stacksize", get: |vm, v| vm.new_int((bytecode(v).registers - bytecode(v).locals) as i64), set: None, doc: "" },
    GetSetDef { name: "co_flags", get: |vm, v| vm.new_int((bytecode(v).flags & !(code_flags::SIMPLE | code_flags::CLASS_BODY)) as i64), set: None, doc: "" },
    GetSetDef { name: "co_names", get: |vm, v| strings(vm, bytecode(v).names.iter().map(|n| &**n)), set: None, doc: "" },
    GetSetDef { name: "co_varnames", get: |vm, v| strings(vm, variable_names(bytecode(v))), set: None, doc: "" },
    GetSetDef { name: "co_freevars", get: |vm, v| strings(vm, bytecode(v).free_names.iter().map(|n| &**n)), set: None, doc: "" },
    GetSetDef {
        name: "co_cellvars",
        get: |vm, v| {
            let b = bytecode(v);
            strings(vm, b.cells.iter().filter_map(|c| b.local_names.get(*c as usize)).map(|n| &**n))
        },
        set: None,
        doc: "",
    },
    GetSetDef { name: "co_code", get: |vm, v| vm.new_bytes(&code_construct::words_to_bytes(&bytecode(v).words)), set: None, doc: "" },
    GetSetDef { name: "_co_code_adaptive", get: adaptive_code, set: None, doc: "" },
    GetSetDef { name: "co_linetable", get: |vm, v| vm.new_bytes(&code_construct::locations_to_bytes(bytecode(v))), set: None, doc: "" },
    GetSetDef { name: "co_exceptiontable", get: |vm, v| vm.new_bytes(&code_construct::exceptions_to_bytes(bytecode(v))), set: None, doc: "" },
    GetSetDef { name: "co_lnotab", get: |vm, v| vm.new_bytes(&code_construct::line_steps(bytecode(v))), set: None, doc: "" },
    GetSetDef { name: "co_consts", get: consts, set: None, doc: "" },
];

