//! Attribute loads and stores, by shape.
use super::*;
use crate::next_or_unwind;
use crate::object::function::Module;
use crate::object::heap::PageHeader;
use crate::types::descriptors::native_attribute;
use crate::object::{DICT_MODE, Dict, Frame, Function, MemberDescriptor, Type, Property, Ref, frame_flags};
use crate::{cache32, cache64, operand, reg, set_and_dispatch};

#[inline(always)]
unsafe fn slot(h: *mut crate::object::Header, offset: u16) -> *mut Value {
    (h as *mut u8).add(offset as usize) as *mut Value
}

/// Ends a STORE_ATTR: writes the owned value to the attribute's place and releases the old one (out of line where that frees it).
macro_rules! store_and_dispatch {
    ($pc:ident, $fp:ident, $vm:ident, $tab:ident, $place:expr, $value:expr) => {{
        let old = *$place;
        *$place = $value;
        if old.is_heap() {
            (*old.header()).refcount -= 1;
            if (*old.header()).refcount == 0 {
                $vm.scratch.set(old);
                tail!(free_scratch, $pc.add(16), $fp, $vm, $tab)
            }
        }
        dispatch!($pc.add(16), $fp, $vm, $tab)
    }};
}

handlers! {
    LOAD_ATTR(pc, fp, vm, tab) { tail!(load_attr_slow, pc, fp, vm, tab) }
    LOAD_ATTR_SLOT(pc, fp, vm, tab) {
        let x = reg!(fp, pc, 2);
        if !x.is_heap() { tail!(load_attr_slow, pc, fp, vm, tab) }
        let h = x.header();
        if (*h).shape != cache32!(pc, 4) { tail!(load_attr_slow, pc, fp, vm, tab) }
        let v = *slot(h, *pc.add(6));
        v.incref();
        set_and_dispatch!(pc, fp, vm, tab, v, pc.add(16))
    }
    LOAD_ATTR_SLOT_T(pc, fp, vm, tab) {
        let q = fp.add(operand!(pc, 2));
        let x = *q;
        if !x.is_heap() { tail!(load_attr_slow, pc, fp, vm, tab) }
        let h = x.header();
        if (*h).shape != cache32!(pc, 4) || (*h).refcount == 1 { tail!(load_attr_slow, pc, fp, vm, tab) }
        let v = *slot(h, *pc.add(6));
        v.incref();
        (*h).refcount -= 1;
        *q = Value::NONE;
        set_and_dispatch!(pc, fp, vm, tab, v, pc.add(16))
    }
    LOAD_ATTR_SLOT_POLY(pc, fp, vm, tab) {
        let x = reg!(fp, pc, 2);
        if !x.is_heap() { tail!(load_attr_slow, pc, fp, vm, tab) }
        let h = x.header();
        let shape = (*h).shape;
        let offset = if shape == cache32!(pc, 4) { *pc.add(12) }
            else if shape == cache32!(pc, 6) { *pc.add(13) }
            else if shape == cache32!(pc, 8) { *pc.add(14) }
            else if shape == cache32!(pc, 10) { *pc.add(15) }
            else { tail!(load_attr_slow, pc, fp, vm, tab) };
        let v = *slot(h, offset);
        v.incref();
        if operand!(pc, 2) >= locals(vm) {
            if (*h).refcount == 1 {
                v.decref(vm);
                tail!(load_attr_slow, pc, fp, vm, tab)
            }
            (*h).refcount -= 1;
            reg!(fp, pc, 2) = Value::NONE;
        }
        set_and_dispatch!(pc, fp, vm, tab, v, pc.add(16))
    }
    LOAD_ATTR_CLASS(pc, fp, vm, tab) {
        let x = reg!(fp, pc, 2);
        if !x.is_heap() { tail!(load_attr_slow, pc, fp, vm, tab) }
        let h = x.header();
        if (*h).shape != cache32!(pc, 4) || (*(*h).ty).version != cache32!(pc, 6) || operand!(pc, 2) >= locals(vm) {
            tail!(load_attr_slow, pc, fp, vm, tab)
        }
        let v = Value(cache64!(pc, 8));
        v.incref();
        set_and_dispatch!(pc, fp, vm, tab, v, pc.add(16))
    }
    LOAD_ATTR_MEMBER(pc, fp, vm, tab) {
        let x = reg!(fp, pc, 2);
        if !x.is_heap() { tail!(load_attr_slow, pc, fp, vm, tab) }
        let h = x.header();
        if (*(*h).ty).version != cache32!(pc, 4) { tail!(load_attr_slow, pc, fp, vm, tab) }
        let v = *slot(h, *pc.add(6));
        if v.0 == Value::NULL.0 { tail!(load_attr_slow, pc, fp, vm, tab) }
        v.incref();
        set_and_dispatch!(pc, fp, vm, tab, v, pc.add(16))
    }
    LOAD_ATTR_MEMBER_T(pc, fp, vm, tab) {
        let q = fp.add(operand!(pc, 2));
        let x = *q;
        if !x.is_heap() { tail!(load_attr_slow, pc, fp, vm, tab) }
        let h = x.header();
        if (*(*h).ty).version != cache32!(pc, 4) || (*h).refcount == 1 { tail!(load_attr_slow, pc, fp, vm, tab) }
        let v = *slot(h, *pc.add(6));
        if v.0 == Value::NULL.0 { tail!(load_attr_slow, pc, fp, vm, tab) }
        v.incref();
        (*h).refcount -= 1;
        *q = Value::NONE;
        set_and_dispatch!(pc, fp, vm, tab, v, pc.add(16))
    }
    LOAD_ATTR_DICT(pc, fp, vm, tab) {
        let x = reg!(fp, pc, 2);
        if !x.is_heap() { tail!(load_attr_slow, pc, fp, vm, tab) }
        let h = x.header();
        if (*h).shape != DICT_MODE || (*(*h).ty).version != cache32!(pc, 4) || operand!(pc, 2) >= locals(vm) {
            tail!(load_attr_slow, pc, fp, vm, tab)
        }
        let p = dict_entry(vm, h, *pc.add(8), *pc.add(3), *pc.add(6));
        if p.is_null() { tail!(load_attr_slow, pc, fp, vm, tab) }
        let v = *p;
        v.incref();
        set_and_dispatch!(pc, fp, vm, tab, v, pc.add(16))
    }
    LOAD_ATTR_PROPERTY(pc, fp, vm, tab) {
        let b = operand!(pc, 2);
        let x = *fp.add(b);
        if !x.is_heap() { tail!(load_attr_slow, pc, fp, vm, tab) }
        let h = x.header();
        if (*(*h).ty).version != cache32!(pc, 4) { tail!(load_attr_slow, pc, fp, vm, tab) }
        let f = Value(cache64!(pc, 8)).get::<Property>().get;
        if !f.is_exact(vm.types.function) { tail!(load_attr_slow, pc, fp, vm, tab) }
        let callee = &*f.get::<Function>().code;
        let frame = vm.frame.get();
        let code = code(vm);
        let window = fp.add(code.registers as usize);
        if callee.simple_args != 1 || frame >= vm.frame_limit.get() || window > vm.stack_limit.get() {
            tail!(load_attr_slow, pc, fp, vm, tab)
        }
        (*f.header()).refcount += 1;
        if b >= code.locals as usize { *fp.add(b) = Value::NONE } else { (*h).refcount += 1 }
        *window = x;
        frame.write(Frame::of_call(pc.add(16), fp, window, f, operand!(pc, 1), 0, Value::NONE));
        vm.frame.set(frame.add(1));
        dispatch!(callee.entry, window, vm, tab)
    }
    LOAD_ATTR_GETSET(pc, fp, vm, tab) {
        let b = operand!(pc, 2);
        let x = *fp.add(b);
        if !x.is_heap() || (*x.heap_type()).version != cache32!(pc, 4) { tail!(load_attr_slow, pc, fp, vm, tab) }
        vm.pc.set(pc);
        let r = ((*(cache64!(pc, 8) as *const crate::object::GetSetDef)).get)(vm, x);
        let ok = finish1(vm, fp, pc, r);
        next_or_unwind!(ok, 16, pc, fp, vm, tab)
    }
    LOAD_ATTR_TYPE(pc, fp, vm, tab) {
        let b = operand!(pc, 2);
        let x = *fp.add(b);
        if !x.is_heap() { tail!(load_attr_slow, pc, fp, vm, tab) }
        let ty = x.heap_type();
        if (*ty).version != cache32!(pc, 4) { tail!(load_attr_slow, pc, fp, vm, tab) }
        if b >= locals(vm) {
            if (*x.header()).refcount == 1 { tail!(load_attr_slow, pc, fp, vm, tab) }
            (*x.header()).refcount -= 1;
            *fp.add(b) = Value::NONE;
        }
        (*ty).header.refcount += 1;
        set_and_dispatch!(pc, fp, vm, tab, Value::from_ptr(ty), pc.add(16))
    }
    LOAD_ATTR_OF_CLASS(pc, fp, vm, tab) {
        let b = operand!(pc, 2);
        let q = fp.add(b);
        let x = *q;
        // The metaclass's version tells that a class lies at that address, and that the metaclass does not hide the attribute.
        if x.0 != cache64!(pc, 4) || (*x.heap_type()).version != cache32!(pc, 10) || (*x.ptr::<Type>()).version != cache32!(pc, 8) {
            tail!(load_attr_slow, pc, fp, vm, tab)
        }
        if b >= locals(vm) {
            if (*x.header()).refcount == 1 { tail!(load_attr_slow, pc, fp, vm, tab) }
            (*x.header()).refcount -= 1;
            *q = Value::NONE;
        }
        let v = Value(cache64!(pc, 12));
        v.incref();
        set_and_dispatch!(pc, fp, vm, tab, v, pc.add(16))
    }
    LOAD_ATTR_METHOD(pc, fp, vm, tab) {
        let x = *fp.add(operand!(pc, 2));
        if !x.is_heap() || (*x.header()).shape != cache32!(pc, 6) || (*x.heap_type()).version != cache32!(pc, 4) {
            tail!(load_attr_slow, pc, fp, vm, tab)
        }
        let r = vm.new_bound_method(Value(cache64!(pc, 8)), x);
        let ok = finish1(vm, fp, pc, r);
        next_or_unwind!(ok, 16, pc, fp, vm, tab)
    }
    LOAD_ATTR_MODULE(pc, fp, vm, tab) {
        let q = fp.add(operand!(pc, 2));
        let x = *q;
        if !x.is_exact(vm.types.module) { tail!(load_attr_slow, pc, fp, vm, tab) }
        let d = x.get::<Module>().dict as *const Dict;
        if (*d).keys_version != cache32!(pc, 4) { tail!(load_attr_slow, pc, fp, vm, tab) }
        let v = (*(*d).entries.add(*pc.add(6) as usize)).value;
        if operand!(pc, 2) >= locals(vm) {
            if (*x.header()).refcount == 1 { tail!(load_attr_slow, pc, fp, vm, tab) }
            (*x.header()).refcount -= 1;
            *q = Value::NONE;
        }
        v.incref();
        set_and_dispatch!(pc, fp, vm, tab, v, pc.add(16))
    }
    STORE_ATTR(pc, fp, vm, tab) { tail!(store_attr_slow, pc, fp, vm, tab) }
    STORE_ATTR_SLOT(pc, fp, vm, tab) {
        let x = reg!(fp, pc, 1);
        if !x.is_heap() { tail!(store_attr_slow, pc, fp, vm, tab) }
        let h = x.header();
        if (*h).shape != cache32!(pc, 4) { tail!(store_attr_slow, pc, fp, vm, tab) }
        let q = fp.add(operand!(pc, 3));
        let p = slot(h, *pc.add(8));
        let v = std::mem::replace(&mut *q, Value::NONE);
        store_and_dispatch!(pc, fp, vm, tab, p, v)
    }
    STORE_ATTR_SLOT_L(pc, fp, vm, tab) {
        let x = reg!(fp, pc, 1);
        if !x.is_heap() { tail!(store_attr_slow, pc, fp, vm, tab) }
        let h = x.header();
        if (*h).shape != cache32!(pc, 4) { tail!(store_attr_slow, pc, fp, vm, tab) }
        let v = reg!(fp, pc, 3);
        v.incref();
        let p = slot(h, *pc.add(8));
        store_and_dispatch!(pc, fp, vm, tab, p, v)
    }
    STORE_ATTR_SLOT_POLY(pc, fp, vm, tab) {
        let x = reg!(fp, pc, 1);
        if !x.is_heap() { tail!(store_attr_slow, pc, fp, vm, tab) }
        let h = x.header();
        let shape = (*h).shape;
        let offset = if shape == cache32!(pc, 4) { *pc.add(12) }
            else if shape == cache32!(pc, 6) { *pc.add(13) }
            else if shape == cache32!(pc, 8) { *pc.add(14) }
            else if shape == cache32!(pc, 10) { *pc.add(15) }
            else { tail!(store_attr_slow, pc, fp, vm, tab) };
        let v = own_operand(fp, operand!(pc, 3), locals(vm));
        let p = slot(h, offset);
        store_and_dispatch!(pc, fp, vm, tab, p, v)
    }
    STORE_ATTR_MEMBER(pc, fp, vm, tab) {
        let x = reg!(fp, pc, 1);
        if !x.is_heap() { tail!(store_attr_slow, pc, fp, vm, tab) }
        let h = x.header();
        if (*(*h).ty).version != cache32!(pc, 4) { tail!(store_attr_slow, pc, fp, vm, tab) }
        let q = fp.add(operand!(pc, 3));
        let p = slot(h, *pc.add(8));
        let v = std::mem::replace(&mut *q, Value::NONE);
        store_and_dispatch!(pc, fp, vm, tab, p, v)
    }
    STORE_ATTR_MEMBER_L(pc, fp, vm, tab) {
        let x = reg!(fp, pc, 1);
        if !x.is_heap() { tail!(store_attr_slow, pc, fp, vm, tab) }
        let h = x.header();
        if (*(*h).ty).version != cache32!(pc, 4) { tail!(store_attr_slow, pc, fp, vm, tab) }
        let v = reg!(fp, pc, 3);
        v.incref();
        let p = slot(h, *pc.add(8));
        store_and_dispatch!(pc, fp, vm, tab, p, v)
    }
    STORE_ATTR_DICT(pc, fp, vm, tab) {
        let x = reg!(fp, pc, 1);
        if !x.is_heap() { tail!(store_attr_slow, pc, fp, vm, tab) }
        let h = x.header();
        if (*h).shape != DICT_MODE || (*(*h).ty).version != cache32!(pc, 4) { tail!(store_attr_slow, pc, fp, vm, tab) }
        let p = dict_entry(vm, h, *pc.add(8), *pc.add(2), *pc.add(6));
        if p.is_null() { tail!(store_attr_slow, pc, fp, vm, tab) }
        let v = own_operand(fp, operand!(pc, 3), locals(vm));
        store_and_dispatch!(pc, fp, vm, tab, p, v)
    }
    STORE_ATTR_PROPERTY(pc, fp, vm, tab) {
        let x = reg!(fp, pc, 1);
        if !x.is_heap() { tail!(store_attr_slow, pc, fp, vm, tab) }
        let h = x.header();
        if (*(*h).ty).version != cache32!(pc, 4) { tail!(store_attr_slow, pc, fp, vm, tab) }
        let f = Value(cache64!(pc, 8)).get::<Property>().set;
        if !f.is_exact(vm.types.function) { tail!(store_attr_slow, pc, fp, vm, tab) }
        let callee = &*f.get::<Function>().code;
        let frame = vm.frame.get();
        let code = code(vm);
        let window = fp.add(code.registers as usize);
        if callee.simple_args != 2 || frame >= vm.frame_limit.get() || window > vm.stack_limit.get() {
            tail!(store_attr_slow, pc, fp, vm, tab)
        }
        (*f.header()).refcount += 1;
        (*h).refcount += 1;
        *window = x;
        *window.add(1) = own_operand(fp, operand!(pc, 3), code.locals as usize);
        frame.write(Frame::of_call(pc.add(16), fp, window, f, 0, frame_flags::DROP, Value::NONE));
        vm.frame.set(frame.add(1));
        dispatch!(callee.entry, window, vm, tab)
    }
    STORE_ATTR_ADD(pc, fp, vm, tab) {
        let x = reg!(fp, pc, 1);
        if !x.is_heap() { tail!(store_attr_slow, pc, fp, vm, tab) }
        let h = x.header();
        let offset = *pc.add(8);
        if (*h).shape != cache32!(pc, 4) || (*PageHeader::of(h)).cell_size < offset as u32 + 8 { tail!(store_attr_slow, pc, fp, vm, tab) }
        let q = fp.add(operand!(pc, 3));
        *slot(h, offset) = *q;
        *q = Value::NONE;
        (*h).shape = cache32!(pc, 6);
        dispatch!(pc.add(16), fp, vm, tab)
    }
    STORE_ATTR_ADD_L(pc, fp, vm, tab) {
        let x = reg!(fp, pc, 1);
        if !x.is_heap() { tail!(store_attr_slow, pc, fp, vm, tab) }
        let h = x.header();
        let offset = *pc.add(8);
        if (*h).shape != cache32!(pc, 4) || (*PageHeader::of(h)).cell_size < offset as u32 + 8 { tail!(store_attr_slow, pc, fp, vm, tab) }
        let v = reg!(fp, pc, 3);
        v.incref();
        *slot(h, offset) = v;
        (*h).shape = cache32!(pc, 6);
        dispatch!(pc.add(16), fp, vm, tab)
    }
}

