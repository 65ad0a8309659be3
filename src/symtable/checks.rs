//! Statements in places where they are not allowed.
use ruff_python_ast::{self as ast, Stmt};
use ruff_text_size::{Ranged, TextRange};

use super::builder::Builder;
use super::scope::ScopeKind;

const FUTURE_FEATURES: [&str; 10] = [
    "nested_scopes",
    "generators",
    "division",
    "absolute_import",
    "with_statement",
    "print_function",
    "unicode_literals",
    "barry_as_FLUFL",
    "generator_stop",
    "annotations",
];

const IN_EXCEPT_STAR: &str = "'break', 'continue' and 'return' cannot appear in an except* block";

impl<'a> Builder<'a> {
    pub(super) fn check_return(&mut self, ret: &'a ast::StmtReturn) {
        if self.kind() != ScopeKind::Function {
            return self.fail_compile(ret.range, "'return' outside function");
        }
        if self.except_star > 0 {
            self.fail_compile(ret.value.as_ref().map_or(ret.range, |v| v.range()), IN_EXCEPT_STAR);
        }
        if ret.value.is_some() {
            self.current().return_value = Some(ret.range);
        }
    }

    pub(super) fn check_loop_exit(&mut self, msg: &str, range: TextRange) {
        if self.loops > 0 {
            return;
        }
        let msg = if self.except_star > 0 { IN_EXCEPT_STAR } else { msg };
        self.fail_compile(range, msg);
    }

    pub(super) fn check_async(&mut self, what: &str, range: TextRange) {
        if !(self.kind() == ScopeKind::Function && self.current().is_async_def) {
            self.fail_compile(range, format!("'{what}' outside async function"));
        }
    }

    /// Finds the future features of a module: they take effect for all of it, from its first statements.
    pub(super) fn future_imports(&mut self, body: &'a [Stmt]) {
        for (i, stmt) in body.iter().enumerate() {
            match stmt {
                Stmt::Expr(expr) if i == 0 && expr.value.is_string_literal_expr() => {}
                Stmt::ImportFrom(import) if is_future(import) => {
                    for alias in &import.names {
                        match alias.name.as_str() {
                            "annotations" => self.future_annotations = true,
                            "braces" => self.fail(alias.range, "not a chance"),
                            name if FUTURE_FEATURES.contains(&name) => {}
                            name => self.fail(alias.range, format!("future feature {name} is not defined")),
                        }
                    }
                    self.future_end = import.range.end();
                }
                _ => return,
            }
        }
    }

    pub(super) fn check_future(&mut self, import: &'a ast::StmtImportFrom) {
        if is_future(import) && (self.kind() != ScopeKind::Module || import.range.end() > self.future_end) {
            let msg = "from __future__ imports must occur at the beginning of the file";
            self.fail_compile(import.range, msg);
        }
    }
}

fn is_future(import: &ast::StmtImportFrom) -> bool {
    import.level == 0 && import.module.as_ref().is_some_and(|m| m.as_str() == "__future__")
}
