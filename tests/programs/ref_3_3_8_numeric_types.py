# Emulating numeric types: binary, reflected, in-place, unary, conversions.
def attempt(f, *a, **k):
    try: print(repr(f(*a, **k)))
    except Exception as e: print(type(e).__name__, e)
ops = dict(add="+", sub="-", mul="*", matmul="@", truediv="/", floordiv="//", mod="%", pow="**", lshift="<<", rshift=">>", xor="^")
ops["and"] = "&"; ops["or"] = "|"
class L: pass
class R: pass
class LR: pass
class I: pass
def meth(tag): return lambda self, *o: (tag, *(type(x).__name__ for x in o))
for n in ops:
    setattr(L, f"__{n}__", meth(n)); setattr(R, f"__r{n}__", meth("r" + n)); setattr(I, f"__i{n}__", meth("i" + n))
    setattr(LR, f"__{n}__", lambda s, o: NotImplemented); setattr(LR, f"__r{n}__", lambda s, o: NotImplemented)
    op = ops[n]
    for expr in f"L() {op} 1", f"1 {op} R()", f"L() {op} R()", f"LR() {op} R()", f"LR() {op} LR()", f"LR() {op} 5", f"'s' {op} LR()", f"L() {op} L()":
        attempt(eval, expr, globals())
    ns = {"x": I(), **globals()}; exec(f"x {op}= 1", ns); print(ns["x"])
    ns = {"x": L(), **globals()}; exec(f"x {op}= 1", ns); print(ns["x"]); attempt(exec, f"x {op}= 1", {"x": LR()}); attempt(exec, f"x {op}= y", {"x": object(), "y": None})
print(divmod.__name__, pow(L(), 2)); L.__divmod__ = meth("divmod"); R.__rdivmod__ = meth("rdivmod"); print(divmod(L(), 1), divmod(1, R())); attempt(divmod, LR(), 1); attempt(divmod, 1, "x")
class P:
    def __pow__(self, o, m=None): return "pow", o, m
    def __rpow__(self, o, m=None): return "rpow", o, m
print(pow(P(), 2), pow(P(), 2, 3), 2 ** P(), pow(2, P(), 3)); attempt(pow, 2, 3, P()); attempt(pow, LR(), 1, 2); attempt(pow, 2, 3, "x"); attempt(pow, 2.0, 3, 4); attempt(pow, 2, -1, 4); attempt(pow, 2, 2, 0); print(pow(3, -1, 7))
# the reflected method of a subclass goes first
class Base:
    def __add__(self, o): return "base add"
    def __radd__(self, o): return "base radd"
class Over(Base):
    def __radd__(self, o): return "over radd"
class Same(Base): pass
print(Base() + Over(), Base() + Same(), Over() + Base(), Base() + Base(), Same() + Over(), Over() + Same())
class Int(int):
    def __radd__(self, o): return "Int radd"
    def __rsub__(self, o): return "Int rsub"
    def __add__(self, o): return "Int add"
print(1 + Int(2), Int(2) + 1, 1 - Int(2), Int(5) - 1, 1.5 + Int(2), Int(1) + 1.5)
# same type: the reflected method is not tried
class OnlyR:
    def __radd__(self, o): return "r"
attempt(lambda: OnlyR() + OnlyR()); print(1 + OnlyR())
class NoneAdd: __add__ = None; __radd__ = lambda s, o: "fallback"
class Child(NoneAdd): pass
attempt(lambda: NoneAdd() + 1); print(1 + NoneAdd()); attempt(lambda: Child() + NoneAdd())
class RNone: __radd__ = None
attempt(lambda: 1 + RNone()); attempt(lambda: Base() + RNone())
# in-place: NotImplemented falls back, the result is bound
class Inp:
    def __iadd__(self, o): return NotImplemented
    def __add__(self, o): return "from add"
x = Inp(); x += 1; print(x)
class Ret:
    def __iadd__(self, o): return None
x = Ret(); x += 1; print(x)
t = ([],)
try: t[0] += [1]
except TypeError as e: print(e, t)
class InpNone: __iadd__ = None; __add__ = lambda s, o: 1
x = InpNone()
try: x += 1
except TypeError as e: print(e)
# unary and conversions
class U:
    def __neg__(self): return "neg"
    def __pos__(self): return "pos"
    def __abs__(self): return "abs"
    def __invert__(self): return "inv"
    def __round__(self, n="none"): return "round", n
    def __trunc__(self): return 7
    def __floor__(self): return "floor"
    def __ceil__(self): return "ceil"
import math
u = U(); print(-u, +u, abs(u), ~u, round(u), round(u, 2), round(u, None), math.floor(u), math.ceil(u), math.trunc(u)); attempt(int, u)
o = object()
for f in "-o", "+o", "~o", "abs(o)", "round(o)", "math.floor(o)", "math.ceil(o)", "math.trunc(o)", "int(o)", "float(o)", "complex(o)", "hex(o)", "range(o)", "[1][o]", "o + 1", "1 - o", "o ** o", "~1.5", "-'a'", "+[]", "abs('')": attempt(eval, f, globals())
class Conv:
    def __init__(self, v): self.v = v
    def __int__(self): return self.v
    def __float__(self): return self.v
    def __complex__(self): return self.v
for v in 5, 5.5, 2j, "s", True, None:
    for f in int, float, complex: attempt(f, Conv(v))
class Ix:
    def __init__(self, v): self.v = v
    def __index__(self): return self.v
for v in 5, True, 5.5, "s": 
    for f in int, float, complex, hex, bin, oct, bytes, range, "abc".__getitem__, math.factorial, chr: attempt(f, Ix(v))
class NIndex(Ix):
    def __int__(self): return 100
print(int(NIndex(3)), hex(NIndex(3)), float(NIndex(3)), [0, 1, 2, 3][NIndex(3)])
class SubInt(int): pass
class RetSub:
    def __int__(self): return SubInt(3)
    def __index__(self): return SubInt(4)
