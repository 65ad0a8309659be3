//! `_pickle.Pickler`: the type, and the output that it collects.
use super::memo::Memo;
use super::opcode::*;
use super::{kept, pickling_error, proxies, state, store};
use crate::native;
use crate::object::{GetSetDef, Header, IntView, Ref, Res, Slots, Type, TypeSpec, Value, Vm, call_native, flags};

/// No frame is open.
const NO_FRAME: usize = usize::MAX;

#[repr(C)]
pub struct Pickler {
    header: Header,
    /// What was written and is not yet in the file.
    pub out: Vec<u8>,
    /// Where the open frame's header lies in `out`.
    frame_start: usize,
    /// Bytes go into frames now.
    framing: bool,
    pub fix_imports: bool,
    /// `__init__` was run.
    ready: bool,
    /// `dump` is running.
    running: bool,
    pub protocol: u8,
    /// `bin` and `fast`, which programs may set.
    pub bin: i32,
    pub fast: i32,
    pub memo: Memo,
    /// Owned; NULL where there is none, as the following ones.
    write: Value,
    pub dispatch_table: Value,
    /// The attribute that was set on the object.
    persistent_id_attribute: Value,
    /// What `dump` asks for names of objects now.
    pub persistent_id: Value,
    pub reducer_override: Value,
    pub buffer_callback: Value,
    /// Containers entered in fast mode, and those among them that are deep enough to look out for.
    pub fast_nesting: usize,
    pub fast_seen: Vec<Value>,
}

/// The payload. No borrow lives while Python code runs.
#[inline(always)]
#[allow(clippy::mut_from_ref)]
pub fn p<'a>(v: Value) -> &'a mut Pickler {
    // SAFETY: called with picklers only.
    unsafe { &mut *v.ptr::<Pickler>() }
}

fn owned(p: &Pickler) -> [Value; 6] {
    [p.write, p.dispatch_table, p.persistent_id_attribute, p.persistent_id, p.reducer_override, p.buffer_callback]
}

pub static SPEC: TypeSpec = TypeSpec {
    name: "_pickle.Pickler",
    doc: "Pickler(file, protocol=None, fix_imports=True, buffer_callback=None)\n--\n\nThis takes a binary file for writing a pickle data stream.",
    flags: flags::TRACKED | flags::BASETYPE,
    size: size_of::<Pickler>(),
    slots: Slots {
        new: Some(|vm, ty, _, _| new_of(vm, ty)),
        init: Some(init),
        getattr: Some(getattr),
        setattr: Some(setattr),
        drop: Some(|vm, h| {
            let this = h as *mut Pickler;
            // SAFETY: a pickler without references, which owns all of it.
            unsafe {
                let values = owned(&*this);
                std::ptr::drop_in_place(&raw mut (*this).out);
                std::ptr::drop_in_place(&raw mut (*this).fast_seen);
                std::ptr::read(&raw const (*this).memo).release(vm);
                values.iter().filter(|v| **v != Value::NULL).for_each(|v| v.decref(vm));
            }
        }),
        traverse: Some(|h, visit| {
            let this = p(Value::from_ptr(h));
            owned(this).iter().filter(|v| **v != Value::NULL).for_each(|v| visit(*v));
            this.memo.iter().for_each(|(v, _)| visit(v));
        }),
        clear: Some(|vm, h| {
            let this = Value::from_ptr(h);
            store(vm, &mut p(this).write, Value::NULL);
            store(vm, &mut p(this).dispatch_table, Value::NULL);
            store(vm, &mut p(this).persistent_id_attribute, Value::NULL);
            store(vm, &mut p(this).persistent_id, Value::NULL);
            store(vm, &mut p(this).reducer_override, Value::NULL);
            store(vm, &mut p(this).buffer_callback, Value::NULL);
            clear_memo(vm, this);
        }),
        ..Slots::EMPTY
    },
    methods: METHODS,
    getset: &[
        GetSetDef { name: "bin", get: |vm, v| vm.new_int(p(v).bin as i64), set: Some(|vm, v, x| set_int(vm, x, "bin", |n| p(v).bin = n)), doc: "" },
        GetSetDef { name: "fast", get: |vm, v| vm.new_int(p(v).fast as i64), set: Some(|vm, v, x| set_int(vm, x, "fast", |n| p(v).fast = n)), doc: "" },
        GetSetDef { name: "dispatch_table", get: get_dispatch_table, set: Some(set_dispatch_table), doc: "" },
        GetSetDef { name: "memo", get: |vm, v| proxies::new(vm, state(vm).pickler_proxy.get(), v), set: Some(set_memo), doc: "" },
    ],
};

