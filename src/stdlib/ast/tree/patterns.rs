//! Patterns.
use super::{Context, Reader};
use crate::object::{Ref, Res, Value};
use ruff_python_ast::{self as ast, Expr, Pattern};

const NO_LITERAL: &str = "patterns may only match literals and attribute lookups";

impl Reader<'_> {
    /// A pattern; `starred` where a starred one may stand.
    pub(super) fn pattern(&self, node: Value, starred: bool) -> Res<Pattern> {
        self.vm.check_machine_stack(" while traversing 'pattern' node")?;
        let range = self.range(node, "pattern")?;
        let class = self.member(node, "pattern")?;
        let node_index = ast::AtomicNodeIndex::NONE;
        Ok(match class {
            "MatchValue" => {
                let value = self.boxed_expr(node, class, "value", Context::Load)?;
                self.check_literal(&value)?;
                Pattern::MatchValue(ast::PatternMatchValue { node_index, range, value })
            }
            "MatchSingleton" => {
                let value = match self.required(node, class, "value")?.value() {
                    Value::NONE => ast::Singleton::None,
                    Value::TRUE => ast::Singleton::True,
                    Value::FALSE => ast::Singleton::False,
                    _ => return self.value_error("MatchSingleton can only contain True, False and None"),
                };
                Pattern::MatchSingleton(ast::PatternMatchSingleton { node_index, range, value })
            }
            "MatchSequence" => {
                let patterns = self.patterns(node, class, "patterns", true)?;
                Pattern::MatchSequence(ast::PatternMatchSequence { node_index, range, patterns })
            }
            "MatchMapping" => {
                let keys = self.exprs(node, class, "keys", Context::Load)?;
                let patterns = self.items(node, class, "patterns")?;
                if keys.len() != patterns.len() {
                    return self.value_error("MatchMapping doesn't have the same number of keys as patterns");
                }
                let rest = self.captured(node, "rest", range)?;
                for key in &keys {
                    if !matches!(key, Expr::NoneLiteral(_) | Expr::BooleanLiteral(_)) {
                        self.check_literal(key)?;
                    }
                }
                let patterns = self.patterns(node, class, "patterns", false)?;
                Pattern::MatchMapping(ast::PatternMatchMapping {
                    node_index,
                    range,
                    keys: keys.into_iter().collect(),
                    patterns: patterns.into_iter().collect(),
                    rest,
                })
            }
            "MatchClass" => {
                let cls = self.boxed_expr(node, class, "cls", Context::Load)?;
                let names = self.items(node, class, "kwd_attrs")?;
                if names.len() != self.items(node, class, "kwd_patterns")?.len() {
                    return self.value_error("MatchClass doesn't have the same number of keyword attributes as patterns");
                }
                let mut part = &*cls;
                while let Expr::Attribute(a) = part {
                    part = &a.value;
                }
                if !part.is_name_expr() {
                    return self.value_error("MatchClass cls field can only contain Name or Attribute nodes.");
                }
                let patterns = self.patterns(node, class, "patterns", false)?;
                let values = self.patterns(node, class, "kwd_patterns", false)?;
                let mut keywords = Vec::with_capacity(values.len());
                for (name, pattern) in names.iter().zip(values) {
                    let attr = ast::Identifier::new(self.name_text(name.value())?, range);
                    self.check_name(&attr)?;
                    keywords.push(ast::PatternKeyword { range, node_index: Default::default(), attr, pattern });
                }
                let patterns = patterns.into_iter().collect();
                let arguments = ast::PatternArguments { range, node_index: Default::default(), patterns, keywords };
                Pattern::MatchClass(ast::PatternMatchClass { node_index, range, cls, arguments })
            }
            "MatchStar" if !starred => return self.value_error("can't use MatchStar here"),
            "MatchStar" => Pattern::MatchStar(ast::PatternMatchStar { node_index, range, name: self.captured(node, "name", range)? }),
            "MatchAs" => {
                let name = self.captured(node, "name", range)?;
                let pattern = match self.optional(node, "pattern")? {
                    Some(_) if name.is_none() => {
                        return self.value_error("MatchAs must specify a target name if a pattern is given");
                    }
                    Some(p) => Some(Box::new(self.pattern(p.value(), false)?)),
                    None => None,
                };
                Pattern::MatchAs(ast::PatternMatchAs { node_index, range, pattern, name })
            }
            _ => {
                if self.items(node, class, "patterns")?.len() < 2 {
                    return self.value_error("MatchOr requires at least 2 patterns");
                }
                let patterns = self.patterns(node, class, "patterns", false)?;
                Pattern::MatchOr(ast::PatternMatchOr { node_index, range, patterns })
            }
        })
    }

    fn patterns(&self, node: Value, class: &str, name: &str, starred: bool) -> Res<Vec<Pattern>> {
        let all: Vec<Ref> = self.present_items(node, class, name, "pattern")?;
        all.iter().map(|p| self.pattern(p.value(), starred)).collect()
    }

    fn captured(&self, node: Value, field: &str, range: ruff_text_size::TextRange) -> Res<Option<ast::Identifier>> {
        let name = self.optional_identifier(node, field, range)?;
        if let Some(name) = &name {
            if name.as_str() == "_" {
                return self.value_error("can't capture name '_' in patterns");
            }
            self.check_name(name)?;
        }
        Ok(name)
    }

    /// What a value pattern or a key may be.
    fn check_literal(&self, value: &Expr) -> Res<()> {
        match value {
            Expr::StringLiteral(_) | Expr::BytesLiteral(_) | Expr::NumberLiteral(_) | Expr::Attribute(_) => Ok(()),
            Expr::NoneLiteral(_) | Expr::BooleanLiteral(_) | Expr::EllipsisLiteral(_) | Expr::Tuple(_) if is_constant(value) => {
                self.value_error("unexpected constant inside of a literal pattern")
            }
            Expr::UnaryOp(e) if e.op == ast::UnaryOp::USub && e.operand.is_number_literal_expr() => Ok(()),
            Expr::BinOp(e) if matches!(e.op, ast::Operator::Add | ast::Operator::Sub) && is_real(&e.left) && is_imaginary(&e.right) => {
                Ok(())
            }
            // The compiler finds this one: see below.
            Expr::FString(_) => Ok(()),
            _ => self.value_error(NO_LITERAL),
        }
    }
}

fn is_constant(value: &Expr) -> bool {
    match value {
        Expr::Tuple(t) => t.elts.iter().all(is_constant),
        _ => value.is_literal_expr(),
    }
}

fn is_real(value: &Expr) -> bool {
    match value {
        Expr::UnaryOp(e) => e.op == ast::UnaryOp::USub && is_real(&e.operand),
        Expr::NumberLiteral(n) => !n.value.is_complex(),
        _ => false,
    }
}

fn is_imaginary(value: &Expr) -> bool {
    matches!(value, Expr::NumberLiteral(n) if n.value.is_complex())
}
