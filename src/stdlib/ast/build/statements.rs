//! Statements.
use super::Builder;
use crate::object::{Ref, Res};
use ruff_python_ast::{self as ast, Stmt};
use ruff_text_size::{Ranged, TextRange, TextSize};

impl Builder<'_> {
    pub(super) fn statement(&self, statement: &Stmt) -> Res {
        self.vm.check_machine_stack(" during ast construction")?;
        let range = self.with_semicolon(statement);
        match statement {
            Stmt::FunctionDef(s) => {
                let class = if s.is_async { "AsyncFunctionDef" } else { "FunctionDef" };
                let range = crate::syntax::undecorated(self.source, range, &s.decorator_list);
                self.node(class, range, [
                    ("name", self.identifier(&s.name)?),
                    ("args", self.parameters(Some(&s.parameters))?),
                    ("body", self.body(&s.body)?),
                    ("decorator_list", self.decorators(&s.decorator_list)?),
                    ("returns", self.optional(s.returns.as_deref(), |e| self.expr(e))?),
                    ("type_comment", Ref::NONE),
                    ("type_params", self.type_params(s.type_params.as_deref())?),
                ])
            }
            Stmt::ClassDef(s) => {
                let range = crate::syntax::undecorated(self.source, range, &s.decorator_list);
                self.node("ClassDef", range, [
                    ("name", self.identifier(&s.name)?),
                    ("bases", self.exprs(s.bases())?),
                    ("keywords", self.list(s.keywords(), |k| self.keyword(k))?),
                    ("body", self.body(&s.body)?),
                    ("decorator_list", self.decorators(&s.decorator_list)?),
                    ("type_params", self.type_params(s.type_params.as_deref())?),
                ])
            }
            Stmt::Return(s) => self.node("Return", range, [("value", self.optional(s.value.as_deref(), |e| self.expr(e))?)]),
            Stmt::Delete(s) => self.node("Delete", range, [("targets", self.exprs(&s.targets)?)]),
            Stmt::TypeAlias(s) => self.node("TypeAlias", range, [
                ("name", self.expr(&s.name)?),
                ("type_params", self.type_params(s.type_params.as_deref())?),
                ("value", self.expr(&s.value)?),
            ]),
            Stmt::Assign(s) => self.node("Assign", range, [
                ("targets", self.exprs(&s.targets)?),
                ("value", self.expr(&s.value)?),
                ("type_comment", Ref::NONE),
            ]),
            Stmt::AugAssign(s) => self.node("AugAssign", range, [
                ("target", self.expr(&s.target)?),
                ("op", self.operator(s.op)?),
                ("value", self.expr(&s.value)?),
            ]),
            Stmt::AnnAssign(s) => self.node("AnnAssign", range, [
                ("target", self.expr(&s.target)?),
                ("annotation", self.expr(&s.annotation)?),
                ("value", self.optional(s.value.as_deref(), |e| self.expr(e))?),
                ("simple", self.flag(s.simple)),
            ]),
            Stmt::For(s) => self.node(if s.is_async { "AsyncFor" } else { "For" }, range, [
                ("target", self.expr(&s.target)?),
                ("iter", self.expr(&s.iter)?),
                ("body", self.body(&s.body)?),
                ("orelse", self.body(&s.orelse)?),
                ("type_comment", Ref::NONE),
            ]),
            Stmt::While(s) => self.node("While", range, [
                ("test", self.expr(&s.test)?),
                ("body", self.body(&s.body)?),
                ("orelse", self.body(&s.orelse)?),
            ]),
            Stmt::If(s) => self.if_statement(s, range),
            Stmt::With(s) => self.node(if s.is_async { "AsyncWith" } else { "With" }, range, [
                ("items", self.list(&s.items, |i| {
                    self.bare("withitem", [
                        ("context_expr", self.expr(&i.context_expr)?),
                        ("optional_vars", self.optional(i.optional_vars.as_deref(), |e| self.expr(e))?),
                    ])
                })?),
                ("body", self.body(&s.body)?),
                ("type_comment", Ref::NONE),
            ]),
            Stmt::Match(s) => self.node("Match", range, [
                ("subject", self.expr(&s.subject)?),
                ("cases", self.list(&s.cases, |c| {
                    self.bare("match_case", [
                        ("pattern", self.pattern(&c.pattern)?),
                        ("guard", self.optional(c.guard.as_deref(), |e| self.expr(e))?),
                        ("body", self.body(&c.body)?),
                    ])
                })?),
            ]),
            Stmt::Raise(s) => self.node("Raise", range, [
                ("exc", self.optional(s.exc.as_deref(), |e| self.expr(e))?),
                ("cause", self.optional(s.cause.as_deref(), |e| self.expr(e))?),
            ]),
            Stmt::Try(s) => self.node(if s.is_star { "TryStar" } else { "Try" }, range, [
                ("body", self.body(&s.body)?),
                ("handlers", self.list(&s.handlers, |ast::ExceptHandler::ExceptHandler(h)| {
                    self.node("ExceptHandler", self.to_semicolon(h.range), [
                        ("type", self.optional(h.type_.as_deref(), |e| self.expr(e))?),
                        ("name", self.optional_identifier(h.name.as_ref())?),
                        ("body", self.body(&h.body)?),
                    ])
                })?),
                ("orelse", self.body(&s.orelse)?),
                ("finalbody", self.body(&s.finalbody)?),
            ]),
            Stmt::Assert(s) => self.node("Assert", range, [
                ("test", self.expr(&s.test)?),
                ("msg", self.optional(s.msg.as_deref(), |e| self.expr(e))?),
            ]),
            Stmt::Import(s) => self.node("Import", range, [("names", self.aliases(&s.names)?)]),
            Stmt::ImportFrom(s) => self.node("ImportFrom", range, [
                ("module", self.optional_identifier(s.module.as_ref())?),
                ("names", self.aliases(&s.names)?),
                ("level", self.vm.new_int(s.level.into())?),
            ]),
            Stmt::Global(s) => self.node("Global", range, [("names", self.list(&s.names, |n| self.identifier(n))?)]),
            Stmt::Nonlocal(s) => self.node("Nonlocal", range, [("names", self.list(&s.names, |n| self.identifier(n))?)]),
            Stmt::Expr(s) => self.node("Expr", range, [("value", self.expr(&s.value)?)]),
            Stmt::Break(_) => self.node("Break", range, []),
            Stmt::Continue(_) => self.node("Continue", range, []),
            Stmt::Pass(_) | Stmt::IpyEscapeCommand(_) => self.node("Pass", range, []),
        }
    }

    /// The range of a statement: that of one with a block includes a semicolon at the block's end.
    fn with_semicolon(&self, statement: &Stmt) -> TextRange {
        let has_block = matches!(
            statement,
            Stmt::FunctionDef(_) | Stmt::ClassDef(_) | Stmt::For(_) | Stmt::While(_) | Stmt::If(_) | Stmt::With(_) | Stmt::Match(_)
                | Stmt::Try(_)
        );
        if has_block { self.to_semicolon(statement.range()) } else { statement.range() }
    }

    fn to_semicolon(&self, range: TextRange) -> TextRange {
        let rest = self.source.text.get(range.end().to_usize()..).unwrap_or("");
        let blanks = rest.len() - rest.trim_start_matches([' ', '\t', '\x0c']).len();
        if !rest[blanks..].starts_with(';') {
            return range;
        }
        TextRange::new(range.start(), range.end() + TextSize::new(blanks as u32 + 1))
    }

    /// `elif` is an `if` in the `else` part. The innermost one is made first: chains are long rather than deep.
    fn if_statement(&self, s: &ast::StmtIf, range: TextRange) -> Res {
        let end = range.end();
        let mut orelse = self.vm.new_list()?;
        for clause in s.elif_else_clauses.iter().rev() {
            orelse = match &clause.test {
                None => self.body(&clause.body)?,
                Some(test) => {
                    let range = TextRange::new(clause.range.start(), end);
                    let node =
                        self.node("If", range, [("test", self.expr(test)?), ("body", self.body(&clause.body)?), ("orelse", orelse)])?;
                    self.refs(&[node])?
                }
            };
        }
        self.node("If", range, [("test", self.expr(&s.test)?), ("body", self.body(&s.body)?), ("orelse", orelse)])
    }

    fn decorators(&self, all: &[ast::Decorator]) -> Res {
        self.list(all, |d| self.expr(&d.expression))
    }

    fn aliases(&self, all: &[ast::Alias]) -> Res {
        self.list(all, |a| {
            self.node("alias", a.range, [
                ("name", self.identifier(&a.name)?),
                ("asname", self.optional_identifier(a.asname.as_ref())?),
            ])
        })
    }

    fn type_params(&self, all: Option<&ast::TypeParams>) -> Res {
        let all = all.map_or(&[][..], |t| &t.type_params);
        self.list(all, |p| {
            let default = |e: &Option<Box<ast::Expr>>| self.optional(e.as_deref(), |e| self.expr(e));
            match p {
                ast::TypeParam::TypeVar(p) => self.node("TypeVar", p.range, [
                    ("name", self.identifier(&p.name)?),
                    ("bound", default(&p.bound)?),
                    ("default_value", default(&p.default)?),
                ]),
                ast::TypeParam::ParamSpec(p) => {
                    self.node("ParamSpec", p.range, [("name", self.identifier(&p.name)?), ("default_value", default(&p.default)?)])
                }
                ast::TypeParam::TypeVarTuple(p) => {
                    self.node("TypeVarTuple", p.range, [("name", self.identifier(&p.name)?), ("default_value", default(&p.default)?)])
                }
            }
        })
    }

    fn parameter(&self, p: &ast::Parameter) -> Res {
        let annotation = self.optional(p.annotation.as_deref(), |e| self.expr(e))?;
        // The range of a starred parameter begins with its stars.
        let range = TextRange::new(p.name.range.start(), p.range.end());
        self.node("arg", range, [("arg", self.identifier(&p.name)?), ("annotation", annotation), ("type_comment", Ref::NONE)])
    }

    pub(super) fn parameters(&self, p: Option<&ast::Parameters>) -> Res {
        let empty = ast::Parameters::default();
        let p = p.unwrap_or(&empty);
        let plain = |all: &[ast::ParameterWithDefault]| self.list(all, |p| self.parameter(&p.parameter));
        let positional = || p.posonlyargs.iter().chain(&p.args);
        self.bare("arguments", [
            ("posonlyargs", plain(&p.posonlyargs)?),
            ("args", plain(&p.args)?),
            ("vararg", self.optional(p.vararg.as_deref(), |p| self.parameter(p))?),
            ("kwonlyargs", plain(&p.kwonlyargs)?),
            ("kw_defaults", self.list(&p.kwonlyargs, |p| self.optional(p.default.as_deref(), |e| self.expr(e)))?),
            ("kwarg", self.optional(p.kwarg.as_deref(), |p| self.parameter(p))?),
            ("defaults", self.list(positional().filter_map(|p| p.default.as_deref()), |e| self.expr(e))?),
        ])
    }
}
