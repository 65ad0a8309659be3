//! `reversed`.
use super::iterators::INDEX_ITERATOR_SLOTS;
use super::support::check_args;
use crate::native;
use crate::object::{IndexIterator, Ref, Res, Slots, Type, TypeSpec, Value, Vm, flags};

fn reversed_new(vm: &Vm, ty: *mut Type, args: &[Value], kwnames: Value) -> Res {
    if super::support::minds_keywords(vm, kwnames, ty, vm.types.reversed) {
        return Err(super::support::no_keywords(vm, "reversed"));
    }
    let args = super::support::positional(vm, args, kwnames);
    check_args(vm, "reversed", args, Value::NULL, 1, 1)?;
    let source = args[0];
    if let Some((f, unbound)) = vm.lookup_special(source, vm.names.__reversed__)? {
        if f.is_none() {
            return Err(vm.type_error(format!("'{}' object is not reversible", vm.type_name(source))));
        }
        return if unbound { vm.call(f.value(), &[source]) } else { vm.call(f.value(), &[]) };
    }
    let s = vm.slots(source);
    if s.getitem.is_none() || vm.is_dict(source) {
        return Err(vm.type_error(format!("'{}' object is not reversible", vm.type_name(source))));
    }
    // Anything with `__getitem__` counts as a sequence; what has no length fails here.
    let n = vm.len(source)? as i64;
    vm.new_object::<IndexIterator>(ty, |p| {
        source.incref();
        // SAFETY: the instance is fresh and of this layout.
        unsafe {
            (*p).source = source;
            (*p).index = n - 1;
            (*p).end = 0;
            (*p).step = -1;
        }
    })
}

fn reversed_next(vm: &Vm, v: Value) -> Res<Option<Ref>> {
    // SAFETY: the slot belongs to this layout.
    let i = unsafe { &mut *v.ptr::<IndexIterator>() };
    if i.source == Value::NULL {
        return Ok(None);
    }
    if i.index >= 0 {
        let source = Ref::new(i.source);
        let index = vm.new_int(i.index)?;
        match vm.getitem(source.value(), index.value()) {
            Ok(x) => {
                i.index -= 1;
                return Ok(Some(x));
            }
            Err(e) => {
                if !vm.clear_raised_if(vm.types.IndexError) && !vm.clear_raised_if(vm.types.StopIteration) {
                    return Err(e);
                }
            }
        }
    }
    let source = std::mem::replace(&mut i.source, Value::NULL);
    source.decref(vm);
    Ok(None)
}

native! { static METHODS = [
    /// Private method returning an estimate of len(list(it)).
    "__length_hint__(self, /)" => fn hint(vm, [this]) {
        // SAFETY: the method belongs to this layout.
        let i = unsafe { this.get::<IndexIterator>() };
        vm.new_int(if i.source == Value::NULL { 0 } else { i.index + 1 })
    }
    "__reduce__(self, /)" => fn reduce(vm, [this]) {
        // SAFETY: the method belongs to this layout.
        let i = unsafe { this.get::<IndexIterator>() };
        match i.source {
            Value::NULL => super::iterators::reduced(vm, "reversed", vm.empty_tuple.get(), None),
            source => super::iterators::reduced(vm, "reversed", source, Some(i.index)),
        }
    }
    "__setstate__(self, object, /)" => fn setstate(vm, [this, state]) {
        let at = super::iterators::position(vm, state)?;
        // SAFETY: the method belongs to this layout.
        let source = unsafe { this.get::<IndexIterator>() }.source;
        if source != Value::NULL {
            let held = Ref::new(source);
            let last = vm.len(held.value())? as i64 - 1;
            // SAFETY: as above; the length may have run Python code.
            unsafe { (*this.ptr::<IndexIterator>()).index = at.clamp(-1, last) };
        }
        Ok(Ref::NONE)
    }
]; }

pub static SPEC: TypeSpec = TypeSpec {
    name: "reversed",
    doc: "Return a reverse iterator over the values of the given sequence.",
    flags: flags::VECTORCALL | flags::BASETYPE | flags::TRACKED,
    size: size_of::<IndexIterator>(),
    slots: Slots { next: Some(reversed_next), new: Some(reversed_new), ..INDEX_ITERATOR_SLOTS },
    methods: METHODS,
    getset: &[],
};
