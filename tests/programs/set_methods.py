# set and frozenset: every method (printed sorted).
def err(f, *args, **kwargs):
    try:
        print(repr(f(*args, **kwargs)))
    except Exception as e:
        print(f"{type(e).__name__}: {e}")


s = {3, 1, 2}
def p(x): print(type(x).__name__, sorted(x))
s.add(4); s.add(1); p(s); s.discard(9); s.discard(4); s.remove(3); p(s); s.update([7, 8], (9,)); p(s)
err(s.remove, 99); err(set().pop); err(s.add, []); err(lambda: {[]}); err(lambda: s + s); err(lambda: s | [1]); err(hash, set()); err(set, 5); err(lambda: s[0]); err(lambda: frozenset().add); err(lambda: s < [1]); err(s.union, 5); err(lambda: {1} - [1])
a, b = {1, 2, 3, 4}, {3, 4, 5}
p(a | b); p(a & b); p(a - b); p(a ^ b); p(a.union(b, [9])); p(a.intersection(b, [3])); p(a.difference(b, [1])); p(a.symmetric_difference(b)); p(a.union("xy") - a)
c = a.copy(); c.intersection_update(b); p(c); c = a.copy(); c.difference_update([1]); p(c); c = a.copy(); c.symmetric_difference_update(b); p(c); c.clear(); print(c, len(c), bool(c))
c = a.copy(); c |= {10}; c &= {1, 2, 10}; c -= {1}; c ^= {2, 77}; p(c)
print(a.issubset({1, 2, 3, 4, 5}), a.issuperset([1]), a.isdisjoint([9]), a <= a, a < a, a >= {1}, a > {1}, {1} == {1.0}, {1} == frozenset({1}), {1} != {2}, 3 in a, 9 in a, len(a))
f = frozenset([1, 2, 2]); p(f); p(f | {3}); p({3} | f); print(hash(f) == hash(frozenset([2, 1])), {f: "v"}[frozenset([1, 2])], f in {f}, {1, 2} in {f}, frozenset(), set(), f.copy() is f, frozenset(f) is f)
x = set("hello"); print(sorted(x), len(set([1, 1.0, True])), {1}.pop(), sorted({i % 4 for i in range(10)}), sum({1, 2, 3}), max({1, 5}), sorted(set("ab") | set("bc")), repr({5}), repr(frozenset({5})), str({"a"}), any({0}), all({1}))
g = {1, 2, 3}
try:
    for i in g: g.add(i + 10)
except RuntimeError as e: print(e)
big = set(range(1000)); big -= set(range(0, 1000, 2)); print(len(big), 501 in big, 500 in big, sum(big)); big |= set(range(500)); print(len(big), sum(big))
print({(1, 2), (1, 2)}, len({"a", b"a"}), {None}, len({0, False, 0.0}), set([()]), sorted(set(range(5)) & set(range(3, 8))), set() == frozenset(), {1, 2}.__contains__(1), isinstance(frozenset(), set))
seen = set(); dup = [v for v in [1, 2, 1, 3, 2] if v in seen or seen.add(v)]; print(dup, sorted(seen))
