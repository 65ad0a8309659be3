//! Deciding where each name lives.
use rustc_hash::{FxHashMap, FxHashSet};

use super::draft::{Draft, Drafts, Flags, flag};
use super::scope::{Binding, Scope, ScopeId, ScopeKind, Symbol, SymbolTable, Uses};
use crate::source::SourceFile;
use crate::syntax::SyntaxError;

/// Where a name that a scope does not bind comes from.
enum Origin {
    /// A cell of this scope.
    Owner(usize),
    /// The `__class__` or `__classdict__` cell of this class.
    ClassCell(usize),
    Global,
}

pub(super) fn analyze(source: &SourceFile, drafts: Drafts) -> Result<SymbolTable, SyntaxError> {
    let Drafts { scopes: drafts, future_annotations, compile_error } = drafts;
    let mut table = SymbolTable { scopes: Vec::new(), by_range: FxHashMap::default(), future_annotations };
    table.scopes = drafts.iter().map(skeleton).collect();
    // A name that any block declares `global` is one everywhere: the module's own code stores it there too, even where its locals are
    // another namespace.
    let declared: FxHashSet<&str> = drafts.iter().flat_map(|d| &d.symbols).filter(|s| s.flags & flag::GLOBAL != 0).map(|s| &*s.name).collect();
    for (id, draft) in drafts.iter().enumerate() {
        let is_keyed = !(draft.kind == ScopeKind::Annotations && is_namespace_annotations(&drafts, id));
        if is_keyed {
            table.by_range.insert((draft.kind, draft.range), ScopeId(id as u32));
        }
        for symbol in &draft.symbols {
            resolve(source, &drafts, &mut table, id, &symbol.name, symbol.flags)?;
            if draft.kind == ScopeKind::Module && (symbol.flags & flag::WALRUS != 0 || declared.contains(&*symbol.name)) {
                set(&mut table, id, &symbol.name, Binding::GlobalExplicit);
            }
        }
    }
    match compile_error {
        Some(error) => Err(error),
        None => Ok(table),
    }
}

fn is_namespace_annotations(drafts: &[Draft], id: usize) -> bool {
    drafts[id].parent.is_some_and(|p| drafts[p.0 as usize].annotations == Some(ScopeId(id as u32)))
}

fn skeleton(draft: &Draft) -> Scope {
    let symbols = draft.symbols.iter().map(|symbol| Symbol {
        name: symbol.name.clone(),
        binding: if draft.kind.is_function_like() { Binding::GlobalImplicit } else { Binding::Name },
        is_parameter: symbol.flags & flag::PARAM != 0,
        is_assigned: symbol.flags & (flag::LOCAL | flag::TYPE_PARAM) != 0,
        is_annotated: symbol.flags & flag::ANNOT != 0,
        may_be_deleted: symbol.flags & flag::DELETED != 0,
        is_free_class: false,
        uses: Uses {
            global: symbol.flags & flag::GLOBAL != 0,
            nonlocal: symbol.flags & flag::NONLOCAL != 0,
            local: symbol.flags & (flag::LOCAL | flag::TYPE_PARAM) != 0,
            import: symbol.flags & flag::IMPORT != 0,
            read: symbol.flags & (flag::USE | flag::READ_INNER) != 0,
            iteration: symbol.flags & flag::COMP_ITER != 0,
            type_parameter: symbol.flags & flag::TYPE_PARAM != 0,
        },
    });
    Scope {
        kind: draft.kind,
        name: draft.name.clone(),
        range: draft.range,
        parent: draft.parent,
        symbols: symbols.collect(),
        is_generator: draft.is_generator,
        is_coroutine: draft.is_coroutine,
        inlined: draft.inlined,
        rebound_in_expression: draft.rebound.clone(),
        needs_class_cell: false,
        needs_classdict: false,
        can_see_class_scope: draft.can_see_class_scope,
        has_docstring: draft.has_docstring,
        annotations: draft.annotations,
        has_conditional_annotations: draft.has_conditional_annotations,
        private: draft.private.clone(),
        mangled_only: draft.mangled_only.clone(),
        index: draft.index.clone(),
    }
}

