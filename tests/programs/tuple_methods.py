# tuple: literals, methods, comparison, hashing.
def err(f, *args, **kwargs):
    try:
        print(repr(f(*args, **kwargs)))
    except Exception as e:
        print(f"{type(e).__name__}: {e}")


print((), (1,), (1, 2), 1, tuple(), tuple("ab"), tuple([1]), ("a",) * 3, (1,) + (2, 3), (1, 2, 3)[1], (1, 2, 3)[-1], (1, 2, 3)[::2])
t = (1, 2, 1, "a")
print(t.count(1), t.index("a"), t.index(1, 1), len(t), 2 in t, t == (1, 2, 1, "a"), hash((1, 2)) == hash((1, 2)), hash(()) == hash(()), (1, 2) < (1, 3), (1,) < (1, 2), () < (0,), (1, "z") > (1, "a"))
err(t.index, 99); err(lambda: t[10]); err(lambda: t + [1]); err(lambda: t["x"]); err(hash, ([],)); err(lambda: (1,) < (None,)); err(tuple, 5); err(lambda: t.append); err(lambda: () * 1.5); err(tuple, 1, 2)
try:
    t[0] = 5
except TypeError as e:
    print(e)
try:
    del t[0]
except TypeError as e:
    print(e)
a = ([1], 2); a[0].append(5); print(a, tuple(a) is a, a[:] is a)
d = {(1, 2): "x", (1, (2, 3)): "y"}; print(d[1, 2], d[1, (2, 3)], (1, 2) in d, (1.0, True + 1) in d)
x, y = y, x = 1, 2; print(x, y); print(max((3, "a"), (2, "b")), sorted([(2, "b"), (1, "z"), (2, "a")]), min([(1, 2), (1,)]), sum(((1,), (2,)), ()))
n = (1, (2, (3, (4,)))); print(n, n[1][1][1][0], repr(n), str(("a", 'b"', None)), (1,) == [1], ((),), (((1)),), ((1,),))
def f(): return 1, *[2, 3]
print(f(), *f(), (lambda *a: a)(1, 2), tuple(i for i in range(3)), () or 5, bool(()), (1,) and 2, isinstance((), tuple), hash((1, 2, 3)) == hash((1.0, 2.0, 3.0)), (1, 2).__add__((3,)))
for i, (a, *b) in enumerate([(1, 2, 3), (4,)]): print(i, a, b)
t = (1,); u = t; t += (2,); print(t, u); print(tuple(reversed((1, 2, 3))), tuple(sorted((3, 1, 2))), *zip((1, 2), (3, 4)), list(map(sum, ((1, 2), (3,)))))
