//! The containers and functions through the native interface.
use crate::object::{BinOp, CompareOp, Config, Ref, Value, Vm};
use crate::vm::new_vm;

fn vm() -> Box<Vm> {
    let vm = new_vm(Config { hash_seed: Some(0), ..Config::default() }).expect("an interpreter");
    super::init(&vm).expect("builtins");
    crate::stdlib::sys::init(&vm).expect("sys");
    vm
}

fn ints(vm: &Vm, items: &[i64]) -> Ref {
    let items: Vec<Value> = items.iter().map(|x| Value::small_int(*x)).collect();
    vm.list_from(&items).expect("a list")
}

fn numbers(vm: &Vm, v: Value) -> Vec<i64> {
    vm.collect(v).expect("iterable").iter().map(|x| x.as_small_int()).collect()
}

fn call(vm: &Vm, name: &str, args: &[Value]) -> Ref {
    let name = vm.intern(name);
    let f = vm.dict_get(Value::from_ptr(vm.builtins.get()), name.value()).unwrap().expect("a builtin");
    // SAFETY: builtin functions have this layout.
    let def = unsafe { f.get::<crate::object::NativeFunction>().def };
    crate::object::call_native(vm, def, args, Value::NULL).expect("no exception")
}

#[test]
fn lists_slice_and_splice() {
    let vm = vm();
    let l = ints(&vm, &[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    let none = Value::NONE;
    let s = vm.new_slice(Value::small_int(8), Value::small_int(1), Value::small_int(-3)).unwrap();
    assert_eq!(numbers(&vm, vm.getitem(l.value(), s.value()).unwrap().value()), [8, 5, 2]);
    vm.delitem(l.value(), s.value()).unwrap();
    assert_eq!(numbers(&vm, l.value()), [0, 1, 3, 4, 6, 7, 9]);
    let s = vm.new_slice(Value::small_int(1), Value::small_int(3), none).unwrap();
    vm.setitem(l.value(), s.value(), ints(&vm, &[20, 21, 22]).value()).unwrap();
    assert_eq!(numbers(&vm, l.value()), [0, 20, 21, 22, 4, 6, 7, 9]);
    vm.inplace_op(BinOp::Mul, l.value(), Value::small_int(2)).unwrap();
    assert_eq!(vm.len(l.value()).unwrap(), 16);
    assert!(vm.binary_op(BinOp::Mul, l.value(), Value::small_int(1 << 47)).is_err());
    vm.take_raised();
}

#[test]
fn sorting_is_stable_and_total() {
    let vm = vm();
    let mut x = 12345u64;
    let mut items = Vec::new();
    for _ in 0..3000 {
        x = x.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        items.push((x >> 40) as i64 % 500);
    }
    let l = ints(&vm, &items);
    let sorted = call(&vm, "sorted", &[l.value()]);
    items.sort();
    assert_eq!(numbers(&vm, sorted.value()), items);
    // Lists as keys take the general merge sort.
    let pairs: Vec<Ref> = (0..500).map(|i| ints(&vm, &[(i * 7919) % 101, i])).collect();
    let l = vm.list_from_refs(pairs).unwrap();
    crate::types::sort::sort_list(&vm, l.value(), Value::NONE, false).unwrap();
    let got: Vec<Vec<i64>> = vm.collect(l.value()).unwrap().iter().map(|p| numbers(&vm, p.value())).collect();
    assert!(got.windows(2).all(|w| w[0] < w[1]));
}

#[test]
fn sets_keep_the_order_of_their_table() {
    let vm = vm();
    let s = vm.new_set().unwrap();
    for i in [100, 3, 8, 17, 1, 0, -5, 64] {
        vm.set_add(s.value(), Value::small_int(i)).unwrap();
    }
    assert_eq!(numbers(&vm, s.value()), [0, 1, 64, 3, 100, 8, 17, -5]);
    let t = vm.new_set().unwrap();
    crate::types::set::update(&vm, t.value(), ints(&vm, &[3, 4, 100]).value()).unwrap();
    let both = vm.binary_op(BinOp::And, s.value(), t.value()).unwrap();
    assert_eq!(vm.len(both.value()).unwrap(), 2);
    assert!(vm.compare_bool(both.value(), s.value(), CompareOp::Lt).unwrap());
}

#[test]
fn ranges_of_any_size() {
    let vm = vm();
    let r = vm.new_range(10, 0, -3).unwrap();
    assert_eq!(numbers(&vm, r.value()), [10, 7, 4, 1]);
    assert!(vm.contains(r.value(), Value::small_int(4)).unwrap());
    assert!(!vm.contains(r.value(), Value::small_int(5)).unwrap());
    let big = vm.new_range(i64::MIN, i64::MAX, 1).unwrap();
    assert!(vm.len(big.value()).is_err());
    vm.take_raised();
    assert_eq!(call(&vm, "sum", &[r.value()]).as_small_int(), 22);
    assert_eq!(call(&vm, "max", &[r.value()]).as_small_int(), 10);
}
