//! `zip`, and the layout helpers it shares with `map`.
use super::iterators::iter_self;
use crate::native;
use crate::object::{Header, Ref, Res, Slots, Type, TypeSpec, Value, Vm, ZipIterator, flags};

/// The payload of `zip` and `map`.
#[allow(clippy::mut_from_ref)]
pub fn payload<'a>(v: Value) -> &'a mut ZipIterator {
    // SAFETY: the slots that call this belong to types of this layout only.
    unsafe { &mut *v.ptr::<ZipIterator>() }
}

/// A new instance over iterators of the given iterables.
pub fn new_instance(vm: &Vm, ty: *mut Type, function: Value, iterables: &[Value], strict: bool) -> Res {
    let mut iterators = Vec::with_capacity(iterables.len());
    for x in iterables {
        iterators.push(vm.iter(*x)?);
    }
    let iterators = vm.tuple_from_refs(iterators)?;
    vm.new_object::<ZipIterator>(ty, |p| {
        function.incref();
        // SAFETY: the instance is fresh and of this layout.
        unsafe {
            (*p).iterators = iterators.into_value();
            (*p).function = function;
            (*p).result = Value::NULL;
            (*p).strict = strict;
        }
    })
}

/// Splits the keyword `strict` off the arguments of `zip` and `map`.
pub fn strict_keyword<'a>(
    vm: &Vm,
    name: &str,
    args: &'a [Value],
    kwnames: Value,
) -> Res<(&'a [Value], bool)> {
    if kwnames == Value::NULL {
        return Ok((args, false));
    }
    let names = vm.tuple_items(kwnames);
    let (positional, values) = args.split_at(args.len() - names.len());
    if names.len() > 1 {
        return Err(vm.type_error(format!("{name}() takes at most 1 keyword argument ({} given)", names.len())));
    }
    if names.iter().any(|n| !vm.is_str(*n)) {
        return Err(vm.keywords_must_be_strings());
    }
    let mut strict = false;
    for (n, v) in names.iter().zip(values) {
        if vm.str_text(*n) != "strict" {
            return Err(vm.type_error(format!(
                "{name}() got an unexpected keyword argument '{}'",
                vm.str_text(*n)
            )));
        }
        strict = vm.truth(*v)?;
    }
    Ok((positional, strict))
}

/// `strict`: iterator `i` has ended; raises where the others have not.
pub fn check_strict(vm: &Vm, name: &str, iterators: &[Value], i: usize) -> Res<()> {
    let arguments = |i: usize| if i == 1 { "argument 1".to_owned() } else { format!("arguments 1-{i}") };
    if i > 0 {
        return Err(vm.value_error(format!("{name}() argument {} is shorter than {}", i + 1, arguments(i))));
    }
    for (j, it) in iterators.iter().enumerate().skip(1) {
        if vm.next(*it)?.is_some() {
            return Err(vm.value_error(format!("{name}() argument {} is longer than {}", j + 1, arguments(j))));
        }
    }
    Ok(())
}

fn zip_new(vm: &Vm, ty: *mut Type, args: &[Value], kwnames: Value) -> Res {
    let (iterables, strict) = strict_keyword(vm, "zip", args, kwnames)?;
    new_instance(vm, ty, Value::NULL, iterables, strict)
}

fn zip_next(vm: &Vm, v: Value) -> Res<Option<Ref>> {
    vm.check_machine_stack("")?;
    let z = payload(v);
    let held = Ref::new(z.iterators);
    let iterators = vm.tuple_items(held.value());
    match *iterators {
        [] => Ok(None),
        [a, b] => {
            let Some(x) = vm.next(a)? else {
                return if z.strict { check_strict(vm, "zip", iterators, 0).map(|_| None) } else { Ok(None) };
            };
            let Some(y) = vm.next(b)? else {
                return if z.strict { check_strict(vm, "zip", iterators, 1).map(|_| None) } else { Ok(None) };
            };
            super::enumerate::recycled_pair(vm, &mut payload(v).result, x, y).map(Some)
        }
        _ => {
            let mut items = Vec::with_capacity(iterators.len());
            for (i, it) in iterators.iter().enumerate() {
                match vm.next(*it)? {
                    Some(x) => items.push(x),
                    None if z.strict => return check_strict(vm, "zip", iterators, i).map(|_| None),
                    None => return Ok(None),
                }
            }
            vm.tuple_from_refs(items).map(Some)
        }
    }
}

/// Drop slot of `zip` and `map`.
///
/// # Safety
/// `h` is of this layout and its count is zero.
pub unsafe fn drop_zip(vm: &Vm, h: *mut Header) {
    let z = h as *mut ZipIterator;
    (*z).iterators.decref(vm);
    (*z).function.decref(vm);
    (*z).result.decref(vm);
}

/// Traverse slot of `zip` and `map`.
///
/// # Safety
/// `h` is a live object of this layout.
pub unsafe fn traverse_zip(h: *mut Header, visit: &mut dyn FnMut(Value)) {
    let z = h as *mut ZipIterator;
    visit((*z).iterators);
    visit((*z).function);
    visit((*z).result);
}

native! { static METHODS = [
    "__reduce__(self, /)" => fn reduce(vm, [this]) {
        let z = payload(this);
        if z.strict {
            return vm.tuple_from(&[Value::from_ptr(vm.type_of(this)), z.iterators, Value::TRUE]);
        }
        vm.tuple_from(&[Value::from_ptr(vm.type_of(this)), z.iterators])
    }
    "__setstate__(self, object, /)" => fn setstate(vm, [this, state]) {
        payload(this).strict = vm.truth(state)?;
        Ok(Ref::NONE)
    }
]; }

pub static SPEC: TypeSpec = TypeSpec {
    name: "zip",
    doc: "The zip object yields n-length tuples, where n is the number of iterables\npassed as positional arguments to zip().  The i-th element in every tuple\ncomes from the i-th iterable argument to zip().  This continues until the\nshortest argument is exhausted.\n\nIf strict is true and one of the arguments is exhausted before the others,\nraise a ValueError.\n\n   >>> list(zip('abcdefg', range(3), range(4)))\n   [('a', 0, 0), ('b', 1, 1), ('c', 2, 2)]",
    flags: flags::VECTORCALL | flags::BASETYPE | flags::TRACKED,
    size: size_of::<ZipIterator>(),
    slots: Slots {
        iter: Some(iter_self),
        next: Some(zip_next),
        new: Some(zip_new),
        drop: Some(drop_zip),
        traverse: Some(traverse_zip),
        ..Slots::EMPTY
    },
    methods: METHODS,
    getset: &[],
};
