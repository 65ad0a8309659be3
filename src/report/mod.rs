//! Reports of exceptions that nobody caught.
use crate::object::{Ref, Vm};

/// Reports an exception that cannot go anywhere (from `__del__`, say) to stderr.
pub fn unraisable(vm: &Vm, exception: Ref, what: &str) {
    eprint!("Exception ignored while calling deallocator {what}:\n{}: {:?}\n", vm.type_name(exception.value()), exception);
}
