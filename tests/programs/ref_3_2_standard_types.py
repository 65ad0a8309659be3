# The standard type hierarchy: special attributes of each kind of object.
import sys
def attempt(f, *a):
    try: print(repr(f(*a)))
    except Exception as e: print(type(e).__name__, e)
# None, NotImplemented, Ellipsis
print(None, NotImplemented, ..., bool(None), bool(...)); attempt(bool, NotImplemented)
for v in None, NotImplemented, ...:
    attempt(setattr, v, "x", 1); attempt(type(v), 1); attempt(lambda: class_of(v))
    def class_of(v): return type("X", (type(v),), {})
# Numbers
for v in 5, True, 1.5, 2j:
    print(type(v).__name__, type(v).__mro__, v.real, v.imag, v.conjugate())
print(str(True), repr(False), True + True, True * 3.0, isinstance(True, int), bool.__bases__, int(True), f"{True:d}")
# Sequences
for s in "abc", b"abc", bytearray(b"abc"), (1, 2, 3), [1, 2, 3], range(3):
    print(type(s).__name__, len(s), s[0], s[-1], s[1:], s[::-1], s[0:3:2], s[10:], s[-1] in s)
    attempt(lambda: s[3]); attempt(lambda: s["x"]); attempt(lambda: s[::0])
print((1,), (), tuple(), (1, 2), chr(65), ord("a"), "é".encode(), b"\xc3\xa9".decode())
# Sets
s = {1, 2}; f = frozenset([1, 2]); print(s == f, hash(f) == hash(frozenset([2, 1])), {f}, {1, 1.0, True}, len({0, False, 0.0}))
# Mappings
d = {"b": 1, "a": 2}; d["c"] = 3; del d["b"]; d["b"] = 4; print(d, list(d), d.get("z")); d["a"] = 0; print(d); print({1: "x", 1.0: "y", True: "z"})
# User-defined functions
def function(a, b=2, *c, d=4, **e) -> "ret":
    "doc"
    free = a
    def inner(): return free
    return inner
print(function.__name__, function.__qualname__, function.__module__, function.__doc__, function.__defaults__, function.__kwdefaults__, function.__annotations__, function.__closure__,
      function.__dict__, function.__type_params__, function.__globals__ is globals(), function.__builtins__["len"] is len if isinstance(function.__builtins__, dict) else function.__builtins__.len is len)
inner = function(7); print(inner.__qualname__, inner.__closure__[0].cell_contents, inner.__code__.co_freevars)
inner.__closure__[0].cell_contents = 8; print(inner()); del inner.__closure__[0].cell_contents
attempt(inner); attempt(lambda: inner.__closure__[0].cell_contents)
function.attr = 1; print(function.__dict__, vars(function)); del function.attr; attempt(lambda: function.attr)
function.__defaults__ = (10, 20); function.__kwdefaults__ = {"d": 30}; function.__name__ = "renamed"; function.__qualname__ = "Some.thing"; function.__doc__ = None
print(function.__name__, function.__qualname__, function.__doc__, function.__defaults__); function.__defaults__ = None; attempt(function); del function.__kwdefaults__; print(function.__kwdefaults__)
for name, value in [("__name__", 1), ("__qualname__", None), ("__defaults__", [1]), ("__kwdefaults__", ()), ("__code__", 1), ("__dict__", 1), ("__annotations__", 1), ("__closure__", ()), ("__globals__", {}), ("__type_params__", [])]:
    attempt(setattr, function, name, value)
def other(x): return x * 2
function.__code__ = other.__code__; print(function(4)); attempt(setattr, inner, "__code__", other.__code__)
for name in "__name__", "__code__", "__dict__", "__module__", "__doc__", "__annotations__":
    attempt(delattr, other, name)
print(other.__module__, other.__annotations__)
# Instance methods
class C:
    "class doc"
    def m(self, x=1): "method doc"; return self, x
    @classmethod
    def c(cls): return cls
    @staticmethod
    def s(): return "static"
