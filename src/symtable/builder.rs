//! The first pass: a walk over the tree that records what each block does with each name.
use std::borrow::Cow;

use ruff_python_ast::visitor::{self, Visitor};
use ruff_python_ast::{self as ast, Expr, ExprContext, Stmt};
use ruff_text_size::{Ranged, TextRange, TextSize};
use rustc_hash::FxHashMap;

use super::draft::{Draft, Drafts, Flags, flag};
use super::mangle::mangle;
use super::scope::{ScopeId, ScopeKind};
use crate::source::SourceFile;
use crate::syntax::{Parsed, SyntaxError};

pub(super) fn build(source: &SourceFile, parsed: &Parsed, future_annotations: bool) -> Result<Drafts, SyntaxError> {
    let range = match parsed {
        Parsed::Module(module) => module.range,
        Parsed::Expression(expression) => expression.range,
    };
    let mut builder = Builder {
        source,
        scopes: Vec::new(),
        stack: Vec::new(),
        private: None,
        future_annotations,
        error: None,
        compile_error: None,
        loops: 0,
        except_star: 0,
        conditional: 0,
        in_iteration_target: false,
        in_comprehension_iterable: 0,
        future_end: TextSize::new(0),
    };
    builder.enter(ScopeKind::Module, "<module>", range);
    match parsed {
        Parsed::Module(module) => {
            builder.future_imports(&module.body);
            builder.current().has_docstring = has_docstring(&module.body);
            builder.visit_body(&module.body);
            builder.use_conditional_annotations();
        }
        Parsed::Expression(expression) => builder.visit_expr(&expression.body),
    }
    match builder.error {
        Some(error) => Err(error),
        None => Ok(Drafts {
            scopes: builder.scopes,
            future_annotations: builder.future_annotations,
            compile_error: builder.compile_error,
        }),
    }
}

pub(super) fn has_docstring(body: &[Stmt]) -> bool {
    matches!(body.first(), Some(Stmt::Expr(first)) if first.value.is_string_literal_expr())
}

pub(super) struct Builder<'a> {
    pub source: &'a SourceFile,
    pub scopes: Vec<Draft>,
    pub stack: Vec<ScopeId>,
    /// The class whose private names are being mangled.
    pub private: Option<Box<str>>,
    pub future_annotations: bool,
    /// The first error of the symbol table proper.
    pub error: Option<SyntaxError>,
    /// The first error that CPython finds later, while generating code.
    pub compile_error: Option<SyntaxError>,
    /// Loops around the current statement in its code object.
    pub loops: u32,
    /// `except*` blocks around the current statement in its code object.
    pub except_star: u32,
    /// Conditional blocks around the current statement in its scope.
    pub conditional: u32,
    pub in_iteration_target: bool,
    pub in_comprehension_iterable: u32,
    /// Where the `from __future__` imports at the beginning of the module end.
    pub future_end: TextSize,
}

/// What [`Builder::enter`] saves and [`Builder::exit`] restores is local to a code object.
pub(super) struct Saved {
    loops: u32,
    except_star: u32,
    conditional: u32,
    iterable: u32,
    target: bool,
}

impl<'a> Builder<'a> {
    pub fn current_id(&self) -> ScopeId {
        *self.stack.last().expect("the module scope is never left")
    }

    pub fn current(&mut self) -> &mut Draft {
        let id = self.current_id();
        &mut self.scopes[id.0 as usize]
    }

    pub fn kind(&self) -> ScopeKind {
        self.scopes[self.current_id().0 as usize].kind
    }

