# Builtins over iterables, one by one.
def err(f, *args, **kwargs):
    try:
        print(repr(f(*args, **kwargs)))
    except Exception as e:
        print(f"{type(e).__name__}: {e}")


print(list(enumerate("ab")), list(enumerate("ab", 5)), list(enumerate([], start=1)), list(zip()), list(zip([1])), list(zip("abc", [1, 2])), list(zip("ab", "cd", "ef")), list(zip("ab", [1, 2], strict=True)))
err(lambda: list(zip("ab", [1], strict=True))); err(lambda: list(zip([1], "ab", strict=True))); err(lambda: list(zip("a", "b", "", strict=True)))
print(list(map(str, [1, 2])), list(map(lambda a, b: a + b, [1, 2], [3, 4, 5])), list(filter(None, [0, 1, "", "a"])), list(filter(lambda x: x > 1, [1, 2, 3])), list(map(int, "123")), list(reversed("abc")), list(reversed([1, 2])), list(reversed(range(3))), list(map(lambda a, b: (a, b), "ab", "cd", strict=True)))
print(any([]), any([0, 2]), all([1, 0]), all([]), any(x > 2 for x in [1, 3]), all(x for x in [1, 1]), sum([1, 2, 3]), sum([1, 2], 10), sum([], 5), sum([1.5, 2]), sum([[1], [2]], []), sum(range(101)), sum([True, True]), sum([1, 2], start=3))
print(min(3, 1, 2), max([3, 1]), min("b", "a"), max([], default=0), min([1, -5], key=abs), max("apple", "fig", key=len), max([(1, "a"), (1, "b")]), min([2, 2.0]), max([1, 1.0]), min({"b": 1, "a": 2}), max("hello"))
print(sorted([3, 1, 2]), sorted("cba"), sorted([1, 2], reverse=True), sorted({"b": 1, "a": 1}), sorted([(1, "b"), (0, "z")]), sorted(["B", "a"], key=str.lower), sorted((3, 1)), sorted([]))
it = iter([1, 2]); print(next(it), next(it), next(it, "end"), next(iter([]), None)); err(next, it); err(next, 5); err(next, [1]); err(iter, 5); err(iter, 5, 6)
n = [3]
def tick(): n[0] -= 1; return n[0]
print(list(iter(tick, 0))); print(len("abc"), len([]), len({1: 2}), len((1,)), len({1}), len(range(9)), len(b"ab"))
err(len, 5); err(len); err(len, [], []); err(sum, ["a"]); err(sum, "ab"); err(sum, 5); err(min); err(min, []); err(max, 5); err(max, [], key=len); err(max, [1, "a"]); err(enumerate); err(enumerate, 5); err(zip, 5); err(zip, [1], 5); err(map, len); err(lambda: list(map(5, [1]))); err(filter, None); err(reversed, 5); err(reversed, {1}); err(sorted); err(any, 5); err(all); err(sorted, [1], key=1); err(sum, [[1]], 5); err(min, 1, 2, foo=3); err(sum, [b"a"], b""); err(max, 1, 2, default=3)
e = enumerate("xyz"); print(next(e), list(e)); z = zip([1, 2, 3], "ab"); print(next(z), list(z), list(z)); m = map(lambda x: x * 2, range(3)); print(next(m), iter(m) is m, list(m))
class Seq:
    def __getitem__(self, i):
        if i > 3: raise IndexError
        return i * i
    def __len__(self): return 4
print(list(Seq()), list(reversed(Seq())), 4 in Seq(), 5 in Seq(), max(Seq()), sum(Seq()), list(zip(Seq(), "abcd")), sorted(Seq(), reverse=True), tuple(Seq()), [*Seq()], dict(enumerate(Seq())), *Seq())
class It:
    def __init__(self, n): self.n = n
    def __iter__(self): return self
    def __next__(self):
        if self.n == 0: raise StopIteration
        self.n -= 1
        return self.n
print(list(It(3)), sum(It(4)), 2 in It(3), [a for a in It(2)], list(map(str, It(2))), list(enumerate(It(2))), max(It(5)), set(It(2)) == {0, 1}, "".join(map(str, It(3)))); a, b, *c = It(5); print(a, b, c)
class Bad:
    def __iter__(self): return 5
err(iter, Bad()); err(lambda: [*Bad()])
class NoNext:
    def __iter__(self): return self
err(list, NoNext())
class Rev:
    def __reversed__(self): return "reversed!"
print(reversed(Rev())); print(list(filter(str.isdigit, "a1b2")), list(map(max, [1, 5], [3, 2])), [list(g) for g in map(range, [1, 2])], sum(map(len, ["a", "bb"])), dict(map(lambda x: (x, x * x), range(3))))
