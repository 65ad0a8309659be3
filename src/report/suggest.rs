//! "Did you mean" hints for names, attributes and imports.
use crate::object::{Ref, Value, Vm};

const MOVE: usize = 2;
const CASE: usize = 1;
const MAX_NAMES: usize = 750;
const MAX_LENGTH: usize = 40;

/// The hint to append to the message of an exception.
pub fn suggestion(vm: &Vm, e: Value) -> Option<String> {
    let t = &vm.types;
    let name_field = if vm.is_instance(e, t.AttributeError) || vm.is_instance(e, t.NameError) {
        0
    } else if vm.is_instance(e, t.ImportError) {
        3
    } else {
        return None;
    };
    let name = vm.exception_field(e, name_field);
    if name == Value::NULL || !vm.is_str(name) {
        return None;
    }
    let wrong = vm.str_text(name);
    let is_name = vm.is_instance(e, t.NameError);
    let of_self = if is_name { attribute_of_self(vm, e, name) } else { None };
    let found = of_self.or_else(|| candidates(vm, e, name, &wrong).and_then(|names| nearest(&names, &wrong)));
    if is_name && is_stdlib_module(vm, &wrong) {
        return Some(match found {
            Some(s) => format!(". Did you mean: '{s}'? Or did you forget to import '{wrong}'?"),
            None => format!(". Did you forget to import '{wrong}'?"),
        });
    }
    found.map(|s| format!(". Did you mean: '{s}'?"))
}

fn is_stdlib_module(vm: &Vm, name: &str) -> bool {
    let sys = vm.sys.get();
    if sys.is_null() {
        return false;
    }
    let key = vm.intern("stdlib_module_names");
    // SAFETY: the namespace of `sys` lives as long as the interpreter.
    let Some(set) = (unsafe { (*sys).get_name(vm, key.value()) }) else { return false };
    let name = vm.intern(name);
    match vm.contains(set, name.value()) {
        Ok(b) => b,
        Err(_) => {
            drop(vm.take_raised());
            false
        }
    }
}

fn dir(vm: &Vm, obj: Value) -> Option<Vec<String>> {
    let listed = vm.call_special(obj, vm.names.__dir__, &[]).and_then(|r| match r {
        Some(r) => vm.collect(r.value()),
        None => Ok(Vec::new()),
    });
    match listed {
        Ok(items) => {
            let mut names: Vec<String> = items.iter().filter(|v| vm.is_str(v.value())).map(|v| vm.str_text(v.value())).collect();
            names.sort();
            Some(names)
        }
        Err(_) => {
            drop(vm.take_raised());
            None
        }
    }
}

fn candidates(vm: &Vm, e: Value, _name: Value, wrong: &str) -> Option<Vec<String>> {
    let visible = |names: Vec<String>| -> Vec<String> {
        if wrong.starts_with('_') { names } else { names.into_iter().filter(|n| !n.starts_with('_')).collect() }
    };
    if vm.is_instance(e, vm.types.AttributeError) {
        let obj = vm.exception_field(e, 1);
        if obj == Value::NULL {
            return None;
        }
        return dir(vm, obj).map(visible);
    }
    if vm.is_instance(e, vm.types.ImportError) {
        let module = vm.exception_field(e, 1);
        let modules = vm.modules.get();
        if modules.is_null() || module == Value::NULL || !vm.is_str(module) {
            return None;
        }
        // SAFETY: `sys.modules` lives as long as the interpreter.
        let module = unsafe { (*modules).get_name(vm, module).map(Ref::new)? };
        return dir(vm, module.value()).map(visible);
    }
    // A name: the locals, globals and builtins of the frame that raised.
    let mut names = Vec::new();
    for d in [vm.exception_field(e, 1), vm.exception_field(e, 2), Value::from_ptr(vm.builtins.get())] {
        if d != Value::NULL && vm.is_dict(d) {
            names.extend(vm.dict(d).iter().filter(|(k, _)| vm.is_str(*k)).map(|(k, _)| vm.str_text(k)));
        }
    }
    Some(names)
}

/// `self.name` where the frame that raised has a `self` with such an attribute.
fn attribute_of_self(vm: &Vm, e: Value, name: Value) -> Option<String> {
    let locals = vm.exception_field(e, 1);
    if locals == Value::NULL || !vm.is_dict(locals) {
        return None;
    }
    let key = vm.intern("self");
    let this = Ref::new(vm.dict(locals).get_name(vm, key.value())?);
    match vm.hasattr(this.value(), name) {
        Ok(has) => has.then(|| format!("self.{}", vm.str_text(name))),
        Err(_) => {
            drop(vm.take_raised());
            None
        }
    }
}

/// The candidate closest to the wrong name, if at most a third of the letters differ.
fn nearest(names: &[String], wrong: &str) -> Option<String> {
    let target: Vec<char> = wrong.chars().collect();
    if names.len() >= MAX_NAMES || target.len() > MAX_LENGTH {
        return None;
    }
    let mut best: Option<(usize, &String)> = None;
    for n in names {
        if n == wrong {
            continue;
        }
        let chars: Vec<char> = n.chars().collect();
        let allowed = (chars.len() + target.len() + 3) * MOVE / 6;
        let distance = distance(&target, &chars);
        if distance <= allowed && best.is_none_or(|(d, _)| distance < d) {
            best = Some((distance, n));
        }
    }
    best.map(|(_, n)| n.clone())
}

fn substitution(a: char, b: char) -> usize {
    if a == b {
        0
    } else if a.to_lowercase().eq(b.to_lowercase()) {
        CASE
    } else {
        MOVE
    }
}

/// Edit distance where a change of case costs half.
fn distance(a: &[char], b: &[char]) -> usize {
    if a.len() > MAX_LENGTH || b.len() > MAX_LENGTH {
        return usize::MAX;
    }
    let mut row: Vec<usize> = (0..=b.len()).map(|i| i * MOVE).collect();
    for (i, x) in a.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = (i + 1) * MOVE;
        for (j, y) in b.iter().enumerate() {
            let here = (diagonal + substitution(*x, *y)).min(row[j] + MOVE).min(row[j + 1] + MOVE);
            diagonal = std::mem::replace(&mut row[j + 1], here);
        }
    }
    row[b.len()]
}

/// The name closest to a wrong one, if any is close enough to be meant.
pub fn closest<'a>(wrong: &str, names: impl Iterator<Item = &'a str>) -> Option<String> {
    let names: Vec<String> = names.map(str::to_owned).collect();
    nearest(&names, wrong)
}
