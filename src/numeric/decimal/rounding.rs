//! Rounding to a context: precision, exponent range, clamping, and the conditions these raise.
use super::coefficient::Coefficient;
use super::condition::*;
use super::{Context, Decimal, Kind};
use std::cmp::Ordering;

/// Rounding modes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Rounding {
    Up,
    Down,
    Ceiling,
    Floor,
    HalfUp,
    HalfDown,
    HalfEven,
    ZeroFiveUp,
}

impl Rounding {
    pub const ALL: [Rounding; 8] = [
        Rounding::Up,
        Rounding::Down,
        Rounding::Ceiling,
        Rounding::Floor,
        Rounding::HalfUp,
        Rounding::HalfDown,
        Rounding::HalfEven,
        Rounding::ZeroFiveUp,
    ];
    /// The name of its constant, which is its value.
    pub fn name(self) -> &'static str {
        [
            "ROUND_UP",
            "ROUND_DOWN",
            "ROUND_CEILING",
            "ROUND_FLOOR",
            "ROUND_HALF_UP",
            "ROUND_HALF_DOWN",
            "ROUND_HALF_EVEN",
            "ROUND_05UP",
        ][self as usize]
    }
}

/// What digits cut off are worth.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Remainder {
    Zero,
    Below,
    Half,
    Above,
}

impl Remainder {
    #[inline]
    pub fn of(against_half: Ordering, is_zero: bool) -> Remainder {
        match against_half {
            _ if is_zero => Remainder::Zero,
            Ordering::Less => Remainder::Below,
            Ordering::Equal => Remainder::Half,
            Ordering::Greater => Remainder::Above,
        }
    }
}

/// A coefficient that lost digits worth `rest`, rounded.
#[inline]
pub fn apply_rounding(c: Coefficient, rest: Remainder, negative: bool, mode: Rounding) -> Coefficient {
    if rest == Remainder::Zero {
        return c;
    }
    let up = match mode {
        Rounding::HalfEven => rest == Remainder::Above || rest == Remainder::Half && c.is_odd(),
        Rounding::Down => false,
        Rounding::Up => true,
        Rounding::Ceiling => !negative,
        Rounding::Floor => negative,
        Rounding::HalfUp => matches!(rest, Remainder::Half | Remainder::Above),
        Rounding::HalfDown => rest == Remainder::Above,
        Rounding::ZeroFiveUp => matches!(c.last_digit(), 0 | 5),
    };
    if up { c.increment() } else { c }
}

impl Decimal {
    /// The largest coefficient, or NaN where memory does not hold it.
    fn largest(&self, ctx: &Context, status: &mut u32) -> Decimal {
        match Coefficient::nines(ctx.prec) {
            Some(c) => Decimal::finite(self.negative, c, ctx.etop()),
            None => super::invalid(status, NO_MEMORY),
        }
    }

    fn overflowed(&self, ctx: &Context, status: &mut u32) -> Decimal {
        *status |= OVERFLOW | INEXACT | ROUNDED;
        let infinite = match ctx.rounding {
            Rounding::Up | Rounding::HalfUp | Rounding::HalfEven | Rounding::HalfDown => true,
            Rounding::Down | Rounding::ZeroFiveUp => false,
            Rounding::Ceiling => !self.negative,
            Rounding::Floor => self.negative,
        };
        if infinite { Decimal::infinity(self.negative) } else { self.largest(ctx, status) }
    }

    /// A NaN's payload has to fit the precision: leading digits go.
    pub(crate) fn fix_payload(&mut self, ctx: &Context) {
        let most = ctx.prec - ctx.clamp as i64;
        if !self.coefficient.is_zero() && self.coefficient.digits() > most {
            self.coefficient = self.coefficient.low_digits(most);
        }
    }

    /// Rounds to the context.
    #[inline]
    pub fn finalize(self, ctx: &Context, status: &mut u32) -> Decimal {
        if self.kind == Kind::Finite && !self.coefficient.is_zero() {
            let digits = self.coefficient.digits();
            let adjusted = self.exponent + digits - 1;
            if digits <= ctx.prec
                && adjusted <= ctx.emax
                && adjusted >= ctx.emin
                && !(ctx.clamp && self.exponent > ctx.etop())
            {
                return self;
            }
        }
        self.finalize_slow(ctx, status)
    }

    fn finalize_slow(mut self, ctx: &Context, status: &mut u32) -> Decimal {
        match self.kind {
            Kind::Infinite => return self,
            Kind::Quiet | Kind::Signaling => {
                self.fix_payload(ctx);
                return self;
            }
            Kind::Finite => {}
        }
        let top = if ctx.clamp { ctx.etop() } else { ctx.emax };
        if self.coefficient.is_zero() {
            let e = self.exponent.min(top).max(ctx.etiny());
            if e != self.exponent {
                self.exponent = e;
                *status |= CLAMPED;
            }
            return self;
        }
        let digits = self.coefficient.digits();
        let adjusted = self.exponent + digits - 1;
        if adjusted > ctx.emax {
            return self.overflowed(ctx, status);
        }
        if adjusted < ctx.emin {
            *status |= SUBNORMAL;
            let etiny = ctx.etiny();
            if self.exponent < etiny {
                let (c, rest) = self.coefficient.shift_right(etiny - self.exponent);
                self.coefficient = apply_rounding(c, rest, self.negative, ctx.rounding);
                self.exponent = etiny;
                *status |= ROUNDED;
                if rest != Remainder::Zero {
                    *status |= INEXACT | UNDERFLOW;
                    if self.coefficient.is_zero() {
                        *status |= CLAMPED;
                    }
                }
                return self;
            }
        }
        if digits > ctx.prec {
            let shift = digits - ctx.prec;
            let (c, rest) = self.coefficient.shift_right(shift);
            self.coefficient = apply_rounding(c, rest, self.negative, ctx.rounding);
            self.exponent += shift;
            *status |= ROUNDED;
            if rest != Remainder::Zero {
                *status |= INEXACT;
                if self.coefficient.digits() > ctx.prec {
                    self.coefficient = self.coefficient.shift_right(1).0;
                    self.exponent += 1;
                }
                if self.adjusted() > ctx.emax {
                    return self.overflowed(ctx, status);
                }
            }
        }
        if ctx.clamp && self.exponent > top {
            match self.coefficient.shift_left(self.exponent - top) {
                Some(c) => self.coefficient = c,
                None => return super::invalid(status, NO_MEMORY),
            }
            self.exponent = top;
            *status |= CLAMPED;
        }
        self
    }
}
