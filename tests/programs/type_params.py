# Type parameters (PEP 695, 696): scoping, lazy evaluation, attributes.
from _typing import TypeVar, ParamSpec, TypeVarTuple, TypeAliasType, Generic, NoDefault, Union, _idfunc


def show(*args):
    print(*args)


def first[T](items: list[T]) -> T:
    return items[0]


show(first([3, 4]), first.__type_params__, first.__qualname__, first.__name__)
T, = first.__type_params__
show(type(T) is TypeVar, T.__name__, T.__bound__, T.__constraints__, T.__default__, T.has_default())
show(T.__covariant__, T.__contravariant__, T.__infer_variance__, T.__module__, T.evaluate_bound)
show(first.__annotations__)


def everything[A, B: int, C: (int, str), *Ts, **P, D = int](a: A, b: B, *args, **kw) -> C:
    return A, B, C, Ts, P, D


params = everything(1, 2)
show(params == everything.__type_params__, params)
show([type(p).__name__ for p in params])
show(params[1].__bound__, params[2].__constraints__, params[5].__default__)
show(params[1].evaluate_bound(1), params[2].evaluate_constraints(1), params[5].evaluate_default(1))
for format in 2, 3, 4:
    try:
        show(params[1].evaluate_bound(format))
    except NotImplementedError as e:
        show("not implemented", format, e.args)
show(params[4].args, params[4].kwargs, params[4].args.__origin__ is params[4], params[4].args == params[4].args)
show(params[1].evaluate_bound.__name__, params[1].evaluate_bound.__qualname__, params[1].evaluate_bound.__defaults__)

# bounds are evaluated once, when asked for
log = []


def note(x):
    log.append(x)
    return x


def lazy[T: note(int), U: (note(str), note(bytes)), V = note(float)](): ...


show(log)
T, U, V = lazy.__type_params__
show(T.__bound__, T.__bound__, log)
show(U.__constraints__, U.__constraints__, log)
show(V.__default__, V.__default__, V.has_default(), log)


def recursive[T: Later](): ...


try:
    recursive.__type_params__[0].__bound__
except NameError as e:
    show(e)
Later = int
show(recursive.__type_params__[0].__bound__)


# parameters see each other and the enclosing function's variables
def outer(x):
    def inner[T: x, U: T, V = list[U]](y=x):
        nonlocal x
        x = y
        return T, U, V, lambda: (T, x)
    return inner


inner = outer("start")
T, U, V, f = inner()
show(U.__bound__ is T, V.__default__, f()[0] is T, f()[1], T.__bound__, inner.__qualname__)

# defaults and decorators are outside the scope of the parameters
T = "global T"


def decorate(value):
    show("decorated with", value)
    return lambda f: f


@decorate(T)
def with_default[T](x=T, *, y=T, z: T = 3) -> T:
    return x, y, z, T


show(with_default(), with_default.__defaults__, with_default.__kwdefaults__, with_default.__annotations__)
show(with_default.__type_params__[0].__bound__)


# classes
class Box[T]:
    content: T
    kind = T

    def __init__(self, content: T):
        self.content = content

    def map[U](self, f: U) -> "Box[U]":
        return T, U, __class__

    class Inner[S: T]:
        both = T, S


show(Box.__type_params__, Box.__mro__, Box.__bases__, Box.__parameters__)
show(Box.kind is Box.__type_params__[0], Box.__annotations__, Box.map.__qualname__, Box.Inner.__qualname__)
show(Box(3).map(1)[0] is Box.kind, Box(3).map(1)[2] is Box, Box.Inner.__type_params__[0].__bound__ is Box.kind)
show(Box[int], Box[int](5).content, Box[int].__origin__ is Box, Box[int].__args__)
show(Box.__orig_bases__, [str(k) for k in Box.__dict__ if k.startswith("__orig") or k == "__type_params__"])


class Base:
    def __init_subclass__(cls, **kw):
        show("subclass", cls.__name__, kw)
        super().__init_subclass__()


class Child[T](Base, flag=1):
    def f(self):
        return super().__init_subclass__


class Listing[T](list[T]):
    pass


