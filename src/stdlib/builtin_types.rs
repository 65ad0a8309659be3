//! `_types`: the builtin types that have no name among the builtins.
use crate::object::{Ref, Res, TypeSpec, Vm};
use crate::types::struct_sequence::new_type_of;

/// What holds a C pointer of an extension module in CPython. Nothing makes one here.
static CAPSULE: TypeSpec = TypeSpec {
    name: "PyCapsule",
    doc: "An opaque pointer of an extension module; this interpreter has no instances.",
    ..TypeSpec::EMPTY
};

/// Makes the module.
pub fn init(vm: &Vm) -> Res {
    let module = super::new_module(vm, "_types", "Define names for built-in types.", &[])?;
    let t = &vm.types;
    for (name, ty) in [
        ("AsyncGeneratorType", t.async_generator),
        ("BuiltinFunctionType", t.builtin_function),
        ("BuiltinMethodType", t.builtin_function),
        ("CapsuleType", new_type_of(vm, &CAPSULE, t.object)?),
        ("CellType", t.cell),
        ("ClassMethodDescriptorType", t.classmethod_descriptor),
        ("CodeType", t.code),
        ("CoroutineType", t.coroutine),
        ("EllipsisType", t.ellipsis),
        ("FrameType", t.frame),
        ("FunctionType", t.function),
        ("GeneratorType", t.generator),
        ("GenericAlias", t.generic_alias),
        ("GetSetDescriptorType", t.getset_descriptor),
        ("LambdaType", t.function),
        ("MappingProxyType", t.mapping_proxy),
        ("MemberDescriptorType", t.member_descriptor),
        ("MethodDescriptorType", t.method_descriptor),
        ("MethodType", t.method),
        ("MethodWrapperType", t.method_wrapper),
        ("ModuleType", t.module),
        ("NoneType", t.none_type),
        ("NotImplementedType", t.not_implemented_type),
        ("SimpleNamespace", t.namespace),
        ("TracebackType", t.traceback),
        ("UnionType", t.union_type),
        ("WrapperDescriptorType", t.wrapper_descriptor),
    ] {
        super::set(vm, module.value(), name, Ref::from_type(ty))?;
    }
    Ok(module)
}
