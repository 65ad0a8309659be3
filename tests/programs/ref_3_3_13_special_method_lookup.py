# Special method lookup: implicit calls bypass the instance and __getattribute__.
def attempt(f, *a, **k):
    try: print(repr(f(*a, **k)))
    except Exception as e: print(type(e).__name__, e)
class C: pass
c = C(); c.__len__ = lambda: 5; attempt(len, c); print(c.__len__())
print(1 .__hash__() == hash(1)); attempt(lambda: int.__hash__()); print(type(int).__hash__(int) == hash(int))
class Meta(type):
    def __getattribute__(*args): print("Meta getattribute", args[1]); return type.__getattribute__(*args)
class D(object, metaclass=Meta):
    def __len__(self): return 10
    def __getattribute__(*args): print("Class getattribute", args[1]); return object.__getattribute__(*args)
d = D(); print(d.__len__()); print(type(d).__len__(d)); print(len(d))
class E:
    def __getattr__(self, n): print("getattr", n); return lambda *a: "dynamic"
e = E()
for f in len, iter, next, abs, reversed, int, float: attempt(f, e)
attempt(lambda: e + 1); attempt(lambda: e[0]); attempt(lambda: e()); attempt(lambda: 1 in e); attempt(lambda: -e); print(str(e)[:12], bool(e), e == 1, f"{e}"[:11], e.__len__())
try:
    with e: pass
except TypeError as x: print(x)
class F: pass
f = F(); F.__len__ = lambda self: 3; print(len(f)); del F.__len__; attempt(len, f); F.__add__ = lambda s, o: "added"; print(f + 1); F.__add__ = lambda s, o: "changed"; print(f + 1); del F.__add__; attempt(lambda: f + 1)
f.__call__ = f.__iter__ = f.__getitem__ = f.__contains__ = f.__enter__ = f.__bool__ = f.__str__ = f.__repr__ = f.__eq__ = f.__hash__ = lambda *a: "instance"
attempt(f); attempt(iter, f); attempt(lambda: f[0]); print(bool(f), str(f)[:11], f == 2, isinstance(hash(f), int))
class P:
    @property
    def __len__(self): print("property evaluated"); return lambda: 8
print(len(P()), P().__len__())
class G(metaclass=type("M", (type,), {"__len__": lambda cls: 99, "__iter__": lambda cls: iter("meta"), "__contains__": lambda cls, x: x == 1, "__getitem__": lambda cls, i: i, "__call__": lambda cls: "called", "__bool__": lambda cls: False, "__add__": lambda cls, o: "cls add"})): pass
print(len(G), list(G), 1 in G, 2 in G, G[5], G(), bool(G), G + 1)
class Base:
    def __len__(self): return 1
class Kid(Base): pass
print(len(Kid())); Base.__len__ = lambda self: 2; print(len(Kid())); Kid.__len__ = lambda self: 3; print(len(Kid())); del Kid.__len__; print(len(Kid())); Base.__len__ = None; attempt(len, Kid())
