//! `_lsprof`: the profiler behind `cProfile`. It is a tool of `sys.monitoring` that hears of calls and returns and adds up the time between.
use super::timeout::nanoseconds;
use crate::native;
use crate::object::{Header, NativeFunction, NativeKind, Ref, Res, Slots, Type, TypeSpec, Value, Vm, call_native, flags};
use crate::report::unraisable_pending;
use crate::types::struct_sequence::{new_instance, new_type, new_type_of, spec};
use crate::vm::monitoring::{Event, Monitoring, bit};
use rustc_hash::FxHashMap;
use std::time::Instant;

/// `sys.monitoring.PROFILER_ID`.
const TOOL: usize = 2;

/// The methods that hear of events while a profiler is enabled.
const CALLBACKS: [(Event, &str); 9] = [
    (Event::PyStart, "_pystart_callback"),
    (Event::PyResume, "_pystart_callback"),
    (Event::PyThrow, "_pythrow_callback"),
    (Event::PyReturn, "_pyreturn_callback"),
    (Event::PyYield, "_pyreturn_callback"),
    (Event::PyUnwind, "_pyreturn_callback"),
    (Event::Call, "_ccall_callback"),
    (Event::CReturn, "_creturn_callback"),
    (Event::CRaise, "_creturn_callback"),
];
/// Callbacks that hear of native functions.
const NATIVE_EVENTS: u32 = bit(Event::Call) | bit(Event::CReturn) | bit(Event::CRaise);

/// Calls of one function: all of them, or those from one caller. Times are in ticks.
#[derive(Default, Clone)]
struct Counts {
    total: i64,
    inline: i64,
    calls: u64,
    recursive_calls: u64,
    /// Calls that have not returned.
    level: u64,
}

impl Counts {
    /// A call has returned after `total` ticks, `inline` of them spent in the function itself. Calls below another one of the same
    /// function are part of its time.
    fn add(&mut self, total: i64, inline: i64) {
        self.level = self.level.saturating_sub(1);
        if self.level == 0 {
            self.total = self.total.wrapping_add(total);
        } else {
            self.recursive_calls += 1;
        }
        self.inline = self.inline.wrapping_add(inline);
        self.calls += 1;
    }
}

/// A function that has been called.
struct Entry {
    /// Its code, or the name of a native one; owned.
    function: Value,
    counts: Counts,
    /// What it has called, by number of the entry.
    callees: Vec<(usize, Counts)>,
}

impl Entry {
    fn callee(&mut self, index: usize) -> &mut Counts {
        let at = match self.callees.iter().position(|(i, _)| *i == index) {
            Some(at) => at,
            None => {
                self.callees.push((index, Counts::default()));
                self.callees.len() - 1
            }
        };
        &mut self.callees[at].1
    }
}

/// A call that has not returned.
struct Running {
    entry: usize,
    start: i64,
    /// Time spent in what it has called.
    below: i64,
    /// Whether the call counts for its caller too.
    for_caller: bool,
}

/// What has been collected.
#[derive(Default)]
struct Record {
    entries: Vec<Entry>,
    /// Entries by the address of the code object or of the native function's definition. Code objects stay alive by their entries.
    by_key: FxHashMap<usize, usize>,
    stack: Vec<Running>,
}

impl Record {
    fn enter(&mut self, entry: usize, start: i64, subcalls: bool) {
        let caller = self.stack.last().map(|r| r.entry).filter(|_| subcalls);
        self.entries[entry].counts.level += 1;
        if let Some(caller) = caller {
            self.entries[caller].callee(entry).level += 1;
        }
        self.stack.push(Running { entry, start, below: 0, for_caller: caller.is_some() });
    }
    /// The innermost call ends.
    fn leave(&mut self, now: i64) {
        let Some(call) = self.stack.pop() else { return };
        let total = now.wrapping_sub(call.start);
        let inline = total.wrapping_sub(call.below);
        self.entries[call.entry].counts.add(total, inline);
        if let Some(caller) = self.stack.last_mut() {
            caller.below = caller.below.wrapping_add(total);
            if call.for_caller {
                self.entries[caller.entry].callee(call.entry).add(total, inline);
            }
        }
    }
}

