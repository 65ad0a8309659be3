# Iterators, generators, comprehension scopes and loops with else.
def show(f, *a, **k):
    try: print(repr(f(*a, **k)))
    except Exception as e: print(type(e).__name__ + ":", e)
class It:
    def __init__(s, n): s.n = n
    def __iter__(s): return s
    def __next__(s):
        if s.n == 0: raise StopIteration
        s.n -= 1; return s.n
print(list(It(3)), sum(It(4)), max(It(3)), tuple(It(2)), [*It(2)], dict(zip("ab", It(2))), 2 in It(5), sorted(It(3)), "".join(map(str, It(3))))
a, b, c = It(3); print(a, b, c)
class Old:
    def __getitem__(s, i):
        if i > 2: raise IndexError
        return i * 10
print(list(Old()), 20 in Old(), list(zip(Old(), "abc")), list(enumerate(Old())), [x for x in Old()])
def g(n):
    print("start")
    try:
        for i in range(n):
            r = yield i
            if r: print("recv", r)
    except ValueError as e:
        print("caught", e); yield "handled"
    finally: print("cleanup")
    return "ret"
it = g(2); print(next(it)); print(it.send("hi")); show(next, it); show(next, it); show(it.send, 1); show(it.throw, ValueError("late")); it = g(3); next(it); print(it.throw(ValueError("x"))); show(next, it)
it = g(1); show(it.send, 5); it.close(); it = g(1); next(it); it.close(); it.close()
def inner():
    try: x = yield 1; print("x", x); y = yield 2; return x
    except KeyError: print("inner KeyError"); return "ke"
def outer():
    r = yield from inner(); print("r", r); r2 = yield from [10, 20]; print("r2", r2); return "o"
o = outer(); print(next(o), o.send("A")); print(o.throw(KeyError("q"))); print(list(o))
def run():
    def gen():
        try: yield
        finally: print("gen finalised")
    q = gen(); next(q)
run()
def ex():
    yield 1
    raise ValueError("in gen")
show(list, ex()); e = ex(); next(e); show(next, e); show(next, e)
def reent():
    yield next(me)
me = reent(); show(next, me)
ge = (i for i in [1, 2, 3] if i != 2); print(type(ge).__name__, list(ge), ge.gi_running)
print(sum(i * j for i in range(3) for j in range(3)), [(i, j) for i in range(3) if i for j in "ab"], {i: {j for j in range(i)} for i in range(3)})
def lazily(): print("evaluated"); return [1]
gx = (i for i in lazily()); print("made"); print(list(gx))
print([f() for f in [lambda: i for i in range(3)]], [(lambda x: x * i)(2) for i in range(3)])
class C:
    xs = [1, 2]
    ys = [x * 2 for x in xs]
    try: zs = [x for x in xs if x in xs]
    except NameError as e: zs = str(e)
print(C.ys, C.zs)
def w(): return [y := i for i in range(3)], y
print(w()); print([z for z in range(3) if (q := z)], q)
def nl():
    t = 0
    def add(n):
        nonlocal t; t += n; return t
    return [add(i) for i in range(4)], t
print(nl())
show(lambda: next(iter({}), "dflt")); show(lambda: list(zip(range(3), range(2), strict=True))); show(lambda: list(zip(range(2), range(3), strict=True))); show(lambda: list(map(int, ["1", "x"]))); show(lambda: list(filter(lambda v: v > 1, [1, 2, 3]))); show(iter, 5); show(next, [1]); show(lambda: list(reversed({1}))); show(reversed, 5); show(lambda: list(enumerate([1], 10**20))); show(lambda: list(range(0, 10, -1))); show(lambda: range(10)[2:8:2]); show(lambda: range(5)[-1]); show(lambda: list(map(pow, [2, 3], [3, 2]))); show(lambda: list(map(lambda: 1))); show(lambda: list(iter([1, 2, 3, 0, 4].__iter__().__next__, 0)))
for i in range(3):
    for j in range(3):
        if j == 1: continue
        if i == 1: break
        print(i, j)
    else: print("else", i)
i = 0
while True:
    i += 1
    if i % 2: continue
    if i > 5: break
else: print("never")
print(i)
for x in []: pass
else: print("empty else")
for k, v in {"a": 1}.items(): print(k, v)
for (a, b), *c in [((1, 2), 3, 4)]: print(a, b, c)
l = [1, 2, 3]
for x in l:
    if x < 3: l.append(x + 10)
    if len(l) > 6: break
print(l)
d = {}
for d["k"] in range(3): pass
print(d)
for i in range(3): i = 10
print(i); print(list(range(5, -5, -3)), len(range(10**18)), range(10**30)[-1], 5 in range(0, 10, 5), range(3) == range(0, 3), hash(range(3)) == hash(range(0, 3, 1)), range(1, 10, 3).index(7), repr(range(0, 5)), range(5).count(2), range(5).start, range(1, 5, 2).step, [*reversed(range(5))])
