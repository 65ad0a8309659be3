//! `sys.flags`.
use crate::object::{GetSetDef, Ref, Res, TypeSpec, Value, Vm};
use crate::types::struct_sequence::{
    drop_hidden, forbid_instances, hidden_field, new_instance_with_hidden, new_type_with_hidden, spec, traverse_hidden,
};

macro_rules! flags { ($($i:literal $name:literal)*; $($h:literal $hidden:literal)*) => { &[
    $(GetSetDef { name: $name, get: |vm, v| Ok(Ref::new(vm.tuple_items(v)[$i])), set: None, doc: "" },)*
    $(GetSetDef { name: $hidden, get: |vm, v| hidden_field(vm, v, $h), set: None, doc: "" },)*
] }; }

static FLAGS: TypeSpec = {
    let mut s = spec(
        "sys.flags",
        flags!(
            0 "debug" 1 "inspect" 2 "interactive" 3 "optimize" 4 "dont_write_bytecode" 5 "no_user_site" 6 "no_site"
            7 "ignore_environment" 8 "verbose" 9 "bytes_warning" 10 "quiet" 11 "hash_randomization" 12 "isolated" 13 "dev_mode"
            14 "utf8_mode" 15 "warn_default_encoding" 16 "safe_path" 17 "int_max_str_digits";
            0 "gil" 1 "thread_inherit_context" 2 "context_aware_warnings"
        ),
    );
    s.doc = "sys.flags\n\nFlags provided through command line arguments or environment vars.";
    s.slots.new = None;
    s.slots.drop = Some(drop_hidden);
    s.slots.traverse = Some(traverse_hidden);
    s
};

/// The flags as the configuration has them.
pub fn flags(vm: &Vm) -> Res {
    let c = &vm.config;
    let int = |b: bool| Value::small_int(b as i64);
    let items = [
        Value::small_int(c.debug as i64),
        int(c.inspect),
        int(c.interactive),
        Value::small_int(c.optimize as i64),
        int(c.dont_write_bytecode),
        int(c.no_user_site),
        int(c.no_site),
        int(c.ignore_environment),
        Value::small_int(c.verbose as i64),
        Value::small_int(c.bytes_warning as i64),
        int(c.quiet),
        int(c.hash_seed != Some(0)),
        int(c.isolated),
        Value::bool(c.dev_mode),
        int(c.utf8_mode),
        int(c.warn_default_encoding),
        Value::bool(c.safe_path),
        Value::small_int(vm.int_max_str_digits.get() as i64),
    ];
    let ty = new_type_with_hidden(vm, &FLAGS, items.len())?;
    forbid_instances(ty);
    new_instance_with_hidden(vm, ty, &items, &[int(true), int(false), int(false)])
}

crate::native! { static JIT = [
    /// Return True if the current Python executable supports JIT compilation, and False otherwise.
    "is_available()" => fn is_available(vm, []) { Ok(Ref::bool(false)) }
    /// Return True if JIT compilation is enabled for the current Python process (implies sys._jit.is_available()), and False otherwise.
    "is_enabled()" => fn is_enabled(vm, []) { Ok(Ref::bool(false)) }
    /// Return True if the topmost Python frame is currently executing JIT code (implies sys._jit.is_enabled()), and False otherwise.
    "is_active()" => fn is_active(vm, []) { Ok(Ref::bool(false)) }
]; }

/// `sys._jit`.
pub fn jit(vm: &Vm) -> Res {
    super::new_module(vm, "sys._jit", "Utilities for observing just-in-time compilation.", JIT)
}
