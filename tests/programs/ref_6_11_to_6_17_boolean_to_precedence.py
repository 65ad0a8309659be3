# Boolean operations, assignment expressions, conditionals, lambdas, expression lists, order, precedence.
def attempt(f, *a, **k):
    try: print(repr(f(*a, **k)))
    except Exception as e: print(type(e).__name__, e)
def log(x, r=None): print(x, end=" "); return x if r is None else r
print(log(0) or log("") or log([]) or log("last")); print(log(1) and log(0) and log(2)); print(log(1) or log(2)); print(not log(0), not not "x", not [], 1 and 2 or 3, 0 and 1 or 2, 1 or 0 and 2, not 0 and 1, not 1 or 1, not (1 or 1), () or {}, None and 1, 1 if [] else 2)
class B:
    def __init__(self, v): self.v = v
    def __bool__(self): print("bool", self.v); return self.v
    def __repr__(self): return f"B({self.v})"
print(B(True) and B(False), B(True) or B(False), not B(True)); print(B(False) or B(False) or 5)
if B(True) and not B(False): print("if")
class Bad:
    def __bool__(self): raise ValueError("no truth")
attempt(lambda: Bad() and 1); attempt(lambda: not Bad()); attempt(lambda: 1 if Bad() else 2); attempt(lambda: Bad() or 1)
# assignment expressions
if (n := len("abc")) > 2: print(n)
while (c := n) and (n := n - 1): print(c, n)
print([y := 1, y ** 2], (z := 1, 2), z, (w := (1, 2)), f"{(v := 5)}", f"{v:=5}", [last := k for k in "ab"], last, any((hit := k) > 1 for k in range(4)), hit, (lambda: (q := 5) + q)(), {(k := 1): (m := 2)}, k, m)
def kw(a, b=(d := 7)): return a, b
print(kw(a := 1), kw((x := 2), b=(y := 3)), a, x, y, d, [1, 2, 3][(i := 1)], [1, 2, 3][i := 0])
def scope():
    [t := j for j in range(3)]; 
    def inner(): nonlocal t; [t := t + j for j in range(3)]; return t
    return inner(), t
print(scope())
def gl():
    global made; [made := j for j in range(2)]
gl(); print(made)
# conditional expressions
print(log(1) if log(0) else log(2)); print(1 if 1 else 2 if 2 else 3, (lambda: 1) () if 0 else (lambda: 2)(), 1 if (x := 0) else x, [1 if i % 2 else 0 for i in range(3)], 1 if True else undefined)
# lambdas
print((lambda: 0)(), (lambda a, b=2, *c, d=4, **e: (a, b, c, d, e))(1, 3, 5, z=6), (lambda a, /, *, b: (a, b))(1, b=2), (lambda *, a: a)(a=1), (lambda: (yield))().__class__.__name__, (lambda x: lambda y: x + y)(1)(2), (lambda: 0).__name__, (lambda *a: a)(), (lambda **k: k)(a=1), (lambda x=(lambda: 1)(): x)(), sorted("bA", key=lambda s: s.lower()), (lambda a, b: 1 if a else b)(0, 5), (lambda: (1, 2))(), (lambda: 1, 2)[1])
# expression lists
print(*(1, 2), *[3], sep=","); t = 1, 2; u = 1,; v = *[1, 2], 3; print(t, u, v); a, = [9]; print(a)
def ret(): return 1, *[2], 3
def yl(): yield 1, *[2]
print(ret(), list(yl())); 
for i in 1, *[2], 3: print(i, end=" ")
print(); s = {1: 2}; print(s.get(1), *s, *(), [*range(3), *"ab"]); s[1, 2] = 3; s[3,] = 4; print(s)
# evaluation order
def f(*a, **k): return 0
class O:
    def __init__(self, n): self.n = n
    def __getattr__(self, a): print(f"{self.n}.{a}", end=" "); return O(self.n + a)
    def __call__(self, *a, **k): print(f"{self.n}()", end=" "); return O(self.n + "()")
    def __getitem__(self, k): print(f"{self.n}[]", end=" "); return 0
    def __setitem__(self, k, v): print(f"{self.n}[]=", end=" ")
    def __setattr__(self, k, v): print(f"{self.__dict__.get('n')}.{k}=", end=" ") if k != "n" else self.__dict__.__setitem__(k, v)
    def __add__(self, o): print(f"{self.n}+{o.n}", end=" "); return O("(" + self.n + "+" + o.n + ")")
    __mul__ = __sub__ = __lt__ = __add__
