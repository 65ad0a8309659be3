//! Owned references.
use super::type_object::Type;
use super::value::Value;
use super::vm::{Vm, with_current};
use std::num::NonZeroU64;
use std::ops::Deref;

/// An exception has been raised and is pending in the interpreter (`vm.raised`).
#[derive(Debug, Clone, Copy)]
#[must_use]
pub struct Raised;

/// Result of an operation that may raise.
pub type Res<T = Ref> = Result<T, Raised>;

/// An owned reference to a value: `Clone` increments, `Drop` decrements.
#[repr(transparent)]
pub struct Ref(NonZeroU64);

const _: () = assert!(size_of::<Res<Ref>>() == 8);

impl Ref {
    pub const NONE: Ref = Ref::immediate(Value::NONE);
    pub const NOT_IMPLEMENTED: Ref = Ref::immediate(Value::NOT_IMPLEMENTED);

    const fn immediate(v: Value) -> Ref {
        match NonZeroU64::new(v.0) {
            Some(x) => Ref(x),
            None => panic!("null value"),
        }
    }
    /// Takes over a reference that the caller owns.
    #[inline(always)]
    pub fn own(v: Value) -> Ref {
        debug_assert!(v.0 != 0);
        // SAFETY: a value is never the null word.
        Ref(unsafe { NonZeroU64::new_unchecked(v.0) })
    }
    /// A new reference to a borrowed value.
    #[inline(always)]
    pub fn new(v: Value) -> Ref {
        v.incref();
        Ref::own(v)
    }
    #[inline(always)]
    pub fn value(&self) -> Value {
        Value(self.0.get())
    }
    /// Gives the reference to the caller.
    #[inline(always)]
    pub fn into_value(self) -> Value {
        let v = self.value();
        std::mem::forget(self);
        v
    }
    #[inline(always)]
    pub fn bool(b: bool) -> Ref {
        Ref::own(Value::bool(b))
    }
    #[inline(always)]
    pub fn float(x: f64) -> Ref {
        Ref::own(Value::float(x))
    }
    /// A new reference to a type object.
    pub fn from_type(ty: *const Type) -> Ref {
        Ref::new(Value::from_ptr(ty))
    }
}

impl Deref for Ref {
    type Target = Value;
    #[inline(always)]
    fn deref(&self) -> &Value {
        // SAFETY: `Ref` and `Value` are both one transparent 64-bit word.
        unsafe { &*(self as *const Ref as *const Value) }
    }
}

impl Clone for Ref {
    #[inline(always)]
    fn clone(&self) -> Ref {
        Ref::new(self.value())
    }
}

impl Drop for Ref {
    #[inline(always)]
    fn drop(&mut self) {
        let v = self.value();
        if v.is_heap() {
            // SAFETY: a heap value points to a live header; this reference is owned.
            unsafe {
                let h = v.header();
                #[cfg(feature = "paranoid")]
                super::heap::check_alive(h, "a reference given up to");
                (*h).refcount -= 1;
                if (*h).refcount == 0 {
                    with_current(|vm: &Vm| vm.dealloc(h));
                }
            }
        }
    }
}

impl std::fmt::Debug for Ref {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.value().fmt(f)
    }
}
