//! `sys.settrace` and `sys.setprofile`: functions of one thread that hear of events with a frame, the event's name and an argument.
use super::{Event, Monitoring, PROFILE_TOOL, TRACE_TOOL, bit, call_guarded};
use crate::object::{Frame, FrameObject, NativeFunction, Ref, Res, Value, Vm};
use crate::vm::frames;

const TRACE_EVENTS: u32 = bit(Event::PyStart)
    | bit(Event::PyResume)
    | bit(Event::PyReturn)
    | bit(Event::PyYield)
    | bit(Event::Line)
    | bit(Event::Instruction)
    | bit(Event::StopIteration)
    | bit(Event::Raise)
    | bit(Event::PyUnwind)
    | bit(Event::PyThrow);
const PROFILE_EVENTS: u32 = bit(Event::PyStart)
    | bit(Event::PyResume)
    | bit(Event::PyReturn)
    | bit(Event::PyYield)
    | bit(Event::Call)
    | bit(Event::CReturn)
    | bit(Event::CRaise)
    | bit(Event::PyUnwind)
    | bit(Event::PyThrow);

/// `sys.settrace`: the trace function of this thread.
pub fn set_trace(vm: &Vm, function: Option<Ref>) {
    let m = Monitoring::of(vm);
    set(vm, m, &vm.trace_function, &m.tracing_threads, function, TRACE_TOOL, TRACE_EVENTS);
}
/// `sys.setprofile`: the profile function of this thread.
pub fn set_profile(vm: &Vm, function: Option<Ref>) {
    let m = Monitoring::of(vm);
    set(vm, m, &vm.profile_function, &m.profiling_threads, function, PROFILE_TOOL, PROFILE_EVENTS);
}

fn set(
    vm: &Vm,
    m: &Monitoring,
    place: &std::cell::Cell<Value>,
    threads: &std::cell::Cell<u32>,
    function: Option<Ref>,
    tool: usize,
    events: u32,
) {
    let new = function.map_or(Value::NULL, Ref::into_value);
    let old = place.replace(new);
    threads.set(threads.get() + (new != Value::NULL) as u32 - (old != Value::NULL) as u32);
    m.events[tool].set(if threads.get() > 0 { events } else { 0 });
    m.update(vm);
    if old != Value::NULL {
        drop(Ref::own(old));
    }
}

/// Sets the trace (or profile) function of this thread and of all others, which take it over when they run next.
pub fn set_everywhere(vm: &Vm, trace: bool, function: Option<Ref>) {
    let m = Monitoring::of(vm);
    let place = if trace { &m.everywhere.trace } else { &m.everywhere.profile };
    let old = std::mem::replace(&mut *place.borrow_mut(), Some(function.clone()));
    drop(old);
    vm.trace_generation.set(vm.trace_generation.get() + 1);
    if trace { set_trace(vm, function) } else { set_profile(vm, function) }
}
/// This thread takes over what `set_everywhere` has set since it ran.
pub fn adopt(vm: &Vm) {
    let m = Monitoring::of(vm);
    let (trace, profile) = (m.everywhere.trace.borrow().clone(), m.everywhere.profile.borrow().clone());
    if let Some(f) = trace {
        set_trace(vm, f);
    }
    if let Some(f) = profile {
        set_profile(vm, f);
    }
}

fn object<'a>(frame: Value) -> &'a mut FrameObject {
    // SAFETY: only called with frame objects; no borrow is held across code that may change them.
    unsafe { &mut *frame.ptr::<FrameObject>() }
}

/// Calls a trace or profile function.
fn call(vm: &Vm, function: Value, frame: Value, what: &str, argument: Value) -> Res {
    let what = vm.intern(what);
    let function = Ref::new(function);
    call_guarded(vm, function.value(), &[frame, what.value(), argument])
}

