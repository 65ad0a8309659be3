# Tasks of the native module: steps, cancellation, what coroutines yield, eager starts, reports, contexts.
import builtins, contextvars, io, os, sys, warnings
import _asyncio
from _asyncio import *
warnings.simplefilter("ignore")


def print(*args, end="\n"):
    text = " ".join(map(str, args))
    builtins.print(text.replace(os.path.dirname(os.path.abspath(__file__)) + os.sep, ""), end=end)


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

current = _asyncio.current_task


def state():
    # What the next program part starts with.
    loop.ready.clear()


print("-- the class")
print(Task, Task.__mro__, Task[int], Task.__doc__)
print(sorted(n for n in Task.__dict__ if not n.startswith("__")))

print("-- not initialised")
u = Task.__new__(Task)
for name in "_coro _fut_waiter _log_destroy_pending _must_cancel get_coro get_context get_name cancelling uncancel get_loop get_stack".split():
    print(name, end=" ")
    v = getattr(u, name)
    tr(v) if callable(v) else print("=", v)
tr(repr, u)
del u


async def returns(v=None):
    return v


async def awaits(x):
    return await x


print("-- arguments")
tr(Task)
tr(Task, 1)
tr(Task, 1, loop=loop)

tr(Task, 1, 2)
c = returns()
tr(Task, c, loop=loop, other=1)
tr(Task, loop=loop)
t = Task(coro=c, loop=loop, name="by name")
loop.go()
print(t)
t = Task(returns(5), loop=loop, name=7)
print(repr(t.get_name()), type(t.get_context()).__name__, t.get_loop(), t.get_coro().__name__)
w = loop.ready[0][0]
print(type(w), w.__self__ is t, sorted(n for n in type(w).__dict__ if not n.startswith("__")))
tr(w, 1)
tr(w, x=1)
loop.go()
print(t, t._result, t.get_coro().__name__)
tr(w)
t.set_name(8)
print(repr(t.get_name()))
tr(t.set_name, type("B", (), {"__str__": lambda s: 5})())
tr(t.set_result, 1)
tr(t.set_exception, 1)
tr(t.set_result)
for name in "_coro", "_fut_waiter", "_must_cancel":
    tr(setattr, t, name, 1)
t._log_destroy_pending = 5
print(t._log_destroy_pending)
tr(delattr, t, "_log_destroy_pending")
a, b = Task(returns(), loop=loop), Task(returns(), loop=loop)
print(a.get_name()[:5], int(b.get_name()[5:]) - int(a.get_name()[5:]))
loop.go()

print("-- waiting")
f = Future(loop=loop)
t = Task(awaits(f), loop=loop, name="w")
loop.go()
wakeup = f._callbacks[0][0]
print(type(wakeup).__name__, wakeup.__name__, wakeup.__qualname__, wakeup.__self__ is t, f)
print(t._fut_waiter is f, f._asyncio_awaited_by == {t}, f._asyncio_future_blocking, t)
tr(wakeup)
tr(wakeup, 1, 2)
f.set_result(4)
print(current(loop))
loop.go()
print(t, f._asyncio_awaited_by)
f = Future(loop=loop)


async def catches():
    try:
        await f
    except ValueError as e:
        return repr(e), current() is t


t = Task(catches(), loop=loop, name="c")
loop.go()
f.set_exception(ValueError("v"))
loop.go()
print(t)


async def chained():
    try:
        raise KeyError(3)
    except KeyError:
        await f


f = Future(loop=loop)
t = Task(chained(), loop=loop, name="chain")
loop.go()
f.set_exception(ValueError())
loop.go()
print(repr(t.exception()), repr(t.exception().__context__))


async def doubled():
    await f


f = Future(loop=loop)
ts = [Task(doubled(), loop=loop, name="d%d" % i) for i in range(3)]
loop.go()
print(f._asyncio_awaited_by == set(ts), f)
f.set_result(None)
loop.go()
print(ts, f._asyncio_awaited_by)

print("-- what coroutines yield")


class Yields:
    def __init__(self, value):
        self.value = value

    def __await__(self):
        sent = yield self.value
        print("sent", sent)
        return 1


def yields(value):
    t = Task(awaits(Yields(value)), loop=loop, name="y")
    loop.go()
    print(t.exception() if t.done() else t)
    if not t.done():
        t._log_destroy_pending = False


class Duck:
    _asyncio_future_blocking = True
    _loop = loop

    def __init__(self):
        self.callbacks = []

    def add_done_callback(self, f, *, context):
        self.callbacks.append(f)
        print("add_done_callback", type(f).__name__, type(context).__name__)

    def result(self):
        return 5

    def cancel(self, msg=None):
        print("cancel", msg)
        return True

    def __repr__(self):
        return "<Duck>"


def duck(**namespace):
    return type("Duck2", (Duck,), namespace)()


def raises(*args, **kwargs):
    raise ValueError("raised")


yields(None)
yields(5)
yields("x")
yields(Future(loop=loop))
other = Future(loop=Loop())
yields(other)
other._asyncio_future_blocking = True
yields(other)
yields(duck(_asyncio_future_blocking=False))
yields(duck(_asyncio_future_blocking=None))
yields(duck(_loop=Loop()))
yields(duck(_loop=Loop(), get_loop=lambda self: loop))
yields(duck(_asyncio_future_blocking=property(raises)))
yields(duck(add_done_callback=raises))
yields(duck(_loop=property(raises)))
yields(duck(get_loop=raises))


async def itself():
    await t


t = Task(itself(), loop=loop, name="self")
loop.go()
print(t.exception())
d = Duck()
t = Task(awaits(Yields(d)), loop=loop, name="duck")
loop.go()
print(t, d._asyncio_future_blocking)
tr(t.cancel, "m")
print(t.cancelling(), t.uncancel(), t.uncancel(), t._must_cancel)
tr(d.callbacks[0], d)
print(t)


