//! `itertools`: the iterators over iterators. Those over combinations are in `itertools_combinations`.
//!
//! All have one layout. No borrow of it is held while anything else runs: fields are copied out, references taken, results stored.
use crate::native;
use crate::object::{BinOp, CompareOp, Header, NativeDef, Ref, Res, Slots, Type, TypeSpec, Value, Vm, call_native, flags};
use crate::types::iterators::iter_self;
use crate::types::struct_sequence::new_type_of;
use crate::types::support::check_args;

/// An iterator of this module; what the fields hold is each type's own.
#[repr(C)]
pub struct Iterator {
    header: Header,
    /// Owned, or NULL.
    pub v: [Value; 4],
    pub n: [i64; 4],
    /// Owned each, or NULL.
    pub list: Vec<Value>,
    pub places: Vec<usize>,
    pub cycles: Vec<usize>,
}

/// The fields. The borrow ends before anything else runs.
#[allow(clippy::mut_from_ref)]
#[inline]
pub fn it<'a>(v: Value) -> &'a mut Iterator {
    // SAFETY: the slots and methods of this module's types are called with instances of this layout only.
    unsafe { &mut *v.ptr::<Iterator>() }
}

/// A reference to a field's value.
#[inline]
pub fn held(v: Value, i: usize) -> Option<Ref> {
    match it(v).v[i] {
        Value::NULL => None,
        x => Some(Ref::new(x)),
    }
}

/// Replaces a field; the old value is given up last.
#[inline]
pub fn put(vm: &Vm, v: Value, i: usize, new: Option<Ref>) {
    let old = std::mem::replace(&mut it(v).v[i], new.map_or(Value::NULL, Ref::into_value));
    old.decref(vm);
}

/// A fresh instance of a class.
pub fn make(vm: &Vm, cls: Value) -> Res {
    vm.new_object::<Iterator>(cls.ptr::<Type>(), |p| {
        // SAFETY: the instance is fresh.
        unsafe {
            (*p).v = [Value::NULL; 4];
            (*p).n = [0; 4];
            (&raw mut (*p).list).write(Vec::new());
            (&raw mut (*p).places).write(Vec::new());
            (&raw mut (*p).cycles).write(Vec::new());
        }
    })
}

unsafe fn drop_iterator(vm: &Vm, h: *mut Header) {
    let p = h as *mut Iterator;
    (*p).v.iter().for_each(|v| v.decref(vm));
    let list = std::mem::take(&mut (*p).list);
    list.iter().for_each(|v| v.decref(vm));
    std::ptr::drop_in_place(&raw mut (*p).places);
    std::ptr::drop_in_place(&raw mut (*p).cycles);
}
unsafe fn traverse(h: *mut Header, visit: &mut dyn FnMut(Value)) {
    let p = h as *mut Iterator;
    (*p).v.iter().chain((*p).list.iter()).filter(|v| **v != Value::NULL).for_each(|v| visit(*v));
}

/// A type of this module.
pub const fn spec(name: &'static str, doc: &'static str, new: Option<crate::object::type_object::NewFn>, next: crate::object::type_object::NextFn, methods: &'static [NativeDef]) -> TypeSpec {
    TypeSpec {
        name,
        doc,
        flags: flags::TRACKED | if new.is_some() { flags::BASETYPE } else { 0 },
        size: size_of::<Iterator>(),
        slots: Slots {
            iter: Some(iter_self),
            next: Some(next),
            new,
            drop: Some(drop_iterator),
            traverse: Some(traverse),
            ..Slots::EMPTY
        },
        methods,
        getset: &[],
    }
}

/// Calls a constructor's body with the class in front of the arguments.
pub fn construct(vm: &Vm, def: &NativeDef, ty: *mut Type, args: &[Value], kwnames: Value) -> Res {
    let mut all = Vec::with_capacity(args.len() + 1);
    all.push(Value::from_ptr(ty));
    all.extend_from_slice(args);
    call_native(vm, def, &all, kwnames)
}

macro_rules! constructors { ($($f:ident $i:literal),*) => { $(
    fn $f(vm: &Vm, ty: *mut Type, args: &[Value], kwnames: Value) -> Res { construct(vm, &NEW[$i], ty, args, kwnames) }
)* }; }
constructors! { new_count 0, new_repeat 2, new_accumulate 3, new_batched 4, new_compress 6, new_groupby 9, new_zip_longest 14, new_tee 15 }