/// The value of an attribute in the dict of an instance in dict mode, where its entry is the expected one; null elsewhere.
#[inline(always)]
unsafe fn dict_entry(vm: &Vm, h: *mut crate::object::Header, part: u16, name: u16, hint: u16) -> *mut Value {
    let d = (*((h as *mut u8).add(part as usize) as *mut crate::object::InstancePart)).dict;
    if d.is_null() || hint as usize >= (*d).raw_entries().len() {
        return std::ptr::null_mut();
    }
    let entry = (*d).entries.add(hint as usize);
    if (*entry).key.0 != code(vm).names[name as usize].0 {
        return std::ptr::null_mut();
    }
    &raw mut (*entry).value
}

/// Whether an attribute is an entry of `__slots__`; its offset.
unsafe fn member_offset(vm: &Vm, ty: *const crate::object::Type, d: Value) -> Option<u16> {
    if !d.is_exact(vm.types.member_descriptor) {
        return None;
    }
    let m = d.get::<MemberDescriptor>();
    if !vm.is_subtype(ty, m.owner) { None } else { u16::try_from(m.slot_offset()?).ok() }
}

/// A Python function that a descriptor's class has as `__get__` or `__set__` (`set`), with so many parameters.
unsafe fn descriptor_function(vm: &Vm, d: Value, set: bool) -> Option<Value> {
    if !d.is_heap() || !(*d.heap_type()).has(crate::object::flags::HEAP) {
        return None;
    }
    let name = if set { vm.names.__set__ } else { vm.names.__get__ };
    let f = vm.type_lookup(d.heap_type(), name)?;
    if f.is_exact(vm.types.function) && (*f.get::<Function>().code).simple_args == 3 { Some(f) } else { None }
}

