# Function, class and coroutine definitions, type parameter lists, annotations.
def attempt(f, *a, **k):
    try: print(repr(f(*a, **k)))
    except Exception as e: print(type(e).__name__, e)
def compiled(*sources):
    for bad in sources:
        try: compile(bad, "<t>", "exec"); print(repr(bad), "fine")
        except SyntaxError as e: print(repr(bad), "->", type(e).__name__, e.msg)
def log(x): print(x, end=" "); return x
# 8.7
def f(a=log(1), /, b=log(2), *, c=log(3), **k): "doc"; return a, b, c, k
print(f(), f(5, c=6, z=7), f.__defaults__, f.__kwdefaults__, f.__doc__); 
def mutable(a, l=[]): l.append(a); return l
print(mutable(1), mutable(2), mutable(3, []))
def posonly(a, b=1, /, a2=2, **k): return a, b, a2, k
print(posonly(1, a=5, b=6)); attempt(lambda: posonly(a=1)); 
def kwonly(*, a, b=2): return a, b
print(kwonly(a=1)); attempt(kwonly); attempt(lambda: kwonly(1)); attempt(lambda: kwonly(a=1, c=2))
def star(*args, last=0): return args, last
print(star(), star(1, 2), star(*"ab", last=1), (lambda *, x: x)(x=1))
def d1(f): print("d1", end=" "); return f
def d2(x): print("d2", x, end=" "); return lambda f: (x, f.__name__)
@d1
@d2(1)
@(lambda f: f)
@d1
def deco(): pass
print(deco)
@[d1][0]
def sub(): pass
@d1 if 1 else d2
def cond(): pass
class NS: d = staticmethod(d1)
@NS().d
def attr(): pass
print()
def named(): pass
alias = named; del named; print(alias.__name__)
def rec(n): return 1 if n < 2 else n * rec(n - 1)
print(rec(10)); 
def outer():
    def inner(): "inner doc"
    return inner
print(outer() is outer(), outer().__qualname__, outer().__doc__)
def gen[T: int](x: T = 1, *a: *tuple[T]) -> list[T]: return x
print(gen.__type_params__, gen.__annotations__, gen.__type_params__[0].__bound__); 
compiled("def f(a, a): pass", "def f(a, *, a): pass", "def f(*a, **a): pass", "def f(a=1, b): pass", "def f(a=1, /, b): pass", "def f(a=1, *, b): pass", "def f(*): pass", "def f(*,): pass", "def f(*, **k): pass", "def f(/): pass", "def f(a, /, b, /): pass", "def f(*a, /): pass", "def f(*, a, /): pass", "def f(a, *, *b): pass", "def f(*a, *b): pass", "def f(**k, a): pass", "def f(**k, **l): pass", "def f(**k, *a): pass", "def f(**k=1): pass", "def f(*a=1): pass", "def f(*a: int = 1): pass", "def f(a.b): pass", "def f((a, b)): pass", "def f(1): pass", "def f(a b): pass", "def f(a,): pass", "def f(*a,): pass", "def f(**k,): pass", "def f(,): pass", "def f(a,,b): pass", "def f(a=): pass", "def f(a: int=): pass", "def f(a:): pass", "def f() ->: pass", "def f() -> int, str: pass", "def f() -> (int, str): pass", "def f -> int: pass", "def f: pass", "def f()", "def f() pass", "def (): pass", "def 1(): pass", "def f.g(): pass", "def f(): pass pass", "def f():\n'x'", "def f(a): global a", "def f(None): pass", "def f(a=yield): pass", "def f(*, a=1, b): pass", "def f(*a.b): pass", "def f(*(a)): pass", "def f(* a): pass", "def f(a=b=1): pass", "def f(a:=1): pass", "@\ndef f(): pass", "@a\nx = 1", "@a\n\n\ndef f(): pass", "@a @b\ndef f(): pass", "@a: def f(): pass", "@a = b\ndef f(): pass", "@*a\ndef f(): pass", "@a, b\ndef f(): pass", "@yield\ndef f(): pass", "@lambda f: f\ndef f(): pass", "@a[b].c(d)\ndef f(): pass", "@if\ndef f(): pass")
# 8.8
class Empty: pass
class Paren(): "class doc"
class Kid(Empty, Paren): x = 1; y = x + 1
print(Empty.__doc__, Paren.__doc__, Kid.y, Kid.__bases__, Kid.__mro__[-1])
class Body:
    print("body runs", __module__, __qualname__)
    v = [1]; w = v
    for i in range(3): pass
    if True: cond = 1
    def v2(self): return self.v
    del w
    try: 1 / 0
    except ZeroDivisionError as e: caught = str(e)
    def __init__(self): self.v = self.v + [2]
print(Body.i, Body.cond, Body.caught, Body().v2(), Body.v, hasattr(Body, "w"), hasattr(Body, "e"))
@d1
@lambda c: setattr(c, "added", 1) or c
class Dec: pass
print(Dec.added)
bases = (dict, Empty)
class Dyn(*bases, **{"metaclass": type}): pass
print(Dyn.__bases__); 
class Redef: a = 1
old = Redef()
class Redef: a = 2
print(old.a, Redef().a, type(old) is Redef); 
class G[T, U, **P](dict[str, T]):
    attr = T
    def m[U](self, u: U) -> T: return T, U
    class In[V]: t = (T, V)
