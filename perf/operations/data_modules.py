"""struct, array, heapq, bisect, deque, random, hashlib, pickle, itertools, functools, copy, dataclasses."""
import array
import bisect
import collections
import copy
import dataclasses
import functools
import hashlib
import heapq
import itertools
import pickle
import random
import struct

from harness import main, operation

random.seed(7)
NUMBERS = [random.randrange(10**6) for _ in range(1000)]


@operation(50000)
def struct_pack(n):
    total = 0
    for i in range(n):
        total += len(struct.pack("<IHd4s", i, 7, 1.5, b"abcd"))
        total += struct.unpack("<IHd4s", b"\1\0\0\0\7\0\0\0\0\0\0\0\xf8?abcd")[1]
    return total


@operation(200)
def array_ops(n):
    total = 0
    for _ in range(n):
        a = array.array("l", NUMBERS)
        a.append(5)
        for x in a:
            total += x
        a[10] = 3
        total += a[10] + len(a.tobytes())
    return total


@operation(20)
def heap(n):
    total = 0
    for _ in range(n):
        h = []
        for x in NUMBERS:
            heapq.heappush(h, x)
        while h:
            total += heapq.heappop(h)
    return total


@operation(30)
def heap_nlargest(n):
    total = 0
    for _ in range(n):
        total += sum(heapq.nlargest(10, NUMBERS))
        h = list(NUMBERS)
        heapq.heapify(h)
        total += heapq.heapreplace(h, 5)
    return total


@operation(100)
def bisection(n):
    total = 0
    ordered = sorted(NUMBERS)
    for _ in range(n):
        for x in NUMBERS:
            total += bisect.bisect(ordered, x)
        for x in NUMBERS[:50]:
            bisect.insort(ordered, x)
            del ordered[5]
    return total


@operation(200)
def deque(n):
    total = 0
    d = collections.deque()
    for _ in range(n):
        for x in NUMBERS:
            d.append(x)
            d.appendleft(x)
        while d:
            total += d.popleft() + d.pop()
    return total


@operation(100)
def counter(n):
    total = 0
    text = "the quick brown fox jumps over the lazy dog" * 10
    for _ in range(n):
        c = collections.Counter(text)
        total += c["e"]
        d = collections.defaultdict(list)
        for x in NUMBERS:
            d[x % 10].append(x)
        total += len(d)
    return total


@operation(300000)
def random_float(n):
    total = 0.0
    r = random.Random(3)
    for _ in range(n):
        total += r.random()
    return total


@operation(40)
def random_others(n):
    total = 0
    r = random.Random(3)
    for _ in range(n):
        a = list(range(200))
        r.shuffle(a)
        total += a[0] + r.choice(a) + r.randint(1, 10) + int(r.gauss(0, 10)) + sum(r.sample(a, 10))
        for _ in range(100):
            total += r.randrange(100)
    return total


@operation(20000)
def hashes(n):
    total = 0
    for i in range(n):
        total += hashlib.sha256(b"some data").digest()[0] + hashlib.md5(b"abc").digest()[1]
    return total


@operation(100)
def hash_long(n):
    data = b"x" * 10000
    total = 0
    for _ in range(n):
        total += hashlib.sha256(data).digest()[0]
        total += hashlib.md5(data).digest()[0]
        total += hashlib.sha1(data).digest()[0]
        total += hashlib.blake2b(data).digest()[0]
    return total


DATA = {"a": list(range(100)), "b": {str(i): i * 1.5 for i in range(100)}, "c": ("x", None, True, b"bytes", 2**70)}


@operation(100)
def pickle_dumps(n):
    total = 0
    for _ in range(n):
        total += len(pickle.dumps(DATA))
    return total


@operation(100)
def pickle_loads(n):
    total = 0
    data = pickle.dumps(DATA)
    for _ in range(n):
        total += len(pickle.loads(data))
    return total


@operation(100)
def iterators(n):
    total = 0
    for _ in range(n):
        total += sum(itertools.chain(NUMBERS, NUMBERS))
        total += sum(itertools.islice(itertools.count(), 1000))
        total += len(list(itertools.accumulate(NUMBERS)))
        total += sum(1 for _ in itertools.takewhile(lambda x: x >= 0, NUMBERS))
        total += len(list(itertools.combinations(range(20), 3)))
        total += len(list(itertools.product(range(20), repeat=2)))
        total += len(list(itertools.pairwise(NUMBERS))) + len(list(itertools.batched(NUMBERS, 7)))
        total += len(list(itertools.groupby(NUMBERS, lambda x: x % 3)))
        total += len(list(itertools.permutations(range(6))))
        total += len(list(itertools.zip_longest(NUMBERS, NUMBERS[:500])))
    return total


@functools.lru_cache(maxsize=128)
def square(x):
    return x * x


@functools.cache
def cube(x):
    return x * x * x


@operation(200000)
def lru_cache(n):
    total = 0
    for i in range(n):
        total += square(i & 63) + cube(i & 255)
    return total


@operation(100000)
def partial(n):
    add = functools.partial(max, 5)
    total = 0
    for i in range(n):
        total += add(i & 7)
    return total + functools.reduce(lambda a, b: a + b, NUMBERS)


@operation(100)
def deepcopy(n):
    total = 0
    data = {"a": [1, 2, [3, 4]], "b": {"c": (5, 6)}, "d": list(range(20))}
    for _ in range(n):
        total += len(copy.deepcopy(data))
    return total


@dataclasses.dataclass
class Point:
    x: int
    y: int = 0
    z: float = 0.5


@operation(60000)
def dataclass_create(n):
    total = 0
    for i in range(n):
        p = Point(i, z=1.0)
        total += p.x
    return total


@operation(20000)
def dataclass_compare(n):
    total = 0
    a, b = Point(1, 2), Point(1, 2)
    for _ in range(n):
        total += (a == b) + len(repr(a))
    return total


@operation(10)
def dataclass_define(n):
    for _ in range(n):
        @dataclasses.dataclass
        class C:
            a: int
            b: str = ""
    return n


@operation(40000)
def namedtuple(n):
    P = collections.namedtuple("P", "x y")
    total = 0
    for i in range(n):
        p = P(i, 2)
        total += p.x + p.y
    return total


main()