/// Room for a frame of a descriptor's function above the running one.
unsafe fn window_above(vm: &Vm, fp: *mut Value) -> Option<*mut Value> {
    let window = fp.add(code(vm).registers as usize);
    if vm.frame.get() >= vm.frame_limit.get() || window > vm.stack_limit.get() { None } else { Some(window) }
}

/// Looks at what a LOAD_ATTR met and chooses its specialised form.
unsafe fn specialise_load(vm: &Vm, pc: *const u16, x: Value, name: Value, temp: bool) {
    if !x.is_heap() {
        return;
    }
    let ty = x.heap_type();
    if x.is_exact(vm.types.module) {
        let d = x.get::<Module>().dict;
        if let Some(i) = (*d).find_name(vm, name)
            && i <= u16::MAX as usize
        {
            set_cache32(pc, 4, (*d).version(vm));
            *(pc.add(6) as *mut u16) = i as u16;
            quicken(pc, Op::LOAD_ATTR_MODULE);
        }
        return;
    }
    let shape = (*x.header()).shape;
    if vm.is_type(x) && (*ty).slots.getattr == (*vm.types.r#type).slots.getattr {
        return specialise_class_load(vm, pc, x, name);
    }
    // A class with `__getattr__` finds attributes as others do; what native or Python code computes may fail and make that hook's turn.
    let hooked = (*ty).slots.getattr.is_some();
    if hooked && !only_getattr_hook(vm, ty) {
        return;
    }
    let on_type = vm.type_lookup(ty, name);
    if hooked && on_type.is_some_and(|d| vm.slots(d).descr_set.is_some() && member_offset(vm, ty, d).is_none()) {
        return;
    }
    if let Some(d) = on_type
        && let Some(def) = native_attribute(vm, ty, d)
    {
        set_cache32(pc, 4, vm.type_version(ty));
        set_cache64(pc, 8, std::ptr::from_ref(def) as u64);
        quicken(pc, if name == vm.names.__class__ { Op::LOAD_ATTR_TYPE } else { Op::LOAD_ATTR_GETSET });
        return;
    }
    if let Some(d) = on_type
        && vm.slots(d).descr_set.is_some()
    {
        if let Some(offset) = member_offset(vm, ty, d) {
            set_cache32(pc, 4, vm.type_version(ty));
            *(pc.add(6) as *mut u16) = offset;
            quicken(pc, if temp { Op::LOAD_ATTR_MEMBER_T } else { Op::LOAD_ATTR_MEMBER });
        } else if d.is_exact(vm.types.property) {
            set_cache32(pc, 4, vm.type_version(ty));
            set_cache64(pc, 8, d.0);
            quicken(pc, Op::LOAD_ATTR_PROPERTY);
        } else if descriptor_function(vm, d, false).is_some() {
            set_cache32(pc, 4, vm.type_version(ty));
            set_cache64(pc, 8, d.0);
            quicken(pc, Op::LOAD_ATTR_DESCRIPTOR);
        }
        return;
    }
    if shape == DICT_MODE
        && !temp
        && !(*ty).has(crate::object::flags::TUPLE_SUBCLASS)
        && let Some(part) = vm.instance_part(x)
        && !part.dict.is_null()
        && let Some(i) = (*part.dict).find_name(vm, name)
        && i <= u16::MAX as usize
    {
        set_cache32(pc, 4, vm.type_version(ty));
        *(pc.add(6) as *mut u16) = i as u16;
        *(pc.add(8) as *mut u16) = (*ty).instance_offset as u16;
        quicken(pc, Op::LOAD_ATTR_DICT);
        return;
    }
    if shape <= DICT_MODE {
        return;
    }
    match vm.shapes().slot(shape, name) {
        Some(i) => {
            let offset = (*ty).instance_offset + 8 + i * 8;
            if offset > u16::MAX as u32 {
                return;
            }
            let now = Op::from_u16(*pc).expect("an opcode");
            match now {
                Op::LOAD_ATTR_SLOT | Op::LOAD_ATTR_SLOT_T => {
                    // A second shape: the first entry becomes one of four.
                    let (first, first_offset) = (cache32!(pc, 4), *pc.add(6));
                    for k in 0..4 {
                        set_cache32(pc, 4 + 2 * k, if k == 0 { first } else { NO_SHAPE });
                    }
                    *(pc.add(12) as *mut u16) = first_offset;
                    add_entry(pc, shape, offset as u16);
                    quicken(pc, Op::LOAD_ATTR_SLOT_POLY);
                }
                Op::LOAD_ATTR_SLOT_POLY => {
                    add_entry(pc, shape, offset as u16);
                }
                _ => {
                    set_cache32(pc, 4, shape);
                    *(pc.add(6) as *mut u16) = offset as u16;
                    quicken(pc, if temp { Op::LOAD_ATTR_SLOT_T } else { Op::LOAD_ATTR_SLOT });
                }
            }
        }
        None => {
            if let Some(f) = on_type
                && f.is_exact(vm.types.function)
            {
                set_cache32(pc, 4, vm.type_version(ty));
                set_cache32(pc, 6, shape);
                set_cache64(pc, 8, f.0);
                quicken(pc, Op::LOAD_ATTR_METHOD);
                return;
            }
            if let Some(v) = on_type
                && vm.slots(v).descr_get.is_none()
                && !temp
            {
                set_cache32(pc, 4, shape);
                set_cache32(pc, 6, vm.type_version(ty));
                set_cache64(pc, 8, v.0);
                quicken(pc, Op::LOAD_ATTR_CLASS);
            }
        }
    }
}
/// Whether a class's own attribute lookup is that of `object`, with `__getattr__` for what is missing.
pub unsafe fn only_getattr_hook(vm: &Vm, ty: *const Type) -> bool {
    use crate::object::WrapperDescriptor;
    (*ty).has(crate::object::flags::HEAP)
        && vm
            .type_lookup(ty, vm.names.__getattribute__)
            .is_some_and(|d| d.is_exact(vm.types.wrapper_descriptor) && d.get::<WrapperDescriptor>().owner == vm.types.object)
}

