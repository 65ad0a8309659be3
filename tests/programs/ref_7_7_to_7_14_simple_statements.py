# Simple statements: yield, raise, break, continue, import, global, nonlocal, type.
def attempt(f, *a, **k):
    try: print(repr(f(*a, **k)))
    except Exception as e: print(type(e).__name__, e)
def compiled(*sources):
    for bad in sources:
        try: compile(bad, "<t>", "exec"); print(repr(bad), "fine")
        except SyntaxError as e: print(repr(bad), "->", e.msg)
# 7.7
def g():
    yield
    yield 1,
    yield *[1], 2
    x = yield; print("x", x)
    x = yield 5; print("x", x)
    x += yield 6; print("x", x)
    print((yield 7), (yield))
    yield from (8, 9)
    return 10
it = g(); print([next(it) for _ in range(4)], it.send("s1"), it.send(1), it.send(2), it.send("p"), it.send("q"), next(it)); print(list(it))
compiled("yield", "class C: yield", "[(yield) for x in y]", "def f(): yield = 1", "def f(): x = yield = 1", "def f(): return yield", "def f(): yield from", "def f(): yield from *x", "async def f(): yield from x", "def f(a=(yield)): pass", "def f():\n def g(a=(yield)): pass", "def f(): lambda: (yield)", "def f(): print(yield)", "def f(): print((yield), (yield 1))", "def f(): yield x for x in y", "def f(): assert (yield)", "def f(): not (yield)", "def f(): not yield", "def f(): 1 + yield", "def f(): x[yield]", "def f(): x[(yield)]", "def f(): del (yield)", "def f(): for (yield) in x: pass", "(x for x in (yield))", "def f(): (x for x in (yield))", "def f(): [x for x in y if (yield)]")
# 7.8
def r(exc, cause=None, has=False):
    try:
        if has: raise exc from cause
        raise exc
    except BaseException as e: return repr(e), repr(e.__cause__), e.__suppress_context__
for a in ValueError, ValueError("v"), KeyboardInterrupt: print(r(a), r(a, None, True), r(a, KeyError, True), r(a, KeyError("k"), True))
print(r(5), r(ValueError, 5, True), r(None), r("s"), r(ValueError, "s", True), r(type), r(ValueError, type, True))
try:
    try: 1 / 0
    except ZeroDivisionError as e: raise RuntimeError("bad") from e
except RuntimeError as e: print(repr(e.__cause__), e.__cause__ is e.__context__, e.__suppress_context__)
try:
    try: 1 / 0
    except ZeroDivisionError: raise RuntimeError("bad") from None
except RuntimeError as e: print(e.__cause__, repr(e.__context__), e.__suppress_context__)
def reraise():
    try: raise ValueError("first")
    except ValueError:
        try: raise
        except ValueError as e: print("again", e, e.__context__)
        def inner(): raise
        inner()
attempt(reraise); attempt(exec, "raise"); e = ValueError("tb"); print(e.with_traceback(None) is e, e.__traceback__); attempt(e.with_traceback, 5); attempt(setattr, e, "__cause__", 5); attempt(setattr, e, "__context__", 5); attempt(delattr, e, "__cause__"); e.__cause__ = KeyError(); print(e.__suppress_context__); attempt(setattr, e, "__suppress_context__", 0); e.__suppress_context__ = False; e.add_note("n1"); e.add_note("n2"); print(e.__notes__); attempt(e.add_note, 5); e.args = (1, 2); print(repr(e)); attempt(setattr, e, "args", 5)
compiled("raise a, b", "raise a from", "raise from b", "raise a from b from c", "raise a b", "raise *a", "raise a = b", "raise (a, b)", "raise yield")
# 7.9, 7.10
for i in range(5):
    if i == 1: continue
    if i == 3: break
    print(i, end=" ")
else: print("not reached")
print(i)
for i in range(2): 
    for j in range(3):
        if j == 1: break
    else: print("no")
    continue
else: print("outer else", i, j)
while True:
    try: break
    finally: print("finally on break")
for i in 1, 2:
    try: continue
    finally: print("finally on continue", i)
for i in 1, 2:
    with open("ref_7_7_to_7_14_simple_statements.py") as f: break