o = C(); m = o.m
print(m.__self__ is o, m.__func__ is C.m, m.__name__, m.__doc__, m.__module__, m.__qualname__, m.__defaults__, m(2)[1], C.m(o)[1], o.m == m, o.m is m, hash(o.m) == hash(m))
attempt(setattr, m, "x", 1); attempt(setattr, m, "__self__", 1); C.m.x = 5; print(m.x); attempt(lambda: m.nope); attempt(C.m)
print(C.c.__self__ is C, o.c() is C, C.s(), o.s())
o.own = lambda *a: a; print(o.own(1)); print(type(C.m).__name__, type(m).__name__)
print(type(m)(other, 3)()); attempt(type(m), 1, 2); attempt(type(m), other, None); attempt(type(m), other)
# Generator functions and friends
def gen(): yield 1
async def coro(): pass
async def agen(): yield 1
print(type(gen()).__name__, type(agen()).__name__, gen.__code__.co_flags & 0x20, coro.__code__.co_flags & 0x80, agen.__code__.co_flags & 0x200); k = coro(); print(type(k).__name__, k.cr_running, k.cr_await, k.__name__, k.__qualname__); k.close()
# Built-in functions and methods
print(len, len.__name__, len.__self__, len.__module__, len.__qualname__, [].append.__name__, [].append.__qualname__, [].append.__self__, [].append.__module__, type(len).__name__, type([].append).__name__, str.upper, type(str.upper).__name__, "".__add__.__name__ , type("".__add__).__name__, type(str.__add__).__name__, type(dict.fromkeys).__name__, type(dict.__dict__["fromkeys"]).__name__)
attempt(setattr, len, "x", 1); attempt(lambda: len.__dict__); attempt(setattr, str, "x", 1); attempt(delattr, str, "upper")
# Modules
import neighbours.neigh as module
print(module.__name__, module.__doc__, type(module).__name__, module.__dict__ is vars(module), module.__package__, module.__file__.replace("\\", "/").endswith("neighbours/neigh.py"))
module.added = 1; print(module.__dict__["added"]); del module.added; attempt(lambda: module.added); attempt(setattr, module, "__dict__", {})
M = type(sys); new = M("new", "its doc"); print(sorted(new.__dict__), new.__doc__, new.__name__, new); attempt(M); attempt(M, 1)
# Custom classes
print(C.__name__, C.__qualname__, C.__module__, C.__bases__, C.__base__, C.__mro__, C.__doc__, C.__type_params__, C.__subclasses__(), C.__firstlineno__ > 0, C.__static_attributes__, type(C.__dict__).__name__, C.mro())
C.__name__ = "D"; C.__doc__ = "new"; print(C, C.__name__, C.__doc__); C.__qualname__ = "Q"; print(C)
for name, value in [("__name__", 1), ("__name__", "a\0b"), ("__qualname__", 1), ("__bases__", ()), ("__bases__", 1), ("__mro__", ()), ("__dict__", {}), ("__module__", 5), ("__base__", int)]:
    attempt(setattr, C, name, value)
for name in "__name__", "__qualname__", "__module__", "__bases__", "__doc__", "__dict__": attempt(delattr, C, name)
# Class instances
o = C.__new__(C); print(o.__dict__, o.__class__ is C); o.x = 1; print(o.__dict__, vars(o)); o.__dict__ = {"y": 2}; print(o.y); attempt(lambda: o.x); attempt(setattr, o, "__dict__", 1); del o.__dict__; print(o.__dict__)
# Code objects
def code_sample(a, /, b, *args, c, **kw):
    "the doc"
    local = lambda: a + other_global
    for i in range(3): yield i, 1.5
c = code_sample.__code__
print(c.co_name, c.co_qualname, c.co_argcount, c.co_posonlyargcount, c.co_kwonlyargcount, c.co_nlocals, c.co_varnames, c.co_cellvars, c.co_freevars, c.co_firstlineno > 0, c.co_flags & 0x2c, c.co_filename.endswith(".py"), c.co_consts[0], "range" in c.co_names)
print(c.replace(co_name="other").co_name, c == c.replace(), hash(c) == hash(c.replace()), type(c).__name__); attempt(setattr, c, "co_name", "x")
print(len(list(c.co_positions())) > 5, all(len(p) == 4 for p in c.co_positions()), all(len(l) == 3 for l in c.co_lines()))
# Frames
def frame(): return sys._getframe()
f = frame(); print(f.f_code is frame.__code__, f.f_globals is globals(), f.f_locals, f.f_lineno == frame.__code__.co_firstlineno, f.f_builtins["len"] is len, f.f_trace, type(f).__name__)
f.clear(); del f
# Tracebacks
def thrower(): raise KeyError("k")
try: thrower()
except KeyError as e:
    tb = e.__traceback__; print(tb.tb_lineno > 0, tb.tb_next.tb_frame.f_code.co_name, tb.tb_next.tb_next, tb.tb_lasti >= 0, type(tb).__name__)
    tb.tb_next = None; print(tb.tb_next); attempt(setattr, tb, "tb_next", 5); attempt(setattr, tb, "tb_next", tb); del tb
# Slices
s = slice(1, 10, 2); print(s.start, s.stop, s.step, s.indices(5), s, s == slice(1, 10, 2), hash(s) == hash(slice(1, 10, 2)), slice(None).indices(3), slice(5, None, -1).indices(3)); attempt(setattr, s, "start", 2); attempt(s.indices, -1); attempt(slice); attempt(slice(1, 2, 0).indices, 5)
# Static and class method objects
sm = staticmethod(other); cm = classmethod(other); print(sm.__func__ is other, cm.__func__ is other, sm.__wrapped__ is other, sm(4), cm.__name__); attempt(cm)
