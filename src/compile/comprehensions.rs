//! Comprehensions and generator expressions.
use ruff_python_ast::{self as ast, Comprehension, Expr};
use ruff_text_size::{Ranged, TextRange};

use super::assembler::Reg;
use super::{Compiler, Res, Want};
use crate::isa::Op;
use crate::object::code_flags;
use crate::symtable::{Binding, ScopeId, ScopeKind};

impl<'a> Compiler<'a> {
    fn parts(expr: &'a Expr) -> (&'a [Comprehension], Op, &'static str) {
        match expr {
            Expr::SetComp(c) => (&c.generators, Op::BUILD_SET, "<setcomp>"),
            Expr::DictComp(c) => (&c.generators, Op::BUILD_MAP, "<dictcomp>"),
            Expr::ListComp(c) => (&c.generators, Op::BUILD_LIST, "<listcomp>"),
            _ => (&[], Op::BUILD_LIST, "<listcomp>"),
        }
    }

    pub(super) fn comprehension(&mut self, expr: &'a Expr, want: Want) -> Res<Reg> {
        let mark = self.unit.depth;
        let range = expr.range();
        let (generators, build, name) = Self::parts(expr);
        let id = self.table.scope_of(ScopeKind::Comprehension, range);
        let Some(first) = generators.first() else { return Ok(mark) };
        if !self.table.scope(id).inlined {
            return self.comprehension_function(expr, id, name, &first.iter, want);
        }
        let result = self.push();
        self.emit(build, result, result, 0, range);
        let outer = self.unit.current;
        self.comprehension_loops(expr, generators, result, Some(id), None)?;
        self.unit.current = outer;
        for symbol in &self.table.scope(id).symbols {
            if let Some(r) = self.unit.local(id, &symbol.name) {
                self.emit(Op::CLEAR, r, 0, 0, range);
                self.unit.asm.bound.remove(r);
            }
        }
        self.unit.depth = result + 1;
        Ok(self.deliver(result, want, mark, range))
    }

    /// Each run of an inlined comprehension has cells of its own.
    pub(super) fn make_comprehension_cells(&mut self, id: ScopeId, range: TextRange) {
        for symbol in &self.table.scope(id).symbols {
            if let (Binding::Cell, Some(r)) = (symbol.binding, self.unit.local(id, &symbol.name)) {
                self.emit(Op::CLEAR, r, 0, 0, range);
                self.emit(Op::MAKE_CELL, r, 0, 0, range);
            }
        }
    }

    /// The loops of a comprehension from the first generator in `generators` on. `scope` is entered behind the first iterable,
    /// `source` replaces that one.
    fn comprehension_loops(
        &mut self,
        expr: &'a Expr,
        generators: &'a [Comprehension],
        result: Reg,
        scope: Option<ScopeId>,
        source: Option<Reg>,
    ) -> Res<()> {
        let Some((generator, rest)) = generators.split_first() else { return self.comprehension_item(expr, result) };
        if generator.is_async {
            let iteration = self.begin_async_iteration(&generator.iter, &generator.target, source, scope)?;
            for condition in &generator.ifs {
                self.jump_if(condition, iteration.next, false)?;
            }
            self.comprehension_loops(expr, rest, result, None, None)?;
            self.end_async_iteration(iteration);
            return Ok(());
        }
        let iteration = self.begin_iteration_in(&generator.iter, &generator.target, source, scope)?;
        for condition in &generator.ifs {
            self.jump_if(condition, iteration.next, false)?;
        }
        self.comprehension_loops(expr, rest, result, None, None)?;
        self.end_iteration(iteration);
        Ok(())
    }

    fn comprehension_item(&mut self, expr: &'a Expr, result: Reg) -> Res<()> {
        let mark = self.unit.depth;
        match expr {
            Expr::ListComp(c) => {
                let value = self.expr(&c.elt, Want::Any)?;
                self.emit(Op::LIST_APPEND, result, value, 0, c.elt.range());
            }
            Expr::SetComp(c) => {
                let value = self.expr(&c.elt, Want::Any)?;
                self.emit(Op::SET_ADD, result, value, 0, c.elt.range());
            }
            Expr::DictComp(c) => {
                let Some(key) = &c.key else { return Err(self.error(c.range, "dict unpacking cannot be used in dict comprehension")) };
                let first = self.expr(key, Want::Temp)?;
                self.expr(&c.value, Want::Temp)?;
                self.emit(Op::MAP_ADD, result, first, 0, TextRange::new(key.start(), c.value.end()));
            }
            Expr::Generator(g) => {
                let value = self.expr(&g.elt, Want::Any)?;
                self.unit.depth = mark;
                let sent = self.push();
                let live = self.unit.depth.max(sent + 1);
                self.emit_yield(sent, value, live, g.elt.range());
                self.emit(Op::RELEASE, sent, 0, 0, g.elt.range());
            }
            _ => {}
        }
        self.unit.depth = mark;
        Ok(())
    }

    /// A comprehension with a function of its own, called with the iterator.
    fn comprehension_function(
        &mut self,
        expr: &'a Expr,
        id: ScopeId,
        name: &str,
        iter: &'a Expr,
        want: Want,
    ) -> Res<Reg> {
        let mark = self.unit.depth;
        let range = expr.range();
        let line = self.line(range);
        let is_async = self.table.scope(id).is_coroutine;
        self.enter(id, name.into(), line);
        self.unit.arg_count = 1;
        self.unit.flags |= code_flags::OPTIMIZED | code_flags::NEWLOCALS | code_flags::NESTED;
        let generators = match expr {
            Expr::Generator(g) => {
                self.unit.flags |= if is_async { code_flags::ASYNC_GENERATOR } else { code_flags::GENERATOR };
                &g.generators[..]
            }
            _ => {
                self.unit.flags |= if is_async { code_flags::COROUTINE } else { 0 };
                Self::parts(expr).0
            }
        };
        self.unit.flags |= code_flags::SIMPLE;
        self.prologue(range);
        if let Expr::Generator(_) = expr {
            self.unit.asm.pass_line(TextRange::empty(range.start()));
            self.comprehension_loops(expr, generators, 0, None, Some(0))?;
            self.return_none(range);
        } else {
            let result = self.push();
            self.emit(Self::parts(expr).1, result, result, 0, range);
            self.comprehension_loops(expr, generators, result, None, Some(0))?;
            self.emit_return(result, range);
        }
        let code = self.leave()?;
        self.make_function(code, mark, 0, range);
        self.unit.depth = mark + 1;
        let value = self.expr(iter, Want::Any)?;
        self.unit.depth = mark + 1;
        let iterator = self.push();
        let get = if generators[0].is_async { Op::GET_AITER } else { Op::GET_ITER };
        self.emit(get, iterator, value, 0, iter.range());
        if is_async && !matches!(expr, Expr::Generator(_)) {
            self.unit.depth = mark;
            let result = self.push();
            self.emit(Op::CALL, result, mark, 1, range);
            self.emit_await(result, result, 0, range);
            return Ok(self.deliver(result, want, mark, range));
        }
        let dst = self.out(want, mark);
        self.emit(Op::CALL, dst, mark, 1, range);
        Ok(dst)
    }

    pub(super) fn generator_expression(&mut self, expr: &'a Expr, generator: &'a ast::ExprGenerator, want: Want) -> Res<Reg> {
        let id = self.table.scope_of(ScopeKind::GeneratorExpression, generator.range);
        let Some(first) = generator.generators.first() else { return Ok(self.unit.depth) };
        self.comprehension_function(expr, id, "<genexpr>", &first.iter, want)
    }
}
