# Who awaits whom, after wait(), gather(), shield(), as_completed() and wait_for() are over; what a cancelled shield leaves behind;
# iterators of as_completed() that were interrupted; graphs with ended coroutines and plain generators.
import asyncio
import gc


async def number(n):
    await asyncio.sleep(0)
    return n


async def fails():
    raise ValueError("f")


async def waiting():
    loop = asyncio.get_running_loop()
    never = loop.create_future()
    await asyncio.wait({never, asyncio.create_task(number(1))}, return_when=asyncio.FIRST_COMPLETED)
    print("wait", never._asyncio_awaited_by, never._callbacks)
    for other in fails(), None:
        if other is None:
            other = loop.create_future()
            loop.call_soon(other.cancel)
        try:
            await asyncio.gather(never, other)
        except BaseException as e:
            print("gather", repr(e), never._asyncio_awaited_by or None)
    gathering = asyncio.gather(never, number(2))
    await asyncio.sleep(0)
    print(never._asyncio_awaited_by == {asyncio.current_task()})
    del gathering
    outer = asyncio.shield(never)
    print(never._asyncio_awaited_by is not None)
    outer.cancel()
    await asyncio.sleep(0)
    print("shield", outer.cancelled(), never.done())


async def shielding():
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda loop, context: print("handler:", context["message"]))
    for again in False, True:
        inner = loop.create_future()
        for _ in range(2):
            outer = asyncio.shield(inner)
            outer.cancel()
            await asyncio.sleep(0)
        print("shield", inner._callbacks, inner._asyncio_awaited_by or None)
        inner.set_exception(ValueError("i"))
        await asyncio.sleep(0)
        if again:
            print(repr(inner.exception()))
        del inner, outer
        gc.collect()


async def completing():
    loop = asyncio.get_running_loop()
    for plain in False, True:
        a, b = loop.create_future(), loop.create_future()
        iterator = asyncio.as_completed([a, b])
        print(a._asyncio_awaited_by == {asyncio.current_task()})
        waiter = asyncio.create_task(next(iterator) if plain else anext(iterator))
        await asyncio.sleep(0)
        waiter.cancel()
        try:
            await waiter
        except asyncio.CancelledError:
            print("cancelled")
        a.set_result("a")
        b.set_result("b")
        print(sorted([await c for c in iterator] if plain else [await f async for f in iterator]))
        print(a._asyncio_awaited_by or None)
    c = loop.create_future()
    try:
        for x in asyncio.as_completed([c], timeout=0.001):
            await x
    except TimeoutError as e:
        print(repr(e), c._asyncio_awaited_by or None)


async def slow():
    try:
        await asyncio.sleep(10)
    finally:
        print("slow", [t.get_name() for t in asyncio.current_task()._asyncio_awaited_by])


async def timing():
    asyncio.current_task().set_name("timing")
    t = asyncio.create_task(slow())
    await asyncio.sleep(0)
    try:
        await asyncio.wait_for(t, 0)
    except TimeoutError as e:
        print(repr(e), t._asyncio_awaited_by or None)


async def graphs():
    def generator():
        yield asyncio.capture_call_graph()

    async def middle():
        return next(generator())

    print([x.frame.f_code.co_name for x in (await middle()).call_stack])
    t = asyncio.create_task(number(1))
    await t
    print(asyncio.capture_call_graph(t).call_stack, len(asyncio.format_call_graph(t).splitlines()))


for program in waiting, shielding, completing, timing, graphs:
    print("--", program.__name__)
    asyncio.run(program())
