//! The builtin types: one file each, and their making at start-up.
//!
//! Adding a type: a file with a `pub static SPEC: TypeSpec`, a line in `registry`, a field in `object/types_list.rs`.
pub mod bool;
pub mod bytearray;
pub mod bytes;
pub mod bytes_iterator;
mod bytes_methods;
pub mod codec;
pub mod complex;
pub mod float;
pub mod format;
pub mod int;
mod int_methods;
pub mod sequence_ops;
pub mod str;
mod str_format;
pub mod str_iterator;
mod str_methods;
mod str_percent;
pub mod str_search;
#[cfg(test)]
mod tests;

use crate::object::native::NativeKind;
use crate::object::{Dict, Header, Ref, Res, Type, TypeSpec, Value, Vm, flags};

/// `(field, spec, base)` of each builtin type, bases before what derives from them.
type Entry = (*mut Type, &'static TypeSpec, *mut Type);

fn registry(vm: &Vm) -> Vec<Entry> {
    let t = &vm.types;
    let o = t.object;
    vec![
        (t.object, &TypeSpec { name: "object", flags: flags::BASETYPE, ..TypeSpec::EMPTY }, std::ptr::null_mut()),
        (t.r#type, &TypeSpec { name: "type", size: size_of::<Type>(), ..TypeSpec::EMPTY }, o),
        (t.int, &int::SPEC, o),
        (t.bool, &bool::SPEC, t.int),
        (t.float, &float::SPEC, o),
        (t.complex, &complex::SPEC, o),
        (t.str, &str::SPEC, o),
        (t.str_iterator, &str_iterator::SPEC, o),
        (t.bytes, &bytes::SPEC, o),
        (t.bytes_iterator, &bytes_iterator::BYTES, o),
        (t.bytearray, &bytearray::SPEC, o),
        (t.bytearray_iterator, &bytes_iterator::BYTEARRAY, o),
    ]
}

/// Makes all builtin types, the interned names and the shared constants of a bare interpreter.
pub fn init(vm: &mut Vm) -> Res<()> {
    for i in 0..vm.types.each().count() {
        let h = vm.heap.alloc(size_of::<Type>(), true) as *mut Type;
        assert!(!h.is_null(), "out of memory during initialisation");
        if i == 1 {
            debug_assert!(std::ptr::eq(&vm.types.r#type, vm.types.each_mut().nth(1).expect("two types")));
        }
        *vm.types.each_mut().nth(i).expect("counted") = h;
    }
    let type_type = vm.types.r#type;
    for ty in vm.types.each() {
        // SAFETY: the cells are fresh and large enough; every field is set before it is read.
        unsafe {
            ty.write(Type {
                header: Header { refcount: 1, shape: 0, ty: type_type },
                flags: flags::IMMUTABLE,
                version: 0,
                basic_size: 16,
                instance_offset: 0,
                inline_slots: 0,
                root_shape: 0,
                name: Value::NULL,
                qualname: Value::NULL,
                base: std::ptr::null_mut(),
                bases: Value::NULL,
                mro: Value::NULL,
                dict: std::ptr::null_mut(),
                subclasses: Vec::new(),
                slots: crate::object::Slots::EMPTY,
                doc: "",
            })
        };
    }
    // Strings before anything that has a name; the empty string cannot come from `new_latin1`, which hands it out.
    vm.names.empty = Value::from_ptr(vm.alloc_str(0, 1, true)?);
    for c in 0..=255u8 {
        let p = vm.alloc_str(1, 1, c < 128)?;
        // SAFETY: room for one byte was made.
        unsafe { *(*p).data = c };
        vm.latin1[c as usize].set(vm.intern_value(Ref::own(Value::from_ptr(p))).into_value());
    }
    let empty_tuple = vm.alloc_tuple(0)?;
    vm.empty_tuple.set(Value::from_ptr(empty_tuple));
    let mut names = std::mem::replace(&mut vm.names, crate::object::types_list::Names::EMPTY);
    vm.names.empty = names.empty;
    names.fill(|s| vm.intern(s).into_value());
    vm.names = names;
    let entries = registry(vm);
    for (ty, spec, base) in &entries {
        ready(vm, *ty, spec, *base)?;
    }
    // A type whose file does not exist yet still has a name and a base.
    for ty in vm.types.each() {
        // SAFETY: all types were written above.
        if unsafe { (*ty).name == Value::NULL } {
            ready(vm, ty, &TypeSpec { name: "object", ..TypeSpec::EMPTY }, vm.types.object)?;
        }
    }
    vm.empty_bytes.set(vm.new_bytes(&[])?.into_value());
    let args = vm.tuple_from(&[])?;
    vm.memory_error_instance.set(vm.new_exception(vm.types.MemoryError, args)?.into_value());
    Ok(())
}

/// Completes a builtin type from its spec: name, bases, mro, slots (inherited where the spec has none), namespace.
pub fn ready(vm: &Vm, ty: *mut Type, spec: &TypeSpec, base: *mut Type) -> Res<()> {
    // SAFETY: `ty` is a builtin type under construction, `base` is ready or null.
    unsafe {
        let t = &mut *ty;
        t.name = vm.intern(spec.name).into_value();
        t.qualname = Ref::new(t.name).into_value();
        t.doc = spec.doc;
        t.flags = spec.flags | flags::IMMUTABLE;
        t.basic_size = spec.size as u32;
        t.slots = spec.slots;
        t.version = vm.next_version();
        t.base = base;
        t.dict = vm.new_dict()?.into_value().ptr::<Dict>();
        let mro = match base.is_null() {
            true => vec![t.value()],
            false => std::iter::once(t.value()).chain(vm.tuple_items((*base).mro).iter().copied()).collect(),
        };
        t.mro = vm.tuple_from(&mro)?.into_value();
        if base.is_null() {
            t.bases = vm.tuple_from(&[])?.into_value();
        } else {
            t.bases = vm.tuple_from(&[(*base).value()])?.into_value();
            t.flags |= (*base).flags & flags::INHERITED;
            (*base).subclasses.push(ty);
            inherit_slots(t, &*base);
            if t.has(flags::HAS_DICT) && t.instance_offset == 0 {
                t.instance_offset = t.basic_size;
            }
        }
        if t.has(flags::HAS_DICT) {
            t.instance_offset = t.basic_size.next_multiple_of(8);
            t.root_shape = vm.shapes().new_root(ty);
            t.inline_slots = 0;
        }
        for def in spec.methods {
            let name = vm.intern(def.sig.name());
            let f = match def.kind {
                NativeKind::Plain => vm.new_native(vm.types.method_descriptor, def, Value::NULL, ty)?,
                NativeKind::ClassMethod => vm.new_native(vm.types.classmethod_descriptor, def, Value::NULL, ty)?,
                NativeKind::StaticMethod => vm.new_native(vm.types.builtin_function, def, Value::NULL, ty)?,
            };
            vm.dict_set_name(t.dict, name.value(), f)?;
        }
        for def in spec.getset {
            let name = vm.intern(def.name);
            let p = vm.alloc_raw(size_of::<crate::object::GetSet>(), false, vm.types.getset_descriptor)?
                as *mut crate::object::GetSet;
            (&raw mut (*p).def).write(def);
            (*p).owner = ty;
            vm.dict_set_name(t.dict, name.value(), Ref::own(Value::from_ptr(p)))?;
        }
    }
    Ok(())
}

/// Fills the empty slots of `t` from its base. Comparison and hash are inherited together only.
pub fn inherit_slots(t: &mut Type, base: &Type) {
    let (s, b) = (&mut t.slots, &base.slots);
    if s.compare.is_none() && s.hash.is_none() {
        s.compare = b.compare;
        s.hash = b.hash;
    }
    macro_rules! inherit { ($($f:ident),*) => { $( if s.$f.is_none() { s.$f = b.$f; } )* }; }
    inherit!(
        repr, str, call, iter, next, getattr, setattr, pow3, neg, pos, abs, invert, bool, int, float, index, len, getitem, setitem,
        contains, descr_get, descr_set, init, del, drop, traverse, clear
    );
    if !base.base.is_null() {
        inherit!(new);
    }
    for i in 0..s.binary.len() {
        s.binary[i] = s.binary[i].or(b.binary[i]);
        s.inplace[i] = s.inplace[i].or(b.inplace[i]);
    }
}
