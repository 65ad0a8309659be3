"""The patterns of PEP 634, one kind after the other."""


def literal(x):
    match x:
        case 0:
            return "zero"
        case -1:
            return "minus one"
        case 70000:
            return "large"
        case 1.5:
            return "one and a half"
        case 2 + 3j:
            return "complex"
        case "a" "b":
            return "ab"
        case b"bytes":
            return "bytes"
        case None:
            return "None"
        case True:
            return "True"
        case False:
            return "False"
        case 123456789012345678901234567890:
            return "huge"
        case "":
            return "empty"
    return "other"


try:
    for v in [0, 0.0, False, -1, -1.0, 70000, 1.5, 2 + 3j, "ab", "a", b"bytes", None, True, 1, 1.0, 10**29,
              123456789012345678901234567890, "", [], (), {}]:
        print(repr(v), literal(v))
except NameError as e:
    print(e)


def sequence(x):
    match x:
        case []:
            return "empty"
        case [a]:
            return "one", a
        case [1, b]:
            return "1, b", b
        case (a, 2):
            return "a, 2", a
        case [a, [b, c]]:
            return "nested", a, b, c
        case [1, *rest]:
            return "1, rest", rest
        case [*head, "end"]:
            return "head, end", head
        case ["x", *_, "y"]:
            return "x..y"
        case [first, *_, last] if first == last:
            return "same ends", first
        case [_, _, _]:
            return "three"
        case [first, *middle, last]:
            return first, middle, last
        case _:
            return "no sequence"


class L(list):
    pass


class T(tuple):
    pass


for v in [[], (), [5], "s", b"s", bytearray(b"s"), [1, 7], (9, 2), [9, [8, 7]], [9, (8, 7)], [1, 2, 3], range(3),
          ["p", "q", "end"], ["x", 0, 0, "y"], [4, 5, 6, 4], (7, 8, 9), (6, 7, 8, 9), {1, 2}, {1: 2}, 3, None,
          L([1, 2, 3]), T((1,)), iter([1]), range(0), range(5, 9), (x for x in [1])]:
    shown = "iterator" if "iterator" in repr(v) or "generator" in repr(v) else v
    print(shown, sequence(v))


def mapping(x):
    match x:
        case {"a": 1, "b": b, **rest}:
            return "a=1", b, rest
        case {"a": [p, q]}:
            return "a pair", p, q
        case {"a": a, "c": _}:
            return "a and c", a
        case {1: one, None: n}:
            return "1 and None", one, n
        case {"nested": {"deep": d}}:
            return "deep", d
        case {**rest} if rest:
            return "rest", rest
        case {}:
            return "any mapping"
        case _:
            return "no mapping"


class D(dict):
    def __missing__(self, key):
        print("missing", key)
        return 1


proxy = type.__dict__["__dict__"].__get__(type("C", (), {"a": [1, 2]}))
for v in [{}, {"a": 1, "b": 2}, {"a": 1, "b": 2, "c": 3}, {"a": [1, 2]}, {"a": "pq"}, {"a": 0, "c": 0}, {1: 2, None: 3},
          {True: 2, None: 3}, {"nested": {"deep": 4}}, {"nested": {}}, D(), D(a=5, c=6), [], "a", 5, {1.0: 1, None: None}]:
    print(v, mapping(v))
print(mapping(proxy))


class Point:
    __match_args__ = ("x", "y")

    def __init__(self, x, y):
        self.x = x
        self.y = y


class Point3(Point):
    __match_args__ = ("x", "y", "z")

    def __init__(self, x, y, z):
        super().__init__(x, y)
        self.z = z


