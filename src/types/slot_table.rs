//! The one table of dunders and slots: names, which slots a builtin type exposes as wrappers, how a wrapper calls its slot,
//! and how the slots of a class follow from its namespace.
use super::slot_functions as f;
use crate::object::{BinOp, CompareOp, NativeFunction, Ref, Res, Slots, Type, Value, Vm, WrapperDescriptor, flags};

/// First index of each group: `__add__`, `__radd__`, `__iadd__` of each operator, then comparisons, then the others.
const COMPARE: usize = 42;
const OTHER: usize = 48;

macro_rules! others {
    ($($id:ident $name:literal),* $(,)?) => {
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        #[repr(usize)]
        #[allow(clippy::upper_case_acronyms, non_camel_case_types)]
        enum Others { $($id),* }
        $(pub const $id: usize = OTHER + Others::$id as usize;)*
        const OTHER_NAMES: &[&str] = &[$($name),*];
    };
}
others! {
    REPR "__repr__", STR "__str__", HASH "__hash__", CALL "__call__", ITER "__iter__", NEXT "__next__",
    GETATTRIBUTE "__getattribute__", GETATTR "__getattr__", SETATTR "__setattr__", DELATTR "__delattr__",
    NEG "__neg__", POS "__pos__", ABS "__abs__", INVERT "__invert__", BOOL "__bool__", INT "__int__", FLOAT "__float__", INDEX "__index__",
    LEN "__len__", GETITEM "__getitem__", SETITEM "__setitem__", DELITEM "__delitem__", CONTAINS "__contains__",
    GET "__get__", SET "__set__", DELETE "__delete__", INIT "__init__", DEL "__del__", NEW "__new__",
    AWAIT "__await__", AITER "__aiter__", ANEXT "__anext__", BUFFER "__buffer__", RELEASE_BUFFER "__release_buffer__",
}
pub const COUNT: usize = OTHER + OTHER_NAMES.len();

const BINARY_NAMES: [&str; COMPARE] = [
    "__add__", "__radd__", "__iadd__", "__sub__", "__rsub__", "__isub__", "__mul__", "__rmul__", "__imul__",
    "__matmul__", "__rmatmul__", "__imatmul__", "__truediv__", "__rtruediv__", "__itruediv__",
    "__floordiv__", "__rfloordiv__", "__ifloordiv__", "__mod__", "__rmod__", "__imod__", "__pow__", "__rpow__", "__ipow__",
    "__lshift__", "__rlshift__", "__ilshift__", "__rshift__", "__rrshift__", "__irshift__", "__and__", "__rand__", "__iand__",
    "__or__", "__ror__", "__ior__", "__xor__", "__rxor__", "__ixor__", "__divmod__", "__rdivmod__", "__idivmod__",
];

/// Name of an entry.
pub fn name(id: usize) -> &'static str {
    match id {
        0..COMPARE => BINARY_NAMES[id],
        COMPARE..OTHER => CompareOp::ALL[id - COMPARE].dunder(),
        _ => OTHER_NAMES[id - OTHER],
    }
}
/// `__text_signature__` of an entry's wrapper.
pub fn signature(id: usize) -> &'static str {
    match name(id) {
        "__pow__" | "__rpow__" => "($self, value, mod=None, /)",
        _ if id < OTHER => "($self, value, /)",
        "__call__" | "__init__" => "($self, /, *args, **kwargs)",
        "__getattribute__" | "__delattr__" => "($self, name, /)",
        "__getattr__" => "($self, /, name)",
        "__setattr__" => "($self, name, value, /)",
        "__getitem__" | "__delitem__" | "__contains__" => "($self, key, /)",
        "__setitem__" => "($self, key, value, /)",
        "__get__" => "($self, instance, owner=None, /)",
        "__set__" => "($self, instance, value, /)",
        "__delete__" => "($self, instance, /)",
        "__buffer__" => "($self, flags, /)",
        "__release_buffer__" => "($self, buffer, /)",
        "__new__" => "($type, *args, **kwargs)",
        _ => "($self, /)",
    }
}
pub const fn binary(op: BinOp) -> usize {
    op as usize * 3
}
pub const fn compare(op: CompareOp) -> usize {
    COMPARE + op as usize
}

/// Interns the names; before the first type is made ready.
pub fn init(vm: &mut Vm) {
    vm.slot_names = (0..COUNT).map(|i| vm.intern(name(i)).into_value()).collect();
}