print(G.__type_params__, G.__orig_bases__, G.__parameters__, G.attr, G().m(1), G.In.t, G[int, str, [bool]], G.__mro__[-2:])
compiled("class C", "class C pass", "class: pass", "class C(: pass", "class C(a b): pass", "class C(a, ): pass", "class C(,): pass", "class C(a=1, b): pass", "class C(**k, *a): pass", "class C(*a, **k): pass", "class C(a for a in b): pass", "class C((a for a in b)): pass", "class C(a := b): pass", "class C(yield): pass", "class C.d: pass", "class 1: pass", "class C():", "class C: return", "class C: yield", "class C: await x", "class C: break", "class C(a=1, a=2): pass", "class C: global x; x = 1", "class C: def f(): pass", "class C:\n\n", "class C[]: pass", "class C[T](T): pass", "class C[T]()[0]: pass", "class None: pass", "class C: nonlocal y", "class C: from x import *", "class C(lambda: 1): pass", "class C(x if y): pass")
# 8.9
async def co(a, *, b=1): return a, b
c = co(1, b=2)
try: c.send(None)
except StopIteration as e: print(e.value)
async def ag(): yield 1
print(type(ag()).__name__)
compiled("async def f(): await x", "async def f(): await", "async def f(): await await x", "async def f(): await -x", "async def f(): -await x", "async def f(): await x ** 2", "async def f(): await x = 1", "async def f(): return (yield)", "async def f(): yield; return 1", "async def f(): yield; return", "async def f(): yield from x", "async def f(): [await x for y in z]", "async def f(): [y async for y in z]", "async def f(): (y async for y in z)", "async def f(): lambda: await x", "async def f():\n def g(): await x", "async def f():\n class C: await x", "def f(): await x", "def f():\n async for x in y: pass", "def f():\n async with x: pass", "def f(): [x async for x in y]", "def f(): (x async for x in y)", "[x async for x in y]", "await x", "async for x in y: pass", "async with x: pass", "async x = 1", "async", "async lambda: 1", "async class C: pass", "async def f(a=await x): pass", "async def f():\n async def g(a=await x): pass", "async def f(): async for x in y: pass\nelse: pass", "async def f():\n async for x in y: pass\n else: pass", "async def f():\n async with (a as b, c): pass", "async def f():\n async while x: pass", "async def f():\n async def g(): pass", "async def f():\n @await x\n def g(): pass", "async def f(): del await x", "async def f(): (await x).y = 1", "async def f(): f'{await x}'", "def f(): f'{await x}'", "async def f(): [x for x in await y]", "async def f(): {await x: await y async for x in z if await w}", "await = 1", "async = 1", "def await(): pass", "import async", "async def await(): pass", "async\ndef f(): pass", "async def f(): assert await x, await y", "async def f(): raise await x from await y", "class C:\n async def f(self): [self async for self in x]", "async def f(): [[x async for x in y] for z in w]", "async def f(): ((x async for x in y) for z in w)", "def f(): [[x async for x in y] for z in w]", "async def f(): [lambda: (await x) for y in z]", "lambda: await x", "async def f(): type X = await y", "async def f[T: await x](): pass")
# 8.10
def tp[T, U: int, V: (int, str), W = bool, *Ts = *tuple[int, ...], **P = [int]](): pass
for p in tp.__type_params__: print(p, type(p).__name__, p.__name__, getattr(p, "__bound__", "-"), getattr(p, "__constraints__", "-"), getattr(p, "__infer_variance__", "-"), p.has_default(), p.__default__ if p.has_default() else "none")
def lazy[T: undefined_bound = undefined_default](): return T
attempt(lambda: lazy().__bound__); attempt(lambda: lazy().__default__); undefined_bound = int; print(lazy().__bound__)
def scope[T](a: T, b=log("default outside")) -> T:
    def inner(): return T
    class C: t = T
    return inner() is T is C.t
print(scope(1), "T" in globals())
T = "outer T"
def default[T](a=T): return a
print(default() == "outer T"); 
class MangleTP:
    def m[__T](self): return __T.__name__
print(MangleTP().m(), MangleTP.m.__type_params__[0].__name__)
class Base[T]: pass
class Child[T](Base[T]): pass
class Multi[T, U](Base[U], dict[T, U]): pass
print(Child.__orig_bases__, Multi.__parameters__, Multi[int, str], Multi.__mro__[1:3])
compiled("def f[T, T](): pass", "def f[](): pass", "def f[T,](): pass", "def f[1](): pass", "def f[T: int, str](): pass", "def f[*T: int](): pass", "def f[**T: int](): pass", "def f[*T, *U](): pass", "def f[T = int, U](): pass", "def f[T = int, *U](): pass", "def f[*T = int, U = int](): pass", "def f[T: (yield)](): pass", "def f[T: (x := 1)](): pass", "def f[T](a: (yield)): pass", "def f[T](a=(yield)): pass", "def f[T](a=(x := 1)): pass", "def f[T]() -> (x := 1): pass", "class C[T]((x := 1)): pass", "class C[T]((yield)): pass", "class C[T: __class__]: pass", "def f[T: *int](): pass", "def f[*T = *int](): pass", "def f[T](): nonlocal T", "def f[T](): global T", "def f[T](T): pass", "def f[T](): T = 1", "def f[T](): del T", "class C[T]: nonlocal T", "lambda[T]: 1", "def f [T] (): pass", "def f[T]: pass", "def f()[T]: pass", "def f[None](): pass", "def f[__debug__](): pass", "async def f[T](): pass", "class C[T][U]: pass", "def f[T: int = str](): pass", "def f[T = int: str](): pass", "def f[T := int](): pass")
# 8.11
def ann(a: log("never evaluated at definition"), b: "s" = 1) -> None: pass
print("defined"); print(ann.__annotations__); print(ann.__annotate__(1)["b"])
exec("from __future__ import annotations\ndef fa(a: x.y[z], b: 'q' = 1) -> (1 + 2): pass\nclass FA:\n  v: undefined | None\n  w: list['x']\nmv: (a, b)", ns := {}); print(ns["fa"].__annotations__, ns["FA"].__annotations__, ns["__annotations__"])