/// As `specialise_load`, for attributes of a class.
unsafe fn specialise_class_load(vm: &Vm, pc: *const u16, x: Value, name: Value) {
    let meta = x.heap_type();
    if let Some(d) = vm.type_lookup(meta, name) {
        if let Some(def) = native_attribute(vm, meta, d) {
            set_cache32(pc, 4, vm.type_version(meta));
            set_cache64(pc, 8, std::ptr::from_ref(def) as u64);
            quicken(pc, Op::LOAD_ATTR_GETSET);
        }
        return;
    }
    let class = x.ptr::<crate::object::Type>();
    if let Some(v) = vm.type_lookup(class, name)
        && (vm.slots(v).descr_get.is_none() || v.is_exact(vm.types.function))
    {
        set_cache64(pc, 4, x.0);
        set_cache32(pc, 8, vm.type_version(class));
        set_cache32(pc, 10, vm.type_version(meta));
        set_cache64(pc, 12, v.0);
        quicken(pc, Op::LOAD_ATTR_OF_CLASS);
    }
}

/// The shape of an entry not in use: no object has it (0 is that of objects without attributes of their own).
const NO_SHAPE: u32 = u32::MAX;

/// Adds an entry to a four-entry site: into an empty place, else over the last one.
unsafe fn add_entry(pc: *const u16, shape: u32, offset: u16) {
    for k in 0..4 {
        let s = cache32!(pc, 4 + 2 * k);
        if s == shape {
            return;
        }
        if s == NO_SHAPE || k == 3 {
            set_cache32(pc, 4 + 2 * k, shape);
            *(pc.add(12 + k) as *mut u16) = offset;
            return;
        }
    }
}

