//! Calls and returns.
use super::*;
use crate::next_or_unwind;
use crate::object::type_object::Type;
use crate::object::{
    BoundMethod, Frame, Function, NativeFunction, Ref, call_native, code_flags, flags, frame_flags,
};
use crate::vm::call::{bind_arguments, push_frame, recursion};
use crate::vm::{frames, stack};
use crate::{cache32, cache64, operand, set_and_dispatch};

handlers! {
    CALL(pc, fp, vm, tab) {
        let p = fp.add(operand!(pc, 2));
        let f = *p;
        if !f.is_exact(vm.types.function) { tail!(call_slow, pc, fp, vm, tab) }
        let code = &*f.get::<Function>().code;
        let frame = vm.frame.get();
        let window = p.add(1);
        if code.simple_args != operand!(pc, 3) as u32 || frame >= vm.frame_limit.get() || window > vm.stack_limit.get() {
            tail!(call_slow, pc, fp, vm, tab)
        }
        *p = Value::NONE;
        frame.write(Frame::of_call(pc.add(12), fp, window, f, operand!(pc, 1), 0, Value::NONE));
        vm.frame.set(frame.add(1));
        dispatch!(code.entry, window, vm, tab)
    }
    CALL_METHOD(pc, fp, vm, tab) {
        let p = fp.add(operand!(pc, 2));
        let f = *p;
        if !f.is_exact(vm.types.function) { tail!(call_method_slow, pc, fp, vm, tab) }
        let code = &*f.get::<Function>().code;
        let frame = vm.frame.get();
        let window = p.add(1);
        if code.simple_args != operand!(pc, 3) as u32 + 1 || frame >= vm.frame_limit.get() || window > vm.stack_limit.get() {
            tail!(call_method_slow, pc, fp, vm, tab)
        }
        *p = Value::NONE;
        frame.write(Frame::of_call(pc.add(8), fp, window, f, operand!(pc, 1), 0, Value::NONE));
        vm.frame.set(frame.add(1));
        dispatch!(code.entry, window, vm, tab)
    }
    RETURN(pc, fp, vm, tab) {
        #[cfg(feature = "paranoid")]
        check_temporaries(vm, fp, operand!(pc, 1));
        let p = fp.add(operand!(pc, 1));
        let v = *p;
        *p = Value::NONE;
        let frame = vm.frame.get().sub(1);
        if (*frame).flags != 0 {
            vm.scratch.set(v);
            tail!(return_slow, pc, fp, vm, tab)
        }
        let n = operand!(pc, 2);
        let mut i = 0;
        while i < n {
            let q = fp.add(i);
            let x = *q;
            if x.is_heap() {
                let h = x.header();
                if (*h).refcount == 1 {
                    vm.scratch.set(v);
                    tail!(return_slow, pc, fp, vm, tab)
                }
                (*h).refcount -= 1;
                *q = Value::NONE;
            }
            i += 1;
        }
        let f = (*frame).function.header();
        if (*f).refcount == 1 {
            vm.scratch.set(v);
            tail!(return_slow, pc, fp, vm, tab)
        }
        (*f).refcount -= 1;
        vm.frame.set(frame);
        let fp = (*frame).fp;
        let next = (*frame).pc;
        let p = fp.add((*frame).dst as usize);
        let old = *p;
        *p = v;
        if old.is_heap() {
            vm.scratch.set(old);
            tail!(release_scratch, next, fp, vm, tab)
        }
        dispatch!(next, fp, vm, tab)
    }
    CALL_NATIVE(pc, fp, vm, tab) {
        let p = fp.add(operand!(pc, 2));
        let f = *p;
        let n = operand!(pc, 3);
        if !f.is_exact(vm.types.builtin_function) { tail!(call_miss, pc, fp, vm, tab) }
        let def = f.get::<NativeFunction>().def;
        if def as *const _ as u64 != cache64!(pc, 4) { tail!(call_miss, pc, fp, vm, tab) }
        vm.pc.set(pc);
        match (def.call)(vm, p.add(1), &[]) {
            Ok(r) => {
                release_args(vm, p, n + 1);
                put(vm, fp, operand!(pc, 1), r.into_value());
                dispatch!(pc.add(12), fp, vm, Table::current(vm))
            }
            Err(_) => { tail!(unwind, pc, fp, vm, tab) }
        }
    }
    CALL_NATIVE_STAR(pc, fp, vm, tab) {
        let p = fp.add(operand!(pc, 2));
        let f = *p;
        let n = operand!(pc, 3);
        if !f.is_exact(vm.types.builtin_function) { tail!(call_miss, pc, fp, vm, tab) }
        let def = f.get::<NativeFunction>().def;
        if def as *const _ as u64 != cache64!(pc, 4) { tail!(call_miss, pc, fp, vm, tab) }
        vm.pc.set(pc);
        match (def.call)(vm, def.sig.defaults.as_ptr(), std::slice::from_raw_parts(p.add(1), n)) {
            Ok(r) => {
                release_args(vm, p, n + 1);
                put(vm, fp, operand!(pc, 1), r.into_value());
                dispatch!(pc.add(12), fp, vm, Table::current(vm))
            }
            Err(_) => { tail!(unwind, pc, fp, vm, tab) }
        }
    }
    CALL_LEN(pc, fp, vm, tab) {
        let p = fp.add(operand!(pc, 2));
        let f = *p;
        if !f.is_exact(vm.types.builtin_function) || f.get::<NativeFunction>().def as *const _ as u64 != cache64!(pc, 4) {
            tail!(call_miss, pc, fp, vm, tab)
        }
        let x = *p.add(1);
        if !x.is_heap() || (*x.header()).refcount == 1 || (*f.header()).refcount == 1 { tail!(call_slow, pc, fp, vm, tab) }
        let n = if x.is_exact(vm.types.list) {
            vm.list(x).len
        } else if x.is_exact(vm.types.str) {
            vm.str(x).len()
        } else if x.is_exact(vm.types.tuple) {
            vm.tuple_items(x).len()
        } else if x.is_exact(vm.types.dict) {
            vm.dict(x).len()
        } else {
            tail!(call_miss, pc, fp, vm, tab)
        };
        (*f.header()).refcount -= 1;
        (*x.header()).refcount -= 1;
        *p = Value::NONE;
        *p.add(1) = Value::NONE;
        set_and_dispatch!(pc, fp, vm, tab, Value::small_int(n as i64), pc.add(12))
    }
    CALL_CLASS(pc, fp, vm, tab) {
        let p = fp.add(operand!(pc, 2));
        let n = operand!(pc, 3);
        let ty = (*p).ptr::<Type>();
        let frame = vm.frame.get();
        if (*p).0 != cache64!(pc, 4) || (*ty).version != cache32!(pc, 8) || frame >= vm.frame_limit.get() || p > vm.stack_limit.get() {
            tail!(call_miss, pc, fp, vm, tab)
        }
        let f = Value::from_ptr((*ty).cached_init);
        let Ok(h) = vm.alloc_instance(ty) else { tail!(unwind, pc, fp, vm, tab) };
        let instance = Value::from_ptr(h);
        // One reference for the frame's record, one for the first argument, which takes the class's place.
        (*h).refcount = 2;
        // The class's reference goes from the register to the instance, which holds one itself already.
        (*ty).header.refcount -= 1;
        *p = instance;
        f.incref();
        frame.write(Frame::of_call(pc.add(12), fp, p, f, operand!(pc, 1), frame_flags::INIT, instance));
        vm.frame.set(frame.add(1));
        dispatch!((*f.get::<Function>().code).entry, p, vm, tab)
    }
    CALL_METHOD_NATIVE(pc, fp, vm, tab) {
        let p = fp.add(operand!(pc, 2));
        let n = operand!(pc, 3);
        if !(*p).is_exact(vm.types.method_descriptor) { tail!(call_method_slow, pc, fp, vm, tab) }
        let f = (*p).get::<NativeFunction>();
        if f.def as *const _ as u64 != cache64!(pc, 4) { tail!(call_method_slow, pc, fp, vm, tab) }
        if !vm.is_instance(*p.add(1), f.owner) { tail!(call_method_slow, pc, fp, vm, tab) }
        vm.pc.set(pc);
        match (f.def.call)(vm, p.add(1), &[]) {
            Ok(r) => {
                release_args(vm, p, n + 2);
                put(vm, fp, operand!(pc, 1), r.into_value());
                dispatch!(pc.add(8), fp, vm, Table::current(vm))
            }
            Err(_) => { tail!(unwind, pc, fp, vm, tab) }
        }
    }
    CALL_METHOD_LIST_APPEND(pc, fp, vm, tab) {
        let p = fp.add(operand!(pc, 2));
        let l = *p.add(1);
        let f = *p;
        if !f.is_exact(vm.types.method_descriptor) || f.get::<NativeFunction>().def as *const _ as u64 != cache64!(pc, 4) || !l.is_exact(vm.types.list) {
            tail!(call_method_slow, pc, fp, vm, tab)
        }
        let list = l.ptr::<crate::object::List>();
        let len = (*list).len;
        if len == (*list).capacity { tail!(append_slow, pc, fp, vm, tab) }
        *(*list).items.add(len) = *p.add(2);
        (*list).len = len + 1;
        *p.add(2) = Value::NONE;
        (*(*p).header()).refcount -= 1;
        *p = Value::NONE;
        *p.add(1) = Value::NONE;
        (*list).header.refcount -= 1;
        if (*list).header.refcount == 0 {
            vm.scratch.set(l);
            tail!(append_release, pc, fp, vm, tab)
        }
        set_and_dispatch!(pc, fp, vm, tab, Value::NONE, pc.add(8))
    }
}

