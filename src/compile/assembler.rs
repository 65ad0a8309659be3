//! Instructions with labels, and the words made of them.
use ruff_text_size::TextRange;

use super::locations::Locations;
use crate::bytecode::{Edge, ExceptionEntry, Location};
use crate::isa::{Op, Operand, WORDS};
use crate::source::SourceFile;

/// A register number.
pub(super) type Reg = u16;

const NO_LABEL: u32 = u32::MAX;
const UNBOUND: u32 = u32::MAX;

/// A place in the code to jump to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Label(u32);

/// A set of registers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct RegisterSet(Vec<u64>);

impl RegisterSet {
    pub fn insert(&mut self, r: Reg) {
        let word = r as usize / 64;
        if self.0.len() <= word {
            self.0.resize(word + 1, 0);
        }
        self.0[word] |= 1 << (r % 64);
    }
    pub fn remove(&mut self, r: Reg) {
        if let Some(word) = self.0.get_mut(r as usize / 64) {
            *word &= !(1 << (r % 64));
        }
    }
    pub fn contains(&self, r: Reg) -> bool {
        self.0.get(r as usize / 64).is_some_and(|w| w >> (r % 64) & 1 != 0)
    }
    pub fn intersect(&mut self, other: &RegisterSet) {
        self.0.truncate(other.0.len());
        self.0.iter_mut().zip(&other.0).for_each(|(a, b)| *a &= b);
    }
    pub fn unite(&mut self, other: &RegisterSet) {
        if self.0.len() < other.0.len() {
            self.0.resize(other.0.len(), 0);
        }
        self.0.iter_mut().zip(&other.0).for_each(|(a, b)| *a |= b);
    }
    pub fn subtract(&mut self, other: &RegisterSet) {
        self.0.iter_mut().zip(&other.0).for_each(|(a, b)| *a &= !b);
    }
    /// Lowest and highest member.
    pub fn span(&self) -> Option<(Reg, Reg)> {
        let first = self.0.iter().position(|&w| w != 0)?;
        let last = self.0.iter().rposition(|&w| w != 0)?;
        let low = first * 64 + self.0[first].trailing_zeros() as usize;
        let high = last * 64 + 63 - self.0[last].leading_zeros() as usize;
        Some((low as Reg, high as Reg))
    }
}

#[derive(Default)]
struct LabelInfo {
    position: Option<u32>,
    /// What is definitely bound on all paths that jump here; `None` while nothing does.
    bound: Option<RegisterSet>,
    /// What is bound on some path that jumps here. Once the label is placed: what was definitely bound there.
    some: RegisterSet,
    /// Jumps here go to another place, by a line that has no instruction.
    by: Option<(Label, TextRange)>,
}

#[derive(Clone, Copy)]
struct Insn {
    op: Op,
    a: u16,
    b: u16,
    c: u16,
    d: u16,
    label: u32,
    range: TextRange,
    dropped: bool,
    /// A conditional jump whose target is too far away: it jumps to a JUMP placed behind it.
    far: bool,
    /// A NOP that only stands for a line: it goes where the next instruction can tell of it.
    mark: bool,
    /// It has been dropped and stands for its line as a mark does.
    passed: bool,
}

struct Region {
    start: u32,
    end: u32,
    handler: Label,
    depth: Reg,
}

/// The finished code of one code object.
pub(super) struct Assembled {
    pub words: Box<[u16]>,
    pub exceptions: Box<[ExceptionEntry]>,
    pub locations: Box<[Location]>,
    pub edges: Box<[Edge]>,
}

/// Collects instructions. While the current place is unreachable nothing is emitted.
pub(super) struct Assembler {
    insns: Vec<Insn>,
    labels: Vec<LabelInfo>,
    regions: Vec<Region>,
    /// Lines that control comes by where an instruction jumps, in this order.
    edges: Vec<(u32, TextRange)>,
    reachable: bool,
    /// Locals that are bound on every path to the current place.
    pub bound: RegisterSet,
    /// Locals that are bound on some paths to a place and not on others.
    pub unsure: RegisterSet,
    /// Registers that some instruction so far writes.
    written: RegisterSet,
}

impl Assembler {
    pub fn new() -> Assembler {
        Assembler {
            insns: Vec::new(),
            labels: Vec::new(),
            regions: Vec::new(),
            edges: Vec::new(),
            reachable: true,
            bound: RegisterSet::default(),
            unsure: RegisterSet::default(),
            written: RegisterSet::default(),
        }
    }

    pub fn reachable(&self) -> bool {
        self.reachable
    }

    /// Index of the next instruction.
    pub fn position(&self) -> u32 {
        self.insns.len() as u32
    }

    pub fn label(&mut self) -> Label {
        self.labels.push(LabelInfo::default());
        Label(self.labels.len() as u32 - 1)
    }

