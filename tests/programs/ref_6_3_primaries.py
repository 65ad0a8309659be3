# Primaries: attribute references, subscriptions, slicings, calls.
def attempt(f, *a, **k):
    try: print(repr(f(*a, **k)))
    except Exception as e: print(type(e).__name__, e)
# attributes
class A: v = 1
print(A.v, A().v, 1 .real, (1).imag, "a".upper(), A.__name__); attempt(lambda: A.nope); attempt(lambda: None.x); attempt(lambda: 1 .nope); attempt(lambda: (lambda: 0).x); attempt(lambda: [].push); attempt(lambda: A().w)
# subscriptions and slicings
class Sub:
    def __getitem__(self, k): return k
    def __class_getitem__(cls, k): return "class", k
s = Sub(); print(s[1], s[1, 2], s[1,], s[()], s[:], s[1:2], s[1:2:3], s[::], s[1:2, 3], s[...], s[:, ::2], s[*[1, 2]], s[*[1], 3:4], s[*()], s[a := 5], s[(1, 2)], s[1:2,], Sub[int], s[-1], s[None:None])
l = list(range(10)); print(l[2:5], l[-3:], l[:-7], l[::3], l[::-3], l[8:2:-2], l[5:2], l[100:], l[-100:2], l[True], "abc"[1], (1, 2)[-2], {1: 2}[1], b"abc"[0], range(5)[1:3], l[:][0], "é€"[1]); 
for e in "l[10]", "l[-11]", "l['a']", "l[1.0]", "l[1, 2]", "l[::0]", "{}['k']", "{}[[]]", "'abc'[3]", "(1,)[1]", "b''[0]", "range(3)[5]", "5[0]", "None[0]", "len[0]", "l['a':]", "{1: 2}[1:2]", "(lambda: 0)[1]", "print[1]", "...[0]", "{1}[0]", "l[None]", "'x'['y']", "(1, 2)['a']": attempt(eval, e, globals())
# calls
def f(a, b=2, /, c=3, *args, d, e=5, **kw): return a, b, c, args, d, e, kw
print(f(1, d=4), f(1, 2, 3, 4, 5, d=6, z=7), f(*[1, 2], *(3, 4), d=1, **{"e": 2}, **{"q": 3}), f(1, *[], d=0, **{}), f(1, d=2, a=3, b=4), f(1, *[2], 3, *[4], d=5), f(1, c=9, *[8], d=7))
for e in "f()", "f(1)", "f(1, d=1, d=2)", "f(1, 2, 3, c=4, d=1)", "f(d=1)", "f(1, **{'d': 1}, **{'d': 2})", "f(1, d=1, **{'d': 2})", "f(*5)", "f(**5)", "f(1, **{1: 2}, d=1)", "g(1, 2)", "g(x=1)", "g()", "g(1, a=2)", "g(b=1)", "g(1, b=1, c=2)", "h()", "h(1)", "h(1, 2, 3)", "k(1)", "k(a=1, b=2)", "k(a=1, z=1)", "k()", "p(a=1)", "p(1, a=1)", "p(1, 2, 3)", "p(a=1, b=2)", "q(1, 2, k=3)", "q(j=1)", "5()", "f.x()", "len()", "len(1, 2)", "len(x=1)", "int(1, 2, 3)", "[].append()", "[].append(1, 2)", "{}.get()", "'a'.join()", "print(z=1)", "A(1)", "A(x=1)", "A.v()", "''.split(sep=1)", "f(1, d=2, **None)", "f(*None)", "g(*[1, 2, 3])", "g(**{'a': 1, 'zz': 2})", "m().n()", "m().n(1, 2)", "m.n()", "m().s(1)", "m().c(1)": attempt(eval, e, globals() | dict(g=lambda a: a, h=lambda a, b: a, k=(lambda *, a, b: a), p=(lambda a, b, /: a), q=(lambda a=1, *, k: k), m=type("m", (), {"n": lambda self, x: x, "s": staticmethod(lambda: 0), "c": classmethod(lambda cls: 0)})))
def many(a, b, c, d): pass
for n in range(4): attempt(many, *range(n))
def manykw(*, a, b, c): pass
attempt(manykw); attempt(manykw, a=1); attempt(many, 1, 2, 3, 4, 5); attempt(manykw, 1); attempt(manykw, 1, a=2); attempt(many, a=1, d=2); attempt(lambda: many(1, nam=2)); attempt(lambda: manykw(aa=1, b=2, c=3)) 
def log(x): print(x if not callable(x) else "fn", end=" "); return x
log(f)(log(1), *log([2]), log(3), d=log(4), **log({"e": 5})); log(f)(log(1), d=log(2), *log([3])); print()
print((lambda *a, **k: (a, k))(*"ab", **dict(x=1)), [].append(1), (lambda: (yield))().send(None), type("T", (), {"__call__": lambda s, *a: a})()(1, 2), print.__call__(end=""))
class It:
    def __iter__(self): yield 1; raise ValueError("in iter")
class Keys:
    def keys(self): return [1]
    def __getitem__(self, k): return 1
class BadKeys:
    def keys(self): raise KeyError("in keys")
attempt(lambda: f(*It())); attempt(lambda: f(**Keys()))
for bad in "f(a=1, 2)", "f(**a, *b)", "f(**a, b)", "f(a=1, a=2)", "f(a for a in b, c)", "f(a, b for b in c)", "f(1=2)", "f(a.b=1)", "f(a()=1)", "f(True=1)", "f(a b)", "f(*)", "f(**)", "f(,)", "f(a,,b)", "f(a := 1, b)", "f(a=b:=1)", "f(a=(b:=1))", "f(a=1 for x in y)", "f(*a for a in b)", "f('a'=1)", "f(a=)", "f(a, *, b)", "f(a, /)", "f(a=*b)", "a[]", "a[1:2:3:4]", "a[*]", "a[**b]", "a[b=1]", "a[b c]", "a[x for x in y]", "a.1", "a.'b'", "a.(b)", "a..b", "f(x)(", "f(lambda: 1: 2)", "f(a if b)", "f(*a=1)", "f(**a=1)", "f(-a=1)", "f(a+b=1)", "f(a, b=c, d)":
    try: compile(bad, "<t>", "exec"); print(bad, "fine")
    except SyntaxError as e: print(bad, "->", e.msg)
