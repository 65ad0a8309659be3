//! `_pickle.Unpickler`: the type.
use super::memo::Numbered;
use super::{kept, proxies, state, store};
use crate::native;
use crate::object::{Buffer, GetSetDef, Header, IntView, Ref, Res, Slots, Type, TypeSpec, Value, Vm, buffer_flags, call_native, flags};

#[repr(C)]
pub struct Unpickler {
    header: Header,
    /// `data[pos..len]` is what is at hand and not read yet; it lies in `memory` or in `bytes`.
    pub data: *const u8,
    pub pos: usize,
    pub len: usize,
    /// In a frame `len` is its end, and `whole` that of what is at hand.
    pub whole: usize,
    pub in_frame: bool,
    /// `load` is running.
    pub running: bool,
    /// The unpickler's stack, of owned values. Those from `fence`, where the last mark lies, may be popped.
    pub stack: Vec<Value>,
    pub fence: usize,
    pub marks: Vec<usize>,
    pub memo: Numbered,
    pub protocol: u8,
    pub fix_imports: bool,
    ready: bool,
    /// What `loads` reads.
    memory: Option<Buffer>,
    /// What was read of the file.
    pub bytes: Vec<u8>,
    /// How much of `bytes` the file has given up: the rest was only looked at.
    pub taken: usize,
    /// Owned; NULL where there is none, as the following ones.
    pub read: Value,
    pub readinto: Value,
    pub readline: Value,
    pub peek: Value,
    pub encoding: Value,
    pub errors: Value,
    pub buffers: Value,
    /// The attribute that was set on the object.
    persistent_load_attribute: Value,
    /// What `load` asks for objects with a name now.
    pub persistent_load: Value,
}

/// The payload. No borrow lives while Python code runs.
#[inline(always)]
#[allow(clippy::mut_from_ref)]
pub fn u<'a>(v: Value) -> &'a mut Unpickler {
    // SAFETY: called with unpicklers only.
    unsafe { &mut *v.ptr::<Unpickler>() }
}

fn fields(s: &mut Unpickler) -> [&mut Value; 9] {
    [
        &mut s.read,
        &mut s.readinto,
        &mut s.readline,
        &mut s.peek,
        &mut s.encoding,
        &mut s.errors,
        &mut s.buffers,
        &mut s.persistent_load_attribute,
        &mut s.persistent_load,
    ]
}

pub static SPEC: TypeSpec = TypeSpec {
    name: "_pickle.Unpickler",
    doc: "Unpickler(file, *, fix_imports=True, encoding='ASCII', errors='strict', buffers=())\n--\n\nThis takes a binary file for reading a pickle data stream.",
    flags: flags::TRACKED | flags::BASETYPE,
    size: size_of::<Unpickler>(),
    slots: Slots {
        new: Some(|vm, ty, _, _| new_of(vm, ty)),
        init: Some(init),
        getattr: Some(getattr),
        setattr: Some(setattr),
        drop: Some(|vm, h| {
            let this = h as *mut Unpickler;
            // SAFETY: an unpickler without references, which owns all of it.
            unsafe {
                for f in fields(&mut *this) {
                    if *f != Value::NULL {
                        f.decref(vm);
                    }
                }
                for v in std::ptr::read(&raw const (*this).stack) {
                    v.decref(vm);
                }
                std::ptr::read(&raw const (*this).memo).release(vm);
                std::ptr::drop_in_place(&raw mut (*this).marks);
                std::ptr::drop_in_place(&raw mut (*this).bytes);
                std::ptr::drop_in_place(&raw mut (*this).memory);
            }
        }),
        traverse: Some(|h, visit| {
            let s = u(Value::from_ptr(h));
            s.stack.iter().for_each(|v| visit(*v));
            s.memo.iter().for_each(|(_, v)| visit(v));
            if let Some(b) = &s.memory {
                visit(b.exporter);
            }
            for f in fields(s) {
                if *f != Value::NULL {
                    visit(*f);
                }
            }
        }),
        clear: Some(|vm, h| {
            let this = Value::from_ptr(h);
            for i in 0..fields(u(this)).len() {
                let old = std::mem::replace(fields(u(this))[i], Value::NULL);
                if old != Value::NULL {
                    old.decref(vm);
                }
            }
            clear_stack(vm, this);
            clear_memo(vm, this);
            forget_input(this);
            u(this).ready = false;
        }),
        ..Slots::EMPTY
    },
    methods: METHODS,
    getset: &[GetSetDef {
        name: "memo",
        get: |vm, v| proxies::new(vm, state(vm).unpickler_proxy.get(), v),
        set: Some(set_memo),
        doc: "",
    }],
};

fn getattr(vm: &Vm, v: Value, name: Value) -> Res {
    let set = u(v).persistent_load_attribute;
    if set != Value::NULL && vm.str(name).equals(vm.str(kept(vm).persistent_load.get())) {
        return Ok(Ref::new(set));
    }
    vm.generic_getattr(v, name)
}
fn setattr(vm: &Vm, v: Value, name: Value, value: Option<Value>) -> Res<()> {
    if vm.is_str(name) && vm.str(name).equals(vm.str(kept(vm).persistent_load.get())) {
        store(vm, &mut u(v).persistent_load_attribute, value.unwrap_or(Value::NULL));
        return Ok(());
    }
    vm.generic_setattr(v, name, value)
}