/// Looks at what a STORE_ATTR met, before it stores, and chooses its specialised form.
unsafe fn specialise_store(vm: &Vm, pc: *const u16, x: Value, name: Value, value_is_temp: bool) {
    if !x.is_heap() {
        return;
    }
    let ty = x.heap_type();
    let shape = (*x.header()).shape;
    if (*ty).slots.setattr.is_some() {
        return;
    }
    if let Some(d) = vm.type_lookup(ty, name)
        && vm.slots(d).descr_set.is_some()
    {
        if let Some(offset) = member_offset(vm, ty, d) {
            set_cache32(pc, 4, vm.type_version(ty));
            *(pc.add(8) as *mut u16) = offset;
            quicken(pc, if value_is_temp { Op::STORE_ATTR_MEMBER } else { Op::STORE_ATTR_MEMBER_L });
        } else if d.is_exact(vm.types.property) {
            set_cache32(pc, 4, vm.type_version(ty));
            set_cache64(pc, 8, d.0);
            quicken(pc, Op::STORE_ATTR_PROPERTY);
        } else if descriptor_function(vm, d, true).is_some() {
            set_cache32(pc, 4, vm.type_version(ty));
            set_cache64(pc, 8, d.0);
            quicken(pc, Op::STORE_ATTR_DESCRIPTOR);
        }
        return;
    }
    if shape == DICT_MODE
        && !(*ty).has(crate::object::flags::TUPLE_SUBCLASS)
        && let Some(part) = vm.instance_part(x)
        && !part.dict.is_null()
        && let Some(i) = (*part.dict).find_name(vm, name)
        && i <= u16::MAX as usize
    {
        set_cache32(pc, 4, vm.type_version(ty));
        *(pc.add(6) as *mut u16) = i as u16;
        *(pc.add(8) as *mut u16) = (*ty).instance_offset as u16;
        quicken(pc, Op::STORE_ATTR_DICT);
        return;
    }
    if shape <= DICT_MODE || (*ty).instance_offset == 0 {
        return;
    }
    let (i, next) = match vm.shapes().slot(shape, name) {
        Some(i) => (i, 0),
        None => {
            let count = vm.shapes().get(shape).count;
            if count >= 64 {
                return;
            }
            (count, vm.shapes().with(shape, name))
        }
    };
    let offset = (*ty).instance_offset + 8 + i * 8;
    if offset > u16::MAX as u32 - 8 {
        return;
    }
    let now = Op::from_u16(*pc).expect("an opcode");
    if next == 0 && matches!(now, Op::STORE_ATTR_SLOT | Op::STORE_ATTR_SLOT_L) {
        // A second shape: the first entry becomes one of four.
        let (first, first_offset) = (cache32!(pc, 4), *pc.add(8));
        for k in 0..4 {
            set_cache32(pc, 4 + 2 * k, if k == 0 { first } else { NO_SHAPE });
        }
        *(pc.add(12) as *mut u16) = first_offset;
        add_entry(pc, shape, offset as u16);
        quicken(pc, Op::STORE_ATTR_SLOT_POLY);
        return;
    }
    if now == Op::STORE_ATTR_SLOT_POLY {
        if next == 0 {
            add_entry(pc, shape, offset as u16);
        }
        return;
    }
    set_cache32(pc, 4, shape);
    set_cache32(pc, 6, next);
    *(pc.add(8) as *mut u16) = offset as u16;
    quicken(
        pc,
        match (next == 0, value_is_temp) {
            (true, true) => Op::STORE_ATTR_SLOT,
            (true, false) => Op::STORE_ATTR_SLOT_L,
            (false, true) => Op::STORE_ATTR_ADD,
            (false, false) => Op::STORE_ATTR_ADD_L,
        },
    );
}

