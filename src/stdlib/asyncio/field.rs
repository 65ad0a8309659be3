//! References in the payload of an object that may be there or not.
use crate::object::{Ref, Value};
use std::cell::Cell;

/// An owned reference, or nothing.
#[repr(transparent)]
pub(super) struct Field(Cell<Value>);

impl Field {
    pub const EMPTY: Field = Field(Cell::new(Value::NULL));

    /// The value, borrowed; NULL where there is none.
    #[inline(always)]
    pub fn get(&self) -> Value {
        self.0.get()
    }
    #[inline(always)]
    pub fn is_empty(&self) -> bool {
        self.0.get() == Value::NULL
    }
    /// A new reference to the value, where there is one.
    #[inline(always)]
    pub fn held(&self) -> Option<Ref> {
        if self.is_empty() { None } else { Some(Ref::new(self.get())) }
    }
    /// The value as Python sees it: None where there is none.
    pub fn or_none(&self) -> Ref {
        self.held().unwrap_or(Ref::NONE)
    }
    /// Stores a value and gives up what was there before.
    #[inline(always)]
    pub fn set(&self, v: Ref) {
        owned(self.0.replace(v.into_value()));
    }
    /// Takes the value out.
    #[inline(always)]
    pub fn take(&self) -> Option<Ref> {
        owned(self.0.replace(Value::NULL))
    }
    pub fn clear(&self) {
        drop(self.take());
    }
    /// Shows the value to a visitor.
    pub fn visit(&self, visit: &mut dyn FnMut(Value)) {
        if !self.is_empty() {
            visit(self.get());
        }
    }
}

#[inline(always)]
fn owned(v: Value) -> Option<Ref> {
    if v == Value::NULL { None } else { Some(Ref::own(v)) }
}