/// As `construct`, of a type that takes `least..=most` positional arguments and no others, but leaves keywords to the `__init__` of a subclass.
fn construct_plain(vm: &Vm, i: usize, ty: *mut Type, args: &[Value], kwnames: Value, least: usize, most: usize) -> Res {
    // SAFETY: types outlive their uses.
    let own_init = unsafe { (*ty).slots.init != (*vm.types.object).slots.init };
    let named = if kwnames == Value::NULL { 0 } else { vm.tuple_items(kwnames).len() };
    let positional = &args[..args.len() - named];
    let name = NEW[i].sig.name();
    check_args(vm, name, positional, if own_init { Value::NULL } else { kwnames }, least, most)?;
    construct(vm, &NEW[i], ty, positional, Value::NULL)
}
macro_rules! plain_constructors { ($($f:ident $i:literal $least:expr, $most:expr;)*) => { $(
    fn $f(vm: &Vm, ty: *mut Type, args: &[Value], kwnames: Value) -> Res { construct_plain(vm, $i, ty, args, kwnames, $least, $most) }
)* }; }
plain_constructors! { new_cycle 1 1, 1; new_chain 5 0, usize::MAX; new_dropwhile 7 2, 2; new_filterfalse 8 2, 2; new_islice 10 2, 4;
    new_pairwise 11 1, 1; new_starmap 12 2, 2; new_takewhile 13 2, 2; }

/// An iterator with fields set: the first from an iterable.
fn over(vm: &Vm, cls: Value, iterable: Value, second: Option<Value>) -> Res {
    let source = vm.iter(iterable)?;
    let this = make(vm, cls)?;
    put(vm, this.value(), 0, Some(source));
    put(vm, this.value(), 1, second.map(Ref::new));
    Ok(this)
}

/// A bound of `islice`: `None` where it is not given.
fn islice_bound(vm: &Vm, v: Value, message: &str) -> Res<Option<i64>> {
    if v.is_none() {
        return Ok(None);
    }
    let bad = || Err(vm.value_error(message.to_owned()));
    if vm.as_int(v).is_none() && vm.slots(v).index.is_none() {
        return bad();
    }
    match vm.index_i64(v)? {
        Ok(n) if n >= 0 => Ok(Some(n)),
        _ => bad(),
    }
}

