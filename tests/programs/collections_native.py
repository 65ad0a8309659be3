# deque, defaultdict and the other native parts of collections.
from collections import Counter, OrderedDict, defaultdict, deque, namedtuple


def show(f):
    try:
        print(f())
    except BaseException as e:
        print(type(e).__name__, e)


d = deque("abc", maxlen=4)
d.append("d")
d.append("e")
d.appendleft("z")
show(lambda: (d, d.maxlen, len(d), d[0], d[-1], "b" in d, list(reversed(d))))
d.rotate(1)
show(lambda: d)
d.rotate(-2)
show(lambda: (d, d.index("d"), d.count("d")))
show(lambda: d.index("q"))
show(lambda: d.remove("q"))
show(lambda: d.insert(1, "x"))
show(lambda: d[9])
show(lambda: d["a"])
e = deque([1, 2, 3])
e.extendleft([0, -1])
e.insert(2, "i")
show(lambda: (e, e.pop(), e.popleft(), e))
show(lambda: (e + deque([9]), e * 2, 2 * e, e == deque([0, "i", 1, 2]), e < deque([1])))
show(lambda: e + [1])
e += [7, 8]
e *= 2
del e[0]
e[0] = "first"
show(lambda: (e, e.copy(), e.__reduce__()[:2]))
e.reverse()
e.extend(e)
show(lambda: (len(e), e))
e.clear()
show(lambda: e.pop())
show(lambda: deque(5))
show(lambda: deque([], -1))
show(lambda: deque([], "a"))
show(lambda: hash(deque()))
show(lambda: deque(range(10), 3) * 5)


def mutate():
    q = deque([1, 2, 3])
    for x in q:
        q.append(x)


show(mutate)
loop = deque()
loop.append(loop)
show(lambda: loop)
match deque([1, 2, 3]):
    case [a, *rest]:
        print(a, rest)


class Sub(deque):
    pass


s = Sub([1, 2], 5)
s.attribute = 1
show(lambda: (s, s.copy(), type(s + s).__name__))
m = defaultdict(list)
m["a"].append(1)
m["b"].append(2)
show(lambda: (m, dict(m), m.default_factory, "c" in m, m.get("c")))
show(lambda: defaultdict(None, a=1)["b"])
show(lambda: defaultdict(3))
show(lambda: defaultdict(int, {1: 2}, b=3))
show(lambda: (m | {"z": 1}, {"z": 1} | m, m.copy()))
m.default_factory = None
show(lambda: m["q"])
recursive = defaultdict(lambda: defaultdict(int))
recursive["a"]["b"] += 5
show(lambda: recursive["a"]["b"])
show(lambda: Counter("abracadabra").most_common(2))
show(lambda: Counter(a=3, b=1) - Counter(a=1, b=2))
P = namedtuple("P", "x y", defaults=[5])
show(lambda: (P(1), P(1, 2).y, P._fields, P(1)._replace(x=3), P.x))
o = OrderedDict(a=1, b=2)
o.move_to_end("a")
show(lambda: (o, o.popitem(last=False)))


class Documented:
    __slots__ = ("__doc__", "x")


documented = Documented()
documented.__doc__ = "own"
show(lambda: (documented.__doc__, type(Documented.__dict__["__doc__"]).__name__))
