//! `match` statements: captured names and the rules patterns obey.
use ruff_python_ast::visitor::Visitor;
use ruff_python_ast::{self as ast, Expr, Pattern};
use ruff_text_size::{Ranged, TextRange};

use super::builder::Builder;
use super::draft::flag;

impl<'a> Builder<'a> {
    pub(super) fn match_statement(&mut self, statement: &'a ast::StmtMatch) {
        self.visit_expr(&statement.subject);
        self.conditional += 1;
        for (i, case) in statement.cases.iter().enumerate() {
            let is_last = i + 1 == statement.cases.len();
            if case.guard.is_none() && !is_last {
                self.check_reachable(&case.pattern);
            }
            let mut names = Vec::new();
            self.pattern(&case.pattern, &mut names);
            if let Some(guard) = &case.guard {
                self.visit_expr(guard);
            }
            self.visit_body(&case.body);
        }
        self.conditional -= 1;
    }

    /// Rejects patterns that match everything where others follow.
    fn check_reachable(&mut self, pattern: &'a Pattern) {
        match pattern {
            Pattern::MatchAs(ast::PatternMatchAs { pattern: None, name, range, .. }) => match name {
                None => self.fail_compile(*range, "wildcard makes remaining patterns unreachable"),
                Some(name) => {
                    self.fail_compile(*range, format!("name capture '{name}' makes remaining patterns unreachable"));
                }
            },
            Pattern::MatchAs(ast::PatternMatchAs { pattern: Some(inner), .. }) => self.check_reachable(inner),
            Pattern::MatchOr(or) => {
                if let Some(last) = or.patterns.last() {
                    self.check_reachable(last);
                }
            }
            _ => {}
        }
    }

    fn capture(&mut self, name: &'a ast::Identifier, at: TextRange, names: &mut Vec<&'a str>) {
        if names.contains(&name.as_str()) {
            self.fail_compile(at, format!("multiple assignments to name '{name}' in pattern"));
        }
        names.push(name);
        self.bind_at(name, flag::LOCAL, at);
    }

    fn pattern(&mut self, pattern: &'a Pattern, names: &mut Vec<&'a str>) {
        match pattern {
            Pattern::MatchValue(value) => {
                if let Expr::FString(_) | Expr::TString(_) = &*value.value {
                    self.fail_compile(value.range, "patterns may only match literals and attribute lookups");
                }
                self.visit_expr(&value.value);
            }
            Pattern::MatchSingleton(_) => {}
            Pattern::MatchSequence(sequence) => {
                let stars = sequence.patterns.iter().filter(|p| p.is_match_star()).count();
                if stars > 1 {
                    self.fail_compile(sequence.range, "multiple starred names in sequence pattern");
                }
                for inner in &sequence.patterns {
                    self.pattern(inner, names);
                }
            }
            Pattern::MatchMapping(mapping) => {
                self.check_duplicate_keys(mapping);
                for key in &mapping.keys {
                    self.visit_expr(key);
                }
                for inner in &mapping.patterns {
                    self.pattern(inner, names);
                }
                if let Some(rest) = &mapping.rest {
                    self.capture(rest, mapping.range, names);
                }
            }
            Pattern::MatchClass(class) => {
                self.visit_expr(&class.cls);
                for inner in &class.arguments.patterns {
                    self.pattern(inner, names);
                }
                for (i, keyword) in class.arguments.keywords.iter().enumerate() {
                    if class.arguments.keywords[..i].iter().any(|k| k.attr.id == keyword.attr.id) {
                        let msg = format!("attribute name repeated in class pattern: {}", keyword.attr);
                        self.fail_compile(keyword.pattern.range(), msg);
                    }
                    self.pattern(&keyword.pattern, names);
                }
            }
            Pattern::MatchStar(star) => {
                if let Some(name) = &star.name {
                    self.capture(name, star.range, names);
                }
            }
            Pattern::MatchAs(as_) => {
                if let Some(inner) = &as_.pattern {
                    self.pattern(inner, names);
                }
                if let Some(name) = &as_.name {
                    self.capture(name, as_.range, names);
                }
            }
            Pattern::MatchOr(or) => self.alternatives(or, names),
        }
    }

    fn alternatives(&mut self, or: &'a ast::PatternMatchOr, names: &mut Vec<&'a str>) {
        let before = names.len();
        let mut expected: Option<Vec<&'a str>> = None;
        for (i, alternative) in or.patterns.iter().enumerate() {
            if i + 1 < or.patterns.len() {
                self.check_reachable(alternative);
            }
            let mut own = names[..before].to_vec();
            self.pattern(alternative, &mut own);
            let mut bound = own.split_off(before);
            bound.sort_unstable();
            match &expected {
                None => expected = Some(bound),
                Some(first) if *first != bound => {
                    self.fail_compile(or.range, "alternative patterns bind different names");
                }
                Some(_) => {}
            }
        }
        names.extend(expected.unwrap_or_default());
    }

    fn check_duplicate_keys(&mut self, mapping: &'a ast::PatternMatchMapping) {
        let mut seen: Vec<String> = Vec::new();
        let mut numbers: Vec<(f64, f64)> = Vec::new();
        for key in &mapping.keys {
            if matches!(key, Expr::Attribute(_)) {
                continue;
            }
            let text = crate::syntax::unparse(key);
            // Numbers are the same key where they are equal.
            let number = number(key);
            if seen.contains(&text) || number.is_some_and(|n| numbers.contains(&n)) {
                self.fail_compile(mapping.range, format!("mapping pattern checks duplicate key ({text})"));
            }
            seen.push(text);
            numbers.extend(number);
        }
    }
}

/// The real and imaginary part of a literal number, where floats hold them exactly.
fn number(key: &Expr) -> Option<(f64, f64)> {
    const EXACT: i64 = 1 << 53;
    Some(match key {
        Expr::BooleanLiteral(b) => (f64::from(u8::from(b.value)), 0.0),
        Expr::NumberLiteral(n) => match &n.value {
            ast::Number::Int(i) => (i.as_i64().filter(|i| *i <= EXACT)? as f64, 0.0),
            ast::Number::Float(x) => (*x, 0.0),
            ast::Number::Complex { real, imag } => (*real, *imag),
        },
        Expr::UnaryOp(u) if u.op == ast::UnaryOp::USub => {
            let (re, im) = number(&u.operand)?;
            (-re, -im)
        }
        Expr::BinOp(b) => {
            let ((a, x), (c, y)) = (number(&b.left)?, number(&b.right)?);
            match b.op {
                ast::Operator::Add => (a + c, x + y),
                ast::Operator::Sub => (a - c, x - y),
                _ => return None,
            }
        }
        _ => return None,
    })
}
