//! The library's contexts and dictionaries, owned.
use crate::stdlib::compression::{Failure, Output};
use std::ffi::{CStr, c_int, c_void};
use zstd_sys as z;

/// A code of the library that says what went wrong.
#[derive(Clone, Copy)]
pub struct Code(usize);

impl Code {
    /// What the library says of it.
    pub fn text(self) -> String {
        // SAFETY: the library has a static C string for any number.
        unsafe { CStr::from_ptr(z::ZSTD_getErrorName(self.0)) }.to_string_lossy().into_owned()
    }
}

/// What the library returned: a number, or an error.
pub fn checked(code: usize) -> Result<usize, Code> {
    // SAFETY: a plain call.
    if unsafe { z::ZSTD_isError(code) } == 0 { Ok(code) } else { Err(Code(code)) }
}

// Parameters by any number: the library says which it knows, where the enums of the bindings would have to be valid beforehand.
unsafe extern "C" {
    fn ZSTD_CCtx_setParameter(context: *mut z::ZSTD_CCtx, parameter: c_int, value: c_int) -> usize;
    fn ZSTD_DCtx_setParameter(context: *mut z::ZSTD_DCtx, parameter: c_int, value: c_int) -> usize;
    fn ZSTD_cParam_getBounds(parameter: c_int) -> z::ZSTD_bounds;
    fn ZSTD_dParam_getBounds(parameter: c_int) -> z::ZSTD_bounds;
}

/// The least and the greatest value of a parameter.
pub fn bounds(parameter: c_int, compresses: bool) -> Result<(c_int, c_int), Code> {
    // SAFETY: plain calls.
    let b = unsafe { if compresses { ZSTD_cParam_getBounds(parameter) } else { ZSTD_dParam_getBounds(parameter) } };
    checked(b.error)?;
    Ok((b.lowerBound, b.upperBound))
}

/// How a compressor goes on after its input.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    Continue,
    FlushBlock,
    FlushFrame,
}

impl Mode {
    pub fn from_number(n: i64) -> Option<Mode> {
        [Mode::Continue, Mode::FlushBlock, Mode::FlushFrame].into_iter().find(|m| *m as i64 == n)
    }
    fn directive(self) -> z::ZSTD_EndDirective {
        match self {
            Mode::Continue => z::ZSTD_EndDirective::ZSTD_e_continue,
            Mode::FlushBlock => z::ZSTD_EndDirective::ZSTD_e_flush,
            Mode::FlushFrame => z::ZSTD_EndDirective::ZSTD_e_end,
        }
    }
}

/// A compressing context, at work in one thread at a time.
pub struct Compression {
    context: *mut z::ZSTD_CCtx,
    /// Threads of the library may be at work.
    has_workers: bool,
    /// Something was compressed.
    used: bool,
    pub last_mode: Mode,
}

// SAFETY: a context belongs to no thread; the library's own threads are its own business.
unsafe impl Send for Compression {}

impl Drop for Compression {
    fn drop(&mut self) {
        if self.has_workers && self.used {
            self.wait_for_workers();
        }
        // SAFETY: the context is owned.
        unsafe { z::ZSTD_freeCCtx(self.context) };
    }
}