/// A memo from a proxy or a dict.
fn set_memo(vm: &Vm, this: Value, value: Option<Value>) -> Res<()> {
    let Some(value) = value else { return Err(vm.type_error("attribute deletion is not supported")) };
    let mut memo = Numbered::default();
    let mut put = |n: usize, v: Value| {
        // Keys of a dict are distinct, numbers of it need not be.
        let old = memo.set(n, v);
        if old != Value::NULL {
            old.decref(vm);
        }
    };
    if let Some(other) = proxies::owner_of(value, state(vm).unpickler_proxy.get()) {
        u(other).memo.iter().for_each(|(n, v)| put(n, v));
    } else if vm.is_dict(value) {
        let items: Vec<(Ref, Ref)> = vm.dict(value).iter().map(|(k, v)| (Ref::new(k), Ref::new(v))).collect();
        for (k, v) in items {
            let fault = match vm.as_int(k.value()) {
                Some(IntView::Small(n)) if n >= 0 => {
                    put(n as usize, v.value());
                    continue;
                }
                Some(_) => vm.value_error("memo key must be positive integers."),
                None => vm.type_error("memo key must be integers"),
            };
            memo.release(vm);
            return Err(fault);
        }
    } else {
        let ty = vm.type_name(value);
        return Err(vm.type_error(format!("'memo' attribute must be an UnpicklerMemoProxy object or dict, not {ty}")));
    }
    std::mem::replace(&mut u(this).memo, memo).release(vm);
    Ok(())
}
/// A dict of the memo's items by number.
pub fn copy_memo(vm: &Vm, this: Value) -> Res {
    let d = vm.new_dict()?;
    let items: Vec<(usize, Ref)> = u(this).memo.iter().map(|(n, v)| (n, Ref::new(v))).collect();
    for (n, v) in items {
        let key = vm.new_usize(n)?;
        vm.dict_set(d.value(), key.value(), v.value())?;
    }
    Ok(d)
}
/// Forgets all numbers.
pub fn clear_memo(vm: &Vm, this: Value) {
    std::mem::take(&mut u(this).memo).release(vm);
}
/// Empties the stack.
pub fn clear_stack(vm: &Vm, this: Value) {
    let s = u(this);
    s.marks.clear();
    s.fence = 0;
    for v in std::mem::take(&mut s.stack) {
        v.decref(vm);
    }
}
/// Gives up what was read or is to be read.
fn forget_input(this: Value) {
    let s = u(this);
    s.data = std::ptr::null();
    s.pos = 0;
    s.len = 0;
    s.in_frame = false;
    s.taken = 0;
    s.bytes.clear();
    let memory = s.memory.take();
    drop(memory);
}

/// An unpickler that is not initialised.
fn new_of(vm: &Vm, ty: *mut Type) -> Res {
    vm.new_object::<Unpickler>(ty, |this| {
        // SAFETY: the instance is fresh; what is written here is all that lies behind the header.
        unsafe {
            (*this).data = std::ptr::null();
            (*this).pos = 0;
            (*this).len = 0;
            (*this).whole = 0;
            (*this).in_frame = false;
            (*this).running = false;
            (&raw mut (*this).stack).write(Vec::new());
            (*this).fence = 0;
            (&raw mut (*this).marks).write(Vec::new());
            (&raw mut (*this).memo).write(Numbered::default());
            (*this).protocol = 0;
            (*this).fix_imports = false;
            (*this).ready = false;
            (&raw mut (*this).memory).write(None);
            (&raw mut (*this).bytes).write(Vec::new());
            (*this).taken = 0;
            for f in fields(&mut *this) {
                *f = Value::NULL;
            }
        }
    })
}
/// A plain unpickler, to be set up.
pub fn new(vm: &Vm) -> Res {
    new_of(vm, state(vm).unpickler.get())
}
/// Checks the options that are text; UNBOUND is the default.
pub fn check_text(vm: &Vm, function: &str, encoding: Value, errors: Value) -> Res<()> {
    for (name, v) in [("encoding", encoding), ("errors", errors)] {
        if !v.is_unbound() && !vm.is_str(v) {
            let ty = vm.argument_type_name(v);
            return Err(vm.type_error(format!("{function}() argument '{name}' must be str, not {ty}")));
        }
    }
    Ok(())
}
/// Gives an unpickler its options; it has no input then.
pub fn setup(vm: &Vm, this: Value, fix_imports: bool, encoding: Value, errors: Value, buffers: Value) -> Res<()> {
    let given = |v: Value| if v.is_unbound() { Value::NULL } else { v };
    store(vm, &mut u(this).encoding, given(encoding));
    store(vm, &mut u(this).errors, given(errors));
    let buffers = if buffers.is_none() || buffers.is_unbound() { None } else { Some(vm.iter(buffers)?) };
    store(vm, &mut u(this).buffers, buffers.as_ref().map_or(Value::NULL, |b| b.value()));
    forget_input(this);
    let s = u(this);
    s.fix_imports = fix_imports;
    s.protocol = 0;
    Ok(())
}
/// Lets an unpickler read memory.
pub fn set_data(vm: &Vm, this: Value, data: Value) -> Res<()> {
    let memory = vm.get_buffer(data, buffer_flags::SIMPLE)?;
    let s = u(this);
    s.data = memory.data;
    s.len = memory.len;
    s.pos = 0;
    s.ready = true;
    s.memory = Some(memory);
    Ok(())
}
/// Lets an unpickler read a file.
pub fn set_file(vm: &Vm, this: Value, file: Value) -> Res<()> {
    let k = kept(vm);
    let peek = vm.getattr_opt(file, k.peek.get())?;
    let readinto = vm.getattr_opt(file, k.readinto.get())?;
    let read = vm.getattr_opt(file, vm.names.read)?;
    let readline = vm.getattr_opt(file, k.readline.get())?;
    let (Some(read), Some(readline)) = (read, readline) else {
        return Err(vm.type_error("file must have 'read' and 'readline' attributes"));
    };
    store(vm, &mut u(this).read, read.value());
    store(vm, &mut u(this).readline, readline.value());
    store(vm, &mut u(this).peek, peek.as_ref().map_or(Value::NULL, |f| f.value()));
    store(vm, &mut u(this).readinto, readinto.as_ref().map_or(Value::NULL, |f| f.value()));
    u(this).ready = true;
    Ok(())
}

