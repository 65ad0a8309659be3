//! `builtin_function_or_method`: native functions, and native methods bound to their receiver.
use super::type_call::{call_new, new_def};
use crate::object::{GetSetDef, Header, NativeFunction, NativeKind, Ref, Res, Slots, Type, TypeSpec, Value, Vm, bind::Caller, call_native, call_native_as, flags};

pub static SPEC: TypeSpec = TypeSpec {
    name: "builtin_function_or_method",
    flags: flags::TRACKED | flags::WEAKREFABLE,
    size: size_of::<NativeFunction>(),
    slots: Slots {
        repr: Some(repr),
        hash: Some(|_, v| {
            let f = native(v);
            Ok(f.def as *const _ as i64 ^ if f.owner.is_null() { 0 } else { super::object::identity_hash(f.receiver) })
        }),
        compare: Some(|_, a, b, op| {
            use crate::object::CompareOp;
            // SAFETY: heap values have a type.
            if !matches!(op, CompareOp::Eq | CompareOp::Ne) || !b.is_heap() || unsafe { a.heap_type() != b.heap_type() } {
                return Ok(Ref::NOT_IMPLEMENTED);
            }
            let (x, y) = (native(a), native(b));
            Ok(Ref::bool((std::ptr::eq(x.def, y.def) && x.receiver == y.receiver) == (op == CompareOp::Eq)))
        }),
        call: Some(call),
        drop: Some(drop_native),
        traverse: Some(traverse_native),
        ..Slots::EMPTY
    },
    methods: METHODS,
    getset: GETSET,
    ..TypeSpec::EMPTY
};

/// The payload of a native callable.
pub(super) fn native<'a>(v: Value) -> &'a NativeFunction {
    // SAFETY: only called with native callables.
    unsafe { v.get::<NativeFunction>() }
}
/// Drop slot of all native callables.
///
/// # Safety
/// `h` is a native callable whose count is zero.
pub unsafe fn drop_native(vm: &Vm, h: *mut Header) {
    let v = (*(h as *mut NativeFunction)).receiver;
    if v != Value::NULL {
        v.decref(vm);
    }
}
/// Traverse slot of all native callables.
///
/// # Safety
/// `h` is a live native callable.
pub unsafe fn traverse_native(h: *mut Header, visit: &mut dyn FnMut(Value)) {
    let v = (*(h as *mut NativeFunction)).receiver;
    if v != Value::NULL {
        visit(v);
    }
}

/// Call slot: a receiver is passed on where the function is a type's method (a module function's receiver is its module).
pub fn call(vm: &Vm, f: Value, args: &[Value], kwnames: Value) -> Res {
    let f = native(f);
    if f.owner.is_null() {
        return call_native(vm, f.def, args, kwnames);
    }
    if f.receiver == Value::NULL {
        return call_native_as(vm, f.def, args, kwnames, Caller::Static(f.owner));
    }
    if std::ptr::eq(f.def, new_def()) {
        return call_new(vm, f.receiver.ptr(), args, kwnames);
    }
    let n = args.len() + 1;
    if n <= 5 {
        let mut all = [f.receiver; 5];
        all[1..n].copy_from_slice(args);
        return call_native_as(vm, f.def, &all[..n], kwnames, Caller::Bound);
    }
    let mut all = Vec::with_capacity(n);
    all.push(f.receiver);
    all.extend_from_slice(args);
    call_native_as(vm, f.def, &all, kwnames, Caller::Bound)
}

fn repr(vm: &Vm, v: Value) -> Res {
    let f = native(v);
    let name = f.def.sig.name();
    if f.def.kind == NativeKind::StaticMethod && !f.owner.is_null() {
        return vm.new_str(&format!("<built-in method {name} of type object at {:#x}>", f.owner as usize));
    }
    if f.receiver == Value::NULL || f.owner.is_null() {
        return vm.new_str(&format!("<built-in function {name}>"));
    }
    vm.new_str(&format!("<built-in method {name} of {} object at {:#x}>", vm.type_name(f.receiver), f.receiver.0))
}

/// The text in front of a parameter list, with `$` before the receiver, as `inspect` reads it.
/// Builtin functions that show no signature, as no signature says what they accept.
const WITHOUT_SIGNATURE: [&str; 8] = ["dir", "getattr", "iter", "max", "min", "next", "vars", "update"];

