# and, or, not, conditional expressions, comparison chains, is, in; each operand is evaluated when and once.
log = []


def f(x):
    log.append(x)
    return x


print(f(0) and f(1), f(2) or f(3), f(0) or f("") or f([]), f(1) and f("x") and f(()), not f(0), not f("a"))
print(log)
log.clear()
print(f(1) < f(2) < f(3), f(3) < f(2) < f(1), f(1) < f(5) > f(2) != f(2), f(1) == f(1) == f(1))
print(log)
log.clear()
print(f(1) if f(0) else f(2), f(3) if f(4) else f(5))
print(log)
x = 5
print(1 < x < 10, 1 < x > 3, x == 5 in [True, 5], 0 <= x <= 5 <= 5.0)
print(x is x, None is None, x is not None, [] is [], not x is None)
print(3 in [1, 2, 3], 4 not in (1, 2), "b" in "abc", "" in "abc", "d" in {"d": 1}, 2 in range(0, 10, 2), 3 in range(0, 10, 2), 1.0 in range(3))
print((1, 2) < (1, 3), (1,) < (1, 0), [1, 2] == [1, 2.0], "a" < "b" < "c", "Z" < "a", "" < "a", (1, 2) == [1, 2])
print({1, 2} < {1, 2, 3}, {1} <= {1}, {1} < {1}, {1, 2} == frozenset([2, 1]), {1: 2} == {1: 2.0})
print(1 < 1.5, 2 > True, float("nan") == float("nan"), float("inf") > 10**400, -float("inf") < -10**400)
n = float("nan")
print(n in [n], [n] == [n], n == n, n != n, n < n)
if (y := x * 2) > 5 and (z := y + 1):
    print(y, z)
print([w := 1, w + 1], w, (lambda: (q := 3) + q)())
total = 0
print([total := total + i for i in range(5)], total)
print([last for i in range(5) if (last := i * i) % 2 == 0], last)
while (total := total - 3) > 0:
    print("t", total)