    pub fn emit(&mut self, op: Op, a: u16, b: u16, c: u16, range: TextRange) {
        self.push(op, [a, b, c, 0], NO_LABEL, range);
    }

    /// An instruction with an operand in its first cache word.
    pub fn emit_extra(&mut self, op: Op, a: u16, b: u16, c: u16, d: u16, range: TextRange) {
        self.push(op, [a, b, c, d], NO_LABEL, range);
    }

    /// A conditional jump; `a` and `b` are its operands before the jump.
    pub fn emit_jump(&mut self, op: Op, a: u16, b: u16, label: Label, range: TextRange) {
        if self.reachable {
            let label = self.destination(label);
            self.flow_to(label);
            self.push(op, [a, b, 0, 0], label.0, range);
        }
    }

    /// A conditional jump with an operand in its first cache word.
    pub fn emit_jump_extra(&mut self, op: Op, a: u16, b: u16, label: Label, d: u16, range: TextRange) {
        if self.reachable {
            let label = self.destination(label);
            self.flow_to(label);
            self.push(op, [a, b, 0, d], label.0, range);
        }
    }

    /// An unconditional jump, forwards or backwards.
    pub fn jump(&mut self, label: Label, range: TextRange) {
        if self.reachable {
            let label = self.destination(label);
            let op = if self.labels[label.0 as usize].position.is_some() { Op::JUMP_BACK } else { Op::JUMP };
            self.flow_to(label);
            self.push(op, [0; 4], label.0, range);
        }
    }

    /// A label to jump to `label` by, on the way of which control comes by the line of `range`.
    pub fn label_by(&mut self, label: Label, range: TextRange) -> Label {
        let made = self.label();
        self.labels[made.0 as usize].by = Some((label, range));
        made
    }

    /// Where the next instruction is to jump in order to get to a label.
    fn destination(&mut self, label: Label) -> Label {
        match self.labels[label.0 as usize].by {
            Some((label, range)) => {
                self.edges.push((self.position(), range));
                self.destination(label)
            }
            None => label,
        }
    }

    fn push(&mut self, op: Op, [a, b, c, d]: [u16; 4], label: u32, range: TextRange) {
        if !self.reachable {
            return;
        }
        if op.info().operands[0] == Operand::Dst {
            self.written.insert(a);
        }
        self.insns.push(Insn { op, a, b, c, d, label, range, dropped: false, far: false, mark: false, passed: false });
        if op.ends_block() {
            self.reachable = false;
        }
    }

    /// Room for an instruction at the function's entry that may turn out to be unnecessary.
    pub fn reserve(&mut self, range: TextRange) -> u32 {
        let index = self.position();
        self.push(Op::NOP, [0; 4], NO_LABEL, range);
        if let Some(insn) = self.insns.get_mut(index as usize) {
            insn.dropped = true;
        }
        index
    }

    pub fn fill(&mut self, index: u32, op: Op, a: u16, b: u16, c: u16) {
        let insn = &mut self.insns[index as usize];
        (insn.op, insn.a, insn.b, insn.c, insn.dropped) = (op, a, b, c, false);
    }

    /// Control comes by the line of `range`, which has no instruction of its own.
    pub fn mark(&mut self, range: TextRange) {
        if self.reachable {
            self.push(Op::NOP, [0; 4], NO_LABEL, range);
            if let Some(insn) = self.insns.last_mut() {
                insn.mark = true;
            }
        }
    }

    /// Whether there are instructions in a range, besides those that only stand for lines.
    pub fn has_code(&self, start: u32, end: u32) -> bool {
        (start..end).any(|i| !self.insns[i as usize].dropped)
    }

    /// As `mark`, where an instruction is never worth it: what comes before or jumps here tells of the line if need be.
    pub fn pass_line(&mut self, range: TextRange) {
        if self.reachable {
            self.push(Op::NOP, [0; 4], NO_LABEL, range);
            if let Some(insn) = self.insns.last_mut() {
                (insn.dropped, insn.passed) = (true, true);
            }
        }
    }

    /// Drops the marks behind which comes an instruction that is reached by them alone, or by what also comes by them.
    fn fold_marks(&mut self) {
        let mut targets = vec![false; self.insns.len() + 1];
        for insn in &self.insns {
            if insn.label != NO_LABEL
                && let Some(t) = targets.get_mut(self.position_of(insn.label) as usize)
            {
                *t = true;
            }
        }
        for region in &self.regions {
            targets[self.position_of(region.handler.0) as usize] = true;
        }
        for i in (0..self.insns.len()).rev() {
            if !self.insns[i].mark && !self.insns[i].passed {
                continue;
            }
            let mut next = i + 1;
            while !targets[next] && self.insns.get(next).is_some_and(|n| n.dropped) {
                next += 1;
            }
            let folds = !targets[next] && next < self.insns.len();
            if self.insns[i].passed { self.insns[i].mark = folds } else { self.insns[i].dropped = folds }
        }
    }

