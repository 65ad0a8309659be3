# A bit of everything that allocates; run under allocation failure injection and under the census.
import sys

class Point:
    kind = "point"

    def __init__(self, x, y=2, *rest, k=None, **kw):
        self.x = x
        self.y = y
        self.rest = rest
        self.kw = kw

    @property
    def norm(self):
        return (self.x * self.x + self.y * self.y) ** 0.5

    @classmethod
    def make(cls, *args):
        return cls(*args)

    @staticmethod
    def zero():
        return Point(0, 0)

    def __add__(self, other):
        return Point(self.x + other.x, self.y + other.y)

    def __repr__(self):
        return f"Point({self.x!r}, {self.y:>3})"

    def __eq__(self, other):
        return self.x == other.x

    def __hash__(self):
        return hash((self.x, self.y))


class Slotted(Point):
    __slots__ = ("a", "b")

    def __init__(self):
        super().__init__(1, 2, 3, z=4)
        self.a = [self]
        self.b = self


def closure(n):
    total = 0

    def add(k):
        nonlocal total
        total += k
        return total

    return [add(i) for i in range(n)], add


def generate(n):
    try:
        for i in range(n):
            got = yield i, str(i)
            if got:
                yield got
    finally:
        generate.ended = True


def delegate(n):
    result = yield from generate(n)
    return result


def fails(depth):
    if depth == 0:
        raise ValueError("deep", depth)
    try:
        fails(depth - 1)
    except ValueError as e:
        raise KeyError(depth) from e


def main():
    out = []
    p = Point(3, 4) + Point.make(1) + Point.zero()
    out.append(repr(p) + p.kind + str(p.norm))
    out.append(str({p: 1, Point(1): 2}[Point(4, 6)]))
    Slotted()
    out.append(str(closure(5)[0]))
    out.append(str(list(generate(4))))
    g = delegate(3)
    out.append(str(next(g)))
    out.append(str(g.send("x")))
    g.close()
    try:
        fails(4)
    except KeyError as e:
        out.append(repr(e) + repr(e.__cause__))
    d = {str(i): [i] * 3 for i in range(40)}
    d.update(a=1, **{"b": 2})
    for k in list(d)[::3]:
        del d[k]
    out.append(str(len(d)) + ",".join(sorted(d)))
    s = {i * 7 for i in range(50)} | {1, 2} - {3}
    out.append(str(sum(s)) + str(frozenset({9})))
    big = 3 ** 200 // 7 ** 20 + (1 << 90)
    out.append(str(big) + hex(big) + str(-big % 1000))
    text = "häß€𝄞" * 10
    out.append(text.upper().replace("€", "--")[2:9] + text.encode()[:8].hex())
    out.append("%s %5d %r" % ("a", 12, [1, {"x": (2,)}]))
    out.append("{:>10}|{!r}".format("right", "q"))
    first, *middle, last = range(10)
    out.append(str(middle) + str(first + last))
    out.append(str(sorted(["b", "a", "C"], key=str.lower, reverse=True)))
    out.append(str(list(zip(map(str, range(3)), enumerate("abc")))))
    out.append(str(bytearray(b"xyz") + b"1"))
    with_manager = []

    class Manager:
        def __enter__(self):
            with_manager.append(1)
            return self

        def __exit__(self, *exc):
            with_manager.append(exc[0])
            return True

    with Manager() as m:
        raise RuntimeError("inside", m)
    out.append(str(len(with_manager)))
    T = type("T", (Point,), {"extra": 1, "__del__": lambda self: None})
    t = T(1, 2)
    t.__dict__["dynamic"] = t
    out.append(str(sorted(vars(t))))
    try:
        [].missing
    except AttributeError as e:
        out.append(str(e))
    try:
        int("x" * 20)
    except ValueError as e:
        out.append(str(e))
    namespace = {}
    exec("def f(a, /, b, *, c=1): return a + b + c\nz = f(1, 2)", namespace)
    out.append(str(namespace["z"]))
    out.append(str(eval("[x for x in range(5) if x % 2]")))
    words = "the quick brown fox".split()
    counts = {}
    for w in words * 3:
        counts[w] = counts.get(w, 0) + 1
    out.append(str(counts))
    cyc = []
    cyc.append((cyc, {"c": cyc}))
    return "\n".join(out)


if len(sys.argv) > 1:
    try:
        main()
        print("done")
    except MemoryError:
        print("MemoryError")
else:
    print(main())
