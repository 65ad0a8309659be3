//! Builtin functions about code and namespaces: `compile`, `exec`, `eval`, `globals`, `locals`, `__build_class__`.
use crate::native;
use crate::object::{CellObject, Code, Ref, Res, Type, Value, Vm};
use crate::syntax::Mode;
use crate::types::mro::calculate_metaclass;

native! { pub static FUNCTIONS = [
    /// Return the dictionary containing the current scope's global variables.
    "globals()" => fn globals(vm, []) {
        match crate::vm::running_globals(vm) {
            Some(g) => Ok(Ref::new(g)),
            None => vm.new_dict(),
        }
    }
    /// Call sys.breakpointhook(*args, **kws).  sys.breakpointhook() must accept
    /// whatever arguments are passed.
    ///
    /// By default, this drops you into the pdb debugger.
    "breakpoint(*args, **kws)" => fn breakpoint(vm, [kws], *args) { crate::stdlib::breakpoint::breakpoint(vm, args, kws) }
    /// Return a dictionary containing the current scope's local variables.
    "locals()" => fn locals(vm, []) { crate::vm::running_locals(vm) }
    /// Compile source into a code object that can be executed by exec() or eval().
    "compile(source, filename, mode, flags=0, dont_inherit=False, optimize=-1, *, _feature_version=-1)" => fn compile(vm, [source, filename, mode, flags, dont_inherit, optimize, feature]) {
        super::compile::compile(vm, source, [filename, mode, flags, dont_inherit, optimize])
    }
    /// Execute the given source in the context of globals and locals.
    "exec(source, /, globals=None, locals=None, *, closure=None)" => fn exec(vm, [source, globals, locals, closure]) {
        run(vm, "exec", source, globals, locals, closure, Mode::Module)?;
        Ok(Ref::NONE)
    }
    /// Evaluate the given source in the context of globals and locals.
    "eval(source, /, globals=None, locals=None)" => fn eval(vm, [source, globals, locals]) {
        run(vm, "eval", source, globals, locals, Value::NONE, Mode::Expression)
    }
    /// Internal helper function used by the class statement.
    "__build_class__(func, name, /, *bases, metaclass=<unrepresentable>, **kwds)" => fn build_class_function(vm, [func, name, metaclass, kwds], *bases) {
        build_class(vm, func, name, bases, metaclass, kwds)
    }
]; }

/// `exec` and `eval`.
fn run(
    vm: &Vm,
    what: &str,
    source: Value,
    globals: Value,
    locals: Value,
    closure: Value,
    mode: Mode,
) -> Res {
    let globals_given = !globals.is_none();
    if what == "eval" && !locals.is_none() && !vm.is_dict(locals) && vm.slots(locals).getitem.is_none() {
        return Err(vm.type_error("locals must be a mapping"));
    }
    let globals = if globals_given {
        if !vm.is_dict(globals) {
            return Err(vm.type_error(if what == "exec" {
                format!("exec() globals must be a dict, not {}", vm.type_name(globals))
            } else if vm.slots(globals).getitem.is_some() {
                "globals must be a real dict; try eval(code, {}, mapping)".to_owned()
            } else {
                "globals must be a dict".to_owned()
            }));
        }
        Ref::new(globals)
    } else {
        match crate::vm::running_globals(vm) {
            Some(g) => Ref::new(g),
            None => vm.new_dict()?,
        }
    };
    let locals = match (locals.is_none(), globals_given) {
        (false, _) => {
            if !vm.is_dict(locals) && vm.slots(locals).getitem.is_none() {
                return Err(vm.type_error(match what {
                    "eval" => "locals must be a mapping".to_owned(),
                    _ => format!("{what}() locals must be a mapping or None, not {}", vm.type_name(locals)),
                }));
            }
            Ref::new(locals)
        }
        (true, true) => globals.clone(),
        (true, false) => crate::vm::running_locals(vm)?,
    };
    if source.is_exact(vm.types.code) {
        // SAFETY: a code object.
        let code = unsafe { source.get::<Code>() };
        let free = code.bytecode.free_names.len();
        if free > 0 && what == "eval" {
            return Err(vm.type_error("code object passed to eval() may not contain free variables"));
        }
        if free == 0 && !closure.is_none() {
            return Err(vm.type_error("cannot use a closure with this code object"));
        }
        if free > 0 {
            let is_cell = |c: &Value| c.is_exact(vm.types.cell);
            let fits = closure.is_exact(vm.types.tuple) && vm.tuple_items(closure).len() == free && vm.tuple_items(closure).iter().all(is_cell);
            if !fits {
                return Err(vm.type_error(format!("code object requires a closure of exactly length {free}")));
            }
        }
        let cells = if free > 0 { closure } else { Value::NULL };
        return crate::vm::run_code_with_closure(vm, &code.bytecode, globals.value(), locals.value(), cells);
    }
    if !closure.is_none() {
        return Err(vm.type_error("closure can only be used when source is a code object"));
    }
    let code = super::compile::compile_text(vm, source, what, mode)?;
    crate::vm::run_code_with_locals(vm, &code, globals.value(), locals.value())
}

