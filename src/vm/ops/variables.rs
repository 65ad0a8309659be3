//! Cells, free variables, globals, names.
use super::*;
use crate::next_or_unwind;
use crate::object::{CellObject, Dict, Raised, Ref};
use crate::{cache32, cache64, operand, reg, set_and_dispatch, target};

/// UnboundLocalError for a local or cell variable.
pub fn unbound_local_error(vm: &Vm, name: &str) -> Raised {
    vm.unbound_local_error(format!("cannot access local variable '{name}' where it is not associated with a value"))
}
fn unbound_free_error(vm: &Vm, name: &str) -> Raised {
    let r = vm.raise_type(
        vm.types.NameError,
        format!("cannot access free variable '{name}' where it is not associated with a value in enclosing scope"),
    );
    let n = vm.intern(name);
    note_name(vm, n);
    r
}
/// Gives the NameError just raised its `name`, and what its hint is found with: the locals and globals of the running frame.
fn note_name(vm: &Vm, name: Ref) {
    let raised = vm.raised.replace(Value::NULL);
    vm.set_exception_field(raised, 0, name);
    match crate::vm::running_locals(vm) {
        Ok(locals) => vm.set_exception_field(raised, 1, locals),
        Err(_) => drop(vm.take_raised()),
    }
    if let Some(globals) = crate::vm::running_globals(vm) {
        vm.set_exception_field(raised, 2, Ref::new(globals));
    }
    vm.raised.set(raised);
}
/// NameError with its `name`.
pub fn name_error(vm: &Vm, name: Value) -> Raised {
    let r = vm.raise_type(vm.types.NameError, format!("name '{}' is not defined", vm.str_text(name)));
    note_name(vm, Ref::new(name));
    r
}
#[inline(always)]
unsafe fn free_cell(vm: &Vm, i: usize) -> Value {
    *function(vm).closure.get::<crate::object::Tuple>().items_ptr().add(i)
}

handlers! {
    MAKE_CELL(pc, fp, vm, tab) {
        let p = fp.add(operand!(pc, 1));
        let v = std::mem::replace(&mut *p, Value::NONE);
        // A register that was never written holds a dead value of no meaning; the compiler has unbound it.
        match vm.new_cell(Ref::own(v)) {
            Ok(c) => *p = c.into_value(),
            Err(_) => { tail!(unwind, pc, fp, vm, tab) }
        }
        dispatch!(pc.add(4), fp, vm, tab)
    }
    LOAD_DEREF(pc, fp, vm, tab) {
        let v = reg!(fp, pc, 2).get::<CellObject>().value;
        if v.is_unbound() { tail!(deref_unbound, pc, fp, vm, tab) }
        v.incref();
        set_and_dispatch!(pc, fp, vm, tab, v, pc.add(4))
    }
    STORE_DEREF(pc, fp, vm, tab) {
        let cell = reg!(fp, pc, 1).ptr::<CellObject>();
        let v = own_operand(fp, operand!(pc, 2), locals(vm));
        let old = std::mem::replace(&mut (*cell).value, v);
        if old.is_heap() {
            vm.scratch.set(old);
            tail!(release_scratch, pc.add(4), fp, vm, tab)
        }
        dispatch!(pc.add(4), fp, vm, tab)
    }
    LOAD_FREE(pc, fp, vm, tab) {
        let v = free_cell(vm, operand!(pc, 2)).get::<CellObject>().value;
        if v.is_unbound() { tail!(free_unbound, pc, fp, vm, tab) }
        v.incref();
        set_and_dispatch!(pc, fp, vm, tab, v, pc.add(4))
    }
    STORE_FREE(pc, fp, vm, tab) {
        let cell = free_cell(vm, operand!(pc, 1)).ptr::<CellObject>();
        let v = own_operand(fp, operand!(pc, 2), locals(vm));
        let old = std::mem::replace(&mut (*cell).value, v);
        if old.is_heap() {
            vm.scratch.set(old);
            tail!(release_scratch, pc.add(4), fp, vm, tab)
        }
        dispatch!(pc.add(4), fp, vm, tab)
    }
    LOAD_CLOSURE(pc, fp, vm, tab) {
        let v = free_cell(vm, operand!(pc, 2));
        v.incref();
        set_and_dispatch!(pc, fp, vm, tab, v, pc.add(4))
    }
    LOAD_GLOBAL_MODULE(pc, fp, vm, tab) {
        let d = cache64!(pc, 4) as *const Dict;
        if (*d).keys_version != cache32!(pc, 8) { tail!(LOAD_GLOBAL, pc, fp, vm, tab) }
        let v = (*(*d).entries.add(operand!(pc, 3))).value;
        v.incref();
        set_and_dispatch!(pc, fp, vm, tab, v, pc.add(12))
    }
    LOAD_GLOBAL_BUILTIN(pc, fp, vm, tab) {
        let d = cache64!(pc, 4) as *const Dict;
        let b = vm.builtins.get();
        if (*d).keys_version != cache32!(pc, 8) || (*b).keys_version != cache32!(pc, 10) { tail!(LOAD_GLOBAL, pc, fp, vm, tab) }
        let v = (*(*b).entries.add(operand!(pc, 3))).value;
        v.incref();
        set_and_dispatch!(pc, fp, vm, tab, v, pc.add(12))
    }
    STORE_GLOBAL_MODULE(pc, fp, vm, tab) {
        let d = cache64!(pc, 4) as *const Dict;
        if (*d).keys_version != cache32!(pc, 8) { tail!(STORE_GLOBAL, pc, fp, vm, tab) }
        let p = &raw mut (*(*d).entries.add(operand!(pc, 3))).value;
        let v = own_operand(fp, operand!(pc, 2), locals(vm));
        let old = std::mem::replace(&mut *p, v);
        if old.is_heap() {
            vm.scratch.set(old);
            tail!(release_scratch, pc.add(12), fp, vm, tab)
        }
        dispatch!(pc.add(12), fp, vm, tab)
    }
}

