"""Counters, adders, compositions and memo tables made of nested functions."""
import sys


def counter(start):
    value = start

    def step(by=1):
        nonlocal value
        value += by
        return value

    return step


def compose(*functions):
    def composed(x):
        for f in functions:
            x = f(x)
        return x

    return composed


def adder(k):
    return lambda x: x + k


def multiplier(k, modulus):
    def multiply(x):
        return x * k % modulus

    return multiply


def memoize(f):
    cache = {}

    def wrapper(*args):
        if args not in cache:
            cache[args] = f(*args)
        return cache[args]

    return wrapper


@memoize
def paths(x, y):
    if x == 0 or y == 0:
        return 1
    return (paths(x - 1, y) + paths(x, y - 1)) % 1000000007


def main():
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 14000
    c = counter(10)
    d = counter(0)
    for i in range(n * 2):
        c()
        d(by=i)
    chain = compose(adder(3), multiplier(17, 10007), adder(-1), multiplier(5, 9973))
    total = 0
    for i in range(n * 2):
        total += chain(i)
    makers = [lambda x, k=k: x ^ k for k in range(8)]
    mixed = 0
    for i in range(n):
        mixed = makers[i & 7](mixed) + i
    grid = 60
    print("closures", n, c(), d(), total, mixed, paths(grid, grid))


main()
