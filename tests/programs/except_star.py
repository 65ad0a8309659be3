"""`except*` (PEP 654): splitting, wrapping, merging, context."""
import sys


def show(e, indent=0):
    pad = "  " * indent
    if isinstance(e, BaseExceptionGroup):
        print(pad + type(e).__name__, repr(e.message), "notes", getattr(e, "__notes__", None),
              "context", repr(e.__context__), "cause", repr(e.__cause__))
        for inner in e.exceptions:
            show(inner, indent + 1)
    else:
        print(pad + repr(e), "context", repr(e.__context__), "cause", repr(e.__cause__))


def run(f, *args):
    print("--", f.__name__, *args)
    try:
        r = f(*args)
    except BaseException as e:
        show(e)
    else:
        print("returned", r)
    print(sys.exception())


def group(*exceptions):
    return ExceptionGroup("g", list(exceptions))


def basic(*exceptions):
    log = []
    try:
        raise group(*exceptions)
    except* ValueError as e:
        log.append(("value", e.exceptions, sys.exception() is e))
    except* (TypeError, KeyError) as e:
        log.append(("type or key", e.exceptions))
    except* OSError:
        log.append("os")
    else:
        log.append("else")
    finally:
        print("finally", log)
    return log


run(basic, ValueError(1))
run(basic, ValueError(1), TypeError(2), KeyError(3), ValueError(4))
run(basic, OSError(), FileNotFoundError())
run(basic, ValueError(1), ZeroDivisionError(2))
run(basic, ZeroDivisionError(2))
run(basic, group(ValueError(1), group(TypeError(2), AttributeError(3))), ValueError(5))


def naked(e):
    try:
        if e:
            raise e
    except* ValueError as eg:
        print("caught", repr(eg), eg.__traceback__ is not None, repr(eg.exceptions[0].__context__))
    else:
        print("nothing")
    return "done"


run(naked, ValueError("v"))
run(naked, TypeError("t"))
run(naked, None)


def raising(e):
    try:
        raise e
    except* ValueError as v:
        raise TypeError("new") from None
    except* KeyError as k:
        raise
    except* IndexError as i:
        raise i
    except* AttributeError as a:
        raise RuntimeError("from a") from a


run(raising, group(ValueError(1)))
run(raising, group(KeyError(1)))
run(raising, group(IndexError(1)))
run(raising, group(AttributeError(1)))
run(raising, group(ValueError(1), KeyError(2)))
run(raising, group(ValueError(1), KeyError(2), IndexError(3), OSError(4)))
run(raising, group(KeyError(2), OSError(4), group(KeyError(5), ValueError(6))))
run(raising, ValueError(1))
run(raising, KeyError(1))
run(raising, IndexError(1))
run(raising, OSError(1))


def notes():
    g = group(ValueError(1), TypeError(2))
    g.add_note("note")
    try:
        try:
            raise g
        except* ValueError as e:
            print(e.__notes__, e.__notes__ is not g.__notes__)
            e.add_note("only here")
    finally:
        print(g.__notes__)


run(notes)


def chained():
    try:
        1 / 0
    except ZeroDivisionError as z:
        try:
            raise group(ValueError(1), TypeError(2)) from z
        except* ValueError:
            print(repr(sys.exception()))


run(chained)


def base_group():
    try:
        raise BaseExceptionGroup("b", [KeyboardInterrupt(), ValueError(1)])
    except* KeyboardInterrupt as e:
        print(type(e).__name__, e.exceptions)


run(base_group)


def whole():
    try:
        raise group(ValueError(1), TypeError(2))
    except* Exception as e:
        print(repr(e))


run(whole)


def invalid(what):
    try:
        raise group(ValueError(1))
    except* what:
        print("caught")


run(invalid, ExceptionGroup)
run(invalid, BaseExceptionGroup)
run(invalid, int)
run(invalid, (ValueError, int))
run(invalid, (ValueError, ExceptionGroup))
run(invalid, "x")
run(invalid, ())
run(invalid, (ValueError,))


