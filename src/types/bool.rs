//! bool.
use crate::object::{BinOp, Int, Ref, Res, Slots, Type, TypeSpec, Value, Vm};

pub static SPEC: TypeSpec = TypeSpec {
    name: "bool",
    doc: "bool(object=False, /)\n--\n\nReturns True when the argument is true, False otherwise.\nThe builtins True and False are the only two instances of the class bool.\nThe class bool is a subclass of the class int, and cannot be subclassed.",
    flags: 0,
    size: size_of::<Int>(),
    slots: Slots {
        repr: Some(bool_repr),
        bool: Some(bool_truth),
        binary: Slots::table([(BinOp::And, bool_and), (BinOp::Or, bool_or), (BinOp::Xor, bool_xor)]),
        new: Some(bool_new),
        ..Slots::EMPTY
    },
    methods: &[],
    getset: &[],
};

fn bool_repr(vm: &Vm, v: Value) -> Res {
    Ok(vm.intern(if v.is_true() { "True" } else { "False" }))
}

fn bool_truth(_: &Vm, v: Value) -> Res<bool> {
    Ok(v.is_true())
}

macro_rules! logic {
    ($($f:ident, $op:tt, $which:ident;)*) => { $(
        fn $f(vm: &Vm, a: Value, b: Value) -> Res {
            if a.is_bool() && b.is_bool() {
                return Ok(Ref::bool(a.is_true() $op b.is_true()));
            }
            match super::int::SPEC.slots.binary[BinOp::$which as usize] {
                Some(f) => f(vm, a, b),
                None => Ok(Ref::NOT_IMPLEMENTED),
            }
        }
    )* };
}
logic! {
    bool_and, &, And;
    bool_or, |, Or;
    bool_xor, ^, Xor;
}

fn bool_new(vm: &Vm, _: *mut Type, args: &[Value], kwnames: Value) -> Res {
    if kwnames != Value::NULL {
        return Err(vm.type_error("bool() takes no keyword arguments"));
    }
    match args {
        [] => Ok(Ref::bool(false)),
        [v] => Ok(Ref::bool(vm.truth(*v)?)),
        _ => Err(vm.type_error(format!("bool expected at most 1 argument, got {}", args.len()))),
    }
}
