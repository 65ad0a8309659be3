# Generators in full: send, throw, close, delegation, finalisation, attributes, contexts of exceptions (PEP 342, 380, 479).
import gc
import sys


def attempt(f, *args):
    try:
        print(f(*args))
    except BaseException as e:
        print(type(e).__name__, "|", e, "|", repr(e.__cause__), "|", repr(e.__context__))


# ---- send, locals as targets
def accumulate():
    total = 0
    while True:
        total += (yield total) or 0


g = accumulate()
attempt(g.send, 1)
print(g.send(None), g.send(1), g.send(10), next(g, "d"))
attempt(g.send, "x")
attempt(g.send, 1)
attempt(next, g)
attempt(g.send, None)


def rebinding():
    class Noisy:
        def __init__(self, name):
            self.name = name

        def __del__(self):
            print("del", self.name)

    x = Noisy("first")
    x = yield 1
    x = Noisy("second")
    y = [x, (yield 2), (yield 3)]
    x = yield y[1:]
    print("end", x)


g = rebinding()
print(next(g))
print(g.send("a"))
print(g.send("b"), g.send("c"))
attempt(g.send, "d")


# ---- throw: all signatures
def catcher():
    while True:
        try:
            yield "ready"
        except Exception as e:
            yield type(e).__name__, e.args, e.__traceback__ is not None


def thrown(*args):
    g = catcher()
    next(g)
    try:
        return g.throw(*args)
    except BaseException as e:
        return "out", type(e).__name__, str(e)


class Odd(Exception):
    def __new__(cls, *args):
        return 5


tb = None
try:
    1 / 0
except ZeroDivisionError as e:
    tb = e.__traceback__
for args in (
    (ValueError,), (ValueError("x"),), (ValueError, None), (ValueError, 1), (ValueError, (1, 2)), (ValueError, ValueError("own")),
    (ValueError, KeyError("other")), (ValueError, 1, tb), (ValueError("x"), None, tb), (ValueError("x"), 1), (ValueError, 1, 2),
    (ValueError, None, None), (5,), (int,), ("x",), (None,), (Odd,), (KeyboardInterrupt,), (),
):
    print(thrown(*args))
g = catcher()
attempt(g.throw, ValueError("unstarted"))
attempt(next, g)
attempt(g.throw, ValueError("finished"))


# ---- close
def closing(how):
    try:
        yield 1
        yield 2
    except GeneratorExit as e:
        if how == "return":
            return "closed"
        if how == "yield":
            yield "no"
        if how == "raise":
            raise ValueError("in close")
        if how == "reraise":
            raise
        if how == "stop":
            raise StopIteration
    finally:
        if how == "finally return":
            return "from finally"


for how in ("return", "yield", "raise", "reraise", "stop", "finally return", "none"):
    g = closing(how)
    next(g)
    attempt(g.close)
    attempt(g.close)
g = closing("return")
attempt(g.close)
attempt(next, g)


# ---- yield from
def inner(log):
    try:
        x = yield "i1"
        log.append(x)
        y = yield "i2"
        log.append(y)
        return "inner result"
    except KeyError as e:
        log.append(repr(e))
        yield "after key"
        return "recovered"
    finally:
        log.append("inner finally")


def outer(log):
    try:
        r = yield from inner(log)
        log.append(("outer got", r))
        yield "o"
    except ValueError as e:
        log.append(("outer caught", repr(e)))
        yield "outer handled"
    finally:
        log.append("outer finally")


log = []
g = outer(log)
print(next(g), g.gi_yieldfrom.__name__, g.send("a"), g.send("b"), g.gi_yieldfrom, log)
attempt(next, g)
log = []
g = outer(log)
next(g)
print(g.throw(KeyError("k")), log)
print(next(g), log)
g.close()
log = []
g = outer(log)
next(g)
print(g.throw(ValueError("v")), log)
log = []
g = outer(log)
next(g)
print(g.close(), log)
log = []
g = outer(log)
next(g)
attempt(g.throw, GeneratorExit("mine"))
print(log)


class Plain:
    """An iterator without send, throw, close."""

    def __init__(self):
        self.i = 0

    def __iter__(self):
        return self

    def __next__(self):
        self.i += 1
        if self.i > 2:
            raise StopIteration("plain value")
        return self.i


class Full(Plain):
    def send(self, value):
        return "sent", value

    def throw(self, *args):
        if isinstance(args[0], KeyError):
            raise StopIteration("from throw")
        return "thrown", [repr(a) for a in args]

    def close(self):
        print("closed")


class BadClose(Plain):
    def close(self):
        raise ValueError("bad close")


class GetattrClose(Plain):
    def __getattr__(self, name):
        if name in ("throw", "close"):
            raise TypeError(name)
        raise AttributeError(name)


