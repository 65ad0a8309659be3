//! Layouts of slice and range.
use super::header::Header;
use super::reference::{Ref, Res};
use super::value::Value;
use super::vm::Vm;
use dashu_int::IBig;

/// A slice; absent parts are None.
#[repr(C)]
pub struct Slice {
    pub header: Header,
    pub start: Value,
    pub stop: Value,
    pub step: Value,
}

/// A range. `start`, `step` and `len` are valid where `big` is None, and every element then fits i64.
#[repr(C)]
pub struct Range {
    pub header: Header,
    pub start: i64,
    pub stop: i64,
    pub step: i64,
    pub len: i64,
    pub big: Option<Box<BigRange>>,
}

/// The parts of a range that does not fit 64 bits.
pub struct BigRange {
    pub start: IBig,
    pub stop: IBig,
    pub step: IBig,
    pub len: IBig,
}

/// Number of elements of a range with 64-bit bounds, None where it does not fit i64. `step` is not 0.
#[inline(always)]
pub fn range_len(start: i64, stop: i64, step: i64) -> Option<i64> {
    let (low, high) = if step > 0 { (start, stop) } else { (stop, start) };
    if low >= high {
        return Some(0);
    }
    let n = (high.wrapping_sub(low) as u64 - 1) / step.unsigned_abs() + 1;
    i64::try_from(n).ok()
}

impl Vm {
    /// A slice object; absent parts are None.
    pub fn new_slice(&self, start: Value, stop: Value, step: Value) -> Res {
        let p = self.alloc_raw(size_of::<Slice>(), true, self.types.slice)? as *mut Slice;
        start.incref();
        stop.incref();
        step.incref();
        // SAFETY: the cell is fresh and large enough.
        unsafe {
            (*p).start = start;
            (*p).stop = stop;
            (*p).step = step;
        }
        Ok(Ref::own(Value::from_ptr(p)))
    }
    /// A range of 64-bit bounds; `step` is not 0.
    pub fn new_range(&self, start: i64, stop: i64, step: i64) -> Res {
        let Some(len) = range_len(start, stop, step) else {
            return self.new_big_range(IBig::from(start), IBig::from(stop), IBig::from(step));
        };
        let p = self.alloc_raw(size_of::<Range>(), false, self.types.range)? as *mut Range;
        // SAFETY: the cell is fresh and large enough.
        unsafe {
            (*p).start = start;
            (*p).stop = stop;
            (*p).step = step;
            (*p).len = len;
            (&raw mut (*p).big).write(None);
        }
        Ok(Ref::own(Value::from_ptr(p)))
    }
    /// A range of bounds of any size; `step` is not 0.
    pub fn new_big_range(&self, start: IBig, stop: IBig, step: IBig) -> Res {
        if let (Ok(a), Ok(b), Ok(c)) = (i64::try_from(&start), i64::try_from(&stop), i64::try_from(&step))
            && range_len(a, b, c).is_some()
        {
            return self.new_range(a, b, c);
        }
        let positive = step > IBig::ZERO;
        let (low, high) = if positive { (&start, &stop) } else { (&stop, &start) };
        let size = if positive { step.clone() } else { -step.clone() };
        let len = if low >= high { IBig::ZERO } else { (high - low - IBig::ONE) / size + IBig::ONE };
        let p = self.alloc_raw(size_of::<Range>(), false, self.types.range)? as *mut Range;
        // SAFETY: the cell is fresh and large enough.
        unsafe {
            (*p).start = 0;
            (*p).stop = 0;
            (*p).step = 1;
            (*p).len = 0;
            (&raw mut (*p).big).write(Some(Box::new(BigRange { start, stop, step, len })));
        }
        Ok(Ref::own(Value::from_ptr(p)))
    }
}
