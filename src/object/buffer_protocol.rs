//! The buffer protocol: what an object that exposes its memory hands out, and how it is given back (PEP 688 for Python classes).
use super::reference::{Ref, Res};
use super::value::Value;
use super::vm::{Vm, with_current};
use std::borrow::Cow;
use std::ops::Deref;

/// What is asked of an exporter (`inspect.BufferFlags`).
pub mod buffer_flags {
    pub const SIMPLE: u32 = 0;
    pub const WRITABLE: u32 = 1;
    pub const FORMAT: u32 = 4;
    pub const ND: u32 = 8;
    pub const STRIDES: u32 = 0x10 | ND;
    pub const C_CONTIGUOUS: u32 = 0x20 | STRIDES;
    pub const F_CONTIGUOUS: u32 = 0x40 | STRIDES;
    pub const ANY_CONTIGUOUS: u32 = 0x80 | STRIDES;
    pub const INDIRECT: u32 = 0x100 | STRIDES;
    pub const FULL_RO: u32 = INDIRECT | FORMAT;
}

/// Length and stride in bytes of each dimension, without an allocation where there is just one.
#[derive(Clone, Debug)]
pub enum Dimensions {
    One([[isize; 2]; 1]),
    Many(Vec<[isize; 2]>),
}

impl Deref for Dimensions {
    type Target = [[isize; 2]];
    fn deref(&self) -> &[[isize; 2]] {
        match self {
            Dimensions::One(d) => d,
            Dimensions::Many(d) => d,
        }
    }
}

/// How the memory is to be read.
#[derive(Clone, Debug)]
pub struct Layout {
    /// In the notation of `struct`.
    pub format: Cow<'static, str>,
    pub itemsize: usize,
    pub dims: Dimensions,
}

impl Layout {
    /// A row of `len` bytes.
    pub fn bytes(len: usize) -> Layout {
        Layout { format: Cow::Borrowed("B"), itemsize: 1, dims: Dimensions::One([[len as isize, 1]]) }
    }
    /// Number of items.
    pub fn count(&self) -> usize {
        self.dims.iter().map(|d| d[0] as usize).product()
    }
    /// Bytes of all items.
    pub fn size(&self) -> usize {
        self.count() * self.itemsize
    }
    /// Whether the items lie one behind the other, the last index running fastest.
    pub fn c_contiguous(&self) -> bool {
        self.contiguous(self.dims.iter().rev())
    }
    /// Whether the items lie one behind the other, the first index running fastest.
    pub fn f_contiguous(&self) -> bool {
        self.contiguous(self.dims.iter())
    }
    fn contiguous<'a>(&self, fastest_first: impl Iterator<Item = &'a [isize; 2]>) -> bool {
        if self.count() == 0 {
            return true;
        }
        let mut expected = self.itemsize as isize;
        for [n, stride] in fastest_first {
            if *n > 1 && *stride != expected {
                return false;
            }
            expected *= n;
        }
        true
    }
}

/// Memory that an exporter has handed out; given back when this is dropped. The memory neither moves nor goes away before.
pub struct Buffer {
    /// The first item; with negative strides others lie before it.
    pub data: *mut u8,
    /// Bytes of all items.
    pub len: usize,
    pub readonly: bool,
    /// None for a row of bytes.
    pub layout: Option<Box<Layout>>,
    /// Who is told when the buffer goes; owned.
    pub exporter: Value,
    /// The exporter's own bookkeeping, if it has any.
    pub release: Option<fn(&Vm, Value)>,
    /// The memoryview that a Python `__buffer__` returned, and the buffer that it handed out in turn.
    pub inner: Option<(Ref, Box<Buffer>)>,
}

