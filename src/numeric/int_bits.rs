//! Bit operations and byte conversions of [`Int`].
use super::int::{Int, IntError, MAX_BITS};
use dashu_int::ops::BitTest;
use dashu_int::{IBig, UBig};

/// Why `int.to_bytes` has no result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ToBytesError {
    /// `OverflowError: int too big to convert`.
    TooBig,
    /// `OverflowError: can't convert negative int to unsigned`.
    NegativeUnsigned,
}

impl Int {
    /// `int.bit_length()`.
    pub fn bit_length(&self) -> u64 {
        match self {
            Int::Small(v) => (64 - v.unsigned_abs().leading_zeros()) as u64,
            Int::Big(b) => {
                let (_, words) = b.as_sign_words();
                words.len() as u64 * 64 - words.last().map_or(0, |w| w.leading_zeros()) as u64
            }
        }
    }

    /// `int.bit_count()`: the ones of the absolute value.
    pub fn bit_count(&self) -> u64 {
        match self {
            Int::Small(v) => v.unsigned_abs().count_ones() as u64,
            Int::Big(b) => b.as_sign_words().1.iter().map(|w| w.count_ones() as u64).sum(),
        }
    }

    /// `~self`.
    pub fn invert(&self) -> Int {
        match self {
            Int::Small(v) => Int::Small(!v),
            Int::Big(b) => Int::from(!b),
        }
    }

    /// `self & other`.
    pub fn and(&self, other: &Int) -> Int {
        match (self, other) {
            (Int::Small(a), Int::Small(b)) => Int::Small(a & b),
            _ => Int::from(&*self.as_big() & &*other.as_big()),
        }
    }

    /// `self | other`.
    pub fn or(&self, other: &Int) -> Int {
        match (self, other) {
            (Int::Small(a), Int::Small(b)) => Int::Small(a | b),
            _ => Int::from(&*self.as_big() | &*other.as_big()),
        }
    }

    /// `self ^ other`.
    pub fn xor(&self, other: &Int) -> Int {
        match (self, other) {
            (Int::Small(a), Int::Small(b)) => Int::Small(a ^ b),
            _ => Int::from(&*self.as_big() ^ &*other.as_big()),
        }
    }

    /// `self << count`.
    pub fn shl(&self, count: &Int) -> Result<Int, IntError> {
        if count.is_negative() {
            return Err(IntError::NegativeShift);
        }
        if self.is_zero() {
            return Ok(Int::ZERO);
        }
        let Some(n) = count.to_u64() else { return Err(IntError::TooLarge) };
        if let Int::Small(v) = self
            && n < 63
            && (v << n) >> n == *v
        {
            return Ok(Int::Small(v << n));
        }
        if self.bit_length().saturating_add(n) > MAX_BITS {
            return Err(IntError::TooLarge);
        }
        Ok(Int::from(&*self.as_big() << (n as usize)))
    }

    /// `self >> count`, rounding down.
    pub fn shr(&self, count: &Int) -> Result<Int, IntError> {
        if count.is_negative() {
            return Err(IntError::NegativeShift);
        }
        let fill = || Int::Small(if self.is_negative() { -1 } else { 0 });
        let Some(n) = count.to_u64() else { return Ok(fill()) };
        match self {
            Int::Small(v) => Ok(Int::Small(v >> n.min(63))),
            Int::Big(_) if n >= self.bit_length() => Ok(fill()),
            Int::Big(b) => Ok(Int::from(b >> (n as usize))),
        }
    }

    /// The bit `n` of the two's complement value.
    pub fn bit(&self, n: usize) -> bool {
        match self {
            Int::Small(v) => (v >> n.min(63)) & 1 == 1,
            Int::Big(b) => b.bit(n),
        }
    }

    /// `int.to_bytes(length, byteorder, signed=…)` into exactly `length` bytes.
    pub fn to_bytes(&self, length: usize, little: bool, signed: bool) -> Result<Vec<u8>, ToBytesError> {
        let negative = self.is_negative();
        if negative && !signed {
            return Err(ToBytesError::NegativeUnsigned);
        }
        let mut out = vec![0u8; length];
        // The two's complement of a negative value is the inversion of -value - 1, which is not negative.
        let magnitude = if negative { self.invert() } else { self.clone() };
        let bits = magnitude.bit_length() + signed as u64;
        if bits > length as u64 * 8 && !(length == 0 && self.is_zero()) {
            return Err(ToBytesError::TooBig);
        }
        match &magnitude {
            Int::Small(v) => {
                let bytes = v.to_le_bytes();
                let n = length.min(8);
                out[..n].copy_from_slice(&bytes[..n]);
            }
            Int::Big(b) => {
                for (chunk, word) in out.chunks_mut(8).zip(b.as_sign_words().1) {
                    chunk.copy_from_slice(&word.to_le_bytes()[..chunk.len()]);
                }
            }
        }
        if negative {
            out.iter_mut().for_each(|b| *b = !*b);
        }
        if !little {
            out.reverse();
        }
        Ok(out)
    }

    /// `int.from_bytes(bytes, byteorder, signed=…)`.
    pub fn from_bytes(bytes: &[u8], little: bool, signed: bool) -> Int {
        let Some(&top) = (if little { bytes.last() } else { bytes.first() }) else { return Int::ZERO };
        let negative = signed && top & 0x80 != 0;
        if bytes.len() <= 8 {
            let mut buffer = [if negative { 0xff } else { 0 }; 8];
            if little {
                buffer[..bytes.len()].copy_from_slice(bytes);
            } else {
                buffer.iter_mut().zip(bytes.iter().rev()).for_each(|(to, from)| *to = *from);
            }
            let v = u64::from_le_bytes(buffer);
            return if signed { Int::Small(v as i64) } else { Int::from(v) };
        }
        let v = if little { UBig::from_le_bytes(bytes) } else { UBig::from_be_bytes(bytes) };
        let v = IBig::from(v);
        Int::from(if negative { v - (IBig::from(1) << (bytes.len() * 8)) } else { v })
    }
}
