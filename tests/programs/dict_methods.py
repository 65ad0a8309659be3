# dict: every method, views, ordering, errors.
def err(f, *args, **kwargs):
    try:
        print(repr(f(*args, **kwargs)))
    except Exception as e:
        print(f"{type(e).__name__}: {e}")


d = {"a": 1, "b": 2}
d["c"] = 3; d["a"] = 10; print(d, len(d), d["a"], d.get("z"), d.get("z", 0), "a" in d, "z" not in d, list(d), d.keys(), d.values(), d.items())
print(d.pop("b"), d.pop("zz", None), d.setdefault("q", []), d.setdefault("a", 5), d.popitem(), d, d.copy() == d, d.copy() is d)
err(d.pop, "zz"); err({}.popitem); err(lambda: d["nope"]); err(lambda: d[[]]); err(d.pop); err(lambda: {[]: 1}); err(dict, 5); err(dict, [1]); err(dict, [(1, 2, 3)]); err(dict, ["ab", "c"]); err(d.get); err(d.update, 5); err(lambda: {} + {}); err(lambda: {} < {}); err(d.foo if hasattr(d, "foo") else (lambda: d.foo)); err(lambda: d[{}])
print(dict(), dict(a=1), dict([("x", 1), ["y", 2]]), dict({"k": 1}, z=2), dict(zip("ab", range(2))), dict.fromkeys("ab"), dict.fromkeys([1, 2], 0), {**d, "n": 1})
d = {}
d.update(a=1); d.update({"b": 2}, c=3); d.update([("d", 4)]); print(d, d | {"a": 9, "z": 1}, {"z": 0} | d)
d |= {"e": 5}; d |= [("f", 6)]; print(d); del d["a"]; d["a"] = "re-added"; print(d, list(reversed(d)), list(reversed(d.items()))[0])
print({1: "int", 1.0: "float", True: "bool"}, {"a": 1, "a": 2}, {1: 1} == {1.0: True}, {"a": 1, "b": 2} == {"b": 2, "a": 1}, {} == {}, {"a": 1} != {"a": 2}, {1: [2]} == {1: [2]})
k, v, i = d.keys(), d.values(), d.items()
d["new"] = 7; print(len(k), "new" in k, 7 in v, ("new", 7) in i, ("new", 8) in i, sorted(k & {"b", "new", "x"}), sorted(k | {"x"})[:2], sorted(k - {"a"}), k == set(d), sorted(k ^ {"b"}), k.isdisjoint(["q"]), {1: 2}.items() == {(1, 2)})
d.clear(); print(d, k, len(i), bool(d))
m = {1: 1, 2: 2}
try:
    for x in m: m[x + 10] = 0
except RuntimeError as e: print(e)
m = {1: 1, 2: 2}
try:
    for x in m: del m[x]
except RuntimeError as e: print(e)
m = {1: 1, 2: 2}
try:
    for x in m:
        del m[x]
        m[x + 10] = 1
except RuntimeError as e: print(e)
for x in list(m): m.pop(x)
print(m)
big = {i: i * i for i in range(1000)}
for i in range(0, 1000, 3): del big[i]
print(len(big), sum(big), sum(big.values()), list(big)[:5], list(big.items())[-1], 500 in big, 501 in big)
for i in range(0, 1000, 3): big[i] = -1
print(list(big)[-2:], len(big)); print({None: 1, (): 2, "": 3, 0: 4, 2.5: 5, frozenset(): 6})
n = {"x": {"y": {"z": 1}}}; n["x"]["y"]["w"] = [1]; n["x"]["y"]["w"][0] += 5; print(n, n["x"]["y"].get("z")); s = {}; s["self"] = s; print(s)
class K:
    def __init__(s, v): s.v = v
    def __hash__(s): return 1
    def __eq__(s, o): return s.v == o.v
c = {K(1): "one", K(2): "two"}; c[K(1)] = "uno"; print(len(c), c[K(1)], c[K(2)], K(3) in c); del c[K(1)]; print(len(c), K(2) in c)
print([f"{a}={b}" for a, b in {"p": 1, "q": 2}.items()], max({"a": 3, "b": 1}, key={"a": 3, "b": 1}.get), sorted({"b": 1, "a": 2}), min({3: 0, 1: 0}), sum({1: 0, 2: 0}), dict(sorted({"b": 1, "a": 2}.items())), {v: k for k, v in {"a": 1}.items()}, any({0: 1}), all({}), tuple({"t": 1}), len({}.keys()), next(iter({"first": 1})))
counts = {}
for ch in "mississippi": counts[ch] = counts.get(ch, 0) + 1
print(counts, sorted(counts.items(), key=lambda kv: (-kv[1], kv[0])))
