//! `weakref.ProxyType` and `weakref.CallableProxyType`: stand-ins that do everything with the object they refer to weakly.
use super::weakref::{clear, drop_weakref, traverse, w};
use crate::native;
use crate::object::type_object::BIN_OPS;
use crate::object::{BinOp, BinaryFn, Ref, Res, Slots, TypeSpec, Value, Vm, WeakRef, flags};

pub static SPEC: TypeSpec = TypeSpec {
    name: "weakref.ProxyType",
    flags: flags::TRACKED,
    size: size_of::<WeakRef>(),
    slots: SLOTS,
    methods: METHODS,
    ..TypeSpec::EMPTY
};
pub static CALLABLE_SPEC: TypeSpec = TypeSpec {
    name: "weakref.CallableProxyType",
    flags: flags::TRACKED,
    size: size_of::<WeakRef>(),
    slots: Slots { call: Some(|vm, v, args, kwnames| vm.call_with(target(vm, v)?.value(), args, kwnames)), ..SLOTS },
    methods: METHODS,
    ..TypeSpec::EMPTY
};

/// The object behind a proxy; any other value itself. ReferenceError where the object is dead.
fn target(vm: &Vm, v: Value) -> Res {
    if !v.is_exact(vm.types.weak_proxy) && !v.is_exact(vm.types.weak_callable_proxy) {
        return Ok(Ref::new(v));
    }
    w(v).upgrade().ok_or_else(|| vm.raise_type(vm.types.ReferenceError, "weakly-referenced object no longer exists"))
}

macro_rules! forward {
    ($method:ident) => {
        Some(|vm, v| vm.$method(target(vm, v)?.value()))
    };
}
macro_rules! unary {
    ($slot:ident, $what:literal) => {
        Some(|vm, v| {
            let x = target(vm, v)?;
            match vm.slots(x.value()).$slot {
                Some(f) => f(vm, x.value()),
                None => Err(vm.type_error(format!($what, vm.type_name(x.value())))),
            }
        })
    };
}
fn binary<const OP: usize>(vm: &Vm, a: Value, b: Value) -> Res {
    vm.binary_op(BinOp::ALL[OP], target(vm, a)?.value(), target(vm, b)?.value())
}
fn inplace<const OP: usize>(vm: &Vm, a: Value, b: Value) -> Res {
    vm.inplace_op(BinOp::ALL[OP], target(vm, a)?.value(), target(vm, b)?.value())
}
const BINARY: [Option<BinaryFn>; BIN_OPS] = [
    Some(binary::<0>), Some(binary::<1>), Some(binary::<2>), Some(binary::<3>), Some(binary::<4>), Some(binary::<5>), Some(binary::<6>),
    Some(binary::<7>), Some(binary::<8>), Some(binary::<9>), Some(binary::<10>), Some(binary::<11>), Some(binary::<12>),
    Some(binary::<13>),
];
const INPLACE: [Option<BinaryFn>; BIN_OPS] = [
    Some(inplace::<0>), Some(inplace::<1>), Some(inplace::<2>), Some(inplace::<3>), Some(inplace::<4>), Some(inplace::<5>),
    Some(inplace::<6>), Some(inplace::<7>), Some(inplace::<8>), Some(inplace::<9>), Some(inplace::<10>), Some(inplace::<11>),
    Some(inplace::<12>), None,
];

const SLOTS: Slots = Slots {
    repr: Some(|vm, v| {
        let object = w(v).upgrade();
        let (name, address) = match &object {
            Some(x) => (vm.type_name(x.value()), x.value().0),
            None => ("NoneType".to_owned(), 0),
        };
        vm.new_str(&format!("<weakproxy at {:#x}; to '{name}' at {address:#x}>", v.0))
    }),
    str: forward!(str_of),
    hash: Some(|vm, v| Err(vm.type_error(format!("unhashable type: '{}'", vm.type_name(v))))),
    iter: forward!(iter),
    next: Some(|vm, v| {
        let x = target(vm, v)?;
        if vm.slots(x.value()).next.is_none() {
            return Err(vm.type_error(format!("Weakref proxy referenced a non-iterator '{}' object", vm.type_name(x.value()))));
        }
        vm.next(x.value())
    }),
    getattr: Some(|vm, v, name| vm.getattr(target(vm, v)?.value(), name)),
    setattr: Some(|vm, v, name, value| vm.setattr(target(vm, v)?.value(), name, value)),
    compare: Some(|vm, a, b, op| vm.compare(target(vm, a)?.value(), target(vm, b)?.value(), op)),
    binary: BINARY,
    inplace: INPLACE,
    neg: unary!(neg, "bad operand type for unary -: '{}'"),
    pos: unary!(pos, "bad operand type for unary +: '{}'"),
    abs: unary!(abs, "bad operand type for abs(): '{}'"),
    invert: unary!(invert, "bad operand type for unary ~: '{}'"),
    bool: forward!(truth),
    int: unary!(int, "int() argument must be a string, a bytes-like object or a real number, not '{}'"),
    float: unary!(float, "float() argument must be a string or a real number, not '{}'"),
    index: forward!(index),
    len: forward!(len),
    getitem: Some(|vm, v, key| vm.getitem(target(vm, v)?.value(), target(vm, key)?.value())),
    setitem: Some(|vm, v, key, value| {
        let x = target(vm, v)?;
        match value {
            Some(value) => vm.setitem(x.value(), key, value),
            None => vm.delitem(x.value(), key),
        }
    }),
    contains: Some(|vm, v, item| vm.contains(target(vm, v)?.value(), item)),
    drop: Some(drop_weakref),
    traverse: Some(traverse),
    clear: Some(clear),
    ..Slots::EMPTY
};

native! { static METHODS = [
    "__bytes__(self, /)" => fn proxy_bytes(vm, [this]) { vm.call_method(target(vm, this)?.value(), vm.intern("__bytes__").value(), &[]) }
    "__reversed__(self, /)" => fn proxy_reversed(vm, [this]) {
        vm.call_method(target(vm, this)?.value(), vm.intern("__reversed__").value(), &[])
    }
]; }
