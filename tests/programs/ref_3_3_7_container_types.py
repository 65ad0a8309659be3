# Emulating container types.
def attempt(f, *a, **k):
    try: print(repr(f(*a, **k)))
    except Exception as e: print(type(e).__name__, e)
class S:
    def __init__(self, *d): self.d = list(d)
    def __len__(self): return len(self.d)
    def __getitem__(self, i): print("get", i); return self.d[i]
    def __setitem__(self, i, v): print("set", i, v); self.d[i] = v
    def __delitem__(self, i): print("del", i); del self.d[i]
    def __missing__(self, k): print("never for non-dict")
s = S(1, 2, 3)
print(s[0], s[-1], s[0:2], s[::2], list(s), 2 in s, 9 in s, list(reversed(s)), iter(s).__next__(), tuple(s), max(s)); s[0] = 5; s[1:2] = [7]; del s[0]; s[0] += 1; print(s.d); attempt(lambda: s[99]); attempt(lambda: s["a"]); a, b = s; print(a, b); print(*s); attempt(lambda: s[1, 2]); attempt(lambda: s[...]); attempt(lambda: s[1:2, ::3])
class L:
    def __init__(self, n): self.n = n
    def __len__(self): return self.n
for n in 0, 5, -1, "x", 1.5, None, 2**64, True: attempt(len, L(n))
class Hint:
    def __init__(self, h): self.h = h
    def __iter__(self): return iter([1])
    def __length_hint__(self): return self.h
for h in 5, 0, NotImplemented, -1, "x", 2**65: attempt(list, Hint(h))
class Miss(dict):
    def __missing__(self, k): return f"missing {k}"
m = Miss(a=1); print(m["a"], m["b"], m.get("b"), "b" in m, m); attempt(lambda: {}["x"])
class Miss2(dict):
    def __getitem__(self, k): return "own get"
print(Miss2()["z"], Miss2().get("z"), "%(q)s" % Miss2())
class NoGet: pass
attempt(lambda: NoGet()[0]); attempt(lambda: NoGet().__getitem__(0)); attempt(exec, "NoGet()[0] = 1", globals()); attempt(exec, "del NoGet()[0]", globals()); attempt(len, NoGet()); attempt(iter, NoGet()); attempt(lambda: 1 in NoGet()); attempt(reversed, NoGet()); attempt(next, NoGet()); attempt(list, NoGet())
class It:
    def __iter__(self): return 5
attempt(iter, It()); attempt(list, It())
class Nx:
    def __init__(self): self.n = 0
    def __iter__(self): return self
    def __next__(self):
        self.n += 1
        if self.n > 3: raise StopIteration("done", 1)
        return self.n
print(list(Nx()), [*Nx()], sum(Nx()), 2 in Nx(), 9 in Nx(), dict.fromkeys(Nx()), "".join(map(str, Nx())))
n = Nx(); print(next(n), next(n), next(n), next(n, "default")); attempt(next, n)
class Rev:
    def __reversed__(self): return "anything"
print(reversed(Rev()))
class NoRev: __reversed__ = None; __len__ = lambda s: 1; __getitem__ = lambda s, i: i
attempt(reversed, NoRev())
class Con:
    def __contains__(self, x): print("contains", x); return "truthy" if x else 0
print(1 in Con(), 0 in Con(), 1 not in Con()); print(type(Con().__contains__(1)).__name__)
class ConNone: __contains__ = None; __iter__ = lambda s: iter([1])
attempt(lambda: 1 in ConNone()); print(list(ConNone()))
class BadBool:
    def __bool__(self): raise ValueError("bool")
class ConBad:
    def __contains__(self, x): return BadBool()
attempt(lambda: 1 in ConBad())
class IterOnly:
    def __iter__(self): print("iter"); yield from (1, float("nan"))
print(1 in IterOnly(), 5 in IterOnly()); nan = float("nan"); print(nan in [nan], [nan] == [nan])
class GetOnly:
    def __getitem__(self, i):
        if i > 2: raise IndexError
        return i * 10
print(list(GetOnly()), 20 in GetOnly(), 5 in GetOnly(), [x for x in GetOnly()]); attempt(reversed, GetOnly())
class GetStop:
    def __getitem__(self, i):
        if i > 1: raise StopIteration
        return i
print(list(GetStop()))
class GetBad:
    def __getitem__(self, i): raise KeyError(i)
attempt(list, GetBad())
class Idx:
    def __init__(self, v): self.v = v
    def __index__(self): return self.v
l = [10, 20, 30]; print(l[Idx(1)], l[Idx(-1)], l[Idx(0):Idx(2)], "abc"[Idx(2)], range(10)[Idx(3)], (1, 2)[Idx(0)], l * Idx(2)); attempt(lambda: l[Idx("x")]); attempt(lambda: l[1.0]); attempt(lambda: l[2**70]); attempt(lambda: l[None]); attempt(lambda: l[Idx(1.0):]); attempt(lambda: l[{}:]); print(l[2**70:], l[:2**70], l[-2**70:])
class Seq(list):
    def __add__(self, o): return "add"
    def __radd__(self, o): return "radd"
    def __iadd__(self, o): return "iadd"
    def __mul__(self, o): return "mul"
    __rmul__ = __mul__
    def __imul__(self, o): return "imul"
q = Seq(); print(q + [1], [1] + q, q * 2, 2 * q); q2 = q; q2 += [1]; print(q2); q2 = q; q2 *= 1; print(q2); attempt(lambda: [] + (1,)); attempt(lambda: [] * 1.5); attempt(lambda: [] * "a"); attempt(lambda: "a" * None)
class SubGet(list):
    def __getitem__(self, i): return "sub"
    def __iter__(self): return iter("xyz")
    def __len__(self): return 10
g = SubGet([1, 2]); print(g[0], list(g), [*g], len(g), tuple(g), g == [1, 2], g, g + [3], sorted(g), max(g)); x, y, z = g; print(x, y, z)