/// Releases callee and arguments of a finished call.
#[inline(always)]
unsafe fn release_args(vm: &Vm, p: *mut Value, n: usize) {
    for i in 0..n {
        std::mem::replace(&mut *p.add(i), Value::NONE).decref(vm);
    }
}

cold! {
    append_slow(pc, fp, vm, tab) {
        let p = fp.add(operand!(pc, 2));
        if vm.list(*p.add(1)).reserve(vm, 1).is_err() { tail!(unwind, pc, fp, vm, tab) }
        dispatch!(pc, fp, vm, tab)
    }
    append_release(pc, fp, vm, tab) {
        vm.dealloc(vm.scratch.get().header());
        put(vm, fp, operand!(pc, 1), Value::NONE);
        dispatch!(pc.add(8), fp, vm, Table::current(vm))
    }
    /// A return that frees something, or from a frame with flags. The value is in `vm.scratch`; the locals not yet released still
    /// lie in the window.
    return_slow(pc, fp, vm, tab) {
        let v = vm.scratch.get();
        frames::detach(vm, pc, fp);
        release_range(vm, fp, 0, operand!(pc, 2));
        // A finaliser may have looked at the frame meanwhile.
        frames::discard(vm);
        // What leaving runs may write over the record.
        let record = *frame(vm);
        match leave(vm, v) {
            Some((pc, fp)) => { dispatch!(pc, fp, vm, Table::current(vm)) }
            // The frame has been left; the exception belongs to the caller.
            None => {
                tail!(unwind, record.pc.sub(1), record.fp, vm, tab)
            }
        }
    }
    call_miss(pc, fp, vm, tab) {
        quicken(pc, Op::CALL);
        dispatch!(pc, fp, vm, Table::current(vm))
    }
    call_slow(pc, fp, vm, tab) {
        if breaker_set(vm) && poll(vm).is_err() { tail!(unwind, pc, fp, vm, tab) }
        let b = operand!(pc, 2);
        let n = operand!(pc, 3);
        let p = fp.add(b);
        specialise_call(vm, pc, *p, *p.add(1), n);
        match enter(vm, pc.add(12), fp, p, p.add(1), n, Value::NULL, operand!(pc, 1)) {
            Entered::Frame(pc, fp) => { dispatch!(pc, fp, vm, Table::current(vm)) }
            Entered::Value(v) => {
                put(vm, fp, operand!(pc, 1), v);
                dispatch!(pc.add(12), fp, vm, Table::current(vm))
            }
            Entered::Raised => { tail!(unwind, pc, fp, vm, tab) }
        }
    }
    call_method_slow(pc, fp, vm, tab) {
        if breaker_set(vm) && poll(vm).is_err() { tail!(unwind, pc, fp, vm, tab) }
        let p = fp.add(operand!(pc, 2));
        let n = operand!(pc, 3);
        // Unbound in the first place: the second holds a callable without receiver.
        let r = if (*p).is_unbound() {
            enter(vm, pc.add(8), fp, p.add(1), p.add(2), n, Value::NULL, operand!(pc, 1))
        } else {
            specialise_method(vm, pc, *p, n);
            enter(vm, pc.add(8), fp, p, p.add(1), n + 1, Value::NULL, operand!(pc, 1))
        };
        match r {
            Entered::Frame(pc, fp) => { dispatch!(pc, fp, vm, Table::current(vm)) }
            Entered::Value(v) => {
                *p = Value::NONE;
                put(vm, fp, operand!(pc, 1), v);
                dispatch!(pc.add(8), fp, vm, Table::current(vm))
            }
            Entered::Raised => { tail!(unwind, pc, fp, vm, tab) }
        }
    }
    CALL_KW(pc, fp, vm, tab) {
        if breaker_set(vm) && poll(vm).is_err() { tail!(unwind, pc, fp, vm, tab) }
        let p = fp.add(operand!(pc, 2));
        let names = code(vm).consts[operand!(pc, 4)];
        let f = *p;
        if f.is_exact(vm.types.function)
            && let Some(entered) = super::bind::bind_in_place(vm, f, &*f.get::<Function>().code, p.add(1), operand!(pc, 3), vm.tuple_items(names), (pc.add(8), fp, operand!(pc, 1)))
        {
            if let Entered::Frame(pc, fp) = entered {
                *p = Value::NONE;
                dispatch!(pc, fp, vm, Table::current(vm))
            }
            tail!(unwind, pc, fp, vm, tab)
        }
        match enter(vm, pc.add(8), fp, p, p.add(1), operand!(pc, 3), names, operand!(pc, 1)) {
            Entered::Frame(pc, fp) => { dispatch!(pc, fp, vm, Table::current(vm)) }
            Entered::Value(v) => {
                put(vm, fp, operand!(pc, 1), v);
                dispatch!(pc.add(8), fp, vm, Table::current(vm))
            }
            Entered::Raised => { tail!(unwind, pc, fp, vm, tab) }
        }
    }
    CALL_METHOD_KW(pc, fp, vm, tab) {
        if breaker_set(vm) && poll(vm).is_err() { tail!(unwind, pc, fp, vm, tab) }
        let p = fp.add(operand!(pc, 2));
        let n = operand!(pc, 3);
        let names = code(vm).consts[operand!(pc, 4)];
        let r = if (*p).is_unbound() {
            enter(vm, pc.add(8), fp, p.add(1), p.add(2), n, names, operand!(pc, 1))
        } else {
            enter(vm, pc.add(8), fp, p, p.add(1), n + 1, names, operand!(pc, 1))
        };
        match r {
            Entered::Frame(pc, fp) => { dispatch!(pc, fp, vm, Table::current(vm)) }
            Entered::Value(v) => {
                *p = Value::NONE;
                put(vm, fp, operand!(pc, 1), v);
                dispatch!(pc.add(8), fp, vm, Table::current(vm))
            }
            Entered::Raised => { tail!(unwind, pc, fp, vm, tab) }
        }
    }
    CALL_EX(pc, fp, vm, tab) {
        if breaker_set(vm) && poll(vm).is_err() { tail!(unwind, pc, fp, vm, tab) }
        let p = fp.add(operand!(pc, 2));
        match enter_ex(vm, pc.add(4), fp, p, operand!(pc, 1)) {
            Entered::Frame(pc, fp) => { dispatch!(pc, fp, vm, Table::current(vm)) }
            Entered::Value(v) => {
                put(vm, fp, operand!(pc, 1), v);
                dispatch!(pc.add(4), fp, vm, Table::current(vm))
            }
            Entered::Raised => { tail!(unwind, pc, fp, vm, tab) }
        }
    }
    LOAD_BUILD_CLASS(pc, fp, vm, tab) {
        let ok = match (*function(vm).builtins).get_name(vm, vm.names.__build_class__) {
            Some(f) => { f.incref(); put(vm, fp, operand!(pc, 1), f); true }
            None => { let _ = vm.raise_type(vm.types.NameError, "__build_class__ not found"); false }
        };
        next_or_unwind!(ok, 4, pc, fp, vm, tab)
    }
    MAKE_FUNCTION(pc, fp, vm, tab) {
        let p = fp.add(operand!(pc, 1));
        let code = code(vm).consts[operand!(pc, 2)];
        let has = operand!(pc, 3);
        let f = function(vm);
        let ok = match crate::vm::new_function(vm, code, f.globals, f.builtins) {
            Ok(r) => {
                let made = &mut *r.ptr::<Function>();
                let mut q = p;
                let mut take = |bit: usize| {
                    if has & bit == 0 { return Value::NULL }
                    let v = std::mem::replace(&mut *q, Value::NONE);
                    q = q.add(1);
                    v
                };
                made.defaults = take(1);
                made.kwdefaults = take(2);
                made.annotate = take(4);
                made.closure = take(8);
                *p = r.into_value();
                true
            }
            Err(_) => false,
        };
        next_or_unwind!(ok, 4, pc, fp, vm, tab)
    }
}

