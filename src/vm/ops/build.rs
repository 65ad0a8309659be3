//! Displays, string building, formatting.
use super::*;
use crate::next_or_unwind;
use crate::object::Ref;
use crate::{operand, reg};

/// Name of a callee for messages about its arguments.
pub fn callee_name(vm: &Vm, f: Value) -> String {
    match vm.getattr_opt(f, vm.names.__qualname__) {
        Ok(Some(q)) if vm.is_str(q.value()) => {
            let q = vm.str_text(q.value());
            match vm.getattr_opt(f, vm.names.__module__) {
                Ok(Some(m)) if vm.is_str(m.value()) && vm.str_text(m.value()) != "builtins" => {
                    format!("{}.{q}()", vm.str_text(m.value()))
                }
                Ok(_) => format!("{q}()"),
                Err(_) => {
                    drop(vm.take_raised());
                    format!("{q}()")
                }
            }
        }
        Ok(_) => match vm.str_of(f) {
            Ok(text) => vm.str_text(text.value()),
            Err(_) => {
                drop(vm.take_raised());
                format!("{} object", vm.type_name(f))
            }
        },
        Err(_) => {
            drop(vm.take_raised());
            vm.type_name(f)
        }
    }
}

unsafe fn items<'a>(fp: *mut Value, pc: *const u16) -> &'a mut [Value] {
    std::slice::from_raw_parts_mut(fp.add(operand!(pc, 2)), operand!(pc, 3))
}
/// Ends a display whose items have been taken over or copied: the temporaries hold no reference any more.
unsafe fn finish(vm: &Vm, fp: *mut Value, pc: *const u16, r: Res<Ref>, moved: bool) -> bool {
    let Ok(r) = r else { return false };
    for v in items(fp, pc) {
        let v = std::mem::replace(v, Value::NONE);
        if !moved {
            v.decref(vm);
        }
    }
    put(vm, fp, operand!(pc, 1), r.into_value());
    true
}

handlers! {
    BUILD_TUPLE(pc, fp, vm, tab) {
        let n = operand!(pc, 3);
        if n == 0 {
            let r = Ref::new(vm.empty_tuple.get());
            put(vm, fp, operand!(pc, 1), r.into_value());
            dispatch!(pc.add(4), fp, vm, tab)
        }
        let Ok(t) = vm.alloc_tuple(n) else { tail!(unwind, pc, fp, vm, tab) };
        let from = fp.add(operand!(pc, 2));
        let to = (*t).items_ptr();
        for i in 0..n {
            *to.add(i) = *from.add(i);
            *from.add(i) = Value::NONE;
        }
        put(vm, fp, operand!(pc, 1), Value::from_ptr(t));
        dispatch!(pc.add(4), fp, vm, tab)
    }
    BUILD_LIST(pc, fp, vm, tab) {
        let n = operand!(pc, 3);
        let Ok(l) = vm.list_with_capacity(n) else { tail!(unwind, pc, fp, vm, tab) };
        let l = l.into_value();
        if n > 0 {
            let list = vm.list(l);
            let from = fp.add(operand!(pc, 2));
            for i in 0..n {
                *list.items.add(i) = *from.add(i);
                *from.add(i) = Value::NONE;
            }
            list.len = n;
        }
        put(vm, fp, operand!(pc, 1), l);
        dispatch!(pc.add(4), fp, vm, tab)
    }
    LIST_APPEND(pc, fp, vm, tab) {
        let l = reg!(fp, pc, 1).ptr::<crate::object::List>();
        let len = (*l).len;
        if len == (*l).capacity { tail!(list_append_slow, pc, fp, vm, tab) }
        *(*l).items.add(len) = own_operand(fp, operand!(pc, 2), locals(vm));
        (*l).len = len + 1;
        dispatch!(pc.add(4), fp, vm, tab)
    }
}

