# Operators, attributes, calls and subscripts at sites that see many types, with overflow.
def add(a, b): return a + b
def sub(a, b): return a - b
def mul(a, b): return a * b
def div(a, b): return a / b
def fdiv(a, b): return a // b
def mod(a, b): return a % b
def lt(a, b): return a < b
def eq(a, b): return a == b
vals = [1, 2.5, True, 2**48 - 1, -2**48, 2**63, -2**64, 10**30, 0, -0.0, "ab", [1], (2,), None, 1j, b"x"]
for f in (add, sub, mul, div, fdiv, mod, lt, eq):
    out = []
    for a in vals:
        for b in vals:
            if f is mul and (isinstance(a, int) and a > 1000 or isinstance(b, int) and b > 1000) and (type(a) in (str, list, tuple, bytes) or type(b) in (str, list, tuple, bytes)): continue
            try: out.append(repr(f(a, b)))
            except Exception as e: out.append(type(e).__name__ + str(e))
    print(f.__name__, len(out), hash(0), "|".join(out))
def hot(x, n):
    for _ in range(n): x += 1
    return x
print([hot(s, 20) for s in (0, 1.5, 2**48 - 10, 2**63 - 10, -5, True, 2**48 - 10, 0.5, 3)])
def hots(x, y, n):
    for _ in range(n): x += y
    return x
print(hots(0, 1, 5), hots("", "ab", 5), hots([], [1], 3), hots((), (1,), 3), hots(0.5, 1, 3), hots(1, 0.5, 3), hots("a", "é", 3), hots(b"", b"z", 3), hots(2**48 - 2, 1, 4), hots(0, 2**47, 4))
def cnt(start, stop, step):
    t = 0; i = start
    while i < stop: t += i; i += step
    return t
print(cnt(0, 10, 1), cnt(0.0, 2.0, 0.5), cnt(2**48 - 3, 2**48 + 3, 1), cnt(0, 5, 0.5), cnt(2**62, 2**62 + 3, 1))
class P:
    def __init__(self, v): self.v = v
    def __add__(self, o): return P(self.v + getattr(o, "v", o))
    def __radd__(self, o): return P(o + self.v)
    def __lt__(self, o): return self.v < o.v
    def __len__(self): return self.v
    def __getitem__(self, i): return self.v + i
    def __iter__(self): return iter(range(self.v))
    def __call__(self, x): return self.v * x
    def m(self): return "P.m"
class Q(P):
    def m(self): return "Q.m"
class R:
    v = "class"
    m = staticmethod(lambda: "R.m")
    def __len__(self): return 7
    def __getitem__(self, i): return i
    def __call__(self, x): return "R"
print(add(P(1), P(2)).v, add(1, P(2)).v, sum([P(1), P(2)]).v, lt(P(1), P(2)))
def getv(o): return o.v
def callm(o): return o.m()
def size(o): return len(o)
def item(o, i): return o[i]
def it(o): return [x for x in o]
def call(f, *a): return f(*a)
r = R(); r2 = R(); r2.v = "inst"; p2 = P(3); p2.extra = 1; q = Q(4); d = P(1); d.__dict__["v"] = 9
for _ in range(6): print([getv(o) for o in (P(1), r, q, r2, p2, d, R)], [callm(o) for o in (P(1), q, r, p2)], [size(o) for o in (P(2), [1], "abc", {1: 2}, (1, 2, 3), r, range(4), b"z")], [item(*a) for a in ((P(1), 2), ([5, 6], 1), ((7, 8), -1), ("xyz", 1), ({"k": 1}, "k"), ({3: 4}, 3), (r, 9), (b"ab", 0), (range(5), 2), ({2.0: "f"}, 2))], [it(o) for o in ([1, 2], (3,), "ab", {1: 2}, range(2), P(2), {"s": 1}.items(), zip("a", "b"), map(str, [1]), (i for i in "g"), enumerate("e"), b"q")], [call(f, 2) for f in (P(3), r, str, lambda x: -x, abs, [5, 6, 7].__getitem__, float, bool)])
P.m = lambda self: "patched"; print(callm(P(1)), callm(q)); del Q.m; print(callm(q)); Q.v2 = 5; R.v = "changed"; print(getv(r), getv(r2)); P.cls = 1; print([x.cls for x in (P(1), q)])
def glob(): return G
G = 1; print(glob(), glob()); G = 2; print(glob()); del G
try: glob()
except NameError as e: print(e)
len_ = len; len = lambda x: "shadow"; print(size([1])); del len; print(size([1]))
def unp(x):
    a, b = x
    return b, a
print([unp(x) for x in ((1, 2), [3, 4], "ab", {5: 1, 6: 2}, range(2), iter((7, 8)), (x for x in "gh"), {"k": 1, "l": 2}.items())])
def inn(a, b): return a in b
print([inn(*x) for x in ((1, [1]), ("a", "abc"), (1, {1}), ("k", {"k": 1}), (2, (1,)), (3, range(5)), (97, b"a"), ("z", frozenset("z")), (1, {1.0}), (5, P(6)))])
def store(o, k, v): o[k] = v; return o
print(store([1, 2], 0, 5), store({}, "a", 1), store({1: 2}, 1, 3), store(bytearray(b"ab"), 0, 122), store([1, 2, 3], slice(0, 2), []))
def cmpall(a, b): return (a < b, a <= b, a == b, a != b, a > b, a >= b, a is b)
for _ in range(3): print([cmpall(*x) for x in ((1, 2), (1.5, 1), ("a", "b"), ((1, 2), (1, 3)), ([1], [1, 0]), (2**70, 2**70 + 1), (1, True), (float("nan"), 1), ({1}, {1, 2}), (b"a", b"b"))])
def neg(x): return -x, +x, not x
print([neg(x) for x in (1, -2**48, 2**48 - 1, 1.5, 0.0, True, 10**20, 2**63, -2**63)], [~x for x in (0, -1, 2**48 - 1, 10**20, True)])
def bits(a, b): return a & b, a | b, a ^ b, a << (b & 7), a >> (b & 7)
print([bits(*x) for x in ((5, 3), (2**47, 7), (-5, 3), (2**80, 2**79 + 1), (True, False), (-2**48, 1), (2**48 - 1, 6))])
def powr(a, b): return a ** b
print([powr(*x) for x in ((2, 10), (2, 48), (2, 64), (2.0, 3), (2, -1), (-2, 3), (0, 0), (10, 20), (2, 0.5), (7, 1))])