/// How a call went on.
pub enum Entered {
    /// A Python frame was pushed: dispatch there.
    Frame(*const u16, *mut Value),
    /// A native call returned this owned value; callee and arguments have been released.
    Value(Value),
    Raised,
}

/// Calls what lies at `callee` with the `n` arguments at `args` (the register behind it), the last of them keywords named by
/// `kwnames` (NULL: none). Python functions get a frame that returns to `ret` with its result for `dst`. Callee and arguments are
/// consumed, but after an exception they stay for unwinding.
#[allow(clippy::too_many_arguments)]
pub unsafe fn enter(
    vm: &Vm,
    ret: *const u16,
    fp: *mut Value,
    callee: *mut Value,
    args: *mut Value,
    n: usize,
    kwnames: Value,
    dst: usize,
) -> Entered {
    let mut f = *callee;
    let (mut args, mut n) = (args, n);
    if f.is_exact(vm.types.method) {
        // The receiver takes the method's place in front of the arguments.
        let m = f.get::<BoundMethod>();
        if m.function.is_exact(vm.types.function) {
            let (function, receiver) = (m.function, m.receiver);
            let code = &*function.get::<Function>().code;
            function.incref();
            receiver.incref();
            let method = std::mem::replace(&mut *callee, receiver);
            method.decref(vm);
            args = args.sub(1);
            n += 1;
            f = function;
            let r = enter_function(vm, ret, fp, f, code, args, n, kwnames, dst);
            if matches!(r, Entered::Raised) {
                f.decref(vm);
            }
            return r;
        }
    }
    if f.is_exact(vm.types.function) {
        let code = &*f.get::<Function>().code;
        let r = enter_function(vm, ret, fp, f, code, args, n, kwnames, dst);
        if !matches!(r, Entered::Raised) {
            *callee = Value::NONE;
        }
        return r;
    }
    if f.is_heap()
        && (*f.heap_type()).has(flags::HEAP)
        && let Some(call) = vm.type_lookup(f.heap_type(), vm.names.__call__)
        && call.is_exact(vm.types.function)
    {
        // The instance is the first argument, where it lies.
        call.incref();
        let code = &*call.get::<Function>().code;
        let r = enter_function(vm, ret, fp, call, code, args.sub(1), n + 1, kwnames, dst);
        if matches!(r, Entered::Raised) {
            call.decref(vm);
        }
        return r;
    }
    if let Some(init) = plain_init(vm, f) {
        // The instance takes the class's place as the first argument.
        let Ok(instance) = vm.alloc_instance(f.ptr()) else { return Entered::Raised };
        (*instance).refcount += 1;
        *callee = Value::from_ptr(instance);
        f.decref(vm);
        init.incref();
        let code = &*init.get::<Function>().code;
        let r = enter_function(vm, ret, fp, init, code, args.sub(1), n + 1, kwnames, dst);
        if matches!(r, Entered::Raised) {
            init.decref(vm);
            Value::from_ptr(instance).decref(vm);
        } else {
            let record = frame(vm);
            record.flags |= frame_flags::INIT;
            record.locals = Value::from_ptr(instance);
        }
        return r;
    }
    match vm.call_with(f, std::slice::from_raw_parts(args, n), kwnames) {
        Ok(r) => {
            let r = r.into_value();
            release_args(vm, args, n);
            std::mem::replace(&mut *callee, Value::NONE).decref(vm);
            Entered::Value(r)
        }
        Err(_) => Entered::Raised,
    }
}

