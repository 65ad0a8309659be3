# with statements: order, swallowing, control flow out of the body, errors of the protocol.
class CM:
    def __init__(self, n, swallow=False): self.n = n; self.s = swallow
    def __enter__(self): print("enter", self.n); return self
    def __exit__(self, t, v, tb): print("exit", self.n, t and t.__name__, v, tb is not None); return self.s
with CM(1) as c: print(c.n)
with CM(1) as a, CM(2) as b: print(a.n, b.n)
with (CM(1) as a, CM(2, True) as b): raise ValueError("x")
print("after")
try:
    with CM(3): raise KeyError("k")
except KeyError as e: print("caught", e)
def f():
    with CM(4): return 10
print(f())
def g():
    for i in range(3):
        with CM(i):
            if i == 1: continue
            if i == 2: break
            print("body", i)
g()
try:
    with 5: pass
except TypeError as e: print(e)
class OnlyEnter:
    def __enter__(self): pass
try:
    with OnlyEnter(): pass
except TypeError as e: print(e)
with CM("t") as (CM.x): pass
class Tup:
    def __enter__(self): return 1, (2, 3)
    def __exit__(self, *a): pass
with Tup() as (a, (b, c)): print(a, b, c)
def gen():
    with CM("gen"):
        yield 1
        yield 2
for x in gen():
    print(x); break
it = gen(); next(it); it.close()
class BadExit:
    def __enter__(self): return self
    def __exit__(self, *a): raise RuntimeError("in exit")
try:
    with BadExit(): raise ValueError("inner")
except RuntimeError as e: print(repr(e), repr(e.__context__))
class E2:
    def __enter__(self): raise OSError("enter")
    def __exit__(self, *a): print("no")
try:
    with CM("outer"), E2(): print("never")
except OSError as e: print(e)