class Mine(ExceptionGroup):
    def derive(self, excs):
        print("derive", excs)
        return Mine(self.message + "'", excs)


class BadSplit(ExceptionGroup):
    result = None

    def split(self, what):
        return self.result


def subclass(*exceptions):
    try:
        raise Mine("mine", list(exceptions))
    except* ValueError as e:
        print(repr(e))
    return "fine"


run(subclass, ValueError(1), TypeError(2))
run(subclass, ValueError(1))


def bad_split(result):
    g = BadSplit("bad", [TypeError(1)])
    BadSplit.result = result
    try:
        raise g
    except* ValueError as e:
        print(repr(e))


run(bad_split, 5)
run(bad_split, ())
run(bad_split, (None,))
run(bad_split, (None, ValueError(3), 1))


def names():
    try:
        raise group(ValueError(1))
    except* ValueError as e:
        pass
    try:
        e
    except NameError as n:
        print(type(n).__name__, n)
    try:
        raise group(ValueError(1))
    except* ValueError as e:
        del e
    try:
        try:
            raise group(ValueError(1))
        except* ValueError as e:
            raise KeyError("in handler")
    except* KeyError as k:
        show(k)
    return "e" in locals()


run(names)


def generator():
    try:
        yield 1
    except* ValueError as e:
        x = yield e.exceptions
        print("sent", x)
        for i in range(3):
            if i == 1:
                continue
            if i == 2:
                break
            yield i
        def inner():
            return 5
        print(inner())
    finally:
        yield "finally"


g = generator()
print(next(g), g.throw(ValueError("thrown")), g.send("s"), next(g), list(g))


def nested():
    try:
        try:
            raise group(ValueError(1), TypeError(2), OSError(3))
        except* ValueError:
            try:
                raise group(KeyError(7), IndexError(8))
            except* KeyError:
                print("inner key")
        except* OSError:
            print("os")
    except* TypeError as t:
        print("type", t.exceptions)
    except* IndexError as i:
        print("index", i.exceptions)


run(nested)


def loop():
    out = []
    for i in range(4):
        with open("/dev/null") as f:
            try:
                if i % 2:
                    raise group(ValueError(i))
                out.append(i)
                continue
            except* ValueError as e:
                out.append(e.exceptions[0].args)
            finally:
                out.append("f")
    return out


run(loop)


def return_in_finally(e):
    try:
        raise e
    except* ValueError:
        pass
    finally:
        out = "ok"
    return out


run(return_in_finally, group(ValueError(1)))
try:
    raise group(ValueError(1))
except* ValueError as module_level:
    print(repr(module_level))
print("module_level" in globals())

for body in ["return 1", "for x in y:\n   return 1", "while 1: pass\n  break", "continue", "break", "for x in y: break", "def f(): return 1",
             "lambda: (yield)", "with x:\n   break", "try: pass\n  finally: return 1"]:
    source = f"def f():\n for z in y:\n  try: pass\n  except* E:\n   {body}\n"
    source = source.replace("\n  finally", "\n   finally").replace("pass\n  break", "pass\n   break")
    try:
        compile(source, "<s>", "exec")
        print(repr(body), "compiles")
    except SyntaxError as e:
        print(repr(body), e.msg, e.lineno, e.offset)
for source in ["try: pass\nexcept*: pass", "try: pass\nexcept* A: pass\nexcept B: pass", "try: pass\nexcept A: pass\nexcept* B: pass",
               "try: pass\nexcept* A, B: pass", "try: pass\nexcept* A, B as c: pass", "try: pass\nexcept *A: pass", "try: pass\nexcept* A as b.c: pass"]:
    try:
        compile(source, "<s>", "exec")
        print(repr(source), "compiles")
    except SyntaxError as e:
        print(repr(source), e.msg, e.lineno, e.offset)
