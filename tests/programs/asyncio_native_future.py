# Futures of the native module: attributes, states, callbacks, the iterator behind await, reports of the dying.
import contextvars, sys, warnings
import _asyncio
from _asyncio import *
warnings.simplefilter("ignore")


def tr(f, *args, **kwargs):
    try:
        r = f(*args, **kwargs)
    except BaseException as e:
        print("!", type(e).__name__, e, repr(e.__context__), repr(e.__cause__))
    else:
        print("=", type(r).__name__ if isinstance(r, Future) else repr(r))


class Loop:
    running = True

    def __init__(self, debug=False):
        self.ready, self.debug = [], debug

    def get_debug(self):
        return self.debug

    def call_soon(self, callback, *args, context=None):
        self.ready.append((callback, args, context))

    def call_exception_handler(self, context):
        print("handler:", sorted(context), context["message"])

    def is_running(self):
        return self.running

    def __repr__(self):
        return "<Loop>"

    def go(self):
        while self.ready:
            callback, args, context = self.ready.pop(0)
            if isinstance(context, contextvars.Context):
                tr(context.run, callback, *args)
            else:
                tr(callback, *args)


loop = Loop()
_asyncio._set_running_loop(loop)

print("-- the class")
print(Future, Future.__mro__, Future[int], Future.__doc__.splitlines()[0])
print(sorted(n for n in Future.__dict__ if not n.startswith("__")))
for name in "set_result", "add_done_callback", "cancel":
    print(name, getattr(Future, name).__text_signature__)

print("-- not initialised")
u = Future.__new__(Future)
for name in sorted(n for n in dir(u) if not n.startswith("__")):
    print(name, end=" ")
    try:
        v = getattr(u, name)
    except RuntimeError as e:
        print("!", e)
        continue
    tr(v, *([print] if "callback" in name else [1] if name.startswith("set") else [])) if callable(v) else print("=", v)
for f in repr, iter, Future.__await__, Future.__del__:
    tr(f, u)

print("-- attributes")
f = Future(loop=loop)
for name in "_state _asyncio_future_blocking _asyncio_awaited_by _loop _callbacks _result _exception _log_traceback _source_traceback _cancel_message".split():
    print(name, type(Future.__dict__[name]).__name__, getattr(f, name), end=" ")
    for value in 1, 0, None, "x":
        tr(setattr, f, name, value)
    print(getattr(f, name))
    tr(delattr, f, name)
f.own = 1
print(f.own, hasattr(f, "__dict__"))

print("-- arguments")
tr(Future, loop)
tr(Future, loop=1)
tr(Future, other=1, loop=2)
tr(Future, loop=None)
f = Future(loop=loop)
for name, args, kwargs in (
    ("set_result", (), {}), ("set_result", (1, 2), {}), ("set_result", (), {"result": 1}), ("set_exception", (), {}),
    ("set_exception", (5,), {}), ("set_exception", (int,), {}), ("add_done_callback", (), {}), ("add_done_callback", (1, 2), {}),
    ("add_done_callback", (1,), {"x": 1}), ("remove_done_callback", (), {}), ("cancel", (1, 2), {}), ("cancel", (), {"m": 1}),
    ("result", (1,), {}), ("exception", (), {"x": 1}), ("get_loop", (1,), {}), ("done", (1,), {}),
):
    print(name, args, kwargs, end=" ")
    tr(getattr(f, name), *args, **kwargs)

print("-- results and exceptions")
f = Future(loop=loop)
for name in "result", "exception", "done", "cancelled":
    tr(getattr(f, name))
f.set_result(5)
for name in "result", "exception", "done", "cancelled", "cancel":
    tr(getattr(f, name))
tr(f.set_result, 6)
tr(f.set_exception, KeyError)
print(f)


def depth(e):
    n, t = 0, e.__traceback__
    while t:
        n, t = n + 1, t.tb_next
    return n


try:
    1 / 0
except ZeroDivisionError as e:
    error = e
f = Future(loop=loop)
f.set_exception(error)
print(f._log_traceback, f)
for _ in range(3):
    try:
        f.result()
    except ZeroDivisionError as e:
        print(e is error, depth(e), f._log_traceback)
try:
    raise KeyError
except KeyError:
    error.__context__ = None
    tr(f.result)
for given in StopIteration, StopIteration(3):
    f = Future(loop=loop)
    f.set_exception(given)
    e = f.exception()
    print(repr(e), repr(e.__cause__), repr(e.__context__), e.__suppress_context__)
f = Future(loop=loop)
print(f.cancel("why"), f.cancel(), f, f._cancel_message)
for name in "result", "exception", "_make_cancelled_error", "cancelled", "done":
    tr(getattr(f, name))
tr(f.set_result, 1)

