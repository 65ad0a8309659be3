//! `cell`.
use crate::object::{CellObject, GetSetDef, Header, Ref, Slots, TypeSpec, Value, Vm, flags};

pub static SPEC: TypeSpec = TypeSpec {
    name: "cell",
    doc: "Create a new cell object.",
    flags: flags::TRACKED,
    size: size_of::<CellObject>(),
    slots: Slots {
        repr: Some(|vm, v| {
            let text = match c(v).value {
                Value::UNBOUND => format!("<cell at {:#x}: empty>", v.0),
                x => format!("<cell at {:#x}: {} object at {:#x}>", v.0, vm.type_name(x), x.0),
            };
            vm.new_str(&text)
        }),
        new: Some(|vm, _, args, _| match args {
            [] => vm.new_cell(Ref::own(Value::UNBOUND)),
            [v] => vm.new_cell(Ref::new(*v)),
            _ => Err(vm.type_error(format!("cell expected at most 1 argument, got {}", args.len()))),
        }),
        drop: Some(drop_cell),
        traverse: Some(traverse),
        clear: Some(clear),
        ..Slots::EMPTY
    },
    getset: GETSET,
    ..TypeSpec::EMPTY
};
fn c<'a>(v: Value) -> &'a mut CellObject {
    // SAFETY: only called with cells; no borrow is held across code that may change them.
    unsafe { &mut *v.ptr::<CellObject>() }
}
unsafe fn drop_cell(vm: &Vm, h: *mut Header) {
    (*(h as *mut CellObject)).value.decref(vm);
}
unsafe fn traverse(h: *mut Header, visit: &mut dyn FnMut(Value)) {
    visit((*(h as *mut CellObject)).value);
}
unsafe fn clear(vm: &Vm, h: *mut Header) {
    std::mem::replace(&mut (*(h as *mut CellObject)).value, Value::UNBOUND).decref(vm);
}
static GETSET: &[GetSetDef] = &[GetSetDef {
    name: "cell_contents",
    get: |vm, v| match c(v).value {
        Value::UNBOUND => Err(vm.value_error("Cell is empty")),
        x => Ok(Ref::new(x)),
    },
    set: Some(|_, o, v| {
        let new = v.map_or(Value::UNBOUND, |v| Ref::new(v).into_value());
        drop(Ref::own(std::mem::replace(&mut c(o).value, new)));
        Ok(())
    }),
    doc: "",
}];