/// The `__init__` in Python of a class whose call does nothing but make an instance and initialise it.
#[inline]
unsafe fn plain_init(vm: &Vm, f: Value) -> Option<Value> {
    if !f.is_heap() || f.heap_type() != vm.types.r#type {
        return None;
    }
    let t = &*f.ptr::<Type>();
    let plain = t.slots.new.is_some() && t.slots.new == (*vm.types.object).slots.new;
    if !plain || !t.has(flags::HEAP) || t.has(flags::EXCEPTION_SUBCLASS | flags::ABSTRACT) {
        return None;
    }
    vm.type_lookup(t, vm.names.__init__).filter(|init| init.is_exact(vm.types.function))
}

/// Enters a Python function; the reference to `f` passes to the frame (not after an exception).
#[allow(clippy::too_many_arguments)]
unsafe fn enter_function(
    vm: &Vm,
    ret: *const u16,
    fp: *mut Value,
    f: Value,
    code: &crate::object::Code,
    args: *mut Value,
    n: usize,
    kwnames: Value,
    dst: usize,
) -> Entered {
    let function = f.get::<Function>();
    let plain = code_flags::VARARGS | code_flags::VARKEYWORDS;
    let record = |window| Frame::of_call(ret, fp, window, f, dst, 0, Value::NONE);
    if kwnames == Value::NULL && code.flags & plain == 0 && code.bytecode.kwonly_count == 0 {
        let want = code.arg_count as usize;
        let defaults = if function.defaults == Value::NULL { &[] } else { vm.tuple_items(function.defaults) };
        if n <= want && n + defaults.len() >= want {
            // Arguments are in place already; the missing ones are the last defaults.
            if push_frame(vm, record(args), code.registers).is_err() {
                return Entered::Raised;
            }
            for i in n..want {
                let v = defaults[defaults.len() - (want - i)];
                v.incref();
                *args.add(i) = v;
            }
            return Entered::Frame(code.entry, args);
        }
    }
    let names: &[Value] = if kwnames == Value::NULL { &[] } else { vm.tuple_items(kwnames) };
    if let Some(entered) = super::bind::bind_in_place(vm, f, code, args, n, names, (ret, fp, dst)) {
        return entered;
    }
    let window = stack::top(vm);
    if window.add(code.registers as usize) > vm.stack_limit.get() {
        let _ = recursion(vm);
        return Entered::Raised;
    }
    if bind_arguments(vm, function, std::slice::from_raw_parts(args, n), kwnames, window).is_err() {
        return Entered::Raised;
    }
    if push_frame(vm, record(window), code.registers).is_err() {
        release_range(vm, window, 0, code.locals as usize);
        return Entered::Raised;
    }
    release_args(vm, args, n);
    Entered::Frame(code.entry, window)
}

