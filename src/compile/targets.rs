//! Assignment and deletion targets.
use ruff_python_ast::{self as ast, Expr};
use ruff_text_size::{Ranged, TextRange};

use super::assembler::Reg;
use super::expressions::{binary_op, immediate_op};
use super::{Compiler, Res, Want};
use crate::isa::Op;

impl<'a> Compiler<'a> {
    /// Binds a target to a value; a temporary is consumed. Temporaries above the current ones are free afterwards.
    pub(super) fn store_target(&mut self, target: &'a Expr, value: Reg) -> Res<()> {
        let mark = self.unit.depth;
        match target {
            Expr::Name(name) => self.store_name(&name.id, value, name.range)?,
            Expr::Attribute(attribute) => {
                let object = self.expr(&attribute.value, Want::Any)?;
                let name = self.mangle(&attribute.attr).into_owned();
                let n = self.name_index(&name);
                self.emit(Op::STORE_ATTR, object, n, value, attribute.range);
            }
            Expr::Subscript(subscript) => {
                let object = self.operand(&subscript.value, &[&subscript.slice])?;
                if let Some(imm) = self.immediate(&subscript.slice).filter(|i| *i >= 0) {
                    self.emit(Op::SETITEM_IMM, object, imm as u16, value, subscript.range);
                } else if let Some(bounds) = self.slice_bounds(&subscript.slice)? {
                    self.emit(Op::SETSLICE, object, bounds, value, subscript.range);
                } else {
                    let index = self.expr(&subscript.slice, Want::Any)?;
                    self.emit(Op::SETITEM, object, index, value, subscript.range);
                }
            }
            Expr::Tuple(tuple) => self.unpack(&tuple.elts, value, tuple.range)?,
            Expr::List(list) => self.unpack(&list.elts, value, list.range)?,
            Expr::Starred(starred) => {
                return Err(self.error(starred.range, "starred assignment target must be in a list or tuple"));
            }
            _ => return Err(self.error(target.range(), "cannot assign to expression")),
        }
        self.unit.depth = mark;
        Ok(())
    }

    fn unpack(&mut self, targets: &'a [Expr], value: Reg, range: TextRange) -> Res<()> {
        // The items may take the place of the value where that is the topmost temporary.
        let mark = self.unit.depth;
        if self.is_temp(value) && value + 1 == mark {
            self.unit.depth = value;
        }
        let base = self.reserve(targets.len().max(1).min(u16::MAX as usize) as u16);
        match targets.iter().position(Expr::is_starred_expr) {
            None => self.emit(Op::UNPACK, value, base, targets.len() as u16, range),
            Some(before) => {
                let after = targets.len() - before - 1;
                if before > 255 || after > 255 {
                    return Err(self.error(range, "too many expressions in star-unpacking assignment"));
                }
                self.emit(Op::UNPACK_EX, value, base, (before | after << 8) as u16, range);
            }
        }
        for (i, target) in targets.iter().enumerate() {
            let target = match target {
                Expr::Starred(starred) => &starred.value,
                target => target,
            };
            self.store_target(target, base + i as u16)?;
        }
        self.unit.depth = mark;
        Ok(())
    }

    pub(super) fn assign(&mut self, assign: &'a ast::StmtAssign) -> Res<()> {
        let mark = self.unit.depth;
        if let [target] = &assign.targets[..] {
            if self.assign_elementwise(target, &assign.value)? {
                self.unit.depth = mark;
                return Ok(());
            }
        }
        let Some((last, rest)) = assign.targets.split_last() else { return Ok(()) };
        if let (Expr::Name(name), true) = (last, rest.is_empty()) {
            if let Some(r) = self.local_register(&name.id) {
                self.expr(&assign.value, Want::To(r))?;
                self.unit.asm.bound.insert(r);
                self.unit.depth = mark;
                return Ok(());
            }
        }
        let all: Vec<&'a Expr> = assign.targets.iter().collect();
        let value = self.operand(&assign.value, &all)?;
        for target in rest {
            if self.is_temp(value) {
                let copy = self.push();
                self.emit(Op::COPY, copy, value, 0, target.range());
                self.store_target(target, copy)?;
                self.unit.depth = value + 1;
            } else {
                self.store_target(target, value)?;
            }
        }
        self.store_target(last, value)?;
        self.unit.depth = mark;
        Ok(())
    }

    /// `a, b = x, y` without a tuple.
    fn assign_elementwise(&mut self, target: &'a Expr, value: &'a Expr) -> Res<bool> {
        let targets = match target {
            Expr::Tuple(tuple) => &tuple.elts,
            Expr::List(list) => &list.elts,
            _ => return Ok(false),
        };
        let values = match value {
            Expr::Tuple(tuple) => &tuple.elts,
            Expr::List(list) => &list.elts,
            _ => return Ok(false),
        };
        let plain = targets.len() == values.len()
            && (1..=super::displays::MAX_TEMPORARIES).contains(&targets.len())
            && !targets.iter().chain(values).any(Expr::is_starred_expr);
        if !plain {
            return Ok(false);
        }
        let mut locals: Vec<Reg> = targets
            .iter()
            .filter_map(|t| match t {
                Expr::Name(name) => self.local_register(&name.id),
                _ => None,
            })
            .collect();
        let last_target = locals.last().copied();
        let count = locals.len();
        locals.sort_unstable();
        locals.dedup();
        // Distinct locals: the order in which they are bound cannot be seen.
        let direct = count == targets.len() && locals.len() == count;
        let first = self.unit.depth;
        for (i, value) in values.iter().enumerate() {
            match last_target.filter(|_| direct && i + 1 == values.len()) {
                Some(r) => {
                    self.expr(value, Want::To(r))?;
                    self.unit.asm.bound.insert(r);
                }
                None => {
                    self.expr(value, Want::Temp)?;
                }
            }
        }
        let stored = targets.len() - usize::from(direct);
        for (i, target) in targets[..stored].iter().enumerate() {
            self.store_target(target, first + i as u16)?;
        }
        Ok(true)
    }

