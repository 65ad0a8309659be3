# Metaclasses, properties, slots, descriptors, special methods, subclasses of builtin types.
class Meta(type):
    def __new__(m, n, b, d, **k): print("new", n, k); return super().__new__(m, n, b, d)
    def __init__(c, n, b, d, **k): super().__init__(n, b, d)
    def __call__(c, *a): print("call"); return super().__call__(*a)
    def __len__(c): return 42
class A(metaclass=Meta, x=1):
    y: int = 3
    def __init__(self, v): self.v = v
    def __repr__(self): return f"A({self.v})"
    def __eq__(self, o): return isinstance(o, A) and self.v == o.v
    def __lt__(self, o): return self.v < o.v
    def __hash__(self): return hash(self.v)
    @property
    def p(self): return self.v * 2
    @p.setter
    def p(self, x): self.v = x // 2
    @p.deleter
    def p(self): self.v = None
    @classmethod
    def make(cls, x): return cls(x)
    @staticmethod
    def st(x): return x + 1
print(A(1), len(A), A.make(2), A.st(3), A(1) == A(1), A(1) != A(2), A(1) < A(2), A(2) > A(1), sorted([A(3), A(1)]), {A(1): 1}[A(1)])
a = A(5); a.p = 20; print(a.p, a.v); del a.p; print(a.v)
try: A(1) <= A(2)
except TypeError as e: print(e)
print(A.__name__, A.__mro__, A.__bases__, type(A), A.__dict__["y"], A.__annotations__, A.__module__, A.__qualname__)
class B(A):
    def __init__(self, v, w): super().__init__(v); self.w = w
    def __getattr__(self, n):
        if n.startswith("dyn_"): return n[4:]
        raise AttributeError(n)
b = B(1, 2); print(b.dyn_foo, b.w, b, vars(b), b.__dict__)
try: b.nothing
except AttributeError as e: print("AE", e)
print(hasattr(b, "zz"), getattr(b, "zz", 5), hasattr(b, "dyn_q")); setattr(b, "new", 1); print(b.new); delattr(b, "new"); print(sorted(vars(b)))
class S:
    __slots__ = ("a", "b")
    def __init__(self): self.a = 1
s = S(); print(s.a)
try: s.c = 1
except AttributeError as e: print(e)
try: s.b
except AttributeError as e: print(e)
try: print(s.__dict__)
except AttributeError as e: print(e)
class D:
    def __get__(self, o, t): return ("get", o is None, t.__name__)
    def __set__(self, o, v): print("set", v)
    def __delete__(self, o): print("del")
    def __set_name__(self, o, n): print("name", o.__name__, n)
class H: d = D()
h = H(); print(h.d, H.d); h.d = 5; del h.d
class Base:
    def __init_subclass__(cls, /, tag=None, **k): super().__init_subclass__(**k); cls.tag = tag; print("sub", cls.__name__, tag)
class Der(Base, tag="T"): pass
print(Der.tag)
class X:
    def f(self): return "X"
class Y(X):
    def f(self): return "Y" + super().f()
class Z(X):
    def f(self): return "Z" + super().f()
class W(Y, Z):
    def f(self): return "W" + super().f()
print(W().f(), [c.__name__ for c in W.__mro__])
try:
    class Bad(X, Y): pass
except TypeError as e: print(e)
class C:
    def __call__(self, *a, **k): return a, k
    def __len__(self): return 3
    def __getitem__(self, i): return i
    def __setitem__(self, i, v): print("si", i, v)
    def __delitem__(self, i): print("di", i)
    def __contains__(self, x): return x == 1
    def __iter__(self): return iter([1, 2])
    def __bool__(self): return False
    def __add__(self, o): return "add"
    def __radd__(self, o): return "radd"
    def __iadd__(self, o): print("iadd"); return self
    def __neg__(self): return "neg"
    def __pos__(self): return "pos"
    def __invert__(self): return "inv"
    def __abs__(self): return "abs"
    def __int__(self): return 7
    def __float__(self): return 7.5
    def __index__(self): return 2
    def __round__(self, n=None): return ("round", n)
    def __divmod__(self, o): return "dm"
    def __pow__(self, o, m=None): return ("pow", o, m)
    def __matmul__(self, o): return "mm"
    def __format__(self, s): return "fmt:" + s
    def __str__(self): return "str"
    def __bytes__(self): return b"by"
    def __reversed__(self): return "rev"
    def __enter__(self): return 1
    def __exit__(self, *a): return False
c = C(); print(c(1, k=2), len(c), c[1], c[1:2], c[1, 2], c[...], 1 in c, 5 in c, list(c), bool(c), c + 1, 1 + c, -c, +c, ~c, abs(c), int(c), float(c), [0, 1, 2][c], round(c), round(c, 2), divmod(c, 1), pow(c, 2), pow(c, 2, 3), c @ 1, f"{c:abc}", str(c), bytes(c), reversed(c), hex(c), "abc"[c])
c += 1; c[1] = 2; del c[1:2]
print(isinstance(c, C), issubclass(B, A), isinstance(B, type), type(b) is B, B.__subclasses__(), A.__subclasses__() == [B], B.__base__.__name__)
T = type("T", (X,), {"g": lambda self: "g", "k": 1}); print(T().g(), T().f(), T.k, T.__name__)
try: X().f(1)
except TypeError as e: print(e)
try: X(1)
except TypeError as e: print(e)
try: object().x = 1
except AttributeError as e: print(e)
try: X.nope
except AttributeError as e: print(e)
try: B(1)
except TypeError as e: print(e)
class E(Exception):
    def __init__(self, a, b): super().__init__(a, b); self.a = a
try: raise E(1, 2)
except E as e: print(e, repr(e), e.args, e.a)
class P:
    __x = 1
    def get(self): return self.__x
    def __priv(self): return "priv"
    def call(self): return self.__priv()
print(P().get(), P().call(), P._P__x, [n for n in dir(P()) if "P" in n])
o = X(); o.f = lambda: "inst"; print(o.f()); X.f = lambda self: "patched"; print(X().f(), Y().f())
print(X.f.__name__, X().f.__self__.__class__.__name__, Y.f.__qualname__, bool(X.__doc__ is None))
class Doc:
    "docstring"
    def m(self): "mdoc"; return 1
print(Doc.__doc__, Doc.m.__doc__, Doc().m.__doc__)
def deco(cls): cls.z = 9; return cls
@deco
class Q: pass
print(Q.z, Q().z); Q.z = 10; print(Q().z); del Q.z
try: Q.z
except AttributeError as e: print(e)
class N(int):
    def __add__(self, o): return N(int(self) + int(o) + 100)
    def __repr__(self): return f"N{int(self)}"
print(N(1) + 1, 1 + N(1), N(5) * 2, N(3) == 3, hash(N(3)) == hash(3), [N(1)], N(7).bit_length(), isinstance(N(1), int), N("12"))
class St(str):
    def up(self): return self.upper()
print(St("ab").up(), St("ab") + "c", type(St("x") + "y").__name__, St("a") == "a", {St("a"): 1}["a"], len(St("abc")), St("a,b").split(","))
class Tu(tuple):
    def __new__(cls, a, b): return super().__new__(cls, (a, b))
    @property
    def x(self): return self[0]
print(Tu(1, 2), Tu(1, 2).x, Tu(1, 2) == (1, 2), len(Tu(3, 4)))
class Fl(float): pass
print(Fl(1.5) + 1, repr(Fl(2)), type(Fl(1) + 1).__name__)
