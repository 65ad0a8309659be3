//! From the parser's tree to nodes.
//!
//! Every function here returns a finished node; `f` in the names of parameters makes the nodes of a list. Recursion checks the machine
//! stack.
mod expressions;
mod patterns;
mod statements;
mod strings;

use super::singleton;
use crate::object::{Ref, Res, Value, Vm};
use crate::source::SourceFile;
use crate::syntax::{Mode, Parsed};
use ruff_python_ast as ast;
use ruff_text_size::TextRange;

/// Makes the nodes of a tree.
pub struct Builder<'a> {
    vm: &'a Vm,
    source: &'a SourceFile,
    /// What the columns of the first line are off by, because of what was taken away in front of it.
    shift: i64,
}

/// A field and its value.
type Field = (&'static str, Ref);

impl<'a> Builder<'a> {
    pub fn new(vm: &'a Vm, source: &'a SourceFile, shift: i64) -> Builder<'a> {
        Builder { vm, source, shift }
    }

    /// The node for a whole source.
    pub fn module(&self, parsed: &Parsed, mode: Mode) -> Res {
        match parsed {
            Parsed::Expression(e) => self.bare("Expression", [("body", self.expr(&e.body)?)]),
            Parsed::Module(m) if mode == Mode::Single => self.bare("Interactive", [("body", self.body(&m.body)?)]),
            Parsed::Module(m) => {
                self.bare("Module", [("body", self.body(&m.body)?), ("type_ignores", self.vm.new_list()?)])
            }
        }
    }

    /// The signature in a type comment: a call's arguments and what it returns.
    pub fn function_type(&self, arguments: &ast::Arguments, returns: Ref) -> Res {
        let arguments = self.list(arguments.iter_source_order(), |a| match a {
            ast::ArgOrKeyword::Arg(ast::Expr::Starred(s)) => self.expr(&s.value),
            ast::ArgOrKeyword::Arg(e) => self.expr(e),
            ast::ArgOrKeyword::Keyword(k) => self.expr(&k.value),
        })?;
        self.bare("FunctionType", [("argtypes", arguments), ("returns", returns)])
    }

    /// The node for an expression alone.
    pub fn expression(&self, e: &ast::Expr) -> Res {
        self.expr(e)
    }

    /// A node without a place.
    fn bare<const N: usize>(&self, class: &'static str, fields: [Field; N]) -> Res {
        let class = super::class(self.vm, class)?;
        let node = super::node::bare(self.vm, class.value())?;
        for (name, value) in fields {
            self.set(&node, name, value)?;
        }
        Ok(node)
    }

    fn node<const N: usize>(&self, class: &'static str, range: TextRange, fields: [Field; N]) -> Res {
        let node = self.bare(class, fields)?;
        let (line, column) = self.place(range.start().to_u32());
        let (end_line, end_column) = self.place(range.end().to_u32());
        for (name, number) in super::grammar::POSITIONS.into_iter().zip([line, column, end_line, end_column]) {
            self.set(&node, name, Ref::own(Value::small_int(number)))?;
        }
        Ok(node)
    }

    fn set(&self, node: &Ref, name: &str, value: Ref) -> Res<()> {
        let key = self.vm.intern(name);
        self.vm.setattr(node.value(), key.value(), Some(value.value()))
    }

    fn place(&self, offset: u32) -> (i64, i64) {
        let (line, column) = self.source.location(offset);
        (line.into(), if line == 1 { i64::from(column) + self.shift } else { column.into() })
    }

    fn list<T>(&self, items: impl IntoIterator<Item = T>, f: impl Fn(T) -> Res) -> Res {
        let nodes: Vec<Ref> = items.into_iter().map(f).collect::<Res<_>>()?;
        self.refs(&nodes)
    }

    fn refs(&self, nodes: &[Ref]) -> Res {
        let values: Vec<Value> = nodes.iter().map(Ref::value).collect();
        self.vm.list_from(&values)
    }

    fn optional<T>(&self, item: Option<T>, f: impl FnOnce(T) -> Res) -> Res {
        item.map_or(Ok(Ref::NONE), f)
    }

    fn exprs(&self, items: &[ast::Expr]) -> Res {
        self.list(items, |e| self.expr(e))
    }

    fn body(&self, body: &[ast::Stmt]) -> Res {
        self.list(body, |s| self.statement(s))
    }

    fn identifier(&self, name: &str) -> Res {
        Ok(self.vm.intern(name))
    }

    fn optional_identifier(&self, name: Option<&ast::Identifier>) -> Res {
        self.optional(name, |n| self.identifier(n))
    }

    fn flag(&self, on: bool) -> Ref {
        Ref::own(Value::small_int(on.into()))
    }

    fn context(&self, context: ast::ExprContext) -> Res {
        singleton(self.vm, match context {
            ast::ExprContext::Store => "Store",
            ast::ExprContext::Del => "Del",
            ast::ExprContext::Load | ast::ExprContext::Invalid => "Load",
        })
    }
}
