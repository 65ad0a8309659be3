# Every kind of parameter and every way to pass arguments; the messages when it goes wrong.
def f(a, b=2, /, c=3, *args, d, e=5, **kw):
    return (a, b, c, args, d, e, kw)


print(f(1, d=4))
print(f(1, 20, 30, 40, 50, d=4, z=1, a=9))
print(f(*[1, 2, 3], *(4, 5), **{"d": 1}, e=2, **{"y": 1}))


def g(a, b, c=3):
    return a, b, c


def h(*, k):
    return k


def pos(a, b, /):
    return a, b


def none():
    return "none"


def va(*a, **k):
    return a, k


print(g(1, 2), g(1, b=2), g(b=1, a=2), g(c=1, b=2, a=3), g(*"ab"), g(*[1], **{"b": 2}), h(k=1), pos(1, 2), va(), va(1, x=2))
tests = [
    lambda: g(),
    lambda: g(1),
    lambda: g(1, 2, 3, 4),
    lambda: g(1, 2, a=3),
    lambda: g(1, 2, z=3),
    lambda: g(1, c=3),
    lambda: h(),
    lambda: h(1),
    lambda: h(k=1, j=2),
    lambda: h(1, k=2),
    lambda: pos(a=1, b=2),
    lambda: pos(1, b=2),
    lambda: pos(1),
    lambda: none(1),
    lambda: none(x=1),
    lambda: none(*[1, 2]),
    lambda: f(),
    lambda: f(1),
    lambda: f(d=1),
    lambda: g(*5),
    lambda: g(**5),
    lambda: g(**{1: 2}),
    lambda: g(a=1, **{"a": 2}),
    lambda: (lambda x, y: x)(1),
    lambda: (lambda: 0)(1, 2),
]
for t in tests:
    try:
        print(t())
    except TypeError as e:
        print("TypeError:", e)


def default(x, acc=[]):
    acc.append(x)
    return acc


print(default(1), default(2), default(3, []), default(4))
order = []


def o(x):
    order.append(x)
    return x


va(o(1), *o([2]), o(3), k=o(4), **o({"z": 5}))
print(order)
def ann(x: int, *y: str, z: float = 1.0, **w: dict) -> list:
    return [x, y, z, w]
print(ann(1, "a", z=2.0, q={}))
n = 5
def late(x=n):
    return x
n = 6
print(late(), late.__name__, late.__defaults__, f.__kwdefaults__, (lambda: 0).__name__, f.__qualname__)
def many(a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, *rest):
    return a9, rest
print(many(*range(15)))
print((lambda a, *b, c=1, **d: (a, b, c, d))(1, 2, 3, c=4, e=5))
def outer():
    def inner(): pass
    return inner
print(outer().__qualname__, none.__doc__)
def doc():
    """Docs."""
print(doc.__doc__, doc())
