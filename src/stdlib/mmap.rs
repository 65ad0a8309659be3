//! `mmap`: files in memory.
use super::posix::arguments::int;
use crate::native;
use crate::object::{
    Buffer, BytesView, GetSetDef, Header, Ref, Res, Slots, Type, TypeSpec, Value, Vm, buffer_flags, call_native, flags,
};
use crate::types::os_error::{last_errno, os_error};
use crate::types::slice::slice_indices;
use crate::types::struct_sequence::new_type_of;

const ACCESS_DEFAULT: i32 = 0;
const ACCESS_READ: i32 = 1;
const ACCESS_WRITE: i32 = 2;
const ACCESS_COPY: i32 = 3;

/// A mapping.
#[repr(C)]
struct Map {
    header: Header,
    /// Null once it is closed.
    data: *mut u8,
    len: usize,
    pos: usize,
    /// Where in the file it begins.
    offset: i64,
    /// A duplicate of the file's descriptor; -1 for anonymous memory, or where it is not tracked.
    fd: i32,
    track: bool,
    flags: i32,
    access: i32,
    /// Buffers handed out: the memory stays where it is as long as there are some.
    exports: usize,
}

#[allow(clippy::mut_from_ref)]
fn map<'a>(v: Value) -> &'a mut Map {
    // SAFETY: the slots and methods below are called with mappings only; no borrow outlives a call that runs Python code.
    unsafe { &mut *v.ptr::<Map>() }
}

/// The mapping, if it is open.
fn open<'a>(vm: &Vm, v: Value) -> Res<&'a mut Map> {
    let m = map(v);
    if m.data.is_null() { Err(vm.value_error("mmap closed or invalid")) } else { Ok(m) }
}

/// The mapping, if it is open and may be written.
fn writable<'a>(vm: &Vm, v: Value) -> Res<&'a mut Map> {
    if map(v).access == ACCESS_READ {
        return Err(vm.type_error("mmap can't modify a readonly memory map."));
    }
    open(vm, v)
}

impl Map {
    fn bytes(&self) -> &[u8] {
        // SAFETY: an open mapping has that many bytes.
        unsafe { std::slice::from_raw_parts(self.data, self.len) }
    }
    fn bytes_mut(&mut self) -> &mut [u8] {
        // SAFETY: an open mapping has that many bytes, and may be written where its access allows; the caller has looked.
        unsafe { std::slice::from_raw_parts_mut(self.data, self.len) }
    }
    fn rest(&self) -> usize {
        self.len.saturating_sub(self.pos)
    }
    fn close(&mut self) {
        let data = std::mem::replace(&mut self.data, std::ptr::null_mut());
        // SAFETY: the mapping was made with that length and is given back once, as is the descriptor.
        unsafe {
            if !data.is_null() {
                libc::munmap(data.cast(), self.len);
            }
            if self.fd >= 0 {
                libc::close(self.fd);
                self.fd = -1;
            }
        }
    }
}

static MMAP: TypeSpec = TypeSpec {
    name: "mmap.mmap",
    doc: "Windows: mmap(fileno, length[, tagname[, access[, offset]]])\n\nMaps length bytes from the file specified by the file handle fileno,\nand returns a mmap object.  If length is larger than the current size\nof the file, the file is extended to contain length bytes.  If length\nis 0, the maximum length of the map is the current size of the file,\nexcept that if the file is empty Windows raises an exception (you cannot\ncreate an empty mapping on Windows).\n\nUnix: mmap(fileno, length[, flags[, prot[, access[, offset[, trackfd]]]]])\n\nMaps length bytes from the file specified by the file descriptor fileno,\nand returns a mmap object.  If length is 0, the maximum length of the map\nwill be the current size of the file when mmap is called.\nflags specifies the nature of the mapping. MAP_PRIVATE creates a\nprivate copy-on-write mapping, so changes to the contents of the mmap\nobject will be private to this process, and MAP_SHARED creates a mapping\nthat's shared with all other processes mapping the same areas of the file.\nThe default value is MAP_SHARED.\n\nTo map anonymous memory, pass -1 as the fileno (both versions).",
    flags: flags::BASETYPE | flags::WEAKREFABLE,
    size: size_of::<Map>(),
    slots: Slots {
        new: Some(|vm, ty, args, kwnames| {
            let mut all = vec![Value::from_ptr(ty)];
            all.extend_from_slice(args);
            call_native(vm, &NEW[0], &all, kwnames)
        }),
        repr: Some(repr),
        iter: Some(|vm, v| {
            vm.new_object::<Iterator>(new_type_of(vm, &ITERATOR, vm.types.object)?, |p| {
                // SAFETY: the instance is fresh.
                unsafe {
                    (*p).map = Ref::new(v).into_value();
                    (*p).next = 0;
                }
            })
        }),
        len: Some(|vm, v| Ok(open(vm, v)?.len)),
        getitem: Some(getitem),
        setitem: Some(setitem),
        get_buffer: Some(get_buffer),
        release_buffer: Some(|_, _| ()),
        drop: Some(|_, h| map(Value::from_ptr(h)).close()),
        ..Slots::EMPTY
    },
    methods: METHODS,
    getset: &[GetSetDef { name: "closed", get: |_, v| Ok(Ref::bool(map(v).data.is_null())), set: None, doc: "" }],
};

