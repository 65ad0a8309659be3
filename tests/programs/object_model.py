# Descriptors, slots, lookup of special methods, subclasses of builtins, metaclass hooks.
def show(f, *a):
    try: print(repr(f(*a)))
    except Exception as e: print(type(e).__name__ + ":", e)
class P:
    def __init__(self): self._v = 1
    v = property(lambda s: s._v, lambda s, x: setattr(s, "_v", x), None, "doc of v")
    ro = property(lambda s: 5)
p = P(); p.v = 3; print(p.v, P.v.__doc__, P.v.fget(p))
def f(): p.ro = 1
show(f)
def f(): del p.v
show(f)
def f(): del p.ro
show(f)
class WO: w = property(None, lambda s, v: None)
show(lambda: WO().w)
class S1: __slots__ = ("a",)
class S2(S1): __slots__ = ("b",)
class S3(S2): pass
s = S3(); s.a, s.b, s.c = 1, 2, 3; print(s.a, s.b, s.__dict__); s2 = S2()
def f(): s2.c = 1
show(f); show(lambda: s2.a); s2.a = 1; del s2.a; show(lambda: s2.a); print(S1.a)
def f(): del s2.a
show(f)
class NonData:
    def __get__(self, o, t=None): return "nondata"
class Data(NonData):
    def __set__(self, o, v): o.__dict__["d"] = v
class H: n = NonData(); d = Data()
h = H(); h.n = "inst"; h.d = "set"; print(h.n, h.d, h.__dict__, H.n)
class Cnt:
    n = 0
    def __new__(cls, *a): cls.n += 1; return super().__new__(cls)
    def __init__(self, v=0): self.v = v
Cnt(1), Cnt(2); print(Cnt.n)
class Single:
    _i = None
    def __new__(cls):
        if cls._i is None: cls._i = object.__new__(cls)
        return cls._i
print(Single() is Single())
class GA:
    def __getattribute__(self, n):
        if n == "magic": return "m"
        return object.__getattribute__(self, n)
    def __setattr__(self, n, v): object.__setattr__(self, n, v * 2)
    def __delattr__(self, n): print("del", n); object.__delattr__(self, n)
    def __dir__(self): return ["b", "a"]
g = GA(); g.x = 5; print(g.magic, g.x, dir(g)); del g.x; show(lambda: g.x)
class Eq:
    def __init__(self, v): self.v = v
    def __eq__(self, o): return NotImplemented if not isinstance(o, Eq) else self.v == o.v
show(hash, Eq(1)); print(Eq(1) == Eq(1), Eq(1) == 1, Eq(1) != Eq(2), [Eq(1)] == [Eq(1)], Eq(1) in [Eq(1)], [Eq(1), Eq(2)].index(Eq(2)))
class Cmp:
    def __init__(self, v): self.v = v
    def __lt__(self, o): print("lt", end=" "); return self.v < o.v
    def __gt__(self, o): print("gt", end=" "); return self.v > o.v
print(Cmp(1) < Cmp(2), Cmp(1) > Cmp(2), min(Cmp(3), Cmp(2)).v, max([Cmp(3), Cmp(5)]).v, [c.v for c in sorted([Cmp(2), Cmp(1)])])
show(lambda: Cmp(1) <= Cmp(2))
class Base:
    def __add__(self, o): return "Base.add"
    def __radd__(self, o): return "Base.radd"
class Derived(Base):
    def __radd__(self, o): return "Derived.radd"
print(Base() + Derived(), Derived() + Base(), 1 + Base(), Base() + 1, sum([Base()]) )
class Ix:
    def __index__(self): return 2
print([1, 2, 3][Ix()], "abc"[Ix():], range(5)[Ix()], bin(Ix()), "a" * Ix(), [0] * Ix(), int(Ix()), float(Ix()), chr(Ix()), round(1.2345, Ix()), 1 << 1, list(range(Ix())), "%d" % 5, divmod(7, int(Ix())))
class Tr:
    def __bool__(self): return 5
show(bool, Tr())
class Ln:
    def __init__(self, n): self.n = n
    def __len__(self): return self.n
show(len, Ln(-1)); show(len, Ln("a")); show(len, Ln(2**70)); print(bool(Ln(0)), bool(Ln(1)), len(Ln(True)))
class DL(dict):
    def __getitem__(self, k): return "gi " + str(k)
    def __missing__(self, k): return 1
