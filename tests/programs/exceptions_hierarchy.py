# Standard exceptions: hierarchy, str, repr, args, attributes.
for e in (BaseException, SystemExit, KeyboardInterrupt, GeneratorExit, Exception, StopIteration, ArithmeticError, FloatingPointError, OverflowError, ZeroDivisionError, AssertionError, AttributeError, BufferError, EOFError, ImportError, ModuleNotFoundError, LookupError, IndexError, KeyError, MemoryError, NameError, UnboundLocalError, OSError, BlockingIOError, ChildProcessError, ConnectionError, BrokenPipeError, ConnectionAbortedError, ConnectionRefusedError, ConnectionResetError, FileExistsError, FileNotFoundError, InterruptedError, IsADirectoryError, NotADirectoryError, PermissionError, ProcessLookupError, TimeoutError, ReferenceError, RuntimeError, NotImplementedError, RecursionError, StopAsyncIteration, SyntaxError, IndentationError, TabError, SystemError, TypeError, ValueError, UnicodeError, Warning, DeprecationWarning, UserWarning, RuntimeWarning, SyntaxWarning):
    print(e.__name__, [c.__name__ for c in e.__mro__[1:-1]], repr(e()), repr(e("m")), repr(str(e("m"))), e("m").args, e.__module__)
print(IOError is OSError, EnvironmentError is OSError, [c.__name__ for c in UnicodeDecodeError.__mro__])
try: b"\xff\xfe".decode("utf-8")
except UnicodeDecodeError as e: print(e.encoding, e.object, e.start, e.end, e.reason, str(e), e.args)
try: "aé".encode("ascii")
except UnicodeEncodeError as e: print(e.encoding, e.object, e.start, e.end, e.reason, str(e))
try: {}["k"]
except LookupError as e: print(type(e).__name__, e.args, str(e))
try: [][3]
except LookupError as e: print(type(e).__name__, e.args, str(e))
try: open("/nonexistent/file")
except FileNotFoundError as e: print(e.errno, e.strerror, e.filename, str(e), repr(e))
try: import does_not_exist_xyz
except ImportError as e: print(type(e).__name__, e.name, e.path, e, e.msg)
try: from math import nothing_here
except ImportError as e: print(type(e).__name__, e.name, str(e)[:50])
try: undefined_name
except NameError as e: print(e.name, e)
try: (5).bad_attr
except AttributeError as e: print(e.name, e.obj, e)
def g():
    yield 1
    return "ret"
it = g(); next(it)
try: next(it)
except StopIteration as e: print(e.value, e.args)
for e in (OSError(), OSError(1), OSError(2, "msg"), OSError(2, "msg", "file"), OSError(13, "p"), OSError(17, "e"), OSError(1, 2, 3, 4, "f2") if False else OSError("only"), FileNotFoundError("x")): print(type(e).__name__, repr(e), str(e), e.errno, e.strerror, e.filename, e.args)
s = SyntaxError("msg", ("file", 3, 5, "text")); print(s.msg, s.filename, s.lineno, s.offset, s.text, str(s)); k = KeyError(("t",)); print(str(k), repr(k), k.args); print(str(Exception(None)), str(Exception("")), repr(Exception("")), str(Exception([1])), str(ValueError("a", 1)), repr(Exception("a'b")), Exception(1) == Exception(1))
class E(Exception):
    def __init__(self, a, *, b=2): self.a, self.b = a, b
e = E(1, b=5); print(repr(e), str(e), e.args, e.a, e.b)
class F(Exception): pass
f = F("x", 1); f.extra = 5; print(repr(f), f.extra, f.__dict__, F.__name__, F.__bases__, isinstance(f, BaseException)); f.args = (9,); print(repr(f), str(f))
def which(exc):
    try: raise exc
    except (KeyError, IndexError): return "lookup"
    except ArithmeticError: return "arith"
    except OSError: return "os"
    except Exception: return "exception"
    except BaseException: return "base"
print([which(e) for e in (KeyError(), ZeroDivisionError(), OverflowError, FileNotFoundError(), ValueError(), SystemExit(), KeyboardInterrupt, IndexError("i"), UnicodeError(), StopIteration())])