/// The entries that a type with these slots, filled by itself, shows as methods: one bit each.
pub fn shown(s: &Slots, type_flags: u32, root: bool) -> u128 {
    const fn bits<const N: usize>(ids: [usize; N]) -> u128 {
        let mut m = 0;
        let mut i = 0;
        while i < N {
            m |= 1 << ids[i];
            i += 1;
        }
        m
    }
    const COMPARISONS: u128 = 63 << COMPARE;
    if root {
        return COMPARISONS | const { bits([REPR, STR, HASH, GETATTRIBUTE, SETATTR, DELATTR, INIT]) };
    }
    let mut m = 0;
    for op in 0..s.binary.len() {
        if s.binary[op].is_some() {
            m |= 1 << (op * 3);
            // Concatenation is not reflected.
            if op != BinOp::Add as usize || s.getitem.is_none() {
                m |= 2 << (op * 3);
            }
        }
        if s.inplace[op].is_some() && op != BinOp::DivMod as usize {
            m |= 4 << (op * 3);
        }
    }
    macro_rules! entries {
        ($($slot:ident: $ids:expr),* $(,)?) => { $(if s.$slot.is_some() { m |= const { bits($ids) }; })* };
    }
    entries! {
        repr: [REPR], str: [STR], hash: [HASH], call: [CALL], iter: [ITER], next: [NEXT], getattr: [GETATTRIBUTE],
        setattr: [SETATTR, DELATTR], neg: [NEG], pos: [POS], abs: [ABS], invert: [INVERT], bool: [BOOL], int: [INT], float: [FLOAT],
        index: [INDEX], len: [LEN], getitem: [GETITEM], setitem: [SETITEM, DELITEM], contains: [CONTAINS], descr_get: [GET],
        descr_set: [SET, DELETE], init: [INIT], del: [DEL], r#await: [AWAIT], aiter: [AITER], anext: [ANEXT], get_buffer: [BUFFER], release_buffer: [RELEASE_BUFFER],
    }
    // The truth of a str is its length; that it has a slot for it is a matter of speed.
    if type_flags & flags::STR_SUBCLASS != 0 {
        m &= !const { bits([BOOL]) };
    }
    if s.compare.is_some() {
        m |= COMPARISONS;
    }
    m
}

/// Puts wrappers for the slots (the entries `shown`) that a builtin type fills itself into its namespace.
pub fn add_wrappers(vm: &Vm, ty: *mut Type, own: &Slots, mut shown: u128) -> Res<()> {
    // SAFETY: `ty` is a builtin type under construction.
    unsafe {
        if own.new.is_some() {
            let n = vm.new_native(vm.types.builtin_function, super::type_call::new_def(), Value::from_ptr(ty), ty)?;
            vm.dict_set_name((*ty).dict, vm.names.__new__, n)?;
        }
        for id in ORDERS[usize::from(own.getitem.is_some())].iter().map(|id| *id as usize) {
            if shown == 0 {
                break;
            }
            if shown & 1 << id == 0 {
                continue;
            }
            shown &= !(1 << id);
            let w = new_wrapper(vm, id, ty)?;
            vm.dict_set_name((*ty).dict, vm.slot_names[id], w)?;
        }
        if own.compare.is_some() && own.hash.is_none() {
            vm.dict_set_name((*ty).dict, vm.names.__hash__, Ref::NONE)?;
        }
    }
    debug_assert!(shown == 0, "an entry that has no place in the order");
    Ok(())
}

/// `namespace_order` without and with items: laid out once, as every type goes through it.
static ORDERS: std::sync::LazyLock<[Box<[u8]>; 2]> =
    std::sync::LazyLock::new(|| [false, true].map(|sequence| namespace_order(sequence).map(|id| id as u8).collect()));

