//! `FrameLocalsProxy`: the variables of a function's frame as a mapping that writes through (PEP 667).
use super::support::{check_args, guarded_repr, push_repr};
use crate::native;
use crate::object::{BinOp, CompareOp, Header, Ref, Res, Slots, TypeSpec, Value, Vm, flags};
use crate::vm::frames::{self, Variable};

#[repr(C)]
struct Proxy {
    header: Header,
    /// Frame object.
    frame: Value,
}

pub static SPEC: TypeSpec = TypeSpec {
    name: "FrameLocalsProxy",
    flags: flags::TRACKED,
    size: size_of::<Proxy>(),
    slots: Slots {
        repr: Some(|vm, v| {
            guarded_repr(vm, v, "{...}", |out| {
                out.push_str("{");
                for (i, (key, value)) in items(vm, v)?.iter().enumerate() {
                    if i > 0 {
                        out.push_str(", ");
                    }
                    push_repr(vm, out, key.value())?;
                    out.push_str(": ");
                    push_repr(vm, out, value.value())?;
                }
                out.push_str("}");
                Ok(())
            })
        }),
        hash: Some(|vm, v| Err(vm.type_error(format!("unhashable type: '{}'", vm.type_name(v))))),
        iter: Some(|vm, v| {
            let keys = keys(vm, v)?;
            vm.iter(vm.list_from_refs(keys)?.value())
        }),
        compare: Some(|vm, a, b, op| {
            if !matches!(op, CompareOp::Eq | CompareOp::Ne) {
                return Ok(Ref::NOT_IMPLEMENTED);
            }
            let same = if b.is_exact(vm.types.frame_locals) {
                frame(a) == frame(b)
            } else if vm.is_dict(b) {
                vm.compare_bool(to_dict(vm, a)?.value(), b, CompareOp::Eq)?
            } else {
                return Ok(Ref::NOT_IMPLEMENTED);
            };
            Ok(Ref::bool(same == (op == CompareOp::Eq)))
        }),
        binary: Slots::table([(BinOp::Or, |vm, a, b| {
            let side = |v: Value| -> Res<Option<Ref>> {
                if v.is_exact(vm.types.frame_locals) {
                    to_dict(vm, v).map(Some)
                } else if vm.is_dict(v) {
                    Ok(Some(Ref::new(v)))
                } else {
                    Ok(None)
                }
            };
            match (side(a)?, side(b)?) {
                (Some(a), Some(b)) => vm.binary_op(BinOp::Or, a.value(), b.value()),
                _ => Ok(Ref::NOT_IMPLEMENTED),
            }
        })]),
        inplace: Slots::table([(BinOp::Or, |vm, a, b| {
            if !update(vm, a, b)? {
                return Ok(Ref::NOT_IMPLEMENTED);
            }
            Ok(Ref::new(a))
        })]),
        len: Some(|vm, v| Ok(keys(vm, v)?.len())),
        getitem: Some(|vm, v, key| match get(vm, v, key)? {
            Some(value) => Ok(value),
            None => {
                let text = vm.new_str(&format!("local variable '{}' is not defined", vm.repr_text(key)?))?;
                Err(vm.raise_with(vm.types.KeyError, text.value()))
            }
        }),
        setitem: Some(|vm, v, key, value| match value {
            Some(value) => set(vm, v, key, value),
            None => remove(vm, v, key).and_then(|r| match r {
                Some(_) => Ok(()),
                None => Err(vm.raise_with(vm.types.KeyError, key)),
            }),
        }),
        contains: Some(|vm, v, key| Ok(get(vm, v, key)?.is_some())),
        new: Some(|vm, _, args, kwnames| {
            check_args(vm, "FrameLocalsProxy", args, kwnames, 1, 1)?;
            if !args[0].is_exact(vm.types.frame) {
                return Err(vm.type_error(format!("expect frame, not {}", vm.type_name(args[0]))));
            }
            new(vm, args[0])
        }),
        drop: Some(|vm, h| {
            // SAFETY: called with proxies only.
            unsafe { (*(h as *mut Proxy)).frame.decref(vm) }
        }),
        traverse: Some(|h, visit| {
            // SAFETY: called with proxies only.
            unsafe { visit((*(h as *mut Proxy)).frame) }
        }),
        ..Slots::EMPTY
    },
    methods: METHODS,
    ..TypeSpec::EMPTY
};

/// The proxy of a frame.
pub fn new(vm: &Vm, frame: Value) -> Res {
    vm.new_object::<Proxy>(vm.types.frame_locals, |p| {
        // SAFETY: the cell is fresh and large enough.
        unsafe { (*p).frame = Ref::new(frame).into_value() };
    })
}

fn frame(v: Value) -> Value {
    // SAFETY: only called with proxies.
    unsafe { v.get::<Proxy>().frame }
}

/// The dict of the entries that are no variables of the code; None while there are none.
fn names(v: Value) -> Option<Value> {
    Some(frames::extra(frame(v)).names).filter(|d| *d != Value::NULL)
}

/// The variable of that name.
fn find(vm: &Vm, v: Value, key: Value) -> Res<Option<Variable>> {
    vm.hash(key)?;
    if !vm.is_str(key) {
        return Ok(None);
    }
    let text = vm.str_text(key);
    let mut found = None;
    frames::each_variable(vm, frame(v), &mut |name, variable| {
        if name == text {
            found = Some(variable);
        }
        Ok(found.is_none())
    })?;
    Ok(found)
}