native! { static NEW = [
    "count(cls, start=0, step=1)" => fn count_body(vm, [cls, start, step]) {
        let number = |v: Value| v.is_small_int() || v.is_float() || vm.slots(v).index.is_some() || vm.slots(v).float.is_some() || vm.slots(v).binary[BinOp::Sub as usize].is_some();
        if !number(start) || !number(step) {
            return Err(vm.type_error("a number is required"));
        }
        let this = make(vm, cls)?;
        if start.is_small_int() && step.is_small_int() {
            it(this.value()).n = [start.as_small_int(), step.as_small_int(), 0, 0];
        } else {
            put(vm, this.value(), 0, Some(Ref::new(start)));
            put(vm, this.value(), 1, Some(Ref::new(step)));
        }
        Ok(this)
    }
    "cycle(cls, iterable, /)" => fn cycle_body(vm, [cls, iterable]) { over(vm, cls, iterable, None) }
    "repeat(cls, object, times=)" => fn repeat_body(vm, [cls, object, times]) {
        let n = if times.is_unbound() { -1 } else { vm.int_arg(times)?.max(0) };
        let this = make(vm, cls)?;
        put(vm, this.value(), 0, Some(Ref::new(object)));
        it(this.value()).n[0] = n;
        Ok(this)
    }
    "accumulate(cls, iterable, func=None, *, initial=None)" => fn accumulate_body(vm, [cls, iterable, func, initial]) {
        let this = over(vm, cls, iterable, (!func.is_none()).then_some(func))?;
        if !initial.is_none() {
            put(vm, this.value(), 3, Some(Ref::new(initial)));
        }
        Ok(this)
    }
    "batched(cls, iterable, n, *, strict=False)" => fn batched_body(vm, [cls, iterable, n, strict]) {
        let n = vm.int_arg(n)?;
        if n < 1 {
            return Err(vm.value_error("n must be at least one"));
        }
        let strict = vm.truth(strict)?;
        let this = over(vm, cls, iterable, None)?;
        it(this.value()).n = [n, strict as i64, 0, 0];
        Ok(this)
    }
    "chain(cls, *iterables)" => fn chain_body(vm, [cls], *iterables) {
        let all = vm.tuple_from(iterables)?;
        over(vm, cls, all.value(), None)
    }
    "compress(cls, data, selectors)" => fn compress_body(vm, [cls, data, selectors]) {
        let data = vm.iter(data)?;
        let selectors = vm.iter(selectors)?;
        let this = make(vm, cls)?;
        put(vm, this.value(), 0, Some(data));
        put(vm, this.value(), 1, Some(selectors));
        Ok(this)
    }
    "dropwhile(cls, predicate, iterable, /)" => fn dropwhile_body(vm, [cls, predicate, iterable]) { over(vm, cls, iterable, Some(predicate)) }
    "filterfalse(cls, function, iterable, /)" => fn filterfalse_body(vm, [cls, function, iterable]) {
        over(vm, cls, iterable, (!function.is_none()).then_some(function))
    }
    "groupby(cls, iterable, key=None)" => fn groupby_body(vm, [cls, iterable, key]) { over(vm, cls, iterable, (!key.is_none()).then_some(key)) }
    "islice(cls, iterable, /, *args)" => fn islice_body(vm, [cls, iterable], *args) {
        let (start, stop, step) = match args {
            [stop] => (Value::NONE, *stop, Value::NONE),
            [start, stop] => (*start, *stop, Value::NONE),
            [start, stop, step] => (*start, *stop, *step),
            // The number of arguments is checked before.
            _ => (Value::NONE, Value::NONE, Value::NONE),
        };
        let what = if args.len() == 1 {
            "Stop argument for islice() must be None or an integer: 0 <= x <= sys.maxsize."
        } else {
            "Indices for islice() must be None or an integer: 0 <= x <= sys.maxsize."
        };
        let stop = islice_bound(vm, stop, if args.len() == 1 { what } else { "Stop argument for islice() must be None or an integer: 0 <= x <= sys.maxsize." })?;
        let start = islice_bound(vm, start, what)?.unwrap_or(0);
        let step = islice_bound(vm, step, "Step for islice() must be a positive integer or None.")?.unwrap_or(1);
        if step < 1 {
            return Err(vm.value_error("Step for islice() must be a positive integer or None."));
        }
        let this = over(vm, cls, iterable, None)?;
        it(this.value()).n = [start, stop.unwrap_or(-1), step, 0];
        Ok(this)
    }
    "pairwise(cls, iterable, /)" => fn pairwise_body(vm, [cls, iterable]) { over(vm, cls, iterable, None) }
    "starmap(cls, function, iterable, /)" => fn starmap_body(vm, [cls, function, iterable]) { over(vm, cls, iterable, Some(function)) }
    "takewhile(cls, predicate, iterable, /)" => fn takewhile_body(vm, [cls, predicate, iterable]) { over(vm, cls, iterable, Some(predicate)) }
    "zip_longest(cls, *iterables, fillvalue=None)" => fn zip_longest_body(vm, [cls, fill], *iterables) {
        let sources = iterables.iter().map(|x| vm.iter(*x)).collect::<Res<Vec<Ref>>>()?;
        let this = make(vm, cls)?;
        put(vm, this.value(), 0, Some(Ref::new(fill)));
        it(this.value()).n[0] = sources.len() as i64;
        it(this.value()).list = sources.into_iter().map(Ref::into_value).collect();
        Ok(this)
    }
    "_tee(cls, iterable, /)" => fn tee_body(vm, [cls, iterable]) {
        let source = vm.iter(iterable)?;
        if source.is_exact(vm.extension::<Types>().tee.get() as *mut Type) {
            return copy_tee(vm, source.value());
        }
        let block = new_block(vm, source)?;
        let this = make(vm, cls)?;
        put(vm, this.value(), 0, Some(block));
        Ok(this)
    }
]; }

/// The name of an object's type without the module.
fn short_name(vm: &Vm, v: Value) -> String {
    // SAFETY: types outlive their instances.
    unsafe { vm.str_text((*vm.type_of(v)).name) }
}