/// Pops the running frame, whose window has been released, and hands its result to the caller; where to go on.
/// `None`: `__init__` returned something, and TypeError is pending in the caller.
pub unsafe fn leave(vm: &Vm, v: Value) -> Option<(*const u16, *mut Value)> {
    let frame = vm.frame.get().sub(1);
    let record = *frame;
    // Off the frame stack first: what is released may run Python code above the caller.
    vm.frame.set(frame);
    if record.flags & frame_flags::HAS_LOCALS != 0 {
        record.locals.decref(vm);
    }
    record.function.decref(vm);
    if record.flags & frame_flags::INIT != 0 {
        if !v.is_none() {
            let _ = vm.type_error(format!("__init__() should return None, not '{}'", vm.type_name(v)));
            v.decref(vm);
            record.locals.decref(vm);
            return None;
        }
        put(vm, record.fp, record.dst as usize, record.locals);
        return Some((record.pc, record.fp));
    }
    if record.flags & frame_flags::SPECIAL != 0 {
        return super::special::finish(vm, &record, v);
    }
    if record.flags & frame_flags::DROP != 0 {
        v.decref(vm);
        return Some((record.pc, record.fp));
    }
    put(vm, record.fp, record.dst as usize, v);
    Some((record.pc, record.fp))
}

