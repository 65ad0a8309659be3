# Generators, closures and exceptions together: delegation, throw, close, finally, exc_info.
def show(f, *a, **k):
    try: print(repr(f(*a, **k)))
    except BaseException as e: print(type(e).__name__ + ":", e)
def pipeline(n):
    def src():
        for i in range(n): yield i
    def double(it):
        for x in it: yield x * 2
    def keep(it, p):
        for x in it:
            if p(x): yield x
    return sum(keep(double(src()), lambda v: v % 3 == 0))
print(pipeline(50))
def tree(d): return None if d == 0 else (tree(d - 1), d, tree(d - 1))
def walk(t):
    if t: yield from walk(t[0]); yield t[1]; yield from walk(t[2])
print(list(walk(tree(4))), sum(walk(tree(7))))
def avg():
    total = n = 0; value = None
    while True:
        x = yield value
        total += x; n += 1; value = total / n
a = avg(); next(a); print([a.send(v) for v in (10, 20, 60)])
def sw():
    try:
        yield 1
        try: yield 2
        finally: yield 3
    except ValueError: yield 4
    else: yield 5
    finally: print("done")
print(list(sw())); g = sw(); next(g); print(g.throw(ValueError), list(g)); g = sw(); next(g); next(g); print(g.throw(ValueError()), next(g)); show(next, g)
def closing():
    try: yield
    except GeneratorExit: yield "bad"
g = closing(); next(g); show(g.close)
def ret():
    try: yield 1
    except GeneratorExit: return 7
g = ret(); next(g); print(g.close())
def delegate(n):
    r = yield from (ret_val(i) for i in range(n))
def sub():
    x = yield "a"; y = yield x; return (x, y)
def main():
    r = yield from sub(); yield r
m = main(); print(next(m), m.send(1), m.send(2))
class It:
    def __iter__(self): return self
    def __init__(self): self.n = 0
    def __next__(self):
        self.n += 1
        if self.n > 3: raise StopIteration("val")
        return self.n
    def send(self, v): return "sent" + str(v)
    def throw(self, e): return "thrown " + type(e).__name__
def yf():
    r = yield from It(); print("r", r)
y = yf(); print(next(y), y.send("x"), y.throw(KeyError()), next(y), next(y)); show(next, y)
def nest():
    x = 0
    def l1():
        nonlocal x; x += 1
        def l2():
            nonlocal x; x += 10
            return lambda: x
        return l2()
    return l1()(), x
print(nest())
def cells():
    fs = []
    for i in range(3):
        def f(i=i, *, j=i * 2): return i, j
        fs.append(f)
    return [f() for f in fs], [g() for g in [lambda k=k: k for k in "ab"]]
print(cells())
def late():
    def f(): return v
    v = 1; a = f(); v = 2
    return a, f()
print(late())
print([(lambda: x)() for x in range(3)], [[y * x for y in range(3)] for x in range(3)], [x for x in [x for x in range(3)]], {x: [y for y in range(x)] for x in range(3)}, list((x, y) for x in range(2) for y in (x, x + 1)))
def shadow(x): return [x for x in range(x)], x
print(shadow(3))
class Cls:
    z = 3; l = [z for _ in range(1)] if 0 else [q for q in range(z)]
    def f(self): return __class__.__name__
    m = {k: v for k, v in zip("ab", range(z))}
print(Cls.l, Cls().f(), Cls.m)
try: [1 / 0 for _ in [1]]
except ZeroDivisionError as e: print(e)
try: [i for i in 5]
except TypeError as e: print(e)
try: {k: v for k, v in [1]}
except TypeError as e: print(e)
def exc_in_gen():
    for i in range(3):
        try: yield 10 // (1 - i)
        except ZeroDivisionError: yield "zde"
show(lambda: list(exc_in_gen()))
def fin():
    for i in range(3):
        try:
            if i == 1: return "early"
        finally:
            if i == 1: print("fin", i)
show(fin)
def fin2():
    while True:
        try: return "a"
        finally: break
    return "b"
show(fin2)
def fin3():
    try: raise ValueError("orig")
    finally:
        try: raise KeyError("inner")
        except KeyError: pass
show(fin3)
def nested_exc():
    try:
        try: raise ValueError("one")
        except ValueError as e:
            try: raise TypeError("two") from e
            except TypeError as f: raise RuntimeError("three")
    except RuntimeError as r: return [type(x).__name__ for x in (r, r.__context__, r.__context__.__cause__)]
show(nested_exc)
def exc_var():
    e = "outer"
    try: raise ValueError
    except ValueError as e: pass
    return "e" in locals()
show(exc_var)
def reraise():
    try:
        try: raise ValueError("x")
        except ValueError as e: e.args = ("changed",); raise
    except ValueError as e: return e.args
show(reraise)
def loopexc():
    out = []
    for i in range(5):
        try:
            if i == 1: raise ValueError(i)
            if i == 2: continue
            if i == 3: break
        except ValueError as e: out.append(e.args)
        else: out.append(("else", i))
        finally: out.append(("fin", i))
    else: out.append("never")
    return out
show(loopexc)
import sys
def exc_info():
    r = []
    try: raise ValueError(1)
    except ValueError:
        r.append(sys.exc_info()[1].args)
        try: raise KeyError(2)
        except KeyError: r.append(sys.exc_info()[1].args)
        r.append(sys.exc_info()[1].args)
        def g(): yield sys.exc_info()[1].args; yield sys.exc_info()[0]
        it = g(); r.append(next(it))
    r.append(next(it)); r.append(sys.exc_info()[0])
    return r
show(exc_info)
class Cm:
    def __init__(self, s): self.s = s
    def __enter__(self): return self
    def __exit__(self, t, v, tb): return self.s
def withs():
    with Cm(True): raise ValueError
    with Cm(False) as c, Cm(True): raise KeyError
    try:
        with Cm(False): raise IndexError("out")
    except IndexError as e: return str(e)
show(withs)
def gw():
    with Cm(False):
        x = yield 1
        print("got", x)
    yield 2
g = gw(); print(next(g), g.send("v")); show(next, g)
show(exec, "raise SystemExit(3)"); show(lambda: sys.exit()); show(lambda: exec("import sys; sys.exit('m')"))
def many_handlers(e):
    try: raise e
    except (KeyError, IndexError) as x: return "lookup", x.args
    except ArithmeticError: return "arith"
    except (OSError,): return "os"
    except Exception as x: return "other", type(x).__name__
    except BaseException as x: return "base", type(x).__name__
print([many_handlers(e) for e in (KeyError(1), IndexError, ZeroDivisionError(), FileNotFoundError(2, "x"), StopIteration(), KeyboardInterrupt(), GeneratorExit)])
