//! Coroutines: the type, the iterator behind `__await__`, what `await` accepts, coroutines that nobody awaited.
use super::generator::{self, close, generator, read_only, send_to, throw, thrown, yielded};
use super::frames;
use crate::native;
use crate::object::{
    Function, GetSetDef, Header, Ref, Res, Slots, TypeSpec, Value, Vm, code_flags, flags,
};

/// What `cr_origin` of a coroutine made now is, owned.
#[cold]
#[inline(never)]
pub fn origin(vm: &Vm) -> Res<Value> {
    let depth = vm.origin_depth.get() as usize;
    let mut entries = Vec::new();
    // The frame on top is the coroutine's own.
    while let Some(record) = frames::record_at(vm, entries.len() + 1).filter(|_| entries.len() < depth) {
        let line = frames::line(vm, record);
        // SAFETY: a record on the frame stack keeps its function.
        let code = unsafe { (*record).function.get::<Function>().code() };
        let entry = [vm.new_str(&code.bytecode.filename)?, vm.new_int(line as i64)?, Ref::new(code.name)];
        entries.push(vm.tuple_from_refs(Vec::from(entry))?);
    }
    Ok(vm.tuple_from_refs(entries)?.into_value())
}

/// Has `warnings` report a coroutine that nobody awaited; false where there is nobody to do that.
fn told_by_module(vm: &Vm, c: Value) -> Res<bool> {
    let modules = vm.modules.get();
    if modules.is_null() {
        return Ok(false);
    }
    let Some(module) = vm.dict_get(Value::from_ptr(modules), vm.intern("warnings").value())?.map(Ref::new) else { return Ok(false) };
    match vm.getattr_opt(module.value(), vm.intern("_warn_unawaited_coroutine").value())? {
        Some(f) if !f.value().is_none() => vm.call(f.value(), &[c]).map(|_| true),
        _ => Ok(false),
    }
}

/// Reports a coroutine that dies without having been awaited.
#[cold]
pub fn never_awaited(vm: &Vm, c: Value) {
    // The module tells it if it has been imported; a program may replace its function.
    match told_by_module(vm, c) {
        Ok(true) => return,
        Ok(false) => {}
        Err(_) => crate::report::unraisable_pending(vm, "Exception ignored while finalizing coroutine", c),
    }
    let mut text = format!("coroutine '{}' was never awaited", vm.str_text(generator(c).qualname));
    let origin = generator(c).extra;
    if origin != Value::NULL {
        text.push_str("\nCoroutine created at (most recent call last)");
        for entry in vm.tuple_items(origin).iter().rev() {
            let [file, line, name] = *vm.tuple_items(*entry) else { continue };
            let (file, line) = (vm.str_text(file), line.as_small_int());
            text.push_str(&format!("\n  File \"{file}\", line {line}, in {}", vm.str_text(name)));
            if let Some(source) = crate::report::source_line(&file, line as u32) {
                text.push_str(&format!("\n    {}", source.trim()));
            }
        }
    }
    if crate::report::warnings::warn_with_source(vm, vm.types.RuntimeWarning, &text, c).is_err() {
        crate::report::unraisable_pending(vm, "Exception ignored while finalizing coroutine", c);
    }
}

/// Whether it is a generator that may be awaited.
fn is_iterable_coroutine(vm: &Vm, x: Value) -> bool {
    // SAFETY: a generator that has not ended owns its function.
    x.is_exact(vm.types.generator)
        && unsafe { generator::code_of(generator(x)).flags } & code_flags::ITERABLE_COROUTINE != 0
}

/// The iterator behind `await x`. `place`: 1 for the result of `__aenter__`, 2 of `__aexit__`, 0 otherwise.
pub fn awaitable(vm: &Vm, x: Value, place: usize) -> Res {
    if x.is_exact(vm.types.coroutine) {
        return Ok(Ref::new(x));
    }
    if is_iterable_coroutine(vm, x) {
        return Ok(Ref::new(x));
    }
    if super::async_generator::is_operation(vm, x) {
        return Ok(Ref::new(x));
    }
    if (x.is_exact(vm.asyncio.future.get()) || x.is_exact(vm.asyncio.task.get()))
        && let Some(f) = vm.slots(x).r#await
    {
        return f(vm, x);
    }
    if let Some(f) = vm.type_lookup(vm.type_of(x), vm.names.__await__)
        && let Some(g) = generator::generator_of_call(vm, f, x)?
    {
        return Ok(g);
    }
    let Some(it) = vm.call_special(x, vm.names.__await__, &[])? else {
        return Err(vm.type_error(match place {
            0 => format!("'{}' object can't be awaited", vm.type_name(x)),
            _ => format!(
                "'async with' received an object from {} that does not implement __await__: {}",
                ["__aenter__", "__aexit__"][place - 1],
                vm.type_name(x)
            ),
        }));
    };
    if it.is_exact(vm.types.coroutine) || is_iterable_coroutine(vm, it.value()) {
        return Err(vm.type_error("__await__() returned a coroutine"));
    }
    if vm.slots(it.value()).next.is_none() {
        return Err(vm.type_error(format!("__await__() returned non-iterator of type '{}'", vm.type_name(it.value()))));
    }
    Ok(it)
}

