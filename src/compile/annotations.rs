//! `__annotate__` functions (PEP 649) and annotations that are strings.
use std::sync::Arc;

use ruff_python_ast::visitor::{self, Visitor};
use ruff_python_ast::{self as ast, Expr, Stmt};
use ruff_text_size::{Ranged, TextRange};

use super::assembler::Reg;
use super::{Compiler, Res, Want};
use crate::bytecode::{Bytecode, Const};
use crate::isa::{Intrinsic, Op};
use crate::object::code_flags;
use crate::symtable::{ScopeId, ScopeKind};

/// The set of annotations of a namespace that have been reached.
const CONDITIONAL: &str = "__conditional_annotations__";

/// An annotated name.
struct Item<'a> {
    name: String,
    annotation: &'a Expr,
    /// Its number among those that count only once they have been reached.
    condition: Option<u16>,
}

impl<'a> Compiler<'a> {
    pub(super) fn annotation_text(&self, annotation: &Expr) -> Const {
        Const::Str(crate::syntax::unparse(annotation).as_bytes().into())
    }

    /// The code of a function's `__annotate__`, where it has annotations.
    pub(super) fn function_annotations(&mut self, function: &'a ast::StmtFunctionDef) -> Res<Option<Arc<Bytecode>>> {
        let parameters = &function.parameters;
        let plain = |list: &'a [ast::ParameterWithDefault]| list.iter().map(|p| &p.parameter);
        let all = plain(&parameters.posonlyargs)
            .chain(plain(&parameters.args))
            .chain(parameters.vararg.as_deref())
            .chain(plain(&parameters.kwonlyargs))
            .chain(parameters.kwarg.as_deref());
        let annotated = all.filter_map(|p| p.annotation.as_deref().map(|a| (p.name.as_str(), a)));
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
        let items = items.into_iter().map(|(name, annotation)| Item {
            name: self.mangle(name).into_owned(),
            annotation,
            condition: None,
        });
        let items = items.collect();
        let qualname = format!("{}.__annotate__", self.qualname(&function.name));
        self.annotate(id, qualname.into(), items, range).map(Some)
    }

    /// What the body of a module or class needs before its first statement: a place for annotations that are strings, or the set of
    /// those reached.
    pub(super) fn begin_annotations(&mut self, body: &'a [Stmt]) -> Res<()> {
        let mut finder = AnnotationFinder::default();
        finder.visit_body(body);
        if finder.found.is_empty() {
            return Ok(());
        }
        let range = TextRange::default();
        let mark = self.unit.depth;
        let scope = self.table.scope(self.unit.scope);
        if scope.has_conditional_annotations {
            let set = self.push();
            self.emit(Op::BUILD_SET, set, set, 0, range);
            match self.conditional_cell() {
                Some(cell) => self.emit(Op::STORE_DEREF, cell, set, 0, range),
                None => self.store_name(CONDITIONAL, set, range)?,
            }
            self.unit.depth = mark;
            let module = scope.kind == ScopeKind::Module;
            let mut next = 0;
            for (assign, conditional) in &finder.found {
                if module || *conditional {
                    self.unit.conditional_annotations.insert(assign.range.start(), next);
                    next += 1;
                }
            }
        }
        if self.table.future_annotations {
            // `__annotations__` may be there already.
            let known = self.unit.asm.label();
            let key = self.load_const(Const::Str(b"__annotations__"[..].into()), Want::Temp, range);
            let locals = self.push();
            self.emit(Op::LOAD_LOCALS, locals, 0, 0, range);
            self.unit.asm.emit_jump(Op::JUMP_IN, key, locals, known, range);
            self.unit.depth = mark;
            let dict = self.push();
            self.emit(Op::BUILD_MAP, dict, dict, 0, range);
            self.store_name("__annotations__", dict, range)?;
            self.unit.asm.bind(known);
            self.unit.depth = mark;
        }
        Ok(())
    }

    /// Binds the `__annotate__` function of a module's or class's annotated names.
    pub(super) fn namespace_annotations(&mut self, body: &'a [Stmt], name: &str, range: TextRange) -> Res<()> {
        let Some(id) = self.table.scope(self.unit.scope).annotations.filter(|_| !self.table.future_annotations) else {
            return Ok(());
        };
        let mut finder = AnnotationFinder::default();
        finder.visit_body(body);
        let items = finder.found.into_iter().filter_map(|(assign, _)| match &*assign.target {
            Expr::Name(name) => Some(Item {
                name: self.mangle(&name.id).into_owned(),
                annotation: &assign.annotation,
                condition: self.unit.conditional_annotations.get(&assign.range.start()).copied(),
            }),
            _ => None,
        });
        let items = items.collect();
        let mark = self.unit.depth;
        let qualname = self.qualname("__annotate__");
        let code = self.annotate(Some(id), qualname, items, range)?;
        let function = self.unit.depth;
        self.make_function(code, function, 0, range);
        let n = self.name_index(name);
        self.emit(Op::STORE_NAME, n, function, 0, range);
        self.unit.depth = mark;
        Ok(())
    }

