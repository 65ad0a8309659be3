//! Conditional jumps.
use ruff_python_ast::{self as ast, BoolOp, CmpOp, Expr, UnaryOp};
use ruff_text_size::Ranged;

use super::assembler::{Label, Reg};
use super::constants::truth;
use super::{Compiler, Res};
use crate::isa::Op;

/// The jumps of a comparison: where it holds, where it does not, and both with an immediate.
fn jumps(op: CmpOp) -> (Op, Op, Option<(Op, Op)>) {
    match op {
        CmpOp::Lt => (Op::JUMP_LT, Op::JUMP_NOT_LT, Some((Op::JUMP_LT_IMM, Op::JUMP_NOT_LT_IMM))),
        CmpOp::LtE => (Op::JUMP_LE, Op::JUMP_NOT_LE, Some((Op::JUMP_LE_IMM, Op::JUMP_NOT_LE_IMM))),
        CmpOp::Eq => (Op::JUMP_EQ, Op::JUMP_NOT_EQ, Some((Op::JUMP_EQ_IMM, Op::JUMP_NOT_EQ_IMM))),
        CmpOp::NotEq => (Op::JUMP_NE, Op::JUMP_NOT_NE, Some((Op::JUMP_NE_IMM, Op::JUMP_NOT_NE_IMM))),
        CmpOp::Gt => (Op::JUMP_GT, Op::JUMP_NOT_GT, Some((Op::JUMP_GT_IMM, Op::JUMP_NOT_GT_IMM))),
        CmpOp::GtE => (Op::JUMP_GE, Op::JUMP_NOT_GE, Some((Op::JUMP_GE_IMM, Op::JUMP_NOT_GE_IMM))),
        CmpOp::Is => (Op::JUMP_IS, Op::JUMP_IS_NOT, None),
        CmpOp::IsNot => (Op::JUMP_IS_NOT, Op::JUMP_IS, None),
        CmpOp::In => (Op::JUMP_IN, Op::JUMP_NOT_IN, None),
        CmpOp::NotIn => (Op::JUMP_NOT_IN, Op::JUMP_IN, None),
    }
}

impl<'a> Compiler<'a> {
    /// Jumps (forwards) where the truth of a condition is `polarity`, else goes on.
    pub(super) fn jump_if(&mut self, test: &'a Expr, label: Label, polarity: bool) -> Res<()> {
        let mark = self.unit.depth;
        if let Some(value) = self.fold(test) {
            self.unit.asm.mark(test.range());
            if truth(&value) == polarity {
                self.unit.asm.jump(label, Default::default());
            }
            return Ok(());
        }
        match test {
            Expr::UnaryOp(unary) if unary.op == UnaryOp::Not => self.jump_if(&unary.operand, label, !polarity),
            Expr::BoolOp(boolean) => {
                // The value that decides the whole as soon as one operand has it.
                let deciding = boolean.op == BoolOp::Or;
                let Some((last, rest)) = boolean.values.split_last() else { return Ok(()) };
                if deciding == polarity {
                    for value in &boolean.values {
                        self.jump_if(value, label, polarity)?;
                    }
                    return Ok(());
                }
                let skip = self.unit.asm.label();
                for value in rest {
                    self.jump_if(value, skip, deciding)?;
                }
                self.jump_if(last, label, polarity)?;
                self.unit.asm.bind(skip);
                Ok(())
            }
            Expr::Compare(compare) if compare.ops.len() == 1 => self.jump_compare(compare, label, polarity),
            Expr::Compare(compare) => self.jump_chain(compare, label, polarity),
            _ => {
                let value = self.expr(test, super::Want::Any)?;
                self.unit.depth = mark;
                let op = if polarity { Op::JUMP_TRUE } else { Op::JUMP_FALSE };
                self.unit.asm.emit_jump(op, value, 0, label, test.range());
                Ok(())
            }
        }
    }