/// Iterates over the bytes of a mapping, each as a bytes object (a subscript gives ints).
#[repr(C)]
struct Iterator {
    header: Header,
    map: Value,
    next: usize,
}

static ITERATOR: TypeSpec = TypeSpec {
    name: "mmap.iterator",
    size: size_of::<Iterator>(),
    slots: Slots {
        iter: Some(crate::types::iterators::iter_self),
        next: Some(|vm, v| {
            // SAFETY: the slot belongs to this layout.
            let it = unsafe { &mut *v.ptr::<Iterator>() };
            let m = open(vm, it.map)?;
            if it.next >= m.len {
                return Ok(None);
            }
            it.next += 1;
            vm.new_bytes(&m.bytes()[it.next - 1..it.next]).map(Some)
        }),
        drop: Some(|vm, h| unsafe { (*(h as *mut Iterator)).map.decref(vm) }),
        ..Slots::EMPTY
    },
    ..TypeSpec::EMPTY
};

fn repr(vm: &Vm, v: Value) -> Res {
    let (ty, m) = (vm.type_name(v), map(v));
    if m.data.is_null() {
        return vm.new_str(&format!("<{ty} closed=True>"));
    }
    let access = ["ACCESS_DEFAULT", "ACCESS_READ", "ACCESS_WRITE", "ACCESS_COPY"][m.access as usize];
    vm.new_str(&format!("<{ty} closed=False, access={access}, length={}, pos={}, offset={}>", m.len, m.pos, m.offset))
}

fn unexport(_: &Vm, v: Value) {
    map(v).exports -= 1;
}

fn get_buffer(vm: &Vm, v: Value, wanted: u32) -> Res<Buffer> {
    let m = open(vm, v)?;
    let readonly = m.access == ACCESS_READ;
    vm.check_buffer_flags(wanted, readonly)?;
    m.exports += 1;
    Ok(Buffer::new(v, m.data, m.len, readonly, Some(unexport)))
}

/// The place that an index names.
fn place(vm: &Vm, v: Value, key: Value, complaint: &str) -> Res<usize> {
    if !key.is_small_int() && vm.slots(key).index.is_none() {
        return Err(vm.type_error(complaint));
    }
    let i = vm.index_size(key)?;
    let len = open(vm, v)?.len as i64;
    let i = if i < 0 { i + len } else { i };
    if (0..len).contains(&i) { Ok(i as usize) } else { Err(vm.index_error("mmap index out of range")) }
}

fn getitem(vm: &Vm, v: Value, key: Value) -> Res {
    open(vm, v)?;
    if key.is_exact(vm.types.slice) {
        let (start, _, step, count) = slice_indices(vm, key, map(v).len)?;
        // The indices' methods may have closed or resized it.
        let b = open(vm, v)?.bytes();
        let picked: Vec<u8> = (0..count as i64).filter_map(|i| b.get((start + i * step) as usize).copied()).collect();
        return vm.new_bytes(&picked);
    }
    let i = place(vm, v, key, "mmap indices must be integers")?;
    Ok(Ref::own(Value::small_int(map(v).bytes()[i] as i64)))
}

