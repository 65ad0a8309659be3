//! From the syntax tree and its scopes to [`Bytecode`].
//!
//! One pass over the tree per code object. An expression is compiled into a place of the caller's choice ([`Want`]) and
//! uses temporaries as a stack; the result of an operation goes where its first operand was. Recursion is as deep as the tree: see
//! [`crate::syntax::FRONT_END_STACK_SIZE`].
mod annotations;
mod assembler;
mod calls;
mod classes;
mod comprehensions;
mod conditions;
mod constants;
mod displays;
mod exceptions;
mod expressions;
mod fstrings;
mod functions;
mod imports;
mod locations;
mod loops;
mod names;
mod patterns;
mod statements;
mod targets;
mod type_params;
mod unit;

use std::sync::Arc;

use ruff_python_ast::{Expr, Stmt};
use ruff_text_size::{Ranged, TextRange};

use crate::bytecode::{Bytecode, Const};
use crate::isa::Op;
use crate::source::SourceFile;
use crate::symtable::{ScopeId, ScopeKind, SymbolTable};
use crate::syntax::{Mode, Parsed, SyntaxError, SyntaxWarning};
use assembler::Reg;
use unit::Unit;

/// How to compile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// 0, 1 (`-O`: no asserts) or 2 (`-OO`: no docstrings either).
    pub optimize: u8,
    pub mode: Mode,
    /// `from __future__ import annotations` holds from the start.
    pub future_annotations: bool,
}

/// Parses, analyses and compiles a source. The thread needs [`crate::syntax::FRONT_END_STACK_SIZE`] bytes of stack.
///
/// # Errors
/// The `SyntaxError` that CPython raises for the source.
pub fn compile_source(source: &SourceFile, mode: Mode, optimize: u8) -> Result<Arc<Bytecode>, SyntaxError> {
    compile_with_warnings(source, Options { optimize, mode, future_annotations: false }, &mut Vec::new())
}

/// As [`compile_source`]; adds what is to be warned about, also before an error.
///
/// # Errors
/// As [`compile_source`].
pub fn compile_with_warnings(
    source: &SourceFile,
    options: Options,
    warnings: &mut Vec<SyntaxWarning>,
) -> Result<Arc<Bytecode>, SyntaxError> {
    let parsed = crate::syntax::parse_with_warnings(source, options.mode, warnings)?;
    let table = SymbolTable::build_for(source, &parsed, options.future_annotations)?;
    compile(source, &parsed, &table, options)
}

/// Compiles an analysed source.
///
/// # Errors
/// What cannot be expressed in bytecode: too many names, constants or registers in one code object.
pub fn compile(
    source: &SourceFile,
    parsed: &Parsed,
    table: &SymbolTable,
    options: Options,
) -> Result<Arc<Bytecode>, SyntaxError> {
    let mut inlined = vec![Vec::new(); table.scopes.len()];
    for (id, scope) in table.scopes.iter().enumerate() {
        if scope.inlined {
            let mut owner = scope.parent;
            while let Some(parent) = owner.filter(|p| table.scope(*p).inlined) {
                owner = table.scope(parent).parent;
            }
            if let Some(owner) = owner {
                inlined[owner.0 as usize].push(ScopeId(id as u32));
            }
        }
    }
    let filename: Arc<str> = source.filename.as_str().into();
    let unit = Unit::new(table, ScopeId(0), &inlined[0], "<module>".into(), "<module>".into(), 1);
    let mut compiler = Compiler { source, table, options, filename, inlined, unit, outer: Vec::new(), constant_sets: Vec::new() };
    compiler.module(parsed).map_err(|e| *e)
}

/// Errors are rare and large.
pub(self) type Res<T> = Result<T, Box<SyntaxError>>;

/// Where the value of an expression should go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(self) enum Want {
    /// Any register: a bound local is used where it is, anything else is put into the next temporary.
    Any,
    /// The next temporary.
    Temp,
    /// This local. It is written by the last instruction only.
    To(Reg),
}

