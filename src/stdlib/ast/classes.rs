//! The classes of nodes, made from the grammar when something first needs one.
use super::grammar::{GRAMMAR, POSITIONS};
use super::node;
use crate::object::{Dict, Ref, Res, Type, Value, Vm};
use crate::types::struct_sequence::new_type_of;
use rustc_hash::FxHashMap;
use std::cell::RefCell;

#[derive(Default)]
struct Classes {
    /// By name, `AST` included.
    by_name: FxHashMap<&'static str, Ref>,
    /// The names in the order of the grammar.
    order: Vec<&'static str>,
    /// The one instance of each class of contexts and operators that the parser uses.
    singletons: FxHashMap<&'static str, Ref>,
}

#[derive(Default)]
struct State(RefCell<Option<Classes>>);

/// The class of that name.
///
/// # Panics
/// Where the grammar has no such class.
pub fn class(vm: &Vm, name: &str) -> Res {
    made(vm)?;
    let state = vm.extension::<State>().0.borrow();
    let classes = state.as_ref().expect("made above");
    Ok(classes.by_name.get(name).expect("a class of the grammar").clone())
}

/// The instance that stands for a context or an operator in every tree that the parser makes.
pub fn singleton(vm: &Vm, name: &'static str) -> Res {
    let class = class(vm, name)?;
    if let Some(one) = vm.extension::<State>().0.borrow().as_ref().and_then(|c| c.singletons.get(name)) {
        return Ok(one.clone());
    }
    let one = node::bare(vm, class.value())?;
    if let Some(classes) = vm.extension::<State>().0.borrow_mut().as_mut() {
        classes.singletons.insert(name, one.clone());
    }
    Ok(one)
}

/// Calls `f` with each class and its name.
pub fn each(vm: &Vm, f: &mut dyn FnMut(&str, Value) -> Res<()>) -> Res<()> {
    made(vm)?;
    let all: Vec<(&str, Ref)> = {
        let state = vm.extension::<State>().0.borrow();
        let classes = state.as_ref().expect("made above");
        classes.order.iter().map(|n| (*n, classes.by_name[n].clone())).collect()
    };
    all.iter().try_for_each(|(name, class)| f(name, class.value()))
}

/// Gives up the classes, at the end of the interpreter.
fn shutdown(vm: &Vm) {
    let gone = vm.extension::<State>().0.borrow_mut().take();
    drop(gone);
}

fn made(vm: &Vm) -> Res<()> {
    if vm.extension::<State>().0.borrow().is_none() {
        let classes = make(vm)?;
        vm.at_shutdown.borrow_mut().push(shutdown);
        *vm.extension::<State>().0.borrow_mut() = Some(classes);
    }
    Ok(())
}

/// Name and fields of a member: `Name(type field, ...)`.
fn parts(member: &'static str) -> (&'static str, Vec<(&'static str, &'static str)>) {
    let Some((name, fields)) = member.split_once('(') else { return (member, Vec::new()) };
    (name, fields.trim_end_matches(')').split(", ").filter_map(|f| f.split_once(' ')).collect())
}

fn names(vm: &Vm, all: &[&str]) -> Res {
    vm.tuple_from_refs(all.iter().map(|n| vm.intern(n)).collect::<Vec<Ref>>())
}

/// A class without fields yet.
fn new_class(vm: &Vm, name: &str, base: Value, doc: &str) -> Res {
    let (text, bases, namespace) = (vm.intern(name), vm.tuple_from(&[base])?, vm.new_dict()?);
    vm.dict_set_name(namespace.ptr(), vm.names.__module__, vm.intern("ast"))?;
    vm.dict_set_name(namespace.ptr(), vm.names.__doc__, vm.new_str(doc)?)?;
    vm.call(Value::from_ptr(vm.types.r#type), &[text.value(), bases.value(), namespace.value()])
}

fn entry(vm: &Vm, class: Value, name: &str, value: Ref) -> Res<()> {
    let key = vm.intern(name);
    vm.setattr(class, key.value(), Some(value.value()))
}

fn set_fields(vm: &Vm, class: Value, fields: &[&str]) -> Res<()> {
    let tuple = names(vm, fields)?;
    entry(vm, class, "_fields", tuple.clone())?;
    entry(vm, class, "__match_args__", tuple)
}

fn set_attributes(vm: &Vm, class: Value, positions: bool) -> Res<()> {
    entry(vm, class, "_attributes", names(vm, if positions { &POSITIONS } else { &[] })?)?;
    if positions {
        for name in &POSITIONS[2..] {
            entry(vm, class, name, Ref::NONE)?;
        }
    }
    Ok(())
}

fn make(vm: &Vm) -> Res<Classes> {
    let mut made = Classes::default();
    let base: *mut Type = new_type_of(vm, &node::SPEC, vm.types.object)?;
    let root = Ref::from_type(base);
    let empty = vm.tuple_from(&[])?;
    for name in ["_fields", "_attributes", "__match_args__"] {
        let key = vm.intern(name);
        // SAFETY: a builtin type's namespace lives as long as the interpreter.
        vm.dict_set_name(unsafe { (*base).dict }, key.value(), empty.clone())?;
    }
    made.order.push("AST");
    made.by_name.insert("AST", root.clone());
    for (family, positions, members) in GRAMMAR {
        let single = members.len() == 1 && parts(members[0]).0 == *family;
        // Mere names stand on one line.
        let rows = members.iter().any(|m| m.contains('('));
        let between = if rows { format!("\n{}| ", " ".repeat(family.len() + 1)) } else { " | ".to_owned() };
        let doc = if single { members[0].to_owned() } else { format!("{family} = {}", members.join(&between)) };
        let class = new_class(vm, family, root.value(), &doc)?;
        set_fields(vm, class.value(), &[])?;
        set_attributes(vm, class.value(), *positions)?;
        made.order.push(family);
        made.by_name.insert(family, class.clone());
        for member in members.iter().filter(|_| !single) {
            let (name, _) = parts(member);
            let class = new_class(vm, name, class.value(), member)?;
            made.order.push(name);
            made.by_name.insert(name, class);
        }
    }
    // The types of fields name classes that come later.
    for member in GRAMMAR.iter().flat_map(|(.., members)| members.iter()) {
        let (name, fields) = parts(member);
        let class = made.by_name[name].clone();
        set_fields(vm, class.value(), &fields.iter().map(|(_, f)| *f).collect::<Vec<_>>())?;
        let types = vm.new_dict()?;
        for (kind, field) in fields {
            let key = vm.intern(field);
            vm.dict_set_name(types.ptr::<Dict>(), key.value(), field_type(vm, &made, kind)?)?;
            if kind.ends_with('?') {
                entry(vm, class.value(), field, Ref::NONE)?;
            }
        }
        entry(vm, class.value(), "_field_types", types.clone())?;
        entry(vm, class.value(), "__annotations__", types)?;
    }
    Ok(made)
}

fn field_type(vm: &Vm, made: &Classes, kind: &str) -> Res {
    let plain = kind.trim_end_matches(['?', '*']);
    let class = match plain {
        "identifier" | "string" => Ref::from_type(vm.types.str),
        "int" => Ref::from_type(vm.types.int),
        "constant" => Ref::from_type(vm.types.object),
        name => made.by_name[name].clone(),
    };
    if kind.ends_with('*') {
        return crate::types::support::generic_alias(vm, Value::from_ptr(vm.types.list), class.value());
    }
    if kind.ends_with('?') {
        return vm.binary_op(crate::object::BinOp::Or, class.value(), Value::NONE);
    }
    Ok(class)
}