    /// Jumps backwards where a condition holds.
    pub(super) fn jump_back_if(&mut self, test: &'a Expr, top: Label) -> Res<()> {
        if let Some(value) = self.fold(test) {
            if truth(&value) {
                self.unit.asm.jump(top, test.range());
            }
            return Ok(());
        }
        let direct = match test {
            Expr::Compare(compare) => {
                compare.ops.len() == 1
                    && !matches!(compare.ops[0], CmpOp::Is | CmpOp::IsNot | CmpOp::In | CmpOp::NotIn)
            }
            Expr::BoolOp(boolean) => {
                if boolean.op == BoolOp::Or {
                    for value in &boolean.values {
                        self.jump_back_if(value, top)?;
                    }
                    return Ok(());
                }
                let skip = self.unit.asm.label();
                if let Some((last, rest)) = boolean.values.split_last() {
                    for value in rest {
                        self.jump_if(value, skip, false)?;
                    }
                    self.jump_back_if(last, top)?;
                }
                self.unit.asm.bind(skip);
                return Ok(());
            }
            Expr::UnaryOp(unary) => unary.op != UnaryOp::Not,
            _ => true,
        };
        if direct {
            return self.jump_if(test, top, true);
        }
        let skip = self.unit.asm.label();
        self.jump_if(test, skip, false)?;
        self.unit.asm.jump(top, test.range());
        self.unit.asm.bind(skip);
        Ok(())
    }

    fn jump_compare(&mut self, compare: &'a ast::ExprCompare, label: Label, polarity: bool) -> Res<()> {
        let mark = self.unit.depth;
        let right = &compare.comparators[0];
        let left = self.operand(&compare.left, &[right])?;
        self.jump_operands(left, compare.ops[0], right, label, polarity, compare)?;
        self.unit.depth = mark;
        Ok(())
    }

    fn jump_operands(
        &mut self,
        left: Reg,
        op: CmpOp,
        right: &'a Expr,
        label: Label,
        polarity: bool,
        compare: &'a ast::ExprCompare,
    ) -> Res<()> {
        let range = compare.range;
        let (holds, fails, immediate) = jumps(op);
        if right.is_none_literal_expr() && matches!(op, CmpOp::Is | CmpOp::IsNot) {
            let jump = if (op == CmpOp::Is) == polarity { Op::JUMP_NONE } else { Op::JUMP_NOT_NONE };
            self.unit.asm.emit_jump(jump, left, 0, label, range);
        } else if let (Some((holds, fails)), Some(imm)) = (immediate, self.immediate(right)) {
            let jump = if polarity { holds } else { fails };
            self.unit.asm.emit_jump(jump, left, imm as u16, label, range);
        } else {
            let right = self.contained(right, op)?;
            self.unit.asm.emit_jump(if polarity { holds } else { fails }, left, right, label, range);
        }
        Ok(())
    }

    /// `a < b < c`: an operand in the middle that is a temporary is kept for the next comparison.
    fn jump_chain(&mut self, compare: &'a ast::ExprCompare, label: Label, polarity: bool) -> Res<()> {
        let mark = self.unit.depth;
        let range = compare.range;
        let (release, fail) = (self.unit.asm.label(), self.unit.asm.label());
        let kept = self.push();
        let all: Vec<&'a Expr> = compare.comparators.iter().collect();
        let mut left = self.operand(&compare.left, &all)?;
        let last = compare.ops.len() - 1;
        for (i, op) in compare.ops[..last].iter().enumerate() {
            let value = self.operand(&compare.comparators[i], &all[i + 1..])?;
            let (_, fails, _) = jumps(*op);
            if self.is_temp(value) {
                let copy = self.push();
                self.emit(Op::COPY, copy, value, 0, range);
                if left == kept {
                    // The kept operand is consumed before its place is taken.
                    let moved = self.push();
                    self.emit(Op::TAKE, moved, kept, 0, range);
                    left = moved;
                }
                self.emit(Op::TAKE, kept, value, 0, range);
                self.unit.asm.emit_jump(fails, left, copy, release, range);
                left = kept;
            } else {
                self.unit.asm.emit_jump(fails, left, value, fail, range);
                left = value;
            }
            self.unit.depth = kept + 1;
        }
        self.jump_operands(left, compare.ops[last], &compare.comparators[last], label, polarity, compare)?;
        self.unit.depth = mark;
        if self.unit.asm.is_used(release) {
            let end = self.unit.asm.label();
            self.unit.asm.jump(end, range);
            self.unit.asm.bind(release);
            self.emit(Op::RELEASE, kept, 0, 0, range);
            if !polarity {
                self.unit.asm.jump(label, range);
            }
            self.unit.asm.bind(end);
        }
        if self.unit.asm.is_used(fail) {
            if polarity {
                self.unit.asm.bind(fail);
            } else {
                let end = self.unit.asm.label();
                self.unit.asm.jump(end, range);
                self.unit.asm.bind(fail);
                self.unit.asm.jump(label, range);
                self.unit.asm.bind(end);
            }
        }
        Ok(())
    }
}
