//! The observing handler: works out the events of each instruction before it runs.
use super::{CodeEvents, Event, Monitoring, Seen, bit};
use crate::isa::Op;
use crate::object::{BoundMethod, Code, Frame, Function, Generator, Ref, Res, Value, Vm, code_flags, frame_flags};
use crate::vm::dispatch::{HANDLERS, Slot, Table};
use crate::vm::ops::base_op;
use crate::{cold, handlers, tail};

handlers! {
    MONITOR_OP(pc, fp, vm, tab) {
        let present = Table::current(vm);
        if present.0 != tab.0 {
            tail!((*present.0.add(*pc as usize)).0, pc, fp, vm, present)
        }
        if vm.tracing.get() != 0 {
            tail!(HANDLERS.get_unchecked(*pc as usize).0, pc, fp, vm, tab)
        }
        tail!(monitor_op_outside, pc, fp, vm, tab)
    }
}
cold! {
    monitor_op_outside(pc, fp, vm, tab) {
        let mut pc = pc;
        let told = match Monitoring::active(vm) {
            Some(m) => m.observe(vm, &mut pc, fp),
            None => Ok(()),
        };
        // A trace function may have sent the frame elsewhere.
        vm.pc.set(pc);
        match told {
            Ok(()) => { tail!(HANDLERS.get_unchecked(*pc as usize).0, pc, fp, vm, tab) }
            Err(_) if *pc == Op::RAISE_IN as u16 => {
                // The exception that was to be raised in a generator gives way.
                drop(Ref::own(vm.scratch.get()));
                let at = (*(*vm.frame.get().sub(1)).locals.ptr::<Generator>()).pc;
                let at = if base_op(at) == Op::YIELD_FROM { at } else { at.sub(1) };
                tail!(crate::vm::ops::unwind, at, fp, vm, tab)
            }
            Err(_) => { tail!(crate::vm::ops::unwind, pc, fp, vm, tab) }
        }
    }
}

/// Every instruction is observed.
static ALL: [Slot; crate::isa::COUNT] = [Slot(MONITOR_OP); crate::isa::COUNT];

handlers! {
    /// An instruction without events of its own, while nobody wants lines, instructions or branches: only the first one behind another's
    /// event is looked at.
    MONITOR_QUIET_OP(pc, fp, vm, tab) {
        if Table::current(vm).0 == tab.0
            && let Some(m) = Monitoring::active(vm)
            && m.quiet.get() == vm.frame.get() as usize
        {
            tail!(HANDLERS.get_unchecked(*pc as usize).0, pc, fp, vm, tab)
        }
        tail!(MONITOR_OP, pc, fp, vm, tab)
    }
}

/// Whether a base instruction may have events besides those of lines, instructions, jumps and branches.
const fn is_loud(op: Op) -> bool {
    matches!(
        op,
        Op::CALL
            | Op::CALL_KW
            | Op::CALL_METHOD
            | Op::CALL_METHOD_KW
            | Op::CALL_EX
            | Op::FOR_PREP_RANGE
            | Op::RETURN
            | Op::RETURN_GEN
            | Op::RETURN_GENERATOR
            | Op::YIELD
            | Op::YIELD_ASYNC
            | Op::YIELD_FROM
            | Op::RERAISE
            | Op::RAISE_IN
            | Op::INIT_UNBOUND
            | Op::MAKE_CELL
            | Op::HALT
    )
}

