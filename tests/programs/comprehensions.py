# List, set, dict comprehensions and generator expressions: scope, nesting, conditions, order.
print([x * x for x in range(6)], {x % 3 for x in range(9)} == {0, 1, 2}, {x: x * 2 for x in "ab"}, list(x for x in "xy"))
print([(x, y) for x in range(3) if x for y in range(x) if y != 1])
print([[y for y in range(x)] for x in range(4)])
print([x for x in [1, 2, 3] if x > 1 if x < 3], [a + b for a, b in [(1, 2), (3, 4)]], [h for h, *_ in ("abc", "d")])
x = "outer"
[x for x in range(3)]
print(x)


def f():
    y = 5
    r = [y for y in range(3)]
    s = [y + z for z in r]
    return y, r, s


print(f())


def g():
    return [locals_free + i for i in range(2)]


locals_free = 100
print(g())
print(sum(i * i for i in range(10)), max((len(w), w) for w in ["a", "ccc", "bb"]), sorted({c: i for i, c in enumerate("hello")}.items()))
print({**{i: i for i in range(2)}, **{"a": 1}}, [*(i for i in range(3))])
print([i if i % 2 else -i for i in range(5)], [not i for i in (0, 1)], [(i, j) for i in range(2) for j in "ab"])
gen = (print("run", i) or i for i in range(3))
print("made")
print(next(gen), list(gen))
try:
    [1 / k for k in (1, 0)]
except ZeroDivisionError as e:
    print(e)
try:
    print(k)
except NameError as e:
    print(e)
fns = [lambda: q for q in range(3)]
print([fn() for fn in fns])
print([[i * j for j in range(3)] for i in range(3)], [row[1] for row in [[1, 2], [3, 4]]])
m = [[1, 2, 3], [4, 5, 6]]
print([[r[i] for r in m] for i in range(3)], [c for r in m for c in r], list(zip(*m)))


class C:
    vals = [1, 2]
    double = [v * 2 for v in vals]
    def m(self):
        return [self.vals[i] for i in range(2)]


print(C.double, C().m())
def nested(n):
    return {i: {j: [k for k in range(j)] for j in range(i)} for i in range(n)}
print(nested(4))
print([y for x in range(5) if (y := x * x) > 3], y)
print((lambda n: [n for n in range(n)])(3))
print({(a, b) for a in (1, 1) for b in (2, 2)}, {frozenset([1])} == {frozenset([1])})
def yielder():
    return (i for i in (j for j in range(4)) if i % 2)
print(list(yielder()), tuple(i for i in ()))
try:
    (i for i in 5)
except TypeError as e:
    print(e)
def late():
    n = 1
    g = (n + i for i in range(n + 1))
    n = 10
    return list(g)
print(late())