class Coroutine:
    def send(self, v):
        print("send", v)
        raise StopIteration(7)

    def throw(self, *args):
        print("throw", args)
        raise StopIteration(8)

    def close(self):
        pass

    def __await__(self):
        return self


for cancelled in False, True:
    t = Task(Coroutine(), loop=loop, name="own")
    if cancelled:
        t.cancel("m")
    loop.go()
    print(t._state, t._result)

print("-- cancellation")


async def cancelled():
    try:
        await f
    except BaseException as e:
        print("caught", repr(e), repr(e.__context__))
        raise


f = Future(loop=loop)
t = Task(cancelled(), loop=loop, name="e")
loop.go()
print(t.cancel("why"), f, t.cancelling(), t)
loop.go()
print(t, t._cancel_message, t.cancel(), t.cancelling())
tr(t.result)
tr(t.result)
t = Task(cancelled(), loop=loop, name="early")
t.cancel("early")
print(t._must_cancel, t)
loop.go()
print(t, repr(t._make_cancelled_error()), repr(t._make_cancelled_error()))


async def two():
    await Yields(None)
    return 5


t = Task(two(), loop=loop, name="g")
loop.ready.pop(0)[0]()
t.cancel()
t.cancel()
print(t._must_cancel, t.uncancel(), t._must_cancel, t.uncancel(), t._must_cancel)
loop.go()
print(t)


async def own():
    current().cancel("self")
    return 3


t = Task(own(), loop=loop, name="own")
loop.go()
print(t, t._cancel_message)


async def ignores():
    for i in range(2):
        try:
            await Future(loop=loop)
        except BaseException as e:
            print(i, repr(e))
    return "done"


t = Task(ignores(), loop=loop, name="ignores")
for _ in range(2):
    loop.go()
    print(t.cancel("again"), t.cancelling())
loop.go()
print(t)
inner = Task(ignores(), loop=loop, name="inner")
t = Task(awaits(inner), loop=loop, name="outer")
loop.go()
t.cancel("to inner")
loop.go()
print(inner._fut_waiter is not None, t._fut_waiter is inner, t._must_cancel)
t.cancel()
loop.go()
print(inner, t)

print("-- ends")


async def ends(e):
    raise e


for e in KeyboardInterrupt("k"), SystemExit(3), StopIteration(3), ValueError("v"), GeneratorExit():
    t = Task(ends(e), loop=loop, name="ends")
    loop.go()
    print(t, repr(t.exception()))

print("-- eager")


async def eager(v):
    print("in", current().get_name(), all_tasks() == {current()})
    return v


t = Task(eager(9), loop=loop, name="eager", eager_start=True)
print(t, t._coro, all_tasks(loop), current(loop))


async def eager_blocks():
    print("in")
    await Yields(None)
    return 9


t = Task(eager_blocks(), loop=loop, name="blocks", eager_start=True)
print(t, all_tasks(loop) == {t}, len(loop.ready))
loop.go()
print(t, all_tasks())
t = Task(ends(ValueError("x")), loop=loop, name="raises", eager_start=True)
print(t, repr(t.exception()), t._coro)
tr(Task, ends(KeyboardInterrupt()), loop=loop, name="x", eager_start=True)
print(current(loop))
loop.running = False
t = Task(eager(1), loop=loop, name="later", eager_start=True)
print(t, len(loop.ready))
loop.go()
loop.running = True


async def nested():

    t = Task(returns(current().get_name()), loop=loop, name="inner", eager_start=True)
    print(t, current().get_name())


t = Task(nested(), loop=loop, name="outer")
loop.go()

print("-- the end")
t = Task(ends(ValueError("x")), loop=loop, name="q")
loop.go()
del t
t = Task(returns(), loop=loop, name="q")
c = t.get_coro()
state()
w = None
del t
c.close()


class Sub(Task):
    def cancel(self, *args, **kwargs):
        print("Sub.cancel", args, kwargs)
        return super().cancel(*args, **kwargs)


f = Future(loop=loop)
s = Sub(awaits(f), loop=loop, name="sub")
t = Task(awaits(s), loop=loop, name="waits")
loop.go()
print(t._fut_waiter is s, s._asyncio_awaited_by == {t})
t.cancel("z")
loop.go()
print(s, t)



async def cancels_and_waits(f):
    current().cancel("must")
    await f


s = Sub(awaits(Future(loop=loop)), loop=loop, name="sub")
t = Task(cancels_and_waits(s), loop=loop, name="must")
loop.go()
print(s, t)

print("-- stacks")
f = Future(loop=loop)
t = Task(awaits(f), loop=loop, name="stack")
loop.go()
print([x.f_code.co_name for x in t.get_stack()], t.get_stack(limit=0))
stack = io.StringIO()
t.print_stack(file=stack)
print(stack.getvalue())
f.set_result(1)
loop.go()
print(t.get_stack())
tr(t.get_stack, 1)

print("-- contexts")
v = contextvars.ContextVar("v", default=0)


async def sets():
    v.set(v.get() + 5)
    await Yields(None)
    return v.get()


context = contextvars.copy_context()
t = Task(sets(), loop=loop, context=context, name="sets")
print(loop.ready[0][2] is context, t.get_context() is context)
loop.go()
print(v.get(), context[v], t)
t = Task(sets(), loop=loop, context=context, eager_start=True, name="sets")
loop.go()
print(v.get(), context[v], t)
t = Task(sets(), loop=loop, name="sets")
loop.go()
print(v.get(), t)
t.__init__(returns(3), loop=loop, name="again")
print(t)
loop.go()
print(t)
_asyncio._set_running_loop(None)
