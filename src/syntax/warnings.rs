//! What is legal but suspicious: CPython's SyntaxWarnings, in its words and its order.
//!
//! Three passes, as CPython has them: the tokenizer and string parser, control flow out of `finally`, the code generator.
use ruff_python_ast::token::{Token, TokenKind};
use ruff_python_ast::visitor::{self, Visitor};
use ruff_python_ast::{CmpOp, ExceptHandler, Expr, ExprContext, Number, Stmt};
use ruff_text_size::{Ranged, TextRange, TextSize};

use super::{Parsed, SyntaxError};
use crate::source::SourceFile;

/// A warning; as an error (`-W error`) it reads a little differently.
#[derive(Debug, Clone)]
pub struct SyntaxWarning {
    /// What to warn with.
    pub message: String,
    /// What to raise where warnings are errors.
    pub error: SyntaxError,
}

/// The warnings of the tokenizer and the string parser, in the order of the source.
pub(super) fn of_tokens(source: &SourceFile, tokens: &[Token], out: &mut Vec<SyntaxWarning>) {
    for (i, token) in tokens.iter().enumerate() {
        match token.kind() {
            TokenKind::Int | TokenKind::Float | TokenKind::Complex => {
                let next = tokens.get(i + 1);
                if next.is_some_and(|n| n.start() == token.end() && n.kind().is_keyword()) {
                    number_before_keyword(source, token, out);
                }
            }
            TokenKind::String => string(source, token, out),
            TokenKind::FStringMiddle | TokenKind::TStringMiddle => {
                let raw = tokens[..i]
                    .iter()
                    .rfind(|t| matches!(t.kind(), TokenKind::FStringStart | TokenKind::TStringStart))
                    .is_some_and(|start| source.text[start.range()].contains(['r', 'R']));
                if !raw {
                    escapes(source, token.range(), false, out);
                }
            }
            _ => {}
        }
    }
}

fn number_before_keyword(source: &SourceFile, token: &Token, out: &mut Vec<SyntaxWarning>) {
    let text = source.text[token.range()].to_ascii_lowercase();
    let kind = match text.as_bytes() {
        [b'0', b'x', ..] => "hexadecimal",
        [b'0', b'o', ..] => "octal",
        [b'0', b'b', ..] => "binary",
        [.., b'j'] => "imaginary",
        _ => "decimal",
    };
    let message = format!("invalid {kind} literal");
    let at = TextRange::empty(token.end() - TextSize::new(1));
    let error = SyntaxError::new(source, at, message.clone());
    let (line, offset) = (error.line, error.offset as i32);
    out.push(SyntaxWarning { message, error: error.ending(line, offset) });
}

fn string(source: &SourceFile, token: &Token, out: &mut Vec<SyntaxWarning>) {
    let text = &source.text[token.range()];
    let prefix = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    let is = |c: [char; 2]| text[..prefix].contains(c);
    if is(['r', 'R']) {
        return;
    }
    let quotes = if text[prefix..].starts_with("\"\"\"") || text[prefix..].starts_with("'''") { 3 } else { 1 };
    if text.len() < prefix + 2 * quotes {
        return;
    }
    let start = token.start() + TextSize::new((prefix + quotes) as u32);
    escapes(source, TextRange::new(start, token.end() - TextSize::new(quotes as u32)), is(['b', 'B']), out);
}

/// Warns about the first escape of a literal that means nothing.
fn escapes(source: &SourceFile, range: TextRange, is_bytes: bool, out: &mut Vec<SyntaxWarning>) {
    let text = &source.text[range];
    let mut at = 0;
    while let Some(slash) = text[at..].find('\\').map(|i| at + i) {
        let rest = &text[slash + 1..];
        // Where the text ends in a backslash, the brace of a replacement field follows.
        let escape = rest.chars().next().unwrap_or('{');
        let octal = rest.bytes().take(3).take_while(|b| (b'0'..=b'7').contains(b)).count();
        let faulty = match escape {
            '\n' | '\r' | '\\' | '\'' | '"' | 'a' | 'b' | 'f' | 'n' | 'r' | 't' | 'v' | 'x' => None,
            'N' | 'u' | 'U' if !is_bytes => None,
            '0'..='7' if octal == 3 && escape >= '4' => Some((&rest[..3], "invalid octal escape sequence")),
            '0'..='7' => None,
            // Other characters beyond ASCII are no escapes either, but CPython does not look at them.
            c => Some((&rest[..c.len_utf8().min(rest.len())], "invalid escape sequence")),
        };
        if let Some((shown, what)) = faulty {
            let shown = if shown.is_empty() { "{" } else { shown };
            let head = format!("\"\\{shown}\" is an {what}.");
            let tail = format!("Did you mean \"\\\\{shown}\"? A raw string is also an option.");
            let start = range.start() + TextSize::new(slash as u32);
            let end = start + TextSize::new(1 + escape.len_utf8() as u32);
            out.push(SyntaxWarning {
                message: format!("{head} Such sequences will not work in the future. {tail}"),
                error: SyntaxError::new(source, TextRange::new(start, end), format!("{head} {tail}")),
            });
            return;
        }
        at = slash + 1 + escape.len_utf8().min(rest.len());
    }
}

