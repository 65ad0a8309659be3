//! `memoryview`, and the object behind views of the same memory.
use super::iterators::INDEX_ITERATOR_SLOTS;
use super::native_format::{Unfit, native_item, pack, static_format, unpack};
use super::slice::slice_indices;
use super::support::{generic_alias, is_index};
use crate::native;
use crate::object::buffer_protocol::{Dimensions, Layout, gather};
use crate::object::{
    Buffer, CompareOp, GetSetDef, Header, IndexIterator, Raised, Ref, Res, Slots, Type, TypeSpec, Value, Vm, buffer_flags,
    call_native, flags,
};
use std::borrow::Cow;

/// The memory that several views share; it is given back when the last of them goes.
#[repr(C)]
struct ManagedBuffer {
    header: Header,
    buffer: Option<Buffer>,
}

pub static MANAGED_SPEC: TypeSpec = TypeSpec {
    name: "managedbuffer",
    flags: flags::TRACKED,
    size: size_of::<ManagedBuffer>(),
    slots: Slots { drop: Some(drop_managed), traverse: Some(traverse_managed), ..Slots::EMPTY },
    ..TypeSpec::EMPTY
};

unsafe fn drop_managed(_: &Vm, h: *mut Header) {
    std::ptr::drop_in_place(&raw mut (*(h as *mut ManagedBuffer)).buffer);
}
unsafe fn traverse_managed(h: *mut Header, visit: &mut dyn FnMut(Value)) {
    let mut next = (*(h as *mut ManagedBuffer)).buffer.as_ref();
    while let Some(b) = next {
        visit(b.exporter);
        next = b.inner.as_ref().map(|(view, inner)| {
            visit(view.value());
            &**inner
        });
    }
}

/// A view. `managed` is NULL once it is released.
#[repr(C)]
struct MemoryView {
    header: Header,
    managed: Value,
    data: *mut u8,
    readonly: bool,
    /// Buffers of this view that others hold; it cannot be released meanwhile.
    exports: usize,
    /// -1 until it has been computed.
    hash: i64,
    layout: Layout,
}

pub static SPEC: TypeSpec = TypeSpec {
    name: "memoryview",
    doc: "Create a new memoryview object which references the given object.",
    flags: flags::TRACKED | flags::SEQUENCE | flags::WEAKREFABLE,
    size: size_of::<MemoryView>(),
    slots: Slots {
        repr: Some(|vm, v| {
            let state = if view(v).managed == Value::NULL { "released memory" } else { "memory" };
            vm.new_str(&format!("<{state} at {:#x}>", v.0))
        }),
        hash: Some(hash),
        compare: Some(compare),
        iter: Some(iter),
        len: Some(len),
        getitem: Some(getitem),
        setitem: Some(setitem),
        new: Some(new),
        get_buffer: Some(get_buffer),
        release_buffer: Some(|_, _| ()),
        drop: Some(drop_view),
        traverse: Some(traverse_view),
        clear: Some(clear_view),
        ..Slots::EMPTY
    },
    methods: METHODS,
    getset: GETSET,
};

pub static ITERATOR_SPEC: TypeSpec = TypeSpec {
    name: "memory_iterator",
    flags: flags::TRACKED,
    size: size_of::<IndexIterator>(),
    slots: Slots { next: Some(next), ..INDEX_ITERATOR_SLOTS },
    ..TypeSpec::EMPTY
};

#[inline]
fn view<'a>(v: Value) -> &'a MemoryView {
    // SAFETY: the slots and methods below are called with memoryviews only; layout and data of a view never change.
    unsafe { v.get::<MemoryView>() }
}

unsafe fn drop_view(vm: &Vm, h: *mut Header) {
    let m = h as *mut MemoryView;
    (*m).managed.decref(vm);
    std::ptr::drop_in_place(&raw mut (*m).layout);
}
unsafe fn traverse_view(h: *mut Header, visit: &mut dyn FnMut(Value)) {
    let m = (*(h as *mut MemoryView)).managed;
    if m != Value::NULL {
        visit(m);
    }
}
unsafe fn clear_view(vm: &Vm, h: *mut Header) {
    let m = h as *mut MemoryView;
    // A view that others hold buffers of stays as it is; they break the cycle.
    if (*m).exports == 0 {
        std::mem::replace(&mut (*m).managed, Value::NULL).decref(vm);
    }
}

