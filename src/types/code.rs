//! `code`.
use crate::bytecode::Bytecode;
use crate::object::{Code, GetSetDef, Header, Res, Slots, TypeSpec, Value, Vm, code_flags, flags};

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
unsafe fn drop_code(vm: &Vm, h: *mut Header) {
    let c = h as *mut Code;
    for v in (*c).consts.iter().chain((*c).names.iter()) {
        v.decref(vm);
    }
    (*c).name.decref(vm);
    (*c).qualname.decref(vm);
    std::ptr::drop_in_place(&raw mut (*c).words);
    std::ptr::drop_in_place(&raw mut (*c).consts);
    std::ptr::drop_in_place(&raw mut (*c).names);
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
crate::native! { static METHODS = [
    "co_positions(self, /)" => fn code_positions(vm, [this]) {
        let b = bytecode(this);
        let mut rows = Vec::new();
        for l in b.locations.iter() {
            let n = |x: u32| if l.line == 0 { Value::NONE } else { Value::small_int(x as i64) };
            rows.push(vm.tuple_from(&[n(l.line), n(l.end_line), n(l.column), n(l.end_column)])?);
        }
        vm.iter(vm.list_from_refs(rows)?.value())
    }
    "co_lines(self, /)" => fn code_lines(vm, [this]) {
        let b = bytecode(this);
        let mut rows = Vec::new();
        for (i, l) in b.locations.iter().enumerate() {
            let end = b.locations.get(i + 1).map_or(b.words.len() as u32, |n| n.offset);
            let line = if l.line == 0 { Value::NONE } else { Value::small_int(l.line as i64) };
            rows.push(vm.tuple_from(&[Value::small_int(l.offset as i64 * 2), Value::small_int(end as i64 * 2), line])?);
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
    GetSetDef { name: "co_nlocals", get: |vm, v| vm.new_int(bytecode(v).locals as i64), set: None, doc: "" },
    GetSetDef { name: "co_stacksize", get: |vm, v| vm.new_int((bytecode(v).registers - bytecode(v).locals) as i64), set: None, doc: "" },
    GetSetDef { name: "co_flags", get: |vm, v| vm.new_int((bytecode(v).flags & (code_flags::SIMPLE - 1)) as i64), set: None, doc: "" },
    GetSetDef { name: "co_names", get: |vm, v| strings(vm, bytecode(v).names.iter().map(|n| &**n)), set: None, doc: "" },
    GetSetDef { name: "co_varnames", get: |vm, v| strings(vm, bytecode(v).local_names.iter().map(|n| &**n)), set: None, doc: "" },
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
    GetSetDef { name: "co_consts", get: |vm, v| vm.tuple_from(&code(v).consts), set: None, doc: "" },
];

