# Coroutines: await, async with, async for, comprehensions, the coroutine object, errors (PEP 492, PEP 530).
import sys


def run(coroutine, *sent):
    """Drives a coroutine, sending the values given, then None."""
    seen = []
    sent = list(sent)
    try:
        seen.append(coroutine.send(None))
        while True:
            seen.append(coroutine.send(sent.pop(0) if sent else None))
    except StopIteration as stop:
        return seen, stop.value


def attempt(f):
    try:
        print(f())
    except BaseException as e:
        print(type(e).__name__, "|", e, "|", repr(e.__cause__), "|", repr(e.__context__))


class Pause:
    def __init__(self, value):
        self.value = value

    def __await__(self):
        return (yield self.value)


async def leaf(x):
    return await Pause(x)


async def middle(x):
    first = await leaf(x)
    second = await leaf(x + 1)
    return [first, second]


print(run(middle(1), "a", "b"))
print(run(middle(5)))


# ---- locals as targets, temporaries across suspension, evaluation order
async def expressions():
    x = 1
    x = x + await Pause("p1") + x
    y = [await Pause("p2"), x, (await Pause("p3"), *await Pause("p4"))]
    d = {await Pause("k"): await Pause("v"), **await Pause("kw")}
    f = f"{await Pause('f1')}-{await Pause('f2')!r:>4}"
    g = max(await Pause("m1"), await Pause("m2"), key=await Pause("key"))
    h = await Pause("c1") < await Pause("c2") < await Pause("c3")
    i = (await Pause("t")) if await Pause("test") else None
    j = (await Pause("o1")) or (await Pause("o2"))
    await Pause("ignored")
    return x, y, d, f, g, h, i, j


print(run(expressions(), 10, 20, 30, (40, 50), "key", "value", {"z": 26}, 1, 2, 3, -4, abs, 1, 2, 3, True, "t", 0, "o2"))


# ---- async with
class Manager:
    def __init__(self, name, swallow=False):
        self.name, self.swallow = name, swallow

    async def __aenter__(self):
        await Pause("enter " + self.name)
        return self.name.upper()

    async def __aexit__(self, kind, value, traceback):
        await Pause(f"exit {self.name} {kind and kind.__name__} {value} {traceback is not None}")
        return self.swallow


async def with_all(how):
    log = []
    async with Manager("a", True) as a, Manager("b") as (b):
        log.append((a, b))
        if how == "raise":
            raise KeyError("k")
        if how == "return":
            return log
        for i in range(3):
            async with Manager("c") as c:
                if i == 0 and how == "continue":
                    continue
                if how == "break":
                    break
                log.append((i, c))
    log.append("after")
    return log


for how in ("normal", "raise", "return", "continue", "break"):
    print(how, *run(with_all(how)), sep="\n   ")


async def exit_raises():
    class Bad(Manager):
        async def __aexit__(self, *args):
            raise TypeError("in exit")

    async with Bad("bad"):
        raise ValueError("in body")


attempt(lambda: run(exit_raises()))


async def return_in_try():
    try:
        async with Manager("x"):
            return await Pause("value")
    finally:
        await Pause("finally")


print(run(return_in_try(), None, "returned"))


# ---- async for
class Count:
    def __init__(self, n):
        self.n, self.i = n, 0

    def __aiter__(self):
        return self

    async def __anext__(self):
        self.i += 1
        if self.i > self.n:
            raise StopAsyncIteration
        return await Pause(self.i)


async def loops(n):
    out = []
    async for x in Count(n):
        if x == "skip":
            continue
        if x == "stop":
            out.append("broke")
            break
        out.append(x)
    else:
        out.append("else")
    async for out_i, out_j in Pairs():
        out.append((out_i, out_j))
    return out


class Pairs:
    def __aiter__(self):
        async def generate():
            yield 1, 2
            yield 3, 4

        return generate()


print(run(loops(3), "x", "skip", "y"))
print(run(loops(3), "x", "stop"))


async def nested_loops():
    out = []
    async for i in Count(2):
        async for j in Count(2):
            if j == "c":
                continue
            out.append((i, j))
            try:
                if j == "b":
                    break
            finally:
                out.append("f")
        else:
            out.append("else")
    return out


print(run(nested_loops(), 1, "c", 2, 3, "b"))


async def raising_loop():
    async for i in Count(2):
        try:
            raise ValueError(i)
        except ValueError as e:
            print("handled", e, repr(sys.exception()))
    print(sys.exception())
    async for i in Count(1):
        raise KeyError(i)


