//! `filter`.
use super::iterators::{drop_pair, iter_self, pair, traverse_pair};
use super::support::check_args;
use crate::native;
use crate::object::{PairIterator, Ref, Res, Slots, Type, TypeSpec, Value, Vm, flags};

fn filter_new(vm: &Vm, ty: *mut Type, args: &[Value], kwnames: Value) -> Res {
    if super::support::minds_keywords(vm, kwnames, ty, vm.types.filter) {
        return Err(super::support::no_keywords(vm, "filter"));
    }
    let args = super::support::positional(vm, args, kwnames);
    check_args(vm, "filter", args, Value::NULL, 2, 2)?;
    let it = vm.iter(args[1])?;
    vm.new_object::<PairIterator>(ty, |p| {
        args[0].incref();
        // SAFETY: the instance is fresh and of this layout.
        unsafe {
            (*p).first = args[0];
            (*p).second = it.into_value();
        }
    })
}

fn filter_next(vm: &Vm, v: Value) -> Res<Option<Ref>> {
    vm.check_machine_stack("")?;
    let (function, it) = (Ref::new(pair(v).first), Ref::new(pair(v).second));
    let f = function.value();
    let plain = f.is_none() || f == Value::from_ptr(vm.types.bool);
    while let Some(x) = vm.next(it.value())? {
        let keep = match plain {
            true => vm.truth(x.value())?,
            false => {
                let r = vm.call(f, &[x.value()])?;
                vm.truth(r.value())?
            }
        };
        if keep {
            return Ok(Some(x));
        }
    }
    Ok(None)
}

native! { static METHODS = [
    "__reduce__(self, /)" => fn reduce(vm, [this]) {
        let args = vm.tuple_from(&[pair(this).first, pair(this).second])?;
        vm.tuple_from(&[Value::from_ptr(vm.type_of(this)), args.value()])
    }
]; }

pub static SPEC: TypeSpec = TypeSpec {
    name: "filter",
    doc: "Return an iterator yielding those items of iterable for which function(item)\nis true. If function is None, return the items that are true.",
    flags: flags::VECTORCALL | flags::BASETYPE | flags::TRACKED,
    size: size_of::<PairIterator>(),
    slots: Slots {
        iter: Some(iter_self),
        next: Some(filter_next),
        new: Some(filter_new),
        drop: Some(drop_pair),
        traverse: Some(traverse_pair),
        ..Slots::EMPTY
    },
    methods: METHODS,
    getset: &[],
};