def e(n): print(n, end=" "); return O(n)
for code in "e('1'), e('2'), e('3')", "(e('1'), e('2'))", "{e('1'): e('2'), e('3'): e('4')}", "e('1') + e('2') * (e('3') - e('4'))", "e('1')(e('2'), e('3'), *[e('4')], **{'k': e('5')})", "e('1')(e('2'), k=e('3'), *[e('4')])", "e('1').x[e('2')]", "e('2').y = e('1')", "e('2')[e('3')] = e('1')", "e('3')[e('4')], e('5')[e('6')] = e('1'), e('2')", "e('2').a = e('3').b = e('1')", "e('1')[e('2')] += 1", "e('1') if e('2') else e('3')", "e('1')[e('2'):e('3'):e('4')]", "lambda a=e('1'), *, b=e('2'): 0", "[e('1') for e1 in [e('2')]]", "f(e('1'), *(e('2'),), e('3'), k=e('4'), **{'z': e('5')})": exec(code); print("|", code)
def deco(n): print("deco", n, end=" "); return lambda f: (print("apply", n, end=" "), f)[1]
@deco(1)
@deco(2)
def fn(a: print("never") = log("default"), *, k=log("kwdefault")): pass
print()
@deco(3)
class K(log("base", object), metaclass=log("meta", type)): log("body")
print()
# precedence
for src in "2 + 3 * 4", "2 ** 3 ** 0", "-2 ** 2", "2 ** -1", "not 1 == 2", "1 | 2 ^ 3 & 4", "1 << 2 + 1", "1 + 2 << 3", "5 & 3 == 3", "6 // 2 * 3", "7 % 4 * 2", "2 * 3 % 4", "10 - 4 - 3", "~1 + 1", "-~1", "not 0 in [0]", "1 < 2 == 2", "1 or 0 and 0", "0 if 1 else 2 or 3", "1 if 0 else 2 if 0 else 3", "(lambda: 1 if 0 else 5)()", "1 and not 0", "5 - -3", "2 ** 2 * 3", "-1 .real", "1, 2 + 3, 4", "'a' 'b' * 2", "'a' + 'b' 'c'", "1 if 1 else 0, 2", "not not 1 + 1", "1 in [1] and 2 not in [1]", "8 >> 1 << 2", "2 @ 3 if 0 else 4", "1 ^ 1 | 1", "~0 ** 2", "3 - 2 + 1", "1 is not None", "-2 .__abs__()", "'%s' % 1 + 'x'", "'%s' % (1 + 1)", "lambda x: x, 1": 
    v = eval(src); print(src, "=", v if not isinstance(v, tuple) or not callable(v[0]) else "tuple")
for bad in "x := 1", "x = y := 1", "x = (y := 1)", "(x.y := 1)", "(x[0] := 1)", "((x, y) := 1)", "(1 := x)", "lambda: (x := 1)", "def f(a = b := 1): pass", "def f(a: b := 1): pass", "assert x := 1", "del (x := 1)", "[x for x in y if z := 1]", "[i := 0 for i in y]", "[[i := 0 for j in y] for i in z]", "[j for i in y if (i := 1)]", "(f() := 1)", "(lambda: 0 := 1)", "x[y := 1]", "x[y := 1, z := 2]", "x[a:b := 1]", "{x := 1}", "{x: y := 1}", "1 if x", "1 if x else", "1 if x else y = 2", "x if y else pass", "not", "a not b", "a or", "and b", "lambda x: pass", "lambda (x): 1", "lambda x, x: 1", "lambda *: 1", "lambda x=1, y: 1", "lambda a, /, b, /: 1", "lambda **k, a: 1", "lambda: return", "*a, = ", "a = *b", "a = *b,", "print(*a, b)", "return_ = *a", "a, b += 1", "not x = 1", "x if y else z = 1", "(a for a in b) = 1", "await x", "a await b", "x ** await y", "is", "a is", "-", "a +", "* a", "a ** * b", "a < > b", "a =< b", "with (x := 1): pass", "with x := 1: pass", "if x := 1: pass", "while x := 0: pass", "for i in x := 1: pass", "raise x := 1", "@(x := y)\ndef f(): pass", "@x := y\ndef f(): pass", "del f()", "a++b", "a--": 
    try: compile(bad, "<t>", "exec"); print(bad, "fine")
    except SyntaxError as e: print(bad, "->", e.msg)