fn setitem(vm: &Vm, v: Value, key: Value, value: Option<Value>) -> Res<()> {
    open(vm, v)?;
    writable(vm, v)?;
    if key.is_exact(vm.types.slice) {
        let Some(value) = value else { return Err(vm.type_error("mmap object doesn't support slice deletion")) };
        let (start, _, step, count) = slice_indices(vm, key, map(v).len)?;
        let new = vm.bytes_arg(value)?;
        if new.len() != count {
            return Err(vm.index_error("mmap slice assignment is wrong size"));
        }
        let new = new.to_vec();
        let m = writable(vm, v)?;
        let last = start + (count as i64 - 1) * step;
        // The indices' methods may have resized it.
        if count > 0 && last.max(start) >= m.len as i64 {
            return Err(vm.index_error("mmap slice assignment is wrong size"));
        }
        let b = m.bytes_mut();
        for (i, x) in new.iter().enumerate() {
            b[(start + i as i64 * step) as usize] = *x;
        }
        return Ok(());
    }
    place(vm, v, key, "mmap indices must be integer")?;
    let Some(value) = value else { return Err(vm.type_error("mmap doesn't support item deletion")) };
    if !value.is_small_int() && vm.slots(value).index.is_none() {
        return Err(vm.type_error("mmap item value must be an int"));
    }
    let x = vm.index_i64(value)?;
    let Some(x) = x.ok().and_then(|x| u8::try_from(x).ok()) else {
        return Err(vm.value_error("mmap item value must be in range(0, 256)"));
    };
    let i = place(vm, v, key, "mmap indices must be integer")?;
    writable(vm, v)?.bytes_mut()[i] = x;
    Ok(())
}

/// A bound of a search: from the end where it is negative, and inside of the mapping.
fn bound(i: i64, len: usize) -> usize {
    let i = if i < 0 { i + len as i64 } else { i };
    i.clamp(0, len as i64) as usize
}

fn find(vm: &Vm, this: Value, what: Value, range: [Value; 2], reverse: bool) -> Res {
    let view: BytesView = vm.bytes_arg(what)?;
    open(vm, this)?;
    let [start, end] = range;
    let start = if start.is_none() { map(this).pos as i64 } else { vm.index_size(start)? };
    let end = if end.is_none() { map(this).len as i64 } else { vm.index_size(end)? };
    let m = open(vm, this)?;
    let (start, end) = (bound(start, m.len), bound(end, m.len));
    let found = match m.bytes().get(start..end) {
        Some(hay) if reverse => memchr::memmem::rfind(hay, &view),
        Some(hay) => memchr::memmem::find(hay, &view),
        None => None,
    };
    vm.new_int(found.map_or(-1, |i| (start + i) as i64))
}

native! { static NEW = [
    @staticmethod "mmap(type, fileno, length, flags=1, prot=3, access=0, offset=0, *, trackfd=True)" => fn new(vm, [ty, fileno, length, flags, prot, access, offset, trackfd]) {
        let mut fd = int(vm, fileno)?;
        let length = vm.int_arg(length)?;
        let (mut flags, mut prot, access, offset) = (int(vm, flags)?, int(vm, prot)?, int(vm, access)?, vm.int_arg(offset)?);
        let track = vm.truth(trackfd)?;
        let Ok(mut len) = usize::try_from(length) else {
            return Err(vm.overflow_error("memory mapped length must be positive"));
        };
        if offset < 0 {
            return Err(vm.overflow_error("memory mapped offset must be positive"));
        }
        if access != ACCESS_DEFAULT && (flags != libc::MAP_SHARED || prot != libc::PROT_READ | libc::PROT_WRITE) {
            return Err(vm.value_error("mmap can't specify both access and flags, prot."));
        }
        let mut kept = ACCESS_DEFAULT;
        match access {
            ACCESS_READ => (flags, prot, kept) = (libc::MAP_SHARED, libc::PROT_READ, ACCESS_READ),
            ACCESS_WRITE => (flags, prot, kept) = (libc::MAP_SHARED, libc::PROT_READ | libc::PROT_WRITE, ACCESS_WRITE),
            ACCESS_COPY => (flags, prot, kept) = (libc::MAP_PRIVATE, libc::PROT_READ | libc::PROT_WRITE, ACCESS_COPY),
            // What the protection allows decides what may be done with it.
            ACCESS_DEFAULT => {
                if prot & libc::PROT_READ != 0 && prot & libc::PROT_WRITE == 0 {
                    kept = ACCESS_READ;
                } else if prot & libc::PROT_READ == 0 && prot & libc::PROT_WRITE != 0 {
                    kept = ACCESS_WRITE;
                }
            }
            _ => return Err(vm.value_error("mmap invalid access parameter.")),
        }
        if fd != -1 {
            // SAFETY: plain data, filled by the call.
            let (known, size, regular) = unsafe {
                let mut st: libc::stat = std::mem::zeroed();
                let known = libc::fstat(fd, &mut st) == 0;
                (known, st.st_size, st.st_mode & libc::S_IFMT == libc::S_IFREG)
            };
            if !known {
                return Err(os_error(vm, last_errno(), None));
            }
            if regular {
                if len == 0 {
                    if size == 0 {
                        return Err(vm.value_error("cannot mmap an empty file"));
                    }
                    if offset >= size {
                        return Err(vm.value_error("mmap offset is greater than file size"));
                    }
                    len = (size - offset) as usize;
                } else if offset > size || size - offset < len as i64 {
                    return Err(vm.value_error("mmap length is greater than file size"));
                }
            }
        }
        let given = fd;
        if fd == -1 {
            flags |= libc::MAP_ANONYMOUS;
        } else if track {
            // SAFETY: a plain system call.
            fd = unsafe { libc::fcntl(fd, libc::F_DUPFD_CLOEXEC, 0) };
            if fd < 0 {
                return Err(os_error(vm, last_errno(), None));
            }
        } else {
            fd = -1;
        }
        // SAFETY: a fresh mapping, at an address of the system's choice.
        let data = unsafe { libc::mmap(std::ptr::null_mut(), len, prot, flags & !libc::MAP_FIXED, given, offset) };
        if data == libc::MAP_FAILED {
            let errno = last_errno();
            if fd >= 0 {
                // SAFETY: the duplicate made above.
                unsafe { libc::close(fd) };
            }
            return Err(os_error(vm, errno, None));
        }
        vm.new_object::<Map>(ty.ptr::<Type>(), |p| {
            // SAFETY: the instance is fresh.
            unsafe {
                (*p).data = data.cast();
                (*p).len = len;
                (*p).pos = 0;
                (*p).offset = offset;
                (*p).fd = fd;
                (*p).track = track;
                (*p).flags = flags;
                (*p).access = kept;
                (*p).exports = 0;
            }
        })
    }
]; }

