"""Inserts, looks up, updates and deletes int, str and tuple keys."""
import sys


def ints(n):
    d = {}
    x = 1
    for i in range(n):
        x = (x * 69069 + 1) & 0xFFFF
        d[x] = d.get(x, 0) + i
        if i % 3 == 0:
            d.pop(x ^ 1, None)
    return sum(d.values()), len(d)


def strs(n):
    keys = ["key%d" % i for i in range(500)]
    d = {}
    for i in range(n):
        k = keys[i * 7 % 500]
        if k in d:
            d[k] += 1
        else:
            d[k] = 1
        if i % 50 == 49:
            del d[k]
    return sum(d.values()), len(d)


def tuples(n):
    grid = {}
    x = y = 0
    for i in range(n):
        grid[x, y] = i
        turn = i * i % 11
        if turn < 4:
            x = (x + 1) % 60
        elif turn < 8:
            y = (y + 1) % 60
        else:
            x, y = y, x
    near = 0
    for (a, b) in grid:
        if (a + 1, b) in grid:
            near += 1
    return near, len(grid)


def sets(n):
    seen = set()
    x = 3
    repeats = 0
    for _ in range(n):
        x = x * x % 65521 + 1
        if x in seen:
            repeats += 1
            x += 7
        seen.add(x)
    return repeats, len(seen)


def main():
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 30000
    print("dict_churn", n, ints(n), strs(n), tuples(n), sets(n))


main()