def cls(x):
    match x:
        case Point3(x, y, z):
            return "3", x, y, z
        case Point(0, 0):
            return "origin"
        case Point(x=0, y=yy):
            return "on y", yy
        case Point(xx, y=0):
            return "on x", xx
        case Point(x, y) if x == y:
            return "diagonal", x
        case Point(missing=m):
            return "missing", m
        case Point():
            return "point"
        case bool(b):
            return "bool", b
        case int(i) | float(i):
            return "number", i
        case str() as s:
            return "str", s
        case bytes(b) | bytearray(b):
            return "bytes", b
        case list([a, *_]):
            return "list", a
        case tuple(t):
            return "tuple", t
        case dict(d):
            return "dict", d
        case set(s) | frozenset(s):
            return "set", len(s)
        case object(real=r):
            return "has real", r
        case object():
            return "object"


for v in [Point3(1, 2, 3), Point(0, 0), Point(0, 5), Point(5, 0), Point(3, 3), Point(1, 2), True, 5, 2.5, "s", b"b", bytearray(b"c"),
          [1, 2], [], (1,), {1: 2}, {1}, frozenset(), 1j, None, ..., int]:
    for _ in range(3):
        r = cls(v)
    print(r)


class Color:
    RED = "red"
    GREEN = 2

    class Inner:
        BLUE = (1, 2)


def value(x):
    match x:
        case Color.RED:
            return "RED"
        case Color.GREEN:
            return "GREEN"
        case Color.Inner.BLUE:
            return "BLUE"
        case {Color.RED: v}:
            return "key", v
        case [Color.GREEN, Color.RED as c]:
            return c


print(value("red"), value(2), value(2.0), value((1, 2)), value({"red": 9}), value([2, "red"]), value(8))


def alternatives(x):
    match x:
        case 1 | 2 | 3:
            return "small"
        case "a" | "b" | None | True:
            return "mixed"
        case [1, y] | [y, 2] | (3, [_, y]):
            return "bound", y
        case {"k": a, "l": b} | [b, a, _]:
            return a, b
        case [(4 | 5) as n, ("x" | "y" | [*_]) as s]:
            return n, s
        case Point(x=1, y=z) | Point(x=z, y=1) | [Point(z, _), 0, 0, 0]:
            return "z", z
        case ([a] | a) as whole if a != 77:
            return "any", a, whole


for v in [1, 2, 3, "a", "b", None, True, [1, 5], [6, 2], [3, [0, 7]], {"k": 1, "l": 2}, [1, 2, 3], [4, "y"], [5, [1]], [5, 5],
          Point(1, 9), Point(8, 1), [Point(6, 7), 0, 0, 0], [0], 77, 78]:
    print(alternatives(v))


def tuples(a, b):
    match a, b:
        case 0, 0:
            return "zeros"
        case 0, _:
            return "first"
        case _, 0:
            return "second"
        case x, y if x is y:
            return "same"
        case *z,:
            return z


print(tuples(0, 0), tuples(0, 1), tuples(1, 0), tuples(5, 5), tuples("p", "q"))


def starred(a, rest):
    match *a, 1, *rest:
        case [1]:
            return "just one"
        case [*_, 9]:
            return "ends in 9"
        case all_:
            return all_


print(starred([], []), starred([1], [9]), starred("ab", "cd"))

match (n := 10):
    case int(m) if (k := m + n) > 15:
        print("walrus", n, m, k)

# Names are bound when the pattern has matched, before the guard, and stay bound.
for v in ([1, 2], [1, 3]):
    match v:
        case [bound, 2] if bound > 5:
            pass
        case [bound2, 3]:
            pass
print(bound, bound2, list(k for k in globals() if k.startswith("bound")))
match 5:
    case zz if print("guard sees", zz):
        pass
    case yy:
        print(yy, zz)
match = case = _ = type = 3
match[match] if False else None
print(match, case, _)
match match:
    case case:
        print(case)
match -case:
    case _:
        print("soft", _)
match (1):
    case(1):
        print("call-like")

# More items than a starred unpacking has room for, which nobody wants unpacked.
names = ", ".join(f"a{i}" for i in range(300))
scope = {"s": list(range(400))}
exec(f"match s:\n case [{names}, *_, last]: r = a299 + last", scope)
print(scope["r"])
