"""set algebra and membership."""
from harness import main, operation

A = set(range(0, 2000, 2))
B = set(range(0, 2000, 3))
WORDS = {f"word{i}" for i in range(1000)}
OTHERS = {f"word{i}" for i in range(500, 1500)}


@operation(300)
def algebra_int(n):
    size = 0
    for _ in range(n):
        size += len(A & B) + len(A | B) + len(A - B) + len(A ^ B)
    return size


@operation(200)
def algebra_str(n):
    size = 0
    for _ in range(n):
        size += len(WORDS & OTHERS) + len(WORDS | OTHERS) + len(WORDS - OTHERS) + len(WORDS ^ OTHERS)
    return size


@operation(200)
def build(n):
    size = 0
    data = list(range(1000))
    for _ in range(n):
        s = set(data)
        s.update(data)
        size += len(s)
    return size


@operation(200)
def add_contains(n):
    found = 0
    for _ in range(n):
        s = set()
        for i in range(500):
            s.add(i)
        for i in range(1000):
            if i in s:
                found += 1
    return found


@operation(1000)
def subset(n):
    small = set(range(0, 2000, 6))
    found = 0
    for _ in range(n):
        found += small <= A
        found += small.isdisjoint(B)
        found += frozenset(small) == small
    return found


main()
