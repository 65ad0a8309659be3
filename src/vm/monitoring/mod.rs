//! Monitoring of execution events: `sys.monitoring` (PEP 669), and on top of it `sys.settrace` and `sys.setprofile`.
//!
//! While any tool wants an event, the handler table is one whose entries all are `MONITOR_OP` (`observe.rs`), which works out the events
//! of the instruction at hand and then runs it. While none does, nothing of this costs anything: exceptions look at `Vm::monitoring`
//! when they unwind, and that is all.
pub mod jump;
mod lines;
pub mod observe;
pub mod told;
pub mod trace;

use crate::object::{Code, Frame, Ref, Res, Value, Vm};
use lines::LineStarts;
use rustc_hash::{FxHashMap, FxHashSet};
use std::cell::{Cell, RefCell};

/// Event numbers: bit positions in an event set.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Event {
    PyStart,
    PyResume,
    PyReturn,
    PyYield,
    Call,
    Line,
    Instruction,
    Jump,
    BranchLeft,
    BranchRight,
    StopIteration,
    Raise,
    ExceptionHandled,
    PyUnwind,
    PyThrow,
    Reraise,
    CReturn,
    CRaise,
}

/// Names of the events by number, and the set that stands for both branches.
pub const EVENT_NAMES: [&str; 19] = [
    "PY_START",
    "PY_RESUME",
    "PY_RETURN",
    "PY_YIELD",
    "CALL",
    "LINE",
    "INSTRUCTION",
    "JUMP",
    "BRANCH_LEFT",
    "BRANCH_RIGHT",
    "STOP_ITERATION",
    "RAISE",
    "EXCEPTION_HANDLED",
    "PY_UNWIND",
    "PY_THROW",
    "RERAISE",
    "C_RETURN",
    "C_RAISE",
    "BRANCH",
];
/// Events that can be told of one by one.
pub const EVENTS: usize = 18;
/// Events below this one belong to a place in the code: they can be set for one code object, and disabled at one place.
pub const LOCAL_EVENTS: usize = Event::StopIteration as usize + 1;

/// Tools that a program can use.
pub const TOOLS: usize = 6;
/// Tools in all, `sys.setprofile` and `sys.settrace` among them.
const ALL_TOOLS: usize = 8;
const PROFILE_TOOL: usize = 6;
const TRACE_TOOL: usize = 7;

pub const fn bit(event: Event) -> u32 {
    1 << event as u32
}

/// What is known of one code object.
#[derive(Default)]
struct CodeEvents {
    /// The event set of each tool for this code alone.
    events: [u32; TOOLS],
    /// Word offset, event and tool of what a callback has disabled.
    disabled: FxHashSet<(u32, u8, u8)>,
    starts: Option<LineStarts>,
}

/// What is remembered of a running frame, from its first observed instruction until it is left or suspended.
struct Seen {
    /// The last instruction observed; null where there was none.
    pc: *const u16,
    /// The native callable that this instruction calls, with its first argument.
    call: Option<(Ref, Ref)>,
    /// The line the frame is at: the last one that an instruction had; and the byte that stands for that place.
    line: u32,
    byte: u32,
    /// Whether its last instruction has ended in an exception.
    raised: bool,
    /// What the generator has returned that the loop at the last instruction iterates over.
    stopped: Option<Ref>,
    /// Whether the delegation at the last instruction is to something that ends in StopIteration even where it returns nothing.
    delegates: bool,
}

/// The trace and profile functions last set for all threads.
#[derive(Default)]
struct Everywhere {
    trace: RefCell<Option<Option<Ref>>>,
    profile: RefCell<Option<Option<Ref>>>,
}

