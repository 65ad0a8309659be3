//! `decimal.Context`.
use super::signal_dict::{self, bits_of_dict, is_signal_dict, key_bits};
use super::{SIGNALS, bits_of_class, rounding_argument, rounding_name, signals_list, state};
use crate::numeric::decimal::{Context as Ctx, MAX_EMAX, MAX_PREC, MIN_EMIN};
use crate::object::{GetSetDef, Header, Ref, Res, Slots, Type, TypeSpec, Value, Vm, call_native, flags};

#[repr(C)]
pub(super) struct ContextObject {
    header: Header,
    pub ctx: Ctx,
    pub traps: u32,
    pub status: u32,
    pub capitals: bool,
    /// The mappings that show them, owned.
    traps_dict: Value,
    flags_dict: Value,
}

#[allow(clippy::mut_from_ref)]
#[inline]
pub(super) fn payload<'a>(v: Value) -> &'a mut ContextObject {
    // SAFETY: called with contexts only; no borrow outlives a call that runs Python code.
    unsafe { &mut *v.ptr::<ContextObject>() }
}

#[inline]
pub(super) fn is_context(vm: &Vm, v: Value) -> bool {
    let ty = state(vm).context.get();
    v.is_exact(ty) || v.is_heap() && vm.is_instance(v, ty)
}

pub(super) static SPEC: TypeSpec = TypeSpec {
    name: "decimal.Context",
    doc: "Context(prec=None, rounding=None, Emin=None, Emax=None, capitals=None, clamp=None, flags=None, traps=None)\n--\n\nThe context affects almost all operations and controls rounding,\nOver/Underflow, raising of exceptions and much more.  A new context\ncan be constructed as follows:\n\n    >>> c = Context(prec=28, Emin=-425000000, Emax=425000000,\n    ...             rounding=ROUND_HALF_EVEN, capitals=1, clamp=1,\n    ...             traps=[InvalidOperation, DivisionByZero, Overflow],\n    ...             flags=[])\n    >>>\n\n\n",
    flags: flags::BASETYPE,
    size: size_of::<ContextObject>(),
    slots: Slots {
        new: Some(|vm, ty, _, _| {
            let template = state(vm).object(|o| &o.templates[0]);
            let t = payload(template.value());
            new(vm, ty, t.ctx, t.traps, 0, t.capitals)
        }),
        init: Some(|vm, v, args, kwnames| {
            let mut all = vec![v];
            all.extend_from_slice(args);
            call_native(vm, &INIT[0], &all, kwnames).map(drop)
        }),
        repr: Some(repr),
        setattr: Some(|vm, v, name, value| {
            if value.is_none() {
                return Err(vm.raise_type(vm.types.AttributeError, "context attributes cannot be deleted"));
            }
            vm.generic_setattr(v, name, value)
        }),
        drop: Some(|vm, h| unsafe {
            let c = h as *mut ContextObject;
            for d in [(*c).traps_dict, (*c).flags_dict] {
                if d != Value::NULL {
                    signal_dict::this(d).owner = std::ptr::null_mut();
                    d.decref(vm);
                }
            }
        }),
        ..Slots::EMPTY
    },
    methods: super::context_methods::METHODS,
    getset: &[
        GetSetDef { name: "prec", get: |vm, v| vm.new_int(payload(v).ctx.prec), set: Some(|vm, v, x| set(vm, v, "prec", x)), doc: "" },
        GetSetDef { name: "Emax", get: |vm, v| vm.new_int(payload(v).ctx.emax), set: Some(|vm, v, x| set(vm, v, "Emax", x)), doc: "" },
        GetSetDef { name: "Emin", get: |vm, v| vm.new_int(payload(v).ctx.emin), set: Some(|vm, v, x| set(vm, v, "Emin", x)), doc: "" },
        GetSetDef {
            name: "rounding",
            get: |vm, v| Ok(rounding_name(vm, payload(v).ctx.rounding)),
            set: Some(|vm, v, x| set(vm, v, "rounding", x)),
            doc: "",
        },
        GetSetDef {
            name: "capitals",
            get: |vm, v| vm.new_int(payload(v).capitals as i64),
            set: Some(|vm, v, x| set(vm, v, "capitals", x)),
            doc: "",
        },
        GetSetDef {
            name: "clamp",
            get: |vm, v| vm.new_int(payload(v).ctx.clamp as i64),
            set: Some(|vm, v, x| set(vm, v, "clamp", x)),
            doc: "",
        },
        GetSetDef {
            name: "flags",
            get: |_, v| Ok(Ref::new(payload(v).flags_dict)),
            set: Some(|vm, v, x| set(vm, v, "flags", x)),
            doc: "",
        },
        GetSetDef {
            name: "traps",
            get: |_, v| Ok(Ref::new(payload(v).traps_dict)),
            set: Some(|vm, v, x| set(vm, v, "traps", x)),
            doc: "",
        },
    ],
};

/// A context of that type.
pub(super) fn new(vm: &Vm, ty: *mut Type, ctx: Ctx, traps: u32, status: u32, capitals: bool) -> Res {
    let (traps_dict, flags_dict) = (signal_dict::new(vm, true)?, signal_dict::new(vm, false)?);
    let made = vm.new_object::<ContextObject>(ty, |p| {
        // SAFETY: the instance is fresh.
        unsafe {
            (&raw mut (*p).ctx).write(ctx);
            (*p).traps = traps;
            (*p).status = status;
            (*p).capitals = capitals;
            (*p).traps_dict = traps_dict.into_value();
            (*p).flags_dict = flags_dict.into_value();
        }
    })?;
    let c = payload(made.value());
    for d in [c.traps_dict, c.flags_dict] {
        signal_dict::this(d).owner = c;
    }
    Ok(made)
}

