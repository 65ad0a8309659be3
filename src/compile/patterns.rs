//! `match` (PEP 634).
//!
//! A pattern is compiled against the register of its subject. What it takes out of the subject lies in temporaries, which the parts of the
//! pattern consume one by one; names are bound when the whole pattern has matched. The code that gives up what is left where a
//! pattern fails is shared between all places that leave the same temporaries behind.
use std::collections::BTreeMap;

use ruff_python_ast::{self as ast, Expr, Identifier, Pattern, Singleton};
use ruff_text_size::{Ranged, TextRange};

use super::assembler::{Label, Reg};
use super::{Compiler, Res, Want};
use crate::bytecode::Const;
use crate::isa::{AT_LEAST, Op, WITH_REST};

/// Temporaries in use, ascending.
type Live = Vec<Reg>;

/// Where a pattern goes that does not match.
struct Failures {
    /// What is in use at the place that failures end at.
    base: Live,
    /// Entrances by what is in use there; the base's is that place.
    labels: BTreeMap<(usize, Live), Label>,
}

impl Failures {
    fn new(base: Live, target: Label) -> Failures {
        let labels = BTreeMap::from([((base.len(), base.clone()), target)]);
        Failures { base, labels }
    }
}

struct Matching<'a> {
    /// The statement's subject where it outlives the binding of names, so that a name can be bound to it without an intermediate copy.
    kept: Option<Reg>,
    live: Live,
    failures: Failures,
    captures: Vec<(&'a Identifier, Reg)>,
}

impl Matching<'_> {
    fn hold(&mut self, r: Reg) {
        if let Err(at) = self.live.binary_search(&r) {
            self.live.insert(at, r);
        }
    }
    fn drop(&mut self, r: Reg) {
        self.live.retain(|l| *l != r);
    }
}

impl<'a> Compiler<'a> {
    pub(super) fn match_statement(&mut self, statement: &'a ast::StmtMatch) -> Res<()> {
        let mark = self.unit.depth;
        let end = self.unit.asm.label();
        let want = if self.subject_rebound(statement) { Want::Temp } else { Want::Any };
        let subject = self.expr(&statement.subject, want)?;
        let mut owned = self.is_temp(subject);
        if !owned {
            self.unit.asm.pass_line(statement.subject.range());
        }
        let top = self.unit.depth;
        for (i, case) in statement.cases.iter().enumerate() {
            let next = self.unit.asm.label();
            let consumes = owned && i + 1 == statement.cases.len() && case.guard.is_none();
            let mut cx = Matching {
                kept: Some(subject).filter(|_| !consumes),
                live: if consumes { vec![subject] } else { Vec::new() },
                failures: Failures::new(Vec::new(), next),
                captures: Vec::new(),
            };
            if case.pattern.is_wildcard() {
                self.unit.asm.pass_line(case.pattern.range());
            }
            self.pattern(&case.pattern, subject, consumes, &mut cx)?;
            for &(name, r) in &cx.captures {
                if self.is_temp(r) && cx.kept == Some(r) {
                    let copy = self.push();
                    self.emit(Op::COPY, copy, r, 0, name.range);
                    self.store_name(name, copy, name.range)?;
                } else {
                    self.store_name(name, r, name.range)?;
                }
            }
            self.unit.depth = top;
            if let Some(guard) = &case.guard {
                self.jump_if(guard, next, false)?;
            }
            if owned && !consumes {
                self.emit(Op::RELEASE, subject, 0, 0, case.pattern.range());
            }
            owned &= !consumes;
            self.unit.depth = mark;
            self.body(&case.body)?;
            self.unit.asm.jump(end, TextRange::default());
            self.failures(&mut cx.failures, case.range);
            self.unit.asm.bind(next);
            self.unit.depth = top;
        }
        if owned {
            self.emit(Op::RELEASE, subject, 0, 0, statement.range);
        }
        self.unit.asm.bind(end);
        self.unit.depth = mark;
        Ok(())
    }