    pub fn enter(&mut self, kind: ScopeKind, name: &str, range: TextRange) -> Saved {
        let id = ScopeId(self.scopes.len() as u32);
        let parent = self.stack.last().copied();
        let can_see_class_scope = matches!(
            kind,
            ScopeKind::TypeParams | ScopeKind::TypeAlias | ScopeKind::TypeVariable | ScopeKind::Annotations
        ) && parent.is_some_and(|p| {
            let parent = &self.scopes[p.0 as usize];
            parent.kind == ScopeKind::Class || parent.can_see_class_scope
        });
        let mangled_only = match (kind, parent) {
            (ScopeKind::Class, _) | (_, None) => None,
            (_, Some(p)) => self.scopes[p.0 as usize].mangled_only.clone(),
        };
        self.scopes.push(Draft {
            kind,
            name: name.into(),
            range,
            parent,
            symbols: Vec::new(),
            index: FxHashMap::default(),
            directives: Vec::new(),
            is_generator: false,
            is_async_def: false,
            is_coroutine: false,
            inlined: false,
            rebound: Vec::new(),
            can_see_class_scope,
            has_docstring: false,
            annotations: None,
            has_conditional_annotations: false,
            private: self.private.clone(),
            mangled_only,
            description: "",
            return_value: None,
        });
        self.stack.push(id);
        if matches!(kind, ScopeKind::TypeAlias | ScopeKind::TypeVariable | ScopeKind::Annotations) {
            self.current().add(".format", flag::PARAM);
        }
        if can_see_class_scope {
            self.current().add("__classdict__", flag::USE);
        }
        self.save()
    }

    pub fn save(&mut self) -> Saved {
        Saved {
            loops: std::mem::take(&mut self.loops),
            except_star: std::mem::take(&mut self.except_star),
            conditional: std::mem::take(&mut self.conditional),
            // A lambda in an iterable is part of it.
            iterable: self.in_comprehension_iterable,
            target: std::mem::take(&mut self.in_iteration_target),
        }
    }

    pub fn exit(&mut self, saved: Saved) {
        self.stack.pop();
        self.restore(saved);
    }

    pub fn restore(&mut self, saved: Saved) {
        self.loops = saved.loops;
        self.except_star = saved.except_star;
        self.conditional = saved.conditional;
        self.in_comprehension_iterable = saved.iterable;
        self.in_iteration_target = saved.target;
    }

    pub fn fail(&mut self, range: TextRange, msg: impl Into<String>) {
        if self.error.is_none() {
            self.error = Some(SyntaxError::new(self.source, range, msg));
        }
    }

    pub fn fail_compile(&mut self, range: TextRange, msg: impl Into<String>) {
        if self.compile_error.is_none() {
            self.compile_error = Some(SyntaxError::new(self.source, range, msg));
        }
    }

