//! Expressions.
use ruff_python_ast::{self as ast, BoolOp, CmpOp, Expr, Operator, UnaryOp};
use ruff_text_size::{Ranged, TextRange};

use super::assembler::Reg;
use super::{Compiler, Res, Want};
use crate::bytecode::Const;
use crate::isa::Op;
use crate::object::code_flags;

/// The instruction of a binary operator.
pub(super) fn binary_op(op: Operator, inplace: bool) -> Op {
    let (plain, in_place) = match op {
        Operator::Add => (Op::ADD, Op::INPLACE_ADD),
        Operator::Sub => (Op::SUB, Op::INPLACE_SUB),
        Operator::Mult => (Op::MUL, Op::INPLACE_MUL),
        Operator::MatMult => (Op::MATMUL, Op::INPLACE_MATMUL),
        Operator::Div => (Op::TRUEDIV, Op::INPLACE_TRUEDIV),
        Operator::Mod => (Op::MOD, Op::INPLACE_MOD),
        Operator::Pow => (Op::POW, Op::INPLACE_POW),
        Operator::LShift => (Op::LSHIFT, Op::INPLACE_LSHIFT),
        Operator::RShift => (Op::RSHIFT, Op::INPLACE_RSHIFT),
        Operator::BitOr => (Op::OR, Op::INPLACE_OR),
        Operator::BitXor => (Op::XOR, Op::INPLACE_XOR),
        Operator::BitAnd => (Op::AND, Op::INPLACE_AND),
        Operator::FloorDiv => (Op::FLOORDIV, Op::INPLACE_FLOORDIV),
    };
    if inplace { in_place } else { plain }
}

/// The instruction of a binary operator with an immediate.
pub(super) fn immediate_op(op: Operator, inplace: bool) -> Option<Op> {
    let (plain, augmented) = match op {
        Operator::Add => (Op::ADD_IMM, Op::INPLACE_ADD_IMM),
        Operator::Sub => (Op::SUB_IMM, Op::INPLACE_SUB_IMM),
        Operator::Mult => (Op::MUL_IMM, Op::INPLACE_MUL_IMM),
        Operator::FloorDiv => (Op::FLOORDIV_IMM, Op::INPLACE_FLOORDIV_IMM),
        Operator::Mod => (Op::MOD_IMM, Op::INPLACE_MOD_IMM),
        Operator::LShift => (Op::LSHIFT_IMM, Op::INPLACE_LSHIFT_IMM),
        Operator::RShift => (Op::RSHIFT_IMM, Op::INPLACE_RSHIFT_IMM),
        Operator::BitAnd => (Op::AND_IMM, Op::INPLACE_AND_IMM),
        _ => return None,
    };
    Some(if inplace { augmented } else { plain })
}

fn compare_op(op: CmpOp) -> Op {
    match op {
        CmpOp::Lt => Op::LT,
        CmpOp::LtE => Op::LE,
        CmpOp::Eq => Op::EQ,
        CmpOp::NotEq => Op::NE,
        CmpOp::Gt => Op::GT,
        CmpOp::GtE => Op::GE,
        CmpOp::Is => Op::IS,
        CmpOp::IsNot => Op::IS_NOT,
        CmpOp::In => Op::IN,
        CmpOp::NotIn => Op::NOT_IN,
    }
}

/// Elements of tuple displays that are compared without making tuples.
const MOST_COMPARED: usize = 32;

/// CPython's number of a rich comparison.
fn rich_comparison(op: CmpOp) -> Option<u16> {
    let op = compare_op(op);
    (Op::LT as u16..=Op::GE as u16).contains(&(op as u16)).then(|| op as u16 - Op::LT as u16)
}

