# Coroutines: awaitables, coroutine objects, asynchronous iterators and context managers.
def attempt(f, *a, **k):
    try: print(repr(f(*a, **k)))
    except Exception as e: print(type(e).__name__, e)
def run(c):
    try:
        while True: print("yielded", c.send(None))
    except StopIteration as e: return e.value
    except Exception as e: return type(e).__name__, str(e)
class Aw:
    def __init__(self, *v): self.v = v
    def __await__(self):
        for x in self.v: yield x
        return "aw result"
async def one(): return 1
async def two(): return await one(), await Aw("a", "b")
print(run(two()))
async def aw(x): return await x
def gen(): yield 1
class NotIter:
    def __await__(self): return 5
class RetCoro:
    def __await__(self): return one()
class NoneAw: __await__ = None
for x in 5, None, gen(), [], NotIter(), NoneAw(), one: print(run(aw(x)))
r = RetCoro()
c = one(); c.close()
print(run(aw(c)))
# coroutine objects
c = two(); print(type(c).__name__, c.__name__, c.__qualname__, c.cr_running, c.cr_await, c.cr_code.co_name, c.cr_frame is not None, c.cr_suspended, c.cr_origin); attempt(iter, c); attempt(next, c); attempt(c.send, 1); print(c.send(None), c.cr_suspended, type(c.cr_await).__name__); attempt(c.throw, ValueError("thrown")); print(c.cr_frame, c.cr_suspended); attempt(c.send, None); c.close(); attempt(c.throw, ValueError)
c = one(); c.close(); attempt(c.send, None); attempt(lambda: c()); c = one(); attempt(c.throw, KeyError("k")); c = one(); attempt(c.__await__().send, None); 
w = (k := one()).__await__(); print(type(w).__name__, iter(w) is w); attempt(next, w); attempt(lambda: len(k)); attempt(setattr, k, "cr_frame", 1); k.__name__ = "renamed"; print(k.__name__); attempt(setattr, k, "__name__", 5)
async def cleanup():
    try: await Aw(1, 2)
    except GeneratorExit: print("GeneratorExit"); raise
    finally: print("finally")
c = cleanup(); c.send(None); c.close(); c.close()
async def ignores():
    try: await Aw(1)
    except GeneratorExit: await Aw(2)
c = ignores(); c.send(None); attempt(c.close)
async def stop(): raise StopIteration("inside")
print(run(stop()))
try: stop().send(None)
except RuntimeError as e: print(e, repr(e.__cause__))
async def stopa(): raise StopAsyncIteration
print(run(stopa()))
async def self_await():
    return await me
me = self_await(); print(run(me))
class Reader:
    def __init__(self, n): self.n = n
    def __aiter__(self): return self
    async def __anext__(self):
        if self.n == 0: raise StopAsyncIteration("end")
        self.n -= 1; await Aw("tick"); return self.n
async def loop(it):
    out = []
    async for x in it: out.append(x)
    else: out.append("else")
    return out
print(run(loop(Reader(2))))
class OldAiter:
    async def __aiter__(self): return self
class NoNext:
    def __aiter__(self): return 5
class BadNext:
    def __aiter__(self): return self
    def __anext__(self): return 5
class RaiseNext(BadNext):
    def __anext__(self): raise KeyError("next")
for it in 5, [1], OldAiter(), NoNext(), BadNext(), RaiseNext(): print(run(loop(it)))
async def agen(): yield 1; await Aw("x"); yield 2
print(run(loop(agen()))); print([run(z) for z in [(lambda: loop(agen()))()]])
async def comp(): return [x async for x in agen()], {x: y async for x in agen() for y in "a"}, {x async for x in agen() if x > 1}, [await one() for _ in range(2)]
print(run(comp()))
async def genexp(): return [x async for x in (y * 2 async for y in agen())], type((await one() for _ in "a")).__name__
print(run(genexp()))
class ACM:
    def __init__(self, s=False): self.s = s
    async def __aenter__(self): print("aenter"); await Aw("entering"); return "as value"
    async def __aexit__(self, t, v, tb): print("aexit", t and t.__name__, v); await Aw("exiting"); return self.s
async def w1(cm, exc=None):
    async with cm as v:
        print("body", v)
        if exc: raise exc
    return "done"
print(run(w1(ACM()))); print(run(w1(ACM(True), ValueError("s")))); print(run(w1(ACM(), ValueError("p"))))
class NotAw:
    def __aenter__(self): return 5
    async def __aexit__(self, *a): pass
class NotAwExit:
    async def __aenter__(self): return 5
    def __aexit__(self, *a): return 6
class OnlyEnter:
    async def __aenter__(self): pass
class Sync:
    def __enter__(self): pass
    def __exit__(self, *a): pass
for cm in NotAw(), NotAwExit(), OnlyEnter(), Sync(), 5: print(run(w1(cm))); 
print(run(w1(NotAwExit(), ValueError("v"))))
def plain():
    with ACM(): pass
attempt(plain)
attempt(aiter, 5); attempt(anext, 5); attempt(aiter, NoNext()); attempt(anext, NoNext()); print(run(anext(Reader(0), "default")), run(anext(Reader(1))))
