# Customizing class creation: __init_subclass__, metaclasses, __prepare__, __classcell__.
def attempt(f, *a, **k):
    try: print(repr(f(*a, **k)))
    except Exception as e: print(type(e).__name__, e)
class Philosopher:
    def __init_subclass__(cls, /, default_name="none", **kwargs):
        super().__init_subclass__(**kwargs); cls.default_name = default_name; print("init_subclass", cls.__name__, kwargs)
class Australian(Philosopher, default_name="Bruce"): pass
class Other(Philosopher): pass
print(Australian.default_name, Other.default_name); attempt(lambda: type("Z", (Philosopher,), {}, extra=1)); attempt(type, "Z", (), {}, x=1); attempt(object.__init_subclass__, 1); attempt(object.__init_subclass__)
attempt(eval, "exec('class K(x=1): pass')"); print(type(Philosopher.__dict__["__init_subclass__"]).__name__)
class Meta(type):
    @classmethod
    def __prepare__(mcls, name, bases, **kw): print("prepare", name, [b.__name__ for b in bases], kw); return {"prepared": True}
    def __new__(mcls, name, bases, ns, **kw): print("new", name, sorted(k for k in ns if not k.startswith("__")), kw); return super().__new__(mcls, name, bases, ns)
    def __init__(cls, name, bases, ns, **kw): print("init", name, kw); super().__init__(name, bases, ns)
    def __call__(cls, *a, **k): print("call", cls.__name__, a, k); return super().__call__(*a, **k)
class M1(metaclass=Meta, option=1):
    print("body", prepared); x = 1
class M2(M1, other=2): y = 2
print(type(M2).__name__, M2.prepared, type(M2()).__name__)
# the most derived metaclass
class MA(type): pass
class MB(MA): pass
class MC(type): pass
A = MA("A", (), {}); B = MB("B", (), {}); C = MC("C", (), {})
class AB(A, B): pass
class AB2(B, A, metaclass=type): pass
print(type(AB).__name__, type(AB2).__name__, type(type("T", (A,), {})).__name__); attempt(lambda: type("AC", (A, C), {})); attempt(exec, "class AC(A, C): pass"); attempt(exec, "class AC(A, metaclass=MC): pass"); attempt(MA, "X", (B,), {})
print(type(MA("X", (B,), {})).__name__)
# metaclass that is not a class
def function(name, bases, ns, **kw): print("function", name, bases, sorted(ns)[:1], kw); return 42
class F(int, metaclass=function, z=1): pass
print(F)
class Callable:
    def __prepare__(self, name, bases): print("callable prepare"); return {}
    def __call__(self, name, bases, ns): return name, bases
class G(metaclass=Callable()): pass
print(G)
class BadPrepare(type):
    @classmethod
    def __prepare__(mcls, *a): return 5
attempt(exec, "class X(metaclass=BadPrepare): pass"); attempt(exec, "class X(metaclass=5): pass"); attempt(exec, "class X(metaclass=lambda: 1): pass"); attempt(exec, "class X(5): pass"); attempt(exec, "class X(object, int): pass"); attempt(exec, "class X(int, int): pass"); attempt(exec, "class X(bool): pass"); attempt(exec, "class X(metaclass=type, metaclass=type): pass"); attempt(exec, "class X(*[int], **{'metaclass': 3}): pass")
# own namespace
class Log(dict):
    def __setitem__(self, k, v): print("set", k); super().__setitem__(k, v)
    def __getitem__(self, k): print("get", k) ; return super().__getitem__(k)
    def __missing__(self, k): print("missing", k); raise KeyError(k)
class LogMeta(type):
    @classmethod
    def __prepare__(mcls, *a): return Log()
class L(metaclass=LogMeta):
    a = 1
    b = a
    len
    del a
    for i in (1,): pass
print(type(L.__dict__).__name__, sorted(k for k in vars(L) if not k.startswith("__")))
# __mro_entries__
class Entries:
    def __init__(self, *b): self.b = b
    def __mro_entries__(self, bases): print("bases", len(bases)); return self.b
e = Entries(int)
class X(e): pass
print(X.__mro__, X.__orig_bases__ == (e,)); 
class Y(Entries(), dict): pass
print(Y.__bases__, len(Y.__orig_bases__)); attempt(type, "T", (e,), {})
class BadE:
    def __mro_entries__(self, bases): return int
attempt(exec, "class X(BadE()): pass")
# __class__ cell
class Cell:
    def get(self): return __class__
    def sup(self): return super().__repr__()[:16]
print(Cell().get() is Cell, Cell().sup(), "__classcell__" in vars(Cell))
class Drop(type):
    def __new__(m, name, bases, ns):
        print("cell" if "__classcell__" in ns else "no cell"); ns.pop("__classcell__", None); return super().__new__(m, name, bases, ns)
attempt(exec, "class X(metaclass=Drop):\n  def f(self): return __class__"); attempt(exec, "class X(metaclass=Drop): pass")
class Wrong(type):
    def __new__(m, name, bases, ns):
        ns["__classcell__"] = 5; return super().__new__(m, name, bases, ns)
attempt(exec, "class X(metaclass=Wrong): pass")
class Twice(type):
    def __new__(m, name, bases, ns):
        super().__new__(m, name, bases, dict(ns)); return super().__new__(m, name, bases, ns)
attempt(exec, "class X(metaclass=Twice):\n  def f(self): return __class__")
# order: __new__, __set_name__, __init_subclass__, metaclass __init__
class Named:
    def __set_name__(self, owner, name): print("  set_name", name)
class Parent:
    def __init_subclass__(cls): print("  init_subclass")
class OrderMeta(type):
    def __new__(m, *a): print(" new starts"); r = super().__new__(m, *a); print(" new ends"); return r
    def __init__(c, *a): print(" init")
class Order(Parent, metaclass=OrderMeta):
    n1 = Named(); n2 = Named()
def deco(tag):
    print("deco made", tag)
    def d(cls): print("deco applied", tag, cls.__name__); return cls
    return d
@deco(1)
@deco(2)
class Decorated: print("decorated body")
attempt(type, 1); attempt(type, "a", ()); attempt(type, 1, (), {}); attempt(type, "a", [], {}); attempt(type, "a", (), []); attempt(type, "a\0", (), {}); attempt(type, "a", (), {1: 2}); attempt(type, "a", (), {"__qualname__": 5}); attempt(type); attempt(type, 1, 2); attempt(type.__call__); attempt(type.mro, 5)
class CustomMro(type):
    def mro(cls): return [cls, *cls.__bases__[::-1], object] if cls.__bases__ != (object,) else [cls, object]
P = CustomMro("P", (), {"who": "P"}); Q = CustomMro("Q", (), {"who": "Q"}); print(CustomMro("R", (P, Q), {}).who)
class BadMro(type):
    def mro(cls): return 5
attempt(BadMro, "B", (), {})
class BadMro2(type):
    def mro(cls): return [cls, 5]
attempt(BadMro2, "B", (), {})
