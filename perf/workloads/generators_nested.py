"""Recursive yield from over trees, permutations and search, pipelines of generators, loops of send."""
import sys


class Node:
    def __init__(self, left, key, right):
        self.left, self.key, self.right = left, key, right

    def __iter__(self):
        if self.left:
            yield from self.left
        yield self.key
        if self.right:
            yield from self.right


def build(low, high):
    if low >= high:
        return None
    middle = (low + high) // 2
    return Node(build(low, middle), middle, build(middle + 1, high))


def postorder(node):
    if node is not None:
        yield from postorder(node.left)
        yield from postorder(node.right)
        yield node.key


def flatten(x):
    for y in x:
        if isinstance(y, list):
            yield from flatten(y)
        else:
            yield y


def permutations(items, done):
    if done == len(items):
        yield items
    else:
        for i in range(done, len(items)):
            items[done], items[i] = items[i], items[done]
            yield from permutations(items, done + 1)
            items[done], items[i] = items[i], items[done]


def window(source, size):
    recent = []
    for x in source:
        recent.append(x)
        if len(recent) > size:
            del recent[0]
        if len(recent) == size:
            yield sum(recent)


def take(source, n):
    for _ in range(n):
        yield next(source)


def counter():
    n = 0
    while True:
        yield n
        n += 1


def grep(needle, target):
    while True:
        line = yield
        if line % needle == 0:
            target.send(line)


def collect(totals):
    while True:
        x = yield
        totals[x % 4] += x


def main():
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 20000
    root = build(0, n)
    ordered = sum(i * key for i, key in enumerate(root)) % 1000003
    after = 0
    for key in postorder(root):
        after = (after * 31 + key) % 1000003
    nested = []
    for i in range(n // 8):
        nested = [i, nested] if i % 40 else [nested, i]
        if i % 40 == 39:
            nested = [nested, [i, [i + 1]]]
        if i % 400 == 399:
            after += sum(flatten(nested))
            nested = []
    size = 3
    count = 6
    while count * (size + 1) < n // 4:
        size += 1
        count *= size
    permuted = 0
    for p in permutations(list(range(size)), 0):
        permuted = (permuted * 7 + p[0] + p[-1]) % 1000003
    windows = sum(window(take(counter(), n), 3))
    totals = [0] * 4
    target = collect(totals)
    next(target)
    filters = [grep(k, target) for k in (2, 3, 5)]
    for f in filters:
        next(f)
    for x in range(n):
        for f in filters:
            f.send(x)
    print("generators_nested", n, ordered, after, size, permuted, windows, totals)


main()