#[repr(C)]
struct Profiler {
    header: Header,
    /// The function that tells the time, owned; NULL for the clock.
    timer: Value,
    /// Seconds in a tick of an external timer that counts; 0 where it tells seconds.
    unit: f64,
    origin: Instant,
    subcalls: bool,
    builtins: bool,
    enabled: bool,
    /// The external timer is running.
    timing: bool,
    record: Record,
}

/// The payload. The borrow ends before anything else runs.
#[allow(clippy::mut_from_ref)]
fn p<'a>(v: Value) -> &'a mut Profiler {
    // SAFETY: the slots and methods below are called with profilers only.
    unsafe { &mut *v.ptr::<Profiler>() }
}

static SPEC: TypeSpec = TypeSpec {
    name: "_lsprof.Profiler",
    doc: "Count the calls of functions and measure their time.\n\nThe time comes from 'timer', a function, or from a clock where that is None.\nA timer that counts in ints has a 'timeunit', the seconds in each of its ticks.",
    flags: flags::TRACKED | flags::BASETYPE,
    size: size_of::<Profiler>(),
    slots: Slots {
        new: Some(new),
        init: Some(init),
        drop: Some(drop_profiler),
        traverse: Some(traverse),
        clear: Some(|vm, h| {
            let this = Value::from_ptr(h);
            clear(vm, this);
            release_timer(this);
        }),
        ..Slots::EMPTY
    },
    methods: METHODS,
    getset: &[],
};

static ENTRY: TypeSpec = spec(
    "_lsprof.profiler_entry",
    crate::struct_fields!("code", "callcount", "reccallcount", "totaltime", "inlinetime", "calls"),
);
static SUBENTRY: TypeSpec =
    spec("_lsprof.profiler_subentry", crate::struct_fields!("code", "callcount", "reccallcount", "totaltime", "inlinetime"));

fn new(vm: &Vm, ty: *mut Type, _: &[Value], _: Value) -> Res {
    vm.new_object::<Profiler>(ty, |this| {
        // SAFETY: the instance is fresh.
        unsafe {
            (&raw mut (*this).timer).write(Value::NULL);
            (&raw mut (*this).unit).write(0.0);
            (&raw mut (*this).origin).write(Instant::now());
            (&raw mut (*this).subcalls).write(true);
            (&raw mut (*this).builtins).write(true);
            (&raw mut (*this).enabled).write(false);
            (&raw mut (*this).timing).write(false);
            (&raw mut (*this).record).write(Record::default());
        }
    })
}
unsafe fn drop_profiler(vm: &Vm, h: *mut Header) {
    let this = Value::from_ptr(h);
    clear(vm, this);
    release_timer(this);
    // The vectors are empty by now; what is left is their memory.
    std::ptr::drop_in_place(&raw mut (*(h as *mut Profiler)).record);
}
unsafe fn traverse(h: *mut Header, visit: &mut dyn FnMut(Value)) {
    let this = &*(h as *mut Profiler);
    if this.timer != Value::NULL {
        visit(this.timer);
    }
    this.record.entries.iter().for_each(|e| visit(e.function));
}
fn release_timer(this: Value) {
    let timer = std::mem::replace(&mut p(this).timer, Value::NULL);
    if timer != Value::NULL {
        drop(Ref::own(timer));
    }
}
fn clear(vm: &Vm, this: Value) {
    let record = std::mem::take(&mut p(this).record);
    record.entries.iter().for_each(|e| e.function.decref(vm));
}

