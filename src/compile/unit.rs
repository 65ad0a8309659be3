//! [`Unit`]: the code object being compiled.
use crate::object::code_flags;
use std::sync::Arc;

use ruff_python_ast::{Identifier, Stmt};
use rustc_hash::FxHashMap;

use super::assembler::{Assembler, Label, Reg, RegisterSet};
use super::constants::Constants;
use crate::bytecode::{Body, Bytecode};
use crate::isa::Op;
use crate::source::SourceFile;
use crate::symtable::{Binding, ScopeId, ScopeKind, SymbolTable};

/// What leaving a block early has to do, innermost last.
#[derive(Clone, Copy)]
pub(super) enum BlockKind<'a> {
    /// A loop; `base`: the temporaries it owns there, and the instruction that releases them.
    Loop { break_: Label, continue_: Label, base: Option<(Op, Reg)> },
    /// The body of `try ... except`: nothing to do.
    Try,
    /// The body of `try ... finally`.
    Finally(&'a [Stmt]),
    /// The body of `with`, whose bound `__exit__` is in the register.
    With { exit: Reg, is_async: bool, range: ruff_text_size::TextRange },
    /// An exception is being handled; it is in the register.
    Handler(Reg),
    /// The handler's name is bound.
    HandlerName(&'a Identifier),
    /// A temporary holds a value to be returned.
    Pending(Reg),
}

pub(super) struct Block<'a> {
    pub kind: BlockKind<'a>,
    /// Where the protected instructions begin that have not been recorded yet.
    pub open: u32,
    /// Protected instructions so far.
    pub ranges: Vec<(u32, u32)>,
}

pub(super) struct Unit<'a> {
    /// The scope the code belongs to, and the innermost inlined comprehension inside it.
    pub scope: ScopeId,
    pub current: ScopeId,
    pub name: Box<str>,
    pub qualname: Box<str>,
    pub first_line: u32,
    pub flags: u32,
    pub arg_count: u32,
    pub posonly_count: u32,
    pub kwonly_count: u32,
    pub asm: Assembler,
    pub constants: Constants,
    pub names: Vec<Box<str>>,
    name_index: FxHashMap<Box<str>, u32>,
    pub local_names: Vec<Box<str>>,
    locals: FxHashMap<(ScopeId, &'a str), Reg>,
    /// Locals that are made cells at entry.
    pub cells: Vec<u32>,
    pub free_names: Vec<Box<str>>,
    /// First temporary.
    pub base: Reg,
    /// Next temporary.
    pub depth: Reg,
    /// Registers used so far.
    pub registers: Reg,
    pub parameters: Reg,
    pub blocks: Vec<Block<'a>>,
    /// Locals that must be unbound at entry.
    pub initialised: RegisterSet,
    pub init_position: u32,
    /// Locals that `del` or `except ... as` may unbind.
    pub deletable: RegisterSet,
    pub too_large: Option<&'static str>,
    /// The numbers of the namespace's annotations that count only once they have been reached, by where they stand.
    pub conditional_annotations: FxHashMap<ruff_text_size::TextSize, u16>,
}

