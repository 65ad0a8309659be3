# raise forms, __cause__, __context__, __suppress_context__, args, exception classes of one's own.
class AppError(Exception):
    pass


class Coded(AppError):
    def __init__(self, code, msg="coded"):
        super().__init__(msg)
        self.code = code

    def __str__(self):
        return f"[{self.code}] {self.args[0]}"


def info(e):
    return type(e).__name__, str(e), repr(e), e.args, repr(e.__cause__), repr(e.__context__), e.__suppress_context__


try:
    raise ValueError
except ValueError as e:
    print(info(e))
try:
    raise Coded(5)
except AppError as e:
    print(info(e), e.code)
try:
    try:
        1 / 0
    except ZeroDivisionError as z:
        raise AppError("wrapped", 2) from z
except AppError as e:
    print(info(e))
try:
    try:
        [][1]
    except IndexError:
        raise AppError from None
except AppError as e:
    print(info(e))
try:
    try:
        {}["k"]
    except KeyError:
        raise Coded(7)
except Coded as e:
    print(info(e))
try:
    raise KeyError("a") from ValueError
except KeyError as e:
    print(info(e))
for bad in (5, "s", None, int):
    try:
        raise bad
    except TypeError as e:
        print(e)
try:
    raise ValueError from 5
except TypeError as e:
    print(e)
e1 = ValueError("kept")
try:
    raise e1
except ValueError as e2:
    print(e1 is e2, e2.__traceback__ is not None)
try:
    try:
        raise ValueError("a")
    except ValueError as v:
        raise v
except ValueError as w:
    print(info(w))
def chain(n):
    try:
        if n:
            chain(n - 1)
        raise ValueError(n)
    except ValueError as e:
        raise RuntimeError(n) from e
try:
    chain(2)
except RuntimeError as e:
    k = e
    while k is not None:
        print(repr(k), end=" <- ")
        k = k.__context__
    print()
print(repr(Exception()), repr(Exception(1)), repr(Exception(1, "b")), str(Exception(1, 2)), repr(KeyError("x")), str(KeyError("x")), str(KeyError(1, 2)))
e = Exception("n")
e.add_note("note one")
print(e.__notes__)
e = ValueError("x").with_traceback(None)
print(e.__traceback__, isinstance(e, Exception), issubclass(Coded, Exception))
try:
    assert 1 == 2, "math"
except AssertionError as e:
    print(repr(e))
try:
    assert []
except AssertionError as e:
    print(repr(e), e.args)
assert True, 1 / 0
try:
    assert False, (1, 2)
except AssertionError as e:
    print(e, e.args)
s = StopIteration(5)
print(s.value, StopIteration().value, SystemExit(3).code, SystemExit().code, SystemExit("a", "b").code)
o = OSError(2, "No such file", "f.txt")
print(o.errno, o.strerror, o.filename, o, type(o).__name__, repr(o))
n = NameError("m", name="q")
print(n.name, AttributeError("z", name="at", obj=1).obj, ImportError("i", name="mod").name)