    pub fn mangled<'n>(&self, name: &'n str) -> Cow<'n, str> {
        let scope = &self.scopes[self.current_id().0 as usize];
        match &scope.mangled_only {
            Some(names) if !names.iter().any(|n| **n == *name) => Cow::Borrowed(name),
            _ => mangle(self.private.as_deref(), name),
        }
    }

    /// Records what the current scope does with a name as written.
    pub fn define(&mut self, name: &str, flags: Flags) {
        let name = self.mangled(name);
        self.current().add(&name, flags);
    }

    /// Records a binding by an identifier that is not an expression (`def`, `import`, `except as`, ...); `at` is where an
    /// error is shown.
    pub fn bind_at(&mut self, name: &ast::Identifier, flags: Flags, at: TextRange) {
        self.check_debug(name, at);
        self.define(name, flags);
    }

    pub fn check_debug(&mut self, name: &str, range: TextRange) {
        if name == "__debug__" {
            self.fail(range, "cannot assign to __debug__");
        }
    }

    /// Visits an expression in a nested annotation-like scope.
    pub fn in_scope(&mut self, kind: ScopeKind, name: &str, range: TextRange, description: &'static str, expr: &'a Expr) {
        let saved = self.enter(kind, name, range);
        self.current().description = description;
        self.visit_expr(expr);
        self.exit(saved);
    }

    /// Visits an annotation that has no effect on symbols: only its errors count.
    pub fn unevaluated_annotation(&mut self, expr: &'a Expr) {
        let count = self.scopes.len();
        let saved = self.enter(ScopeKind::Annotations, "__annotate__", expr.range());
        self.visit_annotation_expr(expr);
        self.exit(saved);
        self.scopes.truncate(count);
    }

    pub fn visit_annotation_expr(&mut self, expr: &'a Expr) {
        match expr {
            Expr::Starred(starred) => self.visit_expr(&starred.value),
            _ => self.visit_expr(expr),
        }
    }

    /// Rejects expressions that annotation-like scopes do not allow.
    fn forbid_in_annotation(&mut self, what: &str, range: TextRange) {
        let scope = &self.scopes[self.current_id().0 as usize];
        let place = match scope.kind {
            ScopeKind::Annotations => "an annotation",
            ScopeKind::TypeAlias => "a type alias",
            ScopeKind::TypeParams => "the definition of a generic",
            ScopeKind::TypeVariable => scope.description,
            _ => return,
        };
        self.fail(range, format!("{what} cannot be used within {place}"));
    }

    fn name(&mut self, name: &'a ast::ExprName) {
        match name.ctx {
            ExprContext::Load | ExprContext::Invalid => {
                self.define(&name.id, flag::USE);
                if name.id == "super" && self.kind().is_function_like() {
                    self.current().add("__class__", flag::USE);
                }
            }
            ExprContext::Store => {
                self.check_debug(&name.id, name.range);
                if self.in_iteration_target {
                    let mangled = self.mangled(&name.id).into_owned();
                    if self.current().flags(&mangled) & flag::WALRUS != 0 {
                        let what = "comprehension inner loop cannot rebind assignment expression target";
                        self.fail(name.range, format!("{what} '{}'", name.id));
                    }
                    self.define(&name.id, flag::LOCAL | flag::COMP_ITER);
                } else {
                    self.define(&name.id, flag::LOCAL);
                }
            }
            ExprContext::Del => {
                if name.id == "__debug__" {
                    self.fail(name.range, "cannot delete __debug__");
                }
                self.define(&name.id, flag::LOCAL | flag::DELETED);
            }
        }
    }

    fn elements(&mut self, elements: &'a [Expr], ctx: ExprContext, range: TextRange) {
        if ctx == ExprContext::Store && elements.iter().filter(|e| e.is_starred_expr()).count() > 1 {
            self.fail_compile(range, "multiple starred expressions in assignment");
        }
        for element in elements {
            self.maybe_starred(element);
        }
    }

    /// Visits an expression where a starred one is allowed.
    pub fn maybe_starred(&mut self, expr: &'a Expr) {
        match expr {
            Expr::Starred(starred) => self.visit_expr(&starred.value),
            _ => self.visit_expr(expr),
        }
    }

    pub fn arguments(&mut self, arguments: &'a ast::Arguments) {
        for argument in &arguments.args {
            self.maybe_starred(argument);
        }
        for (i, keyword) in arguments.keywords.iter().enumerate() {
            if let Some(name) = &keyword.arg {
                self.check_debug(name, keyword.range);
                let repeats = |k: &ast::Keyword| k.arg.as_ref().is_some_and(|n| n.id == name.id);
                if arguments.keywords[..i].iter().any(repeats) {
                    self.fail_compile(keyword.range, format!("keyword argument repeated: {name}"));
                }
            }
            self.visit_expr(&keyword.value);
        }
    }

    fn lambda(&mut self, lambda: &'a ast::ExprLambda) {
        if let Some(parameters) = &lambda.parameters {
            self.defaults(parameters);
        }
        let saved = self.enter(ScopeKind::Lambda, "<lambda>", lambda.range);
        if let Some(parameters) = &lambda.parameters {
            self.parameters(parameters);
        }
        self.visit_expr(&lambda.body);
        self.exit(saved);
    }

    pub fn defaults(&mut self, parameters: &'a ast::Parameters) {
        for parameter in parameters.iter_non_variadic_params() {
            if let Some(default) = &parameter.default {
                self.visit_expr(default);
            }
        }
    }

    /// Defines the parameters of the current scope in `co_varnames` order.
    pub fn parameters(&mut self, parameters: &'a ast::Parameters) {
        let variadic = parameters.vararg.iter().chain(&parameters.kwarg).map(|p| &**p);
        let all = parameters.iter_non_variadic_params().map(|p| &p.parameter).chain(variadic);
        for parameter in all {
            let name = self.mangled(&parameter.name);
            // A star in front is not part of the place.
            let range = TextRange::new(parameter.name.start(), parameter.end());
            self.check_debug(&parameter.name, range);
            if self.current().flags(&name) & flag::PARAM != 0 {
                let msg = format!("duplicate argument '{name}' in function definition");
                self.fail(range, msg);
            }
            self.current().add(&name, flag::PARAM);
        }
    }

    fn yielded(&mut self, range: TextRange, is_from: bool) {
        self.forbid_in_annotation("yield expression", range);
        match self.kind() {
            ScopeKind::Comprehension => {
                let what = match &*self.current().name {
                    "<listcomp>" => "list comprehension",
                    "<setcomp>" => "set comprehension",
                    _ => "dict comprehension",
                };
                self.fail(range, format!("'yield' inside {what}"));
            }
            ScopeKind::GeneratorExpression => self.fail(range, "'yield' inside generator expression"),
            ScopeKind::Function | ScopeKind::Lambda => {
                if is_from && self.current().is_async_def {
                    self.fail_compile(range, "'yield from' inside async function");
                }
                self.current().is_generator = true;
            }
            _ => self.fail_compile(range, if is_from { "'yield from' outside function" } else { "'yield' outside function" }),
        }
    }

    fn awaited(&mut self, range: TextRange) {
        self.forbid_in_annotation("await expression", range);
        match self.kind() {
            ScopeKind::Comprehension | ScopeKind::GeneratorExpression => self.current().is_coroutine = true,
            ScopeKind::Function | ScopeKind::Lambda => {
                if !self.current().is_async_def {
                    self.fail_compile(range, "'await' outside async function");
                }
            }
            _ => self.fail_compile(range, "'await' outside function"),
        }
    }

    fn named(&mut self, named: &'a ast::ExprNamed) {
        self.forbid_in_annotation("named expression", named.range);
        if self.in_comprehension_iterable > 0 {
            let msg = "assignment expression cannot be used in a comprehension iterable expression";
            self.fail(named.range, msg);
        }
        self.visit_expr(&named.value);
        if let Expr::Name(target) = &*named.target {
            self.check_debug(&target.id, target.range);
            self.bind_walrus(target);
        }
    }
}