print("-- callbacks")
f = Future(loop=loop)
f.add_done_callback(print, context=None)
print(f, f._callbacks == [(print, None)])
f.add_done_callback(len)
print(f, type(f._callbacks[1][1]).__name__)
f.add_done_callback(print, context=7)
f.add_done_callback(abs)
print(f, len(f._callbacks))
print(f.remove_done_callback(print), f.remove_done_callback(print), f, len(f._callbacks))
f.add_done_callback(hash)
f.set_result(3)
print(f._callbacks, [c.__name__ for c, a, x in loop.ready], all(a == (f,) for c, a, x in loop.ready))
loop.ready.clear()
f.add_done_callback(abs)
print(loop.ready[0][0], loop.ready[0][1] == (f,))
loop.ready.clear()


class Odd:
    def __init__(self, future):
        self.future = future

    def __eq__(self, other):
        self.future.remove_done_callback(len)
        self.future.add_done_callback(print)
        if self.future.done() or len(self.future._callbacks) > 5:
            raise ValueError("enough")
        return False


f = Future(loop=loop)
f.add_done_callback(len)
f.add_done_callback(Odd(f))
f.add_done_callback(len)
tr(f.remove_done_callback, abs)
print([c if callable(c) else "odd" for c, _ in f._callbacks])

print("-- who awaits")
f, g, h = (Future(loop=loop) for _ in range(3))
future_add_to_awaited_by(f, g)
print(f._asyncio_awaited_by == {g}, type(f._asyncio_awaited_by).__name__)
future_discard_from_awaited_by(f, h)
future_discard_from_awaited_by(f, g)
print(f._asyncio_awaited_by)
for w in g, h, g:
    future_add_to_awaited_by(f, w)
print(f._asyncio_awaited_by == {g, h})
future_discard_from_awaited_by(f, g)
print(f._asyncio_awaited_by == {h})
tr(future_add_to_awaited_by, 1, 2)
tr(future_discard_from_awaited_by, 1, f)
tr(future_add_to_awaited_by, f)
del f, g, h

print("-- iteration")
f = Future(loop=loop)
it = iter(f)
print(type(it), sorted(n for n in type(it).__dict__ if not n.startswith("__")), iter(it) is it)
print(next(it) is f, f._asyncio_future_blocking)
tr(next, it)
f.set_result((1, 2))
for _ in range(2):
    try:
        next(it)
    except StopIteration as e:
        print(e.value, e.args)
f = Future(loop=loop)
it = f.__await__()
print(it.send(None) is f)
f.set_exception(KeyError(1))
tr(it.send, None)
tr(it.send, 1)
for args in (), (1,), (KeyError,), (KeyError, 5), (KeyError, KeyError(5)), (KeyError(3), 5), (KeyError, None, 5), (KeyError, (1, 2)), (int,), (1, 2, 3, 4):
    it = iter(Future(loop=loop))
    tr(it.throw, *args)
tr(next, it)
it = iter(Future(loop=loop))
it.throw
tr(it.close)
tr(next, it)
tr(it.close)
tr(it.send)
tr(next, type(it)())
tr(type(it), 1)
f = Future(loop=loop)
f.cancel("m")
tr(next, iter(f))

print("-- the end")
f = Future(loop=loop)
f.set_exception(ValueError("a"))
del f
f = Future(loop=loop)
f.set_exception(ValueError("a"))
f.exception()
del f
f = Future(loop=loop)
f.set_exception(ValueError("a"))
f._log_traceback = False
del f


class Bad(Loop):
    def call_exception_handler(self, context):
        1 / 0

    def __repr__(self):
        return "<Bad>"


sys.unraisablehook = lambda a: print("unraisable:", a.exc_type.__name__, a.err_msg.split("method")[0], a.object)
f = Future(loop=Bad())
f.set_exception(ValueError("a"))
del f
sys.unraisablehook = sys.__unraisablehook__


class Sub(Future):
    def __del__(self):
        print("Sub.__del__")
        super().__del__()

    def __repr__(self):
        return "Sub " + super().__repr__()


f = Sub(loop=loop)
f.set_exception(ValueError("a"))
print(f)
del f
debug = Loop(True)
f = Future(loop=debug)
print(type(f._source_traceback).__name__, len(f._source_traceback), f._source_traceback[-1].line)
f.set_exception(ValueError())
del f
f = Future(loop=loop)
f.set_result(1)
f.__init__(loop=loop)
print(f, f._callbacks)


class Breaks(Loop):
    def get_debug(self):
        raise ValueError("get_debug")

    def call_soon(self, *args, **kwargs):
        raise ValueError("call_soon")


tr(Future, loop=Breaks())
b = Breaks()
Breaks.get_debug = lambda self: False
f = Future(loop=b)
f.add_done_callback(print)
tr(f.set_result, 1)
print(f, f._callbacks)
_asyncio._set_running_loop(None)