    fn flow_to(&mut self, label: Label) {
        let info = &mut self.labels[label.0 as usize];
        if info.position.is_some() {
            // A jump back: what is bound here only makes a difference there.
            let mut unsure = self.bound.clone();
            unsure.subtract(&info.some);
            self.unsure.unite(&unsure);
        } else {
            info.some.unite(&self.bound);
        }
        match &mut info.bound {
            Some(bound) => bound.intersect(&self.bound),
            None => info.bound = Some(self.bound.clone()),
        }
    }

    /// Whether something jumps to a label.
    pub fn is_used(&self, label: Label) -> bool {
        self.labels[label.0 as usize].bound.is_some()
    }

    /// Places a label here.
    pub fn bind(&mut self, label: Label) {
        let position = self.position();
        let info = &mut self.labels[label.0 as usize];
        info.position = Some(position);
        if let Some(bound) = &info.bound {
            let mut unsure = std::mem::take(&mut info.some);
            if self.reachable {
                unsure.unite(&self.bound);
                self.bound.intersect(bound);
            } else {
                self.bound.clone_from(bound);
                self.reachable = true;
            }
            unsure.subtract(&self.bound);
            self.unsure.unite(&unsure);
        }
        info.some.clone_from(&self.bound);
    }

    /// Places a label that is entered from elsewhere only (by a later backward jump, or as a handler).
    pub fn bind_with(&mut self, label: Label, bound: RegisterSet, reachable: bool) {
        let position = self.position();
        let info = &mut self.labels[label.0 as usize];
        info.position = Some(position);
        info.some.clone_from(&bound);
        let mut unsure = self.written.clone();
        unsure.subtract(&bound);
        self.unsure.unite(&unsure);
        self.bound = bound;
        self.reachable = reachable;
    }

    /// Exceptions raised in instructions `start..end` go to `handler`. Inner regions come before outer ones.
    pub fn protect(&mut self, start: u32, end: u32, handler: Label, depth: Reg) {
        if start < end {
            self.regions.push(Region { start, end, handler, depth });
        }
    }

    fn position_of(&self, label: u32) -> u32 {
        self.labels[label as usize].position.unwrap_or(UNBOUND)
    }

    /// First instruction at or behind `index` that has not been dropped.
    fn live(&self, mut index: u32) -> u32 {
        while self.insns.get(index as usize).is_some_and(|i| i.dropped) {
            index += 1;
        }
        index
    }

    /// Jumps to a JUMP go to its target; a JUMP to the next instruction goes.
    fn simplify(&mut self) {
        for i in (0..self.insns.len()).rev() {
            let label = self.insns[i].label;
            if label == NO_LABEL {
                continue;
            }
            let target = self.live(self.position_of(label));
            if target as usize > i {
                if let Some(next) = self.insns.get(target as usize).copied() {
                    if next.op == Op::JUMP {
                        self.pass(i as u32, self.position_of(label), target + 1);
                        let by: Vec<TextRange> = self.edges.iter().filter(|e| e.0 == target).map(|e| e.1).collect();
                        self.edges.extend(by.into_iter().map(|range| (i as u32, range)));
                        self.insns[i].label = next.label;
                    }
                }
            }
            if self.insns[i].op == Op::JUMP {
                let target = self.live(self.position_of(self.insns[i].label));
                if target == self.live(i as u32 + 1) {
                    self.insns[i].dropped = true;
                    self.insns[i].passed = self.insns[i].range != TextRange::default();
                }
            }
        }
    }

    /// Control comes by the lines of jumps among the instructions `from..to` where instruction `i` jumps.
    fn pass(&mut self, i: u32, from: u32, to: u32) {
        for at in self.way(from, to.min(self.position())) {
            let Insn { op, dropped, passed, range, .. } = self.insns[at as usize];
            if range != TextRange::default() && (passed || op == Op::JUMP && !dropped) {
                self.edges.push((i, range));
            }
        }
    }
    /// The instructions that control comes by between two places, of which only the last may be one that has not been dropped.
    fn way(&self, from: u32, to: u32) -> Vec<u32> {
        let mut way = Vec::new();
        let mut at = from;
        while at < to {
            way.push(at);
            let insn = &self.insns[at as usize];
            // A dropped jump leads over others that stand for lines.
            let target = if insn.dropped && insn.label != NO_LABEL { self.position_of(insn.label) } else { 0 };
            at = target.max(at + 1);
        }
        way
    }

