//! Instruction counts of small loops, one for each family of instructions (needs valgrind and iai-callgrind-runner 0.16.1):
//! `cargo bench --bench instructions`. Each loop turns 10,000 times; the empty one is what the loop itself costs.
mod common;

use common::{Prepared, run};
use iai_callgrind::{library_benchmark, library_benchmark_group, main};
use std::hint::black_box;

/// A loop in a function: what stands before `---` runs once.
fn prepare(parts: &str) -> Prepared {
    let (once, body) = parts.split_once("---\n").unwrap_or(("", parts));
    let indent = |text: &str, by: &str| text.lines().map(|l| format!("{by}{l}\n")).collect::<String>();
    let source = format!("def run():\n{}    for i in range(10000):\n{}run()\n", indent(once, "    "), indent(body, "        "));
    common::prepare(&source, &["bench"])
}

#[library_benchmark(setup = prepare)]
#[bench::empty("pass")]
#[bench::int_add("a = 1\n---\na = a + i")]
#[bench::int_add_immediate("c = i + 1")]
#[bench::int_multiply("c = i * i")]
#[bench::int_floor_divide("c = i // 7")]
#[bench::int_bits("c = (i & 255) ^ (i >> 3)")]
#[bench::int_big("a = 1 << 100\n---\nc = a + i")]
#[bench::float_add("x = 0.5\n---\nx = x + 0.25")]
#[bench::float_multiply("x = 1.0\n---\nx = x * 1.0000001")]
#[bench::mixed_multiply("x = 0.5\n---\nc = x * i")]
#[bench::compare_branch("c = 0\n---\nif i < 5000: c += 1")]
#[bench::compare_value("c = i < 5000")]
#[bench::float_compare_branch("x = 0.5; y = 1.5; c = 0\n---\nif x < y: c = 1")]
#[bench::truth("c = 5\n---\nif not c: c = 0")]
#[bench::is_none("n = None\n---\nif n is None: c = 1")]
fn arithmetic(prepared: Prepared) -> Prepared {
    black_box(run(prepared))
}

#[library_benchmark(setup = prepare)]
#[bench::while_loop("j = 0\nwhile j < 5: j += 1")]
#[bench::list_loop("l = [1, 2, 3, 4, 5]\n---\nfor v in l: pass")]
#[bench::tuple_loop("t = (1, 2, 3, 4, 5)\n---\nfor v in t: pass")]
#[bench::dict_loop("d = {1: 2, 3: 4, 5: 6}\n---\nfor v in d.items(): pass")]
#[bench::enumerate_loop("l = [1, 2, 3, 4, 5]\n---\nfor v, w in enumerate(l): pass")]
#[bench::comprehension("l = [1, 2, 3, 4, 5]\n---\nc = [v for v in l]")]
#[bench::generator("def g(n):\n    for v in range(n): yield v\n---\nfor v in g(5): pass")]
#[bench::unpack("t = (1, 2)\n---\na, b = t")]
#[bench::swap("a = 1; b = 2\n---\na, b = b, a")]
fn iteration(prepared: Prepared) -> Prepared {
    black_box(run(prepared))
}

#[library_benchmark(setup = prepare)]
#[bench::builtin_load("c = len")]
#[bench::call("def f(x): return x\n---\nf(i)")]
#[bench::call_defaults("def f(x, y=1): return x\n---\nf(i)")]
#[bench::call_keyword("def f(x, y): return x\n---\nf(x=i, y=i)")]
#[bench::call_star("def f(*a): return a\nt = (1, 2)\n---\nf(*t)")]
#[bench::closure("k = 1\ndef f(x): return x + k\n---\nf(i)")]
#[bench::native_call("l = [1]\n---\nlen(l)")]
#[bench::method_call("class C:\n    def m(self): return 1\no = C()\n---\no.m()")]
#[bench::native_method("l = []\n---\nl.append(i)")]
#[bench::class_call("class C:\n    def __init__(self, x): self.x = x\n---\nC(i)")]
#[bench::super_call("class A:\n    def m(self): return 1\nclass B(A):\n    def m(self): return super().m()\no = B()\n---\no.m()")]
#[bench::exception("e = ValueError()\n---\ntry: raise e\nexcept ValueError: pass")]
fn calls(prepared: Prepared) -> Prepared {
    black_box(run(prepared))
}

#[library_benchmark(setup = prepare)]
#[bench::attribute_load("class C: pass\no = C(); o.x = 1\n---\nc = o.x")]
#[bench::attribute_store("class C: pass\no = C(); o.x = 1\n---\no.x = i")]
#[bench::slot_load("class C: __slots__ = ('x',)\no = C(); o.x = 1\n---\nc = o.x")]
#[bench::class_attribute("class C: x = 1\no = C()\n---\nc = o.x")]
#[bench::property("class C:\n    @property\n    def x(self): return 1\no = C()\n---\nc = o.x")]
#[bench::list_get("l = [1, 2, 3]; k = 1\n---\nc = l[k]")]
#[bench::list_set("l = [1, 2, 3]; k = 1\n---\nl[k] = i")]
#[bench::tuple_get("t = (1, 2, 3)\n---\nc = t[1]")]
#[bench::dict_get_str("d = {'a': 1, 'b': 2}\n---\nc = d['b']")]
#[bench::dict_get_int("d = {1: 1, 2: 2}; k = 2\n---\nc = d[k]")]
#[bench::dict_set("d = {}\n---\nd[i & 15] = i")]
#[bench::str_get("s = 'abc'; k = 1\n---\nc = s[k]")]
#[bench::slice("l = [1, 2, 3, 4]\n---\nc = l[1:3]")]
#[bench::contains("d = {'a': 1}\n---\nc = 'a' in d")]
#[bench::list_display("c = [i, i, i]")]
#[bench::dict_display("c = {'a': i, 'b': i}")]
#[bench::str_concatenation("s = 'abc'\n---\nc = s + s")]
#[bench::fstring("c = f'{i}:{i}'")]
fn data(prepared: Prepared) -> Prepared {
    black_box(run(prepared))
}

library_benchmark_group!(name = instructions; benchmarks = arithmetic, iteration, calls, data);
main!(library_benchmark_groups = instructions);
