//! Loops.
use ruff_python_ast::{self as ast, Expr};
use ruff_text_size::{Ranged, TextRange};

use super::assembler::{Label, Reg, RegisterSet};
use super::names::Place;
use super::unit::BlockKind;
use super::{Compiler, Res, Want};
use crate::isa::Op;

/// Registers a loop owns.
const LOOP_REGISTERS: u16 = 4;
/// Conditions whose source is longer are not compiled twice.
const MAX_REPEATED_CONDITION: u32 = 200;

/// A loop over an iterable whose body is being compiled.
pub(super) struct Iteration {
    pub base: Reg,
    pub next: Label,
    body: Label,
    op: Op,
    dst: Reg,
    range: TextRange,
    entry: RegisterSet,
}

/// An `async for` whose body is being compiled.
pub(super) struct AsyncIteration {
    pub base: Reg,
    pub next: Label,
    top: Label,
    stopped: Label,
    range: TextRange,
    entry: RegisterSet,
    reachable: bool,
}

impl<'a> Compiler<'a> {
    /// Prepares a loop at the next temporary and binds its target to the first item; ended by [`Self::end_iteration`].
    pub(super) fn begin_iteration(&mut self, iter: &'a Expr, target: &'a Expr, source: Option<Reg>) -> Res<Iteration> {
        self.begin_iteration_in(iter, target, source, None)
    }

    /// As [`Self::begin_iteration`]; the target belongs to another scope (of an inlined comprehension) than the iterable.
    pub(super) fn begin_iteration_in(
        &mut self,
        iter: &'a Expr,
        target: &'a Expr,
        source: Option<Reg>,
        target_scope: Option<crate::symtable::ScopeId>,
    ) -> Res<Iteration> {
        let base = self.unit.depth;
        let range = iter.range();
        let op = match (self.range_arguments(iter), source) {
            (_, Some(source)) => {
                self.emit(Op::FOR_PREP, base, source, 0, range);
                Op::FOR_ITER
            }
            (Some((callee, arguments)), None) => {
                self.load_name("range", Want::Temp, callee)?;
                for argument in arguments {
                    self.expr(argument, Want::Temp)?;
                }
                self.emit(Op::FOR_PREP_RANGE, base, 0, arguments.len() as u16, range);
                Op::FOR_RANGE
            }
            (None, None) => {
                let constants = if let Expr::Set(set) = iter { self.constant_set(&set.elts) } else { None };
                let value = match constants {
                    Some(items) => self.load_const(items, Want::Temp, range),
                    None => self.expr(iter, Want::Any)?,
                };
                self.emit(Op::FOR_PREP, base, value, 0, range);
                Op::FOR_ITER
            }
        };
        if let Some(scope) = target_scope {
            self.unit.current = scope;
            self.make_comprehension_cells(scope, range);
        }
        self.unit.depth = base;
        self.reserve(LOOP_REGISTERS);
        let (next, body) = (self.unit.asm.label(), self.unit.asm.label());
        let entry = self.unit.stable_bound();
        let reachable = self.unit.asm.reachable();
        self.unit.asm.bound = entry.clone();
        self.unit.asm.jump(next, range);
        self.unit.asm.bind_with(body, entry.clone(), reachable);
        let local = match target {
            Expr::Name(name) => self.local_register(&name.id),
            _ => None,
        };
        let dst = match local {
            Some(r) => {
                self.unit.asm.bound.insert(r);
                r
            }
            None => {
                let item = self.push();
                self.store_target(target, item)?;
                item
            }
        };
        self.unit.depth = base + LOOP_REGISTERS;
        Ok(Iteration { base, next, body, op, dst, range, entry })
    }

    /// The end of the body: the next item, or on with the loop's temporaries released.
    pub(super) fn end_iteration(&mut self, iteration: Iteration) {
        let Iteration { base, next, body, op, dst, range, entry } = iteration;
        self.unit.asm.bind(next);
        self.unit.asm.emit_jump(op, dst, base, body, range);
        self.unit.asm.bound.intersect(&entry);
        self.unit.depth = base;
    }

