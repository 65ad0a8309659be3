# Customizing positional arguments in class pattern matching: __match_args__.
def attempt(f, *a, **k):
    try: print(repr(f(*a, **k)))
    except Exception as e: print(type(e).__name__, e)
class P:
    __match_args__ = ("x", "y")
    def __init__(self, x, y): self.x, self.y = x, y
match P(1, 2):
    case P(1, b): print(b)
match P(1, 2):
    case P(a, y=2): print(a)
def m(cls, v, n=1):
    try:
        match v, n:
            case (cls(), 0): return "none"
            case (cls(a), 1): return a
            case (cls(a, b), 2): return a, b
            case (cls(a, b, c), 3): return a, b, c
            case _: return "no match"
    except Exception as e: return type(e).__name__, str(e)
print(m(P, P(1, 2)), m(P, P(1, 2), 2), m(P, P(1, 2), 3), m(P, 5), m(P, 5, 3))
class NoArgs: pass
class Lst(P): __match_args__ = ["x", "y"]
class Num(P): __match_args__ = (1, "y")
class Str(P): __match_args__ = "xy"
class Dup(P): __match_args__ = ("x", "x")
class Miss(P): __match_args__ = ("zz",)
class Empty(P): __match_args__ = ()
class None_(P): __match_args__ = None
for c in Lst, Num, Str, Dup, Miss, Empty, None_: print(c.__name__, [m(c, c(1, 2), n) for n in (0, 1, 2, 3)])
print(m(NoArgs, NoArgs()), m(NoArgs, NoArgs(), 0)); print(m(5, 5)); print(m("x", 1, 0)); print(m(list[int], [1], 0)); print(m(int | str, 1, 0)); print(m(None, None, 0))
for c, v in (int, 3), (str, "s"), (list, [1]), (dict, {1: 2}), (bool, True), (float, 1.5), (bytes, b"x"), (tuple, (1,)), (set, {1}), (frozenset, frozenset()), (bytearray, bytearray(b"q")), (int, True), (complex, 1j), (object, 1), (range, range(3)): print(c.__name__, m(c, v), m(c, v, 2), m(c, v, 0))
class SubInt(int): pass
class SubIntArgs(int):
    __match_args__ = ("real", "imag")
print(m(SubInt, SubInt(4)), m(int, SubInt(4)), m(SubIntArgs, SubIntArgs(4), 2))
class Meta(type):
    @property
    def __match_args__(cls): print("match_args read"); return ("a",)
class WithMeta(metaclass=Meta): a = "class attr"
print(m(WithMeta, WithMeta()))
class Raise(P):
    @property
    def x(self): raise ValueError("from x") 
    @x.setter
    def x(self, v): pass
class RaiseA(P):
    @property
    def x(self): raise AttributeError("from x")
    @x.setter
    def x(self, v): pass
print(m(Raise, Raise(1, 2)), m(RaiseA, RaiseA(1, 2)))
def kw(v):
    try:
        match v:
            case P(x, x=1): return "dup"
            case P(y=q): return q
    except Exception as e: return type(e).__name__, str(e)
print(kw(P(1, 2)), kw(5))
class Inst(type):
    def __instancecheck__(cls, x): return True
class Any_(metaclass=Inst): __match_args__ = ("real",)
print(m(Any_, 42), m(Any_, "s"))