attempt(lambda: run(raising_loop(), 1, 2, 3))


# ---- comprehensions (PEP 530)
async def comprehensions():
    a = [x async for x in Count(2)]
    b = {x async for x in Count(2) if x}
    c = {x: await Pause("v") async for x in Count(1)}
    d = [await Pause(i) for i in range(2)]
    e = [(x, y) async for x in Count(2) for y in (1, 2) if y != x]
    f = [[y async for y in Count(1)] for x in range(2)]
    g = [x for x in [i async for i in Count(2)]]
    h = [x async for x in (y async for y in Count(2))]
    i = [x async for x in (await Pause(z) for z in range(2))]
    j = [x for x in range(3) if await Pause("cond")]
    k = [f async for f in Count(1) for f in [f, f]]
    return a, b, c, d, e, f, g, h, i, j, k


print(run(comprehensions(), *range(1, 40)))


async def generator_expressions():
    async def once(x):
        yield x

    g = (x async for x in once(1))
    print(type(g).__name__, g.__name__, g.__qualname__)
    h = (await leaf(x) for x in (1, 2))
    print(type(h).__name__)
    i = (x for x in [y async for y in once(3)])
    print(type(i).__name__, list(i))
    j = ([y async for y in once(x)] for x in (1, 2))
    print(type(j).__name__)
    k = (lambda: (yield))
    print(type(k()).__name__)
    return [x async for x in g], [x async for x in h], [x async for x in j]


print(run(generator_expressions(), "p", "q"))


class InClass:
    async def method(self):
        return [__class__.__name__ async for _ in Count(1)], [self.value for _ in range(1)]

    value = 3


print(run(InClass().method()))

# ---- the coroutine object
c = leaf(1)
print(type(c).__name__, c.__name__, c.__qualname__, c.cr_running, c.cr_suspended, c.cr_await, c.cr_origin, c.cr_code is leaf.__code__)
print(c.send(None), c.cr_suspended, type(c.cr_await).__name__, c.cr_await.__name__)
c.__name__, c.__qualname__ = "n", "q.n"
print(c.__name__, c.__qualname__, repr(c).startswith("<coroutine object q.n at 0x"))
attempt(lambda: setattr(c, "__name__", 3))
attempt(lambda: c.send(5))
print(c.cr_suspended, c.cr_await, c.cr_running, c.cr_code.co_name)
attempt(lambda: c.send(None))
attempt(lambda: c.throw(ValueError("late")))
print(c.close())
attempt(lambda: iter(leaf(1).__await__()) and None)
for bad in (lambda c: iter(c), lambda c: next(c), lambda c: list(c), lambda c: [*c], lambda c: c.send(1)):
    c = leaf(2)
    attempt(lambda: bad(c))
    c.close()
print(hasattr(c, "__iter__"), hasattr(c, "__next__"), hasattr(c, "__await__"))

w = leaf(3).__await__()
print(type(w).__name__, iter(w) is w, next(w))
attempt(lambda: w.throw(KeyError("thrown")))
w = leaf(3).__await__()
print(w.send(None), w.close())
attempt(lambda: next(w))
w = leaf(3).__await__()
print(next(w))
attempt(lambda: w.send("end"))


class Delegating:
    def __init__(self, coroutine):
        self.coroutine = coroutine

    def __await__(self):
        return self.coroutine.__await__()


class Yielding(Delegating):
    def __await__(self):
        r = yield from self.coroutine.__await__()
        return ("wrapped", r)


async def awaits_wrappers():
    return await Delegating(leaf(1)), await Yielding(leaf(2)), await Delegating(Yielding(leaf(3)))


print(run(awaits_wrappers(), "x", "y", "z"))


# ---- throw and close
async def guarded(log):
    try:
        await leaf("waiting")
    except ValueError as e:
        log.append(("caught", str(e), repr(e.__context__)))
        return await leaf("again")
    finally:
        log.append("finally")


async def outer(log):
    try:
        return await guarded(log)
    except BaseException as e:
        log.append(("outer", type(e).__name__))
        raise


log = []
c = outer(log)
print(c.send(None), c.throw(ValueError("v")), log)
attempt(lambda: c.send("done"))
print(log)
log = []
c = outer(log)
c.send(None)
attempt(lambda: c.throw(KeyError("k")))
print(log)
log = []
c = outer(log)
c.send(None)
print(c.close(), log)
log = []
c = outer(log)
attempt(lambda: c.throw(IndexError("unstarted")))
print(log)