fn set_int(vm: &Vm, value: Option<Value>, name: &str, set: impl FnOnce(i32)) -> Res<()> {
    let Some(v) = value else { return Err(vm.type_error(format!("can't delete numeric/char attribute '{name}'"))) };
    set(vm.c_int_arg(v)? as i32);
    Ok(())
}
fn get_dispatch_table(vm: &Vm, v: Value) -> Res {
    match p(v).dispatch_table {
        Value::NULL => Err(vm.attribute_error(v, kept(vm).dispatch_table.get())),
        d => Ok(Ref::new(d)),
    }
}
fn set_dispatch_table(vm: &Vm, v: Value, value: Option<Value>) -> Res<()> {
    if value.is_none() && p(v).dispatch_table == Value::NULL {
        return Err(vm.raise_type(vm.types.AttributeError, "dispatch_table"));
    }
    store(vm, &mut p(v).dispatch_table, value.unwrap_or(Value::NULL));
    Ok(())
}
fn getattr(vm: &Vm, v: Value, name: Value) -> Res {
    let set = p(v).persistent_id_attribute;
    if set != Value::NULL && vm.str(name).equals(vm.str(kept(vm).persistent_id.get())) {
        return Ok(Ref::new(set));
    }
    vm.generic_getattr(v, name)
}
fn setattr(vm: &Vm, v: Value, name: Value, value: Option<Value>) -> Res<()> {
    if vm.is_str(name) && vm.str(name).equals(vm.str(kept(vm).persistent_id.get())) {
        store(vm, &mut p(v).persistent_id_attribute, value.unwrap_or(Value::NULL));
        return Ok(());
    }
    vm.generic_setattr(v, name, value)
}

/// A memo from a proxy or a dict.
fn set_memo(vm: &Vm, this: Value, value: Option<Value>) -> Res<()> {
    let Some(value) = value else { return Err(vm.type_error("attribute deletion is not supported")) };
    let mut memo = Memo::default();
    if let Some(other) = proxies::owner_of(value, state(vm).pickler_proxy.get()) {
        p(other).memo.iter().for_each(|(v, n)| memo.set(v, n));
    } else if vm.is_dict(value) {
        let pairs: Vec<Ref> = vm.dict(value).iter().map(|(_, x)| Ref::new(x)).collect();
        for pair in pairs {
            let fault = match vm.is_tuple(pair.value()).then(|| vm.tuple_items(pair.value())) {
                Some([n, object]) => match vm.as_int(*n) {
                    Some(IntView::Small(n)) if u32::try_from(n).is_ok() => {
                        memo.set(*object, n as u32);
                        continue;
                    }
                    Some(_) => vm.overflow_error("memo number out of range"),
                    None => vm.type_error("an integer is required"),
                },
                _ => vm.type_error("'memo' values must be 2-item tuples"),
            };
            memo.release(vm);
            return Err(fault);
        }
    } else {
        let ty = vm.type_name(value);
        return Err(vm.type_error(format!("'memo' attribute must be a PicklerMemoProxy object or dict, not {ty}")));
    }
    std::mem::replace(&mut p(this).memo, memo).release(vm);
    Ok(())
}
/// A dict of the memo's items by the `id` of the object: `(number, object)`.
pub fn copy_memo(vm: &Vm, this: Value) -> Res {
    let d = vm.new_dict()?;
    let items: Vec<(Ref, u32)> = p(this).memo.iter().map(|(v, n)| (Ref::new(v), n)).collect();
    for (v, n) in items {
        let key = vm.new_uint(v.value().0)?;
        let pair = vm.tuple_from(&[Value::small_int(n as i64), v.value()])?;
        vm.dict_set(d.value(), key.value(), pair.value())?;
    }
    Ok(d)
}
/// Forgets all objects.
pub fn clear_memo(vm: &Vm, this: Value) {
    std::mem::take(&mut p(this).memo).release(vm);
}