fn new_view(vm: &Vm, managed: Ref, data: *mut u8, readonly: bool, layout: Layout) -> Res {
    vm.new_object::<MemoryView>(vm.types.memoryview, |p| {
        // SAFETY: the instance is fresh.
        unsafe {
            (*p).managed = managed.into_value();
            (*p).data = data;
            (*p).readonly = readonly;
            (*p).exports = 0;
            (*p).hash = -1;
            (&raw mut (*p).layout).write(layout);
        }
    })
}

/// A memoryview that takes over a buffer.
pub fn from_buffer(vm: &Vm, buffer: Buffer) -> Res {
    let (data, readonly, layout) = (buffer.data, buffer.readonly, buffer.layout());
    let managed = vm.new_object::<ManagedBuffer>(vm.types.managed_buffer, |p| {
        // SAFETY: the instance is fresh.
        unsafe { (&raw mut (*p).buffer).write(Some(buffer)) }
    })?;
    new_view(vm, managed, data, readonly, layout)
}

/// `memoryview(v)`.
pub fn from_object(vm: &Vm, v: Value, flags: u32) -> Res {
    if v.is_exact(vm.types.memoryview) && flags & buffer_flags::WRITABLE == 0 {
        let m = open(vm, v)?;
        return new_view(vm, Ref::new(m.managed), m.data, m.readonly, m.layout.clone());
    }
    if !vm.has_buffer(v) {
        return Err(vm.type_error(format!("memoryview: a bytes-like object is required, not '{}'", vm.type_name(v))));
    }
    from_buffer(vm, vm.get_buffer(v, flags)?)
}

/// A view for `__release_buffer__` of the memory that is about to go; it must be released after the call.
pub fn passing_view(vm: &Vm, buffer: &Buffer) -> Res {
    let mut passing = Buffer::new(Value::NONE, buffer.data, buffer.len, buffer.readonly, None);
    passing.layout = buffer.layout.clone();
    from_buffer(vm, passing)
}

/// `exporter.__release_buffer__(view)` of a builtin type.
pub fn release_of(vm: &Vm, exporter: Value, v: Value) -> Res<()> {
    if !v.is_exact(vm.types.memoryview) {
        return Err(vm.type_error("expected a memoryview object"));
    }
    if view(v).managed == Value::NULL {
        return Err(vm.value_error("memoryview's buffer has already been released"));
    }
    // A view made for the call of a Python `__release_buffer__` belongs to nobody.
    let owner = object_of(v);
    if owner != exporter && !owner.is_none() {
        return Err(vm.value_error("memoryview's buffer is not this object"));
    }
    release(vm, v)
}

/// The object whose memory a view shows; None where the view is not of an object.
fn object_of(v: Value) -> Value {
    let managed = view(v).managed;
    if managed == Value::NULL {
        return Value::NONE;
    }
    // SAFETY: the field holds a managed buffer.
    unsafe { managed.get::<ManagedBuffer>() }.buffer.as_ref().map_or(Value::NONE, |b| b.exporter)
}

/// `memoryview.release`.
pub fn release(vm: &Vm, v: Value) -> Res<()> {
    let m = view(v);
    if m.managed == Value::NULL {
        return Ok(());
    }
    if m.exports > 0 {
        let plural = if m.exports == 1 { "" } else { "s" };
        return Err(vm.buffer_error(format!("memoryview has {} exported buffer{plural}", m.exports)));
    }
    // SAFETY: a live view; the reference is given up after the field has changed.
    let managed = unsafe { std::mem::replace(&mut (*v.ptr::<MemoryView>()).managed, Value::NULL) };
    managed.decref(vm);
    Ok(())
}

/// The view, not released.
fn open<'a>(vm: &Vm, v: Value) -> Res<&'a MemoryView> {
    let m = view(v);
    if m.managed == Value::NULL {
        return Err(vm.value_error("operation forbidden on released memoryview object"));
    }
    Ok(m)
}

fn not_implemented(vm: &Vm, msg: &str) -> Raised {
    vm.raise_type(vm.types.NotImplementedError, msg.to_owned())
}

/// The character of a view's format; NotImplementedError where it is none of the machine's.
fn native(vm: &Vm, m: &MemoryView) -> Res<u8> {
    match native_item(&m.layout.format) {
        Some((c, _)) => Ok(c),
        None => Err(not_implemented(vm, &format!("memoryview: unsupported format {}", m.layout.format))),
    }
}

fn unexport(_: &Vm, v: Value) {
    // SAFETY: the buffer that is given back kept the view alive.
    unsafe { (*v.ptr::<MemoryView>()).exports -= 1 };
}

