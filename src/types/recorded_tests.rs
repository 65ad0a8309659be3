//! Operations on numbers, strings and bytes against recorded values, one a line:
//! `operation TAB operands TAB =repr` or `!message`.
use crate::object::{BinOp, CompareOp, NativeDef, Ref, Res, Value, Vm, call_native};

fn operand(vm: &Vm, t: &str) -> Ref {
    let rest = &t[1..];
    let hex = |s: &str| -> Vec<u8> {
        (0..s.len() / 2).map(|i| u8::from_str_radix(&s[2 * i..2 * i + 2], 16).unwrap()).collect()
    };
    let float = |s: &str| f64::from_bits(u64::from_str_radix(s, 16).unwrap());
    let list = || -> Vec<Ref> {
        let inner = &rest[..rest.len() - 1];
        inner.split(';').filter(|p| !p.is_empty()).map(|p| operand(vm, p)).collect()
    };
    match t.as_bytes()[0] {
        b'N' => Ref::NONE,
        b'T' => Ref::bool(true),
        b'F' => Ref::bool(false),
        b'i' => vm.new_big(rest.parse().unwrap()).unwrap(),
        b'f' => Ref::float(float(rest)),
        b'c' => vm.new_complex(float(&rest[..16]), float(&rest[16..])).unwrap(),
        b's' => {
            let points: Vec<u32> =
                rest.split('.').filter(|p| !p.is_empty()).map(|p| u32::from_str_radix(p, 16).unwrap()).collect();
            let max = points.iter().fold(0, |m, c| m | c);
            vm.str_from_points(points.iter().copied(), points.len(), max).unwrap()
        }
        b'b' => vm.new_bytes(&hex(rest)).unwrap(),
        b'B' => vm.new_bytearray(vm.types.bytearray, hex(rest)).unwrap(),
        b'(' => vm.tuple_from_refs(list()).unwrap(),
        b'[' => vm.list_from_refs(list()).unwrap(),
        b'{' => {
            let parts = list();
            vm.new_slice(parts[0].value(), parts[1].value(), parts[2].value()).unwrap()
        }
        _ => panic!("{t}"),
    }
}

fn shown(vm: &Vm, v: Value) -> Res<String> {
    let items = |items: &[Value]| -> Res<String> {
        Ok(items.iter().map(|v| shown(vm, *v)).collect::<Res<Vec<_>>>()?.join(", "))
    };
    if v.is_exact(vm.types.list) {
        return Ok(format!("[{}]", items(vm.list(v).items())?));
    }
    if v.is_exact(vm.types.tuple) {
        let t = vm.tuple_items(v);
        return Ok(format!("({}{})", items(t)?, if t.len() == 1 { "," } else { "" }));
    }
    match v {
        Value::NONE => Ok("None".to_owned()),
        _ => Ok(vm.str_text(vm.repr(v)?.value())),
    }
}

fn escaped(s: &str) -> String {
    let mut out = String::new();
    for c in s.chars() {
        match c as u32 {
            0x5c => out.push_str("\\\\"),
            0x0a => out.push_str("\\n"),
            0x0d => out.push_str("\\r"),
            0x09 => out.push_str("\\t"),
            0x20..0x7f => out.push(c),
            n @ 0..0x100 => out.push_str(&format!("\\x{n:02x}")),
            n @ 0..0x10000 => out.push_str(&format!("\\u{n:04x}")),
            n => out.push_str(&format!("\\U{n:08x}")),
        }
    }
    out
}

fn methods(vm: &Vm, v: Value) -> &'static [NativeDef] {
    let t = &vm.types;
    let ty = vm.type_of(v);
    let spec = if ty == t.int || ty == t.bool {
        &super::int::SPEC
    } else if ty == t.float {
        &super::float::SPEC
    } else if ty == t.complex {
        &super::complex::SPEC
    } else if ty == t.str {
        &super::str::SPEC
    } else if ty == t.bytes {
        &super::bytes::SPEC
    } else {
        &super::bytearray::SPEC
    };
    spec.methods
}

