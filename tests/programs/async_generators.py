# Asynchronous generators: PEP 525, the objects that drive them, hooks, aiter and anext.
import gc
import sys


def run(coroutine, *sent):
    seen = []
    sent = list(sent)
    try:
        seen.append(coroutine.send(None))
        while True:
            seen.append(coroutine.send(sent.pop(0) if sent else None))
    except StopIteration as stop:
        return seen, stop.value


def attempt(f, *args):
    try:
        print(f(*args))
    except BaseException as e:
        print(type(e).__name__, "|", e, "|", repr(e.__cause__), "|", repr(e.__context__))


class Pause:
    def __init__(self, value):
        self.value = value

    def __await__(self):
        return (yield self.value)


async def echo():
    received = []
    try:
        while True:
            try:
                received.append((yield received))
            except ValueError as e:
                received.append(("caught", str(e)))
                await Pause("handling")
    finally:
        received.append("finally")
        await Pause("closing")


async def drive_echo():
    g = echo()
    print(type(g).__name__, g.__name__, g.__qualname__, g.ag_running, g.ag_suspended, g.ag_await, g.ag_code is echo.__code__)
    print(g.__aiter__() is g)
    print(await g.asend(None))
    print(g.ag_suspended)
    print(await g.asend(1))
    print(await g.athrow(ValueError("v")))
    print(await g.__anext__())
    print(await g.aclose())
    print(await g.aclose())
    try:
        await g.asend(1)
    except StopAsyncIteration as e:
        print("stopped", e.args)
    try:
        await g.athrow(ValueError("late"))
    except BaseException as e:
        print(type(e).__name__, e)
    print(g.ag_running, g.ag_suspended, g.ag_code.co_name)


print(run(drive_echo()))


async def numbers(n):
    for i in range(n):
        x = yield i
        if x:
            yield ("got", x)


async def iterate():
    out = [x async for x in numbers(3)]
    async for x in numbers(5):
        out.append(x)
        if x == 1:
            break
    g = numbers(2)
    async for x in g:
        out.append(x)
    async for x in g:
        out.append("never")
    h = numbers(2)
    out += [await h.asend(None), await h.asend("s"), await h.asend(None), await anext(h, "default"), await anext(h, "default")]
    return out


print(run(iterate()))


# ---- an operation object by hand
g = numbers(2)
a = g.asend(None)
print(type(a).__name__, iter(a) is a, a.__await__() is a)
attempt(a.send, None)
attempt(a.send, None)
attempt(a.throw, ValueError())
print(a.close())
a = g.__anext__()
attempt(next, a)
a = g.__anext__()
attempt(a.throw, KeyError("k"))
attempt(g.__anext__().send, None)
a = g.aclose()
print(type(a).__name__)
attempt(a.send, None)
attempt(a.send, None)
a = g.athrow(KeyError)
attempt(a.send, None)
attempt(a.send, None)

g = numbers(1)
attempt(g.asend(5).send, None)
g = numbers(1)
attempt(g.asend(None).send, 5)
g = numbers(1)
attempt(g.aclose().send, 5)
g = numbers(1)
attempt(g.athrow(KeyError("unstarted")).send, None)
attempt(g.asend(None).send, None)
g = numbers(1)
attempt(g.aclose().send, None)
attempt(g.asend(None).send, None)
attempt(g.athrow(KeyError("closed")).send, None)


async def waits():
    try:
        await Pause("w1")
        yield 1
        await Pause("w2")
        yield 2
    except KeyError as e:
        yield ("key", await Pause("w3"))


# busy: a second operation while one waits
g = waits()
a = g.asend(None)
print(a.send(None), g.ag_running, type(g.ag_await).__name__, g.ag_suspended)
for make in (lambda: g.asend(None), lambda: g.athrow(ValueError), lambda: g.aclose(), lambda: g.__anext__()):
    b = make()
    attempt(b.send, None)
    attempt(b.send, None)
attempt(a.throw, KeyError("in await"))
attempt(a.send, "three")
print(g.ag_running)
attempt(g.asend(None).send, None)

g = waits()
a = g.asend(None)
a.send(None)
print(a.close(), g.ag_running)
attempt(g.asend(None).send, None)


async def ignores():
    try:
        yield 1
    except GeneratorExit:
        yield 2


g = ignores()
attempt(g.asend(None).send, None)
attempt(g.aclose().send, None)
g = ignores()
attempt(g.asend(None).send, None)
attempt(g.athrow(GeneratorExit).send, None)


async def awaits_in_close():
    try:
        yield 1
    finally:
        await Pause("cleanup 1")
        await Pause("cleanup 2")


