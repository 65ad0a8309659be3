//! Functions and lambdas.
use std::sync::Arc;

use ruff_python_ast::{self as ast, Expr, Parameters};
use ruff_text_size::{Ranged, TextRange};

use super::assembler::Reg;
use super::{Compiler, Res, Want};
use crate::bytecode::{Bytecode, Const};
use crate::isa::{Intrinsic, Op};
use crate::object::code_flags;
use crate::symtable::{ScopeId, ScopeKind};

/// `co_flags`: the first constant is the docstring.
const HAS_DOCSTRING: u32 = 0x400_0000;

impl<'a> Compiler<'a> {
    /// What every code object starts with.
    pub(super) fn prologue(&mut self, range: TextRange) {
        if self.unit.flags & code_flags::RESUMABLE != 0 {
            self.emit(Op::RETURN_GENERATOR, 0, 0, 0, range);
        }
        self.unit.init_position = self.unit.asm.reserve(range);
        for cell in self.unit.cells.clone() {
            self.emit(Op::MAKE_CELL, cell as u16, 0, 0, range);
        }
    }

    /// The source of a definition without its decorators.
    pub(super) fn undecorated(&self, range: TextRange, decorators: &[ast::Decorator]) -> TextRange {
        crate::syntax::undecorated(self.source, range, decorators)
    }

    pub(super) fn function_statement(&mut self, function: &'a ast::StmtFunctionDef) -> Res<()> {
        let range = self.undecorated(function.range, &function.decorator_list);
        let base = self.unit.depth;
        for decorator in &function.decorator_list {
            self.expr(&decorator.expression, Want::Temp)?;
        }
        let target = self.unit.depth;
        match &function.type_params {
            Some(params) => self.generic_function(function, params, target, range)?,
            None => {
                let given = self.defaults(&function.parameters)?;
                self.function_object(function, target, given, range)?;
            }
        }
        self.decorate(&function.decorator_list, base, target);
        self.store_name(&function.name, base, range)
    }

    /// Makes a function with type parameters, in `target`. The defaults are evaluated outside its scope and passed in.
    fn generic_function(
        &mut self,
        function: &'a ast::StmtFunctionDef,
        params: &'a ast::TypeParams,
        target: Reg,
        range: TextRange,
    ) -> Res<()> {
        let parameters = &function.parameters;
        let positional = parameters.posonlyargs.iter().chain(&parameters.args).any(|p| p.default.is_some());
        let keyword = parameters.kwonlyargs.iter().any(|p| p.default.is_some());
        let count = u16::from(positional) + u16::from(keyword);
        self.enter_type_params(&function.name, function.range, count.into());
        let mark = self.unit.depth;
        self.type_parameters(params)?;
        let inner = self.unit.depth;
        for argument in 0..count {
            let r = self.push();
            self.emit(Op::COPY, r, argument, 0, range);
        }
        self.function_object(function, inner, u16::from(positional) | u16::from(keyword) << 1, range)?;
        self.intrinsic(Intrinsic::FunctionTypeParams, mark, range);
        self.leave_type_params(mark, target, range)?;
        self.defaults(parameters)?;
        self.emit(Op::CALL, target, target, count, range);
        self.unit.depth = target + 1;
        Ok(())
    }

    /// Makes a function in `target`, where its defaults lie, as `given` tells.
    fn function_object(&mut self, function: &'a ast::StmtFunctionDef, target: Reg, mut given: u16, range: TextRange) -> Res<()> {
        if let Some(code) = self.function_annotations(function)? {
            let annotate = self.unit.depth;
            self.make_function(code, annotate, 0, range);
            self.unit.depth = annotate + 1;
            given |= 4;
        }
        let first_line = self.line(function.decorator_list.first().map_or(range, |d| d.range));
        let id = self.table.scope_of(ScopeKind::Function, function.range);
        self.enter(id, function.name.as_str().into(), first_line);
        self.function_header(id, Some(&function.parameters));
        let mut body = &function.body[..];
        if let Some(doc) = self.docstring(body) {
            body = &body[1..];
            if self.options.optimize < 2 {
                self.unit.flags |= HAS_DOCSTRING;
                self.unit.constants.add(doc);
            }
        }
        self.prologue(range);
        let start = self.unit.asm.position();
        self.body(body)?;
        // A function without code returns from its first line.
        let first = function.decorator_list.first().map_or(range, |d| d.range);
        self.return_none(if self.unit.asm.position() == start { TextRange::empty(first.start()) } else { TextRange::default() });
        let code = self.leave()?;
        self.make_function(code, target, given, range);
        Ok(())
    }

