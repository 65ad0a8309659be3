//! Binding of arguments to the slots of a native signature, with CPython's error messages.
use super::dict::Dict;
use super::function::NativeFunction;
use super::native::{MAX_PARAMS, NativeDef};
use super::reference::{Ref, Res};
use super::value::Value;
use super::vm::Vm;

/// The general case of `call_native`: keywords, `*args`, `**kwargs`, wrong counts.
#[cold]
#[inline(never)]
pub fn bind_and_call(vm: &Vm, def: &NativeDef, args: &[Value], kwnames: Value) -> Res {
    let sig = &def.sig;
    let names: &[Value] = if kwnames == Value::NULL { &[] } else { vm.tuple_items(kwnames) };
    let given = args.len() - names.len();
    let (positional, keyword_values) = args.split_at(given);
    let mut slots = [Value::NULL; MAX_PARAMS];
    let taken = given.min(sig.positional as usize);
    slots[..taken].copy_from_slice(&positional[..taken]);
    let extra = &positional[taken..];
    if !extra.is_empty() && !sig.has_star {
        return Err(wrong_count(vm, def, given, names.len()));
    }
    let kwargs: Option<Ref> = if sig.has_star_star && !names.is_empty() { Some(vm.new_dict()?) } else { None };
    let named = sig.slots as usize - sig.has_star_star as usize;
    for (name, value) in names.iter().zip(keyword_values) {
        let text = vm.str_text(*name);
        let slot = (sig.positional_only as usize..named).find(|&i| sig.param(i) == text);
        match (slot, &kwargs) {
            (Some(i), _) => {
                if slots[i] != Value::NULL {
                    let shift = receiver(vm, def);
                    return Err(vm.type_error(format!(
                        "argument for {}() given by name ('{}') and position ({})",
                        sig.name(),
                        sig.param(i),
                        i + 1 - shift
                    )));
                }
                slots[i] = *value;
            }
            (None, Some(d)) => vm.dict_set(d.value(), *name, *value)?,
            (None, None) => {
                if named == receiver(vm, def) || (sig.positional_only as usize == named && !sig.has_star) {
                    return Err(vm.type_error(format!("{}() takes no keyword arguments", qualified(vm, def))));
                }
                return Err(vm.type_error(format!(
                    "{}() got an unexpected keyword argument '{}'",
                    sig.name(),
                    text
                )));
            }
        }
    }
    for i in 0..named {
        if slots[i] == Value::NULL {
            let missing =
                if i < sig.positional as usize { i < sig.required as usize } else { sig.required_kwonly >> i & 1 == 1 };
            if missing {
                if i < sig.positional_only as usize || names.is_empty() && sig.positional_only > 0 {
                    return Err(wrong_count(vm, def, given, names.len()));
                }
                let shift = receiver(vm, def);
                return Err(vm.type_error(format!(
                    "{}() missing required argument '{}' (pos {})",
                    sig.name(),
                    sig.param(i),
                    i + 1 - shift
                )));
            }
            slots[i] = sig.defaults[i];
        }
    }
    if sig.has_star_star {
        slots[named] = kwargs.as_ref().map_or(Value::UNBOUND, |d| d.value());
    }
    (def.call)(vm, slots.as_ptr(), extra)
}

/// Where a definition is found: the namespace of a builtin type (a method has a receiver) or of a module.
#[cold]
fn owner(vm: &Vm, def: &NativeDef) -> Option<(String, bool)> {
    let here = |d: &Dict| {
        d.iter().find_map(|(_, v)| {
            let t = &vm.types;
            let method = v.is_exact(t.method_descriptor) || v.is_exact(t.classmethod_descriptor);
            if !method && !v.is_exact(t.builtin_function) {
                return None;
            }
            // SAFETY: these types have the layout of a native function.
            std::ptr::eq(unsafe { v.get::<NativeFunction>() }.def, def).then_some(method)
        })
    };
    // SAFETY: types and modules live as long as the interpreter; nothing runs meanwhile.
    unsafe {
        for ty in vm.types.each() {
            if let Some(method) = here(&*(*ty).dict) {
                return Some((vm.str_text((*ty).name), method));
            }
        }
        for (name, m) in (*vm.modules.get()).iter() {
            if m.is_exact(vm.types.module) && here(&*vm.module_dict(m)).is_some() {
                return Some((vm.str_text(name), false));
            }
        }
    }
    None
}

/// Slots in front that messages do not count: the receiver.
fn receiver(vm: &Vm, def: &NativeDef) -> usize {
    match owner(vm, def) {
        Some((_, method)) => method as usize,
        None => usize::from(def.sig.slots > 0 && matches!(def.sig.param(0), "self" | "cls" | "type")),
    }
}

/// The name with that of its type, or of a module other than `builtins`.
fn qualified(vm: &Vm, def: &NativeDef) -> String {
    match owner(vm, def) {
        Some((place, _)) if place != "builtins" => format!("{place}.{}", def.sig.name()),
        _ => def.sig.name().to_owned(),
    }
}

#[cold]
fn wrong_count(vm: &Vm, def: &NativeDef, given: usize, keywords: usize) -> super::reference::Raised {
    let sig = &def.sig;
    let shift = receiver(vm, def);
    let given = given.saturating_sub(shift);
    let least = (sig.required as usize).saturating_sub(shift);
    let most = (sig.positional as usize).saturating_sub(shift);
    let name = sig.name();
    let keyword_ok = sig.positional > sig.positional_only || (sig.slots > sig.positional);
    let plural = |n: usize| if n == 1 { "" } else { "s" };
    if most == 0 && least == 0 && !keyword_ok {
        return vm.type_error(format!("{}() takes no arguments ({given} given)", qualified(vm, def)));
    }
    if keyword_ok {
        let all = sig.slots as usize - sig.has_star_star as usize - shift;
        if given + keywords > all && !sig.has_star_star {
            let bound = if least == all { "exactly" } else { "at most" };
            let kind = if given == 0 { "keyword " } else { "" };
            return vm.type_error(format!(
                "{name}() takes {bound} {all} {kind}argument{} ({} given)",
                plural(all),
                given + keywords
            ));
        }
        if given > most && most == 0 {
            return vm.type_error(format!("{name}() takes no positional arguments"));
        }
        let (bound, n) = if given > most {
            (if least < most { "at most" } else { "exactly" }, most)
        } else {
            (if least < most { "at least" } else { "exactly" }, least)
        };
        return vm.type_error(format!("{name}() takes {bound} {n} positional argument{} ({given} given)", plural(n)));
    }
    if least == most {
        if least == 1 {
            return vm.type_error(format!("{}() takes exactly one argument ({given} given)", qualified(vm, def)));
        }
        return vm.type_error(format!("{name} expected {least} argument{}, got {given}", plural(least)));
    }
    let (bound, n) = if given < least { ("at least", least) } else { ("at most", most) };
    vm.type_error(format!("{name} expected {bound} {n} argument{}, got {given}", plural(n)))
}
