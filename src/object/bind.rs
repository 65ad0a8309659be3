//! Binding of arguments to the slots of a native signature, with CPython's error messages.
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
    // A method's receiver is not counted in messages.
    let shift = usize::from(sig.slots > 0 && matches!(sig.param(0), "self" | "cls" | "type"));
    let extra = &positional[taken..];
    if !extra.is_empty() && !sig.has_star {
        return Err(wrong_count(vm, def, given, shift));
    }
    let kwargs: Option<Ref> = if sig.has_star_star && !names.is_empty() { Some(vm.new_dict()?) } else { None };
    let named = sig.slots as usize - sig.has_star_star as usize;
    for (name, value) in names.iter().zip(keyword_values) {
        let text = vm.str_text(*name);
        let slot = (sig.positional_only as usize..named).find(|&i| sig.param(i) == text);
        match (slot, &kwargs) {
            (Some(i), _) => {
                if slots[i] != Value::NULL {
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
                if named - shift == 0 || (sig.positional_only as usize == named && !sig.has_star) {
                    return Err(vm.type_error(format!("{}() takes no keyword arguments", qualified(def))));
                }
                return Err(vm.type_error(format!(
                    "{}() got an unexpected keyword argument '{}'",
                    qualified(def),
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
                    return Err(wrong_count(vm, def, given, shift));
                }
                return Err(vm.type_error(format!(
                    "{}() missing required argument '{}' (pos {})",
                    qualified(def),
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

fn qualified(def: &NativeDef) -> &'static str {
    def.sig.name()
}

#[cold]
fn wrong_count(vm: &Vm, def: &NativeDef, given: usize, shift: usize) -> super::reference::Raised {
    let sig = &def.sig;
    let given = given.saturating_sub(shift);
    let least = (sig.required as usize).saturating_sub(shift);
    let most = (sig.positional as usize).saturating_sub(shift);
    let name = sig.name();
    let keyword_ok = sig.positional > sig.positional_only || (sig.slots > sig.positional);
    if most == 0 && least == 0 && !keyword_ok {
        return vm.type_error(format!("{name}() takes no arguments ({given} given)"));
    }
    if keyword_ok {
        let (bound, n) = if given > most {
            (if least < most { "at most" } else { "exactly" }, most)
        } else {
            (if least < most { "at least" } else { "exactly" }, least)
        };
        let plural = if n == 1 { "" } else { "s" };
        return vm.type_error(format!("{name}() takes {bound} {n} positional argument{plural} ({given} given)"));
    }
    if least == most {
        if least == 1 {
            return vm.type_error(format!("{name}() takes exactly one argument ({given} given)"));
        }
        return vm.type_error(format!("{name} expected {least} argument{}, got {given}", if least == 1 { "" } else { "s" }));
    }
    let (bound, n) = if given < least { ("at least", least) } else { ("at most", most) };
    vm.type_error(format!("{name} expected {bound} {n} argument{}, got {given}", if n == 1 { "" } else { "s" }))
}
