//! Binding of arguments to the slots of a native signature, with CPython's error messages.
use super::function::NativeFunction;
use super::native::{MAX_PARAMS, NativeDef, NativeKind};
use super::reference::{Ref, Res};
use super::type_object::Type;
use super::value::Value;
use super::vm::Vm;

/// How many leading slots are the receiver of a method, which messages do not count.
fn receiver(def: &NativeDef) -> usize {
    let sig = &def.sig;
    if sig.slots == 0 {
        return 0;
    }
    match (sig.param(0), def.kind) {
        ("self", _) | (_, NativeKind::ClassMethod) => 1,
        ("type", NativeKind::StaticMethod) => 1,
        _ => 0,
    }
}

/// The general case of `call_native`: keywords, `*args`, `**kwargs`, wrong counts.
#[cold]
#[inline(never)]
pub fn bind_and_call(vm: &Vm, def: &NativeDef, args: &[Value], kwnames: Value) -> Res {
    call_as(vm, def, args, kwnames, Caller::Other)
}
/// What calls a native function; messages name it accordingly.
#[derive(Clone, Copy)]
pub enum Caller {
    /// A method bound to its receiver.
    Bound,
    /// A static method of the type.
    Static(*const Type),
    Other,
}
/// As `bind_and_call`, with the caller.
#[cold]
#[inline(never)]
pub fn call_as(vm: &Vm, def: &NativeDef, args: &[Value], kwnames: Value, caller: Caller) -> Res {
    let names: &[Value] = if kwnames == Value::NULL { &[] } else { vm.tuple_items(kwnames) };
    let mut slots = [Value::NULL; MAX_PARAMS];
    let outcome = bind(vm, def, args, names, &mut slots, caller);
    if let (Err(_), Some(objection)) = (&outcome, def.objection) {
        let complaint = vm.take_raised();
        let (positional, values) = args.split_at(args.len() - names.len());
        objection(vm, positional, names, values)?;
        return Err(vm.set_raised(complaint));
    }
    let (extra, _kwargs) = outcome?;
    (def.call)(vm, slots.as_ptr(), extra)
}

/// Binds arguments to slots; the arguments for `*args`, and the dict for `**kwargs`, which has to outlive the slots.
fn bind<'a>(
    vm: &Vm,
    def: &NativeDef,
    args: &'a [Value],
    names: &[Value],
    slots: &mut [Value; MAX_PARAMS],
    caller: Caller,
) -> Res<(&'a [Value], Option<Ref>)> {
    let sig = &def.sig;
    let given = args.len() - names.len();
    let (positional, keyword_values) = args.split_at(given);
    let taken = given.min(sig.positional as usize);
    slots[..taken].copy_from_slice(&positional[..taken]);
    let shift = receiver(def);
    let extra = &positional[taken..];
    let named = sig.slots as usize - sig.has_star_star as usize;
    // No parameter but the receiver may be given by name.
    let by_position = sig.positional_only.max(shift as u8) as usize == named && !sig.has_star_star;
    if by_position && !names.is_empty() {
        let name = if def.varargs { sig.name().to_owned() } else { qualified(vm, def, args, caller) };
        return Err(vm.type_error(format!("{name}() takes no keyword arguments")));
    }
    if !sig.has_star && (!extra.is_empty() || !sig.has_star_star && args.len() > named) {
        return Err(wrong_count(vm, def, args, given, names.len(), by_position, caller));
    }
    let mut odd_name = false;
    let kwargs: Option<Ref> = if sig.has_star_star && !names.is_empty() { Some(vm.new_dict()?) } else { None };
    let slot_of = |text: &str| (sig.positional_only as usize..named).find(|&i| sig.param(i) == text);
    let mut unexpected = None;
    for (name, value) in names.iter().zip(keyword_values) {
        if !vm.is_str(*name) {
            match &kwargs {
                Some(d) if def.varargs => vm.dict_set(d.value(), *name, *value)?,
                _ => odd_name |= unexpected.is_none(),
            }
            continue;
        }
        let text = vm.str_text(*name);
        match (slot_of(&text), &kwargs) {
            (Some(i), _) if slots[i] != Value::NULL => {
                return Err(vm.type_error(format!(
                    "argument for {}() given by name ('{}') and position ({})",
                    sig.name(),
                    sig.param(i),
                    i + 1 - shift
                )));
            }
            (Some(i), _) => slots[i] = *value,
            (None, Some(d)) => vm.dict_set(d.value(), *name, *value)?,
            (None, None) => unexpected = unexpected.or(Some(text)),
        }
    }
    for i in 0..named {
        if slots[i] != Value::NULL {
            continue;
        }
        let missing =
            if i < sig.positional as usize { i < sig.required as usize } else { sig.required_kwonly >> i & 1 == 1 };
        if missing {
            if i < sig.positional_only as usize {
                return Err(wrong_count(vm, def, args, given, names.len(), by_position, caller));
            }
            return Err(vm.type_error(format!(
                "{}() missing required argument '{}' (pos {})",
                sig.name(),
                sig.param(i),
                i + 1 - shift
            )));
        }
        slots[i] = sig.defaults[i];
    }
    if odd_name {
        return Err(vm.keywords_must_be_strings());
    }
    if let Some(name) = unexpected {
        return Err(vm.type_error(format!("{}() got an unexpected keyword argument '{name}'", sig.name())));
    }
    if sig.has_star_star {
        slots[named] = kwargs.as_ref().map_or(Value::UNBOUND, |d| d.value());
    }
    Ok((extra, kwargs))
}

