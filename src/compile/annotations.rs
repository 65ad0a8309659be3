//! `__annotate__` functions (PEP 649).
use std::sync::Arc;

use ruff_python_ast::visitor::{self, Visitor};
use ruff_python_ast::{self as ast, Expr, Stmt};
use ruff_text_size::{Ranged, TextRange};

use super::{Compiler, Res, Want};
use crate::bytecode::{Bytecode, Const};
use crate::isa::Op;
use crate::object::code_flags;
use crate::symtable::{ScopeId, ScopeKind};

impl<'a> Compiler<'a> {
    pub(super) fn annotation_text(&self, annotation: &Expr) -> Const {
        Const::Str(self.source.text[annotation.range()].as_bytes().into())
    }

    /// The code of a function's `__annotate__`, where it has annotations.
    pub(super) fn function_annotations(&mut self, function: &'a ast::StmtFunctionDef) -> Res<Option<Arc<Bytecode>>> {
        let parameters = &function.parameters;
        let variadic = parameters.vararg.iter().chain(&parameters.kwarg).map(|p| &**p);
        let plain = parameters.iter_non_variadic_params().map(|p| &p.parameter);
        let annotated = plain.chain(variadic).filter_map(|p| p.annotation.as_deref().map(|a| (p.name.as_str(), a)));
        let mut items: Vec<(&'a str, &'a Expr)> = annotated.collect();
        items.extend(function.returns.as_deref().map(|r| ("return", r)));
        if items.is_empty() {
            return Ok(None);
        }
        let range = self.undecorated(function.range, &function.decorator_list);
        // Without scopes of their own the annotations are only strings, which need none.
        let id = match self.table.future_annotations {
            true => None,
            false => Some(self.table.scope_of(ScopeKind::Annotations, function.range)),
        };
        let items = items.into_iter().map(|(name, e)| (self.mangle(name).into_owned(), e)).collect();
        self.annotate(id, items, range).map(Some)
    }

    /// Binds the `__annotate__` function of a module's or class's annotated names.
    pub(super) fn namespace_annotations(&mut self, body: &'a [Stmt], name: &str) -> Res<()> {
        let mut finder = AnnotationFinder { found: Vec::new() };
        finder.visit_body(body);
        if finder.found.is_empty() {
            return Ok(());
        }
        let range = TextRange::default();
        let mark = self.unit.depth;
        if self.table.future_annotations {
            if self.outer.is_empty() {
                let dict = self.push();
                self.emit(Op::BUILD_MAP, dict, dict, 0, range);
                self.store_name("__annotations__", dict, range)?;
                self.unit.depth = mark;
            }
            return Ok(());
        }
        let Some(id) = self.table.scope(self.unit.scope).annotations else { return Ok(()) };
        let items = finder.found.into_iter().map(|(name, e)| (self.mangle(name).into_owned(), e)).collect();
        let code = self.annotate(Some(id), items, range)?;
        let function = self.unit.depth;
        self.make_function(code, function, 0, range);
        let n = self.name_index(name);
        self.emit(Op::STORE_NAME, n, function, 0, range);
        self.unit.depth = mark;
        Ok(())
    }

    fn annotate(&mut self, id: Option<ScopeId>, items: Vec<(String, &'a Expr)>, range: TextRange) -> Res<Arc<Bytecode>> {
        let line = if range == TextRange::default() { 1 } else { self.line(range) };
        match id {
            Some(id) => self.enter(id, "__annotate__".into(), line),
            None => {
                let qualname = self.qualname("__annotate__");
                let unit = super::unit::Unit::of_strings(self.table, self.unit.scope, qualname, line);
                self.outer.push(std::mem::replace(&mut self.unit, unit));
            }
        }
        self.unit.arg_count = 1;
        self.unit.posonly_count = 1;
        self.unit.flags |= code_flags::OPTIMIZED | code_flags::NEWLOCALS | code_flags::SIMPLE;
        self.prologue(range);
        let supported = self.unit.asm.label();
        let format = if self.unit.cells.contains(&0) { None } else { Some(0) };
        if let Some(format) = format {
            self.unit.asm.emit_jump(Op::JUMP_NOT_GT_IMM, format, 2, supported, range);
            let t = self.push();
            let n = self.name_index("NotImplementedError");
            self.emit(Op::LOAD_GLOBAL, t, n, 0, range);
            self.emit(Op::RAISE, t, 0, 0, range);
            self.unit.depth = self.unit.base;
        }
        self.unit.asm.bind(supported);
        let dict = self.push();
        self.emit(Op::BUILD_MAP, dict, dict, 0, range);
        for (name, annotation) in items {
            let key = self.load_const(Const::Str(name.as_bytes().into()), Want::Temp, annotation.range());
            match (id, annotation) {
                (None, _) => {
                    let text = self.annotation_text(annotation);
                    self.load_const(text, Want::Temp, annotation.range());
                }
                (Some(_), Expr::Starred(starred)) => {
                    // `*args: *Ts`: the one item of the iterable.
                    let r = self.expr(&starred.value, Want::Any)?;
                    self.unit.depth = key + 1;
                    let item = self.push();
                    self.emit(Op::UNPACK, r, item, 1, annotation.range());
                }
                _ => {
                    self.expr(annotation, Want::Temp)?;
                }
            }
            self.emit(Op::MAP_ADD, dict, key, 0, annotation.range());
            self.unit.depth = dict + 1;
        }
        self.emit_return(dict, range);
        self.leave()
    }
}

/// Finds the simple annotated names of a namespace.
struct AnnotationFinder<'n> {
    found: Vec<(&'n str, &'n Expr)>,
}

impl<'n> Visitor<'n> for AnnotationFinder<'n> {
    fn visit_stmt(&mut self, stmt: &'n Stmt) {
        match stmt {
            Stmt::FunctionDef(_) | Stmt::ClassDef(_) => {}
            Stmt::AnnAssign(assign) if assign.simple => {
                if let Expr::Name(name) = &*assign.target {
                    self.found.push((&name.id, &assign.annotation));
                }
            }
            _ => visitor::walk_stmt(self, stmt),
        }
    }
    fn visit_expr(&mut self, _: &'n Expr) {}
}
