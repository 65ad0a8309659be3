//! Names: loads, stores, deletions, closures.
use ruff_python_ast::Expr;
use ruff_python_ast::visitor::{self, Visitor};
use ruff_text_size::TextRange;

use super::assembler::Reg;
use super::{Compiler, Res, Want};
use crate::bytecode::Const;
use crate::isa::Op;
use crate::symtable::{Binding, ScopeId, ScopeKind};

/// Where a name lives, seen from the code being compiled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Local(Reg),
    Cell(Reg),
    Free(u16),
    /// A free variable that the class namespace may hide.
    ClassFree(u16),
    Global,
    /// A name of the frame's namespace.
    Name,
    /// Hidden by the namespace in `__classdict__`, else as given.
    ClassDict(Option<u16>),
}

impl<'a> Compiler<'a> {
    /// Where a mangled name lives.
    pub(super) fn place(&self, name: &str) -> Place {
        let table = self.table;
        let Some((holder, symbol)) = table.lookup(self.unit.current, name) else {
            return self.namespace_place();
        };
        let scope = table.scope(holder);
        match symbol.binding {
            Binding::Local | Binding::Cell => match self.unit.local(holder, name) {
                Some(r) if symbol.binding == Binding::Local => Place::Local(r),
                Some(r) => Place::Cell(r),
                None => Place::Name,
            },
            Binding::Free => {
                let index = self.unit.free_index(name);
                if scope.can_see_class_scope && name != "__classdict__" {
                    Place::ClassDict(Some(index))
                } else if scope.kind == ScopeKind::Class && !symbol.is_assigned {
                    Place::ClassFree(index)
                } else {
                    Place::Free(index)
                }
            }
            Binding::GlobalImplicit if scope.can_see_class_scope => Place::ClassDict(None),
            // A module's code may run with locals of its own: then only a global statement leads past them.
            Binding::GlobalExplicit => Place::Global,
            Binding::GlobalImplicit => {
                if self.table.scope(self.unit.scope).kind == ScopeKind::Module { Place::Name } else { Place::Global }
            }
            Binding::Name => Place::Name,
        }
    }

    fn namespace_place(&self) -> Place {
        match self.table.scope(self.unit.scope).kind {
            ScopeKind::Module | ScopeKind::Class => Place::Name,
            _ => Place::Global,
        }
    }

    /// Loads a name as written.
    pub(super) fn load_name(&mut self, name: &str, want: Want, range: TextRange) -> Res<Reg> {
        let name = self.mangle(name).into_owned();
        let mark = self.unit.depth;
        let place = self.place(&name);
        if let Place::Local(r) = place {
            self.check_bound(r, range);
            return Ok(self.deliver(r, want, mark, range));
        }
        if let Place::ClassDict(free) = place {
            return self.load_from_classdict(&name, free, want, range);
        }
        let dst = self.out(want, mark);
        match place {
            Place::Cell(r) => self.emit(Op::LOAD_DEREF, dst, r, 0, range),
            Place::Free(i) => self.emit(Op::LOAD_FREE, dst, i, 0, range),
            Place::ClassFree(i) => {
                let n = self.name_index(&name);
                self.emit(Op::LOAD_CLASS_FREE, dst, i, n, range);
            }
            Place::Global => {
                let n = self.name_index(&name);
                self.emit(Op::LOAD_GLOBAL, dst, n, 0, range);
            }
            _ => {
                let n = self.name_index(&name);
                self.emit(Op::LOAD_NAME, dst, n, 0, range);
            }
        }
        Ok(dst)
    }

    /// `__classdict__[name]`, where that raises KeyError `name`.
    fn load_from_classdict(&mut self, name: &str, free: Option<u16>, want: Want, range: TextRange) -> Res<Reg> {
        let mark = self.unit.depth;
        let classdict = self.unit.free_index("__classdict__");
        let (elsewhere, end) = (self.unit.asm.label(), self.unit.asm.label());
        let dict = self.push();
        self.emit(Op::LOAD_FREE, dict, classdict, 0, range);
        let Ok(key) = u16::try_from(self.unit.constants.add(Const::Str(name.as_bytes().into()))) else {
            return Err(self.error(range, "code too large"));
        };
        self.unit.asm.emit_jump_extra(Op::FIND_ITEM, dict, dict, elsewhere, key, range);
        self.unit.asm.jump(end, range);
        self.unit.asm.bind(elsewhere);
        self.unit.depth = mark;
        let value = self.push();
        match free {
            Some(i) => self.emit(Op::LOAD_FREE, value, i, 0, range),
            None => {
                let n = self.name_index(name);
                self.emit(Op::LOAD_GLOBAL, value, n, 0, range);
            }
        }
        self.unit.asm.bind(end);
        Ok(self.deliver(value, want, mark, range))
    }

    /// Makes sure that a local is bound.
    pub(super) fn check_bound(&mut self, r: Reg, range: TextRange) {
        if !self.unit.asm.bound.contains(r) && self.unit.asm.reachable() {
            self.emit(Op::CHECK_BOUND, r, 0, 0, range);
            if r >= self.unit.parameters {
                self.unit.initialised.insert(r);
            }
            self.unit.asm.bound.insert(r);
        }
    }

