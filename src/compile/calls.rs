//! Calls.
use ruff_python_ast::{self as ast, Arguments, Expr, Keyword};
use ruff_text_size::{Ranged, TextRange};

use super::assembler::Reg;
use super::names::Place;
use super::{Compiler, Res, Want};
use crate::bytecode::Const;
use crate::isa::Op;
use crate::symtable::ScopeKind;

/// Calls with more arguments pass them as a list.
const MAX_ARGUMENTS: usize = 200;

fn needs_collecting(arguments: &Arguments) -> bool {
    arguments.args.iter().any(Expr::is_starred_expr)
        || arguments.keywords.iter().any(|k| k.arg.is_none())
        || arguments.args.len() + arguments.keywords.len() > MAX_ARGUMENTS
}

impl<'a> Compiler<'a> {
    pub(super) fn call(&mut self, call: &'a ast::ExprCall, want: Want) -> Res<Reg> {
        let mark = self.unit.depth;
        let range = call.range();
        if needs_collecting(&call.arguments) {
            self.expr(&call.func, Want::Temp)?;
            return self.call_collected(mark, &[], &call.arguments, None, want, range);
        }
        if let Expr::Attribute(attribute) = &*call.func {
            let name = self.mangle(&attribute.attr).into_owned();
            if self.super_operands(&attribute.value)?.is_some() {
                let n = self.name_index(&name);
                self.emit(Op::SUPER_METHOD, mark, n, 0, attribute.range);
            } else {
                let object = self.expr(&attribute.value, Want::Any)?;
                let n = self.name_index(&name);
                self.emit(Op::LOAD_METHOD, mark, object, n, attribute.range);
            }
            self.unit.depth = mark;
            self.reserve(2);
            return self.call_with(mark, true, &call.arguments, want, range);
        }
        self.expr(&call.func, Want::Temp)?;
        self.call_with(mark, false, &call.arguments, want, range)
    }

    /// A call of what lies at `base`, with arguments that are each one value.
    fn call_with(&mut self, base: Reg, method: bool, arguments: &'a Arguments, want: Want, range: TextRange) -> Res<Reg> {
        for argument in &arguments.args {
            self.expr(argument, Want::Temp)?;
        }
        let names = self.keyword_values(&arguments.keywords)?;
        let count = (arguments.args.len() + arguments.keywords.len()) as u16;
        let dst = self.out(want, base);
        match names {
            None => self.emit(if method { Op::CALL_METHOD } else { Op::CALL }, dst, base, count, range),
            Some(names) => {
                let op = if method { Op::CALL_METHOD_KW } else { Op::CALL_KW };
                self.unit.asm.emit_extra(op, dst, base, count, names, range);
            }
        }
        Ok(dst)
    }

    /// The values of keyword arguments in the next temporaries; the constant with their names.
    fn keyword_values(&mut self, keywords: &'a [Keyword]) -> Res<Option<u16>> {
        if keywords.is_empty() {
            return Ok(None);
        }
        let mut names = Vec::with_capacity(keywords.len());
        for keyword in keywords {
            self.expr(&keyword.value, Want::Temp)?;
            if let Some(name) = &keyword.arg {
                names.push(Const::Str(name.as_bytes().into()));
            }
        }
        Ok(Some(self.unit.constants.add(Const::Tuple(names.into())) as u16))
    }

    /// A call of the function at `base` (with `leading` temporaries of arguments behind it) whose arguments are collected first.
    fn call_collected(
        &mut self,
        base: Reg,
        leading: &[Reg],
        arguments: &'a Arguments,
        last: Option<&str>,
        want: Want,
        range: TextRange,
    ) -> Res<Reg> {
        self.unit.depth = base + 1 + leading.len() as u16;
        let list = match (&arguments.args[..], leading) {
            ([Expr::Starred(only)], []) => self.expr(&only.value, Want::Temp)?,
            (args, []) => self.collect_list(args, range)?,
            (args, _) => {
                self.unit.depth = base + 1;
                let list = self.push();
                self.emit(Op::BUILD_LIST, list, list, leading.len() as u16, range);
                for argument in args {
                    self.unit.depth = list + 1;
                    let (op, value) = match argument {
                        Expr::Starred(starred) => (Op::LIST_EXTEND, &*starred.value),
                        value => (Op::LIST_APPEND, value),
                    };
                    let value = self.expr(value, Want::Any)?;
                    self.emit(op, list, value, 0, range);
                }
                list
            }
        };
        self.unit.depth = list + 1;
        if let Some(name) = last {
            let value = self.load_name(name, Want::Any, range)?;
            self.emit(Op::LIST_APPEND, list, value, 0, range);
            self.unit.depth = list + 1;
        }
        self.collect_keywords(base, &arguments.keywords, range)?;
        let dst = self.out(want, base);
        self.emit(Op::CALL_EX, dst, base, 0, range);
        Ok(dst)
    }