native! { static INIT = [
    "Unpickler(self, file, *, fix_imports=True, encoding='ASCII', errors='strict', buffers=())" => fn init_body(vm, [this, file, fix_imports, encoding, errors, buffers]) {
        super::load::not_running(vm, this)?;
        let fix_imports = vm.truth(fix_imports)?;
        check_text(vm, "Unpickler", encoding, errors)?;
        clear_stack(vm, this);
        clear_memo(vm, this);
        u(this).ready = false;
        store(vm, &mut u(this).persistent_load_attribute, Value::NULL);
        setup(vm, this, fix_imports, encoding, errors, buffers)?;
        set_file(vm, this, file)?;
        Ok(Ref::NONE)
    }
]; }

fn init(vm: &Vm, this: Value, args: &[Value], kwnames: Value) -> Res<()> {
    let mut all = vec![this];
    all.extend_from_slice(args);
    call_native(vm, &INIT[0], &all, kwnames).map(drop)
}

native! { static METHODS = [
    "persistent_load(self, pid, /)" => fn persistent_load(vm, [this, pid]) {
        Err(super::unpickling_error(vm, NO_PERSISTENT_LOAD))
    }
    /// Load a pickle.
    ///
    /// Read a pickled object representation from the open file object given
    /// in the constructor, and return the reconstituted object hierarchy
    /// specified therein.
    "load(self, /)" => fn load(vm, [this]) {
        if !u(this).ready {
            let name = vm.full_name_of_type(vm.type_of(this));
            return Err(super::unpickling_error(vm, format!("Unpickler.__init__() was not called by {name}.__init__()")));
        }
        super::load::load(vm, this)
    }
    /// Return an object from a specified module.
    ///
    /// If necessary, the module will be imported. Subclasses may override
    /// this method (e.g. to restrict unpickling of arbitrary classes and
    /// functions).
    ///
    /// This method is called whenever a class or a function object is
    /// needed.  Both arguments passed are str objects.
    "find_class(self, module_name, global_name, /)" => fn find_class(vm, [this, module_name, global_name]) {
        super::build::find_class(vm, this, module_name, global_name)
    }
    /// Returns size in memory, in bytes.
    "__sizeof__(self, /)" => fn sizeof(vm, [this]) {
        let s = u(this);
        let n = size_of::<Unpickler>() + s.memo.len() * 8 + s.marks.len() * 8 + s.bytes.len();
        let text = |v: Value| if v == Value::NULL { 0 } else { vm.str(v).len() + 1 };
        vm.new_usize(n + text(s.encoding) + text(s.errors))
    }
]; }

const NO_PERSISTENT_LOAD: &str =
    "A load persistent id instruction was encountered, but no persistent_load function was specified.";

/// Looks up what subclasses and programs override.
pub fn find_overrides(vm: &Vm, this: Value) -> Res<()> {
    let name = kept(vm).persistent_load.get();
    let f = vm.getattr_opt(this, name)?;
    store(vm, &mut u(this).persistent_load, f.as_ref().map_or(Value::NULL, |f| f.value()));
    Ok(())
}
/// Forgets what `find_overrides` found: a bound method of the unpickler makes a cycle.
pub fn forget_overrides(vm: &Vm, this: Value) {
    store(vm, &mut u(this).persistent_load, Value::NULL);
}