    pub(super) fn augmented(&mut self, assign: &'a ast::StmtAugAssign) -> Res<()> {
        let mark = self.unit.depth;
        let range = assign.range;
        match &*assign.target {
            Expr::Name(name) => {
                if let Some(r) = self.local_register(&name.id) {
                    self.check_bound(r, name.range);
                    let left = if self.rebinds(&assign.value, &name.id) {
                        self.load_name(&name.id, Want::Temp, name.range)?
                    } else {
                        r
                    };
                    self.binary_with(assign.op, true, left, &assign.value, mark, Want::To(r), range)?;
                } else {
                    let left = self.load_name(&name.id, Want::Temp, name.range)?;
                    let value = self.binary_with(assign.op, true, left, &assign.value, mark, Want::Temp, range)?;
                    self.store_name(&name.id, value, name.range)?;
                }
            }
            Expr::Attribute(attribute) => {
                let object = self.operand(&attribute.value, &[&assign.value])?;
                let name = self.mangle(&attribute.attr).into_owned();
                let n = self.name_index(&name);
                let current = self.kept_operand(object, attribute.range);
                let left = self.unit.depth;
                let dst = self.push();
                self.emit(Op::LOAD_ATTR, dst, current, n, attribute.range);
                let value = self.augmented_value(assign, dst, left)?;
                self.emit(Op::STORE_ATTR, object, n, value, attribute.range);
            }
            Expr::Subscript(subscript) => {
                let object = self.operand(&subscript.value, &[&subscript.slice, &assign.value])?;
                let immediate = self.immediate(&subscript.slice).filter(|i| *i >= 0);
                let index = match immediate {
                    Some(_) => None,
                    None => Some(self.operand(&subscript.slice, &[&assign.value])?),
                };
                let current = self.kept_operand(object, subscript.range);
                if self.is_temp(current) {
                    self.unit.depth = current + 1;
                }
                let left = if self.is_temp(current) { current } else { self.unit.depth };
                let dst = match (immediate, index) {
                    (Some(imm), _) => {
                        let dst = self.out(Want::Temp, left);
                        self.emit(Op::GETITEM_IMM, dst, current, imm as u16, subscript.range);
                        dst
                    }
                    (None, index) => {
                        let index = index.unwrap_or(0);
                        let index = if self.is_temp(index) {
                            let copy = self.push();
                            self.emit(Op::COPY, copy, index, 0, subscript.range);
                            copy
                        } else {
                            index
                        };
                        let dst = self.out(Want::Temp, left);
                        self.emit(Op::GETITEM, dst, current, index, subscript.range);
                        dst
                    }
                };
                let value = self.augmented_value(assign, dst, left)?;
                match (immediate, index) {
                    (Some(imm), _) => self.emit(Op::SETITEM_IMM, object, imm as u16, value, subscript.range),
                    (None, index) => self.emit(Op::SETITEM, object, index.unwrap_or(0), value, subscript.range),
                }
            }
            target => return Err(self.error(target.range(), "illegal expression for augmented assignment")),
        }
        self.unit.depth = mark;
        Ok(())
    }

    /// A local as it is; of a temporary a copy in the next place, which is not allocated.
    fn kept_operand(&mut self, r: Reg, range: TextRange) -> Reg {
        if !self.is_temp(r) {
            return r;
        }
        let depth = self.unit.depth;
        let copy = self.push();
        self.emit(Op::COPY, copy, r, 0, range);
        self.unit.depth = depth;
        copy
    }

    fn augmented_value(&mut self, assign: &'a ast::StmtAugAssign, left: Reg, mark: Reg) -> Res<Reg> {
        if let (Some(imm), Some(op)) = (self.immediate(&assign.value), immediate_op(assign.op, true)) {
            self.emit(op, left, left, imm as u16, assign.range);
            return Ok(left);
        }
        let right = self.expr(&assign.value, Want::Any)?;
        let dst = self.out(Want::Temp, mark);
        self.emit(binary_op(assign.op, true), dst, left, right, assign.range);
        Ok(dst)
    }

    pub(super) fn delete_target(&mut self, target: &'a Expr) -> Res<()> {
        let mark = self.unit.depth;
        match target {
            Expr::Name(name) => self.delete_name(&name.id, name.range),
            Expr::Attribute(attribute) => {
                let object = self.expr(&attribute.value, Want::Any)?;
                let name = self.mangle(&attribute.attr).into_owned();
                let n = self.name_index(&name);
                self.emit(Op::DELETE_ATTR, object, n, 0, attribute.range);
            }
            Expr::Subscript(subscript) => {
                let object = self.operand(&subscript.value, &[&subscript.slice])?;
                let index = self.expr(&subscript.slice, Want::Any)?;
                self.emit(Op::DELITEM, object, index, 0, subscript.range);
            }
            Expr::Tuple(tuple) => tuple.elts.iter().try_for_each(|t| self.delete_target(t))?,
            Expr::List(list) => list.elts.iter().try_for_each(|t| self.delete_target(t))?,
            _ => return Err(self.error(target.range(), "cannot delete expression")),
        }
        self.unit.depth = mark;
        Ok(())
    }
}
