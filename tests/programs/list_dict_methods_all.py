# Every list, tuple and dict method with good and bad arguments.
def show(f, *a, **k):
    try: print(repr(f(*a, **k)))
    except Exception as e: print(type(e).__name__ + ":", e)
l = [3, 1, 2]
show(l.append, 4); show(l.append); show(l.extend, (5, 6)); show(l.extend, 5); show(l.insert, 0, 9); show(l.insert, 100, 7); show(l.insert, -1, 8); print(l)
show(l.pop); show(l.pop, 0); show(l.pop, 99); show([].pop); show(l.remove, 5); show(l.remove, 99); show(l.index, 2); show(l.index, 99); show(l.index, 1, 2); show(l.count, 1); show(l.reverse); show(l.copy); print(l)
show(l.sort); print(l); show(l.sort, reverse=True); print(l); show(l.sort, key=lambda x: -x); print(l); show(l.sort, key=5); show(l.sort, 1); show([1, "a"].sort); show(["b", "a"].sort); show(sorted, [1, None]); show(sorted, [3,1,2], reverse=True, key=None); show(sorted); show(sorted, [1], 2); show(l.sort, bad=1)
show(lambda: [1] + (2,)); show(lambda: [1] * 2); show(lambda: [1] * "a"); show(lambda: [1][5]); show(lambda: [1]["a"]); show(lambda: [1, 2] < [1, 3]); show(lambda: [1] < [1, 2]); show(lambda: [1] == (1,)); show(lambda: [1] < (1,)); show(lambda: [[1]] * 2); show(lambda: -[1])
a = [0, 1, 2, 3, 4, 5]
a[1:3] = "xyz"; print(a); a[::2] = [9] * 4; print(a)
try: a[::2] = [1]
except ValueError as e: print(e)
del a[::3]; print(a); del a[1:3]; print(a); del a[-1]; print(a)
try: del a[10]
except IndexError as e: print(e)
try: a[10] = 1
except IndexError as e: print(e)
try: a["x"] = 1
except TypeError as e: print(e)
a[:] = []; print(a); a += (1, 2); a *= 2; print(a); a.clear(); print(a, bool(a), len(a))
b = [1]; b.append(b); print(b, b == b); show(list, 5); show(list, "ab", 1); show(list, {1: 2}); show(list, iter([1, 2])); show(list.__doc__ is not None and isinstance, 1, int)
show([1, 2, 3].__contains__, 2); show([3, 4].__iter__().__next__); show(iter([1]).__length_hint__); show(reversed([1, 2]).__next__); show(list, reversed([1, 2, 3])); show([1, 2, 3].__getitem__, slice(None, None, -1)); show(hash, [])
class L(list):
    def __init__(self, *a): super().__init__(*a); self.tag = "t"
    def __getitem__(self, i): return ("got", super().__getitem__(i))
x = L([1, 2]); print(x, x[0], x.tag, len(x), x == [1, 2], isinstance(x, list), type(x + [1]).__name__, type(x[:]).__name__, type(x.copy()).__name__)
t = (1, 2, 3, 2)
show(t.count, 2); show(t.index, 3); show(t.index, 9); show(lambda: t + (1,)); show(lambda: t + [1]); show(lambda: t * 2); show(lambda: t[1:]); show(lambda: t[9]); show(hash, (1, [2])); show(lambda: () == ()); show(tuple, 3); show(tuple, [1], 2); show(lambda: (1,)); show(repr, ()); show(lambda: t < (1, 3)); show(hash, (1, 2, 3)) 
def f(): t[0] = 1
show(f)
def f(): del t[0]
show(f)
d = {"a": 1, "b": 2}
show(d.get, "a"); show(d.get, "z"); show(d.get, "z", 0); show(d.get); show(d.pop, "a"); show(d.pop, "z"); show(d.pop, "z", None); show(d.setdefault, "c", 3); show(d.setdefault, "b"); show(d.update, {"x": 1}, y=2); show(d.update, [(1, 2), (3, 4)]); show(d.update, [1]); show(d.update, [(1, 2, 3)]); show(d.update, 5); print(d)
show(d.keys); show(d.values); show(d.items); show(d.popitem); show({}.popitem); show(d.copy); show(dict.fromkeys, "ab", 0); show(dict.fromkeys, [1]); show(lambda: d["nope"]); show(lambda: d[[]]); show(lambda: {[]: 1}); show(lambda: d | {"z": 1}); show(lambda: d | [("a", 1)]); show(lambda: {**d, "k": 1}); show(dict, a=1, b=2); show(dict, [("a", 1)], b=3); show(dict, 5); show(dict, [1, 2]); show(dict, [(1,)]); show(dict, 1, 2); show(lambda: {1: 2} == {1: 2.0}); show(lambda: {1: 2} < {1: 3}); show(list, d); show(list, reversed(d)); show(list, reversed(d.items())); show(lambda: d.keys() & {"b"}); show(lambda: sorted(d.keys() | {"zz"}, key=str)); show(lambda: sorted(d.keys() - ["b"], key=str)); show(lambda: {1, 2} == {1: 0, 2: 0}.keys()); show(lambda: ("b", 2) in d.items()); show(lambda: d.keys().isdisjoint([5])); show(len, d.items()); show(d.clear); show(lambda: d); show(hash, {}); show({}.__contains__, 1)
d |= {"q": 1}; print(d); del d["q"]
def f(): del d["q"]
show(f)
def f():
    x = {1: 1, 2: 2}
    for k in x: x[k + 10] = 1
show(f)
def f():
    x = {1: 1, 2: 2}
    for k in x: del x[k]
show(f)
class D(dict):
    def __missing__(self, k): return "missing " + str(k)
q = D(a=1); print(q["a"], q["b"], q.get("b"), q, "b" in q, len(q)); print({True: "t", 1: "one", 1.0: "f"}); r = {}; r["self"] = r; print(r); print({1: "a", "b": (1,)}, dict(zip("ab", [1, 2])), {k: v for k, v in [(1, 2)]})