def delegate(it):
    r = yield from it
    yield "result", r


g = delegate(Plain())
print(list(g))
g = delegate(Plain())
next(g)
attempt(g.send, 1)
g = delegate(Plain())
next(g)
attempt(g.throw, KeyError("k"))
g = delegate(Plain())
next(g)
attempt(g.close)
g = delegate(Full())
print(next(g), g.send(None), g.send(7), g.throw(ValueError("v")), g.throw(KeyError("k")))
g = delegate(Full())
next(g)
attempt(g.throw, GeneratorExit)
g = delegate(Full())
next(g)
attempt(g.close)
g = delegate(BadClose())
next(g)
attempt(g.close)
g = delegate(GetattrClose())
next(g)
attempt(g.throw, KeyError("k"))
for it in ([1, 2], "ab", range(2), {"k": 1}, map(str, [1]), (x for x in "q"), enumerate("z")):
    print(list(delegate(it)))
for it in (1, None, object):
    attempt(list, delegate(it))


# ---- deep and wide delegation
def tree(depth):
    if depth:
        yield from tree(depth - 1)
        yield depth
        yield from tree(depth - 1)


print(sum(i * x for i, x in enumerate(tree(9))), list(tree(3)), max(tree(4)))


def nest(n):
    try:
        if n:
            return 1 + (yield from nest(n - 1))
        return (yield "bottom")
    except ValueError as e:
        if n == 3:
            return 1000
        raise


sys.setrecursionlimit(4000)
g = nest(1500)
print(next(g))
attempt(g.send, 5)
g = nest(1500)
next(g)
attempt(g.throw, ValueError("thrown"))
g = nest(1500)
next(g)
attempt(g.throw, KeyError("through"))
g = nest(300)
next(g)
print(g.close())
sys.setrecursionlimit(1000)
g = nest(5000)
try:
    next(g)
except RecursionError as e:
    print("RecursionError")


def chain(it, n):
    for _ in range(n):
        it = delegate2(it)
    return it


def delegate2(it):
    return (yield from it)


print(list(chain(iter("abc"), 200)))
g = chain(nest(5), 200)
print(next(g))
attempt(g.send, 1)


# ---- StopIteration inside (PEP 479)
def stops():
    yield 1
    raise StopIteration("explicit")


def leaks():
    yield next(iter(()))


attempt(list, stops())
attempt(list, leaks())
attempt(list, (next(iter(())) for _ in range(1)))
g = accumulate()
next(g)
attempt(g.throw, StopIteration("thrown"))


def returns_tuple():
    return (1, 2)
    yield


def returns_exception():
    return ValueError("as value")
    yield


for f in (returns_tuple, returns_exception):
    try:
        next(f())
    except StopIteration as e:
        print(e.value, e.args)
    print([(yield_, r) for yield_ in [1] for r in [list(delegate(f()))]])


# ---- reentrancy, gi_running
def reenter():
    print(me.gi_running, me.gi_suspended)
    for f in (lambda: next(me), lambda: me.send(1), lambda: me.throw(KeyError), me.close):
        attempt(f)
    try:
        yield from me
    except ValueError as e:
        print(e)
    yield "on"


me = reenter()
print(me.gi_running, me.gi_suspended, me.gi_yieldfrom)
print(list(me), me.gi_running, me.gi_suspended)


def parent():
    yield from child()


def child():
    print(top.gi_running, top.gi_suspended, top.gi_yieldfrom)
    attempt(next, top)
    attempt(top.close)
    yield 1
    attempt(next, top)
    attempt(top.throw, KeyError)
    print(top.gi_running, top.gi_suspended, top.gi_yieldfrom)
    yield 2


top = parent()
for x in top:
    print(x, top.gi_running, top.gi_suspended, top.gi_yieldfrom.gi_running)

# ---- attributes
g = tree(1)
print(g.__name__, g.__qualname__, g.gi_code is tree.__code__, type(g).__name__, iter(g) is g)
g.__name__, g.__qualname__ = "a", "b.c"
print(g.__name__, g.__qualname__, repr(g).startswith("<generator object b.c at 0x"), g.gi_code.co_name)
attempt(setattr, g, "__name__", 1)
attempt(setattr, g, "__qualname__", None)
attempt(delattr, g, "__name__")
attempt(setattr, g, "gi_running", 1)
attempt(setattr, g, "extra", 1)
list(g)
print(g.gi_code.co_name, g.gi_yieldfrom)
attempt(type(g))


# ---- what is being handled, inside and outside
def handling():
    yield repr(sys.exception())
    try:
        raise KeyError("inside")
    except KeyError:
        yield repr(sys.exception())
        yield repr(sys.exception())
        try:
            raise TypeError("second")
        except TypeError as e:
            yield repr(e.__context__)
        yield repr(sys.exception())
    yield repr(sys.exception())


