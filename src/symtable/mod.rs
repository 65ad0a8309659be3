//! Scope analysis: which names each block binds and where every name it uses lives.
//!
//! Two passes: [`builder`] walks the tree once and records what each block does with each name; [`analyze`] then
//! decides bindings from the outside in. Errors CPython finds between parsing and code generation are found here.
mod analyze;
mod builder;
mod checks;
mod comprehensions;
mod draft;
mod mangle;
mod patterns;
mod scope;
mod statements;

pub use mangle::mangle;
pub use scope::{Binding, Scope, ScopeId, ScopeKind, Symbol, SymbolTable, Uses};

#[cfg(test)]
mod tests;
