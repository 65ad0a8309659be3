//! Scopes under construction: what a block does with each name, before bindings are decided.
use ruff_text_size::TextRange;
use rustc_hash::FxHashMap;

use super::scope::{ScopeId, ScopeKind};

/// What a block does with a name; a set of the constants in [`flag`].
pub(super) type Flags = u16;

pub(super) mod flag {
    use super::Flags;
    /// `global x`.
    pub const GLOBAL: Flags = 1;
    /// Bound by assignment, import, definition and so on.
    pub const LOCAL: Flags = 1 << 1;
    pub const PARAM: Flags = 1 << 2;
    /// `nonlocal x`.
    pub const NONLOCAL: Flags = 1 << 3;
    pub const USE: Flags = 1 << 4;
    pub const ANNOT: Flags = 1 << 5;
    pub const TYPE_PARAM: Flags = 1 << 6;
    /// Iteration variable of a comprehension.
    pub const COMP_ITER: Flags = 1 << 7;
    pub const DELETED: Flags = 1 << 8;
    /// Used by an inlined comprehension of this block; does not count as a use for `global` and `nonlocal`.
    pub const USE_INNER: Flags = 1 << 9;
    /// Target of a `:=` in this comprehension.
    pub const WALRUS: Flags = 1 << 10;
    /// Bound by an import, which a `global` may follow.
    pub const IMPORT: Flags = 1 << 11;
    /// Read, not only assigned, by an inlined comprehension of this block.
    pub const READ_INNER: Flags = 1 << 12;
    pub const BOUND: Flags = LOCAL | PARAM | TYPE_PARAM | IMPORT;
}

#[derive(Debug, Clone)]
pub(super) struct DraftSymbol {
    pub name: Box<str>,
    pub flags: Flags,
}

#[derive(Debug)]
pub(super) struct Draft {
    pub kind: ScopeKind,
    pub name: Box<str>,
    pub range: TextRange,
    pub parent: Option<ScopeId>,
    pub symbols: Vec<DraftSymbol>,
    pub index: FxHashMap<Box<str>, u32>,
    /// `global` and `nonlocal` statements, for the position of late errors.
    pub directives: Vec<(Box<str>, TextRange)>,
    pub is_generator: bool,
    pub is_async_def: bool,
    pub is_coroutine: bool,
    pub inlined: bool,
    pub rebound: Vec<Box<str>>,
    pub can_see_class_scope: bool,
    pub has_docstring: bool,
    pub annotations: Option<ScopeId>,
    pub has_conditional_annotations: bool,
    pub private: Option<Box<str>>,
    /// Names mangled in the type parameter scope of a class: only its own type parameters are.
    pub mangled_only: Option<Vec<Box<str>>>,
    /// For messages about expressions an annotation-like scope does not allow.
    pub description: &'static str,
    /// A `return` with a value, for the async generator check.
    pub return_value: Option<TextRange>,
}

impl Draft {
    pub fn flags(&self, name: &str) -> Flags {
        self.index.get(name).map_or(0, |&i| self.symbols[i as usize].flags)
    }

    pub fn add(&mut self, name: &str, flags: Flags) {
        match self.index.get(name) {
            Some(&i) => self.symbols[i as usize].flags |= flags,
            None => {
                self.index.insert(name.into(), self.symbols.len() as u32);
                self.symbols.push(DraftSymbol { name: name.into(), flags });
            }
        }
    }

    /// Keeps the symbols for which `keep` holds.
    pub fn retain(&mut self, keep: impl Fn(&DraftSymbol) -> bool) {
        self.symbols.retain(keep);
        self.index = self.symbols.iter().enumerate().map(|(i, s)| (s.name.clone(), i as u32)).collect();
    }
}

/// All drafts of a compilation unit, parents before children.
#[derive(Debug)]
pub(super) struct Drafts {
    pub scopes: Vec<Draft>,
    pub future_annotations: bool,
    /// The first error that CPython's code generator, rather than its symbol table, reports.
    pub compile_error: Option<crate::syntax::SyntaxError>,
}
