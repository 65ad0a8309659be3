//! Writing classes and functions by their names.
use super::opcode::*;
use super::pickler::p;
use super::save::{memoize, save};
use super::{kept, pickling_error};
use crate::object::{Raised, Ref, Res, Value, Vm};

/// Raises a PicklingError whose context is what was raised before.
#[cold]
fn error_after(vm: &Vm, earlier: Ref, text: &str) -> Raised {
    let raised = pickling_error(vm, text);
    let e = vm.raised.get();
    if e != Value::NULL && vm.is_exception(e) && e != earlier.value() {
        let old = std::mem::replace(&mut vm.exception(e).context, earlier.into_value());
        if old != Value::NULL {
            old.decref(vm);
        }
    }
    raised
}

/// The parts of a dotted name.
pub fn parts(vm: &Vm, name: Value) -> Res<Vec<Ref>> {
    let points: Vec<u32> = vm.str(name).iter().collect();
    let part = |points: &[u32]| -> Res {
        let max = points.iter().fold(0, |m, c| m | c);
        Ok(vm.intern_value(vm.str_from_points(points.iter().copied(), points.len(), max)?))
    };
    points.split(|c| *c == b'.' as u32).map(part).collect()
}

/// The object at the end of a path of attributes.
pub fn follow(vm: &Vm, from: Value, path: &[Ref]) -> Res {
    let mut o = Ref::new(from);
    for name in path {
        o = vm.getattr(o.value(), name.value())?;
    }
    Ok(o)
}

/// The module of that name, imported if it must be.
pub fn module_named(vm: &Vm, name: Value) -> Res {
    if let Some(modules) = crate::stdlib::sys_attribute(vm, vm.names.modules)
        && modules.is_exact(vm.types.dict)
        && let Some(m) = vm.dict_get(modules, name)?
        && !m.is_none()
    {
        // One that another thread is importing is waited for, by `__import__`.
        let m = Ref::new(m);
        let importing = match vm.getattr_opt(m.value(), vm.names.__spec__)? {
            Some(spec) => vm.getattr_opt(spec.value(), kept(vm)._initializing.get())?,
            None => None,
        };
        if !importing.is_some_and(|i| i.is_true()) {
            return Ok(m);
        }
    }
    let import = vm.dict_get(Value::from_ptr(vm.builtins.get()), vm.names.__import__)?.map(Ref::new);
    let Some(import) = import else { return Err(vm.raise_type(vm.types.ImportError, "__import__ not found")) };
    vm.call(import.value(), &[name])?;
    // `__import__` hands out the first package of a dotted name.
    let modules = crate::stdlib::sys_attribute(vm, vm.names.modules).map(Ref::new);
    match modules {
        Some(m) => vm.getitem(m.value(), name),
        None => Err(vm.runtime_error("lost sys.modules")),
    }
}

/// In which module an object is found: its `__module__`, or whichever has it.
fn module_of(vm: &Vm, obj: Value, path: &[Ref]) -> Res {
    if let Some(m) = vm.getattr_opt(obj, vm.names.__module__)?
        && !m.is_none()
    {
        return Ok(if m.is_exact(vm.types.str) { vm.intern_value(m) } else { m });
    }
    let modules = crate::stdlib::sys_attribute(vm, vm.names.modules).map(Ref::new);
    let main = Ref::new(vm.names.__main__);
    let Some(modules) = modules else { return Ok(main) };
    // Looking at modules may import others.
    let all: Vec<(Ref, Ref)> = if vm.is_dict(modules.value()) {
        vm.dict(modules.value()).iter().map(|(k, v)| (Ref::new(k), Ref::new(v))).collect()
    } else {
        Vec::new()
    };
    for (name, module) in all {
        let own = |s: Value| vm.is_str(name.value()) && vm.str(name.value()).equals(vm.str(s));
        if module.is_none() || own(vm.names.__main__) || own(kept(vm).__mp_main__.get()) {
            continue;
        }
        match follow(vm, module.value(), path) {
            Ok(found) if found.value() == obj => return Ok(name),
            Ok(_) => {}
            Err(raised) => {
                if !vm.clear_raised_if(vm.types.AttributeError) {
                    return Err(raised);
                }
            }
        }
    }
    Ok(main)
}

