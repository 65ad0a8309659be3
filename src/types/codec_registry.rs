//! The registry of codecs and of error handlers.
use super::codec::normalized;
use crate::object::{Ref, Res, Value, Vm};
use std::cell::{Cell, RefCell};

/// What programs have registered. The objects live in Python containers, so that nothing is held twice.
#[derive(Default)]
struct Registry {
    /// List of search functions, made with the first lookup or registration.
    search: RefCell<Option<Ref>>,
    /// Normalised names to codecs.
    cache: RefCell<Option<Ref>>,
    /// Names to error handlers.
    handlers: RefCell<Option<Ref>>,
    /// `encodings` has been imported, or is being imported.
    started: Cell<bool>,
    known: Cell<bool>,
}

/// The registry; what it holds is given up when the interpreter ends.
fn registry(vm: &Vm) -> &Registry {
    let r = vm.extension::<Registry>();
    if !r.known.replace(true) {
        vm.at_shutdown.borrow_mut().push(shutdown);
    }
    r
}

fn made(cell: &RefCell<Option<Ref>>, make: impl FnOnce() -> Res) -> Res {
    if let Some(r) = &*cell.borrow() {
        return Ok(r.clone());
    }
    let r = make()?;
    Ok(cell.borrow_mut().get_or_insert(r).clone())
}

fn search(vm: &Vm) -> Res {
    made(&registry(vm).search, || vm.new_list())
}
fn cache(vm: &Vm) -> Res {
    made(&registry(vm).cache, || vm.new_dict())
}

/// Names to error handlers: those that programs have registered. The built-in ones are found by their names.
pub fn registered_handlers(vm: &Vm) -> Res {
    made(&registry(vm).handlers, || vm.new_dict())
}

fn shutdown(vm: &Vm) {
    let r = vm.extension::<Registry>();
    let held = [r.search.borrow_mut().take(), r.cache.borrow_mut().take(), r.handlers.borrow_mut().take()];
    drop(held);
}

/// `codecs.register`.
pub fn register(vm: &Vm, function: Value) -> Res<()> {
    if vm.slots(function).call.is_none() {
        return Err(vm.type_error("argument must be callable"));
    }
    start(vm)?;
    vm.list(search(vm)?.value()).push(vm, Ref::new(function))
}

/// `codecs.unregister`: what was found so far is forgotten.
pub fn unregister(vm: &Vm, function: Value) -> Res<()> {
    let list = search(vm)?;
    if let Some(i) = vm.list(list.value()).items().iter().position(|f| *f == function) {
        vm.dict(cache(vm)?.value()).clear(vm);
        vm.delitem(list.value(), Value::small_int(i as i64))?;
    }
    Ok(())
}

/// Imports `encodings`, which registers the search function of the library, before the first search.
fn start(vm: &Vm) -> Res<()> {
    let r = vm.extension::<Registry>();
    if !r.started.replace(true) {
        if let Err(e) = super::import_module(vm, "encodings") {
            r.started.set(false);
            return Err(e);
        }
    }
    Ok(())
}

/// The codec of a name (`codecs.lookup`): a tuple of four.
pub fn lookup(vm: &Vm, name: Value) -> Res {
    start(vm)?;
    let known = cache(vm)?;
    let normal = normalized(&vm.str_text(name));
    let key = vm.intern(&normal);
    if let Some(found) = vm.dict_get(known.value(), key.value())? {
        return Ok(Ref::new(found));
    }
    let functions = search(vm)?;
    if vm.list(functions.value()).items().is_empty() {
        return Err(vm.lookup_error("no codec search functions registered: can't find encoding"));
    }
    let mut i = 0;
    while let Some(f) = vm.list(functions.value()).items().get(i).map(|f| Ref::new(*f)) {
        let r = vm.call(f.value(), &[key.value()])?;
        if !r.is_none() {
            if !vm.is_tuple(r.value()) || vm.tuple_items(r.value()).len() != 4 {
                return Err(vm.type_error("codec search functions must return 4-tuples"));
            }
            vm.dict_set(known.value(), key.value(), r.value())?;
            return Ok(r);
        }
        i += 1;
    }
    Err(vm.lookup_error(format!("unknown encoding: {}", vm.str_text(name))))
}

