//! Expressions.
use super::{Context, Reader};
use crate::object::{Ref, Res, Value};
use ruff_python_ast::{self as ast, Expr};
use ruff_text_size::{Ranged, TextRange};

impl Reader<'_> {
    pub(super) fn expr(&self, node: Value, context: Context) -> Res<Expr> {
        self.vm.check_machine_stack(" while traversing 'expr' node")?;
        let range = self.range(node, "expr")?;
        let class = self.member(node, "expr")?;
        if matches!(class, "Attribute" | "Subscript" | "Starred" | "Name" | "List" | "Tuple") {
            return self.target(node, class, range, context);
        }
        if context != Context::Load {
            return self.value_error(format!("expression which can't be assigned to in {context:?} context"));
        }
        let node_index = ast::AtomicNodeIndex::NONE;
        use Context::{Load, Store};
        Ok(match class {
            "BoolOp" => {
                let values = self.exprs(node, class, "values", Load)?;
                if values.len() < 2 {
                    return self.value_error("BoolOp with less than 2 values");
                }
                let op = self.member(self.required(node, class, "op")?.value(), "boolop")?;
                let op = if op == "And" { ast::BoolOp::And } else { ast::BoolOp::Or };
                Expr::BoolOp(ast::ExprBoolOp { node_index, range, op, values })
            }
            "NamedExpr" => {
                let target = self.present(node, class, "target")?;
                if !self.is_a(target.value(), "Name")? {
                    return self.type_error("NamedExpr target must be a Name");
                }
                // Its context may be any.
                let actual = self.member(self.required(target.value(), "Name", "ctx")?.value(), "expr_context")?;
                let context = [Load, Store, Context::Del].into_iter().find(|c| format!("{c:?}") == actual).unwrap_or(Load);
                let mut target = Box::new(self.expr(target.value(), context)?);
                if let Expr::Name(name) = &mut *target {
                    name.ctx = ast::ExprContext::Store;
                }
                Expr::Named(ast::ExprNamed { node_index, range, target, value: self.boxed_expr(node, class, "value", Load)? })
            }
            "BinOp" => Expr::BinOp(ast::ExprBinOp {
                node_index,
                range,
                left: self.boxed_expr(node, class, "left", Load)?,
                op: self.operator(self.required(node, class, "op")?.value())?,
                right: self.boxed_expr(node, class, "right", Load)?,
            }),
            "UnaryOp" => {
                let op = match self.member(self.required(node, class, "op")?.value(), "unaryop")? {
                    "Invert" => ast::UnaryOp::Invert,
                    "Not" => ast::UnaryOp::Not,
                    "UAdd" => ast::UnaryOp::UAdd,
                    _ => ast::UnaryOp::USub,
                };
                Expr::UnaryOp(ast::ExprUnaryOp { node_index, range, op, operand: self.boxed_expr(node, class, "operand", Load)? })
            }
            "Lambda" => {
                let parameters = self.required(node, class, "args")?;
                let parameters = self.parameters(parameters.value(), range)?;
                let body = self.boxed_expr(node, class, "body", Load)?;
                Expr::Lambda(ast::ExprLambda { node_index, range, parameters: Some(Box::new(parameters)), body })
            }
            "IfExp" => Expr::If(ast::ExprIf {
                node_index,
                range,
                test: self.boxed_expr(node, class, "test", Load)?,
                body: self.boxed_expr(node, class, "body", Load)?,
                orelse: self.boxed_expr(node, class, "orelse", Load)?,
            }),
            "Dict" => {
                let (keys, values) = (self.items(node, class, "keys")?, self.present_items(node, class, "values", "expression")?);
                if keys.len() != values.len() {
                    return self.value_error("Dict doesn't have the same number of keys as values");
                }
                let item = |(k, v): (&Ref, &Ref)| {
                    let key = if k.value().is_none() { None } else { Some(self.expr(k.value(), Load)?) };
                    Ok(ast::DictItem { key, value: self.expr(v.value(), Load)? })
                };
                Expr::Dict(ast::ExprDict { node_index, range, items: keys.iter().zip(&values).map(item).collect::<Res<_>>()? })
            }
            "Set" => Expr::Set(ast::ExprSet { node_index, range, elts: self.exprs(node, class, "elts", Load)? }),
            "ListComp" => {
                let generators = self.generators(node, class)?;
                Expr::ListComp(ast::ExprListComp { node_index, range, elt: self.boxed_expr(node, class, "elt", Load)?, generators })
            }
            "SetComp" => {
                let generators = self.generators(node, class)?;
                Expr::SetComp(ast::ExprSetComp { node_index, range, elt: self.boxed_expr(node, class, "elt", Load)?, generators })
            }
            "GeneratorExp" => {
                let generators = self.generators(node, class)?;
                let elt = self.boxed_expr(node, class, "elt", Load)?;
                Expr::Generator(ast::ExprGenerator { node_index, range, elt, generators, parenthesized: true })
            }
            "DictComp" => {
                let generators = self.generators(node, class)?;
                let key = Some(self.boxed_expr(node, class, "key", Load)?);
                let value = self.boxed_expr(node, class, "value", Load)?;
                Expr::DictComp(ast::ExprDictComp { node_index, range, key, value, generators })
            }
            "Await" => Expr::Await(ast::ExprAwait { node_index, range, value: self.boxed_expr(node, class, "value", Load)? }),
            "Yield" => Expr::Yield(ast::ExprYield { node_index, range, value: self.optional_expr(node, "value", Load)? }),
            "YieldFrom" => {
                Expr::YieldFrom(ast::ExprYieldFrom { node_index, range, value: self.boxed_expr(node, class, "value", Load)? })
            }
            "Compare" => {
                let left = self.boxed_expr(node, class, "left", Load)?;
                let ops = self.items(node, class, "ops")?;
                let comparators = self.exprs(node, class, "comparators", Load)?;
                if comparators.is_empty() {
                    return self.value_error("Compare with no comparators");
                }
                if comparators.len() != ops.len() {
                    return self.value_error("Compare has a different number of comparators and operands");
                }
                let ops = ops.iter().map(|op| self.comparison(op.value())).collect::<Res<_>>()?;
                Expr::Compare(ast::ExprCompare { node_index, range, left, ops, comparators: comparators.into() })
            }
            "Call" => {
                let func = self.boxed_expr(node, class, "func", Load)?;
                let args = self.exprs(node, class, "args", Load)?.into();
                let keywords = self.keywords(node, class)?.into_iter().collect();
                let arguments = ast::Arguments { range, node_index: Default::default(), args, keywords };
                Expr::Call(ast::ExprCall { node_index, range_start: range.start(), func, arguments })
            }
            "FormattedValue" | "JoinedStr" => self.fstring(node, class, range)?,
            "Interpolation" | "TemplateStr" => self.template(node, class, range)?,
            "Constant" => {
                if let Some(kind) = self.optional(node, "kind")?
                    && !self.vm.is_str(kind.value())
                {
                    return self.type_error("AST string must be of type str");
                }
                self.constant(self.required(node, class, "value")?.value(), range)?
            }
            _ => Expr::Slice(ast::ExprSlice {
                node_index,
                range,
                lower: self.optional_expr(node, "lower", Load)?,
                upper: self.optional_expr(node, "upper", Load)?,
                step: self.optional_expr(node, "step", Load)?,
            }),
        })
    }

    /// An expression that can be assigned to.
    fn target(&self, node: Value, class: &'static str, range: TextRange, context: Context) -> Res<Expr> {
        let node_index = ast::AtomicNodeIndex::NONE;
        let actual = self.member(self.required(node, class, "ctx")?.value(), "expr_context")?;
        if actual != format!("{context:?}") {
            return self.value_error(format!("expression must have {context:?} context but has {actual} instead"));
        }
        let ctx = context.as_ruff();
        use Context::Load;
        Ok(match class {
            "Attribute" => Expr::Attribute(ast::ExprAttribute {
                node_index,
                range,
                value: self.boxed_expr(node, class, "value", Load)?,
                attr: self.identifier(node, class, "attr", range)?,
                ctx,
            }),
            "Subscript" => Expr::Subscript(ast::ExprSubscript {
                node_index,
                range,
                value: self.boxed_expr(node, class, "value", Load)?,
                slice: self.boxed_expr(node, class, "slice", Load)?,
                ctx,
            }),
            "Starred" => Expr::Starred(ast::ExprStarred { node_index, range, value: self.boxed_expr(node, class, "value", context)?, ctx }),
            "Name" => {
                let id = self.identifier(node, class, "id", range)?.id;
                self.check_name(&id)?;
                Expr::Name(ast::ExprName { node_index, range, id, ctx })
            }
            "List" => Expr::List(ast::ExprList { node_index, range, elts: self.exprs(node, class, "elts", context)?, ctx }),
            _ => {
                let elts = self.exprs(node, class, "elts", context)?;
                Expr::Tuple(ast::ExprTuple { node_index, range, elts, ctx, parenthesized: true })
            }
        })
    }

    fn generators(&self, node: Value, class: &str) -> Res<Vec<ast::Comprehension>> {
        let all = self.items(node, class, "generators")?;
        if all.is_empty() {
            return self.value_error("comprehension with no generators");
        }
        let class = "comprehension";
        let generator = |c: &Ref| {
            let c = c.value();
            let target = self.required_expr(c, class, "target", Context::Store)?;
            let iter = self.required_expr(c, class, "iter", Context::Load)?;
            let ifs = self.exprs(c, class, "ifs", Context::Load)?;
            let is_async = self.int(self.required(c, class, "is_async")?.value())? != 0;
            let range = TextRange::new(target.start(), iter.end());
            Ok(ast::Comprehension { range, node_index: Default::default(), target, iter, ifs, is_async })
        };
        all.iter().map(generator).collect()
    }

    pub(super) fn keywords(&self, node: Value, class: &str) -> Res<Vec<ast::Keyword>> {
        let all = self.items(node, class, "keywords")?;
        let keyword = |k: &Ref| {
            let k = k.value();
            let value = self.present(k, "keyword", "value")?;
            let range = self.range(k, "keyword")?;
            let arg = self.optional_identifier(k, "arg", range)?;
            let value = self.expr(value.value(), Context::Load)?;
            Ok(ast::Keyword { range, node_index: Default::default(), arg, value })
        };
        all.iter().map(keyword).collect()
    }

    pub(super) fn operator(&self, op: Value) -> Res<ast::Operator> {
        use ast::Operator as O;
        Ok(match self.member(op, "operator")? {
            "Add" => O::Add,
            "Sub" => O::Sub,
            "Mult" => O::Mult,
            "MatMult" => O::MatMult,
            "Div" => O::Div,
            "Mod" => O::Mod,
            "Pow" => O::Pow,
            "LShift" => O::LShift,
            "RShift" => O::RShift,
            "BitOr" => O::BitOr,
            "BitXor" => O::BitXor,
            "BitAnd" => O::BitAnd,
            _ => O::FloorDiv,
        })
    }

    fn comparison(&self, op: Value) -> Res<ast::CmpOp> {
        use ast::CmpOp as C;
        Ok(match self.member(op, "cmpop")? {
            "Eq" => C::Eq,
            "NotEq" => C::NotEq,
            "Lt" => C::Lt,
            "LtE" => C::LtE,
            "Gt" => C::Gt,
            "GtE" => C::GtE,
            "Is" => C::Is,
            "IsNot" => C::IsNot,
            "In" => C::In,
            _ => C::NotIn,
        })
    }

    /// The literal for a constant.
    fn constant(&self, value: Value, range: TextRange) -> Res<Expr> {
        self.vm.check_machine_stack(" while traversing 'expr' node")?;
        let node_index = ast::AtomicNodeIndex::NONE;
        let types = &self.vm.types;
        let number = |value| Expr::NumberLiteral(ast::ExprNumberLiteral { node_index: ast::AtomicNodeIndex::NONE, range, value });
        Ok(match value {
            Value::NONE => Expr::NoneLiteral(ast::ExprNoneLiteral { node_index, range }),
            Value::TRUE | Value::FALSE => {
                Expr::BooleanLiteral(ast::ExprBooleanLiteral { node_index, range, value: value == Value::TRUE })
            }
            Value::ELLIPSIS => Expr::EllipsisLiteral(ast::ExprEllipsisLiteral { node_index, range }),
            _ if value.is_float() => number(ast::Number::Float(value.as_float())),
            _ if value.is_exact(types.complex) => {
                // SAFETY: the type is checked.
                let c = unsafe { value.get::<crate::object::ComplexObject>() };
                number(ast::Number::Complex { real: c.re, imag: c.im })
            }
            _ if value.is_small_int() || value.is_exact(types.int) => {
                let Some(view) = self.vm.as_int(value) else { return self.type_error("an integer is required") };
                let n = crate::types::int::num(view);
                let mut digits = Vec::new();
                n.write_magnitude(16, false, &mut digits);
                let digits = String::from_utf8_lossy(&digits);
                let Ok(int) = ast::Int::from_str_radix(&digits, 16, &format!("0x{digits}")) else {
                    return self.value_error("malformed number");
                };
                let magnitude = number(ast::Number::Int(int));
                if n.is_negative() {
                    // Folded again by the compiler.
                    Expr::UnaryOp(ast::ExprUnaryOp { node_index, range, op: ast::UnaryOp::USub, operand: Box::new(magnitude) })
                } else {
                    magnitude
                }
            }
            _ if value.is_exact(types.str) => {
                let literal = self.string_literal(value)?;
                Expr::StringLiteral(ast::ExprStringLiteral { node_index, range, value: ast::StringLiteralValue::single(literal) })
            }
            _ if value.is_exact(types.bytes) => {
                let literal = ast::BytesLiteral {
                    range: TextRange::default(),
                    node_index: Default::default(),
                    value: self.vm.bytes(value).into(),
                    flags: ast::BytesLiteralFlags::empty(),
                };
                Expr::BytesLiteral(ast::ExprBytesLiteral { node_index, range, value: ast::BytesLiteralValue::single(literal) })
            }
            _ if value.is_exact(types.tuple) => {
                let items: Vec<Ref> = self.vm.tuple_items(value).iter().map(|v| Ref::new(*v)).collect();
                let elts = items.iter().map(|v| self.constant(v.value(), range)).collect::<Res<_>>()?;
                Expr::Tuple(ast::ExprTuple { node_index, range, elts, ctx: ast::ExprContext::Load, parenthesized: true })
            }
            _ => return self.type_error(format!("got an invalid type in Constant: {}", self.vm.type_name(value))),
        })
    }
}
