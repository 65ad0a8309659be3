# SimpleQueue, time-outs of locks, names of threads, thread-local data of threads that ended, threads at the end of the program.
import _queue
import _thread
import os
import threading
import time


def attempt(f, *args, **kwargs):
    try:
        print(repr(f(*args, **kwargs)))
    except BaseException as e:
        print(type(e).__name__, e.args)


lock = _thread.allocate_lock()
for timeout in [float("nan"), 1e30, 10**30, -2, "", 1e10, 0.01]:
    attempt(lock.acquire, timeout=timeout)
attempt(lock.acquire, False, 1)
print(_thread.RLock(1, a=2) is not None)
_thread.set_name("\u00e9" * 20)
attempt(_thread._get_name)
print(_thread._NAME_MAXLEN)

q = _queue.SimpleQueue()
for args in [(True, -1), (True, float("nan")), (False,), (True, 0.01), (True, 1e30), (True, "")]:
    attempt(q.get, *args)
attempt(q.get_nowait)
attempt(_queue.SimpleQueue, 1)
attempt(q.put)
q.put(1, 2, 3)
q.put_nowait(item=2)
print(q.qsize(), q.empty(), q.get(), q.get(block=False, timeout=-3), q.empty(), _queue.SimpleQueue[int], _queue.Empty.__mro__)
threads = [threading.Thread(target=lambda: [q.put(i) for i in range(100)]) for _ in range(4)]
for t in threads:
    t.start()
print(sum(q.get() for _ in range(400)))
for t in threads:
    t.join()
results = []
threads = [threading.Thread(target=lambda: results.append(q.get())) for _ in range(4)]
for t in threads:
    t.start()
for i in range(4):
    q.put(i)
for t in threads:
    t.join()
print(sorted(results))


class Loud:
    def __init__(self, name):
        self.name = name

    def __del__(self, write=os.write):
        write(1, f"{self.name} is gone\n".encode())


local = threading.local()
print(flush=True)


def use():
    local.x = Loud("data of a thread")


t = threading.Thread(target=use)
t.start()
t.join()
print(hasattr(local, "x"), flush=True)
try:
    _thread.interrupt_main()
    print("not reached")
except KeyboardInterrupt:
    print("interrupted", flush=True)


class Late:
    def __del__(self, write=os.write, start=_thread.start_new_thread):
        try:
            start(print, ())
        except Exception as e:
            write(1, f"{type(e).__name__} {e.args}\n".encode())


late = Late()