impl Buffer {
    /// A row of bytes; the caller has done the bookkeeping that `release` undoes.
    pub fn new(exporter: Value, data: *mut u8, len: usize, readonly: bool, release: Option<fn(&Vm, Value)>) -> Buffer {
        exporter.incref();
        Buffer { data, len, readonly, layout: None, exporter, release, inner: None }
    }
    /// The memory of a C-contiguous buffer. It may change whenever Python code runs.
    #[inline]
    pub fn as_slice(&self) -> &[u8] {
        if self.len == 0 {
            return &[];
        }
        // SAFETY: the exporter keeps `len` bytes there until it gets the buffer back.
        unsafe { std::slice::from_raw_parts(self.data, self.len) }
    }
    /// The memory of a C-contiguous buffer that was asked for as writable.
    ///
    /// # Safety
    /// No other borrow of the memory is alive.
    #[allow(clippy::mut_from_ref)]
    pub unsafe fn as_mut_slice(&self) -> &mut [u8] {
        debug_assert!(!self.readonly);
        if self.len == 0 {
            return &mut [];
        }
        std::slice::from_raw_parts_mut(self.data, self.len)
    }
    pub fn layout(&self) -> Layout {
        match &self.layout {
            Some(l) => (**l).clone(),
            None => Layout::bytes(self.len),
        }
    }
    /// What a C-contiguous copy of the memory holds.
    pub fn to_vec(&self) -> Vec<u8> {
        match &self.layout {
            Some(l) if !l.c_contiguous() => {
                let mut out = Vec::with_capacity(self.len);
                // SAFETY: the exporter vouches for the memory that the layout describes.
                unsafe { gather(self.data, l, &l.dims, &mut out) };
                out
            }
            _ => self.as_slice().to_vec(),
        }
    }
}

/// Appends the items of a strided block, the last index running fastest.
///
/// # Safety
/// `data` and `dims` describe live memory.
pub unsafe fn gather(data: *const u8, layout: &Layout, dims: &[[isize; 2]], out: &mut Vec<u8>) {
    match dims {
        [] => out.extend_from_slice(std::slice::from_raw_parts(data, layout.itemsize)),
        [[n, stride], rest @ ..] => {
            for i in 0..*n {
                gather(data.offset(i * stride), layout, rest, out);
            }
        }
    }
}

impl Drop for Buffer {
    fn drop(&mut self) {
        with_current(|vm: &Vm| {
            if let Some(f) = vm.slots(self.exporter).release_buffer {
                f(vm, self);
            }
            if let Some(f) = self.release {
                f(vm, self.exporter);
            }
            self.inner = None;
            self.exporter.decref(vm);
        });
    }
}

/// The contents of a bytes-like object: borrowed from bytes and bytearray, a buffer of anything else.
pub enum BytesView<'a> {
    Borrowed(&'a [u8]),
    Buffer(Buffer),
}

impl Deref for BytesView<'_> {
    type Target = [u8];
    #[inline]
    fn deref(&self) -> &[u8] {
        match self {
            BytesView::Borrowed(b) => b,
            BytesView::Buffer(b) => b.as_slice(),
        }
    }
}

impl Vm {
    /// Whether an object exposes memory.
    #[inline]
    pub fn has_buffer(&self, v: Value) -> bool {
        self.slots(v).get_buffer.is_some()
    }
    /// The memory of an object, as `flags` ask. TypeError where it has none, BufferError where it cannot be had that way.
    pub fn get_buffer(&self, v: Value, flags: u32) -> Res<Buffer> {
        match self.slots(v).get_buffer {
            Some(f) => f(self, v, flags),
            None => Err(self.not_bytes_like(v)),
        }
    }
    /// "a bytes-like object is required".
    #[cold]
    pub fn not_bytes_like(&self, v: Value) -> super::reference::Raised {
        self.type_error(format!("a bytes-like object is required, not '{}'", self.type_name(v)))
    }
    /// The contents of an object that exposes memory; `None` for others. A bytearray's may change when Python code runs.
    #[inline]
    pub fn bytes_view<'a>(&self, v: Value) -> Res<Option<BytesView<'a>>> {
        if let Some(b) = self.bytes_like(v) {
            return Ok(Some(BytesView::Borrowed(b)));
        }
        match self.slots(v).get_buffer {
            Some(f) => Ok(Some(BytesView::Buffer(f(self, v, buffer_flags::SIMPLE)?))),
            None => Ok(None),
        }
    }
    /// As `bytes_view`, of an argument that must be bytes-like.
    #[inline]
    pub fn bytes_arg<'a>(&self, v: Value) -> Res<BytesView<'a>> {
        match self.bytes_view(v)? {
            Some(b) => Ok(b),
            None => Err(self.not_bytes_like(v)),
        }
    }
    /// Checks what is asked of a row of bytes.
    pub fn check_buffer_flags(&self, flags: u32, readonly: bool) -> Res<()> {
        if flags & buffer_flags::WRITABLE != 0 && readonly {
            return Err(self.buffer_error("Object is not writable."));
        }
        Ok(())
    }
}
