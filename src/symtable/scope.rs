//! The finished symbol table.
use ruff_text_size::TextRange;
use rustc_hash::FxHashMap;

use crate::source::SourceFile;
use crate::syntax::{Parsed, SyntaxError};

/// Index of a scope in [`SymbolTable::scopes`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ScopeId(pub u32);

/// What kind of block a scope belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ScopeKind {
    Module,
    /// `def` and `async def`; the key is the statement's range.
    Function,
    Lambda,
    /// The key is the statement's range.
    Class,
    /// List, set and dict comprehensions.
    Comprehension,
    GeneratorExpression,
    /// The type parameters of a function, class or type alias (PEP 695); the key is the statement's range.
    TypeParams,
    /// The value of a `type` statement; the key is the statement's range.
    TypeAlias,
    /// A bound, constraint or default of a type parameter; the key is that expression's range.
    TypeVariable,
    /// `__annotate__` (PEP 649). The key of a function's is the `def`'s range; a class's and a module's are found
    /// through [`Scope::annotations`].
    Annotations,
}

impl ScopeKind {
    /// Whether the block is one of type parameters or annotations, which names leave out.
    pub fn is_annotation(self) -> bool {
        matches!(self, ScopeKind::TypeParams | ScopeKind::TypeAlias | ScopeKind::TypeVariable | ScopeKind::Annotations)
    }
    /// Whether the block's names live in fast locals and cells rather than in a namespace dict.
    pub fn is_function_like(self) -> bool {
        !matches!(self, ScopeKind::Module | ScopeKind::Class)
    }
}

/// Where a name used in a scope lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Binding {
    /// A fast local.
    Local,
    /// A local captured by an inner scope.
    Cell,
    /// A cell of an enclosing scope.
    Free,
    /// Declared with `global`.
    GlobalExplicit,
    /// Bound nowhere around: a module global or a builtin.
    GlobalImplicit,
    /// Class and module scope: looked up in the namespace, then in the globals and builtins.
    Name,
}

/// One name of one scope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Symbol {
    /// The name after private-name mangling.
    pub name: Box<str>,
    pub binding: Binding,
    pub is_parameter: bool,
    pub is_assigned: bool,
    pub is_annotated: bool,
    /// The scope contains `del x` or `except ... as x`, so the name may be unbound after having been bound.
    pub may_be_deleted: bool,
    /// In a class: inner scopes reach an enclosing function's variable of this name through the class, so the class
    /// body needs it as a free variable besides whatever `binding` says.
    pub is_free_class: bool,
    /// What the block itself does with the name.
    pub uses: Uses,
}

/// What a block does with a name.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Uses {
    pub global: bool,
    pub nonlocal: bool,
    /// Bound by assignment, definition and so on.
    pub local: bool,
    pub import: bool,
    pub read: bool,
    /// Iteration variable of a comprehension.
    pub iteration: bool,
    pub type_parameter: bool,
}

/// One block and its names.
#[derive(Debug, Clone)]
pub struct Scope {
    pub kind: ScopeKind,
    /// The name of the code object: `f`, `<lambda>`, `<listcomp>`, `__annotate__`, ...
    pub name: Box<str>,
    /// Range of the defining node.
    pub range: TextRange,
    pub parent: Option<ScopeId>,
    /// Parameters first, in `co_varnames` order; then in order of first appearance.
    pub symbols: Vec<Symbol>,
    pub is_generator: bool,
    /// `async def`, or a comprehension that awaits.
    pub is_coroutine: bool,
    /// A comprehension whose code belongs to the enclosing function, module or class (PEP 709). Its symbols are its
    /// iteration variables; in a class also the names it reads, which skip the class's namespace.
    pub inlined: bool,
    /// Names that an expression of this code object may rebind: targets of `:=` and iteration variables of inlined
    /// comprehensions.
    pub rebound_in_expression: Vec<Box<str>>,
    /// A class whose methods use `__class__` or zero-argument `super()`.
    pub needs_class_cell: bool,
    /// A class whose annotation scopes look names up in its namespace: it needs a `__classdict__` cell.
    pub needs_classdict: bool,
    /// An annotation scope inside a class: names that are not its own are first looked up in `__classdict__`.
    pub can_see_class_scope: bool,
    pub has_docstring: bool,
    /// The `__annotate__` scope of a module or class that annotates names.
    pub annotations: Option<ScopeId>,
    /// A module with annotations, or a class with some inside `if`, loops, `try`, `with` or `match`: needs
    /// `__conditional_annotations__`.
    pub has_conditional_annotations: bool,
    /// The class whose private names are mangled here.
    pub private: Option<Box<str>>,
    /// Where not all private names are mangled here but only these: in the type parameters and bases of a generic class.
    pub mangled_only: Option<Vec<Box<str>>>,
    pub(super) index: FxHashMap<Box<str>, u32>,
}

