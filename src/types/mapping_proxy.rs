//! `mappingproxy`: a read-only view of a mapping.
use crate::native;
use crate::object::{BinOp, Header, Ref, Res, Slots, TypeSpec, Value, Vm, flags};

#[repr(C)]
struct Proxy {
    header: Header,
    mapping: Value,
}
pub static SPEC: TypeSpec = TypeSpec {
    name: "mappingproxy",
    doc: "Read-only proxy of a mapping.",
    flags: flags::TRACKED | flags::MAPPING,
    size: size_of::<Proxy>(),
    slots: Slots {
        repr: Some(|vm, v| vm.new_str(&format!("mappingproxy({})", vm.repr_text(mapping(v))?))),
        str: Some(|vm, v| vm.str_of(mapping(v))),
        hash: Some(|vm, v| vm.hash(mapping(v))),
        iter: Some(|vm, v| vm.iter(mapping(v))),
        compare: Some(|vm, a, b, op| {
            vm.compare(mapping(a), b, op)
        }),
        binary: Slots::table([(BinOp::Or, |vm, a, b| {
            let inner = |v: Value| if v.is_exact(vm.types.mapping_proxy) { mapping(v) } else { v };
            vm.binary_op(BinOp::Or, inner(a), inner(b))
        })]),
        inplace: Slots::table([(BinOp::Or, |vm, _, _| {
            Err(vm.type_error("'|=' is not supported by mappingproxy; use '|' instead"))
        })]),
        len: Some(|vm, v| vm.len(mapping(v))),
        getitem: Some(|vm, v, k| vm.getitem(mapping(v), k)),
        contains: Some(|vm, v, k| vm.contains(mapping(v), k)),
        new: Some(|vm, _, args, kwnames| crate::object::call_native(vm, &NEW[0], args, kwnames)),
        drop: Some(drop_proxy),
        traverse: Some(traverse),
        ..Slots::EMPTY
    },
    methods: METHODS,
    ..TypeSpec::EMPTY
};
native! { static NEW = [
    "mappingproxy(mapping)" => fn proxy_new(vm, [m]) {
        if vm.slots(m).getitem.is_none() || vm.is_list(m) || vm.is_tuple(m) {
            return Err(vm.type_error(format!("mappingproxy() argument must be a mapping, not {}", vm.type_name(m))));
        }
        new(vm, m)
    }
]; }
fn mapping(v: Value) -> Value {
    // SAFETY: only called with proxies.
    unsafe { v.get::<Proxy>().mapping }
}
unsafe fn drop_proxy(vm: &Vm, h: *mut Header) {
    (*(h as *mut Proxy)).mapping.decref(vm);
}
unsafe fn traverse(h: *mut Header, visit: &mut dyn FnMut(Value)) {
    visit((*(h as *mut Proxy)).mapping);
}
/// A proxy of a mapping.
pub fn new(vm: &Vm, mapping: Value) -> Res {
    vm.new_object::<Proxy>(vm.types.mapping_proxy, |p| {
        // SAFETY: the cell is fresh and large enough.
        unsafe { (*p).mapping = Ref::new(mapping).into_value() };
    })
}
fn forward(vm: &Vm, this: Value, name: &str, args: &[Value]) -> Res {
    let name = vm.intern(name);
    vm.call_method(mapping(this), name.value(), args)
}
native! { static METHODS = [
    @classmethod "__class_getitem__(cls, object, /)" => fn class_getitem(vm, [cls, object]) { super::support::generic_alias(vm, cls, object) }
    /// Return the value for key if key is in the mapping, else default.
    "get(self, key, default=None, /)" => fn proxy_get(vm, [this, key, default]) { forward(vm, this, "get", &[key, default]) }
    /// a set-like object providing a view on D's keys
    "keys(self, /)" => fn proxy_keys(vm, [this]) { forward(vm, this, "keys", &[]) }
    /// an object providing a view on D's values
    "values(self, /)" => fn proxy_values(vm, [this]) { forward(vm, this, "values", &[]) }
    /// a set-like object providing a view on D's items
    "items(self, /)" => fn proxy_items(vm, [this]) { forward(vm, this, "items", &[]) }
    /// a shallow copy of D
    "copy(self, /)" => fn proxy_copy(vm, [this]) { forward(vm, this, "copy", &[]) }
    /// Return a reverse iterator over the dict keys.
    "__reversed__(self, /)" => fn proxy_reversed(vm, [this]) { forward(vm, this, "__reversed__", &[]) }
]; }
