# Deferred annotations (PEP 649, 749).
def f(a: int, b: undefined_name = 1, *args: float, c: str, **kw: bytes) -> None: ...


try:
    f.__annotations__
except NameError as e:
    print(e)
undefined_name = list
print(f.__annotations__, f.__annotations__ is f.__annotations__)
print(f.__annotate__.__name__, f.__annotate__.__qualname__, f.__annotate__(1) == f.__annotations__)
for format in 2, 3, 4, 5:
    try:
        print(f.__annotate__(format))
    except NotImplementedError as e:
        print("not implemented", format, e.args)
for wrong in [lambda: f.__annotate__(), lambda: f.__annotate__(format=1), lambda: f.__annotate__("x")]:
    try:
        print(wrong())
    except TypeError as e:
        print(e)


def plain(): ...


print(plain.__annotations__, plain.__annotate__)
plain.__annotations__ = {"x": 1}
print(plain.__annotations__, plain.__annotate__)
plain.__annotate__ = lambda format: {"format": format}
print(plain.__annotations__)
plain.__annotate__ = None
print(plain.__annotations__)
plain.__annotate__ = lambda format: 5
for action in [
    lambda: plain.__annotations__,
    lambda: setattr(plain, "__annotate__", 3),
    lambda: delattr(plain, "__annotate__"),
    lambda: setattr(plain, "__annotations__", 3),
]:
    try:
        print(action())
    except TypeError as e:
        print(e)
del plain.__annotations__
print(plain.__annotations__)

# evaluated each time only until it succeeds
log = []


def logged(x: log.append("x")) -> log.append("return"): ...


print(log)
logged.__annotations__
logged.__annotations__
print(log)


class C:
    a: int
    b: later = 3
    (d): str
    __private: bool
    if True:
        g: bytes
    if False:
        h: bytes
    for i in range(2):
        j: i
    try:
        k: int
        raise ValueError
        m: int
    except ValueError:
        n: float
    finally:
        o: complex

    def method(self, x: b, y: __class__) -> later: ...
later = set
print(C.__annotations__)
print([k for k in C.__dict__ if "anno" in k], C.__annotate__.__qualname__)
print(C.method.__annotations__ == {"x": 3, "y": C, "return": set})
print(sorted(k for k in globals() if "annot" in k))
C.__annotations__ = {"new": 1}
print(C.__annotations__, C.__annotate__)
del C.__annotations__
print(C.__annotations__)
C.__annotate__ = lambda format: {"computed": format}
print(C.__annotations__, [k for k in C.__dict__ if "anno" in k])


class Derived(C): ...


print(Derived.__annotations__, Derived.__annotate__)


class Meta(type):
    x: int


class WithMeta(metaclass=Meta):
    y: str


class WithoutAny(metaclass=Meta): ...


print(Meta.__annotations__, WithMeta.__annotations__, WithoutAny.__annotations__)

# module
x: int
y: later = 2
if x if False else 0:
    never: int
z: "text"
print(__annotate__(1), __conditional_annotations__)
import sys
module = sys.modules[__name__]
print(module.__annotations__)
module.__annotations__ = {"set": 1}
print(module.__annotations__, module.__annotate__)
del module.__annotations__
print(module.__annotations__)


# in functions annotations are not evaluated, and bind
def local():
    a: print("never")
    b: print("never") = 1
    c[print("target")]: print("never")
    d.e: print("never")
    return b


c, d = {}, 1
print(local())


def unbound():
    a: int
    return a


try:
    unbound()
except UnboundLocalError as e:
    print(e)


# complex targets at module level: evaluated in order, also the annotation
def say(x):
    print(x)
    return x


holder = type("H", (), {"__repr__": lambda self: "holder"})()
items = {}
say(holder).attr: say("annotation") = say("value")
say(items)[say("key")]: say("annotation") = say("value")
say(holder).other: say("annotation")
(name): say("annotation") = say("value")
print(items, holder.attr, hasattr(holder, "other"))

# scopes
def enclosing(T):
    class K:
        T2 = "class"
        a: T
        b: T2
        c: [v for v in (T2, T)]
        d: (lambda: T)
        def m(self, p: T2, q: T) -> K: ...
    return K


K = enclosing("outer")
print(K.__annotations__["a"], K.__annotations__["b"], K.__annotations__["c"], K.__annotations__["d"]())
try:
    K.m.__annotations__
except NameError as e:
    print(e)


class Names:
    __x: __y


_Names__y = "mangled"
print(Names.__annotations__)
for source in ["def f(x: (yield)): pass", "x: (y := 1)", "class C:\n  x: (yield)", "x: (await y)", "def f() -> (a := 1): pass",
               "def f():\n  x: (yield)", "(x, y): int", "x, y: int", "[a]: int", "f(): int", "*x: int", "lambda: 0: int",
               "def f():\n  global x\n  x: int", "def f(a: int, a: str): pass", "x: int: str"]:
    try:
        exec(source, {})
        print("fine", repr(source))
    except SyntaxError as e:
        print(repr(source), e.msg, e.lineno, e.offset)
