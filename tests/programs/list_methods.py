# list: every method, comparison, repetition, errors.
def err(f, *args, **kwargs):
    try:
        print(repr(f(*args, **kwargs)))
    except Exception as e:
        print(f"{type(e).__name__}: {e}")


l = [3, 1, 2]
l.append(4); l.extend([5, 6]); l.extend("ab"); l.insert(0, "first"); l.insert(-1, "x"); l.insert(100, "end"); l.insert(-100, "start")
print(l, len(l), l.pop(), l.pop(0), l.pop(-2), l)
l.remove("b"); l.reverse(); print(l, l.index(1), l.count(3), l.index(3, 2), l.copy() is l, l[:] == l)
err(l.remove, "zz"); err(l.index, "zz"); err([].pop); err([1].pop, 5); err([1].pop, "a"); err(l.index, 3, 0, 1); err([].append); err(list, 5); err([].extend, 5); err([].insert, 1)
l.clear(); print(l, [] or "empty", bool([]), bool([0]))
print([1, 2] + [3], [0] * 3, 2 * [1, 2], [] * 5, [1] * -1, [1, 2] < [1, 3], [1, 2] < [1, 2, 0], [] < [0], [1, [2, [3]]] == [1, [2, [3]]], [1, "a"] != [1, "b"], [3] > [2, 9])
err(lambda: [1] + (2,)); err(lambda: [1] * "a"); err(lambda: [1] < (1,)); err(lambda: [1] < ["a"]); err(lambda: [1][1]); err(lambda: [1][-2]); err(lambda: [1]["a"]); err(lambda: [].foo); err(lambda: [] + 1); err(hash, [])
s = [5, 2, 9, 1]
s.sort(); print(s); s.sort(reverse=True); print(s); s.sort(key=lambda x: x % 5); print(s, s.sort())
w = ["banana", "Apple", "cherry", "apple"]
w.sort(key=str.lower); print(w, sorted(w), sorted(w, key=len, reverse=True))
err([1, "a"].sort); err([1].sort, len); err(sorted, [1, None]); err(sorted, 5); err([1].sort, foo=1); err([3, 2, 1].sort, key=5)
def meddle(x):
    m.append(1)
    return x
m = [3, 2, 1]
err(m.sort, key=meddle)
a = [1]; a.append(a); print(a, a == a, a in a, len(a))
n = [[]] * 3; n[0].append(1); print(n)
print(list("abc"), list((1, 2)), list({1: 2}), list(range(3)), list(), list(x for x in "q"), [*{"a": 1}.items()])
x = [1, 2, 3, 4, 5]
x[1:3] = [20, 30, 40]; x[0] = "z"; x[-1] += 1; x *= 2; print(x); del x[::2]; print(x)
err(lambda: x.__setitem__(99, 1)); err(lambda: x.__delitem__(99))
print(3 in [1, 2, 3], [1, 2, 3].__contains__(2), [1, 2].__len__(), [1, 2].__getitem__(0), [[1, 2], [3]][0][1], max([1, 5, 2]), min([4, 2]), sum([[1], [2]], []), any([0, 1]), all([]))
it = iter([1, 2, 3]); print(next(it), list(it), next(it, "no"), it.__length_hint__())
r = [1, 2, 3]; out = []
for v in r:
    out.append(v); r.remove(v)
print(out, r)
q = list(range(1000)); print(sum(q), q[500], q[-1000], len(q[::7])); big = []
for i in range(5000):
    big.insert(0, i) if i % 100 == 0 else big.append(i)
print(len(big), big[:3], big[-1], big.index(77), repr([None, True, 1.0, "s", b"b", (1,), {1}, {}, ...]))
