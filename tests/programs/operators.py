# Operator overloading: binary, reflected, in-place, unary, comparison, containers.
def err(f, *args, **kwargs):
    try:
        print(repr(f(*args, **kwargs)))
    except Exception as e:
        print(f"{type(e).__name__}: {e}")


class V:
    def __init__(self, n): self.n = n
    def __repr__(self): return f"V({self.n})"
    def __add__(self, o): return ("add", self, o)
    def __radd__(self, o): return ("radd", self, o)
    def __sub__(self, o): return ("sub", self, o)
    def __rsub__(self, o): return ("rsub", self, o)
    def __mul__(self, o): return ("mul", self, o)
    def __rmul__(self, o): return ("rmul", self, o)
    def __matmul__(self, o): return ("matmul", self, o)
    def __rmatmul__(self, o): return ("rmatmul", self, o)
    def __truediv__(self, o): return ("truediv", self, o)
    def __rtruediv__(self, o): return ("rtruediv", self, o)
    def __floordiv__(self, o): return ("floordiv", self, o)
    def __rfloordiv__(self, o): return ("rfloordiv", self, o)
    def __mod__(self, o): return ("mod", self, o)
    def __rmod__(self, o): return ("rmod", self, o)
    def __pow__(self, o): return ("pow", self, o)
    def __rpow__(self, o): return ("rpow", self, o)
    def __lshift__(self, o): return ("lshift", self, o)
    def __rlshift__(self, o): return ("rlshift", self, o)
    def __rshift__(self, o): return ("rshift", self, o)
    def __rrshift__(self, o): return ("rrshift", self, o)
    def __and__(self, o): return ("and", self, o)
    def __rand__(self, o): return ("rand", self, o)
    def __or__(self, o): return ("or", self, o)
    def __ror__(self, o): return ("ror", self, o)
    def __xor__(self, o): return ("xor", self, o)
    def __rxor__(self, o): return ("rxor", self, o)
    def __neg__(self): return ("neg", self)
    def __pos__(self): return ("pos", self)
    def __invert__(self): return ("invert", self)
a, b = V(1), V(2)
for l, r in ((a, b), (a, 5), (5, a), ("s", a), (None, a)):
    if isinstance(l, str):
        print(l + r, l * r)
    else:
        print(l + r, l - r, l * r, l @ r, l / r, l // r, l % r, l**r, l << r, l >> r, l & r, l | r, l ^ r)
print(-a, +a, ~a)
x = a; x += 1; print(x); x = a; x @= 2; print(x); x = a; x **= 3; print(x); x = 5; x -= a; print(x); x = [1]; x = (1,) + (2,); print(x)
class Sub(V):
    def __radd__(self, o): return "sub first"
print(a + Sub(3), Sub(3) + a, 1 + Sub(1))
class Cmp:
    def __init__(self, n): self.n = n
    def __lt__(self, o): return ("lt", self.n) if isinstance(o, Cmp) else NotImplemented
    def __le__(self, o): return ("le", self.n)
    def __gt__(self, o): return ("gt", self.n)
    def __ge__(self, o): return ("ge", self.n)
    def __eq__(self, o): return ("eq", self.n)
    def __ne__(self, o): return ("ne", self.n)
c, d = Cmp(1), Cmp(2)
print(c < d, c <= d, c > d, c >= d, c == d, c != d, 5 < c, 5 <= c, 5 > d if False else "", 5 == c, c != 5, c < d < c)
err(lambda: c < 5 if False else 5 > c); err(hash, c)
class OnlyEq:
    def __eq__(self, o): return isinstance(o, OnlyEq)
print(OnlyEq() == OnlyEq(), OnlyEq() != OnlyEq(), OnlyEq() == 1, OnlyEq() != 1, OnlyEq() in [1, OnlyEq()], [OnlyEq()] == [OnlyEq()], [1, OnlyEq()].index(OnlyEq())); err(lambda: {OnlyEq()}); err(lambda: OnlyEq() < OnlyEq())
class Ord:
    def __init__(self, n): self.n = n
    def __lt__(self, o): return self.n < o.n
    def __repr__(self): return f"O{self.n}"
print(sorted([Ord(3), Ord(1), Ord(2)]), max(Ord(1), Ord(5)), min([Ord(4), Ord(2)]), Ord(1) > Ord(0), [Ord(2), Ord(1)] < [Ord(3)])
class No: pass
for f in (lambda: No() + 1, lambda: 1 + No(), lambda: No() - No(), lambda: -No(), lambda: ~No(), lambda: No() < No(), lambda: No()[0], lambda: No()(), lambda: len(No()), lambda: iter(No()), lambda: 1 in No(), lambda: No() @ 1, lambda: No() << 1, lambda: No() ** 2, lambda: int(No()), lambda: float(No()), lambda: divmod(No(), 1), lambda: abs(No()), lambda: round(No()), lambda: [1][No()], lambda: "a" % No() if False else "a" * No(), lambda: {}[No()] if False else No() >= 1, lambda: No() & 1 | 2):
    err(f)
def aug(op):
    x = No()
    if op == "+": x += 1
    elif op == "-": x -= 1
    elif op == "**": x **= 1
    elif op == ">>": x >>= 1
    elif op == "[]": x[0] = 1
    elif op == "del": del x[0]
for op in ("+", "-", "**", ">>", "[]", "del"): err(aug, op)
class NI:
    def __add__(self, o): return NotImplemented
    def __eq__(self, o): return NotImplemented
    def __iadd__(self, o): return NotImplemented
    __hash__ = None
n = NI(); err(lambda: n + 1); print(n == n, n == 1, n != n); err(hash, n)
class Box:
    def __init__(self): self.d = {}
    def __getitem__(self, k): print("get", k); return self.d[k]
    def __setitem__(self, k, v): print("set", k, v); self.d[k] = v
    def __delitem__(self, k): print("del", k); del self.d[k]
    def __len__(self): return len(self.d)
    def __contains__(self, k): return k in self.d
    def __iter__(self): return iter(self.d)
x = Box(); x["a"] = 1; x["a"] += 5; x[1:2] = 3 if False else 3; print("a" in x, len(x), list(x)[0], bool(x)); del x["a"]; err(lambda: x["zz"])
class IMut:
    def __iadd__(self, o): print("iadd", o); return self
    def __isub__(self, o): return "replaced"
    def __ior__(self, o): return self
y = IMut(); z = y; y += 1; print(y is z); y -= 1; print(y)
class Meth:
    def __enter__(self): return self
    def __eq__(self, o): raise ValueError("eq!")
err(lambda: Meth() == 1); err(lambda: Meth() in [1]); err(lambda: [1, 2].index(Meth())); err(lambda: [Meth()] == [1])
class Bin:
    def __index__(self): return 3
print([1, 2, 3, 4][Bin()], bin(Bin()), range(10)[Bin()], "abcd" * Bin(), hex(Bin()), [0] * Bin(), "abcdef"[Bin():])