fn get_buffer(vm: &Vm, v: Value, flags: u32) -> Res<Buffer> {
    let m = open(vm, v)?;
    let asks = |f: u32| flags & f == f;
    let fail = |what: &str| Err(vm.buffer_error(format!("memoryview: underlying buffer is not {what}")));
    if asks(buffer_flags::WRITABLE) && m.readonly {
        return fail("writable");
    }
    let c = m.layout.c_contiguous();
    if asks(buffer_flags::C_CONTIGUOUS) && !c {
        return fail("C-contiguous");
    }
    if asks(buffer_flags::F_CONTIGUOUS) && !m.layout.f_contiguous() {
        return fail("Fortran contiguous");
    }
    if asks(buffer_flags::ANY_CONTIGUOUS) && !c && !m.layout.f_contiguous() {
        return fail("contiguous");
    }
    if !asks(buffer_flags::STRIDES) && !c {
        return fail("C-contiguous");
    }
    if !asks(buffer_flags::ND) && asks(buffer_flags::FORMAT) {
        return Err(vm.buffer_error("memoryview: cannot cast to unsigned bytes if the format flag is present"));
    }
    // SAFETY: a live view.
    unsafe { (*v.ptr::<MemoryView>()).exports += 1 };
    let mut b = Buffer::new(v, m.data, m.layout.size(), m.readonly, Some(unexport));
    let mut layout = m.layout.clone();
    if !asks(buffer_flags::FORMAT) && !asks(buffer_flags::ND) {
        layout = Layout::bytes(b.len);
    }
    b.layout = Some(Box::new(layout));
    Ok(b)
}

native! { static NEW = [
    "memoryview(object)" => fn new_body(vm, [object]) { from_object(vm, object, buffer_flags::FULL_RO) }
]; }

fn new(vm: &Vm, _: *mut Type, args: &[Value], kwnames: Value) -> Res {
    call_native(vm, &NEW[0], args, kwnames)
}

fn len(vm: &Vm, v: Value) -> Res<usize> {
    match open(vm, v)?.layout.dims.first() {
        Some([n, _]) => Ok(*n as usize),
        None => Err(vm.type_error("0-dim memory has no length")),
    }
}

/// A view that cannot be released while this lives.
struct Held(Value);
impl Held {
    fn new(v: Value) -> Held {
        // SAFETY: only called with views, which the caller holds.
        unsafe { (*v.ptr::<MemoryView>()).exports += 1 };
        Held(v)
    }
}
impl Drop for Held {
    fn drop(&mut self) {
        // SAFETY: as above.
        unsafe { (*self.0.ptr::<MemoryView>()).exports -= 1 };
    }
}

fn hash(vm: &Vm, v: Value) -> Res<i64> {
    let m = view(v);
    if m.hash == -1 {
        open(vm, v)?;
        if !m.readonly {
            return Err(vm.value_error("cannot hash writable memoryview object"));
        }
        if !matches!(native_item(&m.layout.format), Some((b'B' | b'b' | b'c', _))) {
            return Err(vm.value_error("memoryview: hashing is restricted to formats 'B', 'b' or 'c'"));
        }
        let held = Held::new(v);
        vm.hash(object_of(v))?;
        drop(held);
        let h = crate::object::str_object::hash_bytes(vm, &contents(m));
        // SAFETY: a live view; the hash is a cache.
        unsafe { (*v.ptr::<MemoryView>()).hash = h };
    }
    Ok(view(v).hash)
}

/// A copy of the items, the last index running fastest.
fn contents(m: &MemoryView) -> Cow<'_, [u8]> {
    // SAFETY: the managed buffer keeps the memory; it describes what the layout selects from.
    unsafe {
        if m.layout.c_contiguous() {
            let n = m.layout.size();
            return Cow::Borrowed(if n == 0 { &[] } else { std::slice::from_raw_parts(m.data, n) });
        }
        let mut out = Vec::with_capacity(m.layout.size());
        gather(m.data, &m.layout, &m.layout.dims, &mut out);
        Cow::Owned(out)
    }
}

