"""dict with str, int and tuple keys."""
from harness import main, operation

STRS = [f"key{i}" for i in range(1000)]
INTS = [i * 7 for i in range(1000)]
TUPLES = [(i, i + 1) for i in range(1000)]


def table(keys):
    return {k: i for i, k in enumerate(keys)}


def get(keys, n):
    d = table(keys)
    found = 0
    for _ in range(n):
        for k in keys:
            found += d[k]
    return found


def get_default(keys, n):
    d = table(keys[::2])
    found = 0
    for _ in range(n):
        for k in keys:
            found += d.get(k, 1)
    return found


def fill(keys, n):
    d = {}
    for _ in range(n):
        d = {}
        for k in keys:
            d[k] = 1
    return len(d)


def iterate(keys, n):
    d = table(keys)
    seen = 0
    for _ in range(n):
        for k, v in d.items():
            seen += v
        for v in d.values():
            seen += v
        for k in d:
            seen += 1
    return seen


def update(keys, n):
    a, b = table(keys[:600]), table(keys[400:])
    d = {}
    for _ in range(n):
        d = {}
        d.update(a)
        d.update(b)
    return len(d)


def copy(keys, n):
    a = table(keys)
    d = {}
    for _ in range(n):
        d = a.copy()
        d = dict(d)
        d = {**d}
    return len(d)


@operation(300)
def get_str(n): return get(STRS, n)
@operation(300)
def get_int(n): return get(INTS, n)
@operation(200)
def get_tuple(n): return get(TUPLES, n)
@operation(200)
def get_default_str(n): return get_default(STRS, n)
@operation(200)
def get_default_int(n): return get_default(INTS, n)
@operation(100)
def get_default_tuple(n): return get_default(TUPLES, n)
@operation(200)
def set_str(n): return fill(STRS, n)
@operation(200)
def set_int(n): return fill(INTS, n)
@operation(100)
def set_tuple(n): return fill(TUPLES, n)
@operation(200)
def iterate_str(n): return iterate(STRS, n)
@operation(200)
def iterate_int(n): return iterate(INTS, n)
@operation(200)
def iterate_tuple(n): return iterate(TUPLES, n)
@operation(300)
def update_str(n): return update(STRS, n)
@operation(300)
def update_int(n): return update(INTS, n)
@operation(300)
def update_tuple(n): return update(TUPLES, n)
@operation(300)
def copy_str(n): return copy(STRS, n)
@operation(300)
def copy_int(n): return copy(INTS, n)
@operation(300)
def copy_tuple(n): return copy(TUPLES, n)


@operation(300)
def comprehension(n):
    d = {}
    for _ in range(n):
        d = {i: i for i in range(1000)}
    return len(d)


@operation(300000)
def small(n):
    total = 0
    for i in range(n):
        d = {"a": i, "b": 2}
        total += d["b"]
    return total


main()