/// Whether calls of `f` look at the names of keywords before anything else (CPython's vectorcall); the others leave that to what they run.
pub fn checks_names_first(vm: &Vm, f: Value) -> bool {
    let t = &vm.types;
    if vm.is_type(f) {
        // SAFETY: just checked to be a type.
        return unsafe { (*f.ptr::<Type>()).has(super::flags::VECTORCALL) };
    }
    if f.is_exact(t.builtin_function) {
        // SAFETY: the type was just checked.
        return !unsafe { f.get::<NativeFunction>() }.def.varargs;
    }
    [t.function, t.method, t.method_descriptor, t.generic_alias, t.weakref].iter().any(|t| f.is_exact(*t))
}

/// The function's name as messages about its callers' mistakes give it: behind its type, or its module unless that is `builtins`.
fn qualified(vm: &Vm, def: &NativeDef, args: &[Value], caller: Caller) -> String {
    let name = def.sig.name();
    if let Caller::Static(ty) = caller {
        return format!("{}.{name}", vm.type_name_of(ty));
    }
    let key = vm.intern(name);
    let is_it = |v: Value| {
        [vm.types.builtin_function, vm.types.method_descriptor, vm.types.classmethod_descriptor].iter().any(|t| v.is_exact(*t))
            // SAFETY: native callables share their layout.
            && unsafe { std::ptr::eq(v.get::<NativeFunction>().def, def) }
    };
    if receiver(def) == 1
        && let Some(this) = args.first()
    {
        if let Caller::Bound = caller {
            if this.is_exact(vm.types.module) {
                return name.to_owned();
            }
            let ty = if vm.is_type(*this) { this.ptr() } else { vm.type_of(*this) };
            // SAFETY: the type of an argument.
            return format!("{}.{name}", vm.str_text(unsafe { (*ty).qualname }));
        }
        let ty = if vm.is_type(*this) && def.kind != NativeKind::Plain { this.ptr() } else { vm.type_of(*this) };
        // SAFETY: types and what is in their mro live while an instance is an argument.
        unsafe {
            for t in vm.tuple_items((*ty).mro) {
                let t = t.ptr::<Type>();
                if (*(*t).dict).get_name(vm, key.value()).is_some_and(is_it) {
                    return format!("{}.{name}", vm.str_text((*t).name));
                }
            }
        }
        return name.to_owned();
    }
    let modules = vm.modules.get();
    if modules.is_null() {
        return name.to_owned();
    }
    // SAFETY: `sys.modules` lives as long as the interpreter.
    for (k, m) in unsafe { (*modules).iter() } {
        if m.is_exact(vm.types.module) && k != vm.names.builtins && vm.is_str(k) {
            // SAFETY: a module's namespace lives as long as it.
            if unsafe { (*vm.module_dict(m)).get_name(vm, key.value()) }.is_some_and(is_it) {
                return format!("{}.{name}", vm.str_text(k));
            }
        }
    }
    name.to_owned()
}

#[cold]
fn wrong_count(
    vm: &Vm,
    def: &NativeDef,
    args: &[Value],
    given: usize,
    by_name: usize,
    by_position: bool,
    caller: Caller,
) -> super::reference::Raised {
    let sig = &def.sig;
    let shift = receiver(def);
    let given = given.saturating_sub(shift);
    let required = (sig.required as usize).saturating_sub(shift);
    let most = (sig.positional as usize).saturating_sub(shift);
    let name = sig.name();
    let plural = |n: usize| if n == 1 { "" } else { "s" };
    if by_position {
        if required == most && most < 2 {
            let name = qualified(vm, def, args, caller);
            return vm.type_error(match most {
                0 if def.varargs => format!("{}() takes no arguments ({given} given)", sig.name()),
                0 => format!("{name}() takes no arguments ({given} given)"),
                _ => format!("{name}() takes exactly one argument ({given} given)"),
            });
        }
        let (bound, n) = match () {
            () if required == most => ("", most),
            () if given < required => ("at least ", required),
            () => ("at most ", most),
        };
        return vm.type_error(format!("{name} expected {bound}{n} argument{}, got {given}", plural(n)));
    }
    let all = (sig.slots as usize - sig.has_star_star as usize).saturating_sub(shift);
    if given + by_name > all && !sig.has_star_star {
        let keyword = if given == 0 { "keyword " } else { "" };
        return vm.type_error(format!(
            "{name}() takes at most {all} {keyword}argument{} ({} given)",
            plural(all),
            given + by_name
        ));
    }
    if given > most {
        if most == 0 {
            return vm.type_error(format!("{name}() takes no positional arguments"));
        }
        let bound = if required < most { "at most" } else { "exactly" };
        return vm.type_error(format!("{name}() takes {bound} {most} positional argument{} ({given} given)", plural(most)));
    }
    let least = (sig.positional_only as usize).min(sig.required as usize).saturating_sub(shift);
    let bound = if least < most { "at least" } else { "exactly" };
    vm.type_error(format!("{name}() takes {bound} {least} positional argument{} ({given} given)", plural(least)))
}