native! { static METHODS = [
    "close(self, /)" => fn close(vm, [this]) {
        if map(this).exports > 0 {
            return Err(vm.buffer_error("cannot close exported pointers exist"));
        }
        map(this).close();
        Ok(Ref::NONE)
    }
    "__enter__(self, /)" => fn enter(vm, [this]) {
        open(vm, this)?;
        Ok(Ref::new(this))
    }
    "__exit__(self, exc_type, exc_value, traceback, /)" => fn exit(vm, [this, a, b, c]) {
        let close = vm.intern("close");
        vm.call_method(this, close.value(), &[])
    }
    "find(self, view, start=None, end=None, /)" => fn find_first(vm, [this, view, start, end]) { find(vm, this, view, [start, end], false) }
    "rfind(self, view, start=None, end=None, /)" => fn find_last(vm, [this, view, start, end]) { find(vm, this, view, [start, end], true) }
    "flush(self, offset=0, size=None, /)" => fn flush(vm, [this, offset, size]) {
        let offset = vm.index_size(offset)?;
        let m = open(vm, this)?;
        let size = if size.is_none() { m.len as i64 - offset } else { vm.index_size(size)? };
        let m = open(vm, this)?;
        if offset < 0 || size < 0 || (m.len as i64) < offset || (m.len as i64) - offset < size {
            return Err(vm.value_error("flush values out of range"));
        }
        if m.access == ACCESS_READ || m.access == ACCESS_COPY {
            return Ok(Ref::NONE);
        }
        // SAFETY: within the mapping.
        if unsafe { libc::msync(m.data.add(offset as usize).cast(), size as usize, libc::MS_SYNC) } != 0 {
            return Err(os_error(vm, last_errno(), None));
        }
        Ok(Ref::NONE)
    }
    "madvise(self, option, start=0, length=None, /)" => fn madvise(vm, [this, option, start, length]) {
        let (option, start) = (int(vm, option)?, vm.index_size(start)?);
        let len = open(vm, this)?.len as i64;
        let length = if length.is_none() { len } else { vm.index_size(length)? };
        let m = open(vm, this)?;
        if start < 0 || start >= m.len as i64 {
            return Err(vm.value_error("madvise start out of bounds"));
        }
        if length < 0 {
            return Err(vm.value_error("madvise length invalid"));
        }
        if start.checked_add(length).is_none() {
            return Err(vm.overflow_error("madvise length too large"));
        }
        let length = length.min(m.len as i64 - start);
        // SAFETY: within the mapping.
        if unsafe { libc::madvise(m.data.add(start as usize).cast(), length as usize, option) } != 0 {
            return Err(os_error(vm, last_errno(), None));
        }
        Ok(Ref::NONE)
    }
    "move(self, dest, src, count, /)" => fn move_bytes(vm, [this, dest, src, count]) {
        let complaint = "source, destination, or count out of range";
        let numbers = [vm.index_size(dest)?, vm.index_size(src)?, vm.index_size(count)?];
        open(vm, this)?;
        let m = writable(vm, this)?;
        let len = m.len as i64;
        let [dest, src, count] = numbers;
        if dest < 0 || src < 0 || count < 0 || len - dest < count || len - src < count {
            return Err(vm.value_error(complaint));
        }
        m.bytes_mut().copy_within(src as usize..(src + count) as usize, dest as usize);
        Ok(Ref::NONE)
    }
    "read(self, n=None, /)" => fn read(vm, [this, n]) {
        let n = if n.is_none() {
            -1
        } else if n.is_small_int() || vm.slots(n).index.is_some() {
            vm.index_size(n)?
        } else {
            return Err(vm.type_error(format!("argument should be integer or None, not '{}'", vm.type_name(n))));
        };
        let m = open(vm, this)?;
        let n = usize::try_from(n).unwrap_or(usize::MAX).min(m.rest());
        let pos = m.pos.min(m.len);
        m.pos = pos + n;
        vm.new_bytes(&m.bytes()[pos..pos + n])
    }
    "read_byte(self, /)" => fn read_byte(vm, [this]) {
        let m = open(vm, this)?;
        if m.pos >= m.len {
            return Err(vm.value_error("read byte out of range"));
        }
        m.pos += 1;
        Ok(Ref::own(Value::small_int(m.bytes()[m.pos - 1] as i64)))
    }
    "readline(self, /)" => fn readline(vm, [this]) {
        let m = open(vm, this)?;
        let pos = m.pos.min(m.len);
        let rest = &m.bytes()[pos..];
        let n = memchr::memchr(b'\n', rest).map_or(rest.len(), |i| i + 1);
        let line = vm.new_bytes(&rest[..n])?;
        m.pos = pos + n;
        Ok(line)
    }
    "write(self, bytes, /)" => fn write(vm, [this, bytes]) {
        let data = vm.get_buffer(bytes, buffer_flags::SIMPLE)?;
        open(vm, this)?;
        let m = writable(vm, this)?;
        if data.len > m.rest() {
            return Err(vm.value_error("data out of range"));
        }
        // SAFETY: the mapping has room for as many bytes behind the position; both may be the same memory.
        unsafe { std::ptr::copy(data.data, m.data.add(m.pos), data.len) };
        m.pos += data.len;
        vm.new_usize(data.len)
    }
    "write_byte(self, byte, /)" => fn write_byte(vm, [this, byte]) {
        let n = vm.index_i64(byte)?;
        let byte = match n {
            Ok(n) if n < 0 => return Err(vm.overflow_error("unsigned byte integer is less than minimum")),
            Err(std::cmp::Ordering::Less) => return Err(vm.overflow_error("unsigned byte integer is less than minimum")),
            Ok(n) if n < 256 => n as u8,
            _ => return Err(vm.overflow_error("unsigned byte integer is greater than maximum")),
        };
        open(vm, this)?;
        let m = writable(vm, this)?;
        if m.pos >= m.len {
            return Err(vm.value_error("write byte out of range"));
        }
        let pos = m.pos;
        m.bytes_mut()[pos] = byte;
        m.pos += 1;
        Ok(Ref::NONE)
    }
    "resize(self, newsize, /)" => fn resize(vm, [this, new]) {
        let new = vm.index_size(new)?;
        let m = open(vm, this)?;
        if m.exports > 0 {
            return Err(vm.buffer_error("mmap can't resize with extant buffers exported."));
        }
        if !m.track {
            return Err(vm.value_error("mmap can't resize with trackfd=False."));
        }
        if m.access != ACCESS_WRITE && m.access != ACCESS_DEFAULT {
            return Err(vm.type_error("mmap can't resize a readonly or copy-on-write memory map."));
        }
        if new < 0 || m.offset.checked_add(new).is_none() {
            return Err(vm.value_error("new size out of range"));
        }
        if m.fd == -1 && m.flags & libc::MAP_PRIVATE == 0 && new as usize > m.len {
            return Err(vm.value_error("mmap: can't expand a shared anonymous mapping"));
        }
        // SAFETY: the descriptor is the mapping's own; the mapping is replaced by what the call returns.
        unsafe {
            if m.fd != -1 && libc::ftruncate(m.fd, m.offset + new) != 0 {
                return Err(os_error(vm, last_errno(), None));
            }
            let data = libc::mremap(m.data.cast(), m.len, new as usize, libc::MREMAP_MAYMOVE);
            if data == libc::MAP_FAILED {
                return Err(os_error(vm, last_errno(), None));
            }
            m.data = data.cast();
        }
        m.len = new as usize;
        Ok(Ref::NONE)
    }
    "seek(self, pos, whence=0, /)" => fn seek(vm, [this, pos, whence]) {
        let (pos, whence) = (vm.index_size(pos)?, int(vm, whence)?);
        let m = open(vm, this)?;
        let from = match whence {
            0 => 0,
            1 => m.pos as i64,
            2 => m.len as i64,
            _ => return Err(vm.value_error("unknown seek type")),
        };
        match from.checked_add(pos) {
            Some(to) if (0..=m.len as i64).contains(&to) => {
                m.pos = to as usize;
                vm.new_int(to)
            }
            _ => Err(vm.value_error("seek out of range")),
        }
    }
    "seekable(self, /)" => fn seekable(vm, [this]) { Ok(Ref::bool(true)) }
    "size(self, /)" => fn size(vm, [this]) {
        let m = open(vm, this)?;
        // SAFETY: plain data, filled by the call.
        unsafe {
            let mut st: libc::stat = std::mem::zeroed();
            if libc::fstat(m.fd, &mut st) != 0 {
                return Err(os_error(vm, last_errno(), None));
            }
            vm.new_int(st.st_size)
        }
    }
    "tell(self, /)" => fn tell(vm, [this]) { vm.new_usize(open(vm, this)?.pos) }
    "__sizeof__(self, /)" => fn sizeof(vm, [this]) { vm.new_usize(size_of::<Map>()) }
    "__reduce__(self, /)" => fn reduce(vm, [this]) { Err(vm.type_error(format!("cannot pickle '{}' object", vm.type_name(this)))) }
    "__reduce_ex__(self, protocol, /)" => fn reduce_ex(vm, [this, protocol]) {
        Err(vm.type_error(format!("cannot pickle '{}' object", vm.type_name(this))))
    }
]; }

