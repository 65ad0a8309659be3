# Arithmetic conversions and atoms: identifiers, displays, comprehensions, generator expressions, yield.
def attempt(f, *a, **k):
    try: print(repr(f(*a, **k)))
    except Exception as e: print(type(e).__name__, e)
for a in 2, 2.0, 2 + 0j, True: print([type(a + b).__name__ + " " + repr(a + b) for b in (3, 1.5, 1j, True)])
class Conv(float): pass
print(1 + Conv(2), type(1 + Conv(2)).__name__, "%d" % 3.7, 1 == 1.0 == 1 + 0j); attempt(lambda: 1 + "1"); attempt(lambda: "a" % 1); attempt(lambda: 10**400 + 1.0); attempt(lambda: 10**400 * 1j); attempt(lambda: missing)
# private names
class Priv:
    __x = 1; __y__ = 2; ___z = 3; __ = 4
    def get(self): return self.__x, self.__y__, self.___z, self.__
    def _Q(self): __loc = 1; return [*locals()]
    import sys as __sys
    def kw(self, __a=1): return __a
    class __In: pass
    def glob(self):
        global __g; __g = 5
    def attr(self, o): o.__at = 1; return list(vars(o))
class Obj: pass
print(sorted(k for k in vars(Priv) if "Priv" in k or k.startswith("___")), Priv().get(), Priv()._Q(), Priv().kw(_Priv__a=3), Priv().attr(Obj())); Priv().glob(); print(_Priv__g); attempt(lambda: Priv.__x); attempt(lambda: Priv().kw(__a=1))
class ____: __n = 1
class _Lead: __n = 1
print([k for k in vars(____) if "n" in k and not k.endswith("__")], [k for k in vars(_Lead) if k.endswith("__n")])
# parenthesised forms
print((), (1), (1,), (1, 2,), ((1)), ((),), (yield_ := 3)); a, b = (1), (2,); print(a, b)
# displays
print([], [1], [1, 2,], [*"ab", *[1]], {1}, {1, 1.0, True}, {*"a", *[1]} == {1, "a"}, {}, {"a": 1, "a": 2}, {**{"x": 1}, "x": 2, **{"y": 3}}, {1: "a", 1.0: "b"}, [*()], {**{}}); attempt(lambda: [*5]); attempt(lambda: {*5}); attempt(lambda: {**5}); attempt(lambda: {**[1]}); attempt(lambda: {[]: 1}); attempt(lambda: {[]}); attempt(lambda: (*None,))
class Map:
    def keys(self): return ["k1", "k2"]
    def __getitem__(self, k): return k.upper()
print({**Map(), "z": 0})
def log(x): print(x, end=" "); return x
print({log("k1"): log("v1"), log("k2"): log("v2")}, [log(1), log(2)], {log(k): log(v) for k, v in [("a", 1)]})
# comprehensions
x = "outer"; print([x for x in range(3)], x, [(i, j) for i in range(3) if i for j in range(i) if j % 2 == 0], [[j for j in range(i)] for i in range(3)], {i: i * i for i in range(3)}, {i % 2 for i in range(5)}, [a for a, *b in [(1, 2, 3)]], [y for y in [1, 2] if y > 1 if y < 5], [i for i in range(5) if i % 2 if i > 2], [lambda: i for i in range(2)][0]())
class Cls:
    n = 3; a = [i for i in range(n)]; b = [i for i in range(n) for _ in "ab"]
print(Cls.a, Cls.b, [last := i for i in range(3)], last); attempt(lambda: [i for i in 5]); attempt(lambda: [undefined for i in [1]])
class Target: pass
t = Target(); l = [0]; print([t.v for t.v in range(2)], [l[0] for l[0] in range(2)], t.v, l)
# generator expressions: the first iterable at once, the rest later
def it(n): print("evaluated", n); return [n]
g = (log((a, b)) for a in it(1) for b in it(2)); print("made"); print(list(g), list(g)); attempt(lambda: (i for i in 5)); g = (1 // d for d in [1, 0, 2]); print(next(g)); attempt(next, g); attempt(next, g); print(sum(i for i in range(4)), type(g).__name__, g.__name__, g.__qualname__, (lambda: (i for i in ""))().__qualname__); attempt(eval, "f(i for i in [], 1)"); attempt(eval, "f(1, i for i in [])"); print(max((i for i in [1, 3]), key=lambda v: -v))
# yield
def y():
    r = yield; print("got", r); r = yield 1, 2; print("got", r); r = yield *[3], 4; print("got", r); z = yield (yield 5); return "ret"
g = y(); print(next(g), g.send("a"), g.send("b"), g.send("c"), g.send("d")); attempt(g.send, "e"); attempt(g.send, 1); attempt(y().send, 1)
def sub(): r = yield "s1"; print("sub got", r); return "sub result"
def dele(): r = yield from sub(); print(r); r = yield from "xy"; print(r); yield from []; return (yield from sub())
g = dele(); print(next(g), g.send("v"), next(g), next(g)); attempt(g.throw, ValueError("t")); 
def th():
    try: yield 1
    except ValueError as e: yield "caught " + str(e)
    finally: print("cleanup")
g = th(); next(g); print(g.throw(ValueError("v"))); g.close(); g = th(); next(g); g.close(); g.close(); g = th(); g.close(); attempt(next, g); g = th(); attempt(g.throw, KeyError); g = th(); next(g); attempt(g.throw, KeyError, "old"); g = th(); attempt(g.throw, 5)
def stubborn():
    while True:
        try: yield
        except GeneratorExit: pass
g = stubborn(); next(g); attempt(g.close)
def retclose():
    try: yield
    except GeneratorExit: return "value"
g = retclose(); next(g); print(g.close()); 
def rs(): raise StopIteration("x"); yield
attempt(next, rs()); 
def re(): yield next(me)
me = re(); attempt(next, me)
def attrs(): yield
g = attrs(); print(g.gi_running, g.gi_yieldfrom, g.gi_frame is not None, g.gi_code.co_name, g.gi_suspended, iter(g) is g); next(g); print(g.gi_suspended); list(g); print(g.gi_frame, g.gi_suspended)
for bad in "[yield x for x in y]", "(yield)", "[x for x in y, z]", "[x, y for x in z]", "[*x for x in y]", "{**x for x in y}", "{x: y, z}", "{x, y: z}", "{x: *y}", "{*x: y}", "(x for x in y", "{**x, y}", "[x for x]", "[x if y for z in w]", "[for x in y]", "[x for 1 in y]", "[x for x in lambda: y]", "[x := 1 for x in y]", "[x for x in (x := y)]", "[(x := 1) for x in y]", "{x := 1: 2}", "{1: x := 2}", "[x for x() in y]", "*x", "(*x)", "{}()[", "(a, b", "[i for i in x if]", "lambda: (yield)", "class C: yield 1", "class C: [(y := 1) for x in z]", "[x for x in y if await z]", "{1: 2, **}", "{1:}", "{:1}", "{1, **x}", "[**x]", "(**x)":
    try: compile(bad, "<t>", "exec"); print(bad, "fine")
    except SyntaxError as e: print(bad, "->", e.msg)
