# Simple statements: expressions, assignment in all its forms, assert, pass, del, return.
def attempt(f, *a, **k):
    try: print(repr(f(*a, **k)))
    except Exception as e: print(type(e).__name__, e)
import sys
1; "a"; [1]; None; (1, 2)
old = sys.displayhook; shown = []; sys.displayhook = shown.append; exec(compile("1\n'a'\nNone\nx = 5\nx\n", "<t>", "exec")); print(shown); exec(compile("1; 2; None; 'x'", "<t>", "single")); print(shown); sys.displayhook = old; exec(compile("[1, 'a']\n", "<t>", "single")); exec(compile("for i in range(2): i\n", "<t>", "single"))
# 7.2
a = b = c = [0]; print(a is b is c); a, b = 1, 2; a, b = b, a; print(a, b); (a), [b] = 1, [2]; [a, (b, *c)] = 1, "xyz"; print(a, b, c); a, *b = "q"; print(b); *a, = (); print(a); *a, b = 1, 2, 3; print(a, b); a, *b, c = range(5); print(b); (a, b), c = "xy", 3; print(a, b, c); for_ = [] = (); [] = {}; () = ""; x = [0, 1]; i = 0; i, x[i] = 1, 2; print(i, x); x = x[0] = [5, 6]; print(x) if x[0] is not x else print("cyclic")
def log(v): print(v, end=" "); return v
class Tgt:
    def __setattr__(self, n, v): print("set", n, v)
    def __setitem__(self, k, v): print("item", k, v)
    def __getitem__(self, k): print("getitem", k); return 10
    def __getattr__(self, n): print("getattr", n); return 20
    def __delitem__(self, k): print("delitem", k)
    def __delattr__(self, n): print("delattr", n)
t = Tgt(); t.a = t.b = log(1); t[log("k")] = log("v"); t[1:2] = 3; t[1, 2:3] = 4; t.a, t[0] = log(5), log(6); t.a += 1; t[log("key")] += log(5); t[:] *= 2; del t.a, t[0], t[1:2]; (t.x), [t.y, t[0]] = 1, (2, 3)
for src in "a, b = 1", "a, b = 1,", "a, b = 1, 2, 3", "a, *b, c = 1,", "a, b = None", "[a] = 5", "a, b = {1}", "a, b = 'abc'", "(a, b), c = 1, 2", "*a, = 5", "a, *b = iter(())", "a, b, c = range(2)", "a, b = iter([1, 2, 3])", "None.x = 1", "(1).x = 1", "'a'[0] = 'b'", "(1,)[0] = 2", "x = y_undefined", "u += 1", "[][0] = 1", "[1][5] = 1", "{}[[]] = 1", "len.x = 1", "[1, 2, 3][::2] = [1]", "[1][0:1] = 5", "range(3)[0] = 1", "b'a'[0] = 1", "a = 1; a.b += 1", "a = (1,); a[0] += 1", "object().x = 1", "a: int = b_undef", "x = [1, 2, 3]; x[1:2] = 'ab'; print(x)", "x = [0] * 6; x[::2] = 1, 2, 3; print(x)", "x = [1, 2]; x[5:] = [9]; print(x); x[:0] = [0]; print(x); x[1:1] = x; print(x)", "a, b = {'x': 1, 'y': 2}; print(a, b)": attempt(exec, src, {})
n = 5; n += 1; n -= 2; n *= 3; n //= 5; n **= 4; n %= 7; n <<= 3; n >>= 1; n |= 3; n &= 14; n ^= 5; n /= 2; print(n); l = m = [1]; l += (2,); l *= 2; print(m); s = "a"; s += "b"; s *= 2; print(s); l = [1]; l += "xy"; print(l); tt = (1,); tt += (2,); print(tt); d = {1: 2}; d |= {3: 4}; print(d); st = {1}; st |= {2}; st -= {1}; print(st); l = [1, 2]; l[0], l[1] = l[1], l[0]; print(l); l[0] += 1; l[-1] **= 2; print(l)
attempt(exec, "l = []; l += 5"); attempt(exec, "l = 1; l += 'a'"); attempt(exec, "l = []; l = l + 'a'"); attempt(exec, "t = (); t += []"); attempt(exec, "d = {}; d |= 5"); attempt(exec, "d = {}; d |= [(1, 2)]; print(d)")
x: int; y: int = 3; (z): int = 4; print(y, z, "x" in globals())
# 7.3
assert True; assert 1, "unused"; assert (1 == 1), log("not evaluated")
for src in "assert 0", "assert 0, 'msg'", "assert [], (1, 2)", "assert None, None", "assert '', ValueError('x')", "assert 0, undefined": attempt(exec, src)
if __debug__: print("debug")
AssertionError_ = AssertionError; AssertionError = ValueError
try: assert 0, "real class"
except BaseException as e: print(type(e).__name__)
del AssertionError
# 7.4, 7.5
def p(): pass
class P: pass
print(p()); 
if 1: pass; pass
a = b = c = 1; del a, (b, [c]); print("a" in globals(), "c" in globals()); del (), []; l = list(range(6)); del l[0], l[-1], l[1:3]; print(l); l = list(range(6)); del l[::2]; print(l); d = {1: 2}; del d[1]; print(d)
for src in "del nope", "del [][0]", "del {}['k']", "del (1,)[0]", "del 'a'[0]", "del None.x", "del object().x", "del [1][::0]", "del {1}[1]", "del range(3)[0]", "def f():\n x = 1; del x; return x\nf()", "def f():\n del x; x = 1\nf()", "class C: x = 1\ndel C.x; C.x", "class C: x = 1\ndel C().x": attempt(exec, src, {})
def fd():
    x = 1
    def g(): return x
    del x
    try: g()
    except NameError as e: return str(e)
