//! `traceback`.
use crate::object::{GetSetDef, Header, Ref, Slots, Traceback, TypeSpec, Value, Vm, flags};

pub static SPEC: TypeSpec = TypeSpec {
    name: "traceback",
    doc: "Create a new traceback object.",
    flags: flags::TRACKED,
    size: size_of::<Traceback>(),
    slots: Slots { drop: Some(drop_traceback), traverse: Some(traverse), clear: Some(clear), ..Slots::EMPTY },
    getset: GETSET,
    ..TypeSpec::EMPTY
};
fn t<'a>(v: Value) -> &'a mut Traceback {
    // SAFETY: only called with tracebacks; no borrow is held across code that may change them.
    unsafe { &mut *v.ptr::<Traceback>() }
}
unsafe fn drop_traceback(vm: &Vm, h: *mut Header) {
    clear(vm, h);
    std::ptr::drop_in_place(&raw mut (*(h as *mut Traceback)).locals);
    (*(h as *mut Traceback)).code.decref(vm);
}
unsafe fn clear(vm: &Vm, h: *mut Header) {
    let next = std::mem::replace(&mut (*(h as *mut Traceback)).next, Value::NULL);
    if next != Value::NULL {
        next.decref(vm);
    }
    for v in std::mem::take(&mut (*(h as *mut Traceback)).locals) {
        v.decref(vm);
    }
}
unsafe fn traverse(h: *mut Header, visit: &mut dyn FnMut(Value)) {
    let t = &*(h as *mut Traceback);
    visit(t.code);
    if t.next != Value::NULL {
        visit(t.next);
    }
    t.locals.iter().for_each(|v| visit(*v));
}
static GETSET: &[GetSetDef] = &[
    GetSetDef {
        name: "tb_next",
        get: |_, v| Ok(if t(v).next == Value::NULL { Ref::NONE } else { Ref::new(t(v).next) }),
        set: Some(|vm, o, v| {
            let new = match v {
                Some(v) if v.is_none() => Value::NULL,
                Some(v) if v.is_exact(vm.types.traceback) => v,
                Some(v) => {
                    return Err(vm.type_error(format!("expected traceback object, got '{}'", vm.type_name(v))));
                }
                None => return Err(vm.type_error("can't delete tb_next attribute")),
            };
            let mut link = new;
            while link != Value::NULL {
                if link == o {
                    return Err(vm.value_error("traceback loop detected"));
                }
                link = t(link).next;
            }
            if new != Value::NULL {
                new.incref();
            }
            let old = std::mem::replace(&mut t(o).next, new);
            if old != Value::NULL {
                drop(Ref::own(old));
            }
            Ok(())
        }),
        doc: "",
    },
    GetSetDef { name: "tb_lineno", get: |vm, v| vm.new_int(t(v).line as i64), set: None, doc: "" },
    GetSetDef { name: "tb_lasti", get: |vm, v| vm.new_int(t(v).offset as i64 * 2), set: None, doc: "" },
];
