//! The NaN-boxed value.
//!
//! ```text
//! immediates 0x0000_0000_0000_0002 ..       None, False, True, Ellipsis, NotImplemented, Unbound
//! pointer    0x0000_pppp_pppp_pppp          16-byte aligned, at least 0x1_0000
//! float      bits + 0x0002_0000_0000_0000   NaNs canonicalised on entry
//! int        0xFFFF_0000_0000_0000 + x      for -2^48 <= x < 2^48: biased, so compare, add and subtract
//!                                           work on the word, and the tag check of a result is its overflow check
//! ```
use super::header::Header;
use super::type_object::Type;
use super::vm::Vm;

pub const INT_MIN_BITS: u64 = 0xFFFE_0000_0000_0000;
pub const INT_BIAS: u64 = 0xFFFF_0000_0000_0000;
pub const FLOAT_OFFSET: u64 = 0x0002_0000_0000_0000;
pub const FIRST_POINTER: u64 = 0x1_0000;
/// Immediate ints are in `-INT_LIMIT..INT_LIMIT`.
pub const INT_LIMIT: i64 = 1 << 48;

/// A borrowed Python value in one word. Copying it moves no reference count.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(transparent)]
pub struct Value(pub u64);

impl Value {
    /// No value at all; never visible to a program and never stored in a `Ref`.
    pub const NULL: Value = Value(0);
    pub const NONE: Value = Value(2);
    pub const ELLIPSIS: Value = Value(4);
    pub const NOT_IMPLEMENTED: Value = Value(6);
    /// An unbound local, an empty cell, an argument that was not given, a deleted dict entry.
    pub const UNBOUND: Value = Value(8);
    pub const FALSE: Value = Value(0x10);
    pub const TRUE: Value = Value(0x11);

    /// `x` must be in the immediate range.
    #[inline(always)]
    pub const fn small_int(x: i64) -> Value {
        Value(INT_BIAS.wrapping_add(x as u64))
    }
    #[inline(always)]
    pub const fn as_small_int(self) -> i64 {
        self.0.wrapping_sub(INT_BIAS) as i64
    }
    #[inline(always)]
    pub const fn is_small_int(self) -> bool {
        self.0 >= INT_MIN_BITS
    }
    #[inline(always)]
    pub const fn both_small_int(a: Value, b: Value) -> bool {
        a.0 & b.0 >= INT_MIN_BITS
    }
    #[inline(always)]
    pub const fn fits_small_int(x: i64) -> bool {
        x >= -INT_LIMIT && x < INT_LIMIT
    }
    /// Any NaN is canonicalised here but for its sign.
    #[inline(always)]
    pub fn float(x: f64) -> Value {
        let x = if x.is_nan() { f64::NAN.copysign(x) } else { x };
        Value(x.to_bits().wrapping_add(FLOAT_OFFSET))
    }
    /// The result of float arithmetic on canonical operands: hardware NaNs are quiet and have the sign bit as the
    /// only variation, which the encoding can hold (`0xFFF8…` + offset stays below the ints).
    #[inline(always)]
    pub fn float_result(x: f64) -> Value {
        Value(x.to_bits().wrapping_add(FLOAT_OFFSET))
    }
    #[inline(always)]
    pub fn as_float(self) -> f64 {
        f64::from_bits(self.0.wrapping_sub(FLOAT_OFFSET))
    }
    #[inline(always)]
    pub const fn is_float(self) -> bool {
        self.0.wrapping_sub(FLOAT_OFFSET) < INT_MIN_BITS - FLOAT_OFFSET
    }
    #[inline(always)]
    pub const fn bool(b: bool) -> Value {
        Value(0x10 | b as u64)
    }
    #[inline(always)]
    pub const fn is_bool(self) -> bool {
        self.0 | 1 == 0x11
    }
    #[inline(always)]
    pub const fn is_true(self) -> bool {
        self.0 == 0x11
    }
    #[inline(always)]
    pub const fn is_none(self) -> bool {
        self.0 == Value::NONE.0
    }
    #[inline(always)]
    pub const fn is_unbound(self) -> bool {
        self.0 == Value::UNBOUND.0
    }
    #[inline(always)]
    pub const fn is_not_implemented(self) -> bool {
        self.0 == Value::NOT_IMPLEMENTED.0
    }
    #[inline(always)]
    pub const fn is_heap(self) -> bool {
        self.0.wrapping_sub(FIRST_POINTER) < FLOAT_OFFSET - FIRST_POINTER
    }
    /// The object's header. The value must be a heap pointer.
    #[inline(always)]
    pub const fn header(self) -> *mut Header {
        self.0 as *mut Header
    }
    #[inline(always)]
    pub fn from_ptr<T>(p: *const T) -> Value {
        Value(p as u64)
    }
    #[inline(always)]
    pub const fn ptr<T>(self) -> *mut T {
        self.0 as *mut T
    }
    /// Reads the payload as `T`.
    ///
    /// # Safety
    /// The value must be a live heap object whose type's layout begins with `T`, borrowed for no longer than a
    /// reference to it is held.
    #[inline(always)]
    pub unsafe fn get<'a, T>(self) -> &'a T {
        &*(self.0 as *const T)
    }
    /// The type of a heap object.
    ///
    /// # Safety
    /// The value must be a live heap object.
    #[inline(always)]
    pub unsafe fn heap_type(self) -> *mut Type {
        (*self.header()).ty
    }
    /// Whether the value is a heap object of exactly this type.
    #[inline(always)]
    pub fn is_exact(self, ty: *const Type) -> bool {
        // SAFETY: a heap value points to a live header.
        self.is_heap() && unsafe { (*self.header()).ty as *const Type == ty }
    }
    #[inline(always)]
    pub fn incref(self) {
        if self.is_heap() {
            // SAFETY: a heap value points to a live header.
            unsafe {
                #[cfg(feature = "paranoid")]
                super::heap::check_alive(self.header(), "a new reference to");
                (*self.header()).refcount += 1
            }
        }
    }
    /// Gives up one reference; at zero the object is deallocated at once, which may run Python code.
    #[inline(always)]
    pub fn decref(self, vm: &Vm) {
        if self.is_heap() {
            // SAFETY: a heap value points to a live header, and the caller owns the reference given up.
            unsafe {
                let h = self.header();
                #[cfg(feature = "paranoid")]
                super::heap::check_alive(h, "a reference given up to");
                (*h).refcount -= 1;
                if (*h).refcount == 0 {
                    vm.dealloc(h)
                }
            }
        }
    }
}

impl std::fmt::Debug for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match *self {
            Value::NULL => f.write_str("Null"),
            Value::NONE => f.write_str("None"),
            Value::TRUE => f.write_str("True"),
            Value::FALSE => f.write_str("False"),
            Value::UNBOUND => f.write_str("Unbound"),
            v if v.is_small_int() => write!(f, "{}", v.as_small_int()),
            v if v.is_float() => write!(f, "{:?}", v.as_float()),
            v => write!(f, "{:#x}", v.0),
        }
    }
}

const _: () = assert!(size_of::<Value>() == 8);