d = DL(a=1); print(d["a"], d.get("a"), d, dict(d), {**d}, "%(a)s" % d, list(d), d == {"a": 1}, d | {"b": 1}, type(d | {}).__name__)
class LL(list):
    def append(self, x): super().append(x * 2)
    def __len__(self): return 99
    def __contains__(self, x): return True
l = LL([1]); l.append(2); print(l, len(l), 5 in l, l[1], l + [1], bool(l), sorted(l), list(l), l == [1, 4])
class TT(tuple):
    def __repr__(self): return "TT" + super().__repr__()
print(TT([1, 2]), TT() == (), hash(TT([1])) == hash((1,)), {TT([1]): 1}[(1,)], TT([1]) + (2,), "%s %s" % TT([1, 2]))
class SS(set):
    pass
print(SS([1]) | {2}, type(SS([1]) | {2}).__name__, SS([1, 2]) & {1}, SS([1]) == {1}, type(SS().copy()).__name__)
class EE(ValueError, KeyError): pass
try: raise EE("both")
except KeyError as e: print("KeyError", e, EE.__mro__[1].__name__)
class Call:
    def __init__(self): self.__call__ = lambda: "instance"
    def __call__(self): return "class"
print(Call()(), callable(Call()), callable(5))
class Str:
    def __str__(self): return "S"
    def __repr__(self): return "R"
    def __format__(self, spec): return f"F({spec})"
print(Str(), [Str()], f"{Str()}", f"{Str():x}", f"{Str()!r}", "%s %r" % (Str(), Str()), "{} {!r} {:q}".format(Str(), Str(), Str()), str(Str()), repr(Str()), format(Str()), format(Str(), "z"))
o = object(); print(o == o, o != o, hash(o) == hash(o), bool(o), isinstance(o, object)); show(lambda: o < o); show(lambda: o + 1); show(lambda: o()); show(lambda: o[0]); show(lambda: iter(o)); show(lambda: len(o)); show(lambda: o.x)
class M(type):
    def __getattr__(cls, n): return "meta " + n
    def __getitem__(cls, k): return (cls.__name__, k)
    def __iter__(cls): return iter([1, 2])
    def __contains__(cls, x): return x == 1
    def __instancecheck__(cls, o): return o == 5
    def __subclasscheck__(cls, c): return c is int
    def __repr__(cls): return "<M>"
    def __add__(cls, o): return "madd"
    @property
    def mp(cls): return "mp"
class X(metaclass=M): pass
print(X.foo, X["k"], list(X), 1 in X, isinstance(5, X), isinstance(6, X), issubclass(int, X), X, X + 1, X.mp); show(lambda: X().mp)
class CG:
    def __class_getitem__(cls, k): return ("cg", k)
print(CG[int], list[int], dict[str, int], list[int].__origin__, type(list[int]).__name__, int | str, isinstance(1, int | str), isinstance([], list))
print(type(p).__dict__.keys() == P.__dict__.keys(), P.__dict__["ro"].__class__.__name__, vars(P)["__module__"], P.__weakref__ is not None if hasattr(P, "__weakref__") else None)
def meth(self): return "m" + str(self._v)
P.meth = meth; print(p.meth(), P.meth(p)); p.own = meth.__get__(p); print(p.own(), p.own.__self__ is p, p.own.__func__ is meth, p.meth == p.meth, p.meth is p.meth)
print(int.__add__(1, 2), str.upper("a"), list.__len__([1]), dict.get({1: 2}, 1), (1).__class__, "a".__class__.__name__, [].append.__name__, len.__name__, [].append.__qualname__, int.from_bytes(b"\1", "big"), object.__repr__(5)[:12], type.__call__(int, "5"), type.mro(bool))
P.__name__ = "Renamed"; print(P, P.__name__, P.__qualname__); print(type("D", (), {"__doc__": "d", "a": 1}).__doc__, type(int), type(type))
show(type, "a", 5, {}); show(type, "a", (5,), {}); show(lambda: type("a", (int, str), {})); show(lambda: type("a", (bool,), {})); show(lambda: super().x)
class Q1:
    def __init__(self): return 5
show(Q1)
show(lambda: P(1)); show(lambda: object(1)); show(lambda: int.nope); show(lambda: setattr(int, "x", 1)); show(lambda: P().nope); show(lambda: P.nope); show(lambda: setattr(5, "x", 1)); show(lambda: delattr(P(), "zz")); show(lambda: (5).real.nope)