/// The warnings about a source that has been parsed, those about tokens apart.
pub(super) fn of_tree(source: &SourceFile, parsed: &Parsed, out: &mut Vec<SyntaxWarning>) {
    let mut flow = ControlFlow { source, out, in_finally: false, in_loop: false };
    let mut literals = Literals { source, found: Vec::new(), unwinding: Vec::new(), deferred: Vec::new(), in_function: false };
    match parsed {
        Parsed::Module(module) => {
            flow.visit_body(&module.body);
            literals.visit_body(&module.body);
            literals.annotations();
        }
        Parsed::Expression(expression) => literals.visit_expr(&expression.body),
    }
    out.extend(literals.found);
}

fn warning(source: &SourceFile, range: TextRange, message: String) -> SyntaxWarning {
    let mut error = SyntaxError::new(source, range, message.clone());
    if source.filename.starts_with('<') {
        // The code generator has no text: CPython reads the line from the file.
        error.text = None;
    }
    SyntaxWarning { error, message }
}

/// Finds `return`, `break` and `continue` that leave a `finally` block (PEP 765).
struct ControlFlow<'a> {
    source: &'a SourceFile,
    out: &'a mut Vec<SyntaxWarning>,
    in_finally: bool,
    /// In a loop inside the `finally` block.
    in_loop: bool,
}

impl ControlFlow<'_> {
    fn within(&mut self, in_finally: bool, in_loop: bool, body: &[Stmt]) {
        let outer = (self.in_finally, self.in_loop);
        (self.in_finally, self.in_loop) = (in_finally, in_loop);
        self.visit_body(body);
        (self.in_finally, self.in_loop) = outer;
    }
    fn leaves(&mut self, what: &str, range: TextRange) {
        self.out.push(warning(self.source, range, format!("'{what}' in a 'finally' block")));
    }
}

impl<'a> Visitor<'a> for ControlFlow<'_> {
    fn visit_stmt(&mut self, stmt: &'a Stmt) {
        match stmt {
            Stmt::Return(s) if self.in_finally => self.leaves("return", s.range),
            Stmt::Break(s) if self.in_finally && !self.in_loop => self.leaves("break", s.range),
            Stmt::Continue(s) if self.in_finally && !self.in_loop => self.leaves("continue", s.range),
            Stmt::FunctionDef(function) => self.within(false, false, &function.body),
            // As in CPython, what leaves a loop is not followed further out, a `return` neither.
            Stmt::For(s) => {
                self.within(false, true, &s.body);
                self.visit_body(&s.orelse);
            }
            Stmt::While(s) => {
                self.within(false, true, &s.body);
                self.visit_body(&s.orelse);
            }
            Stmt::Try(s) => {
                self.visit_body(&s.body);
                for ExceptHandler::ExceptHandler(handler) in &s.handlers {
                    self.visit_body(&handler.body);
                }
                self.visit_body(&s.orelse);
                self.within(true, false, &s.finalbody);
            }
            _ => visitor::walk_stmt(self, stmt),
        }
    }
    fn visit_expr(&mut self, _: &'a Expr) {}
}

/// Finds literals that are called, subscripted or compared by identity, and assertions of tuples, in the order in which CPython
/// generates code: a `finally` block once for each way into it.
struct Literals<'a, 'b> {
    source: &'a SourceFile,
    found: Vec<SyntaxWarning>,
    /// What a jump out of the function runs, or out of the loop: `None` stands for a loop.
    unwinding: Vec<Option<&'b [Stmt]>>,
    /// The annotations of a module or class, which have a function of their own behind its code.
    deferred: Vec<&'b Expr>,
    in_function: bool,
}

