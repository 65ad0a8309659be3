# Native modules _bisect, _heapq and _random.
import _bisect
import _heapq
import _random


def t(f, *args, **kwargs):
    try:
        r = f(*args, **kwargs)
        print(type(r).__name__, r)
    except BaseException as e:
        print(type(e).__name__, e)


r = _random.Random(1)
for k in -1, 0, 2**70, 'a', 1.5:
    t(r.getrandbits, k)
t(r.getrandbits)
R = _random.Random
t(R, 1, 2)
t(R, x=1)
t(r.seed, 1, 2)
t(r.seed, x=3)
t(r.seed, [])
for state in ([], (), (-1,) * 625, ('a',) * 625, (0,) * 624 + (625,), (0,) * 624 + (-1,), (2**70,) * 625):
    t(r.setstate, state)
t(r.setstate, (2**40,) * 624 + (3,))
for seed in 0, 1, -1, 5, 2**31, 2**32, 2**64 - 1, -2**64, 10**50, 3.5, True, (1, 2):
    g = R(seed)
    print(seed, g.random(), g.getrandbits(5), g.getrandbits(32), g.getrandbits(33), g.getrandbits(64), hex(g.getrandbits(200)))
    state = g.getstate()
    a = [g.random() for _ in range(700)]
    g.setstate(state)
    print(a == [g.random() for _ in range(700)], sum(a), state[-1], len(state), hash(g.getstate()[:4]))
print(R().random() != R().random())


class S(R):
    def __init__(self, *args):
        super().__init__(*args)
        self.x = 1


s = S(7)
print(s.random(), s.x, R.__module__, R.__name__)

print([_bisect.bisect_left([1, 2, 2, 3], x) for x in range(5)], [_bisect.bisect_right([1, 2, 2, 3], x) for x in range(5)])
print(_bisect.bisect_right('abcd', 'b'), _bisect.bisect_left(range(0, 100, 3), 50, 2, 30), _bisect.bisect_left((1.0, 2.0), 1.5, hi=-1))
words = ['a', 'bb', 'ccc', 'dddd']
print(_bisect.bisect_left(words, 3, key=len), _bisect.bisect_right(words, 3, key=len), _bisect.bisect_right(a=words, x=2, lo=1, hi=3, key=len))
_bisect.insort_left(words, 'zzz', key=len)
_bisect.insort_right(words, 'yyy', key=len)
print(words)


class L(list):
    def insert(self, i, x):
        print('insert', i, x)
        super().insert(i, x)


l = L([1, 3])
_bisect.insort_right(l, 2)
print(l)
for args in (5, 1), ([1, 2], 1, -1), ([1, 2], 9, 0, 5), ([1, 2], 1, 0, 2**70), ([1, 2], 1, 2**70), ([1, 2], 1, 0, 'x'), ([1, 2], 'a'):
    t(_bisect.bisect_left, *args)
t(_bisect.insort_left, (1, 2), 1)

import random
rng = random.Random(3)
data = [rng.randrange(1000) for _ in range(300)]
for push, pop, heapify, replace, pushpop in (
    (_heapq.heappush, _heapq.heappop, _heapq.heapify, _heapq.heapreplace, _heapq.heappushpop),
    (_heapq.heappush_max, _heapq.heappop_max, _heapq.heapify_max, _heapq.heapreplace_max, _heapq.heappushpop_max),
):
    h = []
    for x in data:
        push(h, x)
    print(h[:12])
    print([pop(h) for _ in range(12)], len(h))
    g = list(data)
    heapify(g)
    print(g[:20], [replace(g, x) for x in (5, 500, 999, -1)], [pushpop(g, x) for x in (5, 500, 999, -1)], g[:20])
    p = [(x % 10, -x, str(x)) for x in data[:40]]
    heapify(p)
    print([pop(p) for _ in range(40)][:8], p)
    t(push, (), 1)
    t(pop, ())
    t(pop, [])
    t(replace, [], 1)
    t(heapify, {})
    t(pushpop, [], 4)
    t(push, [1], 'a')

    class Evil:
        def __lt__(self, other):
            h.clear()
            return True

    h = [Evil() for _ in range(5)]
    t(heapify, h)
    h = [Evil() for _ in range(5)]
    t(push, h, Evil())
    h = [Evil() for _ in range(5)]
    t(pushpop, h, Evil())
import heapq
import bisect
print(heapq.nlargest(3, data), heapq.nsmallest(3, data), list(heapq.merge([1, 4], [2, 3]))[:3])
print(random.Random(5).sample(range(100), 5), random.Random(5).choices('abc', k=4), random.Random(9).gauss(0, 1), random.Random(8).shuffle(data), data[:5])
