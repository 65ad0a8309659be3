"""Sieve of Eratosthenes over a list of flags, with plain loops."""
import sys


def sieve(limit):
    flags = [True] * (limit + 1)
    flags[0] = flags[1] = False
    i = 2
    while i * i <= limit:
        if flags[i]:
            for j in range(i * i, limit + 1, i):
                flags[j] = False
        i += 1
    return flags


def main():
    limit = int(sys.argv[1]) if len(sys.argv) > 1 else 300000
    flags = sieve(limit)
    count = last = 0
    for i in range(limit + 1):
        if flags[i]:
            count += 1
            last = i
    print("sieve", limit, count, last)


main()
