//! Patterns.
use super::Builder;
use crate::object::{Ref, Res};
use ruff_python_ast::{self as ast, Pattern};
use ruff_text_size::Ranged;

impl Builder<'_> {
    pub(super) fn pattern(&self, pattern: &Pattern) -> Res {
        self.vm.check_machine_stack(" during ast construction")?;
        let range = pattern.range();
        match pattern {
            Pattern::MatchValue(p) => self.node("MatchValue", range, [("value", self.expr(&p.value)?)]),
            Pattern::MatchSingleton(p) => self.node("MatchSingleton", range, [("value", match p.value {
                ast::Singleton::None => Ref::NONE,
                ast::Singleton::True => Ref::bool(true),
                ast::Singleton::False => Ref::bool(false),
            })]),
            Pattern::MatchSequence(p) => self.node("MatchSequence", range, [("patterns", self.patterns(&p.patterns)?)]),
            Pattern::MatchMapping(p) => self.node("MatchMapping", range, [
                ("keys", self.exprs(&p.keys)?),
                ("patterns", self.patterns(&p.patterns)?),
                ("rest", self.optional_identifier(p.rest.as_ref())?),
            ]),
            Pattern::MatchClass(p) => self.node("MatchClass", range, [
                ("cls", self.expr(&p.cls)?),
                ("patterns", self.patterns(&p.arguments.patterns)?),
                ("kwd_attrs", self.list(&p.arguments.keywords, |k| self.identifier(&k.attr))?),
                ("kwd_patterns", self.list(&p.arguments.keywords, |k| self.pattern(&k.pattern))?),
            ]),
            Pattern::MatchStar(p) => self.node("MatchStar", range, [("name", self.optional_identifier(p.name.as_ref())?)]),
            Pattern::MatchAs(p) => self.node("MatchAs", range, [
                ("pattern", self.optional(p.pattern.as_deref(), |p| self.pattern(p))?),
                ("name", self.optional_identifier(p.name.as_ref())?),
            ]),
            Pattern::MatchOr(p) => self.node("MatchOr", range, [("patterns", self.patterns(&p.patterns)?)]),
        }
    }

    fn patterns(&self, all: &[Pattern]) -> Res {
        self.list(all, |p| self.pattern(p))
    }
}