fn next_count(vm: &Vm, v: Value) -> Res<Option<Ref>> {
    if it(v).v[0] == Value::NULL {
        let [now, step, ..] = it(v).n;
        match now.checked_add(step) {
            Some(next) => it(v).n[0] = next,
            None => {
                put(vm, v, 1, Some(vm.new_int(step)?));
                put(vm, v, 0, Some(vm.new_big(dashu_int::IBig::from(now) + step)?));
            }
        }
        return vm.new_int(now).map(Some);
    }
    let (Some(now), Some(step)) = (held(v, 0), held(v, 1)) else { return Ok(None) };
    let next = vm.binary_op(BinOp::Add, now.value(), step.value())?;
    put(vm, v, 0, Some(next));
    Ok(Some(now))
}
fn repr_count(vm: &Vm, v: Value) -> Res {
    let name = short_name(vm, v);
    let (now, step) = match (held(v, 0), held(v, 1)) {
        (Some(now), Some(step)) => (vm.repr_text(now.value())?, vm.repr_text(step.value())?),
        _ => (it(v).n[0].to_string(), it(v).n[1].to_string()),
    };
    let plain = step == "1";
    vm.new_str(&if plain { format!("{name}({now})") } else { format!("{name}({now}, {step})") })
}

fn next_cycle(vm: &Vm, v: Value) -> Res<Option<Ref>> {
    if let Some(source) = held(v, 0) {
        if let Some(x) = vm.next(source.value())? {
            it(v).list.push(x.clone().into_value());
            return Ok(Some(x));
        }
        put(vm, v, 0, None);
    }
    let n = it(v).list.len();
    if n == 0 {
        return Ok(None);
    }
    let at = it(v).n[0] as usize;
    it(v).n[0] = if at + 1 >= n { 0 } else { at as i64 + 1 };
    Ok(Some(Ref::new(it(v).list[at.min(n - 1)])))
}

fn next_repeat(_: &Vm, v: Value) -> Res<Option<Ref>> {
    let left = it(v).n[0];
    if left == 0 {
        return Ok(None);
    }
    if left > 0 {
        it(v).n[0] = left - 1;
    }
    Ok(held(v, 0))
}
fn repr_repeat(vm: &Vm, v: Value) -> Res {
    let object = held(v, 0).unwrap_or(Ref::NONE);
    let text = vm.repr_text(object.value())?;
    let name = short_name(vm, v);
    let left = it(v).n[0];
    vm.new_str(&if left < 0 { format!("{name}({text})") } else { format!("{name}({text}, {left})") })
}
native! { static REPEAT_METHODS = [
    /// Private method returning an estimate of len(list(it)).
    "__length_hint__(self, /)" => fn repeat_hint(vm, [this]) {
        match it(this).n[0] {
            n if n < 0 => Err(vm.type_error("len() of unsized object")),
            n => vm.new_int(n),
        }
    }
]; }

fn next_accumulate(vm: &Vm, v: Value) -> Res<Option<Ref>> {
    if let Some(initial) = held(v, 3) {
        put(vm, v, 3, None);
        put(vm, v, 2, Some(initial.clone()));
        return Ok(Some(initial));
    }
    let Some(source) = held(v, 0) else { return Ok(None) };
    let Some(x) = vm.next(source.value())? else { return Ok(None) };
    let total = match held(v, 2) {
        None => x,
        Some(total) => match held(v, 1) {
            None => vm.binary_op(BinOp::Add, total.value(), x.value())?,
            Some(f) => vm.call(f.value(), &[total.value(), x.value()])?,
        },
    };
    put(vm, v, 2, Some(total.clone()));
    Ok(Some(total))
}

fn next_batched(vm: &Vm, v: Value) -> Res<Option<Ref>> {
    let Some(source) = held(v, 0) else { return Ok(None) };
    let [n, strict, ..] = it(v).n;
    let mut items = Vec::new();
    while (items.len() as i64) < n {
        match vm.next(source.value())? {
            Some(x) => items.push(x),
            None => {
                put(vm, v, 0, None);
                if items.is_empty() {
                    return Ok(None);
                }
                if strict != 0 {
                    return Err(vm.value_error("batched(): incomplete batch"));
                }
                break;
            }
        }
    }
    vm.tuple_from_refs(items).map(Some)
}

fn next_chain(vm: &Vm, v: Value) -> Res<Option<Ref>> {
    loop {
        if let Some(current) = held(v, 1) {
            if let Some(x) = vm.next(current.value())? {
                return Ok(Some(x));
            }
            put(vm, v, 1, None);
        }
        let Some(sources) = held(v, 0) else { return Ok(None) };
        let next = vm.next(sources.value()).and_then(|x| match x {
            Some(x) => vm.iter(x.value()).map(Some),
            None => Ok(None),
        });
        match next {
            Ok(Some(current)) => put(vm, v, 1, Some(current)),
            Ok(None) => {
                put(vm, v, 0, None);
                return Ok(None);
            }
            Err(e) => {
                let pending = vm.take_raised();
                put(vm, v, 0, None);
                let _ = e;
                return Err(vm.set_raised(pending));
            }
        }
    }
}
native! { static CHAIN_METHODS = [
    /// Alternative chain() constructor taking a single iterable argument that evaluates lazily.
    @classmethod "from_iterable(type, iterable, /)" => fn chain_from_iterable(vm, [cls, iterable]) { over(vm, cls, iterable, None) }
    /// See PEP 585
    @classmethod "__class_getitem__(type, object, /)" => fn chain_class_getitem(vm, [cls, item]) {
        crate::types::support::generic_alias(vm, cls, item)
    }
]; }

