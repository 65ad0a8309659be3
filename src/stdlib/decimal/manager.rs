//! What `localcontext` returns.
use super::{context, current, set_current, state};
use crate::object::{Header, Ref, Res, Slots, TypeSpec, Value, Vm, flags};

#[repr(C)]
struct Manager {
    header: Header,
    /// Both owned: the context inside the block, and the one to go back to.
    local: Value,
    global: Value,
}

fn this<'a>(v: Value) -> &'a Manager {
    // SAFETY: called with managers only, which do not change.
    unsafe { v.get::<Manager>() }
}

pub(super) static SPEC: TypeSpec = TypeSpec {
    name: "decimal.ContextManager",
    flags: flags::TRACKED,
    size: size_of::<Manager>(),
    slots: Slots {
        drop: Some(|vm, h| unsafe {
            let m = h as *mut Manager;
            (*m).local.decref(vm);
            (*m).global.decref(vm);
        }),
        traverse: Some(|h, visit| unsafe {
            let m = h as *mut Manager;
            visit((*m).local);
            visit((*m).global);
        }),
        ..Slots::EMPTY
    },
    methods: METHODS,
    ..TypeSpec::EMPTY
};

/// `localcontext(ctx, **attributes)`.
pub(super) fn new(vm: &Vm, ctx: Value, kwargs: Value) -> Res {
    let s = state(vm);
    let global = current(vm, s)?;
    let from = if ctx.is_none() {
        global.clone()
    } else if context::is_context(vm, ctx) {
        Ref::new(ctx)
    } else {
        return Err(vm.type_error("optional argument must be a context"));
    };
    let local = context::copy(vm, from.value())?;
    if !kwargs.is_unbound() {
        let names = ["prec", "rounding", "Emin", "Emax", "capitals", "clamp", "flags", "traps"];
        let given = vm.collect(kwargs)?;
        for name in &given {
            let text = vm.str_text(name.value());
            if !names.contains(&text.as_str()) {
                return Err(vm.type_error(format!("this function got an unexpected keyword argument '{text}'")));
            }
        }
        for name in given {
            let value = vm.getitem(kwargs, name.value())?;
            let text = vm.str_text(name.value());
            if value.is_none() {
                continue;
            }
            context::set_named(vm, local.value(), &text, value.value())?;
        }
    }
    vm.new_object::<Manager>(s.manager.get(), |p| {
        // SAFETY: the instance is fresh.
        unsafe {
            (*p).local = local.into_value();
            (*p).global = global.into_value();
        }
    })
}

crate::native! { static METHODS = [
    "__enter__(self, /)" => fn enter(vm, [v]) {
        let local = Ref::new(this(v).local);
        set_current(vm, local.value())?;
        Ok(local)
    }
    "__exit__(self, /, *args)" => fn exit(vm, [v], *args) {
        let global = Ref::new(this(v).global);
        set_current(vm, global.value())?;
        Ok(Ref::bool(false))
    }
]; }
