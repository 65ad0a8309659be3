# select, poll and epoll: results, argument checks, signals that interrupt them.
import os
import select
import selectors
import signal
import socket
import threading
import time


def attempt(f, *args, **kwargs):
    try:
        print(repr(f(*args, **kwargs)))
    except Exception as e:
        print(type(e).__name__, e.args)


class File:
    def __init__(self, fd):
        self.fd = fd

    def fileno(self):
        return self.fd


a, b = socket.socketpair()
for args in [(1, [], []), ([], [], "a"), (["a"], [], []), ([File("a")], [], []), ([-1], [], []), ([5000], [], []), ([], [], [], -1),
             ([], [], [], "a"), ([], [], [], float("nan")), ([], [], [], 1e30), ([10**30], [], []), ([], [], [], 0)]:
    attempt(select.select, *args)
print(select.select([a], [b], [], 0) == ([], [b], []))
b.send(b"x")
print(select.select((a,), {b: 1}, [], 0) == ([a], [b], []))
files = []


class Shrinking:
    def fileno(self):
        del files[-1]
        return b.fileno()


files[:] = [Shrinking() for _ in range(10)]
print(len(select.select([], files, [])[1]))

p = select.poll()
for args in [("a",), (a, -1), (a, ""), (a, 65536), (-1,), (a,), (File(b.fileno()), select.POLLOUT), (b, select.POLLIN)]:
    attempt(p.register, *args)
print(p.poll() == [(a.fileno(), select.POLLIN | select.POLLOUT)])
attempt(p.modify, 999, 1)
p.modify(a, select.POLLOUT)
for timeout in ["", -5, 1.5, 2**40, 1e40, None]:
    attempt(lambda: len(p.poll(timeout)))
p.unregister(a)
attempt(lambda: p.unregister(File(999)))
attempt(type(p))
print(p.poll(10))

for args in [(0,), (-2,), ("",), (1, 99)]:
    attempt(select.epoll, *args)
with select.epoll() as e:
    print(e.closed, e.fileno() > 0)
    e.register(a)
    attempt(e.register, a)
    attempt(e.modify, b, 1)
    print(e.poll(0) == [(a.fileno(), select.EPOLLIN | select.EPOLLOUT)])
    e.modify(a, select.EPOLLIN | select.EPOLLONESHOT)
    print(len(e.poll(timeout=-1, maxevents=1)), e.poll(0.01))
    attempt(e.poll, 0, 0)
    attempt(e.poll, "")
    attempt(e.poll, 1e30)
    e.unregister(a)
    attempt(e.unregister, a)
print(e.closed)
attempt(e.poll)
attempt(e.register, 1)
attempt(e.fileno)
e.close()

# A signal interrupts a wait; the rest of the time is waited afterwards.
signal.signal(signal.SIGALRM, lambda *_: print("signal"))
for wait in (lambda: select.select([], [], [], 0.1), lambda: select.poll().poll(100), lambda: select.epoll().poll(0.1)):
    signal.setitimer(signal.ITIMER_REAL, 0.02)
    start = time.monotonic()
    result = wait()
    print(result, 0.09 < time.monotonic() - start < 2)


def fail(*_):
    raise ZeroDivisionError("from the handler")


signal.signal(signal.SIGALRM, fail)
signal.setitimer(signal.ITIMER_REAL, 0.02)
attempt(select.select, [], [], [], 5)
signal.setitimer(signal.ITIMER_REAL, 0.02)
pair = socket.socketpair()
attempt(pair[0].recv, 1)

# A wait lets other threads run; signals reach the main thread through a socket too.
t = threading.Timer(0.02, a.send, (b"y",))
t.start()
print(select.select([b], [], [])[0] == [b])
t.join()
r, w = socket.socketpair()
w.setblocking(False)
signal.signal(signal.SIGUSR1, lambda *_: None)
old = signal.set_wakeup_fd(w.fileno())
os.kill(os.getpid(), signal.SIGUSR1)
print(r.recv(1)[0] == signal.SIGUSR1, signal.set_wakeup_fd(old) == w.fileno())

for kind in (selectors.SelectSelector, selectors.PollSelector, selectors.EpollSelector):
    with kind() as s:
        key = s.register(a, selectors.EVENT_READ | selectors.EVENT_WRITE, "data")
        print([(k.data, m) for k, m in s.select(0)], s.get_key(a) == key, len(s.get_map()))
        s.modify(a, selectors.EVENT_READ)
        a.recv(10, socket.MSG_PEEK)
        print([(k.data, m) for k, m in s.select()])
        s.unregister(a)
        print(s.select(0))
