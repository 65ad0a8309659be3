//! Warnings: filters, registries of what has been shown, and showing them. The `_warnings` module and the compiler's SyntaxWarnings
//! rest on it; where the module `warnings` has been imported, its filters and its way of showing are used.
use super::source::Sources;
use super::write_stderr;
use crate::object::{CompareOp, Raised, Ref, Res, Type, Value, Vm};
use crate::types::frame;
use crate::vm::frames;
use std::cell::{Cell, RefCell};

/// What an interpreter keeps about warnings; made when first needed.
#[derive(Default)]
pub struct State {
    parts: RefCell<Option<Parts>>,
    /// Changes when filters do; registries remember it.
    version: Cell<i64>,
    /// How often the lock is held: there is one thread.
    pub locked: Cell<u32>,
}

#[derive(Clone)]
struct Parts {
    filters: Ref,
    once_registry: Ref,
    default_action: Ref,
}

fn parts(vm: &Vm) -> Res<Parts> {
    let state = vm.extension::<State>();
    if let Some(parts) = &*state.parts.borrow() {
        return Ok(parts.clone());
    }
    let made =
        Parts { filters: default_filters(vm)?, once_registry: vm.new_dict()?, default_action: vm.intern("default") };
    *state.parts.borrow_mut() = Some(made.clone());
    for option in vm.config.warn_options.clone() {
        if let Err(why) = add_option(vm, &made.filters, &option)? {
            write_stderr(vm, &format!("Invalid -W option ignored: {why}\n"));
        }
    }
    Ok(made)
}

/// The list of filters.
pub fn filters(vm: &Vm) -> Res {
    parts(vm).map(|p| p.filters)
}
/// What the action `once` has shown.
pub fn once_registry(vm: &Vm) -> Res {
    parts(vm).map(|p| p.once_registry)
}
/// The action where no filter matches.
pub fn default_action(vm: &Vm) -> Res {
    parts(vm).map(|p| p.default_action)
}
/// Registries forget what they know.
pub fn filters_mutated(vm: &Vm) {
    let version = &vm.extension::<State>().version;
    version.set(version.get() + 1);
}
/// Reads the warning options of the command line and the environment, and tells those that are wrong.
pub fn start(vm: &Vm) -> Res<()> {
    if vm.config.warn_options.is_empty() { Ok(()) } else { parts(vm).map(drop) }
}
/// Gives up what the interpreter holds.
pub fn shutdown(vm: &Vm) {
    let parts = vm.extension::<State>().parts.borrow_mut().take();
    drop(parts);
}

fn filter(vm: &Vm, action: &str, category: *mut Type, module: Option<&str>, line: i64) -> Res {
    let action = vm.intern(action);
    let module = match module {
        Some(m) => vm.intern(m),
        None => Ref::NONE,
    };
    let category = Ref::from_type(category);
    vm.tuple_from(&[action.value(), Value::NONE, category.value(), module.value(), Value::small_int(line)])
}

fn default_filters(vm: &Vm) -> Res {
    let t = &vm.types;
    vm.list_from_refs(vec![
        filter(vm, "default", t.DeprecationWarning, Some("__main__"), 0)?,
        filter(vm, "ignore", t.DeprecationWarning, None, 0)?,
        filter(vm, "ignore", t.PendingDeprecationWarning, None, 0)?,
        filter(vm, "ignore", t.ImportWarning, None, 0)?,
        filter(vm, "ignore", t.ResourceWarning, None, 0)?,
    ])
}

const ACTIONS: [&str; 7] = ["default", "always", "all", "ignore", "module", "once", "error"];