    /// Calls decorators, which lie at `base`, innermost first, with the object behind them.
    pub(super) fn decorate(&mut self, decorators: &'a [ast::Decorator], base: Reg, mut target: Reg) {
        for decorator in decorators.iter().rev() {
            target -= 1;
            self.emit(Op::CALL, target, target, 1, decorator.expression.range());
        }
        self.unit.depth = base + 1;
    }

    fn function_header(&mut self, id: ScopeId, parameters: Option<&Parameters>) {
        let scope = self.table.scope(id);
        let mut flags = code_flags::OPTIMIZED | code_flags::NEWLOCALS;
        if self.outer.iter().any(|u| self.table.scope(u.scope).kind.is_function_like()) {
            flags |= code_flags::NESTED;
        }
        let mut simple = true;
        if let Some(parameters) = parameters {
            self.unit.posonly_count = parameters.posonlyargs.len() as u32;
            self.unit.arg_count = (parameters.posonlyargs.len() + parameters.args.len()) as u32;
            self.unit.kwonly_count = parameters.kwonlyargs.len() as u32;
            if parameters.vararg.is_some() {
                flags |= code_flags::VARARGS;
            }
            if parameters.kwarg.is_some() {
                flags |= code_flags::VARKEYWORDS;
            }
            simple = flags & (code_flags::VARARGS | code_flags::VARKEYWORDS) == 0 && parameters.kwonlyargs.is_empty();
        }
        flags |= match (scope.is_coroutine, scope.is_generator) {
            (true, true) => code_flags::ASYNC_GENERATOR,
            (true, false) => code_flags::COROUTINE,
            (false, true) => code_flags::GENERATOR,
            (false, false) => 0,
        };
        if simple {
            flags |= code_flags::SIMPLE;
        }
        self.unit.flags |= flags;
    }

    pub(super) fn lambda(&mut self, lambda: &'a ast::ExprLambda, want: Want) -> Res<Reg> {
        let mark = self.unit.depth;
        let range = lambda.range;
        let given = match &lambda.parameters {
            Some(parameters) => self.defaults(parameters)?,
            None => 0,
        };
        let id = self.table.scope_of(ScopeKind::Lambda, range);
        let line = self.line(range);
        self.enter(id, "<lambda>".into(), line);
        self.function_header(id, lambda.parameters.as_deref());
        self.prologue(range);
        let value = self.expr(&lambda.body, Want::Any)?;
        self.emit_return(value, lambda.body.range());
        let code = self.leave()?;
        self.make_function(code, mark, given, range);
        self.unit.depth = mark + 1;
        Ok(self.deliver(mark, want, mark, range))
    }

    /// Defaults tuple and keyword defaults dict in the next temporaries; which of them there are.
    fn defaults(&mut self, parameters: &'a Parameters) -> Res<u16> {
        let mut given = 0;
        let positional = parameters.posonlyargs.iter().chain(&parameters.args);
        let defaults: Vec<&'a Expr> = positional.filter_map(|p| p.default.as_deref()).collect();
        if let Some(first) = defaults.first() {
            given |= 1;
            let range = first.range();
            let folded = defaults.iter().map(|e| self.fold(e)).collect::<Option<Box<[Const]>>>();
            match folded {
                Some(values) => {
                    self.load_const(Const::Tuple(values), Want::Temp, range);
                }
                None => {
                    let mark = self.unit.depth;
                    for default in &defaults {
                        self.expr(default, Want::Temp)?;
                    }
                    let dst = self.out(Want::Temp, mark);
                    self.emit(Op::BUILD_TUPLE, dst, mark, defaults.len() as u16, range);
                }
            }
        }
        let keyword = || parameters.kwonlyargs.iter().filter_map(|p| p.default.as_deref().map(|d| (p, d)));
        if let Some((_, first)) = keyword().next() {
            given |= 2;
            let mark = self.unit.depth;
            for (parameter, default) in keyword() {
                let name = self.mangle(parameter.name()).into_owned();
                self.load_const(Const::Str(name.as_bytes().into()), Want::Temp, default.range());
                self.expr(default, Want::Temp)?;
            }
            let dst = self.out(Want::Temp, mark);
            self.emit(Op::BUILD_MAP, dst, mark, keyword().count() as u16, first.range());
        }
        Ok(given)
    }

    /// A function of `code` in `dst`; `given` says what lies in the temporaries from there on.
    pub(super) fn make_function(&mut self, code: Arc<Bytecode>, dst: Reg, mut given: u16, range: TextRange) {
        self.unit.depth = self.unit.depth.max(dst);
        if self.closure(&code.free_names, range) {
            given |= 8;
        }
        let index = self.unit.constants.add(Const::Code(code));
        self.emit(Op::MAKE_FUNCTION, dst, index as u16, given, range);
        self.unit.depth = dst;
        self.push();
    }
}