/// A pickler that is not initialised.
fn new_of(vm: &Vm, ty: *mut Type) -> Res {
    vm.new_object::<Pickler>(ty, |this| {
        // SAFETY: the instance is fresh; what is written here is all that lies behind the header.
        unsafe {
            (&raw mut (*this).out).write(Vec::new());
            (*this).frame_start = NO_FRAME;
            (*this).framing = false;
            (*this).fix_imports = false;
            (*this).ready = false;
            (*this).running = false;
            (*this).protocol = 0;
            (*this).bin = 0;
            (*this).fast = 0;
            (&raw mut (*this).memo).write(Memo::default());
            (*this).write = Value::NULL;
            (*this).dispatch_table = Value::NULL;
            (*this).persistent_id_attribute = Value::NULL;
            (*this).persistent_id = Value::NULL;
            (*this).reducer_override = Value::NULL;
            (*this).buffer_callback = Value::NULL;
            (*this).fast_nesting = 0;
            (&raw mut (*this).fast_seen).write(Vec::new());
        }
    })
}
/// A plain pickler, to be set up.
pub fn new(vm: &Vm) -> Res {
    new_of(vm, state(vm).pickler.get())
}
/// Gives a pickler its options and an empty output; the memo stays.
pub fn setup(vm: &Vm, this: Value, protocol: u8, fix_imports: bool, buffer_callback: Value) -> Res<()> {
    let callback = if buffer_callback.is_none() { Value::NULL } else { buffer_callback };
    store(vm, &mut p(this).buffer_callback, callback);
    let s = p(this);
    s.protocol = protocol;
    s.bin = (protocol > 0) as i32;
    s.fast = 0;
    s.fast_nesting = 0;
    s.fast_seen.clear();
    s.fix_imports = fix_imports && protocol < 3;
    s.out.clear();
    s.out.reserve(if s.out.capacity() == 0 { 1024 } else { 0 });
    s.framing = false;
    s.frame_start = NO_FRAME;
    s.ready = true;
    Ok(())
}
/// Where the output goes.
pub fn set_file(vm: &Vm, this: Value, file: Value) -> Res<()> {
    match vm.getattr_opt(file, vm.names.write)? {
        Some(write) => {
            store(vm, &mut p(this).write, write.value());
            Ok(())
        }
        None => Err(vm.type_error("file must have a 'write' attribute")),
    }
}

fn not_running(vm: &Vm, this: Value) -> Res<()> {
    if p(this).running { Err(vm.runtime_error("Pickler object is already used")) } else { Ok(()) }
}

native! { static INIT = [
    "Pickler(self, file, protocol=None, fix_imports=True, buffer_callback=None)" => fn init_body(vm, [this, file, protocol_given, fix_imports, buffer_callback]) {
        not_running(vm, this)?;
        clear_memo(vm, this);
        let protocol = super::protocol(vm, protocol_given, buffer_callback)?;
        let fix_imports = vm.truth(fix_imports)?;
        setup(vm, this, protocol, fix_imports, buffer_callback)?;
        set_file(vm, this, file)?;
        // A class's own table counts as long as no other one is set on the object.
        store(vm, &mut p(this).dispatch_table, Value::NULL);
        store(vm, &mut p(this).persistent_id_attribute, Value::NULL);
        let table = vm.getattr_opt(this, kept(vm).dispatch_table.get())?;
        store(vm, &mut p(this).dispatch_table, table.as_ref().map_or(Value::NULL, |t| t.value()));
        Ok(Ref::NONE)
    }
]; }

fn init(vm: &Vm, this: Value, args: &[Value], kwnames: Value) -> Res<()> {
    let mut all = vec![this];
    all.extend_from_slice(args);
    call_native(vm, &INIT[0], &all, kwnames).map(drop)
}

native! { static METHODS = [
    "persistent_id(self, obj, /)" => fn persistent_id(vm, [this, obj]) { Ok(Ref::NONE) }
    /// Write a pickled representation of the given object to the open file.
    "dump(self, obj, /)" => fn dump(vm, [this, obj]) {
        if !p(this).ready || p(this).write == Value::NULL {
            let name = vm.full_name_of_type(vm.type_of(this));
            return Err(pickling_error(vm, format!("Pickler.__init__() was not called by {name}.__init__()")));
        }
        not_running(vm, this)?;
        p(this).out.clear();
        p(this).running = true;
        let done = super::save::dump(vm, this, obj).and_then(|()| flush(vm, this));
        p(this).running = false;
        done.map(|()| Ref::NONE)
    }
    /// Clears the pickler's "memo".
    ///
    /// The memo is the data structure that remembers which objects the
    /// pickler has already seen, so that shared or recursive objects are
    /// pickled by reference and not by value.  This method is useful when
    /// re-using picklers.
    "clear_memo(self, /)" => fn clear(vm, [this]) {
        clear_memo(vm, this);
        Ok(Ref::NONE)
    }
    /// Returns size in memory, in bytes.
    "__sizeof__(self, /)" => fn sizeof(vm, [this]) {
        let s = p(this);
        vm.new_usize(size_of::<Pickler>() + s.memo.len() * 16 + s.out.len())
    }
]; }