impl Compression {
    /// `None` where there is no memory.
    pub fn new() -> Option<Compression> {
        // SAFETY: a plain call.
        let context = unsafe { z::ZSTD_createCCtx() };
        (!context.is_null()).then_some(Compression { context, has_workers: false, used: false, last_mode: Mode::FlushFrame })
    }
    pub fn set(&mut self, parameter: c_int, value: c_int) -> Result<(), Code> {
        // SAFETY: the context is live (here and below).
        checked(unsafe { ZSTD_CCtx_setParameter(self.context, parameter, value) })?;
        self.has_workers |= parameter == z::ZSTD_cParameter::ZSTD_c_nbWorkers as c_int;
        Ok(())
    }
    /// Freeing a context frees its copy of a dictionary before its threads have ended. Beginning a frame waits for what they are at.
    #[cold]
    fn wait_for_workers(&mut self) {
        let mut nothing = z::ZSTD_inBuffer { src: std::ptr::null(), size: 0, pos: 0 };
        let mut nowhere = z::ZSTD_outBuffer { dst: std::ptr::null_mut(), size: 0, pos: 0 };
        // SAFETY: the context is live, the buffers are empty.
        unsafe {
            z::ZSTD_CCtx_reset(self.context, z::ZSTD_ResetDirective::ZSTD_reset_session_only);
            z::ZSTD_compressStream2(self.context, &mut nowhere, &mut nothing, z::ZSTD_EndDirective::ZSTD_e_continue);
        }
    }
    pub fn pledge(&mut self, size: u64) -> Result<(), Code> {
        // SAFETY: as above.
        checked(unsafe { z::ZSTD_CCtx_setPledgedSrcSize(self.context, size) }).map(drop)
    }
    pub fn load(&mut self, dictionary: &[u8]) -> Result<(), Code> {
        // SAFETY: as above; the dictionary is copied.
        checked(unsafe { z::ZSTD_CCtx_loadDictionary(self.context, dictionary.as_ptr().cast(), dictionary.len()) }).map(drop)
    }
    /// # Safety
    /// The dictionary outlives the context.
    pub unsafe fn refer(&mut self, dictionary: &CDict) -> Result<(), Code> {
        checked(z::ZSTD_CCtx_refCDict(self.context, dictionary.0)).map(drop)
    }
    /// # Safety
    /// The prefix outlives the context and stays as it is.
    pub unsafe fn refer_to_prefix(&mut self, prefix: &[u8]) -> Result<(), Code> {
        checked(z::ZSTD_CCtx_refPrefix(self.context, prefix.as_ptr().cast(), prefix.len())).map(drop)
    }
    /// Compresses all of the data. After a failure the next data begin a frame.
    pub fn compress(&mut self, data: &[u8], mode: Mode) -> Result<Vec<u8>, Failure<Code>> {
        self.used = true;
        let outcome = self.run(data, mode);
        self.last_mode = if outcome.is_ok() { mode } else { Mode::FlushFrame };
        if outcome.is_err() {
            // SAFETY: the context is live.
            unsafe { z::ZSTD_CCtx_reset(self.context, z::ZSTD_ResetDirective::ZSTD_reset_session_only) };
        }
        outcome
    }
    fn run(&mut self, data: &[u8], mode: Mode) -> Result<Vec<u8>, Failure<Code>> {
        let mut out = Output::new(usize::MAX);
        // SAFETY: a plain call.
        let bound = unsafe { z::ZSTD_compressBound(data.len()) };
        // All of a flushed block or frame comes at once, and most are of one call.
        let hint = (mode != Mode::Continue && checked(bound).is_ok()).then_some(bound);
        let mut input = z::ZSTD_inBuffer { src: data.as_ptr().cast(), size: data.len(), pos: 0 };
        loop {
            out.make_room(hint)?;
            let (dst, size) = out.room();
            let mut buffer = z::ZSTD_outBuffer { dst: dst.cast(), size, pos: 0 };
            // SAFETY: the context is live, the buffers describe the input and the free part of the output.
            let code = unsafe { z::ZSTD_compressStream2(self.context, &mut buffer, &mut input, mode.directive()) };
            // SAFETY: the library filled the buffer up to its position.
            unsafe { out.wrote(buffer.pos) };
            let left = checked(code).map_err(Failure::Library)?;
            let done = match mode {
                Mode::Continue => input.pos == input.size && buffer.pos < buffer.size,
                _ => left == 0,
            };
            if done {
                return Ok(out.finish());
            }
        }
    }
}

/// A decompressing context, at work in one thread at a time, and what it says of itself.
pub struct Decompression {
    context: *mut z::ZSTD_DCtx,
    /// Input that waits for a call.
    pending: Vec<u8>,
    /// What came behind the frame.
    pub unused: Vec<u8>,
    pub eof: bool,
    pub needs_input: bool,
}

// SAFETY: as for compressing contexts.
unsafe impl Send for Decompression {}

impl Drop for Decompression {
    fn drop(&mut self) {
        // SAFETY: the context is owned.
        unsafe { z::ZSTD_freeDCtx(self.context) };
    }
}

/// Why there is no output.
pub enum Refusal {
    Ended,
    Failure(Failure<Code>),
}

