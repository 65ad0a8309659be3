# When objects die: deterministic finalisation as seen by __del__.
class T:
    def __init__(self, n): self.n = n
    def __del__(self): print(f"~{self.n}", end=" ")
    def id(self): return self.n
def f():
    a = T("local"); print("in f", end=" ")
f(); print()
T("temp"); print("after temp"); T("method").id(); print("after method"); [T("in list")]; print("after list"); x = T("first"); x = T("second"); print("rebound"); x = None; print("none")
def g(a): a = None; print("param gone?", end=" ")
g(T("arg")); print()
def h():
    try: t = T("try"); raise ValueError
    except ValueError: print("caught", end=" ")
    print("end h", end=" ")
h(); print()
def gen():
    t = T("gen"); yield 1; print("never")
it = gen(); next(it); it = None; print("generator closed"); l = [T(i) for i in range(3)]; l.pop(1); print("popped"); l[0] = 5; print("replaced"); del l; print("list gone"); d = {"k": T("dict")}; d["k"] = 1; print("dict value"); d = {1: T("a"), 2: T("b")}; d.clear(); print("cleared"); s = {T("set")}; s.clear(); print()
def ret(): return T("returned")
ret(); print("ignored"); y = ret(); print("kept"); del y; print(); a, b = T("l"), T("r"); a, b = b, a; del a; print("swapped"); del b; print(); c = T("closure")
def mk(v): return lambda: v
fn = mk(c); c = None; print("held", end=" "); fn = None; print()
for i in range(2): z = T(f"loop{i}")
print("loop end"); del z; print(); o = T("attr"); o.child = T("child"); o = None; print(); t = (T("tuple"), 1); t = t[1]; print(); print([T(k).n for k in "pq"]); (lambda v: None)(T("lambda")); print()
def exc():
    t = T("unwound"); raise KeyError("x")
try: exc()
except KeyError as e: print("handler", end=" ")
print("done"); w = T("same"); w = w; print("self assign"); w.me = None; q = [w]; del w; print("listed"); q = q + [1]; print("concat"); q.clear(); print(); T("bool") and print("and", end=" "); print(); T("a") if False else T("b"); print("end")