fn next_compress(vm: &Vm, v: Value) -> Res<Option<Ref>> {
    let (Some(data), Some(selectors)) = (held(v, 0), held(v, 1)) else { return Ok(None) };
    loop {
        let Some(x) = vm.next(data.value())? else { return Ok(None) };
        let Some(s) = vm.next(selectors.value())? else { return Ok(None) };
        if vm.truth(s.value())? {
            return Ok(Some(x));
        }
    }
}

fn next_dropwhile(vm: &Vm, v: Value) -> Res<Option<Ref>> {
    let (Some(source), Some(f)) = (held(v, 0), held(v, 1)) else { return Ok(None) };
    loop {
        let Some(x) = vm.next(source.value())? else { return Ok(None) };
        if it(v).n[0] == 1 {
            return Ok(Some(x));
        }
        let r = vm.call(f.value(), &[x.value()])?;
        if !vm.truth(r.value())? {
            it(v).n[0] = 1;
            return Ok(Some(x));
        }
    }
}

fn next_takewhile(vm: &Vm, v: Value) -> Res<Option<Ref>> {
    let (Some(source), Some(f)) = (held(v, 0), held(v, 1)) else { return Ok(None) };
    if it(v).n[0] == 1 {
        return Ok(None);
    }
    let Some(x) = vm.next(source.value())? else { return Ok(None) };
    let r = vm.call(f.value(), &[x.value()])?;
    if vm.truth(r.value())? {
        return Ok(Some(x));
    }
    it(v).n[0] = 1;
    Ok(None)
}

fn next_filterfalse(vm: &Vm, v: Value) -> Res<Option<Ref>> {
    let Some(source) = held(v, 0) else { return Ok(None) };
    let f = held(v, 1);
    loop {
        let Some(x) = vm.next(source.value())? else { return Ok(None) };
        let yes = match &f {
            None => vm.truth(x.value())?,
            Some(f) if f.value() == Value::from_ptr(vm.types.bool) => vm.truth(x.value())?,
            Some(f) => vm.truth(vm.call(f.value(), &[x.value()])?.value())?,
        };
        if !yes {
            return Ok(Some(x));
        }
    }
}

fn next_islice(vm: &Vm, v: Value) -> Res<Option<Ref>> {
    let Some(source) = held(v, 0) else { return Ok(None) };
    let [wanted, stop, step, _] = it(v).n;
    let end = |vm: &Vm| {
        put(vm, v, 0, None);
        Ok(None)
    };
    let target = if stop >= 0 && wanted >= stop { stop } else { wanted };
    while it(v).n[3] < target {
        match vm.next(source.value()) {
            Ok(Some(_)) => it(v).n[3] += 1,
            Ok(None) => return end(vm),
            Err(e) => return Err(e),
        }
    }
    if stop >= 0 && wanted >= stop {
        return end(vm);
    }
    let Some(x) = vm.next(source.value())? else { return end(vm) };
    it(v).n[3] += 1;
    let next = wanted.saturating_add(step);
    it(v).n[0] = if stop >= 0 { next.min(stop) } else { next };
    Ok(Some(x))
}

fn next_pairwise(vm: &Vm, v: Value) -> Res<Option<Ref>> {
    let Some(source) = held(v, 0) else { return Ok(None) };
    let previous = match held(v, 1) {
        Some(p) => p,
        None => {
            let Some(p) = vm.next(source.value())? else {
                put(vm, v, 0, None);
                return Ok(None);
            };
            // The source may have advanced this very iterator.
            put(vm, v, 1, Some(p.clone()));
            if it(v).v[0] == Value::NULL {
                put(vm, v, 1, None);
                return Ok(None);
            }
            p
        }
    };
    let Some(x) = vm.next(source.value())? else {
        put(vm, v, 0, None);
        put(vm, v, 1, None);
        return Ok(None);
    };
    put(vm, v, 1, Some(x.clone()));
    vm.tuple_from_refs([previous, x]).map(Some)
}

