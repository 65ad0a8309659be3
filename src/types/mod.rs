//! The builtin types: one file each, and their making at start-up.
//!
//! Adding a type: a file with a `pub static SPEC: TypeSpec`, a line in `registry`, a field in `object/types_list.rs`.
pub mod bool;
pub mod bytearray;
pub mod bytes;
pub mod bytes_iterator;
pub mod bytes_methods;
pub mod codec;
pub mod codec_registry;
pub mod complex;
pub mod float;
pub mod format;
pub mod int;
mod int_methods;
#[cfg(test)]
mod recorded_tests;
pub mod sequence_ops;
pub mod str;
mod str_format;
pub mod str_iterator;
mod str_methods;
mod str_percent;
pub mod str_search;
pub mod builtin_function;
pub mod cell;
pub mod class_creation;
pub mod classmethod;
pub mod classmethod_descriptor;
pub mod code;
mod code_construct;
pub mod descriptors;
mod member_names;
pub mod exceptions;
pub mod frame;
mod frame_locals;
pub mod function;
pub mod generic;
pub mod generic_alias;
pub mod mapping_proxy;
pub mod method;
mod method_wrapper;
pub mod method_descriptor;
pub mod module;
pub mod mro;
pub mod namespace;
pub mod object;
pub mod property;
pub mod singletons;
pub mod slot_functions;
pub mod slot_table;
pub mod staticmethod;
pub mod super_;
#[cfg(test)]
mod tests;
pub mod traceback;
pub mod type_;
pub mod type_call;
mod weak_proxy;
mod weakref;
pub mod wrapper_descriptor;
pub mod dict;
pub mod dict_views;
pub mod enumerate;
pub mod filter;
pub mod iterators;
pub mod list;
pub mod memoryview;
mod native_format;
pub mod map;
pub mod os_error;
pub mod range;
pub mod reversed;
pub mod set;
pub mod slice;
pub mod template;
mod merge_sort;
pub mod sort;
pub mod struct_sequence;
pub mod support;
pub mod tuple;
pub mod type_alias;
pub mod type_params;
mod type_signatures;
pub mod typing_support;
pub mod union;
pub mod zip;

use crate::object::native::NativeKind;
use crate::object::{Dict, Header, Ref, Res, Type, TypeSpec, Value, Vm, flags};

