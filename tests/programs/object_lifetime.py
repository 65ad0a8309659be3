# When objects die: temporaries, locals, cycles, exceptions, generators, closures.
import gc
log = []
class T:
    def __init__(self, n): self.n = n
    def __del__(self): log.append(self.n)
def flush(tag): print(tag, log[:]); log.clear()
T("tmp"); flush("expr"); x = T("x"); x = T("x2"); flush("rebind"); del x; flush("del")
def f(a): b = T("local"); return 1
f(T("arg")); flush("call"); [T(i) for i in range(3)]; flush("list"); d = {"a": T("da")}; d["a"] = T("db"); flush("dict set"); d.pop("a"); flush("pop"); d = None
(T("l"), T("r")); flush("tuple"); T("o").n; flush("attr"); f(f(T("nest"))); flush("nest")
def g():
    y = T("gy")
    yield 1
    yield 2
it = g(); next(it); flush("gen alive"); it.close(); flush("gen closed"); it = g(); next(it); del it; flush("gen dropped"); list(g()); flush("gen done")
def boom():
    z = T("boom")
    raise ValueError
try: boom()
except ValueError as e: flush("in handler")
flush("after handler")
def keep():
    z = T("kept")
    def inner(): return z
    return inner
k = keep(); flush("closure alive"); k = None; flush("closure dead")
a = T("a"); b = T("b"); a.o, b.o = b, a; del a, b; flush("cycle"); gc.collect(); log.sort(); flush("collected")
class C:
    def m(self): pass
c = C(); c.t = T("in c"); c.self = c; del c; gc.collect(); flush("self cycle")
for i in range(2): v = T(i)
flush("loop"); del v; flush("loop end")
with_ = []
class CM:
    def __enter__(self): return T("entered")
    def __exit__(self, *a): pass
with CM(): flush("with body")
flush("with end")
def swap(): p, q = T("p"), T("q"); p, q = q, p; return None
swap(); flush("swap"); print([T(k).n for k in "ab"]); flush("comp"); (lambda t: None)(T("lam")); flush("lambda"); T("cond") if T("test") else None; flush("cond"); T("and") and T("then"); flush("and"); s = {T("s")}; s.clear(); flush("set"); l = [T(1), T(2), T(3)]; l[1] = None; del l[0]; l.clear(); flush("list ops"); t = T("multi"); t2 = t; del t; flush("still"); del t2; flush("gone"); T("chain").__class__.__name__.upper(); flush("chain"); print(f"{T('fstr').n}"); flush("fstr")
class R:
    def __del__(self): global saved; saved = self
r = R(); del r; print(type(saved).__name__); del saved; print("saved" in globals())
class E:
    def __del__(self): raise ValueError("ignored")
def order():
    m = T("m1"); n = T("m2")
order(); flush("order"); args = (T("t1"), T("t2")); del args; flush("tuple del"); kw = dict(a=T("k1"), b=T("k2")); del kw; flush("dict del"); li = [T("l1"), T("l2")]; del li; flush("list del")
class Par:
    def __init__(self): self.a = T("pa"); self.b = T("pb")
par = Par(); par.a = T("pa2"); flush("attr rebind"); del par.b; flush("attr del"); del par; flush("obj del")
