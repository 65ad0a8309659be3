//! `try`, `with`, and leaving blocks early.
use ruff_python_ast::{self as ast, ExceptHandler, Stmt};
use ruff_text_size::{Ranged, TextRange};

use super::assembler::{Label, Reg, RegisterSet};
use super::unit::{Block, BlockKind};
use super::{Compiler, Res, Want};
use crate::isa::Op;

impl<'a> Compiler<'a> {
    /// Leaves the innermost block; exceptions of the instructions in it go to `handler`.
    fn pop_protected(&mut self, handler: Label, depth: Reg) -> bool {
        let ranges = self.unit.pop_block();
        for &(start, end) in &ranges {
            self.unit.asm.protect(start, end, handler, depth);
        }
        !ranges.is_empty()
    }

    fn bind_handler(&mut self, handler: Label, bound: &RegisterSet, reachable: bool) {
        self.unit.asm.bind_with(handler, bound.clone(), reachable);
    }

    /// SyntaxError where one block more is too many (CPython's `CO_MAXBLOCKS`).
    pub(super) fn check_blocks(&self, range: TextRange) -> Res<()> {
        const MAX_BLOCKS: usize = 21;
        if self.unit.nested_blocks() >= MAX_BLOCKS {
            return Err(self.error(range, "too many statically nested blocks"));
        }
        Ok(())
    }

    pub(super) fn try_statement(&mut self, statement: &'a ast::StmtTry) -> Res<()> {
        self.check_blocks(statement.range)?;
        self.unit.asm.mark(first_token(statement.range));
        if statement.finalbody.is_empty() {
            return self.try_except(statement);
        }
        let depth = self.unit.depth;
        // Nothing of the statement's own has a line.
        let range = TextRange::default();
        let asm = &mut self.unit.asm;
        let (handler, cleanup, end) = (asm.label(), asm.label(), asm.label());
        let bound = self.unit.stable_bound();
        self.unit.push_block(BlockKind::Finally(&statement.finalbody));
        if statement.handlers.is_empty() {
            self.body(&statement.body)?;
        } else {
            self.try_except(statement)?;
        }
        let raises = self.pop_protected(handler, depth);
        self.body(&statement.finalbody)?;
        self.unit.asm.jump(end, range);

        self.bind_handler(handler, &bound, raises);
        self.enter_handler(depth, range);
        self.body(&statement.finalbody)?;
        let raised = self.push();
        self.emit(Op::COPY, raised, depth, 0, range);
        self.leave_by_exception(depth, cleanup, &bound, range);
        self.unit.asm.bind(end);
        self.unit.depth = depth;
        Ok(())
    }

    /// The exception in `depth` becomes the one being handled.
    fn enter_handler(&mut self, depth: Reg, range: TextRange) {
        self.unit.depth = depth;
        self.reserve(2);
        self.emit(Op::PUSH_EXC, depth, 0, 0, range);
        self.unit.push_block(BlockKind::Handler(depth));
    }

    /// The end of a handler that does not complete: the exception in the first temporary behind the handler's two goes on, and so does one
    /// raised in the handler.
    fn leave_by_exception(&mut self, depth: Reg, cleanup: Label, bound: &RegisterSet, range: TextRange) {
        let raised = depth + 2;
        let falls = self.unit.asm.reachable();
        let covered = self.pop_protected(cleanup, depth + 2);
        self.bind_handler(cleanup, bound, covered || falls);
        self.emit(Op::POP_EXC, depth, 0, 0, range);
        self.emit(Op::RERAISE, raised, 0, 0, range);
        self.unit.depth = depth;
    }

    fn try_except(&mut self, statement: &'a ast::StmtTry) -> Res<()> {
        let depth = self.unit.depth;
        // Nothing of the statement's own has a line.
        let range = TextRange::default();
        let asm = &mut self.unit.asm;
        let (handler, cleanup, end) = (asm.label(), asm.label(), asm.label());
        let bound = self.unit.stable_bound();
        self.unit.push_block(BlockKind::Try);
        self.body(&statement.body)?;
        let raises = self.pop_protected(handler, depth);
        self.body(&statement.orelse)?;
        self.unit.asm.jump(end, range);

        self.bind_handler(handler, &bound, raises);
        self.enter_handler(depth, range);
        if statement.is_star {
            self.star_clauses(&statement.handlers, depth, end, range)?;
        } else {
            for ExceptHandler::ExceptHandler(clause) in &statement.handlers {
                self.except_clause(clause, depth, cleanup, end)?;
            }
            let raised = self.push();
            // The line is that of the last clause asked.
            let asked = statement.handlers.last().map(|ExceptHandler::ExceptHandler(c)| c.type_.as_ref().map_or(range, |t| t.range()));
            self.emit(Op::COPY, raised, depth, 0, asked.unwrap_or(range));
        }
        self.leave_by_exception(depth, cleanup, &bound, range);
        self.unit.asm.bind(end);
        self.unit.depth = depth;
        Ok(())
    }

