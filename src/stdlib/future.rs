//! `__future__`: which features the language once had to be asked for.
use crate::native;
use crate::object::{GetSetDef, Header, Ref, Res, Slots, TypeSpec, Value, Vm, flags};
use crate::types::struct_sequence::new_type_of;

/// `(name, optional release, mandatory release, compiler flag)`; releases are `(major, minor, micro, level, serial)`.
type Release = (i64, i64, i64, &'static str, i64);
const FEATURES: [(&str, Release, Option<Release>, i64); 10] = [
    ("nested_scopes", (2, 1, 0, "beta", 1), Some((2, 2, 0, "alpha", 0)), 0x10),
    ("generators", (2, 2, 0, "alpha", 1), Some((2, 3, 0, "final", 0)), 0),
    ("division", (2, 2, 0, "alpha", 2), Some((3, 0, 0, "alpha", 0)), 0x20000),
    ("absolute_import", (2, 5, 0, "alpha", 1), Some((3, 0, 0, "alpha", 0)), 0x40000),
    ("with_statement", (2, 5, 0, "alpha", 1), Some((2, 6, 0, "alpha", 0)), 0x80000),
    ("print_function", (2, 6, 0, "alpha", 2), Some((3, 0, 0, "alpha", 0)), 0x100000),
    ("unicode_literals", (2, 6, 0, "alpha", 2), Some((3, 0, 0, "alpha", 0)), 0x200000),
    ("barry_as_FLUFL", (3, 1, 0, "alpha", 2), Some((4, 0, 0, "alpha", 0)), 0x400000),
    ("generator_stop", (3, 5, 0, "beta", 1), Some((3, 7, 0, "alpha", 0)), 0x800000),
    ("annotations", (3, 7, 0, "beta", 1), None, 0x1000000),
];

#[repr(C)]
struct Feature {
    header: Header,
    optional: Value,
    mandatory: Value,
    flag: Value,
}
fn f<'a>(v: Value) -> &'a Feature {
    // SAFETY: only called with features, which are immutable.
    unsafe { v.get::<Feature>() }
}
unsafe fn drop_feature(vm: &Vm, h: *mut Header) {
    let f = &*(h as *mut Feature);
    for v in [f.optional, f.mandatory, f.flag] {
        v.decref(vm);
    }
}
unsafe fn traverse(h: *mut Header, visit: &mut dyn FnMut(Value)) {
    let f = &*(h as *mut Feature);
    visit(f.optional);
    visit(f.mandatory);
}
native! { static METHODS = [
    /// Return first release in which this feature was recognized.
    "getOptionalRelease(self, /)" => fn feature_optional(vm, [this]) { Ok(Ref::new(f(this).optional)) }
    /// Return release in which this feature will become mandatory.
    "getMandatoryRelease(self, /)" => fn feature_mandatory(vm, [this]) { Ok(Ref::new(f(this).mandatory)) }
]; }
static FEATURE: TypeSpec = TypeSpec {
    name: "__future__._Feature",
    doc: "",
    flags: flags::TRACKED,
    size: size_of::<Feature>(),
    slots: Slots {
        repr: Some(|vm, v| {
            let parts = [f(v).optional, f(v).mandatory, f(v).flag].map(|x| vm.repr_text(x));
            let [optional, mandatory, flag] = parts;
            vm.new_str(&format!("_Feature({}, {}, {})", optional?, mandatory?, flag?))
        }),
        drop: Some(drop_feature),
        traverse: Some(traverse),
        ..Slots::EMPTY
    },
    methods: METHODS,
    getset: &[
        GetSetDef { name: "optional", get: |_, v| Ok(Ref::new(f(v).optional)), set: None, doc: "" },
        GetSetDef { name: "mandatory", get: |_, v| Ok(Ref::new(f(v).mandatory)), set: None, doc: "" },
        GetSetDef { name: "compiler_flag", get: |_, v| Ok(Ref::new(f(v).flag)), set: None, doc: "" },
    ],
};

fn release(vm: &Vm, r: Option<Release>) -> Res {
    let Some((major, minor, micro, level, serial)) = r else { return Ok(Ref::NONE) };
    let level = vm.intern(level);
    let [major, minor, micro, serial] = [major, minor, micro, serial].map(Value::small_int);
    vm.tuple_from(&[major, minor, micro, level.value(), serial])
}

/// Makes the module.
pub fn init(vm: &Vm) -> Res {
    let module = super::new_module(vm, "__future__", "Record of phased-in incompatible language changes.\n", &[])?;
    let ty = new_type_of(vm, &FEATURE, vm.types.object)?;
    let set = |name: &str, v: Ref| super::set(vm, module.value(), name, v);
    let names = FEATURES.iter().map(|(name, ..)| vm.intern(name)).collect();
    set("all_feature_names", vm.list_from_refs(names)?)?;
    let exported = std::iter::once("all_feature_names").chain(FEATURES.iter().map(|(name, ..)| *name));
    set("__all__", vm.list_from_refs(exported.map(|name| vm.intern(name)).collect())?)?;
    set("_Feature", Ref::from_type(ty))?;
    for (name, optional, mandatory, flag) in FEATURES {
        let (optional, mandatory) = (release(vm, Some(optional))?, release(vm, mandatory)?);
        let feature = vm.new_object::<Feature>(ty, |p| {
            // SAFETY: the cell is fresh and large enough.
            unsafe {
                (*p).optional = optional.into_value();
                (*p).mandatory = mandatory.into_value();
                (*p).flag = Value::small_int(flag);
            }
        })?;
        set(name, feature)?;
    }
    Ok(module)
}
