//! Frame objects: made when somebody looks at a frame, filled when the frame is left.
//!
//! Invariants: a record with `HAS_OBJECT` owns one reference to its frame object, whose `record` points back at it; a suspended generator
//! owns its frame's object in `Generator::frame`. A frame object that outlives its frame takes over the locals.
use super::threads;
use crate::object::{
    CellObject, Code, Frame, FrameExtra, FrameObject, FrameState, Function, Generator, Ref, Res, Value, Vm, frame_flags,
};

/// The record of the frame `depth` calls above the running one; None beyond the outermost.
pub fn record_at(vm: &Vm, depth: usize) -> Option<*mut Frame> {
    // SAFETY: both point into the frame stack.
    let count = unsafe { vm.frame.get().offset_from(vm.frames_base.get()) } as usize;
    // SAFETY: as above; the record exists.
    if depth < count { Some(unsafe { vm.frame.get().sub(depth + 1) }) } else { None }
}

/// The instruction that a frame on the stack is at: the one that called whatever runs above it. Null where that is not known.
///
/// # Safety
/// `record` is a record on the frame stack.
unsafe fn pc_of(vm: &Vm, record: *mut Frame) -> *const u16 {
    match threads::stack_of(vm, record) {
        Some(stack) => pc_within(record, stack.top, stack.pc),
        None => std::ptr::null(),
    }
}
/// As `pc_of`, on a frame stack that ends at `top`, whose last frame is at `pc`.
unsafe fn pc_within(record: *mut Frame, top: *mut Frame, pc: *const u16) -> *const u16 {
    let above = record.add(1);
    if above == top {
        return pc;
    }
    let above = &*above;
    if above.flags & frame_flags::ENTRY != 0 {
        above.caller_pc.assume_init()
    } else if above.flags & frame_flags::GENERATOR != 0 && above.flags & frame_flags::SEND == 0 {
        above.pc
    } else {
        // The return address, within the call instruction's words.
        above.pc.sub(1)
    }
}

/// The line that a frame on the stack is at: that of its function's definition where it is not known.
pub fn line(vm: &Vm, record: *mut Frame) -> u32 {
    // SAFETY: `record` lies on a frame stack; its function is alive as long.
    unsafe { line_at(record, pc_of(vm, record)) }
}
/// As `line`, on a frame stack that ends at `top`, whose last frame is at `pc`.
///
/// # Safety
/// `record` lies on that stack.
pub unsafe fn line_within(record: *mut Frame, top: *mut Frame, pc: *const u16) -> u32 {
    line_at(record, pc_within(record, top, pc))
}
unsafe fn line_at(record: *mut Frame, pc: *const u16) -> u32 {
    let code = (*record).function.get::<Function>().code();
    let words = code.words.as_ptr_range();
    if pc < words.start || pc >= words.end {
        return code.bytecode.first_line;
    }
    code.bytecode.location(code.offset(pc) as u32).line
}

/// The frame object of a frame on the stack, made where there is none yet.
pub fn frame_object(vm: &Vm, record: *mut Frame) -> Res {
    // SAFETY: `record` lies on the frame stack; its function is alive as long.
    unsafe {
        let r = &mut *record;
        if r.flags & frame_flags::HAS_OBJECT != 0 {
            return Ok(Ref::new(Value::from_ptr(r.object.assume_init())));
        }
        let namespace = if r.flags & frame_flags::HAS_LOCALS != 0 { r.locals } else { Value::NULL };
        let generator = if r.flags & frame_flags::GENERATOR != 0 { r.locals } else { Value::NULL };
        let made = new_frame_object(vm, r.function, namespace, generator, FrameState::Running)?;
        (*made.ptr::<FrameObject>()).record = record;
        r.object.write(made.clone().into_value().ptr());
        r.flags |= frame_flags::HAS_OBJECT;
        Ok(made)
    }
}

fn new_frame_object(vm: &Vm, function: Value, namespace: Value, generator: Value, state: FrameState) -> Res {
    let p = vm.alloc_raw(size_of::<FrameObject>(), true, vm.types.frame)? as *mut FrameObject;
    function.incref();
    if namespace != Value::NULL {
        namespace.incref();
    }
    // SAFETY: the cell is fresh and large enough.
    unsafe {
        let header = std::ptr::read(&raw const (*p).header);
        p.write(FrameObject {
            header,
            state,
            trace_lines: true,
            trace_opcodes: false,
            offset: 0,
            record: std::ptr::null_mut(),
            function,
            generator,
            back: Value::NULL,
            namespace,
            values: Box::default(),
            rare: None,
        });
    }
    Ok(Ref::own(Value::from_ptr(p)))
}

