//! Patterns: what `match` asks of its subject.
use super::*;
use crate::isa::{AT_LEAST, WITH_REST};
use crate::next_or_unwind;
use crate::object::{CompareOp, DICT_MODE, Header, List, Ref, Str, Tuple, Type, flags, str_object::str_flags};
use crate::{cache32, operand, reg, target};

/// Class patterns keep the offsets of as many attributes.
const MAX_OFFSETS: usize = 6;
/// Cache words of MATCH_CLASS: number of values, class version, shape, offsets, versions of types that are no subclasses.
const COUNT: usize = 5;
const CLASS_VERSION: usize = 6;
const SHAPE: usize = 8;
const OFFSETS: usize = 10;
const OTHERS: usize = 16;
/// No type's version.
const NO_VERSION: u32 = u32::MAX;

#[inline(always)]
unsafe fn slot(h: *mut Header, offset: u16) -> *mut Value {
    (h as *mut u8).add(offset as usize) as *mut Value
}

handlers! {
    MATCH_SEQUENCE(pc, fp, vm, tab) {
        let x = reg!(fp, pc, 1);
        if !x.is_heap() { dispatch!(target!(pc, 3), fp, vm, tab) }
        let len = if x.heap_type() == vm.types.tuple { x.get::<Tuple>().len }
            else if x.heap_type() == vm.types.list { x.get::<List>().len }
            else { tail!(match_sequence_slow, pc, fp, vm, tab) };
        let wanted = *pc.add(2);
        if wanted & AT_LEAST == 0 {
            if len == wanted as usize { dispatch!(pc.add(4), fp, vm, tab) }
            dispatch!(target!(pc, 3), fp, vm, tab)
        }
        if len >= (wanted & !AT_LEAST) as usize { dispatch!(pc.add(4), fp, vm, tab) }
        dispatch!(target!(pc, 3), fp, vm, tab)
    }
    MATCH_MAPPING(pc, fp, vm, tab) {
        let x = reg!(fp, pc, 1);
        if !x.is_heap() { dispatch!(target!(pc, 3), fp, vm, tab) }
        if x.heap_type() != vm.types.dict { tail!(match_mapping_slow, pc, fp, vm, tab) }
        if vm.dict(x).len() >= operand!(pc, 2) { dispatch!(pc.add(4), fp, vm, tab) }
        dispatch!(target!(pc, 3), fp, vm, tab)
    }
    MATCH_KEYS(pc, fp, vm, tab) {
        match match_keys(vm, fp, pc) {
            Ok(true) => { dispatch!(pc.add(8), fp, vm, Table::current(vm)) }
            Ok(false) => { dispatch!(target!(pc, 3), fp, vm, Table::current(vm)) }
            Err(_) => { tail!(unwind, pc, fp, vm, tab) }
        }
    }
    MATCH_CLASS(pc, fp, vm, tab) { tail!(match_class_slow, pc, fp, vm, tab) }
    MATCH_CLASS_SLOTS(pc, fp, vm, tab) {
        let x = reg!(fp, pc, 1);
        let q = fp.add(operand!(pc, 2));
        let class = *q;
        if !x.is_heap() || !class.is_heap() { tail!(match_class_other, pc, fp, vm, tab) }
        let h = x.header();
        if (*h).shape != cache32!(pc, SHAPE) || class != Value::from_ptr((*h).ty) || (*(*h).ty).version != cache32!(pc, CLASS_VERSION) {
            tail!(match_class_other, pc, fp, vm, tab)
        }
        // The instance keeps its class alive.
        (*class.header()).refcount -= 1;
        let mut q = q;
        let mut offset = pc.add(OFFSETS);
        let end = q.add(*pc.add(COUNT) as usize);
        while q != end {
            let v = *slot(h, *offset);
            v.incref();
            *q = v;
            q = q.add(1);
            offset = offset.add(1);
        }
        dispatch!(pc.add(24), fp, vm, tab)
    }
    MATCH_CLASS_SELF(pc, fp, vm, tab) {
        let x = reg!(fp, pc, 1);
        let q = fp.add(operand!(pc, 2));
        let class = *q;
        let ty = if x.is_heap() { x.heap_type() }
            else if x.is_small_int() { vm.types.int }
            else if x.is_float() { vm.types.float }
            else { tail!(match_class_other, pc, fp, vm, tab) };
        if class != Value::from_ptr(ty) || (*ty).version != cache32!(pc, CLASS_VERSION) || (*class.header()).refcount == 1 {
            tail!(match_class_other, pc, fp, vm, tab)
        }
        (*class.header()).refcount -= 1;
        *q = Value::NONE;
        if *pc.add(COUNT) == 0 { dispatch!(pc.add(24), fp, vm, tab) }
        x.incref();
        *q = x;
        dispatch!(pc.add(24), fp, vm, tab)
    }
    /// No exact instance of the class: often of a type known to be no subclass.
    match_class_other(pc, fp, vm, tab) {
        let class = reg!(fp, pc, 2);
        let x = reg!(fp, pc, 1);
        let version = if x.is_heap() { (*x.heap_type()).version }
            else if x.is_small_int() { (*vm.types.int).version }
            else if x.is_float() { (*vm.types.float).version }
            else { (*vm.type_of(x)).version };
        if !class.is_exact(vm.types.r#type)
            || (*class.ptr::<Type>()).version != cache32!(pc, CLASS_VERSION)
            || (*class.header()).refcount == 1
            || version == 0
        {
            tail!(match_class_slow, pc, fp, vm, tab)
        }
        if version == cache32!(pc, OTHERS) || version == cache32!(pc, OTHERS + 2)
            || version == cache32!(pc, OTHERS + 4) || version == cache32!(pc, OTHERS + 6)
        {
            (*class.header()).refcount -= 1;
            reg!(fp, pc, 2) = Value::NONE;
            dispatch!(target!(pc, 3), fp, vm, tab)
        }
        tail!(match_class_slow, pc, fp, vm, tab)
    }
    JUMP_EQ_CONST(pc, fp, vm, tab) { tail!(jump_const_slow, pc, fp, vm, tab) }
    JUMP_NOT_EQ_CONST(pc, fp, vm, tab) { tail!(jump_const_slow, pc, fp, vm, tab) }
}

macro_rules! str_jumps {
    ($($name:ident $equal:literal;)*) => { handlers! { $(
        $name(pc, fp, vm, tab) {
            let x = reg!(fp, pc, 1);
            if !x.is_exact(vm.types.str) { tail!(jump_const_slow, pc, fp, vm, tab) }
            let k = *code(vm).consts.as_ptr().add(operand!(pc, 2));
            let (s, t) = (x.get::<Str>(), k.get::<Str>());
            // Equal strs of which both are interned are one.
            let known = x == k || s.len != t.len || s.flags & t.flags & str_flags::INTERNED != 0;
            if !known { tail!(jump_const_slow, pc, fp, vm, tab) }
            if operand!(pc, 1) >= locals(vm) {
                if (*x.header()).refcount == 1 { tail!(jump_const_slow, pc, fp, vm, tab) }
                (*x.header()).refcount -= 1;
                reg!(fp, pc, 1) = Value::NONE;
            }
            if (x == k) == $equal { dispatch!(target!(pc, 3), fp, vm, tab) }
            dispatch!(pc.add(4), fp, vm, tab)
        }
    )* } };
}
str_jumps! {
    JUMP_EQ_CONST_STR true;
    JUMP_NOT_EQ_CONST_STR false;
}

cold! {
    jump_const_slow(pc, fp, vm, tab) {
        let x = reg!(fp, pc, 1);
        let k = code(vm).consts[operand!(pc, 2)];
        let base = base_op(pc);
        let r = if x.is_exact(vm.types.str) && k.is_exact(vm.types.str) {
            quicken(pc, if base == Op::JUMP_EQ_CONST { Op::JUMP_EQ_CONST_STR } else { Op::JUMP_NOT_EQ_CONST_STR });
            Ok(x == k || vm.str(x).equals(vm.str(k)))
        } else {
            quicken(pc, base);
            match vm.compare(x, k, CompareOp::Eq) {
                Ok(r) => vm.truth(r.value()),
                Err(e) => Err(e),
            }
        };
        let Ok(equal) = r else { tail!(unwind, pc, fp, vm, tab) };
        consume(vm, fp, operand!(pc, 1), locals(vm));
        if equal == (base == Op::JUMP_EQ_CONST) { dispatch!(target!(pc, 3), fp, vm, Table::current(vm)) }
        dispatch!(pc.add(4), fp, vm, Table::current(vm))
    }
    match_sequence_slow(pc, fp, vm, tab) {
        let x = reg!(fp, pc, 1);
        let wanted = *pc.add(2);
        let r = if !(*vm.type_of(x)).has(flags::SEQUENCE) { Ok(false) }
            else if wanted == AT_LEAST { Ok(true) }
            else { vm.len(x).map(|len| if wanted & AT_LEAST == 0 { len == wanted as usize } else { len >= (wanted & !AT_LEAST) as usize }) };
        match r {
            Ok(true) => { dispatch!(pc.add(4), fp, vm, Table::current(vm)) }
            Ok(false) => { dispatch!(target!(pc, 3), fp, vm, Table::current(vm)) }
            Err(_) => { tail!(unwind, pc, fp, vm, tab) }
        }
    }
    match_mapping_slow(pc, fp, vm, tab) {
        let x = reg!(fp, pc, 1);
        let least = operand!(pc, 2);
        let r = if !(*vm.type_of(x)).has(flags::MAPPING) { Ok(false) }
            else if least == 0 { Ok(true) }
            else { vm.len(x).map(|len| len >= least) };
        match r {
            Ok(true) => { dispatch!(pc.add(4), fp, vm, Table::current(vm)) }
            Ok(false) => { dispatch!(target!(pc, 3), fp, vm, Table::current(vm)) }
            Err(_) => { tail!(unwind, pc, fp, vm, tab) }
        }
    }
    match_class_slow(pc, fp, vm, tab) {
        let (x, class) = (reg!(fp, pc, 1), reg!(fp, pc, 2));
        let wanted = code(vm).consts[operand!(pc, 4)];
        let mut values = Vec::new();
        let r = match_class(vm, x, class, wanted, &mut values);
        if let Ok(matched) = r { specialise(vm, pc, x, class, wanted, matched); }
        let q = fp.add(operand!(pc, 2));
        match r {
            Ok(true) => {
                *q = Value::NONE;
                for (i, v) in values.into_iter().enumerate() { *q.add(i) = v.into_value(); }
                class.decref(vm);
                dispatch!(pc.add(24), fp, vm, Table::current(vm))
            }
            Ok(false) => {
                drop(values);
                *q = Value::NONE;
                class.decref(vm);
                dispatch!(target!(pc, 3), fp, vm, Table::current(vm))
            }
            Err(_) => {
                drop(values);
                tail!(unwind, pc, fp, vm, tab)
            }
        }
    }
    GET_LEN(pc, fp, vm, tab) {
        let ok = match vm.len(reg!(fp, pc, 2)) {
            Ok(n) => {
                put(vm, fp, operand!(pc, 1), Value::small_int(n.min(1 << 47) as i64));
                true
            }
            Err(_) => false,
        };
        next_or_unwind!(ok, 4, pc, fp, vm, tab)
    }
}

/// Replaces the keys by the values that the mapping has for them. False, with the keys released, where one is missing.
unsafe fn match_keys(vm: &Vm, fp: *mut Value, pc: *const u16) -> Res<bool> {
    let x = reg!(fp, pc, 1);
    let base = operand!(pc, 2);
    let n = (*pc.add(4) & !WITH_REST) as usize;
    let keys = std::slice::from_raw_parts(fp.add(base), n);
    let with_rest = *pc.add(4) & WITH_REST != 0;
    // An exact dict has no `get` of its own, and distinct interned keys no `__eq__`; their values can go straight to the keys' places.
    let is_name = |k: &Value| k.is_exact(vm.types.str) && vm.str(*k).is_interned();
    let distinct = |k: &Value, before: &[Value]| !before.contains(k);
    if x.is_exact(vm.types.dict) && !with_rest && n <= 8 && (0..n).all(|i| is_name(&keys[i]) && distinct(&keys[i], &keys[..i])) {
        let mut found = [const { Ref::NONE }; 8];
        for i in 0..n {
            let hash = vm.hash_key(keys[i])?;
            match vm.dict_find(x, keys[i], hash)? {
                Some(entry) => found[i] = Ref::new((*vm.dict(x).entries.add(entry)).value),
                None => {
                    release_range(vm, fp, base, n);
                    return Ok(false);
                }
            }
        }
        for (i, v) in found.into_iter().take(n).enumerate() {
            std::mem::replace(&mut *fp.add(base + i), v.into_value()).decref(vm);
        }
        return Ok(true);
    }
    let seen = vm.new_set()?;
    let get = if n == 0 { None } else { Some(vm.intern("get")) };
    let missing = vm.call(Value::from_ptr(vm.types.object), &[])?;
    let mut values: Vec<Ref> = Vec::with_capacity(n + 1);
    for key in keys {
        if vm.set_contains(seen.value(), *key)? {
            return Err(vm.value_error(format!("mapping pattern checks duplicate key ({})", vm.repr_text(*key)?)));
        }
        vm.set_add(seen.value(), *key)?;
        let Some(get) = &get else { continue };
        let v = vm.call_method(x, get.value(), &[*key, missing.value()])?;
        if v.value() == missing.value() {
            drop(v);
            release_range(vm, fp, base, n);
            return Ok(false);
        }
        values.push(v);
    }
    if with_rest {
        let rest = vm.new_dict()?;
        crate::types::dict::update(vm, rest.value(), x)?;
        for key in keys {
            vm.delitem(rest.value(), *key)?;
        }
        values.push(rest);
    }
    release_range(vm, fp, base, n);
    for (i, v) in values.into_iter().enumerate() {
        *fp.add(base + i) = v.into_value();
    }
    Ok(true)
}

/// Whether a value is an instance of a class and has the attributes that the sub-patterns look at, which go to `values`.
fn match_class(vm: &Vm, x: Value, class: Value, wanted: Value, values: &mut Vec<Ref>) -> Res<bool> {
    if !vm.is_type(class) {
        return Err(vm.type_error("called match pattern must be a class"));
    }
    if !vm.isinstance(x, class)? {
        return Ok(false);
    }
    let wanted = vm.tuple_items(wanted);
    let positional = wanted[0].as_small_int() as usize;
    let mut names: Vec<Ref> = Vec::new();
    let mut attribute = |name: Value| -> Res<Option<Ref>> {
        for seen in &names {
            if vm.compare_bool(seen.value(), name, CompareOp::Eq)? {
                return Err(vm.type_error(format!(
                    "{}() got multiple sub-patterns for attribute {}",
                    type_own_name(vm, class),
                    vm.repr_text(name)?
                )));
            }
        }
        names.push(Ref::new(name));
        match vm.getattr(x, name) {
            Ok(v) => Ok(Some(v)),
            Err(_) if vm.raised_is(vm.types.AttributeError) => {
                drop(vm.take_raised());
                Ok(None)
            }
            Err(e) => Err(e),
        }
    };
    if positional > 0 {
        // SAFETY: `class` is a type.
        let itself = unsafe { (*class.ptr::<Type>()).has(flags::MATCH_SELF) };
        let args = vm.getattr_opt(class, vm.names.__match_args__)?;
        let (allowed, itself) = match &args {
            Some(t) if t.value().is_exact(vm.types.tuple) => (vm.tuple_items(t.value()).len(), false),
            Some(t) => {
                return Err(vm.type_error(format!(
                    "{}.__match_args__ must be a tuple (got {})",
                    type_own_name(vm, class),
                    vm.type_name(t.value())
                )));
            }
            None => (usize::from(itself), itself),
        };
        if allowed < positional {
            let plural = if allowed == 1 { "" } else { "s" };
            return Err(vm.type_error(format!(
                "{}() accepts {allowed} positional sub-pattern{plural} ({positional} given)",
                type_own_name(vm, class)
            )));
        }
        if itself {
            values.push(Ref::new(x));
        } else if let Some(args) = &args {
            for i in 0..positional {
                let name = vm.tuple_items(args.value())[i];
                if !name.is_exact(vm.types.str) {
                    return Err(vm.type_error(format!(
                        "__match_args__ elements must be strings (got {})",
                        vm.type_name(name)
                    )));
                }
                match attribute(name)? {
                    Some(v) => values.push(v),
                    None => return Ok(false),
                }
            }
        }
    }
    for name in &wanted[1..] {
        match attribute(*name)? {
            Some(v) => values.push(v),
            None => return Ok(false),
        }
    }
    Ok(true)
}

/// Remembers the outcome of a class pattern.
unsafe fn specialise(vm: &Vm, pc: *const u16, x: Value, class: Value, wanted: Value, matched: bool) {
    if !class.is_exact(vm.types.r#type) {
        return;
    }
    let ty = vm.type_of(x);
    let class_type = class.ptr::<Type>();
    let version = vm.type_version(class_type);
    let now = Op::from_u16(*pc).expect("an opcode");
    if now == Op::MATCH_CLASS || cache32!(pc, CLASS_VERSION) != version {
        // With no object's shape the form only knows which types do not match.
        quicken(pc, Op::MATCH_CLASS_SLOTS);
        set_cache32(pc, CLASS_VERSION, version);
        set_cache32(pc, SHAPE, u32::MAX);
        for i in 0..4 {
            set_cache32(pc, OTHERS + 2 * i, NO_VERSION);
        }
    }
    if !matched {
        // A class of a program may claim another `__class__`.
        let claims = (*ty).has(flags::HEAP)
            && ((*ty).slots.getattr.is_some()
                || vm.type_lookup(ty, vm.names.__class__) != vm.type_lookup(vm.types.object, vm.names.__class__));
        if claims || vm.is_subtype(ty, class_type) {
            return;
        }
        let other = vm.type_version(ty);
        let free = (0..4).find(|i| cache32!(pc, OTHERS + 2 * i) == NO_VERSION).unwrap_or(3);
        set_cache32(pc, OTHERS + 2 * free, other);
        return;
    }
    if ty != class_type {
        return;
    }
    let wanted = vm.tuple_items(wanted);
    let positional = wanted[0].as_small_int() as usize;
    let args = vm.type_lookup(ty, vm.names.__match_args__);
    if wanted.len() == 1 && (positional == 0 || positional == 1 && args.is_none() && (*ty).has(flags::MATCH_SELF)) {
        *(pc.add(COUNT) as *mut u16) = positional as u16;
        quicken(pc, Op::MATCH_CLASS_SELF);
        return;
    }
    let count = positional + wanted.len() - 1;
    if count > MAX_OFFSETS || !x.is_heap() || (*ty).slots.getattr.is_some() {
        return;
    }
    let shape = (*x.header()).shape;
    if shape <= DICT_MODE {
        return;
    }
    let mut names: Vec<Value> = Vec::with_capacity(count);
    if positional > 0 {
        match args {
            Some(t) if t.is_exact(vm.types.tuple) && vm.tuple_items(t).len() >= positional => {
                names.extend(&vm.tuple_items(t)[..positional]);
            }
            _ => return,
        }
    }
    names.extend(&wanted[1..]);
    let mut offsets = [0u16; MAX_OFFSETS];
    for (offset, name) in offsets.iter_mut().zip(&names) {
        if !name.is_exact(vm.types.str) || !vm.str(*name).is_interned() {
            return;
        }
        let hidden = vm.type_lookup(ty, *name).is_some_and(|d| vm.slots(d).descr_set.is_some());
        let Some(i) = vm.shapes().slot(shape, *name).filter(|_| !hidden) else { return };
        let at = (*ty).instance_offset + 8 + i * 8;
        if at > u16::MAX as u32 {
            return;
        }
        *offset = at as u16;
    }
    for (i, offset) in offsets.iter().enumerate() {
        *(pc.add(OFFSETS + i) as *mut u16) = *offset;
    }
    *(pc.add(COUNT) as *mut u16) = count as u16;
    set_cache32(pc, SHAPE, shape);
    quicken(pc, Op::MATCH_CLASS_SLOTS);
}

fn type_own_name(vm: &Vm, class: Value) -> String {
    // SAFETY: the caller passes a type.
    unsafe { vm.str_text((*class.ptr::<Type>()).name) }
}
