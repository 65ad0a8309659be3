//! Statements.
use ruff_python_ast::{self as ast, Expr, Stmt};
use ruff_text_size::{Ranged, TextRange};

use super::assembler::{Label, Reg};
use super::unit::BlockKind;
use super::{Compiler, Res, Want};
use crate::bytecode::Const;
use crate::isa::Op;
use crate::object::code_flags;
use crate::symtable::ScopeKind;
use crate::syntax::Mode;

impl<'a> Compiler<'a> {
    pub(super) fn body(&mut self, body: &'a [Stmt]) -> Res<()> {
        body.iter().try_for_each(|stmt| self.stmt(stmt))
    }

    fn stmt(&mut self, stmt: &'a Stmt) -> Res<()> {
        let mark = self.unit.depth;
        match stmt {
            Stmt::Expr(statement) => self.expression_statement(&statement.value, statement.range)?,
            Stmt::Assign(assign) => self.assign(assign)?,
            Stmt::AugAssign(assign) => self.augmented(assign)?,
            Stmt::AnnAssign(assign) => self.annotated(assign)?,
            Stmt::Return(statement) => self.return_statement(statement)?,
            Stmt::If(statement) => self.if_statement(statement)?,
            Stmt::For(statement) => self.for_statement(statement)?,
            Stmt::While(statement) => self.while_statement(statement)?,
            Stmt::Try(statement) => self.try_statement(statement)?,
            Stmt::With(statement) => self.with_statement(statement)?,
            Stmt::Raise(statement) => self.raise(statement)?,
            Stmt::Assert(statement) => self.assert_statement(statement)?,
            Stmt::FunctionDef(function) => self.function_statement(function)?,
            Stmt::ClassDef(class) => self.class_statement(class)?,
            Stmt::Import(import) => self.import(import)?,
            Stmt::ImportFrom(import) => self.import_from(import)?,
            Stmt::Delete(delete) => delete.targets.iter().try_for_each(|t| self.delete_target(t))?,
            Stmt::Break(s) => self.loop_exit(true, s.range)?,
            Stmt::Continue(s) => self.loop_exit(false, s.range)?,
            Stmt::Pass(s) => self.unit.asm.mark(s.range),
            Stmt::Global(_) | Stmt::Nonlocal(_) => {}
            Stmt::Match(statement) => self.match_statement(statement)?,
            Stmt::TypeAlias(alias) => self.type_alias(alias)?,
            Stmt::IpyEscapeCommand(s) => return Err(self.error(s.range, "invalid syntax")),
        }
        self.unit.depth = mark;
        Ok(())
    }

    fn expression_statement(&mut self, value: &'a Expr, range: TextRange) -> Res<()> {
        if self.options.mode == Mode::Single && self.outer.is_empty() {
            let value = self.expr(value, Want::Any)?;
            self.emit(Op::PRINT_EXPR, value, 0, 0, range);
            return Ok(());
        }
        if self.fold(value).is_some() {
            self.unit.asm.mark(range);
            return Ok(());
        }
        let r = self.expr(value, Want::Any)?;
        if self.is_temp(r) {
            self.emit(Op::RELEASE, r, 0, 0, range);
        } else {
            // A local that nothing is done with.
            self.unit.asm.pass_line(range);
        }
        Ok(())
    }

    fn annotated(&mut self, assign: &'a ast::StmtAnnAssign) -> Res<()> {
        let mark = self.unit.depth;
        if let Some(value) = &assign.value {
            match &*assign.target {
                Expr::Name(name) if self.local_register(&name.id).is_some() => {
                    let r = self.local_register(&name.id).unwrap_or(0);
                    self.expr(value, Want::To(r))?;
                    self.unit.asm.bound.insert(r);
                }
                target => {
                    let value = self.operand(value, &[target])?;
                    self.store_target(target, value)?;
                }
            }
            self.unit.depth = mark;
        } else if let Expr::Attribute(ast::ExprAttribute { value, .. }) = &*assign.target {
            self.expression_statement_release(value)?;
        } else if let Expr::Subscript(subscript) = &*assign.target {
            self.expression_statement_release(&subscript.value)?;
            self.expression_statement_release(&subscript.slice)?;
        }
        let in_namespace = matches!(self.table.scope(self.unit.scope).kind, ScopeKind::Module | ScopeKind::Class);
        if in_namespace && assign.simple {
            self.reach_annotation(assign)?;
        }
        if in_namespace && assign.simple && self.table.future_annotations {
            self.record_annotation_text(assign)?;
        }
        Ok(())
    }

