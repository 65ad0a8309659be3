# Basic customization: __new__ to __bool__.
def attempt(f, *a, **k):
    try: print(repr(f(*a, **k)))
    except Exception as e: print(type(e).__name__, e)
class A:
    def __new__(cls, *args, **kw): print("new", cls.__name__, args, kw); return super().__new__(cls)
    def __init__(self, *args, **kw): print("init", args, kw)
A(1, b=2)
class B:
    def __new__(cls): return 5
    def __init__(self): print("never")
print(B())
class C(A):
    def __new__(cls, *a): return A.__new__(A, "from C")
    def __init__(self, *a): print("C.init never")
print(type(C(1)).__name__)
class D(A):
    def __new__(cls, x): return super().__new__(E)
    def __init__(self, x): print("D.init", x)
class E(D): 
    def __init__(self, x): print("E.init", x)
print(type(D(3)).__name__)
class F:
    def __init__(self): return 1
attempt(F)
class G: pass
attempt(G, 1); attempt(G, x=1); attempt(object, 1); attempt(object.__new__); attempt(object.__new__, 1); attempt(object.__new__, int); attempt(object.__init__, G(), 1); attempt(lambda: int.__new__(str)); attempt(lambda: int.__new__(object))
class OnlyNew:
    def __new__(cls, x): return super().__new__(cls)
class OnlyInit:
    def __init__(self, x): self.x = x
print(type(OnlyNew(1)).__name__, OnlyInit(2).x); attempt(OnlyNew); attempt(OnlyInit)
class Bad:
    def __new__(cls, x): return super().__new__(cls, x)
attempt(Bad, 1)
class Tup(tuple):
    def __new__(cls, *items): return super().__new__(cls, items)
print(Tup(1, 2, 3), type(Tup()).__name__); print(type(A.__dict__["__new__"]).__name__)
# __del__
class Del:
    def __del__(self): print("del"); raise ValueError("ignored") if self.__dict__.get("bad") else None
d = Del.__new__(Del)
Del.__del__ = lambda self: print("deleted"); del d
d = Del(); e = d; del d; print("kept"); del e
# __repr__, __str__, __bytes__, __format__
class R:
    def __repr__(self): return "<R>"
print(R(), str(R()), repr(R()), [R()], f"{R()}", f"{R()!s:>5}", "%s %r" % (R(), R()), format(R(), "")); attempt(format, R(), "x")
class S:
    def __str__(self): return "S str"
print(str(S()), f"{S()}", "%s" % S(), "{}".format(S()), repr(S()).startswith("<__main__.S object at"))
class BadRepr:
    def __repr__(self): return 5
    def __str__(self): return b""
    def __bytes__(self): return "x"
    def __format__(self, spec): return 3
    def __hash__(self): return "h"
    def __bool__(self): return 2
    def __len__(self): return -1
for f in repr, str, bytes, format, hash, bool, len, ascii: attempt(f, BadRepr())
class SubStr(str): pass
class ReturnsSub:
    def __repr__(self): return SubStr("sub")
    __str__ = __repr__
print(type(repr(ReturnsSub())).__name__, type(str(ReturnsSub())).__name__)
class By:
    def __bytes__(self): return b"by"
print(bytes(By())); attempt(bytes, R()); attempt(bytes, "x")
class Fm:
    def __format__(self, spec): return f"[{spec}]"
print(format(Fm(), "abc"), f"{Fm():x{1}}", "{:y}".format(Fm()), format(Fm())); attempt(format, Fm(), 5); attempt(object().__format__, "x"); print(object.__format__(5, ""))
# Comparison
class Cmp:
    def __init__(self, n): self.n = n
    def __lt__(self, o): print("lt", self.n, o); return NotImplemented
    def __le__(self, o): print("le", self.n, o); return "le result"
    def __eq__(self, o): print("eq", self.n); return self is o
    def __gt__(self, o): print("gt", self.n); return NotImplemented
    def __repr__(self): return f"Cmp({self.n})"
a, b = Cmp(1), Cmp(2)
attempt(lambda: a < b); attempt(lambda: a > b); attempt(lambda: a <= b); attempt(lambda: a >= b); attempt(lambda: a == b); attempt(lambda: a != b); attempt(lambda: a < 5); attempt(lambda: 5 < a); attempt(lambda: 5 >= a)
class Sub(Cmp):
    def __gt__(self, o): print("Sub.gt"); return "sub first"
attempt(lambda: a < Sub(3)); attempt(lambda: Sub(3) < a); attempt(hash, a); print(Cmp.__hash__)
class Plain: pass
p, q = Plain(), Plain()
print(p == p, p == q, p != q, p.__eq__(q), p.__eq__(p), p.__ne__(q), p.__ne__(p), object.__lt__(p, q), p.__lt__(q))
for op in "<", ">", "<=", ">=": attempt(eval, f"p {op} q", globals())
class Ne:
    def __eq__(self, o): return NotImplemented
print(Ne() == Ne(), Ne() != Ne(), (lambda n: n == n)(Ne())); x = Ne(); print(x != x)
class NeOnly:
    def __ne__(self, o): return "ne!"
print(NeOnly() != 1, 1 != NeOnly(), NeOnly() == 1)
class EqStr:
    def __eq__(self, o): return "yes"
print(EqStr() == 1, EqStr() != 1, 1 == EqStr(), [EqStr()] == [1], EqStr() in [1], 5 in [EqStr()])
# __hash__
class H:
    def __eq__(self, o): return True
    def __hash__(self): return 42
print(hash(H()), len({H(), H()}), {H(): 1}[H()]); 
class NoHash(H):
    def __eq__(self, o): return False
attempt(hash, NoHash()); print(NoHash.__hash__)
class Keep(H):
    def __eq__(self, o): return False
    __hash__ = H.__hash__
print(hash(Keep()))
class Off:
    __hash__ = None
attempt(hash, Off()); attempt(lambda: {Off()}); attempt(lambda: {Off(): 1}); attempt(Off().__hash__) if Off().__hash__ else print("None")
class Big:
    def __init__(self, v): self.v = v
    def __hash__(self): return self.v
print(hash(Big(2**61 - 1)), hash(Big(2**64)), hash(Big(-1)), hash(Big(True)), hash(Big(-2**63)), hash(Big(2**63 - 1)), hash(Big(2**63)))
for v in range(-3, 3): print(hash(v), end=" ")
print()
# __bool__
class Bo:
    def __init__(self, v): self.v = v
    def __bool__(self): print("bool"); return self.v
print(bool(Bo(True)), not Bo(False), 1 if Bo(True) else 2, Bo(False) or 3); attempt(bool, Bo(1)); attempt(bool, Bo(None))
class Le:
    def __init__(self, v): self.v = v
    def __len__(self): print("len"); return self.v
print(bool(Le(0)), bool(Le(5)), bool(Plain())); attempt(bool, Le(-1)); attempt(bool, Le("a")); attempt(bool, Le(2**100)); attempt(len, Le(2**100)); attempt(len, Le(2**63)); attempt(len, Le(True))
class Both(Le):
    def __bool__(self): return False
print(bool(Both(3)))
class Nb: __bool__ = None; __len__ = None; __repr__ = None; __str__ = None; __eq__ = None; __format__ = None; __iter__ = None; __contains__ = None
for f in bool, len, str, format, repr, iter: attempt(f, Nb())
attempt(lambda: 1 in Nb()); attempt(lambda: Nb() == 1); attempt(lambda: Nb() != Nb())