/// A copy, of the type Context itself.
pub(super) fn copy(vm: &Vm, v: Value) -> Res {
    let c = payload(v);
    new(vm, state(vm).context.get(), c.ctx, c.traps, c.status, c.capitals)
}

/// An int that fits a machine word.
pub(super) fn ssize(vm: &Vm, v: Value) -> Res<i64> {
    if vm.as_int(v).is_none() {
        return Err(vm.type_error("an integer is required"));
    }
    match vm.index_i64(v)? {
        Ok(n) => Ok(n),
        Err(_) => Err(vm.overflow_error("Python int too large to convert to C ssize_t")),
    }
}

fn set(vm: &Vm, v: Value, name: &str, value: Option<Value>) -> Res<()> {
    match value {
        Some(x) if vm.is_list(x) && matches!(name, "flags" | "traps") => Err(vm.type_error("argument must be a signal dict")),
        Some(x) => set_named(vm, v, name, x),
        None => Err(vm.raise_type(vm.types.AttributeError, "context attributes cannot be deleted")),
    }
}

/// Sets an attribute of a context.
pub(super) fn set_named(vm: &Vm, v: Value, name: &str, x: Value) -> Res<()> {
    let limits = |lo: i64, hi: i64, message: &str| {
        let n = ssize(vm, x)?;
        if (lo..=hi).contains(&n) { Ok(n) } else { Err(vm.value_error(message)) }
    };
    match name {
        "prec" => payload(v).ctx.prec = limits(1, MAX_PREC, "valid range for prec is [1, MAX_PREC]")?,
        "Emax" => payload(v).ctx.emax = limits(0, MAX_EMAX, "valid range for Emax is [0, MAX_EMAX]")?,
        "Emin" => payload(v).ctx.emin = limits(MIN_EMIN, 0, "valid range for Emin is [MIN_EMIN, 0]")?,
        "capitals" => payload(v).capitals = limits(0, 1, "valid values for capitals are 0 or 1")? != 0,
        "clamp" => payload(v).ctx.clamp = limits(0, 1, "valid values for clamp are 0 or 1")? != 0,
        "rounding" => payload(v).ctx.rounding = rounding_argument(vm, x)?,
        _ => {
            let bits = if vm.is_list(x) { bits_of_list(vm, x)? } else { mapping_bits(vm, x)? };
            let c = payload(v);
            if name == "traps" { c.traps = bits } else { c.status = bits }
        }
    }
    Ok(())
}

fn mapping_bits(vm: &Vm, x: Value) -> Res<u32> {
    if is_signal_dict(vm, x) {
        return signal_dict::bits(vm, x);
    }
    if vm.is_dict(x) {
        return bits_of_dict(vm, x);
    }
    Err(vm.type_error("argument must be a signal dict"))
}

/// The conditions of a list of signals or single conditions.
fn bits_of_list(vm: &Vm, list: Value) -> Res<u32> {
    let mut bits = 0;
    for item in vm.collect(list)? {
        bits |= match bits_of_class(vm, item.value()) {
            Some(b) => b,
            None => key_bits(vm, item.value())?,
        };
    }
    Ok(bits)
}

/// Signals by name, in the order in which a context shows them.
static SHOWN: [&str; 9] =
    ["Clamped", "InvalidOperation", "DivisionByZero", "Inexact", "FloatOperation", "Overflow", "Rounded", "Subnormal", "Underflow"];

fn names(bits: u32) -> String {
    let signals = SHOWN.iter().filter_map(|shown| SIGNALS.iter().find(|(name, _)| name == shown));
    let set: Vec<&str> = signals.filter(|(_, signal)| bits & signal != 0).map(|(name, _)| *name).collect();
    set.join(", ")
}

fn repr(vm: &Vm, v: Value) -> Res {
    let c = payload(v);
    vm.new_str(&format!(
        "Context(prec={}, rounding={}, Emin={}, Emax={}, capitals={}, clamp={}, flags=[{}], traps=[{}])",
        c.ctx.prec,
        c.ctx.rounding.name(),
        c.ctx.emin,
        c.ctx.emax,
        c.capitals as u8,
        c.ctx.clamp as u8,
        names(c.status),
        names(c.traps)
    ))
}

/// `__reduce__`.
pub(super) fn reduce(vm: &Vm, v: Value) -> Res {
    let c = payload(v);
    let (ctx, capitals, status, traps) = (c.ctx, c.capitals, c.status, c.traps);
    let arguments = vm.tuple_from_refs([
        vm.new_int(ctx.prec)?,
        rounding_name(vm, ctx.rounding),
        vm.new_int(ctx.emin)?,
        vm.new_int(ctx.emax)?,
        vm.new_int(capitals as i64)?,
        vm.new_int(ctx.clamp as i64)?,
        signals_list(vm, status)?,
        signals_list(vm, traps)?,
    ])?;
    vm.tuple_from_refs([Ref::from_type(vm.type_of(v)), arguments])
}

crate::native! { static INIT = [
    "Context(self, /, prec=None, rounding=None, Emin=None, Emax=None, capitals=None, clamp=None, flags=None, traps=None)" => fn context_init(vm, [this, prec, rounding, emin, emax, capitals, clamp, given_flags, traps]) {
        for (name, x) in [
            ("prec", prec),
            ("rounding", rounding),
            ("Emin", emin),
            ("Emax", emax),
            ("capitals", capitals),
            ("clamp", clamp),
            ("traps", traps),
            ("flags", given_flags),
        ] {
            if !x.is_none() {
                set_named(vm, this, name, x)?;
            }
        }
        Ok(Ref::NONE)
    }
]; }
