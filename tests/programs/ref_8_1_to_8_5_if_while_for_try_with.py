# Compound statements: if, while, for, try, with.
def attempt(f, *a, **k):
    try: print(repr(f(*a, **k)))
    except Exception as e: print(type(e).__name__, e)
def compiled(*sources):
    for bad in sources:
        try: compile(bad, "<t>", "exec"); print(repr(bad), "fine")
        except SyntaxError as e: print(repr(bad), "->", type(e).__name__, e.msg)
def log(x): print(x, end=" "); return x
for n in range(4):
    if log(n) == 0: print("if")
    elif n == 1: print("elif 1")
    elif log(n) == 2: print("elif 2")
    else: print("else")
if 1: pass; print("one line")
if 0: print(1)
elif 0: print(2)
if (): pass
else:
    if 1: print("dangling")
    else: print("no")
n = 3
while n: n -= 1; print(n, end=" ")
else: print("while else")
while n < 5:
    n += 1
    if n == 2: continue
    if n == 4: break
else: print("not reached")
print(n)
while 0: print("never")
else: print("else at once")
for i in []: pass
else: print("empty for else", i if "i" in globals() else "unbound")
for i in range(3): i = 10
print(i)
for i, (j, *k) in [(1, "abc"), (2, (3,))]: print(i, j, k)
for [a, b] in ["xy"]: print(a, b)
for x in 1, 2, *(3,): print(x, end=" ")
l = [1, 2, 3, 4]
for x in l:
    if x == 2: l.remove(x)
print(l)
l = [1]
for x in l:
    if len(l) < 4: l.append(x + 1)
print(l)
d = {1: 1}
try:
    for k in d: d[k + 1] = 1
except RuntimeError as e: print(e, d)
s = {1}
try:
    for k in s: s.add(k + 1)
except RuntimeError as e: print(e)
try:
    for k in d: d[1] = 5
    for k in list(d): del d[k]
    d = {1: 1, 2: 2}
    for k in d: del d[k]; d[k + 10] = 1
except RuntimeError as e: print(e)
class O: pass
o = O(); dd = {}
for o.attr in "ab": print(o.attr, end=" ")
for dd[0] in "cd": print(dd, end=" ")
for dd["x"], o.y in [(1, 2)]: print(dd, o.y)
for it in 5, None, O(): attempt(lambda: [x for x in it])
class It:
    def __init__(self, r): self.r = r
    def __iter__(self): return self
    def __next__(self): raise self.r
for r in StopIteration, StopIteration(5), ValueError("in next"):
    try:
        for x in It(r): pass
        else: print("stopped")
    except ValueError as e: print(e)
def it(): print("iterator evaluated once"); return [1, 2]
for x in it(): pass
# try
def flow(kind):
    try:
        print("try", end=" ")
        if kind == "raise": raise ValueError("v")
        if kind == "other": raise KeyError("k")
        if kind == "return": return "from try"
    except ValueError as e: print("except", e, end=" "); return "from except"
    except (TypeError, AttributeError): print("no")
    else: print("else", end=" "); return "from else"
    finally: print("finally")
for k in "raise", "none", "return": print(flow(k))
attempt(flow, "other")
def fin(n):
    for i in range(3):
        try:
            if n == 0: raise ValueError
            if n == 1: continue
            if n == 2: break
            if n == 3: return "r"
        except ValueError: pass
        finally: print("f", i, end=" ")
    return "end"
print([fin(i) for i in range(4)])
exec("""
def swallow():
    try: 1 / 0
    finally: return "swallowed"
def override():
    try: return "try"
    finally: return "finally"
def fb():
    for i in 1, 2:
        try: 1 / 0
        finally: break
    return i
def fc():
    for i in 1, 2:
        try: 1 / 0
        finally: continue
    return i
""") if __import__("_warnings").filters.insert(0, ("ignore", None, SyntaxWarning, None, 0)) is None else None
print(swallow(), override(), fb(), fc())
try:
    try: raise ValueError("a")
    finally: raise KeyError("b")
except KeyError as e: print(e, repr(e.__context__))
try:
    try: pass
    except ValueError: pass
    else: raise ValueError("from else is not caught here")
    finally: print("fin", end=" ")
except ValueError as e: print(e)
try: raise ValueError
except: print("bare")
try: raise KeyError
except ValueError: pass
except: print("bare last")
try: raise KeyError("no parens")
except ValueError, KeyError: print("3.14 form")
def unbind():
    e = "before"
    try: raise ValueError
    except ValueError as e: pass
    return e
