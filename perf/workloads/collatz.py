"""Longest Collatz chain below a limit, without a table."""
import sys


def chain_length(n):
    steps = 1
    while n != 1:
        if n % 2 == 0:
            n //= 2
        else:
            n = 3 * n + 1
        steps += 1
    return steps


def main():
    limit = int(sys.argv[1]) if len(sys.argv) > 1 else 3500
    best = best_n = 0
    for n in range(1, limit):
        length = chain_length(n)
        if length > best:
            best = length
            best_n = n
    print("collatz", limit, best_n, best)


main()