fn get(vm: &Vm, v: Value, key: Value) -> Res<Option<Ref>> {
    if let Some(variable) = find(vm, v, key)?
        && let Some(value) = variable.get()
    {
        return Ok(Some(Ref::new(value)));
    }
    match names(v) {
        Some(d) => Ok(vm.dict_get(d, key)?.map(Ref::new)),
        None => Ok(None),
    }
}

fn set(vm: &Vm, v: Value, key: Value, value: Value) -> Res<()> {
    if let Some(variable) = find(vm, v, key)? {
        variable.set(frame(v), Ref::new(value));
        return Ok(());
    }
    let names = match names(v) {
        Some(d) => d,
        None => {
            let d = vm.new_dict()?.into_value();
            frames::extra(frame(v)).names = d;
            d
        }
    };
    vm.dict_set(names, key, value)
}

/// Removes an entry that is no variable; None where there is none.
fn remove(vm: &Vm, v: Value, key: Value) -> Res<Option<Ref>> {
    if find(vm, v, key)?.is_some() {
        return Err(vm.value_error("cannot remove local variables from FrameLocalsProxy"));
    }
    match names(v) {
        Some(d) => vm.dict_remove(d, key),
        None => Ok(None),
    }
}

fn items(vm: &Vm, v: Value) -> Res<Vec<(Ref, Ref)>> {
    let mut all = Vec::new();
    frames::each_variable(vm, frame(v), &mut |name, variable| {
        if let Some(value) = variable.get() {
            all.push((vm.intern(name), Ref::new(value)));
        }
        Ok(true)
    })?;
    if let Some(d) = names(v) {
        all.extend(vm.dict(d).iter().map(|(k, v)| (Ref::new(k), Ref::new(v))));
    }
    Ok(all)
}
fn keys(vm: &Vm, v: Value) -> Res<Vec<Ref>> {
    Ok(items(vm, v)?.into_iter().map(|(k, _)| k).collect())
}
fn to_dict(vm: &Vm, v: Value) -> Res {
    let d = vm.new_dict()?;
    for (key, value) in items(vm, v)? {
        vm.dict_set(d.value(), key.value(), value.value())?;
    }
    Ok(d)
}
/// Sets all entries of a dict or of another proxy. False: it is neither.
fn update(vm: &Vm, v: Value, other: Value) -> Res<bool> {
    let entries = if other.is_exact(vm.types.frame_locals) {
        items(vm, other)?
    } else if vm.is_dict(other) {
        vm.dict(other).iter().map(|(k, v)| (Ref::new(k), Ref::new(v))).collect()
    } else {
        return Ok(false);
    };
    for (key, value) in entries {
        set(vm, v, key.value(), value.value())?;
    }
    Ok(true)
}

native! { static METHODS = [
    /// Return a copy as a dict.
    "copy(self, /)" => fn proxy_copy(vm, [this]) { to_dict(vm, this) }
    /// Return the value for key if key is in the frame, else default.
    "get(self, key, default=None, /)" => fn proxy_get(vm, [this, key, default]) {
        Ok(get(vm, this, key)?.unwrap_or(Ref::new(default)))
    }
    /// Return a list of the names.
    "keys(self, /)" => fn proxy_keys(vm, [this]) { vm.list_from_refs(keys(vm, this)?) }
    /// Return a list of the values.
    "values(self, /)" => fn proxy_values(vm, [this]) {
        vm.list_from_refs(items(vm, this)?.into_iter().map(|(_, v)| v).collect())
    }
    /// Return a list of pairs of name and value.
    "items(self, /)" => fn proxy_items(vm, [this]) {
        let mut pairs = Vec::new();
        for (key, value) in items(vm, this)? {
            pairs.push(vm.tuple_from(&[key.value(), value.value()])?);
        }
        vm.list_from_refs(pairs)
    }
    /// Remove an entry that is no local variable and return its value.
    "pop(self, key, default=<unrepresentable>, /)" => fn proxy_pop(vm, [this, key, default]) {
        match remove(vm, this, key)? {
            Some(value) => Ok(value),
            None if !default.is_unbound() => Ok(Ref::new(default)),
            None => Err(vm.raise_with(vm.types.KeyError, key)),
        }
    }
    /// Return the value for key, after setting it to default where there is none.
    "setdefault(self, key, default=None, /)" => fn proxy_setdefault(vm, [this, key, default]) {
        if let Some(value) = get(vm, this, key)? {
            return Ok(value);
        }
        set(vm, this, key, default)?;
        Ok(Ref::new(default))
    }
    /// Set the entries of a dict or of another proxy.
    "update(self, other, /)" => fn proxy_update(vm, [this, other]) {
        if update(vm, this, other)? { Ok(Ref::NONE) } else {
            Err(vm.type_error("update() argument must be dict or another FrameLocalsProxy"))
        }
    }
    /// Return a reverse iterator over the names.
    "__reversed__(self, /)" => fn proxy_reversed(vm, [this]) {
        let mut keys = keys(vm, this)?;
        keys.reverse();
        vm.iter(vm.list_from_refs(keys)?.value())
    }
]; }