g = awaits_in_close()
attempt(g.asend(None).send, None)
a = g.aclose()
print(a.send(None), g.ag_running, a.send(None))
attempt(a.send, None)
g = awaits_in_close()
attempt(g.asend(None).send, None)
a = g.aclose()
print(a.send(None))
attempt(a.throw, ValueError("thrown into aclose"))
g = awaits_in_close()
attempt(g.asend(None).send, None)
a = g.aclose()
attempt(a.throw, ValueError("before start"))


# ---- exceptions
async def raises(e):
    yield 1
    raise e


async def consume(g):
    return [x async for x in g]


for e in (ValueError("v"), StopIteration(1), StopAsyncIteration(2), GeneratorExit(), KeyboardInterrupt()):
    attempt(run, consume(raises(e)))


async def reads_context():
    try:
        raise KeyError("outer")
    except KeyError:
        async for x in handling():
            print(x, repr(sys.exception()))


async def handling():
    yield repr(sys.exception())
    try:
        raise ValueError("inner")
    except ValueError:
        yield repr(sys.exception())
        try:
            raise TypeError
        except TypeError as e:
            yield repr(e.__context__)
    yield repr(sys.exception())


run(reads_context())


# ---- generators inside generators
async def flatten(x):
    if isinstance(x, list):
        for y in x:
            async for z in flatten(y):
                yield z
    else:
        yield await Pause(x)


print(run(consume(flatten([1, [2, [3, [4]], 5], [[6]]])), *"abcdef"))


async def pipeline():
    async def source():
        for i in range(6):
            await Pause(("s", i))
            yield i

    async def odd(s):
        async for x in s:
            if x % 2:
                yield x

    return {x: [y async for y in odd(source()) if y > x] async for x in odd(source())}


print(run(pipeline()))


# ---- hooks
log = []


def first(g):
    log.append(("first", g.__name__))


def final(g):
    log.append(("final", g.__name__, g.ag_suspended))


print(sys.get_asyncgen_hooks())
old = sys.get_asyncgen_hooks()
sys.set_asyncgen_hooks(firstiter=first, finalizer=final)
hooks = sys.get_asyncgen_hooks()
print(hooks.firstiter is first, hooks.finalizer is final, tuple(hooks) == (first, final))
g = numbers(2)
print(log)
attempt(g.asend(None).send, None)
print(log)
del g
print(log)
g = numbers(0)
run(consume(g))
print(log)
del g
print(log)
g = numbers(3)
g.__aiter__()
del g
print(log)
sys.set_asyncgen_hooks(*old)
print(sys.get_asyncgen_hooks() == (None, None))
attempt(lambda: sys.set_asyncgen_hooks(1))
attempt(lambda: sys.set_asyncgen_hooks(None, 1))


def bad_first(g):
    raise ValueError("first hook")


sys.set_asyncgen_hooks(firstiter=bad_first)
attempt(lambda: numbers(1).__anext__())
sys.set_asyncgen_hooks(None, None)


# a suspended one without hooks is closed when it dies
async def finalised(name):
    try:
        yield 1
    finally:
        print("finalised", name)


g = finalised("count")
attempt(g.asend(None).send, None)
del g
g = finalised("cycle")
attempt(g.asend(None).send, None)
box = [g]
box.append(box)
del g, box
gc.collect()


# ---- aiter and anext
class Items:
    def __init__(self, n):
        self.n = n

    def __aiter__(self):
        return self

    def __anext__(self):
        if not self.n:
            raise StopAsyncIteration("sync")
        self.n -= 1
        return wait(self.n)


async def wait(x):
    return await Pause(x)


class NoNext:
    def __aiter__(self):
        return 1


g = numbers(1)
print(aiter(g) is g)
attempt(aiter, 1)
attempt(aiter, [])
attempt(aiter, NoNext())
attempt(anext, 1)
attempt(anext, NoNext(), 1)
attempt(anext)


async def with_anext():
    i = Items(2)
    out = [await anext(i), await anext(i, "d")]
    try:
        await anext(i)
    except StopAsyncIteration as e:
        out.append(e.args)
    g = numbers(1)
    out += [await anext(g, "d"), await anext(g, "d")]
    try:
        await anext(g)
    except StopAsyncIteration as e:
        out.append(e.args)
    return out


print(run(with_anext(), "x", "y"))
a = anext(waits(), "default")
print(type(a).__name__, a.send(None))
attempt(a.throw, StopAsyncIteration)
a = anext(waits(), "default")
print(a.send(None))
attempt(a.throw, KeyError("x"))
a = anext(waits(), "default")
print(a.send(None), a.close())
print(hasattr(numbers(1), "__next__"), hasattr(numbers(1), "__await__"), hasattr(numbers(1), "__iter__"))
attempt(iter, numbers(1))
g = numbers(1)
g.__name__, g.__qualname__ = "x", "y.x"
print(g.__name__, g.__qualname__, repr(g).startswith("<async_generator object y.x at 0x"))
