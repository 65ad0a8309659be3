# Several interpreters in one process (PEP 734).
import _interpreters
import _interpqueues
import sys
import threading


def show(f, *args, **kwargs):
    # Each interpreter has a buffer of its own.
    sys.stdout.flush()
    try:
        print(repr(f(*args, **kwargs)))
    except BaseException as e:
        print(type(e).__module__, type(e).__qualname__, e)
        if e.__cause__:
            print("    from", repr(e.__cause__))


for name in ("default", "isolated", "legacy", "empty", "other"):
    show(_interpreters.new_config, name)
show(_interpreters.new_config, "isolated", gil="own", allow_fork=True)
show(_interpreters.new_config, gil=3)
show(_interpreters.new_config, other=1)
main = _interpreters.get_main()
print(main == _interpreters.get_current(), main[1] == _interpreters.WHENCE_RUNTIME)
print(_interpreters.get_config(main[0]))

one = _interpreters.create()
print([w for i, w in _interpreters.list_all()], _interpreters.whence(one), _interpreters.is_running(one), _interpreters.is_running(main[0]))
for bad in (99999, -1, "a", 2**70, None):
    show(_interpreters.is_running, bad)


def run(code, *rest):
    sys.stdout.flush()
    failed = _interpreters.exec(one, code, *rest)
    if failed:
        print(failed.type.__module__, failed.type.__qualname__, repr(failed.msg), failed.formatted)
        print(failed.errdisplay)


def script():
    print("in a function", __name__)


def with_argument(a):
    pass


run("import sys; sys.stdout.reconfigure(line_buffering=True)")
run("x = 1\nprint(x, __name__)")
run("print(x); x += 1")
run("print(x)")
run("def f():\n    1 / 0\n\nf()")
run("raise SystemExit(3)")
run("class E(Exception): pass\nraise E('own') from KeyError(1)")
run(script)
run(script.__code__)
run("print(y, z)", {"y": (1, "a", (b"b", None)), "z": -2**63})
show(_interpreters.set___main___attrs, one, {"z": 2**63})
show(_interpreters.exec, one, "def")
show(_interpreters.exec, one, 3)
show(_interpreters.exec, one, with_argument)
show(_interpreters.exec, one, lambda: 3)
show(_interpreters.exec, one, "1", {"y": []})
show(_interpreters.exec, one, "1", 5)
show(_interpreters.exec, main[0], "1")
show(_interpreters.exec, main[0], "1", restrict=True)
show(_interpreters.run_string, one, "print('string')")
show(_interpreters.run_string, one, script)
show(_interpreters.run_func, one, "x")
show(_interpreters.set___main___attrs, one, {"z": (1.5, True)})
show(_interpreters.set___main___attrs, one, {})
run("print(z)")
run("import os; os.fork()")
run("import os; os.execv('/bin/true', ['true'])")
run("import threading as t\nx = t.Thread(target=print, args=('a thread',)); x.start(); x.join()\nprint(__import__('_thread').daemon_threads_allowed())")
run("import _interpreters as i\ni.destroy(i.get_current()[0])")

for o in (None, 1, True, -2**63 - 1, 1.5, "a", b"x", (), (1, []), [], 1j, memoryview(b"x"), script, print, int, ...):
    print(o if not isinstance(o, (memoryview, type(script))) else type(o), _interpreters.is_shareable(o))

# Calls.
show(_interpreters.call, one, len, ([1, {2: 3}],))
show(_interpreters.call, one, lambda a, b: [a, b], (1, "x"))
show(_interpreters.call, one, lambda a, b: [a, b], (1,), {"b": {4}})
show(_interpreters.call, one, lambda a, b=2: a, (1,))
show(_interpreters.call, one, lambda: run)
show(_interpreters.call, one, 5)
show(_interpreters.call, one, len, 5)
print(_interpreters.call(one, int, ("x",))[1].formatted)
print(_interpreters.call(one, lambda: [].pop())[1].msg)

# Memory is shared.
data = bytearray(b"abc")
_interpreters.set___main___attrs(one, {"m": memoryview(data)})
run("m[1] = 66; print(bytes(m), m.readonly, m.format, type(m.obj).__name__)")
print(data)
show(data.append, 1)
run("del m")
_interpreters.is_running(one)
data.append(67)
print(data)

# Queues.
q = _interpqueues.create(2, 3, -1)
print(_interpqueues.get_queue_defaults(q), _interpqueues.get_maxsize(q), _interpqueues.is_full(q))
_interpqueues.put(q, [1, {2}])
_interpqueues.put(q, "x")
print(_interpqueues.get_count(q), _interpqueues.is_full(q))
print(_interpqueues.get(q), _interpqueues.get(q))
show(_interpqueues.put, q, [], -1, 0)
show(_interpqueues.put, q, 1, 9)
show(_interpqueues.create, 0, 3, 7)
for f in (_interpqueues.get, _interpqueues.destroy, _interpqueues.bind, _interpqueues.is_full):
    show(f, 99999)
show(_interpqueues.get_count, "a")
many = _interpqueues.create(0, 3, -1)
run(f"import _interpqueues as iq\nfor op in (-1, 1, 2, 3): iq.put({many}, op, op)")
print(_interpqueues.get_count(many))

# A thread that waits for another interpreter lets others run.
t = threading.Thread(target=_interpreters.call, args=(one, lambda: __import__("time").sleep(0.2)))
t.start()
while not _interpreters.is_running(one):
    pass
show(_interpreters.exec, one, "1")
show(_interpreters.destroy, one)
t.join()

run("import atexit; atexit.register(print, 'the end')")
sys.stdout.flush()
_interpreters.destroy(one)
print(_interpqueues.get_count(many), [_interpqueues.get(many) for _ in range(3)])
for name in (q, many):
    _interpqueues.destroy(name)
print([w for i, w in _interpreters.list_all()])
counted = _interpreters.create("legacy", reqrefs=True)
_interpreters.incref(counted)
print(_interpreters.get_config(counted).gil)
_interpreters.decref(counted)
print([w for i, w in _interpreters.list_all()])
show(_interpreters.create, "other")
show(_interpreters.create, 5)
try:
    [][1]
except IndexError as e:
    print(_interpreters.capture_exception(e).formatted)
show(_interpreters.capture_exception, 5)
