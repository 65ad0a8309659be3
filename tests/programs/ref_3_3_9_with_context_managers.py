# With statement context managers.
def attempt(f, *a, **k):
    try: print(repr(f(*a, **k)))
    except Exception as e: print(type(e).__name__, e)
class CM:
    def __init__(self, swallow=False, value="value"): self.swallow, self.value = swallow, value
    def __enter__(self): print("enter"); return self.value
    def __exit__(self, t, v, tb): print("exit", t and t.__name__, v, tb is not None); return self.swallow
with CM() as v: print("body", v)
with CM(True): raise ValueError("swallowed")
try:
    with CM(): raise ValueError("passes")
except ValueError as e: print("caught", e)
for r in 1, "x", [], 0, None, [0]:
    try:
        with CM(r): raise KeyError(r)
        print("swallowed by", r)
    except KeyError: print("not by", r)
class NoExit:
    def __enter__(self): pass
class NoEnter:
    def __exit__(self, *a): pass
class Async:
    async def __aenter__(self): pass
    async def __aexit__(self, *a): pass
class Ctx: pass
for c in NoExit, NoEnter, Async, Ctx, lambda: 5:
    try:
        with c(): print("never")
    except TypeError as e: print(e)
i = Ctx(); i.__enter__ = i.__exit__ = lambda *a: 1
try:
    with i: pass
except TypeError as e: print(e)
class Raises:
    def __enter__(self): return self
    def __exit__(self, *a): raise RuntimeError("in exit")
try:
    with Raises(): raise ValueError("in body")
except RuntimeError as e: print(e, repr(e.__context__))
try:
    with Raises(): pass
except RuntimeError as e: print(e, e.__context__)
class Reraise:
    def __enter__(self): return self
    def __exit__(self, t, v, tb): raise v
try:
    with Reraise(): raise ValueError("same")
except ValueError as e: print(e, e.__context__)
class EnterRaises(CM):
    def __enter__(self): raise KeyError("enter")
try:
    with EnterRaises(): pass
except KeyError as e: print(e, "exit was not called")
def f():
    with CM(): return "returned"
def g():
    with CM():
        for x in 1, 2:
            with CM(): continue
        return x
def h():
    while True:
        with CM(): break
    return "broke"
print(f()); print(g()); print(h())
class BadBool:
    def __bool__(self): raise OverflowError("bool of the result")
try:
    with CM(BadBool()): raise ValueError("x")
except OverflowError as e: print(e, repr(e.__context__))
class Wrong:
    def __enter__(self): return 1
    def __exit__(self): pass
try:
    with Wrong(): pass
except TypeError as e: print(e)
class StaticExit:
    __enter__ = staticmethod(lambda: "static enter"); __exit__ = staticmethod(lambda *a: print(len(a)))
with StaticExit() as s: print(s)
def gen():
    with CM(): yield 1
x = gen(); next(x); x.close(); 
x = gen(); next(x)
try: x.throw(ValueError("thrown"))
except ValueError as e: print(e)