    /// The clauses of `except*`, which all run; then the exception that is left or was raised in them is in the first temporary behind
    /// the handler's two, or control has gone to `end`.
    fn star_clauses(
        &mut self,
        handlers: &'a [ExceptHandler],
        depth: Reg,
        end: Label,
        range: TextRange,
    ) -> Res<()> {
        let list = self.push();
        self.emit(Op::BUILD_LIST, list, list, 0, range);
        let rest = self.push();
        self.emit(Op::COPY, rest, depth, 0, range);
        let matched = self.unit.depth;
        for ExceptHandler::ExceptHandler(clause) in handlers {
            let Some(class) = &clause.type_ else { continue };
            let (next, raised) = (self.unit.asm.label(), self.unit.asm.label());
            let value = self.expr(class, Want::Any)?;
            self.unit.depth = matched;
            self.reserve(1);
            self.unit.asm.emit_jump(Op::GROUP_MATCH, rest, value, next, clause.range);
            match &clause.name {
                Some(name) => self.store_name(name, matched, clause.range)?,
                None => self.emit(Op::RELEASE, matched, 0, 0, clause.range),
            }
            self.unit.depth = matched;
            let bound = self.unit.stable_bound();
            self.unit.push_block(match &clause.name {
                Some(name) => BlockKind::HandlerName(name),
                None => BlockKind::Try,
            });
            self.body(&clause.body)?;
            let raises = self.pop_protected(raised, matched);
            if let Some(name) = &clause.name {
                self.clear_name(name, TextRange::default())?;
            }
            self.unit.asm.jump(next, TextRange::default());
            if raises {
                self.bind_handler(raised, &bound, true);
                self.unit.depth = matched + 1;
                self.unit.registers = self.unit.registers.max(matched + 1);
                if let Some(name) = &clause.name {
                    self.clear_name(name, TextRange::default())?;
                }
                self.emit(Op::LIST_APPEND, list, matched, 0, TextRange::default());
            }
            self.unit.depth = matched;
            self.unit.asm.bind(next);
        }
        self.emit(Op::LIST_APPEND, list, rest, 0, range);
        let done = self.unit.asm.label();
        self.unit.depth = rest;
        self.unit.asm.emit_jump(Op::GROUP_REMAINDER, list, depth, done, range);
        // What goes on is not the handler's to protect either: both ways end in its cleanup.
        let go_on = self.unit.asm.label();
        self.unit.asm.jump(go_on, range);
        self.unit.asm.bind(done);
        self.suspend_protection(self.unit.blocks.len() - 1);
        self.emit(Op::POP_EXC, depth, 0, 0, range);
        self.unit.asm.jump(end, range);
        self.resume_protection(self.unit.blocks.len() - 1);
        self.unit.asm.bind(go_on);
        Ok(())
    }

    fn except_clause(
        &mut self,
        clause: &'a ast::ExceptHandlerExceptHandler,
        depth: Reg,
        cleanup: Label,
        end: Label,
    ) -> Res<()> {
        let next = self.unit.asm.label();
        if let Some(class) = &clause.type_ {
            let value = self.expr(class, Want::Any)?;
            self.unit.depth = depth + 2;
            self.unit.asm.emit_jump(Op::JUMP_NO_MATCH, depth, value, next, class.range());
        } else {
            self.unit.asm.pass_line(first_token(clause.range));
        }
        let Some(name) = &clause.name else {
            self.body(&clause.body)?;
            self.finish_clause(depth, end, None)?;
            self.unit.asm.bind(next);
            return Ok(());
        };
        let copy = self.local_register(name).unwrap_or(self.unit.depth);
        self.reserve(1);
        self.emit(Op::COPY, copy, depth, 0, clause.range);
        self.store_name(name, copy, clause.range)?;
        self.unit.depth = depth + 2;
        let bound = self.unit.stable_bound();
        self.unit.push_block(BlockKind::HandlerName(name));
        self.body(&clause.body)?;
        let unbind = self.unit.asm.label();
        let raises = self.pop_protected(unbind, depth + 2);
        self.finish_clause(depth, end, Some(name))?;
        if raises {
            self.bind_handler(unbind, &bound, true);
            self.unit.depth = depth + 3;
            self.unit.registers = self.unit.registers.max(depth + 3);
            self.clear_name(name, TextRange::default())?;
            // The exception lies where the cleanup expects it; what the name's removal raised would come there too.
            self.unit.asm.jump(cleanup, TextRange::default());
            self.unit.depth = depth + 2;
        }
        self.unit.asm.bind(next);
        Ok(())
    }