pub(self) struct Compiler<'a> {
    source: &'a SourceFile,
    table: &'a SymbolTable,
    options: Options,
    filename: Arc<str>,
    /// The inlined comprehensions of each scope that has code.
    inlined: Vec<Vec<ScopeId>>,
    /// The code object being compiled, and those around it.
    unit: Unit<'a>,
    outer: Vec<Unit<'a>>,
    /// The constant sets of the module so far.
    constant_sets: Vec<Box<[crate::bytecode::Const]>>,
}

impl<'a> Compiler<'a> {
    fn module(&mut self, parsed: &'a Parsed) -> Res<Arc<Bytecode>> {
        self.prologue(TextRange::default());
        match parsed {
            Parsed::Module(module) => {
                self.begin_annotations(&module.body)?;
                self.namespace_annotations(&module.body, "__annotate__", TextRange::default())?;
                let mut body = &module.body[..];
                if self.table.scope(ScopeId(0)).has_docstring && self.options.mode == Mode::Module {
                    body = &body[1..];
                    if let (Some(Stmt::Expr(doc)), true) = (module.body.first(), self.options.optimize < 2) {
                        let value = self.docstring(&module.body).unwrap_or(Const::None);
                        let t = self.load_const(value, Want::Temp, doc.range());
                        self.store_name("__doc__", t, doc.range())?;
                        self.unit.depth = self.unit.base;
                    }
                }
                self.body(body)?;
                self.return_none(TextRange::default());
            }
            Parsed::Expression(expression) => {
                let value = self.expr(&expression.body, Want::Any)?;
                self.emit_return(value, expression.body.range());
            }
        }
        self.finish()
    }

    /// Enters the code object of a scope.
    fn enter(&mut self, id: ScopeId, name: Box<str>, first_line: u32) {
        let qualname = self.qualname(&name);
        let unit = Unit::new(self.table, id, &self.inlined[id.0 as usize], name, qualname, first_line);
        self.outer.push(std::mem::replace(&mut self.unit, unit));
    }

    /// Leaves the innermost code object.
    fn leave(&mut self) -> Res<Arc<Bytecode>> {
        let code = self.finish()?;
        if let Some(outer) = self.outer.pop() {
            self.unit = outer;
        }
        Ok(code)
    }

    /// The qualified name of something defined in the current code object.
    fn qualname(&self, name: &str) -> Box<str> {
        // The code that makes type parameters and annotations is no part of the name.
        let mut unit = &self.unit;
        if self.table.scope(unit.scope).kind.is_annotation()
            && let Some(outer) = self.outer.last()
        {
            unit = outer;
        }
        let scope = self.table.scope(unit.scope);
        let mangled = scope.mangle(name);
        if scope.kind == ScopeKind::Module
            || scope.symbol(&mangled).is_some_and(|s| s.binding == crate::symtable::Binding::GlobalExplicit)
        {
            return name.into();
        }
        let has_locals = matches!(scope.kind, ScopeKind::Function | ScopeKind::Lambda);
        let locals = if has_locals { "<locals>." } else { "" };
        format!("{}.{locals}{name}", unit.qualname).into()
    }

    fn finish(&mut self) -> Res<Arc<Bytecode>> {
        let placeholder = Unit::new(self.table, ScopeId(0), &[], "".into(), "".into(), 0);
        let unit = std::mem::replace(&mut self.unit, placeholder);
        let limits = [unit.names.len(), unit.constants.list.len(), unit.registers as usize];
        if let Some(reason) = unit.too_large.or_else(|| limits.iter().any(|&n| n > 0xffff).then_some("code too large")) {
            return Err(self.error(self.table.scope(unit.scope).range, reason));
        }
        Ok(Arc::new(unit.finish(self.source, &self.filename)))
    }

    fn error(&self, range: TextRange, msg: &str) -> Box<SyntaxError> {
        Box::new(SyntaxError::new(self.source, range, msg))
    }

    fn line(&self, range: TextRange) -> u32 {
        self.source.location(range.start().to_u32()).0
    }

