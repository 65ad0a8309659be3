//! Binding of arguments where they lie, in the caller's temporaries, which become the callee's window.
use super::calls::Entered;
use super::*;
use crate::object::{Code, Frame, Ref, code_flags};
use crate::vm::call::{fill_defaults, parameter};
use std::mem::MaybeUninit;

/// Keyword arguments of one call that are bound in place.
const MOST: usize = 12;

/// Binds the `n` arguments at `args`, the last of them keywords with these names, to the parameters of `f` and pushes the frame:
/// positional ones are in place, surplus ones go to the tuple of `*args`, the values of keywords move to their parameters or to the dict of
/// `**kwargs`, the others get defaults. None where something does not fit or there is no memory; nothing is changed then.
pub unsafe fn bind_in_place(
    vm: &Vm,
    f: Value,
    code: &Code,
    args: *mut Value,
    n: usize,
    names: &[Value],
    (ret, fp, dst): (*const u16, *mut Value, usize),
) -> Option<Entered> {
    let star = code.flags & code_flags::VARARGS != 0;
    let star_star = code.flags & code_flags::VARKEYWORDS != 0;
    let given = n - names.len();
    let count = code.arg_count as usize;
    let named = code.parameters.len();
    let total = named + star as usize + star_star as usize;
    if names.len() > MOST || given > count && !star || vm.frame.get() >= vm.frame_limit.get() {
        return None;
    }
    if args.add(code.registers as usize) > vm.stack_limit.get() {
        return None;
    }
    if !star && !star_star {
        return bind_named(vm, f, code, args, given, names, (ret, fp, dst));
    }
    let taken = given.min(count);
    /// The place of a keyword without a parameter.
    const LEFT_OVER: usize = usize::MAX;
    let mut place_room = [const { MaybeUninit::<usize>::uninit() }; MOST];
    let mut value_room = [const { MaybeUninit::<Value>::uninit() }; MOST];
    // The first `names.len()` of each are written below before they are read.
    let places = std::slice::from_raw_parts_mut(place_room.as_mut_ptr() as *mut usize, names.len());
    let values = std::slice::from_raw_parts_mut(value_room.as_mut_ptr() as *mut Value, names.len());
    let mut left_over = 0;
    for (k, name) in names.iter().enumerate() {
        match parameter(vm, code, *name) {
            Some(place) if place < taken || places[..k].contains(&place) => return None,
            Some(place) => places[k] = place,
            None if star_star && name.is_exact(vm.types.str) => {
                places[k] = LEFT_OVER;
                left_over += 1;
            }
            None => return None,
        }
        values[k] = *args.add(given + k);
    }
    let surplus = if star {
        match vm.tuple_from(std::slice::from_raw_parts(args.add(taken), given - taken)) {
            Ok(t) => t,
            Err(_) => {
                drop(vm.take_raised());
                return None;
            }
        }
    } else {
        Ref::NONE
    };
    let keywords = if star_star {
        match gathered(vm, names, places, values, left_over) {
            Ok(d) => d,
            Err(_) => {
                drop(vm.take_raised());
                return None;
            }
        }
    } else {
        Ref::NONE
    };
    // Nothing but a missing argument can go wrong from here on. The surplus arguments and left-over values have new references.
    for i in taken..given {
        std::mem::replace(&mut *args.add(i), Value::NULL).decref(vm);
    }
    for i in given..total.max(n) {
        *args.add(i) = Value::NULL;
    }
    for k in 0..names.len() {
        if places[k] == LEFT_OVER { values[k].decref(vm) } else { *args.add(places[k]) = values[k] }
    }
    if star {
        *args.add(named) = surplus.into_value();
    }
    if star_star {
        *args.add(named + star as usize) = keywords.into_value();
    }
    if taken < named && fill_defaults(vm, f.get::<Function>(), taken, args).is_err() {
        return missing_argument(vm, args, n, total);
    }
    let frame = vm.frame.get();
    frame.write(Frame::of_call(ret, fp, args, f, dst, 0, Value::NONE));
    vm.frame.set(frame.add(1));
    Some(Entered::Frame(code.entry, args))
}

/// As `bind_in_place`, for functions without `*args` and `**kwargs`, whose limits have been checked.
#[inline(always)]
unsafe fn bind_named(
    vm: &Vm,
    f: Value,
    code: &Code,
    args: *mut Value,
    given: usize,
    names: &[Value],
    (ret, fp, dst): (*const u16, *mut Value, usize),
) -> Option<Entered> {
    let function = f.get::<Function>();
    let (count, named, n) = (code.arg_count as usize, code.parameters.len(), given + names.len());
    let mut place_room = [const { MaybeUninit::<(u32, Value)>::uninit() }; MOST];
    let placed = place_room.as_mut_ptr() as *mut (u32, Value);
    if n > named {
        return None;
    }
    for (k, name) in names.iter().enumerate() {
        let place = parameter(vm, code, *name)?;
        if place < given || (0..k).any(|j| (*placed.add(j)).0 as usize == place) {
            return None;
        }
        *placed.add(k) = (place as u32, *args.add(given + k));
    }
    for i in given..named {
        *args.add(i) = Value::NULL;
    }
    for k in 0..names.len() {
        let (place, v) = *placed.add(k);
        *args.add(place as usize) = v;
    }
    let defaults: &[Value] = if function.defaults == Value::NULL { &[] } else { vm.tuple_items(function.defaults) };
    let shift = count - defaults.len().min(count);
    for i in given..named {
        if *args.add(i) != Value::NULL {
            continue;
        }
        let default = if i >= count {
            if function.kwdefaults == Value::NULL { None } else { crate::vm::call::keyword_default(vm, function, i - count, code.parameters[i]) }
        } else if i >= shift {
            Some(defaults[i - shift])
        } else {
            None
        };
        let Some(v) = default else {
            let _ = fill_defaults(vm, function, given, args);
            return missing_argument(vm, args, n, named);
        };
        v.incref();
        *args.add(i) = v;
    }
    let frame = vm.frame.get();
    frame.write(Frame::of_call(ret, fp, args, f, dst, 0, Value::NONE));
    vm.frame.set(frame.add(1));
    Some(Entered::Frame(code.entry, args))
}

/// An argument is missing and the exception pending: what was given lies in the parameters' registers. Those of the caller's temporaries
/// are released by unwinding.
#[cold]
unsafe fn missing_argument(vm: &Vm, args: *mut Value, n: usize, total: usize) -> Option<Entered> {
    for i in 0..total.max(n) {
        if *args.add(i) == Value::NULL {
            *args.add(i) = Value::NONE;
        }
    }
    for i in n..total {
        std::mem::replace(&mut *args.add(i), Value::NONE).decref(vm);
    }
    Some(Entered::Raised)
}

/// The dict of the keywords that have no parameter.
unsafe fn gathered(vm: &Vm, names: &[Value], places: &[usize], values: &[Value], count: usize) -> Res<Ref> {
    let d = vm.new_dict()?;
    if count > 0 {
        for (k, name) in names.iter().enumerate().filter(|(k, _)| places[*k] == usize::MAX) {
            vm.dict_set_name(d.ptr(), *name, Ref::new(values[k]))?;
        }
    }
    Ok(d)
}