fn compare(vm: &Vm, a: Value, b: Value, op: CompareOp) -> Res {
    if !matches!(op, CompareOp::Eq | CompareOp::Ne) {
        return Ok(Ref::NOT_IMPLEMENTED);
    }
    let wanted = op == CompareOp::Eq;
    let m = view(a);
    if m.managed == Value::NULL {
        return Ok(Ref::bool((a == b) == wanted));
    }
    if !b.is_heap() || !vm.has_buffer(b) {
        return Ok(Ref::NOT_IMPLEMENTED);
    }
    if b.is_exact(vm.types.memoryview) && view(b).managed == Value::NULL {
        return Ok(Ref::bool(!wanted));
    }
    let Ok(other) = vm.get_buffer(b, buffer_flags::FULL_RO) else {
        drop(vm.take_raised());
        return Ok(Ref::NOT_IMPLEMENTED);
    };
    // The memory must stay while items are compared.
    let held = Ref::new(m.managed);
    let layout = other.layout();
    let same_shape = m.layout.dims.len() == layout.dims.len() && m.layout.dims.iter().zip(&*layout.dims).all(|(x, y)| x[0] == y[0]);
    let equal = same_shape
        && match (native_item(&m.layout.format), native_item(&layout.format)) {
            (Some((x, _)), Some((y, _))) if x == y && !matches!(x, b'f' | b'd' | b'e' | b'?') => *contents(m) == *other.to_vec(),
            (Some((x, n)), Some((y, k))) => {
                let (p, q) = (contents(m).into_owned(), other.to_vec());
                let mut same = true;
                for (i, j) in p.chunks_exact(n).zip(q.chunks_exact(k)) {
                    // SAFETY: each chunk is an item long.
                    let (u, v) = unsafe { (unpack(vm, x, i.as_ptr())?, unpack(vm, y, j.as_ptr())?) };
                    let nan = u.is_float() && u.as_float().is_nan();
                    same = !nan && vm.compare_bool(u.value(), v.value(), CompareOp::Eq)?;
                    if !same {
                        break;
                    }
                }
                same
            }
            // Without knowing the format, only a buffer that is the same all over is equal.
            _ => false,
        };
    drop(held);
    Ok(Ref::bool(equal == wanted))
}

fn iter(vm: &Vm, v: Value) -> Res {
    let m = open(vm, v)?;
    native(vm, m)?;
    match m.layout.dims.len() {
        0 => Err(vm.type_error("invalid indexing of 0-dim memory")),
        1 => vm.new_index_iterator(vm.types.memory_iterator, v, 0, 0, 1),
        _ => Err(not_implemented(vm, "multi-dimensional sub-views are not implemented")),
    }
}

fn next(vm: &Vm, v: Value) -> Res<Option<Ref>> {
    // SAFETY: the slot belongs to this layout.
    let i = unsafe { &mut *v.ptr::<IndexIterator>() };
    if i.source == Value::NULL {
        return Ok(None);
    }
    let m = open(vm, i.source)?;
    let [n, stride] = m.layout.dims[0];
    if i.index as isize >= n {
        std::mem::replace(&mut i.source, Value::NULL).decref(vm);
        return Ok(None);
    }
    let at = i.index as isize * stride;
    i.index += 1;
    // SAFETY: the index is in range, so the item lies in the memory.
    unsafe { unpack(vm, native(vm, m)?, m.data.offset(at)) }.map(Some)
}

/// The address of an item, of one index or a tuple of them.
fn locate(vm: &Vm, m: &MemoryView, indices: &[Value]) -> Res<*mut u8> {
    let dims = &m.layout.dims;
    if indices.len() != dims.len() {
        if indices.len() < dims.len() {
            return Err(not_implemented(vm, "sub-views are not implemented"));
        }
        return Err(vm.type_error(format!("cannot index {}-dimension view with {}-element tuple", dims.len(), indices.len())));
    }
    let mut at = 0isize;
    for (d, (key, [n, stride])) in indices.iter().zip(dims.iter()).enumerate() {
        let i = vm.index_size(*key)? as isize;
        let i = if i < 0 { i + n } else { i };
        if i < 0 || i >= *n {
            return Err(vm.index_error(format!("index out of bounds on dimension {}", d + 1)));
        }
        at += i * stride;
    }
    // SAFETY: all indices are in range.
    Ok(unsafe { m.data.offset(at) })
}

/// What a key selects.
enum Selected {
    Item(*mut u8),
    /// A part, and the managed buffer whose memory it shows.
    Part(*mut u8, Layout, Ref),
}

