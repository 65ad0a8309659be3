# Customizing instance and subclass checks.
def attempt(f, *a, **k):
    try: print(repr(f(*a, **k)))
    except Exception as e: print(type(e).__name__, e)
class Meta(type):
    def __instancecheck__(cls, x): print("instancecheck", cls.__name__, repr(x)); return x == "yes"
    def __subclasscheck__(cls, c): print("subclasscheck", cls.__name__, getattr(c, "__name__", c)); return c in (int, "odd")
class C(metaclass=Meta): pass
print(isinstance("yes", C), isinstance("no", C), isinstance(C(), C), issubclass(int, C), issubclass(str, C), issubclass("odd", C), issubclass(C, C))
print(isinstance("yes", (int, C)), isinstance(5, (int, C)), isinstance("x", ()), issubclass(int, (str, (C,))), isinstance(5, (str, (bytes, (int,)))))
class Own:
    def __instancecheck__(self, x): return "own"
    def __subclasscheck__(self, x): return []
print(isinstance(1, Own()), issubclass(1, Own())); print(isinstance(Own(), Own))
for a in [(1, 5), (1, "int"), (1, (5,)), (1, [int]), (1, None), (1, (int, 5)), ("a", (int, 5))]: attempt(isinstance, *a)
for a in [(1, int), (int, 5), ("x", "y"), (int, (5,)), (int, [int]), (None, int)]: attempt(issubclass, *a)
attempt(isinstance, 1); attempt(issubclass, int); attempt(isinstance, 1, 2, 3)
class Fake:
    @property
    def __class__(self): return int
f = Fake(); print(isinstance(f, int), isinstance(f, Fake), type(f).__name__, f.__class__)
class Abstract:
    def __init__(self, *b): self.bs = b
    @property
    def __bases__(self): return self.bs
top = Abstract(); mid = Abstract(top); low = Abstract(mid); print(issubclass(low, top), issubclass(top, low), issubclass(low, (int, mid)))
class Inst: pass
i = Inst(); i.__class__ = Inst; print(isinstance(i, Inst))
class Weird:
    __class__ = low
print(isinstance(Weird(), top)); attempt(isinstance, 1, top)
print(type.__instancecheck__(int, 5), type.__instancecheck__(int, True), type.__subclasscheck__(int, bool), int.__instancecheck__("x"), int.__subclasscheck__(bool)); attempt(int.__subclasscheck__, 5)
print(isinstance(1, int | str), isinstance(None, int | None), isinstance(1.5, int | str), issubclass(bool, int | str), issubclass(type(None), int | None)); attempt(isinstance, 1, list[int]); attempt(issubclass, list, list[int]); attempt(isinstance, 1, int | list[int]); attempt(isinstance, [], list[int] | int)
class Raises(type):
    def __instancecheck__(cls, x): raise ValueError("check")
class R(metaclass=Raises): pass
attempt(isinstance, 1, R); print(isinstance(R(), R)); attempt(isinstance, 1, (int, R)); attempt(isinstance, 1, (R, int))
n = int
deep = (int,)
for _ in range(50): deep = (deep,)
print(isinstance(1, deep))
class Exc(Exception, metaclass=type("EM", (type,), {"__subclasscheck__": lambda c, x: True, "__instancecheck__": lambda c, x: True})): pass
try:
    try: raise ValueError("not caught by check")
    except Exc: print("wrong")
except ValueError as e: print("except uses the real classes:", e)
