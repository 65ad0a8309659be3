# Binding of parameters, closures, decorators, walrus, unpacking, generators, f-strings.
def show(f, *a, **k):
    try: print(repr(f(*a, **k)))
    except Exception as e: print(type(e).__name__ + ":", e)
def f(a, b=2, /, c=3, *args, d, e=5, **kw): return (a, b, c, args, d, e, kw)
show(f, 1, d=4); show(f, 1, 2, 3, 4, 5, d=6, z=7); show(f); show(f, 1); show(f, a=1, d=2); show(f, 1, d=1, b=2); show(f, 1, 2, c=3, d=4); show(f, 1, 2, 3, c=4, d=5); show(f, *[1, 2], **{"d": 3}); show(f, *(1,), 2, *[3, 4], d=1, **{"x": 1}, **{"y": 2})
def g(a, b): pass
show(g); show(g, 1); show(g, 1, 2, 3); show(g, 1, b=2, c=3); show(g, 1, a=2); show(g, x=1); show(lambda: g(1, **{"b": 2}, **{"b": 3})); show(lambda: g(*5)); show(lambda: g(**5)); show(lambda: g(**{1: 2}))
def k(*, x, y): pass
show(k); show(k, 1); show(k, x=1); show(k, 1, x=1, y=2)
def p(a, b, /): pass
show(p, a=1, b=2); show(p, 1, b=2)
def d0(): pass
show(d0, 1); show(d0, x=1)
def m(a, b=1, *c): return c
show(m); show(m, 1, 2, 3)
def opt(a, b=1): pass
show(opt); show(opt, 1, 2, 3)
def mutable(x, acc=[]): acc.append(x); return acc
print(mutable(1), mutable(2), mutable.__defaults__, f.__kwdefaults__, f.__name__, f.__code__.co_varnames[:3], f.__code__.co_argcount)
def counter():
    n = 0
    def inc(by=1):
        nonlocal n
        n += by
        return n
    def get(): return n
    return inc, get
inc, get = counter(); inc(); inc(5); print(get())
fs = [lambda: i for i in range(3)]; print([q() for q in fs]); fs = [lambda i=i: i for i in range(3)]; print([q() for q in fs])
G = 1
def glob():
    global G, H
    G += 1; H = 5
glob(); print(G, H)
def deco(n):
    def w(fn):
        def inner(*a, **k): return [fn(*a, **k)] * n
        inner.__name__ = fn.__name__
        return inner
    return w
@deco(2)
@deco(1)
def dd(x): return x
print(dd(3), dd.__name__)
if (n := len("abc")) > 2: print(n)
print([y := 5, y ** 2], [last := x for x in range(3)], last)
while (z := next(iter([0]), None)): pass
print({k: v for k, v in zip("ab", [1, 2])}, {x for x in "aab"} == {"a", "b"}, [(x, y) for x in range(3) for y in range(x) if x != y], [[j for j in range(i)] for i in range(3)], list(x * 2 for x in range(3)), sum(x for x in range(5) if x % 2), [x if x else "z" for x in range(2)])
x = 10; print([x for x in range(2)], x)
class C: a = 5; b = [a for _ in range(2)] if False else [i for i in range(a)]
print(C.b)
a, b, *c = 1, 2, 3, 4; print(a, b, c); *a, b = "xyz"; print(a, b); (a, (b, c)), d = (1, (2, 3)), 4; print(a, b, c, d); [a, b] = {1: 2, 3: 4}; print(a, b); a = b = []; print(a is b); a, b = b, a; i = 0; l = [0, 0]; i, l[i] = 1, 5; print(i, l)
for i, (p_, q) in enumerate([(1, 2), (3, 4)]): print(i, p_, q, end=";")
print(); print(*[1, 2], *"ab", sep="-"); print([*range(3), *[9]], (*"ab",), {*[1], 2}, {**{"a": 1}, "b": 2}); del a, b
try: a
except NameError as e: print(e)
lst = [1, 2, 3, 4]; lst[1], lst[2:] = 9, [8]; print(lst); lst[0] += 5; d = {"k": [1]}; d["k"] += [2]; d["k"][0] *= 10; print(lst, d)
class O: v = 1
o = O(); o.v += 1; print(o.v, O.v); o.l = [1]; o.l += [2]; print(o.l)
print(1 if [] else 2, [] or "d", 0 and 1, not [], 1 < 2 < 3, 1 < 3 < 2, "a" in "abc", 1 not in [2], None is None, (lambda *a, k=1, **kw: (a, k, kw))(1, 2, z=3))
def rec(n): return 1 if n < 2 else n * rec(n - 1)
print(rec(20), rec(30)); print((lambda f: f(f, 10))(lambda s, n: n if n < 2 else s(s, n - 1) + s(s, n - 2)))
def outer():
    v = 1
    class K:
        v = 2
        def m(self): return v
        w = v
    return K().m(), K.w
print(outer())
def ann(a: int, b: "str" = "x") -> list: return a
print(ann.__annotations__, ann.__doc__)
def gen(n):
    s = 0
    while n: got = yield n; s += got or 0; n -= 1
    return s
def deleg(): r = yield from gen(3); print("r", r); yield "end"
print(list(deleg())); it = gen(3); print(next(it), it.send(10), it.send(20))
try: it.send(30)
except StopIteration as e: print(e.value)
def fib():
    a, b = 0, 1
    while True: yield a; a, b = b, a + b
print([x for x, _ in zip(fib(), range(15))]); ge = (x * x for x in range(4)); print(next(ge), list(ge), list(ge))
print(list(map(lambda x, y: x + y, [1, 2], [3, 4])), list(filter(None, [0, 1, "", 2])), list(zip([1, 2], "ab", (3, 4))), list(enumerate("ab", 5)), list(reversed([1, 2])), any([0, 1]), all([1, 0]), all([]), sum([[1], [2]], []), max("abc", key=ord), min([3, 1], default=0), sorted({"b": 1, "a": 2}), list(range(10, 0, -3)), iter(lambda: 5, 5).__next__ is not None, list(iter([1, 2, 3].pop, 1)))
print(f"{x!r:>5}|{3.14159:.2f}|{10:>{5}}|{'a' 'b'}|{1 + 1 = }|{x=}|{{}}|{[i for i in range(2)]}|{'nested ' + f'{1}'}|{lst[0]:04d}|{d['k']}|{(lambda: 1)()}|{1,}")
