//! `_pickle`: objects to bytes and back.
//!
//! `pickler` and `unpickler` are the two types, `save`, `reduce` and `globals` write, `input` and `load` read, `build` does what
//! opcodes do with classes and instances. Writing recurses on the machine stack, whose end is a RecursionError; reading does not
//! recurse. Both run Python code at many places, which may call methods of the same pickler or unpickler: its fields are looked at
//! anew after each such place, and what an opcode works on is held by the code that does.
use crate::native;
use crate::object::{Raised, Ref, Res, Type, Value, Vm};
use crate::types::struct_sequence::new_type_of;
use std::cell::Cell;

mod build;
mod globals;
mod input;
mod load;
mod memo;
mod opcode;
mod pickler;
mod proxies;
mod reduce;
mod save;
mod unpickler;

macro_rules! kept {
    ($($name:ident $(= $text:literal)?),* ; $($object:ident),* $(,)?) => {
        /// What the module keeps: interned names and objects of other modules, owned; NULL before it is imported.
        #[derive(Default)]
        struct Kept { $($name: Slot,)* $($object: Slot,)* }
        impl Kept {
            fn intern_all(&self, vm: &Vm) { $(self.$name.set(vm, vm.intern(kept!(@text $name $($text)?)));)* }
            fn release(&self, vm: &Vm) { $(self.$name.clear(vm);)* $(self.$object.clear(vm);)* }
        }
    };
    (@text $name:ident) => { stringify!($name) };
    (@text $name:ident $text:literal) => { $text };
}

/// Puts a value, NULL among others, into a field that owns it.
fn store(vm: &Vm, field: &mut Value, v: Value) {
    if v != Value::NULL {
        v.incref();
    }
    let old = std::mem::replace(field, v);
    if old != Value::NULL {
        old.decref(vm);
    }
}

/// An owned value or NULL.
struct Slot(Cell<Value>);

impl Default for Slot {
    fn default() -> Slot {
        Slot(Cell::new(Value::NULL))
    }
}

impl Slot {
    fn get(&self) -> Value {
        self.0.get()
    }
    fn set(&self, vm: &Vm, v: Ref) {
        let old = self.0.replace(v.into_value());
        if old != Value::NULL {
            old.decref(vm);
        }
    }
    fn clear(&self, vm: &Vm) {
        let old = self.0.replace(Value::NULL);
        if old != Value::NULL {
            old.decref(vm);
        }
    }
}

kept! {
    persistent_id, persistent_load, reducer_override, dispatch_table, find_class, __setstate__, __getinitargs__, extend, add,
    peek, readinto, readline, partial, encode, getattr, latin1, surrogatepass, __newobj__, __newobj_ex__, __mp_main__, _initializing,
    _extension_registry, _inverted_registry, _extension_cache, NAME_MAPPING, IMPORT_MAPPING, REVERSE_NAME_MAPPING, REVERSE_IMPORT_MAPPING;
    error, pickling_error, unpickling_error, copyreg_dispatch_table, extension_registry, inverted_registry, extension_cache,
    name_mapping, import_mapping, reverse_name_mapping, reverse_import_mapping
}

struct State {
    pickler: Cell<*mut Type>,
    unpickler: Cell<*mut Type>,
    pickler_proxy: Cell<*mut Type>,
    unpickler_proxy: Cell<*mut Type>,
    picklebuffer: Cell<*mut Type>,
    kept: Kept,
}

impl Default for State {
    fn default() -> State {
        let none = || Cell::new(std::ptr::null_mut());
        State { pickler: none(), unpickler: none(), pickler_proxy: none(), unpickler_proxy: none(), picklebuffer: none(), kept: Kept::default() }
    }
}

/// The type of PickleBuffer; null before anything made it.
fn picklebuffer_type(vm: &Vm) -> *mut Type {
    state(vm).picklebuffer.get()
}
fn state(vm: &Vm) -> &State {
    vm.extension::<State>()
}
fn kept(vm: &Vm) -> &Kept {
    &state(vm).kept
}