    /// The lines on edges: of the jumps that have them, and of dropped jumps that no instruction can stand for.
    fn edges(&mut self, offsets: &[u32], source: &SourceFile) -> Box<[Edge]> {
        for i in 0..self.position() {
            let insn = self.insns[i as usize];
            if insn.dropped || insn.label == NO_LABEL {
                continue;
            }
            let from = self.position_of(insn.label);
            let to = self.live(from);
            for at in self.way(from, to) {
                let Insn { passed, mark, range, .. } = self.insns[at as usize];
                if passed && !mark {
                    self.edges.push((i, range));
                }
            }
        }
        let line = |range: TextRange| source.location(range.start().to_u32()).0;
        let mut edges: Vec<Edge> = Vec::new();
        for (i, range) in &self.edges {
            if !self.insns[*i as usize].dropped {
                edges.push(Edge { offset: offsets[*i as usize], jumps: true, line: line(*range) });
            }
        }
        for (i, _) in self.insns.iter().enumerate().filter(|(_, insn)| !insn.dropped && !insn.op.ends_block()) {
            let from = i as u32 + 1;
            for at in self.way(from, self.live(from)) {
                let Insn { passed, mark, range, .. } = self.insns[at as usize];
                if passed && !mark {
                    edges.push(Edge { offset: offsets[i], jumps: false, line: line(range) });
                }
            }
        }
        edges.sort_by_key(|e| e.offset);
        edges.into()
    }

    fn offsets(&self) -> Vec<u32> {
        let mut offsets = Vec::with_capacity(self.insns.len() + 1);
        let mut offset = 0u32;
        for insn in &self.insns {
            offsets.push(offset);
            if !insn.dropped {
                offset += insn.op.len() as u32 + if insn.far { 2 * WORDS as u32 } else { 0 };
            }
        }
        offsets.push(offset);
        offsets
    }

    /// Offsets of the instructions, after conditional jumps that are too long have been marked.
    fn layout(&mut self) -> Vec<u32> {
        loop {
            let offsets = self.offsets();
            let mut changed = false;
            for i in 0..self.insns.len() {
                let insn = self.insns[i];
                if insn.label == NO_LABEL || insn.dropped || insn.far || matches!(insn.op, Op::JUMP | Op::JUMP_BACK) {
                    continue;
                }
                let distance = offsets[self.position_of(insn.label) as usize] as i64 - offsets[i] as i64;
                if i16::try_from(distance).is_err() {
                    self.insns[i].far = true;
                    changed = true;
                }
            }
            if !changed {
                return offsets;
            }
        }
    }

    pub fn finish(mut self, source: &SourceFile) -> Assembled {
        self.simplify();
        self.fold_marks();
        let offsets = self.layout();
        let mut words = Vec::with_capacity(*offsets.last().unwrap_or(&0) as usize);
        let mut locations = Locations::new(source);
        for (i, insn) in self.insns.iter().enumerate() {
            let here = offsets[i];
            if insn.dropped {
                if insn.mark {
                    locations.mark(here, insn.range);
                }
                continue;
            }
            locations.add(here, insn.range);
            let mut operands = [insn.a, insn.b, insn.c];
            let len = insn.op.len();
            if insn.label != NO_LABEL {
                let target = offsets[self.position_of(insn.label) as usize];
                let distance = target as i64 - here as i64;
                let slot = insn.op.info().operands.iter().position(|o| matches!(o, Operand::Jump | Operand::Jump32));
                let slot = slot.unwrap_or(1);
                if insn.op.info().operands[slot] == Operand::Jump32 {
                    operands[1] = distance as i32 as u32 as u16;
                    operands[2] = (distance as i32 as u32 >> 16) as u16;
                } else if insn.far {
                    operands[slot] = (len + WORDS) as u16;
                } else {
                    operands[slot] = distance as i16 as u16;
                }
            }
            words.push(insn.op as u16);
            words.extend_from_slice(&operands);
            words.resize(here as usize + len, 0);
            if insn.op.info().extra != Operand::None {
                words[here as usize + WORDS] = insn.d;
            }
            if insn.far {
                words.extend_from_slice(&[Op::JUMP as u16, 0, 2 * WORDS as u16, 0]);
                let distance = offsets[self.position_of(insn.label) as usize] as i64 - words.len() as i64;
                let op = if distance > 0 { Op::JUMP } else { Op::JUMP_BACK };
                let distance = distance as i32 as u32;
                words.extend_from_slice(&[op as u16, 0, distance as u16, (distance >> 16) as u16]);
            }
        }
        let entry = |r: &Region| ExceptionEntry {
            start: offsets[r.start as usize],
            end: offsets[r.end as usize],
            handler: offsets[self.position_of(r.handler.0) as usize],
            depth: r.depth as u32,
        };
        let exceptions = self.regions.iter().map(entry).filter(|e| e.start < e.end).collect();
        let locations = locations.finish();
        let edges = self.edges(&offsets, source);
        Assembled { words: words.into(), exceptions, locations, edges }
    }
}
