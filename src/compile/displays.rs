//! Tuple, list, set and dict displays.
use ruff_python_ast::{self as ast, Expr};
use ruff_text_size::TextRange;

use super::assembler::Reg;
use super::{Compiler, Res, Want};
use crate::bytecode::Const;
use crate::isa::Op;

/// Displays with more items are built piece by piece.
pub(super) const MAX_TEMPORARIES: usize = 30;

impl<'a> Compiler<'a> {
    fn is_simple(elements: &[Expr]) -> bool {
        elements.len() <= MAX_TEMPORARIES && !elements.iter().any(Expr::is_starred_expr)
    }

    /// The elements in consecutive temporaries, then one instruction.
    fn build(&mut self, op: Op, elements: &'a [Expr], range: TextRange, want: Want) -> Res<Reg> {
        let mark = self.unit.depth;
        for element in elements {
            self.expr(element, Want::Temp)?;
        }
        let dst = self.out(want, mark);
        self.emit(op, dst, mark, elements.len() as u16, range);
        Ok(dst)
    }

    pub(super) fn list_display(&mut self, elements: &'a [Expr], range: TextRange, want: Want) -> Res<Reg> {
        if Self::is_simple(elements) {
            return self.build(Op::BUILD_LIST, elements, range, want);
        }
        let mark = self.unit.depth;
        let list = self.collect_list(elements, range)?;
        Ok(self.deliver(list, want, mark, range))
    }

    /// The elements, starred ones spread, as a list in the next temporary.
    pub(super) fn collect_list(&mut self, elements: &'a [Expr], range: TextRange) -> Res<Reg> {
        self.collect(elements, range, [Op::BUILD_LIST, Op::LIST_APPEND, Op::LIST_EXTEND])
    }

    fn collect(&mut self, elements: &'a [Expr], range: TextRange, [build, add, extend]: [Op; 3]) -> Res<Reg> {
        let mark = self.unit.depth;
        if build == Op::BUILD_LIST && elements.len() > MAX_TEMPORARIES {
            if let Some(items) = elements.iter().map(|e| self.fold(e)).collect::<Option<Box<[Const]>>>() {
                let list = self.push();
                self.emit(build, list, list, 0, range);
                let items = self.load_const(Const::Tuple(items), Want::Temp, range);
                self.emit(extend, list, items, 0, range);
                self.unit.depth = list + 1;
                return Ok(list);
            }
        }
        let plain = elements.iter().take(MAX_TEMPORARIES).take_while(|e| !e.is_starred_expr()).count();
        for element in &elements[..plain] {
            self.expr(element, Want::Temp)?;
        }
        self.unit.depth = mark;
        let dst = self.push();
        self.emit(build, dst, mark, plain as u16, range);
        for element in &elements[plain..] {
            self.unit.depth = dst + 1;
            let (op, value) = match element {
                Expr::Starred(starred) => (extend, &*starred.value),
                value => (add, value),
            };
            let r = self.expr(value, Want::Any)?;
            self.emit(op, dst, r, 0, range);
        }
        self.unit.depth = dst + 1;
        Ok(dst)
    }

    pub(super) fn tuple_display(&mut self, expr: &'a Expr, tuple: &'a ast::ExprTuple, want: Want) -> Res<Reg> {
        if let Some(value) = self.fold(expr) {
            return Ok(self.load_const(value, want, tuple.range));
        }
        if Self::is_simple(&tuple.elts) {
            return self.build(Op::BUILD_TUPLE, &tuple.elts, tuple.range, want);
        }
        let mark = self.unit.depth;
        let list = self.collect_list(&tuple.elts, tuple.range)?;
        let dst = self.out(want, mark);
        self.emit(Op::LIST_TO_TUPLE, dst, list, 0, tuple.range);
        Ok(dst)
    }

    /// The elements of a display of at least three constants: a frozenset holds them, which decides the order of iteration.
    pub(super) fn constant_set(&mut self, elements: &[Expr]) -> Option<Const> {
        if elements.len() < 3 {
            return None;
        }
        let items = elements.iter().map(|e| self.fold(e)).collect::<Option<Box<[Const]>>>()?;
        Some(self.shared_set(items))
    }

    /// A constant frozenset. Equal ones of a module are one, with the order of the first.
    pub(super) fn shared_set(&mut self, items: Box<[Const]>) -> Const {
        let within = |a: &[Const], b: &[Const]| a.iter().all(|x| b.contains(x));
        match self.constant_sets.iter().find(|known| within(known, &items) && within(&items, known)) {
            Some(known) => Const::FrozenSet(known.clone()),
            None => {
                self.constant_sets.push(items.clone());
                Const::FrozenSet(items)
            }
        }
    }

    pub(super) fn set_display(&mut self, elements: &'a [Expr], range: TextRange, want: Want) -> Res<Reg> {
        if let Some(items) = self.constant_set(elements) {
            let mark = self.unit.depth;
            let set = self.push();
            self.emit(Op::BUILD_SET, set, set, 0, range);
            let items = self.load_const(items, Want::Temp, range);
            self.emit(Op::SET_UPDATE, set, items, 0, range);
            self.unit.depth = set + 1;
            return Ok(self.deliver(set, want, mark, range));
        }
        if Self::is_simple(elements) {
            return self.build(Op::BUILD_SET, elements, range, want);
        }
        let mark = self.unit.depth;
        let set = self.collect(elements, range, [Op::BUILD_SET, Op::SET_ADD, Op::SET_UPDATE])?;
        Ok(self.deliver(set, want, mark, range))
    }

    pub(super) fn dict_display(&mut self, dict: &'a ast::ExprDict, want: Want) -> Res<Reg> {
        let mark = self.unit.depth;
        let range = dict.range;
        let most = MAX_TEMPORARIES / 2;
        let plain = dict.items.iter().take(most).take_while(|item| item.key.is_some()).count();
        for item in &dict.items[..plain] {
            if let Some(key) = &item.key {
                self.expr(key, Want::Temp)?;
                self.expr(&item.value, Want::Temp)?;
            }
        }
        if plain == dict.items.len() {
            let dst = self.out(want, mark);
            self.emit(Op::BUILD_MAP, dst, mark, plain as u16, range);
            return Ok(dst);
        }
        self.unit.depth = mark;
        let dst = self.push();
        self.emit(Op::BUILD_MAP, dst, mark, plain as u16, range);
        for item in &dict.items[plain..] {
            self.unit.depth = dst + 1;
            match &item.key {
                Some(key) => {
                    let key = self.expr(key, Want::Temp)?;
                    self.expr(&item.value, Want::Temp)?;
                    self.emit(Op::MAP_ADD, dst, key, 0, range);
                }
                None => {
                    let mapping = self.expr(&item.value, Want::Any)?;
                    self.emit(Op::DICT_UPDATE, dst, mapping, 0, range);
                }
            }
        }
        self.unit.depth = dst + 1;
        Ok(self.deliver(dst, want, mark, range))
    }
}
