//! Statements.
use ruff_python_ast::visitor::{self, Visitor};
use ruff_python_ast::{self as ast, ExceptHandler, Expr, Stmt, TypeParam};
use ruff_text_size::{Ranged, TextRange};

use super::builder::{Builder, has_docstring};
use super::draft::flag;
use super::scope::ScopeKind;

impl<'a> Builder<'a> {
    pub(super) fn statement(&mut self, stmt: &'a Stmt) {
        match stmt {
            Stmt::FunctionDef(function) => self.function(function),
            Stmt::ClassDef(class) => self.class(class),
            Stmt::TypeAlias(alias) => self.type_alias(alias),
            Stmt::Return(ret) => {
                self.check_return(ret);
                if let Some(value) = &ret.value {
                    self.visit_expr(value);
                }
            }
            Stmt::Assign(assign) => {
                self.visit_expr(&assign.value);
                for target in &assign.targets {
                    self.visit_expr(target);
                }
            }
            Stmt::AnnAssign(assign) => self.annotated_assignment(assign),
            Stmt::For(for_) => {
                if for_.is_async {
                    self.check_async("async for", for_.range);
                }
                self.visit_expr(&for_.target);
                self.visit_expr(&for_.iter);
                self.conditional += 1;
                self.loop_body(&for_.body);
                self.visit_body(&for_.orelse);
                self.conditional -= 1;
            }
            Stmt::While(while_) => {
                self.visit_expr(&while_.test);
                self.conditional += 1;
                self.loop_body(&while_.body);
                self.visit_body(&while_.orelse);
                self.conditional -= 1;
            }
            Stmt::If(_) => {
                self.conditional += 1;
                visitor::walk_stmt(self, stmt);
                self.conditional -= 1;
            }
            Stmt::With(with) => {
                if with.is_async {
                    self.check_async("async with", with.range);
                }
                self.conditional += 1;
                visitor::walk_stmt(self, stmt);
                self.conditional -= 1;
            }
            Stmt::Match(match_) => self.match_statement(match_),
            Stmt::Try(try_) => self.try_statement(try_),
            Stmt::Import(import) => {
                for alias in &import.names {
                    self.import_alias(alias);
                }
            }
            Stmt::ImportFrom(import) => {
                for alias in &import.names {
                    if alias.name.as_str() == "*" {
                        if self.kind() != ScopeKind::Module {
                            self.fail(alias.range, "import * only allowed at module level");
                        }
                    } else {
                        self.import_alias(alias);
                    }
                }
                self.check_future(import);
            }
            Stmt::Global(global) => {
                for name in &global.names {
                    self.directive(name, global.range, flag::GLOBAL, "global");
                }
            }
            Stmt::Nonlocal(nonlocal) => {
                if self.kind() == ScopeKind::Module {
                    self.fail(nonlocal.range, "nonlocal declaration not allowed at module level");
                }
                for name in &nonlocal.names {
                    self.directive(name, nonlocal.range, flag::NONLOCAL, "nonlocal");
                }
            }
            Stmt::Break(s) => self.check_loop_exit("'break' outside loop", s.range),
            Stmt::Continue(s) => self.check_loop_exit("'continue' not properly in loop", s.range),
            _ => visitor::walk_stmt(self, stmt),
        }
    }

    fn loop_body(&mut self, body: &'a [Stmt]) {
        self.loops += 1;
        self.visit_body(body);
        self.loops -= 1;
    }

    fn import_alias(&mut self, alias: &'a ast::Alias) {
        match &alias.asname {
            Some(name) => self.bind_at(name, flag::IMPORT, alias.range),
            None => {
                let first = alias.name.split('.').next().unwrap_or(&alias.name);
                self.check_debug(first, alias.range);
                self.define(first, flag::IMPORT);
            }
        }
    }

    fn directive(&mut self, name: &'a ast::Identifier, range: TextRange, declared: u16, word: &str) {
        let mangled = self.mangled(name).into_owned();
        let flags = self.current().flags(&mangled);
        let problem = if flags & flag::PARAM != 0 {
            format!("name '{name}' is parameter and {word}")
        } else if flags & flag::USE != 0 {
            format!("name '{name}' is used prior to {word} declaration")
        } else if flags & flag::ANNOT != 0 {
            format!("annotated name '{name}' can't be {word}")
        } else if flags & flag::LOCAL != 0 {
            format!("name '{name}' is assigned to before {word} declaration")
        } else {
            self.current().add(&mangled, declared);
            self.current().directives.push((mangled.into(), range));
            return;
        };
        self.fail(range, problem);
    }

