//! Numbers without interpreter objects: arbitrary-precision integers, float text and arithmetic as Python defines them.
pub mod decimal;
pub mod half;
pub mod float;
pub mod float_format;
pub mod float_parse;
pub mod int;
pub mod int_bits;
pub mod int_math;
pub mod int_text;

#[cfg(test)]
mod tests;

pub use float_format::{float_hex, float_repr};
pub use float_parse::{float_from_hex, parse_float};
pub use int::{Int, IntError};
pub use int_text::{ParseIntError, parse_int};