    /// Prepares an `async for` at the next temporary and binds its target to the first item; ended by [`Self::end_async_iteration`].
    /// `source` is an asynchronous iterator in place of the iterable, `target_scope` as in [`Self::begin_iteration_in`].
    pub(super) fn begin_async_iteration(
        &mut self,
        iter: &'a Expr,
        target: &'a Expr,
        source: Option<Reg>,
        target_scope: Option<crate::symtable::ScopeId>,
    ) -> Res<AsyncIteration> {
        let base = self.unit.depth;
        let range = iter.range();
        match source {
            Some(source) => self.emit(Op::COPY, base, source, 0, range),
            None => {
                let value = self.expr(iter, Want::Any)?;
                self.emit(Op::GET_AITER, base, value, 0, range);
            }
        }
        if let Some(scope) = target_scope {
            self.unit.current = scope;
            self.make_comprehension_cells(scope, range);
        }
        self.unit.depth = base;
        self.reserve(2);
        let asm = &mut self.unit.asm;
        let (top, next, stopped) = (asm.label(), asm.label(), asm.label());
        let entry = self.unit.stable_bound();
        let reachable = self.unit.asm.reachable();
        self.unit.asm.bind_with(top, entry.clone(), reachable);
        let start = self.unit.asm.position();
        self.emit(Op::GET_ANEXT, base + 1, base, 0, range);
        self.emit_yield_from(base + 1, range);
        let end = self.unit.asm.position();
        self.unit.asm.protect(start, end, stopped, base + 1);
        self.store_target(target, base + 1)?;
        self.unit.depth = base + 1;
        Ok(AsyncIteration { base, top, next, stopped, range, entry, reachable })
    }

    /// The end of the body of an `async for`: the next item, or on with the iterator released.
    pub(super) fn end_async_iteration(&mut self, iteration: AsyncIteration) {
        let AsyncIteration { base, top, next, stopped, range, entry, reachable } = iteration;
        self.unit.asm.bind(next);
        // The way back has no line of its own.
        self.unit.asm.jump(top, TextRange::default());
        self.unit.asm.bind_with(stopped, entry, reachable);
        self.unit.depth = base;
        self.reserve(2);
        self.emit(Op::END_ASYNC_FOR, base + 1, 0, 0, range);
        self.emit(Op::RELEASE, base, 0, 0, range);
        self.unit.depth = base;
    }

    /// The arguments of a call of the builtin `range`, by the look of it.
    fn range_arguments(&self, iter: &'a Expr) -> Option<(TextRange, &'a [Expr])> {
        let Expr::Call(call) = iter else { return None };
        let Expr::Name(callee) = &*call.func else { return None };
        let arguments = &call.arguments;
        let fits = callee.id == "range"
            && (1..=3).contains(&arguments.args.len())
            && arguments.keywords.is_empty()
            && !arguments.args.iter().any(Expr::is_starred_expr)
            && matches!(self.place("range"), Place::Global | Place::Name);
        fits.then_some((callee.range, &arguments.args[..]))
    }

    pub(super) fn for_statement(&mut self, statement: &'a ast::StmtFor) -> Res<()> {
        self.check_blocks(statement.range)?;
        let break_ = self.unit.asm.label();
        if statement.is_async {
            let iteration = self.begin_async_iteration(&statement.iter, &statement.target, None, None)?;
            let base = Some((Op::RELEASE, iteration.base));
            self.unit.push_block(BlockKind::Loop { break_, continue_: iteration.next, base });
            self.body(&statement.body)?;
            self.unit.pop_block();
            self.end_async_iteration(iteration);
            self.body(&statement.orelse)?;
            self.unit.asm.bind(break_);
            return Ok(());
        }
        let iteration = self.begin_iteration(&statement.iter, &statement.target, None)?;
        let base = Some((Op::END_FOR, iteration.base));
        self.unit.push_block(BlockKind::Loop { break_, continue_: iteration.next, base });
        self.body(&statement.body)?;
        self.unit.pop_block();
        self.end_iteration(iteration);
        self.body(&statement.orelse)?;
        self.unit.asm.bind(break_);
        Ok(())
    }

    pub(super) fn while_statement(&mut self, statement: &'a ast::StmtWhile) -> Res<()> {
        self.check_blocks(statement.range)?;
        let asm = &mut self.unit.asm;
        let (top, continue_, exit, break_) = (asm.label(), asm.label(), asm.label(), asm.label());
        let test = &*statement.test;
        let repeated = test.range().len().to_u32() <= MAX_REPEATED_CONDITION;
        if repeated {
            self.jump_if(test, exit, false)?;
        }
        let entry = self.unit.stable_bound();
        let reachable = self.unit.asm.reachable();
        self.unit.asm.bind_with(top, entry, reachable);
        if !repeated {
            self.jump_if(test, exit, false)?;
        }
        self.unit.push_block(BlockKind::Loop { break_, continue_, base: None });
        self.body(&statement.body)?;
        self.unit.pop_block();
        self.unit.asm.bind(continue_);
        if repeated {
            self.jump_back_if(test, top)?;
        } else {
            self.unit.asm.jump(top, test.range());
        }
        self.unit.asm.bind(exit);
        self.body(&statement.orelse)?;
        self.unit.asm.bind(break_);
        Ok(())
    }
}