/// As `awaitable`, for an `await` expression, which nobody else's coroutine can be in the middle of.
pub fn awaited(vm: &Vm, x: Value, place: usize) -> Res {
    if x.is_exact(vm.types.coroutine) && generator::delegated(x).is_some() {
        return Err(vm.runtime_error("coroutine is being awaited already"));
    }
    awaitable(vm, x, place)
}

/// What `coroutine.__await__` returns.
#[repr(C)]
struct Wrapper {
    header: Header,
    coroutine: Value,
}
/// The coroutine of a wrapper, borrowed.
pub fn wrapped(w: Value) -> Value {
    // SAFETY: callers pass coroutine wrappers.
    unsafe { w.get::<Wrapper>().coroutine }
}

native! { static METHODS = [
    /// send(arg) -> send 'arg' into coroutine,
    /// return next iterated value or raise StopIteration.
    "send(self, arg, /)" => fn coroutine_send(vm, [this, value]) {
        let r = send_to(vm, this, Ref::new(value))?;
        yielded(vm, r)
    }
    /// throw(value)
    /// throw(type[,value[,traceback]])
    ///
    /// Raise exception in coroutine, return next iterated value or raise
    /// StopIteration.
    "throw(self, typ, val=<unrepresentable>, tb=<unrepresentable>, /)" => fn coroutine_throw(vm, [this, typ, val, tb]) {
        let e = thrown(vm, typ, val, tb)?;
        let r = throw(vm, this, e)?;
        yielded(vm, r)
    }
    /// close() -> raise GeneratorExit inside coroutine.
    "close(self)" => fn coroutine_close(vm, [this]) { close(vm, this) }
    @classmethod "__class_getitem__(cls, object, /)" => fn class_getitem(vm, [cls, object]) { generator::generic_alias(vm, cls, object) }
    "__sizeof__(self, /)" => fn coroutine_sizeof(vm, [this]) { generator::size(vm, this) }
]; }

/// `__await__` of a coroutine.
fn wrap(vm: &Vm, this: Value) -> Res {
    vm.new_object(vm.types.coroutine_wrapper, |p: *mut Wrapper| {
        this.incref();
        // SAFETY: the object is fresh and laid out as a wrapper.
        unsafe { (*p).coroutine = this };
    })
}

static GETSET: &[GetSetDef] = &[
    generator::name("name of the coroutine"),
    generator::qualname("qualified name of the coroutine"),
    read_only("cr_running", "", generator::is_running),
    read_only("cr_suspended", "", generator::is_suspended),
    read_only("cr_code", "", generator::code),
    read_only("cr_frame", "", generator::frame),
    read_only("cr_await", "object being awaited on, or None", generator::yield_from),
    read_only("cr_origin", "", |_, c| {
        let origin = generator(c).extra;
        Ok(if origin == Value::NULL { Ref::NONE } else { Ref::new(origin) })
    }),
];

pub static SPEC: TypeSpec = TypeSpec {
    name: "coroutine",
    flags: flags::TRACKED | flags::WEAKREFABLE,
    size: generator::SPEC.size,
    slots: Slots {
        repr: Some(generator::repr),
        r#await: Some(wrap),
        del: Some(generator::finalise),
        drop: Some(generator::drop_generator),
        traverse: Some(generator::traverse),
        clear: Some(generator::clear),
        ..Slots::EMPTY
    },
    methods: METHODS,
    getset: GETSET,
    ..TypeSpec::EMPTY
};

native! { static WRAPPER_METHODS = [
    "send(self, arg, /)" => fn wrapper_send(vm, [this, value]) {
        let r = send_to(vm, wrapped(this), Ref::new(value))?;
        yielded(vm, r)
    }
    "throw(self, typ, val=<unrepresentable>, tb=<unrepresentable>, /)" => fn wrapper_throw(vm, [this, typ, val, tb]) {
        let e = thrown(vm, typ, val, tb)?;
        let r = throw(vm, wrapped(this), e)?;
        yielded(vm, r)
    }
    "close(self)" => fn wrapper_close(vm, [this]) { close(vm, wrapped(this)) }
]; }

pub static WRAPPER_SPEC: TypeSpec = TypeSpec {
    name: "coroutine_wrapper",
    doc: "A wrapper object implementing __await__ for coroutines.",
    flags: flags::TRACKED,
    size: size_of::<Wrapper>(),
    slots: Slots {
        iter: Some(|_, w| Ok(Ref::new(w))),
        next: Some(|vm, w| send_to(vm, wrapped(w), Ref::NONE)),
        drop: Some(|vm, h| {
            // SAFETY: a wrapper owns its coroutine.
            unsafe { (*(h as *mut Wrapper)).coroutine.decref(vm) }
        }),
        traverse: Some(|h, visit| {
            // SAFETY: a live wrapper.
            unsafe { visit((*(h as *mut Wrapper)).coroutine) }
        }),
        ..Slots::EMPTY
    },
    methods: WRAPPER_METHODS,
    ..TypeSpec::EMPTY
};