/// The frame object of a generator; None once it has ended.
pub fn generator_frame(vm: &Vm, g: Value) -> Res<Option<Ref>> {
    // SAFETY: `g` is a generator; a running one has a record on the frame stack.
    unsafe {
        let gen_ = &mut *g.ptr::<Generator>();
        match gen_.state {
            crate::object::GeneratorState::Closed => Ok(None),
            crate::object::GeneratorState::Running => {
                let mut depth = 0;
                while let Some(record) = record_at(vm, depth) {
                    if (*record).flags & frame_flags::GENERATOR != 0 && (*record).locals == g {
                        return frame_object(vm, record).map(Some);
                    }
                    depth += 1;
                }
                Ok(None)
            }
            _ => {
                if gen_.frame == Value::NULL {
                    gen_.frame =
                        new_frame_object(vm, gen_.function, Value::NULL, g, FrameState::Suspended)?.into_value();
                }
                Ok(Some(Ref::new(gen_.frame)))
            }
        }
    }
}

/// The running frame is about to be left from the instruction at `pc`: a frame object that others hold takes the locals out of the window.
///
/// # Safety
/// `fp` is the window of the frame on top.
#[inline(always)]
pub unsafe fn detach(vm: &Vm, pc: *const u16, fp: *mut Value) {
    let record = vm.frame.get().sub(1);
    if (*record).flags & frame_flags::HAS_OBJECT != 0 {
        detach_object(vm, record, pc, fp);
    }
}

#[cold]
unsafe fn detach_object(vm: &Vm, record: *mut Frame, pc: *const u16, fp: *mut Value) {
    let object = Ref::own(Value::from_ptr((*record).object.assume_init()));
    (*record).flags &= !frame_flags::HAS_OBJECT;
    let o = &mut *object.ptr::<FrameObject>();
    o.record = std::ptr::null_mut();
    o.generator = Value::NULL;
    o.state = FrameState::Left;
    let code = o.function.get::<Function>().code();
    o.offset = code.offset(pc) as u32;
    if o.header.refcount == 1 {
        return;
    }
    let pending = vm.raised.replace(Value::NULL);
    if (*record).flags & frame_flags::GENERATOR == 0
        && record != vm.frames_base.get()
        && let Ok(back) = frame_object(vm, record.sub(1))
    {
        o.back = back.into_value();
    }
    take_locals(o, fp, code.locals as usize);
    let failed = vm.raised.replace(pending);
    if failed != Value::NULL {
        drop(Ref::own(failed));
    }
}

/// Moves locals into a frame object; without memory for them they are dropped with their window.
unsafe fn take_locals(o: &mut FrameObject, from: *mut Value, count: usize) {
    let mut values = Vec::new();
    if values.try_reserve_exact(count).is_ok() {
        for i in 0..count {
            values.push(std::mem::replace(&mut *from.add(i), Value::NONE));
        }
        o.values = values.into_boxed_slice();
    }
}

/// As `detach`, for a frame whose locals must not be kept.
///
/// # Safety
/// A frame is running.
#[inline(always)]
pub unsafe fn discard(vm: &Vm) {
    let record = vm.frame.get().sub(1);
    if (*record).flags & frame_flags::HAS_OBJECT != 0 {
        discard_object(record);
    }
}

/// An exception goes to a handler of the frame. Remembers where it was raised, as far as the handler only cleans up and raises it again;
/// a frame object that is running keeps it in its place for the offset, plus one.
///
/// # Safety
/// `record` lies on the frame stack.
pub unsafe fn remember_raised(record: &Frame, offset: Option<u32>) {
    if record.flags & frame_flags::HAS_OBJECT != 0 {
        (*record.object.assume_init()).offset = offset.map_or(0, |o| o + 1);
    }
}
/// Where the exception was raised that the last handler of the frame only passes on.
///
/// # Safety
/// As for `remember_raised`.
pub unsafe fn last_raised(record: &Frame) -> Option<u32> {
    if record.flags & frame_flags::HAS_OBJECT == 0 {
        return None;
    }
    (*record.object.assume_init()).offset.checked_sub(1)
}

#[cold]
unsafe fn discard_object(record: *mut Frame) {
    let object = Ref::own(Value::from_ptr((*record).object.assume_init()));
    (*record).flags &= !frame_flags::HAS_OBJECT;
    let o = &mut *object.ptr::<FrameObject>();
    o.record = std::ptr::null_mut();
    o.generator = Value::NULL;
    o.state = FrameState::Cleared;
    o.offset = 0;
}

/// The frame object of a generator's record goes to the generator, which is about to suspend.
///
/// # Safety
/// `record` is a generator's, with a frame object.
#[cold]
pub unsafe fn suspend(record: &Frame, g: &mut Generator) {
    let object = record.object.assume_init();
    (*object).record = std::ptr::null_mut();
    (*object).state = FrameState::Suspended;
    g.frame = Value::from_ptr(object);
}