fn select(vm: &Vm, v: Value, key: Value, writing: bool) -> Res<Selected> {
    let m = open(vm, v)?;
    let dims = &m.layout.dims;
    if dims.is_empty() {
        if vm.is_tuple(key) && vm.tuple_items(key).is_empty() {
            return Ok(Selected::Item(m.data));
        }
        if key == Value::ELLIPSIS {
            return Ok(if writing { Selected::Item(m.data) } else { Selected::Part(m.data, m.layout.clone(), Ref::new(m.managed)) });
        }
        return Err(vm.type_error("invalid indexing of 0-dim memory"));
    }
    if is_index(vm, key) {
        if dims.len() > 1 {
            return Err(not_implemented(vm, "multi-dimensional sub-views are not implemented"));
        }
        return Ok(Selected::Item(locate(vm, m, &[key])?));
    }
    if key.is_exact(vm.types.slice) {
        if writing && dims.len() > 1 {
            return Err(not_implemented(vm, "memoryview slice assignments are currently restricted to ndim = 1"));
        }
        let [n, stride] = dims[0];
        let managed = Ref::new(m.managed);
        let (start, _, step, count) = slice_indices(vm, key, n as usize)?;
        // `__index__` of a bound may have released the view; the memory is kept for the part.
        let m = view(v);
        let first = [count as isize, stride * step as isize];
        let dims = match dims.len() {
            1 => Dimensions::One([first]),
            _ => Dimensions::Many(std::iter::once(first).chain(dims[1..].iter().copied()).collect()),
        };
        // An empty part may begin just behind the end, which must not be left.
        let at = if count == 0 { 0 } else { start as isize * stride };
        // SAFETY: the first item of the part is one of the view's.
        let data = unsafe { m.data.offset(at) };
        return Ok(Selected::Part(data, Layout { dims, ..m.layout.clone() }, managed));
    }
    if vm.is_tuple(key) {
        let keys = vm.tuple_items(key);
        if keys.iter().all(|k| is_index(vm, *k)) {
            return Ok(Selected::Item(locate(vm, m, keys)?));
        }
        if keys.iter().all(|k| k.is_exact(vm.types.slice)) {
            return Err(not_implemented(vm, "multi-dimensional slicing is not implemented"));
        }
    }
    Err(vm.type_error("memoryview: invalid slice key"))
}

fn getitem(vm: &Vm, v: Value, key: Value) -> Res {
    match select(vm, v, key, false)? {
        Selected::Item(p) => {
            let m = open(vm, v)?;
            // SAFETY: the item lies in the memory of the view, which is not released.
            unsafe { unpack(vm, native(vm, m)?, p) }
        }
        Selected::Part(data, layout, managed) => new_view(vm, managed, data, view(v).readonly, layout),
    }
}

fn setitem(vm: &Vm, v: Value, key: Value, value: Option<Value>) -> Res<()> {
    let m = open(vm, v)?;
    if m.readonly {
        return Err(vm.type_error("cannot modify read-only memory"));
    }
    let Some(value) = value else { return Err(vm.type_error("cannot delete memory")) };
    match select(vm, v, key, true)? {
        Selected::Item(p) => {
            let format = native(vm, m)?;
            let item = match pack(vm, format, value) {
                Ok(item) => item,
                Err(Unfit::Raised) => return Err(Raised),
                Err(Unfit::Type) => {
                    return Err(vm.type_error(format!("memoryview: invalid type for format '{}'", m.layout.format)));
                }
                Err(Unfit::Value) => {
                    return Err(vm.value_error(format!("memoryview: invalid value for format '{}'", m.layout.format)));
                }
            };
            // Converting the value may have released the view.
            let m = open(vm, v)?;
            // SAFETY: the item lies in the memory of the view.
            unsafe { std::ptr::copy_nonoverlapping(item.as_ptr(), p, m.layout.itemsize) };
            Ok(())
        }
        Selected::Part(data, layout, _) => {
            open(vm, v)?;
            let source = vm.get_buffer(value, buffer_flags::FULL_RO)?;
            let from = source.layout();
            let plain = |f: &str| f.strip_prefix('@').unwrap_or(f).to_owned();
            if plain(&from.format) != plain(&layout.format) || from.dims.len() != 1 || from.dims[0][0] != layout.dims[0][0] {
                return Err(vm.value_error("memoryview assignment: lvalue and rvalue have different structures"));
            }
            open(vm, v)?;
            // The source may overlap the target.
            let items = source.to_vec();
            let [_, stride] = layout.dims[0];
            for (i, item) in items.chunks_exact(layout.itemsize).enumerate() {
                // SAFETY: both have as many items.
                unsafe { std::ptr::copy_nonoverlapping(item.as_ptr(), data.offset(i as isize * stride), item.len()) };
            }
            Ok(())
        }
    }
}

/// The items as nested lists.
unsafe fn nested(vm: &Vm, format: u8, data: *const u8, dims: &[[isize; 2]]) -> Res {
    match dims {
        [] => unpack(vm, format, data),
        [[n, stride], rest @ ..] => {
            let mut items = Vec::with_capacity(*n as usize);
            for i in 0..*n {
                items.push(nested(vm, format, data.offset(i * stride), rest)?);
            }
            vm.list_from_refs(items)
        }
    }
}