/// Puts the filter of a `-W` option in front; why the option is wrong, where it is.
fn add_option(vm: &Vm, filters: &Ref, option: &str) -> Res<Result<(), String>> {
    let fields: Vec<&str> = option.split(':').collect();
    if fields.len() > 5 {
        let text = vm.new_str(option)?;
        return Ok(Err(format!("too many fields (max 5): {}", vm.repr_text(text.value())?)));
    }
    let field = |i: usize| fields.get(i).map_or("", |f| f.trim());
    let quoted = |text: &str| -> Res<String> { vm.repr_text(vm.new_str(text)?.value()) };
    let action = match field(0) {
        "" => "default",
        given => match ACTIONS.iter().find(|a| a.starts_with(given)) {
            Some(action) => action,
            None => return Ok(Err(format!("invalid action: {}", quoted(given)?))),
        },
    };
    let category = match field(2) {
        "" => Ref::from_type(vm.types.Warning),
        name => {
            let key = vm.intern(name);
            let found = vm.dict(Value::from_ptr(vm.builtins.get())).get_name(vm, key.value()).map(Ref::new);
            match found {
                Some(c) if vm.is_type(c.value()) && vm.is_subtype(c.ptr(), vm.types.Warning) => c,
                Some(_) => return Ok(Err(format!("invalid warning category: {}", quoted(name)?))),
                None => return Ok(Err(format!("unknown warning category: {}", quoted(name)?))),
            }
        }
    };
    let line = match field(4) {
        "" => 0,
        number => match number.parse::<i64>().ok().filter(|n| *n >= 0) {
            Some(n) => n,
            None => return Ok(Err(format!("invalid lineno {}", quoted(number)?))),
        },
    };
    let text = |s: &str| if s.is_empty() { Ok(Ref::NONE) } else { vm.new_str(s) };
    let (action, message, module) = (vm.intern(action), text(field(1))?, text(field(3))?);
    let item =
        vm.tuple_from(&[action.value(), message.value(), category.value(), module.value(), Value::small_int(line)])?;
    let mut all = vec![item];
    all.extend(vm.collect(filters.value())?);
    let new = vm.list_from_refs(all)?;
    let whole = vm.call(Value::from_ptr(vm.types.slice), &[Value::NONE, Value::NONE, Value::NONE])?;
    vm.setitem(filters.value(), whole.value(), new.value())?;
    Ok(Ok(()))
}

/// An attribute of the module `warnings`, where that has been imported.
fn of_module(vm: &Vm, name: &str) -> Res<Option<Ref>> {
    if vm.modules.get().is_null() {
        return Ok(None);
    }
    let key = vm.intern("warnings");
    let Some(module) = vm.dict_get(Value::from_ptr(vm.modules.get()), key.value())?.map(Ref::new) else {
        return Ok(None);
    };
    let name = vm.intern(name);
    vm.getattr_opt(module.value(), name.value())
}

/// Where a warning is said to come from.
pub struct Place {
    pub filename: Ref,
    pub line: i64,
    /// None: derived from the file's name.
    pub module: Option<Ref>,
    /// A dict, or None where repetitions are not to be noticed.
    pub registry: Ref,
}

/// The category of `warn(message, category)`: that of the message where it is a warning itself.
pub fn category_of(vm: &Vm, message: Value, category: Value) -> Res {
    let given = if vm.is_instance(message, vm.types.Warning) {
        Ref::from_type(vm.type_of(message))
    } else if category.is_none() || category.is_unbound() {
        Ref::from_type(vm.types.UserWarning)
    } else {
        Ref::new(category)
    };
    if vm.is_type(given.value()) && vm.is_subtype(given.ptr(), vm.types.Warning) {
        return Ok(given);
    }
    let name = vm.type_name(given.value());
    Err(vm.type_error(format!("category must be a Warning subclass, not '{name}'")))
}

/// The frame `stacklevel` levels up (1: the running one), as the place of a warning.
pub fn caller(vm: &Vm, stacklevel: i64, skipped: &[String]) -> Res<Place> {
    let file = |r: *mut crate::object::Frame| -> Res<(Ref, String)> {
        let f = frames::frame_object(vm, r)?;
        let name = frames::code(f.value()).bytecode.filename.to_string();
        Ok((f, name))
    };
    let is_internal = |name: &str| name.contains("importlib") && name.contains("_bootstrap");
    let mut depth = 0;
    let mut left = stacklevel;
    let mut found = None;
    // With prefixes to skip, the level counts frames of other files.
    let left_out = |name: &str| is_internal(name) || skipped.iter().any(|p| name.starts_with(p.as_str()));
    while let Some(record) = frames::record_at(vm, depth) {
        let (f, name) = file(record)?;
        let counts = depth == 0 && skipped.is_empty() || stacklevel <= 0 || !left_out(&name);
        if counts {
            left -= 1;
        }
        if left <= 0 && counts {
            found = Some((f, name));
            break;
        }
        depth += 1;
    }
    let (globals, filename, line) = match found {
        Some((f, name)) => {
            let globals = vm.getattr_str(f.value(), "f_globals")?;
            let line = frame::line(vm, f.value()).unwrap_or(0);
            (globals, vm.new_str(&name)?, line.into())
        }
        None => (Ref::new(Value::from_ptr(vm.sys.get())), vm.new_str("<sys>")?, 0),
    };
    let key = vm.intern("__warningregistry__");
    let registry = match vm.dict_get(globals.value(), key.value())?.map(Ref::new) {
        Some(r) => r,
        None => {
            let made = vm.new_dict()?;
            vm.dict_set(globals.value(), key.value(), made.value())?;
            made
        }
    };
    let module = match vm.dict_get(globals.value(), vm.names.__name__)?.map(Ref::new) {
        Some(m) if m.is_none() || vm.is_str(m.value()) => m,
        _ => vm.new_str("<string>")?,
    };
    Ok(Place { filename, line, module: Some(module), registry })
}

