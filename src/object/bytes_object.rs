//! Layouts of bytes and bytearray.
use super::header::Header;
use super::reference::{Ref, Res};
use super::type_object::{Type, flags};
use super::value::Value;
use super::vm::Vm;
use std::alloc::Layout;

/// A bytes object. `data` points behind the object or, where `external`, to a buffer of exactly `len` bytes.
#[repr(C)]
pub struct Bytes {
    pub header: Header,
    /// 0 until it has been computed.
    pub hash: i64,
    pub len: usize,
    pub data: *mut u8,
    pub external: bool,
}

/// A bytearray.
#[repr(C)]
pub struct ByteArray {
    pub header: Header,
    pub data: Vec<u8>,
    /// Buffers handed out; the size is fixed while there are any.
    pub exports: usize,
}

/// Longest data kept behind the object.
const INLINE_LIMIT: usize = 1000;

impl Bytes {
    #[inline(always)]
    pub fn as_slice(&self) -> &[u8] {
        // SAFETY: `data` holds `len` bytes and is never null.
        unsafe { std::slice::from_raw_parts(self.data, self.len) }
    }
}

fn external_buffer(vm: &Vm, len: usize) -> Res<*mut u8> {
    if len == 0 {
        return Ok(std::ptr::dangling_mut());
    }
    let Ok(layout) = Layout::from_size_align(len, 1) else { return Err(vm.memory_error()) };
    // SAFETY: the size is not zero.
    let p = unsafe { super::buffer::alloc(layout) };
    if p.is_null() { Err(vm.memory_error()) } else { Ok(p) }
}

impl Vm {
    /// A bytes object of `len` bytes whose data the caller fills before anyone else sees it.
    pub fn alloc_bytes(&self, len: usize) -> Res<*mut Bytes> {
        let external = len > INLINE_LIMIT;
        let data = if external { external_buffer(self, len)? } else { std::ptr::null_mut() };
        let size = size_of::<Bytes>() + if external { 0 } else { len };
        let p = match self.alloc_raw(size, false, self.types.bytes) {
            Ok(p) => p as *mut Bytes,
            Err(e) => {
                if external {
                    // SAFETY: the buffer was made above with this layout.
                    unsafe { std::alloc::dealloc(data, Layout::from_size_align_unchecked(len, 1)) };
                }
                return Err(e);
            }
        };
        // SAFETY: the cell is fresh and large enough.
        unsafe {
            (*p).hash = 0;
            (*p).len = len;
            (*p).external = external;
            (*p).data = if external { data } else { (p as *mut u8).add(size_of::<Bytes>()) };
        }
        Ok(p)
    }
    /// A new bytes object.
    pub fn new_bytes(&self, data: &[u8]) -> Res {
        if data.is_empty() && self.empty_bytes.get() != Value::NULL {
            return Ok(Ref::new(self.empty_bytes.get()));
        }
        let p = self.alloc_bytes(data.len())?;
        // SAFETY: room for the data was made.
        unsafe { std::ptr::copy_nonoverlapping(data.as_ptr(), (*p).data, data.len()) };
        Ok(Ref::own(Value::from_ptr(p)))
    }
    /// An instance of a subclass of bytes.
    pub fn new_bytes_instance(&self, ty: *mut Type, data: &[u8]) -> Res {
        let buffer = external_buffer(self, data.len())?;
        let p = self.alloc_instance(ty)? as *mut Bytes;
        // SAFETY: the instance is laid out as bytes; the buffer has room for the data.
        unsafe {
            std::ptr::copy_nonoverlapping(data.as_ptr(), buffer, data.len());
            (*p).hash = 0;
            (*p).len = data.len();
            (*p).data = buffer;
            (*p).external = !data.is_empty();
        }
        Ok(Ref::own(Value::from_ptr(p)))
    }
    /// A new bytearray that takes over the buffer.
    pub fn new_bytearray(&self, ty: *mut Type, data: Vec<u8>) -> Res {
        self.new_object::<ByteArray>(ty, |p| {
            // SAFETY: the instance is fresh.
            unsafe {
                (&raw mut (*p).data).write(data);
                (*p).exports = 0;
            }
        })
    }
    pub fn is_bytes(&self, v: Value) -> bool {
        v.is_heap() && self.has_flag(v, flags::BYTES_SUBCLASS)
    }
    pub fn is_bytearray(&self, v: Value) -> bool {
        v.is_heap() && self.is_instance(v, self.types.bytearray)
    }
    /// The contents of a bytes object (or an instance of a subclass).
    #[inline(always)]
    pub fn bytes<'a>(&self, v: Value) -> &'a [u8] {
        // SAFETY: the caller vouches for the type; bytes are immutable.
        unsafe { v.get::<Bytes>().as_slice() }
    }
    /// The bytearray payload, mutable. Never hold the borrow across anything that can run Python code.
    #[inline(always)]
    #[allow(clippy::mut_from_ref)]
    pub fn bytearray<'a>(&self, v: Value) -> &'a mut ByteArray {
        // SAFETY: the caller vouches for the type and for the borrow's end before the next one begins.
        unsafe { &mut *v.ptr::<ByteArray>() }
    }
    /// The contents of a bytes or bytearray; `None` for anything else. A bytearray's may change when Python code runs.
    pub fn bytes_like<'a>(&self, v: Value) -> Option<&'a [u8]> {
        if self.is_bytes(v) {
            Some(self.bytes(v))
        } else if self.is_bytearray(v) {
            Some(&self.bytearray(v).data)
        } else {
            None
        }
    }
}

/// Drop slot of bytes.
///
/// # Safety
/// `h` is a bytes object whose count is zero.
pub unsafe fn drop_bytes(_: &Vm, h: *mut Header) {
    let b = h as *mut Bytes;
    if (*b).external {
        std::alloc::dealloc((*b).data, Layout::from_size_align_unchecked((*b).len, 1));
    }
}

/// Drop slot of bytearray.
///
/// # Safety
/// `h` is a bytearray whose count is zero.
pub unsafe fn drop_bytearray(_: &Vm, h: *mut Header) {
    std::ptr::drop_in_place(&raw mut (*(h as *mut ByteArray)).data);
}
