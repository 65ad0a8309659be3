//! From nodes that a program made to the parser's tree.
//!
//! The fields are checked as they are read, in CPython's words. The tree has no text: each node gets two offsets of its own, and the
//! table of what places they stand for becomes the source (see [`SourceFile::synthetic`]). Scopes and locations are looked up by ranges,
//! so no two nodes may share one; nodes get theirs before their parts do, so that ranges may span from one part to a later one.
mod expressions;
mod patterns;
mod statements;
mod strings;

use super::grammar::GRAMMAR;
use crate::object::{Ref, Res, Value, Vm};
use crate::source::SourceFile;
use crate::syntax::{Mode, Parsed};
use ruff_python_ast as ast;
use ruff_text_size::{TextRange, TextSize};
use std::cell::RefCell;

/// The tree of a `mod` node, and the source that its ranges refer to.
pub fn tree_of(vm: &Vm, node: Value, mode: Mode, filename: &str) -> Res<(SourceFile, Parsed)> {
    let class = match mode {
        Mode::Module => "Module",
        Mode::Expression => "Expression",
        Mode::Single => "Interactive",
    };
    if !vm.isinstance(node, super::class(vm, class)?.value())? {
        return Err(vm.type_error(format!("expected {class} node, got {}", vm.type_name(node))));
    }
    let reader = Reader { vm, places: RefCell::default(), literals: RefCell::default() };
    let range = TextRange::default();
    let tree = if mode == Mode::Expression {
        let body = reader.required_expr(node, class, "body", Context::Load)?;
        Parsed::Expression(ast::ModExpression { node_index: Default::default(), range, body: Box::new(body) })
    } else {
        let body = reader.body(node, class, "body", true)?;
        if mode == Mode::Module {
            for ignored in reader.items(node, class, "type_ignores")? {
                reader.member(ignored.value(), "type_ignore")?;
            }
        }
        Parsed::Module(ast::ModModule { node_index: Default::default(), range, body })
    };
    let places = reader.places.into_inner();
    Ok((SourceFile::synthetic(filename, reader.literals.into_inner(), places), tree))
}

/// What an expression is used for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Context {
    Load,
    Store,
    Del,
}

impl Context {
    fn as_ruff(self) -> ast::ExprContext {
        match self {
            Context::Load => ast::ExprContext::Load,
            Context::Store => ast::ExprContext::Store,
            Context::Del => ast::ExprContext::Del,
        }
    }
}

struct Reader<'a> {
    vm: &'a Vm,
    places: RefCell<Vec<(u32, u32)>>,
    /// The text of the source: literals whose value is no Rust str.
    literals: RefCell<String>,
}

impl<'a> Reader<'a> {
    fn value_error<T>(&self, message: impl Into<String>) -> Res<T> {
        Err(self.vm.value_error(message.into()))
    }

    fn type_error<T>(&self, message: impl Into<String>) -> Res<T> {
        Err(self.vm.type_error(message.into()))
    }

    fn field(&self, node: Value, name: &str) -> Res<Option<Ref>> {
        let key = self.vm.intern(name);
        self.vm.getattr_opt(node, key.value())
    }

    fn required(&self, node: Value, class: &str, name: &str) -> Res {
        match self.field(node, name)? {
            Some(value) => Ok(value),
            None => self.type_error(format!("required field \"{name}\" missing from {class}")),
        }
    }

    /// A field that may be missing or None.
    fn optional(&self, node: Value, name: &str) -> Res<Option<Ref>> {
        Ok(self.field(node, name)?.filter(|v| !v.value().is_none()))
    }

    /// A field that may not be None.
    fn present(&self, node: Value, class: &str, name: &str) -> Res {
        let value = self.required(node, class, name)?;
        if value.value().is_none() {
            return self.value_error(format!("field '{name}' is required for {class}"));
        }
        Ok(value)
    }

    /// The items of a list field; none where it is missing.
    fn items(&self, node: Value, class: &str, name: &str) -> Res<Vec<Ref>> {
        let Some(list) = self.field(node, name)? else { return Ok(Vec::new()) };
        if !self.vm.is_list(list.value()) {
            let what = self.vm.type_name(list.value());
            return self.type_error(format!("{class} field \"{name}\" must be a list, not a {what}"));
        }
        Ok(self.vm.list(list.value()).items().iter().map(|v| Ref::new(*v)).collect())
    }

    /// As [`Self::items`], where None may not be among them.
    fn present_items(&self, node: Value, class: &str, name: &str, family: &str) -> Res<Vec<Ref>> {
        let items = self.items(node, class, name)?;
        if items.iter().any(|v| v.value().is_none()) {
            return self.value_error(format!("None disallowed in {family} list"));
        }
        Ok(items)
    }

    fn not_empty<T>(&self, items: &[T], what: &str, class: &str) -> Res<()> {
        if items.is_empty() {
            return self.value_error(format!("empty {what} on {class}"));
        }
        Ok(())
    }