async def stubborn():
    try:
        await Pause(1)
    except GeneratorExit:
        await Pause(2)


c = stubborn()
c.send(None)
attempt(c.close)
c.close()

c = leaf(1)
c.send(None)


async def second():
    await c


attempt(lambda: run(second()))


async def third():
    await shared


shared = leaf("s")
a, b = third(), third()
print(a.send(None))
attempt(lambda: b.send(None))
a.close()


async def recursive():
    await me


me = recursive()
attempt(lambda: me.send(None))


# ---- errors
class Bad:
    def __init__(self, **methods):
        pass


def raiser(e):
    async def f():
        raise e

    return f()


attempt(lambda: run(raiser(StopIteration(1))))
attempt(lambda: run(raiser(StopAsyncIteration(1))))
attempt(lambda: run(raiser(GeneratorExit())))


async def await_value(x):
    await x


class AwaitInt:
    def __await__(self):
        return 1


class AwaitCoroutine:
    def __await__(self):
        return keep[0]


class AwaitRaises:
    def __await__(self):
        raise ZeroDivisionError("in __await__")


class AwaitIterator:
    def __await__(self):
        return iter([1, 2])


class AwaitNone:
    __await__ = None


keep = [leaf(1)]
for x in (1, [1], (i for i in ()), AwaitInt(), AwaitCoroutine(), AwaitRaises(), AwaitIterator(), AwaitNone()):
    attempt(lambda: run(await_value(x)))
keep[0].close()


class Empty:
    pass


class AiterInt:
    def __aiter__(self):
        return 1


class AiterCoroutine:
    def __aiter__(self):
        return self

    def __anext__(self):
        return 1


async def for_over(x):
    async for _ in x:
        pass


async def with_on(x):
    async with x:
        pass


for x in ([1], Empty(), AiterInt(), AiterCoroutine()):
    attempt(lambda: run(for_over(x)))


class Sync:
    def __enter__(self):
        pass

    def __exit__(self, *args):
        pass


class EnterInt(Sync):
    def __aenter__(self):
        return 1

    async def __aexit__(self, *args):
        pass


class ExitInt:
    async def __aenter__(self):
        return 1

    def __aexit__(self, *args):
        return 1


class NoExit:
    async def __aenter__(self):
        pass


for x in (1, Empty(), Sync(), EnterInt(), ExitInt(), NoExit()):
    attempt(lambda: run(with_on(x)))


async def exit_int_raising():
    async with ExitInt():
        1 / 0


attempt(lambda: run(exit_int_raising()))


def sync_with():
    with Manager("m"):
        pass


attempt(sync_with)


def plain_generator():
    c = leaf(1)
    try:
        yield from c
    finally:
        c.close()


attempt(lambda: list(plain_generator()))
attempt(lambda: [x for x in Count(1)])

for source in (
    "await x",
    "def f(): await x",
    "lambda: await x",
    "async def f(): yield from x",
    "async def f():\n yield 1\n return 2",
    "def f():\n async for x in y: pass",
    "def f():\n async with x: pass",
    "async with x: pass",
    "async for x in y: pass",
    "def f(): return [x async for x in y]",
    "[x async for x in y]",
    "def f(): return [await x for x in y]",
    "async def f():\n def g(): return [x async for x in y]",
    "class C:\n async def f(self): pass\n await x",
    "async def f(x=await y): pass",
    "async def f():\n class C:\n  await x",
    "async def f(): lambda: await x",
    "async def f(): await = 1",
    "await = 1",
    "async = 1",
    "async def f(): await",
    "async def f(): return {await x for x in y}, {await k: v async for k, v in y}, (await z async for z in y)",
    "async def f(): return [[x async for x in y] for z in w]",
    "async def f(): await x ** 2; -await x; await x + await y; (await x)(); await (yield)",
    "def f(): return (x async for x in y)",
    "def f(): return (await x for x in y)",
):
    try:
        compile(source, "<test>", "exec")
        print("fine:", source.replace("\n", "; "))
    except SyntaxError as e:
        print(e.msg, "|", source.replace("\n", "; "))

sys.set_coroutine_origin_tracking_depth(2)


def make():
    return leaf(1)


def make_outer():
    return make()


c = make_outer()
print([(line, name) for _, line, name in c.cr_origin], sys.get_coroutine_origin_tracking_depth())
c.close()
sys.set_coroutine_origin_tracking_depth(0)
c = make_outer()
print(c.cr_origin)
c.close()
attempt(lambda: sys.set_coroutine_origin_tracking_depth(-1))