fn build_string(vm: &Vm, parts: &[Value]) -> Res<Ref> {
    let mut width = 1;
    let mut len = 0;
    let mut ascii = true;
    for p in parts {
        let s = vm.str(*p);
        width = width.max(s.width);
        len += s.len();
        ascii &= s.is_ascii();
    }
    if len == 0 {
        return Ok(Ref::new(vm.names.empty));
    }
    if len == 1 && width == 1 {
        let c = parts.iter().find_map(|p| vm.str(*p).bytes().first().copied());
        return Ok(Ref::new(vm.latin1_char(c.expect("one character"))));
    }
    let r = vm.alloc_str(len, width, ascii)?;
    // SAFETY: room was made for all parts.
    unsafe {
        let mut to = (*r).data;
        for p in parts {
            let s = vm.str(*p);
            crate::object::str_object::copy_points(s, to, width);
            to = to.add(s.len() * width as usize);
        }
    }
    Ok(Ref::own(Value::from_ptr(r)))
}
fn update_with_mapping(vm: &Vm, d: Value, m: Value) -> Res<()> {
    if vm.is_dict(m) {
        return crate::types::dict::merge(vm, d, m, true);
    }
    let Some(keys) = vm.getattr_opt(m, vm.names.keys)? else {
        return Err(vm.type_error(format!("'{}' object is not a mapping", vm.type_name(m))));
    };
    let keys = vm.call(keys.value(), &[])?;
    for k in vm.collect(keys.value())? {
        let v = vm.getitem(m, k.value())?;
        vm.dict_set(d, k.value(), v.value())?;
    }
    Ok(())
}
fn merge_keywords(vm: &Vm, d: Value, m: Value, callee: Value) -> Res<()> {
    let pairs: Vec<(Ref, Ref)> = if m.is_exact(vm.types.dict) {
        vm.dict(m).iter().map(|(k, v)| (Ref::new(k), Ref::new(v))).collect()
    } else {
        let Some(keys) = vm.getattr_opt(m, vm.names.keys)? else {
            return Err(vm.type_error(format!(
                "{} argument after ** must be a mapping, not {}",
                callee_name(vm, callee),
                vm.type_name(m)
            )));
        };
        let keys = vm.call(keys.value(), &[])?;
        let keys = vm.collect(keys.value())?;
        keys.into_iter().map(|k| vm.getitem(m, k.value()).map(|v| (k, v))).collect::<Res<_>>()?
    };
    for (k, v) in pairs {
        if vm.dict_get(d, k.value())?.is_some() {
            return Err(vm.type_error(format!(
                "{} got multiple values for keyword argument '{}'",
                callee_name(vm, callee),
                vm.str_text(vm.str_of(k.value())?.value())
            )));
        }
        vm.dict_set(d, k.value(), v.value())?;
    }
    Ok(())
}