    /// A handler that completes: the exception is no longer being handled. The handler's protection does not cover this.
    fn finish_clause(&mut self, depth: Reg, end: Label, name: Option<&'a ast::Identifier>) -> Res<()> {
        if !self.unit.asm.reachable() {
            return Ok(());
        }
        self.suspend_protection(self.unit.blocks.len() - 1);
        let range = TextRange::default();
        self.emit(Op::POP_EXC, depth, 0, 0, range);
        if let Some(name) = name {
            self.unit.depth = depth;
            self.clear_name(name, range)?;
        }
        self.unit.depth = depth + 2;
        self.unit.asm.jump(end, range);
        self.resume_protection(self.unit.blocks.len() - 1);
        Ok(())
    }

    fn suspend_protection(&mut self, index: usize) {
        let here = self.unit.asm.position();
        let block = &mut self.unit.blocks[index];
        if block.open < here {
            block.ranges.push((block.open, here));
        }
        block.open = here;
    }

    pub(super) fn resume_protection(&mut self, from: usize) {
        let here = self.unit.asm.position();
        for block in &mut self.unit.blocks[from..] {
            block.open = here;
        }
    }

    pub(super) fn with_statement(&mut self, statement: &'a ast::StmtWith) -> Res<()> {
        self.with_items(&statement.items, &statement.body, statement.is_async)
    }

    fn with_items(&mut self, items: &'a [ast::WithItem], body: &'a [Stmt], is_async: bool) -> Res<()> {
        let Some((item, rest)) = items.split_first() else { return self.body(body) };
        let range = item.context_expr.range();
        self.check_blocks(range)?;
        let exit = self.unit.depth;
        let manager = self.expr(&item.context_expr, Want::Any)?;
        self.unit.depth = exit;
        self.reserve(2);
        self.emit(if is_async { Op::ASYNC_WITH_ENTER } else { Op::WITH_ENTER }, exit, manager, 0, range);
        if is_async {
            self.emit_await(exit + 1, exit + 1, 1, range);
        }
        let asm = &mut self.unit.asm;
        let (handler, cleanup, suppress, end) = (asm.label(), asm.label(), asm.label(), asm.label());
        let bound = self.unit.stable_bound();
        self.unit.push_block(BlockKind::With { exit, is_async, range });
        match &item.optional_vars {
            Some(target) => self.store_target(target, exit + 1)?,
            None => self.emit(Op::RELEASE, exit + 1, 0, 0, range),
        }
        self.unit.depth = exit + 1;
        self.with_items(rest, body, is_async)?;
        let depth = exit + 1;
        let raises = self.pop_protected(handler, depth);
        self.emit(Op::WITH_EXIT, exit, exit, 0, range);
        if is_async {
            self.emit_await(exit, exit, 2, range);
        }
        self.emit(Op::RELEASE, exit, 0, 0, range);
        self.unit.asm.jump(end, TextRange::default());

        self.bind_handler(handler, &bound, raises);
        // Above the exception, so that it is freed should the call raise.
        self.emit(Op::TAKE, depth + 2, exit, 0, range);
        self.enter_handler(depth, range);
        let result = self.push();
        self.emit(Op::WITH_EXIT_EXC, result, result, depth, range);
        if is_async {
            self.emit_await(result, result, 2, range);
        }
        self.unit.depth = depth + 2;
        self.unit.asm.emit_jump(Op::JUMP_TRUE, result, 0, suppress, range);
        let raised = self.push();
        self.emit(Op::COPY, raised, depth, 0, range);
        self.leave_by_exception(depth, cleanup, &bound, range);
        self.unit.asm.bind(suppress);
        self.emit(Op::POP_EXC, depth, 0, 0, range);
        self.unit.asm.bind(end);
        self.unit.depth = exit;
        Ok(())
    }

