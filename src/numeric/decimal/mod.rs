//! General Decimal Arithmetic (Cowlishaw, version 1.70) without interpreter objects.
//!
//! A number is a sign, a coefficient and an exponent, or an infinity or NaN. Every operation takes the context it rounds in and the
//! conditions it adds to. Coefficients of up to 38 digits are one 128-bit word; longer ones are big ints.
mod arithmetic;
mod coefficient;
mod compare;
mod division;
mod integral;
mod logical;
mod parse;
mod power;
mod rounding;
mod text;
mod transcendental;

pub use coefficient::Coefficient;
pub use parse::coefficient_of_digits;
pub use compare::{compare_numbers, compare_total, compare_total_mag};
pub use rounding::{Rounding, apply_rounding};
pub use text::{Digits, number_text};
pub use transcendental::Constants;

/// Conditions, as bits.
pub mod condition {
    pub const CLAMPED: u32 = 1;
    pub const CONVERSION_SYNTAX: u32 = 2;
    pub const DIVISION_BY_ZERO: u32 = 4;
    pub const DIVISION_IMPOSSIBLE: u32 = 8;
    pub const DIVISION_UNDEFINED: u32 = 0x10;
    pub const INEXACT: u32 = 0x40;
    pub const INVALID_CONTEXT: u32 = 0x80;
    pub const INVALID_OPERATION: u32 = 0x100;
    /// An intermediate result would be too large for memory.
    pub const NO_MEMORY: u32 = 0x200;
    pub const FLOAT_OPERATION: u32 = 0x400;
    pub const OVERFLOW: u32 = 0x800;
    pub const ROUNDED: u32 = 0x1000;
    pub const SUBNORMAL: u32 = 0x2000;
    pub const UNDERFLOW: u32 = 0x4000;
    /// Everything that the signal InvalidOperation stands for.
    pub const ANY_INVALID: u32 =
        CONVERSION_SYNTAX | DIVISION_IMPOSSIBLE | DIVISION_UNDEFINED | INVALID_CONTEXT | INVALID_OPERATION | NO_MEMORY;
    /// Conditions after which a result is no number.
    pub const ERRORS: u32 = ANY_INVALID | DIVISION_BY_ZERO;
}
use condition::*;

pub const MAX_PREC: i64 = 999_999_999_999_999_999;
pub const MAX_EMAX: i64 = 999_999_999_999_999_999;
pub const MIN_EMIN: i64 = -999_999_999_999_999_999;
pub const MIN_ETINY: i64 = MIN_EMIN - (MAX_PREC - 1);
/// The exponent of a number that is certain to overflow.
pub(crate) const EXP_INF: i64 = 2_000_000_000_000_000_001;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Kind {
    Finite,
    Infinite,
    /// The coefficient is the payload, 0 where there is none.
    Quiet,
    Signaling,
}

/// A decimal number.
#[derive(Clone, Debug)]
pub struct Decimal {
    pub coefficient: Coefficient,
    /// 0 for specials.
    pub exponent: i64,
    pub negative: bool,
    pub kind: Kind,
}

/// What operations round to.
#[derive(Clone, Copy, Debug)]
pub struct Context {
    pub prec: i64,
    pub emax: i64,
    pub emin: i64,
    pub rounding: Rounding,
    pub clamp: bool,
}

impl Context {
    /// The context in which nothing is rounded.
    pub const MAX: Context =
        Context { prec: MAX_PREC, emax: MAX_EMAX, emin: MIN_EMIN, rounding: Rounding::HalfEven, clamp: false };
    pub fn etiny(&self) -> i64 {
        self.emin - (self.prec - 1)
    }
    pub fn etop(&self) -> i64 {
        self.emax - (self.prec - 1)
    }
}

impl Decimal {
    pub const ZERO: Decimal = Decimal::finite(false, Coefficient::ZERO, 0);