/// `tobytes` in the order asked for.
fn to_bytes(vm: &Vm, m: &MemoryView, order: Value) -> Res {
    let order = match order {
        o if o.is_none() || o.is_unbound() => "C".to_owned(),
        o if vm.is_str(o) => vm.str_text(o),
        o => {
            return Err(vm.type_error(format!("tobytes() argument 'order' must be str or None, not {}", vm.type_name(o))));
        }
    };
    let fortran = match &*order {
        "C" => false,
        "F" => true,
        "A" => m.layout.f_contiguous() && !m.layout.c_contiguous(),
        _ => return Err(vm.value_error("order must be 'C', 'F' or 'A'")),
    };
    if !fortran || m.layout.dims.len() < 2 {
        return vm.new_bytes(&contents(m));
    }
    let mut out = Vec::with_capacity(m.layout.size());
    let dims: Vec<[isize; 2]> = m.layout.dims.iter().rev().copied().collect();
    // SAFETY: the same items in another order.
    unsafe { gather(m.data, &m.layout, &dims, &mut out) };
    vm.new_bytes(&out)
}

/// `cast`.
fn cast(vm: &Vm, this: Value, format: Value, shape: Value) -> Res {
    let m = open(vm, this)?;
    if !vm.is_str(format) {
        return Err(vm.type_error(format!("cast() argument 'format' must be str, not {}", vm.argument_type_name(format))));
    }
    if !m.layout.c_contiguous() {
        return Err(vm.type_error("memoryview: casts are restricted to C-contiguous views"));
    }
    let shape = match shape {
        s if s.is_unbound() => None,
        s if vm.is_list(s) || vm.is_tuple(s) => {
            let items: Vec<Ref> = vm.collect(s)?;
            if m.layout.dims.len() != 1 && items.len() != 1 {
                return Err(vm.type_error("memoryview: cast must be 1D -> ND or ND -> 1D"));
            }
            Some(items)
        }
        _ => return Err(vm.type_error("shape must be a list or a tuple")),
    };
    if shape.is_none() || m.layout.dims.len() != 1 {
        if m.layout.dims.iter().any(|d| d[0] == 0) {
            return Err(vm.type_error("memoryview: cannot cast view with zeros in shape or strides"));
        }
    }
    let Some((from, _)) = native_item(&m.layout.format) else {
        return Err(vm.value_error(
            "memoryview: source format must be a native single character format prefixed with an optional '@'",
        ));
    };
    let text = vm.str_text(format);
    let Some((to, itemsize)) = native_item(&text) else {
        return Err(vm.value_error(
            "memoryview: destination format must be a native single character format prefixed with an optional '@'",
        ));
    };
    let byte = |c: u8| matches!(c, b'b' | b'B' | b'c');
    if !byte(from) && !byte(to) {
        return Err(vm.type_error("memoryview: cannot cast between two non-byte formats"));
    }
    let size = m.layout.size();
    if size % itemsize != 0 {
        return Err(vm.type_error("memoryview: length is not a multiple of itemsize"));
    }
    let format = Cow::Borrowed(static_format(to, text.starts_with('@')));
    let dims = match shape {
        None => Dimensions::One([[(size / itemsize) as isize, itemsize as isize]]),
        Some(items) => {
            if items.len() > 64 {
                return Err(vm.value_error("memoryview: number of dimensions must not exceed 64"));
            }
            let mut lengths = Vec::with_capacity(items.len());
            let mut product = itemsize as i64;
            for x in &items {
                if vm.as_int(x.value()).is_none() {
                    return Err(vm.type_error("memoryview.cast(): elements of shape must be integers"));
                }
                let n = vm.int_arg(x.value())?;
                if n <= 0 {
                    return Err(vm.value_error("memoryview.cast(): elements of shape must be integers > 0"));
                }
                product = match product.checked_mul(n) {
                    Some(p) => p,
                    None => return Err(vm.value_error("memoryview.cast(): product(shape) > SSIZE_MAX")),
                };
                lengths.push(n as isize);
            }
            if product != size as i64 {
                return Err(vm.type_error("memoryview: product(shape) * itemsize != buffer size"));
            }
            let mut stride = itemsize as isize;
            let mut dims: Vec<[isize; 2]> = Vec::with_capacity(lengths.len());
            for n in lengths.into_iter().rev() {
                dims.push([n, stride]);
                stride *= n;
            }
            dims.reverse();
            Dimensions::Many(dims)
        }
    };
    let m = open(vm, this)?;
    new_view(vm, Ref::new(m.managed), m.data, m.readonly, Layout { format, itemsize, dims })
}

