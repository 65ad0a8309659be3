//! `enumerate`.
use super::iterators::iter_self;
use super::support::generic_alias;
use crate::native;
use crate::object::{
    BinOp, Enumerate, Header, Ref, Res, Slots, Tuple, Type, TypeSpec, Value, Vm, call_native, flags,
};

native! { static NEW = [
    "enumerate(self, iterable, start=0)" => fn new_body(vm, [cls, iterable, start]) {
        let start = if start.is_small_int() { Ref::new(start) } else { vm.index(start)? };
        let it = vm.iter(iterable)?;
        vm.new_object::<Enumerate>(cls.ptr::<Type>(), |p| {
            let small = start.is_small_int();
            // SAFETY: the instance is fresh and laid out as an enumerate object.
            unsafe {
                (*p).iterator = it.into_value();
                (*p).index = if small { start.as_small_int() } else { 0 };
                (*p).big = if small { Value::NULL } else { start.into_value() };
                (*p).result = Value::NULL;
            }
        })
    }
]; }

/// What `enumerate` says to keywords it does not know.
fn check_keywords(vm: &Vm, args: &[Value], names: &[Value]) -> Res<()> {
    let expected: &[&str] = match (args.len() - names.len(), names) {
        (1, [_]) => &["start"],
        (0, [_]) => &["iterable"],
        (0, [first, _]) if vm.str_text(*first) == "start" => &["start", "iterable"],
        (0, [_, _]) => &["iterable", "start"],
        (0, _) => return Err(vm.type_error("enumerate() missing required argument 'iterable'")),
        _ => return Ok(()),
    };
    match names.iter().zip(expected).find(|(name, known)| vm.str_text(**name) != **known) {
        Some((name, _)) => Err(vm.type_error(format!("'{}' is an invalid keyword argument for enumerate()", vm.str_text(*name)))),
        None => Ok(()),
    }
}

fn enumerate_new(vm: &Vm, ty: *mut Type, args: &[Value], kwnames: Value) -> Res {
    if kwnames != Value::NULL && ty == vm.types.enumerate {
        check_keywords(vm, args, vm.tuple_items(kwnames))?;
    }
    if args.is_empty() {
        let place = if ty == vm.types.enumerate { "" } else { " (pos 1)" };
        return Err(vm.type_error(format!("enumerate() missing required argument 'iterable'{place}")));
    }
    let mut all = vec![Value::from_ptr(ty)];
    all.extend_from_slice(args);
    call_native(vm, &NEW[0], &all, kwnames)
}

/// Stores a pair in the tuple handed out last where nobody else holds it, else in a new one.
pub fn recycled_pair(vm: &Vm, result: &mut Value, a: Ref, b: Ref) -> Res {
    if *result != Value::NULL {
        // SAFETY: a live tuple of two; with one reference, ours, nobody sees it change.
        unsafe {
            if (*result.header()).refcount == 1 {
                let t = result.ptr::<Tuple>();
                let items = (*t).items_ptr();
                let old = [*items, *items.add(1)];
                *items = a.into_value();
                *items.add(1) = b.into_value();
                let r = Ref::new(*result);
                old.into_iter().for_each(|v| v.decref(vm));
                return Ok(r);
            }
        }
    }
    let t = vm.tuple_from_refs([a, b])?;
    let old = std::mem::replace(result, t.clone().into_value());
    old.decref(vm);
    Ok(t)
}

fn enumerate_next(vm: &Vm, v: Value) -> Res<Option<Ref>> {
    vm.check_machine_stack("")?;
    // SAFETY: the slot belongs to this layout.
    let e = unsafe { &mut *v.ptr::<Enumerate>() };
    let held = Ref::new(e.iterator);
    let Some(x) = vm.next(held.value())? else { return Ok(None) };
    let n = if e.big == Value::NULL {
        let n = e.index;
        match n.checked_add(1) {
            Some(m) => e.index = m,
            None => e.big = vm.new_big(dashu_int::IBig::from(n) + 1)?.into_value(),
        }
        vm.new_int(n)?
    } else {
        let next = vm.binary_op(BinOp::Add, e.big, Value::small_int(1))?;
        Ref::own(std::mem::replace(&mut e.big, next.into_value()))
    };
    recycled_pair(vm, &mut e.result, n, x).map(Some)
}

unsafe fn drop_enumerate(vm: &Vm, h: *mut Header) {
    let e = h as *mut Enumerate;
    (*e).iterator.decref(vm);
    (*e).big.decref(vm);
    (*e).result.decref(vm);
}
unsafe fn traverse_enumerate(h: *mut Header, visit: &mut dyn FnMut(Value)) {
    visit((*(h as *mut Enumerate)).iterator);
    visit((*(h as *mut Enumerate)).big);
    visit((*(h as *mut Enumerate)).result);
}

native! { static METHODS = [
    "__reduce__(self, /)" => fn reduce(vm, [this]) {
        // SAFETY: the method belongs to this layout.
        let e = unsafe { this.get::<Enumerate>() };
        let n = if e.big == Value::NULL { vm.new_int(e.index)? } else { Ref::new(e.big) };
        let args = vm.tuple_from(&[e.iterator, n.value()])?;
        vm.tuple_from(&[Value::from_ptr(vm.type_of(this)), args.value()])
    }
    /// See PEP 585
    @classmethod "__class_getitem__(cls, object, /)" => fn class_getitem(vm, [cls, item]) { generic_alias(vm, cls, item) }
]; }

pub static SPEC: TypeSpec = TypeSpec {
    name: "enumerate",
    doc: "Return an enumerate object.\n\n  iterable\n    an object supporting iteration\n\nThe enumerate object yields pairs containing a count (from start, which\ndefaults to zero) and a value yielded by the iterable argument.\n\nenumerate is useful for obtaining an indexed list:\n    (0, seq[0]), (1, seq[1]), (2, seq[2]), ...",
    flags: flags::VECTORCALL | flags::BASETYPE | flags::TRACKED,
    size: size_of::<Enumerate>(),
    slots: Slots {
        iter: Some(iter_self),
        next: Some(enumerate_next),
        new: Some(enumerate_new),
        drop: Some(drop_enumerate),
        traverse: Some(traverse_enumerate),
        ..Slots::EMPTY
    },
    methods: METHODS,
    getset: &[],
};
