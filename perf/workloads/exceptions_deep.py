"""Exceptions through many frames: searches that give up by raising, cleanup on the way, `with`, chains, `finally`."""
import sys


class Found(Exception):
    def __init__(self, where):
        self.where = where


class Guard:
    def __init__(self, log):
        self.log = log

    def __enter__(self):
        self.log[0] += 1
        return self

    def __exit__(self, kind, value, traceback):
        self.log[1] += 1
        return kind is KeyError


def search(tree, wanted, depth):
    if isinstance(tree, int):
        if tree == wanted:
            raise Found(depth)
        return 0
    seen = 1
    for child in tree:
        try:
            seen += search(child, wanted, depth + 1)
        finally:
            seen += 1
    return seen


def build(depth, width, start):
    if depth == 0:
        return start
    return [build(depth - 1, width, start * width + i) for i in range(width)]


def descend(n, log):
    if n == 0:
        raise KeyError(n)
    with Guard(log):
        descend(n - 1, log)
        return n
    return -n


def climb(n):
    try:
        if n == 0:
            raise ValueError(n)
        return climb(n - 1)
    except ValueError:
        if n == 7:
            return n
        raise


def main():
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 700
    tree = build(5, 3, 0)
    log = [0, 0]
    total = 0
    for i in range(n):
        try:
            total += search(tree, i * 7 % 243, 0)
        except Found as found:
            total += found.where
        total += descend(i % 9 + 1, log)
        total += climb(12)
    print("exceptions_deep", n, total, log)


main()