/// The class statement: computes the metaclass, prepares the namespace, runs the body, calls the metaclass.
fn build_class(vm: &Vm, body: Value, name: Value, bases: &[Value], metaclass: Value, keywords: Value) -> Res {
    if !body.is_exact(vm.types.function) {
        return Err(vm.type_error("__build_class__: func must be a function"));
    }
    if !vm.is_str(name) {
        return Err(vm.type_error("__build_class__: name is not a string"));
    }
    let original = vm.tuple_from(bases)?;
    let mut resolved: Vec<Ref> = Vec::with_capacity(bases.len());
    let mut changed = false;
    for b in bases {
        if !vm.is_type(*b)
            && let Some(f) = vm.getattr_opt(*b, vm.names.__mro_entries__)?
        {
            let entries = vm.call(f.value(), &[original.value()])?;
            if !vm.is_tuple(entries.value()) {
                return Err(vm.type_error("__mro_entries__ must return a tuple"));
            }
            resolved.extend(vm.tuple_items(entries.value()).iter().map(|v| Ref::new(*v)));
            changed = true;
            continue;
        }
        resolved.push(Ref::new(*b));
    }
    let bases: Vec<Value> = resolved.iter().map(|r| r.value()).collect();
    let meta = if !metaclass.is_unbound() {
        Ref::new(metaclass)
    } else if let Some(first) = bases.first() {
        Ref::from_type(vm.type_of(*first))
    } else {
        Ref::from_type(vm.types.r#type)
    };
    let meta = if vm.is_type(meta.value()) { calculate_metaclass(vm, meta.value(), &bases)? } else { meta };
    let bases = vm.tuple_from(&bases)?;
    let (keyword_names, keyword_values) = keyword_arguments(vm, keywords)?;
    let with_keywords = |first: &[Value]| -> Vec<Value> {
        first.iter().copied().chain(keyword_values.iter().map(|r| r.value())).collect()
    };
    let kwnames = keyword_names.as_ref().map_or(Value::NULL, |n| n.value());
    let namespace = if meta.value().0 == vm.types.r#type as u64 {
        vm.new_dict()?
    } else {
        match vm.getattr_opt(meta.value(), vm.names.__prepare__)? {
            Some(prepare) => {
                let ns = vm.call_with(prepare.value(), &with_keywords(&[name, bases.value()]), kwnames)?;
                if !vm.is_dict(ns.value()) && vm.slots(ns.value()).getitem.is_none() {
                    // SAFETY: checked to be a type where its name is read.
                    let meta_name = if vm.is_type(meta.value()) {
                        unsafe { vm.str_text((*meta.ptr::<Type>()).name) }
                    } else {
                        "<metaclass>".to_owned()
                    };
                    return Err(vm.type_error(format!(
                        "{meta_name}.__prepare__() must return a mapping, not {}",
                        vm.type_name(ns.value())
                    )));
                }
                ns
            }
            None => vm.new_dict()?,
        }
    };
    crate::vm::call_with_locals(vm, body, &[], Value::NULL, namespace.value())?;
    if changed {
        let key = vm.intern("__orig_bases__");
        vm.setitem(namespace.value(), key.value(), original.value())?;
    }
    let cell = if namespace.is_exact(vm.types.dict) {
        vm.dict(namespace.value()).get_name(vm, vm.names.__classcell__).map(Ref::new)
    } else {
        None
    };
    let class = vm.call_with(meta.value(), &with_keywords(&[name, bases.value(), namespace.value()]), kwnames)?;
    if let Some(cell) = cell
        && cell.is_exact(vm.types.cell)
        && vm.is_type(class.value())
    {
        // SAFETY: a cell.
        let held = unsafe { cell.get::<CellObject>() }.value;
        if held.is_unbound() {
            return Err(vm.runtime_error(format!(
                "__class__ not set defining {} as {}. Was __classcell__ propagated to type.__new__?",
                vm.repr_text(name)?,
                vm.repr_text(class.value())?
            )));
        }
        if held != class.value() {
            return Err(vm.type_error(format!(
                "__class__ set to {} defining {} as {}",
                vm.repr_text(held)?,
                vm.repr_text(name)?,
                vm.repr_text(class.value())?
            )));
        }
    }
    Ok(class)
}

/// Names (a tuple, None where there are none) and values of keyword arguments given as a dict or UNBOUND.
fn keyword_arguments(vm: &Vm, keywords: Value) -> Res<(Option<Ref>, Vec<Ref>)> {
    if keywords.is_unbound() || vm.dict(keywords).is_empty() {
        return Ok((None, Vec::new()));
    }
    let (names, values): (Vec<Ref>, Vec<Ref>) =
        vm.dict(keywords).iter().map(|(k, v)| (Ref::new(k), Ref::new(v))).unzip();
    Ok((Some(vm.tuple_from_refs(names)?), values))
}