print(f.closed)
compiled("break", "continue", "if 1: break", "def f(): break", "for x in y:\n def f(): break", "for x in y:\n class C: continue", "while 1: pass\nelse: break", "for x in y: pass\nelse: continue", "break 1", "try: pass\nfinally: continue", "lambda: break", "with a: break", "for x in y:\n lambda: continue", "match x:\n case 1: break", "for x in y:\n match x:\n  case 1: break", "try:\n pass\nexcept* A:\n for x in y: break", "for x in y:\n try: pass\n except* A: break", "for x in y:\n try: pass\n except* A: continue", "def f():\n try: pass\n except* A: return")
# 7.11
import sys, math as m, time; from math import (pi, sqrt as root,); print(m.pi == pi, root(4), sys.__name__)
compiled("import", "import a.b as c, d", "import a as b.c", "import a b", "import a,", "import (a)", "import *", "import a.*", "import .a", "from a import", "from a import *", "from a import (*)", "from a import *, b", "from a import b,", "from a import (b,)", "from a import ()", "from a import (b as c, d)", "from a import b.c", "from a import b as c.d", "from a import b c", "from . import a", "from .. import a", "from ... import a", "from .... import a", "from .a.b import c", "from . a import b", "from a. import b", "from a import b as", "from import a", "from a", "def f(): from a import *", "class C: from a import *", "import a as 1", "from a import 1", "import 1", "from 1 import a", "import a = b", "from a import b = c", "import a.b.c", "import a;import b", "from a import b; import c", "from __future__ import nope", "x = 1\nfrom __future__ import annotations", "'doc'\nfrom __future__ import annotations", "from __future__ import braces", "from __future__ import annotations, division", "from __future__ import *", "import __future__\nfrom __future__ import annotations", "from __future__ import annotations\nfrom __future__ import division", "1\nfrom __future__ import annotations", "'a'\n'b'\nfrom __future__ import annotations", "from __future__ import barry_as_FLUFL", "def f(): from __future__ import annotations", "if 1: from __future__ import annotations", "from .__future__ import nope")
import __future__; print(__future__.annotations, __future__.all_feature_names[:3], __future__.division.getMandatoryRelease(), __future__.annotations.compiler_flag)
# 7.12, 7.13
gv = 1
def fg():
    global gv, gnew; gv += 1; gnew = [gv]
    for gloop in (): pass
    import sys as gsys
    global gfn, Gcls, gmod, gexc, gwith
    def gfn(): return "gfn"
    class Gcls: pass
    import math as gmod
    del gv
fg(); print(gnew, "gv" in globals(), gfn(), gfn.__qualname__, Gcls.__qualname__, gmod.__name__)
def counter():
    n = 0
    def inc(by=1): nonlocal n; n += by; return n
    def get(): return n
    def kill(): nonlocal n; del n
    return inc, get, kill
inc, get, kill = counter(); inc(); inc(5); print(get()); kill(); attempt(get); attempt(kill)
def nl_class():
    v = 1
    class C: nonlocal v; v = 2; w = v
    return v, "v" in vars(C), C.w
print(nl_class()); exec("global eg; eg = 1", {}, loc := {}); print(loc)
compiled("nonlocal x", "class C: nonlocal x", "def f(): nonlocal x", "def f(x):\n def g(): nonlocal x; x: int", "global x", "def f(): print(x); global x", "def f(): x = 1; global x", "def f(x): global x", "def f(): global x, x", "def f():\n x = 1\n def g(): nonlocal x, x", "def f():\n x = 1\n def g(): print(x); nonlocal x", "def f():\n x = 1\n def g(): x = 2; nonlocal x", "def f():\n global x\n def g(): nonlocal x", "def f():\n x = 1\n def g(): global x; nonlocal x", "global", "global 1", "global x.y", "global (x)", "global x = 1", "nonlocal x,", "def f():\n global x\n for x in y: pass", "def f():\n for x in y: pass\n global x", "def f():\n x += 1; global x", "def f():\n del x; global x", "def f():\n def x(): pass\n global x", "def f():\n class x: pass\n global x", "def f():\n with a as x: pass\n global x", "def f():\n try: pass\n except E as x: pass\n global x", "def f():\n (x := 1); global x", "def f():\n [x for x in y]; global x", "def f():\n lambda x: 1; global x", "def f():\n x.y = 1; global x", "def f():\n x: int; global x", "def f():\n match y:\n  case x: pass\n global x", "def f():\n type x = int; global x", "nonlocal __class__", "class C:\n def f(self): nonlocal __class__", "class C:\n def f(self): global __class__; super()")
# 7.14
type A = int; type L[T] = list[T]; type R = list[R] | None; type Lazy = not_defined_yet
print(A, A.__name__, A.__value__, A.__type_params__, A.__module__, L, L.__type_params__, L.__parameters__, L[int], L[int].__args__, L[int].__origin__ is L, R.__value__, type(A).__name__, A | None, A.__qualname__ if hasattr(A, "__qualname__") else "no qualname"); attempt(lambda: Lazy.__value__); not_defined_yet = 5; print(Lazy.__value__, Lazy.__value__); not_defined_yet = 6; print(Lazy.__value__); attempt(isinstance, 1, A); attempt(lambda: A()); attempt(lambda: A[int]); attempt(setattr, A, "__name__", "x"); attempt(setattr, A, "foo", 1); print(A.evaluate_value(1)); attempt(A.evaluate_value, 99) 
def tl():
    type X[T: int = bool, *Ts = *tuple[int], **P = [int]] = (T, Ts, P); return X
x = tl(); print(x.__type_params__, x.__type_params__[0].__bound__, [p.__default__ for p in x.__type_params__], x.__value__)
class InClass: type X = InClass; y = 1; type Z = y
print(InClass.X.__value__, InClass.Z.__value__)
compiled("type X", "type X =", "type X = 1, 2", "type X.y = 1", "type (X) = 1", "type X[] = 1", "type X[T = int", "type X[T: (yield)] = 1", "type X = (yield)", "type X = (y := 1)", "type X = await y", "type X[T, T] = 1", "type X[T=int, U] = 1", "type X[*T: int] = 1", "type X[**P: int] = 1", "type X[T: int, str] = 1", "type X: int = 1", "type X += 1", "type = 1", "type: int = 1", "type()", "type[X]", "type X, Y = 1", "type None = 1", "type if = 1", "type type = type", "type match = case", "type X[T=*int] = 1", "type X[*T=*int] = 1", "class C:\n type X = __class__", "def f(): type X = nonlocal y")
