"""Sorting: lists of one and of mixed types, partly ordered, keys and comparisons that raise, stability; heapq and bisect; the calls made to __lt__."""
import bisect
import functools
import heapq

from inputs import integer, number, some_bytes, text


class Counted:
    """Keeps a record of its comparisons; some of them fail."""

    def __init__(self, value, log, limit):
        self.value, self.log, self.limit = value, log, limit

    def __lt__(self, other):
        self.log.append((self.value, getattr(other, "value", other)))
        if len(self.log) > self.limit:
            raise RuntimeError(f"comparison {len(self.log)}")
        return self.value < other.value

    def __repr__(self):
        return f"C{self.value}"


class Partial:
    """An order of some: sets by inclusion."""

    def __init__(self, bits):
        self.bits = bits

    def __lt__(self, other):
        return self.bits & ~other.bits == 0 and self.bits != other.bits

    def __repr__(self):
        return f"P{self.bits:b}"


class Same:
    """Equal to all of its value: shows what is stable."""

    def __init__(self, value, mark):
        self.value, self.mark = value, mark

    def __lt__(self, other):
        return self.value < other.value

    def __repr__(self):
        return f"S{self.value}.{self.mark}"


class Truth:
    """What a comparison may return besides a bool."""

    def __init__(self, value):
        self.value = value

    def __lt__(self, other):
        return [] if self.value >= other.value else [1]

    def __repr__(self):
        return f"T{self.value}"


def numbers(r, n):
    k = r.below(6)
    if k == 0:
        return [r.below(4) for _ in range(n)]
    if k == 1:
        return [integer(r, 100) for _ in range(n)]
    if k == 2:
        return [number(r) for _ in range(n)]
    if k == 3:
        return [r.pick([integer(r, 60), number(r), r.chance(50)]) for _ in range(n)]
    if k == 4:
        return [r.between(-1000, 1000) for _ in range(n)]
    return [float(r.between(-3, 3)) for _ in range(n)]


def items(r):
    n = r.below(20) if r.chance(80) else r.between(60, 200)
    k = r.below(12)
    if k < 4:
        values = numbers(r, n)
    elif k == 4:
        values = [text(r, 4) for _ in range(n)]
    elif k == 5:
        values = [r.pick("abcdé中") for _ in range(n)]
    elif k == 6:
        values = [some_bytes(r, 4) for _ in range(n)]
    elif k == 7:
        values = [(r.below(3), r.pick([r.below(3), "a" if r.chance(3) else 1, 1.5])) for _ in range(n)]
    elif k == 8:
        values = [r.pick([(), (1,), (1, 2), (0.5, "x"), (1, "y"), ("a",) if r.chance(2) else (2,)]) for _ in range(n)]
    elif k == 9:
        values = [Same(r.below(4), i) for i in range(n)]
    elif k == 10:
        values = [Partial(r.below(16)) for _ in range(n)] if r.chance(50) else [Truth(r.below(9)) for _ in range(n)]
    else:
        values = [r.pick([1, 2.5, "a", None, (1,), [2], b"x", True, float("nan"), 2**70, {1}, frozenset()]) for _ in range(min(n, 6))]
    return arranged(r, values)


def arranged(r, values):
    """Runs, up and down, with a few elements out of place."""
    k = r.below(6)
    if k > 2 or not values:
        return values
    try:
        values.sort(reverse=k == 1)
    except TypeError:
        return values
    if k == 2:
        half = len(values) // 2
        values[half:] = values[half:][::-1]
    for _ in range(r.below(4)):
        i, j = r.below(len(values)), r.below(len(values))
        values[i], values[j] = values[j], values[i]
    return values


def fails_at(n):
    def key(x):
        nonlocal n
        n -= 1
        if n < 0:
            raise KeyError("key")
        return x
    return key


def sort(values, **options):
    """The list after sorting, also after a failed one: all elements are still there."""
    values = list(values)
    try:
        values.sort(**options)
    except Exception as e:
        return f"{type(e).__name__}: {e}", sorted(map(repr, values))
    return values


def counted(values, limit, reverse):
    log = []
    objects = [Counted(v, log, limit) for v in values]
    try:
        objects.sort(reverse=reverse)
    except RuntimeError as e:
        return str(e), log, sorted(map(repr, objects))
    return objects, log


def changes_list(values, n):
    values = list(values)

    def key(x):
        nonlocal n
        n -= 1
        if n == 0:
            values.append(1)
        return x
    try:
        values.sort(key=key)
    except ValueError as e:
        return str(e), values
    return values


