"""Work that is quadratic where it is done naively: growth.py NAME SIZE does one kind of that size."""
import collections
import random
import re
import sys


def str_append(n):
    s = ""
    for i in range(n):
        s += "c"
    return len(s)


def bytearray_append(n):
    b = bytearray()
    for i in range(n):
        b += b"c"
    return len(b)


def list_pop(n):
    items = [None] * n
    while items:
        items.pop()


def list_append(n):
    items = []
    for i in range(n):
        items.append(i)


def deque_ends(n):
    d = collections.deque()
    for i in range(n):
        d.append(i)
        d.appendleft(i)
    while d:
        d.pop()
        d.popleft()


def str_join(n):
    return len(",".join([str(i) for i in range(n)]))


def int_to_str(n):
    sys.set_int_max_str_digits(0)
    return len(str((1 << n) - 1))


def str_to_int(n):
    sys.set_int_max_str_digits(0)
    return int("7" * n).bit_length()


def re_search(n):
    text = "ab" * n
    return len(re.findall("a+b", text)), re.search("b*c", text), len(re.sub("[ab]", "x", text))


def re_lazy(n):
    return re.match("(?:a|b)*?c", "ab" * n)


def dict_keys(n):
    d = {}
    r = random.Random(5)
    for i in range(n):
        d["%x" % r.getrandbits(60)] = i
    return sum(k in d for k in list(d))


def list_sort(n):
    r = random.Random(5)
    items = [r.random() for i in range(n)]
    items.sort()


def str_find(n):
    return ("a" * n + "b").find("a" * (n // 2) + "c"), ("ab" * n).count("abab"), ("a" * n).replace("aa", "b")


def str_split(n):
    return len(("a," * n).split(",")), len(("a\n" * n).splitlines())


def set_of_ints(n):
    return len({i << 20 for i in range(n)})


WORK = {f.__name__: (f, size) for f, size in [
    (str_append, 100_000), (bytearray_append, 100_000), (list_pop, 200_000), (list_append, 200_000), (deque_ends, 100_000),
    (str_join, 100_000), (int_to_str, 200_000), (str_to_int, 60_000), (re_search, 50_000), (re_lazy, 50_000), (dict_keys, 50_000),
    (list_sort, 50_000), (str_find, 100_000), (str_split, 100_000), (set_of_ints, 100_000),
]}

if __name__ == "__main__":
    if len(sys.argv) < 3:
        print(*(f"{name}:{size}" for name, (_, size) in WORK.items()))
    else:
        WORK[sys.argv[1]][0](int(sys.argv[2]))
