# Classes, modules and builtins that change after sites have specialised on them.
class A:
    def __init__(self): self.x = 1
    def get(self): return self.x
def read(o): return o.x
def write(o, v): o.x = v
def meth(o): return o.get()
a = A()
for _ in range(5): read(a), write(a, 2), meth(a)
A.x = property(lambda s: "prop", lambda s, v: print("set", v))
print(read(a)); write(a, 5); print(a.get(), a.__dict__)
del A.x; print(read(a)); a.get = lambda: "inst"; print(meth(a)); del a.get; print(meth(a)); A.get = lambda s: "new"; print(meth(a))
A.x = 9; print(read(a)); del a.x; print(read(a)); del A.x
try: read(a)
except AttributeError as e: print(e)
class B(A): pass
b = B()
for _ in range(5): read(b), meth(b)
A.get = lambda s: "base changed"; print(meth(b)); B.get = lambda s: "sub"; print(meth(b)); del B.get; print(meth(b)); B.__getattr__ = lambda s, n: "ga " + n
print(b.nope, read(b)); B.__getattribute__ = lambda s, n: "all"; print(read(b), meth.__name__); del B.__getattribute__; print(read(b))
b.__class__ = A; print(type(b).__name__, read(b)); a.__dict__ = {"x": "dict"}; print(read(a)); a.y = 1; print(a.__dict__, vars(a) is a.__dict__)
class D:
    k = 1
def rk(o): return o.k
for _ in range(4): rk(D())
D.k = 2; print(rk(D())); d = D(); d.k = 3; print(rk(d)); d2 = D(); print(rk(d2), [rk(o) for o in (D, d, d2, D())])
import math
def mp(): return math.pi
for _ in range(4): mp()
old = math.pi; math.pi = 3; print(mp()); math.pi = old; print(mp())
class E:
    def __len__(self): return 1
def ln(o): return len(o)
e = E()
for _ in range(4): ln(e)
E.__len__ = lambda s: 5; print(ln(e)); E.__call__ = lambda s, x: x; print(e(3)); E.__eq__ = lambda s, o: True; print(e == 5, e != 5); E.__iter__ = lambda s: iter("it"); print(list(e)); E.__hash__ = lambda s: 7; print(hash(e)); E.__add__ = lambda s, o: "add"; print(e + 1); del E.__add__
try: e + 1
except TypeError as x: print(x)
def mk(i):
    class L:
        def __init__(self): self.v = i
        def m(self): return self.v * 2
    return L()
print([read2.v for read2 in map(mk, range(8))], [o.m() for o in map(mk, range(8))])
def many(o): return o.q
class M: pass
os = []
for i in range(10):
    o = M()
    for j in range(i): setattr(o, f"a{j}", j)
    o.q = i; os.append(o)
for _ in range(3): print([many(o) for o in os])
del os[3].q; del os[4].a0
try: many(os[3])
except AttributeError as x: print(x)
print(many(os[4]), os[4].__dict__)
for i, o in enumerate([5, "s", None, [], {}, 1.5, len, M, M(), math, (1,), 2**70]):
    try: many(o)
    except AttributeError as x: print(i, x)
