//! `typing.Generic`: the base of generic classes. Its work is done by `typing`; where there is no library, builtin generic aliases do.
use super::generic_alias;
use super::typing_support::{call_typing, typing_attribute};
use crate::native;
use crate::object::{Type, Ref, Res, Slots, TypeSpec, Value, Vm, flags};

/// `Generic[parameters]`, the base that a class with type parameters gets.
pub fn base_of(vm: &Vm, parameters: Value) -> Res {
    let generic = Value::from_ptr(vm.types.generic);
    let Some(alias) = typing_attribute(vm, "_GenericAlias")? else {
        return generic_alias::new(vm, generic, parameters);
    };
    let mut unpacked = Vec::new();
    for q in vm.tuple_items(parameters) {
        match q.is_exact(vm.types.type_var_tuple) {
            true => unpacked.extend(vm.collect(*q)?),
            false => unpacked.push(Ref::new(*q)),
        }
    }
    let unpacked = vm.tuple_from_refs(unpacked)?;
    vm.call(alias.value(), &[generic, unpacked.value()])
}

/// Arguments of a function that stands behind a class method: the class, and what was given.
fn with_class(cls: Value, args: &[Value]) -> Vec<Value> {
    std::iter::once(cls).chain(args.iter().copied()).collect()
}

/// As many arguments as parameters, where all of those are plain type variables.
fn check_arity(vm: &Vm, cls: Value, args: Value) -> Res<()> {
    let Some(parameters) = vm.getattr_opt(cls, vm.names.__parameters__)? else { return Ok(()) };
    if !vm.is_tuple(parameters.value()) {
        return Ok(());
    }
    let parameters = vm.tuple_items(parameters.value());
    for p in parameters {
        if !p.is_exact(vm.types.type_var) || vm.truth(vm.call_method(*p, vm.intern("has_default").value(), &[])?.value())? {
            return Ok(());
        }
    }
    let given = if vm.is_tuple(args) { vm.tuple_items(args).len() } else { 1 };
    if parameters.is_empty() || given == parameters.len() {
        return Ok(());
    }
    let how = if given > parameters.len() { "many" } else { "few" };
    let class = vm.repr_text(cls)?;
    Err(vm.type_error(format!("Too {how} arguments for {class}; actual {given}, expected {}", parameters.len())))
}

native! { static METHODS = [
    @classmethod "__class_getitem__(cls, /, *args)" => fn generic_class_getitem(vm, [cls], *args) {
        if let Some(r) = call_typing(vm, "_generic_class_getitem", &with_class(cls, args))? {
            return Ok(r);
        }
        match args {
            [args] => {
                check_arity(vm, cls, *args)?;
                generic_alias::new(vm, cls, *args)
            }
            _ => Err(vm.type_error("__class_getitem__() takes one argument")),
        }
    }
    @classmethod "__init_subclass__(cls, /, *args, **kwargs)" => fn generic_init_subclass(vm, [cls, kwargs], *args) {
        if let Some(f) = typing_attribute(vm, "_generic_init_subclass")? {
            let (names, values): (Vec<Ref>, Vec<Value>) = match kwargs.is_unbound() {
                true => (Vec::new(), Vec::new()),
                false => vm.dict(kwargs).iter().map(|(k, v)| (Ref::new(k), v)).unzip(),
            };
            let all: Vec<Value> = with_class(cls, args).into_iter().chain(values).collect();
            let names = vm.tuple_from_refs(names)?;
            return vm.call_with(f.value(), &all, names.value());
        }
        if !kwargs.is_unbound() {
            // SAFETY: the receiver of a class method is a type.
            let name = unsafe { vm.str_text((*cls.ptr::<Type>()).qualname) };
            return Err(vm.type_error(format!("{name}.__init_subclass__() takes no keyword arguments")));
        }
        let name = vm.intern("__orig_bases__");
        if let Some(bases) = vm.getattr_opt(cls, name.value())?
            && vm.is_tuple(bases.value())
        {
            // `Generic[...]` among the bases says in which order.
            let generic = vm.tuple_items(bases.value()).iter().find(|b| {
                b.is_exact(vm.types.generic_alias)
                    && vm.getattr_str(**b, "__origin__").is_ok_and(|o| o.value() == Value::from_ptr(vm.types.generic))
            });
            let parameters = match generic {
                Some(generic) => vm.getattr(*generic, vm.names.__parameters__)?,
                None => generic_alias::parameters(vm, bases.value())?,
            };
            vm.setattr(cls, vm.names.__parameters__, Some(parameters.value()))?;
        }
        Ok(Ref::NONE)
    }
]; }

pub static SPEC: TypeSpec = TypeSpec {
    name: "typing.Generic",
    doc: "Abstract base class for generic types.\n\nClasses with type parameters inherit from it implicitly.",
    flags: flags::BASETYPE | flags::TRACKED,
    slots: Slots { new: Some(super::object::object_new), ..Slots::EMPTY },
    methods: METHODS,
    ..TypeSpec::EMPTY
};