    /// The cell of a class that holds the set of reached annotations.
    fn conditional_cell(&self) -> Option<Reg> {
        match self.table.scope(self.unit.scope).kind {
            ScopeKind::Class => self.unit.local(self.unit.scope, CONDITIONAL),
            _ => None,
        }
    }

    /// Notes that an annotation has been reached, where that matters.
    pub(super) fn reach_annotation(&mut self, assign: &ast::StmtAnnAssign) -> Res<()> {
        let Some(&index) = self.unit.conditional_annotations.get(&assign.range.start()) else { return Ok(()) };
        let mark = self.unit.depth;
        let range = assign.range;
        match self.conditional_cell() {
            Some(cell) => {
                let set = self.push();
                self.emit(Op::LOAD_DEREF, set, cell, 0, range);
            }
            None => {
                self.load_name(CONDITIONAL, Want::Temp, range)?;
            }
        }
        self.load_const(Const::Int(index.into()), Want::Temp, range);
        self.intrinsic(Intrinsic::ReachAnnotation, mark, range);
        self.emit(Op::RELEASE, mark, 0, 0, range);
        self.unit.depth = mark;
        Ok(())
    }

    /// The beginning of a function that computes annotations: it takes the format, and knows VALUE (1) and VALUE_WITH_FAKE_GLOBALS (2).
    pub(super) fn annotation_prologue(&mut self, range: TextRange) {
        self.unit.arg_count = 1;
        self.unit.posonly_count = 1;
        self.unit.flags |= code_flags::OPTIMIZED | code_flags::NEWLOCALS | code_flags::SIMPLE;
        self.prologue(range);
        if self.unit.cells.contains(&0) {
            return;
        }
        let supported = self.unit.asm.label();
        self.unit.asm.emit_jump(Op::JUMP_NOT_GT_IMM, 0, 2, supported, range);
        let t = self.push();
        let n = self.name_index("NotImplementedError");
        self.emit(Op::LOAD_GLOBAL, t, n, 0, range);
        self.emit(Op::RAISE, t, 0, 0, range);
        self.unit.depth = self.unit.base;
        self.unit.asm.bind(supported);
    }

    /// The one item of an iterable in the next temporary: `*args: *Ts`.
    pub(super) fn only_item(&mut self, iterable: &'a Expr, range: TextRange) -> Res<Reg> {
        let mark = self.unit.depth;
        let r = self.expr(iterable, Want::Any)?;
        self.unit.depth = mark;
        let item = self.push();
        self.emit(Op::UNPACK, r, item, 1, range);
        Ok(item)
    }

    fn annotate(
        &mut self,
        id: Option<ScopeId>,
        qualname: Box<str>,
        items: Vec<Item<'a>>,
        range: TextRange,
    ) -> Res<Arc<Bytecode>> {
        let line = if range == TextRange::default() { 1 } else { self.line(range) };
        match id {
            Some(id) => {
                self.enter(id, "__annotate__".into(), line);
                self.unit.qualname = qualname;
            }
            None => {
                let unit = super::unit::Unit::of_strings(self.table, self.unit.scope, qualname, line);
                self.outer.push(std::mem::replace(&mut self.unit, unit));
            }
        }
        self.annotation_prologue(range);
        let dict = self.push();
        self.emit(Op::BUILD_MAP, dict, dict, 0, range);
        for Item { name, annotation, condition } in items {
            let at = annotation.range();
            let skipped = self.unit.asm.label();
            if let Some(index) = condition {
                let index = self.load_const(Const::Int(index.into()), Want::Temp, at);
                let reached = self.load_name(CONDITIONAL, Want::Temp, at)?;
                self.unit.asm.emit_jump(Op::JUMP_NOT_IN, index, reached, skipped, at);
                self.unit.depth = dict + 1;
            }
            let key = self.load_const(Const::Str(name.as_bytes().into()), Want::Temp, at);
            match (id, annotation) {
                (None, _) => {
                    let text = self.annotation_text(annotation);
                    self.load_const(text, Want::Temp, at);
                }
                (Some(_), Expr::Starred(starred)) => {
                    self.only_item(&starred.value, at)?;
                }
                _ => {
                    self.expr(annotation, Want::Temp)?;
                }
            }
            self.emit(Op::MAP_ADD, dict, key, 0, at);
            self.unit.depth = dict + 1;
            self.unit.asm.bind(skipped);
        }
        self.emit_return(dict, range);
        self.leave()
    }
}

/// Finds the annotated names of a namespace, and whether each stands in a block that may not run.
#[derive(Default)]
struct AnnotationFinder<'n> {
    found: Vec<(&'n ast::StmtAnnAssign, bool)>,
    depth: u32,
}

impl<'n> Visitor<'n> for AnnotationFinder<'n> {
    fn visit_stmt(&mut self, stmt: &'n Stmt) {
        match stmt {
            Stmt::FunctionDef(_) | Stmt::ClassDef(_) => {}
            Stmt::AnnAssign(assign) => {
                if assign.simple && assign.target.is_name_expr() {
                    self.found.push((assign, self.depth > 0));
                }
            }
            _ => {
                self.depth += 1;
                visitor::walk_stmt(self, stmt);
                self.depth -= 1;
            }
        }
    }
    fn visit_expr(&mut self, _: &'n Expr) {}
}
