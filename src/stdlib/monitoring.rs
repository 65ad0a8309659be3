//! `sys.monitoring` (PEP 669).
use crate::native;
use crate::object::{Code, Raised, Ref, Res, Value, Vm};
use crate::vm::monitoring::{EVENT_NAMES, EVENTS, Event, LOCAL_EVENTS, Monitoring, TOOLS, bit};

const BRANCH: u32 = 1 << EVENTS;
const BRANCHES: u32 = bit(Event::BranchLeft) | bit(Event::BranchRight);
/// Events that come with CALL and cannot be set without it.
const C_EVENTS: u32 = bit(Event::CReturn) | bit(Event::CRaise);

/// A tool number. ValueError outside 0 to 5.
fn tool(vm: &Vm, v: Value) -> Res<usize> {
    let number = vm.c_int_arg(v)?;
    usize::try_from(number)
        .ok()
        .filter(|n| *n < TOOLS)
        .ok_or_else(|| vm.value_error(format!("invalid tool {number} (must be between 0 and 5)")))
}
fn tool_in_use(vm: &Vm, v: Value) -> Res<usize> {
    let tool = tool(vm, v)?;
    if Monitoring::of(vm).tool_name(tool).is_none() {
        return Err(vm.value_error(format!("tool {tool} is not in use")));
    }
    Ok(tool)
}
/// A set of events to be told of, both branches for BRANCH, without those that come with CALL.
fn event_set(vm: &Vm, v: Value, limit: usize, what: &str) -> Res<u32> {
    let given = vm.c_int_arg(v)?;
    let mut events = given as u32;
    if given < 0 || given as u32 >= BRANCH << 1 {
        return Err(vm.value_error(format!("invalid {what}event set {:#x}", events)));
    }
    if events & C_EVENTS != 0 {
        if events & C_EVENTS != C_EVENTS || events & bit(Event::Call) == 0 {
            return Err(vm.value_error("cannot set C_RETURN or C_RAISE events independently"));
        }
        events &= !C_EVENTS;
    }
    if events & BRANCH != 0 {
        events = events & !BRANCH | BRANCHES;
    }
    if events >> limit != 0 {
        return Err(vm.value_error(format!("invalid {what}event set {:#x}", events)));
    }
    Ok(events)
}
fn code_arg<'a>(vm: &Vm, v: Value) -> Result<&'a Code, Raised> {
    if !v.is_exact(vm.types.code) {
        return Err(vm.type_error("code must be a code object"));
    }
    // SAFETY: checked; the caller holds it.
    Ok(unsafe { v.get::<Code>() })
}