/// `(field, spec, base)` of each builtin type, bases before what derives from them.
type Entry = (*mut Type, &'static TypeSpec, *mut Type);

fn registry(vm: &Vm) -> Vec<Entry> {
    let t = &vm.types;
    let o = t.object;
    let mut list: Vec<Entry> = vec![
        (t.object, &object::SPEC, std::ptr::null_mut()),
        (t.r#type, &type_::SPEC, o),
        (t.function, &function::SPEC, o),
        (t.builtin_function, &builtin_function::SPEC, o),
        (t.method_descriptor, &method_descriptor::SPEC, o),
        (t.classmethod_descriptor, &classmethod_descriptor::SPEC, o),
        (t.wrapper_descriptor, &wrapper_descriptor::SPEC, o),
        (t.method_wrapper, &wrapper_descriptor::BOUND_SPEC, o),
        (t.getset_descriptor, &descriptors::GETSET_SPEC, o),
        (t.member_descriptor, &descriptors::MEMBER_SPEC, o),
        (t.method, &method::SPEC, o),
        (t.property, &property::SPEC, o),
        (t.staticmethod, &staticmethod::SPEC, o),
        (t.classmethod, &classmethod::SPEC, o),
        (t.super_type, &super_::SPEC, o),
        (t.module, &module::SPEC, o),
        (t.cell, &cell::SPEC, o),
        (t.code, &code::SPEC, o),
        (t.traceback, &traceback::SPEC, o),
        (t.frame, &frame::SPEC, o),
        (t.weakref, &weakref::SPEC, o),
        (t.weak_proxy, &weak_proxy::SPEC, o),
        (t.weak_callable_proxy, &weak_proxy::CALLABLE_SPEC, o),
        (t.frame_locals, &frame_locals::SPEC, o),
        (t.mapping_proxy, &mapping_proxy::SPEC, o),
        (t.namespace, &namespace::SPEC, o),
        (t.generic_alias, &generic_alias::SPEC, o),
        (t.union_type, &union::SPEC, o),
        (t.type_var, &type_params::TYPE_VAR, o),
        (t.param_spec, &type_params::PARAM_SPEC, o),
        (t.type_var_tuple, &type_params::TYPE_VAR_TUPLE, o),
        (t.param_spec_args, &typing_support::PARAM_SPEC_ARGS, o),
        (t.param_spec_kwargs, &typing_support::PARAM_SPEC_KWARGS, o),
        (t.const_evaluator, &typing_support::CONST_EVALUATOR, o),
        (t.no_default, &typing_support::NO_DEFAULT, o),
        (t.type_alias, &type_alias::SPEC, o),
        (t.generic, &generic::SPEC, o),
        (t.none_type, &singletons::NONE, o),
        (t.ellipsis, &singletons::ELLIPSIS, o),
        (t.not_implemented_type, &singletons::NOT_IMPLEMENTED, o),
        (t.int, &int::SPEC, o),
        (t.bool, &bool::SPEC, t.int),
        (t.float, &float::SPEC, o),
        (t.complex, &complex::SPEC, o),
        (t.str, &str::SPEC, o),
        (t.str_iterator, &str_iterator::SPEC, o),
        (t.str_ascii_iterator, &str_iterator::ASCII_SPEC, o),
        (t.bytes, &bytes::SPEC, o),
        (t.bytes_iterator, &bytes_iterator::BYTES, o),
        (t.bytearray, &bytearray::SPEC, o),
        (t.memoryview, &memoryview::SPEC, o),
        (t.managed_buffer, &memoryview::MANAGED_SPEC, o),
        (t.memory_iterator, &memoryview::ITERATOR_SPEC, o),
        (t.bytearray_iterator, &bytes_iterator::BYTEARRAY, o),
        (t.list, &list::SPEC, o),
        (t.tuple, &tuple::SPEC, o),
        (t.dict, &dict::SPEC, o),
        (t.set, &set::SET, o),
        (t.frozenset, &set::FROZENSET, o),
        (t.range, &range::SPEC, o),
        (t.slice, &slice::SPEC, o),
        (t.template, &template::TEMPLATE, o),
        (t.interpolation, &template::INTERPOLATION, o),
        (t.template_iterator, &template::ITERATOR, o),
        (t.list_iterator, &iterators::LIST_ITERATOR, o),
        (t.list_reverse_iterator, &iterators::LIST_REVERSE_ITERATOR, o),
        (t.tuple_iterator, &iterators::TUPLE_ITERATOR, o),
        (t.range_iterator, &iterators::RANGE_ITERATOR, o),
        (t.long_range_iterator, &iterators::LONG_RANGE_ITERATOR, o),
        (t.sequence_iterator, &iterators::SEQUENCE_ITERATOR, o),
        (t.callable_iterator, &iterators::CALLABLE_ITERATOR, o),
        (t.set_iterator, &set::ITERATOR, o),
        (t.dict_keys, &dict_views::KEYS, o),
        (t.dict_values, &dict_views::VALUES, o),
        (t.dict_items, &dict_views::ITEMS, o),
        (t.dict_key_iterator, &dict_views::KEY_ITERATOR, o),
        (t.dict_value_iterator, &dict_views::VALUE_ITERATOR, o),
        (t.dict_item_iterator, &dict_views::ITEM_ITERATOR, o),
        (t.dict_reverse_key_iterator, &dict_views::REVERSE_KEY_ITERATOR, o),
        (t.dict_reverse_value_iterator, &dict_views::REVERSE_VALUE_ITERATOR, o),
        (t.dict_reverse_item_iterator, &dict_views::REVERSE_ITEM_ITERATOR, o),
        (t.enumerate, &enumerate::SPEC, o),
        (t.zip, &zip::SPEC, o),
        (t.map, &map::SPEC, o),
        (t.filter, &filter::SPEC, o),
        (t.reversed, &reversed::SPEC, o),
        (t.generator, &crate::vm::generator::SPEC, o),
        (t.coroutine, &crate::vm::coroutine::SPEC, o),
        (t.coroutine_wrapper, &crate::vm::coroutine::WRAPPER_SPEC, o),
        (t.async_generator, &crate::vm::async_generator::SPEC, o),
        (t.async_generator_asend, &crate::vm::async_generator::ASEND_SPEC, o),
        (t.async_generator_athrow, &crate::vm::async_generator::ATHROW_SPEC, o),
        (t.anext_awaitable, &crate::vm::async_generator::ANEXT_SPEC, o),
    ];
    list.extend(exceptions::registry(vm));
    list
}

/// The globals of the running Python function.
pub fn running_globals(vm: &Vm) -> Option<*mut Dict> {
    let frame = vm.frame.get();
    if frame.is_null() || frame == vm.frames_base.get() {
        return None;
    }
    // SAFETY: records below the top are those of running frames, which own their functions.
    unsafe {
        let f = (*frame.sub(1)).function;
        f.is_exact(vm.types.function).then(|| f.get::<crate::object::Function>().globals)
    }
}

/// Imports a module through `builtins.__import__`.
pub fn import_module(vm: &Vm, name: &str) -> Res {
    let import = match vm.builtins.get() {
        b if b.is_null() => None,
        // SAFETY: the namespace of `builtins` lives as long as the interpreter.
        b => unsafe { (*b).get_name(vm, vm.names.__import__).map(Ref::new) },
    };
    let Some(import) = import else {
        return Err(vm.raise_type(vm.types.ImportError, "__import__ not found"));
    };
    let name = vm.intern(name);
    vm.call(import.value(), &[name.value()])
}

/// `__isabstractmethod__` of a callable.
pub(crate) fn is_abstract(vm: &Vm, f: Value) -> Res {
    match vm.getattr_opt(f, vm.names.__isabstractmethod__)? {
        Some(a) => Ok(Ref::bool(vm.truth(a.value())?)),
        None => Ok(Ref::bool(false)),
    }
}

/// The class and the instance that `super()` without arguments stands for, outside the instruction that compiles it.
pub(crate) fn implicit_super_arguments(vm: &Vm) -> Res<(Ref, Ref)> {
    let frame = vm.frame.get();
    if frame == vm.frames_base.get() {
        return Err(vm.runtime_error("super(): no current frame"));
    }
    // SAFETY: the record on top is the running frame's; its window holds its arguments, its function's closure cells.
    unsafe {
        let record = &*frame.sub(1);
        let f = record.function.get::<crate::object::Function>();
        let bytecode = &f.code().bytecode;
        if bytecode.arg_count == 0 {
            return Err(vm.runtime_error("super(): no arguments"));
        }
        let content = |v: Value| if v.is_exact(vm.types.cell) { v.get::<crate::object::CellObject>().value } else { v };
        let Some(i) = bytecode.free_names.iter().position(|n| **n == *"__class__") else {
            return Err(vm.runtime_error("super(): __class__ cell not found"));
        };
        let class = content(vm.tuple_items(f.closure)[i]);
        if class.is_unbound() {
            return Err(vm.runtime_error("super(): empty __class__ cell"));
        }
        let receiver = content(*record.window);
        if receiver.is_unbound() || receiver == Value::NULL {
            return Err(vm.runtime_error("super(): arg[0] deleted"));
        }
        Ok((Ref::new(class), Ref::new(receiver)))
    }
}

/// Makes all builtin types, the interned names and the shared constants of a bare interpreter.
pub fn init(vm: &mut Vm) -> Res<()> {
    for ty in vm.types.each_mut() {
        // Builtin types live as long as the interpreter: the collector need not see them.
        *ty = vm.heap.alloc(size_of::<Type>(), false) as *mut Type;
        assert!(!ty.is_null(), "out of memory during initialisation");
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
                member_count: 0,
                name: Value::NULL,
                qualname: Value::NULL,
                base: std::ptr::null_mut(),
                bases: Value::NULL,
                mro: Value::NULL,
                dict: std::ptr::null_mut(),
                subclasses: Vec::new(),
                slots: crate::object::Slots::EMPTY,
                doc: "",
                cached_init: std::ptr::null_mut(),
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
    slot_table::init(vm);
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
    add_base(vm, vm.types.UnsupportedOperation, vm.types.ValueError)?;
    drop(typing_support::no_default(vm)?);
    template::complete(vm)?;
    add_base(vm, vm.types.ExceptionGroup, vm.types.Exception)?;
    vm.empty_bytes.set(vm.new_bytes(&[])?.into_value());
    let args = vm.tuple_from(&[])?;
    vm.memory_error_instance.set(vm.new_exception(vm.types.MemoryError, args)?.into_value());
    Ok(())
}

/// Gives a builtin type a second base of the same layout, which adds no slots.
fn add_base(vm: &Vm, ty: *mut Type, second: *mut Type) -> Res<()> {
    // SAFETY: builtin types are ready and live as long as the interpreter.
    unsafe {
        let t = &mut *ty;
        let bases = vm.tuple_from(&[(*t.base).value(), (*second).value()])?;
        let own = vm.tuple_items(t.mro);
        let shared = vm.tuple_items((*second).mro);
        let mut order: Vec<Value> = own.iter().filter(|v| !shared.contains(v)).copied().collect();
        order.extend_from_slice(shared);
        let mro = vm.tuple_from(&order)?;
        std::mem::replace(&mut t.bases, bases.into_value()).decref(vm);
        std::mem::replace(&mut t.mro, mro.into_value()).decref(vm);
        (*second).subclasses.push(ty);
    }
    Ok(())
}

/// Completes a builtin type from its spec: name, bases, mro, slots (inherited where the spec has none), namespace.
pub fn ready(vm: &Vm, ty: *mut Type, spec: &TypeSpec, base: *mut Type) -> Res<()> {
    // SAFETY: `ty` is a builtin type under construction, `base` is ready or null.
    unsafe {
        let t = &mut *ty;
        let (module, name) = spec.name.rsplit_once('.').unwrap_or(("", spec.name));
        t.name = vm.intern(name).into_value();
        t.qualname = Ref::new(t.name).into_value();
        t.doc = spec.doc;
        t.flags = spec.flags | flags::IMMUTABLE;
        t.basic_size = spec.size as u32;
        t.slots = spec.slots;
        t.version = vm.next_version();
        t.base = base;
        // Room for the dunders of the slots, which come first, so that the table is made once.
        let shown = slot_table::shown(&spec.slots, spec.flags, base.is_null());
        let entries = shown.count_ones() as usize + spec.methods.len() + spec.getset.len() + 3;
        t.dict = vm.new_permanent_dict(entries)?.into_value().ptr::<Dict>();
        let mro = match base.is_null() {
            true => vec![t.value()],
            false => std::iter::once(t.value()).chain(vm.tuple_items((*base).mro).iter().copied()).collect(),
        };
        t.mro = vm.tuple_from(&mro)?.into_value();
        if base.is_null() {
            t.bases = vm.tuple_from(&[])?.into_value();
        } else {
            t.bases = vm.tuple_from(&[(*base).value()])?.into_value();
            t.flags |= (*base).flags & (flags::INHERITED | flags::COLLECTION);
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
        if !module.is_empty() {
            vm.dict_set_name(t.dict, vm.names.__module__, vm.new_str(module)?)?;
        }
        slot_table::add_wrappers(vm, ty, &spec.slots, shown)?;
        for def in spec.methods {
            let name = vm.intern(def.sig.name());
            let f = match def.kind {
                NativeKind::Plain => vm.new_native(vm.types.method_descriptor, def, Value::NULL, ty)?,
                NativeKind::ClassMethod => vm.new_native(vm.types.classmethod_descriptor, def, Value::NULL, ty)?,
                NativeKind::StaticMethod => {
                    let f = vm.new_native(vm.types.builtin_function, def, Value::NULL, ty)?;
                    class_creation::new_method_wrapper(vm, vm.types.staticmethod, f)?
                }
            };
            vm.dict_set_name(t.dict, name.value(), f)?;
        }
        // All fields of a struct sequence are members.
        let fields = match () {
            () if spec.getset.is_empty() => None,
            () if base == vm.types.tuple => Some(&[][..]),
            () => member_names::of_type(spec.name),
        };
        for def in spec.getset {
            let name = vm.intern(def.name);
            let member = fields.is_some_and(|names| names.is_empty() || names.contains(&def.name));
            let descriptor = if member { descriptors::new_field(vm, name.clone(), def, ty)? } else { descriptors::new_getset(vm, def, ty)? };
            vm.dict_set_name(t.dict, name.value(), descriptor)?;
        }
        // An instance has its type's doc, unless the type describes one of its own.
        if !spec.getset.iter().any(|def| def.name == "__doc__") {
            let doc = plain_doc(spec.doc);
            let doc = if doc.is_empty() { Ref::NONE } else { vm.new_str(doc)? };
            vm.dict_set_name(t.dict, vm.names.__doc__, doc)?;
        }
    }
    Ok(())
}

/// A doc without the signature in front of it.
pub fn plain_doc(doc: &str) -> &str {
    doc.split_once("\n--\n\n").map_or(doc, |(_, text)| text)
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
        contains, descr_get, descr_set, init, get_buffer, release_buffer, del, drop, traverse, clear
    );
    if !base.base.is_null() {
        inherit!(new);
    }
    for i in 0..s.binary.len() {
        s.binary[i] = s.binary[i].or(b.binary[i]);
        s.inplace[i] = s.inplace[i].or(b.inplace[i]);
    }
}