/// Tells this thread's trace function of an event.
pub(super) fn trace(vm: &Vm, record: *mut Frame, event: Event, args: &[Value]) -> Res<()> {
    if vm.trace_function.get() == Value::NULL {
        return Ok(());
    }
    let frame = frames::frame_object(vm, record)?;
    let o = object(frame.value());
    let mut argument = Ref::NONE;
    let what = match event {
        Event::PyStart | Event::PyResume | Event::PyThrow => "call",
        Event::Line if !o.trace_lines => return Ok(()),
        Event::Line => "line",
        Event::Instruction if !o.trace_opcodes => return Ok(()),
        Event::Instruction => "opcode",
        Event::PyReturn | Event::PyYield => {
            argument = Ref::new(args[0]);
            "return"
        }
        Event::PyUnwind => "return",
        Event::Raise | Event::StopIteration => {
            let e = args[0];
            let traceback = match vm.exception(e).traceback {
                Value::NULL => Value::NONE,
                t => t,
            };
            argument = vm.tuple_from(&[Value::from_ptr(vm.type_of(e)), e, traceback])?;
            "exception"
        }
        _ => return Ok(()),
    };
    let function = if what == "call" {
        vm.trace_function.get()
    } else {
        match o.rare.as_ref().map_or(Value::NULL, |r| r.trace) {
            Value::NULL => return Ok(()),
            f => f,
        }
    };
    let r = call(vm, function, frame.value(), what, argument.value());
    let rare = frames::extra(frame.value());
    match r {
        Ok(next) => {
            if !next.is_none() {
                let old = std::mem::replace(&mut rare.trace, next.into_value());
                if old != Value::NULL {
                    drop(Ref::own(old));
                }
            }
            Ok(())
        }
        Err(e) => {
            let pending = vm.raised.replace(Value::NULL);
            set_trace(vm, None);
            let old = std::mem::replace(&mut frames::extra(frame.value()).trace, Value::NULL);
            if old != Value::NULL {
                drop(Ref::own(old));
            }
            vm.raised.set(pending);
            Err(e)
        }
    }
}

/// Tells this thread's profile function of an event.
pub(super) fn profile(vm: &Vm, record: *mut Frame, event: Event, args: &[Value]) -> Res<()> {
    let function = vm.profile_function.get();
    if function == Value::NULL {
        return Ok(());
    }
    let mut argument = Ref::NONE;
    let what = match event {
        Event::PyStart | Event::PyResume | Event::PyThrow => "call",
        Event::PyReturn | Event::PyYield => {
            argument = Ref::new(args[0]);
            "return"
        }
        Event::PyUnwind => "return",
        Event::Call | Event::CReturn | Event::CRaise => {
            let Some(f) = native_callable(vm, args[0], args[1])? else { return Ok(()) };
            argument = f;
            match event {
                Event::Call => "c_call",
                Event::CReturn => "c_return",
                _ => "c_exception",
            }
        }
        _ => return Ok(()),
    };
    let frame = frames::frame_object(vm, record)?;
    match call(vm, function, frame.value(), what, argument.value()) {
        Ok(_) => Ok(()),
        Err(e) => {
            let pending = vm.raised.replace(Value::NULL);
            set_profile(vm, None);
            vm.raised.set(pending);
            Err(e)
        }
    }
}

/// What profile functions get for a call of native code: the function, or the method bound to its receiver. None for classes and others.
fn native_callable(vm: &Vm, callable: Value, argument: Value) -> Res<Option<Ref>> {
    if callable.is_exact(vm.types.builtin_function) {
        return Ok(Some(Ref::new(callable)));
    }
    if callable.is_exact(vm.types.method_descriptor) {
        // SAFETY: checked above.
        let owner = unsafe { callable.get::<NativeFunction>().owner };
        if !vm.is_instance(argument, owner) {
            return Ok(None);
        }
        let get = vm.getattr_str(callable, "__get__")?;
        return vm.call(get.value(), &[argument, Value::from_ptr(vm.type_of(argument))]).map(Some);
    }
    Ok(None)
}