impl<'a> Unit<'a> {
    pub fn new(
        table: &'a SymbolTable,
        id: ScopeId,
        inlined: &[ScopeId],
        name: Box<str>,
        qualname: Box<str>,
        first_line: u32,
    ) -> Unit<'a> {
        let scope = table.scope(id);
        let mut unit = Unit {
            scope: id,
            current: id,
            name,
            qualname,
            first_line,
            flags: if table.future_annotations { code_flags::FUTURE_ANNOTATIONS } else { 0 },
            arg_count: 0,
            posonly_count: 0,
            kwonly_count: 0,
            asm: Assembler::new(),
            constants: Constants::default(),
            names: Vec::new(),
            name_index: FxHashMap::default(),
            local_names: Vec::new(),
            locals: FxHashMap::default(),
            cells: Vec::new(),
            free_names: scope.free_variables().into_iter().map(Into::into).collect(),
            base: 0,
            depth: 0,
            registers: 0,
            parameters: 0,
            blocks: Vec::new(),
            initialised: RegisterSet::default(),
            init_position: 0,
            deletable: RegisterSet::default(),
            too_large: None,
            conditional_annotations: FxHashMap::default(),
        };
        let is_local = |b: Binding| matches!(b, Binding::Local | Binding::Cell);
        for symbol in scope.symbols.iter().filter(|s| s.is_parameter) {
            let r = unit.add_local(id, &symbol.name);
            unit.parameters = r + 1;
            unit.asm.bound.insert(r);
            if symbol.binding == Binding::Cell {
                unit.cells.push(r as u32);
            }
            if symbol.may_be_deleted {
                unit.deletable.insert(r);
            }
        }
        if scope.kind == ScopeKind::Class {
            let conditional = scope.has_conditional_annotations;
            for (name, needed) in [
                ("__class__", scope.needs_class_cell),
                ("__classdict__", scope.needs_classdict),
                ("__conditional_annotations__", conditional),
            ] {
                if needed {
                    let r = unit.add_local(id, name);
                    unit.cells.push(r as u32);
                    unit.initialised.insert(r);
                }
            }
        }
        // Cells first: the locals that have to be initialised lie together.
        let others = || scope.symbols.iter().filter(|s| !s.is_parameter && is_local(s.binding));
        for symbol in others().filter(|s| s.binding == Binding::Cell).chain(others().filter(|s| s.binding != Binding::Cell)) {
            let r = unit.add_local(id, &symbol.name);
            if symbol.binding == Binding::Cell {
                unit.cells.push(r as u32);
                unit.initialised.insert(r);
            }
            if symbol.may_be_deleted {
                unit.deletable.insert(r);
            }
        }
        for &inner in inlined {
            for symbol in table.scope(inner).symbols.iter().filter(|s| is_local(s.binding)) {
                unit.add_local(inner, &symbol.name);
            }
        }
        unit.base = unit.local_names.len().min(u16::MAX as usize - 64) as Reg;
        unit.depth = unit.base;
        unit.registers = unit.base;
        if unit.local_names.len() > unit.base as usize {
            unit.too_large = Some("too many locals");
        }
        unit
    }

    /// The unit of an `__annotate__` function whose annotations are strings and that therefore has no scope.
    pub fn of_strings(table: &'a SymbolTable, scope: ScopeId, qualname: Box<str>, line: u32) -> Unit<'a> {
        let mut unit = Unit::new(table, scope, &[], "__annotate__".into(), qualname, line);
        unit.local_names = vec!["format".into()];
        unit.locals.clear();
        unit.cells.clear();
        unit.free_names.clear();
        unit.initialised = RegisterSet::default();
        unit.deletable = RegisterSet::default();
        (unit.base, unit.depth, unit.registers, unit.parameters) = (1, 1, 1, 1);
        unit.asm.bound = RegisterSet::default();
        unit.asm.bound.insert(0);
        unit
    }

    fn add_local(&mut self, scope: ScopeId, name: &'a str) -> Reg {
        let r = self.local_names.len().min(u16::MAX as usize) as Reg;
        let shown = if name == ".format" { "format" } else { name };
        self.local_names.push(shown.into());
        self.locals.insert((scope, name), r);
        r
    }

    /// Register of a local or cell of one of the unit's scopes.
    pub fn local(&self, scope: ScopeId, name: &str) -> Option<Reg> {
        self.locals.get(&(scope, name)).copied()
    }

    pub fn name_index(&mut self, name: &str) -> u16 {
        if let Some(&i) = self.name_index.get(name) {
            return i as u16;
        }
        let i = self.names.len() as u32;
        self.names.push(name.into());
        self.name_index.insert(name.into(), i);
        i as u16
    }

    pub fn free_index(&self, name: &str) -> u16 {
        self.free_names.iter().position(|n| &**n == name).unwrap_or(0) as u16
    }

    /// What is bound however control gets from here to a place that is entered by a jump back or an exception.
    pub fn stable_bound(&self) -> RegisterSet {
        let mut bound = self.asm.bound.clone();
        bound.subtract(&self.deletable);
        bound
    }

    /// Frame blocks around the statement being compiled, as CPython counts them.
    pub fn nested_blocks(&self) -> usize {
        let weight = |b: &Block| match b.kind {
            BlockKind::Handler(_) => 2,
            BlockKind::HandlerName(_) | BlockKind::Pending(_) => 0,
            _ => 1,
        };
        self.blocks.iter().map(weight).sum()
    }
    pub fn push_block(&mut self, kind: BlockKind<'a>) {
        let open = self.asm.position();
        self.blocks.push(Block { kind, open, ranges: Vec::new() });
    }

    /// Leaves the innermost block; the ranges of instructions it protects.
    pub fn pop_block(&mut self) -> Vec<(u32, u32)> {
        let end = self.asm.position();
        match self.blocks.pop() {
            Some(mut block) => {
                block.ranges.push((block.open, end));
                block.ranges.retain(|(a, b)| self.asm.has_code(*a, *b));
                block.ranges
            }
            None => Vec::new(),
        }
    }

    pub fn finish(mut self, source: &SourceFile, filename: &Arc<str>) -> Bytecode {
        // Whoever inspects the frame must be able to tell which locals are bound; those that are at every place either bound or not on
        // all paths need no mark for it (`bytecode::assigned`).
        for r in self.parameters..self.base {
            if self.asm.unsure.contains(r) {
                self.initialised.insert(r);
            }
        }
        if let Some((low, high)) = self.initialised.span() {
            self.asm.fill(self.init_position, Op::INIT_UNBOUND, low, high - low + 1, 0);
        }
        let assembled = self.asm.finish(source);
        Bytecode {
            name: self.name,
            qualname: self.qualname,
            filename: filename.clone(),
            first_line: self.first_line,
            flags: self.flags,
            arg_count: self.arg_count,
            posonly_count: self.posonly_count,
            kwonly_count: self.kwonly_count,
            locals: self.base as u32,
            registers: self.registers as u32,
            local_names: self.local_names.into(),
            cells: self.cells.into(),
            free_names: self.free_names.into(),
            body: Body {
                words: assembled.words,
                consts: self.constants.list.into(),
                names: self.names.into(),
                exceptions: assembled.exceptions,
                locations: assembled.locations,
                edges: assembled.edges,
            }
            .into(),
        }
    }
}