pub(super) fn text_signature(vm: &Vm, f: &NativeFunction) -> Res {
    let sig = &f.def.sig;
    // As source text: a default that has no notation is marked, other ones are literals.
    let text = sig.text[sig.name_len as usize..].replace('\n', "\\n").replace("=,", "=<unrepresentable>,").replace("=)", "=<unrepresentable>)");
    let text = text.replace("=9223372036854775807", "=sys.maxsize");
    match sig.name() {
        "__new__" => return vm.new_str("($type, *args, **kwargs)"),
        "sorted" if f.owner.is_null() => return vm.new_str("($module, iterable, /, *, key=None, reverse=False)"),
        name if f.owner.is_null() || f.owner == vm.types.dict => {
            if WITHOUT_SIGNATURE.contains(&name) && sig.has_star | text.contains("<unrepresentable>") | (name == "update") {
                return Ok(Ref::NONE);
            }
        }
        _ => {}
    }
    let (first, rest) = match ["(self", "(cls", "(type"].iter().find_map(|receiver| text.strip_prefix(receiver)) {
        _ if f.owner.is_null() => ("module", if text == "()" { ")".to_owned() } else { format!(", {}", &text[1..]) }),
        Some(rest) if f.def.kind == NativeKind::ClassMethod => ("type", rest.to_owned()),
        Some(rest) => ("self", rest.to_owned()),
        None => return vm.new_str(&text),
    };
    // The receiver counts as the first argument; those behind it are positional only as far as they say so.
    let slash = if rest.contains(", /") { "" } else { ", /" };
    vm.new_str(&format!("(${first}{slash}{rest}"))
}
fn owner_name(vm: &Vm, ty: *mut Type) -> String {
    // SAFETY: builtin types are never freed.
    unsafe { vm.str_text((*ty).qualname) }
}

crate::native! { static METHODS = [
    "__reduce__(self, /)" => fn reduce(vm, [this]) {
        let f = native(this);
        let name = vm.intern(f.def.sig.name());
        if f.owner.is_null() {
            return Ok(name);
        }
        if f.receiver == Value::NULL {
            return super::object::reduced_attribute(vm, Value::from_ptr(f.owner), name.value());
        }
        super::object::reduced_attribute(vm, f.receiver, name.value())
    }
]; }

static GETSET: &[GetSetDef] = &[
    GetSetDef { name: "__name__", get: |vm, v| Ok(vm.intern(native(v).def.sig.name())), set: None, doc: "" },
    GetSetDef {
        name: "__qualname__",
        get: |vm, v| {
            let f = native(v);
            if f.owner.is_null() {
                return Ok(vm.intern(f.def.sig.name()));
            }
            let owner = match f.receiver {
                r if r != Value::NULL && vm.is_type(r) => owner_name(vm, r.ptr()),
                r if r != Value::NULL => owner_name(vm, vm.type_of(r)),
                _ => owner_name(vm, f.owner),
            };
            vm.new_str(&format!("{owner}.{}", f.def.sig.name()))
        },
        set: None,
        doc: "",
    },
    GetSetDef {
        name: "__doc__",
        get: |vm, v| match native(v).def.doc.trim() {
            "" => Ok(Ref::NONE),
            d => vm.new_str(d),
        },
        set: None,
        doc: "",
    },
    GetSetDef {
        name: "__module__",
        get: |vm, v| {
            let f = native(v);
            if !f.owner.is_null() {
                return Ok(Ref::NONE);
            }
            match f.receiver {
                Value::NULL => Ok(Ref::new(vm.names.builtins)),
                m if vm.is_str(m) => Ok(Ref::new(m)),
                m => Ok(vm.getattr_opt(m, vm.names.__name__)?.unwrap_or(Ref::NONE)),
            }
        },
        set: None,
        doc: "",
    },
    GetSetDef {
        name: "__self__",
        get: |_, v| {
            let f = native(v);
            if f.def.kind == NativeKind::StaticMethod && !f.owner.is_null() {
                // A static method of a type counts as one of the type object.
                return Ok(Ref::new(Value::from_ptr(f.owner)));
            }
            Ok(if f.receiver != Value::NULL { Ref::new(f.receiver) } else { Ref::NONE })
        },
        set: None,
        doc: "",
    },
    GetSetDef { name: "__text_signature__", get: |vm, v| text_signature(vm, native(v)), set: None, doc: "" },
];
