# Annotations: __annotations__, __annotate__, on functions, classes and modules.
def attempt(f, *a, **k):
    try: print(repr(f(*a, **k)))
    except Exception as e: print(type(e).__name__, e)
x: int = 1
y: undefined
print(type(__annotate__).__name__); attempt(lambda: __annotate__(1)); attempt(lambda: __annotate__(2)); attempt(lambda: __annotate__(5))
def f(a: int, b: "str" = 1, *c: later, d: 1 + 1 = 2, **e: list[int]) -> None: pass
attempt(lambda: f.__annotations__); later = "now"; print(f.__annotations__); print(f.__annotations__ is f.__annotations__, f.__annotate__(1) == f.__annotations__, f.__annotate__(1) is f.__annotate__(1)); attempt(f.__annotate__, 2); attempt(f.__annotate__, "x"); attempt(f.__annotate__)
f.__annotations__ = {"new": 1}; print(f.__annotations__, f.__annotate__); f.__annotate__ = lambda fmt: {"fmt": fmt}; print(f.__annotations__); del f.__annotations__; print(f.__annotations__, f.__annotate__); attempt(setattr, f, "__annotate__", 5); f.__annotate__ = lambda fmt: 5; attempt(lambda: f.__annotations__); f.__annotate__ = None; print(f.__annotations__); attempt(setattr, f, "__annotations__", 5); f.__annotations__ = None; print(f.__annotations__); attempt(delattr, f, "__annotate__")
class C:
    a: int
    b: "str" = 2
    c: nope_at_first
    __m: float
attempt(lambda: C.__annotations__); nope_at_first = 3; print(C.__annotations__, C.b); attempt(lambda: C.a); print(C.__annotate__(1) == C.__annotations__)
class D(C): pass
print(D.__annotations__, D.__annotate__); C.__annotations__["a"] = str; print(C.__annotations__["a"]); attempt(lambda: int.__annotations__); print(int.__annotate__ if hasattr(int, "__annotate__") else "none"); attempt(setattr, int, "__annotations__", {}); attempt(lambda: object().__annotations__); attempt(lambda: C().__annotations__) 
class E:
    if True: q: int
    else: r: str
    for i in range(1): s: "looped"
    def m(self) -> E: ...
print(E.__annotations__, E.m.__annotations__)
class Scoped:
    T = int
    a: T
    def f(self, x: T): pass
print(Scoped.__annotations__, Scoped.f.__annotations__); Scoped.T = str; print(Scoped.__annotate__(1))
def outer():
    v = 1
    class In: a: v
    def g(p: v): pass
    v = 2
    local: print("never evaluated") = 3
    (local2): print("nor this") = 4
    return In.__annotations__, g.__annotations__, local, local2
print(outer())
lst = [0]; lst[0]: print("attribute targets evaluated?") = 5; print(lst)
class Simple: pass
s = Simple(); s.attr: int = 5; print(s.attr)
(paren): int = 6; print(paren)
def nb():
    try:
        unbound: int
        return unbound
    except UnboundLocalError as e: return str(e)
print(nb())
g: int
attempt(lambda: g)
for bad in "x, y: int", "[a]: int", "(a, b): int = 1", "f(): int", "x: int: str", "1: int", "x: int += 1", "def f():\n global x\n x: int", "def f():\n def g():\n  nonlocal q\n  q: int\n q = 1", "a.b(): int = 1", "x: yield", "x: (y := 1)", "x: await z", "async def f():\n  x: (await z)", "def f(a: (yield)): pass", "def f() -> (x := 1): pass", "x: *y", "def f(*a: *b): pass", "def f(a: *b): pass", "lambda x: int: 1", "x: int = *a, b", "x: int = yield": 
    try: compile(bad, "<t>", "exec"); print(bad, "fine")
    except SyntaxError as e: print(bad, "->", e.msg)
M = type(__import__("sys")); m = M("m"); print(m.__annotations__); m.__annotations__ = {"k": 1}; print(m.__annotations__); del m.__annotations__; print(m.__annotations__, m.__annotate__); m.__annotate__ = lambda f: {"from": f}; print(m.__annotations__); attempt(setattr, m, "__annotate__", 5)