g = handling()
print(next(g))
try:
    raise ValueError("outside 1")
except ValueError:
    print(next(g), next(g), repr(sys.exception()))
print(sys.exception())
try:
    raise ValueError("outside 2")
except ValueError:
    print(next(g), repr(sys.exception()))
    try:
        raise IndexError
    except IndexError as e:
        print(repr(e.__context__), next(g))
    print(next(g), repr(sys.exception()))
print(sys.exception())


def same_exception():
    try:
        yield 1
    except ValueError as e:
        yield repr(sys.exception())
    yield repr(sys.exception())


g = same_exception()
next(g)
try:
    raise ValueError("shared")
except ValueError as e:
    print(g.throw(e))
try:
    raise KeyError("later")
except KeyError:
    print(next(g))
print(sys.exception())


def bare_raise():
    yield
    raise


g = bare_raise()
next(g)
try:
    1 / 0
except ZeroDivisionError:
    attempt(next, g)
attempt(next, bare_raise())
g = bare_raise()
next(g)
attempt(next, g)


def context_of_thrown():
    try:
        raise KeyError("own")
    except KeyError:
        try:
            yield
        except ValueError as e:
            yield repr(e.__context__)


g = context_of_thrown()
next(g)
try:
    1 / 0
except ZeroDivisionError:
    print(g.throw(ValueError("v")))


def plain_context():
    try:
        yield
    except ValueError as e:
        yield repr(e.__context__)


g = plain_context()
next(g)
try:
    1 / 0
except ZeroDivisionError:
    print(g.throw(ValueError("v")))


# ---- finalisation
def finalised(name, hold=None):
    try:
        yield name
    finally:
        print("finalised", name)


g = finalised("count")
next(g)
del g
for x in finalised("loop"):
    break
print("after loop")
g = finalised("never started")
del g


def cycle():
    keep = []
    g = finalised("cycle", keep)
    keep.append(g)
    next(g)


cycle()
gc.collect()


def own_frame_cycle():
    me = yield
    try:
        yield
    finally:
        print("own cycle", me.gi_running)


g = own_frame_cycle()
next(g)
g.send(g)
del g
gc.collect()


def outer_finalised():
    try:
        yield from finalised("delegate")
    finally:
        print("delegating too")


g = outer_finalised()
next(g)
del g


def resurrects():
    global saved
    try:
        yield 1
    finally:
        saved = 1
        print("closing", len(box))


box = [resurrects()]
next(box[0])
box.clear()
saved = None

hooked = []


def hook(args):
    hooked.append((args.exc_type.__name__, str(args.exc_value), type(args.exc_traceback).__name__))


sys.unraisablehook = hook


def bad_finally():
    try:
        yield
    finally:
        raise ValueError("while dying")


def bad_yield():
    try:
        yield
    finally:
        yield


for f in (bad_finally, bad_yield):
    g = f()
    next(g)
    del g
print(hooked[0], hooked[1][:2])
sys.unraisablehook = sys.__unraisablehook__

# a pending exception outlives the finaliser
try:
    g = finalised("during unwinding")
    next(g)

    def unwinds(g):
        raise KeyError("kept")

    def call():
        h = finalised("frame local")
        next(h)
        unwinds(h)

    call()
except KeyError as e:
    print("still", e)
    e.__traceback__ = None
    del e
del g

# ---- generator expressions
g = (x * y for x in range(3) if x for y in "ab")
print(list(g), g.__name__, g.__qualname__)
attempt(lambda: (x for x in 5))
n = 2
g = (n * x for x in range(n))
n = 10
print(list(g))


class Scope:
    a = [1, 2]
    g = list(x for x in a)


print(Scope.g)

# ---- next and send in loops, one site with several kinds
for it in (accumulate(), iter([1, 2, 3]), tree(2), map(abs, [-1, -2]), accumulate()):
    print([next(it, "end") for _ in range(3)], next(it, "default"))
gens = [accumulate() for _ in range(3)]
for g in gens:
    next(g)
print([[g.send(i) for g in gens] for i in range(4)])


class Sender:
    def send(self, x):
        return "own", x


print([[g.send(i) for g in (gens[0], Sender(), gens[1])] for i in range(3)])


def finishing():
    x = yield 0
    while x:
        x = yield x
    return "done"


def pump(values):
    out = []
    g = finishing()
    out.append(next(g))
    try:
        for v in values:
            out.append(g.send(v))
    except StopIteration as e:
        out.append(e.value)
    try:
        out.append(next(g))
    except StopIteration as e:
        out.append(("again", e.value))
    return out


for _ in range(3):
    print(pump([1, 2, 0, 4]))
    print(pump([1, 2]))