impl<'a> Visitor<'a> for Builder<'a> {
    fn visit_stmt(&mut self, stmt: &'a Stmt) {
        if self.error.is_none() {
            self.statement(stmt);
        }
    }

    fn visit_expr(&mut self, expr: &'a Expr) {
        if self.error.is_some() {
            return;
        }
        match expr {
            Expr::Name(name) => self.name(name),
            Expr::Lambda(lambda) => self.lambda(lambda),
            Expr::Named(named) => self.named(named),
            Expr::ListComp(c) => {
                self.comprehension(ScopeKind::Comprehension, "<listcomp>", c.range, &c.generators, &[&c.elt])
            }
            Expr::SetComp(c) => {
                self.comprehension(ScopeKind::Comprehension, "<setcomp>", c.range, &c.generators, &[&c.elt])
            }
            Expr::DictComp(c) => {
                let parts: [&Expr; 2] = [c.key.as_deref().unwrap_or(&c.value), &c.value];
                let parts = if c.key.is_some() { &parts[..] } else { &parts[1..] };
                self.comprehension(ScopeKind::Comprehension, "<dictcomp>", c.range, &c.generators, parts);
            }
            Expr::Generator(c) => {
                self.comprehension(ScopeKind::GeneratorExpression, "<genexpr>", c.range, &c.generators, &[&c.elt])
            }
            Expr::Yield(y) => {
                self.yielded(y.range, false);
                visitor::walk_expr(self, expr);
            }
            Expr::YieldFrom(y) => {
                self.yielded(y.range, true);
                self.visit_expr(&y.value);
            }
            Expr::Await(a) => {
                self.awaited(a.range);
                self.visit_expr(&a.value);
            }
            Expr::Tuple(tuple) => self.elements(&tuple.elts, tuple.ctx, tuple.range),
            Expr::List(list) => self.elements(&list.elts, list.ctx, list.range),
            Expr::Set(set) => self.elements(&set.elts, ExprContext::Load, set.range),
            Expr::Call(call) => {
                self.visit_expr(&call.func);
                self.arguments(&call.arguments);
            }
            Expr::Starred(starred) => {
                let msg = match starred.ctx {
                    ExprContext::Store => "starred assignment target must be in a list or tuple",
                    _ => "can't use starred expression here",
                };
                self.fail_compile(starred.range, msg);
                self.visit_expr(&starred.value);
            }
            Expr::Attribute(attribute) => {
                if attribute.ctx == ExprContext::Store {
                    self.check_debug(&attribute.attr, attribute.range);
                }
                self.visit_expr(&attribute.value);
            }
            _ => visitor::walk_expr(self, expr),
        }
    }
}
