//! Expressions.
use super::Builder;
use crate::numeric::int_text::parse_digits;
use crate::object::{Ref, Res, Value};
use crate::stdlib::ast::singleton;
use ruff_python_ast::{self as ast, Expr};
use ruff_text_size::{Ranged, TextRange};

impl Builder<'_> {
    pub(super) fn expr(&self, expr: &Expr) -> Res {
        self.vm.check_machine_stack(" during ast construction")?;
        let range = expr.range();
        match expr {
            Expr::BoolOp(e) => {
                let op = match e.op {
                    ast::BoolOp::And => "And",
                    ast::BoolOp::Or => "Or",
                };
                self.node("BoolOp", range, [("op", singleton(self.vm, op)?), ("values", self.exprs(&e.values)?)])
            }
            Expr::Named(e) => self.node("NamedExpr", range, [("target", self.expr(&e.target)?), ("value", self.expr(&e.value)?)]),
            Expr::BinOp(e) => self.node("BinOp", range, [
                ("left", self.expr(&e.left)?),
                ("op", self.operator(e.op)?),
                ("right", self.expr(&e.right)?),
            ]),
            Expr::UnaryOp(e) => {
                let op = match e.op {
                    ast::UnaryOp::Invert => "Invert",
                    ast::UnaryOp::Not => "Not",
                    ast::UnaryOp::UAdd => "UAdd",
                    ast::UnaryOp::USub => "USub",
                };
                self.node("UnaryOp", range, [("op", singleton(self.vm, op)?), ("operand", self.expr(&e.operand)?)])
            }
            Expr::Lambda(e) => {
                self.node("Lambda", range, [("args", self.parameters(e.parameters.as_deref())?), ("body", self.expr(&e.body)?)])
            }
            Expr::If(e) => self.node("IfExp", range, [
                ("test", self.expr(&e.test)?),
                ("body", self.expr(&e.body)?),
                ("orelse", self.expr(&e.orelse)?),
            ]),
            Expr::Dict(e) => self.node("Dict", range, [
                ("keys", self.list(&e.items, |i| self.optional(i.key.as_ref(), |k| self.expr(k)))?),
                ("values", self.list(&e.items, |i| self.expr(&i.value))?),
            ]),
            Expr::Set(e) => self.node("Set", range, [("elts", self.exprs(&e.elts)?)]),
            Expr::ListComp(e) => self.comprehension("ListComp", range, &e.elt, &e.generators),
            Expr::SetComp(e) => self.comprehension("SetComp", range, &e.elt, &e.generators),
            Expr::Generator(e) => self.comprehension("GeneratorExp", range, &e.elt, &e.generators),
            Expr::DictComp(e) => self.node("DictComp", range, [
                ("key", self.optional(e.key.as_deref(), |k| self.expr(k))?),
                ("value", self.expr(&e.value)?),
                ("generators", self.generators(&e.generators)?),
            ]),
            Expr::Await(e) => self.node("Await", range, [("value", self.expr(&e.value)?)]),
            Expr::Yield(e) => self.node("Yield", range, [("value", self.optional(e.value.as_deref(), |v| self.expr(v))?)]),
            Expr::YieldFrom(e) => self.node("YieldFrom", range, [("value", self.expr(&e.value)?)]),
            Expr::Compare(e) => self.node("Compare", range, [
                ("left", self.expr(&e.left)?),
                ("ops", self.list(&e.ops, |op| self.comparison(*op))?),
                ("comparators", self.exprs(&e.comparators)?),
            ]),
            Expr::Call(e) => self.node("Call", range, [
                ("func", self.expr(&e.func)?),
                ("args", self.list(&e.arguments.args, |a| match a {
                    // A generator expression alone has the call's parentheses.
                    Expr::Generator(g) if !g.parenthesized => {
                        self.comprehension("GeneratorExp", e.arguments.range, &g.elt, &g.generators)
                    }
                    a => self.expr(a),
                })?),
                ("keywords", self.list(&e.arguments.keywords, |k| self.keyword(k))?),
            ]),
            Expr::FString(e) => self.fstring(e),
            Expr::TString(e) => self.template(e),
            Expr::StringLiteral(e) => {
                let value = self.vm.str_from_wtf8(&crate::syntax::string_value(self.source, e))?;
                self.constant(range, value, e.value.is_unicode())
            }
            Expr::BytesLiteral(e) => {
                let parts: Vec<_> = e.value.iter().map(|p| crate::syntax::bytes_value(self.source, p)).collect();
                self.constant(range, self.vm.new_bytes(&parts.concat())?, false)
            }
            Expr::NumberLiteral(e) => self.constant(range, self.number(&e.value)?, false),
            Expr::BooleanLiteral(e) => self.constant(range, Ref::bool(e.value), false),
            Expr::NoneLiteral(_) => self.constant(range, Ref::NONE, false),
            Expr::EllipsisLiteral(_) => self.constant(range, Ref::own(Value::ELLIPSIS), false),
            Expr::Attribute(e) => self.node("Attribute", range, [
                ("value", self.expr(&e.value)?),
                ("attr", self.identifier(&e.attr)?),
                ("ctx", self.context(e.ctx)?),
            ]),
            Expr::Subscript(e) => self.node("Subscript", range, [
                ("value", self.expr(&e.value)?),
                ("slice", self.expr(&e.slice)?),
                ("ctx", self.context(e.ctx)?),
            ]),
            Expr::Starred(e) => self.node("Starred", range, [("value", self.expr(&e.value)?), ("ctx", self.context(e.ctx)?)]),
            Expr::Name(e) => self.node("Name", range, [("id", self.identifier(&e.id)?), ("ctx", self.context(e.ctx)?)]),
            Expr::List(e) => self.node("List", range, [("elts", self.exprs(&e.elts)?), ("ctx", self.context(e.ctx)?)]),
            Expr::Tuple(e) => self.node("Tuple", range, [("elts", self.exprs(&e.elts)?), ("ctx", self.context(e.ctx)?)]),
            Expr::Slice(e) => {
                let part = |e: &Option<Box<Expr>>| self.optional(e.as_deref(), |e| self.expr(e));
                self.node("Slice", range, [("lower", part(&e.lower)?), ("upper", part(&e.upper)?), ("step", part(&e.step)?)])
            }
            Expr::IpyEscapeCommand(_) => self.constant(range, Ref::NONE, false),
        }
    }

    pub(super) fn constant(&self, range: TextRange, value: Ref, has_u: bool) -> Res {
        let kind = if has_u { self.vm.intern("u") } else { Ref::NONE };
        self.node("Constant", range, [("value", value), ("kind", kind)])
    }

    fn number(&self, number: &ast::Number) -> Res {
        match number {
            ast::Number::Float(x) => Ok(Ref::float(*x)),
            ast::Number::Complex { real, imag } => crate::types::complex::new_complex(self.vm, *real, *imag),
            ast::Number::Int(i) => match i.as_i64() {
                Some(small) => self.vm.new_int(small),
                None => {
                    let text = i.to_string().replace('_', "").to_ascii_lowercase();
                    let (digits, radix) = match text.get(..2) {
                        Some("0x") => (&text[2..], 16),
                        Some("0o") => (&text[2..], 8),
                        Some("0b") => (&text[2..], 2),
                        _ => (&text[..], 10),
                    };
                    match parse_digits(digits.as_bytes(), radix, usize::MAX) {
                        Ok(n) => self.vm.new_num(n),
                        Err(_) => Err(self.vm.value_error("malformed number")),
                    }
                }
            },
        }
    }

    fn comprehension(&self, class: &'static str, range: TextRange, elt: &Expr, generators: &[ast::Comprehension]) -> Res {
        self.node(class, range, [("elt", self.expr(elt)?), ("generators", self.generators(generators)?)])
    }

    fn generators(&self, all: &[ast::Comprehension]) -> Res {
        self.list(all, |c| {
            self.bare("comprehension", [
                ("target", self.expr(&c.target)?),
                ("iter", self.expr(&c.iter)?),
                ("ifs", self.exprs(&c.ifs)?),
                ("is_async", self.flag(c.is_async)),
            ])
        })
    }

    pub(super) fn keyword(&self, k: &ast::Keyword) -> Res {
        self.node("keyword", k.range, [("arg", self.optional_identifier(k.arg.as_ref())?), ("value", self.expr(&k.value)?)])
    }

    pub(super) fn operator(&self, op: ast::Operator) -> Res {
        use ast::Operator as O;
        singleton(self.vm, match op {
            O::Add => "Add",
            O::Sub => "Sub",
            O::Mult => "Mult",
            O::MatMult => "MatMult",
            O::Div => "Div",
            O::Mod => "Mod",
            O::Pow => "Pow",
            O::LShift => "LShift",
            O::RShift => "RShift",
            O::BitOr => "BitOr",
            O::BitXor => "BitXor",
            O::BitAnd => "BitAnd",
            O::FloorDiv => "FloorDiv",
        })
    }

    fn comparison(&self, op: ast::CmpOp) -> Res {
        use ast::CmpOp as C;
        singleton(self.vm, match op {
            C::Eq => "Eq",
            C::NotEq => "NotEq",
            C::Lt => "Lt",
            C::LtE => "LtE",
            C::Gt => "Gt",
            C::GtE => "GtE",
            C::Is => "Is",
            C::IsNot => "IsNot",
            C::In => "In",
            C::NotIn => "NotIn",
        })
    }
}