/// Calls what lies at `p` with the positional arguments and the keywords behind it (`f(*args, **kwargs)`). All three are consumed, but
/// after an exception they stay for unwinding.
unsafe fn enter_ex(vm: &Vm, ret: *const u16, fp: *mut Value, p: *mut Value, dst: usize) -> Entered {
    let (f, args, kwargs) = (*p, *p.add(1), *p.add(2));
    // Keys of other types may run code of theirs while they are looked at.
    let plain_keys = || !kwargs.is_exact(vm.types.dict) || vm.dict(kwargs).iter().all(|(k, _)| k.is_exact(vm.types.str));
    let init = plain_init(vm, f);
    if !f.is_exact(vm.types.function) && init.is_none() || !args.is_exact(vm.types.tuple) && !args.is_exact(vm.types.list) || !plain_keys() {
        return match call_ex(vm, f, args, kwargs) {
            Ok(v) => {
                release_args(vm, p, 3);
                Entered::Value(v.into_value())
            }
            Err(_) => Entered::Raised,
        };
    }
    let items = if args.is_exact(vm.types.tuple) { vm.tuple_items(args) } else { vm.list(args).items() };
    let callee = init.unwrap_or(f);
    let function = callee.get::<Function>();
    let code = &*function.code;
    let window = stack::top(vm);
    if window.add(code.registers as usize) > vm.stack_limit.get() {
        let _ = recursion(vm);
        return Entered::Raised;
    }
    let mut with_instance: Vec<Value>;
    let mut instance = Ref::NONE;
    let items = if init.is_some() {
        let Ok(made) = vm.alloc_instance(f.ptr()) else { return Entered::Raised };
        instance = Ref::own(Value::from_ptr(made));
        with_instance = Vec::with_capacity(items.len() + 1);
        with_instance.push(instance.value());
        with_instance.extend_from_slice(items);
        &with_instance
    } else {
        items
    };
    let bound = if kwargs.is_exact(vm.types.dict) && vm.dict(kwargs).used > 0 {
        crate::vm::call::bind_call(vm, function, items, vm.dict(kwargs).iter(), window)
    } else {
        crate::vm::call::bind_call(vm, function, items, std::iter::empty(), window)
    };
    if bound.is_err() {
        return Entered::Raised;
    }
    let flags = if init.is_some() { frame_flags::INIT } else { 0 };
    let record = Frame::of_call(ret, fp, window, callee, dst, flags, instance.value());
    if push_frame(vm, record, code.registers).is_err() {
        release_range(vm, window, 0, code.locals as usize);
        return Entered::Raised;
    }
    // The frame takes over the instance and a reference to the callee.
    let _ = instance.into_value();
    callee.incref();
    release_args(vm, p, 3);
    Entered::Frame(code.entry, window)
}

