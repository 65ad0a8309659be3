//! `frame`.
use crate::native;
use crate::object::{Dict, FrameObject, FrameState, Function, GetSetDef, Header, Ref, Res, Slots, TypeSpec, Value, Vm, code_flags, flags};
use crate::vm::frames;
use crate::vm::monitoring::{jump, told};

pub static SPEC: TypeSpec = TypeSpec {
    name: "frame",
    flags: flags::TRACKED,
    size: size_of::<FrameObject>(),
    slots: Slots {
        repr: Some(|vm, v| {
            let b = &frames::code(v).bytecode;
            let line = line(vm, v).unwrap_or(b.first_line);
            vm.new_str(&format!("<frame at {:#x}, file '{}', line {line}, code {}>", v.0, b.filename, b.name))
        }),
        drop: Some(drop_frame),
        traverse: Some(traverse),
        clear: Some(clear),
        ..Slots::EMPTY
    },
    methods: METHODS,
    getset: GETSET,
    ..TypeSpec::EMPTY
};

fn o<'a>(v: Value) -> &'a mut FrameObject {
    // SAFETY: only called with frames; no borrow is held across code that may change them.
    unsafe { &mut *v.ptr::<FrameObject>() }
}
fn function<'a>(v: Value) -> &'a Function {
    // SAFETY: a frame owns its function.
    unsafe { o(v).function.get::<Function>() }
}

fn take(slot: &mut Value) -> Ref {
    let v = std::mem::replace(slot, Value::NULL);
    if v == Value::NULL { Ref::NONE } else { Ref::own(v) }
}
unsafe fn release_locals(vm: &Vm, f: &mut FrameObject) {
    for v in std::mem::take(&mut f.values) {
        v.decref(vm);
    }
    if let Some(rare) = f.rare.take() {
        for v in [rare.names, rare.trace].into_iter().chain(rare.overwritten) {
            if v != Value::NULL {
                v.decref(vm);
            }
        }
    }
}
unsafe fn drop_frame(vm: &Vm, h: *mut Header) {
    let f = &mut *(h as *mut FrameObject);
    release_locals(vm, f);
    drop(take(&mut f.back));
    drop(take(&mut f.namespace));
    f.function.decref(vm);
}
unsafe fn traverse(h: *mut Header, visit: &mut dyn FnMut(Value)) {
    let f = &*(h as *mut FrameObject);
    visit(f.function);
    for v in [f.back, f.namespace] {
        if v != Value::NULL {
            visit(v);
        }
    }
    f.values.iter().for_each(|v| visit(*v));
    if let Some(rare) = &f.rare {
        for v in [rare.names, rare.trace].iter().chain(&rare.overwritten) {
            if *v != Value::NULL {
                visit(*v);
            }
        }
    }
}
unsafe fn clear(vm: &Vm, h: *mut Header) {
    let f = &mut *(h as *mut FrameObject);
    release_locals(vm, f);
    drop(take(&mut f.back));
}

/// The line a frame is at; None where the instruction has none.
pub fn line(vm: &Vm, v: Value) -> Option<u32> {
    let b = &frames::code(v).bytecode;
    if let Some(line) = told::line(vm, v) {
        return Some(line);
    }
    match frames::offset(vm, v) {
        None => Some(b.first_line),
        Some(offset) => Some(b.line_at(offset)).filter(|l| *l != 0),
    }
}

/// `f_locals`: the namespace of a module or class body itself, a proxy that writes through for functions (PEP 667).
pub fn locals(vm: &Vm, v: Value) -> Res {
    if o(v).namespace != Value::NULL {
        return Ok(Ref::new(o(v).namespace));
    }
    if frames::code(v).flags & code_flags::OPTIMIZED == 0 {
        return Ok(Ref::new(Value::from_ptr(function(v).globals)));
    }
    super::frame_locals::new(vm, v)
}

