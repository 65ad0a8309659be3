//! Entering Python functions: binding arguments to a window, and calls from native code.
use crate::isa::Op;
use crate::object::{Code, Frame, Function, Raised, Ref, Res, Value, Vm, code_flags, frame_flags};
use crate::vm::dispatch::run;
use crate::vm::stack;
use std::mem::MaybeUninit;

/// Where an entry frame returns to.
pub static HALT_WORDS: [u16; 4] = [Op::HALT as u16, 0, 0, 0];

/// RecursionError.
#[cold]
pub fn recursion(vm: &Vm) -> Raised {
    vm.recursion_error("maximum recursion depth exceeded")
}

/// Pushes a frame record. RecursionError at the limit; nothing is changed then.
///
/// # Safety
/// `function` is owned by the caller and passes to the frame; `window` holds the bound arguments.
#[inline]
pub unsafe fn push_frame(vm: &Vm, record: Frame, registers: u32) -> Res<()> {
    let frame = vm.frame.get();
    if frame >= vm.frame_limit.get() || record.window.add(registers as usize) > vm.stack_limit.get() {
        return Err(recursion(vm));
    }
    frame.write(record);
    vm.frame.set(frame.add(1));
    Ok(())
}

/// Binds arguments to the parameters of a function: writes an owned reference to each parameter's register of `window`, in the order
/// positional, keyword-only, `*args`, `**kwargs`. The arguments are borrowed; the values of keywords are the last of them.
/// On error the window holds no heap reference.
///
/// # Safety
/// `window` has room for the function's registers and holds no heap reference.
pub unsafe fn bind_arguments(vm: &Vm, f: &Function, args: &[Value], kwnames: Value, window: *mut Value) -> Res<()> {
    let names: &[Value] = if kwnames == Value::NULL { &[] } else { vm.tuple_items(kwnames) };
    let (positional, values) = args.split_at(args.len() - names.len());
    bind_call(vm, f, positional, names.iter().copied().zip(values.iter().copied()), window)
}

/// As `bind_arguments`, the keywords as pairs of name (a str) and value.
///
/// # Safety
/// As `bind_arguments`.
pub unsafe fn bind_call(
    vm: &Vm,
    f: &Function,
    positional: &[Value],
    keywords: impl Iterator<Item = (Value, Value)> + Clone,
    window: *mut Value,
) -> Res<()> {
    let code = f.code();
    let total = code.parameters.len()
        + (code.flags & code_flags::VARARGS != 0) as usize
        + (code.flags & code_flags::VARKEYWORDS != 0) as usize;
    for i in 0..total {
        *window.add(i) = Value::NULL;
    }
    let r = bind(vm, f, positional, keywords, window);
    if r.is_err() {
        for i in 0..total {
            std::mem::replace(&mut *window.add(i), Value::NONE).decref(vm);
        }
    }
    r
}

/// The parameter of that name that can be given by name.
#[inline(always)]
pub fn parameter(vm: &Vm, code: &Code, name: Value) -> Option<usize> {
    let first = code.bytecode.posonly_count as usize;
    let mut i = first;
    while i < code.parameters.len() {
        if code.parameters[i] == name {
            return Some(i);
        }
        i += 1;
    }
    parameter_by_text(vm, code, name)
}

#[cold]
fn parameter_by_text(vm: &Vm, code: &Code, name: Value) -> Option<usize> {
    let first = code.bytecode.posonly_count as usize;
    if !vm.is_str(name) {
        return None;
    }
    // Two interned strs are equal only if they are the same.
    let text = vm.str(name);
    if text.is_interned() && name.is_exact(vm.types.str) {
        return None;
    }
    let text = text.to_text();
    (first..code.parameters.len()).find(|&i| *code.bytecode.local_names[i] == *text)
}