/// A codec for text: LookupError where it says that it is for something else; `instead` is what to use.
pub fn lookup_text(vm: &Vm, name: Value, instead: &str) -> Res {
    let codec = lookup(vm, name)?;
    if !codec.is_exact(vm.types.tuple) {
        let flag = vm.intern("_is_text_encoding");
        if let Some(is_text) = vm.getattr_opt(codec.value(), flag.value())?
            && !vm.truth(is_text.value())?
        {
            return Err(vm.lookup_error(format!(
                "'{}' is not a text encoding; use {instead} to handle arbitrary codecs",
                vm.str_text(name)
            )));
        }
    }
    Ok(codec)
}

/// Adds a note to the exception being raised that names the codec.
pub fn add_note(vm: &Vm, encode: bool, name: Value) {
    let e = Ref::new(vm.raised.get());
    let doing = if encode { "encoding" } else { "decoding" };
    super::exceptions::add_note(vm, e.value(), &format!("{doing} with '{}' codec failed", vm.str_text(name)));
}

/// Calls a codec's encoder or decoder; what it raises gets a note that names the codec.
fn run(vm: &Vm, codec: Value, encode: bool, object: Value, name: Value, errors: Value) -> Res {
    let f = Ref::new(vm.tuple_items(codec)[usize::from(!encode)]);
    let args = [object, errors];
    let args = if errors.is_unbound() || errors.is_none() { &args[..1] } else { &args[..] };
    let r = match vm.call(f.value(), args) {
        Ok(r) => r,
        Err(r) => {
            add_note(vm, encode, name);
            return Err(r);
        }
    };
    if vm.is_tuple(r.value())
        && let [result, _] = vm.tuple_items(r.value())
    {
        return Ok(Ref::new(*result));
    }
    Err(vm.type_error(match encode {
        true => "encoder must return a tuple (object, integer)",
        false => "decoder must return a tuple (object,integer)",
    }))
}

/// `codecs.encode` and `codecs.decode`: any object, any codec.
pub fn transform(vm: &Vm, object: Value, name: Value, errors: Value, encode: bool) -> Res {
    let codec = lookup(vm, name)?;
    run(vm, codec.value(), encode, object, name, errors)
}

/// Encodes a str by a registered codec.
pub fn encode_text(vm: &Vm, text: Value, name: Value, errors: Value) -> Res {
    let codec = lookup_text(vm, name, "codecs.encode()")?;
    let r = run(vm, codec.value(), true, text, name, errors)?;
    if vm.is_bytes(r.value()) {
        return Ok(r);
    }
    if vm.is_bytearray(r.value()) {
        let message =
            format!("encoder {} returned bytearray instead of bytes; use codecs.encode() to encode to arbitrary types", vm.str_text(name));
        crate::report::warnings::warn(vm, vm.types.RuntimeWarning, &message, 1)?;
        return vm.new_bytes(&vm.bytearray(r.value()).data);
    }
    Err(vm.type_error(format!(
        "'{}' encoder returned '{}' instead of 'bytes'; use codecs.encode() to encode to arbitrary types",
        vm.str_text(name),
        vm.type_name(r.value())
    )))
}

/// Decodes bytes by a registered codec.
pub fn decode_text(vm: &Vm, bytes: Value, name: Value, errors: Value) -> Res {
    let codec = lookup_text(vm, name, "codecs.decode()")?;
    let r = run(vm, codec.value(), false, bytes, name, errors)?;
    if vm.is_str(r.value()) {
        return Ok(r);
    }
    Err(vm.type_error(format!(
        "'{}' decoder returned '{}' instead of 'str'; use codecs.decode() to decode to arbitrary types",
        vm.str_text(name),
        vm.type_name(r.value())
    )))
}

/// The registered error handler of that name, for handlers that are not built in.
pub fn error_handler(vm: &Vm, name: Value) -> Res {
    let handlers = registered_handlers(vm)?;
    match vm.dict_get(handlers.value(), name)? {
        Some(h) => Ok(Ref::new(h)),
        None => Err(vm.lookup_error(format!("unknown error handler name '{}'", vm.str_text(name)))),
    }
}