unsafe fn call_ex(vm: &Vm, f: Value, args: Value, kwargs: Value) -> Res<Ref> {
    let mut all: Vec<Ref>;
    if args.is_exact(vm.types.tuple) || args.is_exact(vm.types.list) {
        let items = if args.is_exact(vm.types.tuple) { vm.tuple_items(args) } else { vm.list(args).items() };
        all = items.iter().map(|v| Ref::new(*v)).collect();
    } else {
        if vm.slots(args).iter.is_none() && vm.slots(args).getitem.is_none() {
            return Err(vm.type_error(format!(
                "{} argument after * must be an iterable, not {}",
                super::build::callee_name(vm, f),
                vm.type_name(args)
            )));
        }
        all = vm.collect(args)?;
    }
    let mut names = Ref::own(Value::NONE);
    if kwargs.is_exact(vm.types.dict) && vm.dict(kwargs).used > 0 {
        let mut keys = Vec::new();
        for (k, v) in vm.dict(kwargs).iter() {
            if !vm.is_str(k) {
                if vm.slots(f).call.is_none() {
                    return vm.call(f, &[]);
                }
                if crate::object::bind::checks_names_first(vm, f) {
                    return Err(vm.keywords_must_be_strings());
                }
            }
            keys.push(Ref::new(k));
            all.push(Ref::new(v));
        }
        names = vm.tuple_from_refs(keys)?;
    }
    let values: Vec<Value> = all.iter().map(|r| r.value()).collect();
    let kwnames = if names.is_none() { Value::NULL } else { names.value() };
    vm.call_with(f, &values, kwnames)
}