#[cold]
fn raise_kept(vm: &Vm, class: Value, text: &str) -> Raised {
    let class = if class == Value::NULL { Value::from_ptr(vm.types.Exception) } else { class };
    let text = match vm.new_str(text) {
        Ok(t) => t,
        Err(r) => return r,
    };
    match vm.call(class, &[text.value()]) {
        Ok(e) => vm.raise(e),
        Err(r) => r,
    }
}
/// Raises PicklingError.
#[cold]
fn pickling_error(vm: &Vm, text: impl AsRef<str>) -> Raised {
    raise_kept(vm, kept(vm).pickling_error.get(), text.as_ref())
}
/// Raises UnpicklingError.
#[cold]
fn unpickling_error(vm: &Vm, text: impl AsRef<str>) -> Raised {
    raise_kept(vm, kept(vm).unpickling_error.get(), text.as_ref())
}

fn exception_class(vm: &Vm, name: &str, base: Value) -> Res {
    let (name, bases, dict) = (vm.new_str(name)?, vm.tuple_from(&[base])?, vm.new_dict()?);
    let home = vm.new_str("_pickle")?;
    vm.dict_set(dict.value(), vm.names.__module__, home.value())?;
    vm.call(Value::from_ptr(vm.types.r#type), &[name.value(), bases.value(), dict.value()])
}

/// Options of dump and Pickler: the protocol as a number in range.
fn protocol(vm: &Vm, protocol: Value, buffer_callback: Value) -> Res<u8> {
    let n = if protocol.is_none() { opcode::DEFAULT_PROTOCOL } else { vm.c_int_arg(protocol)? };
    let n = if n < 0 { opcode::HIGHEST_PROTOCOL } else { n };
    if n > opcode::HIGHEST_PROTOCOL {
        return Err(vm.value_error(format!("pickle protocol must be <= {}", opcode::HIGHEST_PROTOCOL)));
    }
    if !buffer_callback.is_none() && n < 5 {
        return Err(vm.value_error("buffer_callback needs protocol >= 5"));
    }
    Ok(n as u8)
}

native! { static FUNCTIONS = [
    /// Write a pickled representation of obj to the open file object file.
    ///
    /// This is equivalent to ``Pickler(file, protocol).dump(obj)``, but may
    /// be more efficient.
    "dump(obj, file, protocol=None, *, fix_imports=True, buffer_callback=None)" => fn dump(vm, [obj, file, protocol_given, fix_imports, buffer_callback]) {
        let protocol = protocol(vm, protocol_given, buffer_callback)?;
        let pickler = pickler::new(vm)?;
        pickler::setup(vm, pickler.value(), protocol, vm.truth(fix_imports)?, buffer_callback)?;
        pickler::set_file(vm, pickler.value(), file)?;
        save::dump(vm, pickler.value(), obj)?;
        pickler::flush(vm, pickler.value())?;
        Ok(Ref::NONE)
    }
    /// Return the pickled representation of the object as a bytes object.
    "dumps(obj, protocol=None, *, fix_imports=True, buffer_callback=None)" => fn dumps(vm, [obj, protocol_given, fix_imports, buffer_callback]) {
        let protocol = protocol(vm, protocol_given, buffer_callback)?;
        let pickler = pickler::new(vm)?;
        pickler::setup(vm, pickler.value(), protocol, vm.truth(fix_imports)?, buffer_callback)?;
        save::dump(vm, pickler.value(), obj)?;
        vm.new_bytes(&pickler::p(pickler.value()).out)
    }
    /// Read and return an object from the pickle data stored in a file.
    ///
    /// This is equivalent to ``Unpickler(file).load()``, but may be more
    /// efficient.
    "load(file, *, fix_imports=True, encoding='ASCII', errors='strict', buffers=())" => fn load_file(vm, [file, fix_imports, encoding, errors, buffers]) {
        let fix_imports = vm.truth(fix_imports)?;
        unpickler::check_text(vm, "load", encoding, errors)?;
        let u = unpickler::new(vm)?;
        unpickler::setup(vm, u.value(), fix_imports, encoding, errors, buffers)?;
        unpickler::set_file(vm, u.value(), file)?;
        load::load(vm, u.value())
    }
    /// Read and return an object from the given pickle data.
    ///
    /// The protocol version of the pickle is detected automatically, so no
    /// protocol argument is needed.  Bytes past the pickled object's
    /// representation are ignored.
    "loads(data, /, *, fix_imports=True, encoding='ASCII', errors='strict', buffers=())" => fn loads(vm, [data, fix_imports, encoding, errors, buffers]) {
        let fix_imports = vm.truth(fix_imports)?;
        unpickler::check_text(vm, "loads", encoding, errors)?;
        let u = unpickler::new(vm)?;
        unpickler::setup(vm, u.value(), fix_imports, encoding, errors, buffers)?;
        unpickler::set_data(vm, u.value(), data)?;
        load::load(vm, u.value())
    }
]; }

/// A dict of another module.
fn dict_of(vm: &Vm, module: Value, name: Value, what: &str) -> Res {
    let d = vm.getattr(module, name)?;
    if !vm.is_dict(d.value()) {
        let text = vm.str_text(name);
        return Err(vm.runtime_error(format!("{what}.{text} should be a dict, not {}", vm.type_name(d.value()))));
    }
    Ok(d)
}

/// Makes the module.
pub fn init(vm: &Vm) -> Res {
    let state = state(vm);
    let k = &state.kept;
    if k.error.get() == Value::NULL {
        vm.at_shutdown.borrow_mut().push(|vm| kept(vm).release(vm));
    }
    k.intern_all(vm);
    let copyreg = crate::types::import_module(vm, "copyreg")?;
    k.copyreg_dispatch_table.set(vm, dict_of(vm, copyreg.value(), k.dispatch_table.get(), "copyreg")?);
    k.extension_registry.set(vm, dict_of(vm, copyreg.value(), k._extension_registry.get(), "copyreg")?);
    k.inverted_registry.set(vm, dict_of(vm, copyreg.value(), k._inverted_registry.get(), "copyreg")?);
    k.extension_cache.set(vm, dict_of(vm, copyreg.value(), k._extension_cache.get(), "copyreg")?);
    let compat = crate::types::import_module(vm, "_compat_pickle")?;
    k.name_mapping.set(vm, dict_of(vm, compat.value(), k.NAME_MAPPING.get(), "_compat_pickle")?);
    k.import_mapping.set(vm, dict_of(vm, compat.value(), k.IMPORT_MAPPING.get(), "_compat_pickle")?);
    k.reverse_name_mapping.set(vm, dict_of(vm, compat.value(), k.REVERSE_NAME_MAPPING.get(), "_compat_pickle")?);
    k.reverse_import_mapping.set(vm, dict_of(vm, compat.value(), k.REVERSE_IMPORT_MAPPING.get(), "_compat_pickle")?);

    let module = super::new_module(vm, "_pickle", "Optimized C implementation for the Python pickle module.", FUNCTIONS)?;
    let m = module.value();
    let error = exception_class(vm, "PickleError", Value::from_ptr(vm.types.Exception))?;
    let pickling = exception_class(vm, "PicklingError", error.value())?;
    let unpickling = exception_class(vm, "UnpicklingError", error.value())?;
    for (name, slot, class) in [
        ("PickleError", &k.error, error),
        ("PicklingError", &k.pickling_error, pickling),
        ("UnpicklingError", &k.unpickling_error, unpickling),
    ] {
        super::set(vm, m, name, class.clone())?;
        slot.set(vm, class);
    }
    for (name, slot, spec) in [
        ("Pickler", &state.pickler, &pickler::SPEC),
        ("Unpickler", &state.unpickler, &unpickler::SPEC),
        ("", &state.pickler_proxy, &proxies::PICKLER_SPEC),
        ("", &state.unpickler_proxy, &proxies::UNPICKLER_SPEC),
    ] {
        slot.set(new_type_of(vm, spec, vm.types.object)?);
        if !name.is_empty() {
            super::set(vm, m, name, Ref::from_type(slot.get()))?;
        }
    }
    state.picklebuffer.set(super::picklebuffer::class(vm)?);
    super::set(vm, m, "PickleBuffer", Ref::from_type(state.picklebuffer.get()))?;
    Ok(module)
}