    fn annotated_assignment(&mut self, assign: &'a ast::StmtAnnAssign) {
        match &*assign.target {
            Expr::Name(target) => {
                self.check_debug(&target.id, target.range);
                let mangled = self.mangled(&target.id).into_owned();
                let flags = self.current().flags(&mangled);
                if flags & (flag::GLOBAL | flag::NONLOCAL) != 0 && self.kind() != ScopeKind::Module && assign.simple {
                    let word = if flags & flag::GLOBAL != 0 { "global" } else { "nonlocal" };
                    self.fail(assign.range, format!("annotated name '{}' can't be {word}", target.id));
                }
                if assign.simple {
                    self.current().add(&mangled, flag::ANNOT | flag::LOCAL);
                } else if assign.value.is_some() {
                    self.current().add(&mangled, flag::LOCAL);
                }
            }
            target => self.visit_expr(target),
        }
        self.variable_annotation(assign);
        if let Some(value) = &assign.value {
            self.visit_expr(value);
        }
    }

    fn variable_annotation(&mut self, assign: &'a ast::StmtAnnAssign) {
        if !matches!(self.kind(), ScopeKind::Module | ScopeKind::Class) {
            return self.unevaluated_annotation(&assign.annotation);
        }
        if !assign.simple {
            return self.unevaluated_annotation(&assign.annotation);
        }
        if self.conditional > 0 || self.kind() == ScopeKind::Module {
            self.current().has_conditional_annotations = true;
        }
        let owner = self.current_id();
        match self.scopes[owner.0 as usize].annotations {
            Some(existing) => {
                self.stack.push(existing);
                let saved = self.save();
                self.namespace_annotation(&assign.annotation);
                self.exit(saved);
            }
            None => {
                let range = self.current().range;
                let saved = self.enter(ScopeKind::Annotations, "__annotate__", range);
                let id = self.current_id();
                self.scopes[owner.0 as usize].annotations = Some(id);
                self.namespace_annotation(&assign.annotation);
                self.exit(saved);
            }
        }
    }

    /// The `__annotate__` function of the current namespace asks which of its annotations have been reached.
    pub(super) fn use_conditional_annotations(&mut self) {
        if let (true, Some(id)) = (self.current().has_conditional_annotations, self.current().annotations) {
            self.scopes[id.0 as usize].add("__conditional_annotations__", flag::USE);
        }
    }

    fn namespace_annotation(&mut self, annotation: &'a Expr) {
        if self.future_annotations {
            self.unevaluated_annotation(annotation);
        } else {
            self.visit_expr(annotation);
        }
    }

    fn function(&mut self, function: &'a ast::StmtFunctionDef) {
        self.bind_at(&function.name, flag::LOCAL, function.range);
        for decorator in &function.decorator_list {
            self.visit_expr(&decorator.expression);
        }
        self.defaults(&function.parameters);
        let type_params = function.type_params.as_ref().map(|params| {
            let saved = self.enter(ScopeKind::TypeParams, &function.name, function.range);
            let parameters = &function.parameters;
            if parameters.posonlyargs.iter().chain(&parameters.args).any(|p| p.default.is_some()) {
                self.current().add(".defaults", flag::PARAM);
            }
            if parameters.kwonlyargs.iter().any(|p| p.default.is_some()) {
                self.current().add(".kwdefaults", flag::PARAM);
            }
            self.type_parameters(params);
            saved
        });
        self.function_annotations(function);
        let saved = self.enter(ScopeKind::Function, &function.name, function.range);
        self.current().is_async_def = function.is_async;
        self.current().is_coroutine = function.is_async;
        self.current().has_docstring = has_docstring(&function.body);
        self.parameters(&function.parameters);
        self.visit_body(&function.body);
        let scope = self.current();
        if let (true, true, Some(range)) = (scope.is_async_def, scope.is_generator, scope.return_value) {
            self.fail(range, "'return' with value in async generator");
        }
        self.exit(saved);
        if let Some(saved) = type_params {
            self.exit(saved);
        }
    }

    fn function_annotations(&mut self, function: &'a ast::StmtFunctionDef) {
        let parameters = &function.parameters;
        let variadic = parameters.vararg.iter().chain(&parameters.kwarg).map(|p| &**p);
        let non_variadic = parameters.iter_non_variadic_params().map(|p| &p.parameter);
        let mut annotations: Vec<&'a Expr> =
            non_variadic.chain(variadic).filter_map(|p| p.annotation.as_deref()).collect();
        annotations.extend(function.returns.as_deref());
        if annotations.is_empty() {
            return;
        }
        let saved = self.enter(ScopeKind::Annotations, "__annotate__", function.range);
        for annotation in annotations {
            if self.future_annotations {
                self.unevaluated_annotation(annotation);
            } else {
                self.visit_annotation_expr(annotation);
            }
        }
        self.exit(saved);
    }

