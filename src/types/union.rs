//! `typing.Union`: `int | str`.
use super::generic_alias::{self, item_text};
use crate::native;
use crate::object::{BinOp, CompareOp, GetSetDef, Header, Ref, Res, Slots, TypeSpec, Value, Vm, flags};

#[repr(C)]
struct Union {
    header: Header,
    /// Tuple, without duplicates.
    args: Value,
}
fn args(v: Value) -> Value {
    // SAFETY: only called with unions, which are immutable.
    unsafe { v.get::<Union>() }.args
}

pub static SPEC: TypeSpec = TypeSpec {
    name: "typing.Union",
    doc: "Represent a union type\n\nE.g. for int | str",
    flags: flags::TRACKED | flags::WEAKREFABLE,
    size: size_of::<Union>(),
    slots: Slots {
        repr: Some(|vm, v| {
            let mut parts = Vec::new();
            for x in vm.tuple_items(args(v)) {
                let is_none = *x == Value::from_ptr(vm.types.none_type);
                parts.push(if is_none { "None".to_owned() } else { item_text(vm, *x)? });
            }
            vm.new_str(&parts.join(" | "))
        }),
        hash: Some(|vm, v| {
            let mut h = 0i64;
            for x in vm.tuple_items(args(v)) {
                h ^= vm.hash(*x)?;
            }
            Ok(h)
        }),
        compare: Some(|vm, x, y, op| {
            if !matches!(op, CompareOp::Eq | CompareOp::Ne) || !y.is_exact(vm.types.union_type) {
                return Ok(Ref::NOT_IMPLEMENTED);
            }
            let (p, q) = (vm.tuple_items(args(x)), vm.tuple_items(args(y)));
            let mut same = p.len() == q.len();
            for i in p {
                let mut found = false;
                for j in q {
                    found |= vm.compare_bool(*i, *j, CompareOp::Eq)?;
                }
                same &= found;
            }
            Ok(Ref::bool(same == (op == CompareOp::Eq)))
        }),
        getitem: Some(|vm, v, item| {
            let parameters = generic_alias::parameters(vm, args(v))?;
            let new = generic_alias::substitute(vm, v, args(v), parameters.value(), item)?;
            union_of(vm, vm.tuple_items(new.value()))
        }),
        binary: Slots::table([(BinOp::Or, |vm, x, y| union_of(vm, &[x, y]))]),
        new: Some(|vm, _, _, _| Err(vm.type_error("cannot create 'typing.Union' instances"))),
        drop: Some(drop_union),
        traverse: Some(traverse),
        ..Slots::EMPTY
    },
    methods: METHODS,
    getset: &[
        GetSetDef { name: "__args__", get: |_, v| Ok(Ref::new(args(v))), set: None, doc: "" },
        GetSetDef { name: "__origin__", get: |vm, _| Ok(Ref::from_type(vm.types.union_type)), set: None, doc: "" },
        GetSetDef { name: "__parameters__", get: |vm, v| generic_alias::parameters(vm, args(v)), set: None, doc: "" },
        GetSetDef { name: "__name__", get: |vm, _| vm.new_str("Union"), set: None, doc: "" },
        GetSetDef { name: "__qualname__", get: |vm, _| vm.new_str("Union"), set: None, doc: "" },
    ],
};
unsafe fn drop_union(vm: &Vm, h: *mut Header) {
    (*(h as *mut Union)).args.decref(vm);
}
unsafe fn traverse(h: *mut Header, visit: &mut dyn FnMut(Value)) {
    visit((*(h as *mut Union)).args);
}
native! { static METHODS = [
    "__instancecheck__(self, instance, /)" => fn union_instancecheck(vm, [this, instance]) {
        vm.isinstance(instance, args(this)).map(Ref::bool)
    }
    "__subclasscheck__(self, cls, /)" => fn union_subclasscheck(vm, [this, cls]) {
        vm.issubclass(cls, args(this)).map(Ref::bool)
    }
    "__mro_entries__(self, bases, /)" => fn union_mro_entries(vm, [this, bases]) {
        Err(vm.type_error(format!("Cannot subclass {}", vm.repr_text(this)?)))
    }
    @classmethod "__class_getitem__(cls, object, /)" => fn union_class_getitem(vm, [cls, item]) {
        if !vm.is_tuple(item) {
            return union_of(vm, &[item]);
        }
        if vm.tuple_items(item).is_empty() {
            return Err(vm.type_error("Cannot take a Union of no types."));
        }
        union_of(vm, vm.tuple_items(item))
    }
]; }

/// `x | y` of types, aliases, unions and None; NotImplemented for anything else.
pub fn type_or(vm: &Vm, x: Value, y: Value) -> Res {
    let t = &vm.types;
    let fits = |v: Value| {
        v.is_none() || vm.is_type(v) || vm.is_instance(v, t.generic_alias) || v.is_exact(t.union_type) || v.is_exact(t.type_alias)
    };
    if fits(x) && fits(y) { union_of(vm, &[x, y]) } else { Ok(Ref::NOT_IMPLEMENTED) }
}

/// The union of whatever is given, unions among it taken apart, duplicates left out.
pub fn union_of(vm: &Vm, members: &[Value]) -> Res {
    let mut items: Vec<Ref> = Vec::new();
    for v in members {
        if v.is_exact(vm.types.union_type) {
            items.extend(vm.tuple_items(args(*v)).iter().map(|i| Ref::new(*i)));
        } else if v.is_none() {
            items.push(Ref::from_type(vm.types.none_type));
        } else if vm.is_str(*v) {
            // A name that is not defined yet.
            let reference = super::typing_support::call_typing(vm, "ForwardRef", &[*v])?;
            items.push(reference.unwrap_or_else(|| Ref::new(*v)));
        } else {
            items.push(Ref::new(*v));
        }
    }
    let mut unique: Vec<Ref> = Vec::new();
    for i in items {
        let mut seen = false;
        for u in &unique {
            seen |= vm.compare_bool(u.value(), i.value(), CompareOp::Eq)?;
        }
        if !seen {
            unique.push(i);
        }
    }
    if unique.len() == 1 {
        return Ok(unique.remove(0));
    }
    let args = vm.tuple_from_refs(unique)?;
    vm.new_object::<Union>(vm.types.union_type, |p| {
        // SAFETY: the cell is fresh and large enough.
        unsafe { (*p).args = args.into_value() }
    })
}
