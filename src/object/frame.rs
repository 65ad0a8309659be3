//! Frame records. A frame's registers are a window of the register stack; the record says how to leave it.
use super::header::Header;
use super::value::Value;
use std::mem::MaybeUninit;

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
    /// Namespace of a class body or `exec`, owned, where `HAS_LOCALS` is set; the instance, owned, where `INIT` is; the generator, borrowed, where `GENERATOR` is.
    pub locals: Value,
    /// The frame object, owned, where `HAS_OBJECT` is set.
    pub object: MaybeUninit<*mut FrameObject>,
    /// Where `ENTRY` is set: the caller's instruction that called native code (null where there is none).
    pub caller_pc: MaybeUninit<*const u16>,
}

impl Frame {
    /// The record of a call of a Python function by an instruction: it goes on at `pc` in the window `fp`, the result goes to `dst`.
    #[inline(always)]
    pub fn of_call(pc: *const u16, fp: *mut Value, window: *mut Value, function: Value, dst: usize, flags: u32, locals: Value) -> Frame {
        Frame { pc, fp, window, function, dst: dst as u32, flags, locals, object: MaybeUninit::uninit(), caller_pc: MaybeUninit::uninit() }
    }
}

/// `Frame::flags`.
pub mod frame_flags {
    /// The frame was entered from Rust: leaving it leaves `run`.
    pub const ENTRY: u32 = 1;
    pub const HAS_LOCALS: u32 = 2;
    /// `__init__` of a class call, whose result is the instance.
    pub const INIT: u32 = 4;
    /// A generator's frame.
    pub const GENERATOR: u32 = 8;
    /// A generator resumed by a `for` loop of the caller: exhaustion jumps instead of raising.
    pub const FOR_ITER: u32 = 16;
    /// A generator resumed by the `yield from` of another generator, whose YIELD_FROM instruction is the record's `pc`.
    pub const DELEGATE: u32 = 32;
    /// A generator resumed by an instruction that calls `send` or `next`: `Frame::dst` holds the call's base register in its upper half;
    /// a return raises StopIteration.
    pub const SEND: u32 = 256;
    /// With `DELEGATE`: an asynchronous generator that runs for the `asend` object which the delegating frame awaits.
    pub const ASYNC: u32 = 512;
    /// A delegating generator whose registers still lie in its buffer, which is the record's window: its delegate runs above, in the place
    /// that this frame takes when the delegate returns or raises.
    pub const LAZY: u32 = 1024;
    /// A special method called by an instruction whose operands still lie in the caller's registers (`vm/ops/special.rs`).
    pub const SPECIAL: u32 = 64;
    /// Somebody has looked at the frame: it has a frame object.
    pub const HAS_OBJECT: u32 = 128;
    /// Nobody wants the result: a setter.
    pub const DROP: u32 = 256;
}

/// Where the locals of a frame object are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FrameState {
    /// In the window of a record on the frame stack.
    Running,
    /// In a generator that is suspended or has not started.
    Suspended,
    /// In the frame object: the frame has been left.
    Left,
    /// Nowhere.
    Cleared,
}

/// `frame`: made when somebody looks at a frame, by a traceback entry, say.
#[repr(C)]
pub struct FrameObject {
    pub header: Header,
    pub state: FrameState,
    pub trace_lines: bool,
    pub trace_opcodes: bool,
    /// Word offset of the last instruction, where the frame has been left.
    pub offset: u32,
    /// The record while the frame runs, else null.
    pub record: *mut Frame,
    /// Owned.
    pub function: Value,
    /// The generator whose frame this is, not owned; NULL when it has ended, or for other frames.
    pub generator: Value,
    /// The caller's frame object where the frame has been left, else NULL. Owned.
    pub back: Value,
    /// The namespace of a class body, of `exec`, or NULL. Owned.
    pub namespace: Value,
    /// Locals of a frame that has been left. Owned.
    pub values: Box<[Value]>,
    /// What only few frame objects need.
    pub rare: Option<Box<FrameExtra>>,
}

/// References a frame object owns beside its frame's own.
pub struct FrameExtra {
    /// `f_locals` entries that are no variables of the code: dict or NULL.
    pub names: Value,
    /// `f_trace`, or NULL.
    pub trace: Value,
    /// Values of locals that were overwritten through `f_locals`: instructions of the frame may still be using them.
    pub overwritten: Vec<Value>,
    /// Locals that got their first value through `f_locals`.
    pub written: Vec<u32>,
}
