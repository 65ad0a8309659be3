//! Builtin functions on iterables.
use crate::native;
use crate::object::{CompareOp, Ref, Res, Value, Vm};
use crate::types::iterators::new_callable_iterator;

/// `min` and `max`: `op` holds for an item that replaces the best so far.
fn extreme(vm: &Vm, name: &str, op: CompareOp, args: &[Value], key: Value, default: Value) -> Res {
    if let [first, rest @ ..] = args
        && !rest.is_empty()
        && key.is_none()
        && default.is_unbound()
        && args.iter().all(|x| x.is_small_int())
    {
        // Immediate ints order as their words do.
        let best = rest.iter().fold(first.0, |b, x| if op == CompareOp::Lt { b.min(x.0) } else { b.max(x.0) });
        return Ok(Ref::own(Value(best)));
    }
    let score = |x: &Ref| if key.is_none() { Ok(x.clone()) } else { vm.call(key, &[x.value()]) };
    let mut best: Option<(Ref, Ref)> = None;
    let mut consider = |x: Ref| -> Res<()> {
        let s = score(&x)?;
        let better = match &best {
            None => true,
            Some((_, t)) => {
                if s.is_float() && t.is_float() {
                    let (a, b) = (s.as_float(), t.as_float());
                    if op == CompareOp::Lt { a < b } else { a > b }
                } else {
                    vm.compare_bool(s.value(), t.value(), op)?
                }
            }
        };
        if better {
            best = Some((x, s));
        }
        Ok(())
    };
    match *args {
        [] => return Err(vm.type_error(format!("{name} expected at least 1 argument, got 0"))),
        [iterable] => vm.for_each(iterable, consider)?,
        _ => {
            if !default.is_unbound() {
                return Err(vm.type_error(format!(
                    "Cannot specify a default for {name}() with multiple positional arguments"
                )));
            }
            for x in args {
                consider(Ref::new(*x))?;
            }
        }
    }
    match best {
        Some((x, _)) => Ok(x),
        None if !default.is_unbound() => Ok(Ref::new(default)),
        None => Err(vm.value_error(format!("{name}() iterable argument is empty"))),
    }
}

/// `min` and `max` count their arguments before they look at keywords.
fn extreme_objects(vm: &Vm, name: &str, args: &[Value], names: &[Value]) -> Res<()> {
    if args.is_empty() {
        return Err(vm.type_error(format!("{name} expected at least 1 argument, got 0")));
    }
    match names.len() {
        0..=2 => Ok(()),
        n => Err(vm.type_error(format!("{name}() takes at most 2 keyword arguments ({n} given)"))),
    }
}
/// `sorted` makes its list first; it is `list.sort` that gets the keywords.
fn sorted_objects(vm: &Vm, args: &[Value], names: &[Value], values: &[Value]) -> Res<()> {
    let &[iterable] = args else {
        return Err(vm.type_error(format!("sorted expected 1 argument, got {}", args.len())));
    };
    let l = vm.new_list()?;
    crate::types::list::extend(vm, l.value(), iterable)?;
    let sort = vm.getattr(l.value(), vm.names.sort)?;
    let names = vm.tuple_from(names)?;
    vm.call_with(sort.value(), values, names.value()).map(|_| ())
}