    /// Binds a name as written to a value; a temporary is consumed.
    pub(super) fn store_name(&mut self, name: &str, value: Reg, range: TextRange) -> Res<()> {
        let name = self.mangle(name).into_owned();
        match self.place(&name) {
            Place::Local(r) => {
                if r != value {
                    let op = if self.is_temp(value) { Op::TAKE } else { Op::COPY };
                    self.emit(op, r, value, 0, range);
                }
                self.unit.asm.bound.insert(r);
            }
            Place::Cell(r) => self.emit(Op::STORE_DEREF, r, value, 0, range),
            Place::Free(i) | Place::ClassFree(i) | Place::ClassDict(Some(i)) => {
                self.emit(Op::STORE_FREE, i, value, 0, range)
            }
            Place::Global | Place::ClassDict(None) => {
                let n = self.name_index(&name);
                self.emit(Op::STORE_GLOBAL, n, value, 0, range);
            }
            Place::Name => {
                let n = self.name_index(&name);
                self.emit(Op::STORE_NAME, n, value, 0, range);
            }
        }
        Ok(())
    }

    /// `del name`.
    pub(super) fn delete_name(&mut self, name: &str, range: TextRange) {
        let name = self.mangle(name).into_owned();
        match self.place(&name) {
            Place::Local(r) => {
                self.emit(Op::DELETE_LOCAL, r, 0, 0, range);
                self.needs_init(r);
                self.unit.asm.bound.remove(r);
            }
            Place::Cell(r) => self.emit(Op::DELETE_DEREF, r, 0, 0, range),
            Place::Free(i) | Place::ClassFree(i) | Place::ClassDict(Some(i)) => {
                self.emit(Op::DELETE_FREE, i, 0, 0, range)
            }
            Place::Global | Place::ClassDict(None) => {
                let n = self.name_index(&name);
                self.emit(Op::DELETE_GLOBAL, n, 0, 0, range);
            }
            Place::Name => {
                let n = self.name_index(&name);
                self.emit(Op::DELETE_NAME, n, 0, 0, range);
            }
        }
    }

    pub(super) fn needs_init(&mut self, r: Reg) {
        if r >= self.unit.parameters {
            self.unit.initialised.insert(r);
        }
    }

    /// Unbinds a handler's name, whether it is bound or not.
    pub(super) fn clear_name(&mut self, name: &str, range: TextRange) -> Res<()> {
        let mangled = self.mangle(name).into_owned();
        if let Place::Local(r) = self.place(&mangled) {
            self.emit(Op::CLEAR, r, 0, 0, range);
            self.needs_init(r);
            self.unit.asm.bound.remove(r);
            return Ok(());
        }
        let mark = self.unit.depth;
        let none = self.load_const(Const::None, Want::Temp, range);
        self.store_name(name, none, range)?;
        self.unit.depth = mark;
        self.delete_name(name, range);
        Ok(())
    }

    /// The local register that a name as written is, if it is one.
    pub(super) fn local_register(&self, name: &str) -> Option<Reg> {
        match self.place(&self.mangle(name)) {
            Place::Local(r) => Some(r),
            _ => None,
        }
    }

    /// Puts the cells that the code of a scope needs into a tuple in the next temporary; whether there are any.
    pub(super) fn closure(&mut self, free_names: &[Box<str>], range: TextRange) -> bool {
        if free_names.is_empty() {
            return false;
        }
        let mark = self.unit.depth;
        for name in free_names {
            let dst = self.push();
            match self.cell_of(name) {
                Place::Cell(r) => self.emit(Op::COPY, dst, r, 0, range),
                Place::Free(i) => self.emit(Op::LOAD_CLOSURE, dst, i, 0, range),
                _ => self.unit.too_large = Some("unresolved closure variable"),
            }
        }
        self.unit.depth = mark;
        let dst = self.push();
        self.emit(Op::BUILD_TUPLE, dst, mark, free_names.len() as u16, range);
        true
    }

    fn cell_of(&self, name: &str) -> Place {
        let mut id = Some(self.unit.current);
        while let Some(scope) = id {
            if let Some(r) = self.unit.local(scope, name) {
                return Place::Cell(r);
            }
            id = self.table.scope(scope).parent.filter(|_| scope != self.unit.scope);
        }
        match self.unit.free_names.iter().position(|n| &**n == name) {
            Some(i) => Place::Free(i as u16),
            None => Place::Name,
        }
    }

    /// Whether evaluating an expression may rebind a (mangled) name.
    pub(super) fn rebinds(&self, expr: &Expr, name: &str) -> bool {
        let rebound = |id: ScopeId| self.table.scope(id).rebound_in_expression.iter().any(|n| &**n == name);
        if !rebound(self.unit.scope) && !rebound(self.unit.current) {
            return false;
        }
        let mut finder = WalrusFinder { name, found: false };
        finder.visit_expr(expr);
        finder.found
    }
}

struct WalrusFinder<'n> {
    name: &'n str,
    found: bool,
}

impl<'a> Visitor<'a> for WalrusFinder<'_> {
    fn visit_expr(&mut self, expr: &'a Expr) {
        if let Expr::Named(named) = expr {
            self.found |= matches!(&*named.target, Expr::Name(n) if n.id.as_str() == self.name);
        }
        visitor::walk_expr(self, expr);
    }
}
