//! gc
pub fn init(vm:&crate::object::Vm)->crate::object::Res{super::new_module(vm,"gc","",&[])}