/// Looks up what subclasses and programs override: `persistent_id`, `reducer_override`.
pub fn find_overrides(vm: &Vm, this: Value) -> Res<()> {
    if p(this).persistent_id_attribute == Value::NULL && vm.type_of(this) == state(vm).pickler.get() {
        store(vm, &mut p(this).persistent_id, Value::NULL);
        store(vm, &mut p(this).reducer_override, Value::NULL);
        return Ok(());
    }
    let k = kept(vm);
    let name = k.persistent_id.get();
    let own = vm.type_lookup(state(vm).pickler.get(), name);
    let plain = p(this).persistent_id_attribute == Value::NULL
        && vm.type_lookup(vm.type_of(this), name) == own
        && vm.instance_get(this, name).is_none();
    let ask = if plain { None } else { vm.getattr_opt(this, name)? };
    store(vm, &mut p(this).persistent_id, ask.as_ref().map_or(Value::NULL, |f| f.value()));
    let reducer = vm.getattr_opt(this, k.reducer_override.get())?;
    store(vm, &mut p(this).reducer_override, reducer.as_ref().map_or(Value::NULL, |f| f.value()));
    Ok(())
}
/// Forgets what `find_overrides` found: bound methods of the pickler make a cycle.
pub fn forget_overrides(vm: &Vm, this: Value) {
    store(vm, &mut p(this).persistent_id, Value::NULL);
    store(vm, &mut p(this).reducer_override, Value::NULL);
}

impl Pickler {
    /// Opens a frame with the first byte outside of one.
    #[inline(always)]
    fn open_frame(&mut self) {
        if self.framing && self.frame_start == NO_FRAME {
            self.frame_start = self.out.len();
            self.out.extend_from_slice(&[FRAME, 0, 0, 0, 0, 0, 0, 0, 0]);
        }
    }
    /// Writes some bytes.
    #[inline(always)]
    pub fn put(&mut self, bytes: &[u8]) {
        self.open_frame();
        self.out.extend_from_slice(bytes);
    }
    /// Writes an opcode.
    #[inline(always)]
    pub fn op(&mut self, op: u8) {
        self.open_frame();
        self.out.push(op);
    }
    pub fn set_framing(&mut self, on: bool) {
        self.framing = on;
    }
    /// Forgets a frame that an earlier pickle left open when it failed.
    pub fn abandon_frame(&mut self) {
        self.frame_start = NO_FRAME;
    }
    /// Closes the open frame, if there is one.
    pub fn commit_frame(&mut self) {
        if !self.framing || self.frame_start == NO_FRAME {
            return;
        }
        let body = self.frame_start + FRAME_HEADER;
        let n = self.out.len() - body;
        if n >= FRAME_LEAST {
            self.out[body - 8..body].copy_from_slice(&(n as u64).to_le_bytes());
        } else {
            self.out.drain(self.frame_start..body);
        }
        self.frame_start = NO_FRAME;
    }
    /// Whether the open frame is long enough.
    #[inline(always)]
    pub fn frame_is_full(&self) -> bool {
        self.frame_start != NO_FRAME && self.out.len() - self.frame_start >= FRAME_TARGET + FRAME_HEADER
    }
}

/// Ends a full frame between two objects and hands it to the file.
#[cold]
pub fn end_frame(vm: &Vm, this: Value) -> Res<()> {
    p(this).commit_frame();
    if p(this).write == Value::NULL { Ok(()) } else { flush(vm, this) }
}

/// Hands the output to the file.
pub fn flush(vm: &Vm, this: Value) -> Res<()> {
    let data = vm.new_bytes(&p(this).out)?;
    p(this).out.clear();
    let write = Ref::new(p(this).write);
    vm.call(write.value(), &[data.value()]).map(drop)
}

/// Writes a header and bytes. Long ones lie outside of frames and go to the file as they are, as `object` where there is one.
pub fn put_data(vm: &Vm, this: Value, header: &[u8], data: &[u8], object: Option<Value>) -> Res<()> {
    let s = p(this);
    if data.len() < FRAME_TARGET {
        s.put(header);
        s.out.extend_from_slice(data);
        return Ok(());
    }
    let framing = s.framing;
    s.commit_frame();
    s.framing = false;
    s.out.extend_from_slice(header);
    let done = if s.write == Value::NULL {
        match s.out.try_reserve(data.len()) {
            Ok(()) => {
                s.out.extend_from_slice(data);
                Ok(())
            }
            Err(_) => Err(vm.memory_error()),
        }
    } else {
        let payload = match object {
            Some(o) => Ok(Ref::new(o)),
            None => vm.new_bytes(data),
        };
        payload.and_then(|payload| {
            flush(vm, this)?;
            let write = Ref::new(p(this).write);
            vm.call(write.value(), &[payload.value()]).map(drop)
        })
    };
    p(this).framing = framing;
    done
}