/// The frame object of a suspended generator goes to the record that runs it.
///
/// # Safety
/// `record` is that of the generator, just pushed.
#[cold]
pub unsafe fn resume(record: *mut Frame, g: &mut Generator) {
    let object = std::mem::replace(&mut g.frame, Value::NULL).ptr::<FrameObject>();
    (*object).record = record;
    (*object).state = FrameState::Running;
    (*record).object.write(object);
    (*record).flags |= frame_flags::HAS_OBJECT;
}

/// A generator gives up its frame without having run to its end.
///
/// # Safety
/// The generator is not running; its registers are still there.
pub unsafe fn abandon(vm: &Vm, g: &mut Generator) {
    if g.frame == Value::NULL {
        return;
    }
    let object = Ref::own(std::mem::replace(&mut g.frame, Value::NULL));
    let o = &mut *object.ptr::<FrameObject>();
    let code = o.function.get::<Function>().code();
    o.generator = Value::NULL;
    o.state = FrameState::Left;
    o.offset = code.offset(g.pc) as u32;
    if o.header.refcount > 1 && !g.registers.is_null() {
        take_locals(o, g.registers, code.locals.min(g.live) as usize);
    }
    let _ = vm;
}

fn object<'a>(frame: Value) -> &'a mut FrameObject {
    // SAFETY: callers pass frame objects; no borrow is held across code that may change them.
    unsafe { &mut *frame.ptr::<FrameObject>() }
}

/// The code a frame runs.
pub fn code<'a>(frame: Value) -> &'a Code {
    // SAFETY: a frame object owns its function.
    unsafe { object(frame).function.get::<Function>().code() }
}

/// The frame's last instruction as a word offset; None where it has not started.
pub fn offset(vm: &Vm, frame: Value) -> Option<u32> {
    let o = object(frame);
    let code = code(frame);
    // SAFETY: the pc is within the code's words where it is known.
    unsafe {
        let pc = match o.state {
            FrameState::Left | FrameState::Cleared => return Some(o.offset),
            FrameState::Running => pc_of(vm, o.record),
            FrameState::Suspended => {
                suspended_at(code, o.generator.get::<Generator>().pc)
            }
        };
        let words = code.words.as_ptr_range();
        if pc >= words.start && pc < words.end { Some(code.offset(pc) as u32) } else { None }
    }
}

/// The instruction by which a generator is suspended: the one before `pc`, except where `pc` is a delegation that goes on.
///
/// # Safety
/// `pc` is where a generator of that code goes on.
pub unsafe fn suspended_at(code: &Code, pc: *const u16) -> *const u16 {
    use crate::isa::Op;
    let delegates = Op::from_u16(*pc).is_some_and(|op| op.info().base == Op::YIELD_FROM);
    if delegates || pc == code.entry { pc } else { pc.sub(1) }
}

/// `f_back`.
pub fn back(vm: &Vm, frame: Value) -> Res<Option<Ref>> {
    let o = object(frame);
    match o.state {
        FrameState::Running if threads::stack_of(vm, o.record).is_some_and(|stack| stack.base != o.record) => {
            // SAFETY: records lie below this one.
            frame_object(vm, unsafe { o.record.sub(1) }).map(Some)
        }
        FrameState::Left if o.back != Value::NULL => Ok(Some(Ref::new(o.back))),
        _ => Ok(None),
    }
}

/// A variable of a frame: where it is now.
#[derive(Clone, Copy)]
pub enum Variable {
    /// In a register or what took its place.
    Register(*mut Value),
    /// In that register once it has a value; what lies there now is a leftover.
    Unassigned(*mut Value, u32),
    Cell(*mut CellObject),
    /// Nowhere any more.
    Gone,
}

