//! Exceptions that can go nowhere: from finalisers, weak reference callbacks, the end of generators.
use super::write_stderr;
use crate::bytecode::Location;
use crate::object::{Ref, Res, Traceback, Type, TypeSpec, Value, Vm};
use crate::struct_fields;
use crate::types::struct_sequence::{new_instance, new_type, spec};
use std::cell::Cell;

static HOOK_ARGS: TypeSpec =
    spec("UnraisableHookArgs", struct_fields!("exc_type", "exc_value", "exc_traceback", "err_msg", "object"));

/// `UnraisableHookArgs`, made when it is first needed.
struct HookArgs(Cell<*mut Type>);
impl Default for HookArgs {
    fn default() -> HookArgs {
        HookArgs(Cell::new(std::ptr::null_mut()))
    }
}

fn hook_args_type(vm: &Vm) -> Res<*mut Type> {
    let known = &vm.extension::<HookArgs>().0;
    if known.get().is_null() {
        known.set(new_type(vm, &HOOK_ARGS)?);
    }
    Ok(known.get())
}

/// Reports an exception that a deallocator raised; `object` is its function.
pub fn unraisable(vm: &Vm, exception: Ref, object: Value) {
    vm.raised.set(exception.into_value());
    unraisable_pending(vm, "Exception ignored while calling deallocator", object);
}

/// Hands the pending exception, which can go nowhere, to `sys.unraisablehook`: what was being done (None: the hook's own words), and with
/// which object.
pub fn unraisable_pending(vm: &Vm, doing: &str, object: Value) {
    let e = vm.take_raised();
    let object = Ref::new(object);
    let mut doing = doing.to_owned();
    if !object.is_none() {
        doing.push(' ');
        doing.push_str(&shown(vm, object.value()));
    }
    if call_unraisable_hook(vm, &e, &doing).is_err() {
        let hook = sys_hook(vm).unwrap_or(Ref::NONE);
        let e = vm.take_raised();
        let text = format!("Exception ignored in sys.unraisablehook: {}\n{}", shown(vm, hook.value()), plain(vm, e.value()));
        write_stderr(vm, &text);
    }
}

fn shown(vm: &Vm, object: Value) -> String {
    vm.repr_text(object).unwrap_or_else(|_| {
        drop(vm.take_raised());
        "<object repr() failed>".to_owned()
    })
}

fn sys_hook(vm: &Vm) -> Option<Ref> {
    let hook = vm.intern("unraisablehook");
    // SAFETY: the namespace of `sys` lives as long as the interpreter.
    unsafe { (*vm.sys.get()).get_name(vm, hook.value()) }.map(Ref::new)
}

fn call_unraisable_hook(vm: &Vm, e: &Ref, doing: &str) -> Res<()> {
    let hook = sys_hook(vm);
    let doing = vm.new_str(doing)?;
    let traceback = match vm.exception(e.value()).traceback {
        Value::NULL => Value::NONE,
        t => t,
    };
    let ty = Value::from_ptr(vm.type_of(e.value()));
    match hook {
        Some(hook) if !hook.is_none() => {
            let fields = [ty, e.value(), traceback, doing.value(), Value::NONE];
            let args = new_instance(vm, hook_args_type(vm)?, &fields)?;
            vm.call(hook.value(), &[args.value()]).map(|_| ())
        }
        _ => {
            default_unraisable(vm, doing.value(), Value::NONE, e.value());
            Ok(())
        }
    }
}

/// What `sys.__unraisablehook__` does. `doing` is a str or None.
pub fn default_unraisable(vm: &Vm, doing: Value, object: Value, e: Value) {
    let stderr = vm.intern("stderr");
    // SAFETY: the namespace of `sys` lives as long as the interpreter.
    if unsafe { (*vm.sys.get()).get_name(vm, stderr.value()) }.is_none() {
        return;
    }
    let mut text = if doing.is_none() { "Exception ignored in".to_owned() } else { vm.str_text(doing) };
    if !object.is_none() {
        text = format!("{text} {}", shown(vm, object));
    }
    text.push_str(":\n");
    text.push_str(&plain(vm, e));
    write_stderr(vm, &text);
}

/// The exception with its traceback, without the marks below the lines, the chain and the notes.
fn plain(vm: &Vm, e: Value) -> String {
    let mut out = String::new();
    let mut tb = vm.exception(e).traceback;
    if tb != Value::NULL {
        out.push_str("Traceback (most recent call last):\n");
    }
    let mut sources = super::source::Sources::default();
    while tb != Value::NULL {
        // SAFETY: a traceback chain consists of live tracebacks.
        let t = unsafe { tb.get::<Traceback>() };
        let (b, line) = (&t.code().bytecode, t.line());
        out.push_str(&format!("  File \"{}\", line {line}, in {}\n", b.filename, b.name));
        out.push_str(&sources.excerpt(&b.filename, Location { line, ..Default::default() }));
        tb = t.next;
    }
    let ty = vm.type_of(e);
    // SAFETY: types outlive their instances.
    let name = unsafe { vm.str_text((*ty).qualname) };
    match vm.type_module(ty) {
        Some(module) if module != "builtins" && module != "__main__" => out.push_str(&format!("{module}.{name}: ")),
        _ => out.push_str(&format!("{name}: ")),
    }
    match vm.str_of(e) {
        Ok(s) => out.push_str(&vm.str_text(s.value())),
        Err(_) => {
            drop(vm.take_raised());
            out.push_str("<exception str() failed>");
        }
    }
    out.push('\n');
    out
}