/// The type of the value of an expression, where its form tells.
fn type_of(expr: &Expr) -> Option<&'static str> {
    Some(match expr {
        Expr::Tuple(_) => "tuple",
        Expr::List(_) | Expr::ListComp(_) => "list",
        Expr::Dict(_) | Expr::DictComp(_) => "dict",
        Expr::Set(_) | Expr::SetComp(_) => "set",
        Expr::Generator(_) => "generator",
        Expr::Lambda(_) => "function",
        Expr::FString(_) | Expr::StringLiteral(_) => "str",
        Expr::TString(_) => "string.templatelib.Template",
        Expr::BytesLiteral(_) => "bytes",
        Expr::NoneLiteral(_) => "NoneType",
        Expr::BooleanLiteral(_) => "bool",
        Expr::EllipsisLiteral(_) => "ellipsis",
        Expr::NumberLiteral(n) => match n.value {
            Number::Int(_) => "int",
            Number::Float(_) => "float",
            Number::Complex { .. } => "complex",
        },
        _ => return None,
    })
}

fn is_constant(expr: &Expr) -> bool {
    matches!(
        expr,
        Expr::StringLiteral(_) | Expr::BytesLiteral(_) | Expr::NumberLiteral(_) | Expr::NoneLiteral(_)
            | Expr::BooleanLiteral(_) | Expr::EllipsisLiteral(_)
    )
}

/// Whether a literal's identity means nothing.
fn lacks_identity(expr: &Expr) -> bool {
    match expr {
        Expr::Tuple(tuple) => tuple.elts.iter().all(is_constant),
        _ => matches!(expr, Expr::StringLiteral(_) | Expr::BytesLiteral(_) | Expr::NumberLiteral(_)),
    }
}

impl<'b> Literals<'_, 'b> {
    /// The code of another scope.
    fn scope(&mut self, in_function: bool, body: impl FnOnce(&mut Self)) {
        let unwinding = std::mem::take(&mut self.unwinding);
        let deferred = std::mem::take(&mut self.deferred);
        let outer = std::mem::replace(&mut self.in_function, in_function);
        body(self);
        self.annotations();
        (self.unwinding, self.deferred, self.in_function) = (unwinding, deferred, outer);
    }

    /// The annotations that were put off.
    fn annotations(&mut self) {
        for annotation in std::mem::take(&mut self.deferred) {
            self.visit_expr(annotation);
        }
    }

    /// The `finally` blocks that a jump runs, the innermost first; `break` and `continue` stay within their loop.
    fn unwind(&mut self, to_loop: bool) {
        let all = self.unwinding.clone();
        for i in (0..all.len()).rev() {
            match all[i] {
                None if to_loop => break,
                None => {}
                Some(block) => {
                    self.unwinding.truncate(i);
                    self.visit_body(block);
                }
            }
        }
        self.unwinding = all;
    }

    fn loop_body(&mut self, body: &'b [Stmt]) {
        self.unwinding.push(None);
        self.visit_body(body);
        self.unwinding.pop();
    }

    fn try_statement(&mut self, s: &'b ruff_python_ast::StmtTry) {
        if !s.finalbody.is_empty() {
            self.unwinding.push(Some(&s.finalbody));
        }
        self.visit_body(&s.body);
        if !s.is_star {
            self.visit_body(&s.orelse);
        }
        for ExceptHandler::ExceptHandler(handler) in &s.handlers {
            if let Some(ty) = &handler.type_ {
                self.visit_expr(ty);
            }
            self.visit_body(&handler.body);
        }
        if s.is_star {
            self.visit_body(&s.orelse);
        }
        if !s.finalbody.is_empty() {
            self.unwinding.pop();
            self.visit_body(&s.finalbody);
        }
    }

    fn function(&mut self, f: &'b ruff_python_ast::StmtFunctionDef) {
        f.decorator_list.iter().for_each(|d| self.visit_expr(&d.expression));
        let defaults = f.parameters.iter_non_variadic_params().filter_map(|p| p.default.as_deref());
        defaults.for_each(|e| self.visit_expr(e));
        if let Some(params) = &f.type_params {
            self.visit_type_params(params);
        }
        let annotations = f.parameters.iter().filter_map(|p| p.annotation());
        annotations.for_each(|e| self.visit_expr(e));
        if let Some(returns) = &f.returns {
            self.visit_expr(returns);
        }
        self.scope(true, |this| this.visit_body(&f.body));
    }

    fn class(&mut self, c: &'b ruff_python_ast::StmtClassDef) {
        c.decorator_list.iter().for_each(|d| self.visit_expr(&d.expression));
        if let Some(params) = &c.type_params {
            self.visit_type_params(params);
        }
        self.scope(false, |this| this.visit_body(&c.body));
        if let Some(arguments) = &c.arguments {
            self.visit_arguments(arguments);
        }
    }

    fn annotated(&mut self, s: &'b ruff_python_ast::StmtAnnAssign) {
        if let Some(value) = &s.value {
            self.visit_expr(value);
        }
        if s.simple && !self.in_function {
            self.deferred.push(&s.annotation);
        }
        self.visit_expr(&s.target);
    }

    fn warn(&mut self, range: TextRange, message: String) {
        self.found.push(warning(self.source, range, message));
    }

    fn called(&mut self, f: &Expr) {
        if matches!(f, Expr::Lambda(_)) {
            return;
        }
        if let Some(name) = type_of(f) {
            self.warn(f.range(), format!("'{name}' object is not callable; perhaps you missed a comma?"));
        }
    }

    fn subscripted(&mut self, value: &Expr, index: &Expr) {
        let Some(name) = type_of(value) else { return };
        match value {
            Expr::NoneLiteral(_) | Expr::EllipsisLiteral(_) | Expr::NumberLiteral(_) | Expr::BooleanLiteral(_)
            | Expr::Set(_) | Expr::SetComp(_) | Expr::Generator(_) | Expr::TString(_) | Expr::Lambda(_) => {
                self.warn(value.range(), format!("'{name}' object is not subscriptable; perhaps you missed a comma?"));
            }
            Expr::StringLiteral(_) | Expr::BytesLiteral(_) | Expr::Tuple(_) | Expr::List(_) | Expr::ListComp(_)
            | Expr::FString(_) => {
                let Some(index) = type_of(index).filter(|t| !matches!(*t, "int" | "bool")) else { return };
                let msg = format!("{name} indices must be integers or slices, not {index}; perhaps you missed a comma?");
                self.warn(value.range(), msg);
            }
            _ => {}
        }
    }

    fn compared(&mut self, compare: &ruff_python_ast::ExprCompare) {
        let mut left = &*compare.left;
        for (op, right) in compare.ops.iter().zip(&compare.comparators) {
            let (word, instead) = match op {
                CmpOp::Is => ("is", "=="),
                CmpOp::IsNot => ("is not", "!="),
                _ => {
                    left = right;
                    continue;
                }
            };
            if let Some(literal) = [left, right].into_iter().find(|e| lacks_identity(e)) {
                let name = type_of(literal).unwrap_or("object");
                let msg = format!("\"{word}\" with '{name}' literal. Did you mean \"{instead}\"?");
                return self.warn(compare.range, msg);
            }
            left = right;
        }
    }
}