    /// Whether the subject is a name that a case rebinds while a later one may still look at it.
    fn subject_rebound(&self, statement: &'a ast::StmtMatch) -> bool {
        let name = match &*statement.subject {
            Expr::Name(name) => &name.id,
            Expr::Named(named) => match &*named.target {
                Expr::Name(name) => &name.id,
                _ => return false,
            },
            _ => return false,
        };
        statement.cases.iter().any(|case| {
            let mut names = Vec::new();
            captured_names(&case.pattern, &mut names);
            names.iter().any(|n| n.as_str() == name.as_str())
                || case.guard.as_ref().is_some_and(|guard| self.rebinds(guard, name))
        })
    }

    /// Emits what gives up temporaries on the way to the place that failures end at, which is not bound here.
    fn failures(&mut self, failures: &mut Failures, range: TextRange) {
        // The fullest first: all jumps lead forwards.
        while let Some(((count, mut live), label)) = failures.labels.pop_last() {
            if count == failures.base.len() {
                break;
            }
            let Some(at) = live.iter().position(|r| !failures.base.contains(r)) else { break };
            self.unit.asm.bind(label);
            let r = live.remove(at);
            self.emit(Op::RELEASE, r, 0, 0, range);
            let rest = self.failure(failures, &live);
            self.unit.asm.jump(rest, range);
        }
    }

    fn failure(&mut self, failures: &mut Failures, live: &Live) -> Label {
        let key = (live.len(), live.clone());
        *failures.labels.entry(key).or_insert_with(|| self.unit.asm.label())
    }

    /// Where to go now that the pattern does not match.
    fn fail(&mut self, cx: &mut Matching<'a>) -> Label {
        self.failure(&mut cx.failures, &cx.live)
    }

    fn give_up(&mut self, r: Reg, cx: &mut Matching<'a>, range: TextRange) {
        self.emit(Op::RELEASE, r, 0, 0, range);
        cx.drop(r);
    }

    /// Tests the value in a register against a pattern; `owned`: the register is a temporary that the pattern consumes.
    fn pattern(&mut self, pattern: &'a Pattern, r: Reg, owned: bool, cx: &mut Matching<'a>) -> Res<()> {
        match pattern {
            Pattern::MatchAs(as_) => {
                if let Some(inner) = &as_.pattern {
                    self.pattern(inner, r, owned && as_.name.is_none(), cx)?;
                }
                match &as_.name {
                    Some(name) => self.capture(name, r, owned, cx),
                    None if as_.pattern.is_none() && owned => self.give_up(r, cx, as_.range),
                    None => {}
                }
                Ok(())
            }
            Pattern::MatchStar(star) => {
                match &star.name {
                    Some(name) => self.capture(name, r, owned, cx),
                    None if owned => self.give_up(r, cx, star.range),
                    None => {}
                }
                Ok(())
            }
            Pattern::MatchValue(_) | Pattern::MatchSingleton(_) => {
                let r = self.consumable(r, owned, cx, pattern.range());
                let fail = self.fail(cx);
                self.literal(pattern, r, fail, false)
            }
            Pattern::MatchSequence(sequence) => self.sequence(sequence, r, owned, cx),
            Pattern::MatchMapping(mapping) => self.mapping(mapping, r, owned, cx),
            Pattern::MatchClass(class) => self.class_pattern(class, r, owned, cx),
            Pattern::MatchOr(or) => self.alternatives(or, r, owned, cx),
        }
    }

    fn capture(&mut self, name: &'a Identifier, r: Reg, owned: bool, cx: &mut Matching<'a>) {
        let r = if owned || cx.kept == Some(r) {
            r
        } else {
            let copy = self.push();
            self.emit(Op::COPY, copy, r, 0, name.range);
            cx.hold(copy);
            copy
        };
        cx.captures.push((name, r));
    }

    /// The value as an operand that may be consumed; it counts as consumed.
    fn consumable(&mut self, r: Reg, owned: bool, cx: &mut Matching<'a>, range: TextRange) -> Reg {
        if owned {
            cx.drop(r);
            return r;
        }
        if !self.is_temp(r) {
            return r;
        }
        let copy = self.push();
        self.emit(Op::COPY, copy, r, 0, range);
        self.unit.depth = copy;
        copy
    }