fn run(vm: &Vm, op: &str, a: &[Value]) -> Res {
    match op.split_once(' ').unwrap_or((op, "")) {
        ("op", symbol) => {
            let op = BinOp::ALL
                .into_iter()
                .find(|o| o.symbol() == symbol || o.symbol().starts_with("**") && symbol == "**" || o.stem() == symbol);
            vm.binary_op(op.unwrap(), a[0], a[1])
        }
        ("m", name) => {
            let def = methods(vm, a[0]).iter().find(|d| d.sig.name() == name).unwrap();
            call_native(vm, def, a, Value::NULL)
        }
        ("get", _) => vm.getitem(a[0], a[1]),
        ("in", _) => Ok(Ref::bool(vm.contains(a[0], a[1])?)),
        ("cmp", "<") => vm.compare(a[0], a[1], CompareOp::Lt),
        ("cmp", _) => vm.compare(a[0], a[1], CompareOp::Eq),
        ("format", _) => super::format::format_value(vm, a[0], a[1]),
        ("new", name) => {
            // SAFETY: builtin types live as long as the interpreter.
            let ty = vm.types.each().find(|t| unsafe { vm.str_text((**t).name) } == name).unwrap();
            unsafe { (*ty).slots.new.unwrap()(vm, ty, a, Value::NULL) }
        }
        _ => panic!("{op}"),
    }
}

#[test]
fn recorded_operations() {
    let vm = crate::vm::new_vm(crate::object::Config { hash_seed: Some(0), ..Default::default() }).unwrap();
    let mut failed = 0;
    for line in include_str!("recorded_tests.txt").lines() {
        let mut parts = line.split('\t');
        let (op, operands, expected) = (parts.next().unwrap(), parts.next().unwrap(), parts.next().unwrap());
        let refs: Vec<Ref> = operands.split(' ').filter(|p| !p.is_empty()).map(|p| operand(&vm, p)).collect();
        let values: Vec<Value> = refs.iter().map(|r| r.value()).collect();
        let got = match run(&vm, op, &values).and_then(|r| shown(&vm, r.value())) {
            Ok(text) => format!("={}", escaped(&text)),
            Err(_) => {
                let e = vm.take_raised();
                match vm.tuple_items(vm.exception(e.value()).args) {
                    _ if expected == "!?" => "!?".to_owned(),
                    [v] if vm.is_str(*v) => format!("!{}", escaped(&vm.str_text(*v))),
                    [] => "!".to_owned(),
                    [v, ..] => format!("!{}", shown(&vm, *v).unwrap()),
                }
            }
        };
        if got != expected {
            failed += 1;
            if failed <= 300 {
                println!("{line}\n    got {got}");
            }
        }
    }
    assert_eq!(failed, 0);
}

#[test]
fn subclass_instances_carry_the_payload() {
    let vm = crate::vm::new_vm(crate::object::Config { hash_seed: Some(0), ..Default::default() }).unwrap();
    let t = &vm.types;
    let meta = Value::from_ptr(t.r#type);
    for (base, argument, shown_as) in [
        (t.int, "i1208925819614629174706176", "1208925819614629174706176"),
        (t.int, "i5", "5"),
        (t.float, "f3ff8000000000000", "1.5"),
        (t.complex, "c00000000000000003ff0000000000000", "1j"),
        (t.str, "s65e5.61", "'日a'"),
        (t.str, "s", "''"),
        (t.bytes, "b6162", "b'ab'"),
        (t.bytearray, "b6162", "Sub(b'ab')"),
    ] {
        let ns = vm.new_dict().unwrap();
        let cls = super::class_creation::new_class(&vm, meta, "Sub", &[Value::from_ptr(base)], ns.value()).unwrap();
        let arg = operand(&vm, argument);
        let obj = vm.call(cls.value(), &[arg.value()]).unwrap();
        assert!(vm.is_instance(obj.value(), base) && vm.type_of(obj.value()) != base);
        let text = vm.str_text(vm.repr(obj.value()).unwrap().value());
        assert_eq!(text, shown_as);
        let x = vm.intern("x");
        vm.setattr(obj.value(), x.value(), Some(Value::small_int(3))).unwrap();
        assert_eq!(vm.getattr(obj.value(), x.value()).unwrap().as_small_int(), 3);
        assert!(vm.compare_bool(obj.value(), arg.value(), CompareOp::Eq).unwrap());
        if base == t.int || base == t.float || base == t.complex {
            let sum = vm.binary_op(BinOp::Add, obj.value(), obj.value()).unwrap();
            assert_eq!(vm.type_of(sum.value()), base);
        }
        if base == t.str {
            let twice = vm.binary_op(BinOp::Add, obj.value(), vm.names.empty).unwrap();
            assert_eq!(vm.type_of(twice.value()), base);
            let d = vm.new_dict().unwrap();
            vm.dict_set(d.value(), arg.value(), Value::TRUE).unwrap();
            assert!(vm.dict_get(d.value(), obj.value()).unwrap().is_some());
        }
    }
}
