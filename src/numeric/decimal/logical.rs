//! Logical operations: digits 0 and 1 as bits.
use super::coefficient::MOST_DIGITS;
use super::condition::*;
use super::parse::coefficient_of_digits;
use super::{Context, Decimal, invalid};

impl Decimal {
    /// The digits of a logical operand.
    fn bits(&self) -> Option<Vec<u8>> {
        if !self.is_finite() || self.negative || self.exponent != 0 {
            return None;
        }
        let digits = self.coefficient.text().to_vec();
        digits.iter().all(|d| matches!(d, b'0' | b'1')).then_some(digits)
    }

    fn logical(&self, other: &Decimal, ctx: &Context, status: &mut u32, f: fn(u8, u8) -> u8) -> Decimal {
        let (Some(a), Some(b)) = (self.bits(), other.bits()) else { return invalid(status, INVALID_OPERATION) };
        let n = (a.len().max(b.len()) as i64).min(ctx.prec) as usize;
        // Of operands longer than the precision the last digits count.
        let at = |t: &[u8], i: usize| if i < t.len() { t[t.len() - 1 - i] & 1 } else { 0 };
        let digits: Vec<u8> = (0..n).rev().map(|i| b'0' + f(at(&a, i), at(&b, i))).collect();
        Decimal::finite(false, coefficient_of_digits(&digits), 0)
    }
    pub fn logical_and(&self, other: &Decimal, ctx: &Context, status: &mut u32) -> Decimal {
        self.logical(other, ctx, status, |a, b| a & b)
    }
    pub fn logical_or(&self, other: &Decimal, ctx: &Context, status: &mut u32) -> Decimal {
        self.logical(other, ctx, status, |a, b| a | b)
    }
    pub fn logical_xor(&self, other: &Decimal, ctx: &Context, status: &mut u32) -> Decimal {
        self.logical(other, ctx, status, |a, b| a ^ b)
    }
    pub fn logical_invert(&self, ctx: &Context, status: &mut u32) -> Decimal {
        if self.bits().is_none() {
            return invalid(status, INVALID_OPERATION);
        }
        if ctx.prec > MOST_DIGITS {
            return invalid(status, NO_MEMORY);
        }
        let ones = Decimal::finite(false, coefficient_of_digits(&vec![b'1'; ctx.prec as usize]), 0);
        self.logical_xor(&ones, ctx, status)
    }
}