    /// Jumps where the value, which is consumed, equals (or is) what a literal or value pattern says, or where it does not.
    fn literal(&mut self, pattern: &'a Pattern, r: Reg, label: Label, polarity: bool) -> Res<()> {
        let mark = self.unit.depth;
        // The operand may be the temporary on top, which is not allocated any more.
        self.unit.depth = mark.max(if self.is_temp(r) { r + 1 } else { mark });
        self.unit.registers = self.unit.registers.max(self.unit.depth);
        let range = pattern.range();
        let choose = |holds: Op, fails: Op| if polarity { holds } else { fails };
        match pattern {
            Pattern::MatchSingleton(singleton) => {
                let value = match singleton.value {
                    Singleton::None => {
                        self.unit.asm.emit_jump(choose(Op::JUMP_NONE, Op::JUMP_NOT_NONE), r, 0, label, range);
                        self.unit.depth = mark;
                        return Ok(());
                    }
                    Singleton::True => Const::True,
                    Singleton::False => Const::False,
                };
                let value = self.load_const(value, Want::Temp, range);
                self.unit.asm.emit_jump(choose(Op::JUMP_IS, Op::JUMP_IS_NOT), r, value, label, range);
            }
            Pattern::MatchValue(value) => {
                if let Some(imm) = self.immediate(&value.value) {
                    let op = choose(Op::JUMP_EQ_IMM, Op::JUMP_NOT_EQ_IMM);
                    self.unit.asm.emit_jump(op, r, imm as u16, label, range);
                } else if let Some(constant) = self.fold(&value.value) {
                    let index = self.unit.constants.add(constant.clone());
                    match u16::try_from(index) {
                        Ok(index) => {
                            let op = choose(Op::JUMP_EQ_CONST, Op::JUMP_NOT_EQ_CONST);
                            self.unit.asm.emit_jump(op, r, index, label, range);
                        }
                        Err(_) => {
                            let value = self.load_const(constant, Want::Temp, range);
                            self.unit.asm.emit_jump(choose(Op::JUMP_EQ, Op::JUMP_NOT_EQ), r, value, label, range);
                        }
                    }
                } else {
                    let value = self.expr(&value.value, Want::Any)?;
                    self.unit.asm.emit_jump(choose(Op::JUMP_EQ, Op::JUMP_NOT_EQ), r, value, label, range);
                }
            }
            _ => {}
        }
        self.unit.depth = mark;
        Ok(())
    }

    fn sequence(
        &mut self,
        sequence: &'a ast::PatternMatchSequence,
        r: Reg,
        owned: bool,
        cx: &mut Matching<'a>,
    ) -> Res<()> {
        let range = sequence.range;
        let patterns = &sequence.patterns[..];
        let star = patterns.iter().position(Pattern::is_match_star);
        let least = patterns.len() - usize::from(star.is_some());
        let is_wildcard = |p: &Pattern| match p {
            Pattern::MatchAs(as_) => as_.pattern.is_none() && as_.name.is_none(),
            Pattern::MatchStar(star) => star.name.is_none(),
            _ => false,
        };
        // Only a middle that is wanted needs unpacking with a star, which has room for so many.
        let unpacked = star.filter(|at| !is_wildcard(&patterns[*at]));
        if least >= AT_LEAST as usize || unpacked.is_some_and(|at| at > 255 || patterns.len() - 1 - at > 255) {
            return Err(self.error(range, "too many expressions in star-unpacking sequence pattern"));
        }
        let fail = self.fail(cx);
        let size = least as u16 | if star.is_some() { AT_LEAST } else { 0 };
        self.unit.asm.emit_jump(Op::MATCH_SEQUENCE, r, size, fail, range);
        if patterns.iter().all(is_wildcard) {
            // The length says it all.
        } else if let Some(star) = star.filter(|at| is_wildcard(&patterns[*at])) {
            // Nobody wants the middle: items are subscripted instead of unpacked.
            for (i, inner) in patterns.iter().enumerate().filter(|(_, p)| !is_wildcard(p)) {
                let item = self.push();
                let copy = if self.is_temp(r) { item } else { r };
                if i < star && i16::try_from(i).is_ok() {
                    if copy == item {
                        self.emit(Op::COPY, item, r, 0, range);
                    }
                    self.emit(Op::GETITEM_IMM, item, copy, i as u16, range);
                } else {
                    let index = self.push();
                    self.emit(Op::GET_LEN, index, r, 0, range);
                    self.emit(Op::SUB_IMM, index, index, (patterns.len() - i) as u16, range);
                    if copy == item {
                        self.emit(Op::COPY, item, r, 0, range);
                    }
                    self.emit(Op::GETITEM, item, copy, index, range);
                    self.unit.depth = item + 1;
                }
                cx.hold(item);
                self.pattern(inner, item, true, cx)?;
                self.shrink(item, cx);
            }
        } else {
            let mut source = r;
            if owned {
                cx.drop(r);
                // The items may take the place of the value where that is the topmost temporary.
                if r + 1 == self.unit.depth {
                    self.unit.depth = r;
                }
            } else if self.is_temp(r) {
                source = self.unit.depth;
                self.reserve(1);
                self.unit.depth = source;
                self.emit(Op::COPY, source, r, 0, range);
            }
            let base = self.reserve(patterns.len().min(u16::MAX as usize) as u16);
            match star {
                None => self.emit(Op::UNPACK, source, base, patterns.len() as u16, range),
                Some(before) => {
                    let after = patterns.len() - before - 1;
                    self.emit(Op::UNPACK_EX, source, base, (before | after << 8) as u16, range);
                }
            }
            self.sub_patterns(patterns.iter(), base, cx)?;
            return Ok(());
        }
        if owned {
            self.give_up(r, cx, range);
        }
        Ok(())
    }