/// The items of a one-dimensional view one by one, until `f` says to stop.
fn each_item(vm: &Vm, this: Value, range: std::ops::Range<isize>, mut f: impl FnMut(isize, Ref) -> Res<bool>) -> Res<()> {
    for i in range {
        let m = open(vm, this)?;
        let [_, stride] = m.layout.dims[0];
        // SAFETY: the caller's range is within the view, whose length never changes.
        let item = unsafe { unpack(vm, native(vm, m)?, m.data.offset(i * stride))? };
        if f(i, item)? {
            break;
        }
    }
    Ok(())
}

native! { static METHODS = [
    /// Release the underlying buffer exposed by the memoryview object.
    "release(self, /)" => fn release_method(vm, [this]) { release(vm, this).map(|()| Ref::NONE) }
    /// Return the data in the buffer as a byte string.
    ///
    /// Order can be {'C', 'F', 'A'}. When order is 'C' or 'F', the data of the
    /// original array is converted to C or Fortran order. For contiguous views,
    /// 'A' returns an exact copy of the physical memory. In particular, in-memory
    /// Fortran order is preserved. For non-contiguous views, the data is converted
    /// to C first. order=None is the same as order='C'.
    "tobytes(self, /, order='C')" => fn tobytes(vm, [this, order]) {
        if !order.is_unbound() && !order.is_none() && !vm.is_str(order) {
            return Err(vm.type_error(format!("tobytes() argument 'order' must be str or None, not {}", vm.type_name(order))));
        }
        to_bytes(vm, open(vm, this)?, order)
    }
    /// Return the data in the buffer as a str of hexadecimal numbers.
    ///
    /// >>> memoryview(b'\xb9\x01\xef').hex(':')
    /// 'b9:01:ef'
    /// >>> memoryview(b'\xb9\x01\xef').hex(':', 2)
    /// 'b9:01ef'
    "hex(self, /, sep=, bytes_per_sep=1)" => fn hex(vm, [this, sep, group]) {
        let group = vm.c_int_arg(group)?;
        let data = contents(open(vm, this)?).into_owned();
        let _held = Held::new(this);
        super::bytes_methods::hex_text(vm, &data, sep, group)
    }
    /// Return the data in the buffer as a list of elements.
    "tolist(self, /)" => fn tolist(vm, [this]) {
        let m = open(vm, this)?;
        // SAFETY: the layout describes the memory; making ints, floats and lists runs no Python code.
        unsafe { nested(vm, native(vm, m)?, m.data, &m.layout.dims) }
    }
    /// Cast a memoryview to a new format or shape.
    "cast(self, /, format, shape=)" => fn cast_method(vm, [this, format, shape]) {
        if !vm.is_str(format) {
            return Err(vm.type_error(format!("cast() argument 'format' must be str, not {}", vm.argument_type_name(format))));
        }
        cast(vm, this, format, shape)
    }
    /// Return a readonly version of the memoryview.
    "toreadonly(self, /)" => fn toreadonly(vm, [this]) {
        let m = open(vm, this)?;
        new_view(vm, Ref::new(m.managed), m.data, true, m.layout.clone())
    }
    /// Count the number of occurrences of a value.
    "count(self, value, /)" => fn count(vm, [this, value]) {
        let m = open(vm, this)?;
        drop(iter(vm, this)?);
        let mut n = 0;
        each_item(vm, this, 0..m.layout.dims[0][0], |_, item| {
            n += usize::from(vm.compare_bool(item.value(), value, CompareOp::Eq)?);
            Ok(false)
        })?;
        vm.new_usize(n)
    }
    /// Return the index of the first occurrence of a value.
    ///
    /// Raises ValueError if the value is not present.
    "index(self, value, start=0, stop=9223372036854775807, /)" => fn index(vm, [this, value, start, stop]) {
        for bound in [start, stop] {
            if !bound.is_unbound() && !super::support::is_index(vm, bound) {
                return Err(vm.type_error("slice indices must be integers or have an __index__ method"));
            }
        }
        let m = open(vm, this)?;
        match m.layout.dims.len() {
            0 => return Err(vm.type_error("invalid lookup on 0-dim memory")),
            1 => {}
            _ => return Err(not_implemented(vm, "multi-dimensional lookup is not implemented")),
        }
        let n = m.layout.dims[0][0];
        let start = super::support::clamp_bound(vm, start, n as usize)? as isize;
        let stop = if stop.is_unbound() { n } else { super::support::clamp_bound(vm, stop, n as usize)? as isize };
        let mut found = None;
        each_item(vm, this, start..stop, |i, item| {
            let hit = vm.compare_bool(item.value(), value, CompareOp::Eq)?;
            found = hit.then_some(i);
            Ok(hit)
        })?;
        match found {
            Some(i) => vm.new_usize(i as usize),
            None => Err(vm.value_error("memoryview.index(x): x not found")),
        }
    }
    "__enter__(self, /)" => fn enter(vm, [this]) {
        open(vm, this)?;
        Ok(Ref::new(this))
    }
    @varargs "__exit__(self, /, *exc_info)" => fn exit(vm, [this], *_exc) { release(vm, this).map(|()| Ref::NONE) }
    @classmethod "_from_flags(cls, /, object, flags)" => fn from_flags(vm, [cls, object, flags]) {
        from_object(vm, object, vm.c_int_arg(flags)? as u32)
    }
    /// See PEP 585
    @classmethod "__class_getitem__(cls, object, /)" => fn class_getitem(vm, [cls, item]) { generic_alias(vm, cls, item) }
]; }

