//! What may be chosen when an interpreter is made (CPython's `PyInterpreterConfig`).
use crate::object::{Ref, Res, Restrictions, Value, Vm};

/// Names of the fields in the order in which they are shown; the lock's is a str, the others are bools.
const FLAGS: [&str; 6] =
    ["use_main_obmalloc", "allow_fork", "allow_exec", "allow_threads", "allow_daemon_threads", "check_multi_interp_extensions"];

/// The settings of an interpreter. Memory and lock are its own whatever they say.
#[derive(Clone)]
pub struct Settings {
    flags: [bool; 6],
    gil: String,
}

const ALLOW_FORK: usize = 1;
const ALLOW_EXEC: usize = 2;
const ALLOW_THREADS: usize = 3;
const ALLOW_DAEMONS: usize = 4;

impl Settings {
    fn new(flags: [bool; 6], gil: &str) -> Settings {
        Settings { flags, gil: gil.to_owned() }
    }
    /// Those of the program's own interpreter.
    pub fn of_main() -> Settings {
        Settings::new([true, true, true, true, true, false], "own")
    }
    /// The settings of a name.
    ///
    /// # Errors
    /// ValueError for names that nothing has.
    pub fn named(vm: &Vm, name: &str) -> Res<Settings> {
        match name {
            "default" | "isolated" | "" => Ok(Settings::new([false, false, false, true, false, true], "own")),
            "legacy" => Ok(Settings::new([true, true, true, true, true, false], "shared")),
            "empty" => Ok(Settings::new([false; 6], "default")),
            _ => Err(vm.value_error(format!("unsupported config name '{name}'"))),
        }
    }
    /// Changes the fields that a dict names; where `all`, it has to name each.
    ///
    /// # Errors
    /// ValueError for missing and unknown fields, TypeError for values of a wrong type.
    pub fn update(&mut self, vm: &Vm, fields: Value, all: bool) -> Res<()> {
        let rest = vm.dict_copy(fields)?;
        let take = |name: &str| -> Res<Option<Ref>> {
            let key = vm.intern(name);
            match vm.dict_remove(rest.value(), key.value())? {
                None if all => Err(vm.value_error(format!("missing config key: {name}"))),
                v => Ok(v),
            }
        };
        for (name, flag) in FLAGS.iter().zip(&mut self.flags) {
            if let Some(v) = take(name)? {
                if v.value() != Value::TRUE && v.value() != Value::FALSE {
                    return Err(vm.type_error(format!("invalid config type: {name}")));
                }
                *flag = v.value() == Value::TRUE;
            }
        }
        if let Some(v) = take("gil")? {
            if !vm.is_str(v.value()) {
                return Err(vm.type_error("invalid config type: gil"));
            }
            let text = vm.str_text(v.value());
            if !matches!(text.as_str(), "default" | "shared" | "own") {
                return Err(vm.value_error(format!("invalid interpreter config 'gil' value '{text}'")));
            }
            self.gil = text;
        }
        match vm.dict(rest.value()).len() {
            0 => Ok(()),
            n => {
                let items = if n == 1 { "item" } else { "items" };
                Err(vm.value_error(format!("config dict has {n} extra {items} ({})", vm.repr_text(rest.value())?)))
            }
        }
    }
    /// A `types.SimpleNamespace` of them.
    pub fn namespace(&self, vm: &Vm) -> Res {
        let ns = vm.call(Value::from_ptr(vm.types.namespace), &[])?;
        for (name, flag) in FLAGS.iter().zip(self.flags) {
            vm.instance_set(ns.value(), vm.intern(name).value(), Ref::bool(flag))?;
        }
        let gil = vm.new_str(&self.gil)?;
        vm.instance_set(ns.value(), vm.intern("gil").value(), gil)?;
        Ok(ns)
    }
    /// What its code may not do.
    pub fn restrictions(&self) -> Restrictions {
        Restrictions {
            fork: !self.flags[ALLOW_FORK],
            exec: !self.flags[ALLOW_EXEC],
            threads: !self.flags[ALLOW_THREADS],
            daemon_threads: !self.flags[ALLOW_DAEMONS],
        }
    }
}
