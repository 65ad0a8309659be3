# Calls by every route: bound, unbound, class and static methods, star arguments, defaults, errors.
class A:
    def __init__(self, a, b=2, *args, k=3, **kw): self.t = (a, b, args, k, kw)
    def m(self, a, b=2, *args, k=3, **kw): return (a, b, args, k, kw)
    @classmethod
    def c(cls, a, b=2): return (cls.__name__, a, b)
    @staticmethod
    def s(a, b=2): return (a, b)
    def __call__(self, *a, **k): return ("call", a, k)
    def gen(self, n):
        for i in range(n): yield i * (yield)
def show(f, *a, **k):
    try: print(repr(f(*a, **k)))
    except Exception as e: print(type(e).__name__ + ":", e)
for _ in range(4):
    o = A(1); show(lambda: A(1, k=4).t); show(lambda: A(1, 2, 3, z=5).t); show(A); show(lambda: o.m(1)); show(lambda: o.m(1, b=5)); show(lambda: o.m(*[1, 2, 3], **{"q": 1})); show(o.m); show(A.m, o, 9); show(A.m); show(lambda: o.c(1)); show(lambda: A.c(1, 2)); show(A.c); show(lambda: o.s(1)); show(lambda: A.s(b=1, a=2)); show(A.s); show(lambda: o(1, x=2)); show(o.m.__func__, o, 1); show(o.m.__get__(o), 1)
f = o.m; print(f(1), f.__self__ is o, [g(1) for g in (o.m, o.c, o.s, A.s)], list(map(o.s, [1, 2], [3, 4])), sorted([3, 1], key=o.s), max([1, 2], key=lambda v: -v))
def kw(**k): return k
def va(*a): return a
print(kw(a=1, **{"b": 2}), va(*"ab", *[1]), kw(**{"x y": 1}), va(*(x for x in range(2))), (lambda *, a: a)(a=1), (lambda a, /, b: (a, b))(1, b=2))
def order():
    def t(x): print(x, end=" "); return x
    return va(t(1), *[t(2)], t(3)), kw(a=t(4), **{"b": t(5)}, c=t(6))
print(order())
print({**{}, "k": va()}, [*va(1, 2)], dict(**kw(a=1)), dict([("a", 1)], b=2), int("5", base=7), "a-b".split(sep="-"), sorted([1, 2], reverse=True), print("p", end=""), "{a}{b}".format(**kw(a=1, b=2)), "x".join(va("a", "b")), [].append.__call__(1), len.__call__([1]), str.join(",", ["a"]), type.__call__(int, 3), isinstance.__name__)
class B(A):
    def __init__(self, *a, **k): super().__init__(*a, **k); self.b = 1
    def m(self, *a, **k): return ("B", super().m(*a, **k))
    @classmethod
    def c(cls, *a): return ("B", super().c(*a))
    def __getattr__(self, n): return lambda *a: (n, a)
print(B(1).t, B(1).m(2), B.c(3), B(1).anything(1, 2), super(B, B(1)).m(5))
import sys
def rec(n, *a, **k): return n if n == 0 else rec(n - 1, *a, **k)
print(rec(200, 1, 2, k=3)); partial = lambda fn, *a, **k: lambda *b, **c: fn(*a, *b, **{**k, **c}); print(partial(va, 1)(2), partial(kw, a=1)(b=2))
def default(a, b=[], c={}): b.append(a); c[a] = b; return len(b), len(c)
print(default(1), default(2), default(3, []), default.__defaults__[0]); default.__defaults__ = (9,); show(default, 1)
def deco(f):
    def w(*a, **k): print("before", a, k); r = f(*a, **k); print("after"); return r
    return w
@deco
def fd(a, b=1): return a + b
class C:
    @deco
    def m(self, x): return x
    @property
    @deco
    def p(self): return "p"
    @classmethod
    @deco
    def c(cls): return cls.__name__
print(fd(1), fd(1, b=5)); c = C(); C.__repr__ = lambda s: "C()"; print(c.m(2), c.p, C.c(), c.c())
x = [lambda: 1, lambda a: a, lambda *a: a, lambda **k: k]; show(x[0], 1); show(x[1]); print(x[2](1, 2), x[3](z=1), [h.__code__.co_argcount for h in x])
def many(a, b, c, d, e, f, g, h, i, j): return a + b + c + d + e + f + g + h + i + j
print(many(*range(10)), many(1, 2, 3, 4, 5, 6, 7, 8, 9, j=10), many(**{ch: i for i, ch in enumerate("abcdefghij")})); show(many, 1); show(many, *range(11)); show(lambda: many(1, 2, a=1)); show(lambda: va(**{"a": 1})); show(lambda: kw(1)); show(lambda: kw(1, 2, a=1)); show(lambda: len(1, 2)); show(lambda: print(foo=1)); show(lambda: (1)(2)); show(lambda: "a"()); show(lambda: None()); show(lambda: [].append()); show(lambda: [].append(1, 2)); show(lambda: {}.get()); show(lambda: "".join(1, 2)); show(lambda: o.nope()); show(lambda: o.t()); show(lambda: undefined()); show(lambda: A.nope()); show(lambda: sys.nope())
