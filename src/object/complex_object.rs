//! Layout of complex.
use super::header::Header;
use super::reference::Res;
use super::value::Value;
use super::vm::Vm;

/// A complex number.
#[repr(C)]
pub struct ComplexObject {
    pub header: Header,
    pub re: f64,
    pub im: f64,
}

impl Vm {
    /// A new complex number.
    pub fn new_complex(&self, re: f64, im: f64) -> Res {
        self.new_object::<ComplexObject>(self.types.complex, |p| {
            // SAFETY: the instance is fresh.
            unsafe { (&raw mut (*p).re).write(re) };
            unsafe { (&raw mut (*p).im).write(im) };
        })
    }
    /// The parts of a complex number or an instance of a subclass.
    pub fn complex_payload(&self, v: Value) -> Option<(f64, f64)> {
        if v.is_heap() && self.is_instance(v, self.types.complex) {
            // SAFETY: the layout begins with `ComplexObject`.
            let c = unsafe { v.get::<ComplexObject>() };
            return Some((c.re, c.im));
        }
        None
    }
}
