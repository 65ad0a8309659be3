//! What `memo` of a pickler and of an unpickler are.
use super::{pickler, unpickler};
use crate::native;
use crate::object::{Header, NativeDef, Ref, Res, Slots, Type, TypeSpec, Value, Vm, flags};

#[repr(C)]
struct Proxy {
    header: Header,
    /// The pickler or unpickler; owned.
    owner: Value,
}

fn owner(v: Value) -> Value {
    // SAFETY: methods of the two types below are called with their instances.
    unsafe { v.get::<Proxy>() }.owner
}

const fn spec(name: &'static str, methods: &'static [NativeDef]) -> TypeSpec {
    TypeSpec {
        name,
        flags: flags::TRACKED,
        size: size_of::<Proxy>(),
        slots: Slots {
            // SAFETY: an object without references.
            drop: Some(|vm, h| unsafe { (*(h as *mut Proxy)).owner.decref(vm) }),
            // SAFETY: a live proxy.
            traverse: Some(|h, visit| visit(unsafe { (*(h as *mut Proxy)).owner })),
            hash: Some(unhashable),
            ..Slots::EMPTY
        },
        methods,
        ..TypeSpec::EMPTY
    }
}

fn unhashable(vm: &Vm, v: Value) -> Res<i64> {
    Err(vm.type_error(format!("unhashable type: '{}'", vm.type_name(v))))
}

pub static PICKLER_SPEC: TypeSpec = spec("_pickle.PicklerMemoProxy", PICKLER_METHODS);
pub static UNPICKLER_SPEC: TypeSpec = spec("_pickle.UnpicklerMemoProxy", UNPICKLER_METHODS);

/// A proxy of one of the two types.
pub fn new(vm: &Vm, ty: *mut Type, of: Value) -> Res {
    let of = Ref::new(of);
    // SAFETY: the instance is fresh.
    vm.new_object::<Proxy>(ty, |p| unsafe { (*p).owner = of.into_value() })
}
/// The pickler or unpickler of a proxy of that type; None for anything else.
pub fn owner_of(v: Value, ty: *mut Type) -> Option<Value> {
    v.is_exact(ty).then(|| owner(v))
}

fn reduced(vm: &Vm, copy: Ref) -> Res {
    let args = vm.tuple_from_refs([copy])?;
    vm.tuple_from_refs([Ref::from_type(vm.types.dict), args])
}

native! { static PICKLER_METHODS = [
    /// Remove all items from memo.
    "clear(self, /)" => fn pickler_clear(vm, [this]) {
        pickler::clear_memo(vm, owner(this));
        Ok(Ref::NONE)
    }
    /// Copy the memo to a new object.
    "copy(self, /)" => fn pickler_copy(vm, [this]) { pickler::copy_memo(vm, owner(this)) }
    /// Implement pickle support.
    "__reduce__(self, /)" => fn pickler_reduce(vm, [this]) { reduced(vm, pickler::copy_memo(vm, owner(this))?) }
]; }

native! { static UNPICKLER_METHODS = [
    /// Remove all items from memo.
    "clear(self, /)" => fn unpickler_clear(vm, [this]) {
        unpickler::clear_memo(vm, owner(this));
        Ok(Ref::NONE)
    }
    /// Copy the memo to a new object.
    "copy(self, /)" => fn unpickler_copy(vm, [this]) { unpickler::copy_memo(vm, owner(this)) }
    /// Implement pickling support.
    "__reduce__(self, /)" => fn unpickler_reduce(vm, [this]) { reduced(vm, unpickler::copy_memo(vm, owner(this))?) }
]; }
