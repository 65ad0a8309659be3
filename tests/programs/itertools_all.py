# itertools.
from itertools import *
import itertools


def show(f):
    try:
        print(f())
    except BaseException as e:
        print(type(e).__name__, e)


def take(n, i):
    return list(islice(i, n))


show(lambda: take(4, count()))
show(lambda: take(4, count(10, -3)))
show(lambda: take(4, count(2**62, 2**61)))
show(lambda: take(3, count(1.5, 0.25)))
show(lambda: (count(3), count(3, 2), repeat("x"), repeat("x", 3), count(step=2, start=5)))
show(lambda: count("a"))
show(lambda: take(7, cycle("abc")))
show(lambda: list(cycle([])))
show(lambda: list(repeat(7, 3)))
show(lambda: list(repeat(7, times=-3)))
show(lambda: repeat(1, 5).__length_hint__())
show(lambda: repeat(1).__length_hint__())
show(lambda: list(accumulate([1, 2, 3, 4])))
show(lambda: list(accumulate([1, 2, 3, 4], lambda a, b: a * b, initial=10)))
show(lambda: list(accumulate([])))
show(lambda: list(accumulate([], initial=3)))
show(lambda: list(batched("abcdefg", 3)))
show(lambda: list(batched("abcdefg", 3, strict=True)))
show(lambda: batched("a", 0))
show(lambda: list(chain("abc", [1], ())))
show(lambda: list(chain.from_iterable(["ab", "cd"])))
show(lambda: list(chain("ab", 3)))
show(lambda: list(compress("ABCDEF", [1, 0, 1, 0, 1, 1])))
show(lambda: list(dropwhile(lambda x: x < 5, [1, 4, 6, 3, 8])))
show(lambda: list(takewhile(lambda x: x < 5, [1, 4, 6, 3, 8])))
show(lambda: list(filterfalse(lambda x: x < 5, [1, 4, 6, 3, 8])))
show(lambda: list(filterfalse(None, [1, 0, "", "a"])))
show(lambda: [(k, list(g)) for k, g in groupby("AAAABBBCCDAABBB")])
show(lambda: [k for k, g in groupby("AAAABBBCCDAABBB")])
show(lambda: [(k, list(g)) for k, g in groupby([1, 3, 2, 4, 5], key=lambda x: x % 2)])
groups = [g for _, g in groupby("aab")]
show(lambda: [list(g) for g in groups])
show(lambda: list(islice("ABCDEFG", 2)))
show(lambda: list(islice("ABCDEFG", 2, 4)))
show(lambda: list(islice("ABCDEFG", 2, None)))
show(lambda: list(islice("ABCDEFG", 0, None, 2)))
show(lambda: islice("a", -1))
show(lambda: islice("a", 1, -1))
show(lambda: islice("a", 1, 2, 0))
show(lambda: islice("a", "x"))
show(lambda: islice("a"))
source = iter(range(10))
show(lambda: (list(islice(source, 1, 5, 2)), next(source)))
show(lambda: list(pairwise("ABCDEFG")))
show(lambda: list(pairwise("A")))
show(lambda: list(starmap(pow, [(2, 5), (3, 2), (10, 3)])))
show(lambda: list(starmap(pow, [2])))
show(lambda: list(zip_longest("ABCD", "xy", fillvalue="-")))
show(lambda: list(zip_longest()))
show(lambda: list(zip_longest("ab", 3)))
a, b, c = tee(iter(range(130)), 3)
show(lambda: (sum(a), next(b), next(b), sum(c), sum(b)))
show(lambda: tee("a", -1))
show(lambda: tee("ab", 0))
x, = tee("abc", 1)
y = x.__copy__()
show(lambda: (list(x), list(y)))
show(lambda: list(product("ab", range(3))))
show(lambda: list(product("ab", repeat=2)))
show(lambda: list(product()))
show(lambda: list(product("ab", [])))
show(lambda: product("a", repeat=-1))
show(lambda: list(permutations("ABC")))
show(lambda: list(permutations("ABCD", 2))[:5])
show(lambda: list(permutations("AB", 3)))
show(lambda: list(permutations("AB", 0)))
show(lambda: permutations("AB", -1))
show(lambda: permutations("AB", "x"))
show(lambda: list(combinations("ABCD", 2)))
show(lambda: list(combinations("AB", 3)))
show(lambda: list(combinations("AB", 0)))
show(lambda: combinations("AB", -1))
show(lambda: list(combinations_with_replacement("ABC", 2)))
show(lambda: list(combinations_with_replacement("", 2)))
show(lambda: list(combinations_with_replacement("", 0)))
show(lambda: len(list(combinations(range(16), 8))))
show(lambda: chain[int])


class MyChain(chain):
    extra = 1


m = MyChain([1], [2])
m.attribute = 3
show(lambda: (list(m), m.attribute, type(m).__name__))
show(lambda: chain(x=1))
show(lambda: cycle())
show(lambda: sorted(n for n in dir(itertools) if not n.startswith("__")))


class Weird:
    def __next__(self):
        raise KeyError("weird")

    def __iter__(self):
        return self


for f in (cycle, pairwise, accumulate, chain.from_iterable, groupby):
    show(lambda: next(f(Weird())))
