# Hot sites that change their minds: operand types, receivers, globals, builtins and classes change under a warm cache.
def add(a, b): return a + b
def sub(a, b): return a - b
def mul(a, b): return a * b
def lt(a, b): return a < b
def eq(a, b): return a == b
def idx(a, i): return a[i]
def put(a, i, v): a[i] = v
mixes = [(1, 2), (1.5, 2.5), (1, 2.5), (2.5, 1), (2**48 - 1, 1), (-(2**48), -1), (2**63, 2**63), (True, 1), (2**48, -1)]
for f in (add, sub, mul, lt, eq):
    out = []
    for a, b in mixes:
        for _ in range(50): r = f(a, b)
        out.append(r)
    print(f.__name__, out)
print([add(x, x) for x in (1, "a", [1], (2,), 1.5, 2**60) for _ in range(3)])
for bad in ((1, "a"), (None, 1), ([], ())):
    try: add(*bad)
    except TypeError as e: print(e)
print(add(1, 2), [idx(s, 1) for s in ([1, 2], (3, 4), "xy", {1: "d"}, range(5), b"ab", [1, 2]) for _ in range(4)])
for s, i in (([1], 5), ("a", 5), ({}, 5), ((), 5), ([1], -1), ([1], True)):
    try: print(idx(s, i))
    except (IndexError, KeyError) as e: print(type(e).__name__, e)
l, d = [0] * 3, {}
for i in range(100): put(l, i % 3, i); put(d, i % 3, i); put(d, "k", i)
print(l, d)
class A:
    k = "class"
    def __init__(self, v): self.v = v
    def m(self): return ("A", self.v)
class B:
    def __init__(self, v): self.w, self.v = 0, v
    def m(self): return ("B", self.v)
class C(A):
    def m(self): return ("C",) + super().m()
class D:
    v = 9
    def m(self): return "D"
class E:
    __init__ = A.__init__
    @property
    def m(self): return lambda: "E prop"
objs = [A(1), B(2), C(3), D(), E(5), A("s")]
def get(o): return o.v
def call(o): return o.m()
def setv(o, v): o.v = v
for _ in range(30): r = [(get(o), call(o)) for o in objs]
print(r)
for i in range(60): setv(objs[i % 6], i)
print([get(o) for o in objs], D.v)
A.m = lambda self: ("patched",); print([call(o) for o in objs])
objs[0].m = lambda: "own"; print(call(objs[0]), call(objs[5])); del objs[0].m; print(call(objs[0]))
A.v = property(lambda self: "data descriptor"); print(get(objs[0]), get(objs[2]), get(objs[1])); del A.v; print(get(objs[0]))
def read_k(o): return o.k
for _ in range(30): x = read_k(objs[0])
objs[0].k = "instance"; print(x, read_k(objs[0]), read_k(objs[5])); A.k = "new"; print(read_k(objs[5]), read_k(objs[2]))
g = 1
def use_g(): return g
for _ in range(30): use_g()
g = "changed"; print(use_g())
del g
try: use_g()
except NameError as e: print(e)
def use_len(x): return len(x)
for _ in range(30): use_len([1])
def len(x): return "my len"
print(use_len([1])); del len; print(use_len([1]))
def loop(r):
    t = 0
    for x in r: t += x
    return t
for _ in range(5): print(loop(range(10)), loop([1, 2.5]), loop((1, 2)), loop({1: 2, 3: 4}), loop(x for x in (5, 6)), loop({7}), loop(map(int, "12")), end=" ")
print()
def caller(f, *a): return f(*a)
def call2(f, x): return f(x)
for f in (abs, lambda x: x + 1, str, A, objs[0].__init__, [].append, int, D.m, type, bool): 
    for _ in range(20): r = call2(f, -3)
    print(type(r).__name__, end=" ")
print()
range_ = range
def shadow(range):
    return [i for i in range(3)]
print(shadow(lambda n: "xyz"), shadow(range_))
def inc(n):
    i = 281474976710650
    for _ in range_(n): i += 1
    return i
print(inc(3), inc(10), inc(1000)); x = 1
for _ in range(70): x = x * 2 + 1 if x > 0 else x - 1
print(x); x = 3.0
for i in range(50): x = x * 1.5 if i % 7 else int(x)
print(x)
def truth(v): return "T" if v else "F"
print("".join(truth(v) for _ in range(10) for v in (0, 1, "", "a", [], [0], None, True, 0.0, {}, A(1), 2**70)))
def cmp_loop(n):
    i, c = 0, 0
    while i < n: i += 1; c += i == 3 or i != 5
    return c
print(cmp_loop(10), cmp_loop(10.5), cmp_loop(True), cmp_loop(2**3))