/// The order in which the entries come in the namespace of a builtin type; what a sequence has for `+` and `*` comes with its items.
fn namespace_order(sequence: bool) -> impl Iterator<Item = usize> {
    use BinOp::*;
    let three = |op: BinOp| [binary(op), binary(op) + 1];
    let first = [REPR, HASH, CALL, STR, GETATTRIBUTE, GETATTR, SETATTR, DELATTR];
    let compare = COMPARE..COMPARE + 6;
    let second = [ITER, NEXT, GET, SET, DELETE, INIT, NEW, DEL, BUFFER, RELEASE_BUFFER, AWAIT, AITER, ANEXT];
    let sums = [three(Add), three(Sub), three(Mul)];
    let rest = [three(Mod), three(DivMod), three(Pow)];
    let unary = [NEG, POS, ABS, BOOL, INVERT];
    let bits = [three(LShift), three(RShift), three(And), three(Xor), three(Or)];
    let inplace = [Add, Sub, Mul, Mod, Pow, LShift, RShift, And, Xor, Or].map(|op| binary(op) + 2);
    let divisions = [three(FloorDiv), three(TrueDiv)];
    let last = [FloorDiv, TrueDiv].map(|op| binary(op) + 2);
    let items = [LEN, GETITEM, SETITEM, DELITEM];
    let concat = [binary(Add), binary(Mul), binary(Mul) + 1, CONTAINS, binary(Add) + 2, binary(Mul) + 2];
    let late = move |id: &usize| !sequence || !concat.contains(id);
    let numbers = sums.into_iter().chain(rest).flatten().chain(unary).chain(bits.into_iter().flatten()).chain([INT, FLOAT]).chain(inplace);
    let numbers = numbers.chain(divisions.into_iter().flatten()).chain(last).chain([INDEX]).chain(three(MatMul)).chain([binary(MatMul) + 2]);
    let numbers = numbers.filter(late);
    first.into_iter().chain(compare).chain(second).chain(numbers).chain(items).chain(concat)
}

fn new_wrapper(vm: &Vm, id: usize, owner: *mut Type) -> Res {
    let p = vm.alloc_raw(size_of::<WrapperDescriptor>(), false, vm.types.wrapper_descriptor)? as *mut WrapperDescriptor;
    // SAFETY: the cell is fresh and large enough.
    unsafe {
        (*p).id = id;
        (*p).owner = owner;
        (*p).receiver = Value::NULL;
    }
    Ok(Ref::own(Value::from_ptr(p)))
}

// ---- from Python to the slot