native! { static FUNCTIONS = [
    "use_tool_id(tool_id, name, /)" => fn use_tool_id(vm, [id, name]) {
        let number = tool(vm, id)?;
        if !vm.is_str(name) {
            return Err(vm.value_error("tool name must be a str"));
        }
        if !Monitoring::of(vm).use_tool(number, Ref::new(name)) {
            return Err(vm.value_error(format!("tool {number} is already in use")));
        }
        Monitoring::of(vm).marks(vm)?;
        Ok(Ref::NONE)
    }
    "clear_tool_id(tool_id, /)" => fn clear_tool_id(vm, [id]) {
        let number = tool(vm, id)?;
        if Monitoring::of(vm).tool_name(number).is_some() {
            Monitoring::of(vm).clear_tool(vm, number);
        }
        Ok(Ref::NONE)
    }
    "free_tool_id(tool_id, /)" => fn free_tool_id(vm, [id]) {
        let number = tool(vm, id)?;
        if Monitoring::of(vm).tool_name(number).is_some() {
            Monitoring::of(vm).free_tool(vm, number);
        }
        Ok(Ref::NONE)
    }
    "get_tool(tool_id, /)" => fn get_tool(vm, [id]) {
        Ok(Monitoring::of(vm).tool_name(tool(vm, id)?).unwrap_or(Ref::NONE))
    }
    "register_callback(tool_id, event, func, /)" => fn register_callback(vm, [id, event, func]) {
        let number = tool(vm, id)?;
        let event = vm.c_int_arg(event)?;
        if event <= 0 || event & (event - 1) != 0 {
            return Err(vm.value_error("The callback can only be set for one event at a time"));
        }
        if event as u32 > BRANCH {
            return Err(vm.value_error(format!("invalid event {event}")));
        }
        let events = if event as u32 == BRANCH { BRANCHES } else { event as u32 };
        let mut before = None;
        for e in (0..EVENTS).filter(|e| events >> e & 1 != 0) {
            let callback = (!func.is_none()).then(|| Ref::new(func));
            let old = Monitoring::of(vm).set_callback(number, e, callback);
            before = before.or(Some(old));
        }
        Monitoring::of(vm).marks(vm)?;
        Ok(before.flatten().unwrap_or(Ref::NONE))
    }
    "get_events(tool_id, /)" => fn get_events(vm, [id]) {
        let tool = tool(vm, id)?;
        vm.new_int(Monitoring::of(vm).events(tool) as i64)
    }
    "set_events(tool_id, event_set, /)" => fn set_events(vm, [id, events]) {
        let number = tool(vm, id)?;
        let events = event_set(vm, events, EVENTS, "")?;
        tool_in_use(vm, id)?;
        Monitoring::of(vm).set_events(vm, number, events);
        Ok(Ref::NONE)
    }
    "get_local_events(tool_id, code, /)" => fn get_local_events(vm, [id, code]) {
        let code = code_arg(vm, code)?;
        let number = tool(vm, id)?;
        vm.new_int(Monitoring::of(vm).local_events(code, number) as i64)
    }
    "set_local_events(tool_id, code, event_set, /)" => fn set_local_events(vm, [id, code, events]) {
        let code = code_arg(vm, code)?;
        let number = tool(vm, id)?;
        let events = event_set(vm, events, LOCAL_EVENTS, "local ")?;
        tool_in_use(vm, id)?;
        Monitoring::of(vm).set_local_events(vm, code, number, events);
        Ok(Ref::NONE)
    }
    "restart_events()" => fn restart_events(vm, []) {
        Monitoring::of(vm).restart();
        Ok(Ref::NONE)
    }
    "_all_events()" => fn all_events(vm, []) {
        let all = vm.new_dict()?;
        for (name, tools) in EVENT_NAMES.iter().zip(Monitoring::of(vm).tools_by_event()) {
            if tools != 0 {
                let (name, tools) = (vm.intern(name), vm.new_int(tools as i64)?);
                vm.dict_set(all.value(), name.value(), tools.value())?;
            }
        }
        Ok(all)
    }
]; }

/// Makes the module.
pub fn init(vm: &Vm) -> Res {
    let m = super::new_module(vm, "sys.monitoring", "", FUNCTIONS)?;
    let module = m.value();
    for (name, id) in [("DEBUGGER_ID", 0), ("COVERAGE_ID", 1), ("PROFILER_ID", 2), ("OPTIMIZER_ID", 5)] {
        super::set(vm, module, name, vm.new_int(id)?)?;
    }
    let events = vm.call(Value::from_ptr(vm.types.namespace), &[])?;
    let numbered = EVENT_NAMES.iter().enumerate().map(|(i, name)| (*name, 1i64 << i));
    for (name, number) in numbered.chain([("NO_EVENTS", 0)]) {
        let name = vm.intern(name);
        vm.setattr(events.value(), name.value(), Some(vm.new_int(number)?.value()))?;
    }
    super::set(vm, module, "events", events)?;
    let (disable, missing) = Monitoring::of(vm).marks(vm)?;
    super::set(vm, module, "DISABLE", disable)?;
    super::set(vm, module, "MISSING", missing)?;
    Ok(m)
}
