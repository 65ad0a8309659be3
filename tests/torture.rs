//! Every instruction in a long loop, on a small machine stack: a handler that stops tail-calling its successor uses the stack up within
//! one program and ends the process. What ran is read from `-X opstats`: every base instruction that source can reach must have.
mod common;

use std::collections::BTreeSet;
use std::time::Duration;
use threadsnake::isa::{COUNT, Op};

/// Times each loop runs.
const TURNS: u32 = 200_000;
/// Stack of the interpreter's thread. The front end needs what it needs for these programs, a handler nothing.
const STACK_KIB: u32 = 256;

/// Statements of a loop body, by group; `i` counts. What stands before `---` runs once, before the loop, inside the function.
const PROGRAMS: &[(&str, &str)] = &[
    ("intrinsics", "type A = int
---
def f[T](x: T): return x
type A[T] = T"),
    ("arithmetic", "a = 7; b = 3; x = 2.5; y = 0.5
---
c = a + b; c = a - b; c = a * b; c = a / b; c = a // b; c = a % b; c = b ** 2; c = a << b; c = a >> b; c = a & b; c = a | b; c = a ^ b
c = a; c += b; c -= b; c *= b; c /= b; c = a; c //= b; c %= b; c **= b; c <<= b; c >>= b; c &= b; c |= b; c ^= b
c = a + 1; c = a - 1; c = a * 2; c = a // 2; c = a % 2; c = a << 1; c = a >> 1; c = a & 1
c = x + y; c = x - y; c = x * y; c = x / y; c = x + a; c = a - x; c = x * a; c = a / x; c = x + 1; c = x - 1; c = x * 2
c = a; c += 1; c -= 1; c *= 2; c //= 2; c %= 9; c <<= 1; c >>= 1; c &= 7
c += x; c -= x; c *= y; c /= x; c += a; c -= a; c *= a; c /= a
c = -a; c = +a; c = ~a; c = not a; c = -x
s = 'a' + 'b'; s += 'c'
c = (a, b) == (b, a); c = (a, b) < (a, c)"),
    ("matrix", "class M:
    def __matmul__(self, other): return 1
m = M()
---
c = m @ m
c = m; c @= m"),
    ("patterns", "class P:
    __match_args__ = ('x',)
    def __init__(self): self.x = 1
p = P(); l = [1, 'a', 2]; d = {'k': 1}; s = 'b'
---
match l:
    case [1, 'x' | 'a', y]: c = y
match l:
    case [_, *_, 3]: c = 1
    case [_, *_, 2]: c = 2
match d:
    case {'k': c, **rest}: pass
match s:
    case 'a' | 'c': c = 1
    case 'b': c = 2
match p:
    case int(): c = 1
    case P(0): c = 2
    case P(x): c = x"),
    ("templates", "a = 1
---
c = t'x{a!r:>{a}}y'"),
    ("groups", "---
try: raise ExceptionGroup('', [KeyError()])
except* KeyError: c = 1
except* ValueError: c = 2"),
    ("comparison", "a = 7; b = 8; x = 0.5; y = 1.5; l = [7]; n = None; s = 'a'; t = 'b'
---
c = a < b; c = a <= b; c = a == b; c = a != b; c = a > b; c = a >= b; c = a is b; c = a is not b; c = a in l; c = a not in l
c = x < y; c = x <= y; c = x == y; c = x != y; c = x > y; c = x >= y
c = a < b < 9
if a < b: c = 1
if a <= b: c = 1
if a == b: c = 1
if a != b: c = 1
if a > b: c = 1
if a >= b: c = 1
if not a < b: c = 1
if not a <= b: c = 1
if not a == b: c = 1
if not a != b: c = 1
if not a > b: c = 1
if not a >= b: c = 1
if a < 5: c = 1
if a <= 5: c = 1
if a == 5: c = 1
if a != 5: c = 1
if a > 5: c = 1
if a >= 5: c = 1
if not a < 5: c = 1
if not a <= 5: c = 1
if not a == 5: c = 1
if not a != 5: c = 1
if not a > 5: c = 1
if not a >= 5: c = 1
if a < b or a > b: c = 1
if a <= b or a >= b: c = 1
if a == b or a != b: c = 1
if a < 5 or a > 5: c = 1
if a <= 5 or a >= 5: c = 1
if a == 5 or a != 5: c = 1
if x < y: c = 1
if x >= y: c = 1
if x == y or x != y: c = 1
if s == t: c = 1
if s != t or s == t: c = 1
if a is b or a is not b: c = 1
if a is b: c = 1
if a is not b: c = 1
if a in l: c = 1
if a not in l: c = 1
if a in l or a not in l: c = 1
if n is None: c = 1
if n is not None: c = 1
if n is None or a is not None: c = 1
if n or a: c = 1
if not n: c = 1
c = a and b; c = n or b; c = n and b; c = a or b
while n: c = 1
c = 1 if a else 2"),
    ("while", "
---
j = 0
while j < 3: j += 1
j = 3
while j > 0: j -= 1
j = 3
while j: j -= 1
j = 0
while j != 2: j += 1
k = 2; j = 0
while j <= k: j += 1
while True:
    j += 1
    if j > 9: break
    if j == 5: continue"),
    ("loops", "l = [1, 2]; t = (1, 2); d = {1: 2}; st = {1}; two = 2
def g():
    yield 1
    yield 2
---
for v in l: pass
for v in t: pass
for v in d: pass
for v in st: pass
for v in 'ab': pass
for v in g(): pass
for v in range(two): pass
for v in range(0, two, 1): pass
for v in l: break
c = [v for v in l]; c = {v for v in t}; c = {v: v for v in t}; c = list(v for v in l)
a, b = t; a, b = b, a; a, *b = l; [a, b] = l"),
    ("building", "a = 1; s = 'x'; l = [1]; d = {'k': 1}
def f(*args, **kw): pass
---
c = (a, a); c = [a, a]; c = {a, s}; c = {a: s}; c = f'{a}{s}'; c = f'{a:>3}'; c = f'{s!r}{s!s}{s!a}'
c = [*l, a]; c = {*l, a}; c = {**d, 'z': a}; c = (*l, a); c = l[0:1]; c = l[0:1:1]; c = l[a:]
f(*l); f(**d); f(*l, **d, y=1)"),
    ("calls", "class C:
    def __init__(self, x=0): self.x = x
    def m(self, y=1): return y
    @classmethod
    def k(cls): return 1
    @staticmethod
    def s(): return 1
    @property
    def p(self): return 1
class D(C):
    def m(self, y=1): return super().m(y)
    def n(self): return super().x if False else super().p
def f(x, y=2, *, z=3): return x
def none(): pass
o = C(); e = D(); l = []
---
f(1); f(1, 2); f(1, y=2); f(1, z=4); none(); C(); C(1); o.m(); o.m(2); o.m(y=3); o.k(); C.s(); e.m(); e.n(); len(l)
isinstance(o, C); (lambda: 1)(); l.append(1); l.pop(); 'a'.upper()
o.x = 1; o.x; o.y = 2; del o.y; o.p
def inner(q=1, *, r: int = 2): return q + a
a = 1
inner()"),
    ("subscripts", "l = [1, 2, 3]; t = (1, 2); d = {'a': 1, 1: 2}; k = 1
---
l[0] = 5; m = l[:]; m[0:1] = l[0:1]; m = l[::2]; del m[0:1]
c = l[k]; c = l[0]; c = l[-1]; c = t[k]; c = d['a']; c = d[k]; c = 'ab'[k]; l[k] = 3; d['b'] = 4; del d['b']; l[0:1] = [1]"),
    ("variables", "free = 1
def cells():
    nonlocal free
    free += 1
    x = free
    def read(): return x
    read()
    del x
    return read
def unset():
    nonlocal free
    del free
    free = 1
def deep():
    def leaf(): return free
    return leaf()
def maybe(q):
    if q: w = 1
    return w
---
cells(); unset(); maybe(1); deep()
global glob
glob = i; c = glob; del glob
try: free
except NameError: pass
z = 1; del z"),
    ("classes", "base = object; outer = 1
---
if i % 50 == 0:
    class K(base):
        v = i
        w = v
        o = outer
        del w
        def m(self): return __class__
        n: int = 3"),
    ("exceptions", "class CM:
    def __enter__(self): return self
    def __exit__(self, *a): return True
cm = CM(); err = ValueError('x')
---
try: raise err
except KeyError: pass
except ValueError as q: pass
try:
    try: raise KeyError(1) from None
    finally: c = 1
except (KeyError, ValueError): pass
try:
    try: 1 // 0
    except ZeroDivisionError: raise
except ArithmeticError: pass
with cm as m: pass
with cm: raise err
assert i >= 0
try: assert not cm
except AssertionError: pass"),
    ("generators", "def g():
    got = yield 1
    return got
def outer():
    r = yield from g()
    yield r
---
for v in outer(): pass
it = g(); next(it)
try: it.send(2)
except StopIteration: pass"),
    ("coroutines", "async def leaf(): return 1
async def items():
    yield await leaf()
    yield 2
class Manager:
    async def __aenter__(self): return await leaf()
    async def __aexit__(self, *args): return True
class Own:
    def __await__(self): return (yield 3)
async def main():
    async with Manager() as m: raise KeyError
    async with Manager(): pass
    async for x in items():
        await Own()
    return [x async for x in items()]
---
c = main()
try:
    while True: c.send(None)
except StopIteration: pass"),
    ("imports", "
---
import sys
from sys import path as p
import sys as s"),
    ("superclass", "class A:
    v = 1
    def m(self): return 1
class B(A):
    def m(self): return super().m() + super().v
b = B()
---
b.m()"),
];

/// Programs that are not loop bodies in a function.
const WHOLE: &[(&str, &str)] = &[
    ("module level", "i = 0\nx = 0\nwhile i < 200000:\n    i += 1\n    x = i\n    y = x\n    del y\n"),
    ("namespace", "for i in range(2000):\n    exec('q = i; r = q; del q')\n"),
    ("star", "from sys import *\n"),
    ("class_scope", "class C:\n    n = int\n    x: n\n    y: str\na = C.__annotate__\nfor i in range(100000):\n    c = a(1)\n"),
    ("annotated", "x: int = 1\ndef f(a: int) -> str: pass\nfor i in range(200000):\n    x: int = i\n"),
];

/// Base instructions that no program of `exec` mode can reach: none of these is a gap in the list above.
const UNREACHABLE: &[&str] = &["NOP", "HALT", "PRINT_EXPR", "RAISE_IN"];

/// The whole program of a loop body.
fn program(parts: &str) -> String {
    let (once, body) = parts.split_once("---\n").expect("a body");
    let indent = |text: &str, by: &str| text.lines().map(|l| format!("{by}{l}\n")).collect::<String>();
    format!("def run():\n{}    for i in range({TURNS}):\n{}run()\n", indent(once, "    "), indent(body, "        "))
}

/// Names of the instructions that a statistics file lists with a count.
fn executed(stats: &str) -> BTreeSet<String> {
    let ops = stats.split("\n\n").nth(1).unwrap_or("");
    ops.lines().skip(1).filter_map(|l| l.split_whitespace().nth(3).map(str::to_owned)).collect()
}

#[test]
fn every_instruction_runs_long_on_a_small_stack() {
    let folder = std::env::temp_dir().join(format!("threadsnake-torture-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a writable folder for temporary files");
    let cases: Vec<(String, String)> = PROGRAMS
        .iter()
        .map(|(name, parts)| (name.to_string(), program(parts)))
        .chain(WHOLE.iter().map(|(name, text)| (name.to_string(), text.to_string())))
        .collect();
    let results = common::parallel(&cases, |(name, text)| {
        let file = name.replace(' ', "_");
        std::fs::write(folder.join(format!("{file}.py")), text).map_err(|e| e.to_string())?;
        let stack = format!("stack={STACK_KIB}");
        let stats = format!("opstats={file}.ops");
        let script = format!("{file}.py");
        let outcome = common::run(&folder, &["-X", &stack, "-X", &stats, &script], Duration::from_secs(300));
        if let Some(crash) = outcome.crash() {
            return Err(format!("{name}: {crash}"));
        }
        if outcome.status != 0 {
            return Err(format!("{name}: status {}: {}", outcome.status, common::last_line(&outcome.stderr)));
        }
        std::fs::read_to_string(folder.join(format!("{file}.ops"))).map_err(|e| format!("{name}: {e}"))
    });
    let mut ran = BTreeSet::new();
    let mut failures = Vec::new();
    for result in results {
        match result {
            Ok(stats) => ran.extend(executed(&stats)),
            Err(e) => failures.push(e),
        }
    }
    // Only temporary files are lost when this fails.
    let _ = std::fs::remove_dir_all(&folder);
    common::conclude("torture", cases.len(), &failures);

    // A base instruction may be replaced by a specialised one before it ever runs (constants): the family counts.
    let ops: Vec<Op> = (0..COUNT as u16).map(|i| Op::from_u16(i).expect("an opcode")).collect();
    let families: BTreeSet<&str> = ops.iter().filter(|op| ran.contains(op.info().name)).map(|op| op.info().base.info().name).collect();
    let missing: Vec<&str> = ops
        .iter()
        .filter(|op| op.is_base())
        .map(|op| op.info().name)
        .filter(|name| !families.contains(name) && !UNREACHABLE.contains(name))
        .collect();
    assert!(missing.is_empty(), "base instructions that no program here executes: {missing:?}");
}
