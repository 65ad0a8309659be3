//! Layouts of the composed iterators.
use super::header::Header;
use super::value::Value;

/// `enumerate`: the counter is `index` until it leaves i64, then the int object `big`.
#[repr(C)]
pub struct Enumerate {
    pub header: Header,
    pub iterator: Value,
    pub index: i64,
    /// Int object, or NULL while `index` counts.
    pub big: Value,
    /// Pair handed out last, reused where nobody else holds it; NULL at first.
    pub result: Value,
}

/// `zip` and `map`: a tuple of iterators.
#[repr(C)]
pub struct ZipIterator {
    pub header: Header,
    /// Tuple.
    pub iterators: Value,
    /// The function of `map`, NULL for `zip`.
    pub function: Value,
    /// Tuple handed out last by `zip`, reused where nobody else holds it; NULL at first.
    pub result: Value,
    pub strict: bool,
}

/// `filter` and `callable_iterator`: two values. Both NULL once exhausted.
#[repr(C)]
pub struct PairIterator {
    pub header: Header,
    pub first: Value,
    pub second: Value,
}