attempt(unbind)
def cyc():
    try: raise ValueError
    except ValueError as e: f = lambda: e
    return f
attempt(cyc())
# except*
def star(exc):
    try:
        try: raise exc
        except* ValueError as e: print("V", repr(e), end=" ")
        except* (KeyError, TypeError) as e: print("KT", repr(e), end=" ")
        else: print("else", end=" ")
        finally: print("finally", end=" ")
    except BaseException as e: return repr(e)
print(star(ValueError(1))); print(star(ExceptionGroup("g", [ValueError(1), KeyError(2), OSError(3)]))); print(star(ExceptionGroup("g", [ExceptionGroup("h", [TypeError(1)]), ValueError(2)]))); print(star(OSError("alone")))
try:
    try: raise ExceptionGroup("g", [ValueError(1), KeyError(2)])
    except* ValueError: raise OSError("new")
except ExceptionGroup as e: print(repr(e))
for h in ExceptionGroup, 5, (ValueError, BaseExceptionGroup):
    try:
        try: raise ValueError
        except* h: pass
    except Exception as e: print(type(e).__name__, e)
compiled("try: pass", "try: pass\nexcept: pass\nexcept A: pass", "try: pass\nelse: pass", "try: pass\nexcept A as b.c: pass", "try: pass\nexcept A as 1: pass", "try: pass\nexcept A, B as c: pass", "try: pass\nexcept (A, B) as c: pass", "try: pass\nexcept* A: pass\nexcept B: pass", "try: pass\nexcept A: pass\nexcept* B: pass", "try: pass\nexcept*: pass", "try: pass\nexcept* A, B: pass", "try: pass\nfinally: pass\nexcept A: pass", "try: pass\nexcept A: pass\nfinally: pass\nelse: pass", "try: pass\nexcept A: pass\nelse: pass\nelse: pass", "try pass", "except A: pass", "finally: pass", "else: pass", "elif x: pass", "if x pass", "if: pass", "if x:\npass", "if x: else: pass", "if x: pass\nelse if y: pass", "else if x: pass", "while: pass", "while x pass", "for x y: pass", "for x in: pass", "for in y: pass", "for x in y pass", "for x in y", "for f() in x: pass", "for x + 1 in y: pass", "for 1 in y: pass", "for *a in b: pass", "for *a, in b: pass", "for a, *b, *c in d: pass", "for x in *y: pass", "for x in *y, z: pass", "for (x in y): pass", "for x in y, : pass", "for x = 1 in y: pass", "for x not in y: pass", "if x = 1: pass", "if x == 1 = 2: pass", "while x := 1: pass")
# with
class CM:
    def __init__(s, n, sw=False): s.n, s.sw = n, sw
    def __enter__(s): print("enter", s.n, end=" "); return s.n
    def __exit__(s, *a): print("exit", s.n, a[0] and a[0].__name__, end=" "); return s.sw
with CM(1) as a, CM(2) as b: print(a, b, end=" ")
print()
with (CM(1) as a, CM(2), CM(3) as c,): print(a, c, end=" ")
print()
with (CM(1)): pass
with (CM(1), CM(2)): pass
with (CM(1)) as x, (CM(2)) as y: pass
with CM("ab") as (p, q): print(p, q)
with CM("xyz") as [p, *o.attr]: print(o.attr)
with CM(5) as o.v, CM(6) as dd[1]: print(o.v, dd[1])
try:
    with CM(1, True) as (u, v): pass
    print("swallowed unpacking")
except TypeError as e: print(e)
with CM(1, True), CM(2): raise ValueError
print()
try:
    with CM(1), CM(2, True), undefined_manager: pass
except NameError as e: print(e)
else: print("swallowed by 2")
compiled("with: pass", "with a as: pass", "with a as 1: pass", "with a as f(): pass", "with a as b + c: pass", "with (a as b): pass", "with (a as b, c as d,): pass", "with (a, b) as c: pass", "with (a as b) as c: pass", "with a, : pass", "with (): pass", "with (a,): pass", "with *a: pass", "with a as *b: pass", "with a as *b, c: pass", "with a as (*b, c): pass", "with a as b.c, d as e[0]: pass", "with a pass", "with (a as b: pass", "with a as b, c as d pass", "with (a := b): pass", "with a := b: pass", "with lambda: x: pass", "with (yield): pass", "with a as b = c: pass", "with a as (b): pass", "with a as ((b, c)): pass", "with (a as 1): pass", "with (a, b as f()): pass", "with a as None: pass")