/// The tools, their events and callbacks.
#[derive(Default)]
pub struct Monitoring {
    /// Event set of each tool.
    events: [Cell<u32>; ALL_TOOLS],
    /// The tools that want an event, by event: of their sets for all code.
    by_event: [Cell<u8>; EVENTS],
    names: RefCell<[Option<Ref>; TOOLS]>,
    callbacks: RefCell<FxHashMap<(usize, usize), Ref>>,
    codes: RefCell<FxHashMap<*const Code, CodeEvents>>,
    /// Code objects with events of their own.
    local: Cell<u32>,
    seen: RefCell<FxHashMap<*mut Frame, Seen>>,
    /// The address of the end of the frame stack while the frame on top has no event pending that belongs to its next instruction; see `observe.rs`.
    quiet: Cell<usize>,
    /// The event that tools are being told of.
    told: Cell<told::Told>,
    /// Word offset and line that the frame on top has just been sent to.
    jumped: Cell<Option<(u32, u32)>>,
    /// The byte that stands for the line of which tools are to be told, where it is not the instruction's.
    byte: Cell<Option<u32>>,
    /// `sys.monitoring.DISABLE` and `MISSING`.
    marks: RefCell<Option<(Ref, Ref)>>,
    everywhere: Everywhere,
    tracing_threads: Cell<u32>,
    profiling_threads: Cell<u32>,
}

impl Monitoring {
    /// The interpreter's.
    pub fn of(vm: &Vm) -> &Monitoring {
        vm.extension::<Monitoring>()
    }
    /// The interpreter's while some tool wants an event.
    #[inline(always)]
    fn active(vm: &Vm) -> Option<&Monitoring> {
        // SAFETY: null, or the extension, which lives as long as the interpreter.
        unsafe { (vm.monitoring.get() as *const Monitoring).as_ref() }
    }

    /// Recomputes who wants what, and observes instructions or stops to.
    fn update(&self, vm: &Vm) {
        vm.monitored.set(true);
        for (event, tools) in self.by_event.iter().enumerate() {
            let wanted = |tool: &usize| self.events[*tool].get() >> event & 1 != 0;
            tools.set((0..ALL_TOOLS).filter(wanted).fold(0, |all, tool| all | 1 << tool));
        }
        let any = self.local.get() > 0 || self.by_event.iter().any(|tools| tools.get() != 0);
        self.quiet.set(0);
        if any == vm.monitoring.get().is_null() {
            self.seen.borrow_mut().clear();
            vm.monitoring.set(if any { self as *const Monitoring as *const () } else { std::ptr::null() });
        }
        super::observer::choose_table(vm);
    }

