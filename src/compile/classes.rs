//! Classes.
use ruff_python_ast::visitor::{self, Visitor};
use ruff_python_ast::{self as ast, Expr, Stmt};
use ruff_text_size::{Ranged, TextRange};

use super::{Compiler, Res, Want};
use crate::bytecode::Const;
use crate::isa::{Intrinsic, Op};
use crate::object::code_flags;
use crate::symtable::ScopeKind;

impl<'a> Compiler<'a> {
    pub(super) fn class_statement(&mut self, class: &'a ast::StmtClassDef) -> Res<()> {
        let range = self.undecorated(class.range, &class.decorator_list);
        let base = self.unit.depth;
        for decorator in &class.decorator_list {
            self.expr(&decorator.expression, Want::Temp)?;
        }
        let target = self.unit.depth;
        match &class.type_params {
            None => self.class_object(class, None, range)?,
            Some(params) => {
                self.enter_type_params(&class.name, class.range, 0);
                let mark = self.unit.depth;
                let made = self.type_parameters(params)?;
                self.store_name(".type_params", made, range)?;
                self.unit.depth = mark;
                let parameters = self.load_name(".type_params", Want::Temp, range)?;
                self.intrinsic(Intrinsic::GenericBase, parameters, range);
                self.store_name(".generic_base", parameters, range)?;
                self.unit.depth = mark;
                self.class_object(class, Some(".generic_base"), range)?;
                self.leave_type_params(mark, target, range)?;
                self.emit(Op::CALL, target, target, 0, range);
                self.unit.depth = target + 1;
            }
        }
        self.decorate(&class.decorator_list, base, target);
        self.store_name(&class.name, base, range)
    }

    /// Makes the class in the next temporary; `last_base` is the variable that holds a base besides those written.
    fn class_object(&mut self, class: &'a ast::StmtClassDef, last_base: Option<&str>, range: TextRange) -> Res<()> {
        let build = self.push();
        self.emit(Op::LOAD_BUILD_CLASS, build, 0, 0, range);
        let first_line = self.line(class.decorator_list.first().map_or(range, |d| d.range));
        let id = self.table.scope_of(ScopeKind::Class, class.range);
        self.enter(id, class.name.as_str().into(), first_line);
        self.unit.flags |= code_flags::CLASS_BODY;
        self.class_body(class, first_line, range)?;
        let code = self.leave()?;
        let function = self.unit.depth;
        self.make_function(code, function, 0, range);
        self.load_const(Const::Str(class.name.as_bytes().into()), Want::Temp, range);
        self.call_build_class(build, class.arguments.as_deref(), last_base, range)?;
        Ok(())
    }

    fn set_in_namespace(&mut self, name: &str, value: Const, range: TextRange) {
        let mark = self.unit.depth;
        let r = self.load_const(value, Want::Temp, range);
        let n = self.name_index(name);
        self.emit(Op::STORE_NAME, n, r, 0, range);
        self.unit.depth = mark;
    }

    fn class_body(&mut self, class: &'a ast::StmtClassDef, first_line: u32, range: TextRange) -> Res<()> {
        // What comes before the body is on the line of the first decorator.
        let range = class.decorator_list.first().map_or(range, |d| TextRange::empty(d.range.start()));
        self.prologue(range);
        let scope = self.unit.scope;
        let mark = self.unit.depth;
        let t = self.push();
        let module = self.name_index("__name__");
        self.emit(Op::LOAD_NAME, t, module, 0, range);
        let n = self.name_index("__module__");
        self.emit(Op::STORE_NAME, n, t, 0, range);
        self.unit.depth = mark;
        let qualname = Const::Str(self.unit.qualname.as_bytes().into());
        self.set_in_namespace("__qualname__", qualname, range);
        self.set_in_namespace("__firstlineno__", Const::Int(first_line as i64), range);
        if class.type_params.is_some() {
            let params = self.load_name(".type_params", Want::Temp, range)?;
            let n = self.name_index("__type_params__");
            self.emit(Op::STORE_NAME, n, params, 0, range);
            self.unit.depth = mark;
        }
        if let Some(cell) = self.unit.local(scope, "__classdict__") {
            let t = self.push();
            self.emit(Op::LOAD_LOCALS, t, 0, 0, range);
            self.emit(Op::STORE_DEREF, cell, t, 0, range);
            self.unit.depth = mark;
        }
        let mut body = &class.body[..];
        if let Some(doc) = self.docstring(body) {
            body = &body[1..];
            if self.options.optimize < 2 {
                self.set_in_namespace("__doc__", doc, class.body[0].range());
            }
        }
        self.begin_annotations(body)?;
        self.body(body)?;
        self.namespace_annotations(&class.body, "__annotate_func__", range)?;
        let nowhere = TextRange::default();
        let attributes = static_attributes(&class.body);
        let attributes = attributes.into_iter().map(|a| Const::Str(self.mangle(&a).as_bytes().into()));
        let attributes = Const::Tuple(attributes.collect());
        self.set_in_namespace("__static_attributes__", attributes, nowhere);
        for (cell, name) in [("__classdict__", "__classdictcell__"), ("__class__", "__classcell__")] {
            if let Some(r) = self.unit.local(scope, cell) {
                let n = self.name_index(name);
                self.emit(Op::STORE_NAME, n, r, 0, nowhere);
            }
        }
        self.return_none(nowhere);
        Ok(())
    }

    /// A dict in `__annotations__` where annotations are not evaluated.
    pub(super) fn record_annotation_text(&mut self, assign: &'a ast::StmtAnnAssign) -> Res<()> {
        let Expr::Name(name) = &*assign.target else { return Ok(()) };
        let mark = self.unit.depth;
        let value = self.annotation_text(&assign.annotation);
        let value = self.load_const(value, Want::Temp, assign.range);
        let dict = self.load_name("__annotations__", Want::Temp, assign.range)?;
        let key = Const::Str(self.mangle(&name.id).as_bytes().into());
        let key = self.load_const(key, Want::Temp, assign.range);
        self.emit(Op::SETITEM, dict, key, value, assign.range);
        self.unit.depth = mark;
        Ok(())
    }
}

/// Names of the attributes that the methods of a class set on their first parameter, sorted.
fn static_attributes(body: &[Stmt]) -> Vec<String> {
    let mut finder = AttributeFinder { receiver: None, found: Vec::new() };
    finder.visit_body(body);
    finder.found.sort_unstable();
    finder.found.dedup();
    finder.found
}

struct AttributeFinder<'n> {
    receiver: Option<&'n str>,
    found: Vec<String>,
}

impl<'n> Visitor<'n> for AttributeFinder<'n> {
    fn visit_stmt(&mut self, stmt: &'n Stmt) {
        match stmt {
            Stmt::ClassDef(_) => {}
            Stmt::FunctionDef(function) => {
                let outer = self.receiver;
                if outer.is_none() {
                    self.receiver = Some("self");
                }
                self.visit_body(&function.body);
                self.receiver = outer;
            }
            _ => visitor::walk_stmt(self, stmt),
        }
    }

    fn visit_expr(&mut self, expr: &'n Expr) {
        if let Expr::Attribute(attribute) = expr {
            let is_stored = matches!(attribute.ctx, ast::ExprContext::Store);
            if let (true, Some(receiver), Expr::Name(name)) = (is_stored, self.receiver, &*attribute.value) {
                if name.id.as_str() == receiver {
                    self.found.push(attribute.attr.as_str().to_owned());
                }
            }
        }
        visitor::walk_expr(self, expr);
    }
}
