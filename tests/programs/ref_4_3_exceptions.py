# Exceptions: termination model, matching by class, what handlers see.
def attempt(f, *a, **k):
    try: print(repr(f(*a, **k)))
    except Exception as e: print(type(e).__name__, e)
import sys
def f(): raise ValueError("deep")
def g():
    try: f()
    finally: print("finally on the way")
try: g()
except Exception as e:
    tb = e.__traceback__; names = []
    while tb: names.append(tb.tb_frame.f_code.co_name); tb = tb.tb_next
    print(names, sys.exc_info()[1] is e, sys.exception() is e); del tb
print(sys.exception(), sys.exc_info())
for exc in ValueError, ValueError(), ValueError("x", 1), KeyboardInterrupt, SystemExit(3), StopIteration(5), OSError(2, "no", "file"), ExceptionGroup("g", [ValueError(1)]): 
    try: raise exc
    except BaseException as e: print(type(e).__name__, e.args, str(e), repr(e))
class A(Exception): pass
class B(A): pass
def match(raised, *handlers):
    try:
        try: raise raised
        except handlers as e: return type(e).__name__
    except BaseException as e: return "escaped " + type(e).__name__ + " " + str(e)
print(match(B, A), match(A, B), match(B, ValueError, A), match(A), match(B, (A,)), match(A, 5), match(A, A, 5), match(A, "s"), match(A, object), match(A, ValueError, int))
def evaluated():
    print("handler expression"); return ValueError
try: pass
except evaluated(): pass
try: raise KeyError
except (evaluated(), KeyError): print("tuple")
try:
    try: raise KeyError("first")
    except undefined_name: pass
except NameError as e: print(e, repr(e.__context__))
try:
    try: raise ValueError(1)
    except ValueError: raise KeyError(2)
except KeyError as e: print(repr(e.__context__), e.__cause__, e.__suppress_context__)
# no way to repair and retry; the handler continues after the statement
n = 0
while True:
    try:
        n += 1
        if n < 3: raise ValueError(n)
        break
    except ValueError as e: print("retry", e)
def nested():
    try: raise ValueError("outer")
    except ValueError:
        try: raise KeyError("inner")
        except KeyError: print(sys.exception())
        print(sys.exception())
        def h(): return sys.exception()
        print(repr(h()))
    return sys.exception()
print(nested())
def generator():
    try: yield sys.exception()
    except ValueError: yield "in gen " + repr(sys.exception())
try: raise KeyError("around")
except KeyError:
    x = generator(); print(repr(next(x))); print(x.throw(ValueError("into"))); print(repr(sys.exception()))
for bad in 5, "s", None, int, object(), [ValueError]:
    try: raise bad
    except TypeError as e: print(e)
class NotExc(Exception):
    def __new__(cls): return 5
try: raise NotExc
except TypeError as e: print(e)
class Fails(Exception):
    def __init__(self): raise RuntimeError("in init")
try: raise Fails
except RuntimeError as e: print(e)
try: raise
except RuntimeError as e: print(e)
print(BaseException.__subclasses__()[:1] != [], issubclass(KeyboardInterrupt, Exception), issubclass(SystemExit, Exception), issubclass(GeneratorExit, Exception), issubclass(BaseExceptionGroup, Exception), issubclass(ExceptionGroup, Exception))