/// Warns from the running code, as `warnings.warn` does.
///
/// # Errors
/// The warning itself where a filter makes it an error.
pub fn warn(vm: &Vm, category: *mut Type, message: &str, stacklevel: i64) -> Res<()> {
    if vm.sys.get().is_null() {
        // Nothing could show it yet.
        return Ok(());
    }
    let message = vm.new_str(message)?;
    let place = caller(vm, stacklevel, &[])?;
    let category = Ref::from_type(category);
    warn_explicit(vm, message.value(), category.value(), place, None, Value::NONE)
}

/// As `warn`, about an object.
///
/// # Errors
/// As `warn`.
pub fn warn_with_source(vm: &Vm, category: *mut Type, message: &str, source: Value) -> Res<()> {
    let message = vm.new_str(message)?;
    let place = caller(vm, 1, &[])?;
    let category = Ref::from_type(category);
    warn_explicit(vm, message.value(), category.value(), place, None, source)
}

/// Issues a warning; `line_text` is the source line where it is known.
///
/// # Errors
/// The warning itself where a filter makes it an error.
pub fn warn_explicit(
    vm: &Vm,
    message: Value,
    category: Value,
    place: Place,
    line_text: Option<&str>,
    source: Value,
) -> Res<()> {
    let registry = place.registry.value();
    if !registry.is_none() && !vm.is_dict(registry) {
        return Err(vm.type_error("'registry' must be a dict or None"));
    }
    let module = match place.module {
        Some(m) => m,
        None => normalized_module(vm, place.filename.value())?,
    };
    let (text, category, message) = if vm.is_instance(message, vm.types.Warning) {
        (vm.str_of(message)?, Ref::from_type(vm.type_of(message)), Ref::new(message))
    } else {
        (Ref::new(message), Ref::new(category), vm.call(category, &[message])?)
    };
    let line = vm.new_int(place.line)?;
    let key = vm.tuple_from(&[text.value(), category.value(), line.value()])?;
    if !registry.is_none() && already(vm, registry, key.value(), false)? {
        return Ok(());
    }
    let (action, item) = action_for(vm, category.value(), text.value(), place.line, module.value())?;
    match vm.str_text(action.value()).as_str() {
        "error" => return Err(raise(vm, message)),
        "ignore" => return Ok(()),
        "always" | "all" => {}
        name => {
            if !registry.is_none() {
                vm.dict_set(registry, key.value(), Value::TRUE)?;
            }
            let pair = vm.tuple_from(&[text.value(), category.value()])?;
            let seen = match name {
                "once" if registry.is_none() => {
                    let once = match of_module(vm, "onceregistry")? {
                        Some(r) => r,
                        None => once_registry(vm)?,
                    };
                    already(vm, once.value(), pair.value(), true)?
                }
                "once" => already(vm, registry, pair.value(), true)?,
                "module" if !registry.is_none() => already(vm, registry, pair.value(), true)?,
                "module" | "default" => false,
                _ => {
                    let (action, item) = (vm.repr_text(action.value())?, vm.repr_text(item.value())?);
                    return Err(vm.runtime_error(format!("Unrecognized action ({action}) in warnings.filters:\n {item}")));
                }
            };
            if seen {
                return Ok(());
            }
        }
    }
    show(vm, message.value(), text.value(), category.value(), place.filename.value(), line.value(), line_text, source)
}

fn raise(vm: &Vm, warning: Ref) -> Raised {
    if vm.is_exception(warning.value()) {
        return vm.raise(warning);
    }
    vm.type_error("exceptions must derive from BaseException")
}

fn normalized_module(vm: &Vm, filename: Value) -> Res {
    if !vm.is_str(filename) {
        return vm.new_str("<unknown>");
    }
    let name = vm.str_text(filename);
    vm.new_str(match name.as_str() {
        "" => "<unknown>",
        name => name.strip_suffix(".py").unwrap_or(name),
    })
}