    /// Whether leaving the function here runs code that may rebind locals.
    pub(super) fn unwinding_runs_code(&self) -> bool {
        let runs = |b: &Block| !matches!(b.kind, BlockKind::Loop { .. } | BlockKind::Try);
        self.unit.blocks.iter().any(runs)
    }

    /// Leaves all blocks for a `return` of `value`; the blocks whose protection [`Self::resume_protection`] resumes.
    pub(super) fn unwind_all(&mut self, value: Option<Reg>) -> Res<usize> {
        self.unwind(0, value.filter(|v| self.is_temp(*v)))
    }

    /// Whether leaving the blocks from `to` on comes by lines of theirs.
    pub(super) fn unwinding_tells_lines(&self, to: usize) -> bool {
        self.unit.blocks[to..].iter().any(|b| matches!(b.kind, BlockKind::Finally(_) | BlockKind::With { .. }))
    }

    /// The range of what a statement does that leaves the blocks from `to` on, once they have been left: where that comes by other lines,
    /// control has come by the statement's line before.
    pub(super) fn leaving_range(&mut self, to: usize, range: TextRange) -> TextRange {
        if !self.unwinding_tells_lines(to) {
            return range;
        }
        self.unit.asm.pass_line(range);
        TextRange::default()
    }

    /// `break` or `continue`.
    pub(super) fn loop_exit(&mut self, is_break: bool, range: TextRange) -> Res<()> {
        let innermost = |b: &Block| matches!(b.kind, BlockKind::Loop { .. });
        let Some(index) = self.unit.blocks.iter().rposition(innermost) else {
            let msg = if is_break { "'break' outside loop" } else { "'continue' not properly in loop" };
            return Err(self.error(range, msg));
        };
        let BlockKind::Loop { break_, continue_, base } = self.unit.blocks[index].kind else { return Ok(()) };
        let depth = self.unit.depth;
        let range = self.leaving_range(index + 1, range);
        let left = self.unwind(index + 1, None)?;
        if let Some((op, base)) = base.filter(|_| is_break) {
            self.emit(op, base, 0, 0, range);
        }
        self.unit.asm.jump(if is_break { break_ } else { continue_ }, range);
        self.resume_protection(left);
        self.unit.depth = depth;
        Ok(())
    }

    /// Emits what leaving the blocks from `to` on does, innermost first. None of them protects that code.
    fn unwind(&mut self, to: usize, value: Option<Reg>) -> Res<usize> {
        let depth = self.unit.depth;
        let mut left: Vec<Block<'a>> = Vec::new();
        while self.unit.blocks.len() > to && self.unit.asm.reachable() {
            self.suspend_protection(self.unit.blocks.len() - 1);
            let Some(block) = self.unit.blocks.pop() else { break };
            let kind = block.kind;
            left.push(block);
            match kind {
                BlockKind::Loop { base, .. } => {
                    if let Some((op, base)) = base {
                        self.emit(op, base, 0, 0, TextRange::default());
                    }
                }
                BlockKind::Try => {}
                BlockKind::Finally(body) => {
                    if let Some(value) = value {
                        self.unit.push_block(BlockKind::Pending(value));
                    }
                    self.body(body)?;
                    if value.is_some() {
                        self.unit.pop_block();
                    }
                }
                BlockKind::With { exit, is_async, range } => {
                    let result = self.push();
                    self.emit(Op::WITH_EXIT, result, exit, 0, range);
                    if is_async {
                        self.emit_await(result, result, 2, range);
                    }
                    self.emit(Op::RELEASE, result, 0, 0, range);
                }
                BlockKind::Handler(register) => self.emit(Op::POP_EXC, register, 0, 0, TextRange::default()),
                BlockKind::HandlerName(name) => self.clear_name(name, name.range)?,
                BlockKind::Pending(register) => self.emit(Op::RELEASE, register, 0, 0, TextRange::default()),
            }
            self.unit.depth = depth;
        }
        let from = self.unit.blocks.len();
        self.unit.blocks.extend(left.into_iter().rev());
        Ok(from)
    }
}

/// The keyword that a statement begins with, as far as its line is concerned.
fn first_token(range: TextRange) -> TextRange {
    TextRange::empty(range.start())
}
