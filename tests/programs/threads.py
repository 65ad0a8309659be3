# Threads: locks, conditions, events, thread-local data, uncaught exceptions, exit.
import threading, time, sys
out = []
def count(n):
    for i in range(20000):
        pass
    out.append(n)
threads = [threading.Thread(target=count, args=(i,)) for i in range(8)]
for t in threads: t.start()
for t in threads: t.join()
print(sorted(out), threading.active_count())
lock = threading.Lock()
total = 0
def add():
    global total
    for i in range(2000):
        with lock:
            total += 1
threads = [threading.Thread(target=add) for i in range(4)]
for t in threads: t.start()
for t in threads: t.join()
print(total)
event = threading.Event()
def waiter():
    event.wait()
    print('woken')
t = threading.Thread(target=waiter)
t.start()
time.sleep(0.02)
print('waking')
event.set()
t.join()
local = threading.local()
local.x = 1
def own():
    print(hasattr(local, 'x'))
    local.x = 5
    print(local.x)
t = threading.Thread(target=own)
t.start()
t.join()
print(local.x)
class Filled(threading.local):
    def __init__(self, a):
        self.a = list(a)
filled = Filled('ab')
filled.a.append('c')
t = threading.Thread(target=lambda: print(filled.a))
t.start()
t.join()
print(filled.a)
threading.excepthook = lambda args: print(args.exc_type, args.exc_value, args.thread.name)
t = threading.Thread(target=lambda: 1 / 0, name='bad')
t.start()
t.join()
condition = threading.Condition()
items = []
def consumer():
    with condition:
        while not items:
            condition.wait()
        print('item', items.pop())
t = threading.Thread(target=consumer)
t.start()
with condition:
    items.append(3)
    condition.notify()
t.join()
print(event.wait(0.01), threading.Event().wait(0.01), lock.acquire(timeout=0.1), lock.acquire(timeout=0.01), lock.locked())
r = threading.RLock()
with r:
    with r:
        print(r._recursion_count())
for wrong in (r.release, threading.Lock().release, t.start, threading.current_thread().join, lambda: lock.acquire(False, 1)):
    try:
        wrong()
    except Exception as e:
        print(type(e).__name__, e)
sys.setswitchinterval(0.001)
print(sys.getswitchinterval())
def late():
    time.sleep(0.03)
    print('late')
threading.Thread(target=late).start()
print('end')