fn next_starmap(vm: &Vm, v: Value) -> Res<Option<Ref>> {
    let (Some(source), Some(f)) = (held(v, 0), held(v, 1)) else { return Ok(None) };
    let Some(args) = vm.next(source.value())? else { return Ok(None) };
    let items = vm.collect(args.value())?;
    let values: Vec<Value> = items.iter().map(Ref::value).collect();
    vm.call(f.value(), &values).map(Some)
}

fn next_zip_longest(vm: &Vm, v: Value) -> Res<Option<Ref>> {
    let n = it(v).list.len();
    if n == 0 || it(v).n[0] == 0 {
        return Ok(None);
    }
    let fill = held(v, 0).unwrap_or(Ref::NONE);
    let mut items = Vec::with_capacity(n);
    for i in 0..n {
        let source = match it(v).list.get(i) {
            Some(s) if *s != Value::NULL => Ref::new(*s),
            _ => {
                items.push(fill.clone());
                continue;
            }
        };
        let drop_source = |i: usize| {
            let old = std::mem::replace(&mut it(v).list[i], Value::NULL);
            old.decref(vm);
        };
        match vm.next(source.value()) {
            Ok(Some(x)) => items.push(x),
            Ok(None) => {
                it(v).n[0] -= 1;
                if it(v).n[0] <= 0 {
                    it(v).n[0] = 0;
                    return Ok(None);
                }
                drop_source(i);
                items.push(fill.clone());
            }
            Err(e) => {
                it(v).n[0] = 0;
                return Err(e);
            }
        }
    }
    vm.tuple_from_refs(items).map(Some)
}

// ---- groupby: fields 0 the source, 1 the key function, 2 the key of the group handed out last, 3 the current key; the list holds the
// current item; `n[0]` numbers the groups.

/// Reads the next item and its key.
fn group_step(vm: &Vm, v: Value) -> Res<bool> {
    let Some(source) = held(v, 0) else { return Ok(false) };
    let Some(x) = vm.next(source.value())? else { return Ok(false) };
    let key = match held(v, 1) {
        None => x.clone(),
        Some(f) => vm.call(f.value(), &[x.value()])?,
    };
    let old = std::mem::replace(&mut it(v).list, vec![x.into_value()]);
    put(vm, v, 3, Some(key));
    old.iter().for_each(|x| x.decref(vm));
    Ok(true)
}

fn next_groupby(vm: &Vm, v: Value) -> Res<Option<Ref>> {
    it(v).n[0] += 1;
    loop {
        match (held(v, 3), held(v, 2)) {
            (None, _) => {}
            (Some(_), None) => break,
            (Some(current), Some(target)) => {
                if !vm.compare_bool(target.value(), current.value(), CompareOp::Eq)? {
                    break;
                }
            }
        }
        if !group_step(vm, v)? {
            return Ok(None);
        }
    }
    let Some(key) = held(v, 3) else { return Ok(None) };
    put(vm, v, 2, Some(key.clone()));
    let group = make(vm, Value::from_ptr(vm.extension::<Types>().grouper.get() as *mut Type))?;
    put(vm, group.value(), 0, Some(Ref::new(v)));
    put(vm, group.value(), 1, Some(key.clone()));
    it(group.value()).n[0] = it(v).n[0];
    vm.tuple_from_refs([key, group]).map(Some)
}

fn next_grouper(vm: &Vm, v: Value) -> Res<Option<Ref>> {
    let (Some(parent), Some(target)) = (held(v, 0), held(v, 1)) else { return Ok(None) };
    let p = parent.value();
    if it(p).n[0] != it(v).n[0] {
        return Ok(None);
    }
    if it(p).list.is_empty() && !group_step(vm, p)? {
        return Ok(None);
    }
    let Some(current) = held(p, 3) else { return Ok(None) };
    if !vm.compare_bool(target.value(), current.value(), CompareOp::Eq)? {
        return Ok(None);
    }
    Ok(it(p).list.pop().map(Ref::own))
}

// ---- tee: field 0 the block, `n[0]` the place in it. A block: field 0 the source, 1 the next block, the list the items read so far.

const BLOCK: usize = 57;

fn new_block(vm: &Vm, source: Ref) -> Res {
    let block = make(vm, Value::from_ptr(vm.extension::<Types>().block.get() as *mut Type))?;
    put(vm, block.value(), 0, Some(source));
    Ok(block)
}

