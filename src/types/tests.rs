//! Classes made and used without an interpreter loop.
use super::class_creation::new_class;
use crate::object::{CompareOp, Config, Ref, Type, Value, Vm};

fn vm() -> Box<Vm> {
    use crate::object::flags::*;
    let vm =
        crate::vm::new_vm(Config { hash_seed: Some(0), ..Config::default() }).unwrap_or_else(|_| panic!("start-up failed"));
    let t = &vm.types;
    for (ty, flag) in [(t.str, STR_SUBCLASS), (t.tuple, TUPLE_SUBCLASS), (t.dict, DICT_SUBCLASS), (t.list, LIST_SUBCLASS)] {
        // SAFETY: builtin types live as long as the interpreter.
        unsafe { (*ty).flags |= flag };
    }
    // SAFETY: builtin types live as long as the interpreter.
    unsafe {
        (*t.tuple).slots.drop = Some(crate::object::sequence::drop_tuple);
        (*t.tuple).slots.traverse = Some(crate::object::sequence::traverse_tuple);
        (*t.dict).slots.drop = Some(crate::object::dict::drop_dict);
        (*t.dict).slots.traverse = Some(crate::object::dict::traverse_dict);
    }
    vm
}
fn type_value(t: *mut Type) -> Value {
    Value::from_ptr(t)
}
fn message(vm: &Vm) -> String {
    let e = vm.take_raised();
    vm.str_text(vm.str_of(e.value()).unwrap().value())
}

#[test]
fn heap_classes_inherit_and_count() {
    let vm = vm();
    let meta = type_value(vm.types.r#type);
    let ns = vm.new_dict().unwrap();
    let a = new_class(&vm, meta, "A", &[], ns.value()).unwrap_or_else(|_| panic!("{}", message(&vm)));
    let b = new_class(&vm, meta, "B", &[a.value()], ns.value()).unwrap();
    let c = new_class(&vm, meta, "C", &[a.value()], ns.value()).unwrap();
    let d = new_class(&vm, meta, "D", &[b.value(), c.value()], ns.value()).unwrap();
    let obj = vm.call(d.value(), &[]).unwrap_or_else(|_| panic!("{}", message(&vm)));
    let x = vm.intern("x");
    vm.setattr(obj.value(), x.value(), Some(Value::small_int(3))).unwrap();
    assert_eq!(vm.getattr(obj.value(), x.value()).unwrap().as_small_int(), 3);
    assert!(vm.call(d.value(), &[Value::NONE]).is_err());
    assert_eq!(message(&vm), "D() takes no arguments");
    assert!(new_class(&vm, meta, "E", &[a.value(), b.value()], ns.value()).is_err());
    assert_eq!(
        message(&vm),
        "Cannot create a consistent method resolution order (MRO) for bases A, B"
    );
    let y = vm.intern("y");
    assert!(vm.setattr(type_value(vm.types.object), y.value(), Some(Value::NONE)).is_err());
    assert_eq!(message(&vm), "cannot set 'y' attribute of immutable type 'object'");
    drop((obj, a, b, c, d));
    vm.collect_garbage();
    // SAFETY: builtin types live as long as the interpreter.
    assert_eq!(unsafe { (*vm.types.object).subclasses.iter().filter(|s| (***s).has(crate::object::flags::HEAP)).count() }, 0);
}

#[test]
fn slots_have_wrappers_and_members() {
    let vm = vm();
    let meta = type_value(vm.types.r#type);
    let ns = vm.new_dict().unwrap();
    let x = vm.intern("x");
    vm.dict_set(ns.value(), vm.names.__slots__, x.value()).unwrap();
    let c = new_class(&vm, meta, "S", &[], ns.value()).unwrap_or_else(|_| panic!("{}", message(&vm)));
    let obj = vm.call(c.value(), &[]).unwrap();
    assert!(vm.getattr(obj.value(), x.value()).is_err());
    assert_eq!(message(&vm), "'S' object has no attribute 'x'");
    vm.setattr(obj.value(), x.value(), Some(obj.value())).unwrap();
    assert!(vm.getattr(obj.value(), x.value()).unwrap().value() == obj.value());
    let y = vm.intern("y");
    assert!(vm.setattr(obj.value(), y.value(), Some(Value::NONE)).is_err());
    drop(vm.take_raised());
    let eq = vm.getattr(obj.value(), vm.names.__eq__).unwrap();
    assert!(vm.call(eq.value(), &[obj.value()]).unwrap().is_true());
    assert!(vm.compare_bool(obj.value(), obj.value(), CompareOp::Eq).unwrap());
    let repr = vm.getattr(type_value(vm.types.object), vm.names.__repr__).unwrap();
    assert_eq!(vm.repr_text(repr.value()).unwrap(), "<slot wrapper '__repr__' of 'object' objects>");
    drop((obj, c));
    vm.collect_garbage();
}

#[test]
fn exceptions_have_fields() {
    let vm = vm();
    let msg = vm.new_str("no such").unwrap();
    let e = vm.call(type_value(vm.types.OSError), &[Value::NONE, msg.value()]).unwrap_or_else(|_| panic!("{}", message(&vm)));
    assert_eq!(vm.str_text(vm.str_of(e.value()).unwrap().value()), "[Errno None] no such");
    let e = super::exceptions::special::os_error_type(&vm, 2);
    assert!(e == vm.types.FileNotFoundError);
    let stop = vm.call(type_value(vm.types.StopIteration), &[Value::small_int(7)]).unwrap();
    assert_eq!(vm.getattr(stop.value(), vm.names.value).unwrap().as_small_int(), 7);
    let sub = new_class(
        &vm,
        type_value(vm.types.r#type),
        "MyError",
        &[type_value(vm.types.ValueError), type_value(vm.types.KeyError)],
        vm.new_dict().unwrap().value(),
    )
    .unwrap_or_else(|_| panic!("{}", message(&vm)));
    let e: Ref = vm.call(sub.value(), &[Value::NONE]).unwrap();
    assert_eq!(crate::report::format_exception(&vm, e.value()), "MyError: None\n");
}
