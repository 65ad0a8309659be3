//! Frame records. A frame's registers are a window of the register stack; the record says how to leave it.
use super::value::Value;

/// Record of a running frame, pushed by its call. `pc`, `fp` and `dst` say how to go on in the caller.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Frame {
    /// Where the caller goes on; for a generator resumed by a loop, the loop instruction itself.
    pub pc: *const u16,
    /// The caller's window.
    pub fp: *mut Value,
    /// This frame's window.
    pub window: *mut Value,
    /// The running function, owned by the frame.
    pub function: Value,
    /// The caller's register that takes the result.
    pub dst: u32,
    pub flags: u32,
    /// Namespace of a class body or `exec`, owned, where `HAS_LOCALS` is set; the generator, borrowed, where `GENERATOR` is.
    pub locals: Value,
}

/// `Frame::flags`.
pub mod frame_flags {
    /// The frame was entered from Rust: leaving it leaves `run`.
    pub const ENTRY: u32 = 1;
    pub const HAS_LOCALS: u32 = 2;
    /// The result is dropped and the receiver stays: `__init__` of a class call.
    pub const INIT: u32 = 4;
    /// A generator's frame.
    pub const GENERATOR: u32 = 8;
    /// A generator resumed by a `for` loop of the caller: exhaustion jumps instead of raising.
    pub const FOR_ITER: u32 = 16;
    /// A generator resumed by the `yield from` of another generator, whose YIELD_FROM instruction is the record's `pc`.
    pub const DELEGATE: u32 = 32;
    /// A special method called by a binary instruction, whose operands still lie in the caller's registers: `NotImplemented` makes the
    /// other operand's turn.
    pub const BINARY: u32 = 64;
}
