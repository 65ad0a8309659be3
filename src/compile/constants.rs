//! The constant table and folding of constant expressions.
use ruff_python_ast::{Expr, Number, Operator, UnaryOp};
use rustc_hash::FxHashMap;

use super::Compiler;
use crate::bytecode::Const;
use crate::numeric::Int;
use crate::numeric::int_text::parse_digits;
use crate::syntax::{bytes_value, string_value};

/// Longest str, bytes or tuple that folding makes.
const MAX_FOLDED_LEN: usize = 4096;
/// Widest int that folding makes.
const MAX_FOLDED_BITS: u64 = 128;

#[derive(Default)]
pub(super) struct Constants {
    pub list: Vec<Const>,
    index: FxHashMap<Vec<u8>, u32>,
}

impl Constants {
    /// Index of a constant, which is shared with an identical one.
    pub fn add(&mut self, value: Const) -> u32 {
        let mut key = Vec::new();
        if !write_key(&value, &mut key) {
            self.list.push(value);
            return self.list.len() as u32 - 1;
        }
        let next = self.list.len() as u32;
        let index = *self.index.entry(key).or_insert(next);
        if index == next {
            self.list.push(value);
        }
        index
    }
}

/// Bytes that are equal for identical constants only; false for code objects, which are never shared.
fn write_key(value: &Const, key: &mut Vec<u8>) -> bool {
    let mut bytes = |tag: u8, b: &[u8]| {
        key.push(tag);
        key.extend_from_slice(&(b.len() as u64).to_le_bytes());
        key.extend_from_slice(b);
        true
    };
    match value {
        Const::None => bytes(0, &[]),
        Const::True => bytes(1, &[]),
        Const::False => bytes(2, &[]),
        Const::Ellipsis => bytes(3, &[]),
        Const::Int(i) => bytes(4, &i.to_le_bytes()),
        Const::BigInt(b) => bytes(5, b),
        Const::Float(f) => bytes(6, &f.to_bits().to_le_bytes()),
        Const::Complex(re, im) => {
            bytes(7, &[re.to_bits().to_le_bytes(), im.to_bits().to_le_bytes()].concat())
        }
        Const::Str(s) => bytes(8, s),
        Const::Bytes(b) => bytes(9, b),
        Const::Tuple(items) | Const::FrozenSet(items) => {
            let tag = if matches!(value, Const::Tuple(_)) { 10 } else { 11 };
            bytes(tag, &(items.len() as u64).to_le_bytes());
            items.iter().all(|item| write_key(item, key))
        }
        Const::Code(_) => false,
    }
}

pub(super) fn int_const(value: &Int) -> Const {
    match value.to_i64() {
        Some(small) => Const::Int(small),
        None => {
            let length = value.bit_length() as usize / 8 + 1;
            match value.to_bytes(length, true, true) {
                Ok(bytes) => Const::BigInt(bytes.into()),
                Err(_) => Const::Int(0),
            }
        }
    }
}

fn as_int(value: &Const) -> Option<Int> {
    match value {
        Const::Int(i) => Some(Int::from(*i)),
        Const::BigInt(b) => Some(Int::from_bytes(b, true, true)),
        Const::True => Some(Int::from(1i64)),
        Const::False => Some(Int::from(0i64)),
        _ => None,
    }
}

fn as_float(value: &Const) -> Option<f64> {
    match value {
        Const::Float(f) => Some(*f),
        Const::Int(i) if i.unsigned_abs() <= 1 << 53 => Some(*i as f64),
        Const::True => Some(1.0),
        Const::False => Some(0.0),
        _ => None,
    }
}

/// Truth value of a constant.
pub(super) fn truth(value: &Const) -> bool {
    match value {
        Const::None | Const::False => false,
        Const::True | Const::Ellipsis | Const::BigInt(_) | Const::Code(_) => true,
        Const::Int(i) => *i != 0,
        Const::Float(f) => *f != 0.0,
        Const::Complex(re, im) => *re != 0.0 || *im != 0.0,
        Const::Str(b) | Const::Bytes(b) => !b.is_empty(),
        Const::Tuple(items) | Const::FrozenSet(items) => !items.is_empty(),
    }
}

impl<'a> Compiler<'a> {
    /// The value of a constant expression.
    pub(super) fn fold(&self, expr: &Expr) -> Option<Const> {
        Some(match expr {
            Expr::NoneLiteral(_) => Const::None,
            Expr::BooleanLiteral(b) => if b.value { Const::True } else { Const::False },
            Expr::EllipsisLiteral(_) => Const::Ellipsis,
            Expr::NumberLiteral(n) => number(&n.value)?,
            Expr::StringLiteral(s) => Const::Str(string_value(self.source, s)),
            Expr::BytesLiteral(b) => {
                let parts = b.value.iter().map(|part| bytes_value(self.source, part));
                Const::Bytes(parts.collect::<Vec<_>>().concat().into())
            }
            Expr::Name(name) if name.id == "__debug__" => {
                if self.options.optimize == 0 { Const::True } else { Const::False }
            }
            Expr::Tuple(tuple) if tuple.elts.len() <= MAX_FOLDED_LEN => {
                Const::Tuple(tuple.elts.iter().map(|e| self.fold(e)).collect::<Option<_>>()?)
            }
            Expr::UnaryOp(unary) => self.fold_unary(unary.op, &unary.operand)?,
            Expr::BinOp(binary) => {
                let right = self.fold(&binary.right)?;
                let left = self.fold(&binary.left)?;
                fold_binary(binary.op, &left, &right)?
            }
            _ => return None,
        })
    }

