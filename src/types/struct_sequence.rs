//! Tuples with named fields (`sys.version_info`, `time.struct_time`): a tuple subclass made at start-up for each.
use super::tuple::tuple_of_type;
use crate::native;
use crate::object::sequence::{drop_tuple, traverse_tuple};
use crate::object::{MemberDescriptor, GetSetDef, Header, Raised, Ref, Res, Slots, Tuple, Type, TypeSpec, Value, Vm, flags};
use rustc_hash::FxHashMap;
use std::cell::RefCell;

/// The type's specification, for a `static`; `fields` come from `fields!`.
pub const fn spec(name: &'static str, fields: &'static [GetSetDef]) -> TypeSpec {
    TypeSpec {
        name,
        doc: "",
        flags: flags::TUPLE_SUBCLASS | flags::TRACKED,
        size: size_of::<Tuple>(),
        slots: Slots { repr: Some(repr), new: Some(new_plain), ..Slots::EMPTY },
        methods: METHODS,
        getset: fields,
    }
}

/// Getters of the items of a struct sequence, in order.
#[macro_export]
macro_rules! struct_fields {
    (@rec [$($done:tt)*] $i:expr;) => { &[$($done)*] };
    (@rec [$($done:tt)*] $i:expr; $name:literal $(, $rest:literal)*) => {
        $crate::struct_fields!(@rec [$($done)* $crate::object::GetSetDef {
            name: $name,
            get: |vm, v| Ok($crate::object::Ref::new(vm.tuple_items(v)[$i])),
            set: Some($crate::types::struct_sequence::read_only),
            doc: "",
        },] $i + 1; $($rest),*)
    };
    ($($name:literal),* $(,)?) => { $crate::struct_fields!(@rec [] 0usize; $($name),*) };
}

/// Setter of the fields, which are there to be read.
pub fn read_only(vm: &Vm, _: Value, _: Option<Value>) -> Res<()> {
    Err(vm.raise_type(vm.types.AttributeError, "readonly attribute"))
}

/// Types made so far, by specification. They live as long as the interpreter: a module that is initialised again finds its own.
#[derive(Default)]
struct Made(RefCell<FxHashMap<*const TypeSpec, *mut Type>>);

/// The struct sequence type of a specification, made on first use.
pub fn new_type(vm: &Vm, spec: &'static TypeSpec) -> Res<*mut Type> {
    let known = vm.extension::<Made>().0.borrow().contains_key(&std::ptr::from_ref(spec));
    let ty = new_type_of(vm, spec, vm.types.tuple)?;
    if !known {
        let n = named_fields(spec).count();
        describe(vm, ty, spec, n, n)?;
    }
    Ok(ty)
}

