//! `traceback`.
use crate::native;
use crate::object::{GetSetDef, Header, Ref, Slots, Traceback, TypeSpec, Value, Vm, flags};

pub static SPEC: TypeSpec = TypeSpec {
    name: "traceback",
    doc: "Create a new traceback object.",
    flags: flags::TRACKED,
    size: size_of::<Traceback>(),
    slots: Slots {
        new: Some(|vm, _, args, kwnames| crate::object::call_native(vm, &NEW[0], args, kwnames)),
        drop: Some(drop_traceback),
        traverse: Some(traverse),
        clear: Some(clear),
        ..Slots::EMPTY
    },
    methods: METHODS,
    getset: GETSET,
    ..TypeSpec::EMPTY
};
fn t<'a>(v: Value) -> &'a mut Traceback {
    // SAFETY: only called with tracebacks; no borrow is held across code that may change them.
    unsafe { &mut *v.ptr::<Traceback>() }
}
unsafe fn drop_traceback(vm: &Vm, h: *mut Header) {
    clear(vm, h);
    (*(h as *mut Traceback)).frame.decref(vm);
}
unsafe fn clear(vm: &Vm, h: *mut Header) {
    let next = std::mem::replace(&mut (*(h as *mut Traceback)).next, Value::NULL);
    if next != Value::NULL {
        next.decref(vm);
    }
}
unsafe fn traverse(h: *mut Header, visit: &mut dyn FnMut(Value)) {
    let t = &*(h as *mut Traceback);
    visit(t.frame);
    if t.next != Value::NULL {
        visit(t.next);
    }
}
native! { static NEW = [
    "traceback(tb_next, tb_frame, tb_lasti, tb_lineno)" => fn traceback_new(vm, [next, frame, lasti, lineno]) {
        if !frame.is_exact(vm.types.frame) {
            return Err(vm.type_error(format!("traceback() argument 'tb_frame' must be frame, not {}", vm.type_name(frame))));
        }
        let (lasti, lineno) = (vm.c_int_arg(lasti)?, vm.c_int_arg(lineno)?);
        let next = match next {
            Value::NONE => Value::NULL,
            v if v.is_exact(vm.types.traceback) => v,
            v => return Err(vm.type_error(format!("expected traceback object or None, got '{}'", vm.type_name(v)))),
        };
        vm.new_object::<Traceback>(vm.types.traceback, |p| {
            if next != Value::NULL {
                next.incref();
            }
            frame.incref();
            // SAFETY: the cell is fresh and large enough.
            unsafe {
                (*p).next = next;
                (*p).frame = frame;
                (*p).offset = (lasti.max(0) / 2) as u32;
                (*p).line = lineno.max(0) as u32;
            }
        })
    }
]; }
native! { static METHODS = [
    "__dir__(self, /)" => fn traceback_dir(vm, [_this]) {
        let names = ["tb_frame", "tb_next", "tb_lasti", "tb_lineno"].map(|n| vm.intern(n));
        vm.list_from_refs(names.into_iter().collect())
    }
]; }
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
    GetSetDef { name: "tb_frame", get: |_, v| Ok(Ref::new(t(v).frame)), set: None, doc: "" },
    GetSetDef { name: "tb_lineno", get: |vm, v| vm.new_int(t(v).line() as i64), set: None, doc: "" },
    GetSetDef { name: "tb_lasti", get: |vm, v| vm.new_int(t(v).offset as i64 * 2), set: None, doc: "" },
];