unsafe fn bind(
    vm: &Vm,
    f: &Function,
    positional: &[Value],
    keywords: impl Iterator<Item = (Value, Value)> + Clone,
    window: *mut Value,
) -> Res<()> {
    let code = f.code();
    let count = code.arg_count as usize;
    let named = code.parameters.len();
    let has_star = code.flags & code_flags::VARARGS != 0;
    let given = positional.len();
    let taken = given.min(count);
    for (i, v) in positional[..taken].iter().enumerate() {
        v.incref();
        *window.add(i) = *v;
    }
    if has_star {
        *window.add(named) = vm.tuple_from(&positional[taken..])?.into_value();
    }
    let kwargs = if code.flags & code_flags::VARKEYWORDS != 0 {
        let d = vm.new_dict()?.into_value();
        *window.add(named + has_star as usize) = d;
        Some(d)
    } else {
        None
    };
    for (name, value) in keywords.clone() {
        match (parameter(vm, code, name), kwargs) {
            (Some(i), _) => {
                if *window.add(i) != Value::NULL {
                    if keywords.clone().any(|(n, _)| !vm.is_str(n)) {
                        return Err(vm.keywords_must_be_strings());
                    }
                    return Err(vm.type_error(format!(
                        "{}() got multiple values for argument '{}'",
                        vm.str_text(f.qualname),
                        vm.str_text(name)
                    )));
                }
                value.incref();
                *window.add(i) = value;
            }
            (None, _) if !vm.is_str(name) => return Err(vm.keywords_must_be_strings()),
            (None, Some(d)) => vm.dict_set(d, name, value)?,
            (None, None) if keywords.clone().any(|(n, _)| !vm.is_str(n)) => return Err(vm.keywords_must_be_strings()),
            (None, None) => return Err(unexpected_keyword(vm, f, &keywords.map(|(n, _)| n).collect::<Vec<_>>(), name)),
        }
    }
    if given > count && !has_star {
        return Err(too_many(vm, f, given, window, count, named - count));
    }
    fill_defaults(vm, f, taken, window)
}

/// The default of keyword-only parameter number `k`: mostly the entry of that number, where the dict is as the compiler made it.
#[inline(always)]
pub fn keyword_default(vm: &Vm, f: &Function, k: usize, name: Value) -> Option<Value> {
    let d = vm.dict(f.kwdefaults);
    match d.raw_entries().get(k) {
        Some(entry) if entry.key == name => Some(entry.value),
        _ => d.get_name(vm, name),
    }
}

/// Gives the parameters from `taken` on that are still NULL their defaults. TypeError where one has none.
///
/// # Safety
/// The parameters' registers of `window` are written, NULL where nothing was given.
pub unsafe fn fill_defaults(vm: &Vm, f: &Function, taken: usize, window: *mut Value) -> Res<()> {
    let code = f.code();
    let count = code.arg_count as usize;
    let named = code.parameters.len();
    if taken < count {
        let defaults: &[Value] = if f.defaults == Value::NULL { &[] } else { vm.tuple_items(f.defaults) };
        let first = count - defaults.len().min(count);
        for i in taken..first {
            if *window.add(i) == Value::NULL {
                return Err(missing(vm, f, window, 0, first, "positional"));
            }
        }
        for i in taken.max(first)..count {
            if *window.add(i) == Value::NULL {
                let v = defaults[i - first];
                v.incref();
                *window.add(i) = v;
            }
        }
    }
    let mut absent = false;
    for i in count..named {
        if *window.add(i) == Value::NULL {
            let default = if f.kwdefaults == Value::NULL { None } else { keyword_default(vm, f, i - count, code.parameters[i]) };
            match default {
                Some(v) => {
                    v.incref();
                    *window.add(i) = v;
                }
                None => absent = true,
            }
        }
    }
    if absent {
        return Err(missing(vm, f, window, count, named, "keyword-only"));
    }
    Ok(())
}

fn unexpected_keyword(vm: &Vm, f: &Function, names: &[Value], name: Value) -> Raised {
    let b = &f.code().bytecode;
    let posonly: Vec<String> = names
        .iter()
        .map(|n| vm.str_text(*n))
        .filter(|n| b.local_names[..b.posonly_count as usize].iter().any(|p| **p == **n))
        .collect();
    let function = vm.str_text(f.qualname);
    if !posonly.is_empty() {
        return vm.type_error(format!(
            "{function}() got some positional-only arguments passed as keyword arguments: '{}'",
            posonly.join(", ")
        ));
    }
    let name = vm.str_text(name);
    let candidates = &b.local_names[b.posonly_count as usize..(b.arg_count + b.kwonly_count) as usize];
    let hint = crate::report::closest(&name, candidates.iter().map(|s| &**s))
        .map_or(String::new(), |s| format!(". Did you mean '{s}'?"));
    vm.type_error(format!("{function}() got an unexpected keyword argument '{name}'{hint}"))
}

unsafe fn missing(vm: &Vm, f: &Function, window: *mut Value, from: usize, to: usize, kind: &str) -> Raised {
    let b = &f.code().bytecode;
    let names: Vec<String> = (from..to)
        .filter(|&i| *window.add(i) == Value::NULL)
        .map(|i| format!("'{}'", b.local_names[i]))
        .collect();
    let n = names.len();
    let list = match n {
        1 => names[0].clone(),
        2 => format!("{} and {}", names[0], names[1]),
        _ => format!("{}, and {}", names[..n - 1].join(", "), names[n - 1]),
    };
    vm.type_error(format!(
        "{}() missing {n} required {kind} argument{}: {list}",
        vm.str_text(f.qualname),
        if n == 1 { "" } else { "s" }
    ))
}