    /// The name of a tool that is in use.
    pub fn tool_name(&self, tool: usize) -> Option<Ref> {
        self.names.borrow()[tool].clone()
    }
    /// Takes a tool number into use; false where it is in use.
    pub fn use_tool(&self, tool: usize, name: Ref) -> bool {
        let place = &mut self.names.borrow_mut()[tool];
        let free = place.is_none();
        if free {
            *place = Some(name);
        }
        free
    }
    /// Gives up a tool's events and callbacks.
    pub fn clear_tool(&self, vm: &Vm, tool: usize) {
        for code in self.codes.borrow_mut().values_mut() {
            if std::mem::take(&mut code.events[tool]) != 0 && code.events == [0; TOOLS] {
                self.local.set(self.local.get() - 1);
            }
            code.disabled.retain(|(_, _, t)| *t as usize != tool);
        }
        self.events[tool].set(0);
        let mut callbacks = self.callbacks.borrow_mut();
        let given_up: Vec<Ref> = (0..EVENTS).filter_map(|event| callbacks.remove(&(tool, event))).collect();
        drop(callbacks);
        self.update(vm);
        drop(given_up);
    }
    /// As `clear_tool`; the number is free then.
    pub fn free_tool(&self, vm: &Vm, tool: usize) {
        self.clear_tool(vm, tool);
        let name = self.names.borrow_mut()[tool].take();
        drop(name);
    }
    /// Sets a tool's callback for an event; the one before.
    pub fn set_callback(&self, tool: usize, event: usize, callback: Option<Ref>) -> Option<Ref> {
        let mut callbacks = self.callbacks.borrow_mut();
        match callback {
            Some(f) => callbacks.insert((tool, event), f),
            None => callbacks.remove(&(tool, event)),
        }
    }
    /// A tool's event set.
    pub fn events(&self, tool: usize) -> u32 {
        self.events[tool].get()
    }
    /// Sets the events a tool wants from all code.
    pub fn set_events(&self, vm: &Vm, tool: usize, events: u32) {
        self.events[tool].set(events);
        self.update(vm);
    }
    /// A tool's event set for one code object.
    pub fn local_events(&self, code: &Code, tool: usize) -> u32 {
        self.codes.borrow().get(&std::ptr::from_ref(code)).map_or(0, |c| c.events[tool])
    }
    /// Sets the events a tool wants from one code object.
    pub fn set_local_events(&self, vm: &Vm, code: &Code, tool: usize, events: u32) {
        let mut codes = self.codes.borrow_mut();
        let c = codes.entry(code).or_default();
        let before = c.events != [0; TOOLS];
        c.events[tool] = events;
        let after = c.events != [0; TOOLS];
        self.local.set(self.local.get() + after as u32 - before as u32);
        drop(codes);
        self.update(vm);
    }
    /// Enables again what callbacks have disabled.
    pub fn restart(&self) {
        self.codes.borrow_mut().values_mut().for_each(|c| c.disabled.clear());
    }
    /// The tools that want each event from all code, as a bit set, in the order of events.
    pub fn tools_by_event(&self) -> impl Iterator<Item = u8> + '_ {
        self.by_event.iter().map(Cell::get)
    }
    /// `DISABLE`, which a callback returns to hear no more of its place, and `MISSING`, the first argument of a call without any.
    pub fn marks(&self, vm: &Vm) -> Res<(Ref, Ref)> {
        if self.marks.borrow().is_none() {
            let object = Value::from_ptr(vm.types.object);
            let made = (vm.call(object, &[])?, vm.call(object, &[])?);
            *self.marks.borrow_mut() = Some(made);
            vm.at_shutdown.borrow_mut().push(shutdown);
        }
        Ok(self.marks.borrow().clone().expect("just made"))
    }

    /// The tools that want an event from a place.
    fn tools(&self, code: *const Code, event: Event) -> u8 {
        // What a call of native code comes to is told to those that hear of calls.
        let event = if matches!(event, Event::CReturn | Event::CRaise) { Event::Call } else { event };
        let mut tools = self.by_event[event as usize].get();
        if self.local.get() > 0
            && let Some(c) = self.codes.borrow().get(&code)
        {
            for (tool, events) in c.events.iter().enumerate() {
                tools |= ((events >> event as u32 & 1) as u8) << tool;
            }
        }
        tools
    }

    /// Tells all tools that want it of an event in the frame of `record`, at a word offset of its code. `args` are what callbacks get
    /// behind code and (in most events) offset. The error of a callback.
    fn fire(&self, vm: &Vm, record: *mut Frame, offset: u32, event: Event, args: &[Value]) -> Res<()> {
        // SAFETY: a record on the frame stack keeps its function alive.
        let code = unsafe { (*record).function.get::<crate::object::Function>().code };
        let tools = self.tools(code, event);
        if tools == 0 {
            return Ok(());
        }
        self.fire_to(vm, record, offset, event, args, tools)
    }
    /// As `fire`, for the tools given.
    fn fire_to(&self, vm: &Vm, record: *mut Frame, offset: u32, event: Event, args: &[Value], tools: u8) -> Res<()> {
        // SAFETY: a record on the frame stack keeps its function alive.
        let code = unsafe { (*record).function.get::<crate::object::Function>().code };
        // SAFETY: as above.
        let own = unsafe { (*code).bytecode.location(offset).line };
        // An instruction without a line belongs to the last one that had one. The frame may be at the next instruction already.
        let place = match own {
            0 => self.seen.borrow().get(&record).map(|s| (s.line, s.byte)).filter(|s| s.0 != 0),
            _ => Some((own, 2 * offset)),
        };
        let line = if event == Event::Line { Some(args[0].as_small_int() as u32) } else { place.map(|p| p.0) };
        let byte = self.byte.get().or(place.map(|p| p.1));
        // SAFETY: `record` lies on the frame stack.
        let on_top = unsafe { record.add(1) } == vm.frame.get();
        let before = self.told.replace(told::Told { record, event, offset, line, byte, traced: false, on_top, target: None });
        let told = self.tell(vm, record, code, offset, event, args, tools);
        if let Some(to) = self.told.replace(before).target {
            self.jumped.set(Some(to));
        }
        told
    }
    /// Calls the tools given.
    #[allow(clippy::too_many_arguments)]
    fn tell(&self, vm: &Vm, record: *mut Frame, code: *const Code, offset: u32, event: Event, args: &[Value], tools: u8) -> Res<()> {
        for tool in 0..TOOLS {
            if tools >> tool & 1 != 0 {
                self.call_tool(vm, code, offset, tool, event, args)?;
            }
        }
        self.told.set(told::Told { traced: true, ..self.told.get() });
        if tools >> PROFILE_TOOL & 1 != 0 {
            trace::profile(vm, record, event, args)?;
        }
        if tools >> TRACE_TOOL & 1 != 0 {
            trace::trace(vm, record, event, args)?;
        }
        Ok(())
    }

    fn call_tool(&self, vm: &Vm, code: *const Code, offset: u32, tool: usize, event: Event, args: &[Value]) -> Res<()> {
        // C_RETURN and C_RAISE come with CALL.
        let place = (offset, event as u8, tool as u8);
        if self.codes.borrow().get(&code).is_some_and(|c| c.disabled.contains(&place)) {
            return Ok(());
        }
        let Some(callback) = self.callbacks.borrow().get(&(tool, event as usize)).cloned() else { return Ok(()) };
        let mut all = vec![Value::from_ptr(code.cast_mut())];
        if event != Event::Line {
            all.push(Value::small_int(offset as i64 * 2));
        }
        all.extend_from_slice(args);
        let r = call_guarded(vm, callback.value(), &all)?;
        let disable = self.marks.borrow().as_ref().is_some_and(|(disable, _)| disable.value() == r.value());
        if !disable {
            return Ok(());
        }
        if event as usize >= LOCAL_EVENTS {
            let callback = self.callbacks.borrow_mut().remove(&(tool, event as usize));
            drop(callback);
            return Err(vm.value_error(format!("Cannot disable {} events. Callback removed.", EVENT_NAMES[event as usize])));
        }
        self.codes.borrow_mut().entry(code).or_default().disabled.insert(place);
        Ok(())
    }
}