/// The names of the fields, in order.
fn named_fields(spec: &'static TypeSpec) -> impl Iterator<Item = &'static str> {
    spec.getset.iter().map(|g| g.name).filter(|name| !name.starts_with("__"))
}

/// What a type tells of its fields: `visible` are items, `named` of these have a name.
fn describe(vm: &Vm, ty: *mut Type, spec: &'static TypeSpec, visible: usize, named: usize) -> Res<()> {
    // SAFETY: the type was just made.
    let dict = unsafe { (*ty).dict };
    let unnamed = visible - named;
    let n = named_fields(spec).count() + unnamed;
    for (name, value) in [("n_sequence_fields", visible), ("n_fields", n), ("n_unnamed_fields", unnamed)] {
        vm.dict_set_name(dict, vm.intern(name).value(), vm.new_usize(value)?)?;
    }
    let names: Vec<Ref> = named_fields(spec).take(named).map(|name| vm.intern(name)).collect();
    vm.dict_set_name(dict, vm.intern("__match_args__").value(), vm.tuple_from_refs(names)?)
}
/// The type of a specification that no field of the interpreter names, with its base; made on first use.
pub fn new_type_of(vm: &Vm, spec: &'static TypeSpec, base: *mut Type) -> Res<*mut Type> {
    if let Some(ty) = vm.extension::<Made>().0.borrow().get(&std::ptr::from_ref(spec)) {
        return Ok(*ty);
    }
    let h = vm.alloc_raw(size_of::<Type>(), false, vm.types.r#type)?;
    let ty = h as *mut Type;
    // SAFETY: the cell is fresh and large enough; the tuple type is complete and a type of the same kind.
    unsafe {
        ty.write(Type {
            cached_init: std::ptr::null_mut(),
            member_count: 0,
            header: crate::object::Header { refcount: 1, shape: 0, ty: vm.types.r#type },
            flags: flags::IMMUTABLE,
            version: 0,
            basic_size: 16,
            instance_offset: 0,
            inline_slots: 0,
            root_shape: 0,
            name: Value::NULL,
            qualname: Value::NULL,
            base: std::ptr::null_mut(),
            bases: Value::NULL,
            mro: Value::NULL,
            dict: std::ptr::null_mut(),
            subclasses: Vec::new(),
            slots: Slots::EMPTY,
            doc: "",
        });
    }
    super::ready(vm, ty, spec, base)?;
    vm.extension::<Made>().0.borrow_mut().insert(spec, ty);
    Ok(ty)
}

/// Leaves making instances to the interpreter alone. The type's specification has no `new` slot, so that the type has no `__new__` of
/// its own, and what it would inherit is taken away.
pub fn forbid_instances(ty: *mut Type) {
    // SAFETY: called with live types.
    unsafe { (*ty).slots.new = None };
}

/// As `new_type`, where only the first `visible` fields are items; the others are attributes alone.
pub fn new_type_with_hidden(vm: &Vm, spec: &'static TypeSpec, visible: usize) -> Res<*mut Type> {
    new_type_with_unnamed(vm, spec, visible, visible)
}

/// As `new_type_with_hidden`, where only the first `named` of the items have a name.
pub fn new_type_with_unnamed(vm: &Vm, spec: &'static TypeSpec, visible: usize, named: usize) -> Res<*mut Type> {
    let known = vm.extension::<Made>().0.borrow().contains_key(&std::ptr::from_ref(spec));
    let ty = new_type_of(vm, spec, vm.types.tuple)?;
    if !known {
        describe(vm, ty, spec, visible, named)?;
    }
    Ok(ty)
}

/// A field that is no item: kept in the tuple of hidden fields behind the items.
fn hidden(v: Value) -> Value {
    // SAFETY: an instance of a type with hidden fields has one more cell behind its items, which holds a tuple.
    unsafe {
        let t = v.ptr::<Tuple>();
        *(*t).items_ptr().add((*t).items().len())
    }
}

/// Getter of the hidden field `i`.
pub fn hidden_field(vm: &Vm, v: Value, i: usize) -> Res {
    Ok(Ref::new(vm.tuple_items(hidden(v))[i]))
}

/// Drop slot of types with hidden fields.
///
/// # Safety
/// `h` is an instance of such a type whose count is zero.
pub unsafe fn drop_hidden(vm: &Vm, h: *mut Header) {
    hidden(Value::from_ptr(h)).decref(vm);
    drop_tuple(vm, h);
}

/// Traverse slot of types with hidden fields.
///
/// # Safety
/// `h` is a live instance of such a type.
pub unsafe fn traverse_hidden(h: *mut Header, visit: &mut dyn FnMut(Value)) {
    visit(hidden(Value::from_ptr(h)));
    traverse_tuple(h, visit);
}

native! { static METHODS = [
    "__reduce__(self, /)" => fn reduce(vm, [this]) {
        let items = vm.tuple_from(vm.tuple_items(this))?;
        let rest = vm.new_dict()?;
        // SAFETY: types outlive their uses; the slot tells the layout.
        if unsafe { (*vm.type_of(this)).slots.drop } == Some(drop_hidden as _) {
            let names = field_names(vm, this);
            let hidden = vm.tuple_items(hidden(this));
            for (name, v) in names[names.len() - hidden.len()..].iter().zip(hidden) {
                vm.dict_set_name(rest.ptr(), vm.intern(name).value(), Ref::new(*v))?;
            }
        }
        let args = vm.tuple_from_refs([items, rest])?;
        vm.tuple_from_refs([Ref::from_type(vm.type_of(this)), args])
    }
    /// Return a copy of the structure with new values for the specified fields.
    "__replace__(self, /, **changes)" => fn replace(vm, [this, changes]) {
        let names = field_names(vm, this);
        let mut items: Vec<Value> = vm.tuple_items(this).to_vec();
        // SAFETY: types outlive their uses; the slot tells the layout.
        let with_hidden = unsafe { (*vm.type_of(this)).slots.drop } == Some(drop_hidden as _);
        let visible = items.len();
        if with_hidden {
            items.extend_from_slice(vm.tuple_items(hidden(this)));
        }
        if names.len() != items.len() {
            let ty = vm.type_name(this);
            return Err(vm.type_error(format!("__replace__() is not supported for {ty} because it has unnamed field(s)")));
        }
        if vm.is_dict(changes) {
            let mut unexpected = Vec::new();
            for (name, v) in vm.dict(changes).iter() {
                let text = vm.str_text(name);
                match names.iter().position(|n| *n == text) {
                    Some(i) => items[i] = v,
                    None => unexpected.push(vm.repr_text(name)?),
                }
            }
            if !unexpected.is_empty() {
                return Err(vm.type_error(format!("Got unexpected field name(s): [{}]", unexpected.join(", "))));
            }
        }
        match with_hidden {
            true => new_instance_with_hidden(vm, vm.type_of(this), &items[..visible], &items[visible..]),
            false => new_instance(vm, vm.type_of(this), &items),
        }
    }
]; }

/// The arguments of a constructor: the items, and a dict of further fields where there is one.
fn constructor_arguments<'a>(vm: &Vm, ty: *mut Type, args: &'a [Value], kwnames: Value) -> Res<(Vec<Ref>, Option<Value>)> {
    let (positional, names): (&'a [Value], &[Value]) = match kwnames {
        Value::NULL => (args, &[]),
        names => (super::support::positional(vm, args, names), vm.tuple_items(names)),
    };
    let (mut sequence, mut fields) = (positional.first().copied(), positional.get(1).copied());
    if args.len() > 2 {
        return Err(vm.type_error(format!("structseq() takes at most 2 arguments ({} given)", args.len())));
    }
    for (name, v) in names.iter().zip(&args[positional.len()..]) {
        match vm.str_text(*name).as_str() {
            "sequence" if sequence.is_none() => sequence = Some(*v),
            "dict" if fields.is_none() => fields = Some(*v),
            other => return Err(vm.type_error(format!("structseq() got an unexpected keyword argument '{other}'"))),
        }
    }
    let Some(sequence) = sequence else {
        return Err(vm.type_error("structseq() missing required argument 'sequence' (pos 1)"));
    };
    if vm.slots(sequence).iter.is_none() && vm.slots(sequence).getitem.is_none() {
        return Err(vm.type_error("constructor requires a sequence"));
    }
    let items = vm.collect(sequence)?;
    if let Some(d) = fields
        && !vm.is_dict(d)
    {
        return Err(vm.type_error(format!("{}() takes a dict as second arg, if any", vm.name_of_type(ty))));
    }
    Ok((items, fields))
}

fn new_plain(vm: &Vm, ty: *mut Type, args: &[Value], kwnames: Value) -> Res {
    let (items, fields) = constructor_arguments(vm, ty, args, kwnames)?;
    let n = names_of_type(vm, ty).len();
    if items.len() != n {
        let given = items.len();
        return Err(vm.type_error(format!("{}() takes a {n}-sequence ({given}-sequence given)", vm.name_of_type(ty))));
    }
    if fields.is_some_and(|d| !vm.dict(d).is_empty()) {
        return Err(vm.type_error(format!("{}() got duplicate or unexpected field name(s)", vm.name_of_type(ty))));
    }
    let values: Vec<Value> = items.iter().map(Ref::value).collect();
    new_instance(vm, ty, &values)
}

/// `new` slot of types with hidden fields: a sequence of the items, and of hidden fields as far as they are given.
pub fn new_hidden(vm: &Vm, ty: *mut Type, args: &[Value], kwnames: Value) -> Res {
    let (given, fields) = constructor_arguments(vm, ty, args, kwnames)?;
    let number = |name: &str| match vm.type_lookup(ty, vm.intern(name).value()) {
        Some(n) if n.is_small_int() => n.as_small_int() as usize,
        _ => 0,
    };
    let (visible, all) = (number("n_sequence_fields"), number("n_fields"));
    let full = vm.name_of_type(ty);
    let takes = |what: &str, n: usize| {
        Err(vm.type_error(format!("{full}() takes an {what} {n}-sequence ({}-sequence given)", given.len())))
    };
    if given.len() < visible {
        return takes("at least", visible);
    }
    if given.len() > all {
        return takes("at most", all);
    }
    let mut items: Vec<Value> = given.iter().map(Ref::value).collect();
    items.resize(all, Value::NONE);
    let mut used = 0;
    if let Some(d) = fields {
        let names = names_of_type(vm, ty);
        let first = names.len().saturating_sub(all - visible);
        for (i, name) in names[first..].iter().enumerate().skip(given.len() - visible) {
            if let Some(v) = vm.dict_get(d, vm.intern(name).value())? {
                items[visible + i] = v;
                used += 1;
            }
        }
        if used != vm.dict(d).len() {
            return Err(vm.type_error(format!("{full}() got duplicate or unexpected field name(s)")));
        }
    }
    new_instance_with_hidden(vm, ty, &items[..visible], &items[visible..])
}

/// An instance of a type with hidden fields.
pub fn new_instance_with_hidden(vm: &Vm, ty: *mut Type, items: &[Value], hidden: &[Value]) -> Res {
    let rest = vm.tuple_from(hidden)?;
    let t = vm.alloc_variable_instance(ty, (items.len() + 1) * 8)? as *mut Tuple;
    // SAFETY: the instance has room for the items and the tuple of hidden fields.
    unsafe {
        (*t).len = items.len();
        let to = (*t).items_ptr();
        for (i, v) in items.iter().enumerate() {
            v.incref();
            *to.add(i) = *v;
        }
        *to.add(items.len()) = rest.into_value();
    }
    Ok(Ref::own(Value::from_ptr(t)))
}

/// An instance with the items given.
pub fn new_instance(vm: &Vm, ty: *mut Type, items: &[Value]) -> Res {
    tuple_of_type(vm, ty, items)
}

fn field_names(vm: &Vm, v: Value) -> Vec<&'static str> {
    names_of_type(vm, vm.type_of(v))
}

fn names_of_type(vm: &Vm, ty: *mut Type) -> Vec<&'static str> {
    // SAFETY: the type's namespace holds one member descriptor for each field, in order.
    unsafe {
        let d = &*(*ty).dict;
        d.iter()
            .filter(|(_, x)| x.is_exact(vm.types.member_descriptor))
            .filter_map(|(_, x)| x.get::<MemberDescriptor>().def)
            .map(|def| def.name)
            .collect()
    }
}

fn repr(vm: &Vm, v: Value) -> Res {
    let mut out = vm.type_name(v);
    out.push('(');
    for (i, (name, x)) in field_names(vm, v).iter().zip(vm.tuple_items(v)).enumerate() {
        if i > 0 {
            out.push_str(", ");
        }
        out.push_str(name);
        out.push('=');
        out.push_str(&vm.repr_text(*x)?);
    }
    out.push(')');
    vm.new_str(&out)
}

/// Collects results of `Res` into a struct sequence.
pub fn from_refs(vm: &Vm, ty: *mut Type, items: Vec<Res>) -> Result<Ref, Raised> {
    let items = items.into_iter().collect::<Result<Vec<Ref>, Raised>>()?;
    let values: Vec<Value> = items.iter().map(|x| x.value()).collect();
    new_instance(vm, ty, &values)
}