native! { static METHODS = [
    /// Clear all references held by the frame.
    "clear(self, /)" => fn frame_clear(vm, [this]) {
        match o(this).state {
            FrameState::Running => return Err(vm.runtime_error("cannot clear an executing frame")),
            FrameState::Suspended => {
                let g = Ref::new(o(this).generator);
                // SAFETY: a suspended frame's generator is alive.
                if unsafe { g.value().get::<crate::object::Generator>().state } == crate::object::GeneratorState::Suspended {
                    return Err(vm.runtime_error("cannot clear a suspended frame"));
                }
                // A coroutine that has not begun is never awaited now.
                if let Some(finalise) = vm.slots(g.value()).del {
                    finalise(vm, g.value());
                }
                let close = vm.names.close;
                vm.call_method(g.value(), close, &[])?;
            }
            FrameState::Left | FrameState::Cleared => {}
        }
        o(this).state = FrameState::Cleared;
        // SAFETY: the frame has been left: nothing uses its locals.
        unsafe { release_locals(vm, o(this)) };
        Ok(Ref::NONE)
    }
    /// Return the size of the frame in memory, in bytes.
    "__sizeof__(self, /)" => fn frame_sizeof(vm, [this]) {
        vm.new_usize(size_of::<FrameObject>() + o(this).values.len() * 8)
    }
]; }

static GETSET: &[GetSetDef] = &[
    GetSetDef { name: "f_back", get: |vm, v| Ok(frames::back(vm, v)?.unwrap_or(Ref::NONE)), set: None, doc: "" },
    GetSetDef { name: "f_code", get: |_, v| Ok(Ref::new(Value::from_ptr(function(v).code))), set: None, doc: "" },
    GetSetDef { name: "f_globals", get: |_, v| Ok(Ref::new(Value::from_ptr::<Dict>(function(v).globals))), set: None, doc: "" },
    GetSetDef { name: "f_builtins", get: |_, v| Ok(Ref::new(Value::from_ptr::<Dict>(function(v).builtins))), set: None, doc: "" },
    GetSetDef { name: "f_locals", get: locals, set: None, doc: "" },
    GetSetDef {
        name: "f_lasti",
        get: |vm, v| {
            let byte = told::byte(vm, v).or_else(|| frames::offset(vm, v).map(|offset| 2 * offset));
            vm.new_int(byte.map_or(-1, i64::from))
        },
        set: None,
        doc: "",
    },
    GetSetDef {
        name: "f_lineno",
        get: |vm, v| match line(vm, v) {
            Some(line) => vm.new_int(line as i64),
            None => Ok(Ref::NONE),
        },
        set: Some(|vm, this, v| match v {
            Some(v) => jump::set_line(vm, this, v, |unbound| {
                let what = if unbound == 1 { "local" } else { "locals" };
                let text = format!("assigning None to {unbound} unbound {what}");
                crate::report::warnings::warn(vm, vm.types.RuntimeWarning, &text, 1)
            }),
            None => {
                let text = "attribute 'f_lineno' of 'frame' objects cannot be deleted";
                Err(vm.raise_type(vm.types.AttributeError, text))
            }
        }),
        doc: "",
    },
    GetSetDef {
        name: "f_trace",
        get: |_, v| Ok(o(v).rare.as_ref().filter(|r| r.trace != Value::NULL).map_or(Ref::NONE, |r| Ref::new(r.trace))),
        set: Some(|_, v, new| {
            let new = new.filter(|n| !n.is_none()).map_or(Value::NULL, |n| Ref::new(n).into_value());
            let old = std::mem::replace(&mut frames::extra(v).trace, new);
            if old != Value::NULL {
                drop(Ref::own(old));
            }
            Ok(())
        }),
        doc: "",
    },
    GetSetDef {
        name: "f_trace_lines",
        get: |_, v| Ok(Ref::bool(o(v).trace_lines)),
        set: Some(|vm, v, new| set_flag(vm, &mut o(v).trace_lines, new)),
        doc: "",
    },
    GetSetDef {
        name: "f_trace_opcodes",
        get: |_, v| Ok(Ref::bool(o(v).trace_opcodes)),
        set: Some(|vm, v, new| set_flag(vm, &mut o(v).trace_opcodes, new)),
        doc: "",
    },
    GetSetDef {
        name: "f_generator",
        get: |_, v| Ok(if o(v).generator == Value::NULL { Ref::NONE } else { Ref::new(o(v).generator) }),
        set: None,
        doc: "",
    },
];

fn set_flag(vm: &Vm, flag: &mut bool, new: Option<Value>) -> Res<()> {
    match new {
        Some(Value::TRUE) => *flag = true,
        Some(Value::FALSE) => *flag = false,
        _ => return Err(vm.type_error("attribute value type must be bool")),
    }
    Ok(())
}
