"""Generators feeding generators: sources, filters, maps, chunks, yield from, send."""
import sys


def numbers(n):
    i = 0
    while i < n:
        yield i
        i += 1


def odd(source):
    for x in source:
        if x & 1:
            yield x


def squared(source):
    for x in source:
        yield x * x


def chunks(source, size):
    chunk = []
    for x in source:
        chunk.append(x)
        if len(chunk) == size:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def tree(depth):
    if depth:
        yield from tree(depth - 1)
        yield depth
        yield from tree(depth - 1)


def averager():
    total = count = 0
    average = 0.0
    while True:
        x = yield average
        if x is None:
            return total
        total += x
        count += 1
        average = total / count


def main():
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 60000
    total = sum(x % 1000 for x in squared(odd(numbers(n))))
    sizes = 0
    for chunk in chunks(odd(numbers(n)), 16):
        sizes = (sizes * 3 + sum(chunk)) % 1000003
    depth = len(bin(n // 6)) - 2
    walked = sum(i * d for i, d in enumerate(tree(depth)))
    avg = averager()
    next(avg)
    last = 0.0
    for x in odd(range(n)):
        last = avg.send(x)
    try:
        avg.send(None)
    except StopIteration as stop:
        result = stop.value
    print("generator_pipeline", n, total, sizes, walked, last, result)


main()