macro_rules! constants { ($($name:ident),* $(,)?) => { &[$((stringify!($name), libc::$name as i64)),*] }; }
static CONSTANTS: &[(&str, i64)] = constants! {
    MADV_DODUMP, MADV_DOFORK, MADV_DONTDUMP, MADV_DONTFORK, MADV_DONTNEED, MADV_FREE, MADV_HUGEPAGE, MADV_HWPOISON, MADV_MERGEABLE,
    MADV_NOHUGEPAGE, MADV_NORMAL, MADV_RANDOM, MADV_REMOVE, MADV_SEQUENTIAL, MADV_UNMERGEABLE, MADV_WILLNEED, MAP_32BIT, MAP_ANON,
    MAP_ANONYMOUS, MAP_DENYWRITE, MAP_EXECUTABLE, MAP_NORESERVE, MAP_POPULATE, MAP_PRIVATE, MAP_SHARED, MAP_STACK, PROT_EXEC, PROT_READ,
    PROT_WRITE,
};

/// Makes the module.
pub fn init(vm: &Vm) -> Res {
    let module = super::new_module(vm, "mmap", "", &[])?;
    let m = module.value();
    super::set(vm, m, "mmap", Ref::from_type(new_type_of(vm, &MMAP, vm.types.object)?))?;
    super::set(vm, m, "error", Ref::from_type(vm.types.OSError))?;
    // SAFETY: a plain call.
    let page = unsafe { libc::sysconf(libc::_SC_PAGESIZE) };
    let own = [
        ("ACCESS_DEFAULT", ACCESS_DEFAULT as i64),
        ("ACCESS_READ", ACCESS_READ as i64),
        ("ACCESS_WRITE", ACCESS_WRITE as i64),
        ("ACCESS_COPY", ACCESS_COPY as i64),
        ("ALLOCATIONGRANULARITY", page),
        ("PAGESIZE", page),
    ];
    for (name, value) in own.iter().chain(CONSTANTS) {
        super::set(vm, m, name, vm.new_int(*value)?)?;
    }
    Ok(module)
}