print(fd())
# 7.6
def r0(): return
def r1(): return 1,
def r2():
    try: return "try"
    finally: print("finally runs")
def r3():
    for i in range(3):
        try: continue
        finally: print(i, end=" ")
    return "end"
def r4(): yield 1; return "value"
print(r0(), r1(), r2(), r3(), (lambda g: (next(g), [*g]))(r4()))
for bad in "return", "class C: return 1", "f() = 1", "a + b = 1", "a, 1 = x", "*a = 1", "*a, *b = x", "[*a, *b] = x", "(*a) = x", "x = ", "x == = 1", "{a} = 1", "{a: b} = 1", "f'{x}' = 1", "a if b else c = 1", "lambda: 1 = 2", "(yield) = 1", "None = 1", "a.None = 1", "x = yield", "del f()", "del a + b", "del *a", "del (*a,)", "del 1", "del a,", "del", "del (a, b", "del {}", "del {a}", "del x if y else z", "del (yield)", "del None", "del a.b, c()", "assert", "assert (a, b", "assert a, b, c", "assert *a", "assert x = 1", "pass 1", "pass = 1", "return_ 1", "a += b += 1", "(a, b) += 1", "[a] += 1", "*a += 1", "f() += 1", "a + b += 1", "a: int += 1", "a, b: int", "a = b: int", "(a, b): int = 1", "a -> b", "a = b = 1 = c", "1 + 1 = 2 = 3", "x.y() = 1", "(x) = 1", "((x)) = 1", "a.b[c].d = 1", "async = 1", "a b = 1", "a = b c", "a = 1 b = 2", "if a = 1: pass", "while a = 1: pass", "f(a.b=1)", "a == b = c", "not a = 1", "-a = 1", "a < b = 1", "a and b = 1", "await a = 1", "(a for a in b) = 1", "[a for a in b] = 1", "... = 1", "`a` = 1", "True += 1", "x = *a, *b", "for None in x: pass", "with a as None: pass", "import a as None", "from a import None", "def f(*None): pass", "__debug__ += 1", "a, b, __debug__ = 1": 
    try: compile(bad, "<t>", "exec"); print(bad, "fine")
    except SyntaxError as e: print(bad, "->", e.msg)
def inside(src): return "def f():\n" + "\n".join("  " + l for l in src.split("\n"))
for bad in "return *a", "return *a, b", "return a, *b", "return yield", "return (yield)", "return x := 1", "return (x := 1)", "return return", "return a b", "return a = 1", "yield\nreturn 1", "x = yield = 1", "(yield) += 1", "yield x = 1", "yield = 1": 
    try: compile(inside(bad), "<t>", "exec"); print(bad, "fine")
    except SyntaxError as e: print(bad, "->", e.msg)
try: compile("async def f():\n yield 1\n return 2", "<t>", "exec")
except SyntaxError as e: print(e.msg)
