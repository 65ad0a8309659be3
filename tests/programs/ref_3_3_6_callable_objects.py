# Emulating callable objects: __call__ on the type only.
def attempt(f, *a, **k):
    try: print(repr(f(*a, **k)))
    except Exception as e: print(type(e).__name__, e)
class C:
    def __call__(self, *a, **k): return "called", a, k
c = C(); print(c(), c(1, x=2), c.__call__(3), C.__call__(c, 4), callable(c), callable(C), callable(5), c(*[1, 2], **{"k": 3}))
class D: pass
d = D(); d.__call__ = lambda: 1; attempt(d); print(d.__call__(), callable(d)); D.__call__ = lambda self: "late"; print(d(), callable(d)); del D.__call__; attempt(d)
class E: __call__ = None
attempt(E()); print(callable(E()))
class F: __call__ = C()
print(F()(5))
class G: __call__ = staticmethod(lambda *a: a); 
class H: __call__ = classmethod(lambda cls, *a: (cls.__name__, a))
class I: __call__ = property(lambda self: lambda *a: ("prop", a))
print(G()(1), H()(2), I()(3))
class J: __call__ = 5
attempt(J())
class K: pass
K.__call__ = K(); 
try: K()()
except RecursionError as e: print(type(e).__name__)
except TypeError as e: print(type(e).__name__, e)
attempt(5); attempt("x", 1); attempt(None); attempt(lambda: (1)(2)); attempt([].append.__call__, 1); attempt(lambda: ()()); attempt(C.__call__)
class M(type):
    def __call__(cls, *a): return "meta call", a
class N(metaclass=M):
    def __call__(self): return "instance"
print(N(1), type.__call__(N)(), object.__new__(N)())
print(len.__call__([1]), int.__call__("5"), (lambda x: x).__call__(3), str.upper.__call__("a"), type(c.__call__).__name__, type(len.__call__).__name__)
def counter():
    n = 0
    def call(self):
        nonlocal n; n += 1; return n
    return type("Counter", (), {"__call__": call})()
k = counter(); print(k(), k(), k()); print(list(map(c, [1])), sorted([3, 1], key=type("Key", (), {"__call__": lambda self, x: -x})()), list(iter(counter(), 3)))
class Rec:
    def __call__(self, n): return 1 if n == 0 else n * self(n - 1)
print(Rec()(20))
