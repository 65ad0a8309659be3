//! Streams of liblzma.
use crate::stdlib::compression::{Failure, Output};
use liblzma_sys as x;

/// What a stream is at work on, in either direction. The library may be called from any thread, one at a time.
pub struct Stream {
    raw: Box<x::lzma_stream>,
}

// SAFETY: the library's state belongs to the stream alone and to no thread.
unsafe impl Send for Stream {}

impl Stream {
    /// A stream that `init` makes ready.
    pub fn start(init: impl FnOnce(*mut x::lzma_stream) -> x::lzma_ret) -> Result<Stream, x::lzma_ret> {
        // SAFETY: numbers and pointers; all zero is what the library asks of a stream before its first use.
        let mut stream = Stream { raw: Box::new(unsafe { std::mem::zeroed() }) };
        match init(&mut *stream.raw) {
            x::LZMA_OK => Ok(stream),
            code => Err(code),
        }
    }
    /// One call of the library; how much of the input it has used.
    fn step(&mut self, input: &[u8], out: &mut Output, action: x::lzma_action) -> (x::lzma_ret, usize) {
        let (place, room) = out.room();
        let s = &mut *self.raw;
        s.next_in = input.as_ptr();
        s.avail_in = input.len();
        s.next_out = place;
        s.avail_out = room;
        // SAFETY: the stream was made ready, its pointers describe the input and the free part of the output, which the library fills
        // from the start.
        unsafe {
            let code = x::lzma_code(s, action);
            out.wrote(room - s.avail_out);
            (code, input.len() - s.avail_in)
        }
    }
    /// Compresses all of the input; with `finish`, to the end of the stream.
    pub fn compress(&mut self, mut input: &[u8], finish: bool) -> Result<Vec<u8>, Failure<x::lzma_ret>> {
        let mut out = Output::new(usize::MAX);
        let action = if finish { x::LZMA_FINISH } else { x::LZMA_RUN };
        loop {
            out.make_room(None)?;
            let (code, used) = self.step(input, &mut out, action);
            input = &input[used..];
            match code {
                x::LZMA_STREAM_END => break,
                // Without input there is nothing to do.
                x::LZMA_OK | x::LZMA_BUF_ERROR if !finish && input.is_empty() && !out.has_no_room() => break,
                x::LZMA_OK | x::LZMA_NO_CHECK | x::LZMA_GET_CHECK => {}
                x::LZMA_BUF_ERROR if out.has_no_room() => {}
                code => return Err(Failure::Library(code)),
            }
        }
        Ok(out.finish())
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        // SAFETY: a stream that was made ready, or is all zero.
        unsafe { x::lzma_end(&mut *self.raw) }
    }
}

/// A stream that decompresses, and what it says of itself.
pub struct Decompression {
    stream: Option<Stream>,
    /// Input that waits for a call.
    pending: Vec<u8>,
    /// What came behind the stream.
    pub unused: Vec<u8>,
    /// The id of the integrity check.
    pub check: u32,
    pub needs_input: bool,
}

/// Why there is no output.
pub enum Refusal {
    Ended,
    Failure(Failure<x::lzma_ret>),
}

impl Decompression {
    pub fn new(stream: Stream, check: u32) -> Decompression {
        Decompression { stream: Some(stream), pending: Vec::new(), unused: Vec::new(), check, needs_input: true }
    }
    /// Whether the end of the stream was reached.
    pub fn eof(&self) -> bool {
        self.stream.is_none()
    }
    /// Output from the waiting input and `data`.
    pub fn decompress(&mut self, data: &[u8], mut out: Output) -> Result<Vec<u8>, Refusal> {
        let Some(stream) = &mut self.stream else { return Err(Refusal::Ended) };
        let mut joined = std::mem::take(&mut self.pending);
        let mut input = data;
        if !joined.is_empty() {
            joined.try_reserve(data.len()).map_err(|_| Refusal::Failure(Failure::Memory))?;
            joined.extend_from_slice(data);
            input = &joined;
        }
        let ended = loop {
            out.make_room(None).map_err(Refusal::Failure)?;
            let (code, used) = stream.step(input, &mut out, x::LZMA_RUN);
            input = &input[used..];
            match code {
                x::LZMA_STREAM_END => break true,
                // That nothing could be done is no error: more input or more room may come.
                x::LZMA_OK | x::LZMA_BUF_ERROR => {}
                // SAFETY: the stream has decoded its header.
                x::LZMA_GET_CHECK | x::LZMA_NO_CHECK => self.check = unsafe { x::lzma_get_check(&*stream.raw) },
                code => return Err(Refusal::Failure(Failure::Library(code))),
            }
            if out.is_full() || !out.has_no_room() && input.is_empty() {
                break false;
            }
        };
        if ended {
            self.unused = input.to_vec();
            self.needs_input = false;
            self.stream = None;
        } else {
            // Full output may mean that more is ready.
            self.needs_input = input.is_empty() && !out.is_full();
            self.pending = input.to_vec();
        }
        Ok(out.finish())
    }
}
