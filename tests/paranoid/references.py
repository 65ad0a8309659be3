# exceptions, generators, classes
import sys
def gen():
    try:
        yield 1
        yield 2
    except GeneratorExit:
        pass
g = gen(); next(g)
leftover = gen(); next(leftover)
class Meta(type):
    def __new__(m, name, bases, ns, **kw):
        return super().__new__(m, name, bases, ns)
class X(metaclass=Meta):
    a = []
    def f(self): return X
X.a.append(X)
class Y(X, dict): pass
y = Y(); y['me'] = y; y.attr = y
try:
    raise ValueError(y)
except ValueError as e:
    saved = e
def inner():
    raise saved
try: inner()
except ValueError: pass
it = iter([1,2,3]); next(it)
m = map(lambda x: x, [y]); z = zip([1], m); en = enumerate(z)
p = property(lambda self: 1)
s = slice(y, y)
s2 = frozenset([X])
import math as mm
b = y.__init__
sup = super(Y, y)
l = [1]; l.append(l); d = {1: l}; t = (l, d); l.append(t)
dv = d.items(); di = iter(dv); next(di)
b1 = bytearray(b'xx')
ga = list[X]; u = int | X
def deco(f):
    def w(*a, **k): return f(*a, **k)
    w.f = f
    return w
@deco
def ff(n): return n if n == 0 else ff(n - 1)
print(ff(10))
def withdefaults(a=l, *, b=d): return withdefaults
withdefaults.self = withdefaults
X.withd = withdefaults
sys.me = y
import builtins
builtins.me = y
class P:
    @property
    def v(self): return self
    @classmethod
    def c(cls): return cls
    @staticmethod
    def s(): return P
    def __getattr__(self, n):
        if n == 'q': return self
        raise AttributeError(n)
    def __setattr__(self, n, v): object.__setattr__(self, n, v)
pp = P(); pp.x = pp.q; pp.y = pp.v.c().s
try: pp.nope
except AttributeError as ex: keepx = ex
del pp.x
class Q(P):
    __slots__ = ('u',)
q = Q(); q.u = q; q.w = q; q.__class__ = Q
q.__dict__ = {'self': q}
class It:
    def __iter__(self): return self
    def __next__(self): raise StopIteration(self)
list(It())
for i in It(): pass
exec("a = 1\ndef f(): return f\n", {'y': y})
lam = lambda *a: (lam, a)
lam(1, 2)
a, *bb = lam, y, 3
[k for k in range(3) if (w := k)]
{k: v for k, v in {'a': y}.items()}
print(f"{w!r:>{4}}")
try:
    try: 1/0
    finally: print('f')
except ZeroDivisionError as z2: zz = z2
def gg():
    x = yield
    while True: x = yield x
gx = gg(); next(gx); gx.send(gx)
def many(a, b, /, c, *args, d, e=1, **kw): return kw
many(1, 2, 3, 4, d=5, f=y, g=many)
try: many(1)
except TypeError as te: print(te)
try: many(1, 2, 3, d=1, **{'d': 2})
except TypeError as te: print(te)
sorted([3, 1, 2], key=lambda x: -x)
try: sorted([1, 'a', y])
except TypeError as te: print(te)
try: sorted([1, 2], key=lambda x: 1/0)
except ZeroDivisionError: pass
str(l); repr(d)
" ".join(str(x) for x in range(5))
try: ",".join(x for x in [1, 2])
except TypeError as te: print(te)
class CM:
    def __enter__(self): return self
    def __exit__(self, *a): self.a = a; return True
with CM() as cm: raise KeyError(cm)
def f():
    with CM(): return 1
f()
for i in range(3):
    try:
        if i == 1: continue
        if i == 2: break
    finally: pass
setattr(X, 'new', y); delattr(X, 'new')
def rec(n):
    return rec(n + 1)
try: rec(0)
except RecursionError as re: print(type(re))
globals()['dyn'] = y
x = 10**30; x += 1; x *= x; 
abc = type('abc', (), {'__slots__': ['a', 'b']})
o = abc(); o.a = o
try: o.b
except AttributeError as ae: print(ae)
int.from_bytes(b'12', 'big'); (5).__add__

def g():
    x = 1
    try: x = yield
    except ValueError: print(x)
    x = [2]
    while True:
        try: x = yield x
        except TypeError: print(x)
a = g(); next(a)
print(a.throw(ValueError))
print(a.send([3]), a.send([4]))
a.throw(TypeError)
print(a.send([a]))