    fn class(&mut self, class: &'a ast::StmtClassDef) {
        self.bind_at(&class.name, flag::LOCAL, class.range);
        for decorator in &class.decorator_list {
            self.visit_expr(&decorator.expression);
        }
        let outer_private = self.private.clone();
        let type_params = class.type_params.as_ref().map(|params| {
            let saved = self.enter(ScopeKind::TypeParams, &class.name, class.range);
            self.private = Some(class.name.as_str().into());
            self.current().private = Some(class.name.as_str().into());
            self.current().mangled_only = Some(params.iter().map(|p| p.name().as_str().into()).collect());
            self.current().add(".type_params", flag::LOCAL);
            self.current().add(".generic_base", flag::LOCAL);
            self.type_parameters(params);
            saved
        });
        if let Some(arguments) = &class.arguments {
            self.arguments(arguments);
        }
        self.private = Some(class.name.as_str().into());
        let saved = self.enter(ScopeKind::Class, &class.name, class.range);
        self.current().has_docstring = has_docstring(&class.body);
        if type_params.is_some() {
            self.current().add("__type_params__", flag::LOCAL);
            self.current().add(".type_params", flag::USE);
        }
        self.visit_body(&class.body);
        self.use_conditional_annotations();
        self.exit(saved);
        if let Some(saved) = type_params {
            self.exit(saved);
        }
        self.private = outer_private;
    }

    fn type_alias(&mut self, alias: &'a ast::StmtTypeAlias) {
        self.visit_expr(&alias.name);
        let name = match &*alias.name {
            Expr::Name(name) => name.id.as_str(),
            _ => "<type alias>",
        };
        let type_params = alias.type_params.as_ref().map(|params| {
            let saved = self.enter(ScopeKind::TypeParams, name, alias.range);
            self.type_parameters(params);
            saved
        });
        self.in_scope(ScopeKind::TypeAlias, name, alias.range, "a type alias", &alias.value);
        if let Some(saved) = type_params {
            self.exit(saved);
        }
    }

    fn type_parameters(&mut self, params: &'a ast::TypeParams) {
        let mut seen_default = false;
        for param in params.iter() {
            let name = param.name();
            let mangled = self.mangled(name).into_owned();
            self.check_debug(name, param.range());
            if self.current().flags(&mangled) & flag::TYPE_PARAM != 0 {
                self.fail(param.range(), format!("duplicate type parameter '{name}'"));
            }
            self.current().add(&mangled, flag::TYPE_PARAM);
            let (default, place) = match param {
                TypeParam::TypeVar(var) => {
                    if let Some(bound) = &var.bound {
                        let place =
                            if bound.is_tuple_expr() { "a TypeVar constraint" } else { "a TypeVar bound" };
                        self.in_scope(ScopeKind::TypeVariable, name, bound.range(), place, bound);
                    }
                    (&var.default, "a TypeVar default")
                }
                TypeParam::TypeVarTuple(var) => (&var.default, "a TypeVarTuple default"),
                TypeParam::ParamSpec(var) => (&var.default, "a ParamSpec default"),
            };
            match default {
                Some(default) => {
                    seen_default = true;
                    let saved = self.enter(ScopeKind::TypeVariable, name, default.range());
                    self.current().description = place;
                    self.visit_annotation_expr(default);
                    self.exit(saved);
                }
                None if seen_default => {
                    let msg = format!("non-default type parameter '{name}' follows default type parameter");
                    self.fail(param.range(), msg);
                }
                None => {}
            }
        }
    }

    fn try_statement(&mut self, try_: &'a ast::StmtTry) {
        self.conditional += 1;
        self.visit_body(&try_.body);
        let count = try_.handlers.len();
        for (i, ExceptHandler::ExceptHandler(handler)) in try_.handlers.iter().enumerate() {
            match &handler.type_ {
                Some(type_) => self.visit_expr(type_),
                None if i + 1 < count => self.fail_compile(handler.range, "default 'except:' must be last"),
                None => {}
            }
            if let Some(name) = &handler.name {
                self.bind_at(name, flag::LOCAL | flag::DELETED, handler.range);
            }
            self.except_star += u32::from(try_.is_star);
            let loops = if try_.is_star { std::mem::take(&mut self.loops) } else { self.loops };
            self.visit_body(&handler.body);
            self.loops = loops;
            self.except_star -= u32::from(try_.is_star);
        }
        self.visit_body(&try_.orelse);
        self.visit_body(&try_.finalbody);
        self.conditional -= 1;
    }
}