fn tuple_of(vm: &Vm, v: Value, which: usize) -> Res {
    let items = open(vm, v)?.layout.dims.iter().map(|d| vm.new_int(d[which] as i64)).collect::<Res<Vec<Ref>>>()?;
    let values: Vec<Value> = items.iter().map(Ref::value).collect();
    vm.tuple_from(&values)
}

static GETSET: &[GetSetDef] = &[
    GetSetDef {
        name: "obj",
        get: |vm, v| open(vm, v).map(|_| Ref::new(object_of(v))),
        set: None,
        doc: "The underlying object of the memoryview.",
    },
    GetSetDef {
        name: "nbytes",
        get: |vm, v| vm.new_usize(open(vm, v)?.layout.size()),
        set: None,
        doc: "The amount of space in bytes that the array would use in\n a contiguous representation.",
    },
    GetSetDef {
        name: "readonly",
        get: |vm, v| Ok(Ref::bool(open(vm, v)?.readonly)),
        set: None,
        doc: "A bool indicating whether the memory is read only.",
    },
    GetSetDef {
        name: "itemsize",
        get: |vm, v| vm.new_usize(open(vm, v)?.layout.itemsize),
        set: None,
        doc: "The size in bytes of each element of the memoryview.",
    },
    GetSetDef {
        name: "format",
        get: |vm, v| vm.new_str(&open(vm, v)?.layout.format),
        set: None,
        doc: "A string containing the format (in struct module style)\n for each element in the view.",
    },
    GetSetDef {
        name: "ndim",
        get: |vm, v| vm.new_usize(open(vm, v)?.layout.dims.len()),
        set: None,
        doc: "An integer indicating how many dimensions of a multi-dimensional\n array the memory represents.",
    },
    GetSetDef {
        name: "shape",
        get: |vm, v| tuple_of(vm, v, 0),
        set: None,
        doc: "A tuple of ndim integers giving the shape of the memory\n as an N-dimensional array.",
    },
    GetSetDef {
        name: "strides",
        get: |vm, v| tuple_of(vm, v, 1),
        set: None,
        doc: "A tuple of ndim integers giving the size in bytes to access\n each element for each dimension of the array.",
    },
    GetSetDef {
        name: "suboffsets",
        get: |vm, v| {
            open(vm, v)?;
            vm.tuple_from(&[])
        },
        set: None,
        doc: "A tuple of integers used internally for PIL-style arrays.",
    },
    GetSetDef {
        name: "c_contiguous",
        get: |vm, v| Ok(Ref::bool(open(vm, v)?.layout.c_contiguous())),
        set: None,
        doc: "A bool indicating whether the memory is C contiguous.",
    },
    GetSetDef {
        name: "f_contiguous",
        get: |vm, v| Ok(Ref::bool(open(vm, v)?.layout.f_contiguous())),
        set: None,
        doc: "A bool indicating whether the memory is Fortran contiguous.",
    },
    GetSetDef {
        name: "contiguous",
        get: |vm, v| {
            let l = &open(vm, v)?.layout;
            Ok(Ref::bool(l.c_contiguous() || l.f_contiguous()))
        },
        set: None,
        doc: "A bool indicating whether the memory is contiguous.",
    },
];
