//! What is searched: a str, or the memory of a bytes-like object.
use crate::object::{Buffer, Points, Ref, Res, Value, Vm, buffer_flags};
use crate::text::StrView;
use crate::types::support::str_view;

/// A str or bytes-like object, kept alive and in place.
pub struct Subject {
    object: Ref,
    /// The memory of an object that is neither str nor bytes.
    buffer: Option<Buffer>,
    pub is_bytes: bool,
}

impl Subject {
    /// TypeError where the object is neither a str nor bytes-like.
    pub fn new(vm: &Vm, v: Value) -> Res<Subject> {
        if v.is_heap() && vm.is_str(v) {
            return Ok(Subject { object: Ref::new(v), buffer: None, is_bytes: false });
        }
        if v.is_heap() && vm.is_bytes(v) {
            return Ok(Subject { object: Ref::new(v), buffer: None, is_bytes: true });
        }
        if !vm.has_buffer(v) {
            return Err(vm.type_error(format!("expected string or bytes-like object, got '{}'", vm.type_name(v))));
        }
        let buffer = vm.get_buffer(v, buffer_flags::SIMPLE)?;
        Ok(Subject { object: Ref::new(v), buffer: Some(buffer), is_bytes: true })
    }
    /// The object itself.
    pub fn object(&self) -> Value {
        self.object.value()
    }
    /// Code points, or bytes.
    #[inline]
    pub fn points(&self, vm: &Vm) -> Points<'_> {
        match &self.buffer {
            Some(b) => Points::One(b.as_slice()),
            None if self.is_bytes => Points::One(vm.bytes(self.object.value())),
            None => vm.str(self.object.value()).points(),
        }
    }
    /// Length in characters.
    #[inline]
    pub fn len(&self, vm: &Vm) -> usize {
        match self.points(vm) {
            Points::One(s) => s.len(),
            Points::Two(s) => s.len(),
            Points::Four(s) => s.len(),
        }
    }
    /// The text; of a str only.
    pub fn view(&self, vm: &Vm) -> StrView<'_> {
        str_view(vm.str(self.object.value()))
    }
    /// The characters `a..b` as a new object, bounds beyond the end cut. All of an exact str or bytes is the object itself.
    pub fn slice(&self, vm: &Vm, a: usize, b: usize) -> Res {
        let n = self.len(vm);
        let (a, b) = (a.min(n), b.min(n));
        let exact = self.object.is_exact(vm.types.str) || self.object.is_exact(vm.types.bytes);
        if a == 0 && b == n && exact {
            return Ok(self.object.clone());
        }
        let b = b.max(a);
        match self.points(vm) {
            Points::One(s) if self.is_bytes => vm.new_bytes(&s[a..b]),
            Points::One(s) => {
                let ascii = vm.str(self.object.value()).is_ascii() || s[a..b].is_ascii();
                vm.new_latin1(&s[a..b], ascii)
            }
            Points::Two(s) => {
                let max = s[a..b].iter().fold(0, |m, c| m | *c as u32);
                vm.str_from_points(s[a..b].iter().map(|c| *c as u32), b - a, max)
            }
            Points::Four(s) => {
                let max = s[a..b].iter().fold(0, |m, c| m | *c);
                vm.str_from_points(s[a..b].iter().copied(), b - a, max)
            }
        }
    }
    /// The empty object of the kind.
    pub fn empty(&self, vm: &Vm) -> Res {
        if self.is_bytes { vm.new_bytes(b"") } else { vm.new_str("") }
    }
}