    /// Frees the temporaries from `from` on that are not in use.
    fn shrink(&mut self, from: Reg, cx: &Matching<'a>) {
        self.unit.depth = from.max(cx.live.last().map_or(0, |r| r + 1));
    }

    /// Tests the parts of a value, which lie in consecutive temporaries.
    fn sub_patterns(
        &mut self,
        patterns: impl Iterator<Item = &'a Pattern> + Clone,
        base: Reg,
        cx: &mut Matching<'a>,
    ) -> Res<()> {
        let count = patterns.clone().count() as u16;
        for i in 0..count {
            cx.hold(base.saturating_add(i));
        }
        let top = self.unit.depth;
        for (i, inner) in patterns.enumerate() {
            self.pattern(inner, base.saturating_add(i as u16), true, cx)?;
            self.shrink(top, cx);
        }
        self.shrink(base, cx);
        Ok(())
    }

    fn mapping(
        &mut self,
        mapping: &'a ast::PatternMatchMapping,
        r: Reg,
        owned: bool,
        cx: &mut Matching<'a>,
    ) -> Res<()> {
        let range = mapping.range;
        let count = mapping.keys.len();
        if count >= WITH_REST as usize {
            return Err(self.error(range, "too many sub-patterns in mapping pattern"));
        }
        let fail = self.fail(cx);
        self.unit.asm.emit_jump(Op::MATCH_MAPPING, r, count as u16, fail, range);
        if count > 0 || mapping.rest.is_some() {
            let base = self.unit.depth;
            for key in &mapping.keys {
                self.expr(key, Want::Temp)?;
            }
            let fail = self.fail(cx);
            let rest = if mapping.rest.is_some() { WITH_REST } else { 0 };
            self.unit.depth = base;
            self.reserve(count as u16 + u16::from(rest != 0));
            self.unit.asm.emit_jump_extra(Op::MATCH_KEYS, r, base, fail, count as u16 | rest, range);
            if let Some(rest) = &mapping.rest {
                let r = base + count as u16;
                cx.hold(r);
                cx.captures.push((rest, r));
            }
            self.sub_patterns(mapping.patterns.iter(), base, cx)?;
        }
        if owned {
            self.give_up(r, cx, range);
        }
        Ok(())
    }

    fn class_pattern(
        &mut self,
        class: &'a ast::PatternMatchClass,
        r: Reg,
        owned: bool,
        cx: &mut Matching<'a>,
    ) -> Res<()> {
        let arguments = &class.arguments;
        let count = arguments.patterns.len() + arguments.keywords.len();
        let base = self.expr(&class.cls, Want::Temp)?;
        let names = arguments.keywords.iter().map(|k| {
            // Names in class patterns are mangled as attributes are.
            Const::Str(self.mangle(&k.attr).as_bytes().into())
        });
        let wanted: Vec<Const> = [Const::Int(arguments.patterns.len() as i64)].into_iter().chain(names).collect();
        let Ok(wanted) = u16::try_from(self.unit.constants.add(Const::Tuple(wanted.into()))) else {
            return Err(self.error(class.range, "code too large"));
        };
        let fail = self.fail(cx);
        self.unit.depth = base;
        self.reserve(count.clamp(1, u16::MAX as usize) as u16);
        self.unit.asm.emit_jump_extra(Op::MATCH_CLASS, r, base, fail, wanted, class.range);
        self.unit.depth = base + count as u16;
        self.sub_patterns(arguments.patterns.iter().chain(arguments.keywords.iter().map(|k| &k.pattern)), base, cx)?;
        if owned {
            self.give_up(r, cx, class.range);
        }
        Ok(())
    }