cold! {
    LOAD_ATTR_DESCRIPTOR(pc, fp, vm, tab) {
        let x = reg!(fp, pc, 2);
        let d = Value(cache64!(pc, 8));
        if !x.is_heap() || (*x.heap_type()).version != cache32!(pc, 4) { tail!(load_attr_slow, pc, fp, vm, tab) }
        let (Some(f), Some(window)) = (descriptor_function(vm, d, false), window_above(vm, fp)) else { tail!(load_attr_slow, pc, fp, vm, tab) };
        let owner = Value::from_ptr(x.heap_type());
        for v in [f, d, owner] { v.incref() }
        *window = d;
        *window.add(1) = own_operand(fp, operand!(pc, 2), locals(vm));
        *window.add(2) = owner;
        let frame = vm.frame.get();
        frame.write(Frame::of_call(pc.add(16), fp, window, f, operand!(pc, 1), 0, Value::NONE));
        vm.frame.set(frame.add(1));
        dispatch!((*f.get::<Function>().code).entry, window, vm, tab)
    }
    STORE_ATTR_DESCRIPTOR(pc, fp, vm, tab) {
        let x = reg!(fp, pc, 1);
        let d = Value(cache64!(pc, 8));
        if !x.is_heap() || (*x.heap_type()).version != cache32!(pc, 4) { tail!(store_attr_slow, pc, fp, vm, tab) }
        let (Some(f), Some(window)) = (descriptor_function(vm, d, true), window_above(vm, fp)) else { tail!(store_attr_slow, pc, fp, vm, tab) };
        for v in [f, d, x] { v.incref() }
        *window = d;
        *window.add(1) = x;
        *window.add(2) = own_operand(fp, operand!(pc, 3), locals(vm));
        let frame = vm.frame.get();
        frame.write(Frame::of_call(pc.add(16), fp, window, f, 0, frame_flags::DROP, Value::NONE));
        vm.frame.set(frame.add(1));
        dispatch!((*f.get::<Function>().code).entry, window, vm, tab)
    }
    load_attr_slow(pc, fp, vm, tab) {
        let x = reg!(fp, pc, 2);
        let name = name(vm, pc, 3);
        if x.is_heap()
            && (*x.heap_type()).slots.getattr.is_some()
            && only_getattr_hook(vm, x.heap_type())
            && let Some(d) = vm.type_lookup(x.heap_type(), name)
            && d.is_exact(vm.types.property)
            && let Some((code, window)) = special::enter_getter(vm, pc, fp, d.get::<Property>().get, x)
        {
            dispatch!(code, window, vm, Table::current(vm))
        }
        let r = vm.getattr(x, name);
        if r.is_ok() {
            specialise_load(vm, pc, x, name, operand!(pc, 2) >= locals(vm));
        }
        let ok = finish1(vm, fp, pc, r);
        next_or_unwind!(ok, 16, pc, fp, vm, tab)
    }
    store_attr_slow(pc, fp, vm, tab) {
        let n = locals(vm);
        let x = reg!(fp, pc, 1);
        let name = name(vm, pc, 2);
        if operand!(pc, 1) < n {
            specialise_store(vm, pc, x, name, operand!(pc, 3) >= n);
        }
        let ok = vm.setattr(x, name, Some(reg!(fp, pc, 3))).is_ok();
        if ok {
            consume(vm, fp, operand!(pc, 1), n);
            consume(vm, fp, operand!(pc, 3), n);
        }
        next_or_unwind!(ok, 16, pc, fp, vm, tab)
    }
    DELETE_ATTR(pc, fp, vm, tab) {
        let ok = vm.setattr(reg!(fp, pc, 1), name(vm, pc, 2), None).is_ok();
        if ok { consume(vm, fp, operand!(pc, 1), locals(vm)); }
        next_or_unwind!(ok, 4, pc, fp, vm, tab)
    }
}
#[allow(unused)]
use Ref as _;
