# range and slice objects.
def err(f, *args, **kwargs):
    try:
        print(repr(f(*args, **kwargs)))
    except Exception as e:
        print(f"{type(e).__name__}: {e}")


for r in (range(5), range(2, 8), range(0, 10, 3), range(10, 0, -3), range(0), range(5, 5), range(-3, 3), range(3, -4, -2), range(2**62, 2**62 + 10, 4), range(2**70, 2**70 + 3)):
    print(r, list(r), len(r), bool(r), r.start, r.stop, r.step, list(reversed(r)), hash(r) == hash(range(r.start, r.stop, r.step)))
r = range(0, 100, 7)
print(r[2], r[-1], r[2:5], r[::-1], r[::2], 14 in r, 15 in r, 14.0 in r, "a" in r, r.index(21), r.count(21), r.count(22), r == range(0, 99, 7), range(0) == range(5, 2), range(1, 2) == range(1, 3, 5), min(r), max(r), sum(r), sorted(r, reverse=True)[:2])
err(range); err(range, 1.5); err(range, "a"); err(range, 1, 2, 0); err(lambda: r[100]); err(r.index, 5); err(lambda: r["a"]); err(lambda: range(3) + range(2)); err(lambda: range(5).start.foo); err(range, 1, 2, 3, 4); err(lambda: range(3) < range(4)); err(len, range(2**70)); err(range, None)
print(range(True), list(range(True, 5, True)), type(range(3)).__name__, [*range(3)], tuple(range(3)), range(10)[range(3)[2]], list(map(list, [range(2), range(1)])), {range(3): 1}[range(3)], 2**80 in range(2**81), range(2**70)[2**69])
it = iter(range(3)); print(next(it), list(it), next(it, None)); rr = range(3); print([(a, b) for a in rr for b in rr])
s = slice(1, 10, 2); print(s, s.start, s.stop, s.step, s.indices(5), s == slice(1, 10, 2), slice(None).indices(3), slice(-5, None, -1).indices(10), slice(2) < slice(3), hash(slice(1)) == hash(slice(1))); err(slice); err(slice(1, 2, 0).indices, 5); err(slice(1).indices, -1); err(slice("a").indices, 3)
for i in range(3):
    for i in range(2): pass
    print(i, end=" ")
print(); n = 0
for i in range(10**15, 10**15 + 5): n += i
print(n, sum(range(10**6)), len(range(0, 10**18, 3)), range(0, 10**18, 3)[-1])