/// Calls a tool; what it runs is not observed, and it sees no pending exception.
fn call_guarded(vm: &Vm, callback: Value, args: &[Value]) -> Res {
    vm.tracing.set(vm.tracing.get() + 1);
    let (scratch, raised, stop) = (vm.scratch.get(), vm.raised.replace(Value::NULL), vm.stop_value.replace(Value::NULL));
    let r = vm.call(callback, args);
    vm.scratch.set(scratch);
    let left = vm.stop_value.replace(stop);
    if left != Value::NULL {
        drop(Ref::own(left));
    }
    vm.tracing.set(vm.tracing.get() - 1);
    if r.is_ok() {
        vm.raised.set(raised);
    } else if raised != Value::NULL {
        drop(Ref::own(raised));
    }
    r
}

/// A code object is about to be freed.
#[inline(always)]
pub fn forget_code(vm: &Vm, code: *const Code) {
    if !vm.monitored.get() {
        return;
    }
    let m = Monitoring::of(vm);
    if let Ok(mut codes) = m.codes.try_borrow_mut()
        && let Some(c) = codes.remove(&code)
        && c.events != [0; TOOLS]
    {
        m.local.set(m.local.get() - 1);
    }
}

fn shutdown(vm: &Vm) {
    let m = Monitoring::of(vm);
    trace::set_trace(vm, None);
    trace::set_profile(vm, None);
    for tool in 0..TOOLS {
        m.free_tool(vm, tool);
    }
    drop((m.everywhere.trace.take(), m.everywhere.profile.take()));
    let marks = m.marks.borrow_mut().take();
    drop(marks);
}