/// Whether a registry has the key; a registry made for other filters is emptied. With `set` the key is put there.
fn already(vm: &Vm, registry: Value, key: Value, set: bool) -> Res<bool> {
    let version = match of_module(vm, "_filters_version")? {
        Some(v) => v,
        None => vm.new_int(vm.extension::<State>().version.get())?,
    };
    let name = vm.intern("version");
    let known = vm.dict_get(registry, name.value())?.map(Ref::new);
    let same = match &known {
        Some(k) => vm.compare_bool(k.value(), version.value(), CompareOp::Eq)?,
        None => false,
    };
    if !same {
        vm.dict(registry).clear(vm);
        vm.dict_set(registry, name.value(), version.value())?;
    } else if let Some(v) = vm.dict_get(registry, key)?.map(Ref::new)
        && vm.truth(v.value())?
    {
        return Ok(true);
    }
    if set {
        vm.dict_set(registry, key, Value::TRUE)?;
    }
    Ok(false)
}

/// Whether a filter's pattern fits: None, an equal str, or a compiled expression that matches.
fn fits(vm: &Vm, pattern: Value, text: Value) -> Res<bool> {
    if pattern.is_none() {
        return Ok(true);
    }
    if pattern.is_exact(vm.types.str) {
        return vm.compare_bool(pattern, text, CompareOp::Eq);
    }
    let name = vm.intern("match");
    let found = vm.call_method(pattern, name.value(), &[text])?;
    vm.truth(found.value())
}

/// The action for a warning, and the filter that says so.
fn action_for(vm: &Vm, category: Value, text: Value, line: i64, module: Value) -> Res<(Ref, Ref)> {
    let list = match of_module(vm, "filters")? {
        Some(f) => f,
        None => filters(vm)?,
    };
    if !vm.is_list(list.value()) {
        return Err(vm.value_error("_warnings.filters must be a list"));
    }
    let mut i = 0;
    // The list is read anew at each step: matching may run code.
    while let Some(item) = vm.list(list.value()).items().get(i).map(|v| Ref::new(*v)) {
        let parts = if vm.is_tuple(item.value()) { vm.tuple_items(item.value()) } else { &[] };
        let &[action, message, of, in_module, at] = parts else {
            return Err(vm.value_error(format!("warnings.filters item {i} isn't a 5-tuple")));
        };
        if !vm.is_str(action) {
            let name = vm.type_name(action);
            return Err(vm.type_error(format!("action must be a string, not '{name}'")));
        }
        let at = vm.int_arg(at)?;
        if fits(vm, message, text)?
            && vm.issubclass(category, of)?
            && fits(vm, in_module, module)?
            && (at == 0 || at == line)
        {
            return Ok((Ref::new(action), item));
        }
        i += 1;
    }
    let default = match of_module(vm, "defaultaction")? {
        Some(d) => d,
        None => default_action(vm)?,
    };
    if !vm.is_str(default.value()) {
        let name = vm.type_name(default.value());
        return Err(vm.type_error(format!("_warnings.defaultaction must be a string, not '{name}'")));
    }
    Ok((default, Ref::NONE))
}

#[allow(clippy::too_many_arguments)]
fn show(
    vm: &Vm,
    message: Value,
    text: Value,
    category: Value,
    filename: Value,
    line: Value,
    line_text: Option<&str>,
    source: Value,
) -> Res<()> {
    if let Some(shower) = of_module(vm, "_showwarnmsg")? {
        let Some(class) = of_module(vm, "WarningMessage")? else {
            return Err(vm.runtime_error("unable to get warnings.WarningMessage"));
        };
        let made = vm.call(class.value(), &[message, category, filename, line, Value::NONE, Value::NONE, source])?;
        return vm.call(shower.value(), &[made.value()]).map(drop);
    }
    let name = vm.getattr(category, vm.names.__name__)?;
    let text = vm.str_of(text)?;
    let file = vm.str_of(filename)?;
    let (file, name, text) = (vm.str_text(file.value()), vm.str_text(name.value()), vm.str_text(text.value()));
    let number = vm.int_arg(line)?;
    let mut out = format!("{file}:{number}: {name}: {text}\n");
    let read;
    let shown = match line_text {
        Some(l) => l,
        None => {
            read = Sources::default().line(&file, number);
            &read
        }
    };
    let shown = shown.trim();
    if !shown.is_empty() {
        out.push_str(&format!("  {shown}\n"));
    }
    if !source.is_none() {
        out.push_str(&format!("{name}: Enable tracemalloc to get the object allocation traceback\n"));
    }
    write_stderr(vm, &out);
    Ok(())
}