impl<'a> Compiler<'a> {
    /// Compiles an expression; the register that holds its value. Temporaries above that one are free again.
    pub(super) fn expr(&mut self, expr: &'a Expr, want: Want) -> Res<Reg> {
        match expr {
            Expr::Name(name) if name.id != "__debug__" => self.load_name(&name.id, want, name.range),
            Expr::Attribute(attribute) => self.attribute(attribute, want),
            Expr::Call(call) => self.call(call, want),
            Expr::BinOp(binary) => self.binary(expr, binary, want),
            Expr::Subscript(subscript) => self.subscript(subscript, want),
            Expr::Compare(compare) => self.compare(compare, want),
            Expr::BoolOp(boolean) => self.boolean(boolean, want),
            Expr::UnaryOp(unary) => self.unary(expr, unary, want),
            Expr::If(conditional) => self.conditional(conditional, want),
            Expr::Named(named) => self.named(named, want),
            Expr::List(list) => self.list_display(&list.elts, list.range, want),
            Expr::Tuple(tuple) => self.tuple_display(expr, tuple, want),
            Expr::Set(set) => self.set_display(&set.elts, set.range, want),
            Expr::Dict(dict) => self.dict_display(dict, want),
            Expr::ListComp(_) | Expr::SetComp(_) | Expr::DictComp(_) => self.comprehension(expr, want),
            Expr::Generator(generator) => self.generator_expression(expr, generator, want),
            Expr::Lambda(lambda) => self.lambda(lambda, want),
            Expr::FString(fstring) => self.fstring(fstring, want),
            Expr::Slice(slice) => self.slice(slice, want),
            Expr::Yield(yield_) => self.yield_(yield_, want),
            Expr::YieldFrom(yield_) => self.yield_from(yield_, want),
            Expr::Await(await_) => self.await_(await_, want),
            Expr::TString(t) => self.template(t, want),
            Expr::Starred(starred) => Err(self.error(starred.range, "can't use starred expression here")),
            Expr::IpyEscapeCommand(e) => Err(self.error(e.range, "invalid syntax")),
            _ => {
                let value = self.fold(expr).unwrap_or(Const::None);
                Ok(self.load_const(value, want, expr.range()))
            }
        }
    }