impl<'b> Visitor<'b> for Literals<'_, 'b> {
    fn visit_stmt(&mut self, stmt: &'b Stmt) {
        match stmt {
            Stmt::Assert(assert) => {
                if matches!(&*assert.test, Expr::Tuple(tuple) if !tuple.elts.is_empty()) {
                    self.warn(assert.range, "assertion is always true, perhaps remove parentheses?".to_owned());
                }
                visitor::walk_stmt(self, stmt);
            }
            Stmt::Return(_) => {
                visitor::walk_stmt(self, stmt);
                self.unwind(false);
            }
            Stmt::Break(_) | Stmt::Continue(_) => self.unwind(true),
            Stmt::For(s) => {
                self.visit_expr(&s.iter);
                self.visit_expr(&s.target);
                self.loop_body(&s.body);
                self.visit_body(&s.orelse);
            }
            Stmt::While(s) => {
                self.visit_expr(&s.test);
                self.loop_body(&s.body);
                self.visit_body(&s.orelse);
            }
            Stmt::Try(s) => self.try_statement(s),
            Stmt::FunctionDef(f) => self.function(f),
            Stmt::ClassDef(c) => self.class(c),
            Stmt::AnnAssign(s) => self.annotated(s),
            Stmt::TypeAlias(s) => {
                if let Some(params) = &s.type_params {
                    self.visit_type_params(params);
                }
                self.visit_expr(&s.value);
            }
            Stmt::AugAssign(s) => {
                self.visit_expr(&s.target);
                self.visit_expr(&s.value);
            }
            _ => visitor::walk_stmt(self, stmt),
        }
    }

    fn visit_expr(&mut self, expr: &'b Expr) {
        match expr {
            Expr::Call(call) => self.called(&call.func),
            Expr::Subscript(subscript) if subscript.ctx == ExprContext::Load => {
                self.subscripted(&subscript.value, &subscript.slice);
            }
            Expr::Compare(compare) => self.compared(compare),
            _ => {}
        }
        visitor::walk_expr(self, expr);
    }
}