/// Chooses the specialised form of a CALL for the callee met.
unsafe fn specialise_call(vm: &Vm, pc: *const u16, f: Value, arg: Value, n: usize) {
    if f.is_exact(vm.types.builtin_function) {
        let native = f.get::<NativeFunction>();
        let sig = &native.def.sig;
        if sig.has_star && sig.positional == 0 && sig.required_kwonly == 0 && native.owner.is_null() {
            set_cache64(pc, 4, native.def as *const _ as u64);
            quicken(pc, Op::CALL_NATIVE_STAR);
            return;
        }
        if native.def.sig.is_positional() && n == native.def.sig.slots as usize && native.owner.is_null() {
            set_cache64(pc, 4, native.def as *const _ as u64);
            quicken(pc, if native.def.sig.name() == "len" { Op::CALL_LEN } else { Op::CALL_NATIVE });
        } else if n == 1 && native.def.sig.text.starts_with("next(iterator, default=") && arg.is_exact(vm.types.generator) {
            set_cache64(pc, 4, native.def as *const _ as u64);
            quicken(pc, Op::CALL_NEXT);
        }
        return;
    }
    if vm.is_type(f) && f.heap_type() == vm.types.r#type {
        let ty = f.ptr::<Type>();
        let t = &mut *ty;
        let plain_new = t.slots.new.is_some() && t.slots.new == (*vm.types.object).slots.new;
        if !plain_new || !t.has(flags::HEAP) || t.has(flags::EXCEPTION_SUBCLASS) {
            return;
        }
        if let Some(init) = vm.type_lookup(ty, vm.names.__init__)
            && init.is_exact(vm.types.function)
            && (*init.get::<Function>().code).simple_args as usize == n + 1
        {
            t.cached_init = init.ptr();
            set_cache64(pc, 4, f.0);
            set_cache32(pc, 8, vm.type_version(ty));
            quicken(pc, Op::CALL_CLASS);
        }
    }
}
/// Chooses the specialised form of a CALL_METHOD for the method met.
unsafe fn specialise_method(vm: &Vm, pc: *const u16, f: Value, n: usize) {
    if f.is_exact(vm.types.method_descriptor) {
        let native = f.get::<NativeFunction>();
        if native.def.sig.is_positional() && n + 1 == native.def.sig.slots as usize {
            set_cache64(pc, 4, native.def as *const _ as u64);
            let append = native.owner == vm.types.list && native.def.sig.name() == "append";
            let resumable = [vm.types.generator, vm.types.coroutine].contains(&native.owner);
            quicken(
                pc,
                match native.def.sig.name() {
                    "append" if append => Op::CALL_METHOD_LIST_APPEND,
                    "send" if resumable => Op::CALL_METHOD_SEND,
                    _ => Op::CALL_METHOD_NATIVE,
                },
            );
            return;
        }
    }
    quicken(pc, Op::CALL_METHOD);
}
#[allow(unused)]
use call_native as _;
