//! threadsnake: Python 3.14 on a threaded-code interpreter. `README.md` in this folder is the map of the house.
#![cfg_attr(threaded, feature(explicit_tail_calls, rust_preserve_none_cc))]
#![cfg_attr(threaded, allow(incomplete_features))]
#![allow(non_snake_case, unpredictable_function_pointer_comparisons)]
#![allow(clippy::missing_safety_doc, clippy::not_unsafe_ptr_arg_deref)]

pub mod builtins;
pub mod bytecode;
pub mod cli;
pub mod compile;
pub mod decode;
pub mod embed;
pub mod import;
pub mod isa;
pub mod numeric;
pub mod object;
pub mod report;
pub mod source;
pub mod stdlib;
pub mod symtable;
pub mod syntax;
pub mod text;
pub mod tools;
pub mod types;
pub mod vm;
