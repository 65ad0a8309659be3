# Objects, values and types: identity, type, value; mutability; lifetime; containers.
import sys, gc
a = [1]; b = a; c = [1]
print(a is b, a is c, a == c, id(a) == id(b), id(a) == id(c), type(id(a)) is int)
print(type(a), type(type(a)), type(type), type(None), type(...), type(NotImplemented))
# The type and the identity never change; the value of mutable objects does.
before = id(a); a.append(2); a[:] = a + [3]; print(id(a) == before, b)
t = ([],); inner = id(t[0]); t[0].append(1); print(t, id(t[0]) == inner)
try: t[0] = 5
except TypeError as e: print(e)
try: t[0] += [2]
except TypeError as e: print(e, t)
# Immutable values may be shared, mutable ones never are.
c = []; d = []; print(c is d)
c = d = []; print(c is d)
print(id([]) != id(c))
x, y = (), (); print(x is y)
n = None; print(n is None, type(n)() is None, type(...)() is ..., type(NotImplemented)() is NotImplemented)
print(True is (1 == 1), bool(5) is True)
# hash follows value
print(hash((1, "a")) == hash((1, "a")), hash(1) == hash(1.0) == hash(True), hash(2**61 - 1), hash(-1), hash(-2), hash(0.0) == hash(-0.0))
for mutable in [], {}, set(), bytearray():
    try: hash(mutable)
    except TypeError as e: print(e)
try: hash(([],))
except TypeError as e: print(e)
# Unreachable objects are collected: at once without cycles, by gc with them.
class Noisy:
    def __init__(self, name): self.name = name
    def __del__(self): print("del", self.name)
v = Noisy("one"); v = None; print("after one")
v = Noisy("two"); w = v; del v; print("still"); del w; print("gone")
Noisy("temporary"); print("after temporary")
v = Noisy("cycle"); v.me = v; del v; print("before collect"); print(gc.collect() >= 1); print("after collect")
def f():
    local = Noisy("local"); return 1
print(f())
def g():
    try: raise ValueError
    except ValueError: x = Noisy("in handler"); return 2
print(g())
l = [Noisy("in list"), Noisy("second")]; l.clear(); print("cleared")
d = {"k": Noisy("in dict")}; d["k"] = 1; print("replaced")
def order(): a = Noisy("A"); b = Noisy("B"); c = Noisy("C")
order()
# Resurrection: __del__ runs once
class Phoenix:
    def __del__(self): kept.append(self); print("risen")
kept = []; p = Phoenix(); del p; print(len(kept)); kept.clear(); print(len(kept))
# Containers: value and mutability of the containers and of what is in them
inner = [1]; outer = (inner, inner); inner.append(2); print(outer, outer[0] is outer[1])
r = []; r.append(r); print(r, r[0] is r); s = {}; s["s"] = s; print(s); u = ([],); u[0].append(u); print(u)
try: print(r == [r])
except RecursionError as e: print(type(e).__name__)
try:
    q = []; q.append(q); z = []; z.append(z); print(q == z)
except RecursionError as e: print(type(e).__name__)
# __class__ may be changed in some cases
class A: x = 1
class B: x = 2
o = A(); o.__class__ = B; print(o.x, type(o) is B, isinstance(o, A))
for value, cls in [(1, bool), (A(), int), (A(), 5), ([], A)]:
    try: value.__class__ = cls; print("ok")
    except TypeError as e: print(e)
class S: __slots__ = "a",
class T: __slots__ = "a",
class U: __slots__ = "b",
o = S(); o.a = 1; o.__class__ = T; print(o.a, type(o).__name__)
try: o.__class__ = U
except TypeError as e: print(e)
print(sys.getrefcount(object()) >= 1, sys.getrefcount(a) == sys.getrefcount(b))
