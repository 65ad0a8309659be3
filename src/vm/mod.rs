//! The virtual machine: what the layers beside it (types, builtins, stdlib, import, report) may use of it.
use crate::object::{Config, Res, Value, Vm};

/// An interpreter with its types, ready for modules.
pub fn new_vm(config: Config) -> Res<Box<Vm>> {
    let mut vm = Vm::bare(config);
    vm.enter();
    crate::types::init(&mut vm)?;
    Ok(vm)
}

/// Call slot of `function`: runs a Python function.
pub fn call_function(vm: &Vm, _f: Value, _args: &[Value], _kwnames: Value) -> Res {
    Err(vm.system_error("no interpreter loop"))
}

impl Vm {
    /// Forgets what inline caches know about instance attributes: a data descriptor now hides some of them.
    pub fn flush_attribute_caches(&self) {}
}

#[cfg(test)]
mod tests {
    use super::*;
    #[test]
    fn a_fresh_interpreter_has_types_and_names() {
        let vm = new_vm(Config { hash_seed: Some(0), ..Config::default() }).unwrap();
        let d = vm.new_dict().unwrap();
        for i in 0..1000 {
            let k = vm.new_str(&format!("key{i}")).unwrap();
            let v = vm.new_int(i).unwrap();
            vm.dict_set(d.value(), k.value(), v.value()).unwrap();
        }
        let k = vm.new_str("key77").unwrap();
        assert_eq!(vm.dict_get(d.value(), k.value()).unwrap().unwrap().as_small_int(), 77);
        assert_eq!(vm.str_text(vm.names.__init__), "__init__");
    }
}