    /// Which class of a family a node is of.
    fn member(&self, node: Value, family: &'static str) -> Res<&'static str> {
        let members = GRAMMAR.iter().find(|(name, ..)| *name == family).map_or(&[][..], |(_, _, members)| members);
        for member in members {
            let name = member.split('(').next().unwrap_or(member);
            if self.vm.isinstance(node, super::class(self.vm, name)?.value())? {
                return Ok(name);
            }
        }
        let shown = self.vm.repr_text(node)?;
        self.type_error(format!("expected some sort of {family}, but got {shown}"))
    }

    fn int(&self, value: Value) -> Res<i64> {
        if self.vm.as_int(value).is_none() {
            let shown = self.vm.repr_text(value)?;
            return self.value_error(format!("invalid integer value: {shown}"));
        }
        match self.vm.int_arg(value).ok().filter(|n| i32::try_from(*n).is_ok()) {
            Some(n) => Ok(n),
            None => {
                self.vm.clear_raised_if(self.vm.types.OverflowError);
                Err(self.vm.raise_type(self.vm.types.OverflowError, "Python int too large to convert to C int"))
            }
        }
    }

    /// A range for a node with a place.
    fn range(&self, node: Value, family: &str) -> Res<TextRange> {
        let line = self.int(self.required(node, family, "lineno")?.value())?;
        let column = self.int(self.required(node, family, "col_offset")?.value())?;
        let or = |name: &str, default: i64| match self.optional(node, name)? {
            Some(v) => self.int(v.value()),
            None => Ok(default),
        };
        let (end_line, end_column) = (or("end_lineno", line)?, or("end_col_offset", column)?);
        if line > end_line {
            return self.value_error(format!("AST node line range ({line}, {end_line}) is not valid"));
        }
        if line < 0 && end_line != line || column < 0 && column != end_column {
            return self.value_error(format!(
                "AST node column range ({column}, {end_column}) for line range ({line}, {end_line}) is not valid"
            ));
        }
        if line == end_line && column > end_column {
            return self.value_error(format!("line {line}, column {column}-{end_column} is not a valid range"));
        }
        let place = |line: i64, column: i64| (u32::try_from(line).unwrap_or(0), u32::try_from(column).unwrap_or(0));
        let mut places = self.places.borrow_mut();
        places.push(place(line, column));
        places.push(place(end_line, end_column));
        // Offset 0 is no place.
        let end = TextSize::new(u32::try_from(places.len()).unwrap_or(u32::MAX));
        Ok(TextRange::new(end - TextSize::new(1), end))
    }

    fn text(&self, value: Value) -> Res<String> {
        let text = self.vm.str(value);
        if let Some(at) = text.iter().position(|c| (0xD800..0xE000).contains(&c)) {
            let fault = crate::text::codec::Fault { start: at, end: at + 1, reason: "surrogates not allowed" };
            return Err(crate::types::codec::unicode_error(self.vm, true, "utf-8", value, fault));
        }
        Ok(text.to_text())
    }

    fn name_text(&self, value: Value) -> Res<String> {
        if !value.is_exact(self.vm.types.str) {
            return self.type_error("AST identifier must be of type str");
        }
        let text = self.text(value)?;
        Ok(text)
    }

    /// A name that is bound or used: not that of a constant.
    fn check_name(&self, name: &str) -> Res<()> {
        if matches!(name, "None" | "True" | "False") {
            return self.value_error(format!("identifier field can't represent '{name}' constant"));
        }
        Ok(())
    }

    fn identifier(&self, node: Value, class: &str, name: &str, range: TextRange) -> Res<ast::Identifier> {
        let value = self.present(node, class, name)?;
        Ok(ast::Identifier::new(self.name_text(value.value())?, range))
    }

    fn optional_identifier(&self, node: Value, name: &str, range: TextRange) -> Res<Option<ast::Identifier>> {
        match self.optional(node, name)? {
            Some(v) => Ok(Some(ast::Identifier::new(self.name_text(v.value())?, range))),
            None => Ok(None),
        }
    }

    fn check_type_comment(&self, node: Value) -> Res<()> {
        match self.optional(node, "type_comment")? {
            Some(v) if !self.vm.is_str(v.value()) => self.type_error("AST string must be of type str"),
            _ => Ok(()),
        }
    }

    fn required_expr(&self, node: Value, class: &str, name: &str, context: Context) -> Res<ast::Expr> {
        let value = self.present(node, class, name)?;
        self.expr(value.value(), context)
    }

    fn boxed_expr(&self, node: Value, class: &str, name: &str, context: Context) -> Res<Box<ast::Expr>> {
        self.required_expr(node, class, name, context).map(Box::new)
    }

    fn optional_expr(&self, node: Value, name: &str, context: Context) -> Res<Option<Box<ast::Expr>>> {
        match self.optional(node, name)? {
            Some(v) => Ok(Some(Box::new(self.expr(v.value(), context)?))),
            None => Ok(None),
        }
    }

    fn exprs(&self, node: Value, class: &str, name: &str, context: Context) -> Res<Vec<ast::Expr>> {
        let items = self.present_items(node, class, name, "expression")?;
        items.iter().map(|v| self.expr(v.value(), context)).collect()
    }

    /// The statements of a block, which has some where `empty` is not allowed.
    fn body(&self, node: Value, class: &str, name: &str, empty: bool) -> Res<ast::Suite> {
        let items = self.present_items(node, class, name, "statement")?;
        if !empty {
            self.not_empty(&items, name, class)?;
        }
        items.iter().map(|v| self.statement(v.value())).collect()
    }
}
