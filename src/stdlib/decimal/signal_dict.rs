//! The flags or traps of a context as a mapping from signals to bools.
use super::context::ContextObject;
use super::{SIGNALS, bits_of_class, state};
use crate::object::{CompareOp, Header, Ref, Res, Slots, TypeSpec, Value, Vm, flags};

#[repr(C)]
pub(super) struct SignalDict {
    header: Header,
    /// The context, which clears this when it goes; null then.
    pub owner: *mut ContextObject,
    pub traps: bool,
}

pub(super) static SPEC: TypeSpec = TypeSpec {
    name: "decimal.SignalDictMixin",
    flags: flags::BASETYPE,
    size: size_of::<SignalDict>(),
    slots: Slots {
        new: Some(|vm, ty, _, _| {
            vm.new_object::<SignalDict>(ty, |p| {
                // SAFETY: the instance is fresh.
                unsafe {
                    (*p).owner = std::ptr::null_mut();
                    (*p).traps = false;
                }
            })
        }),
        init: Some(|_, _, _, _| Ok(())),
        repr: Some(|vm, v| {
            let bits = bits(vm, v)?;
            let mut parts = Vec::new();
            for (i, (_, signal)) in SIGNALS.iter().enumerate() {
                let class = state(vm).object(|o| &o.signals[i]);
                let shown = vm.repr_text(class.value())?;
                parts.push(format!("{shown}:{}", if bits & signal != 0 { "True" } else { "False" }));
            }
            vm.new_str(&format!("{{{}}}", parts.join(", ")))
        }),
        hash: None,
        compare: Some(compare),
        iter: Some(|vm, v| {
            bits(vm, v)?;
            let keys = signals(vm)?;
            vm.iter(keys.value())
        }),
        len: Some(|vm, v| {
            bits(vm, v)?;
            Ok(SIGNALS.len())
        }),
        getitem: Some(|vm, v, key| {
            let bits = bits(vm, v)?;
            Ok(Ref::bool(bits & key_bits(vm, key)? != 0))
        }),
        setitem: Some(|vm, v, key, value| {
            bits(vm, v)?;
            let Some(value) = value else { return Err(vm.value_error("signal keys cannot be deleted")) };
            let signal = key_bits(vm, key)?;
            let on = vm.truth(value)?;
            bits(vm, v)?;
            // SAFETY: a context takes itself out of its mappings before it goes.
            let c = unsafe { &mut *this(v).owner };
            let target = if this(v).traps { &mut c.traps } else { &mut c.status };
            if on { *target |= signal } else { *target &= !signal }
            Ok(())
        }),
        ..Slots::EMPTY
    },
    methods: METHODS,
    ..TypeSpec::EMPTY
};

#[allow(clippy::mut_from_ref)]
pub(super) fn this<'a>(v: Value) -> &'a mut SignalDict {
    // SAFETY: called with mappings of this type only.
    unsafe { &mut *v.ptr::<SignalDict>() }
}

/// Whether a value is such a mapping.
pub(super) fn is_signal_dict(vm: &Vm, v: Value) -> bool {
    v.is_heap() && vm.is_instance(v, state(vm).mixin.get())
}

/// The mapping of a context.
pub(super) fn new(vm: &Vm, traps: bool) -> Res {
    let class = state(vm).object(|o| &o.signal_dict);
    vm.new_object::<SignalDict>(class.value().ptr(), |p| {
        // SAFETY: the instance is fresh.
        unsafe {
            (*p).owner = std::ptr::null_mut();
            (*p).traps = traps;
        }
    })
}

/// The conditions that are set.
pub(super) fn bits(vm: &Vm, v: Value) -> Res<u32> {
    let d = this(v);
    if d.owner.is_null() {
        return Err(vm.value_error("invalid signal dict"));
    }
    // SAFETY: a context takes itself out of its mappings before it goes.
    let c = unsafe { &*d.owner };
    Ok(if d.traps { c.traps } else { c.status })
}

/// The bits of a signal class as a key.
pub(super) fn key_bits(vm: &Vm, key: Value) -> Res<u32> {
    let found = bits_of_class(vm, key).filter(|b| SIGNALS.iter().any(|(_, s)| s == b));
    match found {
        Some(b) => Ok(b),
        None => {
            let text = "valid values for signals are:\n  [InvalidOperation, FloatOperation, DivisionByZero,\n   Overflow, Underflow, Subnormal, Inexact, Rounded,\n   Clamped]";
            Err(vm.raise_type(vm.types.KeyError, text))
        }
    }
}

fn signals(vm: &Vm) -> Res {
    let items: Vec<Ref> = (0..SIGNALS.len()).map(|i| state(vm).object(|o| &o.signals[i])).collect();
    vm.tuple_from_refs(items)
}

/// A bit for each signal that is set.
fn pattern(bits: u32) -> u32 {
    SIGNALS.iter().enumerate().map(|(i, (_, signal))| ((bits & signal != 0) as u32) << i).sum()
}

/// The conditions of a dict from signals to bools.
pub(super) fn bits_of_dict(vm: &Vm, dict: Value) -> Res<u32> {
    let bad = || Err(vm.raise_type(vm.types.KeyError, "invalid signal dict"));
    if vm.dict(dict).len() != SIGNALS.len() {
        return bad();
    }
    let mut bits = 0;
    for (i, (_, signal)) in SIGNALS.iter().enumerate() {
        let class = state(vm).object(|o| &o.signals[i]);
        let Some(value) = vm.dict_get(dict, class.value())?.map(Ref::new) else { return bad() };
        if vm.truth(value.value())? {
            bits |= signal;
        }
    }
    Ok(bits)
}

fn compare(vm: &Vm, a: Value, b: Value, op: CompareOp) -> Res {
    if !matches!(op, CompareOp::Eq | CompareOp::Ne) {
        return Ok(Ref::NOT_IMPLEMENTED);
    }
    let own = pattern(bits(vm, a)?);
    let other = if is_signal_dict(vm, b) {
        pattern(bits(vm, b)?)
    } else if vm.is_dict(b) {
        match bits_of_dict(vm, b) {
            Ok(bits) => pattern(bits),
            Err(e) => {
                if vm.clear_raised_if(vm.types.KeyError) {
                    return Ok(Ref::NOT_IMPLEMENTED);
                }
                return Err(e);
            }
        }
    } else {
        return Ok(Ref::NOT_IMPLEMENTED);
    };
    Ok(Ref::bool((own == other) == (op == CompareOp::Eq)))
}

crate::native! { static METHODS = [
    "copy(self, /)" => fn copy(vm, [this]) {
        let bits = bits(vm, this)?;
        let d = vm.new_dict()?;
        for (i, (_, signal)) in SIGNALS.iter().enumerate() {
            let class = state(vm).object(|o| &o.signals[i]);
            vm.dict_set(d.value(), class.value(), Value::bool(bits & signal != 0))?;
        }
        Ok(d)
    }
]; }