    /// An operand that is read after `later` has been evaluated.
    pub(super) fn operand(&mut self, expr: &'a Expr, later: &[&'a Expr]) -> Res<Reg> {
        let mut local = expr;
        if let Expr::Named(named) = expr {
            local = &named.target;
        }
        if let Expr::Name(name) = local {
            if later.iter().any(|l| self.rebinds(l, &name.id)) {
                return self.expr(expr, Want::Temp);
            }
        }
        self.expr(expr, Want::Any)
    }

    fn binary(&mut self, expr: &'a Expr, binary: &'a ast::ExprBinOp, want: Want) -> Res<Reg> {
        if let Some(value) = self.fold(expr) {
            return Ok(self.load_const(value, want, binary.range));
        }
        let mark = self.unit.depth;
        let left = self.operand(&binary.left, &[&binary.right])?;
        self.binary_with(binary.op, false, left, &binary.right, mark, want, binary.range)
    }

    /// `left op right` for a left operand that has been evaluated.
    #[allow(clippy::too_many_arguments)]
    pub(super) fn binary_with(
        &mut self,
        op: Operator,
        inplace: bool,
        left: Reg,
        right: &'a Expr,
        mark: Reg,
        want: Want,
        range: TextRange,
    ) -> Res<Reg> {
        if let (Some(imm), Some(op)) = (self.immediate(right), immediate_op(op, inplace)) {
            let dst = self.out(want, mark);
            self.emit(op, dst, left, imm as u16, range);
            return Ok(dst);
        }
        let right = self.expr(right, Want::Any)?;
        let dst = self.out(want, mark);
        self.emit(binary_op(op, inplace), dst, left, right, range);
        Ok(dst)
    }

    fn unary(&mut self, expr: &'a Expr, unary: &'a ast::ExprUnaryOp, want: Want) -> Res<Reg> {
        if let Some(value) = self.fold(expr) {
            return Ok(self.load_const(value, want, unary.range));
        }
        let mark = self.unit.depth;
        if let (UnaryOp::Not, Expr::Compare(compare)) = (unary.op, &*unary.operand) {
            if let [op @ (CmpOp::Is | CmpOp::IsNot | CmpOp::In | CmpOp::NotIn)] = &compare.ops[..] {
                return self.simple_compare(compare, op.negate(), want, unary.range);
            }
        }
        let value = self.expr(&unary.operand, Want::Any)?;
        let dst = self.out(want, mark);
        let op = match unary.op {
            UnaryOp::Not => Op::NOT,
            UnaryOp::USub => Op::NEG,
            UnaryOp::UAdd => Op::POS,
            UnaryOp::Invert => Op::INVERT,
        };
        self.emit(op, dst, value, 0, unary.range);
        Ok(dst)
    }

    fn simple_compare(&mut self, compare: &'a ast::ExprCompare, op: CmpOp, want: Want, range: TextRange) -> Res<Reg> {
        let mark = self.unit.depth;
        let right = &compare.comparators[0];
        if let (Expr::Tuple(a), Expr::Tuple(b)) = (&*compare.left, right)
            && let Some(number) = rich_comparison(op)
            && (1..=MOST_COMPARED).contains(&a.elts.len())
            && a.elts.len() == b.elts.len()
            && !a.elts.iter().chain(&b.elts).any(Expr::is_starred_expr)
        {
            for element in a.elts.iter().chain(&b.elts) {
                self.expr(element, Want::Temp)?;
            }
            let dst = self.out(want, mark);
            self.emit(Op::COMPARE_TUPLES, dst, mark, number << 8 | a.elts.len() as u16, range);
            return Ok(dst);
        }
        let left = self.operand(&compare.left, &[right])?;
        let right = self.contained(right, op)?;
        let dst = self.out(want, mark);
        self.emit(compare_op(op), dst, left, right, range);
        Ok(dst)
    }

    /// The right operand of a comparison; a constant display behind `in` becomes a constant.
    pub(super) fn contained(&mut self, right: &'a Expr, op: CmpOp) -> Res<Reg> {
        if let CmpOp::In | CmpOp::NotIn = op {
            let elements = match right {
                Expr::List(list) => Some((&list.elts, false)),
                Expr::Set(set) => Some((&set.elts, true)),
                _ => None,
            };
            if let Some((elements, is_set)) = elements {
                if let Some(items) = elements.iter().map(|e| self.fold(e)).collect::<Option<Box<[Const]>>>() {
                    let value = if is_set { self.shared_set(items) } else { Const::Tuple(items) };
                    return Ok(self.load_const(value, Want::Temp, right.range()));
                }
            }
        }
        self.expr(right, Want::Any)
    }

    fn compare(&mut self, compare: &'a ast::ExprCompare, want: Want) -> Res<Reg> {
        if let [op] = &compare.ops[..] {
            return self.simple_compare(compare, *op, want, compare.range);
        }
        // a < b < c: the result temporary lies below the operands.
        let mark = self.unit.depth;
        let range = compare.range;
        let result = self.push();
        let (release, end) = (self.unit.asm.label(), self.unit.asm.label());
        let kept = self.push();
        let all: Vec<&'a Expr> = compare.comparators.iter().collect();
        let mut left = self.operand(&compare.left, &all)?;
        for (i, op) in compare.ops.iter().enumerate() {
            let right = &compare.comparators[i];
            if i + 1 == compare.ops.len() {
                let right = self.contained(right, *op)?;
                self.emit(compare_op(*op), result, left, right, range);
                break;
            }
            let value = self.operand(right, &all[i + 1..])?;
            self.unit.depth = self.unit.depth.max(kept + 1);
            let is_kept = self.is_temp(value);
            if is_kept {
                let copy = self.push();
                self.emit(Op::COPY, copy, value, 0, range);
                self.emit(compare_op(*op), result, left, copy, range);
                // Every step leaves its right operand in the same place.
                self.emit(Op::TAKE, kept, value, 0, range);
                left = kept;
            } else {
                self.emit(compare_op(*op), result, left, value, range);
                left = value;
            }
            self.unit.depth = kept + 1;
            self.unit.asm.emit_jump(Op::JUMP_FALSE_KEEP, result, 0, if is_kept { release } else { end }, range);
        }
        if self.unit.asm.is_used(release) {
            self.unit.asm.jump(end, range);
            self.unit.asm.bind(release);
            self.emit(Op::RELEASE, kept, 0, 0, range);
        }
        self.unit.asm.bind(end);
        Ok(self.deliver(result, want, mark, range))
    }

    fn boolean(&mut self, boolean: &'a ast::ExprBoolOp, want: Want) -> Res<Reg> {
        let mark = self.unit.depth;
        let end = self.unit.asm.label();
        let op = if boolean.op == BoolOp::And { Op::JUMP_FALSE_KEEP } else { Op::JUMP_TRUE_KEEP };
        let last = boolean.values.len() - 1;
        for (i, value) in boolean.values.iter().enumerate() {
            self.unit.depth = mark;
            let r = self.expr(value, Want::Temp)?;
            if i < last {
                self.unit.asm.emit_jump(op, r, 0, end, value.range());
            }
        }
        self.unit.asm.bind(end);
        self.unit.depth = mark;
        let value = self.push();
        Ok(self.deliver(value, want, mark, boolean.range))
    }

    fn conditional(&mut self, conditional: &'a ast::ExprIf, want: Want) -> Res<Reg> {
        let mark = self.unit.depth;
        let want = if want == Want::Any { Want::Temp } else { want };
        let (otherwise, end) = (self.unit.asm.label(), self.unit.asm.label());
        self.jump_if(&conditional.test, otherwise, false)?;
        self.unit.depth = mark;
        self.expr(&conditional.body, want)?;
        self.unit.asm.jump(end, conditional.range);
        self.unit.asm.bind(otherwise);
        self.unit.depth = mark;
        let value = self.expr(&conditional.orelse, want)?;
        self.unit.asm.bind(end);
        Ok(value)
    }

    fn named(&mut self, named: &'a ast::ExprNamed, want: Want) -> Res<Reg> {
        let mark = self.unit.depth;
        let Expr::Name(target) = &*named.target else {
            return Err(self.error(named.range, "cannot use assignment expressions here"));
        };
        if let Some(r) = self.local_register(&target.id) {
            self.expr(&named.value, Want::To(r))?;
            self.unit.asm.bound.insert(r);
            return Ok(self.deliver(r, want, mark, named.range));
        }
        let value = self.expr(&named.value, Want::Temp)?;
        let copy = self.push();
        self.emit(Op::COPY, copy, value, 0, named.range);
        self.store_name(&target.id, copy, named.range)?;
        Ok(self.deliver(value, want, mark, named.range))
    }

    fn attribute(&mut self, attribute: &'a ast::ExprAttribute, want: Want) -> Res<Reg> {
        let mark = self.unit.depth;
        let name = self.mangle(&attribute.attr).into_owned();
        if let Some(base) = self.super_operands(&attribute.value)? {
            let dst = self.out(want, mark);
            let n = self.name_index(&name);
            self.emit(Op::SUPER_ATTR, dst, base, n, attribute.range);
            return Ok(dst);
        }
        let object = self.expr(&attribute.value, Want::Any)?;
        let dst = self.out(want, mark);
        let n = self.name_index(&name);
        self.emit(Op::LOAD_ATTR, dst, object, n, attribute.range);
        Ok(dst)
    }

    fn subscript(&mut self, subscript: &'a ast::ExprSubscript, want: Want) -> Res<Reg> {
        let mark = self.unit.depth;
        let object = self.operand(&subscript.value, &[&subscript.slice])?;
        self.get_item(object, &subscript.slice, mark, want, subscript.range)
    }

    /// `object[index]`, which may consume the object.
    pub(super) fn get_item(&mut self, object: Reg, index: &'a Expr, mark: Reg, want: Want, range: TextRange) -> Res<Reg> {
        if let Some(imm) = self.immediate(index).filter(|i| *i >= 0) {
            let dst = self.out(want, mark);
            self.emit(Op::GETITEM_IMM, dst, object, imm as u16, range);
            return Ok(dst);
        }
        if let Some(bounds) = self.slice_bounds(index)? {
            let dst = self.out(want, mark);
            self.emit(Op::GETSLICE, dst, object, bounds, range);
            return Ok(dst);
        }
        if let Expr::Slice(slice) = index {
            let bounds = self.unit.depth;
            for part in [&slice.lower, &slice.upper, &slice.step] {
                match part.as_deref() {
                    Some(part) => self.expr(part, Want::Temp)?,
                    None => self.load_const(Const::None, Want::Temp, slice.range),
                };
            }
            let dst = self.out(want, mark);
            self.emit(Op::GETSLICE_STEP, dst, object, bounds, range);
            return Ok(dst);
        }
        let index = self.expr(index, Want::Any)?;
        let dst = self.out(want, mark);
        self.emit(Op::GETITEM, dst, object, index, range);
        Ok(dst)
    }

    /// The bounds of a slice without step, in two consecutive temporaries.
    pub(super) fn slice_bounds(&mut self, index: &'a Expr) -> Res<Option<Reg>> {
        let Expr::Slice(slice) = index else { return Ok(None) };
        if slice.step.is_some() {
            return Ok(None);
        }
        let base = self.unit.depth;
        for part in [slice.lower.as_deref(), slice.upper.as_deref()] {
            match part {
                Some(part) => self.expr(part, Want::Temp)?,
                None => self.load_const(Const::None, Want::Temp, slice.range),
            };
        }
        Ok(Some(base))
    }

    fn slice(&mut self, slice: &'a ast::ExprSlice, want: Want) -> Res<Reg> {
        let mark = self.unit.depth;
        let mut parts = vec![slice.lower.as_deref(), slice.upper.as_deref()];
        if slice.step.is_some() {
            parts.push(slice.step.as_deref());
        }
        for part in &parts {
            match part {
                Some(part) => self.expr(part, Want::Temp)?,
                None => self.load_const(Const::None, Want::Temp, slice.range),
            };
        }
        let dst = self.out(want, mark);
        self.emit(Op::BUILD_SLICE, dst, mark, parts.len() as u16, slice.range);
        Ok(dst)
    }

    fn yield_(&mut self, yield_: &'a ast::ExprYield, want: Want) -> Res<Reg> {
        let mark = self.unit.depth;
        let value = match &yield_.value {
            Some(value) => self.expr(value, Want::Any)?,
            None => self.load_const(Const::None, Want::Temp, yield_.range),
        };
        let dst = self.out(want, mark);
        let live = self.unit.depth.max(dst + 1);
        self.emit_yield(dst, value, live, yield_.range);
        Ok(dst)
    }

    /// Suspends with a value of this function's own.
    pub(super) fn emit_yield(&mut self, dst: Reg, value: Reg, live: Reg, range: TextRange) {
        let is_async = self.unit.flags & code_flags::ASYNC_GENERATOR != 0;
        self.emit(if is_async { Op::YIELD_ASYNC } else { Op::YIELD }, dst, value, live, range);
    }

    fn await_(&mut self, await_: &'a ast::ExprAwait, want: Want) -> Res<Reg> {
        let mark = self.unit.depth;
        let value = self.expr(&await_.value, Want::Any)?;
        self.unit.depth = mark;
        let result = self.push();
        self.emit_await(result, value, 0, await_.range);
        Ok(self.deliver(result, want, mark, await_.range))
    }

    /// `result = await value`, `result` being the highest temporary in use. `place` is that of GET_AWAITABLE.
    pub(super) fn emit_await(&mut self, result: Reg, value: Reg, place: u16, range: TextRange) {
        self.emit(Op::GET_AWAITABLE, result, value, place, range);
        self.emit_yield_from(result, range);
    }

    /// Delegates to the iterator in the highest temporary in use, which the result replaces.
    pub(super) fn emit_yield_from(&mut self, iterator: Reg, range: TextRange) {
        self.unit.depth = iterator + 1;
        let sent = self.load_const(Const::None, Want::Temp, range);
        self.emit(Op::YIELD_FROM, iterator, iterator, sent, range);
        self.unit.depth = iterator + 1;
    }

    fn yield_from(&mut self, yield_: &'a ast::ExprYieldFrom, want: Want) -> Res<Reg> {
        let mark = self.unit.depth;
        let value = self.expr(&yield_.value, Want::Any)?;
        self.unit.depth = mark;
        let iterator = self.push();
        self.emit(Op::GET_YIELD_FROM, iterator, value, 0, yield_.range);
        self.emit_yield_from(iterator, yield_.range);
        Ok(self.deliver(iterator, want, mark, yield_.range))
    }
}