fn resolve(
    source: &SourceFile,
    drafts: &[Draft],
    table: &mut SymbolTable,
    id: usize,
    name: &str,
    flags: Flags,
) -> Result<(), SyntaxError> {
    let draft = &drafts[id];
    let directive_error = |msg: String| {
        let range = draft.directives.iter().find(|(n, _)| &**n == name).map_or(draft.range, |(_, range)| *range);
        Err(SyntaxError::new(source, range, msg))
    };
    if flags & flag::GLOBAL != 0 {
        if flags & flag::NONLOCAL != 0 {
            return directive_error(format!("name '{name}' is nonlocal and global"));
        }
        set(table, id, name, Binding::GlobalExplicit);
        return Ok(());
    }
    if flags & flag::NONLOCAL != 0 {
        return match origin(drafts, id, name) {
            Origin::Owner(owner) if drafts[owner].flags(name) & flag::TYPE_PARAM != 0 => {
                directive_error(format!("nonlocal binding not allowed for type parameter '{name}'"))
            }
            Origin::Global => directive_error(format!("no binding for nonlocal '{name}' found")),
            found => {
                capture(drafts, table, id, name, found);
                Ok(())
            }
        };
    }
    if flags & flag::BOUND != 0 {
        // An inner scope resolved earlier cannot exist: parents come first, and captures only upgrade to Cell later.
        if draft.kind.is_function_like() {
            set(table, id, name, Binding::Local);
        }
        return Ok(());
    }
    // The namespace itself is the class's cell, whatever the class binds by that name.
    if draft.can_see_class_scope && name != "__classdict__" {
        if let Some(class) = visible_class(drafts, id) {
            let class_flags = drafts[class].flags(name);
            if class_flags & flag::GLOBAL != 0 {
                set(table, id, name, Binding::GlobalExplicit);
                return Ok(());
            }
            if class_flags & flag::BOUND != 0 && class_flags & flag::NONLOCAL == 0 {
                return Ok(());
            }
        }
    }
    if draft.kind == ScopeKind::Module {
        return Ok(());
    }
    if name == "__class__" && draft.inlined {
        // A comprehension in a class body does not see the class's own cell.
        return Ok(());
    }
    match origin(drafts, id, name) {
        Origin::Global => {}
        found => capture(drafts, table, id, name, found),
    }
    Ok(())
}

fn visible_class(drafts: &[Draft], id: usize) -> Option<usize> {
    let mut id = id;
    loop {
        let parent = drafts[id].parent?.0 as usize;
        match drafts[parent].kind {
            ScopeKind::Class => return Some(parent),
            _ if drafts[parent].can_see_class_scope => id = parent,
            _ => return None,
        }
    }
}

/// Looks a name up in the scopes around `id`.
fn origin(drafts: &[Draft], id: usize, name: &str) -> Origin {
    let mut cur = drafts[id].parent;
    while let Some(ScopeId(parent)) = cur {
        let parent = parent as usize;
        let scope = &drafts[parent];
        match scope.kind {
            ScopeKind::Module => return Origin::Global,
            ScopeKind::Class => {
                if matches!(name, "__class__" | "__classdict__" | "__conditional_annotations__") {
                    return Origin::ClassCell(parent);
                }
            }
            _ => {
                let flags = scope.flags(name);
                if flags & flag::GLOBAL != 0 {
                    return Origin::Global;
                }
                if flags & flag::BOUND != 0 && flags & flag::NONLOCAL == 0 {
                    return Origin::Owner(parent);
                }
            }
        }
        cur = scope.parent;
    }
    Origin::Global
}

/// Makes `name` a cell in its owner and free in `id` and every code object between.
fn capture(drafts: &[Draft], table: &mut SymbolTable, id: usize, name: &str, from: Origin) {
    let owner = match from {
        Origin::Owner(owner) => {
            set(table, owner, name, Binding::Cell);
            owner
        }
        Origin::ClassCell(class) => {
            if name == "__class__" {
                table.scopes[class].needs_class_cell = true;
            } else if name == "__classdict__" {
                table.scopes[class].needs_classdict = true;
            }
            class
        }
        Origin::Global => return,
    };
    let mut cur = id;
    while cur != owner {
        let defers = drafts[cur].inlined && table.scopes[cur].symbol(name).is_none();
        if !defers {
            let flags = drafts[cur].flags(name);
            let is_bound = flags & flag::BOUND != 0 && flags & flag::NONLOCAL == 0;
            free(table, cur, name, drafts[cur].kind == ScopeKind::Class && is_bound);
        }
        match drafts[cur].parent {
            Some(parent) => cur = parent.0 as usize,
            None => break,
        }
    }
}

fn free(table: &mut SymbolTable, id: usize, name: &str, is_bound_class: bool) {
    let scope = &mut table.scopes[id];
    match scope.index.get(name) {
        Some(&i) => {
            let symbol = &mut scope.symbols[i as usize];
            if is_bound_class || symbol.binding == Binding::GlobalExplicit {
                symbol.is_free_class = true;
            } else {
                symbol.binding = Binding::Free;
            }
        }
        None => {
            scope.index.insert(name.into(), scope.symbols.len() as u32);
            scope.symbols.push(Symbol {
                name: name.into(),
                binding: Binding::Free,
                is_parameter: false,
                is_assigned: false,
                is_annotated: false,
                may_be_deleted: false,
                is_free_class: false,
                uses: Uses::default(),
            });
        }
    }
}

fn set(table: &mut SymbolTable, id: usize, name: &str, binding: Binding) {
    let scope = &mut table.scopes[id];
    if let Some(&i) = scope.index.get(name) {
        scope.symbols[i as usize].binding = binding;
    }
}