macro_rules! calls_table {
    ($($(#[doc = $doc:literal])* $name:ident($($o:ident),*) $cache:literal $(, $extra:ident)? $(: $base:ident)?;)*) => {
        /// Instructions are observed as far as calls and exceptions need it.
        static CALLS: [Slot; crate::isa::COUNT] =
            [$(Slot(if is_loud(calls_table!(@base $name $($base)?)) { MONITOR_OP } else { MONITOR_QUIET_OP })),*];
    };
    (@base $name:ident) => { Op::$name };
    (@base $name:ident $base:ident) => { Op::$base };
}
crate::for_each_op!(calls_table);

/// Events that any instruction may have.
const EVERYWHERE: u32 =
    bit(Event::Line) | bit(Event::Instruction) | bit(Event::Jump) | bit(Event::BranchLeft) | bit(Event::BranchRight);

/// The handler table while some tool wants an event.
pub fn table(vm: &Vm) -> &'static [Slot; crate::isa::COUNT] {
    match Monitoring::active(vm) {
        Some(m) if m.calls_only() => &CALLS,
        _ => &ALL,
    }
}

/// The code a record runs.
///
/// # Safety
/// `record` lies on the frame stack.
unsafe fn code_of<'a>(record: *mut Frame) -> &'a Code {
    &*(*record).function.get::<Function>().code
}

impl Monitoring {
    /// Whether no tool wants events that any instruction may have.
    fn calls_only(&self) -> bool {
        self.local.get() == 0 && (0..super::EVENTS).all(|event| EVERYWHERE >> event & 1 == 0 || self.by_event[event].get() == 0)
    }
    /// Tells of the events of the instruction at `pc`, which is about to run, and of those that a trace function sends the frame to.
    ///
    /// # Safety
    /// `pc` and `fp` are those of the frame on top.
    unsafe fn observe(&self, vm: &Vm, pc: &mut *const u16, fp: *mut Value) -> Res<()> {
        let record = vm.frame.get().sub(1);
        let mut told = self.observe_at(vm, *pc, fp);
        while let Some((offset, line)) = self.jumped.take() {
            let code = code_of(record);
            *pc = code.pc(offset as usize);
            vm.pc.set(*pc);
            let b = &code.bytecode;
            let byte = match b.marks(offset).iter().position(|m| m.line == line && b.location(offset).line != line) {
                Some(i) => b.mark_byte(offset, i),
                None => 2 * offset,
            };
            self.seen.borrow_mut().insert(record, Seen { pc: *pc, call: None, line, byte, raised: false, stopped: None, delegates: false });
            if told.is_err() {
                break;
            }
            told = self.arrived(vm, record, code, *pc, fp, line);
        }
        told
    }
    /// A trace function has sent the frame to a line, of which it is not told.
    unsafe fn arrived(&self, vm: &Vm, record: *mut Frame, code: &Code, pc: *const u16, fp: *mut Value, line: u32) -> Res<()> {
        let offset = code.offset(pc) as u32;
        self.lines_on_the_way(vm, record, code, offset, line, true)?;
        if self.jumped.get().is_some() {
            return Ok(());
        }
        let own = code.bytecode.location(offset).line;
        if own != line && own != 0 {
            self.fire(vm, record, offset, Event::Line, &[Value::small_int(own as i64)])?;
        }
        self.comes_to(vm, record, code, pc, fp)
    }
    /// The events of an instruction behind that of its line.
    unsafe fn comes_to(&self, vm: &Vm, record: *mut Frame, code: &Code, pc: *const u16, fp: *mut Value) -> Res<()> {
        if self.jumped.get().is_some() {
            return Ok(());
        }
        let offset = code.offset(pc) as u32;
        self.fire(vm, record, offset, Event::Instruction, &[])?;
        self.begins(vm, record, code, base_op(pc), pc, fp, offset)
    }
    unsafe fn observe_at(&self, vm: &Vm, pc: *const u16, fp: *mut Value) -> Res<()> {
        let op = base_op(pc);
        if op == Op::HALT {
            return Ok(());
        }
        let record = vm.frame.get().sub(1);
        let code = code_of(record);
        self.quiet.set(0);
        if op == Op::RAISE_IN {
            return self.thrown(vm, record);
        }
        let words = code.words.as_ptr_range();
        if pc < words.start || pc >= words.end || op == Op::RETURN_GENERATOR {
            return Ok(());
        }
        let offset = code.offset(pc) as u32;
        let own = code.bytecode.location(offset).line;
        let previous = {
            let mut seen = self.seen.borrow_mut();
            // An instruction that has changed its form, or has polled, comes here again.
            if seen.get(&record).is_some_and(|s| s.pc == pc) {
                return Ok(());
            }
            let known = seen.get(&record).map_or((0, 0), |s| (s.line, s.byte));
            let (line, byte) = if own != 0 { (own, 2 * offset) } else { known };
            seen.insert(record, Seen { pc, call: None, line, byte, raised: false, stopped: None, delegates: false })
        };
        let (mut before, mut raised) = (std::ptr::null(), false);
        match previous {
            None => self.entered(vm, record, code, pc, offset)?,
            Some(seen) => {
                (before, raised) = (seen.pc, seen.raised);
                if !before.is_null() && !raised {
                    self.finished(vm, record, code, fp, before, seen.call, seen.stopped, seen.delegates, pc)?;
                }
            }
        }
        if matches!(op, Op::INIT_UNBOUND | Op::MAKE_CELL) {
            // Part of the entry to the function.
            if before.is_null()
                && let Some(seen) = self.seen.borrow_mut().get_mut(&record)
            {
                seen.pc = std::ptr::null();
            }
            return Ok(());
        }
        if !is_loud(op) && self.calls_only() {
            self.quiet.set(vm.frame.get() as usize);
            return Ok(());
        }
        self.line(vm, record, code, before, raised, pc, offset)?;
        self.comes_to(vm, record, code, pc, fp)
    }

    /// A frame's first observed instruction: whether it starts or resumes, or has been running before somebody looked.
    unsafe fn entered(&self, vm: &Vm, record: *mut Frame, code: &Code, pc: *const u16, offset: u32) -> Res<()> {
        if (*record).flags & frame_flags::GENERATOR == 0 {
            if pc == code.entry {
                return self.fire(vm, record, offset, Event::PyStart, &[]);
            }
            return Ok(());
        }
        if (*(*record).locals.ptr::<Generator>()).pc != pc {
            return Ok(());
        }
        // Those that delegate to it have been resumed with it.
        let mut outermost = record;
        while (*outermost).flags & frame_flags::DELEGATE != 0 && !self.seen.borrow().contains_key(&outermost.sub(1)) {
            outermost = outermost.sub(1);
            self.seen.borrow_mut().insert(outermost, Seen { pc: std::ptr::null(), call: None, line: 0, byte: 0, raised: false, stopped: None, delegates: false });
        }
        while outermost != record {
            let at = (*(*outermost).locals.ptr::<Generator>()).pc;
            if let Some(seen) = self.seen.borrow_mut().get_mut(&outermost) {
                (seen.pc, seen.delegates) = (at, true);
            }
            self.fire(vm, outermost, code_of(outermost).offset(at) as u32, Event::PyResume, &[])?;
            outermost = outermost.add(1);
        }
        let first = code.flags & code_flags::RESUMABLE != 0 && pc == code.entry.add(4);
        self.fire(vm, record, offset, if first { Event::PyStart } else { Event::PyResume }, &[])
    }

    /// An exception is about to be raised in the generator on top.
    unsafe fn thrown(&self, vm: &Vm, record: *mut Frame) -> Res<()> {
        let g = &*(*record).locals.ptr::<Generator>();
        self.seen.borrow_mut().insert(record, Seen { pc: std::ptr::null(), call: None, line: 0, byte: 0, raised: false, stopped: None, delegates: false });
        let code = code_of(record);
        let offset = code.bytecode.instruction_at(code.offset(crate::vm::frames::suspended_at(code, g.pc)));
        let exception = Ref::new(vm.scratch.get());
        self.fire(vm, record, offset, Event::PyThrow, &[exception.value()])
    }

    /// The instruction before has ended without an exception.
    #[allow(clippy::too_many_arguments)]
    unsafe fn finished(
        &self,
        vm: &Vm,
        record: *mut Frame,
        code: &Code,
        fp: *mut Value,
        before: *const u16,
        call: Option<(Ref, Ref)>,
        stopped: Option<Ref>,
        delegates: bool,
        pc: *const u16,
    ) -> Res<()> {
        let offset = code.offset(before) as u32;
        if let Some(value) = stopped {
            let e = vm.call(Value::from_ptr(vm.types.StopIteration), &[value.value()])?;
            self.fire(vm, record, offset, Event::Raise, &[e.value()])?;
        }
        if let Some((callable, argument)) = call {
            self.fire(vm, record, offset, Event::CReturn, &[callable.value(), argument.value()])?;
        }
        let op = base_op(before);
        if op == Op::YIELD_FROM {
            let value = *fp.add(*before.add(1) as usize);
            if self.tools(code, Event::StopIteration) != 0 && (delegates || !value.is_none()) {
                let arguments: &[Value] = if value.is_none() { &[] } else { &[value] };
                let e = vm.call(Value::from_ptr(vm.types.StopIteration), arguments)?;
                self.fire(vm, record, offset, Event::StopIteration, &[e.value()])?;
            }
            return Ok(());
        }
        let branch = self.tools(code, Event::BranchLeft) | self.tools(code, Event::BranchRight);
        if branch == 0 || !op.info().operands.contains(&crate::isa::Operand::Jump) {
            return Ok(());
        }
        let Some(target) = code.bytecode.jump_target(offset as usize) else { return Ok(()) };
        let jumped = pc == code.words.as_ptr().add(target);
        let backward = target <= offset as usize;
        let event = if jumped == backward { Event::BranchLeft } else { Event::BranchRight };
        let to = Value::small_int(code.offset(pc) as i64 * 2);
        self.fire(vm, record, offset, event, &[to])
    }

    /// The LINE events of an instruction: of the lines that control comes by, and of its own where it begins one.
    #[allow(clippy::too_many_arguments)]
    unsafe fn line(
        &self,
        vm: &Vm,
        record: *mut Frame,
        code: &Code,
        before: *const u16,
        raised: bool,
        pc: *const u16,
        offset: u32,
    ) -> Res<()> {
        if self.tools(code, Event::Line) == 0 {
            return Ok(());
        }
        let b = &code.bytecode;
        let line_of = |line: u32| [Value::small_int(line as i64)];
        let mut last = 0;
        if !before.is_null() {
            let from = code.offset(before) as u32;
            last = b.location(from).line;
            if !raised {
                let jumps = b.jump_target(from as usize) == Some(offset as usize) && pc != before.add(base_op(before).len());
                for (i, line) in b.edges(from, jumps).enumerate().filter(|(_, line)| *line != last).collect::<Vec<_>>() {
                    last = line;
                    self.passes(vm, record, code, offset, line, b.edge_byte(from, jumps, i))?;
                    if self.jumped.get().is_some() {
                        return Ok(());
                    }
                }
            }
        }
        let last = self.lines_on_the_way(vm, record, code, offset, last, false)?;
        if self.jumped.get().is_some() {
            return Ok(());
        }
        let line = b.location(offset).line;
        if before.is_null() && &*b.name == "<module>" && b.locations.iter().all(|l| l.line == 0) {
            // An empty module is at line 0.
            return self.fire(vm, record, offset, Event::Line, &line_of(0));
        }
        let known = |c: &mut CodeEvents| c.starts.get_or_insert_with(|| super::LineStarts::of(b)).contains(offset);
        let starts = known(self.codes.borrow_mut().entry(code).or_default());
        if !starts {
            return Ok(());
        }
        if last != line {
            return self.fire(vm, record, offset, Event::Line, &line_of(line));
        }
        if !before.is_null() && pc <= before && self.by_event[Event::Line as usize].get() >> super::TRACE_TOOL & 1 != 0 {
            // Trace functions hear of each turn of a loop on one line.
            return self.fire_to(vm, record, offset, Event::Line, &line_of(line), 1 << super::TRACE_TOOL);
        }
        Ok(())
    }

    /// The LINE event of a line that control comes by on its way to an instruction.
    unsafe fn passes(&self, vm: &Vm, record: *mut Frame, code: &Code, offset: u32, line: u32, byte: u32) -> Res<()> {
        if code.bytecode.location(offset).line == 0
            && let Some(seen) = self.seen.borrow_mut().get_mut(&record)
        {
            (seen.line, seen.byte) = (line, byte);
        }
        self.byte.set(Some(byte));
        let told = self.fire(vm, record, offset, Event::Line, &[Value::small_int(line as i64)]);
        self.byte.set(None);
        told
    }

    /// The LINE events of lines that control comes by on its way to an instruction, from line `last` on: `behind` says that it has been told
    /// to be at one of them. The last of them.
    unsafe fn lines_on_the_way(&self, vm: &Vm, record: *mut Frame, code: &Code, offset: u32, last: u32, behind: bool) -> Res<u32> {
        let b = &code.bytecode;
        let marks = b.marks(offset);
        let from = if behind { marks.iter().position(|m| m.line == last).map_or(marks.len(), |i| i + 1) } else { 0 };
        let mut last = last;
        for (i, mark) in marks.iter().enumerate().skip(from) {
            if mark.line != last {
                last = mark.line;
                self.passes(vm, record, code, offset, last, b.mark_byte(offset, i))?;
                if self.jumped.get().is_some() {
                    break;
                }
            }
        }
        Ok(last)
    }

    /// The events that come with an instruction before it runs.
    unsafe fn begins(
        &self,
        vm: &Vm,
        record: *mut Frame,
        code: &Code,
        op: Op,
        pc: *const u16,
        fp: *mut Value,
        offset: u32,
    ) -> Res<()> {
        let register = |slot: usize| *fp.add(*pc.add(slot) as usize);
        match op {
            Op::RETURN | Op::RETURN_GEN => {
                let r = self.fire(vm, record, offset, Event::PyReturn, &[register(1)]);
                if r.is_ok() {
                    self.left(record);
                }
                let loops = (*record).flags & frame_flags::GENERATOR != 0
                    && (*record).flags & (frame_flags::SEND | frame_flags::ENTRY | frame_flags::DELEGATE) == 0
                    && base_op((*record).pc) == Op::FOR_ITER;
                if r.is_ok()
                    && loops
                    && !register(1).is_none()
                    && let Some(seen) = self.seen.borrow_mut().get_mut(&record.sub(1))
                {
                    seen.stopped = Some(Ref::new(register(1)));
                }
                r
            }
            Op::YIELD => self.yields(vm, record, pc, register(2)),
            Op::YIELD_FROM => {
                let t = &vm.types;
                let ty = vm.type_of(register(2));
                // Other native iterators that are exhausted raise nothing.
                let raises = [t.generator, t.coroutine, t.async_generator_asend, t.async_generator_athrow, t.anext_awaitable].contains(&ty)
                    // SAFETY: types outlive their uses.
                    || (*ty).has(crate::object::flags::HEAP);
                if let Some(seen) = self.seen.borrow_mut().get_mut(&record) {
                    seen.delegates = raises;
                }
                Ok(())
            }
            Op::YIELD_ASYNC => {
                self.fire(vm, record, offset, Event::PyYield, &[register(2)])?;
                if self.jumped.get().is_none() {
                    self.left(record);
                }
                Ok(())
            }
            Op::RERAISE => {
                let e = if *pc.add(2) == 1 { vm.current_exception() } else { register(1) };
                if e == Value::NULL { Ok(()) } else { self.fire(vm, record, offset, Event::Reraise, &[e]) }
            }
            Op::JUMP | Op::JUMP_BACK => {
                let to = code.bytecode.jump_target(offset as usize).unwrap_or(0);
                self.fire(vm, record, offset, Event::Jump, &[Value::small_int(to as i64 * 2)])
            }
            Op::CALL | Op::CALL_KW | Op::CALL_METHOD | Op::CALL_METHOD_KW | Op::CALL_EX | Op::FOR_PREP_RANGE => {
                if self.tools(code, Event::Call) == 0 {
                    return Ok(());
                }
                let (callable, argument) = called(vm, op, pc, fp);
                let missing = self.marks(vm)?.1;
                let argument = argument.map_or(missing, Ref::new);
                let callable = Ref::new(callable);
                self.fire(vm, record, offset, Event::Call, &[callable.value(), argument.value()])?;
                if !callable.is_exact(vm.types.function)
                    && let Some(seen) = self.seen.borrow_mut().get_mut(&record)
                {
                    seen.call = Some((callable, argument));
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// A generator at `pc` yields, and with it all that delegate to it.
    unsafe fn yields(&self, vm: &Vm, record: *mut Frame, pc: *const u16, value: Value) -> Res<()> {
        let value = Ref::new(value);
        let (mut record, mut pc) = (record, pc);
        loop {
            self.fire(vm, record, code_of(record).offset(pc) as u32, Event::PyYield, &[value.value()])?;
            if self.jumped.get().is_some() {
                return Ok(());
            }
            self.left(record);
            if (*record).flags & frame_flags::DELEGATE == 0 {
                return Ok(());
            }
            pc = (*record).pc;
            record = record.sub(1);
        }
    }

    fn left(&self, record: *mut Frame) {
        self.quiet.set(0);
        let seen = self.seen.borrow_mut().remove(&record);
        drop(seen);
    }
}

/// What a call instruction calls, and its first positional argument. A bound method counts as its function.
unsafe fn called(vm: &Vm, op: Op, pc: *const u16, fp: *mut Value) -> (Value, Option<Value>) {
    let base = if op == Op::FOR_PREP_RANGE { *pc.add(1) } else { *pc.add(2) } as usize;
    let mut p = fp.add(base);
    let mut count = *pc.add(3) as usize;
    match op {
        Op::CALL_METHOD | Op::CALL_METHOD_KW if (*p).is_unbound() => p = p.add(1),
        Op::CALL_METHOD | Op::CALL_METHOD_KW => count += 1,
        _ => {}
    }
    let callable = *p;
    if callable.is_exact(vm.types.method) {
        let m = callable.get::<BoundMethod>();
        return (m.function, Some(m.receiver));
    }
    if op == Op::CALL_EX {
        let args = *p.add(1);
        let first = if vm.is_tuple(args) { vm.tuple_items(args).first().copied() } else { None };
        return (callable, first);
    }
    (callable, (count > 0).then(|| *p.add(1)))
}

/// The monitoring to tell of what unwinding does: none while no tool is interested, which costs one comparison.
#[inline(always)]
fn unwinding(vm: &Vm) -> Option<&Monitoring> {
    Monitoring::active(vm).filter(|_| vm.tracing.get() == 0)
}

/// Tells of an event of the pending exception. The exception of a callback takes its place; false then.
#[cold]
unsafe fn fire_raised(vm: &Vm, m: &Monitoring, pc: *const u16, event: Event) -> bool {
    let record = vm.frame.get().sub(1);
    let code = code_of(record);
    if m.tools(code, event) == 0 || vm.raised.get() == Value::NULL {
        return true;
    }
    let words = code.words.as_ptr_range();
    let offset = if pc < words.start || pc >= words.end { 0 } else { code.offset(pc) as u32 };
    vm.pc.set(pc);
    let e = Ref::own(vm.raised.replace(Value::NULL));
    match m.fire(vm, record, offset, event, &[e.value()]) {
        Ok(()) => {
            vm.raised.set(e.into_value());
            true
        }
        Err(_) => false,
    }
}

/// The pending exception goes through the frame on top, where it was raised at `pc`.
///
/// # Safety
/// An exception is pending; `pc` is an instruction of the frame on top.
#[inline(always)]
pub unsafe fn raised(vm: &Vm, pc: *const u16) {
    if let Some(m) = unwinding(vm) {
        tell_raised(vm, m, pc);
    }
}
#[cold]
unsafe fn tell_raised(vm: &Vm, m: &Monitoring, pc: *const u16) {
    let record = vm.frame.get().sub(1);
    m.quiet.set(0);
    let call = m.seen.borrow_mut().get_mut(&record).and_then(|seen| {
        seen.raised = true;
        seen.call.take()
    });
    if let Some((callable, argument)) = call {
        let code = code_of(record);
        let words = code.words.as_ptr_range();
        if pc >= words.start && pc < words.end {
            vm.pc.set(pc);
            let e = vm.raised.replace(Value::NULL);
            let r = m.fire(vm, record, code.offset(pc) as u32, Event::CRaise, &[callable.value(), argument.value()]);
            if r.is_ok() {
                vm.raised.set(e);
            } else if e != Value::NULL {
                drop(Ref::own(e));
            }
        }
    }
    fire_raised(vm, m, pc, Event::Raise);
}

/// The pending exception is about to be handled at `pc`; false where a callback has raised another one.
///
/// # Safety
/// As for `raised`.
#[inline(always)]
pub unsafe fn handled(vm: &Vm, pc: *const u16) -> bool {
    unwinding(vm).is_none_or(|m| fire_raised(vm, m, pc, Event::ExceptionHandled))
}

/// The pending exception is about to leave the frame on top.
///
/// # Safety
/// As for `raised`.
#[inline(always)]
pub unsafe fn unwound(vm: &Vm, pc: *const u16) {
    if let Some(m) = unwinding(vm) {
        fire_raised(vm, m, pc, Event::PyUnwind);
        m.left(vm.frame.get().sub(1));
    }
}

/// The generator on top passes on a value that an iterator in native code has yielded to its YIELD_FROM at `pc`. False after an exception.
///
/// # Safety
/// `pc` is that instruction of the frame on top.
pub unsafe fn passed_on(vm: &Vm, pc: *const u16, value: Value) -> bool {
    let Some(m) = unwinding(vm) else { return true };
    vm.pc.set(pc);
    m.yields(vm, vm.frame.get().sub(1), pc, value).is_ok()
}
