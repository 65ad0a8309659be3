# The order in which constructors check their arguments; attributes of classes without a namespace.
def t(f, *a, **k):
    try: print(f(*a, **k))
    except BaseException as e: print(type(e).__name__, e)
class F:
    def __float__(s): return 2.5
class FB:
    def __float__(s): return 's'
class C:
    def __complex__(s): return 3+4j
class CB:
    def __complex__(s): return 5
class CE:
    def __complex__(s): raise KeyError(1)
class I:
    def __index__(s): return 7
class IE:
    def __index__(s): raise KeyError(2)
class FE:
    def __float__(s): raise KeyError(3)
class CS(complex): pass
class X: pass
vals = [1, 2j, F(), FB(), C(), CB(), CE(), IE(), CS(3), X(), "1", None, 10**400, "x"]
import warnings
warnings.simplefilter("ignore")
for a in vals:
    t(complex, a); t(complex, imag=a); t(complex, real=a)
    t(float, a); t(int, a)
    for b in vals: t(complex, a, b)
svals = [1, b"a", None, "utf-8", "zzz", "ig\0", "\ud800"]
for a in svals:
    for b in svals:
        t(str, a, b); t(bytes, a, b); t(bytearray, a, b); t(str, a, errors=b); t(str, object=a, encoding=b); t(bytes, a, errors=b); t(bytes, a, encoding=b)
        for c in svals: t(str, a, b, c); t(bytes, a, b, c); t(bytearray, a, b, c)
t(str, 1, 2, 3, 4); t(str, object=1, foo=2); t(str, foo=1); t(str, encoding="x"); t(str, errors='zz'); t(str, b'', 'utf8', errors='zz'); t(str, 'a', object=2)
print(type(str.__dict__['maketrans']).__name__, type(bytes.__dict__['maketrans']).__name__, type(bytearray.__dict__['maketrans']).__name__)
print(repr(str.__dict__['maketrans'])[:42][:42], str.maketrans.__qualname__)
class S:
    __slots__ = ('a',)
    def __setattr__(s, n, v): object.__setattr__(s, n, v)
class S2:
    __slots__ = ('a',)
class S3(S2):
    __slots__ = ()
    def __delattr__(s, n): object.__delattr__(s, n)
class S4:
    def __setattr__(s, n, v): object.__setattr__(s, n, v)
class S5:
    __slots__ = ('a',)
    cl = 5
    def __getattr__(s, n): raise AttributeError(n)
class S6:
    __slots__ = ('a',)
    cl = 5
    def __getattribute__(s, n): return 5
class S7(S5):
    __slots__ = ()
    def __setattr__(s, n, v): super().__setattr__(n, v)
for c in (S, S2, S3, S4, S5, S6, S7, object, int, str):
    x = c()
    t(setattr, x, 'b', 1); t(delattr, x, 'b'); t(delattr, x, 'a'); t(object.__setattr__, x, 'zz', 1); t(object.__delattr__, x, 'zz'); t(setattr, x, '__class__', 1); t(setattr, x, '__dict__', 1); t(setattr, x, '__len__', 1); t(setattr, x, 'cl', 1); t(delattr, x, 'cl'); t(delattr, x, '__class__'); t(setattr, x, '__doc__', 1)

for c in ((), range(3), "a", b"a", memoryview(b"a"), None, 1, frozenset(), object()):
    for i in (0, 10**30, -10**30, "x", True):
        def put(): c[i] = 1
        def remove(): del c[i]
        t(put); t(remove)
