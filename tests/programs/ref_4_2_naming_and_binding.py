# Naming and binding: what binds names, how they are resolved, builtins, eval and exec.
def attempt(f, *a, **k):
    try: print(repr(f(*a, **k)))
    except Exception as e: print(type(e).__name__, e)
import sys
# everything that binds
def binders(p, *a, k=1, **kw):
    import math as m1
    from sys import path as p1
    for t in (1,): pass
    with open("ref_4_2_naming_and_binding.py") as w: pass
    try: raise ValueError
    except ValueError as e: e_name = 1
    class Cl: pass
    def fn(): pass
    (wal := 1)
    match 5:
        case cap: pass
    match [1, 2]:
        case [x, *rest] as whole: pass
    type Al = int
    a1, (b1, *c1) = 1, (2, 3)
    an: int = 3
    aug = 0; aug += 1
    return sorted(locals())
print(binders(0))
def tp[T, *Ts, **P](): return [x.__name__ for x in (T, Ts, P)]
print(tp())
# a bound name is local in the whole block
x = "global"
def f():
    attempt(lambda: eval("0"))
    try: print(x)
    except UnboundLocalError as e: print(e)
    x = 1
f()
def g():
    if False: x = 1
    return x
attempt(g)
def h():
    del x
attempt(h); attempt(lambda: undefined_name); 
def free():
    def inner(): return late
    attempt(inner); late = 5; print(inner()); del late; attempt(inner)
free()
# class scopes do not extend into functions, comprehensions see only the first iterable
class A:
    a = 42
    def m(self): return a
    try: b = list(a + i for i in range(2))
    except NameError as e: b = str(e)
    c = [i for i in range(a - 40)]
    try: d = [a for _ in range(1)]
    except NameError as e: d = str(e)
    e = (lambda: x)()
    x = "class x"
    f = x
    def n(self): return x
attempt(A().m); print(A.b, A.c, A.d, A.e, A.f, A().n())
def outer():
    x = "outer"
    class B:
        y = x
        x = "in class" if False else x + "!"
        z = x
    return B.y, B.z
attempt(outer)
def outer2():
    x = "outer"
    class B: y = x
    return B.y
print(outer2())
class LocalThenGlobal:
    print(x); x = 3; print(x); del x; print(x)
def closure_class():
    v = "cell"
    class K:
        locals()["v"] = "class local"
        w = v
        def m(self): return v
    return K.w, K().m()
print(closure_class())
class Generic[T]:
    T1 = T
    class Inner: T2 = T
    def m(self): return T
print(Generic.T1.__name__, Generic.Inner.T2.__name__, Generic().m().__name__)
class Shadow[T]:
    T = int
    x = T
    def m(self): return T
print(Shadow.x, Shadow().m())
# global and nonlocal
def setg():
    global made; made = 1
    def inner(): return made
    class C: global made2; made2 = 2
    return inner()
print(setg(), made, made2)
def mixed():
    x = 1
    def a():
        global x
        def b(): return x
        return b()
    def c():
        nonlocal x; x += 1
        def d():
            nonlocal x; x += 1; return x
        return d()
    return a(), c(), x
print(mixed())
exec("global q; q = 3"); print(q)
# builtins
print(eval("len", {"__builtins__": {"len": "mine"}})); attempt(eval, "len", {"__builtins__": {}}); ns = {}; exec("y = 1", ns); print("__builtins__" in ns, ns["y"], sorted(ns)); attempt(exec, "def f(): pass\nclass X: pass", {"__builtins__": {}}); attempt(exec, "import sys", {"__builtins__": {}})
len_ = len; len = lambda o: "shadowed"; print(len([])); del len; print(len([]))
# eval and exec see globals and locals, not enclosing scopes
def ev():
    v = 1; w = 2
    def inner():
        v
        return eval("v"), attempt(eval, "w"), eval("[v for _ in 'a']"), eval("(lambda: x)()")
    return inner()
print(ev()); print(eval("a + b", {"a": 1}, {"b": 2})); attempt(eval, "(lambda: b)()", {"a": 1}, {"b": 2}); print(eval("[a for _ in 'x']", {}, {"a": 3})); l = {}; exec("def f(): return 1\nr = f()", {}, l); print(sorted(l)); attempt(exec, "def f(): return f2()\ndef f2(): return 2\nr = f()", {}, {}); exec("class K:\n  z = lo", {"lo": 1}, {})
class M(dict):
    def __missing__(self, k): return "missing " + k
print(eval("zzz", {}, M())); attempt(eval, "zzz", M()); exec("a = zzz; del a", {}, m := M()); print(m)
def loc():
    a = 1; d = locals(); d["a"] = 2; d["new"] = 3; exec("a = 4; b = 5"); return a, sorted(d), "b" in locals()
print(loc())
def fl():
    a = 1; sys._getframe().f_locals["a"] = 2; return a
print(fl())
try: raise ValueError
except ValueError as e: pass
attempt(lambda: e)
def exc():
    e = 1
    try: raise KeyError
    except KeyError as e: pass
    return e
attempt(exc)
try: raise ValueError
except ValueError as e: del e
print([i for i in range(3)], "i" in globals()); print([(j := i) for i in range(3)], j)
def deflt(a, b=x, c=[]): c.append(a); return b, c
x = "changed"; print(deflt(1), deflt(2))
fs = [lambda: n for n in range(3)]; print([fn() for fn in fs]); fs = [lambda n=n: n for n in range(3)]; print([fn() for fn in fs])
for bad in "def f(a):\n global a", "def f():\n x = 1\n global x", "def f():\n print(x)\n global x", "nonlocal x", "def f():\n nonlocal zz", "def f():\n x = 1\n def g():\n  nonlocal x\n  global x", "def f(a):\n def g():\n  a = 1\n  nonlocal a", "def f(a):\n nonlocal a", "class C:\n nonlocal q", "def f():\n global x\n def g():\n  nonlocal x", "def f(a, a): pass", "def f():\n from sys import *", "class C:\n  from sys import *", "x = 1\nglobal x", "def f():\n for x in y: pass\n global x", "def f():\n import x\n global x", "def f():\n x: int\n global x", "class C[T]:\n nonlocal T", "def f[T]():\n nonlocal T", "def f[T](T): pass", "def f[T, T](): pass", "def f[T]():\n global T": 
    try: exec(bad); print(repr(bad), "fine")
    except SyntaxError as e: print(repr(bad), "->", e.msg)
    except Exception as e: print(repr(bad), type(e).__name__, e)
