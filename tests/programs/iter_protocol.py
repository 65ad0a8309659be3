# Iteration protocols: __iter__, __next__, __getitem__, __contains__, exhausted iterators, StopIteration.
def err(f, *args, **kwargs):
    try:
        print(repr(f(*args, **kwargs)))
    except Exception as e:
        print(f"{type(e).__name__}: {e}")


class Countdown:
    def __init__(self, n): self.n = n
    def __iter__(self):
        n = self.n
        while n: yield n; n -= 1
c = Countdown(3); print(list(c), list(c), sum(c), max(c), 2 in c, 9 in c, [*c, *c], dict.fromkeys(c), sorted(c), list(zip(c, c)), tuple(map(str, c)), ",".join(map(str, c)), any(c), all(c)); a, *b = c; print(a, b)
class Old:
    def __getitem__(self, i):
        print("get", i, end=";")
        if i == 3: raise IndexError("stop")
        return i * 10
print(list(Old())); print(20 in Old()); print(25 in Old()); a, b, c = Old(); print(a, b, c)
for x in Old():
    if x == 10: break
print(x)
class OldErr:
    def __getitem__(self, i): raise KeyError(i)
err(list, OldErr())
class StopOld:
    def __getitem__(self, i):
        if i == 2: raise StopIteration
        return i
print(list(StopOld()))
class NotIter:
    __iter__ = None
    def __getitem__(self, i): return 1
err(iter, NotIter()); err(lambda: 1 in NotIter())
class NoContains:
    __contains__ = None
    def __iter__(self): return iter([1])
err(lambda: 1 in NoContains())
class Cont:
    def __contains__(self, x): return "truthy"
print(1 in Cont(), 1 not in Cont())
it = iter([1, 2]); print(list(it), list(it), next(it, "x")); l = [1]; it = iter(l); next(it); print(next(it, "end")); l.append(2); print(next(it, "still end")); it = iter("ab"); print(next(it), it.__next__()); err(it.__next__); s = iter({1}); print(next(s), next(s, None)); d = {"a": 1}; it = iter(d.items()); print(next(it), next(it, 0)); d2 = {"a": 1}; it = iter(d2); d2["b"] = 2; err(next, it)
class Infinite:
    def __iter__(self): return self
    def __next__(self): return 7
print([v for v, _ in zip(Infinite(), range(3))]); a = iter(int, 1); print(next(a), next(a)); vals = iter([1, 2, 0, 5]); print(list(iter(lambda: next(vals), 0)), list(vals)); print(list(iter(lambda: next(vals), 0)))
class RaiseIn:
    def __init__(self): self.i = 0
    def __iter__(self): return self
    def __next__(self):
        self.i += 1
        if self.i > 2: raise ValueError("in next")
        return self.i
err(list, RaiseIn()); err(sum, RaiseIn()); err(sorted, RaiseIn()); err(lambda: [*RaiseIn()]); err(lambda: {x for x in RaiseIn()}); err(max, RaiseIn()); err(",".join, RaiseIn()); r = RaiseIn()
try:
    for v in r: print(v, end=" ")
except ValueError as e: print(e)
def bad_unpack(): a, b, c, d = RaiseIn()
err(bad_unpack); e = enumerate(Countdown(2)); print(next(e), next(e), next(e, None)); print(list(enumerate(zip("ab", Countdown(2)))), list(reversed(list(Countdown(3)))), list(filter(lambda v: v % 2, Countdown(5))), list(map(lambda a, b: a * b, Countdown(3), Countdown(2))))
class SI(StopIteration): pass
class Q:
    def __iter__(self): return self
    def __next__(self): raise SI(5)
print(list(Q()), next(Q(), "default")); l = [1, 2, 3, 4]
for x in l:
    if x % 2 == 0: l.remove(x)
print(l); print([x for x in iter([3, 2])], [y for y in (z for z in "ab")], list(iter(range(2)))); m = map(lambda x: 1 // x, [1, 0, 2]); print(next(m)); err(next, m); print(next(m))
