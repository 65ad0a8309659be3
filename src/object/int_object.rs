//! Ints outside the immediate range: 64-bit values inline, larger ones in a boxed big number.
//!
//! Invariant (canonical form): a value in the immediate range is never an `Int` object (but for instances of subclasses,
//! bool aside), and a value that fits i64 never has a `big`.
use super::header::Header;
use super::reference::{Ref, Res};
use super::value::Value;
use super::vm::Vm;
use dashu_int::IBig;

#[repr(C)]
pub struct Int {
    pub header: Header,
    /// The value where `big` is None.
    pub small: i64,
    pub big: Option<Box<IBig>>,
}

/// An int's value, borrowed.
#[derive(Clone, Copy)]
pub enum IntView<'a> {
    Small(i64),
    Big(&'a IBig),
}

impl IntView<'_> {
    pub fn to_big(self) -> IBig {
        match self {
            IntView::Small(x) => IBig::from(x),
            IntView::Big(b) => b.clone(),
        }
    }
}

impl Vm {
    /// An int of 64 bits.
    #[inline(always)]
    pub fn new_int(&self, x: i64) -> Res {
        if Value::fits_small_int(x) { Ok(Ref::own(Value::small_int(x))) } else { self.new_heap_int(x) }
    }
    #[inline(never)]
    pub fn new_heap_int(&self, x: i64) -> Res {
        let p = self.alloc_raw(size_of::<Int>(), false, self.types.int)? as *mut Int;
        // SAFETY: the cell is fresh and large enough.
        unsafe {
            (&raw mut (*p).small).write(x);
            (&raw mut (*p).big).write(None);
        }
        Ok(Ref::own(Value::from_ptr(p)))
    }
    pub fn new_uint(&self, x: u64) -> Res {
        if x < 1 << 48 { Ok(Ref::own(Value::small_int(x as i64))) } else { self.new_big(IBig::from(x)) }
    }
    pub fn new_usize(&self, x: usize) -> Res {
        self.new_uint(x as u64)
    }
    /// An int of any size, brought to canonical form.
    pub fn new_big(&self, x: IBig) -> Res {
        if let Ok(small) = i64::try_from(&x) {
            return self.new_int(small);
        }
        let p = self.alloc_raw(size_of::<Int>(), false, self.types.int)? as *mut Int;
        // SAFETY: the cell is fresh and large enough.
        unsafe {
            (&raw mut (*p).small).write(0);
            (&raw mut (*p).big).write(Some(Box::new(x)));
        }
        Ok(Ref::own(Value::from_ptr(p)))
    }
    /// The value of an int, bool or instance of an int subclass; None for anything else.
    #[inline(always)]
    pub fn as_int<'a>(&self, v: Value) -> Option<IntView<'a>> {
        if v.is_small_int() {
            return Some(IntView::Small(v.as_small_int()));
        }
        if v.is_heap() {
            // SAFETY: the flag says that the layout begins with `Int`.
            unsafe {
                if (*v.heap_type()).has(super::type_object::flags::INT_SUBCLASS) {
                    let i = v.get::<Int>();
                    return Some(match &i.big {
                        None => IntView::Small(i.small),
                        Some(b) => IntView::Big(b),
                    });
                }
            }
        }
        if v.is_bool() { Some(IntView::Small(v.is_true() as i64)) } else { None }
    }
}

/// Drop slot of int.
///
/// # Safety
/// `h` is an `Int` whose count is zero.
pub unsafe fn drop_int(_: &Vm, h: *mut Header) {
    std::ptr::drop_in_place(&raw mut (*(h as *mut Int)).big);
}
