"""list: growth, slices, sorting."""
import random

from harness import main, operation

random.seed(5)
INTS = [random.randrange(10**6) for _ in range(2000)]
FLOATS = [random.random() for _ in range(2000)]
STRS = [f"{random.randrange(10**9):x}" for _ in range(2000)]
TUPLES = [(random.randrange(100), random.randrange(10**6)) for _ in range(2000)]
PARTLY = sorted(INTS)
for _ in range(20):
    _i = random.randrange(2000)
    PARTLY[_i] = random.randrange(10**6)


@operation(300)
def append(n):
    a = []
    for _ in range(n):
        a = []
        for i in range(1000):
            a.append(i)
    return len(a)


@operation(40)
def insert(n):
    a = []
    for _ in range(n):
        a = []
        for i in range(1000):
            a.insert(0, i)
        for i in range(500):
            a.insert(i, i)
    return len(a)


@operation(3000)
def slices(n):
    total = 0
    for i in range(n):
        total += len(INTS[i % 1000:]) + len(INTS[::2]) + len(INTS[:10])
    return total


@operation(2000)
def slice_assign(n):
    a = list(INTS)
    for _ in range(n):
        a[10:20] = a[30:50]
        a[100:110] = ()
        a[::2] = a[::2]
        del a[5:15]
        a[5:5] = range(10)
    return len(a)


@operation(1000)
def concat(n):
    a = []
    for _ in range(n):
        a = INTS + STRS
        a *= 2
        a.extend(INTS)
        a += STRS
    return len(a)


@operation(200)
def pops(n):
    total = 0
    for _ in range(n):
        a = list(INTS)
        while a:
            total += a.pop()
    return total


@operation(300)
def search(n):
    total = 0
    for _ in range(n):
        total += INTS.index(INTS[-1]) + INTS.count(7) + (-1 in INTS)
    return total


@operation(40)
def sort_ints(n):
    a = []
    for _ in range(n):
        a = sorted(INTS)
    return a[-1:]


@operation(40)
def sort_floats(n):
    a = []
    for _ in range(n):
        a = sorted(FLOATS)
    return a[-1:]


@operation(40)
def sort_strs(n):
    a = []
    for _ in range(n):
        a = sorted(STRS)
    return a[-1:]


@operation(20)
def sort_tuples(n):
    a = []
    for _ in range(n):
        a = sorted(TUPLES)
    return a[-1:]


@operation(30)
def sort_key(n):
    a = []
    for _ in range(n):
        a = sorted(STRS, key=len)
        a = sorted(TUPLES, key=lambda t: t[1], reverse=True)
    return a[-1:]


@operation(200)
def sort_partly(n):
    a = []
    for _ in range(n):
        a = list(PARTLY)
        a.sort()
    return a[-1:]


@operation(200)
def comprehension(n):
    a = []
    for _ in range(n):
        a = [x + 1 for x in INTS]
    return len(a)


@operation(500)
def reductions(n):
    total = 0
    for _ in range(n):
        total += sum(INTS) + max(INTS) + min(INTS) + any(a < 0 for a in ()) + all(INTS) + len(list(zip(INTS, STRS))) + len(list(enumerate(INTS)))
    return total


@operation(100)
def map_filter(n):
    total = 0
    for _ in range(n):
        total += len(list(map(str, INTS))) + len(list(filter(None, INTS))) + sum(map(abs, INTS)) + len(list(reversed(INTS)))
    return total


main()
