//! `_ast`: the classes of syntax trees.
mod build;
mod classes;
mod grammar;
mod node;
mod tree;

pub use build::Builder;
pub use classes::{class, singleton};
pub use node::is_node;
pub use tree::tree_of;

use crate::object::{Ref, Res, Vm};

/// Flags of `compile` that the module names (`PyCF_...`).
pub mod compile_flags {
    pub const ONLY_AST: i64 = 0x400;
    pub const OPTIMIZED_AST: i64 = 0x8000 | ONLY_AST;
    pub const TYPE_COMMENTS: i64 = 0x1000;
    pub const ALLOW_TOP_LEVEL_AWAIT: i64 = 0x2000;
}

/// Makes the module.
pub fn init(vm: &Vm) -> Res {
    let module = super::new_module(vm, "_ast", "", &[])?;
    let m = module.value();
    for (name, value) in [
        ("PyCF_ONLY_AST", compile_flags::ONLY_AST),
        ("PyCF_OPTIMIZED_AST", compile_flags::OPTIMIZED_AST),
        ("PyCF_TYPE_COMMENTS", compile_flags::TYPE_COMMENTS),
        ("PyCF_ALLOW_TOP_LEVEL_AWAIT", compile_flags::ALLOW_TOP_LEVEL_AWAIT),
    ] {
        super::set(vm, m, name, vm.new_int(value)?)?;
    }
    classes::each(vm, &mut |name, class| super::set(vm, m, name, Ref::new(class)))?;
    Ok(module)
}