/// Writes an object as an attribute of a module; its name is its own or given.
pub fn save_global(vm: &Vm, this: Value, obj: Value, name: Option<Value>) -> Res<()> {
    let name = match name {
        Some(n) => Ref::new(n),
        None => match vm.getattr_opt(obj, vm.names.__qualname__)? {
            Some(n) => n,
            None => vm.getattr(obj, vm.names.__name__)?,
        },
    };
    if !vm.is_str(name.value()) {
        return Err(vm.type_error(format!("name must be a str, not {}", vm.type_name(name.value()))));
    }
    let path = parts(vm, name.value())?;
    if path.iter().any(|part| vm.str(part.value()).bytes() == b"<locals>") {
        return Err(pickling_error(vm, format!("Can't pickle local object {}", vm.repr_text(obj)?)));
    }
    let module_name = module_of(vm, obj, &path)?;
    if !vm.is_str(module_name.value()) {
        let ty = vm.type_name(module_name.value());
        return Err(vm.type_error(format!("module name must be a string, not {ty}")));
    }
    let place = || -> Res<String> { Ok(format!("{}.{}", vm.str_text(vm.str_of(module_name.value())?.value()), vm.str_text(name.value()))) };
    let module = match module_named(vm, module_name.value()) {
        Ok(m) => m,
        Err(raised) => {
            if !vm.raised_is(vm.types.ImportError) && !vm.raised_is(vm.types.KeyError) && !vm.raised_is(vm.types.ValueError) {
                return Err(raised);
            }
            let e = vm.take_raised();
            let words = vm.str_of(e.value())?;
            let text = format!("Can't pickle {}: {}", vm.repr_text(obj)?, vm.str_text(words.value()));
            return Err(error_after(vm, e, &text));
        }
    };
    let found = match follow(vm, module.value(), &path) {
        Ok(f) => f,
        Err(raised) => {
            if !vm.raised_is(vm.types.AttributeError) {
                return Err(raised);
            }
            let e = vm.take_raised();
            let text = format!("Can't pickle {}: it's not found as {}", vm.repr_text(obj)?, place()?);
            return Err(error_after(vm, e, &text));
        }
    };
    if found.value() != obj {
        let text = format!("Can't pickle {}: it's not the same object as {}", vm.repr_text(obj)?, place()?);
        return Err(pickling_error(vm, text));
    }
    if p(this).protocol >= 2 && save_extension(vm, this, module_name.value(), name.value())? {
        return Ok(());
    }
    if p(this).protocol >= 4 {
        save(vm, this, module_name.value())?;
        save(vm, this, name.value())?;
        p(this).op(STACK_GLOBAL);
    } else if let [first, rest @ ..] = path.as_slice()
        && !rest.is_empty()
    {
        // The text form has no dots in names: the last attributes are asked for with `getattr`.
        let getattr = vm.dict_get(Value::from_ptr(vm.builtins.get()), kept(vm).getattr.get())?.map(Ref::new);
        let Some(getattr) = getattr else { return Err(vm.runtime_error("lost builtins.getattr")) };
        let old = p(this).protocol < 2;
        for _ in rest {
            save(vm, this, getattr.value())?;
            if old {
                p(this).op(MARK);
            }
        }
        save_plain(vm, this, module_name.value(), first.value())?;
        for part in rest {
            save(vm, this, part.value())?;
            p(this).put(&[if old { TUPLE } else { TUPLE2 }, REDUCE]);
        }
    } else {
        save_plain(vm, this, module_name.value(), name.value())?;
    }
    memoize(vm, this, obj)
}

/// Writes a name by its number in copyreg's registry, if it has one.
fn save_extension(vm: &Vm, this: Value, module: Value, name: Value) -> Res<bool> {
    let registry = kept(vm).extension_registry.get();
    if registry == Value::NULL || vm.dict(registry).is_empty() {
        return Ok(false);
    }
    let key = vm.tuple_from(&[module, name])?;
    let Some(code) = vm.dict_get(registry, key.value())?.map(Ref::new) else { return Ok(false) };
    let code = match vm.index_i64(code.value())? {
        Ok(n) => n,
        Err(_) => return Err(vm.overflow_error("Python int too large to convert to C long")),
    };
    if code <= 0 || code > 0x7fff_ffff {
        return Err(vm.runtime_error(format!("extension code {code} is out of range")));
    }
    let b = (code as u32).to_le_bytes();
    match code {
        ..0x100 => p(this).put(&[EXT1, b[0]]),
        0x100..0x1_0000 => p(this).put(&[EXT2, b[0], b[1]]),
        _ => p(this).put(&[EXT4, b[0], b[1], b[2], b[3]]),
    }
    Ok(true)
}

/// The name of Python 2 for that of Python 3.
fn older_name(vm: &Vm, module: Value, name: Value) -> Res<(Ref, Ref)> {
    let k = kept(vm);
    let key = vm.tuple_from(&[module, name])?;
    if let Some(pair) = vm.dict_get(k.reverse_name_mapping.get(), key.value())?.map(Ref::new) {
        return match vm.is_tuple(pair.value()).then(|| vm.tuple_items(pair.value())) {
            Some([m, n]) if vm.is_str(*m) && vm.is_str(*n) => Ok((Ref::new(*m), Ref::new(*n))),
            _ => Err(vm.runtime_error("_compat_pickle.REVERSE_NAME_MAPPING values should be pairs of str")),
        };
    }
    match vm.dict_get(k.reverse_import_mapping.get(), module)?.map(Ref::new) {
        Some(m) if vm.is_str(m.value()) => Ok((m, Ref::new(name))),
        Some(m) => {
            let ty = vm.type_name(m.value());
            Err(vm.runtime_error(format!("_compat_pickle.REVERSE_IMPORT_MAPPING values should be strings, not {ty}")))
        }
        None => Ok((Ref::new(module), Ref::new(name))),
    }
}

/// GLOBAL with a name without dots.
fn save_plain(vm: &Vm, this: Value, module: Value, name: Value) -> Res<()> {
    let (module, name) =
        if p(this).fix_imports { older_name(vm, module, name)? } else { (Ref::new(module), Ref::new(name)) };
    let mut out = vec![GLOBAL];
    for (text, what) in [(&module, "module"), (&name, "global")] {
        let encoding = vm.intern(if p(this).protocol >= 3 { "utf-8" } else { "ascii" });
        let encoded = match crate::types::codec::encode_str(vm, text.value(), encoding.value(), vm.names.strict) {
            Ok(b) => b,
            Err(raised) => {
                if !vm.raised_is(vm.types.UnicodeEncodeError) {
                    return Err(raised);
                }
                let e = vm.take_raised();
                let (shown, protocol) = (vm.repr_text(text.value())?, p(this).protocol);
                let text = format!("can't pickle {what} identifier {shown} using pickle protocol {protocol}");
                return Err(error_after(vm, e, &text));
            }
        };
        out.extend_from_slice(&encoded);
        out.push(b'\n');
    }
    p(this).put(&out);
    Ok(())
}