native! { pub static FUNCTIONS = [
    /// Return the number of items in a container.
    "len(obj, /)" => fn len(vm, [obj]) { vm.new_usize(vm.len(obj)?) }
    /// Return a new list containing all items from the iterable in ascending order.
    ///
    /// A custom key function can be supplied to customize the sort order, and the
    /// reverse flag can be set to request the result in descending order.
    @objects(sorted_objects) "sorted(*args, key=None, reverse=False)" => fn sorted(vm, [key, reverse], *args) {
        let &[iterable] = args else {
            return Err(vm.type_error(format!("sorted expected 1 argument, got {}", args.len())));
        };
        let l = vm.new_list()?;
        crate::types::list::extend(vm, l.value(), iterable)?;
        let reverse = vm.truth(reverse)?;
        crate::types::sort::sort_list(vm, l.value(), key, reverse)?;
        Ok(l)
    }
    /// Return True if bool(x) is True for any x in the iterable.
    ///
    /// If the iterable is empty, return False.
    "any(iterable, /)" => fn any(vm, [iterable]) {
        let it = vm.iter(iterable)?;
        while let Some(x) = vm.next(it.value())? {
            if vm.truth(x.value())? {
                return Ok(Ref::bool(true));
            }
        }
        Ok(Ref::bool(false))
    }
    /// Return True if bool(x) is True for all values x in the iterable.
    ///
    /// If the iterable is empty, return True.
    "all(iterable, /)" => fn all(vm, [iterable]) {
        let it = vm.iter(iterable)?;
        while let Some(x) = vm.next(it.value())? {
            if !vm.truth(x.value())? {
                return Ok(Ref::bool(false));
            }
        }
        Ok(Ref::bool(true))
    }
    /// Get an iterator from an object.
    ///
    /// In the first form, the argument must supply its own iterator, or be a sequence.
    /// In the second form, the callable is called until it returns the sentinel.
    "iter(object, sentinel=<unrepresentable>, /)" => fn iter(vm, [object, sentinel]) {
        if sentinel.is_unbound() {
            return vm.iter(object);
        }
        if vm.slots(object).call.is_none() {
            return Err(vm.type_error("iter(v, w): v must be callable"));
        }
        new_callable_iterator(vm, object, sentinel)
    }
    /// Return the next item from the iterator.
    ///
    /// If default is given and the iterator is exhausted,
    /// it is returned instead of raising StopIteration.
    "next(iterator, default=<unrepresentable>, /)" => fn next(vm, [iterator, default]) {
        match crate::types::slot_functions::call_next(vm, iterator) {
            Some(Err(_)) if !default.is_unbound() && vm.clear_raised_if(vm.types.StopIteration) => return Ok(Ref::new(default)),
            Some(r) => return r,
            None => {}
        }
        match vm.next(iterator)? {
            Some(x) => Ok(x),
            None if default.is_unbound() => Err(vm.raise_stop_iteration()),
            None => {
                drop(vm.take_stop_value());
                Ok(Ref::new(default))
            }
        }
    }
    /// Return an AsyncIterator for an AsyncIterable object.
    "aiter(async_iterable, /)" => fn aiter(vm, [async_iterable]) { crate::vm::async_generator::aiter(vm, async_iterable) }
    /// Return the next item from the async iterator.
    ///
    /// If default is given and the async iterator is exhausted,
    /// it is returned instead of raising StopAsyncIteration.
    "anext(async_iterator, default=<unrepresentable>, /)" => fn anext(vm, [async_iterator, default]) {
        crate::vm::async_generator::anext(vm, async_iterator, default)
    }
    /// With a single iterable argument, return its smallest item. The
    /// default keyword-only argument specifies an object to return if
    /// the provided iterable is empty.
    /// With two or more positional arguments, return the smallest argument.
    @objects(|vm, args, names, _| extreme_objects(vm, "min", args, names)) "min(*args, key=None, default=<unrepresentable>)" => fn min(vm, [key, default], *args) {
        extreme(vm, "min", CompareOp::Lt, args, key, default)
    }
    /// With a single iterable argument, return its biggest item. The
    /// default keyword-only argument specifies an object to return if
    /// the provided iterable is empty.
    /// With two or more positional arguments, return the largest argument.
    @objects(|vm, args, names, _| extreme_objects(vm, "max", args, names)) "max(*args, key=None, default=<unrepresentable>)" => fn max(vm, [key, default], *args) {
        extreme(vm, "max", CompareOp::Gt, args, key, default)
    }
    /// Return the sum of a 'start' value (default: 0) plus an iterable of numbers
    ///
    /// When the iterable is empty, return the start value.
    /// This function is intended specifically for use with numeric values and may
    /// reject non-numeric types.
    "sum(iterable, /, start=0)" => fn sum(vm, [iterable, start]) { super::numbers::sum(vm, iterable, start) }
]; }
