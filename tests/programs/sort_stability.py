# Sorting: stability, keys, reverse, comparisons, sizes.
data = [("b", 2), ("a", 1), ("c", 2), ("d", 1), ("e", 3), ("f", 2)]
print(sorted(data, key=lambda p: p[1])); print(sorted(data, key=lambda p: p[1], reverse=True)); print(sorted(sorted(data, reverse=True), key=lambda p: p[1])); print(sorted(data, key=lambda p: (-p[1], p[0])))
class C:
    n = 0
    def __init__(self, v, tag): self.v, self.tag = v, tag
    def __lt__(self, o): C.n += 1; return self.v < o.v
    def __repr__(self): return f"{self.v}{self.tag}"
print(sorted([C(i * 7 % 5, "abcdefghij"[i]) for i in range(10)]), C.n > 8)
x = 1
vals = []
for i in range(500):
    x = (x * 1103515245 + 12345) % 2147483648
    vals.append(x % 1000)
s = sorted(vals); print(all(s[i] <= s[i + 1] for i in range(499)), sum(s) == sum(vals), s[:5], s[-5:]); print(sorted(vals, reverse=True) == s[::-1])
idx = sorted(range(500), key=lambda i: vals[i]); print(all((vals[idx[i]], idx[i]) < (vals[idx[i + 1]], idx[i + 1]) for i in range(499)))
ridx = sorted(range(500), key=lambda i: vals[i], reverse=True); print(all(vals[ridx[i]] > vals[ridx[i + 1]] or ridx[i] < ridx[i + 1] for i in range(499)))
for n in (0, 1, 2, 31, 32, 33, 63, 64, 65, 200):
    up, down = list(range(n)), list(range(n, 0, -1)); zig = [i * 37 % (n or 1) for i in range(n)]
    print(n, sorted(up) == up, sorted(down) == down[::-1], sorted(zig) == sorted(zig[::-1]), sorted(up + down)[:3], sorted([0] * n) == [0] * n)
print(sorted(["b", "B", "a", "A", "é", "z", "", "aa"])); print(sorted([3, 1.5, True, -2, 2**70, -1e300])); print(sorted([[2], [1, 5], [1], []])); print(sorted("The quick brown fox".split(), key=str.lower)); print(sorted({3: "c", 1: "a"}.items(), key=lambda kv: kv[1], reverse=True)); print(sorted([(1, 2), (1,), (0, 9), ()])); print(sorted([b"b", b"a"]), sorted([frozenset([1]), frozenset()], key=len))
calls = []
print(sorted([3, 1, 2], key=lambda v: calls.append(v) or v), calls)
l = [5, 3, 1]; r = l.sort(); print(l, r); l.sort(key=None, reverse=True); print(l); print(sorted([float("nan")] * 2 + [1.0])[-1:] != [], sorted((i % 3, i) for i in range(6)), sorted([None] * 3, key=lambda v: 0), min(data, key=lambda p: p[1]), max(data, key=lambda p: p[1]))
try: sorted([1, "a", 2])
except TypeError as e: print(e)
l = [3, "x", 1]
try: l.sort()
except TypeError as e: print(len(l))
def bad(v): raise KeyError(v)
try: sorted([1], key=bad)
except KeyError as e: print(repr(e))
