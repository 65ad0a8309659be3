//! `map`.
use super::iterators::iter_self;
use super::zip::{check_strict, drop_zip, new_instance, payload, strict_keyword, traverse_zip};
use crate::native;
use crate::object::{Ref, Res, Slots, Type, TypeSpec, Value, Vm, ZipIterator, flags};

fn map_new(vm: &Vm, ty: *mut Type, args: &[Value], kwnames: Value) -> Res {
    let (args, strict) = strict_keyword(vm, "map", args, kwnames)?;
    match args.split_first() {
        Some((f, iterables)) if !iterables.is_empty() => new_instance(vm, ty, *f, iterables, strict),
        _ => Err(vm.type_error("map() must have at least two arguments.")),
    }
}

fn map_next(vm: &Vm, v: Value) -> Res<Option<Ref>> {
    vm.check_machine_stack("")?;
    let m = payload(v);
    let (held, function) = (Ref::new(m.iterators), Ref::new(m.function));
    let iterators = vm.tuple_items(held.value());
    if let [it] = *iterators {
        let Some(x) = vm.next(it)? else { return Ok(None) };
        return vm.call(function.value(), &[x.value()]).map(Some);
    }
    let mut items = Vec::with_capacity(iterators.len());
    for (i, it) in iterators.iter().enumerate() {
        match vm.next(*it)? {
            Some(x) => items.push(x),
            None if m.strict => return check_strict(vm, "map", iterators, i).map(|_| None),
            None => return Ok(None),
        }
    }
    let args: Vec<Value> = items.iter().map(|x| x.value()).collect();
    vm.call(function.value(), &args).map(Some)
}

native! { static METHODS = [
    "__reduce__(self, /)" => fn reduce(vm, [this]) {
        let m = payload(this);
        let mut args = vec![m.function];
        args.extend_from_slice(vm.tuple_items(m.iterators));
        let args = vm.tuple_from(&args)?;
        vm.tuple_from(&[Value::from_ptr(vm.type_of(this)), args.value()])
    }
    "__setstate__(self, object, /)" => fn setstate(vm, [this, state]) {
        payload(this).strict = vm.truth(state)?;
        Ok(Ref::NONE)
    }
]; }

pub static SPEC: TypeSpec = TypeSpec {
    name: "map",
    doc: "Make an iterator that computes the function using arguments from\neach of the iterables.  Stops when the shortest iterable is exhausted.\n\nIf strict is true and one of the arguments is exhausted before the others,\nraise a ValueError.",
    flags: flags::VECTORCALL | flags::BASETYPE | flags::TRACKED,
    size: size_of::<ZipIterator>(),
    slots: Slots {
        iter: Some(iter_self),
        next: Some(map_next),
        new: Some(map_new),
        drop: Some(drop_zip),
        traverse: Some(traverse_zip),
        ..Slots::EMPTY
    },
    methods: METHODS,
    getset: &[],
};