def compare(a, b):
    return (a > b) - (a < b)


def heap(values, steps):
    out = []
    h = list(values)
    heapq.heapify(h)
    out.append(list(h))
    for step, v in steps:
        if step == "push":
            heapq.heappush(h, v)
        elif step == "pop":
            out.append(heapq.heappop(h))
        elif step == "replace":
            out.append(heapq.heapreplace(h, v))
        else:
            out.append(heapq.heappushpop(h, v))
    return out, h


def heap_max(values, steps):
    out = []
    h = list(values)
    heapq.heapify_max(h)
    out.append(list(h))
    for step, v in steps:
        if step == "push":
            heapq.heappush_max(h, v)
        elif step == "pop":
            out.append(heapq.heappop_max(h))
        elif step == "replace":
            out.append(heapq.heapreplace_max(h, v))
        else:
            out.append(heapq.heappushpop_max(h, v))
    return out, h


def largest(values, n, options):
    return heapq.nlargest(n, values, **options), heapq.nsmallest(n, values, **options)


def merge(lists, options):
    return list(heapq.merge(*lists, **options))


def insort(values, x, options, right):
    values = list(values)
    (bisect.insort_right if right else bisect.insort_left)(values, x, **options)
    return values


def case(r):
    k = r.below(20)
    if k < 7:
        options = {}
        if r.chance(30):
            options["reverse"] = r.pick([True, 1, 0, False, "x" if r.chance(10) else True])
        if r.chance(35):
            options["key"] = r.pick([None, str, repr, abs, len, lambda x: 0, lambda x: (x, 1), functools.cmp_to_key(compare), fails_at(r.below(30))])
        return "sort", Keyed(sort, options), (items(r),)
    if k == 7:
        return "sorted", sorted, (r.pick([tuple, iter_of, dict.fromkeys])(numbers(r, r.below(12))),)
    if k < 10:
        n = r.below(40) if r.chance(80) else r.between(60, 150)
        return "comparisons", counted, (arranged(r, [r.below(20) for _ in range(n)]), r.pick([10**6, 10**6, r.below(60)]), r.chance(30))
    if k == 10:
        return "changes", changes_list, (numbers(r, r.below(9)), r.between(0, 9))
    if k < 14:
        n = r.below(12)
        kind = r.pick([numbers, numbers, lambda r, n: [text(r, 3) for _ in range(n)], lambda r, n: [r.pick([1, "a", None, 2.5]) for _ in range(n)]])
        steps = [(r.pick(["push", "pop", "replace", "pushpop"]), v) for v in kind(r, r.below(6))]
        return "heap", r.pick([heap, heap_max]), (kind(r, n), steps)
    if k == 14:
        return "largest", largest, (items(r), r.between(-1, 8), {"key": r.pick([None, str, abs, lambda x: 0])} if r.chance(40) else {})
    if k == 15:
        return "merge", merge, ([sort(numbers(r, r.below(6))) for _ in range(r.below(4))], {"reverse": True} if r.chance(20) else {"key": str} if r.chance(20) else {})
    if k < 18:
        values = items(r)
        try:
            values.sort()
        except TypeError:
            pass
        f = r.pick([bisect.bisect_left, bisect.bisect_right])
        x = r.pick(values) if values and r.chance(60) else r.pick([1, 2.5, "b", 0])
        bounds = [r.between(-1, 9) for _ in range(r.below(3))]
        return f.__name__, f, (values, x, *bounds)
    if k == 18:
        values = sort(numbers(r, r.below(9)))
        return "insort", insort, (values, r.pick([1, 2.5, "b" if r.chance(5) else 0]), {"key": r.pick([None, abs, str])} if r.chance(30) else {"lo": r.between(-1, 5)} if r.chance(20) else {}, r.chance(50))
    return "min max", extremes, (items(r), {"key": r.pick([str, repr, None])} if r.chance(30) else {})


def extremes(values, options):
    return min(values, **options), max(values, **options, default="none")


def iter_of(values):
    return Iterable(values)


class Iterable:
    def __init__(self, values):
        self.values = values

    def __getitem__(self, i):
        return self.values[i]

    def __repr__(self):
        return f"Iterable({self.values})"


class Keyed:
    def __init__(self, function, options):
        self.function, self.options = function, options

    def __call__(self, *args):
        return self.function(*args, **self.options)
