# Literals, scopes, f-strings, eval and exec, syntax errors, flow through finally and with.
def show(f):
    try: print(repr(f()))
    except Exception as e: print(type(e).__name__ + ":", e)
x = 1; y = \
    2
a = b = c = [0]; a += [1]; print(b is c, c); print(0xFF, 0o17, 0b101, 1_000_000, 1e-3, .5, 5., 1j, 0_0, 10**-2)
print('a' "b" r'\n', u"u", """multi
line""", 'tab\tq\'s', "\x41\u0042\U00000043\103\N{GREEK SMALL LETTER ALPHA}", "a\
b", rb"\x00", b"\x00\101", "\0", f"{'a'!r}" f"b{1}", rf"\d{2}", len("\ud83d"))
print(1 if x else 2, (lambda: (yield))() is not None, not x == 1, -2 ** 2, (-2) ** 2, 2 ** -1, 2 ** 3 ** 2, 7 // -2, -7 % 3, 1 < 2 == 2 != 3, x is not None, x not in [2], ~5, +x, - -x, 1 << 2 + 1, 5 & 3 | 4 ^ 1, not 1 or 0 and 1)
def f(*, a=1, **k): return a, k
print(f(), f(a=2, b=3), (*[1], 2), [*"ab", *range(2)], {**{"a": 1}, "a": 2}, {*()} == set())
t = 1,; print(t, (), (1,), type(()), [1, 2, ][-1]); (p), [q, r] = 1, (2, 3); print(p, q, r)
for i in 1, 2: print(i, end=" ")
for i, in [(1,), (2,)]: print(i, end=" ")
print(); i = 5
def loc():
    if False: zz = 1
    try: zz
    except UnboundLocalError as e: return str(e)
print(loc())
def free():
    def inner(): return vv
    try: inner()
    except NameError as e: print(e)
    vv = 1; print(inner()); del vv
    try: inner()
    except NameError as e: return str(e)
print(free())
class A:
    x = x
    y = [x for _ in range(2)]
    def m(self, z=x): return z
    class B: w = 5
    locals()["dyn"] = 7
print(A.x, A.y, A().m(), A.B.w, A.B.__qualname__, A.m.__qualname__, A.dyn)
def g():
    global newglobal
    newglobal = 1
    class newglobal2: pass
    return [k for k in locals()]
print(g(), newglobal)
print([*map(str, [1])], [i for i in range(3) if i if i > 1], [(i, j) for i in range(2) for j in range(i)], {i: i for i in "ab"}, any(i for i in []), i)
lst = list(range(10)); del lst[0], lst[-1]; del lst[::2]; print(lst); lst[1:2] = []; lst[len(lst):] = [1]; print(lst, lst[-100:100], lst[5:1], lst[::-1], lst[-1:0:-1])
d = {"a": {"b": [1, 2, {"c": 3}]}}; d["a"]["b"][2]["c"] += 1; d["a"]["b"][0:1] = [9, 9]; print(d); del d["a"]["b"]; print(d)
s = "abc"; print(s[0], s[-1], s[1:], s[:-1], s[::2], s[5:], s[::-1], s * 0, s[True])
print(f"{x}{y!r}{x:>{y + 3}}|{x + 1 = }|{'q' if x else 'r'}|{{}}|{d!s:10}|{x:{'>'}{4}}|{f'{x}' + 'n'}|{"same quotes"}|{x!a}|{3.14159:.{y}f}|{[1, 2][0]}|{ {'k': 1}['k'] }|{lambda_ if (lambda_ := 5) else 0}|{'\n'}|")
print(f"""{
    x
    + 1  # comment
}""", f"{x:%}", f"{1000000:,}", f"{x=!r:^5}", f"{'a':{'*'}^{5}}")
assert x == 1, "no"; assert (x, "tuple")
try: assert not x, f"msg {x}"
except AssertionError as e: print(e)
def deco(a): return lambda f: (print("deco", a), f)[1]
@deco(1)
@deco(x + 1)
def decorated(): "doc"; pass
print(decorated(), decorated.__doc__, (lambda: 1).__name__, decorated.__code__.co_name)
ann: int = 5; ann2: "undefined"; print(ann, "ann2" in globals())
while x < 3: x += 1; print(x, end=",")
else: print("done")
if x == 1: pass
elif x == 3: print("elif")
else: print("no")
try: pass
finally: print("fin")
try: {}["x"]
except (KeyError, IndexError): print("tuple except")
except: print("no")
else: print("no")
print(eval("1 + x"), eval("y", {"y": 5}), eval("a + b", {"a": 1}, {"b": 2}), exec("zq = 5"), zq, compile("1+1", "f", "eval") is not None, eval(compile("2*3", "f", "eval")))
show(lambda: eval("1 +")); show(lambda: exec("def f(")); show(lambda: eval("undefined_q")); show(lambda: exec("return 1")); show(lambda: exec("break")); show(lambda: exec("x = = 1")); show(lambda: exec("  x = 1")); show(lambda: exec("if 1:\nx")); show(lambda: exec("'abc")); show(lambda: exec("(1")); show(lambda: exec("1 = x")); show(lambda: exec("f() = 1")); show(lambda: exec("def f(a, a): pass")); show(lambda: exec("nonlocal x")); show(lambda: exec("yield 1")); show(lambda: exec("def f(): x = 1; global x")); show(lambda: exec("import")); show(lambda: exec("a b")); show(lambda: exec("print 1")); show(lambda: exec("x++")); show(lambda: exec("for x in: pass")); show(lambda: exec("continue")); show(lambda: exec("await x")); show(lambda: exec("lambda: (yield)")); show(lambda: exec("*a")); show(lambda: exec("del f()")); show(lambda: exec("None = 1")); show(lambda: exec("f(a=1, 2)")); show(lambda: exec("f(**k, *a)")); show(lambda: exec("class C(x=1, x=2): pass")); show(lambda: exec("{1: 2, 3}")); show(lambda: exec("0777")); show(lambda: exec("1__0")); show(lambda: exec("'\\x1'")); show(lambda: exec("f'{'")); show(lambda: exec("f'{}'")); show(lambda: exec("x = 'a' 1")); show(lambda: exec("try: pass")); show(lambda: exec("else: pass")); show(lambda: exec("def f(a=1, b): pass")); show(lambda: exec("(a, b): int = 1")); show(lambda: exec("with x as 1: pass")); show(lambda: exec("x := 1")); show(lambda: exec("[x := 1 for x in y]")); show(lambda: exec("\tif 1:\n        x\n\ty"))
print(sorted(k for k in globals() if len(k) == 1), vars() is globals(), dir(A)[-3:], callable(A), id(A) == id(A), hash(1) == hash(1.0) == hash(True), type(...), NotImplemented, __name__, __doc__, __debug__)
class Ctx:
    def __enter__(self): return self
    def __exit__(self, *a): print("exit", a[0]); return True
def flow():
    for i in range(4):
        try:
            with Ctx():
                if i == 0: continue
                if i == 1: raise KeyError
                if i == 2: break
        finally: print("f", i)
    with Ctx(): return "r"
print(flow())
def ff():
    try: return "try"
    finally: return "finally"
def fg():
    while True:
        try: break
        finally: print("brk")
    for _ in range(2):
        try: 1 / 0
        except ZeroDivisionError: continue
        finally: print("cont")
    return "end"
print(ff(), fg())
