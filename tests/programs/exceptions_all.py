# Raising, chaining, finally, generators and exceptions, attributes of exceptions.
def t(f):
    try: return f()
    except BaseException as e:
        return f"{type(e).__name__}({e}) cause={e.__cause__!r} ctx={e.__context__!r} sup={e.__suppress_context__}"
def a():
    try: 1 / 0
    except ZeroDivisionError: raise ValueError("v")
print(t(a))
def b():
    try: 1 / 0
    except ZeroDivisionError as e: raise ValueError("v") from e
print(t(b))
def c(): raise ValueError("v") from None
print(t(c))
def d():
    try: return 1
    finally: print("fin")
print(t(d))
def e():
    for i in range(5):
        try:
            if i == 1: continue
            if i == 3: break
            print(i)
        except Exception: pass
        else: print("else", i)
        finally: print("fin", i)
    else: print("loop else")
    return "done"
print(t(e))
def f():
    try:
        try: raise KeyError("k")
        finally: print("inner fin")
    except (ValueError, KeyError) as ex: return repr(ex)
print(t(f))
def g():
    try: raise TypeError("x")
    except TypeError: raise
print(t(g))
print(t(lambda: [][1])); print(t(lambda: {}["k"])); print(t(lambda: int("x"))); print(t(lambda: None.x)); print(t(lambda: undefined_name)); print(t(lambda: (1).foo())); print(t(lambda: "a" + 1)); print(t(lambda: f(1))); print(t(lambda: len(5))); print(t(lambda: 5())); print(t(lambda: [1, 2].x)); print(t(lambda: next(iter([])))); print(t(lambda: open("/nonexistent"))); print(t(lambda: exec("1 +"))); print(t(lambda: __import__("nonexistent_mod"))); print(t(lambda: 1 < "a")); print(t(lambda: {}.x)); print(t(lambda: chr(-1))); print(t(lambda: "abc".index("z"))); print(t(lambda: assert_()))
def assert_(): assert 1 == 2, "msg"
print(t(assert_))
def asrt(): assert False
print(t(asrt))
def h():
    e = 5
    try: raise ValueError("x")
    except ValueError as e: pass
    try: return e
    except UnboundLocalError as x: return str(x)
print(t(h))
def r(): raise
print(t(r))
def rr(): raise 5
print(t(rr))
def rt(): raise ValueError
print(t(rt))
def bad():
    try: raise ValueError
    except 5: pass
print(t(bad))
def unpack(v):
    a, b = v
    return a, b
print(t(lambda: unpack([1]))); print(t(lambda: unpack([1, 2, 3]))); print(t(lambda: unpack(5))); print(t(lambda: unpack(iter([1, 2]))))
def star():
    a, *b, c = [1]
print(t(star))
class MyE(Exception): pass
class Sub(MyE):
    def __str__(self): return "custom"
print(t(lambda: (_ for _ in ()).throw(Sub(1)))); 
try: raise Sub("a", "b")
except MyE as e: print(e, e.args, repr(e), isinstance(e, Exception), type(e).__mro__[1].__name__)
e = ValueError("a"); e.add_note("n1"); print(e.__notes__, e.with_traceback(None) is e)
def nested():
    try:
        try: raise ValueError(1)
        except ValueError: raise KeyError(2)
    except KeyError as e: return e, e.__context__, e.__context__.__context__
print(nested())
def fin_override():
    try: raise ValueError
    finally: return "swallowed"
print(t(fin_override))
def deep(n): return deep(n + 1)
try: deep(0)
except RecursionError as e: print(e)
def gen():
    try: yield 1
    except GeneratorExit: print("closing"); raise
    finally: print("gen fin")
x = gen(); next(x); x.close(); x = gen(); next(x); del x
def gen2():
    while True:
        try: y = yield 1; print("got", y)
        except ValueError as e: print("caught", e); yield "from except"
x = gen2(); print(next(x), x.send(5), x.throw(ValueError("tv")), next(x))
try: x.throw(KeyError("out"))
except KeyError as e: print("out", e)
print(t(lambda: next(x)))
def gen3(): return 5; yield
try: next(gen3())
except StopIteration as e: print(e.value)
def gen4(): raise StopIteration("si"); yield
print(t(lambda: next(gen4())))
print(BaseException.__subclasses__()[:0], issubclass(KeyError, LookupError), issubclass(FileNotFoundError, OSError), OSError is IOError)
print(OSError(2, "msg", "file"), repr(OSError(2, "msg")), OSError(2, "m").errno, type(OSError(2, "m")).__name__, KeyError("a"), repr(KeyError("a")), str(KeyError(1, 2)), SystemExit(3).code, StopIteration(4).value, UnicodeDecodeError("utf-8", b"\xff", 0, 1, "bad"), AttributeError("x", name="n", obj=1).name, ImportError("m", name="n").name)
import sys
try: 1/0
except: print(sys.exc_info()[0].__name__, sys.exception().args, sys.exc_info()[2].tb_lineno)
print(sys.exc_info())
try: sys.exit("bye")
except SystemExit as e: print(e.code, repr(e))