fn copy_tee(vm: &Vm, v: Value) -> Res {
    let copy = make(vm, Value::from_ptr(vm.extension::<Types>().tee.get() as *mut Type))?;
    put(vm, copy.value(), 0, held(v, 0));
    it(copy.value()).n[0] = it(v).n[0];
    Ok(copy)
}

fn next_tee(vm: &Vm, v: Value) -> Res<Option<Ref>> {
    let Some(mut block) = held(v, 0) else { return Ok(None) };
    if it(v).n[0] as usize == BLOCK {
        let next = match held(block.value(), 1) {
            Some(next) => next,
            None => {
                let Some(source) = held(block.value(), 0) else { return Ok(None) };
                let next = new_block(vm, source)?;
                put(vm, block.value(), 1, Some(next.clone()));
                next
            }
        };
        put(vm, v, 0, Some(next.clone()));
        it(v).n[0] = 0;
        block = next;
    }
    let at = it(v).n[0] as usize;
    let b = block.value();
    if at >= it(b).list.len() {
        if it(b).n[0] == 1 {
            return Err(vm.runtime_error("cannot re-enter the tee iterator"));
        }
        let Some(source) = held(b, 0) else { return Ok(None) };
        it(b).n[0] = 1;
        let x = vm.next(source.value());
        it(b).n[0] = 0;
        match x? {
            Some(x) => it(b).list.push(x.into_value()),
            None => return Ok(None),
        }
    }
    it(v).n[0] += 1;
    Ok(it(b).list.get(at).map(|x| Ref::new(*x)))
}

fn next_block(_: &Vm, _: Value) -> Res<Option<Ref>> {
    Ok(None)
}

/// Drop slot of blocks: a long chain of them goes without recursion.
unsafe fn drop_block(vm: &Vm, h: *mut Header) {
    let mut next = std::mem::replace(&mut (*(h as *mut Iterator)).v[1], Value::NULL);
    drop_iterator(vm, h);
    while next != Value::NULL && (*next.header()).refcount == 1 {
        let after = std::mem::replace(&mut it(next).v[1], Value::NULL);
        next.decref(vm);
        next = after;
    }
    next.decref(vm);
}

native! { static TEE_METHODS = [
    /// Returns an independent iterator.
    "__copy__(self, /)" => fn tee_copy(vm, [this]) { copy_tee(vm, this) }
]; }

native! { static FUNCTIONS = [
    /// Returns a tuple of n independent iterators.
    "tee(iterable, n=2, /)" => fn tee(vm, [iterable, n]) {
        let n = vm.int_arg(n)?;
        let Ok(n) = usize::try_from(n) else { return Err(vm.value_error("n must be >= 0")) };
        if n == 0 {
            return vm.tuple_from(&[]);
        }
        let cls = vm.extension::<Types>().tee.get() as *mut Type;
        let first = construct(vm, &NEW[15], cls, &[iterable], Value::NULL)?;
        let mut all = vec![first];
        while all.len() < n {
            all.push(copy_tee(vm, all[0].value())?);
        }
        vm.tuple_from_refs(all)
    }
]; }

/// Types that native code makes instances of.
#[derive(Default)]
struct Types {
    grouper: std::cell::Cell<usize>,
    tee: std::cell::Cell<usize>,
    block: std::cell::Cell<usize>,
}

