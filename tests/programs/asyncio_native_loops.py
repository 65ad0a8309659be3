# Running loops, current tasks and lists of tasks of the native module; threads; collection; what a program sees of it all.
import asyncio
import contextvars
import gc
import os
import sys
import threading
import weakref
import _asyncio
from _asyncio import *
from _asyncio import _enter_task, _get_running_loop, _leave_task, _set_running_loop, _swap_current_task
from _asyncio import _register_eager_task, _register_task, _unregister_eager_task, _unregister_task


def tr(f, *args, **kwargs):
    try:
        r = f(*args, **kwargs)
    except BaseException as e:
        print("!", type(e).__name__, e)
    else:
        print("=", repr(r))


class Loop:
    def get_debug(self):
        return False

    def __repr__(self):
        return "<Loop>"


loop = Loop()
print([n for n in dir(_asyncio) if not n.startswith("__")])
print(asyncio.Future is Future, asyncio.Task is Task, asyncio.current_task is current_task, asyncio.get_running_loop is get_running_loop)
for f in current_task, all_tasks, get_running_loop, _get_running_loop:
    tr(f)
tr(current_task, loop)
tr(all_tasks, loop=loop)
tr(_enter_task)
tr(_enter_task, 1)
tr(_enter_task, loop=1, task=2)
tr(_leave_task, 1, 2)
_set_running_loop(loop)
for f in get_running_loop, get_event_loop, current_task:
    tr(f)
tr(_enter_task, loop, 3)
tr(current_task)
tr(_enter_task, loop, 4)
tr(_leave_task, loop, 4)
tr(_leave_task, 1, 3)
tr(_leave_task, loop, 3)
tr(_leave_task, loop, 3)
tr(_swap_current_task, loop, 5)
tr(_swap_current_task, loop, None)
tr(_swap_current_task, 1, 2)
_set_running_loop(None)
tr(_swap_current_task, loop, 6)
for f in _register_task, _unregister_task, _register_eager_task, _unregister_eager_task:
    tr(f, 5)
    tr(f, [])


class Other:
    def __init__(self, done=False):
        self.finished = done

    def done(self):
        return self.finished

    def get_loop(self):
        return loop

    def __repr__(self):
        return "<Other>"


o, p = Other(), Other(True)
for register, unregister in (_register_task, _unregister_task), (_register_eager_task, _unregister_eager_task):
    register(o)
    register(p)
    tr(all_tasks, loop)
    tr(all_tasks, 1)
    unregister(o)
    unregister(p)
    tr(all_tasks, loop)

_set_running_loop(loop)
_enter_task(loop, 7)
pid = os.fork()
if pid == 0:
    alone = _get_running_loop() is None
    _set_running_loop(loop)
    os._exit(0 if alone and current_task() is None else 1)
print(os.waitpid(pid, 0)[1], current_task())
_leave_task(loop, 7)
_set_running_loop(None)

print("-- a program")


async def work(n):
    await asyncio.sleep(0)
    return n, current_task().get_name()


async def main():
    me = current_task()
    print(me is asyncio.current_task(), all_tasks() == {me}, get_running_loop() is me.get_loop())
    ts = [asyncio.create_task(work(i), name=f"t{i}") for i in range(3)]
    print(all_tasks() == {me, *ts}, sorted(t.get_name() for t in asyncio.all_tasks() - {me}))
    print(await asyncio.gather(*ts), all_tasks() == {me})
    seen = {}

    def other(running):
        seen["none"] = _get_running_loop(), current_task(running) is me, me in all_tasks(running)

        async def inner():
            seen["inner"] = current_task() is not me, current_task(running) is me, len(all_tasks())

        asyncio.run(inner())
        _set_running_loop(running)

    thread = threading.Thread(target=other, args=(get_running_loop(),))
    thread.start()
    thread.join()
    print(seen, current_task() is me)
    pid = os.fork()
    if pid == 0:
        os._exit(0 if _get_running_loop() is None else 1)
    print(os.waitpid(pid, 0)[1])
    async with asyncio.TaskGroup() as group:
        a = group.create_task(work(1))
        b = group.create_task(work(2))
    print(a.result()[0] + b.result()[0])
    try:
        async with asyncio.timeout(0.001):
            await asyncio.sleep(5)
    except TimeoutError as e:
        print(repr(e), repr(e.__cause__), me.cancelling())
    queue = asyncio.Queue(1)

    async def produce():
        for i in range(4):
            await queue.put(i)

    async def consume():
        return [await queue.get() for _ in range(4)]

    print((await asyncio.gather(produce(), consume()))[1])
    shielded = asyncio.shield(asyncio.create_task(work(7)))
    print((await shielded)[0])


asyncio.run(main())
tr(get_running_loop)

print("-- eager programs")


async def eager_main():
    get_running_loop().set_task_factory(asyncio.eager_task_factory)
    t = asyncio.create_task(asyncio.sleep(0, 5))
    u = asyncio.create_task(work(1))

    async def at_once():
        return 1

    v = asyncio.create_task(at_once())
    print(t.done(), u.done(), v.done(), v.result(), await t, (await u)[0])


asyncio.run(eager_main())

print("-- collection")


class Handled(Loop):
    def call_exception_handler(self, context):
        print(sorted(context), context["message"])

    def call_soon(self, callback, *args, context=None):
        pass

    def is_running(self):
        return False


h = Handled()
_set_running_loop(h)


async def forever(f):
    await f


f = Future(loop=h)
f.me = f
gone = weakref.ref(f)
del f
gc.collect()
print(gone())
f = Future(loop=h)
t = Task(forever(f), loop=h, name="cycle")
t._log_destroy_pending = False
f.task = t
f.add_done_callback(t.cancel)
gone = weakref.ref(t), weakref.ref(f)
t.get_coro().close()
del f, t
gc.collect()
print([g() for g in gone], all_tasks())
t = Task(forever(None), loop=h, name="pending")
t.me = t
t.get_coro().close()
del t
gc.collect()
t = Task(forever(None), loop=h, name="weak")
seen = []
r = weakref.ref(t, lambda r: seen.append(all_tasks()))
t.get_coro().close()
del t
print(seen, r())
_set_running_loop(None)


async def refcycles():
    # What is left of a failed wait: nothing that refers to the exception.
    async def fails():
        raise ValueError("x")

    try:
        await asyncio.create_task(fails())
    except ValueError as e:
        error = e
    return sorted(type(x).__name__ for x in gc.get_referrers(error))


gc.collect()
gc.disable()
print(asyncio.run(refcycles()))
gc.enable()