native! { static INIT = [
    "Profiler(self, timer=None, timeunit=, subcalls=True, builtins=True)" => fn init_body(vm, [this, timer, unit, subcalls, builtins]) {
        let unit = if unit.is_unbound() { 0.0 } else { vm.float_arg(unit)? };
        let (subcalls, builtins) = (vm.truth(subcalls)?, vm.truth(builtins)?);
        let old = std::mem::replace(&mut p(this).timer, if timer.is_none() { Value::NULL } else { Ref::new(timer).into_value() });
        (p(this).unit, p(this).subcalls, p(this).builtins) = (unit, subcalls, builtins);
        if old != Value::NULL {
            drop(Ref::own(old));
        }
        Ok(Ref::NONE)
    }
]; }

fn init(vm: &Vm, this: Value, args: &[Value], kwnames: Value) -> Res<()> {
    let mut all = vec![this];
    all.extend_from_slice(args);
    call_native(vm, &INIT[0], &all, kwnames).map(|_| ())
}

/// The time in ticks. An exception of the external timer is reported, and the time is 0.
fn now(vm: &Vm, this: Value) -> i64 {
    if p(this).timer == Value::NULL {
        return p(this).origin.elapsed().as_nanos() as i64;
    }
    let timer = Ref::new(p(this).timer);
    p(this).timing = true;
    let told = vm.call(timer.value(), &[]);
    p(this).timing = false;
    let ticks = told.and_then(|t| if p(this).unit > 0.0 { count(vm, t.value()) } else { nanoseconds(vm, t.value(), 1_000_000_000) });
    ticks.unwrap_or_else(|_| {
        unraisable_pending(vm, "Exception ignored while calling _lsprof timer", timer.value());
        0
    })
}
/// A count of ticks.
fn count(vm: &Vm, ticks: Value) -> Res<i64> {
    if vm.as_int(ticks).is_none() {
        return Err(vm.type_error(format!("expect int, got {}", vm.type_name(ticks))));
    }
    vm.index_i64(ticks)?.map_err(|_| vm.overflow_error("timestamp out of range for C PyTime_t"))
}

/// A call of the function that belongs to `key` begins; `function` is for its first one.
fn enter(vm: &Vm, this: Value, key: usize, function: impl FnOnce() -> Res) -> Res {
    let known = p(this).record.by_key.get(&key).copied();
    let function = if known.is_none() { Some(function()?) } else { None };
    let start = now(vm, this);
    // The timer has run code.
    let (subcalls, record) = (p(this).subcalls, &mut p(this).record);
    let entry = match (record.by_key.get(&key).copied(), function) {
        (Some(entry), _) => entry,
        (None, Some(function)) => {
            record.entries.push(Entry { function: function.into_value(), counts: Counts::default(), callees: Vec::new() });
            record.by_key.insert(key, record.entries.len() - 1);
            record.entries.len() - 1
        }
        (None, None) => return Ok(Ref::NONE),
    };
    record.enter(entry, start, subcalls);
    Ok(Ref::NONE)
}

/// A call of the function that belongs to `key` ends, and with it what it has called without telling of its end. One that began before
/// the profiler was enabled is none of its.
fn leave(vm: &Vm, this: Value, key: usize) {
    let find = |record: &Record| {
        let entry = *record.by_key.get(&key)?;
        record.stack.iter().rposition(|r| r.entry == entry)
    };
    if find(&p(this).record).is_none() {
        return;
    }
    let end = now(vm, this);
    let record = &mut p(this).record;
    if let Some(depth) = find(record) {
        while record.stack.len() > depth {
            record.leave(end);
        }
    }
}

/// The native function behind a callable: itself, or what a method descriptor binds to the first argument. `None` for others, and where
/// the argument is no receiver.
fn native_of(vm: &Vm, callable: Value, argument: Value) -> Option<(&'static crate::object::NativeDef, Value)> {
    if callable.is_exact(vm.types.builtin_function) {
        // SAFETY: checked.
        let f = unsafe { callable.get::<NativeFunction>() };
        return Some((f.def, if f.owner.is_null() { Value::NULL } else { f.receiver }));
    }
    if callable.is_exact(vm.types.method_descriptor) {
        // SAFETY: checked.
        let f = unsafe { callable.get::<NativeFunction>() };
        return vm.is_instance(argument, f.owner).then_some((f.def, argument));
    }
    None
}