    #[inline]
    pub const fn finite(negative: bool, coefficient: Coefficient, exponent: i64) -> Decimal {
        Decimal { coefficient, exponent, negative, kind: Kind::Finite }
    }
    pub const fn infinity(negative: bool) -> Decimal {
        Decimal { coefficient: Coefficient::ZERO, exponent: 0, negative, kind: Kind::Infinite }
    }
    pub const fn nan() -> Decimal {
        Decimal { coefficient: Coefficient::ZERO, exponent: 0, negative: false, kind: Kind::Quiet }
    }
    pub fn from_i64(x: i64) -> Decimal {
        Decimal::finite(x < 0, Coefficient::Small(x.unsigned_abs() as u128), 0)
    }
    #[inline]
    pub fn is_finite(&self) -> bool {
        self.kind == Kind::Finite
    }
    pub fn is_infinite(&self) -> bool {
        self.kind == Kind::Infinite
    }
    #[inline]
    pub fn is_nan(&self) -> bool {
        matches!(self.kind, Kind::Quiet | Kind::Signaling)
    }
    pub fn is_signaling(&self) -> bool {
        self.kind == Kind::Signaling
    }
    /// A finite zero.
    #[inline]
    pub fn is_zero(&self) -> bool {
        self.is_finite() && self.coefficient.is_zero()
    }
    /// The exponent of the leading digit. For finite numbers.
    #[inline]
    pub fn adjusted(&self) -> i64 {
        self.exponent + self.coefficient.digits() - 1
    }
    #[inline]
    pub fn with_sign(mut self, negative: bool) -> Decimal {
        self.negative = negative;
        self
    }
    pub fn is_integer(&self) -> bool {
        self.is_finite() && (self.exponent >= 0 || self.coefficient.is_zero() || self.coefficient.trailing_zeros() >= -self.exponent)
    }
    /// Whether an integer is odd.
    pub fn is_odd(&self) -> bool {
        if self.exponent > 0 || !self.is_finite() {
            return false;
        }
        match self.coefficient.shift_right(-self.exponent) {
            (c, _) => c.is_odd(),
        }
    }
    pub fn is_normal(&self, ctx: &Context) -> bool {
        self.is_finite() && !self.coefficient.is_zero() && self.adjusted() >= ctx.emin
    }
    pub fn is_subnormal(&self, ctx: &Context) -> bool {
        self.is_finite() && !self.coefficient.is_zero() && self.adjusted() < ctx.emin
    }
    /// The class of a number in words.
    pub fn number_class(&self, ctx: &Context) -> &'static str {
        let pick = |plus: &'static str, minus: &'static str| if self.negative { minus } else { plus };
        match self.kind {
            Kind::Quiet => "NaN",
            Kind::Signaling => "sNaN",
            Kind::Infinite => pick("+Infinity", "-Infinity"),
            Kind::Finite if self.coefficient.is_zero() => pick("+Zero", "-Zero"),
            Kind::Finite if self.is_normal(ctx) => pick("+Normal", "-Normal"),
            Kind::Finite => pick("+Subnormal", "-Subnormal"),
        }
    }
    pub fn same_quantum(&self, other: &Decimal) -> bool {
        if self.is_finite() && other.is_finite() {
            return self.exponent == other.exponent;
        }
        self.is_nan() && other.is_nan() || self.is_infinite() && other.is_infinite()
    }
}

/// An invalid operation's result.
#[cold]
pub(crate) fn invalid(status: &mut u32, condition: u32) -> Decimal {
    *status |= condition;
    Decimal::nan()
}

/// The result of an operation with a NaN among its operands, the first signaling one before quiet ones.
pub(crate) fn nan_of(operands: &[&Decimal], ctx: &Context, status: &mut u32) -> Option<Decimal> {
    if operands.iter().all(|x| !x.is_nan()) {
        return None;
    }
    let chosen = match operands.iter().find(|x| x.is_signaling()) {
        Some(x) => {
            *status |= INVALID_OPERATION;
            x
        }
        None => operands.iter().find(|x| x.is_nan())?,
    };
    let mut r = (*chosen).clone();
    r.kind = Kind::Quiet;
    r.fix_payload(ctx);
    Some(r)
}