/// The globals that the code's inline caches may be filled for: the running function's, unless functions share the code.
unsafe fn cacheable_globals(vm: &Vm) -> Option<*mut Dict> {
    let f = function(vm);
    let c = f.code;
    if (*c).globals.is_null() {
        (*c).globals = f.globals;
    }
    if (*c).globals == f.globals { Some(f.globals) } else { None }
}
/// Called when a function is made of a code object: two functions with different globals make its caches unusable.
pub unsafe fn note_globals(code: *mut Code, globals: *mut Dict) {
    if !(*code).globals.is_null() && (*code).globals != globals && (*code).globals as usize != 1 {
        (*code).globals = std::ptr::dangling_mut();
        let words = &mut (*code).words;
        let mut i = 0;
        while i < words.len() {
            let op = Op::from_u16(words[i]).expect("an opcode");
            if matches!(op.info().base, Op::LOAD_GLOBAL | Op::STORE_GLOBAL) {
                words[i] = op.info().base as u16;
            }
            i += op.len();
        }
    }
}
unsafe fn load_global(vm: &Vm, pc: *const u16) -> Res<Ref> {
    let name = name(vm, pc, 2);
    let f = function(vm);
    let globals = f.globals;
    if (*globals).header.ty != vm.types.dict {
        return global_of_mapping(vm, f, name);
    }
    let cacheable = cacheable_globals(vm);
    if let Some(i) = (*globals).find_name(vm, name) {
        if i <= u16::MAX as usize && cacheable.is_some() {
            set_cache64(pc, 4, globals as u64);
            set_cache32(pc, 8, (*globals).version(vm));
            *(pc.add(3) as *mut u16) = i as u16;
            quicken(pc, Op::LOAD_GLOBAL_MODULE);
        }
        return Ok(Ref::new((*globals).entry(i).value));
    }
    let builtins = f.builtins;
    if let Some(i) = (*builtins).find_name(vm, name) {
        if i <= u16::MAX as usize && cacheable.is_some() && builtins == vm.builtins.get() {
            set_cache64(pc, 4, globals as u64);
            set_cache32(pc, 8, (*globals).version(vm));
            set_cache32(pc, 10, (*builtins).version(vm));
            *(pc.add(3) as *mut u16) = i as u16;
            quicken(pc, Op::LOAD_GLOBAL_BUILTIN);
        }
        return Ok(Ref::new((*builtins).entry(i).value));
    }
    Err(name_error(vm, name))
}
/// An item of a mapping; None where it raises KeyError.
fn item_of(vm: &Vm, mapping: Value, key: Value) -> Res<Option<Ref>> {
    if mapping.is_exact(vm.types.dict) {
        return Ok(vm.dict(mapping).get_name(vm, key).map(Ref::new));
    }
    match vm.getitem(mapping, key) {
        Ok(v) => Ok(Some(v)),
        Err(_) if vm.clear_raised_if(vm.types.KeyError) => Ok(None),
        Err(e) => Err(e),
    }
}
/// A global or builtin where the globals are an instance of a subclass of dict, which may have items of its own making.
#[cold]
unsafe fn global_of_mapping(vm: &Vm, f: &Function, name: Value) -> Res<Ref> {
    if let Some(v) = item_of(vm, Value::from_ptr(f.globals), name)? {
        return Ok(v);
    }
    match item_of(vm, Value::from_ptr(f.builtins), name)? {
        Some(v) => Ok(v),
        None => Err(name_error(vm, name)),
    }
}
unsafe fn load_name(vm: &Vm, name: Value) -> Res<Ref> {
    let f = frame(vm);
    if f.flags & crate::object::frame_flags::HAS_LOCALS != 0 {
        if let Some(v) = item_of(vm, f.locals, name)? {
            return Ok(v);
        }
    }
    let f = function(vm);
    if (*f.globals).header.ty != vm.types.dict {
        return global_of_mapping(vm, f, name);
    }
    match (*f.globals).get_name(vm, name).or_else(|| (*f.builtins).get_name(vm, name)) {
        Some(v) => Ok(Ref::new(v)),
        None => Err(name_error(vm, name)),
    }
}