/// Calls the slot behind a wrapper: `args` without the receiver.
pub fn call_wrapper(vm: &Vm, w: &WrapperDescriptor, this: Value, args: &[Value], kwnames: Value) -> Res {
    // SAFETY: builtin types are never freed.
    let s = unsafe { &(*w.owner).slots };
    let id = w.id;
    match id {
        CALL => {
            let odd = kwnames != Value::NULL && vm.tuple_items(kwnames).iter().any(|n| !vm.is_str(*n));
            if odd && crate::object::bind::checks_names_first(vm, this) {
                return Err(vm.keywords_must_be_strings());
            }
            return match s.call {
                Some(c) => c(vm, this, args, kwnames),
                None => Err(missing(vm, w)),
            };
        }
        INIT => {
            match s.init {
                Some(i) => i(vm, this, args, kwnames)?,
                None => super::object::object_init(vm, this, args, kwnames)?,
            }
            return Ok(Ref::NONE);
        }
        _ => {}
    }
    if kwnames != Value::NULL && !vm.tuple_items(kwnames).is_empty() {
        return Err(vm.type_error(format!("wrapper {}() takes no keyword arguments", name(id))));
    }
    let (least, most) = match id {
        _ if id == binary(BinOp::Pow) || id == binary(BinOp::Pow) + 1 => (1, 2),
        0..OTHER => (1, 1),
        GETATTRIBUTE | DELATTR | GETITEM | DELITEM | CONTAINS | DELETE | BUFFER | RELEASE_BUFFER => (1, 1),
        SETATTR | SETITEM | SET => (2, 2),
        GET => (1, 2),
        _ => (0, 0),
    };
    let n = args.len();
    if n < least || n > most {
        let plural = |n| if n == 1 { "" } else { "s" };
        let word = name(id);
        return Err(vm.type_error(match id {
            0..OTHER if least != most => format!("expected {least} or {most} arguments, got {n}"),
            SETATTR | SETITEM | SET | BUFFER | RELEASE_BUFFER => format!("{word} expected {least} argument{}, got {n}", plural(least)),
            GET if n < least => format!("{word} expected at least {least} argument{}, got {n}", plural(least)),
            GET => format!("{word} expected at most {most} argument{}, got {n}", plural(most)),
            _ => format!("expected {least} argument{}, got {n}", plural(least)),
        }));
    }
    macro_rules! slot {
        ($f:ident($($a:expr),*)) => { match s.$f { Some(f) => f(vm, this $(, $a)*), None => Err(missing(vm, w)) } };
    }
    let size = |n: usize| vm.new_usize(n);
    match id {
        0..COMPARE => {
            let op = id / 3;
            if n == 2 && !args[1].is_none() {
                return match s.pow3 {
                    Some(f) if id % 3 == 0 => f(vm, this, args[0], args[1]),
                    Some(f) => f(vm, args[0], this, args[1]),
                    None => Ok(Ref::NOT_IMPLEMENTED),
                };
            }
            // Sequences repeat and concatenate without asking the other operand.
            let f = if id % 3 == 2 { s.inplace[op] } else { s.binary[op] };
            let sequence = s.getitem.is_some() && w.owner != vm.types.dict;
            let count;
            let args = if op == BinOp::Mul as usize && sequence {
                let Some(n) = super::support::repeat_count(vm, args[0])? else {
                    let name = vm.type_name(args[0]);
                    return Err(vm.type_error(format!("'{name}' object cannot be interpreted as an integer")));
                };
                count = vm.new_int(n)?;
                &[count.value()]
            } else {
                args
            };
            if id == binary(BinOp::Add) + 2 && w.owner == vm.types.list {
                super::list::extend(vm, this, args[0])?;
                return Ok(Ref::new(this));
            }
            if op == BinOp::Add as usize && sequence && let Some(e) = super::sequence_ops::refuses(vm, w.owner, this, args[0]) {
                return Err(e);
            }
            match f {
                Some(f) if id % 3 == 1 => f(vm, args[0], this),
                Some(f) => f(vm, this, args[0]),
                None => Err(missing(vm, w)),
            }
        }
        COMPARE..OTHER => {
            let op = CompareOp::ALL[id - COMPARE];
            match s.compare {
                Some(f) => f(vm, this, args[0], op),
                None => super::object::object_compare(vm, this, args[0], op),
            }
        }
        REPR => match s.repr {
            Some(f) => f(vm, this),
            None => vm.default_repr(this),
        },
        STR => match s.str {
            Some(f) => f(vm, this),
            None => vm.repr(this),
        },
        HASH => match s.hash {
            Some(f) => vm.new_int(f(vm, this)?),
            None => vm.new_int(super::object::identity_hash(this)),
        },
        ITER => slot!(iter()),
        NEXT => match slot!(next())? {
            Some(v) => Ok(v),
            None => Err(vm.raise_stop_iteration()),
        },
        GETATTRIBUTE => {
            let name = attribute_name(vm, args[0])?;
            match s.getattr {
                Some(f) => f(vm, this, name.value()),
                None => vm.generic_getattr(this, name.value()),
            }
        }
        SETATTR | DELATTR => {
            let name = attribute_name(vm, args[0])?;
            let value = args.get(1).copied();
            if super::object::hides_type_setattr(vm, w.owner, this) {
                return Err(vm.type_error(format!(
                    "can't apply this {} to {} object",
                    super::slot_table::name(id),
                    vm.type_name(this)
                )));
            }
            match s.setattr {
                Some(f) => f(vm, this, name.value(), value)?,
                None => vm.generic_setattr(this, name.value(), value)?,
            }
            Ok(Ref::NONE)
        }
        AWAIT => slot!(r#await()),
        AITER => slot!(aiter()),
        ANEXT => slot!(anext()),
        DEL => match s.del {
            Some(f) => {
                f(vm, this);
                Ok(Ref::NONE)
            }
            None => Err(missing(vm, w)),
        },
        NEG => slot!(neg()),
        POS => slot!(pos()),
        ABS => slot!(abs()),
        INVERT => slot!(invert()),
        BOOL => Ok(Ref::bool(slot!(bool())?)),
        INT => slot!(int()),
        FLOAT => slot!(float()),
        INDEX => slot!(index()),
        LEN => size(slot!(len())?),
        GETITEM => slot!(getitem(args[0])),
        SETITEM => slot!(setitem(args[0], Some(args[1]))).map(|()| Ref::NONE),
        DELITEM => slot!(setitem(args[0], None)).map(|()| Ref::NONE),
        CONTAINS => Ok(Ref::bool(slot!(contains(args[0]))?)),
        GET => {
            let none = |v: Value| if v.is_none() { Value::UNBOUND } else { v };
            let (obj, owner) = (none(args[0]), args.get(1).map_or(Value::UNBOUND, |v| none(*v)));
            if obj.is_unbound() && owner.is_unbound() {
                return Err(vm.type_error("__get__(None, None) is invalid"));
            }
            slot!(descr_get(obj, owner))
        }
        BUFFER => {
            let flags = vm.c_int_arg(args[0])?;
            let buffer = slot!(get_buffer(flags as u32))?;
            super::memoryview::from_buffer(vm, buffer)
        }
        RELEASE_BUFFER => super::memoryview::release_of(vm, this, args[0]).map(|()| Ref::NONE),
        SET => slot!(descr_set(args[0], Some(args[1]))).map(|()| Ref::NONE),
        DELETE => slot!(descr_set(args[0], None)).map(|()| Ref::NONE),
        _ => Err(missing(vm, w)),
    }
}

/// The interned name behind an attribute argument; TypeError where it is not a str.
pub fn attribute_name(vm: &Vm, v: Value) -> Res {
    if !vm.is_str(v) {
        return Err(vm.type_error(format!("attribute name must be string, not '{}'", vm.type_name(v))));
    }
    if v.is_exact(vm.types.str) {
        return Ok(vm.intern_value(Ref::new(v)));
    }
    let s = vm.str(v);
    let max = s.iter().fold(0, |m, c| m | c);
    Ok(vm.intern_value(vm.str_from_points(s.iter(), s.len(), max)?))
}

#[cold]
fn missing(vm: &Vm, w: &WrapperDescriptor) -> crate::object::Raised {
    // SAFETY: builtin types are never freed.
    let owner = unsafe { vm.str_text((*w.owner).name) };
    vm.type_error(format!("'{owner}' object does not support {}", name(w.id)))
}

// ---- from the namespace to the slots

/// Whether a native method does what the slot of entry `id` does: those few that CPython has as methods beside their slot.
fn is_slot_method(f: &NativeFunction, id: usize) -> bool {
    f.def.slot_method && f.def.sig.name() == name(id)
}

/// The slot that the entries `ids` make up: that of a builtin base where its wrappers are all that is found, the function that calls
/// the Python methods otherwise.
fn resolve<F: Copy + PartialEq>(
    vm: &Vm,
    ty: *mut Type,
    ids: &[usize],
    read: impl Fn(&Slots) -> Option<F>,
    generic: F,
) -> Option<F> {
    let mut specific: Option<Option<F>> = None;
    for &id in ids {
        let Some(d) = vm.type_lookup(ty, vm.slot_names[id]) else { continue };
        // SAFETY: the types are checked; owners are builtin types.
        let owner = unsafe {
            if d.is_exact(vm.types.wrapper_descriptor) && d.get::<WrapperDescriptor>().id == id {
                d.get::<WrapperDescriptor>().owner
            } else if d.is_exact(vm.types.method_descriptor) && is_slot_method(d.get::<NativeFunction>(), id) {
                d.get::<NativeFunction>().owner
            } else {
                return Some(generic);
            }
        };
        if !vm.is_subtype(ty, owner) {
            return Some(generic);
        }
        // SAFETY: as above.
        let found = read(unsafe { &(*owner).slots });
        match specific {
            None => specific = Some(found),
            Some(s) if s == found => {}
            Some(_) => return Some(generic),
        }
    }
    specific.flatten()
}

/// Sets the slot that entry `id` belongs to from what the mro of `ty` finds.
pub fn update_slot(vm: &Vm, ty: *mut Type, id: usize) {
    // SAFETY: `ty` is a live heap type; no other borrow of its slots exists.
    let t = unsafe { &mut (*ty).slots };
    macro_rules! set { ($field:ident, [$($id:expr),*], $generic:expr) => { t.$field = resolve(vm, ty, &[$($id),*], |s| s.$field, $generic) }; }
    match id {
        0..COMPARE => {
            let op = id / 3;
            let b = op * 3;
            t.binary[op] = resolve(vm, ty, &[b, b + 1], |s| s.binary[op], f::BINARY[op]);
            if op != BinOp::DivMod as usize {
                t.inplace[op] = resolve(vm, ty, &[b + 2], |s| s.inplace[op], f::INPLACE[op]);
            }
            if op == BinOp::Pow as usize {
                t.pow3 = resolve(vm, ty, &[b, b + 1], |s| s.pow3, f::slot_pow3);
            }
        }
        COMPARE..OTHER => {
            let ids = [COMPARE, COMPARE + 1, COMPARE + 2, COMPARE + 3, COMPARE + 4, COMPARE + 5];
            t.compare = resolve(vm, ty, &ids, |s| s.compare, f::slot_compare);
        }
        HASH => {
            t.hash = match vm.type_lookup(ty, vm.names.__hash__) {
                Some(Value::NONE) | None => None,
                Some(_) => resolve(vm, ty, &[HASH], |s| s.hash, f::slot_hash),
            }
        }
        REPR => set!(repr, [REPR], f::slot_repr),
        STR => set!(str, [STR], f::slot_str),
        CALL => set!(call, [CALL], f::slot_call),
        ITER => set!(iter, [ITER], f::slot_iter),
        NEXT => set!(next, [NEXT], f::slot_next),
        GETATTRIBUTE | GETATTR => set!(getattr, [GETATTRIBUTE, GETATTR], f::slot_getattr),
        SETATTR | DELATTR => set!(setattr, [SETATTR, DELATTR], f::slot_setattr),
        NEG => set!(neg, [NEG], f::slot_neg),
        POS => set!(pos, [POS], f::slot_pos),
        ABS => set!(abs, [ABS], f::slot_abs),
        INVERT => set!(invert, [INVERT], f::slot_invert),
        BOOL => set!(bool, [BOOL], f::slot_bool),
        INT => set!(int, [INT], f::slot_int),
        FLOAT => set!(float, [FLOAT], f::slot_float),
        INDEX => set!(index, [INDEX], f::slot_index),
        LEN => set!(len, [LEN], f::slot_len),
        GETITEM => set!(getitem, [GETITEM], f::slot_getitem),
        SETITEM | DELITEM => set!(setitem, [SETITEM, DELITEM], f::slot_setitem),
        CONTAINS => set!(contains, [CONTAINS], f::slot_contains),
        GET => set!(descr_get, [GET], f::slot_descr_get),
        SET | DELETE => set!(descr_set, [SET, DELETE], f::slot_descr_set),
        INIT => set!(init, [INIT], f::slot_init),
        BUFFER => set!(get_buffer, [BUFFER], f::slot_get_buffer),
        RELEASE_BUFFER => set!(release_buffer, [RELEASE_BUFFER], f::slot_release_buffer),
        DEL => set!(del, [DEL], f::slot_del),
        NEW => {
            t.new = match vm.type_lookup(ty, vm.names.__new__) {
                None => None,
                Some(d) => match super::type_call::wrapped_new(vm, d) {
                    // SAFETY: the receiver of a wrapped `__new__` is a live type.
                    Some(owner) if vm.is_subtype(ty, owner) => unsafe { (*owner).slots.new },
                    _ => Some(f::slot_new),
                },
            }
        }
        _ => {}
    }
}

/// The table entry of a name.
pub fn find(vm: &Vm, name: Value) -> Option<usize> {
    let s = vm.str(name);
    if s.len() < 6 || s.point(0) != '_' as u32 || s.point(1) != '_' as u32 {
        return None;
    }
    vm.slot_names.iter().position(|n| *n == name)
}

/// After the attribute `name` of a class was set or deleted: its slots and those of its subclasses.
pub fn update_for_name(vm: &Vm, ty: *mut Type, name: Value) {
    if let Some(id) = find(vm, name) {
        update_tree(vm, ty, id);
    }
}

fn update_tree(vm: &Vm, ty: *mut Type, id: usize) {
    update_slot(vm, ty, id);
    if matches!(id, NEW | INIT | CALL) {
        super::type_call::update_plain_new(vm, ty);
    }
    // SAFETY: subclasses unlink themselves before they are freed.
    for i in 0..unsafe { (&(*ty).subclasses).len() } {
        let sub = unsafe { (&(*ty).subclasses)[i] };
        update_tree(vm, sub, id);
    }
}

/// All slots of a new class whose mro is not that of its first base with the class in front.
pub fn update_all(vm: &Vm, ty: *mut Type) {
    for op in 0..crate::object::type_object::BIN_OPS {
        update_slot(vm, ty, op * 3);
    }
    update_slot(vm, ty, COMPARE);
    for id in OTHER..COUNT {
        if !matches!(id, GETATTR | DELATTR | DELITEM | DELETE) {
            update_slot(vm, ty, id);
        }
    }
}
