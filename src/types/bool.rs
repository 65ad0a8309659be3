//! bool.
use crate::object::{BinOp, Int, Ref, Res, Slots, Type, TypeSpec, Value, Vm, flags};

pub static SPEC: TypeSpec = TypeSpec {
    name: "bool",
    doc: "bool(object=False, /)\n--\n\nReturns True when the argument is true, False otherwise.\nThe builtins True and False are the only two instances of the class bool.\nThe class bool is a subclass of the class int, and cannot be subclassed.",
    flags: flags::VECTORCALL,
    size: size_of::<Int>(),
    slots: Slots {
        repr: Some(bool_repr),
        bool: Some(bool_truth),
        invert: Some(bool_invert),
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

fn bool_invert(vm: &Vm, v: Value) -> Res {
    let text = "Bitwise inversion '~' on bool is deprecated and will be removed in Python 3.16. This returns the bitwise inversion of the \
                underlying int object and is usually not what you expect from negating a bool. Use the 'not' operator for boolean negation \
                or ~int(x) if you really want the bitwise inversion of the underlying int.";
    crate::report::warnings::warn(vm, vm.types.DeprecationWarning, text, 1)?;
    Ok(Ref::own(Value::small_int(!(v.is_true() as i64))))
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