unsafe fn too_many(
    vm: &Vm,
    f: &Function,
    given: usize,
    window: *mut Value,
    positional: usize,
    kwonly: usize,
) -> Raised {
    let defaults = if f.defaults == Value::NULL { 0 } else { vm.tuple_items(f.defaults).len() };
    let kwonly_given = (positional..positional + kwonly).filter(|&i| *window.add(i) != Value::NULL).count();
    let plural = if defaults > 0 { positional != 1 } else { positional != 1 };
    let takes = if defaults > 0 { format!("from {} to {positional}", positional - defaults) } else { format!("{positional}") };
    let extra = if kwonly_given > 0 {
        format!(
            " positional argument{} (and {kwonly_given} keyword-only argument{})",
            if given == 1 { "" } else { "s" },
            if kwonly_given == 1 { "" } else { "s" }
        )
    } else {
        String::new()
    };
    let plural = if defaults > 0 { true } else { plural };
    vm.type_error(format!(
        "{}() takes {takes} positional argument{} but {given}{extra} {} given",
        vm.str_text(f.qualname),
        if plural { "s" } else { "" },
        if given == 1 && kwonly_given == 0 { "was" } else { "were" }
    ))
}

/// Call slot of functions: a call from native code, which enters `run` again.
pub fn call_function(vm: &Vm, callee: Value, args: &[Value], kwnames: Value) -> Res {
    call_with_locals(vm, callee, args, kwnames, Value::NULL)
}

/// As `call_function`, with a namespace for a class body or `exec` (NULL: none).
pub fn call_with_locals(vm: &Vm, callee: Value, args: &[Value], kwnames: Value, locals: Value) -> Res {
    // SAFETY: the callee is a function; the window lies above all frames in use.
    unsafe {
        vm.check_machine_stack("")?;
        let f = callee.get::<Function>();
        let code = f.code();
        let slot = stack::top(vm);
        let window = slot.add(1);
        if window.add(code.registers as usize) > vm.stack_limit.get() {
            return Err(recursion(vm));
        }
        if code.simple_args as usize == args.len() && kwnames == Value::NULL {
            for (i, v) in args.iter().enumerate() {
                v.incref();
                *window.add(i) = *v;
            }
        } else {
            bind_arguments(vm, f, args, kwnames, window)?;
        }
        enter(vm, callee, code, slot, window, frame_flags::ENTRY, locals)
    }
}

/// Runs a function whose window is filled, as an entry frame; the result lies in `slot`.
unsafe fn enter(
    vm: &Vm,
    callee: Value,
    code: &Code,
    slot: *mut Value,
    window: *mut Value,
    flags: u32,
    locals: Value,
) -> Res {
    *slot = Value::NONE;
    callee.incref();
    let mut flags = flags;
    if locals != Value::NULL {
        locals.incref();
        flags |= frame_flags::HAS_LOCALS;
    }
    let record = Frame { pc: HALT_WORDS.as_ptr(), fp: slot, window, function: callee, dst: 0, flags, locals, object: MaybeUninit::uninit(), caller_pc: MaybeUninit::new(vm.pc.get()) };
    if let Err(e) = push_frame(vm, record, code.registers) {
        for i in 0..code.locals as usize {
            std::mem::replace(&mut *window.add(i), Value::NONE).decref(vm);
        }
        callee.decref(vm);
        if locals != Value::NULL {
            locals.decref(vm);
        }
        return Err(e);
    }
    run_entry(vm, code.entry, window, slot)
}

/// Runs the entry frame on top of the frame stack.
///
/// # Safety
/// As `dispatch::run`; `slot` is where the frame's result goes.
pub unsafe fn run_entry(vm: &Vm, pc: *const u16, window: *mut Value, slot: *mut Value) -> Res {
    // An exception may be pending while finalisers run; it is none of the callee's business.
    let pending = vm.raised.replace(Value::NULL);
    let caller_pc = vm.pc.get();
    let vm_static: &'static Vm = &*(vm as *const Vm);
    run(pc, window, vm_static);
    vm.pc.set(caller_pc);
    if vm.raised.get() != Value::NULL {
        if pending != Value::NULL {
            drop(Ref::own(pending));
        }
        return Err(Raised);
    }
    vm.raised.set(pending);
    Ok(Ref::own(std::mem::replace(&mut *slot, Value::NONE)))
}
