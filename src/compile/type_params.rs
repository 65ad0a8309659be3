//! Type parameters, and what has them: generic functions, classes and type aliases (PEP 695).
//!
//! The code in a `TypeParams` scope is a function of its own that is called where it stands: it makes the parameters, then the object
//! that has them.
use ruff_python_ast::{self as ast, Expr, TypeParam};
use ruff_text_size::{Ranged, TextRange};

use super::assembler::Reg;
use super::{Compiler, Res, Want};
use crate::bytecode::Const;
use crate::isa::{Intrinsic, Op};
use crate::object::code_flags;
use crate::symtable::ScopeKind;

impl<'a> Compiler<'a> {
    /// An intrinsic of the temporaries from `base` on, its result there.
    pub(super) fn intrinsic(&mut self, kind: Intrinsic, base: Reg, range: TextRange) {
        self.emit(Op::INTRINSIC, base, base, kind as u16, range);
        self.unit.depth = base + 1;
    }

    /// Enters the code that makes type parameters, which takes `arguments`.
    pub(super) fn enter_type_params(&mut self, name: &str, range: TextRange, arguments: u32) {
        let id = self.table.scope_of(ScopeKind::TypeParams, range);
        let line = self.line(range);
        self.enter(id, format!("<generic parameters of {name}>").into(), line);
        self.unit.arg_count = arguments;
        self.unit.flags |= code_flags::OPTIMIZED | code_flags::NEWLOCALS | code_flags::SIMPLE;
        self.prologue(range);
    }

    /// Leaves it, returning `result`, and makes the function in `target`.
    pub(super) fn leave_type_params(&mut self, result: Reg, target: Reg, range: TextRange) -> Res<()> {
        self.emit_return(result, range);
        let code = self.leave()?;
        self.make_function(code, target, 0, range);
        Ok(())
    }

    /// Makes type parameters and binds their names; a tuple of them in the next temporary.
    pub(super) fn type_parameters(&mut self, params: &'a ast::TypeParams) -> Res<Reg> {
        let mark = self.unit.depth;
        for param in params.iter() {
            let base = self.unit.depth;
            let (name, range) = (param.name().as_str(), param.range());
            self.load_const(Const::Str(name.as_bytes().into()), Want::Temp, range);
            let (kind, default) = match param {
                TypeParam::TypeVar(var) => {
                    let kind = match var.bound.as_deref() {
                        None => Intrinsic::TypeVar,
                        Some(bound) => {
                            self.evaluator(ScopeKind::TypeVariable, name, bound.range(), bound)?;
                            if bound.is_tuple_expr() { Intrinsic::TypeVarConstraints } else { Intrinsic::TypeVarBound }
                        }
                    };
                    (kind, &var.default)
                }
                TypeParam::TypeVarTuple(var) => (Intrinsic::TypeVarTuple, &var.default),
                TypeParam::ParamSpec(var) => (Intrinsic::ParamSpec, &var.default),
            };
            self.intrinsic(kind, base, range);
            if let Some(default) = default {
                self.evaluator(ScopeKind::TypeVariable, name, default.range(), default)?;
                self.intrinsic(Intrinsic::TypeParamDefault, base, range);
            }
            let copy = self.push();
            self.emit(Op::COPY, copy, base, 0, range);
            self.store_name(name, copy, range)?;
            self.unit.depth = base + 1;
        }
        let dst = self.out(Want::Temp, mark);
        self.emit(Op::BUILD_TUPLE, dst, mark, params.iter().count().min(0xffff) as u16, params.range);
        Ok(dst)
    }

    /// A function in the next temporary that computes an expression when asked for its value.
    fn evaluator(&mut self, kind: ScopeKind, name: &str, key: TextRange, expr: &'a Expr) -> Res<()> {
        let range = expr.range();
        let target = self.unit.depth;
        self.load_const(Const::Tuple(Box::new([Const::Int(1)])), Want::Temp, range);
        let id = self.table.scope_of(kind, key);
        let line = self.line(key);
        self.enter(id, name.into(), line);
        self.annotation_prologue(range);
        let value = match expr {
            Expr::Starred(starred) => self.only_item(&starred.value, range)?,
            _ => self.expr(expr, Want::Any)?,
        };
        self.emit_return(value, range);
        let code = self.leave()?;
        self.make_function(code, target, 1, range);
        Ok(())
    }

    /// `type Name[...] = value`.
    pub(super) fn type_alias(&mut self, alias: &'a ast::StmtTypeAlias) -> Res<()> {
        let range = alias.range;
        let Expr::Name(target) = &*alias.name else { return Err(self.error(range, "invalid syntax")) };
        let name = target.id.as_str();
        let base = self.unit.depth;
        if alias.type_params.is_some() {
            self.enter_type_params(name, range, 0);
        }
        let inner = self.unit.depth;
        self.load_const(Const::Str(name.as_bytes().into()), Want::Temp, range);
        match &alias.type_params {
            Some(params) => self.type_parameters(params)?,
            None => self.load_const(Const::None, Want::Temp, range),
        };
        self.evaluator(ScopeKind::TypeAlias, name, range, &alias.value)?;
        self.intrinsic(Intrinsic::TypeAlias, inner, range);
        if alias.type_params.is_some() {
            self.leave_type_params(inner, base, range)?;
            self.emit(Op::CALL, base, base, 0, range);
        }
        self.unit.depth = base + 1;
        self.store_name(name, base, range)
    }
}