    /// `a | b`: every alternative leaves what it captures in the same temporaries.
    fn alternatives(&mut self, or: &'a ast::PatternMatchOr, r: Reg, owned: bool, cx: &mut Matching<'a>) -> Res<()> {
        let Some((last, rest)) = or.patterns.split_last() else { return Ok(()) };
        let matched = self.unit.asm.label();
        let is_literal = |p: &Pattern| matches!(p, Pattern::MatchValue(_) | Pattern::MatchSingleton(_));
        let mut names = Vec::new();
        captured_names(&or.patterns[0], &mut names);
        let base = self.reserve(names.len() as u16);
        let top = self.unit.depth;
        let kept = cx.kept.take();
        let captures = std::mem::take(&mut cx.captures);
        let live = cx.live.clone();
        for alternative in rest {
            if is_literal(alternative) {
                let value = self.consumable(r, false, cx, alternative.range());
                self.literal(alternative, value, matched, true)?;
                continue;
            }
            let next = self.unit.asm.label();
            let outer = std::mem::replace(&mut cx.failures, Failures::new(live.clone(), next));
            self.pattern(alternative, r, false, cx)?;
            self.settle(&names, base, cx, or.range);
            self.unit.asm.jump(matched, alternative.range());
            let mut own = std::mem::replace(&mut cx.failures, outer);
            self.failures(&mut own, or.range);
            self.unit.asm.bind(next);
            cx.live.clone_from(&live);
            self.unit.depth = top;
        }
        self.pattern(last, r, false, cx)?;
        self.settle(&names, base, cx, or.range);
        self.unit.asm.bind(matched);
        self.unit.depth = top;
        cx.kept = kept;
        cx.captures = captures;
        for (i, name) in names.into_iter().enumerate() {
            cx.captures.push((name, base + i as u16));
        }
        if owned {
            self.give_up(r, cx, or.range);
        }
        Ok(())
    }

    /// Moves what an alternative captured to where all alternatives leave it.
    fn settle(&mut self, names: &[&'a Identifier], base: Reg, cx: &mut Matching<'a>, range: TextRange) {
        let captures = std::mem::take(&mut cx.captures);
        for (i, name) in names.iter().enumerate() {
            let to = base + i as u16;
            if let Some((_, from)) = captures.iter().find(|(n, _)| n.id == name.id) {
                self.emit(Op::TAKE, to, *from, 0, range);
                cx.drop(*from);
                cx.hold(to);
            }
        }
    }
}

/// The names that a pattern binds, in the order in which it does.
fn captured_names<'a>(pattern: &'a Pattern, names: &mut Vec<&'a Identifier>) {
    match pattern {
        Pattern::MatchValue(_) | Pattern::MatchSingleton(_) => {}
        Pattern::MatchSequence(sequence) => sequence.patterns.iter().for_each(|p| captured_names(p, names)),
        Pattern::MatchMapping(mapping) => {
            names.extend(&mapping.rest);
            mapping.patterns.iter().for_each(|p| captured_names(p, names));
        }
        Pattern::MatchClass(class) => {
            class.arguments.patterns.iter().for_each(|p| captured_names(p, names));
            class.arguments.keywords.iter().for_each(|k| captured_names(&k.pattern, names));
        }
        Pattern::MatchStar(star) => names.extend(&star.name),
        Pattern::MatchAs(as_) => {
            if let Some(inner) = &as_.pattern {
                captured_names(inner, names);
            }
            names.extend(&as_.name);
        }
        Pattern::MatchOr(or) => {
            if let Some(first) = or.patterns.first() {
                captured_names(first, names);
            }
        }
    }
}