impl Scope {
    /// The mangled form of a name used here.
    pub fn mangle<'n>(&self, name: &'n str) -> std::borrow::Cow<'n, str> {
        match &self.mangled_only {
            Some(names) if !names.iter().any(|n| **n == *name) => name.into(),
            _ => super::mangle(self.private.as_deref(), name),
        }
    }

    /// The symbol of a (mangled) name, if the scope mentions it.
    pub fn symbol(&self, name: &str) -> Option<&Symbol> {
        self.index.get(name).map(|&i| &self.symbols[i as usize])
    }

    /// Names of the variables that inner scopes capture, in order of appearance (`co_cellvars` without `__class__`).
    pub fn cell_variables(&self) -> impl Iterator<Item = &str> {
        self.symbols.iter().filter(|s| s.binding == Binding::Cell).map(|s| &*s.name)
    }

    /// Names of the variables captured from enclosing scopes, sorted as in `co_freevars`.
    pub fn free_variables(&self) -> Vec<&str> {
        let free = self.symbols.iter().filter(|s| s.binding == Binding::Free || s.is_free_class);
        let mut names: Vec<&str> = free.map(|s| &*s.name).collect();
        names.sort_unstable();
        names
    }
}

/// The scopes of one compilation unit.
#[derive(Debug, Clone)]
pub struct SymbolTable {
    /// All scopes; the first is the module (or the expression).
    pub scopes: Vec<Scope>,
    /// The scope defined by a node. Module-level and class-level annotations are not in here.
    pub by_range: FxHashMap<(ScopeKind, TextRange), ScopeId>,
    /// `from __future__ import annotations` is in force: annotations are strings, and the
    /// `__annotate__` scopes use no names.
    pub future_annotations: bool,
}

impl SymbolTable {
    /// Analyses a parsed source. Recursion is as deep as the tree: see [`crate::syntax::FRONT_END_STACK_SIZE`].
    ///
    /// # Errors
    /// The `SyntaxError`s CPython finds after parsing: declarations, misplaced statements, and so on.
    pub fn build(source: &SourceFile, parsed: &Parsed) -> Result<SymbolTable, SyntaxError> {
        SymbolTable::build_for(source, parsed, false)
    }

    /// As `build`, for a source in which `from __future__ import annotations` holds from the start where `future_annotations` says so.
    ///
    /// # Errors
    /// As for `build`.
    pub fn build_for(source: &SourceFile, parsed: &Parsed, future_annotations: bool) -> Result<SymbolTable, SyntaxError> {
        let drafts = super::builder::build(source, parsed, future_annotations)?;
        super::analyze::analyze(source, drafts)
    }

    /// The scope of a node.
    ///
    /// # Panics
    /// When the node defines no scope of that kind.
    pub fn scope_of(&self, kind: ScopeKind, range: TextRange) -> ScopeId {
        self.by_range[&(kind, range)]
    }

    /// The scope with an id.
    pub fn scope(&self, id: ScopeId) -> &Scope {
        &self.scopes[id.0 as usize]
    }

    /// The symbol for a name used in `id`, and the scope that holds it: inlined comprehensions defer names that are
    /// not theirs to the enclosing scope.
    pub fn lookup(&self, id: ScopeId, name: &str) -> Option<(ScopeId, &Symbol)> {
        let mut id = id;
        loop {
            let scope = self.scope(id);
            if let Some(symbol) = scope.symbol(name) {
                return Some((id, symbol));
            }
            id = scope.parent.filter(|_| scope.inlined)?;
        }
    }
}