    fn expression_statement_release(&mut self, value: &'a Expr) -> Res<()> {
        let mark = self.unit.depth;
        let r = self.expr(value, Want::Any)?;
        if self.is_temp(r) {
            self.emit(Op::RELEASE, r, 0, 0, value.range());
        }
        self.unit.depth = mark;
        Ok(())
    }

    fn if_statement(&mut self, statement: &'a ast::StmtIf) -> Res<()> {
        if let (Some(target), true) = (self.plain_loop_exit(&statement.body), statement.elif_else_clauses.is_empty()) {
            let by = self.unit.asm.label_by(target, statement.body[0].range());
            return self.jump_if(&statement.test, by, true);
        }
        let end = self.unit.asm.label();
        let mut test = Some(&*statement.test);
        let mut body = &statement.body[..];
        let mut clauses = statement.elif_else_clauses.iter();
        loop {
            let next = self.unit.asm.label();
            if let Some(test) = test {
                self.jump_if(test, next, false)?;
            }
            self.body(body)?;
            let clause = clauses.next();
            if clause.is_some() {
                self.unit.asm.jump(end, TextRange::default());
            }
            self.unit.asm.bind(next);
            let Some(clause) = clause else { break };
            test = clause.test.as_ref();
            body = &clause.body;
        }
        self.unit.asm.bind(end);
        Ok(())
    }

    /// Where a body goes that is nothing but a `continue` or `break` with nothing to unwind.
    fn plain_loop_exit(&self, body: &[Stmt]) -> Option<Label> {
        let innermost = self.unit.blocks.last()?;
        match (innermost.kind, body) {
            (BlockKind::Loop { continue_, .. }, [Stmt::Continue(_)]) => Some(continue_),
            (BlockKind::Loop { break_, base: None, .. }, [Stmt::Break(_)]) => Some(break_),
            _ => None,
        }
    }

    /// Emits the return instruction; no temporary but `value` may be live.
    pub(super) fn emit_return(&mut self, value: Reg, range: TextRange) {
        let is_generator = self.unit.flags & code_flags::RESUMABLE != 0;
        let op = if is_generator { Op::RETURN_GEN } else { Op::RETURN };
        let locals = self.unit.base;
        self.emit(op, value, locals, 0, range);
    }

    pub(super) fn return_none(&mut self, range: TextRange) {
        if self.unit.asm.reachable() {
            let mark = self.unit.depth;
            let none = self.load_const(Const::None, Want::Temp, range);
            self.emit_return(none, range);
            self.unit.depth = mark;
        }
    }

    fn return_statement(&mut self, statement: &'a ast::StmtReturn) -> Res<()> {
        let constant = match &statement.value {
            None => Some(Const::None),
            Some(value) => self.fold(value),
        };
        if let Some(value) = constant {
            let range = self.leaving_range(0, statement.range);
            let left = self.unwind_all(None)?;
            let value = self.load_const(value, Want::Temp, range);
            self.emit_return(value, range);
            self.resume_protection(left);
            return Ok(());
        }
        let Some(value) = &statement.value else { return Ok(()) };
        let want = if self.unwinding_runs_code() { Want::Temp } else { Want::Any };
        let value = self.expr(value, want)?;
        let range = if self.unwinding_tells_lines(0) { TextRange::default() } else { statement.range };
        let left = self.unwind_all(Some(value))?;
        self.emit_return(value, range);
        self.resume_protection(left);
        Ok(())
    }

    fn raise(&mut self, statement: &'a ast::StmtRaise) -> Res<()> {
        match (&statement.exc, &statement.cause) {
            (None, _) => self.emit(Op::RERAISE, 0, 1, 0, statement.range),
            (Some(exc), None) => {
                let exc = self.expr(exc, Want::Any)?;
                self.emit(Op::RAISE, exc, 0, 0, statement.range);
            }
            (Some(exc), Some(cause)) => {
                let exc = self.operand(exc, &[cause])?;
                let cause = self.expr(cause, Want::Any)?;
                self.emit(Op::RAISE_FROM, exc, cause, 0, statement.range);
            }
        }
        Ok(())
    }

    fn assert_statement(&mut self, statement: &'a ast::StmtAssert) -> Res<()> {
        if self.options.optimize > 0 {
            return Ok(());
        }
        let holds = self.unit.asm.label();
        self.jump_if(&statement.test, holds, true)?;
        let range = statement.test.range();
        let class = self.push();
        self.emit(Op::LOAD_ASSERTION_ERROR, class, 0, 0, range);
        if let Some(msg) = &statement.msg {
            self.expr(msg, Want::Temp)?;
            self.emit(Op::CALL, class, class, 1, range);
        }
        self.emit(Op::RAISE, class, 0, 0, range);
        self.unit.asm.bind(holds);
        Ok(())
    }
}