static COUNT: TypeSpec = {
    let mut s = spec("itertools.count", "Return a count object whose .__next__() method returns consecutive values.\n\nEquivalent to:\n    def count(firstval=0, step=1):\n        x = firstval\n        while 1:\n            yield x\n            x += step", Some(new_count), next_count, &[]);
    s.slots.repr = Some(repr_count);
    s
};
static REPEAT: TypeSpec = {
    let mut s = spec("itertools.repeat", "repeat(object [,times]) -> create an iterator which returns the object\nfor the specified number of times.  If not specified, returns the object\nendlessly.", Some(new_repeat), next_repeat, REPEAT_METHODS);
    s.slots.repr = Some(repr_repeat);
    s
};
static BLOCK_SPEC: TypeSpec = {
    let mut s = spec("itertools._tee_dataobject", "Data container common to multiple tee objects.", None, next_block, &[]);
    s.slots.drop = Some(drop_block);
    s
};
static SPECS: &[TypeSpec] = &[
    spec("itertools.cycle", "Return elements from the iterable until it is exhausted. Then repeat the sequence indefinitely.", Some(new_cycle), next_cycle, &[]),
    spec("itertools.accumulate", "Return series of accumulated sums.", Some(new_accumulate), next_accumulate, &[]),
    spec("itertools.batched", "Batch data into tuples of length n. The last batch may be shorter than n.\n\nLoops over the input iterable and accumulates data into tuples\nup to size n.  The input is consumed lazily, just enough to\nfill a batch.  The result is yielded as soon as a batch is full\nor when the input iterable is exhausted.\n\n    >>> for batch in batched('ABCDEFG', 3):\n    ...     print(batch)\n    ...\n    ('A', 'B', 'C')\n    ('D', 'E', 'F')\n    ('G',)\n\nIf \"strict\" is True, raises a ValueError if the final batch is shorter\nthan n.", Some(new_batched), next_batched, &[]),
    spec("itertools.chain", "Return a chain object whose .__next__() method returns elements from the\nfirst iterable until it is exhausted, then elements from the next\niterable, until all of the iterables are exhausted.", Some(new_chain), next_chain, CHAIN_METHODS),
    spec("itertools.compress", "Return data elements corresponding to true selector elements.\n\nForms a shorter iterator from selected data elements using the selectors to\nchoose the data elements.", Some(new_compress), next_compress, &[]),
    spec("itertools.dropwhile", "Drop items from the iterable while predicate(item) is true.\n\nAfterwards, return every element until the iterable is exhausted.", Some(new_dropwhile), next_dropwhile, &[]),
    spec("itertools.filterfalse", "Return those items of iterable for which function(item) is false.\n\nIf function is None, return the items that are false.", Some(new_filterfalse), next_filterfalse, &[]),
    spec("itertools.groupby", "make an iterator that returns consecutive keys and groups from the iterable\n\n  iterable\n    Elements to divide into groups according to the key function.\n  key\n    A function for computing the group category for each element.\n    If the key function is not specified or is None, the element itself\n    is used for grouping.", Some(new_groupby), next_groupby, &[]),
    spec("itertools.islice", "islice(iterable, stop) --> islice object\nislice(iterable, start, stop[, step]) --> islice object\n\nReturn an iterator whose next() method returns selected values from an\niterable.  If start is specified, will skip all preceding elements;\notherwise, start defaults to zero.  Step defaults to one.  If\nspecified as another value, step determines how many values are\nskipped between successive calls.  Works like a slice() on a list\nbut returns an iterator.", Some(new_islice), next_islice, &[]),
    spec("itertools.pairwise", "Return an iterator of overlapping pairs taken from the input iterator.\n\n    s -> (s0,s1), (s1,s2), (s2, s3), ...", Some(new_pairwise), next_pairwise, &[]),
    spec("itertools.starmap", "Return an iterator whose values are returned from the function evaluated with an argument tuple taken from the given sequence.", Some(new_starmap), next_starmap, &[]),
    spec("itertools.takewhile", "Return successive entries from an iterable as long as the predicate evaluates to true for each entry.", Some(new_takewhile), next_takewhile, &[]),
    spec("itertools.zip_longest", "Return a zip_longest object whose .__next__() method returns a tuple where\nthe i-th element comes from the i-th iterable argument.  The .__next__()\nmethod continues until the longest iterable in the argument sequence\nis exhausted and then it raises StopIteration.  When the shorter iterables\nare exhausted, the fillvalue is substituted in their place.  The fillvalue\ndefaults to None or can be specified by a keyword argument.", Some(new_zip_longest), next_zip_longest, &[]),
];
static GROUPER: TypeSpec = spec("itertools._grouper", "", None, next_grouper, &[]);
static TEE: TypeSpec = spec("itertools._tee", "Iterator wrapped to make it copyable.", Some(new_tee), next_tee, TEE_METHODS);

/// Makes the module.
pub fn init(vm: &Vm) -> Res {
    let module = super::new_module(vm, "itertools", "Functional tools for creating and using iterators.", FUNCTIONS)?;
    let types = vm.extension::<Types>();
    let add = |spec: &'static TypeSpec| -> Res<usize> {
        let ty = new_type_of(vm, spec, vm.types.object)?;
        let name = spec.name.rsplit('.').next().unwrap_or(spec.name);
        super::set(vm, module.value(), name, Ref::from_type(ty))?;
        Ok(ty as usize)
    };
    for spec in [&COUNT, &REPEAT].into_iter().chain(SPECS).chain(super::itertools_combinations::SPECS) {
        add(spec)?;
    }
    types.grouper.set(add(&GROUPER)?);
    types.tee.set(add(&TEE)?);
    types.block.set(add(&BLOCK_SPEC)?);
    Ok(module)
}