    fn emit(&mut self, op: Op, a: u16, b: u16, c: u16, range: TextRange) {
        self.unit.asm.emit(op, a, b, c, range);
    }

    /// Allocates the next temporary.
    fn push(&mut self) -> Reg {
        let r = self.unit.depth;
        self.reserve(1);
        r
    }

    /// Allocates the next `count` temporaries; the first of them.
    fn reserve(&mut self, count: u16) -> Reg {
        let r = self.unit.depth;
        let Some(depth) = r.checked_add(count) else {
            self.unit.too_large = Some("too many temporaries");
            return r;
        };
        self.unit.depth = depth;
        self.unit.registers = self.unit.registers.max(depth);
        r
    }

    fn is_temp(&self, r: Reg) -> bool {
        r >= self.unit.base
    }

    /// Where the result of an instruction goes whose temporaries start at `mark`.
    fn out(&mut self, want: Want, mark: Reg) -> Reg {
        self.unit.depth = mark;
        match want {
            Want::To(r) => r,
            Want::Any | Want::Temp => self.push(),
        }
    }

    /// Brings the value of a temporary (or a local) at or above `mark` to where it is wanted.
    fn deliver(&mut self, value: Reg, want: Want, mark: Reg, range: TextRange) -> Reg {
        let want = if want == Want::Any && !self.is_temp(value) { Want::To(value) } else { want };
        let dst = self.out(want, mark);
        if dst != value {
            let op = if self.is_temp(value) { Op::TAKE } else { Op::COPY };
            self.emit(op, dst, value, 0, range);
        }
        dst
    }

    fn load_const(&mut self, value: Const, want: Want, range: TextRange) -> Reg {
        let mark = self.unit.depth;
        let dst = self.out(want, mark);
        match value {
            Const::Int(i) if i16::try_from(i).is_ok() => self.emit(Op::LOAD_INT, dst, i as u16, 0, range),
            value => {
                let index = self.unit.constants.add(value);
                self.emit(Op::LOAD_CONST, dst, index as u16, (index >> 16) as u16, range);
            }
        }
        dst
    }

    fn name_index(&mut self, name: &str) -> u16 {
        self.unit.name_index(name)
    }

    /// The mangled form of a name used here.
    fn mangle<'n>(&self, name: &'n str) -> std::borrow::Cow<'n, str> {
        self.table.scope(self.unit.current).mangle(name)
    }

    fn docstring(&self, body: &'a [Stmt]) -> Option<Const> {
        match body.first() {
            Some(Stmt::Expr(first)) => match &*first.value {
                Expr::StringLiteral(s) => {
                    let text = crate::syntax::string_value(self.source, s);
                    Some(Const::Str(clean_docstring(&text)))
                }
                _ => None,
            },
            _ => None,
        }
    }
}

/// Removes the indentation that the lines behind the first share, as CPython does at compile time.
fn clean_docstring(text: &[u8]) -> Box<[u8]> {
    let indent_of = |line: &[u8]| line.iter().take_while(|b| **b == b' ').count();
    let expanded = expand_tabs(text);
    let lines: Vec<&[u8]> = expanded.split(|b| *b == b'\n').collect();
    let has_text = |line: &&&[u8]| indent_of(line) < line.len();
    let margin = lines[1..].iter().filter(has_text).map(|l| indent_of(l)).min().unwrap_or(0);
    let mut out = Vec::with_capacity(expanded.len());
    out.extend_from_slice(&lines[0][indent_of(lines[0])..]);
    for line in &lines[1..] {
        out.push(b'\n');
        out.extend_from_slice(&line[indent_of(line).min(margin)..]);
    }
    out.into()
}

/// Tabs at the beginning of lines become spaces.
fn expand_tabs(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut column = 0;
    for &b in text {
        match b {
            b'\t' => {
                let spaces = 8 - column % 8;
                out.resize(out.len() + spaces, b' ');
                column += spaces;
                continue;
            }
            b'\n' => column = 0,
            _ => column += usize::from(b & 0xc0 != 0x80),
        }
        if b == b'\n' {
            column = 0;
        }
        out.push(b);
    }
    out
}