/// The name under which a native function is counted.
fn native_name(vm: &Vm, callable: Value, argument: Value) -> Res {
    let Some((def, receiver)) = native_of(vm, callable, argument) else { return vm.new_str("") };
    let name = vm.intern(def.sig.name());
    // A static method of a type is one of the type object.
    let of_type = def.kind == NativeKind::StaticMethod;
    if receiver == Value::NULL && !of_type {
        let module = vm.getattr_str(callable, "__module__")?;
        return match vm.is_str(module.value()) && vm.str_text(module.value()) != "None" {
            true => vm.new_str(&format!("<built-in method {}.{}>", vm.str_text(module.value()), def.sig.name())),
            false => vm.new_str(&format!("<built-in method {}>", def.sig.name())),
        };
    }
    let ty = if of_type { vm.types.r#type } else { vm.type_of(receiver) };
    if let Some(found) = vm.type_lookup(ty, name.value()) {
        let text = vm.repr_text(found)?;
        return vm.new_str(&text);
    }
    vm.new_str(&format!("<built-in method {}>", def.sig.name()))
}

native! { static METHODS = [
    /// Return a list with a profiler_entry for each function that has been called.
    ///
    /// An entry has the attributes code (the code object, or the name of a native
    /// function), callcount, reccallcount (the calls below another call of the same
    /// function), totaltime, inlinetime (without the time of calls from there) and
    /// calls: None, or a list of profiler_subentry objects, which say as much of each
    /// function called from there.
    "getstats(self, /)" => fn getstats(vm, [this]) {
        let tick = if p(this).timer == Value::NULL || p(this).unit == 0.0 { 1e-9 } else { p(this).unit };
        let (entry_type, subentry_type) = (new_type(vm, &ENTRY)?, new_type(vm, &SUBENTRY)?);
        let numbers = |c: &Counts| -> Res<[Ref; 4]> {
            let (calls, recursive) = (vm.new_int(c.calls as i64)?, vm.new_int(c.recursive_calls as i64)?);
            Ok([calls, recursive, Ref::float(tick * c.total as f64), Ref::float(tick * c.inline as f64)])
        };
        let shown: Vec<(Ref, Counts, Vec<(Ref, Counts)>)> = {
            let entries = &p(this).record.entries;
            let callee = |(i, c): &(usize, Counts)| (Ref::new(entries[*i].function), c.clone());
            let ended = |c: &Counts| c.calls > 0;
            let of = |e: &Entry| (Ref::new(e.function), e.counts.clone(), e.callees.iter().filter(|(_, c)| ended(c)).map(callee).collect());
            entries.iter().filter(|e| ended(&e.counts)).map(of).collect()
        };
        let mut list = Vec::with_capacity(shown.len());
        for (function, counts, callees) in shown {
            let mut calls = Vec::with_capacity(callees.len());
            for (callee, counts) in callees {
                let n = numbers(&counts)?;
                let items = [callee.value(), n[0].value(), n[1].value(), n[2].value(), n[3].value()];
                calls.push(new_instance(vm, subentry_type, &items)?);
            }
            let calls = if calls.is_empty() { Ref::NONE } else { vm.list_from_refs(calls)? };
            let n = numbers(&counts)?;
            let items = [function.value(), n[0].value(), n[1].value(), n[2].value(), n[3].value(), calls.value()];
            list.push(new_instance(vm, entry_type, &items)?);
        }
        vm.list_from_refs(list)
    }
    /// Start to profile.
    ///
    ///   subcalls
    ///     Whether to count the calls of a function by caller too.
    ///   builtins
    ///     Whether native functions count on their own, not as part of their caller.
    "enable(self, /, subcalls=True, builtins=True)" => fn enable(vm, [this, subcalls, builtins]) {
        let (subcalls, builtins) = (vm.truth(subcalls)?, vm.truth(builtins)?);
        let m = Monitoring::of(vm);
        m.marks(vm)?;
        if !m.use_tool(TOOL, vm.intern("cProfile")) {
            return Err(vm.value_error(format!("tool {TOOL} is already in use")));
        }
        (p(this).subcalls, p(this).builtins) = (subcalls, builtins);
        for (event, method) in CALLBACKS {
            match vm.getattr_str(this, method) {
                Ok(callback) => drop(m.set_callback(TOOL, event as usize, Some(callback))),
                Err(e) => {
                    m.free_tool(vm, TOOL);
                    return Err(e);
                }
            }
        }
        p(this).enabled = true;
        let all = CALLBACKS.iter().fold(0, |set, (event, _)| set | bit(*event));
        // Events of native functions come with CALL.
        m.set_events(vm, TOOL, if builtins { all & !NATIVE_EVENTS | bit(Event::Call) } else { all & !NATIVE_EVENTS });
        Ok(Ref::NONE)
    }
    /// Stop profiling. Calls that have not returned end here.
    "disable(self, /)" => fn disable(vm, [this]) {
        if p(this).timing {
            return Err(vm.runtime_error("cannot disable profiler in external timer"));
        }
        if p(this).enabled {
            p(this).enabled = false;
            Monitoring::of(vm).free_tool(vm, TOOL);
            while !p(this).record.stack.is_empty() {
                let end = now(vm, this);
                p(this).record.leave(end);
            }
        }
        Ok(Ref::NONE)
    }
    /// Forget what has been collected.
    "clear(self, /)" => fn clear_method(vm, [this]) {
        if p(this).timing {
            return Err(vm.runtime_error("cannot clear profiler in external timer"));
        }
        clear(vm, this);
        Ok(Ref::NONE)
    }
    "_pystart_callback(self, code, instruction_offset, /)" => fn pystart(vm, [this, code, offset]) {
        enter(vm, this, code.0 as usize, || Ok(Ref::new(code)))
    }
    "_pythrow_callback(self, code, instruction_offset, exception, /)" => fn pythrow(vm, [this, code, offset, exception]) {
        enter(vm, this, code.0 as usize, || Ok(Ref::new(code)))
    }
    "_pyreturn_callback(self, code, instruction_offset, retval, /)" => fn pyreturn(vm, [this, code, offset, value]) {
        leave(vm, this, code.0 as usize);
        Ok(Ref::NONE)
    }
    "_ccall_callback(self, code, instruction_offset, callable, self_arg, /)" => fn ccall(vm, [this, code, offset, callable, argument]) {
        if p(this).builtins && let Some((def, _)) = native_of(vm, callable, argument) {
            return enter(vm, this, std::ptr::from_ref(def) as usize, || native_name(vm, callable, argument));
        }
        Ok(Ref::NONE)
    }
    "_creturn_callback(self, code, instruction_offset, callable, self_arg, /)" => fn creturn(vm, [this, code, offset, callable, argument]) {
        if p(this).builtins && let Some((def, _)) = native_of(vm, callable, argument) {
            leave(vm, this, std::ptr::from_ref(def) as usize);
        }
        Ok(Ref::NONE)
    }
]; }

/// Makes the module.
pub fn init_module(vm: &Vm) -> Res {
    let module = super::new_module(vm, "_lsprof", "Fast profiler", &[])?;
    super::set(vm, module.value(), "Profiler", Ref::from_type(new_type_of(vm, &SPEC, vm.types.object)?))?;
    super::set(vm, module.value(), "profiler_entry", Ref::from_type(new_type(vm, &ENTRY)?))?;
    super::set(vm, module.value(), "profiler_subentry", Ref::from_type(new_type(vm, &SUBENTRY)?))?;
    Ok(module)
}