cold! {
    list_append_slow(pc, fp, vm, tab) {
        if vm.list(reg!(fp, pc, 1)).reserve(vm, 1).is_err() { tail!(unwind, pc, fp, vm, tab) }
        dispatch!(pc, fp, vm, tab)
    }
    BUILD_SET(pc, fp, vm, tab) {
        let r = (|| -> Res<Ref> {
            let s = vm.call(Value::from_ptr(vm.types.set), &[])?;
            for v in items(fp, pc) {
                vm.set_add(s.value(), *v)?;
            }
            Ok(s)
        })();
        let ok = finish(vm, fp, pc, r, false);
        next_or_unwind!(ok, 4, pc, fp, vm, tab)
    }
    BUILD_MAP(pc, fp, vm, tab) {
        let n = operand!(pc, 3) * 2;
        let p = fp.add(operand!(pc, 2));
        let r = (|| -> Res<Ref> {
            let d = vm.new_dict()?;
            for i in (0..n).step_by(2) {
                vm.dict_set(d.value(), *p.add(i), *p.add(i + 1))?;
            }
            Ok(d)
        })();
        let ok = match r {
            Ok(d) => {
                let d: Ref = d;
                release_range(vm, fp, operand!(pc, 2), n);
                put(vm, fp, operand!(pc, 1), d.into_value());
                true
            }
            Err(_) => false,
        };
        next_or_unwind!(ok, 4, pc, fp, vm, tab)
    }
    BUILD_STRING(pc, fp, vm, tab) {
        let r = build_string(vm, items(fp, pc));
        let ok = finish(vm, fp, pc, r, false);
        next_or_unwind!(ok, 4, pc, fp, vm, tab)
    }
    BUILD_SLICE(pc, fp, vm, tab) {
        let p = items(fp, pc);
        let step = if p.len() == 3 { p[2] } else { Value::NONE };
        let r = vm.new_slice(p[0], p[1], step);
        let ok = finish(vm, fp, pc, r, false);
        next_or_unwind!(ok, 4, pc, fp, vm, tab)
    }
    BUILD_INTERPOLATION(pc, fp, vm, tab) {
        let p = fp.add(operand!(pc, 2));
        let parts = [0, 1, 2, 3].map(|i| Ref::own(std::mem::replace(&mut *p.add(i), Value::NONE)));
        let ok = match crate::types::template::new_interpolation(vm, parts) {
            Ok(r) => {
                put(vm, fp, operand!(pc, 1), r.into_value());
                true
            }
            Err(_) => false,
        };
        next_or_unwind!(ok, 4, pc, fp, vm, tab)
    }
    BUILD_TEMPLATE(pc, fp, vm, tab) {
        let p = fp.add(operand!(pc, 2));
        let [strings, interpolations] = [0, 1].map(|i| Ref::own(std::mem::replace(&mut *p.add(i), Value::NONE)));
        let ok = match crate::types::template::new_template(vm, strings, interpolations) {
            Ok(r) => {
                put(vm, fp, operand!(pc, 1), r.into_value());
                true
            }
            Err(_) => false,
        };
        next_or_unwind!(ok, 4, pc, fp, vm, tab)
    }
    LIST_EXTEND(pc, fp, vm, tab) {
        let (l, x) = (reg!(fp, pc, 1), reg!(fp, pc, 2));
        let r = if vm.slots(x).iter.is_none() && vm.slots(x).getitem.is_none() {
            Err(vm.type_error(format!("Value after * must be an iterable, not {}", vm.type_name(x))))
        } else {
            vm.for_each(x, |v| vm.list(l).push(vm, v))
        };
        let ok = r.is_ok();
        if ok { consume(vm, fp, operand!(pc, 2), locals(vm)); }
        next_or_unwind!(ok, 4, pc, fp, vm, tab)
    }
    SET_ADD(pc, fp, vm, tab) {
        let ok = vm.set_add(reg!(fp, pc, 1), reg!(fp, pc, 2)).is_ok();
        if ok { consume(vm, fp, operand!(pc, 2), locals(vm)); }
        next_or_unwind!(ok, 4, pc, fp, vm, tab)
    }
    SET_UPDATE(pc, fp, vm, tab) {
        let s = reg!(fp, pc, 1);
        let ok = crate::types::set::update(vm, s, reg!(fp, pc, 2)).is_ok();
        if ok { consume(vm, fp, operand!(pc, 2), locals(vm)); }
        next_or_unwind!(ok, 4, pc, fp, vm, tab)
    }
    MAP_ADD(pc, fp, vm, tab) {
        let p = fp.add(operand!(pc, 2));
        let ok = vm.dict_set(reg!(fp, pc, 1), *p, *p.add(1)).is_ok();
        if ok { release_range(vm, fp, operand!(pc, 2), 2); }
        next_or_unwind!(ok, 4, pc, fp, vm, tab)
    }
    DICT_UPDATE(pc, fp, vm, tab) {
        let ok = update_with_mapping(vm, reg!(fp, pc, 1), reg!(fp, pc, 2)).is_ok();
        if ok { consume(vm, fp, operand!(pc, 2), locals(vm)); }
        next_or_unwind!(ok, 4, pc, fp, vm, tab)
    }
    DICT_MERGE(pc, fp, vm, tab) {
        let ok = merge_keywords(vm, reg!(fp, pc, 1), reg!(fp, pc, 2), reg!(fp, pc, 3)).is_ok();
        if ok { consume(vm, fp, operand!(pc, 2), locals(vm)); }
        next_or_unwind!(ok, 4, pc, fp, vm, tab)
    }
    LIST_TO_TUPLE(pc, fp, vm, tab) {
        let r = vm.tuple_from(vm.list(reg!(fp, pc, 2)).items());
        let ok = finish1(vm, fp, pc, r);
        next_or_unwind!(ok, 4, pc, fp, vm, tab)
    }
    FORMAT_SIMPLE(pc, fp, vm, tab) {
        let r = crate::types::format::format_value(vm, reg!(fp, pc, 2), vm.names.empty);
        let ok = finish1(vm, fp, pc, r);
        next_or_unwind!(ok, 4, pc, fp, vm, tab)
    }
    FORMAT_SPEC(pc, fp, vm, tab) {
        let r = crate::types::format::format_value(vm, reg!(fp, pc, 2), reg!(fp, pc, 3));
        let ok = finish2(vm, fp, pc, r);
        next_or_unwind!(ok, 4, pc, fp, vm, tab)
    }
    CONVERT(pc, fp, vm, tab) {
        let x = reg!(fp, pc, 2);
        let r = match operand!(pc, 3) {
            1 => vm.str_of(x),
            2 => vm.repr(x),
            _ => crate::builtins::objects::ascii(vm, x),
        };
        let ok = finish1(vm, fp, pc, r);
        next_or_unwind!(ok, 4, pc, fp, vm, tab)
    }
}
