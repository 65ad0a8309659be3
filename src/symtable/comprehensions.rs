//! Comprehensions and assignment expressions.
use ruff_python_ast::visitor::Visitor;
use ruff_python_ast::{self as ast, Expr};
use ruff_text_size::TextRange;

use super::builder::Builder;
use super::draft::{Flags, flag};
use super::scope::ScopeKind;

impl<'a> Builder<'a> {
    pub(super) fn comprehension(
        &mut self,
        kind: ScopeKind,
        name: &str,
        range: TextRange,
        generators: &'a [ast::Comprehension],
        elements: &[&'a Expr],
    ) {
        let Some((first, rest)) = generators.split_first() else { return };
        // The outermost iterable is evaluated in the enclosing scope.
        self.in_comprehension_iterable += 1;
        self.visit_expr(&first.iter);
        self.in_comprehension_iterable -= 1;

        let inside_iterable = self.in_comprehension_iterable;
        let enclosing_sees_class = self.current().can_see_class_scope;
        let saved = self.enter(kind, name, range);
        self.in_comprehension_iterable = inside_iterable;
        let inlined = kind == ScopeKind::Comprehension && !enclosing_sees_class;
        self.current().inlined = inlined;
        self.current().is_generator = kind == ScopeKind::GeneratorExpression;
        if !inlined {
            self.current().add(".0", flag::PARAM);
        }
        self.current().is_coroutine = first.is_async;
        self.iteration_target(&first.target);
        for condition in &first.ifs {
            self.visit_expr(condition);
        }
        for generator in rest {
            if generator.is_async {
                self.current().is_coroutine = true;
            }
            self.iteration_target(&generator.target);
            self.in_comprehension_iterable += 1;
            self.visit_expr(&generator.iter);
            self.in_comprehension_iterable -= 1;
            for condition in &generator.ifs {
                self.visit_expr(condition);
            }
        }
        for element in elements {
            match element {
                Expr::Starred(starred) => {
                    self.fail(starred.range, "iterable unpacking cannot be used in comprehension");
                }
                _ => self.visit_expr(element),
            }
        }
        let id = self.current_id().0 as usize;
        let is_async = self.scopes[id].is_coroutine && kind == ScopeKind::Comprehension;
        self.exit(saved);
        if is_async {
            match self.kind() {
                ScopeKind::Comprehension | ScopeKind::GeneratorExpression => self.current().is_coroutine = true,
                ScopeKind::Function if self.current().is_async_def => {}
                _ => {
                    let msg = "asynchronous comprehension outside of an asynchronous function";
                    self.fail_compile(range, msg);
                }
            }
        }
        if inlined {
            self.merge_inlined(id);
        }
    }

    /// Moves what an inlined comprehension merely uses to the enclosing scope.
    fn merge_inlined(&mut self, id: usize) {
        let mut rebound = std::mem::take(&mut self.scopes[id].rebound);
        let bound = self.scopes[id].symbols.iter().filter(|s| s.flags & flag::BOUND != 0);
        rebound.extend(bound.map(|s| s.name.clone()));
        self.current().rebound.extend(rebound);
        if self.kind() == ScopeKind::Class {
            return;
        }
        let used: Vec<(Box<str>, Flags)> = self.scopes[id]
            .symbols
            .iter()
            .filter(|s| s.flags & flag::BOUND == 0)
            .map(|s| (s.name.clone(), if s.flags & flag::USE != 0 { flag::USE_INNER | flag::READ_INNER } else { flag::USE_INNER }))
            .collect();
        for (name, flags) in used {
            self.current().add(&name, flags);
        }
        self.scopes[id].retain(|s| s.flags & flag::BOUND != 0);
    }

    fn iteration_target(&mut self, target: &'a Expr) {
        let before = std::mem::replace(&mut self.in_iteration_target, true);
        self.visit_expr(target);
        self.in_iteration_target = before;
    }

    /// Binds the target of `:=`, which skips comprehensions.
    pub(super) fn bind_walrus(&mut self, target: &'a ast::ExprName) {
        let name = self.mangled(&target.id).into_owned();
        let is_comprehension =
            |k: ScopeKind| matches!(k, ScopeKind::Comprehension | ScopeKind::GeneratorExpression);
        if !is_comprehension(self.kind()) {
            self.current().add(&name, flag::LOCAL);
            self.current().rebound.push(name.into());
            return;
        }
        for depth in (0..self.stack.len()).rev() {
            let id = self.stack[depth].0 as usize;
            let kind = self.scopes[id].kind;
            if is_comprehension(kind) {
                if self.scopes[id].flags(&name) & flag::COMP_ITER != 0 {
                    let msg =
                        format!("assignment expression cannot rebind comprehension iteration variable '{}'", target.id);
                    return self.fail(target.range, msg);
                }
                continue;
            }
            match kind {
                ScopeKind::Function | ScopeKind::Lambda | ScopeKind::Module => {
                    let is_global = kind == ScopeKind::Module || self.scopes[id].flags(&name) & flag::GLOBAL != 0;
                    // Inlined comprehensions defer to the code object they are part of.
                    for inner in &self.stack[depth + 1..] {
                        let inner = &mut self.scopes[inner.0 as usize];
                        if inner.inlined {
                            inner.add(&name, flag::USE | flag::WALRUS);
                        } else {
                            inner.add(&name, flag::USE | flag::WALRUS | if is_global { flag::GLOBAL } else { flag::NONLOCAL });
                        }
                    }
                    // In a module this is as if the comprehension said `global`.
                    self.scopes[id].add(&name, flag::LOCAL | if kind == ScopeKind::Module { flag::WALRUS } else { 0 });
                    self.scopes[id].rebound.push(name.into());
                }
                ScopeKind::Class => {
                    let msg = "assignment expression within a comprehension cannot be used in a class body";
                    self.fail(target.range, msg);
                }
                ScopeKind::TypeParams => {
                    let msg = "assignment expression within a comprehension cannot be used within the definition of a generic";
                    self.fail(target.range, msg);
                }
                ScopeKind::TypeAlias => {
                    let msg = "assignment expression within a comprehension cannot be used in a type alias";
                    self.fail(target.range, msg);
                }
                ScopeKind::TypeVariable => {
                    let msg = "assignment expression within a comprehension cannot be used in a TypeVar bound";
                    self.fail(target.range, msg);
                }
                _ => {
                    let msg = "named expression cannot be used within an annotation";
                    self.fail(target.range, msg);
                }
            }
            return;
        }
    }
}