    fn fold_unary(&self, op: UnaryOp, operand: &Expr) -> Option<Const> {
        let value = self.fold(operand)?;
        Some(match (op, &value) {
            (UnaryOp::Not, _) => if truth(&value) { Const::False } else { Const::True },
            (UnaryOp::USub, Const::Float(f)) => Const::Float(-f),
            (UnaryOp::USub, Const::Complex(re, im)) => Const::Complex(-re, -im),
            (UnaryOp::USub, _) => int_const(&as_int(&value)?.neg()),
            (UnaryOp::Invert, Const::Int(_) | Const::BigInt(_)) => int_const(&as_int(&value)?.invert()),
            (UnaryOp::UAdd, Const::Float(_) | Const::Complex(..)) => value,
            (UnaryOp::UAdd, _) => int_const(&as_int(&value)?),
            _ => return None,
        })
    }

    /// The value of an int literal (with sign) that fits an immediate operand.
    pub(super) fn immediate(&self, expr: &Expr) -> Option<i16> {
        let literal = match expr {
            Expr::NumberLiteral(_) => expr,
            Expr::UnaryOp(unary) if unary.op == UnaryOp::USub && unary.operand.is_number_literal_expr() => expr,
            _ => return None,
        };
        match self.fold(literal)? {
            Const::Int(i) => i16::try_from(i).ok(),
            _ => None,
        }
    }
}

fn number(value: &Number) -> Option<Const> {
    Some(match value {
        Number::Float(f) => Const::Float(*f),
        Number::Complex { real, imag } => Const::Complex(*real, *imag),
        Number::Int(i) => match i.as_i64() {
            Some(small) => Const::Int(small),
            None => {
                let text = i.to_string();
                let (digits, radix) = match text.get(..2) {
                    Some("0x" | "0X") => (&text[2..], 16),
                    Some("0o" | "0O") => (&text[2..], 8),
                    Some("0b" | "0B") => (&text[2..], 2),
                    _ => (&text[..], 10),
                };
                let digits = digits.replace('_', "");
                int_const(&parse_digits(digits.as_bytes(), radix, usize::MAX).ok()?)
            }
        },
    })
}

fn fold_binary(op: Operator, left: &Const, right: &Const) -> Option<Const> {
    if let (Const::Str(a), Const::Str(b), Operator::Add) = (left, right, op) {
        return (a.len() + b.len() <= MAX_FOLDED_LEN).then(|| Const::Str([&a[..], b].concat().into()));
    }
    if let (Const::Bytes(a), Const::Bytes(b), Operator::Add) = (left, right, op) {
        return (a.len() + b.len() <= MAX_FOLDED_LEN).then(|| Const::Bytes([&a[..], b].concat().into()));
    }
    if let Some(folded) = fold_complex(op, left, right) {
        return Some(folded);
    }
    if matches!(left, Const::Float(_)) || matches!(right, Const::Float(_)) {
        let (a, b) = (as_float(left)?, as_float(right)?);
        return Some(Const::Float(match op {
            Operator::Add => a + b,
            Operator::Sub => a - b,
            Operator::Mult => a * b,
            Operator::Div if b != 0.0 => a / b,
            _ => return None,
        }));
    }
    let (a, b) = (as_int(left)?, as_int(right)?);
    if let Operator::LShift | Operator::Pow = op {
        let count = b.to_i64().filter(|n| (0..=MAX_FOLDED_BITS as i64).contains(n))? as u64;
        let bits = if op == Operator::Pow { a.bit_length().saturating_mul(count) } else { a.bit_length() + count };
        if bits > MAX_FOLDED_BITS {
            return None;
        }
    }
    let result = match op {
        Operator::Add => a.add(&b),
        Operator::Sub => a.sub(&b),
        Operator::Mult => a.mul(&b),
        Operator::Div => return Some(Const::Float(a.true_div(&b).ok()?)),
        Operator::FloorDiv => a.floor_div(&b).ok()?,
        Operator::Mod => a.modulo(&b).ok()?,
        Operator::Pow => a.pow(&b).ok()?,
        Operator::LShift => a.shl(&b).ok()?,
        Operator::RShift => a.shr(&b).ok()?,
        // `True & True` is a bool.
        _ if matches!(left, Const::True | Const::False) => return None,
        Operator::BitOr => a.or(&b),
        Operator::BitXor => a.xor(&b),
        Operator::BitAnd => a.and(&b),
        Operator::MatMult => return None,
    };
    (result.bit_length() <= MAX_FOLDED_BITS).then(|| int_const(&result))
}

/// `1 + 2j`, the form in which complex numbers are written.
fn fold_complex(op: Operator, left: &Const, right: &Const) -> Option<Const> {
    let Const::Complex(re, im) = *right else { return None };
    let real = as_float(left)?;
    match op {
        Operator::Add => Some(Const::Complex(real + re, im)),
        Operator::Sub => Some(Const::Complex(real - re, -im)),
        _ => None,
    }
}
