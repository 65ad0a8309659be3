# Assignment in all its forms, and the order in which its parts run.
a = b = c = [1]
a.append(2)
print(a, b, c, a is b)
a, b = 1, 2
a, b = b, a
print(a, b)
(a, b), [c, *d] = (1, 2), [3, 4, 5]
print(a, b, c, d)
*a, b = "xyz"
print(a, b)
a, *b, c = range(2)
print(a, b, c)
[a, [b, [c, *d]]] = 1, (2, "abc")
print(a, b, c, d)
*a, = ()
print(a)
a, = [9]
print(a)
x: int = 5
y: "list[int]"
print(x)
try:
    y
except NameError as e:
    print(e)
lst = [0] * 4
i = 0
i, lst[i] = 2, "two"
print(i, lst)
d = {}
d["a"], d["b"] = d["c"] = 1, 2
print(d)
lst[1:3] = "ab"
print(lst)
lst[:0], lst[len(lst):] = [1], [2]
print(lst)


class O:
    pass


o = O()
o.x, o.y = 1, 2
o.x, o.y = o.y, o.x
print(o.x, o.y)
trace = []


def t(name, value):
    trace.append(name)
    return value


t("target", o).z = t("value", 3)
t("d", d)[t("k", "k")] = t("v", "v")
print(trace, o.z, d["k"])
trace.clear()
d[t("key", 1)] = o.w = t("val", 7)
print(trace)
for src in ((1,), (1, 2, 3), 5, {}, "ab"):
    try:
        p, q = src
        print(p, q)
    except (TypeError, ValueError) as e:
        print(type(e).__name__, e)
for src in ((), (1,), (1, 2, 3)):
    try:
        p, *q, r = src
        print(p, q, r)
    except ValueError as e:
        print(e)
try:
    (a, b), c = [1], 2
except ValueError as e:
    print(e)
def gen(n):
    for k in range(n):
        yield k
p, q, *r = gen(5)
print(p, q, r)
try:
    p, q = gen(10)
except ValueError as e:
    print(e)
print(*[1, 2], *(3,), sep="-")
e = *[1, 2], *"ab", 3
print(e, [*range(3), *e], {*[1, 1]}, {**{"a": 1}, "b": 2, **{"a": 3}})
