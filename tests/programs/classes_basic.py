# Classes: attributes, methods, class attributes, __init__, bound methods, __dict__, repr, identity.
class Point:
    """A point."""

    count = 0
    origin = (0, 0)

    def __init__(self, x, y=0):
        self.x = x
        self.y = y
        Point.count += 1

    def __repr__(self):
        return f"Point({self.x!r}, {self.y!r})"

    def __eq__(self, other):
        if not isinstance(other, Point):
            return NotImplemented
        return (self.x, self.y) == (other.x, other.y)

    def __hash__(self):
        return hash((self.x, self.y))

    def moved(self, dx=0, dy=0):
        return Point(self.x + dx, self.y + dy)


p = Point(1)
q = p.moved(dy=2)
print(p, q, p == Point(1), p != q, p == 5, Point.count, p.count, Point.__doc__, Point.__name__)
p.count = "mine"
print(p.count, Point.count, sorted(p.__dict__), p.__class__ is Point, type(p) is Point)
m = p.moved
print(m(5), m.__self__ is p, m.__name__, m.__func__ is Point.moved, Point.moved(p, 1, 1))
print({p: 1}[Point(1)], p in {Point(1, 0)}, hash(p) == hash(Point(1)))
for f in (lambda: Point(), lambda: Point(1, 2, 3), lambda: p.nope, lambda: Point.nope, lambda: p(), lambda: Point.moved(), lambda: p.moved(1, 2, 3)):
    try:
        f()
    except (TypeError, AttributeError) as e:
        print(type(e).__name__, e)


class Empty:
    pass


e = Empty()
e.a = 1
e.b = 2
setattr(e, "c", 3)
print(e.__dict__, getattr(e, "c"), getattr(e, "zz", "dflt"), hasattr(e, "a"), hasattr(e, "q"))
del e.a
print(e.__dict__)
e.a = "again"
print(e.__dict__)
e.__dict__["dyn"] = 5
print(e.dyn)
Empty.shared = []
e.shared.append(1)
print(Empty().shared)


class WithStuff:
    x = 1
    y = x + 1
    for i in range(3):
        x += i
    if x > 2:
        def cond(self):
            return "cond"
    z = [a for a in range(3)]

    class Inner:
        v = "inner"

    def f(self):
        return self.Inner.v

    alias = f


w = WithStuff()
print(w.x, w.y, w.i, w.cond(), w.z, w.f(), w.alias(), WithStuff.Inner.__qualname__)
print(callable(w), callable(Point), callable(len), isinstance(w, WithStuff), isinstance(w, object))
try:
    object().x = 1
except AttributeError as e:
    print(e)
try:
    (5).x = 1
except AttributeError as e:
    print(e)
try:
    print(None.foo)
except AttributeError as e:
    print(e)


class Callable:
    def __call__(self, *a, **k):
        return a, k


print(Callable()(1, b=2))


class Lazy:
    def __getattr__(self, name):
        if name.startswith("x"):
            return name * 2
        raise AttributeError(name)


print(Lazy().xy, hasattr(Lazy(), "q"), getattr(Lazy(), "q", 1))


class Logged:
    def __setattr__(self, k, v):
        print("set", k, v)
        object.__setattr__(self, k, v)


l = Logged()
l.a = 1
print(l.a)
