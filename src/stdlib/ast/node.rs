//! `ast.AST`, the base of all classes of nodes.
use crate::native;
use crate::object::{GetSetDef, Ref, Res, Slots, TypeSpec, Value, Vm, flags};
use crate::report::warnings::warn;

/// How deep `repr` shows nodes in nodes.
const SHOWN_DEPTH: usize = 3;

pub static SPEC: TypeSpec = TypeSpec {
    name: "ast.AST",
    flags: flags::TRACKED | flags::BASETYPE | flags::HAS_DICT,
    size: 16,
    slots: Slots {
        new: Some(|vm, ty, _, _| Ok(Ref::own(Value::from_ptr(vm.alloc_instance(ty)?)))),
        init: Some(init),
        repr: Some(|vm, v| {
            let text = shown(vm, v, SHOWN_DEPTH)?;
            vm.new_str(&text)
        }),
        ..Slots::EMPTY
    },
    methods: METHODS,
    getset: &[GetSetDef {
        name: "__dict__",
        get: |vm, v| Ok(Ref::new(vm.instance_dict(v)?.unwrap_or(Value::NONE))),
        set: Some(|vm, v, new| {
            let Some(new) = new else { return Err(vm.type_error("cannot delete __dict__")) };
            if !vm.is_dict(new) {
                let what = format!("__dict__ must be set to a dictionary, not a '{}'", vm.type_name(new));
                return Err(vm.type_error(what));
            }
            vm.set_instance_dict(v, Ref::new(new)).map(drop)
        }),
        doc: "",
    }],
    ..TypeSpec::EMPTY
};

/// A node whose fields are not set, without the checks of the constructor.
pub fn bare(vm: &Vm, class: Value) -> Res {
    Ok(Ref::own(Value::from_ptr(vm.alloc_instance(class.ptr())?)))
}

/// The names in a tuple-like attribute of a node's class; none where there is no such attribute.
fn names_of(vm: &Vm, class: Value, attribute: &str) -> Res<Vec<Ref>> {
    let key = vm.intern(attribute);
    match vm.getattr_opt(class, key.value())? {
        Some(all) => vm.collect(all.value()),
        None => Ok(Vec::new()),
    }
}

fn class_of(vm: &Vm, v: Value) -> Ref {
    Ref::from_type(vm.type_of(v))
}

/// Name of a class in messages.
fn class_name(vm: &Vm, v: Value) -> String {
    vm.type_name(v)
}