show(Listing.__mro__, Listing.__orig_bases__, Listing([1]))
show(isinstance(Child(), Generic), issubclass(Listing, Generic))


# the class namespace is visible in annotation scopes, not in functions
x = "module x"


class Scoped:
    x = "class x"

    def method[T: x](self, a: x, b=x) -> T:
        return x

    type Alias = x
    type Generic1[T] = (x, T)

    class Nested[T: x]:
        y = x


show(Scoped().method(1), Scoped.method.__type_params__[0].__bound__, Scoped.method.__annotations__)
show(Scoped.Alias.__value__, Scoped.Generic1.__value__, Scoped.Nested.__type_params__[0].__bound__, Scoped.Nested.y)
Scoped.x = "changed"
show(Scoped.Alias.__value__)


class Private:
    __hidden = 1

    def f[__T](self, __x: __T): return __T
    class __Inner[__U]: pass


show(Private.f.__type_params__, Private.f.__annotations__, [n for n in Private.__dict__ if "Inner" in n])


def generator[T](x: T):
    yield T
    yield x


show(list(generator(1))[1])
lst = [f for f in (lambda: 1,)]


def shadow[T](T: T):
    return T


show(shadow("argument"), shadow.__annotations__)


# assigning the attribute
def plain(): ...


show(plain.__type_params__)
plain.__type_params__ = (1, 2)
show(plain.__type_params__)
for bad in [1], None:
    try:
        plain.__type_params__ = bad
    except TypeError as e:
        show(e)

# constructors
for make in [
    lambda: TypeVar("T", int),
    lambda: TypeVar("T", int, str, bound=int),
    lambda: TypeVar("T", covariant=True, contravariant=True),
    lambda: TypeVar("T", infer_variance=True, covariant=True),
    lambda: TypeVar(1),
    lambda: TypeVar(),
    lambda: TypeVar("T", 1, 2).__constraints__,
    lambda: [TypeVar("T"), TypeVar("T", covariant=True), TypeVar("T", contravariant=True), TypeVar("T", infer_variance=True)],
    lambda: [ParamSpec("P"), ParamSpec("P", covariant=True), TypeVarTuple("Ts")],
    lambda: TypeVar("T").__module__,
    lambda: TypeVar("T", default=3).evaluate_default,
    lambda: TypeVar("T", default=3).evaluate_default(4),
    lambda: TypeVar("T", int, str).evaluate_constraints(4),
    lambda: TypeVarTuple("Ts", bound=1),
    lambda: TypeVar("T")(),
    lambda: TypeVar("T").nothing,
    lambda: setattr(TypeVar("T"), "__bound__", 3),
    lambda: type("X", (TypeVar,), {}),
    lambda: TypeVar("T").__mro_entries__(()),
    lambda: TypeVar("T").__reduce__(),
    lambda: hash(ParamSpec("P").args),
    lambda: [NoDefault, type(NoDefault)() is NoDefault, type(NoDefault)(1)],
    lambda: NoDefault.__reduce__(),
    lambda: _idfunc("same"),
    lambda: [TypeVar("T") | int, int | TypeVar("T"), TypeVar("T") | None],
]:
    try:
        show(make())
    except Exception as e:
        show(type(e).__name__, e)

# errors of scope
for source in [
    "def f[T, T](): pass", "class C[T: (yield)]: pass", "def f[T: (x := 1)](): pass", "type X = (yield 1)",
    "type X[T: (await y)] = T", "def f[T](x: (yield)): pass", "class C[T](x := 1): pass", "def f[T = int, U](): pass",
    "def f[T]():\n  nonlocal T", "class C[T]:\n  nonlocal T\n  T = 1", "def f[__debug__](): pass", "type X[] = int",
    "def f[T: [x for x in (y := [1])]](): pass", "class C[T](yield 1): pass", "def f[**P: int](): pass", "def f[*Ts: int](): pass",
    "type x.y = int", "type 1 = int", "def f[T = (yield)](): pass", "def f[*Ts = (a := 1)](): pass",
]:
    try:
        exec(source, {})
        show("fine", repr(source))
    except SyntaxError as e:
        show(repr(source), e.msg, e.lineno, e.offset)
