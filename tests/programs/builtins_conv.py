# Builtins that convert and inspect, one by one.
def err(f, *args, **kwargs):
    try:
        print(repr(f(*args, **kwargs)))
    except Exception as e:
        print(f"{type(e).__name__}: {e}")


print(abs(-5), abs(5.5), abs(-2**70), abs(True), abs(-0.0), bin(10), bin(-5), bin(0), hex(255), hex(-1), oct(8), oct(-8), chr(97), chr(0x1F600), ord("a"), ord("😀"), ord(b"x"), chr(0) == "\0")
for f, a in ((abs, "x"), (abs, None), (bin, 1.5), (hex, "a"), (chr, -1), (chr, 0x110000), (chr, "a"), (ord, "ab"), (ord, ""), (ord, 5), (oct, None), (hash, {}), (hash, [1]), (callable, 1), (bool, 0), (repr, "a\n"), (id, 5) if False else (bool, [0])):
    err(f, a)
print(bool(), bool(0.0), bool("0"), bool(None), bool([]), bool(()), bool({}), bool(-1), bool(""), bool(" "), bool(range(0)), bool(float("nan")), bool(len), bool(int))
print(divmod(7, 3), divmod(-7, 3), divmod(7.5, 2), pow(2, 10), pow(2, 10, 1000), pow(2.0, 3), pow(base=2, exp=3), pow(-2, 3), pow(2, -1), round(2.567, 2), round(5), round(5.5), round(6.5), round(-1.5), round(1234, -2), round(True), round(number=2.7), round(2.5, None))
err(divmod, 1, "a"); err(divmod, 1); err(pow, "a", 2); err(pow, 2, 3, 1.5); err(pow, 2); err(round, "a"); err(round, 1.5, "a"); err(round); err(round, 2.5, 1.5)
print(str(1), str(1.0), str("a"), str([1, "b", None]), str({"a": (1,)}), repr("x'y"), repr(None), repr(True), repr(...), repr(NotImplemented), str(int), str(type), repr(ValueError), str(range(3)), repr(slice(1, 2)), str(b"a"), repr(list))
print(list(), list("ab"), tuple("ab"), dict(a=1), sorted(set("aab")), sorted(frozenset("aab")), list({"k": 1}), tuple({1: 2}), list(range(2)), dict([(1, 2)]), float(3), int(3.7), int("7"), float("2.5"), bool(1), str(), bytes(2))
print(isinstance(1, int), isinstance(True, int), isinstance(1.0, int), isinstance("a", (int, str)), isinstance([], list), isinstance(None, type(None)), isinstance(int, type), isinstance(1, object), isinstance(1, (float, (str, int))), issubclass(bool, int), issubclass(int, (str, object)), issubclass(KeyError, LookupError), isinstance(1, int | str), isinstance(1, float | None))
err(isinstance, 1, 5); err(isinstance, 1); err(isinstance, 1, (5,)); err(issubclass, 1, int); err(issubclass, int, 5); err(isinstance, 1, [int]); err(isinstance)
print(type(1), type(1.0), type("a"), type(None), type([]), type(()), type({}), type(set()), type(b""), type(range(1)), type(len), type(type), type(lambda: 0), type(Exception()), type(int), type(...), type(NotImplemented), type(x for x in ()), type(slice(1)), type(True), type([].append), type(frozenset()), type(print).__name__, type(iter([])).__name__, type({}.keys()).__name__, type(iter("")).__name__ , type(zip()).__name__, type(map(len, [])).__name__)
class C:
    a = 1
    def __call__(self): return 5
    def m(self): pass
c = C(); setattr(c, "b", 2); print(getattr(c, "a"), getattr(c, "b"), getattr(c, "z", None), hasattr(c, "a"), hasattr(c, "z"), callable(c), callable(C), callable(c.m), callable(1), callable(lambda: 0)); delattr(c, "b") if False else None
err(getattr, c, "z"); err(getattr, c); err(getattr, c, 5); err(setattr, c, "x"); err(setattr, 5, "x", 1); err(hasattr, c, 5); err(setattr, c, 1, 2); err(getattr, 5, "foo"); err(getattr, C, "zz"); err(getattr, None, "zz"); err(getattr, len, "zz"); err(getattr, "s", "zz"); err(setattr, int, "x", 1); err(setattr, "s", "upper", 1)
print(id(c) == id(c), hash(1) == hash(1.0), hash("a") == hash("a"), hash((1, 2)) == hash((1, 2)), hash(None) == hash(None), hash(c) == hash(c), format(5, "03"), format("a", ">3"), format(1.5, ".2f"), format([1]), hash(True), hash(-1), hash(0), hash(2**61))
print(1, 2, sep=""); print(1, 2, end="!\n"); print(); print("a", None, [1], sep=" | "); print(*"abc", sep="\n"); print("x", end=""); print("", end="\n"); print(1, sep="q"); print(sep="x"); print("no newline", end=None); print(1, 2, sep=None); err(print, 1, sep=5); err(print, 1, end=5); err(print, 1, foo=2); err(print, 1, flush=True)
class L:
    def __len__(self): return -1
err(len, L()); 
class L2:
    def __len__(self): return "x"
err(len, L2()); err(bool, L())
class B:
    def __bool__(self): return 5
err(bool, B())
class R:
    def __repr__(self): return 5
err(repr, R()); err(str, R())
class H:
    def __hash__(self): return "x"
err(hash, H())
class S:
    def __str__(self): return None
err(str, S())
class Ix:
    def __index__(self): return "a"
err(bin, Ix()); err(lambda: [1][Ix()])
class F:
    def __float__(self): return 1
err(float, F())
class A:
    def __abs__(self): return "abs"
    def __round__(self, n=None): return ("round", n)
    def __divmod__(self, o): return ("dm", o)
    def __pow__(self, o, m=None): return ("pow", o, m)
    def __int__(self): return 3
    def __float__(self): return 2.5
    def __bool__(self): return False
    def __len__(self): return 7
    def __reversed__(self): return "rev"
    def __contains__(self, x): return x == 1
a = A(); print(abs(a), round(a), round(a, 2), divmod(a, 1), pow(a, 2), pow(a, 2, 3), a**5, int(a), float(a), bool(a), len(a), reversed(a), 1 in a, 2 in a, not a)