    /// The keyword arguments as a dict, or Unbound where there are none, in the next temporary.
    fn collect_keywords(&mut self, callee: Reg, keywords: &'a [Keyword], range: TextRange) -> Res<()> {
        let dict = self.push();
        if keywords.is_empty() {
            self.emit(Op::INIT_UNBOUND, dict, 1, 0, range);
            return Ok(());
        }
        let most = super::displays::MAX_TEMPORARIES / 2;
        let mut rest = keywords;
        let mut is_first = true;
        while !rest.is_empty() || is_first {
            let plain = rest.iter().take(most).take_while(|k| k.arg.is_some()).count();
            if plain > 0 || is_first {
                let first = if is_first { dict } else { dict + 1 };
                self.unit.depth = first;
                for keyword in &rest[..plain] {
                    if let Some(name) = &keyword.arg {
                        let name = Const::Str(name.as_bytes().into());
                        self.load_const(name, Want::Temp, range);
                        self.expr(&keyword.value, Want::Temp)?;
                    }
                }
                self.unit.depth = first;
                let made = self.push();
                self.emit(Op::BUILD_MAP, made, made, plain as u16, range);
                if !is_first {
                    self.emit(Op::DICT_MERGE, dict, made, callee, range);
                }
                is_first = false;
                rest = &rest[plain..];
            }
            if let Some(keyword) = rest.first().filter(|k| k.arg.is_none()) {
                self.unit.depth = dict + 1;
                let mapping = self.expr(&keyword.value, Want::Any)?;
                self.emit(Op::DICT_MERGE, dict, mapping, callee, range);
                rest = &rest[1..];
            }
        }
        self.unit.depth = dict + 1;
        Ok(())
    }

    /// The call of a class statement: `__build_class__`, the body function and the name lie at `base`; `last_base` is the variable
    /// that holds a base besides those written.
    pub(super) fn call_build_class(
        &mut self,
        base: Reg,
        arguments: Option<&'a Arguments>,
        last_base: Option<&str>,
        range: TextRange,
    ) -> Res<Reg> {
        let extra = u16::from(last_base.is_some());
        let Some(arguments) = arguments else {
            if let Some(name) = last_base {
                self.load_name(name, Want::Temp, range)?;
            }
            self.unit.depth = base;
            let dst = self.push();
            self.emit(Op::CALL, dst, base, 2 + extra, range);
            return Ok(dst);
        };
        if needs_collecting(arguments) {
            return self.call_collected(base, &[base + 1, base + 2], arguments, last_base, Want::Temp, range);
        }
        for argument in &arguments.args {
            self.expr(argument, Want::Temp)?;
        }
        if let Some(name) = last_base {
            self.load_name(name, Want::Temp, range)?;
        }
        let names = self.keyword_values(&arguments.keywords)?;
        let count = extra + (2 + arguments.args.len() + arguments.keywords.len()) as u16;
        self.unit.depth = base;
        let dst = self.push();
        match names {
            None => self.emit(Op::CALL, dst, base, count, range),
            Some(names) => self.unit.asm.emit_extra(Op::CALL_KW, dst, base, count, names, range),
        }
        Ok(dst)
    }

    /// For `super()` in a method: loads `super`, the class and the first argument into the next temporaries.
    pub(super) fn super_operands(&mut self, expr: &'a Expr) -> Res<Option<Reg>> {
        let Expr::Call(call) = expr else { return Ok(None) };
        let Expr::Name(callee) = &*call.func else { return Ok(None) };
        let has_arguments = !call.arguments.args.is_empty() || !call.arguments.keywords.is_empty();
        if callee.id != "super" || has_arguments || self.unit.arg_count == 0 {
            return Ok(None);
        }
        let scope = self.table.scope(self.unit.scope);
        let is_function = matches!(scope.kind, ScopeKind::Function | ScopeKind::Lambda);
        let class = self.unit.free_names.iter().position(|n| &**n == "__class__");
        let (true, Some(class), Place::Global) = (is_function, class, self.place("super")) else { return Ok(None) };
        let range = call.range();
        let base = self.load_name("super", Want::Temp, callee.range)?;
        let r = self.push();
        self.emit(Op::LOAD_FREE, r, class as u16, 0, range);
        let first = self.push();
        if self.unit.cells.contains(&0) {
            self.emit(Op::LOAD_DEREF, first, 0, 0, range);
        } else {
            self.check_bound(0, range);
            self.emit(Op::COPY, first, 0, 0, range);
        }
        Ok(Some(base))
    }
}