impl Decompression {
    /// `None` where there is no memory.
    pub fn new() -> Option<Decompression> {
        // SAFETY: a plain call.
        let context = unsafe { z::ZSTD_createDCtx() };
        let fresh = || Decompression { context, pending: Vec::new(), unused: Vec::new(), eof: false, needs_input: true };
        (!context.is_null()).then(fresh)
    }
    pub fn set(&mut self, parameter: c_int, value: c_int) -> Result<(), Code> {
        // SAFETY: the context is live (here and below).
        checked(unsafe { ZSTD_DCtx_setParameter(self.context, parameter, value) }).map(drop)
    }
    pub fn load(&mut self, dictionary: &[u8]) -> Result<(), Code> {
        // SAFETY: as above; the dictionary is copied.
        checked(unsafe { z::ZSTD_DCtx_loadDictionary(self.context, dictionary.as_ptr().cast(), dictionary.len()) }).map(drop)
    }
    /// # Safety
    /// The dictionary outlives the context.
    pub unsafe fn refer(&mut self, dictionary: &DDict) -> Result<(), Code> {
        checked(z::ZSTD_DCtx_refDDict(self.context, dictionary.0)).map(drop)
    }
    /// # Safety
    /// The prefix outlives the context and stays as it is.
    pub unsafe fn refer_to_prefix(&mut self, prefix: &[u8]) -> Result<(), Code> {
        checked(z::ZSTD_DCtx_refPrefix(self.context, prefix.as_ptr().cast(), prefix.len())).map(drop)
    }
    /// Output from the waiting input and `data`, up to the end of the frame. After a failure the next data begin a frame.
    pub fn decompress(&mut self, data: &[u8], out: Output) -> Result<Vec<u8>, Refusal> {
        if self.eof {
            return Err(Refusal::Ended);
        }
        let outcome = self.run(data, out);
        if outcome.is_err() {
            self.needs_input = true;
            // SAFETY: the context is live.
            unsafe { z::ZSTD_DCtx_reset(self.context, z::ZSTD_ResetDirective::ZSTD_reset_session_only) };
        }
        outcome.map_err(Refusal::Failure)
    }
    fn run(&mut self, data: &[u8], mut out: Output) -> Result<Vec<u8>, Failure<Code>> {
        let mut joined = std::mem::take(&mut self.pending);
        let mut whole = data;
        if !joined.is_empty() {
            joined.try_reserve(data.len()).map_err(|_| Failure::Memory)?;
            joined.extend_from_slice(data);
            whole = &joined;
        }
        let mut input = z::ZSTD_inBuffer { src: whole.as_ptr().cast(), size: whole.len(), pos: 0 };
        loop {
            out.make_room(None)?;
            let (dst, size) = out.room();
            let mut buffer = z::ZSTD_outBuffer { dst: dst.cast(), size, pos: 0 };
            // SAFETY: the context is live, the buffers describe the input and the free part of the output.
            let code = unsafe { z::ZSTD_decompressStream(self.context, &mut buffer, &mut input) };
            // SAFETY: the library filled the buffer up to its position.
            unsafe { out.wrote(buffer.pos) };
            self.eof = checked(code).map_err(Failure::Library)? == 0;
            if self.eof || out.is_full() || buffer.pos < buffer.size && input.pos == input.size {
                break;
            }
        }
        let rest = whole[input.pos..].to_vec();
        // Full output may mean that more is ready.
        self.needs_input = !self.eof && !out.is_full() && rest.is_empty();
        if self.eof {
            self.unused = rest;
        } else {
            self.pending = rest;
        }
        Ok(out.finish())
    }
}

/// A dictionary digested for compression at one level.
pub struct CDict(*mut z::ZSTD_CDict);
/// A dictionary digested for decompression.
pub struct DDict(*mut z::ZSTD_DDict);

// SAFETY: digested dictionaries are only read once they are made.
unsafe impl Send for CDict {}
// SAFETY: as above.
unsafe impl Send for DDict {}

impl CDict {
    /// `None` where the contents are no dictionary after all.
    pub fn new(contents: &[u8], level: c_int) -> Option<CDict> {
        // SAFETY: the contents are copied.
        let made = unsafe { z::ZSTD_createCDict(contents.as_ptr().cast::<c_void>(), contents.len(), level) };
        (!made.is_null()).then_some(CDict(made))
    }
}
impl DDict {
    /// `None` where the contents are no dictionary after all.
    pub fn new(contents: &[u8]) -> Option<DDict> {
        // SAFETY: the contents are copied.
        let made = unsafe { z::ZSTD_createDDict(contents.as_ptr().cast::<c_void>(), contents.len()) };
        (!made.is_null()).then_some(DDict(made))
    }
}
impl Drop for CDict {
    fn drop(&mut self) {
        // SAFETY: the dictionary is owned.
        unsafe { z::ZSTD_freeCDict(self.0) };
    }
}
impl Drop for DDict {
    fn drop(&mut self) {
        // SAFETY: the dictionary is owned.
        unsafe { z::ZSTD_freeDDict(self.0) };
    }
}