cold! {
    /// Releases the value in `vm.scratch` and dispatches at `pc`.
    release_scratch(pc, fp, vm, tab) {
        vm.pc.set(pc.sub(1));
        vm.scratch.get().decref(vm);
        dispatch!(pc, fp, vm, Table::current(vm))
    }
    deref_unbound(pc, fp, vm, tab) {
        let i = if base_op(pc) == Op::DELETE_DEREF { operand!(pc, 1) } else { operand!(pc, 2) };
        let name = code(vm).bytecode.local_names[i].clone();
        let _ = unbound_local_error(vm, &name);
        tail!(unwind, pc, fp, vm, tab)
    }
    free_unbound(pc, fp, vm, tab) {
        let i = if base_op(pc) == Op::DELETE_FREE { operand!(pc, 1) } else { operand!(pc, 2) };
        let name = code(vm).bytecode.free_names[i].clone();
        let _ = unbound_free_error(vm, &name);
        tail!(unwind, pc, fp, vm, tab)
    }
    DELETE_DEREF(pc, fp, vm, tab) {
        let cell = reg!(fp, pc, 1).ptr::<CellObject>();
        if (*cell).value.is_unbound() { tail!(deref_unbound, pc, fp, vm, tab) }
        std::mem::replace(&mut (*cell).value, Value::UNBOUND).decref(vm);
        dispatch!(pc.add(4), fp, vm, Table::current(vm))
    }
    DELETE_FREE(pc, fp, vm, tab) {
        let cell = free_cell(vm, operand!(pc, 1)).ptr::<CellObject>();
        if (*cell).value.is_unbound() { tail!(free_unbound, pc, fp, vm, tab) }
        std::mem::replace(&mut (*cell).value, Value::UNBOUND).decref(vm);
        dispatch!(pc.add(4), fp, vm, Table::current(vm))
    }
    FIND_ITEM(pc, fp, vm, tab) {
        let mapping = Ref::own(reg!(fp, pc, 2));
        reg!(fp, pc, 2) = Value::NONE;
        let key = code(vm).consts[operand!(pc, 4)];
        match item_of(vm, mapping.value(), key) {
            Err(_) => { tail!(unwind, pc, fp, vm, tab) }
            Ok(Some(v)) => put(vm, fp, operand!(pc, 1), v.into_value()),
            Ok(None) => {
                drop(mapping);
                dispatch!(target!(pc, 3), fp, vm, Table::current(vm))
            }
        }
        drop(mapping);
        dispatch!(pc.add(8), fp, vm, Table::current(vm))
    }
    LOAD_CLASS_FREE(pc, fp, vm, tab) {
        let name = name(vm, pc, 3);
        let ns = frame(vm).locals;
        let found = item_of(vm, ns, name);
        match found {
            Err(_) => { tail!(unwind, pc, fp, vm, tab) }
            Ok(Some(v)) => put(vm, fp, operand!(pc, 1), v.into_value()),
            Ok(None) => {
                let v = free_cell(vm, operand!(pc, 2)).get::<CellObject>().value;
                if v.is_unbound() { tail!(free_unbound, pc, fp, vm, tab) }
                v.incref();
                put(vm, fp, operand!(pc, 1), v);
            }
        }
        dispatch!(pc.add(4), fp, vm, Table::current(vm))
    }
    LOAD_GLOBAL(pc, fp, vm, tab) {
        let ok = match load_global(vm, pc) {
            Ok(v) => { put(vm, fp, operand!(pc, 1), v.into_value()); true }
            Err(_) => false,
        };
        next_or_unwind!(ok, 12, pc, fp, vm, tab)
    }
    STORE_GLOBAL(pc, fp, vm, tab) {
        let name = name(vm, pc, 1);
        let globals = function(vm).globals;
        let v = own_operand(fp, operand!(pc, 2), locals(vm));
        let ok = vm.dict_set_name(globals, name, Ref::own(v)).is_ok();
        if ok && cacheable_globals(vm).is_some() && let Some(i) = (*globals).find_name(vm, name) && i <= u16::MAX as usize {
            set_cache64(pc, 4, globals as u64);
            set_cache32(pc, 8, (*globals).version(vm));
            *(pc.add(3) as *mut u16) = i as u16;
            quicken(pc, Op::STORE_GLOBAL_MODULE);
        }
        next_or_unwind!(ok, 12, pc, fp, vm, tab)
    }
    DELETE_GLOBAL(pc, fp, vm, tab) {
        let name = name(vm, pc, 1);
        let ok = match vm.dict_remove(Value::from_ptr(function(vm).globals), name) {
            Ok(Some(v)) => { drop(v); true }
            Ok(None) => { let _ = name_error(vm, name); false }
            Err(_) => false,
        };
        next_or_unwind!(ok, 4, pc, fp, vm, tab)
    }
    LOAD_NAME(pc, fp, vm, tab) {
        let ok = match load_name(vm, name(vm, pc, 2)) {
            Ok(v) => { put(vm, fp, operand!(pc, 1), v.into_value()); true }
            Err(_) => false,
        };
        next_or_unwind!(ok, 12, pc, fp, vm, tab)
    }
    STORE_NAME(pc, fp, vm, tab) {
        let name = name(vm, pc, 1);
        let v = Ref::own(own_operand(fp, operand!(pc, 2), locals(vm)));
        let f = frame(vm);
        let ns = if f.flags & crate::object::frame_flags::HAS_LOCALS != 0 { f.locals } else { Value::from_ptr(function(vm).globals) };
        let ok = if ns.is_exact(vm.types.dict) { vm.dict_set_name(ns.ptr(), name, v).is_ok() } else {
            let ok = vm.setitem(ns, name, v.value()).is_ok();
            drop(v);
            ok
        };
        next_or_unwind!(ok, 12, pc, fp, vm, tab)
    }
    DELETE_NAME(pc, fp, vm, tab) {
        let name = name(vm, pc, 1);
        let f = frame(vm);
        let ns = if f.flags & crate::object::frame_flags::HAS_LOCALS != 0 { f.locals } else { Value::from_ptr(function(vm).globals) };
        let removed = if ns.is_exact(vm.types.dict) { vm.dict_remove(ns, name).map(|v| v.is_some()) } else {
            match vm.delitem(ns, name) {
                Ok(()) => Ok(true),
                Err(_) if vm.clear_raised_if(vm.types.KeyError) => Ok(false),
                Err(e) => Err(e),
            }
        };
        let ok = match removed {
            Ok(true) => true,
            Ok(false) => { let _ = name_error(vm, name); false }
            Err(_) => false,
        };
        next_or_unwind!(ok, 4, pc, fp, vm, tab)
    }
    LOAD_LOCALS(pc, fp, vm, tab) {
        let f = frame(vm);
        let ns = if f.flags & crate::object::frame_flags::HAS_LOCALS != 0 { f.locals } else { Value::from_ptr(function(vm).globals) };
        ns.incref();
        put(vm, fp, operand!(pc, 1), ns);
        dispatch!(pc.add(4), fp, vm, Table::current(vm))
    }
}