/// Calls `f` with the name of each variable of the frame's code, locals before free variables, and its place. Stops where `f` returns
/// false.
pub fn each_variable(vm: &Vm, frame: Value, f: &mut dyn FnMut(&str, Variable) -> Res<bool>) -> Res<()> {
    let o = object(frame);
    let code = code(frame);
    let b = &code.bytecode;
    let at = offset(vm, frame).unwrap_or(0) as usize;
    let assigned = crate::bytecode::assigned::assigned(b, b.instruction_at(at) as usize);
    let written: Vec<u32> = o.rare.as_ref().map_or(Vec::new(), |r| r.written.clone());
    // SAFETY: the state tells where the registers are; each of these is alive.
    let (registers, count) = unsafe {
        match o.state {
            FrameState::Running => ((*o.record).window, code.locals as usize),
            FrameState::Suspended => {
                let g = o.generator.get::<Generator>();
                (g.registers, g.live.min(code.locals) as usize)
            }
            FrameState::Left => (o.values.as_mut_ptr(), o.values.len()),
            FrameState::Cleared => (std::ptr::null_mut(), 0),
        }
    };
    for (i, name) in b.local_names.iter().enumerate() {
        if name.starts_with('.') {
            continue;
        }
        // SAFETY: `i` is below the number of registers.
        let place = unsafe {
            if i >= count {
                Variable::Gone
            } else {
                let p = registers.add(i);
                if b.cells.contains(&(i as u32)) && (*p).is_exact(vm.types.cell) {
                    Variable::Cell((*p).ptr())
                } else if assigned.get(i) == Some(&true) || written.contains(&(i as u32)) {
                    Variable::Register(p)
                } else {
                    Variable::Unassigned(p, i as u32)
                }
            }
        };
        if !f(name, place)? {
            return Ok(());
        }
    }
    // SAFETY: a frame object owns its function, and that its closure.
    let closure = unsafe { o.function.get::<Function>().closure };
    for (i, name) in b.free_names.iter().enumerate() {
        let cells: &[Value] = if closure == Value::NULL { &[] } else { vm.tuple_items(closure) };
        let place = cells.get(i).map_or(Variable::Gone, |c| Variable::Cell(c.ptr()));
        if !f(name, place)? {
            return Ok(());
        }
    }
    Ok(())
}

impl Variable {
    /// The variable's value, borrowed; None where it is unbound.
    pub fn get(self) -> Option<Value> {
        // SAFETY: the place belongs to a frame that is looked at.
        let v = unsafe {
            match self {
                Variable::Register(p) => *p,
                Variable::Cell(c) => (*c).value,
                Variable::Unassigned(..) | Variable::Gone => return None,
            }
        };
        if v.is_unbound() || v == Value::NULL { None } else { Some(v) }
    }
    /// Writes the variable (PEP 667). Instructions of the frame may be using the old value, so the frame object keeps it.
    pub fn set(self, frame: Value, value: Ref) {
        // SAFETY: as in `get`.
        let old = unsafe {
            match self {
                Variable::Register(p) => std::mem::replace(&mut *p, value.into_value()),
                Variable::Unassigned(p, i) => {
                    *p = value.into_value();
                    extra(frame).written.push(i);
                    return;
                }
                Variable::Gone => return,
                Variable::Cell(c) => std::mem::replace(&mut (*c).value, value.into_value()),
            }
        };
        if old.is_heap() {
            extra(frame).overwritten.push(old);
        }
    }
}

/// The rarely needed part of a frame object.
pub fn extra<'a>(frame: Value) -> &'a mut FrameExtra {
    object(frame)
        .rare
        .get_or_insert_with(|| Box::new(FrameExtra { names: Value::NULL, trace: Value::NULL, overwritten: Vec::new(), written: Vec::new() }))
}

/// A function is about to get another code object: frames that run the old one, suspended generators and frame objects among them, go on
/// with a copy of the function that keeps it.
pub fn keep_running_code(vm: &Vm, function: Value) -> Res<()> {
    // Places, and whether they own their reference: the record of a generator's frame has the generator's.
    let mut holders: Vec<(*mut Value, bool)> = Vec::new();
    let mut depth = 0;
    while let Some(record) = record_at(vm, depth) {
        // SAFETY: a record on the frame stack; nothing pushes or pops one here.
        unsafe { holders.push((&raw mut (*record).function, (*record).flags & frame_flags::GENERATOR == 0)) };
        depth += 1;
    }
    vm.heap.for_each(true, |h| {
        let v = Value::from_ptr(h);
        // SAFETY: the type tells the layout.
        unsafe {
            if v.is_exact(vm.types.frame) {
                holders.push((&raw mut (*v.ptr::<FrameObject>()).function, true));
            } else if v.is_exact(vm.types.generator) || v.is_exact(vm.types.coroutine) || v.is_exact(vm.types.async_generator) {
                holders.push((&raw mut (*v.ptr::<Generator>()).function, true));
            }
        }
    });
    // SAFETY: the places lie in live objects and records.
    holders.retain(|(p, _)| unsafe { **p } == function);
    if holders.is_empty() {
        return Ok(());
    }
    // SAFETY: `function` is a function, which the caller holds.
    unsafe {
        let f = function.get::<Function>();
        let copy = super::new_function(vm, Value::from_ptr(f.code), f.globals, f.builtins)?;
        let c = &mut *copy.ptr::<Function>();
        for (to, from) in [(&mut c.closure, f.closure), (&mut c.defaults, f.defaults), (&mut c.kwdefaults, f.kwdefaults)] {
            if from != Value::NULL {
                from.incref();
            }
            *to = from;
        }
        for (p, owned) in holders {
            *p = copy.value();
            if owned {
                copy.value().incref();
                function.decref(vm);
            }
        }
    }
    Ok(())
}