fn contains(vm: &Vm, names: &[Ref], name: Value) -> Res<bool> {
    for n in names {
        if vm.compare_bool(n.value(), name, crate::object::CompareOp::Eq)? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn init(vm: &Vm, this: Value, args: &[Value], kwnames: Value) -> Res<()> {
    let given = if kwnames == Value::NULL { Vec::new() } else { vm.tuple_items(kwnames).iter().map(|n| Ref::new(*n)).collect() };
    let (args, named) = args.split_at(args.len() - given.len());
    let class = class_of(vm, this);
    let name = class_name(vm, this);
    let fields = names_of(vm, class.value(), "_fields")?;
    if args.len() > fields.len() {
        let s = if fields.len() == 1 { "" } else { "s" };
        let name = name.rsplit('.').next().unwrap_or_default();
        return Err(vm.type_error(format!("{name} constructor takes at most {} positional argument{s}", fields.len())));
    }
    for (field, value) in fields.iter().zip(args) {
        vm.setattr(this, field.value(), Some(*value))?;
    }
    // Made when a name is no field, which is rare.
    let mut attributes: Option<Vec<Ref>> = None;
    for (key, value) in given.iter().zip(named) {
        if contains(vm, &fields[..args.len()], key.value())? {
            return Err(vm.type_error(format!("{name} got multiple values for argument {}", vm.repr_text(key.value())?)));
        }
        if !contains(vm, &fields, key.value())? {
            if attributes.is_none() {
                attributes = Some(names_of(vm, class.value(), "_attributes")?);
            }
            if !contains(vm, attributes.as_deref().unwrap_or(&[]), key.value())? {
                let text = format!(
                    "{name}.__init__ got an unexpected keyword argument {}. Support for arbitrary keyword arguments is deprecated and will be removed in Python 3.15.",
                    vm.repr_text(key.value())?
                );
                warn(vm, vm.types.DeprecationWarning, &text, 1)?;
            }
        }
        vm.setattr(this, key.value(), Some(*value))?;
    }
    if args.len() == fields.len() {
        return Ok(());
    }
    let key = vm.intern("_field_types");
    let types = vm.getattr_opt(class.value(), key.value())?;
    for field in &fields[args.len()..] {
        if contains(vm, &given, field.value())? {
            continue;
        }
        fill(vm, this, &name, field.value(), types.as_ref())?;
    }
    Ok(())
}

/// Gives a field that the constructor was not told its default: an empty list, the context Load, or what the class has.
fn fill(vm: &Vm, this: Value, name: &str, field: Value, types: Option<&Ref>) -> Res<()> {
    let Some(types) = types else { return Ok(()) };
    let Some(kind) = (if vm.is_dict(types.value()) { vm.dict_get(types.value(), field)?.map(Ref::new) } else { None }) else {
        let text = format!(
            "Field {} is missing from {name}._field_types. This will become an error in Python 3.15.",
            vm.repr_text(field)?
        );
        return warn(vm, vm.types.DeprecationWarning, &text, 1);
    };
    if kind.value().is_exact(vm.types.union_type) {
        return Ok(());
    }
    if kind.value().is_exact(vm.types.generic_alias) {
        let list = vm.new_list()?;
        return vm.setattr(this, field, Some(list.value()));
    }
    if kind.value() == super::class(vm, "expr_context")?.value() {
        let load = super::singleton(vm, "Load")?;
        return vm.setattr(this, field, Some(load.value()));
    }
    let text = format!(
        "{name}.__init__ missing 1 required positional argument: '{}'. This will become an error in Python 3.15.",
        vm.str_text(vm.str_of(field)?.value())
    );
    warn(vm, vm.types.DeprecationWarning, &text, 1)
}

/// Whether a value is a node of any class.
pub fn is_node(vm: &Vm, v: Value) -> Res<bool> {
    Ok(vm.is_instance(v, super::class(vm, "AST")?.ptr::<crate::object::Type>()))
}

fn shown(vm: &Vm, v: Value, depth: usize) -> Res<String> {
    vm.check_machine_stack(" while getting the repr of an object")?;
    let mut out = class_name(vm, v);
    if depth == 0 {
        out.push_str("(...)");
        return Ok(out);
    }
    out.push('(');
    for (i, field) in names_of(vm, class_of(vm, v).value(), "_fields")?.iter().enumerate() {
        let value = vm.getattr(v, field.value())?;
        if i > 0 {
            out.push_str(", ");
        }
        out.push_str(&vm.str_text(vm.str_of(field.value())?.value()));
        out.push('=');
        let v = value.value();
        if vm.is_list(v) {
            let items: Vec<Ref> = vm.list(v).items().iter().map(|x| Ref::new(*x)).collect();
            shown_items(vm, &mut out, &items, depth - 1, ["[", "]"])?;
        } else if vm.is_tuple(v) {
            let items: Vec<Ref> = vm.tuple_items(v).iter().map(|x| Ref::new(*x)).collect();
            shown_items(vm, &mut out, &items, depth - 1, ["(", ")"])?;
        } else {
            shown_item(vm, &mut out, v, depth - 1)?;
        }
    }
    out.push(')');
    Ok(out)
}

fn shown_item(vm: &Vm, out: &mut String, v: Value, depth: usize) -> Res<()> {
    let text = if is_node(vm, v)? { shown(vm, v, depth)? } else { vm.repr_text(v)? };
    out.push_str(&text);
    Ok(())
}

/// The first and the last item of a sequence.
fn shown_items(vm: &Vm, out: &mut String, items: &[Ref], depth: usize, brackets: [&str; 2]) -> Res<()> {
    out.push_str(brackets[0]);
    if let Some(first) = items.first() {
        shown_item(vm, out, first.value(), depth)?;
    }
    if let [_, between @ .., last] = items {
        out.push_str(if between.is_empty() { ", " } else { ", ..., " });
        shown_item(vm, out, last.value(), depth)?;
    }
    out.push_str(brackets[1]);
    Ok(())
}

native! { static METHODS = [
    "__reduce__(self, /)" => fn reduce(vm, [this]) {
        let class = class_of(vm, this);
        let dict = Ref::new(vm.instance_dict(this)?.unwrap_or(Value::NONE));
        if !vm.is_dict(dict.value()) {
            let empty = vm.tuple_from(&[])?;
            return vm.tuple_from(&[class.value(), empty.value()]);
        }
        // As many as can be given by position, so that the constructor does not warn; their values come with the dict.
        let mut places = Vec::new();
        for field in names_of(vm, class.value(), "_fields")? {
            if vm.dict_get(dict.value(), field.value())?.is_none() {
                break;
            }
            places.push(Value::NONE);
        }
        let places = vm.tuple_from(&places)?;
        vm.tuple_from(&[class.value(), places.value(), dict.value()])
    }
    /// Return a copy of the AST node with new values for the specified fields.
    "__replace__(self, /, *args, **kwargs)" => fn replace(vm, [this, kwargs], *args) {
        if !args.is_empty() {
            return Err(vm.type_error("__replace__() takes no positional arguments"));
        }
        let class = class_of(vm, this);
        let name = class_name(vm, this);
        let fields = names_of(vm, class.value(), "_fields")?;
        let attributes = names_of(vm, class.value(), "_attributes")?;
        let changes: Vec<(Ref, Ref)> = if vm.is_dict(kwargs) {
            vm.dict(kwargs).iter().map(|(k, v)| (Ref::new(k), Ref::new(v))).collect()
        } else {
            Vec::new()
        };
        for (key, _) in &changes {
            if !contains(vm, &fields, key.value())? && !contains(vm, &attributes, key.value())? {
                let key = vm.repr_text(key.value())?;
                return Err(vm.type_error(format!("{name}.__replace__ got an unexpected keyword argument {key}.")));
            }
        }
        let mut missing = Vec::new();
        let (mut names, mut values) = (Vec::new(), Vec::new());
        let dict = Ref::new(vm.instance_dict(this)?.unwrap_or(Value::NONE));
        for field in fields.iter().chain(&attributes) {
            let own = if vm.is_dict(dict.value()) { vm.dict_get(dict.value(), field.value())?.map(Ref::new) } else { None };
            let mut value = own;
            for (key, new) in &changes {
                if vm.compare_bool(key.value(), field.value(), crate::object::CompareOp::Eq)? {
                    value = Some(new.clone());
                }
            }
            match value {
                Some(value) => {
                    names.push(field.clone());
                    values.push(value);
                }
                None if vm.getattr_opt(class.value(), field.value())?.is_none() && contains(vm, &fields, field.value())? => {
                    missing.push(format!("'{}'", vm.str_text(vm.str_of(field.value())?.value())));
                }
                None => {}
            }
        }
        if !missing.is_empty() {
            let s = if missing.len() == 1 { "" } else { "s" };
            return Err(vm.type_error(format!(
                "{name}.__replace__ missing {} keyword argument{s}: {}.",
                missing.len(),
                missing.join(", ")
            )));
        }
        let values: Vec<Value> = values.iter().map(Ref::value).collect();
        if names.is_empty() {
            return vm.call(class.value(), &[]);
        }
        let names = vm.tuple_from_refs(names)?;
        vm.call_with(class.value(), &values, names.value())
    }
]; }
