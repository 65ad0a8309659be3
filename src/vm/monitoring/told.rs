//! The event that tools are being told of, and where its frame is for them: an event may belong to a line without an instruction.
use super::{Event, Monitoring};
use crate::object::{Frame, FrameObject, Function, Generator, Value, Vm, frame_flags};
use crate::vm::frames;

/// An event that callbacks are being told of.
#[derive(Clone, Copy)]
pub struct Told {
    /// Null while none runs.
    pub(super) record: *mut Frame,
    pub(super) event: Event,
    /// The instruction, by word offset.
    pub(super) offset: u32,
    /// The line, and the byte that stands for it, where they are not the instruction's.
    pub(super) line: Option<u32>,
    pub(super) byte: Option<u32>,
    /// Whether a trace or profile function is being told.
    pub(super) traced: bool,
    /// Whether the frame is the one that runs on.
    pub(super) on_top: bool,
    /// Word offset and line that the frame has been sent to.
    pub(super) target: Option<(u32, u32)>,
}

impl Default for Told {
    fn default() -> Told {
        let record = std::ptr::null_mut();
        Told { record, event: Event::PyStart, offset: 0, line: None, byte: None, traced: false, on_top: false, target: None }
    }
}

/// The event that is being told of the frame of a frame object.
fn of(vm: &Vm, frame: Value) -> Option<Told> {
    if vm.tracing.get() == 0 {
        return None;
    }
    let told = Monitoring::of(vm).told.get();
    // SAFETY: `frame` is a frame object.
    let record = unsafe { (*frame.ptr::<FrameObject>()).record };
    (!record.is_null() && told.record == record).then_some(told)
}

/// The line a frame is at for those who are being told of an event of it.
pub fn line(vm: &Vm, frame: Value) -> Option<u32> {
    let told = of(vm, frame)?;
    let code = frames::code(frame);
    match (told.target, told.event) {
        (Some((_, line)), _) => Some(line),
        (None, Event::PyStart) => Some(code.bytecode.entry_line()),
        (None, Event::PyResume | Event::PyThrow) => suspended_at(told).map(|at| code.bytecode.line_at(at)),
        // An empty module is at the line of its entry.
        _ => told.line.or_else(|| code.bytecode.locations.iter().all(|l| l.line == 0).then(|| code.bytecode.entry_line())),
    }
}

/// The byte that stands for that place.
pub fn byte(vm: &Vm, frame: Value) -> Option<u32> {
    let told = of(vm, frame)?;
    let b = &frames::code(frame).bytecode;
    match (told.target, told.event) {
        (Some((offset, line)), _) => Some(match b.marks(offset).iter().position(|m| m.line == line) {
            Some(i) if b.location(offset).line != line => b.mark_byte(offset, i),
            _ => 2 * offset,
        }),
        (None, Event::PyStart) => Some(b.entry_byte()),
        (None, Event::PyResume | Event::PyThrow) => suspended_at(told).map(|at| 2 * at),
        _ => told.byte,
    }
}

/// The instruction that has suspended a generator which goes on now.
fn suspended_at(told: Told) -> Option<u32> {
    // SAFETY: a record on the frame stack keeps its function alive; a generator's has its generator.
    unsafe {
        if (*told.record).flags & frame_flags::GENERATOR == 0 {
            return None;
        }
        let code = (*told.record).function.get::<Function>().code();
        let pc = (*(*told.record).locals.ptr::<Generator>()).pc;
        Some(code.bytecode.instruction_at(code.offset(frames::suspended_at(code, pc))))
    }
}
